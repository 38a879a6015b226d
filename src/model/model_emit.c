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
#include "kernel/stats/linear.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

static const char *const families[] = {"gaussian", "binomial", "poisson", NULL};
SVY_CHOICES_FOLLOW(families, GLM_POISSON);

/*
 * (name, formula, family, filter), and from argument "options" on (lonely, weight,
 * options).  coefficients: of nobody it is not known which there are.
 */
static Model *
open_model(FunctionCallInfo fcinfo, int options, bool coefficients)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	ModelRequest request = {.what = "survey_glm", .may_be_empty = !coefficients};

	request.formula = svy_required_argument(fcinfo, 1, "formula");
	request.family = (GlmFamily) svy_choice_argument(fcinfo, 2, "family", families);
	request.options.filter = svy_text_argument(fcinfo, 3);
	request.options.lonely = svy_text_argument(fcinfo, options);
	request.options.weight = svy_text_argument(fcinfo, options + 1);
	svy_no_options(fcinfo, options + 2);
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

/* (name, formula, family, filter, level, lonely, weight) */
Datum
svy_survey_glm(PG_FUNCTION_ARGS)
{
	SvyRow row;
	double level = svy_level_argument(fcinfo, 4);
	Model *model;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	model = open_model(fcinfo, 5, true);
	for (int j = 0; j < model->ncolumns; j++)
		put_coefficient(&row, model, j, level);
	SPI_finish();
	return (Datum) 0;
}

/* Wald's test that all coefficients of a term are 0: F(columns, residual df) */
static void
put_term(SvyRow *row, const Model *model, int term)
{
	int p = model->ncolumns;
	double *estimate = palloc_array(double, 3 * p);
	double *covariance = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);
	int k = 0;
	double chisq = NAN;
	int *at = palloc_array(int, p);

	for (int j = 0; j < p; j++)
		if (model->columns[j].term == term)
			at[k++] = j;
	for (int a = 0; a < k; a++)
	{
		estimate[a] = model->beta[at[a]];
		for (int b = 0; b < k; b++)
			covariance[a * k + b] = model->covariance[at[a] * p + at[b]];
	}
	if (linear_wald(estimate, covariance, k, estimate + k, &chisq) != SVY_OK)
		chisq = NAN;
	svy_row_text(row, svy_model_term_name(model->formula, model->formula->terms[term]));
	svy_row_number(row, chisq / k);
	svy_row_number(row, k);
	svy_row_number(row, model->df);
	svy_row_number(row, model->df > 0 ? pf(chisq / k, k, model->df, 0, 0) : NAN);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

/* of fewer respondents than a model needs */
static void
put_empty_term(SvyRow *row, const Model *model, int term)
{
	svy_row_text(row, svy_model_term_name(model->formula, model->formula->terms[term]));
	for (int i = 0; i < 4; i++)
		svy_row_null(row);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

PG_FUNCTION_INFO_V1(svy_survey_glm_terms);

/* (name, formula, family, filter, lonely, weight) */
Datum
svy_survey_glm_terms(PG_FUNCTION_ARGS)
{
	SvyRow row;
	Model *model;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	model = open_model(fcinfo, 4, false);
	for (int i = 0; i < model->formula->nterms; i++)
		if (svy_model_empty(model))
			put_empty_term(&row, model, i);
		else
			put_term(&row, model, i);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_glm_summary);

/* (name, formula, family, filter, lonely, weight) */
Datum
svy_survey_glm_summary(PG_FUNCTION_ARGS)
{
	SvyRow row;
	Model *model;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	model = open_model(fcinfo, 4, false);
	svy_row_text(&row, model->response);
	svy_row_text(&row, families[model->family]);
	svy_row_count(&row, model->n);
	svy_row_number(&row, model->weight);
	if (svy_model_empty(model))
		for (int i = 0; i < 4; i++)
			svy_row_null(&row);
	else
	{
		svy_row_count(&row, model->ncolumns);
		svy_row_number(&row, model->df);
		svy_row_number(&row, svy_model_deviance(model));
		svy_row_number(&row, svy_model_dispersion(model));
	}
	svy_row_text(&row, model->passes->sample->variance);
	svy_row_end(&row);
	SPI_finish();
	return (Datum) 0;
}
