/*
 * domain_passes.c
 *	  The domains that respondents who are passed over belong to.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "estimate/domain_passes.h"
#include "kernel/base/weight.h"
#include "kernel/base/hash.h"

/* domains that there is room for at first */
#define FEW_DOMAINS 16

/* what a domain is found by */
typedef struct DomainKey
{
	int option;
	const int32 *codes;
} DomainKey;

static bool
same_domain(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const SvyPassDomains *d = owner;
	const DomainKey *k = key;

	return d->domains[entry].option == k->option &&
		   memcmp(d->domains[entry].codes, k->codes, sizeof(int32) * d->e->nby) == 0;
}

static uint64
hash_of(const SvyPassDomains *d, const DomainKey *key)
{
	uint64 hash = hash_mix(key->option);

	for (int i = 0; i < d->e->nby; i++)
		hash = hash_mix(hash ^ (uint32) key->codes[i]);
	return hash;
}

static void
number_domains(SvyPassDomains *d)
{
	hash_clear(d->slots, d->nslots);
	for (int i = 0; i < d->count; i++)
	{
		DomainKey key = {d->domains[i].option, d->domains[i].codes};

		d->slots[hash_find(d->slots, d->nslots, hash_of(d, &key), same_domain, d, &key)] = i;
	}
}

static void
make_domain_room(SvyPassDomains *d)
{
	d->capacity = d->capacity ? 2 * d->capacity : FEW_DOMAINS;
	d->domains = d->domains ? repalloc_huge(d->domains, sizeof(SvyPassDomain) * d->capacity)
							: palloc_array(SvyPassDomain, d->capacity);
	if (d->slots)
		pfree(d->slots);
	d->nslots = hash_slots(d->capacity, 2 * FEW_DOMAINS);
	d->slots = palloc_extended(sizeof(uint32_t) * d->nslots, MCXT_ALLOC_HUGE);
	number_domains(d);
}

/* the columns of the combination that e->option says */
static int *
option_columns(const SvyEstimates *e)
{
	int *columns = palloc_array(int, e->nby + 1);
	int first = 0;

	for (int i = 0; i < e->nby; i++)
	{
		columns[i] = first + (e->by_set[i] ? e->option[i] : 0);
		first += e->by_set[i] ? e->by_set[i]->nmembers : 1;
	}
	return columns;
}

SvyPassDomains *
svy_pass_domains(const SvyEstimates *e)
{
	SvyPassDomains *d = palloc0_object(SvyPassDomains);

	d->e = e;
	do
	{
		d->columns =
			d->columns ? repalloc_array(d->columns, int *, d->noptions + 1) : palloc_object(int *);
		d->columns[d->noptions++] = option_columns(e);
	} while (svy_estimates_next_option(e));
	make_domain_room(d);
	return d;
}

/* the codes of a respondent; false: he is in no domain */
static bool
key_of(const SvyPassDomains *d, const SvyRespondent *r, int option, int32 *codes)
{
	for (int i = 0; i < d->e->nby; i++)
	{
		codes[i] = r->codes[d->columns[option][i]];
		if (codes[i] == FRAME_NO_CODE)
			return false;
	}
	return true;
}

SvyPassDomain *
svy_known_pass_domain(const SvyPassDomains *d, const SvyRespondent *r, int option)
{
	int32 codes[SVY_MAX_BY];
	DomainKey key = {option, codes};
	size_t slot;

	if (!key_of(d, r, option, codes))
		return NULL;
	slot = hash_find(d->slots, d->nslots, hash_of(d, &key), same_domain, d, &key);
	return d->slots[slot] == HASH_FREE ? NULL : &d->domains[d->slots[slot]];
}

SvyPassDomain *
svy_pass_domain(SvyPassDomains *d, const SvyRespondent *r, int option)
{
	int32 codes[SVY_MAX_BY];
	DomainKey key = {option, codes};
	size_t slot;

	if (!key_of(d, r, option, codes))
		return NULL;
	slot = hash_find(d->slots, d->nslots, hash_of(d, &key), same_domain, d, &key);
	if (d->slots[slot] == HASH_FREE)
	{
		SvyPassDomain *domain;

		if (d->count == d->capacity)
		{
			make_domain_room(d);
			slot = hash_find(d->slots, d->nslots, hash_of(d, &key), same_domain, d, &key);
		}
		domain = &d->domains[d->count];
		*domain = (SvyPassDomain){palloc_array(int32, d->e->nby + 1), option, false, NULL};
		memcpy(domain->codes, codes, sizeof(int32) * d->e->nby);
		d->slots[slot] = d->count++;
	}
	d->domains[d->slots[slot]].live |= weight_counts(r->weight);
	return &d->domains[d->slots[slot]];
}

bool
svy_in_pass_domain(const SvyPassDomains *d, const SvyPassDomain *domain, const SvyRespondent *r)
{
	for (int i = 0; i < d->e->nby; i++)
		if (r->codes[d->columns[domain->option][i]] != domain->codes[i])
			return false;
	return true;
}

static int
compare_pass_domains(const void *a, const void *b, void *e)
{
	const SvyPassDomain *left = a;
	const SvyPassDomain *right = b;

	if (left->option != right->option)
		return left->option < right->option ? -1 : 1;
	return svy_compare_domains(e, left->codes, right->codes);
}

void
svy_pass_domains_order(SvyPassDomains *d)
{
	int kept = 0;

	for (int i = 0; i < d->count; i++)
		if (d->domains[i].live)
			d->domains[kept++] = d->domains[i];
	d->count = kept;
	qsort_arg(d->domains, kept, sizeof(SvyPassDomain), compare_pass_domains, (void *) d->e);
	number_domains(d);
}
