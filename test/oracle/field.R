# Every file that failed in use and every sample survey, loaded and written out again: what haven and R, and pyreadstat and Python, read of SPSS, Stata, SAS and CSV is what the table holds.
shared <- Sys.getenv("MLOPS_SURVEY_SHARED", "../shared")
files <- list.files(file.path(shared, c("field/files", "data")), recursive = TRUE, full.names = TRUE)
files <- files[grepl("\\.(csv|sav|zsav|por|dta|xpt|sas7bdat)$", files, ignore.case = TRUE) & !grepl("triple-s/", files)]
has <- function(package) requireNamespace(package, quietly = TRUE)
if (length(files) == 0 || !has("haven") || !has("jsonlite")) {
    cat("ok 1 - files # SKIP no sample files, or no haven or jsonlite\n1..1\n")
    quit()
}
suppressWarnings(library(haven))
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 6)), sep = "\n")
}
dir <- tempfile()
dir.create(dir)
run <- function(sql, out) {
    file <- tempfile()
    writeLines(c("\\set QUIET 1", "SET client_min_messages = error;", "SET timezone = 'UTC';", sql), file)
    if (system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = out) != 0) stop("psql failed")
}
ask <- function(sql) {
    out <- tempfile()
    run(sql, out)
    readLines(out, encoding = "UTF-8", warn = FALSE)
}
unhex <- function(text) {
    digits <- utf8ToInt(text)
    digits <- ifelse(digits > 96, digits - 87, digits - 48)
    as.raw(digits[c(TRUE, FALSE)] * 16 + digits[c(FALSE, TRUE)])
}
read_text <- function(file) read.csv(file, colClasses = "character", check.names = FALSE, na.strings = character(), encoding = "UTF-8", blank.lines.skip = FALSE)

# a cell as text: numbers to ten digits, moments as ISO, times as seconds
number <- function(x) ifelse(is.na(x), "", sub("^-0$", "0", sprintf("%.10g", x)))
as_text <- function(x) {
    if (is.character(x)) x <- as.character(unclass(x)) # a missing one of SPSS is a text too
    if (inherits(x, "Date")) return(ifelse(is.na(x), "", format(x, "%Y-%m-%d")))
    if (inherits(x, "POSIXct")) return(ifelse(is.na(x), "", format(x, "%Y-%m-%d %H:%M:%S", tz = "UTC")))
    if (inherits(x, "difftime")) return(number(round(as.numeric(x, units = "secs"))))
    if (is.character(x)) return(ifelse(is.na(x), "", x))
    number(as.numeric(unclass(x)))
}
# the same of columns as the table has them
cells_sql <- function(survey) ask(sprintf("SELECT string_agg(format(CASE
        WHEN t.typname = 'bool' THEN '%%1$I::int' WHEN t.typname = 'timestamp' THEN 'to_char(%%1$I, ''YYYY-MM-DD HH24:MI:SS'')'
        WHEN t.typname = 'timestamptz' THEN 'to_char(%%1$I AT TIME ZONE ''UTC'', ''YYYY-MM-DD HH24:MI:SS'')'
        WHEN t.typname IN ('time', 'interval') THEN 'round(extract(epoch FROM %%1$I))' WHEN t.typname = 'float4' THEN '%%1$I::float8' ELSE '%%1$I' END || ' AS %%1$I', v.name), ', ' ORDER BY v.position)
    FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id JOIN pg_attribute a ON a.attrelid = s.answers AND a.attname = v.name JOIN pg_type t ON t.oid = a.atttypid WHERE s.name = '%s'", survey))
types_sql <- "SELECT format_type(a.atttypid, NULL) FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id JOIN pg_attribute a ON a.attrelid = s.answers AND a.attname = v.name WHERE s.name = '%s' ORDER BY v.position"
plain <- function(x, type) if (grepl("int|double|real|numeric|boolean|time without|interval", type) && !grepl("timestamp", type)) number(suppressWarnings(as.numeric(x))) else x
# Stata has no times of day but those of its first day
of_first_day <- function(x) {
    day <- grepl("^1960-01-01 ..:..:..$", x)
    x[day] <- number(vapply(strsplit(substr(x[day], 12, 19), ":"), function(p) sum(as.numeric(p) * c(3600, 60, 1)), 0))
    x
}
# "real" has seven digits, which CSV has and no more
to_real <- function(x) ifelse(x == "", "", sprintf("%.6g", as.numeric(x)))

# all files in one run of Python, as JSON beside each
python <- "import sys, json, math, csv, datetime, pyreadstat
def cell(v):
    if v is None: return ''
    if isinstance(v, datetime.datetime): return v.strftime('%Y-%m-%d %H:%M:%S') if v.year > 999 else '%04d' % v.year + v.strftime('-%m-%d %H:%M:%S')
    if isinstance(v, datetime.date): return v.isoformat()
    if isinstance(v, datetime.timedelta): return '%.10g' % round(v.total_seconds())
    if isinstance(v, datetime.time): return '%.10g' % (v.hour * 3600 + v.minute * 60 + v.second)
    if isinstance(v, str): return v
    v = float(v)
    return '' if math.isnan(v) else '0' if v == 0 else '%.10g' % v
csv.field_size_limit(10 ** 9)
for f in sys.argv[1:]:
    if f.endswith('.csv'):
        rows = list(csv.reader(open(f, encoding='utf-8', newline='')))
        rows = [r + [''] * (len(rows[0]) - len(r)) for r in rows]
        columns = [list(c) for c in zip(*rows[1:])]
    else:
        read = {'sav': pyreadstat.read_sav, 'dta': pyreadstat.read_dta, 'xpt': pyreadstat.read_xport}[f[-3:]]
        options = {'user_missing': True} if f.endswith('.sav') else {}
        try: data, meta = read(f, output_format='dict', **options)
        except OverflowError: continue # dates beyond those that Python has
        columns = [[cell(v) for v in data[name]] for name in meta.column_names]
    json.dump(columns, open(f + '.json', 'w', encoding='utf-8'), ensure_ascii=False)"
script <- tempfile(fileext = ".py")
writeLines(python, script)
# R's own path of libraries would give Python others than it was made with
py <- function(args, ...) system2("env", c("-u", "LD_LIBRARY_PATH", "python3", args), ...)
has_python <- nzchar(Sys.which("python3")) && py(c("-c", shQuote("import pyreadstat")), stdout = FALSE, stderr = FALSE) == 0
if (!has_python) {
    count <- count + 1
    cat("ok", count, "- pyreadstat # SKIP no pyreadstat for Python: what goes out is compared with haven's and R's reading only\n")
}

# a cell of CSV: times of day as seconds, instants without a fraction and zone
csv_text <- function(x, type) {
    if (grepl("^time without|interval", type)) return(vapply(strsplit(x, ":"), function(p) if (length(p) == 0) "" else number(round(sum(as.numeric(p) * c(3600, 60, 1)[seq_along(p)]))), ""))
    if (grepl("timestamp", type)) return(sub("[.].*|[+].*", "", x))
    plain(x, type)
}
same <- function(theirs, ours, name, format, but, types) {
    if (length(theirs) != length(ours)) return(ok(FALSE, name, paste(length(theirs), "columns for", length(ours))))
    differ <- character()
    for (i in seq_along(ours)) {
        a <- theirs[[i]]
        b <- ours[[i]]
        b[b %in% but[[i]]] <- ""
        if (format == "dta") {
            a <- of_first_day(a)
            b <- of_first_day(b)
        }
        # quarters and months of SPSS are dates to us, numbers to others
        if (format == "sav" && types[i] == "date" && all(grepl("^[0-9.e+]*$", a))) a <- as_text(as.Date(as.numeric(a) / 86400, origin = "1582-10-14"))
        if (format == "csv" && types[i] == "real") {
            a <- to_real(a)
            b <- to_real(b)
        }
        bad <- length(a) != length(b) || any(a != b)
        if (bad) differ <- c(differ, paste(names(ours)[i], "first", a[a != b][1], "for", b[a != b][1]))
    }
    ok(length(differ) == 0, name, differ)
}
cases <- list()
formats <- c("sav", "dta", "csv")
for (f in files) {
    survey <- paste0("f", match(f, files))
    name <- sub(".*/(field|data)/", "", f)
    hex <- paste(readBin(f, "raw", file.size(f)), collapse = "")
    invisible(ask(sprintf("SELECT rows_loaded FROM load_survey('%s', decode('%s', 'hex'));", survey, hex)))
    types <- ask(sprintf(types_sql, survey))
    table <- tempfile()
    run(sprintf("COPY (SELECT %s FROM %s ORDER BY respondent) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *, NULL '');", cells_sql(survey), survey), table)
    ours <- read_text(table)
    for (i in seq_along(ours)) ours[[i]] <- plain(ours[[i]], types[i])
    missing <- ask(sprintf("SELECT coalesce((SELECT json_agg(l.code) FROM mlops_survey.value_label l WHERE l.survey_id = s.id AND l.variable = v.name AND l.missing), '[]') FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = '%s' ORDER BY v.position", survey))
    missing <- lapply(missing, function(m) as.character(jsonlite::fromJSON(m)))
    derived <- ask(sprintf("SELECT EXISTS (SELECT FROM mlops_survey.response_set_member m JOIN mlops_survey.response_set r ON (r.survey_id, r.name) = (m.survey_id, m.set_name) WHERE m.survey_id = s.id AND m.variable = v.name AND r.properties ?& ARRAY['variables', 'codes']) FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = '%s' ORDER BY v.position", survey)) == "t"
    out <- file.path(dir, paste0(survey, ".", formats))
    for (i in seq_along(formats)) writeBin(unhex(ask(sprintf("SELECT encode(export_survey('%s', '%s'), 'hex');", survey, formats[i]))), out[i])
    cases[[survey]] <- list(name = name, ours = ours, types = types, missing = missing, derived = derived, out = out)
}
if (has_python) py(c(shQuote(script), shQuote(unlist(lapply(cases, function(x) x$out)))))
for (case in cases) {
    types <- case$types
    for (i in seq_along(formats)) {
        out <- case$out[i]
        format <- formats[i]
        # what is declared as missing is no number in Stata; blanks at the end of a text are none in SPSS
        but <- if (format == "dta") Map(function(m, t) if (grepl("text", t)) character() else m, case$missing, types) else rep(list(character()), length(types))
        # members of a set that the loader has made of the columns of codes come with those
        kept <- if (format == "csv") rep(TRUE, length(types)) else !case$derived
        expected <- (if (format == "sav") as.data.frame(lapply(case$ours, function(x) sub(" +$", "", x)), check.names = FALSE) else case$ours)[kept]
        title <- paste(case$name, "as", format, "by")
        theirs <- switch(format, sav = lapply(read_sav(out, user_na = TRUE), as_text), dta = lapply(read_dta(out), as_text), csv = as.list(read_text(out)))
        if (format == "csv") theirs <- Map(csv_text, theirs, types)
        same(theirs, expected, paste(title, if (format == "csv") "R" else "haven"), format, but[kept], types[kept])
        if (!has_python || !file.exists(paste0(out, ".json"))) next
        theirs <- jsonlite::fromJSON(paste0(out, ".json"), simplifyMatrix = FALSE)
        if (format == "csv") theirs <- Map(csv_text, theirs, types)
        same(theirs, expected, paste(title, if (format == "csv") "Python" else "pyreadstat"), format, but[kept], types[kept])
    }
}
cat(sprintf("1..%d\n", count))
