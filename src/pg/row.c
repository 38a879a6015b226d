/*
 * row.c
 *	  The rows that functions return.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "pg/row.h"

/* enough for most rows */
#define FIRST_ROOM 512

/*
 * Where the columns of a minimal tuple with a bitmap of nulls begin.  The bitmap
 * has room for the columns that the caller puts, should the type have fewer.
 */
static Size
header_size(int natts)
{
	return MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(Max(natts, SVY_ROW_COLUMNS))) -
		   MINIMAL_TUPLE_OFFSET;
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

static void
row_array(SvyRow *row, Oid type, ArrayType *array)
{
	svy_row_bytes(row, type, VARDATA(array), VARSIZE(array) - VARHDRSZ);
	pfree(array);
}

void
svy_row_texts(SvyRow *row, int count, const char *const *texts)
{
	Datum *values = palloc_array(Datum, count + 1);

	for (int i = 0; i < count; i++)
		values[i] = CStringGetTextDatum(texts[i]);
	row_array(row, TEXTARRAYOID, construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
	pfree(values);
}

void
svy_row_numbers(SvyRow *row, int count, const double *numbers)
{
	Datum *values = palloc_array(Datum, count + 1);
	bool *nulls = palloc_array(bool, count + 1);
	int lower = 1;

	for (int i = 0; i < count; i++)
	{
		values[i] = Float8GetDatum(numbers[i]);
		nulls[i] = isnan(numbers[i]);
	}
	row_array(row, FLOAT8ARRAYOID,
			  construct_md_array(values, nulls, count > 0, &count, &lower, FLOAT8OID,
								 sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	pfree(values);
	pfree(nulls);
}

void
svy_row_end(SvyRow *row)
{
	HeapTupleData tuple;

	row->tuple->t_len = header_size(row->result->setDesc->natts) + row->used;
	/* the store copies what it keeps of a heap tuple, which is a minimal tuple */
	tuple.t_len = row->tuple->t_len + MINIMAL_TUPLE_OFFSET;
	tuple.t_data = (HeapTupleHeader) ((char *) row->tuple - MINIMAL_TUPLE_OFFSET);
	tuplestore_puttuple(row->result->setResult, &tuple);
	row->used = row->shared;
	row->next = row->shared_columns;
}

/* the arrays that a descriptor asks for: NULL where the caller has no column */
static void
widen(TupleDesc desc, int count, const Datum **values, const bool **nulls)
{
	Datum *wide_values = palloc0_array(Datum, desc->natts);
	bool *wide_nulls = palloc_array(bool, desc->natts);

	memset(wide_nulls, true, desc->natts);
	memcpy(wide_values, *values, count * sizeof(Datum));
	memcpy(wide_nulls, *nulls, count);
	*values = wide_values;
	*nulls = wide_nulls;
}

void
svy_row_put(ReturnSetInfo *result, int count, const Datum *values, const bool *nulls)
{
	if (result->setDesc->natts > count)
		widen(result->setDesc, count, &values, &nulls);
	tuplestore_putvalues(result->setResult, result->setDesc, unconstify(Datum *, values),
						 unconstify(bool *, nulls));
}

Datum
svy_row_datum(FunctionCallInfo fcinfo, int count, const Datum *values, const bool *nulls)
{
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (desc->natts > count)
		widen(desc, count, &values, &nulls);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), unconstify(Datum *, values),
											 unconstify(bool *, nulls)));
}
