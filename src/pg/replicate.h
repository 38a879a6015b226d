/*
 * replicate.h
 *	  replicate_summary as a PostgreSQL value.
 */
#ifndef PG_REPLICATE_H
#define PG_REPLICATE_H

#include "pg/svy.h"
#include "kernel/stats/repsum.h"

/* an argument that is only read */
#define SVY_GETARG_REPSUM(n) ((RepSum *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* a copy, to be changed */
extern RepSum *svy_repsum_duplicate(const RepSum *s);

/* adds a state of the same kind, or errors out */
extern void svy_repsum_merge(RepSum *into, const RepSum *from);

#endif
