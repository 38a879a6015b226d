/*
 * pack.c
 *	  Packed answers: encodings of a column, the directory of a segment, and the
 *	  words of a query.
 */
#include <math.h>
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/pack/pack.h"
#include "kernel/pack/pack_bits.h"
#include "kernel/pack/pack_bytes.h"
#include "kernel/pack/pack_near.h"
#include "kernel/base/wire.h"

#define BYTE_NULL 255

/* runs shorter than this, taken together, are not worth it; so there are less than entries */
#define RUN_RESPONDENTS 64

/* open addressing: twice as many places as entries */
#define HASH_PLACES (2 * PACK_MAX_DICTIONARY)

static size_t
bit_bytes(int32_t n)
{
	return ((size_t) n + 7) / 8;
}

size_t
pack_size(int32_t encoding, int32_t parameter, int32_t n)
{
	switch (encoding)
	{
		case PACK_BITS:
			return 2 * bit_bytes(n);
		case PACK_NIBBLES:
			return ((size_t) n + 1) / 2;
		case PACK_BYTES:
			return (size_t) n;
		case PACK_SHORTS:
			return 2 * (size_t) n;
		case PACK_INTEGERS:
			return 4 * (size_t) n;
		case PACK_DOUBLES:
			return 8 * (size_t) n;
		case PACK_DICTIONARY:
			return 8 * (size_t) parameter + 2 * (size_t) n;
		case PACK_RUNS:
			return 12 * (size_t) parameter;
		case PACK_NEAR:
			return pack_near_size(parameter, n);
		case PACK_PLANES_2:
		case PACK_PLANES_3:
		case PACK_PLANES_4:
			return (size_t) (encoding - PACK_PLANES_2 + 2) * bit_bytes(n);
		default:
			return 0;
	}
}

size_t
pack_bound(int32_t n)
{
	return 8 * (size_t) n + 8 * (size_t) PACK_MAX_DICTIONARY;
}

/*
 * Writing
 */

static void
put_bits(const int32_t *codes, int32_t n, uint8_t *space)
{
	uint8_t *answered = space + bit_bytes(n);

	memset(space, 0, 2 * bit_bytes(n));
	for (int32_t i = 0; i < n; i++)
	{
		if (codes[i] == PACK_NULL)
			continue;
		answered[i / 8] |= (uint8_t) (1 << (i % 8));
		space[i / 8] |= (uint8_t) (codes[i] << (i % 8));
	}
}

static void
put_nibbles(const int32_t *codes, int32_t n, uint32_t base, uint8_t *space)
{
	for (int32_t i = 0; i < n; i++)
	{
		uint32_t nibble = codes[i] == PACK_NULL ? PACK_NIBBLE_NULL : (uint32_t) codes[i] - base;

		if (i % 2 == 0)
			space[i / 2] = (uint8_t) nibble;
		else
			space[i / 2] |= (uint8_t) (nibble << 4);
	}
}

static void
put_codes(const int32_t *codes, int32_t n, const PackColumn *column, uint8_t *space)
{
	uint32_t base = (uint32_t) column->parameter;

	switch (column->encoding)
	{
		case PACK_BITS:
			put_bits(codes, n, space);
			break;
		case PACK_NIBBLES:
			put_nibbles(codes, n, base, space);
			break;
		case PACK_BYTES:
			for (int32_t i = 0; i < n; i++)
				space[i] =
					codes[i] == PACK_NULL ? BYTE_NULL : (uint8_t) ((uint32_t) codes[i] - base);
			break;
		case PACK_SHORTS:
			for (int32_t i = 0; i < n; i++)
				pack_put_number(
					space + 2 * (size_t) i,
					codes[i] == PACK_NULL ? PACK_SHORT_NULL : (uint32_t) codes[i] - base, 2);
			break;
		case PACK_INTEGERS:
			for (int32_t i = 0; i < n; i++)
				pack_put_number(space + 4 * (size_t) i, (uint32_t) codes[i], 4);
			break;
		default:
			break;
	}
}

/* the largest code less the smallest; negative: there is none */
static int64_t
span_of(const int32_t *codes, int32_t n, int32_t *lowest)
{
	int32_t low = INT32_MAX;
	int32_t high = INT32_MIN;

	for (int32_t i = 0; i < n; i++)
	{
		if (codes[i] == PACK_NULL)
			continue;
		low = codes[i] < low ? codes[i] : low;
		high = codes[i] > high ? codes[i] : high;
	}
	*lowest = low;
	return (int64_t) high - low;
}

static void
put_planes(const int32_t *codes, int32_t n, const PackColumn *column, uint8_t *space)
{
	int nplanes = pack_nplanes(column);
	uint8_t none = (uint8_t) ((1 << nplanes) - 1);

	for (int32_t from = 0; from < n; from += 64)
	{
		uint8_t numbers[64] = {0};
		int32_t count = n - from < 64 ? n - from : 64;

		for (int32_t i = 0; i < count; i++)
			numbers[i] =
				codes[from + i] == PACK_NULL
					? none
					: (uint8_t) ((uint32_t) codes[from + i] - (uint32_t) column->parameter);
		for (int b = 0; b < nplanes; b++)
		{
			uint64_t bits = pack_bit_of_bytes(numbers, b);
			uint8_t *bytes = space + b * bit_bytes(n) + from / 8;

			for (int32_t i = 0; i < (count + 7) / 8; i++)
				bytes[i] = (uint8_t) (bits >> (8 * i));
		}
	}
}

size_t
pack_planes(const int32_t *codes, int32_t n, PackColumn *column, uint8_t *space)
{
	int32_t low;
	int64_t span = span_of(codes, n, &low);

	if (span < 0 || span >= PACK_NIBBLE_NULL || (low >= 0 && low + span <= 1))
		return pack_codes(codes, n, column, space);
	*column = (PackColumn){span < 3	  ? PACK_PLANES_2
						   : span < 7 ? PACK_PLANES_3
									  : PACK_PLANES_4,
						   low, space};
	put_planes(codes, n, column, space);
	return pack_size(column->encoding, column->parameter, n);
}

size_t
pack_codes(const int32_t *codes, int32_t n, PackColumn *column, uint8_t *space)
{
	int32_t low;
	int64_t span = span_of(codes, n, &low);

	*column = (PackColumn){PACK_INTEGERS, 0, space};
	if (span < 0)
		column->encoding = PACK_EMPTY;
	else if (low >= 0 && low + span <= 1)
		column->encoding = PACK_BITS;
	else if (span < PACK_SHORT_NULL)
	{
		column->encoding = span < PACK_NIBBLE_NULL ? PACK_NIBBLES
						   : span < BYTE_NULL	   ? PACK_BYTES
												   : PACK_SHORTS;
		column->parameter = low;
	}
	put_codes(codes, n, column, space);
	return pack_size(column->encoding, column->parameter, n);
}

/* the entry of a value among those in space, which may get it; -1: no room */
static int32_t
dictionary_entry(uint16_t *places, PackColumn *column, uint8_t *space, double value)
{
	uint64_t bits;
	uint32_t place;

	memcpy(&bits, &value, sizeof(bits));
	place = (uint32_t) ((bits * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % HASH_PLACES;
	while (places[place] != 0)
	{
		double entry = pack_get_double(space + 8 * (size_t) places[place]);

		/* bits are compared, so that -0 is not 0 */
		if (entry == value && signbit(entry) == signbit(value))
			return places[place];
		place = (place + 1) % HASH_PLACES;
	}
	if (column->parameter == PACK_MAX_DICTIONARY)
		return -1;
	places[place] = (uint16_t) column->parameter;
	pack_put_double(space + 8 * (size_t) column->parameter, value);
	return column->parameter++;
}

/* weights and amounts often have few different values: false if these have not */
static bool
put_dictionary(const double *values, int32_t n, PackColumn *column, uint8_t *space)
{
	uint16_t places[HASH_PLACES] = {0};
	uint8_t *entries = space;
	uint8_t *numbers = space + 8 * (size_t) PACK_MAX_DICTIONARY;

	if (n < PACK_MAX_DICTIONARY)
		return false;
	*column = (PackColumn){PACK_DICTIONARY, 1, space};
	pack_put_double(entries, NAN);
	for (int32_t i = 0; i < n; i++)
	{
		int32_t entry = isnan(values[i]) ? 0 : dictionary_entry(places, column, space, values[i]);

		if (entry < 0)
			return false;
		pack_put_number(numbers + 2 * (size_t) i, (uint64_t) entry, 2);
	}
	memmove(space + 8 * (size_t) column->parameter, numbers, 2 * (size_t) n);
	return true;
}

static uint64_t
value_bits(double value)
{
	uint64_t bits;

	value = isnan(value) ? NAN : value;
	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

#define ORDER_BITS 11

static inline uint32_t
order_digit(double value, int shift)
{
	return (uint32_t) (value_bits(value) >> shift) & ((1 << ORDER_BITS) - 1);
}

/* respondents of one weight lie together where they were sorted: false if not */
static bool
put_runs(const double *values, int32_t n, PackColumn *column, uint8_t *space)
{
	int32_t most = n / RUN_RESPONDENTS;
	uint8_t *ends = space + 8 * (size_t) most;

	*column = (PackColumn){PACK_RUNS, 0, space};
	for (int32_t i = 0; i < n; i++)
	{
		if (i > 0 && value_bits(values[i]) == value_bits(values[i - 1]))
			continue;
		if (column->parameter == most)
			return false;
		if (i > 0)
			pack_put_number(ends + 4 * (size_t) (column->parameter - 1), (uint64_t) i, 4);
		pack_put_double(space + 8 * (size_t) column->parameter++, values[i]);
	}
	if (column->parameter == 0)
		return false;
	pack_put_number(ends + 4 * (size_t) (column->parameter - 1), (uint64_t) n, 4);
	memmove(space + 8 * (size_t) column->parameter, ends, 4 * (size_t) column->parameter);
	return true;
}

/* the value as a code, if it is a whole number (-0 is not one) */
static bool
as_code(double value, int32_t *code)
{
	*code = PACK_NULL;
	if (isnan(value))
		return true;
	if (!(value > INT32_MIN && value <= INT32_MAX) || value != (int32_t) value ||
		(value == 0 && signbit(value)))
		return false;
	*code = (int32_t) value;
	return true;
}

/* the codes are written where the doubles would be: space holds both */
size_t
pack_doubles(const double *values, int32_t n, PackColumn *column, uint8_t *space)
{
	int32_t codes[1024];
	int32_t done = 0;
	int32_t low = INT32_MAX;
	int32_t high = INT32_MIN;
	int32_t code = 0;

	if (put_runs(values, n, column, space))
		return pack_size(column->encoding, column->parameter, n);
	while (done < n && as_code(values[done], &code))
	{
		done++;
		if (code == PACK_NULL)
			continue;
		low = code < low ? code : low;
		high = code > high ? code : high;
	}
	if (done == n && (int64_t) high - low < PACK_SHORT_NULL)
	{
		*column = (PackColumn){PACK_SHORTS, low, space};
		if (high < low)
			*column = (PackColumn){PACK_EMPTY, 0, space};
		else if ((int64_t) high - low < BYTE_NULL)
			column->encoding = (int64_t) high - low < PACK_NIBBLE_NULL ? PACK_NIBBLES : PACK_BYTES;
		for (int32_t from = 0; from < n; from += 1024)
		{
			int32_t count = n - from < 1024 ? n - from : 1024;

			for (int32_t i = 0; i < count; i++)
				(void) as_code(values[from + i], &codes[i]);
			put_codes(codes, count, column, space + pack_size(column->encoding, 0, from));
		}
	}
	else if (!put_dictionary(values, n, column, space) &&
			 !pack_near_write(values, n, column, space))
	{
		*column = (PackColumn){PACK_DOUBLES, 0, space};
		for (int32_t i = 0; i < n; i++)
			pack_put_double(space + 8 * (size_t) i, values[i]);
	}
	return pack_size(column->encoding, column->parameter, n);
}

/* by digits of the bits, the lowest first; what all have alike needs no pass */
void
pack_order(const double *values, uint32_t n, uint32_t *order, uint32_t *scratch)
{
	uint32_t starts[1 << ORDER_BITS];
	uint32_t *from = order;
	uint32_t *to = scratch;

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	for (int shift = 0; n > 0 && shift < 64; shift += ORDER_BITS)
	{
		uint32_t next = 0;
		uint32_t *other = from;

		memset(starts, 0, sizeof(starts));
		for (uint32_t i = 0; i < n; i++)
			starts[order_digit(values[i], shift)]++;
		if (starts[order_digit(values[0], shift)] == n)
			continue;
		for (uint32_t d = 0; d < 1 << ORDER_BITS; d++)
		{
			uint32_t count = starts[d];

			starts[d] = next;
			next += count;
		}
		for (uint32_t i = 0; i < n; i++)
			to[starts[order_digit(values[from[i]], shift)]++] = from[i];
		from = to;
		to = other;
	}
	if (from != order)
		memcpy(order, from, n * sizeof(uint32_t));
}

/*
 * Reading
 */

int32_t
pack_run_of(const PackColumn *column, int32_t respondent)
{
	const uint8_t *ends = column->bytes + 8 * (size_t) column->parameter;
	int32_t low = 0;
	int32_t high = column->parameter - 1;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (pack_get_integer(ends + 4 * (size_t) middle) <= (uint32_t) respondent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* the last run has the rest, whatever its end says */
int32_t
pack_run_end(const PackColumn *column, int32_t n, int32_t run, int32_t respondent)
{
	uint32_t end =
		pack_get_integer(column->bytes + 8 * (size_t) column->parameter + 4 * (size_t) run);

	if (run >= column->parameter - 1 || end > (uint32_t) n)
		return n;
	return end > (uint32_t) respondent ? (int32_t) end : respondent + 1;
}

static inline double
run_value(const PackColumn *column, int32_t run)
{
	return pack_get_double(column->bytes + 8 * (size_t) run);
}

static void
read_runs(const PackColumn *column, int32_t from, int32_t count, double *values)
{
	int32_t run = pack_run_of(column, from);

	for (int32_t i = 0; i < count; run += run < column->parameter - 1)
	{
		int32_t end = pack_run_end(column, from + count, run, from + i) - from;
		double value = run_value(column, run);

		while (i < end)
			values[i++] = value;
	}
}

static void
read_run_codes(const PackColumn *column, int32_t from, int32_t count, int32_t *codes)
{
	double values[256];

	for (int32_t done = 0; done < count; done += 256)
	{
		int32_t some = count - done < 256 ? count - done : 256;

		read_runs(column, from + done, some, values);
		for (int32_t i = 0; i < some; i++)
			if (!as_code(values[i], &codes[done + i]))
				codes[done + i] = PACK_NULL;
	}
}

static inline int32_t
read_bit(const uint8_t *bytes, size_t plane, int32_t i)
{
	if (!(bytes[plane + i / 8] & (1 << (i % 8))))
		return PACK_NULL;
	return (bytes[i / 8] >> (i % 8)) & 1;
}

/* a code from its bits, as nibbles are read */
static inline int32_t
read_planes(const PackColumn *column, int32_t n, int32_t i)
{
	int nplanes = pack_nplanes(column);
	uint32_t number = 0;

	for (int b = 0; b < nplanes; b++)
		number |= (uint32_t) ((column->bytes[b * bit_bytes(n) + i / 8] >> (i % 8)) & 1) << b;
	return number == (UINT32_C(1) << nplanes) - 1
			   ? PACK_NULL
			   : (int32_t) (number + (uint32_t) column->parameter);
}

void
pack_read_codes(const PackColumn *column, int32_t n, int32_t from, int32_t count, int32_t *codes)
{
	const uint8_t *bytes = column->bytes;
	uint32_t base = (uint32_t) column->parameter;

	switch (column->encoding)
	{
		case PACK_BITS:
			for (int32_t i = 0; i < count; i++)
				codes[i] = read_bit(bytes, bit_bytes(n), from + i);
			break;
		case PACK_NIBBLES:
			for (int32_t i = 0; i < count; i++)
			{
				uint32_t at = (uint32_t) (from + i);
				uint32_t nibble = (bytes[at / 2] >> (4 * (at % 2))) & PACK_NIBBLE_NULL;

				codes[i] = nibble == PACK_NIBBLE_NULL ? PACK_NULL : (int32_t) (nibble + base);
			}
			break;
		case PACK_BYTES:
			for (int32_t i = 0; i < count; i++)
				codes[i] =
					bytes[from + i] == BYTE_NULL ? PACK_NULL : (int32_t) (bytes[from + i] + base);
			break;
		case PACK_SHORTS:
			for (int32_t i = 0; i < count; i++)
			{
				uint32_t number = pack_get_short(bytes + 2 * ((size_t) from + i));

				codes[i] = number == PACK_SHORT_NULL ? PACK_NULL : (int32_t) (number + base);
			}
			break;
		case PACK_INTEGERS:
			for (int32_t i = 0; i < count; i++)
				codes[i] = (int32_t) pack_get_integer(bytes + 4 * ((size_t) from + i));
			break;
		case PACK_RUNS:
			read_run_codes(column, from, count, codes);
			break;
		case PACK_PLANES_2:
		case PACK_PLANES_3:
		case PACK_PLANES_4:
			for (int32_t i = 0; i < count; i++)
				codes[i] = read_planes(column, n, from + i);
			break;
		default:
			for (int32_t i = 0; i < count; i++)
				codes[i] = PACK_NULL;
			break;
	}
}

static inline uint8_t
nibble_byte(uint8_t nibble)
{
	return nibble == PACK_NIBBLE_NULL ? BYTE_NULL : nibble;
}

/* the bits of eight respondents as eight bytes, each shifted by so many places */
static inline uint64_t
spread_bits(uint8_t bits, int places)
{
	uint64_t one_each = bits * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);

	return ((one_each + UINT64_C(0x7F7F7F7F7F7F7F7F)) >> 7 & UINT64_C(0x0101010101010101))
		   << places;
}

/* the lowest first; compilers make one store of it */
static inline void
store_bytes(uint8_t *to, uint64_t eight)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(to, &eight, sizeof(eight));
#else
	pack_put_number(to, eight, 8);
#endif
}

KERNEL_CLONES static void
planes_to_bytes(const PackColumn *column, int32_t n, int32_t from, int32_t count, uint8_t *space)
{
	int nplanes = pack_nplanes(column);
	uint8_t none = (uint8_t) ((1 << nplanes) - 1);

	for (int32_t i = 0; i < count; i += 8)
	{
		uint64_t eight = 0;

		for (int b = 0; b < nplanes; b++)
			eight |= spread_bits(column->bytes[b * bit_bytes(n) + (from + i) / 8], b);
		if (i + 8 <= count)
			store_bytes(space + i, eight);
		else
			for (int k = 0; i + k < count; k++)
				space[i + k] = (uint8_t) (eight >> (8 * k));
	}
	for (int32_t i = 0; i < count; i++)
		space[i] = space[i] == none ? BYTE_NULL : space[i];
}

KERNEL_CLONES static void
nibbles_to_bytes(const uint8_t *bytes, int32_t count, uint8_t *space)
{
	for (int32_t i = 0; i < count / 2; i++)
	{
		space[2 * i] = nibble_byte(bytes[i] & PACK_NIBBLE_NULL);
		space[2 * i + 1] = nibble_byte(bytes[i] >> 4);
	}
	if (count % 2 != 0)
		space[count - 1] = nibble_byte(bytes[count / 2] & PACK_NIBBLE_NULL);
}

const uint8_t *
pack_read_bytes(const PackColumn *column, int32_t n, int32_t from, int32_t count, uint8_t *space)
{
	if (column->encoding == PACK_BYTES)
		return column->bytes + from;
	if (pack_nplanes(column) > 0)
		planes_to_bytes(column, n, from, count, space);
	else
		nibbles_to_bytes(column->bytes + from / 2, count, space);
	return space;
}

const PackWord *
pack_read_plane(const PackColumn *column, int32_t n, int plane, int32_t from, uint64_t *space)
{
	size_t left = bit_bytes(n) - (size_t) from / 8;
	const uint8_t *bytes = column->bytes + plane * bit_bytes(n) + from / 8;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (left >= PACK_BLOCK / 8)
		return (const PackWord *) bytes;
#endif
	left = left < PACK_BLOCK / 8 ? left : PACK_BLOCK / 8;
	memset(space, 0, PACK_BLOCK / 8);
	for (size_t i = 0; i < left; i++)
		space[i / 8] |= (uint64_t) bytes[i] << (8 * (i % 8));
	return (const PackWord *) space;
}

int32_t
pack_entries(const PackColumn *column)
{
	return column->parameter + (column->encoding == PACK_RUNS);
}

void
pack_read_entries(const PackColumn *column, double *entries)
{
	if (column->encoding == PACK_RUNS)
	{
		entries[0] = NAN;
		for (int32_t i = 0; i < column->parameter; i++)
		{
			double value = run_value(column, i);

			/* respondents without a value have the first */
			entries[i + 1] = isnan(value) ? 0 : value;
		}
		return;
	}
	for (int32_t i = 0; i < column->parameter; i++)
		entries[i] = pack_get_double(column->bytes + 8 * (size_t) i);
}

/* no number is trusted to be one of n entries */
KERNEL_CLONES static void
clear_wrong(uint16_t *numbers, uint16_t n, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		numbers[i] = numbers[i] < n ? numbers[i] : 0;
}

uint16_t
pack_run_number(const PackColumn *column, int32_t run)
{
	return (uint16_t) (isnan(run_value(column, run)) ? 0 : run + 1);
}

static void
read_run_numbers(const PackColumn *column, int32_t from, int32_t count, uint16_t *numbers)
{
	int32_t run = pack_run_of(column, from);

	for (int32_t i = 0; i < count; run += run < column->parameter - 1)
	{
		int32_t end = pack_run_end(column, from + count, run, from + i) - from;
		uint16_t number = pack_run_number(column, run);

		while (i < end)
			numbers[i++] = number;
	}
}

static void
read_shorts(const uint8_t *bytes, int32_t count, uint16_t *numbers)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(numbers, bytes, 2 * (size_t) count);
#else
	for (int32_t i = 0; i < count; i++)
		numbers[i] = (uint16_t) pack_get_short(bytes + 2 * (size_t) i);
#endif
}

void
pack_read_shorts(const PackColumn *column, int32_t from, int32_t count, uint16_t *numbers)
{
	read_shorts(column->bytes + 2 * (size_t) from, count, numbers);
}

void
pack_read_numbers(const PackColumn *column, int32_t from, int32_t count, uint16_t *numbers)
{
	if (column->encoding == PACK_RUNS)
	{
		read_run_numbers(column, from, count, numbers);
		return;
	}
	read_shorts(column->bytes + 8 * (size_t) column->parameter + 2 * (size_t) from, count, numbers);
	clear_wrong(numbers, (uint16_t) column->parameter, count);
}

static void
read_dictionary(const PackColumn *column, int32_t from, int32_t count, double *values)
{
	uint16_t numbers[256];

	for (int32_t done = 0; done < count; done += 256)
	{
		int32_t some = count - done < 256 ? count - done : 256;

		pack_read_numbers(column, from + done, some, numbers);
		for (int32_t i = 0; i < some; i++)
			values[done + i] =
				numbers[i] == 0 ? NAN : pack_get_double(column->bytes + 8 * (size_t) numbers[i]);
	}
}

void
pack_read_doubles(const PackColumn *column, int32_t n, int32_t from, int32_t count, double *values)
{
	int32_t codes[256];

	if (column->encoding == PACK_DOUBLES)
	{
		for (int32_t i = 0; i < count; i++)
			values[i] = pack_get_double(column->bytes + 8 * ((size_t) from + i));
		return;
	}
	if (column->encoding == PACK_DICTIONARY)
	{
		read_dictionary(column, from, count, values);
		return;
	}
	if (column->encoding == PACK_RUNS)
	{
		read_runs(column, from, count, values);
		return;
	}
	if (column->encoding == PACK_NEAR)
	{
		pack_near_read(column, n, from, count, values);
		return;
	}
	for (int32_t done = 0; done < count; done += 256)
	{
		int32_t some = count - done < 256 ? count - done : 256;

		pack_read_codes(column, n, from + done, some, codes);
		for (int32_t i = 0; i < some; i++)
			/* NAN is a float, and so would be the code beside it */
			values[done + i] = codes[i] == PACK_NULL ? (double) NAN : (double) codes[i];
	}
}

const PackReal *
pack_see_doubles(const PackColumn *column, int32_t n, int32_t from, int32_t count, double *space)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (column->encoding == PACK_DOUBLES)
		return (const PackReal *) (column->bytes + 8 * (size_t) from);
#endif
	pack_read_doubles(column, n, from, count, space);
	return space;
}

/*
 * Directory and query
 */

void
pack_directory_write(WireWriter *w, const PackColumn *columns, int32_t ncolumns)
{
	wire_put_u8(w, PACK_VERSION);
	wire_put_i32(w, ncolumns);
	for (int32_t i = 0; i < ncolumns; i++)
	{
		wire_put_u8(w, (uint8_t) columns[i].encoding);
		wire_put_i32(w, columns[i].parameter);
	}
}

SvyStatus
pack_directory_read(WireReader r, int32_t n, const int32_t *wanted, int32_t nwanted,
					PackColumn *columns, PackSlice *slices)
{
	bool good = wire_get_u8(&r) == PACK_VERSION;
	uint32_t ncolumns = wire_get_u32(&r);
	size_t offset = 0;
	int32_t found = 0;

	if (!good || ncolumns > PACK_MAX_COLUMNS || wire_left(&r) != 5 * (size_t) ncolumns)
		return SVY_BAD_BYTES;
	for (uint32_t i = 0; i < ncolumns; i++)
	{
		PackColumn column = {.encoding = wire_get_u8(&r)};
		size_t size;

		column.parameter = wire_get_i32(&r);
		if (column.encoding > PACK_NEAR ||
			(pack_has_entries(&column) &&
			 (column.parameter < 1 || pack_entries(&column) > PACK_MAX_DICTIONARY)) ||
			(column.encoding == PACK_NEAR &&
			 (column.parameter < 1 || column.parameter > PACK_NEAR_BYTES)))
			return SVY_BAD_BYTES;
		size = pack_size(column.encoding, column.parameter, n);
		if (found < nwanted && wanted[found] == (int32_t) i)
		{
			columns[found] = column;
			slices[found++] = (PackSlice){offset, size};
		}
		offset += size;
	}
	return found == nwanted ? SVY_OK : SVY_BAD_BYTES;
}

/* a lookup has no truths but the three */
static bool
good_lookup(const int32_t *words, int64_t left)
{
	if (left < PACK_LOOKUP_HEAD || words[3] < 0 || words[3] > PACK_LOOKUP_MOST ||
		pack_lookup_words(words[3]) > left || words[4] < PACK_FALSE || words[4] > PACK_TRUE)
		return false;
	for (int64_t i = PACK_LOOKUP_HEAD; i < pack_lookup_words(words[3]); i++)
	{
		uint32_t truths = (uint32_t) words[i];

		if ((truths & truths >> 1 & 0x55555555) != 0)
			return false;
	}
	return true;
}

/* a step of a filter: its length in words, and what it does to the stack; 0 if it is none */
static int64_t
filter_step(const PackQuery *q, const int32_t *words, int64_t left, int *depth)
{
	bool column = left >= 2 && words[1] >= 0 && words[1] < q->ncolumns;

	switch (words[0])
	{
		case PACK_COMPARE:
			++*depth;
			return column && left >= 5 && words[2] >= PACK_LESS && words[2] <= PACK_NOT_EQUAL ? 5
																							  : 0;
		case PACK_IN:
			++*depth;
			return column && left >= 3 && words[2] >= 0 && 2 * (int64_t) words[2] <= left - 3
					   ? 3 + 2 * (int64_t) words[2]
					   : 0;
		case PACK_LOOKUP:
			++*depth;
			return column && good_lookup(words, left) ? pack_lookup_words(words[3]) : 0;
		case PACK_IS_NULL:
			++*depth;
			return column ? 2 : 0;
		case PACK_CONSTANT:
			++*depth;
			return left >= 2 && words[1] >= PACK_FALSE && words[1] <= PACK_TRUE ? 2 : 0;
		case PACK_NOT:
			return *depth >= 1 ? 1 : 0;
		case PACK_AND:
		case PACK_OR:
			--*depth;
			return *depth >= 1 ? 1 : 0;
		default:
			return 0;
	}
}

static bool
good_filter(const PackQuery *q)
{
	int depth = 0;

	for (int64_t at = 0; at < q->nfilter;)
	{
		int64_t step = filter_step(q, q->filter + at, q->nfilter - at, &depth);

		if (step == 0 || depth > PACK_MAX_STACK)
			return false;
		at += step;
	}
	return q->nfilter == 0 || depth == 1;
}

SvyStatus
pack_query(const Crosstab *x, const int32_t *words, int64_t nwords, PackQuery *q)
{
	int64_t inputs = (int64_t) x->nslots + x->nvalues + 1;
	int64_t ncolumns = nwords > 0 ? words[0] : -1;

	if (nwords > CROSSTAB_MAX_WORDS || ncolumns < 0 || ncolumns > PACK_MAX_COLUMNS ||
		nwords < 1 + ncolumns + inputs)
		return SVY_BAD_ARGUMENT;
	q->ncolumns = (int32_t) ncolumns;
	q->columns = words + 1;
	q->slots = q->columns + ncolumns;
	q->values = q->slots + x->nslots;
	q->weight = q->values[x->nvalues];
	q->filter = q->values + x->nvalues + 1;
	q->nfilter = (int32_t) (nwords - (1 + ncolumns + inputs));
	for (int64_t i = 0; i < ncolumns; i++)
		if (q->columns[i] < 0 || (i > 0 && q->columns[i] <= q->columns[i - 1]))
			return SVY_BAD_ARGUMENT;
	for (int64_t i = 0; i < inputs; i++)
		if (q->slots[i] >= ncolumns || q->slots[i] < (i < inputs - 1 ? 0 : -1))
			return SVY_BAD_ARGUMENT;
	if ((q->weight >= 0) != ((x->flags & CROSSTAB_WEIGHTED) != 0) || !good_filter(q))
		return SVY_BAD_ARGUMENT;
	return SVY_OK;
}
