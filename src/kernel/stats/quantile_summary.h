/*
 * quantile_summary.h
 *	  The weight at each value of a variable: the state behind exact quantiles
 *	  of any number of respondents.
 *
 * One flat block of memory, so that a database can keep it as a value and add to
 * it in place.  While it grows, entries lie in the order in which their values
 * were met, with a hash table behind them; as a value they are sorted and the
 * table is left out.
 */
#ifndef KERNEL_STATS_QUANTILE_SUMMARY_H
#define KERNEL_STATS_QUANTILE_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/stats/quantile.h"
#include "kernel/base/status.h"

#define QUANTILE_SUMMARY_VERSION 1
/* distinct values: with its hash table the state stays below 1 GB */
#define QUANTILE_SUMMARY_MAX_VALUES (1 << 24)
/* respondents at one value: so many that no survey has them, so few that totals cannot overflow */
#define QUANTILE_SUMMARY_MAX_N ((int64_t) 1 << 36)
/* sum of weights: products of double-doubles above it leave the range */
#define QUANTILE_SUMMARY_MAX_WEIGHT 1e290

typedef struct QuantileEntry
{
	double value;
	int64_t n; /* respondents */
	DD w;	   /* sum of their weights, above 0 */
	double least;
	double most; /* of their weights */
} QuantileEntry;

typedef struct QuantileSummary
{
	int32_t host_word; /* the database's length word; the kernel never reads it */
	int32_t nslots;	   /* of the hash table, a power of 2; 0: entries are sorted instead */
	int32_t count;	   /* entries in use */
	int32_t capacity;  /* entries that there is space for */
	QuantileEntry entry[];
} QuantileSummary;

/* bytes of a summary with space for so many values, and of a sorted one */
extern size_t quantile_summary_size(int32_t capacity);
extern size_t quantile_summary_sorted_size(int32_t count);

/* makes an empty summary, to be added to, in space of quantile_summary_size() bytes */
extern void quantile_summary_init(QuantileSummary *s, int32_t capacity);

/*
 * Adds a respondent; a weight of 0 adds nothing.  SVY_BAD_VALUE, SVY_BAD_WEIGHT;
 * SVY_NO_SPACE: copy into more space and try again; SVY_LIMIT: as many distinct
 * values as there may be; SVY_OVERFLOW.
 */
extern SvyStatus quantile_summary_add(QuantileSummary *s, double value, double weight);

/* the same of all that another one holds; after SVY_NO_SPACE it goes on at entry *from_entry */
extern SvyStatus quantile_summary_merge(QuantileSummary *s, const QuantileSummary *from,
										int32_t *from_entry);

/* copies, sorted or not, into space to add to, for at least from->count values */
extern void quantile_summary_copy(QuantileSummary *to, int32_t capacity,
								  const QuantileSummary *from);

/*
 * Copies into space of quantile_summary_sorted_size(from->count) bytes, sorted; and
 * without sorting, for those who sort by themselves and can be interrupted.
 */
extern void quantile_summary_sort(QuantileSummary *to, const QuantileSummary *from);
extern void quantile_summary_flatten(QuantileSummary *to, const QuantileSummary *from);

/* a sorted summary whose bytes may come from anywhere: every invariant holds */
extern bool quantile_summary_valid(const QuantileSummary *s, size_t size);

/* binary form of a sorted summary: bytes written (space NULL: only counted) */
extern size_t quantile_summary_encode(const QuantileSummary *s, void *space);
/* values in a binary form, -1 if it is none */
extern int32_t quantile_summary_decode_count(const void *bytes, size_t size);
/* into space of quantile_summary_sorted_size() bytes */
extern bool quantile_summary_decode(QuantileSummary *s, const void *bytes, size_t size);

/* respondents and their weight; of a sorted summary, at values up to x too */
extern int64_t quantile_summary_n(const QuantileSummary *s);
extern DD quantile_summary_weight(const QuantileSummary *s);
extern DD quantile_summary_weight_up_to(const QuantileSummary *s, double x);

/*
 * What quantile_of wants of a sorted summary under a rule: at most 3 x count
 * values, weights and cumulated weights.  Rules that interpolate ask for the
 * weight of the first and of the last respondent at a value: the one of least
 * weight comes first.
 */
extern int64_t quantile_summary_points(const QuantileSummary *s, QuantileRule rule, double *x,
									   double *w, double *cumulated);

#endif
