/*
 * replicate.c
 *	  replicate_summary: aggregates over vectors of replicate weights.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "kernel/stats/replicate.h"
#include "pg/arguments.h"
#include "pg/replicate.h"

static RepSum *
make_repsum(int32 replicates, bool ratio)
{
	size_t size = repsum_size(replicates, ratio);
	RepSum *s;

	if (size == 0)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("there must be 1 to %d replicate weights, not %d",
							   REPSUM_MAX_REPLICATES, replicates)));
	s = palloc0(size);
	repsum_init(s, replicates, ratio);
	SET_VARSIZE(s, size);
	return s;
}

static int
first_null(ArrayType *array)
{
	const bits8 *present = ARR_NULLBITMAP(array);
	int at = 0;

	while (present[at / 8] & (1 << (at % 8)))
		at++;
	return at + 1;
}

static void
check_weights_number(int32 expected, int32 got)
{
	if (unlikely(expected != got))
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("respondents have %d and %d replicate weights", expected, got)));
}

const double *
svy_replicate_array_values(ArrayType *array, int32 expected, int32 *count)
{
	if (ARR_NDIM(array) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a respondent has a weight but no replicate weights"),
				 errhint("Respondents who came later need theirs: make the replicate weights "
						 "again.")));
	if (ARR_NDIM(array) != 1)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("replicate weights must be a one-dimensional array")));
	if (ARR_HASNULL(array) && array_contains_nulls(array))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("replicate weight %d of a respondent is null", first_null(array))));
	*count = ARR_DIMS(array)[0];
	if (expected > 0)
		check_weights_number(expected, *count);
	return (const double *) ARR_DATA_PTR(array);
}

void
svy_check_replicate_weights(const double *weights, int32 count)
{
	for (int32 i = 0; i < count; i++)
		if (unlikely(!isfinite(weights[i])))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("replicate weight %d of a respondent is %g, but weights must be "
								   "finite",
								   i + 1, weights[i])));
}

static const double *
weights_argument(FunctionCallInfo fcinfo, int arg, int32 *count)
{
	return svy_replicate_array_values(PG_GETARG_ARRAYTYPE_P(arg), 0, count);
}

/*
 * Rows follow each other through a page at equal distances, against the
 * direction that processors expect: half of the time would go into waiting for
 * the next respondent's weights.  The last distance says where they probably are;
 * it is kept by call (fn_extra is the address itself, which is never followed), since
 * the aggregates of one statement take their turns.
 */
static void
expect_next(FmgrInfo *function, const double *weights, int32 count)
{
	uintptr_t here = (uintptr_t) weights;
	intptr_t step = (intptr_t) (here - (uintptr_t) function->fn_extra);

	if (step == 0)
		return;
	function->fn_extra = (void *) here;
	for (Size at = 0; at <= count * sizeof(double) && step > -BLCKSZ && step < BLCKSZ;
		 at += PG_CACHE_LINE_SIZE / 2)
		__builtin_prefetch((const void *) (here + step + at));
}

/* says which of a respondent's weights is none */
static void
refuse_weight(bool negative, double weight, const double *weights, int32 count)
{
	svy_check_signed_weight(weight, negative);
	svy_check_replicate_weights(weights, count);
}

/* (state, y [, x], weight, weights) -> state */
static Datum
add_respondent(FunctionCallInfo fcinfo, bool ratio, bool negative)
{
	int weight_arg = ratio ? 3 : 2;
	bool has_value = !PG_ARGISNULL(1) && !(ratio && PG_ARGISNULL(2));
	const double *weights;
	int32 count;
	RepSum *s;
	SvyStatus status;

	if (PG_ARGISNULL(weight_arg) || PG_ARGISNULL(weight_arg + 1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	weights = weights_argument(fcinfo, weight_arg + 1, &count);
	expect_next(fcinfo->flinfo, weights, count);
	if (PG_ARGISNULL(0))
	{
		s = make_repsum(count, ratio);
		s->negative = negative;
	}
	else
	{
		s = SVY_GETARG_REPSUM(0);
		if (!AggCheckCallContext(fcinfo, NULL))
			s = svy_repsum_duplicate(s);
		check_weights_number(s->replicates, count);
		if (s->ratio != ratio)
			svy_check(SVY_BAD_ARGUMENT, "replicate summary");
	}
	status = repsum_add(s, PG_GETARG_FLOAT8(weight_arg), weights, has_value,
						has_value ? PG_GETARG_FLOAT8(1) : 0,
						has_value && ratio ? PG_GETARG_FLOAT8(2) : 0);
	if (unlikely(status == SVY_BAD_WEIGHT))
		refuse_weight(negative, PG_GETARG_FLOAT8(weight_arg), weights, count);
	svy_check(status, "replicate summary");
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_trans);
Datum
svy_replicate_summary_trans(PG_FUNCTION_ARGS)
{
	return add_respondent(fcinfo, false, false);
}

PG_FUNCTION_INFO_V1(svy_replicate_ratio_summary_trans);
Datum
svy_replicate_ratio_summary_trans(PG_FUNCTION_ARGS)
{
	return add_respondent(fcinfo, true, false);
}

/* weights of a survey whose codebook knows that they may be below zero */
PG_FUNCTION_INFO_V1(svy_signed_replicate_summary_trans);
Datum
svy_signed_replicate_summary_trans(PG_FUNCTION_ARGS)
{
	return add_respondent(fcinfo, false, true);
}

PG_FUNCTION_INFO_V1(svy_signed_replicate_ratio_summary_trans);
Datum
svy_signed_replicate_ratio_summary_trans(PG_FUNCTION_ARGS)
{
	return add_respondent(fcinfo, true, true);
}

RepSum *
svy_repsum_duplicate(const RepSum *s)
{
	RepSum *copy = palloc(VARSIZE(s));

	memcpy(copy, s, VARSIZE(s));
	return copy;
}

void
svy_repsum_merge(RepSum *into, const RepSum *from)
{
	SvyStatus status = repsum_merge(into, from);

	check_weights_number(into->replicates, from->replicates);
	if (status == SVY_BAD_ARGUMENT)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("summaries of one variable and of a ratio cannot be merged")));
	svy_check(status, "replicate summary");
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_combine);
Datum
svy_replicate_summary_combine(PG_FUNCTION_ARGS)
{
	RepSum *into;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(svy_repsum_duplicate(SVY_GETARG_REPSUM(1)));
	into = SVY_GETARG_REPSUM(0);
	if (!AggCheckCallContext(fcinfo, NULL))
		into = svy_repsum_duplicate(into);
	svy_repsum_merge(into, SVY_GETARG_REPSUM(1));
	PG_RETURN_POINTER(into);
}

/* ------------------------------------------------------------------ forms --- */

static RepSum *
decode_repsum(const void *bytes, size_t size, int sqlstate)
{
	size_t need = repsum_decode_size(bytes, size);
	RepSum *s = need > 0 && AllocSizeIsValid(need) ? palloc0(need) : NULL;

	svy_check_first_byte(bytes, size, REPSUM_VERSION, "replicate_summary", sqlstate);
	if (!s || !repsum_decode(s, need, bytes, size))
		ereport(ERROR, (errcode(sqlstate), errmsg("invalid value for type replicate_summary"),
						errhint("Values come from the output of the same type.")));
	SET_VARSIZE(s, need);
	return s;
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_recv);
Datum
svy_replicate_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;

	PG_RETURN_POINTER(
		decode_repsum(pq_getmsgbytes(message, size), size, ERRCODE_INVALID_BINARY_REPRESENTATION));
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_send);
Datum
svy_replicate_summary_send(PG_FUNCTION_ARGS)
{
	RepSum *s = SVY_GETARG_REPSUM(0);
	size_t size = repsum_encode(s, NULL);
	bytea *result = palloc(size + VARHDRSZ);

	SET_VARSIZE(result, size + VARHDRSZ);
	repsum_encode(s, VARDATA(result));
	PG_RETURN_BYTEA_P(result);
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_out);
Datum
svy_replicate_summary_out(PG_FUNCTION_ARGS)
{
	RepSum *s = SVY_GETARG_REPSUM(0);
	size_t size = repsum_encode(s, NULL);
	char *bytes = palloc(size);
	char *result = palloc(2 * size + 1);

	repsum_encode(s, bytes);
	hex_encode(bytes, size, result);
	result[2 * size] = '\0';
	PG_RETURN_CSTRING(result);
}

PG_FUNCTION_INFO_V1(svy_replicate_summary_in);
Datum
svy_replicate_summary_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	char *bytes = palloc(length / 2 + 1);

	if (length % 2 != 0 || strspn(text, "0123456789abcdefABCDEF") != length)
		length = 0;
	hex_decode(text, length, bytes);
	PG_RETURN_POINTER(decode_repsum(bytes, length / 2, ERRCODE_INVALID_TEXT_REPRESENTATION));
}

/* ------------------------------------------------------------------ array --- */

/* which arguments are arrays, looked up once for all calls from one place */
typedef struct ArrayArguments
{
	bool any;
	bool array[FUNC_MAX_ARGS];
} ArrayArguments;

static const ArrayArguments *
array_arguments(FunctionCallInfo fcinfo)
{
	ArrayArguments *arguments = fcinfo->flinfo->fn_extra;

	if (arguments)
		return arguments;
	if (get_fn_expr_variadic(fcinfo->flinfo))
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("replicate_array takes weights one by one, not VARIADIC")));
	arguments = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(ArrayArguments));
	for (int i = 0; i < PG_NARGS(); i++)
	{
		Oid type = get_fn_expr_argtype(fcinfo->flinfo, i);

		arguments->array[i] = type == FLOAT8ARRAYOID;
		arguments->any |= arguments->array[i];
		if (type != FLOAT8OID && !arguments->array[i])
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("argument %d of replicate_array is no double precision", i + 1)));
	}
	return fcinfo->flinfo->fn_extra = arguments;
}

/* a float8[] of this length, its numbers not yet set */
static ArrayType *
number_array(int64 length)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + length * sizeof(double);
	ArrayType *array;

	if (length > REPSUM_MAX_REPLICATES)
		svy_check(SVY_LIMIT, "array of replicate weights");
	array = palloc(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->dataoffset = 0;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = (int) length;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

static void
check_present(FunctionCallInfo fcinfo, int argument, int64 replicate)
{
	if (unlikely(PG_ARGISNULL(argument)))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("replicate weight " INT64_FORMAT " of a respondent is null", replicate)));
}

/* some arguments are arrays, which are taken apart */
static ArrayType *
gather_arrays(FunctionCallInfo fcinfo, const bool *is_array)
{
	int64 length = 0;
	ArrayType *result;
	double *to;
	int32 count;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		check_present(fcinfo, i, length + 1);
		count = 1;
		if (is_array[i])
			(void) weights_argument(fcinfo, i, &count);
		length += count;
	}
	result = number_array(length);
	to = (double *) ARR_DATA_PTR(result);
	for (int i = 0; i < PG_NARGS(); i++)
		if (is_array[i])
		{
			const double *weights = weights_argument(fcinfo, i, &count);

			memcpy(to, weights, sizeof(double) * count);
			to += count;
		}
		else
			*to++ = PG_GETARG_FLOAT8(i);
	return result;
}

/*
 * Weights that lie in columns as one array; other than ARRAY[...], which looks
 * at each element's type, it only copies.
 */
PG_FUNCTION_INFO_V1(svy_replicate_array);
Datum
svy_replicate_array(PG_FUNCTION_ARGS)
{
	const ArrayArguments *arguments = array_arguments(fcinfo);
	ArrayType *result;
	double *to;

	if (arguments->any)
		PG_RETURN_POINTER(gather_arrays(fcinfo, arguments->array));
	result = number_array(PG_NARGS());
	to = (double *) ARR_DATA_PTR(result);
	for (int i = 0; i < PG_NARGS(); i++)
	{
		check_present(fcinfo, i, i + 1);
		to[i] = PG_GETARG_FLOAT8(i);
	}
	PG_RETURN_POINTER(result);
}

/* (weight, factors) -> weights: what R calls replicate weights that are not combined */
PG_FUNCTION_INFO_V1(svy_replicate_factors);
Datum
svy_replicate_factors(PG_FUNCTION_ARGS)
{
	double weight = PG_GETARG_FLOAT8(0);
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(1);
	ArrayType *result;
	const double *factors;
	double *to;
	int32 count;

	/* nobody has none: who reads them says so */
	if (ARR_NDIM(array) == 0)
		PG_RETURN_POINTER(array);
	factors = svy_replicate_array_values(array, 0, &count);
	result = number_array(count);
	to = (double *) ARR_DATA_PTR(result);
	for (int32 i = 0; i < count; i++)
		to[i] = weight * factors[i];
	PG_RETURN_POINTER(result);
}

/* -------------------------------------------------------------- accessors --- */

/* NULL: the ratio if there is one, else the mean */
static SummaryStatistic
replicate_statistic_argument(FunctionCallInfo fcinfo, int arg, const RepSum *s)
{
	static const char *const names[] = {"total", "mean", "ratio", NULL};
	SVY_CHOICES_FOLLOW(names, STATISTIC_RATIO);
	SummaryStatistic statistic;

	if (PG_ARGISNULL(arg))
		return s->ratio ? STATISTIC_RATIO : STATISTIC_MEAN;
	statistic = (SummaryStatistic) svy_choice_argument(fcinfo, arg, "statistic", names);
	if (statistic == STATISTIC_RATIO && !s->ratio)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replicate summary has no denominator"),
						errhint("Make it with survey_replicate_ratio_summary.")));
	return statistic;
}

static Datum
point(FunctionCallInfo fcinfo, SummaryStatistic statistic)
{
	RepSum *s = SVY_GETARG_REPSUM(0);

	if (statistic == STATISTIC_RATIO && !s->ratio)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replicate summary has no denominator"),
						errhint("Make it with survey_replicate_ratio_summary.")));
	return svy_float_or_null(fcinfo, repsum_point(s, statistic));
}

PG_FUNCTION_INFO_V1(svy_replicate_total);
Datum
svy_replicate_total(PG_FUNCTION_ARGS)
{
	return point(fcinfo, STATISTIC_TOTAL);
}

PG_FUNCTION_INFO_V1(svy_replicate_mean);
Datum
svy_replicate_mean(PG_FUNCTION_ARGS)
{
	return point(fcinfo, STATISTIC_MEAN);
}

PG_FUNCTION_INFO_V1(svy_replicate_ratio);
Datum
svy_replicate_ratio(PG_FUNCTION_ARGS)
{
	return point(fcinfo, STATISTIC_RATIO);
}

PG_FUNCTION_INFO_V1(svy_replicate_n);
Datum
svy_replicate_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(SVY_GETARG_REPSUM(0)->n);
}

PG_FUNCTION_INFO_V1(svy_replicate_weighted_n);
Datum
svy_replicate_weighted_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(repsum_weight(SVY_GETARG_REPSUM(0)));
}

/* whether it may stand before a square */
static void
check_square_scale(const char *name, double scale)
{
	if (!(scale >= 0 && isfinite(scale)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must be finite and not negative, not %g", name, scale)));
}

/* a factor for the square of each replicate */
static const double *
rscales_argument(FunctionCallInfo fcinfo, int argument, int32 replicates)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(argument);
	int32 count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	const double *rscales = (const double *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1 || count != replicates)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("rscales must be a list of %d numbers, one for each replicate, "
							   "not of %d",
							   replicates, count)));
	if (array_contains_nulls(array))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("rscales holds a NULL")));
	for (int32 i = 0; i < count; i++)
		check_square_scale(psprintf("rscales[%d]", i + 1), rscales[i]);
	return rscales;
}

/* (state, scale, rscales, mse, statistic) */
PG_FUNCTION_INFO_V1(svy_replicate_std_error);
Datum
svy_replicate_std_error(PG_FUNCTION_ARGS)
{
	RepSum *s;
	SummaryStatistic statistic;
	double origin;
	ReplicateScale how = {.origin = &origin};
	double *theta;
	double centre;
	double variance;
	int used;
	SvyStatus status;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = SVY_GETARG_REPSUM(0);
	how.scale = PG_GETARG_FLOAT8(1);
	check_square_scale("scale", how.scale);
	how.mse = svy_bool_argument(fcinfo, 3, false);
	if (!PG_ARGISNULL(2))
		how.rscales = rscales_argument(fcinfo, 2, s->replicates);
	theta = palloc(sizeof(double) * (s->replicates + 1));
	statistic = replicate_statistic_argument(fcinfo, 4, s);
	origin = repsum_point(s, statistic);
	if (isnan(origin))
		PG_RETURN_NULL();
	repsum_theta(s, statistic, origin, theta);
	status = replicate_variance(s->replicates, 1, theta + 1, theta, how, &centre, &variance, &used);
	if (status == SVY_NO_DF)
		PG_RETURN_NULL();
	svy_check(status, "variance of replicates");
	return svy_float_or_null(fcinfo, sqrt(variance));
}

/* ------------------------------------------------------------------ rank --- */

/*
 * A sketch travels as float8[]: PostgreSQL's own binary form is right for it.
 * (sketch, weights) -> sketch
 */
static ArrayType *
new_sketch(int32 columns)
{
	int64 length = sketch_lines(columns) * columns;
	size_t size = ARR_OVERHEAD_NONULLS(1) + length * sizeof(double);
	ArrayType *array;

	if (columns < 1 || !AllocSizeIsValid(size))
		svy_check(SVY_LIMIT, "rank of replicate weights");
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = (int) length;
	ARR_LBOUND(array)[0] = columns; /* remembers the number of columns */
	return array;
}

static ArrayType *
sketch_argument(FunctionCallInfo fcinfo, int arg)
{
	ArrayType *sketch = PG_GETARG_ARRAYTYPE_P(arg);
	int32 columns = ARR_NDIM(sketch) == 1 ? ARR_LBOUND(sketch)[0] : 0;

	if (columns < 1 || columns > REPSUM_MAX_REPLICATES || array_contains_nulls(sketch) ||
		ARR_DIMS(sketch)[0] != sketch_lines(columns) * columns)
		svy_check(SVY_BAD_ARGUMENT, "rank of replicate weights");
	return sketch;
}

PG_FUNCTION_INFO_V1(svy_replicate_rank_trans);
Datum
svy_replicate_rank_trans(PG_FUNCTION_ARGS)
{
	ArrayType *sketch;
	const double *weights;
	int32 columns;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	weights = weights_argument(fcinfo, 1, &columns);
	sketch = PG_ARGISNULL(0) ? new_sketch(columns) : sketch_argument(fcinfo, 0);
	if (!AggCheckCallContext(fcinfo, NULL) && !PG_ARGISNULL(0))
		sketch = PG_GETARG_ARRAYTYPE_P_COPY(0);
	check_weights_number(ARR_LBOUND(sketch)[0], columns);
	sketch_add((double *) ARR_DATA_PTR(sketch), columns, weights);
	PG_RETURN_POINTER(sketch);
}

PG_FUNCTION_INFO_V1(svy_replicate_rank_combine);
Datum
svy_replicate_rank_combine(PG_FUNCTION_ARGS)
{
	ArrayType *into;
	const ArrayType *from;
	double *to;
	const double *more;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(PG_GETARG_ARRAYTYPE_P_COPY(1));
	into = sketch_argument(fcinfo, 0);
	from = sketch_argument(fcinfo, 1);
	check_weights_number(ARR_LBOUND(into)[0], ARR_LBOUND(from)[0]);
	if (!AggCheckCallContext(fcinfo, NULL))
		into = PG_GETARG_ARRAYTYPE_P_COPY(0);
	to = (double *) ARR_DATA_PTR(into);
	more = (const double *) ARR_DATA_PTR(from);
	for (int i = 0; i < ARR_DIMS(into)[0]; i++)
		to[i] += more[i];
	PG_RETURN_POINTER(into);
}

int32
svy_sketch_rank(double *sketch, int32 columns)
{
	int32 rank = 0;

	for (int32 first = 0; first < columns; first += SKETCH_BLOCK)
	{
		CHECK_FOR_INTERRUPTS();
		rank = sketch_rank_part(sketch, columns, first, rank);
	}
	return rank;
}

PG_FUNCTION_INFO_V1(svy_replicate_rank_final);
Datum
svy_replicate_rank_final(PG_FUNCTION_ARGS)
{
	ArrayType *sketch = sketch_argument(fcinfo, 0);
	size_t bytes = sizeof(double) * ARR_DIMS(sketch)[0];
	double *copy = palloc(bytes);

	memcpy(copy, ARR_DATA_PTR(sketch), bytes);
	PG_RETURN_INT32(svy_sketch_rank(copy, ARR_LBOUND(sketch)[0]));
}
