/*
 * model.c
 *	  Generalised linear models by name: reading, fitting, covariance.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "catalog/model.h"

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
	SvyFrame *frame = model->frame;
	int p = model->ncolumns;
	int32 nclusters = svy_frame_clusters(frame);
	double *totals =
		palloc_extended(sizeof(double) * nclusters * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	bool *member = palloc_extended(nclusters + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *influence = palloc_array(double, p);

	for (int64 i = 0; i < model->nrows; i++)
	{
		int32 cluster = frame->row_cluster[model->rows[i]];
		double *total = totals + (int64) cluster * p;

		if (i % CHUNK == 0)
			CHECK_FOR_INTERRUPTS();
		glm_influence(&model->fit, i, 1, influence);
		for (int j = 0; j < p; j++)
			total[j] += influence[j];
		member[cluster] = true;
	}
	svy_frame_covariance(frame, model->rule, p, totals, member, model->covariance);
	model->variance = "linearised";
	pfree(totals);
	pfree(member);
}

Model *
svy_model_fit(const Survey *survey, const ModelRequest *request)
{
	Model *model = palloc0(sizeof(Model));
	SvyFrameRequest frame = {.survey = survey};
	GlmData data = {.family = request->family};
	SvyStatus status;

	model->survey = survey;
	model->family = request->family;
	model->formula = svy_formula_parse(request->formula);
	model->rule = (DesignRule){svy_design_lonely(survey, request->lonely), false};
	frame.design = svy_design_open(survey, request->weight, "a");
	if (request->filter)
		frame.filter = svy_survey_filter_sql(survey, request->filter, "a");
	svy_model_resolve(model, &frame);
	model->frame = svy_frame_read(&frame);
	svy_model_matrix(model);
	if (constant_response(model))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the response \"%s\" is constant among the respondents of the model",
							   model->response)));
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
	linearised_covariance(model);
	model->df = svy_frame_domain_df(model->frame, model->member) + 1 - data.p;
	return model;
}
