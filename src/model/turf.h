/*
 * turf.h
 *	  The options of a multiple-response set, and respondents as patterns of
 *	  those that they chose.
 */
#ifndef MODEL_TURF_H
#define MODEL_TURF_H

#include "kernel/stats/turf.h"
#include "model/analysis.h"

typedef struct TurfSet
{
	SvyAnalysis *analysis;
	const SurveySet *set;
	int count;					   /* options that may be in a portfolio */
	int members[TURF_MAX_OPTIONS]; /* of each: its place in the set */
	uint64_t must;
	int at_least;
} TurfSet;

/* the respondents of a domain */
typedef struct TurfBase
{
	SvyDomain domain;
	double weighted_n;
	uint64_t *chosen; /* of each respondent */
	TurfProblem problem;
} TurfBase;

/*
 * Opens the survey and the set that arguments 0 and 1 name, with the options that
 * must be in a portfolio and those that must not (arguments, -1: none); by,
 * filter, level, lonely and weight begin at "first".
 */
extern TurfSet *svy_turf_open(FunctionCallInfo fcinfo, const char *what, int must, int must_not,
							  int first);

/* reads the respondents; listwise: those who have answered all options, else any */
extern void svy_turf_read(TurfSet *t, bool listwise);

/* the i-th domain, its patterns in a problem whose size and top are left to the caller */
extern TurfBase svy_turf_base(const TurfSet *t, int i);

/* label, and name of the variable */
extern const char *svy_turf_label(const TurfSet *t, int option);
extern const char *svy_turf_name(const TurfSet *t, int option);

#endif
