/*
 * pack_days.c
 *	  What is the same for all moments of a day, and conditions over a column of
 *	  days, whatever they compute, as what they say of each day that the answers
 *	  span.
 *
 * They are asked of days that nobody has, too, so they must be made of functions
 * that raise no error for any day of the years that they are asked of.
 */
#include "postgres.h"

#include <math.h>

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "codebook/period.h"
#include "pack/pack_days.h"
#include "server/statement.h"

/*
 * Moments
 */

bool
svy_names_days(const Node *node)
{
	static const char *const parts[] = {"day",	"week",	  "month",	 "quarter",
										"year", "decade", "century", "millennium",
										"dow",	"doy",	  "isodow",	 "isoyear"};
	char *name;

	if (!IsA(node, Const) || ((const Const *) node)->constisnull ||
		((const Const *) node)->consttype != TEXTOID)
		return false;
	name = TextDatumGetCString(((const Const *) node)->constvalue);
	for (int i = 0; i < lengthof(parts); i++)
		if (pg_strcasecmp(name, parts[i]) == 0)
			return true;
	return false;
}

/* where a day begins, as a timestamp */
static bool
is_midnight(const Node *node)
{
	return IsA(node, Const) && ((const Const *) node)->consttype == TIMESTAMPOID &&
		   (((const Const *) node)->constisnull ||
			(!TIMESTAMP_NOT_FINITE(DatumGetTimestamp(((const Const *) node)->constvalue)) &&
			 DatumGetTimestamp(((const Const *) node)->constvalue) % USECS_PER_DAY == 0));
}

/* from a day on, or before it: a moment compared so is as its day's beginning is */
static const Node *
compared_moment(const OpExpr *op)
{
	const Node *left = linitial(op->args);
	const Node *right = llast(op->args);

	switch (op->opfuncid)
	{
		case F_TIMESTAMP_GE:
		case F_TIMESTAMP_LT:
			return is_midnight(right) ? left : NULL;
		case F_TIMESTAMP_LE:
		case F_TIMESTAMP_GT:
			return is_midnight(left) ? right : NULL;
		case F_TIMESTAMP_GE_DATE:
		case F_TIMESTAMP_LT_DATE:
			return IsA(right, Const) ? left : NULL;
		case F_DATE_LE_TIMESTAMP:
		case F_DATE_GT_TIMESTAMP:
			return IsA(left, Const) ? right : NULL;
		default:
			return NULL;
	}
}

const Node *
svy_moment_of_days(const Node *node)
{
	if (IsA(node, NullTest))
		return (const Node *) ((const NullTest *) node)->arg;
	if (IsA(node, OpExpr))
		return compared_moment((const OpExpr *) node);
	if (IsA(node, Aggref) && ((const Aggref *) node)->aggfnoid == F_COUNT_ANY)
		return (const Node *) linitial_node(TargetEntry, ((const Aggref *) node)->args)->expr;
	if (!IsA(node, FuncExpr))
		return NULL;
	switch (((const FuncExpr *) node)->funcid)
	{
		case F_DATE_TIMESTAMP:
		case F_ISFINITE_TIMESTAMP:
			return linitial(((const FuncExpr *) node)->args);
		case F_DATE_TRUNC_TEXT_TIMESTAMP:
		case F_DATE_PART_TEXT_TIMESTAMP:
		case F_EXTRACT_TEXT_TIMESTAMP:
			return svy_names_days(linitial(((const FuncExpr *) node)->args))
					   ? lsecond(((const FuncExpr *) node)->args)
					   : NULL;
		default:
			return NULL;
	}
}

/*
 * What raises no error
 */

/* years that are asked */
#define FIRST_YEAR 1
#define LAST_YEAR 9999

/* and days, at most: the times of a life twice over */
#define MOST_DAYS 100000

/* no part of a day in them, such as its year or the day of its year, is larger */
#define MOST_PART 10000.0

/* of a day in these years, those that are not called leakproof */
static bool
is_sound(Oid function)
{
	static const Oid sound[] = {F_ISFINITE_DATE,
								F_ISFINITE_TIMESTAMP,
								F_DATE_TIMESTAMP,
								F_TIMESTAMP_DATE,
								F_TIMESTAMPTZ_DATE,
								F_DATE_MI,
								F_TO_CHAR_TIMESTAMP_TEXT,
								F_TO_CHAR_TIMESTAMPTZ_TEXT,
								F_DATE_LT_TIMESTAMP,
								F_DATE_LE_TIMESTAMP,
								F_DATE_EQ_TIMESTAMP,
								F_DATE_GE_TIMESTAMP,
								F_DATE_GT_TIMESTAMP,
								F_DATE_NE_TIMESTAMP,
								F_TIMESTAMP_LT_DATE,
								F_TIMESTAMP_GE_DATE,
								F_DATE_LT_TIMESTAMPTZ,
								F_DATE_LE_TIMESTAMPTZ,
								F_DATE_EQ_TIMESTAMPTZ,
								F_DATE_GE_TIMESTAMPTZ,
								F_DATE_GT_TIMESTAMPTZ,
								F_DATE_NE_TIMESTAMPTZ,
								F_NUMERIC_EQ,
								F_NUMERIC_NE,
								F_NUMERIC_LT,
								F_NUMERIC_LE,
								F_NUMERIC_GE,
								F_NUMERIC_GT};

	for (int i = 0; i < lengthof(sound); i++)
		if (function == sound[i])
			return true;
	return get_func_leakproof(function);
}

static double magnitude(const Node *node);

/* the size of a constant; one that is so small that products vanish is not known */
static double
constant_magnitude(const Const *constant)
{
	double number;

	if (constant->constisnull)
		return 0;
	switch (constant->consttype)
	{
		case INT2OID:
			return abs(DatumGetInt16(constant->constvalue));
		case INT4OID:
			return fabs((double) DatumGetInt32(constant->constvalue));
		case FLOAT8OID:
			number = fabs(DatumGetFloat8(constant->constvalue));
			break;
		case NUMERICOID:
			number = fabs(DatumGetFloat8(
				DirectFunctionCall1(numeric_float8_no_overflow, constant->constvalue)));
			break;
		default:
			return INFINITY;
	}
	return number == 0 || number >= 1e-6 ? number : INFINITY;
}

static bool
is_divisor(const Node *node)
{
	return IsA(node, Const) && ((const Const *) node)->consttype == INT4OID &&
		   !((const Const *) node)->constisnull &&
		   DatumGetInt32(((const Const *) node)->constvalue) != 0;
}

static double
function_magnitude(Oid function, List *arguments)
{
	switch (function)
	{
		case F_DATE_PART_TEXT_TIMESTAMP:
		case F_EXTRACT_TEXT_TIMESTAMP:
		case F_EXTRACT_TEXT_DATE:
			return svy_names_days(linitial(arguments)) ? MOST_PART : INFINITY;
		case F_INT4_FLOAT8:
		case F_INT4_NUMERIC:
		case F_FLOAT8_INT4:
		case F_FLOAT8_NUMERIC:
		case F_NUMERIC_INT4:
			return magnitude(linitial(arguments));
		case F_FLOAT8MUL:
		case F_NUMERIC_MUL:
		case F_INT4MUL:
			return magnitude(linitial(arguments)) * magnitude(lsecond(arguments));
		case F_FLOAT8PL:
		case F_FLOAT8MI:
		case F_NUMERIC_ADD:
		case F_NUMERIC_SUB:
		case F_INT4PL:
		case F_INT4MI:
			return magnitude(linitial(arguments)) + magnitude(lsecond(arguments));
		case F_INT4MOD:
			return is_divisor(lsecond(arguments)) ? magnitude(linitial(arguments)) : INFINITY;
		default:
			return INFINITY;
	}
}

/* no more than this is what the expression gives, of whatever day; infinity: not known */
static double
magnitude(const Node *node)
{
	double most;
	ListCell *cell;

	check_stack_depth();
	switch (nodeTag(node))
	{
		case T_Const:
			return constant_magnitude((const Const *) node);
		case T_FuncExpr:
			return function_magnitude(((const FuncExpr *) node)->funcid,
									  ((const FuncExpr *) node)->args);
		case T_OpExpr:
			return function_magnitude(((const OpExpr *) node)->opfuncid,
									  ((const OpExpr *) node)->args);
		case T_CaseExpr:
			most = ((const CaseExpr *) node)->defresult
					   ? magnitude((const Node *) ((const CaseExpr *) node)->defresult)
					   : 0;
			foreach (cell, ((const CaseExpr *) node)->args)
				most = Max(most, magnitude((const Node *) lfirst_node(CaseWhen, cell)->result));
			return most;
		default:
			return INFINITY;
	}
}

/* functions whose names of parts are constants, and computing that stays within int4 */
static bool
is_sound_call(const Node *node)
{
	Oid function = IsA(node, FuncExpr) ? ((const FuncExpr *) node)->funcid
				   : IsA(node, OpExpr) ? ((const OpExpr *) node)->opfuncid
									   : InvalidOid;

	if (function == F_DATE_TRUNC_TEXT_TIMESTAMP || function == F_DATE_TRUNC_TEXT_TIMESTAMPTZ)
		return svy_names_days(linitial(((const FuncExpr *) node)->args));
	return OidIsValid(function) && (is_sound(function) || magnitude(node) < PG_INT32_MAX);
}

/*
 * Conditions
 */

typedef struct DaysContext
{
	AttrNumber column; /* 0: none yet */
	List *moments;	   /* columns of timestamps that are asked for their day alone */
} DaysContext;

static bool
is_day(DaysContext *days, const Var *variable)
{
	if (variable->varattno <= 0 || (days->column != 0 && days->column != variable->varattno) ||
		!(variable->vartype == DATEOID ||
		  (variable->vartype == TIMESTAMPOID && list_member_ptr(days->moments, variable))))
		return false;
	days->column = variable->varattno;
	return true;
}

static bool
is_unsound_function(Oid function, void *context)
{
	return !is_sound(function);
}

/* true: the expression may raise an error, or reads something else than one day */
static bool
unsound_walker(Node *node, void *context)
{
	DaysContext *days = context;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			return !is_day(days, (Var *) node);
		case T_FuncExpr:
		case T_OpExpr:
			if (!is_sound_call(node))
				return true;
			break;
		case T_ScalarArrayOpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
			if (check_functions_in_node(node, is_unsound_function, NULL))
				return true;
			break;
		case T_List:
		case T_Const:
		case T_BoolExpr:
		case T_NullTest:
		case T_BooleanTest:
		case T_RelabelType:
		case T_CaseExpr:
		case T_CaseWhen:
		case T_CaseTestExpr:
		case T_CoalesceExpr:
			break;
		default:
			return true;
	}
	days->moments = lappend(days->moments, (void *) svy_moment_of_days(node));
	return expression_tree_walker(node, unsound_walker, context);
}

static const SurveyVariable *
variable_of(const Survey *survey, AttrNumber column)
{
	for (int i = 0; i < survey->nvariables; i++)
		if (survey->variables[i].attnum == column)
			return &survey->variables[i];
	return NULL;
}

/* what to ask: the condition, for the days of a column of the answers */
typedef struct DaysAsked
{
	TupleTableSlot *slot;
	int at; /* of the column */
	bool moments;
	ExprState *condition;
	ExprContext *context;
} DaysAsked;

static int
ask(DaysAsked *asked)
{
	bool isnull;
	Datum truth;

	ResetExprContext(asked->context);
	truth = ExecEvalExprSwitchContext(asked->condition, asked->context, &isnull);
	return isnull ? PACK_UNKNOWN : DatumGetBool(truth) ? PACK_TRUE : PACK_FALSE;
}

static int
ask_day(DaysAsked *asked, int32 day)
{
	asked->slot->tts_values[asked->at] =
		asked->moments ? TimestampGetDatum(day * USECS_PER_DAY) : DateADTGetDatum(day);
	asked->slot->tts_isnull[asked->at] = false;
	return ask(asked);
}

/* the step: what it says of nobody's day, then of each from first on, as the kernel has it */
static List *
ask_days(DaysAsked *asked, int32 first, int32 n)
{
	List *words = list_make3_int(first, n, ask(asked));

	for (int32 i = 0; i < n; i += 16)
	{
		uint32 truths = 0;

		CHECK_FOR_INTERRUPTS();
		for (int32 j = i; j < n && j < i + 16; j++)
			truths |= (uint32) ask_day(asked, first + j) << (j - i) * 2;
		words = lappend_int(words, (int32) truths);
	}
	return words;
}

static List *
ask_column(const Survey *survey, const Node *condition, const SurveyVariable *day, int32 first,
		   int32 n)
{
	Relation answers = relation_open(survey->answers, AccessShareLock);
	EState *state = CreateExecutorState();
	DaysAsked asked = {
		.slot = MakeSingleTupleTableSlot(RelationGetDescr(answers), &TTSOpsVirtual),
		.at = day->attnum - 1,
		.moments = day->type == TIMESTAMPOID,
		.condition = ExecPrepareExpr((Expr *) condition, state),
		.context = CreateExprContext(state),
	};
	List *words;

	ExecStoreAllNullTuple(asked.slot);
	asked.context->ecxt_scantuple = asked.slot;
	words = ask_days(&asked, first, n);
	ExecDropSingleTupleTableSlot(asked.slot);
	FreeExecutorState(state);
	relation_close(answers, NoLock);
	return words;
}

/* the first and the last day that there is, by a statement that a pack answers; false: none that are asked */
static bool
find_span(const Survey *survey, const SurveyVariable *day, int32 *first, int32 *last)
{
	char *number = svy_day_number_sql(day->name, "a");
	bool isnull;

	SPI_connect();
	if (svy_execute(psprintf("SELECT pg_catalog.min(%s), pg_catalog.max(%s) FROM %s AS a", number,
							 number, survey->answers_sql),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "days cannot be read");
	*first = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	*last = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	SPI_finish();
	if (isnull)
		*first = 1, *last = 0;
	return isnull || (*first >= date2j(FIRST_YEAR, 1, 1) - POSTGRES_EPOCH_JDATE &&
					  *last <= date2j(LAST_YEAR, 12, 31) - POSTGRES_EPOCH_JDATE &&
					  *last - *first < MOST_DAYS);
}

List *
svy_pack_ask_days(const Survey *survey, const Node *condition, char **expression)
{
	DaysContext days = {0, NIL};
	const SurveyVariable *day;
	int32 first;
	int32 last;

	if (exprType(condition) != BOOLOID || unsound_walker(unconstify(Node *, condition), &days) ||
		days.column == 0)
		return NIL;
	day = variable_of(survey, days.column);
	if (day == NULL || !find_span(survey, day, &first, &last))
		return NIL;
	*expression = svy_day_sql(day->name, CROSSTAB_ANSWERS);
	return ask_column(survey, condition, day, first, last - first + 1);
}
