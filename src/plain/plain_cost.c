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
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

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

/* the codes of a column, NULL among them */
static double
count_codes(PlannerInfo *root, RelOptInfo *rel, const PlainQuery *q, int column)
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
	codes = get_variable_numdistinct(&data, &unknown);
	ReleaseVariableStats(data);
	return 1 + (unknown ? Min(codes, USUAL_CODES) : codes);
}

/* number: the column that is added up; -1 */
static double
count_cells(const double *codes, const Bitmapset *columns, int number)
{
	double cells = 1;
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		if (column != number || codes[column] <= BYTE_CODES)
			cells *= codes[column];
	return cells;
}

/* whether an output before this one has its table */
static bool
has_table(const PlainQuery *q, int output)
{
	for (int i = 0; i < output; i++)
		if (q->outputs[i].kind != PLAIN_GROUP &&
			bms_equal(q->outputs[i].columns, q->outputs[output].columns) &&
			(q->outputs[i].number == q->outputs[output].number || q->outputs[output].number < 0))
			return true;
	return false;
}

PlainCost
svy_plain_cost(PlannerInfo *root, RelOptInfo *rel, const PlainQuery *q)
{
	double *codes = palloc_array(double, q->ncolumns + 1);
	Bitmapset *common = bms_union(q->groups, q->checked);
	double far = 0;
	double cells;

	for (int i = 0; i < q->ncolumns; i++)
		codes[i] = count_codes(root, rel, q, i);
	cells = count_cells(codes, common, -1);
	for (int i = 0; i < q->noutputs; i++)
	{
		const PlainOutput *output = &q->outputs[i];
		double own;

		if (output->kind == PLAIN_GROUP || has_table(q, i))
			continue;
		own = count_cells(codes, bms_union(common, output->columns), output->number);
		far += own > FAR_CELLS;
		cells += own;
	}
	pfree(codes);
	return (PlainCost){
		OPENING_COST +
			cpu_operator_cost *
				(rel->tuples * (q->ncolumns * COLUMN_COST + far * FAR_COST) + cells * CELL_COST),
		cpu_tuple_cost + cpu_operator_cost * q->noutputs * OUTPUT_COST};
}
