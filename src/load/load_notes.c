/*
 * load_notes.c
 *	  What the report says of inference: what was taken for what, and what to
 *	  check.
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "codebook/codebook_impl.h"
#include "kernel/base/phrases.h"
#include "load/load_infer.h"

/* variables that a line of the report names */
#define SHOWN_NAMES 12

/* answers of a scale in words */
#define MIN_RATING 3
#define MAX_RATING 11

void
load_note(List **list, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	*list = lappend(*list, pnstrdup(text, pg_mbcliplen(text, strlen(text), sizeof(text))));
}

char *
load_shown(const char *text)
{
	return pnstrdup(text, pg_mbcliplen(text, strlen(text), LOAD_SHOWN));
}

bool
load_ends_with(const char *text, const char *ending)
{
	size_t size = strlen(text);

	return size >= strlen(ending) && pg_strcasecmp(text + size - strlen(ending), ending) == 0;
}

static int64
most_dates(const Profile *profile)
{
	int64 most = 0;

	for (int order = 0; order < CELL_ORDERS; order++)
		most = Max(most, profile->dates[order]);
	return most;
}

/* a cell that is no number, or no date, among those that were kept; or NULL */
static char *
find_slip(const LoadProfile *profile, bool dates)
{
	for (uint32 i = 0; i < profile->answers.n; i++)
	{
		const char *text = words_text(&profile->answers, i);
		Profile one = {0};

		profile_add(&one, text, strlen(text));
		if (dates ? most_dates(&one) == 0 : one.points + one.commas == 0)
			return load_shown(text);
	}
	return NULL;
}

/* few cells that are no numbers, or no dates, make texts of all: they may be slips */
void
load_warn_of_slips(LoadPlan *plan, const LoadVariable *column, const LoadProfile *profile)
{
	const Profile *p = &profile->profile;
	int64 numbers = Max(p->points, p->commas);
	int64 dates = most_dates(p);
	bool dated = dates > numbers;
	int64 odd = p->cells - Max(numbers, dates);
	char *slip;

	if (p->padded > 0 || odd == 0 || odd * 10 > p->cells ||
		(column->rule == LOAD_CODE && column->v->nlabels <= LOAD_MAX_CODES))
		return;
	slip = find_slip(profile, dated);
	load_note(&plan->warnings,
			  "%s is text: " INT64_FORMAT " of " INT64_FORMAT " cells hold no %s%s%s%s",
			  column->v->name, odd, p->cells, dated ? "date" : "number", slip ? ", such as \"" : "",
			  slip ? slip : "", slip ? "\"" : "");
}

/* the first cell of the column that is read differently with the month or the day first */
static const char *
find_ambiguous(const LoadProfile *profile, CellDate *date, CellOrder order)
{
	for (uint32 i = 0; i < profile->answers.n; i++)
	{
		const char *text = words_text(&profile->answers, i);
		size_t size = strlen(text);
		CellDate other;

		if (cell_date(text, size, order, date) &&
			cell_date(text, size, order == CELL_MDY ? CELL_DMY : CELL_MDY, &other) &&
			date->day != other.day)
			return text;
	}
	return NULL;
}

void
load_warn_of_order(LoadPlan *plan, const LoadVariable *column, const LoadProfile *profile)
{
	const Profile *p = &profile->profile;
	bool month = column->order == CELL_MDY;
	CellDate date;
	const char *example;

	if (column->order == CELL_YMD || p->dates[CELL_MDY] != p->cells ||
		p->dates[CELL_DMY] != p->cells || p->sure == p->cells)
		return;
	example = find_ambiguous(profile, &date, column->order);
	load_note(&plan->warnings,
			  "%s: no day is beyond 12, and the %s was read first%s; if that is wrong, load with "
			  "date_order => '%s'",
			  column->v->name, month ? "month" : "day",
			  example ? psprintf(" (%s is %04d-%02d-%02d)", load_shown(example), date.year,
								 date.month, date.day)
					  : "",
			  month ? "dmy" : "mdy");
}

/* names in a line of the report */
typedef struct Names
{
	StringInfoData text;
	int n;
} Names;

static void
add_name(Names *names, const char *name)
{
	if (names->n == 0)
		initStringInfo(&names->text);
	if (names->n < SHOWN_NAMES)
		appendStringInfo(&names->text, "%s%s", names->n > 0 ? ", " : "", name);
	names->n++;
}

static char *
show_names(const Names *names)
{
	return names->n <= SHOWN_NAMES
			   ? names->text.data
			   : psprintf("%s and %d more", names->text.data, names->n - SHOWN_NAMES);
}

static void
report_names(LoadPlan *plan, const Names *names, const char *what)
{
	if (names->n > 0)
		load_note(&plan->inferred, "%s: %s", what, show_names(names));
}

void
load_note_names(List **list, const char *what, const List *variables)
{
	Names names = {.n = 0};
	ListCell *cell;

	foreach (cell, variables)
		add_name(&names, lfirst(cell));
	if (names.n > 0)
		load_note(list, "%s: %s", what, show_names(&names));
}

/* all cells have three digits behind a comma, or all behind a point */
static void
warn_of_thousands(LoadPlan *plan, const LoadVariable *column, bool points)
{
	char mark = points ? '.' : ',';

	if (column->decimal == mark)
		load_note(
			&plan->warnings,
			"%s: 1%c234 and the like were read as fractions; if they are thousands, load with "
			"grouping_mark => '%c'",
			column->v->name, mark, mark);
	else
		load_note(
			&plan->warnings,
			"%s: 1%c234 and the like were read as thousands; if they are fractions, load with "
			"decimal_mark => '%c'",
			column->v->name, mark, mark);
}

void
load_report_amounts(LoadPlan *plan, const LoadOptions *options, const LoadProfile *profiles,
					const bool *wanted)
{
	bool said = options->decimal || options->grouping;
	Names commas = {.n = 0};
	Names groups = {.n = 0};
	Names percents = {.n = 0};
	Names currencies = {.n = 0};

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const LoadVariable *column = &plan->columns[i];
		const Profile *p = &profiles[i].profile;

		if (!wanted[i] || column->rule != LOAD_FLOAT)
			continue;
		if (column->decimal == ',')
			add_name(&commas, column->v->name);
		if (p->grouped > 0 && p->points < p->cells && p->commas < p->cells)
			add_name(&groups, column->v->name);
		else if (!said && p->amounts[0] == p->cells && p->amounts[1] == p->cells &&
				 (p->grouped > 0 || (p->points == p->cells && p->wholes < p->cells)))
			warn_of_thousands(plan, column, profiles[i].rows > 0 && p->points == p->cells);
		if (p->percent > 0)
			add_name(&percents, column->v->name);
		if (p->currency > 0)
			add_name(&currencies, column->v->name);
	}
	report_names(plan, &commas, "numbers with a decimal comma");
	report_names(plan, &groups, "numbers with separators of thousands");
	report_names(plan, &percents, "percent signs taken off numbers");
	report_names(plan, &currencies, "signs of currencies taken off numbers");
}

/* what would be answers to choose from if the file had more rows */
void
load_report_few(LoadPlan *plan, const LoadProfile *profiles, const bool *wanted)
{
	Names texts = {.n = 0};
	Names numbers = {.n = 0};

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const LoadVariable *column = &plan->columns[i];
		const LoadProfile *profile = &profiles[i];

		if (!wanted[i] || column->given_measure || column->typed || column->contradicted)
			continue;
		if (column->rule == LOAD_TEXT && load_are_few_texts(profile))
			add_name(&texts, column->v->name);
		else if (column->v->measure == SURVEY_SCALE && load_are_few_numbers(profile))
			add_name(&numbers, column->v->name);
	}
	report_names(plan, &texts, "text, as no answer occurs twice");
	report_names(plan, &numbers, "numbers, as they occur too seldom for codes of answers");
}

void
load_report_missing(LoadPlan *plan, const bool *wanted)
{
	int columns = 0;

	for (int i = 0; i < plan->ncolumns; i++)
		for (int j = 0;
			 wanted[i] && plan->columns[i].rule == LOAD_CODE && j < plan->columns[i].v->nlabels;
			 j++)
			if (plan->columns[i].v->labels[j].missing && plan->columns[i].v->labels[j].code < 0)
			{
				columns++;
				break;
			}
	if (columns > 0)
		load_note(&plan->inferred, "negative codes beside others are missing: %d column%s", columns,
				  columns == 1 ? "" : "s");
}

/*
 * Scales
 */

static const char *
label_of(const SurveyVariable *v, int32 code)
{
	const SurveyLabel *label = svy_variable_find_label(v, code);

	return label && strcmp(label->label, psprintf("%d", code)) != 0 ? label->label : NULL;
}

static char *
show_end(const SurveyVariable *v, int32 code)
{
	const char *label = label_of(v, code);

	return label ? psprintf("%d \"%s\"", code, load_shown(label)) : psprintf("%d", code);
}

/* 1 for a label of the good end of a scale, -1 for the bad one, 0 for neither */
static int
side_of(const char *label)
{
	return label ? phrase_side(label, strlen(label)) : 0;
}

/* a scale with its ends */
static char *
describe_scale(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	LoadScale scale = load_scale(v, column->often);
	char *high = show_end(v, scale.high);

	if (v->points > 0)
		return psprintf("scale of %d points, %s to %s", v->points, show_end(v, 1), high);
	return psprintf("%s %s to %s",
					scale.low <= 0 ? "scale without points, from" : "answers in order,",
					show_end(v, scale.low), high);
}

static char *
say_apart(const SurveyVariable *v, const LoadScale *scale, const char *counts)
{
	bool one = scale->napart == 1;
	StringInfoData codes;

	initStringInfo(&codes);
	for (int i = scale->napart - 1; i >= 0; i--)
		appendStringInfo(&codes, "%s%s", codes.len > 0 ? " and " : "",
						 show_end(v, scale->apart[i]));
	return psprintf("%s lie%s apart from %d to %d and count%s %s; declare what is missing in the "
					"codebook",
					codes.data, one ? "s" : "", scale->low, scale->high, one ? "s" : "", counts);
}

/* codes that are no part of the scale, or NULL */
static char *
describe_apart(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	LoadScale scale = load_scale(v, column->often);
	/* answers in no order get codes by rank, which are near to each other whatever they say */
	if (scale.napart == 0 ||
		(v->measure == SURVEY_NOMINAL && scale.apart[scale.napart - 1] == scale.high + 1))
		return NULL;
	return say_apart(v, &scale,
					 v->nscores > 0 ? "in the base, but in no mean and no box" : "as an answer");
}

/* numbers of a scale that may be codes for no answer and are not declared as such, or NULL */
static char *
describe_special(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	LoadNumbers numbers = {.digits = column->numbers.digits};
	LoadScale scale;

	numbers.numbers = palloc(column->numbers.n * sizeof(int64));
	for (int i = 0; i < column->numbers.n; i++)
	{
		int64 number = column->numbers.numbers[i];
		const SurveyLabel *label =
			svy_is_code((double) number) ? svy_variable_find_label(v, (int32) number) : NULL;

		if (!(label && label->missing) && !svy_in_ranges(v->ranges, v->nranges, (double) number))
			numbers.numbers[numbers.n++] = number;
	}
	return load_numbers_apart(&numbers, &scale) ? say_apart(v, &scale, "in every mean") : NULL;
}

/* a scale that says which way it runs */
static bool
has_direction(const SurveyVariable *v)
{
	for (int i = 0; i < v->nscores; i++)
		if (!isnan(v->scores[i].score))
			return true;
	return v->reverse;
}

/* a scale whose labels run from good to bad, or NULL */
static char *
describe_direction(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	LoadScale scale = load_scale(v, column->often);

	if (v->measure != SURVEY_ORDINAL || has_direction(v) || side_of(label_of(v, scale.low)) <= 0 ||
		side_of(label_of(v, scale.high)) >= 0)
		return NULL;
	return psprintf(
		"from good (%s) to bad (%s): \"reverse\": true in the codebook says that the top "
		"is the low end",
		show_end(v, scale.low), show_end(v, scale.high));
}

/* answers without numbers that seem to be those of a scale, or NULL */
static char *
describe_rating(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	const char *ends[2] = {NULL, NULL};
	int sides = 0;
	int valid = 0;
	int points = 0; /* without "don't know", which is none */

	if (v->measure != SURVEY_NOMINAL)
		return NULL;
	for (int i = 0; i < v->nlabels; i++)
	{
		int side = v->labels[i].missing ? 0 : side_of(label_of(v, v->labels[i].code));

		if (side != 0 && !ends[side > 0])
			ends[side > 0] = v->labels[i].label;
		sides += side != 0;
		valid += !v->labels[i].missing;
		points += !v->labels[i].missing &&
				  !phrase_is_no_opinion(v->labels[i].label, strlen(v->labels[i].label));
	}
	if (!ends[0] || !ends[1] || 2 * sides <= valid || valid < MIN_RATING || valid > MAX_RATING)
		return NULL;
	return psprintf(
		"answers such as \"%s\" and \"%s\" seem to be those of a scale; for means and "
		"boxes load again (replace => true) with a codebook that has the best last: "
		"\"points\": %d, \"values\": {\"1\": \"...\", ..., \"%d\": \"...\"}; or give the codes "
		"that they have \"scores\" by alter_survey, for means alone",
		load_shown(ends[1]), load_shown(ends[0]), points, points);
}

/* a line for all of the variables of which the same is to be said */
static void
report_alike(LoadPlan *plan, List **list, const bool *chosen,
			 char *(*describe)(const LoadVariable *column), bool names_first)
{
	char **said = palloc0(plan->ncolumns * sizeof(char *));

	for (int i = 0; i < plan->ncolumns; i++)
		if (chosen[i])
			said[i] = describe(&plan->columns[i]);
	for (int i = 0; i < plan->ncolumns; i++)
	{
		Names names = {.n = 0};
		char *what = said[i];

		for (int j = i; what && j < plan->ncolumns; j++)
			if (said[j] && strcmp(said[j], what) == 0)
			{
				add_name(&names, plan->columns[j].v->name);
				said[j] = NULL;
			}
		if (what)
			load_note(list, "%s: %s", names_first ? show_names(&names) : what,
					  names_first ? what : show_names(&names));
	}
}

/* of the columns that are scales */
void
load_report_apart(LoadPlan *plan, const bool *chosen)
{
	bool *scales = palloc0(plan->ncolumns * sizeof(bool));

	for (int i = 0; i < plan->ncolumns; i++)
		scales[i] = (!chosen || chosen[i]) && plan->columns[i].v->measure == SURVEY_SCALE &&
					plan->columns[i].numbers.n > 0 &&
					!(plan->weight && strcmp(plan->columns[i].v->name, plan->weight) == 0);
	report_alike(plan, &plan->warnings, scales, describe_special, true);
}

void
load_report_scales(LoadPlan *plan, const LoadOptions *options, const bool *wanted)
{
	static const char *const direction[] = {"reverse", NULL};
	static const char *const scale[] = {"measure", "points", "scores", NULL};
	bool *guessed = palloc0(plan->ncolumns * sizeof(bool));
	bool *scales = palloc0(plan->ncolumns * sizeof(bool));
	bool *open = palloc0(plan->ncolumns * sizeof(bool));

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const LoadVariable *column = &plan->columns[i];

		guessed[i] = wanted[i] && column->rule == LOAD_CODE && column->v->nlabels > 0 &&
					 (!column->given_measure ||
					  !load_user_says(options, column->v->name, column->header, scale));
		scales[i] = guessed[i] && column->v->measure == SURVEY_ORDINAL;
		open[i] = scales[i] && !load_user_says(options, column->v->name, column->header, direction);
	}
	report_alike(plan, &plan->inferred, scales, describe_scale, false);
	report_alike(plan, &plan->warnings, guessed, describe_apart, true);
	report_alike(plan, &plan->warnings, open, describe_direction, true);
	report_alike(plan, &plan->warnings, guessed, describe_rating, true);
}

static bool
has_ends(const LoadVariable *column)
{
	LoadScale scale = load_scale(column->v, column->often);

	return scale.low < scale.high;
}

void
load_report_declared(LoadPlan *plan, const LoadOptions *options)
{
	bool *scales = palloc0(plan->ncolumns * sizeof(bool));

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const LoadVariable *column = &plan->columns[i];

		scales[i] = column->given && column->rule == LOAD_CODE && column->v->nlabels > 0 &&
					column->v->measure == SURVEY_ORDINAL && has_ends(column) &&
					!load_user_says_scale(options, column->v->name, column->header);
	}
	report_alike(plan, &plan->inferred, scales, describe_scale, false);
	report_alike(plan, &plan->warnings, scales, describe_apart, true);
	load_report_apart(plan, NULL);
	report_alike(plan, &plan->warnings, scales, describe_direction, true);
}

void
load_report_words(LoadPlan *plan)
{
	StringInfoData words;
	int columns = 0;

	initStringInfo(&words);
	for (int word = 0; word < LOAD_SOFT_WORDS; word++)
	{
		int64 cells = 0;

		for (int i = 0; i < plan->ncolumns; i++)
			cells += plan->columns[i].soft_cells[word];
		if (cells > 0)
			appendStringInfo(&words, "%s\"%s\" " INT64_FORMAT, words.len > 0 ? ", " : "",
							 load_soft_text(word), cells);
	}
	for (int i = 0; i < plan->ncolumns; i++)
		for (int word = 0; word < LOAD_SOFT_WORDS; word++)
			if (plan->columns[i].soft_cells[word] > 0)
			{
				columns++;
				break;
			}
	if (columns > 0)
		load_note(&plan->inferred, "read as no answer, in %d column%s: %s", columns,
				  columns == 1 ? "" : "s", words.data);
}
