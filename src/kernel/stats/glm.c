/*
 * glm.c
 *	  Generalised linear models by iteratively reweighted least squares.
 *
 * All links are canonical, so the working weight is the variance function, and
 * Fisher scoring is Newton's method.  The result is R's to its last digits:
 * iterations stop when the deviance changes by less than 1e-8 of itself, and
 * the inverse is of the step before.  A model whose coefficients run away
 * (separation) passes that test too, with standard errors of next to nothing;
 * so the step that would come next must be short against every row, which a
 * coefficient on its way to infinity, moving by about one each step, never is.
 */
#include "kernel/stats/glm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <lapacke.h>

/* rows that are collected before they go into the factor */
#define BLOCK 128

/* share of a column that the ones before it must leave unexplained; R's glm.fit: 1e-11 */
#define DEPENDENT 1e-10

/* relative change of the deviance, as R's glm.control */
#define SETTLED 1e-8

/* change of a linear predictor in one more step of a fit that has an optimum */
#define SHORT_STEP 1e-3

#define MAX_STEPS 40

static size_t
factor_rows(int p)
{
	return (size_t) p + 1 + BLOCK;
}

size_t
glm_space(int p)
{
	size_t columns = (size_t) p + 1;

	if (p < 1 || p > GLM_MAX_COLUMNS)
		return 0;
	return 3 * columns + columns * columns + factor_rows(p) * columns + 34 * columns;
}

bool
glm_response_valid(GlmFamily family, double y)
{
	switch (family)
	{
		case GLM_GAUSSIAN:
			return isfinite(y);
		case GLM_BINOMIAL:
			return y >= 0 && y <= 1;
		case GLM_POISSON:
			return y >= 0 && isfinite(y);
	}
	return false;
}

double
glm_mean(GlmFamily family, double eta)
{
	switch (family)
	{
		case GLM_GAUSSIAN:
			return eta;
		case GLM_BINOMIAL:
			return 1 / (1 + exp(-eta));
		case GLM_POISSON:
			return exp(eta);
	}
	return NAN;
}

/* variance function, which with canonical links is d mu / d eta; never 0, as in R */
static double
family_variance(GlmFamily family, double mu)
{
	switch (family)
	{
		case GLM_GAUSSIAN:
			return 1;
		case GLM_BINOMIAL:
			return fmax(mu * (1 - mu), DBL_EPSILON);
		case GLM_POISSON:
			return fmax(mu, DBL_EPSILON);
	}
	return NAN;
}

static double
y_log(double y, double ratio)
{
	return y > 0 ? y * log(ratio) : 0;
}

static double
deviance(GlmFamily family, double y, double mu)
{
	switch (family)
	{
		case GLM_GAUSSIAN:
			return (y - mu) * (y - mu);
		case GLM_BINOMIAL:
			mu = fmin(fmax(mu, DBL_MIN), 1 - DBL_EPSILON / 2);
			return 2 * (y_log(y, y / mu) + y_log(1 - y, (1 - y) / (1 - mu)));
		case GLM_POISSON:
			return 2 * (y_log(y, y / mu) - (y - mu));
	}
	return NAN;
}

/* linear predictor to begin with: the response, moved off the edge as R does */
static double
starting_predictor(GlmFamily family, double y, double weight)
{
	double mu;

	switch (family)
	{
		case GLM_GAUSSIAN:
			return y;
		case GLM_BINOMIAL:
			mu = (weight * y + 0.5) / (weight + 1);
			return log(mu / (1 - mu));
		case GLM_POISSON:
			return log(y + 0.1);
	}
	return NAN;
}

static double
predictor(const Glm *fit, const double *beta, int64_t row)
{
	const double *x = fit->data.x + row * fit->data.p;
	double eta = 0;

	for (int j = 0; j < fit->data.p; j++)
		eta += x[j] * beta[j];
	return eta;
}

static void
clear_factor(Glm *fit)
{
	size_t columns = (size_t) fit->data.p + 1;

	memset(fit->factor, 0, sizeof(double) * columns * factor_rows(fit->data.p));
	fit->filled = 0;
	fit->deviance = 0;
}

void
glm_begin(Glm *fit, const GlmData *data, double *space, const double *start)
{
	size_t columns = (size_t) data->p + 1;

	*fit = (Glm){.data = *data, .started = start != NULL, .last_deviance = INFINITY, .column = -1};
	fit->beta = space;
	fit->previous = fit->beta + columns;
	fit->next = fit->previous + columns;
	fit->inverse = fit->next + columns;
	fit->factor = fit->inverse + columns * columns;
	fit->work = fit->factor + factor_rows(data->p) * columns;
	memset(fit->previous, 0, sizeof(double) * columns);
	memset(fit->beta, 0, sizeof(double) * columns);
	if (start)
		memcpy(fit->beta, start, sizeof(double) * (size_t) data->p);
	clear_factor(fit);
}

/* turns factor and waiting rows into a new factor */
static void
absorb(Glm *fit)
{
	int columns = fit->data.p + 1;
	int ld = (int) factor_rows(fit->data.p);

	if (fit->filled == 0)
		return;
	LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, columns + fit->filled, columns, fit->factor, ld,
						fit->work, fit->work + columns, 33 * columns);
	/* below the triangle LAPACK keeps the reflections */
	for (int j = 0; j < columns; j++)
		memset(fit->factor + (size_t) j * (size_t) ld + j + 1, 0,
			   sizeof(double) * (size_t) (ld - j - 1));
	fit->filled = 0;
}

void
glm_rows(Glm *fit, int64_t first, int64_t count)
{
	int p = fit->data.p;
	size_t ld = factor_rows(p);

	for (int64_t i = first; i < first + count; i++)
	{
		double weight = fit->data.weight[i] / fit->data.scale;
		double y = fit->data.y[i];
		double eta, mu, v, root;
		double *row;

		if (weight == 0)
			continue;
		eta = fit->started ? predictor(fit, fit->beta, i)
						   : starting_predictor(fit->data.family, y, weight);
		mu = glm_mean(fit->data.family, eta);
		v = family_variance(fit->data.family, mu);
		if (fit->started)
			fit->deviance += weight * deviance(fit->data.family, y, mu);
		root = sqrt(weight * v);
		row = fit->factor + p + 1 + fit->filled;
		for (int j = 0; j < p; j++)
			row[(size_t) j * ld] = root * fit->data.x[i * p + j];
		row[(size_t) p * ld] = root * (eta + (y - mu) / v);
		if (++fit->filled == BLOCK)
			absorb(fit);
	}
}

/* the first column that the ones before it explain; -1 for none */
static int
dependent_column(const Glm *fit)
{
	size_t ld = factor_rows(fit->data.p);

	for (int j = 0; j < fit->data.p; j++)
	{
		const double *column = fit->factor + (size_t) j * ld;
		double norm = 0;

		for (int i = 0; i <= j; i++)
			norm += column[i] * column[i];
		if (!(fabs(column[j]) > DEPENDENT * sqrt(norm)))
			return j;
	}
	return -1;
}

/* the next coefficients from the factor [R, c]: R beta = c */
static void
solve_step(Glm *fit)
{
	int p = fit->data.p;
	int ld = (int) factor_rows(p);

	memcpy(fit->next, fit->factor + (size_t) p * (size_t) ld, sizeof(double) * (size_t) p);
	LAPACKE_dtrtrs_work(LAPACK_COL_MAJOR, 'U', 'N', 'N', p, 1, fit->factor, ld, fit->next, p);
}

/* goes there, with the inverse from the factor */
static void
advance(Glm *fit)
{
	int p = fit->data.p;
	size_t ld = factor_rows(p);

	memcpy(fit->previous, fit->beta, sizeof(double) * (size_t) p);
	memcpy(fit->beta, fit->next, sizeof(double) * (size_t) p);
	for (int j = 0; j < p; j++)
		memcpy(fit->inverse + j * p, fit->factor + (size_t) j * ld, sizeof(double) * (size_t) p);
	LAPACKE_dpotri_work(LAPACK_COL_MAJOR, 'U', p, fit->inverse, p);
	for (int j = 0; j < p; j++)
		for (int i = j + 1; i < p; i++)
			fit->inverse[j * p + i] = fit->inverse[i * p + j];
}

/* how far the next step would move a linear predictor at most */
static double
longest_move(Glm *fit)
{
	int p = fit->data.p;
	double longest = 0;

	for (int j = 0; j < p; j++)
		fit->work[j] = 0;
	for (int64_t i = 0; i < fit->data.n; i++)
		for (int j = 0; j < p && fit->data.weight[i] > 0; j++)
			fit->work[j] = fmax(fit->work[j], fabs(fit->data.x[i * p + j]));
	for (int j = 0; j < p; j++)
	{
		double move = fit->work[j] * fabs(fit->next[j] - fit->beta[j]);

		if (move > longest)
		{
			longest = move;
			fit->column = j;
		}
	}
	return longest;
}

/* whether beta and inverse are the result; a linear model's are after one step */
static bool
settled(Glm *fit)
{
	if (!fit->full_rank)
		return false;
	if (fit->data.family == GLM_GAUSSIAN)
		return true;
	return fabs(fit->deviance - fit->last_deviance) < SETTLED * (fabs(fit->deviance) + 0.1) &&
		   longest_move(fit) <= SHORT_STEP;
}

static bool
all_finite(const double *numbers, int count)
{
	for (int i = 0; i < count; i++)
		if (!isfinite(numbers[i]))
			return false;
	return true;
}

/* back to the middle of the last step, which went too far */
static void
halve_step(Glm *fit)
{
	for (int j = 0; j < fit->data.p; j++)
		fit->beta[j] = (fit->beta[j] + fit->previous[j]) / 2;
	clear_factor(fit);
}

SvyStatus
glm_step(Glm *fit, bool *done)
{
	int dependent;

	*done = false;
	fit->steps++;
	absorb(fit);
	if (fit->full_rank && fit->data.family != GLM_GAUSSIAN && fit->steps < MAX_STEPS &&
		!(fit->deviance <= fit->last_deviance * (1 + 1e-8) + 1e-8))
	{
		halve_step(fit);
		return SVY_OK;
	}
	dependent = dependent_column(fit);
	if (dependent >= 0)
	{
		fit->column = dependent;
		fit->separated = fit->full_rank;
		return fit->separated ? SVY_NO_CONVERGENCE : SVY_SINGULAR;
	}
	solve_step(fit);
	if (!all_finite(fit->next, fit->data.p))
		return SVY_BAD_VALUE;
	*done = settled(fit);
	if (*done)
		return SVY_OK;
	if (fit->steps >= MAX_STEPS)
	{
		fit->separated = longest_move(fit) > SHORT_STEP;
		return SVY_NO_CONVERGENCE;
	}
	advance(fit);
	fit->last_deviance = fit->started ? fit->deviance : INFINITY;
	fit->full_rank = true;
	fit->started = true;
	clear_factor(fit);
	return SVY_OK;
}

/* of the last coefficients, with the working weight of the step before, as R's sandwich has it */
static double
working_residual(const Glm *fit, int64_t row)
{
	GlmFamily family = fit->data.family;
	double mu = glm_mean(family, predictor(fit, fit->beta, row));
	double before;

	if (family == GLM_GAUSSIAN)
		return fit->data.y[row] - mu;
	before = glm_mean(family, predictor(fit, fit->previous, row));
	return (fit->data.y[row] - mu) / family_variance(family, mu) * family_variance(family, before);
}

void
glm_influence(const Glm *fit, int64_t first, int64_t count, double *influence)
{
	int p = fit->data.p;

	for (int64_t i = first; i < first + count; i++, influence += p)
	{
		const double *x = fit->data.x + i * p;
		double residual = 0;

		if (fit->data.weight[i] > 0)
			residual = working_residual(fit, i) * fit->data.weight[i] / fit->data.scale;
		for (int j = 0; j < p; j++)
		{
			double sum = 0;

			for (int k = 0; k < p; k++)
				sum += fit->inverse[j * p + k] * x[k];
			influence[j] = sum * residual;
		}
	}
}

double
glm_dispersion(const Glm *fit)
{
	double w = 0;
	double mean = 0;
	double squares = 0;
	double n = 0;

	/* Welford's update, weighted (West 1979) */
	for (int64_t i = 0; i < fit->data.n; i++)
	{
		double weight = fit->data.weight[i];
		double mu, residual, delta;

		if (weight == 0)
			continue;
		mu = glm_mean(fit->data.family, predictor(fit, fit->beta, i));
		residual = (fit->data.y[i] - mu) / sqrt(family_variance(fit->data.family, mu));
		n++;
		w += weight;
		delta = residual - mean;
		mean += delta * weight / w;
		squares += weight * delta * (residual - mean);
	}
	return n > 1 ? squares / w * n / (n - 1) : NAN;
}
