/*
 * multinomial.h
 *	  Multinomial logit: log P(Y = k) - log P(Y = 0) = x'b_k, by Newton's method.
 *
 * Driven as the models of ordinal.h.  Parameters stand by category, from the
 * second on, p of each.  For this link the observed information is the expected.
 */
#ifndef KERNEL_STATS_MULTINOMIAL_H
#define KERNEL_STATS_MULTINOMIAL_H

#include "kernel/stats/ordinal.h"

/* rows as there; the first column is the intercept's */
typedef OrdinalRow MultinomialRow;

typedef struct Multinomial
{
	int p; /* coefficients of a category */
	int categories;
	double *probabilities; /* of a row */
	Newton newton;		   /* of (categories - 1) x p parameters */
} Multinomial;

/* doubles that a fit needs; 0 for sizes that are not possible */
extern size_t multinomial_space(int p, int categories);

extern void multinomial_begin(Multinomial *fit, int p, int categories, double *space);
extern void multinomial_add(Multinomial *fit, const MultinomialRow *row);

/* influence values of the parameters from a row */
extern void multinomial_influence(const Multinomial *fit, const MultinomialRow *row,
								  double *influence);

#endif
