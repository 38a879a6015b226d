/*
 * load_csv_source.h
 *	  The bytes of a CSV file: their encoding, and where they end.
 */
#ifndef LOAD_LOAD_CSV_SOURCE_H
#define LOAD_LOAD_CSV_SOURCE_H

#include "kernel/file/sniff.h"
#include "lib/stringinfo.h"
#include "load/load_source.h"

#define CSV_PIECE 16384

/* the bytes of a file or parameter, as UTF-8 if they are UTF-16 */
typedef struct CsvSource
{
	LoadSource stored; /* its size is where the last line with anything but delimiters ends */
	size_t start;	   /* behind the byte-order mark */
	bool wide;		   /* UTF-16 */
	Utf16 wide_state;
	StringInfoData converted; /* what is not handed out yet */
	int converted_at;
} CsvSource;

/* to its first byte */
extern void csv_source_rewind(CsvSource *source);

/* bytes as COPY is to see them */
extern size_t csv_source_read(CsvSource *source, char *out, size_t room);

/* the byte-order mark, if there is one; returns the encoding that it stands for, or NULL */
extern const char *csv_source_mark(CsvSource *source);

/* the encoding by the bytes of a file without a mark */
extern const char *csv_source_guess(CsvSource *source);

/*
 * Lines of delimiters only at the end of the file, which spreadsheets write
 * below the last respondent, are no part of it any more, nor are blank lines
 * among them.  Returns how many lines there were.
 */
extern int64 csv_source_cut(CsvSource *source, char delimiter);

#endif
