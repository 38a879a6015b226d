/*
 * maxdiff.c
 *	  survey_maxdiff: what respondents prefer, from the best and the worst of
 *	  several items (best-worst scaling; Louviere, Flynn and Marley 2015).
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/maxdiff_tasks.h"
#include "pg/arguments.h"
#include "pg/svy.h"

typedef enum MaxdiffModel
{
	MAXDIFF_SEQUENTIAL, /* the best of all, then the worst of the rest */
	MAXDIFF_BEST,
	MAXDIFF_WORST,
	MAXDIFF_MIRROR, /* the best of all and the worst of all */
	MAXDIFF_PAIRS,	/* one of the ordered pairs of best and worst */
	MAXDIFF_COUNTS	/* no model */
} MaxdiffModel;

static const char *const model_names[] = {"sequential", "best",	  "worst", "mirror",
										  "pairs",		"counts", NULL};
SVY_CHOICES_FOLLOW(model_names, MAXDIFF_COUNTS);

typedef struct MaxdiffCall
{
	SvyAnalysis *analysis;
	MaxdiffBook *book;
	MaxdiffModel model;
	ChoiceErrors errors;
	const char *reference; /* label of the item whose utility is 0, or NULL: the first */
} MaxdiffCall;

/* what the counts of an item are */
typedef struct ItemCounts
{
	double shown;
	double best;
	double worst;
	double seen;	   /* weights of the respondents who saw it */
	double individual; /* weighted mean of their own (best - worst) / shown */
} ItemCounts;

typedef struct MaxdiffResult
{
	const MaxdiffCall *call;
	MaxdiffData data;
	ItemCounts *counts;
	double *count_error; /* of best minus worst over shown, then of the mean of individual scores */
	int reference;
	int *coefficient; /* of each item; -1: the reference, or not shown */
	bool fitted;
	ChoiceFit fit;
	double *utility;	/* of each item; NaN: not shown */
	double *covariance; /* of the utilities: nitems x nitems */
	int most_shown;
	const char *problem;
} MaxdiffResult;

/* ------------------------------------------------------------------ counts --- */

/* of one respondent, by item: how often shown, best and worst */
static void
count_respondent(const MaxdiffResult *r, int64 *at, int32 respondent, double *own)
{
	int n = r->call->book->nitems;

	memset(own, 0, sizeof(double) * 3 * n);
	for (; *at < r->data.ntasks && r->data.tasks[*at].respondent == respondent; (*at)++)
	{
		const MaxdiffTask *task = &r->data.tasks[*at];

		for (int i = 0; i < task->count; i++)
			own[task->items[i]]++;
		if (task->best >= 0)
			own[n + task->items[task->best]]++;
		if (task->worst >= 0)
			own[2 * n + task->items[task->worst]]++;
	}
}

static void
count_items(const MaxdiffResult *r, int replicate, ItemCounts *counts)
{
	int n = r->call->book->nitems;
	double *own = palloc_array(double, 3 * n);
	int64 at = 0;

	CHECK_FOR_INTERRUPTS();
	memset(counts, 0, sizeof(ItemCounts) * n);
	for (int32 k = 0; k < r->data.who.count; k++)
	{
		double w = svy_choice_weight(&r->data.who, k, replicate);

		count_respondent(r, &at, k, own);
		for (int i = 0; i < n; i++)
		{
			if (own[i] == 0)
				continue;
			counts[i].shown += w * own[i];
			counts[i].best += w * own[n + i];
			counts[i].worst += w * own[2 * n + i];
			counts[i].seen += w;
			counts[i].individual += w * (own[n + i] - own[2 * n + i]) / own[i];
		}
	}
	for (int i = 0; i < n; i++)
		counts[i].individual /= counts[i].seen;
	pfree(own);
}

static double
score_of(const ItemCounts *c)
{
	return (c->best - c->worst) / c->shown;
}

/* errors of both scores, whose influence values are those of a ratio and of a mean */
static void
linearise_counts(MaxdiffResult *r, double *covariance)
{
	int n = r->call->book->nitems;
	double *own = palloc_array(double, 3 * n);
	double *influence = palloc_extended(sizeof(double) * 2 * n * (r->data.who.count + 1),
										MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int64 at = 0;

	for (int32 k = 0; k < r->data.who.count; k++)
	{
		double w = svy_choice_weight(&r->data.who, k, -1);
		double *row = influence + (int64) k * 2 * n;

		count_respondent(r, &at, k, own);
		for (int i = 0; i < n; i++)
		{
			const ItemCounts *c = &r->counts[i];
			double difference = own[n + i] - own[2 * n + i];

			if (own[i] == 0)
				continue;
			row[i] = w * (difference - score_of(c) * own[i]) / c->shown;
			row[n + i] = w * (difference / own[i] - c->individual) / c->seen;
		}
	}
	svy_choice_covariance(&r->data.who, 2 * n, influence, covariance);
	pfree(influence);
	pfree(own);
}

static void
replicate_counts(MaxdiffResult *r, double *covariance)
{
	int n = r->call->book->nitems;
	int count = r->data.domain.frame->nreplicates;
	double *theta = palloc_array(double, (Size) 2 * n * (count + 1));
	ItemCounts *counts = palloc_array(ItemCounts, n);

	for (int k = -1; k < count; k++)
	{
		double *row = theta + (k + 1) * 2 * n;

		count_items(r, k, counts);
		for (int i = 0; i < n; i++)
		{
			row[i] = score_of(&counts[i]);
			row[n + i] = counts[i].individual;
		}
	}
	svy_analysis_replicated(r->call->analysis, &r->data.domain, 2 * n, theta + 2 * n, theta,
							covariance);
	pfree(theta);
	pfree(counts);
}

static void
estimate_counts(MaxdiffResult *r)
{
	int n = r->call->book->nitems;
	double *covariance = palloc_array(double, 4 * n * n);

	r->counts = palloc_array(ItemCounts, n);
	r->count_error = palloc_array(double, 2 * n);
	count_items(r, -1, r->counts);
	if (r->call->analysis->sample->replicates)
		replicate_counts(r, covariance);
	else
		linearise_counts(r, covariance);
	for (int i = 0; i < 2 * n; i++)
		r->count_error[i] = svy_analysis_error(covariance[i * (2 * n + 1)]);
	pfree(covariance);
}

/* ------------------------------------------------------------------- model --- */

/* an alternative: + one item, - another; -1: none */
static void
add_alternative(const MaxdiffResult *r, ChoiceSets *sets, int plus, int minus)
{
	int16 column[2] = {-1, -1};
	double value[2] = {1, -1};

	if (plus >= 0)
		column[0] = (int16) r->coefficient[plus];
	if (minus >= 0)
		column[1] = (int16) r->coefficient[minus];
	svy_choice_alternative(sets, column, value);
}

/* the worst (or best) of a task's items but one */
static void
add_one_of(const MaxdiffResult *r, ChoiceSets *sets, const MaxdiffTask *task, bool worst,
		   int without)
{
	int chosen = worst ? task->worst : task->best;

	svy_choice_set(sets, task->respondent, chosen - (without >= 0 && without < chosen));
	for (int i = 0; i < task->count; i++)
		if (i != without)
			add_alternative(r, sets, worst ? -1 : task->items[i], worst ? task->items[i] : -1);
}

static void
add_pairs(const MaxdiffResult *r, ChoiceSets *sets, const MaxdiffTask *task)
{
	int chosen = task->best * (task->count - 1) + task->worst - (task->worst > task->best);

	svy_choice_set(sets, task->respondent, chosen);
	for (int b = 0; b < task->count; b++)
		for (int w = 0; w < task->count; w++)
			if (w != b)
				add_alternative(r, sets, task->items[b], task->items[w]);
}

/* one item cannot be both */
static bool
answers_both(const MaxdiffTask *task)
{
	return task->best >= 0 && task->worst >= 0 && task->best != task->worst;
}

static void
add_task(const MaxdiffResult *r, ChoiceSets *sets, const MaxdiffTask *task)
{
	switch (r->call->model)
	{
		case MAXDIFF_BEST:
			if (task->best >= 0)
				add_one_of(r, sets, task, false, -1);
			break;
		case MAXDIFF_WORST:
			if (task->worst >= 0)
				add_one_of(r, sets, task, true, -1);
			break;
		case MAXDIFF_PAIRS:
			if (answers_both(task))
				add_pairs(r, sets, task);
			break;
		default:
			if (!answers_both(task))
				break;
			add_one_of(r, sets, task, false, -1);
			add_one_of(r, sets, task, true, r->call->model == MAXDIFF_SEQUENTIAL ? task->best : -1);
	}
}

/* which item has which coefficient; their number */
static int
number_coefficients(MaxdiffResult *r)
{
	const MaxdiffBook *book = r->call->book;
	int p = 0;

	r->reference = -1;
	for (int i = 0; i < book->nitems; i++)
	{
		bool named = !r->call->reference || strcmp(book->items[i].label, r->call->reference) == 0;

		if (r->reference < 0 && named && r->counts[i].shown > 0)
			r->reference = i;
	}
	if (r->reference < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no item \"%s\" was shown", r->call->reference ? r->call->reference : "")));
	r->coefficient = palloc_array(int, book->nitems);
	for (int i = 0; i < book->nitems; i++)
		r->coefficient[i] = i == r->reference || r->counts[i].shown == 0 ? -1 : p++;
	return p;
}

static void
no_utilities(MaxdiffResult *r, int column)
{
	const MaxdiffBook *book = r->call->book;
	const char *item = "";

	for (int i = 0; i < book->nitems; i++)
		if (r->coefficient[i] == column)
			item = book->items[i].label;
	r->problem = psprintf("the utility of item \"%s\" is not known: it was always or never chosen, "
						  "or never shown beside the others",
						  item);
	if (r->call->analysis->by.nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", r->problem),
						errhint("Leave its rows out, or count without a model: model => "
								"'counts'.")));
}

static void
spread_utilities(MaxdiffResult *r)
{
	int n = r->call->book->nitems;

	r->utility = palloc_array(double, n);
	r->covariance = palloc0_array(double, n *n);
	for (int i = 0; i < n; i++)
	{
		int a = r->coefficient[i];

		r->utility[i] = r->counts[i].shown == 0 ? NAN : a < 0 ? 0 : r->fit.c.beta[a];
		for (int j = 0; j < n; j++)
			if (a >= 0 && r->coefficient[j] >= 0)
				r->covariance[i * n + j] = r->fit.covariance[a * r->fit.p + r->coefficient[j]];
	}
}

static void
estimate_utilities(MaxdiffResult *r)
{
	int p = number_coefficients(r);
	ChoiceSets sets = svy_choice_sets(2);

	for (int64 t = 0; t < r->data.ntasks; t++)
	{
		add_task(r, &sets, &r->data.tasks[t]);
		r->most_shown = Max(r->most_shown, r->data.tasks[t].count);
	}
	if (sets.nsets == 0 || p == 0)
	{
		r->problem = "no task has been answered";
		return;
	}
	r->fit = svy_choice_fit(&sets, &r->data.who, p, r->call->errors);
	if (r->fit.status != SVY_OK)
		no_utilities(r, r->fit.c.column);
	else
	{
		r->fitted = true;
		spread_utilities(r);
	}
}

/* -------------------------------------------------------------------- rows --- */

typedef struct Preference
{
	double centred; /* utility less the mean of all */
	double centred_error;
	double share; /* exp(utility) over their sum */
	double share_error;
	double probability; /* of being taken as the best of a task of average items; all add up to 1 */
	double rescaled;	/* 0: the least preferred, 100: the most */
} Preference;

/* derivatives of an item's centred utility, and of its share */
static double
variance_of(const MaxdiffResult *r, int item, const double *shares, int count)
{
	int n = r->call->book->nitems;
	double *factors = palloc_array(double, n);
	double variance;

	for (int j = 0; j < n; j++)
	{
		bool shown = !isnan(r->utility[j]);

		if (shares)
			factors[j] = shown ? shares[item] * ((j == item) - shares[j]) : 0;
		else
			factors[j] = shown ? (j == item) - 1.0 / count : 0;
	}
	variance = svy_choice_variance(n, r->covariance, factors);
	pfree(factors);
	return variance;
}

static Preference *
preferences(const MaxdiffResult *r)
{
	int n = r->call->book->nitems;
	Preference *result = palloc_array(Preference, n);
	double *shares = palloc0_array(double, n);
	double sum = 0, all = 0, total = 0, low = INFINITY, high = -INFINITY;
	int count = 0;

	for (int i = 0; i < n; i++)
	{
		if (isnan(r->utility[i]))
			continue;
		count++;
		sum += r->utility[i];
		low = Min(low, r->utility[i]);
		high = Max(high, r->utility[i]);
	}
	for (int i = 0; i < n; i++)
		if (!isnan(r->utility[i]))
			all += shares[i] = exp(r->utility[i] - high);
	for (int i = 0; i < n; i++)
		shares[i] /= all;
	for (int i = 0; i < n; i++)
	{
		Preference *p = &result[i];
		double odds = exp(r->utility[i] - sum / count);

		p->centred = r->utility[i] - sum / count;
		p->centred_error = svy_analysis_error(variance_of(r, i, NULL, count));
		p->share = shares[i];
		p->share_error = svy_analysis_error(variance_of(r, i, shares, count));
		p->probability = odds / (odds + r->most_shown - 1);
		p->rescaled = 100 * (r->utility[i] - low) / (high - low);
		if (!isnan(p->probability))
			total += p->probability;
	}
	for (int i = 0; i < n; i++)
		result[i].probability /= total;
	pfree(shares);
	return result;
}

static int
rank_by(const MaxdiffResult *r, int item)
{
	int rank = 1;

	for (int j = 0; j < r->call->book->nitems; j++)
		rank += r->fitted ? r->utility[j] > r->utility[item]
						  : score_of(&r->counts[j]) > score_of(&r->counts[item]);
	return rank;
}

static void
put_counts(SvyRow *row, const MaxdiffResult *r, int i)
{
	const ItemCounts *c = &r->counts[i];

	svy_row_number(row, c->shown);
	svy_row_number(row, c->best);
	svy_row_number(row, c->worst);
	svy_row_number(row, score_of(c));
	svy_row_number(row, r->count_error[i]);
	svy_row_number(row, c->individual);
	svy_row_number(row, r->count_error[r->call->book->nitems + i]);
}

static void
put_utilities(SvyRow *row, const MaxdiffResult *r, int i, const Preference *p)
{
	int n = r->call->book->nitems;
	double error = i == r->reference ? 0 : svy_analysis_error(r->covariance[i * (n + 1)]);
	double half = svy_analysis_half(r->call->analysis, error);

	svy_row_number(row, r->utility[i]);
	svy_row_number(row, error);
	svy_row_number(row, r->utility[i] - half);
	svy_row_number(row, r->utility[i] + half);
	svy_row_number(row, p->centred);
	svy_row_number(row, p->centred_error);
	svy_row_number(row, p->share);
	svy_row_number(row, p->share_error);
	svy_row_number(row, p->probability);
	svy_row_number(row, p->rescaled);
	svy_row_number(row, r->fit.c.log_likelihood);
	svy_row_number(row, r->fit.c.null_likelihood);
	svy_row_number(row, 1 - r->fit.c.log_likelihood / r->fit.c.null_likelihood);
}

static void
put_item(SvyRow *row, const MaxdiffResult *r, int i, const Preference *p)
{
	const MaxdiffBook *book = r->call->book;

	svy_analysis_put_domain(row, r->call->analysis, &r->data.domain);
	svy_row_text(row, book->items[i].label);
	svy_row_code(row, book->items[i].code);
	svy_row_count(row, rank_by(r, i));
	put_counts(row, r, i);
	if (p)
		put_utilities(row, r, i, p);
	else
		for (int k = 0; k < 13; k++)
			svy_row_null(row);
	svy_row_count(row, r->data.ntasks);
	svy_row_count(row, r->data.who.count);
	svy_row_number(row, r->data.weighted_n);
	svy_row_text(row, model_names[r->call->model]);
	svy_row_text(row, svy_choice_variance_name(r->call->analysis, r->call->errors));
	svy_row_text(row, r->problem			   ? r->problem
					  : p && i == r->reference ? "the utilities are differences to this "
												 "item's"
											   : NULL);
	svy_row_end(row);
}

static void
put_maxdiff(SvyRow *row, MaxdiffResult *r)
{
	Preference *all = NULL;

	estimate_counts(r);
	if (r->call->model != MAXDIFF_COUNTS)
		estimate_utilities(r);
	if (r->fitted)
		all = preferences(r);
	for (int i = 0; i < r->call->book->nitems; i++)
		if (r->counts[i].shown > 0)
			put_item(row, r, i, all ? &all[i] : NULL);
}

PG_FUNCTION_INFO_V1(svy_survey_maxdiff);

/* (name, tasks, model, by, filter, level, lonely, weight, options) */
Datum
svy_survey_maxdiff(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"errors", "reference", NULL};
	char *tasks = svy_required_argument(fcinfo, 1, "tasks");
	MaxdiffCall call = {.model = svy_choice_argument(fcinfo, 2, "model", model_names)};
	JsonbContainer *options = svy_options_argument(fcinfo, 8, known);
	SvyRow row;

	call.errors = svy_choice_errors(options);
	call.reference = options ? svy_json_string(options, "reference", "options") : NULL;
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	call.analysis = svy_analysis_open(fcinfo, "survey_maxdiff", 3);
	call.book = svy_maxdiff_open(call.analysis, tasks);
	svy_maxdiff_read(call.book);
	for (int i = 0; i < svy_analysis_domains(call.analysis); i++)
	{
		MaxdiffResult r = {.call = &call, .data = svy_maxdiff_data(call.book, i)};

		/* which points to itself only now */
		r.data.who.domain = &r.data.domain;
		if (r.data.domain.nrows > 0)
			put_maxdiff(&row, &r);
	}
	SPI_finish();
	return (Datum) 0;
}
