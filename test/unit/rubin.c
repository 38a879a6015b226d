/*
 * rubin.c
 *	  Pooling by hand: three estimates 10, 12, 14 with variances 2, 3, 4.
 */
#include "kernel/stats/rubin.h"
#include "tap.h"

int
main(void)
{
	static const double estimate[] = {10, 12, 14}, variance[] = {2, 3, 4}, same[] = {5, 5, 5};
	RubinPool pool;

	ok(rubin_pool(3, estimate, variance, 0, 20, &pool) == SVY_OK, "three imputations");
	near(pool.estimate, 12, 1e-14, "the mean");
	near(pool.within, 3, 1e-14, "within");
	near(pool.between, 4, 1e-14, "between");
	near(pool.variance, 3 + 16.0 / 3, 1e-14, "variance");
	near(pool.increase, 16.0 / 9, 1e-14, "increase");
	near(pool.share, 0.64, 1e-14, "share of the variance that imputation adds");
	near(pool.df_rubin, 2 * 1.5625 * 1.5625, 1e-14, "Rubin's degrees of freedom");
	/* 21/23 20 0.36 = 6.5739..., and the harmonic sum with 4.8828125 */
	near(pool.df_barnard, 1 / (1 / 4.8828125 + 1 / (21.0 / 23 * 20 * 0.36)), 1e-14,
		 "Barnard and Rubin's");
	near(rubin_missing(&pool, pool.df_rubin), (16.0 / 9 + 2 / 7.8828125) / (25.0 / 9), 1e-14,
		 "missing information");
	near(rubin_efficiency(3, 0.6), 1 / 1.2, 1e-14, "relative efficiency");
	near(rubin_p(&pool, INFINITY), 3.2e-05, 0.05, "p-value of 12 over 2.887");
	rubin_pool(3, estimate, variance, 0, INFINITY, &pool);
	near(pool.df_barnard, pool.df_rubin, 1e-14, "large samples");
	rubin_pool(3, estimate, variance, 1, 20, &pool);
	near(pool.within, 2, 1e-14, "the first variance for all");
	rubin_pool(3, same, variance, 0, 20, &pool);
	ok(isinf(pool.df_rubin) && pool.share == 0, "nothing imputed");
	near(pool.df_barnard, 21.0 / 23 * 20, 1e-14, "the limit of Barnard and Rubin's");
	ok(rubin_pool(1, same, variance, 0, 20, &pool) == SVY_BAD_ARGUMENT, "one is none");
	return tap_done();
}
