/*
 * chart.c
 *	  survey_chart: tables of a survey as Vega-Lite specifications with their data
 *	  inside.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "codebook/language.h"
#include "codebook/codebook_names.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "server/json.h"
#include "show/chart.h"

#define DEFAULT_WIDTH 560
#define LEAST_WIDTH 120
#define MOST_WIDTH 4000

static const char *const kinds[] = {"likert", "diverging", "bar",	   "heatmap", "trend",
									"dots",	  "nps",	   "drivers",  "turf",	  "margins",
									"model",  "maxdiff",   "conjoint", NULL};
SVY_CHOICES_FOLLOW(kinds, CHART_CONJOINT);

/* what is to be shown must be there */
static void
check_shown(const Chart *chart)
{
	for (int i = 0; i < chart->nshow; i++)
	{
		const char **labels = palloc_array(const char *, chart->tables->count + 1);
		const char *near;
		int count = 0;

		while (count < chart->tables->count &&
			   strcmp(chart->tables->cells[count].row_label, chart->show[i]) != 0)
		{
			labels[count] = chart->tables->cells[count].row_label;
			count++;
		}
		if (count < chart->tables->count)
			continue;
		near = svy_nearest(chart->show[i], labels, count);
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no row of the table has the label \"%s\"", chart->show[i]),
						near ? errhint("Perhaps you mean \"%s\".", near)
							 : errhint("\"show\" names answers, nets, or Mean.")));
	}
}

/* keys that survey_trend checks further */
static void
read_trend_options(Chart *chart, JsonbContainer *options)
{
	static const char *const where = "the options";
	int32 smooth = 0;

	chart->statistic = svy_json_string(options, "statistic", where);
	if (svy_json_int(options, "smooth", where, &smooth) && smooth < 1)
		svy_json_wrong("smooth", where, "a number of waves");
	chart->smooth = smooth;
	if ((chart->statistic || smooth > 0) && chart->kind != CHART_TREND)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is for charts of kind trend",
							   chart->statistic ? "statistic" : "smooth")));
}

static void
read_options(Chart *chart, FunctionCallInfo fcinfo, int argument)
{
	static const char *const known[] = {"title",   "subtitle",	"width",  "show",
										"against", "statistic", "smooth", NULL};
	const char *where = "the options";
	const char *const *analysis = svy_chart_analysis_keys(chart->kind);
	JsonbContainer *options = svy_options_argument(fcinfo, argument, analysis ? analysis : known);
	int32 width = DEFAULT_WIDTH;

	chart->width = width;
	if (options == NULL)
		return;
	chart->options = options;
	chart->title = svy_json_string(options, "title", where);
	chart->subtitle = svy_json_string(options, "subtitle", where);
	chart->against = svy_json_string(options, "against", where);
	chart->show = svy_json_strings(options, "show", where, &chart->nshow);
	if (svy_json_int(options, "width", where, &width) &&
		(width < LEAST_WIDTH || width > MOST_WIDTH))
		svy_json_wrong("width", where,
					   psprintf("a number of pixels from %d to %d", LEAST_WIDTH, MOST_WIDTH));
	chart->width = width;
	if (chart->against && chart->kind != CHART_DOTS && chart->kind != CHART_TREND)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"against\" is for charts of kind dots or trend")));
	read_trend_options(chart, options);
	if (chart->nshow > 0 &&
		(chart->kind == CHART_LIKERT || chart->kind == CHART_DIVERGING || chart->kind == CHART_NPS))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("bars of kind %s show all answers, and not those of \"show\"",
							   kinds[chart->kind]),
						errhint("Take a chart of kind bar.")));
}

/* what tables have and analyses have not */
static void
check_analysis(const Chart *chart, FunctionCallInfo fcinfo)
{
	static const char *const names[] = {"tests", "language", "suppress", "round_to"};
	static const int arguments[] = {7, 9, 10, 11};

	for (int i = 0; i < lengthof(names); i++)
		if (!PG_ARGISNULL(arguments[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("charts of kind %s have no \"%s\"", kinds[chart->kind], names[i]),
					 errhint("It belongs to charts of tables.")));
	if (chart->nby > 0 && (chart->kind == CHART_MARGINS || chart->kind == CHART_MODEL))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("charts of kind %s have no \"by\"", kinds[chart->kind]),
						chart->kind == CHART_MARGINS
							? errhint("Margins of groups: options => '{\"options\": {\"over\": "
									  "\"group\"}}'.")
							: errhint("Take a filter, or let groups interact in the formula.")));
}

/* (name, kind, variables, by, weight, filter, level, tests, min_base, language, suppress, round_to, options) */
static Chart
read_chart(FunctionCallInfo fcinfo)
{
	Chart chart = {0};
	char *kind = svy_required_argument(fcinfo, 1, "kind");
	char *tests;

	chart.kind = svy_choice("kind", kind, kinds);
	chart.variables = svy_texts_argument(fcinfo, 2, "variables", &chart.nvariables);
	chart.by = svy_texts_argument(fcinfo, 3, "by variables", &chart.nby);
	chart.nby = Max(chart.nby, 0);
	/* models have predictors anyway */
	if (chart.nvariables <= 0 && chart.kind != CHART_MARGINS && chart.kind != CHART_MODEL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no variable to draw"),
						errhint("Name one or more variables or sets of the survey.")));
	chart.weight = svy_text_argument(fcinfo, 4);
	chart.filter = svy_text_argument(fcinfo, 5);
	chart.level = svy_level_argument(fcinfo, 6);
	if (svy_chart_analysis_keys(chart.kind) != NULL)
		check_analysis(&chart, fcinfo);
	read_options(&chart, fcinfo, 12);
	tests = svy_text_argument(fcinfo, 7);
	chart.marks = tests == NULL || pg_strcasecmp(tests, "none") != 0;
	chart.request = svy_table_request(fcinfo);
	svy_table_argument(&chart.request, TABLE_NAME, fcinfo, 0);
	svy_table_argument(&chart.request, TABLE_ROWS, fcinfo, 2);
	svy_table_argument(&chart.request, TABLE_COLUMNS, fcinfo, 3);
	svy_table_argument(&chart.request, TABLE_WEIGHT, fcinfo, 4);
	svy_table_argument(&chart.request, TABLE_FILTER, fcinfo, 5);
	svy_table_argument(&chart.request, TABLE_LEVEL, fcinfo, 6);
	svy_table_argument(&chart.request, TABLE_TESTS, fcinfo, 7);
	svy_table_argument(&chart.request, TABLE_MIN_BASE, fcinfo, 8);
	svy_table_argument(&chart.request, TABLE_LANGUAGE, fcinfo, 9);
	svy_table_argument(&chart.request, TABLE_SUPPRESS, fcinfo, 10);
	svy_table_argument(&chart.request, TABLE_ROUND_TO, fcinfo, 11);
	return chart;
}

static char *
draw(const Chart *chart)
{
	switch (chart->kind)
	{
		case CHART_LIKERT:
		case CHART_DIVERGING:
			return svy_chart_segments(chart);
		case CHART_NPS:
			return svy_chart_nps(chart);
		case CHART_BAR:
			return svy_chart_bars(chart);
		case CHART_HEATMAP:
			if (chart->nby == 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("a heat-map has columns, and \"by\" names none")));
			return svy_chart_heatmap(chart);
		case CHART_TREND:
			return svy_chart_trend(chart);
		case CHART_DOTS:
			return svy_chart_dots(chart);
		case CHART_DRIVERS:
		case CHART_TURF:
		case CHART_MARGINS:
		case CHART_MODEL:
		case CHART_MAXDIFF:
		case CHART_CONJOINT:
			return svy_chart_analysis(chart);
	}
	return NULL;
}

static void
read_tables(Chart *chart)
{
	SvyTableLevels levels = svy_table_levels(&chart->request, chart->survey);

	chart->level = levels.level;
	chart->second_level = levels.second_level;
	chart->min_base = levels.min_base;
	chart->request.values[TABLE_LEVEL] = Float8GetDatum(levels.level);
	chart->request.set[TABLE_LEVEL] = true;
	if (chart->kind == CHART_TREND)
		svy_chart_read_trend(chart);
	else
		chart->tables = svy_tables_read(&chart->request);
	if (chart->tables->count > CHART_MOST_CELLS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a chart of %lld cells cannot be read", (long long) chart->tables->count),
				 errhint("Take fewer variables, or \"show\" some answers.")));
	check_shown(chart);
}

PG_FUNCTION_INFO_V1(svy_survey_chart);
Datum
svy_survey_chart(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	Chart chart = read_chart(fcinfo);
	char *spec;
	Datum result;

	SPI_connect();
	chart.survey = svy_survey_open_in(name, svy_text_argument(fcinfo, 9));
	/* those of models are terms of formulas */
	if (svy_chart_analysis_keys(chart.kind) == NULL)
	{
		chart.variables = svy_survey_names(chart.survey, chart.variables, &chart.nvariables,
										   SVY_NAMES_OF_QUESTIONS);
		chart.by = svy_survey_names(chart.survey, chart.by, &chart.nby, SVY_NAMES_OF_QUESTIONS);
		read_tables(&chart);
	}
	spec = draw(&chart);
	MemoryContextSwitchTo(context);
	result = DirectFunctionCall1(jsonb_in, CStringGetDatum(spec));
	SPI_finish();
	return result;
}
