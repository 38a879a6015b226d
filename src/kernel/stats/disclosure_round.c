/*
 * disclosure_round.c
 *	  Controlled rounding: multiples of a base that add up.
 */
#include "kernel/stats/disclosure.h"

#include <math.h>

#define EPSILON 1e-9

void
disclosure_round_line(int n, const double *x, double base, int64_t total, int64_t *units)
{
	int64_t left = total;

	for (int i = 0; i < n; i++)
	{
		units[i] = (int64_t) floor(x[i] / base + EPSILON);
		left -= units[i];
	}
	for (; left != 0; left += left > 0 ? -1 : 1)
	{
		int best = -1;

		for (int i = 0; i < n; i++)
		{
			double lacks = x[i] / base - (double) units[i];

			if (!(x[i] > 0) || (left < 0 && units[i] == 0))
				continue;
			if (best < 0 || (left > 0 ? lacks > x[best] / base - (double) units[best] + EPSILON
									  : lacks < x[best] / base - (double) units[best] - EPSILON))
				best = i;
		}
		if (best < 0)
			return;
		units[best] += left > 0 ? 1 : -1;
	}
}

typedef struct RoundTable
{
	int rows;
	int columns;
	const double *x;
	double base;
	int64_t *units;
} RoundTable;

/* how many units more than its numbers say a column has */
static double
column_excess(const RoundTable *t, int column)
{
	double excess = 0;

	for (int i = 0; i < t->rows; i++)
		excess +=
			(double) t->units[i * t->columns + column] - t->x[i * t->columns + column] / t->base;
	return excess;
}

/* a line that can give a unit of one column to another, and stays within a base of its numbers; -1: none */
static int
line_to_shift(const RoundTable *t, int from, int to)
{
	for (int i = 0; i < t->rows; i++)
	{
		const double *x = t->x + i * t->columns;
		const int64_t *units = t->units + i * t->columns;

		if ((double) units[from] > x[from] / t->base + EPSILON &&
			(double) units[to] < x[to] / t->base - EPSILON)
			return i;
	}
	return -1;
}

/*
 * Shifts a unit from one column to another along a shortest path of columns;
 * false if there is none.  work: before each column, its place in the queue.
 */
static bool
shift_unit(RoundTable *t, int from, bool (*wanted)(double excess), bool forward, int *work)
{
	int *before = work;
	int *queue = work + t->columns;
	int head = 0;
	int tail = 0;

	for (int j = 0; j < t->columns; j++)
		before[j] = -1;
	before[from] = from;
	queue[tail++] = from;
	while (head < tail)
	{
		int at = queue[head++];

		if (at != from && wanted(column_excess(t, at)))
		{
			for (; at != from; at = before[at])
			{
				int giver = forward ? before[at] : at;
				int taker = forward ? at : before[at];
				int line = line_to_shift(t, giver, taker);

				if (line < 0)
					return false;
				t->units[line * t->columns + giver]--;
				t->units[line * t->columns + taker]++;
			}
			return true;
		}
		for (int j = 0; j < t->columns; j++)
			if (before[j] < 0 && (forward ? line_to_shift(t, at, j) : line_to_shift(t, j, at)) >= 0)
			{
				before[j] = at;
				queue[tail++] = j;
			}
	}
	return false;
}

static bool
has_room(double excess)
{
	return excess < -EPSILON;
}

static bool
has_unit(double excess)
{
	return excess > EPSILON;
}

void
disclosure_round_table(int rows, int columns, const double *x, double base, const int64_t *totals,
					   int64_t *units, int *work)
{
	RoundTable t = {rows, columns, x, base, units};

	for (int i = 0; i < rows; i++)
		disclosure_round_line(columns, x + i * columns, base, totals[i], units + i * columns);
	for (int j = 0; j < columns; j++)
	{
		/* each shift changes one column for the better and one within its bounds */
		while (column_excess(&t, j) > 1 - EPSILON && shift_unit(&t, j, has_room, true, work))
			;
		while (column_excess(&t, j) < EPSILON - 1 && shift_unit(&t, j, has_unit, false, work))
			;
	}
}
