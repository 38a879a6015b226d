/*
 * load_codebook.c
 *	  The user's codebook as a plan for the columns of a file, and the finished
 *	  plan as a codebook.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"
#include "server/json.h"
#include "server/naming.h"
#include "load/load_source.h"
#include "server/statement.h"

/* room for the number of a column within its question */
#define GROUP_SUFFIX 5

char *
load_column_name(const LoadReader *reader, int column)
{
	const char *header = reader->headers[column];
	int position = 1;
	char *name;

	if (reader->groups[column] == 0)
	{
		name = svy_safe_name(header, NAMEDATALEN - 1);
		return *name ? name : psprintf("column_%d", column + 1);
	}
	while (column - position >= 0 && reader->groups[column - position] == reader->groups[column])
		position++;
	return psprintf("%s_%d", svy_safe_name(header, NAMEDATALEN - 1 - GROUP_SUFFIX), position);
}

/* "Which? [R]" of "Q1[SQ001]. Which? [R]", as LimeSurvey writes code and text */
static const char *
text_behind_code(const char *header)
{
	size_t code = strspn(header, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
	const char *end = code > 0 && header[code] == '[' ? strchr(header, ']') : NULL;

	return end && strncmp(end, "]. ", 3) == 0 && end[3] ? end + 3 : header;
}

/* question text of a column: what the file says, or a header that is a question itself */
static char *
column_label(const LoadReader *reader, int column)
{
	const char *label = reader->texts[column];
	size_t size;

	if (!label && strchr(reader->headers[column], ' '))
		label = text_behind_code(reader->headers[column]);
	if (!label)
		return NULL;
	size = strlen(label);
	cell_trim(&label, &size);
	return pnstrdup(label, size);
}

static void
name_columns(LoadPlan *plan, LoadReader *reader, const LoadOptions *options)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];
		const char *header = reader->headers[i];
		char *name = load_column_name(reader, i);

		column->source = i;
		column->attribute = -1;
		column->decimal = options->decimal;
		column->commas = reader->delimiter == ',' ? '.' : ',';
		column->v = palloc0(sizeof(SurveyVariable));
		column->v->measure = SURVEY_UNSPECIFIED;
		column->v->name = load_unique_name(&plan->names, name);
		column->header = column->v->header = *header ? pstrdup(header) : NULL;
		column->v->label = column_label(reader, i);
		if (*header && strcmp(name, column->v->name) != 0)
			plan->warnings = lappend(plan->warnings,
									 psprintf("column %d \"%s\" is named %s: the name %s is taken",
											  i + 1, header, column->v->name, name));
	}
}

static LoadVariable *
find_by_name(LoadPlan *plan, const char *name)
{
	for (int i = 0; i < plan->ncolumns; i++)
		if (pg_strcasecmp(plan->columns[i].v->name, name) == 0)
			return &plan->columns[i];
	return NULL;
}

static LoadVariable *
find_by_header(LoadPlan *plan, const char *header)
{
	for (int i = 0; header && i < plan->ncolumns; i++)
		if (plan->columns[i].header && strcmp(plan->columns[i].header, header) == 0)
			return &plan->columns[i];
	for (int i = 0; header && i < plan->ncolumns; i++)
		if (plan->columns[i].header && pg_strcasecmp(plan->columns[i].header, header) == 0)
			return &plan->columns[i];
	return NULL;
}

LoadVariable *
load_find_column(LoadPlan *plan, const char *name, const char *header)
{
	LoadVariable *column = find_by_name(plan, name);

	if (!column)
		column = find_by_header(plan, header);
	if (!column)
		column = find_by_header(plan, name);
	return column;
}

/* a column that stores texts has one for each answer */
static void
default_values(SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (!v->labels[i].value)
			v->labels[i].value = v->labels[i].label;
}

void
load_settle_type(LoadVariable *column, Oid type)
{
	SurveyVariable *v = column->v;
	bool codes = v->measure != SURVEY_UNSPECIFIED && svy_variable_categorical(v);

	v->type = type;
	column->given = codes ? svy_variable_declares_answers(v) : v->measure != SURVEY_UNSPECIFIED;
	switch (svy_column_kind(type))
	{
		case COLUMN_BOOLEAN:
			column->rule = LOAD_MEMBER;
			column->given = true;
			break;
		case COLUMN_INTEGER:
			column->rule = codes ? LOAD_CODE : LOAD_INTEGER;
			break;
		case COLUMN_NUMBER:
			column->rule = codes ? LOAD_CODE : LOAD_FLOAT;
			break;
		case COLUMN_DATE:
			column->rule = LOAD_MOMENT;
			/* only the file says in which order its dates are */
			column->given = type == TIMEOID || type == INTERVALOID;
			break;
		default:
			column->rule = codes ? LOAD_ANSWER : LOAD_TEXT;
			if (codes)
				default_values(v);
	}
}

/* the type that the measure has where the codebook does not say one */
static void
settle_by_measure(LoadVariable *column)
{
	switch (column->v->measure)
	{
		case SURVEY_NOMINAL:
		case SURVEY_ORDINAL:
			load_settle_type(column, svy_code_type(column->v));
			break;
		case SURVEY_SCALE:
			load_settle_type(column, FLOAT8OID);
			break;
		case SURVEY_TEXT:
			load_settle_type(column, TEXTOID);
			break;
		default:
			break;
	}
}

/*
 * A file that carries its codebook says the types too.  The user may want
 * numbers of another type, whose cells then fit or are refused.
 */
static void
settle_typed(LoadVariable *column, Oid type, Oid wanted)
{
	if (OidIsValid(wanted) && wanted != type)
	{
		if (!svy_types_agree(wanted, FLOAT8OID) && wanted != BOOLOID)
			wanted = InvalidOid;
		else if (!svy_types_agree(type, FLOAT8OID) && type != BOOLOID)
			wanted = InvalidOid;
		if (!OidIsValid(wanted))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("variable \"%s\" has type %s in the codebook and %s in the file",
							column->v->name, svy_type_name(column->v->type), svy_type_name(type)),
					 errhint("Take \"type\" out of the codebook.")));
		type = wanted;
	}
	column->v->type = type;
	column->rule = type == TEXTOID						 ? LOAD_TEXT
				   : svy_variable_categorical(column->v) ? LOAD_CODE
														 : LOAD_FLOAT;
	column->given = true;
}

/* a header that the codebook does not have and that only repeats the name is left out */
static char *
header_of(const LoadVariable *column, const SurveyVariable *user)
{
	if (user->header)
		return user->header;
	return column->header && strcmp(column->header, column->v->name) == 0 ? NULL : column->header;
}

/* the codebook's words on a column take the place of the file's */
static void
describe(LoadPlan *plan, LoadVariable *column, const SurveyVariable *user, bool append)
{
	SurveyVariable *v = column->v;
	SurveyVariable file = *v;

	if (v->survey)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("two variables of the codebook are column \"%s\" of the file",
							   file.header ? file.header : file.name)));
	*v = *user;
	if (!v->label)
		v->label = file.label;
	if (pg_strcasecmp(user->name, file.name) == 0 ||
		(file.header && pg_strcasecmp(user->name, file.header) == 0))
		v->name = file.name;
	else
		/* a name of the user's own for the header of the file */
		v->name = load_unique_name(&plan->names, user->name);
	v->header = header_of(column, user);
	if (plan->types)
	{
		settle_typed(column, plan->types[column->source], append ? InvalidOid : user->type);
		return;
	}
	column->typed = OidIsValid(user->type);
	if (column->typed)
		load_settle_type(column, user->type);
	else
		settle_by_measure(column);
}

static void
check_near(const LoadPlan *plan, const char *name)
{
	const char **names = palloc((plan->ncolumns + 1) * sizeof(char *));
	const char *near;

	for (int i = 0; i < plan->ncolumns; i++)
		names[i] = plan->columns[i].v->name;
	near = svy_nearest(name, names, plan->ncolumns);
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("variable \"%s\" of the codebook is not a column of the file", name),
			 near ? errhint("Perhaps you mean \"%s\".", near)
				  : errhint("Say which column it is with \"header\" in the codebook, or take it "
							"out.")));
}

/* what the user's sets are made of while the codebook is read */
typedef struct SetContext
{
	LoadPlan *plan;
	Survey *user;
	LoadVariable **loose; /* variables of the codebook that are no columns of the file, by number */
	int ncandidates;
	LoadVariable **candidates; /* by number in "merged" */
	Survey merged;
} SetContext;

static bool
any_loose(const SetContext *context)
{
	for (int i = 0; i < context->user->nvariables; i++)
		if (context->loose[i])
			return true;
	return false;
}

static char *
set_property(JsonbContainer *set, const char *key)
{
	JsonbValue *properties = svy_json_get(set, "properties");
	JsonbValue *value;

	if (!properties || properties->type != jbvBinary ||
		!JsonContainerIsObject(properties->val.binary.data))
		return NULL;
	value = svy_json_get(properties->val.binary.data, key);
	return value ? svy_json_to_string(value) : NULL;
}

/*
 * A set whose name, or property "column", is a column of the file while its
 * members are not: its options are chosen in that one column.
 */
static void
find_delimited(SetContext *context, JsonbContainer *root)
{
	JsonbContainer *sets = svy_json_array(root, "sets", "the codebook");

	for (int i = 0; sets && any_loose(context) && i < JsonContainerSize(sets); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(sets, i);
		LoadVariable *column;
		char *name;

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			continue;
		name = set_property(value->val.binary.data, "column");
		if (!name)
			name = svy_json_string(value->val.binary.data, "name", "a set of the codebook");
		column = name ? load_find_column(context->plan, name, name) : NULL;
		if (!column || column->v->survey || column->set)
			continue;
		column->rule = LOAD_DELIMITED;
		column->given = true;
	}
}

/* the place of a ranking that a variable is, and the column that it is read from; 0 if it is none */
static int
ranking_place(const SetContext *context, const SurveyVariable *v, LoadVariable **column,
			  char **delimiter)
{
	JsonbContainer *properties = svy_properties(SVY_PROPERTIES(v));
	JsonbValue *place = properties ? svy_json_get(properties, "place") : NULL;
	const char *where = psprintf("the properties of variable \"%s\"", v->name);
	char *name;
	int32 number;

	if (!place || !svy_json_to_int(place, &number) || number < 1 || number > v->nlabels ||
		v->nlabels > LOAD_MAX_OPTIONS)
		return 0;
	name = svy_json_string(properties, "column", where);
	*delimiter = svy_json_string(properties, "delimiter", where);
	*column = name ? load_find_column(context->plan, name, name) : NULL;
	return *column && *delimiter && **delimiter ? number : 0;
}

static LoadSet *
start_ranking(LoadVariable *column, const SurveyVariable *v, const char *delimiter)
{
	LoadSet *set = palloc0(sizeof(LoadSet));
	int n = v->nlabels;

	set->ranking = true;
	set->from = column;
	set->delimiter = load_delimiter_of(delimiter);
	set->s = palloc0(sizeof(SurveySet));
	set->s->name = column->v->name;
	set->s->nmembers = n;
	set->s->members = palloc0(n * sizeof(SurveyVariable *));
	set->s->member_labels = palloc0(n * sizeof(char *));
	set->members = palloc0(n * sizeof(LoadVariable *));
	for (int i = 0; i < n; i++)
		set->s->member_labels[i] = v->labels[i].label;
	column->rule = LOAD_DELIMITED;
	column->given = true;
	column->set = set;
	return set;
}

/* rankings, of which a codebook has a variable for each place */
static void
find_rankings(SetContext *context)
{
	List *rankings = NIL;
	ListCell *cell;

	for (int i = 0; i < context->user->nvariables; i++)
	{
		LoadVariable *loose = context->loose[i];
		LoadVariable *column;
		char *delimiter;
		int place = loose ? ranking_place(context, loose->v, &column, &delimiter) : 0;
		LoadSet *set;

		if (place == 0 || (column->set && !column->set->ranking))
			continue;
		if (!column->set)
			rankings = lappend(rankings, start_ranking(column, loose->v, delimiter));
		set = column->set;
		if (place > set->s->nmembers || set->members[place - 1])
			continue;
		set->members[place - 1] = loose;
		set->s->members[place - 1] = loose->v;
		loose->set = set;
		loose->rule = LOAD_CODE;
		loose->v->measure = SURVEY_NOMINAL;
		loose->v->type = INT2OID;
	}
	foreach (cell, rankings)
	{
		const LoadSet *set = lfirst(cell);

		for (int i = 0; i < set->s->nmembers; i++)
			if (!set->members[i])
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("the ranking in column \"%s\" has no variable for place %d",
								set->from->v->name, i + 1),
						 errhint("Keep a variable for each of its %d places.", set->s->nmembers)));
	}
}

/* all variables as the sets may name them */
static void
merge_variables(SetContext *context)
{
	LoadPlan *plan = context->plan;
	int room = plan->ncolumns + context->user->nvariables;

	context->merged.variables = palloc0(room * sizeof(SurveyVariable));
	context->candidates = palloc0(room * sizeof(LoadVariable *));
	for (int i = 0; i < plan->ncolumns; i++)
		if (plan->columns[i].rule != LOAD_DELIMITED)
			context->candidates[context->ncandidates++] = &plan->columns[i];
	for (int i = 0; i < context->user->nvariables; i++)
		if (context->loose[i] && !context->loose[i]->set)
			context->candidates[context->ncandidates++] = context->loose[i];
	context->merged.nvariables = context->ncandidates;
	for (int i = 0; i < context->ncandidates; i++)
	{
		SurveyVariable *merged = &context->merged.variables[i];

		*merged = *context->candidates[i]->v;
		/* what a set takes for a member will turn out to be one */
		if (merged->measure == SURVEY_UNSPECIFIED)
			merged->measure = SURVEY_NOMINAL;
	}
}

static bool
is_boolean_member(const SurveySet *set, const LoadVariable *member)
{
	return (!member->typed || member->v->type == BOOLOID) && svy_member_is_boolean(set, member->v);
}

static bool
declares_no(const SurveyVariable *v)
{
	return svy_variable_find_label(v, 0) != NULL;
}

/*
 * Members that say whether any of several columns holds one of the set's
 * codes: {"variables": [...], "codes": [...]}, a code for each member.
 */
static void
take_sources(LoadPlan *plan, LoadSet *set, JsonbContainer *properties, const char *where)
{
	JsonbContainer *codes = svy_json_array(properties, "codes", where);
	char **names;
	int n;

	if (!codes || JsonContainerSize(codes) != set->s->nmembers ||
		!svy_json_get(properties, "variables"))
		return;
	names = svy_json_strings(properties, "variables", where, &n);
	set->sources = palloc((n + 1) * sizeof(LoadVariable *));
	set->codes = palloc0(set->s->nmembers * sizeof(int32));
	for (int i = 0; i < set->s->nmembers; i++)
		if (set->members[i]->source >= 0 ||
			!svy_json_to_int(getIthJsonbValueFromContainer(codes, i), &set->codes[i]))
			return;
	for (int i = 0; i < n; i++)
	{
		set->sources[i] = load_find_column(plan, names[i], names[i]);
		if (!set->sources[i])
			return;
	}
	set->nsources = n;
}

/*
 * What an earlier load noted of the set: the column and delimiter that it is
 * read from, and what a blank says.  Returns the column, or NULL.
 */
static char *
take_properties(LoadPlan *plan, LoadSet *set)
{
	const char *where = psprintf("the properties of set \"%s\"", set->s->name);
	char *delimiter;
	char *blank;
	JsonbContainer *properties = svy_properties(SVY_PROPERTIES(set->s));

	if (!properties)
		return NULL;
	delimiter = svy_json_string(properties, "delimiter", where);
	if (delimiter)
		set->delimiter = load_delimiter_of(delimiter);
	blank = svy_json_string(properties, "blank", where);
	if (blank)
		set->says_no = strcmp(blank, "no answer") == 0;
	take_sources(plan, set, properties, where);
	return svy_json_string(properties, "column", where);
}

/* the members of the set, boolean columns as far as the codebook does not want them otherwise */
static void
take_members(SetContext *context, LoadSet *set)
{
	SurveySet *s = set->s;
	bool boolean = false;
	bool typed = false;

	set->members = palloc(s->nmembers * sizeof(LoadVariable *));
	for (int i = 0; i < s->nmembers; i++)
	{
		LoadVariable *member = context->candidates[s->members[i] - context->merged.variables];

		set->members[i] = member;
		s->members[i] = member->v;
		if (!is_boolean_member(s, member))
			continue;
		member->rule = LOAD_MEMBER;
		member->v->type = BOOLOID;
		member->v->measure = SURVEY_NOMINAL;
		member->given = true;
		member->set = set;
		boolean = true;
		typed |= member->typed;
		set->says_no |= declares_no(member->v);
	}
	/* files that know types say what is not chosen; so does a codebook that knows the types */
	set->says_no |= typed;
	set->known = set->says_no || !boolean;
	if (context->plan->types)
		set->says_no = true, set->known = false;
}

/* a set that is made from other columns has no columns of its own */
static void
check_made(const LoadSet *set)
{
	for (int i = 0; set->from && i < set->s->nmembers; i++)
		if (set->members[i]->source >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("set \"%s\" is read from column \"%s\", but its member \"%s\" is a "
							"column too",
							set->s->name, set->from->v->name, set->s->members[i]->name),
					 errhint("Give the set another name to read it from its members.")));
	for (int i = 0; (set->from || set->nsources > 0) && i < set->s->nmembers; i++)
		if (set->members[i]->rule != LOAD_MEMBER)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("member \"%s\" of set \"%s\" is made from another column and must be "
							"boolean, without codes of its own",
							set->s->members[i]->name, set->s->name)));
}

static void
take_set(SetContext *context, SurveySet *survey_set)
{
	LoadSet *set = palloc0(sizeof(LoadSet));
	char *column;

	set->s = survey_set;
	take_members(context, set);
	column = take_properties(context->plan, set);
	set->from = load_find_column(context->plan, column ? column : survey_set->name, NULL);
	if (set->from && set->from->rule == LOAD_DELIMITED)
		set->from->set = set;
	else
		set->from = NULL;
	check_made(set);
	context->plan->sets = lappend(context->plan->sets, set);
}

/* every variable of the codebook has a column or is an option of a delimited one */
static void
check_loose(const SetContext *context)
{
	for (int i = 0; i < context->user->nvariables; i++)
	{
		const LoadVariable *loose = context->loose[i];

		if (loose && !(loose->set && (loose->set->from || loose->set->nsources > 0)))
			check_near(context->plan, loose->v->name);
	}
}

static void
apply_codebook(LoadPlan *plan, Jsonb *codebook, bool append)
{
	SetContext context = {.plan = plan, .user = svy_codebook_parse(codebook, NULL)};
	Survey *user = context.user;

	plan->title = user->title;
	plan->properties = user->properties;
	plan->weight = user->weight;
	context.loose = palloc0((user->nvariables + 1) * sizeof(LoadVariable *));
	for (int i = 0; i < user->nvariables; i++)
	{
		LoadVariable *column =
			load_find_column(plan, user->variables[i].name, user->variables[i].header);

		if (column)
		{
			describe(plan, column, &user->variables[i], append);
			continue;
		}
		context.loose[i] = palloc0(sizeof(LoadVariable));
		context.loose[i]->v = &user->variables[i];
		context.loose[i]->source = context.loose[i]->attribute = -1;
		context.loose[i]->typed = OidIsValid(user->variables[i].type);
	}
	find_rankings(&context);
	find_delimited(&context, &codebook->root);
	merge_variables(&context);
	svy_codebook_parse_sets(&context.merged, &codebook->root);
	for (int i = 0; i < context.merged.nsets; i++)
		take_set(&context, &context.merged.sets[i]);
	/* a survey can have columns that its file has not: weights made by raking, for one */
	if (!append)
		check_loose(&context);
}

/* true and false stay such if the codebook's answers are no and yes */
static void
take_logical(LoadPlan *plan, const LoadReader *reader)
{
	for (int i = 0; reader->logical && i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];

		if (!reader->logical[i] || column->typed || column->rule != LOAD_CODE || !column->given ||
			column->v->points > 0 || !svy_says_yes_no(column->v))
			continue;
		column->rule = LOAD_MEMBER;
		column->v->type = BOOLOID;
	}
}

/* the column of the weight by what the user or the codebook calls it */
static void
find_weight(LoadPlan *plan, const LoadOptions *options)
{
	const char *name = options->weight ? options->weight : plan->weight;
	LoadVariable *column;

	if (!name)
		return;
	column = load_find_column(plan, name, name);
	if (!column)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("weight \"%s\" is not a column of the file", name)));
	if (!column->given)
	{
		column->v->measure = SURVEY_SCALE;
		if (column->typed)
			load_settle_type(column, column->v->type);
		else
			settle_by_measure(column);
	}
	plan->weight = column->v->name;
}

bool
load_says_weight(Jsonb *codebook)
{
	/* also if it says null */
	return getKeyJsonValueFromContainer(&codebook->root, "weight", 6, NULL) != NULL;
}

LoadPlan *
load_plan_start(LoadReader *reader, const LoadOptions *options)
{
	LoadPlan *plan = palloc0(sizeof(LoadPlan));

	plan->ncolumns = reader->ncolumns;
	plan->types = reader->types;
	plan->columns = palloc0(plan->ncolumns * sizeof(LoadVariable));
	name_columns(plan, reader, options);
	if (options->codebook)
		apply_codebook(plan, options->codebook, options->append);
	take_logical(plan, reader);
	for (int i = 0; reader->numbers && i < plan->ncolumns; i++)
		plan->columns[i].numbers = reader->numbers[i];
	load_take_key(plan, options);
	if (!options->append)
		find_weight(plan, options);
	return plan;
}

/* the set with a note of what a blank says, for the next wave */
static SurveySet
noted_set(const LoadSet *set)
{
	SurveySet noted = *set->s;

	/* what the set or its members say already, and what cannot be where options share a column */
	if (set->from || set->known || set->delimiter)
		return noted;
	noted.properties = svy_properties_with(noted.properties, "blank",
										   set->says_no ? "\"no answer\"" : "\"not chosen\"");
	return noted;
}

/* what the user's codebook says beside variables and sets: design, replicates, ... */
static Jsonb *
rest_of(Jsonb *codebook)
{
	static const char *const known[] = {"variables", "sets", "weight", "respondent", "properties"};

	for (int i = 0; i < lengthof(known); i++)
		codebook = DatumGetJsonbP(DirectFunctionCall2(jsonb_delete, JsonbPGetDatum(codebook),
													  CStringGetTextDatum(known[i])));
	return codebook;
}

Jsonb *
load_plan_codebook(LoadPlan *plan, const LoadOptions *options)
{
	Survey survey = {.title = plan->title,
					 .properties = plan->properties,
					 .weight = plan->weight,
					 .respondent_key = plan->key,
					 .nvariables = plan->nvariables,
					 .nsets = list_length(plan->sets)};
	Datum codebook;

	survey.variables = palloc0((plan->nvariables + 1) * sizeof(SurveyVariable));
	for (int i = 0; i < plan->nvariables; i++)
		survey.variables[i] = *plan->variables[i]->v;
	survey.sets = palloc0((survey.nsets + 1) * sizeof(SurveySet));
	for (int i = 0; i < survey.nsets; i++)
		survey.sets[i] = noted_set(list_nth(plan->sets, i));
	codebook = DirectFunctionCall1(jsonb_in, CStringGetDatum(svy_codebook_json(&survey)));
	if (options->codebook)
		codebook =
			DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(rest_of(options->codebook)), codebook);
	return DatumGetJsonbP(codebook);
}

Jsonb *
load_merge_codebooks(const char *file, Jsonb *user)
{
	Oid types[] = {TEXTOID, JSONBOID};
	Datum arguments[] = {CStringGetTextDatum(file), JsonbPGetDatum(user)};
	char nulls[] = {' ', user ? ' ' : 'n'};
	bool isnull;

	if (svy_execute_with_args("SELECT mlops_survey.merge_codebooks($1::pg_catalog.jsonb, $2)", 2,
							  types, arguments, nulls, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not merge codebooks");
	return DatumGetJsonbPCopy(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}
