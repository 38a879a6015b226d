/*
 * chart_marks.c
 *	  Marks of analyses on paper: bars, dots with intervals, and the curve of
 *	  reach by size.
 */
#include "postgres.h"

#include <math.h>

#include "show/chart_analysis.h"
#include "show/chart_templates.h"

/* pixels of a character on an axis, about */
#define AXIS_CHARACTER 6.5

typedef struct Marks
{
	const Analysis *analysis;
	const Chart *chart;
	ChartLabels rows;
	ChartLabels columns;
	bool percent;
	double reference; /* where there is nothing; NaN: nowhere */
	StringInfoData data;
} Marks;

/* the place of the first mark with the same identity */
static int
identity(const Analysis *a, int i, bool column)
{
	const char *own = column ? a->marks[i].column_id : a->marks[i].row_id;

	for (int k = 0; k < i; k++)
	{
		const char *other = column ? a->marks[k].column_id : a->marks[k].row_id;

		if (strcmp(own ? own : "", other ? other : "") == 0)
			return k;
	}
	return i;
}

/* the question of a variable, or its name */
static const char *
question_of(const Chart *chart, const char *name)
{
	const SurveyVariable *variable = svy_survey_find_variable(chart->survey, name);

	return variable && variable->label ? variable->label : name;
}

/* "Region: South (against North)" */
static const char *
mark_row(const Marks *m, const AnalysisMark *mark)
{
	const char *question = mark->variable ? question_of(m->chart, mark->variable) : NULL;
	const char *row = mark->row;

	if (m->chart->kind == CHART_DRIVERS || question == NULL)
		return row ? row : "All respondents";
	if (m->chart->kind == CHART_CONJOINT)
		return row == NULL && m->analysis->measure == MEASURE_UTILITY
				   ? psprintf("%s: one more", question)
			   : row == NULL || strcmp(row, question) == 0 ? question
														   : psprintf("%s: %s", question, row);
	/* of an interaction the row names both */
	if (strchr(mark->variable, ':') != NULL)
		question = row;
	else if (row != NULL && strcmp(row, mark->variable) != 0)
		question = psprintf("%s: %s", question, row);
	return mark->reference ? psprintf("%s (against %s)", question, mark->reference) : question;
}

/* so many digits that a third of an interval is seen */
static char *
shown_number(const Marks *m, double number)
{
	double size = fabs(number);
	int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size == 0 ? 2 : 3;

	if (isnan(number))
		return pstrdup("");
	if (!m->percent && size > 0 && size < 0.01)
		return psprintf("%.2g", number);
	return psprintf("%.*f", m->percent ? (m->chart->kind == CHART_TURF ? 1 : 0) : digits, number);
}

/* whether nothing lies outside of the interval */
static bool
is_significant(const Marks *m, const AnalysisMark *mark)
{
	return mark->low > m->reference || mark->high < m->reference;
}

static void
put_mark(Marks *m, const AnalysisMark *mark, const char *row, const char *column)
{
	StringInfo data = &m->data;
	/* of a whole there is neither less than nothing nor more than all */
	double low = m->percent && mark->low < 0 ? 0 : mark->low;
	double high = m->percent && mark->high > 100 ? 100 : mark->high;

	appendStringInfoString(data, data->len > 1 ? ", {" : "{");
	svy_spec_text_member(data, "row", row);
	svy_spec_text_member(data, "column", column);
	svy_spec_number_member(data, "estimate", mark->estimate);
	svy_spec_number_member(data, "low", low);
	svy_spec_number_member(data, "high", high);
	svy_spec_number_member(data, "n", mark->n);
	svy_spec_number_member(data, "base", mark->n);
	svy_spec_text_member(data, "shown", shown_number(m, mark->estimate));
	svy_spec_number_member(data, "edge", isnan(high) ? mark->estimate : fmax(high, mark->estimate));
	if (m->chart->kind == CHART_TURF)
		svy_spec_text_member(data, "portfolio", mark->part);
	if (mark->remark != NULL)
		svy_spec_text_member(data, "remark", mark->remark);
	appendStringInfo(data, ", \"significant\": %s}", is_significant(m, mark) ? "true" : "false");
}

/*
 * Words
 */

static const char *
ratio_name(const Analysis *a)
{
	const char *family = a->family ? a->family : "gaussian";

	if (strcmp(family, "binomial") == 0 || strcmp(family, "multinomial") == 0 ||
		strcmp(family, "ordinal") == 0)
		return "Odds ratio";
	return strcmp(family, "poisson") == 0 || strcmp(family, "negative-binomial") == 0
			   ? "Rate ratio"
			   : "exp(coefficient)";
}

static const char *
unit_of(const Analysis *a)
{
	bool additive = a->count == 0 || a->marks[0].response == NULL ||
					(strcmp(a->marks[0].response, "standardized") != 0 &&
					 strcmp(a->marks[0].response, "correlation") != 0);

	switch (a->chart->kind)
	{
		case CHART_DRIVERS:
			return additive ? "Part in R\xC2\xB2" : a->marks[0].response;
		case CHART_TURF:
			return "Percent reached";
		case CHART_MARGINS:
			return a->effects ? "Effect on the prediction" : "Prediction";
		case CHART_MODEL:
			return a->ratios ? ratio_name(a) : "Coefficient";
		case CHART_MAXDIFF:
			return a->measure == MEASURE_UTILITY ? "Utility (mean of the items: 0)"
				   : a->measure == MEASURE_SHARE ? "Share of preference, percent"
												 : "Best minus worst, over shown";
		default:
			return a->measure == MEASURE_UTILITY	  ? "Part-worth (mean of an attribute: 0)"
				   : a->measure == MEASURE_IMPORTANCE ? "Importance, percent"
													  : "Share of choices, percent";
	}
}

static const char *
analysis_title(const Analysis *a)
{
	const Chart *chart = a->chart;
	const SurveySet *set;

	switch (chart->kind)
	{
		case CHART_DRIVERS:
			return psprintf("Drivers of \"%s\"", question_of(chart, a->formula));
		case CHART_TURF:
			set = svy_survey_find_set(chart->survey, chart->variables[0]);
			return psprintf("%s: reach by number of options",
							set && set->label ? set->label : chart->variables[0]);
		case CHART_MARGINS:
		case CHART_MODEL:
			return a->formula;
		default:
			return chart->variables[0][0] == '{' ? chart->survey->name : chart->variables[0];
	}
}

/* what all marks say, or NULL */
static const char *
said_by_all(const Analysis *a, bool column)
{
	const char *text = NULL;

	for (int i = 0; i < a->count; i++)
	{
		const char *own = column ? a->marks[i].column : a->marks[i].variance;

		if (own == NULL || (text != NULL && strcmp(own, text) != 0))
			return NULL;
		text = own;
	}
	return text;
}

static void
describe_method(const Marks *m, StringInfo text)
{
	const Analysis *a = m->analysis;
	const Chart *chart = m->chart;

	if (a->count == 0)
		return;
	if (chart->kind == CHART_DRIVERS || chart->kind == CHART_MAXDIFF)
		appendStringInfo(text, ". %s: %s", chart->kind == CHART_DRIVERS ? "Method" : "Model",
						 a->marks[0].response);
	if (chart->kind == CHART_DRIVERS && m->columns.count == 1 && !isnan(a->marks[0].utility))
		appendStringInfo(text, ", R\xC2\xB2 %.2f", a->marks[0].utility);
	if (chart->kind == CHART_TURF && m->rows.count == 1)
		appendStringInfo(text, ". Search: %s; the winner's reach is optimistic",
						 a->marks[a->count - 1].response);
	if (chart->kind == CHART_MODEL || chart->kind == CHART_MARGINS)
		appendStringInfo(text, "\n%s: %s", a->family ? a->family : "gaussian",
						 a->marks[0].response);
	/* the only group that there is */
	if (chart->kind != CHART_TURF && m->columns.count == 1 && said_by_all(a, true) != NULL &&
		(chart->nby > 0 || chart->kind == CHART_MARGINS))
		appendStringInfo(text, "\n%s", said_by_all(a, true));
}

/* base, weight, variance, filter, intervals, method */
static char *
heading(const Marks *m)
{
	const Analysis *a = m->analysis;
	double least = INFINITY;
	double most = 0;
	const char *variance = said_by_all(a, false);
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < a->count; i++)
	{
		least = fmin(least, a->marks[i].n);
		most = fmax(most, a->marks[i].n);
	}
	svy_chart_describe_base(m->chart, least, most, &text);
	if (variance != NULL)
		appendStringInfo(&text, ", variance %s", variance);
	if (m->chart->filter != NULL)
		appendStringInfo(&text, "\nFilter: %s", m->chart->filter);
	appendStringInfo(&text, "\nIntervals: %g %%", 100 * m->chart->level);
	describe_method(m, &text);
	return svy_chart_heading(m->chart, analysis_title(a), text.data);
}

/*
 * Kinds
 */

static char *
legend_of(const Chart *chart, const ChartLabels *labels)
{
	/* one group needs none */
	return labels->count > 1 ? svy_chart_legend(chart, labels) : pstrdup("null");
}

static char *
fill_marks(Marks *m, const char *template, const char *height)
{
	const ChartLabels *groups = m->chart->kind == CHART_TURF ? &m->rows : &m->columns;
	double middle = m->analysis->count > 0 && isfinite(m->analysis->marks[0].estimate)
						? m->analysis->marks[0].estimate
						: 1;
	StringInfoData unit;
	SpecWord words[] = {
		{"@title", heading(m)},
		{"@width", psprintf("%d", m->chart->width)},
		{"@height", height},
		{"@data", NULL},
		{"@rows", svy_chart_labels_json(&m->rows)},
		{"@columns", svy_chart_labels_json(&m->columns)},
		{"@groups", svy_chart_labels_json(groups)},
		/* an interval is seen on a light bar */
		{"@groupcolours", template == mark_bars && groups->count == 1
							  ? "[\"#56B4E9\"]"
							  : svy_chart_colours(groups->count)},
		{"@legend", legend_of(m->chart, groups)},
		{"@unit", NULL},
		{"@scale", m->analysis->ratios ? "{\"type\": \"log\"}" : "{\"zero\": false}"},
		{"@reference", isnan(m->reference) ? "[]" : "[{}]"},
		/* where no line is drawn, its place must not widen the axis either */
		{"@at", psprintf("%.10g", isnan(m->reference) ? middle : m->reference)},
		{NULL, NULL}};

	appendStringInfoChar(&m->data, ']');
	words[3].value = m->data.data;
	initStringInfo(&unit);
	svy_spec_text(&unit, isnan(m->reference) || m->reference == 0
							 ? unit_of(m->analysis)
							 : psprintf("%s (1: no difference)", unit_of(m->analysis)));
	words[9].value = unit.data;
	return svy_spec_fill(template, words);
}

/* sizes with their options, where there is room and one group alone */
static const char *
size_label(const Marks *m, const AnalysisMark *mark, int sizes, bool with_options)
{
	int room = (int) ((double) m->chart->width / Max(1, sizes) / AXIS_CHARACTER);
	char *options = mark->part ? pstrdup(mark->part) : NULL;
	StringInfoData label;

	initStringInfo(&label);
	appendStringInfoString(&label, mark->column);
	if (!with_options || options == NULL)
		return label.data;
	for (char *option = strtok(options, "\n"); option != NULL; option = strtok(NULL, "\n"))
		appendStringInfo(&label, "\n%s", svy_wrap(option, Max(room, 8)));
	return label.data;
}

static char *
draw_curve(Marks *m)
{
	const Analysis *a = m->analysis;
	bool one = true;
	int sizes = 0;

	for (int i = 0; i < a->count; i++)
	{
		one = one && identity(a, i, false) == 0;
		sizes += identity(a, i, true) == i;
	}
	for (int i = 0; i < a->count; i++)
	{
		const char *row = svy_chart_label(&m->rows, identity(a, i, false), a->marks[i].row);
		const char *column = svy_chart_label(&m->columns, identity(a, i, true),
											 size_label(m, &a->marks[i], sizes, one));

		put_mark(m, &a->marks[i], row, column);
	}
	return fill_marks(m, curve, "320");
}

static char *
draw_rows(Marks *m, bool bars)
{
	const Analysis *a = m->analysis;
	int height;

	for (int i = 0; i < a->count; i++)
	{
		const char *row =
			svy_chart_label(&m->rows, identity(a, i, false), mark_row(m, &a->marks[i]));
		const char *column = svy_chart_label(&m->columns, identity(a, i, true),
											 a->marks[i].column ? a->marks[i].column : "Total");

		put_mark(m, &a->marks[i], row, column);
	}
	/* a step is that of a group within a row */
	height = Max(26, 15 * svy_chart_label_lines(&m->rows) + 10);
	return fill_marks(m, bars ? mark_bars : mark_dots,
					  psprintf("{\"step\": %d}", Max(17, height / Max(1, m->columns.count))));
}

char *
svy_chart_analysis(const Chart *chart)
{
	Analysis a = svy_chart_analysis_read(chart);
	bool choices = chart->kind == CHART_MAXDIFF || chart->kind == CHART_CONJOINT;
	bool utilities = choices && a.measure == MEASURE_UTILITY;
	bool score = chart->kind == CHART_MAXDIFF && a.measure > MEASURE_SHARE;
	Marks m = {.analysis = &a, .chart = chart, .reference = NAN};

	m.percent = chart->kind == CHART_TURF || (choices && !utilities && !score);
	if (utilities || score || a.effects || (chart->kind == CHART_MODEL && !a.ratios))
		m.reference = 0;
	else if (a.ratios)
		m.reference = 1;
	initStringInfo(&m.data);
	appendStringInfoChar(&m.data, '[');
	if (chart->kind == CHART_TURF)
		return draw_curve(&m);
	return draw_rows(&m, chart->kind == CHART_DRIVERS || m.percent);
}
