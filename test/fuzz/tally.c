/*
 * tally.c
 *	  Hostile bytes: what tally_read() accepts is valid, goes out as it came,
 *	  and can be merged and read off.
 */
#include <assert.h>
#include <stdlib.h>

#include "kernel/stats/tally.h"

static double
score(int32_t code)
{
	return code;
}

static void
use(Tally *t, int32_t pages)
{
	Tally *sum = malloc(tally_size(pages));
	TallyCell total = tally_total(t);

	sum->host_word = 0;
	tally_copy(sum, pages, t);
	assert(tally_pages_merged(sum, t) == pages);
	(void) tally_merge(sum, t);
	(void) tally_mean(t, score);
	(void) tally_median(t);
	(void) tally_share(&total, &total);
	free(sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);
	int32_t pages = tally_read_pages(r);
	Tally *t;

	if (pages < 1 || pages > 64)
		return 0;
	t = malloc(tally_size(pages));
	t->host_word = 0;
	if (tally_read(t, pages, &r) == SVY_OK)
	{
		uint8_t *out = malloc(size);
		WireWriter w = {NULL, 0};

		assert(tally_valid(t, tally_size(pages)));
		tally_write(t, &w);
		assert(w.size == size);
		w = (WireWriter){out, 0};
		tally_write(t, &w);
		assert(memcmp(out, bytes, size) == 0);
		use(t, pages);
		free(out);
	}
	free(t);
	return 0;
}
