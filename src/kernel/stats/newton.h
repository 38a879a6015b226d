/*
 * newton.h
 *	  Newton's method for a likelihood whose sums come row by row.
 *
 * The caller drives: begins, and writes where to start into beta; then, until
 * newton_step says that it was the last, adds every row's likelihood, gradient and
 * information (minus the second derivatives) at beta, in any order, and takes one
 * step.  Sums are double-doubles, so that the digits do not depend on the order of
 * rows.  A step that makes the likelihood smaller is halved.
 */
#ifndef KERNEL_STATS_NEWTON_H
#define KERNEL_STATS_NEWTON_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/base/dd.h"
#include "kernel/base/status.h"

typedef struct Newton
{
	int q; /* parameters */
	double *beta;
	double *inverse; /* of the information, when the last step is done */
	double *work;
	double *step;
	DD *gradient;	 /* where the space begins */
	DD *information; /* lower triangle by rows of the square */
	DD likelihood;
	double log_likelihood;
	int steps;
	bool outside; /* set by the caller: a row had no probability, the step went too far */
	int column;	  /* SVY_SINGULAR, SVY_NO_CONVERGENCE: the parameter to blame */
} Newton;

/* doubles that it needs for so many parameters */
extern size_t newton_space(size_t q);

extern void newton_begin(Newton *n, int q, double *space);

/*
 * The sums of a step apart from it, so that rows can be added in several places.
 * newton_take_sums: those added since the sums were clear, which they are again then;
 * whether a row was outside.
 */
extern size_t newton_sums(int q);
extern bool newton_take_sums(Newton *n, DD *sums);
extern void newton_put_sums(Newton *n, const DD *sums, bool outside);

extern SvyStatus newton_step(Newton *n, bool *done);

#endif
