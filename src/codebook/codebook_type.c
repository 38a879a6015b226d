/*
 * codebook_type.c
 *	  The types of columns as a codebook names them, and which of them need no
 *	  words because the loader comes to them by itself.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"

/* how many of the names are those that are written; others are understood */
#define WRITTEN_TYPES 13

static const struct
{
	const char *name;
	Oid type;
} known_types[] = {{"boolean", BOOLOID},
				   {"smallint", INT2OID},
				   {"integer", INT4OID},
				   {"bigint", INT8OID},
				   {"real", FLOAT4OID},
				   {"double precision", FLOAT8OID},
				   {"numeric", NUMERICOID},
				   {"text", TEXTOID},
				   {"date", DATEOID},
				   {"time", TIMEOID},
				   {"timestamp", TIMESTAMPOID},
				   {"timestamp with time zone", TIMESTAMPTZOID},
				   {"interval", INTERVALOID},
				   {"bool", BOOLOID},
				   {"int2", INT2OID},
				   {"int", INT4OID},
				   {"int4", INT4OID},
				   {"int8", INT8OID},
				   {"float4", FLOAT4OID},
				   {"float8", FLOAT8OID},
				   {"decimal", NUMERICOID},
				   {"time without time zone", TIMEOID},
				   {"timestamp without time zone", TIMESTAMPOID},
				   {"timestamptz", TIMESTAMPTZOID}};

Oid
svy_type_by_name(const char *name)
{
	for (int i = 0; i < lengthof(known_types); i++)
		if (pg_strcasecmp(known_types[i].name, name) == 0)
			return known_types[i].type;
	return InvalidOid;
}

char *
svy_type_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < WRITTEN_TYPES; i++)
		appendStringInfo(&names, "%s%s",
						 i == 0					  ? ""
						 : i + 1 == WRITTEN_TYPES ? " or "
												  : ", ",
						 known_types[i].name);
	return names.data;
}

/* what a file can hold of the type: all that is neither number, date nor boolean is text */
static Oid
file_type(Oid type)
{
	type = getBaseType(type);
	switch (svy_column_kind(type))
	{
		case COLUMN_TEXT:
		case COLUMN_OTHER:
			return TEXTOID;
		default:
			return type;
	}
}

const char *
svy_type_name(Oid type)
{
	type = file_type(type);
	for (int i = 0; i < WRITTEN_TYPES; i++)
		if (known_types[i].type == type)
			return known_types[i].name;
	return NULL;
}

/* types between which a value does not change its meaning have the same number */
static int
type_family(Oid type)
{
	type = file_type(type);
	switch (svy_column_kind(type))
	{
		case COLUMN_BOOLEAN:
			return 0;
		case COLUMN_INTEGER:
		case COLUMN_NUMBER:
			return 1;
		case COLUMN_DATE:
			return type == TIMEOID ? 3 : type == INTERVALOID ? 4 : 2;
		default:
			return 5;
	}
}

bool
svy_types_agree(Oid a, Oid b)
{
	return type_family(a) == type_family(b);
}

bool
svy_says_yes_no(const SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].code != 0 && v->labels[i].code != 1)
			return false;
	return true;
}

Oid
svy_code_type(const SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].code < PG_INT16_MIN || v->labels[i].code > PG_INT16_MAX)
			return INT4OID;
	return INT2OID;
}

bool
svy_member_is_boolean(const SurveySet *set, const SurveyVariable *member)
{
	if (set->counted != 1 || member->points > 0 || !svy_says_yes_no(member))
		return false;
	return member->measure == SURVEY_UNSPECIFIED || member->measure == SURVEY_NOMINAL;
}

/* whether the set says what a blank means, by a property or by an answer "no" */
static bool
says_blank(const SurveySet *set)
{
	if (svy_property(SVY_PROPERTIES(set), "blank") ||
		svy_property(SVY_PROPERTIES(set), "delimiter") || svy_set_derived(set))
		return true;
	for (int i = 0; i < set->nmembers; i++)
		if (svy_variable_find_label(set->members[i], 0))
			return true;
	return false;
}

/* the set that makes the variable a boolean column when it is loaded, or NULL */
static const SurveySet *
boolean_set(const Survey *survey, const SurveyVariable *v)
{
	for (int i = 0; i < survey->nsets; i++)
	{
		const SurveySet *set = &survey->sets[i];

		for (int j = 0; j < set->nmembers; j++)
			if (strcmp(set->members[j]->name, v->name) == 0 && svy_member_is_boolean(set, v))
				return set;
	}
	return NULL;
}

static Oid
implied_type(const Survey *survey, const SurveyVariable *v)
{
	const SurveySet *set;

	switch (v->measure)
	{
		case SURVEY_NOMINAL:
		case SURVEY_ORDINAL:
			set = boolean_set(survey, v);
			if (!set)
				return svy_code_type(v);
			/* that the type is said tells the loader that a blank is no answer */
			return says_blank(set) ? BOOLOID : InvalidOid;
		case SURVEY_SCALE:
			return FLOAT8OID;
		case SURVEY_DATE:
			return DATEOID;
		default:
			return TEXTOID;
	}
}

const char *
svy_type_to_say(const Survey *survey, const SurveyVariable *v)
{
	if (!OidIsValid(v->type) || v->measure == SURVEY_UNSPECIFIED ||
		file_type(v->type) == implied_type(survey, v))
		return NULL;
	return svy_type_name(v->type);
}
