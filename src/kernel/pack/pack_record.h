/*
 * pack_record.h
 *	  How the cells of a run lie in its record: its respondents, those of them who
 *	  pass the filter, those with a positive weight, cells, moments.
 */
#ifndef KERNEL_PACK_PACK_RECORD_H
#define KERNEL_PACK_PACK_RECORD_H

#include "kernel/pack/pack.h"

#define RECORD_ALL 0
#define RECORD_MEMBERS 1
#define RECORD_LIVE 2
#define RECORD_HEAD 3

/* places of what is kept of a cell */
#define CELL_N 0
#define CELL_W 1
#define CELL_WW 3

static inline size_t
cell_size(int32_t detail)
{
	size_t size = detail & PACK_UNITS_EXACT ? CELL_WW : 1;

	return detail & PACK_UNITS_SQUARES ? size + (detail & PACK_UNITS_EXACT ? 2 : 1) : size;
}

static inline size_t
moments_size(int32_t detail)
{
	return (detail & PACK_UNITS_EXACT ? 2 : 1) * (detail & PACK_UNITS_SQUARES ? 3 : 1);
}

static inline void
add_pair(double *pair, DD value)
{
	DD sum = dd_add((DD){pair[0], pair[1]}, value);

	pair[0] = sum.hi;
	pair[1] = sum.lo;
}

/* a cell of those who were added one by one */
extern void pack_record_put_cell(const Crosstab *x, int32_t detail, double *record, int32_t cell);
extern void pack_record_put_moments(const Crosstab *x, int32_t detail, double *record, int32_t i);

#endif
