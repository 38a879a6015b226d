/*
 * trend_guard.c
 *	  What survey_trend does not show, and what it shows rounded: as the table of
 *	  the same variables by domains and waves.
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"

#include "codebook/codebook_names.h"
#include "codebook/period.h"
#include "crosstab/disclosure.h"
#include "estimate/trend.h"
#include "pg/arguments.h"
#include "plan/answer.h"

/* positions of survey_trend's arguments */
enum
{
	ARG_ROWS = 1,
	ARG_WAVE,
	ARG_BY = 5,
	ARG_FILTER,
	ARG_WEIGHT = 13,
	ARG_SUPPRESS,
	ARG_ROUND_TO
};

/* domains and waves as a nest: "sex*region*wave" */
static char *
nest_of(const SvyTrend *t, FunctionCallInfo fcinfo)
{
	StringInfoData nest;
	int count;
	char **by = svy_texts_argument(fcinfo, ARG_BY, "by variables", &count);

	initStringInfo(&nest);
	for (int i = 0; i < count; i++)
		appendStringInfo(&nest, "%s*", by[i]);
	appendStringInfoString(&nest, svy_answers_name(t->wave));
	return nest.data;
}

void
svy_trend_guard_open(SvyTrend *t, FunctionCallInfo fcinfo)
{
	const Survey *survey = t->e->survey;
	SvyDisclosure disclosure = svy_disclosure_argument(fcinfo, ARG_SUPPRESS, survey);
	int32 round_to = svy_round_argument(fcinfo, ARG_ROUND_TO, survey);
	CrosstabRequest request = {.survey = survey,
							   .ncolumns = 1,
							   .with_nps = t->values.statistic == TREND_NPS,
							   .weight = svy_text_argument(fcinfo, ARG_WEIGHT),
							   .filter = svy_text_argument(fcinfo, ARG_FILTER)};
	CrosstabRun *run;
	char *nest;

	if (!disclosure.suppress && round_to == 0)
		return;
	if (round_to > 0 && t->smooth > 1)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("moving averages are not made of rounded counts"),
						errhint("Take round_to or the smoothing away.")));
	request.rows = svy_texts_argument(fcinfo, ARG_ROWS, "rows", &request.nrows);
	request.rows = svy_survey_names(survey, request.rows, &request.nrows, SVY_NAMES_OF_QUESTIONS);
	nest = nest_of(t, fcinfo);
	request.columns = &nest;
	run = palloc0_object(CrosstabRun);
	run->plan = svy_crosstab_plan(&request);
	run->x = svy_crosstab_run(run->plan);
	svy_crosstab_add_bases(run);
	svy_crosstab_guard(run, &disclosure, round_to);
	t->guarded = run;
}

/* the place of a code among the categories of a variable, or of an option in its set */
static int
place_of_code(const SvyTrend *t, int by, int32 code, int *count)
{
	SurveyLabel *labels;

	if (t->e->by_set[by])
	{
		*count = t->e->by_set[by]->nmembers;
		return code - 1;
	}
	labels = svy_variable_categories(t->e->by[by], count);
	for (int i = 0; i < *count; i++)
		if (labels[i].code == code)
			return i;
	return -1;
}

/* the column of a domain and wave; -1: there is none */
static int
trend_column(const SvyTrend *t, const int32 *codes)
{
	int column = 0;

	for (int i = 0; i < t->e->nby; i++)
	{
		int count;
		int place = place_of_code(t, i, codes[i], &count);

		if (place < 0)
			return -1;
		column = column * count + place;
	}
	return column;
}

static const CrosstabAxis *
axis_of(const SvyTrend *t, const SvyTrendValue *value)
{
	const CrosstabPlan *plan = t->guarded->plan;

	for (int i = 0; i < plan->nrows; i++)
		if (strcmp(plan->rows[i].name, value->name) == 0)
			return &plan->rows[i];
	elog(ERROR, "a trend has lost its variable");
	return NULL;
}

/* the line of an answer, an option or a net */
static bool
line_of(const SvyTrend *t, const SvyTrendValue *value, CrosstabLine *line)
{
	const CrosstabAxis *axis = axis_of(t, value);

	*line = (CrosstabLine){.row = (int) (axis - t->guarded->plan->rows), .axis = axis};
	if (value->category == NULL)
		return false;
	for (int i = 0; i < axis->nnets; i++)
		if (strcmp(axis->nets[i].name, value->category) == 0 &&
			strcmp(value->statistic, "proportion") != 0)
		{
			line->kind = CROSSTAB_LINE_NET;
			line->net = &axis->nets[i];
			return true;
		}
	for (int i = 0; !axis->value && i < axis->ncategories; i++)
		if (strcmp(axis->labels[i], value->category) == 0 &&
			strcmp(value->statistic, "proportion") == 0)
		{
			line->kind = CROSSTAB_LINE_CATEGORY;
			line->category = i;
			return true;
		}
	return false;
}

static bool
hides_column(const SvyTrend *t, const SvyTrendValue *value, int column)
{
	const CrosstabRun *run = t->guarded;
	CrosstabLine line;

	if (line_of(t, value, &line))
		return svy_guard_hides(run, &line, 1, column);
	/* boxes, means, medians and scores say something of every answer */
	if (svy_guard_hides_base(run, line.row, 1, column))
		return true;
	line.kind = CROSSTAB_LINE_CATEGORY;
	for (; !line.axis->value && line.category < line.axis->ncategories; line.category++)
		if (svy_guard_hides(run, &line, 1, column))
			return true;
	return false;
}

/* the domain of a term in another wave, by its label; NULL: there is no wave of that label */
static int32 *
codes_in(const SvyTrend *t, const int32 *codes, const char *wave)
{
	int n = t->e->nby;
	int count;
	SurveyLabel *labels = svy_variable_categories(t->wave, &count);
	int32 *other = palloc_array(int32, n);

	memcpy(other, codes, sizeof(int32) * n);
	for (int i = 0; i < count; i++)
		if (strcmp(labels[i].label, wave) == 0)
		{
			other[n - 1] = labels[i].code;
			return other;
		}
	return NULL;
}

/* in some wave of the domain */
static bool
hides_some_wave(const SvyTrend *t, const SvyTrendValue *value, const int32 *codes)
{
	int count;
	SurveyLabel *labels = svy_variable_categories(t->wave, &count);

	for (int i = 0; i < count; i++)
	{
		int32 *other = codes_in(t, codes, labels[i].label);
		int column = trend_column(t, other);

		if (column >= 0 && hides_column(t, value, column))
			return true;
	}
	return false;
}

bool
svy_trend_hides_level(const SvyTrend *t, const SvyTrendValue *value)
{
	int column;

	if (!t->guarded)
		return false;
	column = trend_column(t, t->term->codes);
	return (column >= 0 && hides_column(t, value, column)) ||
		   (t->smooth > 1 && hides_some_wave(t, value, t->term->codes));
}

bool
svy_trend_hides_change(const SvyTrend *t, const SvyTrendValue *value)
{
	int32 *other;

	if (!t->guarded || !t->with)
		return false;
	other = codes_in(t, t->term->codes, t->with);
	if (!other || t->smooth > 1)
		return hides_some_wave(t, value, t->term->codes);
	return trend_column(t, other) < 0 || hides_column(t, value, trend_column(t, other));
}

/* the same of a value: a share, or what is made of all answers; NaN: of numbers, which stay */
static double
rounded_value(const SvyTrend *t, const SvyTrendValue *value, int column)
{
	CrosstabRun *run = t->guarded;
	CrosstabLine line;
	double deviation;
	double base;

	if (column < 0)
		return NAN;
	if (line_of(t, value, &line))
	{
		base = svy_rounded(run, &line, true, true, 1, column);
		return base > 0 ? svy_rounded(run, &line, false, true, 1, column) / base : NAN;
	}
	if (t->values.statistic == TREND_NPS && line.axis->nps >= 0)
	{
		line.row = line.axis->nps;
		line.axis = &run->plan->rows[line.row];
	}
	if (!line.axis->scores)
		return NAN;
	return t->values.statistic == TREND_MEDIAN
			   ? svy_rounded_median(run, &line, 1, column)
			   : svy_rounded_mean(run, &line, 1, column, &deviation);
}

/* whether the value is of a number, which rounding of counts does not touch */
static bool
is_of_number(const SvyTrend *t, const SvyTrendValue *value)
{
	return axis_of(t, value)->value && t->values.statistic != TREND_NPS;
}

void
svy_trend_round(const SvyTrend *t, const SvyTrendValue *value, SvyEstimateRow *level,
				SvyEstimateRow *change)
{
	int column;
	CrosstabLine line;
	int32 *other;

	if (!t->guarded || !svy_guard_rounds(t->guarded))
		return;
	column = trend_column(t, t->term->codes);
	(void) line_of(t, value, &line);
	if (column >= 0)
	{
		/* of a base, which is the same for every line */
		line.kind = line.axis->value ? CROSSTAB_LINE_MEAN : CROSSTAB_LINE_CATEGORY;
		level->n = (int64) svy_rounded(t->guarded, &line, true, false, 1, column);
		level->weighted_n = svy_rounded(t->guarded, &line, true, true, 1, column);
	}
	level->std_error = level->low = level->high = NAN;
	/* without clusters, degrees of freedom count respondents */
	change->std_error = change->low = change->high = change->df = NAN;
	if (is_of_number(t, value))
		return;
	level->estimate = rounded_value(t, value, column);
	other = t->with ? codes_in(t, t->term->codes, t->with) : NULL;
	change->estimate =
		other ? level->estimate - rounded_value(t, value, trend_column(t, other)) : NAN;
}
