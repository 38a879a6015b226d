/*
 * repmaker.c
 *	  Fuzz target: replicate weights of any design are finite and not negative,
 *	  and a jackknifed or drawn stratum keeps its weight.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/repmaker.h"

#define STRATA 64
#define CLUSTERS 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* strata of 1 to 8 clusters, one from each byte */
static void
set_strata(RepMaker *m, int32_t *stratum, double *fraction, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size && i < STRATA; i++, m->nstrata++)
	{
		fraction[i] = (data[i] >> 3) / 31.0;
		for (int k = 0; k <= (data[i] & 7); k++)
			stratum[m->nclusters++] = m->nstrata;
	}
}

static void
check_factors(const RepMaker *m, const void *table)
{
	double *factors = malloc(sizeof(double) * m->replicates);
	double *totals = calloc(m->nstrata * (size_t) m->replicates, sizeof(double));

	for (int32_t c = 0; c < m->nclusters; c++)
	{
		repmaker_factors(m, table, c, factors);
		for (int32_t r = 0; r < m->replicates; r++)
		{
			if (!(factors[r] >= 0 && isfinite(factors[r])))
				abort();
			totals[(size_t) m->cluster_stratum[c] * m->replicates + r] += factors[r];
		}
	}
	for (int32_t h = 0; h < m->nstrata && m->lonely != LONELY_ADJUST; h++)
		for (int32_t r = 0; r < m->replicates; r++)
			if (fabs(totals[(size_t) h * m->replicates + r] - m->size[h]) > 1e-9)
				abort();
	free(factors);
	free(totals);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int32_t stratum[CLUSTERS];
	double fraction[STRATA];
	int32_t sizes[STRATA];
	int32_t first[STRATA];
	int32_t place[CLUSTERS];
	double rscales[REPMAKER_MAX];
	RepMaker m = {.size = sizes, .first = first, .place = place, .cluster_stratum = stratum};
	int32_t worst;

	if (size < 4)
		return 0;
	m.method = (RepMethod) (data[0] % 5);
	m.lonely = (DesignLonely) (data[1] % 5);
	m.rho = m.method == REPMETHOD_FAY ? data[2] / 256.0 : 0;
	m.replicates = 2 + data[3] % 100;
	m.seed = data[2];
	set_strata(&m, stratum, fraction, data + 4, m.method == REPMETHOD_JK1 ? size > 4 : size - 4);
	if (data[2] % 2 == 1)
		m.fraction = fraction;
	if (m.nstrata > 0 && repmaker_plan(&m, &worst) == SVY_OK)
	{
		void *table = malloc(repmaker_table_size(&m) + 1);

		if (!(m.scale >= 0 && isfinite(m.scale)) || repmaker_fill(&m, table) != SVY_OK)
			abort();
		repmaker_rscales(&m, rscales);
		check_factors(&m, table);
		free(table);
	}
	return 0;
}
