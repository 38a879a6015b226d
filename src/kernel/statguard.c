/*
 * statguard.c
 *	  Checks of files before ReadStat may see them.
 *
 * Each is for a flaw of the library that fuzzing it with the address sanitizer
 * or reading its source showed:
 *
 * - SPSS: the dictionary takes several times its size in memory before there is
 *   anything to refuse.  So its size has a limit.
 * - SPSS: of a text in several segments the library drops zero bytes if the
 *   encoding is called "UTF-8", and then one byte more than it has: it writes
 *   before its buffer and hands out what lies behind it.  Not so where the
 *   encoding goes by another name, of which iconv knows several.
 * - Stata: a long text (strL) without a zero byte at its end is handed out with
 *   what lies behind it in memory.
 * - Stata: so is the name of a label set that fills its field.  The reader must
 *   look at no more bytes than the field has.
 *
 * Of a portable file's damage the library prints what lies behind its buffer:
 * the reader does not ask for messages there.
 */
#include "kernel/statguard.h"

#include <string.h>

#define MAX_DICTIONARY (64 << 20)

#define CODE_UTF8 65001

/* the record of machine integers, and which of them is the encoding */
#define INTEGERS 8
#define ENCODING_AT 7

/* a long text of characters; other kinds hold bytes */
#define STRL_TEXT 130

/*
 * SPSS
 */

static bool
says_utf8(const SavScan *scan, const SavExtension *extension)
{
	static const uint8_t code[4] = {CODE_UTF8 & 0xff, CODE_UTF8 >> 8 & 0xff, CODE_UTF8 >> 16, 0};
	uint8_t big[4] = {code[3], code[2], code[1], code[0]};
	uint8_t found[4];

	return extension->size == INTEGERS * 4 &&
		   scan->read(scan->arg, extension->offset + ENCODING_AT * 4, found, 4) == 4 &&
		   (memcmp(found, code, 4) == 0 || memcmp(found, big, 4) == 0);
}

const char *
statguard_sav(FileRead read, void *arg, const char **encoding, uint64_t *at)
{
	SavExtension extension = {0};
	SavScan scan;
	bool utf8 = *encoding && strcmp(*encoding, "UTF-8") == 0;
	bool segments = false;

	*at = 0;
	if (sav_open(&scan, read, arg) != SVY_OK)
		return "its header is damaged";
	do
	{
		SvyStatus status = sav_next(&scan, &extension);

		*at = scan.at;
		if (status != SVY_OK)
			return "its dictionary is damaged";
		segments |= extension.subtype == SAV_LONG_TEXTS;
		if (extension.subtype == SAV_INTEGERS && !*encoding)
			utf8 |= says_utf8(&scan, &extension);
	} while (extension.subtype != 0);
	if (scan.at > MAX_DICTIONARY)
		return "its dictionary has more than 64 MB";
	if (utf8 && segments)
		*encoding = "UTF8";
	return NULL;
}

/*
 * Stata
 */

typedef struct Place
{
	FileRead read;
	void *arg;
	uint64_t at;
	bool bad; /* the file ended, or went on in an unexpected way */
	bool big; /* the file's byte order */
} Place;

static void
take(Place *place, void *out, size_t size)
{
	if (place->bad || place->read(place->arg, place->at, out, size) != size)
	{
		place->bad = true;
		memset(out, 0, size);
	}
	place->at += size;
}

static void
expect(Place *place, const char *tag)
{
	char found[32];

	take(place, found, strlen(tag));
	place->bad |= memcmp(found, tag, strlen(tag)) != 0;
}

static uint64_t
take_number(Place *place, int size)
{
	uint8_t bytes[8];
	uint64_t number = 0;

	take(place, bytes, (size_t) size);
	for (int i = 0; i < size; i++)
		number = number << 8 | bytes[place->big ? i : size - 1 - i];
	return number;
}

/* up to where the long texts are; the release of the format, or 0 */
static int
read_header(Place *place)
{
	char digits[3];
	int release;

	expect(place, "<stata_dta><header><release>");
	take(place, digits, 3);
	release = digits[0] == '1' && digits[1] == '1' && digits[2] >= '7' && digits[2] <= '9'
				  ? 110 + digits[2] - '0'
				  : 0;
	expect(place, "</release><byteorder>");
	take(place, digits, 3);
	place->big = digits[0] == 'M';
	expect(place, "</byteorder><K>");
	(void) take_number(place, release == 119 ? 4 : 2);
	expect(place, "</K><N>");
	(void) take_number(place, release >= 118 ? 8 : 4);
	expect(place, "</N><label>");
	place->at += take_number(place, release >= 118 ? 2 : 1);
	expect(place, "</label><timestamp>");
	place->at += take_number(place, 1);
	expect(place, "</timestamp></header><map>");
	place->at += 10 * 8;
	place->at = take_number(place, 8);
	return place->bad ? 0 : release;
}

const char *
statguard_dta(FileRead read, void *arg, uint64_t *at)
{
	Place place = {.read = read, .arg = arg};
	char tag[3];
	int release;

	*at = 0;
	take(&place, tag, 1);
	if (tag[0] != '<')
		return NULL;
	place.at = 0;
	release = read_header(&place);
	*at = place.at;
	if (release == 0)
		return "its header is damaged, or not of release 117 to 119";
	expect(&place, "<strls>");
	for (;;)
	{
		uint64_t size;
		uint8_t kind;

		*at = place.at;
		take(&place, tag, 3);
		if (place.bad)
			return "its long texts are damaged";
		if (memcmp(tag, "GSO", 3) != 0)
			return NULL;
		place.at += release >= 118 ? 12 : 8;
		take(&place, &kind, 1);
		size = take_number(&place, 4);
		/* the library does not pass over the bytes of other kinds */
		if (kind != STRL_TEXT)
			continue;
		place.at += size - 1;
		take(&place, tag, 1);
		if (size == 0 || place.bad || tag[0] != 0)
			return "a long text has no end";
	}
}

size_t
statguard_dta_name(long release)
{
	return release < 110 ? 9 : release < 118 ? 33 : 129;
}
