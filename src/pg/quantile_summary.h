/*
 * quantile_summary.h
 *	  What the type quantile_summary shares with survey_quantile.
 */
#ifndef PG_QUANTILE_SUMMARY_H
#define PG_QUANTILE_SUMMARY_H

#include "kernel/stats/quantile_summary.h"

/* a summary, or respondents in order, laid out for quantile_of */
typedef struct SvyQuantilePoints
{
	QuantileRule rule;
	int64_t count;
	double *x;
	double *w;
	double *cumulated;
} SvyQuantilePoints;

/* of a sorted summary, such as every value of the type is */
extern SvyQuantilePoints svy_quantile_points(const QuantileSummary *s, QuantileRule rule);
extern void svy_quantile_points_free(SvyQuantilePoints *points);

/* NaN without points */
extern double svy_quantile_at(const SvyQuantilePoints *points, double probability);

/* names of QuantileRule, in its order; the list ends with NULL */
extern const char *const svy_quantile_rules[];

#endif
