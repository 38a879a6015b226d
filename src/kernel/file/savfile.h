/*
 * savfile.h
 *	  What an SPSS system file says in its extension records and no library
 *	  reads: multiple-response sets, and the short names that they use.
 */
#ifndef KERNEL_FILE_SAVFILE_H
#define KERNEL_FILE_SAVFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

/* extension records by number */
#define SAV_INTEGERS 3
#define SAV_NUMBERS 4
#define SAV_VARIABLE_SETS 5
#define SAV_DATES 6 /* of a time series */
#define SAV_MRSETS 7
#define SAV_PRODUCT 10
#define SAV_DISPLAY 11
#define SAV_LONG_NAMES 13
#define SAV_CASES 16
#define SAV_FILE_ATTRIBUTES 17
#define SAV_ATTRIBUTES 18 /* of variables */
#define SAV_LONG_TEXTS 14
#define SAV_MRSETS_EXTENDED 19
#define SAV_ENCODING 20
#define SAV_TEXT_LABELS 21
#define SAV_TEXT_MISSING 22
#define SAV_DATA_VIEW 24 /* how its window looks */

/* copies bytes of the file; the number copied, which is less only at the end of the file */
typedef size_t (*FileRead)(void *arg, uint64_t offset, void *out, size_t size);

typedef struct SavScan
{
	FileRead read;
	void *arg;
	bool swap; /* the file has the other byte order */
	uint64_t at;
	uint64_t end; /* of the dictionary, once it is reached; start of its last record */
	int formats;  /* variables so far that are shown in one format and written in another */
} SavScan;

typedef struct SavExtension
{
	uint32_t subtype; /* 0: there is none left */
	uint64_t offset;  /* of its data */
	uint64_t size;
} SavExtension;

/* date and time of creation in the header: "05 Nov 26" and "23:59:59", without a byte between */
#define SAV_CREATED_AT 92
#define SAV_CREATED_SIZE 17

/* whether they are written as they should be */
extern bool sav_good_created(const char *created);

/* SVY_BAD_BYTES if it is no system file */
extern SvyStatus sav_open(SavScan *scan, FileRead read, void *arg);

/* a variable's record: where its name of eight bytes stands, and how wide it is */
typedef struct SavVariable
{
	uint64_t name_at;
	int32_t width; /* 0: a number; -1: eight further bytes of the text before */
} SavVariable;

/* the next variable before the first extension record; false if there is none left */
extern bool sav_next_variable(SavScan *scan, SavVariable *variable);

/* the next extension record */
extern SvyStatus sav_next(SavScan *scan, SavExtension *extension);

typedef struct SavText
{
	const char *text; /* not terminated */
	size_t size;
} SavText;

/*
 * A set in the text of the records 7 and 19.  Kind C: each variable holds one
 * of the chosen categories.  D and E: each variable holds whether one option
 * was chosen, by the counted value; with E, the options may be named by the
 * labels of that value rather than those of the variables.
 */
typedef struct SavSet
{
	char kind;
	bool labels_of_values;
	bool label_of_variable;
	SavText name; /* without the $ */
	SavText counted;
	SavText label;
	SavText variables; /* short names, between spaces */
} SavSet;

/* takes a set, or a name, from the front; false at the end; "bad" on nonsense, which ends it too */
extern bool sav_take_set(SavText *rest, SavSet *set, bool *bad);
extern bool sav_take_name(SavText *rest, SavText *name);

/*
 * Takes name('value'\n'value'\n) from the front of the records 17 and 18, where a
 * slash ends the attributes of a variable, and a colon its name before them; the
 * values are left in "values".
 */
extern bool sav_take_attribute(SavText *rest, SavText *name, SavText *values);
extern bool sav_take_value(SavText *values, SavText *value);

/* takes the name of the variable whose attributes follow */
extern bool sav_take_owner(SavText *rest, SavText *name);

/* takes SHORT=LongName from the front of record 13 */
extern bool sav_take_long_name(SavText *rest, SavText *short_name, SavText *long_name);

#endif
