/*
 * quantile.c
 *	  Quantiles of a weighted distribution.
 *
 * Whether F(x) equals p is asked of rounded numbers, as R does: with equal
 * weights and p = 0.05 users expect equality, though 0.05 is no binary fraction.
 */
#include "kernel/stats/quantile.h"

#include "kernel/base/dd.h"

void
quantile_cumulate(int64_t n, const double *w, double *cumulated)
{
	DD sum = {0, 0};

	for (int64_t i = 0; i < n; i++)
	{
		sum = dd_add_double(sum, w[i]);
		cumulated[i] = dd_value(sum);
	}
}

/* how many values have a cumulated weight of at most p of all */
static int64_t
count_up_to(int64_t n, const double *cumulated, double p)
{
	double bound = p * cumulated[n - 1];
	int64_t low = 0;
	int64_t high = n;

	while (low < high)
	{
		int64_t middle = low + (high - low) / 2;

		if (cumulated[middle] <= bound)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* hf3 counts distinct values, and takes the lower one only where its number is even */
static double
nearest_even(int64_t n, const double *x, const double *cumulated, double p)
{
	int64_t below = count_up_to(n, cumulated, p);
	int64_t distinct = 0;

	/* only whole runs of equal values count */
	while (below > 0 && below < n && x[below - 1] == x[below])
		below--;
	if (below == 0)
		return x[0];
	if (below == n)
		return x[n - 1];
	for (int64_t i = 0; i < below; i++)
		distinct += i == 0 || x[i] != x[i - 1];
	return p - cumulated[below - 1] / cumulated[n - 1] == 0 && distinct % 2 == 0 ? x[below - 1]
																				 : x[below];
}

/* rules math, school and hf4 */
static double
step(QuantileRule rule, int64_t n, const double *x, const double *cumulated, double p)
{
	int64_t below = count_up_to(n, cumulated, p);
	double total = cumulated[n - 1];
	double low;
	double high;

	if (below == 0)
		return x[0];
	if (below == n)
		return x[n - 1];
	low = p - cumulated[below - 1] / total;
	high = cumulated[below] / total - p;
	if (rule == QUANTILE_HF4)
		return x[below - 1] + (x[below] - x[below - 1]) * (low / (low + high));
	if (low != 0)
		return x[below];
	return rule == QUANTILE_SCHOOL ? (x[below - 1] + x[below]) / 2 : x[below - 1];
}

/* the probability that the i-th value stands for, under the continuous rules */
static double
position(QuantileRule rule, int64_t n, const double *w, const double *cumulated, int64_t i)
{
	double before = i > 0 ? cumulated[i - 1] : 0;
	double total = cumulated[n - 1];

	switch (rule)
	{
		case QUANTILE_HF5:
			return (cumulated[i] - w[i] / 2) / total;
		case QUANTILE_HF6:
			return cumulated[i] / (total + w[n - 1]);
		case QUANTILE_HF7:
			return before / cumulated[n - 2];
		case QUANTILE_HF8:
			return (before / 3 + cumulated[i] * 2 / 3) / (total + w[n - 1] / 3);
		default:
			return (before * 3 / 8 + cumulated[i] * 5 / 8) / (total + w[n - 1] / 4);
	}
}

/* linear between positions, constant beyond the first and the last */
static double
interpolate(QuantileRule rule, int64_t n, const double *x, const double *w, const double *cumulated,
			double p)
{
	int64_t low = 0;
	int64_t high = n - 1;
	double left;
	double right;

	if (n == 1 || p <= position(rule, n, w, cumulated, 0))
		return x[0];
	if (p >= position(rule, n, w, cumulated, n - 1))
		return x[n - 1];
	while (high - low > 1)
	{
		int64_t middle = low + (high - low) / 2;

		if (position(rule, n, w, cumulated, middle) <= p)
			low = middle;
		else
			high = middle;
	}
	left = position(rule, n, w, cumulated, low);
	right = position(rule, n, w, cumulated, high);
	return right > left ? x[low] + (x[high] - x[low]) * ((p - left) / (right - left)) : x[low];
}

double
quantile_of(QuantileRule rule, int64_t n, const double *x, const double *w, const double *cumulated,
			double p)
{
	switch (rule)
	{
		case QUANTILE_MATH:
		case QUANTILE_HF1:
			return step(QUANTILE_MATH, n, x, cumulated, p);
		case QUANTILE_SCHOOL:
		case QUANTILE_HF2:
			return step(QUANTILE_SCHOOL, n, x, cumulated, p);
		case QUANTILE_HF3:
			return nearest_even(n, x, cumulated, p);
		case QUANTILE_HF4:
			return step(QUANTILE_HF4, n, x, cumulated, p);
		default:
			return interpolate(rule, n, x, w, cumulated, p);
	}
}
