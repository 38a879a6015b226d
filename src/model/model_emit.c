/*
 * model_emit.c
 *	  survey_glm and its companions: coefficients, terms, the model as a whole.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "model/model.h"
#include "kernel/stats/distribution.h"
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
	svy_row_number(row, svy_t_two_sided(statistic, df));
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

/* ---- contrasts ---- */

/* the coefficient of that name, or of that label if no other has it */
static int
find_coefficient(const Model *model, const char *name)
{
	int found = -1;

	for (int j = 0; j < model->ncolumns; j++)
		if (strcmp(svy_model_column_name(model, j), name) == 0)
			return j;
	for (int j = 0; j < model->ncolumns; j++)
	{
		if (strcmp(model->columns[j].label, name) != 0)
			continue;
		if (found >= 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("several coefficients have the label \"%s\"", name),
							errhint("Name the term too, such as \"%s\".",
									svy_model_column_name(model, j))));
		found = j;
	}
	if (found < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the model has no coefficient \"%s\"", name),
				 errhint("Coefficients are named as \"%s\"; the category compared with has none.",
						 svy_model_column_name(model, model->ncolumns - 1))));
	return found;
}

/* weights of the coefficients that a contrast names */
static double *
contrast_weights(const Model *model, JsonbContainer *contrast, const char *name)
{
	double *weights = palloc0_array(double, model->ncolumns);
	JsonbIterator *it = JsonbIteratorInit(contrast);
	JsonbIteratorToken token;
	JsonbValue key;

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		char *coefficient;
		double weight;

		if (token != WJB_KEY)
			continue;
		coefficient = pnstrdup(key.val.string.val, key.val.string.len);
		if (!svy_json_number(contrast, coefficient, name, &weight))
			continue;
		weights[find_coefficient(model, coefficient)] += weight;
	}
	return weights;
}

static void
put_contrast(SvyRow *row, const Model *model, const char *name, const double *weights, double level)
{
	int p = model->ncolumns;
	double estimate = 0;
	double variance = 0;

	for (int j = 0; j < p; j++)
	{
		if (weights[j] == 0)
			continue;
		estimate += weights[j] * model->beta[j];
		for (int k = 0; k < p; k++)
			variance +=
				weights[k] == 0 ? 0 : weights[j] * weights[k] * model->covariance[j * p + k];
	}
	svy_row_text(row, name);
	svy_row_null(row);
	svy_row_null(row);
	svy_model_put_estimate(row, estimate, variance > 0 ? sqrt(variance) : NAN, model->df, level);
	svy_row_text(row, model->response);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

static void
put_contrasts(SvyRow *row, const Model *model, JsonbContainer *contrasts, double level)
{
	JsonbIterator *it = JsonbIteratorInit(contrasts);
	JsonbIteratorToken token;
	JsonbValue key;

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		char *name;
		JsonbContainer *contrast;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		contrast = svy_json_object(contrasts, name, "the contrasts");
		if (contrast)
			put_contrast(row, model, name, contrast_weights(model, contrast, name), level);
	}
}

PG_FUNCTION_INFO_V1(svy_survey_glm);

/* (name, formula, family, filter, level, lonely, weight, options) */
Datum
svy_survey_glm(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {SVY_MODEL_OPTIONS, "contrasts", NULL};
	JsonbContainer *options, *contrasts;
	SvyRow row;
	double level;
	Model *model;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	options = svy_options_argument(fcinfo, 7, known);
	contrasts = options ? svy_json_object(options, "contrasts", "options") : NULL;
	level = svy_level_argument(fcinfo, 4);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	model = svy_model_open(fcinfo, 5, options, true);
	for (int j = 0; j < model->ncolumns && !contrasts; j++)
		put_coefficient(&row, model, j, level);
	if (contrasts)
		put_contrasts(&row, model, contrasts, level);
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
