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
 * - Stata: behind a long text of bytes it looks for the next in the midst of them.
 * - SAS: headers of further data sets in a transport file become rows.
 *
 * Of a portable file's damage the library prints what lies behind its buffer:
 * the reader does not ask for messages there.
 */
#include "kernel/file/statguard.h"

#include <string.h>

#include "kernel/file/dtafile.h"

#define MAX_DICTIONARY (64 << 20)

#define CODE_UTF8 65001

/* the record of machine integers, and which of them is the encoding */
#define INTEGERS 8
#define ENCODING_AT 7

/* transport files are made of records of this size, headers begin with a name of that */
#define RECORD 80
#define RECORD_NAME 48

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

const char *
statguard_dta(FileRead read, void *arg, uint64_t *at)
{
	DtaFile file;
	char tag[3];

	*at = 0;
	if (read(arg, 0, tag, 1) == 1 && tag[0] != '<')
		return NULL;
	if (!dta_open(&file, read, arg))
	{
		*at = file.at;
		return "its header is damaged, or not of release 117 to 119";
	}
	dta_seek_part(&file, DTA_STRLS);
	dta_expect(&file, "<strls>");
	for (;;)
	{
		uint64_t size;
		uint8_t kind;

		*at = file.at;
		dta_take(&file, tag, 3);
		if (file.bad)
			return "its long texts are damaged";
		if (memcmp(tag, "GSO", 3) != 0)
			return NULL;
		/* references to them are read as those of release 118, and so lost */
		if (file.release == 119 && file.big)
			return "it is of release 119 with the larger byte first, and has long texts (strL)";
		file.at += file.release >= 118 ? 12 : 8;
		dta_take(&file, &kind, 1);
		size = dta_take_number(&file, 4);
		/* the library does not pass over the bytes of other kinds */
		if (kind != STRL_TEXT && size > 0)
			return "a long text (strL) of it is binary, which cannot be read";
		if (kind != STRL_TEXT)
			continue;
		file.at += size - 1;
		dta_take(&file, tag, 1);
		if (size == 0 || file.bad || tag[0] != 0)
			return "a long text has no end";
	}
}

/*
 * SAS
 */

uint64_t
statguard_xpt(FileRead read, void *arg, uint64_t size, int *count)
{
	static const char starts[2][RECORD_NAME + 1] = {
		"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!",
		"HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!"};
	char records[RECORD * 100];
	uint64_t end = size;

	*count = 0;
	for (uint64_t at = 0; at < size; at += sizeof(records))
	{
		size_t got = read(arg, at, records, sizeof(records));

		for (size_t i = 0; i + RECORD <= got; i += RECORD)
			if (memcmp(records + i, starts[0], RECORD_NAME) == 0 ||
				memcmp(records + i, starts[1], RECORD_NAME) == 0)
				if (++*count == 2)
					end = at + i;
	}
	return end;
}
