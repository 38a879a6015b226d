/*
 * quantile.h
 *	  survey_quantile: from states where it can, else from the respondents in
 *	  memory.
 */
#ifndef ESTIMATE_QUANTILE_H
#define ESTIMATE_QUANTILE_H

#include "estimate/estimate.h"
#include "pg/quantile_summary.h"

typedef enum QuantileInterval
{
	QUANTILE_MEAN,
	QUANTILE_BETA,
	QUANTILE_XLOGIT,
	QUANTILE_ASIN,
	QUANTILE_SCORE,
	QUANTILE_REPLICATES
} QuantileInterval;

typedef struct SvyQuantileOptions
{
	QuantileRule rule;
	QuantileInterval interval;
	int nprobabilities;
	double *probabilities;
} SvyQuantileOptions;

/*
 * Woodruff's interval: limits of F(q) from the share up to the estimate and its
 * standard error, then the quantiles at them; row->n, df and estimate are there.
 */
extern void svy_quantile_woodruff(const SvyEstimates *e, const SvyQuantileOptions *o, double share,
								  double error, double members, const SvyQuantilePoints *points,
								  SvyEstimateRow *row);

/* the row of a probability, before anything is estimated */
extern SvyEstimateRow svy_quantile_row(const SurveyVariable *variable, double probability);

/* those of a survey, or a filter, of nobody; domains of nobody have none */
extern void svy_quantiles_nobody(const SvyEstimates *e, const SvyQuantileOptions *o,
								 SurveyVariable **variables, int count);

/* all quantiles by linearisation, from states (quantile_states.c) */
extern void svy_quantiles_by_states(const SvyEstimates *e, const SvyQuantileOptions *o,
									SurveyVariable **variables, int count);

#endif
