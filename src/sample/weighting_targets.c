/*
 * weighting_targets.c
 *	  Reading the targets of a weighting.
 *
 * {"sex": {"Male": 0.49, "2": 0.51}, "sex*age": {"Male": {"18-34": 120, ...}}, "income": 480}
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "codebook/period.h"
#include "server/json.h"
#include "sample/weighting_targets.h"

const char *
svy_weighting_code_label(const SurveyVariable *variable, int32 code)
{
	const SurveyLabel *label = svy_variable_find_label(variable, code);

	return label ? label->label : psprintf("%d", code);
}

/* the variable's place among the frame's, where it is put if it is new */
static int
frame_variable(SurveyVariable **variables, int *count, SurveyVariable *variable)
{
	for (int i = 0; i < *count; i++)
		if (variables[i] == variable)
			return i;
	variables[*count] = variable;
	return (*count)++;
}

#define SHOWN_OPTIONS 10

/* {"use_1": {"Yes": 0.4, "No": 0.6}} */
static char *
option_target(const SurveySet *set, const SurveyVariable *option)
{
	const SurveyLabel *chosen = svy_variable_find_label(option, set->counted);
	const char *other = "0";
	StringInfoData json;

	for (int i = 0; i < option->nlabels; i++)
		if (option->labels[i].code != set->counted && !option->labels[i].missing)
			other = option->labels[i].label;
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	escape_json(&json, option->name);
	appendStringInfoString(&json, ": {");
	escape_json(&json, chosen ? chosen->label : psprintf("%d", set->counted));
	appendStringInfoString(&json, ": 0.4, ");
	escape_json(&json, other);
	appendStringInfoString(&json, ": 0.6}}");
	return json.data;
}

/* options of a set are not exclusive, so that each is a target of its own */
static void
refuse_set(const Survey *survey, const char *name)
{
	const SurveySet *set = svy_survey_find_set(survey, name);
	StringInfoData options;

	if (set == NULL || svy_survey_find_variable(survey, name) != NULL)
		return;
	initStringInfo(&options);
	for (int i = 0; i < Min(set->nmembers, SHOWN_OPTIONS); i++)
		appendStringInfo(&options, "%s%s (\"%s\")", i > 0 ? ", " : "", set->members[i]->name,
						 set->member_labels[i]);
	if (set->nmembers > SHOWN_OPTIONS)
		appendStringInfo(&options, " and %d more", set->nmembers - SHOWN_OPTIONS);
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("\"%s\" is a response set of survey \"%s\", not a variable", name,
						   survey->name),
					errhint("Each of its options is a target of its own, such as %s: %s.",
							option_target(set, set->members[0]), options.data)));
}

int
svy_weighting_variable(WeightingFrame *frame, const char *name)
{
	SurveyVariable *variable;

	refuse_set(frame->survey, name);
	variable = svy_survey_answers(frame->survey, name);
	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" has no categories to weight to", variable->name),
						errhint("Use a nominal or ordinal variable, or give calibrate_survey the "
								"total of a numeric one.")));
	return frame_variable(frame->variables, &frame->nvariables, variable);
}

int
svy_weighting_value(WeightingFrame *frame, const char *name)
{
	return frame_variable(frame->values, &frame->nvalues, svy_survey_variable(frame->survey, name));
}

/* ---- categories ---- */

static void
category_unknown(const SurveyVariable *variable, const char *key)
{
	const char **labels = palloc_array(const char *, variable->nlabels + 1);
	const char *near;

	for (int i = 0; i < variable->nlabels; i++)
		labels[i] = variable->labels[i].label;
	near = svy_nearest(key, labels, variable->nlabels);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("variable \"%s\" has no category \"%s\"", variable->name, key),
					near ? errhint("Perhaps you mean \"%s\".", near)
						 : errhint("Name categories by their code or their label.")));
}

/* a category by label, stored text or code; what fits two of them is an error */
static int32
resolve_category(const SurveyVariable *variable, const char *key)
{
	const SurveyLabel *found = NULL;
	int32 code;
	bool truth;

	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];

		if (strcmp(label->label, key) != 0 && (!label->value || strcmp(label->value, key) != 0))
			continue;
		if (found && found->code != label->code)
			ereport(ERROR, (errcode(ERRCODE_AMBIGUOUS_PARAMETER),
							errmsg("category \"%s\" of variable \"%s\" is both code %d and code %d",
								   key, variable->name, found->code, label->code),
							errhint("Name the category by its code.")));
		found = label;
	}
	if (svy_json_key_to_int(key, &code))
	{
		if (found && found->code != code && svy_variable_find_label(variable, code))
			ereport(ERROR, (errcode(ERRCODE_AMBIGUOUS_PARAMETER),
							errmsg("category \"%s\" of variable \"%s\" is the label of code %d and "
								   "itself a code",
								   key, variable->name, found->code),
							errhint("Give the categories other labels in the codebook.")));
		if (!found)
			found = svy_variable_find_label(variable, code);
		else
			code = found->code;
	}
	else if (found)
		code = found->code;
	else if (variable->type == BOOLOID && parse_bool(key, &truth))
		code = truth ? 1 : 0;
	else
		category_unknown(variable, key);
	if (found && found->missing)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("category \"%s\" of variable \"%s\" is declared missing", key,
							   variable->name),
						errhint("Missing answers cannot have a target; missing => 'category' keeps "
								"their share.")));
	return code;
}

static int
compare_codes(const int32 *a, const int32 *b, int count)
{
	for (int i = 0; i < count; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int
category_compare(const void *a, const void *b, void *count)
{
	return compare_codes(((const WeightingCategory *) a)->codes,
						 ((const WeightingCategory *) b)->codes, *(int *) count);
}

static char *
codes_label(const WeightingFrame *frame, const int *variables, int count, const int32 *codes)
{
	StringInfoData label;

	initStringInfo(&label);
	for (int i = 0; i < count; i++)
		appendStringInfo(&label, "%s%s", i > 0 ? " * " : "",
						 svy_weighting_code_label(frame->variables[variables[i]], codes[i]));
	return label.data;
}

/* what is being read, for recursion through the levels of a crossing */
typedef struct TargetReader
{
	WeightingFrame *frame;
	WeightingTarget *target;
	int room;
	int32 *codes;
} TargetReader;

static void
add_category(TargetReader *reader, double value)
{
	WeightingTarget *target = reader->target;
	WeightingCategory *category;
	int32 *codes = palloc_array(int32, target->nvariables);

	if (target->ncategories == reader->room)
	{
		reader->room *= 2;
		target->categories = repalloc_array(target->categories, WeightingCategory, reader->room);
	}
	category = &target->categories[target->ncategories++];
	memcpy(codes, reader->codes, sizeof(int32) * target->nvariables);
	category->codes = codes;
	category->label = codes_label(reader->frame, target->variables, target->nvariables, codes);
	category->target = value;
	if (value < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the target of category \"%s\" of margin \"%s\" is negative: %g",
							   category->label, target->name, value)));
}

/* "Male*18-34" as codes of the variables from "level" on */
static void
resolve_path(TargetReader *reader, int level, const char *key)
{
	WeightingTarget *target = reader->target;
	char *rest = pstrdup(key);

	for (; level < target->nvariables; level++)
	{
		SurveyVariable *variable = reader->frame->variables[target->variables[level]];
		char *star = level + 1 < target->nvariables ? strchr(rest, '*') : NULL;

		if (level + 1 < target->nvariables && !star)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("target \"%s\" of margin \"%s\" does not say which category of "
								   "\"%s\"",
								   key, target->name,
								   reader->frame->variables[target->variables[level + 1]]->name),
							errhint("Write the categories as \"a*b\", or as objects within each "
									"other.")));
		if (star)
			*star = '\0';
		while (*rest == ' ')
			rest++;
		for (size_t end = strlen(rest); end > 0 && rest[end - 1] == ' '; end--)
			rest[end - 1] = '\0';
		reader->codes[level] = resolve_category(variable, rest);
		if (star)
			rest = star + 1;
	}
}

static void
read_categories(TargetReader *reader, int level, JsonbContainer *object)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	WeightingTarget *target = reader->target;
	JsonbValue value;
	JsonbIteratorToken token;
	const char *key = "";

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		double number;

		if (token == WJB_KEY)
			key = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE)
			continue;
		if (value.type == jbvBinary && JsonContainerIsObject(value.val.binary.data) &&
			level + 1 < target->nvariables)
		{
			reader->codes[level] =
				resolve_category(reader->frame->variables[target->variables[level]], key);
			read_categories(reader, level + 1, value.val.binary.data);
		}
		else if (svy_json_to_double(&value, &number))
		{
			/* a last level is looked up as it is: its labels may hold a star */
			if (level + 1 == target->nvariables)
				reader->codes[level] =
					resolve_category(reader->frame->variables[target->variables[level]], key);
			else
				resolve_path(reader, level, key);
			add_category(reader, number);
		}
		else
			svy_json_wrong(key, psprintf("margin \"%s\"", target->name), "a finite number");
	}
}

static void
sort_categories(WeightingTarget *target)
{
	qsort_arg(target->categories, target->ncategories, sizeof(WeightingCategory), category_compare,
			  &target->nvariables);
	for (int i = 1; i < target->ncategories; i++)
		if (category_compare(&target->categories[i - 1], &target->categories[i],
							 &target->nvariables) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("category \"%s\" of margin \"%s\" has two targets",
								   target->categories[i].label, target->name),
							errhint("Name each category once, by its code or its label.")));
}

int
svy_weighting_category(const WeightingFrame *frame, const WeightingTarget *target,
					   const int32 *codes)
{
	int low = 0;
	int high = target->ncategories;
	int32 wanted[FUNC_MAX_ARGS];

	if (svy_weighting_is_missing(target, codes))
		return target->ncategories > 0 && !target->categories[target->ncategories - 1].codes
				   ? target->ncategories - 1
				   : -1;
	for (int i = 0; i < target->nvariables; i++)
		wanted[i] = codes[target->variables[i]];
	while (low < high)
	{
		int middle = (low + high) / 2;
		int order =
			target->categories[middle].codes
				? compare_codes(wanted, target->categories[middle].codes, target->nvariables)
				: -1;

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

bool
svy_weighting_is_missing(const WeightingTarget *target, const int32 *codes)
{
	for (int i = 0; i < target->nvariables; i++)
		if (codes[target->variables[i]] == WEIGHTING_MISSING)
			return true;
	return false;
}

/* ---- margins ---- */

/* "sex*age" as variables; a variable may itself have a star in its name */
static void
read_margin_name(WeightingFrame *frame, WeightingTarget *target, const char *name)
{
	char *rest = pstrdup(name);
	int room = 1;

	target->name = pstrdup(name);
	for (const char *c = name; *c; c++)
		room += *c == '*';
	if (room > FUNC_MAX_ARGS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("margin \"%s\" crosses too many variables", name)));
	target->variables = palloc_array(int, room);
	if (svy_survey_find_variable(frame->survey, name))
		room = 1;
	for (int i = 0; i < room; i++)
	{
		char *star = room > 1 ? strchr(rest, '*') : NULL;

		if (star)
			*star = '\0';
		while (*rest == ' ')
			rest++;
		for (size_t end = strlen(rest); end > 0 && rest[end - 1] == ' '; end--)
			rest[end - 1] = '\0';
		target->variables[target->nvariables++] = svy_weighting_variable(frame, rest);
		for (int j = 0; j < i; j++)
			if (target->variables[j] == target->variables[i])
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("margin \"%s\" crosses variable \"%s\" with itself", name, rest)));
		if (star)
			rest = star + 1;
	}
}

static void
read_categorical(WeightingFrame *frame, WeightingTarget *target, const char *name,
				 JsonbContainer *object)
{
	TargetReader reader = {.frame = frame, .target = target, .room = 16};

	read_margin_name(frame, target, name);
	target->categories = palloc_array(WeightingCategory, reader.room);
	reader.codes = palloc_array(int32, target->nvariables);
	read_categories(&reader, 0, object);
	if (target->ncategories == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("margin \"%s\" has no targets", name)));
	sort_categories(target);
}

static void
read_numeric(WeightingFrame *frame, WeightingTarget *target, const char *name, double total,
			 bool is_mean)
{
	SurveyVariable *variable = svy_survey_variable(frame->survey, name);

	if (frame->options->method < WEIGHTING_LINEAR)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the target of margin \"%s\" must be an object of categories", name),
						errhint("calibrate_survey takes totals of numeric variables too.")));
	if (variable->measure != SURVEY_SCALE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is %s: its target must be an object of categories",
							   variable->name, svy_measure_name(variable->measure))));
	target->name = variable->name;
	target->numeric = true;
	target->is_mean = is_mean;
	target->total = total;
	target->nvariables = 1;
	target->variables = palloc_object(int);
	target->variables[0] = frame_variable(frame->values, &frame->nvalues, variable);
}

/* {"total": 3914069} and {"mean": 631.9} are targets of a numeric variable */
static bool
numeric_object(const WeightingFrame *frame, const char *name, JsonbContainer *object, double *total,
			   bool *is_mean)
{
	SurveyVariable *variable = svy_survey_find_variable(frame->survey, name);

	if (!variable || variable->measure != SURVEY_SCALE || JsonContainerSize(object) != 1)
		return false;
	*is_mean = svy_json_number(object, "mean", psprintf("target \"%s\"", name), total);
	return *is_mean || svy_json_number(object, "total", psprintf("target \"%s\"", name), total);
}

static void
read_target(WeightingFrame *frame, WeightingTarget *target, const char *name, JsonbValue *value)
{
	double total;
	bool is_mean = false;

	if (svy_json_to_double(value, &total))
		read_numeric(frame, target, name, total, false);
	else if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		svy_json_wrong(name, "the targets", "an object of categories or a number");
	else if (numeric_object(frame, name, value->val.binary.data, &total, &is_mean))
		read_numeric(frame, target, name, total, is_mean);
	else
		read_categorical(frame, target, name, value->val.binary.data);
}

/* margins before crossings before numbers, each in the order of the codebook */
static int
target_compare(const void *a, const void *b, void *context)
{
	const WeightingFrame *frame = context;
	const WeightingTarget *x = a;
	const WeightingTarget *y = b;
	SurveyVariable **variables = x->numeric ? frame->values : frame->variables;

	if (x->numeric != y->numeric)
		return x->numeric ? 1 : -1;
	if (x->nvariables != y->nvariables)
		return x->nvariables < y->nvariables ? -1 : 1;
	for (int i = 0; i < x->nvariables; i++)
		if (x->variables[i] != y->variables[i])
			return variables[x->variables[i]] < variables[y->variables[i]] ? -1 : 1;
	return 0;
}

static void
read_targets(WeightingFrame *frame, WeightingTargets *targets, JsonbContainer *object)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	const char *key = "";

	targets->total = NAN;
	if (!object)
		return;
	iterator = JsonbIteratorInit(object);
	targets->targets = palloc0_array(WeightingTarget, JsonContainerSize(object) + 1);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			key = pnstrdup(value.val.string.val, value.val.string.len);
		if (token == WJB_VALUE)
			read_target(frame, &targets->targets[targets->count++], key, &value);
	}
	if (targets->count == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there are no targets"),
						errhint("Targets are an object such as "
								"{\"sex\": {\"Male\": 0.49, \"Female\": 0.51}}.")));
	if (frame->options->method == WEIGHTING_POSTSTRATIFY && targets->count > 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("post-stratification takes one margin, not %d", targets->count),
						errhint("Cross the variables as \"a*b\", or use rake_survey.")));
	qsort_arg(targets->targets, targets->count, sizeof(WeightingTarget), target_compare, frame);
	for (int i = 1; i < targets->count; i++)
		if (target_compare(&targets->targets[i - 1], &targets->targets[i], frame) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("margin \"%s\" is given twice", targets->targets[i].name)));
}

/* ---- groups ---- */

/* whether the first key of the targets is a group rather than a margin */
static bool
grouped(const WeightingFrame *frame, JsonbContainer *object)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;

	if (frame->options->nwithin == 0 || !object)
		return false;
	iterator = JsonbIteratorInit(object);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char *key;

		if (token != WJB_KEY)
			continue;
		key = pnstrdup(value.val.string.val, value.val.string.len);
		if (svy_survey_find_variable(frame->survey, key))
			return false;
		if (strchr(key, '*'))
			*strchr(key, '*') = '\0';
		for (size_t end = strlen(key); end > 0 && key[end - 1] == ' '; end--)
			key[end - 1] = '\0';
		return svy_survey_find_variable(frame->survey, key) == NULL;
	}
	return false;
}

/* {"Germany": {margins}, ...} or, within two variables, {"Germany": {"2020": {margins}}} */
static void
read_groups(TargetReader *reader, int level, JsonbContainer *object)
{
	WeightingFrame *frame = reader->frame;
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;
	const char *key = "";

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		WeightingGroup *group;

		if (token == WJB_KEY)
			key = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE)
			continue;
		if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
			svy_json_wrong(key, "the targets by group", "an object of margins");
		reader->codes[level] =
			resolve_category(frame->variables[reader->target->variables[level]], key);
		if (level + 1 < reader->target->nvariables)
		{
			read_groups(reader, level + 1, value.val.binary.data);
			continue;
		}
		frame->groups = frame->groups
							? repalloc_array(frame->groups, WeightingGroup, frame->ngroups + 1)
							: palloc_object(WeightingGroup);
		group = &frame->groups[frame->ngroups++];
		memset(group, 0, sizeof(*group));
		group->codes = palloc_array(int32, reader->target->nvariables);
		memcpy(group->codes, reader->codes, sizeof(int32) * reader->target->nvariables);
		group->label =
			codes_label(frame, reader->target->variables, reader->target->nvariables, group->codes);
		read_targets(frame, &group->targets, value.val.binary.data);
	}
}

/* the group of these codes; where all share the targets, a new one */
int
svy_weighting_group(WeightingFrame *frame, const int32 *codes)
{
	int nwithin = frame->options->nwithin;
	WeightingGroup *group;
	int *variables;

	for (int i = 0; i < frame->ngroups; i++)
		if (compare_codes(frame->groups[i].codes, codes, nwithin) == 0)
			return i;
	if (!frame->common)
		return -1;
	frame->groups = repalloc_array(frame->groups, WeightingGroup, frame->ngroups + 1);
	group = &frame->groups[frame->ngroups];
	memset(group, 0, sizeof(*group));
	group->codes = palloc_array(int32, nwithin + 1);
	if (nwithin > 0)
		memcpy(group->codes, codes, sizeof(int32) * nwithin);
	variables = palloc_array(int, nwithin + 1);
	for (int i = 0; i < nwithin; i++)
		variables[i] = i;
	group->label = nwithin > 0 ? codes_label(frame, variables, nwithin, codes) : NULL;
	read_targets(frame, &group->targets,
				 frame->options->targets ? &frame->options->targets->root : NULL);
	return frame->ngroups++;
}

WeightingFrame *
svy_weighting_frame(const Survey *survey, const WeightingOptions *options)
{
	WeightingFrame *frame = palloc0_object(WeightingFrame);
	JsonbContainer *targets = options->targets ? &options->targets->root : NULL;

	frame->survey = survey;
	frame->options = options;
	frame->variables = palloc_array(SurveyVariable *, survey->nvariables + 1);
	frame->values = palloc_array(SurveyVariable *, survey->nvariables + 1);
	if (targets && !JsonContainerIsObject(targets))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("targets must be a JSON object of margins")));
	for (int i = 0; i < options->nwithin; i++)
		if (svy_weighting_variable(frame, options->within[i]) != i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("variable \"%s\" is named twice in \"within\"", options->within[i])));
	if (grouped(frame, targets))
	{
		WeightingTarget within = {.nvariables = options->nwithin};
		TargetReader reader = {.frame = frame, .target = &within};

		within.variables = palloc_array(int, options->nwithin);
		for (int i = 0; i < options->nwithin; i++)
			within.variables[i] = i;
		reader.codes = palloc_array(int32, options->nwithin);
		read_groups(&reader, 0, targets);
	}
	else
	{
		WeightingTargets check = {0};

		/* groups will come from the data; this finds errors and variables beforehand */
		frame->common = true;
		frame->groups = palloc_object(WeightingGroup);
		read_targets(frame, &check, targets);
	}
	return frame;
}

WeightingFrame *
svy_weighting_making(const Survey *survey, JsonbContainer *made)
{
	WeightingOptions *options = palloc0_object(WeightingOptions);

	options->targets = JsonbValueToJsonb(svy_json_get(made, "targets"));
	options->method = WEIGHTING_LINEAR; /* which takes all kinds of targets */
	options->within = svy_json_strings(made, "within", "the properties", &options->nwithin);
	options->same_within = svy_json_string(made, "same_within", "the properties");
	if (!svy_json_number(made, "total", "the properties", &options->total))
		options->total = NAN;
	return svy_weighting_frame(survey, options);
}
