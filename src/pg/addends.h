/*
 * addends.h
 *	  What one respondent adds to a pass over the answers, and what many add up
 *	  to: one form for both, so that it travels between servers.
 *
 * A float8[]: the number of sums; each sum as a double-double, high part and low;
 * then maxima.  Two of one shape are added to one another sum by sum and maximum by
 * maximum, which is the transition and the combination of mlops_survey.add_up.
 */
#ifndef PG_ADDENDS_H
#define PG_ADDENDS_H

#include "utils/array.h"

#include "kernel/base/dd.h"
#include "pg/svy.h"

typedef struct SvyAddends
{
	ArrayType *array;
	int nsums;
	int nmost;
	DD *sums;
	double *most;
} SvyAddends;

/* zeros, and maxima of nothing, which are minus infinity */
extern SvyAddends svy_addends_make(int nsums, int nmost);

/* those of an array; an error unless they have that form.  nsums -1: of any shape */
extern SvyAddends svy_addends_of(ArrayType *array, int nsums, int nmost);

/* adds those of the same shape */
extern void svy_addends_add(SvyAddends *into, const SvyAddends *from);

#endif
