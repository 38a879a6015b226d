/*
 * pack_survey.c
 *	  Packed surveys: pack_survey and unpack_survey.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "codebook/codebook_register.h"
#include "pack/pack.h"
#include "server/catalogue.h"
#include "server/statement.h"
#include "server/storage.h"
#include "pg/arguments.h"
#include "pg/row.h"

/* what changes the answers must not escape the triggers, and nothing may be hidden from who packs */
static void
check_packable(const PackedTable *table)
{
	const char *name = table->survey->name;
	Relation answers = relation_open(table->oid, AccessShareLock);
	const char *reason = svy_pack_unwatchable(answers, table->partition);

	if (reason != NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the answers of survey \"%s\" cannot be packed: %s", name, reason),
						errhint("Changes would go unseen. Copy the answers into a table of their "
								"own to pack them.")));
	if (!pg_class_ownercheck(table->oid, GetUserId()))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("only the owner of %s can pack the answers of survey \"%s\"",
							   table->sql, name)));
	if (check_enable_rls(table->oid, InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("row-level security hides answers of survey \"%s\" from you", name),
						errhint("A role that sees all of them can pack them.")));
	/* its mark was left before it began, and would go with the pack, though it may change more */
	if (answers->rd_refcnt > 1 && CheckRelationLockedByMe(answers, RowExclusiveLock, false))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
						errmsg("the answers of survey \"%s\" cannot be packed while a statement of "
							   "this session uses them",
							   name),
						errhint("Call pack_survey in a statement of its own, not in a trigger.")));
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("pack_survey must run in a transaction of isolation level READ COMMITTED"),
				 errdetail("The snapshot of this transaction may be older than the answers.")));
	relation_close(answers, AccessShareLock);
}

/* partitions that cannot be packed are read by rows, but there must be another */
static List *
packable_tables(const Survey *survey)
{
	PackedTable *none = palloc0_object(PackedTable);
	List *tables = NIL;
	ListCell *cell;

	*none = (PackedTable){.survey = survey, .oid = survey->answers, .partition = true};
	foreach (cell, svy_pack_tables(survey))
	{
		const PackedTable *table = lfirst(cell);
		Relation relation = relation_open(table->oid, AccessShareLock);

		if (!table->partition || svy_pack_unwatchable(relation, true) == NULL)
			tables = lappend(tables, (void *) table);
		relation_close(relation, AccessShareLock);
	}
	if (tables == NIL)
		tables = list_make1(none);
	foreach (cell, tables)
		check_packable(lfirst(cell));
	return tables;
}

/* whether it had to be made, or made anew */
static bool
require_trigger(const PackedTable *table, const PackTrigger *trigger)
{
	Relation answers = relation_open(table->oid, AccessShareLock);
	bool found = svy_pack_has_trigger(answers, trigger);

	relation_close(answers, NoLock);
	if (found)
		return false;
	svy_statement_run(psprintf("CREATE OR REPLACE TRIGGER %s %s ON %s %s EXECUTE FUNCTION "
							   "mlops_survey.survey_pack_changed()",
							   trigger->name, trigger->events, table->sql, trigger->level),
					  SPI_OK_UTILITY);
	svy_statement_run(
		psprintf("ALTER TABLE %s ENABLE %s TRIGGER %s", table->sql, trigger->enable, trigger->name),
		SPI_OK_UTILITY);
	return true;
}

/* tells whether one was missing, so that changes may have gone unseen */
static bool
make_triggers(const PackedTable *table)
{
	bool missing = false;

	for (int i = 0; i < PACK_TRIGGERS; i++)
		if (svy_pack_trigger_for(i, table->partition))
			missing |= require_trigger(table, &svy_pack_triggers[i]);
	return missing;
}

static void
drop_triggers(const PackedTable *table)
{
	if (!pg_class_ownercheck(table->oid, GetUserId()))
		return;
	for (int i = 0; i < PACK_TRIGGERS; i++)
		if (OidIsValid(get_trigger_oid(table->oid, svy_pack_triggers[i].name, true)))
			svy_statement_run(psprintf("DROP TRIGGER %s ON %s", svy_pack_triggers[i].name,
									   quote_qualified_identifier(
										   get_namespace_name(get_rel_namespace(table->oid)),
										   get_rel_name(table->oid))),
							  SPI_OK_UTILITY);
}

static bool
shards_are_packed(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "SELECT FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) $1"
			   " AND p.attributes OPERATOR(pg_catalog.=) '" SVY_PACK_ON_SHARDS "'",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum id = Int32GetDatum(survey->id);

	return svy_statement_select(&statement, &id, false) > 0 && svy_pack_has_shards(survey);
}

bool
svy_pack_drop(const Survey *survey)
{
	ListCell *cell;

	if (shards_are_packed(survey))
		svy_pack_drop_shards(survey);
	if (svy_pack_forget(survey->id) == 0)
		return false;
	if (get_rel_name(survey->answers) != NULL)
		foreach (cell, svy_pack_tables(survey))
			drop_triggers(lfirst(cell));
	return true;
}

/*
 * Packing
 */

static Datum
text_array(List *texts)
{
	Datum *elements = palloc_array(Datum, list_length(texts) + 1);
	bool *nulls = palloc_array(bool, list_length(texts) + 1);
	int n = list_length(texts);
	int lower = 1;

	for (int i = 0; i < n; i++)
	{
		nulls[i] = list_nth(texts, i) == NULL;
		elements[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(list_nth(texts, i));
	}
	return PointerGetDatum(
		construct_md_array(elements, nulls, 1, &n, &lower, TEXTOID, -1, false, TYPALIGN_INT));
}

/* the same columns as the pack has, each with the same meaning, in the order of the same design */
static bool
same_sources(const Pack *pack, List *sources, const char *design)
{
	if ((pack->design == NULL) != (design == NULL) || (design && strcmp(pack->design, design) != 0))
		return false;
	if (list_length(sources) != pack->ncolumns)
		return false;
	for (int i = 0; i < pack->ncolumns; i++)
	{
		const PackSource *source = list_nth(sources, i);

		if (pack->undeclared[i]
				? !source->texts || !svy_pack_texts_follow(source->texts, pack->undeclared[i])
				: !pack->expressions[i] || strcmp(pack->expressions[i], source->expression) != 0)
			return false;
	}
	return true;
}

/* texts that the codebook does not declare keep their codes where a pack is continued, or stays as it is */
static void
keep_undeclared(const Pack *pack, List *sources, List **left_out)
{
	for (int i = 0; i < pack->ncolumns; i++)
	{
		PackSource *source = list_nth(sources, i);

		source->undeclared = pack->undeclared[i];
		if (source->undeclared && left_out)
			*left_out = lappend(*left_out, pstrdup(source->variable));
	}
}

/*
 * Whether all that happened is that rows came after the last one that is
 * packed: nothing but additions, in the same file, and none of them before.  In
 * a file of VACUUM FULL, rows that are packed may lie after that place.
 */
static bool
can_append(Pack *pack, List *sources)
{
	const char *reason;

	if (!pack->exists || !same_sources(pack, sources, svy_pack_design(pack->table.survey)) ||
		!ItemPointerIsValid(&pack->last_row) || !(pack->appended || pack->reason == NULL) ||
		!svy_pack_same_file(pack))
		return false;
	/* its pages must be known, for others to be added */
	PushActiveSnapshot(GetTransactionSnapshot());
	(void) svy_pack_rest(pack, &reason);
	PopActiveSnapshot();
	return reason == NULL;
}

/* columns whose answers the rows would refuse, or show otherwise, are not to be used */
static List *
usable_expressions(List *sources, const PackWritten *written, List **left_out)
{
	List *expressions = NIL;
	ListCell *cell;

	foreach (cell, sources)
	{
		PackSource *source = lfirst(cell);
		bool strange = written->strange[foreach_current_index(cell)];
		const PackTexts *texts = written->texts[foreach_current_index(cell)];
		char *undeclared = texts && !strange ? svy_pack_texts_sql(texts) : NULL;

		expressions = lappend(expressions, strange		? NULL
										   : undeclared ? undeclared
														: source->expression);
		if (strange || undeclared)
			*left_out = lappend(*left_out, pstrdup(source->variable));
	}
	return expressions;
}

/* marks of change are of a table, so it has one pack */
static void
check_only_pack(const PackedTable *table)
{
	static SvyStatement others = {
		.sql = "SELECT s.name FROM mlops_survey.pack p JOIN mlops_survey.survey s"
			   " ON s.id OPERATOR(pg_catalog.=) p.survey_id"
			   " WHERE CASE WHEN p.part OPERATOR(pg_catalog.=) 0 THEN s.answers ELSE p.answers END"
			   " OPERATOR(pg_catalog.=) $2 AND s.id OPERATOR(pg_catalog.<>) $1",
		.nparameters = 2,
		.types = {INT4OID, OIDOID}};
	Datum values[] = {Int32GetDatum(table->survey->id), ObjectIdGetDatum(table->oid)};
	char *other;

	if (svy_statement_select(&others, values, false) == 0)
		return;
	other = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("the answers of survey \"%s\" are packed as those of survey \"%s\"",
						   table->survey->name, other),
					errhint("A table has one pack: call unpack_survey(%s) first.",
							quote_literal_cstr(other))));
}

/* an empty pack, for the segments to refer to; a partition gets a number, and keeps it */
static void
insert_pack(PackedTable *table)
{
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.pack (survey_id, part, answers_schema, answers_name,"
			   " attributes, expressions, respondents, segments, bytes)"
			   " SELECT $1, CASE WHEN $2 IS NULL THEN 0 WHEN $4 OPERATOR(pg_catalog.>) 0 THEN $4"
			   " ELSE COALESCE((SELECT pg_catalog.max(p.part) FROM mlops_survey.pack p"
			   " WHERE p.survey_id OPERATOR(pg_catalog.=) $1), 0) OPERATOR(pg_catalog.+) 1 END,"
			   " $2, $3, '', '{}', 0, 0, 0 RETURNING part",
		.nparameters = 4,
		.types = {INT4OID, TEXTOID, TEXTOID, INT4OID}};
	Datum values[] = {Int32GetDatum(table->survey->id), (Datum) 0, (Datum) 0,
					  Int32GetDatum(table->part)};
	bool isnull;

	check_only_pack(table);
	if (table->partition)
	{
		values[1] = CStringGetTextDatum(get_namespace_name(get_rel_namespace(table->oid)));
		values[2] = CStringGetTextDatum(get_rel_name(table->oid));
		if (table->part > 0)
			(void) svy_pack_forget_part(table->survey->id, table->part);
	}
	else
		(void) svy_pack_forget(table->survey->id);
	(void) svy_catalogue_write(&insert, values, table->partition ? NULL : " nn ");
	table->part =
		DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* whether the number of those without it is known of all that is packed */
static bool
same_weight(const Pack *before, const char *weight)
{
	return weight &&
		   (before->respondents == 0 || (before->weight && strcmp(before->weight, weight) == 0));
}

static void
update_pack(const PackedTable *table, const Pack *before, PackWritten *written, List *expressions,
			List *left_out)
{
	static SvyStatement update = {
		.sql = "WITH marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1 AND part OPERATOR(pg_catalog.=) $15)"
			   " UPDATE mlops_survey.pack SET attributes = $2, expressions = $3, respondents = $4,"
			   " segments = $5, bytes = $6, file = $7, last_row = $8, left_out = $9,"
			   " design = CASE WHEN $10 OPERATOR(pg_catalog.<>) '' THEN $10 END, runs = $11,"
			   " weight = CASE WHEN $12 OPERATOR(pg_catalog.<>) '' THEN $12 END,"
			   " unweighted = $13, pages = $14, watch = $16,"
			   " packed_at = pg_catalog.clock_timestamp()"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1 AND part OPERATOR(pg_catalog.=) $15",
		.nparameters = 16,
		.types = {INT4OID, TEXTOID, TEXTARRAYOID, INT8OID, INT4OID, INT8OID, OIDOID, TIDOID,
				  TEXTARRAYOID, TEXTOID, INT8OID, TEXTOID, INT8OID, BYTEAOID, INT4OID, TEXTOID}};
	char *design = svy_pack_design(table->survey);
	char *weight = svy_weight_sql(table->survey, NULL, CROSSTAB_ANSWERS);
	Relation answers = relation_open(table->oid, AccessShareLock);
	ItemPointerData last =
		ItemPointerIsValid(&written->last_row) ? written->last_row : before->last_row;
	Datum values[] = {
		Int32GetDatum(table->survey->id),
		CStringGetTextDatum(svy_pack_attributes(answers)),
		text_array(expressions),
		Int64GetDatum(before->respondents + written->respondents),
		Int32GetDatum(before->segments + written->segments),
		Int64GetDatum(before->bytes + written->bytes),
		ObjectIdGetDatum(answers->rd_rel->relfilenode),
		PointerGetDatum(&last),
		text_array(left_out),
		CStringGetTextDatum(design ? design : ""),
		Int64GetDatum(before->runs + written->runs),
		CStringGetTextDatum(same_weight(before, weight) ? weight : ""),
		Int64GetDatum(before->unweighted + written->unweighted),
		(Datum) 0,
		Int32GetDatum(table->part),
		CStringGetTextDatum(svy_pack_watch(answers, table->partition)),
	};
	char nulls[] = "                ";
	bool isnull;

	relation_close(answers, NoLock);
	if (before->exists)
		svy_pack_pages_before(table, &written->pages);
	values[13] = svy_pack_pages_write(&written->pages, &isnull);
	nulls[13] = isnull ? 'n' : ' ';
	(void) svy_catalogue_write(&update, values, nulls);
}

/* a table's pack as it is; of partitions, of the one */
static Pack
read_pack(const PackedTable *table)
{
	Pack pack = svy_pack_read(table->survey, false);
	ListCell *cell;

	if (!table->partition)
		return pack;
	foreach (cell, pack.parts)
		if (((Pack *) lfirst(cell))->table.oid == table->oid)
			return *(Pack *) lfirst(cell);
	return (Pack){.table = *table};
}

static void
report(PackReport *all, const Pack *before, const PackWritten *written, int columns, List *left_out)
{
	ListCell *cell;

	all->respondents += before->respondents + written->respondents;
	all->added += written->respondents;
	all->segments += before->segments + written->segments;
	all->bytes += before->bytes + written->bytes;
	all->columns = all->columns == 0 ? columns : Min(all->columns, columns);
	foreach (cell, left_out)
	{
		ListCell *other;
		bool found = false;

		foreach (other, all->left_out)
			found |= strcmp(lfirst(other), lfirst(cell)) == 0;
		if (!found)
			all->left_out = lappend(all->left_out, lfirst(cell));
	}
}

/* what is there is kept, unless changes may have gone unseen; a partition that is as it was packed is not touched */
static void
pack_table(PackedTable *table, bool unseen, PackReport *all)
{
	static const Pack none = {0};
	List *left_out = NIL;
	List *sources = svy_pack_sources(table->survey, &left_out);
	Pack pack = read_pack(table);
	int nleft = list_length(left_out);
	PackWritten written = {0};
	List *expressions;

	table->part = pack.table.part;
	if (!unseen && table->partition && pack.exists && pack.reason == NULL &&
		same_sources(&pack, sources, svy_pack_design(table->survey)))
	{
		keep_undeclared(&pack, sources, &left_out);
		report(all, &pack, &written, pack.ncolumns - (list_length(left_out) - nleft), left_out);
		return;
	}
	if (!unseen && can_append(&pack, sources))
	{
		keep_undeclared(&pack, sources, NULL);
		written = svy_pack_write(table, sources, &pack.last_row, pack.segments + 1);
	}
	else
	{
		pack = none;
		insert_pack(table);
		written = svy_pack_write(table, sources, &pack.last_row, 1);
	}
	expressions = usable_expressions(sources, &written, &left_out);
	update_pack(table, &pack, &written, expressions, left_out);
	report(all, &pack, &written, list_length(sources) - (list_length(left_out) - nleft), left_out);
}

static Survey *
owned_survey(const char *name, LOCKMODE answers)
{
	(void) svy_survey_hold(name, &(SurveyHold){.answers = answers});
	return svy_survey_open(name);
}

void
svy_pack_here(const Survey *survey, PackReport *all)
{
	ListCell *cell;

	foreach (cell, packable_tables(survey))
		pack_table(lfirst(cell), make_triggers(lfirst(cell)), all);
}

/* survey, respondents, added, segments, columns, bytes, left_out */
Datum
svy_pack_report_row(FunctionCallInfo fcinfo, const Survey *survey, const PackReport *all)
{
	Datum values[7];
	bool nulls[7] = {false};

	values[0] = CStringGetTextDatum(survey->name);
	values[1] = Int64GetDatum(all->respondents);
	values[2] = Int64GetDatum(all->added);
	values[3] = Int32GetDatum(all->segments);
	values[4] = Int32GetDatum(all->columns);
	values[5] = Int64GetDatum(all->bytes);
	values[6] = text_array(all->left_out);
	return svy_row_datum(fcinfo, lengthof(values), values, nulls);
}

/* a row of the survey that says that its shards are packed, and what they are together */
static void
note_shards(const Survey *survey, const PackReport *all)
{
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.pack (survey_id, attributes, expressions, respondents,"
			   " segments, bytes, left_out) VALUES ($1, $2, '{}', $3, $4, $5, $6)",
		.nparameters = 6,
		.types = {INT4OID, TEXTOID, INT8OID, INT4OID, INT8OID, TEXTARRAYOID}};
	Datum values[] = {Int32GetDatum(survey->id),	   CStringGetTextDatum(SVY_PACK_ON_SHARDS),
					  Int64GetDatum(all->respondents), Int32GetDatum(all->segments),
					  Int64GetDatum(all->bytes),	   text_array(all->left_out)};

	(void) svy_pack_forget(survey->id);
	(void) svy_catalogue_write(&insert, values, NULL);
}

/*
 * The planner of a session that has not loaded the library does not know of
 * packs, and a BI tool's calls no function of ours.
 */
static void
notice_not_loaded(void)
{
	static SvyStatement set = {
		.sql =
			"SELECT FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c"
			" WHERE (s.setdatabase OPERATOR(pg_catalog.=) '0'::pg_catalog.oid"
			" OR s.setdatabase OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d"
			" WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))"
			" AND c OPERATOR(pg_catalog.~) '^session_preload_libraries=.*mlops_survey'"};
	const char *session = GetConfigOption("session_preload_libraries", true, false);
	const char *shared = GetConfigOption("shared_preload_libraries", true, false);

	if ((session && strstr(session, "mlops_survey")) ||
		(shared && strstr(shared, "mlops_survey")) || svy_statement_select(&set, NULL, true) > 0)
		return;
	ereport(NOTICE,
			(errmsg("plain SQL reads this pack in sessions that have loaded mlops_survey"),
			 errhint("For all sessions that begin from now on, let a superuser run: ALTER DATABASE "
					 "%s SET session_preload_libraries = %s%smlops_survey;",
					 quote_identifier(get_database_name(MyDatabaseId)), session ? session : "",
					 session && *session ? ", " : "")));
}

/* (name) -> survey_pack_report */
PG_FUNCTION_INFO_V1(svy_pack_survey);
Datum
svy_pack_survey(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	MemoryContext context = CurrentMemoryContext;
	Survey *survey;
	PackReport all = {0};
	Datum result;

	SPI_connect();
	/* writers wait, readers do not; whoever wrote before has committed, and is packed */
	survey = owned_survey(name, ShareRowExclusiveLock);
	if (svy_pack_has_shards(survey))
	{
		svy_pack_shards(survey, &all);
		note_shards(survey, &all);
	}
	else
		svy_pack_here(survey, &all);
	if (all.added > 0 && all.added == all.respondents)
		notice_not_loaded();
	MemoryContextSwitchTo(context);
	result = svy_pack_report_row(fcinfo, survey, &all);
	SPI_finish();
	PG_RETURN_DATUM(result);
}

/* (name): whether there was a pack */
PG_FUNCTION_INFO_V1(svy_unpack_survey);
Datum
svy_unpack_survey(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Survey *survey;
	bool found;

	SPI_connect();
	survey = owned_survey(name, AccessExclusiveLock);
	found = svy_pack_drop(survey);
	SPI_finish();
	PG_RETURN_BOOL(found);
}
