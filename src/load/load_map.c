/*
 * load_map.c
 *	  Texts of answers to their codes.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "common/string.h"
#include "mb/pg_wchar.h"
#include "utils/formatting.h"

#include "codebook/codebook_impl.h"
#include "kernel/base/phrases.h"
#include "codebook/property.h"
#include "load/load_cell.h"

/* a dictionary of answers has no limit but the codebook */
#define ALL_ANSWERS (1 << 24)
/* other spellings of them that a column remembers */
#define MAX_SPELLINGS 1000

/* a text to a code; the first meaning of a text stays */
static void
map_text(Words *map, int32 **codes, const char *text, size_t size, int32 code)
{
	uint32 known = map->n;
	uint32 number;

	cell_trim(&text, &size);
	if (size == 0 || !load_words_add(map, ALL_ANSWERS, text, size, 0, &number) || number < known)
		return;
	*codes =
		*codes ? repalloc(*codes, map->limit * sizeof(int32)) : palloc(map->limit * sizeof(int32));
	(*codes)[number] = code;
}

static char *
fold(const char *text, size_t size)
{
	cell_trim(&text, &size);
	return str_tolower(text, size, DEFAULT_COLLATION_OID);
}

static void
map_answer(LoadVariable *column, const char *text, int32 code)
{
	char *folded;

	if (!text)
		return;
	map_text(&column->map, &column->codes, text, strlen(text), code);
	folded = fold(text, strlen(text));
	map_text(&column->folded, &column->folded_codes, folded, strlen(folded), code);
	pfree(folded);
}

/* codes before texts: a cell that is a declared code means that code */
static void
map_labels(LoadVariable *column)
{
	const SurveyVariable *v = column->v;

	for (int i = 0; i < v->nlabels; i++)
	{
		char *code = psprintf("%d", v->labels[i].code);

		/* of another file, it need not be the code of this text */
		if (!column->by_order || strcmp(code, v->labels[i].label) == 0)
			map_answer(column, code, v->labels[i].code);
	}
	if (svy_variable_categorical(v))
		for (int code = 1; code <= v->points; code++)
			map_answer(column, psprintf("%d", code), code);
	for (int i = 0; i < v->nlabels; i++)
		map_answer(column, v->labels[i].value, v->labels[i].code);
	for (int i = 0; i < v->nlabels; i++)
		map_answer(column, v->labels[i].label, v->labels[i].code);
}

const char *
load_option_text(const LoadVariable *member)
{
	const LoadSet *set = member->set;

	for (int i = 0; set && i < set->s->nmembers; i++)
		if (set->members[i] == member)
			return set->s->member_labels[i];
	return NULL;
}

/* words as this file spells them, in UTF-8 */
static void
map_words(LoadVariable *member, const char *const *words, int n, int32 code)
{
	for (int i = 0; i < n; i++)
		if (GetDatabaseEncoding() == PG_UTF8 || pg_is_ascii(words[i]))
			map_answer(member, words[i], code);
}

static void
map_member(LoadVariable *member)
{
	const char *const *words;
	int n;

	map_labels(member);
	map_answer(member, load_option_text(member), 1);
	map_answer(member, member->v->label, 1);
	words = phrase_yes_words(&n);
	map_words(member, words, n, 1);
	words = phrase_no_words(&n);
	map_words(member, words, n, 0);
}

/* stored texts before codes and labels: an answer may look like the code of another */
static void
map_answers(LoadVariable *column)
{
	const SurveyVariable *v = column->v;

	for (int i = 0; i < v->nlabels; i++)
		map_answer(column, v->labels[i].value, i);
	for (int i = 0; i < v->nlabels; i++)
		map_answer(column, psprintf("%d", v->labels[i].code), i);
	for (int i = 0; i < v->nlabels; i++)
		map_answer(column, v->labels[i].label, i);
}

/* options as the file has them, by text, and by what follows the column's name: "_3" of q2_3 */
static void
map_options(LoadVariable *column)
{
	LoadSet *set = column->set;

	for (int i = 0; i < set->s->nmembers; i++)
		map_answer(column, svy_property(SVY_PROPERTIES(set->members[i]->v), "option"), i);
	for (int i = 0; i < set->s->nmembers; i++)
	{
		const char *name = set->members[i]->v->name;
		const char *suffix = strrchr(name, '_');

		map_answer(column, set->s->member_labels[i], i);
		if (suffix && !svy_property(SVY_PROPERTIES(set->members[i]->v), "option"))
			map_answer(column, suffix + 1, i);
	}
}

/* a cell that a column of the codebook could not hold is none of its answers if it says nothing */
static int
default_soft(const LoadVariable *column)
{
	if (column->rule == LOAD_TEXT)
		return 0;
	return column->rule == LOAD_DELIMITED ? LOAD_SOFT_SURE | LOAD_SOFT_SIGN : LOAD_SOFT_ALL;
}

void
load_cells_prepare(LoadPlan *plan, const LoadOptions *options)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];

		column->grouping = options->grouping;
		if (!column->profiled || column->given)
			column->soft = options->own_nulls ? 0 : default_soft(column);
		column->weight = plan->weight && strcmp(column->v->name, plan->weight) == 0;
		if (column->rule == LOAD_DELIMITED)
			map_options(column);
		else if (column->rule == LOAD_MEMBER)
			map_member(column);
		else if (column->rule == LOAD_ANSWER)
			map_answers(column);
		else if (column->rule != LOAD_TEXT)
			map_labels(column);
	}
}

void
load_remember(LoadVariable *column, const char *text, size_t size, int32 code)
{
	if (column->map.n < 2 * column->folded.n + MAX_SPELLINGS)
		map_text(&column->map, &column->codes, text, size, code);
}

bool
load_find_code(LoadVariable *column, const char *text, size_t size, int32 *code)
{
	uint32 number;
	char *folded;

	if (column->map.limit == 0)
		return false;
	number = words_find(&column->map, text, size);
	if (number != WORDS_NONE)
	{
		*code = column->codes[number];
		return true;
	}
	if (column->folded.limit == 0 || size > LOAD_MAX_ANSWER * 10)
		return false;
	folded = fold(text, size);
	number = words_find(&column->folded, folded, strlen(folded));
	pfree(folded);
	if (number == WORDS_NONE)
		return false;
	*code = column->folded_codes[number];
	load_remember(column, text, size, *code);
	return true;
}
