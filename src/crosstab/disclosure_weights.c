/*
 * disclosure_weights.c
 *	  Weights that are the same for all in a column, or for all who gave an answer,
 *	  as those of a sample that was weighted by it are.  Weighted counts are then
 *	  counts times what bases tell, and their sums one more sum of the counts: of two
 *	  cells that are left out of a line, counts and weights of the Total tell both.
 *
 * So each cell gets a twin, the sum of the weights of whom it counts.  Twins keep the
 * relations that cells keep, and where a weight is known each is its cell times that.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "crosstab/disclosure_cells.h"

/* weights may differ by so much, relative, and count as the same */
#define SAME 1e-9

typedef struct Weights
{
	DisclosureCells *c;
	double *of; /* by cell: the weight of each whom it counts; NaN: they differ, or nobody knows */
	double first; /* that was found; NaN: none */
	bool differ;  /* from it, others do */
} Weights;

/* the weight of all in a cell, if it is the same, as the effective base says; else NaN */
static double
weight_of(const DisclosureCells *c, int row, int column, int line, int category)
{
	const CrosstabPlan *plan = c->run->plan;
	CrosstabCell cell =
		crosstab_cell(c->run->x, plan->tables[row * plan->ncolumns + column], line, category);
	double n = (double) cell.n;
	double w = dd_value(cell.w);

	return n > 0 && w > 0 && n * dd_value(cell.ww) <= w * w * (1 + SAME) ? w / n : NAN;
}

static bool
is_same(double a, double b)
{
	return fabs(a - b) <= SAME * fabs(a);
}

static void
know(Weights *w, int cell, double weight)
{
	if (cell < 0 || !isnan(w->of[cell]))
		return;
	w->of[cell] = weight;
	if (isnan(w->first))
		w->first = weight;
	w->differ = w->differ || !is_same(weight, w->first);
}

/* columns in which all have the same weight: so have those of any line */
static void
know_columns(Weights *w, int row)
{
	const CrosstabPlan *plan = w->c->run->plan;
	int lines = svy_guard_lines(&plan->rows[row]);

	for (int column = 1; column < plan->ncolumns; column++)
		for (int j = 0; j < plan->columns[column].ncategories; j++)
		{
			double weight = weight_of(w->c, row, column, CROSSTAB_BASE, j);

			for (int line = 0; line < lines && !isnan(weight); line++)
				know(w, svy_guard_cell(w->c, row, line, w->c->first[column] + j), weight);
		}
}

/* answers that all gave with the same weight: so did those in any column */
static void
know_lines(Weights *w, int row)
{
	const CrosstabPlan *plan = w->c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];

	for (int line = 0; !axis->value && line < axis->ncategories; line++)
	{
		double weight = weight_of(w->c, row, 0, line, 0);

		for (int place = 0; place < w->c->ncolumns && !isnan(weight); place++)
			know(w, svy_guard_cell(w->c, row, line, place), weight);
		for (int column = 1; column < plan->ncolumns && !isnan(weight); column++)
			know(w, w->c->sums[row][line * plan->ncolumns + column], weight);
	}
}

/* who is left of cells of one weight has it, too */
static void
know_rests(Weights *w)
{
	const DisclosureCells *c = w->c;

	for (int i = 0; i < c->nrelations; i++)
	{
		double weight = NAN;
		int rest = -1;
		bool one = true;

		for (int k = c->relation[i]; k < c->relation[i + 1] && one; k++)
		{
			int cell = c->terms[k];

			if (isnan(w->of[cell]))
			{
				one = c->kinds[cell] == DISCLOSURE_UNSEEN && rest < 0;
				rest = cell;
				continue;
			}
			one = isnan(weight) || is_same(w->of[cell], weight);
			weight = w->of[cell];
		}
		if (one && rest >= 0 && !isnan(weight))
			know(w, rest, weight);
	}
}

/* whether a relation says that two cells are the same, but for such as count nobody */
static bool
is_equality(const DisclosureCells *c, int relation)
{
	int count = 0;

	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
		count += c->values[c->terms[k]] != 0;
	return count == 2;
}

/* marks the cells of a relation; whether one was not marked */
static bool
touch(const DisclosureCells *c, int relation, bool *touched)
{
	bool more = false;

	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
	{
		more = more || !touched[c->terms[k]];
		touched[c->terms[k]] = true;
	}
	return more;
}

static bool
has_touched(const DisclosureCells *c, int relation, const bool *touched)
{
	bool any = false;

	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
		any = any || touched[c->terms[k]];
	return any;
}

/*
 * Relations in which a weight is known, or a cell of such a one, or one that is equal
 * to that: what is further away says nothing of counts any more, and systems of many
 * tables stay small.
 */
static bool *
find_near(const Weights *w)
{
	const DisclosureCells *c = w->c;
	bool *near = palloc0_array(bool, c->nrelations + 1);
	bool *touched = palloc0_array(bool, c->count + 1);
	bool more = true;

	for (int i = 0; i < c->nrelations; i++)
	{
		for (int k = c->relation[i]; k < c->relation[i + 1]; k++)
			near[i] = near[i] || !isnan(w->of[c->terms[k]]);
		if (near[i])
			(void) touch(c, i, touched);
	}
	while (more)
	{
		more = false;
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < c->nrelations; i++)
			if (is_equality(c, i) && has_touched(c, i, touched))
				more = touch(c, i, touched) || more;
	}
	for (int i = 0; i < c->nrelations; i++)
		near[i] = near[i] || has_touched(c, i, touched);
	pfree(touched);
	return near;
}

static void
add_twins(Weights *w)
{
	DisclosureCells *c = w->c;
	int relations = c->nrelations;
	bool *near = find_near(w);

	c->twins = c->count;
	for (int i = 0; i < c->twins; i++)
	{
		c->place = c->places[i];
		c->on_base = c->bases[i];
		(void) svy_disclosure_add(c, DISCLOSURE_WEIGHT, 0);
	}
	c->on_base = false;
	for (int i = 0; i < relations; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!near[i])
			continue;
		svy_disclosure_begin(c);
		for (int k = c->relation[i]; k < c->relation[i + 1]; k++)
			svy_disclosure_term(c, c->twins + c->terms[k], c->coefficients[k]);
		svy_disclosure_end(c);
	}
	for (int i = 0; i < c->twins; i++)
	{
		if (isnan(w->of[i]))
			continue;
		svy_disclosure_begin(c);
		svy_disclosure_term(c, c->twins + i, 1);
		svy_disclosure_term(c, i, -w->of[i] / w->first);
		svy_disclosure_end(c);
	}
}

void
svy_disclosure_weights(DisclosureCells *c)
{
	const CrosstabPlan *plan = c->run->plan;
	Weights w = {.c = c, .first = NAN};

	w.of = palloc_extended(sizeof(double) * ((Size) c->count + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < c->count; i++)
		w.of[i] = NAN;
	for (int row = 0; row < plan->nrows; row++)
		if (!svy_guard_shows_nothing(plan, row))
		{
			CHECK_FOR_INTERRUPTS();
			know_columns(&w, row);
			know_lines(&w, row);
		}
	if (w.differ)
	{
		know_rests(&w);
		add_twins(&w);
	}
	pfree(w.of);
}
