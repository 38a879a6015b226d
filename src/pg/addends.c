/*
 * addends.c
 *	  What respondents add up to in a pass, as a PostgreSQL value.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/addends.h"

/* numbers before the maxima */
static Size
numbers_of_sums(int nsums)
{
	return 1 + 2 * (Size) nsums;
}

static SvyAddends
parts_of(ArrayType *array, int nsums, int nmost)
{
	double *numbers = (double *) ARR_DATA_PTR(array);

	return (SvyAddends){array, nsums, nmost, (DD *) (numbers + 1),
						numbers + numbers_of_sums(nsums)};
}

SvyAddends
svy_addends_make(int nsums, int nmost)
{
	Size count = numbers_of_sums(nsums) + nmost;
	Size size = ARR_OVERHEAD_NONULLS(1) + sizeof(double) * count;
	ArrayType *array;
	SvyAddends made;

	if (!AllocSizeIsValid(size))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a pass over the answers has too many sums")));
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	made = parts_of(array, nsums, nmost);
	*(double *) ARR_DATA_PTR(array) = nsums;
	for (int i = 0; i < nmost; i++)
		made.most[i] = -INFINITY;
	return made;
}

static bool
has_shape(const ArrayType *array, int nsums, int nmost)
{
	double first;
	Size count;

	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array) || ARR_ELEMTYPE(array) != FLOAT8OID)
		return false;
	count = (Size) ARR_DIMS(array)[0];
	first = *(const double *) ARR_DATA_PTR(array);
	if (count == 0 || !(first >= 0 && first <= (double) (count - 1) / 2 && first == floor(first)))
		return false;
	return nsums < 0 || (first == nsums && count == numbers_of_sums(nsums) + nmost);
}

SvyAddends
svy_addends_of(ArrayType *array, int nsums, int nmost)
{
	int found;

	if (!has_shape(array, nsums, nmost))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("an array of %s does not hold the sums of this pass",
							   format_type_be(ARR_ELEMTYPE(array))),
						errhint("Such arrays are made by functions of this extension, in the same "
								"version on every server.")));
	found = (int) *(const double *) ARR_DATA_PTR(array);
	return parts_of(array, found, ARR_DIMS(array)[0] - (int) numbers_of_sums(found));
}

/* infinity has no low part, which would make it a NaN */
static DD
added(DD a, DD b)
{
	DD sum = isfinite(a.hi) && isfinite(b.hi) ? dd_add(a, b) : dd_from(a.hi + b.hi);

	if (!isfinite(sum.hi))
		sum = dd_from(sum.hi);
	if (unlikely(isnan(sum.hi) || isnan(sum.lo)))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("the sums of a pass over the answers are out of range")));
	return sum;
}

void
svy_addends_add(SvyAddends *into, const SvyAddends *from)
{
	for (int i = 0; i < into->nsums; i++)
		if (from->sums[i].hi != 0 || from->sums[i].lo != 0)
			into->sums[i] = added(into->sums[i], from->sums[i]);
	for (int i = 0; i < into->nmost; i++)
		into->most[i] = fmax(into->most[i], from->most[i]);
}

PG_FUNCTION_INFO_V1(svy_add_up);

/* transition and combination; strict, so that the first respondent is the first state */
Datum
svy_add_up(PG_FUNCTION_ARGS)
{
	ArrayType *state = AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_ARRAYTYPE_P(0)
														 : PG_GETARG_ARRAYTYPE_P_COPY(0);
	SvyAddends into = svy_addends_of(state, -1, 0);
	SvyAddends from = svy_addends_of(PG_GETARG_ARRAYTYPE_P(1), into.nsums, into.nmost);

	svy_addends_add(&into, &from);
	PG_RETURN_ARRAYTYPE_P(into.array);
}
