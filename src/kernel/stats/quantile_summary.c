/*
 * quantile_summary.c
 *	  The weight at each value of a variable.
 */
#include "kernel/base/weight.h"
#include "kernel/stats/quantile_summary.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base/hash.h"
#include "kernel/base/wire.h"

/* bytes before the entries, and of each, in the binary form */
#define WIRE_HEAD 5
#define WIRE_ENTRY 48

/* at least twice as many slots as entries */
static int32_t
value_slots(int32_t capacity)
{
	return (int32_t) hash_slots((uint64_t) capacity, 4);
}

static uint32_t *
slots_of(const QuantileSummary *s)
{
	return (uint32_t *) (s->entry + s->capacity);
}

size_t
quantile_summary_size(int32_t capacity)
{
	return sizeof(QuantileSummary) + (size_t) capacity * sizeof(QuantileEntry) +
		   (size_t) value_slots(capacity) * sizeof(int32_t);
}

size_t
quantile_summary_sorted_size(int32_t count)
{
	return sizeof(QuantileSummary) + (size_t) count * sizeof(QuantileEntry);
}

void
quantile_summary_init(QuantileSummary *s, int32_t capacity)
{
	s->nslots = value_slots(capacity);
	s->count = 0;
	s->capacity = capacity;
	hash_clear(slots_of(s), (size_t) s->nslots);
}

static inline bool
is_value(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	(void) slot;
	return ((const QuantileSummary *) owner)->entry[entry].value == *(const double *) key;
}

/* the slot of a value, or the free one where it would be */
static uint32_t *
slot_of_value(const QuantileSummary *s, double value)
{
	uint32_t *slots = slots_of(s);

	return &slots[hash_find(slots, (size_t) s->nslots, hash_mix(hash_bits(value)), is_value, s,
							&value)];
}

static SvyStatus
add_entry(QuantileSummary *s, const QuantileEntry *entry)
{
	uint32_t *slot = slot_of_value(s, entry->value);
	QuantileEntry *own;

	if (*slot == HASH_FREE)
	{
		if (s->count >= QUANTILE_SUMMARY_MAX_VALUES)
			return SVY_LIMIT;
		if (s->count >= s->capacity)
			return SVY_NO_SPACE;
		own = &s->entry[s->count];
		*own = (QuantileEntry){entry->value, 0, {0, 0}, entry->least, entry->most};
		*slot = (uint32_t) s->count++;
	}
	else
		own = &s->entry[*slot];
	own->n += entry->n;
	own->w = dd_add(own->w, entry->w);
	own->least = fmin(own->least, entry->least);
	own->most = fmax(own->most, entry->most);
	return own->w.hi <= DBL_MAX && own->n <= QUANTILE_SUMMARY_MAX_N ? SVY_OK : SVY_OVERFLOW;
}

SvyStatus
quantile_summary_add(QuantileSummary *s, double value, double weight)
{
	assert(s->nslots > 0);
	if (!(weight >= 0 && weight <= DBL_MAX))
		return SVY_BAD_WEIGHT;
	if (!isfinite(value))
		return SVY_BAD_VALUE;
	if (!weight_counts(weight))
		return SVY_OK;
	/* one zero only */
	return add_entry(s, &(QuantileEntry){value + 0.0, 1, {weight, 0}, weight, weight});
}

SvyStatus
quantile_summary_merge(QuantileSummary *s, const QuantileSummary *from, int32_t *from_entry)
{
	assert(s->nslots > 0);
	for (; *from_entry < from->count; (*from_entry)++)
	{
		SvyStatus status = add_entry(s, &from->entry[*from_entry]);

		if (status != SVY_OK)
			return status;
	}
	return SVY_OK;
}

void
quantile_summary_copy(QuantileSummary *to, int32_t capacity, const QuantileSummary *from)
{
	assert(capacity >= from->count);
	quantile_summary_init(to, capacity);
	memcpy(to->entry, from->entry, (size_t) from->count * sizeof(QuantileEntry));
	for (to->count = 0; to->count < from->count;)
	{
		uint32_t *slot = slot_of_value(to, from->entry[to->count].value);

		*slot = (uint32_t) to->count++;
	}
}

static int
compare_entries(const void *a, const void *b)
{
	double left = ((const QuantileEntry *) a)->value;
	double right = ((const QuantileEntry *) b)->value;

	return (left > right) - (left < right);
}

void
quantile_summary_flatten(QuantileSummary *to, const QuantileSummary *from)
{
	to->nslots = 0;
	to->count = to->capacity = from->count;
	memcpy(to->entry, from->entry, (size_t) from->count * sizeof(QuantileEntry));
}

void
quantile_summary_sort(QuantileSummary *to, const QuantileSummary *from)
{
	quantile_summary_flatten(to, from);
	if (from->nslots > 0)
		qsort(to->entry, (size_t) to->count, sizeof(QuantileEntry), compare_entries);
}

/* the weights of the respondents at a value may be these */
static bool
entry_weights_valid(const QuantileEntry *e)
{
	return dd_valid(e->w) && e->least > 0 && e->least <= e->most && e->most <= e->w.hi &&
		   (e->n > 1 || (e->least == e->w.hi && e->w.lo == 0));
}

bool
quantile_summary_valid(const QuantileSummary *s, size_t size)
{
	double total = 0;

	if (size < sizeof(QuantileSummary) || s->nslots != 0 || s->count < 0 ||
		s->count > QUANTILE_SUMMARY_MAX_VALUES || s->capacity != s->count ||
		size != quantile_summary_sorted_size(s->count))
		return false;
	for (int32_t i = 0; i < s->count; i++)
	{
		const QuantileEntry *e = &s->entry[i];

		if (!isfinite(e->value) || (e->value == 0 && signbit(e->value)) || e->n < 1 ||
			e->n > QUANTILE_SUMMARY_MAX_N || !entry_weights_valid(e) ||
			(i > 0 && !(s->entry[i - 1].value < e->value)))
			return false;
		total += e->w.hi;
	}
	return total <= QUANTILE_SUMMARY_MAX_WEIGHT;
}

/* ------------------------------------------------------------ binary form --- */

size_t
quantile_summary_encode(const QuantileSummary *s, void *space)
{
	WireWriter w = {space, 0};

	assert(s->nslots == 0);
	wire_put_u8(&w, QUANTILE_SUMMARY_VERSION);
	wire_put_i32(&w, s->count);
	for (int32_t i = 0; i < s->count; i++)
	{
		wire_put_double(&w, s->entry[i].value);
		wire_put_i64(&w, s->entry[i].n);
		wire_put_dd(&w, s->entry[i].w);
		wire_put_double(&w, s->entry[i].least);
		wire_put_double(&w, s->entry[i].most);
	}
	return w.size;
}

int32_t
quantile_summary_decode_count(const void *bytes, size_t size)
{
	WireReader r = wire_reader(bytes, size);
	uint8_t version = wire_get_u8(&r);
	int32_t count = wire_get_i32(&r);

	if (r.bad || version != QUANTILE_SUMMARY_VERSION || count < 0 ||
		count > QUANTILE_SUMMARY_MAX_VALUES || wire_left(&r) != (size_t) count * WIRE_ENTRY)
		return -1;
	return count;
}

bool
quantile_summary_decode(QuantileSummary *s, const void *bytes, size_t size)
{
	WireReader r = wire_reader((const uint8_t *) bytes + WIRE_HEAD, size - WIRE_HEAD);

	s->nslots = 0;
	s->count = s->capacity = quantile_summary_decode_count(bytes, size);
	for (int32_t i = 0; i < s->count; i++)
	{
		s->entry[i].value = wire_get_double(&r);
		s->entry[i].n = wire_get_i64(&r);
		s->entry[i].w = wire_get_dd(&r);
		s->entry[i].least = wire_get_double(&r);
		s->entry[i].most = wire_get_double(&r);
	}
	return s->count >= 0 && wire_done(&r) &&
		   quantile_summary_valid(s, quantile_summary_sorted_size(s->count));
}

/* -------------------------------------------------------------- estimates --- */

int64_t
quantile_summary_n(const QuantileSummary *s)
{
	int64_t n = 0;

	for (int32_t i = 0; i < s->count; i++)
		n += s->entry[i].n;
	return n;
}

DD
quantile_summary_weight(const QuantileSummary *s)
{
	DD sum = {0, 0};

	for (int32_t i = 0; i < s->count; i++)
		sum = dd_add(sum, s->entry[i].w);
	return sum;
}

DD
quantile_summary_weight_up_to(const QuantileSummary *s, double x)
{
	DD sum = {0, 0};

	assert(s->nslots == 0);
	for (int32_t i = 0; i < s->count && s->entry[i].value <= x; i++)
		sum = dd_add(sum, s->entry[i].w);
	return sum;
}

/* whether the rule asks for the weight of single respondents */
static bool
interpolates(QuantileRule rule)
{
	return rule >= QUANTILE_HF4;
}

int64_t
quantile_summary_points(const QuantileSummary *s, QuantileRule rule, double *x, double *w,
						double *cumulated)
{
	DD below = {0, 0};
	int64_t count = 0;

	assert(s->nslots == 0);
	for (int32_t i = 0; i < s->count; i++)
	{
		const QuantileEntry *e = &s->entry[i];
		DD upto = dd_add(below, e->w);

		/* the first, those between and the last respondent at this value */
		if (interpolates(rule) && e->n > 1)
		{
			x[count] = e->value;
			w[count] = e->least;
			cumulated[count++] = dd_value(dd_add_double(below, e->least));
			x[count] = e->value;
			w[count] = e->least;
			cumulated[count++] = dd_value(dd_add_double(upto, -e->most));
		}
		x[count] = e->value;
		w[count] = interpolates(rule) ? e->most : dd_value(e->w);
		cumulated[count++] = dd_value(upto);
		below = upto;
	}
	return count;
}
