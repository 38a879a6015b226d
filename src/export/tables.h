/*
 * tables.h
 *	  Cross tables as workbooks, charts and reports show them: the cells that
 *	  survey_crosstab returns, read once.
 */
#ifndef EXPORT_TABLES_H
#define EXPORT_TABLES_H

#include "postgres.h"

#include <math.h>

#include "codebook/codebook.h"
#include "fmgr.h"

/* what a reader is told where cells are left out, and where options of a set were not asked */
#define SVY_SUPPRESSED_NOTE "\xE2\x80\x93 not shown, so that nobody can be told from it."
#define SVY_UNASKED_NOTE                                                                           \
	"An option without a number was not asked there; its Total counts those who were not asked "   \
	"it too."

/* the arguments of survey_crosstab, in its order */
typedef enum SvyTableArgument
{
	TABLE_NAME,
	TABLE_ROWS,
	TABLE_COLUMNS,
	TABLE_WEIGHT,
	TABLE_FILTER,
	TABLE_LEVEL,
	TABLE_TESTS,
	TABLE_ADJUST,
	TABLE_MIN_BASE,
	TABLE_DROP_EMPTY,
	TABLE_TOTAL,
	TABLE_STATISTICS,
	TABLE_SORT,
	TABLE_PERCENT,
	TABLE_COMPARE,
	TABLE_LANGUAGE,
	TABLE_SUPPRESS,
	TABLE_ROUND_TO,
	TABLE_OPTIONS,
	TABLE_ARGUMENTS
} SvyTableArgument;

typedef struct SvyTableRequest
{
	const char *schema; /* of the extension's functions */
	Datum values[TABLE_ARGUMENTS];
	bool set[TABLE_ARGUMENTS]; /* others are as survey_crosstab has them by default */
	bool
		any_lines; /* the caller knows all lines; else the usual ones, whatever the codebook says */
} SvyTableRequest;

/* texts are NULL and numbers NaN where the column is NULL */
typedef struct SvyTableCell
{
	const char *row_variable;
	const char *row_question;
	const char *row_label;
	const char *column_variable;
	const char *column_question;
	const char *column_label;
	const char *column_letter;
	const char *statistic;
	const char *higher_than;
	const char *test;
	const char *variance;
	const char *base_text;
	const char *compared_with;
	double row_code;
	double column_code;
	double n;
	double base_n;
	double base_weighted;
	double effective_base;
	double estimate;
	double std_error;
	double low;
	double high;
	bool low_base;
	bool is_total;
	bool is_net;
	bool suppressed; /* of all lines of a column: its bases are those that another line shows */
	int question;	 /* positions, from 1 */
	int row;
	int column;
} SvyTableCell;

/* an option of a set that nobody of the column was asked, though the question was */
static inline bool
svy_cell_unasked(const SvyTableCell *cell)
{
	return !cell->suppressed && isnan(cell->n) && cell->base_n > 0;
}

typedef struct SvyTables
{
	int64 count;
	SvyTableCell *cells; /* in the order of survey_crosstab */
} SvyTables;

/* the request of a function; what is to be set is set by svy_table_argument or by hand */
extern SvyTableRequest svy_table_request(FunctionCallInfo fcinfo);

/* takes an argument of the function over where it is not NULL; texts[] may be declared as text */
extern void svy_table_argument(SvyTableRequest *request, SvyTableArgument what,
							   FunctionCallInfo fcinfo, int argument);

/*
 * What the tables will have for arguments that may be NULL: those of the call, else
 * the codebook's "tables", else what is usual.  second_level is 0 where there is none.
 */
typedef struct SvyTableLevels
{
	double level;
	double second_level;
	double min_base;
} SvyTableLevels;

extern SvyTableLevels svy_table_levels(const SvyTableRequest *request, const Survey *survey);

/* SPI must be connected */
extern SvyTables *svy_tables_read(const SvyTableRequest *request);

/*
 * The tests between columns of the same tables, in SPI_tuptable, all as float8:
 * positions of question, row, column and other column, difference (first less
 * second), its standard error and df, p-value as adjusted.
 */
extern void svy_tables_pairs(const SvyTableRequest *request);

/* whether the line is a percent of answers, not a mean or what belongs to one */
extern bool svy_cell_is_percent(const SvyTableCell *cell);

/* whether the line is a number of people: a count or a base */
extern bool svy_cell_is_count(const SvyTableCell *cell);

#endif
