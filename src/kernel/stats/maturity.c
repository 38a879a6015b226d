/*
 * maturity.c
 *	  Shares of data, model and pipeline work, and the stage they make.
 */
#include "kernel/stats/maturity.h"

#include "kernel/stats/distribution.h"

bool
maturity_valid(const Tally *profile)
{
	int32_t code;

	return !tally_outside(profile, 1, MATURITY_SETS - 1, &code);
}

/* the part of a respondent's weight that goes to a focus */
static double
part_of(int32_t set, int focus)
{
	return set >> focus & 1 ? 1.0 / __builtin_popcount((unsigned) set) : 0.0;
}

/* mean, and Kish standard error, of a respondent's part for a focus less that for another (-1: none) */
static void
difference(const Tally *profile, int focus, int other, double *mean, double *std_error)
{
	TallyCell total = tally_total(profile);
	DD first = {0, 0};
	DD second = {0, 0};

	for (TallyCursor c = tally_cursor(profile); tally_next(&c);)
	{
		double d = part_of(c.code, focus) - (other < 0 ? 0 : part_of(c.code, other));

		first = dd_add(first, dd_mul_double(c.value.w, d));
		second = dd_add(second, dd_mul_double(c.value.w, d * d));
	}
	first = dd_div(first, total.w);
	second = dd_sub(dd_div(second, total.w), dd_mul(first, first));
	*mean = dd_value(first);
	*std_error = sqrt(fmax(dd_value(second), 0) / tally_effective_n(&total));
}

/* the focus with the largest share, other than one; ties go to the earlier */
static int
largest(const double *share, int except)
{
	int best = -1;

	for (int i = 0; i < MATURITY_FOCUSES; i++)
		if (i != except && (best < 0 || share[i] > share[best]))
			best = i;
	return best;
}

MaturityEstimate
maturity_estimate(const Tally *profile)
{
	MaturityEstimate e = {.stage = -1, .confidence = NAN};
	double lead;
	double std_error;

	for (int i = 0; i < MATURITY_FOCUSES; i++)
		e.share[i] = e.std_error[i] = NAN;
	if (!(tally_total(profile).w.hi > 0))
		return e;
	for (int i = 0; i < MATURITY_FOCUSES; i++)
		difference(profile, i, -1, &e.share[i], &e.std_error[i]);
	e.stage = largest(e.share, -1);
	difference(profile, e.stage, largest(e.share, e.stage), &lead, &std_error);
	/* everybody of one mind leaves no variance to doubt the lead by */
	e.confidence = std_error > 0 ? svy_normal_cdf(lead / std_error) : lead > 0 ? 1 : 0.5;
	return e;
}
