/*
 * Factors of a basis, exchanges since and factors anew: what they solve is put back
 * into the relations, which is the definition, and holds in any order of pivots.
 */
#include "kernel/stats/disclosure_basis.h"

#include <math.h>
#include <string.h>

#include "tap.h"

#define RELATIONS 300
#define CELLS 400
#define TERMS (CELLS * 4)

static double work[4000000];
static int first[RELATIONS + 1];
static int cells[TERMS];
static double coefficients[TERMS];
static int of_first[CELLS + 1];
static int of[TERMS];
static double of_coefficients[TERMS];
static double right[RELATIONS];
static double v[RELATIONS];
static int all[RELATIONS];
static unsigned seed = 1;

static unsigned
random_below(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (unsigned) (((unsigned long long) seed * n) >> 32);
}

/* each cell is in up to four relations, mostly with 1 and -1 as counts have it */
static DisclosureSystem
random_system(void)
{
	DisclosureSystem s = {.ncells = CELLS,
						  .nrelations = RELATIONS,
						  .first = first,
						  .cells = cells,
						  .coefficients = coefficients};
	static const double some[] = {1, 1, -1, 0.5, -2.25};
	int used = 0;

	for (int i = 0; i < RELATIONS; i++)
	{
		first[i] = used;
		for (int j = 0; j < CELLS; j++)
			if (random_below(RELATIONS) < 4 && used < TERMS)
			{
				cells[used] = j;
				coefficients[used++] = some[random_below(5)];
			}
	}
	first[RELATIONS] = used;
	disclosure_index(&s, of_first, of, of_coefficients);
	return s;
}

/* how far B x, or x B, is from the right side, beside what is largest of x: of the columns that stand in the rows: cells, and of rows that are broken 1 */
static double
residual(const DisclosureBasis *b, const double *x, bool back)
{
	const DisclosureSystem *s = b->s;
	double most = 0;
	double largest = 1;
	double sums[RELATIONS] = {0};

	for (int i = 0; i < RELATIONS; i++)
		if (b->row[i] == ROW_BROKEN)
			sums[i] += x[i];
	for (int k = 0; k < b->size; k++)
		for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
			if (back)
				sums[b->position[k]] += s->of_coefficients[m] * x[s->of[m]];
			else
				sums[s->of[m]] += s->of_coefficients[m] * x[b->position[k]];
	for (int i = 0; i < RELATIONS; i++)
	{
		most = fmax(most, fabs(sums[i] - right[i]));
		largest = fmax(largest, fabs(x[i]));
	}
	return most / largest;
}

static bool
solves(const DisclosureBasis *b)
{
	double forward;

	for (int i = 0; i < RELATIONS; i++)
		right[i] = (double) random_below(1000) / 100 - 5;
	memcpy(v, right, sizeof(v));
	basis_forward(b, v);
	forward = residual(b, v, false);
	memcpy(v, right, sizeof(v));
	basis_back(b, v);
	return forward < 1e-9 && residual(b, v, true) < 1e-9;
}

/* a cell's column in terms of the basis */
static void
column_of(const DisclosureBasis *b, int cell)
{
	memset(v, 0, sizeof(v));
	for (int m = b->s->of_first[cell]; m < b->s->of_first[cell + 1]; m++)
		v[b->s->of[m]] += b->s->of_coefficients[m];
	basis_forward(b, v);
}

/* the largest entry of broken rows; -1: none to speak of */
static int
best_row(const DisclosureBasis *b)
{
	int best = -1;

	for (int i = 0; i < RELATIONS; i++)
		if (b->row[i] == ROW_BROKEN && fabs(v[i]) > 0.1 && (best < 0 || fabs(v[i]) > fabs(v[best])))
			best = i;
	return best;
}

/* mends relations by cells, one after another; whether all that was to be solved was */
static bool
mend_relations(DisclosureBasis *b)
{
	bool right_all = true;

	for (int cell = 0; cell < CELLS; cell++)
	{
		int row;
		bool kept;

		column_of(b, cell);
		row = best_row(b);
		if (row < 0)
			continue;
		kept = basis_exchange(b, row, v, all, RELATIONS);
		b->cell[b->size] = cell;
		b->position[b->size++] = row;
		b->row[row] = ROW_MENDED;
		right_all = right_all && (kept || basis_factor(b));
		if (cell % 17 == 0)
			right_all = right_all && solves(b);
	}
	return right_all;
}

/* cells that are not in the basis take the places of such as are */
static bool
exchange_cells(DisclosureBasis *b)
{
	bool right_all = true;

	for (int cell = 0; cell < CELLS; cell++)
	{
		int k = (int) random_below((unsigned) b->size);
		bool inside = false;
		bool kept;

		for (int i = 0; i < b->size; i++)
			inside = inside || b->cell[i] == cell;
		column_of(b, cell);
		if (inside || fabs(v[b->position[k]]) < 0.1)
			continue;
		kept = basis_exchange(b, b->position[k], v, all, RELATIONS);
		b->member[b->cell[k]] = -1;
		b->cell[k] = cell;
		right_all = right_all && (kept || basis_factor(b)) && solves(b);
	}
	return right_all;
}

int
main(void)
{
	for (int i = 0; i < RELATIONS; i++)
		all[i] = i;
	for (int round = 0; round < 5; round++)
	{
		DisclosureSystem s = random_system();
		DisclosureBasis b;

		ok(basis_work(&s, RELATIONS) <= sizeof(work) / sizeof(double), "room");
		b = basis_carve(&s, RELATIONS, work);
		memset(b.row, ROW_BROKEN, RELATIONS);
		basis_begin(&b);
		ok(solves(&b), "a basis of nobody");
		ok(mend_relations(&b), "relations are mended");
		ok(b.size > RELATIONS / 2 && b.size <= RELATIONS, "most of them");
		ok(basis_factor(&b) && solves(&b), "factors anew");
		ok(exchange_cells(&b), "cells are exchanged");
		ok(basis_factor(&b) && solves(&b), "and factors made of them");
		/* the same cell twice is no basis */
		b.cell[1] = b.cell[0];
		ok(!basis_factor(&b), "a basis that is none");
	}
	return tap_done();
}
