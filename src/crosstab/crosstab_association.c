/*
 * crosstab_association.c
 *	  Tests of association by name: survey_test and survey_test_cells.
 */
#include "postgres.h"

#include "pack/pack.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "crosstab/crosstab_association.h"
#include "kernel/stats/association.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"
#include "server/json.h"

static void
check_axis(const CrosstabAxis *axis)
{
	if (axis->value)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has measure scale and no categories to test",
							   axis->name)));
}

static void
check_no_set(const CrosstabAxis *axis)
{
	if (axis->overlapping)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("\"%s\" is a multiple-response set: its categories overlap", axis->name),
				 errhint("For sets survey_test gives rao-scott-f, rao-scott-chisq, design-effect, "
						 "wald, adjusted-wald and pearson.")));
}

/* how the table is to be counted */
typedef enum TestDesign
{
	TEST_PLAIN,
	TEST_BY_DEFAULT, /* under the design if the survey has one */
	TEST_DESIGN
} TestDesign;

/* the plan of argument 1 by argument 2, and its two sides; weight and filter are arguments too */
static const CrosstabPlan *
plan_table(FunctionCallInfo fcinfo, int weight_argument, TestTable *t)
{
	CrosstabRequest request = {.nrows = 1, .ncolumns = 1};
	char *names[2];
	const CrosstabPlan *plan;

	for (int i = 0; i < 3; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("survey, row and column must not be NULL")));
	names[0] = svy_text_argument(fcinfo, 1);
	names[1] = svy_text_argument(fcinfo, 2);
	request.rows = &names[0];
	request.columns = &names[1];
	request.weight = svy_text_argument(fcinfo, weight_argument);
	request.filter = svy_text_argument(fcinfo, weight_argument + 1);
	svy_no_options(fcinfo, weight_argument + 2);
	request.survey = svy_survey_open(svy_text_argument(fcinfo, 0));
	plan = svy_crosstab_plan(&request);
	svy_notice_unweighted(request.survey, request.weight, request.filter);
	t->row = &plan->rows[0];
	t->column = &plan->columns[1];
	t->table = plan->tables[1];
	t->hypothesis = "independence";
	check_axis(t->row);
	check_axis(t->column);
	return plan;
}

void
svy_test_refuse_negative(const char *row, const char *column)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("the weights of \"%s\" by \"%s\" add up to less than 0, of which no "
						   "test is made",
						   row, column),
					errhint("Merge categories, or calibrate with bounds, such as "
							"bounds => '{0.3, 3}', or with method => 'raking'.")));
}

static void
count_table(const CrosstabPlan *plan, TestDesign design, TestTable *t)
{
	check_no_set(t->row);
	check_no_set(t->column);
	if (design == TEST_DESIGN ||
		(design == TEST_BY_DEFAULT && svy_crosstab_has_design(plan->survey, plan->weight_name)))
		t->units = svy_units_open(plan, NULL, &t->x);
	else
		t->x = svy_crosstab_run(plan);
	t->base = crosstab_cell(t->x, t->table, CROSSTAB_BASE, CROSSTAB_BASE);
	t->n = crosstab_effective_n(&t->base);
	t->counts = palloc_array(double, (Size) t->row->ncategories * t->column->ncategories + 1);
	for (int r = 0; r < t->row->ncategories; r++)
		for (int c = 0; c < t->column->ncategories; c++)
		{
			double count = dd_value(crosstab_cell(t->x, t->table, r, c).w);

			if (count < 0)
				svy_test_refuse_negative(t->row->labels[r], t->column->labels[c]);
			t->counts[r * t->column->ncategories + c] = count;
		}
}

bool
svy_test_wanted(const char *wanted, const char *statistic)
{
	return wanted == NULL || pg_strcasecmp(wanted, statistic) == 0;
}

void
svy_test_put(const TestTable *t, const char *statistic, double estimate, double df, double df2,
			 double p, const char *variance)
{
	SvyRow *row = t->out;

	svy_row_text(row, statistic);
	svy_row_number(row, estimate);
	svy_row_number(row, df);
	svy_row_number(row, df2);
	svy_row_number(row, p);
	svy_row_count(row, t->base.n);
	svy_row_number(row, dd_value(t->base.w));
	svy_row_number(row, t->n);
	svy_row_text(row, variance);
	svy_row_text(row, isnan(p) ? NULL : t->hypothesis);
	svy_row_end(row);
}

static const char *
plain_variance(const TestTable *t)
{
	return t->x->flags & CROSSTAB_WEIGHTED ? "effective base" : "simple random sample";
}

/* a test by the formulas of simple random samples: under a design only when asked for */
static void
put_test(const TestTable *t, const char *wanted, const char *statistic, double estimate,
		 AssociationTest test)
{
	if (svy_test_wanted(wanted, statistic) && (wanted || t->units == NULL))
		svy_test_put(t, statistic, estimate, test.df, NAN, test.p, plain_variance(t));
}

static void
put_measure(const TestTable *t, const char *wanted, const char *statistic, double estimate)
{
	if (svy_test_wanted(wanted, statistic))
		svy_test_put(t, statistic, estimate, NAN, NAN, NAN, plain_variance(t));
}

/* the categories that have a score, all of them where the answers have no order */
static int
scored_places(const CrosstabAxis *axis, int *places, double **scores)
{
	int n = 0;

	*scores = axis->scores ? palloc_array(double, axis->ncategories + 1) : NULL;
	for (int i = 0; i < axis->ncategories; i++)
	{
		if (axis->scores && isnan(axis->scores[i]))
			continue;
		if (axis->scores)
			(*scores)[n] = axis->scores[i];
		places[n++] = i;
	}
	return n;
}

TestTable
svy_test_scored(const TestTable *t, TestScores *scores)
{
	int *rows = palloc_array(int, t->row->ncategories + 1);
	int *columns = palloc_array(int, t->column->ncategories + 1);
	TestTable part = *t;

	scores->nrows = scored_places(t->row, rows, &scores->rows);
	scores->ncolumns = scored_places(t->column, columns, &scores->columns);
	if (scores->nrows == t->row->ncategories && scores->ncolumns == t->column->ncategories)
		return part;
	part.base = (CrosstabCell){0};
	part.counts = palloc_array(double, (Size) scores->nrows * scores->ncolumns + 1);
	for (int r = 0; r < scores->nrows; r++)
		for (int c = 0; c < scores->ncolumns; c++)
		{
			CrosstabCell cell = crosstab_cell(t->x, t->table, rows[r], columns[c]);

			crosstab_cell_add(&part.base, &cell);
			part.counts[r * scores->ncolumns + c] = dd_value(cell.w);
		}
	part.n = crosstab_effective_n(&part.base);
	return part;
}

bool
svy_test_has_trend(const TestTable *t)
{
	const double *rows = t->row->scores;
	const double *columns = t->column->scores;

	/* two categories have an order whatever they mean (Cochran and Armitage) */
	return (rows || t->row->ncategories == 2) && (columns || t->column->ncategories == 2) &&
		   (rows || columns);
}

static void
put_trend(const TestTable *t, const char *wanted)
{
	TestScores scores;
	TestTable part;
	AssociationTest trend;
	double correlation;

	if (!svy_test_has_trend(t))
		return;
	part = svy_test_scored(t, &scores);
	if (association_trend(scores.nrows, scores.ncolumns, part.counts, part.n, scores.rows,
						  scores.columns, &trend, &correlation) != SVY_OK)
		return;
	put_test(&part, wanted, "trend", trend.statistic, trend);
	put_measure(&part, wanted, "correlation", correlation);
}

static bool
two_by_two(const TestTable *t)
{
	return t->row->ncategories == 2 && t->column->ncategories == 2;
}

/* both ask with the same codes, as before and after */
static bool
paired(const TestTable *t)
{
	return t->row->codes[0] == t->column->codes[0] && t->row->codes[1] == t->column->codes[1];
}

static void
put_two_by_two(const TestTable *t, const char *wanted)
{
	AssociationTest test = {NAN, NAN, NAN};

	if (!two_by_two(t))
		return;
	if (association_yates(t->counts, t->n, &test) == SVY_OK)
		put_test(t, wanted, "yates", test.statistic, test);
	if (paired(t) && association_mcnemar(t->counts, t->n, &test) == SVY_OK)
	{
		TestTable margins = *t;

		margins.hypothesis = "equal margins";
		put_test(&margins, wanted, "mcnemar", test.statistic, test);
	}
	if (!(t->x->flags & CROSSTAB_WEIGHTED) && association_fisher(t->counts, &test.p) == SVY_OK)
		put_test(t, wanted, "fisher", NAN, (AssociationTest){NAN, NAN, test.p});
}

/* a table of fewer than two respondents: the rows that others of its shape have, without numbers */
static void
put_empty_tests(const TestTable *t, const char *wanted)
{
	static const AssociationTest none = {NAN, NAN, NAN};
	static const char *const tests[] = {"pearson", "likelihood-ratio"};
	static const char *const measures[] = {"cramers-v", "phi", "contingency", "smallest-expected"};

	if (t->units)
		svy_test_design_empty(t, wanted);
	for (int i = 0; i < lengthof(tests); i++)
		put_test(t, wanted, tests[i], NAN, none);
	for (int i = 0; i < lengthof(measures); i++)
		put_measure(t, wanted, measures[i], NAN);
	if (svy_test_has_trend(t))
	{
		put_test(t, wanted, "trend", NAN, none);
		put_measure(t, wanted, "correlation", NAN);
	}
	if (!two_by_two(t))
		return;
	put_test(t, wanted, "yates", NAN, none);
	if (paired(t))
		put_test(t, wanted, "mcnemar", NAN, none);
	if (!(t->x->flags & CROSSTAB_WEIGHTED))
		put_test(t, wanted, "fisher", NAN, none);
}

/* how the table must be counted for a statistic */
static TestDesign
check_statistic(const char *wanted)
{
	static const char *const known[] = {"rao-scott-f",
										"rao-scott-chisq",
										"rao-scott-saddlepoint",
										"wald",
										"adjusted-wald",
										"design-effect",
										"design-trend",
										"pearson",
										"likelihood-ratio",
										"cramers-v",
										"phi",
										"contingency",
										"smallest-expected",
										"trend",
										"correlation",
										"yates",
										"mcnemar",
										"fisher",
										NULL};

	if (wanted == NULL)
		return TEST_BY_DEFAULT;
	return svy_choice("statistic", wanted, known) < 7 ? TEST_DESIGN : TEST_PLAIN;
}

/* whether multiple-response sets have this statistic; NULL: all that they have */
static bool
for_sets(const char *wanted)
{
	static const char *const known[] = {"rao-scott-f",	 "rao-scott-chisq", "wald",
										"adjusted-wald", "design-effect",	"pearson"};

	for (int i = 0; wanted && i < lengthof(known); i++)
		if (pg_strcasecmp(wanted, known[i]) == 0)
			return true;
	return wanted == NULL;
}

PG_FUNCTION_INFO_V1(svy_survey_test);
Datum
svy_survey_test(PG_FUNCTION_ARGS)
{
	char *wanted = svy_text_argument(fcinfo, 3);
	TestDesign design = check_statistic(wanted);
	SvyRow row;
	Association a;
	TestTable t = {0};
	const CrosstabPlan *plan;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	plan = plan_table(fcinfo, 4, &t);
	t.out = &row;
	if ((t.row->overlapping || t.column->overlapping) && for_sets(wanted))
	{
		svy_test_sets(plan, &t, svy_text_argument(fcinfo, 5), wanted);
		SPI_finish();
		return (Datum) 0;
	}
	count_table(plan, design, &t);
	if (t.base.n < 2)
	{
		put_empty_tests(&t, wanted);
		SPI_finish();
		return (Datum) 0;
	}
	if (t.units)
		svy_test_design(&t, wanted);
	if (t.row->ncategories > 0 && t.column->ncategories > 0 &&
		association_test(t.row->ncategories, t.column->ncategories, t.counts, t.n, &a, NULL) ==
			SVY_OK)
	{
		put_test(&t, wanted, "pearson", a.pearson.statistic, a.pearson);
		put_test(&t, wanted, "likelihood-ratio", a.ratio.statistic, a.ratio);
		put_measure(&t, wanted, "cramers-v", a.cramers_v);
		put_measure(&t, wanted, "phi", a.phi);
		put_measure(&t, wanted, "contingency", a.contingency);
		put_measure(&t, wanted, "smallest-expected", a.smallest_expected);
		put_trend(&t, wanted);
		put_two_by_two(&t, wanted);
	}
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_test_cells);
Datum
svy_survey_test_cells(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	AssociationCells cells;
	Association a;
	TestTable t = {0};
	int n;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	count_table(plan_table(fcinfo, 3, &t), TEST_PLAIN, &t);
	n = t.row->ncategories * t.column->ncategories;
	cells.expected = palloc_array(double, n + 1);
	cells.residual = palloc_array(double, n + 1);
	cells.adjusted = palloc_array(double, n + 1);
	/* who is there is counted where nothing can be expected */
	if (n > 0 && association_test(t.row->ncategories, t.column->ncategories, t.counts, t.n, &a,
								  &cells) != SVY_OK)
		for (int i = 0; i < n; i++)
			cells.expected[i] = cells.residual[i] = cells.adjusted[i] = NAN;
	for (int i = 0; i < n; i++)
	{
		int r = i / t.column->ncategories;
		int c = i % t.column->ncategories;
		double scale = t.base.n > 0 ? t.n / dd_value(t.base.w) : 1;
		double numbers[] = {t.counts[i] * scale, cells.expected[i], cells.residual[i],
							cells.adjusted[i]};
		Datum values[10];
		bool nulls[10] = {false};

		values[0] = Int32GetDatum(t.row->codes[r]);
		values[1] = CStringGetTextDatum(t.row->labels[r]);
		values[2] = Int32GetDatum(t.column->codes[c]);
		values[3] = CStringGetTextDatum(t.column->labels[c]);
		values[4] = Int64GetDatum(crosstab_cell(t.x, t.table, r, c).n);
		values[5] = Float8GetDatum(t.counts[i]);
		for (int j = 0; j < 4; j++)
		{
			values[6 + j] = Float8GetDatum(numbers[j]);
			nulls[6 + j] = isnan(numbers[j]);
		}
		svy_row_put(result, lengthof(values), values, nulls);
	}
	SPI_finish();
	return (Datum) 0;
}
