/*
 * crosstab_read.c
 *	  Reading a counted banner: the cells of lines, and the tests between columns.
 */
#include "postgres.h"

#include "crosstab/crosstab_asked.h"
#include "crosstab/crosstab_design.h"
#include "crosstab/disclosure.h"

static void
add_scored(CrosstabMoments *sum, const CrosstabCell *cell, double score)
{
	DD wy = dd_mul_double(cell->w, score);
	DD wwy = dd_mul_double(cell->ww, score);

	sum->wy = dd_add(sum->wy, wy);
	sum->wyy = dd_add(sum->wyy, dd_mul_double(wy, score));
	sum->wwy = dd_add(sum->wwy, wwy);
	sum->wwyy = dd_add(sum->wwyy, dd_mul_double(wwy, score));
}

static CrosstabScores
scores_of(const Crosstab *x, const CrosstabAxis *axis, int table, int column)
{
	CrosstabScores scores = {0};

	for (int i = 0; i < axis->ncategories; i++)
	{
		CrosstabCell cell = crosstab_cell(x, table, i, column);

		if (isnan(axis->scores[i]))
			continue;
		crosstab_cell_add(&scores.base, &cell);
		add_scored(&scores.sums, &cell, axis->scores[i]);
	}
	return scores;
}

static void
add_scores(CrosstabRun *run, const CrosstabAxis *axis, int table)
{
	const Crosstab *x = run->x;
	int n = table < 0 ? 0 : crosstab_variables(x)[crosstab_tables(x)[table].column].ncategories;

	if (table < 0 || !axis->scores)
		return;
	run->scores[table] = palloc_array(CrosstabScores, n + 1);
	for (int c = 0; c < n; c++)
		run->scores[table][c] = scores_of(x, axis, table, c);
	run->scores[table][n] = scores_of(x, axis, table, CROSSTAB_BASE);
}

/*
 * What means of a number are counted from: 0, or a number near them where they are
 * so much larger than what the number varies by that their differences would lose
 * digits.
 */
#define FAR_FROM_0 1e3

static double
origin_of(const CrosstabRun *run, int row)
{
	const CrosstabPlan *plan = run->plan;
	int table = plan->tables[row * plan->ncolumns];
	DD w = crosstab_cell(run->x, table, CROSSTAB_BASE, CROSSTAB_BASE).w;
	CrosstabMoments m;
	DD mean;
	double variance;

	if (!plan->rows[row].value || dd_value(w) == 0)
		return 0;
	m = crosstab_cell_moments(run->x, table, CROSSTAB_BASE);
	mean = dd_div(m.wy, w);
	variance = dd_value(dd_sub(dd_div(m.wyy, w), dd_mul(mean, mean)));
	return mean.hi * mean.hi > FAR_FROM_0 * FAR_FROM_0 * variance && isfinite(mean.hi)
			   ? rint(mean.hi)
			   : 0;
}

void
svy_crosstab_add_bases(CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	const Crosstab *x = run->x;

	run->scores = palloc0_array(CrosstabScores *, x->ntables + 1);
	for (int i = 0; i < plan->nrows * plan->ncolumns; i++)
	{
		add_scores(run, &plan->rows[i / plan->ncolumns], plan->tables[i]);
		add_scores(run, &plan->rows[i / plan->ncolumns], plan->pair_tables[i]);
	}
	run->origins = palloc_array(double, plan->nrows + 1);
	for (int row = 0; row < plan->nrows; row++)
		run->origins[row] = origin_of(run, row);
	run->bases = palloc_array(CrosstabCell *, x->ntables + 1);
	for (int t = 0; t < x->ntables; t++)
	{
		int n = crosstab_variables(x)[crosstab_tables(x)[t].column].ncategories;

		run->bases[t] = palloc_array(CrosstabCell, n + 1);
		for (int c = 0; c < n; c++)
			run->bases[t][c] = crosstab_cell(x, t, CROSSTAB_BASE, c);
		run->bases[t][n] = crosstab_cell(x, t, CROSSTAB_BASE, CROSSTAB_BASE);
	}
}

bool
svy_line_is_mean(const CrosstabLine *line)
{
	return line->kind >= CROSSTAB_LINE_MEAN;
}

bool
svy_line_is_share(const CrosstabLine *line)
{
	return line->kind <= CROSSTAB_LINE_NET;
}

/* where a column's sums are among those of its table */
static int
column_place(const Crosstab *x, int table, int column)
{
	return column == CROSSTAB_BASE
			   ? crosstab_variables(x)[crosstab_tables(x)[table].column].ncategories
			   : column;
}

CrosstabCell
svy_line_base(const CrosstabRun *run, const CrosstabLine *line, int table, int column)
{
	int place = column_place(run->x, table, column);

	if (svy_line_is_mean(line) && line->axis->scores)
		return run->scores[table][place].base;
	return run->bases[table][place];
}

CrosstabCell
svy_line_cell(const CrosstabRun *run, const CrosstabLine *line, int table, int column)
{
	const Crosstab *x = run->x;
	CrosstabCell sum = {0};

	if (!svy_line_is_share(line))
		return svy_line_base(run, line, table, column);
	if (line->kind == CROSSTAB_LINE_CATEGORY)
		return crosstab_cell(x, table, line->category, column);
	if (line->net->category >= 0)
		return crosstab_cell(x, table, line->net->category, column);
	for (int i = 0; i < line->net->count; i++)
	{
		CrosstabCell cell = crosstab_cell(x, table, line->net->categories[i], column);

		crosstab_cell_add(&sum, &cell);
	}
	return sum;
}

CrosstabMoments
svy_line_moments(const CrosstabRun *run, const CrosstabLine *line, int table, int column)
{
	if (!svy_line_is_mean(line))
	{
		CrosstabCell part = svy_line_cell(run, line, table, column);

		return (CrosstabMoments){part.w, part.w, part.ww, part.ww};
	}
	if (line->axis->value)
		return crosstab_cell_moments(run->x, table, column);
	return run->scores[table][column_place(run->x, table, column)].sums;
}

/* part: whom the line counts in the column */
static ColumnCell
column_cell(const CrosstabRun *run, const CrosstabLine *line, int table, int column,
			const CrosstabCell *part)
{
	CrosstabCell base = svy_line_base(run, line, table, column);
	ColumnCell cell = {.n = (double) base.n, .w = dd_value(base.w), .w2 = dd_value(base.ww)};

	if (svy_line_is_mean(line))
	{
		CrosstabMoments m = svy_line_moments(run, line, table, column);

		cell.mean = cell.ss = NAN;
		if (cell.w != 0)
		{
			DD mean = dd_div(m.wy, base.w);

			/* the difference of large sums keeps its digits: they are double-doubles */
			cell.origin = run->origins[line->row];
			cell.mean = dd_value(dd_sub(mean, dd_from(cell.origin)));
			cell.ss = dd_value(dd_sub(m.wyy, dd_mul(mean, m.wy)));
			/* below 0 by rounding, or by weights that are */
			if (!(run->x->flags & CROSSTAB_NEGATIVE))
				cell.ss = fmax(0, cell.ss);
		}
	}
	else
		cell.r = dd_value(part->w);
	return cell;
}

ColumnCell
svy_line_column(const CrosstabRun *run, const CrosstabLine *line, int table, int column)
{
	CrosstabCell part = svy_line_cell(run, line, table, column);

	return column_cell(run, line, table, column, &part);
}

static ColumnOverlap *
line_overlaps(const CrosstabRun *run, const CrosstabLine *line, int pairs, int n)
{
	ColumnOverlap *overlaps = palloc0_array(ColumnOverlap, (Size) n * n + 1);

	for (int a = 0; a < n; a++)
		for (int b = a + 1; b < n; b++)
		{
			ColumnCell cell = svy_line_column(run, line, pairs, crosstab_pair(a, b, n));
			ColumnOverlap *overlap = &overlaps[a * n + b];

			*overlap = (ColumnOverlap){cell.n, cell.w, cell.w2, cell.r};
			overlaps[b * n + a] = *overlap;
		}
	return overlaps;
}

/* whether the line has an error: counts and bases are shown without */
static bool
has_error(const CrosstabLine *line)
{
	return line->tested || line->kind == CROSSTAB_LINE_SE;
}

static ColumnTest *
tested_pairs(const ColumnRow *row, const CrosstabAxis *axis)
{
	size_t count = COLUMNTEST_PAIRS(row->columns);
	ColumnTest *pairs = palloc_array(ColumnTest, count);

	if (columntest_row(row, pairs, palloc_array(int, count)) != SVY_OK)
		elog(ERROR, "columns of \"%s\" cannot be tested", axis->name);
	return pairs;
}

CrosstabLineTest
svy_line_test(const CrosstabRun *run, const CrosstabLine *line, int column,
			  ColumnCritical *critical)
{
	const CrosstabPlan *plan = run->plan;
	const CrosstabAxis *axis = &plan->columns[column];
	int at = line->row * plan->ncolumns + column;
	int n = axis->ncategories;
	ColumnCell *cells = palloc_array(ColumnCell, n + 1);
	CrosstabCell *parts = palloc_array(CrosstabCell, n + 1);
	CrosstabLineTest test = {.column = column,
							 .parts = parts,
							 .cells = cells,
							 .total = svy_line_column(run, line, plan->tables[at], CROSSTAB_BASE)};
	ColumnRow row = {.convention = run->options.convention,
					 .measure = svy_line_is_mean(line) ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION,
					 .adjust = run->options.adjust,
					 .alpha = 1 - run->options.level,
					 .columns = n,
					 .cells = cells,
					 .total = &test.total,
					 .critical = critical};

	for (int i = 0; i < n; i++)
	{
		parts[i] = svy_line_cell(run, line, plan->tables[at], i);
		cells[i] = column_cell(run, line, plan->tables[at], i, &parts[i]);
		cells[i].group = i / axis->inner;
		if (columntest_effective(cells[i].w, cells[i].w2) < run->options.min_base ||
			svy_guard_hides(run, line, column, i) || svy_line_unasked(run, line, column, i) ||
			svy_column_part_asked(run, line->row, column, i))
			cells[i].group = COLUMNTEST_LEFT_OUT;
	}
	if (line->kind == CROSSTAB_LINE_MEDIAN)
	{
		svy_line_medians(run, line, column, &test);
		test.row = row;
		return test;
	}
	if (run->units && has_error(line))
	{
		test.design = svy_line_design(run, line, column, cells, &test.total);
		row.covariance = test.design->covariance;
		row.df = test.design->df;
		row.dfs = test.design->dfs;
	}
	test.row = row;
	if (column == 0 || n < 2 || run->options.convention == COLUMNTEST_NONE || !line->tested)
		return test;
	if (plan->pair_tables[at] >= 0)
		row.overlaps = line_overlaps(run, line, plan->pair_tables[at], n);
	test.row = row;
	test.pairs = tested_pairs(&row, axis);
	if (run->options.second_level > 0)
	{
		row.alpha = 1 - run->options.second_level;
		row.critical = NULL;
		test.second = tested_pairs(&row, axis);
	}
	return test;
}

bool
svy_column_empty(const CrosstabRun *run, int column, int category)
{
	const CrosstabPlan *plan = run->plan;

	for (int row = 0; row < plan->nshown; row++)
		if (run->bases[plan->tables[row * plan->ncolumns + column]][category].n > 0)
			return false;
	return true;
}

int **
svy_column_letters(const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	int **letters = palloc_array(int *, plan->ncolumns);
	int next = 0;

	for (int column = 0; column < plan->ncolumns; column++)
	{
		int n = plan->columns[column].ncategories;

		letters[column] = palloc_array(int, n + 1);
		for (int i = 0; i < n; i++)
			letters[column][i] = run->options.drop_empty && svy_column_empty(run, column, i) ? -1
								 : column == 0												 ? 0
											   : next++;
	}
	return letters;
}
