# DuckDB reads the CSV of a survey by the statements beside it: the same values, types and labels, and Parquet of them.
has <- nzchar(Sys.which("python3")) && system2("env", c("-u", "LD_LIBRARY_PATH", "python3", "-c", shQuote("import duckdb")), stdout = FALSE, stderr = FALSE) == 0
if (!has) {
    cat("ok 1 - DuckDB # SKIP no DuckDB for Python\n1..1\n")
    quit()
}
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 10)), sep = "\n")
}
dir <- tempfile()
dir.create(dir)
psql <- function(sql) {
    file <- tempfile()
    writeLines(c("\\set QUIET 1", "SET client_min_messages = error;", sql), file)
    system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = TRUE)
}
unhex <- function(text) {
    digits <- utf8ToInt(text)
    digits <- ifelse(digits > 96, digits - 87, digits - 48)
    as.raw(digits[c(TRUE, FALSE)] * 16 + digits[c(FALSE, TRUE)])
}
invisible(psql(c("CREATE TABLE duck (id int, \"Q 1\" smallint, b boolean, f float8, r real, n numeric(10, 3), d date, ts timestamp, tz timestamptz, t time, x text, big bigint, q text);",
    "INSERT INTO duck VALUES (1, 1, true, 1.5, 0.25, 12.345, '2024-02-29', '2024-02-29 12:30:00.5', '2024-02-29 12:30:00+02', '12:30', 'a,\"b''s\"' || E'\\nline', 9007199254740993, ''),",
    "    (2, 2, false, -1e-7, 2.5, -0.001, NULL, NULL, NULL, NULL, 'NA', NULL, 'NULL'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);",
    "SELECT register_survey('duck', 'duck', '{\"title\": \"Duck''s survey\", \"variables\": [{\"name\": \"Q 1\", \"label\": \"What''s up?\", \"values\": {\"1\": \"O''Neill\", \"2\": \"Two\"}}]}');")))
python <- "import os, sys, duckdb
os.chdir(sys.argv[1])
c = duckdb.connect()
c.execute(\"SET TimeZone = 'UTC'\")
c.execute(open('duck.sql', encoding='utf-8').read())
c.execute(\"COPY duck TO 'duck.parquet'\")
for table in ('duck', \"'duck.parquet'\"):
    for row in c.sql('SELECT \\\"Q 1\\\", id, b, f, r, n, d, ts, tz::TIMESTAMP, t, x, big, q FROM ' + table + ' ORDER BY id').fetchall(): print('|'.join('' if v is None else repr(v) if isinstance(v, str) else str(v) for v in row))
print(c.sql('SELECT string_agg(code || label, chr(44)) FROM duck_labels WHERE variable = chr(81) || chr(32) || chr(49)').fetchall()[0][0])"
script <- tempfile(fileext = ".py")
writeLines(python, script)
read_by_duckdb <- function(arguments) {
    for (f in c("csv", "duckdb"))
        writeBin(unhex(psql(sprintf("SET TimeZone = 'UTC'; SELECT encode(export_survey('duck', '%s'%s), 'hex');", f, arguments))), file.path(dir, if (f == "csv") "duck.csv" else "duck.sql"))
    system2("env", c("-u", "LD_LIBRARY_PATH", "python3", script, dir), stdout = TRUE)
}
expected <- c("1|1|True|1.5|0.25|12.345|2024-02-29|2024-02-29 12:30:00.500000|2024-02-29 10:30:00|12:30:00|'a,\"b\\'s\"\\nline'|9007199254740993|''",
    "2|2|False|-1e-07|2.5|-0.001|||||'NA'||'NULL'", "|3|||||||||||")
got <- read_by_duckdb("")
ok(identical(got, c(expected, expected, "1O'Neill,2Two")), "values, types and labels", got)
got <- read_by_duckdb(", decimal_mark => ','")
ok(identical(got, c(expected, expected, "1O'Neill,2Two")), "the same of CSV with decimal commas", got)
cat(sprintf("1..%d\n", count))
