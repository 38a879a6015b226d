/*
 * nchs.c
 *	  The presentation standards of NCHS for proportions.
 */
#include "kernel/stats/nchs.h"

#include <math.h>
#include <stdbool.h>

#include "kernel/stats/interval.h"

#define LEAST_N 30
#define NARROW 0.05
#define WIDE 0.30
#define RELATIVE 1.3
#define LEAST_DF 8

NchsGrade
nchs_grade(double p, double std_error, double n, double df)
{
	bool extreme = p <= 0 || p >= 1;
	/* no better than a simple sample of as many */
	double error = fmax(std_error, sqrt(p * (1 - p) / n));
	double effective = extreme ? n : p * (1 - p) / (error * error);
	IntervalInput input = {.p = p,
						   .std_error = extreme ? 0 : error,
						   .n = n,
						   .n_base = n,
						   .df = isinf(df) ? n - 1 : df,
						   .level = 0.95};
	ProportionInterval interval;
	double width;

	/* an error that nobody knows is none to rely on */
	if (!(n >= LEAST_N) || (!extreme && !(effective >= LEAST_N)) ||
		(!extreme && isnan(std_error)) || !(df > 0) ||
		interval_proportion(INTERVAL_BETA, &input, &interval) != SVY_OK)
		return NCHS_SUPPRESS;
	width = interval.high - interval.low;
	if (width >= WIDE || (width > NARROW && width > RELATIVE * p))
		return NCHS_SUPPRESS;
	if (df < LEAST_DF || extreme)
		return NCHS_REVIEW;
	return width > NARROW && width > RELATIVE * (1 - p) ? NCHS_FOOTNOTE : NCHS_PRESENT;
}
