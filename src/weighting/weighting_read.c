/*
 * weighting_read.c
 *	  Reading the respondents of a weighting: once, into cells.
 */
#include "postgres.h"

#include <math.h>

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/svy.h"
#include "sample/design.h"
#include "weighting/weighting.h"

#define FETCH_ROWS 5000

/* arrays of many respondents may pass the 1 GB of an ordinary allocation */
static void *
grow(void *array, size_t size, size_t old_count, size_t count)
{
	if (count > SIZE_MAX / size)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many respondents")));
	if (!array)
		return MemoryContextAllocExtended(CurrentMemoryContext, size * count,
										  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	array = repalloc_huge(array, size * count);
	memset((char *) array + size * old_count, 0, size * (count - old_count));
	return array;
}

#define GROW(array, old_count, count)                                                              \
	((array) = grow((array), sizeof(*(array)), (old_count), (count)))

static void
grow_rows(WeightingFrame *frame)
{
	size_t old = frame->max_rows;

	frame->max_rows = Max(old * 2, 8192);
	GROW(frame->row_cell, old, frame->max_rows);
	GROW(frame->row_base, old, frame->max_rows);
	if (frame->nreplicates > 0)
		GROW(frame->row_replicates, old * frame->nreplicates, frame->max_rows * frame->nreplicates);
}

/* room for more cells; the hash table is made anew */
static void
grow_cells(WeightingFrame *frame)
{
	WeightingCells *cells = &frame->cells;
	size_t old = cells->max_cells;
	size_t count = Max(old * 2, 1024);

	if (count >= PG_UINT32_MAX / 2)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many respondents")));
	GROW(cells->keys, old, count);
	GROW(cells->bases, old, count);
	GROW(cells->totals, old, count);
	GROW(cells->slots, cells->nslots, count * 2);
	cells->max_cells = count;
	cells->nslots = count * 2;
	weighting_cells_rehash(cells);
	GROW(frame->cell_count, old, count);
	GROW(frame->cell_had, old, count);
	if (frame->nvariables > 0)
		GROW(frame->cell_codes, old * frame->nvariables, count * frame->nvariables);
	if (frame->nvalues > 0)
		GROW(frame->cell_values, old * frame->nvalues, count * frame->nvalues);
	if (frame->cluster)
		GROW(frame->cell_cluster, old, count);
}

/* ---- the query ---- */

/* whether in the frame, base weight, cluster, old weight; then codes, values, replicates, keys */
#define ROW_COLUMNS 4

/*
 * Missing answers are NULL.  Rows out of the frame are wanted only where they
 * may hold a weight that is to go.
 */
static char *
read_sql(const WeightingFrame *frame, const char *filter)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, ", filter ? psprintf("(%s) IS TRUE", filter) : "true");
	if (frame->base)
		appendStringInfoString(&sql, svy_weight_sql(frame->survey, frame->base, "a"));
	else
		appendStringInfoString(&sql, "1::pg_catalog.float8");
	if (frame->cluster)
		appendStringInfo(
			&sql, ", CASE WHEN %1$s THEN pg_catalog.dense_rank() OVER (ORDER BY %2$s) END",
			svy_variable_valid_sql(frame->cluster, "a"), svy_column_sql(frame->cluster->name, "a"));
	else
		appendStringInfoString(&sql, ", NULL");
	appendStringInfo(&sql, ", %s",
					 frame->replaces
						 ? psprintf("a.%s IS NOT NULL", quote_identifier(frame->options->into))
						 : "false");
	for (int i = 0; i < frame->nvariables; i++)
		appendStringInfo(&sql, ", CASE WHEN %s THEN %s END",
						 svy_variable_valid_sql(frame->variables[i], "a"),
						 svy_variable_code_sql(frame->variables[i], "a"));
	for (int i = 0; i < frame->nvalues; i++)
		appendStringInfo(&sql, ", %s", svy_variable_number_sql(frame->values[i], "a"));
	if (frame->nreplicates > 0)
		appendStringInfo(&sql, ", %s",
						 svy_replicates_sql(frame->survey, frame->replicate_source, "a"));
	if (frame->rows)
		appendStringInfo(&sql, ", %s", svy_rows_columns(frame->rows, "a"));
	appendStringInfo(&sql, " FROM %s a", frame->survey->answers_sql);
	if (filter && !frame->replaces)
		appendStringInfo(&sql, " WHERE %s", filter);
	return sql.data;
}

/* ---- one respondent ---- */

/* the respondent is looked for anew, since the statement does not read who it is */
static void
refuse_base(const WeightingFrame *frame, double base)
{
	const char *filter = frame->options->filter;

	svy_weight_refuse(frame->survey, frame->base, svy_weight_sql(frame->survey, frame->base, "a"),
					  filter ? svy_survey_filter_sql(frame->survey, filter, "a") : NULL);
	svy_refuse_weight(base, frame->cells.negative, psprintf("weight \"%s\"", frame->base));
}

/* false for a respondent out of the frame */
static bool
row_base(const WeightingFrame *frame, HeapTuple tuple, TupleDesc desc, double *base, bool *passes)
{
	bool isnull;

	*passes = DatumGetBool(SPI_getbinval(tuple, desc, 1, &isnull));
	if (!*passes)
		return false;
	*base = DatumGetFloat8(SPI_getbinval(tuple, desc, 2, &isnull));
	if (isnull)
		return false;
	if (!(*base >= 0 || frame->cells.negative) || !isfinite(*base))
		refuse_base(frame, *base);
	return true;
}

static uint32
find_cell(WeightingFrame *frame, uint64 key, double key_base, double weight)
{
	uint32 cell;
	SvyStatus status;

	while ((status = weighting_cells_add(&frame->cells, key, key_base, weight, &cell)) ==
		   SVY_NO_SPACE)
		grow_cells(frame);
	if (status != SVY_OK)
		elog(ERROR, "invalid weight");
	return cell;
}

/*
 * The cell of a respondent's answers.  Equal answers lead along equal pairs of
 * (cell so far, next code), so that one table of 64-bit keys is exact for any
 * number of variables.  The cells on the way carry no weight; a negative "base
 * weight" keeps the levels apart.
 */
static uint32
answers_cell(WeightingFrame *frame, const int32 *codes, double key_base, double base)
{
	int last = frame->nvariables - 1;
	uint64 before = 0;

	for (int i = 0; i < last; i++)
		before = find_cell(frame, before << 32 | (uint32) codes[i], -1 - i, 0) + 1;
	return find_cell(frame, before << 32 | (last < 0 ? 0 : (uint32) codes[last]), key_base, base);
}

static int64
row_cluster(const WeightingFrame *frame, HeapTuple tuple, TupleDesc desc)
{
	bool isnull;
	Datum cluster = SPI_getbinval(tuple, desc, 3, &isnull);

	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("some respondents have no \"%s\" to share a factor within",
							   frame->cluster->name)));
	return DatumGetInt64(cluster);
}

static void
read_replicates(WeightingFrame *frame, HeapTuple tuple, TupleDesc desc, size_t row)
{
	int column = ROW_COLUMNS + 1 + frame->nvariables + frame->nvalues;
	ArrayType *array;
	Datum datum;
	bool isnull;

	if (frame->nreplicates == 0)
		return;
	datum = SPI_getbinval(tuple, desc, column, &isnull);
	array = DatumGetArrayTypeP(datum);
	memcpy(frame->row_replicates + row * frame->nreplicates,
		   svy_replicate_weights(array, frame->survey->name, frame->replicate_source),
		   sizeof(double) * frame->nreplicates);
	if ((Pointer) array != DatumGetPointer(datum))
		pfree(array);
}

static void
read_codes(const WeightingFrame *frame, HeapTuple tuple, TupleDesc desc, int32 *codes)
{
	bool isnull;

	for (int i = 0; i < frame->nvariables; i++)
	{
		codes[i] = DatumGetInt32(SPI_getbinval(tuple, desc, ROW_COLUMNS + 1 + i, &isnull));
		if (isnull)
			codes[i] = WEIGHTING_MISSING;
	}
}

static void
add_row(WeightingFrame *frame, HeapTuple tuple, TupleDesc desc, int32 *codes)
{
	bool trimmed = frame->options->method == WEIGHTING_RAKE &&
				   (isfinite(frame->options->upper) || frame->options->lower > 0);
	double base = 0;
	size_t row = frame->nrows++;
	uint32 cell;
	bool had;
	bool passes;
	bool inside;
	bool isnull;

	if (row == frame->max_rows)
		grow_rows(frame);
	if (frame->rows)
		svy_rows_take(frame->rows, tuple, desc, desc->natts - svy_rows_width(frame->rows) + 1);
	frame->row_cell[row] = WEIGHTING_NO_CELL;
	inside = row_base(frame, tuple, desc, &base, &passes);
	had = DatumGetBool(SPI_getbinval(tuple, desc, ROW_COLUMNS, &isnull));
	read_codes(frame, tuple, desc, codes);
	if (!inside)
	{
		if (had)
			svy_weighting_add_outside(frame, row, passes, codes);
		return;
	}
	read_replicates(frame, tuple, desc, row);
	/* numbers are everybody's own, and so are replicate weights where single weights count */
	if (frame->nvalues > 0 || frame->cluster || (trimmed && frame->nreplicates > 0))
		cell = find_cell(frame, row, 0, base);
	else
		cell = answers_cell(frame, codes, trimmed ? base : 0, base);
	if (frame->nvariables > 0)
		memcpy(frame->cell_codes + (size_t) cell * frame->nvariables, codes,
			   sizeof(int32) * frame->nvariables);
	for (int i = 0; i < frame->nvalues; i++)
	{
		int column = ROW_COLUMNS + 1 + frame->nvariables + i;
		double value = DatumGetFloat8(SPI_getbinval(tuple, desc, column, &isnull));

		frame->cell_values[(size_t) cell * frame->nvalues + i] = isnull ? NAN : value;
	}
	if (frame->cluster)
		frame->cell_cluster[cell] = row_cluster(frame, tuple, desc);
	frame->cell_count[cell]++;
	frame->cell_had[cell] += had;
	frame->row_base[row] = base;
	frame->row_cell[row] = cell;
}

static void
read_respondents(WeightingFrame *frame)
{
	MemoryContext context = CurrentMemoryContext;
	const char *filter = frame->options->filter;
	int32 *codes = palloc_array(int32, frame->nvariables + 1);
	char *sql;
	Portal portal;

	if (filter)
		filter = svy_survey_filter_sql(frame->survey, filter, "a");
	sql = read_sql(frame, filter);
	grow_cells(frame);
	/* not read-only: the snapshot must be newer than our lock on the table */
	portal = SPI_cursor_open_with_args(NULL, sql, 0, NULL, NULL, NULL, false, 0);
	for (;;)
	{
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		MemoryContextSwitchTo(context);
		for (uint64 i = 0; i < SPI_processed; i++)
			add_row(frame, SPI_tuptable->vals[i], SPI_tuptable->tupdesc, codes);
		SPI_freetuptable(SPI_tuptable);
		CHECK_FOR_INTERRUPTS();
	}
	SPI_cursor_close(portal);
	MemoryContextSwitchTo(context);
}

/* ---- cells to groups ---- */

static void
missing_error(const WeightingFrame *frame, const SurveyVariable *variable, double count)
{
	bool within = false;

	for (int i = 0; i < frame->options->nwithin; i++)
		within = within || frame->variables[i] == variable;
	ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("%.0f respondents of survey \"%s\" have no valid answer to \"%s\"",
						   count, frame->survey->name, variable->name),
					within ? errhint("Use missing => 'leave' to give them no weight, or a filter.")
						   : errhint("Use missing => 'category' to keep their share of the sample, "
									 "missing => 'leave' to give them no weight, or a filter.")));
}

/* whether the policy on missing answers lets the respondents of the cell be weighted */
static bool
cell_complete(const WeightingFrame *frame, const WeightingTargets *targets, size_t cell,
			  double *missing)
{
	const int32 *codes = frame->cell_codes + cell * frame->nvariables;
	bool complete = true;

	for (int t = 0; t < targets->count; t++)
	{
		const WeightingTarget *target = &targets->targets[t];

		if (target->numeric)
		{
			double value = frame->cell_values[cell * frame->nvalues + target->variables[0]];

			if (isnan(value) || isinf(value))
			{
				missing[frame->nvariables + target->variables[0]] += frame->cell_count[cell];
				complete = false;
			}
		}
		else if (frame->options->missing != WEIGHTING_MISSING_CATEGORY)
			for (int i = 0; i < target->nvariables; i++)
				if (codes[target->variables[i]] == WEIGHTING_MISSING)
				{
					missing[target->variables[i]] += frame->cell_count[cell];
					complete = false;
				}
	}
	return complete;
}

/* the group of a cell, -1 for none */
static int
cell_group(WeightingFrame *frame, size_t cell, double *missing)
{
	const int32 *codes = frame->cell_codes + cell * frame->nvariables;
	int group;

	for (int i = 0; i < frame->options->nwithin; i++)
		if (codes[i] == WEIGHTING_MISSING)
		{
			missing[i] += frame->cell_count[cell];
			return -1;
		}
	group = svy_weighting_group(frame, codes);
	if (group < 0)
	{
		int variables[] = {0};

		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there are respondents of \"%s\" = \"%s\" but no targets for them",
							   frame->variables[variables[0]]->name,
							   svy_weighting_code_label(frame->variables[0], codes[0])),
						errhint("Add targets for the group, or leave it out with a filter.")));
	}
	return cell_complete(frame, &frame->groups[group].targets, cell, missing) ? group : -1;
}

static void
notice_left(const WeightingFrame *frame)
{
	double left = 0;

	for (size_t cell = 0; cell < frame->cells.ncells; cell++)
		if (frame->cell_group[cell] < 0)
			left += frame->cell_count[cell];
	if (left > 0 && frame->options->into)
		ereport(NOTICE, (errmsg("%.0f respondents with a missing answer get no weight", left),
						 errdetail("Every weighted analysis leaves them out.")));
}

static void
assign_groups(WeightingFrame *frame)
{
	size_t ncells = frame->cells.ncells;
	double *missing = palloc0_array(double, frame->nvariables + frame->nvalues + 1);
	bool leave = frame->options->missing == WEIGHTING_MISSING_LEAVE;

	GROW(frame->cell_base, 0, ncells + 1);
	GROW(frame->cell_weight, 0, ncells + 1);
	GROW(frame->cell_group, 0, ncells + 1);
	for (size_t cell = 0; cell < ncells; cell++)
	{
		int group = -1;

		frame->cell_base[cell] = dd_value(frame->cells.totals[cell]);
		if (frame->cell_count[cell] > 0)
			group = cell_group(frame, cell, missing);
		frame->cell_group[cell] = group;
		if (group >= 0)
			frame->groups[group].ncells++;
	}
	if (leave)
	{
		notice_left(frame);
		return;
	}
	for (int i = 0; i < frame->nvariables; i++)
		if (missing[i] > 0)
			missing_error(frame, frame->variables[i], missing[i]);
	for (int i = 0; i < frame->nvalues; i++)
		if (missing[frame->nvariables + i] > 0)
			missing_error(frame, frame->values[i], missing[frame->nvariables + i]);
}

static void
list_cells(WeightingFrame *frame)
{
	for (int g = 0; g < frame->ngroups; g++)
	{
		WeightingGroup *group = &frame->groups[g];

		if (group->ncells == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("there are targets for group \"%s\" but no respondents",
								   group->label)));
		GROW(group->cells, 0, group->ncells);
		group->ncells = 0;
	}
	for (size_t cell = 0; cell < frame->cells.ncells; cell++)
	{
		WeightingGroup *group;

		if (frame->cell_group[cell] < 0)
			continue;
		group = &frame->groups[frame->cell_group[cell]];
		group->cells[group->ncells++] = (uint32) cell;
		group->respondents += frame->cell_count[cell];
	}
	for (int g = 0; g < frame->ngroups; g++)
		svy_weighting_sum_group(frame, &frame->groups[g]);
}

void
svy_weighting_sum_group(const WeightingFrame *frame, WeightingGroup *group)
{
	group->base = 0;
	group->weighted = 0;
	for (size_t i = 0; i < group->ncells; i++)
	{
		group->base += frame->cell_base[group->cells[i]];
		if (frame->cell_base[group->cells[i]] > 0)
			group->weighted += frame->cell_count[group->cells[i]];
	}
}

void
svy_weighting_read(WeightingFrame *frame)
{
	/* a report writes nothing */
	if (frame->options->into)
		frame->rows = svy_rows_open(frame->survey->answers, frame->survey->answers_sql,
									frame->survey->respondent_key);
	read_respondents(frame);
	assign_groups(frame);
	if (frame->ngroups == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey \"%s\" has no respondents to weight", frame->survey->name)));
	svy_weighting_sort_groups(frame);
	list_cells(frame);
}
