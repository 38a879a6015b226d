/*
 * pack_groups.c
 *	  Questions that are counted together: one addition to a cell of all of them by
 *	  the columns stands for one of each.
 *
 * The sums of a question are those over the categories of the others.  Additions
 * wait for each other, so that their number is what counting costs, and cells of
 * three questions of five answers by six columns still lie in the nearest cache.
 * So there are none for answers that nobody gave: whether somebody is out of the
 * base, or has a code that nobody declared, is seen as blocks come, and groups are
 * made again when the first one does.
 */
#include <string.h>

#include "kernel/pack/pack_impl.h"
#include "kernel/pack/pack_split.h"

KERNEL_CLONES uint8_t
pack_largest(const uint8_t *bytes, int32_t count)
{
	uint8_t largest = 0;

	for (int32_t i = 0; i < count; i++)
		largest = bytes[i] > largest ? bytes[i] : largest;
	return largest;
}

/*
 * Which jobs
 */

/* cells of all groups; fewer respondents than these are not worth the way through them */
#define MAX_GROUP_SUMS (1 << 18)
#define GROUP_MIN_RESPONDENTS 8192

/* of the groups that so many jobs can make */
size_t
pack_most_group_sums(int32_t njobs)
{
	size_t sums = (size_t) (njobs / 2) * MAX_GROUP_CELLS;

	return sums < MAX_GROUP_SUMS ? sums : MAX_GROUP_SUMS;
}

/* the next job of the same columns that is of no group yet; c->njobs: none */
static int32_t
next_job(const Count *c, int32_t job, int32_t after)
{
	int32_t next = after + 1;

	while (next < c->njobs && (c->grouped[next] || c->jobs[next].by_bitmaps ||
							   c->jobs[next].column != c->jobs[job].column))
		next++;
	return next;
}

static size_t
rows_of(const Count *c, int32_t job)
{
	return (size_t) c->parts[c->jobs[job].row].width;
}

static size_t
columns_of(const Count *c, int32_t job)
{
	return (size_t) c->parts[c->jobs[job].column].width;
}

/* the group that begins with a job, if there is another for it */
static void
add_group(Count *c, int32_t job, size_t *used)
{
	Group group = {.njobs = 1, .jobs = {job}, .sums = *used};
	int32_t most_jobs = c->units ? 2 : MAX_GROUP_JOBS;
	size_t most_cells = c->units ? MAX_PAIR_CELLS : MAX_GROUP_CELLS;
	size_t most = pack_most_group_sums(c->njobs);
	size_t needed;

	group.cells = rows_of(c, job) * columns_of(c, job);
	for (int32_t next = next_job(c, job, job); next < c->njobs && group.njobs < most_jobs;
		 next = next_job(c, job, next))
	{
		if (group.cells * rows_of(c, next) > most_cells)
			break;
		group.cells *= rows_of(c, next);
		group.jobs[group.njobs++] = next;
	}
	group.replica = c->units == NULL && group.cells <= MAX_PAIR_CELLS ? group.cells : 0;
	needed = group.cells + group.replica;
	if (group.njobs == 1 || *used + needed > most)
		return;
	for (int32_t k = 0; k < group.njobs; k++)
		c->grouped[group.jobs[k]] = true;
	c->groups[c->ngroups++] = group;
	*used += needed;
}

static void
make_groups(Count *c)
{
	size_t used = 0;
	int32_t singles = 0;

	c->ngroups = 0;
	memset(c->grouped, 0, c->njobs * sizeof(bool));
	for (int32_t i = 0; i < c->njobs && c->n >= GROUP_MIN_RESPONDENTS; i++)
		if (!c->grouped[i] && !c->jobs[i].by_bitmaps)
			add_group(c, i, &used);
	memset(c->group_sums, 0, used * sizeof(Four));
	for (int32_t i = 0; i < c->njobs; i++)
		singles += !c->grouped[i];
	c->alone = c->every && c->units == NULL && c->ngroups + singles == 1;
}

/* what runs are given is read by cell, so that under a design all are there from the first one on */
void
pack_groups_begin(Count *c)
{
	for (int32_t i = 0; i < c->nparts; i++)
	{
		c->parts[i].grouped = false;
		c->parts[i].width = c->parts[i].ncategories + (c->units ? 2 : 0);
	}
	for (int32_t i = 0; i < c->njobs && c->n >= GROUP_MIN_RESPONDENTS; i++)
		if (!c->jobs[i].by_bitmaps)
			c->parts[c->jobs[i].row].grouped = c->parts[c->jobs[i].column].grouped = true;
	make_groups(c);
}

void
pack_groups_see(Count *c, int32_t count)
{
	bool alone = c->alone;
	bool more = false;

	for (int32_t i = 0; i < c->nparts; i++)
	{
		Part *p = &c->parts[i];
		int32_t seen;

		if (!p->grouped || p->width == p->ncategories + 2)
			continue;
		seen = pack_largest(pack_part_bytes(c, i), count) + 1;
		if (seen <= p->width)
			continue;
		/* who are out of some questions are out of others */
		if (!more)
			pack_groups_flush(c);
		p->width = seen;
		more = true;
	}
	if (more)
		make_groups(c);
	if (alone && !c->alone)
		pack_split_every(c->reals, count, c->scale, c->weights);
}

/*
 * Cells
 */

KERNEL_CLONES static void
begin_group_index(uint16_t *index, const uint8_t *rows, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = rows[i];
}

KERNEL_CLONES void
pack_pair_index(uint16_t *index, const uint8_t *rows, uint16_t size, const uint8_t *second,
				int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = (uint16_t) (rows[i] * size + second[i]);
}

KERNEL_CLONES static void
add_rows_to_index(uint16_t *index, uint16_t size, const uint8_t *categories, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = (uint16_t) (index[i] * size + categories[i]);
}

KERNEL_CLONES static void
add_two_to_index(uint16_t *index, uint16_t size, const uint8_t *categories, uint16_t second_size,
				 const uint8_t *second, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		index[i] = (uint16_t) ((index[i] * size + categories[i]) * second_size + second[i]);
}

void
pack_group_index(Count *c, const Group *group, int32_t count)
{
	const Part *columns = &c->parts[c->jobs[group->jobs[0]].column];
	const uint8_t *last = pack_part_bytes(c, c->jobs[group->jobs[0]].column);
	const uint8_t *first = pack_part_bytes(c, c->jobs[group->jobs[0]].row);
	int32_t k = 1;

	if (group->njobs == 2)
		begin_group_index(c->index, first, count);
	else
	{
		pack_pair_index(c->index, first, (uint16_t) rows_of(c, group->jobs[1]),
						pack_part_bytes(c, c->jobs[group->jobs[1]].row), count);
		k = 2;
	}
	for (; k + 1 < group->njobs; k++)
		add_rows_to_index(c->index, (uint16_t) rows_of(c, group->jobs[k]),
						  pack_part_bytes(c, c->jobs[group->jobs[k]].row), count);
	add_two_to_index(c->index, (uint16_t) rows_of(c, group->jobs[k]),
					 pack_part_bytes(c, c->jobs[group->jobs[k]].row), (uint16_t) columns->width,
					 last, count);
}

/*
 * Sums
 */

/* those of a group's last question, whose outer cells are those of the others, which are left with their sums */
KERNEL_CLONES static void
split_last(Quad *sums, size_t outer, size_t rows, size_t columns, Quad *job, size_t stride)
{
	for (size_t i = 0; i < outer; i++)
	{
		const Quad *from = sums + i * rows * columns;

		for (size_t r = 0; r < rows; r++)
			for (size_t k = 0; k < columns; k++)
				job[r * stride + k] += from[r * columns + k];
		for (size_t k = 0; k < columns; k++)
		{
			Quad all = from[k];

			for (size_t r = 1; r < rows; r++)
				all += from[r * columns + k];
			sums[i * columns + k] = all;
		}
	}
}

KERNEL_CLONES static void
add_replica(Quad *sums, size_t cells)
{
	for (size_t i = 0; i < cells; i++)
		sums[i] += sums[cells + i];
}

static void
split_group(Count *c, const Group *group)
{
	Quad *sums = (Quad *) (c->group_sums + group->sums);
	size_t columns = columns_of(c, group->jobs[0]);
	size_t stride = (size_t) c->parts[c->jobs[group->jobs[0]].column].ncategories + 2;
	size_t outer = group->cells / columns;

	if (group->replica > 0)
		add_replica(sums, group->cells);
	for (int32_t k = group->njobs - 1; k >= 0; k--)
	{
		size_t rows = rows_of(c, group->jobs[k]);

		outer /= rows;
		split_last(sums, outer, rows, columns, (Quad *) (c->sums + c->jobs[group->jobs[k]].sums),
				   stride);
	}
	memset(sums, 0, (group->cells + group->replica) * sizeof(Four));
}

void
pack_groups_flush(Count *c)
{
	for (int32_t i = 0; i < c->ngroups; i++)
		split_group(c, &c->groups[i]);
}
