/*
 * summary_wire.c
 *	  survey_summary: its binary form, and what every state must obey.
 */
#include "kernel/stats/summary.h"

#include <math.h>
#include <string.h>

#include "kernel/base/wire.h"

/* flags of the binary form */
#define WIRE_RATIO 1
#define WIRE_FRAMED 2
#define WIRE_MANY 4
#define WIRE_NEGATIVE 8

/* the least bytes that a unit takes, so that no count can promise more than the input holds */
#define WIRE_UNIT 12
#define WIRE_DD 16

/* double-doubles of a unit that are of its many variables */
static int
many_of_unit(const Summary *s)
{
	return s->many * (summary_many_sums(s) + summary_many_missing(s));
}

static void
put_unit(WireWriter *w, const Summary *s, int32_t index)
{
	const SummaryUnit *unit = summary_unit(s, index);
	SummaryKey key = summary_key(s, index);

	wire_put_i32(w, unit->parent);
	if (key.kind == SUMMARY_TEXT)
	{
		wire_put_i32(w, key.length);
		if (w->space)
			memcpy(w->space + w->size, key.text, key.length);
		w->size += key.length;
	}
	else
		wire_put_i64(w, unit->key);
	if (unit->level % 2 == 0 && s->fpc[unit->level / 2])
		wire_put_double(w, unit->fpc);
	if (unit->level < summary_leaf_level(s))
	{
		if (s->framed && unit->level % 2 == 0)
			wire_put_i64(w, unit->rows);
		return;
	}
	wire_put_i64(w, unit->rows);
	wire_put_i64(w, unit->live);
	wire_put_i64(w, unit->members);
	for (int k = 0; k < summary_sums(s) + many_of_unit(s); k++)
		wire_put_dd(w, unit->sums[k]);
}

size_t
summary_encode(const Summary *s, void *space)
{
	WireWriter w = {space, 0};
	int32_t level_units[SUMMARY_MAX_LEVELS] = {0};

	for (int32_t i = 0; i < s->nunits; i++)
		level_units[summary_unit(s, i)->level]++;
	wire_put_u8(&w, SUMMARY_VERSION);
	wire_put_u8(&w, (s->ratio ? WIRE_RATIO : 0) | (s->framed ? WIRE_FRAMED : 0) |
						(s->many > 0 ? WIRE_MANY : 0) | (s->negative ? WIRE_NEGATIVE : 0));
	wire_put_u8(&w, s->nstages);
	for (int i = 0; i < 2 * s->nstages; i++)
		wire_put_u8(&w, s->kinds[i]);
	for (int i = 0; i < s->nstages; i++)
		wire_put_u8(&w, s->fpc[i]);
	if (s->many > 0)
		wire_put_i32(&w, s->many);
	wire_put_i32(&w, s->text_size);
	for (int i = 0; i <= summary_leaf_level(s); i++)
		wire_put_i32(&w, level_units[i]);
	wire_put_i64(&w, s->n);
	if (s->framed)
		wire_put_i64(&w, s->frame_df);
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		wire_put_dd(&w, s->totals[k]);
	for (int32_t k = 0; k < s->many * SUMMARY_MANY_TOTALS; k++)
		wire_put_dd(&w, summary_many_totals(s)[k]);
	for (int32_t i = 0; i < s->nunits; i++)
		put_unit(&w, s, i);
	return w.size;
}

/* the kinds that a level may have */
static bool
kind_valid(int level, int last_level, uint8_t kind)
{
	if (kind == SUMMARY_ELEMENT)
		return level == last_level;
	return kind == SUMMARY_NUMBER || kind == SUMMARY_TEXT ||
		   (kind == SUMMARY_NONE && level % 2 == 0);
}

/* memory for what is not there is never asked for, however many variables are claimed */
static bool
many_fits(const Summary *shape, const int32_t *level_units, size_t left)
{
	int leaf = summary_leaf_level(shape);
	size_t of_unit = (size_t) many_of_unit(shape) * WIRE_DD;

	for (int i = 0; i < leaf; i++)
		if (level_units[i] > level_units[leaf])
			return false;
	return summary_many_size(shape) <= left && level_units[leaf] * of_unit <= left;
}

static bool
get_many(WireReader *r, Summary *shape)
{
	shape->many = wire_get_i32(r);
	return shape->many > 0 && shape->many <= SUMMARY_MAX_VARIABLES && !shape->ratio &&
		   !shape->framed;
}

/* the header, up to the counts of units by level */
static bool
get_shape(WireReader *r, Summary *shape, int32_t *level_units)
{
	int64_t units = 0;
	uint8_t flags;

	memset(shape, 0, sizeof(*shape));
	if (wire_get_u8(r) != SUMMARY_VERSION)
		return false;
	flags = wire_get_u8(r);
	shape->ratio = flags & WIRE_RATIO;
	shape->framed = flags & WIRE_FRAMED;
	shape->negative = flags & WIRE_NEGATIVE;
	shape->nstages = wire_get_u8(r);
	if (flags > (WIRE_RATIO | WIRE_FRAMED | WIRE_MANY | WIRE_NEGATIVE) || shape->nstages < 1 ||
		shape->nstages > SUMMARY_MAX_STAGES)
		return false;
	for (int i = 0; i < 2 * shape->nstages; i++)
	{
		shape->kinds[i] = wire_get_u8(r);
		if (!kind_valid(i, 2 * shape->nstages - 1, shape->kinds[i]))
			return false;
	}
	for (int i = 0; i < shape->nstages; i++)
	{
		uint8_t flag = wire_get_u8(r);

		if (flag > 1)
			return false;
		shape->fpc[i] = flag;
	}
	if ((flags & WIRE_MANY) && !get_many(r, shape))
		return false;
	shape->text_size = wire_get_i32(r);
	for (int i = 0; i <= summary_leaf_level(shape); i++)
	{
		level_units[i] = wire_get_i32(r);
		if (level_units[i] < 0)
			return false;
		units += level_units[i];
	}
	if (r->bad || shape->text_size < 0 || (size_t) shape->text_size > wire_left(r) ||
		units > (int64_t) (wire_left(r) / WIRE_UNIT) ||
		!many_fits(shape, level_units, wire_left(r)))
		return false;
	shape->nunits = shape->max_units = (int32_t) units;
	shape->max_text = shape->text_size;
	shape->canonical = true;
	return true;
}

size_t
summary_decode_size(const void *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);
	int32_t level_units[SUMMARY_MAX_LEVELS];
	Summary shape;

	return get_shape(&r, &shape, level_units) ? summary_canonical_size(&shape) : 0;
}

static void
get_unit(WireReader *r, Summary *s, int32_t index, int level, int32_t *text)
{
	SummaryUnit *unit = summary_unit(s, index);

	unit->level = level;
	unit->parent = wire_get_i32(r);
	unit->fpc = NAN;
	if (s->kinds[level] == SUMMARY_TEXT)
	{
		int32_t length = wire_get_i32(r);

		if (length < 0 || length > s->text_size - *text || (size_t) length > wire_left(r))
		{
			r->bad = true;
			return;
		}
		memcpy((char *) summary_text(s) + *text, r->next, length);
		r->next += length;
		unit->key = (int64_t) *text << 32 | length;
		*text += length;
	}
	else
		unit->key = wire_get_i64(r);
	if (level % 2 == 0 && s->fpc[level / 2])
		unit->fpc = wire_get_double(r);
	if (level < summary_leaf_level(s))
	{
		unit->rows = s->framed && level % 2 == 0 ? wire_get_i64(r) : 0;
		return;
	}
	unit->rows = wire_get_i64(r);
	unit->live = wire_get_i64(r);
	unit->members = wire_get_i64(r);
	for (int k = 0; k < summary_sums(s) + many_of_unit(s); k++)
		unit->sums[k] = wire_get_dd(r);
}

bool
summary_decode(Summary *into, size_t into_size, const void *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);
	int32_t level_units[SUMMARY_MAX_LEVELS];
	int32_t index = 0;
	int32_t text = 0;

	if (!get_shape(&r, into, level_units) || summary_canonical_size(into) != into_size)
		return false;
	for (int i = 0; i < SUMMARY_MAX_LEVELS; i++)
		into->last[i] = -1;
	into->n = wire_get_i64(&r);
	into->frame_df = into->framed ? wire_get_i64(&r) : 0;
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		into->totals[k] = wire_get_dd(&r);
	for (int32_t k = 0; k < into->many * SUMMARY_MANY_TOTALS; k++)
		summary_many_totals(into)[k] = wire_get_dd(&r);
	for (int level = 0; level <= summary_leaf_level(into); level++)
		for (int32_t i = 0; i < level_units[level] && !r.bad; i++)
			get_unit(&r, into, index++, level, &text);
	return wire_done(&r) && text == into->text_size && summary_valid(into, into_size);
}

/* parent one level up, keys in strictly ascending order, texts one after the other */
static bool
place_valid(const Summary *s, int32_t index, int32_t *text)
{
	const SummaryUnit *unit = summary_unit(s, index);
	const SummaryUnit *before = index > 0 ? summary_unit(s, index - 1) : NULL;
	SummaryKey key;
	SummaryKey previous;
	int order;

	if (unit->level < 0 || unit->level > summary_leaf_level(s))
		return false;
	if (unit->level == 0 ? unit->parent != -1 : unit->parent < 0 || unit->parent >= index)
		return false;
	if (unit->level > 0 && summary_unit(s, unit->parent)->level != unit->level - 1)
		return false;
	if (s->kinds[unit->level] == SUMMARY_NONE && unit->key != 0)
		return false;
	if (s->kinds[unit->level] == SUMMARY_TEXT)
	{
		if (unit->key < 0 || unit->key >> 32 != *text ||
			(unit->key & UINT32_MAX) > (uint64_t) (s->text_size - *text))
			return false;
		*text += (int32_t) (unit->key & INT32_MAX);
	}
	if (!before || before->level < unit->level)
		return true;
	if (before->level > unit->level || before->parent > unit->parent)
		return false;
	if (before->parent < unit->parent)
		return true;
	key = summary_key(s, index);
	previous = summary_key(s, index - 1);
	order = summary_compare_keys(&previous, &key);
	return order < 0;
}

static bool
count_valid(int64_t count)
{
	return count >= 0 && count <= INT64_C(1) << 52;
}

static bool
numbers_valid(const Summary *s, const SummaryUnit *unit)
{
	int nsums = summary_sums(s);
	int squares = s->ratio ? 3 : 2;
	bool stratum = unit->level % 2 == 0;

	if (stratum && s->fpc[unit->level / 2] ? !(unit->fpc > 0) : !isnan(unit->fpc))
		return false;
	if (!count_valid(unit->rows) || !count_valid(unit->live) || !count_valid(unit->members))
		return false;
	if (unit->level < summary_leaf_level(s))
		return unit->live == 0 && unit->members == 0 && (s->framed || unit->rows == 0);
	/* of a frame's strata of elements, rows are the frame's */
	if (unit->live > unit->rows || unit->members > unit->rows)
		return false;
	for (int k = 0; k < nsums; k++)
		if (!dd_valid(unit->sums[k]) || (unit->members == 0 && unit->sums[k].hi != 0))
			return false;
	return (s->negative || unit->sums[0].hi >= 0) &&
		   (nsums == squares || (unit->sums[squares].hi >= 0 && unit->sums[squares + 2].hi >= 0));
}

/* a count that is kept as a high word */
static bool
counted(DD count, int64_t most)
{
	return count.lo == 0 && count.hi >= 0 && count.hi <= (double) most &&
		   count.hi == rint(count.hi);
}

/* what those without a value take away is no more than there is */
static bool
many_of_unit_valid(const Summary *s, const SummaryUnit *unit)
{
	int nmissing = summary_many_missing(s);
	const DD *sums = unit->sums + summary_sums(s);
	const DD *missing = sums + (size_t) s->many * summary_many_sums(s);

	for (int k = 0; k < many_of_unit(s); k++)
		if (!dd_valid(sums[k]) || (unit->level < summary_leaf_level(s) && sums[k].hi != 0))
			return false;
	for (int32_t i = 0; i < s->many; i++, missing += nmissing)
		if ((missing[0].hi < 0 && !s->negative) || !counted(missing[1], unit->members) ||
			(nmissing > 2 && missing[2].hi < 0))
			return false;
	return true;
}

static bool
many_valid(const Summary *s)
{
	const DD *totals = summary_many_totals(s);

	if (s->many < 0 || s->many > SUMMARY_MAX_VARIABLES || (s->many > 0 && (s->ratio || s->framed)))
		return false;
	for (int32_t i = 0; i < s->many; i++, totals += SUMMARY_MANY_TOTALS)
		if (!dd_valid(totals[0]) || (totals[0].hi < 0 && !s->negative) || !dd_valid(totals[1]) ||
			totals[1].hi < 0 || !counted(totals[2], s->n))
			return false;
	for (int32_t i = 0; i < s->nunits; i++)
		if (!many_of_unit_valid(s, summary_unit(s, i)))
			return false;
	return true;
}

bool
summary_valid(const Summary *s, size_t size)
{
	int64_t members = 0;
	int32_t text = 0;

	if (!s->canonical || s->nslots != 0 || s->max_units != s->nunits ||
		s->max_text != s->text_size || summary_canonical_size(s) != size || !count_valid(s->n) ||
		(s->framed ? s->frame_df < 0 : s->frame_df != 0))
		return false;
	for (int32_t i = 0; i < s->nunits; i++)
	{
		if (!place_valid(s, i, &text) || !numbers_valid(s, summary_unit(s, i)))
			return false;
		members += summary_unit(s, i)->members;
		if (!count_valid(members))
			return false;
	}
	for (int k = 0; k < SUMMARY_TOTALS; k++)
		if (!dd_valid(s->totals[k]))
			return false;
	return many_valid(s) && text == s->text_size && s->n <= members &&
		   s->totals[TOTAL_WW].hi >= 0 &&
		   (s->negative || (s->totals[TOTAL_WYY].hi >= 0 && s->totals[TOTAL_WXX].hi >= 0));
}
