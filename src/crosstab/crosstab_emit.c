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

#include "codebook/language.h"
#include "codebook/codebook_names.h"
#include "crosstab/crosstab_asked.h"
#include "crosstab/crosstab_design.h"
#include "crosstab/crosstab_shown.h"
#include "crosstab/disclosure.h"
#include "kernel/base/decimal.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

/* room for a number with two places, and for the letters of a cell */
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

/* what the rows of a table say again and again, made once */
typedef struct AxisTexts
{
	const text *name;
	const text *question;
	const text *base;	  /* of rows */
	const text **labels;  /* of columns */
	const text **letters; /* NULL: it has none, as the Total */
} AxisTexts;

typedef struct Emitter
{
	SvyRow *out;
	CrosstabSheet sheet;
	AxisTexts *rows;
	AxisTexts *columns;
	const text *convention;
	const text *variance;
	const text *statistics[CROSSTAB_STATISTICS];
	ColumnCritical critical;
	MemoryContext context; /* of a line */
	char *printed;		   /* room for what a cell shows */
} Emitter;

/* what all rows of a line begin with */
static void
put_line(const Emitter *t, const CrosstabShownLine *shown)
{
	const CrosstabLine *line = &shown->line;

	put_text(t->out, t->rows[shown->question].name);
	put_code(t->out, line->coded ? line->axis->codes[line->category] : 0, !line->coded);
	svy_row_text(t->out, line->label);
	svy_row_share(t->out);
}

/* the Total and nets have none */
static bool
has_code(const CrosstabAxis *axis, int category)
{
	return axis->codes && category < axis->ncategories - axis->nuncoded;
}

static void
put_column(const Emitter *t, int column, int category)
{
	const AxisTexts *texts = &t->columns[column];
	const CrosstabAxis *axis = &t->sheet.run->plan->columns[column];

	put_text(t->out, texts->name);
	put_code(t->out, has_code(axis, category) ? axis->codes[category] : 0,
			 !has_code(axis, category));
	put_text(t->out, texts->labels[category]);
	put_text(t->out, texts->letters[category]);
}

/*
 * Where a cell stands, from 1: what programs sort by.  Columns that are not shown
 * have a place, so that it is the same under every filter.
 */
static void
put_positions(const Emitter *t, const CrosstabShownLine *shown, int column, int category)
{
	svy_row_code(t->out, shown->question_place + 1);
	svy_row_code(t->out, shown->place + 1);
	svy_row_code(t->out, t->sheet.first[column] + category + 1);
}

/* counts are whole numbers, percents and scores have one place, means two */
static int
digits_of(const CrosstabLine *line)
{
	switch (line->statistic)
	{
		case CROSSTAB_SHOWS_BASE:
		case CROSSTAB_SHOWS_WEIGHTED_BASE:
		case CROSSTAB_SHOWS_EFFECTIVE_BASE:
		case CROSSTAB_SHOWS_COUNT:
			return 0;
		case CROSSTAB_SHOWS_NPS:
			return 1;
		default:
			return svy_line_is_mean(line) ? 2 : 1;
	}
}

/* what a printed table shows: the number, the letters, a star under a small base; NULL: nothing */
static const char *
print_cell(const Emitter *t, const CrosstabLine *line, const CrosstabShownCell *cell)
{
	int digits = digits_of(line);
	char *to = t->printed;
	size_t length;

	if (isnan(cell->e.estimate))
		return NULL;
	length = decimal_fixed(cell->e.estimate, digits, to);
	if (length == 0)
		length = snprintf(to, NUMBER_SIZE, "%.*f", digits, cell->e.estimate);
	if (cell->letters && cell->letters[0] != '\0')
	{
		to[length++] = ' ';
		strcpy(to + length, cell->letters);
		length += strlen(cell->letters);
	}
	if (cell->low_base && line->kind != CROSSTAB_LINE_BASE)
		to[length++] = '*';
	to[length] = '\0';
	return to;
}

static void
put_counts(SvyRow *out, const CrosstabShownCell *cell)
{
	if (cell->unasked)
		svy_row_null(out);
	else
		svy_row_count(out, cell->n);
	svy_row_number(out, cell->weighted_n);
	svy_row_count(out, cell->base_n);
	svy_row_number(out, cell->base_weighted);
	svy_row_number(out, cell->effective_base);
	svy_row_number(out, cell->column_percent);
	svy_row_number(out, cell->row_percent);
	svy_row_number(out, cell->total_percent);
}

static void
put_comparison(SvyRow *out, const CrosstabComparison *comparison)
{
	svy_row_text(out, comparison->with);
	svy_row_number(out, comparison->difference);
	svy_row_number(out, comparison->std_error);
	svy_row_number(out, comparison->low);
	svy_row_number(out, comparison->high);
	svy_row_number(out, comparison->p);
}

static void
put_nulls(SvyRow *out, int count)
{
	for (int i = 0; i < count; i++)
		svy_row_null(out);
}

/* of a suppressed cell no number, and nothing that was computed from one */
static void
put_numbers(const Emitter *t, const CrosstabLine *line, const CrosstabShownCell *cell)
{
	SvyRow *out = t->out;

	if (cell->suppressed)
	{
		/* counts, bases, percents, error, interval, p, letters */
		put_nulls(out, 13);
		put_text(out, t->statistics[line->statistic]);
		/* estimate, what is printed of it, low_base */
		put_nulls(out, 3);
		return;
	}
	put_counts(out, cell);
	svy_row_number(out, cell->e.std_error);
	svy_row_number(out, cell->e.low);
	svy_row_number(out, cell->e.high);
	svy_row_number(out, cell->e.p);
	svy_row_text(out, cell->letters);
	put_text(out, t->statistics[line->statistic]);
	svy_row_number(out, cell->e.estimate);
	svy_row_text(out, print_cell(t, line, cell));
	svy_row_boolean(out, cell->low_base);
}

static void
put_cell(const Emitter *t, const CrosstabShownLine *shown, int column, int category)
{
	const CrosstabLine *line = &shown->line;
	const CrosstabShownCell *cell = &shown->cells[t->sheet.first[column] + category];
	SvyRow *out = t->out;

	put_column(t, column, category);
	put_numbers(t, line, cell);
	put_text(out, t->convention);
	put_text(out, t->rows[shown->question].question);
	put_text(out, t->columns[column].question);
	put_text(out, t->variance);
	if (cell->suppressed)
		svy_row_null(out);
	else
		svy_row_boolean(out, cell->low_df);
	put_positions(t, shown, column, category);
	svy_row_boolean(out, column == 0);
	svy_row_boolean(out, line->kind == CROSSTAB_LINE_NET);
	if (cell->suppressed)
		put_nulls(out, 6);
	else
		put_comparison(out, &cell->comparison);
	put_text(out, t->rows[shown->question].base);
	svy_row_boolean(out, cell->suppressed);
	svy_row_text(out, cell->reliability);
	svy_row_end(out);
}

static void
send_line(const Emitter *t, const CrosstabShownLine *shown)
{
	const CrosstabPlan *plan = t->sheet.run->plan;

	put_line(t, shown);
	for (int column = 0; column < plan->ncolumns; column++)
		for (int i = 0; i < plan->columns[column].ncategories; i++)
			if (shown->cells[t->sheet.first[column] + i].shown)
				put_cell(t, shown, column, i);
	svy_row_share_nothing(t->out);
}

static void
emit_cells(Emitter *t, const CrosstabShownLine *place)
{
	CrosstabShownLine shown = svy_crosstab_shown_line(&t->sheet, &place->line, &t->critical);

	shown.question = place->question;
	shown.question_place = place->question_place;
	shown.place = place->place;
	send_line(t, &shown);
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

/* an option, of the line or the column, that some were not asked */
static bool
part_asked(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	return svy_line_unasked(run, line, column, category) ||
		   svy_column_part_asked(run, line->row, column, category);
}

/* of exact counts, where rounded ones are shown, or of those who chose two options */
static void
forget_test(const CrosstabRun *run, ColumnTest *test)
{
	test->std_error = test->statistic = test->df = test->p = test->p_adjusted = NAN;
	if (svy_guard_rounds(run))
		test->difference = NAN;
}

static void
put_pair(const Emitter *t, const CrosstabShownLine *place, int variable,
		 const CrosstabLineTest *done, int first, int second)
{
	const CrosstabRun *run = t->sheet.run;
	const CrosstabAxis *column = &run->plan->columns[variable];
	ColumnTest test = done->pairs[columntest_pair_at(column->ncategories, first, second)];
	bool unasked = part_asked(run, &place->line, variable, first) ||
				   part_asked(run, &place->line, variable, second);
	bool left_out = done->cells[first].group == COLUMNTEST_LEFT_OUT ||
					done->cells[second].group == COLUMNTEST_LEFT_OUT;
	bool guarded = test.reason == COLUMNTEST_TESTED &&
				   (svy_guard_rounds(run) || svy_guard_hides_overlaps(run, variable));
	double scale = svy_line_is_mean(&place->line) ? 1 : 100;
	SvyRow *out = t->out;

	if (guarded)
		forget_test(run, &test);
	put_column(t, variable, first);
	put_code(out, has_code(column, second) ? column->codes[second] : 0, !has_code(column, second));
	put_text(out, t->columns[variable].labels[second]);
	put_text(out, t->columns[variable].letters[second]);
	svy_row_number(out, scale * test.difference);
	svy_row_number(out, scale * test.std_error);
	svy_row_number(out, test.statistic);
	svy_row_number(out, test.df);
	svy_row_number(out, test.p);
	svy_row_number(out, test.p_adjusted);
	put_text(out, as_text(unasked	 ? "not asked in both"
						  : left_out ? "base is below min_base"
						  : guarded	 ? "not shown"
									 : reason_of(run->options.convention, test.reason)));
	put_positions(t, place, variable, first);
	svy_row_code(out, t->sheet.first[variable] + second + 1);
	svy_row_boolean(out, place->line.kind == CROSSTAB_LINE_NET);
	svy_row_end(out);
}

static void
emit_pairs(Emitter *t, const CrosstabShownLine *place)
{
	const CrosstabPlan *plan = t->sheet.run->plan;

	put_line(t, place);
	for (int column = 0; column < plan->ncolumns; column++)
	{
		const CrosstabAxis *axis = &plan->columns[column];
		const int *shown = t->sheet.letters[column];
		CrosstabLineTest test = svy_line_test(t->sheet.run, &place->line, column, NULL);

		for (int i = 0; test.pairs && i < axis->ncategories; i++)
			for (int j = i + 1; j < axis->ncategories; j++)
				if (shown[i] >= 0 && shown[j] >= 0 && i / axis->inner == j / axis->inner &&
					!svy_guard_hides(t->sheet.run, &place->line, column, i) &&
					!svy_guard_hides(t->sheet.run, &place->line, column, j))
					put_pair(t, place, column, &test, i, j);
	}
	svy_row_share_nothing(t->out);
}

/*
 * The functions
 */

/* place: the line, without its cells */
typedef void (*EmitFunction)(Emitter *t, const CrosstabShownLine *place);

static const text *
letter_text(int number)
{
	char letter[COLUMNTEST_LETTER_SIZE];

	columntest_letter(number, letter);
	return as_text(letter);
}

static AxisTexts
column_texts(const CrosstabRun *run, int column, const int *numbers)
{
	const CrosstabAxis *axis = &run->plan->columns[column];
	AxisTexts texts = {.name = as_text(axis->name), .question = as_text(axis->question)};

	texts.labels = palloc_array(const text *, axis->ncategories + 1);
	texts.letters = palloc0_array(const text *, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
	{
		texts.labels[i] = as_text(axis->labels[i]);
		if (column > 0)
			texts.letters[i] = letter_text(numbers[i]);
	}
	return texts;
}

static CrosstabSheet
make_sheet(const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	int *first = palloc_array(int, plan->ncolumns + 1);
	CrosstabSheet sheet = {.run = run, .first = first, .letters = svy_column_letters(run)};

	for (int i = 0; i < plan->ncolumns; i++)
	{
		first[i] = sheet.ncolumns;
		sheet.ncolumns += plan->columns[i].ncategories;
	}
	return sheet;
}

static Emitter
make_emitter(SvyRow *out, const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	Emitter t = {.out = out, .sheet = make_sheet(run)};

	t.rows = palloc_array(AxisTexts, plan->nshown + 1);
	t.columns = palloc_array(AxisTexts, plan->ncolumns + 1);
	for (int i = 0; i < plan->nshown; i++)
		t.rows[i] = (AxisTexts){.name = as_text(plan->rows[i].name),
								.question = as_text(plan->rows[i].question),
								.base = as_text(plan->rows[i].base)};
	for (int i = 0; i < plan->ncolumns; i++)
		t.columns[i] = column_texts(run, i, t.sheet.letters[i]);
	for (int i = 0; i < CROSSTAB_STATISTICS; i++)
		t.statistics[i] = as_text(svy_statistic_names[i]);
	t.convention = as_text(run->options.convention_name);
	t.variance = as_text(run->units		  ? run->units->variance
						 : plan->weighted ? "effective base"
										  : "simple random sample");
	t.context =
		AllocSetContextCreate(CurrentMemoryContext, "crosstab line", ALLOCSET_DEFAULT_SIZES);
	t.printed = palloc(NUMBER_SIZE + (Size) (t.sheet.ncolumns + 1) * COLUMNTEST_LETTER_SIZE + 4);
	return t;
}

/* the lines of a row variable; what one takes is forgotten with the next */
static void
emit_question(Emitter *t, int row, int question_place, EmitFunction each)
{
	const CrosstabRun *run = t->sheet.run;
	int nlines;
	CrosstabLine *lines = svy_crosstab_lines(run, row, &nlines);
	MemoryContext outer = MemoryContextSwitchTo(t->context);

	for (int i = 0; i < nlines; i++)
	{
		CrosstabShownLine place = {
			.line = lines[i], .question = row, .question_place = question_place, .place = i};

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(t->context);
		if (run->options.drop_empty && lines[i].kind != CROSSTAB_LINE_BASE &&
			svy_line_cell(run, &lines[i], run->plan->tables[lines[i].row * run->plan->ncolumns], 0)
					.n == 0)
			continue;
		each(t, &place);
	}
	MemoryContextSwitchTo(outer);
}

static void
emit(SvyRow *out, const CrosstabRun *run, EmitFunction each)
{
	Emitter t = make_emitter(out, run);
	int *questions = svy_crosstab_questions(run);

	for (int i = 0; i < run->plan->nshown; i++)
		emit_question(&t, questions[i], i, each);
	MemoryContextDelete(t.context);
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

/* of both functions */
enum
{
	ARG_NAME,
	ARG_ROWS,
	ARG_COLUMNS,
	ARG_WEIGHT,
	ARG_FILTER,
	ARG_LEVEL,
	ARG_TESTS,
	ARG_ADJUST,
	ARG_MIN_BASE,
	ARG_DROP_EMPTY,
	ARG_TOTAL,
	ARG_STATISTICS,
	ARG_SORT,
	ARG_PERCENT,
	ARG_COMPARE,
	ARG_LANGUAGE,
	ARG_SUPPRESS,
	ARG_ROUND_TO,
	ARG_OPTIONS
};

static void
crosstab(FunctionCallInfo fcinfo, EmitFunction each)
{
	static const CrosstabArguments at = {.level = ARG_LEVEL,
										 .tests = ARG_TESTS,
										 .adjust = ARG_ADJUST,
										 .min_base = ARG_MIN_BASE,
										 .drop_empty = ARG_DROP_EMPTY,
										 .total = ARG_TOTAL,
										 .statistics = ARG_STATISTICS,
										 .sort = ARG_SORT,
										 .percent = ARG_PERCENT,
										 .compare = ARG_COMPARE,
										 .options = ARG_OPTIONS};
	CrosstabRequest request = {0};
	CrosstabRun run = {0};
	SvyDisclosure disclosure;
	SvyRow out;
	bool use_design;
	char *name = svy_text_argument(fcinfo, ARG_NAME);

	if (name == NULL)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("survey name is NULL")));
	request.rows = svy_texts_argument(fcinfo, ARG_ROWS, "rows", &request.nrows);
	request.columns = svy_texts_argument(fcinfo, ARG_COLUMNS, "columns", &request.ncolumns);
	request.ncolumns = Max(request.ncolumns, 0);
	request.weight = svy_text_argument(fcinfo, ARG_WEIGHT);
	request.filter = svy_text_argument(fcinfo, ARG_FILTER);
	svy_row_begin(&out, fcinfo);

	SPI_connect();
	request.survey = svy_survey_open_in(name, svy_text_argument(fcinfo, ARG_LANGUAGE));
	request.rows =
		svy_survey_names(request.survey, request.rows, &request.nrows, SVY_NAMES_OF_QUESTIONS);
	request.columns = svy_survey_names(request.survey, request.columns, &request.ncolumns,
									   SVY_NAMES_OF_QUESTIONS);
	run.options = svy_crosstab_options(fcinfo, &at, request.survey);
	request.held_only = run.options.total_of_columns;
	use_design = svy_crosstab_uses_design(&request, &run.options);
	request.overlaps = run.options.convention != COLUMNTEST_NONE;
	request.column_nets = run.options.column_nets;
	request.with_nps = svy_crosstab_shows(&run.options, CROSSTAB_SHOWS_NPS);
	request.with_median = svy_crosstab_shows(&run.options, CROSSTAB_SHOWS_MEDIAN);
	request.with_missing = svy_crosstab_shows(&run.options, CROSSTAB_SHOWS_MISSING);
	run.plan = svy_crosstab_plan(&request);
	run.units = NULL;
	if (use_design)
		run.units = svy_units_open(run.plan, NULL, &run.x);
	else
		run.x = svy_crosstab_run(run.plan);
	svy_crosstab_add_bases(&run);
	svy_crosstab_find_unasked(&run);
	if (request.with_median)
		svy_medians_check(&run);
	disclosure = svy_disclosure_argument(fcinfo, ARG_SUPPRESS, request.survey);
	svy_crosstab_guard(&run, &disclosure, svy_round_argument(fcinfo, ARG_ROUND_TO, request.survey));
	svy_crosstab_check_comparison(&run);
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
