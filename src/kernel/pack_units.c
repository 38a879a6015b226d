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
#define RECORD_HEAD 2

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
	{
		DD w = pack_add_units((DD){0, 0}, high, c->unit);

		add_pair(&at[CELL_W], pack_add_units(w, four[1], c->unit * 0x1p-46));
	}
	else
		at[0] += (double) high * c->unit + (double) (int64_t) four[1] * (c->unit * 0x1p-46);
	if (c->weighted && (detail & PACK_UNITS_SQUARES))
	{
		DD ww = pack_add_units((DD){0, 0}, four[2], c->square_unit);

		ww = pack_add_units(ww, four[3], c->square_unit * 0x1p-46);
		if (detail & PACK_UNITS_EXACT)
			add_pair(&at[CELL_WW], ww);
		else
			at[1] += dd_value(ww);
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

/* hands the sums of one cell over: to the run's record and to the sums of the segment */
static inline void
take_cell(Count *c, const Job *job, double *record, int32_t row, int32_t column, size_t at)
{
	const Part *rows = &c->parts[job->row];
	const Part *columns = &c->parts[job->column];
	Four *sums = c->run_sums + job->sums;
	uint64_t *first = sums[at];
	uint64_t *second = sums[pack_job_cells(c, job) + at];
	uint64_t *into = c->sums[job->sums + at];
	uint32_t zeros = c->zeros[at];

	if ((first[0] | second[0]) == 0)
		return;
	for (int k = 0; k < 4; k++)
	{
		first[k] += second[k];
		into[k] += first[k];
	}
	if (row < rows->ncategories)
	{
		const CrosstabTable *tables = crosstab_tables(c->x);
		int32_t r = rows->category < 0 ? row : rows->category;

		if (column < columns->ncategories)
			put_four(c, record,
					 tables[job->table].cells + r * tables[job->table].stride +
						 (columns->category < 0 ? column : columns->category),
					 first, zeros);
		if (job->total >= 0)
			put_four(c, record, tables[job->total].cells + r * tables[job->total].stride, first,
					 zeros);
	}
	memset(first, 0, sizeof(Four));
	memset(second, 0, sizeof(Four));
	c->zeros[at] = 0;
}

/* few respondents are in few cells, which they name */
KERNEL_CLONES static void
end_piece(Count *c, const Job *job, const Piece *piece)
{
	double *record = record_of(c, piece->run);
	int32_t nrows = c->parts[job->row].ncategories + 2;
	int32_t stride = c->parts[job->column].ncategories + 2;

	if (piece->count < nrows * stride)
	{
		for (int32_t i = piece->from; i < piece->from + piece->count; i++)
			take_cell(c, job, record, c->index[i] / stride, c->index[i] % stride, c->index[i]);
		return;
	}
	for (int32_t r = 0; r < nrows; r++)
		for (int32_t k = 0; k < stride; k++)
			take_cell(c, job, record, r, k, (size_t) r * stride + k);
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
put_cell(const Count *c, double *record, int32_t i, bool zeros)
{
	int32_t detail = c->units->detail;
	const CrosstabCell *cell = &crosstab_cells(c->scratch)[i];
	double *at = record + RECORD_HEAD + i * cell_size(detail);
	DD w = c->weighted ? cell->w : dd_from((double) cell->n);
	DD ww = c->weighted ? cell->ww : w;

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
put_moments(const Count *c, double *record, int32_t i)
{
	int32_t detail = c->units->detail;
	const CrosstabMoments *m = &crosstab_moments(c->scratch)[i];
	const DD sums[] = {m->wy, m->wwy, m->wwyy};
	double *at = record + RECORD_HEAD + c->x->ncells * cell_size(detail) + i * moments_size(detail);

	for (int k = 0; k < (detail & PACK_UNITS_SQUARES ? 3 : 1); k++)
		if (detail & PACK_UNITS_EXACT)
			add_pair(&at[2 * k], sums[k]);
		else
			at[k] += dd_value(sums[k]);
}

static void
put_singles(const Count *c, double *record, bool all, bool zeros)
{
	for (int32_t t = 0; t < c->x->ntables; t++)
	{
		const CrosstabTable *table = &crosstab_tables(c->x)[t];

		if (!all && !c->single[t])
			continue;
		for (int32_t i = 0; i < table->nrows * table->stride; i++)
			put_cell(c, record, table->cells + i, zeros);
		for (int32_t i = 0; table->moments >= 0 && !zeros && i < table->stride; i++)
			put_moments(c, record, table->moments + i);
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
		(void) add_piece(c, from + at, piece.count, all, true);
		put_singles(c, record_of(c, run), all, true);
	}
	return status;
}

/* respondents with a weight, whether they pass the filter or not */
void
pack_units_end(Count *c)
{
	Piece piece;

	for (int32_t i = 0; i < c->units->nruns; i++)
		record_of(c, i)[RECORD_ALL] = record_of(c, i)[RECORD_MEMBERS];
	if (c->q->nfilter == 0)
		return;
	for (int32_t i = 0; i < c->units->nruns; i++)
		record_of(c, i)[RECORD_ALL] = 0;
	for (int32_t from = 0; from < c->n; from += PACK_BLOCK)
	{
		int32_t count = c->n - from < PACK_BLOCK ? c->n - from : PACK_BLOCK;

		if (c->weighted)
			pack_read_doubles(&c->columns[c->q->weight], c->n, from, count, c->values);
		for (int32_t at = 0, run = find_run(c->units, from); at < count; at += piece.count, run++)
		{
			double n = 0;

			piece = piece_at(c, run, from, at, count);
			for (int32_t i = at; c->weighted && i < at + piece.count; i++)
				n += !isnan(c->values[i]);
			record_of(c, run)[RECORD_ALL] += c->weighted ? n : piece.count;
		}
	}
}
