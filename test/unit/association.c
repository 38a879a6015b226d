/* Association in tables of counts: expected numbers from R 4.2.2, the call is beside them. */
#include "kernel/stats/association.h"

#include "tap.h"

#define TOLERANCE 1e-9

/* m <- matrix(c(20,35,25, 15,30,40, 40,30,15), 3) */
static const double table[9] = {20, 15, 40, 35, 30, 30, 25, 40, 15};

static void
expect(AssociationTest got, double statistic, double df, double p, const char *name)
{
	near(got.statistic, statistic, TOLERANCE, name);
	near(got.df, df, 0, "  degrees of freedom");
	near(got.p, p, TOLERANCE, "  p-value");
}

static void
test_pearson(void)
{
	/* chisq.test(m)$expected, $residuals, $stdres, by rows */
	static const double expected[9] = {24, 25.5, 25.5, 30.4, 32.3, 32.3, 25.6, 27.2, 27.2};
	static const double residual[9] = {
		-0.8164965809277261, -2.079309840251016,  2.871427874632356,
		0.8342976876265137,	 -0.4046938222697269, -0.4046938222697269,
		-0.1185854122563145, 2.454287964311586,	  -2.33924321598448};
	static const double adjusted[9] = {-1.183452670827877, -3.059132028869214,	4.224515658914629,
									   1.284904170611198,  -0.6326430805043802, -0.6326430805043802,
									   -0.174390312141639, 3.663524443113049,	-3.491796734842125};
	double got[3][9];
	AssociationCells cells = {got[0], got[1], got[2]};
	Association result;

	ok(association_test(3, 3, table, 0, &result, &cells) == SVY_OK, "a table of three by three");
	/* chisq.test(m); g <- 2 * sum(m * log(m/expected)) */
	expect(result.pearson, 25.76855166408669, 4, 3.523330114471427e-05, "Pearson");
	expect(result.ratio, 25.6155392078739, 4, 3.782508105379466e-05, "likelihood ratio");
	near(result.cramers_v, 0.2270178480388125, TOLERANCE, "Cramer's V");
	near(result.phi, 0.321051719597243, TOLERANCE, "phi");
	near(result.contingency, 0.3056839493171245, TOLERANCE, "contingency coefficient");
	near(result.smallest_expected, 24, TOLERANCE, "smallest expected count");
	near(result.share_below_5, 0, 0, "no small expected count");
	for (int i = 0; i < 9; i++)
	{
		near(got[0][i], expected[i], TOLERANCE, "expected count");
		near(got[1][i], residual[i], TOLERANCE, "Pearson residual");
		near(got[2][i], adjusted[i], TOLERANCE, "adjusted residual");
	}

	/* chisq.test(m * 150/250): weights are scaled to 150 respondents */
	association_test(3, 3, table, 150, &result, NULL);
	expect(result.pearson, 15.46113099845201, 4, 0.00383442666907363, "scaled to n");
	near(result.n, 150, 0, "  n");
	near(result.cramers_v, 0.2270178480388125, TOLERANCE, "  V does not change");
}

static void
test_empty(void)
{
	/* the table with an empty row and an empty column between */
	static const double holes[16] = {20, 0, 15, 40, 35, 0, 30, 30, 0, 0, 0, 0, 25, 0, 40, 15};
	static const double nothing[4] = {0};
	static const double negative[4] = {1, 2, -1, 3};
	static const double unknown[4] = {1, 2, NAN, 3};
	double adjusted[16];
	AssociationCells cells = {NULL, NULL, adjusted};
	Association result;

	ok(association_test(4, 4, holes, 0, &result, &cells) == SVY_OK, "empty row and column");
	expect(result.pearson, 25.76855166408669, 4, 3.523330114471427e-05, "  are left out");
	ok(result.rows == 3 && result.columns == 3, "  of the dimensions");
	ok(isnan(adjusted[1]) && !isnan(adjusted[0]), "  and have no residual");
	ok(association_test(1, 9, table, 0, &result, NULL) == SVY_OK && isnan(result.pearson.p) &&
		   result.pearson.statistic == 0 && isnan(result.cramers_v),
	   "a single row has no p-value");
	ok(association_test(2, 2, nothing, 0, &result, NULL) == SVY_NO_DF, "nothing counted");
	ok(association_test(2, 2, negative, 0, &result, NULL) == SVY_BAD_VALUE, "negative count");
	ok(association_test(2, 2, unknown, 0, &result, NULL) == SVY_BAD_VALUE, "not a number");
	ok(association_test(0, 2, table, 0, &result, NULL) == SVY_BAD_ARGUMENT, "no rows");
	ok(association_test(3, 3, table, -1, &result, NULL) == SVY_BAD_ARGUMENT, "negative n");
}

static void
test_trend(void)
{
	static const double row_scores[3] = {0, 1, 5};
	static const double column_scores[3] = {1, 10, 100};
	static const double same[3] = {2, 2, 2};
	AssociationTest test;
	double r;

	/* r <- cor(rep(row(m), m), rep(col(m), m)); (sum(m) - 1) * r^2 */
	ok(association_trend(3, 3, table, 0, NULL, NULL, &test, &r) == SVY_OK, "trend");
	expect(test, 8.832024495155425, 1, 0.002959898438512428, "  M2");
	near(r, -0.1883347495609625, TOLERANCE, "  correlation");
	association_trend(3, 3, table, 0, row_scores, column_scores, &test, &r);
	near(test.statistic, 14.48718069244838, TOLERANCE, "trend with scores");
	ok(association_trend(3, 3, table, 0, same, NULL, &test, NULL) == SVY_NO_DF,
	   "scores that do not vary");
}

static void
test_two_by_two(void)
{
	/* m <- matrix(c(12, 5, 7, 14), 2) */
	static const double counts[4] = {12, 7, 5, 14};
	static const double close[4] = {10, 10, 10, 11};
	static const double small[4] = {3, 1, 0, 9};
	static const double one_row[4] = {0, 5, 0, 9};
	static const double part[4] = {1.5, 1, 2, 3};
	static const double agreed[4] = {5, 0, 0, 5};
	AssociationTest test;
	double p;

	/* chisq.test(m), mcnemar.test(m, correct = FALSE), fisher.test(m) */
	ok(association_yates(counts, 0, &test) == SVY_OK, "Yates");
	expect(test, 3.831932773109243, 1, 0.05028491606049424, "  statistic");
	ok(association_yates(close, 0, &test) == SVY_OK && test.statistic < 1e-30 && test.p == 1,
	   "Yates's correction stops at 0");
	ok(association_yates(one_row, 0, &test) == SVY_NO_DF, "Yates of an empty column");
	ok(association_mcnemar(counts, 0, &test) == SVY_OK, "McNemar");
	expect(test, 0.3333333333333333, 1, 0.563702861650773, "  statistic");
	ok(association_mcnemar(agreed, 0, &test) == SVY_NO_DF, "McNemar without disagreement");
	ok(association_fisher(counts, &p) == SVY_OK, "Fisher");
	near(p, 0.04885311168621126, TOLERANCE, "  p-value");
	/* fisher.test(matrix(c(3, 0, 1, 9), 2)), fisher.test(matrix(c(0, 0, 5, 9), 2)) */
	association_fisher(small, &p);
	near(p, 0.01398601398601397, TOLERANCE, "Fisher, small counts");
	association_fisher(one_row, &p);
	near(p, 1, TOLERANCE, "Fisher, empty column");
	ok(association_fisher(part, &p) == SVY_BAD_VALUE, "Fisher knows no weights");
}

int
main(void)
{
	test_pearson();
	test_empty();
	test_trend();
	test_two_by_two();
	return tap_done();
}
