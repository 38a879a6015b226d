/*
 * filetime.h
 *	  Dates and times in SPSS, Stata and SAS files: a number counts units from
 *	  an epoch, and the variable's display format says which.
 */
#ifndef KERNEL_FILE_FILETIME_H
#define KERNEL_FILE_FILETIME_H

#include <stdbool.h>
#include <stdint.h>

typedef enum FileTimeKind
{
	FILE_NUMBER, /* no date or time */
	FILE_DATE,
	FILE_TIMESTAMP,
	FILE_TIME
} FileTimeKind;

typedef struct FileTime
{
	FileTimeKind kind;
	double unit;  /* seconds */
	double epoch; /* in units, of 2000-01-01 */
	double step;  /* seconds to which the format can tell instants apart */
} FileTime;

extern FileTime filetime_spss(const char *format);
extern FileTime filetime_stata(const char *format);
extern FileTime filetime_sas(const char *format);

/* days, or microseconds, from 2000-01-01 or midnight; not finite if out of range */
extern double filetime_read(const FileTime *time, double value);

/* the other way round */
extern double filetime_write(const FileTime *time, double value);

#endif
