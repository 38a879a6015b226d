/*
 * weighting.h
 *	  What the files of survey weighting share: the targets as the user gave
 *	  them, the respondents as they were read, and the steps between.
 */
#ifndef WEIGHTING_WEIGHTING_H
#define WEIGHTING_WEIGHTING_H

#include "postgres.h"
#include "fmgr.h"
#include "nodes/pg_list.h"
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

/* weighting_targets.c: reads the targets; what goes wrong is an error that names it */
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

/* weighting_read.c: reads the respondents and sorts them into cells and groups */
extern void svy_weighting_read(WeightingFrame *frame);

/* base and weighted of a group, from its cells */
extern void svy_weighting_sum_group(const WeightingFrame *frame, WeightingGroup *group);

/*
 * weighting_others.c: notes a respondent outside; decides who keeps a weight,
 * with a NOTICE; takes out the rows that are not to be written
 */
extern void svy_weighting_add_outside(WeightingFrame *frame, size_t row, bool passes,
									  const int32 *codes);
extern void svy_weighting_settle_others(WeightingFrame *frame);
extern void svy_weighting_drop_skipped(WeightingFrame *frame, double *weights);

/* weighting_solve.c: finds the weights of a group's cells */
extern void svy_weighting_prepare(WeightingFrame *frame, WeightingGroup *group);
extern void svy_weighting_solve(WeightingFrame *frame, WeightingGroup *group);
extern int32 *svy_weighting_cell_categories(const WeightingFrame *frame,
											const WeightingGroup *group,
											const WeightingTarget *target);

/*
 * weighting_check.c: cell_weight from the weights of the rows (NaN: none); then
 * whether these meet every target.  Those that were not to be met exactly are
 * a warning, the others an error.
 */
extern void svy_weighting_sum_cells(WeightingFrame *frame, const double *weights);
extern void svy_weighting_check_targets(WeightingFrame *frame);

/* weighting.c */
extern WeightingOthers svy_weighting_others_argument(FunctionCallInfo fcinfo, int argument);
extern void svy_weighting_sort_groups(WeightingFrame *frame);

/*
 * weighting_replicates.c: the replicate weights that the survey's weight goes
 * with, before any weighting; each weighted like the weight itself
 */
extern void svy_weighting_find_replicates(WeightingFrame *frame);
extern void svy_weighting_solve_replicates(WeightingFrame *frame);
extern void svy_weighting_check_replicates(const WeightingFrame *frame);
extern char **svy_weighting_replicate_columns(const WeightingFrame *frame, int *count);
extern void svy_weighting_register_replicates(const WeightingFrame *frame);

/* weighting_write.c: the new column, its entry in the codebook, the views */
extern void svy_weighting_check_rights(const Survey *survey);
extern void svy_weighting_check_name(const char *into);
extern void svy_weighting_check_column(const Survey *survey, const char *into, bool replace);

/* to all rows of the frame's that are still known */
extern void svy_weighting_write(const WeightingFrame *frame, const double *weights);

/* a column of arrays of weights, in the place of one of that name if there is any */
extern void svy_weighting_add_array(const Survey *survey, const char *column, int32 length);

typedef struct WeightingColumns
{
	const char *weight; /* or NULL */
	const char *array;
	int32 length; /* of each array */
	bool stays;	  /* the column of arrays is there and keeps what others have in it */
} WeightingColumns;

/*
 * An array of weights for each of the rows, and a weight; NULL for all others.
 * "fill" sets those of a row, the weight first; the last to NaN where it has none.
 */
extern void svy_weighting_write_array(const Survey *survey, const WeightingColumns *columns,
									  const SvyRows *rows,
									  void (*fill)(void *context, size_t row, double *weights),
									  void *context);
extern void svy_weighting_execute(const char *sql, int nargs, Oid *types, Datum *values,
								  int expected);
extern void svy_weighting_register(const Survey *survey, const char *into, const char *label,
								   const char *properties, bool set_weight);
/* the survey's views with the new column and weight */
extern void svy_weighting_renew_views(const Survey *survey);

/* weighting_parts.c: the keys of the properties that tell runs apart, and the earlier runs */
extern void svy_weighting_append_parts(StringInfo json, const WeightingFrame *frame);

#endif
