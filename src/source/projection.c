/*
 * projection.c
 *	  Influence values of calibrated estimates: residuals on the variables that
 *	  the weight was calibrated to.
 *
 * Deville and Sarndal (1992, "Calibration estimators in survey sampling", JASA
 * 87, 376-382) show that a calibrated total varies as the regression estimator
 * does, whatever the distance, so that only residuals of the regression on the
 * calibration variables count.  A weight that was made in several steps loses what
 * each step explains, that of the first weighting first, as in R.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "pg/svy.h"
#include "source/calibration_steps.h"

/* rows between two looks at interrupts */
#define PIECE 4096

/* households that there is room for at first */
#define FEW_HOUSEHOLDS 1024

/* respondents of one household and group: sums of base weights, then of weighted columns */
typedef struct Household
{
	struct Household *next; /* of another group */
	int group;
	DD sums[FLEXIBLE_ARRAY_MEMBER];
} Household;

/* the sums of a group of the weighting, and room for the variables of one respondent */
typedef struct GroupSums
{
	CalibrationModel model; /* of one item */
	int columns;
	double base;
	int32 *codes;
	double *values;
	CalibrationModel averaged; /* columns as means of the household, where it shares a factor */
	double *means;
	DD *gram;	  /* columns x columns */
	DD *products; /* columns x p */
	double *beta; /* columns x p, when the step is done */
} GroupSums;

typedef struct StepSums
{
	int ngroups;
	GroupSums **groups;
	int64 nhouseholds;
	Household **households; /* by number */
} StepSums;

struct SvyProjection
{
	const SvyCalibration *calibration;
	int p;
	StepSums *steps;
	int current;	 /* the step whose sums are being made; -1: all are known */
	bool households; /* those of its households, first */
	int32 *codes;	 /* of one respondent */
	double *y;		 /* p: without the weight */
	double *z;
	MemoryContext context;
};

static void *
zeroed(size_t size, size_t count)
{
	return palloc_extended(size * Max(count, 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

static bool
shares_factor(const SvyCalibrationStep *step)
{
	return step->made->options->same_within != NULL;
}

SvyProjection *
svy_projection_open(const SvyCalibration *calibration, int p)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "projection", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	SvyProjection *projection = palloc0_object(SvyProjection);
	int most = 0;

	projection->calibration = calibration;
	projection->p = p;
	projection->context = context;
	projection->steps = palloc0_array(StepSums, calibration->nsteps);
	projection->current = calibration->nsteps - 1;
	projection->households = shares_factor(&calibration->steps[projection->current]);
	for (int i = 0; i < calibration->nsteps; i++)
		most = Max(most, calibration->steps[i].made->nvariables);
	projection->codes = palloc_array(int32, most + 1);
	projection->y = palloc_array(double, p + 1);
	projection->z = palloc_array(double, p + 1);
	MemoryContextSwitchTo(before);
	return projection;
}

void
svy_projection_close(SvyProjection *projection)
{
	MemoryContextDelete(projection->context);
}

/* ---- the calibration variables of a respondent ---- */

/* a model of one item, whose variables are where "codes" and "values" of the group are */
static void
set_model(GroupSums *sums, const WeightingTargets *targets)
{
	CalibrationModel *model = &sums->model;
	int *ncategories = palloc_array(int, targets->count + 1);
	const int32_t **codes = palloc_array(const int32_t *, targets->count + 1);
	const double **values = palloc_array(const double *, targets->count + 1);

	sums->codes = palloc_array(int32, targets->count + 1);
	sums->values = palloc_array(double, targets->count + 1);
	model->nitems = 1;
	model->base = &sums->base;
	for (int t = 0; t < targets->count; t++)
	{
		if (targets->targets[t].numeric)
		{
			values[model->nvalues] = &sums->values[model->nvalues];
			model->nvalues++;
			continue;
		}
		/* who is missing was a category of its own */
		ncategories[model->nmargins] = targets->targets[t].ncategories + 1;
		codes[model->nmargins] = &sums->codes[model->nmargins];
		model->nmargins++;
	}
	/* the total is met too, where no margin sees to it */
	model->constant = model->nmargins == 0;
	model->ncategories = ncategories;
	model->codes = codes;
	model->values = values;
	sums->columns = calibration_columns(model);
}

/* households with one factor: every column, but for the constant, by its mean in the household */
static void
set_averaged(GroupSums *sums)
{
	const double **values = palloc_array(const double *, sums->columns + 1);

	sums->averaged = (CalibrationModel){.nitems = 1,
										.base = &sums->base,
										.constant = sums->model.constant,
										.nvalues = sums->columns - (sums->model.constant ? 1 : 0),
										.values = values};
	sums->means = palloc0_array(double, sums->columns + 1);
	for (int i = 0; i < sums->averaged.nvalues; i++)
		values[i] = &sums->means[i];
}

static GroupSums *
group_sums(SvyProjection *projection, int step, int group)
{
	StepSums *sums = &projection->steps[step];
	MemoryContext before;
	GroupSums *made;

	if (group < sums->ngroups && sums->groups[group])
		return sums->groups[group];
	before = MemoryContextSwitchTo(projection->context);
	if (group >= sums->ngroups)
	{
		sums->groups = sums->groups ? repalloc_array(sums->groups, GroupSums *, group + 1)
									: palloc_array(GroupSums *, group + 1);
		while (sums->ngroups <= group)
			sums->groups[sums->ngroups++] = NULL;
	}
	made = sums->groups[group] = palloc0_object(GroupSums);
	set_model(made, &projection->calibration->steps[step].made->groups[group].targets);
	set_averaged(made);
	made->gram = zeroed(sizeof(DD), (size_t) made->columns * made->columns);
	made->products = zeroed(sizeof(DD), (size_t) made->columns * projection->p);
	MemoryContextSwitchTo(before);
	return made;
}

/* the group of a respondent by the step's own columns; -1 for one that it did not weight */
static int
group_of(const SvyProjection *projection, const SvyCalibrationStep *step, const double *own,
		 const int32 *codes)
{
	MemoryContext before;
	int group;

	if (isnan(own[STEP_WEIGHT]) || isnan(own[STEP_BASE]))
		return -1;
	for (int v = 0; v < step->made->nvalues; v++)
		if (isnan(own[STEP_VALUES + v]))
			return -1;
	memcpy(projection->codes, codes, sizeof(int32) * step->made->nvariables);
	/* groups that are found here stay with the step */
	before = MemoryContextSwitchTo(step->context);
	group = svy_weighting_group(step->made, projection->codes);
	MemoryContextSwitchTo(before);
	return group;
}

static void
set_variables(const SvyProjection *projection, const SvyCalibrationStep *step, int group,
			  GroupSums *sums, const double *own)
{
	const WeightingTargets *targets = &step->made->groups[group].targets;
	int margin = 0;
	int number = 0;

	sums->base = own[STEP_BASE];
	for (int t = 0; t < targets->count; t++)
	{
		const WeightingTarget *target = &targets->targets[t];
		int category;

		if (target->numeric)
		{
			sums->values[number++] = own[STEP_VALUES + target->variables[0]];
			continue;
		}
		category = svy_weighting_category(step->made, target, projection->codes);
		sums->codes[margin++] = category < 0 ? target->ncategories : category;
	}
}

/* ---- households ---- */

static Household *
household_of(SvyProjection *projection, int step, int group, const GroupSums *sums,
			 const double *own)
{
	StepSums *all = &projection->steps[step];
	int64 number = (int64) own[STEP_CLUSTER];
	Household *household;

	while (number >= all->nhouseholds)
	{
		int64 room = Max(2 * all->nhouseholds, FEW_HOUSEHOLDS);
		Household **larger = MemoryContextAllocExtended(
			projection->context, sizeof(Household *) * room, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

		if (all->households)
		{
			memcpy(larger, all->households, sizeof(Household *) * all->nhouseholds);
			pfree(all->households);
		}
		all->households = larger;
		all->nhouseholds = room;
	}
	for (household = all->households[number]; household; household = household->next)
		if (household->group == group)
			return household;
	household = MemoryContextAllocZero(
		projection->context, offsetof(Household, sums) + sizeof(DD) * (sums->averaged.nvalues + 1));
	household->group = group;
	household->next = all->households[number];
	all->households[number] = household;
	return household;
}

static void
add_to_household(const GroupSums *sums, Household *household)
{
	const CalibrationModel *model = &sums->model;
	DD *column = household->sums;

	*column = dd_add_double(*column, sums->base);
	column++;
	for (int m = 0; m < model->nmargins; m++)
	{
		column[sums->codes[m]] = dd_add_double(column[sums->codes[m]], sums->base);
		column += model->ncategories[m];
	}
	for (int v = 0; v < model->nvalues; v++)
		column[v] = dd_add(column[v], dd_two_prod(sums->base, sums->values[v]));
}

static void
set_means(GroupSums *sums, const Household *household)
{
	double weight = dd_value(household->sums[0]);

	for (int i = 0; i < sums->averaged.nvalues; i++)
		sums->means[i] = weight > 0 ? dd_value(household->sums[i + 1]) / weight : 0;
}

/* ---- passes ---- */

/* the sums of a respondent's group, with his variables in them; NULL: the step did not weight him */
static GroupSums *
take_variables(SvyProjection *projection, int step, const double *values, const int32 *codes,
			   Household **household)
{
	const SvyCalibrationStep *made = &projection->calibration->steps[step];
	const double *own = values + made->values_at;
	int group = group_of(projection, made, own, codes + made->codes_at);
	GroupSums *sums;

	if (group < 0)
		return NULL;
	sums = group_sums(projection, step, group);
	set_variables(projection, made, group, sums, own);
	*household = NULL;
	if (shares_factor(made))
		*household = household_of(projection, step, group, sums, own);
	return sums;
}

/* the model of his variables */
static const CalibrationModel *
model_of(GroupSums *sums, const Household *household)
{
	if (!household)
		return &sums->model;
	set_means(sums, household);
	return &sums->averaged;
}

static void
without_weight(SvyProjection *projection, double weight, const double *influence)
{
	for (int k = 0; k < projection->p; k++)
		projection->y[k] = weight != 0 ? influence[k] / weight : 0;
}

/* what the steps that are known leave */
static void
apply_known(SvyProjection *projection, const double *values, const int32 *codes, double *influence)
{
	for (int i = projection->calibration->nsteps - 1; i > projection->current; i--)
	{
		double weight = values[projection->calibration->steps[i].values_at + STEP_WEIGHT];
		Household *household;
		GroupSums *sums = take_variables(projection, i, values, codes, &household);

		/* sums without coefficients are of a group that the passes before did not have */
		if (!sums || !sums->beta)
			continue;
		without_weight(projection, weight, influence);
		calibration_residuals(model_of(sums, household), 0, projection->p, sums->beta,
							  projection->y);
		for (int k = 0; k < projection->p; k++)
			influence[k] = projection->y[k] * weight;
	}
}

void
svy_projection_add(SvyProjection *projection, const double *values, const int32 *codes,
				   const double *influence)
{
	int step = projection->current;
	Household *household;
	GroupSums *sums;

	if (projection->households)
	{
		sums = take_variables(projection, step, values, codes, &household);
		if (sums)
			add_to_household(sums, household);
		return;
	}
	memcpy(projection->z, influence, sizeof(double) * projection->p);
	apply_known(projection, values, codes, projection->z);
	sums = take_variables(projection, step, values, codes, &household);
	if (!sums)
		return;
	without_weight(projection, values[projection->calibration->steps[step].values_at + STEP_WEIGHT],
				   projection->z);
	calibration_add(model_of(sums, household), 0, projection->p, projection->y, sums->gram,
					sums->products);
}

static void
solve_group(const SvyProjection *projection, GroupSums *sums)
{
	int columns = sums->columns;
	double *space = zeroed(sizeof(double), calibration_coefficients_space(columns));
	bool *dependent = zeroed(sizeof(bool), columns);

	CHECK_FOR_INTERRUPTS();
	sums->beta = MemoryContextAllocExtended(
		projection->context, sizeof(double) * columns * projection->p + 1, MCXT_ALLOC_HUGE);
	svy_check(calibration_coefficients(columns, projection->p, sums->gram, sums->products, space,
									   dependent, sums->beta),
			  "variance after calibration");
	pfree(space);
	pfree(dependent);
}

static void
solve_step(const SvyProjection *projection, int step)
{
	const StepSums *sums = &projection->steps[step];

	for (int g = 0; g < sums->ngroups; g++)
		if (sums->groups[g])
			solve_group(projection, sums->groups[g]);
}

bool
svy_projection_next(SvyProjection *projection)
{
	if (projection->households)
	{
		projection->households = false;
		return true;
	}
	solve_step(projection, projection->current);
	projection->current--;
	if (projection->current < 0)
		return false;
	projection->households = shares_factor(&projection->calibration->steps[projection->current]);
	return true;
}

void
svy_projection_apply(SvyProjection *projection, const double *values, const int32 *codes,
					 double *influence)
{
	apply_known(projection, values, codes, influence);
}

/*
 * ---- respondents in memory ----
 *
 * Step by step in place; where a respondent belongs is found once for both looks at him.
 */

typedef struct FramePlaces
{
	int width;
	int32 *group;  /* of each row; -1: the step did not weight him */
	int32 *places; /* rows x width: his category in each margin */
	double *own;   /* columns of the step, of one row */
} FramePlaces;

static void
step_columns(const SvyCalibrationStep *step, const SvyFrame *frame, int64 row, double *own)
{
	for (int v = 0; v < STEP_VALUES + step->made->nvalues; v++)
		own[v] = frame->values[step->values_at + v][row];
}

static FramePlaces
find_places(SvyProjection *projection, int number, const SvyFrame *frame)
{
	const SvyCalibrationStep *step = &projection->calibration->steps[number];
	FramePlaces places = {.group = zeroed(sizeof(int32), frame->n),
						  .own = palloc_array(double, STEP_VALUES + step->made->nvalues)};
	int32 *codes = palloc_array(int32, step->made->nvariables + 1);

	for (int64 row = 0; row < frame->n; row++)
	{
		if (row % PIECE == 0)
			CHECK_FOR_INTERRUPTS();
		step_columns(step, frame, row, places.own);
		for (int v = 0; v < step->made->nvariables; v++)
			codes[v] = frame->codes[step->codes_at + v][row];
		places.group[row] = group_of(projection, step, places.own, codes);
	}
	for (int g = 0; g < step->made->ngroups; g++)
		places.width = Max(places.width, step->made->groups[g].targets.count);
	places.places = zeroed(sizeof(int32), (size_t) frame->n * places.width);
	for (int64 row = 0; row < frame->n; row++)
	{
		GroupSums *sums;

		if (places.group[row] < 0)
			continue;
		step_columns(step, frame, row, places.own);
		for (int v = 0; v < step->made->nvariables; v++)
			projection->codes[v] = frame->codes[step->codes_at + v][row];
		sums = group_sums(projection, number, places.group[row]);
		set_variables(projection, step, places.group[row], sums, places.own);
		memcpy(places.places + row * places.width, sums->codes,
			   sizeof(int32) * sums->model.nmargins);
		if (shares_factor(step))
			add_to_household(sums,
							 household_of(projection, number, places.group[row], sums, places.own));
	}
	pfree(codes);
	return places;
}

/* the model of a row; NULL: the step did not weight him */
static const CalibrationModel *
row_model(SvyProjection *projection, int number, const SvyFrame *frame, const FramePlaces *places,
		  int64 row, GroupSums **sums)
{
	const SvyCalibrationStep *step = &projection->calibration->steps[number];
	const WeightingTargets *targets;
	int group = places->group[row];
	int value = 0;

	if (group < 0)
		return NULL;
	*sums = projection->steps[number].groups[group];
	targets = &step->made->groups[group].targets;
	step_columns(step, frame, row, places->own);
	(*sums)->base = places->own[STEP_BASE];
	memcpy((*sums)->codes, places->places + row * places->width,
		   sizeof(int32) * (*sums)->model.nmargins);
	for (int t = 0; t < targets->count && value < (*sums)->model.nvalues; t++)
		if (targets->targets[t].numeric)
			(*sums)->values[value++] = places->own[STEP_VALUES + targets->targets[t].variables[0]];
	return model_of(*sums, shares_factor(step)
							   ? household_of(projection, number, group, *sums, places->own)
							   : NULL);
}

static void
project_step(SvyProjection *projection, int number, const SvyFrame *frame, double *influence)
{
	FramePlaces places = find_places(projection, number, frame);
	const double *weight =
		frame->values[projection->calibration->steps[number].values_at + STEP_WEIGHT];
	int p = projection->p;
	const CalibrationModel *model;
	GroupSums *sums;

	for (int64 row = 0; row < frame->n; row++)
	{
		if (row % PIECE == 0)
			CHECK_FOR_INTERRUPTS();
		model = row_model(projection, number, frame, &places, row, &sums);
		if (!model)
			continue;
		/* without the weight, until the residuals get it back */
		without_weight(projection, weight[row], influence + row * p);
		memcpy(influence + row * p, projection->y, sizeof(double) * p);
		calibration_add(model, 0, p, projection->y, sums->gram, sums->products);
	}
	solve_step(projection, number);
	for (int64 row = 0; row < frame->n; row++)
	{
		if (row % PIECE == 0)
			CHECK_FOR_INTERRUPTS();
		model = row_model(projection, number, frame, &places, row, &sums);
		if (!model)
			continue;
		calibration_residuals(model, 0, p, sums->beta, influence + row * p);
		for (int k = 0; k < p; k++)
			influence[row * p + k] *= weight[row];
	}
	pfree(places.group);
	pfree(places.places);
	pfree(places.own);
}

void
svy_calibration_project(const SvyCalibration *calibration, const SvyFrame *frame, int p,
						double *influence)
{
	SvyProjection *projection = svy_projection_open(calibration, p);

	/* the first weighting comes first, as in R */
	for (int i = calibration->nsteps - 1; i >= 0; i--)
		project_step(projection, i, frame, influence);
	svy_projection_close(projection);
}
