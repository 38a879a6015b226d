/*
 * trend_values.h
 *	  What is followed over waves: the values whose means are the shares, means,
 *	  boxes and net promoter scores, or whose medians, of variables and sets.
 */
#ifndef ESTIMATE_TREND_VALUES_H
#define ESTIMATE_TREND_VALUES_H

#include "estimate/estimate.h"

typedef enum SvyTrendStatistic
{
	TREND_AUTO,
	TREND_PROPORTION,
	TREND_MEAN,
	TREND_NPS,
	TREND_TOP2BOX,
	TREND_BOTTOM2BOX,
	TREND_MEDIAN
} SvyTrendStatistic;

/* their names, which end with NULL */
extern const char *const svy_trend_statistics[];

typedef struct SvyTrendValue
{
	SurveyVariable *variable; /* stands for the value: its name is the address it is known by */
	const char *name;
	const char *category; /* or NULL */
	const char *statistic;
	char *sql; /* float8 over "a", NULL where missing */
} SvyTrendValue;

typedef struct SvyTrendValues
{
	const SvyEstimates *e;
	SvyTrendStatistic statistic;
	SvyEstimates
		*domains; /* an option that one of these was not asked has no value; NULL: it is 0 */
	int count;
	SvyTrendValue *values;
} SvyTrendValues;

/* adds the values of a variable; of the options of a set */
extern void svy_trend_values_add(SvyTrendValues *t, const SurveyVariable *variable);
extern void svy_trend_values_add_set(SvyTrendValues *t, const SurveySet *set);

/* adds those of all variables and sets that a text[] argument names; none is an error */
extern void svy_trend_values_read(SvyTrendValues *t, FunctionCallInfo fcinfo, int argument);

#endif
