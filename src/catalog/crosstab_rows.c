/*
 * crosstab_rows.c
 *	  Counting the rows of the answers as packed answers are counted: a block of
 *	  respondents at a time, column by column.
 *
 * The executor hands each row to a receiver, which writes its codes to the
 * columns of the block.  That takes a fifth of the time of the aggregate over
 * rows, which wants an array of each, but only this process works at it.
 *
 * Where all that a plan reads are columns as they are stored, the statement
 * selects whole rows: the executor then neither takes them apart nor copies
 * what it takes, and the receiver finds the columns in the row itself.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/tupmacs.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "optimizer/cost.h"
#include "optimizer/paths.h"
#include "storage/bufmgr.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "catalog/crosstab_design.h"
#include "catalog/statement.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* as many processes as it takes for the aggregate to overtake the receiver */
#define ENOUGH_WORKERS 4

/* where a row has what becomes a column of the block */
typedef struct RowColumn
{
	int attribute; /* from 0 */
	Oid type;
	Size offset; /* in rows of fixed columns */
} RowColumn;

typedef struct RowBlock
{
	DestReceiver receiver;
	Crosstab *x;
	PackQuery query;
	PackColumn *columns;
	RowColumn *places; /* the codes, the numbers, the weight */
	int32 **codes;
	double **numbers; /* the weight is the last */
	bool weighted;
	int n;

	/* whole rows */
	List *variables;			/* by place: the variable whose column it is */
	int attributes;				/* the last that they need */
	const TupleTableSlot *slot; /* whose rows these are */
	bool fixed;					/* columns are at their offsets in rows without NULL */
} RowBlock;

static void
count_block(RowBlock *block)
{
	svy_pack_count(block->x, &block->query, block->columns, block->n);
	block->n = 0;
}

static double
number_of(Oid type, Datum value)
{
	switch (type)
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		case INT8OID:
			return (double) DatumGetInt64(value);
		case FLOAT4OID:
			return DatumGetFloat4(value);
		case NUMERICOID:
			return DatumGetFloat8(DirectFunctionCall1(numeric_float8, value));
		default:
			return DatumGetFloat8(value);
	}
}

/* a row without the weight is left out */
static void
take_row(RowBlock *block, const TupleTableSlot *slot)
{
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues;
	const Datum *values = slot->tts_values;
	const bool *nulls = slot->tts_isnull;
	const RowColumn *place = &block->places[ncodes + nnumbers];

	if (block->weighted)
	{
		if (nulls[place->attribute])
			return;
		block->numbers[nnumbers][block->n] = number_of(place->type, values[place->attribute]);
		svy_check_weight(block->numbers[nnumbers][block->n]);
	}
	place = block->places;
	for (int i = 0; i < ncodes; i++, place++)
		block->codes[i][block->n] = nulls[place->attribute]
										? PACK_NULL
										: svy_crosstab_code(place->type, values[place->attribute]);
	for (int i = 0; i < nnumbers; i++, place++)
	{
		double number = NAN;

		if (!nulls[place->attribute])
		{
			number = number_of(place->type, values[place->attribute]);
			svy_crosstab_check_value(number);
		}
		block->numbers[i][block->n] = number;
	}
	block->n++;
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowBlock *block = (RowBlock *) self;

	slot_getallattrs(slot);
	take_row(block, slot);
	if (block->n == PACK_BLOCK)
		count_block(block);
	return true;
}

static void
start(DestReceiver *self, int operation, TupleDesc columns)
{
	RowBlock *block = (RowBlock *) self;

	for (int i = 0; i < block->query.ncolumns; i++)
		block->places[i] = (RowColumn){i, getBaseType(TupleDescAttr(columns, i)->atttypid), 0};
}

static void
ignore(DestReceiver *self)
{
}

/*
 * Whole rows
 */

static void
start_whole(DestReceiver *self, int operation, TupleDesc columns)
{
	RowBlock *block = (RowBlock *) self;

	for (int i = 0; i < block->query.ncolumns; i++)
	{
		const SurveyVariable *v = list_nth(block->variables, i);

		block->places[i] = (RowColumn){v->attnum - 1, v->type, 0};
		block->attributes = Max(block->attributes, v->attnum);
	}
}

/* offsets are those of rows without NULL, where no column before varies in length */
static void
place_columns(RowBlock *block, const TupleTableSlot *slot)
{
	Size *offsets = palloc_array(Size, block->attributes + 1);
	Size next = 0;

	block->slot = slot;
	block->fixed = TTS_IS_BUFFERTUPLE(slot);
	for (int i = 0; i < block->attributes && block->fixed; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(slot->tts_tupleDescriptor, i);

		block->fixed = attribute->attlen > 0;
		offsets[i] = att_align_nominal(next, attribute->attalign);
		next = offsets[i] + attribute->attlen;
	}
	for (int i = 0; i < block->query.ncolumns && block->fixed; i++)
		block->places[i].offset = offsets[block->places[i].attribute];
	pfree(offsets);
}

/* the columns of a row that has all of them at their offsets; else NULL */
static const char *
fixed_columns(const RowBlock *block, const TupleTableSlot *slot)
{
	HeapTuple tuple;

	if (!block->fixed)
		return NULL;
	tuple = ((const HeapTupleTableSlot *) slot)->tuple;
	/* rows from before a column was added lack it */
	if (HeapTupleHasNulls(tuple) ||
		HeapTupleHeaderGetNatts(tuple->t_data) < (uint32) block->attributes)
		return NULL;
	return (const char *) tuple->t_data + tuple->t_data->t_hoff;
}

static double
fixed_number(const RowColumn *place, const char *columns)
{
	const char *at = columns + place->offset;

	switch (place->type)
	{
		case INT2OID:
			return *(const int16 *) at;
		case INT4OID:
			return *(const int32 *) at;
		case INT8OID:
			return (double) *(const int64 *) at;
		case FLOAT4OID:
			return *(const float4 *) at;
		default:
			return *(const float8 *) at;
	}
}

static int32
fixed_code(const RowColumn *place, const char *columns)
{
	const char *at = columns + place->offset;

	switch (place->type)
	{
		case INT2OID:
			return *(const int16 *) at;
		case BOOLOID:
			return *(const bool *) at;
		default:
			return *(const int32 *) at;
	}
}

static void
take_fixed(RowBlock *block, const char *columns)
{
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues;
	const RowColumn *place = &block->places[ncodes + nnumbers];
	int32 **codes = block->codes; /* here, or each would be looked up again after each is written */
	int row = block->n;

	if (block->weighted)
	{
		double weight = fixed_number(place, columns);

		svy_check_weight(weight);
		block->numbers[nnumbers][row] = weight;
	}
	place = block->places;
	for (int i = 0; i < ncodes; i++, place++)
		codes[i][row] = fixed_code(place, columns);
	for (int i = 0; i < nnumbers; i++, place++)
	{
		double number = fixed_number(place, columns);

		svy_crosstab_check_value(number);
		block->numbers[i][row] = number;
	}
	block->n = row + 1;
}

static bool
receive_whole(TupleTableSlot *slot, DestReceiver *self)
{
	RowBlock *block = (RowBlock *) self;
	const char *columns;

	if (slot != block->slot)
		place_columns(block, slot);
	columns = fixed_columns(block, slot);
	if (columns)
		take_fixed(block, columns);
	else
	{
		slot_getsomeattrs(slot, block->attributes);
		take_row(block, slot);
	}
	if (block->n == PACK_BLOCK)
		count_block(block);
	return true;
}

/* what whole rows are read for, or NIL: something is computed, or columns were dropped */
static List *
whole_rows(const CrosstabPlan *plan)
{
	List *variables = list_concat_copy(plan->slot_columns, plan->number_columns);
	Relation answers = table_open(plan->survey->answers, AccessShareLock);
	TupleDesc columns = RelationGetDescr(answers);
	bool whole = true;

	/* without them the row would be copied, and all of its columns */
	for (int i = 0; i < columns->natts; i++)
		whole &= !TupleDescAttr(columns, i)->attisdropped;
	table_close(answers, NoLock);
	if (plan->weighted)
		variables = lappend(variables, (void *) plan->weight_column);
	return whole && !list_member_ptr(variables, NULL) ? variables : NIL;
}

/*
 * Statements
 */

PackQuery
svy_crosstab_rows_query(const Crosstab *x, bool weighted)
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

/* a segment of plain columns, in the order in which the plan reads them */
static void
make_columns(RowBlock *block)
{
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues + block->weighted;

	block->places = palloc_array(RowColumn, ncodes + nnumbers + 1);
	block->codes = palloc_array(int32 *, ncodes + 1);
	block->numbers = palloc_array(double *, nnumbers + 1);
	block->columns = palloc_array(PackColumn, ncodes + nnumbers + 1);
	for (int i = 0; i < ncodes; i++)
	{
		block->codes[i] = palloc_array(int32, PACK_BLOCK);
		block->columns[i] = (PackColumn){PACK_INTEGERS, 0, (uint8 *) block->codes[i]};
	}
	for (int i = 0; i < nnumbers; i++)
	{
		block->numbers[i] = palloc_array(double, PACK_BLOCK);
		block->columns[ncodes + i] = (PackColumn){PACK_DOUBLES, 0, (uint8 *) block->numbers[i]};
	}
	block->query = svy_crosstab_rows_query(block->x, block->weighted);
}

char *
svy_crosstab_rows_columns(const CrosstabPlan *plan)
{
	List *reads = list_concat_copy(plan->raw, plan->numbers);
	const char *separator = "";
	StringInfoData sql;
	ListCell *cell;

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

static char *
statement(const CrosstabPlan *plan, const char *columns)
{
	return psprintf("SELECT %s FROM %s AS " CROSSTAB_ANSWERS "%s%s", columns,
					plan->survey->answers_sql, plan->filter ? " WHERE " : "",
					plan->filter ? plan->filter : "");
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
	bool plain = answers->rd_rel->relkind == RELKIND_RELATION;
	BlockNumber pages = plain ? RelationGetNumberOfBlocks(answers) : 0;

	table_close(answers, NoLock);
	return pages > 0 && workers_for(pages) < ENOUGH_WORKERS;
}

const Crosstab *
svy_crosstab_count_rows(const CrosstabPlan *plan)
{
	RowBlock block = {.receiver = {receive_row, start, ignore, ignore, DestTuplestore},
					  .x = &svy_crosstab_make(plan->words, plan->nwords)->x,
					  .weighted = plan->weighted};

	block.variables = whole_rows(plan);
	if (block.variables != NIL)
	{
		block.receiver.receiveSlot = receive_whole;
		block.receiver.rStartup = start_whole;
	}
	make_columns(&block);
	svy_statement_receive(
		statement(plan, block.variables == NIL ? svy_crosstab_rows_columns(plan) : "a.*"),
		&block.receiver);
	count_block(&block);
	svy_crosstab_check(plan, block.x);
	return block.x;
}
