/*
 * turf.c
 *	  survey_turf: the portfolios of options that reach most respondents.
 *
 * Reach is a share, and how far a portfolio is behind the best the difference of two
 * shares of the same respondents, so that its error is that of respondents whom one
 * of both reaches and the other does not.  That the best was searched for is in no
 * error: the remark of its row says so.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/turf.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "server/json.h"

/* patterns between two looks for an interrupt: some 10 ms */
#define VISITS 1000000

/* after so many the search is given up, a few minutes */
#define MOST_VISITS 2e10

typedef enum TurfMethod
{
	TURF_EXACT,
	TURF_GREEDY
} TurfMethod;

typedef struct TurfCall
{
	TurfSet *t;
	int size;
	int top;
	TurfMethod method;
	bool listwise;
	double most_visits;
} TurfCall;

/* what one domain's portfolios are */
typedef struct TurfResult
{
	const TurfCall *call;
	const TurfBase *base;
	int count;
	TurfPortfolio *portfolios;
	const char *search;
	double compared; /* portfolios of this size that there are */
} TurfResult;

static int
int_argument(FunctionCallInfo fcinfo, int argument, int otherwise)
{
	return PG_ARGISNULL(argument) ? otherwise : PG_GETARG_INT32(argument);
}

static void
check_sizes(const TurfCall *call)
{
	const TurfSet *t = call->t;
	int forced = pg_popcount64(t->must);

	if (call->size < 1 || call->size > t->count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("size must be 1 to %d, not %d", t->count, call->size),
				 errdetail("So many options of set \"%s\" may be in a portfolio.", t->set->name)));
	if (t->at_least < 1 || t->at_least > call->size)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("at_least must be 1 to %d, not %d", call->size, t->at_least),
						errdetail("A portfolio of %d options reaches nobody who needs more.",
								  call->size)));
	if (forced > call->size)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%d options must be in a portfolio of %d", forced, call->size)));
	if (call->top < 1 || call->top > TURF_MAX_TOP)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("top must be 1 to %d, not %d", TURF_MAX_TOP, call->top)));
}

static void
read_options(TurfCall *call, FunctionCallInfo fcinfo, int argument)
{
	static const char *const known[] = {"method", "missing", "visits", NULL};
	static const char *const methods[] = {"exact", "greedy", NULL};
	SVY_CHOICES_FOLLOW(methods, TURF_GREEDY);
	static const char *const missing[] = {"not-reached", "listwise", NULL};
	JsonbContainer *options = svy_options_argument(fcinfo, argument, known);
	char *word;

	call->most_visits = MOST_VISITS;
	if (!options)
		return;
	word = svy_json_string(options, "method", "options");
	call->method = word ? svy_choice("method", word, methods) : TURF_EXACT;
	word = svy_json_string(options, "missing", "options");
	call->listwise = word && svy_choice("missing", word, missing) == 1;
	if (svy_json_number(options, "visits", "options", &call->most_visits) && call->most_visits < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("visits must be at least 1, not %g", call->most_visits)));
}

/* ------------------------------------------------------------------ search --- */

static void
search_exactly(TurfResult *r, const TurfProblem *problem)
{
	TurfSearch *search = palloc(sizeof(TurfSearch));
	TurfPattern *scratch =
		palloc_extended(sizeof(TurfPattern) * turf_scratch(problem), MCXT_ALLOC_HUGE);
	bool done;

	svy_check(turf_begin(search, problem, scratch, r->portfolios), "TURF");
	do
	{
		CHECK_FOR_INTERRUPTS();
		done = turf_search(search, VISITS);
	} while (!done && search->visited < r->call->most_visits);
	r->count = search->found;
	r->search = done ? "exact" : "unfinished";
	pfree(scratch);
	pfree(search);
}

static void
search_greedily(TurfResult *r, const TurfProblem *problem)
{
	uint8 order[TURF_MAX_OPTIONS];
	TurfPortfolio after[TURF_MAX_OPTIONS];
	int steps = turf_greedy(problem, order, after);

	r->portfolios[0] = after[steps - 1];
	r->count = 1;
	r->search = "greedy";
}

static double
combinations(int count, int chosen)
{
	double result = 1;

	for (int i = 1; i <= chosen; i++)
		result = rint(result * (count - chosen + i) / i);
	return result;
}

static TurfResult
find_portfolios(const TurfCall *call, const TurfBase *base)
{
	TurfProblem problem = base->problem;
	int forced = pg_popcount64(problem.must);
	TurfResult r = {.call = call, .base = base};

	problem.size = call->size;
	problem.top = call->top;
	r.portfolios = palloc_array(TurfPortfolio, call->top);
	r.compared = combinations(call->t->count - forced, call->size - forced);
	if (call->method == TURF_GREEDY)
		search_greedily(&r, &problem);
	else
		search_exactly(&r, &problem);
	return r;
}

/* --------------------------------------------------------------- estimates --- */

typedef struct TurfReach
{
	double reach;
	double frequency;
	double frequency_reached; /* of those reached */
	double error;
	double behind; /* the best portfolio's reach less this one's */
	double behind_error;
} TurfReach;

static bool
reached(const TurfResult *r, int64 i, uint64_t options)
{
	return pg_popcount64(r->base->chosen[i] & options) >= r->call->t->at_least;
}

/* the share that a portfolio reaches under a replicate; -1: the full weights */
static double
reach_of(const TurfResult *r, uint64_t options, int replicate)
{
	double sum = 0, total = 0;

	for (int64 i = 0; i < r->base->domain.nrows; i++)
	{
		double w = svy_domain_weight(&r->base->domain, i, replicate);

		total += w;
		if (reached(r, i, options))
			sum += w;
	}
	return sum / total;
}

static void
count_chosen(const TurfResult *r, uint64_t options, TurfReach *reach)
{
	double chosen = 0, chosen_reached = 0, sum = 0;

	for (int64 i = 0; i < r->base->domain.nrows; i++)
	{
		double w = svy_domain_weight(&r->base->domain, i, -1);
		int count = pg_popcount64(r->base->chosen[i] & options);

		chosen += w * count;
		if (count < r->call->t->at_least)
			continue;
		chosen_reached += w * count;
		sum += w;
	}
	reach->frequency = chosen / r->base->weighted_n;
	reach->frequency_reached = sum > 0 ? chosen_reached / sum : NAN;
}

/* covariance of this portfolio's reach and of how far it is behind the best one */
static void
reach_linearised(const TurfResult *r, uint64_t options, const TurfReach *reach, double *covariance)
{
	const SvyDomain *domain = &r->base->domain;
	double *influence = palloc_extended(sizeof(double) * 2 * (domain->nrows + 1), MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < domain->nrows; i++)
	{
		double w = svy_domain_weight(domain, i, -1) / r->base->weighted_n;
		double own = reached(r, i, options);

		influence[2 * i] = w * (own - reach->reach);
		influence[2 * i + 1] = w * (reached(r, i, r->portfolios[0].options) - own - reach->behind);
	}
	svy_analysis_covariance(r->call->t->analysis, domain, 2, influence, covariance);
	pfree(influence);
}

static void
reach_replicated(const TurfResult *r, uint64_t options, const TurfReach *reach, double *covariance)
{
	int count = r->base->domain.frame->nreplicates;
	double *theta = palloc_array(double, 2 * count);
	double estimate[2] = {reach->reach, reach->behind};

	for (int k = 0; k < count; k++)
	{
		CHECK_FOR_INTERRUPTS();
		theta[2 * k] = reach_of(r, options, k);
		theta[2 * k + 1] = reach_of(r, r->portfolios[0].options, k) - theta[2 * k];
	}
	svy_analysis_replicated(r->call->t->analysis, &r->base->domain, 2, theta, estimate, covariance);
	pfree(theta);
}

static TurfReach
estimate_reach(const TurfResult *r, int rank, double best)
{
	uint64_t options = r->portfolios[rank].options;
	TurfReach reach = {0};
	double covariance[4];

	CHECK_FOR_INTERRUPTS();
	reach.reach = reach_of(r, options, -1);
	reach.behind = rank == 0 ? 0 : best - reach.reach;
	count_chosen(r, options, &reach);
	if (r->call->t->analysis->sample->replicates)
		reach_replicated(r, options, &reach, covariance);
	else
		reach_linearised(r, options, &reach, covariance);
	reach.error = svy_analysis_error(covariance[0]);
	reach.behind_error = rank == 0 ? NAN : svy_analysis_error(covariance[3]);
	return reach;
}

/* -------------------------------------------------------------------- rows --- */

static const char *
remark_of(const TurfResult *r, int rank)
{
	const char *search = "";

	if (strcmp(r->search, "greedy") == 0)
		search = "; one option after another: others may reach more";
	else if (strcmp(r->search, "unfinished") == 0)
		search = "; the search was given up: others may reach more";
	if (rank > 0 || r->compared == 1)
		return *search ? search + 2 : NULL;
	return psprintf("the best of %.0f portfolios in these answers: its reach is optimistic%s",
					r->compared, search);
}

/* labels, names, and what would be lost without each option */
static void
put_portfolio(SvyRow *row, const TurfResult *r, uint64_t options, const TurfReach *reach)
{
	const char *labels[TURF_MAX_OPTIONS];
	const char *names[TURF_MAX_OPTIONS];
	double unique[TURF_MAX_OPTIONS];
	int count = 0;

	for (uint64_t rest = options; rest; rest &= rest - 1, count++)
	{
		int option = pg_rightmost_one_pos64(rest);

		labels[count] = svy_turf_label(r->call->t, option);
		names[count] = svy_turf_name(r->call->t, option);
		unique[count] = reach->reach - reach_of(r, options & ~(rest & -rest), -1);
	}
	svy_row_texts(row, count, labels);
	svy_row_texts(row, count, names);
	svy_row_number(row, reach->reach);
	svy_row_number(row, reach->error);
	svy_row_number(row, reach->reach - svy_analysis_half(r->call->t->analysis, reach->error));
	svy_row_number(row, reach->reach + svy_analysis_half(r->call->t->analysis, reach->error));
	svy_row_number(row, reach->behind);
	svy_row_number(row, reach->behind_error);
	svy_row_number(row, reach->frequency);
	svy_row_number(row, reach->frequency_reached);
	svy_row_numbers(row, count, unique);
}

static void
put_domain(SvyRow *row, const TurfResult *r)
{
	double best = 0;

	for (int rank = 0; rank < r->count; rank++)
	{
		TurfReach reach = estimate_reach(r, rank, best);

		if (rank == 0)
			best = reach.reach;
		svy_analysis_put_domain(row, r->call->t->analysis, &r->base->domain);
		svy_row_count(row, rank + 1);
		put_portfolio(row, r, r->portfolios[rank].options, &reach);
		svy_row_count(row, r->base->domain.nrows);
		svy_row_number(row, r->base->weighted_n);
		svy_row_text(row, r->search);
		svy_row_text(row, r->call->t->analysis->sample->variance);
		svy_row_text(row, remark_of(r, rank));
		svy_row_end(row);
	}
}

PG_FUNCTION_INFO_V1(svy_survey_turf);

/* (name, set, size, at_least, must, must_not, top, by, filter, level, lonely, weight, options) */
Datum
svy_survey_turf(PG_FUNCTION_ARGS)
{
	TurfCall call = {0};
	SvyRow row;

	read_options(&call, fcinfo, 12);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	call.t = svy_turf_open(fcinfo, "survey_turf", 4, 5, 7);
	call.size = int_argument(fcinfo, 2, Min(5, call.t->count));
	call.t->at_least = int_argument(fcinfo, 3, 1);
	call.top = int_argument(fcinfo, 6, 20);
	check_sizes(&call);
	svy_turf_read(call.t, call.listwise);
	for (int i = 0; i < svy_analysis_domains(call.t->analysis); i++)
	{
		TurfBase base = svy_turf_base(call.t, i);
		TurfResult r;

		if (base.domain.nrows == 0)
			continue;
		r = find_portfolios(&call, &base);
		put_domain(&row, &r);
	}
	SPI_finish();
	return (Datum) 0;
}
