/*
 * summary.c
 *	  survey_summary: building, merging and ordering the state.
 */
#include "kernel/base/hash.h"
#include "kernel/base/weight.h"
#include "kernel/stats/summary.h"

#include <string.h>

/* places of the sums in a unit; see SummaryUnit */
#define SUM_W 0
#define SUM_WY 1
#define SUM_WX 2

/*
 * A state of many variables keeps what all respondents have in common (weights,
 * their squares, counts) in the place of a single variable.  Behind the sums of a
 * unit follow, for each of the variables, the sums with y (wy [, wwy, wwyy]), then
 * for each what those without a value take away (w, how many [, ww]); behind
 * the state, for each, wyy, ww and n likewise.  Few respondents lack a value, so
 * that the sums that are touched lie together.  Counts are high words.
 */
enum
{
	MANY_WYY,
	MANY_MISSING_WW,
	MANY_MISSING_N
};

static uint32_t *
slots(const Summary *s)
{
	return (uint32_t *) summary_unit(s, s->max_units);
}

static char *
texts(const Summary *s)
{
	return (char *) (slots(s) + s->nslots);
}

const char *
summary_text(const Summary *s)
{
	return texts(s);
}

SummaryKey
summary_key(const Summary *s, int32_t index)
{
	const SummaryUnit *unit = summary_unit(s, index);
	SummaryKey key = {s->kinds[unit->level], unit->key, NULL, 0};

	if (key.kind == SUMMARY_TEXT)
	{
		key.text = texts(s) + (unit->key >> 32);
		key.length = (int32_t) (unit->key & INT32_MAX);
	}
	return key;
}

/* at most half of the slots are used */
static int32_t
slots_for(int32_t units)
{
	return (int32_t) hash_slots((uint64_t) units, 4);
}

static size_t
size_of(const Summary *shape, SummaryRoom room, int32_t nslots)
{
	if (room.units < 0 || room.text < 0 || room.units > INT32_MAX / 4)
		return 0;
	return sizeof(Summary) + summary_many_size(shape) + room.units * summary_unit_size(shape) +
		   nslots * sizeof(int32_t) + room.text;
}

static Summary
shape_of(const SummaryPath *path, bool ratio)
{
	Summary shape = {0};

	shape.nstages = path->nstages;
	shape.ratio = ratio;
	for (int i = 0; i < 2 * path->nstages; i++)
		shape.kinds[i] = path->keys[i].kind;
	for (int i = 0; i < path->nstages; i++)
		shape.fpc[i] = !isnan(path->fpc[i]);
	for (int i = 0; i < SUMMARY_MAX_LEVELS; i++)
		shape.last[i] = -1;
	return shape;
}

size_t
summary_size(const SummaryPath *path, bool ratio, SummaryRoom room)
{
	Summary shape = shape_of(path, ratio);

	shape.many = room.many;
	return size_of(&shape, room, slots_for(room.units));
}

size_t
summary_copy_size(const Summary *from, SummaryRoom room)
{
	return size_of(from, room, slots_for(room.units));
}

size_t
summary_canonical_size(const Summary *from)
{
	return size_of(from, (SummaryRoom){from->nunits, from->text_size, 0}, 0);
}

static void
set_room(Summary *s, SummaryRoom room)
{
	s->max_units = room.units;
	s->max_text = room.text;
	s->nslots = slots_for(room.units);
	s->canonical = false;
	hash_clear(slots(s), (size_t) s->nslots);
}

void
summary_init(Summary *s, const SummaryPath *path, bool ratio, SummaryRoom room)
{
	*s = shape_of(path, ratio);
	s->many = room.many;
	set_room(s, room);
}

/* ------------------------------------------------------------------ keys --- */

static uint64_t
hash_key(int32_t parent, const SummaryKey *key)
{
	uint64_t hash = hash_mix((uint64_t) parent + UINT64_C(0x9e3779b97f4a7c15));

	if (key->kind != SUMMARY_TEXT)
		return hash_mix(hash ^ (uint64_t) key->number);
	for (int32_t i = 0; i < key->length; i++)
		hash = (hash ^ (uint8_t) key->text[i]) * UINT64_C(0x100000001b3);
	return hash_mix(hash);
}

int
summary_compare_keys(const SummaryKey *a, const SummaryKey *b)
{
	int32_t shorter = a->length < b->length ? a->length : b->length;
	int order;

	if (a->kind != SUMMARY_TEXT)
		return (a->number > b->number) - (a->number < b->number);
	order = shorter > 0 ? memcmp(a->text, b->text, shorter) : 0;
	return order ? order : (a->length > b->length) - (a->length < b->length);
}

static bool
is_unit(const Summary *s, int32_t index, int level, int32_t parent, const SummaryKey *key)
{
	const SummaryUnit *unit = summary_unit(s, index);
	SummaryKey own;

	if (unit->parent != parent || unit->level != level)
		return false;
	if (key->kind != SUMMARY_TEXT)
		return unit->key == key->number;
	own = summary_key(s, index);
	return own.text && key->text && own.length == key->length &&
		   memcmp(own.text, key->text, key->length) == 0;
}

typedef struct UnitKey
{
	int level;
	int32_t parent;
	const SummaryKey *key;
} UnitKey;

static inline bool
has_key(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const UnitKey *wanted = key;

	(void) slot;
	return is_unit(owner, (int32_t) entry, wanted->level, wanted->parent, wanted->key);
}

/* the slot that holds the unit, or the free one where it belongs */
static uint32_t *
find_slot(const Summary *s, int level, int32_t parent, const SummaryKey *key)
{
	UnitKey wanted = {level, parent, key};
	uint32_t *table = slots(s);

	return &table[hash_find(table, (size_t) s->nslots, hash_key(parent, key), has_key, s, &wanted)];
}

/* finds or appends a unit */
static SvyStatus
find_or_add_unit(Summary *s, int level, int32_t parent, const SummaryKey *key, double fpc,
				 int32_t *index)
{
	uint32_t *slot = find_slot(s, level, parent, key);
	SummaryUnit *unit;

	*index = (int32_t) *slot;
	if (*slot != HASH_FREE)
		return SVY_OK;
	if (s->nunits >= s->max_units ||
		(key->kind == SUMMARY_TEXT && key->length > s->max_text - s->text_size))
		return SVY_NO_SPACE;
	*index = s->nunits++;
	*slot = (uint32_t) *index;
	unit = summary_unit(s, *index);
	memset(unit, 0, summary_unit_size(s));
	unit->parent = parent;
	unit->level = level;
	unit->fpc = fpc;
	unit->key = key->number;
	if (key->kind == SUMMARY_TEXT && key->text)
	{
		memcpy(texts(s) + s->text_size, key->text, key->length);
		unit->key = (int64_t) s->text_size << 32 | key->length;
		s->text_size += key->length;
	}
	return SVY_OK;
}

void
summary_copy(Summary *into, const Summary *from, SummaryRoom room)
{
	*into = *from;
	memcpy(into + 1, from + 1, summary_many_size(from));
	set_room(into, room);
	memcpy(summary_unit(into, 0), summary_unit(from, 0), from->nunits * summary_unit_size(from));
	memcpy(texts(into), texts(from), from->text_size);
	for (int32_t i = 0; i < into->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(into, i);
		SummaryKey key = summary_key(into, i);

		*find_slot(into, unit->level, unit->parent, &key) = (uint32_t) i;
	}
}

/* ------------------------------------------------------------------ rows --- */

static SvyStatus
fault(SummaryProblem *problem, SummaryFault what, int stage, int32_t unit)
{
	*problem = (SummaryProblem){what, stage, unit};
	return SVY_BAD_ARGUMENT;
}

/* population corrections of one stratum must agree */
static SvyStatus
check_fpc(const Summary *s, int stage, double fpc, int32_t unit, SummaryProblem *problem)
{
	if (s->fpc[stage] == isnan(fpc))
		return fault(problem, FAULT_FPC_MISSING, stage, unit);
	if (!s->fpc[stage])
		return SVY_OK;
	if (!(fpc > 0))
		return fault(problem, FAULT_FPC_VALUE, stage, unit);
	if (summary_unit(s, unit)->fpc != fpc)
		return fault(problem, FAULT_FPC_VARIES, stage, unit);
	return SVY_OK;
}

/* the unit of the last level that a respondent belongs to */
static SvyStatus
find_leaf(Summary *s, const SummaryPath *path, int32_t *leaf, SummaryProblem *problem)
{
	int last = summary_leaf_level(s);
	int32_t unit = -1;

	if (path->nstages != s->nstages)
		return fault(problem, FAULT_KEYS, path->nstages, -1);
	if (last < 2 * s->nstages - 1 && path->keys[last + 1].kind != SUMMARY_ELEMENT)
		return fault(problem, FAULT_KEYS, s->nstages - 1, -1);
	for (int level = 0; level <= last; level++)
	{
		const SummaryKey *key = &path->keys[level];
		double fpc = level % 2 == 0 ? path->fpc[level / 2] : NAN;
		int32_t parent = unit;

		if (key->kind != s->kinds[level])
			return fault(problem, FAULT_KEYS, level / 2, -1);
		/* rows of one cluster mostly come together */
		unit = s->last[level];
		if (unit < 0 || !is_unit(s, unit, level, parent, key))
		{
			SvyStatus status = find_or_add_unit(s, level, parent, key, fpc, &unit);

			if (status != SVY_OK)
				return status;
			s->last[level] = unit;
		}
		if (level % 2 == 0 && (s->fpc[level / 2] || !isnan(fpc)))
		{
			SvyStatus status = check_fpc(s, level / 2, fpc, unit, problem);

			if (status != SVY_OK)
				return status;
		}
	}
	*leaf = unit;
	return SVY_OK;
}

static inline void
add_dd(DD *sum, DD value)
{
	*sum = dd_add(*sum, value);
}

/*
 * Squares of w and wy, by stratum.  The square of a weight is the rounded one, as
 * where respondents are counted in cells (crosstab_add, packs), so that every road
 * has the same addends; products with y are exact to the last place of a
 * double-double.
 */
static void
add_squares(DD *sums, bool ratio, double square, double y, double x)
{
	DD wwy = dd_two_prod(square, y);

	sums[0] = dd_add_double(sums[0], square);
	add_dd(&sums[1], wwy);
	add_dd(&sums[2], dd_mul_double(wwy, y));
	if (ratio)
	{
		add_dd(&sums[3], dd_mul_double(wwy, x));
		add_dd(&sums[4], dd_mul_double(dd_two_prod(square, x), x));
	}
}

/*
 * a + b where both have the same sign, or where digits lost to cancellation are
 * lost in the terms already: half the work of dd_add().
 */
static inline void
add_product(DD *sum, DD value)
{
	DD high = dd_two_sum(sum->hi, value.hi);

	*sum = dd_fast_two_sum(high.hi, high.lo + (sum->lo + value.lo));
}

/*
 * One value of a respondent: into the sums of his unit and the totals of the
 * state.  Products with y are exact, as sums of squares around a mean take the
 * difference of large ones; nothing of the kind is done with w x w.
 */
static inline bool
add_value(const Summary *s, DD *sums, DD *totals, bool element, double weight, double y, double x)
{
	DD wy = dd_two_prod(weight, y);

	sums[SUM_W] = dd_add_double(sums[SUM_W], weight);
	add_product(&sums[SUM_WY], wy);
	totals[TOTAL_WW] = dd_add_double(totals[TOTAL_WW], weight * weight);
	add_product(&totals[TOTAL_WYY], dd_mul_double(wy, y));
	if (s->ratio)
	{
		DD wx = dd_two_prod(weight, x);

		add_dd(&sums[SUM_WX], wx);
		add_dd(&totals[TOTAL_WXY], dd_mul_double(wx, y));
		add_dd(&totals[TOTAL_WXX], dd_mul_double(wx, x));
	}
	if (element)
		add_squares(sums + (s->ratio ? 3 : 2), s->ratio, weight * weight, y, x);
	return isfinite(totals[TOTAL_WYY].lo + totals[TOTAL_WW].lo + sums[SUM_WY].lo +
					totals[TOTAL_WXX].lo + (element ? sums[summary_sums(s) - 1].lo : 0)) != 0;
}

/* finds the unit of a respondent and counts him there */
static SvyStatus
add_respondent(Summary *s, const SummaryPath *path, double weight, SummaryUnit **unit,
			   SummaryProblem *problem)
{
	int32_t leaf = -1;
	SvyStatus status;

	if (!weight_good_signed(weight, s->negative))
		return SVY_BAD_WEIGHT;
	status = find_leaf(s, path, &leaf, problem);
	if (status != SVY_OK)
		return status;
	*unit = summary_unit(s, leaf);
	(*unit)->rows++;
	(*unit)->live += weight_counts(weight);
	return SVY_OK;
}

SvyStatus
summary_add(Summary *s, const SummaryPath *path, double weight, bool has_value, double y, double x,
			SummaryProblem *problem)
{
	SummaryUnit *unit;
	SvyStatus status;

	if (has_value && !(isfinite(y) && (!s->ratio || isfinite(x))))
		return SVY_BAD_VALUE;
	status = add_respondent(s, path, weight, &unit, problem);
	if (status != SVY_OK || !has_value)
		return status;
	unit->members += weight_counts(weight);
	s->n += weight_counts(weight);
	return add_value(s, unit->sums, s->totals, summary_is_element(s), weight, y, x) ? SVY_OK
																					: SVY_OVERFLOW;
}

SvyStatus
summary_add_part(Summary *s, const SummaryPath *path, const SummaryPart *part,
				 SummaryProblem *problem)
{
	int nsums = summary_sums(s);
	int32_t leaf = -1;
	SummaryUnit *unit;
	bool finite = true;
	SvyStatus status = find_leaf(s, path, &leaf, problem);

	if (status != SVY_OK)
		return status;
	unit = summary_unit(s, leaf);
	unit->rows += part->rows;
	unit->live += part->live;
	unit->members += part->members;
	s->n += part->n;
	for (int k = 0; k < nsums; k++)
	{
		add_dd(&unit->sums[k], part->sums[k]);
		finite &= isfinite(unit->sums[k].lo) != 0;
	}
	return finite ? SVY_OK : SVY_OVERFLOW;
}

/* what is common to all variables of a respondent */
static void
add_common(Summary *s, SummaryUnit *unit, double weight)
{
	unit->members += weight_counts(weight);
	s->n += weight_counts(weight);
	unit->sums[SUM_W] = dd_add_double(unit->sums[SUM_W], weight);
	s->totals[TOTAL_WW] = dd_add_double(s->totals[TOTAL_WW], weight * weight);
	if (summary_is_element(s))
		unit->sums[2] = dd_add_double(unit->sums[2], weight * weight);
}

/* takes a respondent without a value out of what is common */
static void
add_missing(DD *missing, DD *totals, bool element, double weight)
{
	missing[0] = dd_add_double(missing[0], weight);
	missing[1].hi += weight_counts(weight);
	if (element)
		missing[2] = dd_add_double(missing[2], weight * weight);
	totals[MANY_MISSING_WW] = dd_add_double(totals[MANY_MISSING_WW], weight * weight);
	totals[MANY_MISSING_N].hi += weight_counts(weight);
}

SvyStatus
summary_add_many(Summary *s, const SummaryPath *path, double weight, const double *y,
				 const bool *missing, SummaryProblem *problem)
{
	bool element = summary_is_element(s);
	int nsums = summary_many_sums(s);
	DD *totals = summary_many_totals(s);
	bool finite = true;
	SummaryUnit *unit;
	DD *sums;
	DD *without;
	SvyStatus status;

	for (int32_t i = 0; i < s->many; i++)
		if (!(missing && missing[i]) && !isfinite(y[i]))
			return SVY_BAD_VALUE;
	status = add_respondent(s, path, weight, &unit, problem);
	if (status != SVY_OK)
		return status;
	add_common(s, unit, weight);
	sums = unit->sums + summary_sums(s);
	without = sums + (size_t) s->many * nsums;
	for (int32_t i = 0; i < s->many; i++, sums += nsums, totals += SUMMARY_MANY_TOTALS)
	{
		DD wy;

		if (missing && missing[i])
		{
			add_missing(without + (size_t) i * summary_many_missing(s), totals, element, weight);
			continue;
		}
		wy = dd_two_prod(weight, y[i]);
		add_product(&sums[0], wy);
		add_product(&totals[MANY_WYY], dd_mul_double(wy, y[i]));
		if (element)
		{
			DD wwy = dd_two_prod(weight * weight, y[i]);

			add_dd(&sums[1], wwy);
			add_dd(&sums[2], dd_mul_double(wwy, y[i]));
		}
		finite &= isfinite(totals[MANY_WYY].lo + sums[nsums - 1].lo) != 0;
	}
	return finite ? SVY_OK : SVY_OVERFLOW;
}

size_t
summary_split_size(const Summary *from)
{
	Summary shape = *from;

	shape.many = 0;
	return summary_canonical_size(&shape);
}

void
summary_split(Summary *into, const Summary *from, int32_t variable)
{
	const DD *totals = summary_many_totals(from) + (size_t) variable * SUMMARY_MANY_TOTALS;
	int nsums = summary_many_sums(from);

	*into = *from;
	into->many = 0;
	into->totals[TOTAL_WYY] = totals[MANY_WYY];
	into->totals[TOTAL_WW] = dd_sub(from->totals[TOTAL_WW], totals[MANY_MISSING_WW]);
	into->n = from->n - (int64_t) totals[MANY_MISSING_N].hi;
	for (int32_t i = 0; i < from->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(from, i);
		SummaryUnit *target = summary_unit(into, i);
		const DD *sums = unit->sums + summary_sums(from) + (size_t) variable * nsums;
		const DD *missing = unit->sums + summary_sums(from) + (size_t) from->many * nsums +
							(size_t) variable * summary_many_missing(from);

		memcpy(target, unit, summary_unit_size(into));
		target->members = unit->members - (int64_t) missing[1].hi;
		target->sums[SUM_W] = dd_sub(unit->sums[SUM_W], missing[0]);
		target->sums[SUM_WY] = sums[0];
		if (summary_is_element(from))
		{
			target->sums[2] = dd_sub(unit->sums[2], missing[2]);
			target->sums[3] = sums[1];
			target->sums[4] = sums[2];
		}
		/* without members there is nothing, not the rest of a subtraction */
		if (target->members == 0)
			memset(target->sums, 0, summary_sums(into) * sizeof(DD));
	}
	memcpy(texts(into), texts(from), from->text_size);
}

/* ----------------------------------------------------------------- merge --- */

/* same stages, keys, corrections and x, and no frame yet */
static SvyStatus
check_alike(const Summary *a, const Summary *b, SummaryProblem *problem)
{
	if (a->nstages != b->nstages)
		return fault(problem, FAULT_KEYS, 0, -1);
	for (int i = 0; i < 2 * a->nstages; i++)
		if (a->kinds[i] != b->kinds[i])
			return fault(problem, FAULT_KEYS, i / 2, -1);
	for (int i = 0; i < a->nstages; i++)
		if (a->fpc[i] != b->fpc[i])
			return fault(problem, FAULT_FPC_MISSING, i, -1);
	return SVY_OK;
}

/* numbers of "into" for each unit of "from", appended where there are none */
static SvyStatus
map_units(Summary *into, const Summary *from, int32_t *map, SummaryProblem *problem)
{
	for (int32_t i = 0; i < from->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(from, i);
		SummaryKey key = summary_key(from, i);
		int32_t parent = unit->parent < 0 ? -1 : map[unit->parent];
		SvyStatus status = find_or_add_unit(into, unit->level, parent, &key, unit->fpc, &map[i]);

		if (status == SVY_OK && unit->level % 2 == 0 && into->fpc[unit->level / 2])
			status = check_fpc(into, unit->level / 2, unit->fpc, map[i], problem);
		if (status != SVY_OK)
			return status;
	}
	return SVY_OK;
}

SvyStatus
summary_merge(Summary *into, const Summary *from, int32_t *map, SummaryProblem *problem)
{
	/* what lies behind a unit, or behind the state, is double-doubles all the way */
	int nsums = (int) ((summary_unit_size(from) - sizeof(SummaryUnit)) / sizeof(DD));
	int ntotals = (int) (summary_many_size(from) / sizeof(DD));
	bool finite = true;
	SvyStatus status = check_alike(into, from, problem);

	if (status == SVY_OK &&
		(into->ratio != from->ratio || into->many != from->many || into->framed || from->framed))
		status = SVY_BAD_ARGUMENT;
	if (status == SVY_OK)
		status = map_units(into, from, map, problem);
	if (status != SVY_OK)
		return status;
	for (int32_t i = 0; i < from->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(from, i);
		SummaryUnit *target = summary_unit(into, map[i]);

		target->rows += unit->rows;
		target->live += unit->live;
		target->members += unit->members;
		for (int k = 0; k < nsums; k++)
		{
			add_dd(&target->sums[k], unit->sums[k]);
			finite &= isfinite(target->sums[k].lo) != 0;
		}
	}
	into->n += from->n;
	into->negative |= from->negative;
	for (int k = 0; k < SUMMARY_TOTALS; k++)
	{
		add_dd(&into->totals[k], from->totals[k]);
		finite &= isfinite(into->totals[k].lo) != 0;
	}
	for (int k = 0; k < ntotals; k++)
	{
		DD *total = (DD *) (into + 1) + k;

		add_dd(total, ((const DD *) (from + 1))[k]);
		finite &= isfinite(total->lo) != 0;
	}
	return finite ? SVY_OK : SVY_OVERFLOW;
}

/* ------------------------------------------------------------- canonical --- */

/* position says where a unit's parent went */
static int
compare_units(const Summary *s, const int32_t *position, int32_t a, int32_t b)
{
	const SummaryUnit *left = summary_unit(s, a);
	const SummaryUnit *right = summary_unit(s, b);
	int32_t left_parent = left->parent < 0 ? -1 : position[left->parent];
	int32_t right_parent = right->parent < 0 ? -1 : position[right->parent];
	SummaryKey left_key;
	SummaryKey right_key;

	if (left_parent != right_parent)
		return left_parent < right_parent ? -1 : 1;
	if (s->kinds[left->level] != SUMMARY_TEXT)
		return (left->key > right->key) - (left->key < right->key);
	left_key = summary_key(s, a);
	right_key = summary_key(s, b);
	return summary_compare_keys(&left_key, &right_key);
}

static void
sift_down(const Summary *s, const int32_t *position, int32_t *order, int32_t root, int32_t n)
{
	int32_t moving = order[root];
	int32_t child;

	while ((child = 2 * root + 1) < n)
	{
		if (child + 1 < n && compare_units(s, position, order[child], order[child + 1]) < 0)
			child++;
		if (compare_units(s, position, moving, order[child]) >= 0)
			break;
		order[root] = order[child];
		root = child;
	}
	order[root] = moving;
}

/* heap sort: no memory, no bad case; units that are in order already are left alone */
static void
sort_level(const Summary *s, const int32_t *position, int32_t *order, int32_t n)
{
	bool sorted = true;

	for (int32_t i = 1; i < n && sorted; i++)
		sorted = compare_units(s, position, order[i - 1], order[i]) < 0;
	if (sorted)
		return;
	for (int32_t i = n / 2 - 1; i >= 0; i--)
		sift_down(s, position, order, i, n);
	for (int32_t i = n - 1; i > 0; i--)
	{
		int32_t largest = order[0];

		order[0] = order[i];
		order[i] = largest;
		sift_down(s, position, order, 0, i);
	}
}

void
summary_canonical(Summary *into, const Summary *from, int32_t *work)
{
	int32_t *order = work;
	int32_t *position = work + from->nunits;
	int32_t done = 0;
	int32_t text = 0;

	for (int level = 0; level <= summary_leaf_level(from); level++)
	{
		int32_t n = 0;

		for (int32_t i = 0; i < from->nunits; i++)
			if (summary_unit(from, i)->level == level)
				order[done + n++] = i;
		sort_level(from, position, order + done, n);
		for (int32_t i = done; i < done + n; i++)
			position[order[i]] = i;
		done += n;
	}
	*into = *from;
	memcpy(into + 1, from + 1, summary_many_size(from));
	into->canonical = true;
	into->nslots = 0;
	into->max_units = from->nunits;
	into->max_text = from->text_size;
	for (int i = 0; i < SUMMARY_MAX_LEVELS; i++)
		into->last[i] = -1;
	for (int32_t i = 0; i < from->nunits; i++)
	{
		SummaryUnit *unit = summary_unit(into, i);
		SummaryKey key = summary_key(from, order[i]);

		memcpy(unit, summary_unit(from, order[i]), summary_unit_size(from));
		if (unit->parent >= 0)
			unit->parent = position[unit->parent];
		if (key.kind != SUMMARY_TEXT)
			continue;
		memcpy(texts(into) + text, key.text, key.length);
		unit->key = (int64_t) text << 32 | key.length;
		text += key.length;
	}
}

/* -------------------------------------------------------- frames, shares --- */

/* first unit of a canonical state, from "low" on, that does not come before (level, parent, key) */
static int32_t
lower_bound(const Summary *s, int level, int32_t parent, const SummaryKey *key)
{
	int32_t low = 0;
	int32_t high = s->nunits;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;
		const SummaryUnit *unit = summary_unit(s, middle);
		bool before = unit->level < level || (unit->level == level && unit->parent < parent);

		if (unit->level == level && unit->parent == parent && key)
		{
			SummaryKey own = summary_key(s, middle);

			before = summary_compare_keys(&own, key) < 0;
		}

		if (before)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* the unit of a canonical state under a parent, or -1 */
static int32_t
find_canonical(const Summary *s, int level, int32_t parent, const SummaryKey *key)
{
	int32_t at = lower_bound(s, level, parent, key);

	return at < s->nunits && is_unit(s, at, level, parent, key) ? at : -1;
}

SvyStatus
summary_frame(Summary *domain, const Summary *frame, SummaryProblem *problem)
{
	int leaf = summary_leaf_level(domain);
	int32_t next = 0; /* both are in the same order, so this is mostly the one */
	SummaryCount count;
	SvyStatus status = check_alike(domain, frame, problem);

	if (status == SVY_OK && (domain->framed || frame->framed))
		status = SVY_BAD_ARGUMENT;
	if (status != SVY_OK)
		return status;
	for (int32_t i = 0; i < domain->nunits; i++)
	{
		SummaryUnit *unit = summary_unit(domain, i);
		SummaryKey key = summary_key(domain, i);
		/* live of the levels above the last is free here: it remembers the frame's unit */
		int32_t parent = unit->parent < 0 ? -1 : (int32_t) summary_unit(domain, unit->parent)->live;
		int32_t found = next < frame->nunits && is_unit(frame, next, unit->level, parent, &key)
							? next
							: find_canonical(frame, unit->level, parent, &key);

		if (found < 0)
			return fault(problem, FAULT_FRAME, unit->level / 2, i);
		next = found + 1;
		if (unit->level < leaf)
			unit->live = found;
		if (unit->level % 2 == 1)
			continue;
		unit->rows = unit->level == leaf ? summary_unit(frame, found)->rows
										 : lower_bound(frame, unit->level + 1, found + 1, NULL) -
											   lower_bound(frame, unit->level + 1, found, NULL);
	}
	for (int32_t i = 0; i < domain->nunits && summary_unit(domain, i)->level < leaf; i++)
		summary_unit(domain, i)->live = 0;
	summary_count(frame, &count);
	domain->framed = true;
	domain->frame_df = count.df;
	return SVY_OK;
}

SvyStatus
summary_share(Summary *whole, const Summary *part, SummaryProblem *problem)
{
	int leaf = summary_leaf_level(whole);
	DD sum = {0, 0};
	SvyStatus status = part ? check_alike(whole, part, problem) : SVY_OK;

	if (status == SVY_OK &&
		(whole->ratio || whole->framed || (part && (part->ratio || part->framed))))
		status = SVY_BAD_ARGUMENT;
	for (int32_t i = 0; i < whole->nunits && status == SVY_OK; i++)
	{
		SummaryUnit *unit = summary_unit(whole, i);
		SummaryKey key = summary_key(whole, i);
		int32_t parent = unit->parent < 0 ? -1 : (int32_t) summary_unit(whole, unit->parent)->live;
		/* -2: not in the part, nor is what lies below */
		int32_t found =
			parent == -2 || !part ? -1 : find_canonical(part, unit->level, parent, &key);
		const DD *sums = found < 0 ? NULL : summary_unit(part, found)->sums;

		if (unit->level < leaf)
		{
			unit->live = found < 0 ? -2 : found;
			continue;
		}
		unit->sums[SUM_WY] = sums ? sums[SUM_W] : (DD){0, 0};
		add_dd(&sum, unit->sums[SUM_WY]);
		if (summary_is_element(whole))
			unit->sums[3] = unit->sums[4] = sums ? sums[2] : (DD){0, 0};
	}
	for (int32_t i = 0; i < whole->nunits && summary_unit(whole, i)->level < leaf; i++)
		summary_unit(whole, i)->live = 0;
	whole->totals[TOTAL_WYY] = sum;
	return status;
}
