/*
 * newton.c
 *	  Newton's method for a likelihood whose sums come row by row.
 */
#include "kernel/stats/newton.h"

#include <math.h>
#include <string.h>

#include "kernel/stats/linear.h"

#define MOST_STEPS 100

/* the last step: no parameter moves by more than this share of 1 + its size; errors of the next are its square */
#define SETTLED 1e-10

/* a likelihood that is smaller by this share is so by rounding */
#define ROUNDING 1e-10

/*
 * Gains below the first, of what there is, while parameters still move by the second,
 * tell of separation: the likelihood has no maximum (Albert and Anderson 1984).
 */
#define NO_GAIN 1e-12
#define MOVES 1e-3

/* an information that is singular in the first steps is so at any parameters, a later one by separation */
#define EARLY 5

size_t
newton_space(size_t q)
{
	return 6 * q + 4 * q * q;
}

static void
newton_clear(Newton *n)
{
	size_t q = (size_t) n->q;

	n->likelihood = dd_from(0);
	n->outside = false;
	memset(n->gradient, 0, sizeof(DD) * q);
	memset(n->information, 0, sizeof(DD) * q * q);
}

void
newton_begin(Newton *n, int parameters, double *space)
{
	size_t q = (size_t) parameters;

	memset(space, 0, sizeof(double) * newton_space(q));
	*n = (Newton){.q = parameters, .column = -1};
	n->gradient = (DD *) space;
	n->information = n->gradient + q;
	n->beta = (double *) (n->information + q * q);
	n->step = n->beta + q;
	n->inverse = n->step + q;
	n->work = n->inverse + q * q;
}

size_t
newton_sums(int q)
{
	return 1 + (size_t) q + (size_t) q * ((size_t) q + 1) / 2;
}

bool
newton_take_sums(Newton *n, DD *sums)
{
	bool outside = n->outside;

	*sums++ = n->likelihood;
	for (int i = 0; i < n->q; i++)
		*sums++ = n->gradient[i];
	for (int i = 0; i < n->q; i++)
		for (int j = 0; j <= i; j++)
			*sums++ = n->information[i * n->q + j];
	newton_clear(n);
	return outside;
}

void
newton_put_sums(Newton *n, const DD *sums, bool outside)
{
	n->likelihood = dd_add(n->likelihood, *sums++);
	for (int i = 0; i < n->q; i++)
		n->gradient[i] = dd_add(n->gradient[i], *sums++);
	for (int i = 0; i < n->q; i++)
		for (int j = 0; j <= i; j++, sums++)
			n->information[i * n->q + j] = dd_add(n->information[i * n->q + j], *sums);
	n->outside |= outside;
}

static int
farthest(const Newton *n)
{
	int q = n->q;
	int result = 0;

	for (int k = 1; k < q; k++)
		if (fabs(n->step[k]) > fabs(n->step[result]))
			result = k;
	return result;
}

static void
copy_information(const Newton *n, double *to)
{
	int q = n->q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j <= i; j++)
			to[i * q + j] = to[j * q + i] = dd_value(n->information[i * q + j]);
}

/* the first parameter that those before it leave nothing to */
static SvyStatus
singular(Newton *n)
{
	int q = n->q;

	for (int size = 1; size <= q; size++)
	{
		for (int i = 0; i < size; i++)
			for (int j = 0; j < size; j++)
				n->work[i * size + j] =
					dd_value(n->information[(i > j ? i : j) * q + (i > j ? j : i)]);
		if (!linear_factorise(n->work, size))
		{
			n->column = size - 1;
			break;
		}
	}
	return n->steps < EARLY ? SVY_SINGULAR : SVY_NO_CONVERGENCE;
}

/* half of the way back */
static SvyStatus
go_back(Newton *n)
{
	int q = n->q;

	for (int k = 0; k < q; k++)
	{
		n->step[k] /= 2;
		n->beta[k] -= n->step[k];
	}
	newton_clear(n);
	if (++n->steps <= MOST_STEPS)
		return SVY_OK;
	n->column = farthest(n);
	return SVY_NO_CONVERGENCE;
}

SvyStatus
newton_step(Newton *n, bool *done)
{
	int q = n->q;
	double likelihood = dd_value(n->likelihood);
	double gain = n->steps > 0 ? likelihood - n->log_likelihood : INFINITY;
	double largest = 0;

	*done = false;
	if (n->outside || !(gain >= -ROUNDING * fabs(likelihood)))
		return go_back(n);
	n->log_likelihood = likelihood;
	copy_information(n, n->work);
	for (int k = 0; k < q; k++)
		n->step[k] = dd_value(n->gradient[k]);
	if (!linear_factorise(n->work, q) || !linear_solve(n->work, q, n->step, 1))
		return singular(n);
	for (int k = 0; k < q; k++)
		largest = fmax(largest, fabs(n->step[k]) / (1 + fabs(n->beta[k])));
	if (largest < SETTLED)
	{
		for (int k = 0; k < q * q; k++)
			n->inverse[k] = k % (q + 1) == 0;
		*done = true;
		return linear_solve(n->work, q, n->inverse, q) ? SVY_OK : SVY_SINGULAR;
	}
	if (++n->steps > MOST_STEPS || (gain < NO_GAIN * fabs(likelihood) && largest > MOVES))
	{
		n->column = farthest(n);
		return SVY_NO_CONVERGENCE;
	}
	for (int k = 0; k < q; k++)
		n->beta[k] += n->step[k];
	newton_clear(n);
	return SVY_OK;
}
