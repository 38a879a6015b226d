/*
 * codebook_filter_saved.c
 *	  Filters that the codebook saves by name: {"filters": {"adults": "age >= 18"}}.
 *
 * They are kept among the properties of the survey.
 */
#include "postgres.h"

#include "utils/jsonb.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"
#include "server/json.h"

static const char *const KEY = "filters";

static JsonbContainer *
filters_of(const Survey *survey)
{
	JsonbContainer *properties = svy_properties(SVY_PROPERTIES(survey));

	return properties ? svy_json_object(properties, KEY, "the codebook") : NULL;
}

const char *
svy_saved_filter(const Survey *survey, const char *name)
{
	JsonbContainer *filters = filters_of(survey);

	return filters ? svy_json_string(filters, name, "the filters of the codebook") : NULL;
}

void
svy_saved_filters_parse(Survey *survey, JsonbContainer *root, const char *where)
{
	JsonbContainer *filters = svy_json_object(root, KEY, where);

	if (filters != NULL && JsonContainerSize(filters) > 0)
		survey->properties = svy_properties_with(survey->properties, KEY, svy_json_text(root, KEY));
}

static void
check_saved(const Survey *survey, const char *name, const char *filter)
{
	if (name[0] == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("the name of a filter must have 1 to %d bytes", NAMEDATALEN - 1)));
	if (svy_survey_find_variable(survey, name) != NULL || svy_survey_find_set(survey, name) != NULL)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("filter \"%s\" has the name of a variable or set", name),
						errhint("Give the filter another name.")));
	if (filter == NULL)
		svy_json_wrong(name, "the filters of the codebook", "a text: a condition");
	(void) svy_survey_filter_sql(survey, name, NULL);
}

void
svy_saved_filters_check(const Survey *survey)
{
	JsonbContainer *filters = filters_of(survey);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;

	if (filters == NULL)
		return;
	iterator = JsonbIteratorInit(filters);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
		if (token == WJB_KEY)
		{
			char *name = svy_json_to_string(&value);

			check_saved(survey, name,
						svy_json_string(filters, name, "the filters of the codebook"));
		}
}

char *
svy_saved_filters_json(const Survey *survey)
{
	JsonbContainer *properties = svy_properties(SVY_PROPERTIES(survey));

	return properties ? svy_json_text(properties, KEY) : NULL;
}

char *
svy_other_properties_json(const Survey *survey)
{
	return svy_properties_without(survey->properties, KEY);
}
