/*
 * crosstab_shown.c
 *	  The cells of a line as tables show them: counts, estimate, error, tests.
 */
#include "postgres.h"

#include "crosstab/crosstab_design.h"
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
	char *room; /* for the letters of a cell */
} Block;

#define LETTERS_ROOM(n) ((size_t) (n) *COLUMNTEST_LETTER_SIZE + 1)

static double
percent(double part, double whole)
{
	return whole != 0 ? 100 * part / whole : NAN;
}

static double
p_of_rest(const Block *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	const CrosstabLineDesign *d = b->test.design;
	const ColumnCell *cell = &b->test.cells[category];
	bool is_mean = svy_line_is_mean(b->line);

	if (d && options->convention == COLUMNTEST_DESIGN && is_mean)
		return columntest_contrast(d->rest[category], d->rest_variance[category],
								   d->rest_dfs[category])
			.p;
	if (d && options->convention == COLUMNTEST_DESIGN)
		return columntest_shares_rest(cell, &b->test.total, d->rest_variance[category],
									  d->rest_dfs[category])
			.p;
	return columntest_rest(options->convention, is_mean ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION,
						   cell, &b->test.total)
		.p;
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

static CrosstabEstimate
estimate_cell(const Block *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	const ColumnCell *cell = &b->test.cells[category];
	const CrosstabLineDesign *d = b->test.design;
	double p = b->test.pairs ? p_of_rest(b, category) : NAN;
	CrosstabEstimate e;

	if (b->line->kind == CROSSTAB_LINE_BASE || b->line->statistic == CROSSTAB_SHOWS_COUNT)
		return estimate_count(b, category, p);
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
	if (!b->test.pairs || b->test.cells[category].group == COLUMNTEST_LEFT_OUT)
		return NULL;
	if (columntest_letters(b->n, b->test.pairs, category, b->letters, b->room,
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
	};

	cell.low_base = cell.effective_base < b->run->options.min_base;
	/* too few clusters for the variance to be trusted (NCHS 2017) */
	cell.low_df =
		b->test.design && base->n > 0 && b->test.design->dfs[category] < COLUMNTEST_FEW_DF;
	return cell;
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
		int n = plan->columns[column].ncategories;
		Block b = {.run = sheet->run,
				   .line = line,
				   .column = column,
				   .n = n,
				   .letters = sheet->letters[column],
				   .test = svy_line_test(sheet->run, line, column, critical),
				   .room = palloc(LETTERS_ROOM(n))};

		for (int i = 0; i < n; i++)
			if (b.letters[i] >= 0)
				shown.cells[sheet->first[column] + i] = shown_cell(&b, i);
	}
	return shown;
}
