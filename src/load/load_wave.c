/*
 * load_wave.c
 *	  Adding a wave to a survey: the file must agree with the codebook that the
 *	  survey has.  Rows go to a temporary table first, so that triggers,
 *	  constraints and rights of the answers table hold as for any INSERT.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/role.h"
#include "load/load.h"
#include "pack/pack.h"
#include "server/catalogue.h"
#include "server/statement.h"

#define STAGING "load_survey_wave"

static LoadVariable *
find_planned(const LoadPlan *plan, const char *name)
{
	for (int i = 0; i < plan->nvariables; i++)
		if (strcmp(plan->variables[i]->v->name, name) == 0)
			return plan->variables[i];
	return NULL;
}

static bool
same_labels(const SurveyVariable *a, const SurveyVariable *b)
{
	if (a->nlabels != b->nlabels)
		return false;
	for (int i = 0; i < a->nlabels; i++)
	{
		const SurveyLabel *label = svy_variable_find_label(b, a->labels[i].code);

		if (!label || strcmp(label->label, a->labels[i].label) != 0 ||
			label->missing != a->labels[i].missing)
			return false;
	}
	return true;
}

static bool
same_scores(const SurveyVariable *theirs, const SurveyVariable *ours)
{
	if (theirs->reverse && !ours->reverse)
		return false;
	for (int i = 0; i < theirs->nscores; i++)
	{
		double score = svy_variable_score(ours, theirs->scores[i].code);

		if (isnan(score) != isnan(theirs->scores[i].score) ||
			(!isnan(score) && score != theirs->scores[i].score))
			return false;
	}
	return true;
}

/* a codebook given with a wave says the same as the survey's, as far as it says anything */
static void
check_agreement(const Survey *survey, const LoadOptions *options)
{
	Survey *given = options->codebook ? svy_codebook_parse(options->codebook, NULL) : NULL;

	for (int i = 0; given && i < given->nvariables; i++)
	{
		const SurveyVariable *theirs = &given->variables[i];
		const SurveyVariable *ours = svy_survey_variable(survey, theirs->name);

		if ((theirs->measure != SURVEY_UNSPECIFIED && theirs->measure != ours->measure) ||
			(theirs->points > 0 && theirs->points != ours->points) ||
			(OidIsValid(theirs->type) && !svy_types_agree(theirs->type, ours->type)) ||
			(theirs->nlabels > 0 && !same_labels(theirs, ours)) || !same_scores(theirs, ours))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("the codebook of the wave disagrees with that of survey \"%s\" "
								   "on variable \"%s\"",
								   survey->name, ours->name),
							errhint("Change the survey's codebook with register_survey, or load "
									"the wave without a codebook.")));
	}
}

/* whose codes the codebook given with a wave says */
static List *
confirm_codes(List *by_order, const LoadOptions *options)
{
	Survey *given = options->codebook ? svy_codebook_parse(options->codebook, NULL) : NULL;
	int before = list_length(by_order);

	for (int i = 0; given && i < given->nvariables; i++)
		if (given->variables[i].nlabels > 0)
			by_order = load_order_without(by_order, given->variables[i].name);
	if (list_length(by_order) < before)
		load_order_store(options->name, by_order);
	return by_order;
}

/* cells become what the column of the answers holds, or something wider that is checked later */
static Oid
wave_type(const SurveyVariable *v)
{
	Oid type = getBaseType(v->type);

	switch (svy_column_kind(type))
	{
		case COLUMN_INTEGER:
			return svy_variable_categorical(v) ? INT4OID : INT8OID;
		case COLUMN_NUMBER:
			return type == NUMERICOID ? NUMERICOID : FLOAT8OID;
		case COLUMN_BOOLEAN:
		case COLUMN_DATE:
			return type;
		default:
			return TEXTOID;
	}
}

static void
follow_column(LoadVariable *column, const SurveyVariable *v)
{
	load_settle_type(column, wave_type(v));
	if (column->rule != LOAD_MOMENT)
		column->given = true;
	if (column->rule == LOAD_CODE)
		column->open = v->nlabels == 0 && v->points == 0;
}

/* numbers fit or are refused one by one; all else is of the same type */
static void
follow_types(LoadVariable *column, const SurveyVariable *v, Oid type)
{
	ColumnKind ours = svy_column_kind(v->type);
	ColumnKind theirs = svy_column_kind(type);
	bool numbers = (ours == COLUMN_INTEGER || ours == COLUMN_NUMBER) &&
				   (theirs == COLUMN_INTEGER || theirs == COLUMN_NUMBER);

	if (!numbers && v->type != type)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("variable \"%s\" is %s in the survey and %s in the file", v->name,
							   format_type_be(v->type), format_type_be(type))));
	column->v->type = v->type;
	column->given = true;
}

static void
follow_survey(LoadPlan *plan, LoadReader *reader, const Survey *survey, const List *by_order)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];
		SurveyVariable *v;

		if (column->rule == LOAD_DELIMITED || column == plan->key_column)
			continue;
		v = svy_survey_find_variable(survey, column->v->name);
		if (!v)
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
							errmsg("column \"%s\" of the file is not part of survey \"%s\"",
								   reader->headers[i], survey->name),
							errhint("Take the column out of the file, or load all waves anew with "
									"replace => true.")));
		if (get_attgenerated(survey->answers, v->attnum) != '\0')
			ereport(
				ERROR,
				(errcode(ERRCODE_GENERATED_ALWAYS),
				 errmsg("column \"%s\" of the file is computed in survey \"%s\"",
						reader->headers[i], survey->name),
				 errhint("Take it out of the file, or load the other columns with \"columns\".")));
		column->by_order = load_order_has(by_order, v->name);
		follow_column(column, v);
		if (reader->types)
			follow_types(column, v, reader->types[i]);
	}
}

static void
find_date_orders(LoadPlan *plan, LoadReader *reader, const LoadOptions *options)
{
	CellOrder preferred = DateOrder == DATEORDER_DMY ? CELL_DMY : CELL_MDY;
	LoadProfile *profiles = NULL;

	if (options->date_order >= 0)
		preferred = options->date_order;
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];

		if (column->given)
			continue;
		if (!profiles)
			profiles = load_profile(reader, options, plan);
		profile_type(&profiles[i].profile, reader->delimiter != ',', preferred, &column->order);
	}
}

LoadPlan *
load_wave_plan(LoadReader *reader, LoadOptions *options)
{
	Survey *survey = svy_survey_reopen(options->name);
	LoadPlan *plan;
	List *by_order = load_order_read(options->name);
	bool has_default = false;

	/* of a wave with a name load_tracker.c has compared what it says */
	if (!options->wave)
	{
		check_agreement(survey, options);
		by_order = confirm_codes(by_order, options);
	}
	options->codebook =
		DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(svy_codebook_json(survey))));
	if (load_survey_key(survey, &options->key_type, &has_default))
		options->key = survey->respondent_key;
	plan = load_plan_start(reader, options);
	if (options->key && !plan->key_column && !has_default)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\", the respondents' key of survey \"%s\", is not in the "
						"file",
						options->key, survey->name)));
	follow_survey(plan, reader, survey, by_order);
	find_date_orders(plan, reader, options);
	return plan;
}

/* from the temporary table to the survey's */
static void
insert_rows(const LoadPlan *plan, const Survey *survey, const LoadOptions *options,
			const char *staging)
{
	StringInfoData columns;
	StringInfoData values;

	initStringInfo(&columns);
	initStringInfo(&values);
	if (plan->key_column)
	{
		appendStringInfoString(&columns, quote_identifier(survey->respondent_key));
		appendStringInfo(
			&values, "%s::%s", quote_identifier(plan->key),
			format_type_be_qualified(
				get_atttype(survey->answers, get_attnum(survey->answers, survey->respondent_key))));
	}
	for (int i = 0; i < survey->nvariables; i++)
	{
		const char *name = quote_identifier(survey->variables[i].name);
		Oid type = survey->variables[i].type;

		if (!find_planned(plan, survey->variables[i].name))
			continue;
		appendStringInfo(&columns, "%s%s", columns.len > 0 ? ", " : "", name);
		appendStringInfo(&values, "%s%s", values.len > 0 ? ", " : "", name);
		/* its texts are checked, but are not assigned without a cast */
		if (type_is_enum(getBaseType(type)))
			appendStringInfo(&values, "::%s", format_type_be_qualified(type));
	}
	if (options->wave)
	{
		char *column;
		char *value = load_tracker_value(survey, options, &column);

		appendStringInfo(&columns, "%s%s", columns.len > 0 ? ", " : "", quote_identifier(column));
		appendStringInfo(&values, "%s%s", values.len > 0 ? ", " : "", value);
	}
	svy_statement_run(psprintf("INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s",
							   survey->answers_sql, columns.data, values.data, staging,
							   plan->key_column ? "ctid" : quote_identifier(plan->key)),
					  SPI_OK_INSERT);
	svy_statement_run(psprintf("DROP TABLE %s", staging), SPI_OK_UTILITY);
}

/* they would be absent from every table without a word */
static void
warn_unweighted(LoadPlan *plan, const Survey *survey, int64 count)
{
	if (count > 0)
		plan->warnings = lappend(plan->warnings,
								 psprintf("%s: " INT64_FORMAT
										  " respondents of this wave have no weight, so weighted "
										  "analyses leave them out until they are weighted",
										  survey->weight, count));
}

static void
forget_rank(const Survey *survey)
{
	static SvyStatement update = {.sql = "UPDATE mlops_survey.design SET replicate_df = NULL"
										 " WHERE survey_id OPERATOR(pg_catalog.=) $1",
								  .nparameters = 1,
								  .types = {INT4OID}};
	Datum id = Int32GetDatum(survey->id);

	(void) svy_catalogue_write(&update, &id, NULL);
}

LoadCounts
load_wave_fill(LoadPlan *plan, LoadReader *reader, const LoadOptions *options)
{
	Survey *survey = svy_survey_reopen(options->name);
	char *staging = load_table_create(plan, NULL, STAGING, true);
	LoadCounts counts = load_table_fill(plan, reader, options, staging);
	int64 unweighted;

	for (int i = 0; i < survey->nvariables; i++)
	{
		const char *name = survey->variables[i].name;

		int roles = svy_column_roles(survey, name);

		if ((roles & ROLE_WEIGHT) ||
			(options->wave &&
			 pg_strcasecmp(name, options->wave_variable ? options->wave_variable : "wave") == 0) ||
			get_attgenerated(survey->answers, survey->variables[i].attnum) != '\0')
			continue;
		if (!find_planned(plan, name) && !(roles & ROLE_KEY))
			plan->warnings =
				lappend(plan->warnings, psprintf("%s is not in this file: left empty", name));
	}
	unweighted = svy_count_unweighted(survey);
	if (options->wave)
		load_tracker_replace(plan, survey, options);
	insert_rows(plan, survey, options, staging);
	warn_unweighted(plan, survey, svy_count_unweighted(survey) - unweighted);
	/* the rank of the replicate weights may have grown: it is found anew when it is needed */
	if (survey->design && survey->design->replicates)
		forget_rank(survey);
	return counts;
}
