/* Generalised linear models: expected numbers from R 4.2.2 and survey 4.1-1. */
#include "kernel/stats/design.h"
#include "kernel/stats/glm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define N 23
#define P 3

/* data(api); a <- apiclus1[seq(1, 183, by = 8), ]; meals, ell, api00, awards == "Yes", grad.sch;
 * a$w <- a$pw * (1 + (1:23) %% 3) */
static const double meals[N] = {19, 48, 97, 50, 29,	 19, 52, 21, 41, 36, 51, 46,
								11, 75, 58, 40, 100, 71, 59, 46, 18, 19, 41};
static const double ell[N] = {22, 36, 53, 25, 3,  11, 26, 0, 6,	 18, 26, 42,
							  21, 39, 44, 23, 49, 30, 8,  3, 25, 27, 26};
static const double api00[N] = {608, 625, 494, 628, 696, 814, 629, 714, 691, 733, 651, 705,
								722, 582, 637, 517, 566, 561, 625, 670, 699, 691, 717};
static const double awards[N] = {1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1,
								 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1};
static const double grad[N] = {6, 5, 0, 3, 10, 26, 6, 8,  4, 0,	 0, 0,
							   0, 1, 1, 2, 2,  4,  1, 15, 0, 10, 6};

static double x[N * P];
static double weight[N];
static double space[100000];

static void
near_all(const double *got, const double *expected, int count, double tolerance, const char *name)
{
	for (int i = 0; i < count; i++)
		near(got[i], expected[i], tolerance, name);
}

/* what is fitted */
typedef struct GlmData
{
	GlmFamily family;
	int n;
	int p;
	const double *y;
	double scale;
} GlmData;

/* row i of the data, without its zeros */
static GlmRow
row_of(const GlmData *data, int i)
{
	static int columns[P];
	static double numbers[P];
	GlmRow row = {weight[i], data->y[i], 0, columns, numbers, 0, 1};

	for (int j = 0; j < data->p; j++)
		if (x[i * P + j] != 0)
		{
			columns[row.count] = j;
			numbers[row.count++] = x[i * P + j];
		}
	return row;
}

/* backwards: the last row first */
static SvyStatus
run_in_order(Glm *fit, const GlmData *data, bool backwards)
{
	bool done = false;
	SvyStatus status = SVY_OK;

	GlmKind kind = glm_kind(data->family);

	glm_begin(fit, &kind, data->p, data->scale, space, NULL);
	while (status == SVY_OK && !done)
	{
		for (int i = 0; i < data->n; i++)
		{
			GlmRow row = row_of(data, backwards ? data->n - 1 - i : i);

			glm_add(fit, &row);
		}
		for (int j = 0; j < data->p; j++)
			glm_eliminate(fit, j);
		status = glm_step(fit, &done);
	}
	return status;
}

static SvyStatus
run(Glm *fit, const GlmData *data)
{
	return run_in_order(fit, data, false);
}

static GlmData
data_of(GlmFamily family, const double *y)
{
	GlmData data = {family, N, P, y, 0};

	for (int i = 0; i < N; i++)
	{
		x[i * P] = 1;
		x[i * P + 1] = meals[i];
		x[i * P + 2] = ell[i];
		weight[i] = 33.846996307373047 * (1 + (i + 1) % 3);
		data.scale += weight[i] / N;
	}
	return data;
}

/* simple random sample with replacement: each row is a cluster */
static void
sandwich(const Glm *fit, const GlmData *data, double *variance)
{
	static double influence[N * P];
	static char bytes[65536] __attribute__((aligned(16)));
	int32_t stratum[N] = {0};
	double sampled = N;
	DesignStage stage = {1, N, stratum, NULL, &sampled, NULL};
	Design design = {1, &stage};
	DesignPlace place;

	for (int i = 0; i < N; i++)
	{
		GlmRow row = row_of(data, i);

		glm_influence(fit, &row, influence + i * P);
	}
	ok(design_space(&design, P) <= sizeof(bytes), "space for the covariance");
	ok(design_variance(&design, (DesignRule){LONELY_FAIL, false}, P, influence, NULL, bytes,
					   variance, &place) == SVY_OK,
	   "covariance of the coefficients");
}

static void
check_fit(GlmFamily family, const double *y, const double *coef, const double *vcov,
		  const double *naive, double dev, double dispersion, double tolerance)
{
	GlmData data = data_of(family, y);
	Glm fit;
	GlmResiduals residuals = {0};
	double variance[P * P];

	ok(run(&fit, &data) == SVY_OK, "converges");
	near_all(fit.beta, coef, P, tolerance, "coefficients");
	near_all(fit.inverse, naive, P * P, tolerance, "inverse of X' W X");
	near(fit.deviance, dev, tolerance, "deviance");
	for (int i = 0; i < N; i++)
	{
		GlmRow row = row_of(&data, i);

		glm_add_residual(&fit, &row, &residuals);
	}
	near(glm_dispersion(&residuals), dispersion, tolerance, "dispersion");
	sandwich(&fit, &data, variance);
	near_all(variance, vcov, P * P, tolerance, "sandwich covariance");
}

/* s <- svydesign(id = ~1, weights = ~w, data = a); svyglm(api00 ~ meals + ell, s): coef, vcov,
 * naive.cov, deviance, summary()$dispersion */
static void
gaussian(void)
{
	static const double coef[P] = {745.66482111462994, -1.6426796795818657, -0.85348394064602784};
	static const double vcov[P * P] = {
		382.90224316338617,	 -7.6130349930892471,  4.4561711999024478,
		-7.6130349930892471, 0.189982828154726,	   -0.15071282911921494,
		4.4561711999024478,	 -0.15071282911921494, 0.22552885919936644};
	static const double naive[P * P] = {
		0.22063878498713491,	-0.0030932922166125847,	 -0.0015136735703971354,
		-0.0030932922166125847, 0.00014306992044052578,	 -0.00014852410607888938,
		-0.0015136735703971354, -0.00014852410607888938, 0.00035661996937891717};

	check_fit(GLM_GAUSSIAN, api00, coef, vcov, naive, 49680.548773609553, 2258.2067624367974,
			  1e-10);
}

/* b <- awards == "Yes"; svyglm(b ~ meals + ell, s, family = quasibinomial()) */
static void
binomial(void)
{
	static const double coef[P] = {-0.62370829964711028, 0.047209602944108031,
								   0.011618904130428914};
	static const double vcov[P * P] = {
		2.2275852177097013,	   -0.033203548144107912,	-0.035079313551231416,
		-0.033203548144107912, 0.001186905155973652,	-0.00039060889201763497,
		-0.035079313551231416, -0.00039060889201763497, 0.0022580735682181463};
	static const double naive[P * P] = {
		1.9455095967982743,	   -0.036679016894256386,  -0.022366074652854753,
		-0.036679016894256386, 0.0014122682893634114,  -0.0006052512029732811,
		-0.022366074652854753, -0.0006052512029732811, 0.0024119431110708411};

	check_fit(GLM_BINOMIAL, awards, coef, vcov, naive, 19.572593157946173, 1.1193744500375513,
			  1e-9);
}

/* the same, svyglm(grad.sch ~ meals + ell, s, family = quasipoisson()) */
static void
poisson(void)
{
	static const double coef[P] = {2.6161735046014161, -0.0083283126101693083,
								   -0.035829492633994327};
	static const double vcov[P * P] = {
		0.16393232000866093,	-0.0040334409683170204,	 0.0017154881741052196,
		-0.0040334409683170204, 0.00016412070744769726,	 -0.00014820402085784925,
		0.0017154881741052196,	-0.00014820402085784925, 0.00024305500386620011};
	static const double naive[P * P] = {
		0.048403708317830571,	 -0.00099941321842857904, -0.00018734605692517317,
		-0.00099941321842857904, 3.5855782584744859e-05,  -2.1258955315271316e-05,
		-0.00018734605692517317, -2.1258955315271316e-05, 6.4418932089664639e-05};

	check_fit(GLM_POISSON, grad, coef, vcov, naive, 83.074754556552008, 3.3026795663409412, 1e-9);
}

/* a column of 1e9 plus noise: the slope of the noise is the slope of the column */
static void
offset(void)
{
	GlmData data = data_of(GLM_GAUSSIAN, api00);
	Glm fit;

	for (int i = 0; i < N; i++)
		x[i * P + 1] += 1e13;
	ok(run(&fit, &data) == SVY_SINGULAR && fit.column == 1,
	   "a column that is constant but for its last digits depends on the intercept");
	data = data_of(GLM_GAUSSIAN, api00);
	for (int i = 0; i < N; i++)
		x[i * P + 1] += 1e9;
	ok(run(&fit, &data) == SVY_OK, "a large offset converges");
	near(fit.beta[1], -1.6426796795818657, 1e-7, "  slope");
	near(fit.beta[2], -0.85348394064602784, 1e-7, "  other slope");
}

static void
singular(void)
{
	GlmData data = data_of(GLM_GAUSSIAN, api00);
	Glm fit;

	for (int i = 0; i < N; i++)
		x[i * P + 2] = 2 * x[i * P + 1] + 3;
	ok(run(&fit, &data) == SVY_SINGULAR && fit.column == 2, "a combination of others is named");
	data = data_of(GLM_GAUSSIAN, api00);
	for (int i = 0; i < N; i++)
		x[i * P + 1] = 0;
	ok(run(&fit, &data) == SVY_SINGULAR && fit.column == 1, "a column of zeros is named");
	data = data_of(GLM_GAUSSIAN, api00);
	memset(weight, 0, sizeof(weight));
	ok(run(&fit, &data) == SVY_SINGULAR && fit.column == 0, "no weight at all");
	data = data_of(GLM_GAUSSIAN, api00);
	data.n = 2;
	ok(run(&fit, &data) == SVY_SINGULAR && fit.column == 2, "fewer rows than coefficients");
}

static void
separated(void)
{
	static double y[N];
	GlmData data = data_of(GLM_BINOMIAL, y);
	Glm fit;

	for (int i = 0; i < N; i++)
		y[i] = meals[i] > 45;
	ok(run(&fit, &data) == SVY_NO_CONVERGENCE && fit.separated, "a predictor that separates");
	/* everybody in a group says yes, others vary: the group's coefficient has no end */
	for (int i = 0; i < N; i++)
	{
		x[i * P + 2] = i % 4 == 0;
		y[i] = i % 4 == 0 || i % 3 == 0;
	}
	ok(run(&fit, &data) == SVY_NO_CONVERGENCE && fit.separated && fit.column == 2,
	   "a category that separates is named");
	data.family = GLM_POISSON;
	for (int i = 0; i < N; i++)
		y[i] = i % 4 == 0 ? 0 : i % 3;
	ok(run(&fit, &data) == SVY_NO_CONVERGENCE && fit.separated && fit.column == 2,
	   "a category without any count is named");
	for (int i = 0; i < N; i++)
		y[i] = 0;
	ok(run(&fit, &data) == SVY_NO_CONVERGENCE && fit.separated, "no count at all");
}

/* glm(cbind(1, 0) ...) by hand: logit of the weighted share is the intercept */
static void
intercept_only(void)
{
	GlmData data = data_of(GLM_BINOMIAL, awards);
	double yes = 0;
	double all = 0;
	Glm fit;

	for (int i = 0; i < N; i++)
	{
		yes += awards[i] * weight[i];
		all += weight[i];
		x[i] = 1;
	}
	data.p = 1;
	ok(run(&fit, &data) == SVY_OK, "intercept alone");
	near(fit.beta[0], log(yes / (all - yes)), 1e-12, "  is the logit of the share");
	weight[0] = 0;
	yes -= awards[0] * 67.693992614746094;
	all -= 67.693992614746094;
	ok(run(&fit, &data) == SVY_OK, "a weight of 0");
	near(fit.beta[0], log(yes / (all - yes)), 1e-12, "  leaves a row out");
}

/* whatever order rows come in, the digits are the same */
static void
order(void)
{
	static const GlmFamily families[] = {GLM_GAUSSIAN, GLM_BINOMIAL, GLM_POISSON};
	const double *responses[] = {api00, awards, grad};

	for (int f = 0; f < 3; f++)
	{
		GlmData data = data_of(families[f], responses[f]);
		double beta[P];
		double inverse[P * P];
		double dev;
		Glm fit;

		ok(run(&fit, &data) == SVY_OK, "rows in order");
		memcpy(beta, fit.beta, sizeof(beta));
		memcpy(inverse, fit.inverse, sizeof(inverse));
		dev = fit.deviance;
		ok(run_in_order(&fit, &data, true) == SVY_OK, "rows turned round");
		ok(memcmp(beta, fit.beta, sizeof(beta)) == 0 &&
			   memcmp(inverse, fit.inverse, sizeof(inverse)) == 0 && dev == fit.deviance,
		   "  have the same digits");
	}
}

int
main(void)
{
	order();
	gaussian();
	binomial();
	poisson();
	offset();
	singular();
	separated();
	intercept_only();
	ok(glm_space(P) < sizeof(space) / sizeof(*space), "space of a small model");
	ok(glm_space(0) == 0 && glm_space(GLM_MAX_COLUMNS + 1) == 0, "models of an impossible size");
	ok(!glm_response_valid(&(GlmKind){.family = GLM_BINOMIAL}, 1.5) &&
		   !glm_response_valid(&(GlmKind){.family = GLM_POISSON}, -1) &&
		   !glm_response_valid(&(GlmKind){.family = GLM_GAUSSIAN}, NAN) &&
		   !glm_response_valid(&(GlmKind){.family = GLM_GAMMA}, 0) &&
		   glm_response_valid(&(GlmKind){.family = GLM_BINOMIAL}, 0.5),
	   "responses of each family");
	return tap_done();
}
