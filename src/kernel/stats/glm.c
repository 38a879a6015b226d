/*
 * glm.c
 *	  Generalised linear models by iteratively reweighted least squares.
 *
 * Fisher scoring, which of canonical links is Newton's method.  The result is R's
 * to its last digits:
 * iterations stop when the deviance changes by less than epsilon (1e-8) of itself, and
 * the inverse is of the step before.  A model whose coefficients run away
 * (separation) passes that test too, with standard errors of next to nothing;
 * so the step that would come next must be short against every row, which a
 * coefficient on its way to infinity, moving by about one each step, never is.
 */
#include "kernel/base/weight.h"
#include "kernel/stats/glm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <lapacke.h>

/* share of a column that the ones before it must leave unexplained; R's glm.fit: 1e-11 */
#define DEPENDENT 1e-10

/* change of a linear predictor in one more step of a fit that has an optimum */
#define SHORT_STEP 1e-3

#define MAX_STEPS 40

/* of a fit that is asked to go on for longer than R's default */
#define MAX_EXACT_STEPS 200

/* double-doubles of the upper triangle of p rows that have p + 1 columns */
static size_t
gram_size(int p)
{
	return (size_t) p * ((size_t) p + 1) / 2 + (size_t) p;
}

size_t
glm_space(int p)
{
	size_t columns = (size_t) p + 1;

	if (p < 1 || p > GLM_MAX_COLUMNS)
		return 0;
	return 6 * columns + columns * columns + 2 * columns + 2 * gram_size(p);
}

/* row i of the triangle, so that its element j is [j] */
static DD *
gram_row(const Glm *fit, int i)
{
	size_t before = (size_t) i * ((size_t) fit->p + 1) - (size_t) i * ((size_t) i - 1) / 2;

	/* i elements of row i are not there */
	return fit->gram + before - i;
}

static double
predictor(const double *beta, const GlmRow *row)
{
	double eta = row->offset;

	for (int k = 0; k < row->count; k++)
		eta += row->x[k] * beta[row->columns[k]];
	return eta;
}

double
glm_fitted(const Glm *fit, const GlmRow *row)
{
	return glm_mean(&fit->kind, predictor(fit->beta, row));
}

static void
clear_sums(Glm *fit)
{
	memset(fit->gram, 0, sizeof(DD) * gram_size(fit->p));
	fit->sum = (DD){0, 0};
	fit->dependent = -1;
	fit->outside = false;
}

void
glm_begin(Glm *fit, const GlmKind *kind, int p, double scale, double *space, const double *start)
{
	size_t columns = (size_t) p + 1;

	*fit = (Glm){.kind = *kind,
				 .p = p,
				 .scale = scale,
				 .started = start != NULL,
				 .last_deviance = INFINITY,
				 .column = -1};
	memset(space, 0, sizeof(double) * glm_space(p));
	fit->beta = space;
	fit->previous = fit->beta + columns;
	fit->next = fit->previous + columns;
	fit->most = fit->next + columns;
	fit->root = fit->most + columns;
	fit->inverse = fit->root + 2 * columns;
	fit->norm = (DD *) (fit->inverse + columns * columns);
	fit->gram = fit->norm + columns;
	if (start)
		memcpy(fit->beta, start, sizeof(double) * (size_t) p);
	clear_sums(fit);
}

/*
 * Adds the products of a row.  Most columns are indicators, whose products with
 * one another are all the same.
 */
static void
add_row_products(Glm *fit, const GlmRow *row, double root, double response)
{
	DD square = dd_two_prod(root, root);

	for (int k = 0; k < row->count; k++)
		fit->root[k] = root * row->x[k];
	for (int k = 0; k < row->count; k++)
	{
		DD *sums = gram_row(fit, row->columns[k]);

		for (int l = k; l < row->count; l++)
		{
			DD *sum = &sums[row->columns[l]];

			*sum = dd_add(*sum, row->x[k] == 1 && row->x[l] == 1
									? square
									: dd_two_prod(fit->root[k], fit->root[l]));
		}
		sums[fit->p] = dd_add(sums[fit->p], dd_two_prod(fit->root[k], response));
	}
}

/* infinity has no error, which would make it a NaN */
static void
add_deviance(Glm *fit, double part)
{
	fit->sum = isfinite(part) && isfinite(fit->sum.hi) ? dd_add_double(fit->sum, part)
													   : dd_from(fit->sum.hi + part);
}

void
glm_add(Glm *fit, const GlmRow *row)
{
	double weight = row->weight / fit->scale * row->trials;
	double eta, mu, slope, root;

	if (!weight_counts(weight))
		return;
	eta = fit->started ? predictor(fit->beta, row) : glm_start(&fit->kind, row->y, weight);
	mu = glm_mean(&fit->kind, eta);
	if (!glm_mean_valid(&fit->kind, mu))
	{
		fit->outside = true;
		return;
	}
	slope = glm_mean_slope(&fit->kind, eta);
	if (fit->started)
		add_deviance(fit, weight * glm_row_deviance(&fit->kind, row->y, mu));
	/* of a canonical link slope and variance are one */
	root = slope * sqrt(weight / glm_variance(&fit->kind, mu));
	add_row_products(fit, row, root, root * (eta - row->offset + (row->y - mu) / slope));
	for (int k = 0; k < row->count; k++)
		fit->most[row->columns[k]] = fmax(fit->most[row->columns[k]], fabs(row->x[k]));
}

/* X' W X, X' W z and the deviance */
size_t
glm_sums(int p)
{
	return gram_size(p) + 1;
}

void
glm_take_sums(Glm *fit, DD *sums, double *most)
{
	memcpy(sums, fit->gram, sizeof(DD) * gram_size(fit->p));
	sums[gram_size(fit->p)] = fit->sum;
	memcpy(most, fit->most, sizeof(double) * (size_t) fit->p);
	most[fit->p] = fit->outside;
	clear_sums(fit);
	memset(fit->most, 0, sizeof(double) * (size_t) fit->p);
}

void
glm_put_sums(Glm *fit, const DD *sums, const double *most)
{
	for (size_t i = 0; i < gram_size(fit->p); i++)
		fit->gram[i] = dd_add(fit->gram[i], sums[i]);
	if (isfinite(sums[gram_size(fit->p)].hi) && isfinite(fit->sum.hi))
		fit->sum = dd_add(fit->sum, sums[gram_size(fit->p)]);
	else
		fit->sum = dd_from(fit->sum.hi + sums[gram_size(fit->p)].hi);
	for (int j = 0; j < fit->p; j++)
		fit->most[j] = fmax(fit->most[j], most[j]);
	fit->outside |= most[fit->p] > 0;
}

static DD
dd_root(DD a)
{
	double root = sqrt(a.hi);
	DD rest = dd_sub(a, dd_two_prod(root, root));

	return dd_fast_two_sum(root, rest.hi / (2 * root));
}

/*
 * A column of Cholesky's factor: its row of the triangle becomes that of R, and
 * what it explains is taken from the rows below.
 */
void
glm_eliminate(Glm *fit, int column)
{
	int p = fit->p;
	DD *row = gram_row(fit, column);
	DD pivot = row[column];
	DD root;

	if (column == 0)
		for (int j = 0; j < p; j++)
			fit->norm[j] = gram_row(fit, j)[j];
	if (fit->dependent >= 0)
		return;
	if (!(pivot.hi > DEPENDENT * DEPENDENT * fit->norm[column].hi))
	{
		fit->dependent = column;
		return;
	}
	root = dd_root(pivot);
	for (int j = column; j <= p; j++)
		row[j] = j == column ? root : dd_div(row[j], root);
	for (int i = column + 1; i < p; i++)
	{
		DD *below = gram_row(fit, i);

		if (row[i].hi == 0)
			continue;
		for (int j = i; j <= p; j++)
			below[j] = dd_sub(below[j], dd_mul(row[i], row[j]));
	}
}

/* the next coefficients from the factor [R, c]: R beta = c */
static void
solve_step(Glm *fit)
{
	int p = fit->p;

	for (int i = p - 1; i >= 0; i--)
	{
		const DD *row = gram_row(fit, i);
		DD rest = row[p];

		for (int j = i + 1; j < p; j++)
			rest = dd_sub(rest, dd_mul_double(row[j], fit->next[j]));
		fit->next[i] = dd_value(dd_div(rest, row[i]));
	}
}

/* goes there, with the inverse from the factor */
static void
advance(Glm *fit)
{
	int p = fit->p;

	memcpy(fit->previous, fit->beta, sizeof(double) * (size_t) p);
	memcpy(fit->beta, fit->next, sizeof(double) * (size_t) p);
	for (int i = 0; i < p; i++)
		for (int j = i; j < p; j++)
			fit->inverse[j * p + i] = dd_value(gram_row(fit, i)[j]);
	LAPACKE_dpotri_work(LAPACK_COL_MAJOR, 'U', p, fit->inverse, p);
	for (int j = 0; j < p; j++)
		for (int i = j + 1; i < p; i++)
			fit->inverse[j * p + i] = fit->inverse[i * p + j];
}

/* how far the next step would move a linear predictor at most */
static double
longest_move(Glm *fit)
{
	double longest = 0;

	for (int j = 0; j < fit->p; j++)
	{
		double move = fit->most[j] * fabs(fit->next[j] - fit->beta[j]);

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
	if (glm_is_linear(&fit->kind))
		return true;
	return fabs(fit->deviance - fit->last_deviance) <
			   fit->kind.epsilon * (fabs(fit->deviance) + 0.1) &&
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
	for (int j = 0; j < fit->p; j++)
		fit->beta[j] = (fit->beta[j] + fit->previous[j]) / 2;
	clear_sums(fit);
}

static int
most_steps(const Glm *fit)
{
	return fit->kind.epsilon < GLM_EPSILON ? MAX_EXACT_STEPS : MAX_STEPS;
}

/* whether the last step went to means that the family cannot have, or to a larger deviance */
static bool
too_far(const Glm *fit)
{
	return fit->outside || !(fit->deviance <= fit->last_deviance * (1 + 1e-8) + 1e-8);
}

SvyStatus
glm_step(Glm *fit, bool *done)
{
	*done = false;
	fit->steps++;
	fit->deviance = dd_value(fit->sum);
	/* without coefficients that would do there is no way back */
	if (fit->outside && (fit->last_deviance == INFINITY || fit->steps >= most_steps(fit)))
		return SVY_NO_CONVERGENCE;
	if (fit->full_rank && !glm_is_linear(&fit->kind) && fit->steps < most_steps(fit) &&
		too_far(fit))
	{
		halve_step(fit);
		return SVY_OK;
	}
	if (fit->dependent >= 0)
	{
		fit->column = fit->dependent;
		fit->separated = fit->full_rank;
		return fit->separated ? SVY_NO_CONVERGENCE : SVY_SINGULAR;
	}
	solve_step(fit);
	if (!all_finite(fit->next, fit->p))
		return SVY_BAD_VALUE;
	*done = settled(fit);
	if (*done)
		return SVY_OK;
	if (fit->steps >= most_steps(fit))
	{
		fit->separated = longest_move(fit) > SHORT_STEP;
		return SVY_NO_CONVERGENCE;
	}
	advance(fit);
	fit->last_deviance = fit->started ? fit->deviance : INFINITY;
	fit->full_rank = true;
	fit->started = true;
	clear_sums(fit);
	return SVY_OK;
}

/* of the last coefficients, with the working weight of the step before, as R's sandwich has it */
static double
working_residual(const Glm *fit, const GlmRow *row)
{
	double eta = predictor(fit->beta, row);
	double residual = row->y - glm_mean(&fit->kind, eta);
	double before, slope;

	if (glm_is_linear(&fit->kind))
		return residual;
	before = predictor(fit->previous, row);
	slope = glm_mean_slope(&fit->kind, before);
	return residual / glm_mean_slope(&fit->kind, eta) * slope * slope /
		   glm_variance(&fit->kind, glm_mean(&fit->kind, before));
}

void
glm_influence(const Glm *fit, const GlmRow *row, double *influence)
{
	int p = fit->p;
	double weight = row->weight / fit->scale * row->trials;
	double residual = weight > 0 ? working_residual(fit, row) * weight : 0;

	for (int j = 0; j < p; j++)
	{
		double sum = 0;

		for (int k = 0; k < row->count; k++)
			sum += fit->inverse[j * p + row->columns[k]] * row->x[k];
		influence[j] = sum * residual;
	}
}

void
glm_add_residual(const Glm *fit, const GlmRow *row, GlmResiduals *residuals)
{
	double mu = glm_fitted(fit, row);
	double residual = (row->y - mu) * sqrt(row->trials / glm_variance(&fit->kind, mu));

	if (!weight_counts(row->weight))
		return;
	residuals->n++;
	residuals->w = dd_add_double(residuals->w, row->weight);
	residuals->wr = dd_add(residuals->wr, dd_two_prod(row->weight, residual));
	residuals->wrr =
		dd_add(residuals->wrr, dd_mul_double(dd_two_prod(residual, residual), row->weight));
}

double
glm_dispersion(const GlmResiduals *r)
{
	DD squares = dd_sub(r->wrr, dd_div(dd_mul(r->wr, r->wr), r->w));

	return r->n > 1 ? dd_value(dd_div(squares, r->w)) * r->n / (r->n - 1) : NAN;
}
