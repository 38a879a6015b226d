/*
 * model_tests.c
 *	  survey_ttest and survey_ranktest: comparisons of groups under the survey's
 *	  design, as linear models of the number or of its rank score.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "kernel/stats/distribution.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/model.h"
#include "kernel/base/weight.h"
#include "kernel/stats/interval.h"
#include "kernel/stats/linear.h"
#include "kernel/stats/ranktest.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "plan/imputed.h"
#include "server/json.h"

/* a name as a formula takes it */
static char *
formula_name(const char *name)
{
	StringInfoData quoted;

	initStringInfo(&quoted);
	appendStringInfoChar(&quoted, '"');
	for (const char *c = name; *c; c++)
	{
		if (*c == '"')
			appendStringInfoChar(&quoted, '"');
		appendStringInfoChar(&quoted, *c);
	}
	appendStringInfoChar(&quoted, '"');
	return quoted.data;
}

static void
check_number(const Survey *survey, const char *name)
{
	const SurveyVariable *v = svy_survey_variable(survey, name);

	if (v->measure != SURVEY_SCALE && v->measure != SURVEY_ORDINAL)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is %s: its answers are not numbers", v->name,
							   svy_measure_name(v->measure)),
						errhint("Categories are compared by survey_test.")));
}

/* the one predictor, whose categories are the groups */
static ModelFactor *
groups_of(const Model *model, int at_most)
{
	ModelFactor *groups = &model->factors[1];

	if (!groups->categorical)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has no categories to compare", groups->name),
						errhint("Groups are made of nominal or ordinal variables.")));
	if (at_most > 0 && groups->present > at_most)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" makes %d groups, and a t test compares two",
							   groups->name, groups->present),
						errhint("Choose two by the filter, or test all by survey_glm_terms or "
								"survey_ranktest.")));
	return groups;
}

/* runs before the fit */
static void
check_two_groups(Model *model, void *argument)
{
	groups_of(model, 2);
}

/* of nobody it is known only where there are two in all */
static char *
expected_difference(const ModelFactor *groups)
{
	if (groups->ncategories != 2)
		return NULL;
	return psprintf("%s - %s", groups->labels[1], groups->labels[0]);
}

static char *
difference_text(const ModelFactor *groups)
{
	const char *second = NULL;

	for (int i = 0; i < groups->ncategories; i++)
		if (groups->place[i] == 1)
			second = groups->labels[i];
	return psprintf("%s - %s", second, groups->labels[groups->reference]);
}

/*
 * A t test is the model of the number on the groups: under a design neither
 * Student's nor Welch's variance holds (Lumley 2010, ch. 2; R's svyttest).
 *
 * A test that a coefficient is "null": t with df degrees of freedom.  The
 * intercept alone is a mean.
 */
static void
put_t(SvyRow *row, const Model *model, int column, double null, double df)
{
	double estimate = model->beta[column];
	double error = svy_model_error(model, column);
	double t = (estimate - null) / error;

	svy_row_number(row, estimate);
	svy_row_number(row, error);
	svy_row_number(row, t);
	svy_row_number(row, df);
	svy_row_number(row, svy_t_two_sided(t, df));
}

static void
put_t_interval(SvyRow *row, const Model *model, int column, double df, double level)
{
	double estimate = model->beta[column];
	double error = svy_model_error(model, column);
	double half = df > 0 ? interval_t(level, df) * error : NAN;

	svy_row_number(row, estimate - half);
	svy_row_number(row, estimate + half);
}

/* of fewer than two respondents: the answer of one is a mean, of which no more is known */
static void
put_empty_t(SvyRow *row, const Model *model, const char *test, bool groups)
{
	if (groups)
		groups_of(model, 0);
	svy_row_text(row, test);
	svy_row_text(row, groups ? expected_difference(&model->factors[1]) : model->response);
	svy_row_number(row, groups ? NAN : model->first);
	for (int i = 0; i < 6; i++)
		svy_row_null(row);
	svy_row_count(row, model->n);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

static void
put_fitted_t(SvyRow *row, Model *model, const char *test, bool groups, double mu, double level)
{
	int column = groups ? 1 : 0;
	/* R's svyttest has one degree of freedom less than the design in both cases */
	double df = groups ? model->df : model->df - 1;

	svy_row_text(row, test);
	svy_row_text(row, groups ? difference_text(&model->factors[1]) : model->response);
	put_t(row, model, column, mu, df);
	put_t_interval(row, model, column, df, level);
	svy_row_count(row, model->n);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

/* y ~ groups, y ~ 1, or I(y - other) ~ 1, where the request says how y and other are read */
static char *
ttest_formula(const Survey *survey, const char *variable, const char *groups, const char *other,
			  ModelRequest *request)
{
	check_number(survey, variable);
	if (groups && other)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a t test takes groups or a second variable, not both")));
	if (other)
	{
		check_number(survey, other);
		request->paired[0] = svy_survey_variable(survey, variable);
		request->paired[1] = svy_survey_variable(survey, other);
		return psprintf("I(%s - %s) ~ 1", svy_column_sql(request->paired[0]->name, NULL),
						svy_column_sql(request->paired[1]->name, NULL));
	}
	return psprintf("%s ~ %s", formula_name(variable), groups ? formula_name(groups) : "1");
}

PG_FUNCTION_INFO_V1(svy_survey_ttest);

/* (name, variable, groups, minus, mu, filter, level, lonely, weight, options) */
Datum
svy_survey_ttest(PG_FUNCTION_ARGS)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *variable = svy_required_argument(fcinfo, 1, "variable");
	char *groups = svy_text_argument(fcinfo, 2);
	char *other = svy_text_argument(fcinfo, 3);
	double mu = svy_double_argument(fcinfo, 4, 0);
	double level = svy_level_argument(fcinfo, 6);
	ModelRequest request = {.kind = {.family = GLM_GAUSSIAN, .epsilon = GLM_EPSILON},
							.options = {svy_text_argument(fcinfo, 5), svy_text_argument(fcinfo, 8),
										svy_text_argument(fcinfo, 7)},
							.prepare = groups ? check_two_groups : NULL,
							.means = true,
							.may_be_empty = true};
	const char *test = groups ? "two-sample" : other ? "paired" : "one-sample";
	const Survey *survey;
	SvyRow row;
	Model *model;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	svy_no_options(fcinfo, 9);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	survey = svy_survey_open(name);
	request.formula = ttest_formula(survey, variable, groups, other, &request);
	model = svy_model_fit(survey, &request);
	if (svy_model_empty(model))
		put_empty_t(&row, model, test, groups != NULL);
	else
		put_fitted_t(&row, model, test, groups != NULL, mu, level);
	SPI_finish();
	return (Datum) 0;
}

/* ------------------------------------------------------------- rank tests --- */

typedef struct RankArgument
{
	RankScore score;
	RankTies ties;
} RankArgument;

typedef struct Ranked
{
	double value;
	double key;
	double weight;
	int64 row;
} Ranked;

/* equal values in the order of the respondents' key, else by weight as in the frame */
static int
compare_ranked(const Ranked *left, const Ranked *right)
{
	if (left->value != right->value)
		return left->value < right->value ? -1 : 1;
	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->row < right->row ? -1 : left->row > right->row;
}

/* one that can be cancelled */
#define ST_SORT sort_ranked
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b) compare_ranked(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* the members whose weight is not 0; one of 0 has no rank, nor a say */
typedef struct RankedRows
{
	Model *model;
	ModelRow *row;
	int64 n;
	Ranked *ranked;
} RankedRows;

static void
list_ranked(const SvyRespondent *r, void *argument)
{
	RankedRows *rows = argument;
	double key = rows->model->key < 0 ? 0 : r->values[rows->model->key];

	if (weight_counts(r->weight) && svy_model_row(rows->model, r, rows->row))
		rows->ranked[rows->n++] =
			(Ranked){rows->row->glm.y, isnan(key) ? INFINITY : key, r->weight, r->row};
}

/* ranks need all values, so these are in memory; the scores take the place of the response */
static void
rank_response(Model *model, void *argument)
{
	const RankArgument *how = argument;
	RankedRows rows = {model, svy_model_make_row(model), 0,
					   palloc_extended(sizeof(Ranked) * model->n, MCXT_ALLOC_HUGE)};
	double *value = palloc_extended(sizeof(double) * model->n, MCXT_ALLOC_HUGE);
	double *weight = palloc_extended(sizeof(double) * model->n, MCXT_ALLOC_HUGE);
	double *score = palloc_extended(sizeof(double) * model->n, MCXT_ALLOC_HUGE);

	groups_of(model, 0);
	svy_passes_each(model->passes, list_ranked, &rows);
	sort_ranked(rows.ranked, rows.n);
	for (int64 i = 0; i < rows.n; i++)
	{
		value[i] = rows.ranked[i].value;
		weight[i] = rows.ranked[i].weight;
	}
	svy_check(ranktest_scores(rows.n, value, weight, how->score, how->ties, score), "rank test");
	model->score =
		palloc_extended(sizeof(double) * model->passes->n, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	model->constant = true;
	for (int64 i = 0; i < rows.n; i++)
	{
		model->score[rows.ranked[i].row] = score[i];
		model->constant &= score[i] == score[0];
	}
	pfree(rows.ranked);
	pfree(value);
	pfree(weight);
	pfree(score);
}

/* that all groups have the same mean score: Wald's F */
static void
put_rank_f(SvyRow *row, const Model *model)
{
	int k = model->ncolumns - 1;
	double df2 = model->df;
	double *estimate = palloc_array(double, 2 * k);
	double *covariance = palloc_array(double, k *k);
	double chisq = NAN;

	for (int a = 0; a < k; a++)
	{
		estimate[a] = model->beta[a + 1];
		for (int b = 0; b < k; b++)
			covariance[a * k + b] = model->covariance[(a + 1) * (k + 1) + b + 1];
	}
	if (linear_wald(estimate, covariance, k, estimate + k, &chisq) != SVY_OK)
		chisq = NAN;
	svy_row_number(row, NAN);
	svy_row_number(row, NAN);
	svy_row_number(row, chisq / k);
	svy_row_number(row, k);
	svy_row_number(row, df2);
	svy_row_number(row, svy_f_tail(chisq / k, k, df2));
}

static void
put_rank_t(SvyRow *row, const Model *model)
{
	double error = svy_model_error(model, 1);
	double t = model->beta[1] / error;

	svy_row_number(row, model->beta[1]);
	svy_row_number(row, error);
	svy_row_number(row, t);
	svy_row_number(row, model->df);
	svy_row_number(row, NAN);
	svy_row_number(row, svy_t_two_sided(t, model->df));
}

/* of fewer than two respondents */
static void
put_empty_rank(SvyRow *row, const Model *model)
{
	svy_row_text(row, expected_difference(groups_of(model, 0)));
	for (int i = 0; i < 6; i++)
		svy_row_null(row);
}

static void
put_fitted_rank(SvyRow *row, const Model *model)
{
	svy_row_text(row, model->ncolumns == 2 ? difference_text(&model->factors[1]) : NULL);
	if (model->ncolumns == 2)
		put_rank_t(row, model);
	else
		put_rank_f(row, model);
}

PG_FUNCTION_INFO_V1(svy_survey_ranktest);

/* (name, variable, groups, test, ties, filter, lonely, weight) */
Datum
svy_survey_ranktest(PG_FUNCTION_ARGS)
{
	static const char *const tests[] = {"wilcoxon", "vanderwaerden", "median", "kruskal-wallis",
										NULL};
	static const RankScore scores[] = {RANKTEST_WILCOXON, RANKTEST_VAN_DER_WAERDEN, RANKTEST_MEDIAN,
									   RANKTEST_WILCOXON};
	StaticAssertDecl(lengthof(tests) == lengthof(scores) + 1, "each test has its score");
	static const char *const ties[] = {"rows", "mid", NULL};
	SVY_CHOICES_FOLLOW(ties, RANKTEST_TIES_MID);
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *variable = svy_required_argument(fcinfo, 1, "variable");
	char *groups = svy_required_argument(fcinfo, 2, "groups");
	int test = svy_choice_argument(fcinfo, 3, "test", tests);
	RankArgument how = {scores[test], svy_choice_argument(fcinfo, 4, "ties", ties) == 0
										  ? RANKTEST_TIES_ROWS
										  : RANKTEST_TIES_MID};
	ModelRequest request = {.kind = {.family = GLM_GAUSSIAN, .epsilon = GLM_EPSILON},
							.options = {svy_text_argument(fcinfo, 5), svy_text_argument(fcinfo, 7),
										svy_text_argument(fcinfo, 6)},
							.ordered = true,
							.prepare = rank_response,
							.argument = &how,
							.what = "survey_ranktest",
							.may_be_empty = true};
	const Survey *survey;
	SvyRow row;
	Model *model;

	svy_no_options(fcinfo, 8);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	survey = svy_survey_open(name);
	check_number(survey, variable);
	request.formula = psprintf("%s ~ %s", formula_name(variable), formula_name(groups));
	model = svy_model_fit(survey, &request);
	svy_row_text(&row, tests[test]);
	if (svy_model_empty(model))
		put_empty_rank(&row, model);
	else
		put_fitted_rank(&row, model);
	svy_row_count(&row, model->n);
	svy_row_text(&row, model->passes->sample->variance);
	svy_row_end(&row);
	SPI_finish();
	return (Datum) 0;
}
