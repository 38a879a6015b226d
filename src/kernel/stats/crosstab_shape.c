/*
 * crosstab_shape.c
 *	  Many cross tables in one pass: the plan, its checks, and the binary form.
 *
 * A plan may come from anybody (the aggregate is callable from SQL), so every
 * word is checked before a state is made from it; nothing is checked again
 * for each respondent.
 */
#include <string.h>

#include "kernel/stats/crosstab.h"

/* reads words; a reader that meets the end goes bad and stays so */
typedef struct Words
{
	const int32_t *words;
	int64_t n;
	int64_t next;
	bool bad;
} Words;

/* the next word, which must lie in low .. high */
static int32_t
take(Words *in, int64_t low, int64_t high)
{
	int32_t word;

	if (in->bad || in->next >= in->n)
	{
		in->bad = true;
		return (int32_t) low;
	}
	word = in->words[in->next++];
	if (word < low || word > high)
	{
		in->bad = true;
		return (int32_t) low;
	}
	return word;
}

static void
take_single(Words *in, const Crosstab *x, CrosstabVariable *v)
{
	int32_t length;

	take(in, 0, (int64_t) x->nslots - 1);
	v->ncategories = take(in, 0, CROSSTAB_MAX_CATEGORIES);
	take(in, INT32_MIN, INT32_MAX);
	length = take(in, 0, CROSSTAB_MAX_CATEGORIES);
	for (int32_t i = 0; i < length && !in->bad; i++)
		take(in, CROSSTAB_UNDECLARED, (int64_t) v->ncategories - 1);
	v->capacity = 1;
}

static void
take_sparse(Words *in, const Crosstab *x, CrosstabVariable *v)
{
	int64_t lowest = INT32_MIN;
	int32_t length;

	take(in, 0, (int64_t) x->nslots - 1);
	v->ncategories = take(in, 0, CROSSTAB_MAX_CATEGORIES);
	length = take(in, 0, CROSSTAB_MAX_CATEGORIES);
	for (int32_t i = 0; i < length && !in->bad; i++)
		lowest = (int64_t) take(in, lowest, INT32_MAX) + 1;
	for (int32_t i = 0; i < length && !in->bad; i++)
		take(in, CROSSTAB_UNDECLARED, (int64_t) v->ncategories - 1);
	v->capacity = 1;
}

static void
take_multi(Words *in, const Crosstab *x, CrosstabVariable *v)
{
	int32_t members = take(in, 1, CROSSTAB_MAX_CATEGORIES / 2);
	int32_t unions;

	for (int32_t i = 0; i < members && !in->bad; i++)
		take(in, 0, (int64_t) x->nslots - 1);
	unions = take(in, 0, CROSSTAB_MAX_CATEGORIES / 2);
	for (int32_t u = 0; u < unions && !in->bad; u++)
	{
		int32_t length = take(in, 0, members);

		for (int32_t i = 0; i < length && !in->bad; i++)
			take(in, 0, (int64_t) members - 1);
	}
	v->overlapping = 1;
	v->ncategories = v->capacity = members + unions;
}

/* a bound within int32, or the plan is too large */
static int32_t
bounded(Words *in, int64_t n, int64_t most, bool *too_large)
{
	if (n <= most)
		return (int32_t) n;
	in->bad = true;
	*too_large = true;
	return 0;
}

static void
take_derived(Words *in, const CrosstabVariable *variables, int i, CrosstabVariable *v,
			 bool *too_large)
{
	const CrosstabVariable *first = &variables[take(in, 0, (int64_t) i - 1)];
	const CrosstabVariable *second;

	if (in->bad)
		return;
	if (v->kind == CROSSTAB_PAIRS)
	{
		int64_t n = first->ncategories;
		int64_t most = first->capacity;

		v->overlapping = 1;
		v->ncategories = bounded(in, n * (n - 1) / 2, CROSSTAB_MAX_CATEGORIES, too_large);
		v->capacity = bounded(in, most * (most - 1) / 2, CROSSTAB_MAX_CATEGORIES, too_large);
		return;
	}
	second = &variables[take(in, 0, (int64_t) i - 1)];
	if (in->bad)
		return;
	v->overlapping = first->overlapping | second->overlapping;
	v->ncategories = bounded(in, (int64_t) first->ncategories * second->ncategories,
							 CROSSTAB_MAX_CATEGORIES, too_large);
	v->capacity = bounded(in, (int64_t) first->capacity * second->capacity, CROSSTAB_MAX_CATEGORIES,
						  too_large);
}

/* the variable that the next words define; its list follows those before it */
static void
take_variable(Words *in, Crosstab *x, const CrosstabVariable *variables, int i, CrosstabVariable *v,
			  bool *too_large)
{
	memset(v, 0, sizeof(*v));
	v->kind = take(in, CROSSTAB_SINGLE, CROSSTAB_VALUE);
	v->definition = (int32_t) in->next;
	v->active = -1;
	switch (v->kind)
	{
		case CROSSTAB_SINGLE:
			take_single(in, x, v);
			break;
		case CROSSTAB_SPARSE:
			take_sparse(in, x, v);
			break;
		case CROSSTAB_MULTI:
			take_multi(in, x, v);
			break;
		case CROSSTAB_PRODUCT:
		case CROSSTAB_PAIRS:
			take_derived(in, variables, i, v, too_large);
			break;
		default:
			if (v->kind == CROSSTAB_VALUE)
				take(in, 0, (int64_t) x->nvalues - 1);
			else
				v->active = 1;
			v->ncategories = v->capacity = 1;
			break;
	}
	v->list = x->nlist;
	x->nlist = bounded(in, (int64_t) x->nlist + v->capacity + v->overlapping, CROSSTAB_MAX_CELLS,
					   too_large);
}

static void
take_table(Words *in, Crosstab *x, const CrosstabVariable *variables, CrosstabTable *t,
		   bool *too_large)
{
	const CrosstabVariable *row = &variables[take(in, 0, (int64_t) x->nvariables - 1)];
	const CrosstabVariable *column = &variables[take(in, 0, (int64_t) x->nvariables - 1)];

	if (in->bad)
		return;
	if (column->kind == CROSSTAB_VALUE)
	{
		in->bad = true;
		return;
	}
	t->row = (int32_t) (row - variables);
	t->column = (int32_t) (column - variables);
	t->nrows = row->ncategories + row->overlapping;
	t->stride = column->ncategories + column->overlapping;
	t->cells = x->ncells;
	t->moments = row->kind == CROSSTAB_VALUE ? x->nmoments : -1;
	x->ncells =
		bounded(in, x->ncells + (int64_t) t->nrows * t->stride, CROSSTAB_MAX_CELLS, too_large);
	if (t->moments >= 0)
		x->nmoments = bounded(in, (int64_t) x->nmoments + t->stride, CROSSTAB_MAX_CELLS, too_large);
}

/* the six words at the front; counts are bounded by the words that must follow */
static Words
take_head(Crosstab *x, const int32_t *words, int64_t nwords)
{
	Words in = {words, nwords, 0, nwords > CROSSTAB_MAX_WORDS};

	memset(x, 0, sizeof(*x));
	take(&in, CROSSTAB_VERSION, CROSSTAB_VERSION);
	x->flags = take(&in, 0, CROSSTAB_WEIGHTED | CROSSTAB_NEGATIVE);
	in.bad |= x->flags == CROSSTAB_NEGATIVE; /* of which weights? */
	x->nslots = take(&in, 0, nwords);
	x->nvalues = take(&in, 0, nwords);
	x->nvariables = take(&in, 0, nwords);
	x->ntables = take(&in, 0, nwords / 2);
	x->nwords = (int32_t) nwords;
	return in;
}

static size_t
state_size(const Crosstab *x)
{
	return sizeof(Crosstab) + x->ncells * sizeof(CrosstabCell) +
		   x->nmoments * sizeof(CrosstabMoments) +
		   x->nvariables * (sizeof(CrosstabUndeclared) + sizeof(CrosstabVariable)) +
		   x->nvalues * sizeof(double) + x->ntables * sizeof(CrosstabTable) +
		   ((size_t) x->nwords + x->nlist + x->nslots) * sizeof(int32_t);
}

/* the head, and as many variables and tables as that many words can define */
size_t
crosstab_workspace(int64_t nwords)
{
	if (nwords < 0 || nwords > CROSSTAB_MAX_WORDS)
		nwords = 0;
	return sizeof(Crosstab) + nwords * (sizeof(CrosstabVariable) + sizeof(CrosstabTable));
}

SvyStatus
crosstab_shape(const int32_t *words, int64_t nwords, void *workspace, size_t *size)
{
	Crosstab *x = workspace;
	CrosstabVariable *variables = (CrosstabVariable *) (x + 1);
	CrosstabTable *tables;
	Words head;
	Words *in = &head;
	bool too_large = false;

	if (nwords < CROSSTAB_HEAD_WORDS)
		return SVY_BAD_ARGUMENT;
	if (nwords > CROSSTAB_MAX_WORDS)
		return SVY_LIMIT;
	head = take_head(x, words, nwords);
	tables = (CrosstabTable *) (variables + x->nvariables);
	for (int32_t i = 0; i < x->nvariables && !in->bad; i++)
		take_variable(in, x, variables, i, &variables[i], &too_large);
	for (int32_t i = 0; i < x->ntables && !in->bad; i++)
		take_table(in, x, variables, &tables[i], &too_large);
	if (too_large)
		return SVY_LIMIT;
	if (in->bad || in->next != in->n)
		return SVY_BAD_ARGUMENT;
	*size = state_size(x);
	return SVY_OK;
}

void
crosstab_init(Crosstab *x, const int32_t *words, const void *workspace)
{
	const Crosstab *shape = workspace;
	const CrosstabVariable *variables = (const CrosstabVariable *) (shape + 1);

	memset(x, 0, state_size(shape));
	*x = *shape;
	memcpy(crosstab_variables(x), variables, x->nvariables * sizeof(CrosstabVariable));
	memcpy(crosstab_tables(x), variables + x->nvariables, x->ntables * sizeof(CrosstabTable));
	memcpy(crosstab_words(x), words, x->nwords * sizeof(int32_t));
}

bool
crosstab_valid(const Crosstab *x)
{
	bool weighted = x->flags & CROSSTAB_WEIGHTED;
	bool negative = x->flags & CROSSTAB_NEGATIVE;

	if (x->respondents < 0 || x->zeros < 0 || crosstab_overflowed(x))
		return false;
	for (int32_t i = 0; i < x->ncells; i++)
	{
		const CrosstabCell *cell = &crosstab_cells(x)[i];
		bool empty = cell->n == 0 || !weighted;

		if (cell->n < 0 || cell->n > x->respondents || (cell->w.hi < 0 && !negative) ||
			cell->ww.hi < 0 || (empty && (cell->w.hi != 0 || cell->ww.hi != 0)))
			return false;
	}
	for (int32_t i = 0; i < x->nmoments; i++)
		if ((crosstab_moments(x)[i].wyy.hi < 0 && !negative) || crosstab_moments(x)[i].wwyy.hi < 0)
			return false;
	for (int32_t i = 0; i < x->nvariables; i++)
	{
		const CrosstabUndeclared *u = &crosstab_undeclared(x)[i];

		if (u->n < 0 || u->n > x->respondents || u->code < INT32_MIN || u->code > INT32_MAX ||
			(u->n == 0 && u->code != 0))
			return false;
	}
	return true;
}

void
crosstab_encode(const Crosstab *x, WireWriter *w)
{
	wire_put_u8(w, CROSSTAB_WIRE_VERSION);
	wire_put_i32(w, x->nwords);
	for (int32_t i = 0; i < x->nwords; i++)
		wire_put_i32(w, crosstab_words(x)[i]);
	wire_put_i64(w, x->respondents);
	wire_put_i64(w, x->zeros);
	for (int32_t i = 0; i < x->ncells; i++)
	{
		wire_put_i64(w, crosstab_cells(x)[i].n);
		wire_put_dd(w, crosstab_cells(x)[i].w);
		wire_put_dd(w, crosstab_cells(x)[i].ww);
	}
	for (int32_t i = 0; i < x->nmoments; i++)
	{
		wire_put_dd(w, crosstab_moments(x)[i].wy);
		wire_put_dd(w, crosstab_moments(x)[i].wyy);
		wire_put_dd(w, crosstab_moments(x)[i].wwy);
		wire_put_dd(w, crosstab_moments(x)[i].wwyy);
	}
	for (int32_t i = 0; i < x->nvariables; i++)
	{
		wire_put_i64(w, crosstab_undeclared(x)[i].n);
		wire_put_i64(w, crosstab_undeclared(x)[i].code);
	}
}

size_t
crosstab_encoded_size(const Crosstab *x)
{
	return 16 + (size_t) x->ncells * 40 + (size_t) x->nmoments * 64 + (size_t) x->nvariables * 16;
}

SvyStatus
crosstab_decode(Crosstab *x, WireReader *r)
{
	x->respondents = wire_get_i64(r);
	x->zeros = wire_get_i64(r);
	for (int32_t i = 0; i < x->ncells; i++)
	{
		CrosstabCell *cell = &crosstab_cells(x)[i];

		cell->n = wire_get_i64(r);
		cell->w = wire_get_dd(r);
		cell->ww = wire_get_dd(r);
	}
	for (int32_t i = 0; i < x->nmoments; i++)
	{
		CrosstabMoments *m = &crosstab_moments(x)[i];

		m->wy = wire_get_dd(r);
		m->wyy = wire_get_dd(r);
		m->wwy = wire_get_dd(r);
		m->wwyy = wire_get_dd(r);
	}
	for (int32_t i = 0; i < x->nvariables; i++)
	{
		crosstab_undeclared(x)[i].n = wire_get_i64(r);
		crosstab_undeclared(x)[i].code = wire_get_i64(r);
	}
	return wire_done(r) && crosstab_valid(x) ? SVY_OK : SVY_BAD_BYTES;
}
