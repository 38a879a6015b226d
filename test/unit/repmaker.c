/*
 * repmaker.c
 *	  Unit tests of replicate weights from a design and of Hadamard matrices.
 *	  Expected values by hand, from the definitions.
 */
#include <string.h>

#include "kernel/stats/hadamard.h"
#include "kernel/stats/repmaker.h"
#include "tap.h"

#define STRATA 8
#define CLUSTERS 32

typedef struct Setting
{
	RepMaker m;
	int32_t stratum[CLUSTERS];
	int32_t size[STRATA];
	int32_t first[STRATA];
	int32_t place[CLUSTERS];
	double factors[200];
	void *table;
	int32_t worst;
	SvyStatus status;
} Setting;

/* strata of so many clusters each; ends with 0 */
static Setting *
plan(RepMaker m, const int32_t *sizes)
{
	Setting *s = calloc(1, sizeof(Setting));

	s->m = m;
	for (; sizes[s->m.nstrata] > 0; s->m.nstrata++)
		for (int32_t i = 0; i < sizes[s->m.nstrata]; i++)
			s->stratum[s->m.nclusters++] = s->m.nstrata;
	s->m.cluster_stratum = s->stratum;
	s->m.size = s->size;
	s->m.first = s->first;
	s->m.place = s->place;
	s->status = repmaker_plan(&s->m, &s->worst);
	if (s->status == SVY_OK)
	{
		s->table = malloc(repmaker_table_size(&s->m) + 1);
		s->status = repmaker_fill(&s->m, s->table);
	}
	return s;
}

static void
done(Setting *s)
{
	free(s->table);
	free(s);
}

static const double *
factors(Setting *s, int32_t cluster)
{
	repmaker_factors(&s->m, s->table, cluster, s->factors);
	return s->factors;
}

static void
orders(void)
{
	static int8_t rows[400][400];
	int made = 0;
	int wrong = 0;

	for (int32_t order = 1; order <= 300; order++)
	{
		Hadamard h = hadamard_at_least(order);

		if (h.order != order)
			continue;
		made++;
		for (int32_t i = 0; i < order; i++)
			hadamard_row(&h, i, rows[i]);
		for (int32_t i = 0; i < order; i++)
			for (int32_t j = 0; j <= i; j++)
			{
				int dot = 0;

				for (int32_t k = 0; k < order; k++)
					dot += rows[i][k] * rows[j][k];
				wrong += dot != (i == j ? order : 0) || rows[0][j] != 1;
			}
	}
	ok(wrong == 0, "rows are orthogonal, the first is all ones");
	ok(made >= 60, "most orders can be made");
	ok(hadamard_at_least(13).order == 16 && hadamard_at_least(25).order == 28, "the next order");
	ok(hadamard_at_least(93).order == 96, "no construction gives 92 here");
}

static void
jackknife(void)
{
	const int32_t sizes[] = {3, 2, 0};
	const double expected[] = {1.5, 0, 1.5, 1, 1};
	double rscales[5];
	Setting *s = plan((RepMaker){.method = REPMETHOD_JKN}, sizes);

	ok(s->status == SVY_OK && s->m.replicates == 5 && s->m.scale == 1, "a replicate per cluster");
	ok(memcmp(factors(s, 1), expected, sizeof(expected)) == 0, "factors of a cluster");
	repmaker_rscales(&s->m, rscales);
	ok(fabs(rscales[2] - 2.0 / 3) < 1e-15 && rscales[3] == 0.5, "their scales");
	done(s);
	s = plan((RepMaker){.method = REPMETHOD_JK1}, (const int32_t[]){4, 0});
	ok(s->m.replicates == 4 && s->m.scale == 0.75, "without strata");
	done(s);
}

static void
lonely(void)
{
	const int32_t sizes[] = {2, 1, 3, 0};
	Setting *s = plan((RepMaker){.method = REPMETHOD_JKN}, sizes);

	ok(s->status == SVY_LONELY && s->worst == 1, "a lonely stratum is named");
	done(s);
	s = plan((RepMaker){.method = REPMETHOD_JKN, .lonely = LONELY_ADJUST}, sizes);
	ok(s->m.replicates == 6 && factors(s, 2)[2] == 0 && factors(s, 0)[2] == 1.5,
	   "the other strata stand for it");
	done(s);
	s = plan((RepMaker){.method = REPMETHOD_JKN, .lonely = LONELY_AVERAGE}, sizes);
	ok(s->m.replicates == 5 && s->m.scale == 6.0 / 5, "or their mean");
	done(s);
	s = plan((RepMaker){.method = REPMETHOD_JK1, .lonely = LONELY_REMOVE}, (const int32_t[]){1, 0});
	ok(s->status == SVY_LONELY, "but not without others");
	done(s);
}

static void
pairs(void)
{
	const int32_t sizes[] = {2, 4, 2, 0};
	Setting *s = plan((RepMaker){.method = REPMETHOD_FAY, .rho = 0.5}, sizes);
	double sums[3] = {0};

	ok(s->m.replicates == 8 && s->m.pairs == 4 && s->m.scale == 0.5, "pairs and one more");
	for (int32_t c = 0; c < 8; c++)
		for (int r = 0; r < 8; r++)
			sums[c / 4] += factors(s, c)[r];
	ok(sums[0] == 32 && sums[1] == 32, "each counts as often as the other");
	done(s);
	s = plan((RepMaker){.method = REPMETHOD_BRR}, (const int32_t[]){2, 3, 0});
	ok(s->status == SVY_BAD_ARGUMENT && s->worst == 1, "an odd number has no pairs");
	done(s);
}

/* each replicate draws n - 1 of n; their means tend to 1, their variances to 1 over many */
static void
bootstrap(void)
{
	RepMaker m = {.method = REPMETHOD_BOOTSTRAP, .replicates = 200, .seed = 11};
	const int32_t sizes[] = {5, 3, 0};
	Setting *s = plan(m, sizes);
	double mean = 0;
	bool whole = true;
	double totals[200] = {0};

	for (int32_t c = 0; c < 5; c++)
		for (int r = 0; r < 200; r++)
			totals[r] += factors(s, c)[r];
	for (int r = 0; r < 200; r++)
	{
		whole &= fabs(totals[r] - 5) < 1e-12;
		mean += factors(s, 0)[r] / 200;
	}
	ok(whole, "a stratum keeps its clusters in every replicate");
	ok(fabs(mean - 1) < 0.25, "a cluster has a mean factor near 1");
	ok(s->m.scale == 1.0 / 199, "scale");
	done(s);
	m.fraction = (const double[]){1, 0.36};
	s = plan(m, sizes);
	ok(factors(s, 0)[0] == 1 && factors(s, 4)[7] == 1, "who is sampled for certain does not vary");
	ok(fabs(factors(s, 5)[0] - 0.2 - 1.2 * ((uint8_t *) s->table)[5]) < 1e-12,
	   "a sampling fraction shrinks the others");
	done(s);
}

static void
limits(void)
{
	Setting *s = plan((RepMaker){.method = REPMETHOD_JK1, .fraction = (const double[]){1}},
					  (const int32_t[]){4, 0});

	ok(s->status == SVY_NO_DF, "a census has no replicates");
	done(s);
}

int
main(void)
{
	orders();
	jackknife();
	lonely();
	pairs();
	bootstrap();
	limits();
	return tap_done();
}
