/*
 * turf_options.c
 *	  survey_turf_options: what each option of a set adds to reach.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/turf.h"
#include "pg/arguments.h"
#include "server/json.h"

typedef struct OptionRow
{
	double share; /* of the base that chose it */
	double error;
	double shapley; /* its part in the reach of all options together */
	double shapley_error;
} OptionRow;

/*
 * Shapley's value of an option in the game of reach with one option needed: each
 * respondent who is reached at all is shared by the options that he chose (Conklin
 * and Lipovetsky 2005).
 */
static void
add_respondent(const TurfBase *base, int64 i, int option, double *share, double *shapley)
{
	bool chosen = base->chosen[i] >> option & 1;

	*share = chosen;
	*shapley = chosen ? 1.0 / pg_popcount64(base->chosen[i]) : 0;
}

static void
estimate_option(const TurfBase *base, int option, int replicate, double *estimate)
{
	double total = 0;

	estimate[0] = estimate[1] = 0;
	for (int64 i = 0; i < base->domain.nrows; i++)
	{
		double w = svy_domain_weight(&base->domain, i, replicate);
		double share, shapley;

		add_respondent(base, i, option, &share, &shapley);
		total += w;
		estimate[0] += w * share;
		estimate[1] += w * shapley;
	}
	estimate[0] /= total;
	estimate[1] /= total;
}

static void
option_linearised(const TurfSet *t, const TurfBase *base, int option, const double *estimate,
				  double *covariance)
{
	double *influence =
		palloc_extended(sizeof(double) * 2 * (base->domain.nrows + 1), MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < base->domain.nrows; i++)
	{
		double w = svy_domain_weight(&base->domain, i, -1) / base->weighted_n;

		add_respondent(base, i, option, &influence[2 * i], &influence[2 * i + 1]);
		influence[2 * i] = w * (influence[2 * i] - estimate[0]);
		influence[2 * i + 1] = w * (influence[2 * i + 1] - estimate[1]);
	}
	svy_analysis_covariance(t->analysis, &base->domain, 2, influence, covariance);
	pfree(influence);
}

static void
option_replicated(const TurfSet *t, const TurfBase *base, int option, const double *estimate,
				  double *covariance)
{
	int count = base->domain.frame->nreplicates;
	double *theta = palloc_array(double, 2 * count);

	for (int r = 0; r < count; r++)
		estimate_option(base, option, r, theta + 2 * r);
	svy_analysis_replicated(t->analysis, &base->domain, 2, theta, estimate, covariance);
	pfree(theta);
}

static OptionRow
option_row(const TurfSet *t, const TurfBase *base, int option)
{
	double estimate[2];
	double covariance[4];

	CHECK_FOR_INTERRUPTS();
	estimate_option(base, option, -1, estimate);
	if (t->analysis->sample->replicates)
		option_replicated(t, base, option, estimate, covariance);
	else
		option_linearised(t, base, option, estimate, covariance);
	return (OptionRow){estimate[0], svy_analysis_error(covariance[0]), estimate[1],
					   svy_analysis_error(covariance[3])};
}

/* the options in greedy's order, and what each adds */
static void
put_options(SvyRow *row, const TurfSet *t, const TurfBase *base)
{
	TurfProblem problem = base->problem;
	TurfPortfolio after[TURF_MAX_OPTIONS];
	uint8 order[TURF_MAX_OPTIONS];
	double before = 0;
	int steps;

	problem.size = t->count;
	steps = turf_greedy(&problem, order, after);
	for (int step = 0; step < steps; step++)
	{
		int option = order[step];
		OptionRow o = option_row(t, base, option);
		double reach = (double) after[step].reach / (double) TURF_WHOLE;

		svy_analysis_put_domain(row, t->analysis, &base->domain);
		svy_row_count(row, step + 1);
		svy_row_text(row, svy_turf_label(t, option));
		svy_row_text(row, svy_turf_name(t, option));
		svy_row_number(row, o.share);
		svy_row_number(row, o.error);
		svy_row_number(row, o.share - svy_analysis_half(t->analysis, o.error));
		svy_row_number(row, o.share + svy_analysis_half(t->analysis, o.error));
		svy_row_number(row, reach);
		svy_row_number(row, reach - before);
		svy_row_number(row, t->at_least == 1 ? o.shapley : NAN);
		svy_row_number(row, t->at_least == 1 ? o.shapley_error : NAN);
		svy_row_count(row, base->domain.nrows);
		svy_row_number(row, base->weighted_n);
		svy_row_text(row, t->analysis->sample->variance);
		svy_row_end(row);
		before = reach;
	}
}

PG_FUNCTION_INFO_V1(svy_survey_turf_options);

/* (name, set, at_least, must_not, by, filter, level, lonely, weight, options) */
Datum
svy_survey_turf_options(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"missing", NULL};
	static const char *const missing[] = {"not-reached", "listwise", NULL};
	JsonbContainer *options = svy_options_argument(fcinfo, 9, known);
	char *word = options ? svy_json_string(options, "missing", "options") : NULL;
	bool listwise = word && svy_choice("missing", word, missing) == 1;
	TurfSet *t;
	SvyRow row;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	t = svy_turf_open(fcinfo, "survey_turf_options", -1, 3, 4);
	t->at_least = PG_ARGISNULL(2) ? 1 : PG_GETARG_INT32(2);
	if (t->at_least < 1 || t->at_least > t->count)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("at_least must be 1 to %d, not %d", t->count, t->at_least)));
	svy_turf_read(t, listwise);
	for (int i = 0; i < svy_analysis_domains(t->analysis); i++)
	{
		TurfBase base = svy_turf_base(t, i);

		if (base.domain.nrows > 0)
			put_options(&row, t, &base);
	}
	SPI_finish();
	return (Datum) 0;
}
