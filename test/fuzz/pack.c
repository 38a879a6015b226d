/*
 * pack.c
 *	  Fuzzing packed answers: plans, queries, directories and bytes from
 *	  anywhere; what is counted together is what is counted one by one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_WORDS 512
#define MOST_COLUMNS 64
#define MOST_RESPONDENTS 300
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

static int64_t
take_words(WireReader *r, int32_t *words)
{
	int64_t n = wire_get_u8(r) * 2;

	/* two bytes a word reach everything that matters */
	for (int64_t i = 0; i < n; i++)
		words[i] = (int16_t) wire_get(r, 2);
	return n;
}

/* each respondent of the segment as rows would give him; false where rows would be an error */
static bool
count_rows(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32_t n)
{
	static uint8_t stack[PACK_MAX_STACK * PACK_BLOCK];
	static double scratch[PACK_BLOCK];
	double weight = 1;

	memset(stack, PACK_TRUE, PACK_BLOCK);
	if (q->nfilter > 0)
		pack_filter(q, columns, n, 0, n, stack, scratch);
	for (int32_t i = 0; i < n; i++)
	{
		bool infinite = false;

		if (q->weight >= 0)
			pack_read_doubles(&columns[q->weight], n, i, 1, &weight);
		if (stack[i] != PACK_TRUE || isnan(weight))
			continue;
		for (int s = 0; s < x->nslots; s++)
			pack_read_codes(&columns[q->slots[s]], n, i, 1, &crosstab_slots(x)[s]);
		for (int v = 0; v < x->nvalues; v++)
		{
			pack_read_doubles(&columns[q->values[v]], n, i, 1, &crosstab_inputs(x)[v]);
			infinite |= isinf(crosstab_inputs(x)[v]);
		}
		if (crosstab_add(x, crosstab_slots(x), crosstab_inputs(x), weight) != SVY_OK || infinite)
			return false;
	}
	return true;
}

static void
compare(const int32_t *words, int64_t nwords, const PackQuery *q, const PackColumn *columns,
		int32_t n)
{
	Crosstab *packed = make(words, nwords);
	Crosstab *rows = make(words, nwords);
	void *workspace = malloc(pack_workspace(packed));
	bool good = pack_count(packed, q, columns, n, workspace) == SVY_OK;
	bool expected = count_rows(rows, q, columns, n);

	/* an infinite value is an error only where a table asks for values one by one */
	if (expected && !good)
		abort();
	if (good && expected)
	{
		if (packed->respondents != rows->respondents)
			abort();
		for (int32_t i = 0; i < packed->ncells; i++)
			if (crosstab_cells(packed)[i].n != crosstab_cells(rows)[i].n)
				abort();
		if (memcmp(crosstab_undeclared(packed), crosstab_undeclared(rows),
				   packed->nvariables * sizeof(CrosstabUndeclared)) != 0)
			abort();
	}
	free(workspace);
	free(packed);
	free(rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int32_t words[MOST_WORDS];
	static int32_t query[MOST_WORDS];
	PackColumn columns[MOST_COLUMNS];
	PackSlice slices[MOST_COLUMNS];
	WireReader r = wire_reader(data, size);
	int64_t nwords = take_words(&r, words);
	int64_t nquery = take_words(&r, query);
	int32_t n = (int32_t) (wire_get(&r, 2) % MOST_RESPONDENTS);
	size_t directory = wire_get_u8(&r);
	Crosstab *x = make(words, nwords);
	PackQuery q;

	if (x && !r.bad && wire_left(&r) >= directory && pack_query(x, query, nquery, &q) == SVY_OK &&
		q.ncolumns <= MOST_COLUMNS &&
		pack_directory_read(wire_reader(r.next, directory), n, q.columns, q.ncolumns, columns,
							slices) == SVY_OK)
	{
		bool fits = true;

		for (int i = 0; i < q.ncolumns; i++)
		{
			fits &= slices[i].offset + slices[i].size <= wire_left(&r) - directory;
			columns[i].bytes = r.next + directory + slices[i].offset;
		}
		if (fits)
			compare(words, nwords, &q, columns, n);
	}
	free(x);
	return 0;
}
