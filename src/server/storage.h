/*
 * storage.h
 *	  Where the rows of a table are kept, which says how they can be known again.
 */
#ifndef SERVER_STORAGE_H
#define SERVER_STORAGE_H

#include "postgres.h"

typedef enum SvyStorage
{
	SVY_STORAGE_LOCAL,		 /* one table of this server */
	SVY_STORAGE_PARTITIONED, /* several: partitions, or tables that inherit */
	SVY_STORAGE_DISTRIBUTED, /* shards of Citus on several servers */
	SVY_STORAGE_REFERENCE,	 /* copies of Citus, one on every server */
	SVY_STORAGE_FOREIGN,
	SVY_STORAGE_COLUMNAR, /* rows are only added */
	SVY_STORAGE_VIEW
} SvyStorage;

/* of one table; its children are not looked at but for whether there are any */
extern SvyStorage svy_storage(Oid table);

/* whether rows of a table can only be added, wherever they are */
extern bool svy_storage_is_columnar(Oid table);

/* whether Citus keeps the rows elsewhere, so that places of rows repeat */
static inline bool
svy_storage_is_spread(SvyStorage storage)
{
	return storage == SVY_STORAGE_DISTRIBUTED || storage == SVY_STORAGE_REFERENCE;
}

/* whether rows have places here (ctid, and tableoid where there are parts), in all parts of the table */
extern bool svy_storage_has_places(Oid table);

/* "is a foreign table" */
extern const char *svy_storage_words(SvyStorage storage);

#endif
