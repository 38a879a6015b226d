/*
 * plain_scan.c
 *	  The node that answers a statement from a pack, or from its rows.
 *
 * Its first child makes the same partial states from the rows.  Which of both is
 * asked, is decided when the first tuple is: initplans and the parameters of a
 * correlated subquery are not known before.  No tuple leaves before all segments
 * were counted, so that nothing is counted twice.  The second child makes those of
 * the rows behind the pack, which come after it.
 */
#include "postgres.h"

#include <math.h>

#include "access/table.h"
#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "commands/explain.h"
#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/extensible.h"
#include "nodes/nodeFuncs.h"
#include "storage/predicate.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "pack/pack.h"
#include "codebook/codebook_impl.h"
#include "plain/plain.h"
#include "server/setting.h"

/* the parts of custom_private */
enum
{
	PRIVATE_TABLES, /* that of the statement, then those that have rows: itself, or partitions */
	PRIVATE_ATTRIBUTES, /* by column */
	PRIVATE_TYPES,
	PRIVATE_OUTPUTS,
	PRIVATE_CONDITIONS
};

/* of an output: what is evaluated for a cell */
typedef struct PlainAsked
{
	ExprState *expression;
	ExprState *filter;
	PlainState state;
} PlainAsked;

/* a query, and what is evaluated for it */
typedef struct PlainAsking
{
	PlainQuery *query;
	PlainAsked *asked; /* by output */
	ExprState **conditions;
	ExprState *checks;
} PlainAsking;

typedef struct PlainScanState
{
	CustomScanState css;
	Oid answers;
	List *tables; /* it, or its partitions */
	PlainAsking whole;
	PlainAsking q;		   /* it, or with the first of its conditions alone */
	TupleTableSlot *codes; /* of a cell */
	ExprContext *context;  /* of evaluations over it */
	bool decided;
	const char *reason; /* why rows are read; NULL: the pack is */
	const char *added;	/* why rows are read beside it; NULL: none are */
	MemoryContext counted;
	PlainCells *cells;
	bool *passes; /* by cell of groups and checks */
	size_t next;  /* group */
} PlainScanState;

static PlainScanState *
state_of(CustomScanState *node)
{
	return (PlainScanState *) node;
}

static PlanState *
rows_of(const PlainScanState *s)
{
	return linitial(s->css.custom_ps);
}

static PlanState *
rest_of(const PlainScanState *s)
{
	return lsecond(s->css.custom_ps);
}

/*
 * Beginning
 */

static TupleTableSlot *
make_codes(EState *estate, const PlainQuery *q)
{
	TupleDesc columns = CreateTemplateTupleDesc(q->ncolumns);
	TupleTableSlot *slot;

	for (int i = 0; i < q->ncolumns; i++)
		TupleDescInitEntry(columns, i + 1, NULL, q->types[i], -1, 0);
	slot = ExecInitExtraTupleSlot(estate, columns, &TTSOpsVirtual);
	memset(slot->tts_isnull, true, q->ncolumns * sizeof(bool));
	return ExecStoreVirtualTuple(slot);
}

static PlainAsking
begin_expressions(PlainScanState *s, PlainQuery *q)
{
	PlanState *parent = &s->css.ss.ps;
	PlainAsking asking = {.query = q};
	ListCell *cell;

	asking.asked = palloc0_array(PlainAsked, q->noutputs + 1);
	for (int i = 0; i < q->noutputs; i++)
	{
		const PlainOutput *output = &q->outputs[i];

		asking.asked[i].state.output = output;
		if (output->expression && !output->number_alone)
			asking.asked[i].expression = ExecInitExpr(output->expression, parent);
		if (output->filter)
			asking.asked[i].filter = ExecInitQual(list_make1(output->filter), parent);
	}
	asking.conditions = palloc_array(ExprState *, list_length(q->conditions) + 1);
	foreach (cell, q->conditions)
		asking.conditions[foreach_current_index(cell)] =
			ExecInitQual(list_make1(lfirst(cell)), parent);
	asking.checks = ExecInitQual(q->checks, parent);
	return asking;
}

/* the statement with the first of its conditions alone; NULL: a pack cannot say it any more */
static PlainQuery *
query_of(const PlainScanState *s, int nconditions)
{
	List *private = ((CustomScan *) s->css.ss.ps.plan)->custom_private;
	List *conditions = list_copy(list_nth(private, PRIVATE_CONDITIONS));

	return svy_plain_query(list_nth(private, PRIVATE_ATTRIBUTES), list_nth(private, PRIVATE_TYPES),
						   list_nth(private, PRIVATE_OUTPUTS),
						   list_truncate(conditions, nconditions));
}

static void
begin_node(CustomScanState *node, EState *estate, int eflags)
{
	PlainScanState *s = state_of(node);
	CustomScan *scan = (CustomScan *) node->ss.ps.plan;
	List *private = scan->custom_private;
	PlainQuery *query;

	node->custom_ps =
		list_make2(ExecInitNode((Plan *) linitial(scan->custom_plans), estate, eflags),
				   ExecInitNode((Plan *) lsecond(scan->custom_plans), estate, eflags));
	s->tables = list_copy(list_nth(private, PRIVATE_TABLES));
	s->answers = linitial_oid(s->tables);
	s->tables = list_delete_first(s->tables);
	query = query_of(s, list_length(list_nth(private, PRIVATE_CONDITIONS)));
	s->counted =
		AllocSetContextCreate(CurrentMemoryContext, "packed cells", ALLOCSET_DEFAULT_SIZES);
	/* an aggregate was replaced by another since it was planned: rows know it */
	if (query == NULL)
		return;
	s->codes = make_codes(estate, query);
	s->context = CreateExprContext(estate);
	s->context->ecxt_scantuple = s->codes;
	s->q = s->whole = begin_expressions(s, query);
}

/*
 * Counting
 */

static bool
holds(void *argument, int condition)
{
	PlainScanState *s = argument;

	ResetExprContext(s->context);
	return ExecQual(s->q.conditions[condition], s->context);
}

/* boxes or points; false if they are none */
static bool
take_scale_part(PlainScanState *s, Expr *part, int32 *number)
{
	bool isnull;
	ExprState *expression = ExecInitExpr(part, &s->css.ss.ps);
	Datum value = ExecEvalExprSwitchContext(expression, s->context, &isnull);

	if (isnull)
		return false;
	if (exprType((Node *) part) == INT4OID)
		*number = DatumGetInt32(value);
	else if (DatumGetFloat8(value) >= 1 && DatumGetFloat8(value) <= PG_INT32_MAX &&
			 DatumGetFloat8(value) == rint(DatumGetFloat8(value)))
		*number = (int32) DatumGetFloat8(value);
	else
		return false;
	return true;
}

/* the scales of tallies, which rows ask for anew in each row; false if they are none */
static bool
take_scales(PlainScanState *s)
{
	for (int i = 0; i < s->q.query->noutputs; i++)
	{
		PlainState *state = &s->q.asked[i].state;
		int32 numbers[2] = {2, 0};
		int n = list_length(state->output->scale);

		/* points alone come after the boxes that are not said */
		for (int k = 0; k < n; k++)
			if (!take_scale_part(s, list_nth(state->output->scale, k), &numbers[k + 2 - n]))
				return false;
		if (n > 0 && (numbers[1] < 2 || numbers[0] < 1 || numbers[0] >= numbers[1]))
			return false;
		state->boxes = n > 0 ? numbers[0] : 0;
		state->points = n > 0 ? numbers[1] : 0;
	}
	return true;
}

/* what numbers are compared with; without one nobody passes; false: one that is no number */
static bool
take_constants(PlainScanState *s, double *constants)
{
	ListCell *cell;

	foreach (cell, s->q.query->bounds)
	{
		Expr *constant = ((PlainBound *) lfirst(cell))->constant;
		double *number = &constants[foreach_current_index(cell)];
		bool isnull = true;
		Datum value = (Datum) 0;

		if (constant)
			value = ExecEvalExprSwitchContext(ExecInitExpr(constant, &s->css.ss.ps), s->context,
											  &isnull);
		*number = isnull ? NAN : DatumGetFloat8(value);
		if (!isnull && isnan(*number))
			return false;
	}
	return true;
}

/* false: one with which a column of timestamps is compared begins no day */
static bool
instants_begin_days(PlainScanState *s)
{
	ListCell *cell;

	foreach (cell, s->q.query->instants)
	{
		bool isnull;
		ExprState *instant = ExecInitExpr(lfirst(cell), &s->css.ss.ps);
		Datum value = ExecEvalExprSwitchContext(instant, s->context, &isnull);

		if (!isnull && !svy_plain_begins_day(DatumGetTimestampTz(value)))
			return false;
	}
	return true;
}

/* which cells of groups and checks pass these, as rows would be asked: in order, and of no cell that is empty */
static void
ask_checks(PlainScanState *s)
{
	const PlainTable *t = s->cells->outputs[s->q.query->noutputs];

	s->passes = palloc(t->table.ncells * sizeof(bool));
	for (size_t cell = 0; cell < t->table.ncells; cell++)
	{
		s->passes[cell] = t->table.counts[cell] > 0;
		if (!s->passes[cell] || s->q.checks == NULL)
			continue;
		svy_plain_set_codes(s->cells, t->axes, t->naxes, cell, s->codes);
		ResetExprContext(s->context);
		s->passes[cell] = ExecQual(s->q.checks, s->context);
		CHECK_FOR_INTERRUPTS();
	}
}

/* which packs a statement reads, and the rows that they do not have */
typedef struct PlainChoice
{
	const char *reason; /* why none; NULL */
	const char *added;	/* why rows are read, too; NULL: none are */
	int npacks;
	const PlainPack **packs;
	List *rests; /* PlainRest */
} PlainChoice;

/* whether the columns of a pack are where those of another are, and its codes of texts are the same */
static bool
are_alike_packed(const PlainQuery *q, const PlainPack *first, const int *found,
				 const PlainPack *pack, const int *own)
{
	if (memcmp(found, own, sizeof(int) * q->ncolumns) != 0)
		return false;
	for (int i = 0; i < q->ncolumns; i++)
		if (svy_is_text_type(q->types[i]) &&
			strcmp(first->expressions[found[i]], pack->expressions[own[i]]) != 0)
			return false;
	return true;
}

/* a pack that is like the first that is read; else its table's rows are read */
static void
choose_pack(PlainScanState *s, PlainChoice *choice, PlainPack *pack, Relation answers, int *found)
{
	PlainRest *rest = palloc0_object(PlainRest);
	int *own = palloc_array(int, s->q.query->ncolumns + 1);

	rest->table = pack->table;
	if (pack->reason == NULL)
		pack->reason = svy_plain_columns(s->q.query, pack, answers, own);
	if (pack->reason == NULL && choice->npacks == 0)
		memcpy(found, own, sizeof(int) * s->q.query->ncolumns);
	else if (pack->reason == NULL &&
			 !are_alike_packed(s->q.query, choice->packs[0], found, pack, own))
		pack->reason = "the partition was packed by another codebook";
	if (pack->reason == NULL)
		choice->packs[choice->npacks++] = pack;
	else if (choice->reason == NULL)
		choice->reason = pack->reason;
	rest->any = pack->reason != NULL || pack->appended;
	ItemPointerSetInvalid(&rest->last);
	if (pack->reason == NULL && pack->appended)
		rest->last = pack->last_row;
	choice->rests = lappend(choice->rests, rest);
	if (rest->any)
		choice->added = list_length(s->tables) > 1 ? SVY_PACK_PARTS : SVY_PACK_ADDED;
}

static PlainChoice
choose_packs(PlainScanState *s, Snapshot snapshot)
{
	PlainChoice choice = {NULL};
	int n = list_length(s->tables);
	PlainPack *packs;
	Relation answers;
	int *found;

	if (!svy_read_packs())
		choice.reason = SVY_PACKS_OFF;
	else if (s->q.query == NULL)
		choice.reason = "an aggregate was replaced";
	if (choice.reason)
		return choice;
	packs = svy_plain_packs(s->answers, s->tables, snapshot);
	choice.packs = palloc_array(const PlainPack *, n + 1);
	found = palloc0_array(int, s->q.query->ncolumns + 1);
	answers = table_open(s->answers, AccessShareLock);
	for (int i = 0; i < n; i++)
		choose_pack(s, &choice, &packs[i], answers, found);
	table_close(answers, NoLock);
	if (choice.npacks > 0)
		choice.reason = NULL;
	return choice;
}

/* the cells of what is asked, from the chosen packs; or why rows have to be read */
static const char *
count_chosen(PlainScanState *s, const PlainChoice *choice, Snapshot snapshot)
{
	PlainCounting counting = {.query = s->q.query,
							  .npacks = choice->npacks,
							  .packs = choice->packs,
							  .snapshot = snapshot,
							  .slot = s->codes,
							  .context = s->context,
							  .holds = holds,
							  .argument = s};
	double *constants = palloc_array(double, list_length(s->q.query->bounds) + 1);
	const char *reason;

	if (!take_constants(s, constants))
		return "a condition compares with NaN";
	if (!instants_begin_days(s))
		return PLAIN_WITHIN_DAY;
	counting.constants = constants;
	counting.answers = table_open(s->answers, AccessShareLock);
	reason = svy_plain_count(&counting, &s->cells);
	table_close(counting.answers, NoLock);
	if (reason == NULL)
		ask_checks(s);
	return reason;
}

/* whether anybody passes the first conditions */
static const char *
find_anybody(PlainScanState *s, const PlainChoice *choice, Snapshot snapshot, int nconditions,
			 bool *anybody)
{
	const char *reason;
	size_t ncells;

	*anybody = false;
	for (int i = 0; i < choice->npacks; i++)
		*anybody |= choice->packs[i]->respondents > 0;
	if (nconditions == 0 || !*anybody)
		return NULL;
	s->q = begin_expressions(s, svy_plain_passing(query_of(s, nconditions)));
	reason = count_chosen(s, choice, snapshot);
	if (reason)
		return reason;
	ncells = s->cells->outputs[0]->table.ncells;
	*anybody = false;
	for (size_t cell = 0; cell < ncells && !*anybody; cell++)
		*anybody = s->passes[cell];
	return NULL;
}

/*
 * Rows do not come to a condition where nobody passes those before it, so that an error
 * in it is none.  Then these alone are asked: nobody passes all of them either.
 */
static const char *
leave_unasked(PlainScanState *s, const PlainChoice *choice, Snapshot snapshot)
{
	List *conditions =
		list_nth(((CustomScan *) s->css.ss.ps.plan)->custom_private, PRIVATE_CONDITIONS);
	ListCell *cell;

	foreach (cell, s->whole.query->early)
	{
		int place = lfirst_int(cell);
		bool anybody;
		const char *reason;

		if (!svy_plain_is_early(list_nth(conditions, place), s->context))
			continue;
		reason = find_anybody(s, choice, snapshot, place, &anybody);
		s->q = s->whole;
		if (reason)
			return reason;
		if (anybody)
			continue;
		s->q = begin_expressions(s, query_of(s, place));
		return NULL;
	}
	return NULL;
}

static const char *
count(PlainScanState *s, Snapshot snapshot)
{
	PlainChoice choice = choose_packs(s, snapshot);
	const char *reason;
	ListCell *cell;

	if (choice.reason)
		return choice.reason;
	/* what others add to the answers, this statement has not seen */
	foreach (cell, s->tables)
	{
		Relation table = table_open(lfirst_oid(cell), AccessShareLock);

		PredicateLockRelation(table, snapshot);
		table_close(table, NoLock);
	}
	reason = leave_unasked(s, &choice, snapshot);
	if (reason)
		return reason;
	if (!take_scales(s))
		return "a scale has too few points";
	reason = count_chosen(s, &choice, snapshot);
	s->added = choice.added;
	(void) svy_plain_rest_set(rest_of(s), choice.rests);
	return reason;
}

static void
decide(PlainScanState *s)
{
	MemoryContext outer;

	MemoryContextReset(s->counted);
	outer = MemoryContextSwitchTo(s->counted);
	s->q = s->whole;
	s->reason = count(s, s->css.ss.ps.state->es_snapshot);
	for (int i = 0; s->reason == NULL && i < s->q.query->noutputs; i++)
		s->q.asked[i].state.by_number = s->cells->by_number[i];
	MemoryContextSwitchTo(outer);
	s->next = 0;
	s->decided = true;
}

/*
 * Groups
 */

static bool
group_occurs(const PlainScanState *s, size_t group)
{
	size_t checked = s->cells->outputs[s->q.query->noutputs]->inner;

	for (size_t i = 0; i < checked; i++)
		if (s->passes[group * checked + i])
			return true;
	return false;
}

/* an argument with a number of 1, or without one, in the cell whose codes the slot has */
static NullableDatum
evaluate_scaled(PlainScanState *s, const PlainAsked *asked, bool isnull)
{
	int column = asked->state.output->number;
	NullableDatum result;

	s->codes->tts_values[column] = Float8GetDatum(1);
	s->codes->tts_isnull[column] = isnull;
	result.value = ExecEvalExprSwitchContext(asked->expression, s->context, &result.isnull);
	s->codes->tts_isnull[column] = true;
	return result;
}

/* what an aggregate adds to the group's state, cell by cell */
static Datum
end_aggregate(PlainScanState *s, int output, size_t group, bool *isnull)
{
	const PlainTable *t = s->cells->outputs[output];
	PlainAsked *asked = &s->q.asked[output];

	svy_plain_state_begin(&asked->state);
	for (size_t cell = group * t->inner; cell < (group + 1) * t->inner; cell++)
	{
		Datum value = (Datum) 0;
		bool null = true;

		if (!s->passes[cell / t->checked] || !svy_plain_cell_occurs(&t->table, cell))
			continue;
		if (asked->filter || asked->expression)
		{
			svy_plain_set_codes(s->cells, t->axes, t->naxes, cell, s->codes);
			ResetExprContext(s->context);
		}
		if (asked->filter && !ExecQual(asked->filter, s->context))
			continue;
		/* what is scaled has an expression */
		if (asked->expression && asked->state.output->scaled)
		{
			NullableDatum one = evaluate_scaled(s, asked, false);

			svy_plain_state_scale(&asked->state, &t->table.sums[cell], one,
								  evaluate_scaled(s, asked, true));
			continue;
		}
		if (asked->expression && !asked->state.by_number)
			value = ExecEvalExprSwitchContext(asked->expression, s->context, &null);
		svy_plain_state_add(&asked->state, &t->table, cell, value, null);
	}
	return svy_plain_state_end(&asked->state, isnull);
}

static void
put_group(PlainScanState *s, size_t group, TupleTableSlot *slot)
{
	const PlainTable *all = s->cells->outputs[s->q.query->noutputs];

	ExecClearTuple(slot);
	/* cells of a group have its codes as well */
	svy_plain_set_codes(s->cells, all->axes, all->naxes, group * all->inner, s->codes);
	for (int i = 0; i < s->q.query->noutputs; i++)
	{
		if (s->q.query->outputs[i].kind != PLAIN_GROUP)
		{
			slot->tts_values[i] = end_aggregate(s, i, group, &slot->tts_isnull[i]);
			continue;
		}
		slot->tts_values[i] = ExecEvalExpr(s->q.asked[i].expression, s->css.ss.ps.ps_ExprContext,
										   &slot->tts_isnull[i]);
	}
	ExecStoreVirtualTuple(slot);
}

static TupleTableSlot *
next_group(PlainScanState *s)
{
	TupleTableSlot *slot = s->css.ss.ss_ScanTupleSlot;
	ExprContext *context = s->css.ss.ps.ps_ExprContext;
	MemoryContext outer;

	while (s->next < s->cells->groups && !group_occurs(s, s->next))
		s->next++;
	if (s->next >= s->cells->groups)
		return ExecClearTuple(slot);
	ResetExprContext(context);
	context->ecxt_scantuple = s->codes;
	outer = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
	put_group(s, s->next++, slot);
	MemoryContextSwitchTo(outer);
	return slot;
}

static TupleTableSlot *
next_tuple(CustomScanState *node)
{
	PlainScanState *s = state_of(node);
	TupleTableSlot *row;

	if (!s->decided)
		decide(s);
	if (s->reason == NULL)
	{
		row = next_group(s);
		if (!TupIsNull(row) || !s->added)
			return row;
	}
	row = ExecProcNode(s->reason ? rows_of(s) : rest_of(s));
	if (TupIsNull(row))
		return ExecClearTuple(node->ss.ss_ScanTupleSlot);
	return ExecCopySlot(node->ss.ss_ScanTupleSlot, row);
}

static void
end_node(CustomScanState *node)
{
	ExecEndNode(rows_of(state_of(node)));
	ExecEndNode(rest_of(state_of(node)));
}

static void
scan_again(CustomScanState *node)
{
	ListCell *cell;

	foreach (cell, node->custom_ps)
	{
		PlanState *child = lfirst(cell);

		if (node->ss.ps.chgParam != NULL)
			UpdateChangedParamSet(child, node->ss.ps.chgParam);
		/* one whose parameters changed is begun again by its first tuple */
		if (child->chgParam == NULL)
			ExecReScan(child);
	}
	state_of(node)->decided = false;
}

/* without a run, of the pack as it is now */
static void
explain(CustomScanState *node, List *ancestors, ExplainState *es)
{
	PlainScanState *s = state_of(node);
	const char *reason = s->reason;
	const char *added = s->added;

	if (!s->decided && es->analyze)
		return;
	if (!s->decided)
	{
		PlainChoice choice = choose_packs(s, node->ss.ps.state->es_snapshot);

		reason = choice.reason;
		added = choice.added;
	}
	ExplainPropertyText("Source", reason ? "rows" : added ? "pack and rows" : "pack", es);
	if (reason || added)
		ExplainPropertyText("Reason", reason ? reason : added, es);
	if (s->decided && reason == NULL && s->cells->workers > 0)
		ExplainPropertyInteger("Workers Launched", NULL, s->cells->workers, es);
}

static const CustomExecMethods exec_methods = {.CustomName = "SurveyPack",
											   .BeginCustomScan = begin_node,
											   .ExecCustomScan = next_tuple,
											   .EndCustomScan = end_node,
											   .ReScanCustomScan = scan_again,
											   .ExplainCustomScan = explain};

static Node *
create_state(CustomScan *scan)
{
	PlainScanState *s = (PlainScanState *) newNode(sizeof(PlainScanState), T_CustomScanState);

	s->css.methods = &exec_methods;
	return (Node *) s;
}

const CustomScanMethods svy_plain_scan_methods = {"SurveyPack", create_state};
