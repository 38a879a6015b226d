/*
 * derive.c
 *	  derive_variable: variables that are computed from others of the same row, as
 *	  generated columns, so that they are never out of date.
 *
 * A generated column may read no other one, so the expression of a derived variable
 * has those of the derived variables that it names within it.  The codebook keeps
 * what was asked for (properties "derived"), so that what is derived of a variable
 * is made anew with it.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_value.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "load/alter.h"
#include "load/derive.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/attempt.h"
#include "server/json.h"
#include "server/statement.h"

/* ---- what is derived ---- */

bool
svy_is_derived(const SurveyVariable *variable)
{
	return svy_property_json(SVY_PROPERTIES(variable), "derived") != NULL &&
		   get_attgenerated(variable->survey->answers, variable->attnum) ==
			   ATTRIBUTE_GENERATED_STORED;
}

/* whether the derived variable names another one */
static bool
reads(const SurveyVariable *variable, const char *name)
{
	JsonbContainer *derived = svy_property_json(SVY_PROPERTIES(variable), "derived");
	int count = 0;
	char **names = derived ? svy_json_strings(derived, "reads", variable->name, &count) : NULL;

	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* whether it names it, or one that does */
static bool
depends_on(const Survey *survey, const SurveyVariable *variable, const char *name, int depth)
{
	if (reads(variable, name))
		return true;
	for (int i = 0; i < survey->nvariables && depth < survey->nvariables; i++)
		if (reads(variable, survey->variables[i].name) && svy_is_derived(&survey->variables[i]) &&
			depends_on(survey, &survey->variables[i], name, depth + 1))
			return true;
	return false;
}

static void
check_no_circle(const Survey *survey, const Derivation *derivation)
{
	ListCell *cell;

	foreach (cell, derivation->value.reads)
	{
		const SurveyVariable *read = lfirst(cell);

		if (strcmp(read->name, derivation->variable) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("variable \"%s\" cannot be derived from itself",
								   derivation->variable)));
		if (svy_is_derived(read) && depends_on(survey, read, derivation->variable, 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("variable \"%s\" cannot be derived from \"%s\", which is derived from "
							"it",
							derivation->variable, read->name)));
	}
}

/* ---- columns ---- */

/* of the type that the codebook says, else of that of the expression */
static char *
column_type(const Derivation *derivation)
{
	char *said = derivation->codebook
					 ? svy_json_string(unconstify(JsonbContainer *, &derivation->codebook->root),
									   "type", derivation->variable)
					 : NULL;
	Oid type = said ? svy_type_by_name(said) : derivation->value.type;

	if (!OidIsValid(type))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\": \"%s\" is no type that a variable can have",
							   derivation->variable, said),
						errhint("\"type\" must be %s.", svy_type_names())));
	return format_type_be_qualified(type == UNKNOWNOID ? TEXTOID : type);
}

void
svy_derive_column(Survey *survey, Derivation *derivation)
{
	const char *column = quote_identifier(derivation->variable);
	StringInfoData sql;
	char *type;

	derivation->sql = svy_survey_value_sql(survey, derivation->expression, &derivation->value);
	check_no_circle(survey, derivation);
	type = column_type(derivation);
	initStringInfo(&sql);
	appendStringInfo(&sql, "ALTER TABLE %s", survey->answers_sql);
	if (get_attnum(survey->answers, derivation->variable) != InvalidAttrNumber)
		appendStringInfo(&sql, " DROP COLUMN %s,", column);
	appendStringInfo(&sql, " ADD COLUMN %s %s GENERATED ALWAYS AS ((%s)::%s) STORED", column, type,
					 derivation->sql, type);
	svy_statement_run(sql.data, SPI_OK_UTILITY);
	svy_bind_columns(survey);
}

static void
drop_column(Survey *survey, const char *variable)
{
	svy_statement_run(
		psprintf("ALTER TABLE %s DROP COLUMN %s", survey->answers_sql, quote_identifier(variable)),
		SPI_OK_UTILITY);
}

/* ---- the codebook ---- */

static Jsonb *
codebook_of_derived(SvyStatement *select, Datum *values)
{
	bool isnull;

	(void) svy_statement_select(select, values, true);
	return DatumGetJsonbP(PointerGetDatum(PG_DETOAST_DATUM_COPY(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull))));
}

static Jsonb *
without_variables(const Jsonb *codebook, char **names, int count)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.without_variables($1, $2)",
								  .nparameters = 2,
								  .types = {JSONBOID, TEXTARRAYOID}};
	Datum values[] = {JsonbPGetDatum(codebook), svy_text_array(names, count)};

	return codebook_of_derived(&select, values);
}

/* whether the user says what the answers are, or of which measure */
static bool
says_answers(const Jsonb *codebook)
{
	static const char *const keys[] = {"measure", "type",	"points", "values",
									   "missing", "scores", "nets",	  "missing_ranges"};

	for (int i = 0; codebook && i < lengthof(keys); i++)
		if (svy_json_get(unconstify(JsonbContainer *, &codebook->root), keys[i]))
			return true;
	return false;
}

/* {"expression": ..., "reads": [...], "missing": "codes", "inferred": true} */
static char *
derived_property(const Derivation *derivation)
{
	StringInfoData json;
	ListCell *cell;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"expression\": ");
	escape_json(&json, derivation->expression);
	appendStringInfoString(&json, ", \"reads\": [");
	foreach (cell, derivation->value.reads)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoString(&json, ", ");
		escape_json(&json, ((SurveyVariable *) lfirst(cell))->name);
	}
	appendStringInfoChar(&json, ']');
	if (derivation->value.codes)
		appendStringInfoString(&json, ", \"missing\": \"codes\"");
	if (!derivation->said && !says_answers(derivation->codebook))
		appendStringInfoString(&json, ", \"inferred\": true");
	appendStringInfoChar(&json, '}');
	return json.data;
}

char *
svy_derived_change(const Derivation *derivation)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.derived_change($1, $2, $3)",
								  .nparameters = 3,
								  .types = {TEXTOID, JSONBOID, JSONBOID}};
	static const char nothing[] = "{}";
	const Jsonb *codebook = derivation->codebook;
	Datum values[3];
	Jsonb *change;

	if (codebook == NULL)
		codebook = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(nothing)));
	values[0] = CStringGetTextDatum(derivation->variable);
	values[1] = JsonbPGetDatum(codebook);
	values[2] = DirectFunctionCall1(jsonb_in, CStringGetDatum(derived_property(derivation)));
	change = codebook_of_derived(&select, values);
	return JsonbToCString(NULL, &change->root, VARSIZE(change));
}

static Jsonb *
changes_of(char *variables)
{
	return DatumGetJsonbP(DirectFunctionCall1(
		jsonb_in, CStringGetDatum(psprintf("{\"variables\": [%s]}", variables))));
}

/* ---- deriving ---- */

static Survey *
derive_new(Survey *survey, Derivation *derivation, List **warnings)
{
	svy_derive_column(survey, derivation);
	return svy_alter(survey, svy_codebook_jsonb(survey), changes_of(svy_derived_change(derivation)),
					 warnings);
}

/* of answers that were found in the column, not said, the new ones are found again */
static void
keep_label(Derivation *derivation, const SurveyVariable *old)
{
	JsonbContainer *derived = svy_property_json(SVY_PROPERTIES(old), "derived");
	StringInfoData json;

	derivation->said = !svy_json_bool(derived, "inferred", old->name, false);
	if (derivation->said)
		return;
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"label\": ");
	if (old->label)
		escape_json(&json, old->label);
	else
		appendStringInfoString(&json, "null");
	appendStringInfoChar(&json, '}');
	derivation->codebook =
		DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
}

/* the codebook with a variable whose column was made anew; what was said of it stays unless it is said again */
static Survey *
store_anew(Survey *survey, Derivation *derivation, List **warnings)
{
	Jsonb *codebook = svy_codebook_jsonb(survey);

	if (derivation->codebook == NULL)
		keep_label(derivation, svy_survey_find_variable(survey, derivation->variable));
	if (derivation->codebook)
		codebook = without_variables(codebook, &derivation->variable, 1);
	svy_derive_column(survey, derivation);
	/* its values are others now: they are checked though the codes are the same */
	svy_survey_find_variable(survey, derivation->variable)->measure = SURVEY_TEXT;
	return svy_alter(survey, codebook, changes_of(svy_derived_change(derivation)), warnings);
}

/* as it was asked for */
static Derivation
derived_before(const SurveyVariable *variable)
{
	JsonbContainer *derived = svy_property_json(SVY_PROPERTIES(variable), "derived");
	Derivation derivation = {.variable = variable->name};

	derivation.expression = svy_json_string(derived, "expression", variable->name);
	derivation.value.codes = svy_json_get(derived, "missing") != NULL;
	return derivation;
}

/* the variable and all that is derived of it, each behind what it reads, since it may name its answers */
static Survey *
make_anew(Survey *survey, Derivation *derivation, List **warnings)
{
	List *dependent = NIL;
	ListCell *cell;

	check_stack_depth();
	for (int i = 0; i < survey->nvariables; i++)
		if (reads(&survey->variables[i], derivation->variable) &&
			svy_is_derived(&survey->variables[i]))
			dependent = lappend(dependent, survey->variables[i].name);
	survey = store_anew(survey, derivation, warnings);
	foreach (cell, dependent)
	{
		Derivation next = derived_before(svy_survey_find_variable(survey, lfirst(cell)));

		survey = make_anew(survey, &next, warnings);
	}
	return survey;
}

/* the column moves behind the others, so that the views are made anew */
static Survey *
derive_again(Survey *survey, Derivation *derivation, List **warnings)
{
	bool views = OidIsValid(survey->labels_view);
	List *grants = svy_take_views(survey);
	Survey *after = make_anew(survey, derivation, warnings);

	if (views)
		svy_give_views(after, grants, warnings);
	return after;
}

/* ---- after a change of the codebook ---- */

typedef struct Attempt
{
	Survey *survey;
	Derivation *derivation; /* what try_reading is to read */
	List *stale;			/* char *: what try_making is to make anew */
	List *warnings;
} Attempt;

/* does it whole or not at all; what is wrong, or NULL.  A cancel or a deadlock ends all. */
static char *
attempt(void (*work)(void *), Attempt *what)
{
	ErrorData *error = svy_attempt(work, what);

	if (error && (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION ||
				  ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_TRANSACTION_ROLLBACK))
		ReThrowError(error);
	return error ? error->message : NULL;
}

static void
try_reading(void *attempted)
{
	Attempt *what = attempted;

	what->derivation->sql =
		svy_survey_value_sql(what->survey, what->derivation->expression, &what->derivation->value);
}

static void
warn_of_stale(const Survey *survey, const char *name, const char *wrong, List **warnings)
{
	Derivation derivation = derived_before(svy_survey_find_variable(survey, name));

	*warnings =
		lappend(*warnings,
				psprintf("derived variable \"%s\" still holds what it did before this change (%s); "
						 "derive_variable(%s, %s, %s%s) makes it anew",
						 name, wrong, quote_literal_cstr(survey->name), quote_literal_cstr(name),
						 quote_literal_cstr(derivation.expression),
						 derivation.value.codes ? ", options => '{\"missing\": \"codes\"}'" : ""));
}

/* whether its expression is understood otherwise than before the change */
static bool
understood_otherwise(const Survey *before, Survey *survey, const SurveyVariable *variable,
					 List **warnings)
{
	Derivation old = derived_before(variable);
	Derivation new = old;
	char *wrong = attempt(try_reading, &(Attempt){.survey = survey, .derivation = &new});

	if (wrong)
		warn_of_stale(survey, variable->name, wrong, warnings);
	return !wrong && (attempt(try_reading, &(Attempt){.survey = unconstify(Survey *, before),
													  .derivation = &old}) != NULL ||
					  !old.sql || !new.sql || strcmp(old.sql, new.sql) != 0);
}

static bool
depends_on_any(const Survey *survey, const SurveyVariable *variable, const List *names)
{
	ListCell *cell;

	foreach (cell, names)
		if (depends_on(survey, variable, lfirst(cell), 0))
			return true;
	return false;
}

/* names of what the change of the codebook has left with old values */
static List *
stale_after(const Survey *before, Survey *survey, List **warnings)
{
	List *direct = NIL;
	List *stale = NIL;

	for (int i = 0; i < survey->nvariables; i++)
		if (svy_is_derived(&survey->variables[i]) &&
			understood_otherwise(before, survey, &survey->variables[i], warnings))
			direct = lappend(direct, survey->variables[i].name);
	for (int i = 0; direct && i < survey->nvariables; i++)
		if (svy_is_derived(&survey->variables[i]) &&
			(list_member_ptr(direct, survey->variables[i].name) ||
			 depends_on_any(survey, &survey->variables[i], direct)))
			stale = lappend(stale, survey->variables[i].name);
	return stale;
}

/* one that hangs on none of the others; there are no circles */
static char *
next_of(const Survey *survey, const List *stale)
{
	ListCell *cell;

	foreach (cell, stale)
		if (!depends_on_any(survey, svy_survey_find_variable(survey, lfirst(cell)), stale))
			return lfirst(cell);
	return linitial(stale);
}

/* each once, behind what it reads */
static void
try_making(void *attempted)
{
	Attempt *what = attempted;
	bool views = OidIsValid(what->survey->labels_view);
	List *grants = svy_take_views(what->survey);
	List *stale = list_copy(what->stale);

	while (stale)
	{
		char *name = next_of(what->survey, stale);
		Derivation derivation = derived_before(svy_survey_find_variable(what->survey, name));

		what->survey = store_anew(what->survey, &derivation, &what->warnings);
		stale = list_delete_ptr(stale, name);
	}
	if (views)
		svy_give_views(what->survey, grants, &what->warnings);
}

static bool
is_said(const List *warnings, const char *text)
{
	ListCell *cell;

	foreach (cell, warnings)
		if (strcmp(lfirst(cell), text) == 0)
			return true;
	return false;
}

Survey *
svy_derive_after(const Survey *before, Survey *survey, List **warnings)
{
	Attempt what = {.survey = survey, .stale = stale_after(before, survey, warnings)};
	char *wrong = what.stale ? attempt(try_making, &what) : NULL;
	ListCell *cell;

	if (wrong)
	{
		foreach (cell, what.stale)
			warn_of_stale(survey, lfirst(cell), wrong, warnings);
		return survey;
	}
	/* the codebook was stored once more for each: the same is not said again */
	foreach (cell, what.warnings)
		if (!is_said(*warnings, lfirst(cell)))
			*warnings = lappend(*warnings, lfirst(cell));
	return what.survey;
}

/* ---- removing and renaming ---- */

/* what the variable is needed for, or NULL */
static char *
needed_for(const Survey *survey, const SurveyVariable *variable, const SurveySet *but)
{
	int roles = svy_column_roles(survey, variable->name);

	if (roles & ROLE_WEIGHT)
		return pstrdup("the weight of the survey");
	if (roles & ROLE_DESIGN)
		return pstrdup("a part of the survey's design");
	for (int i = 0; i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
			if (&survey->sets[i] != but && survey->sets[i].members[j] == variable)
				return psprintf("a member of set \"%s\"", survey->sets[i].name);
	for (int i = 0; i < survey->nvariables; i++)
		if (reads(&survey->variables[i], variable->name))
			return psprintf("what \"%s\" is derived from", survey->variables[i].name);
	return NULL;
}

static void
check_not_needed(const Survey *survey, const SurveyVariable *variable, const SurveySet *but)
{
	char *needed = needed_for(survey, variable, but);

	if (needed)
		ereport(ERROR, (errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
						errmsg("derived variable \"%s\" cannot be removed: it is %s",
							   variable->name, needed)));
}

static SurveyVariable *
require_derived(const Survey *survey, const char *name)
{
	SurveyVariable *variable = svy_survey_variable(survey, name);

	if (!svy_is_derived(variable))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" of survey \"%s\" is not derived", variable->name,
							   survey->name),
						errdetail("Only variables that derive_variable made are removed, renamed "
								  "and made anew by it.")));
	return variable;
}

static Survey *
remove_columns(Survey *survey, char **names, int count, const Jsonb *changes, List **warnings)
{
	Jsonb *codebook = without_variables(svy_codebook_jsonb(survey), names, count);
	List *grants = svy_take_views(survey);
	Survey *after;

	for (int i = 0; i < count; i++)
		drop_column(survey, names[i]);
	after = svy_alter(survey, codebook, changes, warnings);
	if (OidIsValid(survey->labels_view))
		svy_give_views(after, grants, warnings);
	return after;
}

static Survey *
remove_variable(Survey *survey, const char *name, List **warnings)
{
	SurveyVariable *variable = require_derived(survey, name);

	check_not_needed(survey, variable, NULL);
	return remove_columns(survey, &variable->name, 1, NULL, warnings);
}

static Survey *
remove_set(Survey *survey, const SurveySet *set, List **warnings)
{
	char **names = palloc_array(char *, set->nmembers);
	StringInfoData json;

	for (int i = 0; i < set->nmembers; i++)
	{
		names[i] = require_derived(survey, set->members[i]->name)->name;
		check_not_needed(survey, set->members[i], set);
	}
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"sets\": [{\"name\": ");
	escape_json(&json, set->name);
	appendStringInfoString(&json, ", \"members\": null}]}");
	return remove_columns(survey, names, set->nmembers,
						  DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data))),
						  warnings);
}

static void
check_free(const Survey *survey, const char *name)
{
	if (*name == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("\"%s\" cannot be the name of a variable", name)));
	if (svy_survey_find_set(survey, name))
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
						errmsg("survey \"%s\" has a set \"%s\" already", survey->name, name)));
	if (svy_survey_find_variable(survey, name) ||
		get_attnum(survey->answers, name) != InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_COLUMN),
				 errmsg("column \"%s\" of survey \"%s\" already exists", name, survey->name),
				 errdetail("Only variables that derive_variable made are removed, renamed and made "
						   "anew by it."),
				 errhint("Choose another name.")));
}

static Survey *
rename_variable(Survey *survey, const char *name, const char *into, List **warnings)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.renamed_variable($1, $2, $3)",
								  .nparameters = 3,
								  .types = {JSONBOID, TEXTOID, TEXTOID}};
	SurveyVariable *variable = require_derived(survey, name);
	Datum values[] = {JsonbPGetDatum(svy_codebook_jsonb(survey)),
					  CStringGetTextDatum(variable->name), CStringGetTextDatum(into)};
	Jsonb *codebook;
	List *grants;
	Survey *after;

	check_free(survey, into);
	for (int i = 0; i < survey->nvariables; i++)
		if (reads(&survey->variables[i], variable->name))
			ereport(ERROR, (errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
							errmsg("derived variable \"%s\" cannot be renamed: \"%s\" is derived "
								   "from it",
								   variable->name, survey->variables[i].name)));
	codebook = codebook_of_derived(&select, values);
	grants = svy_take_views(survey);
	svy_statement_run(psprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", survey->answers_sql,
							   quote_identifier(variable->name), quote_identifier(into)),
					  SPI_OK_UTILITY);
	after = svy_alter(survey, codebook, NULL, warnings);
	if (OidIsValid(survey->labels_view))
		svy_give_views(after, grants, warnings);
	return after;
}

/* ---- the function ---- */

enum
{
	OUT_SURVEY,
	OUT_VARIABLE,
	OUT_TYPE,
	OUT_MEASURE,
	OUT_ANSWERED,
	OUT_MISSING,
	OUT_EXPRESSION,
	OUT_WARNINGS,
	OUT_COLUMNS
};

typedef struct Report
{
	Datum values[OUT_COLUMNS];
	bool nulls[OUT_COLUMNS];
} Report;

static void
count_answers(Report *report, const Survey *survey, const char *valid)
{
	MemoryContext context = CurrentMemoryContext;
	bool isnull;
	int64 all;
	int64 answered;

	(void) svy_execute(psprintf("SELECT pg_catalog.count(*),"
								" pg_catalog.count(*) FILTER (WHERE %s) FROM %s a",
								valid, survey->answers_sql),
					   false, 1);
	MemoryContextSwitchTo(context);
	all = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	answered =
		DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	report->values[OUT_ANSWERED] = Int64GetDatum(answered);
	report->values[OUT_MISSING] = Int64GetDatum(all - answered);
	report->nulls[OUT_ANSWERED] = report->nulls[OUT_MISSING] = false;
}

static void
report_text(Report *report, int column, const char *text)
{
	report->nulls[column] = text == NULL;
	if (text)
		report->values[column] = CStringGetTextDatum(text);
}

static void
report_set(Report *report, const Survey *survey, const SurveySet *set)
{
	StringInfoData valid;

	initStringInfo(&valid);
	for (int i = 0; i < set->nmembers; i++)
		appendStringInfo(&valid, "%s%s", i > 0 ? " OR " : "",
						 svy_variable_valid_sql(set->members[i], "a"));
	report_text(report, OUT_MEASURE, "multiple");
	count_answers(report, survey, valid.data);
}

static Report
derive_report(const Survey *survey, const Derivation *derivation, const List *warnings)
{
	Report report;
	const SurveyVariable *variable = svy_survey_find_variable(survey, derivation->variable);
	const SurveySet *set = svy_survey_find_set(survey, derivation->variable);

	memset(report.nulls, true, sizeof(report.nulls));
	report_text(&report, OUT_SURVEY, survey->name);
	report_text(&report, OUT_VARIABLE, derivation->variable);
	report_text(&report, OUT_EXPRESSION, derivation->sql);
	report.values[OUT_WARNINGS] = svy_text_list_array(warnings);
	report.nulls[OUT_WARNINGS] = false;
	if (variable)
	{
		report_text(&report, OUT_TYPE, format_type_be(variable->type));
		report_text(&report, OUT_MEASURE, svy_measure_name(variable->measure));
		count_answers(&report, survey, svy_variable_valid_sql(variable, "a"));
	}
	else if (set)
		report_set(&report, survey, set);
	return report;
}

static void
check_table(const Survey *survey)
{
	char kind = get_rel_relkind(survey->answers);

	svy_check_columns(unconstify(Survey *, survey));
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("the answers of survey \"%s\" are not in a table", survey->name),
						errdetail("A derived variable is a generated column of the answers."),
						errhint("Of a view, add the column to the view and register it anew.")));
}

static void
check_codebook(const Derivation *derivation)
{
	if (derivation->codebook == NULL)
		return;
	if (!JB_ROOT_IS_OBJECT(derivation->codebook))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("codebook of a derived variable must be an object"),
				 errhint("For example {\"label\": \"...\", \"values\": {\"1\": \"...\"}}.")));
	if (svy_json_get(unconstify(JsonbContainer *, &derivation->codebook->root), "name"))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("codebook of a derived variable has no \"name\""),
						errhint("The name is an argument of its own.")));
}

Survey *
svy_derive(Survey *survey, Derivation *derivation, const char *into, List **warnings)
{
	SurveyVariable *old = svy_survey_find_variable(survey, derivation->variable);
	SurveySet *set = svy_survey_find_set(survey, derivation->variable);

	if (into)
		return rename_variable(survey, derivation->variable, into, warnings);
	if (derivation->expression == NULL && derivation->codebook)
	{
		check_free(survey, derivation->variable);
		return svy_derive_set(survey, derivation, warnings);
	}
	if (derivation->expression == NULL && set)
		return remove_set(survey, set, warnings);
	if (derivation->expression == NULL)
		return remove_variable(survey, derivation->variable, warnings);
	if (old && svy_is_derived(old))
	{
		derivation->variable = old->name;
		return derive_again(survey, derivation, warnings);
	}
	check_free(survey, derivation->variable);
	return derive_new(survey, derivation, warnings);
}

Survey *
svy_survey_to_derive(const char *name)
{
	Survey *survey = svy_survey_to_change(name, AccessExclusiveLock);

	check_table(survey);
	return survey;
}

Datum
svy_derivation_row(FunctionCallInfo fcinfo, const Survey *survey, const Derivation *derivation,
				   const List *warnings, MemoryContext context)
{
	Report report = derive_report(survey, derivation, warnings);

	/* what it is made of lies in SPI's memory, which goes */
	MemoryContextSwitchTo(context);
	return svy_row_datum(fcinfo, OUT_COLUMNS, report.values, report.nulls);
}

PG_FUNCTION_INFO_V1(svy_derive_variable);

/* (name, variable, expression, codebook, options) */
Datum
svy_derive_variable(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"missing", "rename", NULL};
	static const char *const missing[] = {"null", "codes", NULL};
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	JsonbContainer *options = svy_options_argument(fcinfo, 4, known);
	char *word = options ? svy_json_string(options, "missing", "the options") : NULL;
	char *into = options ? svy_json_string(options, "rename", "the options") : NULL;
	Derivation derivation = {.variable = svy_required_argument(fcinfo, 1, "variable"),
							 .expression = svy_text_argument(fcinfo, 2),
							 .codebook = PG_ARGISNULL(3) ? NULL : PG_GETARG_JSONB_P(3)};
	List *warnings = NIL;
	Survey *survey;
	Datum result;

	derivation.value.codes = word && svy_choice("missing", word, missing) == 1;
	if (into && (derivation.expression || derivation.codebook))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a variable is renamed without an expression and a codebook")));
	check_codebook(&derivation);
	SPI_connect();
	survey = svy_derive(svy_survey_to_derive(name), &derivation, into, &warnings);
	if (into)
		derivation.variable = into;
	result = svy_derivation_row(fcinfo, survey, &derivation, warnings, context);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
