/*
 * pack_filter.c
 *	  Conditions over packed answers, a block of respondents at a time.
 *
 * The three values of SQL's logic are 0, 1 and 2, so that AND is the smaller,
 * OR the larger and NOT the difference to 2, which compilers make vector
 * instructions of.
 */
#include <math.h>
#include <string.h>

#include "kernel/pack/pack.h"

/* fewer respondents are asked one by one */
#define FEW_RESPONDENTS 256

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

/* what a condition on one column says of some of its values */
static void
ask(const int32_t *step, int32_t count, const double *values, uint8_t *out)
{
	switch (step[0])
	{
		case PACK_COMPARE:
			compare(step[2], constant(step + 3), count, values, out);
			return;
		case PACK_IN:
			is_in(step + 3, step[2], count, values, out);
			return;
		case PACK_LOOKUP:
			look_up(step, count, values, out);
			return;
		default:
			for (int32_t i = 0; i < count; i++)
				out[i] = isnan(values[i]) ? PACK_TRUE : PACK_FALSE;
			return;
	}
}

/* 0, 1, or 255 where there is no answer */
static void
read_bits(const PackColumn *column, int32_t n, int32_t from, int32_t count, uint8_t *bytes)
{
	uint64_t space[2][PACK_BLOCK / 64];
	const PackWord *chosen = pack_read_plane(column, n, 0, from, space[0]);
	const PackWord *answered = pack_read_plane(column, n, 1, from, space[1]);

	for (int32_t i = 0; i < count; i++)
	{
		uint8_t none = (uint8_t) ((answered[i / 64] >> (i % 64) & 1) - 1);

		bytes[i] = (uint8_t) ((chosen[i / 64] >> (i % 64) & 1) | none);
	}
}

/* whether a block of the column is read as bytes; units of a design begin anywhere */
static bool
reads_bytes(const PackColumn *column, int32_t from, int32_t count)
{
	return count >= FEW_RESPONDENTS &&
		   (pack_has_bytes(column) || (column->encoding == PACK_BITS && from % PACK_BLOCK == 0));
}

static const uint8_t *
read_bytes(const PackColumn *column, int32_t n, int32_t from, int32_t count, uint8_t *space)
{
	int32_t before = from % 8;

	if (column->encoding != PACK_BITS)
		return pack_read_bytes(column, n, from - before, count + before, space) + before;
	read_bits(column, n, from, count, space);
	return space;
}

/*
 * The same of a block: of a column of bytes or bits a condition is asked of each
 * byte that there can be, and respondents look the answer up.
 */
static void
ask_block(const int32_t *step, const PackColumn *column, int32_t n, int32_t from, int32_t count,
		  uint8_t *out, double *values)
{
	uint32_t base = column->encoding == PACK_BITS ? 0 : (uint32_t) column->parameter;
	uint8_t answers[256];
	const uint8_t *bytes;

	if (!reads_bytes(column, from, count))
	{
		pack_read_doubles(column, n, from, count, values);
		ask(step, count, values, out);
		return;
	}
	for (int i = 0; i < 255; i++)
	{
		int32_t code = (int32_t) (base + (uint32_t) i);

		values[i] = code == PACK_NULL ? NAN : code;
	}
	values[255] = NAN;
	ask(step, 256, values, answers);
	bytes = read_bytes(column, n, from, count, (uint8_t *) values);
	for (int32_t i = 0; i < count; i++)
		out[i] = answers[bytes[i]];
}

static void
combine(bool both, int32_t count, uint8_t *left, const uint8_t *right)
{
	for (int32_t i = 0; i < count; i++)
		if ((right[i] < left[i]) == both)
			left[i] = right[i];
}

void
pack_filter(const PackQuery *q, const PackColumn *columns, int32_t n, int32_t from, int32_t count,
			uint8_t *stack, double *values)
{
	uint8_t *next = stack; /* the first unused block: good queries never pop more than there is */
	const int32_t *end = q->filter + q->nfilter;

	for (const int32_t *step = q->filter; step < end;)
	{
		if (step[0] <= PACK_IS_NULL)
			ask_block(step, &columns[step[1]], n, from, count, next, values);
		switch (step[0])
		{
			case PACK_COMPARE:
				next += PACK_BLOCK;
				step += 5;
				break;
			case PACK_IN:
				next += PACK_BLOCK;
				step += 3 + 2 * (size_t) step[2];
				break;
			case PACK_LOOKUP:
				next += PACK_BLOCK;
				step += pack_lookup_words(step[3]);
				break;
			case PACK_IS_NULL:
				next += PACK_BLOCK;
				step += 2;
				break;
			case PACK_CONSTANT:
				memset(next, step[1], count);
				next += PACK_BLOCK;
				step += 2;
				break;
			case PACK_NOT:
				for (int32_t i = 0; i < count; i++)
					next[i - PACK_BLOCK] = PACK_TRUE - next[i - PACK_BLOCK];
				step++;
				break;
			default:
				next -= PACK_BLOCK;
				combine(step[0] == PACK_AND, count, next - PACK_BLOCK, next);
				step++;
				break;
		}
	}
}
