/*
 * domain.h
 *	  Domains of respondents in memory: what statistics that need all values
 *	  of a domain work on.
 */
#ifndef ESTIMATE_DOMAIN_H
#define ESTIMATE_DOMAIN_H

#include "estimate/estimate.h"
#include "source/frame.h"

/* some respondents of a frame */
typedef struct SvyDomain
{
	const SvyEstimates *e;
	const SvyFrame *frame;
	const int32 *codes; /* of the by variables */
	int64 nrows;
	const int32 *rows; /* in the order of the frame */
} SvyDomain;

typedef struct SvyDomains
{
	int count;
	int capacity;
	SvyDomain *domains; /* in the codebook's order */
} SvyDomains;

/* adds the columns of the by variables, of sets one for each option, to those of a request */
extern void svy_domains_request(const SvyEstimates *e, SvyFrameRequest *request);

/* the frame of some values (SQL of float8, NULL where missing) and the by variables */
extern SvyFrame *svy_estimates_frame(const SvyEstimates *e, int nvalues, char **values);

/*
 * Its respondents that the filter keeps, by domain; its first codes are those
 * of svy_domains_request.  Those of sets come option by option, and overlap.
 */
extern SvyDomains svy_domains(const SvyEstimates *e, const SvyFrame *frame);

/* those of a domain that have all of the values, and -- "weighted" -- a weight other than 0 */
extern SvyDomain svy_domain_with(const SvyDomain *domain, int nvalues, const int *values,
								 bool weighted);

/* covariance of p statistics by their influence values (rows x p) in a domain */
extern void svy_domain_covariance(const SvyDomain *domain, int p, const double *influence,
								  double *covariance);

/* from the estimates under each replicate; NaN where the replicates say nothing of the domain */
extern double svy_domain_replicate_variance(const SvyDomain *domain, const double *theta,
											double estimate);

/* degrees of freedom that an estimate in the domain has, by e->df */
extern double svy_domain_df(const SvyDomain *domain);

/* weight of the i-th respondent of a domain; replicate -1: the full weight */
static inline double
svy_domain_weight(const SvyDomain *domain, int64 i, int replicate)
{
	int64 row = domain->rows[i];

	return replicate < 0 ? domain->frame->weight[row]
						 : domain->frame->replicates[row * domain->frame->nreplicates + replicate];
}

/* fills n, weighted_n and df of a result row */
extern void svy_domain_counts(const SvyDomain *domain, SvyEstimateRow *row);

#endif
