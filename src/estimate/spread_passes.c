/*
 * spread_passes.c
 *	  Variances, covariances and correlations under replicate weights, and of
 *	  weights whose calibration is known, by passes over the respondents.
 *
 * The first pass gives the means.  The second adds up moments around them under
 * all weights; those around the mean of a replicate, at which R's svyvar of a
 * replicate design centres, differ by the square of a small distance.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "estimate/domain_passes.h"
#include "estimate/domain.h"
#include "estimate/spread.h"
#include "kernel/base/dd.h"
#include "kernel/base/weight.h"
#include "kernel/stats/repsum.h"
#include "pg/replicate.h"
#include "source/influence.h"

/* what is added up of a pair under one set of weights, around the means of the full weights */
typedef enum PairSum
{
	SUM_W,
	SUM_X,
	SUM_Y,
	SUM_XY,
	SUM_XX, /* these of correlations only */
	SUM_YY,
	PAIR_SUMS
} PairSum;

/* a pair of variables in a domain */
typedef struct SpreadPair
{
	const struct SpreadPasses *p;
	int domain;
	int pair;
	int64 n; /* whose weight counts */
	DD w;
	DD wx;
	DD wy;
	double mean[2];
	DD *sums; /* weights x PAIR_SUMS: full weights, then replicates; NULL outside of its batch */
	double *basis; /* of the replicate weights, up to rank 2 */
	int32 rank;
	SvyMoments moments; /* under the full weights */
	double variance;
} SpreadPair;

/* whom a domain has */
typedef struct SpreadDomain
{
	SpreadPair *pairs;
	int64 rows;
	double *sketch; /* of their replicate weights, where degrees of freedom are the domain's */
	int32 *members; /* by unit, the same by linearisation */
	double df;
} SpreadDomain;

typedef struct SpreadPasses
{
	const SvySpreads *s;
	int nreplicates;
	bool df_of_domain;
	SvyPassDomains *domains; /* the state of one: SpreadDomain */
	const SvyPasses *passes;
	double df;		  /* of the design */
	int32 *everybody; /* by unit, while they are counted for it */
	int first;		  /* pairs of the batch */
	int count;
} SpreadPasses;

static bool
is_spread_over(const SpreadPasses *p, const SvyRespondent *r)
{
	/* a weight of 0 counts nowhere, but under replicate weights */
	return r->keep && (weight_counts(r->weight) || p->nreplicates > 0);
}

static bool
has_pair(const SpreadPasses *p, const SvySpreadPair *pair, const SvyRespondent *r)
{
	for (int i = 0; p->s->e->listwise && i < p->s->nvalues; i++)
		if (isnan(r->values[i]))
			return false;
	return !isnan(r->values[pair->first]) && !isnan(r->values[pair->second]);
}

/* ---- the first pass: domains and means ---- */

static SpreadDomain *
make_spread_domain(const SpreadPasses *p)
{
	SpreadDomain *d = palloc0_object(SpreadDomain);

	d->pairs =
		palloc_extended(sizeof(SpreadPair) * (p->s->count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (p->df_of_domain && p->nreplicates > 0)
		d->sketch = palloc_extended(sizeof(double) * sketch_lines(p->nreplicates) * p->nreplicates,
									MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	return d;
}

static void
add_means(const SpreadPasses *p, SpreadDomain *d, const SvyRespondent *r)
{
	d->rows++;
	if (d->sketch)
		sketch_add(d->sketch, p->nreplicates, r->replicates);
	for (int i = 0; i < p->s->count; i++)
	{
		const SvySpreadPair *pair = &p->s->pairs[i];
		SpreadPair *own = &d->pairs[i];

		if (!has_pair(p, pair, r))
			continue;
		own->n += weight_counts(r->weight);
		own->w = dd_add_double(own->w, r->weight);
		own->wx = dd_add(own->wx, dd_two_prod(r->weight, r->values[pair->first]));
		own->wy = dd_add(own->wy, dd_two_prod(r->weight, r->values[pair->second]));
	}
}

static void
take_means(const SvyRespondent *r, void *argument)
{
	const SpreadPasses *p = argument;

	for (int option = 0; is_spread_over(p, r) && option < p->domains->noptions; option++)
	{
		SvyPassDomain *domain = svy_pass_domain(p->domains, r, option);

		if (!domain)
			continue;
		if (!domain->state)
			domain->state = make_spread_domain(p);
		add_means(p, domain->state, r);
	}
}

static void
find_means(SpreadPasses *p)
{
	for (int d = 0; d < p->domains->count; d++)
	{
		SpreadDomain *domain = p->domains->domains[d].state;

		for (int i = 0; i < p->s->count; i++)
		{
			SpreadPair *own = &domain->pairs[i];

			own->p = p;
			own->domain = d;
			own->pair = i;
			own->variance = NAN;
			own->mean[0] = dd_value(dd_div(own->wx, own->w));
			own->mean[1] = dd_value(dd_div(own->wy, own->w));
		}
	}
}

/* ---- the second pass: moments ---- */

static void
add_moment(const SpreadPasses *p, SpreadPair *own, const SvyRespondent *r)
{
	const SvySpreadPair *pair = &p->s->pairs[own->pair];
	double x = r->values[pair->first] - own->mean[0];
	double y = r->values[pair->second] - own->mean[1];
	int most = p->s->what == SPREAD_CORRELATION ? PAIR_SUMS : SUM_XX;
	double products[PAIR_SUMS] = {1, x, y, x * y, x * x, y * y};

	for (int k = -1; k < p->nreplicates; k++)
	{
		double w = svy_respondent_weight(r, k);
		DD *sums = own->sums + (Size) (k + 1) * PAIR_SUMS;

		for (int i = 0; i < most && w != 0; i++)
			sums[i] = dd_add_double(sums[i], w * products[i]);
	}
	if (p->nreplicates > 0 && own->rank < 2)
		own->rank = rank_add(own->basis, own->rank, 2, p->nreplicates, r->replicates);
}

static void
take_moments(const SvyRespondent *r, void *argument)
{
	const SpreadPasses *p = argument;

	if (p->everybody)
		svy_influence_count(p->everybody, r);
	for (int option = 0; is_spread_over(p, r) && option < p->domains->noptions; option++)
	{
		const SvyPassDomain *known = svy_known_pass_domain(p->domains, r, option);
		SpreadDomain *domain;

		if (!known)
			continue;
		domain = known->state;
		if (domain->members && p->first == 0)
			svy_influence_count(domain->members, r);
		for (int i = p->first; i < p->first + p->count; i++)
			if (has_pair(p, &p->s->pairs[i], r))
				add_moment(p, &domain->pairs[i], r);
	}
}

static SvyMoments
moments_under(const SpreadPair *own, int replicate)
{
	const DD *sums = own->sums + (Size) (replicate + 1) * PAIR_SUMS;
	DD x = dd_div(sums[SUM_X], sums[SUM_W]);
	DD y = dd_div(sums[SUM_Y], sums[SUM_W]);

	return (SvyMoments){.weight = dd_value(sums[SUM_W]),
						.mean = {dd_value(x), dd_value(y)},
						.xx = dd_value(dd_sub(dd_div(sums[SUM_XX], sums[SUM_W]), dd_mul(x, x))),
						.xy = dd_value(dd_sub(dd_div(sums[SUM_XY], sums[SUM_W]), dd_mul(x, y))),
						.yy = dd_value(dd_sub(dd_div(sums[SUM_YY], sums[SUM_W]), dd_mul(y, y))),
						.factor = (double) own->n / (double) (own->n - 1)};
}

static double
replicated_spread(const SpreadPair *own)
{
	const SpreadPasses *p = own->p;
	double estimate = svy_spread_of(p->s->what, &own->moments);
	double *theta = palloc_array(double, p->nreplicates);
	double variance;

	for (int r = 0; r < p->nreplicates; r++)
	{
		SvyMoments m = moments_under(own, r);

		theta[r] = svy_spread_of(p->s->what, &m);
	}
	svy_replicate_covariance(p->s->e->replicates, 1, theta, &estimate, NULL, &variance);
	pfree(theta);
	return own->rank < 2 ? NAN : variance;
}

/*
 * As R's svyvar the means count as known; of a correlation zx zy - r (zx^2 + zy^2) / 2,
 * its linearisation in the moments.
 */
static bool
spread_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const SpreadPair *own = argument;
	const SpreadPasses *p = own->p;
	const SvySpreadPair *pair = &p->s->pairs[own->pair];
	const SvyMoments *m = &own->moments;
	double dx;
	double dy;

	if (!is_spread_over(p, r) || !has_pair(p, pair, r) ||
		!svy_in_pass_domain(p->domains, &p->domains->domains[own->domain], r))
		return false;
	dx = (r->values[pair->first] - own->mean[0]) - m->mean[0];
	dy = (r->values[pair->second] - own->mean[1]) - m->mean[1];
	if (p->s->what == SPREAD_CORRELATION)
	{
		double zx = dx / sqrt(m->xx);
		double zy = dy / sqrt(m->yy);

		*influence = zx * zy - svy_spread_of(p->s->what, m) * (zx * zx + zy * zy) / 2;
	}
	else
		*influence = m->factor * (dx * dy - m->xy);
	*influence *= r->weight / m->weight;
	return true;
}

/* ---- batches of pairs ---- */

/* pairs of all domains that memory has room for, one at least */
static int
pairs_at_once(const SpreadPasses *p)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	Size bytes = (Size) (p->nreplicates + 1) * (PAIR_SUMS * sizeof(DD) + 2 * sizeof(double)) *
				 Max(p->domains->count, 1);

	return (int) Max(1, Min(allowed / bytes, p->s->count));
}

static void
open_batch(SpreadPasses *p)
{
	Size weights = p->nreplicates + 1;

	for (int d = 0; d < p->domains->count; d++)
	{
		SpreadDomain *domain = p->domains->domains[d].state;

		if (p->first == 0 && p->df_of_domain && p->nreplicates == 0)
			domain->members = svy_influence_members(p->passes);
		for (int i = p->first; i < p->first + p->count; i++)
		{
			domain->pairs[i].sums = palloc_extended(sizeof(DD) * weights * PAIR_SUMS,
													MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
			domain->pairs[i].basis = palloc_array(double, 2 * weights);
		}
	}
	if (p->first == 0 && p->nreplicates == 0)
		p->everybody = svy_influence_members(p->passes);
}

static void
find_spread_variances(const SpreadPasses *p)
{
	SvyInfluences *of = palloc_extended(
		sizeof(SvyInfluences) * ((Size) p->domains->count * p->count + 1), MCXT_ALLOC_HUGE);
	int n = 0;

	for (int d = 0; d < p->domains->count; d++)
		for (int i = p->first; i < p->first + p->count; i++)
		{
			SpreadPair *own = &((SpreadDomain *) p->domains->domains[d].state)->pairs[i];

			if (own->n < 2)
				continue;
			own->moments = moments_under(own, -1);
			if (isnan(svy_spread_of(p->s->what, &own->moments)))
				continue;
			if (p->nreplicates > 0)
				own->variance = replicated_spread(own);
			else
				of[n++] = (SvyInfluences){1, spread_influence, own, &own->variance, false};
		}
	if (n > 0)
		svy_influence_covariances(p->passes, of, n);
	pfree(of);
}

static void
close_batch(SpreadPasses *p)
{
	if (p->everybody)
	{
		p->df = svy_influence_df(p->passes, p->everybody);
		pfree(p->everybody);
		p->everybody = NULL;
	}
	for (int d = 0; d < p->domains->count; d++)
	{
		SpreadDomain *domain = p->domains->domains[d].state;

		for (int i = p->first; i < p->first + p->count; i++)
		{
			pfree(domain->pairs[i].sums);
			pfree(domain->pairs[i].basis);
		}
	}
}

/* ---- rows ---- */

static double
spread_df(const SpreadPasses *p, const SpreadDomain *domain)
{
	if (p->s->e->df == SVY_DF_INFINITE)
		return INFINITY;
	if (domain->members)
		return svy_influence_df(p->passes, domain->members);
	if (domain->sketch && domain->rows < p->passes->n)
		return svy_sketch_rank(domain->sketch, p->nreplicates) - 1;
	return p->df;
}

static void
emit_pass_spread(const SpreadPair *own, double df)
{
	const SvySpreads *s = own->p->s;
	SvyEstimateRow row = svy_estimate_nobody(s->names[own->pair], NULL);

	row.n = own->n;
	row.weighted_n = dd_value(own->w);
	row.df = df;
	if (row.n > 1)
	{
		row.estimate = svy_spread_of(s->what, &own->moments);
		if (!isnan(row.estimate))
			row.std_error = sqrt(own->variance);
		if (s->what == SPREAD_CORRELATION)
			svy_correlation_interval(s->e, &row);
		else
			svy_estimate_interval(s->e, &row);
	}
	svy_estimates_emit(s->e, own->p->domains->domains[own->domain].codes, &row);
}

void
svy_spreads_by_passes(const SvySpreads *s)
{
	const SvyEstimates *e = s->e;
	SvyFrameRequest request = {e->survey, e->design, e->filter, s->nvalues, s->numbers, 0, NULL};
	SvySample sample = {e->survey, NULL, e->calibration, e->replicates, e->rule, NULL};
	SpreadPasses p = {.s = s};
	int most;

	p.nreplicates = e->replicates ? e->replicates->count : 0;
	p.df_of_domain = e->df == SVY_DF_DOMAIN && !(e->replicates && e->replicates->df_given);
	p.domains = svy_pass_domains(e);
	svy_domains_request(e, &request);
	if (e->calibration)
		svy_calibration_request(e->calibration, &request);
	p.passes = svy_passes_start(&sample, &request, false, take_means, &p);
	p.df = p.passes->df;
	svy_pass_domains_order(p.domains);
	if (p.domains->count == 0)
	{
		svy_spreads_nobody(s);
		return;
	}
	find_means(&p);
	most = pairs_at_once(&p);
	for (p.first = 0; p.first < s->count; p.first += most)
	{
		CHECK_FOR_INTERRUPTS();
		p.count = Min(most, s->count - p.first);
		open_batch(&p);
		svy_passes_each(p.passes, take_moments, &p);
		find_spread_variances(&p);
		close_batch(&p);
	}
	for (int d = 0; d < p.domains->count; d++)
	{
		const SpreadDomain *domain = p.domains->domains[d].state;
		double df = spread_df(&p, domain);

		for (int i = 0; i < s->count; i++)
			emit_pass_spread(&domain->pairs[i], df);
	}
}
