/*
 * export_readstat.h
 *	  What the files of the writer of SPSS, Stata and SAS share.
 */
#ifndef EXPORT_EXPORT_READSTAT_H
#define EXPORT_EXPORT_READSTAT_H

#include "export/export.h"
#include "kernel/file/filetime.h"

#include <readstat.h>

#define EXPORT_TAGS 27

typedef struct StatOut
{
	ExportColumn *column;
	char *name;
	readstat_type_t stored;
	readstat_variable_t *variable;
	FileTime time;
	int width;	/* of texts */
	double low; /* numbers beyond are none, or missing ones, in the file */
	double high;
	double least;  /* numbers nearer to zero are zero in the file */
	int64 lost;	   /* values that become missing */
	int64 rounded; /* values that become others */
	int ntags;	   /* codes that become tagged missing values */
	int32 tag_codes[EXPORT_TAGS];
	char tags[EXPORT_TAGS];
} StatOut;

typedef struct StatWriter
{
	Export *export;
	readstat_writer_t *writer;
	int version;
	StatOut *outs;
	int next_ref;		/* long texts of Stata */
	int label_count_at; /* in the record of labels of long texts */
	bool collecting;
	bool too_large;
	ErrorData *error;
	readstat_error_t result;
	const char *where; /* variable that the error is about, or NULL */
} StatWriter;

/* remembers the first error; false if there is one */
extern bool stat_ok(StatWriter *stat, readstat_error_t result, const char *where);

/* a text in UTF-8, cut to so many bytes */
extern char *stat_utf8(const char *text, int limit);

/* export_readstat_meta.c */
extern void stat_plan(StatWriter *stat);
extern void stat_declare(StatWriter *stat);

#endif
