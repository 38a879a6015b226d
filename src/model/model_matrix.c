/*
 * model_matrix.c
 *	  From a formula to the numbers of a model: who is in it, which columns,
 *	  what they hold.  Contrasts are R's: treatment contrasts against the first
 *	  category that respondents have; a category gets a column of its own where
 *	  the term without it is not in the model.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/model.h"
#include "plan/answer.h"

/* ---------------------------------------------------------------- factors --- */

static void
add_category(ModelFactor *factor, int32 code, char *label)
{
	factor->codes[factor->ncategories] = code;
	factor->labels[factor->ncategories++] = label;
}

/* valid answers in display order, then points of the scale that have no label */
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
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has measure nominal and cannot be the response of "
							   "this model",
							   v->name),
						errhint("Family binomial models one of two categories, or a condition: "
								"I(...).")));
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
	factor->categorical = is_categorical(factor->variable, response, model->family);
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
						svy_answer_number_sql(of->paired[0], counted),
						svy_answer_number_sql(of->paired[1], counted));
	if (factor->variable)
		return svy_answer_number_sql(factor->variable, counted);
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

/* turns a factor's codes into places of its categories, in the frame */
static void
codes_to_categories(Model *model, const ModelFactor *factor)
{
	int32 *codes = model->frame->codes[factor->column];

	for (int64 i = 0; i < model->frame->n; i++)
	{
		int place = 0;

		if (codes[i] == FRAME_NO_CODE)
			continue;
		while (place < factor->ncategories && factor->codes[place] != codes[i])
			place++;
		Assert(place < factor->ncategories);
		codes[i] = place;
	}
}

static bool
answered_all(const Model *model, int64 row)
{
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[i];

		if (factor->categorical ? model->frame->codes[factor->column][row] == FRAME_NO_CODE
								: isnan(model->frame->values[factor->column][row]))
			return false;
	}
	return true;
}

void
svy_model_members(Model *model)
{
	const SvyFrame *frame = model->frame;

	model->response = model->factors[0].name;
	for (int i = 0; i < model->formula->nfactors; i++)
		if (model->factors[i].categorical)
			codes_to_categories(model, &model->factors[i]);
	model->member = palloc_extended(frame->n + 1, MCXT_ALLOC_HUGE);
	model->rows = palloc_extended(sizeof(int32) * (frame->n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < frame->n; i++)
	{
		model->member[i] = frame->keep[i] && answered_all(model, i);
		if (!model->member[i])
			continue;
		model->rows[model->nrows++] = (int32) i;
		model->n += frame->weight[i] != 0;
	}
}

static void
find_present(const Model *model, ModelFactor *factor)
{
	const int32 *codes = model->frame->codes[factor->column];

	factor->place = palloc_array(int, factor->ncategories);
	for (int i = 0; i < factor->ncategories; i++)
		factor->place[i] = -1;
	for (int64 i = 0; i < model->nrows; i++)
		if (model->frame->weight[model->rows[i]] != 0)
			factor->place[codes[model->rows[i]]] = 0;
	factor->reference = -1;
	for (int i = 0; i < factor->ncategories; i++)
	{
		if (factor->place[i] < 0)
			continue;
		factor->place[i] = factor->present++;
		if (factor->reference < 0)
			factor->reference = i;
	}
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

/* whether the factor's first category is the one others are compared with in this term */
static bool
contrasted(const Formula *formula, FactorSet term, int factor)
{
	return has_term(formula, term & ~(UINT64CONST(1) << factor));
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
		if (factor->categorical && contrasted(model->formula, term, i))
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
	return column;
}

/* the next category of a factor that gets a column, or -1 */
static int
next_level(const Model *model, FactorSet term, int factor, int level)
{
	const ModelFactor *f = &model->factors[factor];

	while (++level < f->ncategories)
		if (f->place[level] > 0 ||
			(f->place[level] == 0 && !contrasted(model->formula, term, factor)))
			return level;
	return -1;
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

/* ----------------------------------------------------------------- matrix --- */

static void
fill_row(const Model *model, int64 row, double *x)
{
	for (int j = 0; j < model->ncolumns; j++)
	{
		const ModelColumn *column = &model->columns[j];

		x[j] = 1;
		for (int i = 1; column->term >= 0 && i < model->formula->nfactors; i++)
		{
			const ModelFactor *factor = &model->factors[i];

			if (!in_term(model->formula->terms[column->term], i))
				continue;
			x[j] *= factor->categorical
						? model->frame->codes[factor->column][row] == column->levels[i]
						: model->frame->values[factor->column][row];
		}
	}
}

static void
check_response(const Model *model, double y)
{
	if (glm_response_valid(model->family, y))
		return;
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("response \"%s\" holds %g", model->factors[0].name, y),
					model->family == GLM_BINOMIAL
						? errhint("Family binomial needs 0 and 1, or a condition: I(...).")
						: errhint("Family poisson needs counts, which are not negative.")));
}

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

void
svy_model_matrix(Model *model)
{
	const SvyFrame *frame = model->frame;
	const ModelFactor *response = &model->factors[0];
	Size row_size = sizeof(double) * GLM_MAX_COLUMNS;

	for (int i = 1; i < model->formula->nfactors; i++)
		if (model->factors[i].categorical)
			find_present(model, &model->factors[i]);
	if (response->categorical)
		check_two_categories(model);
	model->columns = palloc_array(ModelColumn, GLM_MAX_COLUMNS);
	add_column(model, -1)->label = "(Intercept)";
	model->columns[0].reference = NULL;
	for (int i = 0; i < model->formula->nterms; i++)
		add_term_columns(model, i);
	row_size = sizeof(double) * model->ncolumns;
	model->x = palloc_extended(row_size * model->nrows, MCXT_ALLOC_HUGE);
	model->y = palloc_extended(sizeof(double) * model->nrows, MCXT_ALLOC_HUGE);
	model->weight = palloc_extended(sizeof(double) * model->nrows, MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < model->nrows; i++)
	{
		int64 row = model->rows[i];

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		fill_row(model, row, model->x + i * model->ncolumns);
		model->y[i] = response->categorical ? frame->codes[response->column][row]
											: frame->values[response->column][row];
		model->weight[i] = frame->weight[row];
		check_response(model, model->y[i]);
	}
}
