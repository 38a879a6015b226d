/*
 * load_profile.c
 *	  What the cells of each column are: counts, distinct answers, and which
 *	  words are none.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "load/load_infer.h"

/* texts that no questionnaire has as an answer; "None" and "." are answers */
void
load_default_nulls(Words *nulls)
{
	static const char *const texts[] = {"NA", "N/A", "#N/A", "#NULL!", "NULL", "NaN"};

	for (int i = 0; i < lengthof(texts); i++)
		load_words_add(nulls, lengthof(texts), texts[i], strlen(texts[i]), 0, NULL);
}

bool
load_is_blank(const char *text)
{
	size_t size = strlen(text);

	cell_trim(&text, &size);
	return size == 0;
}

bool
load_is_null(const LoadOptions *options, const char *text, size_t size)
{
	cell_trim(&text, &size);
	return size == 0 || words_find(&options->nulls, text, size) != WORDS_NONE;
}

bool
load_is_quoted(const LoadRow *row, int column)
{
	return row->quotes && row->quotes->quoted(row->quotes, column);
}

/*
 * Words that mean "no answer" where a column says so by what else it holds.
 * Those that no questionnaire has as an answer do so among answers too; others
 * only where numbers, dates, or yes and no stand in the column.
 */
static const struct
{
	const char *text;
	int kind;
} soft_words[LOAD_SOFT_WORDS] = {
	{"n/a", LOAD_SOFT_SURE},	 {"n.a.", LOAD_SOFT_SURE},	{"null", LOAD_SOFT_SURE},
	{"(null)", LOAD_SOFT_SURE},	 {"nan", LOAD_SOFT_SURE},	{"<na>", LOAD_SOFT_SURE},
	{"#value!", LOAD_SOFT_SURE}, {"#ref!", LOAD_SOFT_SURE}, {"#div/0!", LOAD_SOFT_SURE},
	{"#name?", LOAD_SOFT_SURE},	 {"#num!", LOAD_SOFT_SURE}, {".", LOAD_SOFT_SIGN},
	{"-", LOAD_SOFT_SIGN},		 {"--", LOAD_SOFT_SIGN},	{"none", LOAD_SOFT_WORD},
	{"na", LOAD_SOFT_WORD}};

int
load_soft_word(const char *text, size_t size)
{
	for (int i = 0; size > 0 && size <= 7 && i < LOAD_SOFT_WORDS; i++)
		if (strlen(soft_words[i].text) == size &&
			pg_strncasecmp(text, soft_words[i].text, size) == 0)
			return i;
	return -1;
}

int
load_soft_kind(int word)
{
	return soft_words[word].kind;
}

const char *
load_soft_text(int word)
{
	return soft_words[word].text;
}

bool
load_no_answer(const LoadOptions *options, LoadVariable *column, const char *text, size_t size)
{
	int word;

	if (load_is_null(options, text, size))
		return true;
	if (!column->soft)
		return false;
	cell_trim(&text, &size);
	word = load_soft_word(text, size);
	if (word < 0 || !(column->soft & soft_words[word].kind))
		return false;
	column->soft_cells[word]++;
	return true;
}

bool
load_words_add(Words *words, uint32 limit, const char *text, size_t size, int64 count,
			   uint32 *number)
{
	/* a dictionary grows where it was made, whatever the current context is */
	MemoryContext memory =
		words->limit == 0 ? CurrentMemoryContext : GetMemoryChunkContext(words->items);

	if (words->limit == 0)
		words_init(words, palloc(words_size(8, 256)), 8, 256);
	while (words_add(words, text, size, count, number) == SVY_NO_SPACE)
	{
		Words larger;
		uint32 next = Min(limit, 2 * words->limit);
		size_t room = 2 * words->room + size + 1;

		if (words->n == limit)
			return false;
		words_init(&larger, MemoryContextAlloc(memory, words_size(next, room)), next, room);
		words_merge(&larger, words);
		pfree(words->items);
		*words = larger;
	}
	return true;
}

/* counts words that may mean "no answer"; those that hardly are one are set aside */
static bool
is_set_aside(LoadProfile *profile, const LoadOptions *options, const char *text, size_t size)
{
	int word = options->own_nulls ? -1 : load_soft_word(text, size);

	if (word < 0)
		return false;
	if (!profile->soft_text[word])
		profile->soft_text[word] = pnstrdup(text, size);
	profile->soft_cells[word]++;
	return soft_words[word].kind == LOAD_SOFT_SURE;
}

/* the first numbers that have one reading; "before" is the profile without the cell */
static void
keep_one_mark(LoadProfile *profile, const Profile *before, const char *text, size_t size,
			  int64 line)
{
	const Profile *p = &profile->profile;

	if (p->readable == before->readable)
		return;
	for (int comma = 0; comma < 2; comma++)
		if (p->amounts[!comma] == before->amounts[!comma] && !profile->one_mark[comma])
		{
			profile->one_mark[comma] = pnstrdup(text, size);
			profile->one_mark_line[comma] = line;
		}
}

static void
add_cell(LoadProfile *profile, const LoadOptions *options, const LoadRow *row, int column)
{
	const char *text = row->fields[column];
	size_t size;
	Profile before;

	if (!text)
		return;
	size = strlen(text);
	cell_trim(&text, &size);
	if (size == 0)
		return;
	if (words_find(&options->nulls, text, size) != WORDS_NONE)
	{
		if (load_is_quoted(row, column))
			profile->quoted_nulls++;
		else
			profile->nulls++;
		return;
	}
	if (is_set_aside(profile, options, text, size))
		return;
	before = profile->profile;
	profile_add(&profile->profile, text, size);
	keep_one_mark(profile, &before, text, size, row->line);
	load_tokens_add(profile, options, text, size);
	if (!profile->many &&
		(size > LOAD_MAX_ANSWER ||
		 !load_words_add(&profile->answers, LOAD_MAX_ANSWERS, text, size, 1, NULL)))
		profile->many = true;
}

static int64
soft_cells(const LoadProfile *profile, int kinds)
{
	int64 cells = 0;

	for (int i = 0; i < LOAD_SOFT_WORDS; i++)
		if (soft_words[i].kind & kinds)
			cells += profile->soft_cells[i];
	return cells;
}

/* yes and no, true and false, and nothing else but such words */
static bool
says_yes_no(const LoadProfile *profile)
{
	static const char *const texts[] = {"yes", "no", "true", "false", "y", "n", "t", "f"};
	int found = 0;

	for (uint32 i = 0; i < profile->answers.n; i++)
	{
		const char *text = words_text(&profile->answers, i);
		bool known = load_soft_word(text, profile->answers.items[i].size) >= 0;

		for (int j = 0; j < lengthof(texts) && !known; j++)
			if (pg_strcasecmp(text, texts[j]) == 0)
				known = ++found > 0;
		if (!known)
			return false;
	}
	return found > 0 && !profile->many;
}

/* several answers that are words, beside which a sign is none: "x" and "-" may be yes and no */
static bool
says_words(const LoadProfile *profile)
{
	int found = 0;

	for (uint32 i = 0; i < profile->answers.n; i++)
		found +=
			profile->answers.items[i].size > 1 &&
			load_soft_word(words_text(&profile->answers, i), profile->answers.items[i].size) < 0;
	return found > 1;
}

/* which of the words mean "no answer" in this column, by what else it holds */
static int
soft_kinds(const LoadProfile *profile)
{
	Profile rest = profile->profile;
	CellOrder order;

	rest.cells -= soft_cells(profile, LOAD_SOFT_SIGN | LOAD_SOFT_WORD);
	if (rest.cells == 0)
		return profile->profile.cells == 0 ? LOAD_SOFT_SURE : 0;
	if (profile_type(&rest, true, CELL_MDY, &order) != PROFILE_TEXT || profile_amount(&rest) ||
		profile_contradicts(&rest) || says_yes_no(profile))
		return LOAD_SOFT_ALL;
	if (!load_are_answers(profile))
		return 0;
	return says_words(profile) ? LOAD_SOFT_SURE | LOAD_SOFT_SIGN : LOAD_SOFT_SURE;
}

static void
forget_answer(LoadProfile *profile, const char *text)
{
	Words kept = {0};

	for (uint32 i = 0; i < profile->answers.n; i++)
		if (strcmp(words_text(&profile->answers, i), text) != 0)
			load_words_add(&kept, LOAD_MAX_ANSWERS, words_text(&profile->answers, i),
						   profile->answers.items[i].size, profile->answers.items[i].count, NULL);
	profile->answers = kept;
}

static void
settle_words(LoadProfile *profile)
{
	if (soft_cells(profile, LOAD_SOFT_ALL) == 0)
		return;
	profile->soft = soft_kinds(profile);
	for (int i = 0; i < LOAD_SOFT_WORDS; i++)
	{
		bool nothing = (soft_words[i].kind & profile->soft) != 0;
		char *text = profile->soft_text[i];

		if (profile->soft_cells[i] == 0)
			continue;
		if (nothing && soft_words[i].kind != LOAD_SOFT_SURE)
		{
			profile->profile.cells -= profile->soft_cells[i];
			for (uint32 j = 0; j < profile->answers.n;)
				if (load_soft_word(words_text(&profile->answers, j),
								   profile->answers.items[j].size) == i)
					forget_answer(profile, words_text(&profile->answers, j));
				else
					j++;
		}
		else if (!nothing && soft_words[i].kind == LOAD_SOFT_SURE)
		{
			profile->profile.cells += profile->soft_cells[i];
			if (!profile->many && !load_words_add(&profile->answers, LOAD_MAX_ANSWERS, text,
												  strlen(text), profile->soft_cells[i], NULL))
				profile->many = true;
		}
	}
}

LoadProfile *
load_profile(LoadReader *reader, const LoadOptions *options, const LoadPlan *plan)
{
	LoadProfile *profiles = palloc0(reader->ncolumns * sizeof(LoadProfile));
	LoadRow row = {0};
	int64 rows = 0;

	reader->rewind(reader, NULL);
	while (reader->next(reader, &row))
	{
		CHECK_FOR_INTERRUPTS();
		/* a row that is refused changes nothing that the others say of a column */
		if (row.bad || row.nfields != reader->ncolumns)
			continue;
		rows++;
		for (int i = 0; i < row.nfields; i++)
			if (!plan->columns[i].given)
				add_cell(&profiles[i], options, &row, i);
	}
	for (int i = 0; i < reader->ncolumns; i++)
	{
		profiles[i].rows = rows;
		settle_words(&profiles[i]);
	}
	return profiles;
}
