/*
 * write_back.c
 *	  Rows that are read, worked on and written to again.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "rewrite/prs2lock.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"

#include "pg/compat.h"
#include "server/statement.h"
#include "server/write_back.h"

/* ---- what rows are known by ---- */

/* one column of a key; false if its values cannot be sent as an array */
static bool
set_key(SvyRowsKey *key, Relation table, Relation index, int i)
{
	AttrNumber column = index->rd_index->indkey.values[i];
	Oid type = index->rd_opcintype[i];
	Form_pg_attribute attribute;
	Oid equality;

	if (column <= 0 || !TupleDescAttr(RelationGetDescr(table), column - 1)->attnotnull)
		return false;
	attribute = TupleDescAttr(RelationGetDescr(table), column - 1);
	key->type = getBaseType(attribute->atttypid);
	equality = get_opfamily_member(index->rd_opfamily[i], type, type, BTEqualStrategyNumber);
	if (!OidIsValid(equality) || !OidIsValid(get_array_type(key->type)))
		return false;
	key->column = pstrdup(quote_identifier(NameStr(attribute->attname)));
	key->equality =
		psprintf("OPERATOR(%s.%s)",
				 quote_identifier(get_namespace_name(get_func_namespace(get_opcode(equality)))),
				 get_opname(equality));
	get_typlenbyvalalign(key->type, &key->length, &key->byval, &key->align);
	return true;
}

/* whether no two rows of the table can have the same key, now or later in this transaction */
static bool
tells_rows_apart(Relation index)
{
	const FormData_pg_index *form = index->rd_index;

	return form->indisunique && form->indisvalid && form->indimmediate && form->indislive &&
		   index->rd_rel->relam == BTREE_AM_OID && RelationGetIndexPredicate(index) == NIL &&
		   RelationGetIndexExpressions(index) == NIL && form->indnkeyatts <= SVY_ROWS_MAX;
}

/* the columns of an index as a key; 0 if they are none */
static int
index_key(Relation table, Oid oid, SvyRowsKey *keys)
{
	Relation index = relation_open(oid, AccessShareLock);
	int count = 0;

	if (tells_rows_apart(index))
		while (count < index->rd_index->indnkeyatts && set_key(&keys[count], table, index, count))
			count++;
	if (count < index->rd_index->indnkeyatts)
		count = 0;
	relation_close(index, AccessShareLock);
	return count;
}

/* the column of respondents before the primary key before others, few columns before many */
static int
key_rank(const SvyRowsKey *keys, int count, bool primary, const char *preferred)
{
	if (count == 1 && preferred && strcmp(keys[0].column, quote_identifier(preferred)) == 0)
		return 0;
	return primary ? 1 : 1 + count;
}

static void
find_key(SvyRows *rows, const char *preferred)
{
	Relation table = relation_open(rows->table, AccessShareLock);
	Oid primary = RelationGetPrimaryKeyIndex(table);
	int best = SVY_ROWS_MAX + 2;
	ListCell *cell;

	/* an index of a parent says nothing of the rows of those that inherit */
	if (rows->storage != SVY_STORAGE_PARTITIONED ||
		table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		foreach (cell, RelationGetIndexList(table))
		{
			SvyRowsKey keys[SVY_ROWS_MAX];
			int count = index_key(table, lfirst_oid(cell), keys);
			int rank = key_rank(keys, count, lfirst_oid(cell) == primary, preferred);

			if (count == 0 || rank >= best)
				continue;
			best = rank;
			rows->nkeys = count;
			memcpy(rows->keys, keys, sizeof(keys));
		}
	relation_close(table, AccessShareLock);
}

static void
cannot_write(const SvyRows *rows, Oid table, SvyStorage storage)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("the rows of table \"%s\" cannot be changed", get_rel_name(rows->table)),
					errdetail("Table \"%s\" %s.", get_rel_name(table), svy_storage_words(storage)),
					errhint("Copy the answers into an ordinary table.")));
}

static void
check_parts(const SvyRows *rows)
{
	ListCell *cell;

	foreach (cell, find_all_inheritors(rows->table, NoLock, NULL))
	{
		SvyStorage storage = svy_storage(lfirst_oid(cell));

		if (storage == SVY_STORAGE_FOREIGN || storage == SVY_STORAGE_COLUMNAR ||
			storage == SVY_STORAGE_VIEW)
			cannot_write(rows, lfirst_oid(cell), storage);
	}
}

SvyRows *
svy_rows_open(Oid table, const char *table_sql, const char *preferred)
{
	SvyRows *rows = palloc0_object(SvyRows);

	rows->table = table;
	rows->table_sql = pstrdup(table_sql);
	rows->storage = svy_storage(table);
	rows->parts = rows->storage == SVY_STORAGE_PARTITIONED;
	rows->context = CurrentMemoryContext;
	check_parts(rows);
	find_key(rows, preferred);
	if (rows->nkeys == 0 && svy_storage_is_spread(rows->storage))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the rows of table \"%s\" have no key to write them back by",
						get_rel_name(table)),
				 errdetail("The table %s, where the places of rows repeat.",
						   svy_storage_words(rows->storage)),
				 errhint("Give it a primary key, or a unique index over columns that are NOT "
						 "NULL%s.",
						 rows->storage == SVY_STORAGE_DISTRIBUTED
							 ? ", the one that it is distributed by among them"
							 : "")));
	return rows;
}

/* ---- reading ---- */

int
svy_rows_width(const SvyRows *rows)
{
	return rows->nkeys > 0 ? rows->nkeys : 2;
}

char *
svy_rows_columns(const SvyRows *rows, const char *alias)
{
	StringInfoData sql;

	if (rows->nkeys == 0)
		return psprintf("%s.ctid, %s.tableoid", alias, alias);
	initStringInfo(&sql);
	for (int i = 0; i < rows->nkeys; i++)
		appendStringInfo(&sql, "%s%s.%s", i ? ", " : "", alias, rows->keys[i].column);
	return sql.data;
}

static void *
enlarge(SvyRows *rows, void *array, Size size)
{
	return array ? repalloc_huge(array, size * rows->capacity)
				 : MemoryContextAllocHuge(rows->context, size * rows->capacity);
}

static void
make_room(SvyRows *rows)
{
	rows->capacity = rows->capacity ? 2 * rows->capacity : 1024;
	if (rows->nkeys > 0)
		rows->values = enlarge(rows, rows->values, sizeof(Datum) * rows->nkeys);
	else
		rows->tids = enlarge(rows, rows->tids, sizeof(ItemPointerData));
	if (rows->nkeys == 0 && rows->parts)
		rows->tables = enlarge(rows, rows->tables, sizeof(Oid));
}

static void
take_key(SvyRows *rows, HeapTuple tuple, TupleDesc desc, int first)
{
	MemoryContext before = MemoryContextSwitchTo(rows->context);

	for (int i = 0; i < rows->nkeys; i++)
	{
		const SvyRowsKey *key = &rows->keys[i];
		bool isnull;
		Datum value = SPI_getbinval(tuple, desc, first + i, &isnull);

		if (isnull)
			elog(ERROR, "key column %s of \"%s\" is null", key->column, get_rel_name(rows->table));
		if (!key->byval && key->length == -1)
			value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
		else
			value = datumCopy(value, key->byval, key->length);
		rows->values[rows->count * rows->nkeys + i] = value;
	}
	MemoryContextSwitchTo(before);
}

void
svy_rows_take(SvyRows *rows, HeapTuple tuple, TupleDesc desc, int first)
{
	bool isnull;

	if (rows->count == rows->capacity)
		make_room(rows);
	if (rows->nkeys > 0)
		take_key(rows, tuple, desc, first);
	else
		rows->tids[rows->count] =
			*(ItemPointer) DatumGetPointer(SPI_getbinval(tuple, desc, first, &isnull));
	if (rows->tables)
		rows->tables[rows->count] =
			DatumGetObjectId(SPI_getbinval(tuple, desc, first + 1, &isnull));
	rows->count++;
}

void
svy_rows_move(SvyRows *rows, size_t to, size_t from)
{
	if (rows->nkeys > 0)
		memmove(rows->values + to * rows->nkeys, rows->values + from * rows->nkeys,
				sizeof(Datum) * rows->nkeys);
	else
		rows->tids[to] = rows->tids[from];
	if (rows->tables)
		rows->tables[to] = rows->tables[from];
}

/* ---- writing ---- */

char *
svy_rows_from(const SvyRows *rows)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < svy_rows_width(rows); i++)
		appendStringInfo(&sql, "%spg_catalog.unnest($%d)", i ? ", " : "", i + 1);
	return sql.data;
}

char *
svy_rows_names(const SvyRows *rows)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < svy_rows_width(rows); i++)
		appendStringInfo(&sql, "%sk%d", i ? ", " : "", i);
	return sql.data;
}

char *
svy_rows_join(const SvyRows *rows, const char *alias, const char *rows_alias)
{
	StringInfoData sql;

	initStringInfo(&sql);
	if (rows->nkeys == 0)
		appendStringInfo(&sql, "%s.ctid OPERATOR(pg_catalog.=) %s.k0", alias, rows_alias);
	if (rows->nkeys == 0 && rows->parts)
		appendStringInfo(&sql, " AND %s.tableoid OPERATOR(pg_catalog.=) %s.k1", alias, rows_alias);
	for (int i = 0; i < rows->nkeys; i++)
		appendStringInfo(&sql, "%s%s.%s %s %s.k%d", i ? " AND " : "", alias, rows->keys[i].column,
						 rows->keys[i].equality, rows_alias, i);
	return sql.data;
}

Datum
svy_plain_array(const void *elements, size_t count, size_t size, Oid type)
{
	size_t bytes = ARR_OVERHEAD_NONULLS(1) + count * size;
	ArrayType *array = palloc0(bytes);

	SET_VARSIZE(array, bytes);
	array->ndim = count > 0 ? 1 : 0;
	array->elemtype = type;
	if (count == 0)
	{
		SET_VARSIZE(array, ARR_OVERHEAD_NONULLS(0));
		return PointerGetDatum(array);
	}
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), elements, count * size);
	return PointerGetDatum(array);
}

static Datum
key_array(const SvyRows *rows, int key, size_t first, size_t count)
{
	const SvyRowsKey *k = &rows->keys[key];
	Datum *elements = palloc_array(Datum, count + 1);
	Datum array;

	for (size_t i = 0; i < count; i++)
		elements[i] = rows->values[(first + i) * rows->nkeys + key];
	array = PointerGetDatum(
		construct_array(elements, (int) count, k->type, k->length, k->byval, k->align));
	pfree(elements);
	return array;
}

void
svy_rows_bind(const SvyRows *rows, size_t first, size_t count, Oid *types, Datum *values)
{
	for (int i = 0; i < rows->nkeys; i++)
	{
		types[i] = get_array_type(rows->keys[i].type);
		values[i] = key_array(rows, i, first, count);
	}
	if (rows->nkeys > 0)
		return;
	types[0] = TIDARRAYOID;
	types[1] = OIDARRAYOID;
	values[0] = svy_plain_array(rows->tids + first, count, sizeof(ItemPointerData), TIDOID);
	values[1] = svy_plain_array(rows->tables ? rows->tables + first : NULL,
								rows->tables ? count : 0, sizeof(Oid), OIDOID);
}

/* those that may keep a row as it was, for a message; empty if there are none */
static char *
keeping_triggers(Oid table)
{
	StringInfoData names;
	ListCell *cell;

	initStringInfo(&names);
	foreach (cell, find_all_inheritors(table, NoLock, NULL))
	{
		Relation relation = relation_open(lfirst_oid(cell), AccessShareLock);

		for (int i = 0; relation->trigdesc && i < relation->trigdesc->numtriggers; i++)
		{
			const Trigger *trigger = &relation->trigdesc->triggers[i];

			if (TRIGGER_TYPE_MATCHES(trigger->tgtype, TRIGGER_TYPE_ROW, TRIGGER_TYPE_BEFORE,
									 TRIGGER_TYPE_UPDATE) &&
				trigger->tgenabled != TRIGGER_DISABLED)
				appendStringInfo(&names, "%s\"%s\" of table \"%s\"", names.len ? ", " : "",
								 trigger->tgname, RelationGetRelationName(relation));
		}
		relation_close(relation, AccessShareLock);
	}
	return names.data;
}

/* whether the column holds every weight as it is: double precision, or arrays of it */
static bool
holds_float8(Oid table, const char *column)
{
	Oid type = getBaseType(get_atttype(table, get_attnum(table, column)));

	return type == FLOAT8OID || type == FLOAT8ARRAYOID;
}

/* one row for a message: its key, or the place where it was */
static char *
row_words_sql(const SvyRows *rows)
{
	StringInfoData sql;

	if (rows == NULL)
		return "'a row'";
	if (rows->nkeys == 0)
		return "pg_catalog.concat('the row at ', x.k0)";
	initStringInfo(&sql);
	appendStringInfoString(&sql, "pg_catalog.concat('the row with ");
	for (int i = 0; i < rows->nkeys; i++)
		appendStringInfo(&sql, "%s', %s, ' ', a.%s", i ? ", '" : "",
						 quote_literal_cstr(rows->keys[i].column), rows->keys[i].column);
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* the server does not say what rows a rule has written */
static bool
has_update_rule(Relation relation)
{
	for (int i = 0; relation->rd_rules && i < relation->rd_rules->numLocks; i++)
		if (relation->rd_rules->rules[i]->event == CMD_UPDATE)
			return true;
	return false;
}

char *
svy_rows_difference(Oid table, const SvyRows *rows, const SvyWritten *written, int count)
{
	Relation relation = relation_open(table, AccessShareLock);
	bool needed = *keeping_triggers(table) && !has_update_rule(relation);
	StringInfoData sql;

	relation_close(relation, AccessShareLock);
	for (int i = 0; i < count; i++)
		needed = needed || !holds_float8(table, written[i].column);
	if (!needed)
		return NULL;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < count; i++)
	{
		const char *column = written[i].column;
		const char *kept = psprintf("a.%s::pg_catalog.float8%s", quote_identifier(column),
									written[i].array ? "[]" : "");
		const char *sent = written[i].sql;

		appendStringInfo(&sql,
						 " WHEN ((%s) IS NULL) OPERATOR(pg_catalog.<>) (%s IS NULL)"
						 " OR (%s) OPERATOR(pg_catalog.<>) %s THEN ARRAY[%s, %s,"
						 " pg_catalog.left((%s)::pg_catalog.text, 60),"
						 " pg_catalog.left(%s::pg_catalog.text, 60)]",
						 sent, kept, sent, kept, row_words_sql(rows), quote_literal_cstr(column),
						 sent, kept);
	}
	appendStringInfoString(&sql, " END");
	return sql.data;
}

/* "words": the row, the column, what was sent and what is kept, each NULL or a text */
static void
report_difference(Oid table, ArrayType *words, int64 count)
{
	const char *texts[4] = {0};
	Datum *elements;
	bool *nulls;
	int n;
	bool type;

	deconstruct_array(words, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < Min(n, (int) lengthof(texts)); i++)
		texts[i] = nulls[i] ? "NULL" : TextDatumGetCString(elements[i]);
	type = !holds_float8(table, texts[1]);
	ereport(
		ERROR,
		(errcode(type ? ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE
					  : ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
		 errmsg("column \"%s\" of table \"%s\" does not keep the weights that are written to it",
				texts[1], get_rel_name(table)),
		 errdetail(
			 "In %s it holds %s where %s was written; " INT64_FORMAT
			 " of the rows written differ.  %s",
			 texts[0], texts[3], texts[2], count,
			 type ? psprintf("The column is of type %s.",
							 format_type_be(get_atttype(table, get_attnum(table, texts[1]))))
				  : psprintf("Before they are changed fires trigger %s.", keeping_triggers(table))),
		 type ? errhint("Make it double precision: ALTER TABLE %s ALTER COLUMN %s TYPE double "
						"precision.",
						quote_identifier(get_rel_name(table)), quote_identifier(texts[1]))
			  : errhint("Let it pass the weight as it is while the survey is weighted, or disable "
						"it.")));
}

/* runs an UPDATE; how many rows it changed, all of which keep what was sent */
static uint64
update_compared(Oid table, const char *sql, const char *difference, int nargs, Oid *types,
				Datum *values)
{
	MemoryContext context = CurrentMemoryContext;
	bool isnull;
	int64 count;
	int64 differ;
	Datum words;
	int result;

	if (difference)
		sql = psprintf("WITH written AS (%s RETURNING %s AS words)"
					   " SELECT pg_catalog.count(*), pg_catalog.count(words),"
					   " pg_catalog.min(words) FROM written",
					   sql, difference);
	result = svy_execute_with_args(sql, nargs, types, values, NULL, false, 0);
	MemoryContextSwitchTo(context);
	if (result < 0)
		elog(ERROR, "rows cannot be written: %s", SPI_result_code_string(result));
	if (!difference)
		return result == SPI_OK_UPDATE ? SPI_processed : 0;
	count = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	differ = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	words = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3, &isnull);
	if (differ > 0)
		report_difference(table, DatumGetArrayTypeP(words), differ);
	SPI_freetuptable(SPI_tuptable);
	return count;
}

void
svy_rows_update(Oid table, const char *sql, const char *difference, int nargs, Oid *types,
				Datum *values, uint64 expected)
{
	uint64 changed = update_compared(table, sql, difference, nargs, types, values);
	char *triggers;

	if (changed == expected)
		return;
	triggers = keeping_triggers(table);
	ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
					errmsg("only " UINT64_FORMAT " of " UINT64_FORMAT
						   " rows of table \"%s\" took what was written to them",
						   changed, expected, get_rel_name(table)),
					*triggers ? errdetail("Before they are changed fires trigger %s.", triggers)
							  : errdetail("A rule or a row-level security policy kept the others "
										  "as they were."),
					errhint("Let it pass all rows while the survey is weighted, or disable it.")));
}
