/*
 * ordinal.c
 *	  Cumulative link models of an ordered response.
 */
#include "kernel/stats/ordinal.h"

#include <math.h>
#include <string.h>

#include "kernel/stats/distribution.h"

size_t
ordinal_space(int p, int categories)
{
	size_t q = (size_t) (p + categories - 1);

	if (p < 0 || categories < 2 || q > ORDINAL_MAX_PARAMETERS)
		return 0;
	return newton_space(q);
}

/* ------------------------------------------------------------------- links --- */

typedef struct LinkValue
{
	double lower;	/* F */
	double upper;	/* 1 - F, without loss where F is near 1 */
	double density; /* F' */
	double slope;	/* F'' */
} LinkValue;

static LinkValue
link_at(OrdinalLink link, double z)
{
	double e, f;

	if (isinf(z))
		return (LinkValue){z > 0, z < 0, 0, 0};
	switch (link)
	{
		case ORDINAL_PROBIT:
			f = svy_normal_density(z);
			return (LinkValue){svy_normal_cdf(z), svy_normal_tail(z), f, -z * f};
		case ORDINAL_CLOGLOG:
			e = exp(z);
			f = e * exp(-e);
			return (LinkValue){-expm1(-e), exp(-e), f, f * (1 - e)};
		case ORDINAL_LOGLOG:
			e = exp(-z);
			f = e * exp(-e);
			return (LinkValue){exp(-e), -expm1(-e), f, f * (e - 1)};
		case ORDINAL_CAUCHIT:
			f = 1 / (M_PI * (1 + z * z));
			return (LinkValue){0.5 + atan(z) / M_PI, 0.5 - atan(z) / M_PI, f,
							   -2 * z * f / (1 + z * z)};
		default:
			f = 1 / (2 + exp(z) + exp(-z));
			return (LinkValue){1 / (1 + exp(-z)), 1 / (1 + exp(z)), f, -f * tanh(z / 2)};
	}
}

static double
link_inverse(OrdinalLink link, double share)
{
	switch (link)
	{
		case ORDINAL_PROBIT:
			return svy_normal_quantile(share);
		case ORDINAL_CLOGLOG:
			return log(-log1p(-share));
		case ORDINAL_LOGLOG:
			return -log(-log(share));
		case ORDINAL_CAUCHIT:
			return tan(M_PI * (share - 0.5));
		default:
			return log(share / (1 - share));
	}
}

/* -------------------------------------------------------------------- rows --- */

/* log P of a row, and its derivatives with respect to the thresholds above and below */
typedef struct RowValue
{
	double probability;
	double above;
	double below;
	double above_above;
	double below_below;
	double above_below;
} RowValue;

static RowValue
row_value(const Ordinal *fit, const OrdinalRow *row)
{
	const double *thresholds = fit->newton.beta + fit->p;
	double eta = 0;
	LinkValue a, b;
	RowValue v;

	for (int k = 0; k < row->count; k++)
		eta += row->x[k] * fit->newton.beta[row->columns[k]];
	a = link_at(fit->link,
				row->category == fit->categories - 1 ? INFINITY : thresholds[row->category] - eta);
	b = link_at(fit->link, row->category == 0 ? -INFINITY : thresholds[row->category - 1] - eta);
	/* the difference on the side where both are small */
	v.probability = b.lower > 0.5 ? b.upper - a.upper : a.lower - b.lower;
	v.above = a.density / v.probability;
	v.below = -b.density / v.probability;
	v.above_above = a.slope / v.probability - v.above * v.above;
	v.below_below = -b.slope / v.probability - v.below * v.below;
	v.above_below = -v.above * v.below;
	return v;
}

/* the parameters that a row depends on, and how its two thresholds do */
static int
spread_row(const Ordinal *fit, const OrdinalRow *row, int *at, double *above, double *below)
{
	int n = 0;

	for (int k = 0; k < row->count; k++)
	{
		at[n] = row->columns[k];
		above[n] = below[n] = -row->x[k];
		n++;
	}
	if (row->category > 0)
	{
		at[n] = fit->p + row->category - 1;
		above[n] = 0;
		below[n++] = 1;
	}
	if (row->category < fit->categories - 1)
	{
		at[n] = fit->p + row->category;
		above[n] = 1;
		below[n++] = 0;
	}
	return n;
}

void
ordinal_add(Ordinal *fit, const OrdinalRow *row)
{
	int at[ORDINAL_MAX_PARAMETERS + 2];
	double above[ORDINAL_MAX_PARAMETERS + 2], below[ORDINAL_MAX_PARAMETERS + 2];
	int q = fit->newton.q;
	RowValue v;
	int n;

	if (row->weight == 0 || fit->newton.outside)
		return;
	v = row_value(fit, row);
	if (!(v.probability > 0))
	{
		fit->newton.outside = true;
		return;
	}
	fit->newton.likelihood =
		dd_add_double(fit->newton.likelihood, row->weight * log(v.probability));
	n = spread_row(fit, row, at, above, below);
	for (int i = 0; i < n; i++)
	{
		fit->newton.gradient[at[i]] = dd_add_double(
			fit->newton.gradient[at[i]], row->weight * (v.above * above[i] + v.below * below[i]));
		for (int j = 0; j < n; j++)
			if (at[j] <= at[i])
			{
				DD *sum = &fit->newton.information[at[i] * q + at[j]];

				*sum = dd_add_double(*sum, -row->weight * (v.above_above * above[i] * above[j] +
														   v.below_below * below[i] * below[j] +
														   v.above_below * (above[i] * below[j] +
																			below[i] * above[j])));
			}
	}
}

void
ordinal_influence(const Ordinal *fit, const OrdinalRow *row, double *influence)
{
	int at[ORDINAL_MAX_PARAMETERS + 2];
	double above[ORDINAL_MAX_PARAMETERS + 2], below[ORDINAL_MAX_PARAMETERS + 2];
	int q = fit->newton.q;
	RowValue v = row_value(fit, row);
	int n = spread_row(fit, row, at, above, below);

	for (int i = 0; i < q; i++)
	{
		influence[i] = 0;
		for (int k = 0; k < n && row->weight != 0; k++)
			influence[i] += fit->newton.inverse[i * q + at[k]] * row->weight *
							(v.above * above[k] + v.below * below[k]);
	}
}

void
ordinal_begin(Ordinal *fit, OrdinalLink link, int p, int categories, const double *shares,
			  double *space)
{
	double below = 0;

	*fit = (Ordinal){.link = link, .p = p, .categories = categories};
	newton_begin(&fit->newton, p + categories - 1, space);
	for (int j = 0; j < categories - 1; j++)
	{
		below += shares[j];
		fit->newton.beta[p + j] = link_inverse(link, below);
	}
}

void
ordinal_probabilities(const Ordinal *fit, const double *x, double *probability, double *gradient)
{
	const double *beta = fit->newton.beta;
	int last = fit->categories - 1;
	int q = fit->p + last;
	double eta = 0;

	for (int k = 0; k < fit->p; k++)
		eta += x[k] * beta[k];
	for (int j = 0; j <= last; j++)
	{
		LinkValue above = link_at(fit->link, j < last ? beta[fit->p + j] - eta : INFINITY);
		LinkValue below = link_at(fit->link, j > 0 ? beta[fit->p + j - 1] - eta : -INFINITY);
		double *own = gradient + j * q;

		/* the difference of the smaller tails loses fewer digits */
		probability[j] = below.lower < 0.5 ? above.lower - below.lower : below.upper - above.upper;
		for (int k = 0; k < q; k++)
			own[k] = k < fit->p ? -(above.density - below.density) * x[k] : 0;
		if (j < last)
			own[fit->p + j] = above.density;
		if (j > 0)
			own[fit->p + j - 1] = -below.density;
	}
}
