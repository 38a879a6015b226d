/*
 * glm_family.c
 *	  Families and links of generalised linear models.
 */
#include "kernel/stats/glm_family.h"

#include <float.h>
#include <math.h>

#include "kernel/stats/distribution.h"

GlmKind
glm_kind(GlmFamily family)
{
	static const GlmLink links[] = {GLM_IDENTITY, GLM_LOGIT,		  GLM_LOG,
									GLM_INVERSE,  GLM_INVERSE_SQUARE, GLM_LOG};

	return (GlmKind){.family = family, .link = links[family], .theta = 1, .epsilon = GLM_EPSILON};
}

bool
glm_response_valid(const GlmKind *kind, double y)
{
	switch (kind->family)
	{
		case GLM_GAUSSIAN:
			return isfinite(y);
		case GLM_BINOMIAL:
			return y >= 0 && y <= 1;
		case GLM_POISSON:
		case GLM_NEGATIVE_BINOMIAL:
			return y >= 0 && isfinite(y);
		case GLM_GAMMA:
		case GLM_INVERSE_GAUSSIAN:
			return (y > 0 || (y == 0 && kind->zeros)) && isfinite(y);
	}
	return false;
}

bool
glm_mean_valid(const GlmKind *kind, double mu)
{
	switch (kind->family)
	{
		case GLM_GAUSSIAN:
			return isfinite(mu);
		case GLM_BINOMIAL:
			/* a logit far out is 0 or 1 by rounding, and no error */
			return kind->link == GLM_LOGIT ? mu >= 0 && mu <= 1 : mu > 0 && mu < 1;
		case GLM_POISSON:
			return mu >= 0;
		case GLM_NEGATIVE_BINOMIAL:
		case GLM_GAMMA:
		case GLM_INVERSE_GAUSSIAN:
			return mu > 0;
	}
	return false;
}

/* R keeps means of these links, and their slopes, this far from the edge */
static double
inside(double mu)
{
	return fmin(fmax(mu, DBL_EPSILON), 1 - DBL_EPSILON);
}

double
glm_mean(const GlmKind *kind, double eta)
{
	switch (kind->link)
	{
		case GLM_IDENTITY:
			return eta;
		case GLM_LOGIT:
			return 1 / (1 + exp(-eta));
		case GLM_LOG:
			return exp(eta);
		case GLM_PROBIT:
			return inside(svy_normal_cdf(eta));
		case GLM_CLOGLOG:
			return inside(-expm1(-exp(fmin(eta, 700))));
		case GLM_CAUCHIT:
			return inside(0.5 + atan(eta) / M_PI);
		case GLM_INVERSE:
			return 1 / eta;
		case GLM_INVERSE_SQUARE:
			return eta > 0 ? 1 / sqrt(eta) : NAN;
		case GLM_SQRT:
			return eta > 0 ? eta * eta : NAN;
	}
	return NAN;
}

double
glm_mean_slope(const GlmKind *kind, double eta)
{
	double mu = glm_mean(kind, eta);

	switch (kind->link)
	{
		case GLM_IDENTITY:
			return 1;
		case GLM_LOGIT:
			return fmax(mu * (1 - mu), DBL_EPSILON);
		case GLM_LOG:
			return fmax(mu, DBL_EPSILON);
		case GLM_PROBIT:
			return fmax(svy_normal_density(eta), DBL_EPSILON);
		case GLM_CLOGLOG:
			eta = fmin(eta, 700);
			return fmax(exp(eta) * exp(-exp(eta)), DBL_EPSILON);
		case GLM_CAUCHIT:
			return fmax(1 / (M_PI * (1 + eta * eta)), DBL_EPSILON);
		case GLM_INVERSE:
			return -1 / (eta * eta);
		case GLM_INVERSE_SQUARE:
			return -1 / (2 * eta * sqrt(eta));
		case GLM_SQRT:
			return 2 * eta;
	}
	return NAN;
}

double
glm_mean_curvature(const GlmKind *kind, double eta)
{
	double mu = glm_mean(kind, eta);

	switch (kind->link)
	{
		case GLM_IDENTITY:
			return 0;
		case GLM_LOGIT:
			return mu * (1 - mu) * (1 - 2 * mu);
		case GLM_LOG:
			return mu;
		case GLM_PROBIT:
			return -eta * svy_normal_density(eta);
		case GLM_CLOGLOG:
			eta = fmin(eta, 700);
			return exp(eta) * exp(-exp(eta)) * (1 - exp(eta));
		case GLM_CAUCHIT:
			return -2 * eta / (M_PI * (1 + eta * eta) * (1 + eta * eta));
		case GLM_INVERSE:
			return 2 / (eta * eta * eta);
		case GLM_INVERSE_SQUARE:
			return 3 / (4 * eta * eta * sqrt(eta));
		case GLM_SQRT:
			return 2;
	}
	return NAN;
}

double
glm_variance(const GlmKind *kind, double mu)
{
	switch (kind->family)
	{
		case GLM_GAUSSIAN:
			return 1;
		case GLM_BINOMIAL:
			return fmax(mu * (1 - mu), DBL_EPSILON);
		case GLM_POISSON:
			return fmax(mu, DBL_EPSILON);
		case GLM_GAMMA:
			return mu * mu;
		case GLM_INVERSE_GAUSSIAN:
			return mu * mu * mu;
		case GLM_NEGATIVE_BINOMIAL:
			return mu + mu * mu / kind->theta;
	}
	return NAN;
}

static double
times_log(double y, double ratio)
{
	return y > 0 ? y * log(ratio) : 0;
}

double
glm_row_deviance(const GlmKind *kind, double y, double mu)
{
	switch (kind->family)
	{
		case GLM_GAUSSIAN:
			return (y - mu) * (y - mu);
		case GLM_BINOMIAL:
			mu = fmin(fmax(mu, DBL_MIN), 1 - DBL_EPSILON / 2);
			return 2 * (times_log(y, y / mu) + times_log(1 - y, (1 - y) / (1 - mu)));
		case GLM_POISSON:
			return 2 * (times_log(y, y / mu) - (y - mu));
		case GLM_GAMMA:
			return -2 * (log((y == 0 ? 1 : y) / mu) - (y - mu) / mu);
		case GLM_INVERSE_GAUSSIAN:
			/* R's quasi of mu^3 takes an answer of 0 for 1 in the divisor */
			return (y - mu) * (y - mu) / ((y == 0 ? 1 : y) * mu * mu);
		case GLM_NEGATIVE_BINOMIAL:
			return 2 * (times_log(y, y / mu) -
						(y + kind->theta) * log((y + kind->theta) / (mu + kind->theta)));
	}
	return NAN;
}

/* the link itself */
static double
linked(GlmLink link, double mu)
{
	switch (link)
	{
		case GLM_IDENTITY:
			return mu;
		case GLM_LOGIT:
			return log(mu / (1 - mu));
		case GLM_LOG:
			return log(mu);
		case GLM_PROBIT:
			return svy_normal_quantile(mu);
		case GLM_CLOGLOG:
			return log(-log1p(-mu));
		case GLM_CAUCHIT:
			return tan(M_PI * (mu - 0.5));
		case GLM_INVERSE:
			return 1 / mu;
		case GLM_INVERSE_SQUARE:
			return 1 / (mu * mu);
		case GLM_SQRT:
			return sqrt(mu);
	}
	return NAN;
}

double
glm_start(const GlmKind *kind, double y, double weight)
{
	double mu = y;

	switch (kind->family)
	{
		case GLM_GAUSSIAN:
			/* a link that has no place for it begins at a small mean instead of an error */
			if (kind->link == GLM_LOG && y <= 0)
				mu = 0.1;
			break;
		case GLM_BINOMIAL:
			mu = (weight * y + 0.5) / (weight + 1);
			break;
		case GLM_POISSON:
			mu = y + 0.1;
			break;
		case GLM_NEGATIVE_BINOMIAL:
			mu = y == 0 ? 1.0 / 6 : y;
			break;
		case GLM_GAMMA:
		case GLM_INVERSE_GAUSSIAN:
			mu = y == 0 ? 0.1 : y;
			break;
	}
	return linked(kind->link, mu);
}
