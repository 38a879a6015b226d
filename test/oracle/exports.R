# SPSS and Stata files that go out: PSPP, haven and pyreadstat read the names, texts and labels that the survey has.
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 20)), sep = "\n")
}
skip <- function(name, why) {
    count <<- count + 1
    cat("ok", count, "-", name, "# SKIP", why, "\n")
}
dir <- tempfile()
dir.create(dir)
psql <- function(sql) {
    file <- tempfile()
    writeLines(c("\\set QUIET 1", "SET client_min_messages = error;", sql), file)
    out <- system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = TRUE)
    if (!is.null(attr(out, "status"))) stop("psql failed")
    out
}
unhex <- function(text) {
    digits <- utf8ToInt(text)
    digits <- ifelse(digits > 96, digits - 87, digits - 48)
    as.raw(digits[c(TRUE, FALSE)] * 16 + digits[c(FALSE, TRUE)])
}
write_file <- function(survey, format) {
    file <- file.path(dir, paste0(survey, ".", format))
    writeBin(unhex(psql(sprintf("SELECT encode(export_survey('%s', '%s'), 'hex');", survey, format))), file)
    file
}
invisible(psql(c(
    "CREATE TABLE essays AS SELECT i AS id, repeat('a', 800) AS \"Q2\", repeat('b', 300) AS \"Q23\", 7 AS \"Q21\", repeat('d', 9000) AS \"Q2_a_long_name\" FROM generate_series(1, 3) i;",
    "SELECT register_survey('essays', 'essays');",
    "SELECT load_survey('words', convert_to(E'満足度合計,年齢層,q1_Возраст,Zufriedenheit_Größe,code\\n1,2,3,4,2012250177\\n2,1,2,5,2012250179\\n3,2,1,4,2012250177\\n1,1,1,4,2012250177\\n', 'UTF8'), codebook => '{\"variables\": [",
    "    {\"name\": \"code\", \"type\": \"text\", \"measure\": \"nominal\", \"values\": [{\"code\": 1, \"value\": \"2012250177\", \"label\": \"Café\"}, {\"code\": 2, \"value\": \"2012250179\", \"label\": \"Mill\"}]}]}');",
    "CREATE TABLE longs AS SELECT * FROM (VALUES (1, repeat('x', 3000)), (2, NULL), (3, 'b'), (4, '')) t(id, t);",
    "SELECT register_survey('longs', 'longs');")))
names_of <- list(essays = c("id", "Q2", "Q23", "Q21", "Q2_a_long_name"), words = c("満足度合計", "年齢層", "q1_Возраст", "Zufriedenheit_Größe", "code"))
files <- list(essays.sav = write_file("essays", "sav"), essays.zsav = write_file("essays", "zsav"), words.sav = write_file("words", "sav"), words.zsav = write_file("words", "zsav"))
survey_of <- function(f) sub("[.].*", "", basename(f))

# PSPP warns of what it renames or ignores
for (f in files) {
    name <- paste("PSPP reads", basename(f))
    if (!nzchar(Sys.which("pspp"))) { skip(name, "no PSPP"); next }
    syntax <- tempfile()
    csv <- file.path(dir, "pspp.csv")
    writeLines(c(sprintf("GET FILE='%s'.", f), "DISPLAY DICTIONARY.", sprintf("SAVE TRANSLATE /OUTFILE='%s' /TYPE=CSV /FIELDNAMES /REPLACE.", csv)), syntax)
    out <- system2("pspp", c("-O", "format=txt", "-O", "box=ascii", syntax), stdout = TRUE, stderr = TRUE)
    ok(!any(grepl("warning|error", out, ignore.case = TRUE)), paste(name, "without a warning"), grep("warning|error", out, value = TRUE, ignore.case = TRUE))
    rows <- read.csv(csv, check.names = FALSE, encoding = "UTF-8", colClasses = "character")
    ok(identical(names(rows), names_of[[survey_of(f)]]), paste(name, "with its names"), names(rows))
    if (survey_of(f) == "essays") ok(all(nchar(rows$Q2) == 800, nchar(rows$Q23) == 300, as.numeric(rows$Q21) == 7, nchar(rows$Q2_a_long_name) == 9000), paste(name, "and its texts"))
    else ok(any(grepl("2012250177\\|Café", out)), paste(name, "and its labels"), out)
}
for (f in files) {
    name <- paste("haven reads", basename(f))
    if (!requireNamespace("haven", quietly = TRUE)) { skip(name, "no haven"); next }
    rows <- haven::read_sav(f)
    ok(identical(names(rows), names_of[[survey_of(f)]]), paste(name, "with its names"), names(rows))
    if (survey_of(f) == "essays") ok(all(nchar(rows$Q2) == 800, nchar(rows$Q23) == 300, rows$Q21 == 7, nchar(rows$Q2_a_long_name) == 9000), paste(name, "and its texts"))
    else ok(identical(attr(rows$code, "labels"), c("Café" = "2012250177", "Mill" = "2012250179")), paste(name, "and its labels"), attr(rows$code, "labels"))
}
python <- "import sys, pyreadstat
for f in sys.argv[1:]:
    d, m = pyreadstat.read_sav(f, output_format='dict')
    print('|'.join(m.column_names), '|'.join(str(len(str(v[0]))) for v in d.values()), m.variable_value_labels.get('code'))"
script <- tempfile(fileext = ".py")
writeLines(python, script)
# R's own path of libraries would give Python others than it was made with
py <- function(args, ...) system2("env", c("-u", "LD_LIBRARY_PATH", "python3", args), ...)
has_pyreadstat <- nzchar(Sys.which("python3")) && py(c("-c", shQuote("import pyreadstat")), stdout = FALSE, stderr = FALSE) == 0
if (!has_pyreadstat) skip("pyreadstat", "no pyreadstat") else {
    out <- py(c(script, unlist(files)), stdout = TRUE)
    essays <- paste(paste(names_of$essays, collapse = "|"), "3|800|300|3|9000 None")
    words <- paste(paste(names_of$words, collapse = "|"), "3|3|3|3|10 {'2012250177': 'Café', '2012250179': 'Mill'}")
    ok(identical(out, c(essays, essays, words, words)), "pyreadstat reads names, texts and labels", out)
}
if (!requireNamespace("haven", quietly = TRUE)) skip("haven reads long texts of Stata", "no haven") else
    ok(identical(as.character(haven::read_dta(write_file("longs", "dta"))$t), c(strrep("x", 3000), "", "b", "")), "haven reads long texts of Stata, with empty ones")
cat(sprintf("1..%d\n", count))
