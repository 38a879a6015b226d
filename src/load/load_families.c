/*
 * load_families.c
 *	  Multiple-response questions that are spread over several columns, one for
 *	  each option: Q28_1 ..., or columns under one question.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"

#include "codebook/codebook_impl.h"
#include "server/naming.h"
#include "load/load.h"

/* how files write that an option was not chosen */
static const char *const no_texts[] = {
	"0",		 "0.0",		   "-1", "No", "Not selected",	"Not chosen", "Not checked",
	"Unchecked", "Unselected", "f",	 "n",  "Not mentioned", "Not quoted", "False"};

/* and that it was, without saying which */
static const char *const yes_texts[] = {"1",	  "1.0",	 "Yes",		  "Selected",
										"Chosen", "Checked", "Mentioned", "Quoted",
										"True",	  "t",		 "y",		  "X"};

static bool
is_among(const char *text, const char *const *texts, int n)
{
	for (int i = 0; i < n; i++)
		if (pg_strcasecmp(text, texts[i]) == 0)
			return true;
	return false;
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

		if (is_among(text, no_texts, lengthof(no_texts)))
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
	option->generic = option->yes && is_among(option->yes, yes_texts, lengthof(yes_texts));
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

/* "Option" of "Question - Option", where the file only says yes and no */
static char *
option_of(const LoadReader *reader, const LoadVariable *member, const char *question)
{
	const char *label = member->v->label;

	if (reader->options[member->source])
		return reader->options[member->source];
	if (!label || !question || strncmp(label, question, strlen(question)) != 0)
		return label ? pstrdup(label) : pstrdup(member->v->header);
	label += strlen(question);
	while (*label && strchr(" -:[(", *label))
		label++;
	return *label ? pnstrdup(label, strlen(label)) : pstrdup(member->v->name);
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
	set->s->label = common_question(members, texts, n);
	for (int i = 0; i < n; i++)
		if (!texts[i])
			texts[i] = option_of(reader, members[i], set->s->label);
	set->s->name = load_unique_name(&plan->names, svy_safe_name(stem, NAMEDATALEN - 1));
	plan->sets = lappend(plan->sets, set);
	plan->inferred =
		lappend(plan->inferred,
				psprintf("multiple response %s: %d columns, %s", set->s->name, n,
						 no ? psprintf("not chosen is \"%s\"", no) : "not chosen is blank"));
}

static char *
stem_of(const LoadReader *reader, const LoadVariable *column)
{
	if (reader->groups[column->source])
		return reader->headers[column->source];
	return column->v->header ? load_name_stem(column->v->header) : NULL;
}

static bool
is_open(const LoadVariable *column)
{
	return !column->given && column->v->measure == SURVEY_UNSPECIFIED && column->v->nlabels == 0;
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
		stems[i] = is_open(&plan->columns[i]) ? stem_of(reader, &plan->columns[i]) : NULL;
	for (int i = 0; i < plan->ncolumns; i++)
	{
		int n = 0;
		int all = 0;
		char *stem = stems[i];

		for (int j = i; stem && j < plan->ncolumns; j++)
		{
			if (!stems[j] || strcmp(stems[j], stem) != 0 || reader->groups[j] != reader->groups[i])
				continue;
			all++;
			if (look_at_option(&profiles[j], &options[n]) && !says_other(reader, j, &options[n]))
				members[n++] = &plan->columns[j];
			if (j > i)
				stems[j] = NULL;
		}
		if (n >= 2 && n * 3 >= all * 2 && is_family(members, options, n, profiles))
			make_family(plan, reader, stem, members, options, n);
	}
}
