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
#include "model/model_sums.h"

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
	if (passes == NULL)
		group->members = NULL;
	else if (passes->sample->replicates)
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

/* ---- of respondents who lie elsewhere ---- */

void
svy_model_put_groups(const Model *model, WireWriter *wire)
{
	Model away = *model;
	Groups g;

	away.passes = NULL;
	g = list_groups(&away);
	wire_put_i32(wire, g.count);
	for (int i = 0; i < g.count; i++)
	{
		wire_put_i32(wire, g.groups[i].column);
		wire_put_u8(wire, (uint8) g.groups[i].value);
		wire_put_i32(wire, g.groups[i].factor);
	}
}

bool
svy_model_get_groups(ModelAway *away, WireReader *wire)
{
	Groups *g = palloc0_object(Groups);
	Model *model = &away->model;

	g->model = model;
	g->count = wire_get_i32(wire);
	if (g->count < 0 || (Size) g->count > wire_left(wire) / 9)
		return false;
	g->groups = palloc0_array(Group, g->count + 1);
	g->x = palloc_array(double, model->ncolumns + 1);
	g->indicators = palloc_array(bool, model->ncolumns + 1);
	for (int i = 0; i < g->count; i++)
	{
		Group *group = &g->groups[i];

		group->column = wire_get_i32(wire);
		group->value = wire_get_u8(wire);
		group->factor = wire_get_i32(wire);
		if (group->column < -1 || group->column >= model->ncolumns ||
			(group->column < 0 && (group->factor < 1 || group->factor >= model->formula->nfactors ||
								   !model->factors[group->factor].categorical)))
			return false;
	}
	away->private = g;
	return true;
}

/* members of each group; then whether there are any, and the columns that hold other numbers than 0 and 1 */
bool
svy_model_group_addends(ModelAway *away, SvyAddends *a)
{
	Groups *g = away->private;
	const SvyRespondent *r = &away->row.respondent;
	int p = away->model.ncolumns;

	g->row = away->model_row;
	if (!svy_model_row(&away->model, r, g->row))
		return false;
	memset(g->indicators, true, p);
	spread_row(g);
	*a = svy_addends_make(g->count, g->count + p);
	for (int i = 0; i < g->count; i++)
		if (in_group(g, &g->groups[i], r))
		{
			a->sums[i] = dd_from(weight_counts(r->weight));
			a->most[i] = 1;
		}
	for (int j = 0; j < p; j++)
		a->most[g->count + j] = !g->indicators[j];
	return true;
}

static void
take_groups(const SvyAddends *a, int32 unit, void *argument)
{
	Groups *g = argument;

	for (int i = 0; i < g->count; i++)
	{
		int32 *members = &g->groups[i].members[unit];

		*members = (int32) Min(*members + dd_value(a->sums[i]), PG_INT32_MAX);
		g->groups[i].any |= a->most[i] > 0;
	}
	for (int j = 0; j < g->model->ncolumns; j++)
		g->indicators[j] &= !(a->most[g->count + j] > 0);
}

static void
pass_for_groups(Groups *g)
{
	const SvyPasses *passes = g->model->passes;
	SvySumsPass pass;

	if (!svy_passes_are_sums(passes))
	{
		svy_passes_each(passes, count_in_groups, g);
		return;
	}
	pass = svy_model_sums(g->model, passes->request, MODEL_GROUPS, g->count,
						  g->count + g->model->ncolumns);
	svy_passes_sums(passes, &pass, take_groups, g);
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
	pass_for_groups(&g);
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
