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
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
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

static const char *
unwatchable(Relation answers)
{
	SvyStorage storage;

	switch (answers->rd_rel->relkind)
	{
		case RELKIND_RELATION:
			break;
		case RELKIND_PARTITIONED_TABLE:
			return "it is partitioned";
		case RELKIND_FOREIGN_TABLE:
			return "it is a foreign table";
		default:
			return "it is a view";
	}
	storage = svy_storage(RelationGetRelid(answers));
	if (svy_storage_is_spread(storage) || storage == SVY_STORAGE_COLUMNAR)
		return psprintf("it %s", svy_storage_words(storage));
	if (answers->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		return "it is temporary";
	if (answers->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED)
		return "it is unlogged, so a crash empties it";
	if (has_superclass(RelationGetRelid(answers)))
		return "it is a partition or inherits, so rows can come through another table";
	if (find_inheritance_children(RelationGetRelid(answers), NoLock) != NIL)
		return "other tables inherit from it";
	return NULL;
}

/* what changes the answers must not escape the triggers, and nothing may be hidden from who packs */
static void
check_packable(const Survey *survey)
{
	Relation answers = relation_open(survey->answers, AccessShareLock);
	const char *reason = unwatchable(answers);

	if (reason != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the answers of survey \"%s\" cannot be packed: %s", survey->name, reason),
				 errhint("Changes would go unseen. Copy the answers into a table of their "
						 "own to pack them.")));
	if (!pg_class_ownercheck(survey->answers, GetUserId()))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("only the owner of %s can pack the answers of survey \"%s\"",
							   survey->answers_sql, survey->name)));
	if (check_enable_rls(survey->answers, InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security hides answers of survey \"%s\" from you", survey->name),
				 errhint("A role that sees all of them can pack them.")));
	/* its mark was left before it began, and would go with the pack, though it may change more */
	if (answers->rd_refcnt > 1 && CheckRelationLockedByMe(answers, RowExclusiveLock, false))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
						errmsg("the answers of survey \"%s\" cannot be packed while a statement of "
							   "this session uses them",
							   survey->name),
						errhint("Call pack_survey in a statement of its own, not in a trigger.")));
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("pack_survey must run in a transaction of isolation level READ COMMITTED"),
				 errdetail("The snapshot of this transaction may be older than the answers.")));
	relation_close(answers, AccessShareLock);
}

/* whether it had to be made, or made anew */
static bool
require_trigger(const Survey *survey, const PackTrigger *trigger)
{
	Relation answers = relation_open(survey->answers, AccessShareLock);
	bool found = svy_pack_has_trigger(answers, trigger);

	relation_close(answers, NoLock);
	if (found)
		return false;
	svy_statement_run(psprintf("CREATE OR REPLACE TRIGGER %s %s ON %s %s EXECUTE FUNCTION "
							   "mlops_survey.survey_pack_changed()",
							   trigger->name, trigger->events, survey->answers_sql, trigger->level),
					  SPI_OK_UTILITY);
	svy_statement_run(psprintf("ALTER TABLE %s ENABLE %s TRIGGER %s", survey->answers_sql,
							   trigger->enable, trigger->name),
					  SPI_OK_UTILITY);
	return true;
}

/* tells whether one was missing, so that changes may have gone unseen */
static bool
make_triggers(const Survey *survey)
{
	bool missing = false;

	for (int i = 0; i < PACK_TRIGGERS; i++)
		missing |= require_trigger(survey, &svy_pack_triggers[i]);
	return missing;
}

static void
drop_triggers(const Survey *survey)
{
	if (get_rel_name(survey->answers) == NULL || !pg_class_ownercheck(survey->answers, GetUserId()))
		return;
	for (int i = 0; i < PACK_TRIGGERS; i++)
		if (OidIsValid(get_trigger_oid(survey->answers, svy_pack_triggers[i].name, true)))
			svy_statement_run(psprintf("DROP TRIGGER %s ON %s", svy_pack_triggers[i].name,
									   quote_qualified_identifier(
										   get_namespace_name(get_rel_namespace(survey->answers)),
										   get_rel_name(survey->answers))),
							  SPI_OK_UTILITY);
}

bool
svy_pack_drop(const Survey *survey)
{
	if (svy_pack_forget(survey->id) == 0)
		return false;
	drop_triggers(survey);
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
		if (pack->expressions[i] == NULL ||
			strcmp(pack->expressions[i], ((PackSource *) list_nth(sources, i))->expression) != 0)
			return false;
	return true;
}

/*
 * Whether all that happened is that rows came after the last one that is
 * packed: nothing but additions, in the same file, and none of them before.
 */
static bool
can_append(const Survey *survey, const Pack *pack, List *sources)
{
	const char *reason;
	char *rest;

	if (!pack->exists || !same_sources(pack, sources, svy_pack_design(survey)) ||
		!ItemPointerIsValid(&pack->last_row) || !(pack->appended || pack->reason == NULL))
		return false;
	/* its pages must be known, for others to be added */
	PushActiveSnapshot(GetTransactionSnapshot());
	rest = svy_pack_rest(survey, pack, &reason);
	PopActiveSnapshot();
	return rest != NULL;
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

		expressions = lappend(expressions, strange ? NULL : source->expression);
		if (strange)
			*left_out = lappend(*left_out, pstrdup(source->variable));
	}
	return expressions;
}

/* marks of change are of a table, so it has one pack */
static void
check_only_pack(const Survey *survey)
{
	static SvyStatement others = {
		.sql = "SELECT s.name FROM mlops_survey.pack p JOIN mlops_survey.survey s"
			   " ON s.id OPERATOR(pg_catalog.=) p.survey_id"
			   " WHERE s.answers OPERATOR(pg_catalog.=) $2 AND s.id OPERATOR(pg_catalog.<>) $1",
		.nparameters = 2,
		.types = {INT4OID, OIDOID}};
	Datum values[] = {Int32GetDatum(survey->id), ObjectIdGetDatum(survey->answers)};
	char *other;

	if (svy_statement_select(&others, values, false) == 0)
		return;
	other = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("the answers of survey \"%s\" are packed as those of survey \"%s\"",
						   survey->name, other),
					errhint("A table has one pack: call unpack_survey(%s) first.",
							quote_literal_cstr(other))));
}

/* an empty pack, for the segments to refer to */
static void
insert_pack(const Survey *survey)
{
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.pack (survey_id, attributes, expressions,"
			   " respondents, segments, bytes) VALUES ($1, '', '{}', 0, 0, 0)",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum id = Int32GetDatum(survey->id);

	check_only_pack(survey);
	(void) svy_pack_forget(survey->id);
	(void) svy_catalogue_write(&insert, &id, NULL);
}

/* whether the number of those without it is known of all that is packed */
static bool
same_weight(const Pack *before, const char *weight)
{
	return weight &&
		   (before->respondents == 0 || (before->weight && strcmp(before->weight, weight) == 0));
}

static void
update_pack(const Survey *survey, const Pack *before, PackWritten *written, List *expressions,
			List *left_out)
{
	static SvyStatement update = {
		.sql = "WITH marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1)"
			   " UPDATE mlops_survey.pack SET attributes = $2, expressions = $3, respondents = $4,"
			   " segments = $5, bytes = $6, file = $7, last_row = $8, left_out = $9,"
			   " design = CASE WHEN $10 OPERATOR(pg_catalog.<>) '' THEN $10 END, runs = $11,"
			   " weight = CASE WHEN $12 OPERATOR(pg_catalog.<>) '' THEN $12 END,"
			   " unweighted = $13, pages = $14, packed_at = pg_catalog.clock_timestamp()"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 14,
		.types = {INT4OID, TEXTOID, TEXTARRAYOID, INT8OID, INT4OID, INT8OID, OIDOID, TIDOID,
				  TEXTARRAYOID, TEXTOID, INT8OID, TEXTOID, INT8OID, BYTEAOID}};
	char *design = svy_pack_design(survey);
	char *weight = svy_weight_sql(survey, NULL, CROSSTAB_ANSWERS);
	Relation answers = relation_open(survey->answers, AccessShareLock);
	ItemPointerData last =
		ItemPointerIsValid(&written->last_row) ? written->last_row : before->last_row;
	Datum values[] = {
		Int32GetDatum(survey->id),
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
	};
	char nulls[] = "              ";
	bool isnull;

	relation_close(answers, NoLock);
	if (before->exists)
		svy_pack_pages_before(survey, &written->pages);
	values[13] = svy_pack_pages_write(&written->pages, &isnull);
	nulls[13] = isnull ? 'n' : ' ';
	(void) svy_catalogue_write(&update, values, nulls);
}

/*
 * Returns what was there before, and so was not packed anew: nothing if changes
 * may have gone unseen.
 */
static Pack
pack_answers(const Survey *survey, bool unseen, PackWritten *written)
{
	static const Pack none = {0};
	List *left_out = NIL;
	List *sources = svy_pack_sources(survey, &left_out);
	Pack pack = svy_pack_read(survey, false);
	int nleft = list_length(left_out);
	List *expressions;

	if (!unseen && can_append(survey, &pack, sources))
		*written = svy_pack_write(survey, sources, &pack.last_row, pack.segments + 1);
	else
	{
		pack = none;
		insert_pack(survey);
		*written = svy_pack_write(survey, sources, &pack.last_row, 1);
	}
	expressions = usable_expressions(sources, written, &left_out);
	update_pack(survey, &pack, written, expressions, left_out);
	pack.ncolumns = list_length(sources) - (list_length(left_out) - nleft);
	pack.left_out = text_array(left_out);
	return pack;
}

static Survey *
owned_survey(const char *name, LOCKMODE answers)
{
	(void) svy_survey_hold(name, &(SurveyHold){.answers = answers});
	return svy_survey_open(name);
}

/* (name) -> survey, respondents, added, segments, columns, bytes, left_out */
PG_FUNCTION_INFO_V1(svy_pack_survey);
Datum
svy_pack_survey(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	MemoryContext context = CurrentMemoryContext;
	Survey *survey;
	PackWritten written;
	Pack before;
	bool unseen;
	Datum values[7];
	bool nulls[7] = {false};
	Datum result;

	SPI_connect();
	/* writers wait, readers do not; whoever wrote before has committed, and is packed */
	survey = owned_survey(name, ShareRowExclusiveLock);
	check_packable(survey);
	unseen = make_triggers(survey);
	before = pack_answers(survey, unseen, &written);
	MemoryContextSwitchTo(context);
	values[0] = CStringGetTextDatum(survey->name);
	values[1] = Int64GetDatum(before.respondents + written.respondents);
	values[2] = Int64GetDatum(written.respondents);
	values[3] = Int32GetDatum(before.segments + written.segments);
	values[4] = Int32GetDatum(before.ncolumns);
	values[5] = Int64GetDatum(before.bytes + written.bytes);
	values[6] = before.left_out;
	result = svy_row_datum(fcinfo, lengthof(values), values, nulls);
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
