/*
 * multinomial.c
 *	  Multinomial logit by Newton's method.
 */
#include "kernel/stats/multinomial.h"

#include <math.h>
#include <string.h>

#include "kernel/stats/linear.h"

#define MOST_STEPS 100
#define SETTLED 1e-10

/* gains below the first, of what there is, while parameters still move by the second, tell of separation */
#define NO_GAIN 1e-12
#define MOVES 1e-3

static int
parameters(const Multinomial *fit)
{
	return fit->p * (fit->categories - 1);
}

size_t
multinomial_space(int p, int categories)
{
	size_t q = (size_t) p * (size_t) (categories - 1);

	if (p < 1 || categories < 2 || q > ORDINAL_MAX_PARAMETERS)
		return 0;
	return 5 * q + 4 * q * q + (size_t) categories;
}

static void
multinomial_clear(Multinomial *fit)
{
	size_t q = (size_t) parameters(fit);

	fit->likelihood = dd_from(0);
	memset(fit->gradient, 0, sizeof(DD) * q);
	memset(fit->information, 0, sizeof(DD) * q * q);
}

void
multinomial_begin(Multinomial *fit, int p, int categories, double *space)
{
	size_t q = (size_t) p * (size_t) (categories - 1);

	memset(space, 0, sizeof(double) * multinomial_space(p, categories));
	*fit = (Multinomial){.p = p, .categories = categories, .column = -1};
	fit->gradient = (DD *) space;
	fit->information = fit->gradient + q;
	fit->beta = (double *) (fit->information + q * q);
	fit->step = fit->beta + q;
	fit->probabilities = fit->step + q;
	fit->inverse = fit->probabilities + categories;
	fit->work = fit->inverse + q * q;
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
			eta += row->x[i] * fit->beta[(k - 1) * fit->p + row->columns[i]];
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

/* the information of categories k >= l at the columns of a row */
static void
add_block(Multinomial *fit, const MultinomialRow *row, int k, int l)
{
	int q = parameters(fit);
	double factor = row->weight * fit->probabilities[k] * ((k == l) - fit->probabilities[l]);

	for (int i = 0; i < row->count; i++)
		for (int j = 0; j < row->count; j++)
		{
			int a = (k - 1) * fit->p + row->columns[i];
			int b = (l - 1) * fit->p + row->columns[j];

			if (b <= a)
				fit->information[a * q + b] =
					dd_add_double(fit->information[a * q + b], factor * row->x[i] * row->x[j]);
		}
}

void
multinomial_add(Multinomial *fit, const MultinomialRow *row)
{
	double likelihood;

	if (row->weight == 0)
		return;
	likelihood = row_probabilities(fit, row);
	fit->likelihood = dd_add_double(fit->likelihood, row->weight * likelihood);
	for (int k = 1; k < fit->categories; k++)
	{
		double residual = row->weight * ((row->category == k) - fit->probabilities[k]);

		for (int i = 0; i < row->count; i++)
		{
			DD *sum = &fit->gradient[(k - 1) * fit->p + row->columns[i]];

			*sum = dd_add_double(*sum, residual * row->x[i]);
		}
		for (int l = 1; l <= k; l++)
			add_block(fit, row, k, l);
	}
}

void
multinomial_influence(const Multinomial *fit, const MultinomialRow *row, double *influence)
{
	int q = parameters(fit);

	memset(influence, 0, sizeof(double) * (size_t) q);
	if (row->weight == 0)
		return;
	(void) row_probabilities(fit, row);
	for (int k = 1; k < fit->categories; k++)
	{
		double residual = row->weight * ((row->category == k) - fit->probabilities[k]);

		for (int i = 0; i < row->count; i++)
			for (int j = 0; j < q; j++)
				influence[j] +=
					fit->inverse[j * q + (k - 1) * fit->p + row->columns[i]] * residual * row->x[i];
	}
}

/* ------------------------------------------------------------------- steps --- */

static int
fastest(const Multinomial *fit)
{
	int result = 0;

	for (int k = 1; k < parameters(fit); k++)
		if (fabs(fit->step[k]) > fabs(fit->step[result]))
			result = k;
	return result;
}

static SvyStatus
multinomial_back(Multinomial *fit)
{
	for (int k = 0; k < parameters(fit); k++)
	{
		fit->step[k] /= 2;
		fit->beta[k] -= fit->step[k];
	}
	multinomial_clear(fit);
	if (++fit->steps <= MOST_STEPS)
		return SVY_OK;
	fit->column = fastest(fit);
	return SVY_NO_CONVERGENCE;
}

/* the first parameter that those before it leave nothing to */
static SvyStatus
multinomial_singular(Multinomial *fit)
{
	int q = parameters(fit);

	for (int size = 1; size <= q; size++)
	{
		for (int i = 0; i < size; i++)
			for (int j = 0; j < size; j++)
				fit->work[i * size + j] =
					dd_value(fit->information[(i > j ? i : j) * q + (i > j ? j : i)]);
		if (!linear_factorise(fit->work, size))
		{
			fit->column = size - 1;
			break;
		}
	}
	return fit->steps < 5 ? SVY_SINGULAR : SVY_NO_CONVERGENCE;
}

/* factors the information into "work" and solves for the step */
static bool
newton_step(Multinomial *fit)
{
	int q = parameters(fit);

	for (int i = 0; i < q; i++)
	{
		fit->step[i] = dd_value(fit->gradient[i]);
		for (int j = 0; j <= i; j++)
			fit->work[i * q + j] = fit->work[j * q + i] = dd_value(fit->information[i * q + j]);
	}
	return linear_factorise(fit->work, q) && linear_solve(fit->work, q, fit->step, 1);
}

SvyStatus
multinomial_step(Multinomial *fit, bool *done)
{
	int q = parameters(fit);
	double likelihood = dd_value(fit->likelihood);
	double gain = fit->steps > 0 ? likelihood - fit->log_likelihood : INFINITY;
	double largest = 0;

	*done = false;
	if (!(gain >= -1e-10 * fabs(likelihood)))
		return multinomial_back(fit);
	fit->log_likelihood = likelihood;
	if (!newton_step(fit))
		return multinomial_singular(fit);
	for (int k = 0; k < q; k++)
		largest = fmax(largest, fabs(fit->step[k]) / (1 + fabs(fit->beta[k])));
	if (largest < SETTLED)
	{
		for (int k = 0; k < q * q; k++)
			fit->inverse[k] = k % (q + 1) == 0;
		*done = true;
		return linear_solve(fit->work, q, fit->inverse, q) ? SVY_OK : SVY_SINGULAR;
	}
	if (++fit->steps > MOST_STEPS || (gain < NO_GAIN * fabs(likelihood) && largest > MOVES))
	{
		fit->column = fastest(fit);
		return SVY_NO_CONVERGENCE;
	}
	for (int k = 0; k < q; k++)
		fit->beta[k] += fit->step[k];
	multinomial_clear(fit);
	return SVY_OK;
}
