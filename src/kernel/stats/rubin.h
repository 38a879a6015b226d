/*
 * rubin.h
 *	  Estimates of several imputations of the same data, or of several plausible
 *	  values, as one (Rubin 1987; Barnard and Rubin 1999).
 */
#ifndef KERNEL_STATS_RUBIN_H
#define KERNEL_STATS_RUBIN_H

#include "kernel/base/status.h"

typedef struct RubinPool
{
	double estimate;   /* the mean */
	double within;	   /* U: mean of the variances */
	double between;	   /* B: variance of the estimates */
	double variance;   /* U + (1 + 1/m) B */
	double increase;   /* r = (1 + 1/m) B / U */
	double share;	   /* lambda = (1 + 1/m) B / variance: what imputation adds */
	double df_rubin;   /* (m - 1) (1 + 1/r)^2; infinite where B is 0 */
	double df_barnard; /* with the degrees of freedom that complete data would have */
} RubinPool;

/*
 * m estimates with their variances and the degrees of freedom of complete data
 * (infinite: large samples).  first: the first variance is taken for all, where
 * the others are not known.  SVY_BAD_ARGUMENT for m < 2; what is NaN in an
 * imputation is NaN in the result.
 */
extern SvyStatus rubin_pool(int m, const double *estimate, const double *variance, int first,
							double complete_df, RubinPool *result);

/* fraction of information that is missing, with these degrees of freedom; relative efficiency of m imputations */
extern double rubin_missing(const RubinPool *pool, double df);
extern double rubin_efficiency(int m, double missing);

/* two-sided p-value of the estimate being 0; NaN where df is not above 0 */
extern double rubin_p(const RubinPool *pool, double df);

/*
 * D2 (Li, Meng, Raghunathan and Rubin 1991): m chi-squares of k degrees of freedom as
 * one F with k and df2, and its p-value.  NaN where one of them is, or m < 2.
 */
extern void rubin_d2(int m, const double *chisq, double k, double *statistic, double *df2,
					 double *p);

#endif
