/*
 * ordinal.h
 *	  Cumulative link models of an ordered response (McCullagh 1980): P(Y <= j) =
 *	  F(threshold_j - x'b), by Newton's method with the observed information.
 *
 * The caller drives: ordinal_begin; then, until newton_step says that it was the
 * last, every row by ordinal_add, in any order, and one newton_step.
 */
#ifndef KERNEL_STATS_ORDINAL_H
#define KERNEL_STATS_ORDINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/stats/newton.h"

typedef enum OrdinalLink
{
	ORDINAL_LOGIT,
	ORDINAL_PROBIT,
	ORDINAL_CLOGLOG, /* F(z) = 1 - exp(-exp(z)) */
	ORDINAL_LOGLOG,	 /* F(z) = exp(-exp(-z)) */
	ORDINAL_CAUCHIT
} OrdinalLink;

#define ORDINAL_MAX_PARAMETERS 500

typedef struct OrdinalRow
{
	double weight;
	int category; /* from 0 */
	int count;	  /* columns that are not 0 */
	const int *columns;
	const double *x;
} OrdinalRow;

typedef struct Ordinal
{
	OrdinalLink link;
	int p;			/* coefficients */
	int categories; /* K: K - 1 thresholds follow the coefficients */
	Newton newton;	/* of p + K - 1 parameters */
} Ordinal;

/* doubles that a fit needs; 0 for sizes that are not possible */
extern size_t ordinal_space(int p, int categories);

/* shares: of the categories among the rows, all above 0 */
extern void ordinal_begin(Ordinal *fit, OrdinalLink link, int p, int categories,
						  const double *shares, double *space);
extern void ordinal_add(Ordinal *fit, const OrdinalRow *row);

/* influence values of the parameters from a row: inverse information x score */
extern void ordinal_influence(const Ordinal *fit, const OrdinalRow *row, double *influence);

/*
 * Probabilities of the categories at a row of p numbers, zeros included, and their
 * gradients by the parameters (categories x parameters).
 */
extern void ordinal_probabilities(const Ordinal *fit, const double *x, double *probability,
								  double *gradient);

#endif
