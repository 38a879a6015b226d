/*
 * replicate.c
 *	  Variances from replicate weights.
 */
#include "kernel/stats/replicate.h"

#include <math.h>
#include <string.h>

/*
 * How far estimates that ought to be the same lie apart, as a share of them: weights
 * of a replicate are rounded, all of a stratum perhaps by the same, and so are sums.
 */
#define ROUNDED 1e-15

static bool
complete(int p, const double *theta)
{
	for (int j = 0; j < p; j++)
		if (!isfinite(theta[j]))
			return false;
	return true;
}

static double
rscale_of(ReplicateScale how, int r)
{
	return how.rscales ? how.rscales[r] : 1;
}

/* the replicates' mean, over those that count; how many these are */
static int
mean_replicate(int replicates, int p, const double *theta, ReplicateScale how, double *centre)
{
	int count = 0;

	memset(centre, 0, p * sizeof(double));
	for (int r = 0; r < replicates; r++)
	{
		const double *row = theta + (size_t) r * p;

		if (!complete(p, row) || rscale_of(how, r) <= 0)
			continue;
		count++;
		/* a running mean: no digits are lost to a sum many times the mean */
		for (int j = 0; j < p; j++)
			centre[j] += (row[j] - centre[j]) / count;
	}
	return count;
}

SvyStatus
replicate_variance(int replicates, int p, const double *theta, const double *estimate,
				   ReplicateScale how, double *centre, double *variance, int *used)
{
	int count = mean_replicate(replicates, p, theta, how, centre);
	double noise = 0;

	*used = 0;
	/* one replicate has no distance from its own mean */
	if (count < (how.mse ? 1 : 2))
		return SVY_NO_DF;
	if (how.mse)
		memcpy(centre, estimate, p * sizeof(double));
	memset(variance, 0, (size_t) p * p * sizeof(double));
	for (int r = 0; r < replicates; r++)
	{
		const double *row = theta + (size_t) r * p;
		double factor = how.scale * rscale_of(how, r);

		if (!complete(p, row))
			continue;
		(*used)++;
		noise += fabs(factor) * ROUNDED * ROUNDED;
		for (int j = 0; j < p; j++)
			for (int k = j; k < p; k++)
				variance[(size_t) j * p + k] +=
					factor * (row[j] - centre[j]) * (row[k] - centre[k]);
	}
	for (int j = 0; j < p; j++)
	{
		double size = centre[j] + (how.origin ? how.origin[j] : 0);

		if (variance[(size_t) j * p + j] <= noise * size * size)
			variance[(size_t) j * p + j] = 0;
	}
	for (int j = 0; j < p; j++)
		for (int k = 0; k < j; k++)
			variance[(size_t) j * p + k] = variance[(size_t) k * p + j];
	for (size_t i = 0; complete(p, centre) && i < (size_t) p * p; i++)
		if (!isfinite(variance[i]))
			return SVY_OVERFLOW;
	return SVY_OK;
}
