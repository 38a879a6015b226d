/*
 * choice.h
 *	  Conditional logit (McFadden 1974): which of the alternatives of a set was
 *	  chosen, by Newton's method.
 *
 * An alternative's utility is a sum of few terms, value x coefficient.  The log
 * likelihood is concave, so a step that does not raise it is halved.  The caller
 * drives: choice_begin; then, until choice_step says that it was the last, all
 * sets by choice_add in as many calls as it likes and one choice_step.
 */
#ifndef KERNEL_STATS_CHOICE_H
#define KERNEL_STATS_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

#define CHOICE_MAX_COLUMNS 500

typedef struct ChoiceData
{
	int p; /* coefficients */
	int64_t nsets;
	const int64_t
		*first; /* nsets + 1: the alternatives of set s are first[s] .. first[s + 1] - 1 */
	const int32_t *chosen; /* of each set, from 0 */
	const double *weight;  /* of each set */
	int width;			   /* terms of an alternative */
	const int16_t *column; /* alternatives x width: coefficient of each term; -1: no term */
	const double *value;   /* the same: what it is multiplied by */
} ChoiceData;

typedef struct Choice
{
	ChoiceData data;
	double *beta;
	double *inverse; /* p x p: inverse of the information; after the last step */
	double log_likelihood;
	double null_likelihood; /* of coefficients that are all 0 */
	int steps;
	int column; /* SVY_SINGULAR, SVY_NO_CONVERGENCE: the coefficient that is to blame */

	double *gradient;
	double *information;
	double *step;	   /* the last one */
	double *mean;	   /* of a set's terms */
	double likelihood; /* of the pass at work */
	bool fitted;
} Choice;

/* doubles that a fit needs; 0 for p < 1 or beyond CHOICE_MAX_COLUMNS */
extern size_t choice_space(int p);

extern void choice_begin(Choice *c, const ChoiceData *data, double *space);

/* adds sets from .. to - 1 to the pass */
extern void choice_add(Choice *c, int64_t from, int64_t to);

/*
 * Ends a pass; *done: the coefficients have settled.  SVY_SINGULAR where the sets
 * do not tell coefficients apart, SVY_NO_CONVERGENCE where one grows without end,
 * as of an alternative that was always or never chosen.
 */
extern SvyStatus choice_step(Choice *c, bool *done);

/* a set's score: weight x (terms of the chosen one less their mean), p of them */
extern void choice_score(const Choice *c, int64_t set, double *score);

/* probabilities of a set's alternatives */
extern void choice_probabilities(const Choice *c, int64_t set, double *probabilities);

#endif
