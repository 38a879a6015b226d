/*
 * load_form.c
 *	  The sheets of an XLSForm, a workbook that describes a questionnaire, as
 *	  JSON: an array of objects for each sheet, an object for each row.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/json.h"
#include "catalog/pg_collation.h"

#include "load/load_metadata.h"
#include "load/load_xlsx.h"

/* questions of a form; there is a walk over all of them for the groups */
#define MAX_QUESTIONS 10000

/* the cells of a row, without the quotes of CSV */
static List *
split_row(const char *at, const char *end)
{
	List *cells = NIL;
	StringInfoData cell;

	while (at <= end)
	{
		bool quoted = at < end && *at == '"';

		initStringInfo(&cell);
		for (at += quoted; at < end && (quoted || *at != ','); at++)
		{
			if (quoted && *at == '"' && (at + 1 == end || at[1] != '"'))
				quoted = false;
			else
			{
				at += quoted && *at == '"';
				appendStringInfoChar(&cell, *at);
			}
		}
		at++;
		cells = lappend(cells, cell.data);
	}
	return cells;
}

static List *
sheet_row(const XlsxSheet *sheet, size_t row)
{
	size_t end = row + 1 < sheet->nrows ? sheet->rows[row + 1].start : (size_t) sheet->text.len;

	return split_row(sheet->text.data + sheet->rows[row].start, sheet->text.data + end);
}

static void
append_row(StringInfo json, List *headers, List *cells)
{
	int n = 0;
	ListCell *header;
	ListCell *cell;

	appendStringInfoChar(json, '{');
	forboth(header, headers, cell, cells)
	{
		const char *name = lfirst(header);
		const char *text = lfirst(cell);

		if (*name == '\0' || text[strspn(text, " \t\r\n")] == '\0')
			continue;
		appendStringInfoString(json, n++ > 0 ? ", " : "");
		escape_json(json, name);
		appendStringInfoString(json, ": ");
		escape_json(json, text);
	}
	appendStringInfoChar(json, '}');
}

static void
append_sheet(StringInfo json, const XlsxBook *book, const XlsxSheetName *name, const char *key)
{
	XlsxSheet sheet = {0};
	List *headers = NIL;
	ListCell *cell;

	if (name)
		xlsx_read_sheet(book, name, &sheet);
	if (sheet.nrows > MAX_QUESTIONS && strcmp(key, "survey") == 0)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the XLSForm has more than %d rows in its sheet \"survey\"",
							   MAX_QUESTIONS)));
	appendStringInfo(json, "%s\"%s\": [", json->len > 1 ? ", " : "", key);
	if (sheet.nrows > 0)
		headers = sheet_row(&sheet, 0);
	foreach (cell, headers)
	{
		char *header = lfirst(cell);
		size_t size = strlen(header);

		for (; size > 0 && header[size - 1] == ' '; size--)
			;
		header += strspn(header, " ");
		lfirst(cell) = str_tolower(header, strnlen(header, size), DEFAULT_COLLATION_OID);
	}
	for (size_t i = 1; i < sheet.nrows; i++)
	{
		appendStringInfoString(json, i > 1 ? ",\n" : "");
		append_row(json, headers, sheet_row(&sheet, i));
	}
	appendStringInfoChar(json, ']');
}

static const XlsxSheetName *
find_sheet(const XlsxBook *book, const char *name)
{
	ListCell *cell;

	foreach (cell, book->sheets)
		if (pg_strcasecmp(((XlsxSheetName *) lfirst(cell))->name, name) == 0)
			return lfirst(cell);
	return NULL;
}

static void
append_form(StringInfo json, XlsxPackage *package)
{
	static const char *const sheets[] = {"survey", "choices", "settings"};
	XlsxBook book = {.package = package, .decimal = '.'};

	xlsx_check_kind(package);
	xlsx_read_book(&book);
	if (!find_sheet(&book, "survey"))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the workbook given as metadata is no XLSForm: it has no sheet \"survey\""),
				 errhint("Data goes first, metadata is what describes it.")));
	appendStringInfoChar(json, '{');
	for (int i = 0; i < lengthof(sheets); i++)
		append_sheet(json, &book, find_sheet(&book, sheets[i]), sheets[i]);
	appendStringInfoChar(json, '}');
}

char *
load_form_json(const char *bytes, size_t size)
{
	XlsxPackage *package = xlsx_package_open(bytes, size);
	StringInfoData json;

	if (!package)
		xlsx_damaged("its archive is damaged");
	initStringInfo(&json);
	PG_TRY();
	{
		append_form(&json, package);
	}
	PG_FINALLY();
	{
		xlsx_package_close(package);
	}
	PG_END_TRY();
	return json.data;
}
