/*
 * pack_count.c
 *	  Counting the cells of a plan over a segment of packed answers.
 *
 * A respondent's category of a question is one byte: the category, or the
 * number after the last for those out of the base, or the one after that for a
 * code that nobody declared.  So every respondent is in one cell of rows by
 * columns, and the column of everybody is the sum of its row: one pass counts
 * both.  The options of a multiple-response set are questions of one category
 * each.  Tables of other kinds go through the code for single respondents.
 *
 * Weights become pairs of integers by powers of two: exact, or the segment's
 * chunk goes through the code for single respondents too.  So a cell is one
 * vector of four integers: the count and the high part of the weight, its low
 * part, and both parts of its square.  Integer sums are exact in any order, as
 * are those of double-doubles; either way the digits are the same.
 */
#include <math.h>
#include <string.h>

#include "kernel/base/weight.h"
#include "kernel/pack/pack_impl.h"
#include "kernel/pack/pack_near.h"

#define PACK_INDEX uint16_t
#include "kernel/pack/pack_sums.h"

/* jobs for which the weights of a block are not worth to be laid out */
#define FEW_JOBS 4

/*
 * Weights
 */

/*
 * The units of the integers follow from the largest weight.  False if none will
 * do, as with weights that are wrong: respondents one by one tell whose.
 */
static bool
prepare_weights(Count *c)
{
	const PackColumn *column = &c->columns[c->q->weight];
	bool dictionary = pack_has_entries(column);
	int32_t nentries = dictionary ? pack_entries(column) : 0;
	PackReach reach = PACK_REACH_NONE;
	bool exact = true;
	int32_t some;
	int exponent;

	if (dictionary)
	{
		pack_read_entries(column, c->values);
		pack_reach(c->values, nentries, &reach);
	}
	else
		pack_column_reach(column, c->n, c->values, &reach);
	c->any_zeros |= reach.zeros;
	(void) frexp(reach.largest, &exponent);
	if (reach.lowest < 0 || reach.smallest < WEIGHT_LEAST || !isfinite(reach.largest) ||
		exponent < -400 || exponent > 400)
		return false;
	c->unit = ldexp(1, exponent - HIGH_BITS);
	c->square_unit = ldexp(1, 2 * exponent - SQUARE_BITS);
	c->scale = (PackScale){1 / c->unit, 1 / c->square_unit};
	c->whole = pack_always_whole(&reach, HIGH_BITS);
	c->every = !dictionary && c->whole && !reach.zeros && !reach.gaps && c->q->nfilter == 0;
	if (dictionary)
		exact = pack_split(c->values, nentries, c->scale, c->entries, &some);
	for (int32_t i = 1; i < nentries; i++)
		exact &= !isnan(c->values[i]);
	memset(c->entries[0], 0, sizeof(Four));
	return exact;
}

/* writes the entries of a dictionary out; returns how many respondents have a weight */
KERNEL_CLONES static int32_t
lay_weights_out(const Four *entries, const uint16_t *numbers, int32_t count, Four *weights)
{
	const Quad *from = (const Quad *) entries;
	Quad *to = (Quad *) weights;
	int32_t included = 0;

	for (int32_t i = 0; i < count; i++)
		included += numbers[i] != 0;
	for (int32_t i = 0; weights && i < count; i++)
		to[i] = from[numbers[i]];
	return included;
}

/* no number of those who do not pass */
KERNEL_CLONES static const PackReal *
passing_values(const PackReal *values, const uint8_t *truth, int32_t count, double *space)
{
	for (int32_t i = 0; i < count; i++)
		space[i] = truth[i] == PACK_TRUE ? values[i] : NAN;
	return space;
}

/* who passes the filter, as bits; NULL: everybody does */
static const uint64_t *
passing_of(const Count *c, int32_t from, int32_t count)
{
	return c->q->nfilter > 0 ? pack_filter(c->q, c->columns, c->n, from, count, c->filter) : NULL;
}

static void
lay_truth_out(const uint64_t *passing, int32_t count, uint8_t *truth)
{
	if (passing)
		pack_filter_bytes(passing, count, truth);
	else
		memset(truth, PACK_TRUE, count);
}

/* the weights of a block, and how many of its respondents count; who passes is left in truth */
static int32_t
block_weights(Count *c, int32_t from, int32_t count)
{
	const PackColumn *column = c->weighted ? &c->columns[c->q->weight] : NULL;
	const uint64_t *passing = passing_of(c, from, count);
	const PackReal *values;
	int32_t included = 0;

	if (c->by_bitmaps)
		pack_bitmaps_filter(c, from, count, passing);
	if (c->only_bitmaps)
		return pack_bitmaps_included(c);
	lay_truth_out(passing, count, c->truth);
	if (column == NULL)
	{
		for (int32_t i = 0; i < count; i++)
			included += c->truth[i] == PACK_TRUE;
		return included;
	}
	if (pack_has_entries(column))
	{
		pack_read_numbers(column, from, count, c->numbers);
		for (int32_t i = 0; c->q->nfilter > 0 && i < count; i++)
			c->numbers[i] = c->truth[i] == PACK_TRUE ? c->numbers[i] : 0;
		for (int32_t i = 0; c->any_zeros && i < count; i++)
			c->numbers[i] = c->entries[c->numbers[i]][0] ? c->numbers[i] : 0;
		return lay_weights_out((const Four *) c->entries, c->numbers, count,
							   c->numbered ? NULL : c->weights);
	}
	values = pack_see_doubles(column, c->n, from, count, c->values);
	if (c->every)
	{
		c->reals = values;
		if (!c->alone)
			pack_split_every(values, count, c->scale, c->weights);
		return count;
	}
	if (c->q->nfilter > 0)
		values = passing_values(values, c->truth, count, c->values);
	c->inexact |= !pack_split(values, count, c->scale, c->weights, &included);
	return included;
}

/*
 * Categories
 */

static uint8_t
byte_category(const Count *c, const Part *p, int32_t code)
{
	int32_t category = crosstab_category(c->x, p->variable, code);

	if (category >= 0)
		return (uint8_t) category;
	return (uint8_t) (p->ncategories + (category == CROSSTAB_UNDECLARED));
}

/* the category of each byte of the usual encoding, or of whole codes that lie together */
static void
prepare_lookup(Count *c, int32_t part, int32_t slot)
{
	Part *p = &c->parts[part];
	const PackColumn *column = &c->columns[c->q->slots[slot]];
	uint8_t *lookup = c->lookups + (size_t) part * 256;
	const CrosstabVariable *v = &crosstab_variables(c->x)[p->variable];
	const int32_t *d = crosstab_words(c->x) + v->definition;
	bool bytes = pack_has_bytes(column);
	int32_t most = pack_nplanes(column) > 0			  ? 1 << pack_nplanes(column)
				   : column->encoding == PACK_NIBBLES ? PACK_NIBBLE_NULL
													  : 255;

	p->by_code = !bytes && v->kind == CROSSTAB_SINGLE && d[SINGLE_LENGTH] <= 255;
	p->low = p->by_code ? d[SINGLE_LOWEST] : column->parameter;
	if (!bytes && !p->by_code)
		return;
	for (int32_t i = 0; i < most; i++)
		lookup[i] = byte_category(c, p, (int32_t) ((uint32_t) p->low + i));
	/* no answer; of whole codes, those beyond the table, which nobody declared */
	lookup[255] = (uint8_t) (p->ncategories + p->by_code);
	p->by_number = true;
	for (int32_t i = 0; i < most; i++)
		p->by_number &= lookup[i] == (i < p->ncategories ? i : p->ncategories + 1);
}

static void
prepare_lookups(Count *c)
{
	for (int32_t i = 0; i < c->x->nvariables; i++)
	{
		const CrosstabVariable *v = &crosstab_variables(c->x)[i];

		if (v->part >= 0 && (v->kind == CROSSTAB_SINGLE || v->kind == CROSSTAB_SPARSE))
			prepare_lookup(c, v->part, crosstab_words(c->x)[v->definition]);
	}
}

KERNEL_CLONES static void
number_categories(const uint8_t *bytes, uint8_t n, int32_t count, uint8_t *out)
{
	for (int32_t i = 0; i < count; i++)
		out[i] = bytes[i] < n ? bytes[i] : (uint8_t) (n + (bytes[i] != 255));
}

/* the same of two respondents in a byte; n <= PACK_NIBBLE_NULL, so that no answer is none of the categories */
KERNEL_CLONES static void
number_nibbles(const uint8_t *bytes, uint8_t n, int32_t count, uint8_t *out)
{
	for (int32_t i = 0; i < count / 2; i++)
	{
		uint8_t low = bytes[i] & PACK_NIBBLE_NULL;
		uint8_t high = bytes[i] >> 4;

		out[2 * i] = low < n ? low : (uint8_t) (n + (low != PACK_NIBBLE_NULL));
		out[2 * i + 1] = high < n ? high : (uint8_t) (n + (high != PACK_NIBBLE_NULL));
	}
}

KERNEL_CLONES static void
number_codes(const int32_t *codes, uint32_t low, uint8_t n, int32_t count, uint8_t *out)
{
	for (int32_t i = 0; i < count; i++)
	{
		uint32_t offset = (uint32_t) codes[i] - low;

		out[i] = offset < n ? (uint8_t) offset : (uint8_t) (n + (codes[i] != PACK_NULL));
	}
}

static void
look_codes_up(const int32_t *codes, uint32_t low, const uint8_t *lookup, uint8_t none,
			  int32_t count, uint8_t *out)
{
	for (int32_t i = 0; i < count; i++)
	{
		uint32_t offset = (uint32_t) codes[i] - low;

		out[i] = codes[i] == PACK_NULL ? none : lookup[offset < 255 ? offset : 255];
	}
}

static void
single_categories(Count *c, int32_t part, int32_t slot, int32_t from, int32_t count)
{
	const Part *p = &c->parts[part];
	const PackColumn *column = &c->columns[c->q->slots[slot]];
	const uint8_t *lookup = c->lookups + (size_t) part * 256;
	uint8_t *out = pack_part_bytes(c, part);

	if (p->by_number && column->encoding == PACK_NIBBLES && p->ncategories <= PACK_NIBBLE_NULL &&
		count % 2 == 0)
	{
		number_nibbles(column->bytes + from / 2, (uint8_t) p->ncategories, count, out);
		return;
	}
	if (pack_has_bytes(column))
	{
		const uint8_t *bytes = pack_read_bytes(column, c->n, from, count, (uint8_t *) c->codes);

		if (p->by_number)
			number_categories(bytes, (uint8_t) p->ncategories, count, out);
		for (int32_t i = 0; !p->by_number && i < count; i++)
			out[i] = lookup[bytes[i]];
		return;
	}
	pack_read_codes(column, c->n, from, count, c->codes);
	if (p->by_code && p->by_number)
		number_codes(c->codes, (uint32_t) p->low, (uint8_t) p->ncategories, count, out);
	else if (p->by_code)
		look_codes_up(c->codes, (uint32_t) p->low, lookup, (uint8_t) p->ncategories, count, out);
	for (int32_t i = 0; !p->by_code && i < count; i++)
		out[i] = byte_category(c, p, c->codes[i]);
}

/* of options, nets and base of a set: 0 those that hold, 1 the others */
static void
multi_categories(Count *c, int32_t first, const int32_t *d, int32_t from, int32_t count)
{
	int32_t members = d[0];
	const int32_t *next = d + 2 + members;
	uint8_t *base = pack_part_bytes(c, first + members + d[1 + members]);

	memset(base, 1, count);
	for (int32_t m = 0; m < members; m++)
	{
		uint8_t *out = pack_part_bytes(c, first + m);

		pack_read_codes(&c->columns[c->q->slots[d[1 + m]]], c->n, from, count, c->codes);
		for (int32_t i = 0; i < count; i++)
		{
			bool answered = c->codes[i] != PACK_NULL;

			out[i] = !(answered & (c->codes[i] != 0));
			base[i] &= !answered;
		}
	}
	for (int32_t u = 0; u < d[1 + members]; u++)
	{
		uint8_t *out = pack_part_bytes(c, first + members + u);

		memset(out, 1, count);
		for (int32_t k = 1; k <= next[0]; k++)
			for (int32_t i = 0; i < count; i++)
				out[i] &= pack_part_bytes(c, first + next[k])[i];
		next += 1 + next[0];
	}
}

static void
product_categories(Count *c, const Part *p, const int32_t *d, int32_t count, uint8_t *out)
{
	const Part *outer = &c->parts[pack_first_part(c, d[0])];
	const Part *inner = &c->parts[pack_first_part(c, d[1])];
	const uint8_t *a = pack_part_bytes(c, pack_first_part(c, d[0]));
	const uint8_t *b = pack_part_bytes(c, pack_first_part(c, d[1]));

	for (int32_t i = 0; i < count; i++)
	{
		if (a[i] < outer->ncategories && b[i] < inner->ncategories)
			out[i] = (uint8_t) (a[i] * inner->ncategories + b[i]);
		else
			out[i] = (uint8_t) (p->ncategories +
								(a[i] > outer->ncategories || b[i] > inner->ncategories));
	}
}

static void
block_categories(Count *c, int32_t from, int32_t count)
{
	for (int32_t i = 0; i < c->x->nvariables; i++)
	{
		const CrosstabVariable *v = &crosstab_variables(c->x)[i];
		const int32_t *d = crosstab_words(c->x) + v->definition;
		uint8_t *out;

		if (v->part < 0 || c->parts[v->part].by_planes)
			continue;
		out = pack_part_bytes(c, v->part);
		if (v->kind == CROSSTAB_MULTI)
			multi_categories(c, v->part, d, from, count);
		else if (v->kind == CROSSTAB_PRODUCT)
			product_categories(c, &c->parts[v->part], d, count, out);
		else if (v->kind == CROSSTAB_TOTAL)
			memset(out, 0, count);
		else
			single_categories(c, v->part, d[CODED_SLOT], from, count);
	}
}

/*
 * Counting together
 */

KERNEL_CLONES static void
make_index(uint16_t *index, const uint8_t *rows, int32_t stride, const uint8_t *columns,
		   int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = (uint16_t) (rows[i] * stride + columns[i]);
}

static void
add_counts(Four *sums, size_t cells, const uint16_t *index, const uint8_t *truth, int32_t count)
{
	int32_t i = 0;

	for (; i + 1 < count; i += REPLICAS)
	{
		sums[index[i]][0] += truth[i] == PACK_TRUE;
		sums[cells + index[i + 1]][0] += truth[i + 1] == PACK_TRUE;
	}
	if (i < count)
		sums[index[i]][0] += truth[i] == PACK_TRUE;
}

size_t
pack_job_cells(const Count *c, const Job *job)
{
	return (size_t) (c->parts[job->row].ncategories + 2) * (c->parts[job->column].ncategories + 2);
}

void
pack_job_index(Count *c, const Job *job, int32_t count)
{
	make_index(c->index, pack_part_bytes(c, job->row), c->parts[job->column].ncategories + 2,
			   pack_part_bytes(c, job->column), count);
}

/* some respondents of the block, whose cells c->index has */
static void
add_indexed(Count *c, Four *sums, size_t cells, int32_t from, int32_t count)
{
	if (c->numbered)
		add_entry_parts(sums, cells, c->index + from, (const Four *) c->entries, c->numbers + from,
						count);
	else if (c->weighted)
		add_parts(sums, cells, c->index + from, (const Four *) c->weights + from, count);
	else
		add_counts(sums, cells, c->index + from, c->truth + from, count);
}

void
pack_job_add(Count *c, const Job *job, Four *sums, int32_t from, int32_t count)
{
	add_indexed(c, sums + job->sums, pack_job_cells(c, job), from, count);
}

void
pack_group_add(Count *c, const Group *group, int32_t from, int32_t count)
{
	add_indexed(c, c->group_sums + group->sums, 0, from, count);
}

KERNEL_CLONES static void
widen_index(const uint16_t *index, int32_t count, uint32_t *wide)
{
	for (int32_t i = 0; i < count; i++)
		wide[i] = index[i];
}

/* the block, whose cells c->index has */
static void
add_block(Count *c, Four *sums, size_t replica, int32_t count)
{
	if (!c->alone)
	{
		add_indexed(c, sums, replica, 0, count);
		return;
	}
	widen_index(c->index, count, c->wide);
	pack_add_split(c->reals, count, c->scale, true, c->wide, sums, replica);
}

static void
block_jobs(Count *c, int32_t count)
{
	for (int32_t i = 0; i < c->ngroups; i++)
	{
		const Group *group = &c->groups[i];

		pack_group_index(c, group, count);
		add_block(c, c->group_sums + group->sums, group->replica, count);
	}
	for (int32_t j = 0; j < c->njobs; j++)
	{
		if (c->grouped[j] || c->jobs[j].by_bitmaps)
			continue;
		pack_job_index(c, &c->jobs[j], count);
		add_block(c, c->sums + c->jobs[j].sums, pack_job_cells(c, &c->jobs[j]), count);
	}
}

static void
add_cell(const Count *c, CrosstabCell *cell, const uint64_t *four)
{
	if (!c->weighted)
	{
		cell->n += (int64_t) four[0];
		return;
	}
	if (four[0] >> COUNT_SHIFT == 0)
		return;
	cell->n += (int64_t) (four[0] >> COUNT_SHIFT);
	cell->w = pack_add_units(cell->w, four[0] & ((UINT64_C(1) << COUNT_SHIFT) - 1), c->unit);
	cell->w = pack_add_units(cell->w, four[1], c->unit / LOW_SCALE);
	cell->ww = pack_add_units(cell->ww, four[2], c->square_unit);
	cell->ww = pack_add_units(cell->ww, four[3], c->square_unit / LOW_SCALE);
}

static void
sum_four(uint64_t *into, const uint64_t *from)
{
	for (int k = 0; k < 4; k++)
		into[k] += from[k];
}

static CrosstabCell *
cell_at(const Count *c, int32_t table, int32_t row, int32_t column)
{
	const CrosstabTable *t = &crosstab_tables(c->x)[table];

	return &crosstab_cells(c->x)[t->cells + (size_t) row * t->stride + column];
}

/* moves a job's sums to its cells; true if there are codes that nobody declared */
static bool
flush_job(Count *c, const Job *job)
{
	const Part *rows = &c->parts[job->row];
	const Part *columns = &c->parts[job->column];
	int32_t stride = columns->ncategories + 2;
	Four *sums = c->sums + job->sums;
	size_t cells = pack_job_cells(c, job);
	bool undeclared = false;

	for (int32_t r = 0; r < rows->ncategories + 2; r++)
	{
		Four everybody = {0};

		for (int32_t k = 0; k < stride; k++)
		{
			uint64_t *four = sums[r * stride + k];

			sum_four(four, sums[cells + r * stride + k]);
			sum_four(everybody, four);
			if (r <= rows->ncategories && k <= columns->ncategories)
			{
				if (r < rows->ncategories && k < columns->ncategories)
					add_cell(c,
							 cell_at(c, job->table, rows->category < 0 ? r : rows->category,
									 columns->category < 0 ? k : columns->category),
							 four);
			}
			else if (four[0] != 0)
				undeclared = true;
		}
		if (job->total >= 0 && r < rows->ncategories)
			add_cell(c, cell_at(c, job->total, rows->category < 0 ? r : rows->category, 0),
					 everybody);
	}
	return undeclared;
}

/*
 * One by one
 */

static SvyStatus
add_respondent(Count *c, int32_t i, bool all, double w)
{
	Crosstab *x = c->x;
	int32_t *slots = crosstab_slots(x);
	double *inputs = crosstab_inputs(x);

	for (int32_t s = 0; s < x->nslots; s++)
		slots[s] = c->codes[(size_t) s * PACK_BLOCK + i];
	for (int32_t v = 0; v < x->nvalues; v++)
	{
		inputs[v] = c->values[(size_t) v * PACK_BLOCK + i];
		if (isinf(inputs[v]))
			return SVY_BAD_VALUE;
	}
	crosstab_resolve(x, slots, inputs);
	for (int32_t t = 0; t < x->ntables; t++)
		if (all || c->single[t])
			crosstab_table_add(x, t, inputs, w);
	return SVY_OK;
}

SvyStatus
pack_add_singles(Count *c, int32_t from, int32_t count, bool all)
{
	const Crosstab *x = c->x;
	double *weights = c->values + (size_t) x->nvalues * PACK_BLOCK;
	SvyStatus status = SVY_OK;

	lay_truth_out(passing_of(c, from, count), count, c->truth);
	for (int32_t s = 0; s < x->nslots; s++)
		pack_read_codes(&c->columns[c->q->slots[s]], c->n, from, count,
						c->codes + (size_t) s * PACK_BLOCK);
	for (int32_t v = 0; v < x->nvalues; v++)
		pack_read_doubles(&c->columns[c->q->values[v]], c->n, from, count,
						  c->values + (size_t) v * PACK_BLOCK);
	if (c->weighted)
		pack_read_doubles(&c->columns[c->q->weight], c->n, from, count, weights);
	for (int32_t i = 0; i < count && status == SVY_OK; i++)
	{
		double w = c->weighted ? weights[i] : 1;

		if (c->truth[i] != PACK_TRUE || !weight_counts(w))
			continue;
		if (!weight_good_signed(w, x->flags & CROSSTAB_NEGATIVE))
			return SVY_BAD_WEIGHT;
		c->x->respondents += all;
		status = add_respondent(c, i, all, w);
	}
	return status;
}

static SvyStatus
chunk_singles(Count *c, int32_t from, int32_t count)
{
	SvyStatus status = SVY_OK;

	for (int32_t done = 0; done < count && status == SVY_OK; done += PACK_BLOCK)
	{
		int32_t some = count - done < PACK_BLOCK ? count - done : PACK_BLOCK;

		status = c->units ? pack_units_singles(c, from + done, some, c->inexact)
						  : pack_add_singles(c, from + done, some, c->inexact);
	}
	return status;
}

/* what is handed over run by run cannot be taken back: whether all weights of the chunk are exact */
static void
check_weights(Count *c, int32_t from, int32_t count)
{
	if (!c->weighted || c->whole || pack_has_entries(&c->columns[c->q->weight]))
		return;
	for (int32_t done = 0; done < count && !c->inexact; done += PACK_BLOCK)
		(void) block_weights(c, from + done, count - done < PACK_BLOCK ? count - done : PACK_BLOCK);
}

static SvyStatus
count_chunk(Count *c, int32_t from, int32_t count)
{
	bool undeclared = false;
	int32_t included = 0;

	memset(c->sums, 0, c->nsums * sizeof(Four));
	if (c->units)
	{
		check_weights(c, from, count);
		pack_units_chunk(c);
	}
	for (int32_t done = 0; done < count && !c->inexact; done += PACK_BLOCK)
	{
		int32_t some = count - done < PACK_BLOCK ? count - done : PACK_BLOCK;

		int32_t counting = block_weights(c, from + done, some);

		if (counting == 0 && c->units == NULL)
			continue;
		included += counting;
		block_categories(c, from + done, some);
		if (c->units)
			pack_units_jobs(c, from + done, some);
		else
		{
			pack_groups_see(c, some);
			block_jobs(c, some);
		}
		if (c->by_bitmaps)
			pack_bitmaps_jobs(c, from + done);
	}
	if (!c->inexact)
		c->x->respondents += included;
	pack_groups_flush(c);
	for (int32_t j = 0; j < c->njobs && !c->inexact; j++)
		undeclared |= flush_job(c, &c->jobs[j]);
	undeclared |= c->undeclared;
	c->undeclared = false;
	if (!c->singles && !undeclared && !c->inexact)
		return SVY_OK;
	return chunk_singles(c, from, count);
}

/* those who pass the filter with a weight of 0 */
static void
count_zeros(Count *c)
{
	for (int32_t from = 0; from < c->n; from += PACK_BLOCK)
	{
		int32_t count = c->n - from < PACK_BLOCK ? c->n - from : PACK_BLOCK;

		lay_truth_out(passing_of(c, from, count), count, c->truth);
		pack_read_doubles(&c->columns[c->q->weight], c->n, from, count, c->values);
		for (int32_t i = 0; i < count; i++)
			c->x->zeros += c->truth[i] == PACK_TRUE && c->values[i] == 0;
	}
}

static SvyStatus
count_segment(Count *c, void *workspace)
{
	SvyStatus status = SVY_OK;
	bool exact;

	c->weighted = c->x->flags & CROSSTAB_WEIGHTED;
	pack_plan(c, workspace);
	prepare_lookups(c);
	pack_bitmaps_prepare(c);
	exact = !c->weighted || prepare_weights(c);
	c->numbered =
		c->weighted && c->njobs <= FEW_JOBS && pack_has_entries(&c->columns[c->q->weight]);
	pack_groups_begin(c);
	if (c->units)
		pack_units_begin(c);
	for (int32_t from = 0; from < c->n && status == SVY_OK; from += CHUNK)
	{
		c->inexact = !exact;
		status = count_chunk(c, from, c->n - from < CHUNK ? c->n - from : CHUNK);
	}
	if (c->units && status == SVY_OK)
		pack_units_end(c);
	else if (c->any_zeros && status == SVY_OK)
		count_zeros(c);
	return status;
}

SvyStatus
pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32_t n, void *workspace)
{
	Count c = {.x = x, .q = q, .columns = columns, .n = n};

	return count_segment(&c, workspace);
}

SvyStatus
pack_count_units(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32_t n,
				 const PackUnits *units, void *workspace)
{
	Count c = {.x = x, .q = q, .columns = columns, .n = n, .units = units};

	return count_segment(&c, workspace);
}
