/*
 * disclosure_basis.h
 *	  The basis of the linear program of a movement: cells that mend relations,
 *	  as triangular factors and what was exchanged since.
 *
 * The matrix has a row for each relation.  A relation that is not mended has a
 * column of its own, 1 in its row, so that the basis begins as that of nobody and a
 * relation is mended by a cell that takes the place of its column.  Columns of cells
 * have few entries, and mostly can be ordered so that their factors have no more.
 */
#ifndef KERNEL_STATS_DISCLOSURE_BASIS_H
#define KERNEL_STATS_DISCLOSURE_BASIS_H

#include "kernel/stats/disclosure.h"

/* factors are made anew after so many exchanges */
#define BASIS_EXCHANGES 100

/* of relations, by number */
typedef enum BasisRow
{
	ROW_RELAXED = -2, /* may be broken */
	ROW_BROKEN = -1,  /* not mended */
	ROW_MENDED = 0
} BasisRow;

typedef struct DisclosureBasis
{
	const DisclosureSystem *s;
	int most; /* cells */
	int size;
	int *cell;		  /* those in it */
	int *position;	  /* of each: the row in which it stands */
	signed char *row; /* by relation: a BasisRow */

	/* factors: by column, in the order of elimination, its pivot; then above and below it */
	int ncolumns;
	int *pivot;
	double *diagonal;
	int *upper; /* where its entries begin; those below follow those above */
	int *lower;

	/* exchanges, in their order; their entries follow */
	int nexchanges;
	int exchanged_row[BASIS_EXCHANGES];
	double exchanged_by[BASIS_EXCHANGES];
	int exchange[BASIS_EXCHANGES + 1];

	int room; /* of entries */
	int used;
	int *index; /* rows */
	double *number;

	/* while factors are made */
	int *order;		/* cells of the basis */
	int *planned;	/* by cell of the basis: the row it is to stand in; -1 */
	int *count;		/* by cell of the basis: rows that are not taken */
	int *row_count; /* by relation: cells that are not ordered */
	int *stack;		/* rows or cells, as many as relations and cells */
	int *touched;
	int ntouched;
	int *member; /* by cell: its number in the basis; -1 */
	bool *taken; /* by relation */
	bool *is_touched;
	double *vector;
} DisclosureBasis;

/* doubles to work in, of a basis of so many cells at most; and the basis in them */
extern size_t basis_work(const DisclosureSystem *s, int most);
extern DisclosureBasis basis_carve(const DisclosureSystem *s, int most, double *work);

/* no cell is in it; rows are as the caller says */
extern void basis_begin(DisclosureBasis *b);

/* B x = v and x B = v, by row; v becomes x */
extern void basis_forward(const DisclosureBasis *b, double *v);
extern void basis_back(const DisclosureBasis *b, double *v);

/*
 * A column, in terms of the basis (by basis_forward; its nonzero entries in "rows"),
 * takes the place of that of a row.  False: there is no room, or there were too many.
 */
extern bool basis_exchange(DisclosureBasis *b, int row, const double *column, const int *rows,
						   int nrows);

/* factors anew, by which cells may change their rows; false: the basis is singular */
extern bool basis_factor(DisclosureBasis *b);

#endif
