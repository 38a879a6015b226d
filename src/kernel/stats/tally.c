/*
 * tally.c
 *	  Counts and weights per answer code.
 */
#include "kernel/base/weight.h"
#include "kernel/stats/tally.h"

#include <assert.h>
#include <float.h>

static inline int32_t
page_of(int32_t code)
{
	/* rounds down for negative codes too */
	return code >= 0 ? code / TALLY_PAGE : -1 - (-1 - code) / TALLY_PAGE;
}

static inline TallyCell *
cells_of(const Tally *t, int32_t slot)
{
	return (TallyCell *) ((char *) (t->page + t->capacity)) + (size_t) slot * TALLY_PAGE;
}

size_t
tally_size(int32_t capacity)
{
	return sizeof(Tally) +
		   (size_t) capacity * (sizeof(TallyEntry) + TALLY_PAGE * sizeof(TallyCell));
}

void
tally_init(Tally *t, int32_t capacity, bool weighted)
{
	int32_t host_word = t->host_word;

	memset(t, 0, tally_size(capacity));
	t->host_word = host_word;
	t->weighted = weighted;
	t->npages = 1;
	t->capacity = capacity;
	t->page[0] = (TallyEntry){0, 0};
}

/* the directory's first entry that is not before the page */
static int32_t
find_entry(const Tally *t, int32_t page)
{
	int32_t low = 0;
	int32_t high = t->npages;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (t->page[middle].page < page)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* the cell of a code, or NULL if its page is not there */
static TallyCell *
find_cell(const Tally *t, int32_t code)
{
	int32_t page = page_of(code);
	int32_t entry;

	if (page == 0)
		return cells_of(t, 0) + code;
	entry = find_entry(t, page);
	if (entry == t->npages || t->page[entry].page != page)
		return NULL;
	return cells_of(t, t->page[entry].slot) + (code - page * TALLY_PAGE);
}

static SvyStatus
add_page(Tally *t, int32_t page)
{
	int32_t entry = find_entry(t, page);

	if (t->npages >= TALLY_MAX_PAGES)
		return SVY_LIMIT;
	if (t->npages >= t->capacity)
		return SVY_NO_SPACE;
	memmove(t->page + entry + 1, t->page + entry, (t->npages - entry) * sizeof(TallyEntry));
	t->page[entry] = (TallyEntry){page, t->npages};
	t->npages++;
	return SVY_OK;
}

/* the cell of a code, its page made if need be */
static SvyStatus
make_cell(Tally *t, int32_t code, TallyCell **cell)
{
	SvyStatus status;

	*cell = find_cell(t, code);
	if (*cell != NULL)
		return SVY_OK;
	status = add_page(t, page_of(code));
	if (status == SVY_OK)
		*cell = find_cell(t, code);
	return status;
}

SvyStatus
tally_add(Tally *t, int32_t code)
{
	TallyCell *cell;
	SvyStatus status;

	assert(!t->weighted);
	if (code >= 0 && code < TALLY_PAGE)
	{
		cells_of(t, 0)[code].n++;
		return SVY_OK;
	}
	status = make_cell(t, code, &cell);
	if (status == SVY_OK)
		cell->n++;
	return status;
}

/* a + x; notes when bits were lost, which no later subtraction brings back */
static inline DD
add_tracked(DD a, double x, uint8_t *inexact)
{
	DD high = dd_two_sum(a.hi, x);
	DD low = dd_two_sum(high.lo, a.lo);

	*inexact |= low.lo != 0;
	return dd_fast_two_sum(high.hi, low.hi);
}

SvyStatus
tally_add_weighted(Tally *t, int32_t code, double weight)
{
	TallyCell *cell;

	assert(t->weighted);
	if (!weight_counts(weight))
		return SVY_OK;
	if (code >= 0 && code < TALLY_PAGE)
		cell = cells_of(t, 0) + code;
	else
	{
		SvyStatus status = make_cell(t, code, &cell);

		if (status != SVY_OK)
			return status;
	}
	cell->n++;
	cell->w = add_tracked(cell->w, weight, &t->inexact);
	cell->w2 = add_tracked(cell->w2, weight * weight, &t->inexact);
	return cell->w2.hi <= DBL_MAX && cell->w.hi <= DBL_MAX ? SVY_OK : SVY_OVERFLOW;
}

SvyStatus
tally_remove(Tally *t, int32_t code, double weight)
{
	TallyCell *cell = find_cell(t, code);

	if (t->weighted && !weight_counts(weight))
		return SVY_OK;
	if (cell == NULL || cell->n == 0)
		return SVY_BAD_ARGUMENT;
	if (t->weighted)
	{
		DD w = add_tracked(cell->w, -weight, &t->inexact);
		DD w2 = add_tracked(cell->w2, -(weight * weight), &t->inexact);

		if (t->inexact)
			return SVY_NO_CONVERGENCE;
		cell->w = w;
		cell->w2 = w2;
	}
	cell->n--;
	return SVY_OK;
}

void
tally_copy(Tally *to, int32_t capacity, const Tally *from)
{
	int32_t host_word = to->host_word;

	assert(capacity >= from->npages);
	memcpy(to, from, sizeof(Tally));
	to->host_word = host_word;
	to->capacity = capacity;
	memset(to->page, 0, tally_size(capacity) - sizeof(Tally));
	memcpy(to->page, from->page, from->npages * sizeof(TallyEntry));
	memcpy(cells_of(to, 0), cells_of(from, 0),
		   (size_t) from->npages * TALLY_PAGE * sizeof(TallyCell));
}

int32_t
tally_pages_merged(const Tally *into, const Tally *from)
{
	int32_t pages = into->npages;

	for (int32_t i = 0; i < from->npages; i++)
	{
		int32_t entry = find_entry(into, from->page[i].page);

		pages += entry == into->npages || into->page[entry].page != from->page[i].page;
	}
	return pages;
}

/* answers counted without weights become answers of weight 1 */
static void
make_weighted(Tally *t)
{
	for (int32_t slot = 0; slot < t->npages; slot++)
		for (int i = 0; i < TALLY_PAGE; i++)
		{
			TallyCell *cell = cells_of(t, slot) + i;

			cell->w = cell->w2 = dd_from((double) cell->n);
		}
	t->weighted = true;
}

static SvyStatus
merge_cell(TallyCell *into, const TallyCell *from)
{
	into->n += from->n;
	if (into->n > TALLY_MAX_N)
		return SVY_OVERFLOW;
	into->w = dd_add(into->w, from->w);
	into->w2 = dd_add(into->w2, from->w2);
	return dd_valid(into->w) && dd_valid(into->w2) ? SVY_OK : SVY_OVERFLOW;
}

SvyStatus
tally_merge(Tally *into, const Tally *from)
{
	TallyCursor c = tally_cursor(from);

	if (from->weighted && !into->weighted)
		make_weighted(into);
	if (from->points != into->points || from->boxes != into->boxes)
		return SVY_BAD_ARGUMENT;
	into->inexact |= from->inexact;
	while (tally_next(&c))
	{
		TallyCell *cell;
		SvyStatus status = make_cell(into, c.code, &cell);

		if (status == SVY_OK)
			status = merge_cell(cell, &c.value);
		if (status != SVY_OK)
			return status;
		if (!into->weighted)
			cell->w = cell->w2 = dd_from(0);
	}
	return SVY_OK;
}

static bool
cell_valid(const TallyCell *cell, bool weighted)
{
	if (cell->n < 0 || cell->n > TALLY_MAX_N || !dd_valid(cell->w) || !dd_valid(cell->w2))
		return false;
	if (!weighted || cell->n == 0)
		return cell->w.hi == 0 && cell->w.lo == 0 && cell->w2.hi == 0 && cell->w2.lo == 0;
	return cell->w.hi >= 0 && cell->w2.hi >= 0;
}

bool
tally_valid(const Tally *t, size_t size)
{
	if (size < tally_size(1) || t->weighted > 1 || t->inexact > 1 || t->npages < 1 ||
		t->npages > TALLY_MAX_PAGES || t->capacity < t->npages ||
		t->capacity > 2 * TALLY_MAX_PAGES || size != tally_size(t->capacity) || t->points < 0 ||
		t->boxes < 0)
		return false;
	for (int32_t i = 0; i < t->npages; i++)
	{
		const TallyEntry *entry = t->page + i;

		if (entry->slot < 0 || entry->slot >= t->npages || entry->page < page_of(INT32_MIN) ||
			entry->page > page_of(INT32_MAX) || (i > 0 && entry->page <= entry[-1].page) ||
			(entry->page == 0) != (entry->slot == 0))
			return false;
		for (int k = 0; k < TALLY_PAGE; k++)
			if (!cell_valid(cells_of(t, entry->slot) + k, t->weighted))
				return false;
	}
	return true;
}

TallyCursor
tally_cursor(const Tally *t)
{
	return (TallyCursor){.tally = t, .entry = 0, .cell = -1};
}

bool
tally_next(TallyCursor *c)
{
	const Tally *t = c->tally;

	for (;;)
	{
		const TallyEntry *entry;

		if (++c->cell == TALLY_PAGE)
		{
			c->cell = 0;
			c->entry++;
		}
		if (c->entry >= t->npages)
			return false;
		entry = t->page + c->entry;
		c->value = cells_of(t, entry->slot)[c->cell];
		if (c->value.n == 0)
			continue;
		c->code = entry->page * TALLY_PAGE + c->cell;
		if (!t->weighted)
			c->value.w = c->value.w2 = dd_from((double) c->value.n);
		return true;
	}
}

SvyStatus
tally_put(Tally *t, int32_t code, const TallyCell *value)
{
	TallyCell *cell;
	SvyStatus status;

	if (value->n == 0 || !cell_valid(value, t->weighted))
		return SVY_BAD_BYTES;
	status = make_cell(t, code, &cell);
	if (status != SVY_OK)
		return status;
	if (cell->n != 0)
		return SVY_BAD_BYTES;
	*cell = *value;
	return SVY_OK;
}

void
tally_write(const Tally *t, WireWriter *w)
{
	TallyCursor c = tally_cursor(t);

	wire_put_u8(w, TALLY_VERSION);
	wire_put_u8(w, t->weighted);
	wire_put_i32(w, t->boxes);
	wire_put_i32(w, t->points);
	while (tally_next(&c))
	{
		wire_put_i32(w, c.code);
		wire_put_i64(w, c.value.n);
		if (t->weighted)
		{
			wire_put_dd(w, c.value.w);
			wire_put_dd(w, c.value.w2);
		}
	}
}

/* the fixed part of the wire form; false if it is wrong */
static bool
read_header(WireReader *r, uint8_t *weighted, int32_t *boxes, int32_t *points)
{
	uint8_t version = wire_get_u8(r);

	*weighted = wire_get_u8(r);
	*boxes = wire_get_i32(r);
	*points = wire_get_i32(r);
	return !r->bad && version == TALLY_VERSION && *weighted <= 1 && *boxes >= 0 && *points >= 0;
}

static TallyCell
read_cell(WireReader *r, bool weighted)
{
	TallyCell cell = {0};

	cell.n = wire_get_i64(r);
	if (weighted)
	{
		cell.w = wire_get_dd(r);
		cell.w2 = wire_get_dd(r);
	}
	return cell;
}

int32_t
tally_read_pages(WireReader r)
{
	uint8_t weighted;
	int32_t boxes;
	int32_t points;
	int32_t pages = 1;
	int64_t last = (int64_t) INT32_MIN - 1;

	if (!read_header(&r, &weighted, &boxes, &points))
		return -1;
	while (wire_left(&r) > 0)
	{
		int32_t code = wire_get_i32(&r);

		(void) read_cell(&r, weighted);
		if (r.bad || code <= last)
			return -1;
		if (page_of(code) != 0 && (last < INT32_MIN || page_of((int32_t) last) != page_of(code)))
			pages++;
		last = code;
	}
	return r.bad || pages > TALLY_MAX_PAGES ? -1 : pages;
}

SvyStatus
tally_read(Tally *t, int32_t capacity, WireReader *r)
{
	uint8_t weighted;
	int32_t boxes;
	int32_t points;

	if (!read_header(r, &weighted, &boxes, &points))
		return SVY_BAD_BYTES;
	tally_init(t, capacity, weighted);
	t->boxes = boxes;
	t->points = points;
	while (wire_left(r) > 0)
	{
		int32_t code = wire_get_i32(r);
		TallyCell cell = read_cell(r, weighted);

		if (r->bad || tally_put(t, code, &cell) != SVY_OK)
			return SVY_BAD_BYTES;
	}
	return wire_done(r) ? SVY_OK : SVY_BAD_BYTES;
}

static void
add_to_total(TallyCell *total, const TallyCell *cell)
{
	total->n += cell->n;
	total->w = dd_add(total->w, cell->w);
	total->w2 = dd_add(total->w2, cell->w2);
}

TallyCell
tally_range(const Tally *t, int32_t low, int32_t high)
{
	TallyCell total = {0};
	TallyCursor c = tally_cursor(t);

	while (tally_next(&c))
		if (c.code >= low && c.code <= high)
			add_to_total(&total, &c.value);
	return total;
}

TallyCell
tally_total(const Tally *t)
{
	return tally_range(t, INT32_MIN, INT32_MAX);
}

TallyCell
tally_codes(const Tally *t, const int32_t *codes, int count)
{
	TallyCell total = {0};
	TallyCursor c = tally_cursor(t);
	int i = 0;

	while (tally_next(&c))
	{
		while (i < count && codes[i] < c.code)
			i++;
		if (i < count && codes[i] == c.code)
			add_to_total(&total, &c.value);
	}
	return total;
}

bool
tally_outside(const Tally *t, int32_t low, int32_t high, int32_t *code)
{
	TallyCursor c = tally_cursor(t);

	while (tally_next(&c))
		if (c.code < low || c.code > high)
		{
			*code = c.code;
			return true;
		}
	return false;
}

double
tally_effective_n(const TallyCell *total)
{
	return total->w.hi > 0 ? weight_effective(total->w, total->w2) : NAN;
}

/* errors from the weighted second moment and the sum of squared influences */
static TallyEstimate
make_estimate(double value, DD second, DD influence, const TallyCell *total)
{
	double n = (double) total->n;
	double w = dd_value(total->w);
	TallyEstimate e = {value, NAN, NAN, NAN};

	e.kish_error = sqrt(dd_value(second) / w / tally_effective_n(total));
	if (total->n < 2)
		return e;
	e.variance = n / (n - 1) * (dd_value(second) / w);
	e.std_error = sqrt(n / (n - 1) * dd_value(influence)) / w;
	return e;
}

/*
 * Linearised variance of a mean with every respondent his own cluster
 * (Binder 1983): n/(n-1) sum w^2 (y - mean)^2 / W^2.  Deviations are taken
 * from the mean before squaring, so that a far offset costs no digits.
 */
TallyEstimate
tally_mean(const Tally *t, TallyScore score)
{
	TallyCell total = tally_total(t);
	DD mean = {0, 0};
	DD second = {0, 0};
	DD influence = {0, 0};

	if (!(total.w.hi > 0))
		return (TallyEstimate){NAN, NAN, NAN, NAN};
	for (TallyCursor c = tally_cursor(t); tally_next(&c);)
		mean = dd_add(mean, dd_mul_double(c.value.w, score(c.code)));
	mean = dd_div(mean, total.w);
	for (TallyCursor c = tally_cursor(t); tally_next(&c);)
	{
		DD deviation = dd_sub(dd_from(score(c.code)), mean);
		DD square = dd_mul(deviation, deviation);

		second = dd_add(second, dd_mul(c.value.w, square));
		influence = dd_add(influence, dd_mul(c.value.w2, square));
	}
	return make_estimate(dd_value(mean), second, influence, &total);
}

/* the same for an indicator: deviations are 1 - p inside and p outside */
TallyEstimate
tally_share(const TallyCell *part, const TallyCell *total)
{
	DD p;
	DD q;
	DD inside;
	DD outside;

	if (!(total->w.hi > 0))
		return (TallyEstimate){NAN, NAN, NAN, NAN};
	p = dd_div(part->w, total->w);
	q = dd_sub(dd_from(1), p);
	inside = dd_mul(part->w2, dd_mul(q, q));
	outside = dd_mul(dd_sub(total->w2, part->w2), dd_mul(p, p));
	return make_estimate(dd_value(p), dd_mul(total->w, dd_mul(p, q)), dd_add(inside, outside),
						 total);
}

double
tally_median(const Tally *t)
{
	TallyCell total = tally_total(t);
	DD below = {0, 0};
	double lower = NAN;

	for (TallyCursor c = tally_cursor(t); tally_next(&c);)
	{
		DD excess;

		if (!isnan(lower) && c.value.w.hi > 0)
			return (lower + c.code) / 2;
		below = dd_add(below, c.value.w);
		excess = dd_sub(dd_add(below, below), total.w);
		if (excess.hi > 0)
			return c.code;
		if (excess.hi == 0 && total.w.hi > 0)
			lower = c.code;
	}
	return lower;
}
