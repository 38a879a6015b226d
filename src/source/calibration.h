/*
 * calibration.h
 *	  Variances that know how the weight was made.
 *
 * A weight that was post-stratified, raked or calibrated makes estimates more
 * precise than its design: only what the calibration variables leave
 * unexplained varies.  So influence values are replaced by their residuals on
 * these variables, weighted with the weight that the calibration started from
 * (Deville and Sarndal 1992; R's calibrate).  Trimming changes nothing here.
 */
#ifndef SOURCE_CALIBRATION_H
#define SOURCE_CALIBRATION_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "codebook/codebook.h"
#include "source/frame.h"

typedef struct SvyCalibration SvyCalibration;

/* how the weight (NULL: the survey's) was made; NULL for a design weight */
extern SvyCalibration *svy_calibration_open(const Survey *survey, const char *weight);

/* adds the columns that it needs to those that a frame is to read */
extern void svy_calibration_request(SvyCalibration *calibration, SvyFrameRequest *request);

/*
 * The residuals of p influence values of each respondent (the weight is in them)
 * on the variables of all steps, over passes: those of a step need the
 * coefficients of the steps before, which need sums over all respondents,
 *
 *	do
 *		svy_projection_add() of every respondent, in any order, 0 without influence;
 *	while (svy_projection_next());
 *	svy_projection_apply() to each, as often as wanted
 *
 * values and codes: those of the columns that svy_calibration_request added.
 * Kept are sums by group of the weighting and, where the members of a household
 * share a factor, by household.
 */
typedef struct SvyProjection SvyProjection;

extern SvyProjection *svy_projection_open(const SvyCalibration *calibration, int p);
extern void svy_projection_add(SvyProjection *projection, const double *values, const int32 *codes,
							   const double *influence);
extern bool svy_projection_next(SvyProjection *projection);
extern void svy_projection_apply(SvyProjection *projection, const double *values,
								 const int32 *codes, double *influence);
extern void svy_projection_close(SvyProjection *projection);

/* the same with respondents in memory: replaces influence values (n x p) */
extern void svy_calibration_project(const SvyCalibration *calibration, const SvyFrame *frame, int p,
									double *influence);

/*
 * The same over groups of respondents who are alike in what the calibration
 * looks at, for tables that are counted rather than read: whether that will
 * do; what to select and group by from this column (counted from 0) on, and
 * how many columns that is; and these columns of a group as a row of a frame,
 * which has room for so many.  Their influence values are sums.
 */
extern bool svy_calibration_by_respondent(const SvyCalibration *calibration);
extern int svy_calibration_group(SvyCalibration *calibration, StringInfo select, StringInfo group,
								 int column);
extern void svy_calibration_take(SvyCalibration *calibration, SvyFrame *frame, int64 row,
								 int64 room, const Datum *datums, const bool *nulls);

#endif
