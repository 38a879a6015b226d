/*
 * savfile.c
 *	  Variables and dates of SPSS files, and references to long texts of Stata.
 *	  The layouts are those of PSPP's and Stata's descriptions of the formats.
 */
#include <string.h>

#include "kernel/file/dtafile.h"
#include "kernel/file/savfile.h"
#include "tap.h"

static void
test_created(void)
{
	ok(sav_good_created("27 Nov 2605:19:08"), "a date and a time");
	ok(sav_good_created("05-MAR-19 3:59:59"), "hyphens, capitals, an hour of one digit");
	ok(sav_good_created(" 1 Jan 0000:00:00"), "a day of one digit");
	ok(!sav_good_created("                 "), "blanks");
	ok(!sav_good_created("27 Nov 26 5.19.08"), "points in the time");
	ok(!sav_good_created("27 Foo 2605:19:08"), "no month");
	ok(!sav_good_created("31/12/2025 12:00 "), "another order");
}

typedef struct Bytes
{
	unsigned char bytes[512];
	size_t size;
} Bytes;

static size_t
copy(void *arg, uint64_t offset, void *out, size_t size)
{
	const Bytes *file = arg;

	if (offset >= file->size)
		return 0;
	size = file->size - offset < size ? file->size - offset : size;
	memcpy(out, file->bytes + offset, size);
	return size;
}

static void
put(Bytes *file, int32_t number)
{
	for (int i = 0; i < 4; i++)
		file->bytes[file->size++] = (unsigned char) ((uint32_t) number >> 8 * i);
}

static void
put_variable(Bytes *file, int32_t width, bool label, const char *name)
{
	put(file, 2);
	put(file, width);
	put(file, label);
	put(file, 0);
	put(file, 0);
	put(file, 0);
	memcpy(file->bytes + file->size, name, 8);
	file->size += 8;
	if (label)
	{
		put(file, 5);
		memcpy(file->bytes + file->size, "label   ", 8);
		file->size += 8;
	}
}

static void
test_variables(void)
{
	Bytes file = {.size = 176};
	SavVariable variable = {0};
	SavExtension extension;
	SavScan scan;

	file.bytes[64] = 2;
	put_variable(&file, 10, true, "TEXT    ");
	put_variable(&file, -1, false, "        ");
	put_variable(&file, 0, false, "NUMBER  ");
	put(&file, 999);
	put(&file, 0);
	ok(sav_open(&scan, copy, &file) == SVY_OK, "a file");
	ok(sav_next_variable(&scan, &variable) && variable.width == 10 &&
		   memcmp(file.bytes + variable.name_at, "TEXT    ", 8) == 0,
	   "a text with a label");
	ok(sav_next_variable(&scan, &variable) && variable.width == -1, "its further bytes");
	ok(sav_next_variable(&scan, &variable) && variable.width == 0 &&
		   memcmp(file.bytes + variable.name_at, "NUMBER  ", 8) == 0,
	   "a number");
	ok(!sav_next_variable(&scan, &variable), "and no more");
	ok(sav_next(&scan, &extension) == SVY_OK && extension.subtype == 0, "the scan stands there");
}

static void
test_long_text(void)
{
	/* variable 0x030201, row 0x0908070605: the reference is 01 02 03, 05 06 07 08 09 */
	unsigned char head[DTA_LONG_TEXT_HEAD] = {1, 2, 3, 0, 5, 6, 7, 8, 9, 0, 0, 0, 130, 4, 0, 0, 0};
	/* which release 118 reads as 01 02, 03 05 06 07 08 09 */
	static const unsigned char as_118[] = {1, 2, 0, 0, 3, 5, 6, 7, 8, 9, 0, 0, 130, 4, 0, 0, 0};

	dta_head_as_118(head);
	ok(memcmp(head, as_118, sizeof(as_118)) == 0, "the head of a long text of release 119");
}

int
main(void)
{
	test_created();
	test_variables();
	test_long_text();
	return tap_done();
}
