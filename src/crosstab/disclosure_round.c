/*
 * disclosure_round.c
 *	  Tables of which every count is a multiple: lines add up to their base and
 *	  columns to the Total, and percents are of what is shown.
 */
#include "postgres.h"

#include <math.h>

#include "crosstab/disclosure_cells.h"
#include "kernel/stats/disclosure.h"

/* counts or weights of a row variable */
typedef struct Rounding
{
	const CrosstabRun *run;
	const struct SvyGuard *guard;
	const CrosstabAxis *axis;
	int row;
	bool weighted;
	double base;
	double *to; /* lines x columns of the banner */
} Rounding;

static double
exact(const Rounding *r, int line, int column, int category)
{
	const CrosstabPlan *plan = r->run->plan;
	CrosstabCell cell =
		crosstab_cell(r->run->x, plan->tables[r->row * plan->ncolumns + column], line, category);

	return r->weighted ? dd_value(cell.w) : (double) cell.n;
}

static double *
place_of(const Rounding *r, int line, int column, int category)
{
	return &r->to[line * r->guard->ncolumns + r->guard->first[column] + category];
}

static int64
nearest(double x, double base)
{
	return (int64) floor(x / base + 0.5);
}

/* lines (numbers of categories of the row variable) of a column that add up to its base */
static void
round_column(Rounding *r, int column, int category)
{
	int n = r->axis->ncategories;
	double *x = palloc_array(double, n + 1);
	int64 *units = palloc_array(int64, n + 1);
	double base = exact(r, CROSSTAB_BASE, column, category);

	for (int i = 0; i < n; i++)
		x[i] = exact(r, i, column, category);
	disclosure_round_line(n, x, r->base, nearest(base, r->base), units);
	for (int i = 0; i < n; i++)
		*place_of(r, i, column, category) = (double) units[i] * r->base;
	pfree(x);
	pfree(units);
}

/* a column that is a net of others */
static double
sum_of_net(const Rounding *r, int line, int column, int number)
{
	const CrosstabNet *net = &r->run->plan->columns[column].nets[number];
	double sum = 0;

	for (int k = 0; k < net->count; k++)
		sum += *place_of(r, line, column, net->categories[k]);
	return sum;
}

/* lines over the columns of a variable, and who is in none of them, that add up to the Total */
static void
round_lines(Rounding *r, int column, int nlines, const int *lines, const int *places)
{
	const CrosstabAxis *columns = &r->run->plan->columns[column];
	int n = svy_guard_additive(columns);
	double *x = palloc_array(double, (Size) nlines *(n + 1) + 1);
	int64 *units = palloc_array(int64, (Size) nlines * (n + 1) + 1);
	int64 *totals = palloc_array(int64, nlines + 1);

	for (int i = 0; i < nlines; i++)
	{
		double rest = exact(r, lines[i], 0, 0);

		totals[i] = nearest(*place_of(r, places[i], 0, 0), r->base);
		for (int j = 0; j < n; j++)
		{
			x[i * (n + 1) + j] = exact(r, lines[i], column, j);
			rest -= x[i * (n + 1) + j];
		}
		x[i * (n + 1) + n] = rest > 1e-9 * r->base ? rest : 0;
	}
	disclosure_round_table(nlines, n + 1, x, r->base, totals, units, palloc_array(int, 3 * n + 3));
	for (int i = 0; i < nlines; i++)
	{
		for (int j = 0; j < n; j++)
			*place_of(r, places[i], column, j) = (double) units[i * (n + 1) + j] * r->base;
		for (int j = n; j < columns->ncategories; j++)
			*place_of(r, places[i], column, j) = sum_of_net(r, places[i], column, j - n);
	}
	pfree(x);
	pfree(units);
	pfree(totals);
}

/* every cell by itself */
static void
round_alone(Rounding *r, int line, int place, int column)
{
	for (int j = 0; j < r->run->plan->columns[column].ncategories; j++)
		*place_of(r, place, column, j) =
			(double) nearest(exact(r, line, column, j), r->base) * r->base;
}

/* answers that add up: the Total first, then each variable of the banner */
static void
round_answers(Rounding *r)
{
	const CrosstabPlan *plan = r->run->plan;
	int n = r->axis->ncategories;
	int *lines = palloc_array(int, n + 1);
	int base = svy_guard_extra(r->axis, GUARD_BASE);

	for (int i = 0; i < n; i++)
		lines[i] = i;
	round_column(r, 0, 0);
	for (int column = 1; column < plan->ncolumns; column++)
		if (svy_guard_additive(&plan->columns[column]) > 0)
			round_lines(r, column, n, lines, lines);
		else
			for (int j = 0; j < plan->columns[column].ncategories; j++)
				round_column(r, column, j);
	for (int place = 0; place < r->guard->ncolumns; place++)
		for (int i = 0; i < n; i++)
			r->to[base * r->guard->ncolumns + place] += r->to[i * r->guard->ncolumns + place];
	pfree(lines);
}

/* options and bases, which do not add up: each line over the columns */
static void
round_each(Rounding *r, int line, int place)
{
	const CrosstabPlan *plan = r->run->plan;

	round_alone(r, line, place, 0);
	for (int column = 1; column < plan->ncolumns; column++)
		if (svy_guard_additive(&plan->columns[column]) == 0)
			round_alone(r, line, place, column);
		else
			round_lines(r, column, 1, &line, &place);
}

/* a net is the sum of its answers; of a set it is a line as any other */
static void
round_nets(Rounding *r)
{
	for (int i = 0; i < r->axis->nnets; i++)
	{
		const CrosstabNet *net = &r->axis->nets[i];
		int place = r->axis->ncategories + i;

		if (net->category >= 0)
			round_each(r, net->category, place);
		for (int k = 0; net->category < 0 && k < net->count; k++)
			for (int j = 0; j < r->guard->ncolumns; j++)
				r->to[place * r->guard->ncolumns + j] +=
					r->to[net->categories[k] * r->guard->ncolumns + j];
	}
}

/* an option is of no more than its base, which may have been rounded down where it was rounded up */
static void
limit_options(Rounding *r)
{
	int base = svy_guard_extra(r->axis, GUARD_BASE);

	for (int line = 0; line < base; line++)
		for (int place = 0; place < r->guard->ncolumns; place++)
		{
			double *to = &r->to[line * r->guard->ncolumns + place];

			*to = Min(*to, r->to[base * r->guard->ncolumns + place]);
		}
}

static double *
round_row(const CrosstabRun *run, int row, int32 base, bool weighted)
{
	const CrosstabAxis *axis = &run->plan->rows[row];
	Rounding r = {.run = run,
				  .guard = run->guard,
				  .axis = axis,
				  .row = row,
				  .weighted = weighted,
				  .base = base};
	Size cells = (Size) svy_guard_lines(axis) * run->guard->ncolumns;

	r.to = palloc_extended(sizeof(double) * cells, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (axis->value || axis->overlapping)
	{
		round_each(&r, CROSSTAB_BASE, svy_guard_extra(axis, GUARD_BASE));
		for (int i = 0; !axis->value && i < axis->ncategories; i++)
			round_each(&r, i, i);
	}
	else
		round_answers(&r);
	if (!axis->value)
		round_nets(&r);
	if (axis->overlapping)
		limit_options(&r);
	return r.to;
}

void
svy_crosstab_round(CrosstabRun *run, int32 base)
{
	struct SvyGuard *guard = run->guard;
	const CrosstabPlan *plan = run->plan;

	guard->round_to = base;
	guard->n = palloc_array(double *, plan->nrows + 1);
	guard->weights = palloc_array(double *, plan->nrows + 1);
	for (int row = 0; row < plan->nrows; row++)
	{
		guard->n[row] = round_row(run, row, base, false);
		guard->weights[row] = plan->weighted ? round_row(run, row, base, true) : guard->n[row];
	}
}
