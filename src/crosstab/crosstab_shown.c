/*
 * crosstab_shown.c
 *	  The cells of a line as tables show them: counts, estimate, error, tests.
 */
#include "postgres.h"

#include "crosstab/crosstab_linear.h"
#include "crosstab/crosstab_shown.h"

/* a line in the columns of one variable */
typedef struct Block
{
	const CrosstabRun *run;
	const CrosstabLine *line;
	int column; /* variable */
	int n;		/* its columns */
	const int *letters;
	CrosstabLineTest test;
	CrosstabPercent percent; /* which the estimate is */
	CrosstabCell row_total;
	const double *variances; /* of percents of the row or the table, under the design */
	const CrosstabComparison *comparisons;
	char *room; /* for the letters of a cell */
} Block;

#define LETTERS_ROOM(n) ((size_t) (n) *COLUMNTEST_LETTER_SIZE + 1)

static double
percent(double part, double whole)
{
	return whole != 0 ? 100 * part / whole : NAN;
}

/* counts and bases are shown without errors: those of their shares stand beside them */
static CrosstabEstimate
estimate_count(const Block *b, int category, double p)
{
	const ColumnCell *base = &b->test.cells[category];
	CrosstabEstimate e = {NAN, NAN, NAN, NAN, p};

	if (b->line->statistic == CROSSTAB_SHOWS_BASE)
		e.estimate = base->n;
	else if (b->line->statistic == CROSSTAB_SHOWS_EFFECTIVE_BASE)
		e.estimate = columntest_effective(base->w, base->w2);
	else
		e.estimate = dd_value(b->test.parts[category].w);
	return e;
}

/* a share of the row or of the table: of those whom that counts */
static CrosstabEstimate
estimate_of_others(const Block *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	bool of_row = options->percent == CROSSTAB_OF_ROW;
	ColumnCell cell = {.n = b->test.total.n,
					   .w = b->test.total.w,
					   .w2 = b->test.total.w2,
					   .r = b->test.cells[category].r};
	CrosstabEstimate e;

	if (of_row)
	{
		cell.n = (double) b->row_total.n;
		cell.w = dd_value(b->row_total.w);
		cell.w2 = dd_value(b->row_total.ww);
	}
	e = svy_line_estimate(b->line, &cell, options->level, b->test.design == NULL);
	if (b->test.design)
		svy_line_design_estimate(b->line, &cell, b->variances[category], b->test.design->whole_df,
								 options->level, &e);
	return e;
}

/* 100: the percent of the Total; an error of that ratio is not given */
static double
index_of(const Block *b, int category)
{
	const CrosstabPlan *plan = b->run->plan;
	int table = plan->tables[b->line->row * plan->ncolumns];
	ColumnCell total = svy_line_column(b->run, b->line, table, 0);
	const ColumnCell *cell = &b->test.cells[category];

	return total.r != 0 && cell->w != 0 ? 100 * (cell->r / cell->w) / (total.r / total.w) : NAN;
}

static CrosstabEstimate
estimate_cell(const Block *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	const ColumnCell *cell = &b->test.cells[category];
	const CrosstabLineDesign *d = b->test.design;
	double p = b->test.pairs ? svy_line_rest(b->run, b->line, &b->test, category).p : NAN;
	CrosstabEstimate e;

	if (b->line->kind == CROSSTAB_LINE_BASE || b->line->statistic == CROSSTAB_SHOWS_COUNT)
		return estimate_count(b, category, p);
	if (b->percent == CROSSTAB_INDEX)
		return (CrosstabEstimate){index_of(b, category), NAN, NAN, NAN, p};
	if (b->percent != CROSSTAB_OF_COLUMN)
	{
		e = estimate_of_others(b, category);
		e.p = p;
		return e;
	}
	e = svy_line_estimate(b->line, cell, options->level, d == NULL);
	if (d)
		svy_line_design_estimate(b->line, cell, d->covariance[category * (b->n + 1)], d->whole_df,
								 options->level, &e);
	e.p = p;
	return e;
}

/* NULL where the column took no part in the tests */
static const char *
higher_than(const Block *b, int category)
{
	if (b->comparisons)
		return b->comparisons[category].mark;
	if (!b->test.pairs || b->test.cells[category].group == COLUMNTEST_LEFT_OUT)
		return NULL;
	if (columntest_two_levels(b->n, b->test.pairs, b->test.second, category, b->letters, b->room,
							  LETTERS_ROOM(b->n)) != SVY_OK)
		elog(ERROR, "letters do not fit");
	return b->room[0] == '\0' ? "" : pstrdup(b->room);
}

static CrosstabShownCell
shown_cell(const Block *b, int category)
{
	const ColumnCell *base = &b->test.cells[category];
	const CrosstabCell *part = &b->test.parts[category];
	bool is_share = svy_line_is_share(b->line);
	double w = dd_value(part->w);
	CrosstabShownCell cell = {
		.shown = true,
		.n = part->n,
		.weighted_n = w,
		.base_n = (int64) base->n,
		.base_weighted = base->w,
		.effective_base = columntest_effective(base->w, base->w2),
		.column_percent = is_share ? percent(w, base->w) : NAN,
		.row_percent = is_share ? percent(w, b->test.total.r) : NAN,
		.total_percent = is_share ? percent(w, b->test.total.w) : NAN,
		.e = estimate_cell(b, category),
		.letters = higher_than(b, category),
		.comparison = {NULL, NAN, NAN, NAN, NAN, NAN, NULL},
	};

	if (b->comparisons)
		cell.comparison = b->comparisons[category];

	cell.low_base = cell.effective_base < b->run->options.min_base;
	/* too few clusters for the variance to be trusted (NCHS 2017) */
	cell.low_df =
		b->test.design && base->n > 0 && b->test.design->dfs[category] < COLUMNTEST_FEW_DF;
	return cell;
}

static Block
make_block(const CrosstabSheet *sheet, const CrosstabLine *line, int column,
		   ColumnCritical *critical)
{
	const CrosstabRun *run = sheet->run;
	const CrosstabPlan *plan = run->plan;
	int n = plan->columns[column].ncategories;
	/* critical values spare p-values, which comparisons show */
	bool letters_only = run->options.compare == CROSSTAB_WITH_PAIRS;
	Block b = {.run = run,
			   .line = line,
			   .column = column,
			   .n = n,
			   .letters = sheet->letters[column],
			   .test = svy_line_test(run, line, column, letters_only ? critical : NULL),
			   .room = palloc(LETTERS_ROOM(n))};

	if (svy_line_is_share(line) && line->statistic != CROSSTAB_SHOWS_COUNT)
		b.percent = run->options.percent;
	if (b.percent == CROSSTAB_OF_ROW)
		b.row_total = svy_line_cell(run, line, plan->tables[line->row * plan->ncolumns + column],
									CROSSTAB_BASE);
	if (b.test.design && (b.percent == CROSSTAB_OF_ROW || b.percent == CROSSTAB_OF_TOTAL))
		b.variances = svy_line_linear_variances(run, line, column,
												b.percent == CROSSTAB_OF_ROW ? CROSSTAB_ROW_SHARE
																			 : CROSSTAB_TABLE_SHARE,
												b.test.cells, &b.test.total);
	b.comparisons = svy_line_comparisons(run, line, column, &b.test, b.letters);
	return b;
}

CrosstabShownLine
svy_crosstab_shown_line(const CrosstabSheet *sheet, const CrosstabLine *line,
						ColumnCritical *critical)
{
	const CrosstabPlan *plan = sheet->run->plan;
	CrosstabShownLine shown = {.line = *line,
							   .cells = palloc0_array(CrosstabShownCell, sheet->ncolumns + 1)};

	for (int column = 0; column < plan->ncolumns; column++)
	{
		Block b = make_block(sheet, line, column, critical);

		for (int i = 0; i < b.n; i++)
			if (b.letters[i] >= 0)
				shown.cells[sheet->first[column] + i] = shown_cell(&b, i);
	}
	return shown;
}
