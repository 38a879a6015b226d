/*
 * weighting.c
 *	  poststratify_survey, rake_survey, calibrate_survey: options, course of
 *	  the work, report.
 */
#include "postgres.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "codebook/period.h"
#include "codebook/wave.h"
#include "server/json.h"
#include "weighting/weighting.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/svy.h"

static const char *const method_names[] = {"poststratify", "rake", "linear", "raking", "logit"};
SVY_NAMES_FOLLOW(method_names, WEIGHTING_LOGIT);

/* ---- options ---- */

WeightingOthers
svy_weighting_others_argument(FunctionCallInfo fcinfo, int argument)
{
	static const char *const others[] = {"keep", "null", NULL};

	if (PG_ARGISNULL(argument))
		return WEIGHTING_OTHERS_UNSAID;
	return WEIGHTING_OTHERS_KEEP + svy_choice_argument(fcinfo, argument, "others", others);
}

/*
 * {"waves": ["2026-03"]}: of "within", these are weighted, and the others keep
 * the weights that they have.
 */
static void
read_waves(FunctionCallInfo fcinfo, int argument, WeightingOptions *o)
{
	static const char *const known[] = {"waves", NULL};
	JsonbContainer *options = svy_options_argument(fcinfo, argument, known);

	o->waves = options ? svy_json_strings(options, "waves", "the options", &o->nwaves) : NULL;
	if (o->nwaves == 0)
		return;
	if (o->nwithin != 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"waves\" needs one variable in \"within\", that of the waves")));
	o->replace = true;
}

/* the label of a wave that the survey has, however it is written */
static const char *
wave_label(const SurveyVariable *variable, const char *wave)
{
	const SurveyLabel *label = svy_wave_find(variable, wave);
	StringInfoData known;

	if (label || variable->nlabels == 0)
		return label ? label->label : wave;
	initStringInfo(&known);
	for (int i = 0; i < variable->nlabels; i++)
		if (!variable->labels[i].missing)
			appendStringInfo(&known, "%s\"%s\"", known.len > 0 ? ", " : "",
							 variable->labels[i].label);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("variable \"%s\" has no wave \"%s\"", svy_answers_name(variable), wave),
					errhint("It has %s.", known.data)));
}

/* the filter that the waves are */
static void
filter_waves(const Survey *survey, WeightingOptions *o)
{
	const SurveyVariable *variable;
	StringInfoData filter;

	if (o->nwaves == 0)
		return;
	variable = svy_survey_answers(survey, o->within[0]);
	initStringInfo(&filter);
	if (o->filter)
		appendStringInfo(&filter, "(%s) AND ", o->filter);
	appendStringInfo(&filter, "%s IN (", svy_answers_sql(variable));
	for (int i = 0; i < o->nwaves; i++)
		appendStringInfo(&filter, "%s%s", i > 0 ? ", " : "",
						 quote_literal_cstr(wave_label(variable, o->waves[i])));
	appendStringInfoChar(&filter, ')');
	o->filter = filter.data;
}

/* "others": the place of that argument, the last */
static void
read_common(FunctionCallInfo fcinfo, int others, WeightingOptions *o)
{
	static const char *const units[] = {"auto", "share", "percent", "count", NULL};
	SVY_CHOICES_FOLLOW(units, WEIGHTING_COUNT);
	static const char *const missing[] = {"fail", "category", "leave", NULL};
	SVY_CHOICES_FOLLOW(missing, WEIGHTING_MISSING_LEAVE);

	o->survey = svy_required_argument(fcinfo, 0, "name");
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("\"targets\" must not be NULL"),
				 errhint("A query that finds no targets returns NULL.")));
	o->targets = PG_GETARG_JSONB_P(1);
	o->into = svy_required_argument(fcinfo, 2, "into");
	o->base = svy_text_argument(fcinfo, 3);
	o->total = svy_double_argument(fcinfo, 4, NAN);
	if (!isnan(o->total) && !(o->total > 0 && isfinite(o->total)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"total\" must be a positive number, not %g", o->total)));
	o->unit = (WeightingUnit) svy_choice_argument(fcinfo, 5, "unit", units);
	o->within = svy_texts_argument(fcinfo, 6, "within", &o->nwithin);
	o->nwithin = Max(o->nwithin, 0);
	o->missing = (WeightingMissing) svy_choice_argument(fcinfo, 7, "missing", missing);
	o->filter = svy_text_argument(fcinfo, 8);
	o->set_weight = svy_bool_argument(fcinfo, 9, true);
	o->replace = svy_bool_argument(fcinfo, 10, false);
	o->replicates = svy_bool_argument(fcinfo, 11, true);
	o->others = svy_weighting_others_argument(fcinfo, others);
	read_waves(fcinfo, others + 1, o);
	o->lower = 0;
	o->upper = INFINITY;
	o->tolerance = 1e-10;
	o->max_iterations = 100;
}

static void
read_iteration(FunctionCallInfo fcinfo, int first, WeightingOptions *o)
{
	static const char *const unconverged[] = {"fail", "keep", NULL};

	o->tolerance = svy_double_argument(fcinfo, first, o->tolerance);
	if (!(o->tolerance > 0) || isinf(o->tolerance))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"tolerance\" must be a positive number, not %g", o->tolerance)));
	o->max_iterations = PG_ARGISNULL(first + 1) ? o->max_iterations : PG_GETARG_INT32(first + 1);
	if (o->max_iterations < 1 || o->max_iterations > 1000000)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"max_iterations\" must be between 1 and 1000000, not %d",
							   o->max_iterations),
						errhint("Targets that are not met after thousands of rounds contradict "
								"each other or the limits.")));
	o->keep_last = svy_choice_argument(fcinfo, first + 2, "unconverged", unconverged) == 1;
}

static void
read_limits(FunctionCallInfo fcinfo, int argument, const char *name, WeightingOptions *o)
{
	svy_limits_argument(fcinfo, argument, name, &o->lower, &o->upper);
	if (!PG_ARGISNULL(argument) && (o->lower > 1 || o->upper < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" must enclose 1, not go from %g to %g", name, o->lower, o->upper)));
}

/*
 * Weighting starts from the design weight: what is itself the result of a
 * weighting is followed back to where that began, unless it is asked for.
 */
static char *
start_weight(const Survey *survey, const char *asked)
{
	if (!asked)
		return svy_weighting_base(survey, survey->weight);
	if (strcmp(asked, "1") == 0)
		return NULL;
	return svy_survey_variable(survey, asked)->name;
}

/* ---- properties and label ---- */

static void
append_names(StringInfo json, const char *key, int count, char **names)
{
	appendStringInfo(json, ", \"%s\": [", key);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(json, ", ");
		escape_json(json, names[i]);
	}
	appendStringInfoChar(json, ']');
}

static void
append_string(StringInfo json, const char *key, const char *value)
{
	appendStringInfo(json, ", \"%s\": ", key);
	if (value)
		escape_json(json, value);
	else
		appendStringInfoString(json, "null");
}

static void
append_double(StringInfo json, const char *key, double value)
{
	if (isfinite(value))
		appendStringInfo(json, ", \"%s\": %.17g", key, value);
	else
		appendStringInfo(json, ", \"%s\": null", key);
}

/* all that is needed to make the weight again, and to know how it went */
static char *
properties_json(const WeightingFrame *frame)
{
	static const char *const units[] = {"auto", "share", "percent", "count"};
	SVY_NAMES_FOLLOW(units, WEIGHTING_COUNT);
	static const char *const missing[] = {"fail", "category", "leave"};
	SVY_NAMES_FOLLOW(missing, WEIGHTING_MISSING_LEAVE);
	const WeightingOptions *o = frame->options;
	StringInfoData json;
	int iterations = 0;
	double deviation = 0;
	double respondents = 0;
	bool converged = true;

	for (int g = 0; g < frame->ngroups; g++)
	{
		iterations = Max(iterations, frame->groups[g].iterations);
		deviation = fmax(deviation, frame->groups[g].deviation);
		converged = converged && frame->groups[g].converged;
		respondents += frame->groups[g].respondents;
	}
	initStringInfo(&json);
	appendStringInfo(&json, "{\"weighting\": {\"method\": \"%s\"", method_names[o->method]);
	append_string(&json, "base", frame->base);
	appendStringInfo(&json, ", \"targets\": %s", JsonbToCString(NULL, &o->targets->root, 0));
	append_double(&json, "total", o->total);
	append_string(&json, "unit", units[o->unit]);
	append_names(&json, "within", o->nwithin, o->within);
	append_string(&json, "missing", missing[o->missing]);
	append_string(&json, "filter", o->filter);
	append_string(&json, "same_within", o->same_within);
	append_double(&json, "lower", o->lower);
	append_double(&json, "upper", o->upper);
	append_double(&json, "tolerance", o->tolerance);
	appendStringInfo(&json, ", \"max_iterations\": %d, \"iterations\": %d, \"converged\": %s",
					 o->max_iterations, iterations, converged ? "true" : "false");
	append_double(&json, "deviation", deviation);
	append_double(&json, "respondents", respondents);
	if (frame->replicate_array)
		append_names(&json, "replicates", 1, (char *[]){frame->replicate_array});
	else if (frame->nreplicates > 0)
		append_names(&json, "replicates", frame->nreplicates, frame->replicates);
	append_string(&json, "made_by", GetUserNameFromId(GetUserId(), false));
	append_string(&json, "made_at", timestamptz_to_str(GetCurrentTransactionStartTimestamp()));
	svy_weighting_append_parts(&json, frame);
	appendStringInfoString(&json, "}}");
	return json.data;
}

static char *
weight_label(const WeightingFrame *frame)
{
	static const char *const verbs[] = {"post-stratified to", "raked to", "calibrated to",
										"calibrated (raking) to", "calibrated (logit) to"};
	SVY_NAMES_FOLLOW(verbs, WEIGHTING_LOGIT);
	const WeightingTargets *targets = &frame->groups[0].targets;
	StringInfoData label;

	initStringInfo(&label);
	appendStringInfo(&label, "Weight, %s ", verbs[frame->options->method]);
	for (int t = 0; t < targets->count; t++)
		appendStringInfo(&label, "%s%s", t > 0 ? ", " : "", targets->targets[t].name);
	for (int i = 0; i < frame->options->nwithin; i++)
		appendStringInfo(&label, "%s%s", i > 0 ? ", " : " within ", frame->options->within[i]);
	return label.data;
}

/* ---- results ---- */

static double *
row_weights(const WeightingFrame *frame)
{
	const WeightingOptions *o = frame->options;
	double *weights =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * Max(frame->nrows, 1));
	size_t negative = 0;

	for (size_t i = 0; i < frame->nrows; i++)
	{
		uint32 cell = frame->row_cell[i];
		const WeightingGroup *group;

		weights[i] = NAN;
		if (cell == WEIGHTING_NO_CELL || frame->cell_group[cell] < 0)
			continue;
		weights[i] = frame->cell_base[cell] > 0
						 ? frame->row_base[i] * (frame->cell_weight[cell] / frame->cell_base[cell])
						 : 0;
		negative += weights[i] < 0;
		if (o->method != WEIGHTING_RAKE || !(isfinite(o->upper) || o->lower > 0))
			continue;
		/* what the rounding of a share of the cell may have added to the limits */
		group = &frame->groups[frame->cell_group[cell]];
		if (weights[i] > 0)
			weights[i] =
				fmax(o->lower * (group->targets.total / group->weighted),
					 fmin(o->upper * (group->targets.total / group->weighted), weights[i]));
	}
	if (negative > 0)
		ereport(WARNING,
				(errmsg("%zu weights are negative", negative),
				 errhint("Linear calibration without bounds allows it. Estimates, tables and tests "
						 "take them; quantiles, models and rank tests do not: "
						 "bounds => '{0.3, 3}' or method => 'raking' avoid them.")));
	return weights;
}

#define REPORT_COLUMNS 14

typedef struct ReportLine
{
	const char *category; /* NULL: a numeric total */
	bool missing;		  /* who has no answer, and no share of those who have one */
	double n;
	double target;
	double before;
	double after;
} ReportLine;

static void
report_line(ReturnSetInfo *result, const WeightingFrame *frame, const WeightingGroup *group,
			const WeightingTarget *target, const ReportLine *line, const ReportLine *all)
{
	Datum values[REPORT_COLUMNS];
	bool nulls[REPORT_COLUMNS] = {false};

	nulls[0] = group->label == NULL;
	values[0] = nulls[0] ? (Datum) 0 : CStringGetTextDatum(group->label);
	values[1] = CStringGetTextDatum(target->name);
	nulls[2] = line->category == NULL;
	values[2] = nulls[2] ? (Datum) 0 : CStringGetTextDatum(line->category);
	values[3] = Int64GetDatum((int64) line->n);
	values[4] = Float8GetDatum(line->target);
	values[5] = Float8GetDatum(line->before);
	values[6] = Float8GetDatum(line->after);
	nulls[7] = nulls[8] = nulls[9] = nulls[2] || line->missing;
	values[7] = Float8GetDatum(100 * line->target / all->target);
	values[8] = Float8GetDatum(100 * line->before / all->before);
	values[9] = Float8GetDatum(100 * line->after / all->after);
	values[10] = Int32GetDatum(group->iterations);
	values[11] = BoolGetDatum(group->converged);
	values[12] = Int64GetDatum(frame->kept);
	values[13] = Int64GetDatum(frame->cleared);
	svy_row_put(result, lengthof(values), values, nulls);
}

static void
report_margin(ReturnSetInfo *result, const WeightingFrame *frame, const WeightingGroup *group,
			  const WeightingTarget *target)
{
	const int32 *categories = svy_weighting_cell_categories(frame, group, target);
	ReportLine *lines = palloc0_array(ReportLine, target->ncategories);
	ReportLine all = {.n = 0};

	for (size_t i = 0; i < group->ncells; i++)
	{
		ReportLine *line = &lines[categories[i]];

		line->n += frame->cell_count[group->cells[i]];
		line->before += frame->cell_base[group->cells[i]];
		line->after += frame->cell_weight[group->cells[i]];
	}
	for (int c = 0; c < target->ncategories; c++)
	{
		lines[c].category = target->categories[c].label;
		lines[c].target = target->categories[c].target;
		lines[c].missing = target->categories[c].codes == NULL;
		if (lines[c].missing)
			continue;
		all.target += lines[c].target;
		all.before += lines[c].before;
		all.after += lines[c].after;
	}
	for (int c = 0; c < target->ncategories; c++)
		report_line(result, frame, group, target, &lines[c], &all);
}

static void
report_numeric(ReturnSetInfo *result, const WeightingFrame *frame, const WeightingGroup *group,
			   const WeightingTarget *target)
{
	ReportLine line = {.target = target->total};

	for (size_t i = 0; i < group->ncells; i++)
	{
		uint32 cell = group->cells[i];
		double value = frame->cell_values[(size_t) cell * frame->nvalues + target->variables[0]];

		line.n += frame->cell_count[cell];
		line.before += frame->cell_base[cell] * value;
		line.after += frame->cell_weight[cell] * value;
	}
	report_line(result, frame, group, target, &line, &line);
}

static int
group_compare(const void *a, const void *b, void *context)
{
	const WeightingFrame *frame = context;
	const int32 *x = frame->groups[*(const int *) a].codes;
	const int32 *y = frame->groups[*(const int *) b].codes;

	for (int i = 0; i < frame->options->nwithin; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* groups in the order of their codes, however the data or the targets named them */
void
svy_weighting_sort_groups(WeightingFrame *frame)
{
	int *order = palloc_array(int, frame->ngroups);
	int *place = palloc_array(int, frame->ngroups);
	WeightingGroup *sorted = palloc_array(WeightingGroup, frame->ngroups);

	for (int g = 0; g < frame->ngroups; g++)
		order[g] = g;
	qsort_arg(order, frame->ngroups, sizeof(int), group_compare, frame);
	for (int g = 0; g < frame->ngroups; g++)
	{
		sorted[g] = frame->groups[order[g]];
		place[order[g]] = g;
	}
	memcpy(frame->groups, sorted, sizeof(WeightingGroup) * frame->ngroups);
	for (size_t cell = 0; cell < frame->cells.ncells; cell++)
		if (frame->cell_group[cell] >= 0)
			frame->cell_group[cell] = place[frame->cell_group[cell]];
}

static void
report_targets(FunctionCallInfo fcinfo, WeightingFrame *frame)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	svy_weighting_sort_groups(frame);

	for (int g = 0; g < frame->ngroups; g++)
		for (int t = 0; t < frame->groups[g].targets.count; t++)
		{
			const WeightingGroup *group = &frame->groups[g];

			if (group->targets.targets[t].numeric)
				report_numeric(result, frame, group, &group->targets.targets[t]);
			else
				report_margin(result, frame, group, &group->targets.targets[t]);
		}
}

/* ---- the course of the work ---- */

static void
weight(FunctionCallInfo fcinfo, WeightingOptions *options)
{
	WeightingFrame *frame;
	Survey *survey;
	double *weights;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	survey = svy_weighting_hold(options->survey, options->into);
	filter_waves(survey, options);
	svy_weighting_check_column(survey, options->into, options->replace);
	frame = svy_weighting_frame(survey, options);
	frame->replaces = get_attnum(survey->answers, options->into) != InvalidAttrNumber;
	frame->base = start_weight(survey, options->base);
	if (options->same_within)
		frame->cluster = svy_survey_variable(survey, options->same_within);
	if (frame->base && strcmp(frame->base, options->into) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weight \"%s\" cannot replace the weight that it starts from",
							   options->into)));
	if (options->replicates && options->set_weight)
		svy_weighting_find_replicates(frame);
	svy_weighting_check_replicates(frame);
	svy_weighting_read(frame);
	svy_weighting_settle_others(frame);
	for (int g = 0; g < frame->ngroups; g++)
		svy_weighting_prepare(frame, &frame->groups[g]);
	for (int g = 0; g < frame->ngroups; g++)
		svy_weighting_solve(frame, &frame->groups[g]);
	if (frame->nreplicates > 0)
		svy_weighting_solve_replicates(frame);
	weights = row_weights(frame);
	svy_weighting_sum_cells(frame, weights);
	svy_weighting_check_targets(frame);
	svy_weighting_drop_skipped(frame, weights);
	svy_weighting_write(frame, weights);
	svy_weighting_register(survey, options->into, weight_label(frame), properties_json(frame),
						   options->set_weight);
	if (frame->nreplicates > 0)
		svy_weighting_register_replicates(frame);
	svy_weighting_renew_views(survey);
	report_targets(fcinfo, frame);
	SPI_finish();
}

/* ---- functions ---- */

PG_FUNCTION_INFO_V1(svy_poststratify_survey);

Datum
svy_poststratify_survey(PG_FUNCTION_ARGS)
{
	WeightingOptions options = {.method = WEIGHTING_POSTSTRATIFY};

	read_common(fcinfo, 12, &options);
	weight(fcinfo, &options);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_rake_survey);

/* trim, stop, tolerance, max_iterations, unconverged follow what all have in common */
Datum
svy_rake_survey(PG_FUNCTION_ARGS)
{
	static const char *const stops[] = {"deviation", "change", NULL};
	WeightingOptions options = {.method = WEIGHTING_RAKE};

	read_common(fcinfo, 17, &options);
	options.max_iterations = 1000;
	read_limits(fcinfo, 12, "trim_to", &options);
	options.by_change = svy_choice_argument(fcinfo, 13, "stop", stops) == 1;
	read_iteration(fcinfo, 14, &options);
	weight(fcinfo, &options);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_calibrate_survey);

/* method, bounds, tolerance, max_iterations, unconverged, same_within */
Datum
svy_calibrate_survey(PG_FUNCTION_ARGS)
{
	static const char *const methods[] = {"linear", "raking", "logit", NULL};
	SVY_CHOICES_FOLLOW(methods, WEIGHTING_LOGIT - WEIGHTING_LINEAR);
	WeightingOptions options = {0};

	read_common(fcinfo, 18, &options);
	options.method = WEIGHTING_LINEAR + svy_choice_argument(fcinfo, 12, "method", methods);
	options.lower = -INFINITY;
	read_limits(fcinfo, 13, "bounds", &options);
	if (options.method == WEIGHTING_LOGIT && !(isfinite(options.lower) && isfinite(options.upper)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("method \"logit\" needs two finite bounds"),
						errhint("For example bounds => '{0.5, 2}'.")));
	read_iteration(fcinfo, 14, &options);
	options.same_within = svy_text_argument(fcinfo, 17);
	weight(fcinfo, &options);
	return (Datum) 0;
}
