/* Size and power of column tests under the design: bench/letters in short, with the same seed. */
#include "../../bench/letters.h"

#include "tap.h"

#define SAMPLES 1000

/* of the design's test, in percent */
static double
found(Setting s, double share, double cv)
{
	Found f;

	if (share > 0)
		s.share_a = s.share_b = s.share_both = share;
	s.cv = cv;
	f = letters_simulate(&s, SAMPLES, 20240601);
	return 100.0 * f.higher[COLUMNTEST_DESIGN] / f.samples;
}

/* a level of 5 % found in 1,000 samples of a size of 6 % is below 8 % but once in 300 times */
static void
test_size(Setting s, double share, double cv, const char *name)
{
	double size = found(s, share, cv);

	if (!ok(size <= 8, name))
		printf("# size %g %%\n", size);
}

static void
test_power(Setting s, double share_a, double share_b, double cv, double least, const char *name)
{
	double power;

	s.share_a = share_a;
	s.share_b = share_b;
	power = found(s, 0, cv);
	if (!ok(power >= least, name))
		printf("# power %g %%\n", power);
}

int
main(void)
{
	Setting small = {.only_a = 40, .only_b = 1000};
	Setting uneven = {.only_a = 50, .only_b = 1000};
	Setting even = {.only_a = 300, .only_b = 300};
	Setting overlap = {.only_a = 20, .only_b = 200, .both = 50};
	Setting contained = {.only_b = 300, .both = 40};
	Setting few = {.only_a = 60, .only_b = 940, .clusters_a = 3, .clusters = 50, .icc = 0.05};
	Setting across = {.only_a = 400, .only_b = 600, .clusters = 50, .icc = 0.05};
	Setting unlike = {.only_a = 50,
					  .only_b = 50,
					  .both = 200,
					  .share_a = 0.3,
					  .share_b = 0.3,
					  .share_both = 0.05};

	test_size(small, 0.01, 0, "40 against 1,000, 1 %");
	test_size(small, 0.1, 0, "40 against 1,000, 10 %");
	test_size(uneven, 0.02, 0.6, "50 against 1,000, 2 %, weighted");
	test_size(uneven, 0.1, 0.6, "50 against 1,000, 10 %, weighted");
	test_size(even, 0.02, 0.6, "300 against 300, 2 %, weighted");
	test_size(overlap, 0.01, 0, "overlapping columns, 1 %");
	test_size(overlap, 0.1, 0.6, "overlapping columns, 10 %, weighted");
	test_size(contained, 0.05, 0.6, "a column within another, 5 %, weighted");
	test_size(unlike, 0, 0, "overlapping columns, those in both unlike the others");
	test_size(few, 0.1, 0, "3 of 50 clusters, 10 %");
	test_size(few, 0.5, 0.6, "3 of 50 clusters, 50 %, weighted");
	test_size(across, 0.1, 0.6, "across 50 clusters, 10 %, weighted");
	test_power(even, 0, 0.03, 0, 95, "0 against 3 %, 300 each, is found");
	test_power(even, 0.1, 0.16, 0.6, 40, "10 against 16 %, 300 each, weighted");
	test_power(uneven, 0.25, 0.1, 0.6, 55, "25 against 10 %, 50 against 1,000, weighted");
	return tap_done();
}
