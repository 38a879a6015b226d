/*
 * answer_row.c
 *	  A row of the answers, as the executor hands it over, and the columns in it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/tupmacs.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "plan/answer.h"
#include "server/catalogue.h"
#include "source/answer_row.h"

/* without dropped columns: else the row would be copied, and all of its columns */
static bool
can_be_whole(const CrosstabPlan *plan)
{
	Relation answers = table_open(plan->survey->answers, AccessShareLock);
	TupleDesc columns = RelationGetDescr(answers);
	bool whole = true;

	for (int i = 0; i < columns->natts; i++)
		whole &= !TupleDescAttr(columns, i)->attisdropped;
	table_close(answers, NoLock);
	return whole && !list_member_ptr(plan->slot_columns, NULL) &&
		   !list_member_ptr(plan->number_columns, NULL) && (!plan->weighted || plan->weight_column);
}

bool
svy_answer_row_whole(AnswerRow *row, const CrosstabPlan *plan, int more)
{
	List *variables = list_concat_copy(plan->slot_columns, plan->number_columns);

	if (!svy_reads_relation(plan->survey->answers) || !can_be_whole(plan))
		return false;
	if (plan->weighted)
		variables = lappend(variables, (void *) plan->weight_column);
	row->whole = true;
	row->ncolumns = list_length(variables) + more;
	row->columns = palloc0_array(AnswerColumn, row->ncolumns + 1);
	for (int i = 0; i < list_length(variables); i++)
	{
		const SurveyVariable *v = list_nth(variables, i);

		row->columns[i] = (AnswerColumn){v->attnum - 1, v->type, 0};
	}
	return true;
}

/* the columns of a SELECT list */
static void
start(DestReceiver *self, int operation, TupleDesc columns)
{
	AnswerRow *row = &((AnswerReceiver *) self)->row;

	if (row->whole)
		return;
	row->ncolumns = columns->natts;
	row->columns = palloc_array(AnswerColumn, row->ncolumns + 1);
	for (int i = 0; i < row->ncolumns; i++)
		row->columns[i] = (AnswerColumn){i, getBaseType(TupleDescAttr(columns, i)->atttypid), 0};
}

static void
ignore(DestReceiver *self)
{
}

AnswerReceiver
svy_answer_receiver(bool (*receive)(TupleTableSlot *, DestReceiver *))
{
	return (AnswerReceiver){.receiver = {receive, start, ignore, ignore, DestTuplestore}};
}

/* offsets are those of rows without NULL, where no column before varies in length */
static void
place_columns(AnswerRow *row, const TupleTableSlot *slot)
{
	Size *offsets;
	Size next = 0;

	row->slot = slot;
	row->fixed = TTS_IS_BUFFERTUPLE(slot);
	for (int i = 0; i < row->ncolumns; i++)
		row->attributes = Max(row->attributes, row->columns[i].attribute + 1);
	offsets = palloc_array(Size, row->attributes + 1);
	for (int i = 0; i < row->attributes && row->fixed; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(slot->tts_tupleDescriptor, i);

		row->fixed = attribute->attlen > 0;
		offsets[i] = att_align_nominal(next, attribute->attalign);
		next = offsets[i] + attribute->attlen;
	}
	for (int i = 0; i < row->ncolumns && row->fixed; i++)
		if (row->columns[i].attribute >= 0)
			row->columns[i].offset = offsets[row->columns[i].attribute];
	pfree(offsets);
}

/* the columns of a row that has all of them at their offsets; else NULL */
static const char *
fixed_columns(const AnswerRow *row, const TupleTableSlot *slot)
{
	HeapTuple tuple;

	if (!row->fixed)
		return NULL;
	tuple = ((const HeapTupleTableSlot *) slot)->tuple;
	/* rows from before a column was added lack it */
	if (HeapTupleHasNulls(tuple) ||
		HeapTupleHeaderGetNatts(tuple->t_data) < (uint32) row->attributes)
		return NULL;
	return (const char *) tuple->t_data + tuple->t_data->t_hoff;
}

const char *
svy_answer_row_open(AnswerRow *row, TupleTableSlot *slot)
{
	const char *bytes;

	if (!row->whole)
	{
		slot_getallattrs(slot);
		return NULL;
	}
	if (slot != row->slot)
		place_columns(row, slot);
	bytes = fixed_columns(row, slot);
	if (bytes == NULL)
		slot_getsomeattrs(slot, row->attributes);
	return bytes;
}

double
svy_answer_not_finite(const CrosstabPlan *plan, int k, double number, double weight)
{
	const SurveyVariable *variable = list_nth(plan->number_variables, k);
	char *domain;

	if (weight == 0)
		return NAN;
	domain = psprintf("(%s) AND (%s) OPERATOR(pg_catalog.<>) 0",
					  plan->filter ? plan->filter : "true", plan->weight ? plan->weight : "1");
	svy_answer_refuse_number(plan->survey, variable, domain);
	svy_crosstab_check_named_value(number, psprintf("variable \"%s\"", variable->name));
	return NAN;
}
