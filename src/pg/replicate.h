/*
 * replicate.h
 *	  replicate_summary as a PostgreSQL value.
 */
#ifndef PG_REPLICATE_H
#define PG_REPLICATE_H

#include "utils/array.h"

#include "pg/svy.h"
#include "kernel/stats/repsum.h"

/* an argument that is only read */
#define SVY_GETARG_REPSUM(n) ((RepSum *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* a copy, to be changed */
extern RepSum *svy_repsum_duplicate(const RepSum *s);

/*
 * The one reader of a respondent's replicate weights: a float8[] without NULLs,
 * as many as the others have where their number is known (not 0).  What they
 * must be beyond that is checked after: finite.
 */
extern const double *svy_replicate_array_values(ArrayType *array, int32 expected, int32 *count);
extern void svy_check_replicate_weights(const double *weights, int32 count);

/* adds a state of the same kind, or errors out */
extern void svy_repsum_merge(RepSum *into, const RepSum *from);

/* the rank of a sketch of replicate weights, which it destroys; takes interrupts */
extern int32 svy_sketch_rank(double *sketch, int32 columns);

#endif
