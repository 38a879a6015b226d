/*
 * pack_cells.c
 *	  Unit tests of cells over packed answers: they are those of respondents who
 *	  are counted one by one, whatever the encodings and the numbers.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/pack/pack_cells.h"
#include "tap.h"

#define N 41003
#define AXES 7
#define IN_RUNS 6 /* the axis whose codes lie in runs, of doubles */
#define NUMBERS 4
#define ROOM (1 << 16)

static uint64_t seed = 20231116;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (seed >> 33) % sides;
}

static int32_t codes[AXES][N];
static double values[NUMBERS][N];
static double whole[N];
static PackColumn columns[AXES + NUMBERS];
static PackAxis axes[AXES];
static int32_t numbers[NUMBERS];
static PackExtent extents[NUMBERS];

static void *
line(size_t size)
{
	return aligned_alloc(64, (size + 63) / 64 * 64);
}

/* no byte more than the size says, so that a read beyond is caught */
static void
keep(PackColumn *column, uint8_t *space, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);

	memcpy(exact, space, size);
	free((void *) column->bytes);
	column->bytes = exact;
}

/* kind: how codes and numbers are spread */
static void
make_columns(int kind)
{
	static const int32_t spread[AXES][3] = {{1, 5, 1},		   {0, 2, 1},		   {-3, 11, 13},
											{-40000, 9, 9001}, {-90000, 4000, 50}, {-100, 900, 1},
											{0, 7, 1}};

	for (int a = 0; a < AXES; a++)
		for (int i = 0; i < N; i++)
			codes[a][i] =
				dice(9) == 0 || (kind == 3 && a == 1)
					? PACK_NULL
					: spread[a][0] + (int32_t) dice((uint32_t) spread[a][1]) * spread[a][2];
	for (int i = 0; i < N; i++)
	{
		codes[IN_RUNS][i] = i / 300 % 9 == 7 ? PACK_NULL : i / 300 % 9 - 2;
		whole[i] = codes[IN_RUNS][i] == PACK_NULL ? NAN : codes[IN_RUNS][i];
		values[0][i] = kind % 3 == 0 ? 1 + i / 500 * 0.25 : dice(20) == 0 ? NAN : dice(7) * 0.5;
		values[1][i] = dice(15) == 0 ? NAN : (double) dice(1000000) / 999 - 400;
		values[2][i] = dice(4) == 0 ? 0 : ldexp(1 + dice(100), kind == 2 ? (int) dice(60) - 30 : 0);
		/* in their order, and near each other, as weights of everybody's own lie in a pack */
		values[3][i] = kind == 1   ? NAN
					   : kind == 3 ? 0.999 + i * (1e-7 / 3) + dice(100) * 1e-12
								   : (double) dice(90000) - 100;
	}
	for (int c = 0; c < AXES + NUMBERS; c++)
	{
		uint8_t *space = malloc(pack_bound(N));
		PackColumn made;
		size_t size = c >= AXES		  ? pack_doubles(values[c - AXES], N, &made, space)
					  : c == IN_RUNS  ? pack_doubles(whole, N, &made, space)
					  : kind % 3 == 0 ? pack_planes(codes[c], N, &made, space)
									  : pack_codes(codes[c], N, &made, space);
		const uint8_t *old = columns[c].bytes;

		columns[c] = made;
		columns[c].bytes = old;
		keep(&columns[c], space, size);
		free(space);
	}
}

static int
compare(const void *a, const void *b)
{
	return (*(const int32_t *) a > *(const int32_t *) b) -
		   (*(const int32_t *) a < *(const int32_t *) b);
}

/* every code that occurs, which is what the caller finds out step by step; merged: few categories of them */
static void
make_axes(bool merged)
{
	static const int few[AXES] = {2, 1, 3, 4, 60, 30, 3};
	static int32_t known[AXES][N];
	static uint16_t categories[AXES][N];
	static uint16_t lookups[AXES][PACK_MAX_SPAN];
	static uint32_t slots[AXES][1 << 14];

	for (int a = 0; a < AXES; a++)
	{
		int n = 0;

		memcpy(known[a], codes[a], sizeof(known[a]));
		qsort(known[a], N, sizeof(int32_t), compare);
		for (int i = 0; i < N; i++)
			if (known[a][i] != PACK_NULL && (n == 0 || known[a][n - 1] != known[a][i]))
				known[a][n++] = known[a][i];
		axes[a] = (PackAxis){.column = a, .ncodes = n, .codes = known[a]};
		for (int i = 0; merged && i < n; i++)
		{
			/* the first ones tell how many there are; others lie anyhow */
			axes[a].ncategories = few[a] < n ? few[a] : n;
			axes[a].categories = categories[a];
			categories[a][i] = (uint16_t) (1 + (i < few[a] ? i : i * i % axes[a].ncategories));
		}
		if (n == 0 || (int64_t) known[a][n - 1] - known[a][0] >= PACK_MAX_SPAN)
		{
			axes[a].nslots = pack_axis_slots(n);
			if (axes[a].nslots > 0)
			{
				pack_axis_fill(&axes[a], slots[a]);
				axes[a].slots = slots[a];
			}
			continue;
		}
		memset(lookups[a], 0, sizeof(lookups[a]));
		for (int i = 0; i < n; i++)
			lookups[a][known[a][i] - known[a][0]] =
				axes[a].categories ? categories[a][i] : (uint16_t) (i + 1);
		axes[a].lookup = lookups[a];
	}
}

static size_t
category(int a, int i)
{
	const int32_t *found = codes[a][i] == PACK_NULL
							   ? NULL
							   : bsearch(&codes[a][i], axes[a].codes, (size_t) axes[a].ncodes,
										 sizeof(int32_t), compare);

	if (found && axes[a].categories)
		return axes[a].categories[found - axes[a].codes];
	return found ? (size_t) (found - axes[a].codes) + 1 : 0;
}

static size_t
size_of(int a)
{
	return (size_t) (axes[a].categories ? axes[a].ncategories : axes[a].ncodes) + 1;
}

static size_t
cell_of(int naxes, const int32_t *which, int i)
{
	size_t cell = 0;

	for (int k = 0; k < naxes; k++)
		cell = cell * size_of(which[k]) + category(which[k], i);
	return cell;
}

static bool
same(DD a, DD b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

/* one table, counted and added one by one */
static bool
right(const PackTable *t, const PackCondition *condition)
{
	PackSum *sums = calloc(t->ncells, sizeof(PackSum));
	bool good = true;

	for (int i = 0; i < N; i++)
	{
		PackSum *sum = &sums[cell_of(t->naxes, t->axes, i)];
		double value = t->number < 0 ? 1 : values[t->number][i];

		if (condition && !condition->pass[cell_of(condition->naxes, condition->axes, i)])
			continue;
		sum->n += !isnan(value);
		sum->none += isnan(value);
		sum->zeros += value == 0;
		if (isnan(value))
			continue;
		sum->sum = dd_add_double(sum->sum, value);
		sum->squares = dd_add_double(sum->squares, value * value);
	}
	for (size_t i = 0; i < t->ncells; i++)
		good &= t->number < 0
					? t->counts[i] == sums[i].n
					: t->sums[i].n == sums[i].n && t->sums[i].none == sums[i].none &&
						  t->sums[i].zeros == sums[i].zeros && same(t->sums[i].sum, sums[i].sum) &&
						  (!t->squares || same(t->sums[i].squares, sums[i].squares));
	free(sums);
	return good;
}

static void
count_all(int naxes, const int32_t *which, int number, const PackCondition *condition,
		  const char *name)
{
	static int tables;
	PackTable t = {
		.naxes = naxes, .axes = which, .number = number, .squares = tables++ % 2, .ncells = 1};
	PackCells *c = calloc(1, sizeof(PackCells));
	int32_t from = 0;
	SvyStatus status;

	for (int k = 0; k < naxes; k++)
		t.ncells *= size_of(which[k]);
	t.counts = calloc(t.ncells, sizeof(int64_t));
	t.sums = calloc(t.ncells, sizeof(PackSum));
	t.scratch = line(pack_table_scratch(&t));
	*c = (PackCells){.naxes = AXES,
					 .axes = axes,
					 .nnumbers = NUMBERS,
					 .numbers = numbers,
					 .extents = extents,
					 .nconditions = condition != NULL,
					 .conditions = condition,
					 .ntables = 1,
					 .tables = &t};
	c->workspace = line(pack_cells_workspace(c));
	status = pack_cells_count(c, columns, N, &from);
	ok(status == SVY_OK && from == N && right(&t, condition), name);
	free(t.counts);
	free(t.sums);
	free(t.scratch);
	free(c->workspace);
	free(c);
}

static void
count_kinds(void)
{
	static const int32_t one[] = {0}, two[] = {0, 1}, three[] = {2, 0, 1}, wide[] = {3, 0},
						 many[] = {4, 0}, days[] = {5, 1}, runs[] = {IN_RUNS, 0}, itself[] = {0, 0};
	static uint8_t pass[ROOM];
	static const int32_t asked[] = {1, 2};
	PackExtent reach = {0, INFINITY};
	PackCondition range = {.naxes = 1, .axes = one, .pass = (const uint8_t *) "\0\0\1\1\0\0"};
	PackCondition some = {.naxes = 2, .axes = asked, .pass = pass};

	for (int i = 0; i < ROOM; i++)
		pass[i] = (uint8_t) (dice(3) > 0);
	/* all kinds of columns, then all of them by merged categories */
	for (int round = 0; round < 8; round++)
	{
		int kind = round % 4;

		make_columns(kind);
		make_axes(round >= 4);
		for (int n = -1; n < NUMBERS; n++)
		{
			extents[0] = extents[1] = extents[2] = extents[3] = (PackExtent){0, INFINITY};
			/* sums that no double-doubles hold exactly depend on the order */
			if (kind == 2 && n == 2)
				continue;
			count_all(0, one, n, NULL, "everybody");
			count_all(1, one, n, NULL, "one question");
			count_all(2, two, n, &range, "two, some codes of one pass");
			count_all(3, three, n, &some, "three, some combinations of two pass");
			count_all(2, itself, n, NULL, "a question by itself");
			count_all(2, itself, n, &some, "the same, some pass");
			count_all(2, wide, n, NULL, "codes far apart");
			count_all(2, many, n, NULL, "more cells than a chunk has respondents");
			count_all(2, many, n, &some, "some of these");
			count_all(2, days, n, &some, "codes of two bytes");
			count_all(2, runs, n, &range, "codes in runs");
			reach = n == 1 ? extents[1] : reach;
		}
	}
	ok(reach.lowest < -399 && reach.smallest > 0 && reach.smallest < 0.1, "how far numbers reach");
}

/* codes that an axis does not have are told, of bytes and of others */
static void
find_codes(int kind)
{
	PackAxis none = {.column = 0, .codes = codes[0]};
	PackCells *c = calloc(1, sizeof(PackCells));
	PackTable t = {.axes = (const int32_t[]){0}, .naxes = 1, .number = -1, .ncells = 1};
	int32_t from = 0;
	bool seen[6] = {false};

	make_columns(kind);
	t.counts = calloc(1, sizeof(int64_t));
	t.scratch = line(pack_table_scratch(&t));
	*c = (PackCells){.naxes = 1, .axes = &none, .ntables = 1, .tables = &t};
	c->workspace = line(pack_cells_workspace(c));
	ok(pack_cells_count(c, columns, N, &from) == SVY_NO_SPACE && from == 0 && c->axis == 0,
	   "codes that are no categories stop the count");
	for (int i = 0; i < c->nmissing; i++)
		seen[c->missing[i]] = true;
	ok(seen[1] && seen[2] && seen[3] && seen[4] && seen[5] && !seen[0], "and are told");
	ok(c->nmissing < 50, "once each, but for few");
	free(t.counts);
	free(t.scratch);
	free(c->workspace);
	free(c);
}

/* the same beside numbers that are near each other, where a byte is enough for a category */
static void
find_codes_beside(void)
{
	static const int32_t known[] = {2, 3, 4};
	static const uint16_t lookup[] = {1, 2, 3};
	PackAxis some = {.column = 0, .ncodes = 3, .codes = known, .lookup = lookup};
	PackTable t = {.axes = (const int32_t[]){0, 0}, .naxes = 2, .number = 0, .ncells = 16};
	PackCells *c = calloc(1, sizeof(PackCells));
	int32_t number = AXES + 3;
	int32_t from = 0;
	bool good = true;

	t.sums = calloc(t.ncells, sizeof(PackSum));
	t.scratch = line(pack_table_scratch(&t));
	*c = (PackCells){.naxes = 1,
					 .axes = &some,
					 .nnumbers = 1,
					 .numbers = &number,
					 .extents = extents,
					 .ntables = 1,
					 .tables = &t};
	c->workspace = line(pack_cells_workspace(c));
	ok(pack_cells_count(c, columns, N, &from) == SVY_NO_SPACE && from == 0 && c->nmissing > 0,
	   "a code below and one above stop the count");
	for (int i = 0; i < c->nmissing; i++)
		good &= c->missing[i] == 1 || c->missing[i] == 5;
	ok(good, "and no others are told");
	free(t.sums);
	free(t.scratch);
	free(c->workspace);
	free(c);
}

/* bytes of anybody */
static void
count_forged(int number)
{
	static const int32_t which[] = {0, 1};
	PackCells *c = calloc(1, sizeof(PackCells));
	PackTable t = {.axes = which, .naxes = 2, .number = number};
	bool calm = true;

	t.ncells = size_of(0) * size_of(1);
	t.sums = calloc(t.ncells, sizeof(PackSum));
	t.scratch = line(pack_table_scratch(&t));
	*c = (PackCells){.naxes = AXES,
					 .axes = axes,
					 .nnumbers = NUMBERS,
					 .numbers = numbers,
					 .extents = extents,
					 .ntables = 1,
					 .tables = &t};
	c->workspace = line(pack_cells_workspace(c));
	for (int round = 0; round < 300; round++)
	{
		PackColumn *column = &columns[dice(AXES + NUMBERS)];
		size_t size = pack_size(column->encoding, column->parameter, N);
		int32_t from = 0;

		if (size > 0)
			((uint8_t *) column->bytes)[dice((uint32_t) size)] = (uint8_t) dice(256);
		calm &= pack_cells_count(c, columns, N, &from) <= SVY_BAD_ARGUMENT && from <= N;
	}
	ok(calm, "forged bytes are counted or refused");
	free(t.sums);
	free(t.scratch);
	free(c->workspace);
	free(c);
}

int
main(void)
{
	for (int i = 0; i < NUMBERS; i++)
		numbers[i] = AXES + i;
	count_kinds();
	for (int kind = 0; kind < 4; kind++)
		find_codes(kind);
	ok(columns[AXES + 3].encoding == PACK_NEAR, "numbers near each other");
	find_codes_beside();
	count_forged(0);
	count_forged(3);
	for (int i = 0; i < AXES + NUMBERS; i++)
		free((void *) columns[i].bytes);
	return tap_done();
}
