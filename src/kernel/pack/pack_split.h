/*
 * pack_split.h
 *	  Numbers as pairs of integers, which add exactly in any order.
 */
#ifndef KERNEL_PACK_PACK_SPLIT_H
#define KERNEL_PACK_PACK_SPLIT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* 1.5 * 2^52: adding it rounds to a whole number, which the low bits then are */
#define PACK_ROUNDER 6755399441055744.0

static inline uint64_t
pack_bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

/* x as high * 1 + low * 2^-46; both whole; false if that is not all of x */
static inline bool
pack_split(double x, uint64_t *high, uint64_t *low)
{
	double rounded = x + PACK_ROUNDER;
	double rest = (x - (rounded - PACK_ROUNDER)) * 0x1p46;
	double rounded_rest = rest + PACK_ROUNDER;

	*high = pack_bits_of(rounded) - pack_bits_of(PACK_ROUNDER);
	*low = pack_bits_of(rounded_rest) - pack_bits_of(PACK_ROUNDER);
	return rounded_rest - PACK_ROUNDER == rest;
}

#endif
