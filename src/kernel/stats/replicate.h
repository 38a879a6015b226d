/*
 * replicate.h
 *	  Variances from replicate weights: V = scale x sum_r rscale_r (theta_r - c)
 *	  (theta_r - c)'.  Wolter (2007), ch. 3-5; as R's survey::svrVar.
 */
#ifndef KERNEL_STATS_REPLICATE_H
#define KERNEL_STATS_REPLICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/base/status.h"

typedef struct ReplicateScale
{
	double scale;
	const double *rscales; /* one for each replicate; NULL: all 1 */
	bool mse;			   /* around the full-sample estimate, not the replicates' mean */
	const double *origin;  /* what estimates are counted from, so that none is large; NULL: 0 */
} ReplicateScale;

/*
 * The p x p covariance from the statistic under each replicate (replicates x
 * p, row-major) and under the full weights.  Replicates with a NaN are left
 * out; *used tells how many were not.  SVY_NO_DF where none is left, or one without mse;
 * SVY_OVERFLOW where a square is out of range.
 * centre: p doubles of scratch.
 */
extern SvyStatus replicate_variance(int replicates, int p, const double *theta,
									const double *estimate, ReplicateScale how, double *centre,
									double *variance, int *used);

#endif
