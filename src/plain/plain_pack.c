/*
 * plain_pack.c
 *	  The pack of a table, as the snapshot of a statement has it.
 *
 * Everything is read by scans with that snapshot, so that pack, marks and
 * segments are of one moment, that of the rows which the statement would read; and
 * without the codebook, whose opening can be an error where rows give none.  Who
 * may read the answers was checked by the executor: nothing is asked here.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "codebook/codebook_impl.h"
#include "codebook/period.h"
#include "pack/pack.h"
#include "pg/compat.h"
#include "plain/plain.h"
#include "server/catalogue.h"
#include "server/lock.h"

typedef struct PlainScan
{
	Relation relation;
	SysScanDesc scan;
} PlainScan;

/* rows of a table of the catalogue, by a column of integers; NULL relation: there is no such table */
static PlainScan
begin_scan(const char *table, const char *column, RegProcedure equal, Datum value, bool by_key,
		   Snapshot snapshot)
{
	Oid schema = get_namespace_oid("mlops_survey", true);
	Oid relation = OidIsValid(schema) ? get_relname_relid(table, schema) : InvalidOid;
	AttrNumber attribute = OidIsValid(relation) ? get_attnum(relation, column) : 0;
	PlainScan s = {NULL, NULL};
	ScanKeyData key;
	Oid index;

	if (attribute == InvalidAttrNumber)
		return s;
	s.relation = table_open(relation, AccessShareLock);
	index = by_key ? RelationGetPrimaryKeyIndex(s.relation) : InvalidOid;
	ScanKeyInit(&key, attribute, BTEqualStrategyNumber, equal, value);
	s.scan = systable_beginscan(s.relation, index, OidIsValid(index), snapshot, 1, &key);
	return s;
}

static HeapTuple
next_row(PlainScan *s)
{
	return s->relation ? systable_getnext(s->scan) : NULL;
}

/* lock: what is given back of it */
static void
end_scan(PlainScan *s, LOCKMODE lock)
{
	if (s->relation == NULL)
		return;
	systable_endscan(s->scan);
	table_close(s->relation, lock);
}

/* a column by its name, since an older catalogue may have others before it */
static Datum
field(const PlainScan *s, HeapTuple row, const char *column, bool *isnull)
{
	AttrNumber attribute = get_attnum(RelationGetRelid(s->relation), column);

	*isnull = true;
	if (attribute == InvalidAttrNumber)
		return (Datum) 0;
	return heap_getattr(row, attribute, RelationGetDescr(s->relation), isnull);
}

static char *
text_field(const PlainScan *s, HeapTuple row, const char *column)
{
	bool isnull;
	Datum datum = field(s, row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(datum);
}

static int32
integer_field(const PlainScan *s, HeapTuple row, const char *column)
{
	bool isnull;
	Datum datum = field(s, row, column, &isnull);

	return isnull ? -1 : DatumGetInt32(datum);
}

/* surveys of the table */
static List *
find_surveys(Oid answers, Snapshot snapshot)
{
	PlainScan s =
		begin_scan("survey", "answers", F_OIDEQ, ObjectIdGetDatum(answers), false, snapshot);
	List *surveys = NIL;
	HeapTuple row;

	while ((row = next_row(&s)) != NULL)
		if (svy_relation_is(answers, text_field(&s, row, "answers_schema"),
							text_field(&s, row, "answers_name")))
			surveys = lappend_int(surveys, integer_field(&s, row, "id"));
	end_scan(&s, AccessShareLock);
	return surveys;
}

static void
read_expressions(PlainPack *pack, Datum array)
{
	Datum *texts;
	bool *nulls;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls,
					  &pack->nexpressions);
	pack->expressions = palloc_array(char *, pack->nexpressions + 1);
	for (int i = 0; i < pack->nexpressions; i++)
		pack->expressions[i] = nulls[i] ? NULL : TextDatumGetCString(texts[i]);
}

/* marks of a pack: of answers that were added, and of others */
static void
read_marks(const PlainPack *pack, Snapshot snapshot, bool *added, bool *changed)
{
	PlainScan s = begin_scan("pack_stale", "survey_id", F_INT4EQ, Int32GetDatum(pack->survey), true,
							 snapshot);
	HeapTuple row;

	*added = false;
	*changed = s.relation == NULL;
	while ((row = next_row(&s)) != NULL && !*changed)
	{
		bool isnull;
		Datum change = field(&s, row, "change", &isnull);

		if (integer_field(&s, row, "part") != pack->part)
			continue;
		*added = true;
		*changed = isnull || DatumGetBool(change);
	}
	end_scan(&s, AccessShareLock);
}

/* where the rows behind a pack to which answers were added begin; the reason if that is not known */
static const char *
find_rest(PlainPack *pack, const PlainScan *s, HeapTuple row, Snapshot snapshot)
{
	Relation answers = table_open(pack->table, AccessShareLock);
	const char *reason = SVY_PACK_REWRITTEN;
	bool isnull[3];
	Datum file = field(s, row, "file", &isnull[0]);
	Datum last = field(s, row, "last_row", &isnull[1]);
	Datum bytes = field(s, row, "pages", &isnull[2]);
	PackPages pages;

	ItemPointerSetInvalid(&pack->last_row);
	if (!isnull[1])
		pack->last_row = *(ItemPointer) DatumGetPointer(last);
	if (!isnull[0] && !isnull[2] && DatumGetObjectId(file) == answers->rd_rel->relfilenode &&
		svy_pack_pages_read(bytes, &pages))
		reason = svy_pack_pages_hold(answers, &pages, &pack->last_row, snapshot) ? NULL
																				 : SVY_PACK_BETWEEN;
	table_close(answers, NoLock);
	return reason;
}

/* a row of the catalogue, of the pack of a table */
static void
read_pack(PlainPack *pack, const PlainScan *s, HeapTuple row, int32 survey, Snapshot snapshot)
{
	bool isnull;
	bool changed;
	char *attributes = text_field(s, row, "attributes");
	Datum expressions = field(s, row, "expressions", &isnull);
	char *watch = text_field(s, row, "watch");
	Datum respondents;

	if (isnull || attributes == NULL)
		return;
	read_expressions(pack, expressions);
	respondents = field(s, row, "respondents", &isnull);
	pack->survey = survey;
	pack->part = integer_field(s, row, "part");
	pack->respondents = isnull ? -1 : DatumGetInt64(respondents);
	pack->segments = integer_field(s, row, "segments");
	read_marks(pack, snapshot, &pack->appended, &changed);
	if (changed && svy_pack_is_watched(pack->table, watch, pack->part > 0))
		pack->reason = "the answers have changed since they were packed";
	/* to an older snapshot a table that was emptied or written anew shows what is left in it */
	else if (svy_relation_younger(pack->table, false))
		pack->reason = "the table was changed since the transaction began";
	else
		pack->reason = svy_pack_table_reason(pack->table, attributes, watch, pack->part > 0);
	if (pack->reason == NULL && pack->appended)
		pack->reason = find_rest(pack, s, row, snapshot);
}

/* the packs of a survey of a table, for those of its tables that are asked for */
static void
read_packs(PlainPack *packs, int n, int32 survey, Oid answers, Snapshot snapshot)
{
	PlainScan s = begin_scan("pack", "survey_id", F_INT4EQ, Int32GetDatum(survey), true, snapshot);
	HeapTuple row;

	while ((row = next_row(&s)) != NULL)
	{
		Oid table = answers;
		bool isnull;

		if (integer_field(&s, row, "part") > 0)
		{
			Datum partition = field(&s, row, "answers", &isnull);

			table = isnull ? InvalidOid : DatumGetObjectId(partition);
			if (!svy_relation_is(table, text_field(&s, row, "answers_schema"),
								 text_field(&s, row, "answers_name")))
				continue;
		}
		for (int i = 0; i < n; i++)
			if (packs[i].table == table)
				read_pack(&packs[i], &s, row, survey, snapshot);
	}
	end_scan(&s, AccessShareLock);
}

/* those whose surveys may have packed the table: itself, and what it is a partition of */
static List *
with_ancestors(Oid answers)
{
	return lcons_oid(answers,
					 get_rel_relispartition(answers) ? get_partition_ancestors(answers) : NIL);
}

/* one survey at most has packed a table */
PlainPack *
svy_plain_packs(Oid answers, List *tables, Snapshot snapshot)
{
	PlainPack *packs = palloc0_array(PlainPack, list_length(tables) + 1);
	List *above = with_ancestors(answers);
	ListCell *cell;
	ListCell *found;

	foreach (cell, tables)
		packs[foreach_current_index(cell)] =
			(PlainPack){.reason = "the table is not packed", .table = lfirst_oid(cell)};
	foreach (cell, above)
		foreach (found, find_surveys(lfirst_oid(cell), snapshot))
			read_packs(packs, list_length(tables), lfirst_int(found), lfirst_oid(cell), snapshot);
	return packs;
}

/*
 * Columns
 */

static int
find_expression(const PlainPack *pack, const char *expression)
{
	for (int i = 0; i < pack->nexpressions; i++)
		if (pack->expressions[i] && strcmp(pack->expressions[i], expression) == 0)
			return i;
	return -1;
}

/*
 * The expressions of columns of which nothing is declared missing: a pack holds
 * others without these, which rows would show.
 */
int
svy_plain_find(const PlainPack *pack, Relation answers, AttrNumber attribute, Oid type)
{
	const char *name = NameStr(TupleDescAttr(RelationGetDescr(answers), attribute - 1)->attname);
	char *column = svy_column_sql(name, CROSSTAB_ANSWERS);
	int found = -1;

	if (svy_is_text_type(type))
		return svy_plain_find_texts(pack, TupleDescAttr(RelationGetDescr(answers), attribute - 1));
	if (type == DATEOID || type == TIMESTAMPOID)
		return find_expression(pack, svy_day_sql(name, CROSSTAB_ANSWERS));
	if (type == INT2OID || type == INT4OID || type == BOOLOID)
		found = find_expression(pack, psprintf("%s::pg_catalog.int4", column));
	if (found < 0)
		found = find_expression(
			pack, psprintf("CASE WHEN (%s IS NOT NULL) THEN (%s)::pg_catalog.float8 END", column,
						   column));
	if (found < 0)
		found = find_expression(pack, psprintf("%s::pg_catalog.float8", column));
	return found;
}

static bool
has_all_texts(const PlainPack *pack, Relation answers, const PlainQuery *q)
{
	for (int i = 0; i < q->ncolumns; i++)
		if (svy_is_text_type(q->types[i]) &&
			svy_plain_find(pack, answers, q->attributes[i], q->types[i]) < 0)
			return false;
	return true;
}

/* of a survey of a table, for those of its tables that are asked for */
static bool
survey_has_texts(int32 survey, List *tables, Relation answers, const PlainQuery *q)
{
	PlainScan s =
		begin_scan("pack", "survey_id", F_INT4EQ, Int32GetDatum(survey), true, GetActiveSnapshot());
	bool found = false;
	HeapTuple row;

	while (!found && (row = next_row(&s)) != NULL)
	{
		PlainPack pack = {NULL};
		bool isnull;
		Datum table = field(&s, row, "answers", &isnull);
		Datum expressions;

		if (!isnull && !list_member_oid(tables, DatumGetObjectId(table)))
			continue;
		expressions = field(&s, row, "expressions", &isnull);
		if (isnull)
			continue;
		read_expressions(&pack, expressions);
		found = has_all_texts(&pack, answers, q);
	}
	end_scan(&s, AccessShareLock);
	return found;
}

bool
svy_plain_packs_texts(Oid answers, List *tables, const PlainQuery *q)
{
	Relation relation;
	bool has = false;
	ListCell *cell;
	ListCell *found;

	if (!ActiveSnapshotSet())
		return false;
	relation = table_open(answers, AccessShareLock);
	foreach (cell, with_ancestors(answers))
		foreach (found, find_surveys(lfirst_oid(cell), GetActiveSnapshot()))
			has |= survey_has_texts(lfirst_int(found), tables, relation, q);
	table_close(relation, NoLock);
	return has;
}

/*
 * Segments
 */

static bool
read_segment(const PlainScan *s, HeapTuple row, PlainSegment *segment)
{
	bool isnull[3];
	HeapTuple copy = heap_copytuple(row);
	Datum respondents = field(s, copy, "respondents", &isnull[0]);
	Datum directory = field(s, copy, "directory", &isnull[1]);
	Datum data = field(s, copy, "data", &isnull[2]);

	if (isnull[0] || isnull[1] || isnull[2] || DatumGetInt32(respondents) < 0 ||
		DatumGetInt32(respondents) > PACK_SEGMENT)
		return false;
	*segment = (PlainSegment){.respondents = DatumGetInt32(respondents),
							  .directory = DatumGetByteaPP(directory),
							  .data = data};
	return true;
}

PlainSegment *
svy_plain_segments(const PlainPack *pack, Snapshot snapshot)
{
	PlainScan s = begin_scan("pack_segment", "survey_id", F_INT4EQ, Int32GetDatum(pack->survey),
							 true, snapshot);
	int room = 16; /* how many there are is not taken on trust */
	PlainSegment *segments = palloc_array(PlainSegment, room);
	int64 respondents = 0;
	int n = 0;
	bool good = true;
	HeapTuple row;

	while (good && (row = next_row(&s)) != NULL)
	{
		if (integer_field(&s, row, "part") != pack->part)
			continue;
		if (n == room)
		{
			room *= 2;
			segments = repalloc_array(segments, PlainSegment, room);
		}
		good = n < pack->segments && read_segment(&s, row, &segments[n]);
		if (good)
			respondents += segments[n++].respondents;
	}
	/* the TOAST that it names stays as it is only while nobody writes the table anew */
	end_scan(&s, NoLock);
	return good && n == pack->segments && respondents == pack->respondents ? segments : NULL;
}
