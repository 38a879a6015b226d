/*
 * linear.h
 *	  Symmetric linear systems, by LAPACK's Cholesky factor.
 *
 * Matrices are dense, size x size; being symmetric they have no order of rows
 * and columns.
 */
#ifndef KERNEL_STATS_LINEAR_H
#define KERNEL_STATS_LINEAR_H

#include <stdbool.h>

#include "kernel/base/status.h"

/* Factors a matrix in place; false unless it is finite and clearly positive definite. */
extern bool linear_factorise(double *matrix, int size);

/* Solves for columns right-hand sides, each size long, in place. */
extern bool linear_solve(const double *factor, int size, double *right, int columns);

/*
 * Wald's statistic e' V^-1 e of estimates with covariance V, which is
 * destroyed; work holds size doubles.  SVY_SINGULAR when V is.
 */
extern SvyStatus linear_wald(const double *estimate, double *covariance, int size, double *work,
							 double *statistic);

/*
 * Eigenvalues of B^-1 A, symmetric both, B positive definite; both are destroyed.
 * Ascending; work holds 3 x size doubles.  SVY_SINGULAR when B is, or a number is
 * not finite.
 */
extern SvyStatus linear_relative_eigenvalues(double *a, double *b, int size, double *values,
											 double *work);

#endif
