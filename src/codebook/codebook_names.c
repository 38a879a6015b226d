/*
 * codebook_names.c
 *	  Patterns and ranges among the names of variables that a function takes.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "codebook/codebook_names.h"
#include "codebook/period.h"
#include "codebook/role.h"
#include "server/statement.h"

typedef struct Names
{
	const Survey *survey;
	SvyNamesOf of;
	int count;
	int room;
	char **names;
} Names;

static void
add_name(Names *n, char *name)
{
	if (n->count == n->room)
		n->names = repalloc_array(n->names, char *, n->room *= 2);
	n->names[n->count++] = name;
}

static bool
is_named_before(const Names *n, const char *name)
{
	for (int i = 0; i < n->count; i++)
		if (strcmp(n->names[i], name) == 0)
			return true;
	return false;
}

static bool
is_known(const Survey *survey, const char *name)
{
	return svy_survey_find_answers(survey, name) || svy_survey_find_set(survey, name);
}

/* the name up to "end", without blanks around it */
static char *
part_of(const char *from, const char *end)
{
	while (from < end && isspace((unsigned char) *from))
		from++;
	while (from < end && isspace((unsigned char) end[-1]))
		end--;
	return pnstrdup(from, end - from);
}

/* "sex*age": every part between stars is a name */
static bool
is_nest(const Survey *survey, const char *name)
{
	const char *star = strchr(name, '*');

	if (star == NULL)
		return false;
	for (; star; star = strchr(name, '*'))
	{
		if (!is_known(survey, part_of(name, star)))
			return false;
		name = star + 1;
	}
	return is_known(survey, part_of(name, name + strlen(name)));
}

/* "sex*nosuch" is a nest with a name that is not there rather than a pattern, and is refused as such */
static bool
is_wrong_nest(const Survey *survey, const char *name)
{
	bool some = false;
	const char *star;

	for (star = strchr(name, '*'); star; star = strchr(name, '*'))
	{
		char *part = part_of(name, star);

		if (part[0] == '\0')
			return false;
		some |= is_known(survey, part);
		name = star + 1;
	}
	return name[0] != '\0' && (some || is_known(survey, part_of(name, name + strlen(name))));
}

/* {"variables": [{"name": …}, …]}: what the owner of patterns reads */
static Datum
names_json(const Survey *survey, bool sets)
{
	StringInfoData json;
	int count = sets ? survey->nsets : survey->nvariables;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"variables\": [");
	for (int i = 0; i < count; i++)
	{
		appendStringInfoString(&json, i > 0 ? ", {\"name\": " : "{\"name\": ");
		escape_json(&json, sets ? survey->sets[i].name : survey->variables[i].name);
		appendStringInfoChar(&json, '}');
	}
	appendStringInfoString(&json, "]}");
	return CStringGetTextDatum(json.data);
}

/* what a pattern or range matches, NULL: nothing */
static char **
matches_of(const Survey *survey, const char *pattern, bool sets, int *count)
{
	Oid types[] = {TEXTOID, TEXTOID};
	Datum values[] = {names_json(survey, sets), CStringGetTextDatum(pattern)};
	MemoryContext context = CurrentMemoryContext;
	char **matches = NULL;
	Datum array;
	bool isnull;

	*count = 0;
	if (svy_execute_with_args("SELECT mlops_survey.codebook_names($1::pg_catalog.jsonb, $2)", 2,
							  types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "names cannot be matched");
	array = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	MemoryContextSwitchTo(context);
	if (!isnull)
	{
		Datum *names;

		deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &names, NULL,
						  count);
		matches = palloc_array(char *, *count + 1);
		for (int i = 0; i < *count; i++)
			matches[i] = TextDatumGetCString(names[i]);
	}
	SPI_freetuptable(SPI_tuptable);
	return matches;
}

static bool
is_wanted(const Names *n, const char *name)
{
	const SurveyVariable *v = svy_survey_find_variable(n->survey, name);

	return n->of == SVY_NAMES_OF_COLUMNS || v == NULL ||
		   (v->measure != SURVEY_TEXT && v->measure != SURVEY_DATE &&
			svy_is_question(n->survey, v, 0));
}

static void
add_pattern(Names *n, const char *pattern)
{
	int count;
	char **matches = matches_of(n->survey, pattern, false, &count);
	bool some = false;

	if (count == 0)
		matches = matches_of(n->survey, pattern, true, &count);
	for (int i = 0; i < count; i++)
		if (is_wanted(n, matches[i]))
		{
			some = true;
			if (!is_named_before(n, matches[i]))
				add_name(n, matches[i]);
		}
	if (some)
		return;
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					count > 0 ? errmsg("\"%s\" matches no variable that a table can show", pattern)
							  : errmsg("no variable of survey \"%s\" matches \"%s\"",
									   n->survey->name, pattern),
					strchr(pattern, '*')
						? errhint("A star in a name stands for any characters; between two names, "
								  "as in \"sex*age\", it nests them.")
						: errhint("A range is first:last, in the order of the codebook.")));
}

char **
svy_survey_names(const Survey *survey, char **names, int *count, SvyNamesOf of)
{
	Names n = {.survey = survey, .of = of, .room = Max(*count, 0) + 16};
	bool any = false;

	for (int i = 0; i < *count; i++)
		any |= strpbrk(names[i], "*:") != NULL;
	if (!any)
		return names;
	n.names = palloc_array(char *, n.room);
	for (int i = 0; i < *count; i++)
		if (strpbrk(names[i], "*:") == NULL || is_known(survey, names[i]) ||
			is_nest(survey, names[i]) || is_wrong_nest(survey, names[i]))
			add_name(&n, names[i]);
		else
			add_pattern(&n, part_of(names[i], names[i] + strlen(names[i])));
	*count = n.count;
	return n.names;
}
