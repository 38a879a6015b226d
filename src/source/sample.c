/*
 * sample.c
 *	  A survey's respondents with all that variances need.
 */
#include "postgres.h"

#include "kernel/base/weight.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "source/sample.h"

SvySample *
svy_sample_open(const Survey *survey, const SvySampleOptions *options, SvyFrameRequest *request)
{
	SvySample *sample = palloc0(sizeof(SvySample));

	sample->survey = survey;
	sample->rule = (DesignRule){svy_design_lonely(survey, options->lonely), false};
	sample->replicates = svy_design_replicates(survey, options->weight);
	sample->variance = "linearised";
	request->survey = survey;
	request->design = svy_design_open(survey, options->weight, "a");
	if (options->filter)
		request->filter = svy_survey_filter_sql(survey, options->filter, "a");
	if (sample->replicates)
		sample->variance = psprintf("replicates (%s)", sample->replicates->type);
	else
		sample->calibration = svy_calibration_open(survey, options->weight);
	if (sample->calibration)
	{
		svy_calibration_request(sample->calibration, request);
		sample->variance = "linearised, calibrated";
	}
	return sample;
}

SvySample *
svy_sample_read(const Survey *survey, const SvySampleOptions *options, SvyFrameRequest *request)
{
	SvySample *sample = svy_sample_open(survey, options, request);

	sample->frame = svy_frame_read(request);
	return sample;
}

bool
svy_sample_says_nothing(const SvySample *sample, int64 nrows, const int32 *rows)
{
	const SvyFrame *frame = sample->frame;
	bool *member;
	bool nothing;

	if (sample->replicates)
		return svy_frame_replicates_say_nothing(frame, nrows, rows);
	member = palloc_extended(svy_frame_clusters(frame) + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i < nrows; i++)
		member[frame->row_cluster[rows[i]]] |= weight_counts(frame->weight[rows[i]]);
	nothing = svy_frame_says_nothing(frame, sample->rule, false, member);
	pfree(member);
	return nothing;
}

static double
sum_of_squares(int64 n, int p, int column, const double *influence)
{
	double sum = 0;

	for (int64 i = 0; i < n; i++)
		sum += influence[i * p + column] * influence[i * p + column];
	return sum;
}

/*
 * What a calibration leaves unexplained, of all respondents: outside of the domain
 * influence values are 0, but not their residuals, since the calibration moves the
 * weights of the domain by who is outside of it.  Where the domain lies within one
 * cluster that is all of it: the cluster itself does not vary around its mean, so
 * that what is left in others says nothing of the variance either, but of a total.
 */
void
svy_sample_calibrated(const SvySample *sample, int64 nrows, const int32 *rows, int p,
					  const double *influence, bool total, double *covariance)
{
	const SvyFrame *frame = sample->frame;
	double *all =
		palloc_extended(sizeof(double) * (frame->n * p + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	bool nothing;

	for (int64 i = 0; i < nrows; i++)
		memcpy(all + (Size) rows[i] * p, influence + i * p, sizeof(double) * p);
	svy_calibration_project(sample->calibration, frame, p, all);
	svy_frame_variance(frame, sample->rule, p, all, NULL, covariance);
	nothing = svy_sample_says_nothing(sample, nrows, rows);
	for (int j = 0; j < p; j++)
	{
		double noise = SVY_CALIBRATED_NOISE * sum_of_squares(nrows, p, j, influence);
		bool fixed = !nothing || (total && !(sum_of_squares(frame->n, p, j, all) > noise));

		if (covariance[j * (p + 1)] > noise && (total || !nothing))
			continue;
		for (int k = 0; k < p; k++)
			covariance[j * p + k] = covariance[k * p + j] = fixed ? 0 : NAN;
	}
	pfree(all);
}

void
svy_sample_covariance(const SvySample *sample, int64 nrows, const int32 *rows, int p,
					  const double *influence, double *covariance)
{
	const SvyFrame *frame = sample->frame;
	int32 nclusters = svy_frame_clusters(frame);
	double *totals;
	bool *member;

	CHECK_FOR_INTERRUPTS();
	if (sample->calibration)
	{
		svy_sample_calibrated(sample, nrows, rows, p, influence, false, covariance);
		return;
	}
	totals = palloc_extended(sizeof(double) * ((Size) nclusters * p + 1),
							 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	member = palloc_extended(nclusters + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i < nrows; i++)
	{
		int32 cluster = frame->row_cluster[rows[i]];

		member[cluster] |= weight_counts(frame->weight[rows[i]]);
		for (int j = 0; j < p; j++)
			totals[(int64) cluster * p + j] += influence[i * p + j];
	}
	svy_frame_covariance(frame, sample->rule, p, totals, member, covariance);
	if (svy_frame_says_nothing(frame, sample->rule, false, member))
		for (int i = 0; i < p * p; i++)
			covariance[i] = NAN;
	pfree(totals);
	pfree(member);
}

void
svy_sample_replicates(const SvySample *sample, int p, const double *theta, const double *estimate,
					  double *covariance)
{
	svy_replicate_covariance(sample->replicates, p, theta, estimate, NULL, covariance);
}
