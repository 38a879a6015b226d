/*
 * raoscott.h
 *	  Design-based tests of independence in a table of rows x columns, from the
 *	  cell proportions and their design covariance, as R's survey::svychisq.
 *
 * Rao and Scott (1984), Thomas and Rao (1987), Koch, Freeman and Freeman (1975).
 */
#ifndef KERNEL_RAOSCOTT_H
#define KERNEL_RAOSCOTT_H

#include <stddef.h>

#include "kernel/status.h"

typedef struct RaoScottTest
{
	double statistic;
	double df1;
	double df2; /* infinite for chi-square */
	double p;
} RaoScottTest;

typedef struct RaoScott
{
	double pearson;		   /* X^2 of the table scaled to n, uncorrected */
	double mean_deff;	   /* mean generalised design effect */
	double cv2_deff;	   /* squared coefficient of variation of the design effects */
	RaoScottTest first;	   /* X^2 / mean_deff on chi-square((R-1)(C-1)) */
	RaoScottTest second;   /* F, R's default */
	RaoScottTest wald;	   /* F((R-1)(C-1), df) */
	RaoScottTest adjusted; /* Wald adjusted: F(d, df - d + 1) */
	SvyStatus wald_status; /* SVY_OK, SVY_SINGULAR, or SVY_NO_DF: the last two are then NaN */
} RaoScott;

/* doubles of scratch space that raoscott_test needs; 0 when the table is too large */
extern size_t raoscott_space(int rows, int columns);

/*
 * All four tests.  p holds the rows x columns cell proportions, row-major, sum
 * 1; covariance their design covariance in the same order; n the respondents
 * that X^2 is scaled to; df the degrees of freedom of the design; work
 * raoscott_space() doubles.  Every row and column must have a positive
 * proportion (drop empty ones before): SVY_BAD_ARGUMENT; cells may be 0.
 * SVY_NO_DF for fewer than two rows or columns or df not above 0;
 * SVY_SINGULAR when the design effects vanish.
 */
extern SvyStatus raoscott_test(int rows, int columns, const double *p, const double *covariance,
							   double n, double df, double *work, RaoScott *result);

#endif
