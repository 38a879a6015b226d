/*
 * plain_moments.c
 *	  Columns of timestamps that are compared with instants, as tools write the range
 *	  of a time axis: at >= to_timestamp('2026-03-01 ..', ..), at < now() - interval ..
 *
 * A pack has the days of such a column.  All moments of a day compare alike where the
 * instant is the beginning of a day in the session's time zone, and no hours are left
 * out at it: clocks that go forward within the day before may have moments that the
 * zone takes for later ones.  Which instant it is, is known when the statement runs.
 */
#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/timestamp.h"

#include "pack/pack_days.h"
#include "plain/plain.h"

/* a comparison from a day on, or before it, as that of timestamps with each other; false: it is none */
static bool
compares_with_instant(const Node *node, const Node **moment, const Node **instant)
{
	const OpExpr *op = (const OpExpr *) node;

	if (node == NULL || !IsA(node, OpExpr))
		return false;
	switch (op->opfuncid)
	{
		case F_TIMESTAMP_GE_TIMESTAMPTZ:
		case F_TIMESTAMP_LT_TIMESTAMPTZ:
			*moment = linitial(op->args);
			*instant = lsecond(op->args);
			break;
		case F_TIMESTAMPTZ_LE_TIMESTAMP:
		case F_TIMESTAMPTZ_GT_TIMESTAMP:
			*instant = linitial(op->args);
			*moment = lsecond(op->args);
			break;
		default:
			return false;
	}
	return IsA(*moment, Var) && !contain_var_clause((Node *) *instant);
}

const Node *
svy_plain_moment(const Node *node)
{
	const Node *moment;
	const Node *instant;

	return compares_with_instant(node, &moment, &instant) ? moment : svy_moment_of_days(node);
}

static bool
instants_walker(Node *node, void *context)
{
	const Node *moment;
	const Node *instant;

	if (node == NULL)
		return false;
	if (compares_with_instant(node, &moment, &instant))
	{
		*(List **) context = lappend(*(List **) context, (void *) instant);
		return false;
	}
	return expression_tree_walker(node, instants_walker, context);
}

List *
svy_plain_instants(List *expressions)
{
	List *instants = NIL;

	(void) instants_walker((Node *) expressions, &instants);
	return instants;
}

static TimestampTz
instant_of(Timestamp local)
{
	return DatumGetTimestampTz(
		DirectFunctionCall1(timestamp_timestamptz, TimestampGetDatum(local)));
}

bool
svy_plain_begins_day(TimestampTz instant)
{
	Timestamp local;

	if (TIMESTAMP_NOT_FINITE(instant))
		return true;
	local =
		DatumGetTimestamp(DirectFunctionCall1(timestamptz_timestamp, TimestampTzGetDatum(instant)));
	return local % USECS_PER_DAY == 0 && IS_VALID_TIMESTAMP(local - 2 * USECS_PER_DAY) &&
		   instant_of(local) == instant &&
		   instant_of(local - USECS_PER_DAY) == instant - USECS_PER_DAY;
}

bool
svy_plain_instants_fit(PlannerInfo *root, List *instants)
{
	ListCell *cell;

	foreach (cell, instants)
	{
		const Const *instant = (const Const *) estimate_expression_value(root, lfirst(cell));

		if (!IsA(instant, Const) ||
			(!instant->constisnull &&
			 !svy_plain_begins_day(DatumGetTimestampTz(instant->constvalue))))
			return false;
	}
	return true;
}

static Node *
without_instants(Node *node, void *context)
{
	const Node *moment;
	const Node *instant;

	if (node == NULL)
		return NULL;
	if (compares_with_instant(node, &moment, &instant))
		return copyObject((Node *) moment);
	return expression_tree_mutator(node, without_instants, context);
}

Node *
svy_plain_without_instants(Node *expression)
{
	return without_instants(expression, NULL);
}
