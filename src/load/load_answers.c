/*
 * load_answers.c
 *	  Texts that are answers to choose from: their codes, and grids whose items
 *	  share them.
 */
#include "postgres.h"

#include <math.h>

#include "codebook/codebook_impl.h"
#include "kernel/base/phrases.h"
#include "load/load_infer.h"

/* so many times does an answer occur on average if there are many different ones */
#define ANSWER_REPEATS 2
/* up to this many short answers are answers to choose from if any occurs twice */
#define FEW_ANSWERS 20
#define SHORT_ANSWER 80
/* answers without a number beside those with one, and the code of the first of them */
#define MAX_UNNUMBERED 3
#define FIRST_UNNUMBERED 99

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
bool
load_is_literal(const char *text, int64 *value)
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
		if (load_is_literal(answers[i].text, &value) && value == code)
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
code_answers(SurveyVariable *v, const Rank *answers, int n, bool literals)
{
	SurveyLabel *labels = palloc0((n + v->nlabels + 1) * sizeof(SurveyLabel));
	int64 code = 0;
	int64 literal;
	int count = 0;

	for (int i = 0; i < n; i++)
	{
		bool is_code = literals && load_is_literal(answers[i].text, &literal);
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
			while (code_taken(code, answers, literals ? n : 0, labels, count) ||
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
bool
load_are_answers(const LoadProfile *profile)
{
	int64 cells = profile->profile.cells;

	if (profile->many)
		return false;
	return cells >= ANSWER_REPEATS * (int64) profile->answers.n ||
		   (profile->answers.n <= FEW_ANSWERS && profile->answers.n < cells &&
			profile->profile.longest <= SHORT_ANSWER);
}

bool
load_are_few_texts(const LoadProfile *profile)
{
	int64 cells = profile->profile.cells;

	return !profile->many && cells > 1 && cells <= FEW_ANSWERS && profile->answers.n == cells &&
		   profile->profile.longest <= SHORT_ANSWER;
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

/* the label of the codebook that has this text, or NULL */
static const SurveyLabel *
declared_label(const SurveyVariable *v, const char *text)
{
	for (int i = 0; i < v->nlabels; i++)
		if (pg_strcasecmp(v->labels[i].label, text) == 0)
			return &v->labels[i];
	return NULL;
}

/*
 * The number at the beginning, or end, of each answer as its code: where every
 * answer has one of its own, but for those that the codebook declares and a few
 * such as "Don't know".
 */
static bool
find_anchors(const SurveyVariable *v, const Rank *answers, int n, bool trailing, int *codes)
{
	int unnumbered = 0;

	for (int i = 0; i < n; i++)
	{
		const char *text = answers[i].text;
		const SurveyLabel *declared = declared_label(v, text);

		if (declared)
		{
			codes[i] = declared->code;
			continue;
		}
		if (cell_anchor(text, strlen(text), trailing, &codes[i]))
			continue;
		if (!phrase_is_no_opinion(text, strlen(text)) || ++unnumbered > MAX_UNNUMBERED)
			return false;
		codes[i] = FIRST_UNNUMBERED + 1 - unnumbered;
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (codes[i] == codes[j])
				return false;
	return n - unnumbered >= 2 && n >= 3 * unnumbered;
}

/* names with a running number, as "Product 3" is, are no points of a scale */
static bool
are_counted_names(const Rank *answers, int n)
{
	size_t stem = strcspn(answers[0].text, "0123456789");

	/* nothing but a sign or a bracket is no name */
	if (strspn(answers[0].text, "([+- ") >= stem)
		return false;

	for (int i = 0; i < n; i++)
		if (strncmp(answers[i].text, answers[0].text, stem) != 0 ||
			strcspn(answers[i].text, "0123456789") != stem)
			return false;
	return true;
}

static int
compare_label_codes(const void *a, const void *b)
{
	int32 x = ((const SurveyLabel *) a)->code;
	int32 y = ((const SurveyLabel *) b)->code;

	return (x > y) - (x < y);
}

/* codes by the numbers in the answers; false if they have none */
static bool
code_anchors(LoadVariable *column, const Rank *answers, int n)
{
	SurveyVariable *v = column->v;
	int *codes = palloc((n + 1) * sizeof(int));
	SurveyLabel *labels;
	int found = 0;

	if (n < 2 ||
		(!find_anchors(v, answers, n, false, codes) && !find_anchors(v, answers, n, true, codes)))
		return false;
	labels = palloc0((n + v->nlabels) * sizeof(SurveyLabel));
	for (int i = 0; i < n; i++)
		if (!svy_variable_find_label(v, codes[i]))
		{
			labels[found].code = codes[i];
			labels[found++].label = answers[i].text;
		}
	load_mark_missing(labels, found, load_bipolar_end(codes, n));
	if (v->nlabels > 0)
		memcpy(labels + found, v->labels, v->nlabels * sizeof(SurveyLabel));
	v->labels = labels;
	v->nlabels += found;
	qsort(v->labels, v->nlabels, sizeof(SurveyLabel), compare_label_codes);
	if (are_counted_names(answers, n))
		load_as_codes(column, SURVEY_NOMINAL);
	else
		load_take_scale(column);
	return true;
}

/* most answers have a number, which their codes therefore seem to be, and are not */
static void
warn_of_ranks(LoadPlan *plan, const LoadVariable *column, const Rank *answers, int n)
{
	const char *without = NULL;
	int numbered = 0;
	int64 value;
	int code;

	for (int i = 0; i < n; i++)
	{
		const char *text = answers[i].text;

		if (cell_anchor(text, strlen(text), false, &code) ||
			cell_anchor(text, strlen(text), true, &code))
			numbered += !load_is_literal(text, &value);
		else
			without = text;
	}
	if (numbered == 0 || numbered * 2 < n)
		return;
	load_note(&plan->warnings,
			  "%s: the numbers in its answers are not its codes, since %s: its codes are ranks",
			  column->v->name,
			  without ? psprintf("\"%s\" has none", load_shown(without)) : "two have the same");
}

/* numbers with leading zeros, as postal codes are, count nothing */
static bool
are_padded(const Rank *answers, int n)
{
	int64 value;
	bool padded;

	for (int i = 0; i < n; i++)
		if (cell_integer(answers[i].text, strlen(answers[i].text), &value, &padded) && padded)
			return true;
	return false;
}

/* answers that differ in letter case or blanks only are one, spelled as the first of them */
static int
merge_spellings(LoadPlan *plan, const LoadVariable *column, Rank *answers, int n)
{
	StringInfoData merged;
	int kept = 0;

	initStringInfo(&merged);
	for (int i = 0; i < n; i++)
	{
		const char *same = NULL;

		for (int j = 0; j < kept && !same; j++)
			if (pg_strcasecmp(answers[j].text, answers[i].text) == 0)
				same = answers[j].text;
		if (!same)
			answers[kept++] = answers[i];
		else if (merged.len < LOAD_SHOWN)
			appendStringInfo(&merged, "%s\"%s\" is \"%s\"", merged.len > 0 ? ", " : "",
							 load_shown(answers[i].text), load_shown(same));
	}
	if (kept < n)
		load_note(&plan->inferred, "%s: answers that differ in letter case only are one: %s",
				  column->v->name, merged.data);
	return kept;
}

static void
code_texts(LoadPlan *plan, LoadVariable *column, Rank *answers, int found)
{
	int n = merge_spellings(plan, column, answers, found);
	bool padded = are_padded(answers, n);
	bool ordered = order_answers(answers, n);
	bool declared = column->v->nlabels > 0;

	column->by_order = false;
	if (!padded && code_anchors(column, answers, n))
		return;
	if (!padded)
		warn_of_ranks(plan, column, answers, n);
	code_answers(column->v, answers, n, !padded);
	column->by_order = !declared;
	load_as_codes(column, ordered && !padded && n > 2 ? SURVEY_ORDINAL : SURVEY_NOMINAL);
}

void
load_infer_answers(LoadPlan *plan, LoadVariable *column, const LoadProfile *profile)
{
	int n = 0;
	Rank *answers = collect_answers(profile, NULL, &n);

	code_texts(plan, column, answers, n);
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

/* the codes of all items are those of each, which then says whether a gap is one */
static void
align_numbers(LoadVariable **members, int n)
{
	SurveyVariable all = *members[0]->v;
	bool often = false;

	all.labels = palloc(LOAD_MAX_ANSWERS * sizeof(SurveyLabel));
	all.nlabels = 0;
	for (int i = 0; i < n; i++)
	{
		const SurveyVariable *v = members[i]->v;

		often |= members[i]->often;

		all.points = Max(all.points, v->points);
		for (int j = 0; j < v->nlabels && all.nlabels < LOAD_MAX_ANSWERS; j++)
			if (!svy_variable_find_label(&all, v->labels[j].code))
				all.labels[all.nlabels++] = v->labels[j];
	}
	qsort(all.labels, all.nlabels, sizeof(SurveyLabel), compare_label_codes);
	for (int i = 0; i < n; i++)
	{
		members[i]->often = often;
		members[i]->v->nlabels = all.nlabels;
		members[i]->v->labels = all.labels;
		if (members[i]->given_measure)
			members[i]->v->points = all.points;
		else
		{
			members[i]->v->measure = SURVEY_UNSPECIFIED;
			load_take_scale(members[i]);
		}
	}
}

/* columns of one question with the same answers get the same codes, as grids need it */
static void
align_grid(LoadPlan *plan, LoadVariable **members, int n, const LoadProfile *profiles)
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
	for (int i = 0; i < n; i++)
	{
		members[i]->v->labels = members[i]->declared;
		members[i]->v->nlabels = members[i]->ndeclared;
		if (!members[i]->given_measure)
			members[i]->v->measure = SURVEY_UNSPECIFIED;
		code_texts(i == 0 ? plan : &(LoadPlan){0}, members[i], answers, count);
	}
}

/* both have numbers, and one of them a code that lies apart unless the other fills the gap */
static bool
share_gap(const LoadVariable *a, const LoadVariable *b)
{
	return is_numbered(a->v) && is_numbered(b->v) &&
		   (load_scale(a->v, a->often).napart > 0 || load_scale(b->v, b->often).napart > 0);
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
	x = a->header ? load_name_stem(a->header) : NULL;
	y = b->header ? load_name_stem(b->header) : NULL;
	return x && y && strcmp(x, y) == 0;
}

/* codes that the codebook gives to answers stay; those of missing ones are in no way of others */
static bool
is_grid_column(const LoadVariable *column, const bool *wanted)
{
	for (int i = 0; i < column->ndeclared; i++)
		if (!column->declared[i].missing)
			return false;
	return wanted[column->source] && column->rule == LOAD_CODE && column->v->nlabels > 0;
}

void
load_align_grids(LoadPlan *plan, const LoadReader *reader, const LoadProfile *profiles,
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
			   (plan->columns[i + 1].v->measure == members[0]->v->measure ||
				share_gap(members[0], &plan->columns[i + 1])) &&
			   share_answers(members[0]->v, plan->columns[i + 1].v))
			members[n++] = &plan->columns[++i];
		if (n > 1)
			align_grid(plan, members, n, profiles);
	}
}
