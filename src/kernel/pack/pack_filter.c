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
			pack_read_doubles(&columns[step[1]], n, from, count, values);
		switch (step[0])
		{
			case PACK_COMPARE:
				compare(step[2], constant(step + 3), count, values, next);
				next += PACK_BLOCK;
				step += 5;
				break;
			case PACK_IN:
				is_in(step + 3, step[2], count, values, next);
				next += PACK_BLOCK;
				step += 3 + 2 * (size_t) step[2];
				break;
			case PACK_LOOKUP:
				look_up(step, count, values, next);
				next += PACK_BLOCK;
				step += pack_lookup_words(step[3]);
				break;
			case PACK_IS_NULL:
				for (int32_t i = 0; i < count; i++)
					next[i] = isnan(values[i]) ? PACK_TRUE : PACK_FALSE;
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
