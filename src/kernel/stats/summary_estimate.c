/*
 * summary_estimate.c
 *	  survey_summary: estimates and variances, by algebra on the sums.
 *
 * With R the estimate and d its denominator (w for a mean, wx for a ratio), the
 * influence value of a respondent is (wy - R d)/D, D the sum of d.  Its sums by
 * cluster, and its sums of squares where respondents are the clusters, follow
 * from the sums of the state.  All of it is in double-doubles: for y = 1e9 +
 * noise the sums of squares cancel in their first eighteen digits.
 */
#include "kernel/base/weight.h"
#include "kernel/stats/summary.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* a respondent's share in a statistic, summed over one unit of the last level */
typedef struct Influence
{
	DD sum;
	DD square; /* only where respondents are the clusters */
} Influence;

/* sums of one unit of the last level, or of all, as numerator and denominator */
typedef struct Parts
{
	DD wy;
	DD d;
	DD wwyy;
	DD wwyd;
	DD wwdd;
} Parts;

static Parts
parts_of(const Summary *s, SummaryStatistic statistic, const DD *sums)
{
	const DD *squares = sums + (s->ratio ? 3 : 2);
	Parts parts = {sums[1], sums[0], {0, 0}, {0, 0}, {0, 0}};

	if (statistic == STATISTIC_RATIO)
		parts.d = sums[2];
	if (s->kinds[2 * s->nstages - 1] != SUMMARY_ELEMENT)
		return parts;
	parts.wwyy = squares[2];
	parts.wwyd = statistic == STATISTIC_RATIO ? squares[3] : squares[1];
	parts.wwdd = statistic == STATISTIC_RATIO ? squares[4] : squares[0];
	return parts;
}

/*
 * The square of a weight is the rounded one (summary.c).  Where all weights of a
 * stratum are the same, all squares are off by one and the same share, and so would
 * be the variance of what the stratum fixes, such as its own total, which is 0.
 * Equal weights have sum of squares x n = square of the sum, and the exact one of both
 * is the latter; weights that differ by less than this tells from equal ones are
 * equal but for as much as rounding took.
 */
static void
exact_squares(const Summary *s, const SummaryUnit *unit, Parts *parts)
{
	DD rounded = unit->sums[s->ratio ? 3 : 2];
	DD exact;

	if (unit->members == 0 || rounded.hi == 0)
		return;
	exact = dd_div(dd_mul(unit->sums[0], unit->sums[0]), dd_from((double) unit->members));
	if (fabs(dd_value(dd_sub(exact, rounded))) > DBL_EPSILON * rounded.hi)
		return;
	exact = dd_div(exact, rounded);
	parts->wwyy = dd_mul(parts->wwyy, exact);
	parts->wwyd = dd_mul(parts->wwyd, exact);
	parts->wwdd = dd_mul(parts->wwdd, exact);
}

/* a - 2 R b + R^2 c */
static DD
residual_square(DD a, DD b, DD c, DD ratio)
{
	DD twice = dd_mul(dd_mul_double(ratio, 2), b);

	return dd_add(dd_sub(a, twice), dd_mul(dd_mul(ratio, ratio), c));
}

/* the sums over the whole state */
static Parts
whole(const Summary *s, SummaryStatistic statistic, DD *weight)
{
	Parts sum = {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}};

	*weight = (DD){0, 0};
	for (int32_t i = s->nunits - 1; i >= 0; i--)
	{
		const SummaryUnit *unit = summary_unit(s, i);
		Parts parts;

		if (unit->level < summary_leaf_level(s))
			break;
		parts = parts_of(s, statistic, unit->sums);
		sum.wy = dd_add(sum.wy, parts.wy);
		sum.d = dd_add(sum.d, parts.d);
		*weight = dd_add(*weight, unit->sums[0]);
	}
	return sum;
}

double
summary_point_in_parts(const Summary *s, SummaryStatistic statistic, double *low)
{
	DD weight;
	Parts sum = whole(s, statistic, &weight);
	DD point = sum.wy;
	double high;

	*low = 0;
	if (s->n == 0 || (statistic != STATISTIC_TOTAL && sum.d.hi == 0))
		return NAN;
	if (statistic != STATISTIC_TOTAL)
		point = dd_div(sum.wy, sum.d);
	high = dd_value(point);
	if (isfinite(high))
		*low = dd_value(dd_sub(point, dd_from(high)));
	return high;
}

double
summary_point(const Summary *s, SummaryStatistic statistic)
{
	double low;

	return summary_point_in_parts(s, statistic, &low);
}

/* clusters less strata with respondents who count, or with those of them who have a value */
static int64_t
count_df(const Summary *s, bool members)
{
	int leaf = summary_leaf_level(s);
	int32_t last_cluster = -1;
	int32_t last_stratum = -1;
	int64_t df = 0;

	/* canonical order: units of one cluster of the first stage come together */
	for (int32_t i = 0; i < s->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(s, i);
		int64_t respondents = members ? unit->members : unit->live;
		int32_t at = i;
		int32_t stratum;

		if (unit->level < leaf || respondents == 0)
			continue;
		while (summary_unit(s, at)->level > 1)
			at = summary_unit(s, at)->parent;
		stratum = leaf == 0 ? at : summary_unit(s, at)->parent;
		if (leaf == 0)
			df += respondents;
		else if (at != last_cluster)
			df++;
		df -= stratum != last_stratum;
		last_cluster = at;
		last_stratum = stratum;
	}
	return df;
}

void
summary_count(const Summary *s, SummaryCount *count)
{
	DD weight;

	whole(s, STATISTIC_TOTAL, &weight);
	count->n = s->n;
	count->weighted_n = dd_value(weight);
	count->effective_n = weight_effective(weight, s->totals[TOTAL_WW]);
	count->domain_df = count_df(s, false);
	count->member_df = count_df(s, true);
	count->df = s->framed ? s->frame_df : count->domain_df;
}

/* scratch arrays, by unit unless said otherwise */
typedef struct Work
{
	Influence *z;
	double *multiplier; /* of a cluster: product of the sampling fractions around it */
	int32_t *listed;	/* of a stratum: its clusters in the state */
	int32_t *counts;	/* of a stratum: its clusters with members; of a cluster: members */
	/* of one stage, by number of stratum within it */
	double *sampled;
	double *fraction;
	int32_t *members;
	int32_t *parent;
	DesignTerm *terms;
	/* of one stage, by number of its parent */
	double *parent_counts; /* 2 x parents */
	double *parent_multiplier;
	DD *parent_sum;
	double *parent_sampled;
} Work;

static void *
take_space(char *space, size_t *used, size_t bytes)
{
	void *result = space ? space + *used : NULL;

	*used += (bytes + 15) & ~(size_t) 15;
	return result;
}

static size_t
lay_out_work(int32_t nunits, char *space, Work *work)
{
	size_t n = (size_t) nunits + 1;
	size_t used = 0;

	work->z = take_space(space, &used, n * sizeof(Influence));
	work->multiplier = take_space(space, &used, n * sizeof(double));
	work->listed = take_space(space, &used, n * sizeof(int32_t));
	work->counts = take_space(space, &used, n * sizeof(int32_t));
	work->sampled = take_space(space, &used, n * sizeof(double));
	work->fraction = take_space(space, &used, n * sizeof(double));
	work->members = take_space(space, &used, n * sizeof(int32_t));
	work->parent = take_space(space, &used, n * sizeof(int32_t));
	work->terms = take_space(space, &used, n * sizeof(DesignTerm));
	work->parent_counts = take_space(space, &used, 2 * n * sizeof(double));
	work->parent_multiplier = take_space(space, &used, n * sizeof(double));
	work->parent_sum = take_space(space, &used, n * sizeof(DD));
	work->parent_sampled = take_space(space, &used, n * sizeof(double));
	return used;
}

size_t
summary_space(const Summary *s)
{
	Work work;

	return lay_out_work(s->nunits, NULL, &work);
}

/* influence of the last level's units, then upwards; members and listed clusters likewise */
static void
influences(const Summary *s, SummaryStatistic statistic, DD ratio, Work *work)
{
	int leaf = summary_leaf_level(s);

	memset(work->z, 0, s->nunits * sizeof(Influence));
	memset(work->listed, 0, s->nunits * sizeof(int32_t));
	memset(work->counts, 0, s->nunits * sizeof(int32_t));
	for (int32_t i = s->nunits - 1; i >= 0; i--)
	{
		const SummaryUnit *unit = summary_unit(s, i);
		Influence *z = &work->z[i];

		if (unit->level == leaf)
		{
			Parts parts = parts_of(s, statistic, unit->sums);

			if (summary_is_element(s))
				exact_squares(s, unit, &parts);
			z->sum = dd_sub(parts.wy, dd_mul(ratio, parts.d));
			z->square = residual_square(parts.wwyy, parts.wwyd, parts.wwdd, ratio);
			work->counts[i] = unit->members > INT32_MAX ? INT32_MAX : (int32_t) unit->members;
		}
		if (unit->parent < 0)
			continue;
		work->z[unit->parent].sum = dd_add(work->z[unit->parent].sum, z->sum);
		if (unit->level % 2 == 0)
			work->counts[unit->parent] |= work->counts[i] > 0;
		else
		{
			work->z[unit->parent].square =
				dd_add(work->z[unit->parent].square, dd_mul(z->sum, z->sum));
			work->listed[unit->parent]++;
			work->counts[unit->parent] += work->counts[i] > 0;
		}
	}
}

SvyStatus
summary_fpc_kind(const Summary *s, bool *fractions, SummaryProblem *problem)
{
	bool above = false;

	*fractions = false;
	for (int32_t i = 0; i < s->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(s, i);

		if (unit->level % 2 == 1 || !s->fpc[unit->level / 2])
			continue;
		above |= unit->fpc > 1;
		*fractions |= unit->fpc < 1;
		if (above && *fractions)
		{
			*problem = (SummaryProblem){FAULT_FPC_MIXED, unit->level / 2, i};
			return SVY_BAD_ARGUMENT;
		}
	}
	return SVY_OK;
}

/* the clusters sampled in a stratum, and the fraction that they are */
static SvyStatus
sampling(const Summary *s, int32_t unit_index, bool fractions, const Work *work, double *sampled,
		 double *fraction, SummaryProblem *problem)
{
	const SummaryUnit *unit = summary_unit(s, unit_index);

	if (s->framed || unit->level == summary_leaf_level(s))
		*sampled = (double) unit->rows;
	else
		*sampled = work->listed[unit_index];
	*fraction = 0;
	if (!s->fpc[unit->level / 2] || *sampled == 0)
		return SVY_OK;
	*fraction = fractions ? unit->fpc : *sampled / unit->fpc;
	if (*fraction <= 1)
		return SVY_OK;
	*problem = (SummaryProblem){FAULT_FPC_SMALL, unit->level / 2, unit_index};
	return SVY_BAD_ARGUMENT;
}

/* the strata of one stage are the units first .. end - 1; their parents begin at first_parent */
typedef struct StageUnits
{
	int32_t first;
	int32_t end;
	int32_t first_parent;
	int32_t nparents;
} StageUnits;

static SvyStatus
stage_terms(const Summary *s, int stage, StageUnits units, bool fractions, DesignRule rule,
			bool total, Work *work, bool *nothing, SummaryProblem *problem)
{
	int32_t n = units.end - units.first;
	int32_t lonely = 0;
	DesignStage design = {n, 0, NULL, stage ? work->parent : NULL, work->sampled, work->fraction};
	SvyStatus status;

	for (int32_t i = 0; i < units.nparents; i++)
	{
		work->parent_multiplier[i] = stage ? work->multiplier[units.first_parent + i] : 1;
		work->parent_sum[i] = (DD){0, 0};
		work->parent_sampled[i] = 0;
	}
	for (int32_t h = 0; h < n; h++)
	{
		int32_t i = units.first + h;
		int32_t parent = stage ? summary_unit(s, i)->parent - units.first_parent : 0;

		status = sampling(s, i, fractions, work, &work->sampled[h], &work->fraction[h], problem);
		if (status != SVY_OK)
			return status;
		work->parent[h] = parent;
		work->members[h] = work->counts[i];
		if (work->counts[i] == 0)
			continue;
		work->parent_sum[parent] = dd_add(work->parent_sum[parent], work->z[i].sum);
		work->parent_sampled[parent] += work->sampled[h];
	}
	status = design_terms(&design, rule, work->members, units.nparents, work->parent_multiplier,
						  work->parent_counts, work->terms, &lonely);
	if (status != SVY_OK)
		*problem = (SummaryProblem){FAULT_LONELY, stage, units.first + lonely};
	else if (stage == 0)
		*nothing = design_says_nothing(&design, rule, total, work->members);
	return status;
}

/* the sum of squares of a stratum's clusters around its centre, clusters of zero included */
static DD
stratum_squares(const Work *work, int32_t h, Influence z)
{
	double n = work->sampled[h];
	int32_t parent = work->parent[h];
	DD centre;

	if (work->terms[h].centre == CENTRE_OWN)
		return dd_sub(z.square, dd_div(dd_mul(z.sum, z.sum), dd_from(n)));
	centre = dd_div(work->parent_sum[parent], dd_from(work->parent_sampled[parent]));
	return residual_square(z.square, z.sum, dd_from(n), centre);
}

/* nothing: set where the variance says nothing; what is inside of clusters says something */
static SvyStatus
stage_variance(const Summary *s, DesignRule rule, bool total, Work *work, DD *result, bool *nothing,
			   SummaryProblem *problem)
{
	StageUnits units = {0, 0, 0, 1};
	bool fractions;
	bool inside = false;
	SvyStatus status = summary_fpc_kind(s, &fractions, problem);

	*nothing = false;
	*result = (DD){0, 0};
	for (int stage = 0; stage < s->nstages && status == SVY_OK; stage++)
	{
		bool any = false;

		units.first = units.end;
		while (units.end < s->nunits && summary_unit(s, units.end)->level == 2 * stage)
			units.end++;
		status = stage_terms(s, stage, units, fractions, rule, total, work, nothing, problem);
		if (status != SVY_OK)
			break;
		for (int32_t h = 0; h < units.end - units.first; h++)
		{
			DD square;

			if (work->terms[h].centre == CENTRE_NONE)
				continue;
			inside |= stage > 0;
			square = stratum_squares(work, h, work->z[units.first + h]);
			*result = dd_add(*result, dd_mul_double(square, work->terms[h].factor));
		}
		/* what lies below counts times the sampling fraction */
		units.first_parent = units.end;
		while (units.end < s->nunits && summary_unit(s, units.end)->level == 2 * stage + 1)
		{
			int32_t h = summary_unit(s, units.end)->parent - units.first;

			work->multiplier[units.end] =
				work->parent_multiplier[work->parent[h]] * work->fraction[h];
			any |= work->fraction[h] > 0;
			units.end++;
		}
		units.nparents = units.end - units.first_parent;
		if (!any)
			break;
	}
	*nothing &= !inside;
	return status;
}

/* sum of w r^2 of the residuals around their mean: what a simple random sample would vary by */
static double
srs_square(const Summary *s, SummaryStatistic statistic, Parts sum, DD weight, DD ratio)
{
	DD square;

	if (statistic == STATISTIC_RATIO)
		square = residual_square(s->totals[TOTAL_WYY], s->totals[TOTAL_WXY], s->totals[TOTAL_WXX],
								 ratio);
	else
		square = dd_sub(s->totals[TOTAL_WYY], dd_div(dd_mul(sum.wy, sum.wy), weight));
	return dd_value(dd_div(square, weight));
}

SvyStatus
summary_estimate(const Summary *s, SummaryStatistic statistic, DesignRule rule, void *space,
				 SummaryEstimate *result, SummaryProblem *problem)
{
	Work work;
	DD weight;
	DD square;
	DD ratio = {0, 0};
	DD denominator = {1, 0};
	Parts sum = whole(s, statistic, &weight);
	double n = (double) s->n;
	double srs;
	double spread;
	bool nothing;
	SvyStatus status;

	*result = (SummaryEstimate){NAN, NAN, NAN, NAN};
	if (s->n == 0 || (statistic != STATISTIC_TOTAL && sum.d.hi == 0))
		return SVY_OK;
	if (statistic != STATISTIC_TOTAL)
	{
		ratio = dd_div(sum.wy, sum.d);
		denominator = sum.d;
	}
	lay_out_work(s->nunits, space, &work);
	influences(s, statistic, ratio, &work);
	status =
		stage_variance(s, rule, statistic == STATISTIC_TOTAL, &work, &square, &nothing, problem);
	if (status != SVY_OK)
		return status;
	denominator = dd_mul(denominator, denominator);
	result->estimate = dd_value(statistic == STATISTIC_TOTAL ? sum.wy : ratio);
	spread = dd_value(dd_div(square, denominator));
	result->variance = nothing ? NAN : spread < 0 ? 0 : spread;
	srs = srs_square(s, statistic, sum, weight, ratio) / (n - 1);
	if (statistic != STATISTIC_MEAN)
		srs *= weight.hi * weight.hi / denominator.hi;
	result->srs_variance_replace = srs;
	result->srs_variance = srs * (1 - n / weight.hi);
	return SVY_OK;
}
