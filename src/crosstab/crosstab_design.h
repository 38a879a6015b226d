/*
 * crosstab_design.h
 *	  Cross tables under the survey's design: the same cells counted for each
 *	  cluster (for each stratum, where respondents are the clusters), and the
 *	  covariances that they give.
 */
#ifndef CROSSTAB_CROSSTAB_DESIGN_H
#define CROSSTAB_CROSSTAB_DESIGN_H

#include "sample/calibration.h"
#include "crosstab/crosstab_run.h"
#include "source/frame.h"
#include "pack/pack.h"
#include "kernel/pack/pack.h"

/* memory that is used again and again: given back, it would return page by page */
typedef struct CrosstabArena
{
	MemoryContext context;
	Size used;
	Size size;
	char *space;
	List *more; /* what did not fit: space will be as large the next time */
} CrosstabArena;

struct CrosstabPlanes;
struct CrosstabDeviations;

typedef struct CrosstabUnits
{
	const CrosstabPlan *plan;
	MemoryContext context; /* what the units are in */
	int nunits;
	int32 detail; /* of the records */
	Size record;
	double *records;				/* by unit: its cells, as kernel/pack/pack.h has them */
	const Crosstab *x;				/* all of them together */
	struct CrosstabPlanes **planes; /* by table: the same by cell, for the row being shown */
	CrosstabArena planes_arena;
	int planes_row;
	CrosstabArena line_arena; /* what one line needs */
	double **means;			  /* by column variable: covariances of the means of the row */
	int means_row;
	struct CrosstabDeviations *deviations; /* NULL: not such a design */
	CrosstabRun *runs; /* of replicates: tables under each, instead of records */
	int64 *members;	   /* respondents that count: they pass the filter, and their weight is not 0 */
	SvyCalibration *calibration; /* how the weight was made, or NULL */
	double *w;					 /* sums over all respondents of a unit, where it was */
	double *ww;
	bool elements;						/* units are strata of respondents, not clusters */
	const SurveyReplicates *replicates; /* or NULL; else units are whole tables under each */
	SvyFrame *frame;					/* the design, with a row for each unit */
	DesignRule rule;
	int64 n;		/* respondents that count, those without an answer too */
	double df;		/* clusters less strata that have some of them */
	bool by_domain; /* lonely strata vary with the strata of the domain */
	char *variance; /* in words */
} CrosstabUnits;

/*
 * Counts by unit, and sets *x to the sum of all; SPI must be connected.
 * lonely: rule for lonely strata, NULL for the codebook's.
 */
extern CrosstabUnits *svy_crosstab_units(const CrosstabPlan *plan, const char *lonely,
										 const Crosstab **x);

/*
 * What to do with the rows of the answers: by the columns of the design, the
 * number of a unit, which may be asked for several times; the cells of some of a
 * unit's rows; at the end all its rows with a weight, and with a positive one.
 */
typedef struct SvyUnitTaker
{
	int (*unit)(void *argument, const Datum *values, const bool *nulls);
	void (*record)(void *argument, int unit, const double *record);
	void (*everybody)(void *argument, int unit, int64 rows, int64 live);
	void *argument;
	bool all_weights; /* those of rows that do not pass the filter are checked too */
} SvyUnitTaker;

/* records of units that are counted at a time; a plan whose records are large has few of them */
#define SVY_UNIT_RECORD_BYTES (8 * 1024 * 1024)

/*
 * How the rows are read as a segment: columns of codes, numbers, the weight;
 * everybody: rows that do not pass the filter are read too.
 */
extern PackQuery svy_crosstab_rows_query(const Crosstab *x, bool weighted);
extern char *svy_crosstab_rows_columns(const CrosstabPlan *plan, bool everybody);

/*
 * Counts the rows by unit, where svy_crosstab_by_rows says that it is worth it.
 * source: what to select from.
 */
extern Crosstab *svy_crosstab_unit_rows(const CrosstabPlan *plan, const SvyDesign *design,
										const char *source, int32 detail,
										const SvyUnitTaker *taker);

/* whether units are counted from the pack, and why not */
extern PackChoice svy_crosstab_units_source(const CrosstabPlan *plan);

/* the sums of weights, and where there are such of their squares, of a cell of a unit */
extern PackUnitCell svy_units_cell(const CrosstabUnits *units, int unit, int table, int row,
								   int column);

/* whether tables with this weight use the survey's design unless told otherwise */
extern bool svy_crosstab_has_design(const Survey *survey, const char *weight);

/*
 * Covariance of p linear statistics: totals of their influence values by unit
 * (units x p) and, where units are strata of respondents, of the products
 * (units x p x p) and of the products with the weight (units x p).  They are
 * changed where the weight was calibrated.
 */
extern void svy_units_covariance(const CrosstabUnits *units, int p, double *totals,
								 double *products, const double *crosses, double *covariance);

/* the same for the respondents of some units, whose weight was not calibrated */
extern void svy_units_domain_covariance(const CrosstabUnits *units, int p, const double *totals,
										const double *products, const bool *member,
										double *covariance);

/* the same from the statistics under each replicate weight (units x p) and the full one */
extern void svy_units_replicates(const CrosstabUnits *units, int p, const double *theta,
								 const double *estimate, double *covariance);

/* counts under each replicate weight; called by svy_crosstab_units */
extern void svy_crosstab_replicates(CrosstabUnits *units, const Crosstab **x);

/*
 * Weighted sums of what a line counts or adds up (y: 1 in a category, else the
 * number), by column of a table -- the last is all columns together -- and unit.
 * ww and after are NULL where units have no sums of squares.
 */
typedef struct CrosstabLineSums
{
	const double **w;
	const double **wy;
	const double **ww;
	const double **wwy;
	const double **wwyy;
} CrosstabLineSums;

/* forgets the sums of the line before */
extern void svy_units_next_line(CrosstabUnits *units);
extern CrosstabLineSums svy_line_sums(CrosstabUnits *units, const CrosstabLine *line, int table);

/*
 * Where clusters of a single stage are the units, which is prepared once: turns the totals of one statistic
 * by unit into deviations, whose products are covariances (design_deviations).
 */
extern void svy_units_prepare(CrosstabUnits *units);

/* whether lonely strata vary with the strata of a domain */
extern bool svy_units_by_domain(const CrosstabUnits *units);

/* the unit at a place of the arrays that svy_line_sums gives */
extern int svy_unit_at(const CrosstabUnits *units, int place);

extern void *svy_arena_alloc(CrosstabArena *arena, Size size);
extern void svy_units_deviations(const CrosstabUnits *units, double *z);

/*
 * Clusters less strata that have some of the n respondents of a column, w their
 * weights by unit (as svy_line_sums gives them); with all, those of everybody, of
 * the n who are not in the column.
 */
extern double svy_units_column_df(const CrosstabUnits *units, const double *w, const double *all,
								  double n);

/* variances of a line in the columns of one variable */
typedef struct CrosstabLineDesign
{
	double df;
	double *covariance;	   /* columns x columns, of shares or means */
	double *rest;		   /* of each column: its difference to the rest of the respondents */
	double *rest_variance; /* of that */
	double *dfs;		   /* of each column, at most the design's */
	double *rest_dfs;	   /* of each column against the rest */
} CrosstabLineDesign;

/* cells, total: as svy_line_column gives them; pairs: table of overlaps, or -1 */
extern CrosstabLineDesign *svy_line_design(const CrosstabRun *run, const CrosstabLine *line,
										   int column, const ColumnCell *cells,
										   const ColumnCell *total);

/* standard error and interval from the design's variance */
extern void svy_line_design_estimate(const CrosstabLine *line, const ColumnCell *cell,
									 double variance, double df, double level, CrosstabEstimate *e);

#endif
