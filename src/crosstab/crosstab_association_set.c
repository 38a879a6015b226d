/*
 * crosstab_association_set.c
 *	  Tests of multiple-response sets: each option, chosen or not, by the
 *	  categories of a question or the options of another set, all at once.
 *
 * The tables of the options hold the same respondents, so their X^2 are not
 * independent: the design covariance of all their contrasts says how much.  The
 * influence of a respondent on a contrast depends on his cell alone.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "crosstab/crosstab_association.h"
#include "plan/answer.h"
#include "source/sample.h"
#include "kernel/base/weight.h"
#include "kernel/stats/raoscott.h"
#include "kernel/stats/tally.h"
#include "pg/svy.h"

/* what a table of an option asks of a respondent: a set's option or a question's category */
typedef struct Margin
{
	const CrosstabAxis *axis;
	const SurveySet *set; /* NULL: a question */
	int ncodes;			  /* columns of the frame: one for each option, or one */
	int32 **codes;
} Margin;

/* one option by the other side, and the categories of that which have weight */
typedef struct OptionTable
{
	MarginalTable table;
	int option;		   /* of the set that gives the rows */
	int other;		   /* column of the frame of the other side */
	int *column;	   /* by category: its column in the table, -1 without weight */
	double *influence; /* of a weight of 1, by cell: columns - 1 values */
} OptionTable;

typedef struct SetTest
{
	Margin options; /* the set whose options are the rows */
	Margin other;
	SvySample *sample;
	int64 nrows;
	int32 *rows; /* respondents that pass the filter and are in the base of both sides */
	int ntables;
	OptionTable *tables;
	int contrasts;
	int most; /* contrasts of the largest table */
	double df;
} SetTest;

/* what respondents add to the contrasts: marginal_contrasts or marginal_distances */
typedef void (*Influence)(const MarginalTable *table, int row, int column, double weight,
						  double *values);

static void
set_influence(SetTest *test, Influence influence)
{
	for (int k = 0; k < test->ntables; k++)
	{
		OptionTable *t = &test->tables[k];
		int columns = t->table.columns;

		t->influence = palloc0_array(double, 2 * columns * (columns - 1));
		for (int cell = 0; cell < 2 * columns; cell++)
			if (t->table.totals[cell] > 0)
				influence(&t->table, cell / columns, cell % columns, 1,
						  t->influence + cell * (columns - 1));
	}
}

static int
categories_of(const Margin *margin)
{
	return margin->set ? 2 : margin->axis->ncategories;
}

/* the category of a respondent, -1 where he has none */
static int
category_of(const Margin *margin, int column, int64 row)
{
	int32 code = margin->codes[column][row];

	if (code == FRAME_NO_CODE)
		return -1;
	if (margin->set)
		return code != 0;
	for (int i = 0; i < margin->axis->ncategories; i++)
		if (margin->axis->codes[i] == code)
			return i;
	return -1;
}

/* the cell of a respondent in a table; false where he is not in its base */
static bool
cell_of(const SetTest *test, const OptionTable *t, int64 row, int *chosen, int *category)
{
	*chosen = category_of(&test->options, t->option, row);
	*category = category_of(&test->other, t->other, row);
	return *chosen >= 0 && *category >= 0;
}

/* ---------------------------------------------------------------- reading --- */

static Margin
open_margin(const Survey *survey, const CrosstabAxis *axis)
{
	Margin margin = {axis, NULL, 1, NULL};

	if (!axis->variable)
		margin.set = svy_survey_find_set(survey, axis->name);
	if (!axis->variable && !margin.set)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("\"%s\" cannot be tested with a multiple-response set", axis->name),
						errhint("A set is tested with a variable or another set.")));
	if (margin.set)
		margin.ncodes = margin.set->nmembers;
	return margin;
}

static void
request_margin(const Margin *margin, const char *counted, SvyFrameRequest *request)
{
	for (int i = 0; i < margin->ncodes; i++)
		request->codes[request->ncodes++] =
			margin->set
				? psprintf("(%s)::pg_catalog.int4", svy_answer_chosen_sql(margin->set, i, counted))
				: svy_answer_code_sql(margin->axis->variable, counted);
}

/* in the base of a set is who answered any of it; the other options are not chosen then */
static void
complete_set(const Margin *margin, int64 nrows)
{
	for (int64 row = 0; margin->set && row < nrows; row++)
	{
		bool answered = false;

		for (int i = 0; i < margin->ncodes; i++)
			answered |= margin->codes[i][row] != FRAME_NO_CODE;
		for (int i = 0; i < margin->ncodes && answered; i++)
			if (margin->codes[i][row] == FRAME_NO_CODE)
				margin->codes[i][row] = 0;
	}
}

/* of both sides: all of a set's options have an answer, or none */
static bool
in_base(const SetTest *test, int64 row)
{
	return category_of(&test->options, 0, row) >= 0 && category_of(&test->other, 0, row) >= 0;
}

static void
read_respondents(SetTest *test, const Survey *survey, const SvySampleOptions *options)
{
	SvyFrameRequest request = {.nvalues = 0};
	const char *filter =
		options->filter ? svy_survey_filter_sql(survey, options->filter, "a") : NULL;
	const char *counted = svy_answer_domain(survey, filter, options->weight);
	const SvyFrame *frame;

	request.codes = palloc_array(char *, test->options.ncodes + test->other.ncodes);
	request_margin(&test->options, counted, &request);
	request_margin(&test->other, counted, &request);
	test->sample = svy_sample_read(survey, options, &request);
	frame = test->sample->frame;
	test->options.codes = frame->codes;
	test->other.codes = frame->codes + test->options.ncodes;
	complete_set(&test->options, frame->n);
	complete_set(&test->other, frame->n);
	test->rows = palloc_extended(sizeof(int32) * (frame->n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < frame->n; i++)
		if (frame->keep[i] && in_base(test, i))
			test->rows[test->nrows++] = (int32) i;
	test->df = frame->n > 0 ? svy_frame_domain_df(frame, frame->keep) : 0;
}

/* counts one table; false where nobody or everybody has chosen, or there is one category */
static bool
count_option(const SetTest *test, OptionTable *t)
{
	const SvyFrame *frame = test->sample->frame;
	int ncategories = categories_of(&test->other);
	double *sums = palloc0_array(double, 2 * ncategories);
	double *totals = palloc0_array(double, 2 * ncategories);
	double chosen = 0, rest = 0;

	CHECK_FOR_INTERRUPTS();
	t->table = (MarginalTable){0, totals, 0, 0};
	t->column = palloc_array(int, ncategories);
	for (int64 i = 0; i < test->nrows; i++)
	{
		int64 row = test->rows[i];
		int r, c;

		if (!weight_counts(frame->weight[row]) || !cell_of(test, t, row, &r, &c))
			continue;
		sums[r * ncategories + c] += frame->weight[row];
		*(r ? &chosen : &rest) += frame->weight[row];
		t->table.n++;
	}
	for (int i = 0; i < 2 * ncategories; i++)
		if (sums[i] < 0)
			svy_test_refuse_negative(test->options.axis->labels[t->option],
									 test->other.axis->labels[i % ncategories]);
	for (int c = 0; c < ncategories; c++)
		t->column[c] = sums[c] + sums[ncategories + c] > 0 ? t->table.columns++ : -1;
	for (int c = 0; c < ncategories; c++)
		for (int r = 0; r < 2 && t->column[c] >= 0; r++)
			totals[r * t->table.columns + t->column[c]] = sums[r * ncategories + c];
	pfree(sums);
	return chosen > 0 && rest > 0 && t->table.columns > 1;
}

static void
make_tables(SetTest *test)
{
	test->tables = palloc_array(OptionTable, test->options.ncodes * test->other.ncodes);
	for (int i = 0; i < test->options.ncodes; i++)
		for (int j = 0; j < test->other.ncodes; j++)
		{
			OptionTable *t = &test->tables[test->ntables];

			t->option = i;
			t->other = j;
			if (!count_option(test, t))
				continue;
			t->table.first = test->contrasts;
			test->contrasts += t->table.columns - 1;
			test->most = Max(test->most, t->table.columns - 1);
			test->ntables++;
		}
	if (test->contrasts > RAOSCOTT_MAX_CELLS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the tables of \"%s\" by \"%s\" have %d contrasts, and tests under "
							   "a design allow %d",
							   test->options.axis->name, test->other.axis->name, test->contrasts,
							   RAOSCOTT_MAX_CELLS),
						errhint("Test the options in several sets, or merge categories.")));
}

/* ------------------------------------------------------------- covariances --- */

/* contrasts of the tables from first to end - 1, of them "from" is the first */
typedef struct Range
{
	int first;
	int end;
} Range;

static int
contrasts_in(const SetTest *test, Range r)
{
	const MarginalTable *last = &test->tables[r.end - 1].table;

	return last->first + last->columns - 1 - test->tables[r.first].table.first;
}

/* what a respondent adds under a weight, beginning with the first table of the range */
static void
add_respondent(const SetTest *test, Range range, int64 row, double weight, double *sums)
{
	for (int k = range.first; k < range.end; k++)
	{
		const OptionTable *t = &test->tables[k];
		int columns = t->table.columns;
		double *to = sums + t->table.first - test->tables[range.first].table.first;
		const double *values;
		int r, c;

		if (!weight_counts(weight) || !cell_of(test, t, row, &r, &c))
			continue;
		values = t->influence + (r * columns + t->column[c]) * (columns - 1);
		for (int j = 0; j < columns - 1; j++)
			to[j] += weight * values[j];
	}
}

/* as many tables as fit into half of the memory, beginning with one */
static Range
range_from(const SetTest *test, int first)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024 / 2;
	/* influence values, as much for totals of clusters, and for what a calibration leaves */
	Size fit = allowed / (sizeof(double) * 3 * (test->nrows + 1));
	Range range = {first, first + 1};

	if (contrasts_in(test, range) > fit)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the influence values of \"%s\" by \"%s\" do not fit into memory",
							   test->options.axis->name, test->other.axis->name),
						errhint("Raise maintenance_work_mem.")));
	while (range.end < test->ntables && contrasts_in(test, (Range){first, range.end + 1}) <= fit)
		range.end++;
	return range;
}

/* the covariance of the contrasts of two ranges, or of one with itself */
static void
covariance_of(const SetTest *test, Range a, Range b, double *covariance)
{
	const SvyFrame *frame = test->sample->frame;
	bool same = a.first == b.first;
	int na = contrasts_in(test, a);
	int p = same ? na : na + contrasts_in(test, b);
	double *z =
		palloc_extended(sizeof(double) * test->nrows * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *part = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < test->nrows; i++)
	{
		int64 row = test->rows[i];

		add_respondent(test, a, row, frame->weight[row], z + i * p);
		if (!same)
			add_respondent(test, b, row, frame->weight[row], z + i * p + na);
	}
	svy_sample_covariance(test->sample, test->nrows, test->rows, p, z, part);
	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++)
		{
			int to_i = i < na ? test->tables[a.first].table.first + i
							  : test->tables[b.first].table.first + i - na;
			int to_j = j < na ? test->tables[a.first].table.first + j
							  : test->tables[b.first].table.first + j - na;

			covariance[(Size) to_i * test->contrasts + to_j] = part[(Size) i * p + j];
		}
	pfree(z);
	pfree(part);
}

/* sum of the weights in a table's base under a replicate, over that under the full weights */
static double
base_ratio(const SetTest *test, const OptionTable *t, int replicate)
{
	double own = 0, full = 0;

	for (int64 i = 0; i < test->nrows; i++)
	{
		int r, c;

		if (!cell_of(test, t, test->rows[i], &r, &c))
			continue;
		own += svy_sample_weight(test->sample, test->rows[i], replicate);
		full += svy_sample_weight(test->sample, test->rows[i], -1);
	}
	return own / full;
}

/* sums of the contrasts under a replicate; of shares where "shares" */
static void
contrasts_under(const SetTest *test, bool shares, int replicate, double *sums)
{
	Range all = {0, test->ntables};

	CHECK_FOR_INTERRUPTS();
	memset(sums, 0, sizeof(double) * test->contrasts);
	for (int64 i = 0; i < test->nrows; i++)
		if (test->sample->frame->weight[test->rows[i]] != 0)
			add_respondent(test, all, test->rows[i],
						   svy_sample_weight(test->sample, test->rows[i], replicate), sums);
	for (int k = 0; k < test->ntables && shares; k++)
	{
		const OptionTable *t = &test->tables[k];
		double ratio = base_ratio(test, t, replicate);

		for (int j = 0; j < t->table.columns - 1; j++)
			sums[t->table.first + j] /= ratio;
	}
}

/* false where the respondents say nothing of their variance */
static bool
add_set_covariance(const SetTest *test, bool shares, double *covariance)
{
	int count = test->sample->frame->nreplicates;

	if (test->sample->replicates)
	{
		double *theta =
			palloc_extended(sizeof(double) * (count + 1) * test->contrasts, MCXT_ALLOC_HUGE);
		double *full = theta + (Size) count * test->contrasts;

		if (svy_frame_replicates_say_nothing(test->sample->frame, test->nrows, test->rows))
			return false;
		for (int r = 0; r <= count; r++)
			contrasts_under(test, shares, r < count ? r : -1, theta + (Size) r * test->contrasts);
		svy_sample_replicates(test->sample, test->contrasts, theta, full, covariance);
		pfree(theta);
		return true;
	}
	for (int i = 0; i < test->ntables;)
	{
		Range a = range_from(test, i);

		covariance_of(test, a, a, covariance);
		for (int j = a.end; j < test->ntables;)
		{
			Range b = range_from(test, j);

			covariance_of(test, a, b, covariance);
			j = b.end;
		}
		i = a.end;
	}
	return !isnan(covariance[0]);
}

/* ------------------------------------------------------------------- tests --- */

static bool
set_possible(const SetTest *test, const char *wanted, SvyStatus status)
{
	if (status == SVY_OK)
		return true;
	if (wanted)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" of \"%s\" by \"%s\" is not defined", wanted,
						test->options.axis->name, test->other.axis->name),
				 errdetail("It needs options that some have chosen and some have not, two "
						   "categories with respondents, more clusters than strata, and for the "
						   "Wald tests more clusters than contrasts.")));
	return false;
}

static void
put_set_rao_scott(SetTest *test, const TestTable *out, const char *wanted)
{
	MarginalTable *tables = palloc_array(MarginalTable, test->ntables + 1);
	RaoScott r = {0};
	SvyStatus status = SVY_NO_DF;
	double *covariance;

	if (wanted && pg_strcasecmp(wanted, "pearson") != 0 &&
		pg_strncasecmp(wanted, "rao-scott", 9) != 0 && pg_strcasecmp(wanted, "design-effect") != 0)
		return;
	for (int k = 0; k < test->ntables; k++)
		tables[k] = test->tables[k].table;
	if (test->ntables > 0 && test->df > 0)
	{
		covariance =
			palloc_extended(sizeof(double) * test->contrasts * test->contrasts, MCXT_ALLOC_HUGE);
		set_influence(test, marginal_contrasts);
		if (add_set_covariance(test, true, covariance))
			status = marginal_test(
				test->ntables, tables, covariance, test->df,
				palloc_extended(sizeof(double) * marginal_space(test->contrasts, test->most),
								MCXT_ALLOC_HUGE),
				&r);
	}
	if (!set_possible(test, wanted, status))
		return;
	if (svy_test_wanted(wanted, "rao-scott-f"))
		svy_test_put(out, "rao-scott-f", r.second.statistic, r.second.df1, r.second.df2, r.second.p,
					 test->sample->variance);
	if (svy_test_wanted(wanted, "rao-scott-chisq"))
		svy_test_put(out, "rao-scott-chisq", r.first.statistic, r.first.df1, NAN, r.first.p,
					 test->sample->variance);
	if (svy_test_wanted(wanted, "design-effect"))
		svy_test_put(out, "design-effect", r.mean_deff, NAN, NAN, NAN, test->sample->variance);
	/* the sum of dependent X^2 has no chi-square law of its own */
	if (svy_test_wanted(wanted, "pearson"))
		svy_test_put(out, "pearson", r.pearson, NAN, NAN, NAN, NULL);
}

static void
put_set_wald(SetTest *test, const TestTable *out, const char *wanted)
{
	RaoScottWald w = {0};
	SvyStatus status = SVY_NO_DF;
	double *distances;
	double *covariance;

	if (!svy_test_wanted(wanted, "wald") && !svy_test_wanted(wanted, "adjusted-wald"))
		return;
	if (test->ntables > 0 && test->df > 0)
	{
		distances = palloc_array(double, 2 * test->contrasts);
		covariance =
			palloc_extended(sizeof(double) * test->contrasts * test->contrasts, MCXT_ALLOC_HUGE);
		set_influence(test, marginal_distances);
		contrasts_under(test, false, -1, distances);
		if (add_set_covariance(test, false, covariance))
			status = marginal_wald(test->contrasts, distances, covariance, test->df,
								   distances + test->contrasts, &w);
	}
	if (!set_possible(test, wanted, status))
		return;
	if (svy_test_wanted(wanted, "wald"))
		svy_test_put(out, "wald", w.wald.statistic, w.wald.df1, w.wald.df2, w.wald.p,
					 test->sample->variance);
	if (svy_test_wanted(wanted, "adjusted-wald") && !isnan(w.adjusted.statistic))
		svy_test_put(out, "adjusted-wald", w.adjusted.statistic, w.adjusted.df1, w.adjusted.df2,
					 w.adjusted.p, test->sample->variance);
}

static void
count_base(const SetTest *test, TestTable *out)
{
	const SvyFrame *frame = test->sample->frame;

	for (int64 i = 0; i < test->nrows; i++)
	{
		int64 row = test->rows[i];

		if (!weight_counts(frame->weight[row]))
			continue;
		out->base.n++;
		out->base.w = dd_add_double(out->base.w, frame->weight[row]);
		out->base.ww = dd_add(out->base.ww, dd_two_prod(frame->weight[row], frame->weight[row]));
	}
	out->n = crosstab_effective_n(&out->base);
}

static void
put_empty_set_tests(const SetTest *test, const TestTable *out, const char *wanted)
{
	static const char *const tests[] = {
		"rao-scott-f", "rao-scott-chisq", "design-effect", "pearson", "wald", "adjusted-wald"};

	for (int i = 0; i < lengthof(tests); i++)
		if (svy_test_wanted(wanted, tests[i]))
			svy_test_put(out, tests[i], NAN, NAN, NAN, NAN,
						 strcmp(tests[i], "pearson") == 0 ? NULL : test->sample->variance);
}

void
svy_test_sets(const CrosstabPlan *plan, TestTable *out, const char *filter, const char *wanted)
{
	SvySampleOptions options = {filter, plan->weight_name, NULL};
	SetTest test = {.nrows = 0};

	test.options = open_margin(plan->survey, out->row);
	test.other = open_margin(plan->survey, out->column);
	if (!test.options.set)
	{
		Margin other = test.other;

		test.other = test.options;
		test.options = other;
	}
	read_respondents(&test, plan->survey, &options);
	make_tables(&test);
	count_base(&test, out);
	out->hypothesis = test.other.set
						  ? psprintf("pairwise marginal independence of %d x %d options",
									 test.options.ncodes, test.other.ncodes)
						  : psprintf("marginal independence of %d options", test.options.ncodes);
	if (out->base.n < 2)
	{
		put_empty_set_tests(&test, out, wanted);
		return;
	}
	put_set_rao_scott(&test, out, wanted);
	put_set_wald(&test, out, wanted);
}
