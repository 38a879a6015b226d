/*
 * trend_values.c
 *	  The values whose means are shares, means, boxes and net promoter scores.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "codebook/codebook_names.h"
#include "estimate/trend_values.h"
#include "pg/arguments.h"
#include "plan/answer.h"

const char *const svy_trend_statistics[] = {"auto",	   "proportion", "mean",   "nps",
											"top2box", "bottom2box", "median", NULL};

static void
add_trend_value(SvyTrendValues *t, const char *name, const char *category, const char *statistic,
				char *sql)
{
	SvyTrendValue *value;

	t->values = t->values ? repalloc(t->values, sizeof(SvyTrendValue) * (t->count + 1))
						  : palloc(sizeof(SvyTrendValue));
	value = &t->values[t->count++];
	*value = (SvyTrendValue){palloc0_object(SurveyVariable), name, category, statistic, sql};
	value->variable->survey = t->e->survey;
	value->variable->measure = SURVEY_SCALE;
	value->variable->name = pstrdup(name);
}

/* 1 for those who gave one of the answers, 0 for the others who gave a valid one */
static char *
among_sql(const SvyTrendValues *t, const SurveyVariable *variable, const int32 *codes, int count)
{
	char *code = svy_answer_code_sql(variable, t->e->counted);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "((%s) OPERATOR(pg_catalog.=) ANY ('{", code);
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s%d", i > 0 ? "," : "", codes[i]);
	appendStringInfoString(&sql, "}'::pg_catalog.int4[]))::pg_catalog.int4::pg_catalog.float8");
	return sql.data;
}

static void
add_proportions(SvyTrendValues *t, const SurveyVariable *variable)
{
	int count;
	SurveyLabel *answers = svy_variable_categories(variable, &count);

	for (int i = 0; i < count; i++)
		add_trend_value(t, variable->name, answers[i].label, "proportion",
						among_sql(t, variable, &answers[i].code, 1));
	for (int i = 0; i < variable->nnets; i++)
		add_trend_value(t, variable->name, variable->nets[i].name, "net",
						among_sql(t, variable, variable->nets[i].codes, variable->nets[i].count));
}

/* the two best or worst answers */
static void
add_box(SvyTrendValues *t, const SurveyVariable *variable, bool top)
{
	int count;
	int32 *codes = svy_variable_from_worst(variable, &count);

	if (variable->measure != SURVEY_ORDINAL || count < 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has no boxes: it is %s", variable->name,
							   svy_measure_name(variable->measure)),
						errhint("Boxes are of ordinal variables.")));
	add_trend_value(t, variable->name, top ? "Top-2-box" : "Bottom-2-box",
					svy_trend_statistics[t->statistic],
					among_sql(t, variable, top ? codes + count - 2 : codes, 2));
}

static void
add_nps(SvyTrendValues *t, const SurveyVariable *variable)
{
	char *number = svy_estimates_number(t->e, variable);

	svy_answer_check_nps_scale(variable);
	svy_answer_check_nps_values(t->e->survey, variable, number, t->e->counted);
	add_trend_value(t, variable->name, NULL, "nps",
					psprintf("CASE WHEN (%1$s) OPERATOR(pg_catalog.>=) 9 THEN 100"
							 " WHEN (%1$s) OPERATOR(pg_catalog.<=) 6 THEN -100"
							 " WHEN (%1$s) IS NOT NULL THEN 0 END::pg_catalog.float8",
							 number));
}

void
svy_trend_values_add_set(SvyTrendValues *t, const SurveySet *set)
{
	char *value;

	if (t->statistic > TREND_PROPORTION)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("set \"%s\" has proportions, and no %s", set->name,
							   svy_trend_statistics[t->statistic])));
	for (int i = 0; i < set->nmembers; i++)
	{
		value = psprintf("(%s)::pg_catalog.int4::pg_catalog.float8",
						 svy_answer_in_set_sql(set, i, t->e->counted));
		add_trend_value(t, set->name, set->member_labels[i], "proportion",
						t->domains ? svy_asked_sql(t->domains, set, i, value) : value);
	}
}

void
svy_trend_values_add(SvyTrendValues *t, const SurveyVariable *variable)
{
	SvyTrendStatistic statistic = t->statistic;

	if (statistic == TREND_AUTO)
		statistic = svy_variable_categorical(variable) ? TREND_PROPORTION : TREND_MEAN;
	switch (statistic)
	{
		case TREND_PROPORTION:
			if (!svy_variable_categorical(variable))
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("variable \"%s\" is %s and has no proportions",
									   variable->name, svy_measure_name(variable->measure))));
			add_proportions(t, variable);
			break;
		case TREND_NPS:
			add_nps(t, variable);
			break;
		case TREND_TOP2BOX:
		case TREND_BOTTOM2BOX:
			add_box(t, variable, statistic == TREND_TOP2BOX);
			break;
		default:
			add_trend_value(t, variable->name, NULL, statistic == TREND_MEDIAN ? "median" : "mean",
							svy_estimates_number(t->e, variable));
	}
}

void
svy_trend_values_read(SvyTrendValues *t, FunctionCallInfo fcinfo, int argument)
{
	int count;
	char **names = svy_texts_argument(fcinfo, argument, "rows", &count);

	names = svy_survey_names(t->e->survey, names, &count, SVY_NAMES_OF_QUESTIONS);
	if (count <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no variable to estimate"),
						errhint("Name one or more variables or sets of the survey.")));
	for (int i = 0; i < count; i++)
	{
		const SurveySet *set = svy_survey_find_variable(t->e->survey, names[i])
								   ? NULL
								   : svy_survey_find_set(t->e->survey, names[i]);

		if (set)
			svy_trend_values_add_set(t, set);
		else
			svy_trend_values_add(t, svy_survey_variable(t->e->survey, names[i]));
	}
}
