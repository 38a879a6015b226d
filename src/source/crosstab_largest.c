/*
 * crosstab_largest.c
 *	  The largest contributions of single respondents to the cells of a banner,
 *	  which rules of dominance ask for.  Counted cells do not say them, so the
 *	  answers are read once more.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "tcop/dest.h"

#include "server/statement.h"
#include "source/answer_row.h"
#include "source/crosstab_largest.h"
#include "kernel/base/weight.h"
#include "pg/crosstab.h"

typedef struct LargestRows
{
	AnswerReceiver answers; /* columns: codes, numbers, the weight */
	const CrosstabPlan *plan;
	Crosstab *x;
	CrosstabLargest *cells;
	bool weighted;
} LargestRows;

/* codes, numbers, the weight */
static char *
largest_statement(const CrosstabPlan *plan)
{
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	foreach (cell, plan->raw)
		appendStringInfo(&sql, "%s, ", svy_crosstab_counted_sql(plan, lfirst(cell)));
	foreach (cell, plan->numbers)
		appendStringInfo(&sql, "%s, ", (char *) lfirst(cell));
	appendStringInfo(&sql, "%s FROM %s AS " CROSSTAB_ANSWERS " WHERE (%s) IS NOT NULL",
					 plan->weight ? plan->weight : "1::pg_catalog.float8",
					 plan->survey->answers_sql, plan->weight ? plan->weight : "1");
	if (plan->filter)
		appendStringInfo(&sql, " AND (%s)", plan->filter);
	return sql.data;
}

static void
contribute(CrosstabLargest *cell, double part)
{
	cell->sum += part;
	for (int i = 0; i < LARGEST_KEPT; i++)
		if (part > cell->top[i])
		{
			double less = cell->top[i];

			cell->top[i] = part;
			part = less;
		}
}

void
svy_largest_add(CrosstabLargest *into, const CrosstabLargest *from)
{
	double sum = into->sum + from->sum;

	for (int i = 0; i < LARGEST_KEPT; i++)
		contribute(into, from->top[i]);
	into->sum = sum;
}

/* as crosstab_block_add counts a respondent */
static void
contribute_to_table(LargestRows *rows, const CrosstabTable *t, double weight)
{
	const Crosstab *x = rows->x;
	const CrosstabVariable *row = &crosstab_variables(x)[t->row];
	const CrosstabVariable *column = &crosstab_variables(x)[t->column];
	const int32 *lines = crosstab_lists(x) + row->list;
	const int32 *columns = crosstab_lists(x) + column->list;

	if (row->active < 0 || column->active < 0)
		return;
	if (row->kind == CROSSTAB_VALUE)
		weight *= fabs(crosstab_inputs(x)[crosstab_words(x)[row->definition]]);
	for (int i = 0; i < row->active + row->overlapping; i++)
		for (int j = 0; j < column->active + column->overlapping; j++)
			contribute(&rows->cells[t->cells + (Size) lines[i] * t->stride + columns[j]], weight);
}

static bool
receive_largest(TupleTableSlot *slot, DestReceiver *self)
{
	LargestRows *rows = (LargestRows *) self;
	Crosstab *x = rows->x;
	const AnswerColumn *column = rows->answers.row.columns;
	int last = x->nslots + x->nvalues;
	double weight;

	(void) svy_answer_row_open(&rows->answers.row, slot);
	weight = DatumGetFloat8(slot->tts_values[last]);
	if (!weight_counts(weight))
		return true;
	for (int i = 0; i < x->nslots; i++, column++)
		crosstab_slots(x)[i] = svy_answered_code(column, slot, NULL);
	for (int i = 0; i < x->nvalues; i++, column++)
		crosstab_inputs(x)[i] = svy_answered_value(rows->plan, i, column, slot, NULL, weight);
	crosstab_resolve(x, crosstab_slots(x), crosstab_inputs(x));
	for (int i = 0; i < x->ntables; i++)
		contribute_to_table(rows, &crosstab_tables(x)[i], rows->weighted ? fabs(weight) : 1);
	return true;
}

CrosstabContributions
svy_crosstab_largest(const CrosstabPlan *plan, bool weighted)
{
	LargestRows rows = {.answers = svy_answer_receiver(receive_largest),
						.plan = plan,
						.x = &svy_crosstab_make(plan->words, plan->nwords)->x,
						.weighted = weighted && plan->weight != NULL};
	SPIExecuteOptions options = {.read_only = true, .dest = &rows.answers.receiver};

	rows.cells = palloc_extended(sizeof(CrosstabLargest) * ((Size) rows.x->ncells + 1),
								 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (svy_execute_extended(largest_statement(plan), &options) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	return (CrosstabContributions){rows.x, rows.cells};
}

/* the categories that a row or column stands for: its own, or for a base all that do not overlap */
static void
range_of(const CrosstabVariable *v, int category, int *first, int *end)
{
	*first = category;
	if (category == CROSSTAB_BASE)
		*first = v->overlapping ? v->ncategories : 0;
	*end = category == CROSSTAB_BASE && !v->overlapping ? v->ncategories : *first + 1;
	if (v->kind == CROSSTAB_VALUE)
	{
		*first = 0;
		*end = 1;
	}
}

CrosstabLargest
svy_largest_of(const CrosstabContributions *c, int table, int row, int column)
{
	const CrosstabTable *t = &crosstab_tables(c->x)[table];
	CrosstabLargest result = {0};
	int rows[2];
	int columns[2];

	range_of(&crosstab_variables(c->x)[t->row], row, &rows[0], &rows[1]);
	range_of(&crosstab_variables(c->x)[t->column], column, &columns[0], &columns[1]);
	for (int i = rows[0]; i < rows[1]; i++)
		for (int j = columns[0]; j < columns[1]; j++)
			svy_largest_add(&result, &c->cells[t->cells + (Size) i * t->stride + j]);
	return result;
}
