/*
 * alpha.h
 *	  Cronbach's alpha (1951) with Feldt's interval (1965), from a covariance
 *	  matrix of the items.
 */
#ifndef KERNEL_STATS_ALPHA_H
#define KERNEL_STATS_ALPHA_H

#include "kernel/base/status.h"

typedef struct CronbachAlpha
{
	double alpha;			 /* k/(k-1) (1 - sum of item variances / variance of the sum) */
	double standardized;	 /* k r / (1 + (k-1) r); NaN where an item does not vary */
	double mean_correlation; /* r: the mean of the correlations between items */
	double conf_low;		 /* 1 - (1 - alpha) F(1 - a/2; n - 1, (n - 1)(k - 1)) */
	double conf_high;		 /* 1 - (1 - alpha) F(a/2; ...) */
	double df1;
	double df2;
} CronbachAlpha;

/*
 * Alpha of k items from their (weighted) covariance matrix, k x k; its divisor
 * cancels.  n is the number of complete respondents, or the effective number
 * when weighted.  if_dropped (alpha without each item; NaN for k = 2) and
 * item_rest (correlation of each item with the sum of the others) may be NULL.
 * SVY_BAD_ARGUMENT for k < 2 or a level outside (0, 1), SVY_BAD_VALUE for a
 * matrix that is not finite or has a negative variance, SVY_SINGULAR when the
 * sum of the items does not vary, SVY_NO_DF for n not above 1 (alpha itself is
 * then filled in, the interval is NaN).
 */
extern SvyStatus alpha_cronbach(int k, const double *covariance, double n, double level,
								CronbachAlpha *result, double *if_dropped, double *item_rest);

#endif
