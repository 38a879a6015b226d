/*
 * pack_record.c
 *	  Records of the runs of packed answers: read, added to, merged, and turned so
 *	  that those of one cell lie together.
 */
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/pack/pack_record.h"

size_t
pack_record_size(const Crosstab *x, int32_t detail)
{
	return RECORD_HEAD + x->ncells * cell_size(detail) + x->nmoments * moments_size(detail);
}

PackUnitCell
pack_record_cell(int32_t detail, const double *record, int32_t cell)
{
	const double *at = record + RECORD_HEAD + cell * cell_size(detail);
	PackUnitCell result = {0};

	if (!(detail & PACK_UNITS_EXACT))
	{
		result.w = dd_from(at[0]);
		result.ww = dd_from(detail & PACK_UNITS_SQUARES ? at[1] : 0);
		return result;
	}
	result = (PackUnitCell){at[CELL_N], {at[CELL_W], at[CELL_W + 1]}, {0, 0}};
	if (detail & PACK_UNITS_SQUARES)
		result.ww = (DD){at[CELL_WW], at[CELL_WW + 1]};
	return result;
}

CrosstabMoments
pack_record_moments(const Crosstab *x, int32_t detail, const double *record, int32_t moments)
{
	const double *at =
		record + RECORD_HEAD + x->ncells * cell_size(detail) + moments * moments_size(detail);
	bool exact = detail & PACK_UNITS_EXACT;
	CrosstabMoments result = {0};

	result.wy = (DD){at[0], exact ? at[1] : 0};
	if (detail & PACK_UNITS_SQUARES)
	{
		result.wwy = exact ? (DD){at[2], at[3]} : dd_from(at[1]);
		result.wwyy = exact ? (DD){at[4], at[5]} : dd_from(at[2]);
	}
	return result;
}

void
pack_record_put_cell(const Crosstab *x, int32_t detail, double *record, int32_t i)
{
	const CrosstabCell *cell = &crosstab_cells(x)[i];
	double *at = record + RECORD_HEAD + i * cell_size(detail);
	bool weighted = x->flags & CROSSTAB_WEIGHTED;
	DD w = weighted ? cell->w : dd_from((double) cell->n);
	DD ww = weighted ? cell->ww : w;

	if (cell->n == 0)
		return;
	if (!(detail & PACK_UNITS_EXACT))
	{
		at[0] += dd_value(w);
		if (detail & PACK_UNITS_SQUARES)
			at[1] += dd_value(ww);
		return;
	}
	at[CELL_N] += (double) cell->n;
	add_pair(&at[CELL_W], w);
	if (detail & PACK_UNITS_SQUARES)
		add_pair(&at[CELL_WW], ww);
}

void
pack_record_put_moments(const Crosstab *x, int32_t detail, double *record, int32_t i)
{
	const CrosstabMoments *m = &crosstab_moments(x)[i];
	const DD sums[] = {m->wy, m->wwy, m->wwyy};
	double *at = record + RECORD_HEAD + x->ncells * cell_size(detail) + i * moments_size(detail);

	for (int k = 0; k < (detail & PACK_UNITS_SQUARES ? 3 : 1); k++)
		if (detail & PACK_UNITS_EXACT)
			add_pair(&at[2 * k], sums[k]);
		else
			at[k] += dd_value(sums[k]);
}

void
pack_record_add(const Crosstab *x, int32_t detail, double *record)
{
	for (int32_t i = 0; i < x->ncells; i++)
		pack_record_put_cell(x, detail, record, i);
	for (int32_t i = 0; i < x->nmoments; i++)
		pack_record_put_moments(x, detail, record, i);
}

void
pack_record_merge(const Crosstab *x, int32_t detail, double *into, const double *from)
{
	size_t size = pack_record_size(x, detail);
	size_t cells = RECORD_HEAD + x->ncells * cell_size(detail);
	bool exact = detail & PACK_UNITS_EXACT;

	for (size_t i = 0; i < (exact ? RECORD_HEAD : size); i++)
		into[i] += from[i];
	for (size_t i = RECORD_HEAD; exact && i < cells; i += cell_size(detail))
	{
		if (from[i + CELL_N] == 0)
			continue;
		into[i + CELL_N] += from[i + CELL_N];
		for (size_t k = i + CELL_W; k < i + cell_size(detail); k += 2)
			add_pair(&into[k], (DD){from[k], from[k + 1]});
	}
	for (size_t i = cells; exact && i < size; i += 2)
		add_pair(&into[i], (DD){from[i], from[i + 1]});
}

/* moments of those in a cell, of y - origin in the place of y */
static CrosstabMoments
moved_moments(CrosstabMoments m, PackUnitCell cell, double origin)
{
	DD twice = dd_mul_double(m.wwy, 2 * origin);
	DD square = dd_mul(cell.ww, dd_two_prod(origin, origin));

	m.wy = dd_sub(m.wy, dd_mul_double(cell.w, origin));
	m.wwyy = dd_add(dd_sub(m.wwyy, twice), square);
	m.wwy = dd_sub(m.wwy, dd_mul_double(cell.ww, origin));
	return m;
}

static void
round_moments(const Crosstab *x, int32_t detail, const double *record, const double *origins,
			  int32_t table, double *at)
{
	const CrosstabTable *t = &crosstab_tables(x)[table];
	size_t sums = moments_size(detail & ~PACK_UNITS_EXACT);

	at += t->moments * sums;
	for (int32_t c = 0; c < t->stride; c++, at += sums)
	{
		CrosstabMoments m = pack_record_moments(x, detail, record, t->moments + c);

		/* a number is in one category, that it is there at all */
		if (origins)
			m = moved_moments(m, pack_record_cell(detail, record, t->cells + c), origins[table]);
		at[0] = dd_value(m.wy);
		if (detail & PACK_UNITS_SQUARES)
		{
			at[1] = dd_value(m.wwy);
			at[2] = dd_value(m.wwyy);
		}
	}
}

void
pack_record_round(const Crosstab *x, int32_t detail, const double *record, const double *origins,
				  double *into)
{
	int32_t rounded = detail & ~PACK_UNITS_EXACT;
	double *at = into + RECORD_HEAD;

	memcpy(into, record, RECORD_HEAD * sizeof(double));
	for (int32_t i = 0; i < x->ncells; i++, at += cell_size(rounded))
	{
		PackUnitCell cell = pack_record_cell(detail, record, i);

		at[0] = dd_value(cell.w);
		if (detail & PACK_UNITS_SQUARES)
			at[1] = dd_value(cell.ww);
	}
	for (int32_t i = 0; i < x->ntables; i++)
		if (crosstab_tables(x)[i].moments >= 0)
			round_moments(x, detail, record, origins, i, at);
}

/* records that are turned at a time, so that they write whole lines of the cache */
#define TURNED 8
#define LINE 8 /* doubles */

/* where some cells of a record lie: far from those of the next, so they are fetched ahead */
static const double *
fetch(const double *records, size_t size, const int32_t *order, int32_t i, size_t at, size_t count)
{
	const double *source = records + (size_t) (order ? order[i] : i) * size + at;

	for (size_t k = 0; k < count + LINE - 1; k += LINE)
		__builtin_prefetch(source + k);
	return source;
}

/* each: how many sums a cell has, at doubles from the start of a record */
static void
turn(const double *records, size_t size, const int32_t *order, int32_t nrecords, size_t at,
	 size_t each, const PackPlanes *planes)
{
	const double *next[TURNED] = {NULL};
	size_t count = planes->count * each;

	for (int32_t from = -TURNED; from < nrecords; from += TURNED)
	{
		int32_t left = nrecords - from;
		int32_t some = from < 0 ? 0 : left < TURNED ? left : TURNED;
		const double *source[TURNED];

		memcpy(source, next, some * sizeof(double *));
		for (int32_t k = 0; k < TURNED && k < left - TURNED; k++)
			next[k] = fetch(records, size, order, from + TURNED + k, at, count);
		for (int32_t i = 0; i < planes->count; i++)
			for (size_t sum = 0; sum < each; sum++)
			{
				double *into = planes->sums[sum] + (size_t) i * nrecords + from;

				for (int32_t k = 0; k < some; k++)
					into[k] = source[k][(size_t) i * each + sum];
			}
	}
}

void
pack_records_cells(int32_t detail, const double *records, size_t size, const int32_t *order,
				   int32_t nrecords, const PackPlanes *planes)
{
	size_t each = cell_size(detail);

	turn(records, size, order, nrecords, RECORD_HEAD + planes->first * each, each, planes);
}

void
pack_records_moments(const Crosstab *x, int32_t detail, const double *records, size_t size,
					 const int32_t *order, int32_t nrecords, const PackPlanes *planes)
{
	size_t each = moments_size(detail);
	size_t at = RECORD_HEAD + x->ncells * cell_size(detail) + planes->first * each;

	turn(records, size, order, nrecords, at, each, planes);
}
