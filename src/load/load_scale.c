/*
 * load_scale.c
 *	  Whole numbers: whether they are codes of answers, and of which scale.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "codebook/codebook_impl.h"
#include "kernel/base/phrases.h"
#include "load/load_infer.h"

/* rating scales end here; a larger number is a count, an age, an amount */
#define MAX_POINTS 11
#define MAX_CODE 99
/* the ends of a scale around 0 */
#define MAX_BIPOLAR 5
/* questionnaires number "other" so */
#define CODE_OTHER 96
#define CODE_OTHER_LONG 996
/* the longest scale that begins at 0 and may have a code apart that is a digit */
#define MAX_FROM_ZERO 6

void
load_as_codes(LoadVariable *column, SurveyMeasure measure)
{
	column->rule = LOAD_CODE;
	if (column->v->measure == SURVEY_UNSPECIFIED)
		column->v->measure = measure;
	column->v->type = svy_code_type(column->v);
}

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

LoadNumbers
load_distinct_numbers(const LoadProfile *profile)
{
	LoadNumbers result = {.n = 0};

	if (profile->many || profile->answers.n == 0)
		return result;
	result.numbers = palloc(profile->answers.n * sizeof(int64));
	result.n = distinct_numbers(profile, result.numbers);
	return result;
}

/* codes that questionnaires give to "refused", "do not know" and "other", in two digits or three */
static bool
is_special_size(int64 number)
{
	return number == 77 || number == 88 || (number >= 96 && number <= MAX_CODE) || number == 777 ||
		   number == 888 || (number >= 996 && number <= 999);
}

static bool
is_special(int64 number)
{
	return number < 0 || is_special_size(number);
}

/*
 * The end k of a scale from -k to k that the numbers make, or 0.  Its 0 must
 * occur: without it, -2 and -1 beside 1 and 2 are rather "refused" and "do not
 * know" beside yes and no.
 */
static int64
bipolar_end(const int64 *numbers, int n)
{
	bool zero = false;

	while (n > 0 && is_special_size(numbers[n - 1]))
		n--;
	while (n > 0 && is_special_size(-numbers[0]))
		numbers++, n--;
	for (int i = 0; i < n; i++)
		zero |= numbers[i] == 0;
	return zero && numbers[n - 1] > 0 && numbers[n - 1] <= MAX_BIPOLAR &&
				   numbers[0] == -numbers[n - 1]
			   ? numbers[n - 1]
			   : 0;
}

/* whether whole numbers are codes of answers rather than counts or amounts */
static bool
look_like_codes(const LoadProfile *profile, const int64 *numbers, int n)
{
	int64 low = -1;
	int64 high = -1;

	if (profile->many || n == 0)
		return false;
	for (int i = 0; i < n; i++)
	{
		if (llabs(numbers[i]) > MAX_CODE && (n < 3 || !is_special_size(llabs(numbers[i]))))
			return false;
		if (is_special(numbers[i]))
			continue;
		if (low < 0)
			low = numbers[i];
		high = numbers[i];
	}
	if (low < 0)
		return false;
	return high <= MAX_POINTS ||
		   (low <= 1 && n <= LOAD_MAX_CODES && profile->profile.cells >= 4 * (int64) n);
}

bool
load_are_few_numbers(const LoadProfile *profile)
{
	const Profile *p = &profile->profile;

	return !profile->many && p->cells > 0 && p->integers == p->cells && p->min >= 0 &&
		   p->min <= 1 && p->max <= MAX_CODE && profile->answers.n > 1 &&
		   profile->answers.n <= LOAD_MAX_CODES && p->cells < 4 * (int64) profile->answers.n;
}

/* "ID" is a word of the header: "id", "Antwort ID", "PersonID", but not "paid" */
static bool
ends_with_id(const LoadVariable *column)
{
	const char *header = column->header;
	size_t size = strlen(header);

	if (pg_strcasecmp(column->v->name, "id") == 0 || load_ends_with(column->v->name, "_id"))
		return true;
	return size > 2 && header[size - 2] == 'I' &&
		   (header[size - 1] == 'D' || header[size - 1] == 'd') &&
		   !(header[size - 3] >= 'A' && header[size - 3] <= 'Z');
}

/* a column that numbers the rows, or says so in its name */
static bool
is_identifier(const LoadVariable *column, const LoadProfile *profile)
{
	static const char *const names[] = {
		"respid",	"respondentid", "recordno",		 "uuid",   "caseid",	 "serial",	   "userid",
		"personid", "responseid",	"record_number", "respno", "respondent", "interviewid"};
	static const char *const numbers[] = {"nr", "no", "no_", "lfdnr", "lfd_nr", "nummer", "number"};

	if (profile->profile.integers != profile->rows ||
		(!profile->many && profile->answers.n < profile->rows))
		return false;
	if (!column->header)
		return profile->profile.max - profile->profile.min == profile->rows - 1;
	for (int i = 0; i < lengthof(names); i++)
		if (load_ends_with(column->v->name, names[i]))
			return true;
	for (int i = 0; i < lengthof(numbers); i++)
		if (strcmp(column->v->name, numbers[i]) == 0)
			return profile->profile.max - profile->profile.min == profile->rows - 1;
	return ends_with_id(column);
}

/* negative codes are missing, but for points of a scale around 0 */
void
load_mark_missing(SurveyLabel *labels, int n, int64 bipolar)
{
	for (int i = 0; i < n; i++)
		labels[i].missing = labels[i].code < -bipolar;
}

int64
load_bipolar_end(const int32 *codes, int n)
{
	int64 *numbers = palloc((n + 1) * sizeof(int64));

	for (int i = 0; i < n; i++)
		numbers[i] = codes[i];
	qsort(numbers, n, sizeof(int64), compare_codes);
	return bipolar_end(numbers, n);
}

/*
 * Negative codes right beside 0, or as many as positive ones, may be points of
 * a scale.  The first "found" labels are those that no codebook declares.
 */
static void
warn_of_negatives(LoadPlan *plan, const SurveyVariable *v, int found)
{
	StringInfoData codes;
	bool zero = svy_variable_find_label(v, 0) != NULL;
	bool near = zero && svy_variable_find_label(v, -1);

	initStringInfo(&codes);
	for (int i = 0; i < found; i++)
	{
		int32 code = v->labels[i].code;

		if (code >= 0 || code < -MAX_BIPOLAR || !v->labels[i].missing)
			continue;
		near |= code == -2 && svy_variable_find_label(v, 2) && svy_variable_find_label(v, -1);
		appendStringInfo(&codes, "%s%d", codes.len > 0 ? ", " : "", code);
	}
	if (near && codes.len > 0)
		load_note(&plan->warnings,
				  "%s: the negative codes %s were taken for missing ones; if they are points of a "
				  "scale, give them in \"values\" of the codebook",
				  v->name, codes.data);
}

/* the end of a scale around 0, of the numbers that the codebook does not declare as missing */
static int64
answers_end(const SurveyVariable *v, const int64 *numbers, int n)
{
	int64 *answers = palloc((n + 1) * sizeof(int64));
	int kept = 0;

	for (int i = 0; i < n; i++)
	{
		const SurveyLabel *label = svy_variable_find_label(v, numbers[i]);

		if (!label || !label->missing)
			answers[kept++] = numbers[i];
	}
	return kept > 0 ? bipolar_end(answers, kept) : 0;
}

static void
label_codes(LoadPlan *plan, LoadVariable *column, const int64 *numbers, int n)
{
	SurveyVariable *v = column->v;
	SurveyLabel *labels = palloc0((n + v->nlabels + 1) * sizeof(SurveyLabel));
	int64 bipolar = answers_end(v, numbers, n);
	int count = 0;

	for (int i = 0; i < n; i++)
	{
		if (svy_variable_find_label(v, numbers[i]))
			continue;
		labels[count].code = numbers[i];
		labels[count++].label = psprintf(INT64_FORMAT, numbers[i]);
	}
	load_mark_missing(labels, count, bipolar);
	if (v->nlabels > 0)
		memcpy(labels + count, v->labels, v->nlabels * sizeof(SurveyLabel));
	v->labels = labels;
	v->nlabels += count;
	warn_of_negatives(plan, v, count);
	/* no, yes and "refused" may have these codes as well */
	if (bipolar == 1 && count > 0)
		load_note(&plan->warnings,
				  "%s: -1, 0 and 1 were taken for a scale around 0; if -1 is no answer, declare it "
				  "as missing in the codebook",
				  v->name);
}

/*
 * The digit with which a scale would end after a gap stands for "don't know"
 * rather than for its end, unless a longer scale is as likely: one of seven
 * points lacks its sixth, and one from 0 to 10 some of its codes, in many small
 * samples.
 */
static bool
is_apart(int32 digit, int32 low, int32 end)
{
	if (digit < 7 || digit > 9 || digit == end + 1)
		return false;
	if (low == 0)
		return end <= MAX_FROM_ZERO;
	return digit != 7 || end < 5;
}

/* the codes that are answers to choose from and no missing ones, sorted */
static int
sorted_codes(const SurveyVariable *v, int32 *codes)
{
	int n = 0;

	for (int i = 0; i < v->nlabels; i++)
	{
		int at = n;

		if (v->labels[i].missing)
			continue;
		for (; at > 0 && codes[at - 1] > v->labels[i].code; at--)
			codes[at] = codes[at - 1];
		codes[at] = v->labels[i].code;
		n++;
	}
	return n;
}

/* how many codes there are before the first gap behind 0 or 1; n if they begin higher */
static int
unbroken_run(const int32 *codes, int n)
{
	int run = 1;

	while (run < n && codes[run] == codes[run - 1] + 1)
		run++;
	return n == 0 || codes[0] > 1 || run < 2 ? n : run;
}

/* how many there are before the one gap that is wider than all others; n if there is none */
static int
before_widest_gap(const int32 *codes, int n)
{
	int widest = 2;
	int at = n;

	for (int i = 2; i < n; i++)
		if (codes[i] - codes[i - 1] > widest)
		{
			widest = codes[i] - codes[i - 1];
			at = i;
		}
	for (int i = 1; i < at && at < n; i++)
		if (codes[i] - codes[i - 1] >= widest)
			return n;
	return at;
}

static bool
all_apart(const int32 *codes, int n, int run)
{
	for (int i = run; i < n; i++)
		if (!is_apart(codes[i], codes[0], codes[run - 1]))
			return false;
	return n - run <= 2;
}

/*
 * Takes the codes behind the gap off the end, if all of them are digits that
 * lie apart.  A scale that begins behind 1 or lacks codes may be a longer one,
 * unless each code has been met often.
 */
static int
split_digits(const int32 *codes, int n, bool often, LoadScale *scale)
{
	int run = unbroken_run(codes, n);

	if (often && (run == n || !all_apart(codes, n, run)))
		run = before_widest_gap(codes, n);
	if (!all_apart(codes, n, run))
		return n;
	for (int i = n - 1; i >= run && scale->napart < lengthof(scale->apart); i--)
		scale->apart[scale->napart++] = codes[i];
	return run;
}

/* lists to choose from have "other" behind their items, scales have not */
static bool
has_other(const LoadScale *scale)
{
	for (int i = 0; i < scale->napart; i++)
		if (scale->apart[i] == CODE_OTHER || scale->apart[i] == CODE_OTHER_LONG)
			return true;
	return false;
}

/* the label says that there is no answer, behind a number that it may begin with */
static bool
label_says_nothing(const SurveyVariable *v, int32 code)
{
	const SurveyLabel *label = svy_variable_find_label(v, code);
	const char *text = label ? label->label : NULL;

	if (!text)
		return false;
	text += strspn(text, "0123456789()[]+-=.: ");
	return phrase_is_no_opinion(text, strlen(text));
}

static bool
lies_above(const SurveyVariable *v, int32 code, bool words)
{
	return is_special(code) || (words && label_says_nothing(v, code));
}

/*
 * Codes up to k are a scale of k points, of which not all need occur.  Codes
 * that people use for "don't know" are no part of it where a gap divides them
 * from the others, nor are those whose labels say so.
 */
static LoadScale
scale_of(const SurveyVariable *v, bool often, bool words)
{
	LoadScale scale = {.measure = SURVEY_NOMINAL};
	int32 *codes = palloc((v->nlabels + 1) * sizeof(int32));
	int n = sorted_codes(v, codes);
	int64 bipolar = load_bipolar_end(codes, n);
	int first = 0;

	while (n > 1 && lies_above(v, codes[n - 1], words) && scale.napart < lengthof(scale.apart))
		scale.apart[scale.napart++] = codes[--n];
	while (first < n &&
		   (codes[first] < -bipolar || (words && codes[first] == 0 && label_says_nothing(v, 0))))
		first++;
	n = first + split_digits(codes + first, n - first, often, &scale);
	/* negative ones that nobody called missing, and a 0 that says nothing */
	for (int i = first - 1; i >= 0; i--)
	{
		if (scale.napart == lengthof(scale.apart))
			return scale;
		scale.apart[scale.napart++] = codes[i];
	}
	scale.low = n > first ? codes[first] : 0;
	scale.high = n > first ? codes[n - 1] : 0;
	if (n > first + 1 && (scale.high >= 3 || bipolar > 0) && scale.high <= MAX_POINTS &&
		!has_other(&scale))
	{
		scale.measure = SURVEY_ORDINAL;
		scale.points = scale.low > 0 ? scale.high : 0;
	}
	return scale;
}

/* among answers that are in no order anyway, one without an opinion is one of them */
LoadScale
load_scale(const SurveyVariable *v, bool often)
{
	LoadScale scale = scale_of(v, often, true);
	LoadScale plain;

	if (scale.measure == SURVEY_ORDINAL)
		return scale;
	plain = scale_of(v, often, false);
	return plain.measure == SURVEY_ORDINAL ? scale : plain;
}

bool
load_is_rating(const SurveyVariable *v)
{
	LoadScale scale = load_scale(v, false);
	const SurveyLabel *low = svy_variable_find_label(v, scale.low);
	const SurveyLabel *high = svy_variable_find_label(v, scale.high);

	return scale.measure == SURVEY_ORDINAL && low && high &&
		   phrase_side(low->label, strlen(low->label)) *
				   phrase_side(high->label, strlen(high->label)) <
			   0;
}

/* whole numbers that few different ones make may be codes of answers */
static bool
numbers_as_codes(const LoadNumbers *numbers, LoadScale *scale)
{
	SurveyVariable v = {.nlabels = numbers->n};

	if (!numbers->digits || numbers->n > LOAD_MAX_CODES || numbers->numbers[0] < 0 ||
		!svy_is_code((double) numbers->numbers[numbers->n - 1]))
		return false;
	v.labels = palloc0(numbers->n * sizeof(SurveyLabel));
	for (int i = 0; i < numbers->n; i++)
	{
		v.labels[i].code = (int32) numbers->numbers[i];
		v.labels[i].label = psprintf("%d", v.labels[i].code);
	}
	*scale = load_scale(&v, false);
	return scale->napart > 0 && scale->low < scale->high;
}

/*
 * Amounts go on without a gap, or reach as far: the numbers of 99 years are no
 * codes where the oldest but them is 90, but beside 30 days they are.
 */
bool
load_numbers_apart(const LoadNumbers *numbers, LoadScale *scale)
{
	const int64 *all = numbers->numbers;
	int first = 0;
	int end = numbers->n;

	*scale = (LoadScale){.measure = SURVEY_SCALE};
	if (numbers->n < 2)
		return false;
	if (numbers_as_codes(numbers, scale))
		return true;
	*scale = (LoadScale){.measure = SURVEY_SCALE};
	while (end > 0 && is_special_size(all[end - 1]))
		end--;
	while (first < end && is_special_size(-all[first]))
		first++;
	if (end - first < 2 || !svy_is_code((double) all[end - 1]))
		return false;
	if (end < numbers->n && 2 * all[end] < 3 * all[end - 1])
		end = numbers->n;
	if (all[first] < 0)
		first = 0;
	scale->low = (int32) all[first];
	scale->high = (int32) all[end - 1];
	for (int i = numbers->n - 1; i >= end && scale->napart < lengthof(scale->apart); i--)
		scale->apart[scale->napart++] = (int32) all[i];
	for (int i = first - 1; i >= 0 && scale->napart < lengthof(scale->apart); i--)
		scale->apart[scale->napart++] = (int32) all[i];
	return scale->napart > 0;
}

/* codes that lie apart stay in the base and count in no mean and no box */
static void
score_apart(SurveyVariable *v, const LoadScale *scale)
{
	v->nscores = scale->measure == SURVEY_ORDINAL ? scale->napart : 0;
	v->scores = palloc((v->nscores + 1) * sizeof(SurveyScore));
	/* found from the last one backwards, kept by code */
	for (int i = 0; i < v->nscores; i++)
		v->scores[i] = (SurveyScore){scale->apart[v->nscores - 1 - i], NAN};
}

bool
load_take_points(SurveyVariable *v)
{
	LoadScale scale = load_scale(v, false);

	if (scale.points == 0 || scale.low != 1)
		return false;
	v->points = scale.points;
	score_apart(v, &scale);
	return true;
}

void
load_take_scale(LoadVariable *column)
{
	LoadScale scale = load_scale(column->v, column->often);
	const SurveyVariable *v = column->v;

	/* a codebook that says no more than that the answers are in order leaves the points open */
	if (v->measure == SURVEY_UNSPECIFIED ||
		(v->measure == SURVEY_ORDINAL && scale.measure == SURVEY_ORDINAL && v->points == 0 &&
		 v->nscores == 0))
	{
		column->v->points = scale.points;
		score_apart(column->v, &scale);
	}
	load_as_codes(column, scale.measure);
}

static void
infer_codes(LoadPlan *plan, LoadVariable *column, const int64 *numbers, int n)
{
	label_codes(plan, column, numbers, n);
	load_take_scale(column);
}

void
load_infer_whole(LoadPlan *plan, LoadVariable *column, const LoadProfile *profile)
{
	int64 numbers[LOAD_MAX_ANSWERS] = {0};
	int n = distinct_numbers(profile, numbers);
	bool wide = profile->profile.min < PG_INT32_MIN || profile->profile.max > PG_INT32_MAX;

	if (svy_variable_categorical(column->v))
	{
		if (profile->many || numbers[0] < PG_INT32_MIN || numbers[n - 1] > PG_INT32_MAX)
			column->open = true, load_as_codes(column, SURVEY_NOMINAL), column->v->type = INT4OID;
		else
			infer_codes(plan, column, numbers, n);
		return;
	}
	if (!is_identifier(column, profile) && look_like_codes(profile, numbers, n))
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
		load_note(&plan->inferred, "%s numbers the rows: measure text", column->v->name);
	}
}
