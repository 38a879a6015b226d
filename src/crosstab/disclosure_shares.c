/*
 * disclosure_shares.c
 *	  Cells of which a few respondents make up too much: the (n, k) rule and the p
 *	  percent rule (Hundepool et al. 2012, ch. 4).
 */
#include "postgres.h"

#include "crosstab/disclosure_cells.h"
#include "source/crosstab_largest.h"

typedef struct Shares
{
	DisclosureCells *c;
	const SvyDisclosure *d;
	CrosstabContributions contributions;
	bool *guarded;
	bool *unknown;
} Shares;

/* whether the largest are too much of all, or the second could tell the first too closely */
static bool
is_dominated(const SvyDisclosure *d, const CrosstabLargest *cell)
{
	double largest = 0;

	if (!(cell->sum > 0))
		return false;
	for (int i = 0; i < d->largest; i++)
		largest += cell->top[i];
	if (d->dominance > 0 && largest > d->dominance * cell->sum * (1 + 1e-12))
		return true;
	return d->p_percent > 0 && cell->sum - cell->top[0] - cell->top[1] <
								   d->p_percent / 100 * cell->top[0] * (1 - 1e-12);
}

static void
check_cell(Shares *s, int cell, const CrosstabLargest *largest)
{
	if (cell >= 0 && s->c->values[cell] > 0 && is_dominated(s->d, largest))
		s->guarded[cell] = s->unknown[cell] = true;
}

static void
check_column(Shares *s, int row, int column, int category)
{
	const CrosstabPlan *plan = s->c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	int table = plan->tables[row * plan->ncolumns + column];
	int place = s->c->first[column] + category;
	CrosstabLargest largest;

	for (int i = 0; !axis->value && i < axis->ncategories; i++)
	{
		largest = svy_largest_of(&s->contributions, table, i, category);
		check_cell(s, svy_guard_cell(s->c, row, i, place), &largest);
	}
	for (int i = 0; i < axis->nnets; i++)
	{
		const CrosstabNet *net = &axis->nets[i];

		largest = (CrosstabLargest){0};
		if (net->category >= 0)
			largest = svy_largest_of(&s->contributions, table, net->category, category);
		for (int k = 0; net->category < 0 && k < net->count; k++)
		{
			CrosstabLargest part =
				svy_largest_of(&s->contributions, table, net->categories[k], category);

			svy_largest_add(&largest, &part);
		}
		check_cell(s, svy_guard_cell(s->c, row, axis->ncategories + i, place), &largest);
	}
	largest = svy_largest_of(&s->contributions, table, CROSSTAB_BASE, category);
	check_cell(s, svy_guard_cell(s->c, row, svy_guard_extra(axis, GUARD_BASE), place), &largest);
}

void
svy_disclosure_shares(DisclosureCells *c, const SvyDisclosure *d, bool *guarded, bool *unknown)
{
	const CrosstabPlan *plan = c->run->plan;
	Shares s = {.c = c, .d = d, .guarded = guarded, .unknown = unknown};

	if (!(d->dominance > 0) && !(d->p_percent > 0))
		return;
	s.contributions = svy_crosstab_largest(plan, d->weighted);
	for (int row = 0; row < plan->nrows; row++)
		for (int column = 0; column < plan->ncolumns; column++)
			for (int j = 0; j < plan->columns[column].ncategories; j++)
				check_column(&s, row, column, j);
}
