/*
 * crosstab.c
 *	  Cross tables by name: arguments.
 */
#include "postgres.h"

#include "crosstab/crosstab_run.h"
#include "pg/arguments.h"
#include "pg/svy.h"

CrosstabOptions
svy_crosstab_options(FunctionCallInfo fcinfo, int level, int tests, int adjust, int min_base,
					 int drop_empty)
{
	static const char *const conventions[] = {"none",  "spss",	 "dimensions", "crunch",
											  "askia", "design", NULL};
	SVY_CHOICES_FOLLOW(conventions, COLUMNTEST_DESIGN);
	static const char *const adjustments[] = {"none", "bonferroni", "holm", "bh", NULL};
	SVY_CHOICES_FOLLOW(adjustments, COLUMNTEST_BH);
	CrosstabOptions options = {.level = 0.95, .convention = COLUMNTEST_SPSS, .by_default = true};

	if (tests >= 0 && !PG_ARGISNULL(tests))
	{
		options.convention =
			(ColumnConvention) svy_choice("tests", svy_text_argument(fcinfo, tests), conventions);
		options.by_default = false;
	}
	options.convention_name = conventions[options.convention];
	if (adjust >= 0 && !PG_ARGISNULL(adjust))
		options.adjust =
			(ColumnAdjust) svy_choice("adjust", svy_text_argument(fcinfo, adjust), adjustments);
	options.adjust_by_convention = adjust >= 0 && PG_ARGISNULL(adjust);
	if (level >= 0 && !PG_ARGISNULL(level))
		options.level = PG_GETARG_FLOAT8(level);
	/* 1 minus the level is that of the tests, and must not round to 1 */
	if (!(1 - options.level > 0 && 1 - options.level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level must lie between 0 and 1, not %g", options.level)));
	if (min_base >= 0 && !PG_ARGISNULL(min_base))
		options.min_base = PG_GETARG_FLOAT8(min_base);
	if (!(options.min_base >= 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("min_base must not be negative")));
	options.drop_empty = drop_empty >= 0 && !PG_ARGISNULL(drop_empty) && PG_GETARG_BOOL(drop_empty);
	return options;
}
