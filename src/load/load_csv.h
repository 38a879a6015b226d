/*
 * load_csv.h
 *	  What the files of the reader of CSV share.
 */
#ifndef LOAD_LOAD_CSV_H
#define LOAD_LOAD_CSV_H

#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "kernel/file/csvquote.h"
#include "load/load_csv_source.h"
#include "utils/rel.h"

typedef struct CsvReader
{
	LoadReader reader;
	const LoadOptions *options;
	CsvSource source;
	const char *encoding; /* PostgreSQL's name */
	int header_rows;
	int told;		 /* lines that tell the delimiter, as Excel has it */
	int empty;		 /* rows before the header: blank ones, and titles above a table */
	Relation parsed; /* the relation that COPY is told of */
	CopyFromState copy;
	int64 line;		 /* first line of the row */
	int64 next_line; /* of the row behind it */
	bool *quoted;	 /* by column of the row, once somebody has asked */
	bool quoted_known;
	int64 blank;	   /* lines without anything */
	int64 cut;		   /* lines of delimiters only at the end */
	int64 hollow;	   /* rows without any answer */
	int64 hollow_line; /* the first of them */

	/* between the bytes of the file and COPY: which quotes are quotes */
	CsvQuotes quotes;
	StringInfoData raw; /* bytes that are not judged yet */
	StringInfoData judged;
	int judged_at;
	int64 text_line;		  /* the first one with a quote that is text; 0: none so far */
	int64 joined;			  /* rows over several lines */
	int64 holding;			  /* those with lines that look like rows */
	int64 holding_line;		  /* the first of them */
	StringInfoData joined_at; /* the first of them */
	char *joined_note;		  /* in the reader's "inferred", or NULL */
} CsvReader;

/* load_csv.c: a fresh parser at the first line of the file; the rows one by one, blank ones too */
extern void csv_begin(CsvReader *csv, Relation target);
extern bool csv_next_line(CsvReader *csv, LoadRow *row);

/* whether a cell of the row just read stood in quotes */
extern bool csv_quoted(LoadReader *reader, int column);

/* load_csv_header.c: finds out the header rows, and takes from them what columns are called */
extern void csv_find_headers(CsvReader *csv);

#endif
