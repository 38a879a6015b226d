/*
 * magic.h
 *	  The format of a file by what it begins with.
 */
#ifndef KERNEL_FILE_MAGIC_H
#define KERNEL_FILE_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* bytes that are enough to tell */
#define MAGIC_BYTES 1024

typedef enum Magic
{
	MAGIC_NONE,
	MAGIC_SAV,
	MAGIC_POR,
	MAGIC_DTA,
	MAGIC_XPT,
	MAGIC_SAS7BDAT,
	MAGIC_TRIPLES,
	MAGIC_JSON, /* an object, or an array of them */
	MAGIC_ZIP	/* an archive, as workbooks of Excel are */
} Magic;

extern Magic magic_find(const uint8_t *bytes, size_t size);

/* what a file is that people take for one of answers, and what to do instead */
typedef struct MagicForeign
{
	const char *kind; /* NULL: none of these */
	const char *hint;
} MagicForeign;

extern MagicForeign magic_foreign(const uint8_t *bytes, size_t size);

#endif
