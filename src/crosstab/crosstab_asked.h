/*
 * crosstab_asked.h
 *	  Cells of options that were not asked (source/asked.h), in a counted banner.
 */
#ifndef CROSSTAB_CROSSTAB_ASKED_H
#define CROSSTAB_CROSSTAB_ASKED_H

#include "crosstab/crosstab_run.h"

/* finds them: only cells that nobody is in can be such, and where there are some the banner is counted again */
extern void svy_crosstab_find_unasked(CrosstabRun *run);

/* whether an option of the line, or of the column, was not asked of those in the other */
extern bool svy_line_unasked(const CrosstabRun *run, const CrosstabLine *line, int column,
							 int category);

/* whether the columns of a variable were asked the line in part, so that all together say nothing of it */
extern bool svy_line_part_asked(const CrosstabRun *run, const CrosstabLine *line, int column);

/* whether the column is an option that some rows of the variable were not asked: its shares compare with no other's */
extern bool svy_column_part_asked(const CrosstabRun *run, int row, int column, int category);

#endif
