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

/* sums of weights and of weighted responses of the two groups under one weight */
typedef struct MeanSums
{
	DD weight[2];
	DD sum[2];
} MeanSums;

typedef struct Means
{
	const Model *model;
	ModelRow *row;
	int count;		/* replicates */
	MeanSums *sums; /* of each replicate, then of the full weights */
	double weight[2];
	double mean[2];
} Means;

/* of a row: its group, 0 or 1; without groups all are in the first */
static int
group_of(const ModelRow *row)
{
	return row->glm.count > 1;
}

static void
add_to_sums(const SvyRespondent *r, void *argument)
{
	Means *m = argument;

	if (!svy_model_row(m->model, r, m->row))
		return;
	for (int i = 0; i <= m->count; i++)
	{
		double w = svy_respondent_weight(r, i < m->count ? i : -1);
		int group = group_of(m->row);

		m->sums[i].weight[group] = dd_add_double(m->sums[i].weight[group], w);
		m->sums[i].sum[group] = dd_add(m->sums[i].sum[group], dd_two_prod(w, m->row->glm.y));
	}
}

static double
mean_of(const MeanSums *sums, int group)
{
	double weight = dd_value(sums->weight[group]);

	return weight != 0 ? dd_value(dd_div(sums->sum[group], sums->weight[group])) : NAN;
}

/* the first group's mean, and how far the second's is from it */
static void
coefficients(const Means *m, const MeanSums *sums, double *theta)
{
	theta[0] = mean_of(sums, 0);
	if (m->model->ncolumns > 1)
		theta[1] = mean_of(sums, 1) - theta[0];
}

static bool
mean_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const Means *m = argument;
	int group;
	double z;

	if (!svy_model_row(m->model, r, m->row))
		return false;
	group = group_of(m->row);
	z = r->weight * (m->row->glm.y - m->mean[group]) / m->weight[group];
	influence[0] = group ? 0 : z;
	if (m->model->ncolumns > 1)
		influence[1] = group ? z : -z;
	return true;
}

void
svy_model_means(Model *model)
{
	int p = model->ncolumns;
	Means m = {
		.model = model, .row = svy_model_make_row(model), .count = model->passes->nreplicates};
	double *theta = palloc_array(double, (Size) p *(m.count + 1));

	Assert(p <= 2);
	m.sums = palloc0_array(MeanSums, m.count + 1);
	svy_passes_each(model->passes, add_to_sums, &m);
	for (int r = 0; r <= m.count; r++)
		coefficients(&m, &m.sums[r], theta + (Size) r * p);
	for (int group = 0; group < 2; group++)
	{
		m.weight[group] = dd_value(m.sums[m.count].weight[group]);
		m.mean[group] = mean_of(&m.sums[m.count], group);
	}
	model->beta = theta + (Size) m.count * p;
	model->covariance = palloc_array(double, p *p);
	if (m.count > 0)
		svy_sample_replicates(model->passes->sample, p, theta, model->beta, model->covariance);
	else
		svy_influence_covariance(model->passes, p, mean_influence, &m, model->covariance);
	for (int i = 0; i < p; i++)
		model->beta[i] *= model->unit;
	if (model->origin != 0)
		model->beta[0] += model->origin;
	for (int i = 0; i < p * p; i++)
		model->covariance[i] *= model->unit * model->unit;
}
