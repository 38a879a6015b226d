/*
 * codebook_follow.c
 *	  Surveys follow their relations: event triggers that keep names when these are
 *	  renamed, and remove what must not outlive the answers when they are dropped.
 *
 * They run on everybody's commands, so they look up what was touched by its number
 * and never raise: what fails is a warning, and survey_check() finds what is left.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "executor/spi.h"
#include "utils/array.h"

#include "codebook/codebook.h"
#include "codebook/codebook_register.h"
#include "server/attempt.h"
#include "server/catalogue.h"

/* oid[] of the first column of a query */
static Datum
numbers_of(SvyStatement *select)
{
	uint64 count = svy_statement_select(select, NULL, false);
	Datum *numbers = palloc_array(Datum, count + 1);
	bool isnull;

	for (uint64 i = 0; i < count; i++)
		numbers[i] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull);
	return PointerGetDatum(
		construct_array(numbers, (int) count, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
}

/* a relation whose number a survey has and that is called otherwise now, or its schema is */
static void
follow_names(void)
{
	static SvyStatement relations = {
		.sql = "SELECT c.objid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " WHERE c.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass"
			   " UNION ALL SELECT r.oid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_class r ON r.relnamespace OPERATOR(pg_catalog.=) c.objid"
			   " WHERE c.classid OPERATOR(pg_catalog.=)"
			   " 'pg_catalog.pg_namespace'::pg_catalog.regclass"};
	static SvyStatement update = {
		.sql = "UPDATE mlops_survey.survey s SET answers_schema = an.nspname,"
			   " answers_name = a.relname, labels_schema = ln.nspname, labels_name = l.relname,"
			   " long_schema = gn.nspname, long_name = g.relname,"
			   " analysis_schema = vn.nspname, analysis_name = v.relname"
			   " FROM mlops_survey.survey o"
			   " JOIN pg_catalog.pg_class a ON a.oid OPERATOR(pg_catalog.=) o.answers"
			   " JOIN pg_catalog.pg_namespace an ON an.oid OPERATOR(pg_catalog.=) a.relnamespace"
			   " LEFT JOIN pg_catalog.pg_class l ON l.oid OPERATOR(pg_catalog.=) o.labels_view"
			   " LEFT JOIN pg_catalog.pg_namespace ln"
			   " ON ln.oid OPERATOR(pg_catalog.=) l.relnamespace"
			   " LEFT JOIN pg_catalog.pg_class g ON g.oid OPERATOR(pg_catalog.=) o.long_view"
			   " LEFT JOIN pg_catalog.pg_namespace gn"
			   " ON gn.oid OPERATOR(pg_catalog.=) g.relnamespace"
			   " LEFT JOIN pg_catalog.pg_class v ON v.oid OPERATOR(pg_catalog.=) o.analysis_view"
			   " LEFT JOIN pg_catalog.pg_namespace vn"
			   " ON vn.oid OPERATOR(pg_catalog.=) v.relnamespace"
			   " WHERE s.id OPERATOR(pg_catalog.=) o.id"
			   " AND ARRAY[o.answers, o.labels_view, o.long_view, o.analysis_view] "
			   "OPERATOR(pg_catalog.&&) $1",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	static SvyStatement parts = {
		.sql = "UPDATE mlops_survey.pack p SET answers_schema = n.nspname, answers_name = c.relname"
			   " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
			   " ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
			   " WHERE c.oid OPERATOR(pg_catalog.=) p.answers"
			   " AND p.answers OPERATOR(pg_catalog.=) ANY ($1)",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	Datum numbers = numbers_of(&relations);

	if (ARR_NDIM(DatumGetArrayTypeP(numbers)) == 0)
		return;
	(void) svy_catalogue_write(&update, &numbers, NULL);
	(void) svy_catalogue_write(&parts, &numbers, NULL);
}

/* the survey then belongs to nobody, its pack and refused rows are gone, and no number is left */
static void
forget_dropped(void)
{
	static SvyStatement relations = {
		.sql = "SELECT o.objid FROM pg_catalog.pg_event_trigger_dropped_objects() o"
			   " WHERE o.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass"
			   " AND o.objsubid OPERATOR(pg_catalog.=) 0"
			   " AND o.object_type OPERATOR(pg_catalog.=) ANY ('{table,view,materialized view,"
			   "foreign table}'::pg_catalog.text[])"};
	static SvyStatement answers = {
		.sql = "WITH gone AS (UPDATE mlops_survey.survey SET answers = NULL"
			   " WHERE answers OPERATOR(pg_catalog.=) ANY ($1) RETURNING id, name),"
			   " packs AS (DELETE FROM mlops_survey.pack p USING gone"
			   " WHERE p.survey_id OPERATOR(pg_catalog.=) gone.id),"
			   " segments AS (DELETE FROM mlops_survey.pack_segment p USING gone"
			   " WHERE p.survey_id OPERATOR(pg_catalog.=) gone.id),"
			   " marks AS (DELETE FROM mlops_survey.pack_stale p USING gone"
			   " WHERE p.survey_id OPERATOR(pg_catalog.=) gone.id)"
			   " DELETE FROM mlops_survey.load_error e USING gone"
			   " WHERE e.survey_name OPERATOR(pg_catalog.=) gone.name",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	static SvyStatement parts = {
		.sql = "WITH gone AS (DELETE FROM mlops_survey.pack p WHERE p.part OPERATOR(pg_catalog.>) 0"
			   " AND p.answers OPERATOR(pg_catalog.=) ANY ($1) RETURNING p.survey_id, p.part),"
			   " segments AS (DELETE FROM mlops_survey.pack_segment g USING gone"
			   " WHERE g.survey_id OPERATOR(pg_catalog.=) gone.survey_id"
			   " AND g.part OPERATOR(pg_catalog.=) gone.part)"
			   " DELETE FROM mlops_survey.pack_stale m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.survey_id"
			   " AND m.part OPERATOR(pg_catalog.=) gone.part",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	static SvyStatement views = {
		.sql = "UPDATE mlops_survey.survey"
			   " SET labels_view = CASE WHEN labels_view OPERATOR(pg_catalog.<>) ALL ($1)"
			   " THEN labels_view END,"
			   " long_view = CASE WHEN long_view OPERATOR(pg_catalog.<>) ALL ($1)"
			   " THEN long_view END,"
			   " analysis_view = CASE WHEN analysis_view OPERATOR(pg_catalog.<>) ALL ($1)"
			   " THEN analysis_view END"
			   " WHERE ARRAY[labels_view, long_view, analysis_view] OPERATOR(pg_catalog.&&) $1",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	Datum numbers = numbers_of(&relations);

	if (ARR_NDIM(DatumGetArrayTypeP(numbers)) == 0)
		return;
	(void) svy_catalogue_write(&answers, &numbers, NULL);
	(void) svy_catalogue_write(&parts, &numbers, NULL);
	(void) svy_catalogue_write(&views, &numbers, NULL);
	svy_store_forget_shards();
}

/* what follows a command, as an argument */
typedef struct Follower
{
	void (*work)(void);
} Follower;

static void
connected(void *work)
{
	SPI_connect();
	((Follower *) work)->work();
	SPI_finish();
}

/* an error but that of a cancelled query is a warning; the command goes on */
static void
run_quietly(FunctionCallInfo fcinfo, void (*work)(void), const char *what)
{
	ErrorData *error;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("this function is called by event triggers only")));
	error = svy_attempt(connected, &(Follower){work});
	if (error && ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
		ReThrowError(error);
	if (error)
		ereport(WARNING, (errmsg("%s: %s", what, error->message),
						  errhint("survey_check() tells what the catalogue of surveys needs.")));
}

PG_FUNCTION_INFO_V1(svy_survey_renamed);
Datum
svy_survey_renamed(PG_FUNCTION_ARGS)
{
	run_quietly(fcinfo, follow_names, "surveys keep the old names of their relations");
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(svy_survey_dropped);
Datum
svy_survey_dropped(PG_FUNCTION_ARGS)
{
	run_quietly(fcinfo, forget_dropped, "what surveys hold of dropped answers stays");
	PG_RETURN_NULL();
}
