/*
 * weighting.h
 *	  Survey weights that meet population targets: collapsing respondents to
 *	  cells, raking, calibration, trimming, and the projection that variances
 *	  need afterwards.
 *
 * An "item" is what shares one weight factor: a cell of respondents with equal
 * categories, or a single respondent.  All arrays belong to the caller; one
 * call is one pass, so that the layer above can check for interrupts.
 */
#ifndef KERNEL_STATS_WEIGHTING_H
#define KERNEL_STATS_WEIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/base/status.h"

/* ---- cells ---- */

/*
 * Respondents with equal categories (and, where trimming looks at single
 * weights, equal base weights) always get the same factor, so iterations run
 * over cells: the same result for a fraction of the work.
 */
typedef struct WeightingCells
{
	size_t ncells;
	size_t max_cells; /* room in the three arrays that follow */
	uint64_t *keys;	  /* the categories as one number */
	double *bases;	  /* the base weight that is part of the key, or 0 */
	DD *totals;		  /* sum of base weights */
	size_t nslots;	  /* a power of two, at least 2 * max_cells */
	uint32_t *slots;  /* hash table of cell numbers (kernel/base/hash.h), cleared by the caller */
	bool negative;	  /* base weights may be below 0, where they are only looked at */
} WeightingCells;

/*
 * Adds a respondent's base weight to its cell, which is made where it is new;
 * returns its number in *cell.  SVY_NO_SPACE: the caller enlarges the arrays,
 * calls weighting_cells_rehash, which clears the slots, and repeats.
 */
extern SvyStatus weighting_cells_add(WeightingCells *cells, uint64_t key, double base,
									 double weight, uint32_t *cell);
extern void weighting_cells_rehash(WeightingCells *cells);

/* ---- raking ---- */

typedef struct WeightingMargin
{
	int ncategories;
	const int32_t *codes;  /* category of each item, from 0 */
	const double *targets; /* weighted count to reach, by category; not negative */
	DD *sums;			   /* workspace, by category */
} WeightingMargin;

/* where the largest relative deviation |sum / target - 1| was met */
typedef struct WeightingDeviation
{
	double largest;
	int margin;
	int category;
} WeightingDeviation;

/*
 * One pass of iterative proportional fitting (Deming and Stephan 1940) over
 * all margins in order; weights are totals of items.  Deviation is what the
 * margins missed when their turn came.  Post-stratification is one pass over
 * one margin.  SVY_INFEASIBLE: a positive target without weight to carry it,
 * named by *deviation.
 */
extern SvyStatus weighting_rake_pass(size_t nitems, double *weights, int nmargins,
									 const WeightingMargin *margins, WeightingDeviation *deviation);

/* how far the margins are from their targets; leaves the sums in the margins */
extern void weighting_deviation(size_t nitems, const double *weights, int nmargins,
								const WeightingMargin *margins, WeightingDeviation *deviation);

/* the largest absolute change of an item's weight, R's stopping rule for rake() */
extern double weighting_change(size_t nitems, const double *weights, const double *before);

/* cuts items to lower .. upper per respondent, but for 0; counts are respondents by item */
extern void weighting_clip(size_t nitems, double *weights, const double *counts, double lower,
						   double upper);

/* ---- trimming ---- */

/*
 * One round of trimming in place: weights outside lower .. upper are cut to
 * the limit and marked; what was cut off goes to those never marked, in equal
 * amounts (R's trimWeights) or in proportion to their weights.  *outside is
 * how many this round cut: 0 means done.  Repeating until then is "strict".
 * SVY_INFEASIBLE: nobody is left to carry what was cut off.
 */
extern SvyStatus weighting_trim_round(size_t n, double *weights, bool *trimmed, double lower,
									  double upper, bool proportional, size_t *outside);

/* ---- what weights look like ---- */

typedef struct WeightingSummary
{
	size_t n; /* weights above zero */
	DD sum;
	DD sum_squares;
	double min;
	double max;
} WeightingSummary;

extern void weighting_summary_add(WeightingSummary *summary, double weight);
extern double weighting_kish_deff(const WeightingSummary *summary); /* n sum w^2 / (sum w)^2 */
extern double weighting_kish_n(const WeightingSummary *summary);	/* (sum w)^2 / sum w^2 */
extern double weighting_cv(
	const WeightingSummary *summary); /* with divisor n: its square is the design effect less 1 */

/* quantile of sorted values by R's type 7 */
extern double weighting_quantile(const double *sorted, size_t n, double p);

/* ---- calibration ---- */

/*
 * The calibration variables of each item: a constant (optional), the
 * indicators of every category of every margin, then numeric variables; in
 * that order they are the columns of the model.
 */
typedef struct CalibrationModel
{
	size_t nitems;
	const double *base; /* base weight of each item, not negative */
	bool constant;
	int nmargins;
	const int *ncategories;
	const int32_t *const *codes; /* by margin and item, from 0 */
	int nvalues;
	const double *const *values; /* by variable and item */
} CalibrationModel;

typedef enum CalibrationMethod
{
	CALIBRATION_LINEAR, /* w' = w (1 + u), cut to the bounds */
	CALIBRATION_RAKING, /* w' = w exp(u), cut to the bounds */
	CALIBRATION_LOGIT	/* between the bounds, which must enclose 1 */
} CalibrationMethod;

/*
 * Deville and Sarndal (1992): find lambda so that the sum of
 * w F(x lambda) x meets the targets, by Newton's method on the convex dual;
 * conventions of R's grake().
 */
typedef struct Calibration
{
	CalibrationModel model;
	CalibrationMethod method;
	double lower; /* of w' / w; -INFINITY for none */
	double upper;
	const double *targets; /* by column */
	double *lambda;		   /* by column; start with zeroes */
	double *step;		   /* workspace, by column */
	double *misfit;		   /* by column: target minus what is reached */
	DD *sums;			   /* workspace, by column */
	double *gram;		   /* workspace, columns x columns */
	bool *dependent;	   /* by column: a combination of those before it, at the last step */
	double *g;			   /* result, by item: w' / w */
	double deviation;	   /* largest |misfit| / (1 + |target|) */
	int worst;			   /* its column */
} Calibration;

extern int calibration_columns(const CalibrationModel *model);
/* fills g, misfit and deviation for the present lambda; SVY_BAD_ARGUMENT for bounds that cannot be */
extern SvyStatus calibration_start(Calibration *c);
/* one Newton step, halved as often as need be; SVY_NO_CONVERGENCE when no step helps */
extern SvyStatus calibration_step(Calibration *c);

/* ---- variance after calibration ---- */

/*
 * Residuals of influence values on the calibration variables, weighted by the
 * base weights (R's calibrate; Deville and Sarndal 1992, section 3): the variance
 * of a calibrated estimate is that of w' times these residuals.
 * Post-stratification is the case of one margin.
 *
 * Sums of an item's products and those with its p values y, in any order: gram
 * is the lower triangle of columns x columns, products are columns x p; then the
 * coefficients (columns x p) from them; then y is replaced by its residuals.  An
 * item whose base weight is 0 is left as it is.  space has room for
 * calibration_coefficients_space(columns) doubles, dependent for columns.
 */
static inline size_t
calibration_coefficients_space(int columns)
{
	return (size_t) columns * columns + 2 * (size_t) columns;
}

extern void calibration_add(const CalibrationModel *model, size_t item, int p, const double *y,
							DD *gram, DD *products);
extern SvyStatus calibration_coefficients(int columns, int p, const DD *gram, const DD *products,
										  double *space, bool *dependent, double *beta);
extern void calibration_residuals(const CalibrationModel *model, size_t item, int p,
								  const double *beta, double *y);

#endif
