/*
 * crosstab_design.h
 *	  Cross tables under the survey's design: the same cells counted for each
 *	  cluster (for each stratum, where respondents are the clusters), and the
 *	  covariances that they give.
 */
#ifndef CROSSTAB_CROSSTAB_DESIGN_H
#define CROSSTAB_CROSSTAB_DESIGN_H

#include "crosstab/crosstab_run.h"
#include "source/crosstab_units.h"

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

/* what is made of the units while their lines are read */
typedef struct CrosstabReading
{
	struct CrosstabPlanes **planes; /* by table: the cells by unit, for the row being shown */
	CrosstabArena planes_arena;
	int planes_row;
	CrosstabArena line_arena; /* what one line needs */
	double **means;			  /* by column variable: covariances of the means of the row */
	int means_row;
	struct CrosstabDeviations *deviations; /* NULL: not such a design */
	CrosstabRun *runs;					   /* of replicates: tables under each */
	bool by_domain;						   /* lonely strata vary with the strata of the domain */
} CrosstabReading;

/* svy_crosstab_units, made ready to read lines from */
extern CrosstabUnits *svy_units_open(const CrosstabPlan *plan, const char *lonely,
									 const Crosstab **x);

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

/*
 * Weighted sums of what a line counts or adds up (y: 1 in a category, else the
 * number), by column of a table -- the last is all columns together -- and unit.
 * ww, wwy and wwyy are NULL where units have no sums of squares.
 */
typedef struct CrosstabLineSums
{
	const double **w;
	const double **wy;
	const double **ww;
	const double **wwy;
	const double **wwyy;
	double origin; /* what y is counted from */
} CrosstabLineSums;

/* forgets the sums of the line before */
extern void svy_units_next_line(CrosstabUnits *units);
extern CrosstabLineSums svy_line_sums(CrosstabUnits *units, const CrosstabLine *line, int table);

/* whether lonely strata vary with the strata of a domain */
extern bool svy_units_by_domain(const CrosstabUnits *units);

/* the unit at a place of the arrays that svy_line_sums gives */
extern int svy_unit_at(const CrosstabUnits *units, int place);

extern void *svy_arena_alloc(CrosstabArena *arena, Size size);

/*
 * Where clusters of a single stage are the units, which is prepared once: turns
 * the totals of one statistic by unit into deviations, whose products are
 * covariances (design_deviations).
 */
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
	double df;			   /* of tests: what the respondents in the table leave */
	double whole_df;	   /* of intervals: the whole design's */
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
