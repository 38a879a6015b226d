/*
 * glm.h
 *	  Generalised linear models by iteratively reweighted least squares
 *	  (McCullagh and Nelder 1989, ch. 2), with the influence values from which a
 *	  design makes the covariance of the coefficients (Binder 1983).
 *
 * The caller drives: glm_begin; then, until a step says that it was the last,
 * every row by glm_add, in any order, glm_eliminate for each column, and one
 * glm_step.  Rows are not kept: what a pass leaves is X' W X and X' W z in
 * double-doubles, so that the digits do not depend on the order of rows, and the
 * condition that the product squares costs no digit of a double.
 *
 * Squares of the numbers must be in range: the caller brings columns to the
 * order of 1, by powers of 2, and the result back.
 */
#ifndef KERNEL_STATS_GLM_H
#define KERNEL_STATS_GLM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/base/status.h"
#include "kernel/stats/glm_family.h"

/* coefficients of the largest model */
#define GLM_MAX_COLUMNS 1000

/* a row of the model: the columns that are not 0, in ascending order */
typedef struct GlmRow
{
	double weight; /* 0 leaves the row out */
	double y;
	int count;
	const int *columns;
	const double *x;
	double offset; /* added to the linear predictor */
	double trials; /* of which y is the share; the weight is theirs, each. 1 but for counts */
} GlmRow;

typedef struct Glm
{
	GlmKind kind;
	int p;
	double scale;	  /* weights are divided by it: their mean over the domain, as R's svyglm */
	double *beta;	  /* p */
	double *inverse;  /* p x p: inverse of X' W X; symmetric; W of the step that led to beta */
	double *previous; /* p: the coefficients before the last step */
	double *next;	  /* p: those after the next one */
	double *most;	  /* p: the largest |x| of a row with a weight */
	double *root;	  /* p + 1: work, a row times the root of its weight */
	DD *norm;		  /* p: squares of the columns */
	DD *gram;		  /* by rows of the upper triangle of p x (p + 1): sums, then the factor */
	bool started;	  /* coefficients to start from; else the response is */
	bool full_rank;	  /* of the first step */
	int steps;		  /* passes over the rows */
	int dependent;	  /* the first column that those before it explain; -1: none so far */
	DD sum;			  /* of the deviance */
	double deviance;  /* at beta */
	double last_deviance;
	bool outside;	/* SVY_NO_CONVERGENCE: no coefficients give every row a mean of the family */
	bool separated; /* SVY_NO_CONVERGENCE: coefficients grow without end */
	int column;		/* SVY_SINGULAR, separated: the first column that is to blame */
} Glm;

/* doubles that a fit needs; 0 for p < 1 or beyond GLM_MAX_COLUMNS */
extern size_t glm_space(int p);

/* start: coefficients to begin with, NULL for none */
extern void glm_begin(Glm *fit, const GlmKind *kind, int p, double scale, double *space,
					  const double *start);

/* takes a row into the current step */
extern void glm_add(Glm *fit, const GlmRow *row);

/*
 * The sums of a step apart from the fit, so that rows can be added in several places:
 * so many double-doubles, and p + 1 maxima.  glm_take_sums: those of the rows added
 * since the sums were clear, which they are again then.
 */
extern size_t glm_sums(int p);
extern void glm_take_sums(Glm *fit, DD *sums, double *most);
extern void glm_put_sums(Glm *fit, const DD *sums, const double *most);

/* after all rows, for columns 0 .. p - 1 one after the other: up to p * p / 2 operations */
extern void glm_eliminate(Glm *fit, int column);

/*
 * Ends a step.  *done: beta and inverse are the result.  SVY_SINGULAR when a
 * column is a combination of those before it (or no row has a weight),
 * SVY_NO_CONVERGENCE, SVY_BAD_VALUE when a number is not finite.
 */
extern SvyStatus glm_step(Glm *fit, bool *done);

/* the mean that it has for a row */
extern double glm_fitted(const Glm *fit, const GlmRow *row);

/* influence values of the coefficients from a row: inverse x (y - mu) w */
extern void glm_influence(const Glm *fit, const GlmRow *row, double *influence);

/* Pearson's residuals, for their spread */
typedef struct GlmResiduals
{
	double n;
	DD w;
	DD wr;
	DD wrr;
} GlmResiduals;

extern void glm_add_residual(const Glm *fit, const GlmRow *row, GlmResiduals *residuals);

/* the weighted variance of Pearson's residuals with divisor n - 1: R's summary(svyglm) */
extern double glm_dispersion(const GlmResiduals *residuals);

#endif
