/*
 * analysis.c
 *	  What the analyses of market research share.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/stats/interval.h"
#include "model/analysis.h"
#include "pack/pack.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "plan/answer.h"

SvyAnalysis *
svy_analysis_open(FunctionCallInfo fcinfo, const char *what, int first)
{
	SvyAnalysis *a = palloc0(sizeof(SvyAnalysis));

	a->what = what;
	a->survey = svy_survey_open(svy_required_argument(fcinfo, 0, "name"));
	a->options = (SvySampleOptions){svy_text_argument(fcinfo, first + 1),
									svy_text_argument(fcinfo, first + 4),
									svy_text_argument(fcinfo, first + 3)};
	a->level = svy_level_argument(fcinfo, first + 2);
	a->by.survey = a->survey;
	if (a->options.filter)
		a->by.filter = svy_survey_filter_sql(a->survey, a->options.filter, "a");
	svy_estimates_read_by(&a->by, fcinfo, first);
	a->by.counted = svy_answer_domain(a->survey, a->by.filter, a->options.weight);
	svy_notice_unweighted(a->survey, a->options.weight, a->options.filter);
	return a;
}

void
svy_analysis_cluster(SvyAnalysis *a, const char *column)
{
	Survey *survey = palloc(sizeof(Survey));
	SurveyDesign *design = palloc0(sizeof(SurveyDesign));

	if (a->survey->design)
		*design = *a->survey->design;
	if (design->nclusters > 0)
		return;
	design->nclusters = 1;
	design->clusters = palloc_array(char *, 1);
	design->clusters[0] = pstrdup(column);
	*survey = *a->survey;
	survey->design = design;
	a->survey = a->by.survey = survey;
}

void
svy_analysis_read(SvyAnalysis *a, SvyFrameRequest *request)
{
	svy_domains_request(&a->by, request);
	a->sample = svy_sample_read(a->survey, &a->options, request);
	a->domains = svy_domains(&a->by, a->sample->frame);
}

int
svy_analysis_domains(const SvyAnalysis *a)
{
	return a->by.nby == 0 ? 1 : a->domains.count;
}

SvyDomain
svy_analysis_domain(const SvyAnalysis *a, int i, int nvalues)
{
	SvyDomain all = {&a->by, a->sample->frame, NULL, 0, NULL};
	int *values = palloc_array(int, nvalues + 1);
	SvyDomain result;

	for (int v = 0; v < nvalues; v++)
		values[v] = v;
	result = svy_domain_with(i < a->domains.count ? &a->domains.domains[i] : &all, nvalues, values,
							 true);
	if (result.nrows == 0 && a->by.nby == 0)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
						errmsg("%s: no respondent of survey \"%s\" has answered", a->what,
							   a->survey->name),
						errdetail("Counted are those that pass the filter, have a weight above 0 "
								  "and lack none of the answers.")));
	for (int64 r = 0; r < result.nrows; r++)
		if (svy_domain_weight(&result, r, -1) < 0)
			svy_refuse_negative_weights(a->what);
	pfree(values);
	return result;
}

void
svy_analysis_covariance(const SvyAnalysis *a, const SvyDomain *domain, int p,
						const double *influence, double *covariance)
{
	svy_sample_covariance(a->sample, domain->nrows, domain->rows, p, influence, covariance);
}

void
svy_analysis_replicated(const SvyAnalysis *a, const SvyDomain *domain, int p, const double *theta,
						const double *estimate, double *covariance)
{
	svy_sample_replicates(a->sample, p, theta, estimate, covariance);
	if (!svy_frame_replicates_say_nothing(a->sample->frame, domain->nrows, domain->rows))
		return;
	for (int i = 0; i < p * p; i++)
		covariance[i] = NAN;
}

double
svy_analysis_half(const SvyAnalysis *a, double std_error)
{
	double df = a->sample->frame->df;

	return df > 0 ? interval_t(a->level, df) * std_error : NAN;
}

void
svy_analysis_put_domain(SvyRow *row, const SvyAnalysis *a, const SvyDomain *domain)
{
	svy_row_json(row, a->by.nby > 0 ? svy_domain_json(&a->by, domain->codes) : "{}");
	svy_row_text(row, a->by.nby > 0 ? svy_domain_label(&a->by, domain->codes) : "Total");
}
