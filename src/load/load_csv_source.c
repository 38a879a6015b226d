/*
 * load_csv_source.c
 *	  The bytes of a CSV file: their encoding, and where they end.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "load/load_csv_source.h"

void
csv_source_rewind(CsvSource *source)
{
	load_source_seek(&source->stored, source->start);
	source->wide_state = (Utf16){.big_endian = source->wide_state.big_endian};
	source->converted_at = source->converted.len = 0;
}

size_t
csv_source_read(CsvSource *source, char *out, size_t room)
{
	size_t done = 0;

	if (!source->wide)
		return load_source_read(&source->stored, out, room);
	while (done < room)
	{
		size_t left = source->converted.len - source->converted_at;
		char piece[CSV_PIECE];
		size_t got;

		if (left > 0)
		{
			size_t taken = Min(left, room - done);

			memcpy(out + done, source->converted.data + source->converted_at, taken);
			source->converted_at += taken;
			done += taken;
			continue;
		}
		got = load_source_read(&source->stored, piece, CSV_PIECE);
		if (got == 0)
			break;
		resetStringInfo(&source->converted);
		enlargeStringInfo(&source->converted, 3 * (CSV_PIECE / 2 + 2));
		source->converted_at = 0;
		source->converted.len =
			utf16_convert(&source->wide_state, (uint8_t *) piece, got, source->converted.data);
		if (source->wide_state.invalid)
			ereport(ERROR, (errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
							errmsg("the file is not valid UTF-16"),
							errhint("Save it as UTF-8, or say its encoding: encoding => ....")));
	}
	return done;
}

const char *
csv_source_mark(CsvSource *source)
{
	unsigned char mark[3];
	size_t got;

	csv_source_rewind(source);
	got = load_source_read(&source->stored, (char *) mark, 3);
	if (got == 3 && memcmp(mark, "\xef\xbb\xbf", 3) == 0)
	{
		source->start = 3;
		return "UTF8";
	}
	if (got >= 2 && (memcmp(mark, "\xff\xfe", 2) == 0 || memcmp(mark, "\xfe\xff", 2) == 0))
	{
		source->start = 2;
		source->wide = true;
		source->wide_state.big_endian = mark[0] == 0xfe;
		return "UTF8";
	}
	return NULL;
}

/*
 * Without a mark, a file is UTF-8 if its bytes are, or if no fewer of its
 * characters are than are not: then it is damaged, and COPY will say where.
 * Anything else is taken for the encoding of Western office programs, or for
 * Latin-1 if it has bytes that the former does not define.
 */
const char *
csv_source_guess(CsvSource *source)
{
	Utf8Scan scan = {0};
	char piece[CSV_PIECE];
	size_t got;

	csv_source_rewind(source);
	while ((got = load_source_read(&source->stored, piece, CSV_PIECE)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		utf8_scan(&scan, (uint8_t *) piece, got);
	}
	utf8_scan_end(&scan);
	if (scan.invalid == 0 || scan.sequences >= scan.invalid)
		return "UTF8";
	return scan.undefined ? "LATIN1" : "WIN1252";
}

/* the unit of text at a place, as ASCII; 'x' for whatever is not */
static char
unit_at(const CsvSource *source, const char *bytes)
{
	char high;

	if (!source->wide)
		return *bytes;
	high = source->wide_state.big_endian ? bytes[0] : bytes[1];
	return high != 0 ? 'x' : source->wide_state.big_endian ? bytes[1] : bytes[0];
}

/* a piece of the file; fails at a file that has become shorter */
static size_t
read_at(CsvSource *source, size_t at, char *out, size_t room)
{
	size_t got = load_source_at(&source->stored, at, out, room);

	if (got < (source->wide ? 2 : 1))
		ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
						errmsg("the file has become shorter while it was read")));
	return got;
}

/* where the last unit ends that is no delimiter, blank or line end; the start if there is none */
static size_t
find_content_end(CsvSource *source, char delimiter)
{
	size_t unit = source->wide ? 2 : 1;
	size_t end = source->stored.size - (source->stored.size - source->start) % unit;
	char piece[CSV_PIECE];

	while (end > source->start)
	{
		size_t from = Max(source->start, end - Min(end, CSV_PIECE));
		size_t got = read_at(source, from, piece, end - from);

		for (size_t at = got; at >= unit; at -= unit)
		{
			char c = unit_at(source, piece + at - unit);

			if (c == '\0' || (c != delimiter && !strchr(" \t\r\n", c)))
				return from + at;
		}
		end = from;
	}
	return source->start;
}

/* what stands behind the last content: the rest of its line, and lines without any */
typedef struct Tail
{
	size_t start; /* of the lines; 0: the first has not begun */
	int64 lines;
	bool filled; /* something stands on the present line */
	bool delimited;
	bool after_return;
} Tail;

static void
add_to_tail(Tail *tail, char c, char delimiter, size_t at, size_t unit)
{
	bool breaks = c == '\n' || c == '\r';

	if (c == '\n' && tail->after_return)
	{
		tail->after_return = false;
		tail->start += tail->lines == 0 ? unit : 0;
		return;
	}
	tail->after_return = c == '\r';
	if (tail->start == 0)
	{
		tail->start = breaks ? at + unit : 0;
		return;
	}
	tail->delimited |= c == delimiter;
	tail->filled = !breaks;
	tail->lines += breaks;
}

int64
csv_source_cut(CsvSource *source, char delimiter)
{
	size_t unit = source->wide ? 2 : 1;
	size_t at = find_content_end(source, delimiter);
	Tail tail = {0};
	char piece[CSV_PIECE];

	if (at == source->start)
		return 0;
	while (at + unit <= source->stored.size)
	{
		size_t got = read_at(source, at, piece, CSV_PIECE);

		for (size_t i = 0; i + unit <= got; i += unit)
			add_to_tail(&tail, unit_at(source, piece + i), delimiter, at + i, unit);
		at += got - got % unit;
	}
	if (!tail.delimited)
		return 0;
	source->stored.size = tail.start;
	return tail.lines + tail.filled;
}
