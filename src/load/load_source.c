/*
 * load_source.c
 *	  The bytes of a file on the server or of a parameter.
 */
#include "postgres.h"

#include <sys/stat.h>
#include <unistd.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"

#include "load/load_source.h"

/* more of it is no questionnaire */
#define MAX_METADATA 100000000

/* bytes of a name that an error echoes: what is longer is the content of a file, sent as text */
#define SHOWN_NAME 80

/* drivers that let the server infer the type of a parameter send a file where its name belongs */
static void
pg_attribute_noreturn() refuse_name(const char *name, int error)
{
	size_t size = strcspn(name, "\r\n");
	size_t shown = pg_mbcliplen(name, size, SHOWN_NAME);
	bool content = name[size] != '\0' || error == ENAMETOOLONG;

	errno = error;
	ereport(
		ERROR,
		(content ? errcode(ERRCODE_INVALID_PARAMETER_VALUE) : errcode_for_file_access(),
		 errmsg("could not open file \"%.*s%s\" for reading: %m", (int) shown, name,
				name[shown] != '\0' ? "..." : ""),
		 content ? errdetail("This is no name of a file, but seems to be the content of one.") : 0,
		 errhint("The file is read on the server.  Send the content of a file of your own as "
				 "bytea: load_survey_bytes($1, $2), or load_survey($1, $2::bytea).")));
}

void
load_source_open(LoadSource *source, const LoadOptions *options)
{
	struct stat status;

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
	if (!source->file)
		refuse_name(options->file, errno);
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
