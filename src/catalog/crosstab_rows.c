/*
 * crosstab_rows.c
 *	  Counting the rows of the answers as packed answers are counted: a block of
 *	  respondents at a time, column by column.
 *
 * The executor hands each row to a receiver, which writes its codes to the
 * columns of the block.  That takes a fifth of the time of the aggregate over
 * rows, which wants an array of each, but only this process works at it.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "optimizer/cost.h"
#include "optimizer/paths.h"
#include "storage/bufmgr.h"
#include "tcop/dest.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "catalog/crosstab_run.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* as many processes as it takes for the aggregate to overtake the receiver */
#define ENOUGH_WORKERS 4

typedef struct RowBlock
{
	DestReceiver receiver;
	Crosstab *x;
	PackQuery query;
	PackColumn *columns;
	Oid *types; /* of the codes */
	int32 **codes;
	double **numbers; /* the weight is the last */
	bool weighted;
	int n;
} RowBlock;

static void
count_block(RowBlock *block)
{
	svy_pack_count(block->x, &block->query, block->columns, block->n);
	block->n = 0;
}

static inline int32
code_value(Oid type, Datum value)
{
	switch (type)
	{
		case INT2OID:
			return DatumGetInt16(value);
		case BOOLOID:
			return DatumGetBool(value);
		default:
			return DatumGetInt32(value);
	}
}

/* a row: the codes, the numbers, the weight */
static bool
receive(TupleTableSlot *slot, DestReceiver *self)
{
	RowBlock *block = (RowBlock *) self;
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues;

	slot_getallattrs(slot);
	if (block->weighted)
	{
		if (slot->tts_isnull[ncodes + nnumbers])
			return true;
		block->numbers[nnumbers][block->n] = DatumGetFloat8(slot->tts_values[ncodes + nnumbers]);
		svy_check_weight(block->numbers[nnumbers][block->n]);
	}
	for (int i = 0; i < ncodes; i++)
		block->codes[i][block->n] =
			slot->tts_isnull[i] ? PACK_NULL : code_value(block->types[i], slot->tts_values[i]);
	for (int i = 0; i < nnumbers; i++)
	{
		double number = NAN;

		if (!slot->tts_isnull[ncodes + i])
		{
			number = DatumGetFloat8(slot->tts_values[ncodes + i]);
			svy_crosstab_check_value(number);
		}
		block->numbers[i][block->n] = number;
	}
	if (++block->n == PACK_BLOCK)
		count_block(block);
	return true;
}

static void
start(DestReceiver *self, int operation, TupleDesc columns)
{
	RowBlock *block = (RowBlock *) self;

	for (int i = 0; i < block->x->nslots; i++)
		block->types[i] = getBaseType(TupleDescAttr(columns, i)->atttypid);
}

static void
ignore(DestReceiver *self)
{
}

/* a segment of plain columns, in the order in which the plan reads them */
static void
make_columns(RowBlock *block)
{
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues + block->weighted;
	int32 *places = palloc_array(int32, ncodes + nnumbers + 1);

	block->types = palloc_array(Oid, ncodes + 1);
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
	for (int i = 0; i < ncodes + nnumbers; i++)
		places[i] = i;
	block->query = (PackQuery){.ncolumns = ncodes + nnumbers,
							   .columns = places,
							   .slots = places,
							   .values = places + ncodes,
							   .weight = block->weighted ? ncodes + nnumbers - 1 : -1};
}

static char *
statement(const CrosstabPlan *plan)
{
	List *reads = list_concat_copy(plan->raw, plan->numbers);
	const char *separator = "";
	StringInfoData sql;
	ListCell *cell;

	if (plan->weight)
		reads = lappend(reads, plan->weight);
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	foreach (cell, reads)
	{
		appendStringInfo(&sql, "%s%s", separator, (char *) lfirst(cell));
		separator = ", ";
	}
	appendStringInfo(&sql, " FROM %s AS " CROSSTAB_ANSWERS, plan->survey->answers_sql);
	if (plan->filter)
		appendStringInfo(&sql, " WHERE %s", plan->filter);
	return sql.data;
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
	RowBlock block = {.receiver = {receive, start, ignore, ignore, DestTuplestore},
					  .x = &svy_crosstab_make(plan->words, plan->nwords)->x,
					  .weighted = plan->weighted};
	SPIExecuteOptions options = {.read_only = true, .dest = &block.receiver};

	make_columns(&block);
	if (SPI_execute_extended(statement(plan), &options) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	count_block(&block);
	svy_crosstab_check(plan, block.x);
	return block.x;
}
