/*
 * load.c
 *	  load_survey: checks rights, reads, infers, writes, registers, reports; all
 *	  in the caller's transaction.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "nodes/makefuncs.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "codebook/codebook_impl.h"
#include "load/register.h"
#include "pg/arguments.h"
#include "pack/pack.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/naming.h"
#include "server/storage.h"
#include "load/load_formats.h"
#include "pg/row.h"

PG_FUNCTION_INFO_V1(svy_load_file);
PG_FUNCTION_INFO_V1(svy_load_content);

/* arguments of load_survey */
enum
{
	ARG_NAME,
	ARG_DATA,
	ARG_CODEBOOK,
	ARG_FORMAT,
	ARG_INTO,
	ARG_ON_ERROR,
	ARG_DELIMITER,
	ARG_ENCODING,
	ARG_HEADER_ROWS,
	ARG_NULL_STRINGS,
	ARG_MULTIPLE_DELIMITER,
	ARG_WEIGHT,
	ARG_REPLACE,
	ARG_APPEND,
	ARG_METADATA,
	ARG_DECIMAL,
	ARG_GROUPING,
	ARG_DATE_ORDER,
	ARG_SHEET,
	ARG_COLUMNS,
	ARG_OPTIONS
};

/* columns of the report */
enum
{
	OUT_SURVEY,
	OUT_READ,
	OUT_LOADED,
	OUT_REFUSED,
	OUT_VARIABLES,
	OUT_INFERRED,
	OUT_WARNINGS,
	OUT_SECONDS,
	OUT_COLUMNS
};

/*
 * Arguments
 */

static char *
text_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(i));
}

static bool
flag_argument(FunctionCallInfo fcinfo, int i)
{
	return !PG_ARGISNULL(i) && PG_GETARG_BOOL(i);
}

static void
bad_option(const char *option, const char *value, const char *expected)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s must be %s, not \"%s\"", option, expected, value)));
}

static char
delimiter_argument(FunctionCallInfo fcinfo)
{
	char *text = text_argument(fcinfo, ARG_DELIMITER);

	if (!text)
		return 0;
	if (strcmp(text, "\\t") == 0 || pg_strcasecmp(text, "tab") == 0)
		return '\t';
	if (strlen(text) != 1 || strchr("\r\n\"\\.", *text))
		bad_option("delimiter", text, "a single character such as , or ; or 'tab'");
	return *text;
}

static char
multiple_argument(FunctionCallInfo fcinfo)
{
	char *text = text_argument(fcinfo, ARG_MULTIPLE_DELIMITER);

	if (!text)
		return 0;
	if (strcmp(text, ", ") == 0)
		return LOAD_COMMA_SPACE;
	if (strlen(text) != 1 || !strchr(";|, ", *text))
		bad_option("multiple_delimiter", text, "a semicolon, a vertical bar, a comma or a blank");
	return *text;
}

/* one of these characters; 0 where the file tells */
static char
character_argument(FunctionCallInfo fcinfo, int i, const char *option, const char *characters,
				   const char *expected)
{
	char *text = text_argument(fcinfo, i);

	if (!text)
		return 0;
	if (strlen(text) != 1 || !strchr(characters, *text))
		bad_option(option, text, expected);
	return *text;
}

static int
date_order_argument(FunctionCallInfo fcinfo)
{
	static const char *const names[] = {[CELL_YMD] = "ymd", [CELL_MDY] = "mdy", [CELL_DMY] = "dmy"};
	char *text = text_argument(fcinfo, ARG_DATE_ORDER);

	for (int order = 0; text && order < CELL_ORDERS; order++)
		if (pg_strcasecmp(text, names[order]) == 0)
			return order;
	if (text)
		bad_option("date_order", text, "ymd, mdy or dmy");
	return -1;
}

static void
null_argument(FunctionCallInfo fcinfo, Words *nulls)
{
	Datum *texts;
	bool *isnull;
	int n;

	if (PG_ARGISNULL(ARG_NULL_STRINGS))
	{
		load_default_nulls(nulls);
		return;
	}
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(ARG_NULL_STRINGS), TEXTOID, -1, false, TYPALIGN_INT,
					  &texts, &isnull, &n);
	load_words_add(nulls, n + 1, "", 0, 0, NULL);
	for (int i = 0; i < n; i++)
	{
		const char *string = isnull[i] ? "" : text_to_cstring(DatumGetTextPP(texts[i]));
		size_t size = strlen(string);

		cell_trim(&string, &size);
		load_words_add(nulls, n + 1, string, size, 0, NULL);
	}
}

static void
check_name(const char *name)
{
	if (*name == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("a survey's name must have 1 to %d bytes", NAMEDATALEN - 1)));
}

static void
wave_options(FunctionCallInfo fcinfo, LoadOptions *options)
{
	static const char *const known[] = {"wave", "wave_variable", NULL};
	JsonbContainer *said = svy_options_argument(fcinfo, ARG_OPTIONS, known);

	if (said == NULL)
		return;
	options->wave = svy_json_string(said, "wave", "the options");
	options->wave_variable = svy_json_string(said, "wave_variable", "the options");
	if (options->wave && *options->wave == '\0')
		bad_option("wave", "", "the name of a wave");
	if (options->wave_variable && !options->wave)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"wave_variable\" goes with \"wave\"")));
}

static void
read_arguments(FunctionCallInfo fcinfo, LoadOptions *options)
{
	char *format = text_argument(fcinfo, ARG_FORMAT);
	char *on_error = text_argument(fcinfo, ARG_ON_ERROR);

	for (int i = ARG_NAME; i <= ARG_DATA; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("load_survey needs a name and a file or its content")));
	options->name = text_argument(fcinfo, ARG_NAME);
	check_name(options->name);
	options->format = format ? load_format_named(format) : NULL;
	if (on_error && strcmp(on_error, "abort") != 0 && strcmp(on_error, "reject") != 0)
		bad_option("on_error", on_error, "abort or reject");
	options->reject = on_error && strcmp(on_error, "reject") == 0;
	options->codebook = PG_ARGISNULL(ARG_CODEBOOK) ? NULL : PG_GETARG_JSONB_P(ARG_CODEBOOK);
	options->into = text_argument(fcinfo, ARG_INTO);
	options->delimiter = delimiter_argument(fcinfo);
	if (!options->delimiter && format && pg_strcasecmp(format, "tsv") == 0)
		options->delimiter = '\t';
	options->encoding = text_argument(fcinfo, ARG_ENCODING);
	options->header_rows = PG_ARGISNULL(ARG_HEADER_ROWS) ? -1 : PG_GETARG_INT32(ARG_HEADER_ROWS);
	if (!PG_ARGISNULL(ARG_HEADER_ROWS) && (options->header_rows < 0 || options->header_rows > 3))
		bad_option("header_rows", psprintf("%d", options->header_rows), "0 to 3");
	null_argument(fcinfo, &options->nulls);
	options->own_nulls = !PG_ARGISNULL(ARG_NULL_STRINGS);
	options->multiple_delimiter = multiple_argument(fcinfo);
	options->decimal =
		character_argument(fcinfo, ARG_DECIMAL, "decimal_mark", ".,", "a point or a comma");
	options->grouping = character_argument(fcinfo, ARG_GROUPING, "grouping_mark", ".,' ",
										   "a comma, a point, an apostrophe or a blank");
	if (options->decimal && options->decimal == options->grouping)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("decimal_mark and grouping_mark cannot be the same character")));
	options->date_order = date_order_argument(fcinfo);
	options->weight = text_argument(fcinfo, ARG_WEIGHT);
	options->sheet = text_argument(fcinfo, ARG_SHEET);
	options->columns = svy_texts_argument(fcinfo, ARG_COLUMNS, "columns", &options->ncolumns);
	options->replace = flag_argument(fcinfo, ARG_REPLACE);
	options->append = flag_argument(fcinfo, ARG_APPEND);
	wave_options(fcinfo, options);
	if (options->replace && options->append && !options->wave)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replace and append exclude each other"),
						errhint("Together they put a file in the place of one wave, which the "
								"options name: {\"wave\": \"2026-03\"}.")));
}

/*
 * Steps
 */

static void
check_may_read_files(void)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("permission denied to load a survey from a file on the server"),
						errdetail("Only roles with privileges of the role %s may.",
								  "pg_read_server_files"),
						errhint("Send the file's content as a bytea parameter, or COPY it into a "
								"table and call register_survey.")));
}

/* how Citus keeps a table, for one that takes its place */
typedef struct Spread
{
	bool copied;  /* a reference table */
	char *column; /* that it is distributed by, or NULL */
} Spread;

static Spread
spread_of(const Survey *old)
{
	static SvyStatement select = {
		.sql = "SELECT t.storage, t.distributed_by FROM mlops_survey.citus_table($1) t",
		.nparameters = 1,
		.types = {OIDOID}};
	Datum table = ObjectIdGetDatum(old->answers);
	Spread spread = {svy_storage(old->answers) == SVY_STORAGE_REFERENCE, NULL};

	if (!svy_storage_is_spread(svy_storage(old->answers)) || spread.copied)
		return spread;
	(void) svy_statement_select(&select, &table, true);
	spread.column = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	return spread;
}

/* the same for the table that was loaded in its place, whose rows go to the shards */
static void
spread_as_before(const Spread *spread, const char *table)
{
	char *name = quote_literal_cstr(table);

	if (spread->column)
		svy_statement_run(psprintf("SELECT pg_catalog.create_distributed_table(%s, %s)", name,
								   quote_literal_cstr(spread->column)),
						  SPI_OK_SELECT);
	if (spread->copied)
		svy_statement_run(psprintf("SELECT pg_catalog.create_reference_table(%s)", name),
						  SPI_OK_SELECT);
	if (spread->column || spread->copied)
		svy_statement_run(
			psprintf("SELECT pg_catalog.truncate_local_data_after_distributing_table(%s)", name),
			SPI_OK_SELECT);
}

/* makes room for the survey, or says why there is none */
static void
check_existing(const LoadOptions *options, Spread *spread)
{
	/* a wave with a name may bring columns, and renews the views */
	SurveyHold hold = {.answers = options->append
									  ? (options->wave ? AccessExclusiveLock : RowExclusiveLock)
								  : options->replace ? AccessExclusiveLock
													 : NoLock,
					   .views = options->replace || options->wave,
					   .makes = true};
	Survey *old;

	old = svy_survey_hold(options->name, &hold);
	/* what belongs to nobody gives way */
	if (svy_store_forget_orphan(options->name))
	{
		CommandCounterIncrement();
		old = NULL;
	}
	if (options->append && !old)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("survey \"%s\" does not exist", options->name),
						errhint("The first wave is loaded without append => true.")));
	if (!old || options->append)
		return;
	if (!options->replace)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
						errmsg("survey \"%s\" already exists", options->name),
						errhint("Load it with replace => true to put the file in its place, or "
								"with append => true to add a wave.")));
	*spread = spread_of(old);
	/* all of it, so that rows that are refused now are those of the new survey */
	(void) svy_pack_drop(old);
	(void) svy_survey_drop_relations(old, old->loaded);
	svy_store_forget(old->id, old->name);
}

/* columns of the table in the order of the file */
static void
lay_out(LoadPlan *plan)
{
	int room = plan->ncolumns;
	ListCell *cell;

	foreach (cell, plan->sets)
		room += ((LoadSet *) lfirst(cell))->s->nmembers;
	for (int i = 0; i < plan->ncolumns; i++)
		if (plan->columns[i].rule == LOAD_DELIMITED)
			room += plan->columns[i].set->s->nmembers;
	plan->variables = palloc(room * sizeof(LoadVariable *));
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];

		if (column == plan->key_column)
			continue;
		if (column->rule != LOAD_DELIMITED)
			plan->variables[plan->nvariables++] = column;
		else
			for (int j = 0; j < column->set->s->nmembers; j++)
				plan->variables[plan->nvariables++] = column->set->members[j];
	}
	foreach (cell, plan->sets)
	{
		const LoadSet *set = lfirst(cell);

		for (int i = 0; set->nsources > 0 && i < set->s->nmembers; i++)
			plan->variables[plan->nvariables++] = set->members[i];
	}
	for (int i = 0; i < plan->nvariables; i++)
		plan->variables[i]->attribute = i + 1;
	if (plan->nvariables > LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("the survey has %d columns, with one for each option of columns "
							   "that hold several; it can have at most %d",
							   plan->nvariables, LOAD_MAX_COLUMNS),
						errhint("Split the file; surveys can be joined by a key.")));
	if (plan->key_column)
	{
		plan->key = plan->key_column->v->name;
		plan->key_column->attribute = 0;
	}
	else
		plan->key = load_unique_name(&plan->names, "respondent");
}

/* what a file says of itself is a codebook, on top of which the user's words go */
static LoadReader *
open_reader(LoadOptions *options)
{
	const LoadFormat *format = options->format ? options->format : load_find_format(options);
	LoadReader *reader;

	options->said = options->codebook;
	if (load_has_metadata(options) && !format->described)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("metadata goes with CSV, workbooks and data of Triple-S, and the "
							   "file is none"),
						errhint("Words on the variables go into the codebook.")));
	if (options->sheet && !format->sheets)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("sheet is for workbooks of Excel, and the file is none")));
	reader = load_choose_columns(format->open(format, options), options);
	options->codebook = load_choose_codebook(reader, options);
	options->check_codes = options->append || options->codebook || format->declares;
	if (!options->append)
		options->key = load_key_name(options->codebook);
	if (reader->codebook && !options->append)
		options->codebook = load_merge_codebooks(reader->codebook, options->codebook);
	return reader;
}

static LoadPlan *
make_plan(LoadReader *reader, LoadOptions *options)
{
	LoadPlan *plan;
	bool settled = true;

	if (options->append)
		plan = load_wave_plan(reader, options);
	else
	{
		plan = load_plan_start(reader, options);
		for (int i = 0; i < plan->ncolumns; i++)
			settled &= plan->columns[i].given;
		if (!settled)
			load_infer(plan, reader, options, load_profile(reader, options, plan));
		if (reader->codebook)
			load_report_declared(plan, options);
	}
	lay_out(plan);
	load_cells_prepare(plan, options);
	return plan;
}

/*
 * The report
 */

static char *
count_kinds(const LoadPlan *plan)
{
	int kinds[SURVEY_TEXT + 1] = {0};
	StringInfoData json;

	for (int i = 0; i < plan->nvariables; i++)
		kinds[plan->variables[i]->v->measure]++;
	initStringInfo(&json);
	for (int kind = SURVEY_NOMINAL; kind <= SURVEY_TEXT; kind++)
		appendStringInfo(&json, "%s\"%s\": %d", kind == 0 ? "{" : ", ",
						 svy_measure_name((SurveyMeasure) kind), kinds[kind]);
	appendStringInfo(&json, ", \"sets\": %d}", list_length(plan->sets));
	return json.data;
}

static Datum
text_array(List *first, List *second)
{
	int n = list_length(first) + list_length(second);
	Datum *values = palloc((n + 1) * sizeof(Datum));
	ListCell *cell;
	int i = 0;

	foreach (cell, first)
		values[i++] = CStringGetTextDatum(lfirst(cell));
	foreach (cell, second)
		values[i++] = CStringGetTextDatum(lfirst(cell));
	return PointerGetDatum(construct_array(values, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
make_report(Datum *report, const LoadOptions *options, const LoadPlan *plan,
			const LoadReader *reader, const LoadCounts *counts, TimestampTz started)
{
	report[OUT_SURVEY] = CStringGetTextDatum(options->name);
	report[OUT_READ] = Int64GetDatum(counts->read);
	report[OUT_LOADED] = Int64GetDatum(counts->loaded);
	report[OUT_REFUSED] = Int64GetDatum(counts->refused);
	report[OUT_VARIABLES] = DirectFunctionCall1(jsonb_in, CStringGetDatum(count_kinds(plan)));
	report[OUT_INFERRED] = text_array(reader->inferred, plan->inferred);
	report[OUT_WARNINGS] =
		text_array(list_concat(list_copy(reader->losses), reader->warnings), plan->warnings);
	report[OUT_SECONDS] =
		Float8GetDatum(TimestampDifferenceMilliseconds(started, GetCurrentTimestamp()) / 1000.0);
}

/* the survey remembers how the last load went */
static void
store_report(Datum *report)
{
	static SvyStatement update = {
		.sql = "UPDATE mlops_survey.survey SET load_report = pg_catalog.jsonb_concat("
			   "CASE WHEN load_report OPERATOR(pg_catalog.?) 'codes_by_order' THEN"
			   " pg_catalog.jsonb_build_object('codes_by_order',"
			   " pg_catalog.jsonb_extract_path(load_report, 'codes_by_order'))"
			   " ELSE '{}'::pg_catalog.jsonb END,"
			   " pg_catalog.jsonb_build_object('rows_read', $2, 'rows_loaded', $3, 'rows_refused',"
			   " $4, 'variables', $5, 'inferred', $6, 'warnings', $7, 'seconds', $8,"
			   " 'loaded_at', pg_catalog.now())) WHERE name OPERATOR(pg_catalog.=) $1",
		.nparameters = OUT_COLUMNS,
		.types = {TEXTOID, INT8OID, INT8OID, INT8OID, JSONBOID, TEXTARRAYOID, TEXTARRAYOID,
				  FLOAT8OID}};

	(void) svy_catalogue_write(&update, report, NULL);
}

static void
register_answers(LoadPlan *plan, const LoadOptions *options, const char *table)
{
	SurveyRegistration registration = {.name = options->name,
									   .replace = options->replace,
									   .loaded = true,
									   .values_checked = true,
									   .source = options->file};

	registration.answers =
		DatumGetObjectId(DirectFunctionCall1(to_regclass, PointerGetDatum(cstring_to_text(table))));
	registration.codebook = load_plan_codebook(plan, options);
	svy_register(&registration);
	plan->warnings = list_concat(plan->warnings, registration.warnings);
}

/* the table that a new survey goes to: named like it, where the caller creates things */
static char *
new_table(const LoadPlan *plan, const LoadOptions *options)
{
	Oid schema = RangeVarGetCreationNamespace(makeRangeVar(NULL, "x", -1));
	char *name = options->into ? options->into : svy_safe_name(options->name, NAMEDATALEN - 1);

	if (*name == '\0')
		name = options->name;
	if (OidIsValid(get_relname_relid(name, schema)))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE), errmsg("relation \"%s\" already exists", name),
				 errhint("Name another table for the answers with \"into\", or make a "
						 "survey of this one with register_survey.")));
	return load_table_create(plan, get_namespace_name(schema), name, false);
}

/* what a wave brings that the survey has not */
static void
prepare_wave(const LoadOptions *options, List **notes)
{
	LoadOptions alone = *options;
	LoadReader *reader;
	Jsonb *said;

	alone.append = false;
	reader = open_reader(&alone);
	said = alone.codebook;
	alone.codebook = load_tracker_codebook(reader, options, said, notes);
	load_tracker_prepare(make_plan(reader, &alone), &alone, said, options, notes);
	reader->close(reader);
}

static void
load_rows(LoadOptions *options, const Spread *spread, Datum *report)
{
	TimestampTz started = GetCurrentTimestamp();
	List *notes = NIL;
	LoadReader *reader;
	LoadPlan *plan;
	char *table;
	LoadCounts counts;

	if (options->append && options->wave)
		prepare_wave(options, &notes);
	reader = open_reader(options);
	plan = make_plan(reader, options);
	plan->inferred = list_concat(notes, plan->inferred);
	table = options->append ? NULL : new_table(plan, options);
	if (options->append)
		counts = load_wave_fill(plan, reader, options);
	else
		counts = load_table_fill(plan, reader, options, table);
	reader->close(reader);
	load_report_words(plan);
	if (!options->append)
	{
		load_table_finish(plan, table, counts.loaded);
		spread_as_before(spread, table);
		register_answers(plan, options, table);
		if (options->wave)
			load_tracker_first(plan, options);
	}
	make_report(report, options, plan, reader, &counts, started);
	store_report(report);
	if (!options->append && load_order_with(NIL, plan))
		load_order_store(options->name, load_order_with(NIL, plan));
}

static Datum
load(FunctionCallInfo fcinfo, LoadOptions *options)
{
	MemoryContext caller = CurrentMemoryContext;
	Datum report[OUT_COLUMNS];
	bool nulls[OUT_COLUMNS] = {false};
	Spread spread = {0};
	Datum result;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	check_existing(options, &spread);
	load_rows(options, &spread, report);
	MemoryContextSwitchTo(caller);
	result = svy_row_datum(fcinfo, OUT_COLUMNS, report, nulls);
	SPI_finish();
	return result;
}

/* load_survey(name, file, ...) */
Datum
svy_load_file(PG_FUNCTION_ARGS)
{
	LoadOptions options = {0};

	check_may_read_files();
	read_arguments(fcinfo, &options);
	options.file = text_argument(fcinfo, ARG_DATA);
	canonicalize_path(options.file);
	options.metadata_file = text_argument(fcinfo, ARG_METADATA);
	if (options.metadata_file)
		canonicalize_path(options.metadata_file);
	return load(fcinfo, &options);
}

/* load_survey(name, content, ...) */
Datum
svy_load_content(PG_FUNCTION_ARGS)
{
	LoadOptions options = {0};

	read_arguments(fcinfo, &options);
	options.content = PG_GETARG_BYTEA_PP(ARG_DATA);
	if (!PG_ARGISNULL(ARG_METADATA))
		options.metadata_content = PG_GETARG_BYTEA_PP(ARG_METADATA);
	return load(fcinfo, &options);
}
