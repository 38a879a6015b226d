/*
 * maturity.c
 *	  The type maturity_profile: a tally of sets of focuses.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "kernel/stats/maturity.h"
#include "pg/tally.h"

static const char *const focus_names[MATURITY_FOCUSES] = {"data", "model", "pipeline"};
static const char *const stage_names[MATURITY_FOCUSES] = {"data-centric", "model-centric",
														  "pipeline-centric"};

/*
 * Enum values are OIDs, which a look-up per row would make slow.  The three
 * OIDs are remembered for the backend and forgotten when any enum changes.
 */
static Oid focus_oids[MATURITY_FOCUSES];

static void
forget_focuses(Datum argument, int cache, uint32 hash)
{
	memset(focus_oids, 0, sizeof(focus_oids));
}

/* position of a name in a list of three, or -1 */
static int
name_position(const char *const *names, const char *name)
{
	for (int i = 0; i < MATURITY_FOCUSES; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static int
look_up_focus(Oid value)
{
	static bool registered = false;
	HeapTuple tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));
	int focus;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "enum value %u does not exist", value);
	focus = name_position(focus_names, NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	ReleaseSysCache(tuple);
	if (focus < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("ml_focus has a value other than data, model and pipeline")));
	if (!registered)
	{
		CacheRegisterSyscacheCallback(ENUMOID, forget_focuses, (Datum) 0);
		registered = true;
	}
	focus_oids[focus] = value;
	return focus;
}

static int
focus_of(Oid value)
{
	for (int i = 0; i < MATURITY_FOCUSES; i++)
		if (likely(focus_oids[i] == value))
			return i;
	return look_up_focus(value);
}

/* the set of focuses in argument 1, which is one focus or an array; 0: no answer */
static int32
focus_set(FunctionCallInfo fcinfo, bool array)
{
	ArrayType *focuses;
	ArrayIterator iterator;
	Datum value;
	bool isnull;
	int32 set = 0;

	if (PG_ARGISNULL(1))
		return 0;
	if (!array)
		return 1 << focus_of(PG_GETARG_OID(1));
	focuses = PG_GETARG_ARRAYTYPE_P(1);
	iterator = array_create_iterator(focuses, 0, NULL);
	while (array_iterate(iterator, &value, &isnull))
		if (!isnull)
			set |= 1 << focus_of(DatumGetObjectId(value));
	array_free_iterator(iterator);
	return set;
}

/* (state, focus or focuses [, weight]) -> state */
static Datum
maturity_transition(FunctionCallInfo fcinfo, bool array)
{
	bool weighted = PG_NARGS() == 3;
	Tally *profile = svy_tally_state(fcinfo, weighted);
	int32 set = focus_set(fcinfo, array);

	if (set == 0 || (weighted && PG_ARGISNULL(2)))
		PG_RETURN_POINTER(profile);
	PG_RETURN_POINTER(weighted ? svy_tally_add_weighted(profile, set, PG_GETARG_FLOAT8(2))
							   : svy_tally_add(profile, set));
}

PG_FUNCTION_INFO_V1(svy_maturity_trans);
Datum
svy_maturity_trans(PG_FUNCTION_ARGS)
{
	return maturity_transition(fcinfo, false);
}

PG_FUNCTION_INFO_V1(svy_maturity_trans_array);
Datum
svy_maturity_trans_array(PG_FUNCTION_ARGS)
{
	return maturity_transition(fcinfo, true);
}

/* ---------------------------------------------------- text and binary form */

static Tally *
checked_profile(Tally *profile, int sqlstate)
{
	if (!maturity_valid(profile))
		ereport(ERROR,
				(errcode(sqlstate), errmsg("type maturity_profile holds the sets 1 to 7 only"),
				 errdetail("1 is data, 2 model, 4 pipeline; sums are their combinations.")));
	return profile;
}

PG_FUNCTION_INFO_V1(svy_maturity_in);
Datum
svy_maturity_in(PG_FUNCTION_ARGS)
{
	Tally *profile = svy_tally_parse(PG_GETARG_CSTRING(0), "maturity_profile");

	PG_RETURN_POINTER(checked_profile(profile, ERRCODE_INVALID_TEXT_REPRESENTATION));
}

PG_FUNCTION_INFO_V1(svy_maturity_recv);
Datum
svy_maturity_recv(PG_FUNCTION_ARGS)
{
	Tally *profile = svy_tally_receive((StringInfo) PG_GETARG_POINTER(0), "maturity_profile");

	PG_RETURN_POINTER(checked_profile(profile, ERRCODE_INVALID_BINARY_REPRESENTATION));
}

/* -------------------------------------------------------------- accessors */

/* the stage as a value of the enum that the calling function returns */
PG_FUNCTION_INFO_V1(svy_maturity_stage);
Datum
svy_maturity_stage(PG_FUNCTION_ARGS)
{
	MaturityEstimate e = maturity_estimate(SVY_GETARG_TALLY(0));
	HeapTuple tuple;
	Oid value;

	if (e.stage < 0)
		PG_RETURN_NULL();
	tuple =
		SearchSysCache2(ENUMTYPOIDNAME, ObjectIdGetDatum(get_func_rettype(fcinfo->flinfo->fn_oid)),
						CStringGetDatum(stage_names[e.stage]));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "enum ml_stage has no value \"%s\"", stage_names[e.stage]);
	value = ((Form_pg_enum) GETSTRUCT(tuple))->oid;
	ReleaseSysCache(tuple);
	PG_RETURN_OID(value);
}

PG_FUNCTION_INFO_V1(svy_maturity_share);
Datum
svy_maturity_share(PG_FUNCTION_ARGS)
{
	MaturityEstimate e = maturity_estimate(SVY_GETARG_TALLY(0));

	return svy_float_or_null(fcinfo, e.share[focus_of(PG_GETARG_OID(1))]);
}

PG_FUNCTION_INFO_V1(svy_maturity_error);
Datum
svy_maturity_error(PG_FUNCTION_ARGS)
{
	MaturityEstimate e = maturity_estimate(SVY_GETARG_TALLY(0));

	return svy_float_or_null(fcinfo, e.std_error[focus_of(PG_GETARG_OID(1))]);
}

PG_FUNCTION_INFO_V1(svy_maturity_confidence);
Datum
svy_maturity_confidence(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, maturity_estimate(SVY_GETARG_TALLY(0)).confidence);
}
