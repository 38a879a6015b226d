/*
 * model.h
 *	  Generalised linear models of a survey: from a formula to a model matrix,
 *	  its fit and the design-based covariance of its coefficients.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <math.h>

#include "source/influence.h"
#include "kernel/stats/glm.h"
#include "utils/jsonb.h"

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
	bool intercept;
	int offset;	  /* factor, of no term; 0: none */
	int failures; /* factor, of no term, where the response is counts; 0: it is not */
} Formula;

/* reads a formula; errors name the place */
extern Formula *svy_formula_parse(const char *text);

/* a variable, or an expression, in a model */
typedef struct ModelFactor
{
	char *name; /* as the formula has it */
	const SurveyVariable *variable;
	bool categorical;
	int column; /* of a respondent's values or codes */
	int ncategories;
	int32 *codes;
	char **labels;
	int *place; /* of each category among those that respondents have; -1: none of them has it */
	int present;
	int reference; /* the first category that respondents have */
	double unit;   /* of a number: the power of 2 that the model counts it in */
} ModelFactor;

typedef struct ModelColumn
{
	int term;	 /* -1: the intercept */
	int *levels; /* of each factor of the formula: a category, or -1 */
	char *label;
	char *reference; /* labels of the categories compared with, or NULL */
	double unit;	 /* what its numbers are divided by */
} ModelColumn;

/* where the columns of a term lie: the first factor's categories change fastest */
typedef struct ModelTerm
{
	int first; /* column */
	int nfactors;
	int *factors;
	int *stride;	  /* of each factor; 0: a number */
	bool *contrasted; /* the first category has no column */
} ModelTerm;

typedef struct Model
{
	const Survey *survey;
	const Formula *formula;
	GlmKind kind;
	ModelFactor *factors;
	FactorSet
		whole_term;	  /* without an intercept: where all categories of that factor have columns */
	int whole_factor; /* 0: there is none */
	char *response;	  /* what the model is of, in words */
	const SvyPasses *passes;
	double *score;			/* of a rank test: by row of the frame, in the place of the response */
	int64 n;				/* respondents of the model whose weight is not 0 */
	double weight;			/* theirs */
	double trials;			/* sum of weight times trials */
	double first;			/* the response of one of them; NaN: there is nobody */
	double scale;			/* mean weight of the domain, those with missing answers too */
	bool all_kept;			/* the domain is everybody */
	int key;				/* value that orders respondents; -1: as they come */
	double unit;			/* the power of 2 that the response is counted in */
	double origin;			/* what it is counted from, before that */
	bool negative;			/* the weights of some are below zero */
	int negative_replicate; /* the first with weights below zero; if none, their number */
	bool constant;			/* the response */
	int ncolumns;
	ModelColumn *columns;
	ModelTerm *terms;
	Glm fit;	  /* in these units; what follows is not */
	double *beta; /* coefficients */
	double *
		replicate_beta; /* of the fit under each replicate weight, in units (replicates x columns); or NULL */
	double *covariance;				   /* of them */
	bool *still;					   /* of each, that it does not vary but for rounding */
	const struct SvyNewtonFit *newton; /* how it is fitted, if that is by newton_fit.h */
	int32 *members;					   /* by unit, where passes are sums (pass_sums.h); else NULL */
	double df;						   /* residual */
} Model;

/* what a respondent is in the model */
typedef struct ModelRow
{
	GlmRow glm;
	int *columns;
	double *x;
	const SvyRespondent *respondent;
} ModelRow;

typedef struct ModelRequest
{
	const char *formula;
	GlmKind kind;
	const SurveyVariable *paired[2]; /* the response is the first less the second; or NULL */
	SvySampleOptions options;
	bool ordered; /* respondents must be in memory, for "prepare" to order them */
	void (*prepare)(Model *model, void *argument); /* sets the scores before the fit; or NULL */
	void *argument;
	const char *what;  /* the function, in an error */
	bool means;		   /* of an intercept, and of one group: negative weights will do */
	bool may_be_empty; /* fewer than two respondents are no error; the model then is not fitted */
	JsonbContainer *reference; /* by factor: the label of the category to compare with; or NULL */
	bool names_response;	   /* it may be of the response, too */
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

/* R's dispersion and the deviance, in the units of the response; one more pass */
extern double svy_model_dispersion(const Model *model);
extern double svy_model_deviance(const Model *model);

struct SvyRow;

/*
 * model_terms.c: Wald's test that some coefficients, by number, are 0, as a row of
 * survey_glm_terms: chi-square, or F where df2 is finite.
 */
extern void svy_model_put_wald(struct SvyRow *row, const char *term, int count, const int *columns,
							   const double *beta, const double *covariance, int p, double df2,
							   const char *variance);

/* a coefficient as seven numbers of a row: itself, its error, t, df (infinite: normal), p, and the interval of that level */
extern void svy_model_put_estimate(struct SvyRow *row, double estimate, double error, double df,
								   double level);

/* standard error of a coefficient; NaN where the design says nothing about it */
static inline double
svy_model_error(const Model *model, int column)
{
	double variance = model->covariance[column * (model->ncolumns + 1)];

	return variance > 0 ? sqrt(variance) : NAN;
}

/* of a factor: the place of a code among its categories */
extern int svy_model_category(const ModelFactor *factor, int32 code);

/*
 * model_means.c: the coefficients and covariance of "means", for weights of
 * which some are negative, full or replicate.
 */
extern void svy_model_means(Model *model);

/* model_groups.c: of each column, whether it rests on a group of which the design says nothing; and takes one of p away */
extern bool *svy_model_unknown_columns(Model *model);
extern void svy_forget_coefficient(double *covariance, int p, int k);

/* takes the covariance of such columns away */
extern void svy_model_forget_groups(Model *model);

/* options of all models that svy_model_read_family reads */
#define SVY_MODEL_OPTIONS "link", "variance", "theta", "epsilon", "reference"

/* model_options.c: the family (that argument) with the options that go with it (or NULL); and names of both */
extern void svy_model_read_family(FunctionCallInfo fcinfo, int argument, JsonbContainer *options,
								  ModelRequest *request);
extern const char *svy_model_family_name(const GlmKind *kind);
extern const char *svy_model_link_name(const GlmKind *kind);

/*
 * The model of a function's arguments: (name, formula, family, filter), and from
 * argument "first" on (lonely, weight).  coefficients: of nobody it is not known which
 * there are, and that is an error.
 */
extern Model *svy_model_open(FunctionCallInfo fcinfo, int first, JsonbContainer *options,
							 bool coefficients);

/* that references are of predictors which have categories */
extern void svy_model_check_reference(const Model *model, const ModelRequest *of);

/*
 * The deviance of the model without some of its terms, by number, fitted anew to the
 * same respondents; without intercept and terms it predicts what the offset says.
 */
extern double svy_model_deviance_without(const Model *model, const bool *dropped);

/* SQL that gives each factor's number or code over the alias "a", of those in the filter */
extern void svy_model_resolve(Model *model, const ModelRequest *of, SvyFrameRequest *request);

/* the first pass over a request that was resolved: who is in it; then its columns */
extern void svy_model_read(Model *model, const ModelRequest *of, SvyFrameRequest *request);
extern void svy_model_make_columns(Model *model);

/* both for a response with categories, of which the columns are not those; hint: what to do where it has none */
extern Model *svy_model_read_categories(const Survey *survey, const ModelRequest *of,
										const char *hint);

/* room for a row; and the row of a respondent, false if he is not in the model */
extern ModelRow *svy_model_make_row(const Model *model);
extern bool svy_model_row(const Model *model, const SvyRespondent *respondent, ModelRow *row);

/* "(Intercept)", "age" or "sex: Woman" of a coefficient */
extern char *svy_model_column_name(const Model *model, int column);

/* "a:b" of a term */
extern char *svy_model_term_name(const Formula *formula, FactorSet term);

#endif
