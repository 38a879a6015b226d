/*
 * pack_cells_impl.h
 *	  What the files that count cells of any questions share.
 */
#ifndef KERNEL_PACK_PACK_CELLS_IMPL_H
#define KERNEL_PACK_PACK_CELLS_IMPL_H

#include "kernel/base/clones.h"
#include "kernel/pack/pack_cells.h"
#include "kernel/pack/pack_impl.h"
#include "kernel/pack/pack_near.h"
#include "kernel/pack/pack_split.h"

/* of an axis of a table that is counted by bitmaps */
#define PACK_MAPPED_CATEGORIES 64

/* sums of the numbers of a segment */
typedef struct Number
{
	const PackColumn *column;
	bool summed; /* by some table */
	bool exact;
	bool entries;	/* few different ones, by their numbers */
	bool runs;		/* of so many respondents that counts come first */
	bool zeros;		/* some are 0 */
	bool gaps;		/* some respondents have none */
	bool each;		/* some table adds them one by one */
	bool looked_up; /* some table looks its entries up */
	double unit;
	double square_unit;
	PackScale scale;
	bool alone; /* one table has its sums, so that no parts are laid out */
	bool near;	/* and adds them as the integers that they are packed as */
	PackNear as_packed;
	double *space;			/* of a block */
	const PackReal *values; /* of a block, NaN: none */
	uint16_t *numbers;		/* of a block: the entry */
	Four *parts;			/* of a block, or by entry */
	double *entry;			/* by entry */
} Number;

/* of a table: what a segment adds; a large one has nothing but its cells */
typedef struct Scratch
{
	bool large;
	uint32_t *counters; /* COUNTERS or 1 for each cell */
	uint32_t *zeros;
	uint32_t *none;
	Four *sums;	 /* REPLICAS for each cell */
	int32_t run; /* the entry whose respondents the counters have; -1 */
	bool by_bits;
} Scratch;

/* what the categories of an axis are wanted as */
typedef struct Use
{
	bool bytes;	 /* two for each respondent */
	bool narrow; /* one, of codes in a row, for cells that are added to as numbers are packed */
	bool bits;	 /* a bitmap of each */
} Use;

typedef struct Work
{
	PackCells *c;
	const PackColumn *columns;
	int32_t n;
	uint16_t *categories; /* of each axis, a block */
	uint32_t *index;
	uint16_t *narrow; /* the same of tables whose numbers are near each other */
	uint8_t *mask;
	bool masked;
	int32_t *codes;
	int32_t *missing; /* of a segment */
	int32_t chunk;	  /* respondents until sums could overflow */
	Number *numbers;

	/* used by pack_cells_bitmaps.c */
	Use *uses;			 /* by axis */
	bool *asked_by_bits; /* by condition */
	bool some_bits;		 /* tables are counted so */
	bool all_bits;
	uint64_t *bitmaps; /* of each axis, PACK_MAPPED_CATEGORIES of a block */
	uint64_t *valid;   /* the respondents of the block */
	int32_t nvalid;	   /* how many these are */
	uint64_t *passing; /* those who pass: all of them, or asked */
	uint64_t *asked;
	uint64_t *everybody;
	uint64_t *unknown; /* bitmaps of numbers without a category */
	bool *occurs;	   /* by bitmap: whether it has a respondent of the block */
	void *columns_of_piece;
} Work;

static inline Scratch *
scratch_of(const PackTable *t)
{
	return t->scratch;
}

/* whether a byte is enough for each category of an axis, which is found without a look at a table */
extern bool pack_cells_is_narrow(const Work *w, int32_t axis);

/* the categories of a block; SVY_NO_SPACE: the codes that have none are found */
extern SvyStatus pack_cells_categories(Work *w, int32_t from, int32_t count);

/* which codes the axis does not have: of the block, or of all that is left of the segment */
extern void pack_cells_find_missing(Work *w, int32_t axis, int32_t from, int32_t count);

/* moves those of a run, who were counted, to the sums of a table */
extern void pack_cells_end_run(const Work *w, const PackTable *t);

/* the next bytes of some space, or their size alone if there is none */
extern void *pack_cells_carve(uint8_t **space, size_t *size, size_t bytes);

/* room for what bitmaps take */
extern void pack_cells_lay_bitmaps(Work *w, uint8_t **space, size_t *size);

/* which tables of a segment are counted by bitmaps, and which conditions asked by them */
extern void pack_cells_plan(Work *w);

/* the bitmaps of a block; the axis that has no category for a code, or -1 */
extern int32_t pack_cells_map(Work *w, int32_t from, int32_t count);

/* who passes, w->mask among them if w->masked; false: nobody */
extern bool pack_cells_ask(Work *w);

/* counts the tables of bitmaps */
extern void pack_cells_by_bits(Work *w, int32_t from, int32_t count);

#endif
