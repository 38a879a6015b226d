/*
 * answer_row.h
 *	  A row of the answers, as the executor hands it over, and the columns in it.
 *
 * Where all that is read are columns as they are stored, a statement selects
 * whole rows: the executor then neither takes them apart nor copies what it
 * takes, and columns are found in the row itself.  Else they are those of the
 * SELECT list.
 */
#ifndef SOURCE_ANSWER_ROW_H
#define SOURCE_ANSWER_ROW_H

#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "tcop/dest.h"
#include "utils/builtins.h"

#include "pg/crosstab.h"
#include "source/crosstab_count.h"

typedef struct AnswerColumn
{
	int attribute; /* from 0; -1: there is none, and what follows must not be asked */
	Oid type;
	Size offset; /* in rows of fixed columns */
} AnswerColumn;

typedef struct AnswerRow
{
	int ncolumns;
	AnswerColumn *columns; /* in the order in which they are read */

	/* whole rows */
	bool whole;
	int attributes;				/* the last that they need */
	const TupleTableSlot *slot; /* whose rows these are */
	bool fixed;					/* columns are at their offsets in rows without NULL */
} AnswerRow;

/* a receiver of rows; what it makes of them follows it in a larger struct */
typedef struct AnswerReceiver
{
	DestReceiver receiver;
	AnswerRow row;
} AnswerReceiver;

/* one that hands each row over; its columns are those of the SELECT list unless they are whole rows' */
extern AnswerReceiver svy_answer_receiver(bool (*receive)(TupleTableSlot *, DestReceiver *));

/*
 * Whole rows for a plan: its codes, its numbers, its weight, then more columns,
 * which the caller sets.  False if something is computed or a column was dropped.
 */
extern bool svy_answer_row_whole(AnswerRow *row, const CrosstabPlan *plan, int more);

/*
 * What the functions below find columns in: the bytes of a whole row, each column
 * at its offset, or NULL, and the slot has them.
 */
extern const char *svy_answer_row_open(AnswerRow *row, TupleTableSlot *slot);

static pg_attribute_always_inline bool
svy_answered_null(const AnswerColumn *column, const TupleTableSlot *slot, const char *bytes)
{
	return bytes == NULL && slot->tts_isnull[column->attribute];
}

/* a code of one of the types of CrosstabPlan.raw; CROSSTAB_NULL where there is none */
static pg_attribute_always_inline int32
svy_answered_code(const AnswerColumn *column, const TupleTableSlot *slot, const char *bytes)
{
	if (svy_answered_null(column, slot, bytes))
		return CROSSTAB_NULL;
	if (bytes == NULL)
		return svy_crosstab_code(column->type, slot->tts_values[column->attribute]);
	bytes += column->offset;
	switch (column->type)
	{
		case INT2OID:
			return *(const int16 *) bytes;
		case BOOLOID:
			return *(const bool *) bytes;
		default:
			return svy_answer_code(*(const int32 *) bytes);
	}
}

/* a whole number, which is not NULL */
static pg_attribute_always_inline int64
svy_answered_integer(const AnswerColumn *column, const TupleTableSlot *slot, const char *bytes)
{
	Datum value = bytes ? (Datum) 0 : slot->tts_values[column->attribute];

	switch (column->type)
	{
		case INT2OID:
			return bytes ? *(const int16 *) (bytes + column->offset) : DatumGetInt16(value);
		case INT4OID:
			return bytes ? *(const int32 *) (bytes + column->offset) : DatumGetInt32(value);
		default:
			return bytes ? *(const int64 *) (bytes + column->offset) : DatumGetInt64(value);
	}
}

/* any number, which is not NULL */
static pg_attribute_always_inline double
svy_answered_number(const AnswerColumn *column, const TupleTableSlot *slot, const char *bytes)
{
	Datum value = bytes ? (Datum) 0 : slot->tts_values[column->attribute];

	switch (column->type)
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return (double) svy_answered_integer(column, slot, bytes);
		case FLOAT4OID:
			return bytes ? *(const float4 *) (bytes + column->offset) : DatumGetFloat4(value);
		case NUMERICOID: /* not of fixed length */
			return DatumGetFloat8(DirectFunctionCall1(numeric_float8, value));
		default:
			return bytes ? *(const float8 *) (bytes + column->offset) : DatumGetFloat8(value);
	}
}

/* of the plan's number k, which is NaN or infinite: NaN where the weight is 0, else an error that names it */
extern double svy_answer_not_finite(const CrosstabPlan *plan, int k, double number, double weight);

/* a number of a question, the plan's k; NaN where there is none */
static pg_attribute_always_inline double
svy_answered_value(const CrosstabPlan *plan, int k, const AnswerColumn *column,
				   const TupleTableSlot *slot, const char *bytes, double weight)
{
	double number;

	if (svy_answered_null(column, slot, bytes))
		return NAN;
	number = svy_answered_number(column, slot, bytes);
	return likely(isfinite(number)) ? number : svy_answer_not_finite(plan, k, number, weight);
}

#endif
