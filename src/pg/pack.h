/*
 * pack.h
 *	  Counting packed answers, for those who have them in memory.
 */
#ifndef PG_PACK_H
#define PG_PACK_H

#include "postgres.h"

#include "kernel/pack.h"

/* pack_count in working memory that is kept for the next time; errors out on bad weights */
extern void svy_pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n);

#endif
