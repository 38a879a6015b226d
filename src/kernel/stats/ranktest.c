/*
 * ranktest.c
 *	  Design-based rank tests (Lumley and Scott 2013).
 */
#include "kernel/stats/ranktest.h"

#include <math.h>

#include "kernel/base/dd.h"
#include "kernel/stats/distribution.h"

static double
score_of(RankScore kind, double share)
{
	switch (kind)
	{
		case RANKTEST_WILCOXON:
			return share;
		case RANKTEST_VAN_DER_WAERDEN:
			return svy_normal_quantile(share);
		case RANKTEST_MEDIAN:
			return share > 0.5;
	}
	return NAN;
}

/*
 * The rank of respondents first to end - 1, all of one value; before is the
 * weight of all smaller ones, after that of these too.
 */
static double
tied_rank(const double *weight, size_t first, size_t end, DD before, DD after, RankTies ties)
{
	DD running = before;
	DD sum = {0, 0};

	if (ties == RANKTEST_TIES_MID)
		return dd_value(dd_mul_double(dd_add(before, after), 0.5));
	for (size_t i = first; i < end; i++)
	{
		running = dd_add_double(running, weight[i]);
		sum = dd_add(sum, dd_add_double(running, -0.5 * weight[i]));
	}
	return dd_value(sum) / (double) (end - first);
}

SvyStatus
ranktest_scores(size_t n, const double *value, const double *weight, RankScore kind, RankTies ties,
				double *score)
{
	DD total = {0, 0};
	DD before = {0, 0};
	size_t end;

	for (size_t i = 0; i < n; i++)
	{
		if (!(weight[i] > 0 && isfinite(weight[i])))
			return SVY_BAD_WEIGHT;
		if (isnan(value[i]) || (i > 0 && value[i] < value[i - 1]))
			return SVY_BAD_VALUE;
		total = dd_add_double(total, weight[i]);
	}
	for (size_t first = 0; first < n; first = end)
	{
		DD after = before;
		double share;

		for (end = first; end < n && value[end] == value[first]; end++)
			after = dd_add_double(after, weight[end]);
		share = tied_rank(weight, first, end, before, after, ties) / dd_value(total);
		for (size_t i = first; i < end; i++)
			score[i] = score_of(kind, share);
		before = after;
	}
	return SVY_OK;
}
