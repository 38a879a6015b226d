/*
 * crosstab.c
 *	  Unit tests of the cross tables: eight respondents counted by hand.
 */
#include <string.h>

#include "kernel/stats/crosstab.h"
#include "tap.h"

/*
 * Slots: 0 a question of codes 1, 2, 9 (9 missing), 1 a question of the codes
 * -5 and 1000000, 2 and 3 the options of a set.  Variables: 0 the first
 * question, 1 the second, 2 the set with the union of both options, 3 the set
 * alone, 4 its pairs, 5 everybody, 6 a value, 7 first question within second.
 */
static const int32_t plan[] = {
	1,	CROSSTAB_WEIGHTED,
	4,	1,
	8,	6, /* head */
	1,	0,
	2,	1,
	9,	0,
	1,	-2,
	-2, -2,
	-2, -2,
	-2, -1, /* SINGLE */
	2,	1,
	2,	2,
	-5, 1000000,
	0,	1, /* SPARSE */
	3,	2,
	2,	3,
	1,	2,
	0,	1, /* MULTI with a union */
	3,	2,
	2,	3,
	0, /* MULTI */
	5,	3,
	6,	7,
	0,	4,
	1,	0, /* PAIRS TOTAL VALUE PRODUCT */
	0,	1,
	0,	5,
	2,	1,
	0,	4,
	6,	3,
	2,	7, /* tables */
};
#define WORDS ((int64_t) (sizeof(plan) / sizeof(plan[0])))
#define NONE CROSSTAB_NULL

typedef struct Respondent
{
	int32_t codes[4];
	double value;
	double weight;
} Respondent;

static const Respondent respondents[] = {
	{{1, -5, 1, 1}, 10, 1},		{{1, 1000000, 1, 0}, 20, 2},
	{{2, -5, 0, 0}, NAN, 4},	{{2, 1000000, 1, NONE}, 30, 8},
	{{9, -5, 1, 1}, 40, 16},	{{NONE, 1000000, NONE, NONE}, 50, 32},
	{{1, NONE, 0, 1}, NAN, 64}, {{5, 7, 1, 1}, NAN, 128},
};

static Crosstab *
make(const int32_t *words, int64_t nwords)
{
	void *workspace = malloc(crosstab_workspace(nwords));
	Crosstab *x = NULL;
	size_t size;

	if (crosstab_shape(words, nwords, workspace, &size) == SVY_OK)
	{
		x = malloc(size);
		crosstab_init(x, words, workspace);
	}
	free(workspace);
	return x;
}

static void
add(Crosstab *x, const Respondent *r)
{
	crosstab_add(x, r->codes, &r->value, r->weight);
}

static int
cell_is(const Crosstab *x, int table, int row, int column, int64_t n, double w, double ww)
{
	CrosstabCell cell = crosstab_cell(x, table, row, column);

	if (cell.n == n && dd_value(cell.w) == w && dd_value(cell.ww) == ww)
		return 1;
	printf("# got %ld %g %g\n", (long) cell.n, dd_value(cell.w), dd_value(cell.ww));
	return 0;
}

static void
test_cells(const Crosstab *x)
{
	const CrosstabUndeclared *u = crosstab_undeclared(x);
	CrosstabMoments m = crosstab_cell_moments(x, 4, 0);

	ok(cell_is(x, 0, 0, 0, 1, 1, 1) && cell_is(x, 0, 1, 1, 1, 8, 64), "single by sparse");
	ok(cell_is(x, 0, CROSSTAB_BASE, CROSSTAB_BASE, 4, 15, 85), "base of the table");
	ok(cell_is(x, 1, 0, 0, 3, 67, 4101), "total column counts whoever answered");
	ok(cell_is(x, 2, 0, 0, 2, 17, 257) && cell_is(x, 2, 2, 0, 2, 17, 257), "option and union");
	ok(cell_is(x, 2, CROSSTAB_BASE, 0, 3, 21, 273), "a set's base has those who chose none");
	ok(cell_is(x, 3, 0, 0, 1, 1, 1) && cell_is(x, 3, 0, CROSSTAB_BASE, 3, 67, 4101),
	   "pair of options");
	ok(cell_is(x, 4, 0, 0, 4, 27, 325) && dd_value(m.wy) == 10 + 40 + 240 + 640 &&
		   dd_value(m.wyy) == 100 + 800 + 7200 + 25600 &&
		   dd_value(m.wwy) == 10 + 80 + 1920 + 10240 &&
		   dd_value(m.wwyy) == 100 + 1600 + 57600 + 409600,
	   "moments of those who chose the first option and have a value");
	ok(cell_is(x, 5, 2, 3, 1, 8, 64), "nested column");
	ok(u[0].n == 1 && u[0].code == 5 && u[1].n == 1 && u[1].code == 7, "undeclared codes are kept");
	near(crosstab_effective_n(&(CrosstabCell){3, {67, 0}, {4101, 0}}), 67.0 * 67 / 4101, 1e-15,
		 "Kish's effective base");
}

static void
test_merge_and_bytes(const Crosstab *whole)
{
	Crosstab *left = make(plan, WORDS);
	Crosstab *right = make(plan, WORDS);
	WireWriter count = {NULL, 0};
	WireWriter w;
	WireReader r;
	uint8_t *bytes;

	for (int i = 0; i < 8; i++)
		add(i % 3 ? left : right, &respondents[i]);
	ok(crosstab_merge(left, right) == SVY_OK, "states of one plan merge");
	test_cells(left);
	crosstab_encode(whole, &count);
	bytes = malloc(count.size);
	w = (WireWriter){bytes, 0};
	crosstab_encode(whole, &w);
	ok(count.size == 5 + 4 * WORDS + crosstab_encoded_size(whole), "size of the binary form");
	free(right);
	right = make(plan, WORDS);
	r = wire_reader(bytes + 5 + 4 * WORDS, crosstab_encoded_size(whole));
	ok(crosstab_decode(right, &r) == SVY_OK, "the binary form reads back");
	test_cells(right);
	r = wire_reader(bytes + 5 + 4 * WORDS, crosstab_encoded_size(whole) - 1);
	ok(crosstab_decode(right, &r) == SVY_BAD_BYTES, "a short one is refused");
	bytes[5 + 4 * WORDS + 8] = 0xff;
	r = wire_reader(bytes + 5 + 4 * WORDS, crosstab_encoded_size(whole));
	ok(crosstab_decode(right, &r) == SVY_BAD_BYTES, "a negative count is refused");
	free(bytes);
	free(left);
	free(right);
}

static int
refused(int at, int32_t word)
{
	int32_t words[sizeof(plan) / sizeof(plan[0])];
	Crosstab *x;

	memcpy(words, plan, sizeof(plan));
	words[at] = word;
	x = make(words, WORDS);
	free(x);
	return x == NULL;
}

static void
test_plans(void)
{
	const int32_t huge[] = {1, 0, 1, 0, 4, 1, 1, 0, 1 << 20, 0, 0, 4, 0, 0, 4, 1, 1, 6, 0, 0};
	size_t size;
	void *workspace = malloc(crosstab_workspace(20));

	ok(make(plan, WORDS - 1) == NULL && make(plan, 3) == NULL, "a short plan is refused");
	ok(refused(0, 2) && refused(1, 2) && refused(2, -1) && refused(4, 1 << 30), "a wrong head");
	ok(refused(7, 4) && refused(10, -1) && refused(11, 2) && refused(11, -3),
	   "a wrong lookup table");
	ok(refused(25, -5) && refused(35, 2), "codes out of order, a member that is not there");
	ok(refused(42, 4), "a reference to itself");
	ok(refused(WORDS - 1, 8) && refused(WORDS - 1, 6),
	   "a table of a variable that is not there, or of a value");
	ok(crosstab_shape(huge, 20, workspace, &size) == SVY_LIMIT, "a product that is too large");
	free(workspace);
}

int
main(void)
{
	Crosstab *x = make(plan, WORDS);

	if (!ok(x != NULL, "the plan is good"))
		return tap_done();
	for (int i = 0; i < 8; i++)
		add(x, &respondents[i]);
	ok(crosstab_add(x, respondents[0].codes, &respondents[0].value, -1) == SVY_BAD_WEIGHT &&
		   crosstab_add(x, respondents[0].codes, &respondents[0].value, NAN) == SVY_BAD_WEIGHT,
	   "a bad weight is refused");
	ok(crosstab_add(x, respondents[0].codes, &respondents[0].value, 0) == SVY_OK &&
		   x->respondents == 8 && x->zeros == 1,
	   "a weight of 0 is in no cell");
	ok(crosstab_valid(x), "what was counted is valid");
	test_cells(x);
	test_merge_and_bytes(x);
	test_plans();
	free(x);
	return tap_done();
}
