/*
 * plain_shard.c
 *	  Cross tables of a shard, answered from its pack.
 *
 * The coordinator asks each shard for shard_cells(plan, sources, ...): the
 * sources say in SQL which columns the codes and numbers of the plan are, as
 * packs know them.  Citus wraps it into worker_partial_agg, which gives the text
 * of the state; of a copy that lies on the asking server itself it does not.
 * Where the pack may not be read, the statement runs as it stands.
 */
#include "postgres.h"

#include "commands/explain.h"
#include "executor/spi.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/prep.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "pack/pack.h"
#include "pg/crosstab.h"
#include "plain/plain.h"
#include "server/setting.h"
#include "source/crosstab_count.h"

#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#endif

/* of the rows, which are read where the pack is not */
#define COST_SHARE 0.01

#define WRAPPER "worker_partial_agg"
#define CELLS "shard_cells"

typedef struct ShardScanState
{
	CustomScanState css;
	Oid table;
	ArrayType *words;
	ArrayType *sources;
	Oid type;	  /* of the state */
	bool wrapped; /* the text of the state is asked for, not the state */
	bool decided;
	bool done;
	const char *reason; /* why the rows are read; NULL: the pack is */
} ShardScanState;

/*
 * Planning
 */

static bool
is_function(Oid function, const char *schema, const char *name)
{
	char *found = get_func_name(function);
	char *namespace = found ? get_namespace_name(get_func_namespace(function)) : NULL;

	return namespace && strcmp(found, name) == 0 && strcmp(namespace, schema) == 0;
}

static Const *
constant_argument(List *arguments, int n)
{
	Node *argument = list_nth(arguments, n);

	if (IsA(argument, TargetEntry))
		argument = (Node *) ((TargetEntry *) argument)->expr;
	return IsA(argument, Const) && !((Const *) argument)->constisnull ? (Const *) argument : NULL;
}

/* the arguments of shard_cells in an aggregate that is that, or wraps it; or NIL */
static List *
cells_arguments(const Aggref *aggregate, bool *wrapped, Oid *cells)
{
	const Const *function;
	Node *row;

	*wrapped = false;
	*cells = aggregate->aggfnoid;
	if (aggregate->aggfilter || aggregate->aggdistinct || aggregate->aggorder ||
		aggregate->aggsplit != AGGSPLIT_SIMPLE)
		return NIL;
	if (is_function(aggregate->aggfnoid, "mlops_survey", CELLS))
		return aggregate->args;
	if (!is_function(aggregate->aggfnoid, "pg_catalog", WRAPPER) ||
		list_length(aggregate->args) != 2)
		return NIL;
	function = constant_argument(aggregate->args, 0);
	row = (Node *) lsecond_node(TargetEntry, aggregate->args)->expr;
	if (function == NULL || !IsA(row, RowExpr) ||
		!is_function(DatumGetObjectId(function->constvalue), "mlops_survey", CELLS))
		return NIL;
	*wrapped = true;
	*cells = DatumGetObjectId(function->constvalue);
	return ((RowExpr *) row)->args;
}

static Plan *
plan_shard(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist, List *clauses,
		   List *custom_plans)
{
	return svy_plain_plan(path, tlist, custom_plans, &svy_plain_shard_methods);
}

static const CustomPathMethods shard_path_methods = {.CustomName = "SurveyShard",
													 .PlanCustomPath = plan_shard};

/* one of its own: those of the relation go when a cheaper one comes */
static Path *
aggregate_rows(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped)
{
	AggClauseCosts costs = {0};

	get_agg_clause_costs(root, AGGSPLIT_SIMPLE, &costs);
	return (Path *) create_agg_path(root, grouped, input->cheapest_total_path, grouped->reltarget,
									AGG_PLAIN, AGGSPLIT_SIMPLE, NIL, NIL, &costs, 1);
}

void
svy_plain_shard_path(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped, Oid table)
{
	const Query *parse = root->parse;
	List *exprs = grouped->reltarget->exprs;
	Path *rows;
	CustomPath *path;
	List *arguments;
	Const *words;
	Const *sources;
	bool wrapped;
	Oid cells;

	if (parse->groupClause || parse->groupingSets || parse->havingQual || parse->hasTargetSRFs ||
		list_length(exprs) != 1 || !IsA(linitial(exprs), Aggref))
		return;
	arguments = cells_arguments(linitial(exprs), &wrapped, &cells);
	if (arguments == NIL)
		return;
	words = constant_argument(arguments, 0);
	sources = constant_argument(arguments, 1);
	if (words == NULL || sources == NULL || words->consttype != INT4ARRAYOID ||
		sources->consttype != TEXTARRAYOID)
		return;
	rows = aggregate_rows(root, input, grouped);
	path = makeNode(CustomPath);
	path->path.pathtype = T_CustomScan;
	path->path.parent = grouped;
	path->path.pathtarget = grouped->reltarget;
	path->path.rows = 1;
	path->path.startup_cost = path->path.total_cost = rows->total_cost * COST_SHARE;
	path->custom_paths = list_make1(rows);
	path->custom_private = list_make4(list_make2_oid(table, get_func_rettype(cells)), words,
									  sources, makeInteger(wrapped ? 1 : 0));
	path->methods = &shard_path_methods;
	add_path(grouped, &path->path);
}

/*
 * Running
 */

static ShardScanState *
shard_of(CustomScanState *node)
{
	return (ShardScanState *) node;
}

static void
begin_shard(CustomScanState *node, EState *estate, int eflags)
{
	ShardScanState *s = shard_of(node);
	CustomScan *scan = (CustomScan *) node->ss.ps.plan;

	node->custom_ps =
		list_make1(ExecInitNode((Plan *) linitial(scan->custom_plans), estate, eflags));
	s->table = linitial_oid(linitial(scan->custom_private));
	s->words = DatumGetArrayTypePCopy(lsecond_node(Const, scan->custom_private)->constvalue);
	s->sources = DatumGetArrayTypePCopy(lthird_node(Const, scan->custom_private)->constvalue);
	s->type = lsecond_oid(linitial(scan->custom_private));
	s->wrapped = intVal(lfourth(scan->custom_private)) != 0;
}

/* the state in the caller's memory, or NULL and why there is none; only asked: neither */
static Datum
count_shard(ShardScanState *s, bool only_asked, const char **reason)
{
	MemoryContext context = CurrentMemoryContext;
	const Survey *survey;
	const Crosstab *x = NULL;
	Datum state = (Datum) 0;

	SPI_connect();
	survey = svy_pack_shard_open(s->table, reason);
	if (survey)
		*reason = svy_crosstab_count_shard(survey, s->words, s->sources, only_asked ? NULL : &x);
	if (*reason)
		*reason = MemoryContextStrdup(context, *reason);
	if (x)
	{
		const char *whole = (const char *) x - offsetof(SvyCrosstab, x);

		MemoryContextSwitchTo(context);
		state = PointerGetDatum(memcpy(palloc(VARSIZE_ANY(whole)), whole, VARSIZE_ANY(whole)));
	}
	SPI_finish();
	return state;
}

/* as the wrapper gives it: what the type's output function makes of it */
static Datum
text_of(Datum state, Oid type)
{
	Oid output;
	bool varlena;

	getTypeOutputInfo(type, &output, &varlena);
	return CStringGetDatum(OidOutputFunctionCall(output, state));
}

static void
decide_shard(ShardScanState *s)
{
	TupleTableSlot *slot = s->css.ss.ss_ScanTupleSlot;
	MemoryContext outer = MemoryContextSwitchTo(s->css.ss.ps.state->es_query_cxt);
	Datum state = count_shard(s, false, &s->reason);

	s->decided = true;
	ExecClearTuple(slot);
	slot->tts_values[0] = s->reason == NULL && s->wrapped ? text_of(state, s->type) : state;
	slot->tts_isnull[0] = false;
	MemoryContextSwitchTo(outer);
}

static TupleTableSlot *
next_state(CustomScanState *node)
{
	ShardScanState *s = shard_of(node);
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;
	TupleTableSlot *row;

	if (s->done)
		return ExecClearTuple(slot);
	if (!s->decided)
		decide_shard(s);
	s->done = true;
	if (s->reason == NULL)
		return ExecStoreVirtualTuple(slot);
	row = ExecProcNode(linitial(node->custom_ps));
	return TupIsNull(row) ? ExecClearTuple(slot) : ExecCopySlot(slot, row);
}

static void
end_shard(CustomScanState *node)
{
	ExecEndNode(linitial(node->custom_ps));
}

static void
rescan_shard(CustomScanState *node)
{
	PlanState *child = linitial(node->custom_ps);

	if (node->ss.ps.chgParam != NULL)
		UpdateChangedParamSet(child, node->ss.ps.chgParam);
	if (child->chgParam == NULL)
		ExecReScan(child);
	shard_of(node)->decided = shard_of(node)->done = false;
}

static void
explain_shard(CustomScanState *node, List *ancestors, ExplainState *es)
{
	ShardScanState *s = shard_of(node);
	const char *reason = s->reason;

	if (!s->decided && es->analyze)
		return;
	if (!s->decided)
		(void) count_shard(s, true, &reason);
	ExplainPropertyText("Source", reason ? "rows" : "pack", es);
	if (reason)
		ExplainPropertyText("Reason", reason, es);
}

static const CustomExecMethods shard_exec_methods = {.CustomName = "SurveyShard",
													 .BeginCustomScan = begin_shard,
													 .ExecCustomScan = next_state,
													 .EndCustomScan = end_shard,
													 .ReScanCustomScan = rescan_shard,
													 .ExplainCustomScan = explain_shard};

static Node *
create_shard_state(CustomScan *scan)
{
	ShardScanState *s = (ShardScanState *) newNode(sizeof(ShardScanState), T_CustomScanState);

	s->css.methods = &shard_exec_methods;
	return (Node *) s;
}

const CustomScanMethods svy_plain_shard_methods = {"SurveyShard", create_shard_state};
