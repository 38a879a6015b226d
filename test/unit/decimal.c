/*
 * decimal.c
 *	  Unit tests of numbers with a fixed count of places: the 15 digits that printf
 *	  writes, rounded by hand with halves away from zero.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kernel/base/decimal.h"
#include "tap.h"

/* digits of a whole number, with a point before the last "places" of them */
static void
with_point(unsigned long long number, int places, int negative, char *want)
{
	char digits[40];
	int length = snprintf(digits, sizeof(digits), "%0*llu", places + 1, number);

	snprintf(want, 50, "%s%.*s%s%s", negative ? "-" : "", length - places, digits,
			 places > 0 ? "." : "", digits + length - places);
}

/* 15 digits of x, of which those behind the places are rounded off */
static void
by_hand(double x, int places, int negative, char *want)
{
	char text[40];
	unsigned long long digits = 0;
	int exponent;
	int drop;

	snprintf(text, sizeof(text), "%.14e", x);
	for (const char *c = text; *c != 'e'; c++)
		if (*c != '.')
			digits = digits * 10 + (unsigned) (*c - '0');
	exponent = atoi(strchr(text, 'e') + 1);
	drop = 14 - exponent - places;
	if (drop > 16)
		digits = 0;
	for (; drop < 0; drop++)
		digits *= 10;
	for (; digits > 0 && drop > 1; drop--)
		digits /= 10;
	if (drop == 1)
		digits = digits / 10 + (digits % 10 >= 5);
	with_point(digits, places, negative, want);
}

static int
as_by_hand(double x)
{
	int same = 1;

	for (int places = 0; places <= DECIMAL_MAX_PLACES; places++)
		for (int sign = 1; sign >= -1; sign -= 2)
		{
			char want[60];
			char got[DECIMAL_SIZE];

			/* what fifteen digits cannot tell is rounded from the whole number */
			if (x * pow(10, places) >= 1e14)
				continue;
			by_hand(x, places, sign < 0, want);
			if (decimal_fixed(sign * x, places, got) != strlen(want) || strcmp(want, got) != 0)
			{
				printf("# %.17g with %d places: %s, not %s\n", sign * x, places, got, want);
				same = 0;
			}
		}
	return same;
}

static int
writes(double x, int places, const char *want)
{
	char got[DECIMAL_SIZE];

	return decimal_fixed(x, places, got) == strlen(want) && strcmp(got, want) == 0;
}

int
main(void)
{
	static const double edges[] = {0,
								   5e-324,
								   1e-201,
								   1e-200,
								   1e-17,
								   0.05,
								   0.5,
								   1,
								   9.95,
								   99.95,
								   999999999999.0,
								   0.049999999999999996,
								   999999999999.9375};
	unsigned long long seed = 20210331;
	char buffer[DECIMAL_SIZE] = "?";
	int same = 1;

	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		same &= as_by_hand(edges[i]);
	ok(same, "zero, the smallest, the largest");
	same = 1;
	for (int i = 0; i < 400000; i++)
		same &= as_by_hand(i / 8000.0);
	ok(same, "ties, and numbers beside them");
	ok(writes(6.25, 1, "6.3") && writes(-6.25, 1, "-6.3") && writes(6.35, 1, "6.4") &&
		   writes(-12.345, 2, "-12.35") && writes(0.5, 0, "1") && writes(2.5, 0, "3") &&
		   writes(6.2499999999999, 1, "6.2"),
	   "halves go away from zero");
	same = 1;
	for (int i = 0; i < 400000; i++)
	{
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		same &= as_by_hand(ldexp((double) (seed >> 11), (int) (seed % 80) - 93));
	}
	ok(same, "random numbers");
	ok(decimal_fixed(1e12, 1, buffer) == 0 && decimal_fixed(INFINITY, 1, buffer) == 0 &&
		   decimal_fixed(NAN, 1, buffer) == 0 && decimal_fixed(1, 4, buffer) == 0 &&
		   buffer[0] == '?',
	   "what printf must write");
	return tap_done();
}
