/*
 * ranktest.h
 *	  Design-based rank tests (Lumley and Scott 2013), as R's
 *	  survey::svyranktest.
 *
 * Respondents get a score by their estimated rank in the population; the test
 * compares the groups' mean scores.  So the steps are: ranktest_scores, the
 * groups' weighted mean scores with their design covariance (domain means), and
 * ranktest_groups.  Comparing plain means the same way is the design-based t
 * test, R's svyttest.
 */
#ifndef KERNEL_RANKTEST_H
#define KERNEL_RANKTEST_H

#include <stddef.h>

#include "kernel/status.h"

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

typedef struct RankTest
{
	double statistic; /* two groups: t; more: Wald's chi-square */
	double df1;		  /* groups - 1 */
	double df2;		  /* of the design, less df1 */
	double p;
} RankTest;

/*
 * Scores of n respondents.  value must be sorted ascending; for
 * RANKTEST_TIES_ROWS equal values are in the order of the data.  score must not
 * be weight or value.  SVY_BAD_WEIGHT for a weight that is not positive and
 * finite, SVY_BAD_VALUE for a value that is NaN or out of order.
 */
extern SvyStatus ranktest_scores(size_t n, const double *value, const double *weight,
								 RankScore kind, RankTies ties, double *score);

/* doubles of scratch space that ranktest_groups needs */
#define RANKTEST_SPACE(groups) ((size_t) ((groups) -1) * (size_t) ((groups) + 1))

/*
 * Tests whether the means of groups >= 2 groups are equal, from their
 * covariance, groups x groups, and the degrees of freedom of the design: two
 * groups by t(df - 1), second minus first; more by Wald's statistic / (g - 1) on
 * F(g - 1, df - g + 1).  SVY_BAD_ARGUMENT for fewer than two groups, SVY_NO_DF
 * when no degrees of freedom are left, SVY_SINGULAR when the differences have
 * no variance.
 */
extern SvyStatus ranktest_groups(int groups, const double *mean, const double *covariance,
								 double df, double *work, RankTest *result);

#endif
