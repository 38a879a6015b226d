/*
 * csvquote.c
 *	  Which quotes of a CSV file are quotes and which are text.
 *
 * COPY turns "inside" on and off at each quote, wherever it stands, so that two
 * cells with inches join all lines between them.  Everybody else opens a quoted
 * cell only where a quote begins it.
 */
#include "kernel/file/csvquote.h"

#include <string.h>

/* how COPY writes a quote outside of quotes: opened, doubled, closed */
#define TEXT_QUOTE_SIZE 4

static bool
is_blank(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

const char *
csv_quote_end(const char *text, const char *end, char delimiter)
{
	text++;
	while (text < end && is_blank(*text, delimiter))
		text++;
	return text == end || *text == delimiter || is_line_end(*text) ? text : NULL;
}

/* what has been met of the present cell after these bytes, none of which is a quote */
static void
pass(CsvQuotes *state, const char *from, const char *to)
{
	for (const char *at = to; at > from; at--)
	{
		if (at[-1] == state->delimiter || is_line_end(at[-1]))
		{
			state->begun = false;
			return;
		}
		if (!is_blank(at[-1], state->delimiter))
		{
			state->begun = true;
			return;
		}
	}
}

typedef enum Verdict
{
	ENDS_CELL,
	IS_TEXT,
	UNKNOWN
} Verdict;

/*
 * A quote in a quoted cell with text behind it.  It is text if the cell ends
 * later on the line; if another cell opens first, or the line ends, it closes
 * the cell and the text goes on behind it.
 */
static Verdict
look_ahead(const char *text, const char *end, char delimiter, bool last)
{
	const char *before = text + 1;

	for (const char *at = text + 1; at < end; at++)
	{
		if (is_line_end(*at))
			return ENDS_CELL;
		if (*at == '"')
		{
			const char *stop = csv_quote_end(at, end, delimiter);

			if (*before == delimiter)
				return ENDS_CELL;
			if (stop && (stop < end || last))
				return IS_TEXT;
			if (stop)
				return UNKNOWN;
			if (at[1] == '"')
				at++;
		}
		if (!is_blank(*at, delimiter))
			before = at;
	}
	return last ? ENDS_CELL : UNKNOWN;
}

/* of a quote in a quoted cell, and none of a pair */
static Verdict
judge(const CsvQuotes *state, const char *text, const char *end, bool last)
{
	const char *stop = csv_quote_end(text, end, state->delimiter);

	if (stop)
		return stop < end || last ? ENDS_CELL : UNKNOWN;
	return look_ahead(text, end, state->delimiter, last);
}

size_t
csv_quotes(CsvQuotes *state, const char *in, size_t size, bool last, char *out, size_t *used)
{
	const char *end = in + size;
	const char *at = in;
	char *put = out;

	while (at < end)
	{
		const char *quote = memchr(at, '"', (size_t) (end - at));
		const char *stop = quote ? quote : end;
		Verdict verdict;

		memcpy(put, at, (size_t) (stop - at));
		put += stop - at;
		if (!state->inside)
			pass(state, at, stop);
		at = stop;
		if (!quote)
			break;
		if (!state->inside && state->begun)
		{
			memset(put, '"', TEXT_QUOTE_SIZE);
			put += TEXT_QUOTE_SIZE;
			state->text++;
			at++;
			continue;
		}
		if (!state->inside)
		{
			state->inside = state->begun = true;
			*put++ = *at++;
			continue;
		}
		if (at + 1 < end && at[1] == '"')
		{
			*put++ = *at++;
			*put++ = *at++;
			continue;
		}
		verdict = judge(state, at, end, last);
		if (verdict == UNKNOWN)
			break;
		*put++ = *at++;
		if (verdict == IS_TEXT)
		{
			*put++ = '"';
			state->text++;
		}
		else
			state->inside = false;
	}
	*used = (size_t) (at - in);
	return (size_t) (put - out);
}
