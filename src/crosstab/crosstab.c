/*
 * crosstab.c
 *	  Cross tables by name: arguments.
 */
#include "postgres.h"

#include "crosstab/crosstab_run.h"
#include "pg/arguments.h"
#include "pg/svy.h"

const char *const svy_statistic_names[] = {"base",	"weighted_base", "effective_base", "percent",
										   "count", "net",			 "mean",		   "sd",
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

static void
read_lines(CrosstabOptions *options, FunctionCallInfo fcinfo, const CrosstabArguments *at)
{
	int count;
	char **words;

	options->nstatistics = lengthof(usual_statistics);
	memcpy(options->statistics, usual_statistics, sizeof(usual_statistics));
	if (is_given(fcinfo, at->statistics))
	{
		words = svy_texts_argument(fcinfo, at->statistics, "statistics", &count);
		set_statistics(options, count, words);
	}
	if (is_given(fcinfo, at->sort))
		options->sort = svy_text_argument(fcinfo, at->sort);
}

CrosstabOptions
svy_crosstab_options(FunctionCallInfo fcinfo, const CrosstabArguments *at)
{
	static const char *const conventions[] = {"none",  "spss",	 "dimensions", "crunch",
											  "askia", "design", NULL};
	SVY_CHOICES_FOLLOW(conventions, COLUMNTEST_DESIGN);
	static const char *const adjustments[] = {"none", "bonferroni", "holm", "bh", NULL};
	SVY_CHOICES_FOLLOW(adjustments, COLUMNTEST_BH);
	CrosstabOptions options = {.level = 0.95, .convention = COLUMNTEST_SPSS, .by_default = true};

	if (is_given(fcinfo, at->tests))
	{
		options.convention = (ColumnConvention) svy_choice(
			"tests", svy_text_argument(fcinfo, at->tests), conventions);
		options.by_default = false;
	}
	options.convention_name = conventions[options.convention];
	if (is_given(fcinfo, at->adjust))
		options.adjust =
			(ColumnAdjust) svy_choice("adjust", svy_text_argument(fcinfo, at->adjust), adjustments);
	options.adjust_by_convention = at->adjust >= 0 && PG_ARGISNULL(at->adjust);
	if (is_given(fcinfo, at->level))
		options.level = svy_level_argument(fcinfo, at->level);
	if (is_given(fcinfo, at->min_base))
		options.min_base = PG_GETARG_FLOAT8(at->min_base);
	if (!(options.min_base >= 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("min_base must not be negative")));
	options.drop_empty = is_given(fcinfo, at->drop_empty) && PG_GETARG_BOOL(at->drop_empty);
	read_lines(&options, fcinfo, at);
	return options;
}
