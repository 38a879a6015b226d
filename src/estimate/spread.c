/*
 * spread.c
 *	  survey_variance, survey_covariance and survey_correlation.
 *
 * As R's svyvar: n/(n - 1) times the weighted second moment around the means,
 * which count as known in the standard error.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"

#include "estimate/domain.h"
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
	int64 n = 0;

	for (int64 i = 0; i < d->nrows; i++)
	{
		double w = svy_domain_weight(d, i, replicate);

		n += svy_domain_weight(d, i, -1) != 0;
		if (w == 0)
			continue;
		m.weight += w;
		m.mean[0] += (x[d->rows[i]] - m.mean[0]) * (w / m.weight);
		m.mean[1] += (y[d->rows[i]] - m.mean[1]) * (w / m.weight);
	}
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
		svy_replicate_covariance(d->e->replicates, 1, z, &estimate, &variance);
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
	SvyEstimateRow row = {.variable = name, .deff = NAN, .low = NAN, .high = NAN};
	SvyDomain d;
	Moments m;

	for (int i = 0; i < nvalues; i++)
		all[i] = i;
	d = svy_domain_with(domain, domain->e->listwise ? nvalues : 2, domain->e->listwise ? all : pair,
						false);
	svy_domain_counts(&d, &row);
	row.df = svy_domain_df(domain);
	row.estimate = row.std_error = NAN;
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

static Datum
spreads(FunctionCallInfo fcinfo, Spread what)
{
	SvyEstimates *e;
	SurveyVariable **variables;
	char **values;
	SvyFrame *frame;
	SvyDomains domains;
	int count;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	e = svy_estimates_open(fcinfo, 2);
	variables = svy_estimates_variables(e, fcinfo, 1, &count);
	if (count > 64 || (what != SPREAD_VARIANCE && count < 2))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("covariances and correlations are of 2 to 64 variables, not %d", count)));
	values = palloc(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
		values[i] = svy_estimates_number(e, variables[i]);
	frame = svy_estimates_frame(e, count, values);
	domains = svy_domains(e, frame);
	for (int d = 0; d < domains.count; d++)
		for (int i = 0; i < count; i++)
			for (int j = what == SPREAD_VARIANCE ? i : i + 1;
				 j < (what == SPREAD_VARIANCE ? i + 1 : count); j++)
				emit_spread(what, &domains.domains[d],
							i == j ? variables[i]->name
								   : psprintf("%s:%s", variables[i]->name, variables[j]->name),
							count, i, j);
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
