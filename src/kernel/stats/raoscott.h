/*
 * raoscott.h
 *	  Design-based tests of independence in a table of rows x columns, from the
 *	  cells' estimates and their design covariance, as R's survey::svychisq.
 *
 * Rao and Scott (1984), Thomas and Rao (1987), Koch, Freeman and Freeman
 * (1975).  Cells are row-major.  Rows and columns without any weight must be
 * dropped before; single cells may be empty.
 *
 * And the same of several tables at once that hold the same respondents: the
 * options of a multiple-response set, each chosen or not, by the categories of
 * another question or the options of another set (marginal independence:
 * Agresti and Liu 1999; Bilder and Loughin 2004; Thomas and Decady 2004).
 */
#ifndef KERNEL_STATS_RAOSCOTT_H
#define KERNEL_STATS_RAOSCOTT_H

#include <stddef.h>

#include "kernel/base/status.h"

/* cells of the largest table: its tests take about a second */
/* variances that are this small beside the terms that they are made of are rounding */
#define RAOSCOTT_NOISE 1e-13

/* and of totals, beside their squares: those of clusters that are all alike */
#define RAOSCOTT_NO_VARIANCE 1e-24

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
 * X^2 against the weighted sum of chi-squares that it is distributed as, by the
 * saddlepoint approximation: R's statistic = "saddlepoint".  df1 is that of the second
 * order, df2 the denominator's.  Arguments and errors as above.
 */
extern SvyStatus raoscott_saddlepoint(int rows, int columns, const double *p,
									  const double *covariance, double n, double df, double *work,
									  RaoScottTest *result);

/*
 * Wald tests of the cell totals' distance from independence, T_ij - T_i. T_.j /
 * T_.., from the totals' design covariance; not the same as from proportions.
 * Errors as above; SVY_SINGULAR also when the design has too few clusters for
 * the contrasts.
 */
extern SvyStatus raoscott_wald(int rows, int columns, const double *totals,
							   const double *totals_covariance, double df, double *work,
							   RaoScottWald *result);

/* one option of a set: chosen (second row) or not (first row) by some categories */
typedef struct MarginalTable
{
	int columns;		  /* at least 2 */
	const double *totals; /* 2 x columns sums of weights; no row or column without any */
	double n;			  /* respondents that its X^2 is scaled to */
	int first;			  /* its first contrast among those of all tables; it has columns - 1 */
} MarginalTable;

/*
 * What a respondent in a cell with this weight adds to the contrasts of the
 * table, columns - 1 of them: to the Rao-Scott ones, and to the distances from
 * independence that the Wald tests ask for.  Both are linear in the weight, so
 * that the sums over respondents are estimates and the values are influences.
 */
extern void marginal_contrasts(const MarginalTable *table, int row, int column, double weight,
							   double *contrasts);
extern void marginal_distances(const MarginalTable *table, int row, int column, double weight,
							   double *distances);

/* doubles of scratch space for so many contrasts in all tables, at most so many in one */
extern size_t marginal_space(int contrasts, int most);

/*
 * Rao-Scott tests of the sum of the tables' X^2, from the design covariance of
 * all contrasts.  One table gives what raoscott_test does.  Errors as there.
 */
extern SvyStatus marginal_test(int ntables, const MarginalTable *tables, const double *covariance,
							   double df, double *work, RaoScott *result);

/* Wald tests of all distances, from their sums and covariance, which is destroyed */
extern SvyStatus marginal_wald(int contrasts, const double *distances, double *covariance,
							   double df, double *work, RaoScottWald *result);

#endif
