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

#include "catalog/pg_type.h"
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

/* so many days are nowhere near the ends of time */
#define FEW_DAYS (INT64CONST(1000000))

static bool
is_near(const Node *node)
{
	const Const *constant = (const Const *) node;
	const Interval *interval;

	if (!IsA(node, Const) || constant->constisnull)
		return false;
	if (constant->consttype == TIMESTAMPTZOID)
		return DatumGetTimestampTz(constant->constvalue) < FEW_DAYS * USECS_PER_DAY &&
			   DatumGetTimestampTz(constant->constvalue) > -FEW_DAYS * USECS_PER_DAY;
	if (constant->consttype != INTERVALOID)
		return false;
	interval = DatumGetIntervalP(constant->constvalue);
	return abs(interval->month) <= FEW_DAYS / 31 && abs(interval->day) <= FEW_DAYS &&
		   interval->time < FEW_DAYS * USECS_PER_DAY && interval->time > -FEW_DAYS * USECS_PER_DAY;
}

/* instants of the clock, the beginnings of their months, some days before: what raises no error */
static bool
is_of_clock(const Node *node)
{
	const FuncExpr *function = (const FuncExpr *) node;

	if (IsA(node, SQLValueFunction) || is_near(node))
		return true;
	if (IsA(node, OpExpr))
		return (((const OpExpr *) node)->opfuncid == F_TIMESTAMPTZ_PL_INTERVAL ||
				((const OpExpr *) node)->opfuncid == F_TIMESTAMPTZ_MI_INTERVAL) &&
			   is_of_clock(linitial(((const OpExpr *) node)->args)) &&
			   is_near(lsecond(((const OpExpr *) node)->args));
	if (!IsA(node, FuncExpr))
		return false;
	switch (function->funcid)
	{
		case F_NOW:
		case F_TRANSACTION_TIMESTAMP:
		case F_STATEMENT_TIMESTAMP:
			return true;
		case F_TIMESTAMPTZ_DATE:
			return IsA(linitial(function->args), SQLValueFunction);
		case F_DATE_TRUNC_TEXT_TIMESTAMPTZ:
			return svy_names_days(linitial(function->args)) && is_of_clock(lsecond(function->args));
		default:
			return false;
	}
}

typedef struct Instants
{
	List *found;
	bool may_raise; /* an error, of which nobody knows whether rows would meet it */
} Instants;

static bool
add_instant(Node *node, Instants *instants, bool asked)
{
	const Node *moment;
	const Node *instant;

	if (!compares_with_instant(node, &moment, &instant))
		return false;
	instants->found = lappend(instants->found, (void *) instant);
	instants->may_raise |= !asked && !IsA(instant, Const) && !is_of_clock(instant);
	return true;
}

static bool
instants_walker(Node *node, void *context)
{
	return node && !add_instant(node, context, false) &&
		   expression_tree_walker(node, instants_walker, context);
}

/* what a condition compares with, the planner evaluates itself, to see how many rows pass */
static bool
conditions_walker(Node *node, void *context)
{
	if (node == NULL || add_instant(node, context, true))
		return false;
	return expression_tree_walker(
		node, IsA(node, List) || IsA(node, BoolExpr) ? conditions_walker : instants_walker,
		context);
}

bool
svy_plain_instants(List *outputs, List *conditions, List **instants)
{
	Instants all = {NIL, false};

	(void) instants_walker((Node *) outputs, &all);
	(void) conditions_walker((Node *) conditions, &all);
	*instants = all.found;
	return !all.may_raise;
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
