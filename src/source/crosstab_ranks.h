/*
 * crosstab_ranks.h
 *	  Degrees of freedom that replicate weights leave to the columns of a table:
 *	  the rank of the weights of those who are in a column and in the base of the
 *	  row variable, less one.
 *
 * Respondents of one cluster have the same weights up to a factor.  So different
 * ones are kept once, by number, and a column holds numbers.
 */
#ifndef SOURCE_CROSSTAB_RANKS_H
#define SOURCE_CROSSTAB_RANKS_H

#include "plan/crosstab_plan.h"

typedef struct CrosstabRanks CrosstabRanks;

/* count: replicates; most: a rank that is enough */
extern CrosstabRanks *svy_ranks_open(const CrosstabPlan *plan, int32 count, int32 most);

/* a respondent whose categories x has found */
extern void svy_ranks_add(CrosstabRanks *ranks, const Crosstab *x, const double *weights);

/* by svy_ranks_place: of the n columns, of the rest of each, of all together; df where the rank is enough */
extern double **svy_ranks_dfs(CrosstabRanks *ranks, double df);

/* by table of the plan: of those in a line, its categories and then its nets; df where the rank is enough */
extern double **svy_ranks_line_dfs(CrosstabRanks *ranks, const CrosstabPlan *plan, double df);

/* numbers: those of the row variable who have a score count alone */
static inline int
svy_ranks_place(const CrosstabPlan *plan, int row, int column, bool numbers)
{
	return 2 * (row * plan->ncolumns + column) + (numbers ? 1 : 0);
}

#endif
