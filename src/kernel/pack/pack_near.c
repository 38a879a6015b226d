/*
 * pack_near.c
 *	  Numbers near each other: written, read and added up as integers.
 *
 * With the unit the last bit of the smallest, each larger number is a whole number of
 * units, and so is its distance to the smallest, which a double holds exactly: their
 * difference is one.
 */
#include <math.h>

#include "kernel/pack/pack_bytes.h"
#include "kernel/pack/pack_near.h"

/* lowest and unit */
#define NEAR_HEAD 16

/* units of the smallest of a group, below this: 2^50, so that those of 2^13 respondents add up */
#define GROUP_UNITS (UINT64_C(1) << 50)

/* as integers of other numbers have it: squares do not overflow */
#define EXPONENT_MOST 400

static size_t
groups_of(int32_t n)
{
	return ((size_t) n + PACK_NEAR_GROUP - 1) / PACK_NEAR_GROUP;
}

/* eight bytes are read of the last respondent, too */
size_t
pack_near_size(int32_t bytes, int32_t n)
{
	return NEAR_HEAD + 8 * groups_of(n) + (size_t) bytes * (size_t) n + 8 - (size_t) bytes;
}

static PackNear
lay_near(const PackColumn *column, int32_t n)
{
	return (PackNear){.lowest = pack_get_double(column->bytes),
					  .unit = pack_get_double(column->bytes + 8),
					  .bytes = (size_t) column->parameter,
					  .mask = (UINT64_C(1) << (8 * column->parameter)) - 1,
					  .groups = column->bytes + NEAR_HEAD,
					  .units = column->bytes + NEAR_HEAD + 8 * groups_of(n)};
}

/*
 * Writing
 */

static bool
is_power(double x)
{
	int exponent;

	return frexp(x, &exponent) == 0.5 && exponent > -EXPONENT_MOST - 53 && exponent < EXPONENT_MOST;
}

static bool
good_lowest(double lowest)
{
	return lowest > ldexp(1, -EXPONENT_MOST) && lowest < ldexp(1, EXPONENT_MOST);
}

static uint64_t
units_above(const PackNear *near, double value)
{
	return (uint64_t) ((value - near->lowest) / near->unit);
}

/* the smallest, and the largest unit of which all are whole numbers; false: they are too far apart */
static bool
find_unit(const double *values, int32_t n, PackNear *near)
{
	double largest = 0;
	uint64_t all = 0;
	bool positive = true;
	int exponent;

	near->lowest = INFINITY;
	for (int32_t i = 0; i < n; i++)
	{
		positive &= values[i] > 0;
		near->lowest = values[i] < near->lowest ? values[i] : near->lowest;
		largest = values[i] > largest ? values[i] : largest;
	}
	if (!positive || !good_lowest(near->lowest))
		return false;
	(void) frexp(near->lowest, &exponent);
	near->unit = ldexp(1, exponent - 53);
	if (!(largest - near->lowest < (double) GROUP_UNITS * near->unit))
		return false;
	for (int32_t i = 0; i < n; i++)
		all |= units_above(near, values[i]);
	for (; all != 0 && all % 2 == 0; all /= 2)
		near->unit *= 2;
	return true;
}

static uint64_t
smallest_of_group(const PackNear *near, const double *values, int32_t count, uint64_t *largest)
{
	uint64_t smallest = UINT64_MAX;

	*largest = 0;
	for (int32_t i = 0; i < count; i++)
	{
		uint64_t units = units_above(near, values[i]);

		smallest = units < smallest ? units : smallest;
		*largest = units > *largest ? units : *largest;
	}
	return smallest;
}

/* units of the smallest in the group of a respondent */
static inline uint64_t
group_first(const PackNear *near, int32_t respondent)
{
	return pack_get_long(near->groups + (size_t) (respondent / PACK_NEAR_GROUP) * 8) &
		   (GROUP_UNITS - 1);
}

static int32_t
group_count(int32_t n, int32_t from)
{
	return n - from < PACK_NEAR_GROUP ? n - from : PACK_NEAR_GROUP;
}

/* how many bytes hold what respondents of a group have beyond the smallest of it, which is stored */
static int32_t
store_groups(const PackNear *near, const double *values, int32_t n, uint8_t *groups)
{
	uint64_t most = 0;
	int32_t bytes = 0;

	for (int32_t from = 0; from < n; from += PACK_NEAR_GROUP)
	{
		uint64_t largest;
		uint64_t smallest = smallest_of_group(near, values + from, group_count(n, from), &largest);

		pack_put_number(groups + from / PACK_NEAR_GROUP * 8, smallest, 8);
		most |= largest - smallest;
	}
	for (; most != 0; most >>= 8)
		bytes++;
	return bytes;
}

bool
pack_near_write(const double *values, int32_t n, PackColumn *column, uint8_t *space)
{
	PackNear near;
	int32_t bytes;
	size_t size;

	if (!find_unit(values, n, &near))
		return false;
	bytes = store_groups(&near, values, n, space + NEAR_HEAD);
	size = pack_near_size(bytes, n);
	if (bytes < 1 || bytes > PACK_NEAR_BYTES || size >= 8 * (size_t) n)
		return false;
	*column = (PackColumn){PACK_NEAR, bytes, space};
	pack_put_double(space, near.lowest);
	pack_put_double(space + 8, near.unit);
	near = lay_near(column, n);
	for (int32_t i = 0; i < n; i++)
		pack_put_number(space + (near.units - space) + near.bytes * (size_t) i,
						units_above(&near, values[i]) - group_first(&near, i), bytes);
	memset(space + size - (8 - bytes), 0, 8 - (size_t) bytes);
	return true;
}

/*
 * Reading
 */

/* a whole number below 2^52 as a double */
KERNEL_INLINE double
double_of(uint64_t units)
{
	uint64_t bits = units | UINT64_C(0x4330000000000000);
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x - 0x1p52;
}

void
pack_near_read(const PackColumn *column, int32_t n, int32_t from, int32_t count, double *values)
{
	PackNear near = lay_near(column, n);

	while (count > 0)
	{
		int32_t left = PACK_NEAR_GROUP - from % PACK_NEAR_GROUP;
		int32_t some = count < left ? count : left;
		uint64_t first = group_first(&near, from);
		const uint8_t *units = near.units + near.bytes * (size_t) from;

		for (int32_t i = 0; i < some; i++, units += near.bytes)
			values[i] =
				near.lowest + double_of(first + (pack_get_long(units) & near.mask)) * near.unit;
		from += some;
		values += some;
		count -= some;
	}
}

bool
pack_near_open(const PackColumn *column, int32_t n, PackNear *near)
{
	*near = lay_near(column, n);
	return good_lowest(near->lowest) && is_power(near->unit);
}

uint64_t
pack_near_most(const PackNear *near, int32_t n)
{
	uint64_t most = 0;

	for (int32_t i = 0; i < n; i += PACK_NEAR_GROUP)
		most = group_first(near, i) > most ? group_first(near, i) : most;
	return most + near->mask;
}

void
pack_column_reach(const PackColumn *column, int32_t n, double *space, PackReach *reach)
{
	PackNear near;

	if (column->encoding == PACK_NEAR && n > 0 && pack_near_open(column, n, &near))
	{
		reach->smallest = near.lowest;
		reach->largest = near.lowest + (double) pack_near_most(&near, n) * near.unit;
		return;
	}
	for (int32_t from = 0; from < n; from += PACK_BLOCK)
	{
		int32_t count = n - from < PACK_BLOCK ? n - from : PACK_BLOCK;

		pack_reach(pack_see_doubles(column, n, from, count, space), count, reach);
	}
}

/*
 * Adding up
 */

/* one respondent, and his units */
typedef uint64_t Pair __attribute__((vector_size(16), aligned(8), may_alias));

/* first: the units of his group, and 1 */
KERNEL_INLINE void
add_units(Four *sums, uint32_t cell, const uint8_t *units, const Pair *mask, const Pair *first)
{
	Pair pair = {pack_get_long(units), 0};

	*(Pair *) ((uint8_t *) sums + (size_t) cell * sizeof(Four)) += (pair & *mask) + *first;
}

KERNEL_INLINE void
add_units_of_group(const PackNear *near, int32_t from, int32_t count, const uint16_t *index,
				   Four *sums, Four *second)
{
	const Pair mask = {near->mask, 0};
	const Pair first = {group_first(near, from), 1};
	const size_t bytes = near->bytes;
	const uint8_t *units = near->units + bytes * (size_t) from;
	int32_t i = 0;

	for (; i + 4 <= count; i += 4, units += 4 * bytes)
	{
		add_units(sums, index[i], units, &mask, &first);
		add_units(second, index[i + 1], units + bytes, &mask, &first);
		add_units(sums, index[i + 2], units + 2 * bytes, &mask, &first);
		add_units(second, index[i + 3], units + 3 * bytes, &mask, &first);
	}
	for (; i < count; i++, units += bytes)
		add_units(sums, index[i], units, &mask, &first);
}

void
pack_near_add(const PackNear *near, int32_t from, int32_t count, const uint16_t *index, Four *sums,
			  size_t cells)
{
	int32_t done = 0;

	for (; done + PACK_NEAR_GROUP <= count; done += PACK_NEAR_GROUP)
		add_units_of_group(near, from + done, PACK_NEAR_GROUP, index + done, sums, sums + cells);
	if (done < count)
		add_units_of_group(near, from + done, count - done, index + done, sums, sums + cells);
}
