/*
 * disclosure_basis.c
 *	  Factors of a basis (Duff, Erisman and Reid 1986, ch. 5 and 6),
 *left-looking, and the product form of what was exchanged since (Dantzig and
 *Orchard-Hays 1954).
 */
#include "kernel/stats/disclosure_basis.h"

#include <math.h>
#include <string.h>

#define EPSILON 1e-9
/* an entry that is rounding */
#define NO_ENTRY 1e-14
/* a pivot is no smaller, as a share of the largest entry that it could be; of
 * one that is planned */
#define LEAST_PIVOT 0.1
#define LEAST_PLANNED 0.01
/* entries that there is room for, unless a full matrix has less */
#define MOST_ENTRIES (24 * 1024 * 1024)
/* factors are made anew where with exchanges they have so many times as many entries, and some more */
#define EXCHANGED 4
#define FEW_ENTRIES 4096
/* columns between two looks at interrupts */
#define PAUSE_EVERY 64

/* of a cell of the basis, which is to stand in no row yet; and will when others
 * do */
#define UNPLANNED (-1)
#define LAST (-2)

static inline size_t
in_doubles(size_t bytes)
{
	return bytes / sizeof(double) + 1;
}

static size_t
entries_of(const DisclosureSystem *s, int most)
{
	size_t full = 2 * (size_t) most * most + (size_t) (BASIS_EXCHANGES + 1) * s->nrelations +
				  (size_t) s->first[s->nrelations];

	return full < MOST_ENTRIES ? full : MOST_ENTRIES;
}

size_t
basis_work(const DisclosureSystem *s, int most)
{
	size_t cells = most;
	size_t rows = s->nrelations;
	size_t entries = entries_of(s, most);

	return entries + cells + rows +
		   in_doubles((entries + 7 * cells + 2 + 3 * rows + s->ncells + cells) * sizeof(int)) +
		   in_doubles(3 * rows);
}

DisclosureBasis
basis_carve(const DisclosureSystem *s, int most, double *work)
{
	size_t cells = most;
	size_t rows = s->nrelations;
	DisclosureBasis b = {.s = s, .most = most, .room = (int) entries_of(s, most)};
	size_t ints = b.room + 7 * cells + 2 + 3 * rows + s->ncells + cells;

	b.number = work;
	b.diagonal = b.number + b.room;
	b.vector = b.diagonal + cells;
	b.index = (void *) (b.vector + rows);
	b.cell = b.index + b.room;
	b.position = b.cell + cells;
	b.pivot = b.position + cells;
	b.upper = b.pivot + cells;
	b.lower = b.upper + cells + 1;
	b.order = b.lower + cells + 1;
	b.planned = b.order + cells;
	b.count = b.planned + cells;
	b.row_count = b.count + cells;
	b.touched = b.row_count + rows;
	b.stack = b.touched + rows;
	b.member = b.stack + rows;
	b.taken = (void *) (b.vector + rows + in_doubles(ints * sizeof(int)));
	b.is_touched = b.taken + rows;
	b.row = (void *) (b.is_touched + rows);
	memset(b.vector, 0, sizeof(double) * rows);
	memset(b.is_touched, 0, rows);
	for (int j = 0; j < s->ncells; j++)
		b.member[j] = -1;
	return b;
}

void
basis_begin(DisclosureBasis *b)
{
	for (int k = 0; k < b->size; k++)
		b->member[b->cell[k]] = -1;
	b->size = b->ncolumns = b->nexchanges = b->used = 0;
	b->exchange[0] = 0;
}

/* ---- solving ---- */

void
basis_forward(const DisclosureBasis *b, double *v)
{
	for (int c = 0; c < b->ncolumns; c++)
	{
		double by = v[b->pivot[c]];

		for (int k = b->lower[c]; by != 0 && k < b->upper[c + 1]; k++)
			v[b->index[k]] -= b->number[k] * by;
	}
	for (int c = b->ncolumns - 1; c >= 0; c--)
	{
		double by = v[b->pivot[c]];

		if (by == 0)
			continue;
		by /= b->diagonal[c];
		v[b->pivot[c]] = by;
		for (int k = b->upper[c]; k < b->lower[c]; k++)
			v[b->index[k]] -= b->number[k] * by;
	}
	for (int e = 0; e < b->nexchanges; e++)
	{
		double by = v[b->exchanged_row[e]];

		if (by == 0)
			continue;
		by /= b->exchanged_by[e];
		for (int k = b->exchange[e]; k < b->exchange[e + 1]; k++)
			v[b->index[k]] -= b->number[k] * by;
		v[b->exchanged_row[e]] = by;
	}
}

static double
less_entries(const DisclosureBasis *b, const double *v, double sum, int from, int to)
{
	for (int k = from; k < to; k++)
		sum -= b->number[k] * v[b->index[k]];
	return sum;
}

void
basis_back(const DisclosureBasis *b, double *v)
{
	for (int e = b->nexchanges - 1; e >= 0; e--)
	{
		double *to = &v[b->exchanged_row[e]];

		*to = less_entries(b, v, *to, b->exchange[e], b->exchange[e + 1]) / b->exchanged_by[e];
	}
	for (int c = 0; c < b->ncolumns; c++)
	{
		double *to = &v[b->pivot[c]];

		*to = less_entries(b, v, *to, b->upper[c], b->lower[c]) / b->diagonal[c];
	}
	for (int c = b->ncolumns - 1; c >= 0; c--)
		v[b->pivot[c]] = less_entries(b, v, v[b->pivot[c]], b->lower[c], b->upper[c + 1]);
}

static bool
put_entry(DisclosureBasis *b, int row, double number)
{
	if (b->used == b->room)
		return false;
	b->index[b->used] = row;
	b->number[b->used++] = number;
	return true;
}

bool
basis_exchange(DisclosureBasis *b, int row, const double *column, const int *rows, int nrows)
{
	int e = b->nexchanges;

	/* what was exchanged is passed through at every step */
	if (e == BASIS_EXCHANGES || b->used > EXCHANGED * b->exchange[0] + FEW_ENTRIES)
		return false;
	b->exchange[e] = b->used;
	for (int i = 0; i < nrows; i++)
		if (rows[i] != row && fabs(column[rows[i]]) > NO_ENTRY &&
			!put_entry(b, rows[i], column[rows[i]]))
			return false;
	b->exchanged_row[e] = row;
	b->exchanged_by[e] = column[row];
	b->exchange[++b->nexchanges] = b->used;
	return true;
}

/* ---- the order of columns ---- */

static inline bool
is_free(const DisclosureBasis *b, int relation)
{
	return b->row[relation] == ROW_MENDED && !b->taken[relation];
}

/* numbers cells, and counts entries by column and row */
static void
count_entries(DisclosureBasis *b)
{
	const DisclosureSystem *s = b->s;

	for (int k = 0; k < b->size; k++)
	{
		b->member[b->cell[k]] = k;
		b->planned[k] = UNPLANNED;
		b->count[k] = 0;
	}
	for (int i = 0; i < s->nrelations; i++)
		b->taken[i] = false;
	for (int k = 0; k < b->size; k++)
		for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
			b->row_count[s->of[m]] = 0;
	for (int k = 0; k < b->size; k++)
		for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
			if (b->row[s->of[m]] == ROW_MENDED)
			{
				b->count[k]++;
				b->row_count[s->of[m]]++;
			}
}

static void
plan(DisclosureBasis *b, int k, int row)
{
	b->planned[k] = row;
	b->order[b->ncolumns++] = k;
	b->taken[row] = true;
}

/* a row that nobody has taken of a cell's, or -1 */
static int
free_row(const DisclosureBasis *b, int k)
{
	const DisclosureSystem *s = b->s;

	for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
		if (is_free(b, s->of[m]))
			return s->of[m];
	return -1;
}

/* columns with one entry are first, and then those that have one without the
 * rows of these */
static void
order_columns_of_one(DisclosureBasis *b)
{
	const DisclosureSystem *s = b->s;
	int n = 0;

	for (int k = 0; k < b->size; k++)
		if (b->count[k] == 1)
			b->stack[n++] = k;
	while (n > 0)
	{
		int k = b->stack[--n];
		int row = b->planned[k] < 0 ? free_row(b, k) : -1;

		if (row < 0)
			continue;
		plan(b, k, row);
		for (int m = s->first[row]; m < s->first[row + 1]; m++)
		{
			int other = b->member[s->cells[m]];

			if (other >= 0 && b->planned[other] < 0 && --b->count[other] == 1)
				b->stack[n++] = other;
		}
	}
}

/* whether a column may stand in a row: its entry there is not much smaller than
 * others */
static bool
is_large_enough(const DisclosureBasis *b, int k, int row)
{
	const DisclosureSystem *s = b->s;
	double largest = 0;
	double own = 0;

	for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
	{
		if (s->of[m] == row)
			own = fabs(s->of_coefficients[m]);
		else if (!is_free(b, s->of[m]))
			continue;
		largest = fmax(largest, fabs(s->of_coefficients[m]));
	}
	return own >= LEAST_PIVOT * largest;
}

/* the cell of a row that is not ordered: the last, or that with most entries */
static int
unordered_cell(const DisclosureBasis *b, int row)
{
	const DisclosureSystem *s = b->s;
	int best = -1;

	for (int m = s->first[row]; m < s->first[row + 1]; m++)
	{
		int k = b->member[s->cells[m]];

		if (k >= 0 && b->planned[k] == UNPLANNED && (best < 0 || b->count[k] > b->count[best]))
			best = k;
	}
	return best;
}

/* a cell is ordered, or left for last: its rows have one that is not less */
static int
leave_rows(DisclosureBasis *b, int k, int n)
{
	const DisclosureSystem *s = b->s;

	for (int m = s->of_first[b->cell[k]]; m < s->of_first[b->cell[k] + 1]; m++)
		if (is_free(b, s->of[m]) && --b->row_count[s->of[m]] == 1)
			b->stack[n++] = s->of[m];
	return n;
}

/* the rows that cells which are not ordered have, each once, into "touched" */
static void
list_rows(DisclosureBasis *b)
{
	const DisclosureSystem *s = b->s;

	b->ntouched = 0;
	for (int c = 0; c < b->ncolumns; c++)
	{
		int cell = b->cell[b->order[c]];

		for (int m = s->of_first[cell]; m < s->of_first[cell + 1]; m++)
			b->row_count[s->of[m]]--;
	}
	for (int k = 0; k < b->size; k++)
		for (int m = s->of_first[b->cell[k]];
			 b->planned[k] == UNPLANNED && m < s->of_first[b->cell[k] + 1]; m++)
			if (is_free(b, s->of[m]) && !b->is_touched[s->of[m]])
			{
				b->is_touched[s->of[m]] = true;
				b->touched[b->ntouched++] = s->of[m];
			}
	for (int i = 0; i < b->ntouched; i++)
		b->is_touched[b->touched[i]] = false;
}

/* the row with fewest entries in what is left; those without leave the list;
 * -1: there is none */
static int
fewest_entries(DisclosureBasis *b)
{
	int kept = 0;
	int best = -1;

	for (int i = 0; i < b->ntouched; i++)
	{
		int row = b->touched[i];

		if (b->taken[row] || b->row_count[row] <= 0)
			continue;
		b->touched[kept++] = row;
		if (best < 0 || b->row_count[row] < b->row_count[best])
			best = row;
	}
	b->ntouched = kept;
	return best;
}

/*
 * Rows with one entry in what is left: columns that come later have none there.
 * Where no row has one, a column of a row with few is left for last, that with
 * most entries, so that these alone are filled (Hellerman and Rarick 1971).
 */
static void
order_rows_of_one(DisclosureBasis *b)
{
	int n = 0;
	int row;

	list_rows(b);
	for (int i = 0; i < b->ntouched; i++)
		if (b->row_count[b->touched[i]] == 1)
			b->stack[n++] = b->touched[i];
	while (n > 0 || (row = fewest_entries(b)) >= 0)
	{
		bool one = n > 0;
		int k;

		if (one)
			row = b->stack[--n];
		k = b->taken[row] ? -1 : unordered_cell(b, row);
		if (k < 0)
		{
			b->row_count[row] = 0;
			continue;
		}
		if (one && is_large_enough(b, k, row))
			plan(b, k, row);
		else
			b->planned[k] = LAST;
		n = leave_rows(b, k, n);
	}
	b->ntouched = 0;
}

/* what was left for last, in the order of its cells */
static void
order_others(DisclosureBasis *b)
{
	for (int k = 0; k < b->size; k++)
		if (b->planned[k] < 0)
		{
			b->planned[k] = UNPLANNED;
			b->order[b->ncolumns++] = k;
		}
}

/* ---- factors ---- */

static inline void
add_to_vector(DisclosureBasis *b, int row, double number)
{
	b->vector[row] += number;
	if (!b->is_touched[row])
		b->touched[b->ntouched++] = row;
	b->is_touched[row] = true;
}

/* a cell's column, without what columns before take away */
static void
eliminate_column(DisclosureBasis *b, int cell)
{
	const DisclosureSystem *s = b->s;

	for (int m = s->of_first[cell]; m < s->of_first[cell + 1]; m++)
		if (b->row[s->of[m]] != ROW_RELAXED)
			add_to_vector(b, s->of[m], s->of_coefficients[m]);
	for (int c = 0; c < b->ncolumns; c++)
	{
		double by = b->vector[b->pivot[c]];

		for (int k = b->lower[c]; by != 0 && k < b->upper[c + 1]; k++)
			add_to_vector(b, b->index[k], -b->number[k] * by);
	}
}

/* the row in which the column is to stand; -1: it is a combination of those
 * before */
static int
choose_pivot(const DisclosureBasis *b, int planned)
{
	double largest = 0;
	int best = -1;

	for (int i = 0; i < b->ntouched; i++)
		if (is_free(b, b->touched[i]))
			largest = fmax(largest, fabs(b->vector[b->touched[i]]));
	if (planned >= 0 && !b->taken[planned] && fabs(b->vector[planned]) >= LEAST_PLANNED * largest &&
		fabs(b->vector[planned]) > EPSILON)
		return planned;
	if (largest < EPSILON)
		return -1;
	for (int i = 0; i < b->ntouched; i++)
	{
		int row = b->touched[i];

		if (is_free(b, row) && fabs(b->vector[row]) >= LEAST_PIVOT * largest &&
			(best < 0 || b->row_count[row] < b->row_count[best]))
			best = row;
	}
	return best;
}

/* false: there is no room */
static bool
keep_column(DisclosureBasis *b, int pivot)
{
	int c = b->ncolumns;
	double diagonal = b->vector[pivot];

	b->upper[c] = b->used;
	for (int i = 0; i < b->ntouched; i++)
	{
		int row = b->touched[i];

		if (b->taken[row] && fabs(b->vector[row]) > NO_ENTRY && !put_entry(b, row, b->vector[row]))
			return false;
	}
	b->lower[c] = b->used;
	for (int i = 0; i < b->ntouched; i++)
	{
		int row = b->touched[i];

		if (!b->taken[row] && row != pivot && fabs(b->vector[row]) > NO_ENTRY &&
			!put_entry(b, row, b->vector[row] / diagonal))
			return false;
	}
	b->pivot[c] = pivot;
	b->diagonal[c] = diagonal;
	b->taken[pivot] = true;
	b->ncolumns++;
	/* where the next one begins, and this one ends */
	b->upper[c + 1] = b->used;
	return true;
}

static void
forget_vector(DisclosureBasis *b)
{
	for (int i = 0; i < b->ntouched; i++)
	{
		b->vector[b->touched[i]] = 0;
		b->is_touched[b->touched[i]] = false;
	}
	b->ntouched = 0;
}

bool
basis_factor(DisclosureBasis *b)
{
	b->ncolumns = b->nexchanges = b->used = 0;
	count_entries(b);
	order_columns_of_one(b);
	order_rows_of_one(b);
	order_others(b);
	/* rows were taken by what was planned; now they are by what is */
	for (int k = 0; k < b->size; k++)
		if (b->planned[k] >= 0)
			b->taken[b->planned[k]] = false;
	b->ncolumns = 0;
	for (int i = 0; i < b->size; i++)
	{
		int k = b->order[i];
		int pivot;
		bool kept;

		if (b->s->pause && i % PAUSE_EVERY == 0)
			b->s->pause();
		eliminate_column(b, b->cell[k]);
		pivot = choose_pivot(b, b->planned[k]);
		kept = pivot >= 0 && keep_column(b, pivot);
		forget_vector(b);
		if (!kept)
			return false;
		b->position[k] = pivot;
	}
	b->exchange[0] = b->used;
	return true;
}
