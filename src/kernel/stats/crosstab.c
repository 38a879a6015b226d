/*
 * crosstab.c
 *	  Many cross tables in one pass: adding, merging and reading cells.
 *
 * What a plan means and how it is checked is in crosstab_shape.c.
 */
#include <string.h>

#include "kernel/base/weight.h"
#include "kernel/stats/crosstab.h"

static void
resolve_coded(CrosstabVariable *v, CrosstabUndeclared *undeclared, int32_t *list, int32_t code,
			  int32_t category)
{
	if (category >= 0)
	{
		v->active = 1;
		list[0] = category;
		return;
	}
	v->active = -1;
	if (category == CROSSTAB_UNDECLARED)
	{
		if (undeclared->n == 0 || code < undeclared->code)
			undeclared->code = code;
		undeclared->n++;
	}
}

static int32_t
sparse_category(const int32_t *codes, int32_t n, int32_t code)
{
	int32_t low = 0;
	int32_t high = n;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (codes[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && codes[low] == code ? codes[n + low] : CROSSTAB_UNDECLARED;
}

/* of a SINGLE or SPARSE variable, by the words that define it */
static inline int32_t
coded_category(int32_t kind, const int32_t *d, int32_t code)
{
	uint32_t offset;

	if (code == CROSSTAB_NULL)
		return CROSSTAB_MISSING;
	if (kind == CROSSTAB_SPARSE)
		return sparse_category(d + SPARSE_CODE, d[SPARSE_LENGTH], code);
	offset = (uint32_t) code - (uint32_t) d[SINGLE_LOWEST];
	return offset < (uint32_t) d[SINGLE_LENGTH] ? d[SINGLE_CATEGORY + offset] : CROSSTAB_UNDECLARED;
}

int32_t
crosstab_category(const Crosstab *x, int variable, int32_t code)
{
	const CrosstabVariable *v = &crosstab_variables(x)[variable];

	return coded_category(v->kind, crosstab_words(x) + v->definition, code);
}

/* in the base when any member was answered, chosen or not */
static void
resolve_multi(CrosstabVariable *v, const int32_t *definition, int32_t *list, const int32_t *codes)
{
	int32_t members = definition[0];
	int32_t unions = definition[1 + members];
	const int32_t *next = definition + 2 + members;
	int32_t active = 0;
	bool answered = false;

	for (int32_t i = 0; i < members; i++)
	{
		int32_t code = codes[definition[1 + i]];

		if (code == CROSSTAB_NULL)
			continue;
		answered = true;
		if (code != 0)
			list[active++] = i;
	}
	for (int32_t u = 0; answered && u < unions; u++)
	{
		int32_t i = 1;

		while (i <= next[0])
		{
			int32_t code = codes[definition[1 + next[i]]];

			if (code != CROSSTAB_NULL && code != 0)
				break;
			i++;
		}
		if (i <= next[0])
			list[active++] = members + u;
		next += 1 + next[0];
	}
	v->active = answered ? active : -1;
}

static void
resolve_product(CrosstabVariable *v, const CrosstabVariable *first, const CrosstabVariable *second,
				const int32_t *lists, int32_t *list)
{
	if (first->active < 0 || second->active < 0)
	{
		v->active = -1;
		return;
	}
	v->active = 0;
	for (int32_t i = 0; i < first->active; i++)
		for (int32_t j = 0; j < second->active; j++)
			list[v->active++] =
				lists[first->list + i] * second->ncategories + lists[second->list + j];
}

static void
resolve_pairs(CrosstabVariable *v, const CrosstabVariable *of, const int32_t *lists, int32_t *list)
{
	if (of->active < 0)
	{
		v->active = -1;
		return;
	}
	v->active = 0;
	for (int32_t i = 0; i < of->active; i++)
		for (int32_t j = i + 1; j < of->active; j++)
			list[v->active++] =
				crosstab_pair(lists[of->list + i], lists[of->list + j], of->ncategories);
}

/* which categories of every variable hold for the respondent */
void
crosstab_resolve(Crosstab *x, const int32_t *codes, const double *values)
{
	CrosstabVariable *variables = crosstab_variables(x);
	CrosstabUndeclared *undeclared = crosstab_undeclared(x);
	const int32_t *words = crosstab_words(x);
	int32_t *lists = crosstab_lists(x);

	for (int i = 0; i < x->nvariables; i++)
	{
		CrosstabVariable *v = &variables[i];
		const int32_t *d = words + v->definition;
		int32_t *list = lists + v->list;

		switch (v->kind)
		{
			case CROSSTAB_SINGLE:
			case CROSSTAB_SPARSE:
				resolve_coded(v, &undeclared[i], list, codes[d[CODED_SLOT]],
							  coded_category(v->kind, d, codes[d[CODED_SLOT]]));
				break;
			case CROSSTAB_MULTI:
				resolve_multi(v, d, list, codes);
				break;
			case CROSSTAB_PRODUCT:
				resolve_product(v, &variables[d[0]], &variables[d[1]], lists, list);
				break;
			case CROSSTAB_PAIRS:
				resolve_pairs(v, &variables[d[0]], lists, list);
				break;
			case CROSSTAB_VALUE:
				v->active = isnan(values[d[0]]) ? -1 : 1;
				break;
			default: /* TOTAL holds since crosstab_init */
				break;
		}
		/* the base is one more category of those whose categories overlap */
		if (v->overlapping && v->active >= 0)
			list[v->active] = v->ncategories;
	}
}

/* both sums of a cell go through one dd_add_double in the two lanes of a vector */
typedef double Lanes __attribute__((vector_size(16)));

/* squares are rounded once, as in every other system; their sum is not */
static inline void
cell_count(CrosstabCell *cell, Lanes x)
{
	Lanes high = {cell->w.hi, cell->ww.hi};
	Lanes low = {cell->w.lo, cell->ww.lo};
	Lanes sum = high + x;
	Lanes part = sum - high;

	low += (high - (sum - part)) + (x - part);
	high = sum + low;
	low -= high - sum;
	cell->n++;
	cell->w = (DD){high[0], low[0]};
	cell->ww = (DD){high[1], low[1]};
}

/* squares of weights as the cells have them: around a mean, sums of both cancel */
static void
moments_count(CrosstabMoments *m, double y, double w)
{
	DD wy = dd_two_prod(w, y);
	DD wwy = dd_two_prod(w * w, y);

	m->wy = dd_add(m->wy, wy);
	m->wyy = dd_add(m->wyy, dd_mul_double(wy, y));
	m->wwy = dd_add(m->wwy, wwy);
	m->wwyy = dd_add(m->wwyy, dd_mul_double(wwy, y));
}

/* what the tables of a respondent have in common: found once, not for each table */
typedef struct Adding
{
	const CrosstabVariable *variables;
	const int32_t *lists;
	const int32_t *words;
	CrosstabCell *cells;
	CrosstabMoments *moments;
	const double *values;
	double weight;
	bool weighted;
} Adding;

static inline Adding
adding(const Crosstab *x, CrosstabCell *cells, CrosstabMoments *moments, const double *values,
	   double weight)
{
	bool weighted = x->flags & CROSSTAB_WEIGHTED;

	return (Adding){
		crosstab_variables(x), crosstab_lists(x), crosstab_words(x), cells, moments, values,
		weighted ? weight : 1, weighted};
}

static void
table_moments(const Adding *a, const CrosstabTable *t)
{
	const CrosstabVariable *column = &a->variables[t->column];
	const int32_t *columns = a->lists + column->list;
	double y = a->values[a->words[a->variables[t->row].definition]];

	for (int32_t j = 0; j < column->active + column->overlapping; j++)
		moments_count(&a->moments[t->moments + columns[j]], y, a->weight);
}

static inline void
table_add(const Adding *a, const CrosstabTable *t)
{
	const CrosstabVariable *row = &a->variables[t->row];
	const CrosstabVariable *column = &a->variables[t->column];
	const int32_t *rows = a->lists + row->list;
	const int32_t *columns = a->lists + column->list;
	int32_t nrows = row->active + row->overlapping;
	int32_t ncolumns = column->active + column->overlapping;
	Lanes both = {a->weight, a->weight * a->weight};

	if (row->active < 0 || column->active < 0)
		return;
	for (int32_t r = 0; r < nrows; r++)
	{
		CrosstabCell *line = a->cells + t->cells + (size_t) rows[r] * t->stride;

		for (int32_t c = 0; c < ncolumns; c++)
			if (a->weighted)
				cell_count(&line[columns[c]], both);
			else
				line[columns[c]].n++;
	}
	if (t->moments >= 0)
		table_moments(a, t);
}

void
crosstab_table_add(Crosstab *x, int table, const double *values, double weight)
{
	Adding a = adding(x, crosstab_cells(x), crosstab_moments(x), values, weight);

	table_add(&a, &crosstab_tables(x)[table]);
}

void
crosstab_block_add(const Crosstab *x, CrosstabCell *cells, CrosstabMoments *moments,
				   const double *values, double weight)
{
	const Adding a = adding(x, cells, moments, values, weight);
	const CrosstabTable *tables = crosstab_tables(x);

	for (int i = 0; i < x->ntables; i++)
		table_add(&a, &tables[i]);
}

SvyStatus
crosstab_add(Crosstab *x, const int32_t *codes, const double *values, double weight)
{
	if ((x->flags & CROSSTAB_WEIGHTED) && !weight_good_signed(weight, x->flags & CROSSTAB_NEGATIVE))
		return SVY_BAD_WEIGHT;
	if ((x->flags & CROSSTAB_WEIGHTED) && !weight_counts(weight))
	{
		x->zeros++;
		return SVY_OK;
	}
	x->respondents++;
	crosstab_resolve(x, codes, values);
	crosstab_block_add(x, crosstab_cells(x), crosstab_moments(x), values, weight);
	return SVY_OK;
}

void
crosstab_cell_add(CrosstabCell *into, const CrosstabCell *from)
{
	into->n += from->n;
	into->w = dd_add(into->w, from->w);
	into->ww = dd_add(into->ww, from->ww);
}

void
crosstab_moments_add(CrosstabMoments *into, const CrosstabMoments *from)
{
	into->wy = dd_add(into->wy, from->wy);
	into->wyy = dd_add(into->wyy, from->wyy);
	into->wwy = dd_add(into->wwy, from->wwy);
	into->wwyy = dd_add(into->wwyy, from->wwyy);
}

SvyStatus
crosstab_merge(Crosstab *into, const Crosstab *from)
{
	if (into->nwords != from->nwords ||
		memcmp(crosstab_words(into), crosstab_words(from), into->nwords * sizeof(int32_t)) != 0)
		return SVY_BAD_ARGUMENT;

	into->respondents += from->respondents;
	into->zeros += from->zeros;
	for (int32_t i = 0; i < into->ncells; i++)
		if (crosstab_cells(from)[i].n > 0)
			crosstab_cell_add(&crosstab_cells(into)[i], &crosstab_cells(from)[i]);
	for (int32_t i = 0; i < into->nmoments; i++)
		crosstab_moments_add(&crosstab_moments(into)[i], &crosstab_moments(from)[i]);
	for (int32_t i = 0; i < into->nvariables; i++)
	{
		CrosstabUndeclared *mine = &crosstab_undeclared(into)[i];
		const CrosstabUndeclared *other = &crosstab_undeclared(from)[i];

		if (other->n > 0 && (mine->n == 0 || other->code < mine->code))
			mine->code = other->code;
		mine->n += other->n;
	}
	return SVY_OK;
}

bool
crosstab_overflowed(const Crosstab *x)
{
	for (int32_t i = 0; i < x->ncells; i++)
		if (!dd_valid(crosstab_cells(x)[i].w) || !dd_valid(crosstab_cells(x)[i].ww))
			return true;
	for (int32_t i = 0; i < x->nmoments; i++)
	{
		const CrosstabMoments *m = &crosstab_moments(x)[i];

		if (!dd_valid(m->wy) || !dd_valid(m->wyy) || !dd_valid(m->wwy) || !dd_valid(m->wwyy))
			return true;
	}
	return false;
}

/*
 * Where categories exclude each other, the base is not kept but is their sum.
 */
CrosstabCell
crosstab_cell(const Crosstab *x, int table, int row, int column)
{
	const CrosstabTable *t = &crosstab_tables(x)[table];
	const CrosstabVariable *rows = &crosstab_variables(x)[t->row];
	const CrosstabVariable *columns = &crosstab_variables(x)[t->column];
	int first_row = row;
	int last_row = row;
	int first_column = column;
	int last_column = column;
	CrosstabCell sum = {0};

	if (row >= 0 && column >= 0)
		sum = crosstab_cells(x)[t->cells + (size_t) row * t->stride + column];
	if (row == CROSSTAB_BASE)
	{
		first_row = rows->overlapping ? rows->ncategories : 0;
		last_row = rows->overlapping ? rows->ncategories : rows->ncategories - 1;
	}
	if (column == CROSSTAB_BASE)
	{
		first_column = columns->overlapping ? columns->ncategories : 0;
		last_column = columns->overlapping ? columns->ncategories : columns->ncategories - 1;
	}
	for (int r = first_row; (row < 0 || column < 0) && r <= last_row; r++)
		for (int c = first_column; c <= last_column; c++)
			crosstab_cell_add(&sum, &crosstab_cells(x)[t->cells + (size_t) r * t->stride + c]);
	if (!(x->flags & CROSSTAB_WEIGHTED))
		sum.w = sum.ww = dd_from((double) sum.n);
	return sum;
}

CrosstabMoments
crosstab_cell_moments(const Crosstab *x, int table, int column)
{
	const CrosstabTable *t = &crosstab_tables(x)[table];
	const CrosstabVariable *columns = &crosstab_variables(x)[t->column];
	int first = column;
	int last = column;
	CrosstabMoments sum = {0};

	if (column == CROSSTAB_BASE)
	{
		first = columns->overlapping ? columns->ncategories : 0;
		last = columns->overlapping ? columns->ncategories : columns->ncategories - 1;
	}
	for (int c = first; c <= last; c++)
		crosstab_moments_add(&sum, &crosstab_moments(x)[t->moments + c]);
	return sum;
}
