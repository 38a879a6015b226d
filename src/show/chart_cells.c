/*
 * chart_cells.c
 *	  Charts with one mark for each cell of a table: bars, heat-maps, trends and
 *	  differences.
 */
#include "postgres.h"

#include <math.h>

#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "codebook/wave.h"
#include "kernel/stats/interval.h"
#include "pg/compat.h"
#include "show/chart.h"
#include "show/chart_templates.h"

/* what rows and columns of a chart are called, in their order */
typedef struct Axes
{
	const Chart *chart;
	ChartLabels rows;
	ChartLabels columns;
	bool letters;
	StringInfoData data;
	double low; /* of what is drawn */
	double high;
} Axes;

/* several questions: they name the rows; else the answers do */
static const char *
row_text(const Chart *chart, const SvyTableCell *cell)
{
	if (chart->waves)
		return chart->waves[cell - chart->tables->cells].line;
	if (chart->nvariables == 1)
		return cell->row_label;
	/* of a mean, or of one net of many questions, the question says it all */
	if (chart->nshow == 1 || strcmp(cell->statistic, "mean") == 0)
		return cell->row_question;
	return psprintf("%s: %s", cell->row_question, cell->row_label);
}

static int
row_key(const SvyTableCell *cell)
{
	return cell->question * 100000 + cell->row;
}

/* the Total alone where there are no columns; beside them where a table shows it */
static bool
column_shown(const Chart *chart, const SvyTableCell *cell)
{
	return chart->nby == 0 || chart->kind == CHART_HEATMAP || !cell->is_total;
}

static void
put_change(StringInfo data, const ChartWave *wave)
{
	svy_spec_text_member(data, "group", wave->domain);
	svy_spec_number_member(data, "change", wave->change);
	svy_spec_number_member(data, "p", wave->p);
	svy_spec_text_member(data, "against", wave->against);
	appendStringInfo(data, ", \"below\": %s", wave->below ? "true" : "false");
}

static void
put_cell_data(Axes *axes, const SvyTableCell *cell)
{
	StringInfo data = &axes->data;
	const char *row = svy_chart_label(&axes->rows, row_key(cell), row_text(axes->chart, cell));
	const char *column = svy_chart_label(
		&axes->columns, cell->column,
		axes->chart->waves ? cell->column_label : svy_chart_column(cell, axes->letters));
	int digits = svy_cell_is_percent(cell) || strcmp(cell->statistic, "nps") == 0 ? 0 : 2;

	appendStringInfoString(data, data->len > 1 ? ", {" : "{");
	svy_spec_text_member(data, "row", row);
	svy_spec_text_member(data, "column", column);
	svy_spec_number_member(data, "place", cell->column);
	svy_spec_number_member(data, "estimate", cell->estimate);
	svy_spec_number_member(data, "low", cell->low);
	svy_spec_number_member(data, "high", cell->high);
	svy_spec_number_member(data, "n", cell->n);
	svy_spec_number_member(data, "base", cell->base_n);
	svy_spec_text_member(data, "letters", cell->higher_than);
	svy_spec_text_member(data, "shown",
						 isnan(cell->estimate)
							 ? ""
							 : psprintf("%.*f%s%s", digits, cell->estimate,
										cell->higher_than ? " " : "",
										cell->higher_than ? cell->higher_than : ""));
	/* where the text begins: behind the interval */
	svy_spec_number_member(data, "edge",
						   isnan(cell->high) ? cell->estimate : fmax(cell->high, cell->estimate));
	if (axes->chart->waves)
		put_change(data, &axes->chart->waves[cell - axes->chart->tables->cells]);
	appendStringInfoChar(data, '}');
	if (!isnan(cell->estimate))
	{
		axes->low = fmin(axes->low, isnan(cell->low) ? cell->estimate : cell->low);
		axes->high = fmax(axes->high, isnan(cell->high) ? cell->estimate : cell->high);
	}
}

static Axes
read_axes(const Chart *chart)
{
	Axes axes = {.chart = chart, .letters = svy_chart_has_letters(chart), .low = INFINITY};

	axes.high = -INFINITY;
	initStringInfo(&axes.data);
	appendStringInfoChar(&axes.data, '[');
	if (chart->waves)
		svy_chart_waves(chart, &axes.columns);
	for (int64 i = 0; i < chart->tables->count; i++)
		if (svy_chart_shows(chart, &chart->tables->cells[i]) &&
			column_shown(chart, &chart->tables->cells[i]))
			put_cell_data(&axes, &chart->tables->cells[i]);
	appendStringInfoChar(&axes.data, ']');
	return axes;
}

/* percents and means do not go on one axis */
static bool
check_one_unit(const Chart *chart)
{
	const SvyTableCell *percent = NULL;
	const SvyTableCell *mean = NULL;

	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];

		if (!svy_chart_shows(chart, cell))
			continue;
		if (svy_cell_is_percent(cell))
			percent = cell;
		else
			mean = cell;
	}
	if (percent != NULL && mean != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("percents of \"%s\" and means of \"%s\" do not go on one axis",
							   percent->row_variable, mean->row_variable),
						errhint("Make a chart of each, or name what to show: options => "
								"'{\"show\": \"Mean\"}'.")));
	return mean == NULL;
}

/* what the axis of numbers is called */
static const char *
cells_unit(const Chart *chart, bool percent)
{
	const char *unit = NULL;

	for (int64 i = 0; i < chart->tables->count && !percent; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];
		const char *own = strcmp(cell->statistic, "nps") == 0	   ? "\"Net promoter score\""
						  : strcmp(cell->statistic, "median") == 0 ? "\"Median\""
																   : "\"Mean\"";

		if (!svy_chart_shows(chart, cell))
			continue;
		if (unit != NULL && strcmp(unit, own) != 0)
			return "null";
		unit = own;
	}
	return percent ? "\"Percent\"" : unit ? unit : "\"Mean\"";
}

/* more: words of the kind, which end with a null pointer */
static char *
fill_cells(Axes *axes, const char *template, const char *height, const SpecWord *more)
{
	const Chart *chart = axes->chart;
	bool percent = check_one_unit(chart);
	SpecWord words[20] = {{"@title", svy_chart_title(chart, axes->letters)},
						  {"@height", height},
						  {"@data", axes->data.data},
						  {"@rows", svy_chart_labels_json(&axes->rows)},
						  {"@columns", svy_chart_labels_json(&axes->columns)},
						  {"@rowcolours", svy_chart_colours(axes->rows.count)},
						  {"@columncolours", svy_chart_colours(axes->columns.count)},
						  {"@rowlegend", svy_chart_legend(chart, &axes->rows)},
						  {"@columnlegend", svy_chart_legend(chart, &axes->columns)},
						  {"@unit", cells_unit(chart, percent)},
						  {"@zero", percent ? "true" : "false"}};
	int count = 11;

	while (more->word != NULL)
		words[count++] = *more++;
	/* where the kind says nothing else */
	words[count++] = (SpecWord){"@width", psprintf("%d", chart->width)};
	words[count] = (SpecWord){NULL, NULL};
	return svy_spec_fill(template, words);
}

static const SpecWord no_words[] = {{NULL, NULL}};

/*
 * Bars
 */

char *
svy_chart_bars(const Chart *chart)
{
	Axes axes = read_axes(chart);
	bool by_column = axes.rows.count == 1 && axes.columns.count > 1;
	const ChartLabels *lines = by_column ? &axes.columns : &axes.rows;
	SpecWord words[] = {{"@line", by_column ? "\"column\"" : "\"row\""},
						{"@lines", svy_chart_labels_json(lines)},
						{NULL, NULL}};
	int text_height = 15 * svy_chart_label_lines(lines) + 10;

	if (axes.columns.count > 1 && !by_column)
		return fill_cells(&axes, grouped_bars,
						  psprintf("{\"step\": %d}", Max(17, text_height / axes.columns.count)),
						  no_words);
	return fill_cells(&axes, plain_bars, psprintf("{\"step\": %d}", Max(26, text_height)), words);
}

/*
 * Heat-map
 */

/* columns are as wide as their labels want to be */
static char *
wrap_columns(Axes *axes)
{
	int width = 60;

	for (int i = 0; i < axes->columns.count; i++)
	{
		const char *label = axes->columns.texts[i];

		for (int length = 0; *label != '\0'; label++)
		{
			length = *label == '\n' ? 0 : length + 1;
			width = Max(width, Min(7 * length + 12, 150));
		}
	}
	return psprintf("{\"step\": %d}", width);
}

char *
svy_chart_heatmap(const Chart *chart)
{
	Axes axes = read_axes(chart);
	/* of nobody there is no least mean */
	double low = check_one_unit(chart) || isinf(axes.low) ? 0 : axes.low;
	double high = 0;
	SpecWord words[] = {
		{"@domain", NULL}, {"@dark", NULL}, {"@width", NULL}, {"@side", NULL}, {NULL, NULL}};

	for (int64 i = 0; i < chart->tables->count; i++)
		if (svy_chart_shows(chart, &chart->tables->cells[i]) &&
			!isnan(chart->tables->cells[i].estimate))
			high = fmax(high, chart->tables->cells[i].estimate);
	words[0].value = psprintf("[%g, %g]", low, high > low ? high : low + 1);
	words[1].value = psprintf("\"datum.estimate > %g\"", low + 0.7 * (high - low));
	words[2].value = wrap_columns(&axes);
	/* lines grow downwards, which is into the chart from the top */
	words[3].value = svy_chart_label_lines(&axes.columns) > 1 ? "\"bottom\"" : "\"top\"";
	return fill_cells(
		&axes, heatmap,
		psprintf("{\"step\": %d}", Max(28, 15 * svy_chart_label_lines(&axes.rows) + 10)), words);
}

/*
 * Trend
 */

char *
svy_chart_trend(const Chart *chart)
{
	Axes axes = read_axes(chart);
	int longest = 1;
	int room;
	SpecWord words[] = {{"@angle", "0"}, {"@overlap", "false"}, {"@text", NULL}, {NULL, NULL}};

	for (int i = 0; i < axes.columns.count; i++)
		longest = Max(longest, pg_mbstrlen(axes.columns.texts[i]));
	room = chart->width / Max(1, axes.columns.count);
	/* labels are turned where they do not stand side by side, and left out where they would not either */
	if (room < 7 * Min(longest, 20) + 8)
		words[0].value = "-45";
	if (room < 14)
		words[1].value = "\"parity\"";
	/* numbers too, but for those that changed */
	words[2].value = room < 30 ? "\"datum.letters\"" : "\"true\"";
	return fill_cells(&axes, trend, "320", words);
}

/*
 * Differences
 */

typedef struct Differences
{
	Axes axes;
	int against; /* position of the column that others are compared with */
	const char *against_label;
} Differences;

/* the column that is named, or the first of the banner */
static void
find_against(Differences *d)
{
	const Chart *chart = d->axes.chart;

	for (int64 i = 0; i < chart->tables->count * 2 && d->against == 0; i++)
	{
		/* exactly so called, or a wave that is */
		bool exactly = i < chart->tables->count;
		const SvyTableCell *cell = &chart->tables->cells[i % chart->tables->count];

		if (cell->is_total ||
			(chart->against && !(exactly ? strcmp(chart->against, cell->column_label) == 0
										 : svy_wave_is_called(cell->column_label, chart->against))))
			continue;
		d->against = cell->column;
		d->against_label = cell->column_label;
	}
	if (d->against == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no column has the label \"%s\" that the others are to be compared with",
						chart->against ? chart->against : ""),
				 errhint("\"against\" is a label of \"by\".")));
}

static void
put_difference(Differences *d, const SvyTableCell *row, const SvyTableCell *column,
			   const double *numbers)
{
	StringInfo data = &d->axes.data;
	double sign = numbers[0];
	double t = isnan(numbers[3]) ? interval_t(d->axes.chart->level, INFINITY)
								 : interval_t(d->axes.chart->level, numbers[3]);

	appendStringInfoString(data, data->len > 1 ? ", {" : "{");
	svy_spec_text_member(
		data, "row", svy_chart_label(&d->axes.rows, row_key(row), row_text(d->axes.chart, row)));
	svy_spec_text_member(
		data, "column",
		svy_chart_label(&d->axes.columns, column->column, svy_chart_column(column, false)));
	svy_spec_number_member(data, "estimate", sign * numbers[1]);
	svy_spec_number_member(data, "low", sign * numbers[1] - t * numbers[2]);
	svy_spec_number_member(data, "high", sign * numbers[1] + t * numbers[2]);
	svy_spec_number_member(data, "p", numbers[4]);
	appendStringInfo(data, ", \"significant\": %s}",
					 numbers[4] < 1 - d->axes.chart->level ? "true" : "false");
}

static const SvyTableCell *
cell_at(const Chart *chart, int question, int row, int column)
{
	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];

		if (cell->question == question && cell->row == row && cell->column == column)
			return cell;
	}
	return NULL;
}

/* question, row, column, other, difference, std_error, df, p_adjusted of the pairs */
static void
read_pairs(Differences *d)
{
	const Chart *chart = d->axes.chart;

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		double values[8];
		bool isnull;
		int column;
		const SvyTableCell *row;

		for (int k = 0; k < lengthof(values); k++)
		{
			Datum value =
				SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, k + 1, &isnull);

			values[k] = isnull ? NAN : DatumGetFloat8(value);
		}
		if (values[2] != d->against && values[3] != d->against)
			continue;
		column = values[2] == d->against ? (int) values[3] : (int) values[2];
		row = cell_at(chart, (int) values[0], (int) values[1], column);
		if (row == NULL || !svy_chart_shows(chart, row) || isnan(values[4]))
			continue;
		/* the pair is first less second */
		put_difference(d, row, row,
					   (double[]){values[2] == d->against ? -1 : 1, values[4], values[5], values[6],
								  values[7]});
	}
}

char *
svy_chart_dots(const Chart *chart)
{
	Differences d = {.axes = {.chart = chart}};
	SpecWord words[] = {{"@difference", NULL}, {NULL, NULL}};
	StringInfoData title;

	if (chart->nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("differences are between groups, and \"by\" names none")));
	find_against(&d);
	initStringInfo(&d.axes.data);
	appendStringInfoChar(&d.axes.data, '[');
	svy_tables_pairs(&chart->request);
	read_pairs(&d);
	appendStringInfoChar(&d.axes.data, ']');
	initStringInfo(&title);
	svy_spec_text(&title, psprintf("Difference from \"%s\"%s; filled: significant", d.against_label,
								   check_one_unit(chart) ? ", points of percent" : ""));
	words[0].value = title.data;
	return fill_cells(&d.axes, dots,
					  psprintf("{\"step\": %d}", Max(14, 30 / Max(1, d.axes.columns.count))),
					  words);
}
