/*
 * pack.h
 *	  Packed answers: the columns of a survey as segments of up to 65,536
 *	  respondents, and counting and filtering over them.
 *
 * A segment is a directory (in the wire format: version, count of columns, for
 * each its encoding and parameter) and the bytes of its columns one after
 * another, little-endian, so that the common machine reads them in place:
 *
 *	EMPTY       nobody answered: no bytes
 *	BITS        0 or 1: a bit each for chosen, then a bit each for answered
 *	NIBBLES     code less the parameter in four bits, 15 where there is no answer;
 *				the first of two respondents in the low ones
 *	BYTES       code less the parameter, 255 where there is no answer
 *	SHORTS      the same in two bytes, 65,535 where there is no answer
 *	INTEGERS    four bytes, PACK_NULL where there is no answer
 *	DOUBLES     eight bytes, NaN where there is no answer
 *	DICTIONARY  as many doubles as the parameter says, then two bytes each that
 *				number them; the first is NaN: no answer
 *	PLANES_n    the same as NIBBLES in n bits, all of them set where there is no
 *				answer: the lowest bits of all respondents, then the next ones
 *	RUNS        as many doubles as the parameter says, NaN where there is no
 *				answer, then for each in four bytes the respondent after its last
 *	NEAR        numbers near each other, all positive: the smallest and a unit, doubles;
 *				for each 64 respondents, in eight bytes, how many units more the smallest
 *				of these has; for each what he has beyond that, in as many bytes as the
 *				parameter says, six at most; then zeros that make the last ones eight
 *
 * Bytes may come from anybody who owns a survey, so every length is checked
 * before a byte is read, and no code is trusted to lie within a table.
 *
 * A query is an array of int32 words: how many columns it reads and their
 * numbers in the segment, ascending; for each slot and each value of the
 * crosstab plan the column that holds it, and that of the weight (-1: none),
 * as positions in this list; then a filter (none: everybody), in postfix order:
 *
 *	COMPARE  column, operator, constant (a double in two words, low first)
 *	IN       column, length, constant[length]
 *	LOOKUP   column, first, length, what it says of none, then of the whole numbers
 *			 from first on, two bits each, 16 to a word, low ones first; of others
 *			 it says unknown
 *	NULL     column
 *	NOT, AND, OR
 *	CONSTANT 0: false, 1: unknown, 2: true
 */
#ifndef KERNEL_PACK_PACK_H
#define KERNEL_PACK_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/stats/crosstab.h"
#include "kernel/base/status.h"

#define PACK_VERSION 1
#define PACK_SEGMENT 65536
#define PACK_NULL CROSSTAB_NULL
#define PACK_MAX_COLUMNS 4096
#define PACK_MAX_DICTIONARY 4096

/* weights are counted by bitmaps where as many respondents as this, taken together, have the same */
#define PACK_RUN_RESPONDENTS 256

/* filters and counts work on this many respondents at a time, which fit the cache */
#define PACK_BLOCK 4096

/* of a bitmap of a block */
#define PACK_WORDS (PACK_BLOCK / 64)

typedef enum PackEncoding
{
	PACK_EMPTY,
	PACK_BITS,
	PACK_NIBBLES,
	PACK_BYTES,
	PACK_SHORTS,
	PACK_INTEGERS,
	PACK_DOUBLES,
	PACK_DICTIONARY,
	PACK_RUNS,
	PACK_PLANES_2,
	PACK_PLANES_3,
	PACK_PLANES_4,
	PACK_NEAR
} PackEncoding;

typedef enum PackOperator
{
	PACK_LESS = 1,
	PACK_LESS_EQUAL,
	PACK_EQUAL,
	PACK_GREATER_EQUAL,
	PACK_GREATER,
	PACK_NOT_EQUAL
} PackOperator;

typedef enum PackFilter
{
	PACK_COMPARE = 1,
	PACK_IN,
	PACK_LOOKUP,
	PACK_IS_NULL,
	PACK_NOT,
	PACK_AND,
	PACK_OR,
	PACK_CONSTANT
} PackFilter;

/* words of a LOOKUP of so many numbers */
#define PACK_LOOKUP_HEAD 5
#define PACK_LOOKUP_MOST (1 << 20)

static inline int64_t
pack_lookup_words(int32_t n)
{
	return PACK_LOOKUP_HEAD + ((int64_t) n + 15) / 16;
}

/* what a filter says of a respondent: AND is the smaller, OR the larger, NOT the difference to 2 */
#define PACK_FALSE 0
#define PACK_UNKNOWN 1
#define PACK_TRUE 2
#define PACK_MAX_STACK 16

/* a column of a segment */
typedef struct PackColumn
{
	int32_t encoding;
	int32_t parameter;
	const uint8_t *bytes;
} PackColumn;

/* bytes of a column of n respondents; 0 also for an encoding that does not exist */
extern size_t pack_size(int32_t encoding, int32_t parameter, int32_t n);

/*
 * Chooses the smallest encoding and writes n <= PACK_SEGMENT values into space
 * of pack_bound() bytes.  Codes have PACK_NULL and doubles NaN where there is no
 * answer; doubles must be finite otherwise.  Returns the bytes written.
 */
extern size_t pack_bound(int32_t n);
extern size_t pack_codes(const int32_t *codes, int32_t n, PackColumn *column, uint8_t *space);

/* the same, in planes where these are smaller than bytes: for counting by bitmaps alone */
extern size_t pack_planes(const int32_t *codes, int32_t n, PackColumn *column, uint8_t *space);
extern size_t pack_doubles(const double *values, int32_t n, PackColumn *column, uint8_t *space);

/* numbers of which nearly everybody has his own */
static inline bool
pack_has_numbers(const PackColumn *column)
{
	return column->encoding == PACK_DOUBLES || column->encoding == PACK_NEAR;
}

/* respondents from .. from + count - 1; a column of doubles that are no codes gives PACK_NULL */
extern void pack_read_codes(const PackColumn *column, int32_t n, int32_t from, int32_t count,
							int32_t *codes);
extern void pack_read_doubles(const PackColumn *column, int32_t n, int32_t from, int32_t count,
							  double *values);

/* a number of a column, wherever it lies */
typedef double PackReal __attribute__((aligned(1), may_alias));

/* the same as pack_read_doubles, where they lie if the machine reads them so; or in space */
extern const PackReal *pack_see_doubles(const PackColumn *column, int32_t n, int32_t from,
										int32_t count, double *space);

/* bits of a column of planes; 0 of any other */
static inline int
pack_nplanes(const PackColumn *column)
{
	return column->encoding >= PACK_PLANES_2 && column->encoding <= PACK_PLANES_4
			   ? column->encoding - PACK_PLANES_2 + 2
			   : 0;
}

/* whether pack_read_bytes reads the column */
static inline bool
pack_has_bytes(const PackColumn *column)
{
	return column->encoding == PACK_BYTES || column->encoding == PACK_NIBBLES ||
		   pack_nplanes(column) > 0;
}

/* NIBBLES, PLANES or BYTES as BYTES; from must be a multiple of eight */
extern const uint8_t *pack_read_bytes(const PackColumn *column, int32_t n, int32_t from,
									  int32_t count, uint8_t *space);

/* SHORTS as they are numbered, less the parameter, and where there is no answer */
#define PACK_SHORT_NULL 65535
extern void pack_read_shorts(const PackColumn *column, int32_t from, int32_t count,
							 uint16_t *numbers);

/* 64 respondents of a plane, wherever it begins */
typedef uint64_t PackWord __attribute__((aligned(1), may_alias));

/*
 * A plane of PACK_BLOCK respondents from one on, a multiple of that: where it
 * lies, or, of those that are left, in space of as many bits, then zeros.
 */
extern const PackWord *pack_read_plane(const PackColumn *column, int32_t n, int plane, int32_t from,
									   uint64_t *space);

/*
 * Few different numbers: a DICTIONARY or RUNS.  Their entries, at most
 * PACK_MAX_DICTIONARY of which the first stands for no answer, and for each
 * respondent the number of an entry, 0 if it is out of range.
 */
static inline bool
pack_has_entries(const PackColumn *column)
{
	return column->encoding == PACK_DICTIONARY || column->encoding == PACK_RUNS;
}

extern int32_t pack_entries(const PackColumn *column);
extern void pack_read_entries(const PackColumn *column, double *entries);
extern void pack_read_numbers(const PackColumn *column, int32_t from, int32_t count,
							  uint16_t *numbers);

/*
 * Of RUNS: the run of a respondent; the number of its entry; and the respondent
 * after its last, more than that in any case.
 */
extern int32_t pack_run_of(const PackColumn *column, int32_t respondent);
extern uint16_t pack_run_number(const PackColumn *column, int32_t run);
extern int32_t pack_run_end(const PackColumn *column, int32_t n, int32_t run, int32_t respondent);

/*
 * The order that brings equal values together (any order of values; those
 * without one count as equal), and keeps it among equals: n < 2^32 respondents;
 * scratch has room for as many.
 */
extern void pack_order(const double *values, uint32_t n, uint32_t *order, uint32_t *scratch);

/* the directory, by a writer and a reader of the wire format */
extern void pack_directory_write(WireWriter *w, const PackColumn *columns, int32_t ncolumns);

/* where the columns that a query reads lie in the data */
typedef struct PackSlice
{
	size_t offset;
	size_t size;
} PackSlice;

extern SvyStatus pack_directory_read(WireReader r, int32_t n, const int32_t *wanted,
									 int32_t nwanted, PackColumn *columns, PackSlice *slices);

/* a query's words, taken apart */
typedef struct PackQuery
{
	int32_t ncolumns;
	const int32_t *columns; /* numbers in the segment */
	const int32_t *slots;	/* positions in columns */
	const int32_t *values;
	int32_t weight;
	const int32_t *filter;
	int32_t nfilter;
} PackQuery;

/* SVY_BAD_ARGUMENT unless the words are a query for this plan */
extern SvyStatus pack_query(const Crosstab *x, const int32_t *words, int64_t nwords, PackQuery *q);

/* what conditions say of a block: bits of those of whom one is true, and of whom it is not false */
typedef struct PackTruths
{
	uint64_t holds[PACK_WORDS];
	uint64_t may[PACK_WORDS];
} PackTruths;

typedef struct PackFilterSpace
{
	PackTruths stack[PACK_MAX_STACK];
	uint64_t planes[4][PACK_WORDS];
	uint8_t bytes[PACK_BLOCK + 8]; /* they are read from a multiple of eight on */
	uint8_t truths[PACK_BLOCK];
	uint16_t shorts[PACK_BLOCK];
	double values[PACK_BLOCK];
} PackFilterSpace;

/*
 * Those of respondents from .. from + count - 1, count <= PACK_BLOCK, of whom the
 * filter is true, in the space; bits of others mean nothing.  What it says at
 * all is in the stack's first entry.
 */
extern const uint64_t *pack_filter(const PackQuery *q, const PackColumn *columns, int32_t n,
								   int32_t from, int32_t count, PackFilterSpace *space);

/* the same as a byte for each, PACK_TRUE or PACK_FALSE */
extern void pack_filter_bytes(const uint64_t *passing, int32_t count, uint8_t *truth);

/*
 * Adds a segment of n respondents to the state, as crosstab_add would one by
 * one: the counts are the same, and so are the sums of weights, as both are
 * exact.  Needs a workspace of pack_workspace() bytes, aligned as a double.
 * SVY_BAD_WEIGHT, SVY_BAD_VALUE: as there.
 */
extern size_t pack_workspace(Crosstab *x);
extern SvyStatus pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32_t n,
							void *workspace);

/*
 * Units of a design: a segment is sorted by strata and clusters, so that the
 * respondents of one lie together, in a run.  The runs of a segment, in the wire
 * format: version, count, for each how many respondents, the length of its key
 * and the key, whose bytes mean something to the caller alone.
 */
#define PACK_UNITS_VERSION 1

typedef struct PackRun
{
	int32_t end; /* the respondent after its last */
	int32_t key_size;
	const uint8_t *key;
} PackRun;

/* runs of at most n respondents; -1: no valid runs of n respondents */
extern int32_t pack_runs_count(WireReader r, int32_t n);
extern void pack_runs_read(WireReader r, int32_t nruns, PackRun *runs);

/* what is kept of a cell for each run; the weight alone if nothing else is said */
#define PACK_UNITS_EXACT 1	 /* counts too, and sums as double-doubles */
#define PACK_UNITS_SQUARES 2 /* sums of squares of the weights too */

/*
 * A record for each run, of pack_record_size() doubles that are 0 to begin with:
 * its respondents with a weight, those who count -- they pass the filter, and
 * their weight is not 0 --, those with a positive weight whether they pass or not,
 * then the cells and the moments.
 */
typedef struct PackUnits
{
	int32_t detail;
	int32_t nruns;
	const PackRun *runs;
	double *records;
} PackUnits;

extern size_t pack_record_size(const Crosstab *x, int32_t detail);

static inline double
pack_record_respondents(const double *record)
{
	return record[0];
}

/* those of them with a positive weight, of PACK_UNITS_EXACT */
static inline double
pack_record_live(const double *record)
{
	return record[2];
}

static inline double
pack_record_members(const double *record)
{
	return record[1];
}

/* read from a record; without PACK_UNITS_EXACT there are no counts */
typedef struct PackUnitCell
{
	double n; /* with a weight, and not one of 0, as everywhere in cells */
	DD w;
	DD ww;
} PackUnitCell;

extern PackUnitCell pack_record_cell(int32_t detail, const double *record, int32_t cell);
extern CrosstabMoments pack_record_moments(const Crosstab *x, int32_t detail, const double *record,
										   int32_t moments);

/* adds the cells and moments of a state, of a unit alone; adds another record of the same plan */
extern void pack_record_add(const Crosstab *x, int32_t detail, double *record);
extern void pack_record_merge(const Crosstab *x, int32_t detail, double *into, const double *from);

/*
 * The same record without counts, of sums rounded to doubles; into: zeros.  The
 * numbers of a table are then counted from its origin (by table; NULL: 0), so that
 * the squares of large ones that differ little are not lost in rounding.
 */
extern void pack_record_round(const Crosstab *x, int32_t detail, const double *record,
							  const double *origins, double *into);

/*
 * Some cells (moments) of all records, those of each one after another: sums[0][i
 * * nrecords + k] is the weight of cell first + i in record order[k] (NULL: k),
 * sums[1] that of the squares if there is room for them; of moments wy, wwy, wwyy.
 * Not of PACK_UNITS_EXACT.
 */
typedef struct PackPlanes
{
	int32_t first;
	int32_t count;
	double *sums[3];
} PackPlanes;

extern void pack_records_cells(int32_t detail, const double *records, size_t size,
							   const int32_t *order, int32_t nrecords, const PackPlanes *planes);
extern void pack_records_moments(const Crosstab *x, int32_t detail, const double *records,
								 size_t size, const int32_t *order, int32_t nrecords,
								 const PackPlanes *planes);

/* as pack_count, the segment's runs besides; a workspace of pack_units_workspace() bytes */
extern size_t pack_units_workspace(Crosstab *x);
extern SvyStatus pack_count_units(Crosstab *x, const PackQuery *q, const PackColumn *columns,
								  int32_t n, const PackUnits *units, void *workspace);

#endif
