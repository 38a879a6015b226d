/*
 * ranktest.h
 *	  Design-based rank tests (Lumley and Scott 2013), as R's
 *	  survey::svyranktest.
 *
 * Respondents get a score by their estimated rank in the population; the test
 * compares the groups' mean scores, as a regression on the groups does.
 */
#ifndef KERNEL_STATS_RANKTEST_H
#define KERNEL_STATS_RANKTEST_H

#include <stddef.h>

#include "kernel/base/status.h"

typedef enum RankScore
{
	RANKTEST_WILCOXON,		  /* rank / population: Wilcoxon's and Kruskal-Wallis's test */
	RANKTEST_VAN_DER_WAERDEN, /* its normal quantile */
	RANKTEST_MEDIAN			  /* 1 above the middle of the population, else 0 */
} RankScore;

/* the rank of tied respondents */
typedef enum RankTies
{
	RANKTEST_TIES_ROWS, /* R's: mean over them of the running weight, in the order of rows */
	RANKTEST_TIES_MID	/* middle of their weight, which no order changes */
} RankTies;

/*
 * Scores of n respondents.  value must be sorted ascending; for
 * RANKTEST_TIES_ROWS equal values are in the order of the data.  score must not
 * be weight or value.  SVY_BAD_WEIGHT for a weight that is not positive and
 * finite, SVY_BAD_VALUE for a value that is NaN or out of order.
 */
extern SvyStatus ranktest_scores(size_t n, const double *value, const double *weight,
								 RankScore kind, RankTies ties, double *score);

#endif
