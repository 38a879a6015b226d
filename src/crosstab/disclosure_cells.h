/*
 * disclosure_cells.h
 *	  The cells of a banner as one system: each is known by the answers that whom
 *	  it counts gave, so that it is one cell wherever it is shown.
 */
#ifndef CROSSTAB_DISCLOSURE_CELLS_H
#define CROSSTAB_DISCLOSURE_CELLS_H

#include "crosstab/disclosure.h"
#include "kernel/base/hash.h"

#define DISCLOSURE_FACTORS 12

/* the category of a key that is whoever answered the variable */
#define CATEGORY_BASE (-1)

/* variables of the plan and categories, in ascending order; equal keys are one cell */
typedef struct DisclosureKey
{
	int32 count;
	int32 variable[DISCLOSURE_FACTORS];
	int32 category[DISCLOSURE_FACTORS];
} DisclosureKey;

/* what a cell holds, for how dear it is and whether it is guarded */
typedef enum DisclosureKind
{
	DISCLOSURE_COUNT,
	DISCLOSURE_BASE,
	DISCLOSURE_SCORED, /* whom a mean of scores counts */
	DISCLOSURE_SUM,	   /* of their scores, or of the squares of these */
	DISCLOSURE_WEIGHT, /* of all whom another cell counts, which is shown with it */
	DISCLOSURE_UNSEEN  /* a remainder, that nothing shows */
} DisclosureKind;

/* the lines of a row variable in its cells, after its categories and nets */
enum
{
	GUARD_BASE,
	GUARD_SCORED,
	GUARD_SUM,
	GUARD_SQUARES,
	GUARD_EXTRA
};

typedef struct DisclosureCells
{
	const CrosstabRun *run;
	int ncolumns; /* of the banner */
	int *first;	  /* by column variable */
	int **shown;  /* by row variable: lines x columns */
	int **sums; /* by row variable: lines x column variables, whom some column holds; -1: no cell */

	int count;
	int room;
	DisclosureKey *keys; /* count is -1 of those that nothing shows */
	double *values;
	DisclosureKind *kinds;
	bool *totals;	/* the cell is in the column Total */
	bool *bases;	/* lines add up to it, or it is a sum or a part of what they add up to */
	bool nested;	/* some rows or columns are nests */
	bool on_base;	/* so are cells that come next */
	int *rests;		/* by line, of one column variable: who is in no column; -1: nobody */
	int *everybody; /* by column: its respondents, by lines of missing answers; -1 */
	int *places;	/* row variable times column variables, and the column variable */
	int place;		/* where cells are put that come next */
	uint32 *slots;
	uint64 nslots;

	/* from this number on each cell has another one, of the weights; 0: there are none */
	int twins;

	/* relations between them: sums of coefficients times cells that are 0 */
	int nrelations;
	int relations_room;
	int *relation;
	int nterms;
	int terms_room;
	int *terms;
	double *coefficients;
} DisclosureCells;

extern DisclosureCells *svy_disclosure_cells(const CrosstabRun *run);

/* disclosure_weights.c: cells of weights, where some columns or answers have one weight each */
extern void svy_disclosure_weights(DisclosureCells *c);

/* a cell without a key */
extern int svy_disclosure_add(DisclosureCells *c, DisclosureKind kind, double value);

/* disclosure_nests.c: cells in which nests meet, and nests as sums of what they are nests of */
extern void svy_disclosure_margins(DisclosureCells *c);
extern void svy_disclosure_row_nest(DisclosureCells *c, int row, int place);
extern void svy_disclosure_column_nests(DisclosureCells *c, int row);

/* a set with nets, as rows have it, and without them, as columns do, has the same options */
extern int svy_disclosure_options(const Crosstab *x, int variable);

/* whoever gave an answer has answered */
extern void svy_disclosure_drop_bases(DisclosureKey *key);

/* a key with one more factor */
extern void svy_disclosure_factor(DisclosureKey *key, int32 variable, int32 category);

/* the cell of a key, -1: there is none; or a new one with this value */
extern int svy_disclosure_find(const DisclosureCells *c, DisclosureKey *key);
extern int svy_disclosure_put(DisclosureCells *c, DisclosureKey *key, DisclosureKind kind,
							  double value, bool total);

/* a relation begins; what its sum so far lacks of a cell is one that nothing shows, or nobody (-1) */
extern void svy_disclosure_begin(DisclosureCells *c);
extern int svy_disclosure_rest(DisclosureCells *c, int whole);

/* disclosure_unions.c: relates the nets of sets, in rows and columns, to their options */
extern void svy_disclosure_unions(DisclosureCells *c, int row);

/* a term of the relation that was begun last (cell -1: none), and its end */
extern void svy_disclosure_term(DisclosureCells *c, int cell, double coefficient);
extern void svy_disclosure_end(DisclosureCells *c);

/*
 * Who knows one of two equal cells knows the other: they are one, wherever they are
 * shown: disclosure_equal.c.
 */
extern void svy_disclosure_unite(DisclosureCells *c);

/* marks cells that are dominated as guarded and unknown: disclosure_shares.c */
extern void svy_disclosure_shares(DisclosureCells *c, const SvyDisclosure *d, bool *guarded,
								  bool *unknown);

/* how many of the columns of a variable, from the first, do not overlap: all, its answers, or none */
static inline int
svy_guard_additive(const CrosstabAxis *column)
{
	if (!column->overlapping)
		return column->ncategories;
	return column->variable ? column->ncategories - column->nuncoded : 0;
}

static inline int
svy_guard_lines(const CrosstabAxis *axis)
{
	return (axis->value ? 0 : axis->ncategories) + axis->nnets + GUARD_EXTRA;
}

/* the place of a line among those; extra: one of GUARD_... */
static inline int
svy_guard_extra(const CrosstabAxis *axis, int extra)
{
	return (axis->value ? 0 : axis->ncategories) + axis->nnets + extra;
}

/* lines that are relations of their own over columns: what others are sums of, and sets' nets */
static inline bool
svy_guard_atom(const CrosstabAxis *axis, int line)
{
	if (line < (axis->value ? 0 : axis->ncategories))
		return true;
	if (line < svy_guard_extra(axis, GUARD_BASE))
		return axis->overlapping;
	return line == svy_guard_extra(axis, GUARD_BASE);
}

static inline bool
svy_guard_nest(const DisclosureCells *c, const CrosstabAxis *axis)
{
	return crosstab_variables(c->run->x)[axis->kernel].kind == CROSSTAB_PRODUCT;
}

/* a row of the values of a number, which is read for its median and shows none of them */
static inline bool
svy_guard_shows_nothing(const CrosstabPlan *plan, int row)
{
	bool found = false;

	for (int i = 0; i < plan->nshown; i++)
		found = found || plan->rows[i].median == row;
	return found;
}

static inline int
svy_guard_cell(const DisclosureCells *c, int row, int line, int place)
{
	return c->shown[row][line * c->ncolumns + place];
}

#endif
