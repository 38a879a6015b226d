/*
 * quantile.c
 *	  Unit tests of weighted quantiles.  Equal weights: R's quantile(c(1, 3, 4, 8),
 *	  p, type = 1..9); weights 1, 2, 3, 4: worked out by hand from the definitions.
 */
#include "kernel/stats/quantile.h"
#include "tap.h"

static void
check(QuantileRule rule, const double *w, double p, double expected, const char *name)
{
	const double x[] = {1, 3, 4, 8};
	double cumulated[4];

	quantile_cumulate(4, w, cumulated);
	near(quantile_of(rule, 4, x, w, cumulated, p), expected, 1e-12, name);
}

static void
equal_weights(void)
{
	const double w[] = {1, 1, 1, 1};

	check(QUANTILE_HF1, w, 0.5, 3, "type 1");
	check(QUANTILE_HF2, w, 0.5, 3.5, "type 2");
	check(QUANTILE_HF3, w, 0.5, 3, "type 3");
	check(QUANTILE_HF4, w, 0.4, 2.2, "type 4");
	check(QUANTILE_HF5, w, 0.4, 3.1, "type 5");
	check(QUANTILE_HF6, w, 0.4, 3, "type 6");
	check(QUANTILE_HF7, w, 0.4, 3.2, "type 7");
	check(QUANTILE_HF8, w, 0.4, 3 + (0.4 * (4 + 1.0 / 3) + 1.0 / 3 - 2), "type 8");
	check(QUANTILE_HF9, w, 0.4, 3 + (0.4 * 4.25 + 0.375 - 2), "type 9");
}

static void
weights(void)
{
	const double w[] = {1, 2, 3, 4};

	check(QUANTILE_MATH, w, 0.3, 3, "F(3) = 0.3");
	check(QUANTILE_SCHOOL, w, 0.3, 3.5, "where both are averaged");
	check(QUANTILE_MATH, w, 0.31, 4, "and past it");
	check(QUANTILE_MATH, w, 0.05, 1, "below the first share: the first value");
	check(QUANTILE_MATH, w, 0, 1, "p = 0");
	check(QUANTILE_MATH, w, 1, 8, "p = 1");
	check(QUANTILE_HF4, w, 0.45, 3.5, "hf4: half way from 0.3 to 0.6");
	check(QUANTILE_HF5, w, 0.625, 4 + 4 * (0.625 - 0.45) / (0.8 - 0.45), "hf5: between mid-points");
	check(QUANTILE_HF7, w, 0.25, 3 + (0.25 - 1.0 / 6) / (0.5 - 1.0 / 6),
		  "hf7: positions 0, 1/6, 1/2, 1");
	check(QUANTILE_HF9, w, 1, 8, "hf9 ends at the largest");
}

static void
single(void)
{
	const double x[] = {7};
	const double w[] = {2};

	for (int rule = QUANTILE_MATH; rule <= QUANTILE_HF9; rule++)
		near(quantile_of((QuantileRule) rule, 1, x, w, w, 0.3), 7, 0,
			 "one value is every quantile");
}

int
main(void)
{
	equal_weights();
	weights();
	single();
	return tap_done();
}
