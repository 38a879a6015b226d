/*
 * letters.h
 *	  Simulated tables of two columns: how often each convention finds the columns
 *	  different, where the population is (power) and is not (size).
 *
 * Respondents answer yes or no; those of a cluster by a share of their own, beta
 * distributed so that the intraclass correlation is icc.  Weights are log-normal
 * with a coefficient of variation cv.  Seeds are given: the same numbers come out
 * each time.
 */
#ifndef BENCH_LETTERS_H
#define BENCH_LETTERS_H

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "kernel/stats/columntest.h"

typedef struct Setting
{
	int only_a; /* respondents of one column, of the other, of both */
	int only_b;
	int both;
	double share_a; /* of those in one column alone */
	double share_b;
	double share_both;
	double cv;
	int clusters_a; /* the first column lies in the first of these, both columns in clusters; */
	int clusters;	/* 0: respondents are the clusters */
	double icc;
} Setting;

/* conventions in the order of ColumnConvention, COLUMNTEST_NONE for the unpooled linearised test */
typedef struct Found
{
	int samples;
	int higher[COLUMNTEST_DESIGN + 1];
} Found;

/* no setting has more respondents or clusters */
#define LETTERS_MAX 8192

typedef struct Sample
{
	ColumnCell cells[2];
	ColumnOverlap both;
	double sum[2][LETTERS_MAX]; /* by cluster: of w y, and of w, in each column */
	double weight[2][LETTERS_MAX];
	int clusters;
} Sample;

static inline void
letters_draw(const Setting *s, const double *cluster_share, int cluster, double share, int in_a,
			 int in_b, Sample *sample)
{
	double sigma = sqrt(log1p(s->cv * s->cv));
	double w = s->cv > 0 ? exp(sigma * norm_rand()) : 1;
	double y = unif_rand() < (cluster_share ? cluster_share[cluster] : share);
	int in[2] = {in_a, in_b};

	for (int k = 0; k < 2; k++)
	{
		sample->sum[k][cluster] += in[k] ? w * y : 0;
		sample->weight[k][cluster] += in[k] ? w : 0;
		if (!in[k])
			continue;
		sample->cells[k].n++;
		sample->cells[k].w += w;
		sample->cells[k].w2 += w * w;
		sample->cells[k].r += w * y;
	}
	if (in_a && in_b)
	{
		sample->both.n++;
		sample->both.w += w;
		sample->both.w2 += w * w;
		sample->both.r += w * y;
	}
}

static inline void
letters_sample(const Setting *s, Sample *sample)
{
	static double share[LETTERS_MAX];
	int n = s->only_a + s->only_b + s->both;
	double spread = s->icc > 0 ? (1 - s->icc) / s->icc : 0;

	*sample = (Sample){.clusters = s->clusters > 0 ? s->clusters : n};
	for (int c = 0; c < s->clusters; c++)
		share[c] = s->icc > 0 ? rbeta(spread * s->share_a, spread * (1 - s->share_a)) : s->share_a;
	for (int i = 0; i < n; i++)
	{
		int a = i < s->only_a;
		int b = i >= s->only_a && i < s->only_a + s->only_b;
		int first = a && s->clusters_a > 0 ? 0 : s->clusters_a;
		int count = a && s->clusters_a > 0 ? s->clusters_a : s->clusters - s->clusters_a;

		letters_draw(s, s->clusters > 0 ? share : NULL, s->clusters > 0 ? first + (i % count) : i,
					 a	 ? s->share_a
					 : b ? s->share_b
						 : s->share_both,
					 !b, !a, sample);
	}
}

/* the linearised covariance of the two shares */
static inline void
letters_covariance(const Sample *sample, double covariance[4])
{
	double scale = sample->clusters / (sample->clusters - 1.0);

	for (int i = 0; i < 4; i++)
		covariance[i] = 0;
	for (int c = 0; c < sample->clusters; c++)
	{
		double z[2];

		for (int k = 0; k < 2; k++)
		{
			const ColumnCell *cell = &sample->cells[k];

			z[k] = (sample->sum[k][c] - cell->r / cell->w * sample->weight[k][c]) / cell->w;
		}
		for (int i = 0; i < 4; i++)
			covariance[i] += scale * z[i / 2] * z[i % 2];
	}
}

static inline double
letters_df(const Sample *sample, int column)
{
	int clusters = 0;

	for (int c = 0; c < sample->clusters; c++)
		clusters += sample->weight[column][c] > 0;
	return clusters - 1;
}

/* counts the conventions that find the columns different */
static inline void
letters_test(const Setting *s, const Sample *sample, double alpha, Found *found)
{
	double covariance[4];
	double dfs[2] = {letters_df(sample, 0), letters_df(sample, 1)};
	int overlap = s->both > 0;
	ColumnOverlap overlaps[4] = {[1] = sample->both, [2] = sample->both};
	ColumnRow row = {.alpha = alpha,
					 .columns = 2,
					 .cells = sample->cells,
					 .overlaps = overlap ? overlaps : NULL,
					 .covariance = covariance,
					 .df = sample->clusters - 1,
					 .dfs = dfs};

	letters_covariance(sample, covariance);
	found->samples++;
	for (int c = COLUMNTEST_NONE; c <= COLUMNTEST_DESIGN; c++)
	{
		double variance = covariance[0] + covariance[3] - 2 * covariance[1];
		double difference =
			sample->cells[0].r / sample->cells[0].w - sample->cells[1].r / sample->cells[1].w;
		ColumnTest test;

		row.convention = (ColumnConvention) c;
		test = c == COLUMNTEST_NONE ? columntest_contrast(difference, variance, row.df)
									: columntest_pair(&row, 0, 1);
		found->higher[c] += test.reason == COLUMNTEST_TESTED && test.p < alpha;
	}
}

static inline Found
letters_simulate(const Setting *s, int samples, unsigned seed)
{
	static Sample sample;
	Found found = {0};

	set_seed(seed, 123456789);
	for (int i = 0; i < samples; i++)
	{
		letters_sample(s, &sample);
		letters_test(s, &sample, 0.05, &found);
	}
	return found;
}

#endif
