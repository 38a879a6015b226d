/*
 * weighting_calibrate.c
 *	  Calibration of weights to totals, and the projection that the variance
 *	  of calibrated estimates needs.
 */
#include "kernel/stats/weighting.h"

#include <math.h>
#include <string.h>

/*
 * A column is a combination of earlier ones when what they leave of its sum
 * of squares is below this share; rounding leaves about 1e-15.
 */
#define DEPENDENT_SHARE 1e-10

/* a halved step below this share moves nothing any more */
#define SMALLEST_STEP 1e-12

int
calibration_columns(const CalibrationModel *model)
{
	int columns = model->constant ? 1 : 0;

	for (int m = 0; m < model->nmargins; m++)
		columns += model->ncategories[m];
	return columns + model->nvalues;
}

/* an item has few columns that are not zero: the constant, one per margin, the numeric ones */
static inline int
term_count(const CalibrationModel *model)
{
	return (model->constant ? 1 : 0) + model->nmargins + model->nvalues;
}

/* "first" walks along the columns; terms must be visited in order */
static inline double
term_value(const CalibrationModel *model, size_t item, int term, int *first, int *column)
{
	if (model->constant && term-- == 0)
	{
		*column = (*first)++;
		return 1;
	}
	if (term < model->nmargins)
	{
		*column = *first + model->codes[term][item];
		*first += model->ncategories[term];
		return 1;
	}
	*column = (*first)++;
	return model->values[term - model->nmargins][item];
}

static double
linear_predictor(const CalibrationModel *model, size_t item, const double *lambda)
{
	int terms = term_count(model);
	int first = 0;
	int column;
	double u = 0;

	for (int t = 0; t < terms; t++)
	{
		double value = term_value(model, item, t, &first, &column);

		u += value * lambda[column];
	}
	return u;
}

/* adds share times the item's columns to the sums */
static void
add_columns(const CalibrationModel *model, size_t item, double share, DD *sums)
{
	int terms = term_count(model);
	int first = 0;
	int column;

	for (int t = 0; t < terms; t++)
	{
		double value = term_value(model, item, t, &first, &column);
		DD next = dd_two_sum(sums[column].hi, share * value);

		sums[column].hi = next.hi;
		sums[column].lo += next.lo;
	}
}

/* the lower triangle of X'WX grows by one item */
static void
add_products(const CalibrationModel *model, size_t item, double weight, double *gram, int columns)
{
	int terms = term_count(model);
	int first = 0;
	int row;

	for (int t = 0; t < terms; t++)
	{
		double value = weight * term_value(model, item, t, &first, &row);
		int first_before = 0;
		int column;

		for (int s = 0; s <= t; s++)
		{
			double other = term_value(model, item, s, &first_before, &column);

			gram[(size_t) row * columns + column] += value * other;
		}
	}
}

/*
 * Cholesky's factor of the lower triangle, in place.  Columns that are
 * combinations of earlier ones are left out, in order, so that margins may
 * share a total and the error names the later variable; LAPACK's pivoted
 * dpstrf would choose by size instead.
 */
static void
factor(double *gram, int columns, bool *dependent)
{
	for (int j = 0; j < columns; j++)
	{
		double *row_j = gram + (size_t) j * columns;
		double whole = row_j[j];
		double pivot = whole;

		for (int k = 0; k < j; k++)
			pivot -= row_j[k] * row_j[k];
		dependent[j] = !(pivot > DEPENDENT_SHARE * whole);
		row_j[j] = dependent[j] ? 0 : sqrt(pivot);
		for (int i = j + 1; i < columns; i++)
		{
			double *row_i = gram + (size_t) i * columns;
			double rest = row_i[j];

			for (int k = 0; k < j; k++)
				rest -= row_i[k] * row_j[k];
			row_i[j] = dependent[j] ? 0 : rest / row_j[j];
		}
	}
}

/* solves with the factor, in place; columns left out get 0 */
static void
solve(const double *gram, int columns, const bool *dependent, double *x)
{
	for (int i = 0; i < columns; i++)
	{
		const double *row = gram + (size_t) i * columns;

		for (int k = 0; k < i; k++)
			x[i] -= row[k] * x[k];
		x[i] = dependent[i] ? 0 : x[i] / row[i];
	}
	for (int i = columns - 1; i >= 0; i--)
	{
		for (int k = i + 1; k < columns; k++)
			x[i] -= gram[(size_t) k * columns + i] * x[k];
		x[i] = dependent[i] ? 0 : x[i] / gram[(size_t) i * columns + i];
	}
}

/*
 * F(u) and its derivative.  logit: (L (U-1) + U (1-L) e^Au) / ((U-1) + (1-L)
 * e^Au) with A = (U-L) / ((1-L) (U-1)), written so that nothing overflows.
 */
static double
distance_f(const Calibration *c, double u, double *derivative)
{
	double f;

	if (c->method == CALIBRATION_LOGIT)
	{
		double below = 1 - c->lower;
		double above = c->upper - 1;
		double rate = (c->upper - c->lower) / (below * above);
		double e = exp(-fabs(rate * u));
		double of_lower = u > 0 ? above * e : above;
		double of_upper = u > 0 ? below : below * e;
		double whole = of_lower + of_upper;

		*derivative = rate * (c->upper - c->lower) * (of_lower / whole) * (of_upper / whole);
		return (c->lower * of_lower + c->upper * of_upper) / whole;
	}
	f = c->method == CALIBRATION_RAKING ? exp(u) : 1 + u;
	*derivative = 0;
	if (f <= c->lower)
		return c->lower;
	if (f >= c->upper)
		return c->upper;
	*derivative = c->method == CALIBRATION_RAKING ? f : 1;
	return f;
}

/* g, misfit and deviation for a lambda; false when something is not finite */
static bool
evaluate(Calibration *c, const double *lambda)
{
	int columns = calibration_columns(&c->model);

	memset(c->sums, 0, sizeof(DD) * (size_t) columns);
	for (size_t i = 0; i < c->model.nitems; i++)
	{
		double derivative;

		c->g[i] = distance_f(c, linear_predictor(&c->model, i, lambda), &derivative);
		add_columns(&c->model, i, c->model.base[i] * c->g[i], c->sums);
	}
	c->deviation = 0;
	c->worst = 0;
	for (int j = 0; j < columns; j++)
	{
		double missed;

		c->misfit[j] = (c->targets[j] - c->sums[j].hi) - c->sums[j].lo;
		missed = fabs(c->misfit[j]) / (1 + fabs(c->targets[j]));
		if (!isfinite(missed))
			return false;
		if (missed > c->deviation)
		{
			c->deviation = missed;
			c->worst = j;
		}
	}
	return true;
}

SvyStatus
calibration_start(Calibration *c)
{
	if (!(c->lower < c->upper))
		return SVY_BAD_ARGUMENT;
	if (c->method == CALIBRATION_LOGIT &&
		!(isfinite(c->lower) && isfinite(c->upper) && c->lower < 1 && c->upper > 1))
		return SVY_BAD_ARGUMENT;
	return evaluate(c, c->lambda) ? SVY_OK : SVY_BAD_VALUE;
}

static double
dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void
newton_direction(Calibration *c, int columns)
{
	memset(c->gram, 0, sizeof(double) * (size_t) columns * columns);
	for (size_t i = 0; i < c->model.nitems; i++)
	{
		double derivative;

		(void) distance_f(c, linear_predictor(&c->model, i, c->lambda), &derivative);
		if (derivative > 0)
			add_products(&c->model, i, c->model.base[i] * derivative, c->gram, columns);
	}
	factor(c->gram, columns, c->dependent);
	memcpy(c->step, c->misfit, sizeof(double) * (size_t) columns);
	solve(c->gram, columns, c->dependent, c->step);
}

/*
 * The dual is convex and misfit . step is its slope along the step, so a step
 * that overshoots shows in a slope of the other sign; R halves only on
 * overflow, and then may swing for ever.
 */
SvyStatus
calibration_step(Calibration *c)
{
	int columns = calibration_columns(&c->model);
	double slope;
	double share = 1;

	newton_direction(c, columns);
	slope = dot(c->misfit, c->step, columns);
	if (!(slope > 0))
		return SVY_NO_CONVERGENCE;
	for (int j = 0; j < columns; j++)
		c->lambda[j] += c->step[j];
	while (!evaluate(c, c->lambda) || !(dot(c->misfit, c->step, columns) >= -0.9 * slope))
	{
		share /= 2;
		if (share < SMALLEST_STEP)
			return SVY_NO_CONVERGENCE;
		for (int j = 0; j < columns; j++)
			c->lambda[j] -= share * c->step[j];
	}
	return SVY_OK;
}

/* ---- variance after calibration ---- */

void
calibration_add(const CalibrationModel *model, size_t item, int p, const double *y, DD *gram,
				DD *products)
{
	int columns = calibration_columns(model);
	int terms = term_count(model);
	int first = 0;
	int row;

	if (!(model->base[item] > 0))
		return;
	for (int t = 0; t < terms; t++)
	{
		double weighted = model->base[item] * term_value(model, item, t, &first, &row);
		DD *sums = products + (size_t) row * p;
		int first_before = 0;
		int column;

		for (int s = 0; s <= t; s++)
		{
			double other = term_value(model, item, s, &first_before, &column);
			DD *sum = &gram[(size_t) row * columns + column];

			*sum = dd_add_double(*sum, weighted * other);
		}
		for (int k = 0; k < p; k++)
			sums[k] = dd_add_double(sums[k], weighted * y[k]);
	}
}

/* what the coefficients leave of one column of products; gram is symmetric, its lower triangle given */
static double
rest_of_equation(int columns, int row, const DD *gram, DD product, const double *coefficients)
{
	for (int j = 0; j < columns; j++)
	{
		const DD *at =
			j <= row ? &gram[(size_t) row * columns + j] : &gram[(size_t) j * columns + row];

		product = dd_sub(product, dd_mul_double(*at, coefficients[j]));
	}
	return dd_value(product);
}

SvyStatus
calibration_coefficients(int columns, int p, const DD *gram, const DD *products, double *space,
						 bool *dependent, double *beta)
{
	double *factors = space;
	double *coefficients = factors + (size_t) columns * columns;
	double *rest = coefficients + columns;

	for (size_t i = 0; i < (size_t) columns * columns; i++)
		factors[i] = dd_value(gram[i]);
	for (int j = 0; j < columns; j++)
		if (!isfinite(factors[(size_t) j * columns + j]))
			return SVY_OVERFLOW;
	factor(factors, columns, dependent);
	for (int k = 0; k < p; k++)
	{
		memset(coefficients, 0, sizeof(double) * (size_t) columns);
		/* the second round removes what rounding in the normal equations left */
		for (int round = 0; round < 2; round++)
		{
			for (int j = 0; j < columns; j++)
				rest[j] =
					rest_of_equation(columns, j, gram, products[(size_t) j * p + k], coefficients);
			solve(factors, columns, dependent, rest);
			for (int j = 0; j < columns; j++)
				coefficients[j] += rest[j];
		}
		for (int j = 0; j < columns; j++)
			beta[(size_t) j * p + k] = coefficients[j];
	}
	return SVY_OK;
}

void
calibration_residuals(const CalibrationModel *model, size_t item, int p, const double *beta,
					  double *y)
{
	int terms = term_count(model);
	int first = 0;
	int column;

	if (!(model->base[item] > 0))
		return;
	for (int t = 0; t < terms; t++)
	{
		double value = term_value(model, item, t, &first, &column);

		for (int k = 0; k < p; k++)
			y[k] -= value * beta[(size_t) column * p + k];
	}
}
