/*
 * load_readstat_metadata.c
 *	  What SPSS, Stata and SAS files say of themselves, their variables and labels:
 *	  kept when the file is read the first time.
 */
#include "postgres.h"

#include <float.h>
#include <time.h>

#include "miscadmin.h"

#include "load/load_formats.h"
#include "load/load_readstat.h"
#include "kernel/file/dtafile.h"
#include "pg/svy.h"

/* the library has read the file's words as local time */
static void
take_time(StatReader *stat, time_t written)
{
	struct tm parts;
	char text[32];

	if (!stat->odd_date && written > 0 && localtime_r(&written, &parts) &&
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts) > 0)
		stat->written = pstrdup(text);
}

static void
take_metadata(StatReader *stat, void *arg)
{
	readstat_metadata_t *metadata = arg;
	int columns = readstat_get_var_count(metadata);

	if (stat->format == LOAD_DTA)
	{
		stat->release = readstat_get_file_format_version(metadata);
		stat->name_room = dta_name_room(stat->release);
	}
	stat->title = stat_text(stat, readstat_get_file_label(metadata));
	stat->data_set = stat_text(stat, readstat_get_table_name(metadata));
	take_time(stat, readstat_get_modified_time(metadata));
	stat->encoding = stat_text(stat, readstat_get_file_encoding(metadata));
	if (stat->encoding && strcmp(stat->encoding, "UTF8") == 0)
		stat->encoding = "UTF-8";
	if (stat->options->ncolumns >= 0)
	{
		stat->nvariables = columns;
		stat->passed = palloc0((columns + 1) * sizeof(bool));
		return;
	}
	if (columns > LOAD_MAX_COLUMNS)
		ereport(ERROR,
				(errcode(ERRCODE_TOO_MANY_COLUMNS),
				 errmsg("the file has %d columns, a survey can have at most %d", columns,
						LOAD_MAX_COLUMNS),
				 errhint("Choose some of them with columns => ..., or split the file; surveys "
						 "can be joined by a key.")));
}

static int
on_metadata(readstat_metadata_t *metadata, void *arg)
{
	StatReader *stat = arg;

	return stat->profiling ? stat_guarded(stat, stat->context, take_metadata, metadata)
						   : READSTAT_HANDLER_OK;
}

static void
take_note(StatReader *stat, void *arg)
{
	char *note = stat_text(stat, arg);

	stat->notes = lappend(stat->notes, note ? note : "");
}

static int
on_note(int index, const char *note, void *arg)
{
	StatReader *stat = arg;

	/* Stata counts from 1, and keeps how many there are as the note 0 */
	if (!stat->profiling || (stat->format == LOAD_DTA && index == 0))
		return READSTAT_HANDLER_OK;
	return stat_guarded(stat, stat->context, take_note, unconstify(char *, note));
}

/* SPSS compares texts as if blanks filled them up: those at the end, which some write, say nothing */
static char *
declared_text(StatReader *stat, const char *text)
{
	char *result = stat_text(stat, text);
	size_t size = result ? strlen(result) : 0;

	while ((stat->format == LOAD_SAV || stat->format == LOAD_POR) && size > 0 &&
		   result[size - 1] == ' ')
		result[--size] = '\0';
	return result ? result : pstrdup("");
}

static void
take_missing(StatReader *stat, StatColumn *column, readstat_variable_t *variable)
{
	int n = readstat_variable_get_missing_ranges_count(variable);

	column->missing = palloc0((n + 1) * sizeof(SurveyRange));
	column->missing_texts = palloc0((n + 1) * sizeof(char *));
	for (int i = 0; i < n; i++)
	{
		readstat_value_t low = readstat_variable_get_missing_range_lo(variable, i);
		readstat_value_t high = readstat_variable_get_missing_range_hi(variable, i);
		SurveyRange *range = &column->missing[column->nmissing];

		if (column->stored == READSTAT_TYPE_STRING)
		{
			column->missing_texts[column->nmissing++] =
				declared_text(stat, readstat_string_value(low));
			continue;
		}
		range->low = readstat_double_value(low);
		range->high = readstat_double_value(high);
		/* SPSS writes open ends as the largest numbers */
		if (range->low <= -DBL_MAX * 0.999)
			range->low = -INFINITY;
		if (range->high >= DBL_MAX * 0.999)
			range->high = INFINITY;
		if (range->low <= range->high)
			column->nmissing++;
	}
}

typedef struct VariableArgument
{
	readstat_variable_t *variable;
	const char *label_set;
} VariableArgument;

static FileTime
column_time(const StatReader *stat, const char *format)
{
	if (stat->format == LOAD_DTA)
		return filetime_stata(format);
	if (stat->format == LOAD_XPT || stat->format == LOAD_SAS)
		return filetime_sas(format);
	return filetime_spss(format);
}

/* the name of a variable's label set fills its field in a Stata file */
static char *
set_name(StatReader *stat, const char *name)
{
	if (!name || stat->name_room == 0)
		return stat_text(stat, name);
	return stat_text(stat, pnstrdup(name, strnlen(name, stat->name_room)));
}

static void
take_variable(StatReader *stat, void *arg)
{
	readstat_variable_t *variable = ((VariableArgument *) arg)->variable;
	StatColumn *column;
	char *name;

	name = stat_text(stat, readstat_variable_get_name(variable));
	if (stat->passed && variable->index >= 0 && variable->index < stat->nvariables &&
		!load_is_chosen(stat->options, name ? name : ""))
	{
		stat->passed[variable->index] = true;
		return;
	}
	if (stat->passed && stat->ncolumns == LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("more than %d columns are chosen", LOAD_MAX_COLUMNS)));
	if ((!stat->passed && variable->index != stat->ncolumns) || stat->ncolumns >= LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the %s numbers its variables wrongly", stat->label)));
	column = &stat->columns[stat->ncolumns++];
	column->name = name ? name : psprintf("column_%d", stat->ncolumns);
	column->label = stat_text(stat, readstat_variable_get_label(variable));
	column->format = stat_text(stat, readstat_variable_get_format(variable));
	column->label_set = set_name(stat, ((VariableArgument *) arg)->label_set);
	column->stored = readstat_variable_get_type(variable);
	if (column->stored == READSTAT_TYPE_STRING_REF)
		column->stored = READSTAT_TYPE_STRING;
	column->width = readstat_variable_get_storage_width(variable);
	/* SPSS pads to multiples of eight bytes; the format has the width itself */
	if ((stat->format == LOAD_SAV || stat->format == LOAD_POR) && column->format &&
		*column->format == 'A' && atoi(column->format + 1) > 0)
		column->width = atoi(column->format + 1);
	/* of Stata, with a zero byte behind the text */
	if (stat->format == LOAD_DTA && column->stored == READSTAT_TYPE_STRING && column->width > 0)
		column->width--;
	column->display_width = readstat_variable_get_display_width(variable);
	column->measure = readstat_variable_get_measure(variable);
	column->alignment = readstat_variable_get_alignment(variable);
	column->time = column_time(stat, column->format ? column->format : "");
	column->min = INFINITY;
	column->max = -INFINITY;
	take_missing(stat, column, variable);
}

static int
on_variable(int index, readstat_variable_t *variable, const char *label_set, void *arg)
{
	StatReader *stat = arg;
	VariableArgument argument = {variable, label_set};

	if (stat->profiling &&
		stat_guarded(stat, stat->context, take_variable, &argument) != READSTAT_HANDLER_OK)
		return READSTAT_HANDLER_ABORT;
	return stat->passed && variable->index < stat->nvariables && stat->passed[variable->index]
			   ? READSTAT_HANDLER_SKIP_VARIABLE
			   : READSTAT_HANDLER_OK;
}

static void
take_weight(StatReader *stat, void *arg)
{
	stat->weight = stat_text(stat, readstat_variable_get_name(arg));
}

static int
on_weight(readstat_variable_t *variable, void *arg)
{
	StatReader *stat = arg;

	return stat->profiling ? stat_guarded(stat, stat->context, take_weight, variable)
						   : READSTAT_HANDLER_OK;
}

typedef struct LabelArgument
{
	const char *set;
	readstat_value_t value;
	const char *label;
} LabelArgument;

static StatLabels *
label_set(StatReader *stat, const char *name)
{
	StatLabels *labels;
	ListCell *cell;

	/* the labels of a set follow each other */
	if (stat->label_sets && strcmp(((StatLabels *) llast(stat->label_sets))->name, name) == 0)
		return llast(stat->label_sets);
	foreach (cell, stat->label_sets)
	{
		labels = lfirst(cell);
		if (strcmp(labels->name, name) == 0)
			return labels;
	}
	labels = palloc0(sizeof(StatLabels));
	labels->name = pstrdup(name);
	stat->label_sets = lappend(stat->label_sets, labels);
	return labels;
}

static void
take_label(StatReader *stat, void *arg)
{
	LabelArgument *argument = arg;
	char *name = stat_text(stat, argument->set);
	StatLabels *labels = label_set(stat, name ? name : "");
	StatLabel *label;

	CHECK_FOR_INTERRUPTS();
	if (labels->n == labels->room)
	{
		labels->room = Max(16, 2 * labels->room);
		labels->labels = labels->n == 0
							 ? palloc0(labels->room * sizeof(StatLabel))
							 : repalloc(labels->labels, labels->room * sizeof(StatLabel));
	}
	label = &labels->labels[labels->n++];
	*label = (StatLabel){.label = stat_text(stat, argument->label)};
	if (readstat_value_type_class(argument->value) == READSTAT_TYPE_CLASS_STRING)
		label->text = declared_text(stat, readstat_string_value(argument->value));
	else if (readstat_value_is_tagged_missing(argument->value))
		label->tag = readstat_value_tag(argument->value);
	else
		label->number = readstat_double_value(argument->value);
}

static int
on_label(const char *set, readstat_value_t value, const char *label, void *arg)
{
	StatReader *stat = arg;
	LabelArgument argument = {set, value, label};

	return stat->profiling ? stat_guarded(stat, stat->context, take_label, &argument)
						   : READSTAT_HANDLER_OK;
}

void
stat_take_metadata(readstat_parser_t *parser)
{
	readstat_set_metadata_handler(parser, on_metadata);
	readstat_set_note_handler(parser, on_note);
	readstat_set_variable_handler(parser, on_variable);
	readstat_set_fweight_handler(parser, on_weight);
	readstat_set_value_label_handler(parser, on_label);
}
