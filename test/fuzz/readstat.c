/*
 * readstat.c
 *	  Hostile files of SPSS, Stata and SAS: what our reader lets through to
 *	  ReadStat does no harm.  The library is driven as the reader drives it, by
 *	  callbacks that deliver bytes from memory and look at all that is handed
 *	  out.  Whole files that the library itself writes are the seeds: random
 *	  bytes would not get past a header.
 */
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file/dtafile.h"
#include "kernel/file/magic.h"
#include "kernel/file/statguard.h"

#define ROWS 20
#define MAX_ROWS 200
#define SEED_BYTES 65536

typedef struct File
{
	const uint8_t *bytes;
	size_t size;
	size_t at;
	int variables;
	size_t name_room;			 /* of a label set; 0: it ends */
	volatile unsigned long seen; /* so that no look is optimised away */
} File;

/*
 * Reading
 */

static int
on_open(const char *path, void *arg)
{
	(void) path;
	(void) arg;
	return 0;
}

static int
on_close(void *arg)
{
	(void) arg;
	return 0;
}

static ssize_t
on_read(void *out, size_t size, void *arg)
{
	File *file = arg;
	size_t got = file->size - file->at < size ? file->size - file->at : size;

	/* nothing may be asked for, and no place for it be given */
	if (got > 0)
		memcpy(out, file->bytes + file->at, got);
	file->at += got;
	return (ssize_t) got;
}

static readstat_off_t
on_seek(readstat_off_t offset, readstat_io_flags_t whence, void *arg)
{
	File *file = arg;
	readstat_off_t size = (readstat_off_t) file->size;
	readstat_off_t base = whence == READSTAT_SEEK_CUR	? (readstat_off_t) file->at
						  : whence == READSTAT_SEEK_END ? size
														: 0;

	if (offset < -base || offset > size - base)
		return -1;
	file->at = (size_t) (base + offset);
	return base + offset;
}

static readstat_error_t
on_update(long size, readstat_progress_handler handler, void *user, void *arg)
{
	(void) size;
	(void) handler;
	(void) user;
	(void) arg;
	return READSTAT_OK;
}

static size_t
read_at(void *arg, uint64_t offset, void *out, size_t size)
{
	const File *file = arg;
	size_t got;

	if (offset >= file->size)
		return 0;
	got = file->size - offset < size ? file->size - offset : size;
	memcpy(out, file->bytes + offset, got);
	return got;
}

static void
look(File *file, const char *text)
{
	if (text)
		file->seen += strlen(text);
}

static void
look_at_value(File *file, readstat_value_t value)
{
	if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
		look(file, readstat_string_value(value));
	else if (readstat_value_is_tagged_missing(value))
		file->seen += (unsigned char) readstat_value_tag(value);
	else
		file->seen += readstat_double_value(value) > 0;
}

static void
on_message(const char *message, void *arg)
{
	look(arg, message);
}

static int
on_metadata(readstat_metadata_t *metadata, void *arg)
{
	File *file = arg;

	if (magic_find(file->bytes, file->size) == MAGIC_DTA)
		file->name_room = dta_name_room(readstat_get_file_format_version(metadata));
	look(file, readstat_get_file_label(metadata));
	look(file, readstat_get_file_encoding(metadata));
	return readstat_get_var_count(metadata) > 2000 ? READSTAT_HANDLER_ABORT : READSTAT_HANDLER_OK;
}

static int
on_note(int index, const char *note, void *arg)
{
	(void) index;
	look(arg, note);
	return READSTAT_HANDLER_OK;
}

static int
on_variable(int index, readstat_variable_t *variable, const char *label_set, void *arg)
{
	File *file = arg;

	(void) index;
	look(file, readstat_variable_get_name(variable));
	look(file, readstat_variable_get_label(variable));
	look(file, readstat_variable_get_format(variable));
	if (label_set && file->name_room > 0)
		file->seen += strnlen(label_set, file->name_room);
	else
		look(file, label_set);
	for (int i = 0; i < readstat_variable_get_missing_ranges_count(variable); i++)
	{
		look_at_value(file, readstat_variable_get_missing_range_lo(variable, i));
		look_at_value(file, readstat_variable_get_missing_range_hi(variable, i));
	}
	file->variables++;
	return READSTAT_HANDLER_OK;
}

static int
on_weight(readstat_variable_t *variable, void *arg)
{
	look(arg, readstat_variable_get_name(variable));
	return READSTAT_HANDLER_OK;
}

static int
on_label(const char *set, readstat_value_t value, const char *label, void *arg)
{
	look(arg, set);
	look_at_value(arg, value);
	look(arg, label);
	return READSTAT_HANDLER_OK;
}

static int
on_value(int row, readstat_variable_t *variable, readstat_value_t value, void *arg)
{
	if (row >= MAX_ROWS || readstat_variable_get_index(variable) >= ((File *) arg)->variables)
		return READSTAT_HANDLER_ABORT;
	look_at_value(arg, value);
	return READSTAT_HANDLER_OK;
}

static void
parse(File *file)
{
	Magic format = magic_find(file->bytes, file->size);
	const char *encoding = NULL;
	uint64_t at;
	readstat_parser_t *parser;

	if (format == MAGIC_SAV && statguard_sav(read_at, file, &encoding, &at))
		return;
	if (format == MAGIC_DTA && statguard_dta(read_at, file, &at))
		return;
	parser = readstat_parser_init();
	readstat_set_open_handler(parser, on_open);
	readstat_set_close_handler(parser, on_close);
	readstat_set_read_handler(parser, on_read);
	readstat_set_seek_handler(parser, on_seek);
	readstat_set_update_handler(parser, on_update);
	readstat_set_io_ctx(parser, file);
	readstat_set_metadata_handler(parser, on_metadata);
	readstat_set_note_handler(parser, on_note);
	readstat_set_variable_handler(parser, on_variable);
	readstat_set_fweight_handler(parser, on_weight);
	readstat_set_value_label_handler(parser, on_label);
	readstat_set_value_handler(parser, on_value);
	if (format != MAGIC_POR)
		readstat_set_error_handler(parser, on_message);
	if (encoding)
		readstat_set_file_character_encoding(parser, encoding);
	switch (format)
	{
		case MAGIC_SAV:
			(void) readstat_parse_sav(parser, "", file);
			break;
		case MAGIC_POR:
			(void) readstat_parse_por(parser, "", file);
			break;
		case MAGIC_DTA:
			(void) readstat_parse_dta(parser, "", file);
			break;
		case MAGIC_XPT:
			(void) readstat_parse_xport(parser, "", file);
			break;
		case MAGIC_SAS7BDAT:
			(void) readstat_parse_sas7bdat(parser, "", file);
			break;
		default:
			break;
	}
	readstat_parser_free(parser);
}

/*
 * Seeds
 */

typedef struct Seed
{
	size_t size;
	uint8_t bytes[SEED_BYTES];
} Seed;

static const struct
{
	Magic format;
	uint8_t version;
	readstat_compress_t compression;
} kinds[] = {
	{MAGIC_SAV, 2, READSTAT_COMPRESS_NONE},		 {MAGIC_SAV, 2, READSTAT_COMPRESS_ROWS},
	{MAGIC_SAV, 3, READSTAT_COMPRESS_BINARY},	 {MAGIC_POR, 0, READSTAT_COMPRESS_NONE},
	{MAGIC_DTA, 104, READSTAT_COMPRESS_NONE},	 {MAGIC_DTA, 110, READSTAT_COMPRESS_NONE},
	{MAGIC_DTA, 114, READSTAT_COMPRESS_NONE},	 {MAGIC_DTA, 117, READSTAT_COMPRESS_NONE},
	{MAGIC_DTA, 118, READSTAT_COMPRESS_NONE},	 {MAGIC_DTA, 119, READSTAT_COMPRESS_NONE},
	{MAGIC_XPT, 5, READSTAT_COMPRESS_NONE},		 {MAGIC_XPT, 8, READSTAT_COMPRESS_NONE},
	{MAGIC_SAS7BDAT, 0, READSTAT_COMPRESS_NONE}, {MAGIC_SAS7BDAT, 0, READSTAT_COMPRESS_ROWS}};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static Seed seeds[KINDS];

static ssize_t
keep(const void *bytes, size_t size, void *arg)
{
	Seed *seed = arg;

	if (size > SEED_BYTES - seed->size)
		return -1;
	memcpy(seed->bytes + seed->size, bytes, size);
	seed->size += size;
	return (ssize_t) size;
}

static readstat_error_t
begin(readstat_writer_t *writer, Magic format, Seed *seed)
{
	switch (format)
	{
		case MAGIC_SAV:
			return readstat_begin_writing_sav(writer, seed, ROWS);
		case MAGIC_POR:
			return readstat_begin_writing_por(writer, seed, ROWS);
		case MAGIC_DTA:
			return readstat_begin_writing_dta(writer, seed, ROWS);
		case MAGIC_XPT:
			return readstat_begin_writing_xport(writer, seed, ROWS);
		default:
			return readstat_begin_writing_sas7bdat(writer, seed, ROWS);
	}
}

/* numbers with labels and missing values, a short text, and one in several segments */
static void
write_seed(Seed *seed, size_t kind)
{
	Magic format = kinds[kind].format;
	bool spss = format == MAGIC_SAV || format == MAGIC_POR;
	readstat_writer_t *writer = readstat_writer_init();
	readstat_label_set_t *labels = readstat_add_label_set(
		writer, format == MAGIC_DTA ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, "answers");
	readstat_variable_t *code = readstat_add_variable(
		writer, "CODE", format == MAGIC_DTA ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, 0);
	readstat_variable_t *number = readstat_add_variable(writer, "NUMBER", READSTAT_TYPE_DOUBLE, 0);
	readstat_variable_t *text = readstat_add_variable(writer, "TEXT", READSTAT_TYPE_STRING, 12);
	readstat_variable_t *essay = readstat_add_variable(writer, "ESSAY", READSTAT_TYPE_STRING,
													   format == MAGIC_SAV ? 600 : 100);

	readstat_set_data_writer(writer, keep);
	readstat_writer_set_file_timestamp(writer, 0);
	if (kinds[kind].version)
		readstat_writer_set_file_format_version(writer, kinds[kind].version);
	readstat_writer_set_compression(writer, kinds[kind].compression);
	readstat_writer_set_file_label(writer, "A survey");
	if (format == MAGIC_DTA)
	{
		readstat_label_int32_value(labels, 1, "one");
		readstat_label_int32_value(labels, 2, "two");
	}
	else
	{
		readstat_label_double_value(labels, 1, "one");
		readstat_label_double_value(labels, 2, "two");
	}
	if (spss || format == MAGIC_DTA)
		readstat_variable_set_label_set(code, labels);
	readstat_variable_set_label(code, "What is it?");
	if (spss)
	{
		readstat_variable_add_missing_double_value(code, 9);
		readstat_variable_add_missing_double_range(number, 90, 99);
		readstat_variable_set_measure(code, READSTAT_MEASURE_NOMINAL);
		readstat_add_note(writer, "A note");
		readstat_writer_set_fweight_variable(writer, number);
	}
	if (begin(writer, format, seed) == READSTAT_OK)
	{
		for (int i = 0; i < ROWS && readstat_begin_row(writer) == READSTAT_OK; i++)
		{
			if (format == MAGIC_DTA)
				readstat_insert_int32_value(writer, code, 1 + i % 3);
			else
				readstat_insert_double_value(writer, code, 1 + i % 3);
			if (i % 5 == 0)
				readstat_insert_missing_value(writer, number);
			else
				readstat_insert_double_value(writer, number, i / 3.0);
			readstat_insert_string_value(writer, text, i % 2 ? "yes" : "");
			readstat_insert_string_value(writer, essay, "It was a fine day.");
			readstat_end_row(writer);
		}
		readstat_end_writing(writer);
	}
	readstat_writer_free(writer);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int random);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void) argc;
	(void) argv;
	for (size_t i = 0; i < KINDS; i++)
	{
		write_seed(&seeds[i], i);
		if (seeds[i].size == 0 || magic_find(seeds[i].bytes, seeds[i].size) != kinds[i].format)
		{
			fprintf(stderr, "no seed of kind %zu\n", i);
			abort();
		}
	}
	return 0;
}

/* now and then a whole file instead of what was changed before */
size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned int random)
{
	const Seed *seed = &seeds[random / 8 % KINDS];

	if ((random % 8 == 0 || size < 200) && seed->size <= room)
	{
		memcpy(bytes, seed->bytes, seed->size);
		size = seed->size;
	}
	return LLVMFuzzerMutate(bytes, size, room);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	File file = {.bytes = bytes, .size = size};

	parse(&file);
	return 0;
}
