/*
 * plain_path.c
 *	  The planner's choice of a pack for a statement that groups one table, or asks
 *	  what is distinct in it.
 *
 * The node makes partial states, and the core's own final aggregate stands above
 * it: final functions, HAVING, and the merging of groups with the same label are
 * the core's.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/planner.h"
#include "optimizer/restrictinfo.h"
#include "optimizer/prep.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/rel.h"
#include "utils/selfuncs.h"
#include "utils/syscache.h"

#include "pack/pack.h"
#include "plain/plain.h"
#include "server/setting.h"

static create_upper_paths_hook_type next_hook;

#if PG_VERSION_NUM >= 160000
#define group_clause(root) ((root)->processed_groupClause)
#define distinct_clause(root) ((root)->processed_distinctClause)
#else
#define group_clause(root) ((root)->parse->groupClause)
#define distinct_clause(root) ((root)->parse->distinctClause)
#endif

Plan *
svy_plain_plan(const CustomPath *path, List *tlist, List *custom_plans,
			   const CustomScanMethods *methods)
{
	CustomScan *scan = makeNode(CustomScan);

	scan->scan.plan.targetlist = tlist;
	scan->scan.scanrelid = 0;
	scan->flags = path->flags;
	scan->custom_plans = custom_plans;
	scan->custom_scan_tlist = copyObject(tlist);
	scan->custom_private = path->custom_private;
	scan->methods = methods;
	return &scan->scan.plan;
}

static Plan *
plan_path(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist, List *clauses,
		  List *custom_plans)
{
	return svy_plain_plan(path, tlist, custom_plans, &svy_plain_scan_methods);
}

static const CustomPathMethods path_methods = {.CustomName = "SurveyPack",
											   .PlanCustomPath = plan_path};

/* whether statements of this kind are answered at all, as far as the query tells */
static bool
query_fits(PlannerInfo *root, const GroupPathExtraData *extra)
{
	const Query *parse = root->parse;

	return (extra->flags & GROUPING_CAN_PARTIAL_AGG) != 0 && parse->groupingSets == NIL &&
		   !parse->hasTargetSRFs && parse->constraintDeps == NIL &&
		   root->qual_security_level == 0 &&
		   (group_clause(root) == NIL || grouping_is_hashable(group_clause(root)));
}

/* one table of its own, or with all its partitions, whose every row is read */
static bool
relation_fits(PlannerInfo *root, RelOptInfo *rel)
{
	const RangeTblEntry *rte;
	ListCell *cell;

	if (rel->reloptkind != RELOPT_BASEREL || rel->rtekind != RTE_RELATION || IS_DUMMY_REL(rel))
		return false;
	rte = planner_rt_fetch(rel->relid, root);
	if ((rte->relkind == RELKIND_PARTITIONED_TABLE
			 ? !rte->inh || !IS_PARTITIONED_REL(rel)
			 : rte->relkind != RELKIND_RELATION || rte->inh) ||
		rte->tablesample != NULL || rte->securityQuals != NIL || !bms_is_empty(rel->lateral_relids))
		return false;
	foreach (cell, rel->baserestrictinfo)
	{
		const RestrictInfo *rinfo = lfirst(cell);

		if (rinfo->pseudoconstant || rinfo->security_level > 0)
			return false;
	}
	return true;
}

/* the triggers of a pack, which the relcache knows: other tables pay nothing more */
static bool
table_is_watched(Oid table)
{
	Relation relation = table_open(table, NoLock);
	bool watched =
		relation->trigdesc != NULL && svy_pack_has_trigger(relation, &svy_pack_triggers[0]);

	table_close(relation, NoLock);
	return watched;
}

static bool
has_row_security(Oid table)
{
	Relation relation = table_open(table, NoLock);
	bool found = relation->rd_rel->relrowsecurity;

	table_close(relation, NoLock);
	return found;
}

/* the tables that a relation stands for, which are watched if one of them is */
static bool
find_tables(PlannerInfo *root, RelOptInfo *rel, List **tables)
{
	Oid table = planner_rt_fetch(rel->relid, root)->relid;
	bool watched = false;

	if (!IS_PARTITIONED_REL(rel))
	{
		*tables = lappend_oid(*tables, table);
		return table_is_watched(table);
	}
	for (int i = 0; i < rel->nparts; i++)
		if (rel->part_rels[i] && !IS_DUMMY_REL(rel->part_rels[i]))
			watched |= find_tables(root, rel->part_rels[i], tables);
	return watched;
}

/* what goes to the final aggregate: groups, and the partial state of each aggregate */
static PathTarget *
make_target(PlannerInfo *root, const PathTarget *grouped, Node *having)
{
	PathTarget *target = create_empty_pathtarget();
	List *others = having ? list_make1(having) : NIL;
	List *aggregates = NIL;
	ListCell *cell;

	foreach (cell, grouped->exprs)
	{
		Index reference = get_pathtarget_sortgroupref(grouped, foreach_current_index(cell));

		if (reference && get_sortgroupref_clause_noerr(reference, root->parse->groupClause))
			add_column_to_pathtarget(target, lfirst(cell), reference);
		else
			others = lappend(others, lfirst(cell));
	}
	/* columns outside of aggregates are parts of what is grouped by */
	foreach (cell,
			 pull_var_clause((Node *) others, PVC_INCLUDE_AGGREGATES | PVC_RECURSE_WINDOWFUNCS |
												  PVC_INCLUDE_PLACEHOLDERS))
		if (IsA(lfirst(cell), Aggref))
			aggregates = lappend(aggregates, lfirst(cell));
	add_new_columns_to_pathtarget(target, aggregates);
	foreach (cell, target->exprs)
		if (IsA(lfirst(cell), Aggref))
		{
			Aggref *partial = makeNode(Aggref);

			memcpy(partial, lfirst(cell), sizeof(Aggref));
			mark_partial_aggref(partial, AGGSPLIT_INITIAL_SERIAL);
			lfirst(cell) = partial;
		}
	return set_pathtarget_cost_width(root, target);
}

static double
count_groups(PlannerInfo *root, const PathTarget *target, double rows)
{
	List *groups = NIL;
	ListCell *cell;

	foreach (cell, target->exprs)
		if (!IsA(lfirst(cell), Aggref))
			groups = lappend(groups, lfirst(cell));
	return groups == NIL ? 1 : estimate_num_groups(root, groups, rows, NULL, NULL);
}

/* from 16 on, groups that conditions make constants are no longer named: there is one at most, and none of nobody */
static AggStrategy
strategy_of(PlannerInfo *root, bool hash)
{
	if (root->parse->groupClause == NIL)
		return AGG_PLAIN;
	return hash && group_clause(root) != NIL ? AGG_HASHED : AGG_SORTED;
}

static Path *
partial_aggregate(PlannerInfo *root, RelOptInfo *rel, Path *input, PathTarget *target)
{
	AggClauseCosts costs = {0};

	get_agg_clause_costs(root, AGGSPLIT_INITIAL_SERIAL, &costs);
	return (Path *) create_agg_path(root, rel, input, target, strategy_of(root, true),
									AGGSPLIT_INITIAL_SERIAL, group_clause(root), NIL, &costs,
									count_groups(root, target, input->rows));
}

/* the same states from the rows: with workers, if they are worth it */
static Path *
rows_path(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped, RelOptInfo *rel,
		  PathTarget *target)
{
	Path *rows = partial_aggregate(root, rel, input->cheapest_total_path, target);
	Path *gathered;
	double total;

	if (!grouped->consider_parallel || input->partial_pathlist == NIL)
		return rows;
	gathered = partial_aggregate(root, rel, linitial(input->partial_pathlist), target);
	total = gathered->rows * gathered->parallel_workers;
	gathered = (Path *) create_gather_path(root, rel, gathered, target, NULL, &total);
	return gathered->total_cost < rows->total_cost ? gathered : rows;
}

/* quals and columns lie where the planner's later steps do not look */
static List *
make_private(List *tables, List *attributes, List *types, List *outputs, List *conditions)
{
	return list_make5(tables, attributes, types, outputs, conditions);
}

/*
 * In the order in which a scan of the rows asks them, cheap ones first, so that one
 * that raises an error is asked of nobody whom the rows leave out before.
 */
static List *
ordered_conditions(PlannerInfo *root, const RelOptInfo *rel)
{
	List *ordered = NIL;
	List *costs = NIL; /* of those that are ordered */
	ListCell *cell;

	foreach (cell, get_actual_clauses(rel->baserestrictinfo))
	{
		QualCost *cost = palloc_object(QualCost);
		int at = list_length(ordered);

		cost_qual_eval_node(cost, lfirst(cell), root);
		while (at > 0 && ((QualCost *) list_nth(costs, at - 1))->per_tuple > cost->per_tuple)
			at--;
		ordered = list_insert_nth(ordered, at, lfirst(cell));
		costs = list_insert_nth(costs, at, cost);
	}
	return ordered;
}

/*
 * A column of more texts is no answer mostly (names, open ends), and the rows of such a
 * table would be grouped twice: there it is worth a look whether the pack has them.
 */
#define FEW_TEXTS 250

/* the node that makes a target from the pack; NULL if a pack cannot say it, or not at a sensible cost */
static CustomPath *
make_path(PlannerInfo *root, RelOptInfo *input, PathTarget *target, List *tables)
{
	List *conditions = ordered_conditions(root, input);
	List *attributes = NIL;
	List *types = NIL;
	List *outputs;
	const PlainQuery *query;
	PlainCost cost;
	CustomPath *path;

	if (!svy_plain_number_columns(input->relid, target->exprs, &attributes, &types, &outputs) ||
		!svy_plain_number_columns(input->relid, conditions, &attributes, &types, &conditions))
		return NULL;
	query = svy_plain_query(attributes, types, outputs, conditions);
	if (query == NULL || !svy_plain_instants_fit(root, query->instants))
		return NULL;
	cost = svy_plain_cost(root, input, query);
	if (!cost.fits ||
		(cost.texts > FEW_TEXTS &&
		 !svy_plain_packs_texts(linitial_oid(tables), list_delete_first(list_copy(tables)), query)))
		return NULL;
	path = makeNode(CustomPath);
	path->path.pathtype = T_CustomScan;
	path->path.parent = fetch_upper_rel(root, UPPERREL_PARTIAL_GROUP_AGG, NULL);
	path->path.pathtarget = target;
	path->path.rows = cost.groups;
	path->path.startup_cost = cost.startup;
	path->path.total_cost = cost.startup + cost.groups * cost.group;
	path->custom_private = make_private(tables, attributes, types, outputs, conditions);
	path->methods = &path_methods;
	return path;
}

/* what makes the same from the rows, and what from those behind the pack */
static Path *
add_children(CustomPath *path, Path *rows, Path *rest)
{
	path->path.total_cost -= path->path.startup_cost;
	path->path.total_cost *= Min(1, rows->rows / path->path.rows);
	path->path.total_cost += path->path.startup_cost;
	path->path.rows = Min(rows->rows, path->path.rows);
	path->custom_paths = list_make2(rows, rest);
	return &path->path;
}

static void
add_final_path(PlannerInfo *root, RelOptInfo *grouped, Path *partial, Node *having, double rows)
{
	AggClauseCosts costs = {0};
	AggStrategy strategy =
		strategy_of(root, enable_hashagg || !grouping_is_sortable(group_clause(root)));

	get_agg_clause_costs(root, AGGSPLIT_FINAL_DESERIAL, &costs);
	/* groups that are constants have no order to be brought into */
	if (strategy == AGG_SORTED && root->group_pathkeys != NIL)
		partial = (Path *) create_sort_path(root, grouped, partial, root->group_pathkeys, -1.0);
	add_path(grouped, (Path *) create_agg_path(root, grouped, partial, grouped->reltarget, strategy,
											   AGGSPLIT_FINAL_DESERIAL, group_clause(root),
											   (List *) having, &costs, rows));
}

static bool
consider_pack(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped, List *tables,
			  const GroupPathExtraData *extra)
{
	PathTarget *target = make_target(root, grouped->reltarget, extra->havingQual);
	CustomPath *path = make_path(root, input, target, tables);
	RelOptInfo *rel;
	Path *rows;
	Path *rest;

	if (path == NULL)
		return false;
	rel = path->path.parent;
	rows = rows_path(root, input, grouped, rel, target);
	rest = partial_aggregate(root, rel, svy_plain_rest_path(root, input), target);
	add_final_path(root, grouped, add_children(path, rows, rest), extra->havingQual,
				   count_groups(root, target, input->rows));
	return true;
}

/*
 * Combinations of answers: SELECT DISTINCT, and aggregates to which it is all the same
 * how often a value comes (DISTINCT ones, and min and max of whatever), need no more
 * than each combination once.  The core's own nodes stand above it; below it are the
 * rows, as often as they come.
 */

/* an aggregate that gives one of its values, the first or the last in their order */
static bool
is_extreme(Oid function)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(function));
	bool found;

	if (!HeapTupleIsValid(tuple))
		return false;
	found = OidIsValid(((Form_pg_aggregate) GETSTRUCT(tuple))->aggsortop);
	ReleaseSysCache(tuple);
	return found;
}

/*
 * Of what equals another one without being the same (1.0 and 1.00) any may be given.
 * The extremes of numbers are left to the core, which asks workers for them: whether
 * numbers are whole, so that the pack has them as codes, is not known before.
 */
static bool
combinations_suffice(Node *expressions)
{
	bool any = false;
	ListCell *cell;

	foreach (cell, pull_var_clause(expressions, PVC_INCLUDE_AGGREGATES | PVC_RECURSE_WINDOWFUNCS |
													PVC_INCLUDE_PLACEHOLDERS))
	{
		const Aggref *aggref = lfirst(cell);

		if (!IsA(aggref, Aggref))
			continue;
		any = true;
		if (aggref->aggdistinct == NIL &&
			(aggref->aggtype == FLOAT8OID || !is_extreme(aggref->aggfnoid)))
			return false;
	}
	return any && !contain_volatile_functions(expressions);
}

/* the rows as they are; what is distinct among those of each worker, if that is cheaper */
static Path *
combinations_of_rows(PlannerInfo *root, RelOptInfo *input, RelOptInfo *rel, List *distinct)
{
	Path *rows = input->cheapest_total_path;
	Path *gathered;
	double total;

	if (distinct == NIL || !input->consider_parallel || input->partial_pathlist == NIL)
		return rows;
	gathered = linitial(input->partial_pathlist);
	/* a path of the table, so that it may be a worker's: the node's relation knows of none */
	gathered = (Path *) create_agg_path(root, input, gathered, gathered->pathtarget, AGG_HASHED,
										AGGSPLIT_SIMPLE, distinct, NIL, NULL,
										count_groups(root, gathered->pathtarget, gathered->rows));
	total = gathered->rows * gathered->parallel_workers;
	gathered = (Path *) create_gather_path(root, rel, gathered, gathered->pathtarget, NULL, &total);
	return gathered->total_cost < rows->total_cost ? gathered : rows;
}

static Path *
combinations_path(PlannerInfo *root, RelOptInfo *input, List *tables, List *distinct)
{
	PathTarget *target = input->cheapest_total_path->pathtarget;
	CustomPath *path = target->exprs == NIL ? NULL : make_path(root, input, target, tables);

	if (path == NULL)
		return NULL;
	return add_children(path, combinations_of_rows(root, input, path->path.parent, distinct),
						svy_plain_rest_path(root, input));
}

static void
consider_distinct_aggregates(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped,
							 List *tables, const GroupPathExtraData *extra)
{
	const Query *parse = root->parse;
	List *expressions = lappend(list_copy(grouped->reltarget->exprs), extra->havingQual);
	AggClauseCosts costs = {0};
	Path *path;

	if (parse->groupingSets != NIL || parse->hasTargetSRFs || parse->constraintDeps != NIL ||
		root->qual_security_level != 0 || !grouping_is_sortable(group_clause(root)) ||
		!combinations_suffice((Node *) expressions))
		return;
	path = combinations_path(root, input, tables, NIL);
	if (path == NULL)
		return;
	if (root->group_pathkeys != NIL)
		path = (Path *) create_sort_path(root, grouped, path, root->group_pathkeys, -1.0);
	get_agg_clause_costs(root, AGGSPLIT_SIMPLE, &costs);
	add_path(grouped, (Path *) create_agg_path(
						  root, grouped, path, grouped->reltarget, strategy_of(root, false),
						  AGGSPLIT_SIMPLE, group_clause(root), (List *) extra->havingQual, &costs,
						  ((Path *) linitial(grouped->pathlist))->rows));
}

static void
consider_distinct(PlannerInfo *root, RelOptInfo *input, RelOptInfo *distinct, List *tables)
{
	const Query *parse = root->parse;
	List *clauses = distinct_clause(root);
	Path *path;

	if (parse->hasDistinctOn || parse->hasTargetSRFs || clauses == NIL ||
		root->qual_security_level != 0 || !grouping_is_hashable(clauses))
		return;
	path = combinations_path(root, input, tables, clauses);
	if (path)
		add_path(distinct,
				 (Path *) create_agg_path(root, distinct, path, path->pathtarget, AGG_HASHED,
										  AGGSPLIT_SIMPLE, clauses, NIL, NULL, path->rows));
}

static void
upper_paths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output,
			void *extra)
{
	List *tables = NIL;

	if (next_hook)
		next_hook(root, stage, input, output, extra);
	if ((stage != UPPERREL_GROUP_AGG && stage != UPPERREL_DISTINCT) || !svy_read_packs() ||
		!relation_fits(root, input))
		return;
	/* the table itself comes first */
	tables = list_make1_oid(planner_rt_fetch(input->relid, root)->relid);
	if (has_row_security(linitial_oid(tables)) || !find_tables(root, input, &tables))
		return;
	if (stage == UPPERREL_DISTINCT)
	{
		consider_distinct(root, input, output, tables);
		return;
	}
	if (!query_fits(root, extra) || !consider_pack(root, input, output, tables, extra))
		consider_distinct_aggregates(root, input, output, tables, extra);
	svy_plain_shard_path(root, input, output, linitial_oid(tables));
}

void
svy_plain_init(void)
{
	RegisterCustomScanMethods(&svy_plain_scan_methods);
	RegisterCustomScanMethods(&svy_plain_rest_methods);
	RegisterCustomScanMethods(&svy_plain_shard_methods);
	next_hook = create_upper_paths_hook;
	create_upper_paths_hook = upper_paths;
}
