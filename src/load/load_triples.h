/*
 * load_triples.h
 *	  Lines of Triple-S data in columns of fixed width.
 */
#ifndef LOAD_LOAD_TRIPLES_H
#define LOAD_LOAD_TRIPLES_H

#include "load/load_lines.h"
#include "kernel/file/triples.h"

typedef struct TripleLines
{
	LoadLines lines;
	int skip;
	int encoding;
	bool characters; /* of several bytes are one position */
	bool counted;	 /* "starts" is of the line */
	int *starts;	 /* of the characters of the line, and its end */
	int nstarts;
	int room;
} TripleLines;

/*
 * Opens the data; "encoding" is the one that is declared, or NULL.  What was
 * found out is appended to "inferred".
 */
extern void triple_lines_open(TripleLines *lines, const LoadOptions *options, const char *encoding,
							  int skip, List **inferred);

/* back to the first respondent */
extern void triple_lines_rewind(TripleLines *lines, Relation target);

/* the next line that is not empty; false at the end */
extern bool triple_lines_next(TripleLines *lines);

/* the bytes at positions from 1 */
extern TripleText triple_lines_field(TripleLines *lines, int first, int last);

#endif
