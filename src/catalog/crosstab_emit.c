/*
 * crosstab_emit.c
 *	  Cross tables by name: the rows of survey_crosstab and survey_column_tests.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "catalog/crosstab_design.h"
#include "pg/arguments.h"

/* a row of the result in the making: columns are put from left to right */
typedef struct Output
{
	ReturnSetInfo *result;
	int next;
	Datum values[32];
	bool nulls[32];
} Output;

static void
put_datum(Output *out, Datum value, bool isnull)
{
	out->values[out->next] = value;
	out->nulls[out->next++] = isnull;
}

static void
put_text(Output *out, const char *text)
{
	put_datum(out, text ? CStringGetTextDatum(text) : (Datum) 0, text == NULL);
}

static void
put_number(Output *out, double number)
{
	put_datum(out, Float8GetDatum(number), isnan(number));
}

static void
put_row(Output *out)
{
	Assert(out->next == out->result->setDesc->natts);
	tuplestore_putvalues(out->result->setResult, out->result->setDesc, out->values, out->nulls);
	out->next = 0;
}

static double
percent(double part, double whole)
{
	return whole > 0 ? 100 * part / whole : NAN;
}

static const char *
letter_of(int number)
{
	char *letter = palloc(COLUMNTEST_LETTER_SIZE);

	columntest_letter(number, letter);
	return letter;
}

/* one line of one column variable */
typedef struct EmitBlock
{
	const CrosstabRun *run;
	const CrosstabLine *line;
	int column; /* variable */
	int table;
	ColumnCell *cells;
	ColumnCell total;
	ColumnTest *pairs;
	CrosstabLineDesign *design; /* or NULL */
	int *letters;
} EmitBlock;

static CrosstabEstimate
estimate_cell(const EmitBlock *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	CrosstabEstimate e = svy_line_estimate(b->line, &b->cells[category], options->level);
	const CrosstabLineDesign *d = b->design;
	int n = b->run->plan->columns[b->column].ncategories;

	if (d)
		svy_line_design_estimate(b->line, &b->cells[category], d->covariance[category * (n + 1)],
								 d->df, options->level, &e);
	if (!b->pairs)
		return e;
	if (d && options->convention == COLUMNTEST_DESIGN)
		e.p = columntest_contrast(d->rest[category], d->rest_variance[category], d->df).p;
	else
		e.p = columntest_rest(options->convention,
							  svy_line_is_mean(b->line) ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION,
							  &b->cells[category], &b->total)
				  .p;
	return e;
}

/* NULL where the column took no part in the tests */
static char *
higher_than(const EmitBlock *b, int category)
{
	int n = b->run->plan->columns[b->column].ncategories;
	size_t size = (size_t) n * COLUMNTEST_LETTER_SIZE + 1;
	char *letters;

	if (!b->pairs || b->line->kind > CROSSTAB_LINE_MEAN ||
		b->cells[category].group == COLUMNTEST_LEFT_OUT)
		return NULL;
	letters = palloc(size);
	if (columntest_letters(n, b->pairs, category, b->letters, letters, size) != SVY_OK)
		elog(ERROR, "letters do not fit");
	return letters;
}

/* what a printed table shows: the number, the letters, a star under a small base */
static char *
cell_text(const EmitBlock *b, const CrosstabEstimate *e, const char *letters, bool low_base)
{
	int digits = svy_line_is_mean(b->line) ? 2 : 1;

	if (isnan(e->estimate))
		return NULL;
	return psprintf("%.*f%s%s%s", digits, e->estimate, letters && *letters ? " " : "",
					letters ? letters : "", low_base ? "*" : "");
}

static void
put_names(Output *out, const EmitBlock *b, int category)
{
	const CrosstabLine *line = b->line;
	const CrosstabAxis *column = &b->run->plan->columns[b->column];

	put_text(out, line->axis->name);
	put_datum(
		out,
		Int32GetDatum(line->kind == CROSSTAB_LINE_CATEGORY ? line->axis->codes[line->category] : 0),
		line->kind != CROSSTAB_LINE_CATEGORY);
	put_text(out, line->label);
	put_text(out, column->name);
	put_datum(out, Int32GetDatum(b->column > 0 ? column->codes[category] : 0), b->column == 0);
	put_text(out, column->labels[category]);
	put_text(out, b->column > 0 ? letter_of(b->letters[category]) : NULL);
}

static void
put_counts(Output *out, const EmitBlock *b, int category)
{
	const ColumnCell *base = &b->cells[category];
	CrosstabCell cell = svy_line_cell(b->run, b->line, b->table, category);
	CrosstabCell row = svy_line_cell(b->run, b->line, b->table, CROSSTAB_BASE);
	double w = dd_value(cell.w);
	bool is_mean = svy_line_is_mean(b->line);

	put_datum(out, Int64GetDatum(cell.n), false);
	put_number(out, w);
	put_datum(out, Int64GetDatum((int64) base->n), false);
	put_number(out, base->w);
	put_number(out, columntest_effective(base->w, base->w2));
	put_number(out, is_mean ? NAN : percent(w, base->w));
	put_number(out, is_mean ? NAN : percent(w, dd_value(row.w)));
	put_number(out, is_mean ? NAN : percent(w, b->total.w));
}

static void
put_cell(Output *out, const EmitBlock *b, int category)
{
	static const char *const statistics[] = {"percent", "net", "mean", "sd", "se"};
	const ColumnCell *base = &b->cells[category];
	bool low_base = columntest_effective(base->w, base->w2) < b->run->options.min_base;
	CrosstabEstimate e = estimate_cell(b, category);
	char *letters = higher_than(b, category);

	put_names(out, b, category);
	put_counts(out, b, category);
	put_number(out, e.std_error);
	put_number(out, e.low);
	put_number(out, e.high);
	put_number(out, e.p);
	put_text(out, letters);
	put_text(out, statistics[b->line->kind]);
	put_number(out, e.estimate);
	put_text(out, cell_text(b, &e, letters, low_base));
	put_datum(out, BoolGetDatum(low_base), false);
	put_text(out, b->run->options.convention_name);
	put_text(out, b->line->axis->question);
	put_text(out, b->run->plan->columns[b->column].question);
	put_text(out, b->run->units			   ? b->run->units->variance
				  : b->run->plan->weighted ? "effective base"
										   : "simple random sample");
	put_row(out);
}

static EmitBlock
make_block(const CrosstabRun *run, const CrosstabLine *line, int column, int **letters)
{
	const CrosstabPlan *plan = run->plan;
	EmitBlock b = {.run = run, .line = line, .column = column, .letters = letters[column]};

	b.table = plan->tables[line->row * plan->ncolumns + column];
	b.cells = palloc_array(ColumnCell, plan->columns[column].ncategories + 1);
	b.pairs = svy_line_test(run, line, column, b.cells, &b.design);
	b.total = svy_line_column(run, line, b.table, CROSSTAB_BASE);
	return b;
}

static void
emit_cells(Output *out, const EmitBlock *b)
{
	for (int i = 0; i < b->run->plan->columns[b->column].ncategories; i++)
		if (b->letters[i] >= 0)
			put_cell(out, b, i);
}

/*
 * Pairs
 */

static const char *
reason_text(ColumnReason reason)
{
	switch (reason)
	{
		case COLUMNTEST_TESTED:
			return NULL;
		case COLUMNTEST_SMALL_BASE:
			return "base is too small";
		case COLUMNTEST_EXTREME_SHARE:
			return "share is 0 or 100 percent";
		case COLUMNTEST_SMALL_EXPECTED:
			return "expected count is below 5";
		case COLUMNTEST_EQUAL:
			return "columns are equal";
		case COLUMNTEST_NO_DF:
			return "no degrees of freedom";
		case COLUMNTEST_NO_VARIANCE:
			return "no variance";
		default:
			return "not compared";
	}
}

static void
put_pair(Output *out, const EmitBlock *b, int first, int second)
{
	const CrosstabAxis *column = &b->run->plan->columns[b->column];
	const ColumnTest *test = &b->pairs[columntest_pair_at(column->ncategories, first, second)];
	bool left_out = b->cells[first].group == COLUMNTEST_LEFT_OUT ||
					b->cells[second].group == COLUMNTEST_LEFT_OUT;
	double scale = svy_line_is_mean(b->line) ? 1 : 100;

	put_names(out, b, first);
	put_datum(out, Int32GetDatum(column->codes[second]), false);
	put_text(out, column->labels[second]);
	put_text(out, letter_of(b->letters[second]));
	put_number(out, scale * test->difference);
	put_number(out, scale * test->std_error);
	put_number(out, test->statistic);
	put_number(out, test->df);
	put_number(out, test->p);
	put_number(out, test->p_adjusted);
	put_text(out, left_out ? "base is below min_base" : reason_text(test->reason));
	put_row(out);
}

static void
emit_pairs(Output *out, const EmitBlock *b)
{
	const CrosstabAxis *column = &b->run->plan->columns[b->column];

	if (!b->pairs || b->line->kind > CROSSTAB_LINE_MEAN)
		return;
	for (int i = 0; i < column->ncategories; i++)
		for (int j = i + 1; j < column->ncategories; j++)
			if (b->letters[i] >= 0 && b->letters[j] >= 0 && i / column->inner == j / column->inner)
				put_pair(out, b, i, j);
}

/*
 * The functions
 */

static void
emit(FunctionCallInfo fcinfo, const CrosstabRun *run, void (*each)(Output *, const EmitBlock *))
{
	const CrosstabPlan *plan = run->plan;
	int **letters = svy_column_letters(run);
	Output out = {.result = (ReturnSetInfo *) fcinfo->resultinfo};
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "crosstab line", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer = MemoryContextSwitchTo(context);

	for (int row = 0; row < plan->nrows; row++)
	{
		int nlines;
		CrosstabLine *lines;

		MemoryContextSwitchTo(outer);
		lines = svy_crosstab_lines(plan, row, &nlines);
		MemoryContextSwitchTo(context);
		for (int i = 0; i < nlines; i++)
		{
			CHECK_FOR_INTERRUPTS();
			MemoryContextReset(context);
			if (run->options.drop_empty &&
				svy_line_cell(run, &lines[i], plan->tables[row * plan->ncolumns], 0).n == 0)
				continue;
			for (int column = 0; column < plan->ncolumns; column++)
			{
				EmitBlock b = make_block(run, &lines[i], column, letters);

				each(&out, &b);
			}
		}
	}
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

/*
 * Whether variances come from the design: when it is asked for, and by default
 * where the survey has one.
 */
bool
svy_crosstab_uses_design(const CrosstabRequest *request, CrosstabOptions *options)
{
	bool has_design = svy_crosstab_has_design(request->survey, request->weight);

	if (options->by_default && has_design)
	{
		options->convention = COLUMNTEST_DESIGN;
		options->convention_name = "design";
	}
	return options->convention == COLUMNTEST_DESIGN ||
		   (options->convention == COLUMNTEST_NONE && has_design);
}

/* (name, rows, columns, weight, filter, level, tests, adjust, min_base, drop_empty) */
static void
crosstab(FunctionCallInfo fcinfo, void (*each)(Output *, const EmitBlock *))
{
	CrosstabRequest request = {0};
	CrosstabRun run = {0};
	bool use_design;
	char *name = svy_text_argument(fcinfo, 0);

	if (name == NULL)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("survey name is NULL")));
	run.options = svy_crosstab_options(fcinfo, 5, 6, 7, 8, 9);
	request.rows = svy_texts_argument(fcinfo, 1, "rows", &request.nrows);
	request.columns = svy_texts_argument(fcinfo, 2, "columns", &request.ncolumns);
	request.ncolumns = Max(request.ncolumns, 0);
	request.weight = svy_text_argument(fcinfo, 3);
	request.filter = svy_text_argument(fcinfo, 4);
	InitMaterializedSRF(fcinfo, 0);

	SPI_connect();
	request.survey = svy_survey_open(name);
	use_design = svy_crosstab_uses_design(&request, &run.options);
	request.overlaps = run.options.convention != COLUMNTEST_NONE;
	run.plan = svy_crosstab_plan(&request);
	run.units = NULL;
	if (use_design)
		run.units = svy_crosstab_units(run.plan, NULL, &run.x);
	else
		run.x = svy_crosstab_run(run.plan);
	svy_crosstab_add_bases(&run);
	emit(fcinfo, &run, each);
	SPI_finish();
}

PG_FUNCTION_INFO_V1(svy_survey_crosstab);
Datum
svy_survey_crosstab(PG_FUNCTION_ARGS)
{
	crosstab(fcinfo, emit_cells);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_column_tests);
Datum
svy_survey_column_tests(PG_FUNCTION_ARGS)
{
	crosstab(fcinfo, emit_pairs);
	return (Datum) 0;
}
