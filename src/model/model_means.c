/*
 * model_means.c
 *	  A mean, or the difference of two groups' means, where weights are below
 *	  zero: a regression minimises a sum of squares that these make no such sum of,
 *	  but the means and their variances by linearisation are as with any weights.
 */
#include "postgres.h"

#include <math.h>

#include "model/model.h"
#include "pg/svy.h"

bool
svy_model_any_negative(const Model *model)
{
	for (int64 i = 0; i < model->nrows; i++)
		for (int r = -1; r < model->frame->nreplicates; r++)
			if (svy_sample_weight(model->sample, model->rows[i], r) < 0)
				return true;
	return false;
}

/* of a row: its group, 0 or 1; without groups all are in the first */
static int
group_of(const Model *model, int64 i)
{
	return model->ncolumns > 1 && model->x[i * model->ncolumns + 1] != 0 ? 1 : 0;
}

/* the first group's mean, and how far the second's is from it; sums of weights too */
static void
means(const Model *model, int replicate, double *theta, double *weight)
{
	double sum[2] = {0, 0};

	weight[0] = weight[1] = 0;
	for (int64 i = 0; i < model->nrows; i++)
	{
		double w = svy_sample_weight(model->sample, model->rows[i], replicate);
		int group = group_of(model, i);

		weight[group] += w;
		sum[group] += w * model->y[i];
	}
	theta[0] = weight[0] != 0 ? sum[0] / weight[0] : NAN;
	if (model->ncolumns > 1)
		theta[1] = weight[1] != 0 ? sum[1] / weight[1] - theta[0] : NAN;
}

void
svy_model_means(Model *model)
{
	int p = model->ncolumns;
	int count = model->frame->nreplicates;
	double *theta = palloc_array(double, (Size) p *(count + 1));
	double *influence = palloc_extended(sizeof(double) * model->nrows * p + 1, MCXT_ALLOC_HUGE);
	double weight[2];

	Assert(p <= 2);
	for (int r = 0; r < count; r++)
		means(model, r, theta + (Size) r * p, weight);
	model->fit.beta = theta + (Size) count * p;
	means(model, -1, model->fit.beta, weight);
	model->covariance = palloc_array(double, p *p);
	if (count > 0)
	{
		svy_sample_replicates(model->sample, p, theta, model->fit.beta, model->covariance);
		return;
	}
	for (int64 i = 0; i < model->nrows; i++)
	{
		int group = group_of(model, i);
		double mean = model->fit.beta[0] + (group ? model->fit.beta[1] : 0);
		double z = model->weight[i] * (model->y[i] - mean) / weight[group];

		influence[i * p] = group ? 0 : z;
		if (p > 1)
			influence[i * p + 1] = group ? z : -z;
	}
	svy_sample_covariance(model->sample, model->nrows, model->rows, p, influence,
						  model->covariance);
	pfree(influence);
}
