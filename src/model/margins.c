/*
 * margins.c
 *	  survey_margins: what a model predicts on average, and what a predictor
 *	  changes on average.
 *
 * Every respondent of the model is asked what it predicts for him if he had each
 * category of a variable (predictive margins and their contrasts), or what one
 * more of a number would change (average marginal effects), and the weighted mean
 * is taken.  Predictive margins and their variance by linearisation: Graubard and
 * Korn (1999), "Predictive margins with survey data", Biometrics 55, 652-659.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/base/dd.h"
#include "kernel/stats/distribution.h"
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
	MARGIN_MEAN,	  /* prediction if everybody had the category */
	MARGIN_CONTRAST,  /* the same less that of another category */
	MARGIN_SLOPE,	  /* derivative with respect to the number */
	MARGIN_PREDICTION /* prediction of respondents as they are, or as "at" has them */
} MarginKind;

typedef struct Margin
{
	MarginKind kind;
	int factor; /* -1 of a prediction */
	int category;
	int against;	 /* category of a contrast */
	int setting;	 /* of "at" */
	int over;		 /* category of the factor "over" that respondents have; -1: all of them */
	double adjusted; /* p-value of a contrast among all pairs */
} Margin;

/* how p-values of pairs are adjusted */
typedef enum PairsAdjustment
{
	PAIRS_NONE,
	PAIRS_TUKEY,
	PAIRS_BONFERRONI,
	PAIRS_HOLM,
	PAIRS_SIDAK
} PairsAdjustment;

static const char *const adjustment_names[] = {"none", "tukey", "bonferroni",
											   "holm", "sidak", NULL};
SVY_CHOICES_FOLLOW(adjustment_names, PAIRS_SIDAK);

/* what a predictor is held at */
typedef enum HeldAt
{
	HELD_VALUE,
	HELD_MEAN,		 /* weighted, of the respondents of the model */
	HELD_PLAIN_MEAN, /* not weighted: R's emmeans */
	HELD_EQUAL		 /* every category in turn, with equal weights */
} HeldAt;

/* a predictor that is held for everybody */
typedef struct Held
{
	int factor;
	HeldAt at;
	double value; /* a number, or a code */
} Held;

/* of categories in turn, for every respondent */
#define MOST_COMBINATIONS 10000

/* an object of "at" */
typedef struct Setting
{
	int nheld;
	Held *held;
	char *text;		  /* NULL: there is none */
	int combinations; /* of the categories held at HELD_EQUAL */
} Setting;

typedef struct Margins
{
	const Model *model;
	int count;
	Margin *margins;
	int nsettings;
	Setting *settings;
	int over;  /* factor; 0: none */
	bool link; /* linear predictors instead of means */
	bool pairs;
	bool infinite; /* tests are of normal deviates, as R's emmeans but for linear models */
	double df;
	PairsAdjustment adjustment;
	const double *beta; /* coefficients of the fit, or of a replicate */
	ModelRow *row;
	SvyRespondent other; /* a respondent as he might be */
	double *terms;		 /* p: of a row, spread out */
	double *difference;	 /* p: of two rows */
	double *value;		 /* of each margin, of a respondent */
	double *gradient;	 /* count x p: with respect to the coefficients */
	double *influence;	 /* p */
	bool *member;		 /* of each margin, whether the respondent is among those it is of */
	DD *weight;			 /* of each */
	DD *sum;			 /* of the values */
	DD *gradient_sum;	 /* of the gradients */
	double *estimate;	 /* of each margin */
	double *slope;		 /* count x p: mean gradients */
	double *variance;	 /* of each */
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
add_margin(Margins *m, Margin margin)
{
	m->margins =
		m->margins ? repalloc_array(m->margins, Margin, m->count + 1) : palloc_array(Margin, 1);
	margin.adjusted = NAN;
	m->margins[m->count++] = margin;
}

static bool
is_held(const Margins *m, int factor)
{
	for (int i = 0; i < m->settings[0].nheld; i++)
		if (m->settings[0].held[i].factor == factor)
			return true;
	return false;
}

/* the first less each that comes after, as R's emmeans has them */
static void
list_pairs(Margins *m, Margin like)
{
	const ModelFactor *f = &m->model->factors[like.factor];

	for (int a = 0; a < f->ncategories; a++)
		for (int b = a + 1; b < f->ncategories; b++)
			if (f->place[a] >= 0 && f->place[b] >= 0)
			{
				like.category = a;
				like.against = b;
				add_margin(m, like);
			}
}

/* means of all categories that respondents have, then their contrasts; of a number its slope */
static void
add_variable(Margins *m, int factor, int setting, int over)
{
	const ModelFactor *f = &m->model->factors[factor];
	Margin like = {MARGIN_MEAN, factor, -1, f->reference, setting, over, NAN};

	check_expressions(m->model, factor);
	if (!f->categorical)
	{
		like.kind = MARGIN_SLOPE;
		add_margin(m, like);
		return;
	}
	for (like.category = 0; like.category < f->ncategories; like.category++)
		if (f->place[like.category] >= 0)
			add_margin(m, like);
	like.kind = MARGIN_CONTRAST;
	if (m->pairs)
	{
		list_pairs(m, like);
		return;
	}
	for (like.category = 0; like.category < f->ncategories; like.category++)
		if (f->place[like.category] >= 0 && like.category != f->reference)
			add_margin(m, like);
}

/* the margins of one setting, over one category or all respondents */
static void
add_margins(Margins *m, char **names, int count, int setting, int over)
{
	if (count == 0)
		add_margin(m, (Margin){MARGIN_PREDICTION, -1, -1, -1, setting, over, NAN});
	for (int i = 0; i < count; i++)
		add_variable(m, factor_of(m->model, names[i]), setting, over);
	for (int i = 1; i < m->model->formula->nfactors && count < 0; i++)
		if (m->model->factors[i].variable && !is_held(m, i) && i != m->over)
			add_variable(m, i, setting, over);
}

static void
name_margins(Margins *m, FunctionCallInfo fcinfo)
{
	const ModelFactor *over = m->over ? &m->model->factors[m->over] : NULL;
	int count;
	char **names = svy_texts_argument(fcinfo, 2, "variables", &count);

	for (int setting = 0; setting < m->nsettings; setting++)
	{
		for (int c = 0; over && c < over->ncategories; c++)
			if (over->place[c] >= 0)
				add_margins(m, names, count, setting, c);
		if (!over)
			add_margins(m, names, count, setting, -1);
	}
	if (m->count == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there is no variable whose margins to estimate")));
}

/* a category by its label or code, a number, or a word for one */
static Held
held_at(const Model *model, int number, const JsonbValue *value)
{
	static const char *const words[] = {"mean", "unweighted-mean"};
	const ModelFactor *factor = &model->factors[number];
	char *text = svy_json_to_string(value);
	double code = NAN;

	for (int c = 0; c < factor->ncategories && factor->categorical; c++)
		if (factor->place[c] >= 0 &&
			(text ? strcmp(factor->labels[c], text) == 0
				  : svy_json_to_double(value, &code) && factor->codes[c] == code))
			return (Held){number, HELD_VALUE, factor->codes[c]};
	if (text && factor->categorical && strcmp(text, "equal") == 0)
		return (Held){number, HELD_EQUAL, NAN};
	for (int i = 0; text && !factor->categorical && i < lengthof(words); i++)
		if (strcmp(text, words[i]) == 0)
			return (Held){number, (HeldAt) (HELD_MEAN + i), NAN};
	if (!factor->categorical && svy_json_to_double(value, &code))
		return (Held){number, HELD_VALUE, code};
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("predictor \"%s\" cannot be held at %s", factor->name,
					text ? psprintf("\"%s\"", text) : psprintf("%g", code)),
			 errhint("A number is held at a number, mean or unweighted-mean, a category at the "
					 "label or code of one that respondents have, or equal: all in turn.")));
}

static Setting
read_setting(const Margins *m, JsonbContainer *object, char *text)
{
	Setting setting = {.text = text, .combinations = 1};
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue key;

	setting.held = palloc_array(Held, JsonContainerSize(object) + 1);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
		if (token == WJB_KEY)
		{
			char *name = pnstrdup(key.val.string.val, key.val.string.len);
			JsonbValue *value = svy_json_get(object, name);
			int factor = factor_of(m->model, name);

			if (!value)
				continue;
			check_expressions(m->model, factor);
			setting.held[setting.nheld] = held_at(m->model, factor, value);
			if (setting.held[setting.nheld++].at == HELD_EQUAL)
				setting.combinations *= m->model->factors[factor].present;
			if (setting.combinations > MOST_COMBINATIONS)
				ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
								errmsg("predictors held at \"equal\" have more than %d "
									   "combinations of categories",
									   MOST_COMBINATIONS)));
		}
	return setting;
}

/* "at": an object, an array of them, or nothing: respondents as they are */
static void
read_settings(Margins *m, FunctionCallInfo fcinfo, int argument)
{
	Jsonb *json = PG_ARGISNULL(argument) ? NULL : PG_GETARG_JSONB_P(argument);
	bool array = json && JB_ROOT_IS_ARRAY(json) && !JB_ROOT_IS_SCALAR(json);
	int count = array ? JB_ROOT_COUNT(json) : 1;

	m->settings = palloc0_array(Setting, count + 1);
	m->settings[0].combinations = 1;
	for (int i = 0; i < count && json; i++)
	{
		JsonbValue *element = array ? getIthJsonbValueFromContainer(&json->root, i) : NULL;
		JsonbContainer *object = array && element->type == jbvBinary ? element->val.binary.data
								 : array							 ? NULL
																	 : &json->root;

		if (!object || !JsonContainerIsObject(object))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("at must be an object, or an array of objects"),
							errhint("For example {\"age\": 40}.")));
		m->settings[i] = read_setting(m, object, JsonbToCString(NULL, object, 0));
	}
	m->nsettings = Max(count, 1);
}

typedef struct HeldMeans
{
	Margins *m;
	DD *weighted; /* of each factor */
	DD *plain;
	DD weight;
	double n;
} HeldMeans;

static void
add_to_means(const SvyRespondent *r, void *argument)
{
	HeldMeans *h = argument;
	const Model *model = h->m->model;

	if (!svy_model_row(model, r, h->m->row) || !weight_counts(r->weight))
		return;
	h->n++;
	h->weight = dd_add_double(h->weight, r->weight);
	for (int i = 1; i < model->formula->nfactors; i++)
	{
		const ModelFactor *f = &model->factors[i];

		if (f->categorical)
			continue;
		h->weighted[i] = dd_add(h->weighted[i], dd_two_prod(r->weight, r->values[f->column]));
		h->plain[i] = dd_add_double(h->plain[i], r->values[f->column]);
	}
}

/* numbers that are held at their means */
static void
find_means(Margins *m)
{
	int n = m->model->formula->nfactors;
	HeldMeans h = {.m = m, .weighted = palloc0_array(DD, n), .plain = palloc0_array(DD, n)};
	bool any = false;

	for (int s = 0; s < m->nsettings; s++)
		for (int i = 0; i < m->settings[s].nheld; i++)
			any |= m->settings[s].held[i].at == HELD_MEAN ||
				   m->settings[s].held[i].at == HELD_PLAIN_MEAN;
	if (!any)
		return;
	svy_passes_each(m->model->passes, add_to_means, &h);
	for (int s = 0; s < m->nsettings; s++)
		for (int i = 0; i < m->settings[s].nheld; i++)
		{
			Held *held = &m->settings[s].held[i];

			if (held->at == HELD_MEAN)
				held->value = dd_value(dd_div(h.weighted[held->factor], h.weight));
			if (held->at == HELD_PLAIN_MEAN)
				held->value = dd_value(h.plain[held->factor]) / h.n;
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
		eta += m->row->x[k] * m->beta[m->row->columns[k]];
	}
	return eta;
}

/* adds factor x the prediction, and its gradient, of the respondent as he might be */
static void
add_prediction(Margins *m, int number, double factor)
{
	const Model *model = m->model;
	double *gradient = m->gradient + (Size) number * model->ncolumns;
	double eta = spread_terms(m, m->terms);
	double first = m->link ? 1 : glm_mean_slope(&model->kind, eta);

	m->value[number] += factor * (m->link ? eta : glm_mean(&model->kind, eta));
	for (int j = 0; j < model->ncolumns; j++)
		gradient[j] += factor * first * m->terms[j];
}

/* the same if he had a category */
static void
predict_category(Margins *m, int number, int category, double factor)
{
	const ModelFactor *f = &m->model->factors[m->margins[number].factor];
	int32 own = m->other.codes[f->column];

	m->other.codes[f->column] = f->codes[category];
	add_prediction(m, number, factor);
	m->other.codes[f->column] = own;
}

/* mu'(eta) d, d the change of eta by one more, which is the same wherever one begins */
static void
add_slope(Margins *m, int number, double factor)
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
		change += m->difference[j] * m->beta[j];
	}
	first = m->link ? 1 : glm_mean_slope(&model->kind, eta);
	second = m->link ? 0 : glm_mean_curvature(&model->kind, eta);
	m->value[number] += factor * first * change;
	for (int j = 0; j < model->ncolumns; j++)
		gradient[j] += factor * (second * change * m->terms[j] + first * m->difference[j]);
}

/* the respondent as a setting has him, in one of its combinations of categories */
static void
hold(Margins *m, const SvyRespondent *r, const Setting *setting, int combination)
{
	const SvyFrameRequest *request = m->model->passes->request;

	m->other.row = r->row;
	m->other.keep = r->keep;
	m->other.weight = r->weight;
	memcpy(m->other.values, r->values, sizeof(double) * request->nvalues);
	memcpy(m->other.codes, r->codes, sizeof(int32) * request->ncodes);
	for (int i = 0; i < setting->nheld; i++)
	{
		const Held *held = &setting->held[i];
		const ModelFactor *f = &m->model->factors[held->factor];
		int place;

		if (!f->categorical)
			m->other.values[f->column] = held->value;
		else if (held->at == HELD_VALUE)
			m->other.codes[f->column] = (int32) held->value;
		else
		{
			place = combination % f->present;
			combination /= f->present;
			for (int c = 0; c < f->ncategories; c++)
				if (f->place[c] == place)
					m->other.codes[f->column] = f->codes[c];
		}
	}
}

static void
evaluate_margin(Margins *m, const SvyRespondent *r, int k)
{
	const Margin *own = &m->margins[k];
	const Setting *setting = &m->settings[own->setting];
	double part = 1.0 / setting->combinations;

	for (int i = 0; i < setting->combinations; i++)
	{
		hold(m, r, setting, i);
		if (own->kind == MARGIN_SLOPE)
			add_slope(m, k, part);
		else if (own->kind == MARGIN_PREDICTION)
			add_prediction(m, k, part);
		else
			predict_category(m, k, own->category, part);
		if (own->kind == MARGIN_CONTRAST)
			predict_category(m, k, own->against, -part);
	}
}

static bool
is_over(const Margins *m, const SvyRespondent *r, int category)
{
	const ModelFactor *f = &m->model->factors[m->over];

	return category < 0 || r->codes[f->column] == f->codes[category];
}

/* values and gradients of all margins for a respondent; false if he is not in the model */
static bool
evaluate(Margins *m, const SvyRespondent *r)
{
	if (!svy_model_row(m->model, r, m->row) || r->weight == 0)
		return false;
	memset(m->value, 0, sizeof(double) * m->count);
	memset(m->gradient, 0, sizeof(double) * m->count * m->model->ncolumns);
	for (int k = 0; k < m->count; k++)
	{
		m->member[k] = is_over(m, r, m->margins[k].over);
		if (m->member[k])
			evaluate_margin(m, r, k);
	}
	return true;
}

static void
sum_margins(const SvyRespondent *r, void *argument)
{
	Margins *m = argument;
	int p = m->model->ncolumns;

	if (!evaluate(m, r))
		return;
	for (int k = 0; k < m->count; k++)
	{
		if (!m->member[k])
			continue;
		m->weight[k] = dd_add_double(m->weight[k], r->weight);
		m->sum[k] = dd_add_double(m->sum[k], r->weight * m->value[k]);
		for (int j = k * p; j < (k + 1) * p; j++)
			m->gradient_sum[j] = dd_add_double(m->gradient_sum[j], r->weight * m->gradient[j]);
	}
}

/* ---------------------------------------------------------------- variances --- */

/* of the means of the respondents' values, and, unless the errors are independent, of the coefficients with them */
static bool
margin_influence(const SvyRespondent *r, double *influence, void *argument)
{
	Margins *m = argument;
	int p = m->model->ncolumns;

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
		influence[k] =
			m->member[k] ? r->weight * (m->value[k] - m->estimate[k]) / dd_value(m->weight[k]) : 0;
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

/* sums under each replicate weight, with its coefficients */
typedef struct ReplicateSums
{
	Margins *m;
	DD *weight; /* replicates x margins */
	DD *sum;
} ReplicateSums;

static void
add_replicates(const SvyRespondent *r, void *argument)
{
	ReplicateSums *s = argument;
	Margins *m = s->m;

	for (int i = 0; i < m->model->passes->nreplicates; i++)
	{
		m->beta = m->model->replicate_beta + (Size) i * m->model->ncolumns;
		if (!evaluate(m, r))
			break;
		for (int k = 0; k < m->count; k++)
		{
			Size at = (Size) i * m->count + k;

			if (!m->member[k])
				continue;
			s->weight[at] = dd_add_double(s->weight[at], r->replicates[i]);
			s->sum[at] = dd_add_double(s->sum[at], r->replicates[i] * m->value[k]);
		}
	}
	m->beta = m->model->fit.beta;
}

/* coefficients and respondents under each replicate weight */
static void
margin_replicates(Margins *m, double *covariance)
{
	Size all = (Size) m->model->passes->nreplicates * m->count;
	ReplicateSums s = {m, palloc_extended(sizeof(DD) * all, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO),
					   palloc_extended(sizeof(DD) * all, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO)};
	double *theta = palloc_extended(sizeof(double) * all, MCXT_ALLOC_HUGE);

	svy_passes_each(m->model->passes, add_replicates, &s);
	for (Size i = 0; i < all; i++)
		theta[i] = dd_value(s.sum[i]) / dd_value(s.weight[i]);
	svy_sample_replicates(m->model->passes->sample, m->count, theta, m->estimate, covariance);
}

/*
 * Whether the design says nothing about the categories of a margin, as of the coefficients
 * that tell them apart: of a prediction for all it does, whatever its categories.
 */
static bool
margin_is_unknown(const Margins *m, int k)
{
	const Model *model = m->model;
	const Margin *own = &m->margins[k];
	int p = model->ncolumns;

	if (own->kind == MARGIN_PREDICTION)
		return false;
	if (own->kind == MARGIN_SLOPE)
		return isnan(delta_variance(m, k));
	for (int j = 0; j < p; j++)
		if (m->slope[(Size) k * p + j] != 0 && isnan(model->covariance[j * p + j]) &&
			(model->columns[j].levels[own->factor] >= 0 || (model->formula->intercept && j == 0)))
			return true;
	return false;
}

static void
find_variances(Margins *m)
{
	double *covariance = palloc_extended(sizeof(double) * m->count * m->count, MCXT_ALLOC_HUGE);

	memset(covariance, 0, sizeof(double) * m->count * m->count);
	if (m->errors == MARGIN_UNCONDITIONAL && m->model->passes->sample->replicates)
		margin_replicates(m, covariance);
	else if (m->errors != MARGIN_CONDITIONAL)
		svy_influence_covariance(m->model->passes, m->count, margin_influence, m, covariance);
	for (int k = 0; k < m->count; k++)
	{
		m->variance[k] = covariance[k * (m->count + 1)];
		if (m->errors != MARGIN_UNCONDITIONAL)
			m->variance[k] += delta_variance(m, k);
		else if (margin_is_unknown(m, k))
			m->variance[k] = NAN;
	}
	pfree(covariance);
}

static void
estimate_margins(Margins *m)
{
	const SvyFrameRequest *request = m->model->passes->request;
	int p = m->model->ncolumns;
	Size all = (Size) m->count * p;

	if (m->errors == MARGIN_INDEPENDENT && m->model->passes->sample->replicates)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("under replicate weights the errors of margins are not independent"),
						errhint("They are conditional, or unconditional.")));
	m->other.values = palloc_array(double, request->nvalues + 1);
	m->other.codes = palloc_array(int32, request->ncodes + 1);
	m->terms = palloc_array(double, p);
	m->difference = palloc_array(double, p);
	m->influence = palloc_array(double, p);
	m->value = palloc_array(double, m->count);
	m->gradient = palloc_array(double, all);
	m->member = palloc_array(bool, m->count);
	m->weight = palloc0_array(DD, m->count);
	m->sum = palloc0_array(DD, m->count);
	m->gradient_sum = palloc0_array(DD, all);
	m->estimate = palloc_array(double, m->count);
	m->variance = palloc_array(double, m->count);
	m->slope = palloc_array(double, all);
	svy_passes_each(m->model->passes, sum_margins, m);
	for (int k = 0; k < m->count; k++)
		m->estimate[k] = dd_value(m->sum[k]) / dd_value(m->weight[k]);
	for (Size k = 0; k < all; k++)
		m->slope[k] = dd_value(m->gradient_sum[k]) / dd_value(m->weight[k / p]);
	find_variances(m);
}

/* ------------------------------------------------------------------- pairs --- */

static double
margin_error(const Margins *m, int k)
{
	return m->variance[k] > 0 && isfinite(m->variance[k]) ? sqrt(m->variance[k]) : NAN;
}

static double
margin_p(const Margins *m, int k)
{
	return svy_t_two_sided(m->estimate[k] / margin_error(m, k), m->df);
}

/* of the pairs first .. last - 1, which are of one variable */
static double
adjusted_p(const Margins *m, int k, int first, int last)
{
	const ModelFactor *f = &m->model->factors[m->margins[k].factor];
	double p = margin_p(m, k);
	double pairs = last - first;
	double rank, holm = 0;

	switch (m->adjustment)
	{
		case PAIRS_NONE:
			return p;
		case PAIRS_TUKEY:
			return svy_range_tail(M_SQRT2 * fabs(m->estimate[k] / margin_error(m, k)), f->present,
								  m->df);
		case PAIRS_BONFERRONI:
			return fmin(1, p * pairs);
		case PAIRS_SIDAK:
			return -expm1(pairs * log1p(-p));
		case PAIRS_HOLM:
			/* the largest of those that are as small or smaller, each times those not smaller than it */
			for (int i = first; i < last; i++)
			{
				rank = 0;
				if (margin_p(m, i) > p)
					continue;
				for (int j = first; j < last; j++)
					rank += margin_p(m, j) < margin_p(m, i);
				holm = fmax(holm, margin_p(m, i) * (pairs - rank));
			}
			return fmin(1, holm);
	}
	return NAN;
}

/* runs of contrasts of one variable, setting and category over */
static void
adjust_pairs(Margins *m)
{
	for (int first = 0; first < m->count && m->pairs; first++)
	{
		int last = first;

		while (last < m->count && m->margins[last].kind == MARGIN_CONTRAST &&
			   m->margins[last].factor == m->margins[first].factor &&
			   m->margins[last].setting == m->margins[first].setting &&
			   m->margins[last].over == m->margins[first].over)
			last++;
		for (int k = first; k < last; k++)
			m->margins[k].adjusted = adjusted_p(m, k, first, last);
		first = Max(first, last - 1);
	}
}

/* -------------------------------------------------------------------- rows --- */

/* as the variable has it; what the response is counted from falls out of differences and slopes */
static double
whole_margin(const Margins *m, int k)
{
	MarginKind kind = m->margins[k].kind;
	bool level = kind == MARGIN_MEAN || kind == MARGIN_PREDICTION;

	return m->estimate[k] * m->model->unit + (level ? m->model->origin : 0);
}

static void
put_margin(SvyRow *row, const Margins *m, int k, double level)
{
	static const char *const kinds[] = {"mean", "contrast", "slope", "prediction"};
	static const char *const errors[] = {"conditional", "unconditional", "independent"};
	const Model *model = m->model;
	const Margin *own = &m->margins[k];
	const ModelFactor *f = own->factor < 0 ? NULL : &model->factors[own->factor];
	const ModelFactor *over = m->over ? &model->factors[m->over] : NULL;
	const char *at = m->settings[own->setting].text;

	svy_row_text(row, kinds[own->kind]);
	svy_row_text(row, f ? f->name : NULL);
	svy_row_text(row, f && own->category >= 0 ? f->labels[own->category] : NULL);
	svy_row_text(row, f && own->kind == MARGIN_CONTRAST ? f->labels[own->against] : NULL);
	svy_model_put_estimate(row, whole_margin(m, k), margin_error(m, k) * model->unit, m->df, level);
	svy_row_count(row, model->n);
	svy_row_number(row, model->weight);
	svy_row_text(row, model->response);
	svy_row_text(row, errors[m->errors]);
	svy_row_text(row, model->passes->sample->variance);
	if (at)
		svy_row_json(row, at);
	else
		svy_row_null(row);
	svy_row_text(row, over ? over->name : NULL);
	svy_row_text(row, over && own->over >= 0 ? over->labels[own->over] : NULL);
	svy_row_text(row, m->link ? "link" : "response");
	svy_row_number(row, own->adjusted);
	svy_row_text(row, isnan(own->adjusted) ? NULL : adjustment_names[m->adjustment]);
	svy_row_end(row);
}

/* the options that are of margins, not of models */
static void
read_margin_options(Margins *m, JsonbContainer *options)
{
	static const char *const errors[] = {"conditional", "unconditional", "independent", NULL};
	SVY_CHOICES_FOLLOW(errors, MARGIN_INDEPENDENT);
	static const char *const scales[] = {"response", "link", NULL};
	static const char *const degrees[] = {"model", "infinite", NULL};
	char *word;

	if (!options)
		return;
	if ((word = svy_json_string(options, "errors", "options")) != NULL)
		m->errors = (MarginErrors) svy_choice("errors", word, errors);
	if ((word = svy_json_string(options, "scale", "options")) != NULL)
		m->link = svy_choice("scale", word, scales) == 1;
	if ((word = svy_json_string(options, "degrees", "options")) != NULL)
		m->infinite = svy_choice("degrees", word, degrees) == 1;
	if ((word = svy_json_string(options, "pairs", "options")) != NULL)
	{
		m->pairs = true;
		m->adjustment = (PairsAdjustment) svy_choice("pairs", word, adjustment_names);
	}
}

/* the predictor that margins are made over: its categories as respondents have them */
static void
read_over(Margins *m, JsonbContainer *options)
{
	char *name = options ? svy_json_string(options, "over", "options") : NULL;

	if (!name)
		return;
	m->over = factor_of(m->model, name);
	if (!m->model->factors[m->over].categorical)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" has no categories to make margins over", name),
						errhint("Hold a number at several values: at => '[{\"%s\": 20}, {\"%s\": "
								"40}]'.",
								name, name)));
}

/* (name, formula, variables, family, at, filter, level, lonely, weight, options) */
static Datum
margin_rows(FunctionCallInfo fcinfo)
{
	static const char *const known[] = {SVY_MODEL_OPTIONS, "errors", "scale", "pairs", "over",
										"degrees",		   NULL};
	char *name = svy_required_argument(fcinfo, 0, "name");
	ModelRequest request = {.what = "survey_margins"};
	double level = svy_level_argument(fcinfo, 6);
	JsonbContainer *options = svy_options_argument(fcinfo, 9, known);
	Margins m = {0};
	SvyRow row;

	read_margin_options(&m, options);
	request.formula = svy_required_argument(fcinfo, 1, "formula");
	svy_model_read_family(fcinfo, 3, options, &request);
	request.options.filter = svy_text_argument(fcinfo, 5);
	request.options.lonely = svy_text_argument(fcinfo, 7);
	request.options.weight = svy_text_argument(fcinfo, 8);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	m.model = svy_model_fit(svy_survey_open(name), &request);
	m.beta = m.model->fit.beta;
	m.df = m.infinite ? INFINITY : m.model->df;
	m.row = svy_model_make_row(m.model);
	read_settings(&m, fcinfo, 4);
	read_over(&m, options);
	name_margins(&m, fcinfo);
	find_means(&m);
	estimate_margins(&m);
	adjust_pairs(&m);
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
