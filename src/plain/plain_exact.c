/*
 * plain_exact.c
 *	  States of the core's aggregates that add up exactly, in integers of 128 bits or
 *	  numeric: sum and avg of bigint and numeric, deviations and variances of these and
 *	  of smaller integers.
 *
 * Their states are the core's own affair, so that the core's own functions make them:
 * the transition of one value, which is then combined with itself as often as rows
 * have it, by doubling.  What is exact does not depend on the order.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "plain/plain.h"

static bool
is_exact_transition(Oid function)
{
	return function == F_INT8_AVG_ACCUM || function == F_NUMERIC_AVG_ACCUM ||
		   function == F_INT2_ACCUM || function == F_INT4_ACCUM || function == F_INT8_ACCUM ||
		   function == F_NUMERIC_ACCUM;
}

bool
svy_plain_take_exact(PlainOutput *output, Oid aggregate)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Form_pg_aggregate form;
	bool begins_empty;
	bool found;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &begins_empty);
	found = begins_empty && form->aggtranstype == INTERNALOID &&
			is_exact_transition(form->aggtransfn) && OidIsValid(form->aggcombinefn) &&
			OidIsValid(form->aggserialfn);
	if (found)
	{
		output->transition = form->aggtransfn;
		output->combination = form->aggcombinefn;
		output->serialization = form->aggserialfn;
	}
	ReleaseSysCache(tuple);
	return found;
}

/* in the memory of the group, as the state itself is */
void
svy_plain_exact_add(PlainState *state, Datum value, int64 n)
{
	if (state->nvalues == state->values_room)
	{
		state->values_room = Max(16, 2 * state->values_room);
		state->values = state->values
							? repalloc_array(state->values, PlainValue, state->values_room)
							: palloc_array(PlainValue, state->values_room);
	}
	if (state->output->type == NUMERICOID)
		value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
	state->values[state->nvalues++] = (PlainValue){value, n};
}

static int
compare_numerics(const void *a, const void *b)
{
	const char *left = DatumGetPointer(((const PlainValue *) a)->value);
	const char *right = DatumGetPointer(((const PlainValue *) b)->value);
	int difference = (int) VARSIZE(left) - (int) VARSIZE(right);

	return difference != 0 ? difference : memcmp(left, right, VARSIZE(left));
}

static int
compare_integers(const void *a, const void *b)
{
	Datum left = ((const PlainValue *) a)->value;
	Datum right = ((const PlainValue *) b)->value;

	return (left > right) - (left < right);
}

/* each value once */
static void
merge_values(PlainState *state)
{
	int (*compare)(const void *, const void *) =
		state->output->type == NUMERICOID ? compare_numerics : compare_integers;
	int n = 0;

	qsort(state->values, state->nvalues, sizeof(PlainValue), compare);
	for (int i = 0; i < state->nvalues; i++)
		if (n > 0 && compare(&state->values[n - 1], &state->values[i]) == 0)
			state->values[n - 1].n += state->values[i].n;
		else
			state->values[n++] = state->values[i];
	state->nvalues = n;
}

/* functions that ask whether they are called for an aggregate, and where its memory is, see a window's */
typedef struct ExactCalls
{
	WindowAggState *within;
	FmgrInfo transition;
	FmgrInfo combination;
	FmgrInfo serialization;
} ExactCalls;

static NullableDatum
call(ExactCalls *calls, FmgrInfo *function, NullableDatum first, NullableDatum second)
{
	LOCAL_FCINFO(fcinfo, 2);
	NullableDatum result;

	InitFunctionCallInfoData(*fcinfo, function, function->fn_nargs, InvalidOid,
							 (Node *) calls->within, NULL);
	fcinfo->args[0] = first;
	fcinfo->args[1] = second;
	result.value = FunctionCallInvoke(fcinfo);
	result.isnull = fcinfo->isnull;
	return result;
}

static NullableDatum
add_times(ExactCalls *calls, NullableDatum total, const PlainValue *value)
{
	const NullableDatum none = {.isnull = true};
	NullableDatum power =
		call(calls, &calls->transition, none, (NullableDatum){value->value, false});

	CHECK_FOR_INTERRUPTS();
	for (int64 n = value->n;;)
	{
		if (n & 1)
			total = call(calls, &calls->combination, total, power);
		n >>= 1;
		if (n == 0)
			return total;
		/* a copy, and once more what was copied */
		power =
			call(calls, &calls->combination, call(calls, &calls->combination, none, power), power);
	}
}

Datum
svy_plain_exact_end(PlainState *state, bool *isnull)
{
	ExactCalls calls;
	NullableDatum total = {.isnull = true};

	*isnull = state->nvalues == 0;
	if (*isnull)
		return (Datum) 0;
	calls.within = makeNode(WindowAggState);
	calls.within->curaggcontext = CurrentMemoryContext;
	fmgr_info(state->output->transition, &calls.transition);
	fmgr_info(state->output->combination, &calls.combination);
	fmgr_info(state->output->serialization, &calls.serialization);
	merge_values(state);
	for (int i = 0; i < state->nvalues; i++)
		total = add_times(&calls, total, &state->values[i]);
	return call(&calls, &calls.serialization, total, (NullableDatum){.isnull = true}).value;
}
