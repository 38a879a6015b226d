/*
 * design.h
 *	  The variance of a linearised statistic under a stratified multistage
 *	  design, as R's survey::svyrecvar computes it.
 *
 * A statistic enters as influence values: z_k = w_k u_k of each respondent, 0
 * outside the domain (FORMULAS: total u = y, mean u = (y - mean)/W, ...), p of
 * them for p statistics.  They are linear, so only their sums by cluster of the
 * last stage matter:
 *
 *	V1 = sum_h (1 - f_h) n_h/(n_h - 1) sum_i (z_hi - zbar_h)(z_hi - zbar_h)'
 *
 * plus, inside each cluster of a stratum with f_h > 0, f_h times the same of
 * the next stage.  Sarndal, Swensson & Wretman (1992), ch. 4; Lumley (2010), ch. 2.
 */
#ifndef KERNEL_STATS_DESIGN_H
#define KERNEL_STATS_DESIGN_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

/* what a stratum with a single sampled cluster contributes */
typedef enum DesignLonely
{
	LONELY_FAIL,	  /* nothing can be said: SVY_LONELY */
	LONELY_REMOVE,	  /* nothing */
	LONELY_CERTAINTY, /* nothing: the cluster was in the sample for certain */
	LONELY_ADJUST,	  /* its squared distance from the mean of all clusters */
	LONELY_AVERAGE	  /* the mean contribution of the other strata */
} DesignLonely;

typedef struct DesignRule
{
	DesignLonely lonely;
	bool domain_lonely; /* "adjust" and "average" also where the domain leaves one cluster */
} DesignRule;

/*
 * One stage.  Strata and clusters are numbered from 0 over the whole stage, so
 * that equal labels under different parents have different numbers.  Clusters
 * without a respondent in the domain may be left out: sampled counts them.
 */
typedef struct DesignStage
{
	int32_t nstrata;
	int32_t nclusters;
	const int32_t *cluster_stratum; /* of each cluster */
	const int32_t
		*stratum_parent;	/* of each stratum: cluster of the stage before; NULL at the first */
	const double *sampled;	/* of each stratum: n_h, clusters sampled in the full design */
	const double *fraction; /* of each stratum: f_h = n_h/N_h; NULL: all 0 */
} DesignStage;

typedef struct Design
{
	int nstages; /* at least 1 */
	const DesignStage *stages;
} Design;

/* where SVY_LONELY was met */
typedef struct DesignPlace
{
	int stage;
	int32_t stratum;
} DesignPlace;

/* how a stratum enters the variance: factor x sum of squares around a centre */
typedef enum DesignCentre
{
	CENTRE_NONE, /* contributes nothing */
	CENTRE_OWN,	 /* mean of the stratum's clusters */
	CENTRE_ALL	 /* mean of all clusters of the parent */
} DesignCentre;

typedef struct DesignTerm
{
	double factor;
	DesignCentre centre;
} DesignTerm;

/*
 * The terms of a stage.  members: per stratum, its clusters with respondents of
 * the domain (strata without any contribute nothing and are not lonely);
 * multiplier: per parent, the product of the sampling fractions above it, NULL
 * at the first stage; nparents at least 1; work: 2 x nparents doubles.
 * SVY_LONELY, with the stratum, under LONELY_FAIL.  A factor is NaN where nothing
 * is known: under LONELY_AVERAGE where there is nothing to average, and of a first
 * stage's only stratum with members where that is lonely.
 */
extern SvyStatus design_terms(const DesignStage *stage, DesignRule rule, const int32_t *members,
							  int32_t nparents, const double *multiplier, double *work,
							  DesignTerm *terms, int32_t *lonely);

/*
 * Whether the variance is a 0 that says nothing, or an accident of rounding.
 * members: by stratum of the first stage, its clusters with respondents of the
 * domain.  Strata that were counted in full, and lonely ones that are certain,
 * rightly contribute 0; among the others one must have clusters to compare.  Unless
 * the statistic is a total, whose influence values do not add up to 0, the domain
 * must lie in two clusters.  What is inside clusters is left to the caller.
 */
extern bool design_says_nothing(const DesignStage *first, DesignRule rule, bool total,
								const int32_t *members);

/* bytes of scratch space for design_variance; 0 when too large */
extern size_t design_space(const Design *design, int p);

/*
 * The p x p covariance from the totals of the last stage's clusters (clusters x
 * p, row-major).  member: which of those clusters have respondents of the
 * domain, NULL for all.  space: design_space() bytes, aligned for double.
 */
extern SvyStatus design_variance(const Design *design, DesignRule rule, int p, const double *totals,
								 const bool *member, void *space, double *variance,
								 DesignPlace *lonely);

/*
 * The same for a first and only stage whose clusters are single respondents,
 * from sums by stratum: totals of the influence values (strata x p) and of their
 * products (strata x p x p).  members as in design_terms; terms: strata of them;
 * mean: p doubles of scratch.
 */
extern SvyStatus design_element_variance(const DesignStage *stage, DesignRule rule, int p,
										 const int32_t *members, const double *totals,
										 const double *products, DesignTerm *terms, double *mean,
										 double *variance, int32_t *lonely);

/* the share that a few roundings of doubles take */
#define DESIGN_NOISE 1e-15

/*
 * What a stratum of n respondents adds to the covariance of two statistics: factor
 * x sum of (z - c)(z - c)' from its totals, the centres and the sum of products.
 */
static inline double
design_element_term(double factor, double n, double total_a, double total_b, double centre_a,
					double centre_b, double products)
{
	return factor * (products - total_a * centre_b - centre_a * total_b + n * centre_a * centre_b);
}

/*
 * The same of one statistic, its variance: what is left of terms that are that large
 * is their rounding, where all respondents have one and the same influence value.
 */
static inline double
design_element_square(double factor, double n, double total, double centre, double products)
{
	double term = design_element_term(factor, n, total, total, centre, centre, products);

	return fabs(term) <= DESIGN_NOISE * fabs(factor * products) ? 0 : term;
}

/*
 * For many statistics of one design with a single stage: turns the totals of one
 * statistic by cluster into their deviations from the centre, times the root of the
 * stratum's factor, so that the covariance of two statistics is the product of
 * their deviations.  The clusters of stratum h are z[first[h]] .. z[first[h + 1]];
 * they are all that were sampled.
 */
extern void design_deviations(const DesignStage *stage, const DesignTerm *terms,
							  const int32_t *members, const int32_t *first, double *z);
extern double design_product(const double *a, const double *b, int32_t n);

/*
 * Totals of one statistic by cluster: of a mean over some respondents, (wy - mean
 * w) / weight; of its difference to that over the rest of the respondents; and
 * sums of such totals.
 */
extern void design_mean_totals(int32_t n, const double *w, const double *wy, double mean,
							   double weight, double *z);
extern void design_rest_totals(int32_t n, const double *w, const double *wy, const double *all_w,
							   const double *all_wy, double mean, double weight, const double *own,
							   double *z);
extern void design_add_totals(int32_t n, double factor, const double *z, double *sum);

/*
 * Where nobody differs, influence values are 0 but for rounding: sums over a unit
 * of weights and of weighted answers are rounded each by itself.  A standard error
 * so small against the estimate cannot come from doubles that differ.
 */
static inline double
design_without_noise(double variance, double estimate)
{
	return variance < 1e-30 * estimate * estimate ? 0 : variance;
}

/* adds n x p influence values to the totals of the clusters that the rows belong to */
extern void design_totals(int64_t n, int p, const double *influence, const int32_t *row_cluster,
						  double *totals);

/*
 * Degrees of freedom: clusters minus strata of the first stage, of those with a
 * respondent that counts (NULL: all).  space: one bool for each stratum.
 */
extern int32_t design_df(const DesignStage *first, const bool *counts, bool *space);

#endif
