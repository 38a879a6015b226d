/*
 * summary.h
 *	  survey_summary as a PostgreSQL value, and the options of design-based
 *	  estimates as users name them.
 */
#ifndef PG_SUMMARY_H
#define PG_SUMMARY_H

#include "pg/svy.h"
#include "kernel/stats/summary.h"

/* the argument, detoasted and canonical, only to be read */
#define SVY_GETARG_SUMMARY(n) svy_summary_argument((Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* the same where it may be of many variables, which only its forms and the split know */
#define SVY_GETARG_SUMMARIES(n)                                                                    \
	svy_summary_canonical((Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* the state itself if it is canonical, else a canonical copy */
extern Summary *svy_summary_canonical(Summary *s);

/* the same, or an error for one of many variables, whose sums lie elsewhere */
extern Summary *svy_summary_argument(Summary *s);

/* a copy of a canonical state, to be changed */
extern Summary *svy_summary_duplicate(const Summary *s);

/*
 * Adds respondents of one unit to a state, which may move; returns where it lies
 * now.  NULL: a new one, with room for so many units as are expected.
 */
extern Summary *svy_summary_add_part(Summary *s, const SummaryPath *path, bool ratio,
									 const SummaryPart *part, int32 expected);

/* merges "from" into "into", which may move; returns where it lies now */
extern Summary *svy_summary_merge(Summary *into, const Summary *from);

/* turns a failure into an error that names the stratum and what to do */
extern void svy_summary_check(SvyStatus status, const SummaryProblem *problem, const Summary *s);

/* estimate and variance of a canonical state; errors out on a failure */
extern SummaryEstimate svy_summary_estimate(const Summary *s, SummaryStatistic statistic,
											DesignRule rule);

/* degrees of freedom that an interval uses */
typedef enum SvyDf
{
	SVY_DF_DESIGN,	/* of the whole design */
	SVY_DF_DOMAIN,	/* clusters minus strata that have respondents of the domain */
	SVY_DF_INFINITE /* the normal distribution */
} SvyDf;

/* options by name, or an error that lists the names */
extern DesignLonely svy_lonely_option(const char *name);
extern SvyDf svy_df_option(const char *name);

/* design effect; without replacement NaN where the weights sum to less than the sample */
extern double svy_design_effect(const SummaryEstimate *estimate, bool replace);

#endif
