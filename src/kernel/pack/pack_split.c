/*
 * pack_split.c
 *	  Numbers as pairs of integers, four respondents at a time.
 *
 * Parts are computed for four respondents side by side and turned, so that each of
 * them has one vector to add.
 */
#include <string.h>

#include "kernel/pack/pack_split.h"

/* 1.5 * 2^52: adding it rounds to a whole number, which the low bits then are */
#define ROUNDER 6755399441055744.0
#define ROUNDER_BITS UINT64_C(0x4338000000000000)

#if defined(__clang__)
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (Quad){i, j, k, l})
#endif

#define LANES 4
#define SIZE_BITS (UINT64_MAX >> 1)

/* vectors are handed over by reference: by value their place depends on the processor */
KERNEL_INLINE void
load(const PackReal *values, Reals *four)
{
	memcpy(four, values, sizeof(*four));
}

/* up to three that are left, and no numbers */
KERNEL_INLINE void
load_some(const PackReal *values, int32_t count, Reals *four)
{
	*four = (Reals){NAN, NAN, NAN, NAN};
	memcpy(four, values, (size_t) count * sizeof(double));
}

KERNEL_INLINE void
take(Reals *into, const Quad *which, const Reals *from)
{
	*into = (Reals) ((*which & (Quad) *from) | (~*which & (Quad) *into));
}

/*
 * Reach
 */

typedef struct ReachLanes
{
	Reals lowest;
	Reals smallest;
	Reals largest;
	Quad zeros;
	Quad gaps;
} ReachLanes;

KERNEL_INLINE void
see_four(ReachLanes *s, const PackReal *values)
{
	Reals x;
	Reals size;
	Reals other; /* no number where it is 0 */
	Quad zero;
	Quad which;

	load(values, &x);
	size = (Reals) ((Quad) x & SIZE_BITS);
	zero = (Quad) (size == 0);
	other = (Reals) ((Quad) size | zero);
	which = (Quad) (x < s->lowest);
	take(&s->lowest, &which, &x);
	which = (Quad) (other < s->smallest);
	take(&s->smallest, &which, &other);
	which = (Quad) (size > s->largest);
	take(&s->largest, &which, &size);
	s->zeros |= zero;
	s->gaps |= (Quad) (x != x);
}

/* the bits of positive numbers are in their order, with those of what is no number above infinity */
#define INFINITE_BITS UINT64_C(0x7ff0000000000000)

static double
number_of_bits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

KERNEL_INLINE uint64_t
bits_of_number(const PackReal *x)
{
	uint64_t bits;

	memcpy(&bits, x, sizeof(bits));
	return bits;
}

/* the same where all are numbers, and none is negative; false: some are not */
KERNEL_CLONES static bool
reach_of_bits(const PackReal *values, int32_t count, PackReach *reach)
{
	uint64_t signs = 0;
	uint64_t largest = 0;
	uint64_t lowest = UINT64_MAX;
	uint64_t smallest = UINT64_MAX; /* less 1, so that 0 is none of them */

	for (int32_t i = 0; i < count; i++)
	{
		uint64_t bits = bits_of_number(values + i);
		uint64_t less = bits - 1;

		signs |= bits;
		largest = bits > largest ? bits : largest;
		lowest = bits < lowest ? bits : lowest;
		smallest = less < smallest ? less : smallest;
	}
	if (signs >> 63 != 0 || largest > INFINITE_BITS)
		return false;
	reach->zeros |= lowest == 0;
	if (smallest != UINT64_MAX)
		reach->smallest = fmin(reach->smallest, number_of_bits(smallest + 1));
	reach->largest = fmax(reach->largest, number_of_bits(largest));
	return true;
}

/* two sets of lanes, so that none waits for the one before */
KERNEL_CLONES static void
reach_of_any(const PackReal *values, int32_t count, PackReach *reach)
{
	const Reals far = {INFINITY, INFINITY, INFINITY, INFINITY};
	ReachLanes sets[2] = {{.smallest = far}, {.smallest = far}};
	int32_t i = 0;

	for (; i + 2 * LANES <= count; i += 2 * LANES)
	{
		see_four(&sets[0], values + i);
		see_four(&sets[1], values + i + LANES);
	}
	for (int k = 0; k < 2; k++)
		for (int lane = 0; lane < LANES; lane++)
		{
			const ReachLanes *s = &sets[k];

			reach->lowest = s->lowest[lane] < reach->lowest ? s->lowest[lane] : reach->lowest;
			reach->smallest =
				s->smallest[lane] < reach->smallest ? s->smallest[lane] : reach->smallest;
			reach->largest = s->largest[lane] > reach->largest ? s->largest[lane] : reach->largest;
			reach->zeros |= s->zeros[lane] != 0;
			reach->gaps |= s->gaps[lane] != 0;
		}
	for (; i < count; i++)
	{
		double size = fabs(values[i]);

		reach->lowest = values[i] < reach->lowest ? values[i] : reach->lowest;
		reach->smallest = size < reach->smallest && size != 0 ? size : reach->smallest;
		reach->largest = size > reach->largest ? size : reach->largest;
		reach->zeros |= size == 0;
		reach->gaps |= size != size;
	}
}

void
pack_reach(const PackReal *values, int32_t count, PackReach *reach)
{
	if (!reach_of_bits(values, count, reach))
		reach_of_any(values, count, reach);
}

/*
 * A number of exponent e (as frexp has it) has its last bit at 2^(e - 53) or above,
 * its rounded square at 2^(2 e - 54).  With the largest of exponent E low units are
 * 2^(E - high_bits - 46) and 2^(2 E - SQUARE_BITS - 46).
 */
bool
pack_always_whole(const PackReach *reach, int high_bits)
{
	int least;
	int most;

	if (reach->largest == 0)
		return true;
	(void) frexp(reach->smallest, &least);
	(void) frexp(reach->largest, &most);
	return least - 53 >= most - high_bits - LOW_BITS &&
		   2 * least - 54 >= 2 * most - SQUARE_BITS - LOW_BITS;
}

/*
 * Parts
 */

/* the high and low parts of four numbers; adds to wrong which of them have more than that */
KERNEL_INLINE void
part_halves(const Reals *x, Quad *high, Quad *low, Quad *wrong)
{
	Reals rounded = *x + ROUNDER;
	Reals rest = (*x - (rounded - ROUNDER)) * LOW_SCALE;
	Reals rounded_rest = rest + ROUNDER;

	*high = (Quad) rounded - ROUNDER_BITS;
	*low = (Quad) rounded_rest - ROUNDER_BITS;
	*wrong |= (Quad) (rounded_rest - ROUNDER != rest);
}

/* what was found on the way: lanes that are inexact, and how many have a number */
typedef struct SplitFound
{
	Quad wrong;
	Quad some;
} SplitFound;

/* every: all of them have a number, and are whole, so that nothing is to be found */
KERNEL_INLINE void
split_four(const Reals *x, PackScale scale, bool every, Quad *parts, SplitFound *found)
{
	Quad number = (Quad) (*x < 0) | (Quad) (*x > 0);
	Reals value = every ? *x : (Reals) (number & (Quad) *x);
	Reals square = value * value * scale.per_square_unit;
	Quad high;
	Quad low;
	Quad square_high;
	Quad square_low;
	Quad evens;
	Quad odds;
	Quad square_evens;
	Quad square_odds;

	value *= scale.per_unit;
	part_halves(&value, &high, &low, &found->wrong);
	part_halves(&square, &square_high, &square_low, &found->wrong);
	if (every)
		high += UINT64_C(1) << COUNT_SHIFT;
	else
		high += number & (UINT64_C(1) << COUNT_SHIFT);
	evens = SHUFFLE(high, low, 0, 4, 2, 6);
	odds = SHUFFLE(high, low, 1, 5, 3, 7);
	square_evens = SHUFFLE(square_high, square_low, 0, 4, 2, 6);
	square_odds = SHUFFLE(square_high, square_low, 1, 5, 3, 7);
	parts[0] = SHUFFLE(evens, square_evens, 0, 1, 4, 5);
	parts[1] = SHUFFLE(odds, square_odds, 0, 1, 4, 5);
	parts[2] = SHUFFLE(evens, square_evens, 2, 3, 6, 7);
	parts[3] = SHUFFLE(odds, square_odds, 2, 3, 6, 7);
	found->some -= number;
}

/* up to three that are left */
KERNEL_INLINE void
split_rest(const PackReal *values, int32_t count, PackScale scale, Quad *parts, SplitFound *found)
{
	Reals x;

	load_some(values, count, &x);
	split_four(&x, scale, false, parts, found);
}

KERNEL_CLONES bool
pack_split(const PackReal *values, int32_t count, PackScale scale, Four *parts, int32_t *included)
{
	Quad *to = (Quad *) parts;
	SplitFound found = {{0}, {0}};
	Quad last[LANES];
	Reals x;
	int32_t i = 0;

	for (; i + LANES <= count; i += LANES)
	{
		load(values + i, &x);
		split_four(&x, scale, false, to + i, &found);
	}
	if (i < count)
	{
		split_rest(values + i, count - i, scale, last, &found);
		for (int32_t k = 0; i + k < count; k++)
			to[i + k] = last[k];
	}
	*included = (int32_t) (found.some[0] + found.some[1] + found.some[2] + found.some[3]);
	return (found.wrong[0] | found.wrong[1] | found.wrong[2] | found.wrong[3]) == 0;
}

KERNEL_CLONES void
pack_split_every(const PackReal *values, int32_t count, PackScale scale, Four *parts)
{
	Quad *to = (Quad *) parts;
	SplitFound found = {{0}, {0}};
	Quad last[LANES];
	Reals x;
	int32_t i = 0;

	for (; i + LANES <= count; i += LANES)
	{
		load(values + i, &x);
		split_four(&x, scale, true, to + i, &found);
	}
	if (i == count)
		return;
	split_rest(values + i, count - i, scale, last, &found);
	for (int32_t k = 0; i + k < count; k++)
		to[i + k] = last[k];
}

/* a cell by its place: processors add no number that is multiplied by 32, so that it is shifted and no more */
KERNEL_INLINE void *
cell_of(Four *sums, uint32_t cell)
{
	return (uint8_t *) sums + (size_t) cell * sizeof(Four);
}

KERNEL_INLINE void
add_split_of(const PackReal *values, int32_t count, PackScale scale, bool every,
			 const uint32_t *index, Four *first, Four *second)
{
	SplitFound found = {{0}, {0}};
	Quad parts[LANES];
	Reals x;
	size_t i = 0;

	for (; i + LANES <= (size_t) count; i += LANES)
	{
		load(values + i, &x);
		split_four(&x, scale, every, parts, &found);
		*(Quad *) cell_of(first, index[i]) += parts[0];
		*(Quad *) cell_of(second, index[i + 1]) += parts[1];
		*(Quad *) cell_of(first, index[i + 2]) += parts[2];
		*(Quad *) cell_of(second, index[i + 3]) += parts[3];
	}
	if (i == (size_t) count)
		return;
	split_rest(values + i, count - (int32_t) i, scale, parts, &found);
	for (size_t k = 0; i + k < (size_t) count; k++)
		*(Quad *) cell_of(first, index[i + k]) += parts[k];
}

KERNEL_CLONES void
pack_add_split(const PackReal *values, int32_t count, PackScale scale, bool every,
			   const uint32_t *index, Four *sums, size_t cells)
{
	if (every)
		add_split_of(values, count, scale, true, index, sums, sums + cells);
	else
		add_split_of(values, count, scale, false, index, sums, sums + cells);
}

/* two integers of a respondent */
typedef uint64_t Half __attribute__((vector_size(16), aligned(8), may_alias));

typedef union Halves
{
	Quad both;
	Half each[2];
} Halves;

/* what four respondents add without their squares; every: all of them have a number */
KERNEL_INLINE void
split_four_numbers(const Reals *x, double per_unit, bool every, Halves *evens, Halves *odds)
{
	Quad number = (Quad) (*x < 0) | (Quad) (*x > 0);
	Reals value = every ? *x : (Reals) (number & (Quad) *x);
	Quad wrong = {0};
	Quad high;
	Quad low;

	value *= per_unit;
	part_halves(&value, &high, &low, &wrong);
	if (every)
		high += UINT64_C(1) << COUNT_SHIFT;
	else
		high += number & (UINT64_C(1) << COUNT_SHIFT);
	evens->both = SHUFFLE(high, low, 0, 4, 2, 6);
	odds->both = SHUFFLE(high, low, 1, 5, 3, 7);
}

KERNEL_INLINE void
add_half(Four *sums, uint32_t cell, const Half *half)
{
	*(Half *) cell_of(sums, cell) += *half;
}

KERNEL_INLINE void
add_numbers_of(const PackReal *values, int32_t count, double per_unit, bool every,
			   const uint32_t *index, Four *first, Four *second)
{
	Halves evens;
	Halves odds;
	Reals x;
	size_t i = 0;

	for (; i + LANES <= (size_t) count; i += LANES)
	{
		load(values + i, &x);
		split_four_numbers(&x, per_unit, every, &evens, &odds);
		add_half(first, index[i], &evens.each[0]);
		add_half(second, index[i + 1], &odds.each[0]);
		add_half(first, index[i + 2], &evens.each[1]);
		add_half(second, index[i + 3], &odds.each[1]);
	}
	if (i == (size_t) count)
		return;
	load_some(values + i, count - (int32_t) i, &x);
	split_four_numbers(&x, per_unit, false, &evens, &odds);
	for (size_t k = 0; i + k < (size_t) count; k++)
		add_half(first, index[i + k], k % 2 == 0 ? &evens.each[k / 2] : &odds.each[k / 2]);
}

KERNEL_CLONES void
pack_add_numbers(const PackReal *values, int32_t count, PackScale scale, bool every,
				 const uint32_t *index, Four *sums, size_t cells)
{
	if (every)
		add_numbers_of(values, count, scale.per_unit, true, index, sums, sums + cells);
	else
		add_numbers_of(values, count, scale.per_unit, false, index, sums, sums + cells);
}
