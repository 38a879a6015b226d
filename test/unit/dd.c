/*
 * dd.c
 *	  Unit tests of the double-double arithmetic: exact where exactness is
 *	  promised, against values worked out by hand.
 */
#include "kernel/base/dd.h"
#include "tap.h"

/* ten million times 0.1 in two orders gives the same two doubles */
static void
test_order(void)
{
	DD forward = {0, 0};
	DD backward = {0, 0};

	for (int i = 0; i < 100000; i++)
		forward = dd_add_double(forward, 0.1 * (i % 7 + 1));
	for (int i = 99999; i >= 0; i--)
		backward = dd_add_double(backward, 0.1 * (i % 7 + 1));
	ok(forward.hi == backward.hi && forward.lo == backward.lo, "the order of addends is invisible");
}

int
main(void)
{
	DD sum = dd_two_sum(1e16, 1.0);
	DD product = dd_two_prod(1e8 + 1, 1e8 + 1);

	ok(sum.hi == 1e16 && sum.lo == 1.0, "two_sum keeps the lost bit");
	ok(product.hi == 10000000200000000.0 && product.lo == 1.0, "two_prod keeps the lost bit");
	sum = dd_sub(dd_add_double(dd_from(1e30), 1.0), dd_from(1e30));
	ok(dd_value(sum) == 1.0, "cancellation leaves the small addend");
	near(dd_value(dd_div(dd_from(1), dd_from(3))), 1.0 / 3.0, 0, "division rounds as double does");
	ok(!dd_valid((DD){1, 1}) && !dd_valid((DD){NAN, 0}) && dd_valid((DD){1, 1e-20}),
	   "only normalised finite pairs are valid");
	test_order();
	return tap_done();
}
