/*
 * glm.h
 *	  Generalised linear models by iteratively reweighted least squares
 *	  (McCullagh and Nelder 1989, ch. 2), with the influence values from which a
 *	  design makes the covariance of the coefficients (Binder 1983).
 *
 * The caller drives: glm_begin; then, until a step says that it was the last,
 * all rows by glm_rows in as many calls as it likes and one glm_step.  The least
 * squares problem is solved by an orthogonal (QR) factor that takes in rows
 * block by block, so the model matrix is not copied and its condition not
 * squared.
 */
#ifndef KERNEL_STATS_GLM_H
#define KERNEL_STATS_GLM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

typedef enum GlmFamily
{
	GLM_GAUSSIAN, /* identity link */
	GLM_BINOMIAL, /* logit link, y in [0, 1] */
	GLM_POISSON	  /* log link, y >= 0 */
} GlmFamily;

/* coefficients of the largest model */
#define GLM_MAX_COLUMNS 1000

/* what is fitted; weights of 0 leave a row out */
typedef struct GlmData
{
	GlmFamily family;
	int64_t n;
	int p;
	const double *x; /* n x p, row-major */
	const double *y;
	const double *weight;
	double scale; /* weights are divided by it: their mean over the domain, as R's svyglm */
} GlmData;

typedef struct Glm
{
	GlmData data;
	double *beta;	  /* p */
	double *inverse;  /* p x p: inverse of X' W X; symmetric; W of the step that led to beta */
	double *factor;	  /* (p + 1 + block) x (p + 1), by columns: the QR factor, then new rows */
	double *previous; /* p: the coefficients before the last step */
	double *next;	  /* p: those after the next one */
	double *work;
	int filled;		 /* rows that wait below the factor */
	bool started;	 /* coefficients to start from; else the response is */
	bool full_rank;	 /* of the first step */
	int steps;		 /* passes over the rows */
	double deviance; /* at beta */
	double last_deviance;
	bool separated; /* SVY_NO_CONVERGENCE: coefficients grow without end */
	int column;		/* SVY_SINGULAR, separated: the first column that is to blame */
} Glm;

/* doubles that a fit needs; 0 for p < 1 or beyond GLM_MAX_COLUMNS */
extern size_t glm_space(int p);

/* whether y is a value that the family can have */
extern bool glm_response_valid(GlmFamily family, double y);

/* the mean at a linear predictor */
extern double glm_mean(GlmFamily family, double eta);

/* start: coefficients to begin with, NULL for none */
extern void glm_begin(Glm *fit, const GlmData *data, double *space, const double *start);

/* takes rows first .. first + count - 1 into the current step */
extern void glm_rows(Glm *fit, int64_t first, int64_t count);

/*
 * Ends a step after all rows.  *done: beta and inverse are the result.
 * SVY_SINGULAR when a column is a combination of those before it (or no row
 * has a weight), SVY_NO_CONVERGENCE, SVY_BAD_VALUE when a number is not finite.
 */
extern SvyStatus glm_step(Glm *fit, bool *done);

/* influence values of the coefficients, count x p: inverse x_k (y_k - mu_k) w_k */
extern void glm_influence(const Glm *fit, int64_t first, int64_t count, double *influence);

/* the weighted variance of Pearson's residuals with divisor n - 1: R's summary(svyglm) */
extern double glm_dispersion(const Glm *fit);

#endif
