/*
 * sniff.c
 *	  What the bytes of a text file give away: encoding and delimiter.
 */
#include "kernel/file/sniff.h"

#include <string.h>

#include "kernel/file/csvquote.h"

#define MAX_RECORDS 200

/* so far is looked ahead for what a quote means */
#define PIECE 4096

/* the first byte of a character says how many follow and where the first of them may lie */
static void
scan_first(Utf8Scan *scan, uint8_t byte)
{
	scan->low = 0x80;
	scan->high = 0xbf;
	if (byte >= 0xc2 && byte <= 0xdf)
		scan->expected = 1;
	else if (byte >= 0xe0 && byte <= 0xef)
	{
		scan->expected = 2;
		if (byte == 0xe0)
			scan->low = 0xa0; /* shorter forms exist */
		if (byte == 0xed)
			scan->high = 0x9f; /* surrogates */
	}
	else if (byte >= 0xf0 && byte <= 0xf4)
	{
		scan->expected = 3;
		if (byte == 0xf0)
			scan->low = 0x90;
		if (byte == 0xf4)
			scan->high = 0x8f;
	}
	else
		scan->invalid++;
	if (byte == 0x81 || byte == 0x8d || byte == 0x8f || byte == 0x90 || byte == 0x9d)
		scan->undefined = true;
}

void
utf8_scan(Utf8Scan *scan, const uint8_t *bytes, size_t size)
{
	const uint8_t *end = bytes + size;

	while (bytes < end)
	{
		if (scan->expected == 0)
		{
			uint64_t eight;

			if (end - bytes >= 8)
			{
				memcpy(&eight, bytes, 8);
				if ((eight & UINT64_C(0x8080808080808080)) == 0)
				{
					bytes += 8;
					continue;
				}
			}
			if (*bytes >= 0x80)
				scan_first(scan, *bytes);
			bytes++;
		}
		else if (*bytes >= scan->low && *bytes <= scan->high)
		{
			scan->low = 0x80;
			scan->high = 0xbf;
			if (--scan->expected == 0)
				scan->sequences++;
			bytes++;
		}
		else
		{
			/* the character broke off; this byte may start the next one */
			scan->invalid++;
			scan->expected = 0;
		}
	}
}

void
utf8_scan_end(Utf8Scan *scan)
{
	if (scan->expected > 0)
		scan->invalid++;
	scan->expected = 0;
}

static size_t
put_utf8(char *out, uint32_t code)
{
	if (code < 0x80)
	{
		out[0] = (char) code;
		return 1;
	}
	if (code < 0x800)
	{
		out[0] = (char) (0xc0 | code >> 6);
		out[1] = (char) (0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000)
	{
		out[0] = (char) (0xe0 | code >> 12);
		out[1] = (char) (0x80 | (code >> 6 & 0x3f));
		out[2] = (char) (0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char) (0xf0 | code >> 18);
	out[1] = (char) (0x80 | (code >> 12 & 0x3f));
	out[2] = (char) (0x80 | (code >> 6 & 0x3f));
	out[3] = (char) (0x80 | (code & 0x3f));
	return 4;
}

size_t
utf16_convert(Utf16 *state, const uint8_t *bytes, size_t size, char *out)
{
	size_t written = 0;

	for (size_t i = 0; i < size; i++)
	{
		uint16_t unit;

		if (!state->half)
		{
			state->half = true;
			state->first = bytes[i];
			continue;
		}
		state->half = false;
		unit = (uint16_t) (state->big_endian ? state->first << 8 | bytes[i]
											 : bytes[i] << 8 | state->first);
		if (state->surrogate)
		{
			if (unit >= 0xdc00 && unit <= 0xdfff)
				written += put_utf8(out + written, 0x10000 + ((state->surrogate & 0x3ffu) << 10) +
													   (unit & 0x3ffu));
			else
				state->invalid = true;
			state->surrogate = 0;
			if (unit >= 0xdc00 && unit <= 0xdfff)
				continue;
		}
		if (unit >= 0xd800 && unit <= 0xdbff)
			state->surrogate = unit;
		else if (unit >= 0xdc00 && unit <= 0xdfff)
			state->invalid = true;
		else
			written += put_utf8(out + written, unit);
	}
	return written;
}

/* cells of records, as they come */
typedef struct Count
{
	char delimiter;
	int *counts; /* of up to MAX_RECORDS records */
	int records;
	int cells;
	bool quoted;
	bool filled; /* something stands on the line */
} Count;

/* bytes whose quotes are all quotes */
static void
count_piece(Count *count, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size && count->records < MAX_RECORDS; i++)
	{
		char c = bytes[i];

		if (c == '"')
			count->quoted = !count->quoted;
		else if (!count->quoted && (c == '\n' || c == '\r'))
		{
			if (count->filled)
				count->counts[count->records++] = count->cells;
			count->cells = 1;
			count->filled = false;
			continue;
		}
		else if (!count->quoted && c == count->delimiter)
			count->cells++;
		count->filled = true;
	}
}

/* cells per record up to MAX_RECORDS; blank lines and the record that the sample cuts are left out */
static int
count_cells(const char *sample, size_t size, char delimiter, int *counts)
{
	CsvQuotes quotes = {.delimiter = delimiter};
	Count count = {.delimiter = delimiter, .counts = counts, .cells = 1};
	char judged[4 * PIECE];

	for (size_t at = 0, used; at < size && count.records < MAX_RECORDS; at += used)
	{
		size_t piece = size - at < PIECE ? size - at : PIECE;
		size_t written = csv_quotes(&quotes, sample + at, piece, piece == size - at, judged, &used);

		/* what a longer line does not explain ends its cell */
		if (used == 0)
			written = csv_quotes(&quotes, sample + at, 1, true, judged, &used);
		count_piece(&count, judged, written);
	}
	if (count.records == 0)
		counts[count.records++] = count.cells;
	return count.records;
}

/* how many of the records have the number of cells that most have */
static int
most_frequent(const int *counts, int n, int *value)
{
	int best = 0;

	for (int i = 0; i < n; i++)
	{
		int same = 0;

		for (int j = 0; j < n; j++)
			same += counts[j] == counts[i];
		if (same > best)
		{
			best = same;
			*value = counts[i];
		}
	}
	return best;
}

char
sniff_delimiter(const char *sample, size_t size)
{
	char best = ',';
	double best_score = 0;

	for (const char *candidate = ",;\t|"; *candidate; candidate++)
	{
		int counts[MAX_RECORDS];
		int n = count_cells(sample, size, *candidate, counts);
		int cells = 1;
		int same = most_frequent(counts, n, &cells);
		double score;

		if (cells < 2)
			continue;
		/* agreement first; among equals the one that makes more cells */
		score = (double) same / n + 1e-6 * cells;
		if (score > best_score)
		{
			best_score = score;
			best = *candidate;
		}
	}
	return best;
}
