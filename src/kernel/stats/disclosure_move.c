/*
 * disclosure_move.c
 *	  The cheapest movement of cells that keeps every relation: a linear program,
 *	  by the dual simplex method (Lemke 1954; Chvatal 1983, ch. 10).
 *
 * Each cell's change costs the same for each unit up or down.  If nothing moves,
 * no cost can be saved, and only the relations of the moved cell are broken; so
 * the method mends one broken relation after another, by the cell that is
 * cheapest at the prices so far, much as Dijkstra's goes from a place to its
 * neighbours.  Relations that no movement has come to take no part: the basis is
 * of those alone that were mended, and a movement close by costs the same in
 * tables of any number.
 *
 * A cell is in the basis (where it is above or below what it was), or stays, or
 * is at the least that it may be.  Costs are disturbed by very little, so that no
 * two ways cost the same and the method ends.
 */
#include "kernel/stats/disclosure.h"

#include <math.h>
#include <string.h>

#define EPSILON 1e-9
/* what is left of relations that hold but for rounding */
#define FEASIBLE 1e-6
#define NO_MOVE 1e-7
/* of costs, that may not be told apart by it */
#define DISTURBANCE 1e-8
/* what is taken for a slope, and what costs may be off by */
#define LEAST_SLOPE 1e-6
#define ROUNDING 1e-10
#define PAUSE_EVERY 16
/* inverses are computed anew after so many changes */
#define RENEW_EVERY 500
/* relations in the basis, and steps for each relation and cell */
#define MOST_BASIS 6000
#define STEPS_MOST 60

/* the place of a relation that may be broken */
#define RELAXED (-2)

typedef enum State
{
	STAYS,
	AT_LEAST, /* as low as it may be */
	ABOVE,	  /* in the basis */
	BELOW,
	OUTSIDE /* may not move */
} State;

typedef struct Dual
{
	const DisclosureSystem *s;
	int moved;
	int stride;
	int size;		 /* of the basis */
	int *relation;	 /* in the basis */
	int *cell;		 /* in the basis */
	int *place;		 /* by relation: in the basis, or -1 */
	int *reached;	 /* relations that some cell of the movement is in */
	int nreached;	 /* of them */
	int *table;		 /* relations of one table, where tables are mended apart */
	int *candidates; /* cells that could come in */
	int ncandidates;
	int *nonzero;	  /* room */
	bool *is_reached; /* by relation */
	bool *is_mended;  /* by relation, with its table */
	bool *is_candidate;
	signed char *state; /* by cell */
	double *right;		/* by relation, of what is not in the basis */
	double *lacks;		/* by relation, what the movement leaves broken */
	double *cost;		/* by cell */
	double *slope;		/* by cell: of the relation that is mended */
	double *gain;		/* by cell, at the prices */
	double *value;		/* by place: how far the cell moves */
	double *price;		/* by place, of the relation */
	double *row;		/* by place: weights of relations in what is mended */
	double *column;		/* by place: what comes in, in terms of the basis */
	double *inverse;	/* of the basis: cells by relations */
} Dual;

/* what is mended: a relation, or a cell of the basis that is beyond its limits */
typedef struct Fault
{
	int relation; /* or -1 */
	int place;	  /* or -1 */
	double by;
	State to; /* of the cell */
} Fault;

static inline size_t
doubles(size_t bytes)
{
	return bytes / sizeof(double) + 1;
}

static int
largest_basis(const DisclosureSystem *s)
{
	int most = s->nrelations < s->ncells ? s->nrelations : s->ncells;

	return most < MOST_BASIS ? most : MOST_BASIS;
}

size_t
disclosure_work(const DisclosureSystem *s)
{
	size_t basis = largest_basis(s);
	size_t cells = s->ncells;
	size_t relations = s->nrelations;

	return basis * basis * 2 + 4 * basis + 2 * relations + 3 * cells +
		   doubles((3 * basis + 3 * relations + cells) * sizeof(int)) +
		   doubles(2 * relations + 2 * cells) + 3 * cells + doubles(6 * cells * sizeof(bool)) + 8;
}

static Dual
carve(const DisclosureSystem *s, double *work)
{
	size_t basis = largest_basis(s);
	Dual t = {.s = s, .stride = (int) basis};
	double *numbers; /* int from here on */
	double *flags;	 /* bytes from here on */

	t.right = work;
	t.lacks = t.right + s->nrelations;
	t.cost = t.lacks + s->nrelations;
	t.slope = t.cost + s->ncells;
	t.gain = t.slope + s->ncells;
	t.value = t.gain + s->ncells;
	t.price = t.value + basis;
	t.row = t.price + basis;
	t.column = t.row + basis;
	numbers = t.column + basis;
	flags = numbers + doubles((3 * basis + 3 * (size_t) s->nrelations + s->ncells) * sizeof(int));
	t.relation = (void *) numbers;
	t.cell = t.relation + basis;
	t.place = t.cell + basis;
	t.reached = t.place + s->nrelations;
	t.table = t.reached + s->nrelations;
	t.candidates = t.table + s->nrelations;
	t.nonzero = t.candidates + s->ncells;
	t.is_reached = (void *) flags;
	t.is_mended = t.is_reached + s->nrelations;
	t.is_candidate = t.is_mended + s->nrelations;
	t.state = (void *) (t.is_candidate + s->ncells);
	t.inverse = flags + doubles(2 * (size_t) s->nrelations + 2 * (size_t) s->ncells);
	return t;
}

/* how far a cell may go down: what becomes unknown is known to be at least 1, or what it is if that is less */
static inline double
depth(const Dual *t, int cell)
{
	return fmax(0, t->s->value[cell] - t->s->least[cell]);
}

/* between 0 and 1, and different for each cell */
static inline double
fraction(int cell)
{
	return (double) ((uint32_t) cell * 2654435761U) / 4294967296.0;
}

/* a cell that is not in the basis changes by so much */
static void
shift(Dual *t, int cell, double by)
{
	const DisclosureSystem *s = t->s;

	for (int k = s->of_first[cell]; k < s->of_first[cell + 1]; k++)
	{
		int relation = s->of[k];

		t->right[relation] -= s->of_coefficients[k] * by;
		if (!t->is_reached[relation])
			t->reached[t->nreached++] = relation;
		t->is_reached[relation] = true;
	}
}

/* a cell that is left out alone, if it is */
static inline bool
is_line(const Dual *t, int cell)
{
	const DisclosureSystem *s = t->s;

	return !s->unknown[cell] && isfinite(s->cost[cell]) &&
		   s->implied_first[cell + 1] - s->implied_first[cell] <= s->alone;
}

/* what lines add up to, and all tables share */
static inline bool
is_base(const DisclosureSystem *s, int cell)
{
	return s->base ? s->base[cell] : s->implied_first[cell] < s->implied_first[cell + 1];
}

/* whether it is left out, or may be */
static inline bool
may_leave(const DisclosureSystem *s, int cell)
{
	return s->unknown[cell] || (isfinite(s->cost[cell]) && !(s->barred && s->barred[cell]));
}

static bool
has_line(const Dual *t, int relation)
{
	const DisclosureSystem *s = t->s;

	for (int k = s->first[relation]; k < s->first[relation + 1]; k++)
		if (s->cells[k] != t->moved && !is_base(s, s->cells[k]) && may_leave(s, s->cells[k]))
			return true;
	return false;
}

static bool
may_move(const Dual *t, int cell, int moved, DisclosureScope scope)
{
	const DisclosureSystem *s = t->s;
	bool is_near = !s->near || s->near[cell] == s->near[moved];

	if (cell == moved || !may_leave(s, cell))
		return false;
	if (scope == DISCLOSURE_BASES || scope == DISCLOSURE_TABLES)
		return is_base(s, cell) == (scope == DISCLOSURE_BASES);
	if (s->unknown[cell])
		return is_near || (scope != DISCLOSURE_NEAR && scope != DISCLOSURE_NEAR_UNKNOWN);
	switch (scope)
	{
		case DISCLOSURE_NEAR:
			return is_near && is_line(t, cell);
		case DISCLOSURE_LINES:
			return is_line(t, cell);
		default:
			return scope == DISCLOSURE_ALL;
	}
}

static void
begin(Dual *t, int moved, double by, DisclosureScope scope)
{
	const DisclosureSystem *s = t->s;

	memset(t->right, 0, sizeof(double) * s->nrelations);
	memset(t->is_reached, 0, s->nrelations);
	memset(t->is_candidate, 0, s->ncells);
	memset(t->slope, 0, sizeof(double) * s->ncells);
	memset(t->gain, 0, sizeof(double) * s->ncells);
	t->moved = moved;
	for (int i = 0; i < s->nrelations; i++)
		t->place[i] = scope == DISCLOSURE_BASES && has_line(t, i) ? RELAXED : -1;
	for (int j = 0; j < s->ncells; j++)
	{
		bool may = may_move(t, j, moved, scope);

		t->state[j] = may ? STAYS : OUTSIDE;
		t->cost[j] = (s->unknown[j] ? DISTURBANCE : s->cost[j]) + DISTURBANCE * fraction(j);
	}
	shift(t, moved, by);
}

/* how far the cells of the basis move, and what relations lack */
static void
solve_basis(Dual *t)
{
	const DisclosureSystem *s = t->s;

	memset(t->value, 0, sizeof(double) * t->size);
	for (int r = 0; r < t->size; r++)
	{
		double right = t->right[t->relation[r]];

		for (int p = 0; right != 0 && p < t->size; p++)
			t->value[p] += t->inverse[(size_t) p * t->stride + r] * right;
	}
	for (int i = 0; i < t->nreached; i++)
		t->lacks[t->reached[i]] = t->right[t->reached[i]];
	for (int p = 0; p < t->size; p++)
		for (int k = s->of_first[t->cell[p]]; k < s->of_first[t->cell[p] + 1]; k++)
			t->lacks[s->of[k]] -= s->of_coefficients[k] * t->value[p];
}

/* what a relation is worth at the costs of the basis, anew */
static void
set_prices(Dual *t)
{
	memset(t->price, 0, sizeof(double) * t->size);
	for (int p = 0; p < t->size; p++)
	{
		const double *inverse = t->inverse + (size_t) p * t->stride;
		double cost = t->cost[t->cell[p]] * (t->state[t->cell[p]] == ABOVE ? 1 : -1);

		for (int r = 0; r < t->size; r++)
			t->price[r] += cost * inverse[r];
	}
}

/* the largest fault; false: there is none */
static bool
find_fault(const Dual *t, Fault *fault)
{
	double most = FEASIBLE;

	*fault = (Fault){-1, -1, 0, STAYS};
	for (int p = 0; p < t->size; p++)
	{
		int cell = t->cell[p];
		double value = t->value[p];
		double low = t->state[cell] == BELOW ? -depth(t, cell) : 0;
		double high = t->state[cell] == BELOW ? 0 : INFINITY;
		double by = value < low ? value - low : value > high ? value - high : 0;

		if (fabs(by) > most)
		{
			most = fabs(by);
			*fault = (Fault){-1, p, by, t->state[cell] == BELOW && by < 0 ? AT_LEAST : STAYS};
		}
	}
	for (int i = 0; i < t->nreached; i++)
	{
		int relation = t->reached[i];

		if (t->place[relation] == -1 && fabs(t->lacks[relation]) > most)
		{
			most = fabs(t->lacks[relation]);
			*fault = (Fault){relation, -1, t->lacks[relation], STAYS};
		}
	}
	return fault->relation >= 0 || fault->place >= 0;
}

static void
add_slopes(Dual *t, int relation, double weight)
{
	const DisclosureSystem *s = t->s;

	for (int k = s->first[relation]; weight != 0 && k < s->first[relation + 1]; k++)
	{
		int cell = s->cells[k];

		if (t->state[cell] != STAYS && t->state[cell] != AT_LEAST)
			continue;
		if (!t->is_candidate[cell])
			t->candidates[t->ncandidates++] = cell;
		t->is_candidate[cell] = true;
		t->slope[cell] += weight * s->coefficients[k];
	}
}

/* what cells that could come in gain at the prices */
static void
find_gains(Dual *t)
{
	const DisclosureSystem *s = t->s;

	for (int i = 0; i < t->ncandidates; i++)
	{
		int cell = t->candidates[i];
		double gain = 0;

		for (int k = s->of_first[cell]; k < s->of_first[cell + 1]; k++)
			if (t->place[s->of[k]] >= 0)
				gain -= t->price[t->place[s->of[k]]] * s->of_coefficients[k];
		t->gain[cell] = gain;
	}
}

/* the row of the fault: of cells that are not in the basis */
static void
find_slopes(Dual *t, const Fault *fault)
{
	const DisclosureSystem *s = t->s;

	if (fault->place >= 0)
		memcpy(t->row, t->inverse + (size_t) fault->place * t->stride, sizeof(double) * t->size);
	else
	{
		memset(t->row, 0, sizeof(double) * t->size);
		for (int k = s->first[fault->relation]; k < s->first[fault->relation + 1]; k++)
			if (t->state[s->cells[k]] == ABOVE || t->state[s->cells[k]] == BELOW)
			{
				int p = 0;

				while (t->cell[p] != s->cells[k])
					p++;
				for (int r = 0; r < t->size; r++)
					t->row[r] -= s->coefficients[k] * t->inverse[(size_t) p * t->stride + r];
			}
		add_slopes(t, fault->relation, 1);
	}
	for (int r = 0; r < t->size; r++)
		add_slopes(t, t->relation[r], t->row[r]);
	find_gains(t);
}

/* what prices may rise by until it is worth it to move a cell; INFINITY: never, in that direction */
static double
rise_of(const Dual *t, int cell, double slope)
{
	if (slope > 0)
		return (t->gain[cell] + (t->state[cell] == STAYS ? t->cost[cell] : -t->cost[cell])) / slope;
	if (t->state[cell] == STAYS && depth(t, cell) > 0)
		return (t->cost[cell] - t->gain[cell]) / -slope;
	return INFINITY;
}

/*
 * The cell that comes in; -1: the one that is beyond its limits stays in the
 * basis on the other side of them; false: nothing mends the fault.
 */
static bool
find_entering(Dual *t, const Fault *fault, int *entering)
{
	double sign = fault->by > 0 ? 1 : -1;
	double least = INFINITY;
	double steepest = LEAST_SLOPE * 0.99;

	*entering = -1;
	if (fault->place >= 0 && fault->to == STAYS &&
		(t->state[t->cell[fault->place]] == BELOW || depth(t, t->cell[fault->place]) > 0))
		least = 2 * t->cost[t->cell[fault->place]];
	/* of those that are worth it first but for rounding, the one with the steepest slope (Harris 1973) */
	for (int i = 0; i < t->ncandidates; i++)
	{
		double slope = sign * t->slope[t->candidates[i]];

		if (fabs(slope) >= LEAST_SLOPE)
			least =
				fmin(least, fmax(0, rise_of(t, t->candidates[i], slope)) + ROUNDING / fabs(slope));
	}
	for (int i = 0; i < t->ncandidates; i++)
	{
		double slope = sign * t->slope[t->candidates[i]];

		if (fabs(slope) > steepest && rise_of(t, t->candidates[i], slope) <= least)
		{
			steepest = fabs(slope);
			*entering = t->candidates[i];
		}
	}
	return isfinite(least);
}

static void
forget_slopes(Dual *t)
{
	for (int i = 0; i < t->ncandidates; i++)
	{
		int cell = t->candidates[i];

		t->slope[cell] = t->gain[cell] = 0;
		t->is_candidate[cell] = false;
	}
	t->ncandidates = 0;
}

/* prices rise until the cell comes in, or the faulty one is worth it on the other side */
static void
raise_prices(Dual *t, const Fault *fault, int entering)
{
	double sign = fault->by > 0 ? 1 : -1;
	double rise = entering < 0 ? 2 * t->cost[t->cell[fault->place]]
							   : fmax(0, rise_of(t, entering, sign * t->slope[entering]));

	for (int r = 0; r < t->size; r++)
		t->price[r] += sign * rise * t->row[r];
	if (fault->relation >= 0 && t->size < t->stride)
		t->price[t->size] = sign * rise;
}

/* a cell in terms of those of the basis */
static void
find_column(Dual *t, int cell)
{
	const DisclosureSystem *s = t->s;

	memset(t->column, 0, sizeof(double) * t->size);
	for (int k = s->of_first[cell]; k < s->of_first[cell + 1]; k++)
	{
		int r = t->place[s->of[k]];

		for (int p = 0; r >= 0 && p < t->size; p++)
			t->column[p] += s->of_coefficients[k] * t->inverse[(size_t) p * t->stride + r];
	}
}

/* most of a line of the inverse is 0, for movements in different tables have little to do with each other */
static int
list_nonzero(Dual *t, const double *line)
{
	int count = 0;

	for (int r = 0; r < t->size; r++)
		if (line[r] != 0)
			t->nonzero[count++] = r;
	return count;
}

/* the inverse with a relation and a cell more */
static void
border(Dual *t, int relation, int cell, double slope)
{
	double *last = t->inverse + (size_t) t->size * t->stride;
	int count = list_nonzero(t, t->row);

	for (int p = 0; p < t->size; p++)
	{
		double *inverse = t->inverse + (size_t) p * t->stride;
		double factor = t->column[p] / slope;

		for (int k = 0; factor != 0 && k < count; k++)
			inverse[t->nonzero[k]] -= factor * t->row[t->nonzero[k]];
		inverse[t->size] = -factor;
	}
	for (int r = 0; r < t->size; r++)
		last[r] = t->row[r] / slope;
	last[t->size] = 1 / slope;
	t->relation[t->size] = relation;
	t->cell[t->size] = cell;
	t->place[relation] = t->size++;
}

/* the inverse with one cell in another's place */
static void
exchange(Dual *t, int place, int cell)
{
	double *from = t->inverse + (size_t) place * t->stride;
	double by = 1 / t->column[place];
	int count = list_nonzero(t, from);

	for (int r = 0; r < t->size; r++)
		from[r] *= by;
	for (int p = 0; p < t->size; p++)
	{
		double *inverse = t->inverse + (size_t) p * t->stride;

		if (p == place || t->column[p] == 0)
			continue;
		for (int k = 0; k < count; k++)
			inverse[t->nonzero[k]] -= t->column[p] * from[t->nonzero[k]];
	}
	t->cell[place] = cell;
}

/* a fault is mended; false: there is no room for a larger basis */
static bool
mend(Dual *t, const Fault *fault, int entering)
{
	int leaving = fault->place >= 0 ? t->cell[fault->place] : -1;
	bool down;

	raise_prices(t, fault, entering);
	if (entering < 0)
	{
		t->state[leaving] = t->state[leaving] == ABOVE ? BELOW : ABOVE;
		return true;
	}
	if (leaving < 0 && t->size == t->stride)
		return false;
	down = t->state[entering] == AT_LEAST || (fault->by > 0) != (t->slope[entering] > 0);
	if (t->state[entering] == AT_LEAST)
		shift(t, entering, depth(t, entering));
	else
		shift(t, entering, 0);
	t->state[entering] = down ? BELOW : ABOVE;
	find_column(t, entering);
	if (leaving < 0)
	{
		border(t, fault->relation, entering, t->slope[entering]);
		return true;
	}
	exchange(t, fault->place, entering);
	t->state[leaving] = (signed char) fault->to;
	if (fault->to == AT_LEAST)
		shift(t, leaving, -depth(t, leaving));
	return true;
}

/* the relations of the basis in its cells, beside them the matrix of one */
static void
fill_basis(Dual *t, double *matrix)
{
	const DisclosureSystem *s = t->s;
	size_t stride = t->stride;

	for (int r = 0; r < t->size; r++)
	{
		memset(matrix + r * stride, 0, sizeof(double) * t->size);
		memset(t->inverse + r * stride, 0, sizeof(double) * t->size);
		t->inverse[r * stride + r] = 1;
	}
	for (int p = 0; p < t->size; p++)
		for (int k = s->of_first[t->cell[p]]; k < s->of_first[t->cell[p] + 1]; k++)
			if (t->place[s->of[k]] >= 0)
				matrix[t->place[s->of[k]] * stride + p] += s->of_coefficients[k];
}

static void
swap_lines(double *a, double *b, int n)
{
	for (int i = 0; i < n && a != b; i++)
	{
		double kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

/* the inverse anew, by elimination; false: the basis is singular */
static bool
renew_inverse(Dual *t)
{
	size_t stride = t->stride;
	double *matrix = t->inverse + stride * stride;

	fill_basis(t, matrix);
	for (int p = 0; p < t->size; p++)
	{
		double *line = matrix + p * stride;
		double *to = t->inverse + p * stride;
		int best = p;
		double scale;

		for (int r = p + 1; r < t->size; r++)
			if (fabs(matrix[r * stride + p]) > fabs(matrix[best * stride + p]))
				best = r;
		if (fabs(matrix[best * stride + p]) < EPSILON)
			return false;
		swap_lines(line, matrix + best * stride, t->size);
		swap_lines(to, t->inverse + best * stride, t->size);
		scale = 1 / line[p];
		for (int k = 0; k < t->size; k++)
		{
			line[k] *= scale;
			to[k] *= scale;
		}
		for (int r = 0; r < t->size; r++)
		{
			double factor = matrix[r * stride + p];

			if (r == p || factor == 0)
				continue;
			for (int k = p; k < t->size; k++)
				matrix[r * stride + k] -= factor * line[k];
			for (int k = 0; k < t->size; k++)
				t->inverse[r * stride + k] -= factor * to[k];
		}
	}
	return true;
}

static bool
renew(Dual *t)
{
	if (!renew_inverse(t))
		return false;
	set_prices(t);
	return true;
}

/* whether every relation holds, those of the basis too */
static bool
holds(const Dual *t)
{
	for (int i = 0; i < t->nreached; i++)
		if (t->place[t->reached[i]] != RELAXED && fabs(t->lacks[t->reached[i]]) > FEASIBLE)
			return false;
	return true;
}

static void
read_move(const Dual *t, double by, double *move, double *cost)
{
	const DisclosureSystem *s = t->s;

	*cost = 0;
	for (int j = 0; j < s->ncells; j++)
		move[j] = t->state[j] == AT_LEAST ? -depth(t, j) : 0;
	for (int p = 0; p < t->size; p++)
		move[t->cell[p]] = t->value[p];
	move[t->moved] = by;
	for (int j = 0; j < s->ncells; j++)
	{
		if (fabs(move[j]) < NO_MOVE)
			move[j] = 0;
		if (move[j] != 0 && !s->unknown[j])
			*cost += s->cost[j] * fabs(move[j]);
	}
}

/* mends one fault after another */
static SvyStatus
mend_all(Dual *t)
{
	const DisclosureSystem *s = t->s;
	int64_t most = STEPS_MOST * ((int64_t) s->nrelations + s->ncells);
	bool renewed = false;
	Fault fault;

	for (int64_t i = 0; i < most; i++)
	{
		int entering;
		bool found;

		if (s->pause && i % PAUSE_EVERY == 0)
			s->pause();
		if (i % RENEW_EVERY == RENEW_EVERY - 1 && !renew(t))
			return SVY_NO_CONVERGENCE;
		solve_basis(t);
		if (!find_fault(t, &fault))
		{
			if (holds(t))
				return SVY_OK;
			if (renewed || !renew(t))
				return SVY_NO_CONVERGENCE;
			renewed = true;
			continue;
		}
		find_slopes(t, &fault);
		found = find_entering(t, &fault, &entering);
		if (found && !mend(t, &fault, entering))
			return SVY_NO_CONVERGENCE;
		forget_slopes(t);
		if (!found)
			return SVY_INFEASIBLE;
	}
	return SVY_NO_CONVERGENCE;
}

SvyStatus
disclosure_move(const DisclosureSystem *s, int cell, double by, DisclosureScope scope, double *work,
				double *move, double *cost)
{
	Dual t = carve(s, work);
	SvyStatus status;

	if (by < 0 && s->value[cell] + by < s->least[cell] - EPSILON)
		return SVY_INFEASIBLE;
	begin(&t, cell, by, scope);
	status = mend_all(&t);
	if (status == SVY_OK)
		read_move(&t, by, move, cost);
	return status;
}

/* the relations that hang together by cells that may move, from one on; how many */
static int
find_table(Dual *t, int relation)
{
	const DisclosureSystem *s = t->s;
	int count = 1;

	t->table[0] = relation;
	t->is_mended[relation] = true;
	for (int i = 0; i < count; i++)
		for (int k = s->first[t->table[i]]; k < s->first[t->table[i] + 1]; k++)
		{
			int cell = s->cells[k];

			for (int m = s->of_first[cell]; t->state[cell] != OUTSIDE && m < s->of_first[cell + 1];
				 m++)
				if (!t->is_mended[s->of[m]])
				{
					t->is_mended[s->of[m]] = true;
					t->table[count++] = s->of[m];
				}
		}
	return count;
}

/* the movement of one table, by a basis of its own, into move */
static SvyStatus
solve_table(Dual *t, int relation, double *move)
{
	int count = find_table(t, relation);
	SvyStatus status;

	t->size = t->nreached = 0;
	for (int i = 0; i < count; i++)
		if (t->is_reached[t->table[i]])
			t->reached[t->nreached++] = t->table[i];
	status = mend_all(t);
	for (int p = 0; p < t->size; p++)
		move[t->cell[p]] = t->value[p];
	return status;
}

SvyStatus
disclosure_move_tables(const DisclosureSystem *s, int cell, double by, double *work, double *move)
{
	Dual t = carve(s, work);

	begin(&t, cell, by, DISCLOSURE_TABLES);
	memset(t.is_mended, 0, s->nrelations);
	for (int j = 0; j < s->ncells; j++)
		if (j != cell && t.state[j] == OUTSIDE && move[j] != 0)
			shift(&t, j, move[j]);
		else
			move[j] = 0;
	move[cell] = by;
	for (int i = 0; i < s->nrelations; i++)
		if (fabs(t.right[i]) > FEASIBLE && !t.is_mended[i])
		{
			SvyStatus status = solve_table(&t, i, move);

			if (status != SVY_OK)
				return status;
		}
	for (int j = 0; j < s->ncells; j++)
	{
		if (t.state[j] == AT_LEAST)
			move[j] = -depth(&t, j);
		if (fabs(move[j]) < NO_MOVE)
			move[j] = 0;
	}
	return SVY_OK;
}
