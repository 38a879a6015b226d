/*
 * plain_workers.c
 *	  Segments counted by parallel workers beside the process that was asked.
 *
 * The node is no part of a parallel plan: it starts workers itself, as the build of
 * an index does, and they are gone before its first tuple leaves.  So whether the
 * pack is read is decided once, by the leader, which also found the segments by the
 * statement's snapshot: workers are told where in TOAST they lie, and what the
 * kernel is asked for.  They know nothing of the query and evaluate nothing.
 *
 * Everybody takes the next segment that nobody has.  A worker gives codes that come
 * up categories of its own; where a condition would have to be asked of one, it
 * leaves the rest of the segment to the leader.  At the end it hands over its axes
 * and cells, which the leader brings together with its own.  Sums are exact, so that
 * it does not matter who counted what.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/parallel.h"
#include "access/xact.h"
#include "catalog/pg_proc.h"
#include "executor/instrument.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "port/atomics.h"
#include "storage/shm_mq.h"
#include "storage/shm_toc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "pg/compat.h"
#include "pg/pack.h"
#include "plain/plain_counter.h"

#define LIBRARY "$libdir/mlops_survey"

enum
{
	KEY_SHARE = 1,
	KEY_JOB,
	KEY_SEGMENTS,
	KEY_QUEUES,
	KEY_USAGE
};

#define QUEUE_SIZE 65536

/* what a worker read and wrote, which EXPLAIN and statistics of statements count as the leader's */
typedef struct Usage
{
	BufferUsage buffers;
	WalUsage wal;
} Usage;

typedef struct Share
{
	pg_atomic_uint32 next; /* segment */
	int32 nsegments;
} Share;

/*
 * To start a worker takes 2 to 4 ms, and as much of a processor when it ends: a worker for
 * each so many microseconds of what is left, per unit of parallel_setup_cost.  With
 * its default of 1000 these are 15 ms.
 */
#define WORTH 15.0

static bool
is_unsafe(Oid function, void *unused)
{
	return func_parallel(function) == PROPARALLEL_UNSAFE;
}

static bool
has_unsafe(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	return check_functions_in_node(node, is_unsafe, NULL) ||
		   expression_tree_walker(node, has_unsafe, NULL);
}

/*
 * The leader asks conditions of new codes while its workers count: of functions that
 * are not to be called then, those that catch errors could not.
 */
static bool
may_have_workers(const PlainQuery *q)
{
	return !IsParallelWorker() && ActiveSnapshotSet() && !has_unsafe((Node *) q->conditions, NULL);
}

int
svy_plain_workers(const PlainCounter *k, double fastest, int done, int n)
{
	bool forced = parallel_setup_cost <= 0 || svy_parallel_is_forced();
	double pays = n - done;

	/* the first segment tells the codes, and takes some times as long as the others */
	if (done < (forced ? 1 : 2) || done == n || max_parallel_workers_per_gather < 1)
		return 0;
	if (!forced)
		pays = Min(pays, fastest * 1e6 * (n - done) / (parallel_setup_cost * WORTH));
	if (pays < 1 || !may_have_workers(k->counting->query))
		return 0;
	return (int) Min(pays, (double) max_parallel_workers_per_gather);
}

/*
 * Messages
 */

static void
put(StringInfo message, const void *bytes, Size size)
{
	appendBinaryStringInfo(message, bytes, (int) size);
}

static void
put_number(StringInfo message, int32 number)
{
	put(message, &number, sizeof(number));
}

/* a message that is read from its begin on */
typedef struct Reader
{
	const char *next;
} Reader;

static void *
get(Reader *reader, Size size)
{
	void *bytes = palloc_extended(size + 1, MCXT_ALLOC_HUGE);

	memcpy(bytes, reader->next, size);
	reader->next += size;
	return bytes;
}

static int32
get_number(Reader *reader)
{
	int32 number;

	memcpy(&number, reader->next, sizeof(number));
	reader->next += sizeof(number);
	return number;
}

static void
put_axes(StringInfo message, const PlainCells *c)
{
	put_number(message, c->kernel.naxes);
	for (int i = 0; i < c->kernel.naxes; i++)
	{
		const PackAxis *axis = &c->axes[i];

		put_number(message, axis->column);
		put_number(message, axis->ncodes);
		put(message, axis->codes, axis->ncodes * sizeof(int32));
		for (int k = 0; k < axis->ncodes; k++)
			put_number(message, (int32) pack_axis_category(axis, axis->codes[k]));
	}
}

/* categories are what others know of kinds */
static void
get_axes(Reader *reader, PlainCells *c)
{
	int naxes = get_number(reader);

	c->kernel.naxes = naxes;
	c->kernel.axes = c->axes = palloc0_array(PackAxis, naxes + 1);
	c->codes = palloc0_array(PlainCodes, naxes + 1);
	for (int i = 0; i < naxes; i++)
	{
		PlainCodes *codes = &c->codes[i];

		c->axes[i].column = get_number(reader);
		codes->n = get_number(reader);
		codes->codes = get(reader, codes->n * sizeof(int32));
		codes->kinds = get(reader, codes->n * sizeof(int32));
		svy_plain_set_axis(&c->axes[i], codes);
	}
}

/* numbers of conditions: as many as there are combinations of codes of their axes */
static Size
condition_cells(const PackAxis *axes, const PackCondition *condition)
{
	Size cells = 1;

	for (int i = 0; i < condition->naxes; i++)
		cells *= pack_axis_size(&axes[condition->axes[i]]);
	return cells;
}

/*
 * The job
 */

/* tables with a host are the leader's business */
static void
put_tables(StringInfo job, const PlainCells *c)
{
	int own = 0;

	for (int i = 0; i < c->ntables; i++)
		own += c->tables[i].host == NULL;
	put_number(job, own);
	for (int i = 0; i < c->ntables; i++)
	{
		const PlainTable *t = &c->tables[i];

		if (t->host)
			continue;
		put_number(job, t->naxes);
		put(job, t->axes, t->naxes * sizeof(int));
		put_number(job, t->table.number);
		put_number(job, t->table.squares);
	}
}

static void
put_job(StringInfo job, const PlainCounter *k)
{
	const PackCells *kernel = &k->cells->kernel;

	put_number(job, k->nfetched);
	put(job, &k->cells->most, sizeof(k->cells->most));
	put_axes(job, k->cells);
	put_number(job, kernel->nnumbers);
	put(job, kernel->numbers, kernel->nnumbers * sizeof(int32));
	put_number(job, kernel->nbounds);
	put(job, kernel->bounds, kernel->nbounds * sizeof(PackBound));
	put_number(job, kernel->nconditions);
	for (int i = 0; i < kernel->nconditions; i++)
	{
		const PackCondition *condition = &kernel->conditions[i];

		put_number(job, condition->naxes);
		put(job, condition->axes, condition->naxes * sizeof(int32));
		put(job, condition->pass, condition_cells(kernel->axes, condition));
	}
	put_tables(job, k->cells);
}

static bool
get_tables(Reader *job, PlainCells *c)
{
	c->ntables = get_number(job);
	c->tables = palloc0_array(PlainTable, c->ntables + 1);
	c->kernel.tables = palloc0_array(PackTable, c->ntables + 1);
	for (int i = 0; i < c->ntables; i++)
	{
		PlainTable *t = &c->tables[i];

		t->naxes = get_number(job);
		t->axes = get(job, t->naxes * sizeof(int));
		t->table.number = get_number(job);
		t->table.squares = get_number(job);
		if (!svy_plain_lay_table(c, t))
			return false;
	}
	return true;
}

static bool
get_job(Reader *job, PlainCounter *k)
{
	PlainCells *c = palloc0_object(PlainCells);
	PackCells *kernel = &c->kernel;

	k->cells = c;
	k->nfetched = get_number(job);
	c->most = *(int64 *) get(job, sizeof(int64));
	get_axes(job, c);
	kernel->nnumbers = get_number(job);
	kernel->numbers = get(job, kernel->nnumbers * sizeof(int32));
	kernel->extents = palloc0_array(PackExtent, kernel->nnumbers + 1);
	for (int i = 0; i < kernel->nnumbers; i++)
		kernel->extents[i] = (PackExtent){0, INFINITY};
	kernel->nbounds = get_number(job);
	kernel->bounds = get(job, kernel->nbounds * sizeof(PackBound));
	kernel->nconditions = get_number(job);
	kernel->conditions = c->conditions = palloc0_array(PackCondition, kernel->nconditions + 1);
	for (int i = 0; i < kernel->nconditions; i++)
	{
		PackCondition *condition = &c->conditions[i];

		condition->naxes = get_number(job);
		condition->axes = get(job, condition->naxes * sizeof(int32));
		condition->pass = get(job, condition_cells(kernel->axes, condition));
	}
	return get_tables(job, c);
}

/* where each begins, then what is fetched of it, and from where: mostly a pointer into TOAST */
static void
put_segments(StringInfo message, const PlainCounter *k, const PlainSegment *segments, int n)
{
	int64 *begins = palloc0_array(int64, n + 1);

	put(message, begins, n * sizeof(int64));
	for (int i = 0; i < n; i++)
	{
		Pointer data = DatumGetPointer(segments[i].data);

		begins[i] = message->len;
		put_number(message, segments[i].respondents);
		put(message, segments[i].columns, k->nfetched * sizeof(PackColumn));
		put(message, segments[i].slices, k->nfetched * sizeof(PackSlice));
		put_number(message, (int32) VARSIZE_ANY(data));
		put(message, data, VARSIZE_ANY(data));
	}
	memcpy(message->data, begins, n * sizeof(int64));
}

/* in the context of a segment */
static PlainSegment
get_segment(const PlainCounter *k, const char *segments, uint32 number)
{
	Reader reader = {segments + ((const int64 *) segments)[number]};
	PlainSegment segment = {.respondents = get_number(&reader)};
	int32 size;

	segment.columns = get(&reader, k->nfetched * sizeof(PackColumn));
	segment.slices = get(&reader, k->nfetched * sizeof(PackSlice));
	size = get_number(&reader);
	segment.data = PointerGetDatum(get(&reader, size));
	return segment;
}

/*
 * The worker
 */

/* what is left to the leader: segments, and from which respondent on; any: there were segments to take */
static const char *
count_share(PlainCounter *k, Share *share, const char *segments, StringInfo left, bool *any)
{
	const char *reason = NULL;
	uint32 number;

	while (reason == NULL &&
		   (number = pg_atomic_fetch_add_u32(&share->next, 1)) < (uint32) share->nsegments)
	{
		MemoryContext outer = MemoryContextSwitchTo(k->segment);
		PlainSegment segment = get_segment(k, segments, number);
		int32 from = 0;

		MemoryContextSwitchTo(outer);
		*any = true;
		reason = svy_plain_count_segment(k, &segment, &from);
		if (reason && strcmp(reason, PLAIN_UNASKED) == 0)
		{
			put_number(left, (int32) number);
			put_number(left, from);
			reason = NULL;
		}
	}
	return reason;
}

/* a reason, if there is one, and nothing else; or what was left, and what was counted, if anything was */
static void
put_result(StringInfo result, const PlainCounter *k, const char *reason, StringInfo left, bool any)
{
	const PlainCells *c = k->cells;

	put_number(result, reason ? (int32) strlen(reason) + 1 : 0);
	if (reason)
	{
		put(result, reason, strlen(reason) + 1);
		return;
	}
	put_number(result, any);
	if (!any)
		return;
	put_number(result, left->len);
	put(result, left->data, left->len);
	put_axes(result, c);
	put(result, c->kernel.extents, c->kernel.nnumbers * sizeof(PackExtent));
	for (int i = 0; i < c->ntables; i++)
	{
		const PackTable *t = &c->tables[i].table;

		if (t->number < 0)
			put(result, t->counts, t->ncells * sizeof(int64));
		else
			put(result, t->sums, t->ncells * sizeof(PackSum));
	}
}

extern PGDLLEXPORT void svy_plain_worker_main(dsm_segment *memory, shm_toc *toc);

void
svy_plain_worker_main(dsm_segment *memory, shm_toc *toc)
{
	Share *share = shm_toc_lookup(toc, KEY_SHARE, false);
	Usage *usage = shm_toc_lookup(toc, KEY_USAGE, false);
	Reader job = {shm_toc_lookup(toc, KEY_JOB, false)};
	shm_mq *queue = (shm_mq *) ((char *) shm_toc_lookup(toc, KEY_QUEUES, false) +
								(Size) ParallelWorkerNumber * QUEUE_SIZE);
	PlainCounter k = {.segment = AllocSetContextCreate(CurrentMemoryContext, "segment of a pack",
													   ALLOCSET_DEFAULT_SIZES)};
	StringInfoData left;
	StringInfoData result;
	shm_mq_handle *handle;
	const char *reason = PLAIN_TOO_MANY;
	bool any = false;

	usage += ParallelWorkerNumber;
	shm_mq_set_sender(queue, MyProc);
	handle = shm_mq_attach(queue, memory, NULL);
	initStringInfo(&left);
	InstrStartParallelQuery();
	if (get_job(&job, &k))
	{
		svy_plain_lay_workspace(k.cells);
		reason = count_share(&k, share, shm_toc_lookup(toc, KEY_SEGMENTS, false), &left, &any);
	}
	/* nobody need go on */
	if (reason)
		pg_atomic_write_u32(&share->next, (uint32) share->nsegments);
	initStringInfo(&result);
	put_result(&result, &k, reason, &left, any);
	(void) shm_mq_send(handle, result.len, result.data, false, true);
	InstrEndParallelQuery(&usage->buffers, &usage->wal);
	shm_mq_detach(handle);
}

/*
 * The leader
 */

typedef struct Team
{
	ParallelContext *context; /* NULL: nobody came */
	Share *share;
	Usage *usage;			/* by worker */
	shm_mq_handle **queues; /* by worker */
	int nqueues;
} Team;

static void *
share_bytes(ParallelContext *context, uint64 key, const StringInfoData *message)
{
	void *bytes = shm_toc_allocate(context->toc, message->len);

	memcpy(bytes, message->data, message->len);
	shm_toc_insert(context->toc, key, bytes);
	return bytes;
}

static void
open_queues(Team *team, int workers)
{
	char *space = shm_toc_allocate(team->context->toc, (Size) workers * QUEUE_SIZE);

	team->queues = palloc0_array(shm_mq_handle *, workers);
	for (int i = 0; i < workers; i++)
	{
		shm_mq *queue = shm_mq_create(space + (Size) i * QUEUE_SIZE, QUEUE_SIZE);

		shm_mq_set_receiver(queue, MyProc);
		team->queues[i] = shm_mq_attach(queue, team->context->seg, NULL);
	}
	shm_toc_insert(team->context->toc, KEY_QUEUES, space);
}

static void
disband(Team *team)
{
	DestroyParallelContext(team->context);
	ExitParallelMode();
	team->context = NULL;
}

/* starts as many workers as there are to be had */
static void
gather_team(Team *team, const PlainCounter *k, const PlainSegment *segments, int n, int workers)
{
	ParallelContext *context;
	StringInfoData job;
	StringInfoData where;

	initStringInfo(&job);
	initStringInfo(&where);
	put_job(&job, k);
	put_segments(&where, k, segments, n);
	EnterParallelMode();
	team->context = context = CreateParallelContext(LIBRARY, "svy_plain_worker_main", workers);
	shm_toc_estimate_chunk(&context->estimator, sizeof(Share));
	shm_toc_estimate_chunk(&context->estimator, job.len);
	shm_toc_estimate_chunk(&context->estimator, where.len);
	shm_toc_estimate_chunk(&context->estimator, (Size) workers * QUEUE_SIZE);
	shm_toc_estimate_chunk(&context->estimator, (Size) workers * sizeof(Usage));
	shm_toc_estimate_keys(&context->estimator, 5);
	InitializeParallelDSM(context);
	/* no shared memory is left: it is the leader's own, and nobody is to come */
	if (context->seg == NULL)
	{
		disband(team);
		return;
	}
	team->share = shm_toc_allocate(context->toc, sizeof(Share));
	pg_atomic_init_u32(&team->share->next, 0);
	team->share->nsegments = n;
	shm_toc_insert(context->toc, KEY_SHARE, team->share);
	share_bytes(context, KEY_JOB, &job);
	share_bytes(context, KEY_SEGMENTS, &where);
	open_queues(team, workers);
	team->usage = shm_toc_allocate(context->toc, (Size) workers * sizeof(Usage));
	memset(team->usage, 0, (Size) workers * sizeof(Usage));
	shm_toc_insert(context->toc, KEY_USAGE, team->usage);
	LaunchParallelWorkers(context);
	team->nqueues = context->nworkers_launched;
	for (int i = 0; i < team->nqueues; i++)
		shm_mq_set_handle(team->queues[i], context->worker[i].bgwhandle);
	if (team->nqueues == 0)
		disband(team);
}

/* the leader's cell for one of a worker; categories: the leader's, by axis and the worker's */
static Size
find_cell(const PlainCells *c, const PlainTable *t, const PlainCells *worker, int **categories,
		  Size cell)
{
	Size stride = 1;
	Size to = 0;

	for (int i = t->naxes - 1; i >= 0; i--)
	{
		int axis = t->axes[i];
		Size size = pack_axis_size(&worker->axes[axis]);

		to += (Size) categories[axis][cell % size] * stride;
		cell /= size;
		stride *= pack_axis_size(&c->axes[axis]);
	}
	return to;
}

/* the cells of a worker's table, by the leader's categories of its axes */
static void
add_table(PlainCells *c, PlainTable *t, const PlainCells *worker, int **categories, Reader *result)
{
	Size ncells = 1;
	Size size = t->table.number < 0 ? sizeof(int64) : sizeof(PackSum);

	for (int i = 0; i < t->naxes; i++)
		ncells *= pack_axis_size(&worker->axes[t->axes[i]]);
	for (Size cell = 0; cell < ncells; cell++, result->next += size)
	{
		int64 count = 0;
		PackSum sum = {0};
		PackTable one = {.number = t->table.number, .counts = &count, .sums = &sum};

		if (t->table.number < 0)
			memcpy(&count, result->next, sizeof(count));
		else
			memcpy(&sum, result->next, sizeof(sum));
		if (svy_plain_cell_occurs(&one, 0))
			svy_plain_add_cell(&t->table, find_cell(c, t, worker, categories, cell), &one, 0);
	}
}

/* the leader has all codes of a worker, and tells no more of them apart */
static int **
find_categories(const PlainCells *c, const PlainCells *worker)
{
	int **categories = palloc0_array(int *, c->kernel.naxes + 1);

	for (int i = 0; i < c->kernel.naxes; i++)
	{
		Size size = pack_axis_size(&worker->axes[i]);

		categories[i] = palloc0_array(int, size);
		for (Size k = 1; k < size; k++)
			categories[i][k] =
				(int) pack_axis_category(&c->axes[i], worker->codes[i].samples[k - 1]);
	}
	return categories;
}

/* what a worker counted; or the reason why the rows have to be read */
static const char *
add_result(PlainCounter *k, Reader *result, StringInfo left)
{
	PlainCells *c = k->cells;
	PlainCells worker = {0};
	int32 size = get_number(result);

	if (size > 0)
		return get(result, size);
	if (!get_number(result))
		return NULL;
	size = get_number(result);
	put(left, result->next, size);
	result->next += size;
	get_axes(result, &worker);
	for (int i = 0; i < worker.kernel.naxes; i++)
	{
		const char *reason = svy_plain_add_codes(k, i, worker.codes[i].codes, worker.codes[i].n);

		if (reason)
			return reason;
	}
	for (int i = 0; i < c->kernel.nnumbers; i++)
	{
		PackExtent *extent = &c->kernel.extents[i];
		PackExtent other;

		memcpy(&other, result->next, sizeof(other));
		result->next += sizeof(other);
		extent->lowest = Min(extent->lowest, other.lowest);
		extent->smallest = Min(extent->smallest, other.smallest);
	}
	for (int i = 0; i < c->ntables; i++)
		if (c->tables[i].host == NULL)
			add_table(c, &c->tables[i], &worker, find_categories(c, &worker), result);
	return NULL;
}

/*
 * Workers whose transactions have ended, so that nothing of them can meet what
 * comes: nobody need wait until their processes are gone, which takes as long as
 * to start them (their memory is unmapped, page by page).
 */
static void
forget_processes(ParallelContext *context)
{
	for (int i = 0; i < context->nworkers_launched; i++)
		if (context->worker[i].error_mqh == NULL && context->worker[i].bgwhandle)
		{
			pfree(context->worker[i].bgwhandle);
			context->worker[i].bgwhandle = NULL;
		}
}

/* results of all workers, who are waited for whatever they say; where they lie in memory of their own */
static const char *
collect(Team *team, PlainCounter *k, StringInfo left, const char *reason)
{
	for (int i = 0; i < team->nqueues; i++)
	{
		Size size;
		void *message;

		if (reason == NULL)
		{
			if (shm_mq_receive(team->queues[i], &size, &message, false) != SHM_MQ_SUCCESS)
				reason = "a worker was lost";
			else
				reason = add_result(k, &(Reader){message}, left);
		}
		shm_mq_detach(team->queues[i]);
	}
	/* an error of a worker is one here */
	WaitForParallelWorkersToFinish(team->context);
	forget_processes(team->context);
	for (int i = 0; i < team->nqueues; i++)
		InstrAccumParallelQuery(&team->usage[i].buffers, &team->usage[i].wal);
	return reason;
}

const char *
svy_plain_count_together(PlainCounter *k, PlainSegment *segments, int n, int workers)
{
	Team team = {NULL};
	StringInfoData left;
	const char *reason = NULL;
	uint32 next = 0;

	initStringInfo(&left);
	gather_team(&team, k, segments, n, workers);
	k->cells->workers = team.nqueues;
	while (reason == NULL)
	{
		uint32 number = team.context ? pg_atomic_fetch_add_u32(&team.share->next, 1) : next++;
		int32 from = 0;

		if (number >= (uint32) n)
			break;
		reason = svy_plain_count_segment(k, &segments[number], &from);
	}
	if (team.context)
	{
		if (reason)
			pg_atomic_write_u32(&team.share->next, (uint32) n);
		reason = collect(&team, k, &left, reason);
		disband(&team);
	}
	for (Reader reader = {left.data}; reason == NULL && reader.next < left.data + left.len;)
	{
		int32 number = get_number(&reader);
		int32 from = get_number(&reader);

		reason = svy_plain_count_segment(k, &segments[number], &from);
	}
	return reason;
}
