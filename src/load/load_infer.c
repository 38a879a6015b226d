/*
 * load_infer.c
 *	  What a column is where the codebook does not say: its measure, type and
 *	  answers; the weight; and the account of it for the report.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "load/load.h"

/* rating scales end here; a larger number is a count, an age, an amount */
#define MAX_POINTS 11
/* whole numbers with up to this many values may be codes if they start at 0 or 1 */
#define MAX_CODES 20
/* questionnaires number "refused", "do not know" and "other" from here */
#define FIRST_SPECIAL 96
#define MAX_CODE 99
/* so many times does an answer occur on average if there are many different ones */
#define ANSWER_REPEATS 2
/* up to this many short answers are answers to choose from if any occurs twice */
#define FEW_ANSWERS 20
#define SHORT_ANSWER 80

static void note(List **list, const char *format, ...) pg_attribute_printf(2, 3);

static void
note(List **list, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	*list = lappend(*list, pnstrdup(text, pg_mbcliplen(text, strlen(text), sizeof(text))));
}

static void
as_text(LoadVariable *column)
{
	column->rule = LOAD_TEXT;
	column->v->measure = SURVEY_TEXT;
	column->v->type = TEXTOID;
}

static void
as_codes(LoadVariable *column, SurveyMeasure measure)
{
	column->rule = LOAD_CODE;
	if (column->v->measure == SURVEY_UNSPECIFIED)
		column->v->measure = measure;
	column->v->type = svy_code_type(column->v);
}

/*
 * Whole numbers
 */

static int
compare_codes(const void *a, const void *b)
{
	int64 x = *(const int64 *) a;
	int64 y = *(const int64 *) b;

	return (x > y) - (x < y);
}

/* the distinct whole numbers of a column, sorted */
static int
distinct_numbers(const LoadProfile *profile, int64 *numbers)
{
	int n = 0;
	int kept = 0;

	for (uint32 i = 0; i < profile->answers.n; i++)
	{
		double value;
		bool whole;

		if (cell_number(words_text(&profile->answers, i), profile->answers.items[i].size, '.',
						&value, &whole))
			numbers[n++] = (int64) value;
	}
	qsort(numbers, n, sizeof(int64), compare_codes);
	for (int i = 0; i < n; i++)
		if (kept == 0 || numbers[kept - 1] != numbers[i])
			numbers[kept++] = numbers[i];
	return kept;
}

static bool
is_special(int64 number)
{
	return number < 0 || (number >= FIRST_SPECIAL && number <= MAX_CODE);
}

/* whether whole numbers are codes of answers rather than counts or amounts */
static bool
are_codes(const LoadProfile *profile, const int64 *numbers, int n)
{
	int64 low = -1;
	int64 high = -1;

	if (profile->many || n == 0 || numbers[0] < -MAX_CODE || numbers[n - 1] > MAX_CODE)
		return false;
	for (int i = 0; i < n; i++)
	{
		if (is_special(numbers[i]))
			continue;
		if (low < 0)
			low = numbers[i];
		high = numbers[i];
	}
	if (low < 0)
		return false;
	return high <= MAX_POINTS ||
		   (low <= 1 && n <= MAX_CODES && profile->profile.cells >= 4 * (int64) n);
}

static bool
ends_with(const char *text, const char *ending)
{
	size_t size = strlen(text);

	return size >= strlen(ending) && pg_strcasecmp(text + size - strlen(ending), ending) == 0;
}

/* a column that numbers the rows, or says so in its name */
static bool
is_identifier(const LoadVariable *column, const LoadProfile *profile)
{
	static const char *const names[] = {"id",		  "_id",		   "respid", "respondentid",
										"recordno",	  "uuid",		   "caseid", "serial",
										"responseid", "record_number", "respno", "respondent"};

	if (profile->profile.integers != profile->rows ||
		(!profile->many && profile->answers.n < profile->rows))
		return false;
	if (!column->v->header)
		return profile->profile.max - profile->profile.min == profile->rows - 1;
	for (int i = 0; i < lengthof(names); i++)
		if (ends_with(column->v->name, names[i]))
			return true;
	return false;
}

static void
label_codes(LoadVariable *column, const int64 *numbers, int n)
{
	SurveyVariable *v = column->v;
	SurveyLabel *labels = palloc0((n + v->nlabels + 1) * sizeof(SurveyLabel));
	int count = 0;

	for (int i = 0; i < n; i++)
	{
		if (svy_variable_find_label(v, numbers[i]))
			continue;
		labels[count].code = numbers[i];
		labels[count].label = psprintf(INT64_FORMAT, numbers[i]);
		labels[count++].missing = numbers[i] < 0;
	}
	if (v->nlabels > 0)
		memcpy(labels + count, v->labels, v->nlabels * sizeof(SurveyLabel));
	v->labels = labels;
	v->nlabels += count;
}

/*
 * Codes up to k are a scale of k points, of which not all need occur; codes that
 * lie apart from it make it nominal.
 */
static SurveyMeasure
measure_of_codes(LoadPlan *plan, LoadVariable *column, const int64 *numbers, int n)
{
	int64 low = -1;
	int64 high = -1;
	bool apart = false;

	for (int i = 0; i < n; i++)
	{
		if (is_special(numbers[i]))
		{
			apart |= numbers[i] >= 0;
			continue;
		}
		if (low < 0)
			low = numbers[i];
		high = numbers[i];
	}
	if (apart)
		note(&plan->warnings,
			 "%s has codes from %d up: declare them as missing in the codebook if they are",
			 column->v->name, FIRST_SPECIAL);
	if (apart || low == high || high > MAX_POINTS || high < 3)
		return SURVEY_NOMINAL;
	if (low > 0 && column->v->measure == SURVEY_UNSPECIFIED)
		column->v->points = high;
	return SURVEY_ORDINAL;
}

static void
infer_codes(LoadPlan *plan, LoadVariable *column, const int64 *numbers, int n)
{
	SurveyMeasure measure = measure_of_codes(plan, column, numbers, n);

	label_codes(column, numbers, n);
	as_codes(column, measure);
}

static void
infer_whole(LoadPlan *plan, LoadVariable *column, const LoadProfile *profile)
{
	int64 numbers[LOAD_MAX_ANSWERS] = {0};
	int n = distinct_numbers(profile, numbers);
	bool wide = profile->profile.min < PG_INT32_MIN || profile->profile.max > PG_INT32_MAX;

	if (svy_variable_categorical(column->v))
	{
		if (profile->many || numbers[0] < PG_INT32_MIN || numbers[n - 1] > PG_INT32_MAX)
			column->open = true, as_codes(column, SURVEY_NOMINAL), column->v->type = INT4OID;
		else
			label_codes(column, numbers, n), as_codes(column, SURVEY_NOMINAL);
		return;
	}
	if (!is_identifier(column, profile) && are_codes(profile, numbers, n))
	{
		infer_codes(plan, column, numbers, n);
		return;
	}
	column->rule = LOAD_INTEGER;
	column->v->type = wide ? INT8OID : INT4OID;
	column->v->measure = SURVEY_SCALE;
	if (is_identifier(column, profile))
	{
		column->v->measure = SURVEY_TEXT;
		note(&plan->inferred, "%s numbers the rows: measure text", column->v->name);
	}
}

/*
 * Texts
 */

typedef struct Rank
{
	double rank;
	int position;
	char *text;
} Rank;

static int
compare_ranks(const void *a, const void *b)
{
	const Rank *x = a;
	const Rank *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->position - y->position;
}

/*
 * Answers in order of appearance; if most of them start with a number, by that
 * number, those without behind.  Returns whether every answer has one.
 */
static bool
order_answers(Rank *answers, int n)
{
	int ranked = 0;

	for (int i = 0; i < n; i++)
	{
		answers[i].position = i;
		if (cell_rank(answers[i].text, strlen(answers[i].text), &answers[i].rank))
			ranked++;
		else
			answers[i].rank = INFINITY;
	}
	if (ranked < 2 || ranked * 3 < n * 2)
		return false;
	qsort(answers, n, sizeof(Rank), compare_ranks);
	return ranked == n;
}

/* a code written as PostgreSQL writes it */
static bool
is_literal(const char *text, int64 *value)
{
	bool padded;

	return cell_integer(text, strlen(text), value, &padded) && !padded && *value >= 0 &&
		   *value <= PG_INT16_MAX && *text != '+';
}

static bool
code_taken(int64 code, const Rank *answers, int n, const SurveyLabel *labels, int nlabels)
{
	int64 value;

	for (int i = 0; i < n; i++)
		if (is_literal(answers[i].text, &value) && value == code)
			return true;
	for (int i = 0; i < nlabels; i++)
		if (labels[i].code == code)
			return true;
	return false;
}

/*
 * Codes 1, 2, ... in order; but an answer that is a whole number is its own
 * code, so that a cell "1" never means another answer than code 1.
 */
static void
code_answers(SurveyVariable *v, const Rank *answers, int n)
{
	SurveyLabel *labels = palloc0((n + v->nlabels + 1) * sizeof(SurveyLabel));
	int64 code = 0;
	int64 literal;
	int count = 0;

	for (int i = 0; i < n; i++)
	{
		bool is_code = is_literal(answers[i].text, &literal);
		bool known = false;

		for (int j = 0; j < v->nlabels; j++)
			known |= pg_strcasecmp(v->labels[j].label, answers[i].text) == 0 ||
					 (is_code && v->labels[j].code == literal);
		if (known)
			continue;
		if (is_code)
			code = literal;
		else
			do
				code++;
			while (code_taken(code, answers, n, labels, count) ||
				   code_taken(code, answers, 0, v->labels, v->nlabels));
		labels[count].code = code;
		labels[count++].label = answers[i].text;
	}
	if (v->nlabels > 0)
		memcpy(labels + count, v->labels, v->nlabels * sizeof(SurveyLabel));
	v->labels = labels;
	v->nlabels += count;
}

/* whether texts are answers to choose from rather than what people wrote */
static bool
are_answers(const LoadProfile *profile)
{
	int64 cells = profile->profile.cells;

	if (profile->many)
		return false;
	return cells >= ANSWER_REPEATS * (int64) profile->answers.n ||
		   (profile->answers.n <= FEW_ANSWERS && profile->answers.n < cells &&
			profile->profile.longest <= SHORT_ANSWER);
}

static Rank *
collect_answers(const LoadProfile *profile, Rank *answers, int *n)
{
	if (!answers)
		answers = palloc0(LOAD_MAX_ANSWERS * sizeof(Rank));
	for (uint32 i = 0; i < profile->answers.n && *n < LOAD_MAX_ANSWERS; i++)
	{
		char *text = pstrdup(words_text(&profile->answers, i));
		bool known = false;

		for (int j = 0; j < *n; j++)
			known |= strcmp(answers[j].text, text) == 0;
		if (!known)
			answers[(*n)++].text = text;
	}
	return answers;
}

static void
infer_answers(LoadVariable *column, const LoadProfile *profile)
{
	int n = 0;
	Rank *answers = collect_answers(profile, NULL, &n);
	bool ordered = order_answers(answers, n);

	code_answers(column->v, answers, n);
	as_codes(column, ordered && n > 2 ? SURVEY_ORDINAL : SURVEY_NOMINAL);
}

static void
add_option(LoadPlan *plan, LoadVariable *column, LoadSet *set, int i, char *option)
{
	LoadVariable *member = palloc0(sizeof(LoadVariable));
	int64 literal;
	char *suffix =
		is_literal(option, &literal) ? psprintf("_" INT64_FORMAT, literal) : psprintf("_%d", i + 1);
	char *stem = pnstrdup(column->v->name, pg_mbcliplen(column->v->name, strlen(column->v->name),
														NAMEDATALEN - 1 - strlen(suffix)));

	member->v = palloc0(sizeof(SurveyVariable));
	member->v->name = load_unique_name(&plan->names, psprintf("%s%s", stem, suffix));
	member->v->label =
		column->v->label ? psprintf("%s - %s", column->v->label, option) : pstrdup(option);
	member->v->measure = SURVEY_NOMINAL;
	member->v->type = BOOLOID;
	member->rule = LOAD_MEMBER;
	member->source = member->attribute = -1;
	member->set = set;
	set->members[i] = member;
	set->s->members[i] = member->v;
	set->s->member_labels[i] = option;
}

static int
compare_options(const ListCell *a, const ListCell *b)
{
	int64 x;
	int64 y;
	bool xs = is_literal(lfirst(a), &x);
	bool ys = is_literal(lfirst(b), &y);

	if (!xs || !ys)
		return ys - xs;
	return (x > y) - (x < y);
}

static char *
delimiter_text(char delimiter)
{
	return delimiter == LOAD_COMMA_SPACE ? pstrdup(", ") : psprintf("%c", delimiter);
}

/* several options in one cell: one column of true and false for each */
static void
infer_delimited(LoadPlan *plan, LoadVariable *column, List *options, char delimiter)
{
	LoadSet *set = palloc0(sizeof(LoadSet));
	StringInfoData properties;
	int n = list_length(options);
	int64 literal;

	/* only codes have an order of their own */
	for (int i = 0; i < n; i++)
		if (!is_literal(list_nth(options, i), &literal))
			break;
		else if (i == n - 1)
			list_sort(options, compare_options);
	set->from = column;
	set->delimiter = delimiter;
	set->s = palloc0(sizeof(SurveySet));
	set->s->name = column->v->name;
	set->s->label = column->v->label;
	set->s->counted = 1;
	set->s->nmembers = n;
	set->s->members = palloc(n * sizeof(SurveyVariable *));
	set->s->member_labels = palloc(n * sizeof(char *));
	set->members = palloc(n * sizeof(LoadVariable *));
	for (int i = 0; i < n; i++)
		add_option(plan, column, set, i, list_nth(options, i));
	initStringInfo(&properties);
	appendStringInfoString(&properties, "{\"delimiter\": ");
	escape_json(&properties, delimiter_text(delimiter));
	appendStringInfoChar(&properties, '}');
	set->s->properties = properties.data;
	column->rule = LOAD_DELIMITED;
	column->set = set;
	plan->sets = lappend(plan->sets, set);
	note(&plan->inferred, "multiple response %s: %d options in one column, divided by \"%s\"",
		 set->s->name, n, delimiter_text(delimiter));
}

static void
infer_text(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
		   const LoadProfile *profile)
{
	char delimiter;
	List *found = NIL;

	if (column->v->measure == SURVEY_UNSPECIFIED)
		found = load_profile_options(profile, options, &delimiter);
	if (found)
		infer_delimited(plan, column, found, delimiter);
	else if (svy_variable_categorical(column->v) && profile->many)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("column \"%s\" has more than %d different answers, or longer ones than %d "
						"characters",
						column->v->header ? column->v->header : column->v->name, LOAD_MAX_ANSWERS,
						LOAD_MAX_ANSWER),
				 errhint("Give its \"values\" in the codebook, or the measure text.")));
	else if (svy_variable_categorical(column->v) || are_answers(profile))
		infer_answers(column, profile);
	else
		as_text(column);
}

/*
 * Columns
 */

/* what a column is by its cells */
static void
infer_by_type(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
			  const LoadProfile *profile, ProfileType type)
{
	SurveyVariable *v = column->v;

	switch (type)
	{
		case PROFILE_EMPTY:
			if (svy_variable_categorical(v))
				as_codes(column, SURVEY_NOMINAL);
			else
				as_text(column);
			break;
		case PROFILE_WHOLE:
			infer_whole(plan, column, profile);
			break;
		case PROFILE_NUMBER:
		case PROFILE_COMMA:
			column->rule = LOAD_FLOAT;
			column->decimal = type == PROFILE_COMMA ? ',' : '.';
			v->measure = SURVEY_SCALE;
			v->type = FLOAT8OID;
			break;
		case PROFILE_DATE:
		case PROFILE_TIMESTAMP:
			column->rule = LOAD_MOMENT;
			v->measure = SURVEY_DATE;
			v->type = type == PROFILE_DATE ? DATEOID : TIMESTAMPOID;
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
infer_typed(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
			const LoadProfile *profile, ProfileType type)
{
	SurveyVariable *v = column->v;
	Oid stated = v->type;

	bool numbers = type == PROFILE_WHOLE || type == PROFILE_NUMBER || type == PROFILE_COMMA;

	if (v->measure == SURVEY_DATE)
		return;
	if (type == PROFILE_WHOLE && stated != TEXTOID)
		infer_whole(plan, column, profile);
	else if (svy_variable_categorical(v) && type != PROFILE_EMPTY &&
			 (!numbers || stated == TEXTOID))
		infer_text(plan, column, options, profile);
	if (v->measure == SURVEY_UNSPECIFIED)
		v->measure = SURVEY_SCALE;
	load_settle_type(column, stated);
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
			return pnstrdup(text, pg_mbcliplen(text, strlen(text), SHORT_ANSWER));
	}
	return NULL;
}

/* few cells that are no numbers, or no dates, make texts of all: they may be slips */
static void
warn_of_slips(LoadPlan *plan, const LoadVariable *column, const LoadProfile *profile)
{
	const Profile *p = &profile->profile;
	int64 numbers = Max(p->points, p->commas);
	int64 dates = most_dates(p);
	bool dated = dates > numbers;
	int64 odd = p->cells - Max(numbers, dates);
	char *slip;

	if (p->padded > 0 || odd == 0 || odd * 10 > p->cells ||
		(column->rule == LOAD_CODE && column->v->nlabels <= MAX_CODES))
		return;
	slip = find_slip(profile, dated);
	note(&plan->warnings, "%s is text: " INT64_FORMAT " of " INT64_FORMAT " cells hold no %s%s%s%s",
		 column->v->name, odd, p->cells, dated ? "date" : "number", slip ? ", such as \"" : "",
		 slip ? slip : "", slip ? "\"" : "");
}

/* skips blanks, signs of currencies and percent signs */
static const char *
skip_signs(const char *text, bool *any)
{
	static const char *const signs[] = {"$", "%", "\342\202\254", "\302\243", "\302\245"};
	bool found = true;

	while (found)
	{
		while (*text == ' ')
			text++;
		found = false;
		for (int i = 0; i < lengthof(signs) && !found; i++)
			if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			{
				text += strlen(signs[i]);
				found = *any = true;
			}
	}
	return text;
}

/* a number that is written for people: 1,234.50 or 1.234,50, $5, 45 % */
static bool
is_amount(const char *text)
{
	bool marked = false;
	const char *at = skip_signs(text + (*text == '-' || *text == '+'), &marked);
	size_t digits = strspn(at, "0123456789");
	char group = at[digits];

	if (digits == 0)
		return false;
	at += digits;
	while (digits <= 3 && (group == ',' || group == '.' || group == '\'' || group == ' ') &&
		   *at == group && strspn(at + 1, "0123456789") == 3)
	{
		marked = true;
		at += 4;
	}
	if (*at == ',' || *at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	return *skip_signs(at, &marked) == '\0' && marked;
}

/* numbers that nobody can calculate with */
static void
warn_of_amounts(LoadPlan *plan, const LoadVariable *column, const LoadProfile *profile)
{
	for (uint32 i = 0; i < profile->answers.n; i++)
		if (!is_amount(words_text(&profile->answers, i)))
			return;
	if (profile->answers.n > 0 && (column->rule == LOAD_TEXT || column->v->nlabels > MAX_CODES))
		note(&plan->warnings,
			 "%s is text: its cells are numbers with separators or signs, such as \"%s\"",
			 column->v->name, words_text(&profile->answers, 0));
}

static void
infer_column(LoadPlan *plan, LoadReader *reader, LoadVariable *column, const LoadOptions *options,
			 const LoadProfile *profile)
{
	CellOrder preferred = DateOrder == DATEORDER_DMY ? CELL_DMY : CELL_MDY;
	bool commas = reader->delimiter != ',' && options->multiple_delimiter != ',';
	ProfileType type = profile_type(&profile->profile, commas, preferred, &column->order);
	SurveyVariable *v = column->v;

	if (reader->logical && reader->logical[column->source] && v->measure == SURVEY_UNSPECIFIED &&
		!column->typed)
	{
		column->rule = LOAD_MEMBER;
		v->measure = SURVEY_NOMINAL;
		v->type = BOOLOID;
		return;
	}
	if (column->typed)
		infer_typed(plan, column, options, profile, type);
	else
	{
		if (v->measure == SURVEY_DATE && type != PROFILE_TIMESTAMP)
			type = PROFILE_DATE;
		infer_by_type(plan, column, options, profile, type);
	}
	if (type == PROFILE_TEXT && !column->typed &&
		(column->rule == LOAD_TEXT || column->rule == LOAD_CODE))
	{
		warn_of_slips(plan, column, profile);
		warn_of_amounts(plan, column, profile);
	}
	if (type == PROFILE_EMPTY && profile->quoted_nulls == 0)
		note(&plan->warnings, "%s is empty", v->name);
	else if (profile->answers.n == 1 && !profile->many && profile->rows > 1)
		note(&plan->warnings, "%s is constant: every answer is \"%s\"", v->name,
			 words_text(&profile->answers, 0));
}

/* whether the answers are the codes themselves */
static bool
is_numbered(const SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (strcmp(v->labels[i].label, psprintf("%d", v->labels[i].code)) != 0)
			return false;
	return true;
}

static int
compare_labels(const void *a, const void *b)
{
	int32 x = ((const SurveyLabel *) a)->code;
	int32 y = ((const SurveyLabel *) b)->code;

	return (x > y) - (x < y);
}

static void
align_numbers(LoadVariable **members, int n)
{
	SurveyVariable all = *members[0]->v;

	all.labels = palloc(LOAD_MAX_ANSWERS * sizeof(SurveyLabel));
	all.nlabels = 0;
	for (int i = 0; i < n; i++)
	{
		const SurveyVariable *v = members[i]->v;

		all.points = Max(all.points, v->points);
		for (int j = 0; j < v->nlabels && all.nlabels < LOAD_MAX_ANSWERS; j++)
			if (!svy_variable_find_label(&all, v->labels[j].code))
				all.labels[all.nlabels++] = v->labels[j];
	}
	qsort(all.labels, all.nlabels, sizeof(SurveyLabel), compare_labels);
	for (int i = 0; i < n; i++)
	{
		members[i]->v->points = all.points;
		members[i]->v->nlabels = all.nlabels;
		members[i]->v->labels = all.labels;
	}
}

/* columns of one question with the same answers get the same codes, as grids need it */
static void
align_grid(LoadVariable **members, int n, const LoadProfile *profiles)
{
	int count = 0;
	Rank *answers = NULL;

	if (is_numbered(members[0]->v))
	{
		align_numbers(members, n);
		return;
	}
	for (int i = 0; i < n; i++)
		answers = collect_answers(&profiles[members[i]->source], answers, &count);
	order_answers(answers, count);
	for (int i = 0; i < n; i++)
	{
		members[i]->v->nlabels = 0;
		code_answers(members[i]->v, answers, count);
	}
}

/* at least half of the answers of one are answers of the other */
static bool
share_answers(const SurveyVariable *a, const SurveyVariable *b)
{
	int common = 0;

	for (int i = 0; i < a->nlabels; i++)
		for (int j = 0; j < b->nlabels; j++)
			common += strcmp(a->labels[i].label, b->labels[j].label) == 0;
	return common > 0 && common * 2 >= Min(a->nlabels, b->nlabels);
}

static bool
same_question(const LoadReader *reader, const LoadVariable *a, const LoadVariable *b)
{
	char *x;
	char *y;

	if (reader->groups[a->source] || reader->groups[b->source])
		return reader->groups[a->source] == reader->groups[b->source];
	x = a->v->header ? load_name_stem(a->v->header) : NULL;
	y = b->v->header ? load_name_stem(b->v->header) : NULL;
	return x && y && strcmp(x, y) == 0;
}

static bool
is_grid_column(const LoadVariable *column, const bool *wanted)
{
	return wanted[column->source] && column->rule == LOAD_CODE && column->v->nlabels > 0 &&
		   !column->v->survey;
}

static void
align_grids(LoadPlan *plan, const LoadReader *reader, const LoadProfile *profiles,
			const bool *wanted)
{
	LoadVariable **members = palloc(plan->ncolumns * sizeof(LoadVariable *));

	for (int i = 0; i < plan->ncolumns; i++)
	{
		int n = 0;

		if (!is_grid_column(&plan->columns[i], wanted))
			continue;
		members[n++] = &plan->columns[i];
		while (i + 1 < plan->ncolumns && is_grid_column(&plan->columns[i + 1], wanted) &&
			   same_question(reader, members[0], &plan->columns[i + 1]) &&
			   plan->columns[i + 1].v->measure == members[0]->v->measure &&
			   share_answers(members[0]->v, plan->columns[i + 1].v))
			members[n++] = &plan->columns[++i];
		if (n > 1)
			align_grid(members, n, profiles);
	}
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
		   profile->profile.cells > 0 && profile->profile.points == profile->profile.cells &&
		   profile->profile.negative == 0 && (profile->many || profile->answers.n > 1);
}

/* the one complete column of weights by its name; of several such names none */
static void
infer_weight(LoadPlan *plan, const LoadProfile *profiles)
{
	static const char *const names[] = {"weight",  "weights", "wt",	  "wgt",
										"pweight", "gewicht", "poids"};
	LoadVariable *found = NULL;
	int similar = 0;

	for (int i = 0; i < plan->ncolumns && !plan->weight; i++)
	{
		LoadVariable *column = &plan->columns[i];
		const char *name = column->v->name;
		bool complete;

		if (!can_weigh(column, &profiles[i]))
			continue;
		complete = profiles[i].profile.cells == profiles[i].rows;
		for (int j = 0; j < lengthof(names); j++)
			if (complete && strcmp(name, names[j]) == 0)
				plan->weight = column->v->name;
		if (strncmp(name, "weight", 6) == 0 || ends_with(name, "weight"))
		{
			similar++;
			found = complete ? column : found;
		}
	}
	if (!plan->weight && similar == 1 && found)
		plan->weight = found->v->name;
	if (plan->weight)
		note(&plan->inferred, "weight %s", plan->weight);
	else if (similar > 1)
		note(&plan->warnings,
			 "%d columns may be weights and none is used: choose one with weight => ...", similar);
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
		note(&plan->inferred, "cells such as NA read as no answer: " INT64_FORMAT " in %d columns",
			 cells, columns);
}

static void
report_missing(LoadPlan *plan, const bool *wanted)
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
		note(&plan->inferred, "negative codes beside others are missing: %d columns", columns);
}

void
load_infer(LoadPlan *plan, LoadReader *reader, const LoadOptions *options,
		   const LoadProfile *profiles)
{
	bool *wanted = palloc(plan->ncolumns * sizeof(bool));
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
			infer_column(plan, reader, &plan->columns[i], options, &profiles[i]);
	}
	align_grids(plan, reader, profiles, wanted);
	if (!options->codebook)
		infer_weight(plan, profiles);
	weight_is_scale(plan);
	report_nulls(plan, profiles);
	report_missing(plan, wanted);
}
