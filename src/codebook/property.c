/*
 * property.c
 *	  Properties: what files and functions keep of a survey, a variable or a set
 *	  beside what the codebook has columns for.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "codebook/property.h"
#include "server/json.h"

SurveyParsed *
svy_properties_parsed(const char *properties)
{
	SurveyParsed *parsed;

	if (!properties)
		return NULL;
	parsed = palloc_object(SurveyParsed);
	*parsed = (SurveyParsed){CurrentMemoryContext, properties, NULL};
	return parsed;
}

JsonbContainer *
svy_properties(SvyProperties properties)
{
	SurveyParsed *parsed = properties.parsed;
	MemoryContext context = CurrentMemoryContext;
	Jsonb *json;

	if (!properties.text)
		return NULL;
	if (parsed && parsed->text != properties.text)
		parsed = NULL;
	if (parsed && parsed->root)
		return parsed->root;
	if (parsed)
		MemoryContextSwitchTo(parsed->context);
	json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(properties.text)));
	MemoryContextSwitchTo(context);
	if (parsed)
		parsed->root = &json->root;
	return &json->root;
}

JsonbValue *
svy_property_value(SvyProperties properties, const char *key)
{
	JsonbContainer *json = svy_properties(properties);

	return json ? svy_json_get(json, key) : NULL;
}

char *
svy_property(SvyProperties properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);

	return value ? svy_json_to_string(value) : NULL;
}

int
svy_property_number(SvyProperties properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);
	int32 number = 0;

	return value && svy_json_to_int(value, &number) ? number : 0;
}

JsonbContainer *
svy_property_json(SvyProperties properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);

	return value && value->type == jbvBinary ? value->val.binary.data : NULL;
}

bool
svy_names_answer(JsonbContainer *list, int32 code, const char *label, const char *name)
{
	int count = JsonContainerSize(list);

	for (int i = 0; i < count; i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(list, i);
		char *text = svy_json_to_string(value);
		int32 number;

		if (text ? pg_strcasecmp(text, label) == 0 || (name && pg_strcasecmp(text, name) == 0)
				 : svy_json_to_int(value, &number) && number == code)
			return true;
	}
	return false;
}

bool
svy_option_exclusive(const SurveySet *set, int option)
{
	JsonbContainer *exclusive = svy_property_json(SVY_PROPERTIES(set), "exclusive");

	return exclusive && JsonContainerIsArray(exclusive) &&
		   svy_names_answer(exclusive, option + 1, set->member_labels[option],
							set->members[option]->name);
}

static Datum
parsed_anew(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

char *
svy_properties_with(const char *properties, const char *key, const char *value)
{
	Datum both = DirectFunctionCall2(jsonb_concat, parsed_anew(properties ? properties : "{}"),
									 parsed_anew(psprintf("{\"%s\": %s}", key, value)));

	return DatumGetCString(DirectFunctionCall1(jsonb_out, both));
}

char *
svy_properties_without(const char *properties, const char *key)
{
	Datum others;

	if (properties == NULL)
		return NULL;
	others = DirectFunctionCall2(jsonb_delete, parsed_anew(properties), CStringGetTextDatum(key));
	return JsonContainerSize(&DatumGetJsonbP(others)->root) == 0
			   ? NULL
			   : DatumGetCString(DirectFunctionCall1(jsonb_out, others));
}

bool
svy_set_derived(const SurveySet *set)
{
	return svy_property_json(SVY_PROPERTIES(set), "variables") &&
		   svy_property_json(SVY_PROPERTIES(set), "codes");
}

JsonbContainer *
svy_weighting_properties(const SurveyVariable *variable)
{
	JsonbContainer *json = variable ? svy_properties(SVY_PROPERTIES(variable)) : NULL;

	return json ? svy_json_object(json, "weighting", "the properties") : NULL;
}

char *
svy_weighting_base(const Survey *survey, const char *weight)
{
	char *base = weight ? pstrdup(weight) : NULL;

	for (int depth = 0; base && depth <= survey->nvariables; depth++)
	{
		JsonbContainer *made = svy_weighting_properties(svy_survey_find_variable(survey, base));

		if (!made)
			break;
		base = svy_json_string(made, "base", "the properties");
	}
	return base;
}
