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
#include "kernel/stats/disclosure_basis.h"

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
/* relations in the basis, and steps for each relation and cell */
#define MOST_BASIS 6000
#define STEPS_MOST 60

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
	DisclosureBasis basis;
	int *relation;	 /* that are mended, in the order in which they were */
	int *reached;	 /* relations that some cell of the movement is in */
	int nreached;	 /* of them */
	int *table;		 /* relations of one table, where tables are mended apart */
	int *candidates; /* cells that could come in */
	int ncandidates;
	bool *is_reached; /* by relation */
	bool *is_mended;  /* by relation, with its table */
	bool *is_candidate;
	signed char *state; /* by cell */
	double *right;		/* by relation, of what is not in the basis */
	double *moves;		/* by relation: how far the cell in its row moves, or what it lacks */
	double *price;		/* by relation */
	double *row;		/* by relation: its weight in what is mended */
	double *column;		/* by relation: what comes in, in terms of the basis; else 0 */
	double *cost;		/* by cell */
	double *slope;		/* by cell: of the relation that is mended */
	double *gain;		/* by cell, at the prices */
} Dual;

/* what is mended: a relation, or a cell of the basis that is beyond its limits */
typedef struct Fault
{
	int relation; /* or -1 */
	int place;	  /* in the basis, or -1 */
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
	int basis = largest_basis(s);
	size_t cells = s->ncells;
	size_t relations = s->nrelations;

	return 5 * relations + 6 * cells + doubles((basis + 2 * relations + cells) * sizeof(int)) +
		   doubles(2 * relations + 2 * cells) + doubles(6 * cells * sizeof(bool)) +
		   basis_work(s, basis) + 8;
}

static Dual
carve(const DisclosureSystem *s, double *work)
{
	int basis = largest_basis(s);
	size_t relations = s->nrelations;
	Dual t = {.s = s};
	double *numbers; /* int from here on */
	double *flags;	 /* bytes from here on */

	t.right = work;
	t.moves = t.right + relations;
	t.price = t.moves + relations;
	t.row = t.price + relations;
	t.column = t.row + relations;
	t.cost = t.column + relations;
	t.slope = t.cost + s->ncells;
	t.gain = t.slope + s->ncells;
	numbers = t.gain + s->ncells;
	flags = numbers + doubles((basis + 2 * relations + s->ncells) * sizeof(int));
	t.relation = (void *) numbers;
	t.reached = t.relation + basis;
	t.table = t.reached + relations;
	t.candidates = t.table + relations;
	t.is_reached = (void *) flags;
	t.is_mended = t.is_reached + relations;
	t.is_candidate = t.is_mended + relations;
	t.state = (void *) (t.is_candidate + s->ncells);
	t.basis = basis_carve(s, basis, flags + doubles(2 * relations + 2 * (size_t) s->ncells));
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
	memset(t->moves, 0, sizeof(double) * s->nrelations);
	memset(t->price, 0, sizeof(double) * s->nrelations);
	memset(t->row, 0, sizeof(double) * s->nrelations);
	memset(t->column, 0, sizeof(double) * s->nrelations);
	memset(t->is_reached, 0, s->nrelations);
	memset(t->is_candidate, 0, s->ncells);
	memset(t->slope, 0, sizeof(double) * s->ncells);
	memset(t->gain, 0, sizeof(double) * s->ncells);
	t->moved = moved;
	basis_begin(&t->basis);
	for (int i = 0; i < s->nrelations; i++)
		t->basis.row[i] =
			(signed char) (scope == DISCLOSURE_BASES && has_line(t, i) ? ROW_RELAXED : ROW_BROKEN);
	for (int j = 0; j < s->ncells; j++)
	{
		bool may = may_move(t, j, moved, scope);

		t->state[j] = may ? STAYS : OUTSIDE;
		t->cost[j] = (s->unknown[j] ? DISTURBANCE : s->cost[j]) + DISTURBANCE * fraction(j);
	}
	shift(t, moved, by);
}

/* a vector by relation, of which reached ones alone are not 0 */
static void
clear(const Dual *t, double *vector)
{
	for (int i = 0; i < t->nreached; i++)
		vector[t->reached[i]] = 0;
}

/* how far the cells of the basis move, and what relations lack, anew */
static void
solve_basis(Dual *t)
{
	for (int i = 0; i < t->nreached; i++)
		t->moves[t->reached[i]] =
			t->basis.row[t->reached[i]] == ROW_RELAXED ? 0 : t->right[t->reached[i]];
	basis_forward(&t->basis, t->moves);
}

/* what a relation is worth at the costs of the basis, anew */
static void
set_prices(Dual *t)
{
	const DisclosureBasis *b = &t->basis;

	clear(t, t->price);
	for (int p = 0; p < b->size; p++)
		t->price[b->position[p]] = t->cost[b->cell[p]] * (t->state[b->cell[p]] == ABOVE ? 1 : -1);
	basis_back(b, t->price);
}

/* the largest fault; false: there is none */
static bool
find_fault(const Dual *t, Fault *fault)
{
	double most = FEASIBLE;

	*fault = (Fault){-1, -1, 0, STAYS};
	for (int p = 0; p < t->basis.size; p++)
	{
		int cell = t->basis.cell[p];
		double value = t->moves[t->basis.position[p]];
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

		if (t->basis.row[relation] == ROW_BROKEN && fabs(t->moves[relation]) > most)
		{
			most = fabs(t->moves[relation]);
			*fault = (Fault){relation, -1, t->moves[relation], STAYS};
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

/* the row of the fault: of cells that are not in the basis */
static void
find_slopes(Dual *t, const Fault *fault)
{
	const DisclosureBasis *b = &t->basis;

	clear(t, t->row);
	t->row[fault->place >= 0 ? b->position[fault->place] : fault->relation] = 1;
	basis_back(b, t->row);
	if (fault->relation >= 0)
		add_slopes(t, fault->relation, 1);
	for (int r = 0; r < b->size; r++)
		add_slopes(t, t->relation[r], t->row[t->relation[r]]);
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
		(t->state[t->basis.cell[fault->place]] == BELOW ||
		 depth(t, t->basis.cell[fault->place]) > 0))
		least = 2 * t->cost[t->basis.cell[fault->place]];
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

		t->slope[cell] = 0;
		t->is_candidate[cell] = false;
	}
	t->ncandidates = 0;
}

/* prices rise until the cell comes in, or the faulty one is worth it on the other side */
static void
raise_prices(Dual *t, const Fault *fault, int entering)
{
	double sign = fault->by > 0 ? 1 : -1;
	double rise = entering < 0 ? 2 * t->cost[t->basis.cell[fault->place]]
							   : fmax(0, rise_of(t, entering, sign * t->slope[entering]));

	for (int r = 0; r < t->basis.size; r++)
		t->price[t->relation[r]] += sign * rise * t->row[t->relation[r]];
	if (fault->relation >= 0)
		t->price[fault->relation] = sign * rise;
	for (int i = 0; i < t->ncandidates; i++)
		t->gain[t->candidates[i]] -= sign * rise * t->slope[t->candidates[i]];
}

/* what a cell gains at the prices */
static void
find_gain(Dual *t, int cell)
{
	const DisclosureSystem *s = t->s;
	double gain = 0;

	for (int k = s->of_first[cell]; k < s->of_first[cell + 1]; k++)
		gain -= t->price[s->of[k]] * s->of_coefficients[k];
	t->gain[cell] = gain;
}

/* factors, movements and prices anew; false: the basis is singular */
static bool
renew(Dual *t)
{
	if (!basis_factor(&t->basis))
		return false;
	solve_basis(t);
	set_prices(t);
	for (int j = 0; j < t->s->ncells; j++)
		if (t->state[j] == STAYS || t->state[j] == AT_LEAST)
			find_gain(t, j);
	return true;
}

/* a cell that was not in the basis moves by so much */
static void
move_others(Dual *t, double by)
{
	for (int i = 0; by != 0 && i < t->nreached; i++)
		t->moves[t->reached[i]] -= t->column[t->reached[i]] * by;
}

/*
 * A cell comes in, which mends one relation more or takes another's place; before:
 * by how much it was moved already; leaving: by how much the one that it comes for
 * stays moved.
 */
static bool
bring_in(Dual *t, const Fault *fault, int entering, double before, double leaving)
{
	const DisclosureSystem *s = t->s;
	DisclosureBasis *b = &t->basis;
	int row = fault->place >= 0 ? b->position[fault->place] : fault->relation;
	bool kept;
	double by;

	for (int k = s->of_first[entering]; k < s->of_first[entering + 1]; k++)
		if (b->row[s->of[k]] != ROW_RELAXED)
			t->column[s->of[k]] += s->of_coefficients[k];
	basis_forward(b, t->column);
	kept = basis_exchange(b, row, t->column, t->reached, t->nreached);
	move_others(t, -before);
	by = (t->moves[row] - leaving) / t->column[row];
	move_others(t, by);
	t->moves[row] = by;
	clear(t, t->column);
	if (fault->place >= 0)
	{
		b->member[b->cell[fault->place]] = -1;
		b->cell[fault->place] = entering;
	}
	else
	{
		t->relation[b->size] = row;
		b->cell[b->size] = entering;
		b->position[b->size++] = row;
		b->row[row] = ROW_MENDED;
	}
	return kept;
}

/* a fault is mended; false: there is no room for a larger basis */
static bool
mend(Dual *t, const Fault *fault, int entering)
{
	int leaving = fault->place >= 0 ? t->basis.cell[fault->place] : -1;
	double before;
	double stays = 0;
	bool down;

	if (leaving < 0 && t->basis.size == t->basis.most)
		return false;
	raise_prices(t, fault, entering);
	if (entering < 0)
	{
		t->state[leaving] = t->state[leaving] == ABOVE ? BELOW : ABOVE;
		return true;
	}
	down = t->state[entering] == AT_LEAST || (fault->by > 0) != (t->slope[entering] > 0);
	before = t->state[entering] == AT_LEAST ? -depth(t, entering) : 0;
	shift(t, entering, -before);
	t->state[entering] = down ? BELOW : ABOVE;
	if (leaving >= 0)
	{
		t->state[leaving] = (signed char) fault->to;
		stays = fault->to == AT_LEAST ? -depth(t, leaving) : 0;
		shift(t, leaving, stays);
		find_gain(t, leaving);
	}
	return bring_in(t, fault, entering, before, stays) || renew(t);
}

/* whether every relation holds, those of the basis too; lacks: room */
static bool
holds(Dual *t)
{
	const DisclosureSystem *s = t->s;
	const DisclosureBasis *b = &t->basis;
	double *lacks = t->column;
	bool all = true;

	for (int i = 0; i < t->nreached; i++)
		lacks[t->reached[i]] = t->right[t->reached[i]];
	for (int p = 0; p < b->size; p++)
		for (int k = s->of_first[b->cell[p]]; k < s->of_first[b->cell[p] + 1]; k++)
			lacks[s->of[k]] -= s->of_coefficients[k] * t->moves[b->position[p]];
	for (int i = 0; i < t->nreached && all; i++)
		all = b->row[t->reached[i]] == ROW_RELAXED || fabs(lacks[t->reached[i]]) <= FEASIBLE;
	clear(t, lacks);
	return all;
}

static void
read_move(const Dual *t, double by, double *move, double *cost)
{
	const DisclosureSystem *s = t->s;

	*cost = 0;
	for (int j = 0; j < s->ncells; j++)
		move[j] = t->state[j] == AT_LEAST ? -depth(t, j) : 0;
	for (int p = 0; p < t->basis.size; p++)
		move[t->basis.cell[p]] = t->moves[t->basis.position[p]];
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
	bool exact = true; /* movements are not of many sums */
	Fault fault;

	solve_basis(t);
	for (int64_t i = 0; i < most; i++)
	{
		int entering;
		bool found;

		if (s->pause && i % PAUSE_EVERY == 0)
			s->pause();
		if (!find_fault(t, &fault))
		{
			if (exact && holds(t))
				return SVY_OK;
			if (!exact)
			{
				solve_basis(t);
				exact = true;
				continue;
			}
			if (renewed || !renew(t))
				return SVY_NO_CONVERGENCE;
			renewed = true;
			continue;
		}
		exact = false;
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

	basis_begin(&t->basis);
	t->nreached = 0;
	for (int i = 0; i < count; i++)
		if (t->is_reached[t->table[i]])
			t->reached[t->nreached++] = t->table[i];
	status = mend_all(t);
	for (int p = 0; p < t->basis.size; p++)
		move[t->basis.cell[p]] = t->moves[t->basis.position[p]];
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
