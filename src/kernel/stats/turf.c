/*
 * turf.c
 *	  The portfolios of options that reach most respondents, by branch and bound.
 */
#include "kernel/stats/turf.h"

#include <math.h>
#include <string.h>

/* reach is compared in units of this many, 2^-40 of the base */
#define GRAIN 16

static int64_t
grains(int64_t reach)
{
	return (reach + (INT64_C(1) << (GRAIN - 1))) >> GRAIN;
}

bool
turf_scale(int64_t n, const double *weights, double whole, TurfPattern *patterns)
{
	if (!(whole > 0) || isinf(whole))
		return false;
	for (int64_t i = 0; i < n; i++)
		patterns[i].weight = llrint(weights[i] / whole * (double) TURF_WHOLE);
	return true;
}

bool
turf_before(const TurfPortfolio *a, const TurfPortfolio *b)
{
	uint64_t differ = a->options ^ b->options;

	if (grains(a->reach) != grains(b->reach))
		return grains(a->reach) > grains(b->reach);
	if (grains(a->frequency) != grains(b->frequency))
		return grains(a->frequency) > grains(b->frequency);
	return differ != 0 && (a->options & differ & -differ) != 0;
}

/* ---------------------------------------------------------------- search --- */

/* a level can hold no more patterns than the one before */
int64_t
turf_scratch(const TurfProblem *problem)
{
	return problem->npatterns * (problem->size + 1) + 1;
}

static void
set_popularity(TurfSearch *search)
{
	const TurfProblem *p = &search->problem;

	memset(search->popularity, 0, sizeof(search->popularity));
	for (int64_t i = 0; i < p->npatterns; i++)
		for (uint64_t rest = p->patterns[i].options; rest; rest &= rest - 1)
			search->popularity[__builtin_ctzll(rest)] += p->patterns[i].weight;
}

/* the gains of a level's options, and the options by falling gain, then popularity, then order */
static void
sort_candidates(TurfSearch *search, TurfLevel *level, uint64_t open)
{
	int64_t gain[TURF_MAX_OPTIONS] = {0};

	for (int64_t i = 0; i < level->npatterns; i++)
	{
		const TurfPattern *pattern = &level->patterns[i];
		int64_t share = pattern->needs == 1
							? pattern->weight
							: (pattern->weight + pattern->needs - 1) / pattern->needs;

		for (uint64_t rest = pattern->options; rest; rest &= rest - 1)
			gain[__builtin_ctzll(rest)] += share;
	}
	search->visited += level->npatterns + 1;
	level->ncandidates = level->next = 0;
	for (uint64_t rest = open; rest; rest &= rest - 1)
	{
		int option = __builtin_ctzll(rest);
		int place = level->ncandidates++;

		while (place > 0 &&
			   (level->gains[place - 1] < gain[option] ||
				(level->gains[place - 1] == gain[option] &&
				 search->popularity[level->candidates[place - 1]] < search->popularity[option])))
		{
			level->candidates[place] = level->candidates[place - 1];
			level->gains[place] = level->gains[place - 1];
			place--;
		}
		level->candidates[place] = (uint8_t) option;
		level->gains[place] = gain[option];
	}
}

/*
 * Patterns that no longer differ in the open options become one, where there are
 * more of them than can differ: few options are open in most of the tree, and
 * what is below has the less to look at.
 */
static void
merge_patterns(TurfSearch *search, TurfLevel *level, uint64_t open, int left)
{
	uint8_t places[TURF_MAX_OPTIONS]; /* the open options side by side */
	int bits = 0;
	int64_t distinct;
	int64_t place = 0;
	uint64_t kept = 0;

	for (uint64_t rest = open; rest; rest &= rest - 1)
		places[__builtin_ctzll(rest)] = (uint8_t) bits++;
	if (bits > 13 || (distinct = (int64_t) left << bits) > TURF_MERGED ||
		level->npatterns <= distinct)
		return;
	for (int64_t i = 0; i < level->npatterns; i++)
	{
		const TurfPattern *pattern = &level->patterns[i];
		int64_t slot = (pattern->needs - 1) << bits;

		for (uint64_t rest = pattern->options; rest; rest &= rest - 1)
			slot |= INT64_C(1) << places[__builtin_ctzll(rest)];
		search->merged[slot] += pattern->weight;
	}
	for (int64_t needs = 1; needs <= left; needs++)
	{
		uint64_t options = 0;

		/* all subsets of the open options, in the order of their gathered bits */
		do
		{
			int64_t *weight = &search->merged[kept++];

			if (*weight != 0)
				level->patterns[place++] = (TurfPattern){options, *weight, needs};
			*weight = 0;
			options = (options - open) & open;
		} while (options != 0);
	}
	level->npatterns = place;
}

/*
 * Moves the patterns that are still within reach to the level below, and returns
 * their number.  Which they are is a matter of chance to the processor: so there
 * are no branches in the usual case, one option needed and one chosen.
 */
static int64_t
keep_patterns(const TurfLevel *level, TurfLevel *below, uint64_t options, uint64_t open, int left)
{
	int64_t kept = 0;

	for (int64_t i = 0; i < level->npatterns; i++)
	{
		TurfPattern pattern = level->patterns[i];
		uint64_t chosen = pattern.options & options;
		bool within;

		if (chosen & (chosen - 1))
			pattern.needs -= __builtin_popcountll(chosen);
		else
			pattern.needs -= chosen != 0;
		pattern.options &= open;
		below->reach += pattern.needs <= 0 ? pattern.weight : 0;
		within = (pattern.needs > 0) & (pattern.needs <= left) & (pattern.options != 0);
		if (pattern.needs > 1 && within)
			within = pattern.needs <= __builtin_popcountll(pattern.options);
		below->patterns[kept] = pattern;
		kept += within;
	}
	return kept;
}

/*
 * The level below, after "options" were chosen: what they reach is counted, and
 * patterns that "left" more options out of "open" cannot reach are left behind.
 */
static void
descend(TurfSearch *search, TurfLevel *level, uint64_t options, uint64_t open)
{
	TurfLevel *below = level + 1;
	int left;

	below->patterns = level->patterns + level->npatterns;
	below->chosen = level->chosen | options;
	below->reach = level->reach;
	below->frequency = level->frequency;
	left = search->problem.size - __builtin_popcountll(below->chosen);
	for (uint64_t rest = options; rest; rest &= rest - 1)
		below->frequency += search->popularity[__builtin_ctzll(rest)];
	below->npatterns = keep_patterns(level, below, options, open, left);
	search->visited += level->npatterns;
	if (left == 0)
		return;
	merge_patterns(search, below, open, left);
	sort_candidates(search, below, open);
}

SvyStatus
turf_begin(TurfSearch *search, const TurfProblem *problem, TurfPattern *scratch,
		   TurfPortfolio *best)
{
	TurfLevel *root = &search->levels[0];
	int forced = __builtin_popcountll(problem->must);

	if (problem->size < 1 || problem->size > __builtin_popcountll(problem->allowed) ||
		problem->at_least < 1 || problem->at_least > problem->size || problem->top < 1 ||
		problem->top > TURF_MAX_TOP || (problem->must & ~problem->allowed) != 0 ||
		forced > problem->size)
		return SVY_BAD_ARGUMENT;
	search->problem = *problem;
	search->best = best;
	search->found = 0;
	search->visited = 0;
	search->depth = 1;
	memset(search->merged, 0, sizeof(search->merged));
	set_popularity(search);
	*root = (TurfLevel){.patterns = scratch, .npatterns = problem->npatterns};
	for (int64_t i = 0; i < problem->npatterns; i++)
		scratch[i] = (TurfPattern){problem->patterns[i].options & problem->allowed,
								   problem->patterns[i].weight, problem->at_least};
	descend(search, root, problem->must, problem->allowed & ~problem->must);
	return SVY_OK;
}

static bool
wanted(const TurfSearch *search, const TurfPortfolio *portfolio)
{
	return search->found < search->problem.top ||
		   turf_before(portfolio, &search->best[search->found - 1]);
}

static void
take_portfolio(TurfSearch *search, TurfPortfolio portfolio)
{
	int place;

	if (!wanted(search, &portfolio))
		return;
	if (search->found < search->problem.top)
		search->found++;
	for (place = search->found - 1; place > 0 && turf_before(&portfolio, &search->best[place - 1]);
		 place--)
		search->best[place] = search->best[place - 1];
	search->best[place] = portfolio;
}

/* the most that "left" of the candidates from "next" on can bring */
static bool
promises(const TurfSearch *search, const TurfLevel *level, int left)
{
	/* no portfolio comes before one with all options */
	TurfPortfolio bound = {UINT64_MAX, level->reach, level->frequency};
	int64_t most[TURF_MAX_OPTIONS] = {0};
	int taken = 0;

	if (search->found < search->problem.top)
		return true;
	for (int i = 0; i < left; i++)
		bound.reach += level->gains[level->next + i];
	if (grains(bound.reach) != grains(search->best[search->found - 1].reach))
		return grains(bound.reach) > grains(search->best[search->found - 1].reach);
	for (int i = level->next; i < level->ncandidates; i++)
	{
		int64_t popularity = search->popularity[level->candidates[i]];
		int place = taken < left ? taken++ : left;

		for (; place > 0 && most[place - 1] < popularity; place--)
			if (place < left)
				most[place] = most[place - 1];
		if (place < left)
			most[place] = popularity;
	}
	for (int i = 0; i < left; i++)
		bound.frequency += most[i];
	return wanted(search, &bound);
}

/* the last option of a portfolio: gains are what they add */
static void
take_all(TurfSearch *search, const TurfLevel *level)
{
	for (int i = 0; i < level->ncandidates; i++)
	{
		int option = level->candidates[i];

		if (search->found == search->problem.top &&
			grains(level->reach + level->gains[i]) < grains(search->best[search->found - 1].reach))
			break;
		take_portfolio(search, (TurfPortfolio){level->chosen | UINT64_C(1) << option,
											   level->reach + level->gains[i],
											   level->frequency + search->popularity[option]});
	}
}

/*
 * The last two options of a portfolio: what each adds alone, less what both add,
 * and the patterns that need both.
 */
static void
take_pairs(TurfSearch *search, const TurfLevel *level)
{
	int64_t alone[TURF_MAX_OPTIONS] = {0};

	memset(search->pairs, 0, sizeof(search->pairs));
	for (int64_t i = 0; i < level->npatterns; i++)
	{
		const TurfPattern *pattern = &level->patterns[i];
		int64_t one = pattern->needs == 1 ? pattern->weight : 0;
		int64_t both = pattern->needs == 1 ? -pattern->weight : pattern->weight;

		for (uint64_t rest = pattern->options; rest; rest &= rest - 1)
		{
			int64_t *pairs = search->pairs[__builtin_ctzll(rest)];

			alone[__builtin_ctzll(rest)] += one;
			for (uint64_t second = rest & (rest - 1); second; second &= second - 1)
				pairs[__builtin_ctzll(second)] += both;
		}
	}
	search->visited += level->npatterns;
	for (int i = 0; i < level->ncandidates; i++)
		for (int j = 0; j < i; j++)
		{
			int a = level->candidates[i], b = level->candidates[j];
			int64_t both = search->pairs[a < b ? a : b][a < b ? b : a];

			take_portfolio(
				search,
				(TurfPortfolio){level->chosen | UINT64_C(1) << a | UINT64_C(1) << b,
								level->reach + alone[a] + alone[b] + both,
								level->frequency + search->popularity[a] + search->popularity[b]});
		}
}

bool
turf_search(TurfSearch *search, int64_t visits)
{
	int64_t until = search->visited + visits;

	while (search->depth > 0)
	{
		TurfLevel *level = &search->levels[search->depth];
		int left = search->problem.size - __builtin_popcountll(level->chosen);
		uint64_t open = 0;
		int option;

		if (left == 0)
			take_portfolio(search, (TurfPortfolio){level->chosen, level->reach, level->frequency});
		if (left == 1)
			take_all(search, level);
		if (left == 2 && level->ncandidates >= left && promises(search, level, left))
			take_pairs(search, level);
		if (left <= 2 || level->ncandidates - level->next < left || !promises(search, level, left))
		{
			search->depth--;
			continue;
		}
		if (search->visited >= until)
			return false;
		option = level->candidates[level->next++];
		for (int i = level->next; i < level->ncandidates; i++)
			open |= UINT64_C(1) << level->candidates[i];
		descend(search, level, UINT64_C(1) << option, open);
		search->depth++;
	}
	return true;
}

/* ---------------------------------------------------------------- others --- */

TurfPortfolio
turf_reach(const TurfProblem *problem, uint64_t options)
{
	TurfPortfolio result = {options, 0, 0};

	for (int64_t i = 0; i < problem->npatterns; i++)
	{
		int chosen = __builtin_popcountll(problem->patterns[i].options & options);

		result.frequency += chosen * problem->patterns[i].weight;
		if (chosen >= problem->at_least)
			result.reach += problem->patterns[i].weight;
	}
	return result;
}

int
turf_greedy(const TurfProblem *problem, uint8_t *order, TurfPortfolio *after)
{
	uint64_t chosen = 0;
	int count = 0;

	while (count < problem->size)
	{
		uint64_t open = (problem->must & ~chosen ? problem->must : problem->allowed) & ~chosen;
		TurfPortfolio best = {0, -1, 0};

		for (uint64_t rest = open; rest; rest &= rest - 1)
		{
			TurfPortfolio with = turf_reach(problem, chosen | (rest & -rest));

			if (best.reach < 0 || turf_before(&with, &best))
			{
				best = with;
				order[count] = (uint8_t) __builtin_ctzll(rest);
			}
		}
		if (best.reach < 0)
			break;
		chosen = best.options;
		after[count++] = best;
	}
	return count;
}
