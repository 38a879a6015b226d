/*
 * multinomial.c
 *	  survey_multinomial: multinomial logit of a response with categories, with
 *	  the standard errors of the survey's design.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/stats/multinomial.h"
#include "model/model.h"
#include "model/newton_fit.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "server/json.h"
#include "plan/imputed.h"

typedef struct MultinomialModel
{
	Model *model;
	int categories; /* of the response, among the respondents */
	int *number;	/* of each category of the response: 0 is the base; -1: nobody has it */
	int base;		/* category */
	ModelRow *row;
	Multinomial fit;
	int replicate; /* at work; -1: the full weights */
	double *covariance;
	double df;
	int32 *members;
} MultinomialModel;

/* the row of a respondent as the kernel takes it; false if he is not in the model */
static bool
multinomial_row(MultinomialModel *m, const SvyRespondent *r, MultinomialRow *row)
{
	const ModelFactor *response = &m->model->factors[0];

	if (!svy_model_row(m->model, r, m->row))
		return false;
	*row = (MultinomialRow){svy_respondent_weight(r, m->replicate),
							m->number[svy_model_category(response, r->codes[response->column])],
							m->row->glm.count, m->row->columns, m->row->x};
	return row->category >= 0;
}

static void
add_multinomial(const SvyRespondent *r, void *argument)
{
	MultinomialModel *m = argument;
	MultinomialRow row;

	if (multinomial_row(m, r, &row))
		multinomial_add(&m->fit, &row);
}

static bool
multinomial_influence_of(const SvyRespondent *r, double *influence, void *argument)
{
	MultinomialModel *m = argument;
	MultinomialRow row;

	if (!multinomial_row(m, r, &row))
		return false;
	multinomial_influence(&m->fit, &row, influence);
	return true;
}

static void
begin_multinomial(void *model)
{
	MultinomialModel *m = model;
	Size space = multinomial_space(m->model->ncolumns, m->categories);

	multinomial_begin(&m->fit, m->model->ncolumns, m->categories,
					  palloc_extended(sizeof(double) * space, MCXT_ALLOC_HUGE));
}

/* the label of a category by its number in the model */
static char *
category_label(const MultinomialModel *m, int number)
{
	const ModelFactor *response = &m->model->factors[0];

	for (int c = 0; c < response->ncategories; c++)
		if (m->number[c] == number)
			return response->labels[c];
	return "";
}

static void
forget_unknown_categories(MultinomialModel *m)
{
	bool *unknown = svy_model_unknown_columns(m->model);
	int p = m->model->ncolumns;
	int q = p * (m->categories - 1);

	for (int k = 0; k < q; k++)
		if (unknown[k % p])
			svy_forget_coefficient(m->covariance, q, k);
	pfree(unknown);
}

static void
put_multinomial(const void *model, WireWriter *wire)
{
	const MultinomialModel *m = model;

	wire_put_i32(wire, m->categories);
	for (int c = 0; c < m->model->factors[0].ncategories; c++)
		wire_put_i32(wire, m->number[c]);
}

static SvyNewtonFit
multinomial_fit(MultinomialModel *m)
{
	return (SvyNewtonFit){m->model->passes, &m->fit.newton,			  begin_multinomial,
						  add_multinomial,	multinomial_influence_of, m,
						  &m->replicate,	NEWTON_MULTINOMIAL,		  put_multinomial,
						  m->model};
}

SvyNewtonFit *
svy_multinomial_away(ModelAway *away, WireReader *wire)
{
	MultinomialModel *m = palloc0_object(MultinomialModel);
	SvyNewtonFit *fit = palloc_object(SvyNewtonFit);
	const ModelFactor *response = &away->model.factors[0];

	m->model = &away->model;
	m->categories = wire_get_i32(wire);
	if (m->categories < 2 || m->categories > response->ncategories ||
		multinomial_space(away->model.ncolumns, m->categories) == 0)
		return NULL;
	m->number = palloc_array(int, response->ncategories);
	for (int c = 0; c < response->ncategories; c++)
	{
		m->number[c] = wire_get_i32(wire);
		if (m->number[c] < -1 || m->number[c] >= m->categories)
			return NULL;
	}
	m->row = svy_model_make_row(m->model);
	m->replicate = -1;
	begin_multinomial(m);
	*fit = multinomial_fit(m);
	return fit;
}

static void
fit_multinomial(MultinomialModel *m)
{
	const Model *model = m->model;
	const SvyPasses *passes = model->passes;
	SvyNewtonFit fit = multinomial_fit(m);
	SvyStatus status;

	if (multinomial_space(model->ncolumns, m->categories) == 0)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the model has more than %d coefficients", ORDINAL_MAX_PARAMETERS)));
	status = svy_newton_fit(&fit);
	if (status != SVY_OK)
	{
		int column = Max(m->fit.newton.column, 0);

		svy_newton_refuse(&fit, status,
						  psprintf("%s: %s", category_label(m, column / model->ncolumns + 1),
								   model->columns[column % model->ncolumns].label));
	}
	m->covariance = svy_newton_covariance(&fit);
	forget_unknown_categories(m);
	if (passes->sample->replicates)
	{
		m->df = passes->df;
		return;
	}
	m->members = svy_newton_domain(model, NULL);
	m->df = svy_influence_df(passes, m->members);
}

/* the base first, then the others in their order; reference: a label, or NULL for the first */
static void
number_response(MultinomialModel *m, const char *reference)
{
	const ModelFactor *response = &m->model->factors[0];

	m->base = -1;
	for (int c = 0; c < response->ncategories && m->base < 0; c++)
		if (response->place[c] >= 0 && (!reference || strcmp(response->labels[c], reference) == 0))
			m->base = c;
	if (m->base < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no respondent of the model has the category \"%s\" of \"%s\"",
							   reference, response->name)));
	m->number = palloc_array(int, response->ncategories);
	m->categories = 1;
	for (int c = 0; c < response->ncategories; c++)
		m->number[c] = c == m->base ? 0 : response->place[c] >= 0 ? m->categories++ : -1;
	if (m->categories < 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the response \"%s\" is constant among the respondents of the model",
							   response->name)));
}

static void
read_multinomial(MultinomialModel *m, const Survey *survey, const ModelRequest *request)
{
	Model *model =
		svy_model_read_categories(survey, request, "Numbers are modelled by survey_glm.");

	m->model = model;
	m->row = svy_model_make_row(model);
	m->replicate = -1;
}

static void
put_coefficient_of(SvyRow *row, const MultinomialModel *m, int k, double level, bool design_df)
{
	const Model *model = m->model;
	int p = model->ncolumns;
	int q = p * (m->categories - 1);
	const ModelColumn *column = &model->columns[k % p];
	double estimate = m->fit.newton.beta[k] / column->unit;
	double variance = m->covariance[k * (q + 1)];
	double error = variance > 0 ? sqrt(variance) / column->unit : NAN;
	double df = design_df ? m->df : INFINITY;

	svy_row_text(row, category_label(m, k / p + 1));
	svy_row_text(row, model->factors[0].labels[m->base]);
	svy_row_text(row, column->term < 0 ? column->label
									   : svy_model_term_name(model->formula,
															 model->formula->terms[column->term]));
	svy_row_text(row, column->label);
	svy_row_text(row, column->reference);
	svy_model_put_estimate(row, estimate, error, df, level);
	svy_row_number(row, m->df);
	svy_row_number(row, -2 * m->fit.newton.log_likelihood);
	svy_row_count(row, model->n);
	svy_row_number(row, model->weight);
	svy_row_text(row, model->factors[0].name);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

/*
 * "reference": the label of the category that others are compared with, or, as of other
 * models, an object: by predictor, and by the name of the response.
 */
static JsonbContainer *
references_by_name(JsonbContainer *options)
{
	JsonbValue *value = options ? svy_json_get(options, "reference") : NULL;

	return value && value->type == jbvBinary ? svy_json_object(options, "reference", "options")
											 : NULL;
}

/* the model of a function's arguments (name, formula, filter) and, from "first" on, (lonely, weight) */
static void
open_multinomial(FunctionCallInfo fcinfo, int first, JsonbContainer *options, MultinomialModel *m)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	ModelRequest request = {.what = "survey_multinomial"};
	JsonbContainer *names = references_by_name(options);
	const char *base;

	request.reference = names;
	request.names_response = true;
	request.formula = svy_required_argument(fcinfo, 1, "formula");
	request.options.filter = svy_text_argument(fcinfo, 2);
	request.options.lonely = svy_text_argument(fcinfo, first);
	request.options.weight = svy_text_argument(fcinfo, first + 1);
	read_multinomial(m, svy_survey_open(name), &request);
	base = names	 ? svy_json_string(names, m->model->factors[0].name, "\"reference\"")
		   : options ? svy_json_string(options, "reference", "options")
					 : NULL;
	number_response(m, base);
	fit_multinomial(m);
}

/* whether tests and intervals have the degrees of freedom of the design */
static bool
has_design_df(JsonbContainer *options)
{
	static const char *const degrees[] = {"infinite", "design", NULL};
	char *word = options ? svy_json_string(options, "degrees", "options") : NULL;

	return word && svy_choice("degrees", word, degrees) == 1;
}

PG_FUNCTION_INFO_V1(svy_survey_multinomial);

/* (name, formula, filter, level, lonely, weight, options) */
Datum
svy_survey_multinomial(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"degrees", "reference", NULL};
	MultinomialModel m = {0};
	JsonbContainer *options;
	double level;
	bool design_df;
	SvyRow row;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	level = svy_level_argument(fcinfo, 3);
	options = svy_options_argument(fcinfo, 6, known);
	design_df = has_design_df(options);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	open_multinomial(fcinfo, 4, options, &m);
	for (int k = 0; k < m.model->ncolumns * (m.categories - 1); k++)
		put_coefficient_of(&row, &m, k, level, design_df);
	SPI_finish();
	return (Datum) 0;
}

/* all coefficients of a term, of every category but the base */
static void
put_multinomial_term(SvyRow *row, const MultinomialModel *m, int term, double df2)
{
	int p = m->model->ncolumns;
	int q = p * (m->categories - 1);
	int *columns = palloc_array(int, q);
	int count = 0;

	for (int k = 0; k < q; k++)
		if (m->model->columns[k % p].term == term)
			columns[count++] = k;
	svy_model_put_wald(row, svy_model_term_name(m->model->formula, m->model->formula->terms[term]),
					   count, columns, m->fit.newton.beta, m->covariance, q, df2,
					   m->model->passes->sample->variance);
}

PG_FUNCTION_INFO_V1(svy_survey_multinomial_terms);

/* (name, formula, filter, lonely, weight, options) */
Datum
svy_survey_multinomial_terms(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"degrees", "reference", NULL};
	MultinomialModel m = {0};
	JsonbContainer *options = svy_options_argument(fcinfo, 5, known);
	bool design_df = has_design_df(options);
	SvyRow row;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	open_multinomial(fcinfo, 3, options, &m);
	for (int i = 0; i < m.model->formula->nterms; i++)
		put_multinomial_term(&row, &m, i, design_df ? m.df : INFINITY);
	SPI_finish();
	return (Datum) 0;
}
