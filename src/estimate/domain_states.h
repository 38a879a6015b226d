/*
 * domain_states.h
 *	  Passes over the answers that look at what an earlier pass found out of
 *	  each domain: shares up to a quantile, squares around a mean.
 *
 * What every respondent adds is an expression of SQL, so that the sums are
 * those of survey_summaries: in parallel, by cluster, and without respondents in
 * memory.
 */
#ifndef ESTIMATE_DOMAIN_STATES_H
#define ESTIMATE_DOMAIN_STATES_H

#include "estimate/estimate.h"

/* values that a statement adds up at once */
#define SVY_MOST_VALUES 500

/* what is known of the domains: "width" numbers of each, NaN where there is none */
typedef struct SvyDomainKnown
{
	int ndomains;
	int32 **codes; /* in the codebook's order */
	int width;
	double *numbers; /* one domain after the other */

	/* or else the domains of others, among which SVY_PLACE_SQL is a respondent's; NULL: none */
	const SvyEstimates *places;
	int nplaces;
	int32 **place_codes;
} SvyDomainKnown;

/* SQL of the k-th number of a respondent's domain */
extern char *svy_known_sql(const SvyEstimates *e, int k);

/* SQL of the place of a respondent's domain among "places", NULL: he is in none or does not pass their filter */
#define SVY_PLACE_SQL "p.place"

/*
 * The states of the values (SQL of float8, at most SVY_MOST_VALUES) in each
 * domain, in the codebook's order; known: NULL where the values do not refer to it,
 * else the domains must be these.  design: variances will be asked for.
 */
extern SvySlices svy_domain_states(const SvyEstimates *e, char **values, int count, bool design,
								   const SvyDomainKnown *known);

/* degrees of freedom by e->df; of_values: a domain's are those of respondents with a value */
extern double svy_state_df(const SvyEstimates *e, const SummaryCount *count, bool of_values);

#endif
