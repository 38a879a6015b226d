/*
 * interval.c
 *	  Confidence intervals of a proportion from its estimate and standard error.
 */
#include "kernel/stats/interval.h"

#include <math.h>
#include <stdbool.h>

#include "kernel/stats/distribution.h"

double
interval_t(double level, double df)
{
	double tail = (1 - level) / 2;

	return svy_t_tail_quantile(tail, df);
}

static bool
within(double x, double low, double high)
{
	return x >= low && x <= high;
}

/* from here on beta quantiles are normal ones, and the search for them takes long */
#define BETA_MAX_N 1e12

/* Clopper and Pearson (1934) with a fractional n */
static ProportionInterval
clopper_pearson(double p, double n, double level)
{
	double tail = (1 - level) / 2;
	double yes = n * p;
	double no = n * (1 - p);

	if (n > BETA_MAX_N)
	{
		double half = interval_t(level, INFINITY) * sqrt(p * (1 - p) / n);
		return (ProportionInterval){fmax(p - half, 0.0), fmin(p + half, 1.0)};
	}
	return (ProportionInterval){yes > 0 ? svy_beta_quantile(tail, yes, no + 1) : 0.0,
								no > 0 ? svy_beta_tail_quantile(tail, yes + 1, no) : 1.0};
}

/*
 * Korn and Graubard (1998): the effective n allows for the degrees of freedom
 * of the design.  At p = 0 or 1 there is no variance to take it from.
 */
static SvyStatus
beta_interval(const IntervalInput *in, bool extreme, ProportionInterval *result)
{
	double n_eff = in->n_base;

	if (!extreme)
	{
		double t_ratio = interval_t(in->level, in->n - 1) / interval_t(in->level, in->df);

		if (!(in->n > 1))
			return SVY_NO_DF;
		n_eff = in->std_error > 0
					? in->p * (1 - in->p) / in->std_error / in->std_error * t_ratio * t_ratio
					: INFINITY;
	}
	*result = clopper_pearson(in->p, n_eff, in->level);
	return SVY_OK;
}

/* Wilson (1927) */
static ProportionInterval
wilson_interval(double p, double n_eff, double t)
{
	double t2 = t * t;
	double centre;
	double half;

	if (isinf(n_eff))
		return (ProportionInterval){p, p};
	if (!(n_eff > 0))
		return (ProportionInterval){0, 1};
	centre = (p + t2 / (2 * n_eff)) / (1 + t2 / n_eff);
	half = t / (2 * n_eff) * sqrt(4 * n_eff * p * (1 - p) + t2) / (1 + t2 / n_eff);
	return (ProportionInterval){p > 0 ? fmax(centre - half, 0.0) : 0.0,
								p < 1 ? fmin(centre + half, 1.0) : 1.0};
}

static ProportionInterval
logit_interval(double p, double std_error, double t)
{
	double centre = log(p / (1 - p));
	double half = t * std_error / p / (1 - p);

	return (ProportionInterval){1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre))};
}

/* the angle stays between 0 and a right one, or the sine would turn back */
static ProportionInterval
asin_interval(double p, double angle_error, double t)
{
	double angle = asin(sqrt(p));
	double low = sin(fmax(angle - t * angle_error, 0.0));
	double high = sin(fmin(angle + t * angle_error, M_PI_2));

	return (ProportionInterval){low * low, high * high};
}

/* Kullback-Leibler divergence of two proportions */
static double
divergence(double p, double q)
{
	double yes = p > 0 ? p * log(p / q) : 0;
	double no = p < 1 ? (1 - p) * log((1 - p) / (1 - q)) : 0;

	return yes + no;
}

/* where the divergence from p reaches the bound, between p and the end */
static double
divergence_limit(double p, double end, double bound)
{
	double inner = p;
	double outer = end;

	/* halving stops at neighbouring doubles */
	for (int i = 0; i < 200; i++)
	{
		double middle = (inner + outer) / 2;

		if (divergence(p, middle) < bound)
			inner = middle;
		else
			outer = middle;
	}
	return (inner + outer) / 2;
}

/*
 * 2 n_eff KL(p, q) <= t^2: the likelihood ratio of an intercept-only logistic
 * regression over its design effect.  The factor n/(n - 1) is the dispersion
 * that R estimates for it.
 */
static ProportionInterval
likelihood_interval(double p, double n_eff, double n, double t)
{
	double bound = t * t / (2 * n_eff) * (n > 1 ? n / (n - 1) : 1);

	return (ProportionInterval){p > 0 ? divergence_limit(p, 0, bound) : 0.0,
								p < 1 ? divergence_limit(p, 1, bound) : 1.0};
}

SvyStatus
interval_proportion(IntervalMethod method, const IntervalInput *in, ProportionInterval *result)
{
	bool good = in->level > 0 && in->level < 1 && in->df > 0;

	return interval_proportion_t(method, in, good ? interval_t(in->level, in->df) : NAN, result);
}

SvyStatus
interval_proportion_t(IntervalMethod method, const IntervalInput *in, double t,
					  ProportionInterval *result)
{
	bool extreme = in->p <= 0 || in->p >= 1;
	double n_eff;

	if (!within(in->p, 0, 1) || !within(in->std_error, 0, HUGE_VAL) ||
		!within(in->n, 0, HUGE_VAL) || !within(in->n_base, 0, HUGE_VAL) ||
		!(in->level > 0 && in->level < 1))
		return SVY_BAD_ARGUMENT;
	if (!(in->df > 0))
		return SVY_NO_DF;

	if (!isfinite(t)) /* df next to nothing */
		return SVY_NO_DF;
	n_eff = in->n_base;
	if (!extreme)
		n_eff = in->std_error > 0 ? in->p * (1 - in->p) / in->std_error / in->std_error : INFINITY;
	switch (method)
	{
		case INTERVAL_MEAN:
			*result = (ProportionInterval){in->p - t * in->std_error, in->p + t * in->std_error};
			return SVY_OK;
		case INTERVAL_LOGIT:
		case INTERVAL_XLOGIT:
			*result = extreme ? clopper_pearson(in->p, n_eff, in->level)
							  : logit_interval(in->p, in->std_error, t);
			return SVY_OK;
		case INTERVAL_ASIN:
			*result = asin_interval(in->p, n_eff > 0 ? 0.5 / sqrt(n_eff) : HUGE_VAL, t);
			return SVY_OK;
		case INTERVAL_BETA:
			return beta_interval(in, extreme, result);
		case INTERVAL_WILSON:
			*result = wilson_interval(in->p, n_eff, t);
			return SVY_OK;
		case INTERVAL_LIKELIHOOD:
			*result = likelihood_interval(in->p, n_eff, in->n, t);
			return SVY_OK;
	}
	return SVY_BAD_ARGUMENT;
}
