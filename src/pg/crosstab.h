/*
 * crosstab.h
 *	  The SQL type crosstab_cells, for those who run the aggregate and read
 *	  its cells.
 */
#ifndef PG_CROSSTAB_H
#define PG_CROSSTAB_H

#include "postgres.h"
#include "fmgr.h"

#include "kernel/stats/crosstab.h"

typedef struct SvyCrosstab
{
	int32 vl_len_;
	int32 unused; /* keeps the sums on multiples of eight */
	Crosstab x;
} SvyCrosstab;

/* the state of a plan without respondents; errors out on a wrong plan */
extern SvyCrosstab *svy_crosstab_make(const int32 *words, int64 nwords);

/* errors out unless the value, which is not NULL, is finite */
extern void svy_crosstab_check_value(double value);

/* the same; names: the variables that it is of, in quotes, and whose it is, or NULL */
extern void svy_crosstab_check_named_value(double value, const char *names);

/* a crosstab_cells value, detoasted */
#define DatumGetSvyCrosstab(datum) ((SvyCrosstab *) PG_DETOAST_DATUM(datum))

#endif
