/*
 * crosstab.c
 *	  The aggregate and type crosstab_cells: the cells of a whole banner,
 *	  counted in one pass.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "pg/crosstab.h"
#include "pg/row.h"
#include "pg/svy.h"

#define CROSSTAB_BODY offsetof(SvyCrosstab, x)

static void
pg_attribute_noreturn() bad_plan(SvyStatus status)
{
	if (status == SVY_LIMIT)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("crosstab has too many cells"),
				 errdetail("At most %d cells can be counted in one pass.", CROSSTAB_MAX_CELLS),
				 errhint("Ask for fewer variables at a time.")));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid crosstab plan"),
					errhint("Plans are made by survey_crosstab.")));
}

SvyCrosstab *
svy_crosstab_make(const int32 *words, int64 nwords)
{
	void *workspace = palloc(crosstab_workspace(nwords));
	size_t size;
	SvyStatus status = crosstab_shape(words, nwords, workspace, &size);
	SvyCrosstab *state;

	if (status == SVY_OK && !AllocSizeIsValid(CROSSTAB_BODY + size))
		status = SVY_LIMIT;
	if (status != SVY_OK)
		bad_plan(status);
	state = palloc(CROSSTAB_BODY + size);
	SET_VARSIZE(state, CROSSTAB_BODY + size);
	state->unused = 0;
	crosstab_init(&state->x, words, workspace);
	pfree(workspace);
	return state;
}

/* the data of a one-dimensional array (or an empty one) of a fixed-length type */
static ArrayType *
array_argument(Datum datum, Oid element, const char *what, int *length)
{
	ArrayType *array = DatumGetArrayTypeP(datum);

	if (ARR_NDIM(array) > 1 || ARR_ELEMTYPE(array) != element)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("crosstab %s must be a one-dimensional array", what)));
	*length = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	return array;
}

static SvyCrosstab *
start(FunctionCallInfo fcinfo)
{
	ArrayType *plan;
	int nwords;

	if (PG_ARGISNULL(1))
		bad_plan(SVY_BAD_ARGUMENT);
	plan = array_argument(PG_GETARG_DATUM(1), INT4OID, "plan", &nwords);
	if (ARR_HASNULL(plan) && array_contains_nulls(plan))
		bad_plan(SVY_BAD_ARGUMENT);
	return svy_crosstab_make((int32 *) ARR_DATA_PTR(plan), nwords);
}

static void
pg_attribute_noreturn() wrong_length(const char *what, int expected, int got)
{
	ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					errmsg("crosstab %s have %d elements, but the plan asks for %d", what, got,
						   expected)));
}

void
svy_crosstab_check_value(double value)
{
	svy_crosstab_check_named_value(value, NULL);
}

void
svy_crosstab_check_named_value(double value, const char *names)
{
	if (likely(isfinite(value)))
		return;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("survey value must be finite, not %g", value),
					names ? errdetail("It is a value of %s.", names) : 0,
					errhint("Declare it missing in the codebook, or set it to NULL.")));
}

/* NULL elements take no space in an array: the bitmap says where they are */
static void
take_codes(Crosstab *x, ArrayType *array, int length)
{
	const int32 *next = (const int32 *) ARR_DATA_PTR(array);
	const bits8 *bitmap = ARR_NULLBITMAP(array);
	int32 *slots = crosstab_slots(x);

	if (length != x->nslots)
		wrong_length("codes", x->nslots, length);
	if (!bitmap)
		memcpy(slots, next, length * sizeof(int32));
	else
		for (int i = 0; i < length; i++)
			slots[i] = bitmap[i / 8] & (1 << (i % 8)) ? *next++ : CROSSTAB_NULL;
}

static void
take_values(Crosstab *x, ArrayType *array, int length)
{
	const double *next = (const double *) ARR_DATA_PTR(array);
	const bits8 *bitmap = ARR_NULLBITMAP(array);
	double *inputs = crosstab_inputs(x);

	if (length != x->nvalues)
		wrong_length("values", x->nvalues, length);
	for (int i = 0; i < length; i++)
	{
		if (bitmap && !(bitmap[i / 8] & (1 << (i % 8))))
		{
			inputs[i] = get_float8_nan();
			continue;
		}
		svy_crosstab_check_value(*next);
		inputs[i] = *next++;
	}
}

/*
 * (state, plan, codes, values, weight) -> state; the plan is read for the first
 * respondent only.  A respondent without a weight is left out if the plan is
 * weighted.
 */
PG_FUNCTION_INFO_V1(svy_crosstab_cells_trans);
Datum
svy_crosstab_cells_trans(PG_FUNCTION_ARGS)
{
	SvyCrosstab *state;
	int length;
	ArrayType *array;
	double weight = 1;

	if (PG_ARGISNULL(0))
		state = start(fcinfo);
	else if (AggCheckCallContext(fcinfo, NULL))
		state = DatumGetSvyCrosstab(PG_GETARG_DATUM(0));
	else
		state = (SvyCrosstab *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));

	if (state->x.flags & CROSSTAB_WEIGHTED)
	{
		if (PG_ARGISNULL(4))
			PG_RETURN_POINTER(state);
		weight = PG_GETARG_FLOAT8(4);
		svy_check_signed_weight(weight, state->x.flags & CROSSTAB_NEGATIVE);
	}
	if (PG_ARGISNULL(2))
		wrong_length("codes", state->x.nslots, 0);
	array = array_argument(PG_GETARG_DATUM(2), INT4OID, "codes", &length);
	take_codes(&state->x, array, length);
	if (state->x.nvalues > 0)
	{
		if (PG_ARGISNULL(3))
			wrong_length("values", state->x.nvalues, 0);
		array = array_argument(PG_GETARG_DATUM(3), FLOAT8OID, "values", &length);
		take_values(&state->x, array, length);
	}
	svy_check(
		crosstab_add(&state->x, crosstab_slots(&state->x), crosstab_inputs(&state->x), weight),
		"crosstab");
	PG_RETURN_POINTER(state);
}

/* the same beside sources, which are for who counts a pack instead */
PG_FUNCTION_INFO_V1(svy_shard_cells_trans);
Datum
svy_shard_cells_trans(PG_FUNCTION_ARGS)
{
	LOCAL_FCINFO(inner, 5);

	InitFunctionCallInfoData(*inner, fcinfo->flinfo, 5, fcinfo->fncollation, fcinfo->context,
							 fcinfo->resultinfo);
	inner->args[0] = fcinfo->args[0];
	inner->args[1] = fcinfo->args[1];
	for (int i = 2; i < 5; i++)
		inner->args[i] = fcinfo->args[i + 1];
	return svy_crosstab_cells_trans(inner);
}

/* strict: the executor keeps the first state, copied */
PG_FUNCTION_INFO_V1(svy_crosstab_cells_combine);
Datum
svy_crosstab_cells_combine(PG_FUNCTION_ARGS)
{
	SvyCrosstab *into;
	SvyCrosstab *from = DatumGetSvyCrosstab(PG_GETARG_DATUM(1));

	if (AggCheckCallContext(fcinfo, NULL))
		into = DatumGetSvyCrosstab(PG_GETARG_DATUM(0));
	else
		into = (SvyCrosstab *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	if (crosstab_merge(&into->x, &from->x) != SVY_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot merge crosstab cells of different plans")));
	PG_RETURN_POINTER(into);
}

static bytea *
encode_crosstab(const Crosstab *x)
{
	WireWriter w = {NULL, 0};
	bytea *bytes;

	if (crosstab_overflowed(x))
		svy_check(SVY_OVERFLOW, "crosstab");
	crosstab_encode(x, &w);
	bytes = palloc(VARHDRSZ + w.size);
	SET_VARSIZE(bytes, VARHDRSZ + w.size);
	w = (WireWriter){(uint8 *) VARDATA(bytes), 0};
	crosstab_encode(x, &w);
	return bytes;
}

/* bytes of unknown origin; code is the SQLSTATE of this way in */
static SvyCrosstab *
decode_crosstab(const void *bytes, size_t size, int code)
{
	WireReader r = wire_reader(bytes, size);
	SvyCrosstab *state;
	int32 *words = NULL;
	uint32 nwords;
	bool good = wire_get_u8(&r) == CROSSTAB_WIRE_VERSION;

	svy_check_first_byte(bytes, size, CROSSTAB_WIRE_VERSION, "crosstab_cells", code);
	nwords = wire_get_u32(&r);
	good = good && nwords <= CROSSTAB_MAX_WORDS && nwords <= wire_left(&r) / 4;
	if (good)
	{
		size_t sums;
		void *workspace = palloc(crosstab_workspace(nwords));

		words = palloc(nwords * sizeof(int32) + 1);
		for (uint32 i = 0; i < nwords; i++)
			words[i] = wire_get_i32(&r);
		good = crosstab_shape(words, nwords, workspace, &sums) == SVY_OK &&
			   crosstab_encoded_size(workspace) == wire_left(&r);
		pfree(workspace);
	}
	if (good)
	{
		state = svy_crosstab_make(words, nwords);
		if (crosstab_decode(&state->x, &r) == SVY_OK)
			return state;
	}
	ereport(ERROR, (errcode(code), errmsg("invalid crosstab_cells")));
}

PG_FUNCTION_INFO_V1(svy_crosstab_cells_send);
Datum
svy_crosstab_cells_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(encode_crosstab(&DatumGetSvyCrosstab(PG_GETARG_DATUM(0))->x));
}

PG_FUNCTION_INFO_V1(svy_crosstab_cells_recv);
Datum
svy_crosstab_cells_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;

	PG_RETURN_POINTER(decode_crosstab(pq_getmsgbytes(message, size), size,
									  ERRCODE_INVALID_BINARY_REPRESENTATION));
}

/* text is the binary form as bytea writes it: nobody reads thousands of cells */
PG_FUNCTION_INFO_V1(svy_crosstab_cells_out);
Datum
svy_crosstab_cells_out(PG_FUNCTION_ARGS)
{
	bytea *bytes = encode_crosstab(&DatumGetSvyCrosstab(PG_GETARG_DATUM(0))->x);
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	char *text = palloc(2 * size + 3);

	text[0] = '\\';
	text[1] = 'x';
	text[2 + hex_encode(VARDATA_ANY(bytes), size, text + 2)] = '\0';
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(svy_crosstab_cells_in);
Datum
svy_crosstab_cells_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	char *bytes;
	size_t size;

	if (length < 2 || text[0] != '\\' || text[1] != 'x')
		ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("invalid input syntax for type crosstab_cells: \"%.40s\"", text),
						errhint("Its text form is \"\\x\" followed by hexadecimal digits.")));
	bytes = palloc(length / 2 + 1);
	size = hex_decode(text + 2, length - 2, bytes);
	PG_RETURN_POINTER(decode_crosstab(bytes, size, ERRCODE_INVALID_TEXT_REPRESENTATION));
}

static void
put_cell(ReturnSetInfo *result, const Crosstab *x, int t, int row, int column)
{
	CrosstabCell cell = crosstab_cell(x, t, row, column);
	bool value = crosstab_tables(x)[t].moments >= 0;
	CrosstabMoments m = {0};
	Datum values[8];
	bool nulls[8] = {false};

	if (value)
		m = crosstab_cell_moments(x, t, column);
	values[0] = Int32GetDatum(t + 1);
	values[1] = Int32GetDatum(row + 1);
	values[2] = Int32GetDatum(column + 1);
	values[3] = Int64GetDatum(cell.n);
	values[4] = Float8GetDatum(dd_value(cell.w));
	values[5] = Float8GetDatum(dd_value(cell.ww));
	values[6] = Float8GetDatum(dd_value(m.wy));
	values[7] = Float8GetDatum(dd_value(m.wyy));
	nulls[6] = nulls[7] = !value;
	svy_row_put(result, lengthof(values), values, nulls);
}

/* the cells as rows; number 0 of a row or column is its base */
PG_FUNCTION_INFO_V1(svy_crosstab_cells_rows);
Datum
svy_crosstab_cells_rows(PG_FUNCTION_ARGS)
{
	const Crosstab *x = &DatumGetSvyCrosstab(PG_GETARG_DATUM(0))->x;
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	if (crosstab_overflowed(x))
		svy_check(SVY_OVERFLOW, "crosstab");
	InitMaterializedSRF(fcinfo, 0);
	for (int t = 0; t < x->ntables; t++)
	{
		int nrows = crosstab_variables(x)[crosstab_tables(x)[t].row].ncategories;
		int ncolumns = crosstab_variables(x)[crosstab_tables(x)[t].column].ncategories;

		for (int row = CROSSTAB_BASE; row < nrows; row++)
			for (int column = CROSSTAB_BASE; column < ncolumns; column++)
			{
				CHECK_FOR_INTERRUPTS();
				put_cell(result, x, t, row, column);
			}
	}
	return (Datum) 0;
}
