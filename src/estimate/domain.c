/*
 * domain.c
 *	  Domains of respondents in memory.
 */
#include "postgres.h"

#include "kernel/base/weight.h"
#include "miscadmin.h"

#include "estimate/domain.h"
#include "source/sample.h"

/* columns of the frame that a by variable has */
static int
columns_of(const SvyEstimates *e, int i)
{
	return e->by_set[i] ? e->by_set[i]->nmembers : 1;
}

void
svy_domains_request(const SvyEstimates *e, SvyFrameRequest *request)
{
	int count = 0;

	for (int i = 0; i < e->nby; i++)
		count += columns_of(e, i);
	request->codes = palloc_array(char *, count + 1);
	for (int i = 0; i < e->nby; i++)
	{
		SvyEstimates at = *e;
		int option = 0;

		at.option = palloc0_array(int, e->nby);
		for (at.option[i] = 0; option < columns_of(e, i); at.option[i] = ++option)
			request->codes[request->ncodes++] = svy_estimates_by_sql(&at, i);
	}
}

SvyFrame *
svy_estimates_frame(const SvyEstimates *e, int nvalues, char **values)
{
	SvyFrameRequest request = {e->survey, e->design, e->filter, nvalues, values, 0, NULL};

	svy_domains_request(e, &request);
	if (e->calibration)
		svy_calibration_request(e->calibration, &request);
	return svy_frame_read(&request);
}

typedef struct SortContext
{
	const SvyEstimates *e;
	const SvyFrame *frame;
	int32 *columns[SVY_MAX_BY]; /* codes of each by variable, of sets those of the option */
} SortContext;

/* as e->option has it */
static void
set_columns(SortContext *context)
{
	const SvyEstimates *e = context->e;
	int column = 0;

	for (int i = 0; i < e->nby; i++)
	{
		context->columns[i] = context->frame->codes[column + (e->by_set[i] ? e->option[i] : 0)];
		column += columns_of(e, i);
	}
}

static void
codes_of(const SortContext *context, int64 row, int32 *codes)
{
	for (int i = 0; i < context->e->nby; i++)
		codes[i] = context->columns[i][row];
}

/* by domain in the codebook's order, then as they came */
static int
compare_rows(int32 left, int32 right, const SortContext *context)
{
	int32 left_codes[SVY_MAX_BY];
	int32 right_codes[SVY_MAX_BY];
	int order;

	codes_of(context, left, left_codes);
	codes_of(context, right, right_codes);
	order = svy_compare_domains(context->e, left_codes, right_codes);
	return order ? order : (left > right) - (left < right);
}

/* one that can be cancelled */
#define ST_SORT sort_rows
#define ST_ELEMENT_TYPE int32
#define ST_COMPARE(a, b, context) compare_rows(*(a), *(b), context)
#define ST_COMPARE_ARG_TYPE const SortContext
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static bool
in_any_domain(const SortContext *context, int64 row)
{
	const SvyFrame *frame = context->frame;
	/* a weight of 0 counts nowhere, but under replicate weights */
	bool inside = frame->keep[row] && (weight_counts(frame->weight[row]) || frame->nreplicates > 0);

	for (int i = 0; i < context->e->nby; i++)
		inside &= context->columns[i][row] != FRAME_NO_CODE;
	return inside;
}

/* those with a weight of 0, who count under replicates, make no domain of their own */
static void
drop_weightless(SvyDomains *result, int first)
{
	int kept = first;

	for (int d = first; d < result->count; d++)
	{
		const SvyDomain *domain = &result->domains[d];
		bool live = false;

		for (int64 i = 0; i < domain->nrows && !live; i++)
			live = weight_counts(domain->frame->weight[domain->rows[i]]);
		if (live)
			result->domains[kept++] = *domain;
	}
	result->count = kept;
}

/* the domains of one combination of the sets' options */
static void
add_domains(SortContext *context, SvyDomains *result)
{
	const SvyEstimates *e = context->e;
	const SvyFrame *frame = context->frame;
	int32 *rows = palloc_extended(sizeof(int32) * (frame->n + 1), MCXT_ALLOC_HUGE);
	int32 *codes = NULL;
	int64 n = 0;
	int first = result->count;

	CHECK_FOR_INTERRUPTS();
	set_columns(context);
	for (int64 i = 0; i < frame->n; i++)
		if (in_any_domain(context, i))
			rows[n++] = (int32) i;
	rows = repalloc_huge(rows, sizeof(int32) * (n + 1));
	if (e->nby > 0)
		sort_rows(rows, n, context);
	for (int64 i = 0; i < n; i++)
	{
		int32 *own = palloc(sizeof(int32) * (e->nby + 1));

		codes_of(context, rows[i], own);
		if (codes && svy_compare_domains(e, codes, own) == 0)
		{
			pfree(own);
			result->domains[result->count - 1].nrows++;
			continue;
		}
		codes = own;
		if (result->count == result->capacity)
			result->domains =
				repalloc_huge(result->domains, sizeof(SvyDomain) * (result->capacity *= 2));
		result->domains[result->count++] = (SvyDomain){e, frame, codes, 1, rows + i};
	}
	drop_weightless(result, first);
}

SvyDomains
svy_domains(const SvyEstimates *e, const SvyFrame *frame)
{
	SortContext context = {.e = e, .frame = frame};
	SvyDomains result = {0, 64, palloc(sizeof(SvyDomain) * 64)};

	do
		add_domains(&context, &result);
	while (svy_estimates_next_option(e));
	return result;
}

SvyDomain
svy_domain_with(const SvyDomain *domain, int nvalues, const int *values, bool weighted)
{
	int32 *rows = palloc_extended(sizeof(int32) * (domain->nrows + 1), MCXT_ALLOC_HUGE);
	SvyDomain result = *domain;

	result.rows = rows;
	result.nrows = 0;
	for (int64 i = 0; i < domain->nrows; i++)
	{
		int32 row = domain->rows[i];
		bool take = !weighted || weight_counts(domain->frame->weight[row]);

		for (int k = 0; k < nvalues && take; k++)
			take = !isnan(domain->frame->values[values[k]][row]);
		if (take)
			rows[result.nrows++] = row;
	}
	return result;
}

void
svy_domain_covariance(const SvyDomain *domain, int p, const double *influence, double *covariance)
{
	SvySample sample = {.survey = domain->e->survey,
						.frame = domain->frame,
						.calibration = domain->e->calibration,
						.rule = domain->e->rule};

	svy_sample_covariance(&sample, domain->nrows, domain->rows, p, influence, covariance);
}

double
svy_domain_replicate_variance(const SvyDomain *domain, const double *theta, double estimate)
{
	double variance;

	if (svy_frame_replicates_say_nothing(domain->frame, domain->nrows, domain->rows))
		return NAN;
	svy_replicate_covariance(domain->e->replicates, 1, theta, &estimate, NULL, &variance);
	return variance;
}

double
svy_domain_df(const SvyDomain *domain)
{
	const SvyFrame *frame = domain->frame;
	bool *member;
	double df;

	if (domain->e->df == SVY_DF_INFINITE)
		return INFINITY;
	if (domain->e->df == SVY_DF_DESIGN)
		return frame->df;
	member = palloc_extended(frame->n + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i < domain->nrows; i++)
		member[domain->rows[i]] = true;
	df = svy_frame_domain_df(frame, member);
	pfree(member);
	return df;
}

void
svy_domain_counts(const SvyDomain *domain, SvyEstimateRow *row)
{
	row->n = 0;
	row->weighted_n = 0;
	for (int64 i = 0; i < domain->nrows; i++)
	{
		double weight = domain->frame->weight[domain->rows[i]];

		row->n += weight_counts(weight);
		row->weighted_n += weight;
	}
	row->df = svy_domain_df(domain);
}
