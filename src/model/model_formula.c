/*
 * model_formula.c
 *	  Formulas of models: y ~ a + b + a:b, y ~ a * b, I(expression), offset(expression),
 *	  cbind(successes, failures) ~ a, y ~ 0 + a.
 *
 * The notation of Wilkinson and Rogers (1973) as far as R's analysts use it in
 * surveys.  Nothing in it is code: names are looked up in the codebook, what
 * stands in I() goes through the parser of filters.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "port/pg_bitutils.h"

#include "model/model.h"

typedef struct Parser
{
	Formula *formula;
	const char *at;
	int capacity;
} Parser;

/* what to write instead, by the character that cannot be read */
static const char *
hint_for(char c)
{
	if (c == '(')
		return "Functions are SQL within I(): I(ln(age)) is R's log(age). Categories need no "
			   "factor(): nominal and ordinal variables are.";
	if (c == '^')
		return "A power is computed within I(): I(age * age). Interactions are a:b, or a * b with "
			   "what they are of.";
	return "A formula is like y ~ a + b, y ~ a + b + a:b, y ~ a * b; numbers and conditions that "
		   "are "
		   "computed stand in I(), as in I(q1 >= 4) ~ age.";
}

static void
pg_attribute_noreturn() refuse(const Parser *parser, const char *what)
{
	int place = (int) (parser->at - parser->formula->text) + 1;

	ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
					errmsg("formula \"%s\" has %s at character %d", parser->formula->text, what,
						   pg_mbstrlen_with_len(parser->formula->text, place - 1) + 1),
					errhint("%s", hint_for(*parser->at))));
}

static char
next(Parser *parser)
{
	while (isspace((unsigned char) *parser->at))
		parser->at++;
	return *parser->at;
}

static bool
name_character(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || c == '.' || IS_HIGHBIT_SET(c);
}

/* "a ""quoted"" name", or the same in the backquotes that R has */
static char *
quoted_name(Parser *parser)
{
	char quote = *parser->at++;
	StringInfoData name;

	initStringInfo(&name);
	for (;; parser->at++)
	{
		if (*parser->at == '\0')
			refuse(parser, "a name that does not end");
		if (*parser->at == quote && *++parser->at != quote)
			return name.data;
		appendStringInfoChar(&name, *parser->at);
	}
}

static const char *
skip_quoted(Parser *parser, const char *at)
{
	char quote = *at++;

	while (*at && *at != quote)
		at++;
	if (*at == '\0')
		refuse(parser, "an I( that does not end");
	return at;
}

/* what stands between the parentheses of I(...), or before the comma of cbind(..., ...) */
static char *
expression_until(Parser *parser, char end)
{
	const char *start = parser->at;
	int depth = 1;
	const char *at = start;

	for (;; at++)
	{
		if (*at == '\'' || *at == '"')
			at = skip_quoted(parser, at);
		else if (*at == '(')
			depth++;
		else if (*at == '\0')
			refuse(parser, "an I( that does not end");
		else if (end == ',' && *at == end && depth == 1)
			break;
		else if (*at == ')' && --depth == 0)
			break;
	}
	if (*at != end)
		refuse(parser, "no comma between successes and failures in cbind(");
	parser->at = at + 1;
	return pnstrdup(start, at - start);
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* the number of a factor, which is added if it is new */
static int
factor_number(Parser *parser, char *name, char *expression_text)
{
	Formula *formula = parser->formula;

	for (int i = 1; i < formula->nfactors; i++)
		if (same(formula->names[i], name) && same(formula->expressions[i], expression_text))
			return i;
	if (formula->nfactors > FORMULA_MAX_FACTORS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a formula has at most %d variables", FORMULA_MAX_FACTORS)));
	formula->names[formula->nfactors] = name;
	formula->expressions[formula->nfactors] = expression_text;
	return formula->nfactors++;
}

/* whether a call of that name begins here; passes over its parenthesis */
static bool
begins_call(Parser *parser, const char *name)
{
	const char *start = parser->at;

	if (strncmp(start, name, strlen(name)) != 0)
		return false;
	parser->at += strlen(name);
	/* looking ahead passes blanks */
	if (next(parser) == '(')
	{
		parser->at++;
		return true;
	}
	parser->at = start;
	return false;
}

/* cbind(successes, failures): both are numbers that are computed */
static void
counts(Parser *parser)
{
	char *successes = expression_until(parser, ',');
	char *failures = expression_until(parser, ')');

	(void) factor_number(parser, NULL, successes);
	parser->formula->failures = factor_number(parser, NULL, failures);
}

/* offset(expression), once */
static void
read_offset(Parser *parser)
{
	if (parser->formula->offset)
		refuse(parser, "a second offset");
	parser->formula->offset = factor_number(parser, NULL, expression_until(parser, ')'));
}

/* a name or I(...) */
static int
factor(Parser *parser)
{
	char c = next(parser);
	const char *start = parser->at;

	if (c == '"' || c == '`')
		return factor_number(parser, quoted_name(parser), NULL);
	if (!name_character(c))
		refuse(parser, c == '\0' ? "no variable" : "something other than a variable");
	if (begins_call(parser, "I"))
		return factor_number(parser, NULL, expression_until(parser, ')'));
	while (name_character(*parser->at))
		parser->at++;
	return factor_number(parser, pnstrdup(start, parser->at - start), NULL);
}

static void
add_term(Parser *parser, FactorSet term)
{
	Formula *formula = parser->formula;

	for (int i = 0; i < formula->nterms; i++)
		if (formula->terms[i] == term)
			return;
	if (formula->nterms >= GLM_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a formula has at most %d terms", GLM_MAX_COLUMNS)));
	if (formula->nterms >= parser->capacity)
	{
		parser->capacity *= 2;
		formula->terms = repalloc_array(formula->terms, FactorSet, parser->capacity);
	}
	formula->terms[formula->nterms++] = term;
}

/* a:b:c */
static FactorSet
interaction(Parser *parser)
{
	FactorSet term = 0;

	for (;;)
	{
		term |= UINT64CONST(1) << factor(parser);
		if (next(parser) != ':')
			return term;
		parser->at++;
	}
}

/* a * b is a + b + a:b: each new operand also joins all terms of those before it */
static void
product(Parser *parser)
{
	FactorSet made[64];
	int count = 0;

	for (;;)
	{
		FactorSet term = interaction(parser);
		int before = count;

		if (2 * count + 1 > (int) lengthof(made))
			refuse(parser, "too many variables in one product");
		made[count++] = term;
		for (int i = 0; i < before; i++)
			made[count++] = made[i] | term;
		if (next(parser) != '*')
			break;
		parser->at++;
	}
	for (int i = 0; i < count; i++)
		add_term(parser, made[i]);
}

/* 1 is the intercept, which models have unless 0 or - 1 says that they have none */
static bool
reads_intercept(Parser *parser, bool minus)
{
	char c = next(parser);

	if (!isdigit((unsigned char) c) || name_character(parser->at[1]))
		return false;
	if (c != '1' && (c != '0' || minus))
		refuse(parser, "a number other than 0 or 1, which are without and with the intercept,");
	parser->at++;
	parser->formula->intercept = (c == '1') != minus;
	return true;
}

/* the sum of terms */
static void
right_side(Parser *parser)
{
	bool minus = next(parser) == '-';
	const char *sign = parser->at;

	parser->at += minus;
	for (;;)
	{
		char c;

		if (!reads_intercept(parser, minus))
		{
			parser->at = minus ? sign : parser->at;
			if (minus)
				refuse(parser, "a minus sign, and terms cannot be taken out,");
			if (begins_call(parser, "offset"))
				read_offset(parser);
			else
				product(parser);
		}
		c = next(parser);
		if (c == '\0')
			return;
		minus = c == '-';
		sign = parser->at;
		if (c != '+' && !minus)
			refuse(parser, "something other than +, : or *");
		parser->at++;
	}
}

static int
compare_terms(const void *a, const void *b, void *terms)
{
	int left = *(const int *) a;
	int right = *(const int *) b;
	int difference =
		pg_popcount64(((FactorSet *) terms)[left]) - pg_popcount64(((FactorSet *) terms)[right]);

	return difference ? difference : left - right;
}

/* main effects before interactions, else as written */
static void
sort_terms(Formula *formula)
{
	FactorSet *terms = formula->terms;
	int *order = palloc_array(int, formula->nterms + 1);

	for (int i = 0; i < formula->nterms; i++)
		order[i] = i;
	qsort_arg(order, formula->nterms, sizeof(int), compare_terms, terms);
	formula->terms = palloc_array(FactorSet, formula->nterms + 1);
	for (int i = 0; i < formula->nterms; i++)
		formula->terms[i] = terms[order[i]];
}

Formula *
svy_formula_parse(const char *text)
{
	Formula *formula = palloc0(sizeof(Formula));
	Parser parser = {formula, NULL, 64};

	formula->text = pstrdup(text);
	formula->names = palloc0_array(char *, FORMULA_MAX_FACTORS + 1);
	formula->expressions = palloc0_array(char *, FORMULA_MAX_FACTORS + 1);
	formula->terms = palloc_array(FactorSet, parser.capacity);
	formula->intercept = true;
	parser.at = formula->text;
	(void) next(&parser);
	if (begins_call(&parser, "cbind"))
		counts(&parser);
	else
		factor(&parser);
	if (next(&parser) != '~')
		refuse(&parser, "no ~ after the response");
	parser.at++;
	right_side(&parser);
	if (!formula->intercept && formula->nterms == 0)
		refuse(&parser, "neither a term nor an intercept");
	sort_terms(formula);
	return formula;
}

char *
svy_model_term_name(const Formula *formula, FactorSet term)
{
	StringInfoData name;

	initStringInfo(&name);
	for (int i = 1; i < formula->nfactors; i++)
	{
		if (!(term & (UINT64CONST(1) << i)))
			continue;
		if (name.len > 0)
			appendStringInfoChar(&name, ':');
		if (formula->names[i])
			appendStringInfoString(&name, formula->names[i]);
		else
			appendStringInfo(&name, "I(%s)", formula->expressions[i]);
	}
	return name.data;
}
