/*
 * sniff.c
 *	  Any bytes as a file: encodings and delimiters are found, whatever pieces
 *	  the file comes in.
 */
#include "kernel/file/sniff.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *out = malloc(3 * (size / 2 + 2));
	Utf16 wide = {.big_endian = size % 2 == 1};
	Utf8Scan whole = {0};
	Utf8Scan parts = {0};
	size_t written = utf16_convert(&wide, data, size, out);

	utf8_scan(&whole, (const uint8_t *) out, written);
	utf8_scan_end(&whole);
	if (whole.invalid > 0)
		abort();
	whole = (Utf8Scan){0};
	utf8_scan(&whole, data, size);
	utf8_scan_end(&whole);
	utf8_scan(&parts, data, size / 3);
	utf8_scan(&parts, data + size / 3, size - size / 3);
	utf8_scan_end(&parts);
	if (whole.invalid != parts.invalid || whole.sequences != parts.sequences)
		abort();
	if (!strchr(",;\t|", sniff_delimiter((const char *) data, size)))
		abort();
	free(out);
	return 0;
}
