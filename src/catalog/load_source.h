/*
 * load_source.h
 *	  The bytes of a file on the server or of a parameter.
 */
#ifndef CATALOG_LOAD_SOURCE_H
#define CATALOG_LOAD_SOURCE_H

#include "catalog/load.h"

typedef struct LoadSource
{
	FILE *file; /* or NULL */
	const char *bytes;
	size_t size;
	size_t at;
} LoadSource;

extern void load_source_open(LoadSource *source, const LoadOptions *options);
extern void load_source_close(LoadSource *source);

/* at most "room" bytes from where the source stands; fewer only at the end */
extern size_t load_source_read(LoadSource *source, void *out, size_t room);
extern void load_source_seek(LoadSource *source, size_t at);

#endif
