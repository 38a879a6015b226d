/*
 * codebook_json.c
 *	  From a codebook in JSON to a survey, with every contradiction that shows
 *	  without a look at the answers.
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "codebook/language.h"
#include "codebook/property.h"
#include "pg/arguments.h"
#include "server/json.h"

static void
wrong(const char *message, const char *where)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s: %s", where, message)));
}

static char *
where_of(const char *kind, const char *name)
{
	return psprintf("%s \"%s\"", kind, name);
}

/* a label that psql, a view and a spreadsheet can take */
static char *
check_label(char *label, const char *where)
{
	if (label != NULL && pg_mbstrlen(label) > SURVEY_LABEL_MAX)
		wrong(psprintf("a label has %d characters, more than the %d allowed", pg_mbstrlen(label),
					   SURVEY_LABEL_MAX),
			  where);
	return label;
}

static JsonbContainer *
element_object(JsonbContainer *array, uint32 i, const char *key, const char *where)
{
	JsonbValue *value = getIthJsonbValueFromContainer(array, i);

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		svy_json_wrong(key, where, "an array of objects");
	return value->val.binary.data;
}

/*
 * Value labels
 */

static int
label_cmp(const void *a, const void *b)
{
	int32 x = ((const SurveyLabel *) a)->code;
	int32 y = ((const SurveyLabel *) b)->code;

	return (x > y) - (x < y);
}

/* {"1": "Yes", "2": "No"}: in the order of the codes, since jsonb keeps no other */
static int
labels_of_object(JsonbContainer *object, bool missing, SurveyLabel *labels, const char *where)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;
	int count = 0;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char *key = svy_json_to_string(&value);

			if (!svy_json_key_to_int(key, &labels[count].code))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("%s: \"%s\" is not a code", where, key),
						 errhint("Codes are whole numbers of up to 2147483647. For a column that "
								 "stores texts, give "
								 "them in order: \"values\": [\"first text\", \"second text\"].")));
		}
		else if (token == WJB_VALUE)
		{
			labels[count].label = svy_json_to_string(&value);
			if (labels[count].label == NULL)
				wrong(psprintf("the label of code %d must be a string", labels[count].code), where);
			labels[count++].missing = missing;
		}
	}
	qsort(labels, count, sizeof(SurveyLabel), label_cmp);
	return count;
}

/* "Yes", 98, or {"code": 1, "label": "Yes", "value": "yes", "missing": false} */
static void
label_of_element(JsonbValue *value, bool missing, int position, SurveyLabel *label,
				 const char *where)
{
	static const char *const known[] = {"code", "label", "value", "missing", NULL};
	char *within = psprintf("a value of %s", where);
	JsonbContainer *object;

	label->missing = missing;
	if (value->type == jbvString)
	{
		label->code = position;
		label->label = label->value = svy_json_to_string(value);
		return;
	}
	if (svy_json_to_int(value, &label->code))
	{
		label->label = psprintf("%d", label->code);
		return;
	}
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		svy_json_wrong(missing ? "missing" : "values", where,
					   "an object, or an array of texts, whole numbers or objects");
	object = value->val.binary.data;
	svy_json_check_keys(object, within, known);
	if (!svy_json_int(object, "code", within, &label->code))
		label->code = position;
	label->value = svy_json_string(object, "value", within);
	label->label = svy_json_string(object, "label", within);
	if (label->label == NULL)
		label->label = label->value ? label->value : psprintf("%d", label->code);
	label->missing = svy_json_bool(object, "missing", within, missing);
}

static void
parse_labels(SurveyVariable *variable, JsonbContainer *object, const char *key, bool missing,
			 const char *where)
{
	JsonbValue *value = svy_json_get(object, key);
	JsonbContainer *container;
	SurveyLabel *labels;
	int count;

	if (value == NULL)
		return;
	if (value->type != jbvBinary)
		svy_json_wrong(key, where, "an object, or an array of texts, whole numbers or objects");
	container = value->val.binary.data;
	count = JsonContainerSize(container);
	labels = palloc0_array(SurveyLabel, variable->nlabels + count + 1);
	if (variable->nlabels > 0)
		memcpy(labels, variable->labels, sizeof(SurveyLabel) * variable->nlabels);
	variable->labels = labels;
	labels += variable->nlabels;
	if (JsonContainerIsObject(container))
		labels_of_object(container, missing, labels, where);
	else
		for (int i = 0; i < count; i++)
			label_of_element(getIthJsonbValueFromContainer(container, i), missing,
							 variable->nlabels + i + 1, &labels[i], where);
	variable->nlabels += count;
}

static void
check_labels(const SurveyVariable *variable, const char *where)
{
	SurveyLabel *sorted = palloc_array(SurveyLabel, variable->nlabels + 1);

	if (variable->nlabels > 0)
		memcpy(sorted, variable->labels, sizeof(SurveyLabel) * variable->nlabels);
	qsort(sorted, variable->nlabels, sizeof(SurveyLabel), label_cmp);
	for (int i = 0; i < variable->nlabels; i++)
	{
		check_label(sorted[i].label, where);
		check_label(sorted[i].value, where);
		if (i > 0 && sorted[i].code == sorted[i - 1].code)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s: code %d is declared twice", where, sorted[i].code),
					 sorted[i].missing != sorted[i - 1].missing
						 ? errhint("A code is either valid or missing: take it out of \"values\" "
								   "or out of \"missing\".")
						 : 0));
		if (variable->points > 0 && !sorted[i].missing &&
			(sorted[i].code < 1 || sorted[i].code > variable->points) &&
			svy_variable_said_score(variable, sorted[i].code) == NULL)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("%s: code %d is outside the scale of %d points", where,
								   sorted[i].code, variable->points),
							errhint("Correct \"points\", declare the code as missing, or, where it "
									"stays in the base, say what it counts as: \"scores\": "
									"{\"%d\": null} for nothing.",
									sorted[i].code)));
	}
	pfree(sorted);
}

/*
 * Ranges and nets
 */

static double
range_end(JsonbContainer *pair, int i, double open, const char *where)
{
	JsonbValue *value = getIthJsonbValueFromContainer(pair, i);
	double number = open;

	if (value->type != jbvNull && !svy_json_to_double(value, &number))
		svy_json_wrong("missing_ranges", where, "pairs of numbers [low, high]");
	return number;
}

SurveyRange *
svy_ranges_parse(JsonbContainer *array, const char *where, int *count)
{
	SurveyRange *ranges = palloc_array(SurveyRange, JsonContainerSize(array) + 1);

	for (*count = 0; *count < JsonContainerSize(array); (*count)++)
	{
		SurveyRange *range = &ranges[*count];
		JsonbValue *value = getIthJsonbValueFromContainer(array, *count);

		if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data) ||
			JsonContainerSize(value->val.binary.data) != 2)
			svy_json_wrong("missing_ranges", where, "pairs of numbers [low, high]");
		range->low = range_end(value->val.binary.data, 0, -INFINITY, where);
		range->high = range_end(value->val.binary.data, 1, INFINITY, where);
		if (range->low > range->high)
			wrong(psprintf("missing range from %g to %g is empty", range->low, range->high), where);
	}
	return ranges;
}

static void
parse_net_codes(JsonbContainer *array, SurveyNet *net, const char *where)
{
	net->codes = palloc_array(int32, JsonContainerSize(array) + 1);
	for (; net->count < JsonContainerSize(array); net->count++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(array, net->count);

		if (!svy_json_to_int(value, &net->codes[net->count]))
			svy_json_wrong(net->name, psprintf("the nets of %s", where),
						   "an array of whole numbers");
		for (int i = 0; i < net->count; i++)
			if (net->codes[i] == net->codes[net->count])
				wrong(psprintf("net \"%s\" holds code %d twice", net->name, net->codes[i]), where);
	}
}

/* calls "parse" with the array of each net */
static SurveyNet *
parse_nets(JsonbContainer *object, const char *where, int *count)
{
	SurveyNet *nets = palloc0_array(SurveyNet, JsonContainerSize(object) + 1);
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;

	*count = 0;
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		SurveyNet *net = &nets[*count];

		if (token == WJB_KEY)
			net->name = check_label(svy_json_to_string(&value), where);
		else if (token == WJB_VALUE)
		{
			if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data) ||
				JsonContainerSize(value.val.binary.data) == 0)
				svy_json_wrong(net->name, psprintf("the nets of %s", where),
							   "an array that is not empty");
			(*count)++;
		}
	}
	return nets;
}

static JsonbContainer *
net_array(JsonbContainer *object, const SurveyNet *net)
{
	return svy_json_get(object, net->name)->val.binary.data;
}

SurveyNet *
svy_nets_parse(JsonbContainer *object, const char *where, int *count)
{
	SurveyNet *nets = parse_nets(object, where, count);

	for (int i = 0; i < *count; i++)
		parse_net_codes(net_array(object, &nets[i]), &nets[i], where);
	return nets;
}

static int
member_position(const SurveySet *set, const char *name)
{
	for (int i = 0; i < set->nmembers; i++)
		if (pg_strcasecmp(set->members[i]->name, name) == 0 ||
			(set->members[i]->header != NULL && strcmp(set->members[i]->header, name) == 0))
			return i;
	return -1;
}

void
svy_set_nets_parse(SurveySet *set, JsonbContainer *object)
{
	char *where = where_of("set", set->name);

	set->nets = parse_nets(object, where, &set->nnets);
	for (int i = 0; i < set->nnets; i++)
	{
		SurveyNet *net = &set->nets[i];
		char **names = svy_json_strings(object, net->name, where, &net->count);

		net->codes = palloc_array(int32, net->count);
		for (int j = 0; j < net->count; j++)
		{
			net->codes[j] = member_position(set, names[j]);
			if (net->codes[j] < 0)
				wrong(psprintf("net \"%s\" holds \"%s\", which is no member of the set", net->name,
							   names[j]),
					  where);
		}
	}
}

static void
check_nets(const SurveyVariable *variable, const char *where)
{
	for (int i = 0; i < variable->nnets; i++)
	{
		for (int j = 0; j < variable->nets[i].count; j++)
		{
			int32 code = variable->nets[i].codes[j];
			const SurveyLabel *label = svy_variable_find_label(variable, code);

			if (label == NULL && !(code >= 1 && code <= variable->points))
				wrong(psprintf("net \"%s\" holds code %d, which is not declared",
							   variable->nets[i].name, code),
					  where);
			if (label != NULL && label->missing)
				wrong(psprintf("net \"%s\" holds code %d, which is declared as missing",
							   variable->nets[i].name, code),
					  where);
		}
	}
}

/*
 * Variables
 */

static void
parse_measure(SurveyVariable *variable, JsonbContainer *object, const char *where)
{
	char *measure = svy_json_string(object, "measure", where);

	variable->measure = SURVEY_UNSPECIFIED;
	if (measure != NULL && !svy_parse_measure(measure, &variable->measure))
		svy_json_wrong("measure", where, "nominal, ordinal, scale, date or text");
	if (svy_json_int(object, "points", where, &variable->points))
	{
		if (variable->points < 2 || variable->points > PG_INT16_MAX)
			svy_json_wrong("points", where, "2 to 32767");
		if (measure == NULL)
			variable->measure = SURVEY_ORDINAL;
		else if (variable->measure != SURVEY_ORDINAL)
			wrong(psprintf("a %s variable has no \"points\"", measure), where);
	}
	if (variable->measure == SURVEY_UNSPECIFIED && svy_json_get(object, "values") != NULL)
		variable->measure = svy_json_get(object, "scores") ? SURVEY_ORDINAL : SURVEY_NOMINAL;
}

/* where the codebook leaves it open, most types say the measure too */
static SurveyMeasure
measure_of_type(Oid type)
{
	switch (svy_column_kind(type))
	{
		case COLUMN_BOOLEAN:
			return SURVEY_NOMINAL;
		case COLUMN_NUMBER:
			return SURVEY_SCALE;
		case COLUMN_DATE:
			return SURVEY_DATE;
		case COLUMN_TEXT:
			return SURVEY_TEXT;
		default:
			return SURVEY_UNSPECIFIED;
	}
}

static void
parse_type(SurveyVariable *variable, JsonbContainer *object, const char *where)
{
	char *name = svy_json_string(object, "type", where);
	ColumnKind kind;
	const char *mismatch;

	if (name == NULL)
		return;
	variable->type = svy_type_by_name(name);
	if (!OidIsValid(variable->type))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s: \"%s\" is no type that a variable can have", where, name),
						errhint("\"type\" must be %s.", svy_type_names())));
	if (variable->measure == SURVEY_UNSPECIFIED)
		variable->measure = measure_of_type(variable->type);
	kind = svy_column_kind(variable->type);
	mismatch = variable->measure == SURVEY_UNSPECIFIED
				   ? NULL
				   : svy_measure_mismatch(variable->measure, kind);
	if (mismatch != NULL)
		wrong(psprintf("it is %s, but a column of type %s %s", svy_measure_name(variable->measure),
					   svy_type_name(variable->type), mismatch),
			  where);
	if (variable->points > 0 && (kind == COLUMN_TEXT || kind == COLUMN_BOOLEAN))
		wrong(psprintf("a column of type %s has no \"points\"", svy_type_name(variable->type)),
			  where);
}

/* what the measure has no use for is a mistake, not decoration */
static void
check_measure(const SurveyVariable *variable, const char *where)
{
	const char *measure;

	if (variable->measure == SURVEY_UNSPECIFIED)
		return;
	measure = svy_measure_name(variable->measure);
	if (variable->nnets > 0 && !svy_variable_categorical(variable))
		wrong(psprintf("a %s variable has no \"nets\"", measure), where);
	if (variable->measure != SURVEY_DATE && variable->measure != SURVEY_TEXT)
		return;
	if (variable->nlabels > 0)
		wrong(psprintf("a %s variable has no \"values\" or \"missing\"", measure), where);
	if (variable->nranges > 0)
		wrong(psprintf("a %s variable has no \"missing_ranges\"", measure), where);
}

/* a weight that may be below zero; kept among the properties, where it may be said as well */
static void
say_negative(SurveyVariable *variable, const char *where)
{
	if (variable->measure != SURVEY_UNSPECIFIED && variable->measure != SURVEY_SCALE)
		wrong("only a weight, which is a number, has \"negative\"", where);
	variable->properties = svy_properties_with(variable->properties, "negative", "true");
}

/* whom a question was put to, in words; kept among the properties, where it may be said as well */
static char *
say_base(char *properties, JsonbContainer *object, const char *where)
{
	const char *base = check_label(svy_json_string(object, "base", where), where);
	StringInfoData text;

	if (base == NULL)
		return properties;
	initStringInfo(&text);
	escape_json(&text, base);
	return svy_properties_with(properties, "base", text.data);
}

/* how respondents were found: "probability", "non-probability" with or without a "model"; NULL: not said */
char *
svy_sampling_json(JsonbContainer *root, const char *where)
{
	static const char *const known[] = {"method", "model", NULL};
	static const char *const methods[] = {"probability", "non-probability", NULL};
	char *sampling = psprintf("\"sampling\" of %s", where);
	JsonbValue *said = svy_json_get(root, "sampling");
	char *method;
	char *model = NULL;
	StringInfoData text;

	if (said == NULL || said->type == jbvNull)
		return NULL;
	method = svy_json_to_string(said);
	if (method == NULL)
	{
		JsonbContainer *object = svy_json_object(root, "sampling", where);

		svy_json_check_keys(object, sampling, known);
		method = svy_json_string(object, "method", sampling);
		model = svy_json_string(object, "model", sampling);
	}
	if (method == NULL)
		svy_json_wrong("method", sampling, "\"probability\" or \"non-probability\"");
	(void) svy_choice("sampling", method, methods);
	initStringInfo(&text);
	appendStringInfo(&text, "{\"method\": \"%s\"", method);
	if (model != NULL)
	{
		appendStringInfoString(&text, ", \"model\": ");
		escape_json(&text, check_label(model, sampling));
	}
	appendStringInfoChar(&text, '}');
	return text.data;
}

static void
say_sampling(Survey *survey, JsonbContainer *root)
{
	char *said = svy_sampling_json(root, "the codebook");

	if (said)
		survey->properties = svy_properties_with(survey->properties, "sampling", said);
}

const char *const svy_table_keys[] = {"tests",		"adjust",	"sort",		  "total",
									  "percent",	"compare",	"level",	  "second_level",
									  "min_base",	"round_to", "drop_empty", "column_nets",
									  "statistics", "suppress", "keep_last",  NULL};

/* keys, and what they hold; words, such as those of tests, svy_crosstab_check_tables knows */
static void
check_tables(JsonbContainer *tables)
{
	static const char *const texts[] = {"tests", "adjust", "sort", "total", "percent", "compare"};
	static const char *const numbers[] = {"level", "second_level", "min_base", "round_to"};
	static const char *const flags[] = {"drop_empty", "column_nets"};
	const char *where = "the tables of the codebook";
	double number;
	int count;

	if (tables == NULL)
		return;
	svy_json_check_keys(tables, where, svy_table_keys);
	for (int i = 0; i < lengthof(texts); i++)
		(void) svy_json_string(tables, texts[i], where);
	for (int i = 0; i < lengthof(numbers); i++)
		(void) svy_json_number(tables, numbers[i], where, &number);
	for (int i = 0; i < lengthof(flags); i++)
		(void) svy_json_bool(tables, flags[i], where, false);
	(void) svy_json_strings(tables, "statistics", where, &count);
	(void) svy_json_object(tables, "suppress", where);
	(void) svy_json_array(tables, "keep_last", where);
}

bool
svy_survey_same_tables(const Survey *a, const Survey *b)
{
	JsonbContainer *one = svy_property_json(SVY_PROPERTIES(a), "tables");
	JsonbContainer *other = svy_property_json(SVY_PROPERTIES(b), "tables");

	return one && other ? compareJsonbContainers(one, other) == 0 : one == other;
}

/* what analyses read of the codebook, kept among the properties, where it may be said as well */
static void
say_analyses(Survey *survey, JsonbContainer *root, const char *where)
{
	static const char *const keys[] = {"tasks", "imputations", "tables", "states"};

	for (int i = 0; i < lengthof(keys); i++)
		if (svy_json_object(root, keys[i], where) != NULL)
			survey->properties =
				svy_properties_with(survey->properties, keys[i], svy_json_text(root, keys[i]));
}

static void
parse_variable(SurveyVariable *variable, JsonbContainer *object, int number)
{
	static const char *const known[] = {
		"name",	   "label",	   "header",		 "measure",		 "type",	   "points",
		"values",  "missing",  "missing_ranges", "nets",		 "properties", "scores",
		"reverse", "negative", "base",			 "translations", NULL};
	char *where = psprintf("variable %d of the codebook", number);
	JsonbContainer *part;

	variable->name = svy_json_string(object, "name", where);
	if (variable->name == NULL)
		wrong("it has no \"name\"", where);
	where = where_of("variable", variable->name);
	svy_json_check_keys(object, where, known);
	variable->label = check_label(svy_json_string(object, "label", where), where);
	variable->header = svy_json_string(object, "header", where);
	parse_measure(variable, object, where);
	parse_type(variable, object, where);
	parse_labels(variable, object, "values", false, where);
	parse_labels(variable, object, "missing", true, where);
	svy_variable_parse_scores(variable, object, where);
	check_labels(variable, where);
	if ((part = svy_json_array(object, "missing_ranges", where)) != NULL)
		variable->ranges = svy_ranges_parse(part, where, &variable->nranges);
	if ((part = svy_json_object(object, "nets", where)) != NULL)
		variable->nets = svy_nets_parse(part, where, &variable->nnets);
	check_nets(variable, where);
	check_measure(variable, where);
	svy_variable_check_scores(variable, object, where);
	if (svy_json_object(object, "properties", where) != NULL)
		variable->properties = svy_json_text(object, "properties");
	if (svy_json_bool(object, "negative", where, false))
		say_negative(variable, where);
	variable->properties = say_base(variable->properties, object, where);
	svy_variable_translations_parse(variable, object, where);
}

Survey *
svy_codebook_parse(const Jsonb *codebook, const Survey *before)
{
	static const char *const known[] = {
		"title",	 "weight",	 "respondent",	 "person",	 "design", "replicates",  "calibration",
		"variables", "sets",	 "properties",	 "filters",	 "tasks",  "imputations", "tables",
		"states",	 "sampling", "translations", "language", NULL};
	const char *where = "the codebook";
	JsonbContainer *root = unconstify(JsonbContainer *, &codebook->root);
	Survey *survey = palloc0_object(Survey);
	JsonbContainer *array;

	if (!JB_ROOT_IS_OBJECT(codebook))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a codebook must be a JSON object"),
						errhint("For example {\"title\": \"...\", \"variables\": [...]}.")));
	svy_json_check_keys(root, where, known);
	survey->title = check_label(svy_json_string(root, "title", where), where);
	survey->weight = svy_json_string(root, "weight", where);
	survey->respondent_key = svy_json_string(root, "respondent", where);
	survey->person = svy_json_string(root, "person", where);
	if (svy_json_object(root, "properties", where) != NULL)
		survey->properties = svy_json_text(root, "properties");
	svy_saved_filters_parse(survey, root, where);
	say_analyses(survey, root, where);
	if (before == NULL || !svy_survey_same_tables(survey, before))
		check_tables(svy_property_json(SVY_PROPERTIES(survey), "tables"));
	say_sampling(survey, root);
	svy_language_parse(survey, root, where);
	array = svy_json_array(root, "variables", where);
	if (array == NULL)
		return survey;
	survey->nvariables = JsonContainerSize(array);
	survey->variables = palloc0_array(SurveyVariable, survey->nvariables + 1);
	for (int i = 0; i < survey->nvariables; i++)
	{
		CHECK_FOR_INTERRUPTS();
		survey->variables[i].survey = survey;
		parse_variable(&survey->variables[i], element_object(array, i, "variables", where), i + 1);
	}
	return survey;
}

/*
 * Response sets
 */

static SurveyVariable *
find_member(const Survey *survey, const char *name, const char *where)
{
	SurveyVariable *variable = svy_survey_find_variable(survey, name);

	for (int i = 0; variable == NULL && i < survey->nvariables; i++)
		if (survey->variables[i].header != NULL && strcmp(survey->variables[i].header, name) == 0)
			variable = &survey->variables[i];
	if (variable == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s: member \"%s\" is no variable of the survey", where, name)));
	return variable;
}

/* "q28_1" or {"variable": "q28_1", "label": "Analyse data"} */
static void
parse_member(const Survey *survey, SurveySet *set, JsonbValue *value, const char *where)
{
	static const char *const known[] = {"variable", "label", NULL};
	char *within = psprintf("a member of %s", where);
	char *name = svy_json_to_string(value);
	char *label = NULL;
	SurveyVariable *member;

	if (name == NULL)
	{
		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			svy_json_wrong("members", where, "an array of names of variables");
		svy_json_check_keys(value->val.binary.data, within, known);
		name = svy_json_string(value->val.binary.data, "variable", within);
		label = check_label(svy_json_string(value->val.binary.data, "label", within), where);
		if (name == NULL)
			wrong("a member has no \"variable\"", where);
	}
	member = find_member(survey, name, where);
	if (!svy_variable_categorical(member))
		wrong(psprintf("member \"%s\" is a %s variable, which cannot say whether an option was "
					   "chosen",
					   member->name, svy_measure_name(member->measure)),
			  where);
	if (member_position(set, member->name) >= 0)
		wrong(psprintf("\"%s\" is a member twice", member->name), where);
	set->members[set->nmembers] = member;
	if (label == NULL)
		label = member->label != NULL ? member->label : member->name;
	set->member_labels[set->nmembers++] = label;
}

static void
parse_set(Survey *survey, SurveySet *set, JsonbContainer *object, int number)
{
	static const char *const known[] = {"name",		  "label", "members",	   "counted", "nets",
										"properties", "base",  "translations", NULL};
	char *where = psprintf("set %d of the codebook", number);
	JsonbContainer *part;

	set->name = svy_json_string(object, "name", where);
	if (set->name == NULL || set->name[0] == '\0')
		wrong("it has no \"name\"", where);
	where = where_of("set", set->name);
	if (strlen(set->name) >= NAMEDATALEN)
		wrong(psprintf("the name is longer than %d bytes", NAMEDATALEN - 1), where);
	if (svy_survey_find_variable(survey, set->name) != NULL)
		wrong("a variable has the same name", where);
	svy_json_check_keys(object, where, known);
	set->label = check_label(svy_json_string(object, "label", where), where);
	set->counted = 1;
	svy_json_int(object, "counted", where, &set->counted);
	part = svy_json_array(object, "members", where);
	if (part == NULL || JsonContainerSize(part) == 0)
		wrong("it has no \"members\"", where);
	set->members = palloc_array(SurveyVariable *, JsonContainerSize(part));
	set->member_labels = palloc_array(char *, JsonContainerSize(part));
	for (int i = 0; i < JsonContainerSize(part); i++)
		parse_member(survey, set, getIthJsonbValueFromContainer(part, i), where);
	if ((part = svy_json_object(object, "nets", where)) != NULL)
		svy_set_nets_parse(set, part);
	if (svy_json_object(object, "properties", where) != NULL)
		set->properties = svy_json_text(object, "properties");
	set->properties = say_base(set->properties, object, where);
	svy_set_translations_parse(set, object, where);
}

void
svy_codebook_parse_sets(Survey *survey, JsonbContainer *codebook)
{
	JsonbContainer *array = svy_json_array(codebook, "sets", "the codebook");
	int count;

	if (array == NULL)
		return;
	count = JsonContainerSize(array);
	survey->sets = palloc0_array(SurveySet, count + 1);
	for (int i = 0; i < count; i++)
	{
		SurveySet *set = &survey->sets[i];

		parse_set(survey, set, element_object(array, i, "sets", "the codebook"), i + 1);
		if (svy_survey_find_set(survey, set->name) != NULL)
			wrong("two sets have this name", where_of("set", set->name));
		survey->nsets++;
	}
}
