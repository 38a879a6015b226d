/*
 * crosstab_emit.c
 *	  Cross tables by name: the rows of survey_crosstab and survey_column_tests.
 */
#include "postgres.h"

#include "pack/pack.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "crosstab/crosstab_design.h"
#include "kernel/base/decimal.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

/* room for the letters of n columns, and for any number with two places */
#define LETTERS_SIZE(n) ((size_t) (n) *COLUMNTEST_LETTER_SIZE + 1)
#define NUMBER_SIZE 320

/* NULL for a null pointer */
static inline void
put_text(SvyRow *out, const text *value)
{
	if (value)
		svy_row_bytes(out, TEXTOID, VARDATA(value), VARSIZE(value) - VARHDRSZ);
	else
		svy_row_null(out);
}

static const text *
as_text(const char *string)
{
	return string ? cstring_to_text(string) : NULL;
}

static inline void
put_code(SvyRow *out, int32 code, bool isnull)
{
	if (isnull)
		svy_row_null(out);
	else
		svy_row_code(out, code);
}

static double
percent(double part, double whole)
{
	return whole != 0 ? 100 * part / whole : NAN;
}

/* what the rows of a table say again and again, made once */
typedef struct AxisTexts
{
	const text *name;
	const text *question;
	const text **labels;  /* of columns */
	const text **letters; /* NULL: it has none, as the Total */
	const int *numbers;	  /* of the letters; -1: the column is not shown */
	int first;			  /* place of the first column in the banner, from 0 */
} AxisTexts;

typedef struct Texts
{
	AxisTexts *columns;
	const text *convention;
	const text *variance;
	const text *statistics[CROSSTAB_LINE_SE + 1];
} Texts;

/* one line of one column variable */
typedef struct EmitBlock
{
	const CrosstabRun *run;
	const CrosstabLine *line;
	const AxisTexts *row;
	int column; /* variable */
	int place;	/* of the line among those of its row variable, from 0 */
	const AxisTexts *texts;
	const Texts *all;
	CrosstabLineTest test;
	text *letters; /* room for those of a cell, and for what it shows */
	text *shown;
} EmitBlock;

static CrosstabEstimate
estimate_cell(const EmitBlock *b, int category)
{
	const CrosstabOptions *options = &b->run->options;
	const ColumnCell *cell = &b->test.cells[category];
	const CrosstabLineDesign *d = b->test.design;
	CrosstabEstimate e = svy_line_estimate(b->line, cell, options->level, d == NULL);
	int n = b->run->plan->columns[b->column].ncategories;

	if (d)
		svy_line_design_estimate(b->line, cell, d->covariance[category * (n + 1)], d->whole_df,
								 options->level, &e);
	if (!b->test.pairs)
		return e;
	if (d && options->convention == COLUMNTEST_DESIGN && svy_line_is_mean(b->line))
		e.p = columntest_contrast(d->rest[category], d->rest_variance[category],
								  d->rest_dfs[category])
				  .p;
	else if (d && options->convention == COLUMNTEST_DESIGN)
		e.p = columntest_shares_rest(cell, &b->test.total, d->rest_variance[category],
									 d->rest_dfs[category])
				  .p;
	else
		e.p = columntest_rest(options->convention,
							  svy_line_is_mean(b->line) ? COLUMNTEST_MEAN : COLUMNTEST_PROPORTION,
							  cell, &b->test.total)
				  .p;
	return e;
}

static void
set_length(text *value, size_t length)
{
	SET_VARSIZE(value, VARHDRSZ + length);
}

/* NULL where the column took no part in the tests */
static const text *
higher_than(const EmitBlock *b, int category)
{
	int n = b->run->plan->columns[b->column].ncategories;
	char *letters = VARDATA(b->letters);

	if (!b->test.pairs || b->line->kind > CROSSTAB_LINE_MEAN ||
		b->test.cells[category].group == COLUMNTEST_LEFT_OUT)
		return NULL;
	if (columntest_letters(n, b->test.pairs, category, b->texts->numbers, letters,
						   LETTERS_SIZE(n)) != SVY_OK)
		elog(ERROR, "letters do not fit");
	set_length(b->letters, strlen(letters));
	return b->letters;
}

/* what a printed table shows: the number, the letters, a star under a small base */
static const text *
cell_text(const EmitBlock *b, const CrosstabEstimate *e, const text *letters, bool low_base)
{
	int digits = svy_line_is_mean(b->line) ? 2 : 1;
	char *shown = VARDATA(b->shown);
	size_t length;

	if (isnan(e->estimate))
		return NULL;
	length = decimal_fixed(e->estimate, digits, shown);
	if (length == 0)
		length = snprintf(shown, NUMBER_SIZE, "%.*f", digits, e->estimate);
	if (letters && VARSIZE(letters) > VARHDRSZ)
	{
		shown[length++] = ' ';
		memcpy(shown + length, VARDATA(letters), VARSIZE(letters) - VARHDRSZ);
		length += VARSIZE(letters) - VARHDRSZ;
	}
	if (low_base)
		shown[length++] = '*';
	set_length(b->shown, length);
	return b->shown;
}

/* what all rows of a line begin with */
static void
put_line(SvyRow *out, const CrosstabLine *line, const text *variable)
{
	bool has_code = line->kind == CROSSTAB_LINE_CATEGORY;

	put_text(out, variable);
	put_code(out, has_code ? line->axis->codes[line->category] : 0, !has_code);
	svy_row_text(out, line->label);
	svy_row_share(out);
}

static void
put_column(SvyRow *out, const EmitBlock *b, int category)
{
	put_text(out, b->texts->name);
	put_code(out, b->column > 0 ? b->run->plan->columns[b->column].codes[category] : 0,
			 b->column == 0);
	put_text(out, b->texts->labels[category]);
	put_text(out, b->texts->letters[category]);
}

static void
put_counts(SvyRow *out, const EmitBlock *b, int category)
{
	const ColumnCell *base = &b->test.cells[category];
	const CrosstabCell *cell = &b->test.parts[category];
	double w = dd_value(cell->w);
	bool is_mean = svy_line_is_mean(b->line);

	svy_row_count(out, cell->n);
	svy_row_number(out, w);
	svy_row_count(out, (int64) base->n);
	svy_row_number(out, base->w);
	svy_row_number(out, columntest_effective(base->w, base->w2));
	svy_row_number(out, is_mean ? NAN : percent(w, base->w));
	svy_row_number(out, is_mean ? NAN : percent(w, b->test.total.r));
	svy_row_number(out, is_mean ? NAN : percent(w, b->test.total.w));
}

/*
 * Where a cell stands, from 1: what programs sort by.  Columns that are not shown
 * have a place, so that it is the same under every filter.
 */
static void
put_positions(SvyRow *out, const EmitBlock *b, int category)
{
	svy_row_code(out, b->line->row + 1);
	svy_row_code(out, b->place + 1);
	svy_row_code(out, b->texts->first + category + 1);
}

/* the column has too few clusters for its variance to be trusted (NCHS 2017) */
static bool
few_df(const EmitBlock *b, int category)
{
	return b->test.design && b->test.cells[category].n > 0 &&
		   b->test.design->dfs[category] < COLUMNTEST_FEW_DF;
}

static void
put_cell(SvyRow *out, const EmitBlock *b, int category)
{
	const ColumnCell *base = &b->test.cells[category];
	bool low_base = columntest_effective(base->w, base->w2) < b->run->options.min_base;
	CrosstabEstimate e = estimate_cell(b, category);
	const text *letters = higher_than(b, category);

	put_column(out, b, category);
	put_counts(out, b, category);
	svy_row_number(out, e.std_error);
	svy_row_number(out, e.low);
	svy_row_number(out, e.high);
	svy_row_number(out, e.p);
	put_text(out, letters);
	put_text(out, b->all->statistics[b->line->kind]);
	svy_row_number(out, e.estimate);
	put_text(out, cell_text(b, &e, letters, low_base));
	svy_row_boolean(out, low_base);
	put_text(out, b->all->convention);
	put_text(out, b->row->question);
	put_text(out, b->texts->question);
	put_text(out, b->all->variance);
	svy_row_boolean(out, few_df(b, category));
	put_positions(out, b, category);
	svy_row_boolean(out, b->column == 0);
	svy_row_boolean(out, b->line->kind == CROSSTAB_LINE_NET);
	svy_row_end(out);
}

static EmitBlock
make_block(const CrosstabRun *run, const CrosstabLine *line, int column, const Texts *texts)
{
	const CrosstabPlan *plan = run->plan;
	int n = plan->columns[column].ncategories;
	EmitBlock b = {.run = run, .line = line, .column = column, .all = texts};

	b.texts = &texts->columns[column];
	b.letters = palloc(VARHDRSZ + LETTERS_SIZE(n));
	b.shown = palloc(VARHDRSZ + NUMBER_SIZE + LETTERS_SIZE(n) + 2);
	return b;
}

static void
emit_cells(SvyRow *out, EmitBlock *b, ColumnCritical *critical)
{
	b->test = svy_line_test(b->run, b->line, b->column, critical);
	for (int i = 0; i < b->run->plan->columns[b->column].ncategories; i++)
		if (b->texts->numbers[i] >= 0)
			put_cell(out, b, i);
}

/*
 * Pairs
 */

static const char *
reason_of(ColumnConvention convention, ColumnReason reason)
{
	switch (reason)
	{
		case COLUMNTEST_TESTED:
			return NULL;
		case COLUMNTEST_SMALL_BASE:
			return "base is too small";
		case COLUMNTEST_EXTREME_SHARE:
			return convention == COLUMNTEST_DESIGN ? "shares are both 0 or both 100 percent"
												   : "share is 0 or 100 percent";
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
put_pair(SvyRow *out, const EmitBlock *b, int first, int second)
{
	const CrosstabAxis *column = &b->run->plan->columns[b->column];
	const ColumnCell *cells = b->test.cells;
	const ColumnTest *test = &b->test.pairs[columntest_pair_at(column->ncategories, first, second)];
	bool left_out =
		cells[first].group == COLUMNTEST_LEFT_OUT || cells[second].group == COLUMNTEST_LEFT_OUT;
	double scale = svy_line_is_mean(b->line) ? 1 : 100;

	put_column(out, b, first);
	svy_row_code(out, column->codes[second]);
	put_text(out, b->texts->labels[second]);
	put_text(out, b->texts->letters[second]);
	svy_row_number(out, scale * test->difference);
	svy_row_number(out, scale * test->std_error);
	svy_row_number(out, test->statistic);
	svy_row_number(out, test->df);
	svy_row_number(out, test->p);
	svy_row_number(out, test->p_adjusted);
	put_text(out, as_text(left_out ? "base is below min_base"
								   : reason_of(b->run->options.convention, test->reason)));
	put_positions(out, b, first);
	svy_row_code(out, b->texts->first + second + 1);
	svy_row_boolean(out, b->line->kind == CROSSTAB_LINE_NET);
	svy_row_end(out);
}

static void
emit_pairs(SvyRow *out, EmitBlock *b, ColumnCritical *critical)
{
	const CrosstabAxis *column = &b->run->plan->columns[b->column];
	const int *shown = b->texts->numbers;

	b->test = svy_line_test(b->run, b->line, b->column, NULL);
	if (!b->test.pairs || b->line->kind > CROSSTAB_LINE_MEAN)
		return;
	for (int i = 0; i < column->ncategories; i++)
		for (int j = i + 1; j < column->ncategories; j++)
			if (shown[i] >= 0 && shown[j] >= 0 && i / column->inner == j / column->inner)
				put_pair(out, b, i, j);
}

/*
 * The functions
 */

typedef void (*EmitFunction)(SvyRow *out, EmitBlock *b, ColumnCritical *critical);

static const text *
letter_text(int number)
{
	char letter[COLUMNTEST_LETTER_SIZE];

	columntest_letter(number, letter);
	return as_text(letter);
}

static void
add_column_texts(const CrosstabRun *run, int column, const int *numbers, AxisTexts *texts)
{
	const CrosstabAxis *axis = &run->plan->columns[column];

	texts->name = as_text(axis->name);
	texts->question = as_text(axis->question);
	texts->numbers = numbers;
	texts->labels = palloc_array(const text *, axis->ncategories + 1);
	texts->letters = palloc0_array(const text *, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
	{
		texts->labels[i] = as_text(axis->labels[i]);
		if (column > 0)
			texts->letters[i] = letter_text(numbers[i]);
	}
}

static Texts
make_texts(const CrosstabRun *run)
{
	static const char *const statistics[] = {"percent", "net", "mean", "sd", "se"};
	SVY_NAMES_FOLLOW(statistics, CROSSTAB_LINE_SE);
	const CrosstabPlan *plan = run->plan;
	int **letters = svy_column_letters(run);
	Texts texts = {.columns = palloc_array(AxisTexts, plan->ncolumns + 1)};

	for (int i = 0, first = 0; i < plan->ncolumns; first += plan->columns[i++].ncategories)
	{
		add_column_texts(run, i, letters[i], &texts.columns[i]);
		texts.columns[i].first = first;
	}
	for (int i = 0; i < lengthof(statistics); i++)
		texts.statistics[i] = as_text(statistics[i]);
	texts.convention = as_text(run->options.convention_name);
	texts.variance = as_text(run->units		  ? run->units->variance
							 : plan->weighted ? "effective base"
											  : "simple random sample");
	return texts;
}

static void
emit_row(SvyRow *out, const CrosstabRun *run, int row, const Texts *texts, EmitFunction each,
		 ColumnCritical *critical, MemoryContext context)
{
	const CrosstabPlan *plan = run->plan;
	const AxisTexts axis = {.name = as_text(plan->rows[row].name),
							.question = as_text(plan->rows[row].question)};
	int nlines;
	CrosstabLine *lines = svy_crosstab_lines(plan, row, &nlines);
	MemoryContext outer = MemoryContextSwitchTo(context);

	for (int i = 0; i < nlines; i++)
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(context);
		if (run->options.drop_empty &&
			svy_line_cell(run, &lines[i], plan->tables[row * plan->ncolumns], 0).n == 0)
			continue;
		put_line(out, &lines[i], axis.name);
		for (int column = 0; column < plan->ncolumns; column++)
		{
			EmitBlock b = make_block(run, &lines[i], column, texts);

			b.row = &axis;
			b.place = i;
			each(out, &b, critical);
		}
		svy_row_share_nothing(out);
	}
	MemoryContextSwitchTo(outer);
}

static void
emit(SvyRow *out, const CrosstabRun *run, EmitFunction each)
{
	Texts texts = make_texts(run);
	ColumnCritical critical = {0};
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "crosstab line", ALLOCSET_DEFAULT_SIZES);

	for (int row = 0; row < run->plan->nrows; row++)
		emit_row(out, run, row, &texts, each, &critical, context);
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
	/* CTABLES adjusts unless told otherwise, the others do not */
	if (options->adjust_by_convention && options->convention == COLUMNTEST_SPSS)
		options->adjust = COLUMNTEST_BONFERRONI;
	return options->convention == COLUMNTEST_DESIGN ||
		   (options->convention == COLUMNTEST_NONE && has_design);
}

/* (name, rows, columns, weight, filter, level, tests, adjust, min_base, drop_empty, total, options) */
static void
crosstab(FunctionCallInfo fcinfo, EmitFunction each)
{
	static const char *const totals[] = {"all", "columns", NULL};
	CrosstabRequest request = {0};
	CrosstabRun run = {0};
	SvyRow out;
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
	request.held_only = svy_choice_argument(fcinfo, 10, "total", totals) == 1;
	svy_no_options(fcinfo, 11);
	svy_row_begin(&out, fcinfo);

	SPI_connect();
	request.survey = svy_survey_open(name);
	use_design = svy_crosstab_uses_design(&request, &run.options);
	request.overlaps = run.options.convention != COLUMNTEST_NONE;
	run.plan = svy_crosstab_plan(&request);
	run.units = NULL;
	if (use_design)
		run.units = svy_units_open(run.plan, NULL, &run.x);
	else
		run.x = svy_crosstab_run(run.plan);
	svy_crosstab_add_bases(&run);
	svy_notice_unweighted(request.survey, request.weight, request.filter);
	emit(&out, &run, each);
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
