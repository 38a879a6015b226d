/*
 * chart_parts.c
 *	  What the kinds of charts share: labels, colours, titles.
 */
#include "postgres.h"

#include <math.h>

#include "server/json.h"
#include "show/chart.h"
#include "show/chart_templates.h"

/* characters in a line of a label */
#define LABEL_WIDTH 38
/* pixels that a character of a legend takes, about, and what stands around its label */
#define LEGEND_CHARACTER 7
#define LEGEND_SPACE 40
/* marks of changes */
#define UP "\xE2\x96\xB2"
#define DOWN "\xE2\x96\xBC"
#define ZERO_WIDTH_SPACE "\xE2\x80\x8B"

const char *
svy_chart_label(ChartLabels *labels, int key, const char *text)
{
	char *label = svy_wrap(text, LABEL_WIDTH);

	for (int i = 0; i < labels->count; i++)
		if (labels->keys[i] == key)
			return labels->texts[i];
	for (int i = 0; i < labels->count; i++)
		if (strcmp(labels->texts[i], label) == 0)
		{
			label = psprintf("%s%s", label, ZERO_WIDTH_SPACE);
			i = -1;
		}
	if (labels->count == labels->room)
	{
		int room = Max(16, 2 * labels->room);

		labels->texts = labels->texts ? repalloc(labels->texts, sizeof(char *) * room)
									  : palloc(sizeof(char *) * room);
		labels->keys =
			labels->keys ? repalloc(labels->keys, sizeof(int) * room) : palloc(sizeof(int) * room);
		labels->room = room;
	}
	labels->keys[labels->count] = key;
	return labels->texts[labels->count++] = label;
}

char *
svy_chart_labels_json(const ChartLabels *labels)
{
	return svy_spec_texts(labels->texts, labels->count);
}

int
svy_chart_label_lines(const ChartLabels *labels)
{
	int lines = 1;

	for (int i = 0; i < labels->count; i++)
		lines = Max(lines, svy_count_lines(labels->texts[i]));
	return lines;
}

char *
svy_chart_column(const SvyTableCell *cell, bool letters)
{
	return psprintf("%s%s%s%s%s", cell->column_label, letters && cell->column_letter ? " (" : "",
					letters && cell->column_letter ? cell->column_letter : "",
					letters && cell->column_letter ? ")" : "", cell->low_base ? " *" : "");
}

bool
svy_chart_has_letters(const Chart *chart)
{
	for (int64 i = 0; i < chart->tables->count; i++)
		if (chart->tables->cells[i].higher_than != NULL &&
			svy_chart_shows(chart, &chart->tables->cells[i]))
			return true;
	return false;
}

/*
 * Rows that are shown
 */

static bool
question_has(const Chart *chart, int question, const char *statistic, const char *label)
{
	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];

		if (cell->question == question && strcmp(cell->statistic, statistic) == 0 &&
			(label == NULL || strcmp(cell->row_label, label) == 0))
			return true;
	}
	return false;
}

bool
svy_chart_shows(const Chart *chart, const SvyTableCell *cell)
{
	bool percent = strcmp(cell->statistic, "percent") == 0;

	for (int i = 0; i < chart->nshow; i++)
		if (strcmp(chart->show[i], cell->row_label) == 0)
			return true;
	if (chart->nshow > 0)
		return false;
	switch (chart->kind)
	{
		/* what was estimated was asked for */
		case CHART_TREND:
			return true;
		case CHART_BAR:
		case CHART_HEATMAP:
		case CHART_DOTS:
			return percent || (strcmp(cell->statistic, "mean") == 0 &&
							   !question_has(chart, cell->question, "percent", NULL));
		default:
			return percent;
	}
}

/*
 * Titles
 */

/* what all shown rows say, or NULL: the question, or the row */
static const char *
only_text(const Chart *chart, bool question)
{
	const char *text = NULL;

	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];
		const char *own = question ? cell->row_question : cell->row_label;

		if (!svy_chart_shows(chart, cell))
			continue;
		if (text != NULL && strcmp(text, own) != 0)
			return NULL;
		text = own;
	}
	return text;
}

static const char *
default_title(const Chart *chart)
{
	const char *question = only_text(chart, true);
	const char *row = only_text(chart, false);

	if (question != NULL && row != NULL && chart->kind != CHART_NPS)
		return psprintf("%s: %s", question, row);
	if (question != NULL)
		return question;
	question = chart->survey->title ? chart->survey->title : chart->survey->name;
	return row != NULL ? psprintf("%s: %s", question, row) : question;
}

void
svy_chart_describe_base(const Chart *chart, double least, double most, StringInfo text)
{
	const char *each = chart->kind == CHART_TREND ? " a point" : "";

	if (isnan(most))
		appendStringInfoString(text, "Base not shown");
	else if (most == 0)
		appendStringInfoString(text, "No respondents");
	else if (least == most)
		appendStringInfo(text, "Base: %.0f respondents%s", most, each);
	else
		appendStringInfo(text, "Base: %.0f to %.0f respondents%s", least, most, each);
	appendStringInfo(text, ", %s%s",
					 chart->weight || chart->survey->weight ? "weighted by " : "unweighted",
					 chart->weight			 ? chart->weight
					 : chart->survey->weight ? chart->survey->weight
											 : "");
}

/* the fewest and most respondents that anything shown stands on, and whether some are few */
static void
describe_bases(const Chart *chart, StringInfo text)
{
	double least = INFINITY;
	double most = 0;
	bool low = false;
	bool any = false;
	bool trend = chart->kind == CHART_TREND;

	for (int64 i = 0; i < chart->tables->count; i++)
	{
		const SvyTableCell *cell = &chart->tables->cells[i];

		if (!svy_chart_shows(chart, cell))
			continue;
		low = low || cell->low_base;
		any = any || !isnan(cell->base_n);
		if (cell->is_total || trend)
		{
			least = fmin(least, cell->base_n);
			most = fmax(most, cell->base_n);
		}
	}
	if (most == 0 && !any && chart->tables->count > 0)
		most = NAN;
	svy_chart_describe_base(chart, least, most, text);
	if (low)
		appendStringInfo(text,
						 trend ? ". * fewer than %g respondents" : ". * effective base below %g",
						 chart->min_base);
}

/* letters and intervals, where the chart has them */
static void
describe_tests(const Chart *chart, bool letters, StringInfo text)
{
	bool intervals =
		chart->kind == CHART_BAR || chart->kind == CHART_TREND || chart->kind == CHART_DOTS;

	if (chart->kind == CHART_TREND)
	{
		if (chart->marks && svy_chart_against(chart))
			appendStringInfo(text, "\n" UP " " DOWN " changed from %s, p < %g",
							 svy_chart_against(chart), 1e-9 * rint(1e9 * (1 - chart->level)));
		letters = chart->marks && svy_chart_against(chart);
		if (chart->smooth > 1)
			appendStringInfo(text, "%sMoving averages of %d waves", letters ? ". " : "\n",
							 chart->smooth);
		letters = letters || chart->smooth > 1;
	}
	else if (letters && chart->tables->count > 0)
	{
		appendStringInfo(text, "\nLetters: higher than the column of that letter, %g %%",
						 100 * chart->level);
		if (chart->second_level > 0)
			appendStringInfo(text, ", small ones %g %%", 100 * chart->second_level);
		appendStringInfo(text, " (%s)", chart->tables->cells[0].test);
	}
	if (intervals)
		appendStringInfo(text, "%sIntervals: %g %%", letters ? ". " : "\n", 100 * chart->level);
}

char *
svy_chart_heading(const Chart *chart, const char *title, const char *subtitle)
{
	/* characters of a title, and of the smaller lines below it, in the width */
	int room = (chart->width + 160) / 8;

	if (chart->subtitle != NULL)
		subtitle = psprintf("%s\n%s", subtitle, chart->subtitle);
	return psprintf(
		"{\"text\": %s, \"subtitle\": %s, \"anchor\": \"start\", \"frame\": \"bounds\", "
		"\"offset\": 14, \"fontSize\": 15, \"subtitleColor\": \"#444444\", "
		"\"subtitlePadding\": 6}",
		svy_spec_lines(svy_wrap(chart->title ? chart->title : title, room)),
		svy_spec_lines(svy_wrap(subtitle, room + room / 4)));
}

char *
svy_chart_title(const Chart *chart, bool letters)
{
	StringInfoData subtitle;

	initStringInfo(&subtitle);
	describe_bases(chart, &subtitle);
	if (chart->filter != NULL)
		appendStringInfo(&subtitle, "\nFilter: %s", chart->filter);
	describe_tests(chart, letters, &subtitle);
	for (int64 i = 0; i < chart->tables->count; i++)
		if (chart->tables->cells[i].suppressed)
		{
			appendStringInfoString(
				&subtitle, "\nSome numbers are not shown, so that nobody can be told from them");
			break;
		}
	return svy_chart_heading(chart, default_title(chart), subtitle.data);
}

/*
 * Colours
 */

/* Okabe and Ito (2008), without the yellow that white paper swallows */
static const char *const few_colours[] = {"#0072B2", "#E69F00", "#009E73", "#CC79A7",
										  "#56B4E9", "#D55E00", "#6A51A3", "#000000"};

/* between two colours "#rrggbb" */
static char *
between(const char *from, const char *to, double share)
{
	int a = (int) strtol(from + 1, NULL, 16);
	int b = (int) strtol(to + 1, NULL, 16);
	int mixed = 0;

	for (int shift = 16; shift >= 0; shift -= 8)
	{
		int low = a >> shift & 255;
		int high = b >> shift & 255;

		mixed |= (int) rint(low + share * (high - low)) << shift;
	}
	return psprintf("#%06X", mixed);
}

char *
svy_chart_colours(int count)
{
	/* viridis: even in lightness, where there are more than names for colours */
	static const char *const scale[] = {"#440154", "#3B528B", "#21908C", "#5DC863", "#FDE725"};
	const char **colours = palloc_array(const char *, count + 1);

	for (int i = 0; i < count; i++)
	{
		double at = count > 1 ? 4.0 * i / (count - 1) : 0;
		int part = Min((int) at, 3);

		colours[i] = count <= lengthof(few_colours)
						 ? few_colours[i]
						 : between(scale[part], scale[part + 1], at - part);
	}
	return svy_spec_texts(colours, count);
}

/* orange for bad, blue for good, grey in the middle */
const char *
svy_chart_diverging_colour(int place, int count)
{
	int half = count / 2;
	bool bad = place < half;
	int from_middle = bad ? half - 1 - place : place - half - count % 2;
	double share = half > 1 ? (double) from_middle / (half - 1) : 1;

	if (count % 2 == 1 && place == half)
		return "#D9D9D9";
	return bad ? between("#F5C08A", "#B35806", share) : between("#A6CEE8", "#08519C", share);
}

const char *
svy_chart_ink(const char *colour)
{
	int rgb = (int) strtol(colour + 1, NULL, 16);
	double light = 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);

	return light > 140 ? "#000000" : "#FFFFFF";
}

char *
svy_chart_legend(const Chart *chart, const ChartLabels *labels)
{
	SpecWord words[] = {{"@count", NULL}, {NULL, NULL}};
	size_t longest = 1;

	/* a legend of nothing has no size, and neither has the picture */
	if (labels->count == 0)
		return "null";
	for (int i = 0; i < labels->count; i++)
		longest = Max(longest, Min(strlen(labels->texts[i]), (size_t) LABEL_WIDTH));
	words[0].value = psprintf(
		"%d", Max(1, (chart->width + 120) / (int) (LEGEND_CHARACTER * longest + LEGEND_SPACE)));
	return svy_spec_fill(SPEC_LEGEND("'@count'"), words);
}
