/*
 * state_operators.c
 *	  Comparing and hashing states: what GROUP BY, DISTINCT and UNIQUE need.
 *
 * Two states are equal where their binary forms are, which are canonical: they do
 * not depend on the room that a state has in memory, and are the same on every
 * machine.  The order has no meaning beyond that there is one.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/compat.h"

extern Datum svy_tally_send(PG_FUNCTION_ARGS);
extern Datum svy_crosstab_cells_send(PG_FUNCTION_ARGS);
extern Datum svy_summary_send(PG_FUNCTION_ARGS);
extern Datum svy_replicate_summary_send(PG_FUNCTION_ARGS);
extern Datum svy_quantile_summary_send(PG_FUNCTION_ARGS);

/* sorts call this again and again in one context: what the forms take is given back */
static MemoryContext
begin(MemoryContext *outer)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "state operators", ALLOCSET_DEFAULT_SIZES);

	*outer = MemoryContextSwitchTo(context);
	return context;
}

static int
compare_states(FunctionCallInfo fcinfo, PGFunction send)
{
	MemoryContext outer;
	MemoryContext context = begin(&outer);
	bytea *a = DatumGetByteaPP(DirectFunctionCall1(send, PG_GETARG_DATUM(0)));
	bytea *b = DatumGetByteaPP(DirectFunctionCall1(send, PG_GETARG_DATUM(1)));
	int length = Min(VARSIZE_ANY_EXHDR(a), VARSIZE_ANY_EXHDR(b));
	int order = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), length);

	if (order == 0)
		order = (VARSIZE_ANY_EXHDR(a) > VARSIZE_ANY_EXHDR(b)) -
				(VARSIZE_ANY_EXHDR(a) < VARSIZE_ANY_EXHDR(b));
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	return (order > 0) - (order < 0);
}

static Datum
hash_state(FunctionCallInfo fcinfo, PGFunction send, bool extended)
{
	MemoryContext outer;
	MemoryContext context = begin(&outer);
	bytea *bytes = DatumGetByteaPP(DirectFunctionCall1(send, PG_GETARG_DATUM(0)));
	const unsigned char *data = (const unsigned char *) VARDATA_ANY(bytes);
	int length = VARSIZE_ANY_EXHDR(bytes);
	uint64 wide = extended ? hash_bytes_extended(data, length, PG_GETARG_INT64(1)) : 0;
	uint32 narrow = extended ? 0 : hash_bytes(data, length);

	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	return extended ? UInt64GetDatum(wide) : UInt32GetDatum(narrow);
}

#define STATE_COMPARISON(type, send, suffix, test)                                                 \
	PG_FUNCTION_INFO_V1(svy_##type##_##suffix);                                                    \
	Datum svy_##type##_##suffix(PG_FUNCTION_ARGS)                                                  \
	{                                                                                              \
		PG_RETURN_BOOL(compare_states(fcinfo, send) test 0);                                       \
	}

#define STATE_OPERATORS(type, send)                                                                \
	STATE_COMPARISON(type, send, eq, ==)                                                           \
	STATE_COMPARISON(type, send, ne, !=)                                                           \
	STATE_COMPARISON(type, send, lt, <)                                                            \
	STATE_COMPARISON(type, send, le, <=)                                                           \
	STATE_COMPARISON(type, send, gt, >)                                                            \
	STATE_COMPARISON(type, send, ge, >=)                                                           \
	PG_FUNCTION_INFO_V1(svy_##type##_cmp);                                                         \
	Datum svy_##type##_cmp(PG_FUNCTION_ARGS)                                                       \
	{                                                                                              \
		PG_RETURN_INT32(compare_states(fcinfo, send));                                             \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(svy_##type##_hash);                                                        \
	Datum svy_##type##_hash(PG_FUNCTION_ARGS)                                                      \
	{                                                                                              \
		return hash_state(fcinfo, send, false);                                                    \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(svy_##type##_hash_extended);                                               \
	Datum svy_##type##_hash_extended(PG_FUNCTION_ARGS)                                             \
	{                                                                                              \
		return hash_state(fcinfo, send, true);                                                     \
	}

STATE_OPERATORS(tally, svy_tally_send)
STATE_OPERATORS(maturity_profile, svy_tally_send)
STATE_OPERATORS(crosstab_cells, svy_crosstab_cells_send)
STATE_OPERATORS(survey_summary, svy_summary_send)
STATE_OPERATORS(replicate_summary, svy_replicate_summary_send)
STATE_OPERATORS(quantile_summary, svy_quantile_summary_send)
