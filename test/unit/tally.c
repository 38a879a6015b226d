/*
 * tally.c
 *	  Unit tests of the tally: pages, wire form, merging, removal.  Expected
 *	  numbers are worked out by hand.
 */
#include <string.h>

#include "kernel/stats/tally.h"
#include "tap.h"

static Tally *
make(int32_t capacity, bool weighted)
{
	Tally *t = malloc(tally_size(capacity));

	t->host_word = 0;
	tally_init(t, capacity, weighted);
	return t;
}

static void
test_pages(void)
{
	Tally *t = make(2, false);
	Tally *larger = make(4, false);
	int32_t codes[] = {3, -1, -16, INT32_MAX, INT32_MIN};
	TallyCursor c;

	ok(tally_add(t, 3) == SVY_OK && tally_add(t, -1) == SVY_OK, "two pages fit");
	ok(tally_add(t, 16) == SVY_NO_SPACE, "a third does not");
	tally_copy(larger, 4, t);
	ok(tally_add(larger, -16) == SVY_OK && tally_add(larger, INT32_MAX) == SVY_OK &&
		   tally_add(larger, INT32_MIN) == SVY_OK,
	   "the ends of int32 are codes");
	ok(tally_valid(larger, tally_size(4)), "valid");
	c = tally_cursor(larger);
	ok(tally_next(&c) && c.code == INT32_MIN && tally_next(&c) && c.code == -16 && tally_next(&c) &&
		   c.code == -1 && tally_next(&c) && c.code == 3 && tally_next(&c) && c.code == INT32_MAX &&
		   !tally_next(&c),
	   "codes come in ascending order");
	ok(tally_total(larger).n == 5 && sizeof(codes) / sizeof(codes[0]) == 5, "all are counted");
	free(t);
	free(larger);
}

static void
test_estimates(void)
{
	Tally *t = make(1, true);
	TallyCell total;
	TallyCell part;

	/* answers 1 and 3 with weights 1 and 3: mean 2.5, sum w^2 (y - m)^2 = 2.25 + 2.25 */
	tally_add_weighted(t, 1, 1);
	tally_add_weighted(t, 3, 3);
	total = tally_total(t);
	part = tally_range(t, 3, 3);
	near(tally_effective_n(&total), 16.0 / 10.0, 1e-15, "effective base");
	near(tally_share(&part, &total).value, 0.75, 1e-15, "share");
	near(tally_share(&part, &total).std_error, sqrt(2 * (9 * 0.0625 + 1 * 0.5625)) / 4, 1e-15,
		 "linearised error of a share");
	near(tally_share(&part, &total).kish_error, sqrt(0.1875 / 1.6), 1e-15, "Kish error of a share");
	near(tally_median(t), 3, 0, "median");
	free(t);
}

static void
test_wire(void)
{
	Tally *t = make(3, true);
	Tally *back;
	uint8_t bytes[512];
	uint8_t copy[512];
	WireWriter w = {bytes, 0};
	WireWriter again;
	WireReader r;

	tally_add_weighted(t, 5, 0.1);
	tally_add_weighted(t, 99, 0.7);
	tally_add_weighted(t, -4, 1e12);
	tally_write(t, &w);
	r = wire_reader(bytes, w.size);
	ok(tally_read_pages(r) == 3, "the wire form tells its pages");
	back = make(3, false);
	ok(tally_read(back, 3, &r) == SVY_OK && tally_valid(back, tally_size(3)),
	   "the wire form is read");
	again = (WireWriter){copy, 0};
	tally_write(back, &again);
	ok(again.size == w.size && memcmp(bytes, copy, w.size) == 0, "round trip");
	for (size_t size = 0; size < w.size; size++)
		if ((size < 10 || (size - 10) % 44) && tally_read_pages(wire_reader(bytes, size)) != -1)
			ok(0, "truncated bytes are refused");
	bytes[0] = 2;
	ok(tally_read_pages(wire_reader(bytes, w.size)) == -1, "another version is refused");
	free(t);
	free(back);
}

static void
test_remove(void)
{
	Tally *t = make(1, true);

	tally_add_weighted(t, 1, 0.1);
	tally_add_weighted(t, 1, 0.2);
	ok(tally_remove(t, 1, 0.1) == SVY_OK && dd_value(tally_total(t).w) == 0.2, "removal is exact");
	ok(tally_remove(t, 2, 0.1) == SVY_BAD_ARGUMENT, "what was never added cannot be removed");
	tally_add_weighted(t, 1, 1e20);
	tally_add_weighted(t, 1, 1e-20);
	ok(t->inexact == 1, "lost bits are noticed");
	ok(tally_remove(t, 1, 1e20) == SVY_NO_CONVERGENCE, "and removal is refused");
	ok(tally_add_weighted(t, 1, 1e200) == SVY_OVERFLOW, "the square of a huge weight overflows");
	free(t);
}

int
main(void)
{
	test_pages();
	test_estimates();
	test_wire();
	test_remove();
	return tap_done();
}
