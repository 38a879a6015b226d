/*
 * dtafile.c
 *	  Header and characteristics of a Stata file.
 *
 * The layout is that of Stata's descriptions of its formats (help dta).  Bytes
 * come from anywhere: every length is checked against what can be read.
 */
#include "kernel/file/dtafile.h"

#include <string.h>

/* a longer text is damage; the library refuses it too */
#define MAX_TEXT (1 << 20)

#define FIRST_RELEASE 105
#define FIRST_MARKED 117

#define TIMESTAMP_SIZE 18

void
dta_take(DtaFile *file, void *out, size_t size)
{
	if (file->bad || file->read(file->arg, file->at, out, size) != size)
	{
		file->bad = true;
		memset(out, 0, size);
	}
	file->at += size;
}

void
dta_expect(DtaFile *file, const char *tag)
{
	char found[32];

	dta_take(file, found, strlen(tag));
	file->bad |= memcmp(found, tag, strlen(tag)) != 0;
}

uint64_t
dta_take_number(DtaFile *file, int size)
{
	uint8_t bytes[8];
	uint64_t number = 0;

	dta_take(file, bytes, (size_t) size);
	for (int i = 0; i < size; i++)
		number = number << 8 | bytes[file->big ? i : size - 1 - i];
	return number;
}

/* the parts of the file stand between tags */
static void
open_marked(DtaFile *file)
{
	char word[3];

	dta_expect(file, "<stata_dta><header><release>");
	dta_take(file, word, 3);
	if (word[0] == '1' && word[1] == '1' && word[2] >= '7' && word[2] <= '9')
		file->release = 110 + word[2] - '0';
	dta_expect(file, "</release><byteorder>");
	dta_take(file, word, 3);
	file->big = word[0] == 'M';
	dta_expect(file, "</byteorder><K>");
	(void) dta_take_number(file, file->release == 119 ? 4 : 2);
	dta_expect(file, "</K><N>");
	(void) dta_take_number(file, file->release >= 118 ? 8 : 4);
	dta_expect(file, "</N><label>");
	file->at += dta_take_number(file, file->release >= 118 ? 2 : 1);
	dta_expect(file, "</label><timestamp>");
	file->at += dta_take_number(file, 1);
	dta_expect(file, "</timestamp></header><map>");
	file->map = file->at;
}

bool
dta_open(DtaFile *file, FileRead read, void *arg)
{
	uint8_t start[4];

	*file = (DtaFile){.read = read, .arg = arg};
	dta_take(file, start, sizeof(start));
	if (start[0] == '<')
	{
		file->at = 0;
		open_marked(file);
	}
	else
	{
		file->release = start[0];
		file->big = start[1] == 1;
	}
	if (file->release < FIRST_RELEASE)
		file->bad = true;
	return !file->bad;
}

void
dta_seek_part(DtaFile *file, int part)
{
	file->at = file->map + 8 * (uint64_t) part;
	file->at = dta_take_number(file, 8);
}

size_t
dta_name_room(long release)
{
	return release < 110 ? 9 : release < 118 ? 33 : 129;
}

/* without tags, the parts stand one behind the other */
static void
pass_descriptors(DtaFile *file)
{
	uint64_t name = dta_name_room(file->release);
	uint64_t label = file->release < 108 ? 32 : 81;
	uint64_t format = file->release < 114 ? 12 : 49;
	uint64_t variables;

	file->at = 4;
	variables = dta_take_number(file, 2);
	file->at += 4 + label + TIMESTAMP_SIZE;
	/* types, names, order of sorting, formats, names of label sets, labels */
	file->at += variables * (1 + name + 2 + format + name + label) + 2;
}

bool
dta_seek_characteristics(DtaFile *file)
{
	if (file->release < FIRST_MARKED)
		pass_descriptors(file);
	else
	{
		dta_seek_part(file, DTA_CHARACTERISTICS);
		dta_expect(file, "<characteristics>");
	}
	return !file->bad;
}

/* the size of the next one; 0 at the end */
static uint64_t
next_size(DtaFile *file)
{
	char tag[4];
	uint64_t kind;
	uint64_t size;

	if (file->release >= FIRST_MARKED)
	{
		dta_take(file, tag, sizeof(tag));
		if (memcmp(tag, "<ch>", sizeof(tag)) != 0)
			return 0;
		return dta_take_number(file, 4);
	}
	kind = dta_take_number(file, 1);
	size = dta_take_number(file, file->release < 110 ? 2 : 4);
	return kind == 1 ? size : 0;
}

/* texts end with a zero byte; what stands behind it is anything */
static size_t
text_size(DtaFile *file, uint64_t offset, size_t room)
{
	char bytes[256];
	size_t size = 0;

	while (size < room)
	{
		size_t piece = room - size < sizeof(bytes) ? room - size : sizeof(bytes);
		size_t got = file->read(file->arg, offset + size, bytes, piece);
		const char *end = memchr(bytes, 0, got);

		if (end)
			return size + (size_t) (end - bytes);
		size += got;
		if (got < piece)
			break;
	}
	return size;
}

bool
dta_next_characteristic(DtaFile *file, DtaCharacteristic *found)
{
	size_t room = dta_name_room(file->release);
	uint64_t size = next_size(file);

	if (file->bad || size < 2 * room || size > MAX_TEXT)
		return false;
	memset(found, 0, sizeof(*found));
	dta_take(file, found->owner, room);
	dta_take(file, found->name, room);
	found->offset = file->at;
	found->size = text_size(file, file->at, (size_t) size - 2 * room);
	file->at += size - 2 * room;
	if (file->release >= FIRST_MARKED)
		dta_expect(file, "</ch>");
	return !file->bad;
}

void
dta_head_as_118(unsigned char *head)
{
	unsigned char third = head[2];

	/* the row's number, of eight bytes, moves up by the third byte of the variable's */
	memmove(head + 5, head + 4, 7);
	head[4] = third;
	head[2] = head[3] = 0;
}
