/*
 * pack_buffer.c
 *	  Rows that wait in memory until they are packed.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "pack/pack_buffer.h"

/* rows wait in memory of about this size, or in that of maintenance if it is more */
#define BUFFER_BYTES (64 * 1024 * 1024)

/* places are four bytes, with room for one segment more */
#define MOST_ROWS (1024 * 1024 * 1024)

/* not worth to be sorted */
#define FEW_ROWS 2048

static Size
row_size(int ncolumns, const bool *number, int weight)
{
	Size size = weight >= 0 ? 2 * sizeof(uint32) : 0;

	for (int i = 0; i < ncolumns; i++)
		size += number[i] ? sizeof(double) : sizeof(int8);
	return Max(size, 1);
}

/* the most rows that fit, in whole segments, and one segment or those that wait in any case */
static int
most_rows(const PackBuffer *buffer)
{
	Size memory = Max(BUFFER_BYTES, (Size) maintenance_work_mem * 1024);
	int64 segments = Min(memory / buffer->row_size, MOST_ROWS) / buffer->segment;

	return (int) Max(segments, buffer->n / buffer->segment + 1) * buffer->segment;
}

static void *
resize(const PackBuffer *buffer, void *rows, Size size)
{
	size *= (Size) buffer->room;
	return rows ? repalloc_huge(rows, size)
				: MemoryContextAllocHuge(GetMemoryChunkContext((void *) buffer), size);
}

void
svy_pack_buffer_grow(PackBuffer *buffer)
{
	buffer->room = (int) Min(2 * (int64) buffer->room, buffer->most);
	for (int i = 0; i < buffer->ncolumns; i++)
	{
		PackBufferColumn *c = &buffer->columns[i];

		if (c->kind == PACK_BUFFER_NUMBERS)
			c->numbers = resize(buffer, c->numbers, sizeof(double));
		else if (c->kind == PACK_BUFFER_WIDE)
			c->wide = resize(buffer, c->wide, sizeof(int32));
		else
			c->narrow = resize(buffer, c->narrow, sizeof(int8));
	}
	if (buffer->weight >= 0)
	{
		buffer->order = resize(buffer, buffer->order, sizeof(uint32));
		buffer->scratch = resize(buffer, buffer->scratch, sizeof(uint32));
	}
}

PackBuffer *
svy_pack_buffer_make(int ncolumns, const bool *number, int weight)
{
	PackBuffer *buffer = palloc0(sizeof(PackBuffer));

	buffer->ncolumns = ncolumns;
	buffer->weight = weight;
	buffer->row_size = row_size(ncolumns, number, weight);
	buffer->segment =
		(int) Min(Max(BUFFER_BYTES / buffer->row_size / PACK_BLOCK, 1) * PACK_BLOCK, PACK_SEGMENT);
	buffer->most = weight < 0 ? buffer->segment : most_rows(buffer);
	buffer->columns = palloc0_array(PackBufferColumn, ncolumns + 1);
	for (int i = 0; i < ncolumns; i++)
		buffer->columns[i].kind = number[i] ? PACK_BUFFER_NUMBERS : PACK_BUFFER_NARROW;
	buffer->room = PACK_BLOCK / 2;
	svy_pack_buffer_grow(buffer);
	return buffer;
}

static inline int32
narrow_code(int8 narrow)
{
	return narrow == PACK_BUFFER_NULL ? PACK_NULL : narrow;
}

void
svy_pack_buffer_widen(PackBuffer *buffer, PackBufferColumn *column)
{
	column->kind = PACK_BUFFER_WIDE;
	column->wide = resize(buffer, NULL, sizeof(int32));
	for (int i = 0; i < buffer->n; i++)
		column->wide[i] = narrow_code(column->narrow[i]);
	pfree(column->narrow);
	column->narrow = NULL;
	buffer->row_size += sizeof(int32) - sizeof(int8);
	if (buffer->weight >= 0)
		buffer->most = most_rows(buffer);
}

void
svy_pack_buffer_sort(PackBuffer *buffer, int from, int count)
{
	bool sorted = count >= FEW_ROWS;

	if (buffer->weight < 0)
		return;
	if (sorted)
		pack_order(buffer->columns[buffer->weight].numbers + from, (uint32) count,
				   buffer->order + from, buffer->scratch);
	for (int i = from; i < from + count; i++)
		buffer->order[i] = sorted ? buffer->order[i] + from : i;
}

/* rows that go to each place are few streams, of which each is written one after another */
#define MOVE_ROWS(type, column)                                                                    \
	do                                                                                             \
	{                                                                                              \
		type *moved = resize(buffer, NULL, sizeof(type));                                          \
		for (int row = 0; row < buffer->n; row++)                                                  \
			moved[place[row]] = (column)[row];                                                     \
		pfree(column);                                                                             \
		(column) = moved;                                                                          \
	} while (0)

void
svy_pack_buffer_arrange(PackBuffer *buffer)
{
	uint32 *place = buffer->scratch;

	if (buffer->weight < 0)
		return;
	for (int i = 0; i < buffer->n; i++)
		place[buffer->order[i]] = (uint32) i;
	for (int i = 0; i < buffer->ncolumns; i++)
	{
		PackBufferColumn *c = &buffer->columns[i];

		CHECK_FOR_INTERRUPTS();
		if (c->kind == PACK_BUFFER_NUMBERS)
			MOVE_ROWS(double, c->numbers);
		else if (c->kind == PACK_BUFFER_WIDE)
			MOVE_ROWS(int32, c->wide);
		else
			MOVE_ROWS(int8, c->narrow);
	}
}

bool
svy_pack_buffer_alike(const PackBuffer *buffer, int from, int count)
{
	const double *weights = buffer->weight >= 0 ? buffer->columns[buffer->weight].numbers : NULL;
	int changes = 0;

	for (int i = from + 1; weights && i < from + count; i++)
	{
		double one = weights[i - 1];
		double next = weights[i];

		changes += one != next && !(isnan(one) && isnan(next));
	}
	return changes < count / PACK_RUN_RESPONDENTS;
}

size_t
svy_pack_buffer_write(const PackBuffer *buffer, int column, int from, int count, bool planes,
					  int32 *codes, PackColumn *packed, uint8 *space)
{
	const PackBufferColumn *c = &buffer->columns[column];

	if (c->kind == PACK_BUFFER_NUMBERS)
		return pack_doubles(c->numbers + from, count, packed, space);
	for (int i = 0; c->kind == PACK_BUFFER_NARROW && i < count; i++)
		codes[i] = narrow_code(c->narrow[from + i]);
	if (c->kind == PACK_BUFFER_WIDE)
		codes = c->wide + from;
	return planes ? pack_planes(codes, count, packed, space)
				  : pack_codes(codes, count, packed, space);
}
