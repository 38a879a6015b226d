/*
 * repsum.c
 *	  replicate_summary: sums under the full weights and replicate weights.
 */
#include "kernel/base/weight.h"
#include "kernel/stats/repsum.h"

#include <math.h>
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/base/wire.h"

#define SUM_W 0
#define SUM_WY 1
#define SUM_WX 2

static int
nsums(const RepSum *s)
{
	return s->ratio ? 3 : 2;
}

size_t
repsum_size(int32_t replicates, bool ratio)
{
	if (replicates < 1 || replicates > REPSUM_MAX_REPLICATES)
		return 0;
	return sizeof(RepSum) + (size_t) (ratio ? 3 : 2) * 2 * (replicates + 1) * sizeof(double);
}

void
repsum_init(RepSum *s, int32_t replicates, bool ratio)
{
	s->replicates = replicates;
	s->ratio = ratio;
}

static double *
high_words(const RepSum *s, int sum)
{
	return (double *) s->sums + (size_t) sum * 2 * (s->replicates + 1);
}

static double *
low_words(const RepSum *s, int sum)
{
	return high_words(s, sum) + s->replicates + 1;
}

static DD
words_of(const RepSum *s, int sum, int32_t replicate)
{
	return (DD){high_words(s, sum)[replicate], low_words(s, sum)[replicate]};
}

/* a running sum, whose low word may have grown */
static DD
sum_of(const RepSum *s, int sum, int32_t replicate)
{
	DD words = words_of(s, sum, replicate);

	return dd_valid(words) ? words : dd_two_sum(words.hi, words.lo);
}

/*
 * x to a running sum: what the high word loses is gathered in the low word
 * (Neumaier 1974), which is brought in when the sum is read; that is all a
 * double-double needs while it only grows.
 */
static inline void
add_to(double *high, double *low, double x)
{
	double sum = *high + x;
	double part = sum - *high;

	*low += (*high - (sum - part)) + (x - part);
	*high = sum;
}

/*
 * A respondent under n weights, side by side; whether all weights are finite.
 * Those of replicates may be negative (American Community Survey).  Products
 * with what they lack: of values that are large beside their spread nothing
 * else would be left of a distance from their mean.
 */
KERNEL_CLONES static bool
add_respondent(int32_t n, double *restrict w_high, double *restrict w_low, double *restrict y_high,
			   double *restrict y_low, const double *restrict weights, double y)
{
	double worst = 0;

	for (int32_t i = 0; i < n; i++)
	{
		DD product = dd_two_prod(weights[i], y);

		add_to(&w_high[i], &w_low[i], weights[i]);
		add_to(&y_high[i], &y_low[i], product.hi);
		y_low[i] += product.lo;
		worst = fabs(weights[i]) <= 1e300 ? worst : -1;
	}
	return worst == 0;
}

KERNEL_CLONES static void
add_products(int32_t n, double *restrict high, double *restrict low, const double *restrict weights,
			 double factor)
{
	for (int32_t i = 0; i < n; i++)
	{
		DD product = dd_two_prod(weights[i], factor);

		add_to(&high[i], &low[i], product.hi);
		low[i] += product.lo;
	}
}

static bool
weights_valid(double weight, double least, int32_t n, const double *weights)
{
	bool valid = weight >= least && weight <= 1e300;

	for (int32_t i = 0; i < n; i++)
		valid &= fabs(weights[i]) <= 1e300;
	return valid;
}

static void
add_total(RepSum *s, int total, DD value)
{
	s->totals[total] = dd_add(s->totals[total], value);
}

SvyStatus
repsum_add(RepSum *s, double weight, const double *weights, bool has_value, double y, double x)
{
	DD wy = dd_two_prod(weight, y);
	DD wx = dd_two_prod(weight, x);
	double *w_high = high_words(s, SUM_W);
	double *w_low = low_words(s, SUM_W);
	double *y_high = high_words(s, SUM_WY);
	double *y_low = low_words(s, SUM_WY);
	double least = s->negative ? -1e300 : 0;

	s->rows += weight_counts(weight);
	if (!has_value)
		return weights_valid(weight, least, s->replicates, weights) ? SVY_OK : SVY_BAD_WEIGHT;
	if (!isfinite(y) || (s->ratio && !isfinite(x)))
		return SVY_BAD_VALUE;
	if (!(weight >= least) || !add_respondent(1, w_high, w_low, y_high, y_low, &weight, y) ||
		!add_respondent(s->replicates, w_high + 1, w_low + 1, y_high + 1, y_low + 1, weights, y))
		return SVY_BAD_WEIGHT;
	s->n += weight_counts(weight);
	add_total(s, TOTAL_WW, dd_two_prod(weight, weight));
	add_total(s, TOTAL_WYY, dd_mul_double(wy, y));
	if (s->ratio)
	{
		add_products(1, high_words(s, SUM_WX), low_words(s, SUM_WX), &weight, x);
		add_products(s->replicates, high_words(s, SUM_WX) + 1, low_words(s, SUM_WX) + 1, weights,
					 x);
		add_total(s, TOTAL_WXY, dd_mul_double(wx, y));
		add_total(s, TOTAL_WXX, dd_mul_double(wx, x));
	}
	return isfinite(s->totals[TOTAL_WYY].lo + s->totals[TOTAL_WW].lo + s->totals[TOTAL_WXX].lo)
			   ? SVY_OK
			   : SVY_OVERFLOW;
}

SvyStatus
repsum_merge(RepSum *into, const RepSum *from)
{
	bool finite = true;

	if (into->replicates != from->replicates || into->ratio != from->ratio)
		return SVY_BAD_ARGUMENT;
	for (int k = 0; k < nsums(into); k++)
		for (int32_t r = 0; r <= into->replicates; r++)
		{
			DD sum = dd_add(sum_of(into, k, r), sum_of(from, k, r));

			high_words(into, k)[r] = sum.hi;
			low_words(into, k)[r] = sum.lo;
			finite &= isfinite(sum.lo) != 0;
		}
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		add_total(into, k, from->totals[k]);
	into->negative |= from->negative;
	into->rows += from->rows;
	into->n += from->n;
	return finite ? SVY_OK : SVY_OVERFLOW;
}

static double
quotient(DD a, DD b)
{
	return b.hi != 0 ? dd_value(dd_div(a, b)) : NAN;
}

/* of the full weights (0) or a replicate */
static DD
statistic_under(const RepSum *s, SummaryStatistic statistic, int32_t r)
{
	DD above = sum_of(s, SUM_WY, r);
	DD below;

	if (statistic == STATISTIC_TOTAL)
		return above;
	below = sum_of(s, statistic == STATISTIC_RATIO ? SUM_WX : SUM_W, r);
	return below.hi != 0 ? dd_div(above, below) : dd_from(NAN);
}

double
repsum_point(const RepSum *s, SummaryStatistic statistic)
{
	return s->n == 0 ? NAN : dd_value(statistic_under(s, statistic, 0));
}

void
repsum_theta(const RepSum *s, SummaryStatistic statistic, double origin, double *theta)
{
	for (int32_t r = 0; r <= s->replicates; r++)
	{
		DD value = statistic_under(s, statistic, r);

		/* which infinite ones are not near to */
		theta[r] = isfinite(value.hi) && isfinite(origin) ? dd_value(dd_sub(value, dd_from(origin)))
														  : value.hi;
	}
	if (s->n == 0)
		theta[0] = NAN;
}

void
repsum_share(const RepSum *part, const RepSum *whole, SummaryStatistic statistic, double *theta)
{
	for (int32_t r = 0; r <= whole->replicates; r++)
	{
		DD count = part ? sum_of(part, SUM_W, r) : (DD){0, 0};

		theta[r] = statistic == STATISTIC_TOTAL ? dd_value(count)
												: quotient(count, sum_of(whole, SUM_W, r));
	}
}

double
repsum_weight(const RepSum *s)
{
	return dd_value(sum_of(s, SUM_W, 0));
}

void
repsum_srs(const RepSum *s, const RepSum *part, SummaryStatistic statistic, SummaryEstimate *result)
{
	DD weight = sum_of(s, SUM_W, 0);
	DD wy = part ? sum_of(part, SUM_W, 0) : sum_of(s, SUM_WY, 0);
	DD wyy = part ? wy : s->totals[TOTAL_WYY];
	double n = (double) s->n;
	double scale = 1;
	DD square;

	result->srs_variance = result->srs_variance_replace = NAN;
	if (weight.hi == 0)
		return;
	square = dd_sub(wyy, dd_div(dd_mul(wy, wy), weight));
	if (statistic == STATISTIC_RATIO)
	{
		DD wx = sum_of(s, SUM_WX, 0);
		DD ratio = dd_div(wy, wx);

		square = dd_add(dd_sub(wyy, dd_mul(dd_mul_double(ratio, 2), s->totals[TOTAL_WXY])),
						dd_mul(dd_mul(ratio, ratio), s->totals[TOTAL_WXX]));
		scale = weight.hi / wx.hi * (weight.hi / wx.hi);
	}
	if (statistic == STATISTIC_TOTAL)
		scale = weight.hi * weight.hi;
	result->srs_variance_replace = scale * dd_value(dd_div(square, weight)) / (n - 1);
	result->srs_variance = result->srs_variance_replace * (1 - n / weight.hi);
}

/* ------------------------------------------------------------------ wire --- */

bool
repsum_valid(const RepSum *s, size_t size)
{
	if (repsum_size(s->replicates, s->ratio) != size || (s->ratio & ~1) || (s->negative & ~1) ||
		s->rows < 0 || s->n < 0 || s->n > s->rows || s->rows > INT64_C(1) << 52)
		return false;
	for (int k = 0; k < nsums(s); k++)
		for (int32_t r = 0; r <= s->replicates; r++)
			if (!dd_valid(words_of(s, k, r)) ||
				(k == SUM_W && r == 0 && !s->negative && words_of(s, k, r).hi < 0))
				return false;
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		if (!dd_valid(s->totals[k]))
			return false;
	return s->totals[TOTAL_WW].hi >= 0 &&
		   (s->negative || (s->totals[TOTAL_WYY].hi >= 0 && s->totals[TOTAL_WXX].hi >= 0));
}

size_t
repsum_encode(const RepSum *s, void *space)
{
	WireWriter w = {space, 0};

	wire_put_u8(&w, REPSUM_VERSION);
	wire_put_u8(&w, (uint8_t) (s->ratio | s->negative << 1));
	wire_put_i32(&w, s->replicates);
	wire_put_i64(&w, s->rows);
	wire_put_i64(&w, s->n);
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		wire_put_dd(&w, s->totals[k]);
	for (int k = 0; k < nsums(s); k++)
		for (int32_t r = 0; r <= s->replicates; r++)
			wire_put_dd(&w, sum_of(s, k, r));
	return w.size;
}

static bool
get_repsum_shape(WireReader *r, RepSum *shape)
{
	uint8_t flags;

	if (wire_get_u8(r) != REPSUM_VERSION)
		return false;
	flags = wire_get_u8(r);
	shape->ratio = flags & 1;
	shape->negative = flags >> 1;
	shape->replicates = wire_get_i32(r);
	return !r->bad && flags <= 3 && repsum_size(shape->replicates, shape->ratio) > 0 &&
		   (size_t) shape->replicates < wire_left(r);
}

size_t
repsum_decode_size(const void *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);
	RepSum shape;

	return get_repsum_shape(&r, &shape) ? repsum_size(shape.replicates, shape.ratio) : 0;
}

bool
repsum_decode(RepSum *into, size_t into_size, const void *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);

	if (!get_repsum_shape(&r, into) || repsum_size(into->replicates, into->ratio) != into_size)
		return false;
	into->rows = wire_get_i64(&r);
	into->n = wire_get_i64(&r);
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		into->totals[k] = wire_get_dd(&r);
	for (int k = 0; k < nsums(into); k++)
		for (int32_t i = 0; i <= into->replicates; i++)
		{
			DD sum = wire_get_dd(&r);

			high_words(into, k)[i] = sum.hi;
			low_words(into, k)[i] = sum.lo;
		}
	return wire_done(&r) && repsum_valid(into, into_size);
}

/* ------------------------------------------------------------------ rank --- */

/* lines that a row goes to */
#define SPREAD 8

int64_t
sketch_lines(int32_t columns)
{
	return (int64_t) SKETCH_LINES * columns + 16;
}

static uint64_t
hash_row(int32_t columns, const double *row)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);

	for (int32_t i = 0; i < columns; i++)
	{
		uint64_t bits;

		memcpy(&bits, &row[i], sizeof(bits));
		hash = (hash ^ bits) * UINT64_C(0xbf58476d1ce4e5b9);
		hash ^= hash >> 29;
	}
	return hash;
}

KERNEL_CLONES static void
add_scaled(int32_t n, double *restrict line, const double *restrict row, double factor)
{
	for (int32_t i = 0; i < n; i++)
		line[i] += factor * row[i];
}

void
sketch_add(double *sketch, int32_t columns, const double *row)
{
	uint64_t state = hash_row(columns, row);
	int64_t lines = sketch_lines(columns);

	for (int k = 0; k < SPREAD; k++)
	{
		uint64_t at;

		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		at = (state >> 33) % (uint64_t) lines;
		add_scaled(columns, sketch + at * columns, row, state >> 63 ? -1 : 1);
	}
}

/* columns that are worked on at once, and columns of the basis that they are freed of at once */
#define RANK_BLOCK SKETCH_BLOCK
#define RANK_TILE 64

/*
 * Takes out of the columns from "at" what lies along "n" columns of the basis
 * from "basis".  Line by line: a column alone would touch a line of the cache
 * for each number.
 */
KERNEL_CLONES static void
project_out(double *sketch, int64_t lines, int32_t columns, int32_t basis, int32_t n, int32_t at,
			int32_t width)
{
	double dots[RANK_TILE][RANK_BLOCK] = {{0}};

	for (int64_t i = 0; i < lines; i++)
	{
		const double *q = sketch + i * columns + basis;
		double b[RANK_BLOCK] = {0};

		memcpy(b, sketch + i * columns + at, sizeof(double) * (size_t) width);
		for (int32_t k = 0; k < n; k++)
			for (int32_t j = 0; j < RANK_BLOCK; j++)
				dots[k][j] += q[k] * b[j];
	}
	for (int64_t i = 0; i < lines; i++)
	{
		const double *q = sketch + i * columns + basis;
		double b[RANK_BLOCK] = {0};

		memcpy(b, sketch + i * columns + at, sizeof(double) * (size_t) width);
		for (int32_t k = 0; k < n; k++)
			for (int32_t j = 0; j < RANK_BLOCK; j++)
				b[j] -= dots[k][j] * q[k];
		memcpy(sketch + i * columns + at, b, sizeof(double) * (size_t) width);
	}
}

static double
column_squares(const double *sketch, int64_t lines, int32_t columns, int32_t j)
{
	double sum = 0;

	for (int64_t i = 0; i < lines; i++)
		sum += sketch[i * columns + j] * sketch[i * columns + j];
	return sum;
}

/*
 * Gram-Schmidt, twice, as R's dqrdc2 judges columns: by what is left of their
 * norm.  The first columns hold the orthonormal basis found so far.
 */
int32_t
sketch_rank_part(double *sketch, int32_t columns, int32_t first, int32_t rank)
{
	int64_t lines = sketch_lines(columns);
	int32_t width = columns - first < RANK_BLOCK ? columns - first : RANK_BLOCK;
	double before[RANK_BLOCK];
	int32_t known = rank; /* of the basis, when the block began */

	for (int32_t j = 0; j < width; j++)
		before[j] = column_squares(sketch, lines, columns, first + j);
	for (int pass = 0; pass < 2; pass++)
		for (int32_t k = 0; k < known; k += RANK_TILE)
			project_out(sketch, lines, columns, k, known - k < RANK_TILE ? known - k : RANK_TILE,
						first, width);
	for (int32_t j = 0; j < width; j++)
	{
		double after;
		double scale;

		for (int pass = 0; pass < 2 && rank > known; pass++)
			project_out(sketch, lines, columns, known, rank - known, first + j, 1);
		after = column_squares(sketch, lines, columns, first + j);
		if (!(after > 1e-10 * before[j]))
			continue;
		scale = 1 / sqrt(after);
		for (int64_t i = 0; i < lines; i++)
			sketch[i * columns + rank] = sketch[i * columns + first + j] * scale;
		rank++;
	}
	return rank;
}

static double
dot_product(int32_t n, const double *a, const double *b)
{
	double sum = 0;

	for (int32_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

int32_t
rank_add(double *basis, int32_t rank, int32_t most, int32_t columns, const double *row)
{
	double before = dot_product(columns, row, row);
	double *left;
	double after;

	if (rank == most)
		return rank;
	left = basis + (int64_t) rank * columns;
	memcpy(left, row, sizeof(double) * (size_t) columns);
	for (int pass = 0; pass < 2; pass++)
		for (int32_t k = 0; k < rank; k++)
			add_scaled(columns, left, basis + (int64_t) k * columns,
					   -dot_product(columns, left, basis + (int64_t) k * columns));
	after = dot_product(columns, left, left);
	if (!(after > 1e-10 * before))
		return rank;
	for (int32_t i = 0; i < columns; i++)
		left[i] /= sqrt(after);
	return rank + 1;
}
