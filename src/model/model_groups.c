/*
 * model_groups.c
 *	  Groups of a model of which the design says nothing.
 *
 * As of a mean and of a difference: a category within one cluster is not known
 * without error, though its own residuals add up to 0 there.  Where it is the
 * one compared with, neither are the others' coefficients nor the intercept.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/stats/repsum.h"
#include "model/model.h"

/* respondents with a 1, or a 0, in a column of indicators; or in the category that a factor's others are compared with */
typedef struct Group
{
	int column; /* -1: of a factor */
	int value;
	int factor;
	int32 *members; /* by unit, where variances are linearised */
	bool any;		/* somebody is in it */
	double *basis;	/* of the replicate weights, up to rank 2 */
	int32 rank;
} Group;

typedef struct Groups
{
	Model *model;
	ModelRow *row;
	int count;
	Group *groups;
	int nopen; /* groups that may still lie within one cluster, as far as replicate weights say */
	int *open;
	double *x;		  /* the row, zeros included */
	bool *indicators; /* of each column: it holds 0 and 1 only */
} Groups;

static void
add_group(Groups *g, int column, int value, int factor)
{
	const SvyPasses *passes = g->model->passes;
	Group *group = &g->groups[g->count];

	*group = (Group){.column = column, .value = value, .factor = factor};
	if (passes->sample->replicates)
		group->basis =
			palloc_extended(sizeof(double) * 2 * passes->nreplicates + 1, MCXT_ALLOC_HUGE);
	else
		group->members = svy_influence_members(passes);
	g->open[g->nopen++] = g->count++;
}

/* whether a column has something to compare with: not where all categories have one of their own */
static bool
compares(const Model *model, int column)
{
	return model->formula->intercept || model->columns[column].reference != NULL;
}

static Groups
list_groups(Model *model)
{
	int most = 2 * model->ncolumns + model->formula->nfactors;
	Groups g = {.model = model,
				.row = svy_model_make_row(model),
				.groups = palloc_array(Group, most),
				.open = palloc_array(int, most),
				.x = palloc_array(double, model->ncolumns),
				.indicators = palloc_array(bool, model->ncolumns)};

	for (int j = 0; j < model->ncolumns; j++)
		g.indicators[j] = model->columns[j].unit == 1;
	for (int j = model->formula->intercept; j < model->ncolumns; j++)
		for (int value = compares(model, j) ? 0 : 1; value <= 1; value++)
			add_group(&g, j, value, -1);
	for (int f = 1; f < model->formula->nfactors; f++)
		if (model->factors[f].categorical && f != model->whole_factor)
			add_group(&g, -1, 0, f);
	return g;
}

/* g->x is that of the respondent */
static bool
in_group(const Groups *g, const Group *group, const SvyRespondent *r)
{
	const ModelFactor *factor;

	if (group->column >= 0)
		return g->x[group->column] == group->value;
	factor = &g->model->factors[group->factor];
	return svy_model_category(factor, r->codes[factor->column]) == factor->reference;
}

static void
spread_row(const Groups *g)
{
	memset(g->x, 0, sizeof(double) * g->model->ncolumns);
	for (int k = 0; k < g->row->glm.count; k++)
	{
		g->x[g->row->columns[k]] = g->row->x[k];
		g->indicators[g->row->columns[k]] &= g->row->x[k] == 1;
	}
}

static void
count_in_groups(const SvyRespondent *r, void *argument)
{
	Groups *g = argument;

	if (!svy_model_row(g->model, r, g->row))
		return;
	spread_row(g);
	for (int i = 0; i < g->nopen; i++)
	{
		Group *group = &g->groups[g->open[i]];

		if (!in_group(g, group, r))
			continue;
		group->any = true;
		if (group->members)
		{
			svy_influence_count(group->members, r);
			continue;
		}
		group->rank =
			rank_add(group->basis, group->rank, 2, g->model->passes->nreplicates, r->replicates);
		if (group->rank >= 2)
			g->open[i--] = g->open[--g->nopen];
	}
}

/* ---- what is taken away ---- */

/* a group within one cluster, whatever a calibration leaves in others */
static bool
group_is_unknown(const Groups *g, const Group *group)
{
	const SvyPasses *passes = g->model->passes;

	if (!group->any || (group->column >= 0 && !g->indicators[group->column]))
		return false;
	if (passes->sample->replicates)
		return group->rank < 2;
	return svy_influence_says_nothing(passes, group->members);
}

static void
forget_group(const Model *model, const Group *group, bool *unknown)
{
	int intercept = model->formula->intercept;

	if (group->column >= 0)
		unknown[group->column] = true;
	if (intercept && (group->column < 0 || group->value == 0))
		unknown[0] = true;
	for (int j = intercept; group->column < 0 && j < model->ncolumns; j++)
		unknown[j] |= model->columns[j].levels[group->factor] >= 0;
}

bool *
svy_model_unknown_columns(Model *model)
{
	Groups g = list_groups(model);
	bool *unknown = palloc0_array(bool, model->ncolumns);

	if (g.count == 0)
		return unknown;
	svy_passes_each(model->passes, count_in_groups, &g);
	for (int i = 0; i < g.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (group_is_unknown(&g, &g.groups[i]))
			forget_group(model, &g.groups[i], unknown);
	}
	return unknown;
}

void
svy_forget_coefficient(double *covariance, int p, int k)
{
	for (int i = 0; i < p; i++)
		covariance[k * p + i] = covariance[i * p + k] = NAN;
}

void
svy_model_forget_groups(Model *model)
{
	bool *unknown = svy_model_unknown_columns(model);

	for (int j = 0; j < model->ncolumns; j++)
		if (unknown[j])
			svy_forget_coefficient(model->covariance, model->ncolumns, j);
	pfree(unknown);
}
