/*
 * chisqsum.c
 *	  Tails of sums of chi-squares with weights.
 *
 * The sum less x F has the cumulant generating function
 *	  K(z) = -1/2 sum m_i log(1 - 2 z l_i),
 * where -x / df comes df times if df is finite; the saddlepoint is where K'(z) is x (of
 * df infinite) or 0 (Kuonen 1999; Lugannani and Rice in the form of Barndorff-Nielsen).
 * As in R the denominator's part comes a whole number of times, though each is -x / df:
 * of few degrees of freedom with a fraction that moves p by a percent or so, about as
 * much as the approximation is off.
 */
#include "kernel/stats/chisqsum.h"
#include "kernel/stats/distribution.h"

#include <math.h>
#include <stdbool.h>

/* R has no saddlepoint nearer to the mean than this */
#define TOO_NEAR 1e-4

#define BISECTIONS 200

/* weights over the largest, and the denominator's, of which there are df */
typedef struct Cumulants
{
	const double *weights;
	int count;
	double largest;
	double divisor; /* 0: there is none */
	double df;		/* a whole number */
	double x;		/* where the first derivative must be, over the largest */
} Cumulants;

static double
generating(const Cumulants *c, double z)
{
	double sum = c->divisor > 0 ? c->df * log1p(2 * z * c->divisor) : 0;

	for (int i = 0; i < c->count; i++)
		sum += log1p(-2 * z * c->weights[i] / c->largest);
	return -sum / 2;
}

static double
generating_slope(const Cumulants *c, double z)
{
	double sum = c->divisor > 0 ? -c->df * c->divisor / (1 + 2 * z * c->divisor) : 0;

	for (int i = 0; i < c->count; i++)
		sum += c->weights[i] / c->largest / (1 - 2 * z * c->weights[i] / c->largest);
	return sum;
}

static double
generating_curvature(const Cumulants *c, double z)
{
	double one = c->divisor > 0 ? c->divisor / (1 + 2 * z * c->divisor) : 0;
	double sum = c->df * one * one;

	for (int i = 0; i < c->count; i++)
	{
		one = c->weights[i] / c->largest / (1 - 2 * z * c->weights[i] / c->largest);
		sum += one * one;
	}
	return 2 * sum;
}

/* where the slope, which grows with z, is x */
static double
saddlepoint(const Cumulants *c)
{
	double low = c->divisor > 0	   ? -1 / (2 * c->divisor)
				 : c->x > c->count ? -0.01
								   : -c->count / (2 * c->x);
	double high = 0.5;

	for (int i = 0; i < BISECTIONS && low < high; i++)
	{
		double middle = low + (high - low) / 2;

		if (middle == low || middle == high)
			break;
		if (generating_slope(c, middle) < c->x)
			low = middle;
		else
			high = middle;
	}
	return low + (high - low) / 2;
}

static double
saddlepoint_tail(const Cumulants *c)
{
	double z = saddlepoint(c);
	double inside = 2 * (z * c->x - generating(c, z));
	double w = copysign(sqrt(fmax(inside, 0)), z);
	double v = z * sqrt(generating_curvature(c, z));

	return fabs(z) < TOO_NEAR ? NAN : svy_normal_tail(w + log(v / w) / w);
}

/* an F whose numerator has the sum's mean and variance */
static double
satterthwaite_tail(double x, const double *weights, int count, double df)
{
	double sum = 0;
	double squares = 0;
	double own;

	for (int i = 0; i < count; i++)
	{
		sum += weights[i];
		squares += weights[i] * weights[i];
	}
	own = sum * sum / squares;
	return isinf(df) ? svy_chisq_tail(x * own / sum, own) : svy_f_tail(x / sum, own, df);
}

double
chisqsum_upper(double x, const double *weights, int count, double df, ChisqSumMethod method)
{
	Cumulants c = {.weights = weights, .count = count, .df = isinf(df) ? 0 : floor(df)};
	double tail = NAN;

	if (!(df > 0) || count < 1)
		return NAN;
	for (int i = 0; i < count; i++)
		c.largest = fmax(c.largest, weights[i]);
	if (!(c.largest > 0) || !(x > 0))
		return x <= 0 ? 1 : NAN;
	if (isinf(df))
		c.x = x / c.largest;
	else
		c.divisor = x / c.largest / df;
	if (method == CHISQSUM_SADDLEPOINT)
		tail = saddlepoint_tail(&c);
	return isnan(tail) ? satterthwaite_tail(x, weights, count, df) : tail;
}
