/*
 * load_mrsets.c
 *	  Multiple-response sets of an SPSS file.  ReadStat passes over them, so
 *	  the records are read here.
 *
 * A set of yes-no variables becomes a set whose members are those variables.
 * A set of variables that each hold one of the chosen categories gets a column
 * per category, true where any of the variables holds it.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "server/naming.h"
#include "load/load_readstat.h"
#include "kernel/file/savfile.h"

/* more categories are no question */
#define MAX_CATEGORIES 200

/* codes without a label that make a number a choice */
#define MAX_CHOICES 64

/* more text than this in one record is damage */
#define MAX_RECORD 10000000

typedef struct Sets
{
	StatReader *stat;
	Survey *survey;
	SavText long_names;
	List *names; /* of variables and sets */
} Sets;

static void
warn_set(Sets *sets, SavText name, const char *why)
{
	sets->stat->reader.warnings =
		lappend(sets->stat->reader.warnings,
				psprintf("multiple-response set $%s is not kept: %s",
						 pnstrdup(name.text, pg_mbcliplen(name.text, name.size, 64)), why));
}

char *
stat_sav_text(const StatReader *stat, SavText text)
{
	int encoding = stat->encoding ? pg_char_to_encoding(stat->encoding) : -1;
	char *converted;

	if (encoding < 0)
		encoding = PG_UTF8;
	if (text.size == 0)
		return NULL;
	if (!pg_verify_mbstr(encoding, text.text, text.size, true))
		return NULL;
	converted = pg_any_to_server(text.text, text.size, encoding);
	return converted == text.text ? pnstrdup(text.text, text.size) : converted;
}

/* the file's name of the variable that a record calls by its short name */
static char *
long_name(const Sets *sets, const char *short_name)
{
	SavText rest = sets->long_names;
	SavText left;
	SavText right;

	while (sav_take_long_name(&rest, &left, &right))
		if (left.size == strlen(short_name) &&
			pg_strncasecmp(left.text, short_name, left.size) == 0)
			return stat_sav_text(sets->stat, right);
	return NULL;
}

static StatColumn *
set_column(const Sets *sets, SavText name)
{
	char *short_name = stat_sav_text(sets->stat, name);
	char *wanted = short_name ? long_name(sets, short_name) : NULL;

	for (int i = 0; short_name && i < sets->stat->ncolumns; i++)
		if (pg_strcasecmp(sets->stat->columns[i].name, wanted ? wanted : short_name) == 0)
			return &sets->stat->columns[i];
	return NULL;
}

static StatColumn **
set_columns(const Sets *sets, SavText names, int *n)
{
	StatColumn **columns = palloc((names.size / 2 + 1) * sizeof(StatColumn *));
	SavText name;

	*n = 0;
	while (sav_take_name(&names, &name))
	{
		columns[*n] = set_column(sets, name);
		if (!columns[*n])
			return NULL;
		for (int i = 0; i < *n; i++)
			if (columns[i] == columns[*n])
				return NULL;
		(*n)++;
	}
	return *n > 0 ? columns : NULL;
}

static SurveySet *
add_set(Sets *sets, const SavSet *found, int nmembers)
{
	Survey *survey = sets->survey;
	char *header = stat_sav_text(sets->stat, found->name);
	char *name = svy_safe_name(header ? header : "", NAMEDATALEN - 1);
	SurveySet *set = &survey->sets[survey->nsets++];

	set->name = load_unique_name(&sets->names, *name ? name : "multiple");
	set->label = stat_sav_text(sets->stat, found->label);
	set->counted = 1;
	set->members = palloc(nmembers * sizeof(SurveyVariable *));
	set->member_labels = palloc(nmembers * sizeof(char *));
	return set;
}

static char *
multi_properties(const Sets *sets, const SavSet *found, const char *more)
{
	char *header = stat_sav_text(sets->stat, found->name);
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"kind\": \"%s\", \"header\": ",
					 found->kind == 'C'	  ? "categories"
					 : found->kind == 'D' ? "dichotomies"
										  : "dichotomies labelled by value");
	escape_json(&json, header ? header : "");
	if (found->label_of_variable)
		appendStringInfoString(&json, ", \"label_of_variable\": true");
	appendStringInfo(&json, "%s}", more);
	return json.data;
}

/* the code that the counted value is in the answers; false if it is none */
static bool
counted_code(const SurveyVariable *v, const char *counted, int32 *code)
{
	char *end;
	double number;

	for (int i = 0; v->type == TEXTOID && i < v->nlabels; i++)
		if (strcmp(v->labels[i].value, counted) == 0)
		{
			*code = v->labels[i].code;
			return true;
		}
	if (v->type == TEXTOID || !svy_variable_categorical(v))
		return false;
	number = strtod(counted, &end);
	*code = (int32) number;
	return end != counted && *code == number;
}

static void
add_code(SurveyVariable *v, double code, int *room)
{
	if (svy_variable_find_label(v, (int32) code) || *room == 0)
		return;
	(*room)--;
	v->labels[v->nlabels++] =
		(SurveyLabel){.code = (int32) code, .label = psprintf("%d", (int32) code)};
}

static bool
are_codes(const StatColumn *column)
{
	if (column->v->measure != SURVEY_SCALE || column->fraction || column->many)
		return false;
	for (int i = 0; i < column->nvalues; i++)
		if (fabs(column->values[i]) > PG_INT32_MAX)
			return false;
	return column->stored != READSTAT_TYPE_STRING && column->time.kind == FILE_NUMBER;
}

/* numbers are scales to SPSS unless somebody says otherwise; members of a set are categorical */
static void
make_choice(StatColumn *column, const int32 *counted)
{
	SurveyVariable *v = column->v;
	SurveyVariable choice = *v;
	int room = MAX_CHOICES;

	if (svy_variable_categorical(v) || !are_codes(column))
		return;
	choice.labels = palloc0((v->nlabels + MAX_CHOICES) * sizeof(SurveyLabel));
	if (v->nlabels > 0)
		memcpy(choice.labels, v->labels, v->nlabels * sizeof(SurveyLabel));
	if (counted)
		add_code(&choice, *counted, &room);
	for (int code = 0; code < 256; code++)
		if (column->small[code / 64] & UINT64CONST(1) << code % 64)
			add_code(&choice, code, &room);
	for (int i = 0; i < column->nvalues; i++)
		add_code(&choice, column->values[i], &room);
	/* so many different numbers are no choice */
	if (room == 0)
		return;
	choice.measure = SURVEY_NOMINAL;
	choice.type = svy_code_type(&choice);
	if (column->measure == READSTAT_MEASURE_SCALE)
		choice.properties = stat_with_property(v->properties, "measure", "\"scale\"");
	*v = choice;
	column->type = v->type;
}

static void
take_dichotomies(Sets *sets, const SavSet *found, StatColumn **columns, int n)
{
	char *counted = stat_sav_text(sets->stat, found->counted);
	int32 code = 0;
	int32 other;
	SurveySet *set;

	if (counted)
		code = (int32) strtol(counted, NULL, 10);
	for (int i = 0; counted && i < n; i++)
		make_choice(columns[i], &code);
	for (int i = 0; i < n; i++)
	{
		if (!counted || !counted_code(columns[i]->v, counted, &other) || (i > 0 && other != code))
		{
			warn_set(sets, found->name, "the counted value is no code of its variables");
			return;
		}
		code = other;
	}
	set = add_set(sets, found, n);
	set->counted = code;
	for (int i = 0; i < n; i++)
	{
		const SurveyLabel *label = svy_variable_find_label(columns[i]->v, code);

		set->members[i] = columns[i]->v;
		set->member_labels[i] = found->labels_of_values && label ? label->label
								: columns[i]->v->label			 ? columns[i]->v->label
																 : columns[i]->v->name;
	}
	set->nmembers = n;
	set->properties = multi_properties(sets, found, "");
}

/* the labels of all variables of the set, each code once */
static SurveyLabel *
categories(StatColumn **columns, int n, int *count)
{
	SurveyLabel *labels = palloc(MAX_CATEGORIES * sizeof(SurveyLabel));

	*count = 0;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < columns[i]->v->nlabels; j++)
		{
			const SurveyLabel *label = &columns[i]->v->labels[j];
			bool known = label->missing;

			for (int k = 0; k < *count && !known; k++)
				known = labels[k].value && label->value ? strcmp(labels[k].value, label->value) == 0
														: labels[k].code == label->code;
			if (known)
				continue;
			if (*count == MAX_CATEGORIES)
				return NULL;
			labels[(*count)++] = *label;
		}
	return labels;
}

static SurveyVariable *
category_variable(Sets *sets, const SurveySet *set, const SurveyLabel *label, int position)
{
	SurveyVariable *v = &sets->survey->variables[sets->survey->nvariables++];
	char *name = psprintf("%.*s_%d", pg_mbcliplen(set->name, strlen(set->name), 50), set->name,
						  label->value || label->code < 0 ? position : label->code);

	v->name = load_unique_name(&sets->names, name);
	v->label = label->label;
	v->measure = SURVEY_NOMINAL;
	v->type = BOOLOID;
	return v;
}

static void
take_categories(Sets *sets, const SavSet *found, StatColumn **columns, int n)
{
	SurveyLabel *labels;
	SurveySet *set;
	StringInfoData more;
	int count;

	for (int i = 0; i < n; i++)
		if (columns[i]->v->nlabels > 0)
			make_choice(columns[i], NULL);
	for (int i = 0; i < n; i++)
		if (!svy_variable_categorical(columns[i]->v) || columns[i]->type != columns[0]->type)
		{
			warn_set(sets, found->name, "its variables are not categorical");
			return;
		}
	labels = categories(columns, n, &count);
	if (!labels || count == 0)
	{
		warn_set(sets, found->name, "its variables have no labels, or too many");
		return;
	}
	set = add_set(sets, found, count);
	initStringInfo(&more);
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(&more, i == 0 ? ", \"variables\": [" : ", ");
		escape_json(&more, columns[i]->v->name);
	}
	for (int i = 0; i < count; i++)
	{
		appendStringInfo(&more, "%s%d", i == 0 ? "], \"codes\": [" : ", ", labels[i].code);
		set->members[i] = category_variable(sets, set, &labels[i], i + 1);
		set->member_labels[i] = labels[i].label;
	}
	set->nmembers = count;
	appendStringInfoChar(&more, ']');
	set->properties = multi_properties(sets, found, more.data);
}

/* room for what the sets of a record add at most; pointers into the old arrays follow */
static void
make_room(Sets *sets, int nsets)
{
	Survey *survey = sets->survey;
	SurveyVariable *variables =
		palloc0((survey->nvariables + nsets * MAX_CATEGORIES) * sizeof(SurveyVariable));

	memcpy(variables, survey->variables, survey->nvariables * sizeof(SurveyVariable));
	for (int i = 0; i < sets->stat->ncolumns; i++)
		sets->stat->columns[i].v = &variables[i];
	survey->variables = variables;
	survey->sets = palloc0(nsets * sizeof(SurveySet));
}

static void
take_sets(Sets *sets, SavText rest)
{
	SavSet found;
	bool bad;

	while (sav_take_set(&rest, &found, &bad))
	{
		int n;
		StatColumn **columns = set_columns(sets, found.variables, &n);

		if (!columns)
			warn_set(sets, found.name, "it names a variable that the file does not have");
		else if (found.kind == 'C')
			take_categories(sets, &found, columns, n);
		else
			take_dichotomies(sets, &found, columns, n);
	}
	if (bad)
		warn_set(sets, (SavText){"", 0}, "the record of the sets is damaged");
}

SavText
stat_sav_record(StatReader *stat, const SavExtension *extension)
{
	char *text;

	if (extension->size > MAX_RECORD || extension->offset > stat->source.size)
		return (SavText){"", 0};
	text = palloc(extension->size + 1);
	return (SavText){text, load_source_at(&stat->source, extension->offset, text, extension->size)};
}

static int
count_sets(SavText text)
{
	int n = 0;

	for (size_t i = 0; i < text.size; i++)
		n += text.text[i] == '=';
	return n;
}

void
stat_read_sets(StatReader *stat, Survey *survey)
{
	Sets sets = {.stat = stat, .survey = survey};
	SavText records[2] = {{"", 0}, {"", 0}};
	SavExtension extension;
	SavScan scan;
	int n;

	if (sav_open(&scan, load_source_at, &stat->source) != SVY_OK)
		return;
	while (sav_next(&scan, &extension) == SVY_OK && extension.subtype != 0)
	{
		if (extension.subtype == SAV_LONG_NAMES)
			sets.long_names = stat_sav_record(stat, &extension);
		else if (extension.subtype == SAV_MRSETS)
			records[0] = stat_sav_record(stat, &extension);
		else if (extension.subtype == SAV_MRSETS_EXTENDED)
			records[1] = stat_sav_record(stat, &extension);
	}
	n = count_sets(records[0]) + count_sets(records[1]);
	if (n == 0)
		return;
	if (n > LOAD_MAX_COLUMNS)
	{
		warn_set(&sets, (SavText){"", 0}, "there are too many");
		return;
	}
	for (int i = 0; i < survey->nvariables; i++)
		sets.names = lappend(sets.names, survey->variables[i].name);
	make_room(&sets, n);
	take_sets(&sets, records[0]);
	take_sets(&sets, records[1]);
	for (int i = 0; i < stat->ncolumns; i++)
		stat->reader.types[i] = stat->columns[i].type;
}
