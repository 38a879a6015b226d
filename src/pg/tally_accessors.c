/*
 * tally_accessors.c
 *	  What can be read off a tally.  The final functions of the one-step
 *	  aggregates are these accessors too: they find the scale in the state,
 *	  where the accessor gets it as an argument.
 */
#include "postgres.h"

#include <limits.h>
#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "catalog/pg_type.h"

#include "pg/row.h"
#include "pg/tally.h"

#define DEFAULT_POINTS 5
#define DEFAULT_BOXES 2
#define NPS_DETRACTOR_HIGH 6
#define NPS_PROMOTER_LOW 9
#define NPS_HIGH 10

/* an answer outside the scale is never counted in silence */
static void
check_answer_scale(const Tally *t, int32 low, int32 high)
{
	int32 code;

	if (likely(!tally_outside(t, low, high, &code)))
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		 errmsg("answer code %d is outside the scale of %d to %d", code, low, high),
		 errhint("If it stands for a missing answer, exclude it with NULLIF(answer, %d) or declare "
				 "it missing in the codebook; if the scale is longer, give its points.",
				 code)));
}

/* which error of an estimate the last argument asks for */
static double
chosen_error(FunctionCallInfo fcinfo, int argument, const TallyEstimate *e)
{
	char *method = text_to_cstring(PG_GETARG_TEXT_PP(argument));

	if (strcmp(method, "linearized") == 0)
		return e->std_error;
	if (strcmp(method, "kish") == 0)
		return e->kish_error;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown standard error method \"%s\"", method),
					errhint("Use 'linearized' or 'kish'.")));
}

/* ------------------------------------------------------------------ boxes */

/* share of the highest or lowest boxes of a scale from 1 to points */
static TallyEstimate
box_estimate(const Tally *t, int32 boxes, int32 points, bool top)
{
	TallyCell total;
	TallyCell part;

	if (points < 2 || boxes < 1 || boxes >= points)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot take %d boxes of a scale with %d points", boxes, points),
						errhint("A scale has at least 2 points, and more points than boxes.")));
	check_answer_scale(t, 1, points);
	total = tally_total(t);
	part = top ? tally_range(t, points - boxes + 1, points) : tally_range(t, 1, boxes);
	return tally_share(&part, &total);
}

/* (tally [, [boxes,] points]): the scale from the arguments, else from the state */
static TallyEstimate
box_arguments(FunctionCallInfo fcinfo, int nscale, bool top)
{
	const Tally *t = SVY_GETARG_TALLY(0);
	int32 points = t->points ? t->points : DEFAULT_POINTS;
	int32 boxes = t->boxes ? t->boxes : DEFAULT_BOXES;

	if (nscale > 0)
		points = PG_GETARG_INT32(nscale);
	if (nscale > 1)
		boxes = PG_GETARG_INT32(1);
	return box_estimate(t, boxes, points, top);
}

PG_FUNCTION_INFO_V1(svy_tally_top_box);
Datum
svy_tally_top_box(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, box_arguments(fcinfo, PG_NARGS() - 1, true).value);
}

PG_FUNCTION_INFO_V1(svy_tally_bottom_box);
Datum
svy_tally_bottom_box(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, box_arguments(fcinfo, PG_NARGS() - 1, false).value);
}

PG_FUNCTION_INFO_V1(svy_tally_top_box_error);
Datum
svy_tally_top_box_error(PG_FUNCTION_ARGS)
{
	TallyEstimate e = box_arguments(fcinfo, PG_NARGS() - 2, true);

	return svy_float_or_null(fcinfo, chosen_error(fcinfo, PG_NARGS() - 1, &e));
}

PG_FUNCTION_INFO_V1(svy_tally_bottom_box_error);
Datum
svy_tally_bottom_box_error(PG_FUNCTION_ARGS)
{
	TallyEstimate e = box_arguments(fcinfo, PG_NARGS() - 2, false);

	return svy_float_or_null(fcinfo, chosen_error(fcinfo, PG_NARGS() - 1, &e));
}

/* -------------------------------------------------------------- NPS, mean */

static double
score_nps(int32_t code)
{
	return code >= NPS_PROMOTER_LOW ? 100 : code <= NPS_DETRACTOR_HIGH ? -100 : 0;
}

static double
score_code(int32_t code)
{
	return code;
}

static TallyEstimate
nps_estimate(FunctionCallInfo fcinfo)
{
	const Tally *t = SVY_GETARG_TALLY(0);

	check_answer_scale(t, 0, NPS_HIGH);
	return tally_mean(t, score_nps);
}

PG_FUNCTION_INFO_V1(svy_tally_nps);
Datum
svy_tally_nps(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, nps_estimate(fcinfo).value);
}

PG_FUNCTION_INFO_V1(svy_tally_nps_error);
Datum
svy_tally_nps_error(PG_FUNCTION_ARGS)
{
	TallyEstimate e = nps_estimate(fcinfo);

	return svy_float_or_null(fcinfo, chosen_error(fcinfo, 1, &e));
}

PG_FUNCTION_INFO_V1(svy_tally_mean);
Datum
svy_tally_mean(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, tally_mean(SVY_GETARG_TALLY(0), score_code).value);
}

PG_FUNCTION_INFO_V1(svy_tally_mean_error);
Datum
svy_tally_mean_error(PG_FUNCTION_ARGS)
{
	TallyEstimate e = tally_mean(SVY_GETARG_TALLY(0), score_code);

	return svy_float_or_null(fcinfo, chosen_error(fcinfo, 1, &e));
}

PG_FUNCTION_INFO_V1(svy_tally_stddev);
Datum
svy_tally_stddev(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, sqrt(tally_mean(SVY_GETARG_TALLY(0), score_code).variance));
}

PG_FUNCTION_INFO_V1(svy_tally_median);
Datum
svy_tally_median(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, tally_median(SVY_GETARG_TALLY(0)));
}

/* ----------------------------------------------------------------- shares */

static int
compare_codes(const void *a, const void *b)
{
	int32 x = *(const int32 *) a;
	int32 y = *(const int32 *) b;

	return (x > y) - (x < y);
}

/* share of a list of codes in all answers */
static TallyEstimate
codes_estimate(FunctionCallInfo fcinfo)
{
	const Tally *t = SVY_GETARG_TALLY(0);
	ArrayType *array = PG_GETARG_ARRAYTYPE_P_COPY(1);
	int count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	TallyCell total = tally_total(t);
	TallyCell part;

	if (array_contains_nulls(array))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("list of answer codes must not contain NULL")));
	qsort(ARR_DATA_PTR(array), count, sizeof(int32), compare_codes);
	part = tally_codes(t, (int32 *) ARR_DATA_PTR(array), count);
	return tally_share(&part, &total);
}

PG_FUNCTION_INFO_V1(svy_tally_share);
Datum
svy_tally_share(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, codes_estimate(fcinfo).value);
}

PG_FUNCTION_INFO_V1(svy_tally_share_error);
Datum
svy_tally_share_error(PG_FUNCTION_ARGS)
{
	TallyEstimate e = codes_estimate(fcinfo);

	return svy_float_or_null(fcinfo, chosen_error(fcinfo, 2, &e));
}

/* final function of share(condition): the share of true */
PG_FUNCTION_INFO_V1(svy_tally_share_true);
Datum
svy_tally_share_true(PG_FUNCTION_ARGS)
{
	const Tally *t = SVY_GETARG_TALLY(0);
	TallyCell total = tally_total(t);
	TallyCell part = tally_range(t, 1, 1);

	return svy_float_or_null(fcinfo, tally_share(&part, &total).value);
}

/* ------------------------------------------------------------------ bases */

PG_FUNCTION_INFO_V1(svy_tally_n);
Datum
svy_tally_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(tally_total(SVY_GETARG_TALLY(0)).n);
}

PG_FUNCTION_INFO_V1(svy_tally_weighted_n);
Datum
svy_tally_weighted_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(dd_value(tally_total(SVY_GETARG_TALLY(0)).w));
}

PG_FUNCTION_INFO_V1(svy_tally_effective_n);
Datum
svy_tally_effective_n(PG_FUNCTION_ARGS)
{
	TallyCell total = tally_total(SVY_GETARG_TALLY(0));

	return svy_float_or_null(fcinfo, tally_effective_n(&total));
}

/* one row per code: code, n, weighted_n, share, std_error */
PG_FUNCTION_INFO_V1(svy_tally_distribution);
Datum
svy_tally_distribution(PG_FUNCTION_ARGS)
{
	const Tally *t = SVY_GETARG_TALLY(0);
	TallyCell total = tally_total(t);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (TallyCursor c = tally_cursor(t); tally_next(&c);)
	{
		TallyEstimate e = tally_share(&c.value, &total);
		Datum values[5] = {Int32GetDatum(c.code), Int64GetDatum(c.value.n),
						   Float8GetDatum(dd_value(c.value.w)), Float8GetDatum(e.value),
						   Float8GetDatum(e.std_error)};
		bool nulls[5] = {false, false, false, isnan(e.value), isnan(e.std_error)};

		CHECK_FOR_INTERRUPTS();
		svy_row_put(result, lengthof(values), values, nulls);
	}
	return (Datum) 0;
}
