/*
 * pack_split.c
 *	  Unit tests of numbers as pairs of integers: the parts are all of a number and
 *	  of its square, whatever lies beside it, and what can be inexact is said so.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/pack/pack_split.h"
#include "tap.h"

#define N 203
#define CELLS 7

static uint64_t seed = 20240229;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (seed >> 33) % sides;
}

/* all 53 bits, the last one set, and an exponent up to so many below that of the largest */
static double
make_number(int spread)
{
	uint64_t bits = UINT64_C(1) << 52 | (uint64_t) dice(1 << 26) << 26 | dice(1 << 26) | 1;
	double x = ldexp((double) bits, -53 - (int) dice((uint32_t) spread + 1) + 3);

	return dice(11) == 0 ? NAN : dice(11) == 0 ? 0 : dice(2) ? x : -x;
}

/* high + low * 2^-46 units, without a rounding: the parts do not overlap */
static bool
is_whole_of(double x, uint64_t high, uint64_t low, double unit)
{
	DD sum = dd_two_sum((double) (int64_t) high * unit, (double) (int64_t) low * unit * 0x1p-46);

	return sum.hi == x && sum.lo == 0;
}

/* a byte further than doubles usually lie */
static PackReal *
numbers_of(uint8_t *space, int spread)
{
	PackReal *values = (PackReal *) (space + 1);

	for (int i = 0; i < N; i++)
		values[i] = make_number(spread);
	/* the largest is there, so that its exponent is known */
	values[0] = 0x1.8p+2;
	return values;
}

/* all that is said of numbers whose exponents differ by up to spread; what is said of the whole */
static bool
test_spread(int spread, int high_bits, bool *good)
{
	uint8_t space[N * sizeof(double) + 1];
	PackReal *values = numbers_of(space, spread);
	double unit = ldexp(1, 3 - high_bits);
	double square_unit = ldexp(1, 6 - SQUARE_BITS);
	PackScale scale = {1 / unit, 1 / square_unit};
	PackReach reach = PACK_REACH_NONE;
	Four parts[N];
	int32_t included;
	int32_t expected = 0;
	bool whole;
	bool all = true;

	pack_reach(values, N, &reach);
	whole = pack_split(values, N, scale, parts, &included);
	for (int i = 0; i < N; i++)
	{
		double x = isnan(values[i]) ? 0 : values[i];
		uint64_t count = x != 0;

		expected += x != 0;
		all &= is_whole_of(x, parts[i][0] - (count << COUNT_SHIFT), parts[i][1], unit) &&
			   is_whole_of(x * x, parts[i][2], parts[i][3], square_unit);
		*good &=
			fabs(x) <= reach.largest && x >= reach.lowest && (x == 0 || fabs(x) >= reach.smallest);
	}
	*good &= included == expected && whole == all && reach.zeros && reach.gaps &&
			 (whole || !pack_always_whole(&reach, high_bits));
	return pack_always_whole(&reach, high_bits);
}

static void
test_parts(int high_bits)
{
	bool good = true;
	int always = 0;

	for (int spread = 0; spread < 40; spread++)
		always += test_spread(spread, high_bits, &good);
	ok(good, "parts are all of a number, or it is said that they are not");
	ok(always >= 20, "exponents of which nobody must look at digits");
}

static void
test_adding(void)
{
	uint8_t space[N * sizeof(double) + 1];
	PackReal *values = numbers_of(space, 12);
	PackScale scale = {0x1p28, 0x1p40};
	uint32_t index[N];
	Four parts[N];
	Four sums[2 * CELLS];
	Four expected[CELLS];
	int32_t included;
	bool good = true;

	for (int32_t n = 0; n < N; n++)
	{
		memset(sums, 0, sizeof(sums));
		memset(expected, 0, sizeof(expected));
		(void) pack_split(values, n, scale, parts, &included);
		for (int32_t i = 0; i < n; i++)
		{
			index[i] = dice(CELLS);
			for (int k = 0; k < 4; k++)
				expected[index[i]][k] += parts[i][k];
		}
		pack_add_split(values, n, scale, false, index, sums, CELLS);
		for (int i = 0; i < CELLS; i++)
			for (int k = 0; k < 4; k++)
				good &= sums[i][k] + sums[CELLS + i][k] == expected[i][k];
	}
	ok(good, "parts that are added as they are made");
}

/* numbers of which none is 0 or missing */
static void
test_every(void)
{
	uint8_t space[N * sizeof(double) + 1];
	PackReal *values = numbers_of(space, 12);
	PackScale scale = {0x1p28, 0x1p40};
	uint32_t index[N] = {0};
	Four parts[N];
	Four expected[N];
	int32_t included;
	bool good = true;

	for (int32_t i = 0; i < N; i++)
	{
		values[i] = values[i] != 0 && values[i] == values[i] ? values[i] : -1;
		index[i] = dice(CELLS);
	}
	for (int32_t n = 0; n < N; n++)
	{
		Four sums[2 * CELLS] = {{0}};
		Four others[2 * CELLS] = {{0}};

		good &= pack_split(values, n, scale, expected, &included) && included == n;
		memset(parts, 0, sizeof(parts));
		pack_split_every(values, n, scale, parts);
		good &= memcmp(parts, expected, (size_t) n * sizeof(Four)) == 0;
		pack_add_split(values, n, scale, false, index, sums, CELLS);
		pack_add_split(values, n, scale, true, index, others, CELLS);
		good &= memcmp(sums, others, sizeof(sums)) == 0;
	}
	ok(good, "numbers of everybody, nothing of which is looked at");
}

/* the same without squares, of positive numbers and of any */
static void
test_adding_numbers(void)
{
	uint8_t space[N * sizeof(double) + 1];
	PackReal *values = numbers_of(space, 12);
	PackScale scale = {0x1p28, 0x1p40};
	uint32_t index[N];
	bool good = true;

	for (int32_t n = 0; n < N; n++)
	{
		bool every = n % 2 == 1;
		Four sums[2 * CELLS] = {{0}};
		Four expected[2 * CELLS] = {{0}};

		for (int32_t i = 0; i < n; i++)
		{
			index[i] = dice(CELLS);
			if (every)
				values[i] = values[i] != 0 && values[i] == values[i] ? fabs(values[i]) : 1;
		}
		pack_add_split(values, n, scale, every, index, expected, CELLS);
		pack_add_numbers(values, n, scale, every, index, sums, CELLS);
		for (int i = 0; i < 2 * CELLS; i++)
			good &= sums[i][0] == expected[i][0] && sums[i][1] == expected[i][1] &&
					sums[i][2] == 0 && sums[i][3] == 0;
		values = numbers_of(space, 12);
	}
	ok(good, "numbers that are added without their squares");
}

/* numbers of one kind, where the reach is that of bits, and one of another kind among them */
static void
test_reach_of_kinds(void)
{
	static const double others[] = {NAN, 0, -0.0, -7, INFINITY, -INFINITY, 0x1p-1074, 0x1p1023};
	bool good = true;

	for (int tried = 0; tried < 400; tried++)
	{
		double values[64];
		int32_t n = (int32_t) dice(64) + 1;
		PackReach reach = PACK_REACH_NONE;
		PackReach expected = PACK_REACH_NONE;

		for (int i = 0; i < n; i++)
			values[i] = 0.5 + dice(1000) / 7.0;
		if (dice(3) > 0)
			values[dice((uint32_t) n)] = others[dice(8)];
		for (int i = 0; i < n; i++)
		{
			double size = fabs(values[i]);

			expected.lowest = values[i] < expected.lowest ? values[i] : expected.lowest;
			expected.largest = size > expected.largest ? size : expected.largest;
			expected.smallest = size != 0 && size < expected.smallest ? size : expected.smallest;
			expected.zeros |= size == 0;
			expected.gaps |= size != size;
		}
		pack_reach(values, n, &reach);
		good &= reach.lowest == expected.lowest && reach.largest == expected.largest &&
				reach.smallest == expected.smallest && reach.zeros == expected.zeros &&
				reach.gaps == expected.gaps;
	}
	ok(good, "how far numbers of each kind reach");
}

static void
test_reach(void)
{
	double values[] = {NAN, 2, -0.0, -3, 1, INFINITY, NAN, 5, 7};
	PackReach reach = PACK_REACH_NONE;

	pack_reach(values, 1, &reach);
	ok(reach.gaps && !reach.zeros && reach.largest == 0 && reach.smallest == INFINITY &&
		   pack_always_whole(&reach, 31),
	   "nobody has a number");
	pack_reach(values, 9, &reach);
	ok(reach.zeros && reach.lowest == -3 && reach.smallest == 1 && reach.largest == INFINITY,
	   "how far numbers reach");
}

int
main(void)
{
	test_parts(31);
	test_parts(32);
	test_adding();
	test_adding_numbers();
	test_every();
	test_reach_of_kinds();
	test_reach();
	return tap_done();
}
