/*
 * disclosure.h
 *	  Which further cells of published tables must be left out, so that those
 *	  left out first cannot be computed from what remains (secondary
 *	  suppression; Cox 1980, Kelly, Golden and Assad 1992).
 *
 * All tables are one system of linear relations between cells, each a sum of
 * coefficients times cells that is 0: lines, columns, nets, totals, means.  What
 * is published is known; so a cell is safe if there is a movement of the unknown
 * cells, itself among them, that keeps every relation and no cell below what an
 * attacker knows of it (1 where zeros are published).  The cheapest such movement
 * over cells that are not unknown yet is a linear program; the cells that it
 * moves are to be left out as well.
 */
#ifndef KERNEL_STATS_DISCLOSURE_H
#define KERNEL_STATS_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

typedef struct DisclosureSystem
{
	int ncells;
	int nrelations;
	const int *first; /* of each relation in cells and coefficients; one more */
	const int *cells;
	const double *coefficients;

	/* by cell */
	const double *value;
	double *least;			  /* what an attacker knows it not to be below; -INFINITY: nothing */
	const double *cost;		  /* of leaving it out, above 0; INFINITY: it stays */
	bool *unknown;			  /* it is not published */
	const bool *barred;		  /* it is not to be left out now; NULL: all may be */
	const bool *guarded;	  /* no attacker may compute it; unknown too */
	const int *implied_first; /* what goes with it: cells that are left out if it is; one more */
	const int *implied;
	int alone; /* so many go with a cell that is left out alone: 1 where each has a twin */

	/* what lines add up to; movements of these are found first in large systems.  NULL: what others go with */
	const bool *base;

	/* the relations that a cell is in, with its coefficients: disclosure_index fills them; one more */
	int *of_first;
	int *of;
	double *of_coefficients;

	/* movements are looked for among cells of the same number first.  NULL: everywhere at once */
	const int *near;

	/*
	 * Range protection: every guarded cell must be able to be reach, and the least
	 * that it can be if other cells may come in between, as far as an attacker can
	 * tell.  0: it is enough that it can be 1 more or 1 less.
	 */
	double reach;

	/* called between the steps of long work; may not come back */
	void (*pause)(void);
} DisclosureSystem;

/*
 * What may move.  BASES finds which bases are to be left out where that cannot be
 * helped: relations that lines are in may be broken; so it is no movement that
 * protects a cell.  TABLES mends those.
 */
typedef enum DisclosureScope
{
	DISCLOSURE_NEAR_UNKNOWN,
	DISCLOSURE_UNKNOWN, /* what is unknown already */
	DISCLOSURE_NEAR,	/* besides it, what is left out alone, of cells of the same number */
	DISCLOSURE_LINES,	/* of all cells */
	DISCLOSURE_BASES,
	DISCLOSURE_TABLES, /* all but bases */
	DISCLOSURE_ALL
} DisclosureScope;

/* fills what says which relations a cell is in: ncells + 1 numbers, and as many others as there are terms */
extern void disclosure_index(DisclosureSystem *s, int *first, int *relations, double *coefficients);

/* doubles to work in */
extern size_t disclosure_work(const DisclosureSystem *s);

/* a cell becomes unknown, and what goes with it; zeros may be among these, so that nobody knows them */
extern void disclosure_suppress(DisclosureSystem *s, int cell);

/*
 * Makes cells unknown until every guarded one is safe, then gives back those
 * without which it is.  fixed: cells that do not come back though they are not
 * guarded.  SVY_INFEASIBLE if a cell cannot be made safe (number in *cell), such
 * as one that is alone in its table.
 */
extern SvyStatus disclosure_protect(DisclosureSystem *s, const bool *fixed, double *work,
									int *cell);

/*
 * The cheapest movement by which a cell changes by so much, into move[ncells];
 * its cost is the sum of cost times |movement| of cells that are not unknown.
 * SVY_INFEASIBLE if there is none.
 */
extern SvyStatus disclosure_move(const DisclosureSystem *s, int cell, double by,
								 DisclosureScope scope, double *work, double *move, double *cost);

/*
 * The same where the movement of bases is given in move: what the lines of one
 * table after another do by it.  It need not be the cheapest of all.
 */
extern SvyStatus disclosure_move_tables(const DisclosureSystem *s, int cell, double by,
										double *work, double *move);

/*
 * Controlled rounding (Cox 1987).  Numbers x >= 0 become whole multiples of base,
 * given in units of it.  A line keeps its total: the largest remainders are
 * rounded up; zeros stay zeros.
 */
extern void disclosure_round_line(int n, const double *x, double base, int64_t total,
								  int64_t *units);

/*
 * Lines (row-major) that keep their totals, and are so shifted that every column's
 * sum differs from that of x by less than one base, wherever cells that were
 * rounded up and down can change places for that.  work: 3 * columns ints.
 */
extern void disclosure_round_table(int rows, int columns, const double *x, double base,
								   const int64_t *totals, int64_t *units, int *work);

#endif
