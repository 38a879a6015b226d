/*
 * ordinal.c
 *	  survey_ordinal: cumulative link models of an ordered response, with the
 *	  standard errors of the survey's design.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/stats/ordinal.h"
#include "model/model.h"
#include "model/newton_fit.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "server/json.h"
#include "plan/imputed.h"

static const char *const link_names[] = {"logit", "probit", "cloglog", "loglog", "cauchit", NULL};
SVY_CHOICES_FOLLOW(link_names, ORDINAL_CAUCHIT);

typedef struct OrdinalModel
{
	Model *model;
	OrdinalLink link;
	int p;			/* coefficients: the model's columns but the intercept */
	int categories; /* of the response, among the respondents */
	double *shares;
	ModelRow *row;
	int *columns; /* of a row, without the intercept */
	Ordinal fit;
	int replicate; /* at work; -1: the full weights */
	double *covariance;
	double df; /* of the design, less the coefficients */
	int32 *members;
} OrdinalModel;

/* the row of a respondent as the kernel takes it; false if he is not in the model */
static bool
ordinal_row(OrdinalModel *m, const SvyRespondent *r, OrdinalRow *row)
{
	const ModelFactor *response = &m->model->factors[0];

	if (!svy_model_row(m->model, r, m->row))
		return false;
	/* the first column is the intercept's, which the thresholds stand for */
	for (int k = 1; k < m->row->glm.count; k++)
		m->columns[k - 1] = m->row->columns[k] - 1;
	*row = (OrdinalRow){svy_respondent_weight(r, m->replicate),
						response->place[svy_model_category(response, r->codes[response->column])],
						m->row->glm.count - 1, m->columns, m->row->x + 1};
	return row->category >= 0;
}

static void
add_ordinal(const SvyRespondent *r, void *argument)
{
	OrdinalModel *m = argument;
	OrdinalRow row;

	if (ordinal_row(m, r, &row))
		ordinal_add(&m->fit, &row);
}

static bool
ordinal_influence_of(const SvyRespondent *r, double *influence, void *argument)
{
	OrdinalModel *m = argument;
	OrdinalRow row;

	if (!ordinal_row(m, r, &row))
		return false;
	ordinal_influence(&m->fit, &row, influence);
	return true;
}

static void
begin_ordinal(void *model)
{
	OrdinalModel *m = model;
	Size space = ordinal_space(m->p, m->categories);

	ordinal_begin(&m->fit, m->link, m->p, m->categories, m->shares,
				  palloc_extended(sizeof(double) * space, MCXT_ALLOC_HUGE));
}

/* "bad | so-so": the categories that a threshold lies between */
static char *
threshold_name(const OrdinalModel *m, int threshold)
{
	const ModelFactor *response = &m->model->factors[0];
	const char *below = "", *above = "";

	for (int c = 0; c < response->ncategories; c++)
	{
		if (response->place[c] == threshold)
			below = response->labels[c];
		if (response->place[c] == threshold + 1)
			above = response->labels[c];
	}
	return psprintf("%s | %s", below, above);
}

/* the name of a parameter that is to blame */
static const char *
parameter_name(const OrdinalModel *m, int column)
{
	if (column >= m->p)
		return threshold_name(m, column - m->p);
	return column >= 0 ? m->model->columns[column + 1].label : "a coefficient";
}

/* thresholds are the intercepts: what those compared with say nothing of */
static void
forget_unknown_groups(OrdinalModel *m)
{
	bool *unknown = svy_model_unknown_columns(m->model);
	int q = m->p + m->categories - 1;

	for (int k = 0; k < q; k++)
		if (unknown[k < m->p ? k + 1 : 0])
			svy_forget_coefficient(m->covariance, q, k);
	pfree(unknown);
}

static void
put_ordinal(const void *model, WireWriter *wire)
{
	const OrdinalModel *m = model;

	wire_put_u8(wire, m->link);
	wire_put_i32(wire, m->categories);
}

static SvyNewtonFit
ordinal_fit(OrdinalModel *m)
{
	return (SvyNewtonFit){
		m->model->passes, &m->fit.newton, begin_ordinal, add_ordinal, ordinal_influence_of, m,
		&m->replicate,	  NEWTON_ORDINAL, put_ordinal,	 m->model};
}

static void
make_ordinal_row(OrdinalModel *m)
{
	m->row = svy_model_make_row(m->model);
	m->columns = palloc_array(int, m->model->formula->nterms + 1);
	m->replicate = -1;
}

SvyNewtonFit *
svy_ordinal_away(ModelAway *away, WireReader *wire)
{
	OrdinalModel *m = palloc0_object(OrdinalModel);
	SvyNewtonFit *fit = palloc_object(SvyNewtonFit);

	m->model = &away->model;
	m->link = wire_get_u8(wire);
	m->categories = wire_get_i32(wire);
	m->p = away->model.ncolumns - 1;
	if ((int) m->link > ORDINAL_CAUCHIT || m->categories < 2 ||
		m->categories < away->model.factors[0].present || ordinal_space(m->p, m->categories) == 0)
		return NULL;
	make_ordinal_row(m);
	m->shares = palloc0_array(double, m->categories);
	begin_ordinal(m);
	*fit = ordinal_fit(m);
	return fit;
}

static void
fit_ordinal(OrdinalModel *m)
{
	const SvyPasses *passes = m->model->passes;
	SvyNewtonFit fit = ordinal_fit(m);
	SvyStatus status;

	if (ordinal_space(m->p, m->categories) == 0)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the model has more than %d coefficients and thresholds",
							   ORDINAL_MAX_PARAMETERS)));
	m->shares = palloc0_array(double, m->categories);
	m->members = svy_newton_domain(m->model, m->shares);
	status = svy_newton_fit(&fit);
	if (status != SVY_OK)
		svy_newton_refuse(&fit, status, parameter_name(m, m->fit.newton.column));
	m->covariance = svy_newton_covariance(&fit);
	forget_unknown_groups(m);
	m->df =
		(passes->sample->replicates ? passes->df : svy_influence_df(passes, m->members)) + 1 - m->p;
}

/* reads the model; the response must have categories */
static void
read_ordinal(OrdinalModel *m, const Survey *survey, const ModelRequest *request)
{
	Model *model = svy_model_read_categories(
		survey, request, "Declare it ordinal, with its answers in their order.");

	m->model = model;
	m->p = model->ncolumns - 1;
	m->categories = model->factors[0].present;
	if (m->categories < 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the response \"%s\" is constant among the respondents of the model",
							   model->factors[0].name)));
	make_ordinal_row(m);
}

/* what is the same of all rows, and the end of one */
static void
put_ordinal_model(SvyRow *row, const OrdinalModel *m)
{
	const Model *model = m->model;

	svy_row_number(row, m->df);
	svy_row_number(row, -2 * m->fit.newton.log_likelihood);
	svy_row_count(row, model->n);
	svy_row_number(row, model->weight);
	svy_row_text(row, model->factors[0].name);
	svy_row_text(row, link_names[m->link]);
	svy_row_text(row, model->passes->sample->variance);
	svy_row_end(row);
}

static void
put_parameter(SvyRow *row, const OrdinalModel *m, int k, double level, bool design_df)
{
	const Model *model = m->model;
	const ModelColumn *column = k < m->p ? &model->columns[k + 1] : NULL;
	int q = m->p + m->categories - 1;
	double unit = column ? column->unit : 1;
	double estimate = m->fit.newton.beta[k] / unit;
	double variance = m->covariance[k * (q + 1)];
	double error = variance > 0 ? sqrt(variance) / unit : NAN;
	double df = design_df ? m->df : INFINITY;

	svy_row_text(row, column ? "coefficient" : "threshold");
	svy_row_text(row, column
						  ? svy_model_term_name(model->formula, model->formula->terms[column->term])
						  : NULL);
	svy_row_text(row, column ? column->label : threshold_name(m, k - m->p));
	svy_row_text(row, column ? column->reference : NULL);
	svy_model_put_estimate(row, estimate, error, df, level);
	put_ordinal_model(row, m);
}

/* ---- probabilities at means ---- */

/* at which means of the model's columns */
typedef enum OrdinalMeans
{
	MEANS_WEIGHTED,
	MEANS_PLAIN
} OrdinalMeans;

static const char *
answer_label(const OrdinalModel *m, int place)
{
	const ModelFactor *response = &m->model->factors[0];

	for (int c = 0; c < response->ncategories; c++)
		if (response->place[c] == place)
			return response->labels[c];
	return NULL;
}

/* with errors by the covariance of the parameters, the means taken as they are */
static void
put_probabilities(SvyRow *row, OrdinalModel *m, OrdinalMeans means, double level, bool design_df)
{
	int q = m->p + m->categories - 1;
	SvyColumnSums sums = svy_newton_columns(m->model, means == MEANS_PLAIN);
	double *x = palloc_array(double, m->p + 1);
	double *probability = palloc_array(double, m->categories);
	double *gradient = palloc_array(double, m->categories *q);

	/* the first column is the intercept's */
	for (int k = 0; k < m->p; k++)
		x[k] = dd_value(dd_div(sums.columns[k + 1], sums.weight));
	ordinal_probabilities(&m->fit, x, probability, gradient);
	for (int j = 0; j < m->categories; j++)
	{
		const double *g = gradient + j * q;
		double variance = 0;

		for (int a = 0; a < q; a++)
			for (int b = 0; b < q; b++)
				variance += g[a] * g[b] * m->covariance[a * q + b];
		svy_row_text(row, "probability");
		svy_row_null(row);
		svy_row_text(row, answer_label(m, j));
		svy_row_null(row);
		svy_model_put_estimate(row, probability[j], variance > 0 ? sqrt(variance) : NAN,
							   design_df ? m->df : INFINITY, level);
		put_ordinal_model(row, m);
	}
}

/* (name, formula, link, filter, level, lonely, weight, options) */
static Datum
ordinal_rows(FunctionCallInfo fcinfo)
{
	static const char *const known[] = {"degrees", "probabilities", "reference", NULL};
	static const char *const means[] = {"mean", "unweighted-mean", NULL};
	SVY_CHOICES_FOLLOW(means, MEANS_PLAIN);
	static const char *const degrees[] = {"infinite", "design", NULL};
	char *name = svy_required_argument(fcinfo, 0, "name");
	OrdinalModel m = {.link = (OrdinalLink) svy_choice_argument(fcinfo, 2, "link", link_names)};
	ModelRequest request = {.what = "survey_ordinal"};
	double level = svy_level_argument(fcinfo, 4);
	JsonbContainer *options = svy_options_argument(fcinfo, 7, known);
	char *word = options ? svy_json_string(options, "degrees", "options") : NULL;
	bool design_df = word && svy_choice("degrees", word, degrees) == 1;
	char *at = options ? svy_json_string(options, "probabilities", "options") : NULL;
	int at_means = at ? svy_choice("probabilities", at, means) : 0;
	SvyRow row;

	request.reference = options ? svy_json_object(options, "reference", "options") : NULL;
	request.formula = svy_required_argument(fcinfo, 1, "formula");
	request.options.filter = svy_text_argument(fcinfo, 3);
	request.options.lonely = svy_text_argument(fcinfo, 5);
	request.options.weight = svy_text_argument(fcinfo, 6);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	read_ordinal(&m, svy_survey_open(name), &request);
	fit_ordinal(&m);
	for (int k = 0; k < m.p + m.categories - 1; k++)
		put_parameter(&row, &m, k, level, design_df);
	if (at)
		put_probabilities(&row, &m, (OrdinalMeans) at_means, level, design_df);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_ordinal);

Datum
svy_survey_ordinal(PG_FUNCTION_ARGS)
{
	return svy_imputed_call(fcinfo) ? (Datum) 0 : ordinal_rows(fcinfo);
}
