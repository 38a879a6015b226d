/*
 * crosstab_ranks.c
 *	  Degrees of freedom that replicate weights leave to the columns of a table.
 *
 * The rank of the replicate weights less one, as R's degf has it: replicates of
 * respondents who are in few clusters are combinations of few of them.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/base/hash.h"
#include "kernel/stats/repsum.h"
#include "source/crosstab_ranks.h"

/* weights whose directions differ by less are the same: far below the tolerance of their rank */
#define SAME_DIRECTION 1e-9
#define HASHED_DIGITS 1e6

/* numbers that a span remembers having met; those beyond are looked for among those it holds */
#define SEEN_NUMBERS 8192

/* so many different weights are not those of few clusters */
#define MOST_VECTORS 65536

/* whose weights span something: numbers of vectors, none of which follows from those before, and later ones */
typedef struct Span
{
	bool enough;
	int32 count;
	int32 *numbers;
	uint64 *seen;
} Span;

/* the spans of a table: its columns, the rest of each, all together; the same of those with a score */
typedef struct TableSpans
{
	int row; /* variables of the plan */
	int column;
	int n;
	const double *scores; /* of the row's categories, where some have none; else NULL */
	int open;			  /* spans that have not enough */
	Span *spans;
	Span *scored;
	int nlines; /* the row's categories */
	Span *lines;
} TableSpans;

struct CrosstabRanks
{
	MemoryContext context;
	int32 columns; /* replicates */
	int32 most;
	int32 room; /* numbers that a span holds */
	int ntables;
	TableSpans *tables;
	bool *held; /* categories of a column variable that hold a respondent */
	double *basis;
	double *direction; /* of the respondent's weights */

	/* vectors of length 1, by number */
	double *vectors;
	int32 nvectors;
	int32 capacity;
	uint32 *slots;
	size_t nslots;
};

static const double *
scores_with_gaps(const CrosstabAxis *row)
{
	for (int i = 0; row->scores && i < row->ncategories; i++)
		if (isnan(row->scores[i]))
			return row->scores;
	return NULL;
}

/* categories that a respondent can be in: of a set its nets are such too, after its options */
static int
lines_of(const CrosstabAxis *row)
{
	int count = row->value ? 0 : row->ncategories;

	for (int i = 0; i < row->nnets; i++)
		count += row->nets[i].category >= 0;
	return count;
}

CrosstabRanks *
svy_ranks_open(const CrosstabPlan *plan, int32 count, int32 most)
{
	CrosstabRanks *ranks = palloc0_object(CrosstabRanks);
	int widest = 0;

	ranks->context = CurrentMemoryContext;
	ranks->columns = count;
	ranks->most = count >= 2 ? Min(most, count) : most;
	ranks->room = 2 * ranks->most;
	ranks->ntables = plan->nrows * plan->ncolumns;
	ranks->tables = palloc0_array(TableSpans, ranks->ntables + 1);
	for (int i = 0; i < ranks->ntables; i++)
	{
		TableSpans *t = &ranks->tables[i];

		t->row = plan->rows[i / plan->ncolumns].kernel;
		t->column = plan->columns[i % plan->ncolumns].kernel;
		t->n = plan->columns[i % plan->ncolumns].ncategories;
		t->scores = scores_with_gaps(&plan->rows[i / plan->ncolumns]);
		t->spans = palloc0_array(Span, 2 * t->n + 1);
		t->scored = t->scores ? palloc0_array(Span, 2 * t->n + 1) : t->spans;
		t->nlines = lines_of(&plan->rows[i / plan->ncolumns]);
		t->lines = palloc0_array(Span, t->nlines + 1);
		t->open = (2 * t->n + 1) * (t->scores ? 2 : 1) + t->nlines;
		widest = Max(widest, t->n);
	}
	ranks->held = palloc_array(bool, widest + 1);
	ranks->basis =
		palloc_extended(sizeof(double) * ((Size) ranks->most * count + 1), MCXT_ALLOC_HUGE);
	ranks->direction = palloc_array(double, count + 1);
	ranks->nslots = 1024;
	ranks->slots = palloc_array(uint32, ranks->nslots);
	hash_clear(ranks->slots, ranks->nslots);
	return ranks;
}

/* ---------------------------------------------------------------- vectors --- */

static inline const double *
vector_of(const CrosstabRanks *ranks, int32 number)
{
	return ranks->vectors + (Size) number * ranks->columns;
}

/* to length 1; false for those that are 0 under every replicate */
static bool
set_direction(CrosstabRanks *ranks, const double *weights)
{
	double largest = 0;
	double sum = 0;

	for (int32 i = 0; i < ranks->columns; i++)
		largest = fmax(largest, fabs(weights[i]));
	for (int32 i = 0; largest > 0 && i < ranks->columns; i++)
		sum += (weights[i] / largest) * (weights[i] / largest);
	for (int32 i = 0; i < ranks->columns; i++)
		ranks->direction[i] = largest > 0 ? weights[i] / largest / sqrt(sum) : 0;
	return largest > 0;
}

static uint64
hash_direction(const CrosstabRanks *ranks, const double *vector)
{
	uint64 hash = 0;

	for (int32 i = 0; i < ranks->columns; i++)
		hash = hash_mix(hash ^ hash_bits(rint(vector[i] * HASHED_DIGITS) + 0.0));
	return hash;
}

static bool
same_direction(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const CrosstabRanks *ranks = owner;
	const double *vector = vector_of(ranks, (int32) entry);

	for (int32 i = 0; i < ranks->columns; i++)
		if (fabs(vector[i] - ((const double *) key)[i]) > SAME_DIRECTION)
			return false;
	return true;
}

static void
enlarge_vectors(CrosstabRanks *ranks)
{
	Size size;

	if (ranks->nvectors < ranks->capacity)
		return;
	ranks->capacity = ranks->capacity ? 2 * ranks->capacity : 256;
	size = sizeof(double) * ranks->capacity * ranks->columns;
	ranks->vectors = ranks->vectors ? repalloc_huge(ranks->vectors, size)
									: MemoryContextAllocHuge(ranks->context, size);
	if (ranks->nslots >= 2 * (Size) ranks->capacity)
		return;
	ranks->nslots = 2 * (Size) ranks->capacity;
	ranks->slots = repalloc_huge(ranks->slots, sizeof(uint32) * ranks->nslots);
	hash_clear(ranks->slots, ranks->nslots);
	for (int32 i = 0; i < ranks->nvectors; i++)
	{
		const double *vector = vector_of(ranks, i);
		size_t slot = hash_find(ranks->slots, ranks->nslots, hash_direction(ranks, vector),
								same_direction, ranks, vector);

		ranks->slots[slot] = (uint32) i;
	}
}

/* the number of the respondent's weights; -1: there are too many different ones */
static int32
number_direction(CrosstabRanks *ranks)
{
	size_t slot = hash_find(ranks->slots, ranks->nslots, hash_direction(ranks, ranks->direction),
							same_direction, ranks, ranks->direction);

	if (ranks->slots[slot] != HASH_FREE)
		return (int32) ranks->slots[slot];
	if (ranks->nvectors == MOST_VECTORS)
		return -1;
	if (ranks->nvectors == ranks->capacity)
	{
		enlarge_vectors(ranks);
		slot = hash_find(ranks->slots, ranks->nslots, hash_direction(ranks, ranks->direction),
						 same_direction, ranks, ranks->direction);
	}
	memcpy(ranks->vectors + (Size) ranks->nvectors * ranks->columns, ranks->direction,
		   sizeof(double) * ranks->columns);
	ranks->slots[slot] = (uint32) ranks->nvectors;
	return ranks->nvectors++;
}

/* ------------------------------------------------------------------ spans --- */

/* leaves those vectors that follow from none before; their number is the rank */
static void
reduce_span(CrosstabRanks *ranks, TableSpans *t, Span *span)
{
	int32 rank = 0;

	CHECK_FOR_INTERRUPTS();
	for (int32 i = 0; i < span->count && rank < ranks->most; i++)
	{
		int32 before = rank;

		rank = rank_add(ranks->basis, rank, ranks->most, ranks->columns,
						vector_of(ranks, span->numbers[i]));
		if (rank > before)
			span->numbers[before] = span->numbers[i];
	}
	span->count = rank;
	if (rank < ranks->most)
		return;
	span->enough = true;
	t->open--;
	pfree(span->numbers);
	pfree(span->seen);
}

static void
add_to_span(CrosstabRanks *ranks, TableSpans *t, Span *span, int32 number)
{
	if (span->enough)
		return;
	if (number < 0)
	{
		span->enough = true;
		t->open--;
		return;
	}
	if (span->seen == NULL)
	{
		span->numbers = MemoryContextAlloc(ranks->context, sizeof(int32) * ranks->room);
		span->seen = MemoryContextAllocZero(ranks->context, SEEN_NUMBERS / 8);
	}
	if (number < SEEN_NUMBERS)
	{
		uint64 bit = UINT64CONST(1) << number % 64;

		if (span->seen[number / 64] & bit)
			return;
		span->seen[number / 64] |= bit;
	}
	else
		for (int32 i = 0; i < span->count; i++)
			if (span->numbers[i] == number)
				return;
	span->numbers[span->count++] = number;
	if (span->count == ranks->room)
		reduce_span(ranks, t, span);
}

static void
add_to_spans(CrosstabRanks *ranks, TableSpans *t, Span *spans, int32 number)
{
	for (int k = 0; k < t->n; k++)
		add_to_span(ranks, t, &spans[ranks->held[k] ? k : k + t->n], number);
	add_to_span(ranks, t, &spans[2 * t->n], number);
}

/* the row variable's category of a respondent has a score */
static bool
has_score(const TableSpans *t, const Crosstab *x, const CrosstabVariable *row)
{
	return t->scores && row->active > 0 && !isnan(t->scores[crosstab_lists(x)[row->list]]);
}

/* whether some span that a respondent is in has not enough */
static bool
is_needed(const TableSpans *t, const Crosstab *x, const CrosstabVariable *row)
{
	for (int k = 0; k <= 2 * t->n; k++)
		if (!t->spans[k].enough || !t->scored[k].enough)
			return true;
	for (int k = 0; k < row->active && t->nlines > 0; k++)
		if (!t->lines[crosstab_lists(x)[row->list + k]].enough)
			return true;
	return false;
}

void
svy_ranks_add(CrosstabRanks *ranks, const Crosstab *x, const double *weights)
{
	const CrosstabVariable *variables = crosstab_variables(x);
	bool known = false;
	int32 number = -1;

	for (int i = 0; i < ranks->ntables; i++)
	{
		TableSpans *t = &ranks->tables[i];
		const CrosstabVariable *row = &variables[t->row];
		const CrosstabVariable *column = &variables[t->column];

		if (t->open == 0 || row->active < 0 || column->active < 0 || !is_needed(t, x, row))
			continue;
		if (!known && !set_direction(ranks, weights))
			return;
		if (!known)
			number = number_direction(ranks);
		known = true;
		memset(ranks->held, 0, t->n);
		for (int k = 0; k < column->active; k++)
			ranks->held[crosstab_lists(x)[column->list + k]] = true;
		add_to_spans(ranks, t, t->spans, number);
		if (has_score(t, x, row))
			add_to_spans(ranks, t, t->scored, number);
		for (int k = 0; k < row->active && t->nlines > 0; k++)
			add_to_span(ranks, t, &t->lines[crosstab_lists(x)[row->list + k]], number);
	}
}

static double *
spans_to_dfs(CrosstabRanks *ranks, TableSpans *t, Span *spans, double df)
{
	double *dfs = palloc_array(double, 2 * t->n + 1);

	for (int k = 0; k <= 2 * t->n; k++)
	{
		if (!spans[k].enough)
			reduce_span(ranks, t, &spans[k]);
		dfs[k] = spans[k].enough ? df : spans[k].count - 1;
	}
	return dfs;
}

double **
svy_ranks_dfs(CrosstabRanks *ranks, double df)
{
	double **dfs = palloc_array(double *, 2 * ranks->ntables + 1);

	for (int i = 0; i < ranks->ntables; i++)
	{
		TableSpans *t = &ranks->tables[i];

		dfs[2 * i] = spans_to_dfs(ranks, t, t->spans, df);
		dfs[2 * i + 1] = t->scores ? spans_to_dfs(ranks, t, t->scored, df) : dfs[2 * i];
	}
	return dfs;
}

/* the rank of all categories of a line together, less one */
static double
line_df(CrosstabRanks *ranks, TableSpans *t, const int *categories, int count, double df)
{
	int32 rank = 0;

	for (int i = 0; i < count; i++)
	{
		const Span *span = &t->lines[categories[i]];

		if (span->enough)
			return df;
		for (int32 k = 0; k < span->count && rank < ranks->most; k++)
			rank = rank_add(ranks->basis, rank, ranks->most, ranks->columns,
							vector_of(ranks, span->numbers[k]));
	}
	return rank < ranks->most ? rank - 1 : df;
}

double **
svy_ranks_line_dfs(CrosstabRanks *ranks, const CrosstabPlan *plan, double df)
{
	double **dfs = palloc_array(double *, ranks->ntables + 1);

	for (int i = 0; i < ranks->ntables; i++)
	{
		TableSpans *t = &ranks->tables[i];
		const CrosstabAxis *row = &plan->rows[i / plan->ncolumns];

		CHECK_FOR_INTERRUPTS();
		dfs[i] = palloc_array(double, t->nlines + row->nnets + 1);
		for (int k = 0; k < t->nlines; k++)
			dfs[i][k] = line_df(ranks, t, &k, 1, df);
		for (int k = 0; k < row->nnets; k++)
			dfs[i][t->nlines + k] =
				row->nets[k].category >= 0
					? dfs[i][row->nets[k].category]
					: line_df(ranks, t, row->nets[k].categories, row->nets[k].count, df);
	}
	return dfs;
}
