/*
 * crosstab_largest.h
 *	  The largest contributions of single respondents to the cells of a banner.
 */
#ifndef SOURCE_CROSSTAB_LARGEST_H
#define SOURCE_CROSSTAB_LARGEST_H

#include "plan/crosstab_plan.h"

#define LARGEST_KEPT 3

/* weights of counts, absolute numbers of rows that are numbers: the largest first, and all */
typedef struct CrosstabLargest
{
	double top[LARGEST_KEPT];
	double sum;
} CrosstabLargest;

/* what the answers are read into */
typedef struct CrosstabContributions
{
	const Crosstab *x; /* says where the cells of a table are */
	CrosstabLargest *cells;
} CrosstabContributions;

/* one pass over the answers; weighted: with the plan's weight, if it has one.  SPI must be connected */
extern CrosstabContributions svy_crosstab_largest(const CrosstabPlan *plan, bool weighted);

/* of a cell, as crosstab_cell takes it; a base is of all categories */
extern CrosstabLargest svy_largest_of(const CrosstabContributions *c, int table, int row,
									  int column);

extern void svy_largest_add(CrosstabLargest *into, const CrosstabLargest *from);

#endif
