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
	CrosstabLargest *of; /* by cell: contributions to it as a cell of this row variable */
	int *row;
	int at; /* the row variable that is looked at */
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
	if (cell < 0)
		return;
	s->of[cell] = *largest;
	s->row[cell] = s->at;
	if (s->c->values[cell] > 0 && is_dominated(s->d, largest))
		s->guarded[cell] = s->unknown[cell] = true;
}

/* of a line of the row variable: an answer, a net or the base; category: CROSSTAB_BASE of all columns */
static CrosstabLargest
largest_of_line(const Shares *s, int line, int column, int category)
{
	const CrosstabPlan *plan = s->c->run->plan;
	const CrosstabAxis *axis = &plan->rows[s->at];
	int table = plan->tables[s->at * plan->ncolumns + column];
	CrosstabLargest largest = {0};
	const CrosstabNet *net;

	if (line == svy_guard_extra(axis, GUARD_BASE))
		return svy_largest_of(&s->contributions, table, CROSSTAB_BASE, category);
	if (!axis->value && line < axis->ncategories)
		return svy_largest_of(&s->contributions, table, line, category);
	net = &axis->nets[line - (axis->value ? 0 : axis->ncategories)];
	if (net->category >= 0)
		return svy_largest_of(&s->contributions, table, net->category, category);
	for (int k = 0; k < net->count; k++)
	{
		CrosstabLargest part =
			svy_largest_of(&s->contributions, table, net->categories[k], category);

		svy_largest_add(&largest, &part);
	}
	return largest;
}

/* a row variable in the columns of another, and in all of them together */
static void
check_columns(Shares *s, int column)
{
	const CrosstabPlan *plan = s->c->run->plan;
	int lines = svy_guard_extra(&plan->rows[s->at], GUARD_BASE) + 1;

	for (int line = 0; line < lines; line++)
	{
		CrosstabLargest largest = largest_of_line(s, line, column, CROSSTAB_BASE);

		check_cell(s, s->c->sums[s->at][line * plan->ncolumns + column], &largest);
		for (int j = 0; j < plan->columns[column].ncategories; j++)
		{
			largest = largest_of_line(s, line, column, j);
			check_cell(s, svy_guard_cell(s->c, s->at, line, s->c->first[column] + j), &largest);
		}
	}
}

/*
 * Remainders
 */

/* takes one contribution away; where it is not among the largest, none of those is it */
static void
take_away(CrosstabLargest *from, double part)
{
	for (int i = 0; i < LARGEST_KEPT; i++)
		if (from->top[i] == part && part > 0)
		{
			/* what comes next is not kept, and no larger than the last */
			for (; i + 1 < LARGEST_KEPT; i++)
				from->top[i] = from->top[i + 1];
			return;
		}
}

/*
 * What a relation leaves of a whole, which is a sum as the cells are: its contributions
 * are at most the largest of the whole that are not those of its parts.  False: the
 * relation is none of the row variable, or has no remainder.
 */
static bool
remainder_of(const Shares *s, int relation, int *rest, CrosstabLargest *largest)
{
	const DisclosureCells *c = s->c;
	int whole = -1;
	double sum;

	*rest = -1;
	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
	{
		int cell = c->terms[k];

		if (c->kinds[cell] == DISCLOSURE_UNSEEN && c->coefficients[k] == 1 && *rest < 0)
			*rest = cell;
		else if (s->row[cell] != s->at)
			return false;
		else if (c->coefficients[k] == -1 && whole < 0)
			whole = cell;
		else if (c->coefficients[k] != 1)
			return false;
	}
	if (*rest < 0 || whole < 0)
		return false;
	*largest = s->of[whole];
	sum = largest->sum;
	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
	{
		const CrosstabLargest *part = &s->of[c->terms[k]];

		if (c->terms[k] == whole || c->terms[k] == *rest)
			continue;
		sum -= part->sum;
		for (int i = 0; i < LARGEST_KEPT; i++)
			take_away(largest, part->top[i]);
	}
	largest->sum = sum > 1e-9 * largest->sum ? sum : 0;
	for (int i = 0; i < LARGEST_KEPT; i++)
		largest->top[i] = Min(largest->top[i], largest->sum);
	return true;
}

/* who is left of a sum is told by a subtraction, as one cell is */
static void
check_remainders(Shares *s)
{
	for (int i = 0; i < s->c->nrelations; i++)
	{
		CrosstabLargest largest;
		int rest;

		if (remainder_of(s, i, &rest, &largest) && is_dominated(s->d, &largest))
			s->guarded[rest] = true;
	}
}

void
svy_disclosure_shares(DisclosureCells *c, const SvyDisclosure *d, bool *guarded, bool *unknown)
{
	const CrosstabPlan *plan = c->run->plan;
	Shares s = {.c = c, .d = d, .guarded = guarded, .unknown = unknown};

	if (!(d->dominance > 0) && !(d->p_percent > 0))
		return;
	s.contributions = svy_crosstab_largest(plan, d->weighted);
	s.of = palloc_extended(sizeof(CrosstabLargest) * ((Size) c->count + 1), MCXT_ALLOC_HUGE);
	s.row = palloc_extended(sizeof(int) * ((Size) c->count + 1), MCXT_ALLOC_HUGE);
	memset(s.row, 0xff, sizeof(int) * ((Size) c->count + 1));
	for (s.at = 0; s.at < plan->nrows; s.at++)
	{
		for (int column = 0; column < plan->ncolumns; column++)
			check_columns(&s, column);
		if (d->complements)
			check_remainders(&s);
	}
}
