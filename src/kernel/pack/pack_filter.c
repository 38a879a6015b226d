/*
 * pack_filter.c
 *	  Conditions over packed answers, a block of respondents at a time.
 *
 * What a condition on one column says is known for each value first.  Where a
 * column has few values -- bits, planes, nibbles and bytes --, all of them are
 * asked, not every respondent, and the answers looked up by instructions for
 * many respondents at once; other columns are read as doubles.
 *
 * The three values of SQL's logic are two bitmaps: of whom it is true, and of
 * whom it is not false.  AND and OR are those of the bits, and NOT exchanges the
 * two and turns them round.
 */
#include <math.h>
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/pack/pack.h"
#include "kernel/pack/pack_bits.h"

/* numbers of a byte */
#define NUMBERS 256

/* where a table of truths by byte changes more often than this, it is looked up in for each */
#define MAX_CHANGES 32

/* fewer respondents are asked one by one */
#define FEW_RESPONDENTS 256

/* no answer among numbers of two bytes */
#define NO_SHORT UINT16_MAX

typedef uint8_t Bytes __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint64_t Words __attribute__((vector_size(32), aligned(1), may_alias));

static double
constant(const int32_t *words)
{
	uint64_t bits = (uint32_t) words[0] | (uint64_t) (uint32_t) words[1] << 32;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static inline uint8_t
truth(double value, bool holds)
{
	return isnan(value) ? PACK_UNKNOWN : holds ? PACK_TRUE : PACK_FALSE;
}

static void
compare(int32_t op, double c, int32_t count, const double *values, uint8_t *out)
{
	switch (op)
	{
		case PACK_LESS:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] < c);
			break;
		case PACK_LESS_EQUAL:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] <= c);
			break;
		case PACK_EQUAL:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] == c);
			break;
		case PACK_GREATER_EQUAL:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] >= c);
			break;
		case PACK_GREATER:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] > c);
			break;
		default:
			for (int32_t i = 0; i < count; i++)
				out[i] = truth(values[i], values[i] != c);
			break;
	}
}

static void
is_in(const int32_t *list, int32_t length, int32_t count, const double *values, uint8_t *out)
{
	for (int32_t i = 0; i < count; i++)
		out[i] = truth(values[i], false);
	for (int32_t j = 0; j < length; j++)
	{
		double c = constant(list + 2 * (size_t) j);

		for (int32_t i = 0; i < count; i++)
			out[i] = values[i] == c ? PACK_TRUE : out[i];
	}
}

static void
look_up(const int32_t *step, int32_t count, const double *values, uint8_t *out)
{
	const int32_t *truths = step + PACK_LOOKUP_HEAD;

	for (int32_t i = 0; i < count; i++)
	{
		double at = values[i] - step[2];
		uint32_t k = at >= 0 && at < step[3] ? (uint32_t) at : UINT32_MAX;

		out[i] = isnan(at)		   ? (uint8_t) step[4]
				 : k == UINT32_MAX ? PACK_UNKNOWN
								   : (uint32_t) truths[k / 16] >> k % 16 * 2 & 3;
	}
}

/* what a condition says of some values of its column */
static void
ask(const int32_t *step, int32_t count, const double *values, uint8_t *out)
{
	switch (step[0])
	{
		case PACK_COMPARE:
			compare(step[2], constant(step + 3), count, values, out);
			break;
		case PACK_IN:
			is_in(step + 3, step[2], count, values, out);
			break;
		case PACK_LOOKUP:
			look_up(step, count, values, out);
			break;
		default:
			for (int32_t i = 0; i < count; i++)
				out[i] = isnan(values[i]) ? PACK_TRUE : PACK_FALSE;
			break;
	}
}

/* the value of a number of a column, as pack_read_doubles gives it */
static double
value_of(const PackColumn *column, int32_t number, bool none)
{
	int32_t code = (int32_t) ((uint32_t) column->parameter + (uint32_t) number);

	return none || code == PACK_NULL ? (double) NAN : (double) code;
}

static void
put_constant(PackTruths *to, int truth)
{
	memset(to->holds, truth >= PACK_TRUE ? 0xff : 0, sizeof(to->holds));
	memset(to->may, truth >= PACK_UNKNOWN ? 0xff : 0, sizeof(to->may));
}

/*
 * Bytes
 */

/* bytes are truths, in words of 64 */
static void
put_bytes(PackTruths *to, const uint8_t *truths, int32_t count)
{
	for (int32_t w = 0; w < (count + 63) / 64; w++)
	{
		to->holds[w] = pack_bit_of_bytes(truths + 64 * w, 1);
		to->may[w] = to->holds[w] | pack_bit_of_bytes(truths + 64 * w, 0);
	}
}

/*
 * The truth by byte is a sum of what is added from some numbers on, of which as
 * many bytes at a time are told as a vector has.  Returns how many were.
 */
KERNEL_CLONES static int32_t
add_changes(uint8_t first, const uint8_t *from, const uint8_t *by, int nchanges,
			const uint8_t *bytes, int32_t count, uint8_t *truths)
{
	Bytes froms[MAX_CHANGES];
	Bytes bys[MAX_CHANGES];
	int32_t done = 0;

	for (int k = 0; k < nchanges; k++)
	{
		froms[k] = (Bytes){0} + from[k];
		bys[k] = (Bytes){0} + by[k];
	}
	for (; done + (int32_t) sizeof(Bytes) <= count; done += (int32_t) sizeof(Bytes))
	{
		Bytes some = *(const Bytes *) (bytes + done);
		Bytes sum = (Bytes){0} + first;

		for (int k = 0; k < nchanges; k++)
			sum += (Bytes) (some >= froms[k]) & bys[k];
		*(Bytes *) (truths + done) = sum;
	}
	return done;
}

static void
tell_bytes(const uint8_t *table, const uint8_t *bytes, int32_t count, uint8_t *truths)
{
	uint8_t from[MAX_CHANGES];
	uint8_t by[MAX_CHANGES];
	int nchanges = 0;
	int32_t done = 0;

	for (int k = 1; k < NUMBERS && nchanges <= MAX_CHANGES; k++)
	{
		if (table[k] == table[k - 1])
			continue;
		if (nchanges < MAX_CHANGES)
		{
			from[nchanges] = (uint8_t) k;
			by[nchanges] = (uint8_t) (table[k] - table[k - 1]); /* goes round at 256, as the sum */
		}
		nchanges++;
	}
	if (nchanges <= MAX_CHANGES)
		done = add_changes(table[0], from, by, nchanges, bytes, count, truths);
	for (; done < count; done++)
		truths[done] = table[bytes[done]];
}

/*
 * Shorts
 */

/* the numbers of a block, the least and the largest but that of no answer */
KERNEL_CLONES static void
reach_of_shorts(const uint16_t *numbers, int32_t count, uint16_t *least, uint16_t *most)
{
	uint16_t low = NO_SHORT;
	uint16_t high = 0;

	for (int32_t i = 0; i < count; i++)
	{
		uint16_t some = numbers[i] == NO_SHORT ? 0 : numbers[i];

		low = numbers[i] < low ? numbers[i] : low;
		high = some > high ? some : high;
	}
	*least = low;
	*most = high;
}

/* of a block whose numbers lie together, as days do, each is asked once; false if they do not */
static bool
ask_shorts(const PackColumn *column, int32_t from, int32_t count, const int32_t *step,
		   PackFilterSpace *space)
{
	uint8_t *table = space->bytes;
	uint16_t least;
	uint16_t most;
	int32_t last;

	pack_read_shorts(column, from, count, space->shorts);
	reach_of_shorts(space->shorts, count, &least, &most);
	last = most >= least ? most - least + 1 : 0; /* no answer */
	if (last >= PACK_BLOCK / 2)
		return false;
	for (int32_t k = 0; k <= last; k++)
		space->values[k] = value_of(column, least + k, k == last);
	ask(step, last + 1, space->values, table);
	for (int32_t i = 0; i < count; i++)
	{
		int32_t k = space->shorts[i] - least;

		space->truths[i] = table[k < last ? k : last];
	}
	return true;
}

/*
 * Planes
 */

/* of truths by number one bit: each plane chooses between two that its bit tells apart */
KERNEL_CLONES static void
choose_by_planes(const uint8_t *table, uint8_t least, const PackWord *const *planes, int nplanes,
				 uint64_t *out)
{
	for (int w = 0; w < PACK_WORDS; w += PACK_WORD_GROUP)
	{
		Words some[16];

		some[0] = (Words){0};
		for (int k = 0; k < 1 << nplanes; k++)
			some[k] = (Words){0} - (table[k] >= least);
		for (int b = 0; b < nplanes; b++)
		{
			Words plane = *(const Words *) (planes[b] + w);

			for (int k = 0; k < 1 << (nplanes - b - 1); k++)
				some[k] = some[2 * k] ^ (plane & (some[2 * k] ^ some[2 * k + 1]));
		}
		*(Words *) (out + w) = some[0];
	}
}

static void
ask_planes(const PackColumn *column, int32_t n, int32_t from, int nplanes, const uint8_t *table,
		   PackFilterSpace *space, PackTruths *to)
{
	const PackWord *planes[4];

	for (int b = 0; b < nplanes; b++)
		planes[b] = pack_read_plane(column, n, b, from, space->planes[b]);
	choose_by_planes(table, PACK_TRUE, planes, nplanes, to->holds);
	choose_by_planes(table, PACK_UNKNOWN, planes, nplanes, to->may);
}

/*
 * Columns
 */

/* the numbers in which a column keeps its codes, the last of them for no answer; 0: many, or none */
static int
few_numbers(const PackColumn *column)
{
	if (column->encoding == PACK_EMPTY)
		return 1;
	if (column->encoding == PACK_BITS)
		return 4;
	if (pack_nplanes(column) > 0)
		return 1 << pack_nplanes(column);
	return column->encoding == PACK_NIBBLES ? 16 : column->encoding == PACK_BYTES ? NUMBERS : 0;
}

/* of nibbles and planes read as bytes, the last number is that of bytes, and others do not occur */
static void
widen_table(uint8_t *table, int nnumbers)
{
	table[NUMBERS - 1] = table[nnumbers - 1];
	for (int k = nnumbers - 1; k < NUMBERS - 1; k++)
		table[k] = table[nnumbers - 2];
}

static void
ask_numbers(const PackColumn *column, int32_t n, int32_t from, int32_t count, const int32_t *step,
			PackFilterSpace *space, PackTruths *to)
{
	uint8_t table[NUMBERS];
	int nnumbers = few_numbers(column);
	int nplanes = column->encoding == PACK_BITS ? 2 : pack_nplanes(column);
	int32_t before = from % 8;

	for (int k = 0; k < nnumbers; k++)
		space->values[k] = value_of(column, k, k == nnumbers - 1);
	/* of bits the first plane is the answer, the second that there is one */
	if (column->encoding == PACK_BITS)
		memcpy(space->values, (const double[]){NAN, NAN, 0, 1}, 4 * sizeof(double));
	ask(step, nnumbers, space->values, table);
	if (column->encoding == PACK_EMPTY)
		put_constant(to, table[0]);
	else if (nplanes > 0 && from % PACK_BLOCK == 0)
		ask_planes(column, n, from, nplanes, table, space, to);
	else
	{
		widen_table(table, nnumbers);
		tell_bytes(table,
				   pack_read_bytes(column, n, from - before, count + before, space->bytes) + before,
				   count, space->truths);
		put_bytes(to, space->truths, count);
	}
}

/* units of a design begin anywhere, where bits are not read together */
static bool
reads_numbers(const PackColumn *column, int32_t from, int32_t count)
{
	if (from % PACK_BLOCK == 0)
		return few_numbers(column) > 0;
	return count >= FEW_RESPONDENTS && pack_has_bytes(column);
}

static void
ask_column(const PackColumn *column, int32_t n, int32_t from, int32_t count, const int32_t *step,
		   PackFilterSpace *space, PackTruths *to)
{
	if (reads_numbers(column, from, count))
	{
		ask_numbers(column, n, from, count, step, space, to);
		return;
	}
	if (column->encoding != PACK_SHORTS || !ask_shorts(column, from, count, step, space))
	{
		pack_read_doubles(column, n, from, count, space->values);
		ask(step, count, space->values, space->truths);
	}
	put_bytes(to, space->truths, count);
}

/*
 * Truths
 */

static void
negate(PackTruths *t)
{
	for (int w = 0; w < PACK_WORDS; w++)
	{
		uint64_t holds = t->holds[w];

		t->holds[w] = ~t->may[w];
		t->may[w] = ~holds;
	}
}

static void
combine(bool both, uint64_t *left, const uint64_t *right)
{
	for (int w = 0; both && w < PACK_WORDS; w++)
		left[w] &= right[w];
	for (int w = 0; !both && w < PACK_WORDS; w++)
		left[w] |= right[w];
}

/* the words of a step that asks one column */
static int64_t
words_of(const int32_t *step)
{
	switch (step[0])
	{
		case PACK_COMPARE:
			return 5;
		case PACK_IN:
			return 3 + 2 * (int64_t) step[2];
		case PACK_LOOKUP:
			return pack_lookup_words(step[3]);
		default:
			return 2;
	}
}

const uint64_t *
pack_filter(const PackQuery *q, const PackColumn *columns, int32_t n, int32_t from, int32_t count,
			PackFilterSpace *space)
{
	PackTruths *next =
		space->stack; /* the first unused: good queries never pop more than there is */
	const int32_t *end = q->filter + q->nfilter;

	for (const int32_t *step = q->filter; step < end;)
	{
		switch (step[0])
		{
			case PACK_CONSTANT:
				put_constant(next++, step[1]);
				step += 2;
				break;
			case PACK_NOT:
				negate(next - 1);
				step++;
				break;
			case PACK_AND:
			case PACK_OR:
				next--;
				combine(step[0] == PACK_AND, next[-1].holds, next->holds);
				combine(step[0] == PACK_AND, next[-1].may, next->may);
				step++;
				break;
			default:
				ask_column(&columns[step[1]], n, from, count, step, space, next++);
				step += words_of(step);
				break;
		}
	}
	return space->stack->holds;
}

KERNEL_CLONES void
pack_filter_bytes(const uint64_t *passing, int32_t count, uint8_t *truth)
{
	for (int32_t i = 0; i < count; i++)
		truth[i] = passing[i / 64] >> (i % 64) & 1 ? PACK_TRUE : PACK_FALSE;
}
