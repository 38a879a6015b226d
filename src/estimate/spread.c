/*
 * spread.c
 *	  survey_variance, survey_covariance and survey_correlation.
 *
 * As R's svyvar: n/(n - 1) times the weighted second moment around the means,
 * which count as known in the standard error.
 */
#include "postgres.h"

#include "kernel/base/weight.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"

#include "estimate/domain.h"
#include "estimate/domain_states.h"
#include "pg/arguments.h"

typedef enum Spread
{
	SPREAD_VARIANCE,
	SPREAD_COVARIANCE,
	SPREAD_CORRELATION
} Spread;

/* moments of two variables under one set of weights */
typedef struct Moments
{
	double weight;
	double mean[2];
	double xx;
	double xy;
	double yy;
	double factor; /* n / (n - 1) */
} Moments;

static Moments
moments_of(const SvyDomain *d, const double *x, const double *y, int replicate)
{
	Moments m = {0};
	int32 first = d->nrows > 0 ? d->rows[0] : 0;
	int64 n = 0;

	for (int64 i = 0; i < d->nrows; i++)
	{
		double w = svy_domain_weight(d, i, replicate);

		n += svy_domain_weight(d, i, -1) != 0;
		if (!weight_counts(w))
			continue;
		m.weight += w;
		/* from the first on: sums of weights on the way may be 0 where some are negative */
		m.mean[0] += w * (x[d->rows[i]] - x[first]);
		m.mean[1] += w * (y[d->rows[i]] - y[first]);
	}
	m.mean[0] = x[first] + m.mean[0] / m.weight;
	m.mean[1] = y[first] + m.mean[1] / m.weight;
	for (int64 i = 0; i < d->nrows; i++)
	{
		double w = svy_domain_weight(d, i, replicate);
		double dx = x[d->rows[i]] - m.mean[0];
		double dy = y[d->rows[i]] - m.mean[1];

		m.xx += w * dx * dx;
		m.xy += w * dx * dy;
		m.yy += w * dy * dy;
	}
	m.xx /= m.weight;
	m.xy /= m.weight;
	m.yy /= m.weight;
	m.factor = (double) n / (double) (n - 1);
	return m;
}

static double
spread_of(Spread what, const Moments *m)
{
	if (what == SPREAD_CORRELATION)
		return m->xx > 0 && m->yy > 0 ? m->xy / sqrt(m->xx) / sqrt(m->yy) : NAN;
	return m->factor * m->xy;
}

/* one respondent's influence, without its weight */
static double
spread_influence(Spread what, const Moments *m, double x, double y)
{
	double dx = x - m->mean[0];
	double dy = y - m->mean[1];

	if (what == SPREAD_CORRELATION)
	{
		double zx = dx / sqrt(m->xx);
		double zy = dy / sqrt(m->yy);

		return (zx * zy - spread_of(what, m) * (zx * zx + zy * zy) / 2) / m->weight;
	}
	return m->factor * (dx * dy - m->xy) / m->weight;
}

/*
 * R's svyvar of a replicate design centres at the mean of each replicate, and
 * so do we.
 */
static double
spread_variance(Spread what, const SvyDomain *d, const double *x, const double *y,
				const Moments *full)
{
	double estimate = spread_of(what, full);
	double variance;
	double *z;

	if (d->e->replicates)
	{
		int count = d->frame->nreplicates;

		z = palloc(sizeof(double) * count);
		for (int r = 0; r < count; r++)
		{
			Moments m = moments_of(d, x, y, r);

			z[r] = spread_of(what, &m);
		}
		variance = svy_domain_replicate_variance(d, z, estimate);
	}
	else
	{
		z = palloc_extended(sizeof(double) * (d->nrows + 1), MCXT_ALLOC_HUGE);
		for (int64 i = 0; i < d->nrows; i++)
			z[i] = svy_domain_weight(d, i, -1) *
				   spread_influence(what, full, x[d->rows[i]], y[d->rows[i]]);
		svy_domain_covariance(d, 1, z, &variance);
	}
	pfree(z);
	return variance;
}

/* Fisher's transformation keeps the limits of a correlation between -1 and 1 */
static void
correlation_interval(const SvyEstimates *e, SvyEstimateRow *row)
{
	double r = row->estimate;
	double half;

	row->low = row->high = NAN;
	if (!(row->df > 0) || isnan(r))
		return;
	half = interval_t(e->level, row->df) * row->std_error / (1 - r * r);
	row->low = fabs(r) < 1 ? tanh(atanh(r) - half) : r;
	row->high = fabs(r) < 1 ? tanh(atanh(r) + half) : r;
}

static void
emit_spread(Spread what, const SvyDomain *domain, const char *name, int nvalues, int first,
			int second)
{
	int all[64];
	int pair[2] = {first, second};
	const double *x = domain->frame->values[first];
	const double *y = domain->frame->values[second];
	SvyEstimateRow row = svy_estimate_nobody(name, NULL);
	SvyDomain d;
	Moments m;

	for (int i = 0; i < nvalues; i++)
		all[i] = i;
	d = svy_domain_with(domain, domain->e->listwise ? nvalues : 2, domain->e->listwise ? all : pair,
						false);
	svy_domain_counts(&d, &row);
	row.df = svy_domain_df(domain);
	if (row.n > 1)
	{
		m = moments_of(&d, x, y, -1);
		row.estimate = spread_of(what, &m);
		if (!isnan(row.estimate))
			row.std_error = sqrt(spread_variance(what, &d, x, y, &m));
		if (what == SPREAD_CORRELATION)
			correlation_interval(domain->e, &row);
		else
			svy_estimate_interval(domain->e, &row);
	}
	svy_estimates_emit(domain->e, domain->codes, &row);
	pfree((void *) d.rows);
}

/* --------------------------------------------------------------- states --- */

/* what is known of a pair of variables in a domain, pass by pass */
enum
{
	KNOWN_X, /* means */
	KNOWN_Y,
	KNOWN_SX, /* standard deviations, of a correlation */
	KNOWN_SY,
	KNOWN_R,
	KNOWN_ESTIMATE, /* r again, or none */
	KNOWN_NUMBERS
};

typedef struct Pair
{
	int first;
	int second;
} Pair;

typedef struct Pairs
{
	const SvyEstimates *e;
	Spread what;
	char **numbers; /* SQL of the variables' values */
	int nvalues;
	int count;
	Pair *pairs;
	const char **names;
} Pairs;

/* SQL of a value of those who have all that the pair, or the list, needs */
static char *
complete(const Pairs *p, const Pair *pair, char *value)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN (%s) IS NOT NULL AND (%s) IS NOT NULL",
					 p->numbers[pair->first], p->numbers[pair->second]);
	for (int i = 0; p->e->listwise && i < p->nvalues; i++)
		appendStringInfo(&sql, " AND (%s) IS NOT NULL", p->numbers[i]);
	appendStringInfo(&sql, " THEN %s END", value);
	return sql.data;
}

/* a variable of the pair around its mean */
static char *
centred(const Pairs *p, int at, int variable, int which)
{
	return psprintf("((%s) OPERATOR(pg_catalog.-) %s)", p->numbers[variable],
					svy_known_sql(p->e, at * KNOWN_NUMBERS + which));
}

static char *
times(const char *a, const char *b)
{
	return psprintf("(%s OPERATOR(pg_catalog.*) %s)", a, b);
}

/* the influence of a correlation: zx zy - r (zx^2 + zy^2) / 2 */
static char *
correlation_value(const Pairs *p, int at, char *dx, char *dy)
{
	char *zx = psprintf("(%s OPERATOR(pg_catalog./) %s)", dx,
						svy_known_sql(p->e, at * KNOWN_NUMBERS + KNOWN_SX));
	char *zy = psprintf("(%s OPERATOR(pg_catalog./) %s)", dy,
						svy_known_sql(p->e, at * KNOWN_NUMBERS + KNOWN_SY));

	/* written like this, all operators bind alike */
	return psprintf("(%s OPERATOR(pg_catalog.-) ((%s OPERATOR(pg_catalog.*) (%s "
					"OPERATOR(pg_catalog.+) %s)) OPERATOR(pg_catalog./) 2))",
					times(zx, zy), svy_known_sql(p->e, at * KNOWN_NUMBERS + KNOWN_R), times(zx, zx),
					times(zy, zy));
}

typedef enum Pass
{
	PASS_MEANS,
	PASS_MOMENTS,
	PASS_INFLUENCE
} Pass;

/* those of the pairs first .. first + count - 1 */
static char **
pass_values(const Pairs *p, Pass pass, int first, int count)
{
	char **values = palloc_array(char *, 3 * count);
	int n = 0;

	for (int i = 0; i < count; i++)
	{
		const Pair *pair = &p->pairs[first + i];
		char *dx;
		char *dy;

		if (pass == PASS_MEANS)
		{
			values[n++] = complete(p, pair, p->numbers[pair->first]);
			values[n++] = complete(p, pair, p->numbers[pair->second]);
			continue;
		}
		dx = centred(p, i, pair->first, KNOWN_X);
		dy = centred(p, i, pair->second, KNOWN_Y);
		if (pass == PASS_INFLUENCE)
		{
			values[n++] = complete(p, pair, correlation_value(p, i, dx, dy));
			continue;
		}
		values[n++] = complete(p, pair, times(dx, dy));
		if (p->what != SPREAD_CORRELATION)
			continue;
		values[n++] = complete(p, pair, times(dx, dx));
		values[n++] = complete(p, pair, times(dy, dy));
	}
	return values;
}

/* the domains, and the means of the pairs in them */
static SvyDomainKnown
read_means(const Pairs *p, int first, int count)
{
	SvySlices slices =
		svy_domain_states(p->e, pass_values(p, PASS_MEANS, first, count), 2 * count, false, NULL);
	SvyDomainKnown known = {0, palloc_array(int32 *, slices.count + 1), KNOWN_NUMBERS * count,
							NULL};

	while (known.ndomains < slices.count && slices.slices[known.ndomains].inside)
		known.ndomains++;
	known.numbers = palloc_extended(sizeof(double) * ((Size) known.ndomains * known.width + 1),
									MCXT_ALLOC_HUGE);
	for (int d = 0; d < known.ndomains; d++)
	{
		known.codes[d] = slices.slices[d].codes;
		for (int i = 0; i < count; i++)
		{
			double *of = known.numbers + (Size) d * known.width + i * KNOWN_NUMBERS;
			Summary **states = slices.slices[d].states + 2 * i;

			of[KNOWN_X] = summary_point(states[0], STATISTIC_MEAN);
			of[KNOWN_Y] = summary_point(states[1], STATISTIC_MEAN);
			of[KNOWN_SX] = of[KNOWN_SY] = of[KNOWN_R] = of[KNOWN_ESTIMATE] = NAN;
		}
	}
	SPI_freetuptable(SPI_tuptable);
	return known;
}

/* deviations and correlations, from the moments */
static void
read_correlations(const Pairs *p, int first, int count, SvyDomainKnown *known)
{
	SvySlices slices = svy_domain_states(p->e, pass_values(p, PASS_MOMENTS, first, count),
										 3 * count, false, known);

	for (int d = 0; d < known->ndomains; d++)
		for (int i = 0; i < count; i++)
		{
			double *of = known->numbers + (Size) d * known->width + i * KNOWN_NUMBERS;
			Summary **states = slices.slices[d].states + 3 * i;
			Moments m = {.xy = summary_point(states[0], STATISTIC_MEAN),
						 .xx = summary_point(states[1], STATISTIC_MEAN),
						 .yy = summary_point(states[2], STATISTIC_MEAN)};

			bool none;

			of[KNOWN_ESTIMATE] = spread_of(SPREAD_CORRELATION, &m);
			/* where there is none its respondents are counted all the same */
			none = isnan(of[KNOWN_ESTIMATE]);
			of[KNOWN_R] = none ? 0 : of[KNOWN_ESTIMATE];
			of[KNOWN_SX] = none ? 1 : sqrt(m.xx);
			of[KNOWN_SY] = none ? 1 : sqrt(m.yy);
		}
	SPI_freetuptable(SPI_tuptable);
}

/*
 * The last pass: the mean of (x - mx)(y - my), whose standard error is that of
 * the moment as the means count as known; or the influence of a correlation,
 * whose mean is 0.
 */
static SvyEstimateRow
spread_row(const Pairs *p, int pair, const double *known, const SvySlices *slices,
		   const Summary *state)
{
	SvyEstimateRow row = svy_estimate_nobody(p->names[pair], NULL);
	Summary *s = svy_slice_framed(slices, state);
	SummaryCount count;
	double factor;

	summary_count(s, &count);
	row.n = count.n;
	row.weighted_n = count.weighted_n;
	row.df = svy_state_df(p->e, &count, false);
	factor = p->what == SPREAD_CORRELATION ? 1 : (double) row.n / (double) (row.n - 1);
	if (row.n > 1)
	{
		row.estimate = p->what == SPREAD_CORRELATION ? known[KNOWN_ESTIMATE]
													 : factor * summary_point(s, STATISTIC_MEAN);
		if (!isnan(row.estimate))
			row.std_error =
				factor * sqrt(svy_summary_estimate(s, STATISTIC_MEAN, p->e->rule).variance);
		if (p->what == SPREAD_CORRELATION)
			correlation_interval(p->e, &row);
		else
			svy_estimate_interval(p->e, &row);
	}
	pfree(s);
	return row;
}

/* rows of the pairs first .. first + count - 1 in all domains: rows[domain x p->count + pair] */
static SvyDomainKnown
spread_pairs(const Pairs *p, int first, int count, SvyEstimateRow **rows)
{
	Pass last = p->what == SPREAD_CORRELATION ? PASS_INFLUENCE : PASS_MOMENTS;
	SvyDomainKnown known = read_means(p, first, count);
	SvySlices slices;

	if (*rows == NULL)
		*rows = palloc_extended(sizeof(SvyEstimateRow) * ((Size) known.ndomains * p->count + 1),
								MCXT_ALLOC_HUGE);
	if (known.ndomains == 0)
		return known;
	if (p->what == SPREAD_CORRELATION)
		read_correlations(p, first, count, &known);
	slices = svy_domain_states(p->e, pass_values(p, last, first, count), count, true, &known);
	for (int d = 0; d < known.ndomains; d++)
		for (int i = 0; i < count; i++)
		{
			CHECK_FOR_INTERRUPTS();
			(*rows)[(Size) d * p->count + first + i] =
				spread_row(p, first + i, known.numbers + (Size) d * known.width + i * KNOWN_NUMBERS,
						   &slices, slices.slices[d].states[i]);
		}
	SPI_freetuptable(SPI_tuptable);
	return known;
}

static void
spreads_of_nobody(const Pairs *p)
{
	for (int i = 0; i < p->count && p->e->nby == 0; i++)
	{
		SvyEstimateRow row = svy_estimate_nobody(p->names[i], NULL);

		svy_estimates_emit(p->e, NULL, &row);
	}
}

static void
spreads_by_states(const Pairs *p)
{
	int most = SVY_MOST_VALUES / 3;

	do
	{
		SvyEstimateRow *rows = NULL;
		SvyDomainKnown known = {0};

		for (int first = 0; first < p->count; first += most)
			known = spread_pairs(p, first, Min(most, p->count - first), &rows);
		if (known.ndomains == 0)
			spreads_of_nobody(p);
		for (int d = 0; d < known.ndomains; d++)
			for (int i = 0; i < p->count; i++)
				svy_estimates_emit(p->e, known.codes[d], &rows[(Size) d * p->count + i]);
	} while (svy_estimates_next_option(p->e));
}

/* of replicates, and of weights whose calibration is known */
static void
spreads_by_rows(const Pairs *p)
{
	SvyFrame *frame = svy_estimates_frame(p->e, p->nvalues, p->numbers);
	SvyDomains domains = svy_domains(p->e, frame);

	if (domains.count == 0)
		spreads_of_nobody(p);
	for (int d = 0; d < domains.count; d++)
		for (int i = 0; i < p->count; i++)
			emit_spread(p->what, &domains.domains[d], p->names[i], p->nvalues, p->pairs[i].first,
						p->pairs[i].second);
}

static void
make_pairs(Pairs *p, SurveyVariable **variables)
{
	int n = p->nvalues;

	p->pairs = palloc_array(Pair, n * (n + 1) / 2);
	p->names = palloc_array(const char *, n *(n + 1) / 2);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
		{
			if ((i == j) != (p->what == SPREAD_VARIANCE))
				continue;
			p->pairs[p->count] = (Pair){i, j};
			p->names[p->count++] = i == j
									   ? variables[i]->name
									   : psprintf("%s:%s", variables[i]->name, variables[j]->name);
		}
}

static Datum
spreads(FunctionCallInfo fcinfo, Spread what)
{
	SvyEstimates *e;
	SurveyVariable **variables;
	Pairs p = {.what = what};

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	p.e = e = svy_estimates_open(fcinfo, 2);
	variables = svy_estimates_variables(e, fcinfo, 1, &p.nvalues);
	if (p.nvalues > 64 || (what != SPREAD_VARIANCE && p.nvalues < 2))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("covariances and correlations are of 2 to 64 variables, not %d",
							   p.nvalues)));
	p.numbers = palloc_array(char *, p.nvalues);
	for (int i = 0; i < p.nvalues; i++)
		p.numbers[i] = svy_estimates_number(e, variables[i]);
	make_pairs(&p, variables);
	if (e->replicates || e->calibration)
		spreads_by_rows(&p);
	else
		spreads_by_states(&p);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_variance);
Datum
svy_survey_variance(PG_FUNCTION_ARGS)
{
	return spreads(fcinfo, SPREAD_VARIANCE);
}

PG_FUNCTION_INFO_V1(svy_survey_covariance);
Datum
svy_survey_covariance(PG_FUNCTION_ARGS)
{
	return spreads(fcinfo, SPREAD_COVARIANCE);
}

PG_FUNCTION_INFO_V1(svy_survey_correlation);
Datum
svy_survey_correlation(PG_FUNCTION_ARGS)
{
	return spreads(fcinfo, SPREAD_CORRELATION);
}
