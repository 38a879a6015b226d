/*
 * load_tracker.c
 *	  Waves with a name: the variable that says which wave a respondent is of, the
 *	  variables and codes that a wave brings, and a wave in the place of another.
 *
 * Before a wave is read by the survey's codebook (load_wave.c), the file is planned
 * as if it were loaded alone: what that plan has and the survey has not is new.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/wave.h"
#include "load/alter.h"
#include "load/load.h"
#include "server/json.h"
#include "server/statement.h"

#define WAVE_VARIABLE "wave"

static const char *
wave_variable(const LoadOptions *options)
{
	return options->wave_variable ? options->wave_variable : WAVE_VARIABLE;
}

/* ---- the code of the wave ---- */

/* {"name": "wave", "measure": "nominal", "values": {"202603": "2026-03"}} */
static char *
wave_change(const char *variable, const SurveyLabel *wave, bool first)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"name\": ");
	escape_json(&json, variable);
	if (first)
		appendStringInfoString(&json, ", \"measure\": \"nominal\", \"label\": \"Wave\"");
	appendStringInfo(&json, ", \"values\": {\"%d\": ", wave->code);
	escape_json(&json, wave->label);
	appendStringInfoString(&json, "}}");
	return json.data;
}

static Jsonb *
jsonb_of(const char *text)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}

static char *
wave_note(const char *variable, const SurveyLabel *wave)
{
	return psprintf("wave \"%s\": code %d of %s", wave->label, wave->code, variable);
}

/* ---- the first wave ---- */

void
load_tracker_first(LoadPlan *plan, const LoadOptions *options)
{
	Survey *survey = svy_survey_to_change(options->name, AccessExclusiveLock);
	const char *variable = wave_variable(options);
	const char *column = quote_identifier(variable);
	SurveyLabel wave = svy_wave_place(NULL, options->wave);

	if (get_attnum(survey->answers, variable) != InvalidAttrNumber)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("the file has a column \"%s\" of its own", variable),
						errhint("Leave \"wave\" out, or call its variable otherwise with "
								"\"wave_variable\".")));
	/* a default of the column costs no pass over the rows */
	svy_statement_run(psprintf("ALTER TABLE %s ADD COLUMN %s pg_catalog.int4 DEFAULT %d",
							   survey->answers_sql, column, wave.code),
					  SPI_OK_UTILITY);
	svy_statement_run(
		psprintf("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", survey->answers_sql, column),
		SPI_OK_UTILITY);
	(void) svy_alter(
		survey, svy_codebook_jsonb(survey),
		jsonb_of(psprintf("{\"variables\": [%s]}", wave_change(variable, &wave, true))),
		&plan->warnings);
	plan->inferred = lappend(plan->inferred, wave_note(variable, &wave));
}

/* ---- a further one ---- */

/* a wave that has the name, in a variable that can hold one */
static const SurveyVariable *
require_variable(const Survey *survey, const LoadOptions *options)
{
	const SurveyVariable *variable = svy_survey_find_variable(survey, wave_variable(options));

	if (variable == NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("survey \"%s\" has no variable \"%s\" that says the wave", survey->name,
					wave_variable(options)),
			 errhint("The first wave is loaded with \"wave\" among the options, too.  For the "
					 "rows that are there: ALTER TABLE %s ADD COLUMN %s int DEFAULT <code>, then "
					 "alter_survey with the label of the code.",
					 survey->answers_sql, quote_identifier(wave_variable(options)))));
	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is %s and cannot say the wave", variable->name,
							   svy_measure_name(variable->measure)),
						errhint("Waves are answers with labels: a nominal or ordinal variable.")));
	if (variable->points > 0)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is a scale of %d points and cannot say the wave",
							   variable->name, variable->points),
						errhint("Waves are answers with labels: a nominal or ordinal variable.")));
	return variable;
}

PG_FUNCTION_INFO_V1(svy_answer_number);

/* (answer, behind): what a file that is loaded alone takes for the code of the answer */
Datum
svy_answer_number(PG_FUNCTION_ARGS)
{
	const text *answer = PG_GETARG_TEXT_PP(0);
	int code;

	if (!cell_anchor(VARDATA_ANY(answer), VARSIZE_ANY_EXHDR(answer), PG_GETARG_BOOL(1), &code))
		PG_RETURN_NULL();
	PG_RETURN_INT32(code);
}

/* columns that hold no codes but those that they have */
static Datum
fixed_variables(const Survey *survey)
{
	char **names = palloc_array(char *, survey->nvariables + 1);
	int count = 0;

	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		if (svy_column_kind(variable->type) == COLUMN_BOOLEAN ||
			type_is_enum(getBaseType(variable->type)) ||
			get_attgenerated(survey->answers, variable->attnum) != '\0')
			names[count++] = variable->name;
	}
	return svy_text_array(names, count);
}

/* few respondents would make a text of what is a question with answers */
Jsonb *
load_tracker_codebook(LoadReader *reader, const LoadOptions *options, Jsonb *said, List **notes)
{
	Survey *survey = svy_survey_to_change(options->name, AccessExclusiveLock);
	StringInfoData json;
	Jsonb *coded;

	if (reader->types)
		return said;
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"variables\": [");
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		if (!svy_variable_categorical(variable) ||
			svy_column_kind(variable->type) == COLUMN_BOOLEAN)
			continue;
		appendStringInfoString(&json,
							   json.data[json.len - 1] == '[' ? "{\"name\": " : ", {\"name\": ");
		escape_json(&json, variable->name);
		if (variable->header)
		{
			appendStringInfoString(&json, ", \"header\": ");
			escape_json(&json, variable->header);
		}
		appendStringInfoString(&json, ", \"measure\": \"nominal\"}");
	}
	appendStringInfoString(&json, "]}");
	coded = load_fit_codebook(reader, jsonb_of(json.data));
	said = load_tracker_sets(survey, reader, options, said, notes);
	return load_merge_codebooks(JsonbToCString(NULL, &coded->root, VARSIZE(coded)), said);
}

/* what the wave adds and contradicts: see mlops_survey.wave_changes */
static JsonbContainer *
compare(const Survey *survey, LoadPlan *plan, const LoadOptions *alone, const Jsonb *said,
		const List *by_order)
{
	static SvyStatement select = {
		.sql = "SELECT mlops_survey.wave_changes($1, $2,"
			   " COALESCE($3, '{}'), $4, $5)",
		.nparameters = 5,
		.types = {JSONBOID, JSONBOID, JSONBOID, TEXTARRAYOID, TEXTARRAYOID}};
	Jsonb *none = jsonb_of("{}");
	Datum values[] = {
		JsonbPGetDatum(svy_codebook_jsonb(survey)), JsonbPGetDatum(load_plan_codebook(plan, alone)),
		JsonbPGetDatum(said ? said : none), fixed_variables(survey), svy_text_list_array(by_order)};
	bool isnull;

	(void) svy_statement_select(&select, values, true);
	return &DatumGetJsonbPCopy(
				SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull))
				->root;
}

#define SHOWN_CONFLICTS 5

/* what else does not fit; NULL: nothing */
static char *
further_conflicts(char **conflicts, int count)
{
	StringInfoData more;

	if (count < 2)
		return NULL;
	initStringInfo(&more);
	appendStringInfoString(&more, "Neither does this fit: ");
	for (int i = 1; i < Min(count, SHOWN_CONFLICTS + 1); i++)
		appendStringInfo(&more, "%s%s", i > 1 ? "; " : "", conflicts[i]);
	if (count > SHOWN_CONFLICTS + 1)
		appendStringInfo(&more, "; and %d more", count - SHOWN_CONFLICTS - 1);
	appendStringInfoChar(&more, '.');
	return more.data;
}

static void
refuse_conflicts(JsonbContainer *compared)
{
	int count;
	char **conflicts = svy_json_strings(compared, "conflicts", "the wave", &count);
	char **hints = svy_json_strings(compared, "hints", "the wave", &count);
	char *more = further_conflicts(conflicts, count);

	if (count > 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", conflicts[0]),
						more ? errdetail("%s", more) : 0, errhint("%s", hints[0])));
}

/* codes that the wave's words name mean what they say from now on; texts of new variables get some */
static void
keep_order(const Survey *survey, const LoadPlan *plan, List *by_order, JsonbContainer *compared)
{
	int before = list_length(by_order);
	int count;
	char **names = svy_json_strings(compared, "confirmed", "the wave", &count);
	List *kept = list_copy(by_order);

	for (int i = 0; i < count; i++)
		kept = load_order_without(kept, names[i]);
	names = svy_json_strings(compared, "new", "the wave", &count);
	for (int i = 0; i < plan->ncolumns; i++)
		for (int j = 0; j < count; j++)
			if (plan->columns[i].by_order && plan->columns[i].rule == LOAD_CODE &&
				strcmp(plan->columns[i].v->name, names[j]) == 0)
				kept = lappend(kept, names[j]);
	if (before > 0 || kept)
		load_order_store(survey->name, kept);
}

static void
add_columns(const Survey *survey, const LoadPlan *plan, JsonbContainer *compared)
{
	int count;
	char **names = svy_json_strings(compared, "new", "the wave", &count);

	for (int i = 0; i < count; i++)
		for (int j = 0; j < plan->nvariables; j++)
		{
			const SurveyVariable *variable = plan->variables[j]->v;

			if (strcmp(variable->name, names[i]) != 0)
				continue;
			if (get_attnum(survey->answers, variable->name) != InvalidAttrNumber)
				ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
								errmsg("column \"%s\" of the file is no variable of survey \"%s\", "
									   "but a column of its table",
									   variable->name, survey->name),
								errhint("Take it out of the file.")));
			svy_statement_run(psprintf("ALTER TABLE %s ADD COLUMN %s %s", survey->answers_sql,
									   quote_identifier(variable->name),
									   format_type_be_qualified(variable->type)),
							  SPI_OK_UTILITY);
		}
}

static void
note_all(List **notes, JsonbContainer *compared)
{
	int count;
	char **texts = svy_json_strings(compared, "notes", "the wave", &count);

	for (int i = 0; i < count; i++)
		*notes = lappend(*notes, texts[i]);
}

/* the changes of the comparison and, where the wave is new, its code */
static Jsonb *
all_changes(JsonbContainer *compared, const SurveyVariable *variable, const SurveyLabel *wave)
{
	JsonbContainer *changes = svy_json_object(compared, "changes", "the wave");
	char *variables = svy_json_text(changes, "variables");
	char *sets = svy_json_text(changes, "sets");
	bool more = JsonContainerSize(svy_json_array(changes, "variables", "the wave")) > 0;

	if (svy_variable_find_label(variable, wave->code))
		return jsonb_of(psprintf("{\"variables\": %s, \"sets\": %s}", variables, sets));
	variables[strlen(variables) - 1] = '\0';
	return jsonb_of(psprintf("{\"variables\": %s%s%s], \"sets\": %s}", variables, more ? ", " : "",
							 wave_change(variable->name, wave, false), sets));
}

void
load_tracker_prepare(LoadPlan *plan, const LoadOptions *alone, const Jsonb *said,
					 const LoadOptions *options, List **notes)
{
	Survey *survey = svy_survey_to_change(options->name, AccessExclusiveLock);
	const SurveyVariable *variable;
	const SurveyLabel *known;
	SurveyLabel wave;
	JsonbContainer *compared;
	List *by_order = load_order_read(options->name);
	List *unsaid = NIL; /* that nobody has answered a new variable yet */

	svy_check_columns(survey);
	variable = require_variable(survey, options);
	if (load_find_column(plan, variable->name,
						 variable->header ? variable->header : variable->name))
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("the file has a column \"%s\" of its own", variable->name),
						errhint("Take it out of the file, or leave \"wave\" out.")));
	known = svy_wave_find(variable, options->wave);
	if (known && !options->replace)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
						errmsg("wave \"%s\" of survey \"%s\" is there already", known->label,
							   survey->name),
						errhint("Use replace => true to put the file in its place.")));
	wave = known ? *known : svy_wave_place(variable, options->wave);
	compared = compare(survey, plan, alone, said, by_order);
	refuse_conflicts(compared);
	keep_order(survey, plan, by_order, compared);
	add_columns(survey, plan, compared);
	*notes = lappend(*notes, wave_note(variable->name, &wave));
	note_all(notes, compared);
	(void) svy_alter(survey, svy_codebook_jsonb(survey), all_changes(compared, variable, &wave),
					 &unsaid);
}

/* ---- rows ---- */

char *
load_tracker_value(const Survey *survey, const LoadOptions *options, char **column)
{
	const SurveyVariable *variable = require_variable(survey, options);
	const SurveyLabel *label = svy_wave_find(variable, options->wave);

	*column = variable->name;
	if (svy_column_kind(variable->type) == COLUMN_TEXT)
		return psprintf("%s::%s", quote_literal_cstr(label->value),
						format_type_be_qualified(variable->type));
	return psprintf("%d::%s", label->code, format_type_be_qualified(variable->type));
}

void
load_tracker_replace(LoadPlan *plan, const Survey *survey, const LoadOptions *options)
{
	char *column;
	char *value = load_tracker_value(survey, options, &column);

	if (!options->replace)
		return;
	svy_statement_run(psprintf("DELETE FROM %s WHERE %s OPERATOR(pg_catalog.=) %s",
							   survey->answers_sql, quote_identifier(column), value),
					  SPI_OK_DELETE);
	if (SPI_processed > 0)
		plan->inferred = lappend(
			plan->inferred,
			psprintf(UINT64_FORMAT " respondents of wave %s gave way to "
								   "those of the file",
					 SPI_processed,
					 svy_wave_find(require_variable(survey, options), options->wave)->label));
}
