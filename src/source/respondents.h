/*
 * respondents.h
 *	  The respondents of a survey as rows of one statement: weight, domain,
 *	  place in the design, values, codes and replicate weights of each.
 */
#ifndef SOURCE_RESPONDENTS_H
#define SOURCE_RESPONDENTS_H

#include "source/frame.h"

typedef struct SvyRespondent
{
	int64 row; /* of the frame, where respondents are in memory in its order */
	double weight;
	bool keep;			/* in the domain that the filter defines */
	int32 unit;			/* of the last level of the design */
	double *values;		/* NaN where missing */
	int32 *codes;		/* FRAME_NO_CODE where there is none */
	double *replicates; /* or NULL */
} SvyRespondent;

typedef void (*SvyRespondentTaker)(const SvyRespondent *respondent, void *argument);

/*
 * Hands over every respondent with a weight, as rows come; what is handed over
 * lasts as long as the call.  Their units are those of "units", a frame without
 * respondents, in the order of their arrival.  Repeated, it reads the same rows,
 * since the statement runs under the snapshot of the caller's, in another order
 * perhaps.  SPI must be connected.
 */
extern void svy_respondents_scan(const SvyFrameRequest *request, SvyFrame *units,
								 SvyRespondentTaker take, void *argument);

/* replicate weights that each of them has */
extern int svy_respondents_replicates(const SvyFrameRequest *request);

#endif
