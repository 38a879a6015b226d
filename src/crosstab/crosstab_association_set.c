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

#include "crosstab/crosstab_association_set.h"
#include "plan/answer.h"
#include "source/asked.h"
#include "kernel/base/weight.h"
#include "kernel/stats/raoscott.h"
#include "kernel/stats/repsum.h"
#include "kernel/stats/tally.h"
#include "pg/replicate.h"
#include "pg/svy.h"

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

/* whether a respondent is in the base of a side: all of a set's options have an answer then, or none */
static bool
place_in_margin(const Margin *margin, const int32 *codes)
{
	bool answered = false;

	for (int i = 0; i < margin->ncodes; i++)
	{
		answered |= codes[i] != FRAME_NO_CODE;
		margin->category[i] = -1;
		margin->asked[i] = codes[i] != FRAME_NO_CODE;
	}
	if (!answered)
		return false;
	for (int i = 0; margin->set && i < margin->ncodes; i++)
		margin->category[i] = codes[i] != FRAME_NO_CODE && codes[i] != 0;
	for (int i = 0; !margin->set && i < margin->axis->ncategories; i++)
		if (margin->axis->codes[i] == codes[0])
			margin->category[0] = i;
	return margin->category[0] >= 0;
}

bool
svy_set_place(const SetTest *test, const SvyRespondent *r)
{
	return r->keep && place_in_margin(&test->options, r->codes) &&
		   place_in_margin(&test->other, r->codes + test->options.ncodes);
}

/* the cell of a respondent in a table */
static int
cell_in(const SetTest *test, const OptionTable *t)
{
	return test->options.category[t->option] * t->table.columns +
		   t->column[test->other.category[t->other]];
}

/* ------------------------------------------------------------- influences --- */

bool
svy_set_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const RangeInfluence *of = argument;
	const SetTest *test = of->test;

	if (!svy_set_place(test, r))
		return false;
	for (int i = 0; i < of->n; i++)
		for (int k = of->ranges[i].first; k < of->ranges[i].end; k++)
		{
			const OptionTable *t = &test->tables[k];
			int width = t->table.columns - 1;
			bool in = weight_counts(r->weight) && t->column[test->other.category[t->other]] >= 0;
			const double *values = in ? t->influence + cell_in(test, t) * width : NULL;

			for (int j = 0; j < width; j++)
				*influence++ = in ? r->weight * values[j] : 0;
		}
	return true;
}

/* ---------------------------------------------------------------- reading --- */

static Margin
open_margin(const Survey *survey, const CrosstabAxis *axis)
{
	Margin margin = {axis, NULL, 1, NULL, NULL};

	if (!axis->variable)
		margin.set = svy_survey_find_set(survey, axis->name);
	if (!axis->variable && !margin.set)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("\"%s\" cannot be tested with a multiple-response set", axis->name),
						errhint("A set is tested with a variable or another set.")));
	if (margin.set)
		margin.ncodes = margin.set->nmembers;
	margin.category = palloc_array(int, margin.ncodes + 1);
	margin.asked = palloc_array(bool, margin.ncodes + 1);
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

static void
count_tables(SetTest *test, const SvyRespondent *r)
{
	int ncategories = svy_set_categories(&test->other);

	test->base.n++;
	test->base.w = dd_add_double(test->base.w, r->weight);
	test->base.ww = dd_add(test->base.ww, dd_two_prod(r->weight, r->weight));
	for (int i = 0; i < test->options.ncodes; i++)
		for (int j = 0; j < test->other.ncodes; j++)
		{
			OptionSums *sums = &test->sums[i * test->other.ncodes + j];
			DD *w = &sums->w[test->options.category[i] * ncategories + test->other.category[j]];

			sums->n++;
			sums->asked[test->other.category[j]] += test->options.asked[i];
			*w = dd_add_double(*w, r->weight);
		}
}

/* the first pass: in the base of a set is who answered any of it; the other options are not chosen then */
static void
take_first(const SvyRespondent *r, void *argument)
{
	SetTest *test = argument;
	int columns = test->sample->replicates ? test->sample->replicates->count : 0;

	if (!r->keep)
		return;
	test->nkept++;
	if (test->sketch)
		sketch_add(test->sketch, columns, r->replicates);
	if (!svy_set_place(test, r))
		return;
	if (columns > 0 && test->rank < 2)
		test->rank = rank_add(test->basis, test->rank, 2, columns, r->replicates);
	if (weight_counts(r->weight))
		count_tables(test, r);
}

static void
count_kept(const SvyRespondent *r, void *argument)
{
	const SetTest *test = argument;

	if (r->keep)
		svy_influence_count(test->kept, r);
}

/* of those who pass the filter */
static double
set_df(SetTest *test)
{
	const SvyPasses *passes = test->passes;
	double df;

	if (passes->n == 0)
		return 0;
	if (test->sample->replicates)
		return test->sketch && test->nkept < passes->n
				   ? svy_sketch_rank(test->sketch, passes->nreplicates) - 1
				   : passes->df;
	test->kept = svy_influence_members(passes);
	if (svy_passes_are_sums(passes))
		svy_set_count_kept_elsewhere(test);
	else
		svy_passes_each(passes, count_kept, test);
	df = svy_influence_df(passes, test->kept);
	pfree(test->kept);
	return df;
}

static void
read_respondents(SetTest *test, const Survey *survey, const SvySampleOptions *options)
{
	SvyFrameRequest *request = palloc0_object(SvyFrameRequest); /* as long as the passes */
	const char *filter =
		options->filter ? svy_survey_filter_sql(survey, options->filter, "a") : NULL;
	const char *counted = svy_answer_domain(survey, filter, options->weight);
	int n = test->options.ncodes * test->other.ncodes;
	SvySample *sample;

	request->codes = palloc_array(char *, test->options.ncodes + test->other.ncodes);
	request_margin(&test->options, counted, request);
	request_margin(&test->other, counted, request);
	test->sums = palloc_extended(sizeof(OptionSums) * n, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < n; i++)
	{
		test->sums[i].w = palloc0_array(DD, 2 * svy_set_categories(&test->other));
		test->sums[i].asked = palloc0_array(int64, svy_set_categories(&test->other));
	}
	test->sample = sample = svy_sample_open(survey, options, request);
	if (sample->replicates)
	{
		int columns = sample->replicates->count;

		test->basis = palloc_array(double, 2 * columns);
		if (!sample->replicates->df_given)
			test->sketch = palloc_extended(sizeof(double) * sketch_lines(columns) * columns,
										   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	if (svy_sums_elsewhere(sample))
		svy_set_read_elsewhere(test, sample, request);
	else
		test->passes = svy_passes_start(sample, request, false, take_first, test);
	test->df = set_df(test);
}

/* one table from its sums; false where nobody or everybody has chosen, or there is one category */
static bool
make_table(const SetTest *test, OptionTable *t, const OptionSums *sums)
{
	int ncategories = svy_set_categories(&test->other);
	double *totals = palloc0_array(double, 2 * ncategories);
	DD rows[2] = {{0, 0}};

	t->table = (MarginalTable){.totals = totals, .n = (double) sums->n};
	t->column = palloc_array(int, ncategories);
	for (int i = 0; i < 2 * ncategories; i++)
	{
		if (sums->w[i].hi < 0)
			svy_test_refuse_negative(test->options.axis->labels[t->option],
									 test->other.axis->labels[i % ncategories]);
		rows[i / ncategories] = dd_add(rows[i / ncategories], sums->w[i]);
	}
	for (int c = 0; c < ncategories; c++)
		t->column[c] =
			dd_value(dd_add(sums->w[c], sums->w[ncategories + c])) > 0 ? t->table.columns++ : -1;
	for (int c = 0; c < ncategories; c++)
		for (int r = 0; r < 2 && t->column[c] >= 0; r++)
			totals[r * t->table.columns + t->column[c]] = dd_value(sums->w[r * ncategories + c]);
	return rows[0].hi > 0 && rows[1].hi > 0 && t->table.columns > 1;
}

/* an option that some category of the other side was not asked (source/asked.h) is not compared over it */
static bool
was_asked_in_part(const SetTest *test, const OptionSums *sums)
{
	int n = svy_set_categories(&test->other);
	int64 asked = 0;
	bool without = false;

	for (int c = 0; c < n; c++)
	{
		asked += sums->asked[c];
		without |= sums->asked[c] == 0 && dd_add(sums->w[c], sums->w[n + c]).hi > 0;
	}
	return without && asked > 0;
}

static void
make_tables(SetTest *test)
{
	const bool *declined = NULL;

	test->tables = palloc0_array(OptionTable, test->options.ncodes * test->other.ncodes);
	for (int i = 0; i < test->options.ncodes; i++)
		for (int j = 0; j < test->other.ncodes; j++)
		{
			OptionTable *t = &test->tables[test->ntables];

			t->option = i;
			t->other = j;
			if (was_asked_in_part(test, &test->sums[i * test->other.ncodes + j]))
			{
				declined =
					declined ? declined : svy_set_declined(test->sample->survey, test->options.set);
				if (declined[i])
				{
					test->unasked += j == 0;
					continue;
				}
			}
			if (!make_table(test, t, &test->sums[i * test->other.ncodes + j]))
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

static int
contrasts_in(const SetTest *test, Range r)
{
	const MarginalTable *last = &test->tables[r.end - 1].table;

	return last->first + last->columns - 1 - test->tables[r.first].table.first;
}

/* as many tables as fit into half of the memory, beginning with one */
static Range
range_from(const SetTest *test, int first)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024 / 2;
	/* totals of units, as sums and rounded */
	Size fit = allowed / ((sizeof(DD) + sizeof(double)) * (test->passes->design->n + 1));
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
	RangeInfluence of = {test, a.first == b.first ? 1 : 2, {a, b}};
	int na = contrasts_in(test, a);
	int p = of.n == 1 ? na : na + contrasts_in(test, b);
	double *part = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);

	if (svy_passes_are_sums(test->passes))
		svy_set_covariance_elsewhere(test, p, &of, part);
	else
		svy_influence_covariance(test->passes, p, svy_set_influence, &of, part);
	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++)
		{
			int to_i = i < na ? test->tables[a.first].table.first + i
							  : test->tables[b.first].table.first + i - na;
			int to_j = j < na ? test->tables[a.first].table.first + j
							  : test->tables[b.first].table.first + j - na;

			covariance[(Size) to_i * test->contrasts + to_j] = part[(Size) i * p + j];
		}
	pfree(part);
}

/* ---- replicates ---- */

static void
add_under_replicates(const SvyRespondent *r, void *argument)
{
	const SetTest *test = argument;
	int count = test->passes->nreplicates;

	if (!svy_set_place(test, r))
		return;
	for (int k = 0; k < test->ntables; k++)
	{
		OptionTable *t = &test->tables[k];
		int cells = 2 * t->table.columns;
		/* a category without weight has no column, nor do those who have it add to one */
		DD *under = t->column[test->other.category[t->other]] >= 0 && weight_counts(r->weight)
						? t->under + cell_in(test, t)
						: NULL;

		for (int i = 0; i < count; i++)
		{
			t->base[i] = dd_add_double(t->base[i], r->replicates[i]);
			if (under)
				under[(Size) i * cells] = dd_add_double(under[(Size) i * cells], r->replicates[i]);
		}
	}
}

static void
count_under_replicates(SetTest *test)
{
	int count = test->passes->nreplicates;

	if (count == 0 || test->ntables == 0 || test->tables[0].under)
		return;
	for (int k = 0; k < test->ntables; k++)
	{
		OptionTable *t = &test->tables[k];

		t->under = palloc_extended(sizeof(DD) * count * 2 * t->table.columns,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		t->base = palloc0_array(DD, count);
	}
	svy_passes_each(test->passes, add_under_replicates, test);
}

/* the contrasts of a table under a replicate, or (-1) the full weights; of shares where "shares" */
static void
contrasts_of_table(const OptionTable *t, bool shares, int replicate, double *contrasts)
{
	int cells = 2 * t->table.columns;
	int width = t->table.columns - 1;
	DD full = {0, 0};

	for (int cell = 0; cell < cells; cell++)
		full = dd_add_double(full, t->table.totals[cell]);
	for (int j = 0; j < width; j++)
	{
		DD sum = {0, 0};

		for (int cell = 0; cell < cells; cell++)
		{
			double weight = replicate < 0 ? t->table.totals[cell]
										  : dd_value(t->under[(Size) replicate * cells + cell]);

			sum = dd_add(sum, dd_two_prod(weight, t->influence[cell * width + j]));
		}
		contrasts[j] = dd_value(sum);
		if (shares && replicate >= 0)
			contrasts[j] /= dd_value(dd_div(t->base[replicate], full));
	}
}

static void
contrasts_under(const SetTest *test, bool shares, int replicate, double *contrasts)
{
	CHECK_FOR_INTERRUPTS();
	for (int k = 0; k < test->ntables; k++)
		contrasts_of_table(&test->tables[k], shares, replicate,
						   contrasts + test->tables[k].table.first);
}

/* false where the respondents say nothing of their variance */
static bool
add_set_covariance(SetTest *test, bool shares, double *covariance)
{
	int count = test->passes->nreplicates;

	if (test->sample->replicates)
	{
		double *theta =
			palloc_extended(sizeof(double) * (count + 1) * test->contrasts, MCXT_ALLOC_HUGE);
		double *full = theta + (Size) count * test->contrasts;

		if (test->rank < 2)
			return false;
		count_under_replicates(test);
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
	SetTest test = {.nkept = 0};

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
	out->base = test.base;
	out->n = crosstab_effective_n(&out->base);
	out->hypothesis = test.other.set ? psprintf("pairwise marginal independence of %d x %d options",
												test.options.ncodes, test.other.ncodes)
									 : psprintf("marginal independence of %d options",
												test.options.ncodes - test.unasked);
	if (out->base.n < 2)
	{
		put_empty_set_tests(&test, out, wanted);
		return;
	}
	put_set_rao_scott(&test, out, wanted);
	put_set_wald(&test, out, wanted);
}
