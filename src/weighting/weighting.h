/*
 * weighting.h
 *	  What the files of survey weighting share: the steps between targets and
 *	  weights.
 */
#ifndef WEIGHTING_WEIGHTING_H
#define WEIGHTING_WEIGHTING_H

#include "postgres.h"
#include "fmgr.h"
#include "nodes/pg_list.h"

#include "sample/weighting_targets.h"

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
/* the survey under its locks, before anything else is asked of it */
extern Survey *svy_weighting_hold(const char *name, const char *into);

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
