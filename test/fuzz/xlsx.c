/*
 * xlsx.c
 *	  Any text as the place of a cell, the code of a format, a text with
 *	  escapes; any number as a moment.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file/xlsx.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = malloc(size + 1);
	char out[XLSX_TEXT];
	uint32_t column;
	uint32_t row;
	double days;

	memcpy(text, bytes, size);
	text[size] = '\0';
	if (xlsx_place(text, &column, &row))
		assert(column < XLSX_COLUMNS && row >= 1 && row <= XLSX_ROWS);
	(void) xlsx_kind_of_code(text);
	if (size >= sizeof(days))
	{
		memcpy(&days, bytes, sizeof(days));
		for (int kind = XLSX_NUMBER; kind <= XLSX_LASTING; kind++)
			for (int era = 0; era < 2; era++)
				if (xlsx_moment(days, (XlsxKind) kind, era == 1, out))
					assert(strlen(out) >= 8 && strlen(out) < XLSX_TEXT);
	}
	assert(xlsx_unescape(text, size) <= size);
	free(text);
	return 0;
}
