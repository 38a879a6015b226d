/*
 * imputed.c
 *	  Imputed variables and plausible values, and their names.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "codebook/property.h"
#include "plan/imputed.h"
#include "server/json.h"

static void
read_imputed_variable(const Survey *survey, JsonbContainer *all, SvyImputed *imputed, char *name)
{
	SvyImputedVariable *own = &imputed->variables[imputed->count++];
	int count;

	own->name = name;
	own->columns = svy_json_strings(all, name, "the codebook's \"imputations\"", &count);
	if (count < 2 || (imputed->m > 0 && count != imputed->m))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("imputed variable \"%s\" has %d columns", name, count),
						errdetail("There must be two or more, and as many of every variable: the "
								  "first of one belongs to the first of the others.")));
	if (svy_survey_find_variable(survey, name))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is a variable, and an imputed one too", name),
						errhint("Give the imputed variable another name in \"imputations\".")));
	imputed->m = count;
	for (int i = 0; i < count; i++)
		own->columns[i] = svy_survey_variable(survey, own->columns[i])->name;
}

SvyImputed *
svy_imputed_read(const Survey *survey)
{
	SvyImputed *imputed = palloc0_object(SvyImputed);
	JsonbContainer *all = svy_property_json(SVY_PROPERTIES(survey), "imputations");
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	if (!all || JsonContainerSize(all) == 0)
		return imputed;
	imputed->variables = palloc_array(SvyImputedVariable, JsonContainerSize(all));
	it = JsonbIteratorInit(all);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
		if (token == WJB_KEY)
			read_imputed_variable(survey, all, imputed,
								  pnstrdup(key.val.string.val, key.val.string.len));
	return imputed;
}

/* ------------------------------------------------------------------- names --- */

static bool
of_name(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || IS_HIGHBIT_SET(c);
}

/* the imputation's column of a name, or back; NULL: it is another name */
static const char *
other_name(const SvyImputed *imputed, int imputation, bool back, const char *name, int length)
{
	for (int i = 0; i < imputed->count; i++)
	{
		const char *column = imputed->variables[i].columns[imputation];
		const char *from = back ? column : imputed->variables[i].name;

		if (strlen(from) == length && pg_strncasecmp(from, name, length) == 0)
			return back ? imputed->variables[i].name : column;
	}
	return NULL;
}

char *
svy_imputed_replace(const SvyImputed *imputed, int imputation, bool back, const char *text)
{
	StringInfoData result;
	bool literal = false;

	initStringInfo(&result);
	while (*text)
	{
		int length = 0;
		const char *other;

		while (of_name(text[length]))
			length++;
		if (length == 0)
		{
			literal ^= !back && *text == '\'';
			appendStringInfoChar(&result, *text++);
			continue;
		}
		other = literal ? NULL : other_name(imputed, imputation, back, text, length);
		if (other)
			appendStringInfoString(&result, other);
		else
			appendBinaryStringInfo(&result, text, length);
		text += length;
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
