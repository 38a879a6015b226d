/*
 * codebook_sql.c
 *	  SQL expressions over the answers of a survey.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "pg/arguments.h"
#include "server/json.h"

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
	return psprintf("%s::pg_catalog.text", svy_variable_column_sql(variable, alias));
}

char *
svy_name_sql(const char *name)
{
	StringInfoData json;

	initStringInfo(&json);
	escape_json(&json, name);
	return psprintf("%s::pg_catalog.jsonb", quote_literal_cstr(json.data));
}

/* a value as a type that errors can show: a cast to text would be one that postgres_fdw does not know */
static char *
shown_sql(const SurveyVariable *variable, const char *alias)
{
	char *column = svy_variable_column_sql(variable, alias);

	switch (getBaseType(variable->type))
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return psprintf("%s::pg_catalog.int8", column);
		case FLOAT4OID:
			return psprintf("%s::pg_catalog.float4", column);
		case FLOAT8OID:
			return psprintf("%s::pg_catalog.float8", column);
		case NUMERICOID:
			return psprintf("%s::pg_catalog.numeric", column);
		default:
			return psprintf("%s::pg_catalog.text", column);
	}
}

char *
svy_undeclared_sql(const SurveyVariable *variable, const char *alias)
{
	return psprintf("mlops_survey.survey_undeclared(%s, %s)", svy_name_sql(variable->name),
					shown_sql(variable, alias));
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
		appendStringInfo(&sql, " ELSE %s", svy_undeclared_sql(variable, alias));
	appendStringInfoString(&sql, " END");
	return sql.data;
}

/*
 * The same read again
 */

/* what follows these words, or NULL: it begins otherwise */
static const char *
skip_words(const char *sql, const char *words)
{
	size_t length = strlen(words);

	return sql && strncmp(sql, words, length) == 0 ? sql + length : NULL;
}

/* a literal as quote_literal writes it, and what follows; NULL: it is none */
static const char *
skip_literal(const char *sql, StringInfo text)
{
	bool escapes = *sql == 'E';

	resetStringInfo(text);
	sql += escapes;
	if (*sql++ != '\'')
		return NULL;
	for (; *sql; sql++)
	{
		if (*sql == '\'' || (escapes && *sql == '\\'))
		{
			if (sql[1] != *sql)
				return *sql == '\'' ? sql + 1 : NULL;
			sql++;
		}
		appendStringInfoChar(text, *sql);
	}
	return NULL;
}

/* a code, and what follows; NULL: it is none */
static const char *
skip_code(const char *sql, int32 *code)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(sql, &end, 10);
	if (end == sql || errno != 0 || number < PG_INT32_MIN || number > PG_INT32_MAX)
		return NULL;
	*code = (int32) number;
	return end;
}

int
svy_code_sql_texts(const char *sql, const char *column, const char *alias, SvyCodedText **texts)
{
	char *when = psprintf(" WHEN %s::pg_catalog.text OPERATOR(pg_catalog.=) ",
						  svy_column_sql(column, alias));
	const char *undeclared = skip_words(sql, SVY_UNDECLARED_TEXTS);
	const char *at = skip_words(undeclared ? undeclared : sql, "CASE");
	const char *next = skip_words(at, when);
	StringInfoData text;
	int room = 16;
	int n = 0;

	if (next == NULL || texts == NULL)
		return next ? 1 : -1;
	initStringInfo(&text);
	*texts = palloc_array(SvyCodedText, room);
	for (; next; next = skip_words(at, when))
	{
		int32 code;

		at = skip_words(skip_literal(next, &text), " THEN ");
		at = at ? skip_code(at, &code) : NULL;
		if (at == NULL)
			return -1;
		if (n == room)
		{
			room *= 2;
			*texts = repalloc_array(*texts, SvyCodedText, room);
		}
		(*texts)[n++] = (SvyCodedText){code, pstrdup(text.data)};
	}
	return skip_words(at, " ELSE ") || skip_words(at, " END") ? n : -1;
}

/* 1.5 is no answer: never round it to one that is; nor are numbers that are no integer's */
static char *
number_code_sql(const SurveyVariable *variable, const char *alias, bool strict)
{
	char *column = svy_variable_column_sql(variable, alias);
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
		appendStringInfo(&sql, " WHEN %s IS NOT NULL THEN %s", column,
						 svy_undeclared_sql(variable, alias));
	appendStringInfoString(&sql, " END");
	return sql.data;
}

char *
svy_code_sql(const SurveyVariable *variable, const char *alias, bool strict)
{
	char *column = svy_variable_column_sql(variable, alias);

	Assert(svy_variable_categorical(variable));
	switch (svy_column_kind(variable->type))
	{
		case COLUMN_INTEGER:
		case COLUMN_BOOLEAN:
			if (getBaseType(variable->type) != INT8OID)
				return psprintf("%s::pg_catalog.int4", column);
			return number_code_sql(variable, alias, strict);
		case COLUMN_NUMBER:
			return number_code_sql(variable, alias, strict);
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
	char *column = svy_variable_column_sql(variable, alias);
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

/* the code of a column of numbers, as a number; of texts the answer stands for its code */
static char *
score_condition(const SurveyVariable *variable, const char *alias, int32 code)
{
	const SurveyLabel *label = svy_variable_find_label(variable, code);

	if (svy_column_kind(variable->type) != COLUMN_TEXT)
		return psprintf(
			"%s%s OPERATOR(pg_catalog.=) %d", svy_variable_column_sql(variable, alias),
			svy_column_kind(variable->type) == COLUMN_BOOLEAN ? "::pg_catalog.int4" : "", code);
	if (label == NULL || label->value == NULL)
		return "false";
	return psprintf("%s OPERATOR(pg_catalog.=) %s", text_column_sql(variable, alias),
					quote_literal_cstr(label->value));
}

char *
svy_variable_score_sql(const SurveyVariable *variable, const char *alias)
{
	char *code = svy_variable_code_sql(variable, alias);
	StringInfoData sql;

	if (variable->nscores == 0)
		return psprintf("(%s)::pg_catalog.float8", code);
	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < variable->nscores; i++)
	{
		double score = variable->scores[i].score;

		appendStringInfo(&sql, " WHEN %s THEN ",
						 score_condition(variable, alias, variable->scores[i].code));
		if (isnan(score))
			appendStringInfoString(&sql, "NULL::pg_catalog.float8");
		else
			appendStringInfo(&sql, "'%.17g'::pg_catalog.float8", score);
	}
	appendStringInfo(&sql, " ELSE (%s)::pg_catalog.float8 END", code);
	return sql.data;
}

char *
svy_variable_number_sql(const SurveyVariable *variable, const char *alias)
{
	char *column;

	if (svy_variable_categorical(variable))
		column = svy_variable_score_sql(variable, alias);
	else
		column = svy_variable_column_sql(variable, alias);
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
	if (v == NULL)
		svy_check_readable(survey, weight);
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
		return svy_variable_column_sql(variable, alias);
	return psprintf("CASE WHEN %s THEN %s OPERATOR(pg_catalog.=) %d END",
					svy_variable_valid_sql(variable, alias), svy_variable_code_sql(variable, alias),
					set->counted);
}

/* how an answer that came in later is declared: a code, or a text, which is its label until another is given */
static int
hint_at_declaration(const char *variable, const char *code, const char *label)
{
	return errhint("If it is an answer, alter_survey takes it in: {\"variables\": [{\"name\": "
				   "\"%s\", \"values\": {\"%s\": \"%s\"}}]}; "
				   "with \"missing\" in place of \"values\" if it is none.",
				   variable, code, label);
}

PG_FUNCTION_INFO_V1(svy_survey_undeclared);

/* (variable, value): the expressions above call it for an answer that came in after registration */
Datum
svy_survey_undeclared(PG_FUNCTION_ARGS)
{
	char *value = svy_argument_text(fcinfo, 1);
	const char *quote = svy_json_key_to_int(value, &(int32){0}) ? "" : "\"";

	/* codes without quotes, as svy_undeclared_code has them */
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("variable \"%s\" holds %s%s%s, which the codebook does not declare",
					svy_name_argument(fcinfo, 0), quote, value, quote),
			 *quote ? hint_at_declaration(svy_name_argument(fcinfo, 0), "a new code", value)
					: hint_at_declaration(svy_name_argument(fcinfo, 0), value, "its label")));
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
					hint_at_declaration(variable, psprintf("%d", code), "its label")));
}
