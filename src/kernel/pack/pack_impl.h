/*
 * pack_impl.h
 *	  What the files that count packed answers share.
 */
#ifndef KERNEL_PACK_PACK_IMPL_H
#define KERNEL_PACK_PACK_IMPL_H

#include "kernel/base/clones.h"
#include "kernel/pack/pack.h"

typedef uint64_t Quad __attribute__((vector_size(32), aligned(8), may_alias));
typedef double Reals __attribute__((vector_size(32), aligned(8), may_alias));
typedef uint64_t Four[4];

/* units of the high parts of numbers, powers of two */
typedef struct PackScale
{
	double per_unit;
	double per_square_unit;
} PackScale;

/* of NIBBLES, where there is no answer */
#define PACK_NIBBLE_NULL 15

/* tables of more cells are not counted by bitmaps; their categories have numbers of up to 8 bits */
#define PACK_BITMAP_CELLS 128

/* respondents until the integer sums of a cell could overflow */
#define CHUNK 32768
#define COUNT_SHIFT 48
#define HIGH_BITS 32   /* of a weight, below the count */
#define SQUARE_BITS 46 /* of a square */
#define LOW_BITS 46
#define LOW_SCALE 0x1p46

/* sums of a job are kept this often, so that one need not wait for the last */
#define REPLICAS 2

/* cells of two questions, which lie in the nearest cache; of more, most of which do */
#define MAX_PAIR_CELLS 512
#define MAX_GROUP_JOBS 4
#define MAX_GROUP_CELLS 1536

/* a question, or an option (net, base) of a set: a byte per respondent */
typedef struct Part
{
	int32_t variable;
	int32_t category; /* of a set: the one that this part is; -1: all */
	int32_t ncategories;
	int32_t job;	/* one that has it as row, and so the sum over its columns; -1 */
	int32_t low;	/* the code that is byte 0 */
	bool by_code;	/* whole codes less that are bytes, as those of a byte column are */
	bool by_number; /* these bytes are categories: codes 1 to 5 as 0 to 4, say */
	int32_t bitmap; /* the first of ncategories + 1, the last of those in none of them; -1 */
	bool mapped;	/* a job is counted by them */
	bool by_planes; /* they are made without bytes of categories */
	bool complete;	/* everybody of the block who passes is in a category */
	bool grouped;	/* some job is or may be of a group */
	int32_t width;	/* in the cells of groups: ncategories, or more if others were seen */
} Part;

/* rows by columns, counted together */
typedef struct Job
{
	int32_t row;
	int32_t column;
	int32_t table;
	int32_t total; /* the table of the same rows by everybody; -1: none */
	size_t sums;
	bool by_bitmaps;
} Job;

/* jobs with the same columns, added to at once: cells of all their rows by the columns */
typedef struct Group
{
	int32_t njobs;
	int32_t jobs[MAX_GROUP_JOBS];
	size_t cells;
	size_t replica; /* cells to the second copy of them; 0: there is one */
	size_t sums;	/* among those of groups */
} Group;

/* some respondents of a block who have one weight, from .. to - 1 */
typedef struct PackPiece
{
	int32_t from;
	int32_t to;
	const uint64_t *entry; /* what each of them adds; NULL: they have no weight */
} PackPiece;

/* bitmaps are read by so many words, of those of a block up to so many beyond it */
#define PACK_VECTOR_WORDS 8

/* some of a block: the words from first on that have their bits, and zeros up to a whole vector */
typedef struct PackSome
{
	int32_t first;
	int32_t nwords;
	uint64_t bits[PACK_WORDS + PACK_VECTOR_WORDS];
} PackSome;

typedef struct Count
{
	Crosstab *x;
	const PackQuery *q;
	const PackColumn *columns;
	int32_t n;
	bool weighted;
	bool inexact;
	bool numbered; /* weights are added from their dictionary */
	int32_t nparts;
	int32_t njobs;
	size_t nsums;
	int32_t most_jobs;
	size_t most_sums;
	uint8_t *single; /* by table: respondents one by one */
	bool singles;	 /* there are such */
	Part *parts;
	Job *jobs;
	uint8_t *categories; /* of each part, a block */
	uint8_t *lookups;	 /* of each part, the category of each byte */
	Four *sums;
	int32_t ngroups;
	Group *groups;
	bool *grouped; /* by job */
	Four *group_sums;
	Four *entries;	/* of the weight's dictionary; zeros where there is none, or one of 0 */
	bool any_zeros; /* there are weights of 0 in the segment, who do not count */
	Four *weights;	/* of a block */
	double *values;
	int32_t *codes;
	uint16_t *index;
	PackFilterSpace *filter;
	uint8_t *truth; /* of a block, who passes the filter */
	uint16_t *numbers;
	double unit; /* of the high part of a weight */
	double square_unit;
	PackScale scale;
	bool whole;			   /* no weight of the segment can be inexact */
	bool every;			   /* and everybody has one and passes */
	bool alone;			   /* one addition takes them as they are made integers */
	const PackReal *reals; /* of a block */
	uint32_t *wide;		   /* its cells */

	/* used by pack_bitmaps.c alone, where respondents of one weight lie together */
	bool by_bitmaps;   /* some jobs are */
	bool only_bitmaps; /* all are, so that no weights need to be laid out */
	bool undeclared;   /* they met codes that nobody declared */
	int32_t nbitmaps;
	uint64_t *bitmaps; /* of a block, PACK_WORDS each */
	uint64_t *passing; /* respondents who pass the filter */
	bool all_pass;	   /* these are all of a whole block */
	PackPiece *pieces; /* of a block */
	int32_t npieces;
	uint64_t *spare;				 /* two: of those who are not wanted, of undeclared codes */
	PackSome *some;					 /* those of a piece */
	const uint64_t **columns_of_job; /* and those in none */
	uint32_t *column_counts;		 /* of a piece */

	/* used by pack_units.c alone, where the cells of each run are wanted too */
	const PackUnits *units;
	Four *given;	   /* of the chunk's sums: what runs were given, as sums */
	Four *now;		   /* of both jobs of a pair */
	int32_t *seen;	   /* by part: categories that the chunk had so far */
	Crosstab *scratch; /* the run's respondents that are added one by one */
} Count;

/* adds a whole number of units exactly: each half of it fits a double */
static inline DD
pack_add_units(DD sum, uint64_t number, double unit)
{
	int64_t whole = (int64_t) number;
	int64_t high = whole >> 31;
	int64_t low = whole - high * (INT64_C(1) << 31);

	sum = dd_add_double(sum, (double) high * (unit * 0x1p31));
	return dd_add_double(sum, (double) low * unit);
}

/* the first part of a variable; -1: it has none */
static inline int32_t
pack_first_part(const Count *c, int32_t variable)
{
	return crosstab_variables(c->x)[variable].part;
}

/* lays out jobs, pairs and working space of pack_workspace() bytes */
extern void pack_plan(Count *c, void *workspace);

/* hands out parts of the working space; without space it only adds up how much that would be */
extern void *pack_carve(uint8_t **space, size_t *size, size_t bytes);

/* the categories of a block, numbered as cells of a job; some of its respondents, added to the job's sums */
extern void pack_job_index(Count *c, const Job *job, int32_t count);
extern void pack_job_add(Count *c, const Job *job, Four *sums, int32_t from, int32_t count);
extern size_t pack_job_cells(const Count *c, const Job *job);

/*
 * The same of a group, one copy of whose sums is added to.  Groups are made as
 * categories are seen; at the end of a chunk their sums become those of their jobs.
 */
extern size_t pack_most_group_sums(int32_t njobs);
extern void pack_groups_begin(Count *c);
extern void pack_groups_see(Count *c, int32_t count);
extern void pack_group_index(Count *c, const Group *group, int32_t count);
extern void pack_group_add(Count *c, const Group *group, int32_t from, int32_t count);
extern void pack_groups_flush(Count *c);

/* the categories of a part, a byte each */
static inline uint8_t *
pack_part_bytes(const Count *c, int32_t part)
{
	return c->categories + (size_t) part * PACK_BLOCK;
}

/* the largest of some bytes */
extern uint8_t pack_largest(const uint8_t *bytes, int32_t count);

/* respondents from .. from + count - 1 of the segment one by one, for the tables that need it or all */
extern SvyStatus pack_add_singles(Count *c, int32_t from, int32_t count, bool all);

/*
 * Counting by bitmaps: which jobs; which parts without bytes; who passes the filter, as bits (NULL: all);
 * how many of them have a weight; and the jobs of that block, when its categories are known.
 */
extern void pack_bitmaps_plan(Count *c);
extern void pack_bitmaps_prepare(Count *c);
extern void pack_bitmaps_filter(Count *c, int32_t from, int32_t count, const uint64_t *passing);
extern int32_t pack_bitmaps_included(const Count *c);
extern void pack_bitmaps_jobs(Count *c, int32_t from);

/* where the bits of a number go: to a bitmap, or to those that it has already */
typedef struct PackTarget
{
	uint64_t *bitmap;
	bool begun;
} PackTarget;

/* numbers with the same bits from this one on, which those below tell apart, come at once */
#define PACK_LOW_PLANES 3
#define PACK_AT_ONCE (1 << PACK_LOW_PLANES)

/* the bitmaps, of those who pass, of numbers first .. first + PACK_AT_ONCE - 1 by planes of at least PACK_LOW_PLANES bits */
extern void pack_divide(const uint64_t *passing, const PackWord *const *planes, int nplanes,
						int first, const PackTarget *targets);

/* whether a bitmap has a bit */
extern bool pack_has_any(const uint64_t *bitmap);

/* those of respondents from .. to - 1 who have a bit */
extern void pack_choose(PackSome *some, const uint64_t *bits, int32_t from, int32_t to);

/* how many of some are in a row (NULL: everybody is) and in each of some columns */
extern void pack_common_bits(const PackSome *some, const uint64_t *row,
							 const uint64_t *const *columns, int32_t ncolumns, uint32_t *counts);

/* the cells of two questions whose categories are bytes, in one pass; size: categories of the second */
extern void pack_pair_index(uint16_t *index, const uint8_t *first, uint16_t size,
							const uint8_t *second, int32_t count);

/* a segment's runs: a block's jobs, and its respondents one by one */
extern void pack_units_lay_out(Count *c, uint8_t **space, size_t *size);
extern void pack_units_begin(Count *c);
extern void pack_units_chunk(Count *c);
extern void pack_units_jobs(Count *c, int32_t from, int32_t count);
extern SvyStatus pack_units_singles(Count *c, int32_t from, int32_t count, bool all);
extern void pack_units_end(Count *c);

#endif
