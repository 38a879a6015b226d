/*
 * newton_fit.h
 *	  Models whose likelihood is climbed by Newton's method in passes over the
 *	  respondents: ordered and unordered categories.
 */
#ifndef MODEL_NEWTON_FIT_H
#define MODEL_NEWTON_FIT_H

#include "kernel/stats/newton.h"
#include "source/influence.h"

typedef struct SvyNewtonFit
{
	const SvyPasses *passes;
	Newton *newton;				/* that of the model */
	void (*begin)(void *model); /* anew, in new space */
	SvyRespondentTaker add;
	SvyInfluence influence; /* inverse information x score */
	void *model;			/* which all of them are called with */
	int *replicate;			/* where they look for whose weights to take; -1: the full weights */
} SvyNewtonFit;

/* under the full weights */
extern SvyStatus svy_newton_fit(const SvyNewtonFit *fit);

/* the covariance of its parameters, by replicate weights or by influence values */
extern double *svy_newton_covariance(const SvyNewtonFit *fit);

/* the error that says why there is none; name: of the parameter to blame */
extern void svy_newton_refuse(const SvyNewtonFit *fit, SvyStatus status, const char *name)
	pg_attribute_noreturn();

#endif
