/*
 * turf.h
 *	  The portfolios of options that reach most respondents (TURF: total
 *	  unduplicated reach and frequency; Miaoulis, Free and Parsons 1990).
 *
 * Respondents enter as distinct patterns of chosen options with their weight.
 * A respondent is reached by a portfolio with at_least of the options he chose.
 * The best portfolios of a size are found by branch and bound.  A pattern that
 * needs q more options gives each of them the share w/q of its weight: whatever
 * is added, no more can be reached than the sum of its options' shares.  With one
 * option needed that is the bound of submodular functions (Nemhauser, Wolsey and
 * Fisher 1978).
 *
 * Reach is compared to 1e-12 of the base, so that sums that are equal but for
 * rounding are ties; these go by frequency (the mean number of chosen options in
 * the portfolio), then by the order of the options.
 */
#ifndef KERNEL_STATS_TURF_H
#define KERNEL_STATS_TURF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

/* options are bits */
#define TURF_MAX_OPTIONS 64
#define TURF_MAX_TOP 10000

/* all weights together; 64 times that is less than 2^63 */
#define TURF_WHOLE (INT64_C(1) << 56)

typedef struct TurfPattern
{
	uint64_t options; /* chosen by these respondents */
	int64_t weight;	  /* their share of TURF_WHOLE */
	int64_t needs;	  /* options of a portfolio that are wanting; kept by the search */
} TurfPattern;

typedef struct TurfPortfolio
{
	uint64_t options;
	int64_t reach; /* in shares of TURF_WHOLE, as frequency */
	int64_t frequency;
} TurfPortfolio;

typedef struct TurfProblem
{
	int64_t npatterns;
	const TurfPattern *patterns;
	uint64_t allowed; /* options that may be in a portfolio */
	uint64_t must;	  /* those of them that are in every one */
	int size;
	int at_least;
	int top; /* portfolios wanted */
} TurfProblem;

/* where the search is among the options that may come next */
typedef struct TurfLevel
{
	TurfPattern *patterns; /* not reached yet, and still within reach */
	int64_t npatterns;
	uint64_t chosen;
	int64_t reach;
	int64_t frequency;
	int ncandidates;
	int next;
	uint8_t candidates[TURF_MAX_OPTIONS]; /* by falling gain */
	int64_t gains[TURF_MAX_OPTIONS];
} TurfLevel;

/* patterns that no longer differ are merged where so many different ones are possible at most */
#define TURF_MERGED 16384

typedef struct TurfSearch
{
	TurfProblem problem;
	int64_t popularity[TURF_MAX_OPTIONS]; /* frequency of each option alone */
	int depth;							  /* level at work; -1: none is left */
	TurfLevel levels[TURF_MAX_OPTIONS + 1];
	int found;
	TurfPortfolio *best;		 /* the best first */
	int64_t visited;			 /* patterns looked at so far, a measure of the work */
	int64_t merged[TURF_MERGED]; /* weights by pattern; 0 between uses */
	int64_t pairs[TURF_MAX_OPTIONS][TURF_MAX_OPTIONS];
} TurfSearch;

/* weights of the patterns from doubles whose sum is "whole"; false where that is not above 0 and finite */
extern bool turf_scale(int64_t n, const double *weights, double whole, TurfPattern *patterns);

/* patterns of scratch that a search needs */
extern int64_t turf_scratch(const TurfProblem *problem);

/*
 * Begins a search; scratch: turf_scratch() patterns, best: top portfolios.
 * SVY_BAD_ARGUMENT unless at_least <= size <= options, must within allowed and
 * not larger than size.
 */
extern SvyStatus turf_begin(TurfSearch *search, const TurfProblem *problem, TurfPattern *scratch,
							TurfPortfolio *best);

/* searches until about so many patterns were looked at; true when all is found */
extern bool turf_search(TurfSearch *search, int64_t visits);

/* what a portfolio reaches */
extern TurfPortfolio turf_reach(const TurfProblem *problem, uint64_t options);

/*
 * One option after another, each time the one that adds most: greedy's first
 * "size" options of "allowed" behind those of "must", which come first; reach and
 * frequency of the portfolio after each.  Returns how many.
 */
extern int turf_greedy(const TurfProblem *problem, uint8_t *order, TurfPortfolio *after);

/* whether a portfolio comes before another: by reach, frequency, order of options */
extern bool turf_before(const TurfPortfolio *a, const TurfPortfolio *b);

#endif
