/*
 * design.h
 *	  The design of a survey, from its codebook to SQL and to the kernel, and
 *	  the options that all design-based estimates share.
 */
#ifndef SAMPLE_DESIGN_H
#define SAMPLE_DESIGN_H

#include "lib/stringinfo.h"
#include "utils/array.h"

#include "nodes/pg_list.h"

#include "codebook/codebook.h"
#include "kernel/stats/replicate.h"
#include "pg/summary.h"

typedef struct SvyStage
{
	char *stratum; /* SQL of type bigint or text, or NULL */
	bool stratum_text;
	char *cluster; /* NULL: every respondent is a cluster */
	bool cluster_text;
	char *fpc; /* SQL of type float8, or NULL */

	/* the columns of the answers, where they are numbers and so need no text; else 0 */
	AttrNumber stratum_column;
	AttrNumber cluster_column;
	AttrNumber fpc_column;
} SvyStage;

/* the design in SQL, reduced to the stages that can matter */
typedef struct SvyDesign
{
	const Survey *survey;
	const char *weight_name; /* as it was asked for, or NULL: the survey's */
	char *weight;			 /* SQL of type float8 */
	bool negative;			 /* the weight may be below zero */
	int nstages;
	SvyStage stages[SUMMARY_MAX_STAGES];
} SvyDesign;

/*
 * The survey's design over its answers table, which the statement calls
 * "alias".  weight: another weight than the codebook's, "none", or NULL.
 */
extern SvyDesign *svy_design_open(const Survey *survey, const char *weight, const char *alias);

/*
 * ", weight, stratum, cluster, fpc": the arguments of survey_summary after the
 * values; and the aggregate (survey_summary, survey_ratio_summary, ...), qualified,
 * or its sister for weights that may be below zero.  schema: the extension's, quoted.
 */
extern char *svy_design_arguments(const SvyDesign *design);
extern char *svy_design_aggregate(const SvyDesign *design, const char *schema, const char *name);

/* the columns of each stage */
enum
{
	DESIGN_STRATUM,
	DESIGN_CLUSTER,
	DESIGN_FPC,
	DESIGN_COLUMNS
};

/* ", stratum, cluster, fpc, ..." of all stages as columns of a SELECT list; their number */
extern int svy_design_columns(const SvyDesign *design, StringInfo sql);

/* the path of a row that has these columns */
extern void svy_design_path(const SvyDesign *design, const Datum *values, const bool *nulls,
							SummaryPath *path);

/* unless the codebook says "nest", a cluster label in two strata is an error; s canonical */
extern void svy_design_check_nest(const Survey *survey, const Summary *s);

/* the same, and population corrections that are neither all counts nor all fractions */
extern void svy_design_check(const Survey *survey, const Summary *s);

/* the rule for lonely strata: the argument, or the codebook's, or "fail" */
extern DesignLonely svy_design_lonely(const Survey *survey, const char *argument);

/* the scale that the codebook gives, or that the kind of replicates implies */
extern ReplicateScale svy_replicate_scale(const SurveyReplicates *replicates);

/*
 * The replicate weights, whose number is known, or NULL.  They are those of the
 * survey's own weight: under another one, and "none", variances are linearised.
 */
extern const SurveyReplicates *svy_design_replicates(const Survey *survey, const char *weight);

/* SQL of a respondent's replicate weights as float8[], empty where they are NULL */
extern char *svy_replicates_sql(const Survey *survey, const SurveyReplicates *replicates,
								const char *alias);

/* the same where it matters how fast; a NULL weight is an error then, which knows its number only */
extern char *svy_replicates_gathered_sql(const Survey *survey, const char *alias);

/* the name of a replicate weight, for errors: its column, or "column[12]" */
extern char *svy_replicate_name(const SurveyReplicates *replicates, int replicate);

/*
 * The replicate weights of a respondent: finite, and as many as there are to
 * be.  Errors call them by number, as those of the aggregates do; the context
 * names survey and columns.
 */
extern const double *svy_replicate_weights(ArrayType *array, const char *survey,
										   const SurveyReplicates *replicates);

/* for ErrorContextCallback */
typedef struct SvyReplicatesContext
{
	const char *survey;
	const SurveyReplicates *replicates;
} SvyReplicatesContext;

extern void svy_replicates_callback(void *context);

/*
 * Degrees of freedom of all respondents with a weight: what the codebook says,
 * or what was found when they were counted, or the rank of the weights less
 * one.  SPI must be connected.
 */
extern double svy_replicates_df(const Survey *survey, const SurveyReplicates *replicates);

/*
 * Counts the replicate weights and finds their rank, for the survey's entry;
 * errors out where respondents have unequal numbers of them.
 */
extern void svy_replicates_store_count(const char *name);

/*
 * Covariance from p statistics under each replicate (replicates x p) and the full weights,
 * all counted from "origin" (NULL: 0), beside whose size a variance may be rounding.
 */
extern void svy_replicate_covariance(const SurveyReplicates *replicates, int p, const double *theta,
									 const double *estimate, const double *origin,
									 double *covariance);

/* how many a pattern took; whether factors of the weight are taken for weights, or weights for factors */
extern void svy_replicates_report(const char *name, List **warnings);

#endif
