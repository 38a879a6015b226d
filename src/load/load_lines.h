/*
 * load_lines.h
 *	  The lines of a file, one after the other.
 */
#ifndef LOAD_LOAD_LINES_H
#define LOAD_LOAD_LINES_H

#include "load/load_source.h"

typedef struct LoadLines
{
	LoadSource source;
	StringInfoData line; /* the current one, without its end */
	int64 number;		 /* of it, from 1 */
	char end;			 /* of lines */
	char buffer[8192];
	size_t filled;
	size_t taken;
} LoadLines;

extern void load_lines_open(LoadLines *lines, const LoadOptions *options);

/* back to the first line; progress is shown for that table */
extern void load_lines_rewind(LoadLines *lines, Relation target);

/* false at the end of the file */
extern bool load_lines_next(LoadLines *lines);
extern void load_lines_close(LoadLines *lines);

#endif
