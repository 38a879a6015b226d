/*
 * model_matrix.c
 *	  From a formula to the numbers of a model: who is in it, which columns,
 *	  what they hold.  Contrasts are R's: treatment contrasts against the first
 *	  category that respondents have; a category gets a column of its own where
 *	  the term without it is not in the model.
 */
#include "postgres.h"

#include <math.h>

#include "kernel/base/weight.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "model/model_sums.h"
#include "plan/answer.h"
#include "server/json.h"

/* ---------------------------------------------------------------- factors --- */

static void
add_category(ModelFactor *factor, int32 code, char *label)
{
	factor->codes[factor->ncategories] = code;
	factor->labels[factor->ncategories++] = label;
}

/*
 * Valid answers in display order, then points of the scale that have no label.  The
 * first that respondents have is the one that R would compare with, if its levels
 * were in the codebook's order.
 */
static void
list_categories(ModelFactor *factor)
{
	const SurveyVariable *v = factor->variable;

	factor->codes = palloc_array(int32, v->nlabels + v->points + 1);
	factor->labels = palloc_array(char *, v->nlabels + v->points + 1);
	for (int i = 0; i < v->nlabels; i++)
		if (!v->labels[i].missing)
			add_category(factor, v->labels[i].code, v->labels[i].label);
	for (int32 code = 1; code <= v->points; code++)
		if (svy_variable_find_label(v, code) == NULL)
			add_category(factor, code, psprintf("%d", code));
}

static char *
factor_name(const Formula *formula, int i)
{
	if (formula->names[i])
		return formula->names[i];
	return psprintf("I(%s)", formula->expressions[i]);
}

/* what a variable can be in a model; true: its categories */
static bool
is_categorical(const SurveyVariable *v, bool response, GlmFamily family)
{
	if (v->measure == SURVEY_TEXT || v->measure == SURVEY_DATE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has measure %s and cannot be part of a model",
							   v->name, svy_measure_name(v->measure))));
	if (!svy_variable_categorical(v))
		return false;
	if (!response || family == GLM_BINOMIAL)
		return true;
	if (v->measure == SURVEY_NOMINAL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("variable \"%s\" has measure nominal and cannot be the response of "
						"this model",
						v->name),
				 errhint("If its codes are numbers, say so: alter_survey(%s, '{\"variables\": "
						 "[{\"name\": \"%s\", \"measure\": \"scale\"}]}'). Family binomial models "
						 "one of two categories, or a condition: I(...).",
						 quote_literal_cstr(v->survey->name), v->name)));
	return false;
}

static void
resolve_name(Model *model, ModelFactor *factor, bool response)
{
	if (svy_survey_find_set(model->survey, factor->name) &&
		!svy_survey_find_variable(model->survey, factor->name))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is a multiple-response set and cannot be part of a model",
							   factor->name),
						errhint("Use the variables of its options.")));
	factor->variable = svy_survey_variable(model->survey, factor->name);
	factor->name = factor->variable->name;
	factor->categorical = is_categorical(factor->variable, response, model->kind.family);
	if (!factor->categorical)
		return;
	list_categories(factor);
	if (factor->ncategories == 0)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("variable \"%s\" has no value labels, so its categories are unknown",
						factor->name),
				 errhint("Declare them in the codebook, or use the number: I(%s).", factor->name)));
}

/* SQL of a factor that is a number */
static char *
number_sql(const Model *model, const ModelRequest *of, int i, const char *counted)
{
	const ModelFactor *factor = &model->factors[i];

	if (i == 0 && of->paired[0])
		return psprintf("(%s) OPERATOR(pg_catalog.-) (%s)",
						svy_answer_number_sql(model->survey, of->paired[0], counted),
						svy_answer_number_sql(model->survey, of->paired[1], counted));
	if (factor->variable)
		return svy_answer_number_sql(model->survey, factor->variable, counted);
	return svy_answer_expression_sql(model->survey, model->formula->expressions[i], counted);
}

void
svy_model_resolve(Model *model, const ModelRequest *of, SvyFrameRequest *request)
{
	const Formula *formula = model->formula;
	const char *filter =
		of->options.filter ? svy_survey_filter_sql(model->survey, of->options.filter, "a") : NULL;
	const char *counted = svy_answer_domain(model->survey, filter, of->options.weight);

	model->factors = palloc0_array(ModelFactor, formula->nfactors);
	request->values = palloc_array(char *, formula->nfactors);
	request->codes = palloc_array(char *, formula->nfactors);
	for (int i = 0; i < formula->nfactors; i++)
	{
		ModelFactor *factor = &model->factors[i];

		factor->name = factor_name(formula, i);
		if (formula->names[i])
			resolve_name(model, factor, i == 0);
		if (i > 0 && strcmp(factor->name, model->factors[0].name) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("the response \"%s\" cannot be a predictor too", factor->name)));
		if (factor->categorical)
		{
			factor->column = request->ncodes;
			request->codes[request->ncodes++] = svy_answer_code_sql(factor->variable, counted);
			continue;
		}
		factor->column = request->nvalues;
		request->values[request->nvalues++] = number_sql(model, of, i, counted);
	}
}

/* ---------------------------------------------------------------- members --- */

int
svy_model_category(const ModelFactor *factor, int32 code)
{
	int place = 0;

	while (place < factor->ncategories && factor->codes[place] != code)
		place++;
	Assert(place < factor->ncategories);
	return place;
}

static bool
answered_all(const Model *model, const SvyRespondent *r)
{
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[i];

		if (factor->categorical ? r->codes[factor->column] == FRAME_NO_CODE
								: isnan(r->values[factor->column]))
			return false;
	}
	return true;
}

static const char *
response_hint(const Model *model)
{
	if (model->formula->failures)
		return "Successes and failures are counts, which are not negative.";
	switch (model->kind.family)
	{
		case GLM_BINOMIAL:
			return "Family binomial needs 0 and 1, or a condition: I(...).";
		case GLM_POISSON:
			return "Family poisson needs counts, which are not negative.";
		case GLM_NEGATIVE_BINOMIAL:
			return "Family negative-binomial needs counts, which are not negative.";
		case GLM_GAMMA:
		case GLM_INVERSE_GAUSSIAN:
		case GLM_GAUSSIAN:
			break;
	}
	return "This family needs numbers above 0; leave others out by the filter.";
}

static void
check_response(const Model *model, double wrong)
{
	if (isnan(wrong))
		return;
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("response \"%s\" holds %g", model->factors[0].name, wrong),
					errhint("%s", response_hint(model))));
}

/* what the first pass finds beside the model itself */
typedef struct FirstPass
{
	Model *model;
	int64 kept;	  /* respondents of the domain */
	DD weight;	  /* theirs */
	DD members;	  /* weight of those in the model */
	DD trials;	  /* the same times their trials */
	double *most; /* of each factor: the largest |number| */
	double wrong; /* the smallest response that the family cannot have; NaN: all can be */
	double least; /* response */
	double largest;
} FirstPass;

/* of how many trials the response is the share; 1 unless it is counts */
static double
trials_of(const Model *model, const SvyRespondent *r)
{
	if (!model->formula->failures)
		return 1;
	return r->values[model->factors[0].column] +
		   r->values[model->factors[model->formula->failures].column];
}

/* the response before it is counted in units */
static double
response_of(const Model *model, const SvyRespondent *r)
{
	const ModelFactor *response = &model->factors[0];
	double trials;

	if (response->categorical)
		return svy_model_category(response, r->codes[response->column]);
	if (!model->formula->failures)
		return r->values[response->column];
	trials = trials_of(model, r);
	return trials > 0 ? r->values[response->column] / trials : 0;
}

/* a response that the family cannot have, or a negative count; NaN: it can */
static double
wrong_response(const Model *model, const SvyRespondent *r, double y)
{
	if (model->formula->failures)
	{
		double fewer = fmin(r->values[model->factors[0].column],
							r->values[model->factors[model->formula->failures].column]);

		return fewer < 0 ? fewer : NAN;
	}
	return model->factors[0].categorical || glm_response_valid(&model->kind, y) ? NAN : y;
}

static void
count_member(FirstPass *pass, const SvyRespondent *r)
{
	Model *model = pass->model;
	double y = response_of(model, r);

	/* the smallest, in whatever order they come */
	pass->wrong = fmin(pass->wrong, wrong_response(model, r, y));
	model->negative |= r->weight < 0;
	for (int k = 0; k < model->negative_replicate; k++)
		if (r->replicates[k] < 0)
			model->negative_replicate = k;
	if (!weight_counts(r->weight))
		return;
	model->n++;
	pass->members = dd_add_double(pass->members, r->weight);
	pass->trials = dd_add(pass->trials, dd_two_prod(r->weight, trials_of(model, r)));
	if (isnan(model->first) && trials_of(model, r) > 0)
		model->first = y;
	model->constant &= y == model->first || trials_of(model, r) == 0;
	pass->least = fmin(pass->least, y);
	pass->largest = fmax(pass->largest, y);
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		ModelFactor *factor = &model->factors[i];

		if (factor->categorical)
			factor->place[svy_model_category(factor, r->codes[factor->column])] = 0;
		else
			pass->most[i] = fmax(pass->most[i], fabs(r->values[factor->column]));
	}
}

static void
take_first(const SvyRespondent *r, void *argument)
{
	FirstPass *pass = argument;
	Model *model = pass->model;

	if (!r->keep)
	{
		model->all_kept = false;
		return;
	}
	pass->kept++;
	pass->weight = dd_add_double(pass->weight, r->weight);
	if (answered_all(model, r))
		count_member(pass, r);
}

/* ---- the first pass over respondents who lie elsewhere ---- */

enum
{
	FIRST_ROWS, /* what svy_passes_start_sums asks for */
	FIRST_KEPT,
	FIRST_WEIGHT,
	FIRST_N,
	FIRST_MEMBERS,
	FIRST_TRIALS,
	FIRST_SUMS
};

/* maxima; those of the factors follow: of each category whether somebody has it, or the largest number */
enum
{
	FIRST_NEGATIVE,
	FIRST_LEFT_OUT,
	FIRST_WRONG, /* with its sign turned, as the least response is */
	FIRST_LARGEST,
	FIRST_LEAST,
	FIRST_MAXIMA
};

static int
first_maxima(const Model *model)
{
	int count = FIRST_MAXIMA;

	for (int i = 0; i < model->formula->nfactors; i++)
		count += model->factors[i].categorical ? model->factors[i].ncategories : 1;
	return count;
}

static double
or_none(double value)
{
	return isnan(value) ? -INFINITY : value;
}

static void
put_first_factors(const FirstPass *pass, double *most)
{
	for (int i = 0; i < pass->model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &pass->model->factors[i];

		if (!factor->categorical)
			*most++ = pass->most[i];
		for (int k = 0; factor->categorical && k < factor->ncategories; k++)
			*most++ = factor->place[k];
	}
}

/* a pass over one respondent, the model being cleared of the last */
bool
svy_model_first_addends(ModelAway *away, SvyAddends *a)
{
	Model *model = &away->model;
	FirstPass pass = {.model = model, .wrong = NAN, .most = away->z};

	model->n = 0;
	model->negative = false;
	model->all_kept = model->constant = true;
	model->first = NAN;
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		pass.most[i] = 0;
		for (int k = 0; k < model->factors[i].ncategories; k++)
			model->factors[i].place[k] = -1;
	}
	take_first(&away->row.respondent, &pass);
	*a = svy_addends_make(FIRST_SUMS, first_maxima(model));
	a->sums[FIRST_ROWS] = dd_from(1);
	a->sums[FIRST_KEPT] = dd_from((double) pass.kept);
	a->sums[FIRST_WEIGHT] = pass.weight;
	a->sums[FIRST_N] = dd_from((double) model->n);
	a->sums[FIRST_MEMBERS] = pass.members;
	a->sums[FIRST_TRIALS] = pass.trials;
	a->most[FIRST_NEGATIVE] = model->negative;
	a->most[FIRST_LEFT_OUT] = !model->all_kept;
	a->most[FIRST_WRONG] = or_none(-pass.wrong);
	a->most[FIRST_LARGEST] = or_none(model->first);
	a->most[FIRST_LEAST] = or_none(-model->first);
	put_first_factors(&pass, a->most + FIRST_MAXIMA);
	return true;
}

/* what the units of all servers add to it */
static void
take_first_sums(const SvyAddends *a, int32 unit, void *argument)
{
	FirstPass *pass = argument;
	Model *model = pass->model;
	const double *most = a->most + FIRST_MAXIMA;

	pass->kept += (int64) dd_value(a->sums[FIRST_KEPT]);
	pass->weight = dd_add(pass->weight, a->sums[FIRST_WEIGHT]);
	model->n += (int64) dd_value(a->sums[FIRST_N]);
	pass->members = dd_add(pass->members, a->sums[FIRST_MEMBERS]);
	pass->trials = dd_add(pass->trials, a->sums[FIRST_TRIALS]);
	model->negative |= a->most[FIRST_NEGATIVE] > 0;
	model->all_kept &= !(a->most[FIRST_LEFT_OUT] > 0);
	if (isfinite(a->most[FIRST_WRONG]))
		pass->wrong = fmin(pass->wrong, -a->most[FIRST_WRONG]);
	if (isnan(model->first) && isfinite(a->most[FIRST_LARGEST]))
		model->first = a->most[FIRST_LARGEST];
	if (isfinite(a->most[FIRST_LARGEST]))
		model->constant &=
			a->most[FIRST_LARGEST] == model->first && -a->most[FIRST_LEAST] == model->first;
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		ModelFactor *factor = &model->factors[i];

		if (!factor->categorical)
			pass->most[i] = fmax(pass->most[i], *most++);
		for (int k = 0; factor->categorical && k < factor->ncategories; k++)
			if (*most++ >= 0)
				factor->place[k] = 0;
	}
}

static const SvyPasses *
read_first(FirstPass *pass, const ModelRequest *of, SvyFrameRequest *request)
{
	SvySample *sample = svy_sample_open(pass->model->survey, &of->options, request);
	SvySumsPass sums;

	if (of->ordered || !svy_sums_elsewhere(sample))
		return svy_passes_start(sample, request, of->ordered, take_first, pass);
	sums = svy_model_sums(pass->model, request, MODEL_FIRST, FIRST_SUMS, first_maxima(pass->model));
	return svy_passes_start_sums(sample, request, &sums, take_first_sums, pass);
}

/*
 * Places of the categories that respondents have: others would be columns of zeros,
 * singular.  The one compared with, chosen or the first, has place 0.
 */
static void
number_present(ModelFactor *factor, int chosen)
{
	factor->reference = chosen;
	factor->present = chosen >= 0;
	for (int i = 0; i < factor->ncategories; i++)
	{
		if (factor->place[i] < 0 || i == chosen)
			continue;
		factor->place[i] = factor->present++;
		if (factor->reference < 0)
			factor->reference = i;
	}
}

/* the category that the request compares with: by its label, or its code; -1: it says nothing */
static int
chosen_reference(const ModelRequest *of, const ModelFactor *factor)
{
	JsonbValue *value = of->reference ? svy_json_get(of->reference, factor->name) : NULL;
	char *text = value ? svy_json_to_string(value) : NULL;
	double code = NAN;

	if (!value)
		return -1;
	if (!text)
		(void) svy_json_to_double(value, &code);
	for (int c = 0; c < factor->ncategories; c++)
		if (factor->place[c] >= 0 &&
			(text ? strcmp(factor->labels[c], text) == 0 : factor->codes[c] == code))
			return c;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"%s\" cannot be compared with %s", factor->name,
					text ? psprintf("\"%s\"", text) : psprintf("%g", code)),
			 errhint("A reference is the label or code of a category that respondents of the "
					 "model have.")));
}

/*
 * The power of 2 that brings numbers up to "most" to 1 .. 2, so that squares of
 * incomes in yen or of shares in parts per billion stay in range; being one of 2 it
 * changes no digit.
 */
static double
unit_of(double most)
{
	return most > 0 && isfinite(most) ? ldexp(1, ilogb(most)) : 1;
}

/* the spread of numbers this many times as large has lost three digits and more */
#define LARGE_RESPONSE 1e3

/*
 * A linear model's response is counted from the middle where it is large beside its
 * spread: an intercept takes the rest, and coefficients, residuals and errors keep the
 * digits of the spread.  The difference of doubles that near is exact.
 */
static void
count_response_from_near(Model *model, const FirstPass *pass)
{
	double spread = pass->largest - pass->least;
	double middle = pass->least + spread / 2;

	if (!model->formula->intercept || !isfinite(spread) || !(spread > 0) ||
		svy_passes_are_sums(model->passes) || !(fabs(middle) > LARGE_RESPONSE * spread))
		return;
	model->origin = middle;
	model->unit = unit_of(spread);
}

/* ---------------------------------------------------------------- columns --- */

static bool
has_term(const Formula *formula, FactorSet term)
{
	if (term == 0)
		return true;
	for (int i = 0; i < formula->nterms; i++)
		if (formula->terms[i] == term)
			return true;
	return false;
}

static bool
in_term(FactorSet term, int factor)
{
	return term & (UINT64CONST(1) << factor);
}

/* whether one category of the factor is what others are compared with in this term */
static bool
contrasted(const Model *model, FactorSet term, int factor)
{
	if (factor == model->whole_factor && term == model->whole_term)
		return false;
	return has_term(model->formula, term & ~(UINT64CONST(1) << factor));
}

/*
 * Without an intercept all categories of the first factor have a column, and those
 * of the others are compared as ever: so does R's model.matrix.
 */
static void
find_whole_factor(Model *model)
{
	const Formula *formula = model->formula;

	for (int t = 0; t < formula->nterms && !formula->intercept; t++)
		for (int i = 1; i < formula->nfactors; i++)
			if (in_term(formula->terms[t], i) && model->factors[i].categorical)
			{
				model->whole_term = formula->terms[t];
				model->whole_factor = i;
				return;
			}
}

static void
append_part(StringInfo text, const char *part)
{
	appendStringInfo(text, "%s%s", text->len ? " : " : "", part);
}

static void
name_column(const Model *model, ModelColumn *column, FactorSet term)
{
	StringInfoData label;
	StringInfoData reference;

	initStringInfo(&label);
	initStringInfo(&reference);
	for (int i = 1; i < model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[i];

		if (!in_term(term, i))
			continue;
		append_part(&label, factor->categorical ? factor->labels[column->levels[i]] : factor->name);
		if (factor->categorical && contrasted(model, term, i))
			append_part(&reference, factor->labels[factor->reference]);
	}
	column->label = label.data;
	column->reference = reference.len ? reference.data : NULL;
}

static ModelColumn *
add_column(Model *model, int term)
{
	ModelColumn *column;

	if (model->ncolumns >= GLM_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the model has more than %d coefficients", GLM_MAX_COLUMNS)));
	column = &model->columns[model->ncolumns++];
	column->term = term;
	column->levels = palloc_array(int, model->formula->nfactors);
	for (int i = 0; i < model->formula->nfactors; i++)
		column->levels[i] = -1;
	column->unit = 1;
	return column;
}

/* the next category of a factor that gets a column, by place, or -1 */
static int
next_level(const Model *model, FactorSet term, int factor, int level)
{
	const ModelFactor *f = &model->factors[factor];
	int place = level < 0 ? contrasted(model, term, factor) : f->place[level] + 1;

	for (int c = 0; c < f->ncategories; c++)
		if (f->place[c] == place)
			return c;
	return -1;
}

/* how the columns of a term are found from a respondent's categories */
static void
lay_out_term(Model *model, int number)
{
	FactorSet set = model->formula->terms[number];
	ModelTerm *term = &model->terms[number];
	int stride = 1;

	term->first = model->ncolumns;
	term->factors = palloc_array(int, model->formula->nfactors);
	term->stride = palloc_array(int, model->formula->nfactors);
	term->contrasted = palloc_array(bool, model->formula->nfactors);
	for (int i = 1; i < model->formula->nfactors; i++)
	{
		int at = term->nfactors;

		if (!in_term(set, i))
			continue;
		term->factors[at] = i;
		term->contrasted[at] = contrasted(model, set, i);
		term->stride[at] = model->factors[i].categorical ? stride : 0;
		if (model->factors[i].categorical)
			stride *= model->factors[i].present - term->contrasted[at];
		term->nfactors++;
	}
}

/* a column for each combination of categories, the first factor's changing fastest */
static void
add_term_columns(Model *model, int number)
{
	FactorSet term = model->formula->terms[number];
	int n = model->formula->nfactors;
	int *levels = palloc_array(int, n);
	int i;

	for (i = 1; i < n; i++)
	{
		bool categorical = in_term(term, i) && model->factors[i].categorical;

		levels[i] = categorical ? next_level(model, term, i, -1) : -1;
		if (categorical && levels[i] < 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("variable \"%s\" is constant among the respondents of the model",
								   model->factors[i].name),
							errhint("Leave it out of the formula.")));
	}
	do
	{
		ModelColumn *column = add_column(model, number);

		memcpy(column->levels + 1, levels + 1, sizeof(int) * (n - 1));
		name_column(model, column, term);
		for (i = 1; i < n; i++)
			if (in_term(term, i) && !model->factors[i].categorical)
				column->unit *= model->factors[i].unit;
		for (i = 1; i < n; i++)
		{
			if (levels[i] < 0)
				continue;
			levels[i] = next_level(model, term, i, levels[i]);
			if (levels[i] >= 0)
				break;
			levels[i] = next_level(model, term, i, -1);
		}
	} while (i < n);
}

/* ---------------------------------------------------------------- reading --- */

/* the second of two categories is what a binomial model is of */
static void
check_two_categories(Model *model)
{
	const ModelFactor *response = &model->factors[0];

	if (response->ncategories != 2)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("response \"%s\" has %d categories, and a binomial model needs two",
							   response->name, response->ncategories),
						errhint("Say which of them count by a condition, such as I(%s = %d).",
								response->name, response->codes[response->ncategories - 1])));
	model->response = psprintf("%s = %s", response->name, response->labels[1]);
}

static void
prepare_factors(Model *model)
{
	model->response = model->factors[0].name;
	if (model->formula->failures)
		model->response = psprintf("cbind(%s, %s)", model->formula->expressions[0],
								   model->formula->expressions[model->formula->failures]);
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		ModelFactor *factor = &model->factors[i];

		if (!factor->categorical)
			continue;
		factor->place = palloc_array(int, factor->ncategories);
		for (int k = 0; k < factor->ncategories; k++)
			factor->place[k] = -1;
	}
}

void
svy_model_make_columns(Model *model)
{
	if (model->factors[0].categorical)
		check_two_categories(model);
	model->columns = palloc_array(ModelColumn, GLM_MAX_COLUMNS);
	model->terms = palloc0_array(ModelTerm, model->formula->nterms + 1);
	find_whole_factor(model);
	if (model->formula->intercept)
	{
		add_column(model, -1)->label = "(Intercept)";
		model->columns[0].reference = NULL;
	}
	for (int i = 0; i < model->formula->nterms; i++)
	{
		lay_out_term(model, i);
		add_term_columns(model, i);
	}
}

void
svy_model_read(Model *model, const ModelRequest *of, SvyFrameRequest *request)
{
	const SurveyReplicates *replicates = svy_design_replicates(model->survey, of->options.weight);
	FirstPass pass = {.model = model,
					  .wrong = NAN,
					  .most = palloc0_array(double, model->formula->nfactors),
					  .least = NAN,
					  .largest = NAN};

	prepare_factors(model);
	model->negative_replicate = replicates ? replicates->count : 0;
	model->all_kept = true;
	model->first = NAN;
	model->constant = true;
	model->unit = 1;
	model->passes = read_first(&pass, of, request);
	check_response(model, pass.wrong);
	svy_model_check_reference(model, of);
	model->trials = dd_value(pass.trials);
	model->weight = dd_value(pass.members);
	model->scale = dd_value(pass.weight) / pass.kept;
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		if (model->factors[i].categorical)
			number_present(&model->factors[i],
						   i > 0 ? chosen_reference(of, &model->factors[i]) : -1);
		else
			model->factors[i].unit = unit_of(pass.most[i]);
	}
	/* only a linear model's coefficients grow with the response */
	if (!glm_is_linear(&model->kind) || of->ordered)
		return;
	model->unit = model->factors[0].unit;
	count_response_from_near(model, &pass);
}

Model *
svy_model_read_categories(const Survey *survey, const ModelRequest *of, const char *hint)
{
	Model *model = palloc0(sizeof(Model));
	SvyFrameRequest *frame = palloc0_object(SvyFrameRequest);

	model->survey = survey;
	/* whose response is a category */
	model->kind = glm_kind(GLM_BINOMIAL);
	model->formula = svy_formula_parse(of->formula);
	if (!model->formula->intercept || model->formula->offset || model->formula->failures)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s takes no model without an intercept, no offset and no counts",
							   of->what),
						errhint("survey_glm does.")));
	svy_model_resolve(model, of, frame);
	if (!model->factors[0].categorical)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("the response \"%s\" has no categories", model->factors[0].name),
						errhint("%s", hint)));
	model->key = -1;
	svy_model_read(model, of, frame);
	if (model->n == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND), errmsg("no respondent is in the model"),
						errdetail("Nobody passes the filter, has a weight above 0 and an answer to "
								  "all variables of the formula.")));
	/* columns are the predictors'; a response with categories would have to have two of them */
	model->factors[0].categorical = false;
	svy_model_make_columns(model);
	model->factors[0].categorical = true;
	if (model->passes->negative && model->negative)
		svy_refuse_negative_weights(of->what);
	return model;
}

/* ------------------------------------------------------------------- rows --- */

ModelRow *
svy_model_make_row(const Model *model)
{
	ModelRow *row = palloc0_object(ModelRow);

	row->columns = palloc_array(int, model->formula->nterms + 1);
	row->x = palloc_array(double, model->formula->nterms + 1);
	row->glm.columns = row->columns;
	row->glm.x = row->x;
	return row;
}

/* the one column of a term that is not 0 for a respondent, and its number; 0: none is */
static double
term_value(const Model *model, const ModelTerm *term, const SvyRespondent *r, int *column)
{
	double x = 1;

	*column = term->first;
	for (int i = 0; i < term->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[term->factors[i]];
		int level;

		if (!factor->categorical)
		{
			x *= r->values[factor->column] / factor->unit;
			continue;
		}
		level = factor->place[svy_model_category(factor, r->codes[factor->column])] -
				term->contrasted[i];
		if (level < 0)
			return 0;
		*column += level * term->stride[i];
	}
	return x;
}

bool
svy_model_row(const Model *model, const SvyRespondent *r, ModelRow *row)
{
	int count = model->formula->intercept;
	int offset = model->formula->offset;

	if (!r->keep || !answered_all(model, r))
		return false;
	row->respondent = r;
	row->glm.weight = r->weight;
	row->glm.y =
		model->score ? model->score[r->row] : (response_of(model, r) - model->origin) / model->unit;
	row->glm.trials = trials_of(model, r);
	row->glm.offset = offset ? r->values[model->factors[offset].column] / model->unit : 0;
	row->columns[0] = 0;
	row->x[0] = 1;
	for (int i = 0; i < model->formula->nterms; i++)
	{
		row->x[count] = term_value(model, &model->terms[i], r, &row->columns[count]);
		count += row->x[count] != 0;
	}
	row->glm.count = count;
	return true;
}
