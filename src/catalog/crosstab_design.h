/*
 * crosstab_design.h
 *	  Cross tables under the survey's design: the same cells counted for each
 *	  cluster (for each stratum, where respondents are the clusters), and the
 *	  covariances that they give.
 */
#ifndef CATALOG_CROSSTAB_DESIGN_H
#define CATALOG_CROSSTAB_DESIGN_H

#include "catalog/calibration.h"
#include "catalog/crosstab_run.h"
#include "catalog/frame.h"

typedef struct CrosstabUnits
{
	const CrosstabPlan *plan;
	int nunits;
	CrosstabRun *runs;			 /* x is NULL where nobody passes the filter */
	int64 *members;				 /* respondents that pass the filter */
	SvyCalibration *calibration; /* how the weight was made, or NULL */
	double *w;					 /* sums over all respondents of a unit, where it was */
	double *ww;
	bool elements;						/* units are strata of respondents, not clusters */
	const SurveyReplicates *replicates; /* or NULL; else units are whole tables under each */
	SvyFrame *frame;					/* the design, with a row for each unit */
	DesignRule rule;
	int64 n;		/* respondents that pass the filter, those without an answer too */
	double df;		/* clusters less strata that have some of them */
	char *variance; /* in words */
} CrosstabUnits;

/*
 * Counts by unit, and sets *x to the sum of all; SPI must be connected.
 * lonely: rule for lonely strata, NULL for the codebook's.
 */
extern CrosstabUnits *svy_crosstab_units(const CrosstabPlan *plan, const char *lonely,
										 const Crosstab **x);

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

/* the same from the statistics under each replicate weight (units x p) and the full one */
extern void svy_units_replicates(const CrosstabUnits *units, int p, const double *theta,
								 const double *estimate, double *covariance);

/* counts under each replicate weight; called by svy_crosstab_units */
extern void svy_crosstab_replicates(CrosstabUnits *units, const Crosstab **x);

/* variances of a line in the columns of one variable */
typedef struct CrosstabLineDesign
{
	double df;
	double *covariance;	   /* columns x columns, of shares or means */
	double *rest;		   /* of each column: its difference to the rest of the respondents */
	double *rest_variance; /* of that */
} CrosstabLineDesign;

/* cells, total: as svy_line_column gives them; pairs: table of overlaps, or -1 */
extern CrosstabLineDesign *svy_line_design(const CrosstabRun *run, const CrosstabLine *line,
										   int column, const ColumnCell *cells,
										   const ColumnCell *total);

/* standard error and interval from the design's variance */
extern void svy_line_design_estimate(const CrosstabLine *line, const ColumnCell *cell,
									 double variance, double df, double level, CrosstabEstimate *e);

#endif
