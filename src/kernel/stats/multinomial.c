/*
 * multinomial.c
 *	  Multinomial logit by Newton's method.
 */
#include "kernel/stats/multinomial.h"

#include <math.h>
#include <string.h>

size_t
multinomial_space(int p, int categories)
{
	size_t q = (size_t) p * (size_t) (categories - 1);

	if (p < 1 || categories < 2 || q > ORDINAL_MAX_PARAMETERS)
		return 0;
	return newton_space(q) + (size_t) categories;
}

void
multinomial_begin(Multinomial *fit, int p, int categories, double *space)
{
	*fit = (Multinomial){.p = p, .categories = categories};
	newton_begin(&fit->newton, p * (categories - 1), space);
	fit->probabilities = space + newton_space((size_t) fit->newton.q);
}

/* fills the probabilities of a row, and returns the logarithm of that of its category */
static double
row_probabilities(const Multinomial *fit, const MultinomialRow *row)
{
	double most = 0, sum = 0, own;

	for (int k = 0; k < fit->categories; k++)
	{
		double eta = 0;

		for (int i = 0; i < row->count && k > 0; i++)
			eta += row->x[i] * fit->newton.beta[(k - 1) * fit->p + row->columns[i]];
		fit->probabilities[k] = eta;
		most = fmax(most, eta);
	}
	own = fit->probabilities[row->category] - most;
	for (int k = 0; k < fit->categories; k++)
		sum += fit->probabilities[k] = exp(fit->probabilities[k] - most);
	for (int k = 0; k < fit->categories; k++)
		fit->probabilities[k] /= sum;
	/* the largest one alone makes 1 */
	return own - log(fmax(sum, 1));
}

/* the same where the row has all columns in their order, which leaves nothing to look up */
static void
add_dense(DD *restrict line, const double *restrict x, double factor, int count)
{
	for (int j = 0; j < count; j++)
		line[j] = dd_add_double(line[j], factor * x[j]);
}

static bool
is_dense(const Multinomial *fit, const MultinomialRow *row)
{
	for (int i = 0; i < row->count; i++)
		if (row->columns[i] != i)
			return false;
	return row->count == fit->p;
}

/* the information of categories k >= l at the columns of a row: the triangle below the diagonal */
static void
add_block(Multinomial *fit, const MultinomialRow *row, int k, int l, bool dense)
{
	int q = fit->newton.q;
	double factor = row->weight * fit->probabilities[k] * ((k == l) - fit->probabilities[l]);

	for (int i = 0; i < row->count; i++)
	{
		double part = factor * row->x[i];
		DD *line =
			fit->newton.information + ((k - 1) * fit->p + row->columns[i]) * q + (l - 1) * fit->p;

		if (dense)
			add_dense(line, row->x, part, k == l ? i + 1 : row->count);
		else
			for (int j = 0; j < row->count; j++)
				if (k > l || row->columns[j] <= row->columns[i])
					line[row->columns[j]] = dd_add_double(line[row->columns[j]], part * row->x[j]);
	}
}

void
multinomial_add(Multinomial *fit, const MultinomialRow *row)
{
	bool dense = is_dense(fit, row);
	double likelihood;

	if (row->weight == 0)
		return;
	likelihood = row_probabilities(fit, row);
	fit->newton.likelihood = dd_add_double(fit->newton.likelihood, row->weight * likelihood);
	for (int k = 1; k < fit->categories; k++)
	{
		double residual = row->weight * ((row->category == k) - fit->probabilities[k]);

		for (int i = 0; i < row->count; i++)
		{
			DD *sum = &fit->newton.gradient[(k - 1) * fit->p + row->columns[i]];

			*sum = dd_add_double(*sum, residual * row->x[i]);
		}
		for (int l = 1; l <= k; l++)
			add_block(fit, row, k, l, dense);
	}
}

void
multinomial_influence(const Multinomial *fit, const MultinomialRow *row, double *influence)
{
	int q = fit->newton.q;

	memset(influence, 0, sizeof(double) * (size_t) q);
	if (row->weight == 0)
		return;
	(void) row_probabilities(fit, row);
	for (int k = 1; k < fit->categories; k++)
	{
		double residual = row->weight * ((row->category == k) - fit->probabilities[k]);

		/* the inverse is symmetric: a row of it lies together, a column does not */
		for (int i = 0; i < row->count; i++)
		{
			const double *line = fit->newton.inverse + ((k - 1) * fit->p + row->columns[i]) * q;
			double part = residual * row->x[i];

			for (int j = 0; j < q; j++)
				influence[j] += line[j] * part;
		}
	}
}
