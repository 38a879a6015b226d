/*
 * triples.c
 *	  Hostile fields of Triple-S data: reading them stays within the field.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file/triples.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	TripleField field = {TRIPLE_MULTIPLE, 1, 1, 1, 0};
	char *copy;
	TripleText text;
	double number;

	if (size < 4)
		return 0;
	field.last = 1 + bytes[0];
	field.subfields = 1 + bytes[1] % 32;
	field.width = bytes[2] % 16;
	/* a copy of its own size, so that a read beyond it is found */
	copy = malloc(size - 3);
	memcpy(copy, bytes + 3, size - 3);
	text = (TripleText){copy, size - 3};
	for (int kind = TRIPLE_SINGLE; kind <= TRIPLE_TIME; kind++)
		(void) triple_value(text, (TripleKind) kind, &number);
	(void) triple_bit(text, bytes[3]);
	(void) triple_bit(text, INT32_MAX);
	for (int i = 0; i < field.subfields; i++)
		assert(triple_spread(text, &field, i, bytes[3]) <= 1);
	free(copy);
	return 0;
}
