/*
 * crosstab_domain.h
 *	  The columns of a table as the domains that they are.
 */
#ifndef CROSSTAB_CROSSTAB_DOMAIN_H
#define CROSSTAB_CROSSTAB_DOMAIN_H

#include "crosstab/crosstab_design.h"

/* influence values of p statistics by unit: totals (units x p), products (units x p x p) or NULL */
typedef struct DomainSums
{
	int p;
	const double *totals;
	const double *products;
} DomainSums;

/*
 * Whether the respondents of a column say nothing of their variance: they lie in
 * one cluster, or in lonely strata.  w: their weight in each unit, in the order of
 * svy_line_sums; n: how many they are.
 */
extern bool svy_column_says_nothing(const CrosstabUnits *units, const double *w, double n);

/*
 * The covariances of a line of n columns and of their differences to the rest, each
 * under the strata that it has; w: weights of each column in each unit, then of all.
 */
extern void svy_columns_covariance(const CrosstabUnits *units, const DomainSums *sums, int n,
								   const double **w, double *covariance);

/*
 * The same from the statistics under each replicate weight (units x 2n, then those
 * under the full weight): a replicate in which a column has nobody is left out of
 * what is said of that column alone.
 */
extern void svy_columns_replicates(const CrosstabUnits *units, int n, const double *theta,
								   double *covariance);

#endif
