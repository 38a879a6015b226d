/*
 * crosstab_rows.c
 *	  Counting the rows of the answers as packed answers are counted: gathered as
 *	  columns, a block at a time, or by unit of a design, for which they wait and
 *	  are sorted.
 *
 * The executor hands each row to a receiver, which writes its codes to the
 * columns.  That takes a fifth of the time of the aggregate over rows, which
 * wants an array of each, but only this process works at it.
 *
 * The more rows wait, the fewer parts a unit comes in, and each part costs a
 * record; so codes wait as bytes, until one does not fit.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "optimizer/cost.h"
#include "optimizer/paths.h"
#include "storage/bufmgr.h"
#include "tcop/dest.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "source/answers.h"
#include "source/answer_row.h"
#include "source/crosstab_units.h"
#include "server/storage.h"
#include "common/hashfn.h"
#include "kernel/base/weight.h"
#include "kernel/base/hash.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* as many processes as it takes for the aggregate to overtake the receiver */
#define ENOUGH_WORKERS 4

/* rows wait to be sorted in half of the memory that there is, of this size at most */
#define WAITING_BYTES (32 * 1024 * 1024)
#define FIRST_ROOM 16384

/* a byte's code less its number, and no answer; most surveys have no code below */
#define LOWEST (-9)
#define NO_BYTE 255

/* the codes of a slot: bytes, or once one does not fit all of them whole */
typedef struct CodeColumn
{
	uint8 *bytes;
	int32 *codes;
} CodeColumn;

/* what the columns of the design are in units that were seen; only where all are passed by value */
#define MOST_KNOWN 262144

typedef struct KnownUnits
{
	int32 nslots; /* a power of two; 0: none are kept */
	int32 count;
	uint32 *unit; /* a table of kernel/base/hash.h */
	uint32 *nulls;
	Datum *values;
} KnownUnits;

typedef struct UnitCount
{
	int64 rows;
	int64 live;
} UnitCount;

typedef struct AnswerRows
{
	/* columns: codes, numbers, the weight, whether it passes the filter, the design */
	AnswerReceiver answers;
	MemoryContext context; /* the executor's goes with the query */
	const CrosstabPlan *plan;
	const SvyUnitTaker *taker; /* NULL: all respondents are one unit, and none waits */
	Crosstab *x;
	PackQuery query;
	bool weighted;
	int32 detail;
	int ncodes;
	int nnumbers; /* the weight is the last */
	int ndesign;
	Datum *design; /* of a row */
	bool *design_nulls;

	/* rows that wait */
	int n;
	int room;
	int most;
	CodeColumn *codes;
	double **numbers;
	int32 *units;

	KnownUnits known;
	UnitCount *counts; /* by unit */
	int ncounts;

	/* the rows in the order of units, and a slice of them */
	int32 *order;
	int32 *first; /* of each unit: where its rows begin, then where they end */
	PackColumn *columns;
	void **space; /* of the columns */
	PackRun *runs;
	int32 *unit_of; /* by run */
	int nruns;
	int most_runs;
	int slice; /* rows */
	double *records;
} AnswerRows;

/*
 * Units
 */

static uint32
hash_of(const Datum *values, uint32 nulls, int n)
{
	uint64 hash = nulls;

	for (int i = 0; i < n; i++)
		if (!(nulls & 1U << i))
			hash = (hash ^ (uint64) values[i]) * UINT64CONST(0x9e3779b97f4a7c15);
	return murmurhash32((uint32) (hash ^ hash >> 32));
}

static void
make_known(AnswerRows *rows, int32 nslots)
{
	KnownUnits *known = &rows->known;

	known->nslots = nslots;
	known->count = 0;
	known->unit = MemoryContextAlloc(rows->context, sizeof(uint32) * nslots);
	known->nulls = MemoryContextAlloc(rows->context, sizeof(uint32) * nslots);
	known->values = MemoryContextAlloc(rows->context, sizeof(Datum) * nslots * rows->ndesign);
	hash_clear(known->unit, nslots);
}

typedef struct KnownKey
{
	const Datum *values;
	uint32 nulls;
} KnownKey;

static inline bool
is_known(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const AnswerRows *rows = owner;
	const KnownKey *wanted = key;
	const Datum *own = rows->known.values + slot * rows->ndesign;
	bool same = rows->known.nulls[slot] == wanted->nulls;

	for (int i = 0; i < rows->ndesign && same; i++)
		same = wanted->nulls & 1U << i || own[i] == wanted->values[i];
	return same;
}

/* the slot of these columns, or a free one */
static Size
find_known(const AnswerRows *rows, const Datum *values, uint32 nulls)
{
	KnownKey key = {values, nulls};

	return hash_find(rows->known.unit, rows->known.nslots, hash_of(values, nulls, rows->ndesign),
					 is_known, rows, &key);
}

static void
keep_unit(AnswerRows *rows, const Datum *values, uint32 nulls, int32 unit)
{
	Size slot = find_known(rows, values, nulls);

	rows->known.unit[slot] = (uint32) unit;
	rows->known.nulls[slot] = nulls;
	memcpy(rows->known.values + slot * rows->ndesign, values, sizeof(Datum) * rows->ndesign);
	rows->known.count++;
}

static void
grow_known(AnswerRows *rows)
{
	KnownUnits old = rows->known;

	make_known(rows, 2 * old.nslots);
	for (int i = 0; i < old.nslots; i++)
		if (old.unit[i] != HASH_FREE)
			keep_unit(rows, old.values + (Size) i * rows->ndesign, old.nulls[i],
					  (int32) old.unit[i]);
	pfree(old.unit);
	pfree(old.nulls);
	pfree(old.values);
}

static int32
unit_of(AnswerRows *rows, const Datum *values, const bool *isnull)
{
	const SvyUnitTaker *taker = rows->taker;
	uint32 nulls = 0;
	uint32 found;
	int32 unit;

	if (rows->known.nslots == 0)
		return taker->unit(taker->argument, values, isnull);
	for (int i = 0; i < rows->ndesign; i++)
		nulls |= (uint32) isnull[i] << i;
	found = rows->known.unit[find_known(rows, values, nulls)];
	if (found != HASH_FREE)
		return (int32) found;
	unit = taker->unit(taker->argument, values, isnull);
	if (2 * rows->known.count >= rows->known.nslots && rows->known.nslots < MOST_KNOWN)
		grow_known(rows);
	if (2 * rows->known.count < rows->known.nslots)
		keep_unit(rows, values, nulls, unit);
	return unit;
}

static void
count_row(AnswerRows *rows, int32 unit, double weight)
{
	if (unit >= rows->ncounts)
	{
		int more = Max(2 * rows->ncounts, unit + 64);

		rows->counts = repalloc_huge(rows->counts, sizeof(UnitCount) * more);
		rows->first = repalloc_huge(rows->first, sizeof(int32) * (more + 1));
		memset(rows->counts + rows->ncounts, 0, sizeof(UnitCount) * (more - rows->ncounts));
		rows->ncounts = more;
	}
	rows->counts[unit].rows++;
	rows->counts[unit].live += weight_counts(weight);
}

/*
 * Counting what waits
 */

/* sorts by unit */
static void
sort_rows(AnswerRows *rows)
{
	int32 *first = rows->first;

	memset(first, 0, sizeof(int32) * (rows->ncounts + 1));
	for (int i = 0; i < rows->n; i++)
		first[rows->units[i] + 1]++;
	for (int u = 0; u < rows->ncounts; u++)
		first[u + 1] += first[u];
	/* first becomes the end of each unit's rows */
	for (int i = 0; i < rows->n; i++)
		rows->order[first[rows->units[i]]++] = i;
}

/* the columns of some rows in the order of units */
static void
gather(AnswerRows *rows, const int32 *order, int count)
{
	for (int k = 0; k < rows->ncodes; k++)
	{
		const CodeColumn *from = &rows->codes[k];
		uint8 *bytes = rows->space[k];
		int32 *codes = rows->space[k];

		rows->columns[k] = from->codes ? (PackColumn){PACK_INTEGERS, 0, rows->space[k]}
									   : (PackColumn){PACK_BYTES, LOWEST, rows->space[k]};
		if (from->codes)
			for (int i = 0; i < count; i++)
				codes[i] = from->codes[order[i]];
		else
			for (int i = 0; i < count; i++)
				bytes[i] = from->bytes[order[i]];
	}
	for (int k = 0; k < rows->nnumbers; k++)
	{
		double *into = rows->space[rows->ncodes + k];

		for (int i = 0; i < count; i++)
			into[i] = rows->numbers[k][order[i]];
	}
}

/* the slice that ends before a place of the order */
static void
count_slice(AnswerRows *rows, int end)
{
	const SvyUnitTaker *taker = rows->taker;
	size_t size = pack_record_size(rows->x, rows->detail);
	PackUnits units = {rows->detail, rows->nruns, rows->runs, rows->records};

	if (rows->nruns == 0)
		return;
	gather(rows, rows->order + end - rows->slice, rows->slice);
	memset(rows->records, 0, sizeof(double) * size * rows->nruns);
	svy_pack_count_runs(rows->x, &rows->query, rows->columns, rows->slice, &units);
	for (int i = 0; i < rows->nruns; i++)
		taker->record(taker->argument, rows->unit_of[i], rows->records + i * size);
	rows->nruns = rows->slice = 0;
}

/* all rows as they are */
static void
count_block(AnswerRows *rows)
{
	for (int k = 0; k < rows->ncodes; k++)
		rows->columns[k] = (PackColumn){PACK_INTEGERS, 0, (uint8 *) rows->codes[k].codes};
	for (int k = 0; k < rows->nnumbers; k++)
		rows->columns[rows->ncodes + k] = (PackColumn){PACK_DOUBLES, 0, (uint8 *) rows->numbers[k]};
	svy_pack_count(rows->x, &rows->query, rows->columns, rows->n);
}

/* units are cut only if they are larger than a segment */
static void
count_units(AnswerRows *rows)
{
	int at = 0;

	sort_rows(rows);
	for (int u = 0; u < rows->ncounts; u++)
		while (at < rows->first[u])
		{
			int left = rows->first[u] - at;

			if (rows->nruns == rows->most_runs || rows->slice == PACK_SEGMENT ||
				(left <= PACK_SEGMENT && left > PACK_SEGMENT - rows->slice))
				count_slice(rows, at);
			left = Min(left, PACK_SEGMENT - rows->slice);
			rows->slice += left;
			rows->unit_of[rows->nruns] = u;
			rows->runs[rows->nruns++] = (PackRun){rows->slice, 0, NULL};
			at += left;
		}
	count_slice(rows, at);
}

static void
count_rows(AnswerRows *rows)
{
	if (rows->taker)
		count_units(rows);
	else
		count_block(rows);
	rows->n = 0;
}

/*
 * Rows
 */

static void
set_most(AnswerRows *rows)
{
	Size size = 2 * sizeof(int32) + rows->nnumbers * sizeof(double);
	Size allowed = Max(maintenance_work_mem, work_mem) * (Size) 1024 / 2;

	for (int k = 0; k < rows->ncodes; k++)
		size += rows->codes[k].codes ? sizeof(int32) : 1;
	rows->most =
		rows->taker ? (int) Max(Min(WAITING_BYTES, allowed) / size, FIRST_ROOM) : PACK_BLOCK;
}

/* what does not fit a byte turns a column whole */
static void
widen(AnswerRows *rows, CodeColumn *column)
{
	column->codes =
		MemoryContextAllocExtended(rows->context, sizeof(int32) * rows->room, MCXT_ALLOC_HUGE);
	for (int i = 0; i < rows->n; i++)
		column->codes[i] = column->bytes[i] == NO_BYTE ? PACK_NULL : column->bytes[i] + LOWEST;
	pfree(column->bytes);
	column->bytes = NULL;
	set_most(rows);
}

static void
make_room(AnswerRows *rows)
{
	if (rows->n >= rows->most || rows->room >= rows->most)
	{
		count_rows(rows);
		return;
	}
	rows->room = Min(2 * rows->room, rows->most);
	for (int k = 0; k < rows->ncodes; k++)
		if (rows->codes[k].codes)
			rows->codes[k].codes = repalloc_huge(rows->codes[k].codes, sizeof(int32) * rows->room);
		else
			rows->codes[k].bytes = repalloc_huge(rows->codes[k].bytes, rows->room);
	for (int k = 0; k < rows->nnumbers; k++)
		rows->numbers[k] = repalloc_huge(rows->numbers[k], sizeof(double) * rows->room);
	rows->units = repalloc_huge(rows->units, sizeof(int32) * rows->room);
	rows->order = repalloc_huge(rows->order, sizeof(int32) * rows->room);
}

static pg_attribute_always_inline void
put_code(AnswerRows *rows, CodeColumn *column, int n, int32 code)
{
	uint32 byte = code == PACK_NULL ? NO_BYTE : (uint32) code - (uint32) LOWEST;

	if (column->bytes && byte >= NO_BYTE && code != PACK_NULL)
		widen(rows, column);
	if (column->bytes)
		column->bytes[n] = (uint8) byte;
	else
		column->codes[n] = code;
}

static pg_attribute_always_inline void
take_row(AnswerRows *rows, const TupleTableSlot *slot, const char *bytes, double weight, bool wait)
{
	const AnswerColumn *column = rows->answers.row.columns;
	/* here, or each would be looked up again after each is written */
	CodeColumn *codes = rows->codes;
	int ncodes = rows->ncodes;
	int n = rows->n;

	for (int k = 0; k < ncodes; k++, column++)
		if (wait)
			put_code(rows, &codes[k], n, svy_answered_code(column, slot, bytes));
		else
			codes[k].codes[n] = svy_answered_code(column, slot, bytes);
	for (int k = 0; k < rows->x->nvalues; k++, column++)
		rows->numbers[k][n] = svy_answered_value(rows->plan, k, column, slot, bytes, weight);
	if (rows->weighted)
		rows->numbers[rows->nnumbers - 1][n] = weight;
	rows->n = n + 1;
}

/* as the statement has them: whole numbers as bigint, population sizes as float8, or texts */
static pg_attribute_always_inline void
take_design(AnswerRows *rows, const TupleTableSlot *slot, const char *bytes)
{
	const AnswerColumn *column = rows->answers.row.columns + rows->ncodes + rows->nnumbers + 1;

	for (int i = 0; i < rows->ndesign; i++, column++)
	{
		bool null = column->attribute < 0 || svy_answered_null(column, slot, bytes);

		rows->design_nulls[i] = null;
		rows->design[i] = 0;
		if (null)
			continue;
		if (!rows->answers.row.whole)
			rows->design[i] = slot->tts_values[column->attribute];
		else if (i % DESIGN_COLUMNS == DESIGN_FPC)
			rows->design[i] = Float8GetDatum(svy_answered_number(column, slot, bytes));
		else
			rows->design[i] = Int64GetDatum(svy_answered_integer(column, slot, bytes));
	}
}

/* counts the row in its unit, whether it passes the filter or not; if it does, sets the unit */
static pg_attribute_always_inline bool
take_unit(AnswerRows *rows, const TupleTableSlot *slot, const char *bytes, double weight,
		  int32 *unit)
{
	const AnswerColumn *filter = &rows->answers.row.columns[rows->ncodes + rows->nnumbers];
	bool inside = rows->answers.row.whole || (!slot->tts_isnull[filter->attribute] &&
											  DatumGetBool(slot->tts_values[filter->attribute]));

	if (inside || rows->taker->all_weights)
		svy_check_signed_weight(weight, rows->x->flags & CROSSTAB_NEGATIVE);
	take_design(rows, slot, bytes);
	*unit = unit_of(rows, rows->design, rows->design_nulls);
	count_row(rows, *unit, weight);
	return inside;
}

/* a row without the weight is left out */
static pg_attribute_always_inline void
receive_from(AnswerRows *rows, const TupleTableSlot *slot, const char *bytes, bool wait)
{
	double weight = 1;
	int32 unit = 0;

	if (rows->weighted)
	{
		const AnswerColumn *column = &rows->answers.row.columns[rows->ncodes + rows->nnumbers - 1];

		if (svy_answered_null(column, slot, bytes))
			return;
		weight = svy_answered_number(column, slot, bytes);
	}
	if (!wait)
		svy_check_signed_weight(weight, rows->x->flags & CROSSTAB_NEGATIVE);
	else if (!take_unit(rows, slot, bytes, weight, &unit))
		return;
	if (rows->n >= rows->room || rows->n >= rows->most)
		make_room(rows);
	if (wait)
		rows->units[rows->n] = unit;
	take_row(rows, slot, bytes, weight, wait);
}

/* apart, so that each is compiled for its kind of rows */
static pg_attribute_always_inline bool
receive(AnswerRows *rows, TupleTableSlot *slot, bool wait)
{
	const char *bytes = svy_answer_row_open(&rows->answers.row, slot);

	if (bytes)
		receive_from(rows, slot, bytes, wait);
	else
		receive_from(rows, slot, NULL, wait);
	return true;
}

static bool
receive_waiting(TupleTableSlot *slot, DestReceiver *self)
{
	return receive((AnswerRows *) self, slot, true);
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	return receive((AnswerRows *) self, slot, false);
}

/*
 * Statements
 */

PackQuery
svy_rows_query(const Crosstab *x, bool weighted)
{
	int n = x->nslots + x->nvalues + weighted;
	int32 *places = palloc_array(int32, n + 1);

	for (int i = 0; i < n; i++)
		places[i] = i;
	return (PackQuery){.ncolumns = n,
					   .columns = places,
					   .slots = places,
					   .values = places + x->nslots,
					   .weight = weighted ? n - 1 : -1};
}

/* a code that is computed, and may be an error, is so of those who count alone */
static char *
code_in_filter(const CrosstabPlan *plan, int slot)
{
	char *code = svy_crosstab_counted_sql(plan, list_nth(plan->raw, slot));

	if (plan->filter == NULL || list_nth(plan->slot_columns, slot) != NULL)
		return code;
	return psprintf("CASE WHEN %s THEN %s END", plan->filter, code);
}

static char *
columns_sql(const CrosstabPlan *plan, bool everybody)
{
	List *reads = NIL;
	const char *separator = "";
	StringInfoData sql;
	ListCell *cell;

	for (int i = 0; i < list_length(plan->raw); i++)
		reads = lappend(reads, everybody ? code_in_filter(plan, i)
										 : svy_crosstab_counted_sql(plan, list_nth(plan->raw, i)));
	reads = list_concat(reads, plan->numbers);
	if (plan->weight)
		reads = lappend(reads, plan->weight);
	initStringInfo(&sql);
	foreach (cell, reads)
	{
		appendStringInfo(&sql, "%s%s", separator, (char *) lfirst(cell));
		separator = ", ";
	}
	return sql.data;
}

static void
make_columns(AnswerRows *rows)
{
	rows->room = rows->taker ? FIRST_ROOM : PACK_BLOCK;
	rows->codes = palloc0_array(CodeColumn, rows->ncodes + 1);
	rows->numbers = palloc_array(double *, rows->nnumbers + 1);
	rows->columns = palloc_array(PackColumn, rows->ncodes + rows->nnumbers + 1);
	for (int k = 0; k < rows->ncodes; k++)
		if (rows->taker)
			rows->codes[k].bytes = palloc(rows->room);
		else
			rows->codes[k].codes = palloc_array(int32, rows->room);
	for (int k = 0; k < rows->nnumbers; k++)
		rows->numbers[k] = palloc_array(double, rows->room);
	set_most(rows);
}

/* a segment of rows in the order of units */
static void
make_space(AnswerRows *rows)
{
	rows->space = palloc_array(void *, rows->ncodes + rows->nnumbers + 1);
	rows->units = palloc_array(int32, rows->room);
	rows->order = palloc_array(int32, rows->room);
	for (int k = 0; k < rows->ncodes; k++)
		rows->space[k] = palloc_array(int32, PACK_SEGMENT);
	for (int k = rows->ncodes; k < rows->ncodes + rows->nnumbers; k++)
	{
		rows->space[k] = palloc_array(double, PACK_SEGMENT);
		rows->columns[k] = (PackColumn){PACK_DOUBLES, 0, rows->space[k]};
	}
}

static void
make_units(AnswerRows *rows)
{
	const SvyDesign *design = rows->taker->design;
	Size size = pack_record_size(rows->x, rows->detail) * sizeof(double);
	bool by_value = true;

	for (int i = 0; i < design->nstages; i++)
		by_value &= !design->stages[i].stratum_text && !design->stages[i].cluster_text;
	if (by_value)
		make_known(rows, 1024);
	rows->counts = palloc0_array(UnitCount, 64);
	rows->ncounts = 64;
	rows->first = palloc_array(int32, rows->ncounts + 1);
	rows->most_runs = (int) Min(Max(SVY_UNIT_RECORD_BYTES / size, 1), PACK_SEGMENT);
	rows->runs = palloc_array(PackRun, rows->most_runs);
	rows->unit_of = palloc_array(int32, rows->most_runs);
	rows->records = palloc_extended(size * rows->most_runs, MCXT_ALLOC_HUGE);
}

static bool
set_column(const CrosstabPlan *plan, AnswerColumn *column, const char *sql, AttrNumber attribute)
{
	column->attribute = attribute - 1;
	column->type = attribute ? get_atttype(plan->survey->answers, attribute) : InvalidOid;
	return sql == NULL || attribute > 0;
}

/* whether whole rows do, which have no filter and are numbers by design; if so, where their columns are */
static bool
whole_rows(AnswerRows *rows, const CrosstabPlan *plan, const SvyDesign *design)
{
	bool whole = !plan->filter && svy_answer_row_whole(&rows->answers.row, plan, 1 + rows->ndesign);

	for (int i = 0; whole && i < design->nstages; i++)
	{
		const SvyStage *stage = &design->stages[i];
		AnswerColumn *columns =
			&rows->answers.row.columns[rows->ncodes + rows->nnumbers + 1 + DESIGN_COLUMNS * i];

		whole = set_column(plan, &columns[DESIGN_STRATUM], stage->stratum, stage->stratum_column) &&
				set_column(plan, &columns[DESIGN_CLUSTER], stage->cluster, stage->cluster_column) &&
				set_column(plan, &columns[DESIGN_FPC], stage->fpc, stage->fpc_column);
	}
	if (whole)
		rows->answers.row.columns[rows->ncodes + rows->nnumbers].attribute = -1;
	rows->answers.row.whole = whole;
	return whole;
}

/* as the planner has it: one for 8 MB, another for each three times as much */
static int
workers_for(BlockNumber pages)
{
	double threshold = Max(min_parallel_table_scan_size, 1);
	int workers = 0;

	while (pages >= threshold && workers < max_parallel_workers_per_gather)
	{
		threshold *= 3;
		workers++;
	}
	return workers;
}

bool
svy_crosstab_by_rows(const CrosstabPlan *plan)
{
	Relation answers = table_open(plan->survey->answers, AccessShareLock);
	/* pages of a distributed table are what it was before, not its shards; states come from those */
	bool plain = answers->rd_rel->relkind == RELKIND_RELATION &&
				 !svy_storage_is_spread(svy_storage(plan->survey->answers));
	BlockNumber pages = plain ? RelationGetNumberOfBlocks(answers) : 0;

	table_close(answers, NoLock);
	return pages > 0 && workers_for(pages) < ENOUGH_WORKERS;
}

/* taker: NULL for rows that are one unit */
static void
open_rows(AnswerRows *rows, const CrosstabPlan *plan, const SvyUnitTaker *taker)
{
	rows->answers = svy_answer_receiver(taker ? receive_waiting : receive_row);
	rows->context = CurrentMemoryContext;
	rows->plan = plan;
	rows->taker = taker;
	rows->x = &svy_crosstab_make(plan->words, plan->nwords)->x;
	rows->weighted = plan->weighted;
	rows->ncodes = rows->x->nslots;
	rows->nnumbers = rows->x->nvalues + rows->weighted;
	rows->query = svy_rows_query(rows->x, rows->weighted);
	make_columns(rows);
}

const Crosstab *
svy_crosstab_count_rows(const CrosstabPlan *plan, const char *source)
{
	AnswerRows rows = {0};
	const char *columns = "a.*";

	open_rows(&rows, plan, NULL);
	if (source || !svy_answer_row_whole(&rows.answers.row, plan, 0))
		columns = columns_sql(plan, false);
	svy_answers_receive(svy_weight_of_plan(plan),
						psprintf("SELECT %s FROM %s AS " CROSSTAB_ANSWERS "%s%s", columns,
								 source ? source : plan->survey->answers_sql,
								 plan->filter ? " WHERE " : "", plan->filter ? plan->filter : ""),
						&rows.answers.receiver);
	count_rows(&rows);
	svy_crosstab_check(plan, rows.x);
	return rows.x;
}

Crosstab *
svy_crosstab_unit_rows(const CrosstabPlan *plan, const char *source, int32 detail,
					   const SvyUnitTaker *taker)
{
	AnswerRows rows = {.detail = detail, .ndesign = DESIGN_COLUMNS * taker->design->nstages};
	StringInfoData sql;

	open_rows(&rows, plan, taker);
	make_space(&rows);
	make_units(&rows);
	rows.design = palloc_array(Datum, rows.ndesign);
	rows.design_nulls = palloc_array(bool, rows.ndesign);
	initStringInfo(&sql);
	/* what is a part of the table may have its columns elsewhere */
	if (source[0] != '(' && whole_rows(&rows, plan, taker->design))
		appendStringInfoString(&sql, "SELECT a.*");
	else
	{
		appendStringInfo(&sql, "SELECT %s", columns_sql(plan, true));
		appendStringInfo(&sql, "%s(%s)", rows.query.ncolumns > 0 ? ", " : "",
						 plan->filter ? plan->filter : "true");
		(void) svy_design_columns(taker->design, &sql);
	}
	appendStringInfo(&sql, " FROM %s AS " CROSSTAB_ANSWERS, source);
	svy_answers_receive(svy_weight_of_plan(plan), sql.data, &rows.answers.receiver);
	count_rows(&rows);
	for (int u = 0; u < rows.ncounts; u++)
		if (rows.counts[u].rows > 0)
			taker->everybody(taker->argument, u, rows.counts[u].rows, rows.counts[u].live);
	return rows.x;
}
