/*
 * passes.h
 *	  A survey's respondents, passed over as often as a statistic asks.
 *
 * What a statistic keeps are sums and states, not respondents, so that their
 * number does not matter: those of a small survey stay in memory as rows, as far
 * as maintenance_work_mem allows, and a large one is read anew in each pass.
 * Respondents come in any order, and in another in the next pass: a statistic adds
 * up in double-doubles, and its digits do not depend on it.
 */
#ifndef SOURCE_PASSES_H
#define SOURCE_PASSES_H

#include "source/respondents.h"
#include "source/sample.h"

typedef struct SvyPasses
{
	const SvySample *sample; /* its frame is NULL unless respondents must be in memory */
	const SvyFrameRequest *request;
	int64 n; /* respondents with a weight, whether in the domain or not */
	int nreplicates;
	bool negative;	  /* weights may be below zero */
	double df;		  /* that replicate weights have; of others see influence.h */
	bool df_given;	  /* for domains too */
	SvyFrame *design; /* whose rows are the units of the last level, in the order of their labels */
	double *counts;	  /* of each unit: its respondents */
	struct PassStore *store;
} SvyPasses;

/*
 * The first pass, which hands respondents to "first" (their units are not known
 * yet).  ordered: all must be in memory, and come in the order of svy_frame_order
 * with the number of their row.  SPI must be connected for this and all other
 * passes.  Of nobody (n 0) there is no design, and no other pass.
 */
extern SvyPasses *svy_passes_open(const Survey *survey, const SvySampleOptions *options,
								  SvyFrameRequest *request, bool ordered, SvyRespondentTaker first,
								  void *argument);

/* the same with a sample that is open, and has no frame, and its whole request */
extern SvyPasses *svy_passes_start(SvySample *sample, SvyFrameRequest *request, bool ordered,
								   SvyRespondentTaker first, void *argument);

/* whether respondents stay in memory, so that "row" of one is the same in all passes to come */
extern bool svy_passes_in_memory(const SvyPasses *passes);

extern void svy_passes_each(const SvyPasses *passes, SvyRespondentTaker take, void *argument);

/* weight of a respondent under a replicate; -1: the full weight */
static inline double
svy_respondent_weight(const SvyRespondent *respondent, int replicate)
{
	return replicate < 0 ? respondent->weight : respondent->replicates[replicate];
}

#endif
