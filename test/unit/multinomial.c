/*
 * multinomial.c
 *	  Multinomial logit with a closed form, and what cannot be estimated.
 */
#include "kernel/stats/multinomial.h"
#include "tap.h"

static double space[400];

typedef struct Row
{
	int category;
	double x[2]; /* the intercept's 1, and a predictor */
	double weight;
} Row;

static SvyStatus
fit(Multinomial *m, int p, int categories, const Row *rows, int n)
{
	static const int columns[] = {0, 1};
	SvyStatus status = SVY_OK;
	bool done = false;

	multinomial_begin(m, p, categories, space);
	while (status == SVY_OK && !done)
	{
		for (int i = 0; i < n; i++)
		{
			MultinomialRow row = {rows[i].weight, rows[i].category,
								  p == 2 && rows[i].x[1] != 0 ? 2 : 1, columns, rows[i].x};

			multinomial_add(m, &row);
		}
		status = newton_step(&m->newton, &done);
	}
	return status;
}

int
main(void)
{
	static const Row shares[] = {{0, {1, 0}, 50}, {1, {1, 0}, 30}, {2, {1, 0}, 20}};
	/* odds of 1 to 0: 20/30 at x = 0, 30/10 at x = 1; of 2 to 0: 10/30, 20/10 */
	static const Row groups[] = {{0, {1, 0}, 30}, {1, {1, 0}, 20}, {2, {1, 0}, 10},
								 {0, {1, 1}, 10}, {1, {1, 1}, 30}, {2, {1, 1}, 20}};
	static const Row apart[] = {{0, {1, 0}, 10}, {1, {1, 1}, 10}, {0, {1, 0}, 5}};
	static const Row same[] = {{0, {1, 1}, 10}, {1, {1, 1}, 10}};
	static const int columns[] = {0, 1};
	MultinomialRow row = {50, 0, 1, columns, shares[0].x};
	double influence[2];
	Multinomial m;

	ok(fit(&m, 1, 3, shares, 3) == SVY_OK, "intercepts alone");
	near(m.newton.beta[0], log(0.6), 1e-9, "log ratios of the shares");
	near(m.newton.beta[1], log(0.4), 1e-9, "of the third category");
	near(m.newton.inverse[0], 1 / 50.0 + 1 / 30.0, 1e-8, "variance");
	near(m.newton.inverse[1], 1 / 50.0, 1e-8, "covariance by the base");
	near(m.newton.log_likelihood, 50 * log(0.5) + 30 * log(0.3) + 20 * log(0.2), 1e-12,
		 "likelihood");
	/* scores -50 x (0.3, 0.2) */
	multinomial_influence(&m, &row, influence);
	near(influence[0], -15 * m.newton.inverse[0] - 10 * m.newton.inverse[1], 1e-8,
		 "influence of a row");
	ok(fit(&m, 2, 3, groups, 6) == SVY_OK, "two groups");
	near(m.newton.beta[0], log(2.0 / 3), 1e-9, "intercept of the second category");
	near(m.newton.beta[1], log(3 / (2.0 / 3)), 1e-9, "its coefficient: a log odds ratio");
	near(m.newton.beta[3], log(2 / (1.0 / 3)), 1e-9, "that of the third");
	near(m.newton.inverse[5], 1 / 30.0 + 1 / 20.0 + 1 / 10.0 + 1 / 30.0, 1e-8,
		 "variance of a log odds ratio");
	ok(fit(&m, 2, 2, apart, 3) == SVY_NO_CONVERGENCE, "a separated response");
	ok(fit(&m, 2, 2, same, 2) == SVY_SINGULAR && m.newton.column == 1,
	   "a predictor that does not differ");
	ok(multinomial_space(0, 3) == 0 && multinomial_space(300, 3) == 0, "how many coefficients");
	return tap_done();
}
