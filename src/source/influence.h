/*
 * influence.h
 *	  Variances of statistics by the influence values of respondents, which are
 *	  passed over and added up by unit of the design.
 *
 * Where clusters are the last level their totals are all that matters.  Where
 * respondents are, a first pass gives the totals of the strata, whose means are
 * the centres, and a second adds up squares around them (design.h has the
 * formula), so that no respondent is kept.
 *
 * After a calibration influence values are replaced by their residuals on its
 * variables (calibration.h), whose coefficients take a pass more for each
 * weighting.
 */
#ifndef SOURCE_INFLUENCE_H
#define SOURCE_INFLUENCE_H

#include "kernel/base/weight.h"
#include "source/passes.h"

/* fills the p influence values of a respondent, the weight in them; false: all are 0, he is no member */
typedef bool (*SvyInfluence)(const SvyRespondent *respondent, double *influence, void *argument);

/* some statistics and where their covariance goes (p x p) */
typedef struct SvyInfluences
{
	int p;
	SvyInfluence influence;
	void *argument;
	double *covariance;
	bool
		total; /* that may be fixed respondent by respondent: it is then known within one cluster too */
} SvyInfluences;

/*
 * Covariances of so many, by the same passes; or of one.  NaN where it says
 * nothing; an error about a lonely stratum under the rule "fail".
 */
extern void svy_influence_covariances(const SvyPasses *passes, const SvyInfluences *of, int count);
extern void svy_influence_covariance(const SvyPasses *passes, int p, SvyInfluence influence,
									 void *argument, double *covariance);

/*
 * members: of each unit of the last level, its respondents who count.  Whether
 * they lie within one cluster, or else say nothing of the variance of their mean;
 * and the degrees of freedom that they have.
 */
extern int32 *svy_influence_members(const SvyPasses *passes);
extern bool svy_influence_says_nothing(const SvyPasses *passes, const int32 *members);
extern double svy_influence_df(const SvyPasses *passes, const int32 *members);

/* counts a respondent among the members, unless his weight is 0 */
static inline void
svy_influence_count(int32 *members, const SvyRespondent *respondent)
{
	if (weight_counts(respondent->weight) && members[respondent->unit] < PG_INT32_MAX)
		members[respondent->unit]++;
}

#endif
