/*
 * sample.h
 *	  A survey's respondents with all that variances need: design, replicate
 *	  weights, how the weight was made.  For statistics that are functions of
 *	  influence values: models, t and rank tests, reliability.
 */
#ifndef SOURCE_SAMPLE_H
#define SOURCE_SAMPLE_H

#include "source/calibration.h"
#include "source/frame.h"

/* a variance after calibration that is this small beside the squares before it is made of rounding */
#define SVY_CALIBRATED_NOISE 1e-20

/* the same where it is left over from products of many respondents, which cancel */
#define SVY_CALIBRATED_PRODUCTS 1e-13

typedef struct SvySample
{
	const Survey *survey;
	const SvyFrame *frame;				/* NULL: respondents are passed over (passes.h) */
	SvyCalibration *calibration;		/* or NULL */
	const SurveyReplicates *replicates; /* or NULL: variances by linearisation */
	DesignRule rule;
	const char *variance; /* which variance that is, in words */
} SvySample;

typedef struct SvySampleOptions
{
	const char *filter; /* the user's, or NULL */
	const char *weight; /* column, or NULL: the survey's */
	const char *lonely; /* or NULL: the codebook's */
} SvySampleOptions;

/* fills in the other parts of a request that has values and codes; without a frame */
extern SvySample *svy_sample_open(const Survey *survey, const SvySampleOptions *options,
								  SvyFrameRequest *request);

/* the same, with the frame of the request, which may be one of nobody and has no design then */
extern SvySample *svy_sample_read(const Survey *survey, const SvySampleOptions *options,
								  SvyFrameRequest *request);

/*
 * The p x p covariance of statistics from the influence values of some
 * respondents: nrows of them, numbers in the frame and values (nrows x p, the
 * weight is in them).
 */
extern void svy_sample_covariance(const SvySample *sample, int64 nrows, const int32 *rows, int p,
								  const double *influence, double *covariance);

/*
 * The same of weights whose calibration is known.  Where it leaves nothing but
 * rounding, it has fixed the statistic: 0.  Of respondents within one cluster that
 * is unknown, NaN, but for totals that it has fixed respondent by respondent.
 */
extern void svy_sample_calibrated(const SvySample *sample, int64 nrows, const int32 *rows, int p,
								  const double *influence, bool total, double *covariance);

/* whether some respondents lie within one cluster, or else say nothing of the variance of their mean */
extern bool svy_sample_says_nothing(const SvySample *sample, int64 nrows, const int32 *rows);

/* the same from the statistics under each replicate (replicates x p; NaN: left out) */
extern void svy_sample_replicates(const SvySample *sample, int p, const double *theta,
								  const double *estimate, double *covariance);

/* weight of a respondent under a replicate; -1: the full weight */
static inline double
svy_sample_weight(const SvySample *sample, int64 row, int replicate)
{
	const SvyFrame *frame = sample->frame;

	return replicate < 0 ? frame->weight[row]
						 : frame->replicates[row * frame->nreplicates + replicate];
}

#endif
