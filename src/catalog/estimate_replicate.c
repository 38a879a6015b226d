/*
 * estimate_replicate.c
 *	  Estimates with variances from replicate weights.
 */
#include "postgres.h"

#include "catalog/estimate.h"

void
svy_estimate_replicates(const SvyEstimates *e, const SvyTarget *targets, int count)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("replicate weights are not supported yet")));
}
