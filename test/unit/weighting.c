/*
 * weighting.c
 *	  Unit tests of raking, calibration, trimming and projection.
 *
 * Expected values: R 4.2.2, survey 4.1-1 (postStratify, rake, calibrate,
 * trimWeights; lm for the residuals) on the twelve respondents below, which
 * are made up.
 */
#include <string.h>

#include "kernel/base/hash.h"
#include "kernel/stats/weighting.h"
#include "tap.h"

#define N 12

static const double base[N] = {1, 2, 1.5, 1, 1, 2.5, 3, 1, 1, 2, 1, 1.5};
static const int32_t sex[N] = {0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0};
static const int32_t age[N] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 0, 1};
static const double income[N] = {10, 25, 31, 12, 28, 40, 9, 22, 35, 38, 14, 20};
static const double answer[N] = {3, 5, 4, 2, 5, 1, 4, 4, 2, 3, 5, 1};
static const double sex_targets[] = {9, 11};
static const double age_targets[] = {6, 7, 7};

static const double poststratified[] = {
	1, 2.54545454545455, 1.5, 1, 1.27272727272727, 2.5, 3, 1.27272727272727, 1, 2,
	1, 1.90909090909091};
static const double raked[] = {0.849949391803906, 2.13439237244499, 1.11900946860339,
							   1.30010121639219,  1.63240667411063, 2.85276901055242,
							   2.54984817541172,  1.63240667411063, 0.746006312402258,
							   2.28221520844194,  1.30010121639219, 1.60079427933374};
static const double raked_once[] = {0.872623574144487, 2.19579702716556, 1.17049180327869,
									1.25475285171103,  1.57867760123014, 2.80510018214936,
									2.61787072243346,  1.57867760123014, 0.780327868852459,
									2.24408014571949,  1.25475285171103, 1.64684777037417};
static const double linear[] = {0.845363472900077, 2.20806575905471, 1.05265861803237,
								1.30927305419985,  1.56794246082713, 2.91420498330337,
								2.53609041870023,  1.56794246082713, 0.701772412021577,
								2.33136398664269,  1.30927305419985, 1.65604931929104};
static const double linear_numeric[] = {1.02548055431381, 1.66878683152972, 1.13693784051792,
										1.51892604535171, 1.31509976423283, 2.90557513348416,
										3.11465909065123, 1.39153461965241, 0.707001990065556,
										2.37541667706705, 1.49344776021185, 1.34713369292177};
static const double linear_bounded[] = {0.78125, 2.28571428571429, 1.125,	1.4375,
										1.5,	 2.84722222222222, 2.34375, 1.5,
										0.75,	 2.27777777777778, 1.4375,	1.71428571428571};
static const double exponential[] = {1.00047704518099, 1.68792178977545, 1.18265932683905,
									 1.56842147019802, 1.30813426120999, 2.85420054849898,
									 3.03566635352489, 1.4002521309431,	 0.753469691632044,
									 2.33574689153893, 1.53324469761099, 1.33980579304758};
static const double logit[] = {1.01146801617025, 1.67012733877151, 1.16688308452579,
							   1.54050335236846, 1.32141498628523, 2.86538454463776,
							   3.07422982853045, 1.40733583917001, 0.744199168180639,
							   2.35018258966619, 1.51517868787234, 1.33309256382138};
static const double trimmed[] = {1.2, 2.075, 1.575, 1.2, 1.2, 2, 2, 1.2, 1.2, 2.075, 1.2, 1.575};
static const double trimmed_strict[] = {1.2875, 1.8,	1.7875, 1.2875, 1.2875, 1.8,
										1.8,	1.2875, 1.2875, 1.8,	1.2875, 1.7875};
static const double residuals[] = {-0.891670391893905, 1.78092411352829,  1.04996191569716,
								   -1.67364059461434,  2.04379354450266,  -1.41813085115959,
								   0.0634899744112818, 0.774755742333785, -0.770679549523588,
								   0.492189881450789,  1.41603867277528,  -2.44327405494578};

static void
all_near(const double *got, const double *expected, double tolerance, const char *name)
{
	int worst = 0;

	for (int i = 1; i < N; i++)
		if (!(fabs(got[i] / expected[i] - 1) <= fabs(got[worst] / expected[worst] - 1)))
			worst = i;
	near(got[worst], expected[worst], tolerance, name);
}

static void
test_rake(void)
{
	DD sex_sums[2];
	DD age_sums[3];
	WeightingMargin margins[] = {{2, sex, sex_targets, sex_sums}, {3, age, age_targets, age_sums}};
	WeightingDeviation deviation;
	double w[N];
	int passes = 0;

	memcpy(w, base, sizeof(w));
	ok(weighting_rake_pass(N, w, 1, &margins[1], &deviation) == SVY_OK, "one margin, one pass");
	all_near(w, poststratified, 1e-13, "post-stratification is one pass over one margin");

	memcpy(w, base, sizeof(w));
	(void) weighting_rake_pass(N, w, 2, margins, &deviation);
	all_near(w, raked_once, 1e-13, "one pass is one iteration of R");
	near(deviation.largest, 1 - 8.5 / 11, 1e-14, "the deviation is that of the worst margin");
	while (passes++ < 100 && deviation.largest >= 1e-14)
		(void) weighting_rake_pass(N, w, 2, margins, &deviation);
	all_near(w, raked, 1e-12, "raking converges to R's weights");
	weighting_deviation(N, w, 2, margins, &deviation);
	ok(deviation.largest < 1e-13, "the margins are met");
	ok(passes < 30, "in few passes");
}

static void
test_rake_impossible(void)
{
	static const double targets[] = {5, 5, 5, 5};
	DD sums[4];
	WeightingMargin margin = {4, age, targets, sums};
	WeightingDeviation deviation;
	double w[N];

	memcpy(w, base, sizeof(w));
	ok(weighting_rake_pass(N, w, 1, &margin, &deviation) == SVY_INFEASIBLE &&
		   deviation.category == 3,
	   "a category without respondents is named");
}

static void
test_cells(void)
{
	uint64_t keys[6];
	double bases[6];
	DD totals[6];
	uint32_t slots[16];
	WeightingCells cells = {0, 2, keys, bases, totals, 4, slots, false};
	uint32_t cell[N];
	double sum = 0;
	int grown = 0;

	hash_clear(slots, cells.nslots);
	for (int i = 0; i < N; i++)
	{
		uint64_t key = (uint64_t) (sex[i] * 3 + age[i]);

		while (weighting_cells_add(&cells, key, 0, base[i], &cell[i]) == SVY_NO_SPACE)
		{
			cells.max_cells = 6;
			cells.nslots = 16;
			weighting_cells_rehash(&cells);
			grown++;
		}
	}
	ok(cells.ncells == 6 && grown == 1, "respondents with equal categories share a cell");
	ok(cell[0] == cell[6] && cell[0] != cell[1] && cell[3] == cell[10], "and nobody else does");
	near(dd_value(totals[cell[0]]), 4, 0, "a cell's weight is the sum of its respondents'");
	for (size_t i = 0; i < cells.ncells; i++)
		sum += dd_value(totals[i]);
	near(sum, 18.5, 0, "cells together weigh what the respondents weigh");
	ok(weighting_cells_add(&cells, 0, 0, -1, cell) == SVY_BAD_WEIGHT &&
		   weighting_cells_add(&cells, 0, 0, NAN, cell) == SVY_BAD_WEIGHT,
	   "a weight must be a number from 0 up");
}

static double calibrated[N];

/* calibrates the twelve and leaves the weights in calibrated */
static SvyStatus
calibrate(CalibrationModel model, CalibrationMethod method, double lower, double upper,
		  const double *targets)
{
	double lambda[8] = {0};
	double step[8];
	double misfit[8];
	DD sums[8];
	double gram[64];
	bool dependent[8];
	double g[N];
	Calibration c = {.model = model,
					 .method = method,
					 .lower = lower,
					 .upper = upper,
					 .targets = targets,
					 .lambda = lambda,
					 .step = step,
					 .misfit = misfit,
					 .sums = sums,
					 .gram = gram,
					 .dependent = dependent,
					 .g = g};
	SvyStatus status = calibration_start(&c);

	for (int i = 0; i < 100 && status == SVY_OK && c.deviation > 1e-13; i++)
		status = calibration_step(&c);
	if (status == SVY_OK && c.deviation > 1e-13)
		status = SVY_NO_CONVERGENCE;
	for (int i = 0; i < N; i++)
		calibrated[i] = base[i] * g[i];
	return status;
}

static void
test_calibrate(void)
{
	static const int32_t *const both[] = {sex, age};
	static const double *const numeric[] = {income};
	static const int counts[] = {2, 3};
	static const double two_margins[] = {9, 11, 6, 7, 7};
	static const double contradicting[] = {9, 11, 6, 7, 8};
	static const double with_income[] = {9, 11, 480};
	CalibrationModel margins = {N, base, false, 2, counts, both, 0, NULL};
	CalibrationModel mixed = {N, base, false, 1, counts, both, 1, numeric};

	ok(calibrate(margins, CALIBRATION_LINEAR, -INFINITY, INFINITY, two_margins) == SVY_OK,
	   "margins share their total without harm");
	all_near(calibrated, linear, 1e-12, "linear on margins");
	(void) calibrate(mixed, CALIBRATION_LINEAR, -INFINITY, INFINITY, with_income);
	all_near(calibrated, linear_numeric, 1e-12, "linear with a numeric total");
	(void) calibrate(margins, CALIBRATION_RAKING, 0, INFINITY, two_margins);
	all_near(calibrated, raked, 1e-10, "the raking distance gives the raked weights");
	(void) calibrate(mixed, CALIBRATION_RAKING, 0, INFINITY, with_income);
	all_near(calibrated, exponential, 1e-10, "raking distance with a numeric total");
	(void) calibrate(margins, CALIBRATION_LINEAR, 0.75, 1.5, two_margins);
	all_near(calibrated, linear_bounded, 1e-10, "linear within bounds");
	(void) calibrate(mixed, CALIBRATION_LOGIT, 0.5, 2, with_income);
	all_near(calibrated, logit, 1e-10, "logit within bounds");
	ok(calibrate(margins, CALIBRATION_LINEAR, -INFINITY, INFINITY, contradicting) ==
		   SVY_NO_CONVERGENCE,
	   "margins of different totals cannot be met");
	ok(calibrate(margins, CALIBRATION_LOGIT, 1.1, 2, two_margins) == SVY_BAD_ARGUMENT,
	   "logit bounds must enclose 1");
}

static void
test_project(void)
{
	static const int32_t *const by_sex[] = {sex};
	static const double *const numeric[] = {income};
	static const int counts[] = {2};
	CalibrationModel model = {N, base, true, 1, counts, by_sex, 1, numeric};
	DD gram[16] = {{0, 0}};
	DD products[4] = {{0, 0}};
	double space[16 + 2 * 4];
	bool dependent[4];
	double beta[4];
	double y[N];

	memcpy(y, answer, sizeof(y));
	for (size_t i = 0; i < N; i++)
		calibration_add(&model, i, 1, &y[i], gram, products);
	ok(calibration_coefficients(4, 1, gram, products, space, dependent, beta) == SVY_OK,
	   "the projection is prepared");
	ok(!dependent[0] && !dependent[1] && dependent[2] && !dependent[3],
	   "with a constant, the last category is redundant");
	for (size_t i = 0; i < N; i++)
		calibration_residuals(&model, i, 1, beta, &y[i]);
	all_near(y, residuals, 1e-11, "residuals are those of weighted least squares");
}

static void
test_trim(void)
{
	bool marked[N] = {0};
	double w[N];
	size_t outside;
	int rounds = 0;
	double sum = 0;

	memcpy(w, base, sizeof(w));
	(void) weighting_trim_round(N, w, marked, 1.2, 2, false, &outside);
	all_near(w, trimmed, 1e-14, "one round in equal amounts");
	ok(outside == 8, "counts who was outside");

	memset(marked, 0, sizeof(marked));
	memcpy(w, base, sizeof(w));
	do
		(void) weighting_trim_round(N, w, marked, -INFINITY, 1.8, false, &outside);
	while (outside > 0 && ++rounds < 20);
	all_near(w, trimmed_strict, 1e-14, "strict: until nobody is outside");

	/* by hand: 0.2 + 0.7 + 1.2 + 0.2 are cut off, the others weigh 9 */
	memset(marked, 0, sizeof(marked));
	memcpy(w, base, sizeof(w));
	(void) weighting_trim_round(N, w, marked, 0, 1.8, true, &outside);
	near(w[0], 1 + 2.3 / 9, 1e-14, "in proportion to the weights");
	for (int i = 0; i < N; i++)
		sum += w[i];
	near(sum, 18.5, 1e-14, "trimming keeps the sum");

	memset(marked, 0, sizeof(marked));
	memcpy(w, base, sizeof(w));
	ok(weighting_trim_round(N, w, marked, 0, 0.5, false, &outside) == SVY_INFEASIBLE,
	   "nobody left to carry what was cut off");
}

static void
test_summary(void)
{
	WeightingSummary summary = {0};
	static const double sorted[] = {1, 1, 1, 1, 1, 1, 1.5, 1.5, 2, 2, 2.5, 3};

	for (int i = 0; i < N; i++)
		weighting_summary_add(&summary, base[i]);
	weighting_summary_add(&summary, 0);
	ok(summary.n == N && summary.min == 1 && summary.max == 3, "zero weights are not counted");
	near(weighting_kish_n(&summary), 10.140740740740741, 1e-14, "effective base");
	near(weighting_kish_deff(&summary), 1.183345507669832, 1e-14, "design effect of weighting");
	/* Kish: the design effect is 1 + cv^2 */
	near(weighting_cv(&summary), 0.42818863561499626, 1e-14, "coefficient of variation");
	near(weighting_quantile(sorted, N, 0.95), 2.725, 1e-14, "quantile of type 7");
}

int
main(void)
{
	test_rake();
	test_rake_impossible();
	test_cells();
	test_calibrate();
	test_project();
	test_trim();
	test_summary();
	return tap_done();
}
