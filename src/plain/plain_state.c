/*
 * plain_state.c
 *	  The partial state of an aggregate, from the cells of a group.
 *
 * What is handed to the core's final aggregate is what the aggregate's own
 * transitions would have made of the same rows: whether a state is NULL, too.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "kernel/stats/tally.h"
#include "pg/tally.h"
#include "plain/plain.h"

/* of an answer's code, as a tally has it */
typedef struct PlainCode
{
	int32 code;
	TallyCell cell;
} PlainCode;

void
svy_plain_state_begin(PlainState *state)
{
	const PlainOutput *output = state->output;
	bool by_number = state->by_number;
	int32 boxes = state->boxes;
	int32 points = state->points;

	*state =
		(PlainState){.output = output, .by_number = by_number, .boxes = boxes, .points = points};
}

static void
add_code(PlainState *state, int32 code, TallyCell cell)
{
	if (cell.n == 0)
		return;
	if (state->ncodes == state->room)
	{
		state->room = Max(16, 2 * state->room);
		state->codes = state->codes ? repalloc_array(state->codes, PlainCode, state->room)
									: palloc_array(PlainCode, state->room);
	}
	state->codes[state->ncodes++] = (PlainCode){code, cell};
}

/* a value that n rows have */
static void
add_integer(PlainState *state, int64 value, int64 n)
{
	if (state->n == 0)
		state->extreme = value;
	else if (state->output->kind == PLAIN_MIN)
		state->extreme = Min(state->extreme, value);
	else if (state->output->kind == PLAIN_MAX)
		state->extreme = Max(state->extreme, value);
	state->sum += value * n;
	state->n += n;
}

static void
add_float(PlainState *state, double value, int64 n)
{
	if (isfinite(value))
		state->total = dd_add(state->total, dd_two_prod(value, (double) n));
	else
	{
		state->odd = state->inexact ? state->odd + value : value;
		state->inexact = true;
	}
	state->n += n;
}

static int64
value_of(Oid type, Datum value)
{
	return type == INT2OID	 ? DatumGetInt16(value)
		   : type == BOOLOID ? DatumGetBool(value)
							 : DatumGetInt32(value);
}

/* what an answer counts as */
static int32
answer_of(Oid type, Datum value)
{
	return type == FLOAT8OID ? svy_whole_code(DatumGetFloat8(value))
							 : (int32) value_of(type, value);
}

/* the numbers of a cell themselves */
static void
add_sum(PlainState *state, const PackSum *sum)
{
	state->n += sum->n;
	state->total = dd_add(state->total, sum->sum);
}

static void
add_weighted(PlainState *state, const PackSum *sum, Datum value, bool isnull)
{
	TallyCell cell = {sum->n - sum->zeros, sum->sum, sum->squares};

	if (!isnull && sum->n > 0)
		add_code(state, answer_of(state->output->type, value), cell);
}

void
svy_plain_state_add(PlainState *state, const PackTable *table, size_t cell, Datum value,
					bool isnull)
{
	const PlainOutput *output = state->output;
	int64 n = table->number < 0 ? table->counts[cell] : 0;

	state->any = true;
	if (output->kind == PLAIN_TALLY_WEIGHTED)
		add_weighted(state, &table->sums[cell], value, isnull);
	else if (state->by_number)
		add_sum(state, &table->sums[cell]);
	else if (output->kind == PLAIN_COUNT)
		state->n += output->expression && isnull ? 0 : n;
	else if (isnull)
		return;
	else if (output->kind == PLAIN_TALLY)
		add_code(state, answer_of(output->type, value), (TallyCell){.n = n});
	else if (output->kind == PLAIN_SUM_FLOAT || output->kind == PLAIN_AVG_FLOAT)
		add_float(state, DatumGetFloat8(value), n);
	else if (output->kind == PLAIN_EXACT)
		svy_plain_exact_add(state, value, n);
	else
		add_integer(state, value_of(output->type, value), n);
}

/* a number that does not depend on the column's, or how many times that it is */
void
svy_plain_state_scale(PlainState *state, const PackSum *sum, NullableDatum one, NullableDatum none)
{
	double value;

	state->any = true;
	if (one.isnull)
		return;
	value = DatumGetFloat8(one.value);
	if (!none.isnull)
		add_float(state, DatumGetFloat8(none.value), sum->n + sum->none);
	else if (isfinite(value))
	{
		state->total = dd_add(state->total, dd_mul_double(sum->sum, value));
		state->n += sum->n;
	}
	else if (sum->n > 0)
		add_float(state, sum->zeros > 0 ? NAN : value, sum->n);
}

/*
 * Ends
 */

static int
compare_codes(const void *a, const void *b)
{
	int32 left = ((const PlainCode *) a)->code;
	int32 right = ((const PlainCode *) b)->code;

	return (left > right) - (left < right);
}

/* one entry for each code; returns the pages of a tally that they need */
static int
merge_codes(PlainState *state)
{
	int n = 0;
	int pages = 1;

	qsort(state->codes, state->ncodes, sizeof(PlainCode), compare_codes);
	for (int i = 0; i < state->ncodes; i++)
	{
		PlainCode *code = &state->codes[i];
		PlainCode *last = n > 0 ? &state->codes[n - 1] : NULL;

		if (last && last->code == code->code)
		{
			last->cell.n += code->cell.n;
			last->cell.w = dd_add(last->cell.w, code->cell.w);
			last->cell.w2 = dd_add(last->cell.w2, code->cell.w2);
			continue;
		}
		pages += last == NULL ||
				 floor(last->code / (double) TALLY_PAGE) != floor(code->code / (double) TALLY_PAGE);
		state->codes[n++] = *code;
	}
	state->ncodes = n;
	return pages;
}

static Datum
tally_end(PlainState *state)
{
	Tally *t;

	if (state->ncodes == 0)
		t = svy_tally_make(1, state->output->kind == PLAIN_TALLY_WEIGHTED);
	else
		t = svy_tally_make(merge_codes(state), state->output->kind == PLAIN_TALLY_WEIGHTED);
	t->boxes = state->boxes;
	t->points = state->points;
	for (int i = 0; i < state->ncodes; i++)
		svy_check(tally_put(t, state->codes[i].code, &state->codes[i].cell), "tally");
	return PointerGetDatum(t);
}

/* a whole sum of both parts */
static int64
whole(const PlainState *state)
{
	if (!state->by_number)
		return state->sum;
	return (int64) state->total.hi + (int64) state->total.lo;
}

/* an infinite sum of finite numbers is the error that rows give */
static double
real(const PlainState *state)
{
	double total = dd_value(state->total);

	if (state->inexact)
		return state->odd + (isfinite(total) ? total : 0);
	if (!isfinite(total))
		float_overflow_error();
	return total;
}

static Datum
integer_array(int64 n, int64 sum)
{
	Datum values[] = {Int64GetDatum(n), Int64GetDatum(sum)};

	return PointerGetDatum(construct_array(values, lengthof(values), INT8OID, sizeof(int64),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* n, sum, and the sum of squared deviations, which no average asks for */
static Datum
float_array(int64 n, double sum)
{
	Datum values[] = {Float8GetDatum((double) n), Float8GetDatum(sum), Float8GetDatum(0)};

	return PointerGetDatum(construct_array(values, lengthof(values), FLOAT8OID, sizeof(float8),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static Datum
extreme_end(const PlainState *state)
{
	return state->output->type == INT2OID ? Int16GetDatum((int16) state->extreme)
										  : Int32GetDatum((int32) state->extreme);
}

Datum
svy_plain_state_end(PlainState *state, bool *isnull)
{
	PlainKind kind = state->output->kind;

	*isnull = false;
	if (kind == PLAIN_COUNT)
		return Int64GetDatum(state->n);
	if (kind == PLAIN_EXACT)
		return svy_plain_exact_end(state, isnull);
	if (kind == PLAIN_AVG_INTEGER)
		return integer_array(state->n, state->n > 0 ? whole(state) : 0);
	if (kind == PLAIN_AVG_FLOAT)
		return float_array(state->n, state->n > 0 ? real(state) : 0);
	*isnull = kind == PLAIN_TALLY || kind == PLAIN_TALLY_WEIGHTED ? !state->any : state->n == 0;
	if (*isnull)
		return (Datum) 0;
	switch (kind)
	{
		case PLAIN_SUM_INTEGER:
			return Int64GetDatum(whole(state));
		case PLAIN_SUM_FLOAT:
			return Float8GetDatum(real(state));
		case PLAIN_AND:
			return BoolGetDatum(state->sum == state->n);
		case PLAIN_OR:
			return BoolGetDatum(state->sum > 0);
		case PLAIN_MIN:
		case PLAIN_MAX:
			return extreme_end(state);
		default:
			return tally_end(state);
	}
}
