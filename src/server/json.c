/*
 * json.c
 *	  Reading JSON that users write.
 */
#include "postgres.h"

#include <math.h>

#include "common/string.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/varlena.h"

#include "pg/code.h"
#include "server/json.h"

void
svy_json_wrong(const char *key, const char *where, const char *expected)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("key \"%s\" of %s must be %s", key, where, expected)));
}

const char *
svy_nearest(const char *name, const char *const *candidates, int count)
{
	int length = strlen(name);
	int limit = Max(2, length / 3);
	const char *nearest = NULL;

	for (int i = 0; i < count; i++)
	{
		int distance;

		if (pg_strcasecmp(name, candidates[i]) == 0)
			return candidates[i];
		/* absurdly long names are not worth the quadratic time */
		if (length > NAMEDATALEN || strlen(candidates[i]) > NAMEDATALEN)
			continue;
		distance = varstr_levenshtein_less_equal(name, length, candidates[i], strlen(candidates[i]),
												 1, 1, 1, limit, true);
		if (distance <= limit && distance < length)
		{
			nearest = candidates[i];
			limit = distance - 1;
		}
		if (limit < 0)
			break;
	}
	return nearest;
}

static char *
list_of(const char *const *words)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; words[i] != NULL; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", words[i]);
	return list.data;
}

void
svy_json_check_keys(JsonbContainer *object, const char *where, const char *const *known)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		const char *near;
		char *key;
		int count;

		if (token != WJB_KEY)
			continue;
		for (count = 0; known[count] != NULL; count++)
			if (strlen(known[count]) == value.val.string.len &&
				memcmp(known[count], value.val.string.val, value.val.string.len) == 0)
				break;
		if (known[count] != NULL)
			continue;
		key = pnstrdup(value.val.string.val, value.val.string.len);
		near = svy_nearest(key, known, count);
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown key \"%s\" in %s", key, where),
						near != NULL ? errhint("Perhaps you mean \"%s\".", near)
						: count == 0 ? errhint("There are no keys yet.")
									 : errhint("Known keys: %s.", list_of(known))));
	}
}

JsonbContainer *
svy_options_argument(FunctionCallInfo fcinfo, int argument, const char *const *known)
{
	Jsonb *options;

	/* an SQL definition that is older than this library has no such argument */
	if (argument >= PG_NARGS() || PG_ARGISNULL(argument))
		return NULL;
	options = PG_GETARG_JSONB_P(argument);
	if (JB_ROOT_IS_OBJECT(options))
	{
		svy_json_check_keys(&options->root, "the options", known);
		return &options->root;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("options must be an object"),
					errhint("For example '{\"key\": 1}'.")));
}

void
svy_no_options(FunctionCallInfo fcinfo, int argument)
{
	static const char *const none[] = {NULL};

	(void) svy_options_argument(fcinfo, argument, none);
}

JsonbValue *
svy_json_get(JsonbContainer *object, const char *key)
{
	JsonbValue *value;

	value = getKeyJsonValueFromContainer(object, key, strlen(key), NULL);
	return value == NULL || value->type == jbvNull ? NULL : value;
}

JsonbContainer *
svy_json_object(JsonbContainer *object, const char *key, const char *where)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return NULL;
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		svy_json_wrong(key, where, "an object");
	return value->val.binary.data;
}

JsonbContainer *
svy_json_array(JsonbContainer *object, const char *key, const char *where)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return NULL;
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		svy_json_wrong(key, where, "an array");
	return value->val.binary.data;
}

char *
svy_json_to_string(const JsonbValue *value)
{
	if (value->type != jbvString)
		return NULL;
	return pnstrdup(value->val.string.val, value->val.string.len);
}

char *
svy_json_string(JsonbContainer *object, const char *key, const char *where)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return NULL;
	if (value->type != jbvString)
		svy_json_wrong(key, where, "a string");
	return svy_json_to_string(value);
}

bool
svy_json_bool(JsonbContainer *object, const char *key, const char *where, bool missing)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return missing;
	if (value->type != jbvBool)
		svy_json_wrong(key, where, "true or false");
	return value->val.boolean;
}

bool
svy_json_key_to_int(const char *key, int32 *result)
{
	char *end;
	char canonical[12];

	errno = 0;
	*result = strtoint(key, &end, 10);
	if (errno != 0 || end == key || *end != '\0' || !svy_is_code(*result))
		return false;
	snprintf(canonical, sizeof(canonical), "%d", *result);
	return strcmp(key, canonical) == 0;
}

bool
svy_json_to_int(const JsonbValue *value, int32 *result)
{
	double number;

	if (!svy_json_to_double(value, &number) || !svy_is_code(number))
		return false;
	*result = (int32) number;
	return true;
}

bool
svy_json_to_double(const JsonbValue *value, double *result)
{
	char *text;

	if (value->type != jbvNumeric)
		return false;
	/* a numeric of 1e1000 is no double; strtod says infinity */
	text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	*result = strtod(text, NULL);
	return isfinite(*result);
}

bool
svy_json_int(JsonbContainer *object, const char *key, const char *where, int32 *result)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return false;
	if (!svy_json_to_int(value, result))
		svy_json_wrong(key, where, "a whole number");
	return true;
}

bool
svy_json_number(JsonbContainer *object, const char *key, const char *where, double *result)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return false;
	if (!svy_json_to_double(value, result))
		svy_json_wrong(key, where, "a number");
	return true;
}

char **
svy_json_strings(JsonbContainer *object, const char *key, const char *where, int *count)
{
	JsonbValue *value = svy_json_get(object, key);
	JsonbContainer *array;
	char **strings;

	*count = 0;
	if (value == NULL)
		return NULL;
	if (value->type == jbvString)
	{
		strings = palloc_object(char *);
		strings[(*count)++] = svy_json_to_string(value);
		return strings;
	}
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		svy_json_wrong(key, where, "an array of strings");
	array = value->val.binary.data;
	strings = palloc_array(char *, JsonContainerSize(array) + 1);
	for (; *count < JsonContainerSize(array); (*count)++)
	{
		strings[*count] = svy_json_to_string(getIthJsonbValueFromContainer(array, *count));
		if (strings[*count] == NULL)
			svy_json_wrong(key, where, "an array of strings");
	}
	return strings;
}

char *
svy_json_text(JsonbContainer *object, const char *key)
{
	JsonbValue *value = svy_json_get(object, key);

	if (value == NULL)
		return NULL;
	return JsonbToCString(NULL, &JsonbValueToJsonb(value)->root, 0);
}
