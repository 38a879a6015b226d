/*
 * summary.c
 *	  Fuzz target: whatever decodes is valid, encodes to the same bytes, and
 *	  can be merged and estimated.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/summary.h"

static void
use(const Summary *s)
{
	static const DesignRule rules[] = {
		{LONELY_REMOVE, false}, {LONELY_ADJUST, true}, {LONELY_AVERAGE, true}};
	void *space = malloc(summary_space(s));
	SummaryEstimate estimate;
	SummaryProblem problem;
	SummaryCount count;

	summary_count(s, &count);
	for (int i = 0; i < 3; i++)
	{
		(void) summary_estimate(s, STATISTIC_MEAN, rules[i], space, &estimate, &problem);
		if (s->ratio)
			(void) summary_estimate(s, STATISTIC_RATIO, rules[i], space, &estimate, &problem);
	}
	free(space);
}

static void
merge(const Summary *s)
{
	SummaryRoom room = {s->nunits + 4, s->text_size + 4, 0};
	Summary *sum = calloc(1, summary_copy_size(s, room));
	int32_t *map = malloc(sizeof(int32_t) * (2 * s->nunits + 1));
	SummaryProblem problem;

	summary_copy(sum, s, room);
	if (summary_merge(sum, s, map, &problem) == SVY_OK)
	{
		Summary *again = calloc(1, summary_canonical_size(sum));

		summary_canonical(again, sum, map);
		if (!summary_valid(again, summary_canonical_size(sum)))
			abort();
		free(again);
	}
	free(map);
	free(sum);
}

/* each variable of a state of many is a state of its own */
static void
split(const Summary *s)
{
	size_t size = summary_split_size(s);

	for (int32_t i = 0; i < s->many && i < 3; i++)
	{
		Summary *part = calloc(1, size);

		summary_split(part, s, i);
		use(part);
		free(part);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t need = summary_decode_size(data, size);
	Summary *s;
	uint8_t *again;

	if (need == 0)
		return 0;
	s = calloc(1, need);
	if (summary_decode(s, need, data, size))
	{
		again = malloc(size);
		if (summary_encode(s, NULL) != size)
			abort();
		summary_encode(s, again);
		if (memcmp(again, data, size) != 0)
			abort();
		free(again);
		if (s->many == 0)
			use(s);
		split(s);
		merge(s);
	}
	free(s);
	return 0;
}
