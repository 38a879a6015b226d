/*
 * frame.c
 *	  The design of a survey's respondents: places in it, variances, degrees of
 *	  freedom.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "source/frame.h"
#include "kernel/base/weight.h"
#include "kernel/stats/repsum.h"
#include "pg/replicate.h"

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

/*
 * Sampled clusters and sampling fractions of a stage's strata.  Clusters whose
 * respondents all have weight 0 were sampled like the others and are counted.
 */
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

/*
 * Units get dense numbers, in their order, since the kernel's arrays are by number:
 * a state numbers strata and clusters of all levels together.
 */
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
		if (weight_counts(frame->weight[i]) && (!member || member[i]))
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
	df = svy_sketch_rank(sketch, columns) - 1;
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
		cluster_member[frame->row_cluster[i]] |=
			!member || (member[i] && weight_counts(frame->weight[i]));
	svy_frame_covariance(frame, rule, p, totals, cluster_member, covariance);
	pfree(totals);
	pfree(cluster_member);
}
