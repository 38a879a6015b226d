/*
 * crosstab_estimate.c
 *	  Standard errors and intervals of cells, from their effective base.
 */
#include "postgres.h"

#include "crosstab/crosstab_run.h"
#include "kernel/stats/interval.h"

/* the last two: those of the normal and those of the design take turns */
double
svy_crosstab_t(double level, double df)
{
	static struct
	{
		double level;
		double df;
		double t;
	} last[2];
	int place = isinf(df) ? 0 : 1;

	if (last[place].level != level || last[place].df != df)
	{
		last[place].level = level;
		last[place].df = df;
		last[place].t = interval_t(level, df);
	}
	return last[place].t;
}

/* Wilson's interval (1927) with the effective base for n */
static void
estimate_share(CrosstabEstimate *e, const ColumnCell *cell, double level, bool with_interval)
{
	double effective = columntest_effective(cell->w, cell->w2);
	IntervalInput input = {.n = effective, .n_base = effective, .df = INFINITY, .level = level};
	ProportionInterval interval;

	if (cell->w == 0)
		return;
	/* all of the weight may add up in another order than its parts */
	input.p = interval_share(cell->r / cell->w);
	input.std_error = sqrt(input.p * (1 - input.p) / effective);
	e->estimate = svy_percent(cell->r, cell->w); /* as the percent beside it, to the last digit */
	/* one respondent says nothing of how others would differ */
	if (!(cell->n > 1))
		return;
	e->std_error = 100 * input.std_error;
	if (!with_interval ||
		interval_proportion_t(INTERVAL_WILSON, &input, svy_crosstab_t(level, INFINITY),
							  &interval) != SVY_OK)
		return;
	e->low = 100 * interval.low;
	e->high = 100 * interval.high;
}

/* standard deviation with n/(n - 1), error by the effective base, Student's t */
static void
estimate_mean(CrosstabEstimate *e, const ColumnCell *cell, CrosstabLineKind kind, double level,
			  bool with_interval)
{
	double effective = columntest_effective(cell->w, cell->w2);
	double deviation = cell->n > 1 ? sqrt(cell->n / (cell->n - 1) * cell->ss / cell->w) : NAN;
	double error = deviation / sqrt(effective);
	double mean = cell->origin + cell->mean;
	double half = NAN;

	if (kind == CROSSTAB_LINE_SD)
		e->estimate = deviation;
	else if (kind == CROSSTAB_LINE_SE)
		e->estimate = error;
	else
	{
		if (with_interval && effective > 1)
			half = interval_t(level, effective - 1) * error;
		*e = (CrosstabEstimate){mean, error, mean - half, mean + half, NAN};
	}
}

CrosstabEstimate
svy_line_estimate(const CrosstabLine *line, const ColumnCell *cell, double level,
				  bool with_interval)
{
	CrosstabEstimate e = {NAN, NAN, NAN, NAN, NAN};

	if (svy_line_is_mean(line))
		estimate_mean(&e, cell, line->kind, level, with_interval);
	else
		estimate_share(&e, cell, level, with_interval);
	return e;
}
