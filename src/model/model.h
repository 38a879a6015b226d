/*
 * model.h
 *	  Generalised linear models of a survey: from a formula to a model matrix,
 *	  its fit and the design-based covariance of its coefficients.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <math.h>

#include "source/sample.h"
#include "kernel/stats/glm.h"

/* a set of factors, bit by bit */
typedef uint64 FactorSet;

#define FORMULA_MAX_FACTORS 60

/* y ~ a + b + a:b as text: which factors, and which terms they make */
typedef struct Formula
{
	char *text;
	int nfactors; /* the response first, as factor 0 */
	char **names; /* of variables; NULL where an expression stands */
	char **expressions;
	int nterms; /* without the intercept; main effects first */
	FactorSet *terms;
} Formula;

/* reads a formula; errors name the place */
extern Formula *svy_formula_parse(const char *text);

/* a variable, or an expression, in a model */
typedef struct ModelFactor
{
	char *name; /* as the formula has it */
	const SurveyVariable *variable;
	bool categorical;
	int column; /* of the frame's values or codes */
	int ncategories;
	int32 *codes;
	char **labels;
	int *place; /* of each category among those that respondents have; -1: none of them has it */
	int present;
	int reference; /* the first category that respondents have */
} ModelFactor;

typedef struct ModelColumn
{
	int term;	 /* -1: the intercept */
	int *levels; /* of each factor of the formula: a category, or -1 */
	char *label;
	char *reference; /* labels of the categories compared with, or NULL */
} ModelColumn;

typedef struct Model
{
	const Survey *survey;
	const Formula *formula;
	GlmFamily family;
	ModelFactor *factors;
	char *response; /* what the model is of, in words */
	SvySample *sample;
	const SvyFrame *frame;
	bool *member; /* of the frame's respondents: in the domain, with all answers */
	int64 nrows;
	int64 n;	 /* of them, those whose weight is not 0 */
	int32 *rows; /* of the model, in the frame */
	int key;	 /* the frame's values that order respondents; -1: as they come */
	int ncolumns;
	ModelColumn *columns;
	double *x;
	double *y;
	double *weight;
	Glm fit;
	double *covariance; /* of the coefficients */
	double df;			/* residual */
} Model;

typedef struct ModelRequest
{
	const char *formula;
	GlmFamily family;
	const SurveyVariable *paired[2]; /* the response is the first less the second; or NULL */
	SvySampleOptions options;
	void (*prepare)(Model *model, void *argument); /* changes y before the fit; or NULL */
	void *argument;
	const char *what;  /* the function, in an error */
	bool means;		   /* of an intercept, and of one group: negative weights will do */
	bool may_be_empty; /* fewer than two respondents are no error; the model then is not fitted */
} ModelRequest;

/*
 * Reads, fits and gives the covariance; SPI must be connected.  Errors: bad
 * formula, unknown variable, nobody left, a constant, singular or separated
 * model, lonely strata.
 */
extern Model *svy_model_fit(const Survey *survey, const ModelRequest *request);

/* whether there are too few respondents for it to have been fitted */
static inline bool
svy_model_empty(const Model *model)
{
	return model->covariance == NULL;
}

/* standard error of a coefficient; NaN where the design says nothing about it */
static inline double
svy_model_error(const Model *model, int column)
{
	double variance = model->covariance[column * (model->ncolumns + 1)];

	return variance > 0 ? sqrt(variance) : NAN;
}

/*
 * model_means.c: whether any weight is negative, full or replicate; the
 * coefficients and covariance of "means" then.
 */
extern bool svy_model_any_negative(const Model *model);
extern void svy_model_means(Model *model);

/* SQL that gives each factor's number or code over the alias "a", of those in the filter */
extern void svy_model_resolve(Model *model, const ModelRequest *of, SvyFrameRequest *request);

/* who is in the model; then the categories that they have, columns, the matrix */
extern void svy_model_members(Model *model);
extern void svy_model_matrix(Model *model);

/* "a:b" of a term */
extern char *svy_model_term_name(const Formula *formula, FactorSet term);

#endif
