/*
 * disclosure_move.c
 *	  The cheapest movement of cells that keeps every relation: a linear program,
 *	  by the simplex method over a dense table with bounded variables (Dantzig
 *	  1955; Chvatal 1983, ch. 8).
 *
 * Each cell that may move has two variables, up and down, at most one of which is
 * positive at a vertex.  Relations that the moved cell is not in have 0 on their
 * right side, so most steps change nothing; Bland's rule comes in when there are
 * too many of them.
 */
#include "kernel/stats/disclosure.h"

#include <math.h>
#include <string.h>

#define EPSILON 1e-9
/* what is left of relations that hold but for rounding */
#define FEASIBLE 1e-6
#define PAUSE_EVERY 16
/* steps by the steepest cost before Bland's rule, and in all, per row and column */
#define STEPS_GREEDY 6
#define STEPS_MOST 60

typedef struct Table
{
	int rows;
	int columns; /* without the right side, which is the last */
	double *a;	 /* rows + 2 lines: relations, infeasibility, cost */
	double *upper;
	bool *flipped;
	int *basis;	  /* by row; columns and above: artificial */
	int *cell;	  /* by pair of columns */
	int *nonzero; /* room: the columns of a line that are not 0 */
	bool feasible;
	bool bland;
} Table;

static inline double *
line(const Table *t, int row)
{
	return t->a + (size_t) row * (t->columns + 1);
}

/* what may take part in a movement */
typedef struct Terms
{
	int moved;
	bool only_unknown;
	DisclosureScope scope;
} Terms;

static bool
is_near(const DisclosureSystem *s, const Terms *terms, int cell)
{
	if (terms->scope == DISCLOSURE_TABLE && s->table)
		return s->table[cell] == s->table[terms->moved];
	if (terms->scope == DISCLOSURE_LINES && s->lines)
		return s->lines[cell] == s->lines[terms->moved];
	return true;
}

/* a cell that may take part: it is unknown, or may become so */
static inline bool
may_move(const DisclosureSystem *s, const Terms *terms, int cell)
{
	if (cell == terms->moved || !is_near(s, terms, cell))
		return false;
	if (s->unknown[cell])
		return true;
	return !terms->only_unknown && isfinite(s->cost[cell]) && !(s->barred && s->barred[cell]);
}

static inline size_t
doubles(size_t bytes)
{
	return bytes / sizeof(double) + 1;
}

size_t
disclosure_work(const DisclosureSystem *s)
{
	double table = ((double) s->nrelations + 2) * (2 * (double) s->ncells + 1);
	size_t columns = 2 * (size_t) s->ncells;

	if (table > 1e15)
		return SIZE_MAX;
	return (size_t) table + columns + doubles(columns * sizeof(bool)) +
		   doubles(((size_t) s->nrelations + s->ncells + columns + 1) * sizeof(int)) +
		   5 * (size_t) s->ncells + doubles((size_t) s->ncells * 5 * sizeof(bool)) + 8;
}

static void
carve(Table *t, const DisclosureSystem *s, double *work)
{
	size_t columns = 2 * (size_t) s->ncells;

	t->upper = work;
	work += columns;
	t->flipped = (void *) work;
	work += doubles(columns * sizeof(bool));
	t->basis = (void *) work;
	t->cell = t->basis + s->nrelations;
	t->nonzero = t->cell + s->ncells;
	work += doubles(((size_t) s->nrelations + s->ncells + columns + 1) * sizeof(int));
	t->a = work;
}

/* the columns: up and down of each cell that may move but the one that is moved */
static void
add_moves(Table *t, const DisclosureSystem *s, const Terms *terms)
{
	for (int j = 0; j < s->ncells; j++)
	{
		if (!may_move(s, terms, j))
			continue;
		/* what becomes unknown is then known to be at least 1, or what it is if that is less */
		t->upper[t->columns] = INFINITY;
		t->upper[t->columns + 1] = fmax(0, s->value[j] - s->least[j]);
		t->cell[t->columns / 2] = j;
		t->columns += 2;
	}
}

static void
add_rows(Table *t, const DisclosureSystem *s, int moved, double by, int *column_of)
{
	for (int i = 0; i < s->nrelations; i++)
	{
		double *row = line(t, t->rows);
		bool any = false;

		memset(row, 0, sizeof(double) * (t->columns + 1));
		for (int k = s->first[i]; k < s->first[i + 1]; k++)
		{
			int column = column_of[s->cells[k]];

			if (s->cells[k] == moved)
				row[t->columns] -= s->coefficients[k] * by;
			else if (column >= 0)
			{
				row[column] += s->coefficients[k];
				row[column + 1] -= s->coefficients[k];
			}
			any = any || column >= 0 || s->cells[k] == moved;
		}
		if (!any)
			continue;
		if (row[t->columns] < 0)
			for (int j = 0; j <= t->columns; j++)
				row[j] = -row[j];
		t->basis[t->rows] = t->columns + t->rows;
		t->rows++;
	}
}

static void
add_costs(Table *t, const DisclosureSystem *s)
{
	double *infeasible = line(t, t->rows);
	double *cost = line(t, t->rows + 1);

	memset(infeasible, 0, sizeof(double) * 2 * ((size_t) t->columns + 1));
	for (int i = 0; i < t->rows; i++)
		for (int j = 0; j <= t->columns; j++)
			infeasible[j] -= line(t, i)[j];
	for (int j = 0; j < t->columns; j++)
		cost[j] = s->unknown[t->cell[j / 2]] ? 0 : s->cost[t->cell[j / 2]];
}

/* the column that gains most, by Bland's rule the first that gains; -1: none does */
static int
entering(const Table *t)
{
	const double *gain = line(t, t->feasible ? t->rows + 1 : t->rows);
	const double *second = line(t, t->rows + 1);
	int best = -1;

	for (int j = 0; j < t->columns; j++)
	{
		if (gain[j] >= -EPSILON || t->upper[j] <= 0)
			continue;
		if (t->bland)
			return j;
		/* among equals the cheaper, so that what is found first is nearly the best */
		if (best < 0 || gain[j] < gain[best] - EPSILON ||
			(gain[j] <= gain[best] + EPSILON && second[j] < second[best]))
			best = j;
	}
	return best;
}

/* how far a basic variable can go up */
static double
upper_of(const Table *t, int row)
{
	if (t->basis[row] >= t->columns)
		return t->feasible ? 0 : INFINITY;
	return t->upper[t->basis[row]];
}

static void
flip_row(Table *t, int row)
{
	double *values = line(t, row);
	double upper = upper_of(t, row);

	for (int j = 0; j < t->columns; j++)
		values[j] = -values[j];
	values[t->columns] = upper - values[t->columns];
	if (t->basis[row] < t->columns)
	{
		values[t->basis[row]] = 1;
		t->flipped[t->basis[row]] = !t->flipped[t->basis[row]];
	}
}

static void
flip_column(Table *t, int column)
{
	for (int i = 0; i < t->rows + 2; i++)
	{
		double *values = line(t, i);

		values[t->columns] -= values[column] * t->upper[column];
		values[column] = -values[column];
	}
	t->flipped[column] = !t->flipped[column];
}

static void
pivot(Table *t, int row, int column)
{
	double *from = line(t, row);
	double by = 1 / from[column];
	int count = 0;

	for (int j = 0; j <= t->columns; j++)
		if (from[j] != 0)
		{
			from[j] *= by;
			t->nonzero[count++] = j;
		}
	from[column] = 1;
	for (int i = 0; i < t->rows + 2; i++)
	{
		double *to = line(t, i);
		double factor = to[column];

		if (i == row || factor == 0)
			continue;
		for (int k = 0; k < count; k++)
			to[t->nonzero[k]] -= factor * from[t->nonzero[k]];
		to[column] = 0;
		if (i < t->rows && to[t->columns] < 0 && to[t->columns] > -EPSILON)
			to[t->columns] = 0;
	}
	t->basis[row] = column;
}

/* the row that limits the column's way up, -1: its own upper limit does; false: nothing does */
static bool
leaving(const Table *t, int column, int *row, bool *at_upper)
{
	double limit = t->upper[column];
	double size = 0;

	*row = -1;
	*at_upper = false;
	for (int i = 0; i < t->rows; i++)
	{
		const double *values = line(t, i);
		double slope = values[column];
		double upper = slope < 0 ? upper_of(t, i) : INFINITY;
		double ratio;

		if (fabs(slope) < EPSILON || (slope < 0 && isinf(upper)))
			continue;
		ratio = slope > 0 ? values[t->columns] / slope : (upper - values[t->columns]) / -slope;
		ratio = fmax(ratio, 0);
		if (ratio < limit - EPSILON ||
			(*row >= 0 && ratio <= limit + EPSILON &&
			 (t->bland ? t->basis[i] < t->basis[*row] : fabs(slope) > size)))
		{
			limit = fmin(limit, ratio);
			size = fabs(slope);
			*row = i;
			*at_upper = slope < 0;
		}
	}
	return isfinite(limit);
}

/* one step; false when there is nothing to gain */
static bool
simplex_step(Table *t)
{
	int column;
	int row;
	bool at_upper;

	if (!t->feasible && line(t, t->rows)[t->columns] > -FEASIBLE)
		t->feasible = true;
	column = entering(t);
	if (column < 0 || !leaving(t, column, &row, &at_upper))
		return false;
	if (row < 0)
	{
		flip_column(t, column);
		return true;
	}
	if (at_upper)
		flip_row(t, row);
	pivot(t, row, column);
	return true;
}

static void
read_moves(const Table *t, const DisclosureSystem *s, int moved, double by, double *move,
		   double *cost)
{
	memset(move, 0, sizeof(double) * s->ncells);
	move[moved] = by;
	for (int j = 0; j < t->columns; j++)
		if (t->flipped[j])
			move[t->cell[j / 2]] += (j % 2 == 0 ? 1 : -1) * t->upper[j];
	for (int i = 0; i < t->rows; i++)
	{
		int j = t->basis[i];
		double value = line(t, i)[t->columns];

		if (j < t->columns)
			move[t->cell[j / 2]] += (j % 2 == 0 ? 1 : -1) * (t->flipped[j] ? -value : value);
	}
	*cost = 0;
	for (int j = 0; j < s->ncells; j++)
	{
		if (fabs(move[j]) < 1e-7)
			move[j] = 0;
		if (move[j] != 0 && !s->unknown[j])
			*cost += s->cost[j] * fabs(move[j]);
	}
}

SvyStatus
disclosure_move(const DisclosureSystem *s, int cell, double by, bool only_unknown,
				DisclosureScope scope, double *work, double *move, double *cost)
{
	const Terms terms = {cell, only_unknown, scope};
	Table t = {0};
	int64_t greedy;

	if (by < 0 && s->value[cell] + by < s->least[cell] - EPSILON)
		return SVY_INFEASIBLE;
	carve(&t, s, work);
	add_moves(&t, s, &terms);
	memset(t.flipped, 0, sizeof(bool) * t.columns);
	{
		/* the room of the result says where the columns of cells are */
		int *column_of = (void *) move;

		for (int j = 0; j < s->ncells; j++)
			column_of[j] = -1;
		for (int j = 0; j < t.columns; j += 2)
			column_of[t.cell[j / 2]] = j;
		add_rows(&t, s, cell, by, column_of);
	}
	add_costs(&t, s);
	greedy = STEPS_GREEDY * ((int64_t) t.rows + t.columns);
	for (int64_t i = 0; simplex_step(&t); i++)
	{
		if (i > STEPS_MOST * ((int64_t) t.rows + t.columns))
			return SVY_NO_CONVERGENCE;
		t.bland = i > greedy;
		if (s->pause && i % PAUSE_EVERY == 0)
			s->pause();
	}
	if (!t.feasible)
		return SVY_INFEASIBLE;
	read_moves(&t, s, cell, by, move, cost);
	return SVY_OK;
}
