/*
 * Secondary suppression.  The tables, and the fewest cells that protect them with
 * their smallest sum, are those of a search through all sets of cells outside this
 * code; there zeros are published and nothing is concluded from that.
 */
#include "kernel/stats/disclosure.h"

#include <string.h>

#include "tap.h"

#define MOST 64
#define WORK 2000000

static double work[WORK];
static int first[MOST];
static int cells[1024];
static double coefficients[1024];
static double least[MOST];
static double cost[MOST];
static bool unknown[MOST];
static bool guarded[MOST];
static bool fixed[MOST];
static int implied_first[MOST + 1];
static int implied[MOST];
static int of_first[MOST + 1];
static int of[1024];
static double of_coefficients[1024];

/* lines and columns of a table, the last of which are the totals */
static DisclosureSystem
table(int rows, int columns, const double *value, double limit, double lowest)
{
	DisclosureSystem s = {.ncells = rows * columns,
						  .first = first,
						  .cells = cells,
						  .coefficients = coefficients,
						  .value = value,
						  .least = least,
						  .cost = cost,
						  .unknown = unknown,
						  .guarded = guarded,
						  .implied_first = implied_first,
						  .implied = implied};
	int used = 0;

	memset(implied_first, 0, sizeof(implied_first));
	memset(fixed, 0, sizeof(fixed));
	for (int i = 0; i < rows * columns; i++)
	{
		unknown[i] = guarded[i] = value[i] > 0 && value[i] < limit;
		cost[i] = value[i] > 0 ? 1 + value[i] / (1e4 * value[rows * columns - 1]) : INFINITY;
		least[i] = value[i] > 0 ? lowest : 0;
	}
	for (int i = 0; i < rows; i++)
	{
		first[s.nrelations++] = used;
		for (int j = 0; j < columns; j++)
		{
			cells[used] = i * columns + j;
			coefficients[used++] = j < columns - 1 ? 1 : -1;
		}
	}
	for (int j = 0; j < columns; j++)
	{
		first[s.nrelations++] = used;
		for (int i = 0; i < rows; i++)
		{
			cells[used] = i * columns + j;
			coefficients[used++] = i < rows - 1 ? 1 : -1;
		}
	}
	first[s.nrelations] = used;
	disclosure_index(&s, of_first, of, of_coefficients);
	return s;
}

static void
expect(DisclosureSystem s, int count, double sum, const char *name)
{
	int got = 0;
	double value = 0;
	int cell;
	SvyStatus status;

	ok(disclosure_work(&s) <= WORK, "there is room to work");
	status = disclosure_protect(&s, fixed, work, &cell);
	for (int i = 0; i < s.ncells; i++)
		if (unknown[i] && !guarded[i])
		{
			got++;
			value += s.value[i];
		}
	if (!ok(status == SVY_OK && got == count && fabs(value - sum) < 1e-9, name))
		printf("# status %d, %d cells with a sum of %g, expected %d with %g\n", status, got, value,
			   count, sum);
}

static const double a[] = {2, 8, 3, 13, 12, 1, 8, 21, 9, 13, 4, 26, 23, 22, 15, 60};
static const double b[] = {0, 3, 5, 28, 36, 10, 0, 2, 7, 19, 16, 0, 10, 9, 35, 26, 3, 17, 44, 90};
static const double c[] = {1,  0,  19, 21, 41, 0, 18, 0,  3,  21, 0,  0,  1,
						   10, 11, 13, 15, 17, 2, 47, 14, 33, 37, 36, 120};
static const double d[] = {0, 1, 23, 24, 0, 1, 5, 6, 0, 2, 28, 30};
static const double e[] = {6, 0, 0, 6, 1, 38, 6, 45, 0, 0, 12, 12, 2, 0, 5, 7, 9, 38, 23, 70};
static const double f[] = {1, 6, 7, 1, 6, 7, 2, 12, 14};

static void
test_fewest(void)
{
	expect(table(4, 4, a, 3, 0), 2, 20, "table A, below 3");
	expect(table(4, 4, a, 5, 0), 2, 25, "table A, below 5");
	expect(table(4, 5, b, 3, 0), 3, 26, "table B, below 3");
	expect(table(4, 5, b, 5, 0), 3, 41, "table B, below 5");
	expect(table(5, 5, c, 3, 0), 3, 42, "table C, below 3");
	expect(table(5, 5, c, 5, 0), 4, 64, "table C, below 5");
	expect(table(3, 4, d, 3, 0), 3, 56, "table D, below 3");
	expect(table(5, 4, e, 3, 0), 2, 11, "table E, below 3");
	expect(table(3, 3, f, 3, 0), 3, 24, "table F, below 3");
}

static void
test_range(void)
{
	DisclosureSystem s = table(4, 4, a, 3, 0);

	s.reach = 3;
	expect(s, 4, 31, "table A, from 0 to 3");
	s = table(4, 5, b, 3, 0);
	s.reach = 3;
	expect(s, 3, 26, "table B, from 0 to 3");
	s = table(5, 5, c, 3, 0);
	s.reach = 3;
	expect(s, 4, 61, "table C, from 0 to 3");
}

/* 1 + 1 = 2, and both are known to be above 0: they are known */
static void
test_ones(void)
{
	static const double ones[] = {1, 1, 8, 10, 1, 1, 8, 10, 8, 8, 8, 24, 10, 10, 24, 44};
	DisclosureSystem s = table(4, 4, ones, 2, 0);
	double move[MOST];
	double price;
	int cell;

	ok(disclosure_move(&s, 0, 1, DISCLOSURE_UNKNOWN, work, move, &price) == SVY_OK,
	   "from 0 on, ones move against each other");
	s = table(4, 4, ones, 2, 1);
	ok(disclosure_move(&s, 0, 1, DISCLOSURE_UNKNOWN, work, move, &price) == SVY_INFEASIBLE &&
		   disclosure_move(&s, 0, -1, DISCLOSURE_UNKNOWN, work, move, &price) == SVY_INFEASIBLE,
	   "from 1 on, they do not");
	ok(disclosure_protect(&s, fixed, work, &cell) == SVY_OK &&
		   disclosure_move(&s, 0, 1, DISCLOSURE_UNKNOWN, work, move, &price) == SVY_OK &&
		   price == 0,
	   "so other cells are left out too");
}

/* a line whose mean is published as well: two unknown cells follow from both */
static void
test_mean(void)
{
	static const double value[] = {2, 30, 5, 40, 77, 2 + 60 + 15 + 160};
	static const int sum_first[] = {0, 5, 10};
	static const int sum_cells[] = {0, 1, 2, 3, 4, 0, 1, 2, 3, 5};
	static const double by[] = {1, 1, 1, 1, -1, 1, 2, 3, 4, -1};
	DisclosureSystem s = table(2, 3, value, 3, 1);
	double move[MOST];
	double price;
	int cell;

	s.nrelations = 2;
	s.first = sum_first;
	s.cells = sum_cells;
	s.coefficients = by;
	disclosure_index(&s, of_first, of, of_coefficients);
	cost[4] = cost[5] = INFINITY;
	least[5] = -INFINITY;
	unknown[2] = true;
	ok(disclosure_move(&s, 0, 1, DISCLOSURE_UNKNOWN, work, move, &price) == SVY_INFEASIBLE,
	   "two cells with sum and mean do not move");
	ok(disclosure_protect(&s, fixed, work, &cell) == SVY_OK &&
		   unknown[0] + unknown[1] + unknown[2] + unknown[3] == 3,
	   "three do");
}

static void
test_implied(void)
{
	static const double value[] = {2, 8, 10, 0, 5, 5, 2, 13, 15};
	DisclosureSystem s = table(3, 3, value, 3, 1);
	int cell;

	/* the total of the first column takes its cells along, the zero too */
	implied[0] = 0;
	implied[1] = 3;
	for (int i = 7; i <= 9; i++)
		implied_first[i] = 2;
	ok(disclosure_protect(&s, fixed, work, &cell) == SVY_OK && unknown[3] && least[3] == 0 &&
		   least[0] == 0,
	   "what goes with a total is unknown, and may be 0");

	s = table(3, 3, value, 3, 1);
	for (int i = 0; i < 9; i++)
		cost[i] = INFINITY;
	ok(disclosure_protect(&s, fixed, work, &cell) == SVY_INFEASIBLE && cell == 0,
	   "a cell that nothing can protect is named");
}

int
main(void)
{
	test_fewest();
	test_range();
	test_ones();
	test_mean();
	test_implied();
	return tap_done();
}
