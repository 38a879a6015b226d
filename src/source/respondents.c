/*
 * respondents.c
 *	  The respondents of a survey as rows of one statement.
 */
#include "postgres.h"

#include <math.h>

#include "kernel/base/weight.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "pg/crosstab.h"
#include "plan/answer.h"
#include "source/answers.h"
#include "source/respondents.h"

/* columns of the statement before those of the design */
enum
{
	COLUMN_WEIGHT,
	COLUMN_KEEP,
	COLUMN_DESIGN
};

typedef struct RespondentScan
{
	DestReceiver receiver; /* first, since the executor knows it alone */
	const SvyFrameRequest *request;
	const SurveyReplicates *replicates; /* or NULL */
	SvyFrame *units;
	SvyRespondent respondent;
	SvyRespondentTaker take;
	void *argument;
	MemoryContext context; /* the caller's */
	MemoryContext row;	   /* what a row leaves is gone with the next */
} RespondentScan;

int
svy_respondents_replicates(const SvyFrameRequest *request)
{
	const SurveyReplicates *replicates =
		svy_design_replicates(request->survey, request->design->weight_name);

	return replicates ? replicates->count : 0;
}

/* one row for each respondent with a weight */
static char *
scan_query(const SvyFrameRequest *request, const SurveyReplicates *replicates)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, %s", request->design->weight,
					 request->filter ? request->filter : "true");
	svy_design_columns(request->design, &sql);
	for (int i = 0; i < request->nvalues; i++)
		appendStringInfo(&sql, ", %s", request->values[i]);
	for (int i = 0; i < request->ncodes; i++)
		appendStringInfo(&sql, ", %s", request->codes[i]);
	if (replicates)
		appendStringInfo(&sql, ", %s", svy_replicates_sql(request->survey, replicates, "a"));
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL", request->survey->answers_sql,
					 request->design->weight);
	return sql.data;
}

/*
 * A number that is none, of somebody who counts, is an error in every statistic;
 * that of others is no answer.
 */
static double
finite_value(const RespondentScan *scan, int i, double value)
{
	const SvyRespondent *r = &scan->respondent;

	if (likely(isfinite(value)))
		return value;
	if (r->keep && weight_counts(r->weight))
		svy_crosstab_check_named_value(
			value, svy_answer_names(scan->request->survey, scan->request->values[i]));
	return NAN;
}

static void
read_answers(RespondentScan *scan, const Datum *datums, const bool *nulls)
{
	SvyRespondent *r = &scan->respondent;
	int nvalues = scan->request->nvalues;

	for (int i = 0; i < nvalues; i++)
		r->values[i] = nulls[i] ? NAN : finite_value(scan, i, DatumGetFloat8(datums[i]));
	for (int i = 0; i < scan->request->ncodes; i++)
		r->codes[i] = nulls[nvalues + i] ? FRAME_NO_CODE
										 : svy_answer_code(DatumGetInt32(datums[nvalues + i]));
	if (scan->replicates)
		memcpy(r->replicates,
			   svy_replicate_weights(DatumGetArrayTypeP(datums[nvalues + scan->request->ncodes]),
									 scan->request->survey->name, scan->replicates),
			   sizeof(double) * scan->replicates->count);
}

static bool
receive_respondent(TupleTableSlot *slot, DestReceiver *self)
{
	RespondentScan *scan = (RespondentScan *) self;
	const SvyDesign *design = scan->request->design;
	SvyRespondent *r = &scan->respondent;
	MemoryContext executor = MemoryContextSwitchTo(scan->row);
	SummaryPath path;
	const Datum *datums;
	const bool *nulls;

	MemoryContextReset(scan->row);
	slot_getallattrs(slot);
	datums = slot->tts_values;
	nulls = slot->tts_isnull;
	r->weight = DatumGetFloat8(datums[COLUMN_WEIGHT]);
	svy_check_signed_weight(r->weight, design->negative);
	r->keep = !nulls[COLUMN_KEEP] && DatumGetBool(datums[COLUMN_KEEP]);
	svy_design_path(design, datums + COLUMN_DESIGN, nulls + COLUMN_DESIGN, &path);
	read_answers(scan, datums + COLUMN_DESIGN + DESIGN_COLUMNS * design->nstages,
				 nulls + COLUMN_DESIGN + DESIGN_COLUMNS * design->nstages);
	MemoryContextSwitchTo(scan->context);
	r->unit = svy_frame_place(scan->units, &path, fabs(r->weight));
	scan->take(r, scan->argument);
	MemoryContextSwitchTo(executor);
	return true;
}

static void
start_receiving(DestReceiver *self, int operation, TupleDesc columns)
{
}

static void
end_receiving(DestReceiver *self)
{
}

void
svy_respondents_scan(const SvyFrameRequest *request, SvyFrame *units, SvyRespondentTaker take,
					 void *argument)
{
	RespondentScan scan = {.receiver = {receive_respondent, start_receiving, end_receiving,
										end_receiving, DestTuplestore},
						   .request = request,
						   .replicates =
							   svy_design_replicates(request->survey, request->design->weight_name),
						   .units = units,
						   .take = take,
						   .argument = argument,
						   .context = CurrentMemoryContext};
	SvyRespondent *r = &scan.respondent;

	scan.row = AllocSetContextCreate(scan.context, "respondent", ALLOCSET_SMALL_SIZES);
	r->values = palloc_array(double, request->nvalues + 1);
	r->codes = palloc_array(int32, request->ncodes + 1);
	if (scan.replicates)
		r->replicates = palloc_array(double, scan.replicates->count + 1);
	svy_answers_receive(svy_weight_of_design(request->design, request->filter),
						scan_query(request, scan.replicates), &scan.receiver);
	MemoryContextDelete(scan.row);
	pfree(r->values);
	pfree(r->codes);
	if (scan.replicates)
		pfree(r->replicates);
}
