/*
 * crosstab.c
 *	  Cross tables by name: arguments.
 */
#include "postgres.h"

#include "codebook/property.h"
#include "crosstab/crosstab_run.h"
#include "crosstab/disclosure.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "server/json.h"

const char *const svy_statistic_names[] = {
	"base", "weighted_base", "effective_base", "percent", "count", "net", "mean", "median", "sd",
	"se",	"nps",			 "missing",		   NULL};
SVY_CHOICES_FOLLOW(svy_statistic_names, CROSSTAB_SHOWS_MISSING);

static const CrosstabStatistic usual_statistics[] = {CROSSTAB_SHOWS_PERCENT, CROSSTAB_SHOWS_NET,
													 CROSSTAB_SHOWS_MEAN, CROSSTAB_SHOWS_SD,
													 CROSSTAB_SHOWS_SE};

static bool
is_given(FunctionCallInfo fcinfo, int argument)
{
	/* an SQL definition that is older than the library has fewer */
	return argument >= 0 && argument < PG_NARGS() && !PG_ARGISNULL(argument);
}

/* words of statistics, each once */
static void
set_statistics(CrosstabOptions *options, int count, char *const *words)
{
	if (count == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("statistics must name a line at least"),
						errhint("NULL stands for {percent,net,mean,sd,se}.")));
	options->nstatistics = 0;
	for (int i = 0; i < count; i++)
	{
		CrosstabStatistic statistic =
			(CrosstabStatistic) svy_choice("statistics", words[i], svy_statistic_names);

		if (svy_crosstab_shows(options, statistic))
			ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
							errmsg("\"%s\" is twice among the statistics",
								   svy_statistic_names[statistic])));
		options->statistics[options->nstatistics++] = statistic;
	}
}

/* a label or letter where it is no word of its own */
static void
set_compare(CrosstabOptions *options, const char *what)
{
	static const char *const words[] = {"pairs", "rest", "total", "previous", NULL};
	SVY_CHOICES_FOLLOW(words, CROSSTAB_WITH_PREVIOUS);

	options->compare = CROSSTAB_WITH_COLUMN;
	options->compare_with = what;
	for (int i = 0; words[i]; i++)
		if (pg_strcasecmp(what, words[i]) == 0)
			options->compare = (CrosstabCompare) i;
}

static void
set_percent(CrosstabOptions *options, const char *word)
{
	static const char *const words[] = {"column", "row", "total", "index", NULL};
	SVY_CHOICES_FOLLOW(words, CROSSTAB_INDEX);

	options->percent = (CrosstabPercent) svy_choice("percent", word, words);
}

static void
set_tests(CrosstabOptions *options, const char *word)
{
	static const char *const conventions[] = {"none",  "spss",	 "dimensions", "crunch",
											  "askia", "design", NULL};
	SVY_CHOICES_FOLLOW(conventions, COLUMNTEST_DESIGN);

	options->convention = (ColumnConvention) svy_choice("tests", word, conventions);
	options->convention_name = conventions[options->convention];
	options->by_default = false;
}

static void
set_adjust(CrosstabOptions *options, const char *word)
{
	static const char *const adjustments[] = {"none", "bonferroni", "holm", "bh", NULL};
	SVY_CHOICES_FOLLOW(adjustments, COLUMNTEST_BH);

	options->adjust = (ColumnAdjust) svy_choice("adjust", word, adjustments);
	options->adjust_by_convention = false;
}

/* a key of the codebook's "tables", or of options, that has a text */
static void
take_text(CrosstabOptions *options, JsonbContainer *json, const char *where, const char *key,
		  void (*set)(CrosstabOptions *, const char *))
{
	char *text = json ? svy_json_string(json, key, where) : NULL;

	if (text)
		set(options, text);
}

static void
set_total(CrosstabOptions *options, const char *word)
{
	static const char *const words[] = {"all", "columns", NULL};

	options->total_of_columns = svy_choice("total", word, words) == 1;
}

static void
set_sort(CrosstabOptions *options, const char *what)
{
	options->sort = what;
}

/* {"tables": ...} of the codebook: what holds where a call says nothing */
static void
read_tables(CrosstabOptions *options, const Survey *survey)
{
	const char *where = "the tables of the codebook";
	JsonbContainer *json = svy_property_json(SVY_PROPERTIES(survey), "tables");
	char **words;
	int count;

	if (json == NULL)
		return;
	svy_json_check_keys(json, where, svy_table_keys);
	take_text(options, json, where, "tests", set_tests);
	take_text(options, json, where, "adjust", set_adjust);
	take_text(options, json, where, "sort", set_sort);
	take_text(options, json, where, "percent", set_percent);
	take_text(options, json, where, "compare", set_compare);
	(void) svy_json_number(json, "level", where, &options->level);
	(void) svy_json_number(json, "second_level", where, &options->second_level);
	(void) svy_json_number(json, "min_base", where, &options->min_base);
	options->drop_empty = svy_json_bool(json, "drop_empty", where, false);
	options->column_nets = svy_json_bool(json, "column_nets", where, false);
	options->keep_last = svy_json_array(json, "keep_last", where);
	take_text(options, json, where, "total", set_total);
	words = svy_json_strings(json, "statistics", where, &count);
	if (words)
		set_statistics(options, count, words);
}

static void
check_levels(const CrosstabOptions *options)
{
	/* 1 minus the level is that of the tests, and must not round to 1 */
	if (!(1 - options->level > 0 && 1 - options->level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level must lie between 0 and 1, not %g", options->level)));
	if (options->second_level != 0 &&
		!(options->second_level > 0 && options->second_level < options->level))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("second_level must lie between 0 and level, not be %g",
							   options->second_level),
						errhint("Capital letters are those of level, which is the stricter one: "
								"level => 0.95, options => '{\"second_level\": 0.9}'.")));
	if (!(options->min_base >= 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("min_base must not be negative")));
}

/* the seldom ones */
static void
read_options(CrosstabOptions *options, FunctionCallInfo fcinfo, int argument)
{
	static const char *const known[] = {"second_level", "column_nets", "reliability", "keep_last",
										NULL};
	static const char *const sets[] = {"none", "nchs", NULL};
	JsonbContainer *json = argument < 0 ? NULL : svy_options_argument(fcinfo, argument, known);
	char *reliability;

	if (json == NULL)
		return;
	(void) svy_json_number(json, "second_level", "the options", &options->second_level);
	options->column_nets = svy_json_bool(json, "column_nets", "the options", options->column_nets);
	if (svy_json_get(json, "keep_last"))
		options->keep_last = svy_json_array(json, "keep_last", "the options");
	reliability = svy_json_string(json, "reliability", "the options");
	options->nchs = reliability && svy_choice("reliability", reliability, sets) == 1;
}

static void
read_lines(CrosstabOptions *options, FunctionCallInfo fcinfo, const CrosstabArguments *at)
{
	if (is_given(fcinfo, at->statistics))
	{
		int count;
		char **words = svy_texts_argument(fcinfo, at->statistics, "statistics", &count);

		set_statistics(options, count, words);
	}
	if (is_given(fcinfo, at->sort))
	{
		options->sort = svy_text_argument(fcinfo, at->sort);
		options->sort_given = true;
	}
	if (is_given(fcinfo, at->percent))
		set_percent(options, svy_text_argument(fcinfo, at->percent));
	if (is_given(fcinfo, at->compare))
	{
		set_compare(options, svy_text_argument(fcinfo, at->compare));
		options->compare_given = true;
	}
}

/* NULL: what the convention does by itself */
static void
read_adjust(CrosstabOptions *options, FunctionCallInfo fcinfo, int argument)
{
	char *word;

	if (argument < 0)
		return;
	word = svy_text_argument(fcinfo, argument);
	if (word == NULL)
	{
		options->adjust = COLUMNTEST_UNADJUSTED;
		options->adjust_by_convention = true;
	}
	else if (pg_strcasecmp(word, "codebook") != 0)
		set_adjust(options, word);
}

static CrosstabOptions
options_of_codebook(const Survey *survey)
{
	CrosstabOptions options = {.level = 0.95,
							   .convention = COLUMNTEST_SPSS,
							   .convention_name = "spss",
							   .by_default = true,
							   .min_base = SVY_USUAL_MIN_BASE,
							   .nstatistics = lengthof(usual_statistics)};

	memcpy(options.statistics, usual_statistics, sizeof(usual_statistics));
	read_tables(&options, survey);
	return options;
}

void
svy_crosstab_check_tables(const Survey *survey)
{
	CrosstabOptions options = options_of_codebook(survey);

	check_levels(&options);
	svy_disclosure_check(survey);
}

CrosstabOptions
svy_crosstab_options(FunctionCallInfo fcinfo, const CrosstabArguments *at, const Survey *survey)
{
	CrosstabOptions options = options_of_codebook(survey);

	if (is_given(fcinfo, at->tests))
		set_tests(&options, svy_text_argument(fcinfo, at->tests));
	read_adjust(&options, fcinfo, at->adjust);
	if (is_given(fcinfo, at->level))
		options.level = PG_GETARG_FLOAT8(at->level);
	if (is_given(fcinfo, at->min_base))
		options.min_base = PG_GETARG_FLOAT8(at->min_base);
	if (is_given(fcinfo, at->drop_empty))
		options.drop_empty = PG_GETARG_BOOL(at->drop_empty);
	if (is_given(fcinfo, at->total))
		set_total(&options, svy_text_argument(fcinfo, at->total));
	read_lines(&options, fcinfo, at);
	read_options(&options, fcinfo, at->options);
	check_levels(&options);
	return options;
}
