/*
 * margins.c
 *	  survey_margins: what a model predicts on average, and what a predictor
 *	  changes on average.
 *
 * Every respondent of the model is asked what it predicts for him if he had each
 * category of a variable (predictive margins and their contrasts), or what one
 * more of a number would change (average marginal effects), and the weighted mean
 * is taken.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "kernel/base/dd.h"
#include "kernel/stats/interval.h"
#include "model/model.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "server/json.h"
#include "plan/imputed.h"

/* what standard errors take into account */
typedef enum MarginErrors
{
	MARGIN_CONDITIONAL,	  /* the coefficients; respondents as they are */
	MARGIN_UNCONDITIONAL, /* that respondents are a sample, too */
	MARGIN_INDEPENDENT	  /* both, as if they had nothing to do with each other: R's svypredmeans */
} MarginErrors;

typedef enum MarginKind
{
	MARGIN_MEAN,	 /* prediction if everybody had the category */
	MARGIN_CONTRAST, /* the same less that of the first category */
	MARGIN_SLOPE	 /* derivative with respect to the number */
} MarginKind;

typedef struct Margin
{
	MarginKind kind;
	int factor;
	int category;
} Margin;

/* a predictor that is held at a value for everybody */
typedef struct Held
{
	int factor;
	double value; /* a number, or a code */
} Held;

typedef struct Margins
{
	const Model *model;
	int count;
	Margin *margins;
	int nheld;
	Held *held;
	ModelRow *row;
	SvyRespondent other; /* a respondent as he might be */
	double *terms;		 /* p: of a row, spread out */
	double *difference;	 /* p: of two rows */
	double *value;		 /* of each margin, of a respondent */
	double *gradient;	 /* count x p: with respect to the coefficients */
	double *influence;	 /* p */
	DD weight;
	DD *sum;		  /* of the values */
	DD *gradient_sum; /* of the gradients */
	double *estimate; /* of each margin */
	double *slope;	  /* count x p: mean gradients */
	double *variance; /* of each */
	MarginErrors errors;
} Margins;

/* ----------------------------------------------------------------- margins --- */

static int
factor_of(const Model *model, const char *name)
{
	for (int i = 1; i < model->formula->nfactors; i++)
		if (model->factors[i].variable && pg_strcasecmp(model->factors[i].name, name) == 0)
			return i;
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("\"%s\" is no predictor of the model", name),
			 errhint("Margins are of variables that stand in the formula by name.")));
}

/* the effect of a variable must be in its own columns alone */
static void
check_expressions(const Model *model, int factor)
{
	const Formula *formula = model->formula;

	for (int i = 1; i < formula->nfactors; i++)
	{
		List *reads;

		if (!formula->expressions[i])
			continue;
		(void) svy_survey_number_sql(model->survey, formula->expressions[i], "a", &reads);
		if (list_member_ptr(reads, model->factors[factor].variable))
			ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
							errmsg("the margins of \"%s\" are not known: it also stands in I(%s)",
								   model->factors[factor].name, formula->expressions[i]),
							errhint("Its effect would have to go through the expression.")));
	}
}

static void
add_margin(Margins *m, MarginKind kind, int factor, int category)
{
	m->margins =
		m->margins ? repalloc_array(m->margins, Margin, m->count + 1) : palloc_array(Margin, 1);
	m->margins[m->count++] = (Margin){kind, factor, category};
}

static bool
is_held(const Margins *m, int factor)
{
	for (int i = 0; i < m->nheld; i++)
		if (m->held[i].factor == factor)
			return true;
	return false;
}

/* means of all categories that respondents have, then their contrasts; of a number its slope */
static void
add_variable(Margins *m, int factor)
{
	const ModelFactor *f = &m->model->factors[factor];

	check_expressions(m->model, factor);
	if (!f->categorical)
	{
		add_margin(m, MARGIN_SLOPE, factor, -1);
		return;
	}
	for (int kind = MARGIN_MEAN; kind <= MARGIN_CONTRAST; kind++)
		for (int c = 0; c < f->ncategories; c++)
			if (f->place[c] >= 0 && (kind == MARGIN_MEAN || c != f->reference))
				add_margin(m, (MarginKind) kind, factor, c);
}

static void
name_margins(Margins *m, FunctionCallInfo fcinfo)
{
	int count;
	char **names = svy_texts_argument(fcinfo, 2, "variables", &count);

	for (int i = 0; i < count; i++)
		add_variable(m, factor_of(m->model, names[i]));
	for (int i = 1; i < m->model->formula->nfactors && count < 0; i++)
		if (m->model->factors[i].variable && !is_held(m, i))
			add_variable(m, i);
	if (m->count == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there is no variable whose margins to estimate")));
}

/* a category by its label or code, or a number */
static double
held_value(const ModelFactor *factor, const JsonbValue *value)
{
	char *text = svy_json_to_string(value);
	double number = NAN;

	if (svy_json_to_double(value, &number) && !factor->categorical)
		return number;
	for (int c = 0; c < factor->ncategories && factor->categorical; c++)
		if (factor->place[c] >= 0 &&
			(text ? strcmp(factor->labels[c], text) == 0 : factor->codes[c] == number))
			return factor->codes[c];
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("predictor \"%s\" cannot be held at %s", factor->name,
						   text ? psprintf("\"%s\"", text) : psprintf("%g", number)),
					errhint("A number is held at a number, a category at the label or code of one "
							"that respondents have.")));
}

static void
read_held(Margins *m, FunctionCallInfo fcinfo, int argument)
{
	Jsonb *json = PG_ARGISNULL(argument) ? NULL : PG_GETARG_JSONB_P(argument);
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	if (!json)
		return;
	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("at must be an object"),
						errhint("For example {\"age\": 40}.")));
	m->held = palloc_array(Held, JB_ROOT_COUNT(json) + 1);
	it = JsonbIteratorInit(&json->root);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
		if (token == WJB_KEY)
		{
			char *name = pnstrdup(key.val.string.val, key.val.string.len);
			JsonbValue *value = svy_json_get(&json->root, name);
			int factor = factor_of(m->model, name);

			if (!value)
				continue;
			check_expressions(m->model, factor);
			m->held[m->nheld++] = (Held){factor, held_value(&m->model->factors[factor], value)};
		}
}

/* ------------------------------------------------------------- predictions --- */

/* the columns of the respondent as he might be; his linear predictor */
static double
spread_terms(Margins *m, double *terms)
{
	double eta;

	memset(terms, 0, sizeof(double) * m->model->ncolumns);
	(void) svy_model_row(m->model, &m->other, m->row);
	eta = m->row->glm.offset;
	for (int k = 0; k < m->row->glm.count; k++)
	{
		terms[m->row->columns[k]] += m->row->x[k];
		eta += m->row->x[k] * m->model->fit.beta[m->row->columns[k]];
	}
	return eta;
}

/* adds factor x the prediction, and its gradient, if everybody had a category */
static void
add_prediction(Margins *m, int number, int category, double factor)
{
	const Model *model = m->model;
	const ModelFactor *f = &model->factors[m->margins[number].factor];
	double *gradient = m->gradient + (Size) number * model->ncolumns;
	int32 own = m->other.codes[f->column];
	double eta, first;

	m->other.codes[f->column] = f->codes[category];
	eta = spread_terms(m, m->terms);
	m->other.codes[f->column] = own;
	first = glm_mean_slope(&model->kind, eta);
	m->value[number] += factor * glm_mean(&model->kind, eta);
	for (int j = 0; j < model->ncolumns; j++)
		gradient[j] += factor * first * m->terms[j];
}

/* mu'(eta) d, d the change of eta by one more, which is the same wherever one begins */
static void
add_slope(Margins *m, int number)
{
	const Model *model = m->model;
	const ModelFactor *f = &model->factors[m->margins[number].factor];
	double *gradient = m->gradient + (Size) number * model->ncolumns;
	double own = m->other.values[f->column];
	double eta, first, second, change = 0;

	eta = spread_terms(m, m->terms);
	/* a step of the unit, a power of 2, is exact */
	m->other.values[f->column] = own + f->unit;
	(void) spread_terms(m, m->difference);
	m->other.values[f->column] = own;
	for (int j = 0; j < model->ncolumns; j++)
	{
		m->difference[j] = (m->difference[j] - m->terms[j]) / f->unit;
		change += m->difference[j] * model->fit.beta[j];
	}
	first = glm_mean_slope(&model->kind, eta);
	second = glm_mean_curvature(&model->kind, eta);
	m->value[number] += first * change;
	for (int j = 0; j < model->ncolumns; j++)
		gradient[j] += second * change * m->terms[j] + first * m->difference[j];
}

/* values and gradients of all margins for a respondent; false if he is not in the model */
static bool
evaluate(Margins *m, const SvyRespondent *r)
{
	const SvyFrameRequest *request = m->model->passes->request;

	if (!svy_model_row(m->model, r, m->row) || r->weight == 0)
		return false;
	m->other.row = r->row;
	m->other.keep = r->keep;
	m->other.weight = r->weight;
	memcpy(m->other.values, r->values, sizeof(double) * request->nvalues);
	memcpy(m->other.codes, r->codes, sizeof(int32) * request->ncodes);
	for (int i = 0; i < m->nheld; i++)
	{
		const ModelFactor *f = &m->model->factors[m->held[i].factor];

		if (f->categorical)
			m->other.codes[f->column] = (int32) m->held[i].value;
		else
			m->other.values[f->column] = m->held[i].value;
	}
	memset(m->value, 0, sizeof(double) * m->count);
	memset(m->gradient, 0, sizeof(double) * m->count * m->model->ncolumns);
	for (int k = 0; k < m->count; k++)
	{
		const Margin *own = &m->margins[k];

		if (own->kind == MARGIN_SLOPE)
			add_slope(m, k);
		else
			add_prediction(m, k, own->category, 1);
		if (own->kind == MARGIN_CONTRAST)
			add_prediction(m, k, m->model->factors[own->factor].reference, -1);
	}
	return true;
}

static void
sum_margins(const SvyRespondent *r, void *argument)
{
	Margins *m = argument;

	if (!evaluate(m, r))
		return;
	m->weight = dd_add_double(m->weight, r->weight);
	for (int k = 0; k < m->count; k++)
		m->sum[k] = dd_add_double(m->sum[k], r->weight * m->value[k]);
	for (int k = 0; k < m->count * m->model->ncolumns; k++)
		m->gradient_sum[k] = dd_add_double(m->gradient_sum[k], r->weight * m->gradient[k]);
}

/* ---------------------------------------------------------------- variances --- */

/* of the means of the respondents' values, and, unless the errors are independent, of the coefficients with them */
static bool
margin_influence(const SvyRespondent *r, double *influence, void *argument)
{
	Margins *m = argument;
	int p = m->model->ncolumns;
	double whole = dd_value(m->weight);

	if (!evaluate(m, r))
		return false;
	memset(m->influence, 0, sizeof(double) * p);
	if (m->errors == MARGIN_UNCONDITIONAL)
	{
		(void) svy_model_row(m->model, r, m->row);
		glm_influence(&m->model->fit, &m->row->glm, m->influence);
	}
	for (int k = 0; k < m->count; k++)
	{
		influence[k] = r->weight * (m->value[k] - m->estimate[k]) / whole;
		for (int j = 0; j < p; j++)
			influence[k] += m->slope[(Size) k * p + j] * m->influence[j];
	}
	return true;
}

/* by the covariance of the coefficients, which the model has in other units */
static double
delta_variance(const Margins *m, int number)
{
	const Model *model = m->model;
	int p = model->ncolumns;
	double sum = 0;

	for (int j = 0; j < p; j++)
		for (int k = 0; k < p; k++)
			if (m->slope[(Size) number * p + j] != 0 && m->slope[(Size) number * p + k] != 0)
				sum += m->slope[(Size) number * p + j] * m->slope[(Size) number * p + k] *
					   model->covariance[j * p + k] * model->columns[j].unit / model->unit *
					   model->columns[k].unit / model->unit;
	return sum;
}

static void
find_variances(Margins *m)
{
	double *covariance = palloc_extended(sizeof(double) * m->count * m->count, MCXT_ALLOC_HUGE);

	memset(covariance, 0, sizeof(double) * m->count * m->count);
	if (m->errors != MARGIN_CONDITIONAL)
		svy_influence_covariance(m->model->passes, m->count, margin_influence, m, covariance);
	for (int k = 0; k < m->count; k++)
	{
		m->variance[k] = covariance[k * (m->count + 1)];
		if (m->errors != MARGIN_UNCONDITIONAL)
			m->variance[k] += delta_variance(m, k);
	}
	pfree(covariance);
}

static void
estimate_margins(Margins *m)
{
	const SvyFrameRequest *request = m->model->passes->request;
	int p = m->model->ncolumns;
	Size all = (Size) m->count * p;

	if (m->errors != MARGIN_CONDITIONAL && m->model->passes->sample->replicates)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("under replicate weights the errors of margins are conditional"),
				 errhint("Leave \"errors\" out of the options, or drop the replicate weights "
						 "from the codebook.")));
	m->row = svy_model_make_row(m->model);
	m->other.values = palloc_array(double, request->nvalues + 1);
	m->other.codes = palloc_array(int32, request->ncodes + 1);
	m->terms = palloc_array(double, p);
	m->difference = palloc_array(double, p);
	m->influence = palloc_array(double, p);
	m->value = palloc_array(double, m->count);
	m->gradient = palloc_array(double, all);
	m->sum = palloc0_array(DD, m->count);
	m->gradient_sum = palloc0_array(DD, all);
	m->estimate = palloc_array(double, m->count);
	m->variance = palloc_array(double, m->count);
	m->slope = palloc_array(double, all);
	svy_passes_each(m->model->passes, sum_margins, m);
	for (int k = 0; k < m->count; k++)
		m->estimate[k] = dd_value(m->sum[k]) / dd_value(m->weight);
	for (Size k = 0; k < all; k++)
		m->slope[k] = dd_value(m->gradient_sum[k]) / dd_value(m->weight);
	find_variances(m);
}

/* -------------------------------------------------------------------- rows --- */

static void
put_margin(SvyRow *row, const Margins *m, int k, double level)
{
	static const char *const kinds[] = {"mean", "contrast", "slope"};
	static const char *const errors[] = {"conditional", "unconditional", "independent"};
	const Model *model = m->model;
	const Margin *own = &m->margins[k];
	const ModelFactor *f = &model->factors[own->factor];
	double estimate = m->estimate[k] * model->unit;
	double error = m->variance[k] > 0 ? sqrt(m->variance[k]) * model->unit : NAN;
	double half = model->df > 0 ? interval_t(level, model->df) * error : NAN;

	svy_row_text(row, kinds[own->kind]);
	svy_row_text(row, f->name);
	svy_row_text(row, own->category < 0 ? NULL : f->labels[own->category]);
	svy_row_text(row, own->kind == MARGIN_CONTRAST ? f->labels[f->reference] : NULL);
	svy_row_number(row, estimate);
	svy_row_number(row, error);
	svy_row_number(row, estimate / error);
	svy_row_number(row, model->df);
	svy_row_number(row, model->df > 0 ? 2 * pt(-fabs(estimate / error), model->df, 1, 0) : NAN);
	svy_row_number(row, estimate - half);
	svy_row_number(row, estimate + half);
	svy_row_count(row, model->n);
	svy_row_number(row, dd_value(m->weight));
	svy_row_text(row, model->response);
	svy_row_text(row, errors[m->errors]);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

/* (name, formula, variables, family, at, filter, level, lonely, weight, options) */
static Datum
margin_rows(FunctionCallInfo fcinfo)
{
	static const char *const known[] = {SVY_MODEL_OPTIONS, "errors", NULL};
	static const char *const errors[] = {"conditional", "unconditional", "independent", NULL};
	SVY_CHOICES_FOLLOW(errors, MARGIN_INDEPENDENT);
	char *name = svy_required_argument(fcinfo, 0, "name");
	ModelRequest request = {.what = "survey_margins"};
	double level = svy_level_argument(fcinfo, 6);
	JsonbContainer *options = svy_options_argument(fcinfo, 9, known);
	char *word = options ? svy_json_string(options, "errors", "options") : NULL;
	Margins m = {.errors = word ? svy_choice("errors", word, errors) : MARGIN_CONDITIONAL};
	SvyRow row;

	request.formula = svy_required_argument(fcinfo, 1, "formula");
	svy_model_read_family(fcinfo, 3, options, &request);
	request.options.filter = svy_text_argument(fcinfo, 5);
	request.options.lonely = svy_text_argument(fcinfo, 7);
	request.options.weight = svy_text_argument(fcinfo, 8);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	m.model = svy_model_fit(svy_survey_open(name), &request);
	read_held(&m, fcinfo, 4);
	name_margins(&m, fcinfo);
	estimate_margins(&m);
	for (int k = 0; k < m.count; k++)
		put_margin(&row, &m, k, level);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_margins);

Datum
svy_survey_margins(PG_FUNCTION_ARGS)
{
	return svy_imputed_call(fcinfo) ? (Datum) 0 : margin_rows(fcinfo);
}
