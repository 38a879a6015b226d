/*
 * crosstab.h
 *	  Many cross tables in one pass: a plan that says how a respondent's codes
 *	  become categories, and dense blocks of cells that count them.
 *
 * The plan is an array of int32 words, so that it can come in as int4[]:
 *
 *	version, flags, slots, values, variables, tables
 *	for each variable: kind, then by kind
 *	  SINGLE   slot, categories, lowest code, length, category[length]
 *			   (CROSSTAB_MISSING: out of the base, CROSSTAB_UNDECLARED: an error)
 *	  SPARSE   slot, categories, length, code[length] ascending, category[length]
 *	  MULTI    members, slot[members], unions, for each: length, member[length]
 *			   (a union holds when any of its members does; it is one more category)
 *	  PRODUCT  variable, variable
 *	  PAIRS    variable (the unordered pairs of categories that hold together)
 *	  TOTAL    nothing: everybody
 *	  VALUE    value number: in the base when there is a number
 *	for each table: row variable, column variable
 *
 * A slot is one input column: the code of a single-response question, or 0/1
 * for an option of a multiple-response set.  A variable may refer to earlier
 * ones only.
 *
 * A block is a run of cells and moments.  The header (plan and working space)
 * is separate from it, so that one header can feed many blocks, such as one
 * for each stratum.
 */
#ifndef KERNEL_STATS_CROSSTAB_H
#define KERNEL_STATS_CROSSTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/base/weight.h"
#include "kernel/base/status.h"
#include "kernel/base/wire.h"

#define CROSSTAB_VERSION 1
#define CROSSTAB_WIRE_VERSION 2
#define CROSSTAB_WEIGHTED 1 /* flag: cells hold sums of weights, not only counts */
#define CROSSTAB_NEGATIVE 2 /* flag: weights may be below zero */

#define CROSSTAB_NULL INT32_MIN /* a slot without an answer */
#define CROSSTAB_MISSING (-1)
#define CROSSTAB_UNDECLARED (-2)
#define CROSSTAB_BASE (-1) /* as row or column: everybody in the variable's base */

/* limits that keep a state below PostgreSQL's 1 GB and every product in int64 */
#define CROSSTAB_MAX_WORDS (1 << 22)
#define CROSSTAB_MAX_CATEGORIES (1 << 20)
#define CROSSTAB_MAX_CELLS (1 << 23)

/* where the words before the first variable are */
enum
{
	CROSSTAB_WORD_VERSION,
	CROSSTAB_WORD_FLAGS,
	CROSSTAB_WORD_SLOTS,
	CROSSTAB_WORD_VALUES,
	CROSSTAB_WORD_VARIABLES,
	CROSSTAB_WORD_TABLES,
	CROSSTAB_HEAD_WORDS
};

typedef enum CrosstabKind
{
	CROSSTAB_SINGLE = 1,
	CROSSTAB_SPARSE,
	CROSSTAB_MULTI,
	CROSSTAB_PRODUCT,
	CROSSTAB_PAIRS,
	CROSSTAB_TOTAL,
	CROSSTAB_VALUE
} CrosstabKind;

/* where the words of a SINGLE or SPARSE variable are, from its definition on */
enum
{
	CODED_SLOT,
	CODED_CATEGORIES,
	SINGLE_LOWEST,
	SINGLE_LENGTH,
	SINGLE_CATEGORY,
	SPARSE_LENGTH = SINGLE_LOWEST,
	SPARSE_CODE
};

/* counts and sums of the weights and of their squares */
typedef struct CrosstabCell
{
	int64_t n;
	DD w;
	DD ww;
} CrosstabCell;

/* of a VALUE row: what means, their variances and linearised errors need */
typedef struct CrosstabMoments
{
	DD wy;
	DD wyy;
	DD wwy;
	DD wwyy;
} CrosstabMoments;

/* answers that the plan does not know: how many, and the smallest code */
typedef struct CrosstabUndeclared
{
	int64_t n;
	int64_t code;
} CrosstabUndeclared;

typedef struct CrosstabVariable
{
	int32_t kind;
	int32_t definition;	 /* first word after the kind */
	int32_t ncategories; /* without the base */
	int32_t overlapping; /* categories may hold together, so the base is a cell of its own */
	int32_t list;		 /* where the categories of the current respondent are */
	int32_t capacity;
	int32_t active; /* how many hold; -1: not in the base */
	int32_t part;	/* used by pack_count.c alone */
} CrosstabVariable;

typedef struct CrosstabTable
{
	int32_t row;
	int32_t column;
	int32_t cells;	 /* first cell */
	int32_t stride;	 /* cells of a row */
	int32_t nrows;	 /* rows of cells, with the base's where it has one */
	int32_t moments; /* first of its moments; -1: none */
} CrosstabTable;

/*
 * Followed by cells, moments, undeclared, inputs, variables, tables, words,
 * lists and slots: no pointers.
 */
typedef struct Crosstab
{
	int64_t respondents; /* who count: with a weight, and not one of 0 */
	int64_t zeros;		 /* whose weight is 0: they were sampled, and are in no cell */
	int32_t flags;
	int32_t nslots;
	int32_t nvalues;
	int32_t nvariables;
	int32_t ntables;
	int32_t ncells;
	int32_t nmoments;
	int32_t nwords;
	int32_t nlist;
	int32_t unused;
} Crosstab;

static inline CrosstabCell *
crosstab_cells(const Crosstab *x)
{
	return (CrosstabCell *) (x + 1);
}

static inline CrosstabMoments *
crosstab_moments(const Crosstab *x)
{
	return (CrosstabMoments *) (crosstab_cells(x) + x->ncells);
}

static inline CrosstabUndeclared *
crosstab_undeclared(const Crosstab *x)
{
	return (CrosstabUndeclared *) (crosstab_moments(x) + x->nmoments);
}

/* room for the values of one respondent */
static inline double *
crosstab_inputs(const Crosstab *x)
{
	return (double *) (crosstab_undeclared(x) + x->nvariables);
}

static inline CrosstabVariable *
crosstab_variables(const Crosstab *x)
{
	return (CrosstabVariable *) (crosstab_inputs(x) + x->nvalues);
}

static inline CrosstabTable *
crosstab_tables(const Crosstab *x)
{
	return (CrosstabTable *) (crosstab_variables(x) + x->nvariables);
}

static inline int32_t *
crosstab_words(const Crosstab *x)
{
	return (int32_t *) (crosstab_tables(x) + x->ntables);
}

static inline int32_t *
crosstab_lists(const Crosstab *x)
{
	return crosstab_words(x) + x->nwords;
}

/* room for the codes of one respondent */
static inline int32_t *
crosstab_slots(const Crosstab *x)
{
	return crosstab_lists(x) + x->nlist;
}

/*
 * Checks a plan and lays its state out: crosstab_shape() fills a workspace of
 * crosstab_workspace() bytes and says how large the state is, crosstab_init()
 * makes the empty state in that much memory, aligned as a double.
 * SVY_BAD_ARGUMENT if the plan is wrong, SVY_LIMIT if it is too large.
 */
extern size_t crosstab_workspace(int64_t nwords);
extern SvyStatus crosstab_shape(const int32_t *words, int64_t nwords, void *workspace,
								size_t *size);
extern void crosstab_init(Crosstab *x, const int32_t *words, const void *workspace);

/*
 * Adds one respondent: codes[nslots], CROSSTAB_NULL where there is no answer;
 * values[nvalues], NaN where there is none.  The weight must be finite, and not
 * negative without CROSSTAB_NEGATIVE; it is not used by a plan without CROSSTAB_WEIGHTED.  Whoever has a
 * weight of 0 is in no cell and no base (SPSS, R's unwtd.count): nothing that he
 * answered is looked at.
 */
extern SvyStatus crosstab_add(Crosstab *x, const int32_t *codes, const double *values,
							  double weight);

/* the two halves of crosstab_add, for callers that keep many blocks for one header */
extern void crosstab_resolve(Crosstab *x, const int32_t *codes, const double *values);
extern void crosstab_block_add(const Crosstab *x, CrosstabCell *cells, CrosstabMoments *moments,
							   const double *values, double weight);

/* the same for one table of the state's own block */
extern void crosstab_table_add(Crosstab *x, int table, const double *values, double weight);

/* the category of a code of a SINGLE or SPARSE variable, CROSSTAB_MISSING or CROSSTAB_UNDECLARED */
extern int32_t crosstab_category(const Crosstab *x, int variable, int32_t code);

/* SVY_BAD_ARGUMENT if the plans differ */
extern SvyStatus crosstab_merge(Crosstab *into, const Crosstab *from);

/* every invariant of the sums; those of the plan hold since crosstab_shape() */
extern bool crosstab_valid(const Crosstab *x);

/* sums left the range of double: no number of this state may be shown */
extern bool crosstab_overflowed(const Crosstab *x);

/*
 * One cell of a table; CROSSTAB_BASE as row or column is the base of that
 * variable.  An unweighted plan gives weights of 1.
 */
extern CrosstabCell crosstab_cell(const Crosstab *x, int table, int row, int column);
extern CrosstabMoments crosstab_cell_moments(const Crosstab *x, int table, int column);

extern void crosstab_cell_add(CrosstabCell *into, const CrosstabCell *from);
extern void crosstab_moments_add(CrosstabMoments *into, const CrosstabMoments *from);

/* the category of PAIRS for the categories first < second of n */
static inline int32_t
crosstab_pair(int32_t first, int32_t second, int32_t n)
{
	return (int32_t) ((int64_t) first * (2 * (int64_t) n - first - 1) / 2 + second - first - 1);
}

/* (sum w)^2 / sum w^2, 0 for an empty cell (Kish 1965) */
static inline double
crosstab_effective_n(const CrosstabCell *cell)
{
	return weight_effective(cell->w, cell->ww);
}

/*
 * Binary form: version byte, count of words, words, respondents, zeros, cells,
 * moments, undeclared.  crosstab_decode reads what follows the words into a
 * state made by crosstab_init; crosstab_encoded_size says how many bytes of
 * sums that is, so that a short message is refused before memory is taken.
 */
extern void crosstab_encode(const Crosstab *x, WireWriter *w);
extern size_t crosstab_encoded_size(const Crosstab *x);
extern SvyStatus crosstab_decode(Crosstab *x, WireReader *r);

#endif
