/*
 * crosstab_median.c
 *	  Medians of a line: Woodruff's intervals (1952), and tests between columns.
 *
 * The share of a column up to its median has a variance as any share has one; its
 * limits are turned into medians.  Two medians vary together as these shares do,
 * since each is the inverse of its own (Francisco and Fuller 1991).
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"

#include "crosstab/crosstab_domain.h"
#include "kernel/stats/quantile.h"
#include "pg/svy.h"
#include "server/statement.h"
#include "source/crosstab_ranks.h"

#define HALF 0.5

/* a line in the columns of one variable */
typedef struct Medians
{
	const CrosstabRun *run;
	const CrosstabLine *line;
	int table;
	int pairs; /* table of overlaps, or -1 */
	int one;   /* -1: groups are the columns; else this column, everybody else, everybody */
	int n;
	int ncategories; /* that have a score */
	int *categories; /* by score */
	double *scores;
	const ColumnCell *cells;
	double *median; /* of each column */
	double *share;	/* up to it */
} Medians;

/* groups where one column is held against others */
enum
{
	GROUP_OWN,
	GROUP_REST,
	GROUP_ALL,
	GROUPS
};

static CrosstabCell
group_cell(const Medians *m, const Crosstab *x, int category, int group)
{
	CrosstabCell own;
	CrosstabCell all;

	if (m->one < 0)
		return crosstab_cell(x, m->table, category, group);
	own = crosstab_cell(x, m->table, category, m->one);
	if (group == GROUP_OWN)
		return own;
	all = crosstab_cell(x, m->table, category, CROSSTAB_BASE);
	if (group == GROUP_ALL)
		return all;
	/* of nobody there is no rounding left */
	if (all.n == own.n)
		return (CrosstabCell){0};
	return (CrosstabCell){all.n - own.n, dd_sub(all.w, own.w), dd_sub(all.ww, own.ww)};
}

static PackUnitCell
group_unit_cell(const Medians *m, const CrosstabUnits *units, int unit, int category, int group)
{
	PackUnitCell own;
	PackUnitCell all;

	if (m->one < 0)
		return svy_units_cell(units, unit, m->table, category, group);
	own = svy_units_cell(units, unit, m->table, category, m->one);
	if (group == GROUP_OWN)
		return own;
	all = svy_units_cell(units, unit, m->table, category, CROSSTAB_BASE);
	if (group == GROUP_REST)
	{
		all.w = dd_sub(all.w, own.w);
		all.ww = dd_sub(all.ww, own.ww);
	}
	return all;
}

static bool
groups_overlap(const Medians *m)
{
	return m->one >= 0 || m->pairs >= 0;
}

/* squared weights of a category of those who are in both groups; units NULL: of all of them */
static double
shared_weight(const Medians *m, const CrosstabUnits *units, int unit, int category, int a, int b)
{
	int pair;

	if (m->one >= 0)
	{
		int within = Min(a, b);

		if (Max(a, b) != GROUP_ALL)
			return 0;
		return dd_value(units == NULL ? group_cell(m, m->run->x, category, within).ww
									  : group_unit_cell(m, units, unit, category, within).ww);
	}
	pair = crosstab_pair(Min(a, b), Max(a, b), m->n);
	return dd_value(units == NULL ? crosstab_cell(m->run->x, m->pairs, category, pair).ww
								  : svy_units_cell(units, unit, m->pairs, category, pair).ww);
}

static int
compare_scores(const void *a, const void *b, void *scores)
{
	double left = ((const double *) scores)[*(const int *) a];
	double right = ((const double *) scores)[*(const int *) b];

	return (left > right) - (left < right);
}

static void
sort_categories(Medians *m, const CrosstabAxis *axis)
{
	m->categories = palloc_array(int, axis->ncategories + 1);
	m->scores = palloc_array(double, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
		if (!isnan(axis->scores[i]))
			m->categories[m->ncategories++] = i;
	qsort_arg(m->categories, m->ncategories, sizeof(int), compare_scores, axis->scores);
	for (int i = 0; i < m->ncategories; i++)
		m->scores[i] = axis->scores[m->categories[i]];
}

/* the quantiles at some probabilities; NaN where there is none */
static void
quantiles_of(const Medians *m, int column, int count, const double *probabilities, double *values)
{
	double *x = palloc_array(double, m->ncategories + 1);
	double *w = palloc_array(double, m->ncategories + 1);
	double *cumulated = palloc_array(double, m->ncategories + 1);
	bool negative = false;
	int n = 0;

	for (int i = 0; i < m->ncategories; i++)
	{
		w[n] = dd_value(group_cell(m, m->run->x, m->categories[i], column).w);
		x[n] = m->scores[i];
		negative |= w[n] < 0;
		n += w[n] != 0;
	}
	if (n > 0)
		quantile_cumulate(n, w, cumulated);
	for (int k = 0; k < count; k++)
		values[k] = n > 0 && !negative && probabilities[k] >= 0 && probabilities[k] <= 1
						? quantile_of(QUANTILE_MATH, n, x, w, cumulated, probabilities[k])
						: NAN;
	pfree(x);
	pfree(w);
	pfree(cumulated);
}

/* the share up to a median in one table, of all respondents or under a replicate */
static double
share_up_to(const Medians *m, const Crosstab *x, int column)
{
	DD all = {0, 0};
	DD part = {0, 0};

	for (int i = 0; i < m->ncategories; i++)
	{
		CrosstabCell cell = group_cell(m, x, m->categories[i], column);

		all = dd_add(all, cell.w);
		if (m->scores[i] <= m->median[column])
			part = dd_add(part, cell.w);
	}
	return dd_value(all) != 0 ? dd_value(part) / dd_value(all) : NAN;
}

/*
 * Covariances of shares
 */

/* of one unit in one column: its weight, total, product with itself and with the weight */
static double
add_column(const Medians *m, const CrosstabUnits *units, int unit, int a, double *total,
		   double *product, double *cross)
{
	double p = m->share[a];
	double weight = m->cells[a].w;
	double w = 0;
	double wy = 0;
	double ww = 0;
	double wwy = 0;

	for (int i = 0; i < m->ncategories; i++)
	{
		PackUnitCell cell = group_unit_cell(m, units, unit, m->categories[i], a);
		bool below = m->scores[i] <= m->median[a];

		w += dd_value(cell.w);
		wy += below ? dd_value(cell.w) : 0;
		ww += units->elements ? dd_value(cell.ww) : 0;
		wwy += units->elements && below ? dd_value(cell.ww) : 0;
	}
	if (weight == 0)
		return w;
	*total = (wy - p * w) / weight;
	if (product)
	{
		*product = (wwy * (1 - 2 * p) + p * p * ww) / weight / weight;
		*cross = (wwy - p * ww) / weight;
	}
	return w;
}

/* those who are in two columns; units NULL: of all of them */
static double
shared_product(const Medians *m, const CrosstabUnits *units, int unit, int a, int b)
{
	double sum = 0;

	for (int i = 0; i < m->ncategories; i++)
	{
		double ww = shared_weight(m, units, unit, m->categories[i], a, b);

		sum += ww * ((m->scores[i] <= m->median[a]) - m->share[a]) *
			   ((m->scores[i] <= m->median[b]) - m->share[b]);
	}
	return m->cells[a].w != 0 && m->cells[b].w != 0 ? sum / m->cells[a].w / m->cells[b].w : 0;
}

/* dfs: of each column; what says nothing of its variance is NaN */
static void
linearised_shares(const Medians *m, CrosstabUnits *units, double *covariance, double *dfs)
{
	Size n = m->n;
	Size p = 2 * n; /* the second half as svy_columns_covariance wants it */
	Size nunits = units->nunits;
	double *totals =
		palloc_extended(sizeof(double) * nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *products = NULL;
	double *crosses = NULL;
	double *all = palloc_array(double, p *p + 1);
	const double **w = palloc_array(const double *, n + 1);
	double *weights =
		palloc_extended(sizeof(double) * nunits * (n + 1) + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	if (units->elements)
	{
		products =
			palloc_extended(sizeof(double) * nunits * p * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		crosses =
			palloc_extended(sizeof(double) * nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	for (Size a = 0; a <= n; a++)
		w[a] = weights + a * nunits;
	for (Size place = 0; place < nunits; place++)
	{
		int unit = svy_unit_at(units, (int) place);
		double *square = products ? products + unit * p * p : NULL;

		CHECK_FOR_INTERRUPTS();
		if (units->members[unit] <= 0)
			continue;
		for (Size a = 0; a < n; a++)
		{
			weights[a * nunits + place] = add_column(m, units, unit, (int) a, &totals[unit * p + a],
													 square ? &square[a * p + a] : NULL,
													 crosses ? &crosses[unit * p + a] : NULL);
			weights[n * nunits + place] += weights[a * nunits + place];
			for (Size b = 0; square && groups_overlap(m) && b < a; b++)
				square[a * p + b] = square[b * p + a] =
					shared_product(m, units, unit, (int) b, (int) a);
		}
	}
	if (units->reading->by_domain)
		svy_columns_covariance(units, &(DomainSums){(int) p, totals, products}, (int) n, w, all);
	else
		svy_units_covariance(units, (int) p, totals, products, crosses, all);
	for (Size a = 0; a < n; a++)
	{
		dfs[a] = fmin(units->df, svy_units_column_df(units, w[a], NULL, m->cells[a].n));
		for (Size b = 0; b < n; b++)
			covariance[a * n + b] = all[a * p + b];
	}
	for (Size a = 0; a < n; a++)
		for (Size b = 0; svy_column_says_nothing(units, w[a], m->cells[a].n) && b < n; b++)
			covariance[a * n + b] = covariance[b * n + a] = NAN;
}

static void
replicated_shares(const Medians *m, const CrosstabUnits *units, int column, double *covariance,
				  double *dfs)
{
	int n = m->n;
	const double *ranks = units->dfs[svy_ranks_place(units->plan, m->line->row, column, true)];
	double *theta = palloc_extended(sizeof(double) * (units->nunits + 1) * n, MCXT_ALLOC_HUGE);

	for (int i = 0; i <= units->nunits; i++)
		for (int a = 0; a < n; a++)
			theta[(Size) i * n + a] =
				m->cells[a].w == 0
					? 0
					: share_up_to(m, i < units->nunits ? units->tables[i] : m->run->x, a);
	svy_units_replicates(units, n, theta, theta + (Size) units->nunits * n, covariance);
	for (int a = 0; a < n; a++)
	{
		int columns = units->plan->columns[column].ncategories;

		/* of columns, of the rest of each, of all */
		dfs[a] = ranks[m->one < 0 ? a : a == GROUP_ALL ? 2 * columns : a * columns + m->one];
		for (int b = 0; (m->cells[a].n < 2 || dfs[a] < 1) && b < n; b++)
			covariance[a * n + b] = covariance[b * n + a] = NAN;
	}
}

/* from effective bases */
static void
weighted_shares(const Medians *m, double *covariance, double *dfs)
{
	int n = m->n;

	memset(covariance, 0, sizeof(double) * n * n);
	for (int a = 0; a < n; a++)
	{
		const ColumnCell *cell = &m->cells[a];

		covariance[a * (n + 1)] =
			cell->n > 1 ? m->share[a] * (1 - m->share[a]) / columntest_effective(cell->w, cell->w2)
						: NAN;
		for (int b = 0; groups_overlap(m) && b < a; b++)
			covariance[a * n + b] = covariance[b * n + a] = shared_product(m, NULL, -1, b, a);
		dfs[a] = INFINITY;
	}
}

/*
 * From shares to medians
 */

/* Woodruff's interval, and its half over t for an error */
static CrosstabEstimate
median_estimate(const Medians *m, int column, double variance, double df)
{
	double level = m->run->options.level;
	CrosstabEstimate e = {m->median[column], NAN, NAN, NAN, NAN};
	double limits[2];
	double values[2];
	double half;

	if (isnan(m->median[column]) || !(df > 0) || isnan(variance))
		return e;
	half = svy_crosstab_t(level, df) * sqrt(fmax(variance, 0));
	limits[0] = fmin(m->share[column], 1) - half;
	limits[1] = fmin(m->share[column], 1) + half;
	quantiles_of(m, column, 2, limits, values);
	e.low = values[0];
	e.high = values[1];
	e.std_error = (e.high - e.low) / (2 * svy_crosstab_t(level, df));
	return e;
}

static CrosstabLineDesign *
median_design(const Medians *m, CrosstabUnits *units, int column, CrosstabEstimate *estimates)
{
	Size n = m->n;
	CrosstabLineDesign *d = palloc0_object(CrosstabLineDesign);
	double *space = palloc_array(double, n *(n + 4) + 1);

	d->df = units ? units->df : INFINITY;
	d->whole_df = units ? units->whole_df : INFINITY;
	d->covariance = space;
	d->rest = space + n * n;
	d->rest_variance = d->rest + n;
	d->dfs = d->rest_variance + n;
	d->rest_dfs = d->dfs + n;
	for (Size i = 0; i < n * (n + 4); i++)
		space[i] = NAN;
	if (!units)
		weighted_shares(m, d->covariance, d->dfs);
	else if (units->nunits > 0 && units->replicates && units->df > 0)
		replicated_shares(m, units, column, d->covariance, d->dfs);
	else if (units->nunits > 0 && !units->replicates)
		linearised_shares(m, units, d->covariance, d->dfs);
	for (int a = 0; a < n; a++)
	{
		const ColumnCell *cell = &m->cells[a];
		double df = units ? d->whole_df : columntest_effective(cell->w, cell->w2) - 1;

		estimates[a] = median_estimate(m, a, d->covariance[a * (n + 1)], df);
	}
	for (Size a = 0; a < n; a++)
		for (Size b = 0; b < n; b++)
			if (a != b)
				d->covariance[a * n + b] *=
					estimates[a].std_error * estimates[b].std_error /
					sqrt(d->covariance[a * (n + 1)] * d->covariance[b * (n + 1)]);
	for (Size a = 0; a < n; a++)
		d->covariance[a * (n + 1)] = estimates[a].std_error * estimates[a].std_error;
	return d;
}

/*
 * Tests
 */

static ColumnTest
median_pair(const Medians *m, const CrosstabLineDesign *d, bool has_design, int a, int b)
{
	Size n = m->n;
	const ColumnCell *first = &m->cells[a];
	const ColumnCell *second = &m->cells[b];
	double own = d->covariance[a * (n + 1)];
	double other = d->covariance[b * (n + 1)];
	double df = has_design ? fmin(d->df, fmin(d->dfs[a], d->dfs[b]))
						   : columntest_effective(first->w, first->w2) +
								 columntest_effective(second->w, second->w2) - 2;
	ColumnTest none = {COLUMNTEST_NOT_COMPARED, NAN, NAN, NAN, NAN, NAN, NAN, 0};

	if (first->group < 0 || first->group != second->group)
		return none;
	/* an interval that is a point, as on scales of few points, is no error of 0 */
	none.reason = first->w > 0 && second->w > 0 ? COLUMNTEST_NO_VARIANCE : COLUMNTEST_SMALL_BASE;
	if (!(own > 0 && other > 0))
		return none;
	return columntest_contrast(m->median[a] - m->median[b],
							   own + other - 2 * d->covariance[a * n + b], df);
}

static ColumnTest *
median_pairs(const Medians *m, const CrosstabLineDesign *d, double level)
{
	const CrosstabOptions *options = &m->run->options;
	Size count = COLUMNTEST_PAIRS(m->n);
	ColumnTest *pairs = palloc_array(ColumnTest, count);
	int *order = palloc_array(int, count);
	double alpha = columntest_alpha(options->convention, 1 - level);

	for (int first = 0; first < m->n; first++)
	{
		for (int b = first + 1; b < m->n; b++)
		{
			Size at = columntest_pair_at(m->n, first, b);

			pairs[at] = median_pair(m, d, m->run->units != NULL, first, b);
			pairs[at].p_adjusted = pairs[at].p;
		}
	}
	for (int group = 0; group < m->n; group++)
	{
		int tested = 0;

		for (int a = 0; a < m->n; a++)
			for (int b = a + 1; m->cells[a].group == group && b < m->n; b++)
				if (pairs[columntest_pair_at(m->n, a, b)].reason == COLUMNTEST_TESTED)
					order[tested++] = (int) columntest_pair_at(m->n, a, b);
		columntest_adjust(options->adjust, pairs, order, tested);
		for (int i = 0; i < tested; i++)
			if (pairs[order[i]].p_adjusted < alpha)
				pairs[order[i]].higher = pairs[order[i]].difference > 0 ? 1 : -1;
	}
	return pairs;
}

/* one column against everybody else, or everybody */
static CrosstabMedianOther
median_other(const Medians *of, const CrosstabLineTest *test, int column, int a)
{
	const CrosstabOptions *options = &of->run->options;
	CrosstabUnits *units = of->run->units;
	int other = options->compare == CROSSTAB_WITH_TOTAL ? GROUP_ALL : GROUP_REST;
	ColumnCell cells[GROUPS] = {test->cells[a], {.n = 0}, test->total};
	CrosstabEstimate estimates[GROUPS];
	CrosstabMedianOther result = {NAN, NAN, NAN, {.reason = COLUMNTEST_NOT_COMPARED}};
	double median[GROUPS];
	double share[GROUPS];
	double half = HALF;
	const double *covariance;
	CrosstabLineDesign *d;
	Medians m = *of;

	m.one = a;
	m.n = GROUPS;
	m.cells = cells;
	m.median = median;
	m.share = share;
	if (cells[GROUP_ALL].n > cells[GROUP_OWN].n)
		cells[GROUP_REST] = (ColumnCell){.n = cells[GROUP_ALL].n - cells[GROUP_OWN].n,
										 .w = cells[GROUP_ALL].w - cells[GROUP_OWN].w,
										 .w2 = cells[GROUP_ALL].w2 - cells[GROUP_OWN].w2};
	cells[GROUP_REST].group = cells[GROUP_ALL].group = cells[GROUP_OWN].group;
	for (int g = 0; g < GROUPS; g++)
	{
		quantiles_of(&m, g, 1, &half, &median[g]);
		share[g] = share_up_to(&m, of->run->x, g);
	}
	d = median_design(&m, units, column, estimates);
	covariance = d->covariance;
	result.test = median_pair(&m, d, units != NULL, GROUP_OWN, GROUP_REST);
	result.difference = median[GROUP_OWN] - median[other];
	if (estimates[GROUP_OWN].std_error > 0 && estimates[other].std_error > 0)
		result.error =
			sqrt(fmax(0, covariance[0] + covariance[other * (GROUPS + 1)] - 2 * covariance[other]));
	result.df = units ? d->whole_df
					  : columntest_effective(cells[GROUP_OWN].w, cells[GROUP_OWN].w2) +
							columntest_effective(cells[GROUP_REST].w, cells[GROUP_REST].w2) - 2;
	return result;
}

/* as survey_quantile: no weight below zero, of nobody who has a value */
void
svy_medians_check(const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	bool negative = false;

	if (!(run->x->flags & CROSSTAB_NEGATIVE))
		return;
	for (int row = 0; row < plan->nshown && !negative; row++)
	{
		const SurveyVariable *v = plan->rows[row].variable;

		if (v == NULL || !(plan->rows[row].value || plan->rows[row].scores))
			continue;
		if (svy_execute(psprintf("SELECT FROM %s AS " CROSSTAB_ANSWERS
								 " WHERE (%s) OPERATOR(pg_catalog.<) 0 AND (%s)%s%s%s LIMIT 1",
								 plan->survey->answers_sql, plan->weight,
								 svy_variable_valid_sql(v, CROSSTAB_ANSWERS),
								 plan->filter ? " AND (" : "", plan->filter ? plan->filter : "",
								 plan->filter ? ")" : ""),
						true, 1) != SPI_OK_SELECT)
			elog(ERROR, "weights of a median cannot be read");
		negative = SPI_processed > 0;
		SPI_freetuptable(SPI_tuptable);
	}
	if (negative)
		svy_refuse_negative_weights("the median of a table");
}

void
svy_line_medians(const CrosstabRun *run, const CrosstabLine *line, int column,
				 CrosstabLineTest *test)
{
	int at = line->row * run->plan->ncolumns + column;
	int n = run->plan->columns[column].ncategories;
	double half = HALF;
	Medians m = {.run = run,
				 .line = line,
				 .table = run->plan->tables[at],
				 .pairs = run->plan->pair_tables[at],
				 .one = -1,
				 .n = n,
				 .cells = test->cells,
				 .median = palloc_array(double, n + 1),
				 .share = palloc_array(double, n + 1)};

	sort_categories(&m, line->axis);
	for (int a = 0; a < n; a++)
	{
		quantiles_of(&m, a, 1, &half, &m.median[a]);
		m.share[a] = share_up_to(&m, run->x, a);
		test->cells[a].mean = m.median[a];
		test->cells[a].origin = 0;
	}
	test->medians = palloc_array(CrosstabEstimate, n + 1);
	test->design = median_design(&m, run->units, column, test->medians);
	if (column > 0 &&
		(run->options.compare == CROSSTAB_WITH_REST || run->options.compare == CROSSTAB_WITH_TOTAL))
	{
		test->median_others = palloc_array(CrosstabMedianOther, n + 1);
		for (int a = 0; a < n; a++)
			test->median_others[a] = median_other(&m, test, column, a);
	}
	if (column == 0 || n < 2 || run->options.convention == COLUMNTEST_NONE)
		return;
	test->pairs = median_pairs(&m, test->design, run->options.level);
	if (run->options.second_level > 0)
		test->second = median_pairs(&m, test->design, run->options.second_level);
}
