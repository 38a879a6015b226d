/*
 * crosstab_test.c
 *	  Tests of association by name: survey_test and survey_test_cells.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "catalog/crosstab_run.h"
#include "kernel/association.h"
#include "pg/arguments.h"
#include "pg/svy.h"

/* one table, ready for the kernel: weighted counts and what they are scaled to */
typedef struct TestTable
{
	const CrosstabAxis *row;
	const CrosstabAxis *column;
	const Crosstab *x;
	int table;
	CrosstabCell base;
	double n; /* effective base: weights cost precision, so the table counts for less */
	double *counts;
} TestTable;

static void
check_axis(const CrosstabAxis *axis)
{
	if (axis->overlapping)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("\"%s\" is a multiple-response set: its categories overlap", axis->name),
				 errhint("Test its options one by one.")));
	if (axis->value)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has measure scale and no categories to test",
							   axis->name)));
}

/* (name, row, column, statistic, weight, filter) or the same without a statistic */
static TestTable
count_table(FunctionCallInfo fcinfo, int weight_argument)
{
	CrosstabRequest request = {.nrows = 1, .ncolumns = 1};
	char *names[2];
	const CrosstabPlan *plan;
	TestTable t;

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
	request.survey = svy_survey_open(svy_text_argument(fcinfo, 0));
	plan = svy_crosstab_plan(&request);
	t.row = &plan->rows[0];
	t.column = &plan->columns[1];
	t.table = plan->tables[1];
	check_axis(t.row);
	check_axis(t.column);
	t.x = svy_crosstab_run(plan);
	t.base = crosstab_cell(t.x, t.table, CROSSTAB_BASE, CROSSTAB_BASE);
	t.n = crosstab_effective_n(&t.base);
	t.counts = palloc_array(double, (Size) t.row->ncategories *t.column->ncategories + 1);
	for (int r = 0; r < t.row->ncategories; r++)
		for (int c = 0; c < t.column->ncategories; c++)
			t.counts[r * t.column->ncategories + c] = dd_value(crosstab_cell(t.x, t.table, r, c).w);
	return t;
}

/* one row of survey_test; NaN becomes NULL */
static void
put_test(FunctionCallInfo fcinfo, const TestTable *t, const char *wanted, const char *statistic,
		 double estimate, AssociationTest test)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool weighted = t->x->flags & CROSSTAB_WEIGHTED;
	double numbers[] = {estimate, test.df, NAN, test.p};
	Datum values[9];
	bool nulls[9] = {false};

	if (wanted != NULL && pg_strcasecmp(wanted, statistic) != 0)
		return;
	values[0] = CStringGetTextDatum(statistic);
	for (int i = 0; i < 4; i++)
	{
		values[i + 1] = Float8GetDatum(numbers[i]);
		nulls[i + 1] = isnan(numbers[i]);
	}
	values[5] = Int64GetDatum(t->base.n);
	values[6] = Float8GetDatum(dd_value(t->base.w));
	values[7] = Float8GetDatum(t->n);
	values[8] = CStringGetTextDatum(weighted ? "effective base" : "simple random sample");
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
put_measure(FunctionCallInfo fcinfo, const TestTable *t, const char *wanted, const char *statistic,
			double estimate)
{
	put_test(fcinfo, t, wanted, statistic, estimate, (AssociationTest){NAN, NAN, NAN});
}

/* codes of an ordered variable; NULL where it is not one or a code is not on the scale */
static double *
scores(const CrosstabAxis *axis)
{
	double *codes = palloc_array(double, axis->ncategories + 1);

	if (axis->scored == NULL)
		return NULL;
	for (int i = 0; i < axis->ncategories; i++)
	{
		if (!axis->scored[i])
			return NULL;
		codes[i] = axis->codes[i];
	}
	return codes;
}

static void
put_trend(FunctionCallInfo fcinfo, const TestTable *t, const char *wanted)
{
	double *rows = scores(t->row);
	double *columns = scores(t->column);
	AssociationTest trend;
	double correlation;

	/* two categories have an order whatever they mean (Cochran and Armitage) */
	if ((rows == NULL && t->row->ncategories != 2) ||
		(columns == NULL && t->column->ncategories != 2) || (rows == NULL && columns == NULL))
		return;
	if (association_trend(t->row->ncategories, t->column->ncategories, t->counts, t->n, rows,
						  columns, &trend, &correlation) != SVY_OK)
		return;
	put_test(fcinfo, t, wanted, "trend", trend.statistic, trend);
	put_measure(fcinfo, t, wanted, "correlation", correlation);
}

/* both ask with the same codes, as before and after */
static bool
paired(const TestTable *t)
{
	return t->row->codes[0] == t->column->codes[0] && t->row->codes[1] == t->column->codes[1];
}

static void
put_two_by_two(FunctionCallInfo fcinfo, const TestTable *t, const char *wanted)
{
	AssociationTest test = {NAN, NAN, NAN};

	if (t->row->ncategories != 2 || t->column->ncategories != 2)
		return;
	if (association_yates(t->counts, t->n, &test) == SVY_OK)
		put_test(fcinfo, t, wanted, "yates", test.statistic, test);
	if (paired(t) && association_mcnemar(t->counts, t->n, &test) == SVY_OK)
		put_test(fcinfo, t, wanted, "mcnemar", test.statistic, test);
	if (!(t->x->flags & CROSSTAB_WEIGHTED) && association_fisher(t->counts, &test.p) == SVY_OK)
		put_test(fcinfo, t, wanted, "fisher", NAN, (AssociationTest){NAN, NAN, test.p});
}

static void
check_statistic(const char *wanted)
{
	static const char *const known[] = {
		"pearson", "likelihood-ratio", "cramers-v", "phi",	   "contingency", "smallest-expected",
		"trend",   "correlation",	   "yates",		"mcnemar", "fisher"};

	for (int i = 0; wanted && i < lengthof(known); i++)
		if (pg_strcasecmp(wanted, known[i]) == 0)
			return;
	if (wanted != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("statistic must not be \"%s\"", wanted),
						errhint("It is one of: pearson, likelihood-ratio, cramers-v, phi, "
								"contingency, smallest-expected, trend, correlation, yates, "
								"mcnemar, fisher; NULL for all that apply.")));
}

PG_FUNCTION_INFO_V1(svy_survey_test);
Datum
svy_survey_test(PG_FUNCTION_ARGS)
{
	char *wanted = svy_text_argument(fcinfo, 3);
	Association a;
	TestTable t;

	check_statistic(wanted);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	t = count_table(fcinfo, 4);
	if (t.row->ncategories > 0 && t.column->ncategories > 0 &&
		association_test(t.row->ncategories, t.column->ncategories, t.counts, t.n, &a, NULL) ==
			SVY_OK)
	{
		put_test(fcinfo, &t, wanted, "pearson", a.pearson.statistic, a.pearson);
		put_test(fcinfo, &t, wanted, "likelihood-ratio", a.ratio.statistic, a.ratio);
		put_measure(fcinfo, &t, wanted, "cramers-v", a.cramers_v);
		put_measure(fcinfo, &t, wanted, "phi", a.phi);
		put_measure(fcinfo, &t, wanted, "contingency", a.contingency);
		put_measure(fcinfo, &t, wanted, "smallest-expected", a.smallest_expected);
		put_trend(fcinfo, &t, wanted);
		put_two_by_two(fcinfo, &t, wanted);
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
	TestTable t;
	int n;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	t = count_table(fcinfo, 3);
	n = t.row->ncategories * t.column->ncategories;
	cells.expected = palloc_array(double, n + 1);
	cells.residual = palloc_array(double, n + 1);
	cells.adjusted = palloc_array(double, n + 1);
	if (n > 0 && association_test(t.row->ncategories, t.column->ncategories, t.counts, t.n, &a,
								  &cells) != SVY_OK)
		n = 0;
	for (int i = 0; i < n; i++)
	{
		int r = i / t.column->ncategories;
		int c = i % t.column->ncategories;
		double numbers[] = {t.counts[i] * t.n / dd_value(t.base.w), cells.expected[i],
							cells.residual[i], cells.adjusted[i]};
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
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	SPI_finish();
	return (Datum) 0;
}
