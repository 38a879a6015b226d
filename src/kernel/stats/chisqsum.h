/*
 * chisqsum.h
 *	  Tails of sums of chi-squares of one degree of freedom with weights, as tests by
 *	  Rao and Scott (1984) meet them: R's survey::pFsum and pchisqsum.
 */
#ifndef KERNEL_STATS_CHISQSUM_H
#define KERNEL_STATS_CHISQSUM_H

/* how the tail is found */
typedef enum ChisqSumMethod
{
	CHISQSUM_SADDLEPOINT,	/* Kuonen (1999); where it has no solution, as the next */
	CHISQSUM_SATTERTHWAITE, /* an F of the same mean and variance */
} ChisqSumMethod;

/*
 * P(sum of weights[i] chi-square(1) > x F), with F = chi-square(df) / df; df may be
 * infinite: F = 1.  Weights are above 0, at least one.  NaN where df is not above 0.
 */
extern double chisqsum_upper(double x, const double *weights, int count, double df,
							 ChisqSumMethod method);

#endif
