/*
 * load_source.c
 *	  The bytes of a file on the server or of a parameter, and which format
 *	  they are in by what they begin with.
 */
#include "postgres.h"

#include <sys/stat.h>
#include <unistd.h>

#include "miscadmin.h"
#include "storage/fd.h"

#include "load/load_source.h"
#include "kernel/file/magic.h"
#include "pg/svy.h"

/* more of it is no questionnaire */
#define MAX_METADATA 100000000

void
load_source_open(LoadSource *source, const LoadOptions *options)
{
	struct stat status;
	bool too_long;

	*source = (LoadSource){0};
	if (options->content)
	{
		source->bytes = VARDATA_ANY(options->content);
		source->size = VARSIZE_ANY_EXHDR(options->content);
		return;
	}
	/* looked at first: who opens a pipe waits for its other end */
	if (stat(options->file, &status) == 0 && !S_ISREG(status.st_mode))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a regular file", options->file)));
	source->file = AllocateFile(options->file, PG_BINARY_R);
	too_long = errno == ENAMETOOLONG;
	if (!source->file)
		ereport(ERROR,
				(too_long ? errcode(ERRCODE_INVALID_PARAMETER_VALUE) : errcode_for_file_access(),
				 errmsg("could not open file \"%s\" for reading: %m", options->file),
				 errhint("The file is read on the server; send a file of your own as the "
						 "parameter \"content\".")));
	if (fstat(fileno(source->file), &status) != 0)
		ereport(ERROR, (errcode_for_file_access(),
						errmsg("could not stat file \"%s\": %m", options->file)));
	source->size = status.st_size;
}

void
load_source_close(LoadSource *source)
{
	if (source->file)
		FreeFile(source->file);
	source->file = NULL;
}

size_t
load_source_read(LoadSource *source, void *out, size_t room)
{
	size_t got = Min(room, source->size - source->at);

	if (source->file)
	{
		got = fread(out, 1, got, source->file);
		if (ferror(source->file))
			ereport(ERROR, (errcode_for_file_access(), errmsg("could not read the file: %m")));
	}
	else
		memcpy(out, source->bytes + source->at, got);
	source->at += got;
	return got;
}

void
load_source_seek(LoadSource *source, size_t at)
{
	source->at = Min(at, source->size);
	if (source->file && fseeko(source->file, source->at, SEEK_SET) != 0)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not read the file: %m")));
}

size_t
load_source_at(void *source, uint64_t offset, void *out, size_t room)
{
	CHECK_FOR_INTERRUPTS();
	if (offset >= ((LoadSource *) source)->size)
		return 0;
	load_source_seek(source, offset);
	return load_source_read(source, out, room);
}

LoadOptions
load_metadata_source(const LoadOptions *options)
{
	LoadOptions metadata = *options;

	if (options->metadata_content || options->metadata_file)
	{
		metadata.content = options->metadata_content;
		metadata.file = options->metadata_file;
	}
	return metadata;
}

char *
load_source_whole(const LoadOptions *options, size_t *size)
{
	LoadSource source;
	char *bytes;

	load_source_open(&source, options);
	if (source.size > MAX_METADATA)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the metadata has more than %d bytes", MAX_METADATA)));
	bytes = palloc(source.size + 1);
	*size = load_source_read(&source, bytes, source.size);
	bytes[*size] = '\0';
	load_source_close(&source);
	return bytes;
}

static size_t
read_start(const LoadOptions *options, uint8 *bytes)
{
	LoadSource source;
	size_t size;

	load_source_open(&source, options);
	size = load_source_read(&source, bytes, MAGIC_BYTES);
	load_source_close(&source);
	return size;
}

/* a file that is no text would be read as one, with an error about its bytes */
static void
check_foreign(const uint8 *bytes, size_t size)
{
	MagicForeign foreign = magic_foreign(bytes, size);

	if (foreign.kind)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the file is %s, which load_survey does not read", foreign.kind),
						errhint("%s", foreign.hint)));
}

LoadFormat
load_find_format(const LoadOptions *options)
{
	static const LoadFormat formats[] = {
		[MAGIC_NONE] = LOAD_CSV,		[MAGIC_SAV] = LOAD_SAV,	 [MAGIC_POR] = LOAD_POR,
		[MAGIC_DTA] = LOAD_DTA,			[MAGIC_XPT] = LOAD_XPT,	 [MAGIC_SAS7BDAT] = LOAD_SAS,
		[MAGIC_TRIPLES] = LOAD_TRIPLES, [MAGIC_JSON] = LOAD_JSON};
	SVY_NAMES_FOLLOW(formats, MAGIC_JSON);
	uint8 bytes[MAGIC_BYTES];
	size_t size = read_start(options, bytes);
	LoadFormat format = formats[magic_find(bytes, size)];

	check_foreign(bytes, size);
	if (format == LOAD_CSV && (options->metadata_file || options->metadata_content))
	{
		LoadOptions metadata = load_metadata_source(options);
		char *text;

		check_foreign(bytes, read_start(&metadata, bytes));
		text = load_source_whole(&metadata, &size);
		/* JSON or XML, behind a byte-order mark and blanks */
		return text[strspn(text, "\xef\xbb\xbf \t\r\n")] == '{' ? LOAD_CSV : LOAD_TRIPLES;
	}
	return format;
}
