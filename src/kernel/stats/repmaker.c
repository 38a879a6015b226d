/*
 * repmaker.c
 *	  Replicate weights from a stratified design of clusters.
 */
#include "kernel/stats/repmaker.h"

#include <math.h>
#include <string.h>

#include "kernel/stats/hadamard.h"

static double
stratum_fraction(const RepMaker *m, int32_t stratum)
{
	return m->fraction ? m->fraction[stratum] : 0;
}

static void
count_clusters(RepMaker *m)
{
	memset(m->size, 0, sizeof(int32_t) * m->nstrata);
	for (int32_t i = 0; i < m->nclusters; i++)
		m->place[i] = m->size[m->cluster_stratum[i]]++;
}

/* strata that all are in the sample give no replicate, nor does a lonely one that adds nothing */
static bool
is_jackknifed(const RepMaker *m, int32_t h)
{
	return stratum_fraction(m, h) < 1 &&
		   (m->size[h] > 1 || (m->lonely == LONELY_ADJUST && m->nstrata > 1));
}

static SvyStatus
plan_jackknife(RepMaker *m)
{
	int64_t replicates = 0;

	for (int32_t h = 0; h < m->nstrata; h++)
	{
		m->first[h] = (int32_t) replicates;
		replicates += is_jackknifed(m, h) ? m->size[h] : 0;
	}
	if (replicates == 0)
		return SVY_NO_DF;
	m->replicates = (int32_t) replicates;
	m->scale = m->method == REPMETHOD_JK1
				   ? (1 - stratum_fraction(m, 0)) * (double) (replicates - 1) / (double) replicates
			   : m->lonely == LONELY_AVERAGE ? m->nclusters / (double) replicates
											 : 1;
	return SVY_OK;
}

static SvyStatus
plan_pairs(RepMaker *m, int32_t *stratum)
{
	m->pairs = 0;
	for (int32_t h = 0; h < m->nstrata; h++)
	{
		m->first[h] = m->pairs;
		m->pairs += m->size[h] / 2;
		if (m->size[h] % 2 != 0)
		{
			*stratum = h;
			return SVY_BAD_ARGUMENT;
		}
	}
	/* a row more, of which all signs are alike */
	m->replicates = m->pairs < REPMAKER_MAX ? hadamard_at_least(m->pairs + 1).order : m->pairs;
	m->scale = 1 / (m->replicates * (1 - m->rho) * (1 - m->rho));
	return SVY_OK;
}

SvyStatus
repmaker_plan(RepMaker *m, int32_t *stratum)
{
	bool pairs = m->method == REPMETHOD_BRR || m->method == REPMETHOD_FAY;
	SvyStatus status = SVY_OK;

	count_clusters(m);
	for (int32_t h = 0; h < m->nstrata && !pairs; h++)
		if (m->size[h] < 2 && stratum_fraction(m, h) < 1 &&
			(m->lonely == LONELY_FAIL || m->nstrata == 1))
		{
			*stratum = h;
			return SVY_LONELY;
		}
	if (pairs)
		status = plan_pairs(m, stratum);
	else if (m->method == REPMETHOD_BOOTSTRAP)
		m->scale = 1.0 / (m->replicates - 1);
	else
		status = plan_jackknife(m);
	return status == SVY_OK && m->replicates > REPMAKER_MAX ? SVY_LIMIT : status;
}

/* ------------------------------------------------------------------ table --- */

size_t
repmaker_table_size(const RepMaker *m)
{
	if (m->method == REPMETHOD_BOOTSTRAP)
		return (size_t) m->nclusters * m->replicates;
	return (size_t) m->pairs * m->replicates;
}

/* SplitMix64 (Steele, Lea and Flood 2014): the same numbers on any machine */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 .. n - 1, all equally likely: what lies beyond the last full round is drawn again */
static int32_t
draw(uint64_t *state, int32_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % (uint64_t) n;
	uint64_t x;

	do
		x = next_random(state);
	while (x >= limit);
	return (int32_t) (x % (uint64_t) n);
}

/* how often each cluster is drawn: a row of all clusters for each replicate */
static SvyStatus
fill_bootstrap(const RepMaker *m, uint8_t *drawn)
{
	uint64_t state = m->seed;
	int32_t end;

	memset(drawn, 0, repmaker_table_size(m));
	for (int32_t first = 0; first < m->nclusters; first = end)
	{
		int32_t n = m->size[m->cluster_stratum[first]];

		end = first + n;
		for (int32_t r = 0; r < m->replicates; r++)
			for (int32_t k = 1; k < n; k++)
				if (++drawn[(size_t) r * m->nclusters + first + draw(&state, n)] == 0)
					return SVY_LIMIT;
	}
	return SVY_OK;
}

SvyStatus
repmaker_fill(const RepMaker *m, void *table)
{
	if (m->method == REPMETHOD_BOOTSTRAP)
		return fill_bootstrap(m, table);
	if (m->pairs > 0)
	{
		Hadamard h = hadamard_at_least(m->pairs + 1);

		for (int32_t pair = 0; pair < m->pairs; pair++)
			hadamard_row(&h, pair + 1, (int8_t *) table + (size_t) pair * m->replicates);
	}
	return SVY_OK;
}

/* ---------------------------------------------------------------- factors --- */

void
repmaker_rscales(const RepMaker *m, double *rscales)
{
	for (int32_t r = 0; r < m->replicates; r++)
		rscales[r] = 1;
	for (int32_t h = 0; h < m->nstrata && m->method == REPMETHOD_JKN; h++)
	{
		double n = m->size[h] > 1 ? m->size[h] : m->nstrata;
		double correction = m->size[h] > 1 ? 1 - stratum_fraction(m, h) : 1;

		for (int32_t i = 0; i < m->size[h] && is_jackknifed(m, h); i++)
			rscales[m->first[h] + i] = correction * (n - 1) / n;
	}
}

static void
jackknife_factors(const RepMaker *m, int32_t cluster, double *factors)
{
	int32_t own = m->cluster_stratum[cluster];
	int32_t first = m->first[own];
	double n = m->size[own];

	for (int32_t r = 0; r < m->replicates; r++)
		factors[r] = 1;
	/* without a lonely stratum, the others stand for it */
	for (int32_t h = 0; h < m->nstrata && m->lonely == LONELY_ADJUST; h++)
		if (m->size[h] == 1 && is_jackknifed(m, h))
			factors[m->first[h]] = (double) m->nstrata / (m->nstrata - 1);
	if (!is_jackknifed(m, own))
		return;
	for (int32_t i = 0; i < m->size[own] && n > 1; i++)
		factors[first + i] = n / (n - 1);
	factors[first + m->place[cluster]] = 0;
}

static void
paired_factors(const RepMaker *m, const int8_t *signs, int32_t cluster, double *factors)
{
	int32_t pair = m->first[m->cluster_stratum[cluster]] + m->place[cluster] / 2;
	int8_t taken = m->place[cluster] % 2 == 0 ? 1 : -1;

	for (int32_t r = 0; r < m->replicates; r++)
		factors[r] = signs[(size_t) pair * m->replicates + r] == taken ? 2 - m->rho : m->rho;
}

static void
bootstrap_factors(const RepMaker *m, const uint8_t *drawn, int32_t cluster, double *factors)
{
	int32_t h = m->cluster_stratum[cluster];
	double n = m->size[h];
	double f = stratum_fraction(m, h);
	double share = n > 1 && f < 1 ? sqrt(1 - f) : 0;
	double each = n > 1 ? n / (n - 1) : 0;

	for (int32_t r = 0; r < m->replicates; r++)
		factors[r] = 1 - share + share * each * drawn[(size_t) r * m->nclusters + cluster];
}

void
repmaker_factors(const RepMaker *m, const void *table, int32_t cluster, double *factors)
{
	switch (m->method)
	{
		case REPMETHOD_JK1:
		case REPMETHOD_JKN:
			jackknife_factors(m, cluster, factors);
			break;
		case REPMETHOD_BRR:
		case REPMETHOD_FAY:
			paired_factors(m, table, cluster, factors);
			break;
		case REPMETHOD_BOOTSTRAP:
			bootstrap_factors(m, table, cluster, factors);
			break;
	}
}
