/*
 * crosstab_planes.c
 *	  The cells of units, turned so that those of one cell lie together: what
 *	  the covariances of a banner with thousands of units and lines are made of.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "crosstab/crosstab_design.h"

/* a table's cells, each an array by unit */
typedef struct CrosstabPlanes
{
	int ncategories; /* of the columns */
	int stride;
	double *w;
	double *ww; /* or NULL */
	double *wy; /* of a number, by column */
	double *wwy;
	double *wwyy;
	const double **base_w; /* everybody in the base of the rows, by column */
	const double **base_ww;
} CrosstabPlanes;

/* units in the order of their strata */
typedef struct CrosstabDeviations
{
	const DesignStage *stage;
	DesignTerm *terms;
	int32 *members; /* by stratum: its units with respondents */
	int32 *first;	/* by stratum, and the end */
	int32 *order;
} CrosstabDeviations;

/* rows of a table to be added up, each times a factor */
typedef struct CrosstabRows
{
	int count;
	int *rows;
	double *factors; /* NULL: 1 */
} CrosstabRows;

/*
 * Arenas
 */

void *
svy_arena_alloc(CrosstabArena *arena, Size size)
{
	MemoryContext outer;
	void *part = arena->space + arena->used;

	size = MAXALIGN(size + 1);
	arena->used += size;
	if (arena->used <= arena->size)
		return part;
	outer = MemoryContextSwitchTo(arena->context);
	part = palloc_extended(size, MCXT_ALLOC_HUGE);
	arena->more = lappend(arena->more, part);
	MemoryContextSwitchTo(outer);
	return part;
}

static void
reset_arena(CrosstabArena *arena)
{
	if (arena->more != NIL)
	{
		if (arena->space)
			pfree(arena->space);
		list_free_deep(arena->more);
		arena->more = NIL;
		arena->size = arena->used;
		arena->space = MemoryContextAllocExtended(arena->context, arena->size, MCXT_ALLOC_HUGE);
	}
	arena->used = 0;
}

static double *
units_array(const CrosstabUnits *units, CrosstabArena *arena, Size count)
{
	return svy_arena_alloc(arena, sizeof(double) * units->nunits * count);
}

/*
 * Units by stratum
 */

static void
prepare_deviations(CrosstabUnits *units)
{
	const DesignStage *stage = &units->frame->design.stages[0];
	CrosstabDeviations *d = palloc0_object(CrosstabDeviations);
	double work[2];
	int32 lonely;

	units->reading->by_domain = svy_units_by_domain(units);
	if (units->elements || units->calibration || units->reading->by_domain ||
		units->frame->design.nstages > 1 || stage->nclusters != units->nunits)
		return;
	d->stage = stage;
	d->terms = palloc_array(DesignTerm, stage->nstrata + 1);
	d->members = palloc0_array(int32, stage->nstrata + 1);
	d->first = palloc0_array(int32, stage->nstrata + 2);
	d->order = palloc_array(int32, units->nunits + 1);
	for (int i = 0; i < units->nunits; i++)
	{
		int32 stratum = stage->cluster_stratum[units->frame->row_cluster[i]];

		d->members[stratum] += units->members[i] > 0;
		d->first[stratum + 2]++;
	}
	for (int h = 0; h < stage->nstrata; h++)
		d->first[h + 2] += d->first[h + 1];
	for (int i = 0; i < units->nunits; i++)
		d->order[d->first[stage->cluster_stratum[units->frame->row_cluster[i]] + 1]++] = i;
	/* a lonely stratum is an error of the first line that needs a variance */
	if (design_terms(stage, units->rule, d->members, 1, NULL, work, d->terms, &lonely) == SVY_OK)
		units->reading->deviations = d;
}

CrosstabUnits *
svy_units_open(const CrosstabPlan *plan, const char *lonely, const Crosstab **x)
{
	CrosstabUnits *units = svy_crosstab_units(plan, lonely, x);

	units->reading = palloc0_object(CrosstabReading);
	if (units->tables)
	{
		units->reading->runs = palloc_array(CrosstabRun, units->nunits);
		for (int r = 0; r < units->nunits; r++)
		{
			units->reading->runs[r] = (CrosstabRun){.plan = plan, .x = units->tables[r]};
			svy_crosstab_add_bases(&units->reading->runs[r]);
		}
	}
	else if (units->nunits > 0)
		prepare_deviations(units);
	return units;
}

void
svy_units_deviations(const CrosstabUnits *units, double *z)
{
	const CrosstabDeviations *d = units->reading->deviations;

	design_deviations(d->stage, d->terms, d->members, d->first, z);
}

/* some of the unit's respondents are not in the column: sums are rounded in another order */
static bool
in_column(const double *w, const double *all, int unit)
{
	return all ? fabs(all[unit] - w[unit]) > 1e-12 * fabs(all[unit]) : w[unit] != 0;
}

double
svy_units_column_df(const CrosstabUnits *units, const double *w, const double *all, double n)
{
	const DesignStage *stage = &units->frame->design.stages[0];
	const int32 *order = units->reading->deviations ? units->reading->deviations->order : NULL;
	bool *member = palloc0_array(bool, units->nunits + 1);
	bool *counted;
	double df = n;

	for (int i = 0; i < units->nunits; i++)
		member[order ? order[i] : i] = in_column(w, all, i);
	if (!units->elements)
		df = svy_frame_domain_df(units->frame, member);
	else
	{
		/* respondents less strata, of which a unit is one or a part */
		counted = palloc0_array(bool, stage->nstrata + 1);
		for (int i = 0; i < units->nunits; i++)
		{
			int32 stratum = stage->cluster_stratum[i];

			df -= member[i] && !counted[stratum];
			counted[stratum] |= member[i];
		}
		pfree(counted);
	}
	pfree(member);
	return df;
}

int
svy_unit_at(const CrosstabUnits *units, int place)
{
	return units->reading->deviations ? units->reading->deviations->order[place] : place;
}

/* the cells that a row or column stands for: one, or those of all of a variable whose base is no cell of its own */
static void
cells_of(const CrosstabVariable *v, int category, int *first, int *count)
{
	bool all = category == CROSSTAB_BASE && !v->overlapping;

	*first = all ? 0 : category == CROSSTAB_BASE ? v->ncategories : category;
	*count = all ? v->ncategories : 1;
}

static PackUnitCell
base_cell(const CrosstabUnits *units, int unit, const CrosstabTable *t, int row, int column)
{
	const CrosstabVariable *variables = crosstab_variables(units->x);
	PackUnitCell sum = {0, {0, 0}, {0, 0}};
	int first_row;
	int first_column;
	int rows;
	int columns;

	cells_of(&variables[t->row], row, &first_row, &rows);
	cells_of(&variables[t->column], column, &first_column, &columns);
	for (int r = first_row; r < first_row + rows; r++)
		for (int c = first_column; c < first_column + columns; c++)
		{
			PackUnitCell cell =
				svy_units_cell(units, unit, (int) (t - crosstab_tables(units->x)), r, c);

			sum.n += cell.n;
			sum.w = dd_add(sum.w, cell.w);
			sum.ww = dd_add(sum.ww, cell.ww);
		}
	return sum;
}

PackUnitCell
svy_units_cell(const CrosstabUnits *units, int unit, int table, int row, int column)
{
	const CrosstabTable *t = &crosstab_tables(units->x)[table];

	if (row == CROSSTAB_BASE || column == CROSSTAB_BASE)
		return base_cell(units, unit, t, row, column);
	return pack_record_cell(units->detail, units->records + unit * units->record,
							t->cells + row * t->stride + column);
}

/*
 * Planes
 */

/* the cells of some rows in a column added up; where that is one, the plane itself */
static const double *
add_rows(const CrosstabUnits *units, CrosstabArena *arena, const CrosstabPlanes *p,
		 const double *planes, const CrosstabRows *rows, int column)
{
	Size n = units->nunits;
	double *sum;

	if (rows->count == 1 && rows->factors == NULL)
		return planes + ((Size) rows->rows[0] * p->stride + column) * n;
	sum = units_array(units, arena, 1);
	memset(sum, 0, sizeof(double) * n);
	for (int i = 0; i < rows->count; i++)
		design_add_totals(units->nunits, rows->factors ? rows->factors[i] : 1,
						  planes + ((Size) rows->rows[i] * p->stride + column) * n, sum);
	return sum;
}

/* for each column of the table, then for all together: a base of its own where they overlap */
static const double **
add_columns(const CrosstabUnits *units, CrosstabArena *arena, const CrosstabPlanes *p,
			const double *planes, const CrosstabRows *rows)
{
	const double **sums = svy_arena_alloc(arena, sizeof(double *) * (p->ncategories + 1));
	double *all;

	for (int c = 0; c < p->stride; c++)
		sums[c] = add_rows(units, arena, p, planes, rows, c);
	if (p->stride > p->ncategories)
		return sums;
	sums[p->ncategories] = all = units_array(units, arena, 1);
	memset(all, 0, sizeof(double) * units->nunits);
	for (int c = 0; c < p->ncategories; c++)
		design_add_totals(units->nunits, 1, sums[c], all);
	return sums;
}

/* whom the row variable asks: all its categories, or where they overlap the base beside them */
static CrosstabRows
base_rows(const CrosstabVariable *variable)
{
	CrosstabRows base = {.count = variable->overlapping ? 1 : variable->ncategories};

	base.rows = palloc_array(int, base.count + 1);
	for (int i = 0; i < base.count; i++)
		base.rows[i] = variable->overlapping ? variable->ncategories : i;
	return base;
}

static CrosstabPlanes *
make_planes(CrosstabUnits *units, int table)
{
	CrosstabArena *arena = &units->reading->planes_arena;
	const Crosstab *x = units->x;
	const CrosstabTable *t = &crosstab_tables(x)[table];
	CrosstabPlanes *p = svy_arena_alloc(arena, sizeof(CrosstabPlanes));
	PackPlanes cells = {.count = t->nrows * t->stride, .first = t->cells};
	PackPlanes moments = {.count = t->stride, .first = t->moments};
	const int32 *order = units->reading->deviations ? units->reading->deviations->order : NULL;
	bool squares = units->detail & PACK_UNITS_SQUARES;
	CrosstabRows base = base_rows(&crosstab_variables(x)[t->row]);

	memset(p, 0, sizeof(CrosstabPlanes));
	p->ncategories = crosstab_variables(x)[t->column].ncategories;
	p->stride = t->stride;
	p->w = cells.sums[0] = units_array(units, arena, cells.count);
	if (squares)
		p->ww = cells.sums[1] = units_array(units, arena, cells.count);
	pack_records_cells(units->detail, units->records, units->record, order, units->nunits, &cells);
	if (t->moments >= 0)
	{
		p->wy = moments.sums[0] = units_array(units, arena, moments.count);
		if (squares)
		{
			p->wwy = moments.sums[1] = units_array(units, arena, moments.count);
			p->wwyy = moments.sums[2] = units_array(units, arena, moments.count);
		}
		pack_records_moments(x, units->detail, units->records, units->record, order, units->nunits,
							 &moments);
	}
	p->base_w = add_columns(units, arena, p, p->w, &base);
	if (squares)
		p->base_ww = add_columns(units, arena, p, p->ww, &base);
	return p;
}

/* tables are shown row by row: those of other rows need not be kept */
static const CrosstabPlanes *
planes_of(CrosstabUnits *units, int row, int table)
{
	if (units->reading->planes == NULL || units->reading->planes_row != row)
	{
		Size size = sizeof(CrosstabPlanes *) * (units->x->ntables + 1);

		units->reading->planes_arena.context = units->context;
		reset_arena(&units->reading->planes_arena);
		units->reading->planes = svy_arena_alloc(&units->reading->planes_arena, size);
		memset(units->reading->planes, 0, size);
		units->reading->planes_row = row;
	}
	if (units->reading->planes[table] == NULL)
		units->reading->planes[table] = make_planes(units, table);
	return units->reading->planes[table];
}

/*
 * Lines
 */

/* answers that have a number, times a power of it */
static CrosstabRows
scored_rows(const CrosstabAxis *axis, int power)
{
	CrosstabRows rows = {0};

	rows.rows = palloc_array(int, axis->ncategories + 1);
	rows.factors = palloc_array(double, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
		if (!isnan(axis->scores[i]))
		{
			rows.factors[rows.count] = power == 0	? 1
									   : power == 1 ? axis->scores[i]
													: axis->scores[i] * axis->scores[i];
			rows.rows[rows.count++] = i;
		}
	return rows;
}

static CrosstabLineSums
mean_sums(CrosstabUnits *units, const CrosstabPlanes *p, const CrosstabAxis *axis, int table)
{
	CrosstabRows rows[3];
	CrosstabRows only = {1, (int[]){0}, NULL};
	CrosstabLineSums sums = {0};

	if (axis->value)
	{
		sums.origin = units->origins ? units->origins[table] : 0;
		sums.w = p->base_w;
		sums.wy = add_columns(units, &units->reading->line_arena, p, p->wy, &only);
		if (p->ww == NULL)
			return sums;
		sums.ww = p->base_ww;
		sums.wwy = add_columns(units, &units->reading->line_arena, p, p->wwy, &only);
		sums.wwyy = add_columns(units, &units->reading->line_arena, p, p->wwyy, &only);
		return sums;
	}
	for (int power = 0; power < 3; power++)
		rows[power] = scored_rows(axis, power);
	sums.w = add_columns(units, &units->reading->line_arena, p, p->w, &rows[0]);
	sums.wy = add_columns(units, &units->reading->line_arena, p, p->w, &rows[1]);
	if (p->ww == NULL)
		return sums;
	sums.ww = add_columns(units, &units->reading->line_arena, p, p->ww, &rows[0]);
	sums.wwy = add_columns(units, &units->reading->line_arena, p, p->ww, &rows[1]);
	sums.wwyy = add_columns(units, &units->reading->line_arena, p, p->ww, &rows[2]);
	return sums;
}

void
svy_units_next_line(CrosstabUnits *units)
{
	units->reading->line_arena.context = units->context;
	reset_arena(&units->reading->line_arena);
}

CrosstabLineSums
svy_line_sums(CrosstabUnits *units, const CrosstabLine *line, int table)
{
	const CrosstabPlanes *p = planes_of(units, line->row, table);
	CrosstabLineSums sums = {.w = p->base_w, .ww = p->base_ww};
	int category = line->category;
	CrosstabRows rows = {1, &category, NULL};

	if (svy_line_is_mean(line))
		return mean_sums(units, p, line->axis, table);
	if (line->kind == CROSSTAB_LINE_NET)
	{
		category = line->net->category;
		if (category < 0)
			rows = (CrosstabRows){line->net->count, line->net->categories, NULL};
	}
	sums.wy = add_columns(units, &units->reading->line_arena, p, p->w, &rows);
	if (p->ww)
		sums.wwy = sums.wwyy = add_columns(units, &units->reading->line_arena, p, p->ww, &rows);
	return sums;
}
