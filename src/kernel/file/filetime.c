/*
 * filetime.c
 *	  Dates and times in SPSS, Stata and SAS files.
 */
#include "kernel/file/filetime.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define DAY 86400.0

/* days from 1582-10-14, where SPSS begins, and 1960-01-01, where the others do, to 2000-01-01 */
#define SPSS_DAYS 152385.0
#define OTHER_DAYS 14610.0

/*
 * Seconds since 1582 need 34 bits before the point, so that 19 are left behind
 * it: 2 microseconds.  Rounding to ten makes reading and writing exact inverses.
 */
#define STEP_SECONDS 1e-5
#define STEP_MILLISECONDS 1e-6

#define LONGEST 16

/* the format's name in capitals, without width and decimals */
static void
bare_name(const char *format, char *name)
{
	size_t n = 0;

	while (format[n] != '\0' && n < LONGEST - 1)
	{
		name[n] = (char) toupper((unsigned char) format[n]);
		n++;
	}
	while (n > 0 && (isdigit((unsigned char) name[n - 1]) || name[n - 1] == '.'))
		n--;
	name[n] = '\0';
}

static bool
among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

FileTime
filetime_spss(const char *format)
{
	static const char *const dates[] = {"DATE", "ADATE", "EDATE", "JDATE", "SDATE",
										"QYR",	"MOYR",	 "WKYR",  NULL};
	static const char *const stamps[] = {"DATETIME", "YMDHMS", NULL};
	static const char *const times[] = {"TIME", "DTIME", "MTIME", NULL};
	char name[LONGEST];

	bare_name(format, name);
	if (among(name, dates))
		return (FileTime){FILE_DATE, 1, SPSS_DAYS * DAY, DAY};
	if (among(name, stamps))
		return (FileTime){FILE_TIMESTAMP, 1, SPSS_DAYS * DAY, STEP_SECONDS};
	if (among(name, times))
		return (FileTime){FILE_TIME, 1, 0, STEP_SECONDS};
	return (FileTime){FILE_NUMBER, 1, 0, 1};
}

FileTime
filetime_stata(const char *format)
{
	if (*format == '%')
		format++;
	if (*format == '-')
		format++;
	if (*format == 'd' || strncmp(format, "td", 2) == 0)
		return (FileTime){FILE_DATE, DAY, OTHER_DAYS, DAY};
	if (strncmp(format, "tc", 2) == 0 || strncmp(format, "tC", 2) == 0)
		return (FileTime){FILE_TIMESTAMP, 1e-3, OTHER_DAYS * DAY * 1e3, STEP_MILLISECONDS};
	return (FileTime){FILE_NUMBER, 1, 0, 1};
}

FileTime
filetime_sas(const char *format)
{
	static const char *const dates[] = {
		"DATE",		"JULIAN",	"MONYY",   "WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX",
		"YYMM",		"YYMON",	"YYQ",	   "E8601DA",  "B8601DA",  "IS8601DA", "MMYY",
		"MMDDYY",	"MMDDYYB",	"MMDDYYC", "MMDDYYD",  "MMDDYYN",  "MMDDYYP",  "MMDDYYS",
		"DDMMYY",	"DDMMYYB",	"DDMMYYC", "DDMMYYD",  "DDMMYYN",  "DDMMYYP",  "DDMMYYS",
		"YYMMDD",	"YYMMDDB",	"YYMMDDC", "YYMMDDD",  "YYMMDDN",  "YYMMDDP",  "YYMMDDS",
		"NLDATE",	"NLDATEL",	"NLDATEM", "NLDATES",  "NLDATEW",  "EURDFDE",  "EURDFDD",
		"EURDFWKX", "EURDFWDX", "MINGUO",  "NENGO",	   "HDATE",	   "HEBDATE",  NULL};
	static const char *const stamps[] = {"DATETIME", "DATEAMPM", "MDYAMPM", "E8601DT",	"B8601DT",
										 "E8601DN",	 "B8601DN",	 "DTDATE",	"DTMONYY",	"DTWKDATX",
										 "DTYEAR",	 "DTYYQC",	 "NLDATM",	"IS8601DT", NULL};
	static const char *const times[] = {"TIME",		"HHMM",	  "HOUR",	 "MMSS",
										"TIMEAMPM", "TOD",	  "E8601TM", "B8601TM",
										"IS8601TM", "NLTIME", NULL};
	char name[LONGEST];

	bare_name(format, name);
	if (among(name, dates))
		return (FileTime){FILE_DATE, DAY, OTHER_DAYS, DAY};
	if (among(name, stamps))
		return (FileTime){FILE_TIMESTAMP, 1, OTHER_DAYS * DAY, STEP_SECONDS};
	if (among(name, times))
		return (FileTime){FILE_TIME, 1, 0, STEP_SECONDS};
	return (FileTime){FILE_NUMBER, 1, 0, 1};
}

double
filetime_read(const FileTime *time, double value)
{
	double seconds = (value - time->epoch) * time->unit;

	if (time->kind == FILE_DATE)
		return floor(seconds / DAY);
	return rint(seconds / time->step) * rint(time->step * 1e6);
}

double
filetime_write(const FileTime *time, double value)
{
	double seconds = time->kind == FILE_DATE ? value * DAY : value / 1e6;

	return seconds / time->unit + time->epoch;
}
