/*
 * weighting_targets.h
 *	  What a weight is made for, or was: targets of margins and numbers, by group;
 *	  and the respondents in cells of equal answers, once they are read.
 */
#ifndef SAMPLE_WEIGHTING_TARGETS_H
#define SAMPLE_WEIGHTING_TARGETS_H

#include "postgres.h"
#include "utils/jsonb.h"

#include "codebook/property.h"
#include "kernel/stats/weighting.h"
#include "server/write_back.h"

/* a respondent without a weight; a categorical answer that is missing */
#define WEIGHTING_NO_CELL PG_UINT32_MAX
#define WEIGHTING_MISSING PG_INT32_MIN

typedef enum WeightingMethod
{
	WEIGHTING_POSTSTRATIFY,
	WEIGHTING_RAKE,
	WEIGHTING_LINEAR,
	WEIGHTING_EXPONENTIAL, /* calibration with the raking distance */
	WEIGHTING_LOGIT,
	WEIGHTING_TRIM /* no targets: groups only, as for reports */
} WeightingMethod;

/* what becomes of respondents with a missing answer in a margin */
typedef enum WeightingMissing
{
	WEIGHTING_MISSING_FAIL,
	WEIGHTING_MISSING_CATEGORY, /* they keep the share that they have */
	WEIGHTING_MISSING_LEAVE		/* they get no weight */
} WeightingMissing;

typedef enum WeightingUnit
{
	WEIGHTING_AUTO,
	WEIGHTING_SHARE,
	WEIGHTING_PERCENT,
	WEIGHTING_COUNT
} WeightingUnit;

/* what becomes of the weights of respondents who are not weighted now */
typedef enum WeightingOthers
{
	WEIGHTING_OTHERS_UNSAID,
	WEIGHTING_OTHERS_KEEP,
	WEIGHTING_OTHERS_NULL
} WeightingOthers;

typedef struct WeightingOptions
{
	char *survey;
	Jsonb *targets; /* NULL without any */
	WeightingMethod method;
	char *into;
	char *base;	  /* column, "1", or NULL for the survey's */
	double total; /* of each group; NaN: not given */
	WeightingUnit unit;
	int nwithin;
	char **within;
	int nwaves;
	char **waves; /* of the one variable of "within", those that are weighted */
	WeightingMissing missing;
	char *filter; /* or NULL */
	WeightingOthers others;
	double lower; /* rake: of the mean weight; calibrate: of w' / w */
	double upper;
	double tolerance;
	int max_iterations;
	bool by_change;	   /* rake stops as R's: by the change of the table */
	bool keep_last;	   /* accept what has not converged */
	char *same_within; /* calibrate: one factor for all of a household, or NULL */
	bool set_weight;
	bool replace;
	bool replicates; /* weight the survey's replicate weights too */
} WeightingOptions;

/* a category of a margin: a code of each of its variables */
typedef struct WeightingCategory
{
	int32 *codes; /* NULL: whoever is missing */
	char *label;
	double target;
} WeightingCategory;

typedef struct WeightingTarget
{
	char *name; /* as "sex" or "sex*age" */
	int nvariables;
	int *variables; /* positions in WeightingFrame.variables; of a numeric one, in .values */
	bool numeric;
	bool is_mean; /* the total of a numeric variable is given as a mean */
	double total; /* of a numeric variable */
	int ncategories;
	WeightingCategory *categories; /* sorted by codes */
} WeightingTarget;

typedef struct WeightingTargets
{
	int count;
	WeightingTarget *targets;
	double total; /* once known: sum of weights to reach */
} WeightingTargets;

/* respondents that are weighted to targets of their own; one group if not within anything */
typedef struct WeightingGroup
{
	int32 *codes; /* of the variables within */
	char *label;  /* NULL for the only group */
	WeightingTargets targets;
	/* the cells that belong to it */
	size_t ncells;
	uint32 *cells;
	double respondents;
	double weighted; /* respondents whose base weight is not 0 */
	double base;	 /* sum of base weights */
	/* how it went */
	int iterations;
	bool converged;
	double deviation;
	char *worst; /* "category "x" of margin "y"" */
} WeightingGroup;

/* respondents with a weight in the column that is replaced who are not among those weighted */
typedef struct WeightingOutside
{
	size_t count;
	size_t room;
	size_t *rows;
	bool *passes; /* the filter, but has no base weight */
	int32 *codes; /* of the variables within */
} WeightingOutside;

typedef struct WeightingFrame
{
	const Survey *survey;
	const WeightingOptions *options;
	char *base; /* column, or NULL: everybody 1 */
	int nvariables;
	SurveyVariable **variables; /* categorical, those within first */
	int nvalues;
	SurveyVariable **values; /* numeric */
	int ngroups;
	WeightingGroup *groups;
	SurveyVariable *cluster; /* whose respondents share a factor, or NULL */
	bool common;			 /* all groups have the same targets */

	/* respondents */
	bool replaces; /* the column is there already, with weights */
	WeightingOutside outside;
	bool *row_skip; /* nothing is to be written there */
	int64 kept;		/* respondents outside who keep their weight */
	int64 cleared;	/* respondents who had one and have none afterwards */
	size_t nrows;
	size_t max_rows;
	SvyRows *rows; /* what they are known by */
	uint32 *row_cell;
	double *row_base;
	int nreplicates;
	char **replicates;	   /* columns, or "column[1]", ... */
	char *replicate_array; /* the column of arrays, or NULL */
	SurveyReplicates *replicate_source;
	double *row_replicates; /* [row][replicate] */

	/* cells: respondents with equal answers, or single ones where numbers count */
	WeightingCells cells;
	int32 *cell_codes;	 /* ncells x nvariables */
	double *cell_values; /* ncells x nvalues */
	double *cell_count;	 /* respondents */
	double *cell_had;	 /* those with a weight in the column that is replaced */
	double *cell_base;	 /* sum of base weights */
	double *cell_weight; /* sum of new weights */
	int64 *cell_cluster; /* household, where all of it is to have one factor */
	int32 *cell_group;	 /* -1: none, the weight stays NULL */
} WeightingFrame;

/* reads the targets; what goes wrong is an error that names it */
extern WeightingFrame *svy_weighting_frame(const Survey *survey, const WeightingOptions *options);

/* the same from the properties of a weight that was made with targets; nobody is read */
extern WeightingFrame *svy_weighting_making(const Survey *survey, JsonbContainer *made);
extern int svy_weighting_variable(WeightingFrame *frame, const char *name); /* its position */
extern int svy_weighting_value(WeightingFrame *frame, const char *name);	/* of a numeric one */
extern int svy_weighting_group(WeightingFrame *frame, const int32 *codes);	/* -1: none */
extern const char *svy_weighting_code_label(const SurveyVariable *variable, int32 code);

/* position of the category that the cell belongs to, or -1; codes of the cell */
extern int svy_weighting_category(const WeightingFrame *frame, const WeightingTarget *target,
								  const int32 *codes);
extern bool svy_weighting_is_missing(const WeightingTarget *target, const int32 *codes);

#endif
