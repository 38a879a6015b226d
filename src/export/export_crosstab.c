/*
 * export_crosstab.c
 *	  export_crosstab: banner tables as an Excel file.
 *
 * libxlsxwriter writes to a file only, so it gets one among PostgreSQL's
 * temporary files: removed here in any case, and by the server when it starts
 * after a crash.  The library keeps its memory to itself; closing the workbook,
 * which frees it, is the way out of every error too.
 */
#include "postgres.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/pg_type.h"
#include "common/file_utils.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "pg/arguments.h"
#include "pg/compat.h"
#include "server/json.h"

#include <xlsxwriter.h>

PG_FUNCTION_INFO_V1(svy_export_crosstab);

/* Excel's limits */
#define MAX_COLUMNS 16000
#define MAX_ROWS 1000000
#define MAX_SHEET_NAME 31

/* columns of the query below */
enum
{
	ROW_VARIABLE = 1,
	ROW_QUESTION,
	ROW_LABEL,
	ROW_KEY,
	COLUMN_KEY,
	COLUMN_QUESTION,
	COLUMN_LABEL,
	COLUMN_LETTER,
	BASE_N,
	BASE_WEIGHTED,
	ESTIMATE,
	STATISTIC,
	HIGHER_THAN,
	LOW_BASE
};

typedef struct Formats
{
	lxw_format *title;
	lxw_format *head;
	lxw_format *text;
	lxw_format *count;
	lxw_format *percent;
	lxw_format *number;
	lxw_format *letters;
	lxw_format *low_percent;
	lxw_format *low_number;
	lxw_format *note;
} Formats;

typedef struct Book
{
	lxw_workbook *workbook;
	Formats formats;
	lxw_worksheet *contents;
	lxw_worksheet *sheet;
	bool one_sheet;
	int tables;
	lxw_row_t line;	 /* next free one of the sheet */
	lxw_row_t first; /* of the table */
	uint64 at;		 /* row of the result */
	char **columns;	 /* keys of the table's columns */
	int ncolumns;
	bool low; /* a low base was marked */
} Book;

static const char *const query =
	"SELECT c.row_variable, coalesce(c.row_question, c.row_variable), c.row_label,"
	" pg_catalog.concat_ws('/', c.statistic, c.row_code, c.row_label),"
	" pg_catalog.concat_ws('/', c.column_variable, c.column_code, c.column_label),"
	" coalesce(c.column_question, c.column_variable), c.column_label, c.column_letter, c.base_n,"
	" c.base_weighted, c.estimate, c.statistic,"
	" CASE WHEN c.higher_than OPERATOR(pg_catalog.<>) '' THEN c.higher_than END, c.low_base"
	" FROM %s.survey_crosstab($1, $2, $3, weight => $4, filter => $5, total => $6) c"
	" WHERE c.statistic OPERATOR(pg_catalog.<>) 'se'";

/* a field of the result in UTF-8, or NULL */
static char *
field(uint64 row, int column)
{
	char *text = row < SPI_processed
					 ? SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column)
					 : NULL;

	return text ? pg_server_to_any(text, strlen(text), PG_UTF8) : NULL;
}

static bool
same(uint64 a, uint64 b, int column)
{
	char *x = field(a, column);
	char *y = field(b, column);

	return x && y && strcmp(x, y) == 0;
}

static void
write_text(Book *book, lxw_row_t line, int column, const char *text, lxw_format *format)
{
	if (text)
		worksheet_write_string(book->sheet, line, (lxw_col_t) column, text, format);
}

static void
put_number(Book *book, lxw_row_t line, int column, const char *number, double scale,
		   lxw_format *format)
{
	double value = number ? strtod(number, NULL) * scale : NAN;

	if (isfinite(value))
		worksheet_write_number(book->sheet, line, (lxw_col_t) column, value, format);
}

static lxw_format *
add_format(Book *book, const char *number, bool bold)
{
	lxw_format *format = workbook_add_format(book->workbook);

	if (number)
		format_set_num_format(format, number);
	if (bold)
		format_set_bold(format);
	return format;
}

static void
make_formats(Book *book)
{
	Formats *f = &book->formats;

	f->title = add_format(book, NULL, true);
	format_set_font_size(f->title, 13);
	f->head = add_format(book, NULL, true);
	format_set_text_wrap(f->head);
	format_set_align(f->head, LXW_ALIGN_CENTER);
	format_set_bottom(f->head, LXW_BORDER_THIN);
	f->text = add_format(book, NULL, false);
	format_set_text_wrap(f->text);
	f->count = add_format(book, "#,##0", false);
	format_set_italic(f->count);
	f->percent = add_format(book, "0%", false);
	f->number = add_format(book, "0.00", false);
	f->letters = add_format(book, NULL, true);
	format_set_align(f->letters, LXW_ALIGN_RIGHT);
	f->low_percent = add_format(book, "0%\"*\"", false);
	format_set_font_color(f->low_percent, LXW_COLOR_GRAY);
	f->low_number = add_format(book, "0.00\"*\"", false);
	format_set_font_color(f->low_number, LXW_COLOR_GRAY);
	f->note = add_format(book, NULL, false);
	format_set_italic(f->note);
}

/* Excel refuses some characters in the names of sheets */
static char *
sheet_name(const Book *book, const char *variable)
{
	char *name = psprintf("%d %s", book->tables, variable);

	for (char *c = name; *c; c++)
		if (strchr("[]:*?/\\'", *c))
			*c = '_';
	return pnstrdup(name, pg_encoding_mbcliplen(PG_UTF8, name, strlen(name), MAX_SHEET_NAME));
}

/* a line of the contents that leads to the table */
static void
list_table(Book *book, const char *name, const char *title)
{
	lxw_row_t line = (lxw_row_t) (book->tables + 1);

	worksheet_write_number(book->contents, line, 0, book->tables, NULL);
	if (title)
		worksheet_write_url_opt(book->contents, line, 1,
								psprintf("internal:'%s'!A%u", name, book->first + 1), NULL, title,
								NULL);
}

static void
start_sheet(Book *book, const char *name)
{
	book->sheet = workbook_add_worksheet(book->workbook, name);
	if (!book->sheet)
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
						errmsg("could not add sheet \"%s\" to the workbook", name)));
	book->line = 0;
	worksheet_set_column(book->sheet, 0, 0, 42, NULL);
	worksheet_set_column(book->sheet, 1, MAX_COLUMNS, 12, NULL);
}

static void
start_table(Book *book)
{
	char *variable = field(book->at, ROW_VARIABLE);
	char *name = book->one_sheet ? "Tables" : NULL;

	book->tables++;
	if (!name)
		name = sheet_name(book, variable);
	if (!book->one_sheet || book->tables == 1)
		start_sheet(book, name);
	book->first = book->line;
	book->low = false;
	list_table(book, name, field(book->at, ROW_QUESTION));
	write_text(book, book->line, 0, field(book->at, ROW_QUESTION), book->formats.title);
	book->line += 2;
}

static int
column_of(Book *book, uint64 row)
{
	char *key = field(row, COLUMN_KEY);

	for (int i = 0; i < book->ncolumns; i++)
		if (strcmp(book->columns[i], key) == 0)
			return i + 1;
	return 0;
}

/* the columns of the table with their questions, labels, letters and bases */
static void
write_heads(Book *book)
{
	static const char *const names[] = {NULL, NULL, NULL, "Base", "Base (weighted)"};
	const Formats *f = &book->formats;
	int lines = lengthof(names);

	book->ncolumns = 0;
	book->columns = palloc((MAX_COLUMNS + 1) * sizeof(char *));
	for (uint64 i = book->at; i < SPI_processed && same(i, book->at, ROW_VARIABLE); i++)
	{
		int column;

		if (column_of(book, i) > 0)
			continue;
		if (book->ncolumns == MAX_COLUMNS)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("a table has more than %d columns", MAX_COLUMNS)));
		book->columns[book->ncolumns++] = field(i, COLUMN_KEY);
		column = book->ncolumns;
		if (column == 1 || !same(i, i - 1, COLUMN_QUESTION))
			write_text(book, book->line, column, field(i, COLUMN_QUESTION), f->head);
		write_text(book, book->line + 1, column, field(i, COLUMN_LABEL), f->head);
		write_text(book, book->line + 2, column, field(i, COLUMN_LETTER), f->letters);
		put_number(book, book->line + 3, column, field(i, BASE_N), 1, f->count);
		put_number(book, book->line + 4, column, field(i, BASE_WEIGHTED), 1, f->count);
	}
	for (int i = 0; i < lines; i++)
		write_text(book, book->line + i, 0, names[i], f->count);
	if (!book->one_sheet)
		worksheet_freeze_panes(book->sheet, book->line + lines, 1);
	book->line += lines;
}

/* one row of the table: numbers, and below them letters where there are any */
static void
write_row(Book *book)
{
	const Formats *f = &book->formats;
	uint64 first = book->at;
	bool letters = false;

	write_text(book, book->line, 0, field(first, ROW_LABEL), f->text);
	while (book->at < SPI_processed && same(book->at, first, ROW_VARIABLE) &&
		   same(book->at, first, ROW_KEY))
	{
		int column = column_of(book, book->at);
		char *statistic = field(book->at, STATISTIC);
		char *low = field(book->at, LOW_BASE);
		char *higher = field(book->at, HIGHER_THAN);
		bool percent = strcmp(statistic, "percent") == 0 || strcmp(statistic, "net") == 0;
		bool marked = low && *low == 't';

		book->low |= marked;
		put_number(book, book->line, column, field(book->at, ESTIMATE), percent ? 0.01 : 1,
				   percent ? (marked ? f->low_percent : f->percent)
						   : (marked ? f->low_number : f->number));
		write_text(book, book->line + 1, column, higher, f->letters);
		letters |= higher != NULL;
		book->at++;
	}
	book->line += letters ? 2 : 1;
	if (book->line > MAX_ROWS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the tables do not fit on one sheet"),
						errhint("Leave out one_sheet => true.")));
}

static void
write_tables(Book *book)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext table =
		AllocSetContextCreate(context, "export_crosstab table", ALLOCSET_DEFAULT_SIZES);

	make_formats(book);
	book->contents = workbook_add_worksheet(book->workbook, "Contents");
	worksheet_set_column(book->contents, 1, 1, 100, NULL);
	worksheet_write_string(book->contents, 0, 0, "Contents", book->formats.title);
	while (book->at < SPI_processed)
	{
		uint64 first = book->at;

		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(table);
		start_table(book);
		write_heads(book);
		while (book->at < SPI_processed && same(book->at, first, ROW_VARIABLE))
			write_row(book);
		if (book->low)
			write_text(book, book->line++, 0, "* low base: not tested", book->formats.note);
		book->line += 2;
		MemoryContextSwitchTo(context);
		MemoryContextReset(table);
	}
}

/*
 * The file
 */

static bytea *
read_back(const char *path, MemoryContext caller)
{
	FILE *file = AllocateFile(path, PG_BINARY_R);
	struct stat status;
	bytea *result;

	if (!file || fstat(fileno(file), &status) != 0)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path)));
	result = MemoryContextAlloc(caller, VARHDRSZ + status.st_size);
	SET_VARSIZE(result, VARHDRSZ + status.st_size);
	if (fread(VARDATA(result), 1, status.st_size, file) != (size_t) status.st_size)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path)));
	FreeFile(file);
	return result;
}

static bytea *
make_workbook(Book *book, MemoryContext caller)
{
	static uint32 count = 0;
	char *folder = psprintf("base/%s", PG_TEMP_FILES_DIR);
	char *path = psprintf("%s/%s_xlsx_%d_%u", folder, PG_TEMP_FILE_PREFIX, MyProcPid, count++);
	lxw_workbook_options options = {.tmpdir = folder};
	volatile lxw_error result = LXW_NO_ERROR;
	bytea *volatile bytes = NULL;

	(void) MakePGDirectory(folder);
	book->workbook = workbook_new_opt(path, &options);
	if (!book->workbook)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	PG_TRY();
	{
		write_tables(book);
	}
	PG_FINALLY();
	{
		result = workbook_close(book->workbook);
	}
	PG_END_TRY();
	PG_TRY();
	{
		if (result != LXW_NO_ERROR)
			ereport(ERROR, (errcode(ERRCODE_IO_ERROR), errmsg("could not write the workbook: %s",
															  lxw_strerror((lxw_error) result))));
		bytes = read_back(path, caller);
	}
	PG_FINALLY();
	{
		(void) unlink(path);
	}
	PG_END_TRY();
	return bytes;
}

/* (name, rows, columns, weight, filter, one_sheet, total, options) */
Datum
svy_export_crosstab(PG_FUNCTION_ARGS)
{
	Oid types[] = {TEXTOID, TEXTARRAYOID, TEXTARRAYOID, TEXTOID, TEXTOID, TEXTOID};
	MemoryContext caller = CurrentMemoryContext;
	Datum values[lengthof(types)];
	char nulls[lengthof(types)];
	Book book = {.one_sheet = svy_bool_argument(fcinfo, 5, false)};
	char *functions = get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid));
	bytea *result;

	(void) svy_required_argument(fcinfo, 0, "name");
	svy_no_options(fcinfo, 7);
	/* the sixth is no argument of the tables */
	for (int i = 0; i < lengthof(types); i++)
	{
		int argument = i < 5 ? i : i + 1;

		values[i] = PG_ARGISNULL(argument) ? (Datum) 0
					: types[i] == TEXTARRAYOID
						? PointerGetDatum(svy_text_array_argument(fcinfo, argument))
						: PG_GETARG_DATUM(argument);
		nulls[i] = PG_ARGISNULL(argument) ? 'n' : ' ';
	}
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	if (SPI_execute_with_args(psprintf(query, quote_identifier(functions)), lengthof(types), types,
							  values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not make the tables");
	result = make_workbook(&book, caller);
	SPI_finish();
	PG_RETURN_BYTEA_P(result);
}
