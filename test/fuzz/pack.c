/*
 * pack.c
 *	  Fuzzing packed answers: plans, queries, directories and bytes from
 *	  anywhere; what is counted together is what is counted one by one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/pack/pack.h"

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

/* conditions say the same of respondents who are not read from where a block begins, and so as doubles */
static void
compare_filter(const PackQuery *q, const PackColumn *columns, int32_t n)
{
	static PackFilterSpace space;
	static PackTruths whole;

	if (q->nfilter == 0 || n == 0)
		return;
	(void) pack_filter(q, columns, n, 0, n, &space);
	whole = space.stack[0];
	(void) pack_filter(q, columns, n, 1, n - 1, &space);
	for (int32_t i = 1; i < n; i++)
		if (((whole.holds[i / 64] >> (i % 64)) & 1) !=
				((space.stack[0].holds[(i - 1) / 64] >> ((i - 1) % 64)) & 1) ||
			((whole.may[i / 64] >> (i % 64)) & 1) !=
				((space.stack[0].may[(i - 1) / 64] >> ((i - 1) % 64)) & 1))
			abort();
}

/* each respondent of the segment as rows would give him; false where rows would be an error */
static bool
count_rows(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32_t n)
{
	static PackFilterSpace space;
	static uint8_t truth[PACK_BLOCK];
	double weight = 1;

	memset(truth, PACK_TRUE, PACK_BLOCK);
	if (q->nfilter > 0)
		pack_filter_bytes(pack_filter(q, columns, n, 0, n, &space), n, truth);
	for (int32_t i = 0; i < n; i++)
	{
		bool infinite = false;

		if (q->weight >= 0)
			pack_read_doubles(&columns[q->weight], n, i, 1, &weight);
		if (truth[i] != PACK_TRUE || isnan(weight))
			continue;
		for (int s = 0; s < x->nslots; s++)
			pack_read_codes(&columns[q->slots[s]], n, i, 1, &crosstab_slots(x)[s]);
		for (int v = 0; v < x->nvalues; v++)
		{
			pack_read_doubles(&columns[q->values[v]], n, i, 1, &crosstab_inputs(x)[v]);
			infinite |= isinf(crosstab_inputs(x)[v]);
		}
		if (crosstab_add(x, crosstab_slots(x), crosstab_inputs(x), weight) != SVY_OK ||
			(infinite && weight != 0))
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

/* runs of the same respondents have the same cells together */
static void
compare_units(const int32_t *words, int64_t nwords, const PackQuery *q, const PackColumn *columns,
			  int32_t n)
{
	Crosstab *whole = make(words, nwords);
	Crosstab *x = make(words, nwords);
	PackUnits units = {.detail = n % 4};
	size_t size = pack_record_size(x, units.detail);
	PackRun runs[MOST_RESPONDENTS];
	void *workspace = malloc(pack_units_workspace(x));
	double *records;
	bool good;

	for (int32_t end = 0; end < n; units.nruns++)
	{
		end = end + 1 + n % 13 < n ? end + 1 + n % 13 : n;
		runs[units.nruns] = (PackRun){end, 0, NULL};
	}
	records = calloc(units.nruns * size + 1, sizeof(double));
	units.runs = runs;
	units.records = records;
	good = pack_count_units(x, q, columns, n, &units, workspace) == SVY_OK;
	if (good != (pack_count(whole, q, columns, n, workspace) == SVY_OK) ||
		(good && x->respondents != whole->respondents))
		abort();
	for (int32_t i = 0; good && i < x->ncells; i++)
	{
		double sum = 0;

		for (int32_t run = 0; run < units.nruns; run++)
			sum += pack_record_cell(units.detail, records + run * size, i).n;
		if (crosstab_cells(x)[i].n != crosstab_cells(whole)[i].n ||
			((units.detail & PACK_UNITS_EXACT) && sum != (double) crosstab_cells(x)[i].n))
			abort();
	}
	free(records);
	free(workspace);
	free(whole);
	free(x);
}

/* runs from anywhere: those that are valid can be read */
static void
read_runs(WireReader r, int32_t n)
{
	PackRun runs[MOST_RESPONDENTS + 1];
	int32_t nruns = pack_runs_count(r, n);
	uint8_t sum = 0;

	if (nruns < 0)
		return;
	pack_runs_read(r, nruns, runs);
	for (int32_t i = 0; i < nruns; i++)
		for (int32_t k = 0; k < runs[i].key_size; k++)
			sum ^= runs[i].key[k];
	if (nruns > 0 && runs[nruns - 1].end != n)
		abort();
	(void) sum;
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
		{
			compare_filter(&q, columns, n);
			compare(words, nwords, &q, columns, n);
			compare_units(words, nwords, &q, columns, n);
		}
	}
	read_runs(wire_reader(data, size), n);
	free(x);
	return 0;
}
