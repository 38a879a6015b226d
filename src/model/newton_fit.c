/*
 * newton_fit.c
 *	  Models whose likelihood is climbed by Newton's method in passes over the
 *	  respondents.
 *
 * The weighted likelihood is that of the population (Binder 1983, "On the variances
 * of asymptotically normal estimators from complex surveys", International
 * Statistical Review 51, 279-292): its variance is that of the total of the scores
 * between two inverses of the information.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/newton_fit.h"

static SvyStatus
climb(const SvyNewtonFit *fit, int replicate)
{
	SvyStatus status = SVY_OK;
	bool done = false;

	*fit->replicate = replicate;
	fit->begin(fit->model);
	while (status == SVY_OK && !done)
	{
		CHECK_FOR_INTERRUPTS();
		svy_passes_each(fit->passes, fit->add, fit->model);
		status = newton_step(fit->newton, &done);
	}
	*fit->replicate = -1;
	return status;
}

SvyStatus
svy_newton_fit(const SvyNewtonFit *fit)
{
	return climb(fit, -1);
}

/* a replicate whose model has no solution is left out */
static void
replicated_covariance(const SvyNewtonFit *fit, double *covariance)
{
	int q = fit->newton->q;
	int count = fit->passes->nreplicates;
	double *theta = palloc_extended(sizeof(double) * count * q, MCXT_ALLOC_HUGE);
	Newton full = *fit->newton;

	for (int r = 0; r < count; r++)
	{
		bool known = climb(fit, r) == SVY_OK;

		for (int k = 0; k < q; k++)
			theta[(Size) r * q + k] = known ? fit->newton->beta[k] : NAN;
		pfree(fit->newton->gradient); /* where the space begins */
	}
	*fit->newton = full;
	svy_sample_replicates(fit->passes->sample, q, theta, full.beta, covariance);
	pfree(theta);
}

double *
svy_newton_covariance(const SvyNewtonFit *fit)
{
	int q = fit->newton->q;
	double *covariance = palloc_array(double, q *q);

	if (fit->passes->sample->replicates)
		replicated_covariance(fit, covariance);
	else
		svy_influence_covariance(fit->passes, q, fit->influence, fit->model, covariance);
	return covariance;
}

void
svy_newton_refuse(const SvyNewtonFit *fit, SvyStatus status, const char *name)
{
	if (status == SVY_SINGULAR)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the model is singular at \"%s\"", name),
						errhint("Leave it out of the formula, or merge categories that no "
								"respondent tells apart.")));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the model did not converge in %d steps: \"%s\" grows without end",
						   fit->newton->steps, name),
					errhint("Leave it out of the formula, or merge categories.")));
}
