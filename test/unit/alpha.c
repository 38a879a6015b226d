/* Cronbach's alpha: expected numbers from R 4.2.2, C <- cov(attitude[, 1:5]), n = 30. */
#include "kernel/stats/alpha.h"

#include "tap.h"

#define TOLERANCE 1e-9

static const double covariance[25] = {
	148.17126436781609, 133.77931034482759, 63.464367816091951, 89.10459770114943,
	74.688505747126442, 133.77931034482759, 177.28275862068966, 90.951724137931038,
	93.255172413793105, 92.641379310344831, 63.464367816091951, 90.951724137931038,
	149.70574712643679, 70.845977011494256, 56.671264367816093, 89.10459770114943,
	93.255172413793105, 70.845977011494256, 137.75747126436781, 78.139080459770113,
	74.688505747126442, 92.641379310344831, 56.671264367816093, 78.139080459770113,
	108.10229885057471};

int
main(void)
{
	/* 4/3 * (1 - sum(diag(C[-i, -i]))/sum(C[-i, -i])) and cor(x[, i], rowSums(x[, -i])) */
	static const double dropped[5] = {0.8366698157958725, 0.8190025287017022, 0.8837976061354058,
									  0.8495960419258433, 0.8514004611114575};
	static const double rest[5] = {0.7563301482518083, 0.8214335092490628, 0.5597609182272177,
								   0.7040867367656708, 0.7056901866974166};
	static const double opposite[4] = {2, -2, -2, 2};
	static const double constant[4] = {2, 0, 0, 0};
	static const double negative[4] = {2, 0, 0, -1};
	static const double two[4] = {1, 0.5, 0.5, 1};
	double if_dropped[5];
	double item_rest[5];
	CronbachAlpha result;

	ok(alpha_cronbach(5, covariance, 30, 0.95, &result, if_dropped, item_rest) == SVY_OK, "alpha");
	/* 5/4 * (1 - sum(diag(C))/sum(C)); 1 - (1 - alpha) * qf(c(.975, .025), 29, 116) */
	near(result.alpha, 0.8757325007672851, TOLERANCE, "  estimate");
	near(result.conf_low, 0.7882287658955863, TOLERANCE, "  lower limit");
	near(result.conf_high, 0.9342049243976419, TOLERANCE, "  upper limit");
	/* r <- mean of cor(x) below the diagonal; 5 * r/(1 + 4 * r) */
	near(result.mean_correlation, 0.5868696363149029, TOLERANCE, "  mean correlation");
	near(result.standardized, 0.8765846119401919, TOLERANCE, "  standardised");
	for (int i = 0; i < 5; i++)
	{
		near(if_dropped[i], dropped[i], TOLERANCE, "  without an item");
		near(item_rest[i], rest[i], TOLERANCE, "  item against the rest");
	}

	/* by hand: 2 (1 - 2/3) */
	ok(alpha_cronbach(2, two, 100, 0.95, &result, if_dropped, NULL) == SVY_OK, "two items");
	near(result.alpha, 2.0 / 3, TOLERANCE, "  estimate");
	ok(isnan(if_dropped[0]), "  none can be dropped");
	ok(alpha_cronbach(2, constant, 9, 0.95, &result, NULL, item_rest) == SVY_OK &&
		   isnan(result.standardized) && isnan(item_rest[1]) && result.alpha == 0,
	   "an item that does not vary");
	ok(alpha_cronbach(2, two, 1, 0.95, &result, NULL, NULL) == SVY_NO_DF &&
		   isnan(result.conf_low) && fabs(result.alpha - 2.0 / 3) < 1e-12,
	   "one respondent has no interval");
	ok(alpha_cronbach(2, opposite, 9, 0.95, &result, NULL, NULL) == SVY_SINGULAR,
	   "a sum that does not vary");
	ok(alpha_cronbach(2, negative, 9, 0.95, &result, NULL, NULL) == SVY_BAD_VALUE,
	   "negative variance");
	ok(alpha_cronbach(1, two, 9, 0.95, &result, NULL, NULL) == SVY_BAD_ARGUMENT, "one item");
	ok(alpha_cronbach(2, two, 9, 1, &result, NULL, NULL) == SVY_BAD_ARGUMENT, "level 1");
	return tap_done();
}
