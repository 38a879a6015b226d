/*
 * trend.h
 *	  survey_trend: what its files share.
 */
#ifndef ESTIMATE_TREND_H
#define ESTIMATE_TREND_H

#include "crosstab/crosstab_run.h"
#include "estimate/contrast.h"
#include "estimate/trend_values.h"
#include "pg/row.h"

typedef enum SvyTrendAgainst
{
	AGAINST_PREVIOUS,
	AGAINST_FIRST,
	AGAINST_ROLLING,
	AGAINST_YEAR,
	AGAINST_NONE
} SvyTrendAgainst;

typedef struct SvyTrend
{
	SvyEstimates *e;
	SvyEstimates domain; /* as e, without the wave: for labels */
	const SurveyVariable *wave;
	SvyTrendAgainst against;
	int smooth; /* waves that a level is the mean of; 1: it is its own */
	SvyTrendValues values;
	SvyRow row;
	CrosstabRun *guarded; /* what is not shown, or rounded; NULL: all is shown as it is */

	/* the level whose change comes next */
	const SvyTerm *term;
	bool expects_change;
	const char *with;
	SvyEstimateRow level;
} SvyTrend;

/* coefficients of what the term is compared with; what that is called, or NULL: there is nothing */
extern const char *svy_trend_compare(const SvyTrend *t, const SvyTerm *terms, int at,
									 double *coefficients);

/* the row of the level, with its change or NULL */
extern void svy_trend_put(SvyTrend *t, const SvyEstimateRow *change);

/* trend_median.c: all rows of a median; fcinfo: the call of survey_trend */
extern void svy_trend_medians(SvyTrend *t, FunctionCallInfo fcinfo, const SvyTrendValue *value);

/* trend_guard.c: reads "suppress" and "round_to" */
extern void svy_trend_guard_open(SvyTrend *t, FunctionCallInfo fcinfo);

/* whether the level that comes next, or what it is compared with, is not shown */
extern bool svy_trend_hides_level(const SvyTrend *t, const SvyTrendValue *value);
extern bool svy_trend_hides_change(const SvyTrend *t, const SvyTrendValue *value);

/* both by rounded counts, without errors, where that was asked for */
extern void svy_trend_round(const SvyTrend *t, const SvyTrendValue *value, SvyEstimateRow *level,
							SvyEstimateRow *change);

#endif
