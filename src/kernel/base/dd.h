/*
 * dd.h
 *	  Double-double sums: the unevaluated sum hi + lo of two doubles, about
 *	  106 bits.
 *
 * Sums of weights must print the same digits whatever plan adds them up.  As
 * long as all addends lie within 2^106 / rows of each other, which is true of
 * any real survey, every addition here is exact, so that the order of rows,
 * workers and merges cannot matter; beyond that the error is 2^-104 relative.
 *
 * TwoSum: Knuth, TAOCP 2, 4.2.2; TwoProd: Dekker (1971), with Veltkamp's
 * split rather than fma(), which is a slow library call on plain x86-64;
 * sums of pairs: Hida, Li and Bailey (2001).  Must be compiled without
 * contraction and without fast-math.
 */
#ifndef KERNEL_BASE_DD_H
#define KERNEL_BASE_DD_H

#include <math.h>
#include <stdbool.h>

typedef struct DD
{
	double hi;
	double lo;
} DD;

static inline DD
dd_from(double x)
{
	return (DD){x, 0.0};
}

static inline double
dd_value(DD a)
{
	return a.hi + a.lo;
}

/* a + b as rounded sum and exact error */
static inline DD
dd_two_sum(double a, double b)
{
	double sum = a + b;
	double part = sum - a;

	return (DD){sum, (a - (sum - part)) + (b - part)};
}

/* the same where |a| >= |b| is known */
static inline DD
dd_fast_two_sum(double a, double b)
{
	double sum = a + b;

	return (DD){sum, b - (sum - a)};
}

/* a * b as rounded product and exact error, short of over- and underflow */
static inline DD
dd_two_prod(double a, double b)
{
	const double splitter = 134217729.0; /* 2^27 + 1 */
	double product = a * b;
	double scaled = splitter * a;
	double a_hi = scaled - (scaled - a);
	double a_lo = a - a_hi;
	double b_hi;
	double b_lo;

	scaled = splitter * b;
	b_hi = scaled - (scaled - b);
	b_lo = b - b_hi;
	return (DD){product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

static inline DD
dd_add_double(DD a, double x)
{
	DD sum = dd_two_sum(a.hi, x);

	return dd_fast_two_sum(sum.hi, sum.lo + a.lo);
}

static inline DD
dd_add(DD a, DD b)
{
	DD high = dd_two_sum(a.hi, b.hi);
	DD low = dd_two_sum(a.lo, b.lo);

	high = dd_fast_two_sum(high.hi, high.lo + low.hi);
	return dd_fast_two_sum(high.hi, high.lo + low.lo);
}

static inline DD
dd_negate(DD a)
{
	return (DD){-a.hi, -a.lo};
}

static inline DD
dd_sub(DD a, DD b)
{
	return dd_add(a, dd_negate(b));
}

static inline DD
dd_mul_double(DD a, double x)
{
	DD product = dd_two_prod(a.hi, x);

	return dd_fast_two_sum(product.hi, product.lo + a.lo * x);
}

static inline DD
dd_mul(DD a, DD b)
{
	DD product = dd_two_prod(a.hi, b.hi);

	return dd_fast_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

/* quotient of two double-doubles, one correction step; b must not be 0 */
static inline DD
dd_div(DD a, DD b)
{
	double first = a.hi / b.hi;
	DD rest = dd_sub(a, dd_mul_double(b, first));

	return dd_fast_two_sum(first, rest.hi / b.hi);
}

/* normalised, finite: what every stored double-double must be */
static inline bool
dd_valid(DD a)
{
	return isfinite(a.hi) && isfinite(a.lo) && a.hi + a.lo == a.hi;
}

#endif
