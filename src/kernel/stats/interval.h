/*
 * interval.h
 *	  Confidence intervals of a proportion from its estimate and standard error.
 */
#ifndef KERNEL_STATS_INTERVAL_H
#define KERNEL_STATS_INTERVAL_H

#include "kernel/base/status.h"

typedef enum IntervalMethod
{
	INTERVAL_MEAN,		/* p +- t se */
	INTERVAL_LOGIT,		/* Wald interval of an intercept-only logistic regression: equals xlogit */
	INTERVAL_XLOGIT,	/* logit(p) +- t se/(p(1-p)), transformed back */
	INTERVAL_ASIN,		/* arcsine square root */
	INTERVAL_BETA,		/* Clopper-Pearson with an effective n (Korn and Graubard 1998) */
	INTERVAL_WILSON,	/* score interval with an effective n */
	INTERVAL_LIKELIHOOD /* profile likelihood scaled by the design effect (Rao and Scott 1984) */
} IntervalMethod;

typedef struct IntervalInput
{
	double p;
	double std_error;
	double n; /* respondents of the whole design, for beta's t(n - 1) / t(df) */
	double
		n_base; /* effective base of this proportion: stands in where std_error is 0 at p = 0 or 1 */
	double df;	/* of the design; infinite for the normal */
	double level; /* 0.95 */
} IntervalInput;

typedef struct ProportionInterval
{
	double low;
	double high;
} ProportionInterval;

/*
 * The interval by a method, formulas as R's survey::svyciprop.  Where p is 0 or
 * 1, whose standard error is 0 or says nothing, n_base takes the place of the
 * effective n: logit and xlogit then are Clopper-Pearson's.  SVY_BAD_ARGUMENT
 * for p outside [0, 1], a negative standard error, n or n_base, or a level
 * outside (0, 1); SVY_NO_DF for df (or, for beta, n - 1) not above 0.
 */
extern SvyStatus interval_proportion(IntervalMethod method, const IntervalInput *in,
									 ProportionInterval *result);

/* the same with t = interval_t(level, df), for callers that have it already */
extern SvyStatus interval_proportion_t(IntervalMethod method, const IntervalInput *in, double t,
									   ProportionInterval *result);

/* a share whose sums were added up in different orders, a hair outside of 0 to 1; others as they are */
static inline double
interval_share(double p)
{
	if (p < 0 && p > -1e-9)
		return 0;
	return p > 1 && p < 1 + 1e-9 ? 1 : p;
}

/* The quantile t(1 - (1 - level)/2) of Student's t, of the normal for infinite df. */
extern double interval_t(double level, double df);

#endif
