/*
 * pack_cells.c
 *	  Cells of any questions over packed answers.
 *
 * A block of respondents at a time, the categories of each question are laid out
 * as numbers of two bytes, the cells of a table are computed from them, and a
 * counter of each cell is raised.  Who does not pass is counted in a cell after
 * the last, so that no loop branches.
 *
 * Numbers are added as in pack_count.c: as integers by powers of two, which add
 * exactly in any order, or, where a segment's numbers are too different for that,
 * one by one in double-doubles.  They may be negative here.
 */
#include <math.h>
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/pack/pack_cells_impl.h"

#define PACK_INDEX uint32_t
#include "kernel/pack/pack_sums.h"

/*
 * A number is high + low * 2^-46 units, its square high + low * 2^-46 square units,
 * and the high part of a number carries the count above its own bits.  Sums of a
 * chunk do not overflow: of numbers of 31 bits there are 2^15.
 */
#define NUMBER_BITS 31

/* neighbours go to different counters, so that none waits for the one before */
#define COUNTERS 4

/* counters of so many cells fit the nearest cache four times */
#define FEW_CELLS 2048

/*
 * A table of more cells has neither counters nor integers, which would be set to 0
 * and added up for each chunk of respondents: these go to their cells one by one.
 */
#define MANY_CELLS 16384

/* how far ahead the cells of respondents are asked for */
#define AHEAD 16

/* respondents of one number are counted first where they are so many together */
#define RUN_LEAST 64

/* in tables of so many cells for each of them, to move counts costs less than to look numbers up */
#define RUN_CELLS 2

#define LINE 64

static size_t
whole_lines(size_t size)
{
	return (size + LINE - 1) / LINE * LINE;
}

void *
pack_cells_carve(uint8_t **space, size_t *size, size_t bytes)
{
	void *part = *space;

	*size += whole_lines(bytes);
	if (*space)
		*space += whole_lines(bytes);
	return part;
}

static int
counters_of(size_t ncells)
{
	return ncells <= FEW_CELLS ? COUNTERS : 1;
}

static size_t
lay_scratch(const PackTable *t, uint8_t *space, Scratch *s)
{
	size_t cells = t->ncells + 1;
	size_t size = 0;

	memset(s, 0, sizeof(*s));
	s->run = -1;
	s->large = t->ncells > MANY_CELLS;
	if (s->large)
		return size;
	s->counters =
		pack_cells_carve(&space, &size, counters_of(t->ncells) * cells * sizeof(uint32_t));
	if (t->number < 0)
		return size;
	s->zeros = pack_cells_carve(&space, &size, cells * sizeof(uint32_t));
	s->none = pack_cells_carve(&space, &size, cells * sizeof(uint32_t));
	s->sums = pack_cells_carve(&space, &size, REPLICAS * cells * sizeof(Four));
	return size;
}

size_t
pack_table_scratch(const PackTable *t)
{
	Scratch s;

	return whole_lines(sizeof(Scratch)) + lay_scratch(t, NULL, &s);
}

static void
begin_table(PackTable *t)
{
	uint8_t *space = (uint8_t *) t->scratch + whole_lines(sizeof(Scratch));
	bool by_bits = scratch_of(t)->by_bits;
	size_t size = lay_scratch(t, space, scratch_of(t));

	memset(space, 0, size);
	scratch_of(t)->by_bits = by_bits;
}

static size_t
lay_work(const PackCells *c, uint8_t *space, Work *w)
{
	size_t size = 0;

	w->categories =
		pack_cells_carve(&space, &size, (size_t) c->naxes * PACK_BLOCK * sizeof(uint16_t));
	w->index = pack_cells_carve(&space, &size, PACK_BLOCK * sizeof(uint32_t));
	w->narrow = pack_cells_carve(&space, &size, PACK_BLOCK * sizeof(uint16_t));
	w->mask = pack_cells_carve(&space, &size, PACK_BLOCK);
	w->codes = pack_cells_carve(&space, &size, PACK_BLOCK * sizeof(int32_t));
	w->missing = pack_cells_carve(&space, &size, PACK_SEGMENT * sizeof(int32_t));
	w->numbers = pack_cells_carve(&space, &size, (size_t) c->nnumbers * sizeof(Number));
	for (int32_t i = 0; i < c->nnumbers; i++)
	{
		double *values = pack_cells_carve(&space, &size, PACK_BLOCK * sizeof(double));
		uint16_t *numbers = pack_cells_carve(&space, &size, PACK_BLOCK * sizeof(uint16_t));
		Four *parts = pack_cells_carve(&space, &size, PACK_MAX_DICTIONARY * sizeof(Four));
		double *entry = pack_cells_carve(&space, &size, PACK_MAX_DICTIONARY * sizeof(double));

		if (space)
			w->numbers[i] =
				(Number){.space = values, .numbers = numbers, .parts = parts, .entry = entry};
	}
	pack_cells_lay_bitmaps(w, &space, &size);
	return size;
}

_Static_assert(PACK_MAX_DICTIONARY >= PACK_BLOCK, "parts of a block or by entry");

size_t
pack_cells_workspace(const PackCells *c)
{
	Work w = {.c = (PackCells *) c};

	return lay_work(c, NULL, &w);
}

/*
 * Cells
 */

KERNEL_CLONES static void
begin_index(uint32_t *index, const uint16_t *categories, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = categories[i];
}

/* the cells of two axes, in one pass */
KERNEL_CLONES static void
begin_pair(uint32_t *index, const uint16_t *first, uint32_t size, const uint16_t *second,
		   int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = first[i] * size + second[i];
}

KERNEL_CLONES static void
add_axis(uint32_t *index, uint32_t size, const uint16_t *categories, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = index[i] * size + categories[i];
}

/* who does not pass goes to the cell after the last */
KERNEL_CLONES static void
mask_index(uint32_t *index, const uint8_t *mask, uint32_t none, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = mask[i] ? index[i] : none;
}

static const uint16_t *
axis_categories(const Work *w, int32_t axis)
{
	return w->categories + (size_t) axis * PACK_BLOCK;
}

static uint32_t
axis_size(const Work *w, int32_t axis)
{
	return (uint32_t) pack_axis_size(&w->c->axes[axis]);
}

static void
make_cells(Work *w, int32_t naxes, const int32_t *axes, int32_t count)
{
	if (naxes == 0)
	{
		memset(w->index, 0, (size_t) count * sizeof(uint32_t));
		return;
	}
	if (naxes == 1)
		begin_index(w->index, axis_categories(w, axes[0]), count);
	else
		begin_pair(w->index, axis_categories(w, axes[0]), axis_size(w, axes[1]),
				   axis_categories(w, axes[1]), count);
	for (int32_t k = 2; k < naxes; k++)
		add_axis(w->index, axis_size(w, axes[k]), axis_categories(w, axes[k]), count);
}

KERNEL_CLONES static void
narrow_index(uint16_t *narrow, const uint32_t *index, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		narrow[i] = (uint16_t) index[i];
}

static bool
is_narrow(const Work *w, const PackTable *t)
{
	return t->naxes > 0 && w->uses[t->axes[0]].narrow;
}

/* the usual table of two questions, and nobody sorted out: its categories are bytes */
static void
plan_narrow(Work *w)
{
	const PackCells *c = w->c;
	const PackTable *t = &c->tables[0];

	if (c->ntables == 1 && t->naxes == 2 && t->number >= 0 && w->numbers[t->number].near &&
		c->nconditions == 0 && c->nbounds == 0 && !w->some_bits &&
		pack_cells_is_narrow(w, t->axes[0]) && pack_cells_is_narrow(w, t->axes[1]))
		w->uses[t->axes[0]].narrow = w->uses[t->axes[1]].narrow = true;
}

/* categories from low .. high alone pass */
KERNEL_CLONES static void
pass_range(uint8_t *mask, const uint16_t *categories, uint16_t low, uint16_t width, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		mask[i] &= (uint16_t) (categories[i] - low) <= width;
}

static bool
passes_range(const PackCondition *p, uint32_t ncells, uint16_t *low, uint16_t *width)
{
	uint32_t first = 0;
	uint32_t last = ncells;

	while (first < ncells && !p->pass[first])
		first++;
	while (last > first && !p->pass[last - 1])
		last--;
	if (first == last)
		return false;
	for (uint32_t i = first; i < last; i++)
		if (!p->pass[i])
			return false;
	*low = (uint16_t) first;
	*width = (uint16_t) (last - 1 - first);
	return true;
}

KERNEL_CLONES static void
ask_number(uint8_t *mask, const PackReal *values, int32_t op, double constant, int32_t count)
{
	for (int32_t i = 0; op == PACK_LESS && i < count; i++)
		mask[i] &= values[i] < constant;
	for (int32_t i = 0; op == PACK_LESS_EQUAL && i < count; i++)
		mask[i] &= values[i] <= constant;
	for (int32_t i = 0; op == PACK_EQUAL && i < count; i++)
		mask[i] &= values[i] == constant;
	for (int32_t i = 0; op == PACK_GREATER_EQUAL && i < count; i++)
		mask[i] &= values[i] >= constant;
	for (int32_t i = 0; op == PACK_GREATER && i < count; i++)
		mask[i] &= values[i] > constant;
	for (int32_t i = 0; op == PACK_NOT_EQUAL && i < count; i++)
		mask[i] &= (values[i] != constant) & (values[i] == values[i]);
	for (int32_t i = 0; op == PACK_HAS_SOME && i < count; i++)
		mask[i] &= values[i] == values[i];
	for (int32_t i = 0; op == PACK_HAS_NONE && i < count; i++)
		mask[i] &= values[i] != values[i];
}

/* whether any of the block may pass */
static bool
block_mask(Work *w, int32_t from, int32_t count)
{
	const PackCells *c = w->c;
	uint8_t any = 0;

	w->masked = c->nbounds > 0;
	for (int32_t k = 0; k < c->nconditions; k++)
		w->masked |= !w->asked_by_bits[k];
	if (!w->masked)
		return true;
	memset(w->mask, 0, PACK_BLOCK);
	memset(w->mask, 1, count);
	for (int32_t k = 0; k < c->nconditions; k++)
	{
		const PackCondition *p = &c->conditions[k];
		uint16_t low;
		uint16_t width;

		if (w->asked_by_bits[k])
			continue;
		if (p->naxes == 1 && passes_range(p, axis_size(w, p->axes[0]), &low, &width))
		{
			pass_range(w->mask, axis_categories(w, p->axes[0]), low, width, count);
			continue;
		}
		make_cells(w, p->naxes, p->axes, count);
		for (int32_t i = 0; i < count; i++)
			w->mask[i] &= p->pass[w->index[i]];
	}
	for (int32_t k = 0; k < c->nbounds; k++)
	{
		Number *m = &w->numbers[c->bounds[k].number];

		m->values = pack_see_doubles(m->column, w->n, from, count, m->space);
		ask_number(w->mask, m->values, c->bounds[k].op, c->bounds[k].constant, count);
	}
	for (int32_t i = 0; i < count; i++)
		any |= w->mask[i];
	return any != 0;
}

/* raises the counters of some respondents' cells */
static void
raise_counters(uint32_t *counters, size_t cells, int ncounters, const uint32_t *index,
			   int32_t count)
{
	uint32_t *second = counters + cells;
	uint32_t *third = second + cells;
	uint32_t *fourth = third + cells;
	int32_t i = 0;

	for (; ncounters == COUNTERS && i + COUNTERS <= count; i += COUNTERS)
	{
		counters[index[i]]++;
		second[index[i + 1]]++;
		third[index[i + 2]]++;
		fourth[index[i + 3]]++;
	}
	for (; i < count; i++)
		counters[index[i]]++;
}

static inline uint32_t
counter_sum(const uint32_t *counters, size_t cells, int ncounters, size_t cell)
{
	uint32_t sum = counters[cell];

	for (int k = 1; k < ncounters; k++)
		sum += counters[(size_t) k * cells + cell];
	return sum;
}

/*
 * Numbers
 */

/* whether a number has no fraction; larger ones have no bits for it */
#define LEAST_WHOLE 4503599627370496.0 /* 2^52 */

KERNEL_INLINE int
is_whole(double x)
{
	double size = fabs(x);

	return (int) (size >= LEAST_WHOLE) | (int) ((size + LEAST_WHOLE) - LEAST_WHOLE == size);
}

/* what pack_split would say, without its parts */
KERNEL_CLONES static bool
all_whole(const PackReal *values, int32_t count, double scale, double square_scale)
{
	int whole = 1;

	for (int32_t i = 0; i < count; i++)
	{
		double value = values[i] == values[i] ? values[i] : 0;

		whole &= is_whole(value * scale) & is_whole(value * value * square_scale);
	}
	return whole != 0;
}

/* whether all numbers of the segment are whole in units that follow from the largest */
static bool
choose_units(Work *w, Number *m, const PackReach *reach)
{
	int exponent;
	int32_t some;
	bool exact = true;

	(void) frexp(reach->largest, &exponent);
	if (exponent < -400 || exponent > 400)
		return false;
	m->unit = ldexp(1, exponent - NUMBER_BITS);
	m->square_unit = ldexp(1, 2 * exponent - SQUARE_BITS);
	m->scale = (PackScale){1 / m->unit, 1 / m->square_unit};
	if (m->entries)
		return pack_split(m->entry, pack_entries(m->column), m->scale, m->parts, &some);
	if (pack_always_whole(reach, NUMBER_BITS))
		return true;
	for (int32_t from = 0; exact && from < w->n; from += PACK_BLOCK)
	{
		int32_t count = w->n - from < PACK_BLOCK ? w->n - from : PACK_BLOCK;

		exact = all_whole(pack_see_doubles(m->column, w->n, from, count, m->space), count,
						  m->scale.per_unit * LOW_SCALE, m->scale.per_square_unit * LOW_SCALE);
	}
	return exact;
}

/* whether a table counts the respondents of a run before it adds their number */
static bool
counts_runs(const Work *w, const PackTable *t)
{
	const Number *m = &w->numbers[t->number];

	return m->runs && t->ncells <= (size_t) (RUN_CELLS * (w->n / m->column->parameter));
}

/* whether the one table that has the number adds it as it is packed; then so many respondents at a time */
static bool
adds_near(Work *w, const Number *m, const PackTable *t)
{
	uint64_t most;

	if (!m->near || !m->alone || t->squares || t->ncells > MANY_CELLS)
		return false;
	most = pack_near_most(&m->as_packed, w->n);
	while (w->chunk > PACK_BLOCK && most > UINT64_MAX / (uint64_t) w->chunk)
		w->chunk -= PACK_BLOCK;
	return true;
}

static SvyStatus
begin_number(Work *w, int32_t number)
{
	Number *m = &w->numbers[number];
	PackExtent *extent = &w->c->extents[number];
	PackReach reach = PACK_REACH_NONE;
	int ntables = 0;

	m->column = &w->columns[w->c->numbers[number]];
	m->entries = pack_has_entries(m->column);
	m->near = m->column->encoding == PACK_NEAR && pack_near_open(m->column, w->n, &m->as_packed);
	m->runs = false;
	for (int32_t k = 0; k < w->c->ntables; k++)
		ntables += w->c->tables[k].number == number;
	m->summed = ntables > 0;
	m->alone = ntables == 1;
	if (!m->summed)
		return SVY_OK;
	if (m->entries)
	{
		int32_t entries = pack_entries(m->column);

		pack_read_entries(m->column, m->entry);
		m->entry[0] = NAN;
		pack_reach(m->entry, entries, &reach);
		m->runs = m->column->encoding == PACK_RUNS && w->n / m->column->parameter >= RUN_LEAST;
	}
	else
		pack_column_reach(m->column, w->n, m->space, &reach);
	m->zeros = reach.zeros;
	m->gaps = reach.gaps;
	extent->lowest = reach.lowest < extent->lowest ? reach.lowest : extent->lowest;
	extent->smallest = reach.smallest < extent->smallest ? reach.smallest : extent->smallest;
	if (reach.largest == INFINITY)
		return SVY_BAD_VALUE;
	m->exact = choose_units(w, m, &reach);
	m->each = !m->exact;
	m->looked_up = false;
	for (int32_t k = 0; k < w->c->ntables; k++)
		if (w->c->tables[k].number == number)
		{
			m->near = adds_near(w, m, &w->c->tables[k]);
			m->each |= w->c->tables[k].ncells > MANY_CELLS;
			m->looked_up |= !counts_runs(w, &w->c->tables[k]);
		}
	return SVY_OK;
}

KERNEL_CLONES static bool
any_without(const uint16_t *numbers, int32_t count)
{
	bool any = false;

	for (int32_t i = 0; i < count; i++)
		any |= numbers[i] == 0;
	return any;
}

static void
block_number(Work *w, Number *m, int32_t from, int32_t count)
{
	int32_t some;

	/* whole runs are looked at when they end */
	if (m->near || (m->runs && !m->each && !m->looked_up))
		return;
	if (m->entries)
	{
		pack_read_numbers(m->column, from, count, m->numbers);
		m->gaps = any_without(m->numbers, count);
	}
	if (!m->entries || m->each || m->zeros || m->gaps)
		m->values = pack_see_doubles(m->column, w->n, from, count, m->space);
	if (!m->entries && m->exact && !m->alone && !m->zeros && !m->gaps)
		pack_split_every(m->values, count, m->scale, m->parts);
	else if (!m->entries && m->exact && !m->alone)
		(void) pack_split(m->values, count, m->scale, m->parts, &some);
}

/* those of a run, who were counted, times what each of them adds */
KERNEL_CLONES void
pack_cells_end_run(const Work *w, const PackTable *t)
{
	Scratch *s = scratch_of(t);
	const Number *m = &w->numbers[t->number];
	size_t cells = t->ncells + 1;
	int ncounters = s->by_bits ? 1 : counters_of(t->ncells);
	Quad *sums = (Quad *) s->sums;
	uint32_t *alike; /* counters of those who add nothing */
	Quad entry;

	if (s->run < 0)
		return;
	alike = s->run == 0 ? s->none : m->entry[s->run] == 0 ? s->zeros : NULL;
	entry = *(const Quad *) m->parts[s->run];
	for (size_t i = 0; i < cells; i++)
	{
		uint32_t count = counter_sum(s->counters, cells, ncounters, i);

		if (alike)
			alike[i] += count;
		else if (count > 0)
			sums[i] += entry * (uint64_t) count;
	}
	memset(s->counters, 0, (size_t) ncounters * cells * sizeof(uint32_t));
	s->run = -1;
}

/* respondents of one number lie together */
static void
add_runs(const Work *w, const PackTable *t, int32_t from, int32_t count)
{
	Scratch *s = scratch_of(t);
	const PackColumn *column = w->numbers[t->number].column;
	int32_t run = pack_run_of(column, from);

	for (int32_t i = 0; i < count; run += run < column->parameter - 1)
	{
		int32_t end = pack_run_end(column, from + count, run, from + i) - from;
		int32_t entry = pack_run_number(column, run);

		if (s->run != entry)
			pack_cells_end_run(w, t);
		s->run = entry;
		raise_counters(s->counters, t->ncells + 1, counters_of(t->ncells), w->index + i, end - i);
		i = end;
	}
}

/* numbers too different for integers, or of many cells */
static void
add_one_by_one(const Work *w, const PackTable *t, int32_t count)
{
	const PackReal *values = w->numbers[t->number].values;

	for (int32_t i = 0; i < count; i++)
	{
		PackSum *sum = &t->sums[w->index[i]];

		if (i + AHEAD < count && w->index[i + AHEAD] < t->ncells)
			__builtin_prefetch(&t->sums[w->index[i + AHEAD]], 1);
		if (w->index[i] == t->ncells)
			continue;
		sum->none += isnan(values[i]);
		sum->n += !isnan(values[i]);
		sum->zeros += values[i] == 0;
		if (isnan(values[i]) || values[i] == 0)
			continue;
		sum->sum = dd_add_double(sum->sum, values[i]);
		if (t->squares)
			sum->squares = dd_add_double(sum->squares, values[i] * values[i]);
	}
}

static void
count_one_by_one(const Work *w, const PackTable *t, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		if (w->index[i] < t->ncells)
			t->counts[w->index[i]]++;
}

static void
add_numbers(Work *w, PackTable *t, int32_t from, int32_t count)
{
	Scratch *s = scratch_of(t);
	const Number *m = &w->numbers[t->number];

	if (m->near)
	{
		if (!is_narrow(w, t))
			narrow_index(w->narrow, w->index, count);
		pack_near_add(&m->as_packed, from, count, w->narrow, s->sums, t->ncells + 1);
		return;
	}
	if (s->large || !m->exact)
	{
		add_one_by_one(w, t, count);
		return;
	}
	if (counts_runs(w, t))
	{
		add_runs(w, t, from, count);
		return;
	}
	for (int32_t i = 0; m->zeros && i < count; i++)
		s->zeros[w->index[i]] += m->values[i] == 0;
	for (int32_t i = 0; m->gaps && i < count; i++)
		s->none[w->index[i]] += isnan(m->values[i]);
	if (m->entries)
		add_entry_parts(s->sums, t->ncells + 1, w->index, (const Four *) m->parts, m->numbers,
						count);
	else if (m->alone && !t->squares)
		pack_add_numbers(m->values, count, m->scale, !m->zeros && !m->gaps, w->index, s->sums,
						 t->ncells + 1);
	else if (m->alone)
		pack_add_split(m->values, count, m->scale, !m->zeros && !m->gaps, w->index, s->sums,
					   t->ncells + 1);
	else
		add_parts(s->sums, t->ncells + 1, w->index, (const Four *) m->parts, count);
}

/* a whole number of units, of which each half fits a double */
static inline DD
add_signed_units(DD sum, int64_t number, double unit)
{
	int64_t high = number >> 31;
	int64_t low = number - high * (INT64_C(1) << 31);

	sum = dd_add_double(sum, (double) high * (unit * 0x1p31));
	return dd_add_double(sum, (double) low * unit);
}

/* so many respondents, each of whom has the lowest, and their units above it */
static void
add_near(const PackNear *near, PackSum *sum, uint64_t count, uint64_t units)
{
	DD lowest = dd_two_prod((double) count, near->lowest);

	if (count == 0)
		return;
	sum->n += (int64_t) count;
	sum->sum = dd_add_double(dd_add_double(sum->sum, lowest.hi), lowest.lo);
	sum->sum = pack_add_units(sum->sum, units, near->unit);
}

/* the count lies above a number that may be negative */
static void
add_four(const Number *m, PackSum *sum, const uint64_t *four, bool squares)
{
	uint64_t count = (four[0] + (UINT64_C(1) << (COUNT_SHIFT - 1))) >> COUNT_SHIFT;

	if (count == 0)
		return;
	sum->n += (int64_t) count;
	sum->sum = add_signed_units(sum->sum, (int64_t) (four[0] - (count << COUNT_SHIFT)), m->unit);
	sum->sum = add_signed_units(sum->sum, (int64_t) four[1], m->unit / LOW_SCALE);
	if (!squares)
		return;
	sum->squares = add_signed_units(sum->squares, (int64_t) four[2], m->square_unit);
	sum->squares = add_signed_units(sum->squares, (int64_t) four[3], m->square_unit / LOW_SCALE);
}

/*
 * Segments
 */

/* moves what the chunk added to the cells of the table */
static void
flush_table(const Work *w, PackTable *t)
{
	Scratch *s = scratch_of(t);
	size_t cells = t->ncells + 1;

	if (s->large)
		return;
	if (t->number < 0)
	{
		for (size_t i = 0; i < t->ncells; i++)
			t->counts[i] += counter_sum(s->counters, cells, counters_of(t->ncells), i);
		return;
	}
	pack_cells_end_run(w, t);
	for (size_t i = 0; i < t->ncells; i++)
	{
		uint64_t four[4];

		for (int k = 0; k < 4; k++)
			four[k] = s->sums[i][k] + s->sums[cells + i][k];
		if (w->numbers[t->number].near)
			add_near(&w->numbers[t->number].as_packed, &t->sums[i], four[1], four[0]);
		else
			add_four(&w->numbers[t->number], &t->sums[i], four, t->squares);
		t->sums[i].n += s->zeros[i];
		t->sums[i].zeros += s->zeros[i];
		t->sums[i].none += s->none[i];
	}
}

static void
count_by_bytes(Work *w, int32_t from, int32_t count)
{
	PackCells *c = w->c;

	for (int32_t i = 0; i < c->nnumbers; i++)
		if (w->numbers[i].summed)
			block_number(w, &w->numbers[i], from, count);
	for (int32_t k = 0; k < c->ntables; k++)
	{
		PackTable *t = &c->tables[k];

		if (scratch_of(t)->by_bits)
			continue;
		if (is_narrow(w, t))
			pack_pair_index(w->narrow, (const uint8_t *) axis_categories(w, t->axes[0]),
							(uint16_t) axis_size(w, t->axes[1]),
							(const uint8_t *) axis_categories(w, t->axes[1]), count);
		else
			make_cells(w, t->naxes, t->axes, count);
		if (w->masked)
			mask_index(w->index, w->mask, (uint32_t) t->ncells, count);
		if (t->number >= 0)
			add_numbers(w, t, from, count);
		else if (scratch_of(t)->large)
			count_one_by_one(w, t, count);
		else
			raise_counters(scratch_of(t)->counters, t->ncells + 1, counters_of(t->ncells), w->index,
						   count);
	}
}

static SvyStatus
count_block(Work *w, int32_t from, int32_t count)
{
	SvyStatus status = pack_cells_categories(w, from, count);

	if (status != SVY_OK)
		return status;
	if (w->some_bits)
	{
		int32_t axis = pack_cells_map(w, from, count);

		if (axis >= 0)
		{
			pack_cells_find_missing(w, axis, from, count);
			return SVY_NO_SPACE;
		}
	}
	if (!block_mask(w, from, count))
		return SVY_OK;
	if (w->some_bits && pack_cells_ask(w))
		pack_cells_by_bits(w, from, count);
	if (!w->all_bits)
		count_by_bytes(w, from, count);
	return SVY_OK;
}

static SvyStatus
count_cells(Work *w, int32_t *from, int32_t end)
{
	PackCells *c = w->c;
	SvyStatus status = SVY_OK;

	for (int32_t k = 0; k < c->ntables; k++)
		begin_table(&c->tables[k]);
	while (*from < end && status == SVY_OK)
	{
		int32_t count = end - *from < PACK_BLOCK ? end - *from : PACK_BLOCK;

		status = count_block(w, *from, count);
		if (status == SVY_OK)
			*from += count;
	}
	for (int32_t k = 0; k < c->ntables; k++)
		flush_table(w, &c->tables[k]);
	return status;
}

SvyStatus
pack_cells_count(PackCells *c, const PackColumn *columns, int32_t n, int32_t *from)
{
	Work w = {.c = c, .columns = columns, .n = n, .chunk = CHUNK};
	SvyStatus status = SVY_OK;

	(void) lay_work(c, c->workspace, &w);
	for (int32_t i = 0; i < c->nnumbers && status == SVY_OK; i++)
		status = begin_number(&w, i);
	pack_cells_plan(&w);
	if (status == SVY_OK)
		plan_narrow(&w);
	while (*from < n && status == SVY_OK)
		status = count_cells(&w, from, n - *from < w.chunk ? n : *from + w.chunk);
	return status;
}
