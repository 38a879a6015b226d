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
 * Writes x with that many places, halves away from zero, as SPSS and PostgreSQL's
 * numeric do: 6.35, a double just below the half, is a half, since it has 15 digits
 * in common with it, as where a double becomes a numeric.  Returns the length, 0 (nothing
 * written) for numbers from 1e12 on, infinite and not a number.
 */
extern size_t decimal_fixed(double x, int places, char *buffer);

#endif
