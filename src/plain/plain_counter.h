/*
 * plain_counter.h
 *	  What a process has that counts segments: the leader, or a worker beside it.
 */
#ifndef PLAIN_PLAIN_COUNTER_H
#define PLAIN_PLAIN_COUNTER_H

#include "postgres.h"

#include "plain/plain.h"

/* reasons to read the rows */
#define PLAIN_TOO_MANY "there are too many combinations of codes"
#define PLAIN_INVALID "the pack is not valid"

/* of a worker, which evaluates no conditions: the leader has to ask them of a new code */
#define PLAIN_UNASKED "a condition was not asked of a code"

typedef struct PlainCounter
{
	const PlainCounting *counting; /* NULL in a worker, which has nothing of the query but this: */
	PlainCells *cells;
	int nfetched;
	MemoryContext segment;

	/* only the leader's */
	int *found;		/* by column of the query: the pack's */
	int *axis;		/* by column of the query; -1 */
	int *place;		/* by column of the query: its place among those fetched */
	int32 *fetched; /* the pack's columns, ascending */
	bool *wide;		/* by column of the query: not packed in bytes */
	bool *many;		/* by column of the query: packed as doubles in some segment */
	int32 *numbers; /* by number: the query's column */
	PackBound *bounds;
	PlainKinds *kinds; /* NULL: none were asked for */
} PlainCounter;

/* plain_axes.c: the codes of an axis, of which samples are found, and their categories */
extern void svy_plain_set_axis(PackAxis *axis, PlainCodes *codes);
extern void svy_plain_free_axis(PackAxis *axis, PlainCodes *codes);

/* the same codes and others, in any order, known ones among them, which have no kind yet */
extern PlainCodes svy_plain_more_codes(const PlainCodes *codes, const int32 *more, int nmore);

/* sorts numbers, and leaves each once */
extern int svy_plain_sort(int32 *numbers, int n);

/* room for a table's cells by its axes as they are now; false if that is too much */
extern bool svy_plain_lay_table(PlainCells *c, PlainTable *t);

/* room for the kernel's work, when all its axes and numbers are there */
extern void svy_plain_lay_workspace(PlainCells *c);

/* gives an axis more codes, in any order, known ones among them; or the reason why not */
extern const char *svy_plain_add_codes(PlainCounter *k, int axis, const int32 *more, int nmore);

/* counts a segment from a respondent on, and sets where it ended; or the reason why it did */
extern const char *svy_plain_count_segment(PlainCounter *k, const PlainSegment *segment,
										   int32 *from);

/* adds a cell of a table to one of another */
extern void svy_plain_add_cell(PackTable *into, size_t to, const PackTable *from, size_t cell);

/*
 * plain_workers.c: how many workers what is left would pay, after some of n
 * segments, of which one took so many seconds; and counting with them
 */
extern int svy_plain_workers(const PlainCounter *k, double fastest, int done, int n);
extern const char *svy_plain_count_together(PlainCounter *k, PlainSegment *segments, int n,
											int workers);

#endif
