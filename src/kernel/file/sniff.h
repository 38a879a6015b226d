/*
 * sniff.h
 *	  What the bytes of a text file give away: encoding and delimiter.
 */
#ifndef KERNEL_FILE_SNIFF_H
#define KERNEL_FILE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* a running check for UTF-8; starts zeroed, takes the file in pieces of any size */
typedef struct Utf8Scan
{
	int64_t sequences; /* valid characters of more than one byte */
	int64_t invalid;   /* bytes that are no UTF-8 */
	bool undefined;	   /* a byte met that Windows-1252 does not define */
	int expected;	   /* continuation bytes still to come */
	uint32_t low;	   /* range of the next continuation byte */
	uint32_t high;
} Utf8Scan;

extern void utf8_scan(Utf8Scan *scan, const uint8_t *bytes, size_t size);

/* at the end of the file: an unfinished character is invalid */
extern void utf8_scan_end(Utf8Scan *scan);

/* a running conversion of UTF-16 to UTF-8; starts zeroed but for the byte order */
typedef struct Utf16
{
	bool big_endian;
	bool half; /* one byte of a unit has come */
	uint8_t first;
	uint16_t surrogate; /* the first half of a pair, or 0 */
	bool invalid;		/* an unpaired surrogate was met */
} Utf16;

/* converts all of the input; the output needs room for 3 * (size / 2 + 2) bytes; bytes written */
extern size_t utf16_convert(Utf16 *state, const uint8_t *bytes, size_t size, char *out);

/*
 * The character among comma, semicolon, tab and vertical bar that divides the
 * first lines of a file into the same number of cells most consistently, seen
 * through double quotes; comma if there is none.
 */
extern char sniff_delimiter(const char *sample, size_t size);

#endif
