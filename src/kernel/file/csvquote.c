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

/* how COPY writes a quote outside of quotes: opened, doubled, closed; one more is doubled behind it */
#define TEXT_QUOTE_SIZE 4
#define MORE_QUOTE_SIZE 2

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
	if (to > from)
		state->empty = state->run = false;
	for (const char *at = from; state->doubled && at < to; at++)
		state->doubled = *at != state->delimiter && !is_line_end(*at);
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

/* a quote outside of quoted cells that is text */
static char *
put_text_quote(CsvQuotes *state, char *put)
{
	size_t size = state->run ? MORE_QUOTE_SIZE : TEXT_QUOTE_SIZE;

	memset(put, '"', size);
	state->text++;
	state->run = true;
	return put + size;
}

/* outside of quoted cells; the bytes that are dealt with, 0 if the next one must be known */
static size_t
pass_outside(CsvQuotes *state, const char *at, const char *end, bool last, char **put)
{
	if (!state->begun)
	{
		state->inside = state->begun = state->empty = true;
		*(*put)++ = '"';
		return 1;
	}
	if (!state->doubled)
	{
		*put = put_text_quote(state, *put);
		return 1;
	}
	if (at + 1 == end && !last)
		return 0;
	*put = put_text_quote(state, *put);
	return at + 1 < end && at[1] == '"' ? 2 : 1;
}

/*
 * In a quoted cell, and none of a pair.  Two quotes and then text at the start
 * of a cell that no later quote ends are one that is text: the cell has its
 * quotes doubled and none around it.
 */
static bool
pass_inside(CsvQuotes *state, const char *at, const char *end, bool last, char **put)
{
	Verdict verdict = judge(state, at, end, last);

	if (verdict == UNKNOWN)
		return false;
	*(*put)++ = '"';
	if (verdict == IS_TEXT)
	{
		*(*put)++ = '"';
		state->text++;
		state->empty = false;
		return true;
	}
	state->inside = false;
	if (!state->empty || csv_quote_end(at, end, state->delimiter) ||
		is_blank(at[1], state->delimiter))
		return true;
	*(*put)++ = '"';
	*(*put)++ = '"';
	state->text++;
	state->doubled = true;
	return true;
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

		memcpy(put, at, (size_t) (stop - at));
		put += stop - at;
		if (!state->inside)
			pass(state, at, stop);
		else if (stop > at)
			state->empty = false;
		at = stop;
		if (!quote)
			break;
		if (!state->inside)
		{
			size_t taken = pass_outside(state, at, end, last, &put);

			if (taken == 0)
				break;
			at += taken;
		}
		else if (at + 1 < end && at[1] == '"')
		{
			state->empty = false;
			*put++ = *at++;
			*put++ = *at++;
		}
		else if (pass_inside(state, at, end, last, &put))
			at++;
		else
			break;
	}
	*used = (size_t) (at - in);
	return (size_t) (put - out);
}
