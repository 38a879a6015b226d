/*
 * frame.h
 *	  The respondents of a survey in memory: weights, design, variables.
 *
 * For statistics that need more than one pass over the answers: quantiles,
 * covariances, contrasts, models, rank tests.
 */
#ifndef SOURCE_FRAME_H
#define SOURCE_FRAME_H

#include "sample/design.h"

#define FRAME_NO_CODE PG_INT32_MIN

typedef struct SvyFrameRequest
{
	const Survey *survey;
	const SvyDesign *design; /* over the alias "a" */
	const char *filter;		 /* SQL condition over "a", or NULL: who is in the domain */
	int nvalues;
	char **values; /* SQL over "a" of type float8, NULL where missing */
	int ncodes;
	char **codes; /* SQL over "a" of type int4, NULL where there is none */
} SvyFrameRequest;

typedef struct SvyFrame
{
	int64 n; /* respondents with a weight, whether in the domain or not */
	double *weight;
	bool negative;	 /* weights may be below zero */
	bool *keep;		 /* in the domain that the filter defines */
	double **values; /* [variable][respondent], NaN where missing */
	int32 **codes;	 /* [variable][respondent], FRAME_NO_CODE where there is none */
	int nreplicates;
	double *replicates; /* [respondent][replicate], NULL without replicate weights */
	Design design;
	int32 *row_cluster; /* cluster of the last stage of each respondent */
	Summary *units;		/* names of strata, for errors */
	int32 *stratum_unit[SUMMARY_MAX_STAGES];
	double df;	   /* of the whole design */
	bool df_given; /* for domains too */
} SvyFrame;

/*
 * SPI must be connected; errors past the memory that maintenance_work_mem or
 * work_mem allows.  Respondents are in the order of svy_frame_order, whatever
 * the order of the rows.  A frame of nobody (n 0) has no design.
 */
extern SvyFrame *svy_frame_read(const SvyFrameRequest *request);

/*
 * Sorts respondents by weight, then by all else that is known of them, and
 * strata and clusters by label; leaf: the place of each in the design.
 */
extern void svy_frame_order(SvyFrame *frame, int nvalues, int ncodes, int32 *leaf);

/* the units of a state in the order of their labels; position: where each of them went */
extern Summary *svy_frame_ordered_units(const Summary *from, int32 **position);

/*
 * What svy_frame_read does with the design, for those who bring rows of their
 * own: the place of a row in the design (a state only serves to number strata
 * and clusters), then the stages as arrays from the places of all n rows.
 * counts: how many respondents each row stands for where they are clusters of
 * their own; NULL: one.
 */
extern int32 svy_frame_place(SvyFrame *frame, const SummaryPath *path, double weight);
extern void svy_frame_set_design(SvyFrame *frame, const int32 *leaf, const double *counts);

/* clusters of the last stage */
extern int32 svy_frame_clusters(const SvyFrame *frame);

/*
 * The p x p covariance from totals of influence values by cluster of the last
 * stage (clusters x p); member: which clusters have respondents of the domain.
 * Errors out on a lonely stratum under the rule "fail".
 */
extern void svy_frame_covariance(const SvyFrame *frame, DesignRule rule, int p,
								 const double *totals, const bool *member, double *covariance);

/* the same from influence values (n x p), for the respondents that "member" names (NULL: all) */
extern void svy_frame_variance(const SvyFrame *frame, DesignRule rule, int p,
							   const double *influence, const bool *member, double *covariance);

/*
 * Whether a variance is a 0 that says nothing: all strata of the clusters (of
 * the last stage) that "member" names are lonely and left out; or they all lie
 * in one cluster of the first stage, unless the statistic is a total, whose
 * influence values do not add up to 0.
 */
extern bool svy_frame_says_nothing(const SvyFrame *frame, DesignRule rule, bool total,
								   const bool *member);

/*
 * The same of replicate weights: those of the respondents are multiples of one
 * another, as those of one cluster are, so that no mean or share of them varies.
 */
extern bool svy_frame_replicates_say_nothing(const SvyFrame *frame, int64 nrows, const int32 *rows);

/* degrees of freedom left to the respondents that "member" names and that have a weight */
extern double svy_frame_domain_df(const SvyFrame *frame, const bool *member);

#endif
