/*
 * domain_passes.h
 *	  The domains that respondents who are passed over belong to.
 */
#ifndef ESTIMATE_DOMAIN_PASSES_H
#define ESTIMATE_DOMAIN_PASSES_H

#include "estimate/estimate.h"
#include "source/passes.h"

/* a domain, found by its codes */
typedef struct SvyPassDomain
{
	int32 *codes; /* of the by variables */
	int option;	  /* which combination of the sets' options */
	bool live;	  /* somebody in it has a weight */
	void *state;  /* the caller's, NULL at first */
} SvyPassDomain;

typedef struct SvyPassDomains
{
	const SvyEstimates *e;
	int noptions; /* combinations of the options of sets, in which domains overlap; 1 without sets */
	int **
		columns; /* of each combination: the codes of the by variables, those of svy_domains_request */
	int count;
	int capacity;
	SvyPassDomain *domains; /* as they came */
	uint32_t *slots;
	uint64_t nslots;
} SvyPassDomains;

extern SvyPassDomains *svy_pass_domains(const SvyEstimates *e);

/* the domain of a respondent under a combination, which may be new; NULL: he is in none */
extern SvyPassDomain *svy_pass_domain(SvyPassDomains *domains, const SvyRespondent *respondent,
									  int option);

/* the same among those that are known, after the first pass; NULL: in none of them */
extern SvyPassDomain *svy_known_pass_domain(const SvyPassDomains *domains,
											const SvyRespondent *respondent, int option);

/* whether that is a domain's */
extern bool svy_in_pass_domain(const SvyPassDomains *domains, const SvyPassDomain *domain,
							   const SvyRespondent *respondent);

/* after the first pass: those that live, option by option and in the codebook's order */
extern void svy_pass_domains_order(SvyPassDomains *domains);

#endif
