/*
 * register.c
 *	  register_survey and drop_survey: making and ending surveys.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_register.h"
#include "codebook/codebook_impl.h"
#include "crosstab/crosstab_run.h"
#include "load/derive.h"
#include "load/register.h"
#include "load/stored_states.h"
#include "pack/pack.h"
#include "pg/row.h"
#include "sample/design.h"
#include "server/catalogue.h"
#include "server/lock.h"
#include "server/statement.h"

/* the survey whose codebook is replaced while its answers stay, with its variables; or NULL */
static const Survey *
survey_described_anew(const SurveyRegistration *registration, const Survey *row)
{
	Survey *survey;

	if (row == NULL || !registration->replace || row->answers != registration->answers ||
		!svy_owns_relation(row->answers))
		return NULL;
	survey = svy_survey_owned(registration->name);
	svy_bind_columns(survey);
	return survey;
}

Survey *
svy_register(SurveyRegistration *registration)
{
	const Survey *before;
	const Survey *described;
	const Survey *survey;
	Survey *stored;

	svy_survey_check_table(registration);
	before = svy_survey_hold(
		registration->name,
		&(SurveyHold){.answers = registration->replace ? AccessExclusiveLock : NoLock,
					  .views = registration->replace,
					  .other = registration->answers,
					  .lenient = true});
	described = survey_described_anew(registration, before);
	survey = svy_survey_store(registration);
	/* the pack is of the table that it was */
	if (before && before->answers != survey->answers && before->id == survey->id)
		(void) svy_pack_drop(before);
	if (survey->design != NULL && survey->design->replicates != NULL)
	{
		svy_replicates_store_count(registration->name);
		svy_replicates_report(registration->name, &registration->warnings);
	}
	stored = svy_survey_stored(registration);
	svy_crosstab_check_tables(stored);
	return described ? svy_derive_after(described, stored, &registration->warnings) : stored;
}

enum
{
	REPORT_SURVEY,
	REPORT_ANSWERS,
	REPORT_VARIABLES,
	REPORT_MEASURES, /* five counts */
	REPORT_SETS = REPORT_MEASURES + 5,
	REPORT_INFERRED,
	REPORT_LABELS_VIEW,
	REPORT_LONG_VIEW,
	REPORT_WARNINGS,
	REPORT_ANALYSIS_VIEW,
	REPORT_COLUMNS
};

static Datum
report_row(FunctionCallInfo fcinfo, const Survey *survey, const SurveyRegistration *registration)
{
	Datum values[REPORT_COLUMNS] = {0};
	bool nulls[REPORT_COLUMNS] = {0};
	int counts[5] = {0};
	char **warnings = palloc_array(char *, list_length(registration->warnings) + 1);
	ListCell *cell;

	for (int i = 0; i < survey->nvariables; i++)
		counts[survey->variables[i].measure]++;
	foreach (cell, registration->warnings)
		warnings[foreach_current_index(cell)] = lfirst(cell);
	values[REPORT_SURVEY] = CStringGetTextDatum(survey->name);
	values[REPORT_ANSWERS] = ObjectIdGetDatum(survey->answers);
	values[REPORT_VARIABLES] = Int32GetDatum(survey->nvariables);
	for (int i = 0; i < lengthof(counts); i++)
		values[REPORT_MEASURES + i] = Int32GetDatum(counts[i]);
	values[REPORT_SETS] = Int32GetDatum(survey->nsets);
	values[REPORT_INFERRED] = Int32GetDatum(registration->inferred);
	values[REPORT_LABELS_VIEW] = ObjectIdGetDatum(survey->labels_view);
	nulls[REPORT_LABELS_VIEW] = !OidIsValid(survey->labels_view);
	values[REPORT_LONG_VIEW] = ObjectIdGetDatum(survey->long_view);
	nulls[REPORT_LONG_VIEW] = !OidIsValid(survey->long_view);
	values[REPORT_ANALYSIS_VIEW] = ObjectIdGetDatum(survey->analysis_view);
	nulls[REPORT_ANALYSIS_VIEW] = !OidIsValid(survey->analysis_view);
	values[REPORT_WARNINGS] = svy_text_array(warnings, list_length(registration->warnings));
	return svy_row_datum(fcinfo, REPORT_COLUMNS, values, nulls);
}

PG_FUNCTION_INFO_V1(svy_register_survey);

/* (name, table, codebook, replace) -> report */
Datum
svy_register_survey(PG_FUNCTION_ARGS)
{
	SurveyRegistration registration = {0};
	MemoryContext context = CurrentMemoryContext;
	Survey *survey;
	Datum result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("name and table of a survey must not be NULL")));
	registration.name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	registration.answers = PG_GETARG_OID(1);
	registration.codebook = PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2);
	registration.replace = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	SPI_connect();
	survey = svy_register(&registration);
	MemoryContextSwitchTo(context);
	result = report_row(fcinfo, survey, &registration);
	SPI_finish();
	PG_RETURN_DATUM(result);
}

/*
 * The table that has the schema and name of a survey's that is gone, if the user
 * owns it; the survey has it from now on, and neither packs nor refused rows.
 */
static Oid
link_again(const char *name)
{
	static SvyStatement link = {
		.sql = "UPDATE mlops_survey.survey s SET answers = c.oid, labels_view = NULL,"
			   " labels_schema = NULL, labels_name = NULL, long_view = NULL, long_schema = NULL,"
			   " long_name = NULL, analysis_view = NULL, analysis_schema = NULL,"
			   " analysis_name = NULL"
			   " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
			   " ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
			   " WHERE s.name OPERATOR(pg_catalog.=) $1"
			   " AND mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)"
			   " IS NOT TRUE"
			   " AND n.nspname OPERATOR(pg_catalog.=) s.answers_schema"
			   " AND c.relname OPERATOR(pg_catalog.=) s.answers_name"
			   " AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,f,v,m}')"
			   " AND pg_catalog.pg_has_role($2, c.relowner, 'USAGE')"
			   " RETURNING s.id, c.oid",
		.nparameters = 2,
		.types = {TEXTOID, OIDOID}};
	/* what a table had does not pass to another of its name */
	static SvyStatement leave = {
		.sql = "WITH packs AS (DELETE FROM mlops_survey.pack"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " segments AS (DELETE FROM mlops_survey.pack_segment"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1)"
			   " DELETE FROM mlops_survey.load_error WHERE survey_name OPERATOR(pg_catalog.=) $2",
		.nparameters = 2,
		.types = {INT4OID, TEXTOID}};
	Datum values[] = {CStringGetTextDatum(name), ObjectIdGetDatum(GetUserId())};
	Datum left[] = {0, values[0]};
	bool isnull;
	Oid answers;

	if (svy_catalogue_write_latest(&link, values, NULL) == 0)
		return InvalidOid;
	left[0] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	answers =
		DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	(void) svy_catalogue_write(&leave, left, NULL);
	return answers;
}

PG_FUNCTION_INFO_V1(svy_relink_survey);

/* (name): the codebook of a survey whose table was made anew under its name */
Datum
svy_relink_survey(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	SurveyRegistration registration = {.name = name};
	MemoryContext context = CurrentMemoryContext;
	Survey *survey;
	Datum result;

	SPI_connect();
	(void) svy_survey_hold(name, &(SurveyHold){.lenient = true});
	registration.answers = link_again(name);
	if (OidIsValid(registration.answers))
	{
		svy_relation_lock(registration.answers, AccessShareLock);
		svy_survey_check_table(&registration);
		survey = svy_survey_stored(&registration);
	}
	else
		survey = svy_survey_owned(name);
	if (survey == NULL || !OidIsValid(survey->answers))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("no survey \"%s\" waits for a table of yours", name),
				 errdetail("A survey whose table is gone is given the one that has its schema and "
						   "name now, by the owner of that."),
				 errhint("Register the table anew.")));
	MemoryContextSwitchTo(context);
	result = report_row(fcinfo, survey, &registration);
	SPI_finish();
	PG_RETURN_DATUM(result);
}

static Survey *
hold_existing(const char *name, LOCKMODE answers, bool views)
{
	Survey *survey = svy_survey_hold(name, &(SurveyHold){.answers = answers, .views = views});

	if (survey == NULL)
		svy_survey_unknown(name, false);
	return survey;
}

PG_FUNCTION_INFO_V1(svy_drop_survey);

/* (name, keep_answers): the views, the codebook, and a table that the loader made */
Datum
svy_drop_survey(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	bool keep = PG_GETARG_BOOL(1);
	bool dropped;
	Survey *survey;
	char *table;

	SPI_connect();
	survey = hold_existing(name, AccessExclusiveLock, true);
	table = get_rel_name(survey->answers);
	(void) svy_pack_drop(survey);
	svy_states_drop(survey);
	dropped = svy_survey_drop_relations(survey, survey->loaded && !keep);
	svy_store_forget(survey->id, survey->name);
	if (table != NULL)
		ereport(NOTICE, (errmsg(dropped ? "survey \"%s\" is dropped, and its table \"%s\" with it"
										: "survey \"%s\" is dropped; its answers stay in \"%s\"",
								name, table)));
	SPI_finish();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(svy_forget_refused);

/* (name): rows that were refused when the survey was loaded */
Datum
svy_forget_refused(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	uint64 count;

	SPI_connect();
	(void) hold_existing(name, NoLock, false);
	count = svy_store_forget_refused(name);
	SPI_finish();
	PG_RETURN_INT64((int64) count);
}
