/*
 * plain_cells.c
 *	  The cells that a statement asks for, counted over the segments of a pack.
 *
 * An axis gets its categories as codes come up, so that whatever occurs is one,
 * declared or not; its tables are laid out anew then, which the first block mostly
 * sees to.  After a segment, codes that the statement does not tell apart become one
 * category; those that come later have their own until then.
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
#include "codebook/codebook_impl.h"
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

/* the columns of the pack in their order, and where each of the query's is among them */
static void
order_columns(PlainCounter *k)
{
	int n = k->counting->query->ncolumns;

	for (int i = 0; i < n; i++)
		k->fetched[k->nfetched++] = k->found[i];
	k->nfetched = svy_plain_sort(k->fetched, k->nfetched);
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
		return PLAIN_INVALID;
	for (int i = 0; i < k->nfetched; i++)
		if (segment->slices[i].offset + segment->slices[i].size > size)
			return PLAIN_INVALID;
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
			k->many[i] |= pack_has_numbers(column);
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
	*axis = (PackAxis){.column = k->place[column]};
	c->codes[c->kernel.naxes] = svy_plain_more_codes(&(PlainCodes){.column = column}, NULL, 0);
	svy_plain_set_axis(axis, &c->codes[c->kernel.naxes]);
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
		size_t size = pack_axis_size(&c->axes[axes[i]]);

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
			svy_plain_set_codes(c, p->axes, p->naxes, cell, k->counting->slot);
			pass[cell] = k->counting->holds(k->counting->argument, i);
		}
		if (p->pass)
			pfree((void *) p->pass);
		p->pass = pass;
	}
	return true;
}

static void
add_sums(PackSum *into, const PackSum *from)
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

/* a table of counts takes them from one of sums as well */
void
svy_plain_add_cell(PackTable *into, size_t to, const PackTable *from, size_t cell)
{
	if (!svy_plain_cell_occurs(from, cell))
		return;
	if (into->number >= 0)
		add_sums(&into->sums[to], &from->sums[cell]);
	else if (from->number >= 0)
		into->counts[to] += from->sums[cell].n + from->sums[cell].none;
	else
		into->counts[to] += from->counts[cell];
}

/* a table whose cells are those of the new categories of an axis; moved: by the old ones */
static bool
move_table(PlainCells *c, PlainTable *t, int axis, const int *moved, size_t before)
{
	PlainTable old = *t;
	size_t size = pack_axis_size(&c->axes[axis]);
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
		for (size_t category = 0; category < before; category++)
			for (size_t k = 0; k < inner; k++)
				svy_plain_add_cell(&t->table, (i * size + moved[category]) * inner + k, &old.table,
								   (i * before + category) * inner + k);
	free_table(c, &old);
	return true;
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

/* gives an axis other codes, or other categories, and moves what was counted */
static const char *
change_axis(PlainCounter *k, int number, PlainCodes codes)
{
	PlainCells *c = k->cells;
	PackAxis *axis = &c->axes[number];
	PackAxis old = *axis;
	PlainCodes before = c->codes[number];
	size_t size = pack_axis_size(&old);
	int *moved = palloc0_array(int, size);

	c->codes[number] = codes;
	svy_plain_set_axis(axis, &c->codes[number]);
	for (size_t i = 1; i < size; i++)
		moved[i] = (int) pack_axis_category(axis, before.samples[i - 1]);
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].host == NULL && !move_table(c, &c->tables[i], number, moved, size))
			return PLAIN_TOO_MANY;
	svy_plain_free_axis(&old, &before);
	pfree(moved);
	return k->counting == NULL || ask_conditions(k) ? NULL : PLAIN_TOO_MANY;
}

const char *
svy_plain_add_codes(PlainCounter *k, int number, const int32 *more, int nmore)
{
	PlainCells *c = k->cells;
	PlainCodes codes = svy_plain_more_codes(&c->codes[number], more, nmore);

	if (codes.n == c->codes[number].n)
		return NULL;
	if (k->counting == NULL && in_condition(c, number))
		return PLAIN_UNASKED;
	if (codes.n >= PACK_MAX_CATEGORIES)
		return "a column has too many different codes";
	if (k->counting && c->texts[codes.column] &&
		!svy_plain_has_texts(c->texts[codes.column], more, nmore))
		return PLAIN_INVALID;
	return change_axis(k, number, codes);
}

/*
 * Codes that are alike
 */

/* by category of an axis: whether somebody who has it passes, as far as was counted */
static bool *
find_passing(const PlainCells *c, int axis)
{
	size_t size = pack_axis_size(&c->axes[axis]);
	bool *passing = palloc0_array(bool, size);

	for (int i = 0; i < c->ntables; i++)
	{
		const PlainTable *t = &c->tables[i];
		int at = 0;
		size_t inner;

		while (at < t->naxes && t->axes[at] != axis)
			at++;
		if (t->host || at == t->naxes)
			continue;
		inner = cells_of(c, t->axes, at + 1, t->naxes);
		for (size_t cell = 0; cell < t->table.ncells; cell++)
			passing[cell / inner % size] |= svy_plain_cell_occurs(&t->table, cell);
		break;
	}
	return passing;
}

/* asks for the kinds of codes of an axis that have none; false: none of them is alike with others */
static bool
ask_kinds(PlainCounter *k, int number, PlainCodes *codes)
{
	const PackAxis *axis = &k->cells->axes[number];
	bool *passing = find_passing(k->cells, number);
	int highest = -1;
	bool any = false;

	for (int i = 0; i < codes->n; i++)
		highest = Max(highest, codes->kinds[i]);
	for (int i = 0; i < codes->n; i++)
	{
		if (codes->kinds[i] >= 0)
			continue;
		svy_plain_set_code(k->cells, k->counting->slot, codes->column, codes->codes[i]);
		codes->kinds[i] = svy_plain_kind(k->kinds, codes->column,
										 passing[pack_axis_category(axis, codes->codes[i])]);
		any |= codes->kinds[i] >= 0 && codes->kinds[i] <= highest;
		highest = Max(highest, codes->kinds[i]);
		CHECK_FOR_INTERRUPTS();
	}
	pfree(passing);
	return any;
}

static bool
have_all_kinds(const PlainCodes *codes)
{
	for (int i = 0; i < codes->n; i++)
		if (codes->kinds[i] < 0)
			return false;
	return true;
}

/*
 * Makes categories of what the statement does not tell apart, so that tables are
 * small; again: asks for kinds that could not be told before, too.
 */
static const char *
merge_alike(PlainCounter *k, bool again)
{
	PlainCells *c = k->cells;

	if (k->kinds == NULL)
		k->kinds = svy_plain_kinds(k->counting, c->by_number);
	for (int i = 0; i < c->kernel.naxes; i++)
	{
		PlainCodes *codes = &c->codes[i];
		PlainCodes merged;
		const char *reason;

		if ((codes->n == codes->asked && !again) || have_all_kinds(codes) ||
			!svy_plain_has_kinds(k->kinds, codes->column))
			continue;
		codes->asked = codes->n;
		merged = svy_plain_more_codes(codes, NULL, 0);
		if (!ask_kinds(k, i, &merged))
		{
			memcpy(codes->kinds, merged.kinds, codes->n * sizeof(int32));
			continue;
		}
		reason = change_axis(k, i, merged);
		if (reason)
			return reason;
	}
	return NULL;
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
		/* the rarer, the more were counted */
		if (reason == NULL && done < n)
			reason = merge_alike(k, (done & (done - 1)) == 0);
	}
	return reason;
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
			size_t size = pack_axis_size(&c->axes[host->axes[i]]);

			to += left % size * strides[i];
			left /= size;
		}
		svy_plain_add_cell(&t->table, to, &host->table, cell);
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
	c->codes = palloc0_array(PlainCodes, n);
	c->conditions = palloc0_array(PackCondition, list_length(q->conditions) + 1);
	c->tables = palloc0_array(PlainTable, q->noutputs + 2);
	c->outputs = palloc0_array(PlainTable *, q->noutputs + 1);
	c->by_number = palloc0_array(bool, q->noutputs + 1);
	c->texts = palloc0_array(PlainTexts *, n);
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

/* which texts codes are, of columns of texts; the reason if that is not to be told */
static const char *
read_texts(PlainCounter *k)
{
	const PlainCounting *counting = k->counting;
	const PlainQuery *q = counting->query;

	for (int i = 0; i < q->ncolumns; i++)
	{
		if (!svy_is_text_type(q->types[i]))
			continue;
		k->cells->texts[i] = svy_plain_texts(
			counting->packs[0], k->found[i],
			TupleDescAttr(RelationGetDescr(counting->answers), q->attributes[i] - 1));
		if (k->cells->texts[i] == NULL)
			return PLAIN_INVALID;
	}
	return NULL;
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
	reason = read_texts(&k);
	if (reason == NULL)
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
