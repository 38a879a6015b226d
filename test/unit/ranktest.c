/* Rank tests: expected numbers from R 4.2.2 and survey 4.1-1. */
#include "kernel/stats/ranktest.h"

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

int
main(void)
{
	test_scores();
	return tap_done();
}
