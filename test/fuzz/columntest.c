/*
 * Arbitrary columns, by any convention: no crash, no p-value outside 0 to 1, no
 * number where there was no test, and relations that agree with the p-values.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stats/columntest.h"

#define MAX_COLUMNS 8

static void
check(int condition)
{
	if (!condition)
		abort();
}

static double
take(const uint8_t **data, size_t *size)
{
	double value = 0;

	if (*size >= sizeof(value))
	{
		memcpy(&value, *data, sizeof(value));
		*data += sizeof(value);
		*size -= sizeof(value);
	}
	return value;
}

static ColumnCell
take_cell(const uint8_t **data, size_t *size)
{
	ColumnCell cell = {0};

	cell.n = take(data, size);
	cell.w = take(data, size);
	cell.w2 = take(data, size);
	cell.r = take(data, size);
	cell.mean = take(data, size);
	cell.ss = take(data, size);
	cell.group = isfinite(cell.ss) ? (int) fmod(fabs(cell.ss), 3) : COLUMNTEST_LEFT_OUT;
	return cell;
}

static void
check_test(const ColumnTest *test)
{
	if (test->reason != COLUMNTEST_TESTED)
	{
		check(isnan(test->p) && isnan(test->p_adjusted) && isnan(test->statistic));
		check(test->higher == 0);
		return;
	}
	check(isfinite(test->statistic) && test->std_error > 0 && test->df > 0);
	check(test->p >= 0 && test->p <= 1 && test->p_adjusted >= test->p && test->p_adjusted <= 1);
	check(test->higher == 0 || (test->higher > 0) == (test->difference > 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static ColumnTest pairs[COLUMNTEST_PAIRS(MAX_COLUMNS)];
	static int order[COLUMNTEST_PAIRS(MAX_COLUMNS)];
	ColumnCell cells[MAX_COLUMNS];
	ColumnCell total;
	ColumnOverlap overlaps[MAX_COLUMNS * MAX_COLUMNS];
	double covariance[MAX_COLUMNS * MAX_COLUMNS];
	double dfs[MAX_COLUMNS];
	char buffer[MAX_COLUMNS * COLUMNTEST_LETTER_SIZE + 1];
	ColumnRow row = {0};

	if (size < 4)
		return 0;
	row.convention = (ColumnConvention) (data[0] % (COLUMNTEST_DESIGN + 1));
	row.measure = (ColumnMeasure) (data[1] % 2);
	row.adjust = (ColumnAdjust) (data[2] % (COLUMNTEST_BH + 1));
	row.columns = data[3] % (MAX_COLUMNS + 1);
	row.overlaps = data[3] & 64 ? overlaps : NULL;
	row.total = data[3] & 128 ? &total : NULL;
	row.cells = cells;
	row.covariance = covariance;
	row.dfs = data[2] & 128 ? dfs : NULL;
	data += 4;
	size -= 4;
	row.alpha = take(&data, &size);
	row.df = take(&data, &size);
	total = take_cell(&data, &size);
	for (int i = 0; i < row.columns; i++)
	{
		cells[i] = take_cell(&data, &size);
		dfs[i] = cells[i].n;
	}
	for (int i = 0; i < row.columns * row.columns; i++)
	{
		covariance[i] = take(&data, &size);
		overlaps[i] = (ColumnOverlap){covariance[i], take(&data, &size), take(&data, &size),
									  take(&data, &size)};
	}

	for (int i = 0; i < row.columns; i++)
	{
		ColumnTest rest = columntest_rest(row.convention, row.measure, &cells[i], &total);

		check_test(&rest);
		rest = columntest_shares_rest(&cells[i], &total, covariance[i], row.df);
		check_test(&rest);
	}
	if (columntest_row(&row, pairs, order) != SVY_OK)
		return 0;
	for (size_t i = 0; i < COLUMNTEST_PAIRS(row.columns); i++)
		check_test(&pairs[i]);
	for (int i = 0; i < row.columns; i++)
		check(columntest_letters(row.columns, pairs, i, NULL, buffer, sizeof(buffer)) == SVY_OK);
	return 0;
}
