/*
 * choice.c
 *	  Conditional logit by Newton's method.
 */
#include "kernel/stats/choice.h"

#include <math.h>
#include <string.h>

#include "kernel/stats/linear.h"

/* steps that a fit may take; a dozen is usual */
#define MOST_STEPS 200

#define SETTLED 1e-11

/*
 * Coefficients that still move by more than the second, when the log likelihood
 * gains less than the first (of that of no coefficients), grow without end.
 */
#define NO_GAIN 1e-10
#define MOVES 1e-3

size_t
choice_space(int p)
{
	if (p < 1 || p > CHOICE_MAX_COLUMNS)
		return 0;
	return 2 * (size_t) p * (size_t) p + 4 * (size_t) p;
}

void
choice_begin(Choice *c, const ChoiceData *data, double *space)
{
	size_t p = (size_t) data->p;

	memset(space, 0, sizeof(double) * choice_space(data->p));
	*c = (Choice){.data = *data, .beta = space, .column = -1};
	c->gradient = c->beta + p;
	c->step = c->gradient + p;
	c->mean = c->step + p;
	c->inverse = c->mean + p;
	c->information = c->inverse + p * p;
}

static double
utility(const Choice *c, int64_t alternative)
{
	const int16_t *column = c->data.column + alternative * c->data.width;
	const double *value = c->data.value + alternative * c->data.width;
	double sum = 0;

	for (int k = 0; k < c->data.width; k++)
		if (column[k] >= 0)
			sum += value[k] * c->beta[column[k]];
	return sum;
}

/* the largest utility of a set, and the logarithm of the sum of exp(utility) */
static double
log_sum(const Choice *c, int64_t set)
{
	double most = -INFINITY, sum = 0;

	for (int64_t a = c->data.first[set]; a < c->data.first[set + 1]; a++)
		most = fmax(most, utility(c, a));
	for (int64_t a = c->data.first[set]; a < c->data.first[set + 1]; a++)
		sum += exp(utility(c, a) - most);
	/* the largest one alone makes 1 */
	return most + log(fmax(sum, 1));
}

void
choice_probabilities(const Choice *c, int64_t set, double *probabilities)
{
	double all = log_sum(c, set);

	for (int64_t a = c->data.first[set]; a < c->data.first[set + 1]; a++)
		probabilities[a - c->data.first[set]] = exp(utility(c, a) - all);
}

/* adds factor times an alternative's terms */
static void
add_terms(const ChoiceData *data, int64_t alternative, double factor, double *to)
{
	const int16_t *column = data->column + alternative * data->width;
	const double *value = data->value + alternative * data->width;

	for (int k = 0; k < data->width; k++)
		if (column[k] >= 0)
			to[column[k]] += factor * value[k];
}

/* w (x - mean)(x - mean)' of the terms of all alternatives: their products, less those of the mean */
static void
add_term_products(Choice *c, int64_t alternative, double factor)
{
	const int16_t *column = c->data.column + alternative * c->data.width;
	const double *value = c->data.value + alternative * c->data.width;

	for (int k = 0; k < c->data.width; k++)
		for (int l = 0; l < c->data.width; l++)
			if (column[k] >= 0 && column[l] >= 0)
				c->information[column[k] * c->data.p + column[l]] += factor * value[k] * value[l];
}

static void
add_set(Choice *c, int64_t set)
{
	const ChoiceData *data = &c->data;
	double w = data->weight[set];
	int64_t chosen = data->first[set] + data->chosen[set];
	double all = log_sum(c, set);
	int p = data->p;

	memset(c->mean, 0, sizeof(double) * (size_t) p);
	c->likelihood += w * (utility(c, chosen) - all);
	if (c->steps == 0)
		c->null_likelihood -= w * log((double) (data->first[set + 1] - data->first[set]));
	for (int64_t a = data->first[set]; a < data->first[set + 1]; a++)
	{
		double probability = exp(utility(c, a) - all);

		add_terms(data, a, probability, c->mean);
		add_term_products(c, a, w * probability);
	}
	add_terms(data, chosen, w, c->gradient);
	for (int k = 0; k < p; k++)
	{
		if (c->mean[k] == 0)
			continue;
		c->gradient[k] -= w * c->mean[k];
		for (int l = 0; l < p; l++)
			c->information[k * p + l] -= w * c->mean[k] * c->mean[l];
	}
}

void
choice_add(Choice *c, int64_t from, int64_t to)
{
	for (int64_t set = from; set < to; set++)
		add_set(c, set);
}

void
choice_score(const Choice *c, int64_t set, double *score)
{
	double w = c->data.weight[set];
	double all = log_sum(c, set);

	memset(score, 0, sizeof(double) * (size_t) c->data.p);
	add_terms(&c->data, c->data.first[set] + c->data.chosen[set], w, score);
	for (int64_t a = c->data.first[set]; a < c->data.first[set + 1]; a++)
		add_terms(&c->data, a, -w * exp(utility(c, a) - all), score);
}

/* the first coefficient that those before it leave nothing to */
static int
undetermined_column(const Choice *c, double *work)
{
	int p = c->data.p;

	for (int size = 1; size <= p; size++)
	{
		for (int a = 0; a < size; a++)
			memcpy(work + a * size, c->information + a * p, sizeof(double) * (size_t) size);
		if (!linear_factorise(work, size))
			return size - 1;
	}
	return -1;
}

static int
largest_coefficient(const Choice *c)
{
	int largest = 0;

	for (int k = 1; k < c->data.p; k++)
		if (fabs(c->beta[k]) > fabs(c->beta[largest]))
			largest = k;
	return largest;
}

/* the step of Newton's method; false where the information is singular */
static bool
next_step(Choice *c)
{
	int p = c->data.p;

	memcpy(c->inverse, c->information, sizeof(double) * (size_t) p * (size_t) p);
	memcpy(c->step, c->gradient, sizeof(double) * (size_t) p);
	return linear_factorise(c->inverse, p) && linear_solve(c->inverse, p, c->step, 1);
}

/* the inverse of the information at the coefficients of this pass */
static bool
invert(Choice *c)
{
	int p = c->data.p;

	memcpy(c->information, c->inverse, sizeof(double) * (size_t) p * (size_t) p);
	for (int k = 0; k < p * p; k++)
		c->inverse[k] = k % (p + 1) == 0;
	return linear_solve(c->information, p, c->inverse, p);
}

static void
clear_pass(Choice *c)
{
	size_t p = (size_t) c->data.p;

	c->likelihood = 0;
	memset(c->gradient, 0, sizeof(double) * p);
	memset(c->information, 0, sizeof(double) * p * p);
}

static SvyStatus
blame(Choice *c, SvyStatus status, int column)
{
	c->column = column;
	return status;
}

SvyStatus
choice_step(Choice *c, bool *done)
{
	double largest = 0;
	double gain = c->steps > 0 ? c->likelihood - c->log_likelihood : INFINITY;

	*done = false;
	if (!(gain >= NO_GAIN * c->null_likelihood))
	{
		/* too far: half of the way back */
		for (int k = 0; k < c->data.p; k++)
		{
			c->step[k] /= 2;
			c->beta[k] -= c->step[k];
		}
		clear_pass(c);
		return ++c->steps > MOST_STEPS ? blame(c, SVY_NO_CONVERGENCE, largest_coefficient(c))
									   : SVY_OK;
	}
	c->log_likelihood = c->likelihood;
	if (!next_step(c))
	{
		int column = c->steps == 0 ? undetermined_column(c, c->inverse) : largest_coefficient(c);

		return blame(c, c->steps == 0 ? SVY_SINGULAR : SVY_NO_CONVERGENCE, column);
	}
	for (int k = 0; k < c->data.p; k++)
		largest = fmax(largest, fabs(c->step[k]) / (1 + fabs(c->beta[k])));
	if (largest < SETTLED)
	{
		*done = true;
		return invert(c) ? SVY_OK : blame(c, SVY_SINGULAR, 0);
	}
	for (int k = 0; k < c->data.p; k++)
		c->beta[k] += c->step[k];
	if (++c->steps > MOST_STEPS || (gain < -NO_GAIN * c->null_likelihood && largest > MOVES))
		return blame(c, SVY_NO_CONVERGENCE, largest_coefficient(c));
	clear_pass(c);
	return SVY_OK;
}
