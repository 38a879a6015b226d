/*
 * rake_kernel.c
 *	  Times src/kernel/stats/weighting.c alone: rake_kernel DATA.csv TARGETS.csv
 *
 * Data: five columns of codes from 1 and a weight; targets: variable, category,
 * count.  As R, it has its data in memory when the clock starts.  Prints
 * milliseconds, cells, passes and the largest deviation of a margin.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kernel/stats/weighting.h"

#define MARGINS 5
#define CATEGORIES 32

static uint8_t *codes;
static double *weights;
static size_t rows;
static double targets[MARGINS][CATEGORIES];
static int ncategories[MARGINS];

static void
read_data(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 0;
	int c[MARGINS];
	double w;

	if (!file || fscanf(file, "%*[^\n]") < 0)
		exit(1);
	while (fscanf(file, "%d,%d,%d,%d,%d,%lf", &c[0], &c[1], &c[2], &c[3], &c[4], &w) == 6)
	{
		if (rows == room)
		{
			room = room ? 2 * room : 1024;
			codes = realloc(codes, room * MARGINS);
			weights = realloc(weights, room * sizeof(double));
		}
		for (int m = 0; m < MARGINS; m++)
			codes[rows * MARGINS + m] = (uint8_t) (c[m] - 1);
		weights[rows++] = w;
	}
	fclose(file);
}

static void
read_targets(const char *path)
{
	FILE *file = fopen(path, "r");
	char variable;
	int category;
	double target;

	if (!file || fscanf(file, "%*[^\n]") < 0)
		exit(1);
	while (fscanf(file, " %c,%d,%lf", &variable, &category, &target) == 3)
	{
		targets[variable - 'a'][category - 1] = target;
		if (category > ncategories[variable - 'a'])
			ncategories[variable - 'a'] = category;
	}
	fclose(file);
}

int
main(int argc, char **argv)
{
	static uint64_t keys[1 << 16];
	static double bases[1 << 16];
	static DD totals[1 << 16];
	static uint32_t slots[1 << 17];
	static double totals_now[1 << 16];
	static int32_t margin_codes[MARGINS][1 << 16];
	static DD sums[MARGINS][CATEGORIES];
	WeightingCells cells = {0, 1 << 16, keys, bases, totals, 1 << 17, slots};
	WeightingMargin margins[MARGINS];
	WeightingDeviation deviation = {1, 0, 0};
	struct timespec begin;
	struct timespec end;
	uint32_t *cell;
	int passes = 0;

	if (argc != 3)
		return 1;
	read_data(argv[1]);
	read_targets(argv[2]);
	cell = malloc(rows * sizeof(uint32_t));
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (size_t i = 0; i < rows; i++)
	{
		uint64_t key = 0;

		for (int m = 0; m < MARGINS; m++)
			key = key * CATEGORIES + codes[i * MARGINS + m];
		if (weighting_cells_add(&cells, key, 0, weights[i], &cell[i]) != SVY_OK)
			return 1;
	}
	for (size_t i = 0; i < cells.ncells; i++)
	{
		uint64_t key = keys[i];

		for (int m = MARGINS - 1; m >= 0; m--, key /= CATEGORIES)
			margin_codes[m][i] = (int32_t) (key % CATEGORIES);
		totals_now[i] = dd_value(totals[i]);
	}
	for (int m = 0; m < MARGINS; m++)
		margins[m] = (WeightingMargin){ncategories[m], margin_codes[m], targets[m], sums[m]};
	for (; deviation.largest >= 1e-10 && passes < 1000; passes++)
	{
		if (weighting_rake_pass(cells.ncells, totals_now, MARGINS, margins, &deviation) != SVY_OK)
			return 1;
		weighting_deviation(cells.ncells, totals_now, MARGINS, margins, &deviation);
	}
	for (size_t i = 0; i < rows; i++)
		weights[i] *= totals_now[cell[i]] / dd_value(totals[cell[i]]);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%.3f %zu %d %.3g\n",
		   1e3 * (double) (end.tv_sec - begin.tv_sec) +
			   1e-6 * (double) (end.tv_nsec - begin.tv_nsec),
		   cells.ncells, passes, deviation.largest);
	return 0;
}
