/*
 * codebook_sql.c
 *	  SQL expressions over the answers of a survey.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/bitmapset.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

#include "codebook/codebook_impl.h"

char *
svy_column_sql(const char *column, const char *alias)
{
	if (alias == NULL)
		return pstrdup(quote_identifier(column));
	return quote_qualified_identifier(alias, column);
}

/* texts are compared as text: an enum would refuse one that is none of its labels */
static char *
text_column_sql(const SurveyVariable *variable, const char *alias)
{
	return psprintf("%s::pg_catalog.text", svy_column_sql(variable->name, alias));
}

/* CASE WHEN text = value THEN code ...; "CASE text WHEN" would take its "=" from the caller's search_path */
static char *
text_code_sql(const SurveyVariable *variable, const char *alias, bool strict)
{
	char *column = text_column_sql(variable, alias);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < variable->nlabels; i++)
		appendStringInfo(&sql, " WHEN %s OPERATOR(pg_catalog.=) %s THEN %d", column,
						 quote_literal_cstr(variable->labels[i].value), variable->labels[i].code);
	if (variable->nlabels == 0)
		appendStringInfoString(&sql, " WHEN false THEN NULL::pg_catalog.int4");
	if (strict)
		appendStringInfo(&sql, " ELSE mlops_survey.survey_undeclared(%s, %s)",
						 quote_literal_cstr(variable->name), column);
	appendStringInfoString(&sql, " END");
	return sql.data;
}

/* 1.5 is no answer: never round it to one that is; nor are numbers that are no integer's */
static char *
number_code_sql(const SurveyVariable *variable, const char *column, bool strict)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "CASE WHEN %s OPERATOR(pg_catalog.>=) (%d) AND %s OPERATOR(pg_catalog.<=) %d",
					 column, SVY_MIN_CODE, column, PG_INT32_MAX);
	if (svy_column_kind(variable->type) == COLUMN_NUMBER)
		appendStringInfo(&sql, " AND %s OPERATOR(pg_catalog.=) pg_catalog.trunc(%s)", column,
						 column);
	appendStringInfo(&sql, " THEN %s::pg_catalog.int4", column);
	if (strict)
		appendStringInfo(
			&sql,
			" WHEN %s IS NOT NULL THEN mlops_survey.survey_undeclared(%s, %s::pg_catalog.text)",
			column, quote_literal_cstr(variable->name), column);
	appendStringInfoString(&sql, " END");
	return sql.data;
}

char *
svy_code_sql(const SurveyVariable *variable, const char *alias, bool strict)
{
	char *column = svy_column_sql(variable->name, alias);

	Assert(svy_variable_categorical(variable));
	switch (svy_column_kind(variable->type))
	{
		case COLUMN_INTEGER:
		case COLUMN_BOOLEAN:
			if (getBaseType(variable->type) != INT8OID)
				return psprintf("%s::pg_catalog.int4", column);
			return number_code_sql(variable, column, strict);
		case COLUMN_NUMBER:
			return number_code_sql(variable, column, strict);
		default:
			return text_code_sql(variable, alias, strict);
	}
}

char *
svy_variable_code_sql(const SurveyVariable *variable, const char *alias)
{
	return svy_code_sql(variable, alias, true);
}

/* " AND ..." that the column is none of the missing codes */
static void
append_not_missing_codes(StringInfo sql, const SurveyVariable *variable, const char *column,
						 bool texts)
{
	const char *separator = "";

	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];

		if (!label->missing)
			continue;
		if (*separator == '\0')
			appendStringInfo(sql, " AND %s OPERATOR(pg_catalog.<>) ALL (ARRAY[", column);
		appendStringInfoString(sql, separator);
		if (texts)
			appendStringInfoString(sql, quote_literal_cstr(label->value));
		else
			appendStringInfo(sql, "%d", label->code);
		separator = ", ";
	}
	if (*separator != '\0')
		appendStringInfoString(sql, "])");
}

static void
append_not_missing_ranges(StringInfo sql, const SurveyVariable *variable, const char *column)
{
	for (int i = 0; i < variable->nranges; i++)
		appendStringInfo(sql,
						 " AND NOT (%s::pg_catalog.float8 OPERATOR(pg_catalog.>=)"
						 " '%.17g'::pg_catalog.float8 AND %s::pg_catalog.float8"
						 " OPERATOR(pg_catalog.<=) '%.17g'::pg_catalog.float8)",
						 column, variable->ranges[i].low, column, variable->ranges[i].high);
}

char *
svy_variable_valid_sql(const SurveyVariable *variable, const char *alias)
{
	char *column = svy_column_sql(variable->name, alias);
	ColumnKind kind = svy_column_kind(variable->type);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "(%s IS NOT NULL", column);
	if (kind == COLUMN_TEXT && variable->measure != SURVEY_TEXT)
		append_not_missing_codes(&sql, variable, text_column_sql(variable, alias), true);
	else if (kind == COLUMN_INTEGER || kind == COLUMN_NUMBER || kind == COLUMN_BOOLEAN)
	{
		if (kind == COLUMN_BOOLEAN)
			column = psprintf("%s::pg_catalog.int4", column);
		append_not_missing_codes(&sql, variable, column, false);
		append_not_missing_ranges(&sql, variable, column);
	}
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

char *
svy_variable_number_sql(const SurveyVariable *variable, const char *alias)
{
	char *column;

	if (svy_variable_categorical(variable))
		column = svy_variable_code_sql(variable, alias);
	else
		column = svy_column_sql(variable->name, alias);
	return psprintf("CASE WHEN %s THEN (%s)::pg_catalog.float8 END",
					svy_variable_valid_sql(variable, alias), column);
}

char *
svy_weight_sql(const Survey *survey, const char *weight, const char *alias)
{
	const SurveyVariable *v;

	if (weight == NULL)
		weight = survey->weight;
	if (weight == NULL || pg_strcasecmp(weight, "none") == 0)
		return NULL;
	v = svy_survey_find_variable(survey, weight);
	if (v == NULL && survey->weight && strcmp(weight, survey->weight) == 0)
		return psprintf("%s::pg_catalog.float8", svy_column_sql(weight, alias));
	v = svy_survey_variable(survey, weight);
	if (v->measure != SURVEY_SCALE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has measure %s and cannot be a weight", v->name,
							   svy_measure_name(v->measure)),
						errhint("A weight has measure scale; use 'none' for unweighted tables.")));
	return svy_variable_number_sql(v, alias);
}

char *
svy_member_chosen_sql(const SurveySet *set, int member, const char *alias)
{
	const SurveyVariable *variable = set->members[member];

	if (svy_column_kind(variable->type) == COLUMN_BOOLEAN && set->counted == 1)
		return svy_column_sql(variable->name, alias);
	return psprintf("CASE WHEN %s THEN %s OPERATOR(pg_catalog.=) %d END",
					svy_variable_valid_sql(variable, alias), svy_variable_code_sql(variable, alias),
					set->counted);
}

char *
svy_member_in_set_sql(const SurveySet *set, int member, const char *alias)
{
	char *chosen = svy_member_chosen_sql(set, member, alias);
	StringInfoData others;

	initStringInfo(&others);
	for (int i = 0; i < set->nmembers; i++)
		if (i != member)
			appendStringInfo(&others, "%s%s", others.len > 0 ? ", " : "",
							 svy_member_chosen_sql(set, i, alias));
	if (others.len == 0)
		return chosen;
	return psprintf("COALESCE(%s, CASE WHEN COALESCE(%s) IS NOT NULL THEN false END)", chosen,
					others.data);
}

/*
 * Filters, and the numbers that formulas compute
 */

typedef struct FilterContext
{
	const Survey *survey;
	const char *filter;
	bool number; /* not a condition: a number, or a condition as 0 or 1 */
} FilterContext;

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
	errcontext("%s of survey \"%s\"", context->number ? "formula" : "filter",
			   context->survey->name);
}

static void
filter_refuse(const FilterContext *context, const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("%s must not contain %s", context->number ? "I()" : "a filter", what),
					context->number ? errhint("I() takes one number or condition computed from the "
											  "columns of the survey, such as I(q1 >= 4).")
									: errhint("A filter is one condition on the columns of the "
											  "survey, such as age >= 18 AND region = 2.")));
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
		ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
						errmsg("%s is empty", context->number ? "I()" : "the filter"),
						context->number ? 0 : errhint("Use NULL for all respondents.")));
	statements = raw_parser(filter, RAW_PARSE_PLPGSQL_EXPR);
	select = castNode(SelectStmt, linitial_node(RawStmt, statements)->stmt);
	if (list_length(select->targetList) != 1 || select->fromClause || select->whereClause ||
		select->groupClause || select->havingClause || select->windowClause ||
		select->distinctClause || select->sortClause || select->limitCount || select->limitOffset ||
		select->lockingClause || select->op != SETOP_NONE)
		filter_refuse(context, "anything beside one condition");
	target = linitial_node(ResTarget, select->targetList);
	if (target->name != NULL)
		filter_refuse(context, "AS");
	/* the one expression that only a SELECT list knows */
	if (IsA(target->val, ColumnRef) && IsA(llast(((ColumnRef *) target->val)->fields), A_Star))
		filter_refuse(context, "*");
	return target->val;
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
			if (((Var *) node)->varattno == 0)
				filter_refuse(context, "a whole row");
			if (((Var *) node)->varattno < 0)
				filter_refuse(context, "a system column");
			return false;
		default:
			break;
	}
	return expression_tree_walker(node, filter_walker, context);
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
filter_analyze(const FilterContext *context, Relation answers, const char *alias)
{
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Node *expression;

	pstate->p_sourcetext = context->filter;
	item = addRangeTableEntryForRelation(pstate, answers, AccessShareLock, makeAlias(alias, NIL),
										 true, false);
	addNSItemToQuery(pstate, item, true, true, true);
	expression = transformExpr(pstate, filter_parse(context), EXPR_KIND_WHERE);
	filter_walker(expression, (void *) context);
	expression = context->number ? number_or_condition(pstate, expression)
								 : coerce_to_boolean(pstate, expression, "the filter");
	assign_expr_collations(pstate, expression);
	if (contain_volatile_functions(expression))
		filter_refuse(context, "a volatile function");
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
filter_sql(const FilterContext *context, const char *alias, Oid *type, Bitmapset **columns)
{
	ErrorContextCallback callback = {error_context_stack, filter_error_callback, (void *) context};
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

char *
svy_survey_filter_sql(const Survey *survey, const char *filter, const char *alias)
{
	FilterContext context = {survey, filter, false};
	Bitmapset *columns;
	Oid type;

	return filter_sql(&context, alias, &type, &columns);
}

Node *
svy_survey_filter_tree(const Survey *survey, const char *filter, const char *alias)
{
	FilterContext context = {survey, filter, false};
	Relation answers = relation_open(survey->answers, AccessShareLock);
	Node *expression = filter_analyze(&context, answers, alias);

	relation_close(answers, NoLock);
	return expression;
}

char *
svy_survey_number_sql(const Survey *survey, const char *expression, const char *alias)
{
	FilterContext context = {survey, expression, true};
	Bitmapset *columns;
	Oid type;
	char *number = filter_sql(&context, alias, &type, &columns);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE WHEN true");
	for (int i = 0; i < survey->nvariables; i++)
		if (bms_is_member(survey->variables[i].attnum, columns))
			appendStringInfo(&sql, " AND %s", svy_variable_valid_sql(&survey->variables[i], alias));
	appendStringInfo(&sql, " THEN (%s)%s::pg_catalog.float8 END", number,
					 type == BOOLOID ? "::pg_catalog.int4" : "");
	return sql.data;
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

PG_FUNCTION_INFO_V1(svy_survey_undeclared);

/* (variable, value): the expressions above call it for a text that came in after registration */
Datum
svy_survey_undeclared(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("variable \"%s\" holds \"%s\", which the codebook does not declare",
					text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1))),
			 errhint("Register the survey anew with replace => true, with this value among "
					 "the variable's values or missing values.")));
	PG_RETURN_NULL();
}

void
svy_undeclared_code(const char *variable, int32 code, int64 n)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
					errmsg("variable \"%s\" holds %d, which the codebook does not declare",
						   variable, code),
					n > 0 ? errdetail_plural("%lld answer has a code that is not declared.",
											 "%lld answers have codes that are not declared.", n,
											 (long long) n)
						  : 0,
					errhint("Register the survey anew with replace => true, with this value among "
							"the variable's values or missing values.")));
}
