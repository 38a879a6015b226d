/*
 * plain_cost.c
 *	  What it costs to answer a statement from the pack.
 *
 * Of few cells the respondents' columns are all that costs, a twentieth of what an
 * operator over a row does.  Cells cost by themselves whether somebody is in them
 * or not: they are made, set to 0 and looked through; and respondents cost more
 * where cells are so many that each is a walk through memory.  Measured (processor
 * time of two million rows, in units of which a row that is scanned and counted
 * costs a hundredth and a half): 0.0001 for a column of a respondent, 0.0025 where
 * cells are many, 0.007 for a cell, 0.026 for a group of two columns with two
 * aggregates.
 *
 * What the node is sure to leave to the rows is better not planned: there the rows
 * would be grouped twice, for partial states and for the final ones.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/timestamp.h"

#include "codebook/codebook_impl.h"
#include "plain/plain.h"

#define OPENING_COST 0.5

/* in operators over a row */
#define COLUMN_COST 0.05
#define CELL_COST 3.0
#define FAR_COST 1.0
#define OUTPUT_COST 1.5

/* cells of a table that lie no longer near */
#define FAR_CELLS 16384

/* a column of more codes is added up by its numbers */
#define BYTE_CODES 256

/* codes of a column of which there are no statistics, if the planner thinks of more */
#define USUAL_CODES 6

/* before conditions, which those that a partitioned table has by itself are not in every version */
static double
count_tuples(RelOptInfo *rel)
{
	double tuples = 0;

	if (!IS_PARTITIONED_REL(rel))
		return IS_DUMMY_REL(rel) ? 0 : rel->tuples;
	for (int i = 0; i < rel->nparts; i++)
		if (rel->part_rels[i])
			tuples += count_tuples(rel->part_rels[i]);
	return tuples;
}

/* of a column of moments the days, which the pack has as its codes: as far as the histogram of moments reaches */
static double
count_days(const VariableStatData *data, double moments)
{
	AttStatsSlot bounds;
	double days = moments;

	if (!HeapTupleIsValid(data->statsTuple) ||
		!get_attstatsslot(&bounds, data->statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid,
						  ATTSTATSSLOT_VALUES))
		return moments;
	if (bounds.nvalues > 1)
		days = 1 + ceil(((double) DatumGetTimestamp(bounds.values[bounds.nvalues - 1]) -
						 (double) DatumGetTimestamp(bounds.values[0])) /
						USECS_PER_DAY);
	free_attstatsslot(&bounds);
	return Min(days, moments);
}

/* the codes of a column, NULL among them; known: there are statistics */
static double
count_codes(PlannerInfo *root, RelOptInfo *rel, const PlainQuery *q, int column, bool *known)
{
	Oid table = planner_rt_fetch(rel->relid, root)->relid;
	AttrNumber attribute = q->attributes[column];
	VariableStatData data;
	int32 modifier;
	Oid collation;
	Oid type;
	bool unknown;
	double codes;

	get_atttypetypmodcoll(table, attribute, &type, &modifier, &collation);
	examine_variable(root, (Node *) makeVar(rel->relid, attribute, type, modifier, collation, 0), 0,
					 &data);
	data.rel = rel;
	codes = get_variable_numdistinct(&data, &unknown);
	if (type == TIMESTAMPOID)
		codes = count_days(&data, codes);
	ReleaseVariableStats(data);
	*known &= !unknown;
	return 1 + (unknown ? Min(codes, USUAL_CODES) : codes);
}

static double
count_cells(const double *codes, const Bitmapset *columns)
{
	double cells = 1;
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		cells *= codes[column];
	return cells;
}

/* the columns whose codes are told apart for an output; common: for all of them */
static Bitmapset *
columns_told_apart(const PlainOutput *output, const Bitmapset *common, const double *codes)
{
	Bitmapset *columns = bms_copy(output->columns);

	if (output->number >= 0 && codes[output->number] > BYTE_CODES &&
		!bms_is_member(output->number, output->filtering))
		columns = bms_del_member(columns, output->number);
	return bms_add_members(columns, common);
}

/* whether the table of who passes, by these columns alone, or that of an output before has what it needs */
static bool
has_table(const PlainQuery *q, int output, const Bitmapset *common)
{
	if (q->outputs[output].number < 0 && bms_is_subset(q->outputs[output].columns, common))
		return true;
	for (int i = 0; i < output; i++)
		if (q->outputs[i].kind != PLAIN_GROUP &&
			bms_equal(q->outputs[i].columns, q->outputs[output].columns) &&
			(q->outputs[i].number == q->outputs[output].number || q->outputs[output].number < 0))
			return true;
	return false;
}

/* a column of more codes than may be told apart; those that nobody counted are thought to be few */
static bool
has_too_many_codes(const PlainQuery *q, const Bitmapset *columns, const double *codes)
{
	Bitmapset *all = bms_copy(columns);
	int column = -1;
	ListCell *cell;

	foreach (cell, q->conditions)
		all = bms_add_members(all, svy_plain_columns_of(lfirst(cell)));
	while ((column = bms_next_member(all, column)) >= 0)
		if (codes[column] > PACK_MAX_CATEGORIES)
			return true;
	return false;
}

PlainCost
svy_plain_cost(PlannerInfo *root, RelOptInfo *rel, const PlainQuery *q)
{
	double *codes = palloc_array(double, q->ncolumns + 1);
	Bitmapset *common = bms_union(q->groups, q->checked);
	Bitmapset *all = bms_copy(common);
	bool known = true;
	double cells;
	RelOptInfo whole = *rel;
	double far = 0;
	int tables = 0;
	PlainCost cost;

	whole.tuples = count_tuples(rel);
	for (int i = 0; i < q->ncolumns; i++)
		codes[i] = count_codes(root, &whole, q, i, &known);
	cells = count_cells(codes, common);
	for (int i = 0; i < q->noutputs; i++)
	{
		Bitmapset *columns;
		double own;

		if (q->outputs[i].kind == PLAIN_GROUP || has_table(q, i, common))
			continue;
		columns = columns_told_apart(&q->outputs[i], common, codes);
		own = count_cells(codes, columns);
		far += own > FAR_CELLS;
		cells += own;
		tables++;
		all = bms_add_members(all, columns);
	}
	cost.texts = 0;
	for (int i = 0; i < q->ncolumns; i++)
		if (svy_is_text_type(q->types[i]))
			cost.texts = Max(cost.texts, known ? codes[i] : INFINITY);
	cost.startup = OPENING_COST + cpu_operator_cost *
									  (whole.tuples * (q->ncolumns * COLUMN_COST + far * FAR_COST) +
									   cells * CELL_COST);
	cost.group = cpu_tuple_cost + cpu_operator_cost * q->noutputs * OUTPUT_COST;
	cost.groups = count_cells(codes, q->groups);
	cost.fits = !has_too_many_codes(q, all, codes) &&
				!(known && cells > (double) svy_plain_most_cells((int64) whole.tuples, tables));
	pfree(codes);
	return cost;
}
