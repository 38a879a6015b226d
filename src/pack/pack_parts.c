/*
 * pack_parts.c
 *	  Packs of partitions: each partition has its own, so that a new wave is
 *packed alone, and they are read as one.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "pack/pack.h"
#include "server/storage.h"

static PackedTable *
make_table(const Survey *survey, Oid oid, bool partition)
{
	PackedTable *table = palloc0_object(PackedTable);

	*table = (PackedTable){.survey = survey, .oid = oid, .partition = partition};
	table->sql = partition ? quote_qualified_identifier(get_namespace_name(get_rel_namespace(oid)),
														get_rel_name(oid))
						   : survey->answers_sql;
	return table;
}

List *
svy_pack_tables(const Survey *survey)
{
	List *tables = NIL;
	ListCell *cell;

	if (get_rel_relkind(survey->answers) != RELKIND_PARTITIONED_TABLE)
		return list_make1(make_table(survey, survey->answers, false));
	foreach (cell, find_all_inheritors(survey->answers, AccessShareLock, NULL))
		if (get_rel_relkind(lfirst_oid(cell)) != RELKIND_PARTITIONED_TABLE)
			tables = lappend(tables, make_table(survey, lfirst_oid(cell), true));
	return tables;
}

const char *
svy_pack_unwatchable(Relation answers, bool partition)
{
	SvyStorage storage;

	switch (answers->rd_rel->relkind)
	{
		case RELKIND_RELATION:
			break;
		case RELKIND_PARTITIONED_TABLE:
			return "it has no partition that can be";
		case RELKIND_FOREIGN_TABLE:
			return "it is a foreign table";
		default:
			return "it is a view";
	}
	storage = svy_storage(RelationGetRelid(answers));
	if (svy_storage_is_columnar(RelationGetRelid(answers)))
		storage = SVY_STORAGE_COLUMNAR;
	if (svy_storage_is_spread(storage) || storage == SVY_STORAGE_COLUMNAR)
		return psprintf("it %s", svy_storage_words(storage));
	if (answers->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		return "it is temporary";
	if (answers->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED)
		return "it is unlogged, so a crash empties it";
	if (partition)
		return NULL;
	if (has_superclass(RelationGetRelid(answers)))
		return "it is a partition or inherits, so rows can come through another "
			   "table";
	if (find_inheritance_children(RelationGetRelid(answers), NoLock) != NIL)
		return "other tables inherit from it";
	return NULL;
}

/*
 * What packs have in common
 */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* a column may be unusable in some, and is so in all of them then */
static bool
same_columns(const Pack *a, const Pack *b)
{
	if (a->ncolumns != b->ncolumns)
		return false;
	for (int i = 0; i < a->ncolumns; i++)
		if (a->expressions[i] && b->expressions[i] &&
			strcmp(a->expressions[i], b->expressions[i]) != 0)
			return false;
	return true;
}

static void
begin_merge(Pack *all, const Pack *part)
{
	all->ncolumns = part->ncolumns;
	all->expressions = palloc_array(char *, part->ncolumns + 1);
	memcpy(all->expressions, part->expressions, part->ncolumns * sizeof(char *));
	all->design = part->design;
	all->weight = part->weight;
	all->left_out = part->left_out;
}

static void
add_part(Pack *all, const Pack *part)
{
	for (int i = 0; i < all->ncolumns; i++)
		if (part->expressions[i] == NULL)
			all->expressions[i] = NULL;
	if (!same_text(all->design, part->design))
		all->design = NULL;
	if (!same_text(all->weight, part->weight))
		all->weight = NULL;
	all->respondents += part->respondents;
	all->segments += part->segments;
	all->bytes += part->bytes;
	all->runs += part->runs;
	all->unweighted += part->unweighted;
}

/* rests are read where a pack is missing, stale, or has other columns than the
 * first that is read */
void
svy_pack_merge(Pack *all)
{
	const char *reason = NULL;
	bool rest = false;
	ListCell *cell;

	foreach (cell, all->parts)
	{
		Pack *part = lfirst(cell);
		bool read = part->reason == NULL || part->appended;

		if (read && all->expressions == NULL)
			begin_merge(all, part);
		else if (read && !same_columns(all, part))
		{
			part->reason = "the partition was packed by another codebook";
			part->appended = read = false;
		}
		all->exists |= part->exists;
		if (part->exists)
			all->packed_at = Max(all->packed_at, part->packed_at);
		rest |= part->reason != NULL;
		if (read)
			add_part(all, part);
		else if (part->exists && reason == NULL)
			reason = part->reason;
	}
	if (all->expressions == NULL)
		all->reason = reason ? reason : all->reason;
	else
		all->reason = rest ? SVY_PACK_PARTS : NULL;
	all->appended = all->expressions != NULL && rest;
	if (all->exists && all->expressions == NULL)
		begin_merge(all, &(Pack){.expressions = palloc0_array(char *, 1),
								 .left_out = PointerGetDatum(construct_empty_array(TEXTOID))});
}
