/*
 * glm_family.h
 *	  Families and links of generalised linear models: variance functions,
 *	  deviances, means of linear predictors and their derivatives, as R's family
 *	  objects have them (McCullagh and Nelder 1989, ch. 2).
 *
 * Quasi-likelihoods are these too: the estimates need the variance function alone.
 */
#ifndef KERNEL_STATS_GLM_FAMILY_H
#define KERNEL_STATS_GLM_FAMILY_H

#include <stdbool.h>

/* by the variance function */
typedef enum GlmFamily
{
	GLM_GAUSSIAN,		  /* 1 */
	GLM_BINOMIAL,		  /* mu (1 - mu), y in [0, 1] */
	GLM_POISSON,		  /* mu, y >= 0 */
	GLM_GAMMA,			  /* mu^2, y > 0 */
	GLM_INVERSE_GAUSSIAN, /* mu^3, y > 0 */
	GLM_NEGATIVE_BINOMIAL /* mu + mu^2 / theta, y >= 0 */
} GlmFamily;

typedef enum GlmLink
{
	GLM_IDENTITY,
	GLM_LOGIT,
	GLM_LOG,
	GLM_PROBIT,
	GLM_CLOGLOG,
	GLM_CAUCHIT,
	GLM_INVERSE,
	GLM_INVERSE_SQUARE, /* 1 / mu^2 */
	GLM_SQRT
} GlmLink;

typedef struct GlmKind
{
	GlmFamily family;
	GlmLink link;
	double theta;	/* of GLM_NEGATIVE_BINOMIAL */
	double epsilon; /* relative change of the deviance at which a fit stops */
	bool zeros;		/* a response of 0 will do, where the family has none: R's quasi */
} GlmKind;

/* R's glm.control */
#define GLM_EPSILON 1e-8

/* the family with the link that R gives it */
extern GlmKind glm_kind(GlmFamily family);

/* whether one step finds the coefficients */
static inline bool
glm_is_linear(const GlmKind *kind)
{
	return kind->family == GLM_GAUSSIAN && kind->link == GLM_IDENTITY;
}

/* whether y is a value that the family can have */
extern bool glm_response_valid(const GlmKind *kind, double y);

/* and mu a mean */
extern bool glm_mean_valid(const GlmKind *kind, double mu);

/* the mean at a linear predictor, and its first and second derivative there */
extern double glm_mean(const GlmKind *kind, double eta);
extern double glm_mean_slope(const GlmKind *kind, double eta);
extern double glm_mean_curvature(const GlmKind *kind, double eta);

/* never 0, as in R */
extern double glm_variance(const GlmKind *kind, double mu);

/* of a row of weight 1 */
extern double glm_row_deviance(const GlmKind *kind, double y, double mu);

/* linear predictor to begin with: the response, moved off the edge as R does */
extern double glm_start(const GlmKind *kind, double y, double weight);

#endif
