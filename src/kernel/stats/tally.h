/*
 * tally.h
 *	  Counts and weights per answer code: the state behind top-2-box, NPS,
 *	  shares, and the mean of a scale.
 *
 * A tally is one flat block of memory, so that a database can keep it as a
 * value and add to it in place.  Codes lie in pages of 16; the page of the
 * codes 0 to 15 always comes first, so that a common answer is found without
 * a search.  All other pages are found through a directory sorted by page.
 */
#ifndef KERNEL_STATS_TALLY_H
#define KERNEL_STATS_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/base/status.h"
#include "kernel/base/wire.h"

#define TALLY_VERSION 1
#define TALLY_PAGE 16
/* 32,768 pages: that many distinct codes fit however far apart they lie */
#define TALLY_MAX_PAGES 32768
/* answers of one code: so many that no survey has them, so few that totals cannot overflow */
#define TALLY_MAX_N ((int64_t) 1 << 44)

typedef struct TallyCell
{
	int64_t n; /* answers, without those whose weight is 0 */
	DD w;	   /* sum of weights; kept only if the tally is weighted */
	DD w2;	   /* sum of squared weights; likewise */
} TallyCell;

typedef struct TallyEntry
{
	int32_t page; /* code / 16, rounded down */
	int32_t slot; /* where the page lies */
} TallyEntry;

typedef struct Tally
{
	int32_t host_word; /* the database's length word; the kernel never reads it */
	uint8_t weighted;  /* else every weight is 1 and w, w2 follow from n */
	uint8_t inexact;   /* some sum was rounded: removing answers is not exact; not on the wire */
	uint8_t spare[2];
	int32_t boxes;	   /* of a box aggregate: how many codes it asks for, else 0 */
	int32_t points;	   /* of a box aggregate: the scale's length, else 0 */
	int32_t npages;	   /* pages in use, at least 1 */
	int32_t capacity;  /* pages that there is space for */
	TallyEntry page[]; /* sorted by page; the cells follow */
} Tally;

/* visits the cells with answers in ascending order of codes */
typedef struct TallyCursor
{
	const Tally *tally;
	int32_t entry;
	int32_t cell;
	int32_t code;
	TallyCell value; /* w and w2 filled in for an unweighted tally too */
} TallyCursor;

/* bytes of a tally with space for so many pages */
extern size_t tally_size(int32_t capacity);

/* makes an empty tally in space of tally_size(capacity) bytes */
extern void tally_init(Tally *t, int32_t capacity, bool weighted);

/*
 * Adds or removes an answer; one with a weight of 0 counts nowhere.
 * SVY_NO_SPACE: the code needs a page more than there is space for; tally_copy()
 * into a larger one and try again.  Removing an answer that was never added is
 * SVY_BAD_ARGUMENT, removing from sums that were rounded SVY_NO_CONVERGENCE:
 * start again from the rows.
 */
extern SvyStatus tally_add(Tally *t, int32_t code);
extern SvyStatus tally_add_weighted(Tally *t, int32_t code, double weight);
extern SvyStatus tally_remove(Tally *t, int32_t code, double weight);

/* copies a tally into larger (or just large enough) space */
extern void tally_copy(Tally *to, int32_t capacity, const Tally *from);

/* pages that "into" needs to take in "from"; more than its capacity: grow first */
extern int32_t tally_pages_merged(const Tally *into, const Tally *from);
extern SvyStatus tally_merge(Tally *into, const Tally *from);

/* a tally whose bytes may come from anywhere: every invariant holds */
extern bool tally_valid(const Tally *t, size_t size);

extern TallyCursor tally_cursor(const Tally *t);
extern bool tally_next(TallyCursor *c);

/* puts a whole cell into a tally under construction; code not yet present */
extern SvyStatus tally_put(Tally *t, int32_t code, const TallyCell *cell);

extern void tally_write(const Tally *t, WireWriter *w);
/* capacity that tally_read() needs for these bytes, or -1 if they are wrong */
extern int32_t tally_read_pages(WireReader r);
extern SvyStatus tally_read(Tally *t, int32_t capacity, WireReader *r);

/* n, sum w and sum w^2 over all codes */
extern TallyCell tally_total(const Tally *t);
/* n, sum w and sum w^2 over the codes from low to high */
extern TallyCell tally_range(const Tally *t, int32_t low, int32_t high);
/* n, sum w and sum w^2 over a list of codes, sorted ascending, without repeats */
extern TallyCell tally_codes(const Tally *t, const int32_t *codes, int count);
/* finds a code outside low..high that has answers */
extern bool tally_outside(const Tally *t, int32_t low, int32_t high, int32_t *code);

/* Kish (1965): (sum w)^2 / sum w^2; NaN without weight */
extern double tally_effective_n(const TallyCell *total);

/* a mean or share and its error; NaN where it is not defined */
typedef struct TallyEstimate
{
	double value;
	double variance;   /* of y: n/(n-1) x weighted second moment, as R survey's svyvar */
	double std_error;  /* linearised, each respondent a cluster: R's svymean; needs n >= 2 */
	double kish_error; /* sqrt(second moment / effective n): market-research practice */
} TallyEstimate;

/* value of a code: the code itself for a mean; -100, 0, 100 for NPS */
typedef double (*TallyScore)(int32_t code);

extern TallyEstimate tally_mean(const Tally *t, TallyScore score);
/* share of a part (from tally_range or tally_codes) in the total */
extern TallyEstimate tally_share(const TallyCell *part, const TallyCell *total);

/* the code where the weight below reaches half; the middle of two codes if it is exactly half there */
extern double tally_median(const Tally *t);

#endif
