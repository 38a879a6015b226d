/*
 * pack_near.h
 *	  Numbers near each other, as whole units above the smallest of them.
 *
 * Where everybody has a weight of his own, and respondents lie by their weights, those
 * of a segment differ in their last bits alone: as integers they are five or six bytes,
 * not eight, and add up as they are.
 */
#ifndef KERNEL_PACK_PACK_NEAR_H
#define KERNEL_PACK_PACK_NEAR_H

#include "kernel/pack/pack_split.h"

/* respondents whose smallest is stored, and the most bytes of each */
#define PACK_NEAR_GROUP 64
#define PACK_NEAR_BYTES 6

typedef struct PackNear
{
	double lowest;
	double unit;  /* a power of two, which divides all numbers */
	size_t bytes; /* of a respondent, and those of eight that are read */
	uint64_t mask;
	const uint8_t *groups;
	const uint8_t *units;
} PackNear;

extern size_t pack_near_size(int32_t bytes, int32_t n);

/* in space of pack_bound(); false if the numbers are not near each other */
extern bool pack_near_write(const double *values, int32_t n, PackColumn *column, uint8_t *space);

/* as pack_read_doubles */
extern void pack_near_read(const PackColumn *column, int32_t n, int32_t from, int32_t count,
						   double *values);

/* false if lowest and unit are not as they are written, so that numbers are to be read one by one */
extern bool pack_near_open(const PackColumn *column, int32_t n, PackNear *near);

/* nobody of the n respondents has more units above the lowest */
extern uint64_t pack_near_most(const PackNear *near, int32_t n);

/* how far the numbers of a column reach, or how far they may, where it is packed so; space: of a block */
extern void pack_column_reach(const PackColumn *column, int32_t n, double *space, PackReach *reach);

/*
 * Adds respondents from .. from + count - 1, from a multiple of PACK_NEAR_GROUP, to the
 * cells that index names: the units to the first integer, and one to the second.
 */
extern void pack_near_add(const PackNear *near, int32_t from, int32_t count, const uint16_t *index,
						  Four *sums, size_t cells);

#endif
