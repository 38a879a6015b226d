/*
 * crosstab_units.h
 *	  The cells of a banner counted for each unit of the design: for each cluster,
 *	  or for each stratum where respondents are the clusters, or under each
 *	  replicate weight.
 */
#ifndef SOURCE_CROSSTAB_UNITS_H
#define SOURCE_CROSSTAB_UNITS_H

#include "source/calibration.h"
#include "source/crosstab_count.h"
#include "source/frame.h"
#include "pack/pack.h"
#include "kernel/pack/pack.h"

struct CrosstabReading;

typedef struct CrosstabUnits
{
	const CrosstabPlan *plan;
	MemoryContext context; /* what the units are in */
	int nunits;
	int32 detail; /* of the records */
	Size record;
	double *records;		 /* by unit: its cells, as kernel/pack/pack.h has them */
	double *origins;		 /* by table: what its numbers are counted from; NULL: 0 */
	const Crosstab *x;		 /* all of them together */
	const Crosstab **tables; /* of replicates: counted under each, instead of records */
	int64 *members; /* respondents that count: they pass the filter, and their weight is not 0 */
	int64 *live; /* respondents with a weight other than 0, whether they pass the filter or not */
	SvyCalibration *calibration; /* how the weight was made, or NULL */
	double *w;					 /* sums over all respondents of a unit, where it was */
	double *ww;
	bool elements;						/* units are strata of respondents, not clusters */
	const SurveyReplicates *replicates; /* or NULL; else units are whole tables under each */
	SvyFrame *frame;					/* the design, with a row for each unit */
	DesignRule rule;
	int64 n;		 /* respondents that count, those without an answer too */
	double df;		 /* clusters less strata that have some of them: of tests */
	double whole_df; /* of all respondents, as estimates have it: of intervals */
	/* replicates: by svy_ranks_place, of columns, of the rest of each, of all; below 1 they say nothing */
	double **dfs;
	double **line_dfs;				 /* of those in a line: svy_ranks_line_dfs */
	char *variance;					 /* in words */
	struct CrosstabReading *reading; /* of those who read lines from the units */
} CrosstabUnits;

/*
 * Counts by unit, and sets *x to the sum of all; SPI must be connected.
 * lonely: rule for lonely strata, NULL for the codebook's.
 */
extern CrosstabUnits *svy_crosstab_units(const CrosstabPlan *plan, const char *lonely,
										 const Crosstab **x);

/* records of units that are counted at a time; a plan whose records are large has few of them */
#define SVY_UNIT_RECORD_BYTES (8 * 1024 * 1024)

/* rows read as a segment: codes, numbers, the weight */
extern PackQuery svy_rows_query(const Crosstab *x, bool weighted);

/*
 * Counts the rows by unit, where svy_crosstab_by_rows says that it is worth it.
 * source: what to select from.
 */
extern Crosstab *svy_crosstab_unit_rows(const CrosstabPlan *plan, const char *source, int32 detail,
										const SvyUnitTaker *taker);

/* whether units are counted from the pack, and why not */
extern PackChoice svy_crosstab_units_source(const CrosstabPlan *plan);

/* the sums of weights, and where there are such of their squares, of a cell of a unit */
extern PackUnitCell svy_units_cell(const CrosstabUnits *units, int unit, int table, int row,
								   int column);

/* whether tables with this weight use the survey's design unless told otherwise */
extern bool svy_crosstab_has_design(const Survey *survey, const char *weight);

/* the same from the statistics under each replicate weight (units x p) and the full one */
extern void svy_units_replicates(const CrosstabUnits *units, int p, const double *theta,
								 const double *estimate, double *covariance);

/* counts under each replicate weight; called by svy_crosstab_units */
extern void svy_crosstab_replicates(CrosstabUnits *units, const Crosstab **x);

#endif
