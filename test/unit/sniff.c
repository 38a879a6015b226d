/*
 * sniff.c
 *	  Unit tests of encodings and delimiters.
 */
#include "kernel/file/csvquote.h"
#include "kernel/file/sniff.h"
#include "tap.h"

#include <string.h>

/* the same bytes at once and one by one */
static Utf8Scan
scan(const char *bytes, size_t size)
{
	Utf8Scan whole = {0};
	Utf8Scan pieces = {0};

	utf8_scan(&whole, (const uint8_t *) bytes, size);
	utf8_scan_end(&whole);
	for (size_t i = 0; i < size; i++)
		utf8_scan(&pieces, (const uint8_t *) bytes + i, 1);
	utf8_scan_end(&pieces);
	if (whole.invalid != pieces.invalid || whole.sequences != pieces.sequences)
		whole.invalid = -1;
	return whole;
}

static void
test_utf8(void)
{
	ok(scan("plain ASCII, more than eight bytes", 34).invalid == 0, "ASCII");
	ok(scan("\303\244\342\202\254\360\237\230\200", 9).sequences == 3 &&
		   scan("\303\244\342\202\254\360\237\230\200", 9).invalid == 0,
	   "characters of two, three and four bytes");
	ok(scan("\300\200", 2).invalid > 0 && scan("\340\200\200", 3).invalid > 0 &&
		   scan("\355\240\200", 3).invalid > 0 && scan("\364\220\200\200", 4).invalid > 0,
	   "overlong forms, surrogates and too large codes");
	ok(scan("stra\337e", 6).invalid == 1 && scan("abc\303", 4).invalid == 1,
	   "Latin-1 and an unfinished character");
	ok(scan("\201", 1).undefined && !scan("\200", 1).undefined, "bytes that Windows leaves out");
}

static int
converts(const char *bytes, size_t size, bool big_endian, const char *expected)
{
	Utf16 state = {.big_endian = big_endian};
	char out[64];
	size_t written = 0;

	for (size_t i = 0; i < size; i++)
		written += utf16_convert(&state, (const uint8_t *) bytes + i, 1, out + written);
	return written == strlen(expected) && memcmp(out, expected, written) == 0 && !state.invalid;
}

static void
test_utf16(void)
{
	Utf16 state = {0};
	char out[16];

	ok(converts("a\0\344\0\254\040", 6, false, "a\303\244\342\202\254"), "little-endian");
	ok(converts("\0a\330\075\336\000", 6, true, "a\360\237\230\200"), "big-endian, with a pair");
	utf16_convert(&state, (const uint8_t *) "\0\334a\0", 4, out);
	ok(state.invalid, "an unpaired surrogate");
}

static int
divides(const char *sample, char expected)
{
	return sniff_delimiter(sample, strlen(sample)) == expected;
}

static void
test_delimiters(void)
{
	ok(divides("a,b\n1,2\n", ',') && divides("a;b\n1;2\n", ';') && divides("a\tb\n1\t2\n", '\t') &&
		   divides("a|b\n1|2\n", '|'),
	   "each of the four");
	ok(divides("a;b\n1,5;x\n2,5;\"y, z\"\n", ';'), "decimal commas");
	ok(divides("a,b\n\"x;y;z\",1\n\"x;\",2\n", ','), "several answers in a cell");
	ok(divides("a,b\n\"x\ny;\nz\",1\n", ','), "line breaks in a cell");
	ok(divides("a\n1\n", ',') && divides("", ','), "a single column");
	ok(divides("a;b;c\r\n1;2;3\r\n4;5\r\n", ';'), "a ragged row");
	ok(divides("a;b\n6\" x,y;1\n7\" x,z;2\n", ';'), "inches");
}

/* what a parser like COPY is to see of a file, in one piece and in pieces of three bytes */
static int
becomes(const char *in, const char *expected)
{
	CsvQuotes whole = {.delimiter = ','};
	CsvQuotes parts = {.delimiter = ','};
	size_t size = strlen(in);
	char out[512];
	size_t used;
	size_t written = csv_quotes(&whole, in, size, true, out, &used);
	int same = used == size && written == strlen(expected) && memcmp(out, expected, written) == 0;
	size_t from = 0;
	size_t to = 0;

	written = 0;
	while (from < size)
	{
		to = to + 3 > size ? size : to + 3;
		written += csv_quotes(&parts, in + from, to - from, to == size, out + written, &used);
		from += used;
	}
	return same && parts.text == whole.text && written == strlen(expected) &&
		   memcmp(out, expected, written) == 0;
}

static void
test_quotes(void)
{
	ok(becomes("a,\"b, c\",\"d \"\"e\"\"\"\n\"x\ny\", \"z\" ,\"\"\n",
			   "a,\"b, c\",\"d \"\"e\"\"\"\n\"x\ny\", \"z\" ,\"\"\n"),
	   "quotes where they belong stay");
	ok(becomes("1,12\" ruler\n2,6\"", "1,12\"\"\"\" ruler\n2,6\"\"\"\""), "inches are text");
	ok(becomes("he said \"hi\",2\n", "he said \"\"\"\"hi\"\"\"\",2\n"), "speech in a bare cell");
	ok(becomes("\"he said \"hi\" too\",2\n", "\"he said \"\"hi\"\" too\",2\n"),
	   "speech in a quoted cell");
	ok(becomes("\"nice\" he said,\"2\"\n", "\"nice\" he said,\"2\"\n"),
	   "text behind a quoted cell does not open it again");
	ok(becomes("\"nice\" he \"said\",2\n", "\"nice\"\" he \"\"said\",2\n"),
	   "quoted at both ends is one cell");
	ok(becomes("he said \"\"hi\"\",2\"\"\" x\n",
			   "he said \"\"\"\"\"\"hi\"\"\"\"\"\",2\"\"\"\"\"\"\"\" x\n"),
	   "quotes side by side stay as many as they are");
	ok(becomes(
		   "\"\"so\"\" x,\"\"all\"\",\"a\"\n\"\"b,c\"\",\"\",\"\"\"\"",
		   "\"\"\"\"so\"\"\"\" x,\"\"\"\"all\"\"\"\",\"a\"\n\"\"\"\"b,c\"\"\"\"\"\",\"\",\"\"\"\""),
	   "cells with doubled quotes and none around them, which end with their cell");
	ok(becomes("\"\"hi\"\" she \"said\",2\n", "\"\"\"hi\"\" she \"\"said\",2\n"),
	   "two quotes at the start of a cell that a later quote ends");
	ok(divides("id;said;n\n1;\"\"so\"\" x, y;1\n2;\"\"a, b\"\";2\n3;c;3\n", ';'), "doubled quotes");
}

int
main(void)
{
	test_utf8();
	test_utf16();
	test_delimiters();
	test_quotes();
	return tap_done();
}
