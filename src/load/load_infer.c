/*
 * load_infer.c
 *	  What a column is where the codebook does not say: its measure and type;
 *	  and which column is the weight.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "codebook/codebook_impl.h"
#include "load/load_infer.h"

/* so many times has each answer of a column been met on average, if it was met often */
#define OFTEN 10

/* weights with a larger mean may be kilograms, or numbers of persons in the population */
#define LARGE_WEIGHT 10

static void
as_text(LoadVariable *column)
{
	column->rule = LOAD_TEXT;
	column->v->measure = SURVEY_TEXT;
	column->v->type = TEXTOID;
}

static void
infer_text(LoadPlan *plan, LoadVariable *column, const LoadOptions *options, LoadProfile *profile)
{
	if (column->v->measure == SURVEY_UNSPECIFIED &&
		load_infer_options(plan, column, options, profile))
		return;
	if (svy_variable_categorical(column->v) && profile->many)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("column \"%s\" has more than %d different answers, or longer ones than %d "
						"characters",
						column->v->header ? column->v->header : column->v->name, LOAD_MAX_ANSWERS,
						LOAD_MAX_ANSWER),
				 errhint("Give its \"values\" in the codebook, or the measure text.")));
	else if (svy_variable_categorical(column->v) || load_are_answers(profile))
		load_infer_answers(plan, column, profile);
	else
		as_text(column);
}

/*
 * Columns
 */

static void
infer_number(LoadVariable *column, char decimal)
{
	column->rule = LOAD_FLOAT;
	column->decimal = decimal;
	column->v->measure = SURVEY_SCALE;
	column->v->type = FLOAT8OID;
}

/* what a column is by its cells */
static void
infer_by_type(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
			  LoadProfile *profile, ProfileType type)
{
	SurveyVariable *v = column->v;

	switch (type)
	{
		case PROFILE_EMPTY:
			if (svy_variable_categorical(v))
				load_as_codes(column, SURVEY_NOMINAL);
			else
				as_text(column);
			break;
		case PROFILE_WHOLE:
			load_infer_whole(plan, column, profile);
			break;
		case PROFILE_NUMBER:
		case PROFILE_COMMA:
			infer_number(column, type == PROFILE_COMMA ? ',' : '.');
			break;
		case PROFILE_DATE:
		case PROFILE_TIMESTAMP:
		case PROFILE_INSTANT:
			column->rule = LOAD_MOMENT;
			v->measure = SURVEY_DATE;
			v->type = type == PROFILE_DATE		? DATEOID
					  : type == PROFILE_INSTANT ? TIMESTAMPTZOID
												: TIMESTAMPOID;
			if (options->date_order < 0)
				load_warn_of_order(plan, column, profile);
			break;
		case PROFILE_TEXT:
			infer_text(plan, column, options, profile);
			break;
	}
}

/*
 * The codebook says the type, but not the answers, nor whether whole numbers
 * are codes.  Cells that the type cannot hold are refused one by one.
 */
static void
infer_typed(LoadPlan *plan, LoadVariable *column, const LoadOptions *options, LoadProfile *profile,
			ProfileType type)
{
	SurveyVariable *v = column->v;
	Oid stated = v->type;

	bool numbers = type == PROFILE_WHOLE || type == PROFILE_NUMBER || type == PROFILE_COMMA;

	if (v->measure == SURVEY_DATE)
		return;
	if (type == PROFILE_WHOLE && stated != TEXTOID)
		load_infer_whole(plan, column, profile);
	else if (svy_variable_categorical(v) && type != PROFILE_EMPTY &&
			 (!numbers || stated == TEXTOID))
		infer_text(plan, column, options, profile);
	if (v->measure == SURVEY_UNSPECIFIED)
		v->measure = SURVEY_SCALE;
	load_settle_type(column, stated);
}

/* how cells with two readings are read, by what other columns say */
typedef struct FileReading
{
	CellOrder order; /* of dates */
	char decimal;	 /* or 0 */
} FileReading;

/* the order of the parts of dates that columns with one reading have; -1 if they differ */
static int
order_of_file(const LoadPlan *plan, const LoadProfile *profiles)
{
	int found[CELL_ORDERS] = {0};

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const Profile *p = &profiles[i].profile;

		for (int order = CELL_MDY; order <= CELL_DMY; order++)
			found[order] += p->cells > 0 && p->dates[order] == p->cells &&
							p->dates[CELL_MDY + CELL_DMY - order] < p->cells;
	}
	if (found[CELL_MDY] > 0 && found[CELL_DMY] == 0)
		return CELL_MDY;
	return found[CELL_DMY] > 0 && found[CELL_MDY] == 0 ? CELL_DMY : -1;
}

/* the order that dates have if theirs does not tell */
static CellOrder
preferred_order(const LoadPlan *plan, const LoadOptions *options, const LoadProfile *profiles)
{
	int order = options->date_order;

	if (order != CELL_MDY && order != CELL_DMY)
		order = order_of_file(plan, profiles);
	if (order < 0)
		order = DateOrder == DATEORDER_DMY ? CELL_DMY : CELL_MDY;
	return order;
}

/* dates in another order than the user says are none */
static ProfileType
take_date_order(LoadPlan *plan, LoadVariable *column, const LoadOptions *options, const Profile *p,
				ProfileType type)
{
	int order = options->date_order;

	if (order < 0 || (type != PROFILE_DATE && type != PROFILE_TIMESTAMP && type != PROFILE_INSTANT))
		return type;
	if (p->dates[order] != p->cells && p->dates[CELL_YMD] != p->cells)
	{
		load_note(&plan->warnings,
				  "%s is no date: not all of its dates are in the order that "
				  "date_order says",
				  column->v->name);
		return PROFILE_TEXT;
	}
	column->order = p->dates[order] == p->cells ? (CellOrder) order : CELL_YMD;
	return type;
}

/* the decimal character that the user says, or that a mark between thousands leaves; 0 if neither */
static char
said_decimal(const LoadOptions *options)
{
	if (options->decimal || (options->grouping != '.' && options->grouping != ','))
		return options->decimal;
	return options->grouping == '.' ? ',' : '.';
}

/* the decimal character of columns with one reading; 0 if there is none, or they differ */
static char
decimal_of_file(const LoadPlan *plan, const LoadProfile *profiles)
{
	bool found[2] = {false, false};

	for (int i = 0; i < plan->ncolumns; i++)
	{
		const Profile *p = &profiles[i].profile;

		if (p->cells == 0 || p->padded > 0 || load_profile_listed(&profiles[i]))
			continue;
		for (int comma = 0; comma < 2; comma++)
			found[comma] |= p->amounts[comma] == p->cells && p->amounts[!comma] < p->cells;
	}
	return found[0] == found[1] ? 0 : found[1] ? ',' : '.';
}

/*
 * Numbers that are written for people, with the decimal character that the user
 * says, or the one with which all of them can be read, of two that of the file;
 * 0 if they are none, or rather lists of codes.
 */
static char
written_decimal(const LoadOptions *options, const LoadProfile *profile, ProfileType type,
				char of_file)
{
	const Profile *p = &profile->profile;
	char decimal = said_decimal(options);

	/* of whole numbers only those such as 1.000 have two readings */
	if (type == PROFILE_WHOLE && (p->integers == p->cells || (decimal ? decimal : of_file) != ','))
		return 0;
	if (p->padded > 0 || type == PROFILE_EMPTY || profile_mixed(p))
		return 0;
	if (decimal)
		return p->amounts[decimal == ','] == p->cells ? decimal : 0;
	if (options->multiple_delimiter == ',' || load_profile_listed(profile))
		return 0;
	if (of_file && p->amounts[0] == p->cells && p->amounts[1] == p->cells)
		return of_file;
	return type == PROFILE_TEXT ? profile_amount(p) : 0;
}

/* numbers of both kinds, each with its first line */
static void
warn_of_both_marks(LoadPlan *plan, const LoadReader *reader, const LoadVariable *column,
				   const LoadOptions *options, const LoadProfile *profile)
{
	load_note(&plan->warnings,
			  "%s is text: it has numbers with a decimal point (\"%s\" in line " INT64_FORMAT
			  ") and with a decimal comma (\"%s\" in line " INT64_FORMAT
			  "); mend those of one kind in the file%s",
			  column->v->name, load_shown(profile->one_mark[0]), profile->one_mark_line[0],
			  load_shown(profile->one_mark[1]), profile->one_mark_line[1],
			  reader->unmarked && !options->decimal
				  ? ", or load with decimal_mark => ',' if those with a comma are texts beside "
					"numbers of the sheet"
				  : ", as no decimal_mark reads both");
}

/*
 * Numbers that no one reading fits make texts of all, and no answers, however
 * few of them there are: their order and mean would be those of made-up codes.
 */
static bool
is_contradicted(LoadPlan *plan, const LoadReader *reader, const LoadVariable *column,
				const LoadOptions *options, const LoadProfile *profile)
{
	const Profile *p = &profile->profile;
	char decimal = said_decimal(options);
	int other = decimal == ',' ? 0 : 1;
	const char *said = options->decimal ? "decimal_mark" : "grouping_mark";

	if (profile_mixed(p) && Max(p->amounts[0], p->amounts[1]) == p->cells)
		load_note(&plan->warnings,
				  "%s is no number: its cells have different units, as some have a percent sign "
				  "or the sign of a currency that others have not",
				  column->v->name);
	else if (options->multiple_delimiter == ',' && decimal != ',')
		return false;
	else if (profile_contradicts(p))
		warn_of_both_marks(plan, reader, column, options, profile);
	else if (decimal && profile_numeric(p) && p->amounts[!other] < p->readable &&
			 (decimal == ',' || !load_profile_listed(profile)))
		load_note(&plan->warnings,
				  "%s is no number: not all of its cells are written as %s says, such as \"%s\" "
				  "in line " INT64_FORMAT "; mend them, or say another %s",
				  column->v->name, said, load_shown(profile->one_mark[other]),
				  profile->one_mark_line[other], said);
	else
		return false;
	return true;
}

/* columns that say true and false and nothing else, which their format tells */
static bool
infer_logical(const LoadReader *reader, LoadVariable *column)
{
	SurveyVariable *v = column->v;

	if (!reader->logical || !reader->logical[column->source] || v->measure != SURVEY_UNSPECIFIED ||
		column->typed)
		return false;
	column->rule = LOAD_MEMBER;
	v->measure = SURVEY_NOMINAL;
	v->type = BOOLOID;
	return true;
}

static void
infer_column(LoadPlan *plan, LoadReader *reader, LoadVariable *column, const LoadOptions *options,
			 LoadProfile *profile, const FileReading *file)
{
	bool commas = reader->delimiter != ',' && options->multiple_delimiter != ',';
	ProfileType type = profile_type(&profile->profile, commas, file->order, &column->order);
	SurveyVariable *v = column->v;
	char decimal;

	if (infer_logical(reader, column))
		return;
	column->often = !profile->many && profile->profile.cells >= OFTEN * (int64) profile->answers.n;
	column->given_measure = v->measure != SURVEY_UNSPECIFIED;
	column->declared = v->labels;
	column->ndeclared = v->nlabels;
	type = take_date_order(plan, column, options, &profile->profile, type);
	decimal = written_decimal(options, profile, type, file->decimal);
	/* 2.0 is the whole number 2 whatever character is said */
	column->contradicted = !decimal && type != PROFILE_WHOLE && !column->typed &&
						   !column->given_measure &&
						   is_contradicted(plan, reader, column, options, profile);
	if (column->typed)
		infer_typed(plan, column, options, profile, type);
	else if (column->contradicted)
		as_text(column);
	else if (decimal && !svy_variable_categorical(v) && v->measure != SURVEY_DATE)
	{
		infer_number(column, decimal);
		if (decimal == ',' && !options->decimal && load_profile_may_list(profile))
			load_note(
				&plan->warnings,
				"%s: its cells were read as numbers with a decimal comma; if they are lists of "
				"codes, load with multiple_delimiter => ','",
				v->name);
	}
	else
	{
		if (v->measure == SURVEY_DATE && type != PROFILE_TIMESTAMP && type != PROFILE_INSTANT)
			type = PROFILE_DATE;
		infer_by_type(plan, column, options, profile, type);
	}
	if (type == PROFILE_TEXT && !column->typed && !column->given_measure && !column->contradicted &&
		(column->rule == LOAD_TEXT || column->rule == LOAD_CODE))
		load_warn_of_slips(plan, column, profile);
	if (type == PROFILE_EMPTY && profile->quoted_nulls == 0)
		load_note(&plan->warnings, "%s is empty", v->name);
	else if (profile->answers.n == 1 && !profile->many && profile->rows > 1)
		load_note(&plan->warnings, "%s is constant: every answer is \"%s\"", v->name,
				  words_text(&profile->answers, 0));
}

/*
 * Weight
 */

/* whether the column holds numbers that are not negative, and not one only */
static bool
can_weigh(const LoadVariable *column, const LoadProfile *profile)
{
	return (column->rule == LOAD_FLOAT || column->rule == LOAD_INTEGER ||
			column->rule == LOAD_CODE) &&
		   profile->profile.cells > 0 &&
		   Max(profile->profile.points, profile->profile.commas) == profile->profile.cells &&
		   profile->profile.negative == 0 && (profile->many || profile->answers.n > 1);
}

/* a name says little where values are not those of weights, which are about 1 if not counts */
static void
report_weight(LoadPlan *plan, const LoadProfile *profiles, bool said)
{
	load_note(&plan->inferred, "weight %s", plan->weight);
	for (int i = 0; i < plan->ncolumns && !said; i++)
	{
		const Profile *p = &profiles[i].profile;
		double mean = p->cells > 0 ? p->sums[p->points < p->cells] / (double) p->cells : 0;

		if (plan->columns[i].v->name == plan->weight && mean > LARGE_WEIGHT)
			load_note(&plan->warnings,
					  "column %s is taken as the weight by its name, with a mean of %.4g; say "
					  "\"weight\": null in the codebook if it is none",
					  plan->weight, mean);
	}
}

/* the one complete column of weights by its name; of several such names none */
static void
infer_weight(LoadPlan *plan, const LoadProfile *profiles, const bool *wanted)
{
	static const char *const names[] = {"weight",  "weights", "wt",	  "wgt",
										"pweight", "gewicht", "poids"};
	LoadVariable *found = NULL;
	bool said = plan->weight != NULL;
	int similar = 0;

	for (int i = 0; i < plan->ncolumns && !plan->weight; i++)
	{
		LoadVariable *column = &plan->columns[i];
		const char *name = column->v->name;
		bool complete;

		if (!wanted[i] || !can_weigh(column, &profiles[i]))
			continue;
		complete = profiles[i].profile.cells == profiles[i].rows;
		for (int j = 0; j < lengthof(names); j++)
			if (complete && strcmp(name, names[j]) == 0)
				plan->weight = column->v->name;
		/* one letter says little: only with fractions, which no answer has */
		if (complete && strcmp(name, "w") == 0 && column->rule == LOAD_FLOAT)
			plan->weight = column->v->name;
		if (strncmp(name, "weight", 6) == 0 || load_ends_with(name, "weight"))
		{
			similar++;
			found = complete ? column : found;
		}
	}
	if (!plan->weight && similar == 1 && found)
		plan->weight = found->v->name;
	if (plan->weight)
		report_weight(plan, profiles, said);
	else if (similar > 1)
		load_note(&plan->warnings,
				  "%d columns may be weights and none is used: choose one with weight => ...",
				  similar);
}

static void
weight_is_scale(LoadPlan *plan)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];

		if (!plan->weight || column->v->name != plan->weight || column->rule != LOAD_CODE)
			continue;
		column->rule = LOAD_FLOAT;
		column->v->type = FLOAT8OID;
		column->v->measure = SURVEY_SCALE;
		column->v->points = column->v->nlabels = 0;
	}
}

static void
report_nulls(LoadPlan *plan, const LoadProfile *profiles)
{
	int64 cells = 0;
	int columns = 0;

	for (int i = 0; i < plan->ncolumns; i++)
	{
		/* those in quotes are texts in a column of texts */
		int64 nulls =
			profiles[i].nulls + (plan->columns[i].rule == LOAD_TEXT ? 0 : profiles[i].quoted_nulls);

		cells += nulls;
		columns += nulls > 0;
	}
	if (columns > 0)
		load_note(&plan->inferred,
				  "cells such as NA read as no answer: " INT64_FORMAT " in %d column%s", cells,
				  columns, columns == 1 ? "" : "s");
}

/*
 * Words that mean "no answer" in several columns do so where people wrote texts
 * too: the program that wrote the file fills gaps with them.
 */
static void
take_soft_words(LoadPlan *plan, const LoadProfile *profiles)
{
	int columns[LOAD_SOFT_WORDS] = {0};

	for (int i = 0; i < plan->ncolumns; i++)
		for (int j = 0; j < LOAD_SOFT_WORDS; j++)
			columns[j] += profiles[i].soft_cells[j] > 0 && profiles[i].soft == LOAD_SOFT_ALL &&
						  load_soft_kind(j) == LOAD_SOFT_SURE;
	for (int i = 0; i < plan->ncolumns; i++)
	{
		plan->columns[i].profiled = true;
		plan->columns[i].soft = profiles[i].soft;
		for (int j = 0; j < LOAD_SOFT_WORDS && plan->columns[i].rule == LOAD_TEXT; j++)
			if (profiles[i].soft_cells[j] > 0 && columns[j] > 1)
				plan->columns[i].soft |= LOAD_SOFT_SURE;
	}
}

void
load_infer(LoadPlan *plan, LoadReader *reader, const LoadOptions *options, LoadProfile *profiles)
{
	bool *wanted = palloc(plan->ncolumns * sizeof(bool));
	FileReading file = {preferred_order(plan, options, profiles), decimal_of_file(plan, profiles)};
	int blank = 0;

	load_infer_key(plan, profiles);
	for (int i = 0; i < plan->ncolumns; i++)
	{
		wanted[i] = !plan->columns[i].given;
		blank += wanted[i] && profiles[i].profile.cells == 0 && !plan->columns[i].v->header;
	}
	if (blank == plan->ncolumns)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the file has neither headers nor answers")));
	load_find_families(plan, reader, profiles);
	for (int i = 0; i < plan->ncolumns; i++)
	{
		wanted[i] &= !plan->columns[i].given;
		if (wanted[i])
			infer_column(plan, reader, &plan->columns[i], options, &profiles[i], &file);
	}
	load_align_grids(plan, reader, profiles, wanted);
	if (!options->codebook || !load_says_weight(options->codebook))
		infer_weight(plan, profiles, wanted);
	weight_is_scale(plan);
	take_soft_words(plan, profiles);
	report_nulls(plan, profiles);
	load_report_few(plan, profiles, wanted);
	load_report_missing(plan, wanted);
	load_report_amounts(plan, options, profiles, wanted);
	load_report_scales(plan, options, wanted);
	for (int i = 0; i < plan->ncolumns; i++)
		if (wanted[i] && plan->columns[i].rule == LOAD_INTEGER)
			plan->columns[i].numbers = load_distinct_numbers(&profiles[i]);
	load_report_apart(plan, wanted);
}
