/*
 * frame_read.c
 *	  The respondents of a survey, all in memory and in their order.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "source/respondents.h"

/* what reading needs beside the frame itself */
typedef struct Reader
{
	const SvyFrameRequest *request;
	SvyFrame *frame;
	int64 capacity;
	int64 limit; /* respondents that memory allows */
	int32 *leaf; /* unit of the last level of each respondent */
} Reader;

static size_t
row_bytes(const SvyFrameRequest *request, int nreplicates)
{
	/* influence values and totals come on top, about as much again */
	return 2 * (sizeof(double) * (1 + request->nvalues) + nreplicates * sizeof(double) +
				sizeof(int32) * (4 + request->ncodes) + 1);
}

static void *
enlarge(void *array, size_t size, int64 count)
{
	return array ? repalloc_huge(array, size * count)
				 : MemoryContextAllocHuge(CurrentMemoryContext, size * count);
}

static int
columns_of_statement(const SvyFrameRequest *request, int nreplicates)
{
	return 2 + DESIGN_COLUMNS * request->design->nstages + request->nvalues + request->ncodes +
		   (nreplicates > 0);
}

static void
make_leaf_room(Reader *reader)
{
	SvyFrame *frame = reader->frame;
	int64 n = reader->capacity ? 2 * reader->capacity : 1024;

	if (reader->leaf != NULL && frame->n < reader->capacity)
		return;
	if (frame->n >= reader->limit)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the respondents of survey \"%s\" do not fit into memory",
							   reader->request->survey->name),
						errdetail("This statistic reads %d columns of every respondent; there is "
								  "room for " INT64_FORMAT " respondents.",
								  columns_of_statement(reader->request, frame->nreplicates),
								  reader->limit),
						errhint("Raise maintenance_work_mem.")));
	frame->weight = enlarge(frame->weight, sizeof(double), n);
	frame->keep = enlarge(frame->keep, sizeof(bool), n);
	reader->leaf = enlarge(reader->leaf, sizeof(int32), n);
	for (int i = 0; i < reader->request->nvalues; i++)
		frame->values[i] = enlarge(frame->values[i], sizeof(double), n);
	for (int i = 0; i < reader->request->ncodes; i++)
		frame->codes[i] = enlarge(frame->codes[i], sizeof(int32), n);
	if (frame->nreplicates > 0)
		frame->replicates = enlarge(frame->replicates, sizeof(double) * frame->nreplicates, n);
	reader->capacity = n;
}

static void
keep_in_frame(const SvyRespondent *r, void *argument)
{
	Reader *reader = argument;
	SvyFrame *frame = reader->frame;
	int64 row = frame->n;

	make_leaf_room(reader);
	frame->weight[row] = r->weight;
	frame->keep[row] = r->keep;
	reader->leaf[row] = r->unit;
	for (int i = 0; i < reader->request->nvalues; i++)
		frame->values[i][row] = r->values[i];
	for (int i = 0; i < reader->request->ncodes; i++)
		frame->codes[i][row] = r->codes[i];
	if (frame->nreplicates > 0)
		memcpy(frame->replicates + row * frame->nreplicates, r->replicates,
			   sizeof(double) * frame->nreplicates);
	frame->n++;
}

SvyFrame *
svy_frame_read(const SvyFrameRequest *request)
{
	const SurveyReplicates *replicates =
		svy_design_replicates(request->survey, request->design->weight_name);
	SvyFrame *frame = palloc0(sizeof(SvyFrame));
	Reader reader = {.request = request, .frame = frame};
	size_t allowed = (size_t) Max(maintenance_work_mem, work_mem) * 1024;

	frame->nreplicates = svy_respondents_replicates(request);
	frame->negative = request->design->negative;
	frame->values = palloc0(sizeof(double *) * (request->nvalues + 1));
	frame->codes = palloc0(sizeof(int32 *) * (request->ncodes + 1));
	reader.limit = Min(allowed / row_bytes(request, frame->nreplicates), PG_INT32_MAX / 2);
	svy_respondents_scan(request, frame, keep_in_frame, &reader);
	if (frame->n == 0 || reader.leaf == NULL)
		return frame;
	svy_frame_order(frame, request->nvalues, request->ncodes, reader.leaf);
	svy_frame_set_design(frame, reader.leaf, NULL);
	svy_design_check(request->survey, frame->units);
	frame->df = replicates ? svy_replicates_df(request->survey, replicates)
						   : svy_frame_domain_df(frame, NULL);
	frame->df_given = replicates && replicates->df_given;
	pfree(reader.leaf);
	return frame;
}
