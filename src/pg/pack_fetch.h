/*
 * pack_fetch.h
 *	  The columns of a segment of packed answers, as it is stored.
 */
#ifndef PG_PACK_FETCH_H
#define PG_PACK_FETCH_H

#include "postgres.h"

#include "kernel/pack/pack.h"
#include "pg/compat.h"

/* the error that says so */
extern void pg_attribute_noreturn() svy_pack_invalid(void);

/* sets where the bytes of some columns are, read into the current context: slices tell where in data */
extern void svy_pack_fetch(Datum data, int ncolumns, PackColumn *columns, const PackSlice *slices);

#endif
