/*
 * load_readstat_codebook.c
 *	  What the variables of an SPSS, Stata or SAS file become: types of columns
 *	  and a codebook, from what the file says and what its rows hold.
 *
 * A codebook has whole numbers as codes, and declares every answer of a
 * categorical variable.  Files are not so strict: what does not fit becomes a
 * scale or free text, and what the file said of it stays in the properties,
 * so that an export can say it again.  Each such case is a warning.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "load/load_infer.h"
#include "load/load_readstat.h"
#include "pg/svy.h"

/* a text that is stored apart from its row leaves this much in it */
#define TEXT_APART 17

/* more codes without a label than these are no categories */
#define MAX_UNLABELLED 100

/* codes of tagged missing values, tried in this order: where nothing else is */
static const int tag_codes[] = {-9001, -90001, -900001, -90000001};

/*
 * Labels
 */

static char *
clip_label(StatReader *stat, const StatColumn *column, char *label)
{
	if (!label || pg_mbstrlen(label) <= SURVEY_LABEL_MAX)
		return label;
	stat_warn(stat, psprintf("%s: a label of %d characters is cut after %d", column->name,
							 pg_mbstrlen(label), SURVEY_LABEL_MAX));
	return pnstrdup(label, pg_mbcharcliplen(label, strlen(label), SURVEY_LABEL_MAX));
}

static SurveyLabel *
add_column_label(StatReader *stat, StatColumn *column, int32 code, char *label, bool missing)
{
	SurveyVariable *v = column->v;
	SurveyLabel *added;

	if (v->nlabels % 64 == 0)
		v->labels = v->nlabels == 0 ? palloc(64 * sizeof(SurveyLabel))
									: repalloc(v->labels, (v->nlabels + 64) * sizeof(SurveyLabel));
	added = &v->labels[v->nlabels++];
	*added = (SurveyLabel){.code = code, .missing = missing};
	added->label = clip_label(stat, column, label && *label ? label : psprintf("%d", code));
	return added;
}

static int
by_code(const void *a, const void *b)
{
	const SurveyLabel *x = a;
	const SurveyLabel *y = b;

	if (x->missing != y->missing)
		return x->missing - y->missing;
	return (x->code > y->code) - (x->code < y->code);
}

/*
 * What the codebook cannot say of the variable
 */

static void
property_key(StringInfo json, const char *key)
{
	appendStringInfoString(json, json->len > 1 ? ", " : "");
	escape_json(json, key);
	appendStringInfoString(json, ": ");
}

static void
property_text(StringInfo json, const char *key, const char *value)
{
	if (!value)
		return;
	property_key(json, key);
	escape_json(json, value);
}

static void
property_number(StringInfo json, const char *key, int value)
{
	property_key(json, key);
	appendStringInfo(json, "%d", value);
}

/* labels that are not of whole numbers, or of an answer that is not categorical */
static void
property_labels(StringInfo json, const StatColumn *column, bool texts)
{
	int n = 0;

	for (int i = 0; column->labels && i < column->labels->n; i++)
	{
		const StatLabel *label = &column->labels->labels[i];

		if (label->tag || (texts ? !label->text : label->text || svy_is_code(label->number)))
			continue;
		/* JSON has no such numbers, and no answer is one */
		if (!texts && !isfinite(label->number))
			continue;
		if (n++ == 0)
		{
			property_key(json, "labels");
			appendStringInfoChar(json, '[');
		}
		else
			appendStringInfoString(json, ", ");
		appendStringInfoString(json, "{\"value\": ");
		if (texts)
			escape_json(json, label->text);
		else
			appendStringInfoString(json, float8out_internal(label->number));
		appendStringInfoString(json, ", \"label\": ");
		escape_json(json, label->label ? label->label : "");
		appendStringInfoChar(json, '}');
	}
	if (n > 0)
		appendStringInfoChar(json, ']');
}

static void
property_tags(StringInfo json, const StatColumn *column)
{
	int n = 0;

	if (column->tag_code == 0)
		return;
	property_key(json, "tagged");
	for (int i = 0; i < STAT_TAGS; i++)
		if (column->tags & (uint32) 1 << i)
			appendStringInfo(json, "%s\"%c\": %d", n++ == 0 ? "{" : ", ",
							 i == STAT_TAGS - 1 ? '_' : 'a' + i, column->tag_code - i);
	appendStringInfoChar(json, '}');
}

static bool
file_measure(const StatColumn *column, SurveyMeasure *measure)
{
	if (column->measure == READSTAT_MEASURE_UNKNOWN)
		return false;
	*measure = column->measure == READSTAT_MEASURE_NOMINAL	 ? SURVEY_NOMINAL
			   : column->measure == READSTAT_MEASURE_ORDINAL ? SURVEY_ORDINAL
															 : SURVEY_SCALE;
	return true;
}

static void
set_properties(const StatReader *stat, StatColumn *column)
{
	static const char *const alignments[] = {NULL, "left", "center", "right"};
	SVY_NAMES_FOLLOW(alignments, READSTAT_ALIGNMENT_RIGHT);
	bool text = column->stored == READSTAT_TYPE_STRING;
	SurveyMeasure measure;
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	property_text(&json, "format", column->format);
	if (column->display_width > 0)
		property_number(&json, "display_width", column->display_width);
	if (column->alignment != READSTAT_ALIGNMENT_UNKNOWN)
		property_text(&json, "alignment", alignments[column->alignment]);
	if (text && column->width > 0)
		property_number(&json, "width", column->width);
	if (file_measure(column, &measure) && measure != column->v->measure)
		property_text(&json, "measure", svy_measure_name(measure));
	if (text)
	{
		if (!svy_variable_categorical(column->v))
			property_labels(&json, column, true);
	}
	else
		property_labels(&json, column, false);
	property_tags(&json, column);
	appendStringInfoChar(&json, '}');
	column->v->properties = json.len > 2 ? json.data : NULL;
}

/* the user knows what the variable is */
static bool
is_settled(const StatReader *stat, const StatColumn *column)
{
	static const char *const keys[] = {"measure", "type", NULL};

	return load_user_says(stat->options, column->name, NULL, keys);
}

/*
 * Texts
 */

static void
add_text_label(StatReader *stat, StatColumn *column, const char *text, char *label, bool missing)
{
	for (int i = 0; i < column->v->nlabels; i++)
		if (strcmp(column->v->labels[i].value, text) == 0)
		{
			column->v->labels[i].missing |= missing;
			return;
		}
	add_column_label(stat, column, column->v->nlabels + 1, label && *label ? label : pstrdup(text),
					 missing)
		->value = pstrdup(text);
	column->keep_blank |= *text == '\0';
}

static bool
is_missing_text(const StatColumn *column, const char *text)
{
	for (int i = 0; i < column->nmissing; i++)
		if (strcmp(column->missing_texts[i], text) == 0)
			return true;
	return false;
}

static bool
holds_text(const StatColumn *column, const char *text)
{
	return text && column->texts.limit > 0 &&
		   words_find(&column->texts, text, strlen(text)) != WORDS_NONE;
}

static void
make_text(StatReader *stat, StatColumn *column)
{
	SurveyVariable *v = column->v;
	int labels = column->labels ? column->labels->n : 0;
	int undeclared = column->texts.n;

	column->type = TEXTOID;
	v->measure = SURVEY_TEXT;
	if (labels == 0 && column->nmissing == 0)
	{
		if (!is_settled(stat, column))
			stat->free_texts = lappend(stat->free_texts, column->name);
		return;
	}
	for (int i = 0; i < labels; i++)
		undeclared -= holds_text(column, column->labels->labels[i].text);
	if (column->many || undeclared > Max(MAX_UNLABELLED, labels))
	{
		if (!is_settled(stat, column))
			stat_warn(
				stat,
				psprintf("%s has labels or missing values, but holds too many others: loaded as "
						 "free text",
						 column->name));
		return;
	}
	v->measure = column->measure == READSTAT_MEASURE_ORDINAL ? SURVEY_ORDINAL : SURVEY_NOMINAL;
	for (int i = 0; i < labels; i++)
	{
		const StatLabel *label = &column->labels->labels[i];

		if (!label->text)
			continue;
		add_text_label(stat, column, label->text, label->label,
					   is_missing_text(column, label->text));
	}
	for (int i = 0; i < column->nmissing; i++)
		add_text_label(stat, column, column->missing_texts[i],
					   *column->missing_texts[i] ? NULL : "(blank)", true);
	for (int i = 0; i < column->texts.n; i++)
		add_text_label(stat, column, words_text(&column->texts, i), NULL, false);
	if (v->nlabels > 0)
		qsort(v->labels, v->nlabels, sizeof(SurveyLabel), by_code);
}

/*
 * Dates
 */

/* whether PostgreSQL has all of the column's dates */
static bool
dates_fit(StatColumn *column)
{
	double low = filetime_read(&column->time, column->min);
	double high = filetime_read(&column->time, column->max);

	if (column->answers == 0)
		return true;
	switch (column->time.kind)
	{
		case FILE_DATE:
			return low > DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE && high < 2e9 &&
				   high < DATE_END_JULIAN - POSTGRES_EPOCH_JDATE;
		case FILE_TIMESTAMP:
			return low > MIN_TIMESTAMP && high < END_TIMESTAMP;
		default:
			return fabs(low) < 9e18 && fabs(high) < 9e18;
	}
}

static bool
make_times(StatReader *stat, StatColumn *column)
{
	double day = column->answers > 0 ? filetime_read(&column->time, column->max) : 0;

	if (column->time.kind == FILE_DATE && column->fraction)
	{
		column->time.kind = FILE_TIMESTAMP;
		column->time.step = 1e-5;
	}
	if (!dates_fit(column))
	{
		stat_warn(stat, psprintf("%s has dates that PostgreSQL does not know: loaded as numbers",
								 column->name));
		column->time.kind = FILE_NUMBER;
		column->fraction = true;
		return false;
	}
	column->v->measure = SURVEY_DATE;
	column->type = column->time.kind == FILE_DATE		 ? DATEOID
				   : column->time.kind == FILE_TIMESTAMP ? TIMESTAMPOID
				   : column->answers > 0 && (column->min < 0 || day >= (double) USECS_PER_DAY)
					   ? INTERVALOID
					   : TIMEOID;
	if (column->labels || column->tags)
		stat_warn(stat,
				  psprintf("%s is a date: its value labels and tagged missing values are not kept",
						   column->name));
	if (column->lost > 0)
		stat_warn(
			stat,
			psprintf("%s is a date: the values that the file declares as missing (" INT64_FORMAT
					 ") become NULL",
					 column->name, column->lost));
	column->tags = 0;
	return true;
}

/*
 * Numbers
 */

static const StatLabel *
tag_label(const StatColumn *column, int tag)
{
	for (int i = 0; column->labels && i < column->labels->n; i++)
		if (column->labels->labels[i].tag && stat_tag_number(column->labels->labels[i].tag) == tag)
			return &column->labels->labels[i];
	return NULL;
}

/* tagged missing values get codes that are used for nothing else */
static void
make_tags(StatReader *stat, StatColumn *column)
{
	double low = Min(column->min, 0);

	for (int i = 0; i < STAT_TAGS; i++)
		if (tag_label(column, i))
			column->tags |= (uint32) 1 << i;
	if (column->tags == 0)
		return;
	for (int i = 0; column->labels && i < column->labels->n; i++)
		if (!column->labels->labels[i].text)
			low = Min(low, column->labels->labels[i].number);
	for (int i = 0; i < lengthof(tag_codes) && column->tag_code == 0; i++)
		if (low > tag_codes[i])
			column->tag_code = tag_codes[i];
	for (int i = 0; i < STAT_TAGS && column->tag_code != 0; i++)
	{
		const StatLabel *label = tag_label(column, i);

		if (column->tags & (uint32) 1 << i)
			add_column_label(
				stat, column, column->tag_code - i,
				label ? label->label : psprintf(".%c", i == STAT_TAGS - 1 ? '_' : 'a' + i), true);
	}
	if (column->tag_code == 0)
		stat_warn(stat,
				  psprintf("%s: no codes are free for its tagged missing values, which become NULL",
						   column->name));
}

static void
make_missing(StatReader *stat, StatColumn *column)
{
	SurveyVariable *v = column->v;

	v->ranges = palloc((column->nmissing + 1) * sizeof(SurveyRange));
	for (int i = 0; i < column->nmissing; i++)
	{
		const SurveyRange *range = &column->missing[i];

		if (range->low != range->high || !svy_is_code(range->low))
			v->ranges[v->nranges++] = *range;
		else if (!svy_variable_find_label(v, (int32) range->low))
			add_column_label(stat, column, (int32) range->low, NULL, true);
	}
}

static void
make_labels(StatReader *stat, StatColumn *column)
{
	bool fractions = false;
	bool large = false;

	for (int i = 0; column->labels && i < column->labels->n; i++)
	{
		const StatLabel *label = &column->labels->labels[i];

		if (label->tag || label->text)
			continue;
		if (!svy_is_code(label->number))
		{
			large |= label->number == rint(label->number);
			fractions |= label->number != rint(label->number);
		}
		else if (!svy_variable_find_label(column->v, (int32) label->number))
			add_column_label(stat, column, (int32) label->number, label->label,
							 svy_in_ranges(column->missing, column->nmissing, label->number));
	}
	if (fractions)
		stat_warn(stat, psprintf("%s has labels of values that are no whole numbers: kept in its "
								 "properties only",
								 column->name));
	if (large)
		stat_warn(stat,
				  psprintf("%s has labels of numbers beyond 2147483647, which are no codes: kept "
						   "in its properties only",
						   column->name));
}

/* calls add for every value of the rows that is not declared; how many there are */
static int
undeclared(StatReader *stat, StatColumn *column, bool add)
{
	int n = 0;

	for (int i = 0; i < 256 + column->nvalues; i++)
	{
		double value = i < 256 ? i : column->values[i - 256];

		if (i < 256 && !(column->small[i / 64] & UINT64CONST(1) << (i % 64)))
			continue;
		if (svy_in_ranges(column->missing, column->nmissing, value) ||
			(svy_is_code(value) && svy_variable_find_label(column->v, (int32) value)))
			continue;
		n++;
		if (add)
			add_column_label(stat, column, (int32) value, NULL, false);
	}
	return n;
}

static const char *
why_scale(const StatColumn *column)
{
	if (column->fraction)
		return "values that are no whole numbers";
	return svy_is_code(column->min) && svy_is_code(column->max)
			   ? "too many values without a label"
			   : "numbers beyond 2147483647, which are no codes";
}

static bool
categorical(StatReader *stat, StatColumn *column)
{
	SurveyVariable *v = column->v;
	int valid = 0;
	int others = undeclared(stat, column, false);

	for (int i = 0; i < v->nlabels; i++)
		valid += !v->labels[i].missing;
	if (column->measure == READSTAT_MEASURE_SCALE)
		return false;
	/* where the file is silent, labels for most of the answers say that it is */
	if (column->measure == READSTAT_MEASURE_UNKNOWN && (valid == 0 || others > valid))
	{
		if (valid > 0 && !is_settled(stat, column))
			stat_warn(stat,
					  psprintf("%s: labels for %d values and none for others: loaded as a scale",
							   column->name, valid));
		else if (valid == 0 && !is_settled(stat, column) && others > 0 &&
				 others <= MAX_UNLABELLED && !column->fraction && !column->many)
			stat->unlabelled = lappend(stat->unlabelled, column->name);
		return false;
	}
	if (!column->fraction && !column->many && others <= Max(MAX_UNLABELLED, valid) &&
		(column->answers == 0 || (svy_is_code(column->min) && svy_is_code(column->max))) &&
		(valid > 0 || others > 0))
		return true;
	if (column->answers > 0 && !is_settled(stat, column))
		stat_warn(stat,
				  psprintf("%s is %s in the file, but holds %s: loaded as a scale", column->name,
						   column->measure == READSTAT_MEASURE_ORDINAL ? "ordinal" : "nominal",
						   why_scale(column)));
	return false;
}

static Oid
whole_type(const StatColumn *column)
{
	double low = column->answers > 0 ? column->min : 0;
	double high = column->answers > 0 ? column->max : 0;

	for (int i = 0; i < column->v->nlabels; i++)
	{
		low = Min(low, column->v->labels[i].code);
		high = Max(high, column->v->labels[i].code);
	}
	return low >= PG_INT16_MIN && high <= PG_INT16_MAX ? INT2OID : INT4OID;
}

/* no decimals are shown and none are there */
static bool
shown_whole(const StatColumn *column)
{
	const char *point = column->format ? strrchr(column->format, '.') : NULL;

	if (column->answers == 0 || column->fraction || !svy_is_code(column->min) ||
		!svy_is_code(column->max))
		return false;
	return point && strtol(point + 1, NULL, 10) == 0 && point[1] == '0';
}

static Oid
scale_type(const StatColumn *column)
{
	bool tags = column->tag_code != 0;

	switch (column->stored)
	{
		case READSTAT_TYPE_INT8:
		case READSTAT_TYPE_INT16:
			return whole_type(column);
		case READSTAT_TYPE_INT32:
			return INT4OID;
		case READSTAT_TYPE_FLOAT:
			return FLOAT4OID;
		default:
			return shown_whole(column) && !tags ? INT4OID : FLOAT8OID;
	}
}

static void
make_number(StatReader *stat, StatColumn *column)
{
	SurveyVariable *v = column->v;

	make_labels(stat, column);
	make_missing(stat, column);
	make_tags(stat, column);
	if (categorical(stat, column))
	{
		undeclared(stat, column, true);
		v->measure = column->measure == READSTAT_MEASURE_ORDINAL ||
							 (column->measure == READSTAT_MEASURE_UNKNOWN && load_is_rating(v))
						 ? SURVEY_ORDINAL
						 : SURVEY_NOMINAL;
		column->type = whole_type(column);
	}
	else
	{
		v->measure = SURVEY_SCALE;
		column->type = scale_type(column);
	}
	if (v->nlabels > 0)
		qsort(v->labels, v->nlabels, sizeof(SurveyLabel), by_code);
	if (v->measure == SURVEY_ORDINAL)
		(void) load_take_points(v);
}

/*
 * Wide rows
 */

/* what a value takes of its row, at most if it can be stored apart */
static int
row_bytes(const StatColumn *column)
{
	switch (column->type)
	{
		case INT2OID:
			return 2;
		case INT4OID:
		case FLOAT4OID:
		case DATEOID:
			return 4;
		case TEXTOID:
			return Min((int) column->width, TEXT_APART) + 1;
		case INTERVALOID:
			return 16;
		default:
			return 8;
	}
}

static bool
row_fits(const StatReader *stat)
{
	int columns = stat->ncolumns + 1; /* with the respondent's number */
	int bytes = MAXALIGN(SizeofHeapTupleHeader + BITMAPLEN(columns)) + sizeof(int64);

	for (int i = 0; i < stat->ncolumns; i++)
		bytes += row_bytes(&stat->columns[i]);
	return bytes <= MaxHeapTupleSize;
}

/* the narrowest type that holds all values of the file as they are */
static Oid
narrow_type(const StatColumn *column)
{
	if (column->type != FLOAT8OID && column->type != INT4OID)
		return column->type;
	if (column->answers == 0 || (!column->fraction && column->min >= PG_INT16_MIN &&
								 column->max <= PG_INT16_MAX && column->tag_code == 0))
		return whole_type(column);
	return column->precise || column->tag_code != 0 ? column->type : FLOAT4OID;
}

/* other programs have numbers of eight bytes only; a page has no room for 1,599 of them */
static void
narrow_row(StatReader *stat)
{
	int n = 0;

	if (row_fits(stat))
		return;
	for (int i = 0; i < stat->ncolumns; i++)
	{
		StatColumn *column = &stat->columns[i];
		Oid type = narrow_type(column);

		n += type != column->type;
		column->type = column->v->type = type;
	}
	if (n > 0)
		stat_warn(stat,
				  psprintf("rows are wide: %d variables have the narrowest type that holds the "
						   "file's numbers, smallint or real",
						   n));
}

/*
 * The whole
 */

static void
make_variable(StatReader *stat, StatColumn *column)
{
	ListCell *cell;

	column->v->label = clip_label(stat, column, column->label);
	column->v->header = column->name;
	foreach (cell, stat->label_sets)
	{
		const StatLabels *labels = lfirst(cell);

		if (column->label_set && strcmp(labels->name, column->label_set) == 0)
			column->labels = labels;
	}
	if (column->stored == READSTAT_TYPE_STRING)
		make_text(stat, column);
	else if (column->time.kind == FILE_NUMBER || !make_times(stat, column))
		make_number(stat, column);
	column->v->type = column->type;
	set_properties(stat, column);
}

/* the distinct whole numbers of variables of which the file declares no answer */
static LoadNumbers
numbers_of(const StatReader *stat, const StatColumn *column)
{
	LoadNumbers result = {.n = 0};

	if (column->stored == READSTAT_TYPE_STRING || column->v->measure != SURVEY_SCALE ||
		column->fraction || column->many || column->answers == 0)
		return result;
	result.digits = column->measure == READSTAT_MEASURE_UNKNOWN;
	result.numbers = palloc((256 + column->nvalues) * sizeof(int64));
	for (int i = 0; i < column->nvalues && column->values[i] < 0; i++)
		if (FLOAT8_FITS_IN_INT64(column->values[i]))
			result.numbers[result.n++] = (int64) column->values[i];
	for (int i = 0; i < 256; i++)
		if (column->small[i / 64] & UINT64CONST(1) << (i % 64))
			result.numbers[result.n++] = i;
	for (int i = 0; i < column->nvalues; i++)
		if (column->values[i] >= 0 && FLOAT8_FITS_IN_INT64(column->values[i]))
			result.numbers[result.n++] = (int64) column->values[i];
	return result;
}

static void
take_headers(StatReader *stat)
{
	LoadReader *reader = &stat->reader;

	reader->ncolumns = stat->ncolumns;
	reader->headers = palloc(stat->ncolumns * sizeof(char *));
	reader->texts = palloc0(stat->ncolumns * sizeof(char *));
	reader->options = palloc0(stat->ncolumns * sizeof(char *));
	reader->groups = palloc0(stat->ncolumns * sizeof(int));
	reader->types = palloc(stat->ncolumns * sizeof(Oid));
	reader->numbers = palloc0(stat->ncolumns * sizeof(LoadNumbers));
	for (int i = 0; i < stat->ncolumns; i++)
	{
		reader->headers[i] = stat->columns[i].name;
		reader->types[i] = stat->columns[i].type;
		reader->numbers[i] = numbers_of(stat, &stat->columns[i]);
	}
}

static char *
file_properties(const StatReader *stat)
{
	static const char *const names[] = {"csv", "sav", "por", "dta", "xpt", "sas7bdat"};
	SVY_NAMES_FOLLOW(names, LOAD_SAS);
	StringInfoData json;
	ListCell *cell;

	initStringInfo(&json);
	appendStringInfoString(&json, "{");
	property_text(&json, "format", names[stat->format]);
	if (stat->notes)
	{
		property_key(&json, "notes");
		foreach (cell, stat->notes)
		{
			appendStringInfoString(&json, cell == list_head(stat->notes) ? "[" : ", ");
			escape_json(&json, lfirst(cell));
		}
		appendStringInfoChar(&json, ']');
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

void
stat_make_codebook(StatReader *stat)
{
	Survey survey = {.title = stat->title, .nvariables = stat->ncolumns};
	List *names = NIL;

	survey.variables = palloc0(stat->ncolumns * sizeof(SurveyVariable));
	for (int i = 0; i < stat->ncolumns; i++)
	{
		stat->columns[i].v = &survey.variables[i];
		make_variable(stat, &stat->columns[i]);
	}
	narrow_row(stat);
	take_headers(stat);
	for (int i = 0; i < stat->ncolumns; i++)
	{
		survey.variables[i].name = load_unique_name(&names, load_column_name(&stat->reader, i));
		if (stat->weight && strcmp(stat->columns[i].name, stat->weight) == 0)
			survey.weight = survey.variables[i].name;
	}
	if (stat->weight && !survey.weight)
		stat_warn(stat,
				  psprintf("the weight of the file, %s, is not among the columns: the survey is "
						   "not weighted",
						   stat->weight));
	survey.properties = file_properties(stat);
	if (stat->format == LOAD_SAV)
	{
		stat_read_sets(stat, &survey);
		stat_read_attributes(stat, &survey);
	}
	if (stat->format == LOAD_DTA)
		stat_read_characteristics(stat, &survey);
	stat_warn_of_labels(stat);
	load_note_names(&stat->reader.inferred, "texts without value labels are free text",
					stat->free_texts);
	load_note_names(&stat->reader.inferred, "whole numbers without value labels are scales",
					stat->unlabelled);
	stat->reader.codebook = svy_codebook_json(&survey);
	if (stat->encoding)
		stat->reader.inferred =
			lappend(stat->reader.inferred, psprintf("encoding %s", stat->encoding));
	else if (stat->guessed)
		stat->reader.inferred = lappend(stat->reader.inferred, "encoding WIN1252");
	if (stat->data_set)
		stat->reader.inferred =
			lappend(stat->reader.inferred, psprintf("data set %s", stat->data_set));
	if (stat->odd_date)
		stat->reader.inferred =
			lappend(stat->reader.inferred, pstrdup("the file does not say when it was written"));
	if (stat->written)
		stat->reader.inferred =
			lappend(stat->reader.inferred, psprintf("written at %s", stat->written));
}
