/*
 * spread.h
 *	  survey_variance, survey_covariance and survey_correlation: what their two
 *	  roads share.
 */
#ifndef ESTIMATE_SPREAD_H
#define ESTIMATE_SPREAD_H

#include "estimate/estimate.h"

typedef enum SvySpread
{
	SPREAD_VARIANCE,
	SPREAD_COVARIANCE,
	SPREAD_CORRELATION
} SvySpread;

/* moments of two variables under one set of weights */
typedef struct SvyMoments
{
	double weight;
	double mean[2]; /* beside numbers that are near them: what these lack */
	double xx;
	double xy;
	double yy;
	double factor; /* n / (n - 1) */
} SvyMoments;

typedef struct SvySpreadPair
{
	int first;
	int second;
} SvySpreadPair;

typedef struct SvySpreads
{
	const SvyEstimates *e;
	SvySpread what;
	char **numbers; /* SQL of the variables' values */
	int nvalues;
	int count;
	SvySpreadPair *pairs;
	const char **names;
} SvySpreads;

extern double svy_spread_of(SvySpread what, const SvyMoments *m);

/* sets low and high from estimate, std_error and df */
extern void svy_correlation_interval(const SvyEstimates *e, SvyEstimateRow *row);

/* the rows of nobody, where nothing is asked by */
extern void svy_spreads_nobody(const SvySpreads *p);

/* all of them under replicate weights, or of a weight whose calibration is known (spread_passes.c) */
extern void svy_spreads_by_passes(const SvySpreads *p);

#endif
