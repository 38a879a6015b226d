/*
 * crosstab_domain.c
 *	  The columns of a table as the domains that they are: what says nothing of a
 *	  column's variance, and lonely strata that its own strata stand for.
 *
 * Most designs have one covariance for all columns, whose strata without anybody
 * of a column add nothing to it.  Under "adjust" and "average" lonely strata vary
 * with the strata of the domain: a column has those that its own strata give, a
 * comparison of two those of both (R's svyby and svycontrast of a subset).
 */
#include "postgres.h"

#include "crosstab/crosstab_domain.h"

/* whether a unit has anybody of one or two columns, by their weights in each unit */
static inline bool
is_member(const double *a, const double *b, int place)
{
	return a[place] != 0 || (b && b[place] != 0);
}

static bool
is_open(const DesignStage *stage, int32 stratum)
{
	return stage->sampled[stratum] > 1 && !(stage->fraction && stage->fraction[stratum] >= 1);
}

/* two clusters of strata that say something: the usual case, which is quickly seen */
static bool
has_two_clusters(const CrosstabUnits *units, const double *w)
{
	const DesignStage *stage = &units->frame->design.stages[0];
	int seen = 0;

	if (units->elements || units->frame->design.nstages > 1 || stage->nclusters != units->nunits)
		return false;
	for (int k = 0; k < units->nunits && seen < 2; k++)
	{
		int unit = svy_unit_at(units, k);

		seen +=
			w[k] != 0 && is_open(stage, stage->cluster_stratum[units->frame->row_cluster[unit]]);
	}
	return seen == 2;
}

/* respondents are the clusters: a unit is some of a stratum; n: how many of the column there are */
static bool
respondents_say_nothing(const CrosstabUnits *units, const double *w, double n)
{
	const DesignStage *stage = &units->frame->design.stages[0];
	int32 *members = palloc0_array(int32, stage->nstrata + 1);
	int32 last = -1;
	int present = 0;

	for (int k = 0; k < units->nunits; k++)
		if (w[k] != 0)
		{
			last = stage->cluster_stratum[svy_unit_at(units, k)];
			members[last]++;
			present++;
		}
	if (last >= 0 && n > present)
		members[last] += (int32) Min(n - present, PG_INT32_MAX - present);
	return design_says_nothing(stage, units->rule, false, members);
}

bool
svy_column_says_nothing(const CrosstabUnits *units, const double *w, double n)
{
	bool *member;

	if (has_two_clusters(units, w))
		return false;
	if (units->elements)
		return respondents_say_nothing(units, w, n);
	member = palloc0_array(bool, svy_frame_clusters(units->frame) + 1);
	for (int k = 0; k < units->nunits; k++)
		member[units->frame->row_cluster[svy_unit_at(units, k)]] |= w[k] != 0;
	return svy_frame_says_nothing(units->frame, units->rule, false, member);
}

bool
svy_units_by_domain(const CrosstabUnits *units)
{
	if (units->calibration ||
		(units->rule.lonely != LONELY_ADJUST && units->rule.lonely != LONELY_AVERAGE))
		return false;
	for (int i = 0; i < units->frame->design.nstages; i++)
		for (int32 h = 0; h < units->frame->design.stages[i].nstrata; h++)
			if (units->frame->design.stages[i].sampled[h] <= 1)
				return true;
	return false;
}

/* statistic a, less statistic b where that is not negative, of the respondents of one or two columns */
static double
difference_variance(const CrosstabUnits *units, const DomainSums *sums, int a, int b,
					const double *first, const double *second)
{
	Size p = sums->p;
	double *totals = palloc_array(double, units->nunits + 1);
	double *products = palloc_array(double, units->nunits + 1);
	bool *member = palloc_array(bool, units->nunits + 1);
	double variance;

	for (int i = 0; i < units->nunits; i++)
	{
		const double *z = sums->totals + i * p;
		const double *square = sums->products ? sums->products + i * p * p : NULL;

		totals[i] = z[a] - (b < 0 ? 0 : z[b]);
		products[i] = square ? square[a * p + a] : 0;
		if (square && b >= 0)
			products[i] += square[b * p + b] - 2 * square[a * p + b];
		member[i] = is_member(first, second, i);
	}
	svy_units_domain_covariance(units, 1, totals, products, member, &variance);
	pfree(totals);
	pfree(products);
	pfree(member);
	return variance;
}

void
svy_columns_covariance(const CrosstabUnits *units, const DomainSums *sums, int n, const double **w,
					   double *covariance)
{
	int p = sums->p;

	memset(covariance, 0, sizeof(double) * p * p);
	for (int a = 0; a < n; a++)
	{
		covariance[a * p + a] = difference_variance(units, sums, a, -1, w[a], NULL);
		covariance[(n + a) * p + n + a] = difference_variance(units, sums, n + a, -1, w[n], NULL);
	}
	for (int a = 0; a < n; a++)
		for (int b = a + 1; b < n; b++)
			covariance[a * p + b] = covariance[b * p + a] =
				(covariance[a * p + a] + covariance[b * p + b] -
				 difference_variance(units, sums, a, b, w[a], w[b])) /
				2;
}

/* statistic a, less statistic b where that is not negative */
static double
replicated_variance(const CrosstabUnits *units, Size p, const double *theta, int a, int b)
{
	double *z = palloc_array(double, units->nunits + 1);
	double centre;
	double variance;
	int used;

	for (int i = 0; i <= units->nunits; i++)
		z[i] = theta[i * p + a] - (b < 0 ? 0 : theta[i * p + b]);
	if (replicate_variance(units->nunits, 1, z, &z[units->nunits],
						   svy_replicate_scale(units->replicates), &centre, &variance,
						   &used) != SVY_OK)
		variance = NAN;
	pfree(z);
	return variance;
}

void
svy_columns_replicates(const CrosstabUnits *units, int n, const double *theta, double *covariance)
{
	Size p = 2 * (Size) n;
	bool whole = true;

	/* says how many are left out, too */
	svy_units_replicates(units, (int) p, theta, theta + units->nunits * p, covariance);
	for (Size i = 0; i < units->nunits * p && whole; i++)
		whole = isfinite(theta[i]);
	if (whole)
		return;
	for (int a = 0; a < p; a++)
		covariance[a * (p + 1)] = replicated_variance(units, p, theta, a, -1);
	for (int a = 0; a < n; a++)
		for (int b = a + 1; b < n; b++)
			covariance[a * p + b] = covariance[b * p + a] =
				(covariance[a * (p + 1)] + covariance[b * (p + 1)] -
				 replicated_variance(units, p, theta, a, b)) /
				2;
}
