/*
 * crosstab.c
 *	  Fuzzing the cross tables: plans, respondents and bytes from anywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/crosstab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_WORDS 4096
#define MOST_BYTES (1 << 22)

static Crosstab *
make(const int32_t *words, int64_t nwords)
{
	void *workspace = malloc(crosstab_workspace(nwords));
	Crosstab *x = NULL;
	size_t bytes;

	if (crosstab_shape(words, nwords, workspace, &bytes) == SVY_OK && bytes < MOST_BYTES)
	{
		x = malloc(bytes);
		crosstab_init(x, words, workspace);
	}
	free(workspace);
	return x;
}

/* small numbers from single bytes, so that most slots hold something that a plan knows */
static void
respond(Crosstab *x, WireReader *r)
{
	for (int i = 0; i < x->nslots; i++)
	{
		int8_t code = (int8_t) wire_get_u8(r);

		crosstab_slots(x)[i] = code == -128 ? CROSSTAB_NULL : code;
	}
	for (int i = 0; i < x->nvalues; i++)
		crosstab_inputs(x)[i] = (int8_t) wire_get_u8(r);
	crosstab_add(x, crosstab_slots(x), crosstab_inputs(x), wire_get_u8(r) / 8.0);
}

/* what was counted is valid, and its bytes make the same state again */
static void
check(const Crosstab *x, const int32_t *words)
{
	WireWriter w = {NULL, 0};
	uint8_t *bytes;
	Crosstab *copy = make(words, x->nwords);
	WireReader r;
	size_t head = 5 + 4 * (size_t) x->nwords;

	if (!crosstab_valid(x))
		abort();
	crosstab_encode(x, &w);
	bytes = malloc(w.size);
	w.size = 0;
	w.space = bytes;
	crosstab_encode(x, &w);
	r = wire_reader(bytes + head, w.size - head);
	if (crosstab_decode(copy, &r) != SVY_OK || crosstab_merge(copy, x) != SVY_OK ||
		copy->respondents != 2 * x->respondents)
		abort();
	free(bytes);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int32_t words[MOST_WORDS];
	WireReader r = wire_reader(data, size);
	int64_t nwords = wire_get(&r, 2) % MOST_WORDS;
	Crosstab *x;

	/* two bytes a word reach everything that matters */
	for (int64_t i = 0; i < nwords; i++)
		words[i] = (int16_t) wire_get(&r, 2);
	x = make(words, nwords);
	if (!x)
		return 0;
	for (int i = 0; i < 32 && wire_left(&r) > 0; i++)
		respond(x, &r);
	check(x, words);
	if (crosstab_decode(x, &r) == SVY_OK && !crosstab_valid(x))
		abort();
	free(x);
	return 0;
}
