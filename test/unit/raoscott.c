/* Rao-Scott and Wald tests: expected numbers from R 4.2.2 and survey 4.1-1. */
#include "kernel/stats/raoscott.h"

#include <stdbool.h>

#include "tap.h"

#define TOLERANCE 1e-9
#define MATRIX_TOLERANCE 1e-6

static double work[2 * 36 + 6];

/* data(api); d <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc); cell totals of
 * sch.wide x stype by rows: t <- svytotal(X, d), vcov(t); m <- svymean(X, d), vcov(m) */
static const double clus_totals[6] = {406.16395568847656, 101.54098892211914, 270.77597045898438,
									  4467.8035125732422, 372.31695938110352, 575.3989372253418};
static const double clus_totals_v[36] = {
	34168.810267647626,	 -481.2508488401071,  -4090.6322151409117, 182153.44628598061,
	12271.896645422734,	 16121.903436143597,  -481.2508488401071,  2887.5050930406442,
	481.25084884010732,	 -7700.0135814417181, 2165.6288197804834,  -481.25084884010732,
	-4090.6322151409117, 481.25084884010732,  9304.1830775754115,  -14918.776314043325,
	-4652.0915387877039, -3689.58984110749,	  182153.44628598061,  -7700.0135814417181,
	-14918.776314043325, 1379264.9327757477,  27912.549232726225,  89512.65788425997,
	12271.896645422734,	 2165.6288197804834,  -4652.0915387877039, 27912.549232726225,
	17966.698356697343,	 11469.811897355894,  16121.903436143597,  -481.25084884010732,
	-3689.58984110749,	 89512.65788425997,	  11469.811897355894,  26147.962786979173};
static const double clus_p[6] = {0.065573770491803282, 0.016393442622950821, 0.043715846994535519,
								 0.72131147540983609,  0.060109289617486336, 0.092896174863387984};
static const double clus_p_v[36] = {
	0.00030304346826422738,	 -5.1476430951607387e-05, -0.00019467720958936033,
	-3.1241507782843857e-05, 4.2764991725404881e-05,  -6.8413311665820427e-05,
	-5.1476430951607387e-05, 9.2519361327234137e-05,  6.2502680214053221e-05,
	-0.00020791994564621903, 8.6133969079198611e-05,  1.8240365977340421e-05,
	-0.00019467720958936033, 6.2502680214053221e-05,  0.00038624740473686971,
	-0.00023468915054350475, -2.7640067896358027e-05, 8.2563430783001036e-06,
	-3.1241507782843857e-05, -0.00020791994564621903, -0.00023468915054350475,
	0.0019065157514526238,	 -0.00077676765664015548, -0.00065589749083990107,
	4.2764991725404881e-05,	 8.6133969079198611e-05,  -2.7640067896358027e-05,
	-0.00077676765664015548, 0.00045400054606468428,  0.00022150821766722578,
	-6.8413311665820427e-05, 1.8240365977340421e-05,  8.2563430783001036e-06,
	-0.00065589749083990107, 0.00022150821766722578,  0.00047630587578285493};

/* apistrat$m3 <- cut(meals, c(-1, 30, 60, 101)); d <- svydesign(id = ~1, strata = ~stype,
 * weights = ~pw, data = apistrat, fpc = ~fpc); the same of awards x m3 */
static const double strat_totals[6] = {801.69000244140625, 601.27000617980957, 833.46999549865723,
									   1135.279993057251,  1387.8399829864502, 1434.4499778747559};
static const double strat_totals_v[36] = {
	20220.530813719546,	 -2133.0996438089642, -3054.1465803934584, -4310.3007063340638,
	-5271.5690330851812, -5451.4148500978936, -2133.0996438089642, 14437.181597246998,
	-2318.5582086806189, -3053.9157569785898, -3476.273451646493,  -3455.334536132284,
	-3054.1465803934584, -2318.5582086806189, 25769.8770838401,	   -5434.8023104317308,
	-7209.8977876099889, -7752.472196724294,  -4310.3007063340638, -3053.9157569785898,
	-5434.8023104317308, 33302.099349613229,  -9869.6472158151719, -10633.433360053716,
	-5271.5690330851812, -3476.273451646493,  -7209.8977876099889, -9869.6472158151719,
	40806.224177002514,	 -14978.83668884566,  -5451.4148500978936, -3455.334536132284,
	-7752.472196724294,	 -10633.433360053716, -14978.83668884566,  42271.491631853838};

static void
expect(RaoScottTest got, double statistic, double df1, double df2, double p, const char *name)
{
	near(got.statistic, statistic, TOLERANCE, name);
	near(got.df1, df1, TOLERANCE, "  numerator degrees of freedom");
	near(got.df2, df2, TOLERANCE, "  denominator degrees of freedom");
	near(got.p, p, TOLERANCE, "  p-value");
}

/* svychisq(~sch.wide + stype, d, statistic = "F" and so on) */
static void
test_clusters(void)
{
	RaoScott result;
	RaoScottWald wald;

	ok(raoscott_test(2, 3, clus_p, clus_p_v, 183, 14, work, &result) == SVY_OK, "cluster sample");
	expect(result.second, 5.1933695414748771, 1.4946397777074554, 20.924956887904376,
		   0.021747462370796916, "F");
	near(result.pearson, 11.940892080745339, TOLERANCE, "Pearson");
	near(result.first.p, 0.0055532633031132187, TOLERANCE, "Chisq");
	near(result.first.statistic * result.mean_deff, result.pearson, TOLERANCE,
		 "mean design effect");
	ok(raoscott_wald(2, 3, clus_totals, clus_totals_v, 14, work, &wald) == SVY_OK,
	   "cluster sample, Wald");
	expect(wald.wald, 2.4010586006026786, 2, 14, 0.12689630060235083, "Wald");
	expect(wald.adjusted, 2.2295544148453446, 2, 13, 0.14705788690124844, "adjWald");
	/* 1 - 2 contrasts + 1 = 0 degrees of freedom */
	raoscott_wald(2, 3, clus_totals, clus_totals_v, 1, work, &wald);
	ok(isnan(wald.adjusted.p) && !isnan(wald.wald.p), "no df for the adjusted test");
}

static void
test_proportions(void)
{
	double p[6];
	double v[36];

	ok(raoscott_proportions(6, clus_totals, clus_totals_v, p, v) == SVY_OK, "proportions");
	for (int i = 0; i < 6; i++)
		near(p[i], clus_p[i], TOLERANCE, "  estimate");
	for (int i = 0; i < 36; i++)
		near(v[i], clus_p_v[i], MATRIX_TOLERANCE, "  covariance");
}

/* svychisq(~awards + m3, d, statistic = ...), proportions from the totals in place */
static void
test_strata(void)
{
	double p[6];
	double v[36];
	RaoScott result;
	RaoScottWald wald;

	raoscott_proportions(6, strat_totals, strat_totals_v, p, v);
	ok(raoscott_test(2, 3, p, v, 200, 197, work, &result) == SVY_OK, "stratified sample");
	expect(result.second, 0.81173348954789615, 1.9910413687579733, 392.23514964532075,
		   0.44434922595986398, "F");
	near(result.pearson, 1.7316873330436562, TOLERANCE, "Pearson");
	near(result.first.p, 0.44408757742492772, TOLERANCE, "Chisq");
	near(result.first.statistic * result.mean_deff, result.pearson, TOLERANCE,
		 "mean design effect");
	ok(raoscott_wald(2, 3, strat_totals, strat_totals_v, 197, work, &wald) == SVY_OK,
	   "stratified sample, Wald");
	expect(wald.wald, 0.87471731721665136, 2, 197, 0.41859297623168756, "Wald");
	expect(wald.adjusted, 0.87027712778915567, 2, 196, 0.42044750022052479, "adjWald");
}

/* Under multinomial sampling all design effects are 1: the F statistic is X^2/((R-1)(C-1)). */
static void
test_multinomial(void)
{
	static const double p[6] = {0.1, 0.2, 0.15, 0.25, 0.1, 0.2};
	double v[36];
	RaoScott result;

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
			v[i * 6 + j] = ((i == j ? p[i] : 0) - p[i] * p[j]) / 500;
	ok(raoscott_test(2, 3, p, v, 500, 499, work, &result) == SVY_OK, "multinomial sample");
	near(result.mean_deff, 1, TOLERANCE, "  design effects are 1");
	near(result.second.df1, 2, TOLERANCE, "  degrees of freedom are whole");
	/* chisq.test(matrix(500 * c(.1, .25, .2, .1, .15, .2), 2)) */
	near(result.pearson, 47.85954785954786, TOLERANCE, "  Pearson");
}

static void
test_errors(void)
{
	static const double hole[6] = {0.2, 0, 0.3, 0.1, 0, 0.4};
	static const double zero[36] = {0};
	RaoScott result;
	RaoScottWald wald;
	double p[6];

	ok(raoscott_test(2, 3, hole, clus_p_v, 183, 14, work, &result) == SVY_BAD_ARGUMENT,
	   "an empty column");
	ok(raoscott_test(1, 6, clus_p, clus_p_v, 183, 14, work, &result) == SVY_NO_DF, "a single row");
	ok(raoscott_test(2, 3, clus_p, clus_p_v, 183, 0, work, &result) == SVY_NO_DF, "df of 0");
	ok(raoscott_test(2, 3, clus_p, zero, 183, 14, work, &result) == SVY_SINGULAR, "no variance");
	ok(raoscott_wald(2, 3, clus_totals, zero, 14, work, &wald) == SVY_SINGULAR,
	   "no variance, Wald");
	ok(raoscott_space(40, 40) == 0 && raoscott_space(2, 3) == 78, "scratch space");
	ok(raoscott_test(40, 40, NULL, NULL, 1, 1, NULL, &result) == SVY_LIMIT, "a table too large");
	ok(raoscott_proportions(6, zero, zero, p, NULL) == SVY_NO_DF, "nothing counted");
}

/* covariance of one table's contrasts, from that of its cell totals */
static void
contrast_covariance(const MarginalTable *t, const double *totals_v, bool distances, double *v)
{
	double from[6][2];

	for (int cell = 0; cell < 6; cell++)
		(distances ? marginal_distances : marginal_contrasts)(t, cell / 3, cell % 3, 1, from[cell]);
	for (int a = 0; a < 2; a++)
		for (int b = 0; b < 2; b++)
		{
			v[a * 2 + b] = 0;
			for (int i = 0; i < 6; i++)
				for (int j = 0; j < 6; j++)
					v[a * 2 + b] += from[i][a] * from[j][b] * totals_v[i * 6 + j];
		}
}

/* one table is the test of the table: the same svychisq as above */
static void
test_marginal(void)
{
	MarginalTable t = {3, clus_totals, 183, 0};
	double v[4];
	double distances[2] = {0, 0};
	RaoScott result;
	RaoScottWald wald;

	contrast_covariance(&t, clus_totals_v, false, v);
	ok(marginal_test(1, &t, v, 14, work, &result) == SVY_OK, "an option by three categories");
	expect(result.second, 5.1933695414748771, 1.4946397777074554, 20.924956887904376,
		   0.021747462370796916, "F");
	near(result.pearson, 11.940892080745339, TOLERANCE, "Pearson");
	near(result.first.p, 0.0055532633031132187, TOLERANCE, "Chisq");
	contrast_covariance(&t, clus_totals_v, true, v);
	for (int cell = 0; cell < 6; cell++)
	{
		double add[2];

		marginal_distances(&t, cell / 3, cell % 3, clus_totals[cell], add);
		distances[0] += add[0];
		distances[1] += add[1];
	}
	ok(marginal_wald(2, distances, v, 14, work, &wald) == SVY_OK, "Wald");
	expect(wald.wald, 2.4010586006026786, 2, 14, 0.12689630060235083, "Wald");
	expect(wald.adjusted, 2.2295544148453446, 2, 13, 0.14705788690124844, "adjWald");
}

/* an option that stands there twice says nothing new; an independent one adds its X^2 and df */
static void
test_two_options(void)
{
	MarginalTable t[2] = {{3, clus_totals, 183, 0}, {3, clus_totals, 183, 2}};
	double v[4];
	double all[16];
	RaoScott result;

	contrast_covariance(&t[0], clus_totals_v, false, v);
	for (int i = 0; i < 16; i++)
		all[i] = v[(i / 4) % 2 * 2 + i % 2];
	ok(marginal_test(2, t, all, 14, work, &result) == SVY_OK, "an option twice");
	expect(result.second, 5.1933695414748771, 1.4946397777074554, 20.924956887904376,
		   0.021747462370796916, "F");
	for (int i = 0; i < 16; i++)
		all[i] = (i / 4) / 2 == (i % 4) / 2 ? all[i] : 0;
	ok(marginal_test(2, t, all, 14, work, &result) == SVY_OK, "two options without covariance");
	near(result.second.statistic, 5.1933695414748771, TOLERANCE, "F is their mean");
	near(result.second.df1, 2 * 1.4946397777074554, TOLERANCE, "degrees of freedom add up");
	near(result.pearson, 2 * 11.940892080745339, TOLERANCE, "and so does X^2");

	t[1].first = 1;
	ok(marginal_test(2, t, all, 14, work, &result) == SVY_BAD_ARGUMENT, "overlapping places");
	ok(marginal_test(0, t, all, 14, work, &result) == SVY_NO_DF, "no table");
	ok(marginal_test(1, t, (double[4]){0}, 14, work, &result) == SVY_SINGULAR, "no variance");
	ok(marginal_space(1025, 5) == 0 && marginal_space(4, 2) == 28, "scratch space");
}

int
main(void)
{
	test_marginal();
	test_two_options();
	test_clusters();
	test_proportions();
	test_strata();
	test_multinomial();
	test_errors();
	return tap_done();
}
