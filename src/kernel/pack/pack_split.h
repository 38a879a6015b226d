/*
 * pack_split.h
 *	  Numbers as pairs of integers, which add exactly in any order.
 *
 * What a respondent adds to a cell is one vector of four integers: the count
 * above the high part of the number, its low part, and both parts of its square.
 */
#ifndef KERNEL_PACK_PACK_SPLIT_H
#define KERNEL_PACK_PACK_SPLIT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/pack/pack_impl.h"

/* how far numbers reach; 0, infinity and 0 at first */
typedef struct PackReach
{
	double lowest;	 /* of the negative ones; or 0 */
	double smallest; /* magnitude of those that are not 0 */
	double largest;	 /* magnitude; infinity among them */
	bool zeros;		 /* some are 0 */
	bool gaps;		 /* some are no number */
} PackReach;

#define PACK_REACH_NONE ((PackReach){0, INFINITY, 0, false, false})

extern void pack_reach(const PackReal *values, int32_t count, PackReach *reach);

/*
 * Whether numbers that reach so far, and their squares, are whole in the low units
 * whatever their digits are: high_bits lie above the units of the largest.
 */
extern bool pack_always_whole(const PackReach *reach, int high_bits);

/*
 * The parts of some numbers: nothing at all of those that are NaN or 0.  False if
 * they are not all of some number or square; included: how many have a number.
 */
extern bool pack_split(const PackReal *values, int32_t count, PackScale scale, Four *parts,
					   int32_t *included);

/* the same, of numbers of which none is NaN or 0, and which are whole, in half of the time */
extern void pack_split_every(const PackReal *values, int32_t count, PackScale scale, Four *parts);

/*
 * The same, of numbers that are whole, added to the cells that index names; every:
 * none of them is NaN or 0; cells: of a replica.
 */
extern void pack_add_split(const PackReal *values, int32_t count, PackScale scale, bool every,
						   const uint32_t *index, Four *sums, size_t cells);

/* the same without their squares */
extern void pack_add_numbers(const PackReal *values, int32_t count, PackScale scale, bool every,
							 const uint32_t *index, Four *sums, size_t cells);

#endif
