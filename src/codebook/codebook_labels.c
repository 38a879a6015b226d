/*
 * codebook_labels.c
 *	  Answers that filters and expressions name by their labels: race = 'Black'.
 *
 * Labels are looked up in the parse tree before the server knows types: what a
 * column is compared with is a constant beside its name there.
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_value.h"
#include "codebook/language.h"
#include "codebook/period.h"
#include "codebook/wave.h"
#include "kernel/stats/period.h"
#include "server/json.h"

typedef struct LiteralContext
{
	const Survey *survey;
	const char *text; /* of the whole expression, for positions */
	List *as_is;
} LiteralContext;

static const char *
column_name(Node *node)
{
	List *fields;

	if (node == NULL || !IsA(node, ColumnRef))
		return NULL;
	fields = ((ColumnRef *) node)->fields;
	if (list_length(fields) > 2 || !IsA(llast(fields), String))
		return NULL;
	return strVal(llast(fields));
}

const SurveyVariable *
svy_literal_variable(const Survey *survey, Node *column)
{
	const char *name = column_name(column);

	/* names of columns are exact here: the server looks them up */
	for (int i = 0; name != NULL && i < survey->nvariables; i++)
		if (strcmp(survey->variables[i].name, name) == 0)
			return &survey->variables[i];
	return NULL;
}

bool
svy_variable_has_missing(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].missing)
			return true;
	return variable->nranges > 0;
}

static bool
is_text(Node *node)
{
	return node != NULL && IsA(node, A_Const) && !((A_Const *) node)->isnull &&
		   IsA(&((A_Const *) node)->val, String);
}

/* where a constant stands, as the server counts: characters from 1 */
static int
position_of(const LiteralContext *context, const A_Const *constant)
{
	return constant->location < 0 ? 0 : pg_mbstrlen_with_len(context->text, constant->location) + 1;
}

/* ---- answers of a variable ---- */

/* the only answer with this label; letter case matters where it makes a difference */
static const SurveyLabel *
find_by_label(const SurveyVariable *variable, const char *text, bool *several)
{
	const SurveyLabel *found = NULL;

	*several = false;
	for (int exact = 1; exact >= 0 && found == NULL; exact--)
		for (int i = 0; i < variable->nlabels; i++)
		{
			const SurveyLabel *label = &variable->labels[i];

			if (exact ? strcmp(label->label, text) != 0 : pg_strcasecmp(label->label, text) != 0)
				continue;
			*several = found != NULL;
			if (*several)
				return NULL;
			found = label;
		}
	return found;
}

/* the same in any language of the codebook: saved filters stay when labels are shown in another one */
static const SurveyLabel *
find_in_languages(const Survey *survey, const SurveyVariable *variable, const char *text,
				  bool *several)
{
	const SurveyLabel *found = find_by_label(variable, text, several);
	int nlanguages = 0;
	char **languages;

	if (found != NULL || *several)
		return found;
	languages = svy_survey_other_languages(survey, &nlanguages);
	for (int i = 0; i < nlanguages; i++)
		for (int j = 0; j < variable->nlabels; j++)
		{
			const SurveyLabel *label = &variable->labels[j];
			const char *called = svy_answer_in(survey, variable, label->code, languages[i]);

			if (called == NULL || pg_strcasecmp(called, text) != 0 || found == label)
				continue;
			*several = found != NULL;
			if (*several)
				return NULL;
			found = label;
		}
	/* "2026-3" of a wave "2026-03" */
	return found ? found : svy_wave_find(variable, text);
}

static void
no_such_label(const LiteralContext *context, const char *variable, const A_Const *constant,
			  const char *const *labels, int count, bool several)
{
	const char *text = constant->val.sval.sval;
	const char *near = svy_nearest(text, labels, count);

	if (several)
		ereport(ERROR, (errcode(ERRCODE_AMBIGUOUS_PARAMETER),
						errmsg("several answers of \"%s\" have the label \"%s\"", variable, text),
						errhint("Compare with their codes."),
						errposition(position_of(context, constant))));
	ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("\"%s\" has no answer \"%s\"", variable, text),
					near ? errhint("Perhaps you mean \"%s\".", near)
						 : errhint("Compare it with a code, or with the label of an answer as "
								   "survey_codebook shows it."),
					errposition(position_of(context, constant))));
}

static void
label_missing_in(const LiteralContext *context, const SurveyVariable *variable,
				 const A_Const *constant, bool several)
{
	const char **labels = palloc_array(const char *, variable->nlabels + 1);

	for (int i = 0; i < variable->nlabels; i++)
		labels[i] = variable->labels[i].label;
	no_such_label(context, variable->name, constant, labels, variable->nlabels, several);
}

/* what the server makes a number of by itself, such as '2' */
static bool
is_number_text(const char *text)
{
	return text[strspn(text, " +-0123456789.eE")] == '\0' && strpbrk(text, "0123456789") != NULL;
}

/* a text that is the code of one answer and the label of another is neither */
static void
check_meaning(const LiteralContext *context, const SurveyVariable *variable,
			  const A_Const *constant, const SurveyLabel *by_label, const SurveyLabel *by_code)
{
	if (by_label == NULL || by_code == NULL || by_label == by_code)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_AMBIGUOUS_PARAMETER),
			 errmsg("\"%s\" is the label of answer %d of \"%s\", and what answer %d is written as",
					constant->val.sval.sval, by_label->code, variable->name, by_code->code),
			 errhint("Compare with a code, without quotes, or give the answer another label."),
			 errposition(position_of(context, constant))));
}

/* the answer whose code a text is, or NULL */
static const SurveyLabel *
find_by_number(const SurveyVariable *variable, const char *text)
{
	double number = is_number_text(text) ? strtod(text, NULL) : NAN;

	return svy_is_code(number) ? svy_variable_find_label(variable, (int32) number) : NULL;
}

static void
set_integer(A_Const *constant, int32 value)
{
	constant->val.ival.type = T_Integer;
	constant->val.ival.ival = value;
}

/* the constant becomes what the column holds for the label; the answer, or NULL */
static const SurveyLabel *
replace_label(const LiteralContext *context, const SurveyVariable *variable, A_Const *constant)
{
	const char *text = constant->val.sval.sval;
	bool several;
	const SurveyLabel *label = find_in_languages(context->survey, variable, text, &several);

	switch (svy_column_kind(variable->type))
	{
		case COLUMN_INTEGER:
		case COLUMN_NUMBER:
			if (label == NULL && !is_number_text(text))
				label_missing_in(context, variable, constant, several);
			check_meaning(context, variable, constant, label, find_by_number(variable, text));
			if (label != NULL)
				set_integer(constant, label->code);
			return label;
		case COLUMN_BOOLEAN:
			if (label != NULL)
			{
				constant->val.boolval.type = T_Boolean;
				constant->val.boolval.boolval = label->code != 0;
			}
			return label;
		default:
			/* what the column stores is a text of its own */
			for (int i = 0; i < variable->nlabels; i++)
				if (variable->labels[i].value && strcmp(variable->labels[i].value, text) == 0)
				{
					check_meaning(context, variable, constant, label, &variable->labels[i]);
					return &variable->labels[i];
				}
			if (label != NULL && label->value != NULL)
				constant->val.sval.sval = label->value;
			return label;
	}
}

/* whether the constant is an answer that is missing */
static bool
compare_with(const LiteralContext *context, const SurveyVariable *variable, Node *node)
{
	const SurveyLabel *label = NULL;
	A_Const *constant;

	if (node == NULL || !IsA(node, A_Const) || ((A_Const *) node)->isnull)
		return false;
	constant = (A_Const *) node;
	if (is_text(node))
		label = replace_label(context, variable, constant);
	else if (IsA(&constant->val, Integer))
		label = svy_variable_find_label(variable, intVal(&constant->val));
	return label != NULL && label->missing;
}

/* ---- options of a set ---- */

/* whether the option is called so: in the language that is shown, exactly or not, or in any other */
static bool
is_called(const Survey *survey, const SurveySet *set, int member, const char *text, int pass)
{
	int nlanguages = 0;
	char **languages;

	if (pass == 0)
		return strcmp(set->member_labels[member], text) == 0;
	if (pass == 1)
		return pg_strcasecmp(set->member_labels[member], text) == 0;
	languages = svy_survey_other_languages(survey, &nlanguages);
	for (int i = 0; i < nlanguages; i++)
	{
		const char *called = svy_option_in(survey, set, member, languages[i]);

		if (called != NULL && pg_strcasecmp(called, text) == 0)
			return true;
	}
	return false;
}

static int
find_option(const LiteralContext *context, const SurveySet *set, const A_Const *constant)
{
	const char *text = constant->val.sval.sval;
	int found = -1;

	for (int pass = 0; pass < 3 && found < 0; pass++)
		for (int i = 0; i < set->nmembers; i++)
		{
			if (!is_called(context->survey, set, i, text, pass))
				continue;
			if (found >= 0)
				no_such_label(context, set->name, constant, NULL, 0, true);
			found = i;
		}
	if (found < 0)
		no_such_label(context, set->name, constant, (const char *const *) set->member_labels,
					  set->nmembers, false);
	return found;
}

static Node *
parse(const char *sql)
{
	RawStmt *statement = linitial_node(RawStmt, raw_parser(sql, RAW_PARSE_PLPGSQL_EXPR));

	return linitial_node(ResTarget, castNode(SelectStmt, statement->stmt)->targetList)->val;
}

/* set = 'option' and set IN ('one', 'other') become (member OR member) = true */
static void
compare_set(const LiteralContext *context, A_Expr *comparison)
{
	const char *name = column_name(comparison->lexpr);
	const SurveySet *set = name ? svy_survey_find_set(context->survey, name) : NULL;
	List *options = comparison->rexpr && IsA(comparison->rexpr, List)
						? (List *) comparison->rexpr
						: list_make1(comparison->rexpr);
	StringInfoData chosen;
	ListCell *cell;

	if (set == NULL || svy_literal_variable(context->survey, comparison->lexpr) != NULL)
		return;
	initStringInfo(&chosen);
	foreach (cell, options)
	{
		if (!is_text(lfirst(cell)))
			return;
		appendStringInfo(
			&chosen, "%s(%s)", chosen.len > 0 ? " OR " : "",
			svy_member_chosen_sql(set, find_option(context, set, (A_Const *) lfirst(cell)), NULL));
	}
	comparison->kind = AEXPR_OP;
	comparison->lexpr = parse(chosen.data);
	comparison->rexpr = parse("true");
}

/* ---- periods of dates: month(day) = '2026-03' ---- */

/* the date whose period is called for, with its unit; NULL: it is another call */
static const SurveyVariable *
period_call(const LiteralContext *context, Node *node, int *unit)
{
	FuncCall *call = (FuncCall *) node;
	const SurveyVariable *variable;
	const char *name;

	if (node == NULL || !IsA(node, FuncCall) || list_length(call->funcname) != 1 ||
		list_length(call->args) != 1 || call->agg_order || call->agg_filter || call->over)
		return NULL;
	name = strVal(linitial(call->funcname));
	*unit = svy_period_unit(name, strlen(name));
	variable = *unit < 0 ? NULL : svy_literal_variable(context->survey, linitial(call->args));
	if (variable != NULL)
		svy_check_date(variable, *unit);
	return variable;
}

static void
no_such_period(const LiteralContext *context, const SurveyVariable *day, int unit,
			   const A_Const *constant, const char *text)
{
	bool number = IsA(&constant->val, Integer);
	const char *name = period_kind_name(unit);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("\"%s\" is no %s", text, name),
			 number && unit != PERIOD_YEAR && unit != PERIOD_DAY
				 ? errhint("A %s is written as '%s'. One of any year: extract(%s FROM %s) = %s.",
						   name, svy_period_example(unit), name, quote_identifier(day->name), text)
				 : errhint("A %s is written as '%s'.", name, svy_period_example(unit)),
			 errposition(position_of(context, constant))));
}

static void
compare_period(const LiteralContext *context, const SurveyVariable *day, int unit, Node *with)
{
	A_Const *constant = (A_Const *) with;
	int32 code;

	if (is_text(with))
	{
		const char *text = constant->val.sval.sval;

		if (!svy_period_of_text(unit, text, &code))
			no_such_period(context, day, unit, constant, text);
		set_integer(constant, code);
	}
	else if (with != NULL && IsA(with, A_Const) && !constant->isnull &&
			 IsA(&constant->val, Integer) && !svy_is_period(unit, intVal(&constant->val)))
		no_such_period(context, day, unit, constant, psprintf("%d", intVal(&constant->val)));
}

/* the call becomes one that the server knows */
static void
replace_period(const LiteralContext *context, FuncCall *call)
{
	int unit;
	const SurveyVariable *day = period_call(context, (Node *) call, &unit);
	int location = call->location;

	if (day == NULL)
		return;
	*call = *castNode(FuncCall, parse(svy_period_call_sql(day, unit)));
	call->location = location;
}

/* ---- the tree ---- */

/* a constant, or each of a list of them */
static void
compare_all(LiteralContext *context, Node *column, Node *with)
{
	const SurveyVariable *variable = svy_literal_variable(context->survey, column);
	int unit;
	const SurveyVariable *day = period_call(context, column, &unit);
	bool missing = false;
	ListCell *cell;

	if (day != NULL)
	{
		if (with != NULL && IsA(with, List))
			foreach (cell, (List *) with)
				compare_period(context, day, unit, lfirst(cell));
		else
			compare_period(context, day, unit, with);
		return;
	}
	if (variable == NULL || !svy_variable_categorical(variable))
		return;
	if (with != NULL && IsA(with, List))
		foreach (cell, (List *) with)
			missing |= compare_with(context, variable, lfirst(cell));
	else
		missing = compare_with(context, variable, with);
	if (missing)
		context->as_is = lappend(context->as_is, column);
}

static bool
is_comparison(const A_Expr *expression)
{
	static const char *const operators[] = {"=", "<>", "<", "<=", ">", ">="};
	const char *name;

	switch (expression->kind)
	{
		case AEXPR_DISTINCT:
		case AEXPR_NOT_DISTINCT:
		case AEXPR_NULLIF:
		case AEXPR_IN:
		case AEXPR_BETWEEN:
		case AEXPR_NOT_BETWEEN:
			return true;
		case AEXPR_OP:
			name = strVal(llast(expression->name));
			for (int i = 0; i < lengthof(operators); i++)
				if (strcmp(name, operators[i]) == 0)
					return true;
			return false;
		default:
			return false;
	}
}

static bool
is_equality(const A_Expr *expression)
{
	const char *name = strVal(llast(expression->name));

	return (expression->kind == AEXPR_OP || expression->kind == AEXPR_IN) &&
		   (strcmp(name, "=") == 0 || strcmp(name, "<>") == 0);
}

/* column = ANY (ARRAY['one', 'other']) */
static bool
is_any_of_array(const A_Expr *expression)
{
	return (expression->kind == AEXPR_OP_ANY || expression->kind == AEXPR_OP_ALL) &&
		   expression->rexpr != NULL && IsA(expression->rexpr, A_ArrayExpr);
}

static bool
literal_walker(Node *node, void *context)
{
	ListCell *cell;

	if (node == NULL)
		return false;
	if (IsA(node, A_Expr) && is_comparison((A_Expr *) node))
	{
		A_Expr *comparison = (A_Expr *) node;

		if (is_equality(comparison))
			compare_set(context, comparison);
		compare_all(context, comparison->lexpr, comparison->rexpr);
		compare_all(context, comparison->rexpr, comparison->lexpr);
	}
	else if (IsA(node, A_Expr) && is_any_of_array((A_Expr *) node))
		compare_all(context, ((A_Expr *) node)->lexpr,
					(Node *) ((A_ArrayExpr *) ((A_Expr *) node)->rexpr)->elements);
	else if (IsA(node, FuncCall))
		replace_period(context, (FuncCall *) node);
	else if (IsA(node, CaseExpr))
		foreach (cell, ((CaseExpr *) node)->args)
			compare_all(context, (Node *) ((CaseExpr *) node)->arg,
						(Node *) lfirst_node(CaseWhen, cell)->expr);
	return raw_expression_tree_walker(node, literal_walker, context);
}

List *
svy_literals_to_codes(const Survey *survey, Node *expression, const char *text)
{
	LiteralContext context = {survey, text, NIL};

	(void) literal_walker(expression, &context);
	return context.as_is;
}
