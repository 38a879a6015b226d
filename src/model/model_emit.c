/*
 * model_emit.c
 *	  survey_glm and its companions: coefficients, terms, the model as a whole.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "model/model.h"
#include "kernel/stats/interval.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"
#include "plan/imputed.h"

/*
 * (name, formula, family, filter), and from argument "first" on (lonely, weight).  coefficients: of nobody it is not known which there are.
 */
Model *
svy_model_open(FunctionCallInfo fcinfo, int first, JsonbContainer *options, bool coefficients)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	ModelRequest request = {.what = "survey_glm", .may_be_empty = !coefficients};

	request.formula = svy_required_argument(fcinfo, 1, "formula");
	svy_model_read_family(fcinfo, 2, options, &request);
	request.options.filter = svy_text_argument(fcinfo, 3);
	request.options.lonely = svy_text_argument(fcinfo, first);
	request.options.weight = svy_text_argument(fcinfo, first + 1);
	return svy_model_fit(svy_survey_open(name), &request);
}

void
svy_model_put_estimate(SvyRow *row, double estimate, double error, double df, double level)
{
	double statistic = estimate / error;
	double half = df > 0 ? interval_t(level, df) * error : NAN;

	svy_row_number(row, estimate);
	svy_row_number(row, error);
	svy_row_number(row, statistic);
	svy_row_number(row, df);
	svy_row_number(row, df > 0 ? 2 * pt(-fabs(statistic), df, 1, 0) : NAN);
	svy_row_number(row, estimate - half);
	svy_row_number(row, estimate + half);
}

static void
put_coefficient(SvyRow *row, const Model *model, int j, double level)
{
	const ModelColumn *column = &model->columns[j];
	double estimate = model->beta[j];
	double error = svy_model_error(model, j);

	svy_row_text(row, column->term < 0 ? column->label
									   : svy_model_term_name(model->formula,
															 model->formula->terms[column->term]));
	svy_row_text(row, column->label);
	svy_row_text(row, column->reference);
	svy_model_put_estimate(row, estimate, error, model->df, level);
	svy_row_text(row, model->response);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

PG_FUNCTION_INFO_V1(svy_survey_glm);

/* (name, formula, family, filter, level, lonely, weight, options) */
Datum
svy_survey_glm(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {SVY_MODEL_OPTIONS, NULL};
	JsonbContainer *options;
	SvyRow row;
	double level;
	Model *model;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	options = svy_options_argument(fcinfo, 7, known);
	level = svy_level_argument(fcinfo, 4);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	model = svy_model_open(fcinfo, 5, options, true);
	for (int j = 0; j < model->ncolumns; j++)
		put_coefficient(&row, model, j, level);
	SPI_finish();
	return (Datum) 0;
}

/*
 * Null deviance and what is made of it: R2 of a linear model, McFadden's of 0 and 1,
 * and Cox and Snell's and Nagelkerke's of R's psrsq (Lumley 2017), which are of the
 * weighted deviances of discrete responses.
 */
static void
put_explained(SvyRow *row, const Model *model)
{
	bool *all = palloc_array(bool, model->formula->nterms + 1);
	GlmFamily family = model->kind.family;
	bool discrete = family == GLM_BINOMIAL || family == GLM_POISSON;
	double n = model->trials / model->scale;
	double deviance = svy_model_deviance(model);
	double null, cox_snell;

	memset(all, true, sizeof(bool) * (model->formula->nterms + 1));
	null = svy_model_deviance_without(model, all);
	cox_snell = -expm1((deviance - null) / n);
	svy_row_number(row, null);
	svy_row_number(row, glm_is_linear(&model->kind) ? 1 - deviance / null : NAN);
	svy_row_number(row,
				   family == GLM_BINOMIAL && !model->formula->failures ? 1 - deviance / null : NAN);
	svy_row_number(row, discrete ? cox_snell : NAN);
	svy_row_number(row, discrete ? cox_snell / -expm1(-null / n) : NAN);
}

static void
put_summary(SvyRow *row, const Model *model)
{
	bool empty = svy_model_empty(model);

	svy_row_text(row, model->response);
	svy_row_text(row, svy_model_family_name(&model->kind));
	svy_row_count(row, model->n);
	svy_row_number(row, model->weight);
	if (empty)
		for (int i = 0; i < 4; i++)
			svy_row_null(row);
	else
	{
		svy_row_count(row, model->ncolumns);
		svy_row_number(row, model->df);
		svy_row_number(row, svy_model_deviance(model));
		svy_row_number(row, svy_model_dispersion(model));
	}
	svy_row_text(row, model->passes->sample->variance);
	svy_row_text(row, svy_model_link_name(&model->kind));
	if (empty)
		for (int i = 0; i < 6; i++)
			svy_row_null(row);
	else
	{
		svy_row_code(row, model->fit.steps);
		put_explained(row, model);
	}
	svy_row_end(row);
}

PG_FUNCTION_INFO_V1(svy_survey_glm_summary);

/* (name, formula, family, filter, lonely, weight, options) */
Datum
svy_survey_glm_summary(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {SVY_MODEL_OPTIONS, NULL};
	JsonbContainer *options = svy_options_argument(fcinfo, 6, known);
	SvyRow row;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	put_summary(&row, svy_model_open(fcinfo, 4, options, false));
	SPI_finish();
	return (Datum) 0;
}
