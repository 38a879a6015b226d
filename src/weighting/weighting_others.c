/*
 * weighting_others.c
 *	  Respondents who have a weight in the column that is replaced and are not
 *	  weighted now: other waves keep theirs, bad interviews of this one lose it.
 */
#include "postgres.h"

#include "access/attnum.h"
#include "executor/spi.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "weighting/weighting.h"

void
svy_weighting_add_outside(WeightingFrame *frame, size_t row, bool passes, const int32 *codes)
{
	WeightingOutside *outside = &frame->outside;
	int nwithin = frame->options->nwithin;

	if (outside->count == outside->room)
	{
		size_t room = Max(outside->room * 2, 1024);
		size_t codes_size = sizeof(int32) * (nwithin + 1) * room;

		if (outside->room == 0)
		{
			outside->rows = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(size_t) * room);
			outside->passes = MemoryContextAllocHuge(CurrentMemoryContext, room);
			outside->codes = MemoryContextAllocHuge(CurrentMemoryContext, codes_size);
		}
		else
		{
			outside->rows = repalloc_huge(outside->rows, sizeof(size_t) * room);
			outside->passes = repalloc_huge(outside->passes, room);
			outside->codes = repalloc_huge(outside->codes, codes_size);
		}
		outside->room = room;
	}
	outside->rows[outside->count] = row;
	outside->passes[outside->count] = passes;
	if (nwithin > 0)
		memcpy(outside->codes + outside->count * nwithin, codes, sizeof(int32) * nwithin);
	outside->count++;
}

static bool
weighted_group(const WeightingFrame *frame, const int32 *codes)
{
	for (int g = 0; g < frame->ngroups; g++)
		if (memcmp(frame->groups[g].codes, codes, sizeof(int32) * frame->options->nwithin) == 0)
			return true;
	return false;
}

static void
others_unsaid(const WeightingFrame *frame)
{
	const WeightingOutside *outside = &frame->outside;
	size_t count = 0;

	for (size_t i = 0; i < outside->count; i++)
		count += !outside->passes[i];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%zu respondents outside the filter have a weight \"%s\": it must be said what "
					"becomes of it",
					count, frame->options->into),
			 errhint("Use others => 'keep' or others => 'null', or weight within the variable that "
					 "separates them, such as within => '{wave}': groups that are not weighted "
					 "keep their weights then.")));
}

/*
 * Within groups the others are those of groups that are not weighted now;
 * without, those whom the filter leaves out.  Who belongs to what is weighted
 * and gets no weight has none afterwards.
 */
static bool
keeps(const WeightingFrame *frame, size_t i)
{
	const WeightingOptions *options = frame->options;
	const WeightingOutside *outside = &frame->outside;

	if (options->nwithin > 0)
		return !weighted_group(frame, outside->codes + i * options->nwithin) &&
			   options->others != WEIGHTING_OTHERS_NULL;
	if (outside->passes[i])
		return false;
	if (options->others == WEIGHTING_OTHERS_UNSAID)
		others_unsaid(frame);
	return options->others == WEIGHTING_OTHERS_KEEP;
}

/* replicate weights that the others do not have would make theirs useless */
static void
check_kept_replicates(const WeightingFrame *frame)
{
	int count;
	char **columns = svy_weighting_replicate_columns(frame, &count);

	for (int r = 0; r < count && frame->kept > 0; r++)
		if (get_attnum(frame->survey->answers, columns[r]) == InvalidAttrNumber)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg(INT64_FORMAT " respondents keep their weight \"%s\" but have no "
												"replicate weight \"%s\"",
								   frame->kept, frame->options->into, columns[r]),
							errhint("Weight all respondents anew, or use replicates => false.")));
}

void
svy_weighting_settle_others(WeightingFrame *frame)
{
	const WeightingOutside *outside = &frame->outside;

	frame->row_skip = MemoryContextAllocExtended(CurrentMemoryContext, Max(frame->nrows, 1),
												 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	/* who has no weight, before or after, needs no writing */
	for (size_t row = 0; row < frame->nrows; row++)
		frame->row_skip[row] = frame->row_cell[row] == WEIGHTING_NO_CELL ||
							   (!frame->replaces && frame->cell_group[frame->row_cell[row]] < 0);
	for (size_t i = 0; i < outside->count; i++)
	{
		if (keeps(frame, i))
		{
			frame->kept++;
			continue;
		}
		frame->row_skip[outside->rows[i]] = false;
		frame->cleared++;
	}
	for (size_t cell = 0; cell < frame->cells.ncells && frame->replaces; cell++)
		if (frame->cell_group[cell] < 0)
			frame->cleared += (int64) frame->cell_had[cell];
	check_kept_replicates(frame);
	if (outside->count > 0)
		ereport(NOTICE, (errmsg(INT64_FORMAT " respondents who are not weighted now keep their "
											 "weight \"%s\", " INT64_FORMAT " lose it",
								frame->kept, frame->options->into, frame->cleared)));
}

void
svy_weighting_drop_skipped(WeightingFrame *frame, double *weights)
{
	size_t count = 0;

	for (size_t i = 0; i < frame->nrows; i++)
	{
		if (frame->row_skip[i])
			continue;
		weights[count] = weights[i];
		svy_rows_move(frame->rows, count, i);
		if (frame->nreplicates > 0)
			memmove(frame->row_replicates + count * frame->nreplicates,
					frame->row_replicates + i * frame->nreplicates,
					sizeof(double) * frame->nreplicates);
		count++;
	}
	frame->rows->count = count;
}
