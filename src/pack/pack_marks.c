/*
 * pack_marks.c
 *	  Marks of packs whose answers change, and the end of a pack.
 *
 * Whoever changes the answers leaves the mark, with whatever rights: also through
 * a view, or in an ALTER TABLE.  A mark is left only for the table that the server
 * says is changed, and only if it has a pack.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/fmgrprotos.h"
#include "utils/rel.h"

#include "pack/pack.h"
#include "server/catalogue.h"

uint64
svy_pack_forget(int32 survey)
{
	static SvyStatement statement = {
		.sql = "WITH segments AS (DELETE FROM mlops_survey.pack_segment"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1)"
			   " DELETE FROM mlops_survey.pack WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum id = Int32GetDatum(survey);

	return svy_catalogue_write(&statement, &id, NULL);
}

/*
 * The mark of a table.  What is committed now counts, not what a snapshot shows
 * that the transaction keeps: the pack may be younger, and marks that the snapshot
 * shows may be gone with those who packed again.  Marks that others left meanwhile
 * do not do for it either, since its own queries would not see them.
 */
static void
mark(Oid table, bool change)
{
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.pack_stale (survey_id, change)"
			   " SELECT s.id, $2 FROM mlops_survey.survey s"
			   " JOIN mlops_survey.pack p ON p.survey_id OPERATOR(pg_catalog.=) s.id"
			   " WHERE s.answers OPERATOR(pg_catalog.=) $1 AND NOT EXISTS"
			   " (SELECT FROM mlops_survey.pack_stale m"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) s.id AND (m.change OR NOT $2) AND ($3"
			   " OR m.transaction OPERATOR(pg_catalog.=) pg_catalog.pg_current_xact_id()))"
			   " ON CONFLICT DO NOTHING",
		.nparameters = 3,
		.types = {OIDOID, BOOLOID, BOOLOID}};
	Datum values[] = {ObjectIdGetDatum(table), BoolGetDatum(change),
					  BoolGetDatum(!IsolationUsesXactSnapshot())};

	(void) svy_catalogue_write_latest(&insert, values, NULL);
}

PG_FUNCTION_INFO_V1(svy_pack_changed);

/* trigger of statements, and of the rows that a subscription brings: those go on as they are */
Datum
svy_pack_changed(PG_FUNCTION_ARGS)
{
	const TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("survey_pack_changed is called by triggers only")));
	SPI_connect();
	mark(RelationGetRelid(trigger->tg_relation), !TRIGGER_FIRED_BY_INSERT(trigger->tg_event));
	SPI_finish();
	if (TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
		return PointerGetDatum(NULL);
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple
																	  : trigger->tg_trigtuple);
}

static void
check_event(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("this function is called by event triggers only")));
}

PG_FUNCTION_INFO_V1(svy_pack_rewritten);

/* event trigger: ALTER TABLE writes a table anew */
Datum
svy_pack_rewritten(PG_FUNCTION_ARGS)
{
	Oid table;

	check_event(fcinfo);
	table = DatumGetObjectId(DirectFunctionCall1(pg_event_trigger_table_rewrite_oid, (Datum) 0));
	SPI_connect();
	mark(table, true);
	SPI_finish();
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(svy_pack_inherited);

/* event trigger: a table that is packed became a partition or inherits */
Datum
svy_pack_inherited(PG_FUNCTION_ARGS)
{
	static SvyStatement select = {
		.sql = "SELECT DISTINCT i.inhrelid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_inherits i ON c.objid OPERATOR(pg_catalog.=) i.inhrelid"
			   " OR c.objid OPERATOR(pg_catalog.=) i.inhparent"
			   " JOIN pg_catalog.pg_trigger t ON t.tgrelid OPERATOR(pg_catalog.=) i.inhrelid"
			   " WHERE t.tgname OPERATOR(pg_catalog.=) 'mlops_survey_pack_changed'"};
	uint64 count;
	Oid *tables;
	bool isnull;

	check_event(fcinfo);
	SPI_connect();
	count = svy_statement_select(&select, NULL, false);
	tables = palloc_array(Oid, count + 1);
	for (uint64 i = 0; i < count; i++)
		tables[i] = DatumGetObjectId(
			SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull));
	for (uint64 i = 0; i < count; i++)
		mark(tables[i], true);
	SPI_finish();
	PG_RETURN_NULL();
}
