/*
 * crosstab_shown.h
 *	  The finished table: the numbers of every cell of a line, before they are
 *	  sent as rows.  What changes a whole table works on these.
 */
#ifndef CROSSTAB_CROSSTAB_SHOWN_H
#define CROSSTAB_CROSSTAB_SHOWN_H

#include "crosstab/crosstab_compare.h"

/* a column of a line; numbers are NaN where they are not known */
typedef struct CrosstabShownCell
{
	bool shown;		 /* false: the column is left out of the table, and the rest is not set */
	bool suppressed; /* nothing of it is told: the rest is not set */
	bool unasked;	 /* an option that was not asked there: the base is all there is */
	int64 n;
	double weighted_n;
	int64 base_n;
	double base_weighted;
	double effective_base;
	double column_percent;
	double row_percent;
	double total_percent;
	CrosstabEstimate e;
	const char *letters; /* NULL: it took no part in the tests */
	CrosstabComparison comparison;
	const char *reliability; /* by the rules of NCHS; NULL: not asked for, or no proportion */
	bool low_base;
	bool low_df;
} CrosstabShownCell;

/* a line in all columns of the banner, whose first is the Total */
typedef struct CrosstabShownLine
{
	CrosstabLine line;
	int question; /* row variable of the plan */
	int question_place;
	int place; /* among those of its row variable, from 0 */
	CrosstabShownCell *cells;
} CrosstabShownLine;

typedef struct CrosstabSheet
{
	const CrosstabRun *run;
	const int *first; /* of each column variable: where its columns begin in the banner */
	int ncolumns;	  /* of the banner */
	int **letters;	  /* by column variable: the number of each letter; -1: not shown */
	int nlines;
	int room;
	CrosstabShownLine *lines; /* in the order in which they are sent */
} CrosstabSheet;

/* computes a line; what it takes lies in the current memory context */
extern CrosstabShownLine svy_crosstab_shown_line(const CrosstabSheet *sheet,
												 const CrosstabLine *line,
												 ColumnCritical *critical);

#endif
