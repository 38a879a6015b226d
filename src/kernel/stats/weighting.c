/*
 * weighting.c
 *	  Cells of respondents, raking, trimming and what weights look like.
 */
#include "kernel/stats/weighting.h"

#include <math.h>
#include <string.h>

#include "kernel/base/hash.h"

/* ---- cells ---- */

typedef struct CellKey
{
	uint64_t key;
	double base;
} CellKey;

static inline bool
is_cell(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const WeightingCells *cells = owner;
	const CellKey *wanted = key;

	(void) slot;
	return cells->keys[entry] == wanted->key && cells->bases[entry] == wanted->base;
}

/* the slot that holds the cell, or the free one where it belongs */
static size_t
cell_slot(const WeightingCells *cells, uint64_t key, double base)
{
	uint64_t hash = hash_mix(key ^ hash_bits(base) * UINT64_C(0x9e3779b97f4a7c15));

	return hash_find(cells->slots, cells->nslots, hash, is_cell, cells, &(CellKey){key, base});
}

SvyStatus
weighting_cells_add(WeightingCells *cells, uint64_t key, double base, double weight, uint32_t *cell)
{
	size_t slot;

	if (!(weight >= 0 || cells->negative) || !isfinite(weight))
		return SVY_BAD_WEIGHT;
	slot = cell_slot(cells, key, base);
	if (cells->slots[slot] == HASH_FREE)
	{
		if (cells->ncells == cells->max_cells)
			return SVY_NO_SPACE;
		cells->keys[cells->ncells] = key;
		cells->bases[cells->ncells] = base;
		cells->totals[cells->ncells] = dd_from(0);
		cells->slots[slot] = (uint32_t) cells->ncells++;
	}
	*cell = cells->slots[slot];
	cells->totals[*cell] = dd_add_double(cells->totals[*cell], weight);
	return SVY_OK;
}

void
weighting_cells_rehash(WeightingCells *cells)
{
	hash_clear(cells->slots, cells->nslots);
	for (size_t i = 0; i < cells->ncells; i++)
		cells->slots[cell_slot(cells, cells->keys[i], cells->bases[i])] = (uint32_t) i;
}

/* ---- raking ---- */

/*
 * Neumaier's sum: the rounding errors are collected in lo and join the sum at
 * the end.  Enough for weights, which have one sign, and half the price of a
 * full double-double addition.
 */
static inline void
sum_add(DD *sum, double x)
{
	DD next = dd_two_sum(sum->hi, x);

	sum->hi = next.hi;
	sum->lo += next.lo;
}

static void
margin_clear(const WeightingMargin *margin)
{
	memset(margin->sums, 0, sizeof(DD) * (size_t) margin->ncategories);
}

static void
margin_sum(size_t nitems, const double *weights, const WeightingMargin *margin)
{
	margin_clear(margin);
	for (size_t i = 0; i < nitems; i++)
		sum_add(&margin->sums[margin->codes[i]], weights[i]);
}

/* |sum / target - 1|; a target of zero deviates by what is there */
static double
category_deviation(double sum, double target)
{
	return target > 0 ? fabs(sum / target - 1) : sum;
}

static void
margin_deviation(const WeightingMargin *margin, int number, WeightingDeviation *deviation)
{
	for (int c = 0; c < margin->ncategories; c++)
	{
		double missed = category_deviation(dd_value(margin->sums[c]), margin->targets[c]);

		if (!(missed <= deviation->largest))
			*deviation = (WeightingDeviation){missed, number, c};
	}
}

/* turns the sums of a margin into factors, kept in hi */
static SvyStatus
margin_factors(const WeightingMargin *margin, int number, WeightingDeviation *deviation)
{
	for (int c = 0; c < margin->ncategories; c++)
	{
		double sum = dd_value(margin->sums[c]);

		if (!(sum > 0) && margin->targets[c] > 0)
		{
			*deviation = (WeightingDeviation){1, number, c};
			return SVY_INFEASIBLE;
		}
		margin->sums[c] = dd_from(sum > 0 ? margin->targets[c] / sum : 0);
	}
	return SVY_OK;
}

static void
margin_apply(size_t nitems, double *weights, const WeightingMargin *margin)
{
	for (size_t i = 0; i < nitems; i++)
		weights[i] *= margin->sums[margin->codes[i]].hi;
}

/* the same, and the next margin is summed while the weights are at hand */
static void
margin_apply_and_sum(size_t nitems, double *weights, const WeightingMargin *margin,
					 const WeightingMargin *next)
{
	margin_clear(next);
	for (size_t i = 0; i < nitems; i++)
	{
		weights[i] *= margin->sums[margin->codes[i]].hi;
		sum_add(&next->sums[next->codes[i]], weights[i]);
	}
}

SvyStatus
weighting_rake_pass(size_t nitems, double *weights, int nmargins, const WeightingMargin *margins,
					WeightingDeviation *deviation)
{
	*deviation = (WeightingDeviation){0, 0, 0};
	margin_sum(nitems, weights, &margins[0]);
	for (int m = 0; m < nmargins; m++)
	{
		SvyStatus status;

		margin_deviation(&margins[m], m, deviation);
		status = margin_factors(&margins[m], m, deviation);
		if (status != SVY_OK)
			return status;
		if (m + 1 < nmargins)
			margin_apply_and_sum(nitems, weights, &margins[m], &margins[m + 1]);
		else
			margin_apply(nitems, weights, &margins[m]);
	}
	return SVY_OK;
}

void
weighting_deviation(size_t nitems, const double *weights, int nmargins,
					const WeightingMargin *margins, WeightingDeviation *deviation)
{
	*deviation = (WeightingDeviation){0, 0, 0};
	for (int m = 0; m < nmargins; m++)
	{
		margin_sum(nitems, weights, &margins[m]);
		margin_deviation(&margins[m], m, deviation);
	}
}

double
weighting_change(size_t nitems, const double *weights, const double *before)
{
	double largest = 0;

	for (size_t i = 0; i < nitems; i++)
		largest = fmax(largest, fabs(weights[i] - before[i]));
	return largest;
}

void
weighting_clip(size_t nitems, double *weights, const double *counts, double lower, double upper)
{
	for (size_t i = 0; i < nitems; i++)
		if (weights[i] > 0)
			weights[i] = fmax(lower * counts[i], fmin(upper * counts[i], weights[i]));
}

/* ---- trimming ---- */

/* cuts and marks; gives what was cut off, and who can carry it */
static DD
trim_cut(size_t n, double *weights, bool *trimmed, double lower, double upper, size_t *outside)
{
	DD excess = dd_from(0);

	*outside = 0;
	for (size_t i = 0; i < n; i++)
	{
		double cut = fmax(lower, fmin(upper, weights[i]));

		if (cut == weights[i])
			continue;
		excess = dd_add_double(excess, weights[i] - cut);
		weights[i] = cut;
		trimmed[i] = true;
		(*outside)++;
	}
	return excess;
}

SvyStatus
weighting_trim_round(size_t n, double *weights, bool *trimmed, double lower, double upper,
					 bool proportional, size_t *outside)
{
	double excess = dd_value(trim_cut(n, weights, trimmed, lower, upper, outside));
	DD carrier_sum = dd_from(0);
	size_t carriers = 0;

	if (*outside == 0)
		return SVY_OK;
	for (size_t i = 0; i < n; i++)
		if (!trimmed[i])
		{
			carriers++;
			carrier_sum = dd_add_double(carrier_sum, weights[i]);
		}
	if (carriers == 0 || (proportional && !(dd_value(carrier_sum) > 0)))
		return excess == 0 ? SVY_OK : SVY_INFEASIBLE;
	for (size_t i = 0; i < n; i++)
		if (!trimmed[i])
			weights[i] += proportional ? weights[i] * (excess / dd_value(carrier_sum))
									   : excess / (double) carriers;
	return SVY_OK;
}

/* ---- what weights look like ---- */

void
weighting_summary_add(WeightingSummary *summary, double weight)
{
	if (weight == 0)
		return;
	if (summary->n == 0 || weight < summary->min)
		summary->min = weight;
	if (summary->n == 0 || weight > summary->max)
		summary->max = weight;
	summary->n++;
	summary->sum = dd_add_double(summary->sum, weight);
	summary->sum_squares = dd_add(summary->sum_squares, dd_two_prod(weight, weight));
}

double
weighting_kish_n(const WeightingSummary *summary)
{
	double sum = dd_value(summary->sum);
	double squares = dd_value(summary->sum_squares);

	/* squares of tiny weights may vanish */
	return squares > 0 ? sum / squares * sum : NAN;
}

double
weighting_kish_deff(const WeightingSummary *summary)
{
	return (double) summary->n / weighting_kish_n(summary);
}

double
weighting_cv(const WeightingSummary *summary)
{
	double n = (double) summary->n;
	double mean = dd_value(summary->sum) / n;
	double squares;

	if (summary->n < 1)
		return NAN;
	squares = dd_value(
		dd_sub(summary->sum_squares, dd_div(dd_mul(summary->sum, summary->sum), dd_from(n))));
	return sqrt(fmax(squares, 0) / n) / mean;
}

double
weighting_quantile(const double *sorted, size_t n, double p)
{
	double at;
	size_t below;

	if (n == 0)
		return NAN;
	at = (double) (n - 1) * p;
	below = (size_t) at;
	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (at - (double) below) * (sorted[below + 1] - sorted[below]);
}
