/*
 * plain_axes.c
 *	  The codes of a column that a statement tells apart, and their categories.
 *
 * An axis has the codes that came up so far.  Each is a category, but for those of
 * one kind, which are one together: plain_kinds.c says which these are.  Whatever
 * the statement asks of a category, it asks of one of its codes.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "plain/plain_counter.h"

/*
 * Categories
 */

/* by place in codes: which category; those without a kind have their own */
static uint16 *
number_categories(PlainCodes *codes, int *ncategories)
{
	uint16 *categories = palloc_array(uint16, codes->n);
	int highest = -1;
	uint16 *of_kind;

	for (int i = 0; i < codes->n; i++)
		highest = Max(highest, codes->kinds[i]);
	of_kind = palloc0_array(uint16, highest + 1);
	codes->samples = palloc_array(int32, codes->n);
	*ncategories = 0;
	for (int i = 0; i < codes->n; i++)
	{
		int kind = codes->kinds[i];

		categories[i] = kind >= 0 ? of_kind[kind] : 0;
		if (categories[i] > 0)
			continue;
		codes->samples[(*ncategories)++] = codes->codes[i];
		categories[i] = (uint16) *ncategories;
		if (kind >= 0)
			of_kind[kind] = categories[i];
	}
	pfree(of_kind);
	return categories;
}

/* the category of each number from the first code to the last; NULL: they are too far apart */
static uint16 *
make_lookup(const PlainCodes *codes, const uint16 *categories)
{
	int n = codes->n;
	uint16 *lookup;

	if (n == 0)
		return palloc0_array(uint16, 1);
	if ((int64) codes->codes[n - 1] - codes->codes[0] >= PACK_MAX_SPAN)
		return NULL;
	lookup = palloc0_array(uint16, codes->codes[n - 1] - codes->codes[0] + 1);
	for (int i = 0; i < n; i++)
		lookup[codes->codes[i] - codes->codes[0]] = categories[i];
	return lookup;
}

void
svy_plain_set_axis(PackAxis *axis, PlainCodes *codes)
{
	uint16 *categories = number_categories(codes, &axis->ncategories);
	uint32 *slots = NULL;

	axis->codes = codes->codes;
	axis->ncodes = codes->n;
	axis->lookup = make_lookup(codes, categories);
	axis->categories = categories;
	axis->nslots = axis->lookup ? 0 : pack_axis_slots(codes->n);
	if (axis->nslots > 0)
	{
		slots = palloc_array(uint32, axis->nslots);
		pack_axis_fill(axis, slots);
	}
	axis->slots = slots;
	if (axis->ncategories < codes->n)
		return;
	axis->categories = NULL;
	pfree(categories);
}

void
svy_plain_free_axis(PackAxis *axis, PlainCodes *codes)
{
	pfree(codes->codes);
	pfree(codes->kinds);
	pfree(codes->samples);
	if (axis->categories)
		pfree((void *) axis->categories);
	if (axis->lookup)
		pfree((void *) axis->lookup);
	if (axis->slots)
		pfree((void *) axis->slots);
}

/*
 * Codes that come up
 */

static int
compare_numbers(const void *a, const void *b)
{
	int32 left = *(const int32 *) a;
	int32 right = *(const int32 *) b;

	return (left > right) - (left < right);
}

int
svy_plain_sort(int32 *numbers, int n)
{
	int left = 0;

	qsort(numbers, n, sizeof(int32), compare_numbers);
	for (int i = 0; i < n; i++)
		if (left == 0 || numbers[left - 1] != numbers[i])
			numbers[left++] = numbers[i];
	return left;
}

PlainCodes
svy_plain_more_codes(const PlainCodes *codes, const int32 *more, int nmore)
{
	PlainCodes all = *codes;
	int32 *sorted = palloc_array(int32, nmore);

	all.codes = palloc_array(int32, codes->n + nmore);
	all.kinds = palloc_array(int32, codes->n + nmore);
	all.n = 0;
	if (nmore > 0)
		memcpy(sorted, more, nmore * sizeof(int32));
	nmore = svy_plain_sort(sorted, nmore);
	for (int old = 0, new = 0; old < codes->n || new < nmore;)
	{
		bool known = old < codes->n && (new == nmore || codes->codes[old] <= sorted[new]);
		int32 code = known ? codes->codes[old] : sorted[new];

		new += new < nmore &&sorted[new] == code;
		all.codes[all.n] = code;
		all.kinds[all.n++] = known ? codes->kinds[old++] : -1;
	}
	pfree(sorted);
	return all;
}

/*
 * What expressions are evaluated over
 */

static Datum
code_datum(Oid type, int32 code)
{
	switch (type)
	{
		case INT2OID:
			return Int16GetDatum((int16) code);
		case BOOLOID:
			return BoolGetDatum(code != 0);
		case DATEOID:
			return DateADTGetDatum(code);
		case TIMESTAMPOID:
			return TimestampGetDatum((Timestamp) code * USECS_PER_DAY);
		case FLOAT8OID:
			return Float8GetDatum(code);
		default:
			return Int32GetDatum(code);
	}
}

void
svy_plain_set_code(const PlainCells *cells, TupleTableSlot *slot, int column, int32 code)
{
	const PlainTexts *texts = cells->texts[column];

	slot->tts_isnull[column] = false;
	slot->tts_values[column] =
		texts ? svy_plain_text(texts, code)
			  : code_datum(TupleDescAttr(slot->tts_tupleDescriptor, column)->atttypid, code);
}

void
svy_plain_set_codes(const PlainCells *cells, const int *axes, int naxes, size_t cell,
					TupleTableSlot *slot)
{
	for (int i = naxes - 1; i >= 0; i--)
	{
		const PlainCodes *codes = &cells->codes[axes[i]];
		size_t size = pack_axis_size(&cells->axes[axes[i]]);
		size_t category = cell % size;

		if (category > 0)
			svy_plain_set_code(cells, slot, codes->column, codes->samples[category - 1]);
		else
			slot->tts_isnull[codes->column] = true;
		cell /= size;
	}
}
