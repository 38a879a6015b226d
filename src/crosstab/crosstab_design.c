/*
 * crosstab_design.c
 *	  Cross tables under the survey's design.
 *
 * The influence value of a respondent depends on his cell alone, so that the
 * cells of each cluster give its totals, in one pass over the answers and for
 * all lines of a banner.  Where every respondent is a cluster, the sums of w^2 by
 * stratum give the sums of products, and no respondent is looked at again.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "crosstab/crosstab_domain.h"
#include "source/crosstab_ranks.h"
#include "source/sample.h"
#include "kernel/stats/interval.h"
#include "pg/svy.h"

/* ------------------------------------------------------------- covariance --- */

static void
element_covariance(const CrosstabUnits *units, int p, const double *totals, const double *products,
				   const bool *member, double *covariance)
{
	const SvyFrame *frame = units->frame;
	const DesignStage *stage = &frame->design.stages[0];
	int32 *members = palloc0_array(int32, stage->nstrata);
	double *by_stratum = palloc0_array(double, (Size) stage->nstrata *p);
	double *squares =
		palloc_extended(sizeof(double) * stage->nstrata * p * p, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int32 stratum;
	SvyStatus status;

	/* a stratum may have several units; after calibration all its respondents count */
	for (int i = 0; i < units->nunits; i++)
	{
		int32 h = stage->cluster_stratum[i];
		int64 count = units->calibration			? (int64) stage->sampled[h]
					  : member == NULL || member[i] ? units->members[i] + members[h]
													: members[h];

		members[h] = (int32) Min(count, PG_INT32_MAX);
		for (int j = 0; j < p; j++)
			by_stratum[(Size) h * p + j] += totals[(Size) i * p + j];
		for (Size j = 0; j < (Size) p * p; j++)
			squares[(Size) h * p * p + j] += products[(Size) i * p * p + j];
	}
	status = design_element_variance(stage, units->rule, p, members, by_stratum, squares,
									 palloc_array(DesignTerm, stage->nstrata),
									 palloc_array(double, p), covariance, &stratum);
	if (status == SVY_LONELY)
	{
		SummaryProblem problem = {FAULT_LONELY, 0, frame->stratum_unit[0][stratum]};

		svy_summary_check(status, &problem, frame->units);
	}
	svy_check(status, "variance");
}

/* member: NULL for all units that have respondents */
void
svy_units_domain_covariance(const CrosstabUnits *units, int p, const double *totals,
							const double *products, const bool *member, double *covariance)
{
	int32 nclusters;
	double *by_cluster;
	bool *cluster_member;

	if (units->elements)
	{
		element_covariance(units, p, totals, products, member, covariance);
		return;
	}
	nclusters = svy_frame_clusters(units->frame);
	by_cluster =
		palloc_extended(sizeof(double) * nclusters * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	cluster_member = palloc0_array(bool, nclusters + 1);
	for (int i = 0; i < units->nunits; i++)
	{
		int32 cluster = units->frame->row_cluster[i];

		cluster_member[cluster] |=
			units->calibration || (member ? member[i] : units->members[i] > 0);
		for (int j = 0; j < p; j++)
			by_cluster[(Size) cluster * p + j] += totals[(Size) i * p + j];
	}
	svy_frame_covariance(units->frame, units->rule, p, by_cluster, cluster_member, covariance);
	pfree(by_cluster);
	pfree(cluster_member);
}

/*
 * Respondents of a unit are alike to the calibration, so that each loses the
 * same share d of his weight: z - w d, and the products follow.
 */
static void
calibrate(const CrosstabUnits *units, int p, double *totals, double *products,
		  const double *crosses)
{
	Size size = sizeof(double) * units->nunits * p;
	double *before = palloc_extended(size + 1, MCXT_ALLOC_HUGE);

	memcpy(before, totals, size);
	svy_calibration_project(units->calibration, units->frame, p, totals);
	for (int i = 0; i < units->nunits; i++)
	{
		const double *s = crosses ? crosses + (Size) i * p : NULL;
		double *d = before + (Size) i * p;
		double *square = units->elements ? products + (Size) i * p * p : NULL;

		for (int j = 0; j < p; j++)
			d[j] = units->w[i] != 0 ? (d[j] - totals[(Size) i * p + j]) / units->w[i] : 0;
		for (int j = 0; square && s && j < p; j++)
			for (int k = 0; k < p; k++)
				square[j * p + k] += d[j] * d[k] * units->ww[i] - d[j] * s[k] - d[k] * s[j];
	}
	pfree(before);
}

/* of each statistic: the squares before calibration, beside which what it leaves may be rounding */
static double *
squares_before(const CrosstabUnits *units, int p, const double *totals, const double *products)
{
	double *squares = palloc0_array(double, p);

	for (int i = 0; i < units->nunits; i++)
		for (int j = 0; j < p; j++)
			squares[j] += units->elements ? products[((Size) i * p + j) * p + j]
										  : totals[(Size) i * p + j] * totals[(Size) i * p + j];
	return squares;
}

void
svy_units_covariance(const CrosstabUnits *units, int p, double *totals, double *products,
					 const double *crosses, double *covariance)
{
	/* products of respondents cancel, totals of clusters are small themselves */
	double noise = units->elements ? SVY_CALIBRATED_PRODUCTS : SVY_CALIBRATED_NOISE;
	double *squares;

	if (!units->calibration)
	{
		svy_units_domain_covariance(units, p, totals, products, NULL, covariance);
		return;
	}
	squares = squares_before(units, p, totals, products);
	calibrate(units, p, totals, products, crosses);
	svy_units_domain_covariance(units, p, totals, products, NULL, covariance);
	for (int j = 0; j < p; j++)
		for (int k = 0; k < p && covariance[j * (p + 1)] <= noise * squares[j]; k++)
			if (k != j)
				covariance[j * p + k] = covariance[k * p + j] = 0;
	for (int j = 0; j < p; j++)
		if (covariance[j * (p + 1)] <= noise * squares[j])
			covariance[j * (p + 1)] = 0;
	pfree(squares);
}

/* ------------------------------------------------------------------ lines --- */

/* weighted sums over a cell of a unit: of 1, y, y^2, by w and by w^2 */
typedef struct Sums
{
	double w;
	double wy;
	double ww;
	double wwy;
	double wwyy;
} Sums;

static Sums
sums_at(const CrosstabLineSums *s, int column, int unit)
{
	Sums sums = {.w = s->w[column][unit], .wy = s->wy[column][unit]};

	if (s->ww)
	{
		sums.ww = s->ww[column][unit];
		sums.wwy = s->wwy[column][unit];
		sums.wwyy = s->wwyy[column][unit];
	}
	return sums;
}

static Sums
subtract(Sums all, Sums part)
{
	return (Sums){all.w - part.w, all.wy - part.wy, all.ww - part.ww, all.wwy - part.wwy,
				  all.wwyy - part.wwyy};
}

/* sum of w (y - m) over W; by the mean of y, so that nothing cancels where y is 1 or 0 for all */
static double
deviation(Sums s, double m, double weight)
{
	return weight == 0 ? 0 : (s.w != 0 ? s.w * (s.wy / s.w - m) : s.wy) / weight;
}

/* sum of w^2 (y - m) over W */
static double
cross(Sums s, double m, double weight)
{
	return weight != 0 ? (s.wwy - m * s.ww) / weight : 0;
}

/* sum of w^2 (y - a)(y - b) over the product of weights: of the spread of y, and around a and b */
static double
product(Sums s, double a, double b, double weights)
{
	double mean = s.wwy / s.ww;

	if (weights == 0 || !(s.ww > 0))
		return 0;
	return (s.wwyy - mean * s.wwy + s.ww * (mean - a) * (mean - b)) / weights;
}

/* one line in one column variable: estimates, and those of the rest */
typedef struct Line
{
	const CrosstabLine *line;
	int table;
	int pairs; /* table of overlaps, or -1 */
	int n;
	const ColumnCell *cells;
	double origin; /* what means are counted from */
	double *mean;  /* share or mean of each column */
	double *rest;  /* of everybody else */
	double *rest_weight;
	double total_n;
} Line;

static double
cell_mean(const Line *l, const ColumnCell *cell)
{
	if (svy_line_is_mean(l->line))
		return cell->mean + (cell->origin - l->origin);
	return cell->w != 0 ? cell->r / cell->w : NAN;
}

/* statistics: the columns, then each column against the rest; means as the sums count numbers */
static void
add_unit(const Line *l, const CrosstabLineSums *sums, const CrosstabLineSums *pairs, int unit,
		 double *totals, double *products, double *crosses)
{
	int n = l->n;
	int p = 2 * n;
	Sums all = sums_at(sums, n, unit);

	for (int a = 0; a < n; a++)
	{
		double weight = l->cells[a].w;
		double mean = l->mean[a] + (l->origin - sums->origin);
		double others = l->rest[a] + (l->origin - sums->origin);
		Sums part = sums_at(sums, a, unit);
		Sums rest = subtract(all, part);
		double difference;

		totals[a] = deviation(part, mean, weight);
		difference = totals[a] - deviation(rest, others, l->rest_weight[a]);
		totals[n + a] = difference;
		if (products == NULL || crosses == NULL)
			continue;
		crosses[a] = cross(part, mean, weight);
		crosses[n + a] = crosses[a] - cross(rest, others, l->rest_weight[a]);
		products[a * p + a] = product(part, mean, mean, weight * weight);
		products[(n + a) * p + n + a] =
			products[a * p + a] +
			product(rest, others, others, l->rest_weight[a] * l->rest_weight[a]);
		for (int b = a + 1; pairs && b < n; b++)
		{
			Sums both = sums_at(pairs, crosstab_pair(a, b, n), unit);

			products[a * p + b] = products[b * p + a] =
				product(both, l->mean[a] + (l->origin - pairs->origin),
						l->mean[b] + (l->origin - pairs->origin), weight * l->cells[b].w);
		}
	}
}

/* covariance: of columns and their differences to the rest, then the degrees of freedom of both */
static CrosstabLineDesign *
line_result(const Line *l, const CrosstabUnits *units, const double *covariance)
{
	CrosstabLineDesign *result = palloc(sizeof(CrosstabLineDesign));
	int n = l->n;
	double *space = palloc_array(double, (Size) n *(n + 4) + 1);
	const double *dfs = covariance + 4 * (Size) n * n;

	result->df = units->df;
	result->whole_df = units->whole_df;
	result->covariance = space;
	result->rest = space + (Size) n * n;
	result->rest_variance = result->rest + n;
	result->dfs = result->rest_variance + n;
	result->rest_dfs = result->dfs + n;
	for (int a = 0; a < n; a++)
	{
		result->dfs[a] = fmin(units->df, dfs[a]);
		result->rest_dfs[a] = fmin(result->dfs[a], dfs[n + a]);
		for (int b = 0; b < n; b++)
			result->covariance[a * n + b] = covariance[a * 2 * n + b];
		result->covariance[a * n + a] =
			design_without_noise(result->covariance[a * n + a], l->origin + l->mean[a]);
		result->rest[a] = l->mean[a] - l->rest[a];
		result->rest_variance[a] =
			design_without_noise(covariance[(n + a) * 2 * n + n + a],
								 fmax(fabs(l->origin + l->mean[a]), fabs(l->origin + l->rest[a])));
	}
	/* covariances that stand for the variance of a difference are none of their own */
	for (int a = 0; a < n && !units->replicates && !units->reading->by_domain; a++)
		for (int b = 0; b < n; b++)
			if (result->covariance[a * n + a] == 0 || result->covariance[b * n + b] == 0)
				result->covariance[a * n + b] = 0;
	return result;
}

/* share or mean of each column, and of everybody else; from the origin that the line has */
static void
line_means(Line *l, const ColumnCell *cells, const ColumnCell *total)
{
	double all;

	all = cell_mean(l, total);
	l->cells = cells;
	l->total_n = total->n;
	l->mean = palloc_array(double, 3 * (Size) l->n + 1);
	l->rest = l->mean + l->n;
	l->rest_weight = l->rest + l->n;
	for (int a = 0; a < l->n; a++)
	{
		l->mean[a] = cell_mean(l, &cells[a]);
		/* all of the weight may add up in another order than its parts */
		l->rest_weight[a] = total->w - cells[a].w;
		if (fabs(l->rest_weight[a]) < 1e-12 * fabs(total->w))
			l->rest_weight[a] = 0;
		l->rest[a] = cells[a].w != 0 && l->rest_weight[a] != 0
						 ? (total->w * all - cells[a].w * l->mean[a]) / l->rest_weight[a]
						 : all;
	}
}

/* any design: through totals by unit */
static void
general_line(const Line *l, CrosstabUnits *units, const CrosstabLineSums *sums, double *covariance)
{
	Size p = 2 * l->n;
	double *totals =
		palloc_extended(sizeof(double) * units->nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *products = NULL;
	double *crosses = NULL;
	CrosstabLineSums pairs;

	if (units->elements)
	{
		crosses = palloc_extended(sizeof(double) * units->nunits * p + 1,
								  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		products = palloc_extended(sizeof(double) * units->nunits * p * p + 1,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	if (units->elements && l->pairs >= 0)
		pairs = svy_line_sums(units, l->line, l->pairs);
	for (int i = 0; i < units->nunits; i++)
		if (units->members[i] > 0)
			add_unit(l, sums, units->elements && l->pairs >= 0 ? &pairs : NULL, i, totals + i * p,
					 units->elements ? products + i * p * p : NULL,
					 units->elements ? crosses + i * p : NULL);
	if (units->reading->by_domain)
		svy_columns_covariance(units, &(DomainSums){(int) p, totals, products}, l->n, sums->w,
							   covariance);
	else
		svy_units_covariance(units, p, totals, products, crosses, covariance);
}

/* the term of the only stratum, if respondents are the clusters and this is all of the design */
static bool
single_term(const CrosstabUnits *units, const Line *l, DesignTerm *term)
{
	const DesignStage *stage = &units->frame->design.stages[0];
	int32 members;
	int32 lonely;
	double work[2];

	if (!units->elements || units->calibration || units->nunits != 1 || stage->nstrata != 1 ||
		l->pairs >= 0 || units->members[0] <= 0)
		return false;
	members = (int32) Min(units->members[0], PG_INT32_MAX);
	return design_terms(stage, units->rule, &members, 1, NULL, work, term, &lonely) == SVY_OK;
}

/*
 * general_line for a sample without strata and clusters, the everyday one: only
 * those covariances that line_result wants, and no products of columns, which
 * have nobody in common.
 */
static void
single_line(const Line *l, const CrosstabUnits *units, const CrosstabLineSums *sums,
			DesignTerm term, double *covariance)
{
	double sampled = units->frame->design.stages[0].sampled[0];
	int n = l->n;
	int p = 2 * n;
	double *totals = palloc0_array(double, (Size) p *(p + 2) + 1);
	double *crosses = totals + p;
	double *products = crosses + p;

	memset(covariance, 0, sizeof(double) * p * p);
	if (term.centre == CENTRE_NONE)
		return;
	add_unit(l, sums, NULL, 0, totals, products, crosses);
	for (int a = 0; a < p; a++)
		for (int b = a < n ? 0 : a; b < (a < n ? n : a + 1); b++)
			covariance[a * p + b] +=
				a == b ? design_element_square(term.factor, sampled, totals[a], totals[a] / sampled,
											   products[a * p + a])
					   : design_element_term(term.factor, sampled, totals[a], totals[b],
											 totals[a] / sampled, totals[b] / sampled,
											 products[a * p + b]);
}

/* one statistic of all units */
static void
fill_deviations(const Line *l, const CrosstabUnits *units, const CrosstabLineSums *sums, int a,
				double *own, double *rest)
{
	double moved = l->origin - sums->origin;
	int32 n = units->nunits;

	if (l->cells[a].w != 0)
		design_mean_totals(n, sums->w[a], sums->wy[a], l->mean[a] + moved, l->cells[a].w, own);
	else
		memset(own, 0, sizeof(double) * n);
	if (l->rest_weight[a] != 0)
		design_rest_totals(n, sums->w[a], sums->wy[a], sums->w[l->n], sums->wy[l->n],
						   l->rest[a] + moved, l->rest_weight[a], own, rest);
	else
		memcpy(rest, own, sizeof(double) * n);
}

/* a single stage of clusters: through deviations, a column of the matrix at a time */
static void
cluster_line(const Line *l, CrosstabUnits *units, const CrosstabLineSums *sums, double *covariance)
{
	Size nunits = units->nunits;
	Size p = 2 * l->n;
	double *z = svy_arena_alloc(&units->reading->line_arena, sizeof(double) * nunits * p);

	memset(covariance, 0, sizeof(double) * p * p);
	for (int a = 0; a < l->n; a++)
	{
		double *own = z + a * nunits;
		double *rest = z + (l->n + a) * nunits;

		fill_deviations(l, units, sums, a, own, rest);
		svy_units_deviations(units, own);
		svy_units_deviations(units, rest);
		for (int b = 0; b <= a; b++)
			covariance[a * p + b] = covariance[b * p + a] =
				design_product(own, z + b * nunits, (int32) nunits);
		covariance[(l->n + a) * (p + 1)] = design_product(rest, rest, (int32) nunits);
	}
}

/*
 * Columns that say nothing of their variance are not compared either: no letter comes
 * from them.  After calibration residuals of a column within one cluster cross into
 * others, but say no more of it than the cluster itself.
 */
static void
forget_unknown(const Line *l, const CrosstabUnits *units, const CrosstabLineSums *sums,
			   double *covariance)
{
	int n = l->n;
	int p = 2 * n;
	double *rest = palloc_array(double, units->nunits + 1);

	for (int a = 0; a < n; a++)
	{
		bool unknown = svy_column_says_nothing(units, sums->w[a], l->cells[a].n);

		for (int b = 0; unknown && b < n; b++)
			covariance[a * p + b] = covariance[b * p + a] = NAN;
		for (int k = 0; !unknown && k < units->nunits; k++)
		{
			double others = sums->w[n][k] - sums->w[a][k];

			rest[k] = fabs(others) > 1e-12 * fabs(sums->w[n][k]) ? others : 0;
		}
		/* the rest adds nothing to the variance of the difference */
		if (unknown || (l->rest_weight[a] != 0 &&
						svy_column_says_nothing(units, rest, l->total_n - l->cells[a].n)))
			covariance[(n + a) * p + n + a] = NAN;
	}
	pfree(rest);
}

static void
linearised_line(const Line *l, CrosstabUnits *units, double respondents, double *covariance)
{
	double *dfs = covariance + 4 * (Size) l->n * l->n;
	CrosstabLineSums sums;
	DesignTerm term;

	svy_units_next_line(units);
	sums = svy_line_sums(units, l->line, l->table);
	for (int a = 0; a < l->n; a++)
	{
		dfs[a] = svy_units_column_df(units, sums.w[a], NULL, l->cells[a].n);
		dfs[l->n + a] =
			svy_units_column_df(units, sums.w[a], sums.w[l->n], respondents - l->cells[a].n);
	}
	if (units->reading->deviations)
		cluster_line(l, units, &sums, covariance);
	else if (single_term(units, l, &term))
		single_line(l, units, &sums, term, covariance);
	else
		general_line(l, units, &sums, covariance);
	forget_unknown(l, units, &sums, covariance);
}

/*
 * Columns without anybody have no estimate in any replicate: 0 keeps the others'
 * replicates.  A difference from everybody else has none in a replicate that
 * leaves all of those out.
 */
static void
put_theta(const Line *l, const Line *full, double *theta)
{
	for (int a = 0; a < l->n; a++)
	{
		bool empty = full->cells[a].w == 0;
		bool alone = full->rest_weight[a] != 0 && l->rest_weight[a] == 0;

		theta[a] = empty ? 0 : l->mean[a];
		theta[l->n + a] = empty ? 0 : alone ? NAN : l->mean[a] - l->rest[a];
	}
}

static void
replicated_line(const Line *l, const CrosstabUnits *units, double *covariance)
{
	Size p = 2 * l->n;
	const double *dfs = covariance + p * p;
	double *theta = palloc_extended(sizeof(double) * (units->nunits + 1) * p, MCXT_ALLOC_HUGE);
	ColumnCell *cells = palloc_array(ColumnCell, l->n + 1);

	put_theta(l, l, theta + units->nunits * p);
	for (int i = 0; i < units->nunits; i++)
	{
		Line replicate = *l;
		ColumnCell total =
			svy_line_column(&units->reading->runs[i], l->line, l->table, CROSSTAB_BASE);

		for (int a = 0; a < l->n; a++)
			cells[a] = svy_line_column(&units->reading->runs[i], l->line, l->table, a);
		line_means(&replicate, cells, &total);
		put_theta(&replicate, l, theta + i * p);
	}
	svy_columns_replicates(units, l->n, theta, covariance);
	for (int a = 0; a < l->n; a++)
	{
		bool unknown = l->cells[a].n < 2 || dfs[a] < 1;

		for (int b = 0; unknown && b < l->n; b++)
			covariance[a * p + b] = covariance[b * p + a] = NAN;
		if (unknown || (l->rest_weight[a] != 0 && dfs[l->n + a] < 1))
			covariance[(l->n + a) * (p + 1)] = NAN;
	}
}

/* a row's standard errors are those of its means, which come first; true: they are known */
static bool
known_means(CrosstabUnits *units, const CrosstabLine *line, int column, double *covariance, Size n)
{
	const CrosstabPlan *plan = units->plan;

	if (units->reading->means == NULL || units->reading->means_row != line->row)
	{
		if (units->reading->means == NULL)
			units->reading->means =
				MemoryContextAllocZero(units->context, sizeof(double *) * plan->ncolumns);
		for (int c = 0; c < plan->ncolumns; c++)
			if (units->reading->means[c])
			{
				pfree(units->reading->means[c]);
				units->reading->means[c] = NULL;
			}
		units->reading->means_row = line->row;
	}
	if (line->kind != CROSSTAB_LINE_SE || units->reading->means[column] == NULL)
		return false;
	memcpy(covariance, units->reading->means[column], sizeof(double) * n);
	return true;
}

static void
keep_means(CrosstabUnits *units, const CrosstabLine *line, int column, const double *covariance,
		   Size n)
{
	if (line->kind != CROSSTAB_LINE_MEAN || units->reading->means[column])
		return;
	units->reading->means[column] = MemoryContextAlloc(units->context, sizeof(double) * n);
	memcpy(units->reading->means[column], covariance, sizeof(double) * n);
}

CrosstabLineDesign *
svy_line_design(const CrosstabRun *run, const CrosstabLine *line, int column,
				const ColumnCell *cells, const ColumnCell *total)
{
	CrosstabUnits *units = run->units;
	int at = line->row * run->plan->ncolumns + column;
	int n = run->plan->columns[column].ncategories;
	Size size = (Size) n * (4 * n + 2);
	double *covariance = palloc_array(double, size + 1);
	const double *dfs = NULL;
	Line l = {.line = line,
			  .table = run->plan->tables[at],
			  .pairs = run->plan->pair_tables[at],
			  .n = n,
			  .origin = total->origin};

	line_means(&l, cells, total);
	if (units->nunits > 0 && known_means(units, line, column, covariance, size))
		return line_result(&l, units, covariance);
	if (units->dfs)
		dfs = units->dfs[svy_ranks_place(units->plan, line->row, column, svy_line_is_mean(line))];
	for (Size i = 0; i < size; i++)
		covariance[i] = i < 4 * (Size) n * n ? NAN : dfs ? dfs[i - 4 * (Size) n * n] : units->df;
	if (units->nunits == 0 || (units->replicates && !(units->df > 0)))
		return line_result(&l, units, covariance);
	if (units->replicates)
		replicated_line(&l, units, covariance);
	else
		linearised_line(&l, units, total->n, covariance);
	keep_means(units, line, column, covariance, size);
	return line_result(&l, units, covariance);
}

static void
share_interval(CrosstabEstimate *e, const ColumnCell *cell, double error, double df, double level)
{
	double effective = columntest_effective(cell->w, cell->w2);
	IntervalInput input = {.p = interval_share(cell->r / cell->w),
						   .std_error = error,
						   .n = effective,
						   .n_base = effective,
						   .df = df,
						   .level = level};
	ProportionInterval interval;

	e->low = e->high = NAN;
	if (df > 0 && interval_proportion_t(INTERVAL_WILSON, &input, svy_crosstab_t(level, df),
										&interval) == SVY_OK)
	{
		e->low = 100 * interval.low;
		e->high = 100 * interval.high;
	}
}

void
svy_line_design_estimate(const CrosstabLine *line, const ColumnCell *cell, double variance,
						 double df, double level, CrosstabEstimate *e)
{
	double error = variance < 0 ? 0 : sqrt(variance);

	if (isnan(e->estimate) || line->kind == CROSSTAB_LINE_SD)
		return;
	if (line->kind == CROSSTAB_LINE_SE)
		e->estimate = error;
	else if (svy_line_is_mean(line))
	{
		double half = df > 0 ? svy_crosstab_t(level, df) * error : NAN;

		e->std_error = error;
		e->low = e->estimate - half;
		e->high = e->estimate + half;
	}
	else
	{
		e->std_error = 100 * error;
		share_interval(e, cell, error, df, level);
	}
}
