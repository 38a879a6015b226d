/*
 * influence_sums.h
 *	  Variances by influence values of respondents who lie elsewhere: sums by unit of
 *	  the design are made there, and become a covariance here.
 */
#ifndef SOURCE_INFLUENCE_SUMS_H
#define SOURCE_INFLUENCE_SUMS_H

#include "source/influence.h"
#include "source/pass_sums.h"

/*
 * Of each unit of the last level.  products: those of influence values with one
 * another, the upper triangle by rows, where respondents are clusters; else NULL.
 */
typedef struct SvyInfluenceSums
{
	int p;
	int32 *members; /* units */
	double *listed; /* units: respondents who have influence values */
	DD *totals;		/* units x p */
	DD *products;	/* units x p (p + 1) / 2 */
} SvyInfluenceSums;

extern SvyInfluenceSums svy_influence_sums(const SvyPasses *passes, int p);

/* influence.c: what svy_influence_covariance finds */
extern void svy_influence_sums_covariance(const SvyPasses *passes, const SvyInfluenceSums *sums,
										  double *covariance);

/* whether the design needs products */
extern bool svy_influence_needs_products(const SvyPasses *passes);

/*
 * What a respondent with p influence values adds: so many sums, filled in from the
 * first; and those of a unit, taken in.
 */
extern int svy_influence_addends(int p, bool products);
extern void svy_influence_put(const SvyRespondent *respondent, int p, bool products,
							  const double *influence, DD *sums);
extern void svy_influence_take(SvyInfluenceSums *sums, const DD *added, int32 unit);

#endif
