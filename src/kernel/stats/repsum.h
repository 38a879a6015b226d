/*
 * repsum.h
 *	  replicate_summary: the sums of a total, mean or ratio under the full
 *	  weights and under every replicate weight, mergeable; and the rank of a matrix
 *	  of replicate weights, from a sketch of it.
 *
 * Sums are double-doubles, laid out by part (all high words, all low words) so
 * that compilers add several replicates at once.
 */
#ifndef KERNEL_STATS_REPSUM_H
#define KERNEL_STATS_REPSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/base/status.h"
#include "kernel/stats/summary.h"

#define REPSUM_VERSION 1
#define REPSUM_MAX_REPLICATES 100000

typedef struct RepSum
{
	int32_t length_word; /* belongs to the caller */
	int32_t replicates;
	int32_t ratio;			   /* 0 or 1: has x */
	int32_t negative;		   /* 0 or 1: weights may be below zero; set by who makes the state */
	int64_t rows;			   /* respondents with a weight, with or without a value */
	int64_t n;				   /* respondents with a value and a weight other than 0 */
	DD totals[SUMMARY_TOTALS]; /* under the full weights, as of a survey_summary */
	double sums[];			   /* w, wy [, wx]: high words of full and replicates, then low words */
} RepSum;

/* bytes of a state; 0 for a number of replicates that it cannot have */
extern size_t repsum_size(int32_t replicates, bool ratio);

/* an empty state in zeroed memory of repsum_size() bytes */
extern void repsum_init(RepSum *s, int32_t replicates, bool ratio);

/*
 * Adds a respondent; weights: one for each replicate.  SVY_BAD_WEIGHT,
 * SVY_BAD_VALUE, SVY_OVERFLOW.
 */
extern SvyStatus repsum_add(RepSum *s, double weight, const double *weights, bool has_value,
							double y, double x);

/* SVY_BAD_ARGUMENT: not of the same number of replicates, or ratio with mean */
extern SvyStatus repsum_merge(RepSum *into, const RepSum *from);

/* the statistic under the full weights; NaN without respondents or weight */
extern double repsum_point(const RepSum *s, SummaryStatistic statistic);

/*
 * How far it lies from "origin" under the full weights (theta[0]) and each replicate; NaN
 * without weight.  From near by no digit of the distance is lost.
 */
extern void repsum_theta(const RepSum *s, SummaryStatistic statistic, double origin, double *theta);

/* the same of "a respondent of the whole is in the part": totals and shares of weight */
extern void repsum_share(const RepSum *part, const RepSum *whole, SummaryStatistic statistic,
						 double *theta);

/* variances of simple random samples, as in a SummaryEstimate; part NULL: of y */
extern void repsum_srs(const RepSum *s, const RepSum *part, SummaryStatistic statistic,
					   SummaryEstimate *result);

extern double repsum_weight(const RepSum *s);

/* whether bytes from anywhere are a state as its binary form has it, with no sum left running */
extern bool repsum_valid(const RepSum *s, size_t size);

/* binary form, as of a survey_summary */
extern size_t repsum_encode(const RepSum *s, void *space);
extern size_t repsum_decode_size(const void *bytes, size_t size);
extern bool repsum_decode(RepSum *into, size_t into_size, const void *bytes, size_t size);

/*
 * Rank of a matrix with a row for each respondent and a column for each
 * replicate: rows are spread over a few times as many lines as there are
 * columns, each with random signs over several lines, which keeps the rank
 * (Clarkson and Woodruff 2013).  The lines are a sum, so sketches merge by adding.
 */
#define SKETCH_LINES 4 /* times the number of columns, plus a few */

extern int64_t sketch_lines(int32_t columns);
extern void sketch_add(double *sketch, int32_t columns, const double *row);

/*
 * Columns that are no combination of those before, within R's tolerance 1e-5: the
 * rank with SKETCH_BLOCK more columns from "first", of those before it being
 * "rank".  From 0 to the end; destroys the sketch.
 */
#define SKETCH_BLOCK 16
extern int32_t sketch_rank_part(double *sketch, int32_t columns, int32_t first, int32_t rank);

/*
 * The same for a few respondents, exactly and up to a rank: adds a row to the
 * orthonormal basis of those before (most x columns), unless it is a combination
 * of them or the basis is full.  Returns the rank.
 */
extern int32_t rank_add(double *basis, int32_t rank, int32_t most, int32_t columns,
						const double *row);

#endif
