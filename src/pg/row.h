/*
 * row.h
 *	  The rows that functions return.
 *
 * Their types are composite types with names, which a version of the extension's
 * SQL can give further attributes while views of users hang on them.  So the
 * type may have more attributes than this library knows, which are NULL then, or
 * fewer, which takes the columns beyond them off.
 *
 * A row that is put from left to right: the tuple is written as its columns come: arrays of datums would be measured
 * and copied column by column, which takes longer than the statistics of a cell.
 */
#ifndef PG_ROW_H
#define PG_ROW_H

#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/execnodes.h"

typedef struct SvyRow
{
	ReturnSetInfo *result;
	MinimalTuple tuple; /* in the making */
	char *data;			/* its columns */
	Size used;
	Size room;
	int next; /* column */

	/* how far rows begin as the one before */
	Size shared;
	int shared_columns;
} SvyRow;

/* starts a materialised result, and an empty row of it */
extern void svy_row_begin(SvyRow *row, FunctionCallInfo fcinfo);

/* the row is complete: adds it to the result and begins another */
extern void svy_row_end(SvyRow *row);

/* makes room for so many bytes of data */
extern void svy_row_grow(SvyRow *row, Size room);

/* as many columns as are put into a row, or more */
#define SVY_ROW_COLUMNS 64

/* padding is cleared eight bytes at a time */
#define SVY_ROW_SLACK 8

/* where the next column goes, which is not NULL */
static inline char *
svy_row_place(SvyRow *row, Oid type, Size align, Size size)
{
	Size at = TYPEALIGN(align, row->used);

	Assert(row->next < SVY_ROW_COLUMNS);
	Assert(row->next >= row->result->setDesc->natts ||
		   TupleDescAttr(row->result->setDesc, row->next)->atttypid == type);
	if (at + size + SVY_ROW_SLACK > row->room)
		svy_row_grow(row, at + size + SVY_ROW_SLACK);
	memset(row->data + row->used, 0, SVY_ROW_SLACK);
	row->tuple->t_bits[row->next / 8] |= 1 << row->next % 8;
	row->next++;
	row->used = at + size;
	return row->data + at;
}

/* a varlena of these bytes, as the server stores it: with a short header where that is enough */
static inline void
svy_row_bytes(SvyRow *row, Oid type, const char *bytes, Size length)
{
	char *place;

	if (length + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		place = svy_row_place(row, type, 1, length + VARHDRSZ_SHORT);
		SET_VARSIZE_SHORT(place, length + VARHDRSZ_SHORT);
		memcpy(place + VARHDRSZ_SHORT, bytes, length);
		return;
	}
	place = svy_row_place(row, type, ALIGNOF_INT, length + VARHDRSZ);
	SET_VARSIZE(place, length + VARHDRSZ);
	memcpy(place + VARHDRSZ, bytes, length);
}

/* the next column; a null pointer and NaN become SQL's NULL */
static inline void
svy_row_null(SvyRow *row)
{
	row->tuple->t_bits[row->next / 8] &= ~(1 << row->next % 8);
	row->next++;
}

static inline void
svy_row_text(SvyRow *row, const char *text)
{
	if (text)
		svy_row_bytes(row, TEXTOID, text, strlen(text));
	else
		svy_row_null(row);
}

static inline void
svy_row_number(SvyRow *row, double number)
{
	if (isnan(number))
		svy_row_null(row);
	else
		memcpy(svy_row_place(row, FLOAT8OID, ALIGNOF_DOUBLE, sizeof(double)), &number,
			   sizeof(double));
}

static inline void
svy_row_count(SvyRow *row, int64 count)
{
	memcpy(svy_row_place(row, INT8OID, ALIGNOF_DOUBLE, sizeof(int64)), &count, sizeof(int64));
}

static inline void
svy_row_code(SvyRow *row, int32 code)
{
	memcpy(svy_row_place(row, INT4OID, ALIGNOF_INT, sizeof(int32)), &code, sizeof(int32));
}

static inline void
svy_row_boolean(SvyRow *row, bool value)
{
	*svy_row_place(row, BOOLOID, 1, 1) = value;
}

/* the next rows begin with the columns that were put so far, until svy_row_share_nothing */
static inline void
svy_row_share(SvyRow *row)
{
	row->shared = row->used;
	row->shared_columns = row->next;
}

/* between rows: the next one begins with its first column */
static inline void
svy_row_share_nothing(SvyRow *row)
{
	row->used = row->shared = 0;
	row->next = row->shared_columns = 0;
}

/* a column of type jsonb */
extern void svy_row_json(SvyRow *row, const char *json);

/* a column of an array type: texts, or numbers (NaN becomes a NULL among them) */
extern void svy_row_texts(SvyRow *row, int count, const char *const *texts);
extern void svy_row_numbers(SvyRow *row, int count, const double *numbers);

/* adds a row of so many columns to a materialised result */
extern void svy_row_put(ReturnSetInfo *result, int count, const Datum *values, const bool *nulls);

/* the same as what a function returns that has one row, made in the current memory context */
extern Datum svy_row_datum(FunctionCallInfo fcinfo, int count, const Datum *values,
						   const bool *nulls);

#endif
