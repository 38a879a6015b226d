/*
 * maturity.h
 *	  The maturity of an organisation's machine learning: data-centric,
 *	  model-centric or pipeline-centric, from what its people work on.
 *
 * A profile is a tally whose codes are sets of focuses, as bits: a respondent
 * who works on data and models has the code 3.  The set's weight is split in
 * equal parts among its members; keeping whole sets rather than the parts
 * keeps what the variance of a difference of shares needs.
 */
#ifndef KERNEL_STATS_MATURITY_H
#define KERNEL_STATS_MATURITY_H

#include "kernel/stats/tally.h"

#define MATURITY_FOCUSES 3 /* data, model, pipeline */
#define MATURITY_SETS (1 << MATURITY_FOCUSES)

typedef struct MaturityEstimate
{
	double share[MATURITY_FOCUSES]; /* of the evidence, 0..1; NaN without weight */
	double std_error[MATURITY_FOCUSES];
	int stage;		   /* largest share; a tie goes to the earlier */
	double confidence; /* probability that the stage's share exceeds the runner-up's */
} MaturityEstimate;

/* no code outside the sets of focuses */
extern bool maturity_valid(const Tally *profile);

/*
 * Shares, stage and confidence.  Confidence is Phi((p1 - p2) / se) with the
 * variance of p1 - p2 estimated as (E d^2 - (E d)^2) / n_eff, where d is the
 * respondent's part for the stage minus that for the runner-up and n_eff is
 * Kish's effective base.  For single answers that is the multinomial
 * (p1 + p2 - (p1 - p2)^2) / n_eff.
 */
extern MaturityEstimate maturity_estimate(const Tally *profile);

#endif
