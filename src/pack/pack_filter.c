/*
 * pack_filter.c
 *	  From a filter in SQL to one over packed columns.
 *
 * What cannot be told from packed columns with certainty to mean the same is
 * left to the rows: texts, functions but of days, comparisons of columns with each
 * other, numeric columns (their double is not exact), values declared missing (the
 * pack has none).
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "codebook/period.h"
#include "pack/pack.h"
#include "pack/pack_days.h"
#include "kernel/pack/pack.h"
#include "pg/svy.h"

typedef struct Compiler
{
	const Survey *survey;
	PackColumns *columns;
	List *words;
	int depth;
} Compiler;

static bool compile(Compiler *c, Node *node);

static void
put_double(Compiler *c, double number)
{
	uint64 bits;

	memcpy(&bits, &number, sizeof(bits));
	c->words = lappend_int(c->words, (int32) (uint32) bits);
	c->words = lappend_int(c->words, (int32) (uint32) (bits >> 32));
}

/* a type whose values are doubles exactly */
static bool
exact_type(Oid type)
{
	return type == INT2OID || type == INT4OID || type == FLOAT4OID || type == FLOAT8OID;
}

/* casts between numbers leave a value that has no fraction to lose as it is */
static Node *
strip_casts(Node *node)
{
	for (;;)
	{
		if (IsA(node, RelabelType))
			node = (Node *) ((RelabelType *) node)->arg;
		else if (IsA(node, FuncExpr) && list_length(((FuncExpr *) node)->args) == 1 &&
				 ((FuncExpr *) node)->funcformat != COERCE_EXPLICIT_CALL)
		{
			Node *argument = linitial(((FuncExpr *) node)->args);
			Oid from = exprType(argument);
			Oid to = exprType(node);
			bool widens = (from == INT2OID && (exact_type(to) || to == INT8OID)) ||
						  (from == INT4OID && (to == INT8OID || to == FLOAT8OID)) ||
						  (from == FLOAT4OID && to == FLOAT8OID) ||
						  ((from == INT2OID || from == INT4OID) && to == NUMERICOID);

			if (!widens)
				return node;
			node = argument;
		}
		else
			return node;
	}
}

/* the packed days of a column of dates or timestamps; -1: none */
static int
find_day(Compiler *c, const Var *day)
{
	char *name = get_attname(c->survey->answers, day->varattno, true);

	return name ? svy_pack_find(c->columns, svy_day_sql(name, CROSSTAB_ANSWERS)) : -1;
}

/* the packed column that holds a column of the answers unchanged; -1: none */
static int
find_column(Compiler *c, Node *node)
{
	const SurveyVariable *v = NULL;
	bool missing = false;

	node = strip_casts(node);
	if (!IsA(node, Var))
		return -1;
	if (((Var *) node)->vartype == DATEOID)
		return find_day(c, (Var *) node);
	for (int i = 0; i < c->survey->nvariables; i++)
		if (c->survey->variables[i].attnum == ((Var *) node)->varattno)
			v = &c->survey->variables[i];
	if (v == NULL || v->nranges > 0 || !(exact_type(v->type) || v->type == BOOLOID))
		return -1;
	for (int i = 0; i < v->nlabels; i++)
		missing |= v->labels[i].missing;
	if (svy_variable_categorical(v))
		return v->type == FLOAT4OID || v->type == FLOAT8OID
				   ? -1
				   : svy_pack_find(c->columns, svy_crosstab_code_sql(v));
	if (v->measure != SURVEY_SCALE || missing)
		return -1;
	return svy_pack_find(c->columns, svy_variable_number_sql(v, CROSSTAB_ANSWERS));
}

/* a constant as a double, if it is one exactly */
static bool
number_of(Oid type, Datum value, double *number)
{
	switch (type)
	{
		case BOOLOID:
			*number = DatumGetBool(value);
			return true;
		case INT2OID:
			*number = DatumGetInt16(value);
			return true;
		case INT4OID:
			*number = DatumGetInt32(value);
			return true;
		case DATEOID: /* days since 2000, an infinite one beyond all others */
			*number = DatumGetDateADT(value);
			return true;
		case INT8OID:
			*number = (double) DatumGetInt64(value);
			return DatumGetInt64(value) < (INT64CONST(1) << 53) &&
				   DatumGetInt64(value) > -(INT64CONST(1) << 53);
		case FLOAT4OID:
			*number = DatumGetFloat4(value);
			return isfinite(*number);
		case FLOAT8OID:
			*number = DatumGetFloat8(value);
			return isfinite(*number);
		default:
			return false;
	}
}

/* a constant such as 1.5 beside whole numbers */
static bool
numeric_of(Datum value, double *number)
{
	Datum back;

	if (numeric_is_nan(DatumGetNumeric(value)) || numeric_is_inf(DatumGetNumeric(value)))
		return false;
	*number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, value));
	if (!isfinite(*number))
		return false;
	back = DirectFunctionCall1(float8_numeric, Float8GetDatum(*number));
	return DatumGetBool(DirectFunctionCall2(numeric_eq, value, back));
}

static bool
constant_of(Node *node, double *number)
{
	Const *constant = (Const *) node;

	if (!IsA(node, Const) || constant->constisnull)
		return false;
	if (constant->consttype == NUMERICOID)
		return numeric_of(constant->constvalue, number);
	return number_of(constant->consttype, constant->constvalue, number);
}

/* PostgreSQL's own comparisons of numbers (and booleans); 0: something else */
static int
comparison(Oid op)
{
	static const char *const names[] = {"<", "<=", "=", ">=", ">", "<>"};
	SVY_NAMES_FOLLOW(names, PACK_NOT_EQUAL - PACK_LESS);
	char *name = op < FirstNormalObjectId ? get_opname(op) : NULL;

	for (int i = 0; name && i < lengthof(names); i++)
		if (strcmp(name, names[i]) == 0)
			return PACK_LESS + i;
	return 0;
}

static void
put_step(Compiler *c, PackFilter step)
{
	c->words = lappend_int(c->words, step);
	if (step == PACK_AND || step == PACK_OR)
		c->depth--;
	else if (step != PACK_NOT)
		c->depth++;
}

static bool
put_compare(Compiler *c, int column, int op, double number)
{
	if (column < 0 || c->depth >= PACK_MAX_STACK)
		return false;
	put_step(c, PACK_COMPARE);
	c->words = lappend_int(c->words, column);
	c->words = lappend_int(c->words, op);
	put_double(c, number);
	return true;
}

static bool
put_constant(Compiler *c, int truth)
{
	if (c->depth >= PACK_MAX_STACK)
		return false;
	put_step(c, PACK_CONSTANT);
	c->words = lappend_int(c->words, truth);
	return true;
}

static bool
compile_comparison(Compiler *c, OpExpr *node)
{
	int op = comparison(node->opno);
	double number;

	if (op == 0 || list_length(node->args) != 2)
		return false;
	if (constant_of(lsecond(node->args), &number))
		return put_compare(c, find_column(c, linitial(node->args)), op, number);
	if (!constant_of(linitial(node->args), &number))
		return false;
	if (op != PACK_EQUAL && op != PACK_NOT_EQUAL)
		op = PACK_LESS + PACK_GREATER - op;
	return put_compare(c, find_column(c, lsecond(node->args)), op, number);
}

/* column IN (1, 2, ...), and NOT IN */
static bool
compile_in(Compiler *c, ScalarArrayOpExpr *node)
{
	Const *list = lsecond(node->args);
	int column = find_column(c, linitial(node->args));
	ArrayType *array;
	Datum *elements;
	bool *nulls;
	int n;

	if (comparison(node->opno) != (node->useOr ? PACK_EQUAL : PACK_NOT_EQUAL) || column < 0 ||
		!IsA(list, Const) || list->constisnull || c->depth >= PACK_MAX_STACK)
		return false;
	array = DatumGetArrayTypeP(list->constvalue);
	if (ARR_ELEMTYPE(array) == NUMERICOID)
		deconstruct_array(array, NUMERICOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	else
	{
		int16 length;
		bool by_value;
		char align;

		get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
		deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &elements, &nulls,
						  &n);
	}
	/* an empty list settles it, for NULL too */
	if (n == 0)
		return put_constant(c, node->useOr ? PACK_FALSE : PACK_TRUE);
	put_step(c, PACK_IN);
	c->words = lappend_int(c->words, column);
	c->words = lappend_int(c->words, n);
	for (int i = 0; i < n; i++)
	{
		double number;

		if (nulls[i] || !(ARR_ELEMTYPE(array) == NUMERICOID
							  ? numeric_of(elements[i], &number)
							  : number_of(ARR_ELEMTYPE(array), elements[i], &number)))
			return false;
		put_double(c, number);
	}
	if (!node->useOr)
		put_step(c, PACK_NOT);
	return true;
}

static bool
compile_bool(Compiler *c, BoolExpr *node)
{
	ListCell *cell;

	foreach (cell, node->args)
	{
		if (!compile(c, lfirst(cell)))
			return false;
		if (node->boolop == NOT_EXPR)
			put_step(c, PACK_NOT);
		else if (foreach_current_index(cell) > 0)
			put_step(c, node->boolop == AND_EXPR ? PACK_AND : PACK_OR);
	}
	return true;
}

static bool
compile_null(Compiler *c, NullTest *node)
{
	int column = find_column(c, (Node *) node->arg);

	if (column < 0 || node->argisrow || c->depth >= PACK_MAX_STACK)
		return false;
	put_step(c, PACK_IS_NULL);
	c->words = lappend_int(c->words, column);
	if (node->nulltesttype == IS_NOT_NULL)
		put_step(c, PACK_NOT);
	return true;
}

static bool
compile_constant(Compiler *c, Const *node)
{
	return node->consttype == BOOLOID &&
		   put_constant(c, node->constisnull				? PACK_UNKNOWN
						   : DatumGetBool(node->constvalue) ? PACK_TRUE
															: PACK_FALSE);
}

/* a condition on a date or moment, whatever it computes */
static bool
compile_days(Compiler *c, Node *node)
{
	char *expression;
	List *asked = c->depth < PACK_MAX_STACK ? svy_pack_ask_days(c->survey, node, &expression) : NIL;
	int column = asked ? svy_pack_find(c->columns, expression) : -1;

	if (column < 0)
		return false;
	put_step(c, PACK_LOOKUP);
	c->words = list_concat(lappend_int(c->words, column), asked);
	return true;
}

static bool
compile_kind(Compiler *c, Node *node)
{
	switch (nodeTag(node))
	{
		case T_BoolExpr:
			return compile_bool(c, (BoolExpr *) node);
		case T_OpExpr:
			return compile_comparison(c, (OpExpr *) node);
		case T_ScalarArrayOpExpr:
			return compile_in(c, (ScalarArrayOpExpr *) node);
		case T_NullTest:
			return compile_null(c, (NullTest *) node);
		case T_Const:
			return compile_constant(c, (Const *) node);
		case T_Var:
			return exprType(node) == BOOLOID && put_compare(c, find_column(c, node), PACK_EQUAL, 1);
		default:
			return false;
	}
}

/* appends the words of an expression, which leaves one more truth on the stack */
static bool
compile(Compiler *c, Node *node)
{
	int nwords = list_length(c->words);
	int depth = c->depth;

	check_stack_depth();
	if (compile_kind(c, node))
		return true;
	c->words = list_truncate(c->words, nwords);
	c->depth = depth;
	return compile_days(c, node);
}

/* with what the clock and the session say in this statement */
static Node *
known_now(Node *tree)
{
	PlannerInfo *root = makeNode(PlannerInfo);
	Node *known;

	root->glob = makeNode(PlannerGlobal);
	known = estimate_expression_value(root, tree);
	fix_opfuncids(known);
	return known;
}

List *
svy_pack_filter(const CrosstabPlan *plan, PackColumns *columns)
{
	Compiler c = {.survey = plan->survey, .columns = columns};
	Node *tree = svy_survey_filter_tree(plan->survey, plan->filter, CROSSTAB_ANSWERS);

	if (!compile(&c, known_now(tree)))
		return NIL;
	return c.words;
}
