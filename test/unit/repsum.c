/*
 * repsum.c
 *	  Unit tests of sums under replicate weights and of the rank of replicate
 *	  weights.  Expected values by hand.
 */
#include <string.h>

#include "kernel/stats/repsum.h"
#include "tap.h"

static RepSum *
new_state(bool ratio)
{
	RepSum *s = calloc(1, repsum_size(2, ratio));

	repsum_init(s, 2, ratio);
	return s;
}

static void
sums(void)
{
	const double first[] = {2, 0};
	const double second[] = {0, 4};
	RepSum *s = new_state(true);
	RepSum *t = new_state(true);
	double theta[3];

	repsum_add(s, 1, first, true, 10, 2);
	repsum_add(t, 2, second, true, 40, 5);
	repsum_add(t, 5, second, false, 0, 0);
	ok(repsum_merge(s, t) == SVY_OK && s->n == 2 && s->rows == 3, "two states merge");
	repsum_theta(s, STATISTIC_TOTAL, 0, theta);
	ok(theta[0] == 90 && theta[1] == 20 && theta[2] == 160, "totals");
	repsum_theta(s, STATISTIC_MEAN, 0, theta);
	ok(theta[0] == 30 && theta[1] == 10 && theta[2] == 40, "means");
	repsum_theta(s, STATISTIC_RATIO, 0, theta);
	ok(theta[0] == 7.5 && theta[1] == 5 && theta[2] == 8, "ratios");
	ok(repsum_add(s, -1, first, true, 1, 1) == SVY_BAD_WEIGHT, "negative weight");
	ok(repsum_add(s, 1, (const double[]){1, NAN}, true, 1, 1) == SVY_BAD_WEIGHT, "replicate NaN");
	ok(repsum_add(s, 1, first, true, INFINITY, 1) == SVY_BAD_VALUE, "infinite value");
	free(s);
	s = new_state(true);
	s->negative = 1;
	ok(repsum_add(s, -1, (const double[]){-2, 1}, true, 4, 1) == SVY_OK && s->n == 1,
	   "where weights may be negative, they are taken");
	repsum_theta(s, STATISTIC_TOTAL, 0, theta);
	ok(theta[0] == -4 && theta[1] == -8 && theta[2] == 4, "  and take away");
	free(s);
	free(t);
}

/* what a double would lose stays, in a running state, merged, and sent */
static void
digits(void)
{
	const double weights[] = {1, 2};
	RepSum *s = new_state(false);
	RepSum *t = new_state(false);
	uint8_t bytes[1000];
	double theta[3];
	size_t size;

	repsum_add(s, 1, weights, true, 1e17, 0);
	for (int i = 0; i < 10; i++)
		repsum_add(i % 2 ? s : t, 1, weights, true, 0.5, 0);
	repsum_add(t, 1, weights, true, -1e17, 0);
	repsum_theta(t, STATISTIC_TOTAL, 0, theta);
	ok(theta[0] == -1e17 && theta[2] == -2e17, "rounded once, when it is read");
	size = repsum_encode(s, NULL);
	repsum_encode(s, bytes);
	ok(repsum_decode(s, repsum_size(2, false), bytes, size),
	   "a running sum is sent as a valid one");
	repsum_merge(s, t);
	repsum_theta(s, STATISTIC_TOTAL, 0, theta);
	ok(theta[0] == 5 && theta[1] == 5 && theta[2] == 10, "small values beside large ones");
	free(s);
	free(t);
}

static void
wire(void)
{
	const double weights[] = {2, 0.5};
	RepSum *s = new_state(false);
	uint8_t bytes[1000];
	RepSum *again = calloc(1, repsum_size(2, false));
	size_t size;
	int survived = 0;

	repsum_add(s, 1, weights, true, 1e9 + 0.1, 0);
	size = repsum_encode(s, NULL);
	repsum_encode(s, bytes);
	ok(repsum_decode_size(bytes, size) == repsum_size(2, false) &&
		   repsum_decode(again, repsum_size(2, false), bytes, size) &&
		   memcmp(s, again, repsum_size(2, false)) == 0,
	   "the binary form comes back");
	for (size_t cut = 0; cut < size; cut++)
		survived += repsum_decode_size(bytes, cut) == repsum_size(2, false) &&
					repsum_decode(again, repsum_size(2, false), bytes, cut);
	ok(survived == 0, "no cut form is accepted");
	free(s);
	free(again);
}

/* columns: 1{cluster j}, but the fifth is the sum of the first two */
static void
rank(void)
{
	double *sketch = calloc(sketch_lines(5) * 5, sizeof(double));
	double basis[3 * 5];
	double whole[5 * 5];
	int32_t some = 0;
	int32_t all = 0;

	for (int i = 0; i < 300; i++)
	{
		double row[5] = {0};

		row[i % 4] = 1 + i % 3;
		row[4] = row[0] + row[1];
		sketch_add(sketch, 5, row);
		some = rank_add(basis, some, 3, 5, row);
		all = rank_add(whole, all, 5, 5, row);
	}
	ok(all == 4 && some == 3, "the rank row by row, and up to a limit");
	ok(rank_add(whole, all, 5, 5, (double[5]){0}) == 4, "a row of zeros adds nothing");
	ok(sketch_rank_part(sketch, 5, 0, 0) == 4, "a column that is a sum of others does not count");
	free(sketch);
}

/* more columns than are worked on at once: every seventh is a combination of two before it, the 40th nearly so */
static void
rank_of_many(void)
{
	enum
	{
		COLUMNS = 150,
		LEFT_OUT = 20 /* 14, 21, ... 147 */
	};
	double *sketch = calloc(sketch_lines(COLUMNS) * COLUMNS, sizeof(double));
	unsigned random = 1;
	int32_t got = 0;

	for (int i = 0; i < 600; i++)
	{
		double row[COLUMNS];

		for (int j = 0; j < COLUMNS; j++)
		{
			random = random * 1103515245u + 12345u;
			row[j] = (double) (random >> 8) / (1 << 24);
			if (j > 7 && j % 7 == 0)
				row[j] = row[j - 1] + 2 * row[j - 7];
			else if (j == 40)
				row[j] = row[3] - row[5] + 1e-4 * row[j];
			else if (j == 41)
				row[j] = row[3] - row[6] + 1e-7 * row[j];
		}
		sketch_add(sketch, COLUMNS, row);
	}
	for (int first = 0; first < COLUMNS; first += SKETCH_BLOCK)
		got = sketch_rank_part(sketch, COLUMNS, first, got);
	ok(got == COLUMNS - LEFT_OUT - 1, "the rank of many columns");
	free(sketch);
}

int
main(void)
{
	sums();
	digits();
	wire();
	rank();
	rank_of_many();
	return tap_done();
}
