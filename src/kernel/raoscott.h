/*
 * raoscott.h
 *	  Design-based tests of independence in a table of rows x columns, from the
 *	  cells' estimates and their design covariance, as R's survey::svychisq.
 *
 * Rao and Scott (1984), Thomas and Rao (1987), Koch, Freeman and Freeman
 * (1975).  Cells are row-major.  Rows and columns without any weight must be
 * dropped before; single cells may be empty.
 */
#ifndef KERNEL_RAOSCOTT_H
#define KERNEL_RAOSCOTT_H

#include <stddef.h>

#include "kernel/status.h"

/* cells of the largest table: its tests take about a second */
#define RAOSCOTT_MAX_CELLS 1024

typedef struct RaoScottTest
{
	double statistic;
	double df1;
	double df2; /* infinite for chi-square */
	double p;
} RaoScottTest;

typedef struct RaoScott
{
	double pearson;		 /* X^2 of the table scaled to n, uncorrected */
	double mean_deff;	 /* mean of the generalised design effects */
	double cv2_deff;	 /* their squared coefficient of variation */
	RaoScottTest first;	 /* X^2 / mean_deff on chi-square((R-1)(C-1)) */
	RaoScottTest second; /* F = X^2 / sum of deffs: R's default */
} RaoScott;

typedef struct RaoScottWald
{
	RaoScottTest wald;	   /* F((R-1)(C-1), df) */
	RaoScottTest adjusted; /* F(d, df - d + 1); NaN without such degrees of freedom */
} RaoScottWald;

/* doubles of scratch space for either test; 0 for a table too large or too small */
extern size_t raoscott_space(int rows, int columns);

/*
 * From cell totals and their covariance to proportions and theirs, both
 * cells x cells, by linearisation.  (A replicate design has its own covariance
 * of proportions: use that.)  p_covariance may be totals_covariance itself.
 * SVY_BAD_VALUE for a total that is negative or not finite, SVY_NO_DF when all
 * are 0.
 */
extern SvyStatus raoscott_proportions(int cells, const double *totals,
									  const double *totals_covariance, double *p,
									  double *p_covariance);

/*
 * First and second order Rao-Scott tests.  p holds the cell proportions, sum 1,
 * covariance their design covariance; n the respondents that X^2 is scaled to
 * (R: all rows of the design, those with missing answers too); df the degrees
 * of freedom of the design; work raoscott_space() doubles.  SVY_BAD_ARGUMENT
 * for an empty row or column, a negative p or n not above 0; SVY_NO_DF for fewer
 * than two rows or columns or df not above 0; SVY_LIMIT beyond
 * RAOSCOTT_MAX_CELLS; SVY_SINGULAR when too many cells are empty or the design
 * effects vanish.
 */
extern SvyStatus raoscott_test(int rows, int columns, const double *p, const double *covariance,
							   double n, double df, double *work, RaoScott *result);

/*
 * Wald tests of the cell totals' distance from independence, T_ij - T_i. T_.j /
 * T_.., from the totals' design covariance; not the same as from proportions.
 * Errors as above; SVY_SINGULAR also when the design has too few clusters for
 * the contrasts.
 */
extern SvyStatus raoscott_wald(int rows, int columns, const double *totals,
							   const double *totals_covariance, double df, double *work,
							   RaoScottWald *result);

#endif
