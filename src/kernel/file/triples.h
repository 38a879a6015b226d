/*
 * triples.h
 *	  Fields of Triple-S data.
 */
#ifndef KERNEL_FILE_TRIPLES_H
#define KERNEL_FILE_TRIPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TripleKind
{
	TRIPLE_SINGLE,
	TRIPLE_LITERAL, /* a single whose codes are texts */
	TRIPLE_MULTIPLE,
	TRIPLE_QUANTITY,
	TRIPLE_CHARACTER,
	TRIPLE_LOGICAL,
	TRIPLE_DATE,
	TRIPLE_TIME
} TripleKind;

typedef struct TripleField
{
	TripleKind kind;
	int first; /* column of the record, or field of CSV, from 1 */
	int last;
	int subfields; /* of a multiple that is spread; 0: it is a bitstring */
	int width;	   /* of a subfield; 0: the field's by their number */
} TripleField;

typedef struct TripleText
{
	const char *text; /* not terminated */
	size_t size;
} TripleText;

typedef enum TripleResult
{
	TRIPLE_BLANK,
	TRIPLE_NUMBER,
	TRIPLE_TEXT /* a text, or what is no value of the kind */
} TripleResult;

/* the kind by the words of the metadata; false if there is no such kind */
extern bool triple_type(const char *type, const char *format, TripleField *field);

/* numbers; days from 2000-01-01 of dates; microseconds of times; 1 and 0 of logicals */
extern TripleResult triple_value(TripleText text, TripleKind kind, double *number);

/* whether a code was chosen: 1, 0, or -1 where nothing was answered */
extern int triple_bit(TripleText text, int32_t code);
extern int triple_spread(TripleText text, const TripleField *field, int subfield, int32_t code);
extern int triple_is_code(TripleText text, int32_t code);

#endif
