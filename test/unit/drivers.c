/*
 * drivers.c
 *	  Importances of drivers: formulas for two, sums, and influence against
 *	  differences of the measures.
 */
#include <string.h>

#include "kernel/stats/drivers.h"
#include "tap.h"

#define MAX_P 5
#define MAX_SIZE (MAX_P + 1)

static double space[20000];

/* of a wide range of correlations, by hand: y, then five drivers */
static const double correlations[MAX_SIZE * MAX_SIZE] = {
	1,	 0.6, 0.5, 0.3, 0.2, -0.1, 0.6, 1,	 0.4, 0.2, 0.3, 0.1, 0.5,  0.4, 1,	  0.5, 0.1, -0.2,
	0.3, 0.2, 0.5, 1,	0.2, 0.3,  0.2, 0.3, 0.1, 0.2, 1,	0.4, -0.1, 0.1, -0.2, 0.3, 0.4, 1};

static void
first_of(int p, double *r)
{
	for (int a = 0; a <= p; a++)
		for (int b = 0; b <= p; b++)
			r[a * (p + 1) + b] = correlations[a * MAX_SIZE + b];
}

static SvyStatus
measure(Drivers *d, DriversMethod method, int p, const double *r)
{
	int driver;
	SvyStatus status = drivers_begin(d, method, p, r, true, space, &driver);

	while (status == SVY_OK && !drivers_step(d, 3))
		;
	return status;
}

static void
test_two(void)
{
	double r[9];
	double r2 = (0.36 + 0.25 - 2 * 0.6 * 0.5 * 0.4) / (1 - 0.16);
	Drivers d;

	first_of(2, r);
	ok(measure(&d, DRIVERS_SHAPLEY, 2, r) == SVY_OK, "two drivers");
	near(d.r2, r2, 1e-12, "R2 of two drivers");
	near(d.importance[0], (0.36 + r2 - 0.25) / 2, 1e-12, "Shapley: the mean of both orders");
	near(d.inverse[0], 1 / (1 - 0.16), 1e-12, "the inflation of its variance");
	measure(&d, DRIVERS_WEIGHTS, 2, r);
	near(d.importance[0], (0.36 + r2 - 0.25) / 2, 1e-12, "relative weights are the same of two");
	measure(&d, DRIVERS_STANDARDIZED, 2, r);
	near(d.importance[0], (0.6 - 0.4 * 0.5) / 0.84, 1e-12, "standardised coefficient");
	measure(&d, DRIVERS_PARTIAL, 2, r);
	near(d.importance[0], (0.6 - 0.2) / sqrt(0.84 * 0.75), 1e-12, "partial correlation");
	measure(&d, DRIVERS_LAST, 2, r);
	near(d.importance[0], r2 - 0.25, 1e-12, "what the first adds to the second");
	measure(&d, DRIVERS_SHAPLEY, 1, (double[]){1, 0.6, 0.6, 1});
	near(d.importance[0], 0.36, 1e-12, "one driver has all");
}

static void
test_sums(void)
{
	static const DriversMethod methods[] = {DRIVERS_SHAPLEY, DRIVERS_WEIGHTS, DRIVERS_PRATT};
	Drivers d;

	for (int m = 0; m < 3; m++)
	{
		double sum = 0;

		measure(&d, methods[m], MAX_P, correlations);
		for (int j = 0; j < MAX_P; j++)
			sum += d.importance[j];
		near(sum, d.r2, 1e-12, "importances add up to R2");
	}
}

/* n respondents whose correlations are those of their weights */
#define N 40

static void
correlate(const double *x, const double *w, int p, double *z, double *r)
{
	double total = 0;
	int size = p + 1;

	for (int i = 0; i < N; i++)
		total += w[i];
	for (int a = 0; a < size; a++)
	{
		double mean = 0, square = 0;

		for (int i = 0; i < N; i++)
			mean += w[i] * x[i * size + a] / total;
		for (int i = 0; i < N; i++)
			square += w[i] * (x[i * size + a] - mean) * (x[i * size + a] - mean) / total;
		for (int i = 0; i < N; i++)
			z[i * size + a] = (x[i * size + a] - mean) / sqrt(square);
	}
	memset(r, 0, sizeof(double) * (size_t) size * (size_t) size);
	for (int i = 0; i < N; i++)
		for (int a = 0; a < size; a++)
			for (int b = 0; b < size; b++)
				r[a * size + b] += w[i] * z[i * size + a] * z[i * size + b] / total;
}

/* the influence of one respondent is what a measure changes with his weight, times all weights */
static void
test_influence(void)
{
	static double x[N * MAX_SIZE], z[N * MAX_SIZE], other[N * MAX_SIZE];
	double w[N], r[MAX_SIZE * MAX_SIZE], influence[MAX_SIZE], up[MAX_SIZE], down[MAX_SIZE];
	double total = 0;
	unsigned state = 7;
	Drivers d;

	for (int i = 0; i < N; i++)
	{
		w[i] = 1 + i % 3;
		total += w[i];
		for (int a = 0; a < MAX_SIZE; a++)
		{
			state = state * 1664525u + 1013904223u;
			x[i * MAX_SIZE + a] = (state >> 8) / 16777216.0 + (a > 0 ? x[i * MAX_SIZE] * 0.4 : 0);
		}
	}
	for (int method = 0; method < DRIVERS_KNOWN; method++)
	{
		double worst = 0;

		for (int i = 0; i < 5; i++)
		{
			const double step = 1e-5;

			correlate(x, w, MAX_P, z, r);
			measure(&d, (DriversMethod) method, MAX_P, r);
			drivers_influence(&d, z + i * MAX_SIZE, influence);
			for (int side = 0; side < 2; side++)
			{
				w[i] += side == 0 ? step : -2 * step;
				correlate(x, w, MAX_P, other, r);
				measure(&d, (DriversMethod) method, MAX_P, r);
				memcpy(side == 0 ? up : down, d.importance, sizeof(double) * MAX_P);
				(side == 0 ? up : down)[MAX_P] = d.r2;
			}
			w[i] += step;
			for (int j = 0; j <= MAX_P; j++)
				worst = fmax(worst, fabs((up[j] - down[j]) / (2 * step) * total - influence[j]));
		}
		if (!ok(worst < 1e-6, "influence is the derivative with respect to a weight"))
			printf("# method %d: %g\n", method, worst);
	}
}

static void
test_singular(void)
{
	double r[16] = {1, 0.5, 0.5, 0.3, 0.5, 1, 1, 0.2, 0.5, 1, 1, 0.2, 0.3, 0.2, 0.2, 1};
	int driver = -2;
	Drivers d;

	ok(drivers_begin(&d, DRIVERS_SHAPLEY, 3, r, true, space, &driver) == SVY_SINGULAR &&
		   driver == 1,
	   "a driver that another explains wholly is named");
	ok(drivers_space(DRIVERS_SHAPLEY, 21) == 0 && drivers_space(DRIVERS_WEIGHTS, 21) > 0 &&
		   drivers_space(DRIVERS_WEIGHTS, 0) == 0,
	   "how many drivers there may be");
}

int
main(void)
{
	ok(drivers_space(DRIVERS_SHAPLEY, MAX_P) <= sizeof(space) / sizeof(double), "space");
	test_two();
	test_sums();
	test_influence();
	test_singular();
	return tap_done();
}
