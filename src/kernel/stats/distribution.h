/*
 * distribution.h
 *	  Probabilities and quantiles of the distributions that tests and intervals
 *	  use.  "tail" is the upper tail P(X > x); "cdf" is P(X <= x).
 *
 * Degrees of freedom may be fractional and infinite (t is normal then, F is
 * chi-square over its degrees).  NaN gives NaN, and so do parameters out of
 * range; no function raises or prints anything.
 *
 * The numbers are those of Boost.Math and agree with R's to 1e-12 relative,
 * which test/unit/distribution.c holds.
 */
#ifndef KERNEL_STATS_DISTRIBUTION_H
#define KERNEL_STATS_DISTRIBUTION_H

#ifdef __cplusplus
extern "C"
{
#endif

	double svy_normal_density(double z);
	double svy_normal_cdf(double z);
	double svy_normal_tail(double z);
	double svy_normal_quantile(double probability);
	double svy_normal_tail_quantile(double tail);

	/* P(|T| > |t|) */
	double svy_t_two_sided(double t, double df);
	double svy_t_tail_quantile(double tail, double df);

	double svy_chisq_tail(double x, double df);

	double svy_f_tail(double f, double df1, double df2);
	double svy_f_quantile(double probability, double df1, double df2);
	double svy_f_tail_quantile(double tail, double df1, double df2);

	double svy_beta_quantile(double probability, double a, double b);
	double svy_beta_tail_quantile(double tail, double a, double b);

	/* P(studentized range of so many means > q), as Tukey's test takes it; to 1e-9 */
	double svy_range_tail(double q, double means, double df);

#ifdef __cplusplus
}
#endif

#endif
