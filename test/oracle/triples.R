# Triple-S: what export_survey writes, read by the words of the standard alone (version 2.0, chapters "The Metadata File" and
# "The Data File"), is what the table holds, cell by cell, with questions and answers.
shared <- Sys.getenv("MLOPS_SURVEY_SHARED", "../shared")
if (!requireNamespace("xml2", quietly = TRUE)) {
    cat("ok 1 - Triple-S # SKIP no xml2\n1..1\n")
    quit()
}
library(xml2)
options(digits = 15)
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 8)), sep = "\n")
}
run <- function(sql) {
    file <- tempfile()
    out <- tempfile()
    writeLines(enc2utf8(sql), file, useBytes = TRUE)
    if (system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = out, stderr = "") != 0) stop("psql failed")
    con <- file(out, encoding = "UTF-8")
    on.exit(close(con))
    readLines(con)
}
bytes_of <- function(sql) {
    hex <- paste(run(sprintf("SET client_min_messages = error; SELECT encode((%s), 'hex')", sql)), collapse = "")
    as.raw(strtoi(substring(hex, seq(1, nchar(hex), 2), seq(2, nchar(hex), 2)), 16L))
}
table_of <- function(query) {
    lines <- run(sprintf("COPY (%s) TO STDOUT WITH (FORMAT csv, HEADER, NULL '', FORCE_QUOTE *)", query))
    read.csv(text = lines, colClasses = "character", check.names = FALSE, na.strings = character(), encoding = "UTF-8")
}
attribute <- function(node, name) {
    a <- xml_attr(node, name)
    if (is.na(a)) NULL else a
}

# a list of variables, each with its cells as texts: codes that were chosen are separated by blanks
read_triples <- function(metadata, data) {
    document <- read_xml(metadata)
    record <- xml_find_first(document, "//record")
    format <- attribute(record, "format")
    skip <- as.integer(c(attribute(record, "skip"), 0)[1])
    text <- rawToChar(data)
    # the data file is always in ISO 8859-1; another encoding is an agreement of both sides
    Encoding(text) <- if (validUTF8(text) && any(data > 0x7f)) "UTF-8" else "latin1"
    text <- enc2utf8(text)
    lines <- strsplit(text, "\n", fixed = TRUE)[[1]]
    if (skip > 0) lines <- lines[-seq_len(skip)]
    cells <- if (identical(format, "csv")) {
        read.csv(text = lines, header = FALSE, colClasses = "character", na.strings = character(), encoding = "UTF-8", strip.white = TRUE)
    }
    field <- function(from, to) if (is.null(cells)) substr(lines, from, to) else cells[[from]]
    trimmed <- function(x) gsub("^ +| +$", "", x)
    lapply(xml_find_all(record, "variable"), function(v) {
        position <- xml_find_first(v, "position")
        from <- as.integer(attribute(position, "start"))
        to <- as.integer(c(attribute(position, "finish"), from)[1])
        spread <- xml_find_first(v, "spread")
        codes <- xml_attr(xml_find_all(v, "values/value"), "code")
        type <- attribute(v, "type")
        raw <- field(from, to)
        value <- if (type != "multiple") {
            if (type == "character") sub(" +$", "", raw) else trimmed(raw)
        } else if (!is.na(xml_attr(spread, "subfields"))) {
            n <- as.integer(attribute(spread, "subfields"))
            width <- as.integer(c(attribute(spread, "width"), (to - from + 1) / n)[1])
            parts <- sapply(seq_len(n), function(i) trimmed(if (is.null(cells)) substr(lines, from + (i - 1) * width, from + i * width - 1) else cells[[from + i - 1]]))
            apply(matrix(parts, ncol = n), 1, function(p) if (all(p == "")) NA else paste(codes[codes %in% as.integer(p[p != ""])], collapse = " "))
        } else {
            vapply(raw, function(bits) if (trimmed(bits) == "") NA_character_ else paste(codes[substring(bits, as.integer(codes), as.integer(codes)) == "1"], collapse = " "), "", USE.NAMES = FALSE)
        }
        list(name = xml_text(xml_find_first(v, "name")), type = type, label = xml_text(xml_find_first(v, "label")), use = c(attribute(v, "use"), "")[1],
            codes = codes, labels = xml_text(xml_find_all(v, "values/value")), value = value)
    })
}

# a cell of the table as the standard would write it
expected <- function(x, type) {
    if (type == "date") return(gsub("-", "", substr(x, 1, 10)))
    if (type == "time") return(sub("[.].*", "", gsub(":", "", sub("^.* ", "", x))))
    if (type == "logical") return(ifelse(x == "", "", ifelse(x %in% c("t", "1"), "1", "0")))
    if (type == "quantity") return(ifelse(x == "", "", sprintf("%.10g", suppressWarnings(as.numeric(ifelse(x == "", NA, x))))))
    if (type == "single") return(ifelse(x == "t", "1", ifelse(x == "f", "0", x)))
    sub(" +$", "", gsub("[[:cntrl:]]", " ", x))
}
compare <- function(survey, name, wanted) {
    files <- sprintf("export_survey('%s', '%s')", survey, c("triple-s-xml", "triple-s"))
    variables <- read_triples(bytes_of(paste("SELECT", files[1])), bytes_of(paste("SELECT", files[2])))
    table <- table_of(sprintf("SELECT * FROM %s ORDER BY 1", survey))
    book <- table_of(sprintf("SELECT v.name, coalesce(v.header, v.name) AS header, coalesce(v.label, '') AS label FROM mlops_survey.variable v
        JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = '%s'", survey))
    answers <- table_of(sprintf("SELECT l.variable, coalesce(l.value, l.code::text) AS code, l.label FROM mlops_survey.value_label l
        JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = '%s'", survey))
    members <- table_of(sprintf("SELECT m.set_name, m.variable, coalesce(m.label, v.label, v.name) AS label, m.position, v.header FROM mlops_survey.response_set_member m
        JOIN mlops_survey.survey s ON s.id = m.survey_id JOIN mlops_survey.variable v ON v.survey_id = s.id AND v.name = m.variable WHERE s.name = '%s'", survey))
    wrong <- texts <- seen <- character()
    for (v in variables) {
        if (v$type == "multiple") {
            own <- members[members$set_name == gsub("[^a-z0-9]", "_", tolower(v$name)), ]
            own <- own[match(v$labels, own$label), ]
            if (nrow(own) == 0 || anyNA(own$variable)) {
                texts <- c(texts, v$name)
                next
            }
            chosen <- table[own$variable]
            theirs <- apply(chosen, 1, function(r) if (all(r == "")) NA else paste(v$codes[r %in% c("t", "1")], collapse = " "))
            if (!identical(as.character(v$value), as.character(unname(theirs)))) wrong <- c(wrong, v$name)
            seen <- c(seen, own$variable)
            next
        }
        column <- book$name[match(v$name, book$header)]
        if (is.na(column)) column <- if (v$name %in% names(table)) v$name else sub("_time$", "", v$name)
        if (is.na(column) || !column %in% names(table)) column <- book$name[match(sub("_time$", "", v$name), book$header)]
        ours <- expected(table[[column]], v$type)
        theirs <- if (v$type == "quantity") expected(v$value, "quantity") else v$value
        if (!identical(ours, theirs)) wrong <- c(wrong, paste(v$name, "first", theirs[ours != theirs][1], "for", ours[ours != theirs][1]))
        if (!identical(v$label, c(book$label[book$name == column], "")[1])) texts <- c(texts, v$name)
        # a logical is yes or no, without answers of its own
        said <- answers[answers$variable == column & v$type != "logical", ]
        if (!all(mapply(function(code, label) isTRUE(v$labels[match(code, v$codes)] == label), said$code[said$code != ""], said$label[said$code != ""]))) texts <- c(texts, v$name)
        seen <- c(seen, column)
    }
    ok(length(variables) >= wanted, paste(name, "has its variables"))
    ok(length(wrong) == 0, paste(name, "cells"), wrong)
    ok(length(texts) == 0, paste(name, "questions and answers"), texts)
    ok(setequal(setdiff(names(table), "respondent"), seen), paste(name, "has every column"), setdiff(names(table), c(seen, "respondent")))
}

# made here: every kind of variable, in columns of fixed width, in CSV, and beyond ISO 8859-1
invisible(run(c("CREATE TABLE made (code int PRIMARY KEY, region smallint, bus boolean, tram boolean, paid double precision, kept smallint, note text, member boolean, seen date, at timestamp, job text, w double precision);",
    "INSERT INTO made SELECT i, 1 + i % 3, nullif(i % 7, 0) > 3, nullif(i % 7, 0) < 3, i / 8.0, nullif(i % 5, 0), (ARRAY['caf\u00e9, \"noir\"', 'plain', NULL, 'na\u00efve \u00fcber'])[1 + i % 4], i % 2 = 0, date '2024-02-25' + i, timestamp '1999-12-31 23:59:57' + i * interval '1 s', (ARRAY['a', 'b'])[1 + i % 2], 0.5 + i FROM generate_series(0, 40) i;",
    "SELECT survey FROM register_survey('made', 'made', '{\"title\": \"Made\", \"weight\": \"w\", \"variables\": [{\"name\": \"region\", \"label\": \"Where & <how>?\", \"values\": {\"1\": \"N\u00f6rd\", \"2\": \"South\", \"3\": \"\\\"East\\\"\"}}, {\"name\": \"note\", \"measure\": \"text\"}, {\"name\": \"kept\", \"measure\": \"scale\"},
        {\"name\": \"job\", \"values\": [{\"code\": 1, \"value\": \"a\", \"label\": \"Miner\"}, {\"code\": 2, \"value\": \"b\", \"label\": \"Nurse\"}]}], \"sets\": [{\"name\": \"used\", \"label\": \"Used\", \"members\": [{\"variable\": \"bus\", \"label\": \"Bus\"}, {\"variable\": \"tram\", \"label\": \"Tram\"}]}]}');")))
compare("made", "fixed width in ISO 8859-1", 12)
invisible(run("UPDATE made SET note = repeat('\u00e9 ', 200) || E'two\\nlines' WHERE code = 3;"))
compare("made", "CSV in ISO 8859-1", 12)
invisible(run("UPDATE made SET note = '\u0107\u4e2d' WHERE code = 4;"))
compare("made", "CSV in UTF-8", 12)
samples <- file.path(shared, "data", "formats", "triple-s", sprintf("sample-%d.sss", 1:5))
for (f in samples[file.exists(samples)]) {
    survey <- paste0("t", count)
    data <- Filter(file.exists, sub("sss$", "", f) |> paste0(c("asc", "csv", "dat")))[1]
    hex <- vapply(c(data, f), function(p) paste(readBin(p, "raw", file.size(p)), collapse = ""), "")
    invisible(run(sprintf("SELECT rows_loaded FROM load_survey('%s', decode('%s', 'hex'), metadata => decode('%s', 'hex'))", survey, hex[1], hex[2])))
    compare(survey, basename(f), 1)
}
cat("1..", count, "\n", sep = "")
