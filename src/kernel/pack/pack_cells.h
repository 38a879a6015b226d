/*
 * pack_cells.h
 *	  Cells of any questions over packed answers: what plain SQL groups by and
 *	  adds up.
 *
 * Unlike the tables of a crosstab plan (kernel/stats/crosstab.h) these know no
 * codebook: every code that occurs is a category, and so is no answer.  A cell
 * counts respondents, or respondents with a number and its exact sum.
 */
#ifndef KERNEL_PACK_PACK_CELLS_H
#define KERNEL_PACK_PACK_CELLS_H

#include "kernel/base/dd.h"
#include "kernel/pack/pack.h"

/* categories of a question, with no answer */
#define PACK_MAX_CATEGORIES 32768

/* from the lowest to the highest code of a question that are looked up, not searched for */
#define PACK_MAX_SPAN 65536

/* questions of a table or condition */
#define PACK_MAX_AXES 32

/*
 * A question.  Category 0 is no answer, 1 + i the code codes[i], unless categories
 * tell which one it is: codes that nobody asks apart may have one in common.  Lookup
 * tells the category of each number from codes[0] to the last, 0 if none of them has
 * it, and is NULL where they are too far apart.  There slots are a table of places in
 * codes (kernel/base/hash.h), or NULL where codes are few enough to search.
 */
typedef struct PackAxis
{
	int32_t column; /* its place among those that are handed over */
	int32_t ncodes;
	const int32_t *codes;		/* ascending */
	const uint16_t *categories; /* by place in codes; NULL: one for each of them, in their order */
	int32_t ncategories;		/* of these, without 0 */
	const uint16_t *lookup;
	const uint32_t *slots;
	uint32_t nslots; /* pack_axis_slots() */
} PackAxis;

/* how many categories an axis has, 0 among them */
static inline size_t
pack_axis_size(const PackAxis *axis)
{
	return (size_t) (axis->categories ? axis->ncategories : axis->ncodes) + 1;
}

/* of respondents with a number, 0 or not; those of 0 add nothing */
typedef struct PackSum
{
	int64_t n;
	int64_t zeros; /* of these */
	int64_t none;  /* others, who have no number */
	DD sum;
	DD squares;
} PackSum;

/*
 * Cells by some axes, the last one fastest: counts if there is no number, else
 * sums.  The caller has set them to 0.
 */
typedef struct PackTable
{
	int32_t naxes;
	const int32_t *axes;
	int32_t number; /* one of the numbers; -1 */
	bool squares;	/* they are wanted, too; else they are not to be relied on */
	size_t ncells;
	int64_t *counts;
	PackSum *sums;
	void *scratch; /* pack_table_scratch() bytes, aligned as a line of the cache */
} PackTable;

/* what respondents must pass: a byte for each cell of some axes, 0 or 1 */
typedef struct PackCondition
{
	int32_t naxes;
	const int32_t *axes;
	const uint8_t *pass;
} PackCondition;

/* of all respondents of the segments so far, whether they pass or not; 0 and infinity at first */
typedef struct PackExtent
{
	double lowest;	 /* of the negative ones; or 0 */
	double smallest; /* magnitude of those that are not 0 */
} PackExtent;

/* what a number must be, beside the operators of filters; who has none passes PACK_HAS_NONE alone */
#define PACK_HAS_SOME (PACK_NOT_EQUAL + 1)
#define PACK_HAS_NONE (PACK_NOT_EQUAL + 2)

typedef struct PackBound
{
	int32_t number;
	int32_t op;
	double constant;
} PackBound;

typedef struct PackCells
{
	int32_t naxes;
	const PackAxis *axes;
	int32_t nnumbers;
	const int32_t *numbers; /* by number: its column */
	PackExtent *extents;
	int32_t nconditions;
	const PackCondition *conditions;
	int32_t nbounds;
	const PackBound *bounds;
	int32_t ntables;
	PackTable *tables;
	void *workspace; /* pack_cells_workspace() bytes, aligned as a line of the cache */

	/* of SVY_NO_SPACE: codes of an axis that are not among its own, without order, with repeats */
	int32_t axis;
	int32_t nmissing;
	const int32_t *missing; /* in the workspace */
} PackCells;

/* slots for an axis of so many codes that are too far apart to be looked up; 0: none are needed */
extern uint32_t pack_axis_slots(int32_t ncodes);
extern void pack_axis_fill(const PackAxis *axis, uint32_t *slots);

/* the category of a code; 0: it has none */
extern uint32_t pack_axis_search(const PackAxis *axis, int32_t code);

static inline uint32_t
pack_axis_category(const PackAxis *axis, int32_t code)
{
	if (axis->ncodes == 0 || code < axis->codes[0] || code > axis->codes[axis->ncodes - 1])
		return 0;
	if (axis->lookup == NULL)
		return pack_axis_search(axis, code);
	return axis->lookup[(uint32_t) code - (uint32_t) axis->codes[0]];
}

extern size_t pack_table_scratch(const PackTable *t);
extern size_t pack_cells_workspace(const PackCells *c);

/*
 * Adds respondents from *from on of a segment of n.  SVY_NO_SPACE: an axis has no
 * category for some codes; those before *from are in the cells; give it these
 * and go on.  SVY_BAD_VALUE: a number is not finite, or one that should be whole
 * is not.
 */
extern SvyStatus pack_cells_count(PackCells *c, const PackColumn *columns, int32_t n,
								  int32_t *from);

#endif
