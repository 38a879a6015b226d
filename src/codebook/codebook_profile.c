/*
 * codebook_profile.c
 *	  What the columns of an answers table hold: checks declared codes against
 *	  it and infers what the codebook leaves open.
 *
 * One scan of the table reads all columns that need it, and keeps of each the
 * distinct values, as long as they are few.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "server/progress.h"
#include "server/statement.h"

/* more distinct values than these make a number a scale and a text free text */
#define FEW_NUMBERS 20
#define FEW_TEXTS 100

/* a longer text is an answer in own words, not a category */
#define CATEGORY_BYTES 200

/* undeclared values that are kept to name one of them, and most of a variable without "values" */
#define SPARE_VALUES 1000

#define SCAN_ROWS 1000

typedef struct ProfileValue
{
	double number;
	char *text;
	int length;
	int64 count;
} ProfileValue;

typedef struct ColumnProfile
{
	SurveyVariable *variable;
	bool texts;
	bool inferred; /* the measure is to be found */
	int limit;
	bool overflow; /* more values than the limit; the list is incomplete */
	int64 answers; /* not NULL, up to the overflow */
	int count;
	int capacity;
	int last; /* where the last value was found */
	ProfileValue *values;
} ColumnProfile;

static int
value_cmp(const ColumnProfile *column, const ProfileValue *a, const ProfileValue *b)
{
	int cmp;

	if (!column->texts)
		return float8_cmp_internal(a->number, b->number);
	cmp = memcmp(a->text, b->text, Min(a->length, b->length));
	return cmp != 0 ? cmp : a->length - b->length;
}

static void
profile_insert(ColumnProfile *column, int at, const ProfileValue *value)
{
	if (column->count == column->limit)
	{
		column->overflow = true;
		return;
	}
	if (column->count == column->capacity)
	{
		column->capacity = Max(16, column->capacity * 2);
		column->values = column->values == NULL
							 ? palloc_array(ProfileValue, column->capacity)
							 : repalloc_array(column->values, ProfileValue, column->capacity);
	}
	memmove(&column->values[at + 1], &column->values[at],
			sizeof(ProfileValue) * (column->count - at));
	column->values[at] = *value;
	column->values[at].count = 1;
	if (column->texts)
		column->values[at].text = pnstrdup(value->text, value->length);
	column->last = at;
	column->count++;
}

static void
profile_add(ColumnProfile *column, const ProfileValue *value)
{
	int low = 0;
	int high = column->count;

	column->answers++;
	if (column->count > 0 && value_cmp(column, value, &column->values[column->last]) == 0)
	{
		column->values[column->last].count++;
		return;
	}
	while (low < high)
	{
		int middle = (low + high) / 2;
		int cmp = value_cmp(column, value, &column->values[middle]);

		if (cmp == 0)
		{
			column->values[middle].count++;
			column->last = middle;
			return;
		}
		if (cmp < 0)
			high = middle;
		else
			low = middle + 1;
	}
	profile_insert(column, low, value);
}

static void
profile_datum(ColumnProfile *column, Datum datum)
{
	ProfileValue value = {0};

	if (column->texts)
	{
		text *string = DatumGetTextPP(datum);

		value.text = VARDATA_ANY(string);
		value.length = VARSIZE_ANY_EXHDR(string);
		if (column->inferred && value.length > CATEGORY_BYTES)
		{
			column->overflow = true;
			column->answers++;
			return;
		}
	}
	else
		value.number = DatumGetFloat8(datum);
	profile_add(column, &value);
}

/* a cursor over the columns, as text or float8 */
static Portal
open_scan(const Survey *survey, ColumnProfile *columns, int count)
{
	StringInfoData sql;
	SPIPlanPtr plan;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < count; i++)
	{
		char *column = svy_column_sql(columns[i].variable->name, "a");
		bool boolean = svy_column_kind(columns[i].variable->type) == COLUMN_BOOLEAN;

		appendStringInfo(&sql, "%s%s%s%s", i > 0 ? ", " : "", column,
						 boolean ? "::pg_catalog.int4" : "",
						 columns[i].texts ? "::pg_catalog.text" : "::pg_catalog.float8");
	}
	appendStringInfo(&sql, " FROM %s a", survey->answers_sql);
	plan = SPI_prepare(sql.data, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	/* not read only: a loader has filled the table in this very command */
	return SPI_cursor_open(NULL, plan, NULL, NULL, false);
}

static void
scan_columns(const Survey *survey, ColumnProfile *columns, int count)
{
	MemoryContext context = CurrentMemoryContext;
	Datum *values = palloc_array(Datum, count + 1);
	bool *nulls = palloc_array(bool, count + 1);
	int64 rows = 0;
	Portal portal;

	if (count == 0)
		return;
	portal = open_scan(survey, columns, count);
	svy_progress_start(survey->answers, false);
	for (;;)
	{
		SPI_cursor_fetch(portal, true, SCAN_ROWS);
		MemoryContextSwitchTo(context);
		if (SPI_processed == 0)
			break;
		CHECK_FOR_INTERRUPTS();
		for (uint64 row = 0; row < SPI_processed; row++)
		{
			heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, values, nulls);
			for (int i = 0; i < count; i++)
				if (!nulls[i] && !columns[i].overflow)
					profile_datum(&columns[i], values[i]);
		}
		rows += (int64) SPI_processed;
		svy_progress_rows(rows);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	svy_progress_end();
	MemoryContextSwitchTo(context);
}

/*
 * Labels
 */

/* makes room for one label more */
static SurveyLabel *
add_label(SurveyVariable *variable)
{
	if (variable->labels == NULL)
		variable->labels = palloc_object(SurveyLabel);
	else
		variable->labels = repalloc_array(variable->labels, SurveyLabel, variable->nlabels + 1);
	memset(&variable->labels[variable->nlabels], 0, sizeof(SurveyLabel));
	return &variable->labels[variable->nlabels++];
}

static void
add_coded(SurveyVariable *variable, int32 code, const char *label, const char *value, bool missing)
{
	SurveyLabel *added = add_label(variable);

	added->code = code;
	added->label = pstrdup(label);
	added->value = value != NULL ? pstrdup(value) : NULL;
	added->missing = missing;
}

/* the lowest code from 1 that is free */
static int32
free_code(const SurveyVariable *variable, int32 from)
{
	while (svy_variable_find_label(variable, from) != NULL)
		from++;
	return from;
}

/* what a column of texts holds of it: the label where the codebook does not say otherwise */
static char *
stored_text(const SurveyLabel *label)
{
	return label->value ? label->value : label->label;
}

static bool
declares(const SurveyVariable *variable, bool texts, const ProfileValue *value)
{
	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];

		if (!texts ? label->code == value->number
				   : strlen(stored_text(label)) == value->length &&
						 memcmp(stored_text(label), value->text, value->length) == 0)
			return true;
	}
	if (texts)
		return false;
	return svy_in_ranges(variable->ranges, variable->nranges, value->number) ||
		   (value->number == rint(value->number) && value->number >= 1 &&
			value->number <= variable->points);
}

/* valid answers first, each part by code */
static int
display_cmp(const void *a, const void *b)
{
	const SurveyLabel *x = a;
	const SurveyLabel *y = b;

	if (x->missing != y->missing)
		return x->missing - y->missing;
	return (x->code > y->code) - (x->code < y->code);
}

static void
add_boolean_labels(SurveyVariable *variable)
{
	add_coded(variable, 0, "No", NULL, false);
	add_coded(variable, 1, "Yes", NULL, false);
}

static void
add_enum_labels(SurveyVariable *variable)
{
	MemoryContext context = CurrentMemoryContext;
	Oid argument = OIDOID;
	Datum type = ObjectIdGetDatum(getBaseType(variable->type));

	svy_execute_with_args("SELECT e.enumlabel FROM pg_catalog.pg_enum e"
						  " WHERE e.enumtypid OPERATOR(pg_catalog.=) $1 ORDER BY e.enumsortorder",
						  1, &argument, &type, NULL, true, 0);
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		char *label = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);

		add_coded(variable, i + 1, label, label, false);
	}
}

static void
add_profiled_labels(ColumnProfile *column)
{
	SurveyVariable *variable = column->variable;
	int32 code = 1;

	for (int i = 0; i < column->count; i++)
	{
		const ProfileValue *value = &column->values[i];

		if (declares(column->variable, column->texts, value))
			continue;
		if (!column->texts)
		{
			if (svy_is_code(value->number))
				add_coded(variable, (int32) value->number, psprintf("%d", (int32) value->number),
						  NULL, false);
			continue;
		}
		if (value->length == 0)
			continue;
		code = free_code(variable, code);
		add_coded(variable, code, value->text, value->text, false);
	}
	/* the empty text sorts first; as an answer it comes last */
	if (column->texts && column->count > 0 && column->values[0].length == 0 &&
		!declares(column->variable, column->texts, &column->values[0]))
		add_coded(variable, free_code(variable, code), "(blank)", "", true);
	if (variable->nlabels > 0)
		qsort(variable->labels, variable->nlabels, sizeof(SurveyLabel), display_cmp);
}

static void
infer_labels(ColumnProfile *column)
{
	SurveyVariable *variable = column->variable;

	if (type_is_enum(getBaseType(variable->type)))
		add_enum_labels(variable);
	else if (svy_column_kind(variable->type) == COLUMN_BOOLEAN)
		add_boolean_labels(variable);
	else if (column->overflow)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s without \"values\", and holds more than %d "
							   "different ones",
							   variable->name, svy_measure_name(variable->measure), column->limit),
						errhint("List its \"values\", or make its measure scale or text.")));
	else
		add_profiled_labels(column);
}

/*
 * Measures
 */

/*
 * Few values, each given by two respondents or more on average: categories.
 * All else keeps the measure of its type.
 */
static bool
looks_categorical(const ColumnProfile *column)
{
	if (column->overflow || column->count == 0 || column->answers < 2 * (int64) column->count)
		return false;
	for (int i = 0; !column->texts && i < column->count; i++)
		if (!svy_is_code(column->values[i].number))
			return false;
	return true;
}

static void
infer_measure(ColumnProfile *column)
{
	SurveyVariable *variable = column->variable;

	switch (svy_column_kind(variable->type))
	{
		case COLUMN_BOOLEAN:
			variable->measure = SURVEY_NOMINAL;
			break;
		case COLUMN_INTEGER:
			variable->measure = looks_categorical(column) ? SURVEY_NOMINAL : SURVEY_SCALE;
			break;
		case COLUMN_NUMBER:
			variable->measure = SURVEY_SCALE;
			break;
		case COLUMN_DATE:
			variable->measure = SURVEY_DATE;
			break;
		case COLUMN_TEXT:
			if (type_is_enum(getBaseType(variable->type)))
				variable->measure = SURVEY_ORDINAL;
			else
				variable->measure = looks_categorical(column) ? SURVEY_NOMINAL : SURVEY_TEXT;
			break;
		case COLUMN_OTHER:
			variable->measure = SURVEY_TEXT;
			break;
	}
	if (variable->nlabels > 0 && !svy_variable_categorical(variable) &&
		variable->measure != SURVEY_SCALE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has missing codes, but its column of type %s holds "
							   "neither numbers nor categories",
							   variable->name, format_type_be(variable->type)),
						errhint("State its \"measure\" and its \"values\".")));
}

/*
 * Checks
 */

static char *
shown_value(const ColumnProfile *column, const ProfileValue *value)
{
	if (column->texts)
		return psprintf("\"%s\"", pnstrdup(value->text, Min(value->length, 100)));
	return float8out_internal(value->number);
}

/* whether it had no place in the codebook of before either, so that its change has not taken it away */
static bool
was_undeclared(const ColumnProfile *column, const Survey *before, const ProfileValue *value)
{
	const SurveyVariable *old =
		before ? svy_survey_find_variable(before, column->variable->name) : NULL;

	return old && old->type == column->variable->type && svy_variable_categorical(old) &&
		   !declares(old, column->texts, value);
}

static void
check_values(const ColumnProfile *column, const Survey *before, List **warnings)
{
	const SurveyVariable *variable = column->variable;
	char *left = NULL; /* the first that is as undeclared as it was */
	int others = 0;

	for (int i = 0; i < column->count; i++)
	{
		const ProfileValue *value = &column->values[i];

		if (declares(variable, column->texts, value))
			continue;
		if (!was_undeclared(column, before, value))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("variable \"%s\" holds %s, which the codebook does not declare",
							variable->name, shown_value(column, value)),
					 errdetail_plural("%lld respondent has it.", "%lld respondents have it.",
									  value->count, (long long) value->count),
					 errhint("Add it to \"values\" or \"missing\" of the variable, or correct the "
							 "table.")));
		others += left != NULL;
		left = left ? left : shown_value(column, value);
	}
	if (left == NULL)
		return;
	*warnings = lappend(
		*warnings,
		psprintf(
			"variable \"%s\" holds %s%s, which the codebook does not declare", variable->name, left,
			others == 0 ? "" : psprintf(" and %d more answer%s", others, others == 1 ? "" : "s")));
}

static void
default_values(SurveyVariable *variable)
{
	for (int i = 0; i < variable->nlabels; i++)
		variable->labels[i].value = stored_text(&variable->labels[i]);
	for (int i = 0; i < variable->nlabels; i++)
		for (int j = 0; j < i; j++)
			if (strcmp(variable->labels[i].value, variable->labels[j].value) == 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("variable \"%s\": codes %d and %d stand for the same text "
									   "\"%s\"",
									   variable->name, variable->labels[j].code,
									   variable->labels[i].code, variable->labels[i].value)));
}

static void
finish_column(ColumnProfile *column, bool values_checked, const Survey *before, List **warnings)
{
	SurveyVariable *variable = column->variable;
	const char *mismatch;

	if (column->inferred)
		infer_measure(column);
	if (svy_variable_categorical(variable))
	{
		if (column->texts && variable->nlabels > 0)
			default_values(variable);
		if (!svy_variable_declares_answers(variable))
			infer_labels(column);
		if (!values_checked)
			check_values(column, before, warnings);
	}
	mismatch = svy_column_mismatch(variable->survey->answers, variable);
	if (mismatch != NULL)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("variable \"%s\" is %s, but its column of type %s %s",
							   variable->name, svy_measure_name(variable->measure),
							   format_type_be(variable->type), mismatch)));
	if (column->limit > 0 && column->answers == 0)
		*warnings = lappend(*warnings, psprintf("\"%s\" holds no answers", variable->name));
	else if (column->limit > 0 && column->inferred && column->count == 1 && !column->overflow)
		*warnings =
			lappend(*warnings, psprintf("\"%s\" holds the same answer for all", variable->name));
}

/* how many distinct values to keep; 0: the column need not be read */
static int
values_needed(const ColumnProfile *column, bool values_checked)
{
	const SurveyVariable *variable = column->variable;
	ColumnKind kind = svy_column_kind(variable->type);

	if (type_is_enum(getBaseType(variable->type)) && !svy_variable_declares_answers(variable))
		return 0;
	if (column->inferred)
	{
		if (kind == COLUMN_INTEGER || kind == COLUMN_TEXT)
			return (column->texts ? FEW_TEXTS : FEW_NUMBERS) + variable->nlabels;
		return 0;
	}
	if (!svy_variable_categorical(variable) || kind == COLUMN_DATE || kind == COLUMN_OTHER)
		return 0;
	if (!svy_variable_declares_answers(variable))
		return kind == COLUMN_BOOLEAN ? 0 : SPARE_VALUES;
	return values_checked ? 0 : variable->nlabels + variable->points + SPARE_VALUES;
}

/* whether the codebook of before declared the same codes of the variable, for the same texts */
static bool
had_same_codes(const SurveyVariable *variable, const Survey *before)
{
	const SurveyVariable *old = before ? svy_survey_find_variable(before, variable->name) : NULL;
	bool texts = svy_column_kind(variable->type) == COLUMN_TEXT;

	if (old == NULL || !svy_variable_categorical(old) || !svy_variable_categorical(variable) ||
		old->type != variable->type || old->nlabels != variable->nlabels ||
		old->points != variable->points || old->nranges != variable->nranges)
		return false;
	for (int i = 0; i < old->nranges; i++)
		if (old->ranges[i].low != variable->ranges[i].low ||
			old->ranges[i].high != variable->ranges[i].high)
			return false;
	for (int i = 0; i < old->nlabels; i++)
	{
		const SurveyLabel *label = svy_variable_find_label(variable, old->labels[i].code);

		if (label == NULL ||
			(texts && strcmp(stored_text(label), stored_text(&old->labels[i])) != 0))
			return false;
	}
	return true;
}

void
svy_codebook_profile(Survey *survey, bool values_checked, const Survey *before, List **warnings)
{
	ColumnProfile *columns = palloc0_array(ColumnProfile, survey->nvariables + 1);
	ColumnProfile *others = palloc0_array(ColumnProfile, survey->nvariables + 1);
	ColumnProfile **all = palloc_array(ColumnProfile *, survey->nvariables + 1);
	bool *checked = palloc_array(bool, survey->nvariables + 1);
	int count = 0;

	for (int i = 0; i < survey->nvariables; i++)
	{
		ColumnProfile column = {.variable = &survey->variables[i]};

		column.texts = svy_column_kind(column.variable->type) == COLUMN_TEXT;
		column.inferred = column.variable->measure == SURVEY_UNSPECIFIED;
		checked[i] = values_checked || had_same_codes(column.variable, before);
		column.limit = values_needed(&column, checked[i]);
		all[i] = column.limit > 0 ? &columns[count++] : &others[i];
		*all[i] = column;
	}
	scan_columns(survey, columns, count);
	for (int i = 0; i < survey->nvariables; i++)
		finish_column(all[i], checked[i] && !all[i]->inferred, before, warnings);
}

/*
 * Families of yes-no columns: x_1, x_2 ... become the set x
 */

static bool
is_choice(const SurveyVariable *variable)
{
	ColumnKind kind = svy_column_kind(variable->type);
	bool chosen = false;

	if (kind == COLUMN_BOOLEAN)
		return true;
	if (kind != COLUMN_INTEGER || variable->measure != SURVEY_NOMINAL)
		return false;
	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];

		if (!label->missing && label->code != 0 && label->code != 1)
			return false;
		chosen = chosen || label->code == 1;
	}
	return chosen;
}

/* bytes before _digits at the end, or 0 */
static int
family_length(const char *name)
{
	int length = strlen(name);
	int digits = length;

	while (digits > 0 && isdigit((unsigned char) name[digits - 1]))
		digits--;
	return digits < length && digits > 1 && name[digits - 1] == '_' ? digits - 1 : 0;
}

static bool
same_family(const SurveyVariable *a, const SurveyVariable *b)
{
	int length = family_length(a->name);

	return length > 0 && length == family_length(b->name) &&
		   strncmp(a->name, b->name, length) == 0 && is_choice(b);
}

/* the set that variable i opens, if it is the first of a family */
static void
infer_set(Survey *survey, int first)
{
	SurveyVariable *opener = &survey->variables[first];
	SurveySet *set = &survey->sets[survey->nsets];

	for (int i = 0; i < first; i++)
		if (same_family(opener, &survey->variables[i]))
			return;
	set->members = palloc_array(SurveyVariable *, survey->nvariables);
	set->member_labels = palloc_array(char *, survey->nvariables);
	for (int i = first; i < survey->nvariables; i++)
	{
		SurveyVariable *member = &survey->variables[i];

		if (!same_family(opener, member))
			continue;
		set->members[set->nmembers] = member;
		set->member_labels[set->nmembers++] = member->label ? member->label : member->name;
	}
	if (set->nmembers < 2)
	{
		set->nmembers = 0;
		return;
	}
	set->counted = 1;
	set->name = pnstrdup(opener->name, family_length(opener->name));
	if (svy_survey_find_variable(survey, set->name) != NULL)
		set->name = psprintf("%.*s_set", pg_mbcliplen(set->name, strlen(set->name), 59), set->name);
	survey->nsets++;
}

void
svy_codebook_infer_sets(Survey *survey)
{
	survey->sets = palloc0_array(SurveySet, survey->nvariables + 1);
	for (int i = 0; i < survey->nvariables; i++)
		if (family_length(survey->variables[i].name) > 0 && is_choice(&survey->variables[i]))
			infer_set(survey, i);
}
