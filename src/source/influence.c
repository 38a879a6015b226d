/*
 * influence.c
 *	  Variances of statistics by the influence values of respondents.
 *
 * The variance of a smooth function of totals is that of the total of its linearised
 * variable (Deville 1999, "Variance estimation for complex statistics and estimators:
 * linearization and residual techniques", Survey Methodology 25, 193-203).  One reader
 * of the design so serves every statistic: it says what a respondent adds.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "kernel/base/dd.h"
#include "source/influence_sums.h"

/* what a pass adds up */
typedef struct Sums
{
	const SvyPasses *passes;
	const SvyInfluences *of;
	int p;
	SvyInfluence influence;
	void *argument;
	double *z;		/* p: those of one respondent */
	bool any;		/* he has some */
	int32 *members; /* of each unit: who counts for the statistic */
	int32 *counted; /* of each unit: who counts for the variance, after a calibration all */
	double *listed; /* of each unit: respondents who have influence values */
	DD *before;		/* p: squares before and after calibration, or NULL */
	DD *after;
	DD *totals;		/* units x p */
	double *centre; /* units x p, in the second pass */
	const DesignTerm *terms;
	DD *squares; /* p x p: upper triangle */
} Sums;

static void *
zeros(Size size, Size count)
{
	return palloc_extended(size * (count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

static const DesignStage *
stage_of(const SvyPasses *passes, int stage)
{
	return &passes->design->design.stages[stage];
}

static int
last_stage(const SvyPasses *passes)
{
	return passes->design->design.nstages - 1;
}

static bool
respondents_are_clusters(const SvyPasses *passes)
{
	return summary_is_element(passes->design->units);
}

/* ---- members ---- */

int32 *
svy_influence_members(const SvyPasses *passes)
{
	return zeros(sizeof(int32), passes->design->n);
}

/*
 * The cluster of the first stage that a unit of the last level is, or lies in: what
 * counts for degrees of freedom, as ultimate clusters (Kalton 1979).
 */
static int32
outermost_cluster(const SvyPasses *passes, int32 unit)
{
	int stage = last_stage(passes);

	if (respondents_are_clusters(passes))
		unit = stage_of(passes, stage--)->stratum_parent[unit];
	for (; stage > 0; stage--)
	{
		const DesignStage *at = stage_of(passes, stage);

		unit = at->stratum_parent[at->cluster_stratum[unit]];
	}
	return unit;
}

/* by stratum of the first stage: its clusters that have members */
static int32 *
members_by_stratum(const SvyPasses *passes, const int32 *members)
{
	const DesignStage *first = stage_of(passes, 0);
	int32 *clusters = zeros(sizeof(int32), first->nstrata);
	bool *seen = zeros(sizeof(bool), first->nclusters);

	for (int32 unit = 0; unit < passes->design->n; unit++)
	{
		int32 cluster;

		if (members[unit] == 0)
			continue;
		if (last_stage(passes) == 0 && respondents_are_clusters(passes))
		{
			clusters[unit] = members[unit];
			continue;
		}
		cluster = outermost_cluster(passes, unit);
		clusters[first->cluster_stratum[cluster]] += !seen[cluster];
		seen[cluster] = true;
	}
	pfree(seen);
	return clusters;
}

bool
svy_influence_says_nothing(const SvyPasses *passes, const int32 *members)
{
	const DesignStage *first = stage_of(passes, 0);
	int32 *clusters;
	bool nothing;

	/* what is inside clusters counts too */
	if (last_stage(passes) > 0 && first->fraction)
		return false;
	clusters = members_by_stratum(passes, members);
	nothing = design_says_nothing(first, passes->sample->rule, false, clusters);
	pfree(clusters);
	return nothing;
}

double
svy_influence_df(const SvyPasses *passes, const int32 *members)
{
	int32 *clusters = members_by_stratum(passes, members);
	double df = 0;

	for (int32 h = 0; h < stage_of(passes, 0)->nstrata; h++)
		df += clusters[h] > 0 ? clusters[h] - 1 : 0;
	pfree(clusters);
	return df;
}

/* ---- clusters ---- */

static void
add_total(Sums *s, const SvyRespondent *r)
{
	DD *totals = s->totals + (Size) r->unit * s->p;

	s->listed[r->unit]++;
	for (int j = 0; j < s->p; j++)
		totals[j] = dd_add_double(totals[j], s->z[j]);
	for (int j = 0; j < s->p && s->after; j++)
		s->after[j] = dd_add(s->after[j], dd_two_prod(s->z[j], s->z[j]));
}

static double *
rounded(const DD *sums, Size n)
{
	double *values = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE);

	for (Size i = 0; i < n; i++)
		values[i] = dd_value(sums[i]);
	return values;
}

static void
covariance_of_clusters(const Sums *s, double *covariance)
{
	const SvyFrame *design = s->passes->design;
	double *totals = rounded(s->totals, (Size) design->n * s->p);
	bool *member = zeros(sizeof(bool), design->n);

	for (int32 i = 0; i < design->n; i++)
		member[i] = s->counted[i] > 0;
	svy_frame_covariance(design, s->passes->sample->rule, s->p, totals, member, covariance);
	pfree(totals);
	pfree(member);
}

/*
 * ---- respondents that are clusters of their own ----
 *
 * Sums of squares by stratum would do in one pass, less the square of the sum over n;
 * but there are as many as strata times p x p, and of a stratum whose mean is far from
 * 0 they cancel.  A second pass around the centres keeps one p x p.
 */

/*
 * The stages above them, as if their last clusters were the last of all: the
 * variance is a sum over stages (design.h), and each needs the totals of its own
 * clusters only.
 */
static void
covariance_above(const Sums *s, double *covariance)
{
	const SvyPasses *passes = s->passes;
	const DesignStage *last = stage_of(passes, last_stage(passes));
	SvyFrame above = *passes->design;
	int32 nclusters;
	double *totals;
	bool *member;

	memset(covariance, 0, sizeof(double) * s->p * s->p);
	if (last_stage(passes) == 0)
		return;
	above.design.nstages--;
	nclusters = svy_frame_clusters(&above);
	totals = zeros(sizeof(double), (Size) nclusters * s->p);
	member = zeros(sizeof(bool), nclusters);
	for (int32 h = 0; h < last->nstrata; h++)
	{
		member[last->stratum_parent[h]] |= s->counted[h] > 0;
		for (int j = 0; j < s->p; j++)
			totals[(Size) last->stratum_parent[h] * s->p + j] +=
				dd_value(s->totals[(Size) h * s->p + j]);
	}
	svy_frame_covariance(&above, passes->sample->rule, s->p, totals, member, covariance);
	pfree(totals);
	pfree(member);
}

/* of each cluster around the last stage: the product of the sampling fractions above; NULL: all 0 */
static double *
fractions_above(const SvyPasses *passes)
{
	double *product = NULL;

	for (int stage = 0; stage < last_stage(passes); stage++)
	{
		const DesignStage *at = stage_of(passes, stage);
		double *next = zeros(sizeof(double), at->nclusters);
		bool any = false;

		for (int32 i = 0; at->fraction && i < at->nclusters; i++)
		{
			int32 h = at->cluster_stratum[i];

			next[i] = at->fraction[h] * (product ? product[at->stratum_parent[h]] : 1);
			any |= next[i] > 0;
		}
		if (!any)
			return NULL;
		product = next;
	}
	return product;
}

/* how the strata of the last stage enter; NULL: they do not, since all clusters were drawn with replacement */
static DesignTerm *
element_terms(const Sums *s)
{
	const SvyPasses *passes = s->passes;
	int stage = last_stage(passes);
	const DesignStage *last = stage_of(passes, stage);
	int32 nparents = stage > 0 ? stage_of(passes, stage - 1)->nclusters : 1;
	double *multiplier = fractions_above(passes);
	DesignTerm *terms = zeros(sizeof(DesignTerm), last->nstrata);
	int32 lonely = 0;
	SvyStatus status;

	if (stage > 0 && !multiplier)
		return NULL;
	status = design_terms(last, passes->sample->rule, s->counted, nparents, multiplier,
						  zeros(sizeof(double), 2 * (Size) nparents), terms, &lonely);
	if (status == SVY_LONELY)
	{
		SummaryProblem problem = {FAULT_LONELY, stage, passes->design->stratum_unit[stage][lonely]};

		svy_summary_check(status, &problem, passes->design->units);
	}
	svy_check(status, "variance");
	return terms;
}

/* the mean that the squares of each stratum are around: its own, or that of its parent's strata */
static double *
centres(const Sums *s)
{
	const SvyPasses *passes = s->passes;
	const DesignStage *last = stage_of(passes, last_stage(passes));
	int32 nparents = last->stratum_parent ? stage_of(passes, last_stage(passes) - 1)->nclusters : 1;
	double *centre = zeros(sizeof(double), (Size) last->nstrata * s->p);
	double *sampled = zeros(sizeof(double), nparents);
	DD *sums = zeros(sizeof(DD), (Size) nparents * s->p);

	for (int32 h = 0; h < last->nstrata; h++)
	{
		int32 parent = last->stratum_parent ? last->stratum_parent[h] : 0;

		if (s->counted[h] == 0)
			continue;
		sampled[parent] += last->sampled[h];
		for (int j = 0; j < s->p; j++)
			sums[(Size) parent * s->p + j] =
				dd_add(sums[(Size) parent * s->p + j], s->totals[(Size) h * s->p + j]);
	}
	for (int32 h = 0; h < last->nstrata; h++)
	{
		int32 parent = last->stratum_parent ? last->stratum_parent[h] : 0;

		for (int j = 0; j < s->p; j++)
			centre[(Size) h * s->p + j] =
				s->terms[h].centre == CENTRE_ALL
					? dd_value(sums[(Size) parent * s->p + j]) / sampled[parent]
					: dd_value(s->totals[(Size) h * s->p + j]) / last->sampled[h];
	}
	pfree(sampled);
	pfree(sums);
	return centre;
}

/* adds factor x (z - c)(z - c)' of a respondent; z NULL for zeros */
static void
add_product(Sums *s, int32 stratum, double factor, const double *z)
{
	const double *centre = s->centre + (Size) stratum * s->p;

	for (int j = 0; j < s->p; j++)
	{
		double left = factor * ((z ? z[j] : 0) - centre[j]);
		DD *row = s->squares + (Size) j * s->p;

		for (int k = j; k < s->p && left != 0; k++)
			row[k] = dd_add(row[k], dd_two_prod(left, (z ? z[k] : 0) - centre[k]));
	}
}

static void
add_squares(Sums *s, const SvyRespondent *r)
{
	if (s->terms[r->unit].centre != CENTRE_NONE)
		add_product(s, r->unit, s->terms[r->unit].factor, s->z);
}

/* before the second pass */
static void
prepare_squares(Sums *s)
{
	covariance_above(s, s->of->covariance);
	s->terms = element_terms(s);
	if (!s->terms)
		return;
	s->centre = centres(s);
	s->squares = zeros(sizeof(DD), (Size) s->p * s->p);
}

static void
covariance_of_respondents(Sums *s)
{
	int p = s->p;
	const DesignStage *last = stage_of(s->passes, last_stage(s->passes));
	double *covariance = s->of->covariance;

	if (!s->terms)
		return;
	/* the other respondents have influence values of zero */
	for (int32 h = 0; h < last->nstrata; h++)
		if (s->terms[h].centre != CENTRE_NONE)
			add_product(s, h, s->terms[h].factor * (last->sampled[h] - s->listed[h]), NULL);
	for (int j = 0; j < p; j++)
		for (int k = j; k < p; k++)
			covariance[k * p + j] = covariance[j * p + k] += dd_value(s->squares[(Size) j * p + k]);
}

/* ---- several at once ---- */

typedef struct SumsList
{
	int count;
	Sums *sums;
	const SvyPasses *passes;
	int p;
	double *z;		/* those of all of them, one behind the other */
	double *kept;	/* the same of each respondent, or NULL: asked for again in each pass */
	bool *kept_any; /* respondents x count: he has some */
	bool known;		/* these are filled in */
	SvyProjection *projection; /* on the variables of the calibration, or NULL */
} SumsList;

/* what a respondent has; after a calibration those who have nothing are moved by it too */
static void
ask_influences(const SumsList *list, const SvyRespondent *r)
{
	for (int i = 0; i < list->count; i++)
	{
		Sums *s = &list->sums[i];

		s->any = s->influence(r, s->z, s->argument);
		if (!s->any && list->projection)
			memset(s->z, 0, sizeof(double) * s->p);
	}
}

static void
read_influences(const SumsList *list, const SvyRespondent *r)
{
	double *kept = list->kept ? list->kept + r->row * list->p : NULL;
	bool *any = list->kept ? list->kept_any + r->row * list->count : NULL;

	if (!list->known)
		ask_influences(list, r);
	if (kept && !list->known)
		memcpy(kept, list->z, sizeof(double) * list->p);
	else if (kept)
		memcpy(list->z, kept, sizeof(double) * list->p);
	for (int i = 0; kept && i < list->count; i++)
	{
		if (list->known)
			list->sums[i].any = any[i];
		any[i] = list->sums[i].any;
	}
}

static void
add_projection(const SvyRespondent *r, void *argument)
{
	const SumsList *list = argument;

	read_influences(list, r);
	svy_projection_add(list->projection, r->values, r->codes, list->z);
}

static void
count_member(Sums *s, const SvyRespondent *r)
{
	svy_influence_count(s->members, r);
	for (int j = 0; j < s->p && s->before; j++)
		s->before[j] = dd_add(s->before[j], dd_two_prod(s->z[j], s->z[j]));
}

static void
add_totals(const SvyRespondent *r, void *argument)
{
	const SumsList *list = argument;

	read_influences(list, r);
	for (int i = 0; i < list->count; i++)
		if (list->sums[i].any)
			count_member(&list->sums[i], r);
	if (list->projection)
		svy_projection_apply(list->projection, r->values, r->codes, list->z);
	for (int i = 0; i < list->count; i++)
		if (list->sums[i].any || list->projection)
			add_total(&list->sums[i], r);
}

static void
add_all_squares(const SvyRespondent *r, void *argument)
{
	const SumsList *list = argument;

	read_influences(list, r);
	if (list->projection)
		svy_projection_apply(list->projection, r->values, r->codes, list->z);
	for (int i = 0; i < list->count; i++)
		if (list->sums[i].terms && (list->sums[i].any || list->projection))
			add_squares(&list->sums[i], r);
}

/* of each unit: all its respondents */
static int32 *
everybody(const SvyPasses *passes)
{
	int32 *counted = zeros(sizeof(int32), passes->design->n);

	for (int64 i = 0; i < passes->design->n; i++)
		counted[i] = (int32) Min(passes->counts[i], PG_INT32_MAX);
	return counted;
}

static Sums
make_sums(const SumsList *list, const SvyInfluences *of, double *z)
{
	const SvyPasses *passes = list->passes;
	Sums sums = {.passes = passes,
				 .of = of,
				 .p = of->p,
				 .influence = of->influence,
				 .argument = of->argument,
				 .z = z,
				 .members = svy_influence_members(passes),
				 .listed = zeros(sizeof(double), passes->design->n),
				 .totals = zeros(sizeof(DD), (Size) passes->design->n * of->p)};

	sums.counted = list->projection ? everybody(passes) : sums.members;
	if (list->projection)
	{
		sums.before = zeros(sizeof(DD), of->p);
		sums.after = zeros(sizeof(DD), of->p);
	}
	return sums;
}

/* a pass in which influence values are looked at */
static void
pass_over(SumsList *list, SvyRespondentTaker take)
{
	svy_passes_each(list->passes, take, list);
	list->known = list->kept != NULL;
}

static void
second_pass(SumsList *list)
{
	bool any = false;

	for (int i = 0; i < list->count; i++)
	{
		prepare_squares(&list->sums[i]);
		any |= list->sums[i].terms != NULL;
	}
	if (any)
		pass_over(list, add_all_squares);
}

/*
 * Where a calibration leaves nothing but rounding it has fixed the statistic: 0.
 * Outside of the domain influence values are 0, but not their residuals, since the
 * calibration moves the weights of the domain by who is outside of it.  Where the
 * domain lies within one cluster that is all of it: the cluster itself does not vary
 * around its mean, so that what is left in others says nothing of the variance
 * either, but of a total that is fixed respondent by respondent.
 */
static void
judge_calibrated(const Sums *s, bool nothing)
{
	int p = s->p;
	double *covariance = s->of->covariance;

	for (int j = 0; j < p; j++)
	{
		double noise = SVY_CALIBRATED_NOISE * dd_value(s->before[j]);
		bool fixed = !nothing || (s->of->total && !(dd_value(s->after[j]) > noise));

		if (covariance[j * (p + 1)] > noise && (s->of->total || !nothing))
			continue;
		for (int k = 0; k < p; k++)
			covariance[j * p + k] = covariance[k * p + j] = fixed ? 0 : NAN;
	}
}

static void
finish_sums(Sums *s)
{
	bool nothing = svy_influence_says_nothing(s->passes, s->members);

	CHECK_FOR_INTERRUPTS();
	if (respondents_are_clusters(s->passes))
		covariance_of_respondents(s);
	else
		covariance_of_clusters(s, s->of->covariance);
	if (s->before)
		judge_calibrated(s, nothing);
	else if (nothing)
		for (int i = 0; i < s->p * s->p; i++)
			s->of->covariance[i] = NAN;
	if (s->counted != s->members)
		pfree(s->counted);
	pfree(s->members);
	pfree(s->listed);
	pfree(s->totals);
}

/* how many of them memory holds at a time, one at least */
static int
sums_at_once(const SvyPasses *passes, const SvyInfluences *of, int count)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	Size units = passes->design->n + 1;
	int n = 0;

	for (Size bytes = 0; n < count && (n == 0 || bytes <= allowed); n++)
		bytes += units * (sizeof(int32) + sizeof(double) + of[n].p * (sizeof(DD) + sizeof(double)));
	return n;
}

/* several passes ask for them: they are kept where respondents are, and there is room */
static void
keep_influences(SumsList *list)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	Size bytes = sizeof(double) * list->p + list->count;

	if (!svy_passes_in_memory(list->passes) || list->passes->n > allowed / bytes)
		return;
	list->kept = palloc_extended(sizeof(double) * (list->passes->n * list->p + 1), MCXT_ALLOC_HUGE);
	list->kept_any = palloc_extended(list->passes->n * list->count + 1, MCXT_ALLOC_HUGE);
}

static void
project_list(SumsList *list)
{
	list->projection = svy_projection_open(list->passes->sample->calibration, list->p);
	do
		pass_over(list, add_projection);
	while (svy_projection_next(list->projection));
}

static void
summed_covariances(const SvyPasses *passes, const SvyInfluences *of, int count)
{
	SumsList list = {.count = count, .sums = palloc0_array(Sums, count), .passes = passes};
	int p = 0;

	for (int i = 0; i < count; i++)
		list.p += of[i].p;
	list.z = zeros(sizeof(double), list.p);
	for (int i = 0; i < count; i++)
	{
		list.sums[i] = (Sums){.p = of[i].p,
							  .influence = of[i].influence,
							  .argument = of[i].argument,
							  .z = list.z + p};
		p += of[i].p;
	}
	if (passes->sample->calibration || respondents_are_clusters(passes))
		keep_influences(&list);
	if (passes->sample->calibration)
		project_list(&list);
	for (int i = 0; i < count; i++)
		list.sums[i] = make_sums(&list, &of[i], list.sums[i].z);
	pass_over(&list, add_totals);
	if (respondents_are_clusters(passes))
		second_pass(&list);
	for (int i = 0; i < count; i++)
		finish_sums(&list.sums[i]);
	if (list.projection)
		svy_projection_close(list.projection);
	if (list.kept)
	{
		pfree(list.kept);
		pfree(list.kept_any);
	}
	pfree(list.sums);
	pfree(list.z);
}

void
svy_influence_covariances(const SvyPasses *passes, const SvyInfluences *of, int count)
{
	int n;

	for (int first = 0; first < count; first += n)
	{
		n = sums_at_once(passes, of + first, count - first);
		summed_covariances(passes, of + first, n);
	}
}

void
svy_influence_covariance(const SvyPasses *passes, int p, SvyInfluence influence, void *argument,
						 double *covariance)
{
	SvyInfluences one = {p, influence, argument, covariance, false};

	svy_influence_covariances(passes, &one, 1);
}

/* ---- from sums that were made elsewhere ---- */

bool
svy_influence_needs_products(const SvyPasses *passes)
{
	return respondents_are_clusters(passes);
}

/*
 * The squares of a stratum around its centre from those around 0: z z' - c t' - t c'
 * + n c c', in double-doubles, so that the difference costs no digit of a double.
 */
static void
move_products(Sums *s, int32 stratum, const DD *products)
{
	const double *c = s->centre + (Size) stratum * s->p;
	const DD *t = s->totals + (Size) stratum * s->p;
	double factor = s->terms[stratum].factor;

	for (int j = 0; j < s->p; j++)
		for (int k = j; k < s->p; k++)
		{
			DD *square = &s->squares[(Size) j * s->p + k];
			DD sum = *products++;

			sum = dd_sub(sum, dd_add(dd_mul_double(t[k], c[j]), dd_mul_double(t[j], c[k])));
			sum = dd_add(sum, dd_mul_double(dd_two_prod(c[j], c[k]), s->listed[stratum]));
			*square = dd_add(*square, dd_mul_double(sum, factor));
		}
}

static void
move_all_products(Sums *s, const DD *products)
{
	const DesignStage *last = stage_of(s->passes, last_stage(s->passes));

	prepare_squares(s);
	for (int32 h = 0; s->terms && h < last->nstrata; h++)
		if (s->terms[h].centre != CENTRE_NONE)
			move_products(s, h, products + (Size) h * s->p * (s->p + 1) / 2);
}

void
svy_influence_sums_covariance(const SvyPasses *passes, const SvyInfluenceSums *sums,
							  double *covariance)
{
	SvyInfluences of = {.p = sums->p, .covariance = covariance};
	SumsList list = {.count = 1, .passes = passes};
	Sums s = make_sums(&list, &of, NULL);

	for (int64 i = 0; i < passes->design->n; i++)
	{
		s.members[i] = sums->members[i];
		s.listed[i] = sums->listed[i];
	}
	memcpy(s.totals, sums->totals, sizeof(DD) * passes->design->n * sums->p);
	if (respondents_are_clusters(passes))
		move_all_products(&s, sums->products);
	finish_sums(&s);
}
