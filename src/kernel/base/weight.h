/*
 * weight.h
 *	  Which numbers are weights of respondents, and who counts by them.
 */
#ifndef KERNEL_BASE_WEIGHT_H
#define KERNEL_BASE_WEIGHT_H

#include <math.h>
#include <stdbool.h>

#include "kernel/base/dd.h"

/* squares of smaller weights, and their products with small numbers, lose their digits or vanish */
#define WEIGHT_LEAST 1e-100

static inline bool
weight_good(double weight)
{
	return (weight == 0 || weight >= WEIGHT_LEAST) && isfinite(weight);
}

/* the same where calibration without bounds may have made weights negative */
static inline bool
weight_good_signed(double weight, bool negative)
{
	return weight_good(negative ? fabs(weight) : weight);
}

/*
 * Effective number of respondents, (sum w)^2 / sum w^2 (Kish 1965), 0 where nobody
 * has a weight.  The quotient comes first: the square of a large sum is out of range.
 */
static inline double
weight_effective(DD w, DD w2)
{
	double n = w2.hi > 0 ? dd_value(dd_mul(dd_div(w, w2), w)) : 0;

	/* near the end of the range double-doubles have no room for their products */
	return isfinite(n) ? n : w.hi / w2.hi * w.hi;
}

/*
 * Who counts: somebody without a weight (NaN; in SQL NULL) or with one of 0 is in no
 * base, n, cluster or df, as SPSS has it and R's unwtd.count and degf.
 */
static inline bool
weight_counts(double weight)
{
	return weight > 0 || weight < 0;
}

#endif
