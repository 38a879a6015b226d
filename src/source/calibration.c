/*
 * calibration.c
 *	  Variances that know how the weight was made.
 */
#include "postgres.h"

#include "codebook/property.h"
#include "source/calibration_steps.h"
#include "server/json.h"
#include "pg/svy.h"

static void
add_step(SvyCalibration *calibration, const char *weight, JsonbContainer *made, char *member)
{
	int count = calibration->nsteps++;
	SvyCalibrationStep *step;

	calibration->steps = count > 0
							 ? repalloc_array(calibration->steps, SvyCalibrationStep, count + 1)
							 : palloc_object(SvyCalibrationStep);
	step = &calibration->steps[count];
	memset(step, 0, sizeof(*step));
	step->made = svy_weighting_making(calibration->survey, made);
	step->weight = pstrdup(weight);
	step->base = svy_json_string(made, "base", "the properties");
	step->member = member;
	step->context = CurrentMemoryContext;
}

static bool
same_base(JsonbContainer *made, JsonbContainer *other)
{
	char *a = svy_json_string(made, "base", "the properties");
	char *b = svy_json_string(other, "base", "the properties");

	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* "member" and that the weight is of one of the runs with this base (of this run, if "alone") */
static char *
run_member(const Survey *survey, JsonbContainer **runs, int count, int number, bool alone,
		   const char *member)
{
	StringInfoData sql;
	bool all = true;

	for (int i = 0; i < count; i++)
		all = all && (i == number || (!alone && same_base(runs[i], runs[number])));
	if (all)
		return member ? pstrdup(member) : NULL;
	initStringInfo(&sql);
	appendStringInfo(&sql, "%s%s(%s) OPERATOR(pg_catalog.=) ANY ('{%d", member ? member : "",
					 member ? " AND " : "", svy_weighting_part_sql(survey, runs, count, "a"),
					 number);
	for (int i = 0; i < count; i++)
		if (i != number && !alone && same_base(runs[i], runs[number]))
			appendStringInfo(&sql, ",%d", i);
	appendStringInfoString(&sql, "}'::pg_catalog.int4[])");
	return sql.data;
}

/* the runs that made a weight, then those that made what each began with, once for each base */
static void
collect_steps(SvyCalibration *calibration, const char *weight, const char *member, int depth)
{
	const Survey *survey = calibration->survey;
	int count;
	JsonbContainer **runs;

	if (!weight || depth > survey->nvariables)
		return;
	runs = svy_weighting_parts(svy_survey_find_variable(survey, weight), &count);
	for (int i = 0; i < count; i++)
		if (svy_json_get(runs[i], "targets"))
			add_step(calibration, weight, runs[i],
					 run_member(survey, runs, count, i, true, member));
	for (int i = 0; i < count; i++)
	{
		bool first = true;

		for (int before = 0; before < i; before++)
			first = first && !same_base(runs[before], runs[i]);
		if (first)
			collect_steps(calibration, svy_json_string(runs[i], "base", "the properties"),
						  run_member(survey, runs, count, i, false, member), depth + 1);
	}
}

SvyCalibration *
svy_calibration_open(const Survey *survey, const char *weight)
{
	SvyCalibration *calibration = palloc0_object(SvyCalibration);

	calibration->survey = survey;
	/* a column that is no variable was not made here, nor was "none" */
	if (weight)
	{
		const SurveyVariable *variable = svy_survey_find_variable(survey, weight);

		weight = variable ? variable->name : NULL;
	}
	else
		weight = survey->weight;
	collect_steps(calibration, weight, NULL, 0);
	return calibration->nsteps > 0 ? calibration : NULL;
}

bool
svy_calibration_by_respondent(const SvyCalibration *calibration)
{
	for (int i = 0; i < calibration->nsteps; i++)
		if (calibration->steps[i].made->options->same_within)
			return false;
	return true;
}

/* ---- groups of respondents ---- */

static char *
number_column(const char *column)
{
	return psprintf("%s::pg_catalog.float8", svy_column_sql(column, "a"));
}

/* the weight that the step made; NULL where another run made it */
static char *
weight_column(const SvyCalibrationStep *step)
{
	char *column = number_column(step->weight);

	return step->member ? psprintf("CASE WHEN %s THEN %s END", step->member, column) : column;
}

/* sums of weights over respondents who are alike in the columns that are left */
static void
group_columns(const SvyCalibration *calibration, StringInfo select, StringInfo group, int column)
{
	for (int i = 0; i < calibration->nsteps; i++)
	{
		const SvyCalibrationStep *step = &calibration->steps[i];
		const WeightingFrame *made = step->made;

		appendStringInfo(select, ", pg_catalog.sum(%s), ", weight_column(step));
		if (step->base)
			appendStringInfo(select, "pg_catalog.sum(%s)", number_column(step->base));
		else
			appendStringInfoString(select, "pg_catalog.count(*)::pg_catalog.float8");
		/* in the place of the household: those of other runs apart */
		if (step->member)
		{
			appendStringInfo(select, ", CASE WHEN %s THEN 1.0 ELSE 0.0 END::pg_catalog.float8",
							 step->member);
			appendStringInfo(group, ", %d", column + 3);
		}
		else
			appendStringInfoString(select, ", 0.0::pg_catalog.float8");
		column += 3;
		for (int v = 0; v < made->nvalues; v++)
		{
			appendStringInfo(select, ", %s", svy_variable_number_sql(made->values[v], "a"));
			appendStringInfo(group, ", %d", ++column);
		}
		for (int v = 0; v < made->nvariables; v++)
		{
			appendStringInfo(select, ", CASE WHEN %s THEN %s END",
							 svy_variable_valid_sql(made->variables[v], "a"),
							 svy_variable_code_sql(made->variables[v], "a"));
			appendStringInfo(group, ", %d", ++column);
		}
	}
}

int
svy_calibration_group(SvyCalibration *calibration, StringInfo select, StringInfo group, int column)
{
	int nvalues = 0;
	int ncodes = 0;

	group_columns(calibration, select, group, column);
	for (int i = 0; i < calibration->nsteps; i++)
	{
		SvyCalibrationStep *step = &calibration->steps[i];

		step->values_at = nvalues;
		step->codes_at = ncodes;
		nvalues += STEP_VALUES + step->made->nvalues;
		ncodes += step->made->nvariables;
	}
	return nvalues + ncodes;
}

/* room for more rows */
static void
enlarge_calibration(SvyCalibration *calibration, SvyFrame *frame, int64 room)
{
	const SvyCalibrationStep *last = &calibration->steps[calibration->nsteps - 1];
	int nvalues = last->values_at + STEP_VALUES + last->made->nvalues;
	int ncodes = last->codes_at + last->made->nvariables;

	if (!frame->values)
	{
		frame->values = palloc0_array(double *, nvalues + 1);
		frame->codes = palloc0_array(int32 *, ncodes + 1);
	}
	for (int i = 0; i < nvalues; i++)
		frame->values[i] = frame->values[i] ? repalloc_huge(frame->values[i], sizeof(double) * room)
											: palloc_array(double, room);
	for (int i = 0; i < ncodes; i++)
		frame->codes[i] = frame->codes[i] ? repalloc_huge(frame->codes[i], sizeof(int32) * room)
										  : palloc_array(int32, room);
	calibration->room = room;
}

void
svy_calibration_take(SvyCalibration *calibration, SvyFrame *frame, int64 row, int64 room,
					 const Datum *datums, const bool *nulls)
{
	int column = 0;

	if (room > calibration->room)
		enlarge_calibration(calibration, frame, room);
	for (int i = 0; i < calibration->nsteps; i++)
	{
		const SvyCalibrationStep *step = &calibration->steps[i];

		for (int v = 0; v < STEP_VALUES + step->made->nvalues; v++, column++)
			frame->values[step->values_at + v][row] =
				nulls[column] ? NAN : DatumGetFloat8(datums[column]);
		for (int v = 0; v < step->made->nvariables; v++, column++)
			frame->codes[step->codes_at + v][row] =
				nulls[column] ? FRAME_NO_CODE : DatumGetInt32(datums[column]);
	}
}

/* ---- columns ---- */

static void
add_column(char ***columns, int *count, char *sql)
{
	*columns = *columns ? repalloc_array(*columns, char *, *count + 1) : palloc_object(char *);
	(*columns)[(*count)++] = sql;
}

void
svy_calibration_request(SvyCalibration *calibration, SvyFrameRequest *request)
{
	for (int i = 0; i < calibration->nsteps; i++)
	{
		SvyCalibrationStep *step = &calibration->steps[i];
		const WeightingFrame *made = step->made;
		const char *cluster = made->options->same_within;

		step->values_at = request->nvalues;
		step->codes_at = request->ncodes;
		add_column(&request->values, &request->nvalues, weight_column(step));
		add_column(&request->values, &request->nvalues,
				   step->base ? number_column(step->base) : pstrdup("1.0::pg_catalog.float8"));
		add_column(&request->values, &request->nvalues,
				   cluster ? psprintf("(pg_catalog.dense_rank() OVER (ORDER BY %s))"
									  "::pg_catalog.float8",
									  svy_column_sql(cluster, "a"))
						   : pstrdup("0.0::pg_catalog.float8"));
		for (int v = 0; v < made->nvalues; v++)
			add_column(&request->values, &request->nvalues,
					   svy_variable_number_sql(made->values[v], "a"));
		for (int v = 0; v < made->nvariables; v++)
			add_column(&request->codes, &request->ncodes,
					   psprintf("CASE WHEN %s THEN %s END",
								svy_variable_valid_sql(made->variables[v], "a"),
								svy_variable_code_sql(made->variables[v], "a")));
	}
}
