/*
 * plain_cells.c
 *	  The cells that a statement asks for, counted over the segments of a pack.
 *
 * An axis gets its categories as codes come up, so that whatever occurs is one,
 * declared or not; its tables are laid out anew then, which the first block mostly
 * sees to.
 */
#include "postgres.h"

#include <math.h>

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "portability/instr_time.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "kernel/base/weight.h"
#include "kernel/base/wire.h"
#include "pg/pack.h"
#include "plain/plain.h"
#include "plain/plain_counter.h"

/* of the cells of all tables */
#define MOST_BYTES (128 * 1024 * 1024)

/* cells of all tables that cost nothing to speak of */
#define FREE_CELLS 4096

/* of the cache, whose lines cells do not lie across */
#define LINE 64

static void *
aligned(void *room)
{
	return (void *) TYPEALIGN(LINE, room);
}

/*
 * Columns
 */

const char *
svy_plain_columns(const PlainQuery *q, const PlainPack *pack, Relation answers, int *found)
{
	for (int i = 0; i < q->ncolumns; i++)
	{
		found[i] = svy_plain_find(pack, answers, q->attributes[i], q->types[i]);
		if (found[i] < 0)
			return psprintf(
				"column \"%s\" is not packed as it is",
				NameStr(TupleDescAttr(RelationGetDescr(answers), q->attributes[i] - 1)->attname));
	}
	return NULL;
}

static int
compare_integers(const void *a, const void *b)
{
	int32 left = *(const int32 *) a;
	int32 right = *(const int32 *) b;

	return (left > right) - (left < right);
}

/* the columns of the pack in their order, and where each of the query's is among them */
static void
order_columns(PlainCounter *k)
{
	int n = k->counting->query->ncolumns;

	for (int i = 0; i < n; i++)
		k->fetched[k->nfetched++] = k->found[i];
	qsort(k->fetched, k->nfetched, sizeof(int32), compare_integers);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < k->nfetched; j++)
			if (k->fetched[j] == k->found[i])
				k->place[i] = j;
}

static const char *
read_directory(const PlainCounter *k, PlainSegment *segment)
{
	WireReader reader =
		wire_reader(VARDATA_ANY(segment->directory), VARSIZE_ANY_EXHDR(segment->directory));
	Size size = toast_raw_datum_size(segment->data) - VARHDRSZ;

	segment->columns = palloc_array(PackColumn, k->nfetched + 1);
	segment->slices = palloc_array(PackSlice, k->nfetched + 1);
	if (pack_directory_read(reader, segment->respondents, k->fetched, k->nfetched, segment->columns,
							segment->slices) != SVY_OK)
		return "the pack is not valid";
	for (int i = 0; i < k->nfetched; i++)
		if (segment->slices[i].offset + segment->slices[i].size > size)
			return "the pack is not valid";
	return NULL;
}

/* where the columns of each segment are, and which have other codes than bytes in some segment */
static const char *
read_directories(PlainCounter *k, PlainSegment *segments, int nsegments)
{
	for (int s = 0; s < nsegments; s++)
	{
		const char *reason = read_directory(k, &segments[s]);

		if (reason)
			return reason;
		for (int i = 0; i < k->counting->query->ncolumns; i++)
		{
			const PackColumn *column = &segments[s].columns[k->place[i]];

			k->wide[i] |= !pack_has_bytes(column) && column->encoding != PACK_BITS &&
						  column->encoding != PACK_EMPTY;
			k->many[i] |= column->encoding == PACK_DOUBLES;
		}
	}
	return NULL;
}

/*
 * Tables
 */

static int
axis_of(PlainCounter *k, int column)
{
	PlainCells *c = k->cells;
	PackAxis *axis;

	if (k->axis[column] >= 0)
		return k->axis[column];
	axis = &c->axes[c->kernel.naxes];
	*axis = (PackAxis){.column = k->place[column],
					   .codes = palloc0_array(int32, 1),
					   .lookup = palloc0_array(uint16, 1)};
	c->columns[c->kernel.naxes] = column;
	k->axis[column] = c->kernel.naxes++;
	return k->axis[column];
}

static int
kernel_number(PlainCounter *k, int column)
{
	PackCells *kernel = &k->cells->kernel;

	for (int i = 0; i < kernel->nnumbers; i++)
		if (k->numbers[i] == column)
			return i;
	k->numbers[kernel->nnumbers] = column;
	((int32 *) kernel->numbers)[kernel->nnumbers] = k->place[column];
	kernel->extents[kernel->nnumbers] = (PackExtent){0, INFINITY};
	return kernel->nnumbers++;
}

static size_t
cells_of(const PlainCells *c, const int *axes, int from, int to)
{
	size_t cells = 1;

	for (int i = from; i < to; i++)
	{
		size_t size = (size_t) c->axes[axes[i]].ncodes + 1;

		cells = cells > SIZE_MAX / 8 / size ? SIZE_MAX / 8 : cells * size;
	}
	return cells;
}

static int64
table_bytes(const PackTable *t)
{
	if (t->ncells > MOST_BYTES / 8)
		return MOST_BYTES + INT64CONST(1);
	return (int64) (t->ncells * (t->number < 0 ? sizeof(int64) : sizeof(PackSum)) +
					pack_table_scratch(t));
}

/* room for a table's cells by its axes as they are now; false if that is too much */
bool
svy_plain_lay_table(PlainCells *c, PlainTable *t)
{
	int64 bytes;

	t->table.naxes = t->naxes;
	t->table.axes = t->axes;
	t->table.ncells = cells_of(c, t->axes, 0, t->naxes);
	t->inner = cells_of(c, t->axes, c->ngroups, t->naxes);
	t->checked = cells_of(c, t->axes, c->nchecked, t->naxes);
	t->table.counts = NULL;
	t->table.sums = NULL;
	bytes = table_bytes(&t->table);
	c->bytes += bytes;
	c->ncells += t->table.ncells;
	if (c->bytes > MOST_BYTES || c->ncells > c->most)
		return false;
	if (t->table.number < 0)
		t->table.counts = palloc0(t->table.ncells * sizeof(int64));
	else
		t->table.sums = palloc0(t->table.ncells * sizeof(PackSum));
	t->room = palloc_extended(pack_table_scratch(&t->table) + LINE, MCXT_ALLOC_HUGE);
	t->table.scratch = aligned(t->room);
	return true;
}

static void
free_table(PlainCells *c, PlainTable *t)
{
	c->bytes -= table_bytes(&t->table);
	c->ncells -= t->table.ncells;
	if (t->table.counts)
		pfree(t->table.counts);
	if (t->table.sums)
		pfree(t->table.sums);
	pfree(t->room);
}

static void
add_axes(PlainCounter *k, PlainTable *t, const Bitmapset *columns)
{
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
		t->axes[t->naxes++] = axis_of(k, column);
}

/* the table of groups, checks and some columns besides, by codes or by a number */
static PlainTable *
table_of(PlainCounter *k, const Bitmapset *columns, int number)
{
	const PlainQuery *q = k->counting->query;
	PlainCells *c = k->cells;
	PlainTable *t = &c->tables[c->ntables];
	Bitmapset *others = bms_del_members(bms_difference(columns, q->groups), q->checked);

	*t = (PlainTable){.axes = palloc_array(int, q->ncolumns + 1), .table.number = number};
	add_axes(k, t, q->groups);
	add_axes(k, t, q->checked);
	add_axes(k, t, others);
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].table.number == number && c->tables[i].naxes == t->naxes &&
			memcmp(c->tables[i].axes, t->axes, t->naxes * sizeof(int)) == 0)
			return &c->tables[i];
	c->ntables++;
	return t;
}

/* codes where they are few, else the number of a column that has many */
static PlainTable *
output_table(PlainCounter *k, const PlainOutput *output, bool *by_number)
{
	PlainTable *t;

	*by_number = output->number_alone ||
				 (output->number >= 0 && output->kind != PLAIN_TALLY_WEIGHTED && !output->scaled &&
				  k->wide[output->number] && !bms_is_member(output->number, output->filtering));
	if (*by_number)
		return table_of(k, output->filtering, kernel_number(k, output->number));
	if (output->kind == PLAIN_TALLY_WEIGHTED || output->scaled)
	{
		t = table_of(k, output->columns, kernel_number(k, output->number));
		t->table.squares |= output->kind == PLAIN_TALLY_WEIGHTED;
		return t;
	}
	return table_of(k, output->columns, -1);
}

/* whether cells of one table can be summed from those of another that is counted */
static bool
can_host(const PlainTable *host, const PlainTable *t)
{
	if (host->naxes < t->naxes || (t->table.squares && !host->table.squares) ||
		(t->table.number >= 0 && t->table.number != host->table.number) ||
		(host->naxes == t->naxes && (t->table.number >= 0 || host->table.number < 0)))
		return false;
	for (int i = 0; i < t->naxes; i++)
	{
		int at = 0;

		while (at < host->naxes && host->axes[at] != t->axes[i])
			at++;
		if (at == host->naxes)
			return false;
	}
	return true;
}

/* a table with a host is not counted; none that hosts has one */
static void
find_hosts(PlainCells *c)
{
	for (int naxes = PACK_MAX_AXES; naxes >= 0; naxes--)
		for (int numbered = 1; numbered >= 0; numbered--)
			for (int i = 0; i < c->ntables; i++)
			{
				PlainTable *t = &c->tables[i];

				if (t->naxes != naxes || (t->table.number >= 0) != numbered)
					continue;
				for (int j = 0; j < c->ntables && t->host == NULL; j++)
					if (c->tables[j].host == NULL && can_host(&c->tables[j], t))
						t->host = &c->tables[j];
			}
}

static void
plan_condition(PlainCounter *k, PackCondition *condition, Node *expression)
{
	const Bitmapset *columns = svy_plain_columns_of(expression);
	int *axes = palloc_array(int, k->counting->query->ncolumns + 1);
	int column = -1;

	*condition = (PackCondition){.axes = axes};
	while ((column = bms_next_member(columns, column)) >= 0)
		axes[condition->naxes++] = axis_of(k, column);
}

int64
svy_plain_most_cells(int64 respondents, int tables)
{
	return FREE_CELLS + respondents * Max(1, tables);
}

static int64
count_respondents(const PlainCounter *k)
{
	int64 n = 0;

	for (int i = 0; i < k->counting->npacks; i++)
		n += k->counting->packs[i]->respondents;
	return n;
}

static bool
plan_tables(PlainCounter *k)
{
	const PlainQuery *q = k->counting->query;
	PlainCells *c = k->cells;
	ListCell *cell;

	c->ngroups = bms_num_members(q->groups);
	c->nchecked = c->ngroups + bms_num_members(q->checked);
	for (int i = 0; i < q->noutputs; i++)
		if (q->outputs[i].kind != PLAIN_GROUP)
			c->outputs[i] = output_table(k, &q->outputs[i], &c->by_number[i]);
	c->outputs[q->noutputs] = table_of(k, NULL, -1);
	foreach (cell, q->conditions)
		plan_condition(k, &c->conditions[foreach_current_index(cell)], lfirst(cell));
	foreach (cell, q->bounds)
	{
		const PlainBound *bound = lfirst(cell);
		int i = foreach_current_index(cell);

		k->bounds[i] =
			(PackBound){kernel_number(k, bound->column), bound->op, k->counting->constants[i]};
		/* what is compared with NULL passes nowhere */
		if (bound->constant && isnan(k->counting->constants[i]))
			k->bounds[i].op = PACK_EQUAL;
	}
	find_hosts(c);
	c->most = svy_plain_most_cells(count_respondents(k), c->ntables - 1);
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].naxes > PACK_MAX_AXES ||
			(c->tables[i].host == NULL && !svy_plain_lay_table(c, &c->tables[i])))
			return false;
	return true;
}

/* columns of doubles whose numbers are whole and few are told by codes; the reason if one has others */
static const char *
check_axes(const PlainCounter *k)
{
	const PlainQuery *q = k->counting->query;

	for (int i = 0; i < q->ncolumns; i++)
		if (k->axis[i] >= 0 && k->many[i] && q->types[i] == FLOAT8OID)
			return "a column that is no number alone has fractions, or many numbers";
	return NULL;
}

/*
 * Codes
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

static void
set_codes(const PlainCells *c, const int *axes, int naxes, size_t cell, TupleTableSlot *slot)
{
	for (int i = naxes - 1; i >= 0; i--)
	{
		const PackAxis *axis = &c->axes[axes[i]];
		size_t category = cell % ((size_t) axis->ncodes + 1);
		int column = c->columns[axes[i]];

		slot->tts_isnull[column] = category == 0;
		if (category > 0)
			slot->tts_values[column] =
				code_datum(TupleDescAttr(slot->tts_tupleDescriptor, column)->atttypid,
						   axis->codes[category - 1]);
		cell /= (size_t) axis->ncodes + 1;
	}
}

void
svy_plain_set_codes(const PlainCells *cells, const PlainTable *table, size_t cell,
					TupleTableSlot *slot)
{
	set_codes(cells, table->axes, table->naxes, cell, slot);
}

/* asks conditions anew, of all combinations of the codes that are known */
static bool
ask_conditions(PlainCounter *k)
{
	PlainCells *c = k->cells;

	for (int i = 0; i < c->kernel.nconditions; i++)
	{
		PackCondition *p = &c->conditions[i];
		size_t cells = cells_of(c, p->axes, 0, p->naxes);
		uint8 *pass;

		if (cells > PACK_MAX_SPAN)
			return false;
		pass = palloc(cells);
		for (size_t cell = 0; cell < cells; cell++)
		{
			set_codes(c, p->axes, p->naxes, cell, k->counting->slot);
			pass[cell] = k->counting->holds(k->counting->argument, i);
		}
		if (p->pass)
			pfree((void *) p->pass);
		p->pass = pass;
	}
	return true;
}

/* a table whose cells are in their places by the new categories of an axis */
static bool
move_table(PlainCells *c, PlainTable *t, int axis, const int *moved, int before)
{
	PlainTable old = *t;
	size_t outer = 1;
	size_t inner = 1;
	int at = 0;

	while (at < t->naxes && t->axes[at] != axis)
		at++;
	if (at == t->naxes)
		return true;
	c->ncells -= t->table.ncells;
	if (!svy_plain_lay_table(c, t))
		return false;
	c->ncells += old.table.ncells;
	outer = cells_of(c, t->axes, 0, at);
	inner = cells_of(c, t->axes, at + 1, t->naxes);
	for (size_t i = 0; i < outer; i++)
		for (int category = 0; category <= before; category++)
		{
			size_t from = (i * (before + 1) + category) * inner;
			size_t to = (i * (c->axes[axis].ncodes + 1) + moved[category]) * inner;

			if (t->table.counts)
				memcpy(t->table.counts + to, old.table.counts + from, inner * sizeof(int64));
			else if (t->table.sums)
				memcpy(t->table.sums + to, old.table.sums + from, inner * sizeof(PackSum));
		}
	free_table(c, &old);
	return true;
}

void
svy_plain_set_axis(PackAxis *axis, const int32 *codes, int n)
{
	uint16 *lookup = NULL;
	uint32 *slots = NULL;

	axis->codes = codes;
	axis->ncodes = n;
	if (n == 0)
		lookup = palloc0_array(uint16, 1);
	else if ((int64) codes[n - 1] - codes[0] < PACK_MAX_SPAN)
		lookup = palloc0_array(uint16, codes[n - 1] - codes[0] + 1);
	for (int i = 0; lookup && i < n; i++)
		lookup[codes[i] - codes[0]] = (uint16) (i + 1);
	axis->lookup = lookup;
	axis->nslots = lookup ? 0 : pack_axis_slots(n);
	if (axis->nslots > 0)
	{
		slots = palloc_array(uint32, axis->nslots);
		pack_axis_fill(axis, slots);
	}
	axis->slots = slots;
}

static void
free_axis(PackAxis *axis)
{
	pfree((void *) axis->codes);
	if (axis->lookup)
		pfree((void *) axis->lookup);
	if (axis->slots)
		pfree((void *) axis->slots);
}

static bool
in_condition(const PlainCells *c, int axis)
{
	for (int i = 0; i < c->kernel.nconditions; i++)
		for (int k = 0; k < c->conditions[i].naxes; k++)
			if (c->conditions[i].axes[k] == axis)
				return true;
	return false;
}

/* sorts codes, and leaves each once */
static int
sort_codes(int32 *codes, int n)
{
	int left = 0;

	qsort(codes, n, sizeof(int32), compare_integers);
	for (int i = 0; i < n; i++)
		if (left == 0 || codes[left - 1] != codes[i])
			codes[left++] = codes[i];
	return left;
}

/* the codes of an axis and others, ascending; moved: by category, which one it becomes */
static int
merge_axis(const PackAxis *axis, const int32 *more, int nmore, int32 *codes, int *moved)
{
	int n = 0;

	moved[0] = 0;
	for (int old = 0, new = 0; old < axis->ncodes || new < nmore;)
	{
		bool known = old < axis->ncodes && (new == nmore || axis->codes[old] <= more[new]);
		int32 code = known ? axis->codes[old] : more[new];

		new += new < nmore &&more[new] == code;
		codes[n++] = code;
		if (known)
			moved[++old] = n;
	}
	return n;
}

const char *
svy_plain_add_codes(PlainCounter *k, int number, const int32 *more, int nmore)
{
	PlainCells *c = k->cells;
	PackAxis *axis = &c->axes[number];
	int before = axis->ncodes;
	int32 *sorted = palloc_array(int32, nmore + 1);
	int32 *codes;
	int *moved;
	int n;

	if (k->counting == NULL && in_condition(c, number))
		return PLAIN_UNASKED;
	memcpy(sorted, more, nmore * sizeof(int32));
	nmore = sort_codes(sorted, nmore);
	codes = palloc_array(int32, before + nmore + 1);
	moved = palloc_array(int, before + 1);
	n = merge_axis(axis, sorted, nmore, codes, moved);
	pfree(sorted);
	if (n == before)
		return NULL;
	if (n >= PACK_MAX_CATEGORIES)
		return "a column has too many different codes";
	free_axis(axis);
	svy_plain_set_axis(axis, codes, n);
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].host == NULL && !move_table(c, &c->tables[i], number, moved, before))
			return PLAIN_TOO_MANY;
	pfree(moved);
	return k->counting == NULL || ask_conditions(k) ? NULL : PLAIN_TOO_MANY;
}

/*
 * Counting
 */

void
svy_plain_lay_workspace(PlainCells *c)
{
	c->kernel.workspace =
		aligned(palloc_extended(pack_cells_workspace(&c->kernel) + LINE, MCXT_ALLOC_HUGE));
}

/* the kernel has the tables of its own, one after another */
static SvyStatus
count_on(PlainCounter *k, const PackColumn *columns, int32 n, int32 *from)
{
	PlainCells *c = k->cells;
	SvyStatus status;

	c->kernel.ntables = 0;
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].host == NULL)
			c->kernel.tables[c->kernel.ntables++] = c->tables[i].table;
	status = pack_cells_count(&c->kernel, columns, n, from);
	CHECK_FOR_INTERRUPTS();
	return status;
}

const char *
svy_plain_count_segment(PlainCounter *k, const PlainSegment *segment, int32 *from)
{
	MemoryContext outer = MemoryContextSwitchTo(k->segment);
	const char *reason = NULL;
	SvyStatus status = SVY_OK;

	if (segment->respondents > *from)
		svy_pack_fetch(segment->data, k->nfetched, segment->columns, segment->slices);
	MemoryContextSwitchTo(outer);
	while (reason == NULL && *from < segment->respondents && status == SVY_OK)
	{
		status = count_on(k, segment->columns, segment->respondents, from);
		if (status == SVY_NO_SPACE)
		{
			const PackCells *kernel = &k->cells->kernel;

			reason = svy_plain_add_codes(k, kernel->axis, kernel->missing, kernel->nmissing);
			status = SVY_OK;
		}
	}
	MemoryContextReset(k->segment);
	if (status != SVY_OK)
		return "the pack has numbers that only rows can tell";
	return reason;
}

static const char *
count_segments(PlainCounter *k, PlainSegment *segments, int n)
{
	const char *reason = NULL;
	double fastest = INFINITY;
	int done = 0;

	while (reason == NULL && done < n)
	{
		int workers = svy_plain_workers(k, fastest, done, n);
		int32 from = 0;
		instr_time begin;
		instr_time end;

		if (workers > 0)
			return svy_plain_count_together(k, segments + done, n - done, workers);
		INSTR_TIME_SET_CURRENT(begin);
		reason = svy_plain_count_segment(k, &segments[done++], &from);
		INSTR_TIME_SET_CURRENT(end);
		INSTR_TIME_SUBTRACT(end, begin);
		fastest = Min(fastest, INSTR_TIME_GET_DOUBLE(end));
	}
	return reason;
}

void
svy_plain_add_sums(PackSum *into, const PackSum *from)
{
	into->n += from->n;
	into->zeros += from->zeros;
	into->none += from->none;
	into->sum = dd_add(into->sum, from->sum);
	into->squares = dd_add(into->squares, from->squares);
}

bool
svy_plain_cell_occurs(const PackTable *t, size_t cell)
{
	return t->number < 0 ? t->counts[cell] > 0 : t->sums[cell].n + t->sums[cell].none > 0;
}

/* the cells of a table from those of its host */
static bool
sum_host(PlainCells *c, PlainTable *t)
{
	const PlainTable *host = t->host;
	size_t strides[PACK_MAX_AXES] = {0};

	if (!svy_plain_lay_table(c, t))
		return false;
	for (int i = 0; i < host->naxes; i++)
		for (int k = 0; k < t->naxes; k++)
			if (t->axes[k] == host->axes[i])
				strides[i] = cells_of(c, t->axes, k + 1, t->naxes);
	for (size_t cell = 0; cell < host->table.ncells; cell++)
	{
		size_t left = cell;
		size_t to = 0;

		if (!svy_plain_cell_occurs(&host->table, cell))
			continue;
		for (int i = host->naxes - 1; i >= 0; i--)
		{
			size_t size = (size_t) c->axes[host->axes[i]].ncodes + 1;

			to += left % size * strides[i];
			left /= size;
		}
		if (t->table.number >= 0)
			svy_plain_add_sums(&t->table.sums[to], &host->table.sums[cell]);
		else if (host->table.number >= 0)
			t->table.counts[to] += host->table.sums[cell].n + host->table.sums[cell].none;
		else
			t->table.counts[to] += host->table.counts[cell];
	}
	return true;
}

static bool
sum_hosts(PlainCounter *k)
{
	PlainCells *c = k->cells;

	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].host && !sum_host(c, &c->tables[i]))
			return false;
	return true;
}

/* weights that a tally would refuse, and sums that are none: rows say so where it matters */
static const char *
check_numbers(const PlainCounter *k)
{
	const PlainQuery *q = k->counting->query;
	const PlainCells *c = k->cells;

	for (int i = 0; i < q->noutputs; i++)
	{
		const PackTable *t;
		bool weights = q->outputs[i].kind == PLAIN_TALLY_WEIGHTED;

		if (q->outputs[i].kind == PLAIN_GROUP || c->outputs[i]->table.number < 0)
			continue;
		t = &c->outputs[i]->table;
		if (weights && (c->kernel.extents[t->number].lowest < 0 ||
						c->kernel.extents[t->number].smallest < WEIGHT_LEAST))
			return "a weight is negative or too small";
		for (size_t cell = 0; cell < t->ncells; cell++)
			if (!dd_valid(t->sums[cell].sum) || (weights && !dd_valid(t->sums[cell].squares)))
				return "a sum is out of range";
	}
	return NULL;
}

static void
make_room(PlainCounter *k)
{
	const PlainQuery *q = k->counting->query;
	PlainCells *c = palloc0_object(PlainCells);
	int n = q->ncolumns + 1;

	k->found = palloc0_array(int, n);
	k->axis = palloc_array(int, n);
	memset(k->axis, -1, n * sizeof(int));
	k->place = palloc0_array(int, n);
	k->fetched = palloc0_array(int32, n);
	k->wide = palloc0_array(bool, n);
	k->many = palloc0_array(bool, n);
	k->numbers = palloc0_array(int32, n);
	k->segment =
		AllocSetContextCreate(CurrentMemoryContext, "segment of a pack", ALLOCSET_DEFAULT_SIZES);
	k->cells = c;
	c->axes = palloc0_array(PackAxis, n);
	c->columns = palloc0_array(int, n);
	c->conditions = palloc0_array(PackCondition, list_length(q->conditions) + 1);
	c->tables = palloc0_array(PlainTable, q->noutputs + 2);
	c->outputs = palloc0_array(PlainTable *, q->noutputs + 1);
	c->by_number = palloc0_array(bool, q->noutputs + 1);
	c->kernel.axes = c->axes;
	c->kernel.numbers = palloc0_array(int32, n);
	c->kernel.extents = palloc0_array(PackExtent, n);
	c->kernel.nconditions = list_length(q->conditions);
	c->kernel.conditions = c->conditions;
	k->bounds = palloc0_array(PackBound, list_length(q->bounds) + 1);
	c->kernel.nbounds = list_length(q->bounds);
	c->kernel.bounds = k->bounds;
	c->kernel.tables = palloc0_array(PackTable, q->noutputs + 2);
}

/* those of all packs, one after another; NULL if one is not complete */
static PlainSegment *
read_segments(const PlainCounting *counting, int *n)
{
	PlainSegment *all = palloc_array(PlainSegment, 1);

	*n = 0;
	for (int i = 0; i < counting->npacks; i++)
	{
		const PlainPack *pack = counting->packs[i];
		PlainSegment *segments = svy_plain_segments(pack, counting->snapshot);

		if (segments == NULL)
			return NULL;
		all = repalloc_array(all, PlainSegment, *n + pack->segments + 1);
		memcpy(all + *n, segments, pack->segments * sizeof(PlainSegment));
		*n += pack->segments;
		pfree(segments);
	}
	return all;
}

const char *
svy_plain_count(const PlainCounting *counting, PlainCells **cells)
{
	PlainCounter k = {.counting = counting};
	int nsegments;
	PlainSegment *segments = read_segments(counting, &nsegments);
	const char *reason;

	if (segments == NULL)
		return "the pack is not complete";
	make_room(&k);
	reason = svy_plain_columns(counting->query, counting->packs[0], counting->answers, k.found);
	if (reason)
		return reason;
	order_columns(&k);
	reason = read_directories(&k, segments, nsegments);
	if (reason)
		return reason;
	if (!plan_tables(&k) || !ask_conditions(&k))
		return PLAIN_TOO_MANY;
	reason = check_axes(&k);
	if (reason)
		return reason;
	svy_plain_lay_workspace(k.cells);
	reason = count_segments(&k, segments, nsegments);
	if (reason == NULL && !sum_hosts(&k))
		reason = PLAIN_TOO_MANY;
	*cells = k.cells;
	k.cells->groups =
		cells_of(k.cells, k.cells->outputs[counting->query->noutputs]->axes, 0, k.cells->ngroups);
	return reason ? reason : check_numbers(&k);
}
