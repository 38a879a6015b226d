/*
 * quantile_summary.c
 *	  Hostile bytes: what quantile_summary_decode() accepts is valid, goes out as
 *	  it came, and can be merged and read off.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/quantile_summary.h"

static void
use(const QuantileSummary *s)
{
	QuantileSummary *sum = malloc(quantile_summary_size(s->count + 1));
	double *points = malloc(sizeof(double) * 9 * ((size_t) s->count + 1));
	int32_t entry = 0;

	sum->host_word = 0;
	quantile_summary_copy(sum, s->count + 1, s);
	(void) quantile_summary_merge(sum, s, &entry);
	assert(sum->count == s->count);
	(void) quantile_summary_n(s);
	(void) quantile_summary_weight_up_to(s, 1);
	for (int rule = QUANTILE_MATH; rule <= QUANTILE_HF9 && s->count > 0; rule++)
	{
		double *w = points + 3 * s->count;
		double *cumulated = w + 3 * s->count;
		int64_t n = quantile_summary_points(s, (QuantileRule) rule, points, w, cumulated);

		assert(n <= 3 * (int64_t) s->count);
		(void) quantile_of((QuantileRule) rule, n, points, w, cumulated, 0.3);
	}
	free(sum);
	free(points);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int32_t count = quantile_summary_decode_count(bytes, size);
	QuantileSummary *s;

	if (count < 0)
		return 0;
	s = malloc(quantile_summary_sorted_size(count));
	s->host_word = 0;
	if (quantile_summary_decode(s, bytes, size))
	{
		uint8_t *out = malloc(size);

		assert(quantile_summary_valid(s, quantile_summary_sorted_size(count)));
		assert(quantile_summary_encode(s, NULL) == size);
		quantile_summary_encode(s, out);
		assert(memcmp(out, bytes, size) == 0);
		use(s);
		free(out);
	}
	free(s);
	return 0;
}
