/*
 * influence_sums.c
 *	  Sums of influence values, by unit of the design, that are made elsewhere.
 */
#include "postgres.h"

#include "source/influence_sums.h"

/* influence values follow, then their products */
enum
{
	ADDED_MEMBERS,
	ADDED_LISTED,
	ADDED_VALUES
};

static int
products_of(int p)
{
	return p * (p + 1) / 2;
}

static DD *
zero_sums(Size units, Size each)
{
	return palloc_extended(sizeof(DD) * (units * each + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

SvyInfluenceSums
svy_influence_sums(const SvyPasses *passes, int p)
{
	Size units = passes->design->n;
	SvyInfluenceSums sums = {
		.p = p,
		.members = svy_influence_members(passes),
		.listed = palloc_extended(sizeof(double) * (units + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO),
		.totals = zero_sums(units, p)};

	if (svy_influence_needs_products(passes))
		sums.products = zero_sums(units, products_of(p));
	return sums;
}

int
svy_influence_addends(int p, bool products)
{
	return ADDED_VALUES + p + (products ? products_of(p) : 0);
}

void
svy_influence_put(const SvyRespondent *respondent, int p, bool products, const double *influence,
				  DD *sums)
{
	sums[ADDED_MEMBERS] = dd_from(weight_counts(respondent->weight));
	sums[ADDED_LISTED] = dd_from(1);
	sums += ADDED_VALUES;
	for (int j = 0; j < p; j++)
		*sums++ = dd_from(influence[j]);
	for (int j = 0; products && j < p; j++)
		for (int k = j; k < p; k++)
			*sums++ = dd_two_prod(influence[j], influence[k]);
}

static const DD *
add_all(DD *into, const DD *added, int count)
{
	for (int i = 0; i < count; i++)
		into[i] = dd_add(into[i], added[i]);
	return added + count;
}

void
svy_influence_take(SvyInfluenceSums *sums, const DD *added, int32 unit)
{
	Size p = sums->p;
	Size products = products_of(sums->p);

	sums->members[unit] =
		(int32) Min(sums->members[unit] + dd_value(added[ADDED_MEMBERS]), PG_INT32_MAX);
	sums->listed[unit] += dd_value(added[ADDED_LISTED]);
	added = add_all(sums->totals + unit * p, added + ADDED_VALUES, (int) p);
	if (sums->products)
		(void) add_all(sums->products + unit * products, added, (int) products);
}
