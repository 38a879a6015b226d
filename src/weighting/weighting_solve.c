/*
 * weighting_solve.c
 *	  Finding the weights of one group's cells.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "weighting/weighting.h"
#include "pg/svy.h"

/* how far published shares may be from adding up, and totals of counts from each other */
#define SUM_TOLERANCE 1e-6

/* a margin of shares that misses 1 by less was mistyped, and does not hold counts */
#define SHARE_SUSPICION 0.05

/* R's grake(): totals this far above the sample's are met by scaling the weights first */
#define SCALE_FIRST 20

static void *
huge_array(size_t size, size_t count)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size * Max(count, 1),
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

#define HUGE_ARRAY(type, count) ((type *) huge_array(sizeof(type), (count)))

static const char *
in_group(const WeightingGroup *group)
{
	return group->label ? psprintf(" in group \"%s\"", group->label) : "";
}

/* ---- units and totals of targets ---- */

static double
target_sum(const WeightingTarget *target)
{
	double sum = 0;

	for (int c = 0; c < target->ncategories; c++)
		sum += target->categories[c].target;
	return sum;
}

static WeightingUnit
target_unit(const WeightingTarget *target, double sum, WeightingUnit unit)
{
	if (unit != WEIGHTING_AUTO)
		return unit;
	if (fabs(sum - 1) <= SHARE_SUSPICION)
		return WEIGHTING_SHARE;
	return fabs(sum - 100) <= 100 * SHARE_SUSPICION ? WEIGHTING_PERCENT : WEIGHTING_COUNT;
}

/* the total that a margin of counts asks for; NaN for shares, which must add up */
static double
margin_total(const WeightingGroup *group, const WeightingTarget *target, WeightingUnit unit)
{
	double sum = target_sum(target);
	double whole;

	if (!(sum > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("all targets of margin \"%s\"%s are zero", target->name, in_group(group))));
	if (isinf(sum))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("the sum of the targets of margin \"%s\"%s is out of range",
							   target->name, in_group(group))));
	unit = target_unit(target, sum, unit);
	if (unit == WEIGHTING_COUNT)
		return sum;
	whole = unit == WEIGHTING_SHARE ? 1 : 100;
	if (fabs(sum / whole - 1) > SUM_TOLERANCE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the targets of margin \"%s\"%s add up to %.10g, not %g",
							   target->name, in_group(group), sum, whole),
						errhint("Correct the %s, or say unit => 'count' if they are counts.",
								unit == WEIGHTING_SHARE ? "shares" : "percentages")));
	return NAN;
}

/* the sum of weights that all margins agree on: given, that of the counts, or the sample's own */
static double
group_total(const WeightingFrame *frame, const WeightingGroup *group)
{
	double total = frame->options->total;
	const char *origin = "the total";

	for (int t = 0; t < group->targets.count; t++)
	{
		const WeightingTarget *target = &group->targets.targets[t];
		double sum = target->numeric ? NAN : margin_total(group, target, frame->options->unit);

		if (isnan(sum))
			continue;
		if (isnan(total))
		{
			total = sum;
			origin = psprintf("margin \"%s\"", target->name);
		}
		else if (fabs(sum / total - 1) > SUM_TOLERANCE)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the targets of margin \"%s\"%s add up to %.10g, not to the "
							"%.10g of %s",
							target->name, in_group(group), sum, total, origin),
					 errhint("All margins must describe one population; shares may be of any.")));
	}
	return isnan(total) ? group->base : total;
}

/* ---- categories of cells ---- */

static const char *
cell_answers(const WeightingFrame *frame, const WeightingTarget *target, const int32 *codes)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < target->nvariables; i++)
		appendStringInfo(&text, "%s%s", i > 0 ? " * " : "",
						 svy_weighting_code_label(frame->variables[target->variables[i]],
												  codes[target->variables[i]]));
	return text.data;
}

int32 *
svy_weighting_cell_categories(const WeightingFrame *frame, const WeightingGroup *group,
							  const WeightingTarget *target)
{
	int32 *categories = HUGE_ARRAY(int32, group->ncells);

	for (size_t i = 0; i < group->ncells; i++)
	{
		const int32 *codes = frame->cell_codes + (size_t) group->cells[i] * frame->nvariables;

		categories[i] = svy_weighting_category(frame, target, codes);
		if (categories[i] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("there are respondents of category \"%s\" of margin \"%s\"%s but no "
							"target for them",
							cell_answers(frame, target, codes), target->name, in_group(group)),
					 errhint("Add a target, declare the answer missing in the codebook, or leave "
							 "them out with a filter.")));
	}
	return categories;
}

static double
missing_base(const WeightingFrame *frame, const WeightingGroup *group,
			 const WeightingTarget *target)
{
	double sum = 0;

	for (size_t i = 0; i < group->ncells; i++)
		if (svy_weighting_is_missing(target, frame->cell_codes +
												 (size_t) group->cells[i] * frame->nvariables))
			sum += frame->cell_base[group->cells[i]];
	return sum;
}

/* who has no answer is a category that keeps its share; the others divide the rest */
static void
add_missing_category(const WeightingFrame *frame, WeightingGroup *group, WeightingTarget *target)
{
	double share = missing_base(frame, group, target) / group->base;

	if (!(share > 0))
		return;
	for (int c = 0; c < target->ncategories; c++)
		target->categories[c].target *= 1 - share;
	target->categories =
		repalloc_array(target->categories, WeightingCategory, target->ncategories + 1);
	target->categories[target->ncategories++] =
		(WeightingCategory){NULL, "(missing)", share * group->targets.total};
}

static void
check_carried(const WeightingFrame *frame, const WeightingGroup *group,
			  const WeightingTarget *target)
{
	const int32 *categories = svy_weighting_cell_categories(frame, group, target);
	double *sums = palloc0_array(double, target->ncategories);
	double *counts = palloc0_array(double, target->ncategories);

	for (size_t i = 0; i < group->ncells; i++)
	{
		sums[categories[i]] += frame->cell_base[group->cells[i]];
		counts[categories[i]] += frame->cell_count[group->cells[i]];
	}
	for (int c = 0; c < target->ncategories; c++)
		if (target->categories[c].target > 0 && !(sums[c] > 0))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg(counts[c] > 0
									   ? "all respondents of category \"%s\" of margin "
										 "\"%s\"%s have the base weight 0"
									   : "category \"%s\" of margin \"%s\"%s has a target but no "
										 "respondents",
								   target->categories[c].label, target->name, in_group(group)),
							errhint("Combine it with another category, or leave it out.")));
}

/* targets as weighted counts; all that can be said against them before the work starts */
void
svy_weighting_prepare(WeightingFrame *frame, WeightingGroup *group)
{
	if (!(group->base > 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("all base weights%s are 0", in_group(group))));
	group->targets.total = group_total(frame, group);
	for (int t = 0; t < group->targets.count; t++)
	{
		WeightingTarget *target = &group->targets.targets[t];
		double sum;

		if (target->numeric)
		{
			if (target->is_mean)
				target->total *= group->targets.total;
			continue;
		}
		sum = target_sum(target);
		if (sum != group->targets.total)
			for (int c = 0; c < target->ncategories; c++)
				target->categories[c].target *= group->targets.total / sum;
		if (frame->options->missing == WEIGHTING_MISSING_CATEGORY)
			add_missing_category(frame, group, target);
		check_carried(frame, group, target);
	}
}

/* ---- raking ---- */

typedef struct Rake
{
	size_t ncells;
	int nmargins;
	WeightingMargin *margins;
	double *weights;
	double *before;
	double *counts;
	WeightingDeviation deviation;
} Rake;

static void
rake_margins(const WeightingFrame *frame, WeightingGroup *group, Rake *rake)
{
	rake->ncells = group->ncells;
	rake->nmargins = group->targets.count;
	rake->margins = palloc_array(WeightingMargin, rake->nmargins);
	for (int t = 0; t < rake->nmargins; t++)
	{
		const WeightingTarget *target = &group->targets.targets[t];
		double *targets = palloc_array(double, target->ncategories);

		for (int c = 0; c < target->ncategories; c++)
			targets[c] = target->categories[c].target;
		rake->margins[t] = (WeightingMargin){target->ncategories,
											 svy_weighting_cell_categories(frame, group, target),
											 targets, palloc_array(DD, target->ncategories)};
	}
	rake->weights = HUGE_ARRAY(double, group->ncells);
	rake->counts = HUGE_ARRAY(double, group->ncells);
	for (size_t i = 0; i < group->ncells; i++)
	{
		rake->weights[i] = frame->cell_base[group->cells[i]];
		rake->counts[i] = frame->cell_count[group->cells[i]];
	}
}

static char *
category_name(const WeightingGroup *group, const WeightingDeviation *deviation)
{
	const WeightingTarget *target = &group->targets.targets[deviation->margin];

	return psprintf("category \"%s\" of margin \"%s\"",
					target->categories[deviation->category].label, target->name);
}

/* one pass; whether that was enough */
static bool
rake_once(const WeightingFrame *frame, WeightingGroup *group, Rake *rake)
{
	const WeightingOptions *options = frame->options;
	double mean = group->targets.total / group->weighted;
	bool trimmed = isfinite(options->upper) || options->lower > 0;
	WeightingDeviation missed;

	if (options->by_change)
		memcpy(rake->before, rake->weights, sizeof(double) * rake->ncells);
	svy_check(
		weighting_rake_pass(rake->ncells, rake->weights, rake->nmargins, rake->margins, &missed),
		"raking");
	if (trimmed)
		weighting_clip(rake->ncells, rake->weights, rake->counts, options->lower * mean,
					   options->upper * mean);
	if (options->by_change)
		return weighting_change(rake->ncells, rake->weights, rake->before) <
			   options->tolerance * (options->tolerance < 1 ? group->base : 1);
	/* exact, but a sweep of its own: only when the pass itself had little to do */
	if (trimmed || rake->nmargins == 1 || missed.largest < options->tolerance)
		weighting_deviation(rake->ncells, rake->weights, rake->nmargins, rake->margins, &missed);
	return missed.largest < options->tolerance;
}

static void
solve_rake(WeightingFrame *frame, WeightingGroup *group)
{
	Rake rake = {0};

	rake_margins(frame, group, &rake);
	rake.before = HUGE_ARRAY(double, frame->options->by_change ? group->ncells : 1);
	while (group->iterations < frame->options->max_iterations && !group->converged)
	{
		CHECK_FOR_INTERRUPTS();
		group->iterations++;
		group->converged = rake_once(frame, group, &rake);
	}
	weighting_deviation(rake.ncells, rake.weights, rake.nmargins, rake.margins, &rake.deviation);
	group->deviation = rake.deviation.largest;
	group->worst = category_name(group, &rake.deviation);
	for (size_t i = 0; i < group->ncells; i++)
		frame->cell_weight[group->cells[i]] = rake.weights[i];
}

/* ---- calibration ---- */

static bool
has_margins(const WeightingGroup *group)
{
	for (int t = 0; t < group->targets.count; t++)
		if (!group->targets.targets[t].numeric)
			return true;
	return false;
}

static double *
cell_values(const WeightingFrame *frame, const WeightingGroup *group, int value)
{
	double *values = HUGE_ARRAY(double, group->ncells);

	for (size_t i = 0; i < group->ncells; i++)
		values[i] = frame->cell_values[(size_t) group->cells[i] * frame->nvalues + value];
	return values;
}

/* the model and its targets; the total is met too, where no margin sees to it */
static void
calibration_model(const WeightingFrame *frame, const WeightingGroup *group, Calibration *c)
{
	CalibrationModel *model = &c->model;
	int count = group->targets.count;
	int *ncategories = palloc_array(int, count);
	const int32_t **codes = palloc_array(const int32_t *, count);
	const double **values = palloc_array(const double *, count);
	double *targets;
	int columns = 1;

	model->nitems = group->ncells;
	model->constant = !has_margins(group);
	for (int t = 0; t < count; t++)
	{
		const WeightingTarget *target = &group->targets.targets[t];

		columns += target->numeric ? 1 : target->ncategories;
		if (target->numeric)
			values[model->nvalues++] = cell_values(frame, group, target->variables[0]);
		else
		{
			ncategories[model->nmargins] = target->ncategories;
			codes[model->nmargins++] = svy_weighting_cell_categories(frame, group, target);
		}
	}
	model->ncategories = ncategories;
	model->codes = codes;
	model->values = values;
	targets = palloc_array(double, columns);
	c->targets = targets;
	if (model->constant)
		*targets++ = group->targets.total;
	for (int t = 0; t < count; t++)
	{
		const WeightingTarget *target = &group->targets.targets[t];

		for (int i = 0; i < target->ncategories; i++)
			*targets++ = target->categories[i].target;
		if (target->numeric)
			*targets++ = target->total;
	}
}

/* ---- one factor for all of a household ---- */

/* numbers the households of a group from 0; the count of them */
static size_t
number_clusters(const WeightingFrame *frame, const WeightingGroup *group, uint32 *item)
{
	uint32 *numbers = HUGE_ARRAY(uint32, frame->nrows + 2);
	uint32 count = 0;

	for (size_t i = 0; i < group->ncells; i++)
	{
		uint32 *number = &numbers[frame->cell_cluster[group->cells[i]]];

		if (*number == 0)
			*number = ++count;
		item[i] = *number - 1;
	}
	pfree(numbers);
	return count;
}

/* a column's sum over each household with the base weights */
static double *
cluster_column(const CalibrationModel *model, const uint32 *item, size_t nclusters,
			   const double *values)
{
	double *sums = HUGE_ARRAY(double, nclusters);

	for (size_t i = 0; i < model->nitems; i++)
		sums[item[i]] += model->base[i] * values[i];
	return sums;
}

/* the indicators of a margin likewise, one column a category */
static void
cluster_margin(const CalibrationModel *model, const uint32 *item, size_t nclusters, int margin,
			   double **columns)
{
	for (int k = 0; k < model->ncategories[margin]; k++)
		columns[k] = HUGE_ARRAY(double, nclusters);
	for (size_t i = 0; i < model->nitems; i++)
		columns[model->codes[margin][i]][item[i]] += model->base[i];
}

/*
 * Respondents of a household as one item that weighs what they weigh together
 * and has their mean of every column (R's aggregate.stage, where base weights
 * are equal within it).
 */
static void
merge_clusters(Calibration *c, const uint32 *item, size_t nclusters)
{
	CalibrationModel *model = &c->model;
	double *base = HUGE_ARRAY(double, nclusters);
	double **columns = palloc_array(double *, calibration_columns(model) + 1);
	int count = 0;

	for (size_t i = 0; i < model->nitems; i++)
		base[item[i]] += model->base[i];
	for (int m = 0; m < model->nmargins; m++)
	{
		cluster_margin(model, item, nclusters, m, columns + count);
		count += model->ncategories[m];
	}
	for (int v = 0; v < model->nvalues; v++)
		columns[count++] = cluster_column(model, item, nclusters, model->values[v]);
	for (int k = 0; k < count; k++)
		for (size_t i = 0; i < nclusters; i++)
			columns[k][i] = base[i] > 0 ? columns[k][i] / base[i] : 0;
	model->nitems = nclusters;
	model->base = base;
	model->nmargins = 0;
	model->nvalues = count;
	model->values = (const double *const *) columns;
}

static void
calibration_space(Calibration *c)
{
	int columns = calibration_columns(&c->model);

	c->lambda = palloc0_array(double, columns);
	c->step = palloc_array(double, columns);
	c->misfit = palloc_array(double, columns);
	c->sums = palloc_array(DD, columns);
	c->gram = HUGE_ARRAY(double, (size_t) columns *columns);
	c->dependent = palloc0_array(bool, columns);
	c->g = HUGE_ARRAY(double, c->model.nitems);
}

/* the target that a column of the model belongs to, in words */
static char *
column_name(const WeightingGroup *group, const Calibration *c, int column)
{
	if (c->model.constant && column-- == 0)
		return pstrdup("the total");
	for (int t = 0; t < group->targets.count; t++)
	{
		const WeightingTarget *target = &group->targets.targets[t];

		if (target->numeric && column-- == 0)
			return psprintf("the total of \"%s\"", target->name);
		if (!target->numeric && column < target->ncategories)
			return psprintf("category \"%s\" of margin \"%s\"", target->categories[column].label,
							target->name);
		column -= target->ncategories;
	}
	return pstrdup("a target");
}

/* numeric variables that say nothing new are a mistake; margins may share their total */
static void
check_collinear(const WeightingGroup *group, const Calibration *c)
{
	int columns = calibration_columns(&c->model);
	int numeric = 0;

	for (int t = 0; t < group->targets.count; t++)
		numeric += group->targets.targets[t].numeric;
	for (int j = columns - numeric; j < columns; j++)
		if (c->dependent[j])
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("%s%s is collinear with the other targets",
								   column_name(group, c, j), in_group(group)),
							c->model.constant
								? errhint("Leave out one of the variables that determine each "
										  "other. The sum of the weights is a target too; "
										  "\"total\" sets it.")
								: errhint("Leave out one of the variables that determine each "
										  "other.")));
}

static void
calibration_failed(const WeightingGroup *group, const Calibration *c, const bool *dependent)
{
	if (dependent[c->worst])
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the target of %s%s contradicts the other targets", group->worst,
							   in_group(group)),
						errhint("The other targets already determine it.")));
	if (isfinite(c->lower) || isfinite(c->upper))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the targets%s cannot be met within the bounds %g to %g", in_group(group),
						c->lower, c->upper),
				 errdetail("After %d iterations %s is off by %.3g of its target.",
						   group->iterations, group->worst, group->deviation),
				 errhint("Widen the bounds, combine categories, or accept the last iterate with "
						 "unconverged => 'keep'.")));
}

static void
solve_calibration(WeightingFrame *frame, WeightingGroup *group)
{
	const WeightingOptions *options = frame->options;
	Calibration c = {.lower = options->lower, .upper = options->upper};
	double *base = HUGE_ARRAY(double, group->ncells);
	double scale = group->targets.total / group->base;
	SvyStatus status;

	uint32 *item = NULL;
	bool *dependent;

	c.method = options->method == WEIGHTING_LINEAR		  ? CALIBRATION_LINEAR
			   : options->method == WEIGHTING_EXPONENTIAL ? CALIBRATION_RAKING
														  : CALIBRATION_LOGIT;
	if (scale < SCALE_FIRST && scale > 1.0 / SCALE_FIRST)
		scale = 1;
	for (size_t i = 0; i < group->ncells; i++)
		base[i] = frame->cell_base[group->cells[i]] * scale;
	calibration_model(frame, group, &c);
	c.model.base = base;
	if (frame->cluster)
	{
		item = HUGE_ARRAY(uint32, group->ncells);
		merge_clusters(&c, item, number_clusters(frame, group, item));
	}
	calibration_space(&c);
	dependent = palloc0_array(bool, calibration_columns(&c.model));
	status = calibration_start(&c);
	svy_check(status, "calibration");
	while (group->iterations < options->max_iterations && status == SVY_OK &&
		   !(group->iterations > 0 && c.deviation < options->tolerance))
	{
		CHECK_FOR_INTERRUPTS();
		status = calibration_step(&c);
		if (group->iterations++ > 0)
			continue;
		/* later steps leave out those at the bounds, which looks like dependence too */
		check_collinear(group, &c);
		memcpy(dependent, c.dependent, sizeof(bool) * calibration_columns(&c.model));
	}
	group->converged = c.deviation < options->tolerance;
	group->deviation = c.deviation;
	group->worst = column_name(group, &c, c.worst);
	if (!group->converged && !options->keep_last)
		calibration_failed(group, &c, dependent);
	for (size_t i = 0; i < group->ncells; i++)
		frame->cell_weight[group->cells[i]] = base[i] * c.g[item ? item[i] : i];
}

void
svy_weighting_solve(WeightingFrame *frame, WeightingGroup *group)
{
	const WeightingOptions *options = frame->options;

	if (options->method <= WEIGHTING_RAKE)
		solve_rake(frame, group);
	else
		solve_calibration(frame, group);
	if (group->converged || options->keep_last)
		return;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the weights%s did not converge within %d iterations", in_group(group),
						   group->iterations),
					errdetail("The worst is %s, off by %.3g of its target.", group->worst,
							  group->deviation),
					errhint("%s, combine categories, or accept the last iterate with "
							"unconverged => 'keep'.",
							options->method == WEIGHTING_RAKE && isfinite(options->upper)
								? "Widen the limits of trimming"
								: "Allow more iterations")));
}
