/*
 * summary.c
 *	  Unit tests of survey_summary.  Expected values: the definition, computed
 *	  here in long double from the rows, or by hand.
 */
#include <string.h>

#include "kernel/stats/summary.h"
#include "tap.h"

typedef struct Row
{
	int stratum;
	int cluster;
	double w;
	double y;
} Row;

#define ROWS 240

static Row rows[ROWS];

/* any fixed rows will do */
static void
make_rows(double offset)
{
	unsigned state = 12345;

	for (int i = 0; i < ROWS; i++)
	{
		state = state * 1103515245 + 12345;
		rows[i].stratum = (state >> 16) % 4;
		rows[i].cluster = (state >> 20) % 5;
		rows[i].w = 1 + (state >> 8) % 7;
		rows[i].y = offset + (state >> 12) % 100;
	}
}

static SummaryPath
path_of(const Row *row, bool text, bool element, char *label)
{
	SummaryPath path = {.nstages = 1, .fpc = {NAN}};

	path.keys[0] = (SummaryKey){SUMMARY_NUMBER, row->stratum, NULL, 0};
	path.keys[1] = (SummaryKey){SUMMARY_NUMBER, row->cluster, NULL, 0};
	if (text)
	{
		sprintf(label, "area %d", row->cluster);
		path.keys[1] = (SummaryKey){SUMMARY_TEXT, 0, label, (int32_t) strlen(label)};
	}
	if (element)
		path.keys[1] = (SummaryKey){SUMMARY_ELEMENT, 0, NULL, 0};
	return path;
}

static Summary *
grow(Summary *s)
{
	SummaryRoom room = {2 * s->nunits + 1, 2 * s->text_size + 20, 0};
	Summary *more = calloc(1, summary_copy_size(s, room));

	summary_copy(more, s, room);
	free(s);
	return more;
}

static Summary *
canonical(Summary *s)
{
	Summary *result = calloc(1, summary_canonical_size(s));
	int32_t *work = malloc(sizeof(int32_t) * 2 * (s->nunits + 1));

	summary_canonical(result, s, work);
	free(work);
	free(s);
	return result;
}

/* rows from..end - 1, step by step */
static Summary *
summarise(int from, int step, bool text, bool element)
{
	Summary *s = NULL;
	SummaryProblem problem;

	for (int i = from; i < ROWS; i += step)
	{
		char label[20];
		SummaryPath path = path_of(&rows[i], text, element, label);
		SummaryRoom room = {1, 4, 0};

		if (!s)
		{
			s = calloc(1, summary_size(&path, false, room));
			summary_init(s, &path, false, room);
		}
		while (summary_add(s, &path, rows[i].w, true, rows[i].y, 0, &problem) == SVY_NO_SPACE)
			s = grow(s);
	}
	return canonical(s);
}

/* the variance of the mean by its definition; element: each row is a cluster */
static double
variance_by_definition(bool element)
{
	long double weight = 0;
	long double sum = 0;
	long double variance = 0;
	long double mean;

	for (int i = 0; i < ROWS; i++)
	{
		weight += rows[i].w;
		sum += (long double) rows[i].w * rows[i].y;
	}
	mean = sum / weight;
	for (int h = 0; h < 4; h++)
	{
		long double z[ROWS] = {0};
		long double centre = 0;
		long double square = 0;
		int n = element ? 0 : 5;

		for (int i = 0; i < ROWS; i++)
			if (rows[i].stratum == h)
				z[element ? n++ : rows[i].cluster] += rows[i].w * (rows[i].y - mean) / weight;
		for (int i = 0; i < n; i++)
			centre += z[i] / n;
		for (int i = 0; i < n; i++)
			square += (z[i] - centre) * (z[i] - centre);
		variance += square * n / (n - 1);
	}
	return (double) variance;
}

static SummaryEstimate
estimate(const Summary *s, SummaryStatistic statistic)
{
	void *space = malloc(summary_space(s));
	SummaryEstimate result;
	SummaryProblem problem;

	if (summary_estimate(s, statistic, (DesignRule){LONELY_FAIL, false}, space, &result, &problem))
		result.variance = -1;
	free(space);
	return result;
}

static void
definitions(void)
{
	static const double offsets[] = {0, 1e9};

	for (int k = 0; k < 2; k++)
	{
		Summary *s;

		make_rows(offsets[k]);
		s = summarise(0, 1, false, false);
		near(estimate(s, STATISTIC_MEAN).variance, variance_by_definition(false), 1e-9,
			 "variance of a mean, clusters");
		free(s);
		s = summarise(0, 1, false, true);
		near(estimate(s, STATISTIC_MEAN).variance, variance_by_definition(true), 1e-9,
			 "variance of a mean, respondents as clusters");
		ok(s->nunits == 4, "which need one unit for each stratum");
		free(s);
	}
}

static void
merging(void)
{
	for (int text = 0; text < 2; text++)
	{
		Summary *whole = summarise(0, 1, text, false);
		Summary *sum = grow(summarise(2, 3, text, false));
		SummaryProblem problem;
		int32_t map[100];

		for (int part = 0; part < 2; part++)
		{
			Summary *from = summarise(part, 3, text, false);

			while (summary_merge(sum, from, map, &problem) == SVY_NO_SPACE)
				sum = grow(sum);
			free(from);
		}
		sum = canonical(sum);
		ok(summary_canonical_size(sum) == summary_canonical_size(whole) &&
			   memcmp(sum, whole, summary_canonical_size(whole)) == 0,
		   "a merged state is the state of one pass, to the last bit");
		free(sum);
		free(whole);
	}
}

/* several variables at once are the states of each */
static void
many(void)
{
	SummaryProblem problem;
	Summary *s = NULL;
	Summary *alone = summarise(0, 1, false, false);
	Summary *split;

	for (int i = 0; i < ROWS; i++)
	{
		double y[2] = {-1, rows[i].y};
		bool missing[2] = {i % 2 == 0, false};
		char label[20];
		SummaryPath path = path_of(&rows[i], false, false, label);
		SummaryRoom room = {1, 4, 2};

		if (!s)
		{
			s = calloc(1, summary_size(&path, false, room));
			summary_init(s, &path, false, room);
		}
		while (summary_add_many(s, &path, rows[i].w, y, missing, &problem) == SVY_NO_SPACE)
			s = grow(s);
	}
	s = canonical(s);
	split = calloc(1, summary_split_size(s));
	summary_split(split, s, 1);
	ok(summary_split_size(s) == summary_canonical_size(alone) &&
		   memcmp(split, alone, summary_canonical_size(alone)) == 0,
	   "the second of two variables is as if it were alone");
	memset(split, 0, summary_split_size(s));
	summary_split(split, s, 0);
	near(summary_point(split, STATISTIC_MEAN), -1, 1e-15, "the first one too");
	ok(split->n == ROWS / 2, "with missing values of its own");
	free(split);
	free(alone);
	free(s);
}

static void
wire(void)
{
	Summary *s = summarise(0, 1, true, false);
	size_t size = summary_encode(s, NULL);
	uint8_t *bytes = malloc(size);
	size_t need;
	Summary *again;
	int survived = 0;

	summary_encode(s, bytes);
	need = summary_decode_size(bytes, size);
	again = calloc(1, need);
	ok(need == summary_canonical_size(s) && summary_decode(again, need, bytes, size) &&
		   memcmp(again, s, need) == 0,
	   "the binary form comes back");
	free(again);
	for (size_t cut = 0; cut < size; cut += 7)
	{
		need = summary_decode_size(bytes, cut);
		again = calloc(1, need + 1);
		survived += need > 0 && summary_decode(again, need, bytes, cut);
		free(again);
	}
	ok(survived == 0, "no cut form is accepted");
	/* whatever bytes are accepted make a valid state: the sanitizers watch */
	for (size_t at = 0; at < size; at++)
	{
		bytes[at] ^= 0x80;
		need = summary_decode_size(bytes, size);
		again = calloc(1, need + 1);
		if (need > 0 && summary_decode(again, need, bytes, size))
			(void) estimate(again, STATISTIC_MEAN);
		free(again);
		bytes[at] ^= 0x80;
	}
	ok(true, "changed bytes do no harm");
	free(bytes);
	free(s);
}

static void
refusals(void)
{
	SummaryRoom room = {8, 0, 0};
	Row row = {1, 1, 1, 1};
	char label[20];
	SummaryPath path = path_of(&row, false, false, label);
	Summary *s = calloc(1, summary_size(&path, false, room));
	SummaryProblem problem;

	summary_init(s, &path, false, room);
	ok(summary_add(s, &path, -1, true, 1, 0, &problem) == SVY_BAD_WEIGHT, "negative weight");
	ok(summary_add(s, &path, NAN, true, 1, 0, &problem) == SVY_BAD_WEIGHT, "weight NaN");
	s->negative = true;
	ok(summary_add(s, &path, -1, true, 3, 0, &problem) == SVY_OK && s->n == 1 &&
		   summary_point(s, STATISTIC_TOTAL) == -3 && summary_point(s, STATISTIC_MEAN) == 3,
	   "a negative weight where there may be some");
	ok(summary_add(s, &path, -1e-200, true, 3, 0, &problem) == SVY_BAD_WEIGHT,
	   "but not one too near to 0");
	ok(summary_add(s, &path, 1, true, INFINITY, 0, &problem) == SVY_BAD_VALUE, "infinite value");
	ok(summary_add(s, &path, 1, true, 1e200, 0, &problem) == SVY_OVERFLOW, "overflow");
	path.keys[0].kind = SUMMARY_NONE;
	ok(summary_add(s, &path, 1, true, 1, 0, &problem) == SVY_BAD_ARGUMENT &&
		   problem.fault == FAULT_KEYS,
	   "a stratum for some rows only");
	path.keys[0].kind = SUMMARY_NUMBER;
	path.fpc[0] = 3;
	ok(summary_add(s, &path, 1, true, 1, 0, &problem) == SVY_BAD_ARGUMENT &&
		   problem.fault == FAULT_FPC_MISSING,
	   "a population correction for some rows only");
	free(s);
}

int
main(void)
{
	definitions();
	merging();
	many();
	wire();
	refusals();
	return tap_done();
}
