/*
 * load_source.h
 *	  The bytes of a file on the server or of a parameter.
 */
#ifndef LOAD_LOAD_SOURCE_H
#define LOAD_LOAD_SOURCE_H

#include "load/load.h"

typedef struct LoadSource
{
	FILE *file; /* or NULL */
	const char *bytes;
	size_t size;
	size_t at;
} LoadSource;

extern void load_source_open(LoadSource *source, const LoadOptions *options);
/* the options for reading the metadata that comes apart from the data, or the data */
extern LoadOptions load_metadata_source(const LoadOptions *options);

/* all bytes of metadata, with a zero byte behind */
extern char *load_source_whole(const LoadOptions *options, size_t *size);

extern void load_source_close(LoadSource *source);

/* at most "room" bytes from where the source stands; fewer only at the end */
extern size_t load_source_read(LoadSource *source, void *out, size_t room);
extern void load_source_seek(LoadSource *source, size_t at);

/* the same as the kernel's FileRead; "source" is a LoadSource */
extern size_t load_source_at(void *source, uint64_t offset, void *out, size_t room);

#endif
