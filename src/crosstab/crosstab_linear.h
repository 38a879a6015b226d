/*
 * crosstab_linear.h
 *	  Numbers of a cell beside the percent of its column: percents of the row and
 *	  of the table, and the difference from the Total, with their variances under
 *	  the design.
 */
#ifndef CROSSTAB_CROSSTAB_LINEAR_H
#define CROSSTAB_CROSSTAB_LINEAR_H

#include "crosstab/crosstab_design.h"

typedef enum CrosstabLinear
{
	CROSSTAB_ROW_SHARE,
	CROSSTAB_TABLE_SHARE,
	CROSSTAB_FROM_TOTAL /* share or mean of the column less that of everybody, who are in both */
} CrosstabLinear;

/*
 * Of each column of a line; NaN where nothing is known of it.  cells, total: as
 * svy_line_test has them.
 */
extern double *svy_line_linear_variances(const CrosstabRun *run, const CrosstabLine *line,
										 int column, CrosstabLinear what, const ColumnCell *cells,
										 const ColumnCell *total);

#endif
