/*
 * decimal.c
 *	  Unit tests of numbers with a fixed count of places: what C's printf writes.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kernel/base/decimal.h"
#include "tap.h"

static int
as_printf(double x)
{
	int same = 1;

	for (int places = 0; places <= DECIMAL_MAX_PLACES; places++)
		for (int sign = 1; sign >= -1; sign -= 2)
		{
			char want[400];
			char got[DECIMAL_SIZE];

			snprintf(want, sizeof(want), "%.*f", places, sign * x);
			if (decimal_fixed(sign * x, places, got) != strlen(want) || strcmp(want, got) != 0)
			{
				printf("# %.17g with %d places: %s, not %s\n", sign * x, places, got, want);
				same = 0;
			}
		}
	return same;
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
		same &= as_printf(edges[i]);
	ok(same, "zero, the smallest, the largest");
	same = 1;
	for (int i = 0; i < 400000; i++)
		same &= as_printf(i / 8000.0);
	ok(same, "ties, and numbers beside them");
	same = 1;
	for (int i = 0; i < 400000; i++)
	{
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		same &= as_printf(ldexp((double) (seed >> 11), (int) (seed % 80) - 93));
	}
	ok(same, "random numbers");
	ok(decimal_fixed(1e12, 1, buffer) == 0 && decimal_fixed(INFINITY, 1, buffer) == 0 &&
		   decimal_fixed(NAN, 1, buffer) == 0 && decimal_fixed(1, 4, buffer) == 0 &&
		   buffer[0] == '?',
	   "what printf must write");
	return tap_done();
}
