/*
 * columntest.c
 *	  Tests between the columns of a banner table, by house convention.
 *
 * doc/tests.md has every formula with its source.
 */
#include "kernel/stats/columntest.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/stats/distribution.h"

/*
 * Shares, bases and variances that ought to be 0 can come out as rounding
 * noise of this relative size; dividing by them would make up significance.
 */
#define NOISE 1e-12

/* askia: both columns need this many expected respondents in the row */
#define ASKIA_MIN_EXPECTED 5.0

/* spss: a column needs this base */
#define SPSS_MIN_BASE 2.0

/* a column as the formulas see it */
typedef struct Side
{
	double w;
	double e;		 /* base in use: effective, askia: weighted */
	double estimate; /* share or mean */
	double variance; /* means: of y, by this column alone */
	double ss;
	double w2;
} Side;

/* what the two sides share, and the row's pooled variance if it has one */
typedef struct Common
{
	double e;		 /* effective base of the overlap */
	double share;	 /* of the row's category in the overlap */
	double variance; /* spss means: pooled over all columns; else NaN */
	double df;
} Common;

static const Common NOTHING_COMMON = {0.0, 0.0, NAN, NAN};

double
columntest_effective(double w, double w2)
{
	return w > 0 && w2 > 0 ? w / w2 * w : 0.0;
}

static ColumnTest
not_tested(ColumnReason reason)
{
	return (ColumnTest){reason, NAN, NAN, NAN, NAN, NAN, NAN, 0};
}

/* all but the p-value */
static ColumnTest
contrast(double difference, double variance, double df)
{
	ColumnTest test = not_tested(COLUMNTEST_BAD_INPUT);

	if (!isfinite(difference) || !isfinite(variance) || isnan(df))
		return test;
	if (df <= 0)
		return not_tested(COLUMNTEST_NO_DF);
	if (variance <= 0)
		return not_tested(COLUMNTEST_NO_VARIANCE);

	test.std_error = sqrt(variance);
	test.statistic = difference / test.std_error;
	if (!isfinite(test.statistic))
		return not_tested(COLUMNTEST_NO_VARIANCE);
	test.reason = COLUMNTEST_TESTED;
	test.difference = difference;
	test.df = df;
	return test;
}

static void
add_p(ColumnTest *test)
{
	if (test->reason != COLUMNTEST_TESTED)
		return;
	test->p = svy_t_two_sided(test->statistic, test->df);
	test->p_adjusted = test->p;
	if (!(test->p >= 0 && test->p <= 1)) /* df next to nothing */
		*test = not_tested(COLUMNTEST_NO_DF);
}

static ColumnTest
with_p(ColumnTest test)
{
	add_p(&test);
	return test;
}

ColumnTest
columntest_contrast(double difference, double variance, double df)
{
	return with_p(contrast(difference, variance, df));
}

static bool
column_valid(ColumnMeasure measure, const ColumnCell *cell)
{
	if (!(cell->n >= 0 && isfinite(cell->n) && cell->w >= 0 && isfinite(cell->w) && cell->w2 >= 0 &&
		  isfinite(cell->w2)))
		return false;
	if (measure == COLUMNTEST_MEAN)
		return isfinite(cell->mean) && cell->ss >= 0 && isfinite(cell->ss);
	return cell->r >= 0 && cell->r <= cell->w * (1 + 1e-9);
}

/* the share or mean of a valid cell; 0 for an empty base */
static double
cell_estimate(ColumnMeasure measure, const ColumnCell *cell)
{
	if (measure == COLUMNTEST_MEAN)
		return cell->mean;
	return cell->w > 0 ? fmin(cell->r / cell->w, 1.0) : 0.0;
}

/* false when the base is too small for the arithmetic */
static bool
side_of(ColumnConvention convention, ColumnMeasure measure, const ColumnCell *cell, Side *side)
{
	double divisor;

	side->w = cell->w;
	side->w2 = cell->w2;
	side->ss = cell->ss;
	side->e = convention == COLUMNTEST_ASKIA ? cell->w : columntest_effective(cell->w, cell->w2);
	side->estimate = cell_estimate(measure, cell);
	side->variance = 0;
	if (!(side->e > 0) || !isfinite(side->e))
		return false;
	if (measure == COLUMNTEST_PROPORTION)
		return true;

	/* n - 1 in the unweighted case: W - 1 for weights as counts, else W - q/W */
	divisor = cell->w - (convention == COLUMNTEST_ASKIA ? 1.0 : cell->w / side->e);
	if (cell->n < 2 || !(divisor > NOISE * cell->w))
		return false;
	side->variance = cell->ss / divisor;
	return true;
}

/*
 * 1/e1 + 1/e2 - 2 e0/(e1 e2): what the common variance is multiplied by.  0
 * when the columns are the same respondents.
 */
static double
base_factor(const Side *a, const Side *b, double e0)
{
	double apart = 1 / a->e + 1 / b->e;
	double factor = apart - 2 * e0 / a->e / b->e;

	return factor > NOISE * apart ? factor : 0.0;
}

static ColumnTest
proportions(ColumnConvention convention, const Side *a, const Side *b, const Common *common)
{
	double difference = a->estimate - b->estimate;
	double own_a = a->estimate * (1 - a->estimate);
	double own_b = b->estimate * (1 - b->estimate);
	double pooled;
	double apart;
	double both;

	switch (convention)
	{
		case COLUMNTEST_SPSS:
			pooled = (a->estimate * a->e + b->estimate * b->e) / (a->e + b->e);
			return contrast(difference, pooled * (1 - pooled) * base_factor(a, b, common->e),
							INFINITY);
		case COLUMNTEST_DIMENSIONS:
			pooled = (a->estimate * a->w + b->estimate * b->w) / (a->w + b->w);
			return contrast(difference, pooled * (1 - pooled) * base_factor(a, b, common->e),
							a->e + b->e - common->e - 2);
		case COLUMNTEST_CRUNCH:
			apart = own_a / a->e + own_b / b->e;
			both = 2 * common->e / a->e / b->e * common->share * (1 - common->share);
			return contrast(difference, apart - both > NOISE * apart ? apart - both : 0.0,
							a->e + b->e - common->e - 2);
		case COLUMNTEST_ASKIA:
			return contrast(difference, own_a / a->e + own_b / b->e, INFINITY);
		case COLUMNTEST_NONE:
		case COLUMNTEST_DESIGN:
			break;
	}
	return not_tested(COLUMNTEST_NOT_COMPARED);
}

/* Welch's degrees of freedom (1947) */
static double
welch_df(const Side *a, const Side *b)
{
	double part_a = a->variance / a->e;
	double part_b = b->variance / b->e;
	double sum = part_a + part_b;

	if (!(sum > 0))
		return NAN;
	part_a /= sum;
	part_b /= sum;
	return 1 / (part_a * part_a / (a->e - 1) + part_b * part_b / (b->e - 1));
}

static ColumnTest
means(ColumnConvention convention, const Side *a, const Side *b, const Common *common)
{
	double difference = a->estimate - b->estimate;
	double apart = a->variance / a->e + b->variance / b->e;
	double df = a->e + b->e - common->e - 2;
	double pooled;

	if (!(a->variance + b->variance > 0) && !(common->variance > 0))
		return not_tested(COLUMNTEST_NO_VARIANCE);
	switch (convention)
	{
		case COLUMNTEST_SPSS:
			pooled = common->variance;
			if (isnan(pooled))
				pooled = (a->variance * (a->e - 1) + b->variance * (b->e - 1)) / (a->e + b->e - 2);
			else
				df = common->df;
			return contrast(difference, pooled * base_factor(a, b, common->e), df);
		case COLUMNTEST_DIMENSIONS:
			pooled = (a->ss + b->ss) / (a->w - a->w2 / a->w + b->w - b->w2 / b->w);
			return contrast(difference, pooled * base_factor(a, b, common->e), df);
		case COLUMNTEST_CRUNCH:
			return contrast(difference, apart, welch_df(a, b));
		case COLUMNTEST_ASKIA:
			return contrast(difference, apart, INFINITY);
		case COLUMNTEST_NONE:
		case COLUMNTEST_DESIGN:
			break;
	}
	return not_tested(COLUMNTEST_NOT_COMPARED);
}

static ColumnTest
two_sides(ColumnConvention convention, ColumnMeasure measure, const Side *a, const Side *b,
		  const Common *common)
{
	if (convention == COLUMNTEST_DIMENSIONS && a->estimate == b->estimate)
		return not_tested(COLUMNTEST_EQUAL);
	return measure == COLUMNTEST_MEAN ? means(convention, a, b, common)
									  : proportions(convention, a, b, common);
}

/*
 * spss: the variance of all columns of the group together, which the pairs of
 * ordinary categorical columns share (MEANSVARIANCE=ALLCATS).
 */
static void
pool_group(const ColumnRow *row, int group, Common *common)
{
	double sum = 0;
	double df = 0;
	Side side;

	for (int i = 0; i < row->columns; i++)
	{
		const ColumnCell *cell = &row->cells[i];

		if (cell->group != group || !column_valid(row->measure, cell) ||
			!side_of(row->convention, row->measure, cell, &side))
			continue;
		sum += side.variance * (side.e - 1);
		df += side.e - 1;
	}
	if (df > 0)
	{
		common->variance = sum / df;
		common->df = df;
	}
}

static bool
overlap_valid(const ColumnOverlap *overlap)
{
	return overlap->w >= 0 && isfinite(overlap->w) && overlap->w2 >= 0 && isfinite(overlap->w2) &&
		   overlap->r >= 0 && overlap->r <= overlap->w * (1 + 1e-9);
}

/* spss leaves a share of 0 or 1 and a base below 2 out of all its row's tests */
static ColumnReason
spss_reason(ColumnMeasure measure, const Side *side)
{
	if (side->e < SPSS_MIN_BASE)
		return COLUMNTEST_SMALL_BASE;
	if (measure == COLUMNTEST_PROPORTION &&
		(side->estimate <= NOISE || side->estimate >= 1 - NOISE))
		return COLUMNTEST_EXTREME_SHARE;
	return COLUMNTEST_TESTED;
}

/* askia tests only cells that would have 5 respondents if columns were alike */
static ColumnReason
askia_reason(const ColumnRow *row, int column)
{
	const ColumnCell *cell = &row->cells[column];
	double r = 0;
	double w = 0;

	if (row->measure == COLUMNTEST_MEAN)
		return COLUMNTEST_TESTED;
	if (row->total)
	{
		r = row->total->r;
		w = row->total->w;
	}
	else
		for (int i = 0; i < row->columns; i++)
			if (row->cells[i].group == cell->group)
			{
				r += row->cells[i].r;
				w += row->cells[i].w;
			}
	return w > 0 && r / w * cell->w >= ASKIA_MIN_EXPECTED ? COLUMNTEST_TESTED
														  : COLUMNTEST_SMALL_EXPECTED;
}

/*
 * Two shares under a design.  The linearised variance V of their difference is
 * too small where a share is near 0 or 1 on a small base, and 0 where it is 0: the
 * estimated share stands in for the true one.  So V only says by how much the
 * design differs from respondents drawn one by one: V over the variance U that
 * these would give with the same shares.  How much respondents differ is what the
 * pooled share P says, as where there is no difference: P(1 - P) Fn V/U, Fn the sum
 * of squares of what each respondent adds to the difference.  It is not below
 * what the weights alone make of it, P(1 - P) Fe.  Respondents of both columns add
 * the difference of what they add to each.
 *
 * doc/tests.md has the sizes of this test and of others, bench/letters simulates
 * them.
 */
typedef struct Shares
{
	const ColumnCell *a;
	const ColumnCell *b;
	ColumnOverlap both;
	double share_a;
	double share_b;
} Shares;

/* share of those in one part of a column, which may be nobody */
static double
part_share(double r, double w)
{
	return w > 0 ? fmin(fmax(r / w, 0.0), 1.0) : 0.0;
}

/* what squares of a / all_a, b / all_b and, of those in both, of their difference add up to */
static double
squares(double a, double b, double both, double all_a, double all_b)
{
	double apart = a / all_a / all_a + b / all_b / all_b;
	double apart_only = fmax(a - both, 0.0) / all_a / all_a + fmax(b - both, 0.0) / all_b / all_b;
	double factor = apart_only + both * (1 / all_a - 1 / all_b) * (1 / all_a - 1 / all_b);

	return factor > NOISE * apart ? factor : 0.0;
}

/* P (1 - P) of both columns together, and where it is larger of those in one of them alone */
static double
pooled_spread(const Shares *s)
{
	double only_a = s->a->w - s->both.w;
	double only_b = s->b->w - s->both.w;
	double r = s->a->r + s->b->r - s->both.r;
	double share = part_share(r, s->a->w + s->b->w - s->both.w);
	double spread = share * (1 - share);

	/* columns can be alike where those in both are not as the others */
	if (s->both.w > 0 && only_a > NOISE * s->a->w && only_b > NOISE * s->b->w)
	{
		share = part_share(r - s->both.r, only_a + only_b);
		spread = fmax(spread, share * (1 - share));
	}
	return spread;
}

/* the variance of the difference if respondents were drawn one by one, from estimated shares */
static double
unpooled_variance(const Shares *s)
{
	double pa = s->share_a;
	double pb = s->share_b;
	double na = s->a->n;
	double nb = s->b->n;
	double only_a = part_share(s->a->r - s->both.r, s->a->w - s->both.w);
	double only_b = part_share(s->b->r - s->both.r, s->b->w - s->both.w);
	double both = part_share(s->both.r, s->both.w);
	double yes = (1 - pa) / na - (1 - pb) / nb;
	double no = pa / na - pb / nb;

	return fmax(na - s->both.n, 0.0) / na / na * (only_a * (1 - 2 * pa) + pa * pa) +
		   fmax(nb - s->both.n, 0.0) / nb / nb * (only_b * (1 - 2 * pb) + pb * pb) +
		   s->both.n * (both * yes * yes + (1 - both) * no * no);
}

/* cells are valid and not empty; without the p-value */
static ColumnTest
design_shares(const ColumnCell *a, const ColumnCell *b, const ColumnOverlap *overlap,
			  double variance, double df)
{
	Shares s = {.a = a,
				.b = b,
				.share_a = cell_estimate(COLUMNTEST_PROPORTION, a),
				.share_b = cell_estimate(COLUMNTEST_PROPORTION, b)};
	double by_design;
	double by_weights;
	double unpooled;
	double effect = 1;

	if (isnan(variance) || !(a->n > 0) || !(b->n > 0))
		return not_tested(COLUMNTEST_BAD_INPUT);
	if ((s.share_a <= NOISE && s.share_b <= NOISE) ||
		(s.share_a >= 1 - NOISE && s.share_b >= 1 - NOISE))
		return not_tested(COLUMNTEST_EXTREME_SHARE);
	if (overlap)
		s.both = *overlap;
	by_design = squares(a->n, b->n, s.both.n, a->n, b->n);
	by_weights = squares(a->w2, b->w2, s.both.w2, a->w, b->w);
	if (!(by_weights > 0))
		return not_tested(COLUMNTEST_NO_VARIANCE); /* the same respondents */
	unpooled = unpooled_variance(&s);
	if (unpooled > NOISE * (1 / a->n + 1 / b->n))
		effect = variance / unpooled;
	return contrast(s.share_a - s.share_b, pooled_spread(&s) * fmax(by_design * effect, by_weights),
					df);
}

static ColumnTest
design_pair(const ColumnRow *row, int a, int b)
{
	size_t k = (size_t) row->columns;
	double var_a = row->covariance[a * k + a];
	double var_b = row->covariance[b * k + b];
	double variance = var_a + var_b - row->covariance[a * k + b] - row->covariance[b * k + a];
	const ColumnCell *cell_a = &row->cells[a];
	const ColumnCell *cell_b = &row->cells[b];
	const ColumnOverlap *overlap = row->overlaps ? &row->overlaps[a * k + b] : NULL;
	double df = row->df;

	if (!(variance > NOISE * (var_a + var_b)) && !isnan(variance))
		variance = 0;
	/* the fewest clusters are what the variance is as uncertain as */
	if (row->dfs)
		df = fmin(df, fmin(row->dfs[a], row->dfs[b]));
	if (row->measure == COLUMNTEST_MEAN)
		return contrast(cell_a->mean - cell_b->mean, variance, df);
	if (overlap && !overlap_valid(overlap))
		return not_tested(COLUMNTEST_BAD_INPUT);
	return design_shares(cell_a, cell_b, overlap, variance, df);
}

/* a column's own obstacle to being tested, with its side when there is none */
static ColumnReason
column_reason(const ColumnRow *row, int column, Side *side)
{
	if (!column_valid(row->measure, &row->cells[column]))
		return COLUMNTEST_BAD_INPUT;
	if (!side_of(row->convention, row->measure, &row->cells[column], side))
		return COLUMNTEST_SMALL_BASE;
	if (row->convention == COLUMNTEST_SPSS)
		return spss_reason(row->measure, side);
	if (row->convention == COLUMNTEST_ASKIA)
		return askia_reason(row, column);
	return COLUMNTEST_TESTED;
}

/* common comes with the group's pooled variance; without the p-value */
static ColumnTest
pair_of(const ColumnRow *row, int a, int b, Common common)
{
	const ColumnCell *cell_a = &row->cells[a];
	const ColumnCell *cell_b = &row->cells[b];
	const ColumnOverlap *overlap = NULL;
	Side side_a;
	Side side_b;
	ColumnReason reason;

	if (row->convention == COLUMNTEST_NONE || cell_a->group < 0 || cell_a->group != cell_b->group)
		return not_tested(COLUMNTEST_NOT_COMPARED);
	if (row->convention == COLUMNTEST_DESIGN)
	{
		if (!column_valid(row->measure, cell_a) || !column_valid(row->measure, cell_b))
			return not_tested(COLUMNTEST_BAD_INPUT);
		return cell_a->w > 0 && cell_b->w > 0 ? design_pair(row, a, b)
											  : not_tested(COLUMNTEST_SMALL_BASE);
	}

	reason = column_reason(row, a, &side_a);
	if (reason == COLUMNTEST_TESTED)
		reason = column_reason(row, b, &side_b);
	if (reason != COLUMNTEST_TESTED)
		return not_tested(reason);

	if (row->overlaps && row->convention != COLUMNTEST_ASKIA)
		overlap = &row->overlaps[(size_t) a * (size_t) row->columns + (size_t) b];
	if (overlap)
	{
		if (!overlap_valid(overlap))
			return not_tested(COLUMNTEST_BAD_INPUT);
		common.e = columntest_effective(overlap->w, overlap->w2);
		common.share = overlap->w > 0 ? fmin(overlap->r / overlap->w, 1.0) : 0.0;
	}
	return two_sides(row->convention, row->measure, &side_a, &side_b, &common);
}

/* spss: multiple-response columns always use the variance of the two compared */
static Common
row_common(const ColumnRow *row, int group)
{
	Common common = NOTHING_COMMON;

	if (row->convention == COLUMNTEST_SPSS && row->measure == COLUMNTEST_MEAN && !row->overlaps)
		pool_group(row, group, &common);
	return common;
}

ColumnTest
columntest_pair(const ColumnRow *row, int a, int b)
{
	return with_p(pair_of(row, a, b, row_common(row, row->cells[a].group)));
}

/* all respondents of the total who are not in the part */
static ColumnReason
rest_of(ColumnMeasure measure, const ColumnCell *part, const ColumnCell *total, ColumnCell *rest)
{
	if (!column_valid(measure, part) || !column_valid(measure, total))
		return COLUMNTEST_BAD_INPUT;
	*rest = *total;
	rest->n -= part->n;
	rest->w -= part->w;
	rest->w2 -= part->w2;
	if (rest->n < 0 || !(rest->w > NOISE * total->w) || !(rest->w2 > NOISE * total->w2) ||
		!(part->w > 0))
		return COLUMNTEST_SMALL_BASE;
	rest->r = total->r - part->r;
	/* under negative weights a share may lie outside of 0 to 1 */
	if (rest->r < -1e-9 * total->w || rest->r > rest->w + 1e-9 * total->w)
		return COLUMNTEST_BAD_INPUT;
	rest->r = fmin(fmax(rest->r, 0.0), rest->w);
	/* the total adds up in another order than its parts */
	if (rest->r <= NOISE * total->r)
		rest->r = 0;
	if (measure == COLUMNTEST_MEAN)
	{
		rest->mean = total->mean + (total->mean - part->mean) * (part->w / rest->w);
		rest->ss = fmax(total->ss - part->ss -
							part->w * rest->w / total->w * (part->mean - rest->mean) *
								(part->mean - rest->mean),
						0.0);
	}
	return column_valid(measure, rest) ? COLUMNTEST_TESTED : COLUMNTEST_BAD_INPUT;
}

ColumnTest
columntest_rest(ColumnConvention convention, ColumnMeasure measure, const ColumnCell *part,
				const ColumnCell *total)
{
	ColumnCell rest;
	Side side_part;
	Side side_rest;
	ColumnReason reason;

	if (convention == COLUMNTEST_NONE || convention == COLUMNTEST_DESIGN)
		return not_tested(COLUMNTEST_NOT_COMPARED);
	reason = rest_of(measure, part, total, &rest);
	if (reason != COLUMNTEST_TESTED)
		return not_tested(reason);
	if (!side_of(convention, measure, part, &side_part) ||
		!side_of(convention, measure, &rest, &side_rest))
		return not_tested(COLUMNTEST_SMALL_BASE);
	return with_p(two_sides(convention, measure, &side_part, &side_rest, &NOTHING_COMMON));
}

ColumnTest
columntest_shares_rest(const ColumnCell *part, const ColumnCell *total, double variance, double df)
{
	ColumnCell rest;
	ColumnReason reason = rest_of(COLUMNTEST_PROPORTION, part, total, &rest);

	return reason == COLUMNTEST_TESTED ? with_p(design_shares(part, &rest, NULL, variance, df))
									   : not_tested(reason);
}

ColumnTest
columntest_shares(const ColumnCell *a, const ColumnCell *b, const ColumnOverlap *overlap,
				  double variance, double df)
{
	if (!column_valid(COLUMNTEST_PROPORTION, a) || !column_valid(COLUMNTEST_PROPORTION, b) ||
		(overlap && !overlap_valid(overlap)))
		return not_tested(COLUMNTEST_BAD_INPUT);
	if (!(a->w > 0 && b->w > 0))
		return not_tested(COLUMNTEST_SMALL_BASE);
	return with_p(design_shares(a, b, overlap, variance, df));
}

/* sinks order[at] in a heap of the first count that has the largest p on top */
static void
sink(const ColumnTest *pairs, int *order, int at, int count)
{
	int moving = order[at];

	for (;;)
	{
		int child = 2 * at + 1;

		if (child >= count)
			break;
		if (child + 1 < count && pairs[order[child + 1]].p > pairs[order[child]].p)
			child++;
		if (!(pairs[order[child]].p > pairs[moving].p))
			break;
		order[at] = order[child];
		at = child;
	}
	order[at] = moving;
}

/* heap sort by p: qsort cannot be told about the array that order points into */
static void
sort_by_p(const ColumnTest *pairs, int *order, int count)
{
	for (int i = count / 2 - 1; i >= 0; i--)
		sink(pairs, order, i, count);
	for (int last = count - 1; last > 0; last--)
	{
		int top = order[0];

		order[0] = order[last];
		order[last] = top;
		sink(pairs, order, 0, last);
	}
}

/*
 * One family of tests, named by order.  Holm (1979) steps down from the
 * smallest p, Benjamini and Hochberg (1995) up from the largest.
 */
static void
adjust_family(ColumnAdjust adjust, ColumnTest *pairs, int *order, int count)
{
	double bound;

	if (adjust == COLUMNTEST_BONFERRONI)
		for (int i = 0; i < count; i++)
			pairs[order[i]].p_adjusted = fmin(1.0, count * pairs[order[i]].p);
	if (adjust == COLUMNTEST_BONFERRONI || adjust == COLUMNTEST_UNADJUSTED)
		return;

	sort_by_p(pairs, order, count);
	if (adjust == COLUMNTEST_HOLM)
	{
		bound = 0;
		for (int i = 0; i < count; i++)
		{
			bound = fmax(bound, (count - i) * pairs[order[i]].p);
			pairs[order[i]].p_adjusted = fmin(1.0, bound);
		}
		return;
	}
	bound = 1;
	for (int i = count - 1; i >= 0; i--)
	{
		bound = fmin(bound, (double) count / (i + 1) * pairs[order[i]].p);
		pairs[order[i]].p_adjusted = bound;
	}
}

/*
 * askia compares |z| with 1.65, 1.96 or 2.576, not with the exact quantiles;
 * as a significance level that is the p of these.
 */
double
columntest_alpha(ColumnConvention convention, double alpha)
{
	static const struct
	{
		double alpha;
		double z;
	} askia[] = {{0.10, 1.65}, {0.05, 1.96}, {0.01, 2.576}};

	if (convention == COLUMNTEST_ASKIA)
		for (int i = 0; i < 3; i++)
			if (fabs(alpha - askia[i].alpha) < 1e-9)
				return 2 * svy_normal_tail(askia[i].z);
	return alpha;
}

void
columntest_adjust(ColumnAdjust adjust, ColumnTest *tests, int *order, int count)
{
	adjust_family(adjust, tests, order, count);
}

/* quantiles are as good as this: nearer to them, the p-value decides */
#define QUANTILE_ERROR 1e-9

/* below it, p-values are not what they should be, and say so */
#define QUANTILE_MIN_DF 1.0

static void
learn_quantile(ColumnCritical *critical, double alpha, double df)
{
	if (critical->alpha != alpha)
		*critical = (ColumnCritical){.alpha = alpha, .normal = svy_normal_tail_quantile(alpha / 2)};
	if (critical->df != 0 && df >= critical->df)
		return;
	critical->df = df;
	critical->quantile = isinf(df) ? critical->normal : svy_t_tail_quantile(alpha / 2, df);
}

/* whether the statistic is significant; 0: only its p-value tells */
static int
decide(const ColumnRow *row, const ColumnTest *test, double alpha)
{
	ColumnCritical *critical = row->critical;
	double t = fabs(test->statistic);

	if (!critical || row->adjust != COLUMNTEST_UNADJUSTED || test->df < QUANTILE_MIN_DF)
		return 0;
	learn_quantile(critical, alpha, test->df);
	if (critical->quantile > 0 && t > critical->quantile * (1 + QUANTILE_ERROR))
		return 1;
	if (t <
		(test->df == critical->df ? critical->quantile : critical->normal) * (1 - QUANTILE_ERROR))
		return -1;
	return 0;
}

/* adjusts and decides the pairs of the group that starts at column first */
static void
decide_group(const ColumnRow *row, int first, ColumnTest *pairs, int *order)
{
	double alpha = columntest_alpha(row->convention, row->alpha);
	int group = row->cells[first].group;
	int count = 0;

	for (int a = first; a < row->columns; a++)
		for (int b = a + 1; row->cells[a].group == group && b < row->columns; b++)
		{
			size_t at = columntest_pair_at(row->columns, a, b);
			int decision;

			if (row->cells[b].group != group || pairs[at].reason != COLUMNTEST_TESTED)
				continue;
			decision = decide(row, &pairs[at], alpha);
			if (decision > 0)
				pairs[at].higher = pairs[at].difference > 0 ? 1 : -1;
			if (decision == 0)
				add_p(&pairs[at]);
			if (decision == 0 && pairs[at].reason == COLUMNTEST_TESTED)
				order[count++] = (int) at;
		}
	adjust_family(row->adjust, pairs, order, count);
	for (int i = 0; i < count; i++)
	{
		ColumnTest *test = &pairs[order[i]];

		if (test->p_adjusted < alpha)
			test->higher = test->difference > 0 ? 1 : -1;
	}
}

SvyStatus
columntest_row(const ColumnRow *row, ColumnTest *pairs, int *order)
{
	if (row->columns < 0 || row->columns > COLUMNTEST_MAX_COLUMNS ||
		!(row->alpha > 0 && row->alpha < 1) ||
		(row->convention == COLUMNTEST_DESIGN && !row->covariance))
		return SVY_BAD_ARGUMENT;

	for (int a = 0; a < row->columns; a++)
	{
		Common common = row_common(row, row->cells[a].group);

		for (int b = a + 1; b < row->columns; b++)
			pairs[columntest_pair_at(row->columns, a, b)] = pair_of(row, a, b, common);
	}
	for (int a = 0; a < row->columns; a++)
	{
		bool first = row->cells[a].group >= 0;

		for (int before = 0; before < a && first; before++)
			first = row->cells[before].group != row->cells[a].group;
		if (first)
			decide_group(row, a, pairs, order);
	}
	return SVY_OK;
}

int
columntest_higher(int columns, const ColumnTest *pairs, int a, int b)
{
	if (a == b)
		return 0;
	return a < b ? pairs[columntest_pair_at(columns, a, b)].higher
				 : -pairs[columntest_pair_at(columns, b, a)].higher;
}

double
columntest_p(int columns, const ColumnTest *pairs, int a, int b, int adjusted)
{
	const ColumnTest *test;

	if (a == b)
		return NAN;
	test = &pairs[columntest_pair_at(columns, a < b ? a : b, a < b ? b : a)];
	return adjusted ? test->p_adjusted : test->p;
}

void
columntest_letter(int index, char letter[COLUMNTEST_LETTER_SIZE])
{
	char reversed[COLUMNTEST_LETTER_SIZE];
	int length = 0;

	/* base 26 without a zero: after Z comes AA */
	for (long rest = (long) index + 1; rest > 0; rest = (rest - 1) / 26)
		reversed[length++] = (char) ('A' + (rest - 1) % 26);
	for (int i = 0; i < length; i++)
		letter[i] = reversed[length - 1 - i];
	letter[length] = '\0';
}

SvyStatus
columntest_two_levels(int columns, const ColumnTest *pairs, const ColumnTest *second, int column,
					  const int *letters, char *buffer, size_t size)
{
	size_t used = 0;
	char letter[COLUMNTEST_LETTER_SIZE];

	if (size == 0)
		return SVY_NO_SPACE;
	buffer[0] = '\0';
	for (int other = 0; other < columns; other++)
	{
		size_t length;
		bool strict = columntest_higher(columns, pairs, column, other) > 0;

		if (!strict && !(second && columntest_higher(columns, second, column, other) > 0))
			continue;
		columntest_letter(letters ? letters[other] : other, letter);
		for (char *c = letter; !strict && *c != '\0'; c++)
			*c = (char) (*c - 'A' + 'a');
		length = strlen(letter);
		if (used + (used > 0) + length + 1 > size)
			return SVY_NO_SPACE;
		if (used > 0)
			buffer[used++] = ' ';
		memcpy(buffer + used, letter, length + 1);
		used += length;
	}
	return SVY_OK;
}

SvyStatus
columntest_letters(int columns, const ColumnTest *pairs, int column, const int *letters,
				   char *buffer, size_t size)
{
	return columntest_two_levels(columns, pairs, NULL, column, letters, buffer, size);
}
