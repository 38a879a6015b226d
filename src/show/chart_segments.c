/*
 * chart_segments.c
 *	  Bars of parts that make up a whole: Likert bars, stacked and diverging, and
 *	  the net promoter score.
 *
 * Where a part begins and ends is computed here, so that the order is that of the
 * codebook and the middle of a scale can lie on both sides of zero.
 */
#include "postgres.h"

#include <math.h>

#include "plan/answer.h"
#include "show/chart.h"
#include "show/chart_templates.h"

/* parts below these percents have no room for their number */
#define LEAST_SHOWN 4.5

typedef struct Segment
{
	const SvyTableCell *cell; /* or NULL: of several answers */
	const char *answer;
	const char *colour;
	double percent;
	double n;
} Segment;

/* one bar */
typedef struct Bar
{
	int count;
	Segment *segments; /* from left to right */
	double start;	   /* where the first one begins */
	const char *score; /* behind the bar, or NULL */
	double base;
} Bar;

typedef struct Segments
{
	const Chart *chart;
	ChartLabels rows;
	ChartLabels answers;
	const char **colours; /* of the answers */
	double reach;		  /* of diverging bars, to either side */
	StringInfoData data;
} Segments;

static void
put_segment(Segments *s, const Bar *bar, const Segment *segment, const char *row, double start,
			bool first)
{
	StringInfo data = &s->data;

	appendStringInfoString(data, data->len > 1 ? ", {" : "{");
	svy_spec_text_member(data, "row", row);
	svy_spec_text_member(data, "answer", segment->answer);
	svy_spec_number_member(data, "percent", segment->percent);
	svy_spec_number_member(data, "start", start);
	svy_spec_number_member(data, "end", start + segment->percent);
	svy_spec_number_member(data, "middle", start + segment->percent / 2);
	svy_spec_number_member(data, "n", segment->n);
	svy_spec_number_member(data, "base", bar->base);
	svy_spec_text_member(data, "ink", svy_chart_ink(segment->colour));
	svy_spec_text_member(data, "shown",
						 segment->percent >= LEAST_SHOWN ? psprintf("%.0f", segment->percent) : "");
	svy_spec_text_member(data, "score", first ? bar->score : NULL);
	appendStringInfo(data, ", \"zero\": %s}",
					 first && s->chart->kind == CHART_DIVERGING ? "true" : "false");
}

static void
put_bar(Segments *s, const Bar *bar, int key, const char *label)
{
	const char *row = svy_chart_label(&s->rows, key, label);
	double start = bar->start;
	bool first = true;

	s->reach = fmax(s->reach, -start);
	for (int i = 0; i < bar->count; i++)
	{
		if (isnan(bar->segments[i].percent))
			continue;
		put_segment(s, bar, &bar->segments[i], row, start, first);
		start += bar->segments[i].percent;
		first = false;
	}
	s->reach = fmax(s->reach, start);
}

static char *
fill_segments(Segments *s)
{
	const Chart *chart = s->chart;
	int step = Max(34, 15 * svy_chart_label_lines(&s->rows) + 14);
	double reach = 10 * ceil(s->reach / 10 + 0.01);
	SpecWord words[] = {{"@title", svy_chart_title(chart, false)},
						{"@domain", chart->kind == CHART_DIVERGING
										? psprintf("[%g, %g]", -reach, reach)
										: "[0, 100]"},
						{"@width", psprintf("%d", chart->width)},
						{"@height", psprintf("{\"step\": %d}", step)},
						{"@data", s->data.data},
						{"@rows", svy_chart_labels_json(&s->rows)},
						{"@answers", svy_chart_labels_json(&s->answers)},
						{"@colours", svy_spec_texts(s->colours, s->answers.count)},
						{"@legendcolumns", svy_chart_legend(chart, &s->answers)},
						{NULL, NULL}};

	appendStringInfoChar(&s->data, ']');
	words[4].value = s->data.data;
	return svy_spec_fill(segments, words);
}

/*
 * Likert
 */

/* the answers of the chart: those of its variables, which are the same */
typedef struct Scale
{
	int count;
	const SurveyLabel *answers; /* as tables have them */
	int nscored;
	const int32 *scored; /* codes from the worst to the best */
} Scale;

static const SurveyVariable *
likert_variable(const Chart *chart, int i)
{
	const SurveyVariable *variable;

	if (svy_survey_find_set(chart->survey, chart->variables[i]) &&
		!svy_survey_find_variable(chart->survey, chart->variables[i]))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the options of set \"%s\" overlap and cannot be stacked",
							   chart->variables[i]),
						errhint("Take a chart of kind bar.")));
	variable = svy_survey_variable(chart->survey, chart->variables[i]);
	if (!svy_variable_categorical(variable) ||
		(chart->kind == CHART_DIVERGING && variable->measure != SURVEY_ORDINAL))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and has no %s bars", variable->name,
							   svy_measure_name(variable->measure),
							   chart->kind == CHART_DIVERGING ? "diverging" : "Likert"),
						errhint(chart->kind == CHART_DIVERGING
									? "Diverging bars are of ordinal variables; take likert or bar."
									: "Take a chart of kind bar.")));
	return variable;
}

static Scale
scale_of(const SurveyVariable *variable)
{
	Scale scale = {0};

	scale.answers = svy_variable_categories(variable, &scale.count);
	if (variable->measure == SURVEY_ORDINAL)
		scale.scored = svy_variable_from_worst(variable, &scale.nscored);
	return scale;
}

static void
check_same_scale(const Chart *chart, const Scale *scale, int i)
{
	Scale other = scale_of(likert_variable(chart, i));
	bool same = other.count == scale->count && other.nscored == scale->nscored;

	for (int k = 0; same && k < scale->count; k++)
		same = other.answers[k].code == scale->answers[k].code &&
			   strcmp(other.answers[k].label, scale->answers[k].label) == 0;
	for (int k = 0; same && k < scale->nscored; k++)
		same = other.scored[k] == scale->scored[k];
	if (!same)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variables \"%s\" and \"%s\" have different answers",
							   chart->variables[0], chart->variables[i]),
						errhint("Bars are stacked of variables with one scale; make a chart of "
								"each.")));
}

/* where a code stands from the worst; -1: it has no score */
static int
scored_place(const Scale *scale, int32 code)
{
	for (int i = 0; i < scale->nscored; i++)
		if (scale->scored[i] == code)
			return i;
	return -1;
}

/* the legend: answers as bars have them from left to right, with colours */
static void
add_answers(Segments *s, const Scale *scale)
{
	bool diverging = s->chart->kind == CHART_DIVERGING;
	int n = diverging ? scale->nscored : scale->count;
	/* of nominal answers: no more colours than can be told apart are promised */
	static const char *const plain[] = {"#0072B2", "#E69F00", "#009E73", "#CC79A7",
										"#56B4E9", "#D55E00", "#6A51A3", "#444444"};

	s->colours = palloc_array(const char *, n + 1);
	for (int i = 0; i < n; i++)
	{
		int32 code = diverging ? scale->scored[i] : scale->answers[i].code;
		int place = scored_place(scale, code);
		const char *label = NULL;

		for (int k = 0; k < scale->count; k++)
			if (scale->answers[k].code == code)
				label = scale->answers[k].label;
		svy_chart_label(&s->answers, code, label);
		s->colours[i] = scale->nscored == 0 ? plain[i % lengthof(plain)]
						: place < 0			? "#F2F2F2"
											: svy_chart_diverging_colour(place, scale->nscored);
	}
}

/* cells of one bar, which lie apart: the same column of the rows of a question */
static Bar
likert_bar(const Segments *s, const Scale *scale, int question, int column)
{
	Bar bar = {.segments = palloc0_array(Segment, s->answers.count + 1)};
	const SvyTables *tables = s->chart->tables;

	for (int a = 0; a < s->answers.count; a++)
		for (int64 i = 0; i < tables->count; i++)
		{
			const SvyTableCell *cell = &tables->cells[i];
			int place = scored_place(scale, s->answers.keys[a]);

			if (cell->question != question || cell->column != column ||
				strcmp(cell->statistic, "percent") != 0 || cell->row_code != s->answers.keys[a])
				continue;
			bar.base = cell->base_n;
			bar.segments[bar.count++] =
				(Segment){cell, s->answers.texts[a], s->colours[a], cell->estimate, cell->n};
			/* all that is bad, and half of the middle, lies left of zero */
			if (s->chart->kind != CHART_DIVERGING || isnan(cell->estimate))
				continue;
			if (2 * place + 1 < scale->nscored)
				bar.start -= cell->estimate;
			else if (2 * place + 1 == scale->nscored)
				bar.start -= cell->estimate / 2;
		}
	return bar;
}

char *
svy_chart_segments(const Chart *chart)
{
	Segments s = {.chart = chart};
	Scale scale = scale_of(likert_variable(chart, 0));
	bool by = chart->nby > 0;

	if (by && chart->nvariables > 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("Likert bars are of several variables, or of one by groups"),
						errhint("Leave out \"by\", or name one variable.")));
	for (int i = 1; i < chart->nvariables; i++)
		check_same_scale(chart, &scale, i);
	initStringInfo(&s.data);
	appendStringInfoChar(&s.data, '[');
	add_answers(&s, &scale);
	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];
		Bar bar;

		/* the first row of each question has all of its columns */
		if (cell->row != 1 || (!by && !cell->is_total))
			continue;
		bar = likert_bar(&s, &scale, cell->question, cell->column);
		put_bar(&s, &bar, by ? cell->column : cell->question,
				by ? svy_chart_column(cell, false) : cell->row_question);
	}
	return fill_segments(&s);
}

/*
 * Net promoter score
 */

static void
check_nps(const Chart *chart)
{
	const SurveyVariable *variable = svy_survey_variable(chart->survey, chart->variables[0]);

	if (chart->nvariables != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a net promoter score is of one variable, not %d", chart->nvariables)));
	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and has no answers 0 to 10", variable->name,
							   svy_measure_name(variable->measure))));
	svy_answer_check_nps_scale(variable);
}

static int
nps_part(const SvyTableCell *cell)
{
	svy_answer_check_nps(cell->row_variable, cell->row_code);
	return cell->row_code <= 6 ? 0 : cell->row_code <= 8 ? 1 : 2;
}

static Bar
nps_bar(const Segments *s, int column)
{
	Bar bar = {.count = 3, .segments = palloc0_array(Segment, 3)};
	const SvyTables *tables = s->chart->tables;

	for (int a = 0; a < 3; a++)
		bar.segments[a] = (Segment){NULL, s->answers.texts[a], s->colours[a], 0, 0};
	for (int64 i = 0; i < tables->count; i++)
	{
		const SvyTableCell *cell = &tables->cells[i];
		int part;

		if (cell->column != column || strcmp(cell->statistic, "percent") != 0)
			continue;
		part = nps_part(cell);
		bar.base = cell->base_n;
		bar.segments[part].percent += cell->estimate;
		bar.segments[part].n += cell->n;
	}
	if (bar.base == 0) /* nobody is no part of 0 percent */
		bar.count = 0;
	else
		bar.score = isnan(bar.segments[2].percent - bar.segments[0].percent)
						? pstrdup("NPS \xE2\x80\x93")
						: psprintf("NPS %+.0f", bar.segments[2].percent - bar.segments[0].percent);
	return bar;
}

char *
svy_chart_nps(const Chart *chart)
{
	static const char *const parts[] = {"Detractors (0 to 6)", "Passives (7, 8)",
										"Promoters (9, 10)"};
	static const char *colours[] = {"#D55E00", "#D9D9D9", "#0072B2"};
	Segments s = {.chart = chart, .colours = colours};

	check_nps(chart);
	initStringInfo(&s.data);
	appendStringInfoChar(&s.data, '[');
	for (int i = 0; i < lengthof(parts); i++)
		svy_chart_label(&s.answers, i, parts[i]);
	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];
		Bar bar;

		if (cell->row != 1)
			continue;
		bar = nps_bar(&s, cell->column);
		put_bar(&s, &bar, cell->column, svy_chart_column(cell, false));
	}
	return fill_segments(&s);
}
