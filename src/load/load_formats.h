/*
 * load_formats.h
 *	  The table of readers: a format is a line of it, the file of its reader
 *	  and its page in the documentation.
 */
#ifndef LOAD_LOAD_FORMATS_H
#define LOAD_LOAD_FORMATS_H

#include "load/load.h"
#include "kernel/file/magic.h"

/* what a file begins with, and whether another one describes it */
typedef struct LoadStart
{
	const LoadOptions *options;
	uint8 bytes[MAGIC_BYTES];
	size_t size;
} LoadStart;

struct LoadFormat
{
	const char *names; /* of the argument "format", with blanks between */
	const char *label; /* in messages */
	LoadKind kind;
	Magic magic;	/* for load_magic_sniff; MAGIC_NONE where a reader's own "sniff" tells it */
	bool described; /* a further file with metadata may come with it */
	bool declares;	/* its codes are declared by more than the rows themselves */

	/* whether the file is of this format: a new reader brings its own */
	bool (*sniff)(const LoadFormat *format, const LoadStart *start);

	/* a reader that stands before its first row, with its functions next, rewind and close */
	LoadReader *(*open)(const LoadFormat *format, LoadOptions *options);

	bool sheets; /* the option "sheet" names a part of it */
};

/* the format of that name; an error that lists all names if there is none */
extern const LoadFormat *load_format_named(const char *name);

/* the format of a file by what it begins with */
extern const LoadFormat *load_find_format(const LoadOptions *options);

/* whether the data comes with a file that describes it */
extern bool load_has_metadata(const LoadOptions *options);

/* the sniffers and openers of the formats */
extern bool load_csv_sniff(const LoadFormat *format, const LoadStart *start);
extern LoadReader *load_csv_open(const LoadFormat *format, LoadOptions *options);
extern bool load_magic_sniff(const LoadFormat *format, const LoadStart *start);
extern LoadReader *load_readstat_open(const LoadFormat *format, LoadOptions *options);
extern bool load_triples_sniff(const LoadFormat *format, const LoadStart *start);
extern LoadReader *load_triples_open(const LoadFormat *format, LoadOptions *options);
extern LoadReader *load_xlsx_open(const LoadFormat *format, LoadOptions *options);
extern LoadReader *load_json_open(const LoadFormat *format, LoadOptions *options);

#endif
