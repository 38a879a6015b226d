/*
 * crosstab_shown.c
 *	  The cells of a line as tables show them: counts, estimate, error, tests.
 */
#include "postgres.h"

#include "crosstab/crosstab_asked.h"
#include "crosstab/crosstab_linear.h"
#include "crosstab/crosstab_shown.h"
#include "crosstab/disclosure.h"
#include "kernel/stats/interval.h"
#include "kernel/stats/nchs.h"

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
	if (b->test.design && b->variances)
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
	if (b->test.medians)
		return b->test.medians[category];
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

static double
rounded(const Block *b, bool base, bool weighted, int category)
{
	CrosstabLine line = svy_counted_line(b->run, b->line);

	return svy_rounded(b->run, &line, base, weighted, b->column, category);
}

/* what is estimated from rounded counts; mean and median of numbers stay, which no counts are read from */
static void
round_estimate(const Block *b, int category, CrosstabShownCell *cell)
{
	double total = svy_rounded(b->run, b->line, false, true, 0, 0);
	double table = svy_rounded(b->run, b->line, true, true, 0, 0);
	double deviation;
	double mean;

	cell->comparison.difference = cell->comparison.std_error = cell->comparison.p = NAN;
	cell->comparison.low = cell->comparison.high = NAN;
	cell->e.std_error = cell->e.low = cell->e.high = cell->e.p = NAN;
	if (b->line->statistic == CROSSTAB_SHOWS_BASE)
		cell->e.estimate = (double) cell->base_n;
	else if (b->line->statistic == CROSSTAB_SHOWS_EFFECTIVE_BASE)
		cell->e.estimate = cell->effective_base;
	else if (b->line->kind == CROSSTAB_LINE_BASE || b->line->statistic == CROSSTAB_SHOWS_COUNT)
		cell->e.estimate = cell->weighted_n;
	else if (svy_line_is_share(b->line))
		cell->e.estimate = b->percent == CROSSTAB_OF_ROW	 ? cell->row_percent
						   : b->percent == CROSSTAB_OF_TOTAL ? cell->total_percent
						   : b->percent == CROSSTAB_INDEX
							   ? svy_percent(cell->column_percent, svy_percent(total, table))
							   : cell->column_percent;
	else if (b->line->kind == CROSSTAB_LINE_SE)
		cell->e.estimate = NAN;
	else if (b->line->kind == CROSSTAB_LINE_MEDIAN)
	{
		if (b->line->row < b->run->plan->nshown)
			cell->e.estimate = svy_rounded_median(b->run, b->line, b->column, category);
	}
	else if (b->line->axis->scores)
	{
		mean = svy_rounded_mean(b->run, b->line, b->column, category, &deviation);
		cell->e.estimate = b->line->kind == CROSSTAB_LINE_SD ? deviation : mean;
	}
}

/* errors, intervals and p would give the exact counts away */
static void
round_cell(const Block *b, int category, CrosstabShownCell *cell)
{
	double to = b->run->guard->round_to;
	bool is_share = svy_line_is_share(b->line);
	double w = rounded(b, false, true, category);
	double exact = (double) cell->base_n;

	cell->n = (int64) rounded(b, false, false, category);
	cell->weighted_n = w;
	cell->base_n = (int64) rounded(b, true, false, category);
	cell->base_weighted = rounded(b, true, true, category);
	/* as much of the base that is shown as of the exact one, which it would tell else */
	cell->effective_base =
		exact > 0 ? to * floor(cell->effective_base / exact * (double) cell->base_n / to + 0.5) : 0;
	if (is_share)
	{
		double total = svy_rounded(b->run, b->line, false, true, 0, 0);
		double table = svy_rounded(b->run, b->line, true, true, 0, 0);

		cell->column_percent = svy_percent(w, cell->base_weighted);
		cell->row_percent = svy_percent(w, total);
		cell->total_percent = svy_percent(w, table);
	}
	round_estimate(b, category, cell);
}

/* of a percent of the column, which is a proportion of its base */
static const char *
grade(const Block *b, int category)
{
	static const char *const grades[] = {"present", "footnote", "review", "suppress"};
	SVY_NAMES_FOLLOW(grades, NCHS_SUPPRESS);
	const ColumnCell *cell = &b->test.cells[category];
	CrosstabEstimate e;

	if (!b->run->options.nchs || !svy_line_is_share(b->line) || !(cell->w > 0))
		return NULL;
	e = svy_line_estimate(b->line, cell, b->run->options.level, false);
	if (b->test.design)
		svy_line_design_estimate(b->line, cell, b->test.design->covariance[category * (b->n + 1)],
								 b->test.design->whole_df, b->run->options.level, &e);
	return grades[nchs_grade(interval_share(cell->r / cell->w), e.std_error / 100, cell->n,
							 b->test.design ? b->test.design->dfs[category] : INFINITY)];
}

static void
forget_estimate(CrosstabShownCell *cell)
{
	cell->e = (CrosstabEstimate){NAN, NAN, NAN, NAN, NAN};
}

/* what would tell of the Total or of all columns together, where those are not shown */
static void
leave_sums_out(const Block *b, CrosstabShownCell *cell)
{
	bool line = svy_guard_hides_sum(b->run, b->line, b->column);
	bool base = svy_guard_hides_base_sum(b->run, b->line, b->column);
	bool total = svy_guard_hides(b->run, b->line, 0, 0);

	if (line || base || total)
	{
		cell->e.p = NAN;
		cell->comparison = (CrosstabComparison){NULL, NAN, NAN, NAN, NAN, NAN, NULL};
	}
	if (line || total)
		cell->row_percent = NAN;
	if (base)
		cell->total_percent = NAN;
	if ((b->percent == CROSSTAB_OF_ROW && (line || total)) ||
		(b->percent == CROSSTAB_OF_TOTAL && base) || (b->percent == CROSSTAB_INDEX && total))
		forget_estimate(cell);
}

/* of an option that was not asked there nothing is known but who answered others of its set */
static void
leave_unasked_out(CrosstabShownCell *cell)
{
	cell->unasked = true;
	cell->weighted_n = NAN;
	cell->column_percent = cell->row_percent = cell->total_percent = NAN;
	cell->letters = NULL;
	cell->reliability = NULL;
	cell->comparison = (CrosstabComparison){NULL, NAN, NAN, NAN, NAN, NAN, NULL};
	forget_estimate(cell);
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
		.column_percent = is_share ? svy_percent(w, base->w) : NAN,
		.row_percent = is_share ? svy_percent(w, b->test.total.r) : NAN,
		.total_percent = is_share ? svy_percent(w, b->test.total.w) : NAN,
		.e = estimate_cell(b, category),
		.letters = higher_than(b, category),
		.reliability = grade(b, category),
		.comparison = {NULL, NAN, NAN, NAN, NAN, NAN, NULL},
	};

	if (b->comparisons)
		cell.comparison = b->comparisons[category];

	cell.low_base = cell.effective_base < b->run->options.min_base;
	/* too few clusters for the variance to be trusted (NCHS 2017) */
	cell.low_df =
		b->test.design && base->n > 0 && b->test.design->dfs[category] < COLUMNTEST_FEW_DF;
	if (b->run->guard && b->run->guard->round_to > 0)
		round_cell(b, category, &cell);
	if (b->run->guard)
		leave_sums_out(b, &cell);
	if (svy_line_unasked(b->run, b->line, b->column, category))
		leave_unasked_out(&cell);
	/* no error, interval or test of what is not estimated */
	if (isnan(cell.e.estimate))
		forget_estimate(&cell);
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
				shown.cells[sheet->first[column] + i] =
					svy_guard_hides(b.run, line, column, i)
						? (CrosstabShownCell){.shown = true, .suppressed = true}
						: shown_cell(&b, i);
	}
	return shown;
}
