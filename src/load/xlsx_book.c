/*
 * xlsx_book.c
 *	  The parts of a workbook beside its sheets: which sheets there are, the
 *	  texts that cells share, and which styles show numbers as dates.
 */
#include "postgres.h"

#include "load/load_xlsx.h"

/* more styles than Excel has room for */
#define MAX_STYLES 100000

typedef struct PartRelation
{
	char *id;
	char *type; /* the last word of it */
	char *part;
} PartRelation;

typedef struct BookReader
{
	XlsxBook *book;
	const char *folder; /* of the part whose relations are read, with a slash behind */
	List *relations;	/* of PartRelation * */
	List *formats;		/* of XlsxFormat * */
	bool in_styles;		/* among the styles of cells */
	bool in_text;		/* within t */
	int phonetic;		/* within rPh: how the text is spoken */
} BookReader;

typedef struct XlsxFormat
{
	uint32 number;
	XlsxKind kind;
} XlsxFormat;

static bool
is_true(const char *value)
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/*
 * Relations: which part is what
 */

static void
take_relation(void *arg, const char *name, const char **attributes)
{
	BookReader *reader = arg;
	const char *id = xlsx_attribute(attributes, "Id");
	const char *type = xlsx_attribute(attributes, "Type");
	const char *target = xlsx_attribute(attributes, "Target");
	PartRelation *relation;

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
		return;
	relation = palloc(sizeof(PartRelation));
	relation->id = pstrdup(id);
	relation->type = pstrdup(strrchr(type, '/') ? strrchr(type, '/') + 1 : type);
	relation->part =
		*target == '/' ? pstrdup(target + 1) : psprintf("%s%s", reader->folder, target);
	reader->relations = lappend(reader->relations, relation);
}

static void
read_relations(BookReader *reader, const char *part)
{
	XlsxHandlers handlers = {.start = take_relation, .arg = reader};

	reader->relations = NIL;
	xlsx_package_read(reader->book->package, part, &handlers);
}

/* the part of that type, or of that id where one is given; NULL if there is none */
static char *
related_part(const BookReader *reader, const char *type, const char *id)
{
	ListCell *cell;

	foreach (cell, reader->relations)
	{
		const PartRelation *relation = lfirst(cell);

		if (strcmp(relation->type, type) == 0 && (!id || strcmp(relation->id, id) == 0))
			return relation->part;
	}
	return NULL;
}

/*
 * The workbook
 */

static void
take_workbook(void *arg, const char *name, const char **attributes)
{
	BookReader *reader = arg;
	const char *state = xlsx_attribute(attributes, "state");
	const char *sheet_name = xlsx_attribute(attributes, "name");
	const char *id = xlsx_attribute(attributes, "id");
	XlsxSheetName *sheet;

	if (strcmp(name, "workbookPr") == 0)
		reader->book->since_1904 = is_true(xlsx_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0 || !sheet_name || !id)
		return;
	sheet = palloc0(sizeof(XlsxSheetName));
	sheet->name = pstrdup(sheet_name);
	sheet->id = pstrdup(id);
	sheet->hidden = state && strcmp(state, "visible") != 0;
	reader->book->sheets = lappend(reader->book->sheets, sheet);
}

/* sheets of charts are none that hold a table */
static void
find_parts(BookReader *reader)
{
	List *tables = NIL;
	ListCell *cell;

	foreach (cell, reader->book->sheets)
	{
		XlsxSheetName *sheet = lfirst(cell);

		sheet->part = related_part(reader, "worksheet", sheet->id);
		if (!sheet->part)
			continue;
		tables = lappend(tables, sheet);
		sheet->number = list_length(tables);
	}
	reader->book->sheets = tables;
}

/*
 * Texts that cells share
 */

static void
start_text(void *arg, const char *name, const char **attributes)
{
	BookReader *reader = arg;
	XlsxBook *book = reader->book;

	if (strcmp(name, "si") == 0)
	{
		if (book->ntexts == book->room)
		{
			book->room = Max(1024, 2 * book->room);
			book->starts = book->starts ? repalloc_huge(book->starts, book->room * sizeof(size_t))
										: MemoryContextAllocHuge(CurrentMemoryContext,
																 book->room * sizeof(size_t));
		}
		book->starts[book->ntexts++] = book->texts.len;
	}
	else if (strcmp(name, "rPh") == 0)
		reader->phonetic++;
	else if (strcmp(name, "t") == 0)
		reader->in_text = reader->phonetic == 0;
}

static void
take_text(void *arg, const char *text, int size)
{
	BookReader *reader = arg;

	if (reader->in_text && reader->book->ntexts > 0)
		appendBinaryStringInfo(&reader->book->texts, text, size);
}

static void
end_text(void *arg, const char *name)
{
	BookReader *reader = arg;
	XlsxBook *book = reader->book;

	if (strcmp(name, "si") == 0 && book->ntexts > 0)
	{
		size_t start = book->starts[book->ntexts - 1];

		book->texts.len = start + xlsx_unescape(book->texts.data + start, book->texts.len - start);
		appendStringInfoChar(&book->texts, '\0');
	}
	else if (strcmp(name, "rPh") == 0)
		reader->phonetic--;
	else if (strcmp(name, "t") == 0)
		reader->in_text = false;
}

/*
 * Styles
 */

static XlsxKind
kind_of(const BookReader *reader, uint32 number)
{
	ListCell *cell;

	foreach (cell, reader->formats)
		if (((XlsxFormat *) lfirst(cell))->number == number)
			return ((XlsxFormat *) lfirst(cell))->kind;
	return xlsx_kind_of_number(number);
}

static void
take_style(void *arg, const char *name, const char **attributes)
{
	BookReader *reader = arg;
	XlsxBook *book = reader->book;
	const char *number = xlsx_attribute(attributes, "numFmtId");
	const char *code = xlsx_attribute(attributes, "formatCode");

	if (strcmp(name, "numFmt") == 0 && number && code)
	{
		XlsxFormat *format = palloc(sizeof(XlsxFormat));

		*format = (XlsxFormat){strtoul(number, NULL, 10), xlsx_kind_of_code(code)};
		reader->formats = lappend(reader->formats, format);
	}
	else if (strcmp(name, "cellXfs") == 0)
		reader->in_styles = true;
	else if (strcmp(name, "xf") == 0 && reader->in_styles)
	{
		if (book->nkinds == MAX_STYLES)
			xlsx_damaged("it has more than %d styles", MAX_STYLES);
		if (book->nkinds % 256 == 0)
			book->kinds = book->kinds
							  ? repalloc(book->kinds, (book->nkinds + 256) * sizeof(XlsxKind))
							  : palloc(256 * sizeof(XlsxKind));
		book->kinds[book->nkinds++] = kind_of(reader, number ? strtoul(number, NULL, 10) : 0);
	}
}

static void
end_style(void *arg, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((BookReader *) arg)->in_styles = false;
}

/*
 * The whole
 */

static char *
folder_of(const char *part)
{
	const char *slash = strrchr(part, '/');

	return slash ? pnstrdup(part, slash + 1 - part) : pstrdup("");
}

void
xlsx_read_book(XlsxBook *book)
{
	BookReader reader = {.book = book, .folder = ""};
	XlsxHandlers workbook = {.start = take_workbook, .arg = &reader};
	XlsxHandlers texts = {start_text, end_text, take_text, &reader};
	XlsxHandlers styles = {.start = take_style, .end = end_style, .arg = &reader};
	char *part;

	initStringInfo(&book->texts);
	read_relations(&reader, "_rels/.rels");
	part = related_part(&reader, "officeDocument", NULL);
	if (!part)
		xlsx_damaged("it does not say which of its parts is the workbook");
	xlsx_package_read(book->package, part, &workbook);
	reader.folder = folder_of(part);
	read_relations(&reader,
				   psprintf("%s_rels/%s.rels", reader.folder, part + strlen(reader.folder)));
	find_parts(&reader);
	part = related_part(&reader, "sharedStrings", NULL);
	if (part)
		xlsx_package_read(book->package, part, &texts);
	part = related_part(&reader, "styles", NULL);
	if (part)
		xlsx_package_read(book->package, part, &styles);
}
