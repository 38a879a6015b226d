/*
 * pack_plan.c
 *	  Which tables of a plan are counted together over packed answers, and the
 *	  room to work in.
 *
 * A question and a column variable make a job; jobs with the same columns make
 * groups (pack_groups.c).
 */
#include <string.h>

#include "kernel/pack/pack_impl.h"

/* categories in a byte, with the two beside the base */
#define MAX_CATEGORIES 250
#define MAX_PARTS 4096
#define MAX_SUMS (1 << 20)

/*
 * Which tables can be counted together
 */

static int32_t
add_part(Count *c, int32_t variable, int32_t category, int32_t ncategories)
{
	bool small = ncategories <= PACK_BITMAP_CELLS;

	if (c->parts)
		c->parts[c->nparts] = (Part){.variable = variable,
									 .category = category,
									 .ncategories = ncategories,
									 .job = -1,
									 .bitmap = small ? c->nbitmaps : -1};
	c->nbitmaps += small ? ncategories + 1 : 0;
	return c->nparts++;
}

static int32_t
variable_parts(Count *c, int32_t i)
{
	const CrosstabVariable *v = &crosstab_variables(c->x)[i];
	const int32_t *d = crosstab_words(c->x) + v->definition;
	int32_t first = c->nparts;

	switch (v->kind)
	{
		case CROSSTAB_MULTI:
			if (v->ncategories > MAX_CATEGORIES || c->nparts + v->ncategories >= MAX_PARTS)
				return -1;
			for (int32_t k = 0; k <= v->ncategories; k++)
				add_part(c, i, k, 1);
			return first;
		case CROSSTAB_PRODUCT:
			if (v->overlapping || pack_first_part(c, d[0]) < 0 || pack_first_part(c, d[1]) < 0)
				return -1;
			break;
		case CROSSTAB_PAIRS:
		case CROSSTAB_VALUE:
			return -1;
		default:
			break;
	}
	if (v->ncategories > MAX_CATEGORIES || c->nparts >= MAX_PARTS)
		return -1;
	return add_part(c, i, -1, v->ncategories);
}

static int32_t
parts_of(const Count *c, int32_t variable)
{
	const CrosstabVariable *v = &crosstab_variables(c->x)[variable];

	return v->kind == CROSSTAB_MULTI ? v->ncategories + 1 : 1;
}

static int32_t
categories_of(const Count *c, int32_t variable)
{
	const CrosstabVariable *v = &crosstab_variables(c->x)[variable];

	return v->kind == CROSSTAB_MULTI ? 1 : v->ncategories;
}

/* sums that the table's jobs need; 0: not to be counted together */
static size_t
table_sums(const Count *c, const CrosstabTable *t)
{
	if (pack_first_part(c, t->row) < 0 || pack_first_part(c, t->column) < 0)
		return 0;
	if (parts_of(c, t->row) > 1 && parts_of(c, t->column) > 1)
		return 0;
	return (size_t) parts_of(c, t->row) * parts_of(c, t->column) * REPLICAS *
		   (categories_of(c, t->row) + 2) * (categories_of(c, t->column) + 2);
}

static void
add_job(Count *c, int32_t table, int32_t row, int32_t column)
{
	const Part *r = &c->parts[row];

	c->jobs[c->njobs] = (Job){row, column, table, -1, c->nsums, false};
	c->parts[row].job = c->njobs++;
	c->nsums += (size_t) REPLICAS * (r->ncategories + 2) * (c->parts[column].ncategories + 2);
}

/* everybody: not counted but summed, where the rows are counted by something else */
static bool
host_total(Count *c, int32_t table, int32_t first, int32_t nparts)
{
	for (int32_t i = first; i < first + nparts; i++)
		if (c->parts[i].job < 0 || c->jobs[c->parts[i].job].total >= 0)
			return false;
	for (int32_t i = first; i < first + nparts; i++)
		c->jobs[c->parts[i].job].total = table;
	return true;
}

static bool
is_total(const Count *c, const CrosstabTable *t)
{
	return crosstab_variables(c->x)[t->column].kind == CROSSTAB_TOTAL;
}

/* without room for them (c->jobs), the jobs are only numbered */
static void
plan_table(Count *c, int32_t i)
{
	const CrosstabTable *t = &crosstab_tables(c->x)[i];
	size_t sums = table_sums(c, t);

	if (c->jobs && is_total(c, t) && sums > 0 &&
		host_total(c, i, pack_first_part(c, t->row), parts_of(c, t->row)))
		return;
	if (sums == 0 || sums > c->most_sums - c->nsums ||
		parts_of(c, t->row) * parts_of(c, t->column) > c->most_jobs - c->njobs)
	{
		if (c->single)
			c->single[i] = 1;
		c->singles = true;
		return;
	}
	if (c->jobs == NULL)
	{
		c->njobs += parts_of(c, t->row) * parts_of(c, t->column);
		c->nsums += sums;
		return;
	}
	for (int32_t r = 0; r < parts_of(c, t->row); r++)
		for (int32_t k = 0; k < parts_of(c, t->column); k++)
			add_job(c, i, pack_first_part(c, t->row) + r, pack_first_part(c, t->column) + k);
}

/* the second time, with room for them, they are no more than the first time */
static void
plan_jobs(Count *c)
{
	c->most_sums = c->jobs ? c->nsums : MAX_SUMS;
	c->most_jobs = c->jobs ? c->njobs : INT32_MAX;
	c->nparts = c->njobs = c->nbitmaps = 0;
	c->singles = false;
	c->nsums = 0;
	for (int32_t i = 0; i < c->x->nvariables; i++)
		crosstab_variables(c->x)[i].part = variable_parts(c, i);
	for (int32_t i = 0; i < c->x->ntables; i++)
		if (!is_total(c, &crosstab_tables(c->x)[i]))
			plan_table(c, i);
	for (int32_t i = 0; i < c->x->ntables; i++)
		if (is_total(c, &crosstab_tables(c->x)[i]))
			plan_table(c, i);
}

/*
 * Working space
 */

/* a cell is read and written whole, so it must not lie across two lines of the cache */
#define ALIGNMENT 32

static size_t
aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *
pack_carve(uint8_t **space, size_t *size, size_t bytes)
{
	void *part = *space;

	bytes = aligned(bytes);
	*size += bytes;
	if (*space)
		*space += bytes;
	return part;
}

/* without space it only adds up how much that would be */
static size_t
lay_out(Count *c, uint8_t *space)
{
	size_t size = ALIGNMENT;
	int32_t nslots = c->x->nslots + 1;
	int32_t nvalues = c->x->nvalues + 1;

	if (space)
		space += aligned((uintptr_t) space) - (uintptr_t) space;
	c->single = pack_carve(&space, &size, c->x->ntables);
	c->parts = pack_carve(&space, &size, c->nparts * sizeof(Part));
	c->jobs = pack_carve(&space, &size, c->njobs * sizeof(Job));
	c->categories = pack_carve(&space, &size, (size_t) c->nparts * PACK_BLOCK);
	c->lookups = pack_carve(&space, &size, (size_t) c->nparts * 256);
	c->sums = pack_carve(&space, &size, c->nsums * sizeof(Four));
	c->groups = pack_carve(&space, &size, (c->njobs / 2) * sizeof(Group));
	c->grouped = pack_carve(&space, &size, c->njobs * sizeof(bool));
	c->group_sums = pack_carve(&space, &size, pack_most_group_sums(c->njobs) * sizeof(Four));
	c->entries = pack_carve(&space, &size, PACK_MAX_DICTIONARY * sizeof(Four));
	c->weights = pack_carve(&space, &size, PACK_BLOCK * sizeof(Four));
	c->values = pack_carve(&space, &size, (size_t) nvalues * PACK_BLOCK * sizeof(double));
	c->codes = pack_carve(&space, &size, (size_t) nslots * PACK_BLOCK * sizeof(int32_t));
	c->wide = pack_carve(&space, &size, PACK_BLOCK * sizeof(uint32_t));
	c->index = pack_carve(&space, &size, PACK_BLOCK * sizeof(uint16_t));
	c->numbers = pack_carve(&space, &size, PACK_BLOCK * sizeof(uint16_t));
	c->filter = pack_carve(&space, &size, sizeof(PackFilterSpace));
	c->truth = pack_carve(&space, &size, PACK_BLOCK);
	c->bitmaps = pack_carve(&space, &size, (size_t) c->nbitmaps * PACK_WORDS * sizeof(uint64_t));
	c->passing = pack_carve(&space, &size, PACK_WORDS * sizeof(uint64_t));
	c->some = pack_carve(&space, &size, sizeof(PackSome));
	c->columns_of_job = pack_carve(&space, &size, PACK_BITMAP_CELLS * sizeof(uint64_t *));
	c->pieces = pack_carve(&space, &size, PACK_BLOCK * sizeof(PackPiece));
	c->spare = pack_carve(&space, &size, 2 * PACK_WORDS * sizeof(uint64_t));
	c->column_counts = pack_carve(&space, &size, PACK_BITMAP_CELLS * sizeof(uint32_t));
	if (c->units)
		pack_units_lay_out(c, &space, &size);
	return size;
}

void
pack_plan(Count *c, void *workspace)
{
	plan_jobs(c);
	(void) lay_out(c, workspace);
	memset(c->single, 0, c->x->ntables);
	plan_jobs(c);
	pack_bitmaps_plan(c);
}

size_t
pack_workspace(Crosstab *x)
{
	Count c = {.x = x};

	plan_jobs(&c);
	return lay_out(&c, NULL);
}

size_t
pack_units_workspace(Crosstab *x)
{
	static const PackUnits some = {0};
	Count c = {.x = x, .units = &some};

	plan_jobs(&c);
	return lay_out(&c, NULL);
}
