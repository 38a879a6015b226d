/* Column tests: expected numbers from R 4.2.2, the call is beside them. */
#include "kernel/stats/columntest.h"

#include <string.h>

#include "tap.h"

#define TOLERANCE 1e-9

static ColumnTest pairs[64];
static int order[64];

static ColumnCell
share(double n, double w, double w2, double r)
{
	return (ColumnCell){.n = n, .w = w, .w2 = w2, .r = r};
}

static ColumnCell
plain(double n, double r)
{
	return share(n, n, n, r);
}

static ColumnCell
mean(double n, double w, double w2, double value, double ss)
{
	return (ColumnCell){.n = n, .w = w, .w2 = w2, .mean = value, .ss = ss};
}

static ColumnRow
row_of(ColumnConvention convention, ColumnMeasure measure, int columns, const ColumnCell *cells)
{
	return (ColumnRow){.convention = convention,
					   .measure = measure,
					   .alpha = 0.05,
					   .columns = columns,
					   .cells = cells};
}

static void
expect(ColumnTest got, double statistic, double df, double p, const char *name)
{
	ok(got.reason == COLUMNTEST_TESTED, name);
	near(got.statistic, statistic, TOLERANCE, "  statistic");
	near(got.df, df, TOLERANCE, "  degrees of freedom");
	near(got.p, p, TOLERANCE, "  p-value");
	near(got.statistic * got.std_error, got.difference, TOLERANCE, "  standard error");
}

static void
expect_reason(const ColumnRow *row, ColumnReason reason, const char *name)
{
	ColumnTest test = columntest_pair(row, 0, 1);

	ok(test.reason == reason && isnan(test.p) && isnan(test.statistic) && test.higher == 0, name);
}

/* r = (200, 225), w = (500, 450), q = (600, 500): published statistics -2.882196 and, with 100
 * respondents of squared weight 120 in both columns, -3.228128.  More digits:
 * t <- d / sqrt(P * (1 - P) * (1/e1 + 1/e2 - 2 * e0/(e1 * e2))); 2 * pt(-abs(t), e1 + e2 - e0 - 2) */
static void
test_proportions(void)
{
	ColumnCell cells[2] = {share(400, 500, 600, 200), share(350, 450, 500, 225)};
	ColumnOverlap overlaps[4] = {{0}, {80, 100, 120, 45}, {80, 100, 120, 45}, {0}};
	ColumnRow row = row_of(COLUMNTEST_DIMENSIONS, COLUMNTEST_PROPORTION, 2, cells);

	expect(columntest_pair(&row, 0, 1), -2.882196223984536, 819.6666666666667, 0.004052351523457631,
		   "dimensions");
	near(columntest_pair(&row, 0, 1).statistic, -2.882196, 5e-7, "  as published");
	row.overlaps = overlaps;
	expect(columntest_pair(&row, 0, 1), -3.228127870018801, 736.3333333333334, 0.001301256342885923,
		   "dimensions, overlapping");
	near(columntest_pair(&row, 0, 1).df, 736.333, 1e-6, "  as published");

	/* the same with the covariance 2 e0 p0 (1 - p0)/(e1 e2) of unpooled variances, p0 = 45/100 */
	row.convention = COLUMNTEST_CRUNCH;
	expect(columntest_pair(&row, 0, 1), -3.246411892202155, 736.3333333333334, 0.001221602076218991,
		   "crunch, overlapping");
	row.overlaps = NULL;
	/* su <- sqrt(.4 * .6/e1 + .5 * .5/e2) */
	expect(columntest_pair(&row, 0, 1), -2.894863565078751, 819.6666666666667, 0.003893977747651273,
		   "crunch");
	/* su <- sqrt(.4 * .6/500 + .5 * .5/450) */
	row.convention = COLUMNTEST_ASKIA;
	expect(columntest_pair(&row, 0, 1), -3.107515464243906, INFINITY, 0.001886671143769843,
		   "askia");
	/* pp <- sum(p * e)/sum(e) */
	row.convention = COLUMNTEST_SPSS;
	expect(columntest_pair(&row, 0, 1), -2.881039371956573, INFINITY, 0.003963661245254755, "spss");
	/* prop.test(c(40, 72), c(100, 120), correct = FALSE) */
	cells[0] = plain(100, 40);
	cells[1] = plain(120, 72);
	expect(columntest_pair(&row, 0, 1), -2.954684201426395, INFINITY, 0.003129892482818836,
		   "spss, unweighted");
	row.convention = COLUMNTEST_NONE;
	expect_reason(&row, COLUMNTEST_NOT_COMPARED, "none tests nothing");
}

/* a <- c(1,2,2,3,4,5,5); b <- c(2,4,4,5,5,3); c <- c(1,1,2,2,3) */
static void
test_means(void)
{
	ColumnCell cells[3] = {mean(7, 7, 7, 22.0 / 7, 104.0 / 7), mean(6, 6, 6, 23.0 / 6, 41.0 / 6),
						   mean(5, 5, 5, 1.8, 2.8)};
	ColumnRow row = row_of(COLUMNTEST_DIMENSIONS, COLUMNTEST_MEAN, 3, cells);

	/* t.test(a, b, var.equal = TRUE) */
	expect(columntest_pair(&row, 0, 1), -0.883819289419838, 11, 0.3957001663422632,
		   "means, dimensions");
	/* t.test(a, b) */
	row.convention = COLUMNTEST_CRUNCH;
	expect(columntest_pair(&row, 0, 1), -0.9054545397599191, 10.82748830864727, 0.3849302503324824,
		   "means, crunch");
	/* the same statistic, 2 * pnorm(-abs(z)) */
	row.convention = COLUMNTEST_ASKIA;
	expect(columntest_pair(&row, 0, 1), -0.9054545397599191, INFINITY, 0.3652246331519445,
		   "means, askia");
	/* s2 <- summary(lm(x ~ g))$sigma^2; pairwise.t.test(x, g, p.adjust.method = "none") */
	row.convention = COLUMNTEST_SPSS;
	expect(columntest_pair(&row, 0, 1), -0.9712894941945881, 15, 0.346807009192915849,
		   "means, spss: variance of all columns");
	row.adjust = COLUMNTEST_HOLM;
	ok(columntest_row(&row, pairs, order) == SVY_OK, "a row of means");
	/* pairwise.t.test(x, g, p.adjust.method = "holm") */
	near(columntest_p(3, pairs, 2, 0, 1), 0.18571271081509780, TOLERANCE, "  holm");
	near(columntest_p(3, pairs, 1, 2, 1), 0.057028439712032988, TOLERANCE, "  holm");
	near(columntest_p(3, pairs, 1, 2, 0), 0.019009479904010997, TOLERANCE, "  unadjusted");
	cells[2].group = 1;
	near(columntest_pair(&row, 0, 1).p, 0.3957001663422632, TOLERANCE,
		 "another group's column does not pool");
}

/* the same answers with weights wa <- c(1,2,1,1,.5,2,1); wb <- c(2,1,1,.5,1,1);
 * ss = sum(w * (x - weighted.mean(x, w))^2) */
static void
test_weighted_means(void)
{
	ColumnCell cells[2] = {mean(7, 8.5, 12.25, 3.176470588235294, 19.23529411764706),
						   mean(6, 6.5, 8.25, 3.461538461538462, 8.615384615384615)};
	ColumnCell scaled[2];
	ColumnRow row = row_of(COLUMNTEST_DIMENSIONS, COLUMNTEST_MEAN, 2, cells);
	ColumnTest test;

	/* s2 <- sum(ss)/sum(w - q/w); t <- d/sqrt(s2 * (1/e1 + 1/e2)) */
	expect(columntest_pair(&row, 0, 1), -0.3135176002869786, 9.019171304885591, 0.7610169101532726,
		   "weighted means, dimensions");
	/* s2 <- sum(ss/(w - q/w) * (e - 1))/sum(e - 1) */
	row.convention = COLUMNTEST_SPSS;
	test = columntest_pair(&row, 0, 1);
	expect(test, -0.3158788444179996, 9.019171304885591, 0.7592818771929402,
		   "weighted means, spss");

	/* weights of another scale */
	for (int i = 0; i < 2; i++)
		scaled[i] = mean(cells[i].n, 1000 * cells[i].w, 1e6 * cells[i].w2, cells[i].mean,
						 1000 * cells[i].ss);
	row.cells = scaled;
	near(columntest_pair(&row, 0, 1).p, test.p, TOLERANCE, "scale of the weights does not matter");
}

static void
test_left_aside(void)
{
	ColumnCell cells[2] = {plain(100, 100), plain(100, 50)};
	ColumnOverlap same[4] = {{0}, {100, 100, 100, 50}, {100, 100, 100, 50}, {0}};
	ColumnRow row = row_of(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, 2, cells);

	expect_reason(&row, COLUMNTEST_EXTREME_SHARE, "spss: a share of 1 is not tested");
	cells[0].r = 0;
	expect_reason(&row, COLUMNTEST_EXTREME_SHARE, "spss: nor a share of 0");
	row.convention = COLUMNTEST_CRUNCH;
	ok(columntest_pair(&row, 0, 1).reason == COLUMNTEST_TESTED, "crunch: tested");
	row.convention = COLUMNTEST_SPSS;
	cells[0] = plain(1.5, 0.5);
	expect_reason(&row, COLUMNTEST_SMALL_BASE, "spss: a base below 2");
	cells[0] = plain(0, 0);
	expect_reason(&row, COLUMNTEST_SMALL_BASE, "an empty base");
	cells[0] = plain(100, 101);
	expect_reason(&row, COLUMNTEST_BAD_INPUT, "a count above its base");
	cells[0] = plain(100, NAN);
	expect_reason(&row, COLUMNTEST_BAD_INPUT, "not a number");

	cells[0] = plain(100, 50);
	near(columntest_pair(&row, 0, 1).p, 1, 0, "spss: equal shares are tested");
	row.overlaps = same;
	expect_reason(&row, COLUMNTEST_NO_VARIANCE, "the same respondents twice");
	row.overlaps = NULL;
	row.convention = COLUMNTEST_DIMENSIONS;
	expect_reason(&row, COLUMNTEST_EQUAL, "dimensions: equal shares are not");
	cells[0] = plain(1, 0);
	cells[1] = plain(1, 1);
	expect_reason(&row, COLUMNTEST_NO_DF, "no degrees of freedom");
	row.convention = COLUMNTEST_CRUNCH;
	cells[0] = plain(50, 50);
	cells[1] = plain(60, 0);
	expect_reason(&row, COLUMNTEST_NO_VARIANCE, "crunch: all against none");
	cells[0].group = cells[1].group = COLUMNTEST_LEFT_OUT;
	expect_reason(&row, COLUMNTEST_NOT_COMPARED, "left out");

	row.measure = COLUMNTEST_MEAN;
	cells[0] = mean(1, 1, 1, 3, 0);
	cells[1] = mean(9, 9, 9, 4, 2);
	expect_reason(&row, COLUMNTEST_SMALL_BASE, "a mean of one respondent");
	cells[0] = mean(5, 5, 5, 3, 0);
	cells[1] = mean(9, 9, 9, 4, 0);
	expect_reason(&row, COLUMNTEST_NO_VARIANCE, "means without any variance");
}

static void
test_askia_rules(void)
{
	ColumnCell cells[2] = {plain(40, 2), plain(60, 8)};
	ColumnCell total = plain(100, 13);
	ColumnRow row = row_of(COLUMNTEST_ASKIA, COLUMNTEST_PROPORTION, 2, cells);

	/* 10/100 x 40 = 4 and 13/100 x 40 = 5.2 */
	expect_reason(&row, COLUMNTEST_SMALL_EXPECTED, "askia: 4 expected");
	row.total = &total;
	ok(columntest_pair(&row, 0, 1).reason == COLUMNTEST_TESTED, "askia: 5.2 expected");

	/* |z| is compared with 1.96, whose p is 0.04999579: between it and 0.05 lies z = 1.95998
	 * (qnorm(0.975) = 1.959964).  By hand: p = (0.5, 0.5 + d) of 1e6 each solves to that z. */
	cells[0] = plain(1e6, 500000);
	cells[1] = plain(1e6, 500000 + 1385.91);
	row.total = NULL;
	columntest_row(&row, pairs, order);
	ok(pairs[0].statistic < -1.959964 && pairs[0].statistic > -1.96 && pairs[0].p < 0.05 &&
		   pairs[0].higher == 0,
	   "askia: 1.96 decides, not 1.959964");
	row.convention = COLUMNTEST_CRUNCH;
	columntest_row(&row, pairs, order);
	ok(pairs[0].higher == -1, "crunch: the p-value decides");
}

/* prop.test(c(30, 105), c(100, 200), correct = FALSE); t.test(a, c(b, c), var.equal = TRUE) */
static void
test_rest(void)
{
	ColumnCell part = plain(100, 30);
	ColumnCell total = plain(300, 135);
	ColumnCell part_mean = mean(7, 7, 7, 22.0 / 7, 104.0 / 7);
	/* of all 18 values: mean, sum((x - mean(x))^2) */
	ColumnCell total_mean = mean(18, 18, 18, 3, 36);

	expect(columntest_rest(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, &part, &total),
		   -3.692744729379982, INFINITY, 0.0002218466806632122, "column against the rest");
	expect(columntest_rest(COLUMNTEST_DIMENSIONS, COLUMNTEST_MEAN, &part_mean, &total_mean),
		   0.3233808333817771, 16, 0.7505950051029842, "mean against the rest");
	part.r = 0;
	ok(columntest_rest(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, &part, &total).reason ==
		   COLUMNTEST_TESTED,
	   "against the rest a share of 0 is tested");
	ok(columntest_rest(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, &total, &total).reason ==
		   COLUMNTEST_SMALL_BASE,
	   "nothing is left for the rest");
	ok(columntest_rest(COLUMNTEST_NONE, COLUMNTEST_PROPORTION, &part, &total).reason ==
		   COLUMNTEST_NOT_COMPARED,
	   "none tests nothing against the rest");
}

/* est <- c(0, 1, 2.2, 2.9, 4.5), variances 1, no covariance:
 * pr <- combn(5, 2); p <- 2 * pnorm(-abs(est[pr[1,]] - est[pr[2,]])/sqrt(2)); p.adjust(p, ...) */
static const double p_none[10] = {0.4795001221869535,	0.1197949304259183, 0.04030497436254078,
								  0.001462716586681152, 0.3961439091520739, 0.1791091927267221,
								  0.01332832878081756,	0.6206179464376899, 0.103876157063085,
								  0.2578990352923394};
static const double p_bonferroni[10] = {
	1, 1, 0.4030497436254078, 0.01462716586681152, 1, 1, 0.1332832878081756, 1, 1, 1};
static const double p_holm[10] = {1,
								  0.7271330994415953,
								  0.3224397949003263,
								  0.01462716586681152,
								  1,
								  0.8955459636336104,
								  0.119954959027358,
								  1,
								  0.7271330994415953,
								  1};
static const double p_bh[10] = {0.5327779135410594,	 0.2395898608518366, 0.1343499145418026,
								0.01462716586681152, 0.4951798864400924, 0.2985153212112034,
								0.06664164390408778, 0.6206179464376899, 0.2395898608518366,
								0.3684271932747706};

static void
test_adjustment(void)
{
	const double *expected[4] = {p_none, p_bonferroni, p_holm, p_bh};
	const char *names[4] = {"unadjusted", "Bonferroni", "Holm", "Benjamini-Hochberg"};
	double estimates[5] = {0, 1, 2.2, 2.9, 4.5};
	double covariance[36] = {0};
	ColumnCell cells[6];
	ColumnRow row = row_of(COLUMNTEST_DESIGN, COLUMNTEST_MEAN, 6, cells);

	/* a sixth column between them is left out and must not count */
	for (int i = 0; i < 6; i++)
	{
		cells[i] = mean(10, 10, 10, i == 2 ? 99 : estimates[i < 2 ? i : i - 1], 0);
		cells[i].group = i == 2 ? COLUMNTEST_LEFT_OUT : 7;
		covariance[i * 6 + i] = 1;
	}
	row.covariance = covariance;
	row.df = INFINITY;
	for (int adjust = COLUMNTEST_UNADJUSTED; adjust <= COLUMNTEST_BH; adjust++)
	{
		int at = 0;

		row.adjust = (ColumnAdjust) adjust;
		ok(columntest_row(&row, pairs, order) == SVY_OK, names[adjust]);
		for (int a = 0; a < 6; a++)
			for (int b = a + 1; b < 6; b++)
				if (a != 2 && b != 2)
					near(columntest_p(6, pairs, b, a, 1), expected[adjust][at++], TOLERANCE,
						 "  adjusted p");
	}
	ok(isnan(columntest_p(6, pairs, 2, 3, 0)) && isnan(columntest_p(6, pairs, 4, 4, 1)),
	   "no p for what is not tested");
	ok(columntest_higher(6, pairs, 5, 0) == 1 && columntest_higher(6, pairs, 0, 5) == -1 &&
		   columntest_higher(6, pairs, 3, 3) == 0,
	   "the larger column is higher");

	row.covariance = NULL;
	ok(columntest_row(&row, pairs, order) == SVY_BAD_ARGUMENT, "design needs a covariance");
	row = row_of(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, 0, NULL);
	ok(columntest_row(&row, pairs, order) == SVY_OK, "a row without columns");
	row.alpha = 1;
	ok(columntest_row(&row, pairs, order) == SVY_BAD_ARGUMENT, "alpha of 1");
}

/* var(a - b) = 4 + 9 - 2 x 1.5 = 10; 2 * pt(-2.5, 12) */
static void
test_design(void)
{
	ColumnCell cells[2] = {mean(9, 9, 9, 2.5 * 3.1622776601683795, 0), mean(9, 9, 9, 0, 0)};
	double covariance[4] = {4, 1.5, 1.5, 9};
	ColumnRow row = row_of(COLUMNTEST_DESIGN, COLUMNTEST_MEAN, 2, cells);

	row.covariance = covariance;
	row.df = 12;
	expect(columntest_pair(&row, 0, 1), 2.5, 12, 0.02791539957132521, "design");
	near(columntest_contrast(2.5, 1, 12).p, 0.02791539957132521, TOLERANCE, "a contrast");
	ok(columntest_contrast(1, 0, 12).reason == COLUMNTEST_NO_VARIANCE, "no variance");
	ok(columntest_contrast(1, 1, 0).reason == COLUMNTEST_NO_DF, "no degrees of freedom");
	ok(columntest_contrast(NAN, 1, 3).reason == COLUMNTEST_BAD_INPUT, "not a number");
	covariance[1] = covariance[2] = 4;
	covariance[3] = 4;
	expect_reason(&row, COLUMNTEST_NO_VARIANCE, "perfectly correlated estimates");
}

static void
expect_letters(int column, const int *letters, const char *expected)
{
	char buffer[32];

	ok(columntest_letters(5, pairs, column, letters, buffer, sizeof(buffer)) == SVY_OK &&
		   strcmp(buffer, expected) == 0,
	   "letters");
}

/* pairwise.prop.test(c(30, 45, 60), c(100, 100, 100), correct = FALSE): 0.0285, 0.00002, 0.0337 */
static void
test_letters(void)
{
	static const int letters[5] = {0, 1, 2, 26, 27};
	ColumnCell cells[5] = {plain(100, 30), plain(100, 45), plain(100, 60), plain(100, 30),
						   plain(100, 60)};
	ColumnRow row = row_of(COLUMNTEST_SPSS, COLUMNTEST_PROPORTION, 5, cells);
	char letter[COLUMNTEST_LETTER_SIZE];
	char small[3];

	cells[3].group = cells[4].group = 1;
	columntest_row(&row, pairs, order);
	near(columntest_p(5, pairs, 0, 1, 0), 0.028459736916310541, TOLERANCE, "A against B");
	near(columntest_p(5, pairs, 1, 2, 0), 0.033672068856345806, TOLERANCE, "B against C");
	expect_letters(0, NULL, "");
	expect_letters(1, NULL, "A");
	expect_letters(2, NULL, "A B");
	expect_letters(4, NULL, "D");
	expect_letters(4, letters, "AA");
	ok(columntest_letters(5, pairs, 2, NULL, small, sizeof(small)) == SVY_NO_SPACE, "no space");

	/* p.adjust(p, "bonferroni") over the three pairs of the group: 0.0854, 0.00006, 0.101 */
	row.adjust = COLUMNTEST_BONFERRONI;
	columntest_row(&row, pairs, order);
	near(columntest_p(5, pairs, 0, 1, 1), 0.08537921074893162, TOLERANCE,
		 "another group's pairs do not count");
	expect_letters(1, NULL, "");
	expect_letters(2, NULL, "A");

	columntest_letter(25, letter);
	ok(strcmp(letter, "Z") == 0, "Z");
	columntest_letter(26, letter);
	ok(strcmp(letter, "AA") == 0, "after Z comes AA");
	columntest_letter(701, letter);
	ok(strcmp(letter, "ZZ") == 0, "ZZ");
	columntest_letter(702, letter);
	ok(strcmp(letter, "AAA") == 0, "after ZZ comes AAA");
}

int
main(void)
{
	test_proportions();
	test_means();
	test_weighted_means();
	test_left_aside();
	test_askia_rules();
	test_rest();
	test_adjustment();
	test_design();
	test_letters();
	return tap_done();
}
