/*
 * xlsx_sheet.c
 *	  The rows of a sheet as CSV.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "load/load_xlsx.h"

/* Excel's own limit of a text is 32,767 characters */
#define MAX_CELL 1000000

typedef struct SheetReader
{
	const XlsxBook *book;
	const XlsxSheetName *name;
	XlsxSheet *sheet;

	uint32 row; /* that is read, or was last */
	XlsxRow *current;
	uint32 column; /* of the cell */
	uint32 next;   /* the first column that a cell may have */

	/* the cell */
	char type[12];
	uint32 style;
	bool formula;
	bool in_value;
	int phonetic;
	StringInfoData value;
} SheetReader;

/*
 * Values
 */

static void
put_cell(SheetReader *reader, const char *text)
{
	StringInfo out = &reader->sheet->text;
	XlsxRow *row = reader->current;

	for (uint32 column = row->cells == 0 ? 0 : row->last; column < reader->column; column++)
		appendStringInfoChar(out, ',');
	row->cells++;
	row->last = reader->column;
	reader->sheet->columns = Max(reader->sheet->columns, reader->column + 1);
	if (!strpbrk(text, ",\"\n") && *text != ' ' && text[strlen(text) - 1] != ' ' &&
		strcmp(text, "\\.") != 0)
	{
		appendStringInfoString(out, text);
		return;
	}
	appendStringInfoChar(out, '"');
	for (; *text; text++)
	{
		if (*text == '"')
			appendStringInfoChar(out, '"');
		appendStringInfoChar(out, *text);
	}
	appendStringInfoChar(out, '"');
}

/* a whole number in full, any other as it stands */
static void
put_number(SheetReader *reader, char *text)
{
	XlsxKind kind = reader->style < (uint32) reader->book->nkinds
						? reader->book->kinds[reader->style]
						: XLSX_NUMBER;
	char moment[XLSX_TEXT];
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(number))
		xlsx_damaged("a cell of row %u holds \"%.40s\", which is no number", reader->row, text);
	if (xlsx_moment(number, kind, reader->book->since_1904, moment))
		put_cell(reader, moment);
	else if (strpbrk(text, "eE") && number == rint(number) && fabs(number) < 1e15)
		put_cell(reader, psprintf("%.0f", number));
	else
	{
		/* texts beside it may be numbers with a decimal comma, as the user says */
		if (strchr(text, '.'))
			*strchr(text, '.') = reader->book->decimal;
		put_cell(reader, text);
	}
}

static void
put_shared(SheetReader *reader, const char *text)
{
	const XlsxBook *book = reader->book;
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*end != '\0' || number >= book->ntexts)
		xlsx_damaged("a cell of row %u refers to a text that is not there", reader->row);
	text = book->texts.data + book->starts[number];
	if (*text)
		put_cell(reader, text);
}

static void
put_error(SheetReader *reader, const char *text)
{
	if (reader->sheet->errors++ == 0)
		reader->sheet->error = pstrdup(text);
}

static void
end_cell(SheetReader *reader)
{
	char *text = reader->value.data;
	const char *type = reader->type;

	reader->next = reader->column + 1;
	if (reader->value.len == 0)
		reader->sheet->formulas += reader->formula && *type == '\0';
	else if (strcmp(type, "s") == 0)
		put_shared(reader, text);
	else if (strcmp(type, "b") == 0)
		put_cell(reader, strcmp(text, "0") == 0 ? "FALSE" : "TRUE");
	else if (strcmp(type, "e") == 0)
		put_error(reader, text);
	else if (*type == '\0' || strcmp(type, "n") == 0)
		put_number(reader, text);
	else
	{
		text[xlsx_unescape(text, reader->value.len)] = '\0';
		if (*text)
			put_cell(reader, text);
	}
}

/*
 * Rows and cells
 */

/* rows and cells may say where they are; who does not say it follows the one before */
static void
start_row(SheetReader *reader, const char **attributes)
{
	const char *number = xlsx_attribute(attributes, "r");
	unsigned long row = number ? strtoul(number, NULL, 10) : reader->row + 1;
	XlsxSheet *sheet = reader->sheet;

	CHECK_FOR_INTERRUPTS();
	if (row <= reader->row || row > XLSX_ROWS)
		xlsx_damaged("row %lu follows row %u", row, reader->row);
	reader->row = row;
	reader->next = 0;
	if (sheet->nrows == sheet->room)
	{
		sheet->room = Max(1024, 2 * sheet->room);
		sheet->rows = sheet->rows ? repalloc_huge(sheet->rows, sheet->room * sizeof(XlsxRow))
								  : MemoryContextAllocHuge(CurrentMemoryContext,
														   sheet->room * sizeof(XlsxRow));
	}
	reader->current = &sheet->rows[sheet->nrows];
	*reader->current = (XlsxRow){.number = reader->row, .start = sheet->text.len};
}

static void
start_cell(SheetReader *reader, const char **attributes)
{
	const char *place = xlsx_attribute(attributes, "r");
	const char *type = xlsx_attribute(attributes, "t");
	const char *style = xlsx_attribute(attributes, "s");
	uint32 row = reader->row;

	if (!reader->current)
		xlsx_damaged("a cell stands outside of rows");
	reader->column = reader->next;
	if (place && (!xlsx_place(place, &reader->column, &row) || row != reader->row ||
				  reader->column < reader->next))
		xlsx_damaged("cell \"%.20s\" is not where it should be in row %u", place, reader->row);
	if (reader->column >= XLSX_COLUMNS)
		xlsx_damaged("row %u has too many cells", reader->row);
	strlcpy(reader->type, type ? type : "", sizeof(reader->type));
	reader->style = style ? strtoul(style, NULL, 10) : 0;
	reader->formula = false;
	resetStringInfo(&reader->value);
}

static void
take_merged(SheetReader *reader, const char *reference)
{
	XlsxMerged *merged = palloc0(sizeof(XlsxMerged));
	const char *colon = reference ? strchr(reference, ':') : NULL;

	if (colon && xlsx_place(pnstrdup(reference, colon - reference), &merged->left, &merged->top) &&
		xlsx_place(colon + 1, &merged->right, &merged->bottom))
		reader->sheet->merged = lappend(reader->sheet->merged, merged);
}

static void
sheet_start(void *arg, const char *name, const char **attributes)
{
	SheetReader *reader = arg;

	if (strcmp(name, "c") == 0)
		start_cell(reader, attributes);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		reader->in_value = reader->phonetic == 0;
	else if (strcmp(name, "row") == 0)
		start_row(reader, attributes);
	else if (strcmp(name, "f") == 0)
		reader->formula = true;
	else if (strcmp(name, "rPh") == 0)
		reader->phonetic++;
	else if (strcmp(name, "mergeCell") == 0)
		take_merged(reader, xlsx_attribute(attributes, "ref"));
}

static void
sheet_text(void *arg, const char *text, int size)
{
	SheetReader *reader = arg;

	if (!reader->in_value || !reader->current)
		return;
	if (reader->value.len + size > MAX_CELL)
		xlsx_damaged("a cell of row %u has more than %d bytes", reader->row, MAX_CELL);
	appendBinaryStringInfo(&reader->value, text, size);
}

static void
sheet_end(void *arg, const char *name)
{
	SheetReader *reader = arg;

	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		reader->in_value = false;
	else if (strcmp(name, "c") == 0 && reader->current)
		end_cell(reader);
	else if (strcmp(name, "row") == 0 && reader->current)
	{
		reader->sheet->nrows += reader->current->cells > 0;
		reader->current = NULL;
	}
	else if (strcmp(name, "rPh") == 0)
		reader->phonetic--;
}

static void
sheet_error_context(void *arg)
{
	const SheetReader *reader = arg;

	errcontext("sheet \"%s\", row %u", reader->name->name, reader->row);
}

void
xlsx_read_sheet(const XlsxBook *book, const XlsxSheetName *name, XlsxSheet *sheet)
{
	SheetReader reader = {.book = book, .name = name, .sheet = sheet};
	XlsxHandlers handlers = {sheet_start, sheet_end, sheet_text, &reader};
	ErrorContextCallback callback = {error_context_stack, sheet_error_context, &reader};

	initStringInfo(&sheet->text);
	initStringInfo(&reader.value);
	error_context_stack = &callback;
	xlsx_package_read(book->package, name->part, &handlers);
	error_context_stack = callback.previous;
}
