/*
 * estimate.h
 *	  Design-based estimates by name: options, domains, result rows.
 *
 * Means, totals, ratios and proportions are read off states that the executor
 * builds in parallel (estimate_summary.c); replicate weights off states of
 * theirs (estimate_replicate.c).  Reliability, and whatever a calibration makes more
 * precise, passes over the respondents (source/passes.c); quantiles and contrasts
 * after a calibration hold them in memory (source/frame_read.c).
 */
#ifndef ESTIMATE_ESTIMATE_H
#define ESTIMATE_ESTIMATE_H

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "nodes/execnodes.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"

#include "source/calibration.h"
#include "sample/design.h"
#include "kernel/stats/interval.h"

#define SVY_MAX_BY 32

typedef struct SvyEstimates
{
	ReturnSetInfo *result;
	const char *schema; /* of the extension, quoted */
	const Survey *survey;
	const SvyDesign *design;
	const SurveyReplicates *replicates; /* or NULL: variances by linearisation */
	SvyCalibration *calibration;		/* how the weight was made, or NULL */
	int nby;
	SurveyVariable **by; /* of a response set: its options as codes 1, 2, ... */
	SurveySet **by_set;	 /* of each: the set whose options are domains that overlap, or NULL */
	int *option;		 /* of each set: the option whose domain is looked at, from 0 */
	char *filter;		 /* SQL over "a", or NULL */
	char *counted;		 /* who is in the filter and has a weight: whose codes are looked at */
	double level;
	const char *weight; /* as it was asked for, or NULL */
	bool listwise;		/* respondents who lack one variable are out of all */
	DesignRule rule;
	SvyDf df;
	bool deff_replace;
	int interval; /* IntervalMethod of a proportion; -1: estimate +- t x std_error */
	struct SvyPositions *positions; /* what was put out so far, in its order */
	int32 few;						/* groups of fewer respondents are left out; 0: none are */
	bool *left_out;					/* some were, and it was said */
	List **asked;					/* of sets: what is known of who was asked (estimate_asked.c) */
} SvyEstimates;

/* a row of the result; NaN becomes NULL */
typedef struct SvyEstimateRow
{
	const char *variable; /* NULL: several */
	const char *category; /* or NULL */
	double estimate;
	double std_error;
	double low;
	double high;
	double deff;
	double df;
	int64 n;
	double weighted_n;
	bool tested; /* a contrast, which is compared with 0 */
	bool few;	 /* some group that it is made of is to be left out */
} SvyEstimateRow;

/*
 * Opens the survey that argument 0 names (SPI must be connected) and reads the
 * options that begin at argument "first": by, filter, level, missing, lonely,
 * domain_lonely, degrees, design_effect, weight.
 */
extern SvyEstimates *svy_estimates_open(FunctionCallInfo fcinfo, int first);

/* the same of a function whose options have these keys (NULL: none): what they say, or NULL */
extern SvyEstimates *svy_estimates_open_with(FunctionCallInfo fcinfo, int first,
											 const char *const *known, JsonbContainer **options);

/* the variables that a text[] argument names; none is an error */
extern SurveyVariable **svy_estimates_variables(SvyEstimates *e, FunctionCallInfo fcinfo,
												int argument, int *count);

/* a variable's value as float8, NULL where missing; an error where it has no numbers */
extern char *svy_estimates_number(const SvyEstimates *e, const SurveyVariable *variable);

/* appends "keep, by codes" as columns of a SELECT list */
extern void svy_estimates_domain_columns(const SvyEstimates *e, StringInfo sql);

/* reads the names of by variables and sets; e->survey must be there */
extern void svy_estimates_read_by(SvyEstimates *e, FunctionCallInfo fcinfo, int argument);

/* SQL of the i-th by variable's code, of a set that of e->option where it was chosen; else NULL */
extern char *svy_estimates_by_sql(const SvyEstimates *e, int i);

/* goes on to the next combination of the sets' options; false after the last */
extern bool svy_estimates_next_option(const SvyEstimates *e);

/* the place of a domain in the codebook's order, for sorting */
extern int svy_compare_domains(const SvyEstimates *e, const int32 *a, const int32 *b);

/* sets low and high from estimate, std_error and df, as t interval */
extern void svy_estimate_interval(const SvyEstimates *e, SvyEstimateRow *row);

/*
 * Where rows stand, from 1: variables in the order in which they come, their
 * categories and the labels of contrasts too; all domains have all categories.
 */
typedef struct SvyPosition
{
	int question;
	int row;
	int column;
} SvyPosition;

extern struct SvyPositions *svy_positions_make(void);
extern SvyPosition svy_positions_next(struct SvyPositions *positions, const SvyEstimateRow *row,
									  const char *label);

/* the place of a domain among all that the codebook makes possible, from 1 */
extern int svy_domain_position(const SvyEstimates *e, const int32 *codes);

/* adds a row; codes: one for each by variable */
extern void svy_estimates_emit(const SvyEstimates *e, const int32 *codes,
							   const SvyEstimateRow *row);

/* a row before anything is estimated, which is that of nobody too */
extern SvyEstimateRow svy_estimate_nobody(const char *variable, const char *category);

/* the same for what is no domain: the first two columns as they are */
extern void svy_estimates_emit_labelled(const SvyEstimates *e, const char *domain,
										const char *label, const SvyEstimateRow *row);

/* the by variables' codes as JSON */
extern char *svy_domain_json(const SvyEstimates *e, const int32 *codes);

/* labels of the by variables' codes, or "Total" */
extern char *svy_domain_label(const SvyEstimates *e, const int32 *codes);

/* what a function estimates of each variable */
typedef struct SvyTarget
{
	SummaryStatistic statistic;
	const char *variable;		  /* name in the result */
	const char *category;		  /* or NULL */
	char *y;					  /* SQL of float8, NULL where missing */
	char *x;					  /* of a ratio, or NULL */
	const SurveyVariable *codes;  /* not NULL: one row for each of its categories; y, x unused */
	const SurveyVariable *number; /* y is its number, x that of the denominator; or NULL */
	const SurveyVariable *denominator;
	const SurveySet *set; /* y is whether its member was chosen; or NULL */
	int member;
} SvyTarget;

/* respondents that are alike in filter, domain and category */
typedef struct SvySlice
{
	bool inside; /* in the filter, with a valid code of every by variable */
	int32 *codes;
	bool has_category;
	int32 category;
	Summary **states; /* one for each target */
} SvySlice;

typedef struct SvySlices
{
	int count;
	SvySlice *slices;
	Summary *frame; /* NULL: a single slice, which is its own frame */
} SvySlices;

/*
 * The slices of a statement that gives, for each domain, svy_estimates_domain_columns
 * and what survey_summaries makes of nstates variables; thresholds: its parameter $1, a
 * float8[], or NULL.  In no order.  The states lie in SPI_tuptable.
 */
extern SvySlices svy_slices_read(const SvyEstimates *e, const char *query, Datum thresholds,
								 int nstates);

/* inside of the filter and all by variables first, in the codebook's order; for qsort_arg */
extern int svy_compare_slices(const void *a, const void *b, void *e);

/* a domain's state that knows the frame: itself, or a copy */
extern Summary *svy_slice_framed(const SvySlices *slices, const Summary *domain);

/*
 * The same states from the pack, or from the rows in blocks (estimate_pack.c):
 * false where an aggregate over the rows has to give them.  The reason why it is
 * not the pack, as far as it is known before, or NULL.
 */
extern bool svy_estimate_pack(const SvyEstimates *e, const SvyTarget *targets, int count,
							  SvySlices *slices);
extern const char *svy_estimate_pack_reason(const SvyEstimates *e, const SvyTarget *targets,
											int count, bool *blocks);

/* why not all of these targets come from the pack, or NULL; blocks: whether all others come in blocks */
extern const char *svy_estimate_rows_reason(const SvyEstimates *e, const SvyTarget *targets,
											int count, bool *blocks);

/* an estimate of a target in the domain of these by codes; code: its category, if it has any */
typedef struct SvyCalibratedEstimate
{
	int target;
	int32 code;
	const int32 *by;
	double estimate;
	double variance; /* the result; NaN where it says nothing */
} SvyCalibratedEstimate;

/*
 * Variances of such estimates after calibration (estimate_calibrated.c), all by
 * the same passes.  listwise: condition that all targets have a value, or NULL.
 */
extern void svy_calibrated_variances(const SvyEstimates *e, const SvyTarget *targets, int count,
									 const char *listwise, SvyCalibratedEstimate *of, int nof);

/* the rows of targets of which there is nobody in a domain; codes: NULL without by variables */
extern void svy_targets_nobody(const SvyEstimates *e, const SvyTarget *targets, int count,
							   const int32 *codes);

/* whether an estimate, a share of 0, is of an option that the domain was not asked */
extern bool svy_target_unasked(const SvyEstimates *e, const SvyTarget *target, const int32 *codes,
							   double estimate);

/* the value of an option (SQL), NULL for who is in a domain that was not asked it */
extern char *svy_asked_sql(SvyEstimates *e, const SurveySet *set, int member, const char *value);

/* estimates and emits all targets in all domains, by linearisation or by replicates */
extern void svy_estimate_summaries(const SvyEstimates *e, const SvyTarget *targets, int count);
extern void svy_estimate_replicates(const SvyEstimates *e, const SvyTarget *targets, int count);

/* SQL: all targets have a value; a value where a condition (NULL: none) holds */
extern char *svy_complete_sql(const SvyTarget *targets, int count);
extern char *svy_complete_value(const char *value, const char *condition);

/* the interval of a proportion by e->interval; n: respondents of the domain */
extern void svy_proportion_interval(const SvyEstimates *e, SvyEstimateRow *row, double n,
									double effective_n);

#endif
