/*
 * crosstab_run.h
 *	  A counted banner and how its rows are read: what the functions that show
 *	  or test cross tables share.
 */
#ifndef CROSSTAB_CROSSTAB_RUN_H
#define CROSSTAB_CROSSTAB_RUN_H

#include "postgres.h"
#include "fmgr.h"
#include "utils/jsonb.h"

#include "source/crosstab_count.h"
#include "kernel/stats/columntest.h"

struct CrosstabUnits;
struct CrosstabLineDesign;
struct SvyGuard;

/* what a line shows, in the words of the argument "statistics" */
typedef enum CrosstabStatistic
{
	CROSSTAB_SHOWS_BASE,
	CROSSTAB_SHOWS_WEIGHTED_BASE,
	CROSSTAB_SHOWS_EFFECTIVE_BASE,
	CROSSTAB_SHOWS_PERCENT,
	CROSSTAB_SHOWS_COUNT,
	CROSSTAB_SHOWS_NET,
	CROSSTAB_SHOWS_MEAN,
	CROSSTAB_SHOWS_MEDIAN,
	CROSSTAB_SHOWS_SD,
	CROSSTAB_SHOWS_SE,
	CROSSTAB_SHOWS_NPS,
	CROSSTAB_SHOWS_MISSING,
	CROSSTAB_STATISTICS
} CrosstabStatistic;

/* as "statistics" and the column of that name call them, with NULL at the end */
extern const char *const svy_statistic_names[CROSSTAB_STATISTICS + 1];

/* which percent is the estimate of a share */
typedef enum CrosstabPercent
{
	CROSSTAB_OF_COLUMN,
	CROSSTAB_OF_ROW,
	CROSSTAB_OF_TOTAL,
	CROSSTAB_INDEX /* percent of the column over that of the Total, 100: the same */
} CrosstabPercent;

/* what columns are compared with */
typedef enum CrosstabCompare
{
	CROSSTAB_WITH_PAIRS,
	CROSSTAB_WITH_REST,
	CROSSTAB_WITH_TOTAL,
	CROSSTAB_WITH_PREVIOUS,
	CROSSTAB_WITH_COLUMN
} CrosstabCompare;

typedef struct CrosstabOptions
{
	double level;
	bool nchs;			 /* proportions are graded */
	double second_level; /* 0: none; below level: small letters */
	ColumnConvention convention;
	const char *convention_name;
	bool by_default; /* the convention was not asked for */
	ColumnAdjust adjust;
	bool adjust_by_convention; /* adjust is the default of the convention */
	double min_base;
	bool drop_empty;
	bool total_of_columns; /* Total is of those who are in a column */
	int nstatistics;	   /* the lines of each row variable, in this order */
	CrosstabStatistic statistics[CROSSTAB_STATISTICS];
	const char *sort; /* "total", "mean", or a column; NULL: the order of the codebook */
	JsonbContainer *
		keep_last; /* labels and codes of answers that stay last when sorted; NULL: as the codebook says */
	CrosstabPercent percent;
	bool column_nets;
	CrosstabCompare compare;
	const char *compare_with; /* a column by its label or letter */
	bool sort_given; /* by the call, not by the codebook, whose columns need not be there */
	bool compare_given;
} CrosstabOptions;

/* where the arguments of a function are, -1: it has no such argument */
typedef struct CrosstabArguments
{
	int level;
	int tests;
	int adjust;
	int min_base;
	int drop_empty;
	int total;
	int statistics;
	int sort;
	int percent;
	int compare;
	int options;
} CrosstabArguments;

/* answers that have a number, and their sums */
typedef struct CrosstabScores
{
	CrosstabCell base;
	CrosstabMoments sums;
} CrosstabScores;

typedef struct CrosstabRun
{
	const CrosstabPlan *plan;
	const Crosstab *x;
	/* by table and column, the last for all columns together: the base of the row variable */
	CrosstabCell **bases;
	CrosstabScores **scores;	 /* the same of rows whose codes are numbers; else NULL */
	double *origins;			 /* by row variable: what its means are counted from */
	struct CrosstabUnits *units; /* for variances of the design, or NULL */
	CrosstabOptions options;
	uint8 **unasked;		/* options that were not asked (crosstab_asked.h), or NULL */
	struct SvyGuard *guard; /* what is not shown (disclosure.h), or NULL */
} CrosstabRun;

/* a row of a table: what it counts or computes in each column */
typedef enum CrosstabLineKind
{
	CROSSTAB_LINE_CATEGORY,
	CROSSTAB_LINE_NET,
	CROSSTAB_LINE_BASE,
	CROSSTAB_LINE_MEAN,
	CROSSTAB_LINE_SD,
	CROSSTAB_LINE_SE,
	CROSSTAB_LINE_MEDIAN
} CrosstabLineKind;

typedef struct CrosstabLine
{
	CrosstabLineKind kind;
	int row; /* of the plan */
	const CrosstabAxis *axis;
	int category;
	const CrosstabNet *net;
	const char *label;
	CrosstabStatistic statistic;
	bool coded;	 /* it has a code of its own */
	bool tested; /* its columns are compared */
} CrosstabLine;

/* reads and checks what the functions' arguments and the codebook's "tables" say */
extern CrosstabOptions svy_crosstab_options(FunctionCallInfo fcinfo, const CrosstabArguments *at,
											const Survey *survey);

/* of the codebook: what is wrong with its "tables" is found when it is stored */
extern void svy_crosstab_check_tables(const Survey *survey);

/* adds the bases of every table up once, since every line needs them, and its scores */
extern void svy_crosstab_add_bases(CrosstabRun *run);

/*
 * Whether standard errors follow the design of the survey; sets the convention
 * that is the default then.
 */
extern bool svy_crosstab_uses_design(const CrosstabRequest *request, CrosstabOptions *options);

/* crosstab_lines.c: whether one of the lines that are asked for shows this */
extern bool svy_crosstab_shows(const CrosstabOptions *options, CrosstabStatistic statistic);

/* the order in which row variables are shown, and the lines of one */
extern int *svy_crosstab_questions(const CrosstabRun *run);
extern CrosstabLine *svy_crosstab_lines(const CrosstabRun *run, int row, int *count);

/*
 * What a column is called, in the order in which it is looked for: a column may have
 * the label B, and a wave be written in another way.  letter: -1 for none.
 */
#define COLUMN_BY_LABEL 0
#define COLUMN_BY_LETTER 1
#define COLUMN_BY_TIME 2
#define COLUMN_WAYS 3

extern bool svy_column_is_called(const char *label, int letter, const char *name, int way);

/*
 * The first column of the banner that is called so.  Where there is none:
 * false, or where it is required the error that names the argument.
 */
extern bool svy_crosstab_find_column(const CrosstabRun *run, const char *argument, const char *name,
									 bool required, int *column, int *category);

/* whether the line is a mean or belongs to one; whether it is a share */
extern bool svy_line_is_mean(const CrosstabLine *line);
extern bool svy_line_is_share(const CrosstabLine *line);

/* whom the line counts in a table's column, and out of whom; CROSSTAB_BASE: all columns together */
extern CrosstabCell svy_line_cell(const CrosstabRun *run, const CrosstabLine *line, int table,
								  int column);
extern CrosstabCell svy_line_base(const CrosstabRun *run, const CrosstabLine *line, int table,
								  int column);

/* the same as the tests of columns want it, without a group */
extern ColumnCell svy_line_column(const CrosstabRun *run, const CrosstabLine *line, int table,
								  int column);

/* 100 where the part is the whole, which 100 * part / whole rounds past it at times */
static inline double
svy_percent(double part, double whole)
{
	return whole == 0 ? NAN : part == whole ? 100 : 100 * part / whole;
}

/* the quantile of intervals, interval_t(level, df), which is the same for many cells */
extern double svy_crosstab_t(double level, double df);

/* weighted sums of what the line counts or adds up (y: 1 in a category, else the number) */
extern CrosstabMoments svy_line_moments(const CrosstabRun *run, const CrosstabLine *line, int table,
										int column);

/* what a cell shows beside its counts, shares in percent; NaN where undefined */
typedef struct CrosstabEstimate
{
	double estimate;
	double std_error;
	double low;
	double high;
	double p; /* against the rest; left to the caller */
} CrosstabEstimate;

/* from the effective base; without interval where the design gives another one */
extern CrosstabEstimate svy_line_estimate(const CrosstabLine *line, const ColumnCell *cell,
										  double level, bool with_interval);

/* the median of a column against everybody else or everybody */
typedef struct CrosstabMedianOther
{
	double difference;
	double error;
	double df;		 /* of its interval */
	ColumnTest test; /* against everybody else, which says the same of everybody */
} CrosstabMedianOther;

/* a line in the columns of one variable, tested */
typedef struct CrosstabLineTest
{
	int column;				   /* variable */
	const CrosstabCell *parts; /* whom the line counts in each column */
	ColumnCell *cells;
	ColumnCell total;
	ColumnRow row;
	ColumnTest *pairs;					/* COLUMNTEST_PAIRS(n); NULL where nothing is tested */
	ColumnTest *second;					/* the same at the second level, if there is one */
	struct CrosstabLineDesign *design;	/* where the run has units */
	CrosstabMedianOther *median_others; /* where that is what they are compared with, or NULL */
	CrosstabEstimate *medians; /* of such a line, whose covariances are in design; else NULL */
} CrosstabLineTest;

/* crosstab_median.c: adds medians, their errors and tests to the cells of a line, which has its groups */
extern void svy_line_medians(const CrosstabRun *run, const CrosstabLine *line, int column,
							 CrosstabLineTest *test);

/* refuses negative weights of whoever has a value that a median is made of; SPI must be connected */
extern void svy_medians_check(const CrosstabRun *run);

/* without p-values of the pairs if critical is there, see ColumnRow */
extern CrosstabLineTest svy_line_test(const CrosstabRun *run, const CrosstabLine *line, int column,
									  ColumnCritical *critical);

/* nobody is in this column, in any row variable */
extern bool svy_column_empty(const CrosstabRun *run, int column, int category);
/* the number of each column's letter, counted through the banner; -1: not shown */
extern int **svy_column_letters(const CrosstabRun *run);

#endif
