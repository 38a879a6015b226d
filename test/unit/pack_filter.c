/*
 * pack_filter.c
 *	  Unit tests of conditions over packed answers: random ones over columns of
 *	  every encoding say of each respondent what SQL's logic says of his values,
 *	  worked out here one by one.
 */
#include <string.h>

#include "kernel/pack/pack.h"
#include "tap.h"

#define N (3 * PACK_BLOCK + 77)
#define COLUMNS 15
#define PROGRAMS 3000
#define MOST_WORDS 4000

static uint64_t seed = 20261128;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (seed >> 33) % sides;
}

static double values[COLUMNS][N];
static PackColumn columns[COLUMNS];

/* of a column: codes from lowest on, in planes or not, or numbers; every how many have none */
typedef struct Kind
{
	PackEncoding encoding;
	bool planes;
	bool numbers;
	int32_t lowest;
	uint32_t codes;
	uint32_t none;
} Kind;

static const Kind kinds[COLUMNS] = {
	{PACK_EMPTY, false, false, 0, 0, 1},
	{PACK_BITS, false, false, 0, 2, 5},
	{PACK_NIBBLES, false, false, 1, 14, 6},
	{PACK_NIBBLES, false, false, -3, 15, 0},
	{PACK_PLANES_2, true, false, 1, 3, 7},
	{PACK_PLANES_3, true, false, 1, 5, 4},
	{PACK_PLANES_4, true, false, -2, 12, 9},
	{PACK_BYTES, false, false, 1, 60, 11},
	{PACK_BYTES, true, false, -100, 255, 3},
	{PACK_SHORTS, false, false, 8000, 700, 13},
	{PACK_SHORTS, false, false, -20000, 60000, 13},
	{PACK_INTEGERS, false, false, -2000000, 4000000, 10},
	{PACK_DICTIONARY, false, true, 0, 50, 8},
	{PACK_RUNS, false, true, 0, 40, 8},
	{PACK_DOUBLES, false, true, 0, 1000000, 8},
};

static int
make_column(int c)
{
	static int32_t codes[N];
	const Kind *kind = &kinds[c];
	uint8_t *space = malloc(pack_bound(N));
	size_t size;

	for (int32_t i = 0; i < N; i++)
	{
		bool none =
			kind->none && (kind->encoding == PACK_RUNS ? i / 100 : dice(1000)) % kind->none == 0;
		uint32_t which =
			kind->encoding == PACK_RUNS ? i / 100 % kind->codes : dice(kind->codes + !kind->codes);

		codes[i] = none ? PACK_NULL : kind->lowest + (int32_t) which;
		values[c][i] = none ? NAN : kind->lowest + (kind->numbers ? 0.5 : 1) * (int32_t) which;
		/* a block's days lie together, or nobody has one */
		if (c == 9 && i / PACK_BLOCK == 1)
		{
			codes[i] = PACK_NULL;
			values[c][i] = NAN;
		}
	}
	if (kind->numbers)
		size = pack_doubles(values[c], N, &columns[c], space);
	else
		size = (kind->planes ? pack_planes : pack_codes)(codes, N, &columns[c], space);
	/* no byte more than the size says, so that a read beyond is caught */
	columns[c].bytes = memcpy(malloc(size + !size), space, size);
	free(space);
	return columns[c].encoding == (int32_t) kind->encoding;
}

/*
 * Programs
 */

static int32_t *
put_double(int32_t *at, double d)
{
	memcpy(at, &d, sizeof(d)); /* little-endian machines only, as is this test */
	return at + 2;
}

static double
get_double(const int32_t *at)
{
	double d;

	memcpy(&d, at, sizeof(d));
	return d;
}

/* mostly values that occur, and some beside and between them */
static double
some_constant(int c)
{
	double value = values[c][dice(N)];

	if (isnan(value))
		value = kinds[c].lowest;
	return value + (dice(4) == 0 ? 0.25 * ((int) dice(9) - 4) : 0);
}

static int32_t *
put_lookup(int32_t *at, int c)
{
	int32_t n = (int32_t) dice(kinds[c].codes < 1000 ? 300 : 2000);

	*at++ = PACK_LOOKUP;
	*at++ = c;
	*at++ = (int32_t) some_constant(c) - (int32_t) dice(20);
	*at++ = n;
	*at++ = (int32_t) dice(3);
	for (int32_t i = 0; i < n; i += 16)
	{
		uint32_t word = 0;

		for (int k = 0; k < 16; k++)
			word |= dice(3) << (2 * k);
		*at++ = (int32_t) word;
	}
	return at;
}

static int32_t *
put_condition(int32_t *at)
{
	int c = (int) dice(COLUMNS);

	switch (dice(6))
	{
		case 0:
		case 1:
			*at++ = PACK_COMPARE;
			*at++ = c;
			*at++ = PACK_LESS + (int32_t) dice(6);
			return put_double(at, some_constant(c));
		case 2:
		case 3:
		{
			int32_t length = (int32_t) dice(dice(3) ? 5 : 40);

			*at++ = PACK_IN;
			*at++ = c;
			*at++ = length;
			for (int32_t i = 0; i < length; i++)
				at = put_double(at, some_constant(c));
			return at;
		}
		case 4:
			return put_lookup(at, c);
		default:
			*at++ = dice(4) ? PACK_IS_NULL : PACK_CONSTANT;
			*at = at[-1] == PACK_IS_NULL ? c : (int32_t) dice(3);
			return at + 1;
	}
}

static int32_t
make_program(int32_t *words)
{
	int32_t *at = words;
	int depth = 0;

	for (uint32_t left = 1 + dice(8); left > 0 || depth > 1;)
	{
		if (depth > 0 && dice(4) == 0)
			*at++ = PACK_NOT;
		else if (depth > 1 && (left == 0 || depth == PACK_MAX_STACK || dice(2)))
		{
			*at++ = dice(2) ? PACK_AND : PACK_OR;
			depth--;
		}
		else if (left > 0)
		{
			at = put_condition(at);
			depth++;
			left--;
		}
	}
	return (int32_t) (at - words);
}

/*
 * One by one
 */

static int
say(bool holds)
{
	return holds ? PACK_TRUE : PACK_FALSE;
}

static int
compared(int32_t op, double value, double c)
{
	if (isnan(value))
		return PACK_UNKNOWN;
	return say(op == PACK_LESS			  ? value < c
			   : op == PACK_LESS_EQUAL	  ? value <= c
			   : op == PACK_EQUAL		  ? value == c
			   : op == PACK_GREATER_EQUAL ? value >= c
			   : op == PACK_GREATER		  ? value > c
										  : value != c);
}

static int
looked_up(const int32_t *step, double value)
{
	double at = value - step[2];

	if (isnan(value))
		return step[4];
	if (at < 0 || at >= step[3])
		return PACK_UNKNOWN;
	return ((uint32_t) step[5 + (int) at / 16] >> ((int) at % 16 * 2)) & 3;
}

static int
expected(const int32_t *words, int32_t nwords, int32_t i)
{
	int stack[PACK_MAX_STACK];
	int depth = 0;
	int a;

	for (const int32_t *at = words; at < words + nwords;)
		switch (at[0])
		{
			case PACK_COMPARE:
				stack[depth++] = compared(at[2], values[at[1]][i], get_double(at + 3));
				at += 5;
				break;
			case PACK_IN:
				a = say(false);
				for (int32_t k = 0; k < at[2]; k++)
					if (values[at[1]][i] == get_double(at + 3 + 2 * k))
						a = PACK_TRUE;
				/* of an empty list the compiler of filters makes a constant, as it settles NULL too */
				stack[depth++] = isnan(values[at[1]][i]) ? PACK_UNKNOWN : a;
				at += 3 + 2 * at[2];
				break;
			case PACK_LOOKUP:
				stack[depth++] = looked_up(at, values[at[1]][i]);
				at += 5 + (at[3] + 15) / 16;
				break;
			case PACK_IS_NULL:
				stack[depth++] = say(isnan(values[at[1]][i]));
				at += 2;
				break;
			case PACK_CONSTANT:
				stack[depth++] = at[1];
				at += 2;
				break;
			case PACK_NOT:
				stack[depth - 1] = PACK_TRUE - stack[depth - 1];
				at++;
				break;
			default:
				a = stack[--depth];
				if (at[0] == PACK_AND ? a < stack[depth - 1] : a > stack[depth - 1])
					stack[depth - 1] = a;
				at++;
				break;
		}
	return stack[0];
}

static bool
same_block(const PackQuery *q, int32_t from, int32_t count, PackFilterSpace *space)
{
	const uint64_t *passing = pack_filter(q, columns, N, from, count, space);
	uint8_t truth[PACK_BLOCK];

	pack_filter_bytes(passing, count, truth);
	for (int32_t i = 0; i < count; i++)
	{
		int said = (int) (passing[i / 64] >> (i % 64) & 1) +
				   (int) (space->stack[0].may[i / 64] >> (i % 64) & 1);
		int right = expected(q->filter, q->nfilter, from + i);

		if (said != right || truth[i] != (right == PACK_TRUE ? PACK_TRUE : PACK_FALSE))
			return false;
	}
	return true;
}

int
main(void)
{
	static int32_t words[MOST_WORDS];
	PackFilterSpace *space = malloc(sizeof(PackFilterSpace));
	int encodings = 0;
	int whole = 0;
	int parts = 0;

	for (int c = 0; c < COLUMNS; c++)
		encodings += make_column(c);
	ok(encodings == COLUMNS, "columns of every encoding");
	for (int p = 0; p < PROGRAMS; p++)
	{
		PackQuery q = {.ncolumns = COLUMNS, .filter = words, .nfilter = make_program(words)};
		int32_t block = (int32_t) dice(N / PACK_BLOCK + 1) * PACK_BLOCK;
		int32_t from = (int32_t) dice(N);
		int32_t count = 1 + (int32_t) dice(N - from < 900 ? N - from : 900);

		whole += same_block(&q, block, N - block < PACK_BLOCK ? N - block : PACK_BLOCK, space);
		parts += same_block(&q, from, count, space);
	}
	ok(whole == PROGRAMS, "random conditions over whole blocks");
	ok(parts == PROGRAMS, "and over some respondents of them");
	for (int c = 0; c < COLUMNS; c++)
		free((void *) columns[c].bytes);
	free(space);
	return tap_done();
}
