/*
 * ordinal.c
 *	  Cumulative link models with a closed form, and what cannot be estimated.
 */
#include "kernel/stats/ordinal.h"
#include "tap.h"

static double space[400];

typedef struct Row
{
	int category;
	double x;
	double weight;
} Row;

static SvyStatus
fit(Ordinal *o, OrdinalLink link, int p, int categories, const double *shares, const Row *rows,
	int n)
{
	static const int column = 0;
	SvyStatus status = SVY_OK;
	bool done = false;

	ordinal_begin(o, link, p, categories, shares, space);
	while (status == SVY_OK && !done)
	{
		for (int i = 0; i < n; i++)
		{
			OrdinalRow row = {rows[i].weight, rows[i].category, p && rows[i].x != 0, &column,
							  &rows[i].x};

			ordinal_add(o, &row);
		}
		status = newton_step(&o->newton, &done);
	}
	return status;
}

/* of two categories and a 0/1 predictor: log odds */
static void
test_two(void)
{
	static const Row rows[] = {{0, 0, 30}, {1, 0, 10}, {0, 1, 20}, {1, 1, 20}};
	static const double shares[] = {50.0 / 80, 30.0 / 80};
	static const int column = 0;
	OrdinalRow row = {20, 1, 1, &column, &rows[2].x};
	double influence[2];
	Ordinal o;

	ok(fit(&o, ORDINAL_LOGIT, 1, 2, shares, rows, 4) == SVY_OK, "two categories");
	near(o.newton.beta[1], log(3), 1e-9, "the threshold: log odds of the lower at x = 0");
	near(o.newton.beta[0], log(3), 1e-9, "the coefficient: the difference of log odds");
	near(o.newton.inverse[3], 1 / 30.0 + 1 / 10.0, 1e-8, "variance of the threshold");
	near(o.newton.inverse[0], 1 / 30.0 + 1 / 10.0 + 1 / 20.0 + 1 / 20.0, 1e-8,
		 "of the coefficient");
	near(o.newton.log_likelihood, 30 * log(0.75) + 10 * log(0.25) + 40 * log(0.5), 1e-10,
		 "likelihood");
	/* score of the threshold -w F, of the coefficient its opposite: inverse x (10, -10) */
	ordinal_influence(&o, &row, influence);
	near(influence[0], 10 * (o.newton.inverse[0] - o.newton.inverse[1]), 1e-8,
		 "influence of a row");
	ok(fit(&o, ORDINAL_PROBIT, 1, 2, shares, rows, 4) == SVY_OK, "probit");
	near(o.newton.beta[0], 0.6744897501960817, 1e-9, "a difference of normal quantiles");
}

/* thresholds alone are the quantiles of the cumulative shares, by each link */
static void
test_thresholds(void)
{
	static const Row rows[] = {{0, 0, 2}, {1, 0, 3}, {2, 0, 5}};
	static const double shares[] = {0.2, 0.3, 0.5};
	static const double expected[] = {-1.3862943611198906, -0.8416212335729143, -1.4999399867595158,
									  -0.47588499532711054, -1.3763819204711736};
	Ordinal o;

	for (int link = 0; link <= ORDINAL_CAUCHIT; link++)
	{
		ok(fit(&o, (OrdinalLink) link, 0, 3, shares, rows, 3) == SVY_OK, "thresholds alone");
		near(o.newton.beta[0], expected[link], 1e-9, "the quantile of the first share");
	}
}

static void
test_refused(void)
{
	static const Row rows[] = {{0, 0, 10}, {1, 1, 10}};
	static const Row same[] = {{0, 1, 10}, {1, 1, 10}};
	static const double shares[] = {0.5, 0.5};
	Ordinal o;

	ok(fit(&o, ORDINAL_LOGIT, 1, 2, shares, rows, 2) == SVY_NO_CONVERGENCE, "a separated response");
	ok(fit(&o, ORDINAL_LOGIT, 1, 2, shares, same, 2) == SVY_SINGULAR && o.newton.column == 1,
	   "a predictor that does not differ");
	ok(ordinal_space(1, 1) == 0 && ordinal_space(600, 3) == 0, "how many parameters");
}

int
main(void)
{
	test_two();
	test_thresholds();
	test_refused();
	return tap_done();
}
