/*
 * plain.h
 *	  Plain SQL answered from packs: statements that group and aggregate one
 *	  packed table.
 *
 * What a statement asks is known by expressions whose columns are numbered from 1
 * on (varno 1), in the order in which they were met: those of the answers that it
 * reads.  Expressions are evaluated over codes, once for each combination that
 * occurs, so that they may be any that do not vary from row to row.
 */
#ifndef PLAIN_PLAIN_H
#define PLAIN_PLAIN_H

#include "postgres.h"

#include "executor/executor.h"
#include "nodes/execnodes.h"
#include "nodes/extensible.h"
#include "nodes/pathnodes.h"
#include "nodes/plannodes.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"
#include "utils/timestamp.h"

#include "kernel/pack/pack_cells.h"

/* "varno" of the columns of a query */
#define PLAIN_COLUMNS 1

typedef enum PlainKind
{
	PLAIN_GROUP, /* not an aggregate */
	PLAIN_COUNT,
	PLAIN_SUM_INTEGER,
	PLAIN_AVG_INTEGER,
	PLAIN_SUM_FLOAT,
	PLAIN_AVG_FLOAT,
	PLAIN_MIN,
	PLAIN_MAX,
	PLAIN_AND,
	PLAIN_OR,
	PLAIN_EXACT, /* of the core, whose state only its own functions know */
	PLAIN_TALLY,
	PLAIN_TALLY_WEIGHTED
} PlainKind;

/* an output of the node: a group's expression, or an aggregate's state */
typedef struct PlainOutput
{
	PlainKind kind;
	Expr *expression;	  /* the group's; of an aggregate its first argument, or NULL */
	Expr *filter;		  /* of an aggregate; or NULL */
	List *scale;		  /* of a tally: boxes and points, or points alone */
	Oid type;			  /* of the expression */
	int number;			  /* column that is added up, or the weight; -1 */
	bool scaled;		  /* the argument is the number, times what codes say */
	bool number_alone;	  /* it is the argument itself, and no code */
	Bitmapset *columns;	  /* whose codes expression and filter read, but for the number */
	Bitmapset *filtering; /* of these, those of the filter */
	Oid transition;		  /* of an exact one, the functions of its states */
	Oid combination;
	Oid serialization;
} PlainOutput;

/* a condition on a number */
typedef struct PlainBound
{
	int column;
	int op;			/* PackOperator, PACK_HAS_SOME, PACK_HAS_NONE */
	Expr *constant; /* or NULL */
} PlainBound;

/* what is asked */
typedef struct PlainQuery
{
	int ncolumns;
	AttrNumber *attributes; /* by column */
	Oid *types;
	int noutputs;
	PlainOutput *outputs;
	Bitmapset *groups; /* columns of the groups */
	List *conditions;  /* those that cannot raise an error: respondents are sorted out by them */
	List *bounds;	   /* PlainBound */
	List *checks; /* the others, in the order in which rows are asked: for each cell that occurs */
	Bitmapset *checked; /* columns of the checks */
	List *instants;		/* that must begin days */
	List *early; /* places among all conditions of those that are no checks and may be an error */
} PlainQuery;

/*
 * plain_query.c: brings expressions over a table (a range table index) into that
 * form; false if they need more than columns that can be packed.  Columns are
 * added to the list of attribute numbers.
 */
extern bool svy_plain_number_columns(Index table, List *expressions, List **attributes,
									 List **types, List **numbered);

/* the columns that a numbered expression reads */
extern Bitmapset *svy_plain_columns_of(Node *node);

/*
 * Whether an expression may be asked of codes that no row has, functions of no column
 * among them, which rows might not come to call.
 */
extern bool svy_plain_raises_nothing(Node *expression);

/* whether it has a subquery that was not run yet, which may be an error; context: of its evaluation */
extern bool svy_plain_waits(Node *node, void *context);

/* whether one of the early conditions may still be an error when it is asked */
extern bool svy_plain_is_early(Node *condition, ExprContext *context);

/* the query of who passes, and of nothing else */
extern PlainQuery *svy_plain_passing(const PlainQuery *q);

/* what numbered outputs and conditions ask; NULL if a pack cannot say that */
extern PlainQuery *svy_plain_query(List *attributes, List *types, List *outputs, List *conditions);

/*
 * plain_moments.c: as svy_moment_of_days, and moments that are compared with what is
 * an instant, known when the statement runs; these instants, which must begin days
 * (PLAIN_WITHIN_DAY), false if one may be an error that rows do not meet; whether the
 * planner thinks that they begin days; and the expression with the moments alone in
 * place of such comparisons, which raise nothing
 */
#define PLAIN_WITHIN_DAY "a condition compares with a moment within a day"

extern const Node *svy_plain_moment(const Node *node);
extern bool svy_plain_instants(List *outputs, List *conditions, List **instants);
extern bool svy_plain_begins_day(TimestampTz instant);
extern bool svy_plain_instants_fit(PlannerInfo *root, List *instants);
extern Node *svy_plain_without_instants(Node *expression);

/* plain_pack.c: the pack of a table as a statement's snapshot has it */
typedef struct PlainPack
{
	const char *reason; /* why it is not to be read; NULL: it is */
	Oid table;			/* the answers, or a partition of them */
	int32 survey;
	int32 part;
	int nexpressions;
	char **expressions; /* what its columns hold; NULL: unusable */
	int64 respondents;
	int32 segments;
	bool appended; /* rows after the last packed one are behind the pack */
	ItemPointerData last_row;
} PlainPack;

/* those of the tables that a statement reads: of one, or of partitions (oids) of a table; by table */
extern PlainPack *svy_plain_packs(Oid answers, List *tables, Snapshot snapshot);

/* the column of a pack that has an attribute as it is, as a code, a day or a number; -1 */
extern int svy_plain_find(const PlainPack *pack, Relation answers, AttrNumber attribute, Oid type);

/* whether all columns of texts of a query are in the pack of one of the tables, as far as its columns tell */
extern bool svy_plain_packs_texts(Oid answers, List *tables, const PlainQuery *q);

/*
 * plain_texts.c: the column of a pack that has the codes of a column of texts, -1; which
 * they are, NULL if that is not to be told; whether all of some codes have a text, and
 * that of one
 */
typedef struct PlainTexts PlainTexts;

extern int svy_plain_find_texts(const PlainPack *pack, const FormData_pg_attribute *a);
extern PlainTexts *svy_plain_texts(const PlainPack *pack, int column,
								   const FormData_pg_attribute *a);
extern bool svy_plain_has_texts(const PlainTexts *texts, const int32 *codes, int n);
extern Datum svy_plain_text(const PlainTexts *texts, int32 code);

/* its segments, as the snapshot has them */
typedef struct PlainSegment
{
	int32 respondents;
	bytea *directory;
	Datum data;
	PackColumn *columns; /* those that are fetched, and where they are in data */
	PackSlice *slices;
} PlainSegment;

/* NULL if they are not those of the pack */
extern PlainSegment *svy_plain_segments(const PlainPack *pack, Snapshot snapshot);

/*
 * plain_cells.c: the cells of a statement.  Evaluation of expressions is left to
 * a function: whether a condition holds for codes of its columns.
 */
typedef struct PlainCells PlainCells;

typedef bool (*PlainHolds)(void *argument, int condition);

typedef struct PlainCounting
{
	const PlainQuery *query;
	int npacks; /* whose columns are in the same places */
	const PlainPack **packs;
	Relation answers;
	Snapshot snapshot;
	const double *constants; /* by bound */
	TupleTableSlot *slot;	 /* holds the codes of a cell, by column */
	ExprContext *context;	 /* of evaluations over it */
	PlainHolds holds;
	void *argument;
} PlainCounting;

/*
 * How many cells are counted: a few, and as many as respondents for each table but
 * that of who passes.  A cell, empty or not, costs a fifth of a row that is scanned
 * and counted and what one more aggregate costs there; a group as much as a row.
 */
extern int64 svy_plain_most_cells(int64 respondents, int tables);

/* the columns of a pack that a query reads; the reason if one is not packed as it is */
extern const char *svy_plain_columns(const PlainQuery *query, const PlainPack *pack,
									 Relation answers, int *found);

/* counts; or says why the rows have to be read */
extern const char *svy_plain_count(const PlainCounting *counting, PlainCells **cells);

/* by output: its table; after the last output, that of all who pass */
typedef struct PlainTable
{
	int naxes;
	int *axes; /* those of groups first, then those of checks, then its own */
	PackTable table;
	void *room;				 /* where its scratch lies */
	struct PlainTable *host; /* whose cells it is summed from; NULL: it is counted */
	size_t inner;			 /* cells of one cell of groups */
	size_t checked;			 /* cells of one cell of groups and checks */
} PlainTable;

/* the codes of an axis that came up, ascending */
typedef struct PlainCodes
{
	int column; /* the query's */
	int n;
	int32 *codes;
	int32 *kinds;	/* those of one kind are one category; -1: it has its own */
	int32 *samples; /* by category but 0: one of its codes */
	int asked;		/* how many there were when kinds were asked for */
} PlainCodes;

struct PlainCells
{
	PackCells kernel;
	PackAxis *axes;
	PlainCodes *codes;	/* by axis */
	PlainTexts **texts; /* by column of the query: of one of texts */
	int ngroups;		/* axes of groups */
	int nchecked;		/* these, and those of checks */
	size_t groups;
	PackCondition *conditions;
	int ntables;
	PlainTable *tables;	  /* the kernel has those without a host */
	PlainTable **outputs; /* by output; after the last, the one of all who pass */
	bool *by_number;	  /* by output */
	int64 bytes;
	int64 ncells; /* of all tables */
	int64 most;	  /* of them: more cost more than the rows */
	int workers;  /* who counted, beside the leader */
};

/* whether anybody is in a cell of a table */
extern bool svy_plain_cell_occurs(const PackTable *t, size_t cell);

/* plain_axes.c: a code; or those of some axes in a cell by them, put into the slot */
extern void svy_plain_set_code(const PlainCells *cells, TupleTableSlot *slot, int column,
							   int32 code);
extern void svy_plain_set_codes(const PlainCells *cells, const int *axes, int naxes, size_t cell,
								TupleTableSlot *slot);

/*
 * plain_kinds.c: which codes of a column are of one kind, since whatever the
 * statement asks of them has the same value
 */
typedef struct PlainKinds PlainKinds;

/* by_number: outputs whose argument is asked of no code */
extern PlainKinds *svy_plain_kinds(const PlainCounting *counting, const bool *by_number);

/* whether kinds of its codes are to be asked for */
extern bool svy_plain_has_kinds(const PlainKinds *kinds, int column);

/*
 * That of the code in the slot, small numbers from 0 on; -1: it is not to be asked
 * for yet.  passes: somebody who has the code passes all conditions but checks.
 */
extern int svy_plain_kind(PlainKinds *kinds, int column, bool passes);

/* a value that n rows have */
typedef struct PlainValue
{
	Datum value;
	int64 n;
} PlainValue;

/* plain_state.c: the state of an aggregate, of cells that come one by one */
typedef struct PlainState
{
	const PlainOutput *output;
	bool by_number;
	int32 boxes;
	int32 points;
	bool any; /* somebody came */
	int64 n;  /* with a value */
	int64 sum;
	DD total;
	int64 extreme;
	bool inexact; /* total is not the sum: an infinite one, or none */
	double odd;
	int ncodes;
	int room;
	struct PlainCode *codes;
	int nvalues;
	int values_room;
	PlainValue *values;
} PlainState;

extern void svy_plain_state_begin(PlainState *state);
extern void svy_plain_state_add(PlainState *state, const PackTable *table, size_t cell, Datum value,
								bool isnull);
/* the same of an argument that is scaled: what it is for a number of 1, and without one */
extern void svy_plain_state_scale(PlainState *state, const PackSum *sum, NullableDatum one,
								  NullableDatum none);
extern Datum svy_plain_state_end(PlainState *state, bool *isnull);

/* plain_exact.c: whether an aggregate is an exact one; values, and the state of all of them, as it is sent */
extern bool svy_plain_take_exact(PlainOutput *output, Oid aggregate);
extern void svy_plain_exact_add(PlainState *state, Datum value, int64 n);
extern Datum svy_plain_exact_end(PlainState *state, bool *isnull);

/*
 * plain_cost.c: what it costs until everything is counted, and then for each group,
 * by what the statistics of the columns of a relation say of their codes
 */
typedef struct PlainCost
{
	Cost startup;
	Cost group;
	double groups; /* there are no more */
	bool fits;	   /* as far as is known: else the rows would be read in the end */
	double texts;  /* of a column, at most; infinitely many if nobody knows */
} PlainCost;

extern PlainCost svy_plain_cost(PlannerInfo *root, RelOptInfo *rel, const PlainQuery *q);

/* plain_path.c; the plan of a node that aggregates, which reads no relation by itself */
extern void svy_plain_init(void);
extern Plan *svy_plain_plan(const CustomPath *path, List *tlist, List *custom_plans,
							const CustomScanMethods *methods);

/* plain_scan.c */
extern const CustomScanMethods svy_plain_scan_methods;

/*
 * plain_rest.c: a scan of those rows of a table, or of each partition, that are
 * behind its pack, or of all where its pack is not read.  Which these are, the node
 * above tells it before the first is asked for; without, there are none.
 */
extern const CustomScanMethods svy_plain_rest_methods;
extern Path *svy_plain_rest_path(PlannerInfo *root, RelOptInfo *rel);

/*
 * plain_shard.c: a statement that the coordinator of a cluster sends for a shard,
 * whose one aggregate is shard_cells, answered from the pack of the shard.
 */
extern const CustomScanMethods svy_plain_shard_methods;
extern void svy_plain_shard_path(PlannerInfo *root, RelOptInfo *input, RelOptInfo *grouped,
								 Oid table);

/* a table's rows that a scan reads: none, those after the last packed one (invalid: all) */
typedef struct PlainRest
{
	Oid table;
	bool any;
	ItemPointerData last;
} PlainRest;

/* tells it to the scans below a node; rests: a list of PlainRest */
extern bool svy_plain_rest_set(PlanState *node, void *rests);

#endif
