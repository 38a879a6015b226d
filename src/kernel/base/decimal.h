/*
 * decimal.h
 *	  Numbers with a fixed count of decimal places, as printed tables show them.
 */
#ifndef KERNEL_BASE_DECIMAL_H
#define KERNEL_BASE_DECIMAL_H

#include <stddef.h>

#define DECIMAL_MAX_PLACES 3
#define DECIMAL_SIZE 32 /* room for any number that decimal_fixed writes */

/*
 * Writes x as C's "%.*f" does, rounded from its exact value, ties to even;
 * returns the length, 0 (nothing written) for numbers from 1e12 on, infinite and
 * not a number.
 */
extern size_t decimal_fixed(double x, int places, char *buffer);

#endif
