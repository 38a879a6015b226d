/*
 * row.h
 *	  A row of a set-returning function's result, put from left to right.
 */
#ifndef PG_ROW_H
#define PG_ROW_H

#include "postgres.h"
#include "fmgr.h"
#include "nodes/execnodes.h"

#define SVY_ROW_COLUMNS 32

typedef struct SvyRow
{
	ReturnSetInfo *result;
	int next;
	Datum values[SVY_ROW_COLUMNS];
	bool nulls[SVY_ROW_COLUMNS];
} SvyRow;

/* starts a materialised result, and an empty row of it */
extern void svy_row_begin(SvyRow *row, FunctionCallInfo fcinfo);

/* the next column; NULL and NaN become SQL's NULL */
extern void svy_row_text(SvyRow *row, const char *text);
extern void svy_row_json(SvyRow *row, const char *json); /* a column of type jsonb */
extern void svy_row_number(SvyRow *row, double number);
extern void svy_row_count(SvyRow *row, int64 count);

/* the row is complete: adds it to the result and begins another */
extern void svy_row_end(SvyRow *row);

#endif
