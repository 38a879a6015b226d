/*
 * model.c
 *	  Generalised linear models by name: reading, fitting, covariance.
 */
#include "postgres.h"

#include "pack/pack.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "model/model.h"
#include "pg/svy.h"

/* rows between two looks at interrupts */
#define CHUNK 4096

static char *
column_name(const Model *model, int column)
{
	const ModelColumn *c = &model->columns[column];

	if (c->term < 0)
		return c->label;
	if (c->reference == NULL)
		return svy_model_term_name(model->formula, model->formula->terms[c->term]);
	return psprintf("%s: %s", svy_model_term_name(model->formula, model->formula->terms[c->term]),
					c->label);
}

static bool
constant_response(const Model *model)
{
	double first = NAN;

	for (int64 i = 0; i < model->nrows; i++)
	{
		if (model->weight[i] == 0)
			continue;
		if (isnan(first))
			first = model->y[i];
		if (model->y[i] != first)
			return false;
	}
	return true;
}

static void
pg_attribute_noreturn() refuse_fit(const Model *model, SvyStatus status)
{
	const Glm *fit = &model->fit;

	if (status == SVY_SINGULAR)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the model is singular: \"%s\" follows from what stands before it",
							   column_name(model, fit->column)),
						errhint("Leave it out of the formula, or merge categories that no "
								"respondent tells apart.")));
	if (status == SVY_NO_CONVERGENCE && fit->separated)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the model is separated: the coefficient of \"%s\" grows without end",
						column_name(model, fit->column)),
				 errdetail("Some values of the predictors occur with one value of the response "
						   "only."),
				 errhint("Leave it out of the formula, or merge categories.")));
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("the model did not converge in %d steps", fit->steps)));
}

/* fits with the weights of "data"; from the coefficients "start", or from none */
static SvyStatus
fit_glm(Glm *fit, const GlmData *data, double *space, const double *start)
{
	SvyStatus status = SVY_OK;
	bool done = false;

	glm_begin(fit, data, space, start);
	while (status == SVY_OK && !done)
	{
		for (int64 first = 0; first < data->n; first += CHUNK)
		{
			CHECK_FOR_INTERRUPTS();
			glm_rows(fit, first, Min(CHUNK, data->n - first));
		}
		status = glm_step(fit, &done);
	}
	return status;
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

/* the mean weight of the domain, those with missing answers too: as svyglm scales */
static double
mean_weight(const SvyFrame *frame)
{
	double sum = 0;
	int64 n = 0;

	for (int64 i = 0; i < frame->n; i++)
		if (frame->keep[i])
		{
			sum += frame->weight[i];
			n++;
		}
	return sum / n;
}

/* sandwich: the design's covariance of the influence values */
static void
linearised_covariance(Model *model)
{
	int p = model->ncolumns;
	double *influence = palloc_extended(sizeof(double) * model->nrows * p + 1, MCXT_ALLOC_HUGE);

	for (int64 first = 0; first < model->nrows; first += CHUNK)
	{
		CHECK_FOR_INTERRUPTS();
		glm_influence(&model->fit, first, Min(CHUNK, model->nrows - first), influence + first * p);
	}
	svy_sample_covariance(model->sample, model->nrows, model->rows, p, influence,
						  model->covariance);
	pfree(influence);
}

/* the square roots of weights that are negative are none: R fails on them too */
static double
positive_weight(const Model *model, int64 row, int replicate)
{
	double weight = svy_sample_weight(model->sample, row, replicate);

	if (weight < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replicate weight \"%s\" is negative for some respondents",
							   svy_replicate_name(model->sample->replicates, replicate)),
						errdetail("Models cannot take negative weights."),
						errhint("Means, totals, ratios and tables can.")));
	return weight;
}

/* the model fitted anew with each replicate weight, from where the full weights led */
static void
replicate_covariance(Model *model)
{
	int p = model->ncolumns;
	int count = model->frame->nreplicates;
	GlmData data = model->fit.data;
	double *weight = palloc_extended(sizeof(double) * model->nrows, MCXT_ALLOC_HUGE);
	double *space = palloc_extended(sizeof(double) * glm_space(p), MCXT_ALLOC_HUGE);
	double *theta = palloc_extended(sizeof(double) * count * p, MCXT_ALLOC_HUGE);

	data.weight = weight;
	for (int r = 0; r < count; r++)
	{
		Glm fit;

		for (int64 i = 0; i < model->nrows; i++)
			weight[i] = positive_weight(model, model->rows[i], r);
		if (fit_glm(&fit, &data, space, model->fit.beta) == SVY_OK)
			memcpy(theta + (Size) r * p, fit.beta, sizeof(double) * p);
		else
			for (int j = 0; j < p; j++)
				theta[(Size) r * p + j] = NAN;
	}
	svy_sample_replicates(model->sample, p, theta, model->fit.beta, model->covariance);
}

/* ---- coefficients of groups of which nothing is known ---- */

/* a group within one cluster whose mean has no error; after calibration that is to be seen */
static bool
group_is_unknown(const Model *model, int64 n, const int64 *places)
{
	int32 *rows = palloc_extended(sizeof(int32) * (n + 1), MCXT_ALLOC_HUGE);
	double *z = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);
	double weight = 0;
	double sum = 0;
	double variance = NAN;
	bool nothing;

	for (int64 i = 0; i < n; i++)
	{
		rows[i] = model->rows[places[i]];
		weight += model->weight[places[i]];
		sum += model->weight[places[i]] * model->y[places[i]];
	}
	nothing = n > 0 && svy_sample_says_nothing(model->sample, n, rows);
	if (nothing && model->sample->calibration)
	{
		for (int64 i = 0; i < n; i++)
			z[i] = model->weight[places[i]] * (model->y[places[i]] - sum / weight) / weight;
		svy_sample_covariance(model->sample, n, rows, 1, z, &variance);
		nothing = isnan(variance);
	}
	pfree(rows);
	pfree(z);
	return nothing;
}

static void
forget_column(Model *model, int column)
{
	for (int k = 0; k < model->ncolumns; k++)
		model->covariance[column * model->ncolumns + k] =
			model->covariance[k * model->ncolumns + column] = NAN;
}

/* the respondents whose number in a column is this; -1 if there are other numbers than 0 and 1 */
static int64
rows_with(const Model *model, int column, double value, int64 *places)
{
	int64 n = 0;

	for (int64 i = 0; i < model->nrows; i++)
	{
		double x = model->x[i * model->ncolumns + column];

		if (x != 0 && x != 1)
			return -1;
		if (x == value)
			places[n++] = i;
	}
	return n;
}

/* those of the category that a factor's others are compared with */
static int64
reference_rows(const Model *model, const ModelFactor *factor, int64 *places)
{
	int64 n = 0;

	for (int64 i = 0; i < model->nrows; i++)
		if (model->frame->codes[factor->column][model->rows[i]] == factor->reference)
			places[n++] = i;
	return n;
}

/*
 * As of a mean and of a difference: a category within one cluster is not known
 * without error, though its own residuals add up to 0 there.  Where it is the
 * one compared with, neither are the others' coefficients nor the intercept.
 */
static void
forget_unknown_groups(Model *model)
{
	int64 *places = palloc_extended(sizeof(int64) * (model->nrows + 1), MCXT_ALLOC_HUGE);

	for (int j = 1; j < model->ncolumns; j++)
		for (int value = 0; value <= 1; value++)
		{
			CHECK_FOR_INTERRUPTS();
			if (!group_is_unknown(model, rows_with(model, j, value, places), places))
				continue;
			forget_column(model, j);
			if (value == 0)
				forget_column(model, 0);
		}
	for (int f = 1; f < model->formula->nfactors; f++)
	{
		const ModelFactor *factor = &model->factors[f];

		if (!factor->categorical ||
			!group_is_unknown(model, reference_rows(model, factor, places), places))
			continue;
		forget_column(model, 0);
		for (int j = 1; j < model->ncolumns; j++)
			if (model->columns[j].levels[f] >= 0)
				forget_column(model, j);
	}
	pfree(places);
}

/* all replicate weights have a df; of a linearised variance it is the domain's */
static double
residual_df(const Model *model)
{
	double df = model->sample->replicates ? svy_frame_domain_df(model->frame, model->frame->keep)
										  : svy_frame_domain_df(model->frame, model->member);

	return df + 1 - model->ncolumns;
}

/* of numbers whose squares are out of range, as sums are in means */
static void
check_range(const Model *model)
{
	int p = model->ncolumns;
	bool inside = true;

	for (int j = 0; j < p; j++)
		inside &= !isinf(model->covariance[j * (p + 1)]) && isfinite(model->fit.beta[j]);
	svy_check(inside ? SVY_OK : SVY_OVERFLOW, "survey model");
}

Model *
svy_model_fit(const Survey *survey, const ModelRequest *request)
{
	Model *model = palloc0(sizeof(Model));
	SvyFrameRequest frame = {0};
	GlmData data = {.family = request->family};
	SvyStatus status;
	bool negative;

	model->survey = survey;
	model->family = request->family;
	model->formula = svy_formula_parse(request->formula);
	svy_model_resolve(model, request, &frame);
	model->key = request->prepare ? request_key(survey, &frame) : -1;
	model->sample = svy_sample_read(survey, &request->options, &frame);
	svy_notice_unweighted(survey, request->options.weight, request->options.filter);
	model->frame = model->sample->frame;
	svy_model_members(model);
	if (request->may_be_empty && model->n < 2)
		return model;
	if (model->n == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND), errmsg("no respondent is in the model"),
						errdetail("Nobody passes the filter, has a weight above 0 and an answer to "
								  "all variables of the formula.")));
	svy_model_matrix(model);
	negative = model->frame->negative && svy_model_any_negative(model);
	if (negative && !request->means)
		svy_refuse_negative_weights(request->what);
	if (request->prepare)
		request->prepare(model, request->argument);
	if (constant_response(model))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the response \"%s\" is constant among the respondents of the model",
							   model->response)));
	if (negative)
	{
		svy_model_means(model);
		model->df = residual_df(model);
		return model;
	}
	data.n = model->nrows;
	data.p = model->ncolumns;
	data.x = model->x;
	data.y = model->y;
	data.weight = model->weight;
	data.scale = mean_weight(model->frame);
	status = fit_glm(&model->fit, &data,
					 palloc_extended(sizeof(double) * glm_space(data.p), MCXT_ALLOC_HUGE), NULL);
	if (status != SVY_OK)
		refuse_fit(model, status);
	model->covariance = palloc_extended(sizeof(double) * data.p * data.p, MCXT_ALLOC_HUGE);
	if (model->sample->replicates)
		replicate_covariance(model);
	else
		linearised_covariance(model);
	check_range(model);
	forget_unknown_groups(model);
	model->df = residual_df(model);
	return model;
}
