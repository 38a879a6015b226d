/*
 * turf.c
 *	  Portfolios by branch and bound against all portfolios one by one.
 */
#include <string.h>

#include "kernel/stats/turf.h"
#include "tap.h"

#define MAX_PATTERNS 400
#define MAX_TOP 200

static TurfPattern patterns[MAX_PATTERNS];
static TurfPattern scratch[MAX_PATTERNS * 12 + 1];
static TurfPortfolio best[MAX_TOP];
static TurfSearch search;

/* a generator of its own, so that the answers are the same everywhere */
static double
uniform(void)
{
	static uint64_t state = 20;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double) (state >> 11) / 9007199254740992.0;
}

static int
by_order(const void *a, const void *b)
{
	return turf_before(b, a) - turf_before(a, b);
}

/* every portfolio of the size, the best first */
static int
all_portfolios(const TurfProblem *problem, TurfPortfolio *all)
{
	int count = 0;

	for (uint64_t options = 0; options <= problem->allowed; options++)
		if (__builtin_popcountll(options) == problem->size && (options & ~problem->allowed) == 0 &&
			(problem->must & ~options) == 0)
			all[count++] = turf_reach(problem, options);
	qsort(all, (size_t) count, sizeof(TurfPortfolio), by_order);
	return count;
}

static int
as_by_hand(const TurfProblem *problem, int64_t visits)
{
	static TurfPortfolio all[8192];
	int count = all_portfolios(problem, all);

	if (turf_begin(&search, problem, scratch, best) != SVY_OK)
		return 0;
	while (!turf_search(&search, visits))
		;
	if (search.found != (count < problem->top ? count : problem->top))
		return 0;
	for (int i = 0; i < search.found; i++)
		if (memcmp(&best[i], &all[i], sizeof(TurfPortfolio)) != 0)
			return 0;
	return 1;
}

static void
random_patterns(int n, int options, double share, int weighted)
{
	double weights[MAX_PATTERNS];
	double whole = 0;

	for (int i = 0; i < n; i++)
	{
		patterns[i] = (TurfPattern){0};
		for (int j = 0; j < options; j++)
			patterns[i].options |= (uint64_t) (uniform() < share * (0.5 + (double) j / options))
								   << j;
		weights[i] = weighted ? 0.1 + uniform() : 1;
		whole += weights[i];
	}
	turf_scale(n, weights, whole, patterns);
}

static void
test_against_all(void)
{
	int right = 0, tried = 0;

	for (int options = 3; options <= 12; options++)
		for (int size = 1; size <= options && size <= 7; size++)
			for (int at_least = 1; at_least <= size && at_least <= 4; at_least++)
				for (int kind = 0; kind < 6; kind++)
				{
					int n = kind < 2 ? 12 : 300;
					uint64_t all = (UINT64_C(1) << options) - 1;
					uint64_t must = kind == 4 ? 1 : kind == 5 && size > 1 ? 5 : 0;
					TurfProblem problem = {n,
										   patterns,
										   kind == 3 ? all & ~UINT64_C(2) : all,
										   must,
										   size,
										   at_least,
										   kind == 2 ? MAX_TOP : 4};

					random_patterns(n, options, 0.15 + 0.1 * kind, kind % 2);
					if (size > __builtin_popcountll(problem.allowed))
						continue;
					tried++;
					right += as_by_hand(&problem, kind == 0 ? 1 : 1000000);
				}
	ok(tried > 1000 && right == tried, "the best portfolios are those of all, in order");
	if (right != tried)
		printf("# %d of %d\n", right, tried);
}

/* five respondents by hand: 1 chose a, 2 a b, 3 b, 4 c, 5 nothing */
static void
test_by_hand(void)
{
	static const double weights[] = {1, 1, 1, 1, 1};
	TurfProblem problem = {5, patterns, 7, 0, 2, 1, 3};
	TurfPortfolio after[2];
	uint8_t order[2];

	for (int i = 0; i < 5; i++)
		patterns[i].options = (uint64_t[]){1, 3, 2, 4, 0}[i];
	turf_scale(5, weights, 5, patterns);
	ok(as_by_hand(&problem, 1000) && best[0].options == 3, "a and b reach three of five, and come "
														   "first by frequency");
	near((double) best[0].reach / (double) TURF_WHOLE, 0.6, 1e-12, "their reach");
	near((double) best[0].frequency / (double) TURF_WHOLE, 0.8, 1e-12, "their frequency");
	ok(best[1].options == 5 && best[2].options == 6, "then equals in the order of the options");
	ok(turf_greedy(&problem, order, after) == 2 && order[0] == 0 && order[1] == 1,
	   "greedy takes a, then b, which adds as much as c and is more frequent");
	problem.must = 4;
	ok(turf_greedy(&problem, order, after) == 2 && order[0] == 2, "what must be comes first");
	problem.at_least = 2;
	problem.must = 0;
	ok(as_by_hand(&problem, 1000) && best[0].options == 3 && best[1].reach == 0,
	   "with two of the options only a and b reach anybody");
}

static void
test_refused(void)
{
	TurfProblem problem = {5, patterns, 7, 0, 4, 1, 3};

	ok(turf_begin(&search, &problem, scratch, best) == SVY_BAD_ARGUMENT,
	   "more options than there are");
	problem.size = 2;
	problem.at_least = 3;
	ok(turf_begin(&search, &problem, scratch, best) == SVY_BAD_ARGUMENT, "more needed than taken");
	problem.at_least = 1;
	problem.must = 8;
	ok(turf_begin(&search, &problem, scratch, best) == SVY_BAD_ARGUMENT,
	   "an option that is not allowed");
	problem.must = 7;
	ok(turf_begin(&search, &problem, scratch, best) == SVY_BAD_ARGUMENT,
	   "more that must be than taken");
	ok(!turf_scale(1, (double[]){0}, 0, patterns), "a base of no weight");
}

int
main(void)
{
	test_by_hand();
	test_against_all();
	test_refused();
	return tap_done();
}
