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

#include "kernel/base/weight.h"
#include "model/newton_fit.h"

/* ---- respondents who lie elsewhere ---- */

void
svy_newton_put(const Model *model, ModelPass pass, WireWriter *wire)
{
	const SvyNewtonFit *fit = model->newton;
	Size q = fit->newton->q;

	wire_put_u8(wire, fit->kind);
	fit->put(fit->model, wire);
	for (Size k = 0; k < q; k++)
		wire_put_double(wire, fit->newton->beta[k]);
	for (Size k = 0; pass != MODEL_NEWTON_STEP && k < q * q; k++)
		wire_put_double(wire, fit->newton->inverse[k]);
}

bool
svy_newton_get(ModelAway *away, WireReader *wire)
{
	SvyNewtonKind kind = wire_get_u8(wire);
	bool inverse = away->pass != MODEL_NEWTON_STEP;
	SvyNewtonFit *fit = NULL;
	Size q;

	/* the response's categories, and an intercept to take away */
	if (!away->model.formula->intercept || !away->model.factors[0].categorical)
		return false;
	if (kind == NEWTON_ORDINAL)
		fit = svy_ordinal_away(away, wire);
	else if (kind == NEWTON_MULTINOMIAL)
		fit = svy_multinomial_away(away, wire);
	if (fit == NULL)
		return false;
	q = fit->newton->q;
	if (wire_left(wire) / sizeof(double) < q * (inverse ? q + 1 : 1))
		return false;
	for (Size k = 0; k < q; k++)
		fit->newton->beta[k] = wire_get_double(wire);
	for (Size k = 0; inverse && k < q * q; k++)
		fit->newton->inverse[k] = wire_get_double(wire);
	away->private = fit;
	return true;
}

bool
svy_newton_step_addends(ModelAway *away, SvyAddends *a)
{
	SvyNewtonFit *fit = away->private;

	*a = svy_addends_make((int) newton_sums(fit->newton->q), 1);
	fit->add(&away->row.respondent, fit->model);
	a->most[0] = newton_take_sums(fit->newton, a->sums);
	return true;
}

bool
svy_newton_influence_addends(ModelAway *away, SvyAddends *a)
{
	SvyNewtonFit *fit = away->private;
	bool products = away->pass == MODEL_NEWTON_PRODUCTS;
	int q = fit->newton->q;

	if (!fit->influence(&away->row.respondent, away->z, fit->model))
		return false;
	*a = svy_addends_make(svy_influence_addends(q, products), 0);
	svy_influence_put(&away->row.respondent, q, products, away->z, a->sums);
	return true;
}

static void
take_newton_step(const SvyAddends *a, int32 unit, void *argument)
{
	newton_put_sums(argument, a->sums, a->most[0] > 0);
}

static void
take_newton_influence(const SvyAddends *a, int32 unit, void *argument)
{
	svy_influence_take(argument, a->sums, unit);
}

static SvySumsPass
newton_pass(const SvyNewtonFit *fit, ModelPass pass, int nsums, int nmost)
{
	Model model = *fit->of;

	model.newton = fit;
	return svy_model_sums(&model, fit->passes->request, pass, nsums, nmost);
}

static void
add_step(const SvyNewtonFit *fit)
{
	SvySumsPass pass;

	if (!svy_passes_are_sums(fit->passes))
	{
		svy_passes_each(fit->passes, fit->add, fit->model);
		return;
	}
	pass = newton_pass(fit, MODEL_NEWTON_STEP, (int) newton_sums(fit->newton->q), 1);
	svy_passes_sums(fit->passes, &pass, take_newton_step, fit->newton);
	pfree(pass.known);
}

static void
covariance_elsewhere(const SvyNewtonFit *fit, double *covariance)
{
	int q = fit->newton->q;
	SvyInfluenceSums sums = svy_influence_sums(fit->passes, q);
	bool products = sums.products != NULL;
	SvySumsPass pass = newton_pass(fit, products ? MODEL_NEWTON_PRODUCTS : MODEL_NEWTON_INFLUENCE,
								   svy_influence_addends(q, products), 0);

	svy_passes_sums(fit->passes, &pass, take_newton_influence, &sums);
	svy_influence_sums_covariance(fit->passes, &sums, covariance);
}

/* ---- the domain, and the response's categories ---- */

typedef struct DomainCount
{
	const Model *model;
	ModelRow *row;
	int32 *members;
	double *shares; /* by place of the category; or NULL */
} DomainCount;

/* the place of the response's category; -1: he is not in the model */
static int
response_place(const Model *model, const SvyRespondent *r, ModelRow *row)
{
	const ModelFactor *response = &model->factors[0];

	if (!svy_model_row(model, r, row) || r->weight == 0)
		return -1;
	return response->place[svy_model_category(response, r->codes[response->column])];
}

static void
count_domain(const SvyRespondent *r, void *argument)
{
	const DomainCount *c = argument;
	int place = c->shares ? response_place(c->model, r, c->row) : -1;

	/* as R has it: the degrees of freedom of the domain, those with missing answers too */
	if (r->keep)
		svy_influence_count(c->members, r);
	if (place >= 0)
		c->shares[place] += r->weight / c->model->weight;
}

bool
svy_newton_domain_addends(ModelAway *away, SvyAddends *a)
{
	const Model *model = &away->model;
	const SvyRespondent *r = &away->row.respondent;
	int place = model->factors[0].categorical ? response_place(model, r, away->model_row) : -1;

	*a = svy_addends_make(1 + model->factors[0].ncategories, 0);
	a->sums[0] = dd_from(r->keep && weight_counts(r->weight));
	if (place >= 0)
		a->sums[1 + place] = dd_from(r->weight);
	return true;
}

static void
take_domain(const SvyAddends *a, int32 unit, void *argument)
{
	const DomainCount *c = argument;

	c->members[unit] = (int32) Min(c->members[unit] + dd_value(a->sums[0]), PG_INT32_MAX);
	for (int k = 0; c->shares && k < c->model->factors[0].present; k++)
		c->shares[k] += dd_value(a->sums[1 + k]) / c->model->weight;
}

int32 *
svy_newton_domain(const Model *model, double *shares)
{
	const SvyPasses *passes = model->passes;
	DomainCount count = {model, svy_model_make_row(model), svy_influence_members(passes), shares};
	SvySumsPass pass;

	if (!svy_passes_are_sums(passes))
	{
		svy_passes_each(passes, count_domain, &count);
		return count.members;
	}
	pass =
		svy_model_sums(model, passes->request, MODEL_DOMAIN, 1 + model->factors[0].ncategories, 0);
	svy_passes_sums(passes, &pass, take_domain, &count);
	return count.members;
}

/* ---- means of the columns ---- */

typedef struct ColumnsPass
{
	const Model *model;
	ModelRow *row;
	bool plain;
	SvyColumnSums sums;
} ColumnsPass;

static void
add_columns(const SvyRespondent *r, void *argument)
{
	ColumnsPass *c = argument;
	double weight = c->plain ? 1 : r->weight;

	if (!svy_model_row(c->model, r, c->row) || !weight_counts(r->weight))
		return;
	c->sums.weight = dd_add_double(c->sums.weight, weight);
	for (int k = 0; k < c->row->glm.count; k++)
	{
		DD *sum = &c->sums.columns[c->row->columns[k]];

		*sum = dd_add(*sum, dd_two_prod(weight, c->row->x[k]));
	}
}

/* the weighted sums, then the plain ones */
bool
svy_newton_column_addends(ModelAway *away, SvyAddends *a)
{
	int p = away->model.ncolumns;

	*a = svy_addends_make(2 * (1 + p), 0);
	for (int plain = 0; plain <= 1; plain++)
	{
		DD *sums = a->sums + plain * (1 + p);
		ColumnsPass c = {&away->model, away->model_row, plain, {{0, 0}, sums + 1}};

		add_columns(&away->row.respondent, &c);
		sums[0] = c.sums.weight;
	}
	return true;
}

static void
take_columns(const SvyAddends *a, int32 unit, void *argument)
{
	ColumnsPass *c = argument;
	int p = c->model->ncolumns;
	const DD *sums = a->sums + (c->plain ? 1 + p : 0);

	c->sums.weight = dd_add(c->sums.weight, sums[0]);
	for (int k = 0; k < p; k++)
		c->sums.columns[k] = dd_add(c->sums.columns[k], sums[1 + k]);
}

SvyColumnSums
svy_newton_columns(const Model *model, bool plain)
{
	ColumnsPass c = {
		model, svy_model_make_row(model), plain, {{0, 0}, palloc0_array(DD, model->ncolumns + 1)}};
	SvySumsPass pass;

	if (!svy_passes_are_sums(model->passes))
	{
		svy_passes_each(model->passes, add_columns, &c);
		return c.sums;
	}
	pass =
		svy_model_sums(model, model->passes->request, MODEL_COLUMNS, 2 * (1 + model->ncolumns), 0);
	svy_passes_sums(model->passes, &pass, take_columns, &c);
	return c.sums;
}

/* ---- fits ---- */

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
		add_step(fit);
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
	else if (svy_passes_are_sums(fit->passes))
		covariance_elsewhere(fit, covariance);
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
