/*
 * contrast.h
 *	  survey_contrast: what its two roads share.
 */
#ifndef ESTIMATE_CONTRAST_H
#define ESTIMATE_CONTRAST_H

#include "utils/jsonb.h"

#include "estimate/domain.h"

/* one estimate that contrasts combine */
typedef struct SvyTerm
{
	const char *label;
	const int32 *codes; /* of its domain */
	double theta;		/* under the full weights */
	double *away;		/* what it lacks of them, then how far replicates are from it */

	/* from states */
	const Summary *state;  /* knows the frame */
	const char *condition; /* SQL: who is in the domain */
	const char *y;		   /* SQL of the value */
} SvyTerm;

typedef struct SvyContrast
{
	const char *name;
	double *coefficients; /* one for each term */

	/* of survey_trend: the wave, and for a level what its change is from */
	const SvyTerm *term;
	const char *with;
} SvyContrast;

typedef struct SvyContrasts
{
	SvyEstimates *e;
	bool total;
	Jsonb *wanted; /* or NULL: all differences */

	/* for who combines terms and puts rows by himself, or NULL */
	SvyContrast *(*choose)(const struct SvyContrasts *c, const SvyTerm *terms, int count,
						   int *ncontrasts);
	void (*take)(const struct SvyContrasts *c, const SvyContrast *contrast,
				 const SvyEstimateRow *row);
	/* the value of who is in a domain, as SQL, where that is shorter than for everybody; or NULL */
	char *(*value_in)(const struct SvyContrasts *c, const int32 *codes);
	void *context;
} SvyContrasts;

/* the contrasts that the user wrote, or all differences */
extern SvyContrast *svy_contrasts_of(const SvyContrasts *c, const SvyTerm *terms, int count,
									 int *ncontrasts);

/* all contrasts of some variables, with their values as SQL, by whatever road */
extern void svy_contrasts_run(SvyContrasts *c, SurveyVariable **variables, int count,
							  char **values);

/* a row of a contrast */
extern void svy_contrast_put(const SvyContrasts *c, const SvyContrast *contrast,
							 const SvyEstimateRow *row);

/* those of variables in a survey, or a filter, of nobody */
extern void svy_contrasts_nobody(const SvyContrasts *c, SurveyVariable **variables, int count);

/* the combination under the full weights */
extern double svy_contrast_estimate(const SvyTerm *terms, int count, const double *coefficients);

/* how far it is under them (-1), or a replicate's, from that of their doubles */
extern double svy_contrast_away(const SvyTerm *terms, int count, const double *coefficients,
								int replicate, double *origin);

/* its standard error: 0 where the variance is rounding of the terms */
extern double svy_contrast_error(const SvyTerm *terms, int count, const double *coefficients,
								 double variance);

/* all of them by linearisation (contrast_states.c) */
extern void svy_contrasts_by_states(const SvyContrasts *c, SurveyVariable **variables, int count,
									char **values);

/* under replicate weights, or of a weight whose calibration is known (contrast_passes.c) */
extern void svy_contrasts_by_passes(const SvyContrasts *c, SurveyVariable **variables, int count,
									char **values);

#endif
