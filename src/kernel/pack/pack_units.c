/*
 * pack_units.c
 *	  Counting the cells of a plan for each unit of a design over a segment of
 *	  packed answers.
 *
 * A unit's respondents lie together, so a block is counted in pieces that end
 * where units do.  The integer sums of a piece are handed over to the unit's
 * record and to the sums of the segment, and are zero for the next.
 */
#include <math.h>
#include <string.h>

#include "kernel/pack/pack_impl.h"
#include "kernel/pack/pack_record.h"

/*
 * Runs
 */

int32_t
pack_runs_count(WireReader r, int32_t n)
{
	bool good = wire_get_u8(&r) == PACK_UNITS_VERSION;
	uint32_t nruns = wire_get_u32(&r);
	int64_t respondents = 0;

	if (!good || nruns > (uint32_t) n)
		return -1;
	for (uint32_t i = 0; i < nruns && !r.bad; i++)
	{
		uint32_t length = wire_get_u32(&r);
		uint32_t size = wire_get_u32(&r);

		if (length == 0 || length > (uint32_t) n || size > wire_left(&r))
			return -1;
		respondents += length;
		r.next += size;
	}
	return wire_done(&r) && respondents == n ? (int32_t) nruns : -1;
}

void
pack_runs_read(WireReader r, int32_t nruns, PackRun *runs)
{
	int32_t end = 0;

	(void) wire_get_u8(&r);
	(void) wire_get_u32(&r);
	for (int32_t i = 0; i < nruns; i++)
	{
		end += wire_get_i32(&r);
		runs[i].end = end;
		runs[i].key_size = wire_get_i32(&r);
		runs[i].key = r.next;
		r.next += runs[i].key_size;
	}
}

/* the run of a respondent */
static int32_t
find_run(const PackUnits *units, int32_t respondent)
{
	int32_t low = 0;
	int32_t high = units->nruns - 1;

	while (low < high)
	{
		int32_t middle = low + (high - low) / 2;

		if (units->runs[middle].end <= respondent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static inline double *
record_of(const Count *c, int32_t run)
{
	return c->units->records + (size_t) run * pack_record_size(c->x, c->units->detail);
}

/* adds a sum in units to a pair; most have few digits, and most are the first */
static inline void
put_sum(double *pair, uint64_t high, int64_t low, double unit)
{
	const int64_t digits = INT64_C(1) << 53;
	double unit_low = unit * 0x1p-46;
	DD sum;

	if (high < (uint64_t) digits && low < digits && low > -digits)
		sum = dd_two_sum((double) high * unit, (double) low * unit_low);
	else
		sum = pack_add_units(pack_add_units((DD){0, 0}, high, unit), (uint64_t) low, unit_low);
	if (pair[0] == 0)
	{
		pair[0] = sum.hi;
		pair[1] = sum.lo;
	}
	else
		add_pair(pair, sum);
}

/* what was counted together of a cell */
static void
put_four(const Count *c, double *record, int32_t cell, const uint64_t *four)
{
	int32_t detail = c->units->detail;
	double *at = record + RECORD_HEAD + cell * cell_size(detail);
	uint64_t n = c->weighted ? four[0] >> COUNT_SHIFT : four[0];
	uint64_t high = four[0] & ((UINT64_C(1) << COUNT_SHIFT) - 1);

	if (!c->weighted)
	{
		at[detail & PACK_UNITS_EXACT ? CELL_W : 0] += (double) n;
		if (detail & PACK_UNITS_SQUARES)
			at[detail & PACK_UNITS_EXACT ? CELL_WW : 1] += (double) n;
	}
	else if (detail & PACK_UNITS_EXACT)
		put_sum(&at[CELL_W], high, (int64_t) four[1], c->unit);
	else
		at[0] += (double) high * c->unit + (double) (int64_t) four[1] * (c->unit * 0x1p-46);
	if (c->weighted && (detail & PACK_UNITS_SQUARES))
	{
		double pair[2] = {0, 0};

		put_sum(pair, four[2], (int64_t) four[3], c->square_unit);
		if (detail & PACK_UNITS_EXACT)
			add_pair(&at[CELL_WW], (DD){pair[0], pair[1]});
		else
			at[1] += pair[0] + pair[1];
	}
	if (detail & PACK_UNITS_EXACT)
		at[CELL_N] += (double) n;
}

/*
 * Counted together
 *
 * Sums go on from run to run.  Where one ends, it is given what has come since
 * the end of the one before; so nothing is cleared in between.
 */

/* a part of a run within a block */
typedef struct Piece
{
	int32_t run;
	int32_t from; /* in the block */
	int32_t count;
} Piece;

void
pack_units_lay_out(Count *c, uint8_t **space, size_t *size)
{
	c->given = pack_carve(space, size, c->nsums * sizeof(Four));
	c->now = pack_carve(space, size, 2 * MAX_PAIR_CELLS * sizeof(Four));
	c->seen = pack_carve(space, size, c->nparts * sizeof(int32_t));
	c->scratch = pack_carve(
		space, size, (size_t) ((char *) (crosstab_slots(c->x) + c->x->nslots) - (char *) c->x));
}

static void
clear_scratch(Crosstab *x)
{
	x->respondents = 0;
	memset(crosstab_cells(x), 0, x->ncells * sizeof(CrosstabCell));
	memset(crosstab_moments(x), 0, x->nmoments * sizeof(CrosstabMoments));
	memset(crosstab_undeclared(x), 0, x->nvariables * sizeof(CrosstabUndeclared));
}

void
pack_units_begin(Count *c)
{
	size_t size = (size_t) ((char *) (crosstab_slots(c->x) + c->x->nslots) - (char *) c->x);

	memcpy(c->scratch, c->x, size);
	clear_scratch(c->scratch);
}

void
pack_units_chunk(Count *c)
{
	memset(c->given, 0, c->nsums * sizeof(Four));
	memset(c->seen, 0, c->nparts * sizeof(int32_t));
}

/* the piece that begins at a respondent of a block */
static Piece
piece_at(const Count *c, int32_t run, int32_t block, int32_t from, int32_t count)
{
	int32_t end = c->units->runs[run].end - block;

	return (Piece){run, from, (end < count ? end : count) - from};
}

/* cells beyond the categories that were seen in the chunk are empty */
static void
see_categories(Count *c, int32_t count)
{
	for (int32_t i = 0; i < c->nparts; i++)
	{
		int32_t seen = pack_largest(pack_part_bytes(c, i), count) + 1;

		c->seen[i] = seen > c->seen[i] ? seen : c->seen[i];
	}
}

/* the sums of a job, to be given to the record of a run */
typedef struct Taker
{
	const Count *c;
	Quad *given;
	double *record;
	bool plain;	   /* records hold weights alone */
	int32_t nrows; /* categories */
	int32_t ncolumns;
	int32_t rows; /* seen */
	int32_t columns;
	int32_t stride; /* of the sums */
	int32_t cell;	/* of the first row and column */
	int32_t cell_stride;
	int32_t total; /* the first of the total's cells; -1: none */
	int32_t total_stride;
} Taker;

static Taker
taker(const Count *c, const Job *job)
{
	const Part *rows = &c->parts[job->row];
	const Part *columns = &c->parts[job->column];
	const CrosstabTable *tables = crosstab_tables(c->x);
	const CrosstabTable *table = &tables[job->table];
	Taker t = {.c = c,
			   .nrows = rows->ncategories,
			   .ncolumns = columns->ncategories,
			   .rows = c->seen[job->row],
			   .columns = c->seen[job->column],
			   .total = -1};

	t.given = (Quad *) (c->given + job->sums);
	t.plain = c->weighted && c->units->detail == 0;
	t.stride = columns->ncategories + 2;
	t.cell_stride = table->stride;
	t.cell = table->cells + (rows->category < 0 ? 0 : rows->category * table->stride) +
			 (columns->category < 0 ? 0 : columns->category);
	if (job->total >= 0)
	{
		t.total_stride = tables[job->total].stride;
		t.total =
			tables[job->total].cells + (rows->category < 0 ? 0 : rows->category * t.total_stride);
	}
	return t;
}

/*
 * The weight of a cell.  Its whole numbers become doubles by 2^52 with the low half
 * in its last bits, and 2^84 with the high one, which are subtracted again; either
 * sum is rounded once.
 */
KERNEL_INLINE double
weight_in(const Quad *cell, const Reals *units)
{
	const Quad weight = {(UINT64_C(1) << COUNT_SHIFT) - 1, UINT64_MAX, 0, 0};
	Quad numbers = *cell & weight;
	Quad lows = (numbers & UINT32_MAX) | UINT64_C(0x4330000000000000);
	Quad highs = (numbers >> 32) ^ UINT64_C(0x4530000080000000);
	Reals w = ((Reals) highs - (0x1p84 + 0x1p63 + 0x1p52)) + (Reals) lows;

	w *= *units;
	return w[0] + w[1];
}

static inline void
put(const Taker *t, int32_t cell, const Quad *sum)
{
	Four four;

	memcpy(four, sum, sizeof(Four));
	if (four[0] != 0)
		put_four(t->c, t->record, cell, four);
}

/* what there is of a cell now, less what was given of it */
static inline void
take_cell(const Taker *t, size_t at, const Quad *now, Quad *more)
{
	*more = *now - t->given[at];
	t->given[at] = *now;
}

static void
give_all(const Taker *t, const Quad *now)
{
	for (int32_t r = 0; r < t->rows; r++)
	{
		Quad everybody = {0};

		for (int32_t k = 0; k < t->columns; k++)
		{
			size_t at = (size_t) r * t->stride + k;
			Quad more;

			take_cell(t, at, &now[at], &more);
			everybody += more;
			if (r < t->nrows && k < t->ncolumns)
				put(t, t->cell + r * t->cell_stride + k, &more);
		}
		if (t->total >= 0 && r < t->nrows)
			put(t, t->total + r * t->total_stride, &everybody);
	}
}

/* the same where records hold weights alone */
KERNEL_CLONES static void
give_weights(const Taker *t, const Quad *now)
{
	const Reals units = {t->c->unit, t->c->unit * 0x1p-46, 0, 0};
	int32_t columns = t->columns < t->ncolumns ? t->columns : t->ncolumns;

	for (int32_t r = 0; r < t->rows; r++)
	{
		const Quad *from = now + (size_t) r * t->stride;
		Quad *given = t->given + (size_t) r * t->stride;
		double *cells = t->record + RECORD_HEAD + t->cell + r * t->cell_stride;
		Quad everybody = {0};

		if (r >= t->nrows)
			break;
		for (int32_t k = 0; k < columns; k++)
		{
			Quad more = from[k] - given[k];

			given[k] = from[k];
			everybody += more;
			cells[k] += weight_in(&more, &units);
		}
		for (int32_t k = columns; k < t->columns; k++)
		{
			everybody += from[k] - given[k];
			given[k] = from[k];
		}
		if (t->total >= 0)
			t->record[RECORD_HEAD + t->total + r * t->total_stride] +=
				weight_in(&everybody, &units);
	}
}

static void
give(const Taker *t, const Quad *now)
{
	if (t->plain)
		give_weights(t, now);
	else
		give_all(t, now);
}

/* few respondents are in few cells, which they name */
static void
give_few(const Taker *t, const Quad *first, const Quad *second, const uint8_t *rows,
		 const uint8_t *columns, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
	{
		size_t at = (size_t) rows[i] * t->stride + columns[i];
		Quad now = first[at] + second[at];
		Quad more;

		take_cell(t, at, &now, &more);
		if (rows[i] >= t->nrows)
			continue;
		if (columns[i] < t->ncolumns)
			put(t, t->cell + rows[i] * t->cell_stride + columns[i], &more);
		if (t->total >= 0)
			put(t, t->total + rows[i] * t->total_stride, &more);
	}
}

KERNEL_CLONES static void
join_replicas(const Taker *t, Quad *first, Quad *second)
{
	for (int32_t r = 0; r < t->rows; r++)
		for (int32_t k = 0; k < t->columns; k++)
		{
			first[r * t->stride + k] += second[r * t->stride + k];
			second[r * t->stride + k] = (Quad){0};
		}
}

/* for each of n: the sum of count that lie a step apart; four at a time, each in a register */
KERNEL_INLINE void
sum_steps(const Quad *from, int32_t step, int32_t count, int32_t n, Quad *into)
{
	int32_t m = 0;

	for (; m + 4 <= n; m += 4)
	{
		const Quad *at = from + m;
		Quad first = at[0];
		Quad second = at[1];
		Quad third = at[2];
		Quad fourth = at[3];

		for (int32_t i = 1; i < count; i++)
		{
			at += step;
			first += at[0];
			second += at[1];
			third += at[2];
			fourth += at[3];
		}
		into[m] = first;
		into[m + 1] = second;
		into[m + 2] = third;
		into[m + 3] = fourth;
	}
	for (; m < n; m++)
	{
		Quad sum = from[m];

		for (int32_t i = 1; i < count; i++)
			sum += from[i * step + m];
		into[m] = sum;
	}
}

/* the sums of both jobs of a pair: those over the other's categories */
KERNEL_CLONES static void
sum_pair(const Taker *a, const Taker *b, const Quad *sums, Quad *first, Quad *second)
{
	int32_t stride = a->stride;
	int32_t row = (b->nrows + 2) * stride;

	for (int32_t i = 0; i < a->rows; i++)
		sum_steps(sums + i * row, stride, b->rows, a->columns, first + i * stride);
	sum_steps(sums, row, a->rows, b->rows * stride, second);
}

static void
give_job(const Count *c, const Job *job, const Piece *piece, Taker *t)
{
	Quad *first = (Quad *) (c->sums + job->sums);
	Quad *second = first + pack_job_cells(c, job);

	t->record = record_of(c, piece->run);
	if (piece->count < t->rows * t->columns)
	{
		give_few(t, first, second, pack_part_bytes(c, job->row) + piece->from,
				 pack_part_bytes(c, job->column) + piece->from, piece->count);
		return;
	}
	join_replicas(t, first, second);
	give(t, first);
}

static void
give_pair(const Count *c, const Group *pair, const Piece *piece, Taker *a, Taker *b)
{
	Quad *first = (Quad *) c->now;
	Quad *second = first + MAX_PAIR_CELLS;

	a->record = b->record = record_of(c, piece->run);
	sum_pair(a, b, (const Quad *) (c->group_sums + pair->sums), first, second);
	give(a, first);
	give(b, second);
}

/* of a block whose weights are in numbers of their dictionary, or laid out, or all 1 */
static void
count_members(Count *c, const Piece *piece)
{
	bool numbers = c->weighted && pack_has_entries(&c->columns[c->q->weight]);
	int32_t end = piece->from + piece->count;
	int32_t n = 0;

	for (int32_t i = piece->from; numbers && i < end; i++)
		n += c->numbers[i] != 0;
	for (int32_t i = piece->from; c->weighted && !numbers && i < end; i++)
		n += c->weights[i][0] >> COUNT_SHIFT != 0;
	for (int32_t i = piece->from; !c->weighted && i < end; i++)
		n += c->truth[i] == PACK_TRUE;
	record_of(c, piece->run)[RECORD_MEMBERS] += n;
}

static void
units_pair(Count *c, const Group *pair, int32_t from, int32_t first, int32_t count)
{
	Taker a = taker(c, &c->jobs[pair->jobs[0]]);
	Taker b = taker(c, &c->jobs[pair->jobs[1]]);
	Piece piece;

	pack_group_index(c, pair, count);
	for (int32_t at = 0, run = first; at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		pack_group_add(c, pair, at, piece.count);
		give_pair(c, pair, &piece, &a, &b);
	}
}

static void
units_job(Count *c, const Job *job, int32_t from, int32_t first, int32_t count)
{
	Taker t = taker(c, job);
	Piece piece;

	pack_job_index(c, job, count);
	for (int32_t at = 0, run = first; at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		pack_job_add(c, job, c->sums, at, piece.count);
		give_job(c, job, &piece, &t);
	}
}

void
pack_units_jobs(Count *c, int32_t from, int32_t count)
{
	int32_t first = find_run(c->units, from);
	Piece piece;

	see_categories(c, count);
	for (int32_t at = 0, run = first; at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		count_members(c, &piece);
	}
	for (int32_t i = 0; i < c->ngroups; i++)
		units_pair(c, &c->groups[i], from, first, count);
	for (int32_t j = 0; j < c->njobs; j++)
		if (!c->grouped[j])
			units_job(c, &c->jobs[j], from, first, count);
}

/*
 * One by one
 */

static void
put_singles(const Count *c, double *record, bool all)
{
	int32_t detail = c->units->detail;

	for (int32_t t = 0; t < c->x->ntables; t++)
	{
		const CrosstabTable *table = &crosstab_tables(c->x)[t];

		if (!all && !c->single[t])
			continue;
		for (int32_t i = 0; i < table->nrows * table->stride; i++)
			pack_record_put_cell(c->scratch, detail, record, table->cells + i);
		for (int32_t i = 0; table->moments >= 0 && i < table->stride; i++)
			pack_record_put_moments(c->scratch, detail, record, table->moments + i);
	}
	if (all)
		record[RECORD_MEMBERS] += (double) c->scratch->respondents;
}

/* adds a piece to the scratch table */
static SvyStatus
add_to_scratch(Count *c, int32_t from, int32_t count, bool all)
{
	Crosstab *x = c->x;
	SvyStatus status;

	clear_scratch(c->scratch);
	c->x = c->scratch;
	status = pack_add_singles(c, from, count, all);
	c->x = x;
	return status;
}

SvyStatus
pack_units_singles(Count *c, int32_t from, int32_t count, bool all)
{
	SvyStatus status = SVY_OK;
	Piece piece;

	for (int32_t at = 0, run = find_run(c->units, from); at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		status = add_to_scratch(c, from + at, piece.count, all);
		if (status != SVY_OK)
			return status;
		put_singles(c, record_of(c, run), all);
		(void) crosstab_merge(c->x, c->scratch);
	}
	return status;
}

/* a piece's respondents with a weight, and with one other than 0, whether they pass the filter or not */
static void
count_all(const Count *c, const Piece *piece)
{
	double *record = record_of(c, piece->run);
	double n = 0;
	double live = 0;

	for (int32_t i = piece->from; c->weighted && i < piece->from + piece->count; i++)
	{
		n += !isnan(c->values[i]);
		live += c->values[i] < 0 || c->values[i] > 0;
	}
	record[RECORD_ALL] += c->weighted ? n : piece->count;
	record[RECORD_LIVE] += c->weighted ? live : piece->count;
}

void
pack_units_end(Count *c)
{
	bool look = c->q->nfilter > 0 || c->any_zeros;
	Piece piece;

	for (int32_t i = 0; i < c->units->nruns; i++)
	{
		double *record = record_of(c, i);

		record[RECORD_ALL] = record[RECORD_LIVE] = look ? 0 : record[RECORD_MEMBERS];
	}
	for (int32_t from = 0; look && from < c->n; from += PACK_BLOCK)
	{
		int32_t count = c->n - from < PACK_BLOCK ? c->n - from : PACK_BLOCK;

		if (c->weighted)
			pack_read_doubles(&c->columns[c->q->weight], c->n, from, count, c->values);
		for (int32_t at = 0, run = find_run(c->units, from); at < count; at += piece.count, run++)
		{
			piece = piece_at(c, run, from, at, count);
			count_all(c, &piece);
		}
	}
}
