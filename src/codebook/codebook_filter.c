/*
 * codebook_filter.c
 *	  Filters of respondents, the numbers that formulas compute and the values of
 *	  derived variables: parsed by the server, refused where they are more than that,
 *	  and written as SQL again.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "parser/parse_type.h"
#include "parser/parser.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "pg/svy.h"
#include "codebook/codebook_value.h"
#include "server/setting.h"

typedef enum FilterKind
{
	FILTER_CONDITION,
	FILTER_NUMBER, /* or a condition as 0 or 1 */
	FILTER_VALUE   /* of a derived variable */
} FilterKind;

typedef struct FilterContext
{
	const Survey *survey;
	const char *filter;
	FilterKind kind;
	SurveyValue *value; /* FILTER_VALUE: what is found out about it */
	Relation answers;
	List *as_is; /* columns (ColumnRef) that are compared with an answer that is missing */
	bool labels; /* those that it names are looked up */
	int depth;	 /* of expressions that stand for columns */
	int saved;	 /* of saved filters that use others */
} FilterContext;

/* beyond it they go in circles */
#define MAX_SAVED 8

static const char *const filter_names[] = {"filter", "formula", "expression"};
SVY_NAMES_FOLLOW(filter_names, FILTER_VALUE);

/* how what is wrong with one begins */
static const char *const filter_subjects[] = {"a filter", "I()", "a derived variable"};
SVY_NAMES_FOLLOW(filter_subjects, FILTER_VALUE);

static const char *const filter_hints[] = {
	"A filter is one condition on the columns of the survey, such as age >= 18 AND region = 2.",
	"I() takes one number or condition computed from the columns of the survey, such as I(q1 >= "
	"4).",
	"It is computed from the columns of the same row.  For anything else add an ordinary column "
	"(ALTER TABLE ... ADD COLUMN), fill it with UPDATE, and describe it with alter_survey."};
SVY_NAMES_FOLLOW(filter_hints, FILTER_VALUE);

/* what to do, where PostgreSQL's own words are about types and casts */
static void
filter_hint(const FilterContext *context)
{
	switch (geterrcode())
	{
		case ERRCODE_INVALID_TEXT_REPRESENTATION: /* a number that is compared with a text */
			if (!context->labels)
				errhint("Texts in quotes are labels of answers, compared by =, <> or IN ('...', "
						"'...'): of a variable without them, compare with numbers.");
			break;
		case ERRCODE_INVALID_DATETIME_FORMAT:
			errhint("A day is written as '2026-03-31'.");
			break;
		case ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE:
			errhint("The column holds no such number: compare with codes as survey_codebook shows "
					"them.");
			break;
		case ERRCODE_UNDEFINED_FUNCTION: /* operators too */
			errhint("A variable holds the codes of its answers: compare it with codes or labels, "
					"by =, <>, <, BETWEEN or IN, and a day with a day, '2026-03-31'. An option of "
					"a set is true or false: m_1, or NOT m_1.");
			break;
		case ERRCODE_DATATYPE_MISMATCH:
		case ERRCODE_GROUPING_ERROR:
		case ERRCODE_WINDOWING_ERROR:
			errhint("%s", filter_hints[context->kind]);
			break;
		default:
			break;
	}
}

/* makes the position of an error one in the filter, not in the user's whole statement */
static void
filter_error_callback(void *argument)
{
	FilterContext *context = argument;
	int position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(context->filter);
	}
	filter_hint(context);
	errcontext("%s of survey \"%s\"", filter_names[context->kind], context->survey->name);
}

static void
filter_refuse(const FilterContext *context, const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("%s must not contain %s", filter_subjects[context->kind], what),
					errhint("%s", filter_hints[context->kind])));
}

/* the expression of "SELECT expression" and nothing else */
static Node *
filter_parse(const FilterContext *context)
{
	const char *filter = context->filter;
	List *statements;
	SelectStmt *select;
	ResTarget *target;

	if (filter[strspn(filter, " \t\r\n\f\v")] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("%s is empty", context->kind == FILTER_NUMBER  ? "I()"
									   : context->kind == FILTER_VALUE ? "the expression"
																	   : "the filter"),
				 context->kind == FILTER_CONDITION ? errhint("Use NULL for all respondents.") : 0));
	statements = raw_parser(filter, RAW_PARSE_PLPGSQL_EXPR);
	select = castNode(SelectStmt, linitial_node(RawStmt, statements)->stmt);
	if (list_length(select->targetList) != 1 || select->fromClause || select->whereClause ||
		select->groupClause || select->havingClause || select->windowClause ||
		select->distinctClause || select->sortClause || select->limitCount || select->limitOffset ||
		select->lockingClause || select->op != SETOP_NONE)
		filter_refuse(context, context->kind == FILTER_VALUE ? "anything beside one expression"
															 : "anything beside one condition");
	target = linitial_node(ResTarget, select->targetList);
	if (target->name != NULL)
		filter_refuse(context, "AS");
	/* the one expression that only a SELECT list knows */
	if (IsA(target->val, ColumnRef) && IsA(llast(((ColumnRef *) target->val)->fields), A_Star))
		filter_refuse(context, "*");
	return target->val;
}

/*
 * What runs in a filter is the caller's text under the caller's rights, but the
 * text may come from an application that was handed it by somebody else.  So it
 * may compute on the columns and nothing more: read no other table, leave no
 * trace, run nobody's code.  Allowed are functions of PostgreSQL itself that are
 * immutable, those stable ones that dates need, ours by name, and those of
 * extensions that a superuser has listed.
 */
static const char *const stable_functions[] = {
	"date",
	"date_cmp_timestamptz",
	"date_eq_timestamptz",
	"date_ge_timestamptz",
	"date_gt_timestamptz",
	"date_le_timestamptz",
	"date_lt_timestamptz",
	"date_ne_timestamptz",
	"date_part",
	"date_trunc",
	"extract",
	"make_timestamptz",
	"now",
	"statement_timestamp",
	"time",
	"timestamp",
	"timestamp_cmp_timestamptz",
	"timestamp_eq_timestamptz",
	"timestamp_ge_timestamptz",
	"timestamp_gt_timestamptz",
	"timestamp_le_timestamptz",
	"timestamp_lt_timestamptz",
	"timestamp_ne_timestamptz",
	"timestamptz",
	"timestamptz_cmp_date",
	"timestamptz_cmp_timestamp",
	"timestamptz_eq_date",
	"timestamptz_eq_timestamp",
	"timestamptz_ge_date",
	"timestamptz_ge_timestamp",
	"timestamptz_gt_date",
	"timestamptz_gt_timestamp",
	"timestamptz_le_date",
	"timestamptz_le_timestamp",
	"timestamptz_lt_date",
	"timestamptz_lt_timestamp",
	"timestamptz_mi_interval",
	"timestamptz_ne_date",
	"timestamptz_ne_timestamp",
	"timestamptz_pl_interval",
	"timetz",
	"timezone",
	"to_char",
	"to_date",
	"to_number",
	"to_timestamp",
	"transaction_timestamp",
};

/* ours that say something of an answer */
static const char *const own_functions[] = {"cd4ml_area"};

static bool
is_listed(const char *name, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

/* an enum's labels are the table's own; a domain's base type is what its columns hold */
static bool
is_plain_type(Oid type)
{
	type = getBaseType(type);
	if (OidIsValid(get_element_type(type)))
		type = getBaseType(get_element_type(type));
	return type < FirstGenbkiObjectId || type_is_enum(type) ||
		   svy_filter_extension(getExtensionOfObject(TypeRelationId, type));
}

static bool
is_allowed(const Form_pg_proc function)
{
	const char *name = NameStr(function->proname);
	Oid extension;

	if (function->provolatile == PROVOLATILE_VOLATILE || function->proretset ||
		function->prokind != PROKIND_FUNCTION)
		return false;
	if (function->oid < FirstGenbkiObjectId)
		return function->provolatile == PROVOLATILE_IMMUTABLE ||
			   is_listed(name, stable_functions, lengthof(stable_functions));
	extension = getExtensionOfObject(ProcedureRelationId, function->oid);
	if (!OidIsValid(extension))
		return false;
	if (extension == get_extension_oid("mlops_survey", true))
		return is_listed(name, own_functions, lengthof(own_functions));
	return svy_filter_extension(extension);
}

static bool
refuse_function(Oid id, void *context)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(id));
	Form_pg_proc function;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", id);
	function = (Form_pg_proc) GETSTRUCT(tuple);
	if (function->provolatile == PROVOLATILE_VOLATILE)
		filter_refuse(context, "a volatile function");
	if (!is_allowed(function))
		filter_refuse(context, psprintf("the function %s", format_procedure(id)));
	ReleaseSysCache(tuple);
	return false;
}

/* casts through text: to text is harmless; from text it fails at some answer, or runs input code */
static void
refuse_cast(const FilterContext *context, const CoerceViaIO *cast)
{
	if (TypeCategory(getBaseType(cast->resulttype)) != TYPCATEGORY_STRING)
		filter_refuse(context, psprintf("a cast of type %s to %s",
										format_type_be(exprType((Node *) cast->arg)),
										format_type_be(cast->resulttype)));
}

static void
refuse_value(const FilterContext *context, const SQLValueFunction *value)
{
	if (value->op > SVFOP_LOCALTIMESTAMP_N)
		filter_refuse(context, "who or where the session is");
}

static void
refuse_variable(const FilterContext *context, const Var *variable)
{
	if (variable->varattno == 0)
		filter_refuse(context, "a whole row");
	if (variable->varattno < 0)
		filter_refuse(context, "a system column");
}

/* what transformExpr lets pass in a WHERE clause but a filter must not have */
static bool
filter_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_SubLink:
			filter_refuse(context, "a subquery");
			break;
		case T_CurrentOfExpr:
			filter_refuse(context, "WHERE CURRENT OF");
			break;
		case T_Param:
			filter_refuse(context, "a parameter");
			break;
		case T_Var:
			refuse_variable(context, (Var *) node);
			return false;
		case T_CoerceViaIO:
			refuse_cast(context, (CoerceViaIO *) node);
			return expression_tree_walker(node, filter_walker, context);
		case T_SQLValueFunction:
			refuse_value(context, (SQLValueFunction *) node);
			return false;
		case T_CoerceToDomain:
			filter_refuse(context, "a cast to a domain");
			break;
		case T_List:
		case T_Const:
		case T_FuncExpr:
		case T_NamedArgExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_BoolExpr:
		case T_RelabelType:
		case T_ArrayCoerceExpr:
		case T_CollateExpr:
		case T_CaseExpr:
		case T_CaseWhen:
		case T_CaseTestExpr:
		case T_ArrayExpr:
		case T_SubscriptingRef:
		case T_RowExpr:
		case T_RowCompareExpr:
		case T_CoalesceExpr:
		case T_MinMaxExpr:
		case T_NullTest:
		case T_BooleanTest:
			break;
		default:
			filter_refuse(context, "this kind of expression");
	}
	(void) check_functions_in_node(node, refuse_function, context);
	if (!IsA(node, List) && !IsA(node, CaseWhen) && !is_plain_type(exprType(node)))
		filter_refuse(context, psprintf("a value of type %s", format_type_be(exprType(node))));
	return expression_tree_walker(node, filter_walker, context);
}

/*
 * Columns in the expression of a derived variable.  An answer that is missing is
 * NULL, as in SPSS, unless the comparison asks for it; and a column that is
 * generated itself stands for its own expression, since none may read another.
 */
static Node *
substitute(ParseState *pstate, FilterContext *context, const char *sql)
{
	RawStmt *statement = linitial_node(RawStmt, raw_parser(sql, RAW_PARSE_PLPGSQL_EXPR));
	SelectStmt *select = castNode(SelectStmt, statement->stmt);
	Node *expression;

	context->depth++;
	expression =
		transformExpr(pstate, linitial_node(ResTarget, select->targetList)->val, EXPR_KIND_WHERE);
	context->depth--;
	return expression;
}

static char *
generation_sql(const FilterContext *context, AttrNumber column)
{
	return deparse_expression(build_column_default(context->answers, column),
							  deparse_context_for(RelationGetRelationName(context->answers),
												  RelationGetRelid(context->answers)),
							  false, false);
}

static Node *
value_column(ParseState *pstate, ColumnRef *column)
{
	FilterContext *context = pstate->p_ref_hook_state;
	const SurveyVariable *variable = svy_literal_variable(context->survey, (Node *) column);
	bool raw =
		context->depth > 0 || context->value->codes || list_member_ptr(context->as_is, column);

	if (variable == NULL)
		return NULL;
	if (context->depth == 0)
		context->value->reads =
			list_append_unique_ptr(context->value->reads, unconstify(SurveyVariable *, variable));
	if (!raw && svy_variable_has_missing(variable))
		return substitute(pstate, context,
						  psprintf("CASE WHEN %s THEN %s END",
								   svy_variable_valid_sql(variable, NULL),
								   svy_column_sql(variable->name, NULL)));
	if (get_attgenerated(context->survey->answers, variable->attnum) != '\0')
		return substitute(pstate, context, generation_sql(context, variable->attnum));
	return NULL;
}

/* what a column of the answers can hold; a text in quotes is one */
static Node *
value_of_type(ParseState *pstate, Node *expression)
{
	Oid type = exprType(expression);

	if (type == UNKNOWNOID)
		return coerce_to_target_type(pstate, expression, type, TEXTOID, -1, COERCION_EXPLICIT,
									 COERCE_EXPLICIT_CAST, -1);
	if (svy_column_kind(type) == COLUMN_OTHER || type_is_enum(getBaseType(type)))
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("a derived variable must be a number, text, date or condition, "
							   "not of type %s",
							   format_type_be(type)),
						parser_errposition(pstate, exprLocation(expression))));
	return expression;
}

static Node *
number_or_condition(ParseState *pstate, Node *expression)
{
	Oid type = exprType(expression);

	if (type == BOOLOID)
		return expression;
	if (TypeCategory(type) != TYPCATEGORY_NUMERIC)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("I() must be a number or a condition, not type %s", format_type_be(type)),
				 parser_errposition(pstate, exprLocation(expression))));
	return coerce_to_target_type(pstate, expression, type, FLOAT8OID, -1, COERCION_EXPLICIT,
								 COERCE_EXPLICIT_CAST, -1);
}

static Node *
coerce(ParseState *pstate, Node *expression, FilterKind kind)
{
	switch (kind)
	{
		case FILTER_NUMBER:
			return number_or_condition(pstate, expression);
		case FILTER_VALUE:
			return value_of_type(pstate, expression);
		default:
			return coerce_to_boolean(pstate, expression, "the filter");
	}
}

/*
 * Types whose values are read from text by a look into the catalogue.  Derived
 * variables, which only the owner of the table makes, may name a configuration
 * of text search: code_text() does.
 */
static bool
is_catalogue_type(const FilterContext *context, Oid type)
{
	type = getBaseType(type);
	if (OidIsValid(get_element_type(type)))
		type = getBaseType(get_element_type(type));
	switch (type)
	{
		case REGCLASSOID:
		case REGROLEOID:
		case REGPROCOID:
		case REGPROCEDUREOID:
		case REGOPEROID:
		case REGOPERATOROID:
		case REGTYPEOID:
		case REGNAMESPACEOID:
		case REGCOLLATIONOID:
			return true;
		case REGCONFIGOID:
		case REGDICTIONARYOID:
			return context->kind != FILTER_VALUE;
		default:
			return type_is_rowtype(type); /* any of its fields may be one */
	}
}

static void
refuse_type(const FilterContext *context, const TypeName *name)
{
	Type type = LookupTypeName(NULL, name, NULL, true);

	if (type == NULL)
		return;
	if (is_catalogue_type(context, typeTypeId(type)))
		filter_refuse(context, psprintf("a value of type %s", format_type_be(typeTypeId(type))));
	ReleaseSysCache(type);
}

/* such a type of a function; of a record without a type of its own the server reads no text (max and min take them since 18) */
static bool
is_looked_up(const FilterContext *context, Oid type)
{
	return type != RECORDOID && is_catalogue_type(context, type);
}

/* a function that takes or gives such a value, or that is the name of such a type */
static void
refuse_call(const FilterContext *context, const FuncCall *call)
{
	int nargs = list_length(call->args);

	if (nargs == 1 && !call->agg_within_group)
		refuse_type(context, makeTypeNameFromNameList(call->funcname));
	for (FuncCandidateList candidate =
			 FuncnameGetCandidates(call->funcname, nargs, NIL, true, true, false, true);
		 candidate; candidate = candidate->next)
	{
		bool found = is_looked_up(context, get_func_rettype(candidate->oid));

		for (int i = 0; i < candidate->nargs; i++)
			found = found || is_looked_up(context, candidate->args[i]);
		if (found)
			filter_refuse(context, psprintf("the function %s", format_procedure(candidate->oid)));
	}
}

/*
 * What must be refused before the server understands it: reading the text of a
 * subquery or of a constant such as 'x'::regclass already tells whether there is
 * a table, a role or a function of that name.
 */
static bool
raw_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, SubLink))
		filter_refuse(context, "a subquery");
	if (IsA(node, TypeName))
		refuse_type(context, (TypeName *) node);
	if (IsA(node, FuncCall))
		refuse_call(context, (FuncCall *) node);
	return raw_expression_tree_walker(node, raw_walker, context);
}

/* the tree of the parser, with codes where there were labels */
static Node *
filter_raw(FilterContext *context)
{
	Node *raw = filter_parse(context);

	raw_walker(raw, context);
	context->labels = true;
	context->as_is = svy_literals_to_codes(context->survey, raw, context->filter);
	context->labels = false;
	return raw;
}

/* what a name means that is no column: the filter that the codebook saves under it */
static Node *
saved_filter(ParseState *pstate, ColumnRef *reference, Node *column)
{
	FilterContext *outer = pstate->p_ref_hook_state;
	FilterContext context = *outer;
	ErrorContextCallback callback = {error_context_stack, filter_error_callback, &context};
	const char *source = pstate->p_sourcetext;
	Node *expression;

	if (column != NULL && IsA(column, Var))
		refuse_variable(outer, (Var *) column);
	/* a text beside it would be read as a value of its type */
	if (column != NULL && is_catalogue_type(outer, exprType(column)))
		filter_refuse(outer, psprintf("a value of type %s", format_type_be(exprType(column))));
	if (column != NULL || list_length(reference->fields) != 1 ||
		!IsA(linitial(reference->fields), String))
		return NULL;
	context.filter = svy_saved_filter(outer->survey, strVal(linitial(reference->fields)));
	if (context.filter == NULL)
		return NULL;
	if (++context.saved > MAX_SAVED)
		ereport(ERROR, (errcode(ERRCODE_INVALID_RECURSION),
						errmsg("saved filters use each other more than %d deep", MAX_SAVED)));
	error_context_stack = &callback;
	pstate->p_sourcetext = context.filter;
	pstate->p_ref_hook_state = &context;
	expression = transformExpr(pstate, filter_raw(&context), EXPR_KIND_WHERE);
	expression = coerce_to_boolean(pstate, expression, "a saved filter");
	pstate->p_ref_hook_state = outer;
	pstate->p_sourcetext = source;
	error_context_stack = callback.previous;
	return expression;
}

static Node *
filter_analyze(FilterContext *context, Relation answers, const char *alias)
{
	ParseState *pstate = make_parsestate(NULL);
	Node *raw = filter_raw(context);
	ParseNamespaceItem *item;
	Node *expression;

	context->answers = answers;
	if (context->kind == FILTER_VALUE)
		pstate->p_pre_columnref_hook = value_column;
	pstate->p_post_columnref_hook = saved_filter;
	pstate->p_ref_hook_state = context;

	pstate->p_sourcetext = context->filter;
	item = addRangeTableEntryForRelation(pstate, answers, AccessShareLock, makeAlias(alias, NIL),
										 true, false);
	addNSItemToQuery(pstate, item, true, true, true);
	expression = transformExpr(pstate, raw, EXPR_KIND_WHERE);
	filter_walker(expression, (void *) context);
	expression = coerce(pstate, expression, context->kind);
	assign_expr_collations(pstate, expression);
	/* what the coercion put around it, too */
	filter_walker(expression, (void *) context);
	if (context->kind == FILTER_VALUE && contain_mutable_functions(expression))
		filter_refuse(context, "what depends on the clock, the time zone or a setting");
	return expression;
}

/* columns that an expression reads */
static bool
columns_walker(Node *node, void *columns)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
		*(Bitmapset **) columns = bms_add_member(*(Bitmapset **) columns, ((Var *) node)->varattno);
	return expression_tree_walker(node, columns_walker, columns);
}

/* the SQL of an expression; with its columns when they are asked for */
static char *
filter_sql(FilterContext *context, const char *alias, Oid *type, Bitmapset **columns)
{
	ErrorContextCallback callback = {error_context_stack, filter_error_callback, context};
	Relation answers = relation_open(context->survey->answers, AccessShareLock);
	const char *name = alias != NULL ? alias : RelationGetRelationName(answers);
	Node *expression;
	char *sql;

	error_context_stack = &callback;
	expression = filter_analyze(context, answers, name);
	*type = exprType(expression);
	*columns = NULL;
	columns_walker(expression, columns);
	sql = deparse_expression(expression, deparse_context_for(name, context->survey->answers),
							 alias != NULL, false);
	error_context_stack = callback.previous;
	relation_close(answers, NoLock);
	return psprintf("(%s)", sql);
}

/* the filter, or the one that is saved under this name */
static FilterContext
filter_context(const Survey *survey, const char *filter)
{
	const char *saved =
		svy_survey_find_variable(survey, filter) ? NULL : svy_saved_filter(survey, filter);

	return (FilterContext){.survey = survey, .filter = saved ? saved : filter};
}

char *
svy_survey_filter_sql(const Survey *survey, const char *filter, const char *alias)
{
	FilterContext context = filter_context(survey, filter);
	Bitmapset *columns;
	Oid type;

	return filter_sql(&context, alias, &type, &columns);
}

Node *
svy_survey_filter_tree(const Survey *survey, const char *filter, const char *alias)
{
	FilterContext context = filter_context(survey, filter);
	Relation answers = relation_open(survey->answers, AccessShareLock);
	Node *expression = filter_analyze(&context, answers, alias);

	relation_close(answers, NoLock);
	return expression;
}

char *
svy_survey_number_sql(const Survey *survey, const char *expression, const char *alias, List **reads)
{
	FilterContext context = {.survey = survey, .filter = expression, .kind = FILTER_NUMBER};
	Bitmapset *columns;
	Oid type;
	char *number = filter_sql(&context, alias, &type, &columns);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE WHEN true");
	*reads = NIL;
	for (int i = 0; i < survey->nvariables; i++)
	{
		if (!bms_is_member(survey->variables[i].attnum, columns))
			continue;
		*reads = lappend(*reads, &survey->variables[i]);
		appendStringInfo(&sql, " AND %s", svy_variable_valid_sql(&survey->variables[i], alias));
	}
	appendStringInfo(&sql, " THEN (%s)%s::pg_catalog.float8 END", number,
					 type == BOOLOID ? "::pg_catalog.int4" : "");
	return sql.data;
}

char *
svy_survey_value_sql(const Survey *survey, const char *expression, SurveyValue *value)
{
	FilterContext context = {
		.survey = survey, .filter = expression, .kind = FILTER_VALUE, .value = value};
	Bitmapset *columns;

	value->reads = NIL;
	return filter_sql(&context, NULL, &value->type, &columns);
}

PG_FUNCTION_INFO_V1(svy_survey_filter);

/* (survey, filter) -> the filter as it was understood */
Datum
svy_survey_filter(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char *filter = text_to_cstring(PG_GETARG_TEXT_PP(1));
	MemoryContext context = CurrentMemoryContext;
	text *result;
	char *sql;

	SPI_connect();
	sql = svy_survey_filter_sql(svy_survey_open(name), filter, NULL);
	MemoryContextSwitchTo(context);
	result = cstring_to_text(sql);
	SPI_finish();
	PG_RETURN_TEXT_P(result);
}
