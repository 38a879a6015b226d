/*
 * lock.h
 *	  Locks on the tables of answers, and what is seen once they are held.
 */
#ifndef SERVER_LOCK_H
#define SERVER_LOCK_H

#include "postgres.h"
#include "storage/lockdefs.h"

/*
 * Locks a relation and, if it has any, its children in the order of their
 * numbers, as the server does; of a table of Citus its shards too.  It may be
 * gone when the lock is held.  SPI must be connected.
 */
extern void svy_relation_lock(Oid relation, LOCKMODE mode);

/*
 * Whether rows may be missing from what the active snapshot shows of a relation
 * that is locked: it, or a child of it, was emptied or written anew after the
 * snapshot was taken.  "certain": whether it was, not whether it may have been.
 */
extern bool svy_relation_younger(Oid relation, bool certain);

/*
 * Makes what is committed now the active snapshot until SPI_finish: for who
 * waited for a lock, and would see the past of a table that was locked since.
 * CurrentMemoryContext must be that of SPI_connect.  False where the transaction
 * keeps its snapshot, or a parallel plan runs.
 */
extern bool svy_snapshot_renew(void);

#endif
