/*
 * pack_bitmaps.c
 *	  Counting by bitmaps, where respondents of one weight lie together.
 *
 * Everybody in such a run adds the same to a cell, so it is enough to know how
 * many they are.  A bitmap of each category has a bit for each respondent of a
 * block; those in a cell are the bits that a row's and a column's have in common.
 * That takes less than an instruction for twenty respondents of a cell, and no
 * weights need to be read.  Without weights everybody is in one run.
 */
#include <string.h>

#include "kernel/pack/pack_bits.h"
#include "kernel/pack/pack_impl.h"

/* of a category's number: PACK_BITMAP_CELLS and the two beside the base */
#define MAX_BITS 8

/* bitmaps are read by PACK_WORD_GROUP words */
typedef uint64_t Bits __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint64_t Vector __attribute__((vector_size(8 * PACK_VECTOR_WORDS), aligned(1), may_alias));

/*
 * Plan
 */

static bool
alike(const Count *c)
{
	const PackColumn *weight = c->weighted ? &c->columns[c->q->weight] : NULL;

	if (c->units)
		return false;
	return weight == NULL ||
		   (weight->encoding == PACK_RUNS && weight->parameter <= c->n / PACK_RUN_RESPONDENTS);
}

void
pack_bitmaps_plan(Count *c)
{
	bool possible = alike(c);

	c->by_bitmaps = false;
	c->only_bitmaps = possible;
	for (int32_t i = 0; i < c->njobs; i++)
	{
		Job *job = &c->jobs[i];
		Part *rows = &c->parts[job->row];
		Part *columns = &c->parts[job->column];

		job->by_bitmaps =
			possible && rows->ncategories * (columns->ncategories + 1) <= PACK_BITMAP_CELLS;
		rows->mapped |= job->by_bitmaps;
		columns->mapped |= job->by_bitmaps;
		c->by_bitmaps |= job->by_bitmaps;
		c->only_bitmaps &= job->by_bitmaps;
	}
	/* a plan without tables counts respondents only, which needs no bitmaps */
	c->only_bitmaps &= c->by_bitmaps;
}

static bool
members_are_bits(const Count *c, const int32_t *d)
{
	bool bits = true;

	for (int32_t m = 0; m < d[0]; m++)
	{
		int32_t encoding = c->columns[c->q->slots[d[1 + m]]].encoding;

		bits &= encoding == PACK_BITS || encoding == PACK_EMPTY;
	}
	return bits;
}

static bool
has_planes(const Count *c, const CrosstabVariable *v)
{
	const int32_t *d = crosstab_words(c->x) + v->definition;

	switch (v->kind)
	{
		case CROSSTAB_SINGLE:
		case CROSSTAB_SPARSE:
			return pack_nplanes(&c->columns[c->q->slots[d[CODED_SLOT]]]) > 0;
		case CROSSTAB_MULTI:
			return members_are_bits(c, d);
		case CROSSTAB_TOTAL:
			return true;
		default:
			return false;
	}
}

void
pack_bitmaps_prepare(Count *c)
{
	for (int32_t i = 0; c->only_bitmaps && i < c->x->nvariables; i++)
	{
		const CrosstabVariable *v = &crosstab_variables(c->x)[i];

		if (v->part >= 0)
			c->parts[v->part].by_planes = has_planes(c, v);
	}
	/* products are made of bytes */
	for (int32_t i = 0; c->only_bitmaps && i < c->x->nvariables; i++)
	{
		const CrosstabVariable *v = &crosstab_variables(c->x)[i];
		const int32_t *d = crosstab_words(c->x) + v->definition;

		for (int32_t k = 0; v->part >= 0 && v->kind == CROSSTAB_PRODUCT && k < 2; k++)
			c->parts[pack_first_part(c, d[k])].by_planes = false;
	}
}

/*
 * Bitmaps
 */

/* cuts a block where weights change */
static void
cut_block(Count *c, int32_t block, int32_t count)
{
	static const Four one = {1, 0, 0, 0};
	const PackColumn *column;

	c->npieces = 0;
	if (!c->weighted)
	{
		c->pieces[c->npieces++] = (PackPiece){0, count, one};
		return;
	}
	column = &c->columns[c->q->weight];
	for (int32_t from = 0; from < count;)
	{
		int32_t run = pack_run_of(column, block + from);
		int32_t to = pack_run_end(column, block + count, run, block + from) - block;
		uint16_t number = pack_run_number(column, run);

		c->pieces[c->npieces++] =
			(PackPiece){from, to, c->entries[number][0] == 0 ? NULL : c->entries[number]};
		from = to;
	}
}

void
pack_bitmaps_filter(Count *c, int32_t from, int32_t count, const uint64_t *passing)
{
	cut_block(c, from, count);
	if (c->all_pass && count == PACK_BLOCK)
		return;
	c->all_pass = passing == NULL && count == PACK_BLOCK;
	for (int32_t w = 0; w < PACK_WORDS; w++)
		c->passing[w] = w < count / 64 ? ~UINT64_C(0) : 0;
	if (count % 64 != 0)
		c->passing[count / 64] = (UINT64_C(1) << (count % 64)) - 1;
	for (int32_t w = 0; passing && w < (count + 63) / 64; w++)
		c->passing[w] &= passing[w];
}

/* those without a bit, and those with it; from may be either */
KERNEL_CLONES static void
halve(const uint64_t *from, const PackWord *plane, uint64_t *without, uint64_t *with)
{
	for (int w = 0; w < PACK_WORDS; w++)
	{
		uint64_t all = from[w];

		without[w] = all & ~plane[w];
		with[w] = all & plane[w];
	}
}

static void
unite(uint64_t *into, const uint64_t *from)
{
	for (int w = 0; w < PACK_WORDS; w++)
		into[w] |= from[w];
}

KERNEL_CLONES static bool
is_any(const uint64_t *bitmap)
{
	Vector any = {0};
	uint64_t all = 0;

	for (int w = 0; w < PACK_WORDS; w += PACK_VECTOR_WORDS)
		any |= *(const Vector *) (bitmap + w);
	for (int i = 0; i < PACK_VECTOR_WORDS; i++)
		all |= any[i];
	return all != 0;
}

/* mostly the first words tell */
bool
pack_has_any(const uint64_t *bitmap)
{
	return (bitmap[0] | bitmap[1]) != 0 || is_any(bitmap);
}

static uint64_t *
bitmap_of(const Count *c, const Part *p, int32_t category)
{
	return c->bitmaps + (size_t) (p->bitmap + category) * PACK_WORDS;
}

KERNEL_INLINE void
put(const PackTarget *target, int w, const Bits *bits, bool begun)
{
	Bits *to = (Bits *) (target->bitmap + w);

	if (begun && target->begun)
		*to |= *bits;
	else
		*to = *bits;
}

KERNEL_INLINE void
divide(const uint64_t *passing, const PackWord *const *planes, int nplanes, int first,
	   const PackTarget *targets, bool begun)
{
	for (int w = 0; w < PACK_WORDS; w += PACK_WORD_GROUP)
	{
		Bits all = *(const Bits *) (passing + w);
		Bits ones = *(const Bits *) (planes[0] + w);
		Bits twos = *(const Bits *) (planes[1] + w);
		Bits fours = *(const Bits *) (planes[2] + w);
		Bits some[PACK_AT_ONCE];

		for (int b = PACK_LOW_PLANES; b < nplanes; b++)
		{
			Bits plane = *(const Bits *) (planes[b] + w);

			if (first >> b & 1)
				all &= plane;
			else
				all &= ~plane;
		}
		some[0] = all & ~fours & ~twos & ~ones;
		some[1] = all & ~fours & ~twos & ones;
		some[2] = all & ~fours & twos & ~ones;
		some[3] = all & ~fours & twos & ones;
		some[4] = all & fours & ~twos & ~ones;
		some[5] = all & fours & ~twos & ones;
		some[6] = all & fours & twos & ~ones;
		some[7] = all & fours & twos & ones;
		put(&targets[0], w, &some[0], begun);
		put(&targets[1], w, &some[1], begun);
		put(&targets[2], w, &some[2], begun);
		put(&targets[3], w, &some[3], begun);
		put(&targets[4], w, &some[4], begun);
		put(&targets[5], w, &some[5], begun);
		put(&targets[6], w, &some[6], begun);
		put(&targets[7], w, &some[7], begun);
	}
}

KERNEL_CLONES void
pack_divide(const uint64_t *passing, const PackWord *const *planes, int nplanes, int first,
			const PackTarget *targets)
{
	bool begun = false;

	for (int i = 0; i < PACK_AT_ONCE; i++)
		begun |= targets[i].begun;
	if (begun)
		divide(passing, planes, nplanes, first, targets, true);
	else
		divide(passing, planes, nplanes, first, targets, false);
}

/*
 * A bitmap of each category, and one of those in none: from the planes of the
 * numbers up to last, and their categories.
 */
static void
map_numbers(Count *c, Part *p, const PackWord **planes, int nplanes, int last,
			const uint8_t *categories)
{
	static const uint64_t zeros[PACK_WORDS] = {0};
	uint64_t *nobody = c->spare;
	uint64_t *undeclared = c->spare + PACK_WORDS;
	bool begun[PACK_BITMAP_CELLS + 2] = {false};

	for (int b = nplanes; b < PACK_LOW_PLANES; b++)
		planes[b] = (const PackWord *) zeros;
	for (int first = 0; first <= last; first += PACK_AT_ONCE)
	{
		PackTarget targets[PACK_AT_ONCE];

		for (int i = 0; i < PACK_AT_ONCE; i++)
		{
			int category = first + i <= last ? categories[first + i] : -1;

			targets[i].bitmap = category < 0				? nobody
								: category > p->ncategories ? undeclared
															: bitmap_of(c, p, category);
			targets[i].begun = category >= 0 && begun[category];
			if (category >= 0)
				begun[category] = true;
		}
		pack_divide(c->passing, planes, nplanes, first, targets);
	}
	for (int32_t k = 0; k <= p->ncategories; k++)
		if (!begun[k])
			memset(bitmap_of(c, p, k), 0, PACK_WORDS * sizeof(uint64_t));
	if (begun[p->ncategories + 1] && pack_has_any(undeclared))
	{
		c->undeclared = true;
		unite(bitmap_of(c, p, p->ncategories), undeclared);
	}
	p->complete = !pack_has_any(bitmap_of(c, p, p->ncategories));
}

/* from bytes, which are categories */
static void
map_bytes(Count *c, int32_t part)
{
	Part *p = &c->parts[part];
	const uint8_t *bytes = c->categories + (size_t) part * PACK_BLOCK;
	uint64_t space[MAX_BITS][PACK_WORDS];
	const PackWord *planes[MAX_BITS];
	uint8_t categories[PACK_BITMAP_CELLS + 2];
	int nplanes = 1;

	while (p->ncategories + 1 >= 1 << nplanes)
		nplanes++;
	for (int b = 0; b < nplanes; b++)
	{
		for (int w = 0; w < PACK_WORDS; w++)
			space[b][w] = pack_bit_of_bytes(bytes + 64 * w, b);
		planes[b] = (const PackWord *) space[b];
	}
	for (int k = 0; k <= p->ncategories + 1; k++)
		categories[k] = (uint8_t) k;
	map_numbers(c, p, planes, nplanes, p->ncategories + 1, categories);
}

static void
map_single(Count *c, int32_t part, const PackColumn *column, int32_t from)
{
	Part *p = &c->parts[part];
	const uint8_t *lookup = c->lookups + (size_t) part * 256;
	uint64_t space[MAX_BITS][PACK_WORDS];
	const PackWord *planes[MAX_BITS];
	uint8_t categories[16];
	int nplanes = pack_nplanes(column);
	int none = (1 << nplanes) - 1;

	planes[0] = pack_read_plane(column, c->n, 0, from, space[0]);
	for (int b = 1; b < nplanes; b++)
		planes[b] = pack_read_plane(column, c->n, b, from, space[b]);
	for (int i = 0; i < none; i++)
		categories[i] = lookup[i];
	categories[none] = (uint8_t) p->ncategories;
	map_numbers(c, p, planes, nplanes, none, categories);
}

/* those of whom it holds, and the others */
static void
put_option(Count *c, int32_t part, const uint64_t *holds)
{
	Part *p = &c->parts[part];
	uint64_t *chosen = bitmap_of(c, p, 0);
	uint64_t *others = bitmap_of(c, p, 1);

	halve(c->passing, (const PackWord *) holds, others, chosen);
	p->complete = !pack_has_any(others);
}

/* the options, nets and base of a set; see pack_count.c */
static void
map_multi(Count *c, int32_t first, const int32_t *d, int32_t from)
{
	int32_t members = d[0];
	const int32_t *next = d + 2 + members;
	uint64_t base[PACK_WORDS] = {0};

	for (int32_t m = 0; m < members; m++)
	{
		const PackColumn *column = &c->columns[c->q->slots[d[1 + m]]];
		uint64_t chosen[PACK_WORDS] = {0};
		uint64_t answered[PACK_WORDS] = {0};

		if (column->encoding == PACK_BITS)
		{
			const PackWord *bits = pack_read_plane(column, c->n, 0, from, chosen);
			const PackWord *known = pack_read_plane(column, c->n, 1, from, answered);

			for (int w = 0; w < PACK_WORDS; w++)
			{
				chosen[w] = bits[w] & known[w];
				base[w] |= known[w];
			}
		}
		put_option(c, first + m, chosen);
	}
	for (int32_t u = 0; u < d[1 + members]; u++)
	{
		uint64_t net[PACK_WORDS] = {0};

		for (int32_t k = 1; k <= next[0]; k++)
			for (int w = 0; w < PACK_WORDS; w++)
				net[w] |= bitmap_of(c, &c->parts[first + next[k]], 0)[w];
		put_option(c, first + members + u, net);
		next += 1 + next[0];
	}
	put_option(c, first + members + d[1 + members], base);
}

static void
map_variable(Count *c, const CrosstabVariable *v, int32_t from)
{
	const int32_t *d = crosstab_words(c->x) + v->definition;
	int32_t nparts = v->kind == CROSSTAB_MULTI ? v->ncategories + 1 : 1;

	if (c->parts[v->part].by_planes && v->kind == CROSSTAB_MULTI)
		map_multi(c, v->part, d, from);
	else if (c->parts[v->part].by_planes && v->kind == CROSSTAB_TOTAL)
		put_option(c, v->part, c->passing);
	else if (c->parts[v->part].by_planes && c->parts[v->part].mapped)
		map_single(c, v->part, &c->columns[c->q->slots[d[CODED_SLOT]]], from);
	else
		for (int32_t i = v->part; i < v->part + nparts; i++)
			if (c->parts[i].mapped)
				map_bytes(c, i);
}

/*
 * Runs
 */

/*
 * Counting
 */

void
pack_choose(PackSome *some, const uint64_t *bits, int32_t from, int32_t to)
{
	int32_t last = (to - 1) / 64;

	some->first = from / 64;
	some->nwords = last + 1 - some->first;
	memcpy(some->bits, bits + some->first, (size_t) some->nwords * sizeof(uint64_t));
	memset(some->bits + some->nwords, 0, PACK_VECTOR_WORDS * sizeof(uint64_t));
	some->bits[0] &= pack_range_bits(from, to, some->first);
	some->bits[last - some->first] &= pack_range_bits(from, to, last);
}

/* those of some who are in a row */
KERNEL_INLINE const uint64_t *
choose_row(const PackSome *some, const uint64_t *row, uint64_t *both)
{
	if (row == NULL)
		return some->bits;
	for (int32_t w = 0; w < some->nwords; w += PACK_VECTOR_WORDS)
		*(Vector *) (both + w) =
			*(const Vector *) (some->bits + w) & *(const Vector *) (row + some->first + w);
	return both;
}

KERNEL_COUNT_CLONES static void
count_common_bits(const PackSome *some, const uint64_t *row, const uint64_t *const *columns,
				  int32_t ncolumns, uint32_t *counts)
{
	uint64_t both[PACK_WORDS + PACK_VECTOR_WORDS];
	const uint64_t *of_row = choose_row(some, row, both);

	for (int32_t k = 0; k < ncolumns; k++)
	{
		const uint64_t *column = columns[k] + some->first;
		uint64_t n = 0;

		for (int32_t w = 0; w < some->nwords; w++)
			n += (uint64_t) __builtin_popcountll(of_row[w] & column[w]);
		counts[k] = (uint32_t) n;
	}
}

#if defined(PACK_BYTE_SHUFFLES)
#define BIT_COUNTERS "avx512f,avx512vpopcntdq"

/* adds how many bits some words of a row and a column have in common */
__attribute__((target(BIT_COUNTERS), always_inline)) static inline __m512i
add_common_bits(__m512i n, const uint64_t *row, const uint64_t *column)
{
	__m512i both = _mm512_and_si512(_mm512_loadu_si512(row), _mm512_loadu_si512(column));

	return _mm512_add_epi64(n, _mm512_popcnt_epi64(both));
}

/* sums of two words of either, in turns */
__attribute__((target(BIT_COUNTERS), always_inline)) static inline __m512i
add_neighbours(__m512i one, __m512i other)
{
	return _mm512_add_epi64(_mm512_unpacklo_epi64(one, other), _mm512_unpackhi_epi64(one, other));
}

/* of four columns, whose counts are added up together */
__attribute__((target(BIT_COUNTERS), always_inline)) static inline void
count_four_columns(const PackSome *some, const uint64_t *row, const uint64_t *const *columns,
				   uint32_t *counts)
{
	const __m512i none = _mm512_setzero_si512();
	__m512i n[4] = {none, none, none, none};
	__m512i all;
	__m256i sums;
	int64_t pairs[2];

	for (int32_t w = 0; w < some->nwords; w += PACK_VECTOR_WORDS)
	{
		n[0] = add_common_bits(n[0], row + w, columns[0] + some->first + w);
		n[1] = add_common_bits(n[1], row + w, columns[1] + some->first + w);
		n[2] = add_common_bits(n[2], row + w, columns[2] + some->first + w);
		n[3] = add_common_bits(n[3], row + w, columns[3] + some->first + w);
	}
	/* pairs of 0 and 1, and of 2 and 3; then their even and their odd ones; then the two of each that are left */
	n[0] = add_neighbours(n[0], n[1]);
	n[2] = add_neighbours(n[2], n[3]);
	all = _mm512_add_epi64(_mm512_shuffle_i64x2(n[0], n[2], 0x88),
						   _mm512_shuffle_i64x2(n[0], n[2], 0xdd));
	all = _mm512_add_epi64(all, _mm512_shuffle_i64x2(all, all, 0xb1));
	sums = _mm512_cvtepi64_epi32(all);
	pairs[0] = _mm_cvtsi128_si64(_mm256_castsi256_si128(sums));
	pairs[1] = _mm_cvtsi128_si64(_mm256_extracti128_si256(sums, 1));
	memcpy(counts, pairs, sizeof(pairs));
}

/* the same by vectors that count the bits of their words; clones by name of a processor miss its successors */
__attribute__((target(BIT_COUNTERS))) static void
vector_common_bits(const PackSome *some, const uint64_t *row, const uint64_t *const *columns,
				   int32_t ncolumns, uint32_t *counts)
{
	uint64_t both[PACK_WORDS + PACK_VECTOR_WORDS];
	const uint64_t *of_row = choose_row(some, row, both);
	int32_t k = 0;

	for (; k + 4 <= ncolumns; k += 4)
		count_four_columns(some, of_row, columns + k, counts + k);
	for (; k < ncolumns; k++)
	{
		__m512i n = _mm512_setzero_si512();

		for (int32_t w = 0; w < some->nwords; w += PACK_VECTOR_WORDS)
			n = add_common_bits(n, of_row + w, columns[k] + some->first + w);
		counts[k] = (uint32_t) _mm512_reduce_add_epi64(n);
	}
}

/*
 * The same where a vector has no instruction for it: a shuffle looks up how many
 * bits each half byte has (Mula, Kurz and Lemire, 2018).  A byte holds the sum of
 * PACK_WORDS / 4 vectors.
 */
__attribute__((target("avx2"))) static void
shuffle_common_bits(const PackSome *some, const uint64_t *row, const uint64_t *const *columns,
					int32_t ncolumns, uint32_t *counts)
{
	const __m256i bits = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1,
										  2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
	const __m256i half = _mm256_set1_epi8(15);
	uint64_t both[PACK_WORDS + PACK_VECTOR_WORDS];
	const uint64_t *of_row = choose_row(some, row, both);

	for (int32_t k = 0; k < ncolumns; k++)
	{
		const uint64_t *column = columns[k] + some->first;
		__m256i bytes = _mm256_setzero_si256();
		__m128i sum;

		for (int32_t w = 0; w < some->nwords; w += 4)
		{
			__m256i all = _mm256_and_si256(_mm256_loadu_si256((const __m256i *) (of_row + w)),
										   _mm256_loadu_si256((const __m256i *) (column + w)));
			__m256i low = _mm256_and_si256(all, half);
			__m256i high = _mm256_and_si256(_mm256_srli_epi16(all, 4), half);

			bytes = _mm256_add_epi8(bytes, _mm256_add_epi8(_mm256_shuffle_epi8(bits, low),
														   _mm256_shuffle_epi8(bits, high)));
		}
		bytes = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
		sum = _mm_add_epi64(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1));
		counts[k] = (uint32_t) (_mm_extract_epi64(sum, 0) + _mm_extract_epi64(sum, 1));
	}
}
#endif

void
pack_common_bits(const PackSome *some, const uint64_t *row, const uint64_t *const *columns,
				 int32_t ncolumns, uint32_t *counts)
{
#if defined(PACK_BYTE_SHUFFLES)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq"))
	{
		vector_common_bits(some, row, columns, ncolumns, counts);
		return;
	}
	if (__builtin_cpu_supports("avx2"))
	{
		shuffle_common_bits(some, row, columns, ncolumns, counts);
		return;
	}
#endif
	count_common_bits(some, row, columns, ncolumns, counts);
}

int32_t
pack_bitmaps_included(const Count *c)
{
	const uint64_t *passing = c->passing;
	int32_t included = 0;

	for (int32_t i = 0; i < c->npieces; i++)
	{
		const PackPiece *piece = &c->pieces[i];
		uint32_t n = (uint32_t) (piece->to - piece->from);

		if (c->q->nfilter > 0)
		{
			pack_choose(c->some, passing, piece->from, piece->to);
			pack_common_bits(c->some, NULL, &passing, 1, &n);
		}
		included += piece->entry ? (int32_t) n : 0;
	}
	return included;
}

/* the columns' bitmaps, and how many of a piece they have */
static void
take_job_columns(Count *c, int32_t part)
{
	int32_t n = c->parts[part].ncategories + 1;

	for (int32_t k = 0; k < n; k++)
		c->columns_of_job[k] = bitmap_of(c, &c->parts[part], k);
	pack_common_bits(c->some, NULL, c->columns_of_job, n, c->column_counts);
}

/* a piece of everybody in the cells of a row, so many in each */
KERNEL_CLONES static void
add_row(Four *sums, const uint32_t *counts, int32_t ncolumns, const uint64_t *entry)
{
	Quad *to = (Quad *) sums;
	Quad one = *(const Quad *) entry;

	for (int32_t k = 0; k < ncolumns; k++)
		to[k] += one * (uint64_t) counts[k];
}

/*
 * Those in no column count for everybody alone; where there are none, and where
 * everybody is in a row, the last row is the rest.
 */
static void
add_table_piece(Count *c, const Job *job, const PackPiece *piece)
{
	const Part *rows = &c->parts[job->row];
	const Part *columns = &c->parts[job->column];
	int32_t ncolumns = columns->ncategories + (job->total >= 0 && !columns->complete);
	int32_t stride = columns->ncategories + 2;
	uint32_t rest[PACK_BITMAP_CELLS];
	uint32_t counts[PACK_BITMAP_CELLS];
	Four *sums = c->sums + job->sums;

	memcpy(rest, c->column_counts, ncolumns * sizeof(uint32_t));
	for (int32_t r = 0; r < rows->ncategories; r++)
	{
		if (rows->complete && r == rows->ncategories - 1)
			memcpy(counts, rest, ncolumns * sizeof(uint32_t));
		else
			pack_common_bits(c->some, bitmap_of(c, rows, r), c->columns_of_job, ncolumns, counts);
		for (int32_t k = 0; k < ncolumns; k++)
			rest[k] -= counts[k];
		add_row(sums + (size_t) r * stride, counts, ncolumns, piece->entry);
	}
}

void
pack_bitmaps_jobs(Count *c, int32_t from)
{
	for (int32_t i = 0; i < c->x->nvariables; i++)
		if (crosstab_variables(c->x)[i].part >= 0)
			map_variable(c, &crosstab_variables(c->x)[i], from);
	for (int32_t i = 0; i < c->npieces; i++)
	{
		const PackPiece *piece = &c->pieces[i];
		int32_t taken = -1;

		pack_choose(c->some, c->passing, piece->from, piece->to);
		for (int32_t j = 0; piece->entry && j < c->njobs; j++)
		{
			if (!c->jobs[j].by_bitmaps)
				continue;
			if (c->jobs[j].column != taken)
				take_job_columns(c, c->jobs[j].column);
			taken = c->jobs[j].column;
			add_table_piece(c, &c->jobs[j], piece);
		}
	}
}
