/*
 * calibration.c
 *	  Variances that know how the weight was made.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "codebook/property.h"
#include "source/calibration.h"
#include "server/json.h"
#include "sample/weighting_targets.h"
#include "pg/svy.h"

/* one weighting; a weight may have been made in several, each from the one before */
typedef struct Step
{
	WeightingFrame *made;  /* its targets */
	char *weight;		   /* its result */
	char *base;			   /* where it began, or NULL: everybody 1 */
	char *member;		   /* SQL: whose weight was made so; NULL: everybody's */
	MemoryContext context; /* where the targets are */
	int values_at;		   /* first of our columns among those of the frame */
	int codes_at;
} Step;

struct SvyCalibration
{
	const Survey *survey;
	int nsteps;
	Step *steps; /* the last one first */
	int64 room;	 /* rows of a frame that svy_calibration_take made */
};

/* columns of a step among the values of the frame; the numeric variables follow */
enum
{
	STEP_WEIGHT,
	STEP_BASE,
	STEP_CLUSTER,
	STEP_VALUES
};

static void
add_step(SvyCalibration *calibration, const char *weight, JsonbContainer *made, char *member)
{
	int count = calibration->nsteps++;
	Step *step;

	calibration->steps =
		count > 0 ? repalloc_array(calibration->steps, Step, count + 1) : palloc_object(Step);
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
weight_column(const Step *step)
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
		const Step *step = &calibration->steps[i];
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
		Step *step = &calibration->steps[i];

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
	const Step *last = &calibration->steps[calibration->nsteps - 1];
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
		const Step *step = &calibration->steps[i];

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
		Step *step = &calibration->steps[i];
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

/* ---- the calibration variables of a group ---- */

static void *
huge(size_t size, size_t count)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size * Max(count, 1),
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

/* the respondents of a group that the step weighted */
typedef struct Rows
{
	size_t count;
	int64 *rows;
} Rows;

static int32 *
row_categories(const Step *step, const SvyFrame *frame, const WeightingTarget *target,
			   const Rows *rows)
{
	const WeightingFrame *made = step->made;
	int32 *categories = huge(sizeof(int32), rows->count);
	int32 *codes = palloc_array(int32, made->nvariables + 1);

	for (size_t i = 0; i < rows->count; i++)
	{
		for (int v = 0; v < target->nvariables; v++)
			codes[target->variables[v]] =
				frame->codes[step->codes_at + target->variables[v]][rows->rows[i]];
		categories[i] = svy_weighting_category(made, target, codes);
		/* who is missing was a category of its own */
		if (categories[i] < 0)
			categories[i] = target->ncategories;
	}
	return categories;
}

static double *
row_values(const SvyFrame *frame, int column, const Rows *rows)
{
	double *values = huge(sizeof(double), rows->count);

	for (size_t i = 0; i < rows->count; i++)
		values[i] = frame->values[column][rows->rows[i]];
	return values;
}

static CalibrationModel
group_model(const Step *step, const SvyFrame *frame, const WeightingTargets *targets,
			const Rows *rows)
{
	CalibrationModel model = {.nitems = rows->count};
	int *ncategories = palloc_array(int, targets->count + 1);
	const int32_t **codes = palloc_array(const int32_t *, targets->count + 1);
	const double **values = palloc_array(const double *, targets->count + 1);

	model.base = row_values(frame, step->values_at + STEP_BASE, rows);
	for (int t = 0; t < targets->count; t++)
	{
		const WeightingTarget *target = &targets->targets[t];

		if (target->numeric)
			values[model.nvalues++] =
				row_values(frame, step->values_at + STEP_VALUES + target->variables[0], rows);
		else
		{
			ncategories[model.nmargins] = target->ncategories + 1;
			codes[model.nmargins++] = row_categories(step, frame, target, rows);
		}
	}
	/* the total is met too, where no margin sees to it */
	model.constant = model.nmargins == 0;
	model.ncategories = ncategories;
	model.codes = codes;
	model.values = values;
	return model;
}

/* ---- households with one factor ---- */

static double *
household_means(const CalibrationModel *model, const double *household, size_t nhouseholds,
				const double *values)
{
	double *sums = huge(sizeof(double), nhouseholds + 1);
	double *weights = huge(sizeof(double), nhouseholds + 1);
	double *means = huge(sizeof(double), model->nitems);

	for (size_t i = 0; i < model->nitems; i++)
	{
		sums[(size_t) household[i]] += model->base[i] * values[i];
		weights[(size_t) household[i]] += model->base[i];
	}
	for (size_t i = 0; i < model->nitems; i++)
		if (weights[(size_t) household[i]] > 0)
			means[i] = sums[(size_t) household[i]] / weights[(size_t) household[i]];
	pfree(sums);
	pfree(weights);
	return means;
}

/* every column by its mean in the household */
static void
average_model(CalibrationModel *model, const double *household, size_t nhouseholds)
{
	const double **columns = palloc_array(const double *, calibration_columns(model) + 1);
	double *indicator = huge(sizeof(double), model->nitems);
	int count = 0;

	for (int m = 0; m < model->nmargins; m++)
		for (int k = 0; k < model->ncategories[m]; k++)
		{
			for (size_t i = 0; i < model->nitems; i++)
				indicator[i] = model->codes[m][i] == k;
			columns[count++] = household_means(model, household, nhouseholds, indicator);
		}
	for (int v = 0; v < model->nvalues; v++)
		columns[count++] = household_means(model, household, nhouseholds, model->values[v]);
	model->nmargins = 0;
	model->nvalues = count;
	model->values = columns;
}

/* ---- projection ---- */

static void
project_group(const Step *step, const SvyFrame *frame, const WeightingTargets *targets,
			  const Rows *rows, int p, double *influence)
{
	CalibrationModel model = group_model(step, frame, targets, rows);
	double *weight = row_values(frame, step->values_at + STEP_WEIGHT, rows);
	double *y = huge(sizeof(double), rows->count);
	int columns;
	double *gram;
	bool *dependent;
	DD *work;
	double *beta;

	if (step->made->options->same_within)
		average_model(&model, row_values(frame, step->values_at + STEP_CLUSTER, rows),
					  (size_t) frame->n);
	columns = calibration_columns(&model);
	gram = huge(sizeof(double), (size_t) columns * columns);
	dependent = huge(sizeof(bool), columns);
	work = huge(sizeof(DD), columns);
	beta = huge(sizeof(double), columns);
	svy_check(calibration_project_prepare(&model, gram, dependent), "variance after calibration");
	for (int k = 0; k < p; k++)
	{
		CHECK_FOR_INTERRUPTS();
		for (size_t i = 0; i < rows->count; i++)
			y[i] = weight[i] != 0 ? influence[rows->rows[i] * p + k] / weight[i] : 0;
		calibration_project(&model, gram, dependent, y, work, beta);
		for (size_t i = 0; i < rows->count; i++)
			influence[rows->rows[i] * p + k] = y[i] * weight[i];
	}
}

/* the group of a respondent; -1 for one that the step did not weight */
static int
row_group(const Step *step, const SvyFrame *frame, int64 row, int32 *codes)
{
	if (isnan(frame->values[step->values_at + STEP_WEIGHT][row]) ||
		isnan(frame->values[step->values_at + STEP_BASE][row]))
		return -1;
	for (int v = 0; v < step->made->nvalues; v++)
		if (isnan(frame->values[step->values_at + STEP_VALUES + v][row]))
			return -1;
	for (int v = 0; v < step->made->nvariables; v++)
		codes[v] = frame->codes[step->codes_at + v][row];
	return svy_weighting_group(step->made, codes);
}

static void
project_step(const Step *step, const SvyFrame *frame, int p, double *influence)
{
	int32 *codes = palloc_array(int32, step->made->nvariables + 1);
	int32 *groups = huge(sizeof(int32), frame->n);
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "calibration", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before;

	/* groups that are found here stay with the step */
	before = MemoryContextSwitchTo(step->context);
	for (int64 i = 0; i < frame->n; i++)
		groups[i] = row_group(step, frame, i, codes);
	MemoryContextSwitchTo(before);
	for (int g = 0; g < step->made->ngroups; g++)
	{
		Rows rows = {0, NULL};

		before = MemoryContextSwitchTo(context);
		rows.rows = huge(sizeof(int64), frame->n);

		for (int64 i = 0; i < frame->n; i++)
			if (groups[i] == g)
				rows.rows[rows.count++] = i;
		if (rows.count > 0)
			project_group(step, frame, &step->made->groups[g].targets, &rows, p, influence);
		MemoryContextSwitchTo(before);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	pfree(groups);
}

void
svy_calibration_project(const SvyCalibration *calibration, const SvyFrame *frame, int p,
						double *influence)
{
	/* the first weighting comes first, as in R */
	for (int i = calibration->nsteps - 1; i >= 0; i--)
		project_step(&calibration->steps[i], frame, p, influence);
}
