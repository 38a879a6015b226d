/*
 * statguard.h
 *	  What must be known of a file before ReadStat may see it: the library
 *	  (1.1.8, as Debian has it) trusts some bytes that a hostile file can set.
 */
#ifndef KERNEL_FILE_STATGUARD_H
#define KERNEL_FILE_STATGUARD_H

#include "kernel/file/savfile.h"

/*
 * Looks through the dictionary of an SPSS system file: NULL if it may be read,
 * or what is wrong with it.  "encoding" is the one that iconv is to be told,
 * NULL for the file's own; it may be another name for the same afterwards.
 * "at" is where the look ended.
 */
extern const char *statguard_sav(FileRead read, void *arg, const char **encoding, uint64_t *at);

/* looks through the header and the long texts of a Stata file */
extern const char *statguard_dta(FileRead read, void *arg, uint64_t *at);

/*
 * Where the first data set of a SAS transport file ends, and how many there
 * are: the library takes all that follows for rows of the first.
 */
extern uint64_t statguard_xpt(FileRead read, void *arg, uint64_t size, int *count);

#endif
