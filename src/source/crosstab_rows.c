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
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "optimizer/cost.h"
#include "optimizer/paths.h"
#include "storage/bufmgr.h"
#include "tcop/dest.h"
#include "utils/rel.h"

#include "source/answer_row.h"
#include "source/crosstab_units.h"
#include "server/statement.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* as many processes as it takes for the aggregate to overtake the receiver */
#define ENOUGH_WORKERS 4

typedef struct RowBlock
{
	AnswerReceiver answers; /* columns: the codes, the numbers, the weight */
	Crosstab *x;
	PackQuery query;
	PackColumn *columns;
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

/* a row without the weight is left out */
static pg_attribute_always_inline void
take_row(RowBlock *block, const TupleTableSlot *slot, const char *bytes)
{
	int ncodes = block->x->nslots;
	int nnumbers = block->x->nvalues;
	const AnswerColumn *column = &block->answers.row.columns[ncodes + nnumbers];
	int32 **codes = block->codes; /* here, or each would be looked up again after each is written */
	int n = block->n;

	if (block->weighted)
	{
		double weight;

		if (svy_answered_null(column, slot, bytes))
			return;
		weight = svy_answered_number(column, slot, bytes);
		svy_check_weight(weight);
		block->numbers[nnumbers][n] = weight;
	}
	column = block->answers.row.columns;
	for (int i = 0; i < ncodes; i++, column++)
		codes[i][n] = svy_answered_code(column, slot, bytes);
	for (int i = 0; i < nnumbers; i++, column++)
		block->numbers[i][n] = svy_answered_value(column, slot, bytes);
	block->n = n + 1;
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowBlock *block = (RowBlock *) self;
	const char *bytes = svy_answer_row_open(&block->answers.row, slot);

	/* apart, so that each is compiled for its kind of rows */
	if (bytes)
		take_row(block, slot, bytes);
	else
		take_row(block, slot, NULL);
	if (block->n == PACK_BLOCK)
		count_block(block);
	return true;
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

/* a code that is computed, and may be an error, is so of those in the filter alone */
static char *
code_in_filter(const CrosstabPlan *plan, int slot)
{
	char *code = list_nth(plan->raw, slot);

	if (plan->filter == NULL || list_nth(plan->slot_columns, slot) != NULL)
		return code;
	return psprintf("CASE WHEN %s THEN %s END", plan->filter, code);
}

char *
svy_crosstab_rows_columns(const CrosstabPlan *plan, bool everybody)
{
	List *reads = NIL;
	const char *separator = "";
	StringInfoData sql;
	ListCell *cell;

	for (int i = 0; i < list_length(plan->raw); i++)
		reads = lappend(reads, everybody ? code_in_filter(plan, i) : list_nth(plan->raw, i));
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
	RowBlock block = {.answers = svy_answer_receiver(receive_row),
					  .x = &svy_crosstab_make(plan->words, plan->nwords)->x,
					  .weighted = plan->weighted};

	make_columns(&block);
	svy_statement_receive(statement(plan, svy_answer_row_whole(&block.answers.row, plan, 0)
											  ? "a.*"
											  : svy_crosstab_rows_columns(plan, false)),
						  &block.answers.receiver);
	count_block(&block);
	svy_crosstab_check(plan, block.x);
	return block.x;
}
