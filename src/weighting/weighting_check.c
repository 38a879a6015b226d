/*
 * weighting_check.c
 *	  Whether the weights that are written meet the targets: every target is
 *	  added up again from them, whatever the method said of its own success.
 */
#include "postgres.h"

#include <math.h>

#include "utils/memutils.h"

#include "weighting/weighting.h"

/* what rounding of the weights may leave, as a share of the group's total */
#define MET_SHARE 1e-6

/* R's rule stops before the margins are met; this much does not show in whole tenths of a percent */
#define MET_BY_CHANGE 5e-4

typedef struct Missed
{
	double share; /* of the group's total */
	char *target; /* in words */
	double wanted;
	double reached;
} Missed;

void
svy_weighting_sum_cells(WeightingFrame *frame, const double *weights)
{
	DD *sums =
		MemoryContextAllocExtended(CurrentMemoryContext, sizeof(DD) * Max(frame->cells.ncells, 1),
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (size_t i = 0; i < frame->nrows; i++)
		if (frame->row_cell[i] != WEIGHTING_NO_CELL && !isnan(weights[i]))
			sums[frame->row_cell[i]] = dd_add_double(sums[frame->row_cell[i]], weights[i]);
	for (size_t cell = 0; cell < frame->cells.ncells; cell++)
		frame->cell_weight[cell] = dd_value(sums[cell]);
	pfree(sums);
}

static void
compare(Missed *worst, double wanted, double reached, double whole, char *target)
{
	double share = fabs(reached - wanted) / whole;

	if (share <= worst->share)
		return;
	*worst = (Missed){isnan(share) ? INFINITY : share, target, wanted, reached};
}

static void
compare_margin(const WeightingFrame *frame, const WeightingGroup *group,
			   const WeightingTarget *target, Missed *worst)
{
	int32 *categories = svy_weighting_cell_categories(frame, group, target);
	double *sums = palloc0_array(double, target->ncategories);

	for (size_t i = 0; i < group->ncells; i++)
		sums[categories[i]] += frame->cell_weight[group->cells[i]];
	for (int c = 0; c < target->ncategories; c++)
		compare(worst, target->categories[c].target, sums[c], group->targets.total,
				psprintf("category \"%s\" of margin \"%s\"", target->categories[c].label,
						 target->name));
	pfree(categories);
	pfree(sums);
}

/* a total may be far smaller than what adds up to it, and is as exact as that */
static void
compare_numeric(const WeightingFrame *frame, const WeightingGroup *group,
				const WeightingTarget *target, Missed *worst)
{
	double sum = 0;
	double whole = fabs(target->total);

	for (size_t i = 0; i < group->ncells; i++)
	{
		uint32 cell = group->cells[i];
		double product = frame->cell_weight[cell] *
						 frame->cell_values[(size_t) cell * frame->nvalues + target->variables[0]];

		sum += product;
		whole = fmax(whole, fabs(product));
	}
	if (whole > 0)
		compare(worst, target->total, sum, whole, psprintf("the total of \"%s\"", target->name));
}

static Missed
worst_target(const WeightingFrame *frame, const WeightingGroup *group)
{
	Missed worst = {0};
	double sum = 0;

	for (int t = 0; t < group->targets.count; t++)
		if (group->targets.targets[t].numeric)
			compare_numeric(frame, group, &group->targets.targets[t], &worst);
		else
			compare_margin(frame, group, &group->targets.targets[t], &worst);
	for (size_t i = 0; i < group->ncells; i++)
		sum += frame->cell_weight[group->cells[i]];
	compare(&worst, group->targets.total, sum, group->targets.total, pstrdup("the total"));
	return worst;
}

void
svy_weighting_check_targets(WeightingFrame *frame)
{
	const WeightingOptions *options = frame->options;
	double limit = options->by_change ? MET_BY_CHANGE : fmax(MET_SHARE, 10 * options->tolerance);

	for (int g = 0; g < frame->ngroups; g++)
	{
		WeightingGroup *group = &frame->groups[g];
		Missed worst = worst_target(frame, group);

		if (!(worst.share > limit))
			continue;
		ereport(options->keep_last || options->by_change ? WARNING : ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the weights%s miss the target of %s: %.10g, not %.10g",
						group->label ? psprintf(" in group \"%s\"", group->label) : "",
						worst.target, worst.reached, worst.wanted),
				 errhint("Allow more iterations, a smaller \"tolerance\" or wider limits.")));
		group->deviation = fmax(group->deviation, worst.share);
	}
}
