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
#include "utils/builtins.h"
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

uint64
svy_pack_forget_part(int32 survey, int32 part)
{
	static SvyStatement statement = {
		.sql = "WITH segments AS (DELETE FROM mlops_survey.pack_segment"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1 AND part OPERATOR(pg_catalog.=) $2),"
			   " marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1 AND part OPERATOR(pg_catalog.=) $2)"
			   " DELETE FROM mlops_survey.pack"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1 AND part OPERATOR(pg_catalog.=) $2",
		.nparameters = 2,
		.types = {INT4OID, INT4OID}};
	Datum values[] = {Int32GetDatum(survey), Int32GetDatum(part)};

	return svy_catalogue_write(&statement, values, NULL);
}

/* $1: the table, $2 to $4: as mark() has them, the last as what a watch of this database begins with */
#define INSERT_MARK                                                                                \
	"INSERT INTO mlops_survey.pack_stale (survey_id, part, change)"                                \
	" SELECT s.id, p.part, $2 FROM mlops_survey.survey s"                                          \
	" JOIN mlops_survey.pack p ON p.survey_id OPERATOR(pg_catalog.=) s.id"                         \
	" WHERE CASE WHEN p.part OPERATOR(pg_catalog.=) 0 THEN s.answers ELSE p.answers END"           \
	" OPERATOR(pg_catalog.=) $1 AND (p.part OPERATOR(pg_catalog.=) 0 OR NOT $3)"                   \
	" AND ($4 IS NULL OR pg_catalog.starts_with(p.watch, $4))"
#define ONCE " ON CONFLICT DO NOTHING"

/*
 * The mark of a table.  What is committed now counts, not what a snapshot shows
 * that the transaction keeps: the pack may be younger, and marks that the snapshot
 * shows may be gone with those who packed again.  Marks that others left meanwhile
 * do not do for it either, since its own queries would not see them.  Where the
 * snapshot shows another pack than is there now, that one gets its mark, too: the
 * transaction reads it.  Such a transaction does not read the marks: a SERIALIZABLE
 * one would be said to depend on who marks another table, where all are on one page.
 * own: of the table's own survey, not of one whose partition it is.
 * here: where it was packed in this database, not elsewhere and then restored.
 */
static void
mark(Oid table, bool change, bool own, bool here)
{
	static SvyStatement first = {
		.sql =
			INSERT_MARK " AND NOT EXISTS (SELECT FROM mlops_survey.pack_stale m"
						" WHERE m.survey_id OPERATOR(pg_catalog.=) s.id"
						" AND m.part OPERATOR(pg_catalog.=) p.part AND (m.change OR NOT $2))" ONCE,
		.nparameters = 4,
		.types = {OIDOID, BOOLOID, BOOLOID, TEXTOID}};
	static SvyStatement each = {
		.sql = INSERT_MARK ONCE, .nparameters = 4, .types = {OIDOID, BOOLOID, BOOLOID, TEXTOID}};
	Datum values[] = {ObjectIdGetDatum(table), BoolGetDatum(change), BoolGetDatum(own),
					  here ? CStringGetTextDatum(svy_pack_watch_database()) : (Datum) 0};
	const char *nulls = here ? NULL : "   n";

	if (IsolationUsesXactSnapshot())
	{
		(void) svy_catalogue_write_latest(&each, values, nulls);
		(void) svy_catalogue_write(&each, values, nulls);
	}
	else
		(void) svy_catalogue_write_latest(&first, values, nulls);
}

PG_FUNCTION_INFO_V1(svy_pack_changed);

/* what a trigger has marked within its statement */
#define MARKED_ADDED 1
#define MARKED_CHANGED 2

/*
 * One mark for all rows of a statement: what the function keeps lives as long as
 * the statement's triggers of one table do, and no longer.
 */
static void
mark_once(FunctionCallInfo fcinfo, Oid table, bool change)
{
	uintptr_t marked = (uintptr_t) fcinfo->flinfo->fn_extra;

	if (marked & MARKED_CHANGED || (marked & MARKED_ADDED && !change))
		return;
	SPI_connect();
	mark(table, change, false, false);
	SPI_finish();
	marked |= change ? MARKED_CHANGED : MARKED_ADDED;
	fcinfo->flinfo->fn_extra = (void *) marked;
}

/* trigger of statements, and of rows of partitions or that a subscription brings: those go on as they are */
Datum
svy_pack_changed(PG_FUNCTION_ARGS)
{
	const TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("survey_pack_changed is called by triggers only")));
	mark_once(fcinfo, RelationGetRelid(trigger->tg_relation),
			  !TRIGGER_FIRED_BY_INSERT(trigger->tg_event));
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
	mark(table, true, false, false);
	SPI_finish();
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(svy_pack_inherited);

/* packs of what was taken out of partitioned answers go with it: who reads these may not read that */
static void
forget_detached(void)
{
	static SvyStatement detached = {
		.sql = "SELECT c.objid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) c.objid"
			   " WHERE r.relkind OPERATOR(pg_catalog.=) 'p'"};
	static SvyStatement statement = {
		.sql = "WITH gone AS (DELETE FROM mlops_survey.pack p USING mlops_survey.survey s"
			   " WHERE s.id OPERATOR(pg_catalog.=) p.survey_id"
			   " AND p.part OPERATOR(pg_catalog.>) 0 AND NOT EXISTS"
			   " (SELECT FROM pg_catalog.pg_partition_ancestors(p.answers) a(relid)"
			   " WHERE a.relid OPERATOR(pg_catalog.=) s.answers) RETURNING p.survey_id, p.part),"
			   " segments AS (DELETE FROM mlops_survey.pack_segment g USING gone"
			   " WHERE g.survey_id OPERATOR(pg_catalog.=) gone.survey_id"
			   " AND g.part OPERATOR(pg_catalog.=) gone.part)"
			   " DELETE FROM mlops_survey.pack_stale m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.survey_id"
			   " AND m.part OPERATOR(pg_catalog.=) gone.part"};

	if (svy_statement_select(&detached, NULL, false) > 0)
		(void) svy_catalogue_write(&statement, NULL, NULL);
}

/* marks the tables that a statement finds */
static void
mark_all(SvyStatement *select, bool own, bool here)
{
	uint64 count = svy_statement_select(select, NULL, false);
	Oid *tables = palloc_array(Oid, count + 1);
	bool isnull;

	for (uint64 i = 0; i < count; i++)
		tables[i] = DatumGetObjectId(
			SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull));
	for (uint64 i = 0; i < count; i++)
		mark(tables[i], true, own, here);
}

#define OUR_TRIGGERS                                                                               \
	"(ARRAY['mlops_survey_pack_changed', 'mlops_survey_pack_part',"                                \
	" 'mlops_survey_pack_replicated']::pg_catalog.text[])"

/*
 * Changes that triggers do not see leave a mark when the triggers cease to, since
 * their versions (svy_pack_watch) tell of it in this database only, not in one that
 * is restored from a dump or goes to another server by pg_upgrade.  A restore makes
 * triggers first and enables them then: that is none of a pack from elsewhere.
 */
static void
mark_unwatched(void)
{
	static SvyStatement disabled = {
		.sql = "SELECT DISTINCT t.tgrelid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_trigger t ON t.tgrelid OPERATOR(pg_catalog.=) c.objid"
			   " WHERE t.tgenabled OPERATOR(pg_catalog.=) 'D'"
			   " AND t.tgname OPERATOR(pg_catalog.=) ANY " OUR_TRIGGERS};
	static SvyStatement otherwise = {
		.sql = "SELECT DISTINCT t.tgrelid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_trigger t ON t.tgrelid OPERATOR(pg_catalog.=) c.objid"
			   " WHERE t.tgenabled OPERATOR(pg_catalog.<>)"
			   " CASE WHEN t.tgname OPERATOR(pg_catalog.=) 'mlops_survey_pack_replicated' THEN 'R'"
			   " ELSE 'A' END::pg_catalog.\"char\""
			   " AND t.tgname OPERATOR(pg_catalog.=) ANY " OUR_TRIGGERS};
	static SvyStatement replaced = {
		.sql = "SELECT t.tgrelid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_trigger t ON t.oid OPERATOR(pg_catalog.=) c.objid"
			   " WHERE c.classid OPERATOR(pg_catalog.=)"
			   " 'pg_catalog.pg_trigger'::pg_catalog.regclass"
			   " AND t.tgname OPERATOR(pg_catalog.=) ANY " OUR_TRIGGERS};

	mark_all(&disabled, false, false);
	mark_all(&otherwise, false, true);
	mark_all(&replaced, false, true);
}

/* and a trigger that is dropped may be made again */
static void
mark_dropped(void)
{
	static SvyStatement dropped = {
		.sql = "SELECT c.oid FROM pg_catalog.pg_event_trigger_dropped_objects() o"
			   " JOIN pg_catalog.pg_namespace n"
			   " ON n.nspname OPERATOR(pg_catalog.=) o.address_names[1]"
			   " JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid"
			   " AND c.relname OPERATOR(pg_catalog.=) o.address_names[2]"
			   " WHERE o.object_type OPERATOR(pg_catalog.=) 'trigger'"
			   " AND o.address_names[3] OPERATOR(pg_catalog.=) ANY " OUR_TRIGGERS};

	mark_all(&dropped, false, false);
}

/*
 * Event trigger: a table that is packed became a partition or inherits, or a packed
 * partition is none any more; or its triggers are none any more that see all changes.
 */
Datum
svy_pack_inherited(PG_FUNCTION_ARGS)
{
	static SvyStatement inherited = {
		.sql = "SELECT DISTINCT i.inhrelid FROM pg_catalog.pg_event_trigger_ddl_commands() c"
			   " JOIN pg_catalog.pg_inherits i ON c.objid OPERATOR(pg_catalog.=) i.inhrelid"
			   " OR c.objid OPERATOR(pg_catalog.=) i.inhparent"
			   " JOIN pg_catalog.pg_trigger t ON t.tgrelid OPERATOR(pg_catalog.=) i.inhrelid"
			   " WHERE t.tgname OPERATOR(pg_catalog.=) 'mlops_survey_pack_changed'"};

	check_event(fcinfo);
	SPI_connect();
	if (strcmp(((EventTriggerData *) fcinfo->context)->event, "sql_drop") == 0)
		mark_dropped();
	else
	{
		mark_all(&inherited, true, false);
		mark_unwatched();
		forget_detached();
	}
	SPI_finish();
	PG_RETURN_NULL();
}
