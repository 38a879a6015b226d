/*
 * sniff.c
 *	  Any bytes as a file: encodings and delimiters are found, whatever pieces
 *	  the file comes in.
 */
#include "kernel/file/csvquote.h"
#include "kernel/file/sniff.h"

#include <stdlib.h>
#include <string.h>

/* what a parser makes of the quotes: texts of one, and whether a quoted cell is open at the end */
static size_t
count_literal(const char *bytes, size_t size, bool *inside)
{
	size_t literal = 0;

	*inside = false;
	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] != '"')
			continue;
		if (*inside && i + 1 < size && bytes[i + 1] == '"')
			literal++, i++;
		else
			*inside = !*inside;
	}
	return literal;
}

/* quotes are judged alike whatever pieces they come in, none is made, and nothing else is changed */
static void
check_quotes(const char *data, size_t size)
{
	CsvQuotes whole = {.delimiter = ','};
	CsvQuotes parts = {.delimiter = ','};
	char *out = malloc(4 * size + 1);
	char *pieces = malloc(4 * size + 1);
	size_t used;
	size_t written = csv_quotes(&whole, data, size, true, out, &used);
	size_t from = 0;
	size_t to = 0;
	size_t same = 0;
	size_t kept = 0;
	size_t quotes = 0;
	bool inside;

	for (size_t i = 0; i < size; i++)
		quotes += data[i] == '"';
	if (count_literal(out, written, &inside) > quotes || inside != whole.inside)
		abort();
	if (used != size || written > 4 * size)
		abort();
	while (from < size)
	{
		to = to + 7 > size ? size : to + 7;
		same += csv_quotes(&parts, data + from, to - from, to == size, pieces + same, &used);
		from += used;
	}
	if (same != written || memcmp(out, pieces, written) != 0 || whole.text != parts.text)
		abort();
	for (size_t i = 0; i < size; i++)
	{
		while (data[i] != '"' && kept < written && out[kept] == '"')
			kept++;
		if (data[i] != '"' && (kept == written || out[kept++] != data[i]))
			abort();
	}
	free(out);
	free(pieces);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *out = malloc(3 * (size / 2 + 2));
	Utf16 wide = {.big_endian = size % 2 == 1};
	Utf8Scan whole = {0};
	Utf8Scan parts = {0};
	size_t written = utf16_convert(&wide, data, size, out);

	utf8_scan(&whole, (const uint8_t *) out, written);
	utf8_scan_end(&whole);
	if (whole.invalid > 0)
		abort();
	whole = (Utf8Scan){0};
	utf8_scan(&whole, data, size);
	utf8_scan_end(&whole);
	utf8_scan(&parts, data, size / 3);
	utf8_scan(&parts, data + size / 3, size - size / 3);
	utf8_scan_end(&parts);
	if (whole.invalid != parts.invalid || whole.sequences != parts.sequences)
		abort();
	if (!strchr(",;\t|", sniff_delimiter((const char *) data, size)))
		abort();
	check_quotes((const char *) data, size);
	free(out);
	return 0;
}
