/*
 * load_profile.c
 *	  What the cells of each column are: counts, distinct answers, and the
 *	  parts of cells that may hold several answers.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "load/load.h"

/* between options in a cell; a bare comma only where the user says so */
static const char token_delimiters[] = {';', '|', LOAD_COMMA_SPACE, ','};

#define NDELIMITERS 4
StaticAssertDecl(lengthof(token_delimiters) == NDELIMITERS, "each delimiter has its counts");
#define TOKEN_NONE (-1)
#define TOKEN_MANY (-2)

struct LoadTokens
{
	bool given_up;
	Words words;
	int16 next[LOAD_MAX_OPTIONS]; /* the only token that ever follows, or NONE or MANY */
	int16 previous[LOAD_MAX_OPTIONS];
	int64 total;	/* tokens in all cells */
	int64 trailing; /* cells that end with the delimiter */
	int64 several;	/* cells with two tokens or more */
	bool twice;		/* a cell had the same token twice */
	bool tight;		/* a delimiter without a space behind it */
	uint8 lengths;	/* bits: cells with 1, 2, 3 or more tokens */
};

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

const char *
load_token_end(const char *start, const char *end, char delimiter)
{
	char wanted = delimiter == LOAD_COMMA_SPACE ? ',' : delimiter;

	for (const char *at = start; at < end; at++)
		if (*at == wanted && (wanted == delimiter || (at + 1 < end && at[1] == ' ')))
			return at;
	return end;
}

static void
follow(LoadTokens *tokens, int token, int next)
{
	int16 *old = &tokens->next[token];

	*old = *old == TOKEN_NONE || *old == next ? next : TOKEN_MANY;
}

static void
precede(LoadTokens *tokens, int token, int previous)
{
	int16 *old = &tokens->previous[token];

	*old = *old == TOKEN_NONE || *old == previous ? previous : TOKEN_MANY;
}

/* number of the token, or -1 when there are too many */
static int
add_token(LoadTokens *tokens, const char *text, size_t size, int64 count)
{
	uint32 known = tokens->words.n;
	uint32 number;

	if (size > LOAD_MAX_ANSWER ||
		!load_words_add(&tokens->words, LOAD_MAX_OPTIONS, text, size, count, &number))
	{
		tokens->given_up = true;
		return -1;
	}
	if (number == known)
		tokens->next[number] = tokens->previous[number] = TOKEN_NONE;
	tokens->total += count;
	return number;
}

static void
add_single(LoadTokens *tokens, const char *text, size_t size, int64 count)
{
	int token = add_token(tokens, text, size, count);

	if (token < 0)
		return;
	follow(tokens, token, TOKEN_MANY);
	precede(tokens, token, TOKEN_MANY);
	tokens->lengths |= 1;
}

static void
split_cell(LoadTokens *tokens, const char *text, size_t size, char delimiter)
{
	const char *end = text + size;
	uint64 seen[2] = {0, 0};
	int last = TOKEN_MANY;
	int n = 0;

	if (end[-1] == delimiter)
		tokens->trailing++;
	while (text < end)
	{
		const char *stop = load_token_end(text, end, delimiter);
		const char *part = text;
		size_t part_size = stop - text;
		int token;

		text = stop + 1;
		tokens->tight |= text < end && *text != ' ';
		cell_trim(&part, &part_size);
		if (part_size == 0)
			continue;
		token = add_token(tokens, part, part_size, 1);
		if (token < 0)
			return;
		tokens->twice |= (seen[token / 64] >> (token % 64) & 1) != 0;
		seen[token / 64] |= UINT64CONST(1) << (token % 64);
		precede(tokens, token, last);
		if (last >= 0)
			follow(tokens, last, token);
		last = token;
		n++;
	}
	if (last >= 0)
		follow(tokens, last, TOKEN_MANY);
	tokens->several += n > 1;
	tokens->lengths |= n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : 4;
}

/* the first cell with a delimiter: those before it had one answer each */
static void
start_tokens(LoadProfile *profile, char asked)
{
	profile->tokens = palloc0(NDELIMITERS * sizeof(LoadTokens));
	for (int d = 0; d < NDELIMITERS; d++)
	{
		LoadTokens *tokens = &profile->tokens[d];

		tokens->given_up =
			profile->many || (token_delimiters[d] == ',' ? asked != ',' : asked == ',');
		for (uint32 i = 0; i < profile->answers.n && !tokens->given_up; i++)
			add_single(tokens, words_text(&profile->answers, i), profile->answers.items[i].size,
					   profile->answers.items[i].count);
	}
}

static void
add_tokens(LoadProfile *profile, const LoadOptions *options, const char *text, size_t size)
{
	if (!profile->tokens)
	{
		if (profile->many || size > LOAD_MAX_ANSWER * 10 || strcspn(text, ";|,") >= size)
			return;
		start_tokens(profile, options->multiple_delimiter);
	}
	for (int d = 0; d < NDELIMITERS; d++)
	{
		LoadTokens *tokens = &profile->tokens[d];

		if (tokens->given_up)
			continue;
		if (load_token_end(text, text + size, token_delimiters[d]) < text + size)
			split_cell(tokens, text, size, token_delimiters[d]);
		else
			add_single(tokens, text, size, 1);
	}
}

static void
add_cell(LoadProfile *profile, const LoadOptions *options, const LoadRow *row, int column)
{
	const char *text = row->fields[column];
	size_t size;

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
	profile_add(&profile->profile, text, size);
	add_tokens(profile, options, text, size);
	if (!profile->many &&
		(size > LOAD_MAX_ANSWER ||
		 !load_words_add(&profile->answers, LOAD_MAX_ANSWERS, text, size, 1, NULL)))
		profile->many = true;
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
		rows++;
		if (row.bad || row.nfields != reader->ncolumns)
			continue;
		for (int i = 0; i < row.nfields; i++)
			if (!plan->columns[i].given)
				add_cell(&profiles[i], options, &row, i);
	}
	for (int i = 0; i < reader->ncolumns; i++)
		profiles[i].rows = rows;
	return profiles;
}

static bool
opens_bracket(const char *text)
{
	int open = 0;

	for (; *text; text++)
		open += (*text == '(') - (*text == ')');
	return open > 0;
}

/*
 * A delimiter inside the text of an option has a space behind it as in any
 * text, and shows in two parts that only ever come together, of which the
 * second goes on in small letters or the first leaves a bracket open.
 */
static bool
belongs_behind(const LoadTokens *tokens, int token)
{
	int previous = tokens->previous[token];
	const char *text = words_text(&tokens->words, token);

	return !tokens->tight && previous >= 0 && tokens->next[previous] == token &&
		   ((*text >= 'a' && *text <= 'z') || opens_bracket(words_text(&tokens->words, previous)));
}

static List *
join_tokens(const LoadTokens *tokens, char delimiter)
{
	List *options = NIL;

	for (uint32 i = 0; i < tokens->words.n; i++)
	{
		char *text;
		int next = i;

		if (belongs_behind(tokens, i))
			continue;
		text = pstrdup(words_text(&tokens->words, i));
		while ((next = tokens->next[next]) >= 0 && belongs_behind(tokens, next))
			text = psprintf("%s%c %s", text, delimiter == LOAD_COMMA_SPACE ? ',' : delimiter,
							words_text(&tokens->words, next));
		options = lappend(options, text);
	}
	return options;
}

/*
 * Options chosen in one cell either all end with the delimiter, or come in
 * varying company: then there are fewer options than different cells, and
 * cells with one and with several of them.  An answer that merely contains the
 * delimiter has more parts than there are answers.
 */
static bool
are_options(const LoadProfile *profile, const LoadTokens *tokens, char delimiter, int noptions)
{
	if (tokens->trailing == profile->profile.cells)
		return true;
	if (tokens->twice || tokens->several < 2 || tokens->several * 10 < profile->profile.cells ||
		tokens->total < 2 * (int64) tokens->words.n)
		return false;
	if (!profile->many && noptions >= profile->answers.n)
		return false;
	/* commas are common inside answers: one, two and three parts must all be met */
	return delimiter == LOAD_COMMA_SPACE ? tokens->lengths == 7
										 : (tokens->lengths & (tokens->lengths - 1)) != 0;
}

List *
load_profile_options(const LoadProfile *profile, const LoadOptions *options, char *delimiter)
{
	char asked = options->multiple_delimiter;

	for (int d = 0; profile->tokens && d < NDELIMITERS; d++)
	{
		const LoadTokens *tokens = &profile->tokens[d];
		List *found;

		if (tokens->given_up || (asked && asked != token_delimiters[d]))
			continue;
		if (tokens->several == 0 && tokens->trailing == 0)
			continue;
		found = join_tokens(tokens, token_delimiters[d]);
		*delimiter = token_delimiters[d];
		if (asked || are_options(profile, tokens, token_delimiters[d], list_length(found)))
			return found;
	}
	return NIL;
}
