/*
 * Arbitrary tables of counts, proportions and covariances: no crash, and every
 * p-value that is a number lies between 0 and 1.
 */
#include "kernel/stats/association.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/alpha.h"
#include "kernel/stats/raoscott.h"

#define MAX_SIDE 4
#define MAX_CELLS (MAX_SIDE * MAX_SIDE)
#define NUMBERS (MAX_CELLS * (MAX_CELLS + 1) + 2)

static void
check_p(double p)
{
	if (!isnan(p) && !(p >= 0 && p <= 1))
		abort();
}

static void
check_tests(int rows, int columns, const double *x)
{
	double cells[MAX_CELLS];
	AssociationCells wanted = {cells, NULL, cells};
	Association result;
	AssociationTest test;
	CronbachAlpha alpha;
	double p;

	if (association_test(rows, columns, x, x[MAX_CELLS], &result, &wanted) == SVY_OK)
	{
		check_p(result.pearson.p);
		check_p(result.ratio.p);
	}
	if (association_trend(rows, columns, x, 0, NULL, x + MAX_CELLS, &test, NULL) == SVY_OK)
		check_p(test.p);
	if (association_yates(x, 0, &test) == SVY_OK)
		check_p(test.p);
	if (association_mcnemar(x, 0, &test) == SVY_OK)
		check_p(test.p);
	if (association_fisher(x, &p) == SVY_OK)
		check_p(p);
	(void) alpha_cronbach(rows, x, x[MAX_CELLS], 0.95, &alpha, cells, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	double x[NUMBERS] = {0};
	double work[2 * MAX_CELLS * MAX_CELLS + MAX_CELLS];
	double p[MAX_CELLS];
	double v[MAX_CELLS * MAX_CELLS];
	RaoScott rao;
	RaoScottWald wald;
	int rows;
	int columns;

	if (size < 2)
		return 0;
	rows = data[0] % MAX_SIDE + 1;
	columns = data[1] % MAX_SIDE + 1;
	memcpy(x, data + 2, size - 2 < sizeof(x) ? size - 2 : sizeof(x));
	check_tests(rows, columns, x);

	if (raoscott_proportions(rows * columns, x, x + MAX_CELLS, p, v) == SVY_OK &&
		raoscott_test(rows, columns, p, v, x[NUMBERS - 2], x[NUMBERS - 1], work, &rao) == SVY_OK)
	{
		check_p(rao.first.p);
		check_p(rao.second.p);
	}
	if (raoscott_wald(rows, columns, x, x + MAX_CELLS, x[NUMBERS - 1], work, &wald) == SVY_OK)
	{
		check_p(wald.wald.p);
		check_p(wald.adjusted.p);
	}
	return 0;
}
