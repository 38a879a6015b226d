/*
 * design.c
 *	  The variance of a linearised statistic under a stratified multistage
 *	  design.
 *
 * R works by recursion into each cluster.  Numbering strata and clusters over
 * a whole stage makes that a loop over stages: a stratum's term is multiplied by
 * the sampling fractions of all strata above it.
 */
#include "kernel/stats/design.h"
#include "kernel/base/clones.h"

#include <math.h>
#include <string.h>

/* below this a stratum counts as a census, as in R */
#define CENSUS 1e-7

static int32_t
parent_of(const DesignStage *stage, int32_t stratum)
{
	return stage->stratum_parent ? stage->stratum_parent[stratum] : 0;
}

static double
fraction_of(const DesignStage *stage, int32_t stratum)
{
	return stage->fraction ? stage->fraction[stratum] : 0;
}

/* one stratum's term, before the factor of its parent; says whether it must be averaged over */
static SvyStatus
stratum_term(double sampled, double fraction, int32_t members, DesignRule rule, DesignTerm *term,
			 bool *missing)
{
	*missing = false;
	*term = (DesignTerm){0, CENTRE_NONE};
	if (members == 0 || 1 - fraction < CENSUS)
		return SVY_OK;
	if (sampled > 1)
	{
		*term = (DesignTerm){(1 - fraction) * sampled / (sampled - 1), CENTRE_OWN};
		if (members > 1 || !rule.domain_lonely)
			return SVY_OK;
	}
	switch (rule.lonely)
	{
		case LONELY_FAIL:
			return sampled > 1 ? SVY_OK : SVY_LONELY;
		case LONELY_REMOVE:
		case LONELY_CERTAINTY:
			return SVY_OK;
		case LONELY_ADJUST:
			if (sampled <= 1)
				term->factor = 1 - fraction;
			term->centre = CENTRE_ALL;
			return SVY_OK;
		case LONELY_AVERAGE:
			*term = (DesignTerm){0, CENTRE_NONE};
			*missing = true;
			return SVY_OK;
	}
	return SVY_BAD_ARGUMENT;
}

/* whether a lonely stratum of the first stage is all there is: then nothing is known, which is no fault */
static bool
is_alone(const DesignStage *stage, const int32_t *members, int32_t stratum)
{
	for (int32_t h = 0; h < stage->nstrata; h++)
		if (h != stratum && members[h] > 0)
			return false;
	return stage->stratum_parent == NULL;
}

SvyStatus
design_terms(const DesignStage *stage, DesignRule rule, const int32_t *members, int32_t nparents,
			 const double *multiplier, double *work, DesignTerm *terms, int32_t *lonely)
{
	double *present = work;
	double *missing = work + nparents;

	memset(work, 0, 2 * nparents * sizeof(double));
	for (int32_t h = 0; h < stage->nstrata; h++)
	{
		bool left_out;
		SvyStatus status = stratum_term(stage->sampled[h], fraction_of(stage, h), members[h], rule,
										&terms[h], &left_out);

		if (status == SVY_LONELY && is_alone(stage, members, h))
			terms[h] = (DesignTerm){NAN, CENTRE_OWN};
		else if (status != SVY_OK)
		{
			*lonely = h;
			return status;
		}
		present[parent_of(stage, h)] += members[h] > 0;
		missing[parent_of(stage, h)] += left_out;
	}
	for (int32_t h = 0; h < stage->nstrata; h++)
	{
		int32_t parent = parent_of(stage, h);

		if (members[h] > 0 && present[parent] == missing[parent])
			terms[h] = (DesignTerm){NAN, CENTRE_OWN};
		if (terms[h].centre == CENTRE_NONE || isnan(terms[h].factor))
			continue;
		terms[h].factor *= present[parent] / (present[parent] - missing[parent]);
		if (multiplier)
			terms[h].factor *= multiplier[parent];
	}
	return SVY_OK;
}

bool
design_says_nothing(const DesignStage *first, DesignRule rule, bool total, const int32_t *members)
{
	double sampled = 0;
	int64_t clusters = 0;
	bool open = false;
	bool own = false;
	bool all = false;

	for (int32_t h = 0; h < first->nstrata; h++)
	{
		DesignTerm term;
		bool missing;

		if (members[h] == 0)
			continue;
		clusters += members[h];
		sampled += first->sampled[h];
		(void) stratum_term(first->sampled[h], fraction_of(first, h), members[h], rule, &term,
							&missing);
		if (1 - fraction_of(first, h) < CENSUS ||
			(first->sampled[h] <= 1 && rule.lonely == LONELY_CERTAINTY))
			continue;
		open = true;
		own |= term.centre == CENTRE_OWN;
		all |= term.centre == CENTRE_ALL;
	}
	/* the centre of all clusters is that of the only one */
	own |= all && sampled > 1;
	return open && (!own || (!total && clusters <= 1));
}

/* scratch arrays of design_variance, cut from the caller's space */
typedef struct Work
{
	double *sums;		/* strata x p: totals by stratum */
	double *all;		/* parents x p: totals by parent */
	double *all_count;	/* parents: clusters sampled */
	double *counts;		/* 2 x parents, for design_terms */
	double *multiplier; /* parents */
	double *next;		/* multipliers of the next stage */
	DesignTerm *terms;	/* strata */
	int32_t *members;	/* strata */
	int32_t *listed;	/* strata: clusters in the arrays */
	double **totals;	/* by stage, clusters x p */
	bool **member;		/* by stage, clusters */
} Work;

/* hands out parts of the space, or only adds up when there is none */
static void *
part(char **space, size_t *used, size_t count, size_t size)
{
	size_t bytes = (count * size + 15) & ~(size_t) 15;
	void *result = *space ? *space + *used : NULL;

	*used += bytes;
	return result;
}

static size_t
lay_out(const Design *design, int p, char *space, Work *work)
{
	size_t used = 0;
	size_t strata = 0;
	size_t clusters = 1;
	int last = design->nstages - 1;

	for (int s = 0; s <= last; s++)
	{
		if ((size_t) design->stages[s].nstrata > strata)
			strata = design->stages[s].nstrata;
		if ((size_t) design->stages[s].nclusters > clusters)
			clusters = design->stages[s].nclusters;
	}
	work->sums = part(&space, &used, strata * p, sizeof(double));
	work->all = part(&space, &used, clusters * p, sizeof(double));
	work->all_count = part(&space, &used, clusters, sizeof(double));
	work->counts = part(&space, &used, 2 * clusters, sizeof(double));
	work->multiplier = part(&space, &used, clusters, sizeof(double));
	work->next = part(&space, &used, clusters, sizeof(double));
	work->terms = part(&space, &used, strata, sizeof(DesignTerm));
	work->members = part(&space, &used, strata, sizeof(int32_t));
	work->listed = part(&space, &used, strata, sizeof(int32_t));
	work->totals = part(&space, &used, design->nstages, sizeof(double *));
	work->member = part(&space, &used, design->nstages, sizeof(bool *));
	for (int s = 0; s <= last; s++)
	{
		size_t n = design->stages[s].nclusters;
		double *totals = part(&space, &used, s < last ? n * p : 0, sizeof(double));
		bool *member = part(&space, &used, n, sizeof(bool));

		if (space)
		{
			work->totals[s] = totals;
			work->member[s] = member;
		}
	}
	return used;
}

size_t
design_space(const Design *design, int p)
{
	Work work;
	size_t units = 0;

	for (int s = 0; s < design->nstages; s++)
		units += (size_t) design->stages[s].nstrata + design->stages[s].nclusters;
	if (p > 0 && units > SIZE_MAX / 256 / p)
		return 0;
	return lay_out(design, p, NULL, &work);
}

/* totals and membership of a stage's clusters, from those of the next stage */
static void
roll_up(const DesignStage *below, int p, const double *totals, const bool *member, size_t nclusters,
		double *into, bool *into_member)
{
	memset(into, 0, nclusters * p * sizeof(double));
	memset(into_member, 0, nclusters * sizeof(bool));
	for (int32_t i = 0; i < below->nclusters; i++)
	{
		int32_t parent = parent_of(below, below->cluster_stratum[i]);

		for (int j = 0; j < p; j++)
			into[(size_t) parent * p + j] += totals[(size_t) i * p + j];
		into_member[parent] |= member[i];
	}
}

/* sums by stratum and by parent, and how many clusters they have */
static void
stage_sums(const DesignStage *stage, int p, const double *totals, const bool *member,
		   int32_t nparents, Work *work)
{
	memset(work->sums, 0, (size_t) stage->nstrata * p * sizeof(double));
	memset(work->members, 0, stage->nstrata * sizeof(int32_t));
	memset(work->listed, 0, stage->nstrata * sizeof(int32_t));
	memset(work->all, 0, (size_t) nparents * p * sizeof(double));
	memset(work->all_count, 0, nparents * sizeof(double));
	for (int32_t i = 0; i < stage->nclusters; i++)
	{
		int32_t h = stage->cluster_stratum[i];

		work->listed[h]++;
		work->members[h] += member[i];
		for (int j = 0; j < p; j++)
			work->sums[(size_t) h * p + j] += totals[(size_t) i * p + j];
	}
	for (int32_t h = 0; h < stage->nstrata; h++)
	{
		size_t parent = parent_of(stage, h);

		if (work->members[h] == 0)
			continue;
		work->all_count[parent] += stage->sampled[h];
		for (int j = 0; j < p; j++)
			work->all[parent * p + j] += work->sums[(size_t) h * p + j];
	}
}

/* adds factor x (z - c)(z - c)' to the upper triangle; z NULL for zeros */
static void
add_square(int p, double factor, const double *z, const double *centre, double *variance)
{
	for (int j = 0; j < p; j++)
	{
		double left = factor * ((z ? z[j] : 0) - centre[j]);

		if (left != 0)
			for (int k = j; k < p; k++)
				variance[(size_t) j * p + k] += left * ((z ? z[k] : 0) - centre[k]);
	}
}

static void
add_stage(const DesignStage *stage, int p, const double *totals, Work *work, double *variance)
{
	/* sums become the centres */
	for (int32_t h = 0; h < stage->nstrata; h++)
	{
		double *centre = work->sums + (size_t) h * p;
		size_t parent = parent_of(stage, h);
		DesignTerm term = work->terms[h];

		if (term.centre == CENTRE_NONE)
			continue;
		for (int j = 0; j < p; j++)
			centre[j] = term.centre == CENTRE_OWN
							? centre[j] / stage->sampled[h]
							: work->all[parent * p + j] / work->all_count[parent];
		/* the clusters that are not in the arrays have totals of zero */
		add_square(p, term.factor * (stage->sampled[h] - work->listed[h]), NULL, centre, variance);
	}
	for (int32_t i = 0; i < stage->nclusters; i++)
	{
		int32_t h = stage->cluster_stratum[i];

		if (work->terms[h].centre != CENTRE_NONE)
			add_square(p, work->terms[h].factor, totals + (size_t) i * p,
					   work->sums + (size_t) h * p, variance);
	}
}

/* the product of sampling fractions that holds below each cluster of a stage */
static void
next_multiplier(const DesignStage *stage, Work *work)
{
	double *swap = work->multiplier;

	for (int32_t i = 0; i < stage->nclusters; i++)
	{
		int32_t h = stage->cluster_stratum[i];

		work->next[i] = work->multiplier[parent_of(stage, h)] * fraction_of(stage, h);
	}
	work->multiplier = work->next;
	work->next = swap;
}

/* whether any stratum of a stage has a sampling fraction, so that the next stage counts */
static bool
has_fraction(const DesignStage *stage)
{
	for (int32_t h = 0; stage->fraction && h < stage->nstrata; h++)
		if (stage->fraction[h] > 0)
			return true;
	return false;
}

SvyStatus
design_variance(const Design *design, DesignRule rule, int p, const double *totals,
				const bool *member, void *space, double *variance, DesignPlace *lonely)
{
	Work work;
	int last = design->nstages - 1;
	int32_t nparents = 1;

	lay_out(design, p, space, &work);
	memset(variance, 0, (size_t) p * p * sizeof(double));
	for (int32_t i = 0; i < design->stages[last].nclusters; i++)
		work.member[last][i] = member ? member[i] : true;
	for (int s = last; s > 0; s--)
		roll_up(&design->stages[s], p, s == last ? totals : work.totals[s], work.member[s],
				design->stages[s - 1].nclusters, work.totals[s - 1], work.member[s - 1]);
	work.multiplier[0] = 1;
	for (int s = 0; s <= last; s++)
	{
		const DesignStage *stage = &design->stages[s];
		const double *z = s == last ? totals : work.totals[s];
		SvyStatus status;

		stage_sums(stage, p, z, work.member[s], nparents, &work);
		*lonely = (DesignPlace){s, 0};
		status = design_terms(stage, rule, work.members, nparents, work.multiplier, work.counts,
							  work.terms, &lonely->stratum);
		if (status != SVY_OK)
			return status;
		add_stage(stage, p, z, &work, variance);
		if (!has_fraction(stage))
			break;
		next_multiplier(stage, &work);
		nparents = stage->nclusters;
	}
	for (int j = 0; j < p; j++)
		for (int k = 0; k < j; k++)
			variance[(size_t) j * p + k] = variance[(size_t) k * p + j];
	return SVY_OK;
}

/* adds factor x sum of (z - c)(z - c)' = products - t c' - c t' + n c c', where t / n is c, or not */
static void
add_elements(int p, double factor, double n, const double *totals, const double *products,
			 const double *mean, double *variance)
{
	for (int j = 0; j < p; j++)
		for (int k = 0; k < p; k++)
		{
			double left = mean ? mean[j] : totals[j] / n;
			double right = mean ? mean[k] : totals[k] / n;

			variance[(size_t) j * p + k] +=
				j == k ? design_element_square(factor, n, totals[j], left,
											   products[(size_t) j * p + j])
					   : design_element_term(factor, n, totals[j], totals[k], left, right,
											 products[(size_t) j * p + k]);
		}
}

/* the mean of all respondents of the strata that have members */
static void
element_mean(const DesignStage *stage, int p, const int32_t *members, const double *totals,
			 double *mean)
{
	double count = 0;

	memset(mean, 0, p * sizeof(double));
	for (int32_t h = 0; h < stage->nstrata; h++)
		for (int j = 0; j < p && members[h] > 0; j++)
			mean[j] += totals[(size_t) h * p + j];
	for (int32_t h = 0; h < stage->nstrata; h++)
		count += members[h] > 0 ? stage->sampled[h] : 0;
	for (int j = 0; j < p; j++)
		mean[j] /= count;
}

SvyStatus
design_element_variance(const DesignStage *stage, DesignRule rule, int p, const int32_t *members,
						const double *totals, const double *products, DesignTerm *terms,
						double *mean, double *variance, int32_t *lonely)
{
	double work[2];
	SvyStatus status = design_terms(stage, rule, members, 1, NULL, work, terms, lonely);

	memset(variance, 0, (size_t) p * p * sizeof(double));
	element_mean(stage, p, members, totals, mean);
	for (int32_t h = 0; status == SVY_OK && h < stage->nstrata; h++)
		if (terms[h].centre != CENTRE_NONE)
			add_elements(p, terms[h].factor, stage->sampled[h], totals + (size_t) h * p,
						 products + (size_t) h * p * p, terms[h].centre == CENTRE_ALL ? mean : NULL,
						 variance);
	return status;
}

/* several sums, so that none has to wait for the last addition */
typedef double Doubles __attribute__((vector_size(32), aligned(8), may_alias));
#define AT_ONCE 4

KERNEL_INLINE double
sum_of(const double *z, int32_t n)
{
	Doubles first = {0};
	Doubles second = {0};
	double rest = 0;
	int32_t i = 0;

	for (; i + 2 * AT_ONCE <= n; i += 2 * AT_ONCE)
	{
		first += *(const Doubles *) (z + i);
		second += *(const Doubles *) (z + i + AT_ONCE);
	}
	for (; i < n; i++)
		rest += z[i];
	first += second;
	return (first[0] + first[1]) + (first[2] + first[3]) + rest;
}

KERNEL_CLONES double
design_product(const double *a, const double *b, int32_t n)
{
	Doubles first = {0};
	Doubles second = {0};
	double rest = 0;
	int32_t i = 0;

	for (; i + 2 * AT_ONCE <= n; i += 2 * AT_ONCE)
	{
		first += *(const Doubles *) (a + i) * *(const Doubles *) (b + i);
		second += *(const Doubles *) (a + i + AT_ONCE) * *(const Doubles *) (b + i + AT_ONCE);
	}
	for (; i < n; i++)
		rest += a[i] * b[i];
	first += second;
	return (first[0] + first[1]) + (first[2] + first[3]) + rest;
}

/* the mean of the clusters of all strata that have members */
static double
centre_of_all(const DesignStage *stage, const DesignTerm *terms, const int32_t *members,
			  const int32_t *first, const double *z)
{
	double sum = 0;
	double count = 0;
	bool wanted = false;

	for (int32_t h = 0; h < stage->nstrata && !wanted; h++)
		wanted = terms[h].centre == CENTRE_ALL;
	for (int32_t h = 0; h < stage->nstrata && wanted; h++)
		if (members[h] > 0)
		{
			sum += sum_of(z + first[h], first[h + 1] - first[h]);
			count += stage->sampled[h];
		}
	return wanted ? sum / count : 0;
}

KERNEL_CLONES void
design_mean_totals(int32_t n, const double *w, const double *wy, double mean, double weight,
				   double *z)
{
	double share = 1 / weight;

	for (int32_t i = 0; i < n; i++)
		z[i] = (wy[i] - mean * w[i]) * share;
}

KERNEL_CLONES void
design_rest_totals(int32_t n, const double *w, const double *wy, const double *all_w,
				   const double *all_wy, double mean, double weight, const double *own, double *z)
{
	double share = 1 / weight;

	for (int32_t i = 0; i < n; i++)
		z[i] = own[i] - ((all_wy[i] - wy[i]) - mean * (all_w[i] - w[i])) * share;
}

KERNEL_CLONES void
design_add_totals(int32_t n, double factor, const double *z, double *sum)
{
	if (factor == 1)
		for (int32_t i = 0; i < n; i++)
			sum[i] += z[i];
	else
		for (int32_t i = 0; i < n; i++)
			sum[i] += factor * z[i];
}

KERNEL_INLINE void
centre_on(double *z, int32_t n, double root, double centre)
{
	for (int32_t i = 0; i < n; i++)
		z[i] = root * (z[i] - centre);
}

KERNEL_CLONES void
design_deviations(const DesignStage *stage, const DesignTerm *terms, const int32_t *members,
				  const int32_t *first, double *z)
{
	double all = centre_of_all(stage, terms, members, first, z);

	for (int32_t h = 0; h < stage->nstrata; h++)
	{
		double *own = z + first[h];
		int32_t n = first[h + 1] - first[h];
		double centre = terms[h].centre == CENTRE_OWN ? sum_of(own, n) / stage->sampled[h] : all;
		double root = terms[h].centre == CENTRE_NONE ? 0 : sqrt(terms[h].factor);

		centre_on(own, n, root, centre);
	}
}

void
design_totals(int64_t n, int p, const double *influence, const int32_t *row_cluster, double *totals)
{
	for (int64_t i = 0; i < n; i++)
		for (int j = 0; j < p; j++)
			totals[(size_t) row_cluster[i] * p + j] += influence[i * p + j];
}

int32_t
design_df(const DesignStage *first, const bool *counts, bool *space)
{
	int32_t clusters = 0;
	int32_t strata = 0;

	memset(space, 0, first->nstrata * sizeof(bool));
	for (int32_t i = 0; i < first->nclusters; i++)
	{
		int32_t h = first->cluster_stratum[i];

		if (counts && !counts[i])
			continue;
		clusters++;
		strata += !space[h];
		space[h] = true;
	}
	return clusters - strata;
}
