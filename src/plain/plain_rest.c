/*
 * plain_rest.c
 *	  A scan of the rows behind a pack, for partial states that are merged with
 *	  those of the pack.
 */
#include "postgres.h"

#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/extensible.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/restrictinfo.h"
#include "parser/parsetree.h"
#include "utils/rel.h"

#include "plain/plain.h"

typedef struct PlainRestState
{
	CustomScanState css;
	bool any;			  /* there are rows to read */
	ItemPointerData last; /* of the packed rows */
	TupleTableSlot *row;  /* as the table has it */
	TableScanDesc scan;
} PlainRestState;

/*
 * Planning
 */

static Plan *
plan_rest(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist, List *clauses,
		  List *custom_plans)
{
	CustomScan *scan = makeNode(CustomScan);

	scan->scan.plan.targetlist = tlist;
	scan->scan.plan.qual = extract_actual_clauses(clauses, false);
	scan->scan.scanrelid = rel->relid;
	scan->flags = path->flags;
	scan->methods = &svy_plain_rest_methods;
	return &scan->scan.plan;
}

static const CustomPathMethods path_methods = {.CustomName = "SurveyRest",
											   .PlanCustomPath = plan_rest};

/* its rows are few, and how many is known when it runs */
#define REST_ROWS 1000

static Path *
table_path(RelOptInfo *rel)
{
	CustomPath *path = makeNode(CustomPath);

	path->path.pathtype = T_CustomScan;
	path->path.parent = rel;
	path->path.pathtarget = rel->cheapest_total_path->pathtarget;
	path->path.rows = Min(rel->rows, REST_ROWS);
	path->path.total_cost = REST_ROWS * cpu_tuple_cost;
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->methods = &path_methods;
	return &path->path;
}

/* scans of partitions, those of another kind of table as they are */
static List *
partition_paths(PlannerInfo *root, RelOptInfo *rel, List *paths)
{
	for (int i = 0; i < rel->nparts; i++)
	{
		RelOptInfo *part = rel->part_rels[i];

		if (part == NULL || IS_DUMMY_REL(part))
			continue;
		if (IS_PARTITIONED_REL(part))
			paths = partition_paths(root, part, paths);
		else if (planner_rt_fetch(part->relid, root)->relkind == RELKIND_RELATION)
			paths = lappend(paths, table_path(part));
		else
			paths = lappend(paths, part->cheapest_total_path);
	}
	return paths;
}

Path *
svy_plain_rest_path(PlannerInfo *root, RelOptInfo *rel)
{
	if (!IS_PARTITIONED_REL(rel))
		return table_path(rel);
	return (Path *) create_append_path(root, rel, partition_paths(root, rel, NIL), NIL, NIL, NULL,
									   0, false, -1);
}

/*
 * Running
 */

static PlainRestState *
rest_state(CustomScanState *node)
{
	return (PlainRestState *) node;
}

static void
begin_rest_node(CustomScanState *node, EState *estate, int eflags)
{
	PlainRestState *s = rest_state(node);

	s->row = ExecInitExtraTupleSlot(estate, RelationGetDescr(node->ss.ss_currentRelation),
									table_slot_callbacks(node->ss.ss_currentRelation));
	ItemPointerSetInvalid(&s->last);
}

static void
begin_rest(PlainRestState *s)
{
	Relation table = s->css.ss.ss_currentRelation;
	Snapshot snapshot = s->css.ss.ps.state->es_snapshot;
	ItemPointerData first = s->last;
	ItemPointerData end;

	if (!ItemPointerIsValid(&first))
	{
		s->scan = table_beginscan(table, snapshot, 0, NULL);
		return;
	}
	ItemPointerInc(&first);
	ItemPointerSet(&end, MaxBlockNumber, MaxOffsetNumber);
	s->scan = table_beginscan_tidrange(table, snapshot, &first, &end);
}

static TupleTableSlot *
next_rest_row(ScanState *node)
{
	PlainRestState *s = (PlainRestState *) node;
	bool found;

	if (!s->any)
		return ExecClearTuple(node->ss_ScanTupleSlot);
	if (s->scan == NULL)
		begin_rest(s);
	if (ItemPointerIsValid(&s->last))
		found = table_scan_getnextslot_tidrange(s->scan, ForwardScanDirection, s->row);
	else
		found = table_scan_getnextslot(s->scan, ForwardScanDirection, s->row);
	if (!found)
		return ExecClearTuple(node->ss_ScanTupleSlot);
	return ExecCopySlot(node->ss_ScanTupleSlot, s->row);
}

/* nothing above locks rows */
static bool
check_again(ScanState *node, TupleTableSlot *slot)
{
	return true;
}

static TupleTableSlot *
next_rest_tuple(CustomScanState *node)
{
	return ExecScan(&node->ss, next_rest_row, check_again);
}

static void
end_rest(PlainRestState *s)
{
	if (s->scan)
	{
		ExecClearTuple(s->row);
		table_endscan(s->scan);
	}
	s->scan = NULL;
}

static void
end_rest_node(CustomScanState *node)
{
	end_rest(rest_state(node));
}

static void
rest_again(CustomScanState *node)
{
	end_rest(rest_state(node));
	ExecScanReScan(&node->ss);
}

static const CustomExecMethods exec_methods = {.CustomName = "SurveyRest",
											   .BeginCustomScan = begin_rest_node,
											   .ExecCustomScan = next_rest_tuple,
											   .EndCustomScan = end_rest_node,
											   .ReScanCustomScan = rest_again};

static Node *
create_rest_state(CustomScan *scan)
{
	PlainRestState *s = (PlainRestState *) newNode(sizeof(PlainRestState), T_CustomScanState);

	s->css.methods = &exec_methods;
	return (Node *) s;
}

const CustomScanMethods svy_plain_rest_methods = {"SurveyRest", create_rest_state};

bool
svy_plain_rest_set(PlanState *node, void *rests)
{
	PlainRestState *s = (PlainRestState *) node;
	ListCell *cell;

	if (!IsA(node, CustomScanState) || s->css.methods != &exec_methods)
		return planstate_tree_walker(node, svy_plain_rest_set, rests);
	foreach (cell, (List *) rests)
	{
		const PlainRest *rest = lfirst(cell);

		if (rest->table != RelationGetRelid(s->css.ss.ss_currentRelation))
			continue;
		s->any = rest->any;
		s->last = rest->last;
	}
	return planstate_tree_walker(node, svy_plain_rest_set, rests);
}
