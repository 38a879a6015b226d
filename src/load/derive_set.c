/*
 * derive_set.c
 *	  Sets of derived variables: options that are conditions, and options that are
 *	  chosen in any or all of several sets.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "load/alter.h"
#include "load/derive.h"
#include "server/json.h"

typedef struct Option
{
	char *label; /* or NULL */
	char *expression;
} Option;

static void
wrong_set(const char *set, const char *message, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("derived set \"%s\": %s", set, message), errhint("%s", hint)));
}

/* [{"label": "Print", "expression": "read_1 OR read_2"}, ...] */
static List *
options_said(const char *set, JsonbContainer *members, const char *where)
{
	static const char *const known[] = {"label", "expression", NULL};
	static const char hint[] =
		"For example {\"members\": [{\"label\": \"...\", \"expression\": \"q1 = 5\"}, ...]}.";
	List *options = NIL;

	for (int i = 0; i < JsonContainerSize(members); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(members, i);
		Option *option = palloc0_object(Option);

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			wrong_set(set, "its members must be objects", hint);
		svy_json_check_keys(value->val.binary.data, psprintf("a member of %s", where), known);
		option->label = svy_json_string(value->val.binary.data, "label", where);
		option->expression = svy_json_string(value->val.binary.data, "expression", where);
		if (option->expression == NULL)
			wrong_set(set, "a member has no \"expression\"", hint);
		options = lappend(options, option);
	}
	return options;
}

static const SurveySet *
require_set(const Survey *survey, const char *set, const char *name)
{
	const SurveySet *found = svy_survey_find_set(survey, name);

	if (found == NULL)
		wrong_set(
			set, psprintf("\"%s\" is no set of the survey", name),
			"\"any_of\" and \"all_of\" name sets, whose options are matched by their labels.");
	return found;
}

static Option *
find_option(List *options, const char *label)
{
	ListCell *cell;

	foreach (cell, options)
		if (strcmp(((Option *) lfirst(cell))->label, label) == 0)
			return lfirst(cell);
	return NULL;
}

/* an option for each label, chosen where the sets that have it say so */
static List *
options_across(const Survey *survey, const char *set, char **names, int count,
			   const char *connector)
{
	List *options = NIL;

	for (int i = 0; i < count; i++)
	{
		const SurveySet *from = require_set(survey, set, names[i]);

		for (int j = 0; j < from->nmembers; j++)
		{
			char *label = from->member_labels[j];
			char *chosen = psprintf("%s OPERATOR(pg_catalog.=) %s", quote_identifier(from->name),
									quote_literal_cstr(label));
			Option *option = find_option(options, label);

			if (option)
				option->expression = psprintf("%s %s %s", option->expression, connector, chosen);
			else
			{
				option = palloc0_object(Option);
				option->label = label;
				option->expression = chosen;
				options = lappend(options, option);
			}
		}
	}
	return options;
}

static List *
read_options(const Survey *survey, const char *set, JsonbContainer *codebook)
{
	char *where = psprintf("set \"%s\"", set);
	JsonbContainer *members = svy_json_array(codebook, "members", where);
	int nany = 0;
	int nall = 0;
	char **any = svy_json_strings(codebook, "any_of", where, &nany);
	char **all = svy_json_strings(codebook, "all_of", where, &nall);
	List *options = NIL;

	if ((members != NULL) + (nany > 0) + (nall > 0) != 1)
		wrong_set(set, "it needs one of \"members\", \"any_of\" and \"all_of\"",
				  "A variable that is no set needs an expression.");
	if (members)
		options = options_said(set, members, where);
	else if (nany > 0)
		options = options_across(survey, set, any, nany, "OR");
	else
		options = options_across(survey, set, all, nall, "AND");
	if (options == NIL)
		wrong_set(set, "it has no options", "Name at least one.");
	return options;
}

/* a boolean column for an option, and its part of the changes */
static char *
derive_option(Survey *survey, const char *set, int number, const Option *option)
{
	Derivation member = {.variable = psprintf("%s_%d", set, number),
						 .expression = option->expression};
	StringInfoData json;

	if (strlen(member.variable) >= NAMEDATALEN ||
		get_attnum(survey->answers, member.variable) != InvalidAttrNumber)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("derived set \"%s\": \"%s\" cannot be the name of a column", set,
							   member.variable),
						errhint("Choose another name for the set.")));
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"measure\": \"nominal\", \"type\": \"boolean\"");
	if (option->label)
	{
		appendStringInfoString(&json, ", \"label\": ");
		escape_json(&json, option->label);
	}
	appendStringInfoChar(&json, '}');
	member.codebook = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
	svy_derive_column(survey, &member);
	if (member.value.type != BOOLOID)
		wrong_set(set, psprintf("option %d is no condition: %s", number, option->expression),
				  "An option is chosen where its condition is true.");
	return svy_derived_change(&member);
}

/* the rest of what the user says of the set */
static char *
set_change(const char *set, JsonbContainer *codebook, int count)
{
	static const char *const said[] = {"label", "nets", "properties"};
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"name\": ");
	escape_json(&json, set);
	for (int i = 0; i < lengthof(said); i++)
		if (svy_json_get(codebook, said[i]))
			appendStringInfo(&json, ", \"%s\": %s", said[i], svy_json_text(codebook, said[i]));
	appendStringInfoString(&json, ", \"members\": [");
	for (int i = 1; i <= count; i++)
	{
		appendStringInfoString(&json, i > 1 ? ", " : "");
		escape_json(&json, psprintf("%s_%d", set, i));
	}
	appendStringInfoString(&json, "]}");
	return json.data;
}

Survey *
svy_derive_set(Survey *survey, const Derivation *derivation, List **warnings)
{
	static const char *const known[] = {"label", "members",	   "any_of", "all_of",
										"nets",	 "properties", NULL};
	JsonbContainer *codebook = unconstify(JsonbContainer *, &derivation->codebook->root);
	List *options;
	StringInfoData changes;
	ListCell *cell;

	svy_json_check_keys(codebook, psprintf("derived set \"%s\"", derivation->variable), known);
	options = read_options(survey, derivation->variable, codebook);
	initStringInfo(&changes);
	appendStringInfoString(&changes, "{\"variables\": [");
	foreach (cell, options)
		appendStringInfo(&changes, "%s%s", foreach_current_index(cell) > 0 ? ", " : "",
						 derive_option(survey, derivation->variable,
									   foreach_current_index(cell) + 1, lfirst(cell)));
	appendStringInfo(&changes, "], \"sets\": [%s]}",
					 set_change(derivation->variable, codebook, list_length(options)));
	return svy_alter(survey, svy_codebook_jsonb(survey),
					 DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(changes.data))),
					 warnings);
}
