/* Rank tests: expected numbers from R 4.2.2 and survey 4.1-1. */
#include "kernel/ranktest.h"

#include "tap.h"

#define TOLERANCE 1e-9

/* d <- data.frame(y, w, g = c(1,2,1,3,2,1,3,2,1,3,2,3)); D <- svydesign(id = ~1, weights = ~w, d) */
static const double y[12] = {1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 6};
static const double w[12] = {2, 1, 3, 1, 2, 1, 4, 1, 1, 2, 3, 1};

static void
test_scores(void)
{
	/* r <- ave(cumsum(w) - w/2, factor(y)); r/sum(w); qnorm(r/sum(w)) */
	static const double wilcoxon[12] = {
		0.07954545454545454, 0.07954545454545454, 0.2878787878787878, 0.2878787878787878,
		0.2878787878787878,	 0.4318181818181818,  0.6022727272727273, 0.6022727272727273,
		0.7878787878787878,	 0.7878787878787878,  0.7878787878787878, 0.9772727272727273};
	/* W <- tapply(w, y, sum); (cumsum(W) - W/2)[as.character(y)]/sum(w) */
	static const double middle[12] = {0.06818181818181818, 0.06818181818181818, 0.2727272727272727,
									  0.2727272727272727,  0.2727272727272727,	0.4318181818181818,
									  0.5681818181818182,  0.5681818181818182,	0.8181818181818182,
									  0.8181818181818182,  0.8181818181818182,	0.9772727272727273};
	static const double none[2] = {1, 0};
	double score[12];

	ok(ranktest_scores(12, y, w, RANKTEST_WILCOXON, RANKTEST_TIES_ROWS, score) == SVY_OK, "ranks");
	for (int i = 0; i < 12; i++)
		near(score[i], wilcoxon[i], TOLERANCE, "  by rows");
	ranktest_scores(12, y, w, RANKTEST_WILCOXON, RANKTEST_TIES_MID, score);
	for (int i = 0; i < 12; i++)
		near(score[i], middle[i], TOLERANCE, "  by the middle of ties");
	ranktest_scores(12, y, w, RANKTEST_VAN_DER_WAERDEN, RANKTEST_TIES_ROWS, score);
	near(score[0], -1.408135641148089, TOLERANCE, "van der Waerden");
	near(score[11], 2.00042356910598, TOLERANCE, "van der Waerden");
	ranktest_scores(12, y, w, RANKTEST_MEDIAN, RANKTEST_TIES_ROWS, score);
	ok(score[5] == 0 && score[6] == 1, "median");
	ok(ranktest_scores(0, y, w, RANKTEST_MEDIAN, RANKTEST_TIES_ROWS, score) == SVY_OK, "nobody");
	ok(ranktest_scores(2, y, none, RANKTEST_MEDIAN, RANKTEST_TIES_ROWS, score) == SVY_BAD_WEIGHT,
	   "a weight of 0");
	ok(ranktest_scores(2, w, w, RANKTEST_MEDIAN, RANKTEST_TIES_ROWS, score) == SVY_BAD_VALUE,
	   "not sorted");
}

static void
test_groups(void)
{
	/* m <- svyby(~s, ~g, update(D, s = r/sum(w)), svymean, covmat = TRUE): groups do not covary */
	static const double mean[3] = {0.3203463203463203, 0.5173160173160173, 0.65625};
	static const double v[9] = {0.01051814644807922, 0, 0, 0, 0.0237832517818302, 0, 0, 0,
								0.00604558343311733};
	/* the same by h = g > 1 */
	static const double mean_two[2] = {0.3203463203463203, 0.5914141414141414};
	static const double v_two[4] = {0.01051814644807922, 0, 0, 0.00666835418772976};
	static const double no_v[4] = {0};
	double work[RANKTEST_SPACE(3)];
	RankTest result;

	/* svyranktest(y ~ g, D, test = "KruskalWallis") */
	ok(ranktest_groups(3, mean, v, 11, work, &result) == SVY_OK, "three groups");
	near(result.statistic, 6.821606307863883, TOLERANCE, "  chi-square");
	near(result.df1, 2, 0, "  numerator df");
	near(result.df2, 9, 0, "  denominator df");
	near(result.p, 0.07897028601245382, TOLERANCE, "  p-value");
	/* svyranktest(y ~ h, D) */
	ok(ranktest_groups(2, mean_two, v_two, 11, work, &result) == SVY_OK, "two groups");
	near(result.statistic, 2.067684325738038, TOLERANCE, "  t");
	near(result.df2, 10, 0, "  df");
	near(result.p, 0.06553772620178315, TOLERANCE, "  p-value");
	ok(ranktest_groups(2, mean_two, no_v, 11, work, &result) == SVY_SINGULAR, "no variance");
	ok(ranktest_groups(3, mean, v, 2, work, &result) == SVY_NO_DF, "no degrees of freedom");
	ok(ranktest_groups(1, mean, v, 2, work, &result) == SVY_BAD_ARGUMENT, "one group");
}

int
main(void)
{
	test_scores();
	test_groups();
	return tap_done();
}
