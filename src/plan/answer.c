/*
 * answer.c
 *	  SQL of one respondent's answer, and the rule for undeclared codes.
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "pg/arguments.h"
#include "pg/crosstab.h"
#include "plan/answer.h"
#include "server/catalogue.h"
#include "server/statement.h"

#define ANSWERS "a"

static int
compare_label_codes(const void *a, const void *b)
{
	int32 left = ((const SurveyLabel *) a)->code;
	int32 right = ((const SurveyLabel *) b)->code;

	return (left > right) - (left < right);
}

/* most scales are a range of codes, which costs two comparisons however long it is */
static bool
is_one_range(SurveyLabel *answers, int count)
{
	qsort(answers, count, sizeof(SurveyLabel), compare_label_codes);
	return count > 0 && (int64) answers[count - 1].code - answers[0].code == count - 1;
}

static char *
among_sql(const char *column, const SurveyLabel *answers, int count, bool texts, const char *type)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%s::pg_catalog.%s OPERATOR(pg_catalog.=) ANY (ARRAY[", column, type);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(&sql, ", ");
		if (texts)
			appendStringInfoString(&sql, quote_literal_cstr(answers[i].value));
		else
			appendStringInfo(&sql, "%d", answers[i].code);
	}
	appendStringInfo(&sql, "]::pg_catalog.%s[])", type);
	return sql.data;
}

/* condition that the column holds one of these answers */
static char *
one_of_sql(const SurveyVariable *v, SurveyLabel *answers, int count)
{
	char *column = svy_variable_column_sql(v, ANSWERS);
	ColumnKind kind = svy_column_kind(v->type);

	if (kind == COLUMN_TEXT)
		return among_sql(column, answers, count, true, "text");
	/* a fraction is equal to no code */
	if (kind == COLUMN_NUMBER)
		return among_sql(column, answers, count, false, "float8");
	if (kind == COLUMN_BOOLEAN)
		column = psprintf("%s::pg_catalog.int4", column);
	if (is_one_range(answers, count))
		return psprintf("%s OPERATOR(pg_catalog.>=) (%d) AND %s OPERATOR(pg_catalog.<=) %d", column,
						answers[0].code, column, answers[count - 1].code);
	return among_sql(column, answers, count, false, "int8");
}

/* condition that the column holds an answer that is declared and not missing by its code */
static char *
declared_sql(const SurveyVariable *v)
{
	int count;
	SurveyLabel *answers = svy_variable_categories(v, &count);

	return one_of_sql(v, answers, count);
}

/* " WHEN ... THEN" the error for a valid answer, in a CASE that has dealt with declared ones */
static void
append_undeclared(StringInfo sql, const SurveyVariable *v, const char *valid, const char *domain)
{
	appendStringInfo(sql, " WHEN %s", valid);
	if (domain)
		appendStringInfo(sql, " AND (%s)", domain);
	appendStringInfo(sql, " THEN %s", svy_undeclared_sql(v, ANSWERS));
}

/* "value" where the answer is declared, the error where it is not */
static char *
checked_sql(const SurveyVariable *v, const char *value, const char *domain)
{
	char *valid = svy_variable_valid_sql(v, ANSWERS);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN %s", declared_sql(v));
	/* a declared code may lie in a range of missing values */
	if (v->nranges > 0)
		appendStringInfo(&sql, " AND %s", valid);
	appendStringInfo(&sql, " THEN %s", value);
	append_undeclared(&sql, v, valid, domain);
	appendStringInfoString(&sql, " END");
	return sql.data;
}

char *
svy_answer_missing_sql(const SurveyVariable *variable, const SurveyLabel *labels, int count)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN %s THEN 0", svy_variable_valid_sql(variable, ANSWERS));
	for (int i = 0; i < count; i++)
	{
		SurveyLabel label = labels[i];

		if (svy_column_kind(variable->type) == COLUMN_TEXT && label.value == NULL)
			continue;
		appendStringInfo(&sql, " WHEN %s THEN %d", one_of_sql(variable, &label, 1), i + 1);
	}
	if (variable->nranges > 0)
		appendStringInfo(&sql, " WHEN %s IS NOT NULL THEN %d",
						 svy_variable_column_sql(variable, ANSWERS), count + 2);
	appendStringInfo(&sql, " ELSE %d END", count + 1);
	return sql.data;
}

char *
svy_answer_domain(const Survey *survey, const char *filter, const char *weight)
{
	char *number = svy_weight_sql(survey, weight, ANSWERS);

	if (number == NULL)
		return filter ? pstrdup(filter) : NULL;
	number = psprintf("(%s) OPERATOR(pg_catalog.<>) 0", number);
	return filter ? psprintf("(%s) AND %s", filter, number) : number;
}

char *
svy_answer_code_sql(const SurveyVariable *variable, const char *domain)
{
	/* all that occur are its answers */
	if (variable->period)
		return svy_variable_column_sql(variable, ANSWERS);
	return checked_sql(variable, svy_code_sql(variable, ANSWERS, false), domain);
}

/* of a type that has them; NULL of one that has none */
static const char *
type_with_infinity(Oid type)
{
	switch (type)
	{
		case FLOAT4OID:
			return "float4";
		case FLOAT8OID:
			return "float8";
		case NUMERICOID:
			return "numeric";
		default:
			return NULL;
	}
}

/* of a respondent, for an error: numbers as such, for the sake of postgres_fdw */
static char *
key_sql(const Survey *survey, const char *key)
{
	Oid type = getBaseType(get_atttype(survey->answers, get_attnum(survey->answers, key)));
	bool whole = type == INT2OID || type == INT4OID || type == INT8OID;

	return psprintf("(%s)::pg_catalog.%s", svy_column_sql(key, ANSWERS), whole ? "int8" : "text");
}

char *
svy_answer_finite_sql(const Survey *survey, const SurveyVariable *variable, char *number,
					  const char *domain)
{
	const char *type = type_with_infinity(variable->type);
	char *column = svy_variable_column_sql(variable, ANSWERS);
	const char *key = survey->respondent_key;
	StringInfoData sql;

	/* it only names who is refused: who may not read it gets his numbers all the same */
	if (key && !svy_reads_column(survey->answers, get_attnum(survey->answers, key)))
		key = NULL;

	if (type == NULL || svy_variable_categorical(variable))
		return number;
	initStringInfo(&sql);
	/* NaN is greater than infinity */
	appendStringInfo(&sql,
					 "CASE WHEN %s OPERATOR(pg_catalog.<) 'Infinity'::pg_catalog.%s AND %s "
					 "OPERATOR(pg_catalog.>) '-Infinity'::pg_catalog.%s THEN %s",
					 column, type, column, type, number);
	appendStringInfo(&sql, " WHEN %s IS NOT NULL", column);
	if (domain)
		appendStringInfo(&sql, " AND (%s)", domain);
	appendStringInfo(&sql, " THEN mlops_survey.survey_not_finite(%s, %s, %s, %s) END",
					 svy_name_sql(variable->name), number, key ? svy_name_sql(key) : "NULL",
					 key ? key_sql(survey, key) : "NULL::pg_catalog.int8");
	return sql.data;
}

void
svy_answer_refuse_number(const Survey *survey, const SurveyVariable *variable, const char *domain)
{
	char *number =
		svy_answer_finite_sql(survey, variable, svy_variable_number_sql(variable, ANSWERS), domain);

	SPI_connect();
	(void) svy_execute(
		psprintf("SELECT pg_catalog.count(%s) FROM %s AS " ANSWERS, number, survey->answers_sql),
		true, 0);
	SPI_finish();
}

PG_FUNCTION_INFO_V1(svy_survey_not_finite);

/* (variable, value, name of the key, key): the expressions above call it */
Datum
svy_survey_not_finite(PG_FUNCTION_ARGS)
{
	char *names;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	names = psprintf("variable \"%s\"", svy_name_argument(fcinfo, 0));
	if (!PG_ARGISNULL(2) && !PG_ARGISNULL(3))
		names = psprintf("%s, where \"%s\" is %s", names, svy_name_argument(fcinfo, 2),
						 svy_argument_text(fcinfo, 3));
	svy_crosstab_check_named_value(PG_GETARG_FLOAT8(1), names);
	PG_RETURN_NULL();
}

char *
svy_answer_number_sql(const Survey *survey, const SurveyVariable *variable, const char *domain)
{
	if (!svy_variable_categorical(variable))
		return svy_answer_finite_sql(survey, variable, svy_variable_number_sql(variable, ANSWERS),
									 domain);
	return checked_sql(variable, svy_variable_score_sql(variable, ANSWERS), domain);
}

char *
svy_answer_expression_sql(const Survey *survey, const char *expression, const char *domain)
{
	List *reads;
	char *number = svy_survey_number_sql(survey, expression, ANSWERS, &reads);
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE WHEN false THEN NULL::pg_catalog.float8");
	foreach (cell, reads)
	{
		const SurveyVariable *v = lfirst(cell);

		if (svy_variable_categorical(v))
			append_undeclared(
				&sql, v,
				psprintf("%s AND NOT (%s)", svy_variable_valid_sql(v, ANSWERS), declared_sql(v)),
				domain);
	}
	appendStringInfo(&sql, " ELSE %s END", number);
	return sql.data;
}

/* ----------------------------------------------------- net promoter score --- */

#define NPS_HIGH 10

void
svy_answer_check_nps(const char *variable, double value)
{
	if (!(value >= 0 && value <= NPS_HIGH))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("answer code %g of variable \"%s\" is outside the scale of 0 to %d", value,
					variable, NPS_HIGH),
			 errhint("If it stands for a missing answer, declare it missing in the codebook.")));
	if (value != floor(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("answer %g of variable \"%s\" is no whole number of 0 to %d", value,
						variable, NPS_HIGH),
				 errhint("A net promoter score is of single answers, and not of their means.")));
}

void
svy_answer_check_nps_scale(const SurveyVariable *variable)
{
	if (variable->points > 0 && variable->points != NPS_HIGH)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has no net promoter score: a scale of %d points is "
							   "no 0 to %d",
							   variable->name, variable->points, NPS_HIGH),
						errhint("Take its top boxes or its mean.")));
}

void
svy_answer_check_nps_values(const Survey *survey, const SurveyVariable *variable,
							const char *number, const char *domain)
{
	MemoryContext context = CurrentMemoryContext;
	bool isnull;
	Datum value;

	if (svy_execute(psprintf("SELECT pg_catalog.min(v) FROM (SELECT %s AS v FROM %s AS " ANSWERS
							 "%s%s) x WHERE v OPERATOR(pg_catalog.<) 0 OR"
							 " v OPERATOR(pg_catalog.>) %d OR"
							 " v OPERATOR(pg_catalog.<>) pg_catalog.floor(v)",
							 number, survey->answers_sql, domain ? " WHERE " : "",
							 domain ? domain : "", NPS_HIGH),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "answers of a net promoter score cannot be read");
	MemoryContextSwitchTo(context);
	value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (!isnull)
		svy_answer_check_nps(variable->name, DatumGetFloat8(value));
	SPI_freetuptable(SPI_tuptable);
}

/* ------------------------------------------------------------------ names --- */

static bool
of_identifier(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || c == '"' || IS_HIGHBIT_SET(c);
}

/* whether the SQL reads the column, which it calls as svy_column_sql does */
static bool
reads_column(const char *sql, const char *column)
{
	for (const char *at = strstr(sql, column); at; at = strstr(at + 1, column))
		if ((at == sql || !of_identifier(at[-1])) && !of_identifier(at[strlen(column)]))
			return true;
	return false;
}

char *
svy_answer_names(const Survey *survey, const char *sql)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *v = &survey->variables[i];

		/* a condition on who counts reads the weight too */
		if (svy_column_kind(v->type) == COLUMN_NUMBER &&
			!(survey->weight && strcmp(v->name, survey->weight) == 0) &&
			reads_column(sql, svy_variable_column_sql(v, ANSWERS)))
			appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "variable ", v->name);
	}
	return names.len > 0 ? names.data : NULL;
}

/* ---------------------------------------------------------------- members --- */

static SurveyLabel *
with_code(SurveyLabel *answers, int *count, int32 code)
{
	for (int i = 0; i < *count; i++)
		if (answers[i].code == code)
			return answers;
	answers = repalloc_array(answers, SurveyLabel, *count + 1);
	answers[(*count)++] = (SurveyLabel){.code = code};
	return answers;
}

/*
 * Condition that a member holds what the codebook declares, or NULL where it
 * declares nothing to hold an answer against: booleans, and numbers without
 * value labels, of which the set says one that counts.  A set's own codes, 0
 * and the counted one, need no label.
 */
static char *
member_declared_sql(const SurveySet *set, int member)
{
	const SurveyVariable *v = set->members[member];
	ColumnKind kind = svy_column_kind(v->type);
	int count;
	SurveyLabel *answers = svy_variable_categories(v, &count);

	if (kind == COLUMN_BOOLEAN || count == 0)
		return NULL;
	if (kind != COLUMN_TEXT)
	{
		answers = with_code(answers, &count, 0);
		answers = with_code(answers, &count, set->counted);
	}
	return one_of_sql(v, answers, count);
}

char *
svy_answer_chosen_sql(const SurveySet *set, int member, const char *domain)
{
	const SurveyVariable *v = set->members[member];
	char *declared = member_declared_sql(set, member);
	char *valid;
	StringInfoData sql;

	if (declared == NULL)
		return svy_member_chosen_sql(set, member, ANSWERS);
	valid = svy_variable_valid_sql(v, ANSWERS);
	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN (%s) AND %s THEN %s OPERATOR(pg_catalog.=) %d", declared,
					 valid, svy_code_sql(v, ANSWERS, false), set->counted);
	append_undeclared(&sql, v, valid, domain);
	appendStringInfoString(&sql, " IS NULL END");
	return sql.data;
}

char *
svy_answer_in_set_sql(const SurveySet *set, int member, const char *domain)
{
	char *chosen = svy_answer_chosen_sql(set, member, domain);
	StringInfoData others;

	initStringInfo(&others);
	for (int i = 0; i < set->nmembers; i++)
		if (i != member)
			appendStringInfo(&others, "%s%s", others.len > 0 ? ", " : "",
							 svy_answer_chosen_sql(set, i, domain));
	if (others.len == 0)
		return chosen;
	return psprintf("COALESCE(%s, CASE WHEN COALESCE(%s) IS NOT NULL THEN false END)", chosen,
					others.data);
}

char *
svy_answer_lenient_member_sql(const SurveySet *set, int member, int32 undeclared)
{
	char *declared = member_declared_sql(set, member);

	if (declared == NULL)
		return NULL;
	return psprintf("CASE WHEN %s THEN CASE WHEN %s THEN (%s)::pg_catalog.int4 ELSE %d END END",
					svy_variable_valid_sql(set->members[member], ANSWERS), declared,
					svy_member_chosen_sql(set, member, ANSWERS), undeclared);
}
