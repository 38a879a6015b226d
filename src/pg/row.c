/*
 * row.c
 *	  A row of a set-returning function's result, put from left to right.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "pg/row.h"

/* enough for most rows */
#define FIRST_ROOM 512

/* where the columns of a minimal tuple with a bitmap of nulls begin */
static Size
header_size(int natts)
{
	return MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(natts)) - MINIMAL_TUPLE_OFFSET;
}

void
svy_row_begin(SvyRow *row, FunctionCallInfo fcinfo)
{
	int natts;
	Size header;

	InitMaterializedSRF(fcinfo, 0);
	row->result = (ReturnSetInfo *) fcinfo->resultinfo;
	natts = row->result->setDesc->natts;
	header = header_size(natts);
	row->room = FIRST_ROOM;
	row->tuple = palloc0(header + row->room);
	row->tuple->t_infomask = HEAP_HASNULL | HEAP_HASVARWIDTH;
	row->tuple->t_infomask2 = natts;
	row->tuple->t_hoff = header + MINIMAL_TUPLE_OFFSET;
	row->data = (char *) row->tuple + header;
	svy_row_share_nothing(row);
}

void
svy_row_grow(SvyRow *row, Size room)
{
	Size header = header_size(row->result->setDesc->natts);

	row->room = Max(room, 2 * row->room);
	row->tuple = repalloc(row->tuple, header + row->room);
	row->data = (char *) row->tuple + header;
}

void
svy_row_json(SvyRow *row, const char *json)
{
	Jsonb *value = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json)));

	svy_row_bytes(row, JSONBOID, VARDATA(value), VARSIZE(value) - VARHDRSZ);
}

void
svy_row_end(SvyRow *row)
{
	HeapTupleData tuple;

	Assert(row->next == row->result->setDesc->natts);
	row->tuple->t_len = header_size(row->result->setDesc->natts) + row->used;
	/* the store copies what it keeps of a heap tuple, which is a minimal tuple */
	tuple.t_len = row->tuple->t_len + MINIMAL_TUPLE_OFFSET;
	tuple.t_data = (HeapTupleHeader) ((char *) row->tuple - MINIMAL_TUPLE_OFFSET);
	tuplestore_puttuple(row->result->setResult, &tuple);
	row->used = row->shared;
	row->next = row->shared_columns;
}
