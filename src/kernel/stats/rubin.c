/*
 * rubin.c
 *	  Estimates of several imputations of the same data as one.
 */
#include "kernel/stats/rubin.h"

#include <math.h>

#include "kernel/stats/distribution.h"

/* Barnard and Rubin's (1999) degrees of freedom, which never exceed those of complete data */
static double
observed_df(const RubinPool *pool, double complete)
{
	double observed;

	if (isinf(complete))
		return pool->df_rubin;
	observed = (complete + 1) / (complete + 3) * complete * (1 - pool->share);
	return isinf(pool->df_rubin) ? observed : 1 / (1 / pool->df_rubin + 1 / observed);
}

SvyStatus
rubin_pool(int m, const double *estimate, const double *variance, int first, double complete_df,
		   RubinPool *result)
{
	*result = (RubinPool){0};
	if (m < 2)
		return SVY_BAD_ARGUMENT;
	for (int i = 0; i < m; i++)
	{
		result->estimate += estimate[i] / m;
		result->within += first ? variance[0] / m : variance[i] / m;
	}
	for (int i = 0; i < m; i++)
	{
		double difference = estimate[i] - result->estimate;

		result->between += difference * difference / (m - 1);
	}
	/* what is the same in all differs from its mean by rounding */
	if (result->between < 1e-30 * result->estimate * result->estimate)
		result->between = 0;
	result->variance = result->within + (1 + 1.0 / m) * result->between;
	result->increase = (1 + 1.0 / m) * result->between / result->within;
	result->share = (1 + 1.0 / m) * result->between / result->variance;
	result->df_rubin = result->between == 0
						   ? INFINITY
						   : (m - 1) * (1 + 1 / result->increase) * (1 + 1 / result->increase);
	result->df_barnard = observed_df(result, complete_df);
	return SVY_OK;
}

double
rubin_missing(const RubinPool *pool, double df)
{
	return (pool->increase + 2 / (df + 3)) / (pool->increase + 1);
}

double
rubin_efficiency(int m, double missing)
{
	return 1 / (1 + missing / m);
}

double
rubin_p(const RubinPool *pool, double df)
{
	double t = pool->estimate / sqrt(pool->variance);

	return svy_t_two_sided(t, df);
}

void
rubin_d2(int m, const double *chisq, double k, double *statistic, double *df2, double *p)
{
	double mean = 0, root = 0, squares = 0;
	double r;

	*statistic = *df2 = *p = NAN;
	if (m < 2)
		return;
	for (int i = 0; i < m; i++)
	{
		mean += chisq[i] / m;
		root += sqrt(chisq[i]) / m;
	}
	for (int i = 0; i < m; i++)
		squares += (sqrt(chisq[i]) - root) * (sqrt(chisq[i]) - root);
	r = (1 + 1.0 / m) * squares / (m - 1);
	*statistic = (mean / k - (m + 1.0) / (m - 1.0) * r) / (1 + r);
	*df2 = pow(k, -3.0 / m) * (m - 1) * (1 + 1 / r) * (1 + 1 / r);
	/* test statistics that do not differ leave none of the spread that df2 is of */
	*p = r > 0 ? svy_f_tail(*statistic, k, *df2) : svy_chisq_tail(*statistic * k, k);
}
