# SPSS, Stata and SAS files: what load_survey reads is what haven reads, cell by cell, with labels and missing values.
shared <- Sys.getenv("MLOPS_SURVEY_SHARED", "../shared")
samples <- list.files(file.path(shared, "data", c("formats", "nhanes-xpt")), recursive = TRUE, full.names = TRUE)
samples <- samples[grepl("\\.(sav|zsav|por|dta|xpt|sas7bdat)$", samples, ignore.case = TRUE)]
if (length(samples) == 0 || !requireNamespace("haven", quietly = TRUE)) {
    cat("ok 1 - files # SKIP no sample files, or no haven\n1..1\n")
    quit()
}
suppressWarnings(library(haven))
options(digits = 15)
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 8)), sep = "\n")
}
run <- function(sql, out) {
    file <- tempfile()
    writeLines(sql, file)
    system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = out, stderr = "")
}
ask <- function(sql) {
    out <- tempfile()
    if (run(sql, out) != 0) stop("psql failed")
    con <- file(out, encoding = "UTF-8")
    on.exit(close(con))
    readLines(con)
}
quoted <- function(x) paste0("'", gsub("'", "''", x), "'")
table_of <- function(query) {
    out <- tempfile()
    if (run(sprintf("COPY (%s) TO STDOUT WITH (FORMAT csv, HEADER, NULL '', FORCE_QUOTE *)", query), out) != 0) stop("psql failed")
    read.csv(out, colClasses = "character", check.names = FALSE, na.strings = character(), encoding = "UTF-8", fileEncoding = "UTF-8")
}
read_file <- function(f) switch(tolower(tools::file_ext(f)),
    sav = , zsav = read_sav(f, user_na = TRUE), por = read_por(f, user_na = TRUE), dta = read_dta(f),
    xpt = read_xpt(f), sas7bdat = read_sas(f))

# a cell as text, the way both sides are compared
number <- function(x) ifelse(is.na(x), "", sub("^-0$", "0", sprintf("%.10g", x)))
from_haven <- function(x, tagged) {
    if (inherits(x, "Date")) return(ifelse(is.na(x), "", format(x, "%Y-%m-%d")))
    if (inherits(x, "POSIXct")) return(ifelse(is.na(x), "", format(x, "%Y-%m-%d %H:%M:%S", tz = "UTC")))
    if (inherits(x, "hms") || inherits(x, "difftime")) return(number(round(as.numeric(x, units = "secs"))))
    if (is.character(x)) {
        x <- as.character(unclass(x))
        return(ifelse(is.na(x), "", x))
    }
    text <- number(as.numeric(unclass(x)))
    if (typeof(x) == "double") {
        tags <- na_tag(x)
        text[!is.na(tags)] <- as.character(tagged[tolower(tags[!is.na(tags)])])
    }
    text
}
from_survey <- function(x, haven) {
    if (inherits(haven, "POSIXct")) return(sub("[.].*", "", ifelse(nchar(x) == 10, paste(x, "00:00:00"), x)))
    if (inherits(haven, "Date") || is.character(haven)) return(x)
    if (inherits(haven, "hms") || inherits(haven, "difftime")) {
        parts <- lapply(strsplit(x, ":"), as.numeric)
        return(ifelse(x == "", "", number(sapply(parts, function(p) round(sum(p * c(3600, 60, 1)[seq_along(p)]))))))
    }
    x <- ifelse(x %in% c("t", "f"), as.character(as.integer(x == "t")), x)
    number(suppressWarnings(as.numeric(ifelse(x == "", NA, x))))
}
in_missing <- function(variable, value) {
    ranges <- variable$missing_ranges
    any(vapply(ranges, function(r) value >= (if (is.null(r[[1]])) -Inf else r[[1]]) && value <= (if (is.null(r[[2]])) Inf else r[[2]]), NA))
}

# ReadStat's own program and PSPP say the same as CSV: what we read, and what we write
has <- function(program) nzchar(Sys.which(program))
readstat_csv <- function(f) {
    out <- tempfile(fileext = ".csv")
    system2("readstat", c("-f", shQuote(f), out), stdout = FALSE, stderr = FALSE)
    if (!file.exists(out)) return(NULL)
    read.csv(out, colClasses = "character", check.names = FALSE, na.strings = character(), encoding = "UTF-8", blank.lines.skip = FALSE)
}
# it writes ISO dates where Stata's days are whole numbers
plain_number <- function(x) ifelse(grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", x), sprintf("%f", as.numeric(as.Date(x, format = "%Y-%m-%d")) + 3653), x)
pspp <- function(f) {
    out <- tempfile(fileext = ".csv")
    system2("env", c("LC_ALL=C.UTF-8", "pspp-convert", shQuote(f), out), stdout = FALSE, stderr = FALSE)
    dictionary <- tempfile()
    syntax <- tempfile()
    writeLines(c("SET WIDTH=1000.", sprintf("GET FILE='%s'.", f), "DISPLAY DICTIONARY."), syntax)
    system2("env", c("LC_ALL=C.UTF-8", "pspp", "-O", "format=csv", "-o", dictionary, syntax), stdout = FALSE, stderr = FALSE)
    list(cells = if (file.exists(out)) readLines(out, encoding = "UTF-8", warn = FALSE),
        dictionary = if (file.exists(dictionary)) readLines(dictionary, encoding = "UTF-8", warn = FALSE))
}
# days from the formats' first day to 1970-01-01: 1582-10-14 of SPSS, 1960-01-01 of the others
as_in_file <- function(ours, x, f) {
    spss <- grepl("\\.z?sav$|\\.por$", f, ignore.case = TRUE)
    stata <- grepl("\\.dta$", f, ignore.case = TRUE)
    days <- if (spss) 141428 else 3653
    blank <- ours == ""
    value <- if (inherits(x, "Date")) {
        (as.numeric(as.Date(ifelse(blank, NA, substr(ours, 1, 10)), format = "%Y-%m-%d")) + days) * (if (spss) 86400 else 1)
    } else if (inherits(x, "POSIXct")) {
        (as.numeric(as.POSIXct(ifelse(blank, NA, ours), tz = "UTC", format = "%Y-%m-%d %H:%M:%S")) + days * 86400) * (if (stata) 1000 else 1)
    } else suppressWarnings(as.numeric(ours))
    ifelse(blank, "", sprintf("%.10g", value))
}
compare_readstat <- function(f, name, variables, cells, truth) {
    theirs <- readstat_csv(f)
    if (is.null(theirs)) return(ok(FALSE, paste(name, "is read by ReadStat's program")))
    differ <- character()
    for (i in seq_along(variables)) {
        v <- variables[[i]]
        x <- truth[[i]]
        if (grepl("^(QYR|MOYR|WKYR)", c(v$properties$format, "")[1])) next
        ours <- from_survey(cells[[v$name]], x)
        if (!is.character(x)) {
            ours <- as_in_file(ours, x, f)
            ours[ours %in% as.character(unlist(v$properties$tagged))] <- ""
            a <- suppressWarnings(as.numeric(ours))
            b <- suppressWarnings(as.numeric(plain_number(theirs[[i]])))
            # six decimals are written; of times whole seconds are compared, and R knows years up to 9999
            timed <- inherits(x, c("POSIXct", "hms", "difftime"))
            same <- ifelse(is.na(a) | is.na(b), is.na(a) & is.na(b) | timed & ours == "NA", abs(a - b) <= if (timed) (if (grepl("dta$", f)) 1000 else 1) else 1e-6 * pmax(1, abs(a)))
        } else same <- ours == theirs[[i]]
        if (!all(same)) differ <- c(differ, paste(v$name, "first", ours[!same][1], "for", theirs[[i]][!same][1]))
    }
    ok(nrow(theirs) == nrow(cells) && length(differ) == 0, paste(name, "cells by ReadStat's program"), differ)
}

for (f in samples) {
    name <- sub(".*/", "", f)
    survey <- paste0("s", count)
    hex <- paste(readBin(f, "raw", file.size(f)), collapse = "")
    truth <- read_file(f)
    invisible(ask(sprintf("SELECT rows_loaded FROM load_survey(%s, decode(%s, 'hex'))", quoted(survey), quoted(hex))))
    codebook <- jsonlite::fromJSON(paste(ask(sprintf("SELECT survey_codebook_json(%s)", quoted(survey))), collapse = ""), simplifyVector = FALSE)
    # real to double precision, as haven has it
    columns <- ask(sprintf("SELECT quote_ident(attname) || CASE WHEN atttypid = 'real'::regtype THEN '::float8' ELSE '' END
        FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0 ORDER BY attnum", survey))
    cells <- table_of(sprintf("SELECT %s FROM %s ORDER BY respondent", paste(columns, collapse = ", "), survey))
    variables <- codebook$variables[vapply(codebook$variables, function(v) !is.null(v$header), NA)]
    ok(identical(vapply(variables, function(v) v$header, ""), names(truth)), paste(name, "variables"), names(truth))
    ok(nrow(cells) == nrow(truth), paste(name, "rows"))
    wrong <- labels <- missing <- texts <- character()
    for (i in seq_along(variables)) {
        v <- variables[[i]]
        x <- truth[[i]]
        # months and quarters are dates to us, numbers to haven
        if (grepl("^(QYR|MOYR|WKYR)", c(v$properties$format, "")[1])) x <- as.Date(as.numeric(x) / 86400, origin = "1582-10-14")
        ours <- from_survey(cells[[v$name]], x)
        theirs <- from_haven(x, unlist(v$properties$tagged))
        differ <- !mapply(identical, as.character(ours), as.character(theirs), USE.NAMES = FALSE)
        if (any(differ)) wrong <- c(wrong, paste(v$name, sum(differ), "cells, first", ours[differ][1], "for", theirs[differ][1]))
        if (!identical(c(attr(x, "label", exact = TRUE), NA)[1], c(v$label, NA)[1])) texts <- c(texts, v$name)
        declared <- c(unlist(if (is.null(names(v$values))) NULL else v$values), unlist(v$missing))
        if (is.null(names(v$values)) && length(v$values)) for (l in v$values) declared[if (is.character(x)) l$value else as.character(l$code)] <- l$label
        if (is.character(x) && length(declared) && !is.null(names(v$values))) names(declared) <- declared
        given <- attr(x, "labels")
        if (length(given)) {
            key <- if (is.character(given)) given else from_haven(given, unlist(v$properties$tagged))
            whole <- is.character(given) | suppressWarnings(as.numeric(key)) %% 1 == 0
            if (!identical(unname(declared[key[whole]]), names(given)[whole])) labels <- c(labels, v$name)
        }
        for (m in attr(x, "na_values")) {
            key <- if (is.character(m)) m else number(m)
            flagged <- if (is.null(names(v$values)) && length(v$values)) any(vapply(v$values, function(l) isTRUE(l$missing) && key %in% c(l$value, l$code), NA))
                else key %in% c(names(v$missing), unlist(v$missing))
            if (!flagged && !(is.numeric(m) && in_missing(v, m))) missing <- c(missing, v$name)
        }
        range <- attr(x, "na_range")
        if (length(range) && !any(vapply(v$missing_ranges, function(r) identical(as.numeric(unlist(r)), as.numeric(range[is.finite(range)])), NA)))
            missing <- c(missing, v$name)
    }
    ok(length(wrong) == 0, paste(name, "cells"), wrong)
    if (has("readstat")) compare_readstat(f, name, variables, cells, truth)
    ok(length(texts) == 0, paste(name, "variable labels"), texts)
    ok(length(labels) == 0, paste(name, "value labels"), labels)
    ok(length(missing) == 0, paste(name, "missing values"), missing)
}

# what export_survey writes is, to haven, what it had read: values, labels, missing values; the formats that have a writer
strip <- function(x) {
    for (a in c("format.spss", "format.stata", "format.sas", "display_width", "class", "tzone", "units")) attr(x, a) <- NULL
    labels <- attr(x, "labels", exact = TRUE)
    if (length(labels)) attr(x, "labels") <- labels[order(unname(labels), na_tag_or_blank(labels))]
    x
}
na_tag_or_blank <- function(x) if (is.double(x)) { t <- na_tag(x); ifelse(is.na(t), "", t) } else rep("", length(x))
for (f in samples) {
    format <- switch(tolower(tools::file_ext(f)), sav = "sav", zsav = "zsav", dta = "dta", xpt = "xpt", next)
    survey <- paste0("e", count)
    hex <- paste(readBin(f, "raw", file.size(f)), collapse = "")
    invisible(ask(sprintf("SELECT rows_loaded FROM load_survey(%s, decode(%s, 'hex'))", quoted(survey), quoted(hex))))
    out <- tempfile(fileext = paste0(".", format))
    written <- paste(ask(sprintf("SET client_min_messages = error; SELECT encode(export_survey(%s, '%s'), 'hex')", quoted(survey), format)), collapse = "")
    writeBin(as.raw(strtoi(substring(written, seq(1, nchar(written), 2), seq(2, nchar(written), 2)), 16L)), out)
    before <- read_file(f)
    after <- read_file(out)
    ok(identical(names(before), names(after)), paste(basename(f), "goes out with its variables"), names(after))
    differ <- names(before)[!mapply(function(a, b) {
        a <- strip(a); b <- strip(b)
        # codes without a label get one, and blank texts are no answer: the values must be equal, and the labels that were there
        la <- attr(a, "labels"); lb <- attr(b, "labels")
        same <- isTRUE(all.equal(as.vector(unclass(a)), as.vector(unclass(b)), tolerance = 1e-9))
        if (is.double(a)) same <- same && identical(na_tag(a), na_tag(b))
        same && identical(attr(a, "label", exact = TRUE), attr(b, "label", exact = TRUE)) && all(names(la) %in% names(lb)) &&
            setequal(attr(a, "na_values"), attr(b, "na_values")) && identical(attr(a, "na_range"), attr(b, "na_range"))
    }, before, after)]
    ok(length(differ) == 0, paste(basename(f), "goes out as it came in"), differ)
    if (has("readstat")) ok(identical(lapply(readstat_csv(f), plain_number), lapply(readstat_csv(out), plain_number)), paste(basename(f), "goes out as ReadStat's program reads it"))
    # of a text that ends within a character PSPP shows half of it, we write none
    if (has("pspp") && grepl("sav$", format) && basename(f) != "tegulu.sav") {
        variables <- names(before)
        before <- pspp(f)
        after <- pspp(out)
        # to PSPP a name that a file cuts within a character is VAR001; we write it whole
        header <- strsplit(before$cells[1], ",")[[1]]
        for (i in which(grepl("^VAR[0-9]{3}$", header) & header != variables[seq_along(header)])) {
            before$cells[1] <- sub(header[i], variables[i], before$cells[1], fixed = TRUE)
            before$dictionary <- gsub(header[i], variables[i], before$dictionary, fixed = TRUE)
        }
        ok(length(before$cells) > 1 && identical(before$cells, after$cells), paste(basename(f), "goes out as PSPP reads it"), after$cells)
        # the table of variables; the measurement level is guessed where the file is silent
        plain <- function(lines) vapply(strsplit(gsub("[|](Nominal|Ordinal|Scale) *[|]", "||", lines[grepl("([|].*){8}", lines)]), "[; |]+"),
            function(words) paste(sort(words), collapse = " "), "")
        lost <- setdiff(plain(before$dictionary), plain(after$dictionary))
        ok(length(before$dictionary) > 2 && length(lost) == 0, paste(basename(f), "goes out with PSPP's dictionary"), lost)
    }
}
for (program in c("readstat", "pspp")) if (!has(program)) cat("ok", count <- count + 1, "-", program, "# SKIP not installed\n")
cat(sprintf("1..%d\n", count))
