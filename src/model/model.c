/*
 * model.c
 *	  Generalised linear models by name: reading, fitting, covariance.
 *
 * Weights make the estimating equations those of the population; the covariance is
 * the inverse information around the design's variance of the total of the scores
 * (Binder 1983, "On the variances of asymptotically normal estimators from complex
 * surveys", International Statistical Review 51, 279-292), as R's svyglm has it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "kernel/stats/repsum.h"
#include "model/model_sums.h"
#include "pack/pack.h"
#include "pg/replicate.h"
#include "pg/svy.h"

char *
svy_model_column_name(const Model *model, int column)
{
	const ModelColumn *c = &model->columns[column];

	if (c->term < 0)
		return c->label;
	if (c->reference == NULL)
		return svy_model_term_name(model->formula, model->formula->terms[c->term]);
	return psprintf("%s: %s", svy_model_term_name(model->formula, model->formula->terms[c->term]),
					c->label);
}

static void
pg_attribute_noreturn() refuse_fit(const Model *model, SvyStatus status)
{
	const Glm *fit = &model->fit;

	if (status == SVY_SINGULAR)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the model is singular: \"%s\" follows from what stands before it",
							   svy_model_column_name(model, fit->column)),
						errhint("Leave it out of the formula, or merge categories that no "
								"respondent tells apart.")));
	if (status == SVY_NO_CONVERGENCE && fit->separated)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the model is separated: the coefficient of \"%s\" grows without end",
						svy_model_column_name(model, fit->column)),
				 errdetail("Some values of the predictors occur with one value of the response "
						   "only."),
				 errhint("Leave it out of the formula, or merge categories.")));
	if (status == SVY_NO_CONVERGENCE && fit->outside)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the model did not converge: in step %d it predicts what its "
						"family cannot have for some respondents",
						fit->steps),
				 model->kind.family == GLM_BINOMIAL
					 ? errhint("Choose the link logit or probit, which keeps shares between 0 "
							   "and 1.")
					 : errhint("Choose the link log, which keeps means above 0.")));
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("the model did not converge in %d steps", fit->steps),
					errdetail("Its deviance, %g, was %g a step before.", fit->deviance,
							  fit->last_deviance),
					errhint("Give a larger epsilon, another link, or leave predictors out.")));
}

/*
 * ---- fits, several at once ----
 *
 * Under replicate weights all replicates are fitted in the same passes: a pass reads
 * every respondent, which costs more than the sums of a fit, and a fit that begins
 * where the full weights led needs two or three.
 */

/* the fits that a pass goes on with: of the full weights, or of some replicates */
typedef struct Fits
{
	const Model *model;
	ModelRow *row;
	int first; /* replicate; -1: the full weights */
	int count;
	Glm *fits;
	SvyStatus *status;
	bool *done;
} Fits;

static void
add_to_fits(const SvyRespondent *r, void *argument)
{
	Fits *f = argument;

	if (!svy_model_row(f->model, r, f->row))
		return;
	for (int i = 0; i < f->count; i++)
	{
		if (f->done[i])
			continue;
		f->row->glm.weight = svy_respondent_weight(r, f->first < 0 ? -1 : f->first + i);
		glm_add(&f->fits[i], &f->row->glm);
	}
}

/* ---- the same of respondents who lie elsewhere, under the full weights ---- */

bool
svy_model_step_addends(ModelAway *away, SvyAddends *a)
{
	Glm *fit = &away->model.fit;

	if (!svy_model_row(&away->model, &away->row.respondent, away->model_row))
		return false;
	*a = svy_addends_make((int) glm_sums(fit->p), fit->p + 1);
	glm_add(fit, &away->model_row->glm);
	glm_take_sums(fit, a->sums, a->most);
	return true;
}

static void
take_step(const SvyAddends *a, int32 unit, void *argument)
{
	glm_put_sums(argument, a->sums, a->most);
}

static void
pass_for_fits(Fits *f)
{
	Model model = *f->model;
	SvySumsPass pass;

	if (f->first >= 0 || !svy_passes_are_sums(model.passes))
	{
		svy_passes_each(model.passes, add_to_fits, f);
		return;
	}
	model.fit = f->fits[0];
	pass = svy_model_sums(&model, model.passes->request, MODEL_STEP, (int) glm_sums(model.ncolumns),
						  model.ncolumns + 1);
	svy_passes_sums(model.passes, &pass, take_step, &f->fits[0]);
	pfree(pass.known);
}

/* ends the step of each fit; whether any goes on */
static bool
step_fits(Fits *f)
{
	bool any = false;

	for (int i = 0; i < f->count; i++)
	{
		bool settled = false;

		if (f->done[i])
			continue;
		for (int j = 0; j < f->model->ncolumns; j++)
		{
			CHECK_FOR_INTERRUPTS();
			glm_eliminate(&f->fits[i], j);
		}
		f->status[i] = glm_step(&f->fits[i], &settled);
		f->done[i] = settled || f->status[i] != SVY_OK;
		any |= !f->done[i];
	}
	return any;
}

/* from the coefficients "start", or from none */
static Fits
run_fits(const Model *model, int first, int count, const double *start)
{
	int p = model->ncolumns;
	Size space = glm_space(p);
	double *work = palloc_extended(sizeof(double) * space * count, MCXT_ALLOC_HUGE);
	Fits f = {model,
			  svy_model_make_row(model),
			  first,
			  count,
			  palloc_array(Glm, count),
			  palloc_array(SvyStatus, count),
			  palloc0_array(bool, count)};

	for (int i = 0; i < count; i++)
		glm_begin(&f.fits[i], &model->kind, p, model->scale, work + space * i, start);
	do
		pass_for_fits(&f);
	while (step_fits(&f));
	return f;
}

/* the order of the file where the survey has a respondent key that is a number */
static int
request_key(const Survey *survey, SvyFrameRequest *request)
{
	Oid type;

	if (survey->respondent_key == NULL)
		return -1;
	type = get_atttype(survey->answers, get_attnum(survey->answers, survey->respondent_key));
	if (type != INT2OID && type != INT4OID && type != INT8OID)
		return -1;
	request->values = repalloc_array(request->values, char *, request->nvalues + 1);
	request->values[request->nvalues] =
		psprintf("(%s)::pg_catalog.float8", svy_column_sql(survey->respondent_key, "a"));
	return request->nvalues++;
}

/* ---- covariance ---- */

/* beside the squares of the influence values, or of the response, this is rounding */
#define MODEL_NOISE 1e-24

typedef struct Scores
{
	const Model *model;
	ModelRow *row;
	double *z; /* influence values of a respondent */
	double
		*squares; /* sums, as often as the respondents were passed over: of each influence value */
	double response;
	double residuals;
} Scores;

static Scores
make_scores(const Model *model)
{
	return (Scores){.model = model,
					.row = svy_model_make_row(model),
					.z = palloc_array(double, model->ncolumns),
					.squares = palloc0_array(double, model->ncolumns)};
}

static void
add_residual_squares(Scores *s)
{
	const GlmRow *row = &s->row->glm;
	double residual = row->y - glm_fitted(&s->model->fit, row);
	double response = row->y + s->model->origin / s->model->unit;

	s->response += row->weight * response * response;
	s->residuals += row->weight * residual * residual;
}

static bool
coefficient_influence(const SvyRespondent *r, double *influence, void *argument)
{
	Scores *s = argument;

	if (!svy_model_row(s->model, r, s->row))
		return false;
	glm_influence(&s->model->fit, &s->row->glm, influence);
	for (int j = 0; j < s->model->ncolumns; j++)
		s->squares[j] += influence[j] * influence[j];
	add_residual_squares(s);
	return true;
}

static void
add_score(const SvyRespondent *r, void *argument)
{
	Scores *s = argument;

	(void) coefficient_influence(r, s->z, s);
}

/*
 * A coefficient that does not vary but for rounding has the variance 0, of which no
 * test follows: where the model leaves no residuals, where clusters are all alike.
 */
static void
find_noise(Model *model, const Scores *scores)
{
	bool exact = scores->residuals <= MODEL_NOISE * scores->response;

	model->still = palloc_array(bool, model->ncolumns);
	for (int j = 0; j < model->ncolumns; j++)
		model->still[j] = exact || model->covariance[j * (model->ncolumns + 1)] <=
									   MODEL_NOISE * scores->squares[j];
}

static void
forget_noise(Model *model)
{
	int p = model->ncolumns;

	for (int j = 0; j < p; j++)
		for (int k = 0; k < p && model->still[j]; k++)
			model->covariance[j * p + k] = model->covariance[k * p + j] = 0;
}

/* ---- the same of respondents who lie elsewhere, by unit of the design ---- */

/* sums before those of influence values: of the response's squares, the residuals', each influence value's */
static int
squares_of(int p)
{
	return 2 + p;
}

bool
svy_model_influence_addends(ModelAway *away, SvyAddends *a)
{
	bool products = away->pass == MODEL_PRODUCTS;
	int p = away->model.ncolumns;
	Scores s = {
		.model = &away->model, .row = away->model_row, .z = away->z, .squares = away->z + p};

	memset(s.squares, 0, sizeof(double) * p);
	if (!coefficient_influence(&away->row.respondent, s.z, &s))
		return false;
	*a = svy_addends_make(squares_of(p) + svy_influence_addends(p, products), 0);
	a->sums[0] = dd_from(s.response);
	a->sums[1] = dd_from(s.residuals);
	for (int j = 0; j < p; j++)
		a->sums[2 + j] = dd_from(s.squares[j]);
	svy_influence_put(&away->row.respondent, p, products, s.z, a->sums + squares_of(p));
	return true;
}

typedef struct InfluenceTaken
{
	Scores *scores;
	SvyInfluenceSums sums;
} InfluenceTaken;

static void
take_influence(const SvyAddends *a, int32 unit, void *argument)
{
	InfluenceTaken *taken = argument;
	int p = taken->sums.p;

	taken->scores->response += dd_value(a->sums[0]);
	taken->scores->residuals += dd_value(a->sums[1]);
	for (int j = 0; j < p; j++)
		taken->scores->squares[j] += dd_value(a->sums[2 + j]);
	svy_influence_take(&taken->sums, a->sums + squares_of(p), unit);
}

static void
covariance_of_sums(Model *model, Scores *scores)
{
	int p = model->ncolumns;
	InfluenceTaken taken = {scores, svy_influence_sums(model->passes, p)};
	bool products = taken.sums.products != NULL;
	SvySumsPass pass =
		svy_model_sums(model, model->passes->request, products ? MODEL_PRODUCTS : MODEL_INFLUENCE,
					   squares_of(p) + svy_influence_addends(p, products), 0);

	svy_passes_sums(model->passes, &pass, take_influence, &taken);
	svy_influence_sums_covariance(model->passes, &taken.sums, model->covariance);
	model->members = taken.sums.members;
}

/*
 * Sandwich: the design's covariance of the influence values (Binder 1983).  The
 * inverse is multiplied to each respondent's values, not to the sums: of predictors
 * that are nearly combinations of one another the sums would cancel first.
 */
static void
linearised_covariance(Model *model)
{
	Scores scores = make_scores(model);

	if (svy_passes_are_sums(model->passes))
		covariance_of_sums(model, &scores);
	else
		svy_influence_covariance(model->passes, model->ncolumns, coefficient_influence, &scores,
								 model->covariance);
	find_noise(model, &scores);
}

/* fits that a pass goes on with, so that memory holds them */
static int
fits_at_once(const Model *model)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	Size count = allowed / (sizeof(double) * glm_space(model->ncolumns));

	return (int) Max(1, Min(count, (Size) model->passes->nreplicates));
}

/* the square roots of weights that are negative are none: R fails on them too */
static void
refuse_negative_replicates(const Model *model)
{
	if (model->negative_replicate < model->passes->nreplicates)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replicate weight \"%s\" is negative for some respondents",
							   svy_replicate_name(model->passes->sample->replicates,
												  model->negative_replicate)),
						errdetail("Models cannot take negative weights."),
						errhint("Means, totals, ratios and tables can.")));
}

/* the model fitted anew with each replicate weight, from where the full weights led */
static void
replicate_covariance(Model *model)
{
	int p = model->ncolumns;
	int count = model->passes->nreplicates;
	int most = fits_at_once(model);
	double *theta = palloc_extended(sizeof(double) * count * p, MCXT_ALLOC_HUGE);
	Scores scores = make_scores(model);

	refuse_negative_replicates(model);
	for (int first = 0; first < count; first += most)
	{
		Fits f = run_fits(model, first, Min(most, count - first), model->fit.beta);

		for (int i = 0; i < f.count; i++)
			for (int j = 0; j < p; j++)
				theta[(Size) (first + i) * p + j] = f.status[i] == SVY_OK ? f.fits[i].beta[j] : NAN;
		pfree(f.fits[0].beta); /* where the space of all begins */
	}
	model->replicate_beta = theta;
	svy_sample_replicates(model->passes->sample, p, theta, model->fit.beta, model->covariance);
	svy_passes_each(model->passes, add_score, &scores);
	find_noise(model, &scores);
}

/* ---- degrees of freedom ---- */

typedef struct Rank
{
	double *sketch;
	int columns;
} Rank;

static void
add_to_sketch(const SvyRespondent *r, void *argument)
{
	const Rank *rank = argument;

	if (r->keep)
		sketch_add(rank->sketch, rank->columns, r->replicates);
}

/* rank of the replicate weights of the domain, less one */
static double
replicate_df(const Model *model)
{
	int columns = model->passes->nreplicates;
	Rank rank = {NULL, columns};

	if (model->passes->df_given || model->all_kept)
		return model->passes->df;
	rank.sketch = palloc_extended(sizeof(double) * sketch_lines(columns) * columns,
								  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	svy_passes_each(model->passes, add_to_sketch, &rank);
	return svy_sketch_rank(rank.sketch, columns) - 1;
}

typedef struct Members
{
	const Model *model;
	ModelRow *row;
	int32 *members;
} Members;

static void
count_row(const SvyRespondent *r, void *argument)
{
	const Members *m = argument;

	if (svy_model_row(m->model, r, m->row))
		svy_influence_count(m->members, r);
}

/*
 * All replicate weights have a df, that of the filter's subset as R's degf; of a
 * linearised variance it is that of the clusters that have respondents of the model.
 */
static double
residual_df(const Model *model)
{
	Members m = {model, svy_model_make_row(model), NULL};
	double df;

	if (model->passes->sample->replicates)
		return replicate_df(model) + 1 - model->ncolumns;
	if (model->members)
		return svy_influence_df(model->passes, model->members) + 1 - model->ncolumns;
	m.members = svy_influence_members(model->passes);
	svy_passes_each(model->passes, count_row, &m);
	df = svy_influence_df(model->passes, m.members);
	pfree(m.members);
	return df + 1 - model->ncolumns;
}

/* ---- the model as a whole ---- */

/* coefficients and covariance in the units of the variables; powers of 2 change no digit */
static void
leave_units(Model *model)
{
	int p = model->ncolumns;

	model->beta = palloc_array(double, p);
	for (int j = 0; j < p; j++)
		model->beta[j] = model->fit.beta[j] / model->columns[j].unit * model->unit;
	/* which only models with an intercept have */
	if (model->origin != 0)
		model->beta[0] += model->origin;
	for (int j = 0; j < p; j++)
		for (int k = 0; k < p; k++)
			model->covariance[j * p + k] = model->covariance[j * p + k] / model->columns[j].unit *
										   model->unit / model->columns[k].unit * model->unit;
}

/*
 * Of numbers whose squares are out of range, as sums are in means: the fit itself
 * knows no such numbers, since it counts in units, but their variances have no
 * place in a double.
 */
static void
check_range(const Model *model)
{
	int p = model->ncolumns;
	bool inside = !isinf(model->unit * model->unit);

	for (int j = 0; j < p; j++)
		inside &= !isinf(model->covariance[j * (p + 1)]) && isfinite(model->beta[j]);
	svy_check(inside ? SVY_OK : SVY_OVERFLOW, "survey model");
}

double
svy_model_deviance(const Model *model)
{
	return model->fit.deviance * model->unit * model->unit;
}

/* a model with fewer terms: the same factors, so that it has the same respondents */
static Model *
smaller_model(const Model *model, const bool *dropped)
{
	Model *smaller = palloc_object(Model);
	Formula *formula = palloc_object(Formula);

	*smaller = *model;
	*formula = *model->formula;
	formula->terms = palloc_array(FactorSet, formula->nterms + 1);
	formula->nterms = 0;
	for (int i = 0; i < model->formula->nterms; i++)
		if (!dropped[i])
			formula->terms[formula->nterms++] = model->formula->terms[i];
	smaller->formula = formula;
	smaller->ncolumns = smaller->whole_term = smaller->whole_factor = 0;
	svy_model_make_columns(smaller);
	return smaller;
}

typedef struct OffsetDeviance
{
	const Model *model;
	ModelRow *row;
	DD sum;
} OffsetDeviance;

static void
add_offset_deviance(const SvyRespondent *r, void *argument)
{
	OffsetDeviance *d = argument;
	const GlmRow *row = &d->row->glm;
	const GlmKind *kind = &d->model->kind;

	if (svy_model_row(d->model, r, d->row) && weight_counts(row->weight * row->trials))
		d->sum =
			dd_add_double(d->sum, row->weight / d->model->scale * row->trials *
									  glm_row_deviance(kind, row->y, glm_mean(kind, row->offset)));
}

bool
svy_model_offset_addends(ModelAway *away, SvyAddends *a)
{
	OffsetDeviance d = {.model = &away->model, .row = away->model_row};

	add_offset_deviance(&away->row.respondent, &d);
	*a = svy_addends_make(1, 0);
	a->sums[0] = d.sum;
	return true;
}

static void
take_offset_deviance(const SvyAddends *a, int32 unit, void *argument)
{
	OffsetDeviance *d = argument;

	d->sum = dd_add(d->sum, a->sums[0]);
}

static double
offset_deviance(const Model *model)
{
	OffsetDeviance d = {.model = model, .row = svy_model_make_row(model)};

	if (svy_passes_are_sums(model->passes))
	{
		SvySumsPass pass = svy_model_sums(model, model->passes->request, MODEL_OFFSET, 1, 0);

		svy_passes_sums(model->passes, &pass, take_offset_deviance, &d);
	}
	else
		svy_passes_each(model->passes, add_offset_deviance, &d);
	return dd_value(d.sum) * model->unit * model->unit;
}

double
svy_model_deviance_without(const Model *model, const bool *dropped)
{
	Model *smaller = smaller_model(model, dropped);
	Fits f;

	if (smaller->ncolumns == 0)
		return offset_deviance(smaller);
	f = run_fits(smaller, -1, 1, NULL);
	if (f.status[0] != SVY_OK)
		refuse_fit(smaller, f.status[0]);
	smaller->fit = f.fits[0];
	return svy_model_deviance(smaller);
}

typedef struct Residuals
{
	const Model *model;
	ModelRow *row;
	GlmResiduals sums;
} Residuals;

static void
add_residual(const SvyRespondent *r, void *argument)
{
	Residuals *residuals = argument;

	if (svy_model_row(residuals->model, r, residuals->row))
		glm_add_residual(&residuals->model->fit, &residuals->row->glm, &residuals->sums);
}

bool
svy_model_residual_addends(ModelAway *away, SvyAddends *a)
{
	Residuals residuals = {.model = &away->model, .row = away->model_row};

	add_residual(&away->row.respondent, &residuals);
	*a = svy_addends_make(4, 0);
	a->sums[0] = dd_from(residuals.sums.n);
	a->sums[1] = residuals.sums.w;
	a->sums[2] = residuals.sums.wr;
	a->sums[3] = residuals.sums.wrr;
	return residuals.sums.n > 0;
}

static void
take_residuals(const SvyAddends *a, int32 unit, void *argument)
{
	GlmResiduals *sums = &((Residuals *) argument)->sums;

	sums->n += dd_value(a->sums[0]);
	sums->w = dd_add(sums->w, a->sums[1]);
	sums->wr = dd_add(sums->wr, a->sums[2]);
	sums->wrr = dd_add(sums->wrr, a->sums[3]);
}

double
svy_model_dispersion(const Model *model)
{
	Residuals residuals = {.model = model, .row = svy_model_make_row(model)};

	if (svy_passes_are_sums(model->passes))
	{
		SvySumsPass pass = svy_model_sums(model, model->passes->request, MODEL_RESIDUALS, 4, 0);

		svy_passes_sums(model->passes, &pass, take_residuals, &residuals);
	}
	else
		svy_passes_each(model->passes, add_residual, &residuals);
	return glm_dispersion(&residuals.sums) * model->unit * model->unit;
}

static void
fit_model(Model *model)
{
	Fits f = run_fits(model, -1, 1, NULL);

	model->fit = f.fits[0];
	if (f.status[0] != SVY_OK)
		refuse_fit(model, f.status[0]);
	model->covariance =
		palloc_extended(sizeof(double) * model->ncolumns * model->ncolumns, MCXT_ALLOC_HUGE);
	if (model->passes->sample->replicates)
		replicate_covariance(model);
	else
		linearised_covariance(model);
	leave_units(model);
	check_range(model);
	forget_noise(model);
}

Model *
svy_model_fit(const Survey *survey, const ModelRequest *request)
{
	Model *model = palloc0(sizeof(Model));
	SvyFrameRequest *frame = palloc0_object(SvyFrameRequest);
	bool negative;

	model->survey = survey;
	model->kind = request->kind;
	model->formula = svy_formula_parse(request->formula);
	svy_model_resolve(model, request, frame);
	model->key = request->prepare ? request_key(survey, frame) : -1;
	svy_model_read(model, request, frame);
	svy_notice_unweighted(survey, request->options.weight, request->options.filter);
	if (request->may_be_empty && model->n < 2)
		return model;
	if (model->n == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND), errmsg("no respondent is in the model"),
						errdetail("Nobody passes the filter, has a weight above 0 and an answer to "
								  "all variables of the formula.")));
	svy_model_make_columns(model);
	negative = model->passes->negative &&
			   (model->negative || model->negative_replicate < model->passes->nreplicates);
	if (negative && !request->means)
		svy_refuse_negative_weights(request->what);
	if (request->prepare)
		request->prepare(model, request->argument);
	if (model->constant)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the response \"%s\" is constant among the respondents of the model",
							   model->response)));
	if (negative)
		svy_model_means(model);
	else
		fit_model(model);
	svy_model_forget_groups(model);
	model->df = residual_df(model);
	return model;
}
