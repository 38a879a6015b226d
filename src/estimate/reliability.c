/*
 * reliability.c
 *	  survey_alpha: Cronbach's alpha of a scale under the survey's design.
 *
 * Respondents who lack one item are left out of all, as in R's svycralpha.  The
 * interval is Feldt's, with the effective number of respondents; the standard
 * error linearises the ratio of variances, or comes from replicate weights.
 */
#include "postgres.h"

#include "pack/pack.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "estimate/domain.h"
#include "source/sample.h"
#include "kernel/stats/alpha.h"
#include "kernel/stats/columntest.h"
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
	SvySample *sample;
	const SvyDomain *domain; /* NULL: nobody passes the filter */
	const SvyEstimates *by;
	int64 nrows;
	int32 *rows; /* complete respondents of the domain */
	double *mean;
	double *covariance;
	double effective_n;
	double weighted_n;
} Scale;

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
		char *number = svy_answer_number_sql(s->items[i], counted);

		request->values[request->nvalues++] =
			keyed[i] ? psprintf("OPERATOR(pg_catalog.-) (%s)", number) : number;
	}
}

/* complete respondents of the domain that have a weight */
static void
find_rows(Scale *s)
{
	const SvyFrame *frame = s->sample->frame;
	int64 members = s->domain ? s->domain->nrows : 0;
	double ww = 0;

	s->nrows = 0;
	s->weighted_n = 0;
	s->rows = palloc_extended(sizeof(int32) * (members + 1), MCXT_ALLOC_HUGE);
	for (int64 m = 0; m < members; m++)
	{
		int64 i = s->domain->rows[m];
		bool take = frame->weight[i] != 0;

		for (int j = 0; j < s->k && take; j++)
			take = !isnan(frame->values[j][i]);
		if (!take)
			continue;
		s->rows[s->nrows++] = (int32) i;
		s->weighted_n += frame->weight[i];
		ww += frame->weight[i] * frame->weight[i];
	}
	s->effective_n = columntest_effective(s->weighted_n, ww);
}

/* weighted means and second moments under the full weights (-1) or a replicate's */
static void
moments(const Scale *s, int replicate, double *mean, double *covariance)
{
	const SvyFrame *frame = s->sample->frame;
	double *y = palloc_array(double, s->k);
	double total = 0;

	CHECK_FOR_INTERRUPTS();
	memset(mean, 0, sizeof(double) * s->k);
	/* from the first respondent on: sums of weights on the way may be 0 where some are negative */
	memset(covariance, 0, sizeof(double) * s->k * s->k);
	for (int64 i = 0; i < s->nrows; i++)
	{
		double w = svy_sample_weight(s->sample, s->rows[i], replicate);

		total += w;
		for (int j = 0; j < s->k; j++)
			mean[j] += w * (frame->values[j][s->rows[i]] - frame->values[j][s->rows[0]]);
	}
	for (int j = 0; j < s->k; j++)
		mean[j] = frame->values[j][s->rows[0]] + mean[j] / total;
	for (int64 i = 0; i < s->nrows; i++)
	{
		double w = svy_sample_weight(s->sample, s->rows[i], replicate);

		for (int j = 0; j < s->k; j++)
			y[j] = frame->values[j][s->rows[i]] - mean[j];
		for (int j = 0; j < s->k; j++)
			for (int l = 0; l < s->k; l++)
				covariance[j * s->k + l] += w / total * y[j] * y[l];
	}
	pfree(y);
}

/* R has n in the variances of svyvar, which cancels in alpha */
static double
alpha_of(int k, const double *covariance)
{
	double items = 0;
	double total = 0;

	for (int j = 0; j < k; j++)
	{
		items += covariance[j * (k + 1)];
		for (int l = 0; l < k; l++)
			total += covariance[j * k + l];
	}
	return total > 0 ? (double) k / (k - 1) * (1 - items / total) : NAN;
}

/* influence of a respondent: -k/(k-1) (sum of y_j^2 - r (sum of y_j)^2) / V, r the items' share */
static double
linearised_variance(const Scale *s)
{
	const SvyFrame *frame = s->sample->frame;
	double *influence = palloc_extended(sizeof(double) * s->nrows, MCXT_ALLOC_HUGE);
	double items = 0, total = 0, variance;

	for (int j = 0; j < s->k; j++)
	{
		items += s->covariance[j * (s->k + 1)];
		for (int l = 0; l < s->k; l++)
			total += s->covariance[j * s->k + l];
	}
	for (int64 i = 0; i < s->nrows; i++)
	{
		double squares = 0, sum = 0;

		for (int j = 0; j < s->k; j++)
		{
			double y = frame->values[j][s->rows[i]] - s->mean[j];

			squares += y * y;
			sum += y;
		}
		influence[i] = -(double) s->k / (s->k - 1) * (squares - items / total * sum * sum) / total *
					   frame->weight[s->rows[i]] / s->weighted_n;
	}
	svy_sample_covariance(s->sample, s->nrows, s->rows, 1, influence, &variance);
	pfree(influence);
	return variance;
}

static double
replicate_variance_of_alpha(const Scale *s)
{
	int count = s->sample->frame->nreplicates;
	double *theta = palloc_array(double, count);
	double *mean = palloc_array(double, s->k);
	double *covariance = palloc_array(double, s->k * s->k);
	double estimate = alpha_of(s->k, s->covariance);
	double variance;

	for (int r = 0; r < count; r++)
	{
		moments(s, r, mean, covariance);
		theta[r] = alpha_of(s->k, covariance);
	}
	svy_sample_replicates(s->sample, 1, theta, &estimate, &variance);
	return svy_frame_replicates_say_nothing(s->sample->frame, s->nrows, s->rows) ? NAN : variance;
}

static void
put_row(SvyRow *row, const Scale *s, int item, double alpha, double error,
		const CronbachAlpha *whole, double item_rest)
{
	svy_row_json(row, s->domain ? svy_domain_json(s->by, s->domain->codes) : "{}");
	svy_row_text(row, s->domain ? svy_domain_label(s->by, s->domain->codes) : "Total");
	svy_row_text(row, item < 0 ? NULL : s->items[item]->name);
	svy_row_number(row, alpha);
	svy_row_number(row, error);
	svy_row_number(row, item < 0 ? whole->conf_low : NAN);
	svy_row_number(row, item < 0 ? whole->conf_high : NAN);
	svy_row_number(row, item < 0 ? whole->standardized : NAN);
	svy_row_number(row, item < 0 ? whole->mean_correlation : NAN);
	svy_row_number(row, item_rest);
	svy_row_count(row, s->nrows);
	svy_row_number(row, s->weighted_n);
	svy_row_number(row, s->effective_n);
	svy_row_text(row, s->sample->variance);
	svy_row_end(row);
}

/* the scale, then alpha without each item */
static void
put_alpha(SvyRow *row, const Scale *s, double level)
{
	double *if_dropped = palloc_array(double, s->k);
	double *item_rest = palloc_array(double, s->k);
	CronbachAlpha a = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	SvyStatus status = SVY_SINGULAR;
	double variance = NAN;

	for (int i = 0; i < s->k; i++)
		if_dropped[i] = item_rest[i] = NAN;
	if (s->nrows > 1)
		status =
			alpha_cronbach(s->k, s->covariance, s->effective_n, level, &a, if_dropped, item_rest);
	if (status == SVY_SINGULAR && s->nrows > 1 && s->by->nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the sum of the variables is constant"),
						errdetail("Alpha is a share of its variance.")));
	if (status != SVY_NO_DF && status != SVY_SINGULAR)
		svy_check(status, "alpha");
	if (status != SVY_SINGULAR)
		variance = s->sample->replicates ? replicate_variance_of_alpha(s) : linearised_variance(s);
	put_row(row, s, -1, a.alpha, variance > 0 ? sqrt(variance) : NAN, &a, NAN);
	for (int i = 0; i < s->k; i++)
		put_row(row, s, i, if_dropped[i], NAN, &a, item_rest[i]);
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
	SvyDomains domains;
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
	s.sample = svy_sample_read(s.survey, &options, &request);
	svy_notice_unweighted(s.survey, options.weight, options.filter);
	domains = svy_domains(&by, s.sample->frame);
	s.mean = palloc_array(double, s.k);
	s.covariance = palloc_array(double, s.k *s.k);
	for (int i = 0; i < Max(domains.count, by.nby == 0 ? 1 : 0); i++)
	{
		s.domain = domains.count > 0 ? &domains.domains[i] : NULL;
		find_rows(&s);
		if (s.nrows > 0)
			moments(&s, -1, s.mean, s.covariance);
		put_alpha(&row, &s, level);
		pfree(s.rows);
	}
	SPI_finish();
	return (Datum) 0;
}
