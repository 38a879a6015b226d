/*
 * association.c
 *	  Tests of association on a table of counts: chi-square, likelihood ratio,
 *	  residuals, trend.
 */
#include "kernel/stats/association.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "kernel/stats/distribution.h"

/* beyond these sizes the exact test is no use, and its loop too long */
#define FISHER_MAX_COUNT 2147483647.0
#define FISHER_MAX_TABLES 100000.0

/* a table with the factor that brings it to n */
typedef struct Table
{
	int rows;
	int columns;
	const double *counts;
	double scale;
	double n;
} Table;

static SvyStatus
table_open(Table *table, int rows, int columns, const double *counts, double n)
{
	double sum = 0;

	if (rows < 1 || columns < 1 || !(n >= 0) || isinf(n))
		return SVY_BAD_ARGUMENT;
	for (size_t i = 0; i < (size_t) rows * (size_t) columns; i++)
	{
		if (!(counts[i] >= 0))
			return SVY_BAD_VALUE;
		sum += counts[i];
	}
	if (isinf(sum))
		return SVY_BAD_VALUE;
	if (!(sum > 0))
		return SVY_NO_DF;
	*table = (Table){rows, columns, counts, n > 0 ? n / sum : 1.0, n > 0 ? n : sum};
	return isfinite(table->scale) ? SVY_OK : SVY_BAD_VALUE;
}

static double
table_cell(const Table *table, int i, int j)
{
	return table->scale * table->counts[(size_t) i * (size_t) table->columns + (size_t) j];
}

static double
row_sum(const Table *table, int i)
{
	double sum = 0;

	for (int j = 0; j < table->columns; j++)
		sum += table_cell(table, i, j);
	return sum;
}

static double
column_sum(const Table *table, int j)
{
	double sum = 0;

	for (int i = 0; i < table->rows; i++)
		sum += table_cell(table, i, j);
	return sum;
}

static AssociationTest
chi_square(double statistic, double df)
{
	return (AssociationTest){statistic, df, svy_chisq_tail(statistic, df)};
}

/* what the cells add up to while the table is walked */
typedef struct Walk
{
	double pearson;
	double ratio;
	double smallest;
	double below_5;
	double cells;
} Walk;

static void
walk_cell(const Table *table, int i, int j, double row, double column, Walk *walk,
		  const AssociationCells *cells)
{
	size_t at = (size_t) i * (size_t) table->columns + (size_t) j;
	double count = table_cell(table, i, j);
	double expected = row * (column / table->n);
	double residual = expected > 0 ? (count - expected) / sqrt(expected) : NAN;
	double others = (1 - row / table->n) * (1 - column / table->n);

	if (expected > 0)
	{
		walk->pearson += residual * residual;
		walk->ratio += count > 0 ? 2 * count * log(count / expected) : 0;
		walk->smallest = fmin(walk->smallest, expected);
		walk->below_5 += expected < 5;
		walk->cells++;
	}
	if (cells && cells->expected)
		cells->expected[at] = expected;
	if (cells && cells->residual)
		cells->residual[at] = residual;
	if (cells && cells->adjusted)
		cells->adjusted[at] = others > 1e-12 ? residual / sqrt(others) : NAN;
}

/* association_test's sums, with the numbers of rows and columns that count */
static Walk
walk_table(const Table *table, Association *result, const AssociationCells *cells)
{
	Walk walk = {0, 0, INFINITY, 0, 0};

	for (int i = 0; i < table->rows; i++)
		result->rows += row_sum(table, i) > 0;
	for (int j = 0; j < table->columns; j++)
	{
		double column = column_sum(table, j);

		result->columns += column > 0;
		for (int i = 0; i < table->rows; i++)
			walk_cell(table, i, j, row_sum(table, i), column, &walk, cells);
	}
	return walk;
}

SvyStatus
association_test(int rows, int columns, const double *counts, double n, Association *result,
				 const AssociationCells *cells)
{
	Table table;
	SvyStatus status = table_open(&table, rows, columns, counts, n);
	Walk walk;
	double df;
	int smaller;

	if (status != SVY_OK)
		return status;
	*result = (Association){0};
	walk = walk_table(&table, result, cells);
	df = (result->rows - 1.0) * (result->columns - 1.0);
	smaller = result->rows < result->columns ? result->rows : result->columns;
	result->n = table.n;
	result->pearson = chi_square(walk.pearson, df);
	result->ratio = chi_square(fmax(walk.ratio, 0.0), df);
	result->phi = sqrt(walk.pearson / table.n);
	result->cramers_v = smaller > 1 ? result->phi / sqrt(smaller - 1.0) : NAN;
	result->contingency = sqrt(walk.pearson / (walk.pearson + table.n));
	result->smallest_expected = walk.smallest;
	result->share_below_5 = walk.below_5 / walk.cells;
	return SVY_OK;
}

static double
score(const double *scores, int i)
{
	return scores ? scores[i] : i + 1.0;
}

/* the correlation of the scores, around their means so that large scores lose nothing */
static SvyStatus
score_correlation(const Table *table, const double *row_scores, const double *column_scores,
				  double *correlation)
{
	double mean_row = 0;
	double mean_column = 0;
	double sxx = 0;
	double syy = 0;
	double sxy = 0;

	for (int i = 0; i < table->rows; i++)
		mean_row += row_sum(table, i) / table->n * score(row_scores, i);
	for (int j = 0; j < table->columns; j++)
		mean_column += column_sum(table, j) / table->n * score(column_scores, j);
	for (int i = 0; i < table->rows; i++)
		for (int j = 0; j < table->columns; j++)
		{
			double x = score(row_scores, i) - mean_row;
			double y = score(column_scores, j) - mean_column;
			double count = table_cell(table, i, j);

			sxx += count * x * x;
			syy += count * y * y;
			sxy += count * x * y;
		}
	if (!isfinite(sxx) || !isfinite(syy))
		return SVY_BAD_VALUE;
	if (!(sxx > 1e-24 * table->n * mean_row * mean_row) ||
		!(syy > 1e-24 * table->n * mean_column * mean_column))
		return SVY_NO_DF;
	*correlation = fmax(-1.0, fmin(1.0, sxy / sqrt(sxx) / sqrt(syy)));
	return SVY_OK;
}

SvyStatus
association_trend(int rows, int columns, const double *counts, double n, const double *row_scores,
				  const double *column_scores, AssociationTest *result, double *correlation)
{
	Table table;
	double r;
	SvyStatus status = table_open(&table, rows, columns, counts, n);

	if (status == SVY_OK)
		status = score_correlation(&table, row_scores, column_scores, &r);
	if (status != SVY_OK)
		return status;
	if (!(table.n > 1))
		return SVY_NO_DF;
	*result = chi_square((table.n - 1) * r * r, 1);
	if (correlation)
		*correlation = r;
	return SVY_OK;
}

SvyStatus
association_yates(const double counts[4], double n, AssociationTest *result)
{
	Table table;
	SvyStatus status = table_open(&table, 2, 2, counts, n);
	double statistic = 0;
	double correction = 0.5;

	if (status != SVY_OK)
		return status;
	/* the correction never carries a cell past its expected count */
	for (int i = 0; i < 4; i++)
	{
		double expected = row_sum(&table, i / 2) * column_sum(&table, i % 2) / table.n;

		if (!(expected > 0))
			return SVY_NO_DF;
		correction = fmin(correction, fabs(table_cell(&table, i / 2, i % 2) - expected));
	}
	for (int i = 0; i < 4; i++)
	{
		double expected = row_sum(&table, i / 2) * column_sum(&table, i % 2) / table.n;
		double apart = fabs(table_cell(&table, i / 2, i % 2) - expected) - correction;

		statistic += apart * apart / expected;
	}
	*result = chi_square(statistic, 1);
	return SVY_OK;
}

SvyStatus
association_mcnemar(const double counts[4], double n, AssociationTest *result)
{
	Table table;
	SvyStatus status = table_open(&table, 2, 2, counts, n);
	double b;
	double c;

	if (status != SVY_OK)
		return status;
	b = table_cell(&table, 0, 1);
	c = table_cell(&table, 1, 0);
	if (!(b + c > 0))
		return SVY_NO_DF;
	*result = chi_square((b - c) * (b - c) / (b + c), 1);
	return SVY_OK;
}

/* the likelihood of "next" in the first cell, against that of one less there (Fisher's margins kept) */
static double
fisher_ratio(double next, double row, double other_row, double column)
{
	return (row - next + 1) * (column - next + 1) / (next * (other_row - column + next));
}

/* likelihoods from "from" to "to", times that of "from": their sum, and of those not above the limit */
static void
add_fisher_tables(const double margins[3], double from, double to, double limit, double *all,
				  double *unlikely)
{
	double likelihood = 1;
	double step = to < from ? -1 : 1;

	for (double x = from; x != to;)
	{
		if (step > 0)
			likelihood *= fisher_ratio(x + 1, margins[0], margins[1], margins[2]);
		else
			likelihood /= fisher_ratio(x, margins[0], margins[1], margins[2]);
		x += step;
		*all += likelihood;
		if (likelihood <= limit)
			*unlikely += likelihood;
	}
}

/*
 * Tables with these margins, from the likeliest to either end, by the ratio of
 * neighbours: no factorial, so that no digit is lost with large counts.
 */
SvyStatus
association_fisher(const double counts[4], double *p)
{
	double margins[3] = {counts[0] + counts[1], counts[2] + counts[3], counts[0] + counts[2]};
	double lowest = fmax(0.0, margins[2] - margins[1]);
	double highest = fmin(margins[0], margins[2]);
	double mode;
	double observed = 1;
	double limit;
	double all = 1;
	double unlikely;

	for (int i = 0; i < 4; i++)
		if (!(counts[i] >= 0 && counts[i] <= FISHER_MAX_COUNT && counts[i] == floor(counts[i])))
			return SVY_BAD_VALUE;
	if (highest - lowest > FISHER_MAX_TABLES)
		return SVY_LIMIT;

	mode = floor((margins[0] + 1) * (margins[2] + 1) / (margins[0] + margins[1] + 2));
	mode = fmin(fmax(mode, lowest), highest);
	for (double x = mode; x < counts[0]; x++)
		observed *= fisher_ratio(x + 1, margins[0], margins[1], margins[2]);
	for (double x = mode; x > counts[0]; x--)
		observed /= fisher_ratio(x, margins[0], margins[1], margins[2]);

	/* R's tolerance: tables as likely as this one differ in the last digits */
	limit = observed * (1 + 1e-7);
	unlikely = limit >= 1 ? 1 : 0;
	add_fisher_tables(margins, mode, lowest, limit, &all, &unlikely);
	add_fisher_tables(margins, mode, highest, limit, &all, &unlikely);
	*p = fmin(unlikely / all, 1.0);
	return SVY_OK;
}
