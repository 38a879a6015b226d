/*
 * magic.c
 *	  The format of a file by what it begins with.
 */
#include "kernel/file/magic.h"

#include <string.h>

/* place of the signature of a portable file, line ends not counted */
#define POR_SIGNATURE 456

static bool
begins(const uint8_t *bytes, size_t size, const char *with)
{
	return size >= strlen(with) && memcmp(bytes, with, strlen(with)) == 0;
}

/* a portable file is broken into lines of 80 characters at any place */
static bool
is_por(const uint8_t *bytes, size_t size)
{
	static const char signature[] = "SPSSPORT";
	size_t at = 0;

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == '\r' || bytes[i] == '\n')
			continue;
		if (at >= POR_SIGNATURE && bytes[i] != (uint8_t) signature[at - POR_SIGNATURE])
			return false;
		if (++at == POR_SIGNATURE + sizeof(signature) - 1)
			return true;
	}
	return false;
}

/* release, byte order, type: no text begins so */
static bool
is_old_dta(const uint8_t *bytes, size_t size)
{
	return size >= 4 && bytes[0] >= 104 && bytes[0] <= 116 && (bytes[1] == 1 || bytes[1] == 2) &&
		   bytes[2] == 1;
}

/* XML whose root is sss, in any encoding of ASCII letters in one or two bytes */
static bool
is_triples(const uint8_t *bytes, size_t size)
{
	static const char tag[] = "<sss";
	size_t found = 0;
	bool markup = false;

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == 0 || (!markup && bytes[i] >= 0x80))
			continue;
		if (!markup && bytes[i] != '<' && bytes[i] != ' ' && bytes[i] != '\r' && bytes[i] != '\n' &&
			bytes[i] != '\t')
			return false;
		markup = true;
		found = bytes[i] == (uint8_t) tag[found] ? found + 1 : bytes[i] == '<';
		if (found == sizeof(tag) - 1)
			return true;
	}
	return false;
}

/* the next byte that is no blank; 0 at the end */
static uint8_t
next_byte(const uint8_t *bytes, size_t size, size_t *at)
{
	while (*at < size &&
		   (bytes[*at] == ' ' || bytes[*at] == '\t' || bytes[*at] == '\r' || bytes[*at] == '\n'))
		(*at)++;
	return *at < size ? bytes[(*at)++] : 0;
}

/* an object with a key or without any, maybe the first of an array */
static bool
is_json(const uint8_t *bytes, size_t size)
{
	size_t at = begins(bytes, size, "\xef\xbb\xbf") ? 3 : 0;
	uint8_t first = next_byte(bytes, size, &at);

	if (first == '[')
		first = next_byte(bytes, size, &at);
	if (first != '{')
		return false;
	first = next_byte(bytes, size, &at);
	return first == '"' || first == '}';
}

/* SAS's files differ in one byte, which says what they hold */
static bool
is_sas(const uint8_t *bytes, size_t size, uint8_t kind)
{
	static const uint8_t start[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc2, 0xea, 0x81};
	static const uint8_t end[] = {0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00,
								  0x09, 0xc7, 0x31, 0x8c, 0x18, 0x1f, 0x10, 0x11};

	return size >= sizeof(start) + 1 + sizeof(end) && memcmp(bytes, start, sizeof(start)) == 0 &&
		   bytes[sizeof(start)] == kind && memcmp(bytes + sizeof(start) + 1, end, sizeof(end)) == 0;
}

Magic
magic_find(const uint8_t *bytes, size_t size)
{
	if (begins(bytes, size, "$FL2") || begins(bytes, size, "$FL3"))
		return MAGIC_SAV;
	if (begins(bytes, size, "<stata_dta>") || is_old_dta(bytes, size))
		return MAGIC_DTA;
	if (begins(bytes, size, "HEADER RECORD*******LIBRARY HEADER") ||
		begins(bytes, size, "HEADER RECORD*******LIBV8   HEADER"))
		return MAGIC_XPT;
	if (is_sas(bytes, size, 0x60))
		return MAGIC_SAS7BDAT;
	if (is_por(bytes, size))
		return MAGIC_POR;
	if (is_json(bytes, size))
		return MAGIC_JSON;
	if (begins(bytes, size, "PK\003\004"))
		return MAGIC_ZIP;
	return is_triples(bytes, size) ? MAGIC_TRIPLES : MAGIC_NONE;
}

/* in any letter case, behind a mark and blanks */
static bool
begins_markup(const uint8_t *bytes, size_t size, const char *with)
{
	size_t at = begins(bytes, size, "\xef\xbb\xbf") ? 3 : 0;

	(void) next_byte(bytes, size, &at);
	at = at > 0 ? at - 1 : 0;
	for (; *with; with++, at++)
	{
		char c = at < size ? (char) bytes[at] : '\0';

		if ((c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c) != *with)
			return false;
	}
	return true;
}

static bool
holds(const uint8_t *bytes, size_t size, const char *text)
{
	for (size_t i = 0; i < size; i++)
		if (begins(bytes + i, size - i, text))
			return true;
	return false;
}

/* what programs write under the name .xls */
static MagicForeign
foreign_markup(const uint8_t *bytes, size_t size)
{
	static const char *const starts[] = {"<!doctype html", "<html", "<table", "<head", "<meta"};
	static const char save[] = "Open it in a spreadsheet, and save the table as .xlsx or CSV.";

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (begins_markup(bytes, size, starts[i]))
			return (MagicForeign){"a page of HTML, which some programs call .xls", save};
	if (begins_markup(bytes, size, "<?xml") && holds(bytes, size, "\"Excel.Sheet\""))
		return (MagicForeign){"a workbook of Excel 2003 in XML", save};
	return (MagicForeign){NULL, NULL};
}

MagicForeign
magic_foreign(const uint8_t *bytes, size_t size)
{
	static const char save[] = "Save the table as CSV.";
	static const struct
	{
		const char *start;
		size_t size;
		MagicForeign foreign;
	} known[] = {
		{"\xd0\xcf\x11\xe0",
		 4,
		 {"a document of an older Microsoft Office, or one with a password",
		  "Save the table as .xlsx without a password, or as CSV."}},
		{"%PDF-", 5, {"a PDF document", "Load the data, not the questionnaire or report."}},
		/* the next byte is no letter of a header's */
		{"PAR1\x15", 5, {"a Parquet file", save}},
		{"ARROW1\0", 7, {"an Arrow file", save}},
		{"\x1f\x8b",
		 2,
		 {"compressed with gzip, as data files of R are",
		  "Unpack it; of R, save it as CSV, or with haven::write_sav."}},
		{"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV",
		 20,
		 {"an SPSS file with a password", "Save it in SPSS without one."}},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (size >= known[i].size && memcmp(bytes, known[i].start, known[i].size) == 0)
			return known[i].foreign;
	if (is_sas(bytes, size, 0x63))
		return (MagicForeign){"a SAS catalogue of formats",
							  "Load the data set (.sas7bdat); a codebook with \"values\" gives its "
							  "codes their labels."};
	return foreign_markup(bytes, size);
}
