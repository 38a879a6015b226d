/*
 * property_weighting.c
 *	  A weight that was made in several runs, as a tracker's wave by wave: each
 *	  part of the respondents has its own targets, method and base.
 *
 * The properties are those of the last run; "earlier" lists the ones before
 * that still count, the newest first.  A run holds for the "groups" that it
 * weighted, without groups for those whom its filter takes, and the oldest for
 * all who are left.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "codebook/period.h"
#include "codebook/property.h"
#include "server/json.h"

JsonbContainer **
svy_weighting_parts(const SurveyVariable *variable, int *count)
{
	JsonbContainer *made = svy_weighting_properties(variable);
	JsonbContainer *earlier = made ? svy_json_array(made, "earlier", "the properties") : NULL;
	uint32 room = earlier ? JsonContainerSize(earlier) : 0;
	JsonbContainer **parts = palloc_array(JsonbContainer *, room + 1);

	*count = made ? 1 : 0;
	parts[0] = made;
	for (uint32 i = 0; i < room; i++)
	{
		JsonbValue *part = getIthJsonbValueFromContainer(earlier, i);

		if (part->type == jbvBinary && JsonContainerIsObject(part->val.binary.data))
			parts[(*count)++] = part->val.binary.data;
	}
	return parts;
}

/* ---- weights below zero ---- */

/* a factor below zero is possible: linear calibration without a lower bound */
static bool
linear_without_bound(JsonbContainer *made)
{
	char *method = svy_json_string(made, "method", "the properties");
	double lower;

	return method && strcmp(method, "linear") == 0 &&
		   !(svy_json_number(made, "lower", "the properties", &lower) && lower >= 0);
}

bool
svy_weight_negative(const Survey *survey, const char *weight)
{
	const SurveyVariable *variable;
	JsonbContainer **parts;
	JsonbValue *said;
	int count;

	weight = weight ? weight : survey->weight;
	variable = weight ? svy_survey_find_variable(survey, weight) : NULL;
	if (!variable || !variable->properties)
		return false;
	said = svy_property_value(SVY_PROPERTIES(variable), "negative");
	if (said && said->type == jbvBool && said->val.boolean)
		return true;
	parts = svy_weighting_parts(variable, &count);
	for (int i = 0; i < count; i++)
		if (linear_without_bound(parts[i]))
			return true;
	return false;
}

/* ---- the groups that a run weighted ---- */

JsonbContainer *
svy_weighting_part_groups(JsonbContainer *made)
{
	return svy_json_array(made, "groups", "the properties");
}

bool
svy_weighting_part_codes(JsonbContainer *groups, uint32 number, int count, int32 *codes)
{
	JsonbValue *group = getIthJsonbValueFromContainer(groups, number);

	if (group->type != jbvBinary || !JsonContainerIsArray(group->val.binary.data) ||
		JsonContainerSize(group->val.binary.data) != (uint32) count)
		return false;
	for (int i = 0; i < count; i++)
	{
		JsonbValue *code = getIthJsonbValueFromContainer(group->val.binary.data, i);

		if (!svy_json_to_int(code, &codes[i]))
			return false;
	}
	return true;
}

bool
svy_weighting_part_has(JsonbContainer *made, int nwithin, const int32 *codes)
{
	JsonbContainer *groups = svy_weighting_part_groups(made);
	int32 own[FUNC_MAX_ARGS];

	if (!groups || nwithin > FUNC_MAX_ARGS)
		return true;
	for (uint32 i = 0; i < JsonContainerSize(groups); i++)
		if (svy_weighting_part_codes(groups, i, nwithin, own) &&
			memcmp(own, codes, sizeof(int32) * nwithin) == 0)
			return true;
	return false;
}

/* ---- which run a respondent's weight is of ---- */

static void
append_groups(StringInfo sql, const Survey *survey, JsonbContainer *groups, char **within,
			  int nwithin, const char *alias)
{
	int32 codes[FUNC_MAX_ARGS];

	for (uint32 i = 0; i < JsonContainerSize(groups); i++)
	{
		if (!svy_weighting_part_codes(groups, i, nwithin, codes))
			continue;
		appendStringInfoString(sql, i > 0 ? " OR (" : "(");
		for (int v = 0; v < nwithin; v++)
		{
			const SurveyVariable *variable = svy_survey_answers(survey, within[v]);

			appendStringInfo(sql, "%s%s AND %s OPERATOR(pg_catalog.=) %d", v > 0 ? " AND " : "",
							 svy_variable_valid_sql(variable, alias),
							 svy_variable_code_sql(variable, alias), codes[v]);
		}
		appendStringInfoChar(sql, ')');
	}
}

char *
svy_weighting_part_sql(const Survey *survey, JsonbContainer **parts, int count, const char *alias)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < count - 1; i++)
	{
		JsonbContainer *groups = svy_weighting_part_groups(parts[i]);
		char *filter = svy_json_string(parts[i], "filter", "the properties");
		int nwithin;
		char **within = svy_json_strings(parts[i], "within", "the properties", &nwithin);

		appendStringInfoString(&sql, " WHEN (");
		if (groups && JsonContainerSize(groups) > 0 && nwithin > 0 && nwithin <= FUNC_MAX_ARGS)
			append_groups(&sql, survey, groups, within, nwithin, alias);
		else
			appendStringInfoString(&sql,
								   filter ? svy_survey_filter_sql(survey, filter, alias) : "true");
		appendStringInfo(&sql, ") IS TRUE THEN %d", i);
	}
	appendStringInfo(&sql, " ELSE %d END", count - 1);
	return sql.data;
}
