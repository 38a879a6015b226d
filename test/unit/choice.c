/*
 * choice.c
 *	  Conditional logit: fits with a closed form, scores, and what cannot be
 *	  estimated.
 */
#include "kernel/stats/choice.h"
#include "tap.h"

#define MAX_SETS 100
#define MAX_ALTS 300

static double space[2000];
static int64_t first[MAX_SETS + 1];
static int32_t chosen[MAX_SETS];
static double weight[MAX_SETS];
static int16_t column[MAX_ALTS * 2];
static double value[MAX_ALTS * 2];

static SvyStatus
fit(Choice *c, const ChoiceData *data, int64_t part)
{
	SvyStatus status = SVY_OK;
	bool done = false;

	choice_begin(c, data, space);
	while (status == SVY_OK && !done)
	{
		for (int64_t s = 0; s < data->nsets; s += part)
			choice_add(c, s, s + part < data->nsets ? s + part : data->nsets);
		status = choice_step(c, &done);
	}
	return status;
}

/* sets of all k items, item a with coefficient a - 1, the first without; chosen[] as it is */
static ChoiceData
items(int nsets, int k)
{
	for (int s = 0; s < nsets; s++)
	{
		first[s] = (int64_t) s * k;
		for (int a = 0; a < k; a++)
		{
			column[s * k + a] = (int16_t) (a - 1);
			value[s * k + a] = 1;
		}
	}
	first[nsets] = (int64_t) nsets * k;
	return (ChoiceData){k - 1, nsets, first, chosen, weight, 1, column, value};
}

/* shares of items that are always offered together are those of the choices */
static void
test_shares(void)
{
	ChoiceData data = items(100, 3);
	double probabilities[3], score[2], sum[2] = {0};
	Choice c;

	for (int s = 0; s < 100; s++)
	{
		weight[s] = s < 50 ? 1 : 2;
		chosen[s] = s % 10 < 5 ? 0 : s % 10 < 8 ? 1 : 2;
	}
	ok(fit(&c, &data, 7) == SVY_OK, "three items");
	near(c.beta[0], log(0.3 / 0.5), 1e-10, "log of the ratio of shares");
	near(c.beta[1], log(0.2 / 0.5), 1e-10, "of the third");
	near(c.log_likelihood, 150 * (0.5 * log(0.5) + 0.3 * log(0.3) + 0.2 * log(0.2)), 1e-10,
		 "log likelihood");
	near(c.null_likelihood, 150 * log(1.0 / 3), 1e-12, "of equal shares");
	/* the information of a multinomial: n (diag(p) - pp'), whose inverse has 1/(n p_0) + 1/(n p_i) */
	near(c.inverse[0], (1 / 0.5 + 1 / 0.3) / 150, 1e-9, "variance of the model");
	near(c.inverse[1], 1 / 0.5 / 150, 1e-9, "covariance");
	choice_probabilities(&c, 0, probabilities);
	near(probabilities[1], 0.3, 1e-10, "probabilities");
	for (int s = 0; s < 100; s++)
	{
		choice_score(&c, s, score);
		sum[0] += score[0];
		sum[1] += score[1];
	}
	ok(fabs(sum[0]) < 1e-9 && fabs(sum[1]) < 1e-9, "scores add up to 0");
	choice_score(&c, 99, score);
	near(score[1], 2 * (1 - 0.2), 1e-9, "score of a set");
}

/* a number of two alternatives: chosen are 3 of 4 with x = 2 against x = 0 */
static void
test_number(void)
{
	ChoiceData data = {1, 4, first, chosen, weight, 2, column, value};
	Choice c;

	for (int s = 0; s < 4; s++)
	{
		first[s] = 2 * s;
		weight[s] = 1;
		chosen[s] = s == 0;
		for (int a = 0; a < 2; a++)
		{
			column[(2 * s + a) * 2] = 0;
			value[(2 * s + a) * 2] = a == 0 ? 2 : 0;
			column[(2 * s + a) * 2 + 1] = -1;
		}
	}
	first[4] = 8;
	ok(fit(&c, &data, 1) == SVY_OK, "a number");
	near(c.beta[0], log(3) / 2, 1e-10, "its coefficient");
	ok(c.steps < 10, "in a few steps");
	chosen[0] = 0;
	ok(fit(&c, &data, 1) == SVY_NO_CONVERGENCE && c.column == 0, "a number that decides always");
	for (int i = 0; i < 16; i++)
		value[i] = 1;
	ok(fit(&c, &data, 1) == SVY_SINGULAR && c.column == 0, "a number that does not differ");
}

static void
test_separated(void)
{
	ChoiceData data = items(20, 3);
	Choice c;

	for (int s = 0; s < 20; s++)
	{
		weight[s] = 1;
		chosen[s] = s % 2;
	}
	ok(fit(&c, &data, 20) == SVY_NO_CONVERGENCE && c.column == 1,
	   "an item that was never chosen is named");
	ok(choice_space(0) == 0 && choice_space(CHOICE_MAX_COLUMNS + 1) == 0, "how many coefficients");
}

int
main(void)
{
	test_shares();
	test_number();
	test_separated();
	return tap_done();
}
