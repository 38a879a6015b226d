/*
 * design.c
 *	  Unit tests of the design-based variance.  The values for lonely strata
 *	  are worked out by hand for three strata, y = 1,3,4 | 7,9 | 5 with weights 10, 5,
 *	  20.
 */
#include <string.h>

#include "kernel/stats/design.h"
#include "kernel/stats/replicate.h"
#include "tap.h"

static const int32_t stratum[] = {0, 0, 0, 1, 1, 2};
static const double sampled[] = {3, 2, 1};
static const DesignStage one_stage = {3, 6, stratum, NULL, sampled, NULL};

static double
std_error(const Design *design, DesignRule rule, const double *z, const bool *member,
		  SvyStatus *status)
{
	static double space[1000];
	DesignPlace place;
	double variance = NAN;

	if (design_space(design, 1) > sizeof(space))
		return NAN;
	*status = design_variance(design, rule, 1, z, member, space, &variance, &place);
	return sqrt(variance);
}

static void
lonely_strata(void)
{
	const double totals[] = {10, 30, 40, 35, 45, 100};
	const Design design = {1, &one_stage};
	SvyStatus status;

	std_error(&design, (DesignRule){LONELY_FAIL, false}, totals, NULL, &status);
	ok(status == SVY_LONELY, "a lonely stratum fails unless told otherwise");
	near(std_error(&design, (DesignRule){LONELY_REMOVE, false}, totals, NULL, &status), sqrt(800),
		 1e-14, "remove");
	near(std_error(&design, (DesignRule){LONELY_CERTAINTY, false}, totals, NULL, &status),
		 sqrt(800), 1e-14, "certainty");
	near(std_error(&design, (DesignRule){LONELY_AVERAGE, false}, totals, NULL, &status), sqrt(1200),
		 1e-14, "average");
	near(std_error(&design, (DesignRule){LONELY_ADJUST, false}, totals, NULL, &status),
		 sqrt(800 + 170.0 * 170 / 9), 1e-14, "adjust: distance from the mean of all clusters");
}

/* strata of 3, 2 and 1 clusters: what their members say of a variance, as a mean and as a total */
static bool
nothing(DesignLonely lonely, bool total, int32_t first, int32_t second, int32_t third)
{
	const int32_t members[] = {first, second, third};

	return design_says_nothing(&one_stage, (DesignRule){lonely, false}, total, members);
}

static void
what_says_nothing(void)
{
	const double census[] = {0, 0, 1};
	DesignStage counted = one_stage;
	const int32_t last[] = {0, 0, 1};
	const int32_t one[] = {1, 0, 0};

	counted.fraction = census;
	ok(nothing(LONELY_REMOVE, false, 1, 0, 0) && !nothing(LONELY_REMOVE, false, 2, 0, 0) &&
		   !nothing(LONELY_REMOVE, false, 1, 1, 0),
	   "a mean within one cluster");
	ok(!nothing(LONELY_REMOVE, true, 1, 0, 0), "a total within one cluster of three");
	ok(nothing(LONELY_REMOVE, false, 0, 0, 1) && nothing(LONELY_REMOVE, true, 0, 0, 1) &&
		   nothing(LONELY_AVERAGE, false, 0, 0, 1) && nothing(LONELY_ADJUST, true, 0, 0, 1),
	   "a lonely stratum");
	ok(!nothing(LONELY_CERTAINTY, false, 0, 0, 1) &&
		   !design_says_nothing(&counted, (DesignRule){LONELY_REMOVE, false}, false, last),
	   "not one that is certain, or counted in full");
	ok(design_says_nothing(&one_stage, (DesignRule){LONELY_ADJUST, true}, false, one),
	   "a domain within one cluster whatever its distance is taken from");
}

/* strata outside the domain contribute nothing; clusters that are left out are zeros */
static void
domains(void)
{
	const bool member[] = {true, false, false, true, true, false};
	const double totals[] = {10, 0, 0, 35, 45, 0};
	const int32_t listed_stratum[] = {0, 1, 1};
	const double listed[] = {10, 35, 45};
	const DesignStage short_stage = {3, 3, listed_stratum, NULL, sampled, NULL};
	const Design design = {1, &one_stage};
	const Design short_design = {1, &short_stage};
	SvyStatus status;
	/* stratum 1: 3/2 (100 - 100/3) = 100; stratum 2: 2 x 50 = 100 */
	double got = std_error(&design, (DesignRule){LONELY_FAIL, false}, totals, member, &status);

	ok(status == SVY_OK, "a lonely stratum outside the domain does not matter");
	near(got, sqrt(200), 1e-14, "clusters without members count as zero");
	near(std_error(&short_design, (DesignRule){LONELY_FAIL, false}, listed, NULL, &status),
		 sqrt(200), 1e-14, "and need not be listed");
	near(std_error(&short_design, (DesignRule){LONELY_AVERAGE, true}, listed, NULL, &status),
		 sqrt(200), 1e-14, "average over what the domain leaves");
}

/* clusters of 2 of 5 and 3 of 6 elements, 2 of 4 clusters */
static void
two_stages(void)
{
	static const int32_t first_stratum[] = {0, 0};
	static const double first_sampled[] = {2};
	static const double first_fraction[] = {0.5};
	static const int32_t second_stratum[] = {0, 0, 1, 1, 1};
	static const int32_t second_parent[] = {0, 1};
	static const double second_sampled[] = {2, 3};
	static const double second_fraction[] = {0.4, 0.5};
	const DesignStage stages[] = {
		{1, 2, first_stratum, NULL, first_sampled, first_fraction},
		{2, 5, second_stratum, second_parent, second_sampled, second_fraction}};
	const Design design = {2, stages};
	const double totals[] = {5 * 3, 5 * 8, 4 * 2, 4 * 7, 4 * 9};
	SvyStatus status;
	/* by hand: totals 55 and 72; within: 312.5 and 416 */
	double first = 0.5 * 2 * (17.0 * 17 / 2);
	double second = 0.5 * (0.6 * 2 * 312.5 + 0.5 * 1.5 * 416);

	near(std_error(&design, (DesignRule){LONELY_FAIL, false}, totals, NULL, &status),
		 sqrt(first + second), 1e-14, "two stages with sampling fractions");
}

static void
covariances(void)
{
	/* the second statistic is twice the first, the third its negative */
	const double totals[] = {10, 20, -10, 30, 60, -30, 40, 80, -40,
							 35, 70, -35, 45, 90, -45, 7,  14, -7};
	const Design design = {1, &one_stage};
	double space[2000];
	double variance[9];
	DesignPlace place;

	design_variance(&design, (DesignRule){LONELY_REMOVE, false}, 3, totals, NULL, space, variance,
					&place);
	near(variance[0], 800, 1e-14, "variance of the first");
	near(variance[1], 1600, 1e-14, "covariance with its double");
	near(variance[3], 1600, 1e-14, "both triangles");
	near(variance[8], 800, 1e-14, "variance of the negative");
	near(variance[5], -1600, 1e-14, "covariance of double and negative");
}

static void
degrees(void)
{
	const bool counts[] = {true, false, true, false, false, true};
	bool space[3];

	ok(design_df(&one_stage, NULL, space) == 3, "df: 6 clusters less 3 strata");
	ok(design_df(&one_stage, counts, space) == 1, "df of a domain: 3 clusters less 2 strata");
}

static void
replicates(void)
{
	const double theta[] = {1, 2, 3, 6, NAN};
	const double rscales[] = {1, 1, 1, 0, 1};
	double estimate = 2.5;
	double centre;
	double variance;
	int used;

	replicate_variance(5, 1, theta, &estimate, (ReplicateScale){.scale = 0.5, .rscales = rscales},
					   &centre, &variance, &used);
	near(variance, 0.5 * 2, 1e-15, "around the mean of the replicates that count");
	ok(used == 4, "a replicate without a value is left out");
	replicate_variance(5, 1, theta, &estimate,
					   (ReplicateScale){.scale = 0.5, .rscales = rscales, .mse = true}, &centre,
					   &variance, &used);
	near(variance, 0.5 * (2.25 + 0.25 + 0.25), 1e-15, "around the estimate");
	ok(replicate_variance(1, 1, theta + 4, &estimate, (ReplicateScale){.scale = 1}, &centre,
						  &variance, &used) == SVY_NO_DF,
	   "no replicate left");
}

/* the same variances from sums by stratum: two statistics, every rule */
static void
elements(void)
{
	static const double z[12] = {10, 1, 30, -2, 40, 3, 35, 0.5, 45, -4, 100, 6};
	static const int32_t members[] = {3, 2, 1};
	double totals[6] = {0};
	double products[12] = {0};
	Design design = {1, &one_stage};

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 2; j++)
		{
			totals[stratum[i] * 2 + j] += z[i * 2 + j];
			for (int k = 0; k < 2; k++)
				products[stratum[i] * 4 + j * 2 + k] += z[i * 2 + j] * z[i * 2 + k];
		}
	for (int rule = LONELY_REMOVE; rule <= LONELY_AVERAGE; rule++)
	{
		static double space[1000];
		double expected[4], got[4], mean[2];
		DesignTerm terms[3];
		DesignPlace place;
		int32_t lonely;

		ok(design_variance(&design, (DesignRule){rule, false}, 2, z, NULL, space, expected,
						   &place) == SVY_OK,
		   "variance from clusters");
		ok(design_element_variance(&one_stage, (DesignRule){rule, false}, 2, members, totals,
								   products, terms, mean, got, &lonely) == SVY_OK,
		   "variance from sums by stratum");
		for (int i = 0; i < 4; i++)
			near(got[i], expected[i], 1e-12, "  is the same");
	}
}

/* products of deviations are the covariances that design_variance gives */
static void
deviations(void)
{
	static double space[1000];
	const Design design = {1, &one_stage};
	const DesignLonely rules[] = {LONELY_REMOVE, LONELY_ADJUST, LONELY_AVERAGE};
	const double totals[] = {10, -3, 30, 4, 40, 0.5, 35, 7, 45, -20, 100, 11};
	const int32_t first[] = {0, 3, 5, 6};
	const int32_t members[] = {3, 2, 1};

	for (int r = 0; r < 3; r++)
	{
		DesignRule rule = {rules[r], false};
		double z[2][6];
		double covariance[4];
		double work[2];
		DesignTerm terms[3];
		DesignPlace place;
		int32_t lonely;

		(void) design_variance(&design, rule, 2, totals, NULL, space, covariance, &place);
		(void) design_terms(&one_stage, rule, members, 1, NULL, work, terms, &lonely);
		for (int j = 0; j < 2; j++)
		{
			for (int i = 0; i < 6; i++)
				z[j][i] = totals[2 * i + j];
			design_deviations(&one_stage, terms, members, first, z[j]);
		}
		near(design_product(z[0], z[0], 6), covariance[0], 1e-14, "variance of deviations");
		near(design_product(z[0], z[1], 6), covariance[1], 1e-13, "covariance of deviations");
		near(design_product(z[1], z[1], 6), covariance[3], 1e-14, "variance of the other");
	}
}

int
main(void)
{
	elements();
	lonely_strata();
	what_says_nothing();
	domains();
	two_stages();
	covariances();
	degrees();
	replicates();
	deviations();
	return tap_done();
}
