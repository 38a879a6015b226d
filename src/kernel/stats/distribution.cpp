/*
 * distribution.cpp
 *	  Probabilities and quantiles, by Boost.Math (header-only, Boost licence).
 *
 * The one file in C++; doc/architecture.md says why it is not libRmath.  No
 * exception leaves a function, since none is thrown: every error policy of
 * Boost.Math answers with a NaN or an infinity instead.
 */
#include "kernel/stats/distribution.h"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace
{
using namespace boost::math::policies;

template <bool wide>
using Quiet =
	policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
		   underflow_error<ignore_error>, denorm_error<ignore_error>,
		   evaluation_error<ignore_error>, rounding_error<ignore_error>,
		   indeterminate_result_error<ignore_error>, promote_double<wide>>;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/*
 * Incomplete beta functions in double lose digits where a parameter is large:
 * relative errors of 1e-9 at 1e8.  Below this, double agrees with R to 3e-13
 * and takes a fifth of the time of long double.
 */
constexpr double wide_from = 1e5;

/*
 * The continued fraction of the incomplete beta function takes as many steps as
 * the root of its larger parameter.  From here on the distribution with infinite
 * degrees of freedom, corrected by its first derivative in 1/df, is as exact.
 */
constexpr double endless_from = 1e10;

bool
is_probability(double p)
{
	return p >= 0 && p <= 1;
}

bool
is_shape(double a)
{
	return a > 0 && std::isfinite(a);
}

/* the regularised incomplete beta function I_x(a, b) */
double
beta_cdf(double a, double b, double x)
{
	return a < wide_from && b < wide_from ? boost::math::ibeta(a, b, x, Quiet<false>())
										  : boost::math::ibeta(a, b, x, Quiet<true>());
}

/* 1 - I_x(a, b), without the loss of the subtraction */
double
beta_tail(double a, double b, double x)
{
	return a < wide_from && b < wide_from ? boost::math::ibetac(a, b, x, Quiet<false>())
										  : boost::math::ibetac(a, b, x, Quiet<true>());
}

/* x and 1 - x of the point below which the probability lies, or of that above which the tail does */
double
beta_point(double a, double b, double share, bool tail, double *rest)
{
	return tail ? boost::math::ibetac_inv(a, b, share, rest, Quiet<true>())
				: boost::math::ibeta_inv(a, b, share, rest, Quiet<true>());
}

double
chisq_point(double df, double share, bool tail)
{
	return 2 * (tail ? boost::math::gamma_q_inv(df / 2, share, Quiet<true>())
					 : boost::math::gamma_p_inv(df / 2, share, Quiet<true>()));
}

/* x times the density of chi-square at x, times how fast the tail shrinks as degrees of freedom become many */
double
chisq_correction(double x, double df)
{
	return x * boost::math::gamma_p_derivative(df / 2, x / 2, Quiet<true>()) / 2 *
		   (df / 2 - 1 - x / 2);
}

/*
 * F's denominator is S = chi-square(df2) / df2 with mean 1 and variance 2 / df2:
 * E Q(S x) = Q(x) + x^2 Q''(x) / df2 + O(1 / df2^2), and likewise for df1.
 */
double
f_tail_of_many(double f, double df1, double df2)
{
	if (df2 >= df1)
	{
		double x = f * df1;

		return boost::math::gamma_q(df1 / 2, x / 2, Quiet<true>()) - chisq_correction(x, df1) / df2;
	}
	double x = df2 / f;
	return boost::math::gamma_p(df2 / 2, x / 2, Quiet<true>()) + chisq_correction(x, df2) / df1;
}

/* the point of that tail, by the same expansion */
double
f_point_of_many(double df1, double df2, double share, bool tail)
{
	if (df2 >= df1)
	{
		double x = chisq_point(df1, share, tail);

		return x / df1 * (1 - (df1 / 2 - 1 - x / 2) / df2);
	}
	double x = chisq_point(df2, share, !tail);
	return df2 / (x * (1 - (df2 / 2 - 1 - x / 2) / df1));
}

/* both many: Fisher's z, half the logarithm of F, is nearly normal (Abramowitz and Stegun 26.5.22) */
double
f_point_of_both(double df1, double df2, double share, bool tail)
{
	double u = tail ? svy_normal_tail_quantile(share) : svy_normal_quantile(share);
	double first = 1 / (df1 - 1);
	double second = 1 / (df2 - 1);
	double h = 2 / (first + second);
	double lambda = (u * u - 3) / 6;
	double w = u * std::sqrt(h + lambda) / h - (first - second) * (lambda + 5.0 / 6 - 2 / (3 * h));

	return std::exp(2 * w);
}

/* the expansion holds where the other degrees of freedom are few against these */
bool
one_is_endless(double df1, double df2)
{
	return std::fmax(df1, df2) >= endless_from && std::fmin(df1, df2) <= 1e4;
}

/* F is (x / df1) / ((1 - x) / df2) with x of Beta(df1 / 2, df2 / 2) */
double
f_point(double df1, double df2, double share, bool tail)
{
	double rest = unknown;

	if (!is_probability(share) || !is_shape(df1) || !(df2 > 0))
		return unknown;
	if (share == 0 || share == 1)
		return (share == 0) == tail ? infinity : 0;
	if (std::isinf(df2))
		return chisq_point(df1, share, tail) / df1;
	if (one_is_endless(df1, df2))
		return f_point_of_many(df1, df2, share, tail);
	if (std::fmin(df1, df2) >= 1e8)
		return f_point_of_both(df1, df2, share, tail);
	df1 = std::fmin(df1, endless_from);
	df2 = std::fmin(df2, endless_from);
	double x = beta_point(df1 / 2, df2 / 2, share, tail, &rest);
	return rest > 0 ? df2 * x / (df1 * rest) : infinity;
}
} // namespace

double
svy_normal_density(double z)
{
	constexpr double one_over_root_two_pi = 0.39894228040143267794;

	return one_over_root_two_pi * std::exp(-z * z / 2);
}

double
svy_normal_cdf(double z)
{
	return svy_normal_tail(-z);
}

double
svy_normal_tail(double z)
{
	constexpr double root_half = 0.70710678118654752440;

	return std::erfc(z * root_half) / 2;
}

double
svy_normal_quantile(double probability)
{
	return -svy_normal_tail_quantile(probability);
}

double
svy_normal_tail_quantile(double tail)
{
	constexpr double root_two = 1.41421356237309504880;

	if (!is_probability(tail))
		return unknown;
	if (tail == 0 || tail == 1)
		return tail == 0 ? infinity : -infinity;
	return root_two * boost::math::erfc_inv(2 * tail, Quiet<true>());
}

double
svy_t_two_sided(double t, double df)
{
	double square = t * t;

	if (std::isnan(t) || !(df > 0))
		return unknown;
	if (std::isinf(df))
		return 2 * svy_normal_tail(std::fabs(t));
	if (std::isinf(square))
		return 0;
	if (df >= endless_from)
		return f_tail_of_many(square, 1, df);
	if (df == 1) /* Cauchy: the series of the beta function loses small t here */
		return M_2_PI * std::atan2(1.0, std::fabs(t));
	/* whichever argument is the smaller one is the exact one */
	return square < df ? beta_tail(0.5, df / 2, square / (df + square))
					   : beta_cdf(df / 2, 0.5, df / (df + square));
}

double
svy_t_tail_quantile(double tail, double df)
{
	double rest = unknown;

	if (!is_probability(tail) || !(df > 0))
		return unknown;
	if (std::isinf(df))
		return svy_normal_tail_quantile(tail);
	if (tail > 0.5)
		return -svy_t_tail_quantile(1 - tail, df);
	if (tail == 0)
		return infinity;
	if (df >= endless_from)
	{
		double z = svy_normal_tail_quantile(tail); /* Fisher's expansion, two terms of it */

		return z + (z * z * z + z) / (4 * df);
	}
	/* t squared is F with 1 and df degrees of freedom */
	double x = beta_point(df / 2, 0.5, 2 * tail, false, &rest);
	return std::sqrt(df) * std::sqrt(rest / x);
}

double
svy_chisq_tail(double x, double df)
{
	if (std::isnan(x) || !is_shape(df))
		return unknown;
	if (!(x > 0))
		return 1;
	return std::isinf(x) ? 0 : boost::math::gamma_q(df / 2, x / 2, Quiet<true>());
}

double
svy_f_tail(double f, double df1, double df2)
{
	if (std::isnan(f) || !is_shape(df1) || !(df2 > 0))
		return unknown;
	if (!(f > 0))
		return 1;
	if (std::isinf(f))
		return 0;
	if (std::isinf(df2))
		return svy_chisq_tail(f * df1, df1);
	if (one_is_endless(df1, df2))
		return f_tail_of_many(f, df1, df2);
	df1 = std::fmin(df1, endless_from);
	df2 = std::fmin(df2, endless_from);
	return df1 * f > df2 ? beta_cdf(df2 / 2, df1 / 2, df2 / (df2 + df1 * f))
						 : beta_tail(df1 / 2, df2 / 2, df1 * f / (df2 + df1 * f));
}

double
svy_f_quantile(double probability, double df1, double df2)
{
	return f_point(df1, df2, probability, false);
}

double
svy_f_tail_quantile(double tail, double df1, double df2)
{
	return f_point(df1, df2, tail, true);
}

double
svy_beta_quantile(double probability, double a, double b)
{
	if (!is_probability(probability) || !is_shape(a) || !is_shape(b))
		return unknown;
	return beta_point(a, b, probability, false, nullptr);
}

double
svy_beta_tail_quantile(double tail, double a, double b)
{
	if (!is_probability(tail) || !is_shape(a) || !is_shape(b))
		return unknown;
	return beta_point(a, b, tail, true, nullptr);
}

namespace
{
/* the trapezoid rule is exact to the last digits here: both integrands are analytic and vanish at their ends */
constexpr double range_step = 0.125;
constexpr double range_end = 9;

/* P(range of so many standard normal numbers <= w), by where the smallest one lies */
double
normal_range_cdf(double w, double means)
{
	double sum = 0;

	for (double z = -range_end - w; z <= range_end; z += range_step)
		sum += svy_normal_density(z) *
			   std::pow(svy_normal_tail(z) - svy_normal_tail(z + w), means - 1);
	return std::fmin(means * sum * range_step, 1);
}
} // namespace

double
svy_range_tail(double q, double means, double df)
{
	if (std::isnan(q) || !(means >= 2) || !(df > 0))
		return unknown;
	if (!(q > 0) || std::isinf(q))
		return q > 0 ? 0 : 1;
	if (df >= endless_from)
		return 1 - normal_range_cdf(q, means);

	/* over x, the logarithm of the estimated standard deviation, whose own is near 1 / sqrt(2 df) */
	double step = range_step / std::sqrt(2 * df);
	double weights = 0;
	double sum = 0;

	for (int direction = -1; direction <= 1; direction += 2)
		for (int i = direction < 0; i < 100000; i++)
		{
			double x = direction * i * step;
			double weight = std::exp(df * (x - std::expm1(2 * x) / 2));

			if (weight < 1e-18)
				break;
			weights += weight;
			sum += weight * (1 - normal_range_cdf(q * std::exp(x), means));
		}
	return sum / weights;
}
