/*
 * pack_buffer.h
 *	  Rows that wait in memory until they are packed, a column after the other.
 *
 * Codes take a byte where they fit.  Where the order of the rows is free, those
 * of one weight are brought together: the more rows wait, the longer are the runs
 * that cross tables count at once.
 */
#ifndef PACK_PACK_BUFFER_H
#define PACK_PACK_BUFFER_H

#include "postgres.h"

#include "kernel/pack/pack.h"

/* a code that is none, in a byte; all smaller ones do not fit either */
#define PACK_BUFFER_NULL PG_INT8_MIN

/* codes are narrow until one does not fit a byte */
typedef enum PackBufferKind
{
	PACK_BUFFER_NUMBERS,
	PACK_BUFFER_NARROW,
	PACK_BUFFER_WIDE
} PackBufferKind;

/* of the three, the one of its kind */
typedef struct PackBufferColumn
{
	PackBufferKind kind;
	int8 *narrow;
	int32 *wide;
	double *numbers;
} PackBufferColumn;

typedef struct PackBuffer
{
	int ncolumns;
	PackBufferColumn *columns;
	int segment; /* most rows of a segment */
	int most;	 /* rows that may wait, a multiple of that */
	int room;	 /* for rows, at present */
	int n;
	Size row_size;
	int weight;	   /* the column by which rows are sorted; -1: they stay as they come */
	uint32 *order; /* by place: the row, until they are arranged */
	uint32 *scratch;
} PackBuffer;

/* for columns that are numbers or codes */
extern PackBuffer *svy_pack_buffer_make(int ncolumns, const bool *number, int weight);

/* makes room for more rows, when all of it is taken */
extern void svy_pack_buffer_grow(PackBuffer *buffer);

/* makes a column of codes wide */
extern void svy_pack_buffer_widen(PackBuffer *buffer, PackBufferColumn *column);

static inline void
svy_pack_buffer_code(PackBuffer *buffer, int column, int32 code)
{
	PackBufferColumn *c = &buffer->columns[column];

	if (c->narrow && code == PACK_NULL)
		c->narrow[buffer->n] = PACK_BUFFER_NULL;
	else if (c->narrow && code > PACK_BUFFER_NULL && code <= PG_INT8_MAX)
		c->narrow[buffer->n] = (int8) code;
	else
	{
		if (c->narrow)
			svy_pack_buffer_widen(buffer, c);
		c->wide[buffer->n] = code;
	}
}

static inline void
svy_pack_buffer_number(PackBuffer *buffer, int column, double number)
{
	buffer->columns[column].numbers[buffer->n] = number;
}

/* brings those of one weight together among some rows; to be called for all before they are written */
extern void svy_pack_buffer_sort(PackBuffer *buffer, int from, int count);

/* puts all rows in that order */
extern void svy_pack_buffer_arrange(PackBuffer *buffer);

/* whether few different weights follow each other in some rows, so that they are counted by bitmaps */
extern bool svy_pack_buffer_alike(const PackBuffer *buffer, int from, int count);

/*
 * Writes a column of rows from .. from + count - 1 as they are packed, codes in
 * planes if they are to be; codes has room for as many.  Returns the bytes written.
 */
extern size_t svy_pack_buffer_write(const PackBuffer *buffer, int column, int from, int count,
									bool planes, int32 *codes, PackColumn *packed, uint8 *space);

#endif
