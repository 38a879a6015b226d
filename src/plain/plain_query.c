/*
 * plain_query.c
 *	  What a statement asks, as far as a pack can say it.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "plain/plain.h"

/* conditions of more columns are asked of cells */
#define CONDITION_COLUMNS 3

/*
 * Columns
 */

typedef struct Numbering
{
	Index table;
	List *attributes;
	List *types;
	List *moments; /* columns of timestamps, where they are asked for their day alone */
	bool failed;
} Numbering;

static bool
coded_type(Oid type)
{
	return type == INT2OID || type == INT4OID || type == BOOLOID || type == DATEOID ||
		   type == TIMESTAMPOID || svy_is_text_type(type);
}

static bool
packed_type(Oid type)
{
	return type == FLOAT8OID || type == FLOAT4OID || type == NUMERICOID || coded_type(type);
}

/* how a value is stored, codes do not tell */
static bool
asks_for_storage(Oid function, void *context)
{
	switch (function)
	{
		case F_PG_COLUMN_SIZE:
		case F_PG_COLUMN_COMPRESSION:
#if PG_VERSION_NUM >= 170000
		case F_PG_COLUMN_TOAST_CHUNK_ID:
#endif
			return true;
		default:
			return false;
	}
}

static Node *
number_column(Node *node, Numbering *numbering)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, Var))
	{
		Var *var = (Var *) node;
		int at = 0;

		if (var->varno != numbering->table || var->varlevelsup != 0 || var->varattno <= 0 ||
			!packed_type(var->vartype) ||
			(var->vartype == TIMESTAMPOID && !list_member_ptr(numbering->moments, node)))
		{
			numbering->failed = true;
			return node;
		}
		while (at < list_length(numbering->attributes) &&
			   list_nth_int(numbering->attributes, at) != var->varattno)
			at++;
		if (at == list_length(numbering->attributes))
		{
			numbering->attributes = lappend_int(numbering->attributes, var->varattno);
			numbering->types = lappend_oid(numbering->types, var->vartype);
		}
		return (Node *) makeVar(PLAIN_COLUMNS, at + 1, var->vartype, var->vartypmod, var->varcollid,
								0);
	}
	/* what the planner resolves later, or that is of another query */
	if (IsA(node, PlaceHolderVar) || IsA(node, SubPlan) || IsA(node, AlternativeSubPlan) ||
		IsA(node, GroupingFunc) || IsA(node, WindowFunc) || IsA(node, CurrentOfExpr) ||
		check_functions_in_node(node, asks_for_storage, NULL))
		numbering->failed = true;
	if (numbering->failed)
		return node;
	numbering->moments = lappend(numbering->moments, (void *) svy_plain_moment(node));
	return expression_tree_mutator(node, number_column, numbering);
}

bool
svy_plain_number_columns(Index table, List *expressions, List **attributes, List **types,
						 List **numbered)
{
	Numbering numbering = {table, *attributes, *types, NIL, false};

	if (contain_volatile_functions((Node *) expressions) || contain_subplans((Node *) expressions))
		return false;
	*numbered = (List *) number_column((Node *) expressions, &numbering);
	*attributes = numbering.attributes;
	*types = numbering.types;
	return !numbering.failed;
}

Bitmapset *
svy_plain_columns_of(Node *node)
{
	Bitmapset *attributes = NULL;
	Bitmapset *columns = NULL;
	int at = -1;

	pull_varattnos(node, PLAIN_COLUMNS, &attributes);
	while ((at = bms_next_member(attributes, at)) >= 0)
		columns = bms_add_member(columns, at + FirstLowInvalidHeapAttributeNumber - 1);
	return columns;
}

/* fractions: a pack tells numbers by codes as far as they are whole, which is known when it is read */
static bool
all_coded(const PlainQuery *q, const Bitmapset *columns, bool fractions)
{
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		if (!coded_type(q->types[column]) && !(fractions && q->types[column] == FLOAT8OID))
			return false;
	return true;
}

/*
 * Aggregates
 */

static PlainKind
core_kind(Oid function)
{
	switch (function)
	{
		case F_COUNT_:
		case F_COUNT_ANY:
			return PLAIN_COUNT;
		case F_SUM_INT2:
		case F_SUM_INT4:
			return PLAIN_SUM_INTEGER;
		case F_AVG_INT2:
		case F_AVG_INT4:
			return PLAIN_AVG_INTEGER;
		case F_SUM_FLOAT8:
			return PLAIN_SUM_FLOAT;
		case F_AVG_FLOAT8:
			return PLAIN_AVG_FLOAT;
		case F_MIN_INT2:
		case F_MIN_INT4:
		case F_MIN_DATE:
			return PLAIN_MIN;
		case F_MAX_INT2:
		case F_MAX_INT4:
		case F_MAX_DATE:
			return PLAIN_MAX;
		case F_BOOL_AND:
		case F_EVERY:
			return PLAIN_AND;
		case F_BOOL_OR:
			return PLAIN_OR;
		default:
			return PLAIN_GROUP;
	}
}

/* the C function behind a transition, if it is one of ours; NULL */
static char *
own_source(Oid function)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	char *source = NULL;
	bool isnull;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	if (((Form_pg_proc) GETSTRUCT(tuple))->prolang == ClanguageId)
	{
		Datum schema = ObjectIdGetDatum(((Form_pg_proc) GETSTRUCT(tuple))->pronamespace);
		char *name = get_namespace_name(DatumGetObjectId(schema));
		Datum symbol = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &isnull);

		if (name && strcmp(name, "mlops_survey") == 0 && !isnull)
			source = TextDatumGetCString(symbol);
	}
	ReleaseSysCache(tuple);
	return source;
}

/* the transitions of answers of every type of number (pg/tally.c) */
static PlainKind
transition_kind(const char *symbol)
{
	static const char *const forms[] = {"", "_scaled", "_small", "_small_scaled", "_number"};

	for (int i = 0; i < lengthof(forms); i++)
	{
		if (strcmp(symbol, psprintf("svy_tally_trans%s", forms[i])) == 0)
			return PLAIN_TALLY;
		if (strcmp(symbol, psprintf("svy_tally_trans_weighted%s", forms[i])) == 0)
			return PLAIN_TALLY_WEIGHTED;
	}
	return PLAIN_GROUP;
}

/* aggregates with the state of a tally that begins empty */
static PlainKind
tally_kind(Oid function)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(function));
	bool begins_empty;
	char *transition;
	char *combine;

	if (!HeapTupleIsValid(tuple))
		return PLAIN_GROUP;
	(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &begins_empty);
	transition = own_source(((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn);
	combine = own_source(((Form_pg_aggregate) GETSTRUCT(tuple))->aggcombinefn);
	ReleaseSysCache(tuple);
	if (!begins_empty || transition == NULL || combine == NULL ||
		strcmp(combine, "svy_tally_combine") != 0)
		return PLAIN_GROUP;
	return transition_kind(transition);
}

/* the column whose number the expression is, as it is packed; -1 */
static int
number_of(const PlainQuery *q, Expr *expression)
{
	Var *var;

	if (IsA(expression, FuncExpr))
	{
		FuncExpr *cast = (FuncExpr *) expression;

		if (cast->funcid != F_FLOAT8_FLOAT4 && cast->funcid != F_FLOAT8_NUMERIC &&
			cast->funcid != F_FLOAT8_INT2 && cast->funcid != F_FLOAT8_INT4)
			return -1;
		expression = linitial(cast->args);
	}
	else if (!IsA(expression, Var) || ((Var *) expression)->vartype != FLOAT8OID)
		return -1;
	if (!IsA(expression, Var))
		return -1;
	var = (Var *) expression;
	return var->vartype == BOOLOID ? -1 : var->varattno - 1;
}

/* a column of integers as it is, or widened */
static int
integer_of(Expr *expression)
{
	if (IsA(expression, FuncExpr) && ((FuncExpr *) expression)->funcid == F_INT4_INT2)
		expression = linitial(((FuncExpr *) expression)->args);
	if (!IsA(expression, Var) || ((Var *) expression)->vartype == BOOLOID ||
		!coded_type(((Var *) expression)->vartype))
		return -1;
	return ((Var *) expression)->varattno - 1;
}

/* known before the first row */
static bool
is_known(Expr *expression)
{
	return IsA(expression, Const) ||
		   (IsA(expression, Param) && ((Param *) expression)->paramkind == PARAM_EXTERN);
}

/* boxes and points are the same for all rows, and known before the first */
static bool
take_scale(PlainOutput *output, List *arguments, int n)
{
	for (int i = 1; i <= n; i++)
	{
		Expr *argument = ((TargetEntry *) list_nth(arguments, i))->expr;

		if (!is_known(argument))
			return false;
		output->scale = lappend(output->scale, argument);
	}
	return n <= 2;
}

static bool
take_tally(const PlainQuery *q, PlainOutput *output, List *arguments)
{
	int n = list_length(arguments);

	if (output->kind == PLAIN_TALLY)
		return take_scale(output, arguments, n - 1);
	output->number = number_of(q, ((TargetEntry *) llast(arguments))->expr);
	return output->number >= 0 && take_scale(output, arguments, n - 2);
}

/* a column of doubles; -1 */
static int
double_of(Expr *expression)
{
	return IsA(expression, Var) && ((Var *) expression)->vartype == FLOAT8OID
			   ? ((Var *) expression)->varattno - 1
			   : -1;
}

/* the columns of an expression that are no codes */
static Bitmapset *
numbers_of(const PlainQuery *q, Expr *expression)
{
	Bitmapset *columns = svy_plain_columns_of((Node *) expression);
	Bitmapset *numbers = NULL;
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		if (!coded_type(q->types[column]))
			numbers = bms_add_member(numbers, column);
	return numbers;
}

/* products of some factors within these are numbers still, of all digits, whatever their order */
#define LEAST_FACTOR 1e-60
#define LARGEST_FACTOR 1e60

/*
 * A column's number is not a factor when products are worked out, but 1: where a
 * constant is infinite, very large or very small, the product says less than those
 * of the rows, or is an error.
 */
static bool
has_odd_factor(Node *node, void *context)
{
	const Const *constant = (const Const *) node;
	double factor = 1;

	if (node == NULL)
		return false;
	if (!IsA(node, Const))
		return expression_tree_walker(node, has_odd_factor, context);
	if (constant->constisnull)
		return false;
	if (constant->consttype == FLOAT8OID)
		factor = fabs(DatumGetFloat8(constant->constvalue));
	else if (constant->consttype == FLOAT4OID)
		factor = fabs(DatumGetFloat4(constant->constvalue));
	else if (constant->consttype == NUMERICOID)
		factor = fabs(
			DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, constant->constvalue)));
	return factor != 0 && !(factor >= LEAST_FACTOR && factor <= LARGEST_FACTOR);
}

/*
 * Whether an expression is a number times what codes say, or what codes say alone,
 * in each branch of a CASE that codes choose.
 */
static bool
is_scaled(const PlainQuery *q, Expr *expression)
{
	ListCell *cell;

	if (expression == NULL || numbers_of(q, expression) == NULL || double_of(expression) >= 0)
		return true;
	if (IsA(expression, OpExpr) && ((OpExpr *) expression)->opfuncid == F_FLOAT8MUL)
	{
		Expr *left = linitial(((OpExpr *) expression)->args);
		Expr *right = lsecond(((OpExpr *) expression)->args);

		return (numbers_of(q, left) == NULL || numbers_of(q, right) == NULL) &&
			   !has_odd_factor((Node *) left, NULL) && !has_odd_factor((Node *) right, NULL) &&
			   is_scaled(q, left) && is_scaled(q, right);
	}
	if (!IsA(expression, CaseExpr) || numbers_of(q, ((CaseExpr *) expression)->arg) != NULL)
		return false;
	foreach (cell, ((CaseExpr *) expression)->args)
		if (numbers_of(q, ((CaseWhen *) lfirst(cell))->expr) != NULL ||
			!is_scaled(q, ((CaseWhen *) lfirst(cell))->result))
			return false;
	return is_scaled(q, ((CaseExpr *) expression)->defresult);
}

/* sum(w * score), sum(CASE WHEN .. THEN w ELSE 0 END) */
static void
take_scaled(const PlainQuery *q, PlainOutput *output)
{
	Bitmapset *numbers = numbers_of(q, output->expression);
	int number;

	if (!bms_get_singleton_member(numbers, &number) || q->types[number] != FLOAT8OID ||
		!is_scaled(q, output->expression))
		return;
	output->number = number;
	output->scaled = true;
}

/* an argument that is a column's number needs no codes */
static void
take_number(const PlainQuery *q, PlainOutput *output)
{
	Expr *argument = output->expression;

	if (argument == NULL)
		return;
	if (output->kind == PLAIN_SUM_FLOAT || output->kind == PLAIN_AVG_FLOAT)
	{
		output->number = number_of(q, argument);
		if (output->number < 0)
			take_scaled(q, output);
	}
	else if (output->kind == PLAIN_SUM_INTEGER || output->kind == PLAIN_AVG_INTEGER)
		output->number = integer_of(argument);
	else if (output->kind == PLAIN_COUNT && IsA(argument, Var) &&
			 ((Var *) argument)->vartype != BOOLOID)
		output->number = ((Var *) argument)->varattno - 1;
	output->number_alone =
		output->number >= 0 && !output->scaled && !coded_type(q->types[output->number]);
}

/* a number that is added up is not likely to be whole, unless a CASE only asks for it */
static bool
may_be_whole(const PlainOutput *output)
{
	return output->kind != PLAIN_SUM_FLOAT && output->kind != PLAIN_AVG_FLOAT &&
		   (output->kind != PLAIN_EXACT || IsA(output->expression, CaseExpr));
}

static bool
take_aggregate(const PlainQuery *q, PlainOutput *output, const Aggref *aggref)
{
	if (aggref->aggdirectargs != NIL || aggref->aggorder != NIL || aggref->aggdistinct != NIL ||
		aggref->aggkind != AGGKIND_NORMAL || aggref->agglevelsup != 0 || aggref->aggvariadic)
		return false;
	output->kind = core_kind(aggref->aggfnoid);
	if (output->kind == PLAIN_GROUP)
		output->kind = tally_kind(aggref->aggfnoid);
	if (output->kind == PLAIN_GROUP && svy_plain_take_exact(output, aggref->aggfnoid))
		output->kind = PLAIN_EXACT;
	if (output->kind == PLAIN_GROUP)
		return false;
	output->filter = aggref->aggfilter;
	if (aggref->args != NIL)
	{
		output->expression = ((TargetEntry *) linitial(aggref->args))->expr;
		output->type = exprType((Node *) output->expression);
	}
	if (output->kind == PLAIN_TALLY || output->kind == PLAIN_TALLY_WEIGHTED)
	{
		if (!take_tally(q, output, aggref->args))
			return false;
	}
	else
		take_number(q, output);
	if (!output->number_alone)
		output->columns = svy_plain_columns_of((Node *) output->expression);
	if (output->scaled)
		output->columns = bms_del_member(output->columns, output->number);
	if (!all_coded(q, output->columns, may_be_whole(output)))
		return false;
	output->filtering = svy_plain_columns_of((Node *) output->filter);
	output->columns = bms_add_members(output->columns, output->filtering);
	return all_coded(q, output->filtering, true);
}

/*
 * Queries
 */

static bool
take_output(PlainQuery *q, PlainOutput *output, Expr *expression)
{
	*output = (PlainOutput){.number = -1};
	if (IsA(expression, Aggref))
		return take_aggregate(q, output, (Aggref *) expression);
	output->expression = expression;
	output->type = exprType((Node *) expression);
	output->columns = svy_plain_columns_of((Node *) expression);
	q->groups = bms_add_members(q->groups, output->columns);
	return all_coded(q, output->columns, true);
}

static int
comparison_of(Oid function)
{
	switch (function)
	{
		case F_FLOAT8LT:
			return PACK_LESS;
		case F_FLOAT8LE:
			return PACK_LESS_EQUAL;
		case F_FLOAT8EQ:
			return PACK_EQUAL;
		case F_FLOAT8GE:
			return PACK_GREATER_EQUAL;
		case F_FLOAT8GT:
			return PACK_GREATER;
		case F_FLOAT8NE:
			return PACK_NOT_EQUAL;
		default:
			return 0;
	}
}

/* a number compared with what is known, or whether there is one */
static bool
take_bound(PlainQuery *q, Expr *condition)
{
	PlainBound *bound = palloc0_object(PlainBound);

	bound->column = -1;
	if (IsA(condition, NullTest))
	{
		bound->column = double_of(((NullTest *) condition)->arg);
		bound->op =
			((NullTest *) condition)->nulltesttype == IS_NULL ? PACK_HAS_NONE : PACK_HAS_SOME;
	}
	else if (IsA(condition, OpExpr) && list_length(((OpExpr *) condition)->args) == 2)
	{
		OpExpr *op = (OpExpr *) condition;
		bool swapped = double_of(linitial(op->args)) < 0;

		bound->column = double_of(swapped ? lsecond(op->args) : linitial(op->args));
		bound->constant = swapped ? linitial(op->args) : lsecond(op->args);
		bound->op = comparison_of(op->opfuncid);
		if (bound->op == 0 || contain_var_clause((Node *) bound->constant))
			return false;
		if (swapped && bound->op != PACK_EQUAL && bound->op != PACK_NOT_EQUAL)
			bound->op = PACK_LESS + PACK_GREATER - bound->op;
	}
	if (bound->column < 0)
		return false;
	q->bounds = lappend(q->bounds, bound);
	return true;
}

/* whether codes of these columns are told apart for an output, so that conditions may ask for them */
static bool
are_told_apart(const PlainQuery *q, Bitmapset *columns)
{
	for (int i = 0; i < q->noutputs; i++)
		columns = bms_difference(columns, q->outputs[i].columns);
	return bms_is_empty(columns);
}

/* whole numbers become texts, as codes without a label do in the views of a survey, without an error */
static Node *
skip_text(Node *node, void *context)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, CoerceViaIO) && ((CoerceViaIO *) node)->resulttype == TEXTOID)
	{
		Oid type = exprType((Node *) ((CoerceViaIO *) node)->arg);

		if (type == INT2OID || type == INT4OID)
			return skip_text((Node *) ((CoerceViaIO *) node)->arg, context);
	}
	return expression_tree_mutator(node, skip_text, context);
}

/* the planner labels the columns of such a comparison with no collation */
static bool
is_collated(Node *node, void *context)
{
	if (node && IsA(node, List))
		return expression_tree_walker(node, is_collated, context);
	while (node && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node && OidIsValid(exprCollation(node));
}

/* texts of two collations are an error of who compares them, of functions that leak nothing, too */
static bool
lacks_collation(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_FuncExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_MinMaxExpr:
		case T_RowCompareExpr:
			if (!OidIsValid(exprInputCollation(node)) &&
				expression_tree_walker(node, is_collated, NULL))
				return true;
			break;
		default:
			break;
	}
	return expression_tree_walker(node, lacks_collation, NULL);
}

/*
 * Functions that leak nothing raise no errors either, so they may be asked of
 * codes that no row has, and in any order.
 */
static bool
raises_nothing(Expr *condition)
{
	return !contain_leaked_vars(skip_text(svy_plain_without_instants((Node *) condition), NULL)) &&
		   !lacks_collation((Node *) condition, NULL);
}

static bool
may_raise(Oid function, void *context)
{
	return !get_func_leakproof(function);
}

/* arrays of arrays must fit together */
static bool
has_raising_function(Node *node, void *context)
{
	return node != NULL && (check_functions_in_node(node, may_raise, NULL) ||
							(IsA(node, ArrayExpr) && ((ArrayExpr *) node)->multidims) ||
							expression_tree_walker(node, has_raising_function, context));
}

bool
svy_plain_raises_nothing(Node *expression)
{
	return raises_nothing((Expr *) expression) &&
		   !has_raising_function(skip_text(expression, NULL), NULL);
}

static bool
has_subquery(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC) ||
		   expression_tree_walker(node, has_subquery, context);
}

/*
 * Whether rows may be kept from an error of what reads no column by a CASE, which
 * says what is asked of whom; conditions beside each other do not.
 */
static bool
keeps_from_errors(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, CaseExpr) || IsA(node, CoalesceExpr))
		return has_subquery(node, NULL) || has_raising_function(skip_text(node, NULL), NULL);
	return expression_tree_walker(node, keeps_from_errors, context);
}

static bool
take_condition(PlainQuery *q, Expr *condition)
{
	Bitmapset *columns = svy_plain_columns_of((Node *) condition);

	if (!all_coded(q, columns, false))
	{
		if (!are_told_apart(q, columns) && take_bound(q, condition))
			return true;
		if (!all_coded(q, columns, true))
			return false;
	}
	if (raises_nothing(condition) && !keeps_from_errors((Node *) condition, NULL) &&
		bms_num_members(columns) <= CONDITION_COLUMNS && !bms_is_empty(columns))
		q->conditions = lappend(q->conditions, condition);
	else
	{
		q->checks = lappend(q->checks, condition);
		q->checked = bms_add_members(q->checked, columns);
	}
	return true;
}

/*
 * What is asked of respondents as they are counted is asked before anybody is known to
 * pass what stands before it; a subquery or function in it may be an error that rows do
 * not come to.
 */
static bool
may_be_early(Expr *condition)
{
	return has_subquery((Node *) condition, NULL) ||
		   has_raising_function(skip_text((Node *) condition, NULL), NULL);
}

bool
svy_plain_waits(Node *node, void *context)
{
	const ExprContext *evaluation = context;

	if (node == NULL)
		return false;
	if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC)
		return evaluation->ecxt_param_exec_vals[((Param *) node)->paramid].execPlan != NULL;
	return expression_tree_walker(node, svy_plain_waits, context);
}

bool
svy_plain_is_early(Node *condition, ExprContext *context)
{
	return svy_plain_waits(condition, context) ||
		   has_raising_function(skip_text(condition, NULL), NULL);
}

PlainQuery *
svy_plain_passing(const PlainQuery *q)
{
	PlainQuery *passing = palloc_object(PlainQuery);

	*passing = *q;
	passing->noutputs = 0;
	passing->groups = NULL;
	if (q->checks)
		passing->checked = bms_union(q->checked, q->groups);
	return passing;
}

PlainQuery *
svy_plain_query(List *attributes, List *types, List *outputs, List *conditions)
{
	PlainQuery *q = palloc0_object(PlainQuery);
	ListCell *cell;

	q->ncolumns = list_length(attributes);
	q->attributes = palloc_array(AttrNumber, q->ncolumns + 1);
	q->types = palloc_array(Oid, q->ncolumns + 1);
	for (int i = 0; i < q->ncolumns; i++)
	{
		q->attributes[i] = list_nth_int(attributes, i);
		q->types[i] = list_nth_oid(types, i);
	}
	q->outputs = palloc_array(PlainOutput, list_length(outputs) + 1);
	foreach (cell, outputs)
		if (!take_output(q, &q->outputs[q->noutputs++], lfirst(cell)))
			return NULL;
	foreach (cell, conditions)
	{
		int checks = list_length(q->checks);

		if (!take_condition(q, lfirst(cell)))
			return NULL;
		if (list_length(q->checks) == checks && may_be_early(lfirst(cell)))
			q->early = lappend_int(q->early, foreach_current_index(cell));
	}
	q->checked = bms_del_members(q->checked, q->groups);
	return svy_plain_instants(outputs, conditions, &q->instants) ? q : NULL;
}
