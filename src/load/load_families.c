/*
 * load_families.c
 *	  Multiple-response questions that are spread over several columns, one for
 *	  each option: Q28_1 ..., or columns under one question.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"

#include "codebook/codebook_impl.h"
#include "kernel/base/phrases.h"
#include "server/naming.h"
#include "load/load_infer.h"

/* how files write that an option was not chosen */
static bool
says_no(const char *text)
{
	return strcmp(text, "-1") == 0 || phrase_is_no(text, strlen(text));
}

/* what the column of one option holds */
typedef struct Option
{
	const char *yes; /* or NULL if nobody chose it */
	const char *no;	 /* or NULL */
	bool generic;	 /* yes is a word that does not name the option */
} Option;

/* one text for "chosen" and at most one for "not chosen" */
static bool
look_at_option(const LoadProfile *profile, Option *option)
{
	*option = (Option){0};
	if (profile->many || profile->answers.n > 2)
		return false;
	for (uint32 i = 0; i < profile->answers.n; i++)
	{
		const char *text = words_text(&profile->answers, i);

		if (says_no(text))
		{
			if (option->no)
				return false;
			option->no = text;
		}
		else if (option->yes)
			return false;
		else
			option->yes = text;
	}
	option->generic = option->yes && phrase_is_yes(option->yes, strlen(option->yes));
	return true;
}

/* under the header of an option only its own text says that it was chosen: others are of "other" */
static bool
says_other(const LoadReader *reader, int column, const Option *option)
{
	const char *header = reader->options[column];
	size_t size;

	if (!header || !option->yes || option->generic)
		return false;
	size = strlen(header);
	cell_trim(&header, &size);
	return strlen(option->yes) != size || pg_strncasecmp(header, option->yes, size) != 0;
}

/*
 * Options are told apart by their texts, or all say the same word for "yes";
 * and not everybody chose every one of them.
 */
static bool
is_family(LoadVariable **members, const Option *options, int n, const LoadProfile *profiles)
{
	bool some_generic = false;
	bool some_named = false;
	bool some_no = false;
	int64 blank = 0;

	for (int i = 0; i < n; i++)
	{
		const LoadProfile *profile = &profiles[members[i]->source];

		some_no |= options[i].no != NULL;
		blank += profile->rows - profile->profile.cells;
		if (!options[i].yes)
			continue;
		some_generic |= options[i].generic;
		some_named |= !options[i].generic;
		for (int j = 0; j < i; j++)
			if (options[j].yes &&
				options[i].generic != (pg_strcasecmp(options[i].yes, options[j].yes) == 0))
				return false;
	}
	return some_generic != some_named && (some_no || blank > 0);
}

/* the text of the question without the text of the option at its end */
static char *
question_of(const char *text, const char *option)
{
	size_t size = strlen(text);
	size_t tail = option ? strlen(option) : 0;

	cell_trim(&text, &size);
	if (tail > 0 && size > tail && pg_strncasecmp(text + size - tail, option, tail) == 0)
		size -= tail;
	return pnstrdup(text, size);
}

static void
cut_tail(char *text, const char *tail)
{
	size_t size = strlen(text);

	while (size > 0 && strchr(" -:[(", text[size - 1]))
		text[--size] = '\0';
	if (tail && size > strlen(tail) && strcmp(text + size - strlen(tail), tail) == 0)
	{
		text[size - strlen(tail)] = '\0';
		cut_tail(text, NULL);
	}
}

/* what the texts of the questions begin with in common, up to a whole word */
static char *
common_question(LoadVariable **members, char **options, int n)
{
	char *common = NULL;
	int shared = 0; /* bytes */

	for (int i = 0; i < n; i++)
	{
		char *text;

		if (!members[i]->v->label)
			return NULL;
		text = question_of(members[i]->v->label, options[i]);
		if (!common)
		{
			common = text;
			shared = strlen(common);
			continue;
		}
		for (int j = 0; j < shared; j++)
			if (common[j] != text[j])
				shared = j;
	}
	if (common && shared < strlen(common))
	{
		while (shared > 0 && common[shared - 1] != ' ')
			shared--;
		common[shared] = '\0';
	}
	if (common)
		cut_tail(common, "- Selected Choice");
	return common && *common ? common : NULL;
}

/* what a header has beside the question: "SQL" of "SQL:What do you use?", "R" of "colors/R" */
static char *
rest_of_header(const char *header, const char *stem)
{
	size_t size = strlen(header);
	size_t tail = strlen(stem);

	if (size > tail + 1 && strncmp(header, stem, tail) == 0 && strchr("/", header[tail]))
		return pstrdup(header + tail + 1);
	if (size > tail + 1 && strcmp(header + size - tail, stem) == 0)
	{
		char *rest = pnstrdup(header, size - tail);
		const char *start = rest;

		size = strlen(rest);
		cell_trim(&start, &size);
		while (size > 0 && (start[size - 1] == ':' || start[size - 1] == ' '))
			size--;
		return pnstrdup(start, size);
	}
	return NULL;
}

/* without the bracket in which it stands: "Question [Option]" */
static char *
without_bracket(const char *text, bool opened)
{
	size_t size = strlen(text);

	if (opened && size > 1 && text[size - 1] == ']' && !strchr(text, '['))
		size--;
	return pnstrdup(text, size);
}

/* "Option" of "Question - Option", where the file only says yes and no */
static char *
option_of(const LoadReader *reader, const LoadVariable *member, const char *question,
		  const char *stem)
{
	const char *label = member->v->label;
	char *rest = member->header ? rest_of_header(member->header, stem) : NULL;
	bool opened = false;

	if (reader->options[member->source])
		return reader->options[member->source];
	if (rest)
		return rest;
	if (!label || !question || strncmp(label, question, strlen(question)) != 0)
		return label ? pstrdup(label) : pstrdup(member->header);
	label += strlen(question);
	while (*label && strchr(" -:[(", *label))
		opened |= *label++ == '[';
	return *label ? without_bracket(label, opened) : pstrdup(member->v->name);
}

/* the texts for "chosen" and "not chosen", where the file has both */
static void
label_member(SurveyVariable *v, const Option *option)
{
	v->labels = palloc0(2 * sizeof(SurveyLabel));
	v->labels[0].label = pstrdup(option->no);
	v->labels[1].code = 1;
	v->labels[1].label = pstrdup(option->yes ? option->yes : "Selected");
	v->nlabels = 2;
}

static void
make_member(LoadSet *set, LoadVariable *member, const Option *option, int i)
{
	SurveyVariable *v = member->v;

	member->rule = LOAD_MEMBER;
	member->given = true;
	member->set = set;
	set->members[i] = member;
	set->s->members[i] = v;
	v->measure = SURVEY_NOMINAL;
	v->type = BOOLOID;
	if (!option->no)
		return;
	set->says_no = true;
	label_member(v, option);
}

/* whether the question stands behind the option, as Alchemer has it */
static bool
is_behind(const char *header, const char *stem)
{
	if (!header || strlen(header) <= strlen(stem))
		return false;
	return strcmp(header + strlen(header) - strlen(stem), stem) == 0;
}

/*
 * The column that has all chosen options beside the columns of each, as ODK
 * writes them: the set has its name, and it stays as a text.
 */
static void
give_way(LoadPlan *plan, const LoadReader *reader, const char *stem)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];
		ListCell *cell;

		if (column->given || !column->header || reader->groups[i] ||
			strcmp(column->header, stem) != 0 || column->v->measure != SURVEY_UNSPECIFIED)
			continue;
		foreach (cell, plan->names)
			if (strcmp(lfirst(cell), column->v->name) == 0)
			{
				plan->names = list_delete_cell(plan->names, cell);
				break;
			}
		column->v->name = load_unique_name(
			&plan->names, psprintf("%s_text", svy_safe_name(stem, NAMEDATALEN - 1 - 5)));
		column->v->header = column->header;
		column->rule = LOAD_TEXT;
		column->v->measure = SURVEY_TEXT;
		column->v->type = TEXTOID;
		column->given = true;
		plan->inferred = lappend(
			plan->inferred, psprintf("column \"%s\" has the options that its columns have one by "
									 "one: kept as text %s",
									 stem, column->v->name));
	}
}

static void
make_family(LoadPlan *plan, const LoadReader *reader, const char *stem, LoadVariable **members,
			const Option *options, int n)
{
	LoadSet *set = palloc0(sizeof(LoadSet));
	char **texts = palloc0(n * sizeof(char *));
	const char *no = NULL;

	set->s = palloc0(sizeof(SurveySet));
	set->s->counted = 1;
	set->s->nmembers = n;
	set->s->members = palloc(n * sizeof(SurveyVariable *));
	set->s->member_labels = texts;
	set->members = palloc(n * sizeof(LoadVariable *));
	for (int i = 0; i < n; i++)
	{
		if (options[i].yes && !options[i].generic)
			texts[i] = pstrdup(options[i].yes);
		no = options[i].no ? options[i].no : no;
		make_member(set, members[i], &options[i], i);
	}
	set->s->label =
		is_behind(members[0]->header, stem) ? pstrdup(stem) : common_question(members, texts, n);
	for (int i = 0; i < n; i++)
		if (!texts[i])
			texts[i] = option_of(reader, members[i], set->s->label, stem);
	give_way(plan, reader, stem);
	set->s->name = load_unique_name(&plan->names, svy_safe_name(stem, NAMEDATALEN - 1));
	plan->sets = lappend(plan->sets, set);
	plan->inferred =
		lappend(plan->inferred,
				psprintf("multiple response %s: %d columns, %s", set->s->name, n,
						 no ? psprintf("not chosen is \"%s\"", no) : "not chosen is blank"));
}

/* what stands behind a colon, if another column has it there too */
static char *
shared_ending(const LoadPlan *plan, const LoadVariable *column)
{
	const char *colon = strchr(column->header, ':');
	const char *ending;
	size_t size;

	if (!colon)
		return NULL;
	ending = colon + 1;
	size = strlen(ending);
	cell_trim(&ending, &size);
	/* a question, not the end of a time or a code */
	if (size < 4 || !memchr(ending, ' ', size))
		return NULL;
	for (int i = 0; i < plan->ncolumns; i++)
		if (&plan->columns[i] != column && plan->columns[i].header &&
			strchr(plan->columns[i].header, ':') && load_ends_with(plan->columns[i].header, ending))
			return pnstrdup(ending, size);
	return NULL;
}

/* whether another column is that path, or an option under it, "deep" or right there */
static bool
has_path(const LoadPlan *plan, const LoadVariable *but, const char *path, size_t size, bool deep)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		const char *header = plan->columns[i].header;

		if (&plan->columns[i] != but && header && strncmp(header, path, size) == 0 &&
			(header[size] == '\0' || (header[size] == '/' && header[size + 1] &&
									  (deep || !strchr(header + size + 1, '/')))))
			return true;
	}
	return false;
}

/*
 * What stands before the option of a path: up to the last slash, or an earlier
 * one if only there other columns part, since options may have slashes
 * ("tools/PL/SQL"); 0 if there is none.
 */
static size_t
path_size(const LoadPlan *plan, const LoadVariable *column)
{
	const char *header = column->header;
	const char *last = strrchr(header, '/');

	if (!last || last == header || !last[1] ||
		(header[strlen(header) - 1] == ']' && strrchr(header, '[') && strrchr(header, '[') < last))
		return 0;
	for (const char *slash = last; slash > header; slash--)
		if (*slash == '/' && has_path(plan, column, header, slash - header, slash == last))
			return slash - header;
	return last - header;
}

static char *
stem_of(const LoadPlan *plan, const LoadReader *reader, const LoadVariable *column)
{
	size_t size;
	char *stem;

	if (reader->groups[column->source])
		return reader->headers[column->source];
	if (!column->header)
		return NULL;
	size = path_size(plan, column);
	if (size > 0)
		return pnstrdup(column->header, size);
	stem = load_name_stem(column->header);
	return stem ? stem : shared_ending(plan, column);
}

static bool
is_open(const LoadVariable *column)
{
	return !column->given && column->v->measure == SURVEY_UNSPECIFIED && column->v->nlabels == 0;
}

/* where options say yes and no, the text of "other" is none of them, be it one text only */
static int
without_other(LoadVariable **members, Option *options, int n)
{
	int generic = 0;
	int kept = 0;

	for (int i = 0; i < n; i++)
		generic += options[i].generic && options[i].no;
	if (generic < 2)
		return n;
	for (int i = 0; i < n; i++)
		if (!options[i].yes || options[i].generic || options[i].no)
		{
			members[kept] = members[i];
			options[kept++] = options[i];
		}
	return kept;
}

/*
 * A family may have a column that does not fit, such as the text of "other":
 * most columns of the stem must.
 */
void
load_find_families(LoadPlan *plan, LoadReader *reader, const LoadProfile *profiles)
{
	LoadVariable **members = palloc(plan->ncolumns * sizeof(LoadVariable *));
	Option *options = palloc(plan->ncolumns * sizeof(Option));
	char **stems = palloc(plan->ncolumns * sizeof(char *));

	for (int i = 0; i < plan->ncolumns; i++)
		stems[i] = is_open(&plan->columns[i]) ? stem_of(plan, reader, &plan->columns[i]) : NULL;
	for (int i = 0; i < plan->ncolumns; i++)
	{
		int n = 0;
		int all = 0;
		char *stem = stems[i];

		if (!stem)
			continue;
		for (int j = i; j < plan->ncolumns; j++)
		{
			if (!stems[j] || strcmp(stems[j], stem) != 0 || reader->groups[j] != reader->groups[i])
				continue;
			all++;
			if (look_at_option(&profiles[j], &options[n]) && !says_other(reader, j, &options[n]))
				members[n++] = &plan->columns[j];
			if (j > i)
				stems[j] = NULL;
		}
		n = without_other(members, options, n);
		if (n >= 2 && n * 3 >= all * 2 && is_family(members, options, n, profiles))
			make_family(plan, reader, stem, members, options, n);
	}
}
