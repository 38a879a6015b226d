/*
 * quantile_summary.c
 *	  The type quantile_summary: aggregates, forms and accessors.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "kernel/stats/quantile_summary.h"
#include "pg/arguments.h"
#include "pg/quantile_summary.h"
#include "pg/row.h"
#include "pg/svy.h"

#define FIRST_CAPACITY 32

/* ten million values take seconds: a sort that can be cancelled */
#define ST_SORT sort_entries
#define ST_ELEMENT_TYPE QuantileEntry
#define ST_COMPARE(a, b) (((a)->value > (b)->value) - ((a)->value < (b)->value))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define SVY_GETARG_QUANTILE_SUMMARY(n) ((QuantileSummary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* ----------------------------------------------------------------- states --- */

/* a copy with space for so many values, to add to */
static QuantileSummary *
with_capacity(const QuantileSummary *from, int32 capacity)
{
	Size size = quantile_summary_size(capacity);
	QuantileSummary *s = palloc_extended(size, MCXT_ALLOC_HUGE);

	quantile_summary_copy(s, capacity, from);
	SET_VARSIZE(s, size);
	return s;
}

static QuantileSummary *
make_quantiles(void)
{
	QuantileSummary *s = palloc(quantile_summary_size(FIRST_CAPACITY));

	quantile_summary_init(s, FIRST_CAPACITY);
	SET_VARSIZE(s, quantile_summary_size(FIRST_CAPACITY));
	return s;
}

/* the summary itself where it is sorted, else a sorted copy */
static const QuantileSummary *
sorted(const QuantileSummary *s)
{
	Size size = quantile_summary_sorted_size(s->count);
	QuantileSummary *result;

	if (s->nslots == 0)
		return s;
	result = palloc_extended(size, MCXT_ALLOC_HUGE);
	quantile_summary_flatten(result, s);
	sort_entries(result->entry, result->count);
	SET_VARSIZE(result, size);
	return result;
}

/* room for another value, or the error that there can be no more */
static QuantileSummary *
make_room(SvyStatus status, const QuantileSummary *s)
{
	if (status == SVY_NO_SPACE)
		return with_capacity(
			s, Min(2 * Max(s->capacity, FIRST_CAPACITY), QUANTILE_SUMMARY_MAX_VALUES));
	if (status == SVY_LIMIT)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a quantile summary cannot hold more than %d distinct values",
							   QUANTILE_SUMMARY_MAX_VALUES),
						errhint("Round the values first.")));
	svy_check(status, "quantile summary");
	return NULL;
}

/* the aggregate's own summary in argument 0, to be added to in place */
static QuantileSummary *
quantiles_argument(FunctionCallInfo fcinfo)
{
	QuantileSummary *s;

	if (PG_ARGISNULL(0))
		return make_quantiles();
	s = SVY_GETARG_QUANTILE_SUMMARY(0);
	return s->nslots > 0 && AggCheckCallContext(fcinfo, NULL)
			   ? s
			   : with_capacity(s, Max(s->count, FIRST_CAPACITY));
}

/* (state, value [, weight]) -> state */
PG_FUNCTION_INFO_V1(svy_quantile_summary_trans);
Datum
svy_quantile_summary_trans(PG_FUNCTION_ARGS)
{
	QuantileSummary *s = quantiles_argument(fcinfo);
	bool weighted = PG_NARGS() > 2;
	double weight = 1;
	double value;
	SvyStatus status;

	if (PG_ARGISNULL(1) || (weighted && PG_ARGISNULL(2)))
		PG_RETURN_POINTER(s);
	value = PG_GETARG_FLOAT8(1);
	if (weighted)
		weight = PG_GETARG_FLOAT8(2);
	svy_check_weight(weight);
	if (!isfinite(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey value must be finite, not %g", value),
						errhint("Use NULL for a respondent without a value.")));
	while (unlikely((status = quantile_summary_add(s, value, weight)) != SVY_OK))
		s = make_room(status, s);
	PG_RETURN_POINTER(s);
}

/* (state, summary) -> state: combine function, and transition of rollup */
PG_FUNCTION_INFO_V1(svy_quantile_summary_combine);
Datum
svy_quantile_summary_combine(PG_FUNCTION_ARGS)
{
	const QuantileSummary *from;
	QuantileSummary *s;
	SvyStatus status;
	int32 entry = 0;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	from = SVY_GETARG_QUANTILE_SUMMARY(1);
	/* never adopt the right-hand state: it lives in a per-tuple context */
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(with_capacity(from, Max(from->count, FIRST_CAPACITY)));
	s = quantiles_argument(fcinfo);
	while ((status = quantile_summary_merge(s, from, &entry)) != SVY_OK)
		s = make_room(status, s);
	PG_RETURN_POINTER(s);
}

/* the summary as a value: sorted, NULL without respondents */
PG_FUNCTION_INFO_V1(svy_quantile_summary_final);
Datum
svy_quantile_summary_final(PG_FUNCTION_ARGS)
{
	const QuantileSummary *s = SVY_GETARG_QUANTILE_SUMMARY(0);

	if (s->count == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(sorted(s));
}

/* ------------------------------------------------------------------ forms --- */

static QuantileSummary *
decode_quantiles(const void *bytes, Size size, int sqlstate)
{
	int32 count = quantile_summary_decode_count(bytes, size);
	QuantileSummary *s =
		count < 0 ? NULL : palloc_extended(quantile_summary_sorted_size(count), MCXT_ALLOC_HUGE);

	svy_check_first_byte(bytes, size, QUANTILE_SUMMARY_VERSION, "quantile_summary", sqlstate);
	if (!s || !quantile_summary_decode(s, bytes, size))
		ereport(ERROR, (errcode(sqlstate), errmsg("invalid value for type quantile_summary"),
						errhint("Values come from the output of the same type.")));
	SET_VARSIZE(s, quantile_summary_sorted_size(count));
	return s;
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_recv);
Datum
svy_quantile_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;

	PG_RETURN_POINTER(decode_quantiles(pq_getmsgbytes(message, size), size,
									   ERRCODE_INVALID_BINARY_REPRESENTATION));
}

static bytea *
encode_quantiles(const QuantileSummary *s)
{
	Size size = quantile_summary_encode(s, NULL);
	bytea *bytes = palloc(VARHDRSZ + size);

	SET_VARSIZE(bytes, VARHDRSZ + size);
	quantile_summary_encode(s, VARDATA(bytes));
	return bytes;
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_send);
Datum
svy_quantile_summary_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(encode_quantiles(sorted(SVY_GETARG_QUANTILE_SUMMARY(0))));
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_out);
Datum
svy_quantile_summary_out(PG_FUNCTION_ARGS)
{
	bytea *bytes = encode_quantiles(sorted(SVY_GETARG_QUANTILE_SUMMARY(0)));

	PG_RETURN_CSTRING(svy_to_hex(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_in);
Datum
svy_quantile_summary_in(PG_FUNCTION_ARGS)
{
	Size size;
	char *bytes = svy_from_hex(PG_GETARG_CSTRING(0), &size);

	PG_RETURN_POINTER(decode_quantiles(bytes, size, ERRCODE_INVALID_TEXT_REPRESENTATION));
}

/* -------------------------------------------------------------- accessors --- */

const char *const svy_quantile_rules[] = {"math", "school", "hf1", "hf2", "hf3", "hf4",
										  "hf5",  "hf6",	"hf7", "hf8", "hf9", NULL};
SVY_CHOICES_FOLLOW(svy_quantile_rules, QUANTILE_HF9);

/* of all respondents, in one order, so that the digits do not depend on the plan */
static DD
whole_weight(const QuantileSummary *s)
{
	DD all = quantile_summary_weight(s);

	if (!(all.hi <= QUANTILE_SUMMARY_MAX_WEIGHT))
		svy_check(SVY_OVERFLOW, "quantile summary");
	return all;
}

SvyQuantilePoints
svy_quantile_points(const QuantileSummary *s, QuantileRule rule)
{
	Size room = sizeof(double) * (3 * (Size) s->count + 1);
	SvyQuantilePoints p = {rule, 0, palloc_extended(room, MCXT_ALLOC_HUGE),
						   palloc_extended(room, MCXT_ALLOC_HUGE),
						   palloc_extended(room, MCXT_ALLOC_HUGE)};

	(void) whole_weight(s);
	p.count = quantile_summary_points(s, rule, p.x, p.w, p.cumulated);
	return p;
}

void
svy_quantile_points_free(SvyQuantilePoints *points)
{
	pfree(points->x);
	pfree(points->w);
	pfree(points->cumulated);
}

double
svy_quantile_at(const SvyQuantilePoints *p, double probability)
{
	return p->count > 0 ? quantile_of(p->rule, p->count, p->x, p->w, p->cumulated, probability)
						: NAN;
}

/* the same at what the user asks for */
static double
quantile_at(const SvyQuantilePoints *p, double probability)
{
	if (!(probability >= 0 && probability <= 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("probabilities of quantiles must be between 0 and 1")));
	return svy_quantile_at(p, probability);
}

static SvyQuantilePoints
points_argument(FunctionCallInfo fcinfo)
{
	return svy_quantile_points(
		sorted(SVY_GETARG_QUANTILE_SUMMARY(0)),
		(QuantileRule) svy_choice_argument(fcinfo, 2, "rule", svy_quantile_rules));
}

/* (summary, probability, rule) */
PG_FUNCTION_INFO_V1(svy_quantile_summary_quantile);
Datum
svy_quantile_summary_quantile(PG_FUNCTION_ARGS)
{
	SvyQuantilePoints p = points_argument(fcinfo);

	return svy_float_or_null(fcinfo, quantile_at(&p, PG_GETARG_FLOAT8(1)));
}

/* (summary, probabilities, rule) */
PG_FUNCTION_INFO_V1(svy_quantile_summary_quantiles);
Datum
svy_quantile_summary_quantiles(PG_FUNCTION_ARGS)
{
	SvyQuantilePoints p = points_argument(fcinfo);
	ArrayType *wanted = PG_GETARG_ARRAYTYPE_P(1);
	Datum *probabilities;
	bool *nulls;
	int count;
	int lower = 1;

	deconstruct_array(wanted, FLOAT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &probabilities,
					  &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		double value = nulls[i] ? NAN : quantile_at(&p, DatumGetFloat8(probabilities[i]));

		nulls[i] = isnan(value);
		probabilities[i] = Float8GetDatum(value);
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(probabilities, nulls, count > 0 ? 1 : 0, &count,
											 &lower, FLOAT8OID, 8, FLOAT8PASSBYVAL,
											 TYPALIGN_DOUBLE));
}

/* accessor, and final function of weighted_median */
PG_FUNCTION_INFO_V1(svy_quantile_summary_median);
Datum
svy_quantile_summary_median(PG_FUNCTION_ARGS)
{
	SvyQuantilePoints p =
		svy_quantile_points(sorted(SVY_GETARG_QUANTILE_SUMMARY(0)), QUANTILE_SCHOOL);

	return svy_float_or_null(fcinfo, quantile_at(&p, 0.5));
}

/* (summary, value) */
PG_FUNCTION_INFO_V1(svy_quantile_summary_share_up_to);
Datum
svy_quantile_summary_share_up_to(PG_FUNCTION_ARGS)
{
	const QuantileSummary *s = sorted(SVY_GETARG_QUANTILE_SUMMARY(0));
	DD all = whole_weight(s);

	if (!(all.hi > 0) || isnan(PG_GETARG_FLOAT8(1)))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(dd_value(dd_div(quantile_summary_weight_up_to(s, PG_GETARG_FLOAT8(1)), all)));
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_n);
Datum
svy_quantile_summary_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(quantile_summary_n(SVY_GETARG_QUANTILE_SUMMARY(0)));
}

PG_FUNCTION_INFO_V1(svy_quantile_summary_weighted_n);
Datum
svy_quantile_summary_weighted_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(dd_value(whole_weight(sorted(SVY_GETARG_QUANTILE_SUMMARY(0)))));
}

/* one row for each value: value, n, weighted_n, share_up_to */
PG_FUNCTION_INFO_V1(svy_quantile_summary_distribution);
Datum
svy_quantile_summary_distribution(PG_FUNCTION_ARGS)
{
	const QuantileSummary *s = sorted(SVY_GETARG_QUANTILE_SUMMARY(0));
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	DD all = whole_weight(s);
	DD upto = {0, 0};

	InitMaterializedSRF(fcinfo, 0);
	for (int32 i = 0; i < s->count; i++)
	{
		const QuantileEntry *e = &s->entry[i];
		Datum values[4] = {Float8GetDatum(e->value), Int64GetDatum(e->n),
						   Float8GetDatum(dd_value(e->w))};
		bool nulls[4] = {false};

		CHECK_FOR_INTERRUPTS();
		upto = dd_add(upto, e->w);
		values[3] = Float8GetDatum(dd_value(dd_div(upto, all)));
		svy_row_put(result, lengthof(values), values, nulls);
	}
	return (Datum) 0;
}
