/*
 * decimal.c
 *	  Numbers with a fixed count of decimal places.
 *
 * printf() works out as many digits as a double can have, which takes longer
 * than the statistics of the cell that is printed.
 */
#include "kernel/base/decimal.h"

#include <math.h>
#include <stdint.h>

#include "kernel/base/dd.h"

#define LARGEST 1e12
#define TINY 1e-200 /* below it the product loses its low part, and all digits are 0 anyway */

/* what may be missing to a half: half a unit of the fifteenth digit, 0 where that is a whole one */
static double
missing_to_half(uint64_t whole)
{
	double unit = 1e-15;
	int digits = 0;

	for (; whole > 0; whole /= 10)
	{
		unit *= 10;
		digits++;
	}
	return digits < 15 ? unit / 2 : 0;
}

/* the product with a power of ten, rounded: exact, since both halves of the product are */
static uint64_t
round_product(double x, double power)
{
	DD product = dd_two_prod(x, power);
	double whole = floor(product.hi);
	double above = product.hi - whole - 0.5; /* exact */
	uint64_t number = (uint64_t) whole;

	return number + (above + product.lo >= -missing_to_half(number));
}

size_t
decimal_fixed(double x, int places, char *buffer)
{
	static const double powers[] = {1, 10, 100, 1000};
	char reversed[DECIMAL_SIZE];
	size_t length = 0;
	size_t used = 0;
	uint64_t number;

	if (!(fabs(x) < LARGEST) || places < 0 || places > DECIMAL_MAX_PLACES)
		return 0;
	number = fabs(x) < TINY ? 0 : round_product(fabs(x), powers[places]);
	while (number > 0 || used <= (size_t) places)
	{
		if (used == (size_t) places && places > 0)
			reversed[length++] = '.';
		reversed[length++] = (char) ('0' + number % 10);
		number /= 10;
		used++;
	}
	if (signbit(x))
		reversed[length++] = '-';
	for (size_t i = 0; i < length; i++)
		buffer[i] = reversed[length - 1 - i];
	buffer[length] = '\0';
	return length;
}
