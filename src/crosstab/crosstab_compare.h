/*
 * crosstab_compare.h
 *	  What each column of a line is compared with, where that is one thing: the
 *	  rest, the Total, the column before, a column by name.
 */
#ifndef CROSSTAB_CROSSTAB_COMPARE_H
#define CROSSTAB_CROSSTAB_COMPARE_H

#include "crosstab/crosstab_run.h"

/* in the unit of the estimate, shares in points of percent; NaN: not known */
typedef struct CrosstabComparison
{
	const char *with; /* NULL: with nothing */
	double difference;
	double std_error;
	double low;
	double high;
	double p; /* adjusted over the columns of the line that were compared */
	const char
		*mark; /* + or -, ++ or -- at the stricter of two levels, or empty; NULL: not tested */
} CrosstabComparison;

/* an error unless the column that everything is compared with is there; one of the codebook may be not */
extern void svy_crosstab_check_comparison(CrosstabRun *run);

/* of a line in each column of one variable; letters: their numbers, -1: not shown */
extern CrosstabComparison *svy_line_comparisons(const CrosstabRun *run, const CrosstabLine *line,
												int column, const CrosstabLineTest *test,
												const int *letters);

/* the test of a column against everybody in the table who is not in it */
extern ColumnTest svy_line_rest(const CrosstabRun *run, const CrosstabLine *line,
								const CrosstabLineTest *test, int category);

#endif
