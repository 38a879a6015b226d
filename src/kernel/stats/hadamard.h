/*
 * hadamard.h
 *	  Hadamard matrices: square, of +1 and -1, with orthogonal rows.
 *
 * Made by Paley's two constructions over the integers modulo a prime and
 * Sylvester's doubling (Hedayat and Wallis 1978; Wolter 2007, app. A); columns
 * are turned so that the first row is all +1.
 */
#ifndef KERNEL_STATS_HADAMARD_H
#define KERNEL_STATS_HADAMARD_H

#include <stdint.h>

typedef struct Hadamard
{
	int32_t order;
	int32_t doublings; /* of a matrix of order / 2^doublings */
	int32_t prime;	   /* of that one; 0: it is (1) */
	int32_t blocks;	   /* 1: prime + 1 rows, 2: twice as many */
} Hadamard;

#define HADAMARD_MAX 100000

/* the smallest that these constructions give of at least this order, 1 to HADAMARD_MAX */
extern Hadamard hadamard_at_least(int32_t order);

/* a row: order signs */
extern void hadamard_row(const Hadamard *h, int32_t row, int8_t *signs);

#endif
