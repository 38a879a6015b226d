/*
 * arguments.c
 *	  Arguments of functions that users call.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "pg/arguments.h"

char *
svy_text_argument(FunctionCallInfo fcinfo, int argument)
{
	/* an SQL definition that is older than this library may not have it */
	return argument >= PG_NARGS() || PG_ARGISNULL(argument)
			   ? NULL
			   : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

ArrayType *
svy_text_array_argument(FunctionCallInfo fcinfo, int argument)
{
	Oid *types;
	int count;
	char *text;
	Datum name;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	if (argument >= count || types[argument] != TEXTOID)
		return PG_GETARG_ARRAYTYPE_P(argument);
	text = svy_text_argument(fcinfo, argument);
	if (text[strspn(text, " \t\n\r\v\f")] == '{')
		return DatumGetArrayTypeP(OidFunctionCall3(F_ARRAY_IN, CStringGetDatum(text),
												   ObjectIdGetDatum(TEXTOID), Int32GetDatum(-1)));
	name = PG_GETARG_DATUM(argument);
	return construct_array(&name, 1, TEXTOID, -1, false, TYPALIGN_INT);
}

char **
svy_texts_argument(FunctionCallInfo fcinfo, int argument, const char *what, int *length)
{
	ArrayType *array;
	Datum *values;
	bool *nulls;
	char **texts;

	*length = -1;
	if (PG_ARGISNULL(argument))
		return NULL;
	array = svy_text_array_argument(fcinfo, argument);
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, length);
	texts = palloc_array(char *, *length + 1);
	for (int i = 0; i < *length; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("a name among the %s is NULL", what)));
		texts[i] = TextDatumGetCString(values[i]);
	}
	return texts;
}

int
svy_choice(const char *argument, const char *word, const char *const *words)
{
	StringInfoData list;

	for (int i = 0; words[i]; i++)
		if (pg_strcasecmp(word, words[i]) == 0)
			return i;
	initStringInfo(&list);
	for (int i = 0; words[i]; i++)
		appendStringInfo(&list, "%s%s", i ? ", " : "", words[i]);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s must not be \"%s\"", argument, word),
					errhint("It is one of: %s.", list.data)));
}

char *
svy_required_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("\"%s\" must not be NULL", name)));
	return svy_text_argument(fcinfo, argument);
}

int
svy_choice_argument(FunctionCallInfo fcinfo, int argument, const char *name,
					const char *const *words)
{
	if (PG_ARGISNULL(argument))
		return 0;
	return svy_choice(name, svy_text_argument(fcinfo, argument), words);
}

double
svy_double_argument(FunctionCallInfo fcinfo, int argument, double otherwise)
{
	return PG_ARGISNULL(argument) ? otherwise : PG_GETARG_FLOAT8(argument);
}

bool
svy_bool_argument(FunctionCallInfo fcinfo, int argument, bool otherwise)
{
	return PG_ARGISNULL(argument) ? otherwise : PG_GETARG_BOOL(argument);
}

double
svy_level_argument(FunctionCallInfo fcinfo, int argument)
{
	double level = svy_double_argument(fcinfo, argument, 0.95);

	/* 1 minus the level is that of the tests, and must not round to 1 */
	if (!(1 - level > 0 && 1 - level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level must lie between 0 and 1, not %g", level)));
	return level;
}

void
svy_limits_argument(FunctionCallInfo fcinfo, int argument, const char *name, double *lower,
					double *upper)
{
	Datum *values;
	bool *nulls;
	int count;

	if (PG_ARGISNULL(argument))
		return;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &values, &nulls, &count);
	if (count != 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" must hold a lower and an upper limit", name),
						errhint("For example '{0.3, 3}'; NULL stands for no limit.")));
	if (!nulls[0])
		*lower = DatumGetFloat8(values[0]);
	if (!nulls[1])
		*upper = DatumGetFloat8(values[1]);
	if (!(*lower < *upper))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the lower limit of \"%s\" must be below the upper one, not %g and %g",
						name, *lower, *upper)));
}

char *
svy_argument_text(FunctionCallInfo fcinfo, int argument)
{
	Oid *types;
	int count;
	Oid output;
	bool varlena;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	Assert(argument < count);
	getTypeOutputInfo(types[argument], &output, &varlena);
	return OidOutputFunctionCall(output, PG_GETARG_DATUM(argument));
}

char *
svy_name_argument(FunctionCallInfo fcinfo, int argument)
{
	Jsonb *name = PG_GETARG_JSONB_P(argument);
	JsonbValue value;

	if (JB_ROOT_IS_SCALAR(name) && JsonbExtractScalar(&name->root, &value) &&
		value.type == jbvString)
		return pnstrdup(value.val.string.val, value.val.string.len);
	return "?";
}
