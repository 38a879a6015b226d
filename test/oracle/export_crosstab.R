# The Excel tables, opened as what they are (XML in a zip) and, where LibreOffice is installed, by LibreOffice: cells are those of survey_crosstab.
count <- 0
ok <- function(passed, name, detail = NULL) {
    count <<- count + 1
    cat(if (isTRUE(passed)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(passed) && length(detail)) cat(paste("#", head(detail, 5)), sep = "\n")
}
ask <- function(sql) {
    file <- tempfile()
    out <- tempfile()
    writeLines(sql, file)
    if (system2("psql", c("-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file), stdout = out) != 0) stop("psql failed")
    readLines(out, encoding = "UTF-8")
}
invisible(ask("SET client_min_messages = warning;
CREATE TABLE lunch AS SELECT g AS id, 1 + g % 3 AS dish, 1 + (g / 7) % 4 AS shift, 1 + (g % 5) AS taste FROM generate_series(1, 400) g;
INSERT INTO lunch VALUES (401, 1, 5, 5), (402, 2, 5, 4);
SELECT register_survey('lunch', 'lunch', '{\"variables\": [
    {\"name\": \"dish\", \"label\": \"Dish <of> the \\\"day\\\" & more\", \"values\": {\"1\": \"Soup\", \"2\": \"Pâté\", \"3\": \"Pie\"}},
    {\"name\": \"shift\", \"label\": \"Shift\", \"values\": {\"1\": \"Early\", \"2\": \"Noon\", \"3\": \"Late\", \"4\": \"Night\", \"5\": \"Guests\"}},
    {\"name\": \"taste\", \"label\": \"Taste\", \"points\": 5}]}')"))
write <- function(call) {
    hex <- paste(ask(sprintf("SELECT encode(%s, 'hex')", call)), collapse = "")
    path <- tempfile(fileext = ".xlsx")
    writeBin(as.raw(strtoi(substring(hex, seq(1, nchar(hex), 2), seq(2, nchar(hex), 2)), 16L)), path)
    path
}
text <- function(folder, name) paste(readLines(file.path(folder, name), warn = FALSE, encoding = "UTF-8"), collapse = "\n")
all_of <- function(pattern, x) regmatches(x, gregexpr(pattern, x, perl = TRUE))[[1]]
plain <- function(x) gsub("&amp;", "&", gsub("&quot;", "\"", gsub("&gt;", ">", gsub("&lt;", "<", gsub("<[^>]*>", "", x)))))
cells <- function(folder, sheet) {
    shared <- plain(all_of("(?s)<si>.*?</si>", text(folder, "xl/sharedStrings.xml")))
    found <- all_of("<c [^>]*><v>[^<]*</v>", text(folder, sprintf("xl/worksheets/sheet%d.xml", sheet)))
    value <- sub(".*<v>([^<]*)</v>.*", "\\1", found)
    is_text <- grepl("t=\"s\"", found)
    value[is_text] <- shared[as.integer(value[is_text]) + 1]
    setNames(value, sub(".* r=\"([A-Z0-9]+)\".*", "\\1", sub("<c r", "<c  r", found)))
}
path <- write("export_crosstab('lunch', '{dish,taste}', '{shift}')")
folder <- tempfile()
ok(length(unzip(path, exdir = folder)) > 5, "it is a zip of a workbook")
workbook <- text(folder, "xl/workbook.xml")
ok(identical(sub(".*name=\"([^\"]*)\"", "\\1", all_of("<sheet name=\"[^\"]*\"", workbook)), c("Contents", "1 dish", "2 taste")), "a sheet of contents and one for each table")
dish <- cells(folder, 2)
ok(identical(unname(dish["A1"]), "Dish <of> the \"day\" & more"), "the question is the title", dish["A1"])
ok(identical(unname(dish[c("B4", "C4", "G4")]), c("Total", "Early", "Guests")), "labels of the columns", dish)
# expected by plain SQL over the same rows
bases <- ask("SELECT count(*) FROM lunch UNION ALL (SELECT count(*) FROM lunch GROUP BY shift ORDER BY shift)")
ok(identical(unname(dish[paste0(LETTERS[2:7], 6)]), bases), "bases of the columns", dish)
row <- function(label) sub("A", "", names(dish)[dish == label & grepl("^A", names(dish))])
soup <- as.numeric(ask("SELECT avg((dish = 1)::int) FROM lunch UNION ALL (SELECT a FROM (SELECT shift, avg((dish = 1)::int) AS a FROM lunch GROUP BY shift) s ORDER BY shift)"))
ok(isTRUE(all.equal(as.numeric(dish[paste0(LETTERS[2:7], row("Soup"))]), soup, tolerance = 1e-9)), "shares of an answer", dish)
ok("* low base: not tested" %in% dish, "a low base is marked")
sheet <- text(folder, "xl/worksheets/sheet2.xml")
ok(grepl("<mergeCell ref=\"C3:G3\"/>", sheet), "the question of the columns stands over all of them", all_of("<mergeCell [^>]*>", sheet))
ok(grepl("<pageSetup [^>]*orientation=\"landscape\"", sheet), "it is printed in landscape", all_of("<pageSetup[^>]*>", sheet))
ok(grepl("'1 dish'!\\$A:\\$A,'1 dish'!\\$3:\\$8", workbook), "with the label column and heads on every page", all_of("<definedName.*?</definedName>", workbook))
ok(grepl("<dc:title>lunch</dc:title>", text(folder, "docProps/core.xml")), "the file says what it is")
ok(all(c("Base", "Base (weighted)", "Effective base") %in% dish), "three bases", dish)
ok(any(grepl("^Weight: none. Standard errors: ", dish)), "weight and errors are named on the sheet", dish)
ok(any(grepl("internal|location=\"'1 dish'!A1\"", text(folder, "xl/worksheets/sheet1.xml"))), "contents lead to the tables")
full <- write("export_crosstab('lunch', '{dish}', '{shift}', filter => 'shift < 5', level => 0.9, tests => 'spss', adjust => 'none', min_base => 0, drop_empty => true, options => '{\"counts\": true, \"decimals\": 1, \"charts\": true, \"title\": \"A <title> & more\", \"source\": \"The kitchen\"}')")
folder_full <- tempfile()
unzip(full, exdir = folder_full)
wide <- cells(folder_full, 2)
ok(all(c("A <title> & more", "Source: The kitchen") %in% wide), "title and source as they were given", wide)
ok(any(grepl("Only: shift < 5.", wide, fixed = TRUE)), "the filter is named", wide)
soup_counts <- ask("SELECT count(*) FILTER (WHERE dish = 1) FROM lunch WHERE shift < 5 UNION ALL (SELECT n FROM (SELECT shift, count(*) FILTER (WHERE dish = 1) AS n FROM lunch WHERE shift < 5 GROUP BY shift) s ORDER BY shift)")
below <- 1 + as.integer(sub("A", "", names(wide)[wide == "Soup" & grepl("^A", names(wide))]))
ok(identical(unname(wide[paste0(LETTERS[2:6], below)]), soup_counts), "counts below the percents", wide)
ok(grepl("0\\.0%", text(folder_full, "xl/styles.xml")), "percents with a decimal")
letters_of <- ask("SELECT coalesce(string_agg(higher_than, ',' ORDER BY row_position, column_position), '') FROM survey_crosstab('lunch', '{dish}', '{shift}', filter => 'shift < 5', level => 0.9, tests => 'spss', adjust => 'none', min_base => 0) WHERE higher_than <> '' AND statistic <> 'se'")
ok(letters_of == "" || any(grepl("90 % (spss)", wide, fixed = TRUE)), "letters are explained with level and test", wide)
ok(file.exists(file.path(folder_full, "xl/charts/chart1.xml")) && grepl("Charts!\\$A", text(folder_full, "xl/charts/chart1.xml")), "a chart, of Excel's own")
one <- write("export_crosstab('lunch', '{dish,taste}', '{shift}', filter => 'shift < 5', one_sheet => true)")
folder_one <- tempfile()
unzip(one, exdir = folder_one)
ok(length(all_of("<sheet name", text(folder_one, "xl/workbook.xml"))) == 2, "all tables on one sheet")
tables <- cells(folder_one, 2)
ok(all(c("Dish <of> the \"day\" & more", "Taste") %in% tables), "holds both", tables)
# LibreOffice opens it: every sheet as CSV, cells as they are rather than as they are shown
if (nzchar(Sys.which("soffice"))) {
    home <- tempfile()
    sheets <- function(workbook) {
        out <- tempfile()
        dir.create(out)
        system2("env", c("LD_LIBRARY_PATH=", "soffice", paste0("-env:UserInstallation=file://", home), "--headless", "--convert-to",
            shQuote("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"), "--outdir", shQuote(out), shQuote(workbook)), stdout = FALSE, stderr = FALSE)
        files <- list.files(out, full.names = TRUE)
        setNames(lapply(files, function(f) read.csv(f, header = FALSE, colClasses = "character", fill = TRUE, col.names = paste0("v", 1:12), blank.lines.skip = FALSE, encoding = "UTF-8")),
            sub("^.*-([^-]*)[.]csv$", "\\1", basename(files)))
    }
    opened <- sheets(path)
    ok(setequal(names(opened), c("Contents", "1 dish", "2 taste")), "LibreOffice finds the sheets", names(opened))
    whole <- do.call(rbind, sheets(one))
    ok("Dish <of> the \"day\" & more" %in% whole$v1 && "Taste" %in% whole$v1, "and both tables on one", whole$v1)
    for (q in c("dish", "taste")) {
        sheet <- opened[[grep(q, names(opened))]]
        truth <- read.csv(text = ask(sprintf("COPY (SELECT coalesce(row_label, row_code::text) AS row, coalesce(column_label, column_code::text, 'Total') AS col, column_percent / 100 AS share
            FROM survey_crosstab('lunch', '{%s}', '{shift}') WHERE column_percent IS NOT NULL AND row_code IS NOT NULL) TO STDOUT (FORMAT csv, HEADER)", q)), encoding = "UTF-8")
        heads <- unlist(sheet[4, ])
        cell <- function(r, k) sheet[match(r, sheet$v1), match(k, heads)]
        shown <- as.numeric(sub("%", "", mapply(cell, as.character(truth$row), truth$col))) / 100
        ok(nrow(truth) > 12 && isTRUE(all.equal(shown, truth$share, tolerance = 1e-9)), paste("the percents of", q, "are those of survey_crosstab"), head(cbind(truth, shown)))
    }
} else cat("ok", count <- count + 1, "- LibreOffice # SKIP not installed\n")
invisible(ask("SET client_min_messages = warning; SELECT drop_survey('lunch'); DROP TABLE lunch CASCADE"))
cat(sprintf("1..%d\n", count))
