/*
 * spread.c
 *	  survey_variance, survey_covariance and survey_correlation.
 *
 * As R's svyvar: n/(n - 1) times the weighted second moment around the means,
 * which count as known in the standard error: their own error moves the moment by its
 * square only, so that nothing of it is left in the linearisation.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"

#include "estimate/domain_states.h"
#include "estimate/spread.h"
#include "pg/arguments.h"
#include "plan/imputed.h"

double
svy_spread_of(SvySpread what, const SvyMoments *m)
{
	if (what == SPREAD_CORRELATION)
		return m->xx > 0 && m->yy > 0 ? m->xy / sqrt(m->xx) / sqrt(m->yy) : NAN;
	return m->factor * m->xy;
}

/* Fisher's transformation keeps the limits of a correlation between -1 and 1 */
void
svy_correlation_interval(const SvyEstimates *e, SvyEstimateRow *row)
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

/* --------------------------------------------------------------- states --- */

/* what is known of a pair of variables in a domain, pass by pass */
enum
{
	KNOWN_X, /* means */
	KNOWN_Y,
	KNOWN_X_LOW, /* what their doubles lack */
	KNOWN_Y_LOW,
	KNOWN_SX, /* standard deviations, of a correlation */
	KNOWN_SY,
	KNOWN_R,
	KNOWN_ESTIMATE, /* r again, or none */
	KNOWN_NUMBERS
};

/* SQL of a value of those who have all that the pair, or the list, needs */
static char *
complete(const SvySpreads *p, const SvySpreadPair *pair, char *value)
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
centred(const SvySpreads *p, int at, int variable, int which)
{
	/* in this order no digit is lost of a value that is near to a large mean */
	return psprintf("((%s) OPERATOR(pg_catalog.-) %s OPERATOR(pg_catalog.-) %s)",
					p->numbers[variable], svy_known_sql(p->e, at * KNOWN_NUMBERS + which),
					svy_known_sql(p->e, at * KNOWN_NUMBERS + which + KNOWN_X_LOW - KNOWN_X));
}

static char *
times(const char *a, const char *b)
{
	return psprintf("(%s OPERATOR(pg_catalog.*) %s)", a, b);
}

/* the influence of a correlation: zx zy - r (zx^2 + zy^2) / 2 */
static char *
correlation_value(const SvySpreads *p, int at, char *dx, char *dy)
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
pass_values(const SvySpreads *p, Pass pass, int first, int count)
{
	char **values = palloc_array(char *, 3 * count);
	int n = 0;

	for (int i = 0; i < count; i++)
	{
		const SvySpreadPair *pair = &p->pairs[first + i];
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
read_means(const SvySpreads *p, int first, int count)
{
	SvySlices slices =
		svy_domain_states(p->e, pass_values(p, PASS_MEANS, first, count), 2 * count, false, NULL);
	SvyDomainKnown known = {.codes = palloc_array(int32 *, slices.count + 1),
							.width = KNOWN_NUMBERS * count};

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

			of[KNOWN_X] = summary_point_in_parts(states[0], STATISTIC_MEAN, &of[KNOWN_X_LOW]);
			of[KNOWN_Y] = summary_point_in_parts(states[1], STATISTIC_MEAN, &of[KNOWN_Y_LOW]);
			of[KNOWN_SX] = of[KNOWN_SY] = of[KNOWN_R] = of[KNOWN_ESTIMATE] = NAN;
		}
	}
	SPI_freetuptable(SPI_tuptable);
	return known;
}

/* deviations and correlations, from the moments */
static void
read_correlations(const SvySpreads *p, int first, int count, SvyDomainKnown *known)
{
	SvySlices slices = svy_domain_states(p->e, pass_values(p, PASS_MOMENTS, first, count),
										 3 * count, false, known);

	for (int d = 0; d < known->ndomains; d++)
		for (int i = 0; i < count; i++)
		{
			double *of = known->numbers + (Size) d * known->width + i * KNOWN_NUMBERS;
			Summary **states = slices.slices[d].states + 3 * i;
			SvyMoments m = {.xy = summary_point(states[0], STATISTIC_MEAN),
							.xx = summary_point(states[1], STATISTIC_MEAN),
							.yy = summary_point(states[2], STATISTIC_MEAN)};

			bool none;

			of[KNOWN_ESTIMATE] = svy_spread_of(SPREAD_CORRELATION, &m);
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
spread_row(const SvySpreads *p, int pair, const double *known, const SvySlices *slices,
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
			svy_correlation_interval(p->e, &row);
		else
			svy_estimate_interval(p->e, &row);
	}
	pfree(s);
	return row;
}

/* rows of the pairs first .. first + count - 1 in all domains: rows[domain x p->count + pair] */
static SvyDomainKnown
spread_pairs(const SvySpreads *p, int first, int count, SvyEstimateRow **rows)
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

void
svy_spreads_nobody(const SvySpreads *p)
{
	for (int i = 0; i < p->count && p->e->nby == 0; i++)
	{
		SvyEstimateRow row = svy_estimate_nobody(p->names[i], NULL);

		svy_estimates_emit(p->e, NULL, &row);
	}
}

static void
spreads_by_states(const SvySpreads *p)
{
	int most = SVY_MOST_VALUES / 3;

	do
	{
		SvyEstimateRow *rows = NULL;
		SvyDomainKnown known = {0};

		for (int first = 0; first < p->count; first += most)
			known = spread_pairs(p, first, Min(most, p->count - first), &rows);
		if (known.ndomains == 0)
			svy_spreads_nobody(p);
		for (int d = 0; d < known.ndomains; d++)
			for (int i = 0; i < p->count; i++)
				svy_estimates_emit(p->e, known.codes[d], &rows[(Size) d * p->count + i]);
	} while (svy_estimates_next_option(p->e));
}

static void
make_pairs(SvySpreads *p, SurveyVariable **variables)
{
	int n = p->nvalues;

	p->pairs = palloc_array(SvySpreadPair, n * (n + 1) / 2);
	p->names = palloc_array(const char *, n *(n + 1) / 2);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
		{
			if ((i == j) != (p->what == SPREAD_VARIANCE))
				continue;
			p->pairs[p->count] = (SvySpreadPair){i, j};
			p->names[p->count++] = i == j
									   ? variables[i]->name
									   : psprintf("%s:%s", variables[i]->name, variables[j]->name);
		}
}

static Datum
spreads(FunctionCallInfo fcinfo, SvySpread what)
{
	SvyEstimates *e;
	SurveyVariable **variables;
	SvySpreads p = {.what = what};

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
		svy_spreads_by_passes(&p);
	else
		spreads_by_states(&p);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_variance);
Datum
svy_survey_variance(PG_FUNCTION_ARGS)
{
	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	return spreads(fcinfo, SPREAD_VARIANCE);
}

PG_FUNCTION_INFO_V1(svy_survey_covariance);
Datum
svy_survey_covariance(PG_FUNCTION_ARGS)
{
	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	return spreads(fcinfo, SPREAD_COVARIANCE);
}

PG_FUNCTION_INFO_V1(svy_survey_correlation);
Datum
svy_survey_correlation(PG_FUNCTION_ARGS)
{
	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	return spreads(fcinfo, SPREAD_CORRELATION);
}
