/* Linear systems: expected numbers by hand. */
#include "kernel/stats/linear.h"

#include "tap.h"

int
main(void)
{
	/* e = (2, 1), V = (4 2; 2 3): V^-1 = (3 -2; -2 4)/8, e' V^-1 e = (12 - 8 + 4)/8 */
	static const double estimate[2] = {2, 1};
	double v[4] = {4, 2, 2, 3};
	double units[4] = {4e-12, 2, 2, 3e12};
	double singular[4] = {1, 1, 1, 1};
	double unknown[4] = {1, 0, 0, NAN};
	double right[4] = {8, 0, 0, 8};
	double identity[4] = {1, 0, 0, 1};
	double work[2];
	double statistic;

	ok(linear_wald(estimate, v, 2, work, &statistic) == SVY_OK, "Wald");
	near(statistic, 1, 1e-12, "  statistic");
	ok(linear_solve(v, 2, right, 2), "solve with its factor");
	near(right[0], 3, 1e-12, "  first column");
	near(right[3], 4, 1e-12, "  second column");
	ok(linear_factorise(units, 2), "units do not matter");
	ok(!linear_factorise(singular, 2), "singular");
	ok(!linear_factorise(unknown, 2), "not a number");
	ok(linear_factorise(identity, 2) && identity[0] == 1, "identity");
	return tap_done();
}
