/*
 * repsum.c
 *	  Fuzz target: whatever decodes is valid, encodes to the same bytes, and
 *	  can be merged and read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/repsum.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t need = repsum_decode_size(data, size);
	RepSum *s;

	if (need == 0)
		return 0;
	s = calloc(1, need);
	if (repsum_decode(s, need, data, size))
	{
		uint8_t *again = malloc(size);
		double *theta = malloc(sizeof(double) * (s->replicates + 1));
		RepSum *sum = malloc(need);

		if (repsum_encode(s, NULL) != size)
			abort();
		repsum_encode(s, again);
		if (memcmp(again, data, size) != 0)
			abort();
		memcpy(sum, s, need);
		(void) repsum_merge(sum, s);
		repsum_theta(s, s->ratio ? STATISTIC_RATIO : STATISTIC_MEAN, 0, theta);
		free(sum);
		free(theta);
		free(again);
	}
	free(s);
	return 0;
}
