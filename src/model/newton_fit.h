/*
 * newton_fit.h
 *	  Models whose likelihood is climbed by Newton's method in passes over the
 *	  respondents: ordered and unordered categories.
 */
#ifndef MODEL_NEWTON_FIT_H
#define MODEL_NEWTON_FIT_H

#include "kernel/stats/newton.h"
#include "model/model_sums.h"

typedef enum SvyNewtonKind
{
	NEWTON_ORDINAL,
	NEWTON_MULTINOMIAL
} SvyNewtonKind;

typedef struct SvyNewtonFit
{
	const SvyPasses *passes;
	Newton *newton;				/* that of the model */
	void (*begin)(void *model); /* anew, in new space */
	SvyRespondentTaker add;
	SvyInfluence influence; /* inverse information x score */
	void *model;			/* which all of them are called with */
	int *replicate;			/* where they look for whose weights to take; -1: the full weights */
	SvyNewtonKind kind;		/* which model that is, and */
	void (*put)(const void *model, WireWriter *wire); /* what must be known of it elsewhere */
	Model *of;										  /* whose columns it has */
} SvyNewtonFit;

/* members of the domain by unit; shares (NULL: not asked for): of the response's categories, by place */
extern int32 *svy_newton_domain(const Model *model, double *shares);

/* sums of the weights and of the columns, or of 1 and the columns */
typedef struct SvyColumnSums
{
	DD weight;
	DD *columns; /* of the model */
} SvyColumnSums;

extern SvyColumnSums svy_newton_columns(const Model *model, bool plain);

/* the fit that bytes say, of a model that lies elsewhere; NULL: they do not */
extern SvyNewtonFit *svy_ordinal_away(ModelAway *away, WireReader *wire);
extern SvyNewtonFit *svy_multinomial_away(ModelAway *away, WireReader *wire);

/* under the full weights */
extern SvyStatus svy_newton_fit(const SvyNewtonFit *fit);

/* the covariance of its parameters, by replicate weights or by influence values */
extern double *svy_newton_covariance(const SvyNewtonFit *fit);

/* the error that says why there is none; name: of the parameter to blame */
extern void svy_newton_refuse(const SvyNewtonFit *fit, SvyStatus status, const char *name)
	pg_attribute_noreturn();

#endif
