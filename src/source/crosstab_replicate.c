/*
 * crosstab_replicate.c
 *	  Cross tables under replicate weights: the same cells counted with each.
 *
 * The executor hands each row to a receiver, which writes its codes and weights
 * to the columns of a block; each block is counted as packed answers are, once
 * with each weight.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "source/answers.h"
#include "source/answer_row.h"
#include "source/crosstab_ranks.h"
#include "source/crosstab_units.h"
#include "kernel/base/weight.h"
#include "kernel/stats/repsum.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/replicate.h"
#include "pg/svy.h"

/* the weights of a block fit the cache, unless there are very many */
#define BLOCK_WEIGHTS (256 * 1024)
#define LEAST_BLOCK 256

/* a column whose replicate weights have this rank has degrees of freedom enough */
#define MOST_RANK 40

/* what tells whether replicates say anything of a column */
#define LEAST_RANK 2

typedef struct ReplicateRows
{
	AnswerReceiver answers; /* columns: codes, numbers, the weight, its replicates */
	const CrosstabUnits *units;
	Crosstab *x;		/* under the full weight */
	Crosstab **tables;	/* under each replicate */
	Crosstab *resolved; /* finds the categories of a single respondent */
	double *sketch;		/* of the replicate weights, where their rank is to be found; or NULL */
	CrosstabRanks *ranks;
	int64 n;

	/* the block */
	PackQuery query;
	PackColumn *columns; /* the last is the weight */
	int32 **codes;
	double **numbers;
	double *weights; /* of all respondents, by replicate; the full weight is the last */
	int32 room;
	int32 count;
} ReplicateRows;

/* codes, numbers, the weight, its replicates */
static char *
replicate_statement(const CrosstabUnits *units)
{
	const CrosstabPlan *plan = units->plan;
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	foreach (cell, plan->raw)
		appendStringInfo(&sql, "%s, ", svy_crosstab_counted_sql(plan, lfirst(cell)));
	foreach (cell, plan->numbers)
		appendStringInfo(&sql, "%s, ", (char *) lfirst(cell));
	appendStringInfo(&sql, "%s, %s FROM %s AS " CROSSTAB_ANSWERS " WHERE (%s) IS NOT NULL",
					 plan->weight,
					 svy_replicates_sql(plan->survey, units->replicates, CROSSTAB_ANSWERS),
					 plan->survey->answers_sql, plan->weight);
	if (plan->filter)
		appendStringInfo(&sql, " AND (%s)", plan->filter);
	return sql.data;
}

/* a segment of plain columns, as the statement has them */
static void
make_block(ReplicateRows *rows)
{
	int ncodes = rows->x->nslots;
	int nnumbers = rows->x->nvalues;
	int32 nweights = rows->units->nunits + 1;

	rows->room = Min(Max(BLOCK_WEIGHTS / nweights, LEAST_BLOCK), PACK_BLOCK);
	rows->query = svy_rows_query(rows->x, true);
	rows->columns = palloc_array(PackColumn, ncodes + nnumbers + 1);
	rows->codes = palloc_array(int32 *, ncodes + 1);
	rows->numbers = palloc_array(double *, nnumbers + 1);
	for (int i = 0; i < ncodes; i++)
	{
		rows->codes[i] = palloc_array(int32, rows->room);
		rows->columns[i] = (PackColumn){PACK_INTEGERS, 0, (uint8 *) rows->codes[i]};
	}
	for (int i = 0; i < nnumbers; i++)
	{
		rows->numbers[i] = palloc_array(double, rows->room);
		rows->columns[ncodes + i] = (PackColumn){PACK_DOUBLES, 0, (uint8 *) rows->numbers[i]};
	}
	rows->weights = palloc_extended(sizeof(double) * rows->room * nweights, MCXT_ALLOC_HUGE);
}

static void
take_answers(const ReplicateRows *rows, const TupleTableSlot *slot, const double *weights,
			 double weight)
{
	const AnswerColumn *column = rows->answers.row.columns;
	double *at = rows->weights + rows->count;

	for (int i = 0; i < rows->x->nslots; i++, column++)
		rows->codes[i][rows->count] = svy_answered_code(column, slot, NULL);
	for (int i = 0; i < rows->x->nvalues; i++, column++)
		rows->numbers[i][rows->count] =
			svy_answered_value(rows->units->plan, i, column, slot, NULL, weight);
	for (int r = 0; r < rows->units->nunits; r++, at += rows->room)
		*at = weights[r];
	*at = weight;
}

/* the categories of a respondent of the block */
static void
resolve(const ReplicateRows *rows, int32 i)
{
	Crosstab *x = rows->resolved;

	for (int k = 0; k < x->nslots; k++)
		crosstab_slots(x)[k] = rows->codes[k][i];
	for (int k = 0; k < x->nvalues; k++)
		crosstab_inputs(x)[k] = rows->numbers[k][i];
	crosstab_resolve(x, crosstab_slots(x), crosstab_inputs(x));
}

/* replicate weights below zero, which blocks know none of, one by one */
static void
add_singly(const ReplicateRows *rows, Crosstab *to, const double *weights)
{
	for (int i = 0; i < rows->count; i++)
	{
		if (!weight_counts(weights[i]))
			continue;
		to->respondents++;
		resolve(rows, i);
		crosstab_block_add(rows->resolved, crosstab_cells(to), crosstab_moments(to),
						   crosstab_inputs(rows->resolved), weights[i]);
	}
}

static bool
any_negative(const double *weights, int32 n)
{
	for (int32 i = 0; i < n; i++)
		if (weights[i] < 0)
			return true;
	return false;
}

static void
count_replicated(ReplicateRows *rows)
{
	PackColumn *weight = &rows->columns[rows->query.ncolumns - 1];

	for (int r = 0; r <= rows->units->nunits; r++)
	{
		const double *weights = rows->weights + (Size) r * rows->room;

		Crosstab *to = r < rows->units->nunits ? rows->tables[r] : rows->x;

		*weight = (PackColumn){PACK_DOUBLES, 0, (const uint8 *) weights};
		if (any_negative(weights, rows->count))
			add_singly(rows, to, weights);
		else
			svy_pack_count(to, &rows->query, rows->columns, rows->count);
	}
	rows->count = 0;
}

/* of the respondents that pass the filter; 0 where their replicates do not differ */
static double
replicates_df(const ReplicateRows *rows)
{
	const SurveyReplicates *replicates = rows->units->replicates;
	int32 rank;

	if (!rows->sketch)
		return svy_replicates_df(rows->units->plan->survey, replicates);
	rank = rows->n > 0 ? svy_sketch_rank(rows->sketch, replicates->count) : 1;
	return rank < LEAST_RANK || !replicates->df_given ? rank - 1 : replicates->df;
}

static bool
receive_replicated(TupleTableSlot *slot, DestReceiver *self)
{
	ReplicateRows *rows = (ReplicateRows *) self;
	const CrosstabUnits *units = rows->units;
	int column = rows->x->nslots + rows->x->nvalues;
	ArrayType *array;
	const double *weights;
	double weight;

	(void) svy_answer_row_open(&rows->answers.row, slot);
	array = DatumGetArrayTypeP(slot->tts_values[column + 1]);
	weights = svy_replicate_weights(array, units->plan->survey->name, units->replicates);
	weight = DatumGetFloat8(slot->tts_values[column]);
	svy_check_signed_weight(weight, rows->x->flags & CROSSTAB_NEGATIVE);
	take_answers(rows, slot, weights, weight);
	resolve(rows, rows->count);
	svy_ranks_add(rows->ranks, rows->resolved, weights);
	if (rows->sketch)
		sketch_add(rows->sketch, units->nunits, weights);
	rows->n += weight_counts(weight);
	if (++rows->count == rows->room)
		count_replicated(rows);
	if ((Pointer) array != DatumGetPointer(slot->tts_values[column + 1]))
		pfree(array);
	return true;
}

static Crosstab *
no_cells(const CrosstabPlan *plan)
{
	return &svy_crosstab_make(plan->words, plan->nwords)->x;
}

void
svy_crosstab_replicates(CrosstabUnits *units, const Crosstab **x)
{
	const CrosstabPlan *plan = units->plan;
	int32 count = units->replicates->count;
	ReplicateRows rows = {.answers = svy_answer_receiver(receive_replicated),
						  .units = units,
						  .x = no_cells(plan),
						  .tables = palloc_array(Crosstab *, count),
						  .resolved = no_cells(plan)};
	SPIExecuteOptions options = {.read_only = true, .dest = &rows.answers.receiver};

	units->variance = psprintf("replicates (%s)", units->replicates->type);
	units->nunits = count;
	units->tables = palloc_array(const Crosstab *, count);
	for (int r = 0; r < count; r++)
		rows.tables[r] = no_cells(plan);
	make_block(&rows);
	rows.ranks = svy_ranks_open(plan, count, units->replicates->df_given ? LEAST_RANK : MOST_RANK);
	/* without a filter it is the survey's own */
	if (plan->filter)
		rows.sketch = palloc_extended(sizeof(double) * sketch_lines(count) * count,
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (svy_answers_execute(svy_weight_of_plan(plan), replicate_statement(units), &options) !=
		SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	count_replicated(&rows);
	*x = rows.x;
	svy_crosstab_check(plan, rows.x);
	units->n = rows.n;
	units->df = replicates_df(&rows);
	units->whole_df = rows.sketch ? svy_replicates_df(plan->survey, units->replicates) : units->df;
	units->line_dfs = svy_ranks_line_dfs(rows.ranks, plan, units->df);
	units->dfs = svy_ranks_dfs(rows.ranks, units->df);
	for (int r = 0; r < count; r++)
	{
		svy_crosstab_check(plan, rows.tables[r]);
		units->tables[r] = rows.tables[r];
	}
}

void
svy_units_replicates(const CrosstabUnits *units, int p, const double *theta, const double *estimate,
					 double *covariance)
{
	svy_replicate_covariance(units->replicates, p, theta, estimate, NULL, covariance);
}
