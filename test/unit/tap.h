/*
 * tap.h
 *	  The few helpers of a C unit test; each test prints the Test Anything
 *	  Protocol.
 */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count;
static int tap_failed;

static inline int
ok(int passed, const char *name)
{
	tap_count++;
	if (!passed)
		tap_failed++;
	printf("%s %d - %s\n", passed ? "ok" : "not ok", tap_count, name);
	return passed;
}

/* equal within a relative tolerance; two NaN are equal */
static inline int
near(double got, double expected, double tolerance, const char *name)
{
	int passed = (isnan(got) && isnan(expected)) || got == expected ||
				 fabs(got - expected) <= tolerance * fmax(fabs(expected), 1e-300);

	if (!ok(passed, name))
		printf("# got %.17g, expected %.17g\n", got, expected);
	return passed;
}

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
