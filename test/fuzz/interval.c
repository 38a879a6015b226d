/* Arbitrary estimates, by any method: the interval is a number and holds the estimate. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/interval.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	IntervalInput in;
	ProportionInterval got;
	IntervalMethod method;
	double slack;

	if (size < 1 + sizeof(in))
		return 0;
	method = (IntervalMethod) (data[0] % (INTERVAL_WILSON + 1));
	memcpy(&in, data + 1, sizeof(in));
	if (interval_proportion(method, &in, &got) != SVY_OK)
		return 0;

	slack = 1e-6;
	if (isnan(got.low) || isnan(got.high) || got.low > in.p + slack || got.high < in.p - slack)
		abort();
	if (method != INTERVAL_MEAN && (got.low < 0 || got.high > 1))
		abort();
	return 0;
}
