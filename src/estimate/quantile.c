/*
 * quantile.c
 *	  survey_quantile: quantiles with Woodruff's intervals (1952), inverted by
 *	  the rule of the quantile itself, or with the variance of replicates; what
 *	  states do not give is computed here, from the respondents in memory.
 */
#include "postgres.h"

#include "kernel/base/weight.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "estimate/domain.h"
#include "estimate/quantile.h"
#include "pg/arguments.h"
#include "plan/imputed.h"

/* the values of a domain in ascending order, and whose they are */
typedef struct Sorted
{
	SvyDomain domain;  /* respondents with a value and a weight other than 0, by value */
	SvyDomain members; /* respondents with a value */
	SvyQuantilePoints points;
} Sorted;

typedef struct Pair
{
	double x;
	int32 row;
} Pair;

/* equal values stay in the order of the frame, by weight */
static int
compare_pairs(const Pair *left, const Pair *right)
{
	if (left->x != right->x)
		return left->x < right->x ? -1 : 1;
	return (left->row > right->row) - (left->row < right->row);
}

/* one that can be cancelled */
#define ST_SORT sort_pairs
#define ST_ELEMENT_TYPE Pair
#define ST_COMPARE(a, b) compare_pairs(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* shares of weight up to a value must grow with it */
static void
check_negative(const SvyFrame *frame, int32 row)
{
	if (frame->weight[row] < 0)
		svy_refuse_negative_weights("survey_quantile");
}

static Sorted
sort_values(const SvyDomain *domain, int variable, QuantileRule rule)
{
	const double *values = domain->frame->values[variable];
	Sorted s = {.points.rule = rule};
	Pair *pairs;
	int32 *rows;
	int64 n;

	s.members = svy_domain_with(domain, 1, &variable, false);
	s.domain = svy_domain_with(domain, 1, &variable, true);
	n = s.domain.nrows;
	rows = (int32 *) s.domain.rows;
	pairs = palloc_extended(sizeof(Pair) * (n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < n; i++)
		pairs[i] = (Pair){values[rows[i]], rows[i]};
	sort_pairs(pairs, n);
	s.points.count = n;
	s.points.x = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);
	s.points.w = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);
	s.points.cumulated = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < n; i++)
	{
		s.points.x[i] = pairs[i].x;
		rows[i] = pairs[i].row;
		s.points.w[i] = domain->frame->weight[rows[i]];
		check_negative(domain->frame, rows[i]);
	}
	pfree(pairs);
	quantile_cumulate(n, s.points.w, s.points.cumulated);
	return s;
}

/* under replicate weights, which may be zero for some */
static double
replicate_quantile(const Sorted *s, QuantileRule rule, double p, int replicate, double *x,
				   double *w, double *cumulated)
{
	int64 n = 0;

	for (int64 i = 0; i < s->domain.nrows; i++)
	{
		double weight = svy_domain_weight(&s->domain, i, replicate);

		if (!weight_counts(weight))
			continue;
		x[n] = s->points.x[i];
		w[n++] = weight;
	}
	if (n == 0)
		return NAN;
	quantile_cumulate(n, w, cumulated);
	return quantile_of(rule, n, x, w, cumulated, p);
}

/* share of weight at values up to q */
static double
share_up_to(const Sorted *s, double q, int replicate)
{
	double below = 0;
	double all = 0;

	for (int64 i = 0; i < s->domain.nrows; i++)
	{
		double w = svy_domain_weight(&s->domain, i, replicate);

		all += w;
		below += s->points.x[i] <= q ? w : 0;
	}
	return all > 0 ? below / all : NAN;
}

/* standard error of F(q) */
static double
share_error(const Sorted *s, double q, double share)
{
	const SvyDomain *d = &s->members;
	const SvyEstimates *e = d->e;
	double variance;
	double *z;

	if (e->replicates)
	{
		z = palloc(sizeof(double) * d->frame->nreplicates);
		for (int r = 0; r < d->frame->nreplicates; r++)
			z[r] = share_up_to(s, q, r);
		variance = svy_domain_replicate_variance(d, z, share);
	}
	else
	{
		double total = s->points.cumulated[s->domain.nrows - 1];

		d = &s->domain;
		z = palloc_extended(sizeof(double) * (d->nrows + 1), MCXT_ALLOC_HUGE);
		for (int64 i = 0; i < d->nrows; i++)
			z[i] = s->points.w[i] * ((s->points.x[i] <= q ? 1 : 0) - share) / total;
		svy_domain_covariance(d, 1, z, &variance);
	}
	pfree(z);
	return sqrt(variance);
}

void
svy_quantile_woodruff(const SvyEstimates *e, const SvyQuantileOptions *o, double share,
					  double error, double members, const SvyQuantilePoints *points,
					  SvyEstimateRow *row)
{
	static const IntervalMethod methods[] = {INTERVAL_MEAN, INTERVAL_BETA, INTERVAL_XLOGIT,
											 INTERVAL_ASIN};
	SVY_NAMES_FOLLOW(methods, QUANTILE_ASIN);
	IntervalInput in = {fmin(share, 1), error, members, (double) row->n, row->df, e->level};
	ProportionInterval limits;

	if (interval_proportion(methods[o->interval], &in, &limits) != SVY_OK)
		return;
	if (limits.low >= 0)
		row->low = svy_quantile_at(points, limits.low);
	if (limits.high <= 1)
		row->high = svy_quantile_at(points, limits.high);
	row->std_error = (row->high - row->low) / (2 * interval_t(e->level, row->df));
}

SvyEstimateRow
svy_quantile_row(const SurveyVariable *variable, double probability)
{
	return svy_estimate_nobody(variable->name, psprintf("%.15g", probability));
}

void
svy_quantiles_nobody(const SvyEstimates *e, const SvyQuantileOptions *o, SurveyVariable **variables,
					 int count)
{
	for (int i = 0; i < count && e->nby == 0; i++)
		for (int k = 0; k < o->nprobabilities; k++)
		{
			SvyEstimateRow row = svy_quantile_row(variables[i], o->probabilities[k]);

			svy_estimates_emit(e, NULL, &row);
		}
}

static void
woodruff(const Sorted *s, const SvyQuantileOptions *o, SvyEstimateRow *row)
{
	double share = share_up_to(s, row->estimate, -1);

	svy_quantile_woodruff(s->domain.e, o, share, share_error(s, row->estimate, share),
						  (double) s->members.nrows, &s->points, row);
}

/* t of the score at theta: mean of 1{x > theta} - (1 - p) over its standard error */
static double
score(const Sorted *s, double p, double theta)
{
	double share = share_up_to(s, theta, -1);

	return (p - share) / share_error(s, theta, share);
}

/*
 * Francisco and Fuller (1991): the values at which the score test of the
 * quantile turns, found by halving over the distinct values.
 */
static double
score_limit(const Sorted *s, double p, double bound)
{
	int64 low = 0;
	int64 high = s->domain.nrows - 1;

	while (low < high)
	{
		int64 middle = low + (high - low) / 2;

		if (score(s, p, s->points.x[middle]) <= bound)
			high = middle;
		else
			low = middle + 1;
	}
	return s->points.x[low];
}

static void
score_interval(const Sorted *s, const SvyQuantileOptions *o, double p, SvyEstimateRow *row)
{
	double t = interval_t(s->domain.e->level, row->df);

	/* where nothing is known of the share, no score is known either */
	if (!(row->df > 0) || isnan(share_error(s, row->estimate, share_up_to(s, row->estimate, -1))))
		return;
	row->low = score_limit(s, p, t);
	row->high = score_limit(s, p, -t);
	row->std_error = (row->high - row->low) / (2 * t);
}

static void
replicate_interval(const Sorted *s, const SvyQuantileOptions *o, double p, SvyEstimateRow *row)
{
	int64 n = s->domain.nrows;
	int count = s->domain.frame->nreplicates;
	double *theta = palloc(sizeof(double) * count);
	double *x = palloc_extended(sizeof(double) * 3 * (n + 1), MCXT_ALLOC_HUGE);

	for (int r = 0; r < count; r++)
		theta[r] = replicate_quantile(s, o->rule, p, r, x, x + n, x + 2 * n);
	row->std_error = sqrt(svy_domain_replicate_variance(&s->members, theta, row->estimate));
	svy_estimate_interval(s->domain.e, row);
	pfree(theta);
	pfree(x);
}

static void
emit_quantiles(const SvyDomain *domain, const SvyQuantileOptions *o, const SurveyVariable *variable,
			   int column)
{
	Sorted s = sort_values(domain, column, o->rule);

	for (int i = 0; i < o->nprobabilities; i++)
	{
		double p = o->probabilities[i];
		SvyEstimateRow row = svy_quantile_row(variable, p);

		svy_domain_counts(&s.members, &row);
		if (s.domain.nrows > 0)
		{
			row.estimate = svy_quantile_at(&s.points, p);
			if (o->interval == QUANTILE_SCORE)
				score_interval(&s, o, p, &row);
			else if (o->interval == QUANTILE_REPLICATES)
				replicate_interval(&s, o, p, &row);
			else
				woodruff(&s, o, &row);
		}
		svy_estimates_emit(domain->e, domain->codes, &row);
	}
}

/* of those that states do not give: replicates, scores, weights whose calibration is known or that may be negative */
static void
quantiles_by_rows(const SvyEstimates *e, const SvyQuantileOptions *o, SurveyVariable **variables,
				  int count)
{
	char **values = palloc_array(char *, count);
	SvyFrame *frame;
	SvyDomains domains;

	for (int i = 0; i < count; i++)
		values[i] = svy_estimates_number(e, variables[i]);
	frame = svy_estimates_frame(e, count, values);
	domains = svy_domains(e, frame);
	if (domains.count == 0)
		svy_quantiles_nobody(e, o, variables, count);
	for (int d = 0; d < domains.count; d++)
		for (int i = 0; i < count; i++)
			emit_quantiles(&domains.domains[d], o, variables[i], i);
}

static void
read_probabilities(FunctionCallInfo fcinfo, int argument, SvyQuantileOptions *o)
{
	static const double quartiles[] = {0.25, 0.5, 0.75};
	Datum *values;
	bool *nulls;

	o->nprobabilities = 3;
	o->probabilities = (double *) quartiles;
	if (PG_ARGISNULL(argument))
		return;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), FLOAT8OID, 8, FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &values, &nulls, &o->nprobabilities);
	o->probabilities = palloc(sizeof(double) * (o->nprobabilities + 1));
	for (int i = 0; i < o->nprobabilities; i++)
	{
		o->probabilities[i] = nulls[i] ? NAN : DatumGetFloat8(values[i]);
		if (!(o->probabilities[i] >= 0 && o->probabilities[i] <= 1))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("probabilities of quantiles must be between 0 and 1")));
	}
}

PG_FUNCTION_INFO_V1(svy_survey_quantile);
Datum
svy_survey_quantile(PG_FUNCTION_ARGS)
{
	static const char *const intervals[] = {"mean",	 "beta",	 "xlogit", "asin",
											"score", "quantile", NULL};
	SVY_CHOICES_FOLLOW(intervals, QUANTILE_REPLICATES);
	SvyEstimates *e;
	SurveyVariable **variables;
	SvyQuantileOptions o;
	int count;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	e = svy_estimates_open(fcinfo, 5);
	variables = svy_estimates_variables(e, fcinfo, 1, &count);
	read_probabilities(fcinfo, 2, &o);
	o.rule = (QuantileRule) svy_choice_argument(fcinfo, 3, "rule", svy_quantile_rules);
	o.interval = (QuantileInterval) svy_choice_argument(fcinfo, 4, "interval_type", intervals);
	if (o.interval == (e->replicates ? QUANTILE_SCORE : QUANTILE_REPLICATES))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("interval_type \"%s\" is not for survey \"%s\"", intervals[o.interval],
						e->survey->name),
				 errdetail("\"quantile\" needs replicate weights, \"score\" a design without.")));
	if (e->replicates || e->calibration || e->design->negative || o.interval == QUANTILE_SCORE)
		quantiles_by_rows(e, &o, variables, count);
	else
		svy_quantiles_by_states(e, &o, variables, count);
	SPI_finish();
	return (Datum) 0;
}
