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

#include <sys/stat.h>
#include <unistd.h>

#include "common/file_utils.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/fmgrprotos.h"

#include "codebook/language.h"
#include "codebook/property.h"
#include "crosstab/disclosure.h"
#include "export/workbook.h"
#include "pg/arguments.h"
#include "pg/compat.h"
#include "server/json.h"

PG_FUNCTION_INFO_V1(svy_export_crosstab);

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

/* what programs show of the file; the library copies it */
static void
set_properties(Book *book)
{
	lxw_doc_properties properties = {
		.title = svy_book_text(book->options.title),
		.subject = svy_book_text(psprintf("Cross tables of the survey %s", book->options.survey)),
		.comments = book->options.source ? svy_book_text(book->options.source) : NULL};

	workbook_set_properties(book->workbook, &properties);
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
		set_properties(book);
		svy_book_write(book);
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

/*
 * (name, rows, columns, weight, filter, one_sheet, total, level, tests, adjust, min_base, drop_empty,
 * statistics, sort, percent, compare, language, suppress, round_to, options)
 */
enum
{
	ARG_NAME,
	ARG_ROWS,
	ARG_COLUMNS,
	ARG_WEIGHT,
	ARG_FILTER,
	ARG_ONE_SHEET,
	ARG_TOTAL,
	ARG_LEVEL,
	ARG_TESTS,
	ARG_ADJUST,
	ARG_MIN_BASE,
	ARG_DROP_EMPTY,
	ARG_STATISTICS,
	ARG_SORT,
	ARG_PERCENT,
	ARG_COMPARE,
	ARG_LANGUAGE,
	ARG_SUPPRESS,
	ARG_ROUND_TO,
	ARG_OPTIONS
};

static SvyTableRequest
tables_request(FunctionCallInfo fcinfo)
{
	static const int arguments[] = {
		ARG_NAME,  ARG_ROWS,	ARG_COLUMNS,  ARG_WEIGHT,	  ARG_FILTER,	ARG_LEVEL,
		ARG_TESTS, ARG_ADJUST,	ARG_MIN_BASE, ARG_DROP_EMPTY, ARG_TOTAL,	ARG_STATISTICS,
		ARG_SORT,  ARG_PERCENT, ARG_COMPARE,  ARG_LANGUAGE,	  ARG_SUPPRESS, ARG_ROUND_TO};
	StaticAssertDecl(lengthof(arguments) == TABLE_OPTIONS,
					 "arguments must follow SvyTableArgument");
	SvyTableRequest request = svy_table_request(fcinfo);

	request.any_lines = true;
	for (int i = 0; i < TABLE_OPTIONS; i++)
		svy_table_argument(&request, (SvyTableArgument) i, fcinfo, arguments[i]);
	return request;
}

static void
read_options(BookOptions *book, FunctionCallInfo fcinfo)
{
	static const char *const known[] = {
		"title",		"source",	   "decimals",	"counts", "charts",
		"second_level", "column_nets", "keep_last", "grids",  NULL};
	static const char *const where = "the options";
	JsonbContainer *options = svy_options_argument(fcinfo, ARG_OPTIONS, known);
	int32 decimals = 0;

	book->one_sheet = svy_bool_argument(fcinfo, ARG_ONE_SHEET, false);
	book->filter = svy_text_argument(fcinfo, ARG_FILTER);
	book->weight = svy_text_argument(fcinfo, ARG_WEIGHT);
	(void) svy_level_argument(fcinfo, ARG_LEVEL);
	book->percent = svy_text_argument(fcinfo, ARG_PERCENT);
	if (options == NULL)
		return;
	book->title = svy_json_string(options, "title", where);
	book->source = svy_json_string(options, "source", where);
	book->counts = svy_json_bool(options, "counts", where, false);
	(void) svy_json_number(options, "second_level", where, &book->second_level);
	book->charts = svy_json_bool(options, "charts", where, false);
	if (svy_json_int(options, "decimals", where, &decimals) && (decimals < 0 || decimals > 6))
		svy_json_wrong("decimals", where, "a whole number from 0 to 6");
	book->decimals = decimals;
}

/* what the call leaves to the codebook, for the notes */
static void
add_defaults(BookOptions *book, FunctionCallInfo fcinfo, const SvyTableRequest *request,
			 const Survey *survey)
{
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	static const char *const where = "the tables of the codebook";
	char *compare = svy_text_argument(fcinfo, ARG_COMPARE);
	SvyTableLevels levels = svy_table_levels(request, survey);

	book->level = levels.level;
	if (book->second_level == 0)
		book->second_level = levels.second_level;
	if (tables && book->percent == NULL)
		book->percent = svy_json_string(tables, "percent", where);
	if (tables && compare == NULL)
		compare = svy_json_string(tables, "compare", where);
	if (book->percent == NULL)
		book->percent = "column";
	book->percent = asc_tolower(book->percent, strlen(book->percent));
	if (book->charts && (strcmp(book->percent, "row") == 0 || strcmp(book->percent, "index") == 0))
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("charts show percents of the column, not \"%s\"", book->percent),
						errhint("Leave \"charts\" out, or say percent => 'column'.")));
	book->previous = compare && pg_strcasecmp(compare, "previous") == 0;
	if (book->title == NULL)
		book->title = survey->title ? survey->title : survey->name;
	if (book->weight == NULL)
		book->weight = survey->weight;
}

/* whom the Total counts, by the call or the codebook */
static bool
total_of_columns(FunctionCallInfo fcinfo, const Survey *survey)
{
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	char *total = svy_text_argument(fcinfo, ARG_TOTAL);

	if (tables && total == NULL)
		total = svy_json_string(tables, "total", "the tables of the codebook");
	return total && pg_strcasecmp(total, "columns") == 0;
}

/* the options that survey_crosstab knows too */
static void
take_table_options(SvyTableRequest *request, FunctionCallInfo fcinfo)
{
	static const char *const own[] = {"title", "source", "decimals", "counts", "charts", "grids"};
	Datum options;

	if (PG_ARGISNULL(ARG_OPTIONS))
		return;
	options = PG_GETARG_DATUM(ARG_OPTIONS);
	for (int i = 0; i < lengthof(own); i++)
		options = DirectFunctionCall2(jsonb_delete, options, CStringGetTextDatum(own[i]));
	request->values[TABLE_OPTIONS] = options;
	request->set[TABLE_OPTIONS] = true;
}

Datum
svy_export_crosstab(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, ARG_NAME, "name");
	SvyTableRequest request = tables_request(fcinfo);
	Book book = {0};
	const Survey *survey;
	JsonbContainer *grids = NULL;
	bytea *result;

	read_options(&book.options, fcinfo);
	if (!PG_ARGISNULL(ARG_OPTIONS))
		grids = svy_json_array(&PG_GETARG_JSONB_P(ARG_OPTIONS)->root, "grids", "the options");
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	take_table_options(&request, fcinfo);
	survey = svy_survey_open_in(name, svy_text_argument(fcinfo, ARG_LANGUAGE));
	book.tables = svy_tables_read(&request);
	if (grids)
		svy_book_read_grids(&book, &request, grids, total_of_columns(fcinfo, survey),
							svy_disclosure_argument(fcinfo, ARG_SUPPRESS, survey).suppress);
	book.options.survey = survey->name;
	add_defaults(&book.options, fcinfo, &request, survey);
	result = make_workbook(&book, caller);
	SPI_finish();
	PG_RETURN_BYTEA_P(result);
}
