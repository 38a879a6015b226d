/*
 * drivers.c
 *	  survey_drivers: how important variables are for an outcome.
 *
 * All measures are functions of the weighted correlations alone (kernel/stats/drivers.h
 * has the sources), so that errors come from the influence values of these by the
 * derivatives of the measure, or from its value under each replicate.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/stats/drivers.h"
#include "model/analysis.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "plan/answer.h"
#include "server/json.h"

/* regressions between two looks for an interrupt */
#define REGRESSIONS 4096

/* a driver whose coefficient has so many times the variance that it had alone is collinear (Marquardt 1970) */
#define COLLINEAR 10

static const char *const method_names[] = {"shapley",
										   "relative-weights",
										   "standardized",
										   "correlation",
										   "partial",
										   "first",
										   "last",
										   "pratt",
										   "standardized-known",
										   NULL};
SVY_CHOICES_FOLLOW(method_names, DRIVERS_KNOWN);

typedef struct DriversCall
{
	SvyAnalysis *analysis;
	DriversMethod method;
	int p;
	const SurveyVariable **variables; /* the outcome, then the drivers */
} DriversCall;

/* a domain's importances */
typedef struct DriversResult
{
	const DriversCall *call;
	SvyDomain domain;
	double weighted_n;
	double *mean; /* of the outcome and the drivers, as deviations */
	double *deviation;
	Drivers d;
	double *covariance;	 /* of the importances and R2: (p + 1) x (p + 1) */
	const char *problem; /* why there is nothing, or NULL */
} DriversResult;

/* --------------------------------------------------------------- variables --- */

static const SurveyVariable *
number_variable(const Survey *survey, const char *name)
{
	const SurveyVariable *v = svy_survey_variable(survey, name);

	if (v->measure != SURVEY_SCALE && v->measure != SURVEY_ORDINAL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("variable \"%s\" is %s: its answers are not numbers", v->name,
						svy_measure_name(v->measure)),
				 errhint("Outcome and drivers are scale or ordinal; derive_variable makes a number "
						 "of a category.")));
	return v;
}

static void
read_variables(DriversCall *call, FunctionCallInfo fcinfo)
{
	const Survey *survey = call->analysis->survey;
	char *outcome = svy_required_argument(fcinfo, 1, "outcome");
	char **names = svy_texts_argument(fcinfo, 2, "drivers", &call->p);
	int most = call->method == DRIVERS_SHAPLEY ? DRIVERS_MAX_SHAPLEY : DRIVERS_MAX;

	if (call->p < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no driver is named")));
	if (call->p > most)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("method \"%s\" takes up to %d drivers, not %d",
							   method_names[call->method], most, call->p),
						call->method == DRIVERS_SHAPLEY
							? errhint("It fits two to the power of their number of regressions; "
									  "\"relative-weights\" are close to them and need one.")
							: 0));
	call->variables = palloc_array(const SurveyVariable *, call->p + 1);
	for (int i = 0; i <= call->p; i++)
	{
		call->variables[i] = number_variable(survey, i == 0 ? outcome : names[i - 1]);
		for (int j = 0; j < i; j++)
			if (call->variables[j] == call->variables[i])
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("variable \"%s\" is named twice", call->variables[i]->name)));
	}
}

static void
read_respondents(DriversCall *call)
{
	SvyFrameRequest request = {.nvalues = call->p + 1};

	request.values = palloc_array(char *, request.nvalues);
	for (int i = 0; i < request.nvalues; i++)
		request.values[i] = svy_answer_number_sql(call->analysis->survey, call->variables[i],
												  call->analysis->by.counted);
	svy_analysis_read(call->analysis, &request);
}

/* ------------------------------------------------------------- correlations --- */

/* means and standard deviations under a replicate's weights (-1: the full ones); the number that does not vary, or -1 */
static int
moments_of(const DriversResult *r, int replicate, double *mean, double *deviation)
{
	const SvyFrame *frame = r->domain.frame;
	int size = r->call->p + 1;
	double total = 0;

	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < r->domain.nrows; i++)
		total += svy_domain_weight(&r->domain, i, replicate);
	for (int a = 0; a < size; a++)
	{
		const double *values = frame->values[a];
		double first = values[r->domain.rows[0]];
		double sum = 0, square = 0;

		for (int64 i = 0; i < r->domain.nrows; i++)
			sum +=
				svy_domain_weight(&r->domain, i, replicate) * (values[r->domain.rows[i]] - first);
		mean[a] = first + sum / total;
		for (int64 i = 0; i < r->domain.nrows; i++)
		{
			double y = values[r->domain.rows[i]] - mean[a];

			square += svy_domain_weight(&r->domain, i, replicate) * y * y;
		}
		deviation[a] = sqrt(square / total);
		/* what is constant has a mean with an error of rounding */
		if (!(deviation[a] > 1e-13 * fabs(mean[a])))
			return a;
	}
	return -1;
}

static void
standardise(const DriversResult *r, int64 i, const double *mean, const double *deviation, double *z)
{
	for (int a = 0; a <= r->call->p; a++)
		z[a] = (r->domain.frame->values[a][r->domain.rows[i]] - mean[a]) / deviation[a];
}

static void
correlate(const DriversResult *r, int replicate, const double *mean, const double *deviation,
		  double *correlations)
{
	int size = r->call->p + 1;
	double *z = palloc_array(double, size);
	double total = 0;

	memset(correlations, 0, sizeof(double) * size * size);
	for (int64 i = 0; i < r->domain.nrows; i++)
	{
		double w = svy_domain_weight(&r->domain, i, replicate);

		if (i % 65536 == 0)
			CHECK_FOR_INTERRUPTS();
		total += w;
		standardise(r, i, mean, deviation, z);
		for (int a = 0; a < size; a++)
			for (int b = 0; b <= a; b++)
				correlations[a * size + b] += w * z[a] * z[b];
	}
	for (int a = 0; a < size; a++)
		for (int b = 0; b <= a; b++)
			correlations[a * size + b] = correlations[b * size + a] =
				a == b ? 1 : correlations[a * size + b] / total;
	pfree(z);
}

/* ---------------------------------------------------------------- measures --- */

static SvyStatus
measure(const DriversCall *call, Drivers *d, const double *correlations, bool gradients,
		double *space, int *driver)
{
	SvyStatus status =
		drivers_begin(d, call->method, call->p, correlations, gradients, space, driver);

	while (status == SVY_OK && !drivers_step(d, REGRESSIONS))
		CHECK_FOR_INTERRUPTS();
	return status;
}

static void
linearise_drivers(DriversResult *r)
{
	int size = r->call->p + 1;
	double *z = palloc_array(double, size);
	double *influence =
		palloc_extended(sizeof(double) * size * (r->domain.nrows + 1), MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < r->domain.nrows; i++)
	{
		double w = svy_domain_weight(&r->domain, i, -1) / r->weighted_n;

		standardise(r, i, r->mean, r->deviation, z);
		drivers_influence(&r->d, z, influence + i * size);
		for (int j = 0; j < size; j++)
			influence[i * size + j] *= w;
		if (i % 65536 == 0)
			CHECK_FOR_INTERRUPTS();
	}
	svy_analysis_covariance(r->call->analysis, &r->domain, size, influence, r->covariance);
	pfree(influence);
	pfree(z);
}

static void
replicate_drivers(DriversResult *r, double *correlations)
{
	int size = r->call->p + 1;
	int count = r->domain.frame->nreplicates;
	double *space = palloc_array(double, drivers_space(r->call->method, r->call->p));
	double *mean = palloc_array(double, 2 * size);
	double *theta = palloc_array(double, size *count);
	double *estimate = palloc_array(double, size);
	int driver;

	memcpy(estimate, r->d.importance, sizeof(double) * (size - 1));
	estimate[size - 1] = r->d.r2;
	for (int k = 0; k < count; k++)
	{
		bool known = moments_of(r, k, mean, mean + size) < 0;
		Drivers d;

		if (known)
		{
			correlate(r, k, mean, mean + size, correlations);
			known = measure(r->call, &d, correlations, false, space, &driver) == SVY_OK;
		}
		for (int j = 0; j < size; j++)
			theta[k * size + j] = !known ? NAN : j < size - 1 ? d.importance[j] : d.r2;
	}
	svy_analysis_replicated(r->call->analysis, &r->domain, size, theta, estimate, r->covariance);
	pfree(space);
	pfree(mean);
	pfree(theta);
	pfree(estimate);
}

/* an error where nothing is asked by domain, else what the rows of the domain say */
static void
not_estimable(DriversResult *r, char *problem, const char *hint)
{
	if (r->call->analysis->by.nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", problem),
						errhint("%s", hint)));
	r->problem = problem;
}

static void
estimate_drivers(DriversResult *r)
{
	const DriversCall *call = r->call;
	int size = call->p + 1;
	double *space = palloc_array(double, drivers_space(call->method, call->p));
	double *correlations = palloc_array(double, size *size);
	int which;

	for (int64 i = 0; i < r->domain.nrows; i++)
		r->weighted_n += svy_domain_weight(&r->domain, i, -1);
	r->mean = palloc_array(double, size);
	r->deviation = palloc_array(double, size);
	r->covariance = palloc_array(double, size *size);
	if (r->domain.nrows <= size)
	{
		not_estimable(r,
					  psprintf(INT64_FORMAT " respondents have answered all of the %d variables: "
											"too few",
							   r->domain.nrows, size),
					  "There must be more of them than coefficients.");
		return;
	}
	which = moments_of(r, -1, r->mean, r->deviation);
	if (which >= 0)
	{
		not_estimable(r, psprintf("variable \"%s\" does not vary", call->variables[which]->name),
					  "Leave it out, or look at the filter.");
		return;
	}
	correlate(r, -1, r->mean, r->deviation, correlations);
	if (measure(call, &r->d, correlations, true, space, &which) != SVY_OK)
	{
		not_estimable(r,
					  which < 0 ? pstrdup("some drivers are linear functions of others")
								: psprintf("driver \"%s\" is a linear function of those before it",
										   call->variables[which + 1]->name),
					  "Leave one of them out, or make one driver of them all.");
		return;
	}
	if (call->analysis->sample->replicates)
		replicate_drivers(r, correlations);
	else
		linearise_drivers(r);
	pfree(correlations);
}

/* -------------------------------------------------------------------- rows --- */

static bool
adds_up(DriversMethod method)
{
	return method == DRIVERS_SHAPLEY || method == DRIVERS_WEIGHTS || method == DRIVERS_PRATT;
}

static bool
never_negative(DriversMethod method)
{
	return method == DRIVERS_SHAPLEY || method == DRIVERS_WEIGHTS || method == DRIVERS_FIRST ||
		   method == DRIVERS_LAST;
}

/* place among the importances, the largest first; of those with a sign by their size */
static int
rank_of(const DriversResult *r, int j)
{
	bool size = !adds_up(r->call->method);
	double own = r->d.importance[j];
	int rank = 1;

	for (int k = 0; k < r->call->p; k++)
	{
		double other = r->d.importance[k];

		rank += size ? fabs(other) > fabs(own) : other > own;
	}
	return rank;
}

/* error of an importance over R2, from their covariance */
static double
share_error(const DriversResult *r, int j)
{
	int size = r->call->p + 1;
	double share = r->d.importance[j] / r->d.r2;
	const double *v = r->covariance;

	return svy_analysis_error(v[j * size + j] - 2 * share * v[j * size + size - 1] +
							  share * share * v[size * size - 1]) /
		   r->d.r2;
}

/* NaN where nothing could be estimated */
static double
inflation_of(const DriversResult *r, int j)
{
	return r->problem || !r->d.inverse ? NAN : r->d.inverse[j * (r->call->p + 1)];
}

static void
put_measures(SvyRow *row, const DriversResult *r, int j)
{
	const DriversCall *call = r->call;
	int size = call->p + 1;
	double importance = r->d.importance[j];
	double error = svy_analysis_error(r->covariance[j * size + j]);
	double half = svy_analysis_half(call->analysis, error);
	double low = importance - half;
	bool share = adds_up(call->method);

	svy_row_number(row, importance);
	svy_row_number(row, error);
	svy_row_number(row, never_negative(call->method) && low < 0 ? 0 : low);
	svy_row_number(row, importance + half);
	svy_row_number(row, share ? importance / r->d.r2 : NAN);
	svy_row_number(row, share ? share_error(r, j) : NAN);
	svy_row_count(row, rank_of(r, j));
	svy_row_code(row, (r->d.beta[j] > 0) - (r->d.beta[j] < 0));
	svy_row_number(row, r->d.beta[j] * r->deviation[0] / r->deviation[j + 1]);
	svy_row_number(row, r->d.beta[j]);
	svy_row_number(row, r->d.r[j + 1]);
	svy_row_number(row, inflation_of(r, j));
	svy_row_number(row, r->d.r2);
	svy_row_number(row, svy_analysis_error(r->covariance[size * size - 1]));
	svy_row_number(row, 1 - (1 - r->d.r2) * (r->domain.nrows - 1) / (r->domain.nrows - size));
}

static void
put_drivers(SvyRow *row, const DriversResult *r)
{
	for (int j = 0; j < r->call->p; j++)
	{
		const SurveyVariable *v = r->call->variables[j + 1];
		const char *remark = r->problem;

		svy_analysis_put_domain(row, r->call->analysis, &r->domain);
		svy_row_text(row, v->name);
		svy_row_text(row, v->label ? v->label : v->name);
		if (r->problem || !r->d.importance)
			for (int k = 0; k < 15; k++)
				svy_row_null(row);
		else
			put_measures(row, r, j);
		if (inflation_of(r, j) > COLLINEAR)
			remark = psprintf("collinear with other drivers: its coefficient has %.1f times the "
							  "variance",
							  inflation_of(r, j));
		svy_row_count(row, r->domain.nrows);
		svy_row_number(row, r->weighted_n);
		svy_row_text(row, method_names[r->call->method]);
		svy_row_text(row, r->call->analysis->sample->variance);
		svy_row_text(row, remark);
		svy_row_end(row);
	}
}

static void
warn_of_collinear(const DriversResult *r)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int j = 0; j < r->call->p; j++)
		if (inflation_of(r, j) > COLLINEAR)
			appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "",
							 r->call->variables[j + 1]->name);
	if (names.len > 0)
		ereport(WARNING,
				(errmsg("drivers are collinear: %s", names.data),
				 errdetail("Their coefficients have more than %d times the variance that each "
						   "would have alone, and share what they explain together.",
						   COLLINEAR),
				 errhint("Leave out all but one of those that say the same.")));
}

PG_FUNCTION_INFO_V1(svy_survey_drivers);

/* (name, outcome, drivers, method, by, filter, level, lonely, weight, options) */
Datum
svy_survey_drivers(PG_FUNCTION_ARGS)
{
	DriversCall call = {.method = svy_choice_argument(fcinfo, 3, "method", method_names)};
	SvyRow row;

	svy_no_options(fcinfo, 9);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	call.analysis = svy_analysis_open(fcinfo, "survey_drivers", 4);
	read_variables(&call, fcinfo);
	read_respondents(&call);
	for (int i = 0; i < svy_analysis_domains(call.analysis); i++)
	{
		DriversResult r = {.call = &call,
						   .domain = svy_analysis_domain(call.analysis, i, call.p + 1)};

		if (r.domain.nrows == 0)
			continue;
		estimate_drivers(&r);
		warn_of_collinear(&r);
		put_drivers(&row, &r);
	}
	SPI_finish();
	return (Datum) 0;
}
