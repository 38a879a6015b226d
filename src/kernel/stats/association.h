/*
 * association.h
 *	  Tests of association on a table of counts: chi-square, likelihood ratio,
 *	  residuals, trend.
 *
 * The tables are row-major, rows x columns, with weighted counts.  A weighted
 * table is first scaled to n respondents: the unweighted number of
 * respondents (as survey packages do), or Kish's effective base, which allows
 * for the loss by weighting; the caller chooses and says so.  n = 0 leaves the
 * counts as they are.  Rows and columns without a count are left out of the
 * degrees of freedom.
 */
#ifndef KERNEL_STATS_ASSOCIATION_H
#define KERNEL_STATS_ASSOCIATION_H

#include "kernel/base/status.h"

typedef struct AssociationTest
{
	double statistic;
	double df;
	double p;
} AssociationTest;

typedef struct Association
{
	double n;				  /* what the table was scaled to */
	int rows;				  /* with any count */
	int columns;			  /* with any count */
	AssociationTest pearson;  /* X^2; p is NaN without degrees of freedom */
	AssociationTest ratio;	  /* G^2 = 2 sum n_ij log(n_ij / e_ij) */
	double cramers_v;		  /* sqrt(X^2 / (n (min(rows, columns) - 1))) */
	double phi;				  /* sqrt(X^2 / n) */
	double contingency;		  /* sqrt(X^2 / (X^2 + n)) */
	double smallest_expected; /* the usual warning is for less than 5 */
	double share_below_5;	  /* of cells, by expected count */
} Association;

/* what a residual or an expected count is asked for; any pointer may be NULL */
typedef struct AssociationCells
{
	double *expected;
	double *residual; /* Pearson: (n_ij - e_ij) / sqrt(e_ij) */
	double *adjusted; /* standardised: residual / sqrt((1 - row share)(1 - column share)) */
} AssociationCells;

/*
 * Pearson's and the likelihood-ratio test with measures of association.
 * cells (NULL if not wanted) gets rows x columns values each, NaN where
 * undefined.  SVY_BAD_VALUE for a count that is negative or not finite,
 * SVY_NO_DF for an empty table (nothing is filled), SVY_BAD_ARGUMENT for fewer
 * than one row or column.  A table with one row or column gives df 0 and p NaN.
 */
extern SvyStatus association_test(int rows, int columns, const double *counts, double n,
								  Association *result, const AssociationCells *cells);

/*
 * Trend between two ordered variables (Mantel 1963): M^2 = (n - 1) r^2 with one
 * degree of freedom, r the correlation of the scores; NULL scores are 1, 2, ...
 * correlation may be NULL.  SVY_NO_DF when either variable does not vary.
 */
extern SvyStatus association_trend(int rows, int columns, const double *counts, double n,
								   const double *row_scores, const double *column_scores,
								   AssociationTest *result, double *correlation);

/* Pearson's test of a 2 x 2 table with Yates's continuity correction, as R's chisq.test. */
extern SvyStatus association_yates(const double counts[4], double n, AssociationTest *result);

/* McNemar's test of a paired 2 x 2 table: (b - c)^2 / (b + c), without correction. */
extern SvyStatus association_mcnemar(const double counts[4], double n, AssociationTest *result);

/*
 * Fisher's exact test of a 2 x 2 table, two-sided: the probability of all
 * tables not more likely than the one seen.  Counts must be whole numbers below
 * 2^31 (SVY_BAD_VALUE), since the test knows no weights; SVY_LIMIT for a table
 * so large that over 100,000 others have its margins.
 */
extern SvyStatus association_fisher(const double counts[4], double *p);

#endif
