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

#include "kernel/pack_impl.h"

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

/*
 * Records: respondents, those of them who pass the filter, cells, moments
 */

#define RECORD_ALL 0
#define RECORD_MEMBERS 1
#define RECORD_LIVE 2
#define RECORD_HEAD 3

/* places of what is kept of a cell */
#define CELL_N 0
#define CELL_LIVE 1
#define CELL_W 2
#define CELL_WW 4

static size_t
cell_size(int32_t detail)
{
	size_t size = detail & PACK_UNITS_EXACT ? CELL_WW : 1;

	return detail & PACK_UNITS_SQUARES ? size + (detail & PACK_UNITS_EXACT ? 2 : 1) : size;
}

static size_t
moments_size(int32_t detail)
{
	return (detail & PACK_UNITS_EXACT ? 2 : 1) * (detail & PACK_UNITS_SQUARES ? 3 : 1);
}

size_t
pack_record_size(const Crosstab *x, int32_t detail)
{
	return RECORD_HEAD + x->ncells * cell_size(detail) + x->nmoments * moments_size(detail);
}

static inline double *
record_of(const Count *c, int32_t run)
{
	return c->units->records + (size_t) run * pack_record_size(c->x, c->units->detail);
}

static void
add_pair(double *pair, DD value)
{
	DD sum = dd_add((DD){pair[0], pair[1]}, value);

	pair[0] = sum.hi;
	pair[1] = sum.lo;
}

PackUnitCell
pack_record_cell(int32_t detail, const double *record, int32_t cell)
{
	const double *at = record + RECORD_HEAD + cell * cell_size(detail);
	PackUnitCell result = {0};

	if (!(detail & PACK_UNITS_EXACT))
	{
		result.w = dd_from(at[0]);
		result.ww = dd_from(detail & PACK_UNITS_SQUARES ? at[1] : 0);
		return result;
	}
	result = (PackUnitCell){at[CELL_N], at[CELL_LIVE], {at[CELL_W], at[CELL_W + 1]}, {0, 0}};
	if (detail & PACK_UNITS_SQUARES)
		result.ww = (DD){at[CELL_WW], at[CELL_WW + 1]};
	return result;
}

CrosstabMoments
pack_record_moments(const Crosstab *x, int32_t detail, const double *record, int32_t moments)
{
	const double *at =
		record + RECORD_HEAD + x->ncells * cell_size(detail) + moments * moments_size(detail);
	bool exact = detail & PACK_UNITS_EXACT;
	CrosstabMoments result = {0};

	result.wy = (DD){at[0], exact ? at[1] : 0};
	if (detail & PACK_UNITS_SQUARES)
	{
		result.wwy = exact ? (DD){at[2], at[3]} : dd_from(at[1]);
		result.wwyy = exact ? (DD){at[4], at[5]} : dd_from(at[2]);
	}
	return result;
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

/* what was counted together of a cell; zeros: how many of its respondents have a weight of 0 */
static inline void
put_four(const Count *c, double *record, int32_t cell, const uint64_t *four, uint32_t zeros)
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
	{
		at[CELL_N] += (double) n;
		at[CELL_LIVE] += (double) (n - zeros);
	}
}

/*
 * Counted together
 */

/* of a job: they are numbered in two bytes */
#define MOST_CELLS 65536

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
	c->run_sums = pack_carve(space, size, c->nsums * sizeof(Four));
	c->zeros = pack_carve(space, size, MOST_CELLS * sizeof(uint32_t));
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

	memset(c->run_sums, 0, c->nsums * sizeof(Four));
	memset(c->zeros, 0, MOST_CELLS * sizeof(uint32_t));
	memcpy(c->scratch, c->x, size);
	clear_scratch(c->scratch);
}

/* the piece that begins at a respondent of a block */
static Piece
piece_at(const Count *c, int32_t run, int32_t block, int32_t from, int32_t count)
{
	int32_t end = c->units->runs[run].end - block;

	return (Piece){run, from, (end < count ? end : count) - from};
}

static inline const uint64_t *
weight_of(const Count *c, int32_t i)
{
	return c->numbered ? c->entries[c->numbers[i]] : c->weights[i];
}

/* a weight of 0 is counted, but adds nothing */
static inline bool
is_zero(const uint64_t *weight)
{
	return weight[0] == UINT64_C(1) << COUNT_SHIFT && weight[1] == 0;
}

static bool
has_zeros(const Count *c, int32_t count)
{
	if (!c->weighted || !(c->units->detail & PACK_UNITS_EXACT))
		return false;
	for (int32_t i = 0; i < count; i++)
		if (is_zero(weight_of(c, i)))
			return true;
	return false;
}

/* the sums of a job, to be handed over to the record of a run and to those of the segment */
typedef struct Taker
{
	const Count *c;
	const Four *sums;
	Quad *first;  /* the same */
	Quad *second; /* the other replica */
	Quad *into;
	double *record;
	bool plain; /* records hold weights alone */
	int32_t nrows;
	int32_t ncolumns;
	int32_t stride; /* of the sums */
	int32_t cell;	/* of the first row and column */
	int32_t cell_stride;
	int32_t total; /* the first of the total's cells; -1: none */
	int32_t total_stride;
} Taker;

static Taker
taker(const Count *c, const Job *job, int32_t run)
{
	const Part *rows = &c->parts[job->row];
	const Part *columns = &c->parts[job->column];
	const CrosstabTable *tables = crosstab_tables(c->x);
	const CrosstabTable *table = &tables[job->table];
	Taker t = {.c = c, .nrows = rows->ncategories, .ncolumns = columns->ncategories, .total = -1};

	t.sums = (const Four *) (c->run_sums + job->sums);
	t.first = (Quad *) (c->run_sums + job->sums);
	t.second = t.first + pack_job_cells(c, job);
	t.into = (Quad *) (c->sums + job->sums);
	t.record = record_of(c, run);
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

static inline void
put(const Taker *t, int32_t cell, const uint64_t *four, size_t at)
{
	if (t->plain)
		t->record[RECORD_HEAD + cell] +=
			(double) (four[0] & ((UINT64_C(1) << COUNT_SHIFT) - 1)) * t->c->unit +
			(double) (int64_t) four[1] * (t->c->unit * 0x1p-46);
	else
		put_four(t->c, t->record, cell, four, t->c->zeros[at]);
}

static inline void
take_cell(const Taker *t, int32_t row, int32_t column, size_t at)
{
	const uint64_t *four = t->sums[at];

	t->first[at] += t->second[at];
	if (four[0] == 0)
		return;
	t->into[at] += t->first[at];
	if (row < t->nrows)
	{
		if (column < t->ncolumns)
			put(t, t->cell + row * t->cell_stride + column, four, at);
		if (t->total >= 0)
			put(t, t->total + row * t->total_stride, four, at);
	}
	t->first[at] = t->second[at] = (Quad){0};
	t->c->zeros[at] = 0;
}

/* few respondents are in few cells, which they name */
KERNEL_CLONES static void
end_piece(const Count *c, const Job *job, const Piece *piece)
{
	Taker t = taker(c, job, piece->run);

	if (piece->count < (t.nrows + 2) * t.stride)
	{
		for (int32_t i = piece->from; i < piece->from + piece->count; i++)
			take_cell(&t, c->index[i] / t.stride, c->index[i] % t.stride, c->index[i]);
		return;
	}
	for (int32_t r = 0; r < t.nrows + 2; r++)
		for (int32_t k = 0; k < t.stride; k++)
			take_cell(&t, r, k, (size_t) r * t.stride + k);
}

static void
count_members(Count *c, const Piece *piece)
{
	double n = 0;

	for (int32_t i = piece->from; i < piece->from + piece->count; i++)
		n += c->weighted ? weight_of(c, i)[0] >> COUNT_SHIFT != 0 : c->stack[i] == PACK_TRUE;
	record_of(c, piece->run)[RECORD_MEMBERS] += n;
}

void
pack_units_jobs(Count *c, int32_t from, int32_t count)
{
	int32_t first = find_run(c->units, from);
	bool zeros = has_zeros(c, count);
	Piece piece;

	c->any_zeros |= zeros;
	for (int32_t at = 0, run = first; at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		count_members(c, &piece);
	}
	for (int32_t j = 0; j < c->njobs; j++)
	{
		const Job *job = &c->jobs[j];

		pack_job_index(c, job, count);
		for (int32_t at = 0, run = first; at < count; at += piece.count, run++)
		{
			piece = piece_at(c, run, from, at, count);
			pack_job_add(c, job, c->run_sums, at, piece.count);
			for (int32_t i = at; zeros && i < at + piece.count; i++)
				c->zeros[c->index[i]] += is_zero(weight_of(c, i));
			end_piece(c, job, &piece);
		}
	}
}

/*
 * One by one
 */

/* a cell of those who were added one by one; zeros: they have a weight of 0 and are in it already */
static void
put_cell(const Crosstab *x, int32_t detail, double *record, int32_t i, bool zeros)
{
	const CrosstabCell *cell = &crosstab_cells(x)[i];
	double *at = record + RECORD_HEAD + i * cell_size(detail);
	bool weighted = x->flags & CROSSTAB_WEIGHTED;
	DD w = weighted ? cell->w : dd_from((double) cell->n);
	DD ww = weighted ? cell->ww : w;

	if (cell->n == 0)
		return;
	if (zeros)
	{
		at[CELL_LIVE] -= (double) cell->n;
		return;
	}
	if (!(detail & PACK_UNITS_EXACT))
	{
		at[0] += dd_value(w);
		if (detail & PACK_UNITS_SQUARES)
			at[1] += dd_value(ww);
		return;
	}
	at[CELL_N] += (double) cell->n;
	at[CELL_LIVE] += (double) cell->n;
	add_pair(&at[CELL_W], w);
	if (detail & PACK_UNITS_SQUARES)
		add_pair(&at[CELL_WW], ww);
}

static void
put_moments(const Crosstab *x, int32_t detail, double *record, int32_t i)
{
	const CrosstabMoments *m = &crosstab_moments(x)[i];
	const DD sums[] = {m->wy, m->wwy, m->wwyy};
	double *at = record + RECORD_HEAD + x->ncells * cell_size(detail) + i * moments_size(detail);

	for (int k = 0; k < (detail & PACK_UNITS_SQUARES ? 3 : 1); k++)
		if (detail & PACK_UNITS_EXACT)
			add_pair(&at[2 * k], sums[k]);
		else
			at[k] += dd_value(sums[k]);
}

void
pack_record_add(const Crosstab *x, int32_t detail, double *record)
{
	for (int32_t i = 0; i < x->ncells; i++)
		put_cell(x, detail, record, i, false);
	for (int32_t i = 0; i < x->nmoments; i++)
		put_moments(x, detail, record, i);
}

void
pack_record_merge(const Crosstab *x, int32_t detail, double *into, const double *from)
{
	size_t size = pack_record_size(x, detail);
	size_t cells = RECORD_HEAD + x->ncells * cell_size(detail);
	bool exact = detail & PACK_UNITS_EXACT;

	for (size_t i = 0; i < (exact ? RECORD_HEAD : size); i++)
		into[i] += from[i];
	for (size_t i = RECORD_HEAD; exact && i < cells; i += cell_size(detail))
	{
		if (from[i + CELL_N] == 0)
			continue;
		into[i + CELL_N] += from[i + CELL_N];
		into[i + CELL_LIVE] += from[i + CELL_LIVE];
		for (size_t k = i + CELL_W; k < i + cell_size(detail); k += 2)
			add_pair(&into[k], (DD){from[k], from[k + 1]});
	}
	for (size_t i = cells; exact && i < size; i += 2)
		add_pair(&into[i], (DD){from[i], from[i + 1]});
}

void
pack_record_round(const Crosstab *x, int32_t detail, const double *record, double *into)
{
	int32_t rounded = detail & ~PACK_UNITS_EXACT;
	size_t sums = moments_size(rounded);
	double *at = into + RECORD_HEAD;

	memcpy(into, record, RECORD_HEAD * sizeof(double));
	for (int32_t i = 0; i < x->ncells; i++, at += cell_size(rounded))
	{
		PackUnitCell cell = pack_record_cell(detail, record, i);

		at[0] = dd_value(cell.w);
		if (detail & PACK_UNITS_SQUARES)
			at[1] = dd_value(cell.ww);
	}
	for (int32_t i = 0; i < x->nmoments; i++, at += sums)
	{
		CrosstabMoments m = pack_record_moments(x, detail, record, i);

		at[0] = dd_value(m.wy);
		if (detail & PACK_UNITS_SQUARES)
		{
			at[1] = dd_value(m.wwy);
			at[2] = dd_value(m.wwyy);
		}
	}
}

/* records that are turned at a time, so that they write whole lines of the cache */
#define TURNED 8

/* each: how many sums a cell has, at doubles from the start of a record */
static void
turn(const double *records, size_t size, const int32_t *order, int32_t nrecords, size_t at,
	 size_t each, const PackPlanes *planes)
{
	for (int32_t from = 0; from < nrecords; from += TURNED)
	{
		int32_t some = nrecords - from < TURNED ? nrecords - from : TURNED;
		const double *source[TURNED];

		for (int32_t k = 0; k < some; k++)
			source[k] = records + (size_t) (order ? order[from + k] : from + k) * size + at;
		for (int32_t i = 0; i < planes->count; i++)
			for (size_t sum = 0; sum < each; sum++)
			{
				double *into = planes->sums[sum] + (size_t) i * nrecords + from;

				for (int32_t k = 0; k < some; k++)
					into[k] = source[k][(size_t) i * each + sum];
			}
	}
}

void
pack_records_cells(int32_t detail, const double *records, size_t size, const int32_t *order,
				   int32_t nrecords, const PackPlanes *planes)
{
	size_t each = cell_size(detail);

	turn(records, size, order, nrecords, RECORD_HEAD + planes->first * each, each, planes);
}

void
pack_records_moments(const Crosstab *x, int32_t detail, const double *records, size_t size,
					 const int32_t *order, int32_t nrecords, const PackPlanes *planes)
{
	size_t each = moments_size(detail);
	size_t at = RECORD_HEAD + x->ncells * cell_size(detail) + planes->first * each;

	turn(records, size, order, nrecords, at, each, planes);
}

static void
put_singles(const Count *c, double *record, bool all, bool zeros)
{
	int32_t detail = c->units->detail;

	for (int32_t t = 0; t < c->x->ntables; t++)
	{
		const CrosstabTable *table = &crosstab_tables(c->x)[t];

		if (!all && !c->single[t])
			continue;
		for (int32_t i = 0; i < table->nrows * table->stride; i++)
			put_cell(c->scratch, detail, record, table->cells + i, zeros);
		for (int32_t i = 0; table->moments >= 0 && !zeros && i < table->stride; i++)
			put_moments(c->scratch, detail, record, table->moments + i);
	}
	if (all && !zeros)
		record[RECORD_MEMBERS] += (double) c->scratch->respondents;
}

/* adds a piece to the scratch table */
static SvyStatus
add_piece(Count *c, int32_t from, int32_t count, bool all, bool zeros)
{
	Crosstab *x = c->x;
	SvyStatus status;

	clear_scratch(c->scratch);
	c->x = c->scratch;
	c->only_zeros = zeros;
	status = pack_add_singles(c, from, count, all);
	c->only_zeros = false;
	c->x = x;
	return status;
}

static bool
any_zero(const double *weights, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		if (weights[i] == 0)
			return true;
	return false;
}

SvyStatus
pack_units_singles(Count *c, int32_t from, int32_t count, bool all)
{
	const double *weights = c->values + (size_t) c->x->nvalues * PACK_BLOCK;
	SvyStatus status = SVY_OK;
	Piece piece;

	for (int32_t at = 0, run = find_run(c->units, from); at < count; at += piece.count, run++)
	{
		piece = piece_at(c, run, from, at, count);
		status = add_piece(c, from + at, piece.count, all, false);
		if (status != SVY_OK)
			return status;
		put_singles(c, record_of(c, run), all, false);
		(void) crosstab_merge(c->x, c->scratch);
		if (!c->weighted || !(c->units->detail & PACK_UNITS_EXACT) ||
			!any_zero(weights, piece.count))
			continue;
		c->any_zeros = true;
		(void) add_piece(c, from + at, piece.count, all, true);
		put_singles(c, record_of(c, run), all, true);
	}
	return status;
}

/* a piece's respondents with a weight, and with a positive one, whether they pass the filter or not */
static void
count_all(const Count *c, const Piece *piece)
{
	double *record = record_of(c, piece->run);
	double n = 0;
	double live = 0;

	for (int32_t i = piece->from; c->weighted && i < piece->from + piece->count; i++)
	{
		n += !isnan(c->values[i]);
		live += c->values[i] > 0;
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
