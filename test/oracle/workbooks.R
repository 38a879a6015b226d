# Workbooks of Excel: each cell is what openpyxl reads, and what LibreOffice writes as CSV.
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 10)), sep = "\n")
}
skip <- function(name, why) {
    count <<- count + 1
    cat("ok", count, "-", name, "# SKIP", why, "\n")
}
dir <- tempfile()
dir.create(dir)
folder <- Sys.getenv("MLOPS_SURVEY_FILES", "test/files")
# path, sheet, lines before the rows
files <- list(c("workbook.xlsx", "Responses", 1), c("workbook.xlsx", "Second", 1), c("workbook_libreoffice.xlsx", "Responses", 1), c("workbook_merged.xlsx", "Merged", 4),
    c("workbook_1904.xlsx", "Sheet", 1), c("workbook_by_hand.xlsx", "One", 1))
hex_of <- function(f) paste(readBin(f, "raw", file.size(f)), collapse = "")
ours <- function(f, sheet) {
    sql <- tempfile()
    out <- tempfile()
    writeLines(c("\\set QUIET 1", "SET client_min_messages = error;", sprintf("SELECT rows_loaded FROM load_survey('book', decode('%s', 'hex'), sheet => '%s', replace => true) \\g /dev/null", hex_of(f), sheet),
        "SELECT encode(export_survey('book', 'csv', labels => true), 'hex');"), sql)
    hex <- system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", sql), stdout = TRUE)
    digits <- utf8ToInt(hex)
    digits <- ifelse(digits > 96, digits - 87, digits - 48)
    writeBin(as.raw(digits[c(TRUE, FALSE)] * 16 + digits[c(FALSE, TRUE)]), out)
    read_cells(out, 1)
}
read_cells <- function(f, headers) {
    cells <- read.csv(f, header = FALSE, skip = 0, colClasses = "character", na.strings = character(), encoding = "UTF-8", blank.lines.skip = TRUE)
    as.matrix(cells[-seq_len(headers), , drop = FALSE])
}
# a cell as both say it: numbers by their value, yes and no as 1 and 0, moments without a time at midnight
plain <- function(x) {
    x <- gsub("\r", "", x)
    x[x == "TRUE"] <- "1"
    x[x == "FALSE"] <- "0"
    x <- sub(" 00:00:00$", "", x)
    half <- grepl("^[0-9]{2}:[0-9]{2}:[0-9]{2} [AP]M$", x)
    x[half] <- format(strptime(x[half], "%I:%M:%S %p"), "%H:%M:%S")
    number <- suppressWarnings(as.numeric(x))
    x[!is.na(number)] <- sprintf("%.12g", number[!is.na(number)])
    x
}
compare <- function(name, mine, theirs) {
    theirs <- theirs[apply(theirs != "", 1, any), , drop = FALSE]
    # an option that was chosen, or was not
    for (i in which(apply(mine, 2, function(x) all(x %in% c("Yes", "No"))))) theirs[, i] <- ifelse(theirs[, i] == "", "No", "Yes")
    same <- identical(dim(mine), dim(theirs)) && all(plain(mine) == plain(theirs))
    ok(same, name, if (!identical(dim(mine), dim(theirs))) c(dim(mine), dim(theirs)) else paste(plain(mine), plain(theirs), sep = " | ")[plain(mine) != plain(theirs)])
}
python <- "import sys, csv, datetime, openpyxl
def text(v):
    if v is None or (isinstance(v, str) and (v.startswith('#') or v.startswith('='))): return ''
    if isinstance(v, datetime.timedelta):
        s = round(v.total_seconds()); return '%02d:%02d:%02d' % (s // 3600, s // 60 % 60, s % 60)
    if isinstance(v, datetime.datetime): return v.isoformat(' ')
    if isinstance(v, bool): return 'TRUE' if v else 'FALSE'
    return str(v)
sheet = openpyxl.load_workbook(sys.argv[1], data_only=True)[sys.argv[2]]
csv.writer(open(sys.argv[3], 'w', encoding='utf-8')).writerows([text(v) for v in row] for row in sheet.iter_rows(values_only=True))"
script <- tempfile(fileext = ".py")
writeLines(python, script)
# R's own path of libraries would give Python others than it was made with
py <- function(args, ...) system2("env", c("-u", "LD_LIBRARY_PATH", "python3", args), ...)
has_openpyxl <- nzchar(Sys.which("python3")) && py(c("-c", shQuote("import openpyxl")), stdout = FALSE, stderr = FALSE) == 0
for (f in files) {
    name <- paste("openpyxl reads", f[2], "of", f[1])
    path <- file.path(folder, f[1])
    # texts in pieces with escapes are read by Excel and LibreOffice, not by openpyxl
    if (!has_openpyxl) { skip(name, "no openpyxl"); next }
    out <- tempfile(fileext = ".csv")
    if (f[1] == "workbook_by_hand.xlsx") next
    py(c(script, path, f[2], out))
    compare(name, ours(path, f[2]), read_cells(out, as.numeric(f[3])))
}
for (f in files) {
    name <- paste("LibreOffice reads", f[2], "of", f[1])
    if (!nzchar(Sys.which("soffice"))) { skip(name, "no LibreOffice"); next }
    if (f[2] == "Second") next
    copy <- file.path(dir, "book.xlsx")
    file.copy(file.path(folder, f[1]), copy, overwrite = TRUE)
    # the first sheet, as values and not as they are shown, with ISO dates as far as styles are such
    system2("env", c("LD_LIBRARY_PATH=", "soffice", "--headless", paste0("-env:UserInstallation=file://", dir, "/office"), "--convert-to", shQuote("csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false"), "--outdir", dir, copy),
        stdout = FALSE, stderr = FALSE)
    theirs <- read_cells(file.path(dir, "book.csv"), as.numeric(f[3]))
    compare(name, ours(copy, f[2]), theirs)
}
cat(sprintf("1..%d\n", count))
