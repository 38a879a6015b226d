/*
 * plain_kinds.c
 *	  Codes of a column that a statement does not tell apart: years in bands, days in
 *	  months, all that a condition leaves out.
 *
 * Where all that a statement asks of a column lies in expressions over this column
 * alone, codes for which each of these has the same value, bit by bit, are of one
 * kind: the statement cannot know which of them a respondent has.  Codes that a
 * condition of their column leaves out are of one kind, whatever else is asked of it.
 *
 * An expression that may raise an error is asked only where rows ask it, too: of
 * the codes of those who pass, if it is what is grouped by and no condition is left
 * to be checked.  Any other makes that its column's codes have no kinds.
 */
#include "postgres.h"

#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"

#include "kernel/base/hash.h"
#include "plain/plain.h"

/* after so many codes of which more than half had a kind of their own, others are not asked */
#define TRIED_CODES 256

/* the kind of codes that a condition of their column leaves out */
#define LEFT_OUT 0

/* an expression over a column */
typedef struct Asked
{
	ExprState *state;
	int16 length; /* of its type */
	bool by_value;
} Asked;

/* of a column */
typedef struct KindsOf
{
	bool bare;			/* its codes are told apart */
	bool of_passing;	/* an expression may raise an error */
	List *conditions;	/* numbers of those over the column alone */
	List *expressions;	/* over the column alone, all others */
	Asked *asked;		/* by expression; NULL: not yet */
	int ncodes;			/* of which they were */
	NullableDatum *now; /* by expression: of the code that is asked */
	uint32 hash;
	int n; /* entries: what codes had, of kinds 1 on */
	int room;
	NullableDatum *values; /* by entry and expression */
	uint32 *hashes;		   /* by entry */
	uint32 *slots;
	Size nslots;
} KindsOf;

struct PlainKinds
{
	const PlainCounting *counting;
	KindsOf *columns;
};

/*
 * What is asked of each column
 */

/* whether codes may be asked that nobody has who passes */
static bool
may_be_asked(const PlainKinds *kinds, Node *node)
{
	return svy_plain_raises_nothing(node) && !svy_plain_waits(node, kinds->counting->context);
}

static void
tell_apart(PlainKinds *kinds, Node *node)
{
	const Bitmapset *columns = svy_plain_columns_of(node);
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		kinds->columns[column].bare = true;
}

static void
add_expression(KindsOf *of, Node *node)
{
	if (IsA(node, Var))
		of->bare = true;
	else if (!list_member(of->expressions, node))
		of->expressions = lappend(of->expressions, node);
}

/* parts that have no value of their own, or one that hangs on what is around them */
static bool
is_no_value(const Node *node)
{
	return IsA(node, List) || IsA(node, CaseWhen) || IsA(node, CaseTestExpr);
}

/* the largest parts of an expression over one column each */
static bool
find_parts(Node *node, void *context)
{
	PlainKinds *kinds = context;
	const Bitmapset *columns;
	int column;

	if (node == NULL)
		return false;
	columns = svy_plain_columns_of(node);
	if (bms_is_empty(columns))
		return false;
	if (bms_get_singleton_member(columns, &column) && !is_no_value(node) &&
		(IsA(node, Var) || may_be_asked(kinds, node)))
	{
		add_expression(&kinds->columns[column], node);
		return false;
	}
	/* what is compared lies above what it is compared with */
	if (IsA(node, ArrayCoerceExpr) || (IsA(node, CaseExpr) && ((CaseExpr *) node)->arg != NULL))
	{
		tell_apart(kinds, node);
		return false;
	}
	return expression_tree_walker(node, find_parts, context);
}

static void
see_group(PlainKinds *kinds, Node *expression)
{
	const PlainQuery *q = kinds->counting->query;
	int column;

	if (q->checks == NIL && bms_get_singleton_member(svy_plain_columns_of(expression), &column))
	{
		add_expression(&kinds->columns[column], expression);
		kinds->columns[column].of_passing |= !may_be_asked(kinds, expression);
	}
	else
		(void) find_parts(expression, kinds);
}

static void
see_aggregate(PlainKinds *kinds, const PlainOutput *output, bool by_number)
{
	Node *argument = (Node *) output->expression;

	(void) find_parts((Node *) output->filter, kinds);
	/* whether there is an answer is known of all kinds */
	if (by_number || output->number_alone || argument == NULL ||
		(output->kind == PLAIN_COUNT && IsA(argument, Var)))
		return;
	(void) find_parts(argument, kinds);
}

static void
see_conditions(PlainKinds *kinds)
{
	ListCell *cell;

	foreach (cell, kinds->counting->query->conditions)
	{
		int column;

		if (bms_get_singleton_member(svy_plain_columns_of(lfirst(cell)), &column))
			kinds->columns[column].conditions =
				lappend_int(kinds->columns[column].conditions, foreach_current_index(cell));
		else
			(void) find_parts(lfirst(cell), kinds);
	}
	(void) find_parts((Node *) kinds->counting->query->checks, kinds);
}

PlainKinds *
svy_plain_kinds(const PlainCounting *counting, const bool *by_number)
{
	const PlainQuery *q = counting->query;
	PlainKinds *kinds = palloc0_object(PlainKinds);

	kinds->counting = counting;
	kinds->columns = palloc0_array(KindsOf, q->ncolumns + 1);
	for (int i = 0; i < q->noutputs; i++)
		if (q->outputs[i].kind == PLAIN_GROUP)
			see_group(kinds, (Node *) q->outputs[i].expression);
		else
			see_aggregate(kinds, &q->outputs[i], by_number[i]);
	see_conditions(kinds);
	return kinds;
}

static bool
are_alike(const KindsOf *of)
{
	return !of->bare && (of->ncodes < TRIED_CODES || 2 * of->n <= of->ncodes);
}

bool
svy_plain_has_kinds(const PlainKinds *kinds, int column)
{
	return kinds->columns[column].conditions != NIL || are_alike(&kinds->columns[column]);
}

/*
 * Kinds
 */

/* without the plan's compiler, which would take longer than all codes together */
static void
begin_column(KindsOf *of)
{
	ListCell *cell;

	of->asked = palloc_array(Asked, list_length(of->expressions) + 1);
	of->now = palloc_array(NullableDatum, list_length(of->expressions) + 1);
	foreach (cell, of->expressions)
	{
		Asked *asked = &of->asked[foreach_current_index(cell)];

		asked->state = ExecInitExpr(lfirst(cell), NULL);
		get_typlenbyval(exprType(lfirst(cell)), &asked->length, &asked->by_value);
	}
}

static bool
same_values(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const KindsOf *of = owner;
	int n = list_length(of->expressions);
	const NullableDatum *values = &of->values[(Size) entry * n];

	(void) slot;
	(void) key;
	for (int i = 0; i < n; i++)
		if (values[i].isnull != of->now[i].isnull ||
			(!values[i].isnull && !datum_image_eq(values[i].value, of->now[i].value,
												  of->asked[i].by_value, of->asked[i].length)))
			return false;
	return true;
}

/* the slot of the entry with the values of the code that is asked, or a free one */
static Size
find_slot(const KindsOf *of)
{
	return hash_find(of->slots, of->nslots, of->hash, same_values, of, NULL);
}

static void
grow(KindsOf *of)
{
	Size n = list_length(of->expressions);

	if (of->n < of->room)
		return;
	of->room = of->room > 0 ? 2 * of->room : 16;
	if (of->values)
	{
		of->values = repalloc_array(of->values, NullableDatum, of->room * n + 1);
		of->hashes = repalloc_array(of->hashes, uint32, of->room);
		pfree(of->slots);
	}
	else
	{
		of->values = palloc_array(NullableDatum, of->room * n + 1);
		of->hashes = palloc_array(uint32, of->room);
	}
	of->nslots = hash_slots(of->room, 16);
	of->slots = palloc_array(uint32, of->nslots);
	hash_clear(of->slots, of->nslots);
	for (int entry = 0; entry < of->n; entry++)
	{
		Size slot = of->hashes[entry] & (of->nslots - 1);

		while (of->slots[slot] != HASH_FREE)
			slot = (slot + 1) & (of->nslots - 1);
		of->slots[slot] = (uint32) entry;
	}
}

static bool
is_left_out(const PlainKinds *kinds, const KindsOf *of)
{
	ListCell *cell;

	foreach (cell, of->conditions)
		if (!kinds->counting->holds(kinds->counting->argument, lfirst_int(cell)))
			return true;
	return false;
}

/* the values of the code in the slot, and their hash */
static void
evaluate(KindsOf *of, ExprContext *context)
{
	uint64 hash = 0;

	ResetExprContext(context);
	for (int i = 0; i < list_length(of->expressions); i++)
	{
		const Asked *asked = &of->asked[i];
		NullableDatum *value = &of->now[i];

		value->value = ExecEvalExprSwitchContext(asked->state, context, &value->isnull);
		hash = hash_mix(hash + 1 + value->isnull);
		if (!value->isnull)
			hash += datum_image_hash(value->value, asked->by_value, asked->length);
	}
	of->hash = (uint32) hash_mix(hash);
}

static void
add_entry(KindsOf *of, Size slot)
{
	int n = list_length(of->expressions);
	NullableDatum *values = &of->values[(Size) of->n * n];

	for (int i = 0; i < n; i++)
	{
		values[i] = of->now[i];
		if (!values[i].isnull)
			values[i].value =
				datumCopy(values[i].value, of->asked[i].by_value, of->asked[i].length);
	}
	of->hashes[of->n] = of->hash;
	of->slots[slot] = (uint32) of->n++;
}

int
svy_plain_kind(PlainKinds *kinds, int column, bool passes)
{
	KindsOf *of = &kinds->columns[column];
	Size slot;

	if (is_left_out(kinds, of))
		return LEFT_OUT;
	if (!are_alike(of) || (of->of_passing && !passes))
		return -1;
	if (of->asked == NULL)
		begin_column(of);
	grow(of);
	evaluate(of, kinds->counting->context);
	of->ncodes++;
	slot = find_slot(of);
	if (of->slots[slot] == HASH_FREE)
		add_entry(of, slot);
	return LEFT_OUT + 1 + (int) of->slots[slot];
}
