/*
 * imputed.c
 *	  The names of imputed variables and plausible values, and of their columns.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "plan/imputed.h"

static bool
of_name(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || IS_HIGHBIT_SET(c);
}

/* the imputation's column of a name; NULL: it is another name */
static const char *
column_of(const SvyImputed *imputed, int imputation, const char *name, int length)
{
	for (int i = 0; i < imputed->count; i++)
	{
		const char *own = imputed->variables[i].name;

		if (strlen(own) == length && pg_strncasecmp(own, name, length) == 0)
			return imputed->variables[i].columns[imputation];
	}
	return NULL;
}

/* the length of a name in double quotes at the beginning of a text, and itself; 0: it does not end */
static int
quoted_name(const char *text, StringInfo name)
{
	int length = 1;

	resetStringInfo(name);
	while (text[length] && (text[length] != '"' || text[length + 1] == '"'))
	{
		length += text[length] == '"';
		appendStringInfoChar(name, text[length++]);
	}
	return text[length] == '"' ? length + 1 : 0;
}

static void
append_replaced(StringInfo result, const char *text, int length, const char *column)
{
	if (column)
		appendStringInfoString(result, quote_identifier(column));
	else
		appendBinaryStringInfo(result, text, length);
}

char *
svy_imputed_replace(const SvyImputed *imputed, int imputation, const char *text)
{
	const char *whole = column_of(imputed, imputation, text, strlen(text));
	StringInfoData result, name;
	bool literal = false;

	if (whole)
		return pstrdup(whole);
	initStringInfo(&result);
	initStringInfo(&name);
	while (*text)
	{
		int length = 0;
		const char *column = NULL;

		if (*text == '"' && !literal && (length = quoted_name(text, &name)) > 0)
			column = column_of(imputed, imputation, name.data, name.len);
		else
			while (of_name(text[length]))
				length++;
		if (length == 0)
		{
			literal ^= *text == '\'';
			appendStringInfoChar(&result, *text++);
			continue;
		}
		if (*text != '"' && !literal)
			column = column_of(imputed, imputation, text, length);
		append_replaced(&result, text, length, column);
		text += length;
	}
	return result.data;
}

/* the variable whose column begins a text, the longest of them, and its length; NULL: none does */
static const char *
variable_of(const SvyImputed *imputed, int imputation, const char *text, int *length)
{
	const char *name = NULL;

	*length = 0;
	for (int i = 0; i < imputed->count; i++)
	{
		const char *column = imputed->variables[i].columns[imputation];
		int own = strlen(column);

		if (own <= *length || strncmp(column, text, own) != 0 ||
			(of_name(column[own - 1]) && of_name(text[own])))
			continue;
		name = imputed->variables[i].name;
		*length = own;
	}
	return name;
}

char *
svy_imputed_name_back(const SvyImputed *imputed, int imputation, const char *text)
{
	StringInfoData result;
	bool inside = false; /* of a name */

	initStringInfo(&result);
	while (*text)
	{
		int length;
		const char *name = inside ? NULL : variable_of(imputed, imputation, text, &length);

		inside = of_name(name ? text[length - 1] : *text);
		if (name)
			appendStringInfoString(&result, name);
		else
			appendStringInfoChar(&result, *text);
		text += name ? length : 1;
	}
	return result.data;
}

bool
svy_imputed_in_argument(const char *argument)
{
	static const char *const names[] = {"variables",   "by",	  "filter",	  "numerator",
										"denominator", "formula", "variable", "groups",
										"minus",	   "outcome", "drivers",  "rows",
										"columns",	   "row",	  "column"};

	for (int i = 0; i < lengthof(names); i++)
		if (strcmp(argument, names[i]) == 0)
			return true;
	return false;
}
