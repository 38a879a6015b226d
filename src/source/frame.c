/*
 * frame.c
 *	  The respondents of a survey in memory.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "access/htup_details.h"
#include "pg/crosstab.h"
#include "plan/answer.h"
#include "source/frame.h"
#include "kernel/stats/repsum.h"

#define FETCH_ROWS 5000

/* what reading needs beside the frame itself */
typedef struct Reader
{
	const SvyFrameRequest *request;
	const SurveyReplicates *replicates; /* or NULL */
	SvyFrame *frame;
	int64 capacity;
	int64 limit; /* respondents that memory allows */
	int32 *leaf; /* unit of the last level of each respondent */
	Datum *datums;
	bool *nulls;
	int ncolumns;
} Reader;

/* one row for each respondent with a weight */
static char *
frame_query(const SvyFrameRequest *request, const SurveyReplicates *replicates)
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
								  reader->ncolumns, reader->limit),
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

int32
svy_frame_place(SvyFrame *frame, const SummaryPath *path, double weight)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	int32 text = 64;
	SvyStatus status;

	for (int i = 0; i < 2 * path->nstages; i++)
		text += path->keys[i].length;
	if (!frame->units)
	{
		SummaryRoom room = {64, text, 0};

		frame->units = palloc0(summary_size(path, false, room));
		summary_init(frame->units, path, false, room);
	}
	while ((status = summary_add(frame->units, path, weight, false, 0, 0, &problem)) ==
		   SVY_NO_SPACE)
	{
		SummaryRoom room = {2 * frame->units->nunits + 64, 2 * frame->units->text_size + text, 0};
		size_t size = summary_copy_size(frame->units, room);
		Summary *larger;

		if (size == 0)
			svy_check(SVY_LIMIT, "survey design");
		larger = MemoryContextAllocHuge(CurrentMemoryContext, size);
		summary_copy(larger, frame->units, room);
		pfree(frame->units);
		frame->units = larger;
	}
	svy_summary_check(status, &problem, frame->units);
	return frame->units->last[summary_leaf_level(frame->units)];
}

/* the replicate weights of the last respondent, from the last column */
static void
take_replicates(Reader *reader, int column)
{
	SvyFrame *frame = reader->frame;
	ArrayType *array = DatumGetArrayTypeP(reader->datums[column]);
	const double *weights =
		svy_replicate_weights(array, reader->request->survey->name, reader->replicates);

	memcpy(frame->replicates + frame->n * frame->nreplicates, weights,
		   sizeof(double) * frame->nreplicates);
	if ((Pointer) array != DatumGetPointer(reader->datums[column]))
		pfree(array);
}

/*
 * A number that is none, of somebody who counts, is an error in every statistic;
 * that of others is no answer.
 */
static double
finite_value(const Reader *reader, int i, bool counts, double value)
{
	if (likely(isfinite(value)))
		return value;
	if (counts)
		svy_crosstab_check_named_value(
			value, svy_answer_names(reader->request->survey, reader->request->values[i]));
	return NAN;
}

static void
take_respondent(Reader *reader)
{
	SvyFrame *frame = reader->frame;
	const SvyFrameRequest *request = reader->request;
	int column = 2 + DESIGN_COLUMNS * request->design->nstages;
	int64 row = frame->n;
	SummaryPath path;

	make_leaf_room(reader);
	frame->weight[row] = DatumGetFloat8(reader->datums[0]);
	svy_check_signed_weight(frame->weight[row], request->design->negative);
	frame->keep[row] = !reader->nulls[1] && DatumGetBool(reader->datums[1]);
	svy_design_path(request->design, reader->datums + 2, reader->nulls + 2, &path);
	reader->leaf[row] = svy_frame_place(frame, &path, fabs(frame->weight[row]));
	for (int i = 0; i < request->nvalues; i++, column++)
		frame->values[i][row] =
			reader->nulls[column]
				? NAN
				: finite_value(reader, i, frame->keep[row] && frame->weight[row] != 0,
							   DatumGetFloat8(reader->datums[column]));
	for (int i = 0; i < request->ncodes; i++, column++)
		frame->codes[i][row] = reader->nulls[column]
								   ? FRAME_NO_CODE
								   : svy_answer_code(DatumGetInt32(reader->datums[column]));
	if (frame->nreplicates > 0)
		take_replicates(reader, column);
	frame->n++;
}

static void
read_rows(Reader *reader, const char *query)
{
	SPIPlanPtr plan = SPI_prepare(query, 0, NULL);
	Portal portal;

	if (!plan)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		SPITupleTable *rows;
		uint64 count;

		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		count = SPI_processed;
		rows = SPI_tuptable;
		if (count == 0)
			break;
		for (uint64 i = 0; i < count; i++)
		{
			heap_deform_tuple(rows->vals[i], rows->tupdesc, reader->datums, reader->nulls);
			take_respondent(reader);
		}
		SPI_freetuptable(rows);
	}
	SPI_cursor_close(portal);
}

/* ----------------------------------------------------------------- design --- */

/* numbers of the units of a level, in their order */
static int32 *
number_units(const Summary *s, int level, int32 *count, int32 **unit_of)
{
	int32 *number = palloc_extended(sizeof(int32) * (s->nunits + 1), MCXT_ALLOC_HUGE);
	int32 *units = palloc_extended(sizeof(int32) * (s->nunits + 1), MCXT_ALLOC_HUGE);

	*count = 0;
	for (int32 i = 0; i < s->nunits; i++)
		if (summary_unit(s, i)->level == level)
		{
			units[*count] = i;
			number[i] = (*count)++;
		}
	*unit_of = units;
	return number;
}

/* sampled clusters and sampling fractions of a stage's strata */
static void
set_sampling(const SvyFrame *frame, int stage, DesignStage *target, const double *counts,
			 bool fractions)
{
	const Summary *s = frame->units;
	double *sampled =
		palloc_extended(sizeof(double) * (target->nstrata + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *fraction =
		palloc_extended(sizeof(double) * (target->nstrata + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (int32 i = 0; i < target->nclusters; i++)
		sampled[target->cluster_stratum[i]] += counts ? counts[i] : 1;
	for (int32 h = 0; s->fpc[stage] && h < target->nstrata; h++)
	{
		double fpc = summary_unit(s, frame->stratum_unit[stage][h])->fpc;

		fraction[h] = fractions ? fpc : sampled[h] / fpc;
		if (fraction[h] > 1)
		{
			SummaryProblem problem = {FAULT_FPC_SMALL, stage, frame->stratum_unit[stage][h]};

			svy_summary_check(SVY_BAD_ARGUMENT, &problem, s);
		}
	}
	target->sampled = sampled;
	target->fraction = s->fpc[stage] ? fraction : NULL;
}

static bool
corrections_are_fractions(const Summary *s)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	bool fractions;

	svy_summary_check(summary_fpc_kind(s, &fractions, &problem), &problem, s);
	return fractions;
}

/* units get dense numbers, in their order */
void
svy_frame_set_design(SvyFrame *frame, const int32 *leaf, const double *counts)
{
	const Summary *s = frame->units;
	int last_level = summary_leaf_level(s);
	DesignStage *stages = palloc0(sizeof(DesignStage) * s->nstages);
	bool fractions = corrections_are_fractions(s);
	int32 *above = NULL; /* numbers of the clusters of the stage before */
	int32 *number = NULL;

	frame->row_cluster = palloc_extended(sizeof(int32) * (frame->n + 1), MCXT_ALLOC_HUGE);
	for (int stage = 0; stage < s->nstages; stage++)
	{
		DesignStage *target = &stages[stage];
		bool elements = 2 * stage == last_level;
		int32 *stratum = number_units(s, 2 * stage, &target->nstrata, &frame->stratum_unit[stage]);
		int32 *clusters;
		int32 *cluster_stratum;

		if (above != NULL)
		{
			int32 *parent = palloc_extended(sizeof(int32) * (target->nstrata + 1), MCXT_ALLOC_HUGE);

			for (int32 h = 0; h < target->nstrata; h++)
				parent[h] = above[summary_unit(s, frame->stratum_unit[stage][h])->parent];
			target->stratum_parent = parent;
		}
		if (elements)
			target->nclusters = (int32) frame->n;
		else
			number = number_units(s, 2 * stage + 1, &target->nclusters, &clusters);
		cluster_stratum = palloc_extended(sizeof(int32) * (target->nclusters + 1), MCXT_ALLOC_HUGE);
		for (int32 i = 0; i < target->nclusters; i++)
			cluster_stratum[i] = stratum[elements ? leaf[i] : summary_unit(s, clusters[i])->parent];
		target->cluster_stratum = cluster_stratum;
		set_sampling(frame, stage, target, elements ? counts : NULL, fractions);
		above = number;
	}
	for (int64 i = 0; i < frame->n; i++)
		frame->row_cluster[i] = last_level % 2 == 0 || !number ? (int32) i : number[leaf[i]];
	frame->design = (Design){s->nstages, stages};
}

/* the cluster of the first stage that one of the last lies in */
static int32
outermost(const SvyFrame *frame, int32 cluster)
{
	for (int stage = frame->design.nstages - 1; stage > 0; stage--)
	{
		const DesignStage *at = &frame->design.stages[stage];

		cluster = at->stratum_parent[at->cluster_stratum[cluster]];
	}
	return cluster;
}

/* clusters of the first stage that the respondents belong to */
static int32
first_cluster(const SvyFrame *frame, int64 row)
{
	return outermost(frame, frame->row_cluster[row]);
}

/* clusters minus strata that the respondents leave */
static double
linearised_df(const SvyFrame *frame, const bool *member)
{
	const DesignStage *first = &frame->design.stages[0];
	bool *counts = palloc_extended(first->nclusters + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	bool *space = palloc_extended(first->nstrata + 1, MCXT_ALLOC_HUGE);
	double df;

	for (int64 i = 0; i < frame->n; i++)
		if (frame->weight[i] != 0 && (!member || member[i]))
			counts[first_cluster(frame, i)] = true;
	df = design_df(first, counts, space);
	pfree(counts);
	pfree(space);
	return df;
}

bool
svy_frame_says_nothing(const SvyFrame *frame, DesignRule rule, bool total, const bool *member)
{
	const DesignStage *first = &frame->design.stages[0];
	bool *seen;
	int32 *members;
	bool nothing;

	/* what is inside clusters counts too */
	if (frame->design.nstages > 1 && first->fraction)
		return false;
	seen = palloc_extended(first->nclusters + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	members =
		palloc_extended(sizeof(int32) * (first->nstrata + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int32 i = 0; i < svy_frame_clusters(frame); i++)
	{
		int32 cluster = member[i] ? outermost(frame, i) : -1;

		if (cluster < 0 || seen[cluster])
			continue;
		seen[cluster] = true;
		members[first->cluster_stratum[cluster]]++;
	}
	nothing = design_says_nothing(first, rule, total, members);
	pfree(seen);
	pfree(members);
	return nothing;
}

bool
svy_frame_replicates_say_nothing(const SvyFrame *frame, int64 nrows, const int32 *rows)
{
	int32 columns = frame->nreplicates;
	double *basis = palloc_extended(sizeof(double) * 2 * columns + 1, MCXT_ALLOC_HUGE);
	int32 rank = 0;

	for (int64 i = 0; i < nrows && rank < 2; i++)
		rank = rank_add(basis, rank, 2, columns, frame->replicates + (int64) rows[i] * columns);
	pfree(basis);
	return rank < 2;
}

/* rank of the replicate weights of some respondents, less one */
static double
replicate_df(const SvyFrame *frame, const bool *member)
{
	int32 columns = frame->nreplicates;
	double *sketch = palloc_extended(sizeof(double) * sketch_lines(columns) * columns,
									 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double df;

	for (int64 i = 0; i < frame->n; i++)
		if (member[i])
			sketch_add(sketch, columns, frame->replicates + i * columns);
	df = sketch_rank(sketch, columns) - 1;
	pfree(sketch);
	return df;
}

static bool
all_members(const SvyFrame *frame, const bool *member)
{
	return !member || memchr(member, 0, frame->n) == NULL;
}

double
svy_frame_domain_df(const SvyFrame *frame, const bool *member)
{
	if (frame->df_given || (frame->nreplicates > 0 && all_members(frame, member)))
		return frame->df;
	if (frame->nreplicates > 0)
		return replicate_df(frame, member);
	return linearised_df(frame, member);
}

SvyFrame *
svy_frame_read(const SvyFrameRequest *request)
{
	const SurveyReplicates *replicates =
		svy_design_replicates(request->survey, request->design->weight_name);
	SvyFrame *frame = palloc0(sizeof(SvyFrame));
	Reader reader = {.request = request, .replicates = replicates, .frame = frame};
	char *query = frame_query(request, replicates);
	size_t allowed = (size_t) Max(maintenance_work_mem, work_mem) * 1024;

	frame->nreplicates = replicates ? replicates->count : 0;
	frame->negative = request->design->negative;
	frame->values = palloc0(sizeof(double *) * (request->nvalues + 1));
	frame->codes = palloc0(sizeof(int32 *) * (request->ncodes + 1));
	reader.ncolumns = 2 + DESIGN_COLUMNS * request->design->nstages + request->nvalues +
					  request->ncodes + (frame->nreplicates > 0);
	reader.limit = Min(allowed / row_bytes(request, frame->nreplicates), PG_INT32_MAX / 2);
	reader.datums = palloc(sizeof(Datum) * reader.ncolumns);
	reader.nulls = palloc(sizeof(bool) * reader.ncolumns);
	read_rows(&reader, query);
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

/* -------------------------------------------------------------- variances --- */

int32
svy_frame_clusters(const SvyFrame *frame)
{
	return frame->design.stages[frame->design.nstages - 1].nclusters;
}

void
svy_frame_covariance(const SvyFrame *frame, DesignRule rule, int p, const double *totals,
					 const bool *member, double *covariance)
{
	size_t size = design_space(&frame->design, p);
	DesignPlace lonely;
	void *space;
	SvyStatus status;

	if (size == 0)
		svy_check(SVY_LIMIT, "variance");
	space = palloc_extended(size, MCXT_ALLOC_HUGE);
	status = design_variance(&frame->design, rule, p, totals, member, space, covariance, &lonely);
	if (status == SVY_LONELY)
	{
		SummaryProblem problem = {FAULT_LONELY, lonely.stage,
								  frame->stratum_unit[lonely.stage][lonely.stratum]};

		svy_summary_check(status, &problem, frame->units);
	}
	svy_check(status, "variance");
	pfree(space);
}

void
svy_frame_variance(const SvyFrame *frame, DesignRule rule, int p, const double *influence,
				   const bool *member, double *covariance)
{
	int32 nclusters = svy_frame_clusters(frame);
	double *totals =
		palloc_extended(sizeof(double) * nclusters * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	bool *cluster_member = palloc_extended(nclusters + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	design_totals(frame->n, p, influence, frame->row_cluster, totals);
	for (int64 i = 0; i < frame->n; i++)
		cluster_member[frame->row_cluster[i]] |= !member || (member[i] && frame->weight[i] != 0);
	svy_frame_covariance(frame, rule, p, totals, cluster_member, covariance);
	pfree(totals);
	pfree(cluster_member);
}
