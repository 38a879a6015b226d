/*
 * weighting_report.c
 *	  survey_weight_report: what a weight looks like, and what it does.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "server/json.h"
#include "weighting/weighting.h"
#include "pg/arguments.h"
#include "pg/row.h"

#define REPORT_COLUMNS 9

/* weights beyond these deserve a look: common limits of practice */
#define MANY_MEANS 5.0		/* anesrake's default cap */
#define QUARTILE_RANGES 6.0 /* Battaglia et al. 2009: median + 6 interquartile ranges */
#define MET_POINTS 0.05		/* percentage points that print as met */

typedef struct Report
{
	ReturnSetInfo *result;
	WeightingFrame *after;		  /* respondents with the weight */
	const WeightingFrame *before; /* the same with the base weight */
	int nmade;
	WeightingFrame **made;		/* the targets that the weight was made with, the last run first */
	JsonbContainer **made_from; /* what the properties say of each; NULL: groups are others */
	WeightingTarget *margins;	/* to show */
	int nmargins;
} Report;

/* ---- lines ---- */

typedef struct ReportLine
{
	const char *section;
	const char *item;
	const char *category;
	double value; /* NaN: none */
	double before;
	double target;
	double after;
	const char *remark;
} ReportLine;

static void
put_line(const Report *report, const char *domain, const ReportLine *line)
{
	const char *texts[] = {domain, line->section, line->item, line->category};
	double numbers[] = {line->value, line->before, line->target, line->after};
	Datum values[REPORT_COLUMNS];
	bool nulls[REPORT_COLUMNS] = {false};

	for (int i = 0; i < 4; i++)
	{
		nulls[i] = texts[i] == NULL;
		values[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(texts[i]);
		nulls[4 + i] = isnan(numbers[i]);
		values[4 + i] = Float8GetDatum(numbers[i]);
	}
	nulls[8] = line->remark == NULL;
	values[8] = nulls[8] ? (Datum) 0 : CStringGetTextDatum(line->remark);
	svy_row_put(report->result, lengthof(values), values, nulls);
}

static void
put_value(const Report *report, const char *domain, const char *section, const char *item,
		  double value, const char *remark)
{
	ReportLine line = {section, item, NULL, value, NAN, NAN, NAN, remark};

	put_line(report, domain, &line);
}

/* ---- the weights of a group ---- */

static int
double_compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

/* the weights of a group that are not 0, sorted */
static double *
group_weights(const WeightingFrame *frame, int number, size_t *count, WeightingSummary *summary)
{
	size_t room = (size_t) frame->groups[number].respondents;
	double *weights = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * Max(room, 1));

	*count = 0;
	for (size_t i = 0; i < frame->nrows; i++)
	{
		uint32 cell = frame->row_cell[i];

		if (cell == WEIGHTING_NO_CELL || frame->cell_group[cell] != number)
			continue;
		weighting_summary_add(summary, frame->row_base[i]);
		if (frame->row_base[i] != 0)
			weights[(*count)++] = frame->row_base[i];
	}
	qsort(weights, *count, sizeof(double), double_compare);
	return weights;
}

static double
count_above(const double *sorted, size_t n, double limit)
{
	size_t low = 0;
	size_t high = n;

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (sorted[middle] > limit)
			high = middle;
		else
			low = middle + 1;
	}
	return (double) (n - low);
}

static void
report_weights(const Report *report, int number)
{
	static const struct
	{
		const char *name;
		double p;
	} quantiles[] = {{"minimum", 0},		  {"1 % quantile", 0.01},  {"5 % quantile", 0.05},
					 {"quartile 1", 0.25},	  {"median", 0.5},		   {"quartile 3", 0.75},
					 {"95 % quantile", 0.95}, {"99 % quantile", 0.99}, {"maximum", 1}};
	const WeightingGroup *group = &report->after->groups[number];
	WeightingSummary summary = {0};
	size_t n;
	double *sorted = group_weights(report->after, number, &n, &summary);
	double mean = dd_value(summary.sum) / (double) n;
	double median = weighting_quantile(sorted, n, 0.5);
	double range = weighting_quantile(sorted, n, 0.75) - weighting_quantile(sorted, n, 0.25);

	put_value(report, group->label, "base", "respondents", (double) n, NULL);
	if (group->respondents > (double) n)
		put_value(report, group->label, "base", "respondents of weight 0",
				  group->respondents - (double) n, NULL);
	put_value(report, group->label, "base", "sum of weights", dd_value(summary.sum), NULL);
	put_value(report, group->label, "weights", "mean", mean, NULL);
	for (int i = 0; i < lengthof(quantiles); i++)
		put_value(report, group->label, "weights", quantiles[i].name,
				  weighting_quantile(sorted, n, quantiles[i].p), NULL);
	put_value(report, group->label, "weights", "maximum / minimum",
			  summary.min > 0 ? summary.max / summary.min : NAN, NULL);
	if (summary.min < 0)
		put_value(report, group->label, "extremes", "below 0",
				  (double) n - count_above(sorted, n, -DBL_TRUE_MIN), NULL);
	put_value(report, group->label, "extremes", "above 5 x mean",
			  count_above(sorted, n, MANY_MEANS * mean), NULL);
	put_value(report, group->label, "extremes", "below mean / 5",
			  (double) n - count_above(sorted, n, nextafter(mean / MANY_MEANS, 0)), NULL);
	put_value(report, group->label, "extremes", "above median + 6 x quartile range",
			  count_above(sorted, n, median + QUARTILE_RANGES * range), NULL);
	put_value(report, group->label, "efficiency", "coefficient of variation",
			  weighting_cv(&summary), NULL);
	put_value(report, group->label, "efficiency", "design effect of weighting",
			  weighting_kish_deff(&summary), "Kish: n sum w^2 / (sum w)^2");
	put_value(report, group->label, "efficiency", "effective base", weighting_kish_n(&summary),
			  "Kish: (sum w)^2 / sum w^2");
	put_value(report, group->label, "efficiency", "efficiency in percent",
			  100 / weighting_kish_deff(&summary), NULL);
	pfree(sorted);
}

/* ---- margins ---- */

static int
codes_compare(const void *a, const void *b, void *count)
{
	const int32 *x = ((const WeightingCategory *) a)->codes;
	const int32 *y = ((const WeightingCategory *) b)->codes;

	for (int i = 0; i < *(int *) count; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* the categories of a margin that a group has; who is missing is none */
static void
find_categories(const WeightingFrame *frame, const WeightingGroup *group, WeightingTarget *margin)
{
	int count = 0;

	margin->categories =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(WeightingCategory) * group->ncells);
	margin->ncategories = 0;
	for (size_t i = 0; i < group->ncells; i++)
	{
		const int32 *codes = frame->cell_codes + (size_t) group->cells[i] * frame->nvariables;
		int32 *own;

		if (svy_weighting_is_missing(margin, codes) ||
			svy_weighting_category(frame, margin, codes) >= 0)
			continue;
		own = palloc_array(int32, margin->nvariables);
		for (int v = 0; v < margin->nvariables; v++)
			own[v] = codes[margin->variables[v]];
		margin->categories[count++] = (WeightingCategory){.codes = own};
		/* few categories, many cells: keep what is found in order for the search above */
		qsort_arg(margin->categories, count, sizeof(WeightingCategory), codes_compare,
				  &margin->nvariables);
		margin->ncategories = count;
	}
}

static double *
category_sums(const WeightingFrame *frame, const WeightingGroup *group,
			  const WeightingTarget *margin, double *total, double *counts)
{
	double *sums = palloc0_array(double, margin->ncategories + 1);

	*total = 0;
	for (size_t i = 0; i < group->ncells; i++)
	{
		uint32 cell = group->cells[i];
		int category = svy_weighting_category(
			frame, margin, frame->cell_codes + (size_t) cell * frame->nvariables);

		if (category < 0)
			continue;
		sums[category] += frame->cell_base[cell];
		*total += frame->cell_base[cell];
		if (counts)
			counts[category] += frame->cell_count[cell];
	}
	return sums;
}

/* the run that weighted a group, or NULL where that is not known */
static WeightingFrame *
made_of(const Report *report, const WeightingGroup *group)
{
	int nwithin = report->after->options->nwithin;

	for (int i = 0; i < report->nmade; i++)
		if (report->made_from[i] &&
			svy_weighting_part_has(report->made_from[i], nwithin, group->codes))
			return report->made[i];
	return NULL;
}

/* the target of this name that the group's weights were made for, or NULL */
static const WeightingTarget *
made_target(WeightingFrame *made, const WeightingGroup *group, const char *name)
{
	int number = made ? svy_weighting_group(made, group->codes) : -1;

	for (int t = 0; number >= 0 && t < made->groups[number].targets.count; t++)
		if (strcmp(made->groups[number].targets.targets[t].name, name) == 0)
			return &made->groups[number].targets.targets[t];
	return NULL;
}

/* what the weight was made for, in percent; NaN where that is not known */
static double
target_percent(const Report *report, const WeightingGroup *group, const WeightingTarget *margin,
			   const WeightingCategory *category)
{
	WeightingFrame *made = made_of(report, group);
	const WeightingTarget *target = made_target(made, group, margin->name);
	int32 codes[FUNC_MAX_ARGS];
	double sum = 0;
	int number;

	if (!target || made->nvariables > FUNC_MAX_ARGS)
		return NAN;
	for (int v = 0; v < margin->nvariables; v++)
		codes[target->variables[v]] = category->codes[v];
	for (int c = 0; c < target->ncategories; c++)
		sum += target->categories[c].target;
	number = svy_weighting_category(made, target, codes);
	return number < 0 ? NAN : 100 * target->categories[number].target / sum;
}

static const char *
category_label(const WeightingFrame *frame, const WeightingTarget *margin, const int32 *codes)
{
	StringInfoData label;

	initStringInfo(&label);
	for (int v = 0; v < margin->nvariables; v++)
		appendStringInfo(
			&label, "%s%s", v > 0 ? " * " : "",
			svy_weighting_code_label(frame->variables[margin->variables[v]], codes[v]));
	return label.data;
}

static void
show_margin(const Report *report, int number, const WeightingTarget *shown)
{
	const WeightingGroup *group = &report->after->groups[number];
	const WeightingGroup *base = &report->before->groups[number];
	WeightingTarget margin = *shown;
	double *counts;
	double *before;
	double *after;
	double before_total;
	double after_total;

	find_categories(report->after, group, &margin);
	counts = palloc0_array(double, margin.ncategories + 1);
	after = category_sums(report->after, group, &margin, &after_total, counts);
	before = category_sums(report->before, base, &margin, &before_total, NULL);
	for (int c = 0; c < margin.ncategories; c++)
	{
		ReportLine line = {"margin", margin.name, NULL, counts[c], NAN, NAN, NAN, NULL};

		line.category = category_label(report->after, &margin, margin.categories[c].codes);
		line.before = 100 * before[c] / before_total;
		line.after = 100 * after[c] / after_total;
		line.target = target_percent(report, group, &margin, &margin.categories[c]);
		if (!isnan(line.target))
			line.remark = fabs(line.after - line.target) < MET_POINTS
							  ? "met"
							  : psprintf("off by %+.1f points", line.after - line.target);
		put_line(report, group->label, &line);
	}
}

/* the sum of weights of who has the number, and that of weight times number */
static double
weighted_sum(const WeightingFrame *frame, const WeightingGroup *group,
			 const WeightingTarget *margin, double *weights)
{
	double sum = 0;

	*weights = 0;
	for (size_t i = 0; i < group->ncells; i++)
	{
		uint32 cell = group->cells[i];
		double value = frame->cell_values[(size_t) cell * frame->nvalues + margin->variables[0]];

		if (isnan(value))
			continue;
		*weights += frame->cell_base[cell];
		sum += frame->cell_base[cell] * value;
	}
	return sum;
}

/* a mean or total as it is, and before and after in percent of its target */
static void
show_numeric(const Report *report, int number, const WeightingTarget *margin)
{
	const WeightingGroup *group = &report->after->groups[number];
	const WeightingTarget *target = made_target(made_of(report, group), group, margin->name);
	ReportLine line = {"margin", margin->name, margin->is_mean ? "mean" : "total", NAN, NAN, NAN,
					   NAN,		 NULL};
	double weights;
	double before = weighted_sum(report->before, &report->before->groups[number], margin, &weights);

	if (margin->is_mean)
		before /= weights;
	line.value = weighted_sum(report->after, group, margin, &weights);
	if (margin->is_mean)
		line.value /= weights;
	if (target)
	{
		bool met = fabs(line.value - target->total) <=
				   MET_POINTS / 100 * fmax(fabs(target->total), fabs(before));

		line.remark =
			met ? psprintf("met: %.10g", target->total)
				: psprintf("off by %+.6g from %.10g", line.value - target->total, target->total);
		if (target->total != 0)
		{
			line.before = 100 * before / target->total;
			line.target = 100;
			line.after = 100 * line.value / target->total;
		}
	}
	put_line(report, group->label, &line);
}

/* ---- how the weight was made ---- */

static void
report_run(const Report *report, const char *weight, const char *what, JsonbContainer *made)
{
	static const char *const counts[][2] = {{"kept", "respondents of earlier runs"},
											{"cleared", "respondents cleared"}};
	char *converged = svy_json_text(made, "converged");
	int32 iterations = 0;

	put_value(report, NULL, "making", weight, NAN,
			  psprintf("%s; %s at %s", what, svy_json_string(made, "made_by", "the properties"),
					   svy_json_string(made, "made_at", "the properties")));
	for (int i = 0; i < lengthof(counts); i++)
	{
		double count;

		if (svy_json_number(made, counts[i][0], "the properties", &count) && count > 0)
			put_value(report, NULL, "making", counts[i][1], count, NULL);
	}
	if (svy_json_int(made, "iterations", "the properties", &iterations))
		put_value(report, NULL, "making", "iterations", iterations,
				  converged && strcmp(converged, "true") == 0 ? "converged" : "not converged");
}

/* an earlier run in few words */
static char *
run_words(JsonbContainer *made)
{
	char *groups = svy_json_text(made, "groups");
	char *filter = svy_json_string(made, "filter", "the properties");

	return psprintf("earlier run: %s%s%s%s%s", svy_json_string(made, "method", "the properties"),
					groups ? ", groups " : "", groups ? groups : "", filter ? ", filter " : "",
					filter ? filter : "");
}

static void
report_making(const Report *report, const Survey *survey, const char *weight)
{
	for (int depth = 0; weight && depth <= survey->nvariables; depth++)
	{
		const SurveyVariable *variable = svy_survey_find_variable(survey, weight);
		int count;
		JsonbContainer **runs = svy_weighting_parts(variable, &count);

		if (count == 0)
			break;
		for (int i = 0; i < count; i++)
			report_run(report, weight, i == 0 ? variable->label : run_words(runs[i]), runs[i]);
		weight = svy_json_string(runs[0], "base", "the properties");
		put_value(report, NULL, "making", "base weight", NAN, weight ? weight : "1 for everybody");
	}
}

/* the runs with targets that a weight goes back to */
static JsonbContainer **
find_targets(const Survey *survey, const char *weight, int *count)
{
	for (int depth = 0; weight && depth <= survey->nvariables; depth++)
	{
		JsonbContainer **runs =
			svy_weighting_parts(svy_survey_find_variable(survey, weight), count);

		if (*count == 0 || svy_json_get(runs[0], "targets"))
			return runs;
		weight = svy_json_string(runs[0], "base", "the properties");
	}
	*count = 0;
	return NULL;
}

static bool
same_names(int count, char **names, int other_count, char **others)
{
	if (count != other_count)
		return false;
	for (int i = 0; i < count; i++)
		if (pg_strcasecmp(names[i], others[i]) != 0)
			return false;
	return true;
}

/* ---- the course of the work ---- */

/* reads who has the weight, with it or with its base */
static WeightingFrame *
read_frame(Survey *survey, const WeightingOptions *options, const Report *report,
		   const char *column)
{
	WeightingFrame *frame = svy_weighting_frame(survey, options);

	frame->base = column ? pstrdup(column) : NULL;
	frame->cells.negative = column && svy_weight_negative(survey, column);
	for (int m = 0; m < report->nmade; m++)
	{
		const WeightingFrame *made = report->made[m];

		for (int i = 0; i < made->nvariables; i++)
			(void) svy_weighting_variable(frame, made->variables[i]->name);
		for (int i = 0; i < made->nvalues; i++)
			(void) svy_weighting_value(frame, made->values[i]->name);
	}
	svy_weighting_read(frame);
	return frame;
}

static void
add_margin(Report *report, const WeightingFrame *made, const WeightingTarget *target)
{
	WeightingTarget *margin = &report->margins[report->nmargins];

	for (int m = 0; m < report->nmargins; m++)
		if (strcmp(report->margins[m].name, target->name) == 0)
			return;
	*margin = *target;
	margin->variables = palloc_array(int, target->nvariables);
	for (int v = 0; v < target->nvariables; v++)
		margin->variables[v] =
			target->numeric
				? svy_weighting_value(report->after, made->values[target->variables[v]]->name)
				: svy_weighting_variable(report->after,
										 made->variables[target->variables[v]]->name);
	report->nmargins++;
}

/* the margins of all groups of the making, in terms of the frame that is reported */
static void
choose_margins(Report *report, WeightingFrame *made)
{
	int32 *anybody;

	/* common targets belong to groups that only data would tell */
	anybody = palloc0_array(int32, made->nvariables + 1);
	if (made->common)
		(void) svy_weighting_group(made, anybody);
	for (int g = 0; g < made->ngroups; g++)
	{
		const WeightingTargets *targets = &made->groups[g].targets;

		report->margins = report->margins ? repalloc_array(report->margins, WeightingTarget,
														   report->nmargins + targets->count + 1)
										  : palloc_array(WeightingTarget, targets->count + 1);
		for (int t = 0; t < targets->count; t++)
			add_margin(report, made, &targets->targets[t]);
	}
}

static void
report_unweighted(const Report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->after->nrows; i++)
		count += report->after->row_cell[i] == WEIGHTING_NO_CELL;
	put_value(report, NULL, "base", "respondents without a weight", (double) count, NULL);
}

/* the targets of all runs; they are compared where the report is by what they were within */
static void
find_runs(Report *report, const Survey *survey, const char *weight, const WeightingOptions *options)
{
	JsonbContainer **runs = find_targets(survey, weight, &report->nmade);

	report->made = palloc_array(WeightingFrame *, report->nmade + 1);
	report->made_from = palloc_array(JsonbContainer *, report->nmade + 1);
	for (int i = 0; i < report->nmade; i++)
	{
		const WeightingOptions *own;

		report->made[i] = svy_weighting_making(survey, runs[i]);
		own = report->made[i]->options;
		report->made_from[i] =
			same_names(options->nwithin, options->within, own->nwithin, own->within) &&
					(options->nwithin > 0 || report->nmade == 1)
				? runs[i]
				: NULL;
	}
}

static void
weight_report(FunctionCallInfo fcinfo, WeightingOptions *options)
{
	Report report = {.result = (ReturnSetInfo *) fcinfo->resultinfo};
	WeightingOptions base_options;
	Survey *survey;
	const char *weight;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	survey = svy_survey_open(options->survey);
	weight = options->base ? options->base : survey->weight;
	if (!weight)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey \"%s\" has no weight to report on", survey->name),
						errhint("Name the column with weight => ....")));
	weight = svy_survey_variable(survey, weight)->name;
	find_runs(&report, survey, weight, options);
	report.after = read_frame(survey, options, &report, weight);
	base_options = *options;
	base_options.filter = psprintf("%s IS NOT NULL", quote_identifier(weight));
	report.before = read_frame(survey, &base_options, &report, svy_weighting_base(survey, weight));
	for (int i = 0; i < report.nmade; i++)
		choose_margins(&report, report.made[i]);
	report_making(&report, survey, weight);
	report_unweighted(&report);
	for (int g = 0; g < report.after->ngroups; g++)
	{
		report_weights(&report, g);
		for (int m = 0; m < report.nmargins && g < report.before->ngroups; m++)
		{
			if (report.margins[m].numeric)
				show_numeric(&report, g, &report.margins[m]);
			else
				show_margin(&report, g, &report.margins[m]);
		}
	}
	SPI_finish();
}

PG_FUNCTION_INFO_V1(svy_weight_report);

/* name, weight, by, options */
Datum
svy_weight_report(PG_FUNCTION_ARGS)
{
	WeightingOptions options = {.method = WEIGHTING_TRIM, .missing = WEIGHTING_MISSING_LEAVE};

	options.survey = svy_required_argument(fcinfo, 0, "name");
	options.base = svy_text_argument(fcinfo, 1);
	options.within = svy_texts_argument(fcinfo, 2, "by", &options.nwithin);
	svy_no_options(fcinfo, 3);
	options.nwithin = Max(options.nwithin, 0);
	weight_report(fcinfo, &options);
	return (Datum) 0;
}
