/*
 * crosstab_linear.c
 *	  Numbers of a cell that are linear in the sums of two groups: those of the
 *	  column, and everybody else in the table.
 *
 * Their influence values are a y - b in the column and c y - d outside of it, so
 * that totals and products follow from the sums of the line (Woodruff 1971, as R's
 * svyratio and svycontrast).
 */
#include "postgres.h"

#include "miscadmin.h"

#include "crosstab/crosstab_domain.h"
#include "crosstab/crosstab_linear.h"
#include "kernel/stats/design.h"
#include "source/crosstab_ranks.h"

typedef struct Influence
{
	double a;
	double b;
	double c;
	double d;
} Influence;

static double
mean_of(const CrosstabLine *line, const ColumnCell *cell)
{
	if (svy_line_is_mean(line))
		return cell->mean;
	return cell->w != 0 ? cell->r / cell->w : NAN;
}

static double
estimate_of(const CrosstabLine *line, CrosstabLinear what, const ColumnCell *cell,
			const ColumnCell *total)
{
	switch (what)
	{
		case CROSSTAB_ROW_SHARE:
			return total->r != 0 ? cell->r / total->r : NAN;
		case CROSSTAB_TABLE_SHARE:
			return total->w != 0 ? cell->r / total->w : NAN;
		default:
			return mean_of(line, cell) - mean_of(line, total);
	}
}

/* origin: what the sums count numbers from */
static Influence
influence_of(const CrosstabLine *line, CrosstabLinear what, const ColumnCell *cell,
			 const ColumnCell *total, double origin)
{
	double p = estimate_of(line, what, cell, total);
	double mean = mean_of(line, cell) + (cell->origin - origin);
	double all = mean_of(line, total) + (total->origin - origin);

	switch (what)
	{
		case CROSSTAB_ROW_SHARE:
			return (Influence){(1 - p) / total->r, 0, -p / total->r, 0};
		case CROSSTAB_TABLE_SHARE:
			return (Influence){1 / total->w, p / total->w, 0, p / total->w};
		default:
			return (Influence){1 / cell->w - 1 / total->w, mean / cell->w - all / total->w,
							   -1 / total->w, -all / total->w};
	}
}

/* sum of w^2 (a y - b)^2 over the respondents of a cell */
static double
square_of(double a, double b, double ww, double wwy, double wwyy)
{
	double mean = wwy / ww;

	return ww > 0 ? a * a * (wwyy - mean * wwy) + ww * (a * mean - b) * (a * mean - b) : 0;
}

/* sum of w (a y - b) likewise; by the mean, so that nothing cancels where y is 1 or 0 for all */
static double
total_of(double a, double b, double w, double wy)
{
	return w != 0 ? w * (a * (wy / w) - b) : a * wy;
}

/* of one unit: total, sum of squares, sum of products with the weight */
static void
add_statistic(const Influence *z, const CrosstabLineSums *s, int column, int all, int place,
			  double *total, double *square, double *cross)
{
	double w = s->w[column][place];
	double wy = s->wy[column][place];
	double ww;
	double wwy;
	double wwyy;

	*total = total_of(z->a, z->b, w, wy) +
			 total_of(z->c, z->d, s->w[all][place] - w, s->wy[all][place] - wy);
	if (square == NULL || cross == NULL)
		return;
	ww = s->ww[column][place];
	wwy = s->wwy[column][place];
	wwyy = s->wwyy[column][place];
	*square = square_of(z->a, z->b, ww, wwy, wwyy) + square_of(z->c, z->d, s->ww[all][place] - ww,
															   s->wwy[all][place] - wwy,
															   s->wwyy[all][place] - wwyy);
	*cross = z->a * wwy - z->b * ww + z->c * (s->wwy[all][place] - wwy) -
			 z->d * (s->ww[all][place] - ww);
}

/* the weights, by place, of those whom the number is out of */
static const double *
domain_of(CrosstabLinear what, const CrosstabLineSums *s, int all)
{
	return what == CROSSTAB_ROW_SHARE ? s->wy[all] : s->w[all];
}

static double
linearised(CrosstabUnits *units, const Influence *z, const CrosstabLineSums *s, int column, int all,
		   const double *domain)
{
	Size n = units->nunits;
	double *totals = palloc0_array(double, n + 1);
	double *squares = units->elements ? palloc0_array(double, n + 1) : NULL;
	double *crosses = units->elements ? palloc0_array(double, n + 1) : NULL;
	bool *member = palloc0_array(bool, n + 1);
	double variance;

	for (int place = 0; place < n; place++)
	{
		int unit = svy_unit_at(units, place);

		member[unit] = domain[place] != 0;
		if (units->members[unit] > 0)
			add_statistic(z, s, column, all, place, &totals[unit], squares ? &squares[unit] : NULL,
						  crosses ? &crosses[unit] : NULL);
	}
	if (units->reading->by_domain)
		svy_units_domain_covariance(units, 1, totals, squares, member, &variance);
	else
		svy_units_covariance(units, 1, totals, squares, crosses, &variance);
	return variance;
}

static double
replicated(CrosstabUnits *units, const CrosstabLine *line, int table, int column,
		   CrosstabLinear what, double estimate)
{
	double *theta = palloc_array(double, units->nunits + 1);
	double variance;

	for (int i = 0; i < units->nunits; i++)
	{
		const CrosstabRun *run = &units->reading->runs[i];
		ColumnCell cell = svy_line_column(run, line, table, column);
		ColumnCell total = svy_line_column(run, line, table, CROSSTAB_BASE);

		theta[i] = estimate_of(line, what, &cell, &total);
	}
	svy_units_replicates(units, 1, theta, &estimate, &variance);
	return variance;
}

/* variance of rounding is none; one of 0 where the number varies says that nothing is known */
static double
checked_variance(double variance, double estimate, const ColumnCell *cell, const ColumnCell *total)
{
	variance = design_without_noise(variance, fmax(fabs(estimate), 1e-3));
	return variance == 0 && cell->w != 0 && cell->r != 0 && cell->r < total->r ? NAN : variance;
}

/* replicates of whom the number is out of: in few clusters they say nothing */
static bool
replicates_say(const CrosstabUnits *units, const CrosstabLine *line, int column,
			   CrosstabLinear what)
{
	const CrosstabPlan *plan = units->plan;
	int table = line->row * plan->ncolumns + column;

	if (!(units->df > 0))
		return false;
	if (what == CROSSTAB_ROW_SHARE && line->kind == CROSSTAB_LINE_CATEGORY)
		return units->line_dfs[table][line->category] >= 1;
	if (what == CROSSTAB_ROW_SHARE && line->kind == CROSSTAB_LINE_NET)
		return units->line_dfs[table][line->axis->ncategories + (line->net - line->axis->nets)] >=
			   1;
	return units->dfs[svy_ranks_place(plan, line->row, column, false)]
					 [2 * plan->columns[column].ncategories] >= 1;
}

double *
svy_line_linear_variances(const CrosstabRun *run, const CrosstabLine *line, int column,
						  CrosstabLinear what, const ColumnCell *cells, const ColumnCell *total)
{
	CrosstabUnits *units = run->units;
	int table = run->plan->tables[line->row * run->plan->ncolumns + column];
	int n = run->plan->columns[column].ncategories;
	double *variances = palloc_array(double, n + 1);
	CrosstabLineSums sums = {0};
	bool replicates = units->replicates != NULL;
	bool known = units->nunits > 0 && total->n > 1 &&
				 (!replicates || replicates_say(units, line, column, what));

	if (known && !replicates)
	{
		svy_units_next_line(units);
		sums = svy_line_sums(units, line, table);
		known = !svy_column_says_nothing(units, domain_of(what, &sums, n), total->n);
	}
	for (int i = 0; i < n; i++)
	{
		double estimate = estimate_of(line, what, &cells[i], total);
		Influence z = influence_of(line, what, &cells[i], total, sums.origin);

		CHECK_FOR_INTERRUPTS();
		variances[i] = NAN;
		if (!known || !isfinite(estimate))
			continue;
		variances[i] = replicates ? replicated(units, line, table, i, what, estimate)
								  : linearised(units, &z, &sums, i, n, domain_of(what, &sums, n));
		variances[i] = checked_variance(variances[i], estimate, &cells[i], total);
	}
	return variances;
}
