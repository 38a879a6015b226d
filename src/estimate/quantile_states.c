/*
 * quantile_states.c
 *	  survey_quantile from states: a quantile_summary for each domain and
 *	  variable, then one survey_summaries of whether values are up to the
 *	  quantiles, whose means and variances Woodruff's intervals invert.
 *
 * No respondent is held in memory: both run in parallel and on other machines.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"

#include "estimate/domain_states.h"
#include "estimate/quantile.h"
#include "source/answers.h"

/* a domain and what is known of its variables */
typedef struct QuantileDomain
{
	int32 *codes;
	const QuantileSummary **summaries; /* one for each variable; NULL: nobody has a value */
	SvyEstimateRow *rows;			   /* by variable and probability */
} QuantileDomain;

typedef struct Quantiles
{
	const SvyEstimates *e;
	const SvyQuantileOptions *o;
	SurveyVariable **variables;
	int count;
	char **numbers; /* SQL of the variables' values */
	int ndomains;
	QuantileDomain *domains; /* in the codebook's order */
} Quantiles;

static int
compare_quantile_domains(const void *a, const void *b, void *e)
{
	return svy_compare_domains(e, ((const QuantileDomain *) a)->codes,
							   ((const QuantileDomain *) b)->codes);
}

/* the weights at the values of one variable, by domain */
static char *
values_query(const Quantiles *q, int variable)
{
	const SvyEstimates *e = q->e;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT pg_catalog.bool_or((%s) OPERATOR(pg_catalog.>) 0)",
					 e->design->weight);
	appendStringInfo(&sql, ", %s.quantile_summary(%s, %s)", e->schema, q->numbers[variable],
					 e->design->weight);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, ", %s", svy_estimates_by_sql(e, i));
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL", e->survey->answers_sql,
					 e->design->weight);
	if (e->filter)
		appendStringInfo(&sql, " AND (%s)", e->filter);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, " AND (%s) IS NOT NULL", svy_estimates_by_sql(e, i));
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s %d", i ? "," : " GROUP BY", i + 3);
	return sql.data;
}

/* those of the first variable make the domains, which are the same for all others */
static void
read_domains(Quantiles *q)
{
	const SvyEstimates *e = q->e;
	bool isnull;

	q->ndomains = 0;
	q->domains = palloc_extended(sizeof(QuantileDomain) * (SPI_processed + 1), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		QuantileDomain *domain = &q->domains[q->ndomains];
		Datum live = SPI_getbinval(row, SPI_tuptable->tupdesc, 1, &isnull);

		/* those whose weight is 0 make no domain */
		if (isnull || !DatumGetBool(live))
			continue;
		domain->codes = palloc_array(int32, e->nby + 1);
		for (int k = 0; k < e->nby; k++)
			domain->codes[k] =
				DatumGetInt32(SPI_getbinval(row, SPI_tuptable->tupdesc, k + 3, &isnull));
		domain->summaries = palloc0_array(const QuantileSummary *, q->count);
		domain->rows = palloc_array(SvyEstimateRow, q->count * q->o->nprobabilities + 1);
		q->ndomains++;
	}
	qsort_arg(q->domains, q->ndomains, sizeof(QuantileDomain), compare_quantile_domains,
			  (void *) e);
}

static void
read_summaries(Quantiles *q, int variable)
{
	QuantileDomain key = {.codes = palloc_array(int32, q->e->nby + 1)};
	bool isnull;

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		Datum summary = SPI_getbinval(row, SPI_tuptable->tupdesc, 2, &isnull);
		QuantileDomain *domain;

		if (isnull)
			continue;
		for (int k = 0; k < q->e->nby; k++)
			key.codes[k] = DatumGetInt32(SPI_getbinval(row, SPI_tuptable->tupdesc, k + 3, &isnull));
		domain = bsearch_arg(&key, q->domains, q->ndomains, sizeof(QuantileDomain),
							 compare_quantile_domains, (void *) q->e);
		if (domain)
			domain->summaries[variable] = (const QuantileSummary *) PG_DETOAST_DATUM(summary);
	}
}

static SvyEstimateRow *
row_of(const Quantiles *q, const QuantileDomain *domain, int variable, int probability)
{
	return &domain->rows[variable * q->o->nprobabilities + probability];
}

static SvyQuantilePoints
points_in(const Quantiles *q, const QuantileDomain *domain, int variable)
{
	const QuantileSummary nobody = {0};

	return svy_quantile_points(domain->summaries[variable] ? domain->summaries[variable] : &nobody,
							   q->o->rule);
}

static void
estimate_variable(const Quantiles *q, int variable)
{
	for (int d = 0; d < q->ndomains; d++)
	{
		SvyQuantilePoints points = points_in(q, &q->domains[d], variable);

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < q->o->nprobabilities; k++)
		{
			SvyEstimateRow *row = row_of(q, &q->domains[d], variable, k);

			*row = svy_quantile_row(q->variables[variable], q->o->probabilities[k]);
			row->estimate = svy_quantile_at(&points, q->o->probabilities[k]);
		}
		svy_quantile_points_free(&points);
	}
}

/* a statement for each variable: a row may hold 1 GB, which ten million values come near to */
static void
read_values(Quantiles *q)
{
	for (int i = 0; i < q->count; i++)
	{
		int code = svy_answers_execute(svy_weight_of_design(q->e->design, q->e->filter),
									   values_query(q, i), NULL);

		if (code != SPI_OK_SELECT)
			elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(code));
		if (i == 0)
			read_domains(q);
		read_summaries(q, i);
		estimate_variable(q, i);
	}
}

/* ----------------------------------------------------------------- shares --- */

/* whether values are up to the quantiles first .. first + width - 1 of the domain */
static char **
shares(const Quantiles *q, int first, int width)
{
	char **values = palloc_array(char *, width);

	for (int k = 0; k < width; k++)
		values[k] =
			psprintf("(((%s) OPERATOR(pg_catalog.<=) %s)::pg_catalog.int4)::"
					 "pg_catalog.float8",
					 q->numbers[(first + k) / q->o->nprobabilities], svy_known_sql(q->e, k));
	return values;
}

static SvyDomainKnown
known_quantiles(const Quantiles *q, int first, int width)
{
	SvyDomainKnown known = {
		.ndomains = q->ndomains, .codes = palloc_array(int32 *, q->ndomains + 1), .width = width};
	Size n = (Size) q->ndomains * width;

	known.numbers = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);
	for (int d = 0; d < q->ndomains; d++)
		known.codes[d] = q->domains[d].codes;
	for (Size i = 0; i < n; i++)
		known.numbers[i] = q->domains[i / width].rows[first + i % width].estimate;
	return known;
}

/* what the state of a share adds to the row of its quantile */
static void
take_share(const Quantiles *q, const SvySlices *slices, const Summary *state,
		   const SvyQuantilePoints *points, SvyEstimateRow *row)
{
	const SvyEstimates *e = q->e;
	Summary *s = svy_slice_framed(slices, state);
	SummaryCount count;

	summary_count(s, &count);
	row->n = count.n;
	row->weighted_n = count.weighted_n;
	row->df = svy_state_df(e, &count, true);
	if (count.n > 0)
	{
		SummaryEstimate share = svy_summary_estimate(s, STATISTIC_MEAN, e->rule);

		svy_quantile_woodruff(e, q->o, share.estimate, sqrt(share.variance), (double) count.n,
							  points, row);
	}
	pfree(s);
}

static void
read_shares(const Quantiles *q, int first, int width)
{
	SvyDomainKnown known = known_quantiles(q, first, width);
	SvySlices slices = svy_domain_states(q->e, shares(q, first, width), width, true, &known);

	for (int d = 0; d < q->ndomains; d++)
	{
		SvyQuantilePoints points;

		for (int k = 0; k < width; k++)
		{
			int variable = (first + k) / q->o->nprobabilities;

			CHECK_FOR_INTERRUPTS();
			if (k == 0 || (first + k) % q->o->nprobabilities == 0)
				points = points_in(q, &q->domains[d], variable);
			take_share(q, &slices, slices.slices[d].states[k], &points,
					   &q->domains[d].rows[first + k]);
			if (k == width - 1 || (first + k + 1) % q->o->nprobabilities == 0)
				svy_quantile_points_free(&points);
		}
	}
	SPI_freetuptable(SPI_tuptable);
}

/* one combination of the options of sets */
static void
estimate_quantiles(Quantiles *q)
{
	int rows = q->count * q->o->nprobabilities;

	read_values(q);
	for (int first = 0; first < rows && q->ndomains > 0; first += SVY_MOST_VALUES)
		read_shares(q, first, Min(SVY_MOST_VALUES, rows - first));
	if (q->ndomains == 0)
		svy_quantiles_nobody(q->e, q->o, q->variables, q->count);
	for (int d = 0; d < q->ndomains; d++)
		for (int i = 0; i < rows; i++)
			svy_estimates_emit(q->e, q->domains[d].codes, &q->domains[d].rows[i]);
}

void
svy_quantiles_by_states(const SvyEstimates *e, const SvyQuantileOptions *o,
						SurveyVariable **variables, int count)
{
	Quantiles q = {e, o, variables, count, palloc_array(char *, count), 0, NULL};

	for (int i = 0; i < count; i++)
		q.numbers[i] = svy_estimates_number(e, variables[i]);
	do
		estimate_quantiles(&q);
	while (svy_estimates_next_option(e));
}
