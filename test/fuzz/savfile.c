/*
 * savfile.c
 *	  Hostile bytes: the scan of an SPSS dictionary, and that of the
 *	  characteristics of a Stata file, stay within the file and end; texts of
 *	  sets and names stay within their record.
 */
#include <assert.h>
#include <string.h>

#include "kernel/file/dtafile.h"
#include "kernel/file/magic.h"
#include "kernel/file/savfile.h"

typedef struct Bytes
{
	const uint8_t *bytes;
	size_t size;
} Bytes;

static size_t
copy(void *arg, uint64_t offset, void *out, size_t size)
{
	const Bytes *file = arg;
	size_t got;

	if (offset >= file->size)
		return 0;
	got = file->size - offset < size ? file->size - offset : size;
	memcpy(out, file->bytes + offset, got);
	return got;
}

static void
use(SavText text)
{
	SavText rest = text;
	SavText left;
	SavText right;
	SavSet set;
	bool bad;

	while (sav_take_set(&rest, &set, &bad))
	{
		assert(rest.size < text.size);
		assert(set.label.size <= text.size && set.name.size <= text.size);
		while (sav_take_name(&set.variables, &left))
			assert(left.size > 0);
	}
	rest = text;
	while (sav_take_long_name(&rest, &left, &right))
		assert(left.size + right.size <= text.size);
	rest = text;
	while (sav_take_owner(&rest, &left))
		while (sav_take_attribute(&rest, &left, &right))
		{
			SavText value;

			assert(left.size + right.size <= text.size);
			while (sav_take_value(&right, &value))
				assert(value.size <= text.size);
		}
}

static void
use_stata(Bytes *bytes)
{
	DtaCharacteristic found;
	DtaFile file;

	if (!dta_open(&file, copy, bytes) || !dta_seek_characteristics(&file))
		return;
	while (dta_next_characteristic(&file, &found))
	{
		assert(strlen(found.owner) < DTA_NAME && strlen(found.name) < DTA_NAME);
		assert(found.offset <= bytes->size && found.size <= bytes->size - found.offset);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Bytes file = {bytes, size};
	SavExtension extension;
	SavScan scan;
	SavVariable variable;

	(void) magic_find(bytes, size);
	use_stata(&file);
	use((SavText){(const char *) bytes, size});
	if (sav_open(&scan, copy, &file) != SVY_OK)
		return 0;
	while (sav_next_variable(&scan, &variable))
		assert(scan.at > variable.name_at);
	while (sav_next(&scan, &extension) == SVY_OK && extension.subtype != 0)
		if (extension.offset <= size && extension.size <= size - extension.offset)
			use((SavText){(const char *) bytes + extension.offset, extension.size});
	return 0;
}
