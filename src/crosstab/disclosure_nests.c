/*
 * disclosure_nests.c
 *	  Nests as sums of what they are nests of: relations between cells of a banner.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "crosstab/disclosure_cells.h"

/* the single variables of an axis, outer first; 0 where one has categories that overlap */
static int
leaves_of(const Crosstab *x, int variable, int *leaves)
{
	const CrosstabVariable *v = &crosstab_variables(x)[variable];
	const int32 *words = crosstab_words(x) + v->definition;
	int n;

	if (v->kind != CROSSTAB_PRODUCT)
	{
		leaves[0] = svy_disclosure_options(x, variable);
		return v->kind == CROSSTAB_TOTAL ? 0 : 1;
	}
	n = leaves_of(x, words[0], leaves);
	return n + leaves_of(x, words[1], leaves + n);
}

/* the key of a cell without some of the variables of an axis */
static DisclosureKey
without(const DisclosureKey *key, const int *leaves, int n, unsigned removed)
{
	DisclosureKey rest = {0};

	for (int i = 0; i < key->count; i++)
	{
		bool keep = true;

		for (int k = 0; k < n; k++)
			keep = keep && !(removed >> k & 1 && leaves[k] == key->variable[i]);
		if (keep)
			svy_disclosure_factor(&rest, key->variable[i], key->category[i]);
	}
	return rest;
}

/* a cell that counts all who answered the variables that were removed; -1: there is none */
static int
find_answered(const DisclosureCells *c, DisclosureKey key, const int *leaves, int n,
			  unsigned removed)
{
	for (int k = 0; k < n; k++)
		if (removed >> k & 1)
			svy_disclosure_factor(&key, leaves[k], CATEGORY_BASE);
	return svy_disclosure_find(c, &key);
}

static bool
may_remove(const Crosstab *x, const int *leaves, int n, unsigned removed)
{
	for (int k = 0; k < n; k++)
		if (removed >> k & 1 && crosstab_variables(x)[leaves[k]].overlapping)
			return false;
	return true;
}

/* cells from one on, which has this key without some variables, add up to another with those that have it too */
static void
relate_equal(DisclosureCells *c, int from, int count, const int *cells, const int *leaves, int n,
			 unsigned removed, const DisclosureKey *rest, int to)
{
	svy_disclosure_begin(c);
	for (int j = from; j < count; j++)
	{
		DisclosureKey other = without(&c->keys[cells[j]], leaves, n, removed);

		svy_disclosure_drop_bases(&other);
		if (memcmp(&other, rest, sizeof(*rest)) == 0)
			svy_disclosure_term(c, cells[j], 1);
	}
	if (c->on_base)
		c->bases[to] = true;
	(void) svy_disclosure_rest(c, to);
}

/*
 * Cells (numbers, -1: there is none) that are the categories of an axis add up to
 * what has some of its variables less, wherever the banner shows that: of all, and
 * of those who answered these.
 */
static void
relate_nest(DisclosureCells *c, int kernel, int count, const int *cells, bool with_all)
{
	int leaves[DISCLOSURE_FACTORS];
	int n = leaves_of(c->run->x, kernel, leaves);
	unsigned whole = (1U << n) - 1;

	for (unsigned removed = 1; n > 0 && removed <= whole; removed++)
	{
		if (removed == whole && !with_all)
			continue;
		/* who answered is a part of all, also where answers overlap */
		if (!(c->on_base && count == 1) && !may_remove(c->run->x, leaves, n, removed))
			continue;
		for (int i = 0; i < count; i++)
		{
			DisclosureKey rest;
			int all;
			int answered;
			bool first = cells[i] >= 0 && c->keys[cells[i]].count >= 0;

			if (!first)
				continue;
			rest = without(&c->keys[cells[i]], leaves, n, removed);
			all = svy_disclosure_find(c, &rest);
			answered = find_answered(c, rest, leaves, n, removed);
			for (int j = 0; j < i && first && (all >= 0 || answered >= 0); j++)
			{
				DisclosureKey other = without(&c->keys[cells[j]], leaves, n, removed);

				svy_disclosure_drop_bases(&other);
				first = memcmp(&other, &rest, sizeof(rest)) != 0;
			}
			if (first && all >= 0)
				relate_equal(c, i, count, cells, leaves, n, removed, &rest, all);
			if (first && answered >= 0 && answered != all)
				relate_equal(c, i, count, cells, leaves, n, removed, &rest, answered);
		}
	}
}

/* whether a key names a category of one of the variables that are removed */
static bool
names_any(const DisclosureKey *key, const int *leaves, int n, unsigned removed)
{
	bool found = false;

	for (int i = 0; i < key->count; i++)
		for (int k = 0; k < n; k++)
			found = found || (removed >> k & 1 && key->variable[i] == leaves[k]);
	return found;
}

/*
 * What the categories of an axis are without some of its variables, where nothing
 * shows that: cells in which nests meet that have these variables in common.
 * other_axis: what the cells have of the other axis, whose variables are not removed.
 */
static void
put_margins_of(DisclosureCells *c, int kernel, int count, const int *cells,
			   const DisclosureKey *other_axis)
{
	int leaves[DISCLOSURE_FACTORS];
	int n = leaves_of(c->run->x, kernel, leaves);
	unsigned whole = (1U << n) - 1;

	for (unsigned removed = 1; n > 1 && removed < whole; removed++)
		for (int i = 0; i < count && may_remove(c->run->x, leaves, n, removed) &&
						!names_any(other_axis, leaves, n, removed);
			 i++)
		{
			double sum = 0;
			DisclosureKey rest;

			if (cells[i] < 0 || c->keys[cells[i]].count < 0)
				continue;
			rest = without(&c->keys[cells[i]], leaves, n, removed);
			if (svy_disclosure_find(c, &rest) >= 0 ||
				find_answered(c, rest, leaves, n, removed) >= 0)
				continue;
			for (int j = i; j < count; j++)
			{
				DisclosureKey other = without(&c->keys[cells[j]], leaves, n, removed);

				svy_disclosure_drop_bases(&other);
				if (memcmp(&other, &rest, sizeof(rest)) == 0)
					sum += c->values[cells[j]];
			}
			(void) svy_disclosure_put(c, &rest, DISCLOSURE_UNSEEN, sum, false);
		}
}

/* all respondents of a column, as far as some row variable counts them */
static double
everybody_in(const DisclosureCells *c, int place)
{
	double most = 0;

	for (int row = 0; row < c->run->plan->nrows; row++)
	{
		int base =
			svy_guard_cell(c, row, svy_guard_extra(&c->run->plan->rows[row], GUARD_BASE), place);

		if (base >= 0)
			most = Max(most, c->values[base]);
	}
	return most;
}

/* of nests of rows that everybody answered, in every column */
static void
put_margins_of_rows(DisclosureCells *c, int row)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int *cells = palloc_array(int, axis->ncategories + 1);

	for (int place = 0; place < c->ncolumns; place++)
	{
		int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);
		const DisclosureKey *key = &c->keys[base];
		DisclosureKey other = {0};

		if (c->values[base] != everybody_in(c, place))
			continue;
		for (int i = 0; i < key->count; i++)
			if (key->category[i] != CATEGORY_BASE)
				svy_disclosure_factor(&other, key->variable[i], key->category[i]);
		c->place = c->places[base];
		for (int i = 0; i < axis->ncategories; i++)
			cells[i] = svy_guard_cell(c, row, i, place);
		put_margins_of(c, axis->kernel, axis->ncategories, cells, &other);
	}
	pfree(cells);
}

/* of nests of columns, in the lines of a row variable of whom all are in some column */
static void
put_margins_of_columns(DisclosureCells *c, int row, int column)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	const CrosstabAxis *columns = &c->run->plan->columns[column];
	int lines = svy_guard_lines(axis);

	c->place = row * c->run->plan->ncolumns + column;
	for (int line = 0; line < lines; line++)
	{
		const int *cells = c->shown[row] + line * c->ncolumns + c->first[column];
		DisclosureKey other;
		double sum = 0;

		if (!svy_guard_atom(axis, line) || svy_guard_cell(c, row, line, 0) < 0)
			continue;
		for (int j = 0; j < columns->ncategories; j++)
			sum += c->values[cells[j]];
		other = c->keys[svy_guard_cell(c, row, line, 0)];
		/* where columns overlap, there may be more of them */
		if (sum == c->values[svy_guard_cell(c, row, line, 0)])
			put_margins_of(c, columns->kernel, columns->ncategories, cells, &other);
	}
}

/* where there are several nests: cells in which they meet */
void
svy_disclosure_margins(DisclosureCells *c)
{
	const CrosstabPlan *plan = c->run->plan;
	int nests = 0;

	for (int row = 0; row < plan->nrows; row++)
		nests += svy_guard_nest(c, &plan->rows[row]);
	for (int column = 1; column < plan->ncolumns; column++)
		nests += svy_guard_nest(c, &plan->columns[column]);
	for (int row = 0; nests > 1 && row < plan->nrows; row++)
	{
		const CrosstabAxis *axis = &plan->rows[row];

		if (svy_guard_shows_nothing(plan, row))
			continue;
		CHECK_FOR_INTERRUPTS();
		if (!axis->value && svy_guard_nest(c, axis))
			put_margins_of_rows(c, row);
		for (int column = 1; column < plan->ncolumns; column++)
			if (svy_guard_nest(c, &plan->columns[column]))
				put_margins_of_columns(c, row, column);
	}
}

/* a row variable that is a nest, or whose base is part of a column that is shown */
void
svy_disclosure_row_nest(DisclosureCells *c, int row, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);
	int *cells = palloc_array(int, axis->ncategories + 1);

	c->on_base = true;
	relate_nest(c, axis->kernel, 1, &base, true);
	c->on_base = false;
	if (!axis->value && svy_guard_nest(c, axis))
	{
		for (int i = 0; i < axis->ncategories; i++)
			cells[i] = svy_guard_cell(c, row, i, place);
		relate_nest(c, axis->kernel, axis->ncategories, cells, true);
	}
	pfree(cells);
}

/* nests of columns, in the lines of a row variable */
void
svy_disclosure_column_nests(DisclosureCells *c, int row)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	int lines = svy_guard_lines(axis);

	for (int column = 1; column < plan->ncolumns; column++)
	{
		const CrosstabAxis *columns = &plan->columns[column];

		c->place = row * plan->ncolumns + column;
		for (int line = 0; line < lines && svy_guard_nest(c, columns); line++)
			if (svy_guard_atom(axis, line))
				relate_nest(c, columns->kernel, columns->ncategories,
							c->shown[row] + line * c->ncolumns + c->first[column], false);
	}
}
