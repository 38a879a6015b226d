/*
 * storage.c
 *	  Where the rows of a table are kept.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "server/storage.h"

/* names of Citus: its catalogue of distributed tables, its access method */
#define DIST_PARTITION "pg_dist_partition"
#define COLUMNAR "columnar"

/* how Citus says that every server has a copy */
#define METHOD_NONE 'n'
#define MODEL_TWO_PHASE 't'

/* of one of its columns; 0 if that is not of the type that Citus gives it */
static AttrNumber
dist_column(Oid catalogue, const char *name, Oid type, Oid other)
{
	AttrNumber column = get_attnum(catalogue, name);
	Oid found = get_atttype(catalogue, column);

	return found == type || found == other ? column : 0;
}

static SvyStorage
dist_row(Relation catalogue, HeapTuple row, AttrNumber method, AttrNumber model)
{
	bool isnull[2];
	char values[] = {
		DatumGetChar(heap_getattr(row, method, RelationGetDescr(catalogue), &isnull[0])),
		DatumGetChar(heap_getattr(row, model, RelationGetDescr(catalogue), &isnull[1]))};

	return !isnull[0] && !isnull[1] && values[0] == METHOD_NONE && values[1] == MODEL_TWO_PHASE
			   ? SVY_STORAGE_REFERENCE
			   : SVY_STORAGE_DISTRIBUTED;
}

/*
 * Looked up in the catalogue of Citus where that is installed, so that nothing
 * of Citus need be there to build or to run.
 */
static SvyStorage
dist_storage(Oid table)
{
	Oid catalogue = get_relname_relid(DIST_PARTITION, PG_CATALOG_NAMESPACE);
	AttrNumber relation = dist_column(catalogue, "logicalrelid", REGCLASSOID, OIDOID);
	AttrNumber method = dist_column(catalogue, "partmethod", CHAROID, CHAROID);
	AttrNumber model = dist_column(catalogue, "repmodel", CHAROID, CHAROID);
	SvyStorage storage = SVY_STORAGE_LOCAL;
	ScanKeyData key;
	SysScanDesc scan;
	Relation opened;
	HeapTuple row;

	if (!OidIsValid(catalogue) || !relation || !method || !model)
		return SVY_STORAGE_LOCAL;
	opened = table_open(catalogue, AccessShareLock);
	ScanKeyInit(&key, relation, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(opened, InvalidOid, false, NULL, 1, &key);
	if ((row = systable_getnext(scan)) != NULL)
		storage = dist_row(opened, row, method, model);
	systable_endscan(scan);
	table_close(opened, AccessShareLock);
	return storage;
}

bool
svy_storage_is_columnar(Oid table)
{
	Oid method = get_table_am_oid(COLUMNAR, true);
	Relation relation;
	bool found;

	if (!OidIsValid(method))
		return false;
	relation = relation_open(table, AccessShareLock);
	found = relation->rd_rel->relam == method;
	relation_close(relation, AccessShareLock);
	return found;
}

SvyStorage
svy_storage(Oid table)
{
	char kind = get_rel_relkind(table);
	SvyStorage spread = dist_storage(table);

	if (kind == RELKIND_FOREIGN_TABLE)
		return SVY_STORAGE_FOREIGN;
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		return SVY_STORAGE_VIEW;
	if (spread != SVY_STORAGE_LOCAL)
		return spread;
	if (kind == RELKIND_PARTITIONED_TABLE ||
		(has_subclass(table) && find_inheritance_children(table, NoLock) != NIL))
		return SVY_STORAGE_PARTITIONED;
	return svy_storage_is_columnar(table) ? SVY_STORAGE_COLUMNAR : SVY_STORAGE_LOCAL;
}

bool
svy_storage_has_places(Oid table)
{
	ListCell *cell;

	foreach (cell, find_all_inheritors(table, NoLock, NULL))
	{
		SvyStorage storage = svy_storage(lfirst_oid(cell));

		if (storage != SVY_STORAGE_LOCAL && storage != SVY_STORAGE_PARTITIONED)
			return false;
	}
	return true;
}

const char *
svy_storage_words(SvyStorage storage)
{
	switch (storage)
	{
		case SVY_STORAGE_LOCAL:
			return "is a table of its own";
		case SVY_STORAGE_PARTITIONED:
			return "is partitioned or inherited from";
		case SVY_STORAGE_DISTRIBUTED:
			return "is distributed by Citus";
		case SVY_STORAGE_REFERENCE:
			return "is a reference table of Citus";
		case SVY_STORAGE_FOREIGN:
			return "is a foreign table";
		case SVY_STORAGE_COLUMNAR:
			return "is columnar, so that rows can only be added";
		case SVY_STORAGE_VIEW:
			return "is a view";
	}
	return "is unknown";
}
