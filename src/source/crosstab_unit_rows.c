/*
 * crosstab_unit_rows.c
 *	  Counting the rows of the answers by unit of a design: gathered as columns,
 *	  sorted by unit, and counted as a pack is, whose respondents lie so.
 *
 * The more rows wait, the fewer parts a unit comes in, and each part costs a
 * record; so codes wait as bytes, until one does not fit.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "source/answer_row.h"
#include "source/crosstab_units.h"
#include "server/statement.h"
#include "common/hashfn.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

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
	int32 *unit; /* -1: free */
	uint32 *nulls;
	Datum *values;
} KnownUnits;

typedef struct UnitCount
{
	int64 rows;
	int64 live;
} UnitCount;

typedef struct UnitRows
{
	/* columns: codes, numbers, the weight, whether it passes the filter, the design */
	AnswerReceiver answers;
	MemoryContext context; /* the executor's goes with the query */
	const SvyUnitTaker *taker;
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
} UnitRows;

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
make_known(UnitRows *rows, int32 nslots)
{
	KnownUnits *known = &rows->known;

	known->nslots = nslots;
	known->count = 0;
	known->unit = MemoryContextAlloc(rows->context, sizeof(int32) * nslots);
	known->nulls = MemoryContextAlloc(rows->context, sizeof(uint32) * nslots);
	known->values = MemoryContextAlloc(rows->context, sizeof(Datum) * nslots * rows->ndesign);
	memset(known->unit, -1, sizeof(int32) * nslots);
}

/* the slot of these columns, or a free one */
static int32
find_known(const UnitRows *rows, const Datum *values, uint32 nulls)
{
	const KnownUnits *known = &rows->known;
	uint32 at = hash_of(values, nulls, rows->ndesign);

	for (;; at++)
	{
		uint32 slot = at & (known->nslots - 1);
		const Datum *own = known->values + (Size) slot * rows->ndesign;
		bool same = known->nulls[slot] == nulls;

		if (known->unit[slot] < 0)
			return (int32) slot;
		for (int i = 0; i < rows->ndesign && same; i++)
			same = nulls & 1U << i || own[i] == values[i];
		if (same)
			return (int32) slot;
	}
}

static void
keep_unit(UnitRows *rows, const Datum *values, uint32 nulls, int32 unit)
{
	int32 slot = find_known(rows, values, nulls);

	rows->known.unit[slot] = unit;
	rows->known.nulls[slot] = nulls;
	memcpy(rows->known.values + (Size) slot * rows->ndesign, values, sizeof(Datum) * rows->ndesign);
	rows->known.count++;
}

static void
grow_known(UnitRows *rows)
{
	KnownUnits old = rows->known;

	make_known(rows, 2 * old.nslots);
	for (int i = 0; i < old.nslots; i++)
		if (old.unit[i] >= 0)
			keep_unit(rows, old.values + (Size) i * rows->ndesign, old.nulls[i], old.unit[i]);
	pfree(old.unit);
	pfree(old.nulls);
	pfree(old.values);
}

static int32
unit_of(UnitRows *rows, const Datum *values, const bool *isnull)
{
	const SvyUnitTaker *taker = rows->taker;
	uint32 nulls = 0;
	int32 unit;

	if (rows->known.nslots == 0)
		return taker->unit(taker->argument, values, isnull);
	for (int i = 0; i < rows->ndesign; i++)
		nulls |= (uint32) isnull[i] << i;
	unit = rows->known.unit[find_known(rows, values, nulls)];
	if (unit >= 0)
		return unit;
	unit = taker->unit(taker->argument, values, isnull);
	if (2 * rows->known.count >= rows->known.nslots && rows->known.nslots < MOST_KNOWN)
		grow_known(rows);
	if (2 * rows->known.count < rows->known.nslots)
		keep_unit(rows, values, nulls, unit);
	return unit;
}

static void
count_row(UnitRows *rows, int32 unit, double weight)
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
	rows->counts[unit].live += weight > 0;
}

/*
 * Counting what waits
 */

/* sorts by unit */
static void
sort_rows(UnitRows *rows)
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
gather(UnitRows *rows, const int32 *order, int count)
{
	for (int k = 0; k < rows->ncodes; k++)
	{
		const CodeColumn *from = &rows->codes[k];
		PackColumn *into = &rows->columns[k];
		uint8 *bytes = rows->space[k];
		int32 *codes = rows->space[k];

		into->bytes = rows->space[k];
		into->encoding = from->codes ? PACK_INTEGERS : PACK_BYTES;
		into->parameter = from->codes ? 0 : LOWEST;
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
count_slice(UnitRows *rows, int end)
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

/* units are cut only if they are larger than a segment */
static void
count_rows(UnitRows *rows)
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
	rows->n = 0;
}

/*
 * Rows
 */

static void
set_most(UnitRows *rows)
{
	Size size = 2 * sizeof(int32) + rows->nnumbers * sizeof(double);
	Size allowed = Max(maintenance_work_mem, work_mem) * (Size) 1024 / 2;

	for (int k = 0; k < rows->ncodes; k++)
		size += rows->codes[k].codes ? sizeof(int32) : 1;
	rows->most = (int) Max(Min(WAITING_BYTES, allowed) / size, FIRST_ROOM);
}

/* what does not fit a byte turns a column whole */
static void
widen(UnitRows *rows, CodeColumn *column)
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
make_room(UnitRows *rows)
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
put_code(UnitRows *rows, int k, int32 code)
{
	CodeColumn *column = &rows->codes[k];
	uint32 byte = code == PACK_NULL ? NO_BYTE : (uint32) code - (uint32) LOWEST;

	if (column->bytes && byte >= NO_BYTE && code != PACK_NULL)
		widen(rows, column);
	if (column->bytes)
		column->bytes[rows->n] = (uint8) byte;
	else
		column->codes[rows->n] = code;
}

static pg_attribute_always_inline void
take_row(UnitRows *rows, const TupleTableSlot *slot, const char *bytes, double weight, int32 unit)
{
	const AnswerColumn *column = rows->answers.row.columns;

	rows->units[rows->n] = unit;
	for (int k = 0; k < rows->ncodes; k++, column++)
		put_code(rows, k, svy_answered_code(column, slot, bytes));
	for (int k = 0; k < rows->x->nvalues; k++, column++)
		rows->numbers[k][rows->n] = svy_answered_value(column, slot, bytes);
	if (rows->weighted)
		rows->numbers[rows->nnumbers - 1][rows->n] = weight;
	rows->n++;
}

/* as the statement has them: whole numbers as bigint, population sizes as float8, or texts */
static pg_attribute_always_inline void
take_design(UnitRows *rows, const TupleTableSlot *slot, const char *bytes)
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
		else if (i % 3 == 2)
			rows->design[i] = Float8GetDatum(svy_answered_number(column, slot, bytes));
		else
			rows->design[i] = Int64GetDatum(svy_answered_integer(column, slot, bytes));
	}
}

static pg_attribute_always_inline void
receive_from(UnitRows *rows, const TupleTableSlot *slot, const char *bytes)
{
	const AnswerColumn *filter = &rows->answers.row.columns[rows->ncodes + rows->nnumbers];
	double weight = 1;
	bool inside;
	int32 unit;

	if (rows->weighted)
	{
		if (svy_answered_null(filter - 1, slot, bytes))
			return;
		weight = svy_answered_number(filter - 1, slot, bytes);
	}
	inside = rows->answers.row.whole || (!slot->tts_isnull[filter->attribute] &&
										 DatumGetBool(slot->tts_values[filter->attribute]));
	if (inside || rows->taker->all_weights)
		svy_check_weight(weight);
	take_design(rows, slot, bytes);
	unit = unit_of(rows, rows->design, rows->design_nulls);
	count_row(rows, unit, weight);
	if (!inside)
		return;
	if (rows->n >= rows->room || rows->n >= rows->most)
		make_room(rows);
	take_row(rows, slot, bytes, weight, unit);
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	UnitRows *rows = (UnitRows *) self;
	const char *bytes = svy_answer_row_open(&rows->answers.row, slot);

	/* apart, so that each is compiled for its kind of rows */
	if (bytes)
		receive_from(rows, slot, bytes);
	else
		receive_from(rows, slot, NULL);
	return true;
}

static void
make_columns(UnitRows *rows)
{
	rows->room = FIRST_ROOM;
	rows->codes = palloc0_array(CodeColumn, rows->ncodes + 1);
	rows->numbers = palloc_array(double *, rows->nnumbers + 1);
	rows->columns = palloc_array(PackColumn, rows->ncodes + rows->nnumbers + 1);
	rows->space = palloc_array(void *, rows->ncodes + rows->nnumbers + 1);
	rows->units = palloc_array(int32, rows->room);
	rows->order = palloc_array(int32, rows->room);
	for (int k = 0; k < rows->ncodes; k++)
	{
		rows->codes[k].bytes = palloc(rows->room);
		rows->space[k] = palloc_array(int32, PACK_SEGMENT);
	}
	for (int k = 0; k < rows->nnumbers; k++)
	{
		rows->numbers[k] = palloc_array(double, rows->room);
		rows->space[rows->ncodes + k] = palloc_array(double, PACK_SEGMENT);
		rows->columns[rows->ncodes + k] =
			(PackColumn){PACK_DOUBLES, 0, rows->space[rows->ncodes + k]};
	}
	set_most(rows);
}

static void
make_units(UnitRows *rows, const SvyDesign *design)
{
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
whole_rows(UnitRows *rows, const CrosstabPlan *plan, const SvyDesign *design)
{
	bool whole = !plan->filter && svy_answer_row_whole(&rows->answers.row, plan, 1 + rows->ndesign);

	for (int i = 0; whole && i < design->nstages; i++)
	{
		const SvyStage *stage = &design->stages[i];
		AnswerColumn *columns =
			&rows->answers.row.columns[rows->ncodes + rows->nnumbers + 1 + 3 * i];

		whole = set_column(plan, &columns[0], stage->stratum, stage->stratum_column) &&
				set_column(plan, &columns[1], stage->cluster, stage->cluster_column) &&
				set_column(plan, &columns[2], stage->fpc, stage->fpc_column);
	}
	if (whole)
		rows->answers.row.columns[rows->ncodes + rows->nnumbers].attribute = -1;
	rows->answers.row.whole = whole;
	return whole;
}

Crosstab *
svy_crosstab_unit_rows(const CrosstabPlan *plan, const char *source, int32 detail,
					   const SvyUnitTaker *taker)
{
	const SvyDesign *design = taker->design;
	UnitRows rows = {.answers = svy_answer_receiver(receive_row),
					 .context = CurrentMemoryContext,
					 .taker = taker,
					 .x = &svy_crosstab_make(plan->words, plan->nwords)->x,
					 .weighted = plan->weighted,
					 .detail = detail};
	StringInfoData sql;

	rows.ncodes = rows.x->nslots;
	rows.nnumbers = rows.x->nvalues + rows.weighted;
	rows.query = svy_crosstab_rows_query(rows.x, rows.weighted);
	rows.ndesign = 3 * design->nstages;
	rows.design = palloc_array(Datum, rows.ndesign);
	rows.design_nulls = palloc_array(bool, rows.ndesign);
	initStringInfo(&sql);
	if (whole_rows(&rows, plan, design))
		appendStringInfoString(&sql, "SELECT a.*");
	else
	{
		appendStringInfo(&sql, "SELECT %s", svy_crosstab_rows_columns(plan, true));
		appendStringInfo(&sql, "%s(%s)", rows.query.ncolumns > 0 ? ", " : "",
						 plan->filter ? plan->filter : "true");
		(void) svy_design_columns(design, &sql);
	}
	appendStringInfo(&sql, " FROM %s AS " CROSSTAB_ANSWERS, source);
	make_columns(&rows);
	make_units(&rows, design);
	svy_statement_receive(sql.data, &rows.answers.receiver);
	count_rows(&rows);
	for (int u = 0; u < rows.ncounts; u++)
		if (rows.counts[u].rows > 0)
			taker->everybody(taker->argument, u, rows.counts[u].rows, rows.counts[u].live);
	return rows.x;
}
