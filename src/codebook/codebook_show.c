/*
 * codebook_show.c
 *	  A survey's codebook as JSON and as rows.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "codebook/codebook_impl.h"
#include "codebook/language.h"
#include "pg/row.h"

/*
 * JSON.  The text goes through jsonb, which orders the keys; what is left out
 * is what the codebook would default to.
 */

/* , "key":  -- jsonb does the rest of the layout */
static void
append_key(StringInfo json, const char *key)
{
	char last = json->data[json->len - 1];

	if (last != '{' && last != '[')
		appendStringInfoChar(json, ',');
	escape_json(json, key);
	appendStringInfoChar(json, ':');
}

static void
append_string(StringInfo json, const char *key, const char *value)
{
	if (value == NULL)
		return;
	append_key(json, key);
	escape_json(json, value);
}

/* JSON that is there already */
static void
append_raw(StringInfo json, const char *key, const char *value)
{
	if (value == NULL)
		return;
	append_key(json, key);
	appendStringInfoString(json, value);
}

static void
append_comma(StringInfo json)
{
	char last = json->data[json->len - 1];

	if (last != '[')
		appendStringInfoChar(json, ',');
}

static void
append_strings(StringInfo json, const char *key, char **strings, int count)
{
	if (count == 0)
		return;
	append_key(json, key);
	appendStringInfoChar(json, '[');
	for (int i = 0; i < count; i++)
	{
		append_comma(json);
		escape_json(json, strings[i]);
	}
	appendStringInfoChar(json, ']');
}

char *
svy_ranges_json(const SurveyVariable *variable)
{
	StringInfoData json;

	if (variable->nranges == 0)
		return NULL;
	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < variable->nranges; i++)
	{
		const SurveyRange *range = &variable->ranges[i];

		append_comma(&json);
		appendStringInfo(&json, "[%s,%s]",
						 isinf(range->low) ? "null" : float8out_internal(range->low),
						 isinf(range->high) ? "null" : float8out_internal(range->high));
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

char *
svy_nets_json(const SurveyVariable *variable)
{
	StringInfoData json;

	if (variable->nnets == 0)
		return NULL;
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < variable->nnets; i++)
	{
		append_key(&json, variable->nets[i].name);
		appendStringInfoChar(&json, '[');
		for (int j = 0; j < variable->nets[i].count; j++)
		{
			append_comma(&json);
			appendStringInfo(&json, "%d", variable->nets[i].codes[j]);
		}
		appendStringInfoChar(&json, ']');
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

char *
svy_scores_json(const SurveyVariable *variable)
{
	StringInfoData json;

	if (variable->nscores == 0)
		return NULL;
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < variable->nscores; i++)
	{
		double score = variable->scores[i].score;

		append_raw(&json, psprintf("%d", variable->scores[i].code),
				   isnan(score) ? "null" : float8out_internal(score));
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

char *
svy_parts_json(const char *ranges, const char *nets, const char *properties)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	append_raw(&json, "ranges", ranges);
	append_raw(&json, "nets", nets);
	append_raw(&json, "properties", properties);
	appendStringInfoChar(&json, '}');
	return json.data;
}

char *
svy_set_nets_json(const SurveySet *set)
{
	StringInfoData json;

	if (set->nnets == 0)
		return NULL;
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < set->nnets; i++)
	{
		append_key(&json, set->nets[i].name);
		appendStringInfoChar(&json, '[');
		for (int j = 0; j < set->nets[i].count; j++)
		{
			append_comma(&json);
			escape_json(&json, set->members[set->nets[i].codes[j]]->name);
		}
		appendStringInfoChar(&json, ']');
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

/* whether {"code": "label"} says all: ascending codes, valid ones first, texts stored as labels */
static bool
labels_are_plain(const SurveyVariable *variable)
{
	bool texts = svy_column_kind(variable->type) == COLUMN_TEXT;

	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];
		const SurveyLabel *previous = i > 0 ? &variable->labels[i - 1] : NULL;

		if (texts ? label->value == NULL || strcmp(label->value, label->label) != 0
				  : label->value != NULL)
			return false;
		if (previous != NULL && previous->missing > label->missing)
			return false;
		if (previous != NULL && previous->missing == label->missing &&
			previous->code >= label->code)
			return false;
	}
	return true;
}

static void
append_plain_labels(StringInfo json, const SurveyVariable *variable, const char *key, bool missing)
{
	bool open = false;

	for (int i = 0; i < variable->nlabels; i++)
	{
		if (variable->labels[i].missing != missing)
			continue;
		if (!open)
		{
			append_key(json, key);
			appendStringInfoChar(json, '{');
		}
		open = true;
		append_string(json, psprintf("%d", variable->labels[i].code), variable->labels[i].label);
	}
	if (open)
		appendStringInfoChar(json, '}');
}

static void
append_labels(StringInfo json, const SurveyVariable *variable)
{
	if (labels_are_plain(variable))
	{
		append_plain_labels(json, variable, "values", false);
		append_plain_labels(json, variable, "missing", true);
		return;
	}
	append_key(json, "values");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];

		append_comma(json);
		appendStringInfo(json, "{\"code\":%d", label->code);
		append_string(json, "label", label->label);
		append_string(json, "value", label->value);
		if (label->missing)
			append_raw(json, "missing", "true");
		appendStringInfoChar(json, '}');
	}
	appendStringInfoChar(json, ']');
}

static void
append_variable(StringInfo json, const Survey *survey, const SurveyVariable *variable)
{
	append_comma(json);
	appendStringInfoChar(json, '{');
	append_string(json, "name", variable->name);
	append_string(json, "label", variable->label);
	append_string(json, "header", variable->header);
	append_string(json, "measure", svy_measure_name(variable->measure));
	append_string(json, "type", svy_type_to_say(survey, variable));
	if (variable->points > 0)
		append_raw(json, "points", psprintf("%d", variable->points));
	append_labels(json, variable);
	append_raw(json, "scores", svy_scores_json(variable));
	if (variable->reverse)
		append_raw(json, "reverse", "true");
	append_raw(json, "missing_ranges", svy_ranges_json(variable));
	append_raw(json, "nets", svy_nets_json(variable));
	append_raw(json, "properties", svy_properties_without_texts(variable->properties, false));
	append_raw(json, "translations", svy_translations_json(variable->properties));
	appendStringInfoChar(json, '}');
}

static void
append_set(StringInfo json, const SurveySet *set)
{
	append_comma(json);
	appendStringInfoChar(json, '{');
	append_string(json, "name", set->name);
	append_string(json, "label", set->label);
	append_key(json, "members");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < set->nmembers; i++)
	{
		const SurveyVariable *member = set->members[i];
		const char *label = svy_member_own_label(set, i);

		append_comma(json);
		if (label == NULL)
			escape_json(json, member->name);
		else
		{
			appendStringInfoChar(json, '{');
			append_string(json, "variable", member->name);
			append_string(json, "label", label);
			appendStringInfoChar(json, '}');
		}
	}
	appendStringInfoChar(json, ']');
	if (set->counted != 1)
		append_raw(json, "counted", psprintf("%d", set->counted));
	append_raw(json, "nets", svy_set_nets_json(set));
	append_raw(json, "properties", svy_properties_without_texts(set->properties, false));
	append_raw(json, "translations", svy_translations_json(set->properties));
	appendStringInfoChar(json, '}');
}

static void
append_design(StringInfo json, const SurveyDesign *design)
{
	append_key(json, "design");
	appendStringInfoChar(json, '{');
	append_strings(json, "strata", design->strata, design->nstrata);
	if (!design->by_person)
		append_strings(json, "clusters", design->clusters, design->nclusters);
	append_strings(json, "fpc", design->fpc, design->nfpc);
	append_raw(json, "nest", design->nest ? "true" : "false");
	append_string(json, "lonely", design->lonely);
	appendStringInfoChar(json, '}');
	if (design->replicates != NULL)
		append_raw(json, "replicates", design->replicates->json);
	append_raw(json, "calibration", design->calibration);
}

const char *
svy_member_own_label(const SurveySet *set, int member)
{
	const SurveyVariable *variable = set->members[member];
	const char *otherwise = variable->label != NULL ? variable->label : variable->name;

	return strcmp(set->member_labels[member], otherwise) == 0 ? NULL : set->member_labels[member];
}

char *
svy_codebook_json(const Survey *survey)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	append_string(&json, "title", survey->title);
	append_string(&json, "weight", survey->weight);
	append_string(&json, "respondent", survey->respondent_key);
	append_string(&json, "person", survey->person);
	append_string(&json, "language", svy_survey_language(survey));
	append_raw(&json, "translations", svy_translations_json(survey->properties));
	append_raw(&json, "properties",
			   svy_properties_without_texts(svy_other_properties_json(survey), true));
	append_raw(&json, "filters", svy_saved_filters_json(survey));
	if (survey->design != NULL && !survey->design->implied)
		append_design(&json, survey->design);
	append_key(&json, "variables");
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < survey->nvariables; i++)
		append_variable(&json, survey, &survey->variables[i]);
	appendStringInfoChar(&json, ']');
	append_key(&json, "sets");
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < survey->nsets; i++)
		append_set(&json, &survey->sets[i]);
	appendStringInfoString(&json, "]}");
	return json.data;
}

static Survey *
survey_to_show(FunctionCallInfo fcinfo)
{
	return svy_survey_show(text_to_cstring(PG_GETARG_TEXT_PP(0)));
}

PG_FUNCTION_INFO_V1(svy_survey_codebook_json);

/* (survey) -> its codebook as register_survey and load_survey take it */
Datum
svy_survey_codebook_json(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	char *json;
	Datum result;

	SPI_connect();
	json = svy_codebook_json(survey_to_show(fcinfo));
	MemoryContextSwitchTo(context);
	result = DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
	SPI_finish();
	PG_RETURN_DATUM(result);
}

/*
 * Rows
 */

enum
{
	ROW_POSITION,
	ROW_NAME,
	ROW_KIND,
	ROW_MEASURE,
	ROW_LABEL,
	ROW_POINTS,
	ROW_CODE,
	ROW_VALUE_LABEL,
	ROW_VALUE,
	ROW_MISSING,
	ROW_NETS,
	ROW_SCORE,
	ROW_REVERSE,
	ROW_COLUMNS
};

typedef struct CodebookRow
{
	Datum values[ROW_COLUMNS];
	bool nulls[ROW_COLUMNS];
} CodebookRow;

static void
row_set(CodebookRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static void
row_set_text(CodebookRow *row, int column, const char *value)
{
	if (value != NULL)
		row_set(row, column, CStringGetTextDatum(value));
}

/* the names of the nets that hold the code */
static void
row_set_nets(CodebookRow *row, const SurveyNet *nets, int count, int32 code)
{
	Datum *names = palloc_array(Datum, count + 1);
	int found = 0;

	for (int i = 0; i < count; i++)
		for (int j = 0; j < nets[i].count; j++)
			if (nets[i].codes[j] == code)
				names[found++] = CStringGetTextDatum(nets[i].name);
	if (found > 0)
		row_set(row, ROW_NETS,
				PointerGetDatum(construct_array(names, found, TEXTOID, -1, false, TYPALIGN_INT)));
}

static void
row_put(ReturnSetInfo *result, CodebookRow *row)
{
	svy_row_put(result, ROW_COLUMNS, row->values, row->nulls);
}

static void
row_start(CodebookRow *row, int position, const char *name, const char *kind, const char *label)
{
	memset(row->nulls, true, sizeof(row->nulls));
	row_set(row, ROW_POSITION, Int32GetDatum(position));
	row_set_text(row, ROW_NAME, name);
	row_set_text(row, ROW_KIND, kind);
	row_set_text(row, ROW_LABEL, label);
}

/* what an answer counts as; nothing where it is missing or answers are no numbers */
static void
row_set_score(CodebookRow *row, const SurveyVariable *variable, const SurveyLabel *label)
{
	double score = svy_variable_score(variable, label->code);

	if (variable->measure == SURVEY_ORDINAL && !label->missing && !isnan(score))
		row_set(row, ROW_SCORE, Float8GetDatum(score));
}

static void
show_variable(ReturnSetInfo *result, const SurveyVariable *variable, int position)
{
	CodebookRow row;

	for (int i = 0; i < Max(variable->nlabels, 1); i++)
	{
		row_start(&row, position, variable->name, "variable", variable->label);
		row_set_text(&row, ROW_MEASURE, svy_measure_name(variable->measure));
		if (variable->points > 0)
			row_set(&row, ROW_POINTS, Int32GetDatum(variable->points));
		if (variable->measure == SURVEY_ORDINAL)
			row_set(&row, ROW_REVERSE, BoolGetDatum(variable->reverse));
		if (i < variable->nlabels)
		{
			row_set(&row, ROW_CODE, Int32GetDatum(variable->labels[i].code));
			row_set_text(&row, ROW_VALUE_LABEL, variable->labels[i].label);
			row_set_text(&row, ROW_VALUE, variable->labels[i].value);
			row_set(&row, ROW_MISSING, BoolGetDatum(variable->labels[i].missing));
			row_set_nets(&row, variable->nets, variable->nnets, variable->labels[i].code);
			row_set_score(&row, variable, &variable->labels[i]);
		}
		row_put(result, &row);
	}
}

/* the members as the answers of a set */
static void
show_set(ReturnSetInfo *result, const SurveySet *set, int position)
{
	CodebookRow row;

	for (int i = 0; i < set->nmembers; i++)
	{
		row_start(&row, position, set->name, "set", set->label);
		row_set_text(&row, ROW_MEASURE, "multiple");
		row_set(&row, ROW_CODE, Int32GetDatum(i + 1));
		row_set_text(&row, ROW_VALUE_LABEL, set->member_labels[i]);
		row_set_text(&row, ROW_VALUE, set->members[i]->name);
		row_set(&row, ROW_MISSING, BoolGetDatum(false));
		row_set_nets(&row, set->nets, set->nnets, i);
		row_put(result, &row);
	}
}

PG_FUNCTION_INFO_V1(svy_survey_codebook);

/* (survey) -> one row per variable and declared answer, sets at the end */
Datum
svy_survey_codebook(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Survey *survey;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	survey = survey_to_show(fcinfo);
	for (int i = 0; i < survey->nvariables; i++)
		show_variable(result, &survey->variables[i], i + 1);
	for (int i = 0; i < survey->nsets; i++)
		show_set(result, &survey->sets[i], survey->nvariables + i + 1);
	SPI_finish();
	PG_RETURN_NULL();
}
