/* Intervals of proportions: expected numbers from R 4.2.2 and survey. */
#include "kernel/stats/interval.h"

#include "tap.h"

#define TOLERANCE 1e-9

static void
expect(IntervalMethod method, IntervalInput in, double low, double high, const char *name)
{
	ProportionInterval got = {NAN, NAN};

	ok(interval_proportion(method, &in, &got) == SVY_OK, name);
	near(got.low, low, TOLERANCE, "  low");
	near(got.high, high, TOLERANCE, "  high");
}

static SvyStatus
status(IntervalMethod method, IntervalInput in)
{
	ProportionInterval got;

	return interval_proportion(method, &in, &got);
}

/* data(api); d <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc);
 * svyciprop(~I(sch.wide == "Yes"), d, method = ...) */
static void
test_methods(void)
{
	IntervalInput in = {0.8743169398907104, 0.02035947724462743, 183, 183, 14, 0.95};

	expect(INTERVAL_MEAN, in, 0.830650204123468, 0.9179836756579527, "mean");
	expect(INTERVAL_XLOGIT, in, 0.8237988923830017, 0.9119000770243931, "xlogit");
	expect(INTERVAL_LOGIT, in, 0.8237988923830017, 0.9119000770243931, "logit");
	expect(INTERVAL_ASIN, in, 0.8275334533210862, 0.9146145718489066, "asin");
	expect(INTERVAL_BETA, in, 0.8237022108475011, 0.9147044921268653, "beta");

	/* survey 4.5 on its stratified sample: published 0.774814586362 and 0.870637562287 */
	in = (IntervalInput){0.827948011416, 0, 200, 200, 197, 0.95};
	/* se from the interval by mean: (0.875957841859 - p)/qt(.975, 197) */
	in.std_error = (0.875957841859 - in.p) / interval_t(0.95, 197);
	{
		ProportionInterval got;

		ok(interval_proportion(INTERVAL_WILSON, &in, &got) == SVY_OK, "wilson");
		near(got.low, 0.774814586362, 1e-8, "  low");
		near(got.high, 0.870637562287, 1e-8, "  high");
	}
	/* qnorm(.975), qt(.95, 7) */
	near(interval_t(0.95, INFINITY), 1.959963984540054, TOLERANCE, "normal quantile");
	near(interval_t(0.9, 7), 1.894578605090006, TOLERANCE, "t quantile");
}

/* p = 0 of 20 and 1 of 20, df 19: binom.test(0, 20)$conf.int; sin(qt(.975, 19)/2/sqrt(20))^2;
 * wilson: t^2/(20 + t^2) */
static void
test_extremes(void)
{
	IntervalInput none = {0, 0, 400, 20, 19, 0.95};
	IntervalInput all = {1, 0, 400, 20, 19, 0.95};

	expect(INTERVAL_MEAN, none, 0, 0, "mean of nobody");
	expect(INTERVAL_MEAN, all, 1, 1, "mean of all");
	expect(INTERVAL_BETA, none, 0, 0.1684334709830854, "beta of nobody");
	expect(INTERVAL_BETA, all, 1 - 0.1684334709830854, 1, "beta of all");
	expect(INTERVAL_XLOGIT, none, 0, 0.1684334709830854, "xlogit of nobody");
	expect(INTERVAL_LOGIT, all, 1 - 0.1684334709830854, 1, "logit of all");
	expect(INTERVAL_ASIN, none, 0, 0.053767110917357, "asin of nobody");
	expect(INTERVAL_ASIN, all, 1 - 0.053767110917357, 1, "asin of all");
	expect(INTERVAL_WILSON, none, 0, 0.1796806803569959, "wilson of nobody");
	expect(INTERVAL_WILSON, all, 1 - 0.1796806803569959, 1, "wilson of all");

	/* an empty base knows nothing; a share fixed by the strata is certain */
	none.n_base = 0;
	expect(INTERVAL_WILSON, none, 0, 1, "wilson without a base");
	expect(INTERVAL_ASIN, none, 0, 1, "asin without a base");
	none = (IntervalInput){0.25, 0, 400, 20, 19, 0.95};
	for (int method = INTERVAL_MEAN; method <= INTERVAL_WILSON; method++)
		expect((IntervalMethod) method, none, 0.25, 0.25, "no variance");
}

static void
test_errors(void)
{
	IntervalInput in = {0.5, 0.1, 100, 100, 10, 0.95};
	IntervalInput bad = in;

	bad.p = 1.5;
	ok(status(INTERVAL_MEAN, bad) == SVY_BAD_ARGUMENT, "a proportion above 1");
	bad.p = NAN;
	ok(status(INTERVAL_MEAN, bad) == SVY_BAD_ARGUMENT, "not a number");
	bad = in;
	bad.std_error = -1;
	ok(status(INTERVAL_BETA, bad) == SVY_BAD_ARGUMENT, "negative standard error");
	bad = in;
	bad.level = 1;
	ok(status(INTERVAL_BETA, bad) == SVY_BAD_ARGUMENT, "level 1");
	bad = in;
	bad.df = 0;
	ok(status(INTERVAL_MEAN, bad) == SVY_NO_DF, "no degrees of freedom");
	bad = in;
	bad.n = 1;
	ok(status(INTERVAL_BETA, bad) == SVY_NO_DF, "beta of one respondent");
}

int
main(void)
{
	test_methods();
	test_extremes();
	test_errors();
	return tap_done();
}
