/*
 * pack_cells_axes.c
 *	  The categories of packed answers, of which pack_cells.c makes cells, and the
 *	  codes that have none yet.
 */
#include <math.h>
#include <string.h>

#include "kernel/base/clones.h"
#include "kernel/base/hash.h"
#include "kernel/pack/pack_cells_impl.h"

/* codes far apart are searched for among so many, else looked up in a table of slots */
#define FEW_CODES 16

/* codes that follow each other without a gap, each with a category of its own */
static bool
is_range(const PackAxis *a)
{
	return a->ncodes > 0 && a->categories == NULL &&
		   (int64_t) a->codes[a->ncodes - 1] - a->codes[0] == a->ncodes - 1;
}

uint32_t
pack_axis_slots(int32_t ncodes)
{
	return ncodes <= FEW_CODES ? 0 : (uint32_t) hash_slots((uint64_t) ncodes, 2 * FEW_CODES);
}

static bool
same_code(const void *axis, uint32_t place, size_t slot, const void *code)
{
	(void) slot;
	return ((const PackAxis *) axis)->codes[place] == *(const int32_t *) code;
}

KERNEL_INLINE size_t
slot_of(const PackAxis *a, const uint32_t *slots, int32_t code)
{
	return hash_find(slots, a->nslots, hash_mix((uint32_t) code), same_code, a, &code);
}

void
pack_axis_fill(const PackAxis *axis, uint32_t *slots)
{
	hash_clear(slots, axis->nslots);
	for (int32_t i = 0; i < axis->ncodes; i++)
		slots[slot_of(axis, slots, axis->codes[i])] = (uint32_t) i;
}

/* how many codes are smaller */
static int32_t
codes_below(const PackAxis *a, int32_t code)
{
	int32_t low = 0;
	int32_t high = a->ncodes;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (a->codes[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t
category_at(const PackAxis *a, int32_t place)
{
	return a->categories ? a->categories[place] : (uint32_t) place + 1;
}

uint32_t
pack_axis_search(const PackAxis *a, int32_t code)
{
	int32_t below;

	if (a->slots)
	{
		uint32_t place = a->slots[slot_of(a, a->slots, code)];

		return place == HASH_FREE ? 0 : category_at(a, (int32_t) place);
	}
	below = codes_below(a, code);
	return below < a->ncodes && a->codes[below] == code ? category_at(a, below) : 0;
}

/* bytes from low .. low + width are codes, 255 is no answer; whether there are others */
KERNEL_CLONES static uint16_t
shift_bytes(const uint8_t *bytes, uint8_t low, uint8_t width, uint16_t first, int32_t count,
			uint16_t *out)
{
	uint8_t wrong = 0;

	for (int32_t i = 0; i < count; i++)
	{
		uint8_t above = (uint8_t) (bytes[i] - low);

		wrong |= (uint8_t) ((above > width) & (bytes[i] != 255));
	}
	for (int32_t i = 0; i < count; i++)
		out[i] = bytes[i] == 255 ? 0 : (uint16_t) (bytes[i] + first);
	return wrong;
}

/* the same in a byte for each */
KERNEL_CLONES static uint16_t
shift_narrow(const uint8_t *bytes, uint8_t low, uint8_t width, uint8_t first, int32_t count,
			 uint8_t *out)
{
	uint8_t wrong = 0;

	for (int32_t i = 0; i < count; i++)
	{
		uint8_t above = (uint8_t) (bytes[i] - low);

		wrong |= (uint8_t) ((above > width) & (bytes[i] != 255));
		out[i] = bytes[i] == 255 ? 0 : (uint8_t) (bytes[i] + first);
	}
	return wrong;
}

/* bytes of a column that are codes of an axis: low .. high, which are so many less than their category */
typedef struct ByteRange
{
	int64_t shift;
	int64_t low;
	int64_t high;
} ByteRange;

static bool
find_range(const PackAxis *a, const PackColumn *column, ByteRange *r)
{
	if (!is_range(a))
		return false;
	r->shift = (int64_t) column->parameter - a->codes[0] + 1;
	r->low = r->shift < 1 ? 1 - r->shift : 0;
	r->high = a->ncodes - r->shift < 254 ? a->ncodes - r->shift : 254;
	return r->low <= r->high;
}

bool
pack_cells_is_narrow(const Work *w, int32_t axis)
{
	const PackAxis *a = &w->c->axes[axis];
	const PackColumn *column = &w->columns[a->column];
	ByteRange r;

	return pack_has_bytes(column) && pack_axis_size(a) <= 255 && find_range(a, column, &r);
}

/* of a byte that is no code's; no category has this bit */
#define NO_CATEGORY 0x8000
_Static_assert(PACK_MAX_CATEGORIES <= NO_CATEGORY, "categories leave a bit");

static uint16_t
look_bytes_up(const uint8_t *bytes, const uint16_t *lookup, int32_t count, uint16_t *out)
{
	uint16_t all = 0;

	for (int32_t i = 0; i < count; i++)
		all |= out[i] = lookup[bytes[i]];
	return all & NO_CATEGORY;
}

static uint16_t
byte_categories(Work *w, const PackAxis *a, int32_t from, int32_t count, uint16_t *out)
{
	const PackColumn *column = &w->columns[a->column];
	const uint8_t *bytes = pack_read_bytes(column, w->n, from, count, (uint8_t *) w->codes);
	uint16_t lookup[256];
	ByteRange r;

	if (find_range(a, column, &r))
		return shift_bytes(bytes, (uint8_t) r.low, (uint8_t) (r.high - r.low), (uint16_t) r.shift,
						   count, out);
	for (int i = 0; i < 255; i++)
		lookup[i] = NO_CATEGORY;
	lookup[255] = 0;
	for (int32_t k = codes_below(a, column->parameter);
		 k < a->ncodes && (int64_t) a->codes[k] - column->parameter < 255; k++)
		lookup[a->codes[k] - column->parameter] = (uint16_t) category_at(a, k);
	return look_bytes_up(bytes, lookup, count, out);
}

static uint16_t
narrow_categories(Work *w, const PackAxis *a, int32_t from, int32_t count, uint8_t *out)
{
	const PackColumn *column = &w->columns[a->column];
	const uint8_t *bytes = pack_read_bytes(column, w->n, from, count, (uint8_t *) w->codes);
	ByteRange r = {0, 0, 0};

	(void) find_range(a, column, &r);
	return shift_narrow(bytes, (uint8_t) r.low, (uint8_t) (r.high - r.low), (uint8_t) r.shift,
						count, out);
}

/* numbers of a column as codes; false if one is none, such as -0, which is not 0 to everybody */
static bool
read_whole(const Work *w, const PackColumn *column, int32_t from, int32_t count, int32_t *codes)
{
	double values[256];

	if (!pack_has_entries(column) && !pack_has_numbers(column))
	{
		pack_read_codes(column, w->n, from, count, codes);
		return true;
	}
	for (int32_t done = 0; done < count; done += 256)
	{
		int32_t some = count - done < 256 ? count - done : 256;

		pack_read_doubles(column, w->n, from + done, some, values);
		for (int32_t i = 0; i < some; i++)
		{
			if (isnan(values[i]))
			{
				codes[done + i] = PACK_NULL;
				continue;
			}
			if (!(values[i] > INT32_MIN && values[i] <= INT32_MAX) ||
				values[i] != (int32_t) values[i] || (values[i] == 0 && signbit(values[i])))
				return false;
			codes[done + i] = (int32_t) values[i];
		}
	}
	return true;
}

static uint16_t
code_categories(const PackAxis *a, const int32_t *codes, int32_t count, uint16_t *out)
{
	uint16_t wrong = 0;

	for (int32_t i = 0; i < count; i++)
	{
		uint32_t category = pack_axis_category(a, codes[i]);

		out[i] = (uint16_t) category;
		wrong |= category == 0 && codes[i] != PACK_NULL;
	}
	return wrong;
}

/* days, of which there are some hundreds: shorts as they are numbered, from a code on that is so far from the first */
static uint16_t
look_shorts_up(const PackAxis *a, int32_t shift, const uint16_t *numbers, int32_t count,
			   uint16_t *out)
{
	uint32_t span = (uint32_t) a->codes[a->ncodes - 1] - (uint32_t) a->codes[0] + 1;
	uint16_t wrong = 0;

	for (int32_t i = 0; i < count; i++)
	{
		uint32_t at = (uint32_t) (shift + numbers[i]);
		uint16_t category = at < span && numbers[i] != PACK_SHORT_NULL ? a->lookup[at] : 0;

		out[i] = category;
		wrong |= (uint16_t) ((category == 0) & (numbers[i] != PACK_SHORT_NULL));
	}
	return wrong;
}

/* respondents with one number lie together; false if one is no code */
static bool
run_categories(const Work *w, const PackAxis *a, int32_t from, int32_t count, uint16_t *out,
			   uint16_t *wrong)
{
	const PackColumn *column = &w->columns[a->column];
	int32_t run = pack_run_of(column, from);

	for (int32_t i = 0; i < count; run += run < column->parameter - 1)
	{
		int32_t end = pack_run_end(column, from + count, run, from + i) - from;
		int32_t code;
		uint16_t category;

		if (!read_whole(w, column, from + i, 1, &code))
			return false;
		*wrong |= code_categories(a, &code, 1, &category);
		while (i < end)
			out[i++] = category;
	}
	return true;
}

/* wrong: not 0 if a code has none; false: what is no code */
static bool
lay_categories(Work *w, const PackAxis *a, int32_t from, int32_t count, uint16_t *out,
			   uint16_t *wrong)
{
	const PackColumn *column = &w->columns[a->column];
	int64_t shift = a->ncodes > 0 ? (int64_t) column->parameter - a->codes[0] : INT64_MAX;

	*wrong = 0;
	if (pack_has_bytes(column))
		*wrong = byte_categories(w, a, from, count, out);
	else if (column->encoding == PACK_EMPTY)
		memset(out, 0, (size_t) count * sizeof(uint16_t));
	else if (column->encoding == PACK_RUNS)
		return run_categories(w, a, from, count, out, wrong);
	else if (column->encoding == PACK_SHORTS && a->lookup && shift > -PACK_MAX_SPAN &&
			 shift < PACK_MAX_SPAN)
	{
		uint16_t *numbers = (uint16_t *) w->codes;

		pack_read_shorts(column, from, count, numbers);
		*wrong = look_shorts_up(a, (int32_t) shift, numbers, count, out);
	}
	else
	{
		if (!read_whole(w, column, from, count, w->codes))
			return false;
		*wrong = code_categories(a, w->codes, count, out);
	}
	return true;
}

/* whether a new category costs more than a look at the rest of the segment */
static bool
has_many_cells(const PackCells *c)
{
	size_t cells = 0;

	for (int32_t k = 0; k < c->ntables; k++)
		cells += c->tables[k].ncells;
	return cells > PACK_BLOCK;
}

/* codes that were met lately, each in a place that others may take from it */
#define RECENT 1024

/* those of a block that the axis does not have */
static void
add_missing(Work *w, const PackAxis *a, int32_t from, int32_t count, int32_t *recent)
{
	if (!read_whole(w, &w->columns[a->column], from, count, w->codes))
		return;
	for (int32_t i = 0; i < count; i++)
	{
		int32_t code = w->codes[i];
		int32_t *place = &recent[(uint32_t) code % RECENT];

		if (code == PACK_NULL || *place == code || pack_axis_category(a, code) > 0)
			continue;
		*place = code;
		w->missing[w->c->nmissing++] = code;
	}
}

static void
find_missing_bytes(Work *w, const PackAxis *a, int32_t from, int32_t end)
{
	const PackColumn *column = &w->columns[a->column];
	bool occurs[256] = {false};

	for (; from < end; from += PACK_BLOCK)
	{
		int32_t some = end - from < PACK_BLOCK ? end - from : PACK_BLOCK;
		const uint8_t *bytes = pack_read_bytes(column, w->n, from, some, (uint8_t *) w->codes);

		for (int32_t i = 0; i < some; i++)
			occurs[bytes[i]] = true;
	}
	for (int32_t i = 0; i < 255; i++)
	{
		int32_t code = (int32_t) ((uint32_t) column->parameter + (uint32_t) i);

		if (occurs[i] && pack_axis_category(a, code) == 0)
			w->missing[w->c->nmissing++] = code;
	}
}

/* whether codes of all that is left of a segment take no longer than those of a block of others; those of planes are few */
static bool
is_quick(const PackColumn *column)
{
	return pack_has_bytes(column) && pack_nplanes(column) == 0;
}

void
pack_cells_find_missing(Work *w, int32_t axis, int32_t from, int32_t count)
{
	PackCells *c = w->c;
	const PackAxis *a = &c->axes[axis];
	int32_t end = has_many_cells(c) || is_quick(&w->columns[a->column]) ? w->n : from + count;
	int32_t recent[RECENT];

	c->axis = axis;
	c->nmissing = 0;
	c->missing = w->missing;
	if (pack_has_bytes(&w->columns[a->column]))
	{
		find_missing_bytes(w, a, from, end);
		return;
	}
	for (int i = 0; i < RECENT; i++)
		recent[i] = PACK_NULL;
	for (; from < end; from += PACK_BLOCK)
		add_missing(w, a, from, end - from < PACK_BLOCK ? end - from : PACK_BLOCK, recent);
}

SvyStatus
pack_cells_categories(Work *w, int32_t from, int32_t count)
{
	for (int32_t i = 0; i < w->c->naxes; i++)
	{
		uint16_t *out = w->categories + (size_t) i * PACK_BLOCK;
		uint16_t wrong;

		if (!w->uses[i].bytes)
			continue;
		if (w->uses[i].narrow)
			wrong = narrow_categories(w, &w->c->axes[i], from, count, (uint8_t *) out);
		else if (!lay_categories(w, &w->c->axes[i], from, count, out, &wrong))
			return SVY_BAD_VALUE;
		if (wrong)
		{
			pack_cells_find_missing(w, i, from, count);
			return SVY_NO_SPACE;
		}
	}
	return SVY_OK;
}
