/*
 * disclosure.c
 *	  Secondary suppression: which further cells are left out, one guarded cell
 *	  after another, and which of them can come back.
 */
#include "kernel/stats/disclosure.h"

#include <math.h>
#include <string.h>

#define MOVED 1e-6
/* of guarded cells times cells: where it is worth it to look for the best of some orders */
#define MOST_ORDERED 1500
#define ORDERS 4
/* the same, where single cells are exchanged as well */
#define MOST_EXCHANGED 300
#define ROUNDS 4
/* systems in which a movement is looked for everywhere at once */
#define FEW_CELLS 300
/* of guarded cells times those that were left out for them: where some may come back */
#define MOST_RETURNS 400

/* what is unknown, and what is known of it */
typedef struct Pattern
{
	bool *unknown;
	double *least;
} Pattern;

typedef struct Search
{
	DisclosureSystem *s;
	double *work; /* of a movement */
	double *move; /* of the last */
	bool *safe;	  /* guarded cells that some movement of unknown cells moves */
	bool *added;  /* made unknown by the search */
	bool *barred;
	bool *floored; /* guarded cells that cannot come down to what is asked of a range */
	Pattern first; /* before the search, and the best that it found */
	Pattern best;
} Search;

void
disclosure_suppress(DisclosureSystem *s, int cell)
{
	s->unknown[cell] = true;
	for (int k = s->implied_first[cell]; k < s->implied_first[cell + 1]; k++)
	{
		int other = s->implied[k];

		if (s->least[other] > 0)
			s->least[other] = 0;
		if (!s->unknown[other])
			disclosure_suppress(s, other);
	}
}

void
disclosure_index(DisclosureSystem *s, int *first, int *relations, double *coefficients)
{
	memset(first, 0, sizeof(int) * ((size_t) s->ncells + 1));
	for (int k = 0; k < s->first[s->nrelations]; k++)
		first[s->cells[k] + 1]++;
	for (int j = 0; j < s->ncells; j++)
		first[j + 1] += first[j];
	for (int i = 0; i < s->nrelations; i++)
		for (int k = s->first[i]; k < s->first[i + 1]; k++)
		{
			int at = first[s->cells[k]]++;

			relations[at] = i;
			coefficients[at] = s->coefficients[k];
		}
	/* each is now where the next one begins */
	for (int j = s->ncells; j > 0; j--)
		first[j] = first[j - 1];
	first[0] = 0;
	s->of_first = first;
	s->of = relations;
	s->of_coefficients = coefficients;
}

static Search
make_search(DisclosureSystem *s, double *work)
{
	Search search = {.s = s};

	size_t n = s->ncells;

	search.move = work;
	search.first.least = search.move + n;
	search.best.least = search.first.least + n;
	search.safe = (void *) (search.best.least + n);
	search.added = search.safe + n;
	search.first.unknown = search.added + n;
	search.best.unknown = search.first.unknown + n;
	search.barred = search.best.unknown + n;
	search.floored = search.barred + n;
	search.work = search.best.least + n + 6 * n * sizeof(bool) / sizeof(double) + 1;
	return search;
}

/* the cells that the last movement moves are left out; those that are guarded are safe by it */
static void
take_move(Search *search)
{
	DisclosureSystem *s = search->s;

	for (int j = 0; j < s->ncells; j++)
	{
		if (fabs(search->move[j]) <= MOVED)
			continue;
		if (!s->unknown[j])
		{
			search->added[j] = true;
			disclosure_suppress(s, j);
		}
		if (s->reach == 0 && fabs(search->move[j]) > 1 - MOVED)
			search->safe[j] = true;
	}
}

/*
 * Bases that a movement needs are left out with their lines; then each table is
 * mended by itself, since what they share is given.
 */
static SvyStatus
move_bases(Search *search, int cell, double by)
{
	DisclosureSystem *s = search->s;
	double cost;
	SvyStatus status =
		disclosure_move(s, cell, by, DISCLOSURE_BASES, search->work, search->move, &cost);

	for (int j = 0; status == SVY_OK && j < s->ncells; j++)
		if (fabs(search->move[j]) > MOVED && !s->unknown[j])
		{
			search->added[j] = true;
			disclosure_suppress(s, j);
		}
	if (status == SVY_OK)
		status = disclosure_move_tables(s, cell, by, search->work, search->move);
	return status;
}

static const DisclosureScope of_unknown[] = {DISCLOSURE_NEAR_UNKNOWN, DISCLOSURE_UNKNOWN};
static const DisclosureScope of_all[] = {DISCLOSURE_NEAR, DISCLOSURE_LINES, DISCLOSURE_BASES,
										 DISCLOSURE_ALL};

/*
 * A movement of a cell by one of some amounts, taken.  In large systems it is looked
 * for close by first, then without bases, which link the tables of all questions,
 * then bases first; everywhere at once takes longest.
 */
static SvyStatus
find_move(Search *search, int cell, const double *amounts, int namounts, bool only_unknown)
{
	DisclosureSystem *s = search->s;
	const DisclosureScope *scopes = only_unknown ? of_unknown : of_all;
	int count = only_unknown ? 2 : 4;
	SvyStatus status = SVY_INFEASIBLE;
	double cost;

	for (int i = s->ncells > FEW_CELLS ? 0 : count - 1; i < count; i++)
		for (int k = 0; k < namounts && status == SVY_INFEASIBLE; k++)
			status = scopes[i] == DISCLOSURE_BASES
						 ? move_bases(search, cell, amounts[k])
						 : disclosure_move(s, cell, amounts[k], scopes[i], search->work,
										   search->move, &cost);
	if (status == SVY_OK)
		take_move(search);
	return status;
}

/* of a range, both ends */
static SvyStatus
protect_range(Search *search, int cell, bool only_unknown)
{
	DisclosureSystem *s = search->s;
	double up = s->reach - s->value[cell];
	double down = fmax(0, s->least[cell]) - s->value[cell];
	SvyStatus status = SVY_OK;

	if (up != 0)
		status = find_move(search, cell, &up, 1, only_unknown);
	if (status != SVY_OK || down == 0 || search->floored[cell])
		return status;
	status = find_move(search, cell, &down, 1, only_unknown);
	/* sums of cells that are known not to be 0 may not come down to what is asked, whatever is left out */
	if (status != SVY_INFEASIBLE || only_unknown || s->barred)
		return status;
	search->floored[cell] = true;
	return SVY_OK;
}

/* what makes a cell safe, taken: one more or one less; of a range, both of its ends */
static SvyStatus
protect_cell(Search *search, int cell, bool only_unknown)
{
	static const double either[] = {1, -1};
	SvyStatus status = search->s->reach > 0 ? protect_range(search, cell, only_unknown)
											: find_move(search, cell, either, 2, only_unknown);

	if (status == SVY_OK)
		search->safe[cell] = true;
	return status;
}

/* whether all guarded cells are safe as it is */
static bool
all_safe(Search *search)
{
	DisclosureSystem *s = search->s;

	memset(search->safe, 0, sizeof(bool) * s->ncells);
	for (int j = 0; j < s->ncells; j++)
		if (s->guarded[j] && !search->safe[j] && protect_cell(search, j, true) != SVY_OK)
			return false;
	return true;
}

/* a cell, with its twin if it has one */
static void
set_unknown(DisclosureSystem *s, int cell, bool unknown)
{
	s->unknown[cell] = unknown;
	for (int k = s->implied_first[cell]; k < s->implied_first[cell + 1]; k++)
		s->unknown[s->implied[k]] = unknown;
}

/* a cell that nothing else goes with is published again if all stays safe; the dearest first */
static void
give_back(Search *search, const bool *fixed)
{
	DisclosureSystem *s = search->s;
	int64_t added = 0;
	int64_t guarded = 0;

	for (int j = 0; j < s->ncells; j++)
	{
		added += search->added[j];
		guarded += s->guarded[j];
	}
	if (added * guarded > MOST_RETURNS)
		return;
	for (;;)
	{
		int dearest = -1;

		for (int j = 0; j < s->ncells; j++)
			if (search->added[j] && !fixed[j] && !s->guarded[j] &&
				s->implied_first[j + 1] - s->implied_first[j] <= s->alone &&
				(dearest < 0 || s->cost[j] > s->cost[dearest]))
				dearest = j;
		if (dearest < 0)
			return;
		search->added[dearest] = false;
		set_unknown(s, dearest, false);
		if (!all_safe(search))
			set_unknown(s, dearest, true);
	}
}

static void
copy_pattern(Pattern to, Pattern from, int ncells)
{
	memcpy(to.unknown, from.unknown, sizeof(bool) * ncells);
	memcpy(to.least, from.least, sizeof(double) * ncells);
}

static double
pattern_cost(const DisclosureSystem *s)
{
	double sum = 0;

	for (int j = 0; j < s->ncells; j++)
		if (s->unknown[j] && !s->guarded[j] && isfinite(s->cost[j]))
			sum += s->cost[j];
	return sum;
}

/* the guarded cell that is next: by number, from either end, or by value; -1: none is left */
static int
next_guarded(const Search *search, int order)
{
	const DisclosureSystem *s = search->s;
	int best = -1;

	for (int i = 0; i < s->ncells; i++)
	{
		int j = order == 1 ? s->ncells - 1 - i : i;

		if (!s->guarded[j] || search->safe[j])
			continue;
		if (order < 2)
			return j;
		if (best < 0 || (order == 2 ? s->value[j] > s->value[best] : s->value[j] < s->value[best]))
			best = j;
	}
	return best;
}

static SvyStatus
protect_all(Search *search, int order, const bool *fixed, int *cell)
{
	DisclosureSystem *s = search->s;

	memset(search->safe, 0, sizeof(bool) * s->ncells);
	memset(search->added, 0, sizeof(bool) * s->ncells);
	for (int j = next_guarded(search, order); j >= 0; j = next_guarded(search, order))
	{
		SvyStatus status = protect_cell(search, j, false);

		*cell = j;
		if (status != SVY_OK)
			return status;
		search->safe[j] = true;
	}
	give_back(search, fixed);
	return SVY_OK;
}

/* one more way to protect all; kept if it is the cheapest so far */
static SvyStatus
try_order(Search *search, int order, const bool *fixed, double *best, int *cell)
{
	DisclosureSystem *s = search->s;
	Pattern now = {s->unknown, s->least};
	SvyStatus status;
	double cost;

	copy_pattern(now, search->first, s->ncells);
	status = protect_all(search, order, fixed, cell);
	cost = pattern_cost(s);
	if (status == SVY_OK && cost < *best - MOVED)
	{
		copy_pattern(search->best, now, s->ncells);
		*best = cost;
	}
	return status;
}

/* a cell that was left out is not to be: is there a cheaper way? */
static void
try_without(Search *search, const bool *fixed, double *best)
{
	DisclosureSystem *s = search->s;
	bool better = true;

	memset(search->barred, 0, sizeof(bool) * s->ncells);
	s->barred = search->barred;
	for (int round = 0; better && round < ROUNDS; round++)
	{
		better = false;
		for (int j = 0; j < s->ncells; j++)
		{
			double before = *best;
			int cell;

			if (!search->best.unknown[j] || search->first.unknown[j])
				continue;
			search->barred[j] = true;
			(void) try_order(search, round % ORDERS, fixed, best, &cell);
			search->barred[j] = false;
			better = better || *best < before;
		}
	}
	s->barred = NULL;
}

SvyStatus
disclosure_protect(DisclosureSystem *s, const bool *fixed, double *work, int *cell)
{
	Search search = make_search(s, work);
	Pattern now = {s->unknown, s->least};
	double best = INFINITY;
	int64_t guarded = 0;

	for (int j = 0; j < s->ncells; j++)
	{
		guarded += s->guarded[j];
		if (s->unknown[j])
			disclosure_suppress(s, j);
	}
	if (guarded == 0)
		return SVY_OK;
	copy_pattern(search.first, now, s->ncells);
	memset(search.floored, 0, sizeof(bool) * s->ncells);
	if (guarded * s->ncells > MOST_ORDERED)
		return protect_all(&search, 0, fixed, cell);
	for (int order = 0; order < ORDERS; order++)
	{
		SvyStatus status = try_order(&search, order, fixed, &best, cell);

		if (status != SVY_OK)
			return status;
	}
	if (guarded * s->ncells <= MOST_EXCHANGED)
		try_without(&search, fixed, &best);
	copy_pattern(now, search.best, s->ncells);
	return SVY_OK;
}
