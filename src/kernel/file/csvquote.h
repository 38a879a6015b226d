/*
 * csvquote.h
 *	  Which quotes of a CSV file are quotes and which are text.
 */
#ifndef KERNEL_FILE_CSVQUOTE_H
#define KERNEL_FILE_CSVQUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* a running translation; starts zeroed but for the delimiter */
typedef struct CsvQuotes
{
	char delimiter;
	bool inside;  /* a quoted cell */
	bool empty;	  /* nothing but its opening quote has been met in it */
	bool begun;	  /* something but blanks has been met in the cell */
	bool doubled; /* the cell has its quotes doubled, but none around it */
	bool run;	  /* a quote that is text was the last byte */
	int64_t text; /* quotes that are text */
} CsvQuotes;

/*
 * Writes bytes for a parser that takes every quote for one, as COPY does: a
 * quote is one where a cell begins with it, and where it ends such a cell;
 * elsewhere it is text, and written so that the parser reads it as such.  A cell
 * that begins with two quotes and a text, and ends with no quote of its own, as
 * in ""so"" he said, has each of its quotes doubled.  The output needs room for
 * 4 * size bytes.  Returns the bytes written; "used" are those of the input that
 * are dealt with: of the rest more must be known, up to the end of the line,
 * unless "last" says that nothing more will be.
 */
extern size_t csv_quotes(CsvQuotes *state, const char *in, size_t size, bool last, char *out,
						 size_t *used);

/* where the quote at "text" ends a quoted cell, the byte behind it and blanks; else NULL */
extern const char *csv_quote_end(const char *text, const char *end, char delimiter);

#endif
