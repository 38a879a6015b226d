/*
 * weight.h
 *	  Which numbers are weights of respondents.
 */
#ifndef KERNEL_BASE_WEIGHT_H
#define KERNEL_BASE_WEIGHT_H

#include <math.h>
#include <stdbool.h>

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

#endif
