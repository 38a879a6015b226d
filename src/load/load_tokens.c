/*
 * load_tokens.c
 *	  The parts of cells that may hold several answers: what divides them, and
 *	  which options they are.
 */
#include "postgres.h"

#include <ctype.h>

#include "load/load.h"

/*
 * Between options in a cell: a comma with no blank behind it stands between
 * options whose texts may hold commas.  A comma of any kind only where the user
 * says so.
 */
static const char token_delimiters[] = {';', '|', LOAD_COMMA_TIGHT, LOAD_COMMA_SPACE, ',', ' '};

#define NDELIMITERS lengthof(token_delimiters)
#define TOKEN_NONE (-1)
#define TOKEN_MANY (-2)

/* bits of a token's roles */
#define ROLE_ALONE 1
#define ROLE_FIRST 2
#define ROLE_LATER 4

/* the largest code of a list of codes */
#define MAX_LISTED 99

struct LoadTokens
{
	bool given_up;
	Words words;
	int16 next[LOAD_MAX_OPTIONS]; /* the only token that ever follows, or NONE or MANY */
	int16 previous[LOAD_MAX_OPTIONS];
	uint8 roles[LOAD_MAX_OPTIONS];
	int64 total;	/* tokens in all cells */
	int64 trailing; /* cells that end with the delimiter */
	int64 several;	/* cells with two tokens or more */
	bool twice;		/* a cell had the same token twice */
	bool tight;		/* a delimiter without a space behind it */
	bool falls;		/* a cell in which a token is no larger number than the one before */
	uint8 lengths;	/* bits: cells with 1, 2, 3 or more tokens */
	int least;		/* tokens of a cell */
	int most;
};

const char *
load_token_end(const char *start, const char *end, char delimiter)
{
	bool spaced = delimiter == LOAD_COMMA_SPACE;
	char wanted = spaced || delimiter == LOAD_COMMA_TIGHT ? ',' : delimiter;

	for (const char *at = start; at < end; at++)
		if (*at == wanted && (wanted == delimiter || (at + 1 < end && at[1] == ' ') == spaced))
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
count_parts(LoadTokens *tokens, int n)
{
	if (n == 0)
		return;
	tokens->lengths |= n == 1 ? 1 : n == 2 ? 2 : 4;
	tokens->least = tokens->least == 0 ? n : Min(tokens->least, n);
	tokens->most = Max(tokens->most, n);
}

static void
add_single(LoadTokens *tokens, const char *text, size_t size, int64 count)
{
	int token = add_token(tokens, text, size, count);

	if (token < 0)
		return;
	follow(tokens, token, TOKEN_MANY);
	precede(tokens, token, TOKEN_MANY);
	tokens->roles[token] |= ROLE_ALONE;
	count_parts(tokens, 1);
}

/* the code that a part of a list is, or -1 */
static int
listed_code(const char *text, size_t size)
{
	int64_t value;
	bool padded;

	return cell_integer(text, size, &value, &padded) && !padded && value >= 0 &&
				   value <= MAX_LISTED && *text != '+'
			   ? (int) value
			   : -1;
}

static void
split_cell(LoadTokens *tokens, const char *text, size_t size, char delimiter, int64 count)
{
	const char *end = text + size;
	uint64 seen[2] = {0, 0};
	int last = TOKEN_MANY;
	int before = -1; /* code */
	int first = -1;
	int n = 0;

	if (end[-1] == delimiter)
		tokens->trailing += count;
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
		token = add_token(tokens, part, part_size, count);
		if (token < 0)
			return;
		tokens->twice |= (seen[token / 64] >> (token % 64) & 1) != 0;
		seen[token / 64] |= UINT64CONST(1) << (token % 64);
		precede(tokens, token, last);
		if (last >= 0)
			follow(tokens, last, token);
		tokens->falls |= listed_code(part, part_size) <= before;
		before = listed_code(part, part_size);
		if (n++ == 0)
			first = token;
		else
			tokens->roles[token] |= ROLE_LATER;
		last = token;
	}
	if (last >= 0)
		follow(tokens, last, TOKEN_MANY);
	if (first >= 0)
		tokens->roles[first] |= n == 1 ? ROLE_ALONE : ROLE_FIRST;
	tokens->several += n > 1 ? count : 0;
	count_parts(tokens, n);
}

/* the first cell with a delimiter: those before it had one answer each */
static void
start_tokens(LoadProfile *profile, char asked)
{
	profile->tokens = palloc0(NDELIMITERS * sizeof(LoadTokens));
	for (int d = 0; d < (int) NDELIMITERS; d++)
	{
		LoadTokens *tokens = &profile->tokens[d];

		tokens->given_up =
			profile->many || (asked ? token_delimiters[d] != asked
									: token_delimiters[d] == ',' || token_delimiters[d] == ' ');
		for (uint32 i = 0; i < profile->answers.n && !tokens->given_up; i++)
			add_single(tokens, words_text(&profile->answers, i), profile->answers.items[i].size,
					   profile->answers.items[i].count);
	}
}

void
load_tokens_add(LoadProfile *profile, const LoadOptions *options, const char *text, size_t size)
{
	if (!profile->tokens)
	{
		size_t plain = strcspn(text, options->multiple_delimiter == ' ' ? " " : ";|,");

		if (profile->many || size > LOAD_MAX_ANSWER * 10 || plain >= size)
			return;
		start_tokens(profile, options->multiple_delimiter);
	}
	for (int d = 0; d < (int) NDELIMITERS; d++)
	{
		LoadTokens *tokens = &profile->tokens[d];

		if (tokens->given_up)
			continue;
		if (load_token_end(text, text + size, token_delimiters[d]) < text + size)
			split_cell(tokens, text, size, token_delimiters[d], 1);
		else
			add_single(tokens, text, size, 1);
	}
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
			text = psprintf("%s%c %s", text, *load_delimiter_text(delimiter),
							words_text(&tokens->words, next));
		options = lappend(options, text);
	}
	return options;
}

char *
load_profile_together(const LoadProfile *profile, char delimiter)
{
	for (int d = 0; profile->tokens && d < (int) NDELIMITERS; d++)
	{
		const LoadTokens *tokens = &profile->tokens[d];

		if (token_delimiters[d] != delimiter || tokens->given_up || tokens->tight)
			continue;
		for (uint32 i = 0; i < tokens->words.n; i++)
		{
			int previous = tokens->previous[i];

			if (previous >= 0 && tokens->next[previous] == (int) i &&
				tokens->words.items[i].count > 1 && !belongs_behind(tokens, i))
				return psprintf("\"%s\" and \"%s\"", words_text(&tokens->words, previous),
								words_text(&tokens->words, i));
		}
	}
	return NULL;
}

/* codes with commas between: "1,4" */
static bool
are_listed(const LoadTokens *tokens)
{
	for (uint32 i = 0; i < tokens->words.n; i++)
		if (listed_code(words_text(&tokens->words, i), tokens->words.items[i].size) < 0)
			return false;
	return tokens->words.n > 0;
}

/* rising pairs of codes, which are about as many as the largest of them */
static bool
may_be_pairs(const LoadTokens *tokens)
{
	int largest = 0;

	for (uint32 i = 0; i < tokens->words.n; i++)
		largest =
			Max(largest, listed_code(words_text(&tokens->words, i), tokens->words.items[i].size));
	return tokens->lengths == 3 && !tokens->falls && !tokens->twice &&
		   largest <= 2 * (int) tokens->words.n;
}

/*
 * Lists of at most two codes may be numbers with a decimal comma.  In lists the
 * codes rise, some come first in one cell and later in another, and they are
 * about as many as the largest of them.
 */
static bool
are_pairs(const LoadTokens *tokens)
{
	bool both = false;

	for (uint32 i = 0; i < tokens->words.n; i++)
		both |= (tokens->roles[i] & ROLE_FIRST) && (tokens->roles[i] & ROLE_LATER);
	return both && may_be_pairs(tokens);
}

/* names without blanks and signs, most of which are met alone: forms of ODK list them so */
static bool
are_names(const LoadTokens *tokens)
{
	int alone = 0;

	for (uint32 i = 0; i < tokens->words.n; i++)
	{
		const char *text = words_text(&tokens->words, i);

		alone += (tokens->roles[i] & ROLE_ALONE) != 0;
		for (; *text; text++)
			if (!isalnum((unsigned char) *text) && *text != '_' && *text != '-' &&
				!IS_HIGHBIT_SET(*text))
				return false;
	}
	return alone * 2 > (int) tokens->words.n;
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
	/* texts may end so too, but options repeat */
	if (tokens->trailing == profile->profile.cells && tokens->total > (int64) tokens->words.n &&
		(tokens->total - tokens->words.n) * 4 >= (int64) tokens->words.n)
		return true;
	if (tokens->twice || tokens->several < 2 || tokens->several * 10 < profile->profile.cells ||
		tokens->total < 2 * (int64) tokens->words.n)
		return false;
	if (!profile->many && noptions >= profile->answers.n)
		return false;
	/* commas and blanks are common inside answers: one, two and three parts must all be met */
	switch (delimiter)
	{
		case LOAD_COMMA_TIGHT:
			return are_listed(tokens) ? tokens->lengths == 7 || are_pairs(tokens)
									  : tokens->lengths == 7;
		case LOAD_COMMA_SPACE:
			return tokens->lengths == 7;
		case ' ':
			return tokens->lengths == 7 && are_names(tokens);
		default:
			return (tokens->lengths & (tokens->lengths - 1)) != 0;
	}
}

/* every cell has all of the options, and not always in one order */
static bool
are_ranked(const LoadProfile *profile, const LoadTokens *tokens)
{
	return !tokens->twice && tokens->words.n >= 3 && tokens->least == (int) tokens->words.n &&
		   tokens->most == tokens->least && (profile->many || profile->answers.n > 1);
}

/* names with blanks between, of which only the different cells are looked at */
static void
split_at_blanks(LoadProfile *profile)
{
	LoadTokens *tokens = palloc0(NDELIMITERS * sizeof(LoadTokens));

	for (int d = 0; d < (int) NDELIMITERS; d++)
		tokens[d].given_up = token_delimiters[d] != ' ';
	for (uint32 i = 0; i < profile->answers.n && !tokens[NDELIMITERS - 1].given_up; i++)
	{
		const Word *answer = &profile->answers.items[i];
		const char *text = words_text(&profile->answers, i);

		if (memchr(text, ' ', answer->size))
			split_cell(&tokens[NDELIMITERS - 1], text, answer->size, ' ', answer->count);
		else
			add_single(&tokens[NDELIMITERS - 1], text, answer->size, answer->count);
	}
	profile->tokens = tokens;
}

List *
load_profile_options(LoadProfile *profile, const LoadOptions *options, char *delimiter,
					 bool *ranking)
{
	char asked = options->multiple_delimiter;

	*ranking = false;
	if (!profile->tokens && !profile->many && !asked)
		split_at_blanks(profile);
	for (int d = 0; profile->tokens && d < (int) NDELIMITERS; d++)
	{
		const LoadTokens *tokens = &profile->tokens[d];
		List *found;

		if (tokens->given_up || (asked && asked != token_delimiters[d]))
			continue;
		if (tokens->several == 0 && tokens->trailing == 0)
			continue;
		found = join_tokens(tokens, token_delimiters[d]);
		*delimiter = token_delimiters[d];
		*ranking = are_ranked(profile, tokens);
		if (*ranking || asked ||
			are_options(profile, tokens, token_delimiters[d], list_length(found)))
			return found;
	}
	return NIL;
}

/* the counts of codes with commas between; NULL where some part is no code */
static const LoadTokens *
listed_tokens(const LoadProfile *profile)
{
	for (int d = 0; profile->tokens && d < (int) NDELIMITERS; d++)
		if (token_delimiters[d] == LOAD_COMMA_TIGHT && !profile->tokens[d].given_up &&
			are_listed(&profile->tokens[d]))
			return &profile->tokens[d];
	return NULL;
}

bool
load_profile_listed(const LoadProfile *profile)
{
	const LoadTokens *tokens = listed_tokens(profile);

	return tokens && are_options(profile, tokens, LOAD_COMMA_TIGHT, (int) tokens->words.n);
}

bool
load_profile_may_list(const LoadProfile *profile)
{
	const LoadTokens *tokens = listed_tokens(profile);

	return tokens && may_be_pairs(tokens);
}

char *
load_delimiter_text(char delimiter)
{
	if (delimiter == LOAD_COMMA_SPACE)
		return pstrdup(", ");
	return psprintf("%c", delimiter == LOAD_COMMA_TIGHT ? ',' : delimiter);
}

char
load_delimiter_of(const char *text)
{
	return strcmp(text, ", ") == 0 ? LOAD_COMMA_SPACE : *text;
}
