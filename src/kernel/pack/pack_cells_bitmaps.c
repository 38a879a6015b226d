/*
 * pack_cells_bitmaps.c
 *	  Cells of few categories by bitmaps, where everybody adds the same or those
 *	  of one number lie together.
 *
 * As in pack_bitmaps.c: a bitmap of each category of a question has a bit for each
 * respondent of a block, and those of a cell are the bits that its bitmaps have in
 * common, those of who passes among them.
 */
#include <string.h>

#include "kernel/pack/pack_bits.h"
#include "kernel/pack/pack_cells_impl.h"

#define WORDS (PACK_BLOCK / 64)

/* bits of a category's number */
#define CATEGORY_BITS 6

_Static_assert(PACK_MAPPED_CATEGORIES <= 1 << CATEGORY_BITS, "categories have so many bits");

/* the axis of tables without one */
#define EVERYBODY (-2)

/* some respondents of a block, from .. to - 1, who have one entry of a number */
typedef struct Piece
{
	int32_t from;
	int32_t to;
	int32_t entry;
} Piece;

/* some respondents, and the categories of an axis that occur among them */
typedef struct Columns
{
	PackSome some;
	int32_t axis; /* EVERYBODY, or -1: none yet */
	int32_t n;
	int32_t categories[PACK_MAPPED_CATEGORIES];
	const uint64_t *bitmaps[PACK_MAPPED_CATEGORIES];
	uint32_t counts[PACK_MAPPED_CATEGORIES];
} Columns;

void
pack_cells_lay_bitmaps(Work *w, uint8_t **space, size_t *size)
{
	size_t naxes = (size_t) w->c->naxes;

	w->uses = pack_cells_carve(space, size, naxes * sizeof(Use));
	w->asked_by_bits = pack_cells_carve(space, size, (size_t) w->c->nconditions * sizeof(bool));
	w->valid = pack_cells_carve(space, size, WORDS * sizeof(uint64_t));
	w->asked = pack_cells_carve(space, size, WORDS * sizeof(uint64_t));
	w->everybody = pack_cells_carve(space, size, WORDS * sizeof(uint64_t));
	w->unknown = pack_cells_carve(space, size, PACK_AT_ONCE * WORDS * sizeof(uint64_t));
	w->bitmaps =
		pack_cells_carve(space, size, naxes * PACK_MAPPED_CATEGORIES * WORDS * sizeof(uint64_t));
	w->occurs = pack_cells_carve(space, size, naxes * PACK_MAPPED_CATEGORIES * sizeof(bool));
	w->columns_of_piece = pack_cells_carve(space, size, sizeof(Columns));
	if (*space)
		memset(w->everybody, 0xff, WORDS * sizeof(uint64_t));
}

/*
 * Plan
 */

static bool
axes_fit(const Work *w, int32_t naxes, const int32_t *axes)
{
	size_t cells = 1;

	for (int32_t i = 0; i < naxes; i++)
	{
		size_t size = pack_axis_size(&w->c->axes[axes[i]]);

		if (size > PACK_MAPPED_CATEGORIES)
			return false;
		cells *= size;
		if (cells > PACK_BITMAP_CELLS)
			return false;
	}
	return true;
}

static bool
table_fits(const Work *w, const PackTable *t)
{
	const Number *m = t->number < 0 ? NULL : &w->numbers[t->number];

	return t->naxes <= 3 && axes_fit(w, t->naxes, t->axes) &&
		   (m == NULL ||
			(m->exact && m->runs && m->column->parameter <= w->n / PACK_RUN_RESPONDENTS));
}

static void
use_axes(Work *w, int32_t naxes, const int32_t *axes, bool bits)
{
	for (int32_t i = 0; i < naxes; i++)
		if (bits)
			w->uses[axes[i]].bits = true;
		else
			w->uses[axes[i]].bytes = true;
}

/* whether bitmaps of the categories come without bytes of them */
static bool
comes_in_planes(const PackColumn *column)
{
	return pack_nplanes(column) > 0 || column->encoding == PACK_BITS ||
		   column->encoding == PACK_EMPTY;
}

void
pack_cells_plan(Work *w)
{
	PackCells *c = w->c;

	w->some_bits = false;
	w->all_bits = true;
	memset(w->uses, 0, (size_t) c->naxes * sizeof(Use));
	for (int32_t k = 0; k < c->ntables; k++)
	{
		PackTable *t = &c->tables[k];

		scratch_of(t)->by_bits = table_fits(w, t);
		w->some_bits |= scratch_of(t)->by_bits;
		w->all_bits &= scratch_of(t)->by_bits;
		use_axes(w, t->naxes, t->axes, scratch_of(t)->by_bits);
	}
	/* who passes must be known in bytes where some table is counted so */
	for (int32_t k = 0; k < c->nconditions; k++)
	{
		const PackCondition *p = &c->conditions[k];

		w->asked_by_bits[k] = w->all_bits && axes_fit(w, p->naxes, p->axes);
		use_axes(w, p->naxes, p->axes, w->asked_by_bits[k]);
	}
	for (int32_t i = 0; i < c->naxes; i++)
		w->uses[i].bytes |= !comes_in_planes(&w->columns[c->axes[i].column]) || !w->uses[i].bits;
}

/*
 * Bitmaps of categories
 */

static uint64_t *
axis_bitmap(const Work *w, int32_t axis, int32_t category)
{
	return w->bitmaps + ((size_t) axis * PACK_MAPPED_CATEGORIES + (size_t) category) * WORDS;
}

static bool *
occurrence_of(const Work *w, int32_t axis, int32_t category)
{
	return w->occurs + (size_t) axis * PACK_MAPPED_CATEGORIES + category;
}

KERNEL_CLONES static void
add_bits(uint64_t *into, const uint64_t *from)
{
	for (int i = 0; i < WORDS; i++)
		into[i] |= from[i];
}

KERNEL_CLONES static uint64_t
left_over(const uint64_t *all, const uint64_t *some)
{
	uint64_t left = 0;

	for (int i = 0; i < WORDS; i++)
		left |= all[i] & ~some[i];
	return left;
}

/* an axis from the planes of numbers up to last, and their categories; false: somebody has a number of -1, that has none */
static bool
map_axis(Work *w, int32_t axis, const PackWord *const *planes, int nplanes, int last,
		 const int32_t *categories)
{
	static const uint64_t zeros[WORDS] = {0};
	const PackWord *all[CATEGORY_BITS] = {(const PackWord *) zeros, (const PackWord *) zeros,
										  (const PackWord *) zeros};
	bool begun[PACK_MAPPED_CATEGORIES] = {false};
	bool known = true;

	for (int b = 0; b < nplanes; b++)
		all[b] = planes[b];
	for (int first = 0; first <= last; first += PACK_AT_ONCE)
	{
		PackTarget targets[PACK_AT_ONCE];

		for (int i = 0; i < PACK_AT_ONCE; i++)
		{
			int32_t category = first + i <= last ? categories[first + i] : -1;

			targets[i] = (PackTarget){w->unknown + (size_t) i * WORDS, false};
			if (category < 0)
				continue;
			targets[i] = (PackTarget){axis_bitmap(w, axis, category), begun[category]};
			begun[category] = true;
		}
		pack_divide(w->valid, all, nplanes, first, targets);
		for (int i = 0; i < PACK_AT_ONCE && first + i <= last; i++)
			if (categories[first + i] < 0)
				known &= !pack_has_any(targets[i].bitmap);
	}
	for (int k = 0; k < (int) pack_axis_size(&w->c->axes[axis]); k++)
	{
		if (!begun[k])
			memset(axis_bitmap(w, axis, k), 0, WORDS * sizeof(uint64_t));
		*occurrence_of(w, axis, k) = begun[k] && pack_has_any(axis_bitmap(w, axis, k));
	}
	return known;
}

static bool
map_planes(Work *w, int32_t axis, int32_t from)
{
	const PackAxis *a = &w->c->axes[axis];
	const PackColumn *column = &w->columns[a->column];
	uint64_t space[4][WORDS];
	const PackWord *planes[4];
	int32_t categories[16];
	int nplanes = pack_nplanes(column);
	int last = (1 << nplanes) - 1;

	for (int b = 0; b < nplanes; b++)
		planes[b] = pack_read_plane(column, w->n, b, from, space[b]);
	for (int i = 0; i < last; i++)
	{
		uint32_t category =
			pack_axis_category(a, (int32_t) ((uint32_t) column->parameter + (uint32_t) i));

		categories[i] = category > 0 ? (int32_t) category : -1;
	}
	categories[last] = 0;
	return map_axis(w, axis, planes, nplanes, last, categories);
}

/* chosen, and answered */
static bool
map_option(Work *w, int32_t axis, int32_t from)
{
	const PackAxis *a = &w->c->axes[axis];
	const PackColumn *column = &w->columns[a->column];
	uint64_t space[2][WORDS];
	const PackWord *planes[2];
	int32_t categories[4] = {0, 0, -1, -1};

	for (int code = 0; code < 2; code++)
	{
		uint32_t category = pack_axis_category(a, code);

		if (category > 0)
			categories[2 + code] = (int32_t) category;
		planes[code] = pack_read_plane(column, w->n, code, from, space[code]);
	}
	return map_axis(w, axis, planes, 2, 3, categories);
}

/* from categories of two bytes */
static void
map_bytes_of_axis(Work *w, int32_t axis)
{
	const uint16_t *from = w->categories + (size_t) axis * PACK_BLOCK;
	int32_t last = (int32_t) pack_axis_size(&w->c->axes[axis]) - 1;
	uint8_t bytes[PACK_BLOCK];
	uint64_t space[CATEGORY_BITS][WORDS];
	const PackWord *planes[CATEGORY_BITS];
	int32_t categories[1 << CATEGORY_BITS];
	int nplanes = 1;

	while (last >= 1 << nplanes)
		nplanes++;
	for (int32_t i = 0; i < PACK_BLOCK; i++)
		bytes[i] = (uint8_t) from[i];
	for (int b = 0; b < nplanes; b++)
	{
		for (int i = 0; i < WORDS; i++)
			space[b][i] = pack_bit_of_bytes(bytes + 64 * i, b);
		planes[b] = (const PackWord *) space[b];
	}
	for (int k = 0; k <= last; k++)
		categories[k] = k;
	(void) map_axis(w, axis, planes, nplanes, last, categories);
}

static void
make_valid(Work *w, int32_t count)
{
	if (w->nvalid == count)
		return;
	w->nvalid = count;
	memset(w->valid, 0, WORDS * sizeof(uint64_t));
	memset(w->valid, 0xff, (size_t) (count / 64) * sizeof(uint64_t));
	if (count % 64 != 0)
		w->valid[count / 64] = (UINT64_C(1) << (count % 64)) - 1;
}

/* the axis that has no category for a code; -1 */
int32_t
pack_cells_map(Work *w, int32_t from, int32_t count)
{
	make_valid(w, count);
	for (int32_t i = 0; i < w->c->naxes; i++)
	{
		const PackColumn *column = &w->columns[w->c->axes[i].column];

		if (!w->uses[i].bits)
			continue;
		if (w->uses[i].bytes)
			map_bytes_of_axis(w, i);
		else if (column->encoding == PACK_EMPTY)
		{
			memset(axis_bitmap(w, i, 0), 0xff, WORDS * sizeof(uint64_t));
			memset(axis_bitmap(w, i, 1), 0,
				   (pack_axis_size(&w->c->axes[i]) - 1) * WORDS * sizeof(uint64_t));
			memset(occurrence_of(w, i, 0), 0, PACK_MAPPED_CATEGORIES * sizeof(bool));
			*occurrence_of(w, i, 0) = true;
		}
		else if (!(column->encoding == PACK_BITS ? map_option(w, i, from) : map_planes(w, i, from)))
			return i;
	}
	return -1;
}

/*
 * Who passes
 */

KERNEL_CLONES static void
common_bits(uint64_t *into, const uint64_t *other)
{
	for (int i = 0; i < WORDS; i++)
		into[i] &= other[i];
}

/* respondents of a cell of some axes */
static void
select_cell(const Work *w, int32_t naxes, const int32_t *axes, size_t cell, uint64_t *out)
{
	memset(out, 0xff, WORDS * sizeof(uint64_t));
	for (int32_t i = naxes - 1; i >= 0; i--)
	{
		size_t size = pack_axis_size(&w->c->axes[axes[i]]);

		common_bits(out, axis_bitmap(w, axes[i], (int32_t) (cell % size)));
		cell /= size;
	}
}

static void
ask_condition(Work *w, const PackCondition *p)
{
	uint64_t pass[WORDS] = {0};
	size_t cells = 1;

	for (int32_t i = 0; i < p->naxes; i++)
		cells *= pack_axis_size(&w->c->axes[p->axes[i]]);
	for (size_t cell = 0; cell < cells; cell++)
	{
		uint64_t bits[WORDS];

		if (!p->pass[cell])
			continue;
		if (p->naxes == 1)
		{
			add_bits(pass, axis_bitmap(w, p->axes[0], (int32_t) cell));
			continue;
		}
		select_cell(w, p->naxes, p->axes, cell, bits);
		add_bits(pass, bits);
	}
	common_bits(w->passing, pass);
}

bool
pack_cells_ask(Work *w)
{
	static const uint64_t nobody[WORDS] = {0};

	w->passing = w->valid;
	if (w->c->nconditions == 0 && !w->masked)
		return true;
	w->passing = w->asked;
	memcpy(w->passing, w->valid, WORDS * sizeof(uint64_t));
	for (int32_t k = 0; k < w->c->nconditions; k++)
		if (w->asked_by_bits[k])
			ask_condition(w, &w->c->conditions[k]);
	for (int i = 0; w->masked && i < WORDS; i++)
		w->passing[i] &= pack_bit_of_bytes(w->mask + 64 * i, 0);
	return left_over(w->passing, nobody) != 0;
}

/*
 * Counting
 */

/* the categories of an axis that some of a piece have, and how many */
static void
take_columns(const Work *w, int32_t axis, Columns *columns)
{
	int32_t ncategories = axis == EVERYBODY ? 1 : (int32_t) pack_axis_size(&w->c->axes[axis]);
	int32_t n = 0;

	columns->axis = axis;
	for (int32_t k = 0; k < ncategories; k++)
	{
		if (axis != EVERYBODY && !*occurrence_of(w, axis, k))
			continue;
		columns->categories[n] = k;
		columns->bitmaps[n++] = axis == EVERYBODY ? w->everybody : axis_bitmap(w, axis, k);
	}
	pack_common_bits(&columns->some, NULL, columns->bitmaps, n, columns->counts);
	columns->n = 0;
	for (int32_t k = 0; k < n; k++)
	{
		columns->categories[columns->n] = columns->categories[k];
		columns->bitmaps[columns->n] = columns->bitmaps[k];
		columns->counts[columns->n] = columns->counts[k];
		columns->n += columns->counts[k] > 0;
	}
}

/* counts of a row, which are multiplied when their run ends */
static void
add_cells(const PackTable *t, const Columns *columns, const uint32_t *counts, size_t row,
		  size_t nrows)
{
	uint32_t *counters = scratch_of(t)->counters + row;

	for (int32_t k = 0; k < columns->n; k++)
		counters[(size_t) columns->categories[k] * nrows] += counts[k];
}

/* whether respondents of the block may be in a combination of the axes after the first */
static bool
row_occurs(const Work *w, const PackTable *t, size_t row)
{
	if (t->naxes == 2)
		return *occurrence_of(w, t->axes[1], (int32_t) row);
	for (int32_t i = t->naxes - 1; i > 0; i--)
	{
		size_t size = pack_axis_size(&w->c->axes[t->axes[i]]);

		if (!*occurrence_of(w, t->axes[i], (int32_t) (row % size)))
			return false;
		row /= size;
	}
	return true;
}

/* those of a row among the columns of a piece */
static void
count_row(const Work *w, const PackTable *t, size_t row, const Columns *columns, uint32_t *counts)
{
	uint64_t bits[WORDS + PACK_VECTOR_WORDS];
	const uint64_t *of_row = bits;

	if (t->naxes == 2)
		of_row = axis_bitmap(w, t->axes[1], (int32_t) row);
	else
		select_cell(w, t->naxes - 1, t->axes + 1, row, bits);
	pack_common_bits(&columns->some, of_row, columns->bitmaps, columns->n, counts);
}

/* rows are the combinations of the axes after the first; the last that occurs is the rest */
static void
count_rows(const Work *w, const PackTable *t, const Columns *columns)
{
	size_t nrows = t->ncells / pack_axis_size(&w->c->axes[t->axes[0]]);
	size_t last = nrows - 1;
	uint32_t rest[PACK_MAPPED_CATEGORIES];

	memcpy(rest, columns->counts, (size_t) columns->n * sizeof(uint32_t));
	while (last > 0 && !row_occurs(w, t, last))
		last--;
	for (size_t row = 0; row < last; row++)
	{
		uint32_t counts[PACK_MAPPED_CATEGORIES];

		if (!row_occurs(w, t, row))
			continue;
		count_row(w, t, row, columns, counts);
		for (int32_t k = 0; k < columns->n; k++)
			rest[k] -= counts[k];
		add_cells(t, columns, counts, row, nrows);
	}
	add_cells(t, columns, rest, last, nrows);
}

static void
count_piece(Work *w, const Piece *piece, int32_t number)
{
	Columns *columns = w->columns_of_piece;

	pack_choose(&columns->some, w->passing, piece->from, piece->to);
	columns->axis = -1;
	for (int32_t k = 0; k < w->c->ntables; k++)
	{
		PackTable *t = &w->c->tables[k];
		int32_t axis = t->naxes > 0 ? t->axes[0] : EVERYBODY;

		if (!scratch_of(t)->by_bits || t->number != number)
			continue;
		if (columns->axis != axis)
			take_columns(w, axis, columns);
		if (number >= 0 && scratch_of(t)->run != piece->entry)
		{
			pack_cells_end_run(w, t);
			scratch_of(t)->run = piece->entry;
		}
		if (t->naxes <= 1)
			add_cells(t, columns, columns->counts, 0, 1);
		else
			count_rows(w, t, columns);
	}
}

/* a number's runs in a block, or the block as a whole */
static void
count_number(Work *w, int32_t number, int32_t block, int32_t count)
{
	const PackColumn *column = number < 0 ? NULL : w->numbers[number].column;
	Piece piece = {0, count, 0};
	int32_t run;

	if (column == NULL)
	{
		count_piece(w, &piece, number);
		return;
	}
	run = pack_run_of(column, block);
	for (; piece.from < count; piece.from = piece.to, run += run < column->parameter - 1)
	{
		piece.to = pack_run_end(column, block + count, run, block + piece.from) - block;
		piece.entry = pack_run_number(column, run);
		count_piece(w, &piece, number);
	}
}

void
pack_cells_by_bits(Work *w, int32_t from, int32_t count)
{
	for (int32_t number = -1; number < w->c->nnumbers; number++)
		for (int32_t k = 0; k < w->c->ntables; k++)
			if (w->c->tables[k].number == number && scratch_of(&w->c->tables[k])->by_bits)
			{
				count_number(w, number, from, count);
				break;
			}
}
