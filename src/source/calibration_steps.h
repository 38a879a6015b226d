/*
 * calibration_steps.h
 *	  The weightings that a weight was made by, for calibration.c, which finds
 *	  them, and projection.c, which takes residuals on their variables.
 */
#ifndef SOURCE_CALIBRATION_STEPS_H
#define SOURCE_CALIBRATION_STEPS_H

#include "sample/weighting_targets.h"
#include "source/calibration.h"

/* one weighting; a weight may have been made in several, each from the one before */
typedef struct SvyCalibrationStep
{
	WeightingFrame *made;  /* its targets */
	char *weight;		   /* its result */
	char *base;			   /* where it began, or NULL: everybody 1 */
	char *member;		   /* SQL: whose weight was made so; NULL: everybody's */
	MemoryContext context; /* where the targets are */
	int values_at;		   /* first of our columns among those of the frame */
	int codes_at;
} SvyCalibrationStep;

struct SvyCalibration
{
	const Survey *survey;
	int nsteps;
	SvyCalibrationStep *steps; /* the last one first */
	int64 room;				   /* rows of a frame that svy_calibration_take made */
};

/* columns of a step among the values of the frame; the numeric variables follow */
enum
{
	STEP_WEIGHT,
	STEP_BASE,
	STEP_CLUSTER,
	STEP_VALUES
};

#endif
