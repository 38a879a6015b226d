/*
 * reliability.c
 *	  survey_alpha: Cronbach's alpha of a scale under the survey's design.
 *
 * Respondents who lack one item are left out of all, as in R's svycralpha.  The
 * interval is Feldt's, with the effective number of respondents; the standard
 * error linearises the ratio of variances, or comes from replicate weights.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "estimate/domain.h"
#include "estimate/domain_passes.h"
#include "estimate/domain_states.h"
#include "kernel/base/weight.h"
#include "kernel/stats/alpha.h"
#include "kernel/stats/columntest.h"
#include "kernel/stats/repsum.h"
#include "pack/pack.h"
#include "source/influence.h"
#include "source/pass_sums.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "plan/answer.h"
#include "server/json.h"

/* items of the longest scale: the covariance stays small */
#define MAX_ITEMS 500

typedef struct Scale
{
	const Survey *survey;
	int k;
	const SurveyVariable **items;
	const SvyPasses *passes;
	SvyPassDomains *domains;
	const SvyEstimates *by;
	int nreplicates;
	const SvySample *sample;
} Scale;

/* what alpha needs to know of the respondents under one weight: y are the items, t their sum */
typedef struct AlphaSums
{
	DD w;
	DD wt;
	DD wtt;
	DD wyy; /* of all items */
	DD wy[FLEXIBLE_ARRAY_MEMBER];
} AlphaSums;

/* of a domain: its respondents who have a weight and all items */
typedef struct AlphaDomain
{
	const Scale *scale;
	const SvyPassDomain *domain; /* NULL: nobody passes the filter */
	int64 n;
	DD ww;
	DD *wyy;		  /* k x k, upper triangle */
	AlphaSums *full;  /* under the full weights */
	AlphaSums **sums; /* under each replicate */
	double *basis;	  /* of the replicate weights, up to rank 2 */
	int32 rank;
	double *covariance; /* k x k */
	double variance;	/* of alpha */
} AlphaDomain;

/* items that run the other way; what is keyed and no item is a mistake */
static bool *
read_keyed(const Scale *s, FunctionCallInfo fcinfo)
{
	bool *keyed = palloc0_array(bool, s->k);
	int count;
	char **names = svy_texts_argument(fcinfo, 7, "keyed variables", &count);

	for (int i = 0; i < count; i++)
	{
		const SurveyVariable *v = svy_survey_variable(s->survey, names[i]);
		int item = 0;

		while (item < s->k && s->items[item] != v)
			item++;
		if (item == s->k)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"%s\" is keyed and not one of the variables", v->name),
							errhint("\"keyed\" names those of the variables that run the other "
									"way.")));
		keyed[item] = true;
	}
	return keyed;
}

static void
name_items(Scale *s, FunctionCallInfo fcinfo, const char *counted, SvyFrameRequest *request)
{
	char **names = svy_texts_argument(fcinfo, 1, "variables", &s->k);
	bool *keyed;

	if (s->k < 2 || s->k > MAX_ITEMS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a scale has 2 to %d variables, not %d", MAX_ITEMS, Max(s->k, 0))));
	s->items = palloc_array(const SurveyVariable *, s->k);
	request->values = palloc_array(char *, s->k);
	for (int i = 0; i < s->k; i++)
	{
		const SurveyVariable *v = svy_survey_variable(s->survey, names[i]);

		if (v->measure != SURVEY_SCALE && v->measure != SURVEY_ORDINAL)
			ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
							errmsg("variable \"%s\" is %s: its answers are not numbers", v->name,
								   svy_measure_name(v->measure))));
		for (int j = 0; j < i; j++)
			if (s->items[j] == v)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("variable \"%s\" is named twice", v->name)));
		s->items[i] = v;
	}
	keyed = read_keyed(s, fcinfo);
	/* alpha is the same wherever the turned scale begins: 6 - x is as good as -x */
	for (int i = 0; i < s->k; i++)
	{
		char *number = svy_answer_number_sql(s->survey, s->items[i], counted);

		request->values[request->nvalues++] =
			keyed[i] ? psprintf("OPERATOR(pg_catalog.-) (%s)", number) : number;
	}
}

/* ---- sums ---- */

static AlphaSums *
make_alpha_sums(const Scale *s)
{
	return palloc0(offsetof(AlphaSums, wy) + sizeof(DD) * s->k);
}

static AlphaDomain *
make_alpha_domain(const Scale *s)
{
	AlphaDomain *d = palloc0_object(AlphaDomain);

	d->scale = s;
	d->wyy = palloc0_array(DD, s->k * s->k);
	d->full = make_alpha_sums(s);
	d->sums = palloc_array(AlphaSums *, s->nreplicates + 1);
	for (int r = 0; r < s->nreplicates; r++)
		d->sums[r] = make_alpha_sums(s);
	d->basis = palloc_array(double, 2 * s->nreplicates + 1);
	d->covariance = palloc_array(double, s->k * s->k);
	d->variance = NAN;
	return d;
}

static double
sum_of_items(const Scale *s, const double *y)
{
	double sum = 0;

	for (int j = 0; j < s->k; j++)
		sum += y[j];
	return sum;
}

static void
add_under(const Scale *s, AlphaSums *sums, double w, const double *y, double t)
{
	sums->w = dd_add_double(sums->w, w);
	sums->wt = dd_add(sums->wt, dd_two_prod(w, t));
	sums->wtt = dd_add(sums->wtt, dd_mul_double(dd_two_prod(t, t), w));
	for (int j = 0; j < s->k; j++)
	{
		sums->wy[j] = dd_add(sums->wy[j], dd_two_prod(w, y[j]));
		sums->wyy = dd_add(sums->wyy, dd_mul_double(dd_two_prod(y[j], y[j]), w));
	}
}

static void
add_to_domain(AlphaDomain *d, const SvyRespondent *r)
{
	const Scale *s = d->scale;
	double t = sum_of_items(s, r->values);

	d->n++;
	d->ww = dd_add(d->ww, dd_two_prod(r->weight, r->weight));
	add_under(s, d->full, r->weight, r->values, t);
	for (int j = 0; j < s->k; j++)
		for (int l = j; l < s->k; l++)
			d->wyy[j * s->k + l] =
				dd_add(d->wyy[j * s->k + l],
					   dd_mul_double(dd_two_prod(r->values[j], r->values[l]), r->weight));
	for (int i = 0; i < s->nreplicates; i++)
		add_under(s, d->sums[i], r->replicates[i], r->values, t);
	if (s->nreplicates > 0 && d->rank < 2)
		d->rank = rank_add(d->basis, d->rank, 2, s->nreplicates, r->replicates);
}

static bool
has_all_items(const Scale *s, const SvyRespondent *r)
{
	for (int j = 0; j < s->k; j++)
		if (isnan(r->values[j]))
			return false;
	return weight_counts(r->weight);
}

/* the first pass */
static void
take_respondent(const SvyRespondent *r, void *argument)
{
	const Scale *s = argument;
	bool complete = has_all_items(s, r);

	for (int option = 0; r->keep && option < s->domains->noptions; option++)
	{
		SvyPassDomain *domain = svy_pass_domain(s->domains, r, option);

		if (domain && domain->state == NULL)
			domain->state = make_alpha_domain(s);
		if (domain && complete)
			add_to_domain(domain->state, r);
	}
}

/* what is less than what sums of so many double-doubles round is no variance: the item is the same for all */
#define ITEM_NOISE 0x1p-100

/* weighted variances and covariances, divided by the sum of weights */
static void
find_covariance(AlphaDomain *d)
{
	int k = d->scale->k;
	bool weighted = d->full->w.hi != 0;

	for (int j = 0; j < k; j++)
		for (int l = j; l < k; l++)
		{
			DD product = dd_div(dd_mul(d->full->wy[j], d->full->wy[l]), d->full->w);

			d->covariance[j * k + l] = d->covariance[l * k + j] =
				dd_value(dd_div(dd_sub(d->wyy[j * k + l], product), d->full->w));
			if (weighted && !isfinite(d->covariance[j * k + l]))
				svy_check(SVY_OVERFLOW, "alpha");
		}
	for (int j = 0; j < k; j++)
	{
		double square = dd_value(dd_div(d->wyy[j * k + j], d->full->w));

		if (fabs(d->covariance[j * k + j]) > ITEM_NOISE * (double) d->n * fabs(square))
			continue;
		for (int l = 0; l < k; l++)
			d->covariance[j * k + l] = d->covariance[l * k + j] = 0;
	}
}

/* R has n in the variances of svyvar, which cancels in alpha */
static double
alpha_of(int k, const AlphaSums *sums)
{
	DD items = sums->wyy;
	DD total = dd_sub(sums->wtt, dd_div(dd_mul(sums->wt, sums->wt), sums->w));

	for (int j = 0; j < k; j++)
		items = dd_sub(items, dd_div(dd_mul(sums->wy[j], sums->wy[j]), sums->w));
	/* a variance is a square divided by a sum of weights, which may be below zero */
	if (total.hi * sums->w.hi > 0)
		return (double) k / (k - 1) * (1 - dd_value(dd_div(items, total)));
	return NAN;
}

/* ---- standard errors ---- */

/* influence of a respondent: -k/(k-1) (sum of y_j^2 - r (sum of y_j)^2) / V, r the items' share */
static bool
alpha_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const AlphaDomain *d = argument;
	const Scale *s = d->scale;
	double items = 0, total = 0, squares = 0, sum = 0;
	double weight = dd_value(d->full->w);

	if (!r->keep || !has_all_items(s, r) || !svy_in_pass_domain(s->domains, d->domain, r))
		return false;
	for (int j = 0; j < s->k; j++)
	{
		double y = r->values[j] - dd_value(d->full->wy[j]) / weight;

		squares += y * y;
		sum += y;
		items += d->covariance[j * (s->k + 1)];
		for (int l = 0; l < s->k; l++)
			total += d->covariance[j * s->k + l];
	}
	*influence = -(double) s->k / (s->k - 1) * (squares - items / total * sum * sum) / total *
				 r->weight / weight;
	return true;
}

static void
linearised_variances(const Scale *s)
{
	SvyInfluences *of = palloc_array(SvyInfluences, s->domains->count + 1);
	int count = 0;

	for (int i = 0; i < s->domains->count; i++)
	{
		AlphaDomain *d = s->domains->domains[i].state;

		if (d->n > 1)
			of[count++] = (SvyInfluences){1, alpha_influence, d, &d->variance, false};
	}
	svy_influence_covariances(s->passes, of, count);
	pfree(of);
}

static double
replicate_variance_of_alpha(const AlphaDomain *d)
{
	const Scale *s = d->scale;
	double *theta = palloc_array(double, s->nreplicates);
	double estimate = alpha_of(s->k, d->full);
	double variance;

	for (int r = 0; r < s->nreplicates; r++)
		theta[r] = alpha_of(s->k, d->sums[r]);
	svy_sample_replicates(s->sample, 1, theta, &estimate, &variance);
	return d->rank < 2 ? NAN : variance;
}

static void
find_variances(const Scale *s)
{
	for (int i = 0; i < s->domains->count; i++)
	{
		AlphaDomain *d = s->domains->domains[i].state;

		d->domain = &s->domains->domains[i];
		if (d->n > 0)
			find_covariance(d);
	}
	if (s->nreplicates == 0)
		linearised_variances(s);
}

/* ---- rows ---- */

static void
put_alpha_row(SvyRow *row, const AlphaDomain *d, int item, double alpha, double error,
			  const CronbachAlpha *whole, double item_rest)
{
	const Scale *s = d->scale;
	double weighted_n = dd_value(d->full->w);

	svy_row_json(row, d->domain ? svy_domain_json(s->by, d->domain->codes) : "{}");
	svy_row_text(row, d->domain ? svy_domain_label(s->by, d->domain->codes) : "Total");
	svy_row_text(row, item < 0 ? NULL : s->items[item]->name);
	svy_row_number(row, alpha);
	svy_row_number(row, error);
	svy_row_number(row, item < 0 ? whole->conf_low : NAN);
	svy_row_number(row, item < 0 ? whole->conf_high : NAN);
	svy_row_number(row, item < 0 ? whole->standardized : NAN);
	svy_row_number(row, item < 0 ? whole->mean_correlation : NAN);
	svy_row_number(row, item_rest);
	svy_row_count(row, d->n);
	svy_row_number(row, weighted_n);
	svy_row_number(row, columntest_effective(weighted_n, dd_value(d->ww)));
	svy_row_text(row, s->sample->variance);
	svy_row_end(row);
}

/* the scale, then alpha without each item */
static void
put_alpha(SvyRow *row, const AlphaDomain *d, double level)
{
	const Scale *s = d->scale;
	double *if_dropped = palloc_array(double, s->k);
	double *item_rest = palloc_array(double, s->k);
	CronbachAlpha a = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	SvyStatus status = SVY_SINGULAR;
	double variance = NAN;

	for (int i = 0; i < s->k; i++)
		if_dropped[i] = item_rest[i] = NAN;
	if (d->n > 1)
		status = alpha_cronbach(s->k, d->covariance,
								columntest_effective(dd_value(d->full->w), dd_value(d->ww)), level,
								&a, if_dropped, item_rest);
	if (status == SVY_SINGULAR && d->n > 1 && s->by->nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the sum of the variables is constant"),
						errdetail("Alpha is a share of its variance.")));
	if (status != SVY_NO_DF && status != SVY_SINGULAR)
		svy_check(status, "alpha");
	if (status != SVY_SINGULAR)
		variance = s->nreplicates > 0 ? replicate_variance_of_alpha(d) : d->variance;
	put_alpha_row(row, d, -1, a.alpha, variance > 0 ? sqrt(variance) : NAN, &a, NAN);
	for (int i = 0; i < s->k; i++)
		put_alpha_row(row, d, i, if_dropped[i], NAN, &a, item_rest[i]);
}

/*
 * ---- of respondents who lie elsewhere ----
 *
 * The same in three passes whose sums are those of survey_summaries: means of the items;
 * products around them; influence values.
 */

typedef struct AlphaStates
{
	Scale *scale;
	char **items; /* SQL, NULL where one item is missing */
	int ndomains; /* of a combination of the sets' options */
	AlphaDomain **domains;
	double *unknown; /* of each: NaN where the design says nothing of it */
	SvyDomainKnown known;
} AlphaStates;

/* items of those who have all */
static char **
complete_items(const Scale *s, char *const *values)
{
	char **items = palloc_array(char *, s->k);
	StringInfoData all;

	initStringInfo(&all);
	for (int j = 0; j < s->k; j++)
		appendStringInfo(&all, "%s(%s) IS NOT NULL", j ? " AND " : "", values[j]);
	for (int j = 0; j < s->k; j++)
		items[j] = psprintf("CASE WHEN %s THEN %s END", all.data, values[j]);
	return items;
}

/* an item less its mean */
static char *
centred_item(const AlphaStates *a, int j)
{
	return psprintf("((%s) OPERATOR(pg_catalog.-) %s)", a->items[j],
					svy_known_sql(a->scale->by, j));
}

static AlphaDomain *
domain_of_slice(const AlphaStates *a, const SvySlice *slice)
{
	AlphaDomain *d = make_alpha_domain(a->scale);
	SvyPassDomain *domain = palloc0_object(SvyPassDomain);
	const Summary *first = slice->states[0];
	SummaryCount count;

	summary_count(first, &count);
	domain->codes = palloc_array(int32, a->scale->by->nby + 1);
	if (a->scale->by->nby > 0)
		memcpy(domain->codes, slice->codes, sizeof(int32) * a->scale->by->nby);
	d->domain = domain;
	d->n = count.n;
	d->full->w = dd_from(count.weighted_n);
	d->ww = first->totals[TOTAL_WW];
	return d;
}

/* domains, and the means of the items in them */
static void
read_item_means(AlphaStates *a)
{
	const Scale *s = a->scale;
	int width = s->k + 2;
	SvySlices slices = svy_domain_states(s->by, a->items, s->k, true, NULL);

	a->ndomains = 0;
	a->domains = palloc_array(AlphaDomain *, slices.count + 1);
	a->unknown = palloc_array(double, slices.count + 1);
	a->known = (SvyDomainKnown){.codes = palloc_array(int32 *, slices.count + 1),
								.width = width,
								.numbers = palloc_array(double, (Size) width *(slices.count + 1))};
	for (int i = 0; i < slices.count && slices.slices[i].inside; i++)
	{
		const SvySlice *slice = &slices.slices[i];
		AlphaDomain *d = domain_of_slice(a, slice);
		const Summary *framed = svy_slice_framed(&slices, slice->states[0]);

		for (int j = 0; j < s->k; j++)
			a->known.numbers[(Size) i * width + j] =
				summary_point(slice->states[j], STATISTIC_MEAN);
		a->known.numbers[(Size) i * width + s->k] = NAN;
		a->known.numbers[(Size) i * width + s->k + 1] = NAN;
		a->known.codes[i] = d->domain->codes;
		a->unknown[i] =
			d->n > 1 ? svy_summary_estimate(framed, STATISTIC_MEAN, s->by->rule).variance : NAN;
		a->domains[a->ndomains++] = d;
	}
	a->known.ndomains = a->ndomains;
	SPI_freetuptable(SPI_tuptable);
}

/* covariances of so many pairs of items, from the one that is given on */
static void
read_pairs(const AlphaStates *a, int count, const int *left, const int *right)
{
	const Scale *s = a->scale;
	char **products = palloc_array(char *, count);
	SvySlices slices;

	for (int i = 0; i < count; i++)
		products[i] = psprintf("%s OPERATOR(pg_catalog.*) %s", centred_item(a, left[i]),
							   centred_item(a, right[i]));
	slices = svy_domain_states(s->by, products, count, false, &a->known);
	for (int d = 0; d < a->ndomains; d++)
		for (int i = 0; i < count; i++)
		{
			double *covariance = a->domains[d]->covariance;
			double mean = summary_point(slices.slices[d].states[i], STATISTIC_MEAN);

			covariance[left[i] * s->k + right[i]] = covariance[right[i] * s->k + left[i]] = mean;
		}
	SPI_freetuptable(SPI_tuptable);
	pfree(products);
}

static void
read_covariances(const AlphaStates *a)
{
	int k = a->scale->k;
	int left[SVY_MOST_VALUES], right[SVY_MOST_VALUES];
	int count = 0;

	for (int j = 0; j < k; j++)
		for (int l = j; l < k; l++)
		{
			left[count] = j;
			right[count++] = l;
			if (count < SVY_MOST_VALUES && (j < k - 1 || l < k - 1))
				continue;
			read_pairs(a, count, left, right);
			count = 0;
		}
}

/* what stands before the parentheses of alpha_influence, and r in them */
static void
know_influence(AlphaStates *a)
{
	int k = a->scale->k;

	for (int i = 0; i < a->ndomains; i++)
	{
		const AlphaDomain *d = a->domains[i];
		double *known = a->known.numbers + (Size) i * a->known.width + k;
		double items = 0, total = 0;

		for (int j = 0; j < k * k; j++)
			total += d->covariance[j];
		for (int j = 0; j < k; j++)
			items += d->covariance[j * (k + 1)];
		if (d->n < 2 || !(total > 0))
			continue;
		known[0] = -(double) k / (k - 1) / total / dd_value(d->full->w);
		known[1] = items / total;
	}
}

/* a word of SQL's that OPERATOR() names binds as any other: hence the parentheses */
static void
read_influence(AlphaStates *a)
{
	const Scale *s = a->scale;
	char *squares = NULL;
	char *sum = NULL;
	char *influence;
	SvySlices slices;

	for (int j = 0; j < s->k; j++)
	{
		char *item = centred_item(a, j);
		char *square = psprintf("(%s OPERATOR(pg_catalog.*) %s)", item, item);

		squares = j ? psprintf("%s OPERATOR(pg_catalog.+) %s", squares, square) : square;
		sum = j ? psprintf("%s OPERATOR(pg_catalog.+) %s", sum, item) : item;
	}
	influence =
		psprintf("%s OPERATOR(pg_catalog.*) ((%s) OPERATOR(pg_catalog.-) (%s "
				 "OPERATOR(pg_catalog.*) ((%s) OPERATOR(pg_catalog.*) (%s))))",
				 svy_known_sql(s->by, s->k), squares, svy_known_sql(s->by, s->k + 1), sum, sum);
	slices = svy_domain_states(s->by, &influence, 1, true, &a->known);
	for (int i = 0; i < a->ndomains; i++)
		if (!isnan(a->unknown[i]))
			a->domains[i]->variance =
				svy_summary_estimate(svy_slice_framed(&slices, slices.slices[i].states[0]),
									 STATISTIC_TOTAL, s->by->rule)
					.variance;
	SPI_freetuptable(SPI_tuptable);
}

static void
alpha_by_states(Scale *s, char *const *values, SvyRow *row, double level)
{
	AlphaStates a = {.scale = s, .items = complete_items(s, values)};
	bool any = false;

	do
	{
		read_item_means(&a);
		if (a.ndomains > 0)
		{
			read_covariances(&a);
			know_influence(&a);
			read_influence(&a);
		}
		for (int i = 0; i < a.ndomains; i++)
			put_alpha(row, a.domains[i], level);
		any |= a.ndomains > 0;
	} while (svy_estimates_next_option(s->by));
	if (!any && s->by->nby == 0)
		put_alpha(row, make_alpha_domain(s), level);
}

PG_FUNCTION_INFO_V1(svy_survey_alpha);

/* (name, variables, by, filter, level, lonely, weight, keyed, options) */
Datum
svy_survey_alpha(PG_FUNCTION_ARGS)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	double level = svy_level_argument(fcinfo, 4);
	SvySampleOptions options = {svy_text_argument(fcinfo, 3), svy_text_argument(fcinfo, 6),
								svy_text_argument(fcinfo, 5)};
	SvyFrameRequest request = {0};
	SvyEstimates by = {0};
	const SurveyReplicates *replicates;
	Scale s = {0};
	SvyRow row;

	svy_no_options(fcinfo, 8);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	s.survey = svy_survey_open(name);
	by.survey = s.survey;
	if (options.filter)
		by.filter = svy_survey_filter_sql(s.survey, options.filter, "a");
	svy_estimates_read_by(&by, fcinfo, 2);
	by.counted = svy_answer_domain(s.survey, by.filter, options.weight);
	s.by = &by;
	name_items(&s, fcinfo, by.counted, &request);
	svy_domains_request(&by, &request);
	replicates = svy_design_replicates(s.survey, options.weight);
	s.nreplicates = replicates ? replicates->count : 0;
	s.domains = svy_pass_domains(&by);
	s.sample = svy_sample_open(s.survey, &options, &request);
	if (svy_sums_elsewhere(s.sample))
	{
		by.schema = s.survey->functions_sql;
		by.design = request.design;
		by.rule = s.sample->rule;
		svy_notice_unweighted(s.survey, options.weight, options.filter);
		alpha_by_states(&s, request.values, &row, level);
		SPI_finish();
		return (Datum) 0;
	}
	s.passes = svy_passes_start((SvySample *) s.sample, &request, false, take_respondent, &s);
	svy_notice_unweighted(s.survey, options.weight, options.filter);
	svy_pass_domains_order(s.domains);
	find_variances(&s);
	for (int i = 0; i < s.domains->count; i++)
		put_alpha(&row, s.domains->domains[i].state, level);
	if (s.domains->count == 0 && by.nby == 0)
		put_alpha(&row, make_alpha_domain(&s), level);
	SPI_finish();
	return (Datum) 0;
}
