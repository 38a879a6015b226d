/*
 * raoscott.c
 *	  Design-based tests of independence in a table of rows x columns.
 *
 * The interaction contrasts are products of Helmert contrasts of the rows and
 * of the columns: any basis of the same space gives the same tests, and this
 * one is applied to a table in one pass over each dimension, without a matrix.
 */
#include "kernel/stats/distribution.h"
#include "kernel/stats/raoscott.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/stats/chisqsum.h"
#include "kernel/stats/linear.h"

/* a table, and where its scratch matrices of cells x cells lie */
typedef struct Shape
{
	int rows;
	int columns;
	int cells;
	int contrasts;
} Shape;

size_t
raoscott_space(int rows, int columns)
{
	size_t cells;

	if (rows < 2 || columns < 2 || rows > RAOSCOTT_MAX_CELLS || columns > RAOSCOTT_MAX_CELLS)
		return 0;
	cells = (size_t) rows * (size_t) columns;
	return cells > RAOSCOTT_MAX_CELLS ? 0 : 2 * cells * cells + cells;
}

static SvyStatus
table_shape(int rows, int columns, double df, Shape *shape)
{
	if (rows < 2 || columns < 2 || !(df > 0))
		return SVY_NO_DF;
	if (raoscott_space(rows, columns) == 0)
		return SVY_LIMIT;
	*shape = (Shape){rows, columns, rows * columns, (rows - 1) * (columns - 1)};
	return SVY_OK;
}

/* row and column sums of a table; false where one is empty or a cell is no proportion */
static bool
margins(const Shape *shape, const double *table, double *row, double *column)
{
	memset(row, 0, sizeof(double) * (size_t) shape->rows);
	memset(column, 0, sizeof(double) * (size_t) shape->columns);
	for (int i = 0; i < shape->rows; i++)
		for (int j = 0; j < shape->columns; j++)
		{
			double x = table[i * shape->columns + j];

			if (!(x >= 0 && isfinite(x)))
				return false;
			row[i] += x;
			column[j] += x;
		}
	for (int i = 0; i < shape->rows; i++)
		if (!(row[i] > 0 && isfinite(row[i])))
			return false;
	for (int j = 0; j < shape->columns; j++)
		if (!(column[j] > 0))
			return false;
	return true;
}

SvyStatus
raoscott_proportions(int cells, const double *totals, const double *totals_covariance, double *p,
					 double *p_covariance)
{
	double sum = 0;

	for (int i = 0; i < cells; i++)
	{
		if (!(totals[i] >= 0 && isfinite(totals[i])))
			return SVY_BAD_VALUE;
		sum += totals[i];
	}
	if (!(sum > 0))
		return SVY_NO_DF;
	for (int i = 0; i < cells; i++)
		p[i] = totals[i] / sum;

	/* z_i - p_i sum z, over the columns and then over the rows, divided by the sum */
	for (int i = 0; i < cells; i++)
	{
		double all = 0;

		for (int j = 0; j < cells; j++)
			all += totals_covariance[i * cells + j];
		for (int j = 0; j < cells; j++)
			p_covariance[i * cells + j] = (totals_covariance[i * cells + j] - p[j] * all) / sum;
	}
	for (int j = 0; j < cells; j++)
	{
		double all = 0;

		for (int i = 0; i < cells; i++)
			all += p_covariance[i * cells + j];
		for (int i = 0; i < cells; i++)
			p_covariance[i * cells + j] = (p_covariance[i * cells + j] - p[i] * all) / sum;
	}
	return SVY_OK;
}

/* Helmert contrasts of count values, stride apart, in place; the first is left as it is */
static void
helmert(double *x, int count, int stride)
{
	double sum = x[0];

	for (int i = 1; i < count; i++)
	{
		double own = x[i * stride];

		x[i * stride] = (i * own - sum) / sqrt(i * (i + 1.0));
		sum += own;
	}
}

/* the interaction contrasts of one table whose cells are stride apart */
static void
contrast_table(const Shape *shape, double *table, int stride)
{
	for (int i = 0; i < shape->rows; i++)
		helmert(table + i * shape->columns * stride, shape->columns, stride);
	for (int j = 0; j < shape->columns; j++)
		helmert(table + j * stride, shape->rows, shape->columns * stride);
}

/* Of a cells x cells matrix keeps the cells outside the first row and column. */
static void
keep_contrasts(const Shape *shape, double *matrix)
{
	double *to = matrix;

	for (int a = 0; a < shape->cells; a++)
		for (int b = 0; b < shape->cells; b++)
			if (a >= shape->columns && a % shape->columns > 0 && b >= shape->columns &&
				b % shape->columns > 0)
				*to++ = matrix[a * shape->cells + b];
}

/* C' M C in place, contrasts x contrasts at the start of M */
static void
contrast_matrix(const Shape *shape, double *matrix)
{
	for (int a = 0; a < shape->cells; a++)
		contrast_table(shape, matrix + a * shape->cells, 1);
	for (int b = 0; b < shape->cells; b++)
		contrast_table(shape, matrix + b, shape->cells);
	keep_contrasts(shape, matrix);
}

/* Pearson's X^2 of proportions as if from n respondents */
static double
pearson(const Shape *shape, const double *p, const double *row, const double *column, double n)
{
	double sum = 0;

	for (int i = 0; i < shape->rows; i++)
		for (int j = 0; j < shape->columns; j++)
		{
			double expected = row[i] * column[j];
			double apart = p[i * shape->columns + j] - expected;

			sum += apart * apart / expected;
		}
	return n * sum;
}

static RaoScottTest
f_test(double statistic, double df1, double df2)
{
	return (RaoScottTest){statistic, df1, df2, svy_f_tail(statistic, df1, df2)};
}

/*
 * The tests of an X^2 of n respondents whose design effects are the eigenvalues of
 * delta, contrasts x contrasts.  Shares that do not vary have a variance that is
 * rounding of their squares: a design effect of about n times that.
 */
static SvyStatus
set_rao_scott(double pearson, const double *delta, int contrasts, double n, double df,
			  RaoScott *result)
{
	double trace = 0;
	double trace_squared = 0;
	double df1;

	for (int a = 0; a < contrasts; a++)
	{
		trace += delta[a * contrasts + a];
		for (int b = 0; b < contrasts; b++)
			trace_squared += delta[a * contrasts + b] * delta[b * contrasts + a];
	}
	if (!(trace > RAOSCOTT_NOISE * n * contrasts) || !(trace_squared > 0) || isinf(trace_squared))
		return SVY_SINGULAR;

	df1 = trace * trace / trace_squared;
	result->pearson = pearson;
	result->mean_deff = trace / contrasts;
	result->cv2_deff = fmax(contrasts / df1 - 1, 0.0);
	result->first.statistic = pearson / result->mean_deff;
	result->first.df1 = contrasts;
	result->first.df2 = INFINITY;
	result->first.p = svy_chisq_tail(result->first.statistic, contrasts);
	result->second = f_test(pearson / trace, df1, df1 * df);
	return SVY_OK;
}

/* Wald's statistic of so many contrasts, as F with and without adjustment */
static void
set_wald(double statistic, double contrasts, double df, RaoScottWald *result)
{
	double df2 = df - contrasts + 1;

	result->wald = f_test(statistic / contrasts, contrasts, df);
	result->adjusted = df2 > 0 ? f_test(statistic * df2 / (contrasts * df), contrasts, df2)
							   : (RaoScottTest){NAN, contrasts, df2, NAN};
}

/* C' D^-1 C / n in base and C' D^-1 V D^-1 C in delta; an empty cell's inverse is 0 */
static void
contrast_covariances(const Shape *shape, const double *p, const double *covariance, double n,
					 double *base, double *delta)
{
	int cells = shape->cells;

	memset(base, 0, sizeof(double) * (size_t) (cells * cells));
	for (int a = 0; a < cells; a++)
	{
		double inverse_a = p[a] > 0 ? 1 / p[a] : 0.0;

		base[a * cells + a] = inverse_a / n;
		for (int b = 0; b < cells; b++)
			delta[a * cells + b] =
				inverse_a * covariance[a * cells + b] * (p[b] > 0 ? 1 / p[b] : 0.0);
	}
	contrast_matrix(shape, base);
	contrast_matrix(shape, delta);
}

/* design effects matrix base^-1 delta, left in delta */
static SvyStatus
design_effects(const Shape *shape, const double *p, const double *covariance, double n,
			   double *base, double *delta)
{
	contrast_covariances(shape, p, covariance, n, base, delta);
	return linear_factorise(base, shape->contrasts) &&
				   linear_solve(base, shape->contrasts, delta, shape->contrasts)
			   ? SVY_OK
			   : SVY_SINGULAR;
}

SvyStatus
raoscott_test(int rows, int columns, const double *p, const double *covariance, double n, double df,
			  double *work, RaoScott *result)
{
	Shape shape;
	double row[RAOSCOTT_MAX_CELLS];
	double column[RAOSCOTT_MAX_CELLS];
	double *delta;
	SvyStatus status = table_shape(rows, columns, df, &shape);

	if (status != SVY_OK)
		return status;
	if (!(n > 0) || isinf(n) || !margins(&shape, p, row, column))
		return SVY_BAD_ARGUMENT;
	delta = work + shape.cells * shape.cells;
	status = design_effects(&shape, p, covariance, n, work, delta);
	if (status != SVY_OK)
		return status;

	return set_rao_scott(pearson(&shape, p, row, column, n), delta, shape.contrasts, n, df, result);
}

SvyStatus
raoscott_saddlepoint(int rows, int columns, const double *p, const double *covariance, double n,
					 double df, double *work, RaoScottTest *result)
{
	Shape shape = {rows, columns, rows * columns, (rows - 1) * (columns - 1)};
	RaoScott second;
	SvyStatus status = raoscott_test(rows, columns, p, covariance, n, df, work, &second);
	double *delta, *effects;
	int contrasts;

	if (status != SVY_OK)
		return status;
	contrasts = shape.contrasts;
	delta = work + shape.cells * shape.cells;
	/* what the contrasts' matrix leaves of the cells' */
	effects = work + contrasts * contrasts;
	contrast_covariances(&shape, p, covariance, n, work, delta);
	status = linear_relative_eigenvalues(delta, work, contrasts, effects, effects + contrasts);
	if (status != SVY_OK)
		return status;
	/* of shares that cannot vary in some direction, rounding */
	for (int i = 0; i < contrasts; i++)
		effects[i] = fmax(effects[i], 0);
	*result = (RaoScottTest){second.pearson, second.second.df1, second.second.df2,
							 chisqsum_upper(second.pearson, effects, contrasts, second.second.df2,
											CHISQSUM_SADDLEPOINT)};
	return SVY_OK;
}

/* the margins of totals that the Wald statistic is linearised at */
typedef struct Linearisation
{
	const double *row;
	const double *column;
	double sum;
} Linearisation;

/*
 * Applies to a vector of cell totals the derivative of T_ij - T_i. T_.j / T_..,
 * in place; the cells are stride apart.
 */
static void
linearise(const Shape *shape, const Linearisation *at, double *x, int stride)
{
	double row[RAOSCOTT_MAX_CELLS] = {0};
	double column[RAOSCOTT_MAX_CELLS] = {0};
	double sum = 0;

	for (int i = 0; i < shape->rows; i++)
		for (int j = 0; j < shape->columns; j++)
		{
			double own = x[(i * shape->columns + j) * stride];

			row[i] += own;
			column[j] += own;
			sum += own;
		}
	for (int i = 0; i < shape->rows; i++)
		for (int j = 0; j < shape->columns; j++)
		{
			double share_i = at->row[i] / at->sum;
			double share_j = at->column[j] / at->sum;

			x[(i * shape->columns + j) * stride] +=
				share_i * share_j * sum - share_j * row[i] - share_i * column[j];
		}
}

/* Y' V^-1 Y over the cells outside the first row and column */
static SvyStatus
wald_statistic(const Shape *shape, const double *totals, const Linearisation *at, double *v,
			   double *y, double *statistic)
{
	double largest = 0;
	int k = 0;

	for (int a = 0; a < shape->cells; a++)
		largest = fmax(largest, v[a * (shape->cells + 1)]);
	largest = fmax(largest, RAOSCOTT_NO_VARIANCE / RAOSCOTT_NOISE * at->sum * at->sum);
	for (int a = 0; a < shape->cells; a++)
		linearise(shape, at, v + a * shape->cells, 1);
	for (int b = 0; b < shape->cells; b++)
		linearise(shape, at, v + b, shape->cells);
	keep_contrasts(shape, v);
	for (int a = 0; a < shape->contrasts; a++)
		if (!(v[a * (shape->contrasts + 1)] > RAOSCOTT_NOISE * largest))
			return SVY_SINGULAR;
	for (int i = 1; i < shape->rows; i++)
		for (int j = 1; j < shape->columns; j++)
			y[k++] = totals[i * shape->columns + j] - at->row[i] * (at->column[j] / at->sum);

	return linear_wald(y, v, shape->contrasts, y + shape->contrasts, statistic);
}

SvyStatus
raoscott_wald(int rows, int columns, const double *totals, const double *totals_covariance,
			  double df, double *work, RaoScottWald *result)
{
	Shape shape;
	double row[RAOSCOTT_MAX_CELLS];
	double column[RAOSCOTT_MAX_CELLS];
	Linearisation at = {row, column, 0};
	double statistic;
	SvyStatus status = table_shape(rows, columns, df, &shape);

	if (status != SVY_OK)
		return status;
	if (!margins(&shape, totals, row, column))
		return SVY_BAD_ARGUMENT;
	for (int i = 0; i < rows; i++)
		at.sum += row[i];
	memcpy(work, totals_covariance, sizeof(double) * (size_t) (shape.cells * shape.cells));
	status =
		wald_statistic(&shape, totals, &at, work, work + shape.cells * shape.cells, &statistic);
	if (status != SVY_OK)
		return status;
	set_wald(statistic, shape.contrasts, df, result);
	return SVY_OK;
}

/* ---------------------------------------------------------- several tables --- */

/* coefficient of a category in a Helmert contrast, counted from 1 */
static double
helmert_coefficient(int contrast, int category)
{
	double length = sqrt(contrast * (contrast + 1.0));

	if (category > contrast)
		return 0;
	return (category == contrast ? contrast : -1) / length;
}

void
marginal_contrasts(const MarginalTable *table, int row, int column, double weight,
				   double *contrasts)
{
	double own = weight / table->totals[row * table->columns + column];

	for (int k = 1; k < table->columns; k++)
		contrasts[k - 1] = own * helmert_coefficient(1, row) * helmert_coefficient(k, column);
}

/* the table's weight, in all, of the second row, and of a column */
static double
table_weight(const MarginalTable *table, double *chosen)
{
	double sum = 0;

	*chosen = 0;
	for (int j = 0; j < table->columns; j++)
	{
		*chosen += table->totals[table->columns + j];
		sum += table->totals[j] + table->totals[table->columns + j];
	}
	return sum;
}

void
marginal_distances(const MarginalTable *table, int row, int column, double weight,
				   double *distances)
{
	double chosen;
	double sum = table_weight(table, &chosen);

	for (int j = 1; j < table->columns; j++)
	{
		double share = (table->totals[j] + table->totals[table->columns + j]) / sum;

		distances[j - 1] = weight * (row - chosen / sum) * ((column == j) - share);
	}
}

size_t
marginal_space(int contrasts, int most)
{
	if (contrasts < 1 || contrasts > RAOSCOTT_MAX_CELLS || most < 1 || most > contrasts)
		return 0;
	return (size_t) contrasts * (size_t) (contrasts + most) + (size_t) most * (size_t) most;
}

/* C' D^-1 C / n of one table: the contrasts' covariance in a simple random sample */
static void
marginal_base(const MarginalTable *table, double *base)
{
	int size = table->columns - 1;
	double chosen;
	double sum = table_weight(table, &chosen);

	memset(base, 0, sizeof(double) * (size_t) (size * size));
	for (int cell = 0; cell < 2 * table->columns; cell++)
	{
		double contrasts[RAOSCOTT_MAX_CELLS];

		if (!(table->totals[cell] > 0))
			continue;
		marginal_contrasts(table, cell / table->columns, cell % table->columns, 1, contrasts);
		for (int a = 0; a < size; a++)
			for (int b = 0; b < size; b++)
				base[a * size + b] +=
					contrasts[a] * contrasts[b] * table->totals[cell] * (sum / table->n);
	}
}

static double
marginal_pearson(const MarginalTable *table)
{
	double chosen;
	double sum = table_weight(table, &chosen);
	double pearson = 0;

	for (int j = 0; j < table->columns; j++)
	{
		double column = table->totals[j] + table->totals[table->columns + j];
		double expected = column * (chosen / sum);
		double apart = table->totals[table->columns + j] - expected;

		/* both rows of the column are as far from what is expected */
		pearson += apart * apart * (1 / expected + 1 / (column - expected));
	}
	return table->n * pearson / sum;
}

SvyStatus
marginal_test(int ntables, const MarginalTable *tables, const double *covariance, double df,
			  double *work, RaoScott *result)
{
	int most = 0;
	int all = 0;
	double pearson = 0;
	double n = 0;
	double *delta = work; /* transposed */
	double *base;
	double *right;

	if (ntables < 1 || !(df > 0))
		return SVY_NO_DF;
	for (int t = 0; t < ntables; t++)
	{
		if (tables[t].columns < 2 || !(tables[t].n > 0) || tables[t].first != all)
			return SVY_BAD_ARGUMENT;
		all += tables[t].columns - 1;
		most = tables[t].columns - 1 > most ? tables[t].columns - 1 : most;
	}
	if (marginal_space(all, most) == 0)
		return SVY_LIMIT;
	base = work + all * all;
	right = base + most * most;
	for (int t = 0; t < ntables; t++)
	{
		int size = tables[t].columns - 1;
		int first = tables[t].first;

		marginal_base(&tables[t], base);
		for (int j = 0; j < all; j++)
			memcpy(right + j * size, covariance + j * all + first, sizeof(double) * (size_t) size);
		if (!linear_factorise(base, size) || !linear_solve(base, size, right, all))
			return SVY_SINGULAR;
		for (int j = 0; j < all; j++)
			memcpy(delta + j * all + first, right + j * size, sizeof(double) * (size_t) size);
		pearson += marginal_pearson(&tables[t]);
		n = fmax(n, tables[t].n);
	}
	return set_rao_scott(pearson, delta, all, n, df, result);
}

SvyStatus
marginal_wald(int contrasts, const double *distances, double *covariance, double df, double *work,
			  RaoScottWald *result)
{
	double statistic;
	SvyStatus status;

	if (contrasts < 1 || !(df > 0))
		return SVY_NO_DF;
	status = linear_wald(distances, covariance, contrasts, work, &statistic);
	if (status == SVY_OK)
		set_wald(statistic, contrasts, df, result);
	return status;
}
