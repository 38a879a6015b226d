/*
 * linear.c
 *	  Symmetric linear systems, by LAPACK's Cholesky factor.
 *
 * The _work forms of LAPACKE allocate nothing in column-major order.
 */
#include "kernel/stats/linear.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

/*
 * The share of a variable that the others leave unexplained must be more than
 * rounding noise; a share, so that units do not matter.
 */
#define SINGULAR 1e-13

bool
linear_factorise(double *matrix, int size)
{
	for (int i = 0; i < size * size; i++)
		if (!isfinite(matrix[i]))
			return false;
	if (LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', size, matrix, size) != 0)
		return false;
	for (int i = 0; i < size; i++)
	{
		double pivot = matrix[i * size + i] * matrix[i * size + i];
		double diagonal = 0; /* as it was before: the factor's squared row */

		for (int j = 0; j <= i; j++)
			diagonal += matrix[j * size + i] * matrix[j * size + i];
		if (!(pivot > SINGULAR * diagonal))
			return false;
	}
	return true;
}

bool
linear_solve(const double *factor, int size, double *right, int columns)
{
	return LAPACKE_dpotrs_work(LAPACK_COL_MAJOR, 'L', size, columns, factor, size, right, size) ==
		   0;
}

SvyStatus
linear_wald(const double *estimate, double *covariance, int size, double *work, double *statistic)
{
	memcpy(work, estimate, sizeof(double) * (size_t) size);
	if (!linear_factorise(covariance, size) || !linear_solve(covariance, size, work, 1))
		return SVY_SINGULAR;
	*statistic = 0;
	for (int i = 0; i < size; i++)
		*statistic += estimate[i] * work[i];
	return isfinite(*statistic) ? SVY_OK : SVY_SINGULAR;
}

SvyStatus
linear_relative_eigenvalues(double *a, double *b, int size, double *values, double *work)
{
	for (int i = 0; i < size * size; i++)
		if (!isfinite(a[i]) || !isfinite(b[i]))
			return SVY_SINGULAR;
	return LAPACKE_dsygv_work(LAPACK_COL_MAJOR, 1, 'N', 'L', size, a, size, b, size, values, work,
							  3 * size) == 0
			   ? SVY_OK
			   : SVY_SINGULAR;
}
