/*
 * dtafile.h
 *	  What a Stata file says that no library reads: characteristics of the data
 *	  and of its variables.
 */
#ifndef KERNEL_FILE_DTAFILE_H
#define KERNEL_FILE_DTAFILE_H

#include "kernel/file/savfile.h"

/* bytes of the longest name of a variable or characteristic, with a zero byte behind */
#define DTA_NAME 130

typedef struct DtaFile
{
	FileRead read;
	void *arg;
	uint64_t at;
	bool bad; /* the file ended, or went on in an unexpected way */
	bool big; /* the file's byte order */
	int release;
	uint64_t map; /* where the offsets of the parts are; of releases from 117 on */
} DtaFile;

/* parts by their place in the map */
enum
{
	DTA_CHARACTERISTICS = 8,
	DTA_STRLS = 10,
	DTA_PARTS = 14
};

/* reads the header; false if it is damaged, or of no release from 105 to 119 */
extern bool dta_open(DtaFile *file, FileRead read, void *arg);

/* goes to a part; of releases from 117 on */
extern void dta_seek_part(DtaFile *file, int part);

/* bytes, and a whole number, from where the file stands; zero where it is bad */
extern void dta_take(DtaFile *file, void *out, size_t size);
extern uint64_t dta_take_number(DtaFile *file, int size);
extern void dta_expect(DtaFile *file, const char *tag);

/* bytes of the field for the name of a variable or label set, by the release */
extern size_t dta_name_room(long release);

typedef struct DtaCharacteristic
{
	char owner[DTA_NAME]; /* a variable, or _dta */
	char name[DTA_NAME];
	uint64_t offset; /* of the text */
	size_t size;
} DtaCharacteristic;

/* goes to the first characteristic; false if there can be none */
extern bool dta_seek_characteristics(DtaFile *file);

/* false at the end, and where the file is bad */
extern bool dta_next_characteristic(DtaFile *file, DtaCharacteristic *found);

/*
 * The head of a long text (strL) behind its tag.  A row of release 119 refers
 * to a text by three bytes for the variable and five for the row; who reads
 * them as release 118 has them, two and six, finds it if the head is changed
 * alike.
 */
#define DTA_LONG_TEXT_HEAD 17
extern void dta_head_as_118(unsigned char *head);

#endif
