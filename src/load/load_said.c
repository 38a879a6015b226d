/*
 * load_said.c
 *	  What the user's own codebook says: the report does not ask again what it
 *	  has settled.
 */
#include "postgres.h"

#include "load/load_infer.h"
#include "server/json.h"

static bool
is_text(const JsonbValue *value, const char *text)
{
	return value && text && value->type == jbvString &&
		   value->val.string.len == (int) strlen(text) &&
		   pg_strncasecmp(value->val.string.val, text, value->val.string.len) == 0;
}

/* the variable of the codebook that has this name, or is of the column with this header; or NULL */
static JsonbContainer *
find_said(const LoadOptions *options, const char *name, const char *header)
{
	JsonbValue *variables = options->said ? svy_json_get(&options->said->root, "variables") : NULL;
	JsonbContainer *array;

	if (!variables || variables->type != jbvBinary ||
		!JsonContainerIsArray(variables->val.binary.data))
		return NULL;
	array = variables->val.binary.data;
	for (uint32 i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);
		JsonbContainer *object;
		JsonbValue *said;

		if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
			continue;
		object = element->val.binary.data;
		said = svy_json_get(object, "name");
		if (is_text(said, name) || is_text(said, header) ||
			(header && is_text(svy_json_get(object, "header"), header)))
			return object;
	}
	return NULL;
}

bool
load_user_says(const LoadOptions *options, const char *name, const char *header,
			   const char *const *keys)
{
	JsonbContainer *object = find_said(options, name, header);

	for (; object && *keys; keys++)
		if (svy_json_get(object, *keys))
			return true;
	return false;
}

bool
load_user_says_scale(const LoadOptions *options, const char *name, const char *header)
{
	static const char *const keys[] = {"measure", "points", "scores", "reverse", "values", NULL};

	return load_user_says(options, name, header, keys);
}
