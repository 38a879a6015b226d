/*
 * analysis.h
 *	  What the analyses of market research share: a survey by name, its
 *	  respondents by domain, and errors of what is a function of them.
 */
#ifndef MODEL_ANALYSIS_H
#define MODEL_ANALYSIS_H

#include "estimate/domain.h"
#include "pg/row.h"
#include "source/sample.h"

typedef struct SvyAnalysis
{
	const char *what; /* the function, for messages */
	const Survey *survey;
	SvySampleOptions options;
	SvyEstimates by;
	double level;
	SvySample *sample;
	SvyDomains domains;
} SvyAnalysis;

/*
 * Opens the survey that argument 0 names (SPI must be connected) and reads the
 * arguments that begin at "first": by, filter, level, lonely, weight.
 */
extern SvyAnalysis *svy_analysis_open(FunctionCallInfo fcinfo, const char *what, int first);

/*
 * Rows that this column makes one respondent are a cluster of the design, unless
 * it has clusters of its own; before svy_analysis_read.
 */
extern void svy_analysis_cluster(SvyAnalysis *a, const char *column);

/* reads the values of a request (codes are the by variables') and finds the domains */
extern void svy_analysis_read(SvyAnalysis *a, SvyFrameRequest *request);

/*
 * The respondents of the i-th domain that have a weight and all of the first
 * nvalues values; an error where there is no "by" and nobody has, and where one
 * has a negative weight.
 */
extern SvyDomain svy_analysis_domain(const SvyAnalysis *a, int i, int nvalues);

/* how many domains there are: one where nothing is asked by */
extern int svy_analysis_domains(const SvyAnalysis *a);

/* the covariance of p statistics from their influence values (rows x p, weighted) */
extern void svy_analysis_covariance(const SvyAnalysis *a, const SvyDomain *domain, int p,
									const double *influence, double *covariance);

/* the same from the statistics under each replicate (replicates x p) */
extern void svy_analysis_replicated(const SvyAnalysis *a, const SvyDomain *domain, int p,
									const double *theta, const double *estimate,
									double *covariance);

/* half of the interval's width; NaN where the design leaves no degrees of freedom */
extern double svy_analysis_half(const SvyAnalysis *a, double std_error);

/* the first two columns of a row: the domain's codes as JSON, and its label */
extern void svy_analysis_put_domain(SvyRow *row, const SvyAnalysis *a, const SvyDomain *domain);

/* a standard error from a variance: NaN where it is unknown or below 0 */
static inline double
svy_analysis_error(double variance)
{
	return variance >= 0 ? sqrt(variance) : NAN;
}

#endif
