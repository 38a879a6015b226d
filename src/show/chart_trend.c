/*
 * chart_trend.c
 *	  Lines with bands over waves, of what survey_trend estimates.
 *
 * The rows of a trend become cells of a table whose columns are waves, so that
 * titles, labels and axes are those of the other kinds.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "codebook/period.h"
#include "codebook/codebook_register.h"
#include "pg/compat.h"
#include "server/statement.h"
#include "show/chart.h"

#define UP "\xE2\x96\xB2"
#define DOWN "\xE2\x96\xBC"

/* months from the first to the last are all on the axis, up to so many */
#define MOST_MONTHS 240

/* columns of the query, from 1: seven texts, then numbers */
enum
{
	TREND_NUMBERS = 8,
	TREND_COUNT = 8
};

static const char *const select_trend =
	"SELECT t.domain_label, t.variable, t.category, t.statistic, t.wave, t.against,"
	" t.domain::pg_catalog.text, t.wave_code::pg_catalog.float8, t.estimate, t.conf_low, "
	"t.conf_high,"
	" t.n::pg_catalog.float8, t.change, t.p_value, t.suppressed::pg_catalog.int4::pg_catalog.float8"
	" FROM %s.survey_trend(name => $1, \"rows\" => $2, wave => $3, statistic => $4, against => $5,"
	" by => $6, filter => $7, level => $8, weight => $9, suppress => $10, round_to => $11,"
	" options => $12) t";

/* labels of rows that are statistics of their own */
static const struct
{
	const char *label;
	const char *statistic;
} boxes[] = {{"Top-2-box", "top2box"},
			 {"Bottom-2-box", "bottom2box"},
			 {"Mean", "mean"},
			 {"Median", "median"},
			 {"NPS", "nps"}};

/* what is read, and where the rows of a line stand in the order of the chart */
typedef struct TrendRead
{
	Chart *chart;
	int room;
	ChartLabels domains;
	ChartLabels categories;
} TrendRead;

/* ---- asking ---- */

static Datum
trend_options(const Chart *chart)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{");
	if (chart->request.set[TABLE_LANGUAGE])
		svy_spec_text_member(&json, "language",
							 TextDatumGetCString(chart->request.values[TABLE_LANGUAGE]));
	if (chart->smooth > 0)
		svy_spec_number_member(&json, "smooth", chart->smooth);
	appendStringInfoString(&json, "}");
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

static void
ask_trend(const Chart *chart, const char *statistic, char **variables, int count)
{
	Oid types[] = {TEXTOID, TEXTARRAYOID, TEXTOID, TEXTOID,	 TEXTOID, TEXTARRAYOID,
				   TEXTOID, FLOAT8OID,	  TEXTOID, JSONBOID, INT4OID, JSONBOID};
	const SvyTableRequest *request = &chart->request;
	const SvyTableArgument taken[] = {TABLE_FILTER, TABLE_LEVEL, TABLE_WEIGHT, TABLE_SUPPRESS,
									  TABLE_ROUND_TO};
	Datum values[lengthof(types)] = {0};
	char nulls[] = "            ";
	MemoryContext caller = CurrentMemoryContext;

	values[0] = request->values[TABLE_NAME];
	values[1] = svy_text_array(variables, count);
	values[2] = CStringGetTextDatum(chart->by[0]);
	values[3] = CStringGetTextDatum(statistic);
	values[4] = CStringGetTextDatum(chart->against ? chart->against : "previous");
	values[5] = svy_text_array(chart->by + 1, chart->nby - 1);
	nulls[5] = chart->nby > 1 ? ' ' : 'n';
	for (int i = 0; i < lengthof(taken); i++)
	{
		nulls[6 + i] = request->set[taken[i]] ? ' ' : 'n';
		values[6 + i] = request->values[taken[i]];
	}
	values[11] = trend_options(chart);
	if (svy_execute_with_args(psprintf(select_trend, quote_identifier(request->schema)),
							  lengthof(types), types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not estimate the trend");
	MemoryContextSwitchTo(caller);
}

/* ---- reading ---- */

static int
variable_number(const Chart *chart, const char *name)
{
	for (int i = 0; i < chart->nvariables; i++)
		if (strcmp(chart->variables[i], name) == 0)
			return i + 1;
	return 0;
}

static const char *
trend_question(const Chart *chart, const char *name)
{
	const SurveyVariable *variable = svy_survey_find_variable(chart->survey, name);
	const SurveySet *set = variable ? NULL : svy_survey_find_set(chart->survey, name);
	const char *label = variable ? variable->label : set ? set->label : NULL;

	return label ? label : name;
}

/* the label of a row that has no category is that of its statistic */
static const char *
category_of(const char *category, const char *statistic)
{
	for (int i = 0; category == NULL && i < lengthof(boxes); i++)
		if (strcmp(boxes[i].statistic, statistic) == 0)
			return boxes[i].label;
	return category ? category : statistic;
}

/* where a text stands among texts; it joins them at the end */
static int
place_of(ChartLabels *labels, const char *text)
{
	for (int i = 0; i < labels->count; i++)
		if (strcmp(labels->texts[i], text) == 0)
			return i;
	if (labels->count == labels->room)
	{
		labels->room = Max(16, 2 * labels->room);
		labels->texts = labels->texts ? repalloc(labels->texts, sizeof(char *) * labels->room)
									  : palloc(sizeof(char *) * labels->room);
	}
	labels->texts[labels->count] = text;
	return labels->count++;
}

/* the wave's place in time: of answers that of the codebook, of months the code */
static int
wave_place(const Chart *chart, int32 code)
{
	const SurveyVariable *wave = svy_survey_answers(chart->survey, chart->by[0]);

	if (wave->measure == SURVEY_DATE)
		return code;
	for (int i = 0; i < wave->nlabels; i++)
		if (wave->labels[i].code == code)
			return i;
	return wave->nlabels + code;
}

static void
mark_change(const Chart *chart, SvyTableCell *cell, const ChartWave *wave)
{
	bool marked = chart->marks && wave->p < 1 - chart->level;
	const char *mark = !marked ? "" : wave->change > 0 ? UP : DOWN;

	if (marked || cell->low_base)
		cell->higher_than = psprintf("%s%s", mark, cell->low_base ? "*" : "");
}

static void
take_trend_row(TrendRead *r, uint64 row)
{
	Chart *chart = r->chart;
	char *texts[TREND_NUMBERS];
	double numbers[TREND_COUNT];
	SvyTableCell *cell = &chart->tables->cells[chart->tables->count];
	ChartWave *wave = &chart->waves[chart->tables->count++];
	bool percent;

	for (int i = 1; i < TREND_NUMBERS; i++)
		texts[i] = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, i);
	for (int i = 0; i < TREND_COUNT; i++)
	{
		bool isnull;
		Datum value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
									TREND_NUMBERS + i, &isnull);

		numbers[i] = isnull ? NAN : DatumGetFloat8(value);
	}
	percent = strcmp(texts[4], "mean") != 0 && strcmp(texts[4], "median") != 0 &&
			  strcmp(texts[4], "nps") != 0;
	*wave = (ChartWave){.against = texts[6],
						.domain = texts[1],
						.change = percent ? 100 * numbers[5] : numbers[5],
						.p = numbers[6]};
	*cell = (SvyTableCell){.row_variable = texts[2],
						   .row_question = trend_question(chart, texts[2]),
						   .row_label = category_of(texts[3], texts[4]),
						   .column_label = texts[5],
						   .statistic = !percent							  ? texts[4]
										: strcmp(texts[4], "proportion") == 0 ? "percent"
																			  : "net",
						   .column_code = numbers[0],
						   .estimate = percent ? 100 * numbers[1] : numbers[1],
						   .low = percent ? 100 * numbers[2] : numbers[2],
						   .high = percent ? 100 * numbers[3] : numbers[3],
						   .n = NAN,
						   .base_n = numbers[4],
						   .low_base = numbers[4] < chart->min_base,
						   .suppressed = numbers[7] == 1,
						   .question = variable_number(chart, texts[2]),
						   .column = wave_place(chart, (int32) numbers[0])};
	cell->is_net = strcmp(cell->statistic, "net") == 0;
	wave->place = place_of(&r->categories, cell->row_label) * CHART_MOST_CELLS +
				  place_of(&r->domains, texts[7]);
	mark_change(chart, cell, wave);
}

static void
read_trend(TrendRead *r, const char *statistic, char **variables, int count)
{
	Chart *chart = r->chart;
	SvyTables *tables = chart->tables;

	ask_trend(chart, statistic, variables, count);
	tables->cells =
		repalloc_huge(tables->cells, sizeof(SvyTableCell) * (tables->count + SPI_processed + 1));
	chart->waves =
		repalloc_huge(chart->waves, sizeof(ChartWave) * (tables->count + SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		take_trend_row(r, i);
	}
	SPI_freetuptable(SPI_tuptable);
}

/* ---- which statistics ---- */

/* whether the variable has what is to be shown */
static bool
has_statistic(const Chart *chart, const char *name, const char *statistic)
{
	const SurveyVariable *variable = svy_survey_find_variable(chart->survey, name);
	int count = 0;

	if (strcmp(statistic, "auto") == 0)
		return true;
	if (variable == NULL)
		return false;
	if (strcmp(statistic, "top2box") != 0 && strcmp(statistic, "bottom2box") != 0)
		return variable->measure == SURVEY_ORDINAL || variable->measure == SURVEY_SCALE;
	if (variable->measure == SURVEY_ORDINAL)
		(void) svy_variable_from_worst(variable, &count);
	return count >= 2;
}

/* the variables that have the statistic; without "show", top-2-box stands for the answers */
static void
read_statistic(TrendRead *r, const char *statistic)
{
	Chart *chart = r->chart;
	char **variables = palloc_array(char *, chart->nvariables + 1);
	bool answers = chart->nshow == 0 && strcmp(statistic, "auto") == 0;
	int count = 0;

	for (int i = 0; i < chart->nvariables; i++)
		if (has_statistic(chart, chart->variables[i], statistic) &&
			!(answers && has_statistic(chart, chart->variables[i], "top2box")))
			variables[count++] = chart->variables[i];
	if (count > 0)
		read_trend(r, statistic, variables, count);
}

static void
read_shown(TrendRead *r)
{
	const Chart *chart = r->chart;
	bool answers = false;

	for (int i = 0; i < chart->nshow; i++)
	{
		const char *statistic = NULL;

		for (int k = 0; k < lengthof(boxes); k++)
			if (strcmp(chart->show[i], boxes[k].label) == 0)
				statistic = boxes[k].statistic;
		if (statistic)
			read_statistic(r, statistic);
		else if (!answers)
		{
			read_statistic(r, "auto");
			answers = true;
		}
	}
}

/* ---- order and names of lines ---- */

typedef struct TrendPoint
{
	SvyTableCell cell;
	ChartWave wave;
} TrendPoint;

static int
compare_points(const void *a, const void *b)
{
	const TrendPoint *x = a;
	const TrendPoint *y = b;

	if (x->cell.question != y->cell.question)
		return x->cell.question < y->cell.question ? -1 : 1;
	if (x->wave.place != y->wave.place)
		return x->wave.place < y->wave.place ? -1 : 1;
	return x->cell.column < y->cell.column ? -1 : x->cell.column > y->cell.column;
}

/* rows of cells are then numbers of lines */
static void
sort_points(Chart *chart)
{
	int lines = 1;
	SvyTables *tables = chart->tables;
	TrendPoint *points = palloc_extended(sizeof(TrendPoint) * (tables->count + 1), MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < tables->count; i++)
		points[i] = (TrendPoint){tables->cells[i], chart->waves[i]};
	qsort(points, tables->count, sizeof(TrendPoint), compare_points);
	for (int64 i = 0; i < tables->count; i++)
	{
		lines += i > 0 && (points[i].cell.question != points[i - 1].cell.question ||
						   points[i].wave.place != points[i - 1].wave.place);
		tables->cells[i] = points[i].cell;
		tables->cells[i].row = lines;
		chart->waves[i] = points[i].wave;
	}
}

/* a line is called by what tells it from the others: the question, the answer, the group */
static void
name_lines(Chart *chart)
{
	const SvyTables *tables = chart->tables;
	const SvyTableCell *first = NULL;
	bool questions = false;
	bool answers = false;

	for (int64 i = 0; i < tables->count; i++)
	{
		const SvyTableCell *cell = &tables->cells[i];

		if (!svy_chart_shows(chart, cell))
			continue;
		first = first ? first : cell;
		questions = questions || cell->question != first->question;
		answers = answers || strcmp(cell->row_label, first->row_label) != 0;
	}
	for (int64 i = 0; i < tables->count; i++)
	{
		const SvyTableCell *cell = &tables->cells[i];
		const char *name = questions && answers
							   ? psprintf("%s: %s", cell->row_question, cell->row_label)
						   : questions ? cell->row_question
									   : cell->row_label;

		if (chart->nby > 1)
			name = questions || answers ? psprintf("%s, %s", name, chart->waves[i].domain)
										: chart->waves[i].domain;
		chart->waves[i].line = name;
	}
}

/* of several lines the lowest one has its numbers below, so that those of two do not meet */
static void
place_numbers(Chart *chart)
{
	const SvyTables *tables = chart->tables;

	for (int64 i = 0; i < tables->count && tables->count <= CHART_MOST_CELLS; i++)
	{
		const SvyTableCell *cell = &tables->cells[i];
		bool lowest = svy_chart_shows(chart, cell) && !isnan(cell->estimate);
		bool alone = true;

		for (int64 j = 0; j < tables->count && lowest; j++)
		{
			const SvyTableCell *other = &tables->cells[j];

			if (j == i || other->column != cell->column || isnan(other->estimate) ||
				!svy_chart_shows(chart, other))
				continue;
			alone = false;
			lowest =
				cell->estimate < other->estimate || (cell->estimate == other->estimate && i > j);
		}
		chart->waves[i].below = lowest && !alone;
	}
}

void
svy_chart_read_trend(Chart *chart)
{
	TrendRead r = {.chart = chart};

	if (chart->nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a trend goes along a variable, and \"by\" names none"),
						errhint("Name the waves or days first, then groups: by => "
								"'{wave,sex}'.")));
	chart->tables = palloc0_object(SvyTables);
	chart->tables->cells = palloc_array(SvyTableCell, 1);
	chart->waves = palloc_array(ChartWave, 1);
	if (chart->statistic)
		read_trend(&r, chart->statistic, chart->variables, chart->nvariables);
	else if (chart->nshow > 0)
		read_shown(&r);
	else
	{
		read_statistic(&r, "top2box");
		read_statistic(&r, "auto");
	}
	sort_points(chart);
	name_lines(chart);
	place_numbers(chart);
}

/* ---- the axis ---- */

static int
compare_cells_by_wave(const void *a, const void *b)
{
	const SvyTableCell *x = *(const SvyTableCell *const *) a;
	const SvyTableCell *y = *(const SvyTableCell *const *) b;

	return x->column < y->column ? -1 : x->column > y->column;
}

/* months without anybody between the last one and this one keep their place */
static void
add_months(ChartLabels *labels, int month, int until)
{
	if ((until / 100 - month / 100) * 12 + until % 100 - month % 100 > MOST_MONTHS)
		return;
	for (;;)
	{
		month = month % 100 >= 12 ? (month / 100 + 1) * 100 + 1 : month + 1;
		if (month >= until)
			return;
		(void) svy_chart_label(labels, month, psprintf("%04d-%02d", month / 100, month % 100));
	}
}

void
svy_chart_waves(const Chart *chart, ChartLabels *labels)
{
	int64 count = chart->tables->count;
	const SvyTableCell **cells = palloc_array(const SvyTableCell *, count + 1);
	bool months = svy_are_months(svy_survey_answers(chart->survey, chart->by[0]));

	for (int64 i = 0; i < count; i++)
		cells[i] = &chart->tables->cells[i];
	qsort(cells, count, sizeof(*cells), compare_cells_by_wave);
	for (int64 i = 0; i < count; i++)
	{
		if (i > 0 && months && cells[i]->column != cells[i - 1]->column)
			add_months(labels, cells[i - 1]->column, cells[i]->column);
		(void) svy_chart_label(labels, cells[i]->column, cells[i]->column_label);
	}
}

const char *
svy_chart_against(const Chart *chart)
{
	static const char *const words[][2] = {
		{"previous", "the wave before"},
		{"first", "the first wave"},
		{"rolling 3", "the mean of the three waves before"},
		{"same month last year", "the same month a year before"}};

	for (int i = 0; i < lengthof(words); i++)
		if (pg_strcasecmp(chart->against ? chart->against : "previous", words[i][0]) == 0)
			return words[i][1];
	return NULL;
}
