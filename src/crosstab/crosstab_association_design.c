/*
 * crosstab_association_design.c
 *	  Tests of association under the survey's design: Rao and Scott, Wald, trend.
 */
#include "postgres.h"

#include "kernel/stats/distribution.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "crosstab/crosstab_association.h"
#include "crosstab/crosstab_domain.h"
#include "kernel/stats/raoscott.h"
#include "source/crosstab_ranks.h"
#include "pg/svy.h"

/* the table without empty rows and columns, with the covariance of its totals */
typedef struct DesignTable
{
	const TestTable *t;
	int nrows;
	int ncolumns;
	int *rows; /* categories that have weight */
	int *columns;
	double *totals;
	double *covariance;	  /* of the totals; NULL for a table without rows or columns */
	double *p;			  /* shares of the cells */
	double *p_covariance; /* of them; NULL: follows from that of the totals */
} DesignTable;

/* the categories of an axis that have weight; "across": how far apart its cells lie */
static int *
categories_with_weight(const TestTable *t, int n, int stride, int others, int across, int *count)
{
	int *list = palloc_array(int, n + 1);

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		double sum = 0;

		for (int j = 0; j < others; j++)
			sum += t->counts[i * stride + j * across];
		if (sum > 0)
			list[(*count)++] = i;
	}
	return list;
}

static void
check_size(const DesignTable *d)
{
	Size cells = (Size) d->nrows * d->ncolumns;
	Size square = d->t->units->elements ? cells * cells : cells;
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;

	if (cells > RAOSCOTT_MAX_CELLS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the table of \"%s\" by \"%s\" has %zu cells with respondents, and "
							   "tests under a design allow %d",
							   d->t->row->name, d->t->column->name, cells, RAOSCOTT_MAX_CELLS),
						errhint("Merge categories, or choose a test that leaves the design aside: "
								"statistic => 'pearson'.")));
	if (square * sizeof(double) * d->t->units->nunits > allowed)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the covariance of the table of \"%s\" by \"%s\" does not fit into "
							   "memory",
							   d->t->row->name, d->t->column->name),
						errhint("Raise maintenance_work_mem.")));
}

static double
unit_total(const DesignTable *d, int unit, int cell)
{
	return dd_value(crosstab_cell(d->t->units->reading->runs[unit].x, d->t->table,
								  d->rows[cell / d->ncolumns], d->columns[cell % d->ncolumns])
						.w);
}

/* totals and shares under each replicate weight, and their covariances */
static void
add_replicates(DesignTable *d)
{
	const CrosstabUnits *units = d->t->units;
	int p = d->nrows * d->ncolumns;
	double *totals = palloc_extended(sizeof(double) * (units->nunits + 1) * p, MCXT_ALLOC_HUGE);
	double *shares = palloc_extended(sizeof(double) * (units->nunits + 1) * p, MCXT_ALLOC_HUGE);

	for (int u = 0; u <= units->nunits; u++)
	{
		double sum = 0;

		for (int i = 0; i < p; i++)
		{
			totals[(Size) u * p + i] = u == units->nunits ? d->totals[i] : unit_total(d, u, i);
			sum += totals[(Size) u * p + i];
		}
		for (int i = 0; i < p; i++)
			shares[(Size) u * p + i] = totals[(Size) u * p + i] / sum;
	}
	d->covariance = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);
	d->p_covariance = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);
	d->p = shares + (Size) units->nunits * p;
	svy_units_replicates(units, p, totals, d->totals, d->covariance);
	svy_units_replicates(units, p, shares, d->p, d->p_covariance);
}

/* totals of the cells by unit, and their covariance */
static void
add_covariance(DesignTable *d)
{
	const CrosstabUnits *units = d->t->units;
	int p = d->nrows * d->ncolumns;
	Size square = units->elements ? (Size) p * p : 0;
	double *totals =
		palloc_extended(sizeof(double) * units->nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *products = palloc_extended(sizeof(double) * units->nunits * square + 1,
									   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *crosses =
		palloc_extended(sizeof(double) * units->nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	bool *member = palloc0_array(bool, units->nunits + 1);

	for (int u = 0; u < units->nunits; u++)
		for (int i = 0; i < p && units->members[u] > 0; i++)
		{
			PackUnitCell cell = svy_units_cell(units, u, d->t->table, d->rows[i / d->ncolumns],
											   d->columns[i % d->ncolumns]);

			totals[(Size) u * p + i] = dd_value(cell.w);
			member[u] |= totals[(Size) u * p + i] != 0;
			crosses[(Size) u * p + i] = dd_value(cell.ww);
			if (square > 0)
				products[u * square + (Size) i * (p + 1)] = dd_value(cell.ww);
		}
	d->covariance = palloc_extended(sizeof(double) * p * p, MCXT_ALLOC_HUGE);
	/* lonely strata vary with the strata of those who answered both, as in R, which leaves out the others */
	if (units->calibration)
		svy_units_covariance(units, p, totals, products, crosses, d->covariance);
	else
		svy_units_domain_covariance(units, p, totals, products, member, d->covariance);
	pfree(member);
	pfree(totals);
	pfree(crosses);
	pfree(products);
}

/*
 * Whether the respondents of the table lie within one cluster, or in lonely strata
 * that are left out: their shares do not vary then, of which nothing follows.
 */
static bool
table_says_nothing(const TestTable *t)
{
	const CrosstabUnits *units = t->units;
	double *w;

	if (units->replicates)
	{
		const double *dfs = units->dfs[svy_ranks_place(units->plan, 0, 1, false)];

		return dfs[2 * t->column->ncategories] < 1;
	}
	w = palloc_array(double, units->nunits + 1);
	for (int k = 0; k < units->nunits; k++)
	{
		int unit = svy_unit_at(units, k);

		w[k] = units->members[unit] > 0
				   ? dd_value(svy_units_cell(units, unit, t->table, CROSSTAB_BASE, CROSSTAB_BASE).w)
				   : 0;
	}
	return svy_column_says_nothing(units, w, (double) t->base.n);
}

static DesignTable
design_table(const TestTable *t)
{
	int nrows = t->row->ncategories;
	int ncolumns = t->column->ncategories;
	DesignTable d = {.t = t};

	d.rows = categories_with_weight(t, nrows, ncolumns, ncolumns, 1, &d.nrows);
	d.columns = categories_with_weight(t, ncolumns, 1, nrows, ncolumns, &d.ncolumns);
	d.totals = palloc_array(double, d.nrows *d.ncolumns + 1);
	for (int i = 0; i < d.nrows * d.ncolumns; i++)
		d.totals[i] = t->counts[d.rows[i / d.ncolumns] * ncolumns + d.columns[i % d.ncolumns]];
	if (d.nrows < 2 || d.ncolumns < 2 || table_says_nothing(t))
		return d;
	check_size(&d);
	if (t->units->replicates)
		add_replicates(&d);
	else
		add_covariance(&d);
	return d;
}

/* a statistic that cannot be had is left out, unless it was asked for by name */
static bool
possible(const DesignTable *d, const char *wanted, SvyStatus status)
{
	if (status == SVY_OK)
		return true;
	if (wanted == NULL)
		return false;
	if (status == SVY_NO_DF)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" of \"%s\" by \"%s\" has no degrees of freedom", wanted,
							   d->t->row->name, d->t->column->name),
						errdetail("It needs two categories with respondents on either side, and "
								  "respondents in more clusters than strata.")));
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		 errmsg("\"%s\" of \"%s\" by \"%s\" is not defined", wanted, d->t->row->name,
				d->t->column->name),
		 errdetail("The design has too few clusters for a table of %d by %d, or too many of its "
				   "cells are empty.",
				   d->nrows, d->ncolumns),
		 errhint("Merge categories.")));
}

/* the shares of the cells and their covariance: of replicates their own */
static SvyStatus
cell_shares(const DesignTable *d, double **p, double **covariance)
{
	int cells = d->nrows * d->ncolumns;

	*p = d->p;
	*covariance = d->p_covariance;
	if (*covariance)
		return SVY_OK;
	*p = palloc_array(double, cells + 1);
	*covariance = palloc_extended(sizeof(double) * cells * cells, MCXT_ALLOC_HUGE);
	return raoscott_proportions(cells, d->totals, d->covariance, *p, *covariance);
}

static SvyStatus
rao_scott(const DesignTable *d, RaoScott *r)
{
	const CrosstabUnits *units = d->t->units;
	double *p, *covariance;
	SvyStatus status = cell_shares(d, &p, &covariance);

	if (status != SVY_OK)
		return status;
	return raoscott_test(d->nrows, d->ncolumns, p, covariance, (double) units->n, units->df,
						 palloc_array(double, raoscott_space(d->nrows, d->ncolumns)), r);
}

/* X^2 by the saddlepoint: only where it is asked for, since its eigenvalues take long */
static void
put_design_saddlepoint(const DesignTable *d, const char *wanted)
{
	const CrosstabUnits *units = d->t->units;
	RaoScottTest test = {NAN, NAN, NAN, NAN};
	SvyStatus status = SVY_NO_DF;
	double *p, *covariance;

	if (!wanted || !svy_test_wanted(wanted, "rao-scott-saddlepoint"))
		return;
	if (d->covariance)
		status = cell_shares(d, &p, &covariance);
	if (d->covariance && status == SVY_OK)
		status = raoscott_saddlepoint(
			d->nrows, d->ncolumns, p, covariance, (double) units->n, units->df,
			palloc_array(double, raoscott_space(d->nrows, d->ncolumns)), &test);
	if (!possible(d, wanted, status))
		return;
	svy_test_put(d->t, "rao-scott-saddlepoint", test.statistic, test.df1, test.df2, test.p,
				 units->variance);
}

static void
put_design_rao_scott(const DesignTable *d, const char *wanted)
{
	const CrosstabUnits *units = d->t->units;
	RaoScott r = {0};
	SvyStatus status = SVY_NO_DF;

	if (!svy_test_wanted(wanted, "rao-scott-f") && !svy_test_wanted(wanted, "rao-scott-chisq") &&
		!svy_test_wanted(wanted, "design-effect"))
		return;
	if (d->covariance)
		status = rao_scott(d, &r);
	if (!possible(d, wanted, status))
		return;
	if (svy_test_wanted(wanted, "rao-scott-f"))
		svy_test_put(d->t, "rao-scott-f", r.second.statistic, r.second.df1, r.second.df2,
					 r.second.p, units->variance);
	if (svy_test_wanted(wanted, "rao-scott-chisq"))
		svy_test_put(d->t, "rao-scott-chisq", r.first.statistic, r.first.df1, NAN, r.first.p,
					 units->variance);
	if (svy_test_wanted(wanted, "design-effect"))
		svy_test_put(d->t, "design-effect", r.mean_deff, NAN, NAN, NAN, units->variance);
}

static void
put_wald_test(const DesignTable *d, const char *wanted, const char *statistic, RaoScottTest test)
{
	if (svy_test_wanted(wanted, statistic) && !isnan(test.statistic))
		svy_test_put(d->t, statistic, test.statistic, test.df1, test.df2, test.p,
					 d->t->units->variance);
}

static void
put_design_wald(const DesignTable *d, const char *wanted)
{
	RaoScottWald w;
	SvyStatus status = SVY_NO_DF;

	if (!svy_test_wanted(wanted, "wald") && !svy_test_wanted(wanted, "adjusted-wald"))
		return;
	if (d->covariance)
		status = raoscott_wald(d->nrows, d->ncolumns, d->totals, d->covariance, d->t->units->df,
							   palloc_array(double, raoscott_space(d->nrows, d->ncolumns)), &w);
	if (!possible(d, wanted, status))
		return;
	put_wald_test(d, wanted, "wald", w.wald);
	put_wald_test(d, wanted, "adjusted-wald", w.adjusted);
}

/* the score of each cell's category, NaN: none; the code for two categories without an order */
static double
score(const CrosstabAxis *axis, int category)
{
	return axis->scores ? axis->scores[category] : axis->codes[category];
}

/*
 * The slope of the row's score on the column's, as a linear regression under the
 * design has it: t^2 on F(1, df - 1).
 */
static SvyStatus
trend(const DesignTable *d, double *f)
{
	int cells = d->nrows * d->ncolumns;
	double *x = palloc_array(double, cells);
	double *y = palloc_array(double, cells);
	double w = 0, mx = 0, my = 0, sxx = 0, sxy = 0, variance = 0, terms = 0, sum = 0;

	for (int i = 0; i < cells; i++)
	{
		y[i] = score(d->t->row, d->rows[i / d->ncolumns]);
		x[i] = score(d->t->column, d->columns[i % d->ncolumns]);
		if (isnan(x[i]) || isnan(y[i]))
			continue;
		w += d->totals[i];
		mx += d->totals[i] * x[i];
		my += d->totals[i] * y[i];
	}
	for (int i = 0; i < cells; i++)
	{
		/* who has no score has no influence */
		x[i] = isnan(x[i]) || isnan(y[i]) ? 0 : x[i] - mx / w;
		y[i] = x[i] == 0 ? 0 : y[i] - my / w;
		sxx += d->totals[i] * x[i] * x[i];
		sxy += d->totals[i] * x[i] * y[i];
	}
	/* influence of a respondent in each cell */
	for (int i = 0; i < cells; i++)
		y[i] = x[i] * (y[i] - x[i] * sxy / sxx) / sxx;
	for (int i = 0; i < cells; i++)
		sum += fabs(y[i]) * d->totals[i];
	for (int i = 0; i < cells; i++)
		for (int j = 0; j < cells; j++)
		{
			double term = y[i] * y[j] * d->covariance[(Size) i * cells + j];

			variance += term;
			terms += fabs(term);
		}
	*f = sxy / sxx * (sxy / sxx) / variance;
	/* what is left of terms that cancel is rounding */
	return variance > fmax(RAOSCOTT_NOISE * terms, RAOSCOTT_NO_VARIANCE * sum * sum) && isfinite(*f)
			   ? SVY_OK
			   : SVY_SINGULAR;
}

static void
put_design_trend(const DesignTable *d, const char *wanted)
{
	const CrosstabAxis *row = d->t->row;
	const CrosstabAxis *column = d->t->column;
	double df = d->t->units->df - 1;
	double f = NAN;
	SvyStatus status = SVY_NO_DF;

	if (!svy_test_wanted(wanted, "design-trend"))
		return;
	if (!svy_test_has_trend(d->t))
	{
		if (wanted == NULL)
			return;
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("a trend needs ordinal variables, and \"%s\" is none",
							   row->scores == NULL ? row->name : column->name),
						errhint("Besides, one of the two may have two categories.")));
	}
	if (d->covariance && df > 0)
		status = trend(d, &f);
	if (possible(d, wanted, status))
	{
		TestScores scores;
		TestTable part = svy_test_scored(d->t, &scores);

		svy_test_put(&part, "design-trend", f, 1, df, svy_f_tail(f, 1, df), d->t->units->variance);
	}
}

void
svy_test_design_empty(const TestTable *t, const char *wanted)
{
	static const char *const tests[] = {"rao-scott-f", "rao-scott-chisq", "design-effect",
										"wald",		   "adjusted-wald",	  "design-trend"};

	for (int i = 0; i < lengthof(tests); i++)
		if (svy_test_wanted(wanted, tests[i]) && (i < 5 || svy_test_has_trend(t)))
			svy_test_put(t, tests[i], NAN, NAN, NAN, NAN, t->units->variance);
	if (wanted && svy_test_wanted(wanted, "rao-scott-saddlepoint"))
		svy_test_put(t, "rao-scott-saddlepoint", NAN, NAN, NAN, NAN, t->units->variance);
}

void
svy_test_design(const TestTable *t, const char *wanted)
{
	DesignTable d = design_table(t);

	put_design_rao_scott(&d, wanted);
	put_design_saddlepoint(&d, wanted);
	put_design_wald(&d, wanted);
	put_design_trend(&d, wanted);
}
