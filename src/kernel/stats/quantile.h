/*
 * quantile.h
 *	  Quantiles of a weighted distribution, by the rules of R's survey (qrule)
 *	  and stats::quantile types 1-9 (Hyndman and Fan 1996).
 */
#ifndef KERNEL_STATS_QUANTILE_H
#define KERNEL_STATS_QUANTILE_H

#include <stdint.h>

typedef enum QuantileRule
{
	QUANTILE_MATH,	 /* smallest x with F(x) >= p; hf1 */
	QUANTILE_SCHOOL, /* the same, averaged with the next where F(x) = p; hf2 */
	QUANTILE_HF1,
	QUANTILE_HF2,
	QUANTILE_HF3,
	QUANTILE_HF4,
	QUANTILE_HF5,
	QUANTILE_HF6,
	QUANTILE_HF7,
	QUANTILE_HF8,
	QUANTILE_HF9
} QuantileRule;

/* cumulated weights, each the rounded sum; cumulated may be the same array as w */
extern void quantile_cumulate(int64_t n, const double *w, double *cumulated);

/*
 * The p-quantile of n > 0 values in ascending order with positive weights w,
 * cumulated as above; p in [0, 1].  Where p is smaller than the first value's
 * share the result is the first value, whatever the rule.
 */
extern double quantile_of(QuantileRule rule, int64_t n, const double *x, const double *w,
						  const double *cumulated, double p);

#endif
