/*
 * repmaker.h
 *	  Replicate weights from a stratified design of clusters: by which factor a
 *	  cluster's weight changes in each replicate.
 *
 * Only the first stage counts, as in R's as.svrepdesign.  n_h clusters of
 * stratum h, of which the fraction f_h of all was sampled:
 *
 *	JK1		each cluster left out in turn, n/(n - 1) for the others;
 *			scale (1 - f)(n - 1)/n
 *	JKn		the same within strata; rscales (1 - f_h)(n_h - 1)/n_h
 *	BRR		of each pair of clusters one twice, the other not at all, as a
 *			Hadamard matrix says; scale 1/R.  Fay: 2 - rho and rho; 1/(R(1 - rho)^2)
 *	bootstrap	n_h - 1 clusters of a stratum drawn with replacement, m_i times
 *			cluster i: 1 - l + l n_h/(n_h - 1) m_i, l = sqrt(1 - f_h); scale 1/(R - 1)
 *
 * Wolter (2007), ch. 3-5; Judkins (1990); Rao, Wu and Yue (1992).
 */
#ifndef KERNEL_STATS_REPMAKER_H
#define KERNEL_STATS_REPMAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/stats/design.h"
#include "kernel/base/status.h"

#define REPMAKER_MAX 10000 /* replicates */

typedef enum RepMethod
{
	REPMETHOD_JK1,
	REPMETHOD_JKN,
	REPMETHOD_BRR,
	REPMETHOD_FAY,
	REPMETHOD_BOOTSTRAP
} RepMethod;

typedef struct RepMaker
{
	RepMethod method;
	DesignLonely lonely;
	double rho;			/* of Fay */
	uint64_t seed;		/* of the bootstrap */
	int32_t replicates; /* of the bootstrap; else set by repmaker_plan() */
	int32_t nstrata;
	int32_t nclusters; /* in the order in which their labels come */
	const int32_t *cluster_stratum;
	const double *fraction; /* f_h; NULL: all 0 */

	/* space from the caller */
	int32_t *size;	/* nstrata: n_h */
	int32_t *first; /* nstrata: its first replicate (JKn), its first pair (BRR) */
	int32_t *place; /* nclusters: number within the stratum */

	/* set by repmaker_plan() */
	int32_t pairs;
	double scale;
} RepMaker;

/*
 * Sizes, number of replicates and scale.  With the stratum: SVY_LONELY, one
 * cluster and no rule for it; SVY_BAD_ARGUMENT, an odd number of clusters for
 * pairs.  SVY_NO_DF: the sample is the population.  SVY_LIMIT: too many
 * replicates, of which m->replicates tells the number (at most INT32_MAX).
 */
extern SvyStatus repmaker_plan(RepMaker *m, int32_t *stratum);

/* bytes of the table that the factors are made from, 0: none; fills it */
extern size_t repmaker_table_size(const RepMaker *m);
extern SvyStatus repmaker_fill(const RepMaker *m, void *table);

/* the replicates' own scales */
extern void repmaker_rscales(const RepMaker *m, double *rscales);

/* the factors of a cluster, one for each replicate */
extern void repmaker_factors(const RepMaker *m, const void *table, int32_t cluster,
							 double *factors);

#endif
