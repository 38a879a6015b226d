/*
 * weighting_parts.c
 *	  Writing down the runs that made a weight (codebook/property_weighting.c
 *	  reads them).
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "codebook/property.h"
#include "server/json.h"
#include "weighting/weighting.h"

static void
append_own_groups(StringInfo json, const WeightingFrame *frame)
{
	int nwithin = frame->options->nwithin;

	if (nwithin == 0)
		return;
	appendStringInfoString(json, ", \"groups\": [");
	for (int g = 0; g < frame->ngroups; g++)
		for (int v = 0; v < nwithin; v++)
			appendStringInfo(json, "%s%d%s",
							 v > 0	 ? ", "
							 : g > 0 ? ", ["
									 : "[",
							 frame->groups[g].codes[v], v == nwithin - 1 ? "]" : "");
	appendStringInfoChar(json, ']');
}

static bool
same_within(const WeightingFrame *frame, JsonbContainer *made)
{
	int count;
	char **within = svy_json_strings(made, "within", "the properties", &count);

	if (count != frame->options->nwithin)
		return false;
	for (int i = 0; i < count; i++)
		if (pg_strcasecmp(within[i], frame->options->within[i]) != 0)
			return false;
	return true;
}

/* whether nobody's weight is of the earlier run any more */
static bool
replaced(const WeightingFrame *frame, JsonbContainer *made)
{
	int nwithin = frame->options->nwithin;
	JsonbContainer *groups = svy_weighting_part_groups(made);
	char *filter = svy_json_string(made, "filter", "the properties");
	int32 codes[FUNC_MAX_ARGS];

	if (!same_within(frame, made) || nwithin > FUNC_MAX_ARGS)
		return false;
	if (nwithin == 0)
		return filter && frame->options->filter && strcmp(filter, frame->options->filter) == 0;
	for (uint32 i = 0; groups && i < JsonContainerSize(groups); i++)
	{
		bool found = false;

		if (!svy_weighting_part_codes(groups, i, nwithin, codes))
			return false;
		for (int g = 0; g < frame->ngroups && !found; g++)
			found = memcmp(codes, frame->groups[g].codes, sizeof(int32) * nwithin) == 0;
		if (!found)
			return false;
	}
	return groups != NULL;
}

static char *
without_earlier(JsonbContainer *made)
{
	Datum object = DirectFunctionCall1(jsonb_in, CStringGetDatum(JsonbToCString(NULL, made, 0)));

	object = DirectFunctionCall2(jsonb_delete, object, CStringGetTextDatum("earlier"));
	return JsonbToCString(NULL, &DatumGetJsonbP(object)->root, 0);
}

void
svy_weighting_append_parts(StringInfo json, const WeightingFrame *frame)
{
	int count;
	JsonbContainer **parts =
		svy_weighting_parts(svy_survey_find_variable(frame->survey, frame->options->into), &count);
	const char *separator = ", \"earlier\": [";

	append_own_groups(json, frame);
	if (frame->replaces)
		appendStringInfo(json, ", \"kept\": " INT64_FORMAT ", \"cleared\": " INT64_FORMAT,
						 frame->kept, frame->cleared);
	if (frame->kept == 0)
		return;
	for (int i = 0; i < count; i++)
	{
		if (replaced(frame, parts[i]))
			continue;
		appendStringInfo(json, "%s%s", separator, without_earlier(parts[i]));
		separator = ", ";
	}
	if (strcmp(separator, ", ") == 0)
		appendStringInfoChar(json, ']');
}
