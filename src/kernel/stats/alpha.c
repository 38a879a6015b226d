/*
 * alpha.c
 *	  Cronbach's alpha (1951) with Feldt's interval (1965).
 */
#include "kernel/stats/alpha.h"

#include <math.h>
#include <stdbool.h>

#include "kernel/stats/distribution.h"

/* a variance of a sum this small beside its parts is rounding noise */
#define NOISE 1e-12

static double
alpha_of(double k, double item_variances, double sum_variance)
{
	return k / (k - 1) * (1 - item_variances / sum_variance);
}

static bool
matrix_valid(int k, const double *covariance)
{
	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++)
			if (!isfinite(covariance[i * k + j]) || (i == j && covariance[i * k + j] < 0))
				return false;
	return true;
}

static double
mean_correlation(int k, const double *covariance)
{
	double sum = 0;

	for (int i = 0; i < k; i++)
		for (int j = 0; j < i; j++)
			sum += covariance[i * k + j] / sqrt(covariance[i * k + i] * covariance[j * k + j]);
	return sum / (k * (k - 1) / 2.0);
}

/* what an item does to the scale: alpha of the others, correlation with their sum */
static void
item_statistics(int k, const double *covariance, double items, double total, double *if_dropped,
				double *item_rest)
{
	for (int i = 0; i < k; i++)
	{
		double own = covariance[i * k + i];
		double with_all = 0;
		double rest;

		for (int j = 0; j < k; j++)
			with_all += covariance[i * k + j];
		rest = total - 2 * with_all + own;
		if (!(rest > NOISE * (items - own)))
			rest = 0;
		if (if_dropped)
			if_dropped[i] = k > 2 && rest > 0 ? alpha_of(k - 1, items - own, rest) : NAN;
		if (item_rest)
			item_rest[i] = own > 0 && rest > 0 ? (with_all - own) / sqrt(own * rest) : NAN;
	}
}

SvyStatus
alpha_cronbach(int k, const double *covariance, double n, double level, CronbachAlpha *result,
			   double *if_dropped, double *item_rest)
{
	double items = 0;
	double total = 0;
	double r;
	double tail = (1 - level) / 2;

	if (k < 2 || !(level > 0 && level < 1))
		return SVY_BAD_ARGUMENT;
	if (!matrix_valid(k, covariance))
		return SVY_BAD_VALUE;
	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++)
		{
			total += covariance[i * k + j];
			if (i == j)
				items += covariance[i * k + j];
		}
	if (!(total > NOISE * items) || !isfinite(total))
		return SVY_SINGULAR;

	r = mean_correlation(k, covariance);
	result->alpha = alpha_of(k, items, total);
	result->mean_correlation = r;
	result->standardized = k * r / (1 + (k - 1) * r);
	result->conf_low = result->conf_high = NAN;
	result->df1 = n - 1;
	result->df2 = (n - 1) * (k - 1);
	item_statistics(k, covariance, items, total, if_dropped, item_rest);
	if (!(n > 1) || isinf(n))
		return SVY_NO_DF;
	result->conf_low =
		1 - (1 - result->alpha) * svy_f_tail_quantile(tail, result->df1, result->df2);
	result->conf_high = 1 - (1 - result->alpha) * svy_f_quantile(tail, result->df1, result->df2);
	return SVY_OK;
}
