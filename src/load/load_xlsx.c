/*
 * load_xlsx.c
 *	  Reader of workbooks of Excel: a sheet becomes CSV, and is read as such,
 *	  so that whatever is found out of CSV is found out of it.
 *
 *	  load_xlsx.c      which sheet, and what it becomes
 *	  xlsx_book.c      the parts beside the sheets: names, texts, formats
 *	  xlsx_sheet.c     rows and cells
 *	  xlsx_package.c   unpacks and parses parts
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "load/load_formats.h"
#include "load/load_source.h"
#include "load/load_xlsx.h"

/* merged cells as far as this row are headers */
#define HEADER_ROWS 3

/* the whole file: parts of an archive may stand anywhere in it */
static char *
whole_file(const LoadOptions *options, size_t *size)
{
	LoadSource source;
	char *bytes;

	load_source_open(&source, options);
	*size = source.size;
	bytes = MemoryContextAllocHuge(CurrentMemoryContext, source.size + 1);
	*size = load_source_read(&source, bytes, source.size);
	load_source_close(&source);
	return bytes;
}

static void
refuse_archive(const char *kind, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("the file is %s, which load_survey does not read", kind), errhint("%s", hint)));
}

void
xlsx_check_kind(XlsxPackage *package)
{
	static const char save[] = "Save the table as .xlsx or CSV.";

	if (xlsx_package_has(package, "xl/workbook.bin"))
		refuse_archive("a binary workbook of Excel (.xlsb)", save);
	if (xlsx_package_has(package, "xl/vbaProject.bin"))
		refuse_archive("a workbook of Excel with macros",
					   "Save it as .xlsx, without macros, or as CSV.");
	if (xlsx_package_has(package, "word/document.xml"))
		refuse_archive("a document of Word", "Load the data, not the questionnaire or report.");
	if (xlsx_package_has(package, "content.xml") && xlsx_package_has(package, "mimetype"))
		refuse_archive("an OpenDocument file", save);
	if (!xlsx_package_has(package, "_rels/.rels"))
		refuse_archive("a zip archive that is no workbook of Excel", "Unpack it.");
}

/*
 * The sheet
 */

static char *
sheet_names(const XlsxBook *book)
{
	StringInfoData names;
	ListCell *cell;

	initStringInfo(&names);
	foreach (cell, book->sheets)
		appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "",
						 ((XlsxSheetName *) lfirst(cell))->name);
	return names.data;
}

static bool
is_wanted(const XlsxSheetName *sheet, const char *wanted, int number)
{
	return wanted ? pg_strcasecmp(sheet->name, wanted) == 0 : number > 0 && sheet->number == number;
}

/* the one of that name, or of that number; without either the first that is not hidden */
static const XlsxSheetName *
choose_sheet(const XlsxBook *book, const char *wanted)
{
	int number = wanted && strspn(wanted, "0123456789") == strlen(wanted) ? atoi(wanted) : 0;
	ListCell *cell;

	if (book->sheets == NIL)
		xlsx_damaged("it has no sheets");
	foreach (cell, book->sheets)
		if (wanted ? is_wanted(lfirst(cell), wanted, 0) : !((XlsxSheetName *) lfirst(cell))->hidden)
			return lfirst(cell);
	foreach (cell, book->sheets)
		if (wanted ? is_wanted(lfirst(cell), NULL, number) : true)
			return lfirst(cell);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the workbook has no sheet \"%s\"", wanted),
					errhint("It has %s.", sheet_names(book))));
	return NULL;
}

/*
 * CSV
 */

static const XlsxMerged *
merged_at(const XlsxSheet *sheet, const XlsxRow *row)
{
	ListCell *cell;

	foreach (cell, sheet->merged)
	{
		const XlsxMerged *merged = lfirst(cell);

		if (merged->top == row->number && merged->left == row->last)
			return merged;
	}
	return NULL;
}

/* the only cell of the row, merged with all to its right: above a table it is no header */
static bool
is_title(const XlsxSheet *sheet, const XlsxRow *row)
{
	const XlsxMerged *merged = row->cells == 1 ? merged_at(sheet, row) : NULL;

	return merged && merged->left < merged->right && merged->right + 1 >= sheet->columns;
}

/* rows of as many cells, and a line for each row of the sheet, with nothing on it where there is none */
static bytea *
make_csv(const XlsxSheet *sheet, List **titles)
{
	StringInfoData csv;
	uint32 line = 1;
	bool above = true;

	initStringInfo(&csv);
	appendStringInfoSpaces(&csv, VARHDRSZ);
	for (size_t i = 0; i < sheet->nrows; i++)
	{
		const XlsxRow *row = &sheet->rows[i];
		size_t end = i + 1 < sheet->nrows ? sheet->rows[i + 1].start : (size_t) sheet->text.len;

		for (; line < row->number; line++)
			appendStringInfoChar(&csv, '\n');
		above &= is_title(sheet, row);
		if (above)
		{
			*titles = lappend(*titles, pnstrdup(sheet->text.data + row->start + row->last,
												end - row->start - row->last));
			continue;
		}
		appendBinaryStringInfo(&csv, sheet->text.data + row->start, (int) (end - row->start));
		for (uint32 column = row->last + 1; column < sheet->columns; column++)
			appendStringInfoChar(&csv, ',');
		appendStringInfoChar(&csv, '\n');
		line++;
	}
	SET_VARSIZE(csv.data, csv.len);
	return (bytea *) csv.data;
}

/* headers of two rows: cells of the first are merged with those below */
static bool
has_two_headers(const XlsxSheet *sheet, int titles)
{
	uint32 first = (uint32) titles < sheet->nrows ? sheet->rows[titles].number : 0;
	ListCell *cell;

	foreach (cell, sheet->merged)
	{
		const XlsxMerged *merged = lfirst(cell);

		if (merged->top == first && merged->bottom == first + 1)
			return true;
	}
	return false;
}

/*
 * The report
 */

static void
say(List **list, char *what)
{
	*list = lappend(*list, what);
}

static void
report(LoadReader *reader, const LoadOptions *options, const XlsxBook *book, const XlsxSheet *sheet,
	   const char *name, const List *titles)
{
	int merged = 0;
	ListCell *cell;

	foreach (cell, titles)
		say(&reader->inferred, psprintf("a title above the table: %s", (char *) lfirst(cell)));
	if (list_length(book->sheets) > 1)
		say(&reader->inferred, psprintf("sheet \"%s\" of %s", name, sheet_names(book)));
	else
		say(&reader->inferred, psprintf("sheet \"%s\"", name));
	foreach (cell, sheet->merged)
		merged += ((XlsxMerged *) lfirst(cell))->top > HEADER_ROWS + list_length(titles);
	if (options->header_rows < 0 && has_two_headers(sheet, list_length(titles)))
		say(&reader->inferred, pstrdup("header rows 2, as merged cells show"));
	if (merged > 0)
		say(&reader->losses,
			psprintf("cells are merged (%d times below the headers): the first of them has the "
					 "value, the others have none",
					 merged));
	if (sheet->errors > 0)
		say(&reader->losses,
			psprintf("cells hold errors such as %s (" INT64_FORMAT "), which are no answers",
					 sheet->error, sheet->errors));
	if (sheet->formulas > 0)
		say(&reader->losses, psprintf("formulas have no result in the file (" INT64_FORMAT
									  "): save it in Excel or LibreOffice, which compute them",
									  sheet->formulas));
}

static LoadReader *
open_sheet(XlsxPackage *package, LoadOptions *options)
{
	LoadOptions *csv = palloc(sizeof(LoadOptions));
	XlsxSheet sheet = {0};
	XlsxBook book = {.package = package, .decimal = options->decimal ? options->decimal : '.'};
	const XlsxSheetName *chosen;
	LoadReader *reader;
	List *titles = NIL;

	xlsx_check_kind(package);
	xlsx_read_book(&book);
	chosen = choose_sheet(&book, options->sheet);
	xlsx_read_sheet(&book, chosen, &sheet);
	if (sheet.nrows == 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("sheet \"%s\" of the workbook is empty", chosen->name),
						list_length(book.sheets) > 1
							? errhint("Name another with sheet => ...: %s.", sheet_names(&book))
							: 0));
	*csv = *options;
	csv->file = NULL;
	csv->content = make_csv(&sheet, &titles);
	csv->delimiter = ',';
	csv->encoding = "UTF8";
	if (csv->header_rows < 0 && has_two_headers(&sheet, list_length(titles)))
		csv->header_rows = 2;
	reader = load_csv_open(load_format_named("csv"), csv);
	reader->unmarked = true;
	report(reader, options, &book, &sheet, chosen->name, titles);
	return reader;
}

LoadReader *
load_xlsx_open(const LoadFormat *format, LoadOptions *options)
{
	XlsxPackage *package;
	LoadReader *volatile reader = NULL;
	size_t size;
	char *bytes;

	if (options->delimiter || options->encoding)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s is for files of text, and the file is a workbook",
							   options->delimiter ? "delimiter" : "encoding")));
	bytes = whole_file(options, &size);
	package = xlsx_package_open(bytes, size);
	if (!package)
		xlsx_damaged("its archive is damaged");
	PG_TRY();
	{
		reader = open_sheet(package, options);
	}
	PG_FINALLY();
	{
		xlsx_package_close(package);
	}
	PG_END_TRY();
	pfree(bytes);
	return reader;
}
