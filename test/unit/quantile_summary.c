/*
 * quantile_summary.c
 *	  Unit tests of the weights at values: merged in any order they give the
 *	  quantiles of the single respondents, to the last bit.
 */
#include "kernel/stats/quantile_summary.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define N 1000

/* a repeatable stream of numbers */
static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static QuantileSummary *
make(int32_t capacity)
{
	QuantileSummary *s = calloc(1, quantile_summary_size(capacity));

	quantile_summary_init(s, capacity);
	return s;
}

static QuantileSummary *
sorted(const QuantileSummary *s)
{
	QuantileSummary *copy = calloc(1, quantile_summary_sorted_size(s->count));

	quantile_summary_sort(copy, s);
	return copy;
}

static double
quantile(const QuantileSummary *s, QuantileRule rule, double p)
{
	double x[3 * N], w[3 * N], cumulated[3 * N];
	int64_t n = quantile_summary_points(s, rule, x, w, cumulated);

	return quantile_of(rule, n, x, w, cumulated, p);
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *) a;
	double right = *(const double *) b;

	return (left > right) - (left < right);
}

typedef struct Respondent
{
	double x;
	double w;
} Respondent;

/* by value, those of least weight first */
static int
compare_respondents(const void *a, const void *b)
{
	const Respondent *left = a;
	const Respondent *right = b;

	if (left->x != right->x)
		return (left->x > right->x) - (left->x < right->x);
	return (left->w > right->w) - (left->w < right->w);
}

/* many of one value, whose weights differ: what the respondents one by one give */
static void
test_ties(void)
{
	static Respondent all[N];
	static double x[N], w[N], cumulated[N];
	QuantileSummary *s = make(64);
	QuantileSummary *value;
	uint32_t seed = 11;
	int equal = 0, asked = 0;

	for (int i = 0; i < N; i++)
	{
		all[i] = (Respondent){next(&seed) % 50 - 20.0, (1 + next(&seed) % 64) / 8.0};
		quantile_summary_add(s, all[i].x, all[i].w);
	}
	qsort(all, N, sizeof(Respondent), compare_respondents);
	for (int i = 0; i < N; i++)
	{
		x[i] = all[i].x;
		w[i] = all[i].w;
	}
	quantile_cumulate(N, w, cumulated);
	value = sorted(s);
	for (int rule = QUANTILE_MATH; rule <= QUANTILE_HF9; rule++)
		for (int i = 0; i <= 2000; i++)
		{
			double got = quantile(value, (QuantileRule) rule, i / 2000.0);
			double expected = quantile_of((QuantileRule) rule, N, x, w, cumulated, i / 2000.0);

			equal += fabs(got - expected) <= 1e-9;
			asked++;
		}
	ok(equal == asked, "all rules agree where equal values have unequal weights");
	free(s);
	free(value);
}

/* equal weights: every rule gives what it gives for the respondents one by one */
static void
test_rules(void)
{
	static double x[N], w[N], cumulated[N];
	QuantileSummary *s = make(64);
	QuantileSummary *value;
	uint32_t seed = 7;
	int equal = 0, asked = 0;

	for (int i = 0; i < N; i++)
	{
		x[i] = next(&seed) % 50 - 20.0;
		w[i] = 0.25;
		quantile_summary_add(s, x[i], w[i]);
	}
	qsort(x, N, sizeof(double), compare);
	quantile_cumulate(N, w, cumulated);
	value = sorted(s);
	for (int rule = QUANTILE_MATH; rule <= QUANTILE_HF9; rule++)
		for (int i = 0; i <= 200; i++)
		{
			double got = quantile(value, (QuantileRule) rule, i / 200.0);
			double expected = quantile_of((QuantileRule) rule, N, x, w, cumulated, i / 200.0);

			equal += fabs(got - expected) <= 1e-9;
			asked++;
		}
	ok(equal == asked, "all rules agree with the respondents one by one");
	ok(quantile_summary_n(value) == N, "respondents");
	near(dd_value(quantile_summary_weight(value)), N * 0.25, 0, "weight");
	free(s);
	free(value);
}

/* the parts in any order, with growing space, are the whole */
static void
test_merge(void)
{
	QuantileSummary *parts[3] = {make(1024), make(1024), make(1024)};
	QuantileSummary *whole = make(1024);
	QuantileSummary *expected;
	uint32_t seed = 9;

	for (int i = 0; i < N; i++)
	{
		double value = next(&seed) % 700 / 3.0;
		double weight = next(&seed) % 1000 / 997.0;

		quantile_summary_add(whole, value, weight);
		quantile_summary_add(parts[i % 3], value, weight);
	}
	expected = sorted(whole);
	for (int first = 0; first < 3; first++)
	{
		QuantileSummary *sum = make(16);
		QuantileSummary *got;

		for (int i = 0; i < 3; i++)
		{
			int32_t entry = 0;
			SvyStatus status;

			while ((status = quantile_summary_merge(sum, parts[(first + i) % 3], &entry)) ==
				   SVY_NO_SPACE)
			{
				QuantileSummary *larger = make(2 * sum->capacity);

				quantile_summary_copy(larger, 2 * sum->capacity, sum);
				free(sum);
				sum = larger;
			}
			ok(status == SVY_OK, "merged");
		}
		got = sorted(sum);
		ok(got->count == expected->count &&
			   memcmp(got->entry, expected->entry, sizeof(QuantileEntry) * (size_t) got->count) ==
				   0,
		   "the same to the last bit");
		free(sum);
		free(got);
	}
	for (int i = 0; i < 3; i++)
		free(parts[i]);
	free(whole);
	free(expected);
}

static void
test_forms(void)
{
	QuantileSummary *s = make(4);
	QuantileSummary *value;
	uint8_t bytes[5 + 2 * 48];
	/* version, count, then value 1.5 of one respondent with weight 2, the least and the most */
	static const uint8_t golden[] = {1, 0, 0, 0,	1, 0x3f, 0xf8, 0,	 0, 0,	  0, 0, 0, 0,
									 0, 0, 0, 0,	0, 0,	 1,	   0x40, 0, 0,	  0, 0, 0, 0,
									 0, 0, 0, 0,	0, 0,	 0,	   0,	 0, 0x40, 0, 0, 0, 0,
									 0, 0, 0, 0x40, 0, 0,	 0,	   0,	 0, 0,	  0};
	size_t size;

	quantile_summary_add(s, 1.5, 2);
	value = sorted(s);
	size = quantile_summary_encode(value, bytes);
	ok(size == sizeof(golden) && memcmp(bytes, golden, size) == 0, "golden bytes");
	ok(quantile_summary_decode_count(bytes, size) == 1 &&
		   quantile_summary_decode(value, bytes, size) && value->entry[0].value == 1.5,
	   "read back");
	ok(quantile_summary_decode_count(bytes, size - 1) == -1, "too short");
	bytes[0] = 2;
	ok(quantile_summary_decode_count(bytes, size) == -1, "a version to come");
	bytes[0] = 1;
	bytes[20] = 0;
	ok(!quantile_summary_decode(value, bytes, size), "nobody at a value");
	free(s);
	free(value);
}

static void
test_errors(void)
{
	QuantileSummary *s = make(1);

	ok(quantile_summary_add(s, NAN, 1) == SVY_BAD_VALUE, "no number");
	ok(quantile_summary_add(s, 1, -1) == SVY_BAD_WEIGHT, "a negative weight");
	ok(quantile_summary_add(s, 1, INFINITY) == SVY_BAD_WEIGHT, "an infinite weight");
	ok(quantile_summary_add(s, 1, 0) == SVY_OK && s->count == 0, "a weight of 0 adds nothing");
	ok(quantile_summary_add(s, -0.0, 1) == SVY_OK && quantile_summary_add(s, 0.0, 1) == SVY_OK &&
		   s->count == 1 && !signbit(s->entry[0].value),
	   "one zero only");
	ok(quantile_summary_add(s, 1, 1) == SVY_NO_SPACE, "no room");
	ok(quantile_summary_add(s, 0, 1.7e308) == SVY_OK, "a weight near the end");
	ok(quantile_summary_add(s, 0, 1.7e308) == SVY_OVERFLOW, "and past it");
	free(s);
}

int
main(void)
{
	test_rules();
	test_ties();
	test_merge();
	test_forms();
	test_errors();
	return tap_done();
}
