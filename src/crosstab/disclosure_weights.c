/*
 * disclosure_weights.c
 *	  Weights that are the same for all in a column, or for all who gave an answer,
 *	  as those of a sample that was weighted by it are.  Weighted counts are then
 *	  counts times what bases tell, and their sums one more sum of the counts: of two
 *	  cells that are left out of a line, counts and weights of the Total tell both.
 */
#include "postgres.h"

#include <math.h>

#include "crosstab/disclosure_cells.h"

/* weights may differ by so much, relative, and count as the same */
#define SAME 1e-9

/* cells of a line or a column, and the weight that all have whom they count; NaN: weights differ */
typedef struct Weighted
{
	int count;
	int *cells;
	double *weights;
	double *sums; /* of the weights of whom the cell counts */
} Weighted;

static Weighted
make_weighted(int count)
{
	return (Weighted){count, palloc_array(int, count + 1), palloc_array(double, count + 1),
					  palloc_array(double, count + 1)};
}

/* the weight of all in a cell, if it is the same, as the effective base says; of nobody it is 0 */
static double
weight_of(const CrosstabCell *cell)
{
	double n = (double) cell->n;
	double w = dd_value(cell->w);

	if (n * dd_value(cell->ww) > w * w * (1 + SAME))
		return NAN;
	return n > 0 ? w / n : 0;
}

/* whether two of the weights are known and not the same: else weighted sums say no more than counts */
static bool
weights_differ(const Weighted *parts)
{
	double first = NAN;
	bool differ = false;

	for (int i = 0; i < parts->count; i++)
	{
		if (isnan(parts->weights[i]) || parts->weights[i] == 0)
			continue;
		if (isnan(first))
			first = parts->weights[i];
		differ = differ || fabs(parts->weights[i] - first) > SAME * fabs(first);
	}
	return differ;
}

/* a cell of weights that is shown where a count is */
static int
add_weight(DisclosureCells *c, int count, double value)
{
	int cell = svy_disclosure_add(c, DISCLOSURE_WEIGHT, value);

	if (c->nweights + 2 > c->weights_room)
	{
		c->weights_room = Max(64, 2 * c->weights_room);
		c->weights = c->weights ? repalloc_huge(c->weights, sizeof(int) * c->weights_room)
								: palloc_array(int, c->weights_room);
	}
	c->weights[c->nweights++] = count;
	c->weights[c->nweights++] = cell;
	return cell;
}

/* counts times weights, and weighted counts where weights differ, add up to the weights of the whole */
static void
relate_weights(DisclosureCells *c, const Weighted *parts, int whole)
{
	double scale = 0;
	double sum = 0;

	for (int i = 0; i < parts->count; i++)
		if (!isnan(parts->weights[i]))
			scale = Max(scale, fabs(parts->weights[i]));
	if (whole < 0 || !(scale > 0))
		return;
	svy_disclosure_begin(c);
	for (int i = 0; i < parts->count; i++)
	{
		bool known = !isnan(parts->weights[i]);
		double weight = known ? parts->weights[i] / scale : 1;
		int cell = known ? parts->cells[i] : add_weight(c, parts->cells[i], parts->sums[i] / scale);

		sum += weight * c->values[cell];
		svy_disclosure_term(c, cell, weight);
	}
	svy_disclosure_term(c, add_weight(c, whole, sum), -1);
	svy_disclosure_end(c);
}

static CrosstabCell
counted(const DisclosureCells *c, int row, int column, int line, int category)
{
	const CrosstabPlan *plan = c->run->plan;

	return crosstab_cell(c->run->x, plan->tables[row * plan->ncolumns + column], line, category);
}

/* the lines of a row variable over columns in some of which all weights are the same */
static void
relate_columns_weights(DisclosureCells *c, int row, int column)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	int base = svy_guard_extra(axis, GUARD_BASE);
	Weighted parts = make_weighted(svy_guard_additive(&plan->columns[column]));

	for (int j = 0; j < parts.count; j++)
	{
		CrosstabCell cell = counted(c, row, column, CROSSTAB_BASE, j);

		parts.weights[j] = weight_of(&cell);
	}
	if (!weights_differ(&parts))
		return;
	c->place = row * plan->ncolumns + column;
	for (int line = 0; line <= base; line++)
	{
		/* of numbers and of others alike; nets of sets are categories of their variable */
		int category = line == base				  ? CROSSTAB_BASE
					   : line < axis->ncategories ? line
												  : axis->nets[line - axis->ncategories].category;

		if (!svy_guard_atom(axis, line) || svy_guard_cell(c, row, line, 0) < 0)
			continue;
		for (int j = 0; j < parts.count; j++)
		{
			parts.cells[j] = svy_guard_cell(c, row, line, c->first[column] + j);
			parts.sums[j] = dd_value(counted(c, row, column, category, j).w);
		}
		relate_weights(c, &parts, c->sums[row][line * plan->ncolumns + column]);
	}
}

/* each column over answers of some of which all weights are the same */
static void
relate_lines_weights(DisclosureCells *c, int row)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	Weighted parts = make_weighted(axis->value || axis->overlapping ? 0 : axis->ncategories);

	for (int i = 0; i < parts.count; i++)
	{
		CrosstabCell cell = counted(c, row, 0, i, 0);

		parts.weights[i] = weight_of(&cell);
	}
	if (!weights_differ(&parts))
		return;
	for (int column = 0; column < plan->ncolumns; column++)
		for (int j = 0; j < plan->columns[column].ncategories; j++)
		{
			int place = c->first[column] + j;

			c->place = row * plan->ncolumns + column;
			for (int i = 0; i < parts.count; i++)
			{
				parts.cells[i] = svy_guard_cell(c, row, i, place);
				parts.sums[i] = dd_value(counted(c, row, column, i, j).w);
			}
			relate_weights(c, &parts,
						   svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place));
		}
}

void
svy_disclosure_weights(DisclosureCells *c, int row)
{
	relate_lines_weights(c, row);
	for (int column = 1; column < c->run->plan->ncolumns; column++)
		relate_columns_weights(c, row, column);
}
