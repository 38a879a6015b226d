/*
 * crosstab_compare.c
 *	  Each column against one thing, with the difference and its interval.
 *
 * That a column does not differ from the Total, which holds it, is that it does
 * not differ from the rest: the tests are the same.  The differences are not, and
 * their errors know of those who are in both.
 */
#include "postgres.h"

#include "crosstab/crosstab_asked.h"
#include "crosstab/crosstab_compare.h"
#include "crosstab/crosstab_linear.h"
#include "crosstab/disclosure.h"
#include "kernel/stats/interval.h"

/* a line in the columns of one variable */
typedef struct Comparing
{
	const CrosstabRun *run;
	const CrosstabLine *line;
	const CrosstabAxis *axis;
	const CrosstabLineTest *test;
	const int *letters;
	const double *from_total; /* variances; NULL where there is no design */
	int n;
} Comparing;

/* the rest says of an option only what those say who were asked it: all, or it is no comparison */
static bool
asked_of_all(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	return !svy_line_part_asked(run, line, column) &&
		   !svy_column_part_asked(run, line->row, column, category);
}

ColumnTest
svy_line_rest(const CrosstabRun *run, const CrosstabLine *line, const CrosstabLineTest *test,
			  int category)
{
	const CrosstabLineDesign *d = test->design;
	ColumnConvention convention = run->options.convention;
	const ColumnCell *cell = &test->cells[category];
	bool is_mean = svy_line_is_mean(line);

	if (line->kind == CROSSTAB_LINE_MEDIAN && test->median_others)
		return test->median_others[category].test;
	if (line->kind == CROSSTAB_LINE_MEDIAN || !asked_of_all(run, line, test->column, category))
		return (ColumnTest){COLUMNTEST_NOT_COMPARED, NAN, NAN, NAN, NAN, NAN, NAN, 0};
	if (d && convention == COLUMNTEST_DESIGN && is_mean)
		return columntest_contrast(d->rest[category], d->rest_variance[category],
								   d->rest_dfs[category]);
	if (d && convention == COLUMNTEST_DESIGN)
		return columntest_shares_rest(cell, &test->total, d->rest_variance[category],
									  d->rest_dfs[category]);
	return columntest_rest(convention, is_mean ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION, cell,
						   &test->total);
}

/*
 * References
 */

static double
value_of(const CrosstabLine *line, const ColumnCell *cell)
{
	if (svy_line_is_mean(line))
		return cell->w != 0 ? cell->mean : NAN;
	return cell->w != 0 ? cell->r / cell->w : NAN;
}

/* whether there is something to compare with in a column */
static bool
was_asked(const Comparing *c, int category)
{
	return !isnan(value_of(c->line, &c->test->cells[category])) &&
		   !svy_line_unasked(c->run, c->line, c->test->column, category);
}

/* the column that this one is compared with; -1: none of its nest */
static int
reference_of(const Comparing *c, int category)
{
	int nest = category / c->axis->inner;

	if (c->run->options.compare == CROSSTAB_WITH_PREVIOUS)
	{
		/* as trends do: a wave that did not ask is passed over */
		for (int i = category - 1; i >= nest * c->axis->inner; i--)
			if (c->letters[i] >= 0 && was_asked(c, i))
				return i;
		return -1;
	}
	for (int way = 0; way < COLUMN_WAYS; way++)
		for (int i = nest * c->axis->inner; i < (nest + 1) * c->axis->inner; i++)
			if (svy_column_is_called(c->axis->labels[i], c->letters[i],
									 c->run->options.compare_with, way))
				return i == category ? -1 : i;
	return -1;
}

void
svy_crosstab_check_comparison(CrosstabRun *run)
{
	int column;
	int category;

	if (run->options.compare == CROSSTAB_WITH_COLUMN &&
		!svy_crosstab_find_column(run, "compare", run->options.compare_with,
								  run->options.compare_given, &column, &category))
		run->options.compare = CROSSTAB_WITH_PAIRS;
}

/*
 * Differences
 */

/* the share of the weight that is not in the column */
static double
outside(const Comparing *c, int category)
{
	double share = 1 - c->test->cells[category].w / c->test->total.w;

	return fabs(share) < 1e-12 ? 0 : share;
}

/* a difference with its error and, where there is no design, the df of its interval */
typedef struct Difference
{
	double value;
	double error;
	double df;
} Difference;

/* the difference from everybody else; from the Total it is as much less as the column is of it */
static Difference
from_others(const Comparing *c, int category)
{
	const CrosstabLineDesign *d = c->test->design;
	const ColumnCell *cell = &c->test->cells[category];
	bool from_total = c->run->options.compare == CROSSTAB_WITH_TOTAL;
	double f = outside(c, category);
	double own = value_of(c->line, cell);
	double all = value_of(c->line, &c->test->total);
	Difference result = {from_total ? own - all : f > 0 ? (own - all) / f : NAN, NAN, INFINITY};
	ColumnTest test;

	if (c->line->kind == CROSSTAB_LINE_MEDIAN && c->test->median_others)
		return (Difference){c->test->median_others[category].difference,
							c->test->median_others[category].error,
							c->test->median_others[category].df};
	if (d)
	{
		double variance =
			from_total && c->from_total ? c->from_total[category] : d->rest_variance[category];

		result.error = isnan(d->rest_variance[category]) ? NAN : sqrt(fmax(variance, 0));
		result.df = d->whole_df;
		return result;
	}
	test = columntest_rest(COLUMNTEST_CRUNCH,
						   svy_line_is_mean(c->line) ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION,
						   cell, &c->test->total);
	result.error = from_total ? f * test.std_error : test.std_error;
	result.df = svy_line_is_mean(c->line) ? test.df : INFINITY;
	return result;
}

static Difference
from_column(const Comparing *c, int category, int reference)
{
	const CrosstabLineDesign *d = c->test->design;
	Difference result = {value_of(c->line, &c->test->cells[category]) -
							 value_of(c->line, &c->test->cells[reference]),
						 NAN, INFINITY};
	ColumnRow row = c->test->row;
	ColumnTest test;

	if (d)
	{
		double own = d->covariance[category * (c->n + 1)];
		double other = d->covariance[reference * (c->n + 1)];
		double variance = own + other - d->covariance[category * c->n + reference] -
						  d->covariance[reference * c->n + category];

		result.error = sqrt(variance < 1e-12 * (own + other) ? 0 : variance);
		result.df = d->whole_df;
		return result;
	}
	/* unpooled, since an interval does not suppose that there is no difference */
	row.convention =
		row.measure == COLUMNTEST_MEAN && row.overlaps ? COLUMNTEST_DIMENSIONS : COLUMNTEST_CRUNCH;
	row.critical = NULL;
	test = columntest_pair(&row, category, reference);
	result.error = test.std_error;
	result.df = row.measure == COLUMNTEST_MEAN ? test.df : INFINITY;
	return result;
}

/*
 * Tests
 */

static const char *
mark_of(const Comparing *c, const ColumnTest *test, double difference)
{
	const CrosstabOptions *options = &c->run->options;
	double strict = columntest_alpha(options->convention, 1 - options->level);
	double lax = columntest_alpha(options->convention, 1 - options->second_level);

	if (options->second_level > 0 && test->p_adjusted < strict)
		return difference > 0 ? "++" : "--";
	if (test->p_adjusted < (options->second_level > 0 ? lax : strict))
		return difference > 0 ? "+" : "-";
	return "";
}

static void
add_tests(const Comparing *c, CrosstabComparison *result, ColumnTest *tests)
{
	CrosstabCompare compare = c->run->options.compare;
	bool with_column = compare != CROSSTAB_WITH_REST && compare != CROSSTAB_WITH_TOTAL;
	int *order = palloc_array(int, c->n + 1);
	int count = 0;

	for (int i = 0; i < c->n; i++)
		if (tests[i].reason == COLUMNTEST_TESTED && c->test->cells[i].group != COLUMNTEST_LEFT_OUT)
			order[count++] = i;
	columntest_adjust(c->run->options.adjust, tests, order, count);
	for (int i = 0; i < count; i++)
	{
		result[order[i]].p = with_column && svy_guard_hides_overlaps(c->run, c->test->column)
								 ? NAN
								 : tests[order[i]].p_adjusted;
		result[order[i]].mark = mark_of(c, &tests[order[i]], result[order[i]].difference);
	}
}

static CrosstabComparison
compare_column(const Comparing *c, int category, ColumnTest *test)
{
	const CrosstabOptions *options = &c->run->options;
	bool others = options->compare == CROSSTAB_WITH_REST || options->compare == CROSSTAB_WITH_TOTAL;
	int reference = others ? -1 : reference_of(c, category);
	double scale = svy_line_is_mean(c->line) ? 1 : 100;
	CrosstabComparison result = {NULL, NAN, NAN, NAN, NAN, NAN, NULL};
	Difference d;
	double half;

	*test = (ColumnTest){.reason = COLUMNTEST_NOT_COMPARED};
	if (c->letters[category] < 0 || (!others && reference < 0) || !was_asked(c, category))
		return result;
	/* what a difference is from is told by it */
	if (!others && svy_guard_hides(c->run, c->line, c->test->column, reference))
		return result;
	/* what it is compared with says nothing */
	if (others ? !asked_of_all(c->run, c->line, c->test->column, category)
			   : !was_asked(c, reference))
		return result;
	d = others ? from_others(c, category) : from_column(c, category, reference);
	if (isnan(d.value))
		return result;
	if (!others && svy_guard_hides_overlaps(c->run, c->test->column))
		d.error = NAN;
	half = d.df > 0 ? svy_crosstab_t(options->level, d.df) * d.error : NAN;
	result = (CrosstabComparison){.with = options->compare == CROSSTAB_WITH_REST ? "rest"
										  : options->compare == CROSSTAB_WITH_TOTAL
											  ? "Total"
											  : c->axis->labels[reference],
								  .difference = scale * d.value,
								  .std_error = scale * d.error,
								  .low = scale * (d.value - half),
								  .high = scale * (d.value + half),
								  .p = NAN};
	if (others)
		*test = svy_line_rest(c->run, c->line, c->test, category);
	else if (c->test->pairs)
		*test = c->test->pairs[columntest_pair_at(c->n, Min(category, reference),
												  Max(category, reference))];
	test->p_adjusted = test->p;
	return result;
}

CrosstabComparison *
svy_line_comparisons(const CrosstabRun *run, const CrosstabLine *line, int column,
					 const CrosstabLineTest *test, const int *letters)
{
	Comparing c = {.run = run,
				   .line = line,
				   .axis = &run->plan->columns[column],
				   .test = test,
				   .letters = letters,
				   .n = run->plan->columns[column].ncategories};
	CrosstabComparison *result;
	ColumnTest *tests;

	if (run->options.compare == CROSSTAB_WITH_PAIRS || column == 0 || !line->tested)
		return NULL;
	if (run->options.compare == CROSSTAB_WITH_TOTAL && run->units && !test->medians)
		c.from_total = svy_line_linear_variances(run, line, column, CROSSTAB_FROM_TOTAL,
												 test->cells, &test->total);
	result = palloc_array(CrosstabComparison, c.n + 1);
	tests = palloc_array(ColumnTest, c.n + 1);
	for (int i = 0; i < c.n; i++)
		result[i] = compare_column(&c, i, &tests[i]);
	if (run->options.convention != COLUMNTEST_NONE)
		add_tests(&c, result, tests);
	return result;
}
