/*
 * pack.c
 *	  Unit tests of packed answers: what was packed comes back, and a segment is
 *	  counted as its respondents are one by one, which test/unit/crosstab.c
 *	  checks by hand.
 */
#include <string.h>

#include "kernel/pack/pack.h"
#include "tap.h"

#define N 40000
#define SLOTS 8
#define VALUES 1

static uint64_t seed = 20210331;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (seed >> 33) % sides;
}

static int32_t codes[SLOTS][N];
static double values[VALUES + 1][N]; /* the last is the weight */

/* codes are packed in planes where that is possible */
static bool planes;

static uint8_t *
make_column(const int32_t *from, const double *numbers, int32_t n, PackColumn *column)
{
	uint8_t *space = malloc(pack_bound(n));
	size_t size = from ? (planes ? pack_planes : pack_codes)(from, n, column, space)
					   : pack_doubles(numbers, n, column, space);
	uint8_t *exact = malloc(size + 1);

	/* no byte more than the size says, so that a read beyond is caught */
	exact = realloc(memcpy(exact, space, size), size ? size : 1);
	column->bytes = exact;
	free(space);
	return exact;
}

static void
round_trip_codes(const int32_t *from, int32_t n, PackEncoding encoding, const char *name)
{
	PackColumn column;
	uint8_t *bytes = make_column(from, NULL, n, &column);
	int32_t *back = malloc((n + 1) * sizeof(int32_t));

	pack_read_codes(&column, n, 0, n, back);
	ok(column.encoding == (int32_t) encoding && memcmp(from, back, n * sizeof(int32_t)) == 0, name);
	free(back);
	free(bytes);
}

static void
round_trip_doubles(const double *from, int32_t n, PackEncoding encoding, const char *name)
{
	PackColumn column;
	uint8_t *bytes = make_column(NULL, from, n, &column);
	double *back = malloc((n + 1) * sizeof(double));
	int same = column.encoding == (int32_t) encoding;

	pack_read_doubles(&column, n, 0, n, back);
	for (int32_t i = 0; i < n; i++)
		same &= isnan(from[i]) ? isnan(back[i]) : memcmp(&from[i], &back[i], sizeof(double)) == 0;
	ok(same, name);
	free(back);
	free(bytes);
}

/* weights of everybody's own, in their order, from low on, whose distances are steps of some mean */
static void
make_near(double *d, int n, double low, double step)
{
	for (int i = 0; i < n; i++)
	{
		d[i] = low;
		low += step * (1 + dice(1000)) / 500;
	}
}

static void
test_near(double *d)
{
	make_near(d, 6000, 0.7, 1e-9);
	round_trip_doubles(d, 6000, PACK_NEAR, "weights near each other");
	round_trip_doubles(d, 5999, PACK_NEAR, "the last group is not whole");
	make_near(d, 6000, 1 - 1e-6, 1e-9);
	round_trip_doubles(d, 6000, PACK_NEAR, "on both sides of a power of two");
	for (int i = 0; i < 6000; i++)
		d[i] = (float) (1.5 + i * 1e-5);
	round_trip_doubles(d, 6000, PACK_NEAR, "numbers of half of the digits");
	for (int i = 0; i < 6000; i++)
		d[i] = 3e9 + dice(1000000);
	round_trip_doubles(d, 6000, PACK_NEAR, "large whole numbers");
	make_near(d, 6000, 0.7, 1e-9);
	d[5000] = 2;
	round_trip_doubles(d, 6000, PACK_DOUBLES, "one far away");
	d[5000] = -0.7;
	round_trip_doubles(d, 6000, PACK_DOUBLES, "one is negative");
	d[5000] = 0;
	round_trip_doubles(d, 6000, PACK_DOUBLES, "one is 0");
	d[5000] = NAN;
	round_trip_doubles(d, 6000, PACK_DOUBLES, "one is none");
	make_near(d, 6000, 1e200, 1e191);
	round_trip_doubles(d, 6000, PACK_DOUBLES, "numbers that are too large");
}

static void
test_encodings(void)
{
	int32_t a[300];
	double d[6000];

	for (int i = 0; i < 300; i++)
		a[i] = PACK_NULL;
	round_trip_codes(a, 300, PACK_EMPTY, "nobody answered");
	round_trip_codes(a, 0, PACK_EMPTY, "nobody there");
	for (int i = 0; i < 300; i++)
		a[i] = i % 3 == 2 ? PACK_NULL : i % 3;
	round_trip_codes(a, 299, PACK_BITS, "yes and no");
	for (int i = 0; i < 300; i++)
		a[i] = i % 7 == 2 ? PACK_NULL : -5 + i % 15;
	round_trip_codes(a, 299, PACK_NIBBLES, "15 codes from -5 on");
	a[0] = 10;
	round_trip_codes(a, 300, PACK_BYTES, "one more");
	for (int i = 0; i < 300; i++)
		a[i] = i % 7 == 2 ? PACK_NULL : -100 + i % 255;
	round_trip_codes(a, 300, PACK_BYTES, "255 codes from -100 on");
	a[299] = 155;
	round_trip_codes(a, 300, PACK_SHORTS, "one more");
	a[299] = -100 + 65534;
	round_trip_codes(a, 300, PACK_SHORTS, "65,535 codes");
	a[299]++;
	round_trip_codes(a, 300, PACK_INTEGERS, "one more");
	a[298] = INT32_MAX;
	a[297] = INT32_MIN + 1;
	round_trip_codes(a, 300, PACK_INTEGERS, "the largest and the smallest");

	for (int i = 0; i < 6000; i++)
		d[i] = i % 5 == 0 ? NAN : 18 + i % 80;
	round_trip_doubles(d, 6000, PACK_BYTES, "ages");
	for (int i = 0; i < 6000; i++)
		d[i] = i % 5 == 0 ? NAN : i % 7;
	round_trip_doubles(d, 5999, PACK_NIBBLES, "children");
	d[1] = 60000;
	round_trip_doubles(d, 6000, PACK_SHORTS, "whole numbers up to 60,000");
	for (int i = 0; i < 6000; i++)
		d[i] = i % 5 == 0 ? NAN : 0.1 + i % 4000;
	round_trip_doubles(d, 6000, PACK_DICTIONARY, "few different weights");
	d[3] = -0.0;
	round_trip_doubles(d, 6000, PACK_DICTIONARY, "minus zero stays minus zero");
	round_trip_doubles(d, 60, PACK_DOUBLES, "a short column");
	for (int i = 0; i < 6000; i++)
		d[i] = 0.1 + i;
	round_trip_doubles(d, 6000, PACK_DOUBLES, "many different weights");
	test_near(d);
	for (int i = 0; i < 6000; i++)
		d[i] = i < 100 ? NAN : i / 70 * 0.7;
	round_trip_doubles(d, 6000, PACK_RUNS, "weights that lie together");
	for (int i = 0; i < 6000; i++)
		d[i] = i < 100 ? 0.0 : i < 3000 ? -0.0 : 2;
	round_trip_doubles(d, 6000, PACK_RUNS, "zero, minus zero and a whole number that lie together");
	round_trip_doubles(d, 63, PACK_NIBBLES, "too few of them");
	round_trip_doubles(d, 64, PACK_RUNS, "all alike");
}

static void
test_planes(void)
{
	int32_t a[301];
	uint8_t space[304];
	PackColumn column;
	uint8_t *bytes;
	bool same = true;

	planes = true;
	for (int i = 0; i < 301; i++)
		a[i] = i % 4 == 3 ? PACK_NULL : -1 + i % 4;
	round_trip_codes(a, 301, PACK_PLANES_2, "three codes in two bits");
	for (int i = 0; i < 301; i++)
		a[i] = i % 8 == 7 ? PACK_NULL : 100 + i % 8;
	round_trip_codes(a, 301, PACK_PLANES_3, "seven codes in three bits");
	bytes = make_column(a, NULL, 301, &column);
	pack_read_bytes(&column, 301, 8, 293, space);
	for (int i = 8; i < 301; i++)
		same &= space[i - 8] == (a[i] == PACK_NULL ? 255 : a[i] - 100);
	ok(same, "planes as bytes");
	free(bytes);
	a[0] = 99;
	round_trip_codes(a, 300, PACK_PLANES_4, "eight codes in four bits");
	a[0] = 115;
	round_trip_codes(a, 300, PACK_BYTES, "too many for planes");
	for (int i = 0; i < 301; i++)
		a[i] = i % 3 == 2 ? PACK_NULL : i % 3;
	round_trip_codes(a, 301, PACK_BITS, "yes and no stay bits");
	for (int i = 0; i < 301; i++)
		a[i] = PACK_NULL;
	round_trip_codes(a, 301, PACK_EMPTY, "no planes of nobody");
	planes = false;
}

/* codes as a column of numbers that lie together, some of which are none */
static void
test_run_codes(void)
{
	double d[2000];
	int32_t back[1500];
	PackColumn column;
	uint8_t *bytes;
	bool same = true;

	for (int i = 0; i < 2000; i++)
		d[i] = i < 500 ? 7 : i < 900 ? 7.5 : i < 1400 ? NAN : -3;
	bytes = make_column(NULL, d, 2000, &column);
	pack_read_codes(&column, 2000, 450, 1500, back);
	for (int i = 450; i < 1950; i++)
		same &= back[i - 450] == (i < 500 ? 7 : i < 1400 ? PACK_NULL : -3);
	ok(column.encoding == PACK_RUNS && same, "codes of numbers that lie together");
	free(bytes);
}

static int
by_bits(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(double));
}

static void
test_order(void)
{
	static double d[20000];
	static double sorted[20000];
	static uint32_t order[20000];
	static uint32_t scratch[20000];
	bool stable = true;
	int changes = 0;
	int groups = 1;

	for (int i = 0; i < 20000; i++)
		d[i] = sorted[i] = dice(20) == 0 ? NAN : dice(20) == 0 ? -0.0 : dice(200) / 3.0;
	qsort(sorted, 20000, sizeof(double), by_bits);
	pack_order(d, 20000, order, scratch);
	for (int i = 1; i < 20000; i++)
	{
		bool same = memcmp(&d[order[i]], &d[order[i - 1]], sizeof(double)) == 0;

		groups += memcmp(&sorted[i], &sorted[i - 1], sizeof(double)) != 0;
		changes += !same;
		stable &= !same || order[i] > order[i - 1];
	}
	ok(stable && changes == groups - 1, "an order that brings equal weights together");
	pack_order(d, 0, order, scratch);
	d[0] = 0.3;
	pack_order(d, 1, order, scratch);
	ok(order[0] == 0, "the order of one");
}

/*
 * Slots: 0 codes 1 to 5, 99 missing, 1 three codes far apart, 2 to 5 options, 6
 * 1 to 300, 7 only NULL.
 */
static void
make_answers(int weights)
{
	static const int32_t apart[] = {-7, 70000, 2000000};

	for (int i = 0; i < N; i++)
	{
		codes[0][i] = dice(10) == 0 ? PACK_NULL : dice(20) == 0 ? 99 : 1 + (int32_t) dice(5);
		codes[1][i] = dice(10) == 0 ? PACK_NULL : apart[dice(3)];
		for (int k = 2; k < 6; k++)
			codes[k][i] = dice(4) == 0 ? PACK_NULL : (int32_t) dice(2);
		codes[6][i] = 1 + (int32_t) dice(300);
		codes[7][i] = PACK_NULL;
		values[0][i] = dice(9) == 0 ? NAN : dice(1000) / 7.0;
		values[1][i] = dice(50) == 0 ? NAN : 0.3 + dice(weights) / 3.0;
	}
}

static int32_t *
put(int32_t *at, int count, const int32_t *words)
{
	memcpy(at, words, count * sizeof(int32_t));
	return at + count;
}

static int32_t *
put_single(int32_t *at)
{
	*at++ = 1; /* 99 missing, the others in reverse */
	*at++ = 0;
	*at++ = 5;
	*at++ = 1;
	*at++ = 99;
	for (int32_t code = 1; code <= 99; code++)
		*at++ = code <= 5 ? 5 - code : code == 99 ? CROSSTAB_MISSING : CROSSTAB_UNDECLARED;
	return at;
}

/* small tables of questions, a set and everybody, which need nothing but bitmaps */
static bool only_small;

static int64_t
make_small_plan(int32_t *words, bool weighted)
{
	const int32_t head[] = {1, weighted, SLOTS, VALUES, 4, 7};
	const int32_t others[] = {2, 1, 3, 3, -7, 70000, 2000000, 2, 0, 1, 3, 4,
							  2, 3, 4, 5, 2,  2,	 0,		  1, 1, 3, 6};
	const int32_t tables[] = {0, 1, 0, 3, 1, 3, 2, 3, 2, 0, 1, 2, 1, 0};
	int32_t *at = put(words, 6, head);

	return put(put(put_single(at), 23, others), 14, tables) - words;
}

/* two questions of 15 answers by one of 6, and everybody: a group that the last answers are too many for */
static bool only_two;

static int32_t *
put_range(int32_t *at, int32_t slot, int32_t ncategories)
{
	const int32_t head[] = {1, slot, ncategories, 1, ncategories};

	at = put(at, 5, head);
	for (int32_t code = 0; code < ncategories; code++)
		*at++ = code;
	return at;
}

static int64_t
make_two_plan(int32_t *words, bool weighted)
{
	const int32_t head[] = {1, weighted, SLOTS, VALUES, 4, 4};
	const int32_t everybody[] = {6};
	const int32_t tables[] = {0, 2, 1, 2, 0, 3, 1, 3};
	int32_t *at = put_range(put(words, 6, head), 0, 15);

	at = put_range(put_range(at, 2, 15), 3, 6);
	return put(put(at, 1, everybody), 8, tables) - words;
}

/* the plan of these answers; all kinds of variables, and nearly all kinds of tables */
static int64_t
make_plan(int32_t *words, bool weighted)
{
	const int32_t head[] = {1, weighted, SLOTS, VALUES, 11, 16};
	const int32_t sparse[] = {2, 1, 3, 3, -7, 70000, 2000000, 2, 0, 1};
	const int32_t multi[] = {3, 4, 2, 3, 4, 5, 2, 2, 0, 1, 1, 3};
	const int32_t derived[] = {4, 0, 1, 5, 3, 6, 7, 0, 3, 1, 2, 0, 4, 0, 8, 1, 7, 1, 1, 1, 0};
	const int32_t tables[] = {0, 1, 0, 6, 1, 6, 3, 6, 3, 0, 1, 3, 3, 3, 3, 5,
							  0, 5, 7, 0, 7, 6, 4, 0, 2, 0, 2, 6, 9, 1, 1, 0};
	int32_t *at;

	if (only_small)
		return make_small_plan(words, weighted);
	if (only_two)
		return make_two_plan(words, weighted);
	at = put_single(put(words, 6, head)); /* 0 */
	at = put(at, 10, sparse);			  /* 1 */
	*at++ = 1;							  /* 2: SINGLE of 300 */
	*at++ = 6;
	*at++ = 300;
	*at++ = 1;
	*at++ = 300;
	for (int32_t code = 0; code < 300; code++)
		*at++ = code;
	at = put(at, 12, multi); /* 3 */
	/* 4: PRODUCT 0 x 1, 5: PAIRS of 3, 6: TOTAL, 7: VALUE, 8: MULTI, 9: PRODUCT 0 x 8, 10: nobody */
	at = put(at, 21, derived);
	at = put(at, 32, tables);
	return at - words;
}

static Crosstab *
make_state(const int32_t *words, int64_t nwords)
{
	void *workspace = malloc(crosstab_workspace(nwords));
	size_t size;
	Crosstab *x = NULL;

	if (crosstab_shape(words, nwords, workspace, &size) == SVY_OK)
	{
		x = malloc(size);
		crosstab_init(x, words, workspace);
	}
	free(workspace);
	return x;
}

static void compare_units(bool weighted, int filter, int32_t n, uint32_t longest, int32_t detail,
						  const char *name);

static bool
keep(int filter, int i)
{
	if (filter == 0)
		return true;
	/* (q0 in (1, 3) or age > 50) and not option 2 is null */
	return (codes[0][i] == 1 || codes[0][i] == 3 || (!isnan(values[0][i]) && values[0][i] > 50)) &&
		   codes[2][i] != PACK_NULL;
}

static int32_t *
put_double(int32_t *at, double d)
{
	memcpy(at, &d, sizeof(d)); /* little-endian machines only, as is this test */
	return at + 2;
}

static int64_t
make_query(int32_t *words, bool weighted, int filter)
{
	int32_t *at = words;

	*at++ = SLOTS + VALUES + 1;
	for (int i = 0; i < SLOTS + VALUES + 1; i++)
		*at++ = i;
	for (int i = 0; i < SLOTS + VALUES; i++)
		*at++ = i;
	*at++ = weighted ? SLOTS + VALUES : -1;
	if (filter)
	{
		if (filter == 2) /* of 1 to 3 the first and the last, said one by one */
			at = put(at, 6, (const int32_t[]){PACK_LOOKUP, 0, 1, 3, PACK_UNKNOWN, 2 | 2 << 4});
		else
		{
			at = put(at, 3, (const int32_t[]){PACK_IN, 0, 2});
			at = put_double(put_double(at, 1), 3);
		}
		at = put(at, 3, (const int32_t[]){PACK_COMPARE, SLOTS, PACK_GREATER});
		at = put_double(at, 50);
		at = put(at, 5, (const int32_t[]){PACK_OR, PACK_IS_NULL, 2, PACK_NOT, PACK_AND});
	}
	return at - words;
}

static bool
same_sums(const Crosstab *a, const Crosstab *b)
{
	return a->respondents == b->respondents &&
		   memcmp(crosstab_cells(a), crosstab_cells(b), a->ncells * sizeof(CrosstabCell)) == 0 &&
		   memcmp(crosstab_moments(a), crosstab_moments(b),
				  a->nmoments * sizeof(CrosstabMoments)) == 0 &&
		   memcmp(crosstab_undeclared(a), crosstab_undeclared(b),
				  a->nvariables * sizeof(CrosstabUndeclared)) == 0;
}

static Crosstab *
count_packed(const int32_t *words, int64_t nwords, bool weighted, int filter, int32_t n)
{
	Crosstab *x = make_state(words, nwords);
	PackColumn columns[SLOTS + VALUES + 1];
	uint8_t *bytes[SLOTS + VALUES + 1];
	int32_t query[100];
	PackQuery q;
	void *workspace;
	SvyStatus status = pack_query(x, query, make_query(query, weighted, filter), &q);

	for (int i = 0; i < SLOTS + VALUES + 1; i++)
		bytes[i] = make_column(i < SLOTS ? codes[i] : NULL, i < SLOTS ? NULL : values[i - SLOTS], n,
							   &columns[i]);
	workspace = malloc(pack_workspace(x));
	if (status == SVY_OK)
		status = pack_count(x, &q, columns, n, workspace);
	free(workspace);
	for (int i = 0; i < SLOTS + VALUES + 1; i++)
		free(bytes[i]);
	if (status == SVY_OK)
		return x;
	free(x);
	return NULL;
}

static Crosstab *
count_rows(const int32_t *words, int64_t nwords, bool weighted, int filter, int32_t n)
{
	Crosstab *x = make_state(words, nwords);

	for (int i = 0; i < n; i++)
	{
		int32_t slots[SLOTS];

		for (int s = 0; s < SLOTS; s++)
			slots[s] = codes[s][i];
		if (keep(filter, i) && !(weighted && isnan(values[1][i])))
			crosstab_add(x, slots, &values[0][i], values[1][i]);
	}
	return x;
}

static void
compare(bool weighted, int filter, int32_t n, const char *name)
{
	int32_t words[1000];
	int64_t nwords = make_plan(words, weighted);
	Crosstab *packed = count_packed(words, nwords, weighted, filter, n);
	Crosstab *rows = count_rows(words, nwords, weighted, filter, n);

	ok(packed != NULL && same_sums(packed, rows), name);
	free(packed);
	free(rows);
}

static void
test_counting(void)
{
	make_answers(30);
	compare(false, 0, N, "counts");
	compare(true, 0, N, "few weights");
	compare(true, 0, 5, "five respondents");
	compare(true, 0, 0, "none");
	compare(true, 1, N, "few weights, filtered");
	compare(false, 1, N, "counts, filtered");
	compare(true, 2, N, "few weights, filtered by a lookup");
	make_answers(100000);
	compare(true, 0, N, "many weights");
	compare(true, 1, N, "many weights, filtered");
	values[1][17] = 1e-30;
	compare(true, 0, N, "a weight too small for the integers of the others");
	values[1][17] = 0;
	compare(true, 0, N, "a weight of zero");
	codes[0][39999] = 7;
	codes[0][12] = -3;
	codes[1][3] = 4;
	compare(true, 0, N, "undeclared codes");
	compare(true, 1, N, "undeclared codes, filtered");
}

/* everybody has a weight of his own, and answers; others come up later, block by block */
static void
make_complete_answers(void)
{
	for (int i = 0; i < N; i++)
	{
		codes[0][i] = 1 + (int32_t) dice(5);
		codes[1][i] = dice(2) ? 70000 : -7;
		for (int k = 2; k < 6; k++)
			codes[k][i] = (int32_t) dice(2);
		codes[6][i] = 1 + (int32_t) dice(300);
		values[1][i] = 0.4 + i * (1e-5 / 3);
	}
}

/* as they lie in a pack that is sorted by them, in less than eight bytes */
static void
make_near_weights(void)
{
	make_near(values[1], N, 0.99, 1e-6 / 3);
}

static void
test_own_weights(void)
{
	make_complete_answers();
	compare(true, 0, N, "weights of their own");
	make_near_weights();
	compare(true, 0, N, "weights near each other");
	compare(true, 0, N - 77, "weights near each other, less respondents");
	compare(true, 1, N, "weights near each other, filtered");
	compare_units(true, 0, N, 900, PACK_UNITS_EXACT | PACK_UNITS_SQUARES, "the same, of units");
	make_complete_answers();
	compare(true, 1, N, "weights of their own, filtered");
	compare(false, 0, N, "complete answers");
	only_two = true;
	for (int i = 0; i < N; i++)
	{
		codes[0][i] = 1 + (int32_t) dice(15);
		codes[2][i] = 1 + (int32_t) dice(15);
		codes[3][i] = 1 + (int32_t) dice(6);
	}
	compare(true, 0, N, "weights of their own, two tables");
	compare(true, 0, 8000, "weights of their own, two tables of few");
	codes[0][PACK_BLOCK + 5] = PACK_NULL;
	codes[2][3 * PACK_BLOCK + 7] = PACK_NULL;
	compare(true, 0, N, "nobody's answers come up");
	codes[2][9 * PACK_BLOCK + 11] = 16;
	codes[0][9 * PACK_BLOCK + 1021] = 20;
	compare(true, 0, N, "undeclared codes come up");
	compare(false, 0, N, "undeclared codes come up, unweighted");
	compare(true, 1, N, "undeclared codes come up, filtered");
	values[1][5 * PACK_BLOCK] = NAN;
	compare(true, 0, N, "somebody has no weight");
	only_two = false;
	make_complete_answers();
	codes[0][2 * PACK_BLOCK + 1] = PACK_NULL;
	codes[1][4 * PACK_BLOCK + 1] = PACK_NULL;
	codes[2][6 * PACK_BLOCK + 1] = PACK_NULL;
	codes[0][7 * PACK_BLOCK + 1] = 7;
	compare(true, 0, N, "one after another");
	compare_units(true, 0, N, 900, PACK_UNITS_EXACT | PACK_UNITS_SQUARES, "the same, of units");
}

/* respondents of one weight side by side, in runs of some length */
static void
sort_weights(int shortest)
{
	int end = 0;

	for (int i = 0; i < N; i++)
	{
		if (i == end)
		{
			end = i + shortest + (int) dice(1000);
			values[1][i] = dice(9) == 0 ? NAN : dice(9) == 0 ? 0 : 0.3 + dice(1000) / 3.0;
		}
		else
			values[1][i] = values[1][i - 1];
	}
}

static void
test_weight_runs(void)
{
	make_answers(30);
	sort_weights(250);
	compare(true, 0, N, "weights that lie together");
	compare(true, 1, N, "weights that lie together, filtered");
	compare(true, 0, N - 37, "weights that lie together, an odd number of respondents");
	compare(true, 0, 300, "weights that lie together, a few respondents");
	codes[0][1234] = 7;
	codes[1][3] = 4;
	compare(true, 0, N, "weights that lie together, undeclared codes");
	compare(true, 1, N, "weights that lie together, undeclared codes, filtered");
	sort_weights(20000);
	compare(true, 0, N, "two or three weights");
	sort_weights(50000);
	compare(true, 0, N, "one weight");
	sort_weights(1);
	compare(true, 0, N, "short runs of weights");
	for (int i = 0; i < N; i++)
		values[1][i] = NAN;
	compare(true, 0, N, "nobody has a weight");
}

/*
 * Units: runs of respondents, each counted as if there were no others
 */

static PackRun *
make_runs(int32_t n, uint32_t longest, int32_t *nruns)
{
	PackRun *runs = malloc((n + 1) * sizeof(PackRun));
	int32_t end = 0;

	*nruns = 0;
	while (end < n)
	{
		end += 1 + (int32_t) dice(longest);
		runs[(*nruns)++] = (PackRun){end < n ? end : n, 0, NULL};
	}
	return runs;
}

static int
same(DD a, DD b, double tolerance)
{
	return fabs(dd_value(dd_sub(a, b))) <= tolerance * fabs(b.hi);
}

/* a record beside the cells of the same respondents */
static int
same_record(const Crosstab *x, int32_t detail, const double *record)
{
	bool exact = detail & PACK_UNITS_EXACT;
	bool squares = detail & PACK_UNITS_SQUARES;
	double sums = exact ? 0 : 1e-14;
	double products = exact ? 1e-28 : 1e-14;
	int good = record[1] == (double) x->respondents;

	for (int32_t i = 0; i < x->ncells; i++)
	{
		CrosstabCell cell = crosstab_cells(x)[i];
		PackUnitCell got = pack_record_cell(detail, record, i);

		if (!(x->flags & CROSSTAB_WEIGHTED))
			cell.w = cell.ww = dd_from((double) cell.n);
		good &= same(got.w, cell.w, sums) && (!squares || same(got.ww, cell.ww, sums));
		good &= !exact || got.n == (double) cell.n;
	}
	for (int32_t i = 0; i < x->nmoments; i++)
	{
		CrosstabMoments m = crosstab_moments(x)[i];
		CrosstabMoments got = pack_record_moments(x, detail, record, i);

		good &= same(got.wy, m.wy, products) &&
				(!squares || (same(got.wwy, m.wwy, products) && same(got.wwyy, m.wwyy, products)));
	}
	return good;
}

static int
same_run(const int32_t *words, int64_t nwords, bool weighted, int filter, int32_t from, int32_t end,
		 int32_t detail, const double *record)
{
	Crosstab *x = make_state(words, nwords);
	double all = 0;
	double all_live = 0;
	int good;

	for (int32_t i = from; i < end; i++)
	{
		int32_t slots[SLOTS];

		for (int s = 0; s < SLOTS; s++)
			slots[s] = codes[s][i];
		if (weighted && isnan(values[1][i]))
			continue;
		all++;
		all_live += !weighted || values[1][i] > 0;
		/* a weight of 0 is in no cell */
		if (keep(filter, i) && (!weighted || values[1][i] > 0))
			crosstab_add(x, slots, &values[0][i], values[1][i]);
	}
	good = same_record(x, detail, record) && pack_record_respondents(record) == all &&
		   (!(detail & PACK_UNITS_EXACT) || pack_record_live(record) == all_live);
	free(x);
	return good;
}

static void
compare_units(bool weighted, int filter, int32_t n, uint32_t longest, int32_t detail,
			  const char *name)
{
	int32_t words[1000];
	int64_t nwords = make_plan(words, weighted);
	Crosstab *rows = count_rows(words, nwords, weighted, filter, n);
	Crosstab *x = make_state(words, nwords);
	size_t size = pack_record_size(x, detail);
	PackUnits units = {.detail = detail};
	PackColumn columns[SLOTS + VALUES + 1];
	uint8_t *bytes[SLOTS + VALUES + 1];
	int32_t query[100];
	PackQuery q;
	void *workspace = malloc(pack_units_workspace(x));
	int good = pack_query(x, query, make_query(query, weighted, filter), &q) == SVY_OK;

	units.runs = make_runs(n, longest, &units.nruns);
	units.records = calloc((size_t) units.nruns * size + 1, sizeof(double));
	for (int i = 0; i < SLOTS + VALUES + 1; i++)
		bytes[i] = make_column(i < SLOTS ? codes[i] : NULL, i < SLOTS ? NULL : values[i - SLOTS], n,
							   &columns[i]);
	good &= pack_count_units(x, &q, columns, n, &units, workspace) == SVY_OK;
	/* moments are products, which the last bits of a double-double do not hold */
	for (int32_t i = 0; i < x->nmoments; i++)
		good &= same(crosstab_moments(x)[i].wwyy, crosstab_moments(rows)[i].wwyy, 1e-28);
	memcpy(crosstab_moments(x), crosstab_moments(rows), x->nmoments * sizeof(CrosstabMoments));
	good &= same_sums(x, rows);
	for (int32_t i = 0; i < units.nruns; i++)
		good &= same_run(words, nwords, weighted, filter, i ? units.runs[i - 1].end : 0,
						 units.runs[i].end, detail, units.records + i * size);
	ok(good, name);
	for (int i = 0; i < SLOTS + VALUES + 1; i++)
		free(bytes[i]);
	free((void *) units.runs);
	free(units.records);
	free(workspace);
	free(rows);
	free(x);
}

static void
test_units(void)
{
	int32_t exact = PACK_UNITS_EXACT | PACK_UNITS_SQUARES;

	make_answers(30);
	compare_units(true, 0, N, 900, 0, "units of up to 900");
	compare_units(true, 1, N, 900, 0, "filtered");
	compare_units(false, 1, N, 900, 0, "unweighted");
	compare_units(true, 0, 9000, 3, exact, "small units, exactly");
	compare_units(true, 1, N, 20000, exact, "large units, exactly");
	compare_units(false, 0, N, 5000, exact, "unweighted, exactly");
	compare_units(true, 0, N, 300, PACK_UNITS_SQUARES, "squares");
	compare_units(true, 0, 0, 1, exact, "nobody");
	sort_weights(300);
	compare_units(true, 1, N, 5000, exact, "weights that lie together");
	only_small = true;
	compare_units(true, 0, N, 5000, exact, "weights that lie together, few tables");
	only_small = false;
	make_answers(100000);
	compare_units(true, 1, N, 500, exact, "many weights");
	for (int i = 0; i < N; i += 3)
		values[1][i] = 0;
	compare_units(true, 0, N, 500, exact, "weights of zero");
	values[1][20017] = 1e-30;
	compare_units(true, 0, N, 700, exact, "a weight too small for the integers of the others");
	make_answers(30);
	for (int i = 0; i < N; i += 5)
		values[1][i] = 0;
	compare_units(true, 1, N, 5000, exact, "few weights, zero among them");
	codes[0][12] = -3;
	compare_units(true, 0, N, 5000, exact, "undeclared codes");
}

static size_t
write_runs(uint8_t *bytes, const PackRun *runs, int32_t nruns)
{
	WireWriter w = {bytes, 0};

	wire_put_u8(&w, PACK_UNITS_VERSION);
	wire_put_i32(&w, nruns);
	for (int32_t i = 0; i < nruns; i++)
	{
		wire_put_i32(&w, runs[i].end - (i ? runs[i - 1].end : 0));
		wire_put_i32(&w, runs[i].key_size);
		for (int32_t k = 0; k < runs[i].key_size; k++)
			wire_put_u8(&w, runs[i].key[k]);
	}
	return w.size;
}

static void
test_runs(void)
{
	const PackRun runs[] = {{3, 2, (const uint8_t *) "ab"},
							{4, 0, (const uint8_t *) ""},
							{9, 1, (const uint8_t *) "c"}};
	uint8_t bytes[64];
	size_t size = write_runs(bytes, runs, 3);
	PackRun back[3];
	int refused = 0;

	ok(pack_runs_count(wire_reader(bytes, size), 9) == 3, "three runs");
	pack_runs_read(wire_reader(bytes, size), 3, back);
	ok(back[0].end == 3 && back[1].end == 4 && back[2].end == 9 && back[0].key_size == 2 &&
		   back[0].key[1] == 'b' && back[2].key[0] == 'c',
	   "come back");
	ok(pack_runs_count(wire_reader(bytes, size), 10) == -1, "of other respondents");
	for (size_t i = 0; i < size; i++)
		refused += pack_runs_count(wire_reader(bytes, i), 9) == -1;
	ok(refused == (int) size, "short runs are refused");
	bytes[0]++;
	ok(pack_runs_count(wire_reader(bytes, size), 9) == -1, "another version");
}

static void
test_refusals(void)
{
	int32_t words[1000];
	int64_t nwords = make_plan(words, true);
	Crosstab *x = make_state(words, nwords);
	int32_t query[100];
	int64_t length = make_query(query, true, 1);
	PackQuery q;
	int refused = 0;

	make_answers(10);
	values[1][N - 1] = -1;
	ok(count_packed(words, nwords, true, 0, N) == NULL, "a negative weight is refused");
	make_answers(100000);
	values[1][N - 1] = INFINITY;
	ok(count_packed(words, nwords, true, 0, N) == NULL, "an infinite weight is refused");
	for (int64_t i = 0; i < length; i++)
		refused += pack_query(x, query, i, &q) != SVY_OK;
	/* cut at the end of the inputs, the query has no filter; within it, conditions may be whole */
	ok(refused >= 22 && pack_query(x, query, length, &q) == SVY_OK, "short queries are refused");
	for (int64_t i = 0; i < length; i++)
	{
		int32_t word = query[i];

		for (int32_t bad = -2; bad < 100; bad += 3)
		{
			query[i] = bad;
			(void) pack_query(x, query, length, &q);
		}
		query[i] = word;
	}
	ok(1, "no word of a query is trusted");
	length = make_query(query, true, 2);
	ok(pack_query(x, query, length, &q) == SVY_OK, "a lookup");
	query[length - 11] = 3;
	ok(pack_query(x, query, length, &q) == SVY_BAD_ARGUMENT, "whose truths are three");
	free(x);
}

static void
test_directory(void)
{
	PackColumn columns[] = {
		{PACK_BYTES, 1, NULL}, {PACK_DICTIONARY, 3, NULL}, {PACK_BITS, 0, NULL}};
	uint8_t bytes[32];
	WireWriter w = {bytes, 0};
	const int32_t wanted[] = {0, 2};
	const int32_t beyond[] = {3};
	PackColumn got[3];
	PackSlice slices[3];

	pack_directory_write(&w, columns, 3);
	ok(pack_directory_read(wire_reader(bytes, w.size), 10, wanted, 2, got, slices) == SVY_OK &&
		   slices[0].offset == 0 && slices[0].size == 10 && slices[1].offset == 10 + 24 + 20 &&
		   slices[1].size == 4 && got[1].encoding == PACK_BITS,
	   "where columns lie");
	ok(pack_directory_read(wire_reader(bytes, w.size), 10, beyond, 1, got, slices) == SVY_BAD_BYTES,
	   "a column that is not there");
	ok(pack_directory_read(wire_reader(bytes, w.size - 1), 10, wanted, 2, got, slices) ==
		   SVY_BAD_BYTES,
	   "a short directory");
	bytes[5] = 200;
	ok(pack_directory_read(wire_reader(bytes, w.size), 10, wanted, 2, got, slices) == SVY_BAD_BYTES,
	   "an unknown encoding");
}

int
main(void)
{
	test_encodings();
	test_planes();
	test_run_codes();
	test_order();
	test_counting();
	test_own_weights();
	test_weight_runs();
	planes = true;
	test_counting();
	test_own_weights();
	test_weight_runs();
	only_small = true;
	test_counting();
	test_own_weights();
	test_weight_runs();
	planes = false;
	test_weight_runs();
	only_small = false;
	test_units();
	test_runs();
	test_refusals();
	test_directory();
	return tap_done();
}
