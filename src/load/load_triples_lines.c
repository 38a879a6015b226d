/*
 * load_triples_lines.c
 *	  Lines of Triple-S data in columns of fixed width: how they end, what they
 *	  are encoded in, and where the characters stand.
 *
 * The standard has data in ISO 8859-1, of which Windows-1252 is more, so that
 * positions are bytes.  Programs write UTF-8 nevertheless.  Whether they then
 * count characters, as the standard says, or bytes, the lengths of the lines
 * tell: where all have as many bytes but not as many characters, it was bytes.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "load/load_triples.h"

#define SAMPLE 65536

/*
 * Ends of lines: CR LF, LF CR, CR or LF
 */

static void
find_ends(TripleLines *lines)
{
	char *sample = palloc(SAMPLE);
	size_t size;

	load_source_seek(&lines->lines.source, 0);
	size = load_source_read(&lines->lines.source, sample, SAMPLE);
	if (!memchr(sample, '\n', size) && memchr(sample, '\r', size))
		lines->lines.end = '\r';
	pfree(sample);
}

/* what belongs to no position: the other half of an end, and a byte-order mark */
static void
strip_front(TripleLines *lines)
{
	StringInfo line = &lines->lines.line;
	int extra = 0;

	if (lines->lines.number == 1 && strncmp(line->data, "\xef\xbb\xbf", 3) == 0)
		extra = 3;
	else if (*line->data == '\r')
		extra = 1;
	if (extra == 0)
		return;
	line->len -= extra;
	memmove(line->data, line->data + extra, line->len + 1);
}

bool
triple_lines_next(TripleLines *lines)
{
	do
	{
		if (!load_lines_next(&lines->lines))
			return false;
		strip_front(lines);
	} while (lines->lines.line.len == 0);
	lines->counted = false;
	return true;
}

void
triple_lines_rewind(TripleLines *lines, Relation target)
{
	load_lines_rewind(&lines->lines, target);
	for (int i = 0; i < lines->skip; i++)
		load_lines_next(&lines->lines);
}

/*
 * Encoding
 */

typedef struct Lengths
{
	int low;
	int high;
} Lengths;

static void
add_length(Lengths *lengths, int length, bool first)
{
	lengths->low = first ? length : Min(lengths->low, length);
	lengths->high = first ? length : Max(lengths->high, length);
}

/* characters of the line; -1 if it is not in the encoding */
static int
count_characters(const TripleLines *lines)
{
	const StringInfoData *line = &lines->lines.line;
	int n = 0;

	if (!pg_verify_mbstr(lines->encoding, line->data, line->len, true))
		return -1;
	for (int at = 0; at < line->len; at += pg_encoding_mblen(lines->encoding, line->data + at))
		n++;
	return n;
}

/* whether all lines are in the encoding and some have characters of several bytes */
static bool
try_encoding(TripleLines *lines)
{
	Lengths bytes = {0, 0};
	Lengths characters = {0, 0};
	bool first = true;
	bool several = false;

	triple_lines_rewind(lines, NULL);
	while (triple_lines_next(lines))
	{
		int count = count_characters(lines);

		if (count < 0)
			return false;
		several |= count < lines->lines.line.len;
		add_length(&bytes, lines->lines.line.len, first);
		add_length(&characters, count, first);
		first = false;
	}
	lines->characters = several && (characters.low == characters.high || bytes.low != bytes.high);
	return several;
}

static void
settle_encoding(TripleLines *lines, const char *name, List **inferred)
{
	bool several;

	lines->encoding = name ? pg_char_to_encoding(name) : PG_UTF8;
	if (lines->encoding < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is not an encoding that PostgreSQL knows", name)));
	if (pg_encoding_max_length(lines->encoding) == 1)
		return;
	several = try_encoding(lines);
	if (!name && !several)
		lines->encoding = PG_WIN1252;
	else if (several)
		*inferred = lappend(*inferred, psprintf("encoding %s, positions count %s",
												pg_encoding_to_char(lines->encoding),
												lines->characters ? "characters" : "bytes"));
}

void
triple_lines_open(TripleLines *lines, const LoadOptions *options, const char *encoding, int skip,
				  List **inferred)
{
	load_lines_open(&lines->lines, options);
	lines->skip = skip;
	find_ends(lines);
	settle_encoding(lines, encoding, inferred);
	triple_lines_rewind(lines, NULL);
}

/*
 * Fields
 */

static void
count_starts(TripleLines *lines)
{
	const StringInfoData *line = &lines->lines.line;
	int at = 0;

	if (lines->room < line->len + 1)
	{
		lines->room = line->len + 1;
		lines->starts = lines->starts ? repalloc(lines->starts, lines->room * sizeof(int))
									  : palloc(lines->room * sizeof(int));
	}
	lines->nstarts = 0;
	while (at < line->len)
	{
		lines->starts[lines->nstarts++] = at;
		at += pg_encoding_mblen(lines->encoding, line->data + at);
	}
	lines->starts[lines->nstarts] = line->len;
	lines->counted = true;
}

TripleText
triple_lines_field(TripleLines *lines, int first, int last)
{
	const StringInfoData *line = &lines->lines.line;
	int start = first - 1;
	int end = last;

	if (lines->characters)
	{
		if (!lines->counted)
			count_starts(lines);
		start = start < lines->nstarts ? lines->starts[start] : line->len;
		end = end < lines->nstarts ? lines->starts[end] : line->len;
	}
	if (start >= line->len)
		return (TripleText){"", 0};
	return (TripleText){line->data + start, Min(end, line->len) - start};
}
