/*
 * property.c
 *	  Properties: what files and functions keep of a survey, a variable or a set
 *	  beside what the codebook has columns for.
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "codebook/property.h"
#include "server/json.h"

JsonbValue *
svy_property_value(const char *properties, const char *key)
{
	Jsonb *json;

	if (!properties)
		return NULL;
	json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(properties)));
	return svy_json_get(&json->root, key);
}

char *
svy_property(const char *properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);

	return value ? svy_json_to_string(value) : NULL;
}

int
svy_property_number(const char *properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);
	int32 number = 0;

	return value && svy_json_to_int(value, &number) ? number : 0;
}

JsonbContainer *
svy_property_json(const char *properties, const char *key)
{
	JsonbValue *value = svy_property_value(properties, key);

	return value && value->type == jbvBinary ? value->val.binary.data : NULL;
}

bool
svy_set_derived(const SurveySet *set)
{
	return svy_property_json(set->properties, "variables") &&
		   svy_property_json(set->properties, "codes");
}

JsonbContainer *
svy_weighting_properties(const SurveyVariable *variable)
{
	Datum json;

	if (!variable || !variable->properties)
		return NULL;
	json = DirectFunctionCall1(jsonb_in, CStringGetDatum(variable->properties));
	return svy_json_object(&DatumGetJsonbP(json)->root, "weighting", "the properties");
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
