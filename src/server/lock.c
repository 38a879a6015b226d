/*
 * lock.c
 *	  Locks on the tables of answers, and what is seen once they are held.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/parallel.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "server/lock.h"
#include "server/statement.h"
#include "server/storage.h"

/* the modes that functions by name use, for Citus */
static const char *
mode_words(LOCKMODE mode)
{
	return mode == RowExclusiveLock			  ? "ROW EXCLUSIVE"
		   : mode == ShareUpdateExclusiveLock ? "SHARE UPDATE EXCLUSIVE"
		   : mode == ShareRowExclusiveLock	  ? "SHARE ROW EXCLUSIVE"
											  : "ACCESS EXCLUSIVE";
}

/*
 * What reads all shards at once keeps Citus from commands on views and tables in
 * the same transaction; who locks a table so comes to those.
 */
static void
read_shards_in_turn(void)
{
	static const char option[] = "citus.multi_shard_modify_mode";

	if (GetConfigOption(option, true, false) != NULL)
		(void) set_config_option(option, "sequential", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL,
								 true, 0, false);
}

void
svy_relation_lock(Oid relation, LOCKMODE mode)
{
	LockRelationOid(relation, mode);
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)))
		return;
	if (has_subclass(relation))
		(void) find_all_inheritors(relation, mode, NULL);
	if (mode <= AccessShareLock || !svy_storage_is_spread(svy_storage(relation)))
		return;
	if (mode == AccessExclusiveLock)
		read_shards_in_turn();
	/* the command reaches the shards */
	svy_statement_run(
		psprintf("LOCK TABLE %s IN %s MODE",
				 quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
											get_rel_name(relation)),
				 mode_words(mode)),
		SPI_OK_UTILITY);
}

/* the file that the active snapshot has for a relation; InvalidOid if it shows none */
static Oid
file_seen(Oid relation)
{
	static SvyStatement by_number = {.sql = "SELECT c.relfilenode FROM pg_catalog.pg_class c"
											" WHERE c.oid OPERATOR(pg_catalog.=) $1",
									 .nparameters = 1,
									 .types = {OIDOID}};
	Datum number = ObjectIdGetDatum(relation);
	bool isnull;

	if (svy_statement_select(&by_number, &number, true) == 0)
		return InvalidOid;
	return DatumGetObjectId(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

static bool
is_younger(Oid relation, bool certain)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	TransactionId writer;
	Oid file;
	bool younger;

	if (!HeapTupleIsValid(tuple))
		return true;
	/* who empties a table or writes it anew gives it another file, and so writes its row anew */
	writer = HeapTupleHeaderGetXmin(tuple->t_data);
	file = ((Form_pg_class) GETSTRUCT(tuple))->relfilenode;
	younger = !TransactionIdIsCurrentTransactionId(writer) &&
			  XidInMVCCSnapshot(writer, GetActiveSnapshot());
	ReleaseSysCache(tuple);
	return younger && (!certain || file_seen(relation) != file);
}

bool
svy_relation_younger(Oid relation, bool certain)
{
	ListCell *cell;

	if (is_younger(relation, certain))
		return true;
	if (!has_subclass(relation))
		return false;
	foreach (cell, find_all_inheritors(relation, NoLock, NULL))
		if (is_younger(lfirst_oid(cell), certain))
			return true;
	return false;
}

/*
 * The snapshot goes with the memory of the SPI procedure, so that every way out
 * of a function takes it along.  After an error it may lie below others, which
 * the abort of the (sub)transaction removes with it.
 */
static void
leave_snapshot(void *snapshot)
{
	if (ActiveSnapshotSet() && GetActiveSnapshot() == (Snapshot) snapshot)
		PopActiveSnapshot();
}

bool
svy_snapshot_renew(void)
{
	MemoryContextCallback *leaving;

	if (IsolationUsesXactSnapshot() || IsInParallelMode())
		return false;
	Assert(strcmp(CurrentMemoryContext->name, "SPI Proc") == 0);
	leaving = palloc0_object(MemoryContextCallback);
	PushActiveSnapshot(GetLatestSnapshot());
	leaving->func = leave_snapshot;
	leaving->arg = GetActiveSnapshot();
	MemoryContextRegisterResetCallback(CurrentMemoryContext, leaving);
	return true;
}
