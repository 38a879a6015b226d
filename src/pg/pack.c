/*
 * pack.c
 *	  The aggregates crosstab_cells and crosstab_unit_cells over segments of
 *	  packed answers.
 *
 * The data of a segment arrives as it is stored: only the slices of the columns
 * that the query reads are fetched.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/genam.h"
#include "access/heapam.h"
#include "access/heaptoast.h"
#include "access/table.h"
#include "access/toast_internals.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/pack.h"
#include "pg/svy.h"

/*
 * ---- columns of a segment, out of TOAST ----
 *
 * PostgreSQL asks the index for each slice and looks each chunk of 2 kB up by
 * itself.  The chunks of a segment were written one after another, so the next
 * ones lie on the same page or on those that follow: pages are read whole, and
 * only where a chunk is not where it should be the index tells its page.
 */

void
svy_pack_invalid(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("packed answers are not valid"),
					errhint("Pack the survey again with pack_survey, or do without its pack after "
							"unpack_survey.")));
}

/* columns of a TOAST table */
enum
{
	CHUNK_ID = 1,
	CHUNK_NUMBER,
	CHUNK_DATA
};

#define CACHE_LINE 64

/* a value */
typedef struct Toast
{
	Relation table;
	SnapshotData snapshot;
	Oid value;
	int64 size;
	BlockNumber nblocks; /* 0: not asked yet */
} Toast;

/*
 * Where a chunk was that this process read last.  Values that were written one
 * after another have numbers that follow each other, and so do their chunks: the
 * first of a segment is mostly where this and its number say.  Whatever is found
 * there is looked at, so that it may be wrong.
 */
typedef struct Place
{
	Oid table;
	Oid value;
	int32 nchunks; /* of the value */
	int32 chunk;
	BlockNumber block;
	int on_page;   /* its place among the chunks of the page */
	Buffer buffer; /* in which that page was */
} Place;

static Place recent;

/* others count segments in between */
#define VALUES_AHEAD 16

/* bytes from start .. end - 1 of the value, of which the chunks before next are there */
typedef struct Span
{
	uint8 *bytes;
	int64 start;
	int64 end;
	int32 next;
} Span;

static int32
last_chunk(const Span *span)
{
	return (int32) ((span->end - 1) / TOAST_MAX_CHUNK_SIZE);
}

/* false where the value is not in TOAST, or compressed, or TOAST is not a heap */
static bool
toast_open(Toast *toast, Datum data)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(data);
	struct varatt_external pointer;

	if (!VARATT_IS_EXTERNAL_ONDISK(value))
		return false;
	VARATT_EXTERNAL_GET_POINTER(pointer, value);
	if (VARATT_EXTERNAL_IS_COMPRESSED(pointer))
		return false;
	toast->table = table_open(pointer.va_toastrelid, AccessShareLock);
	if (toast->table->rd_tableam != GetHeapamTableAmRoutine())
	{
		table_close(toast->table, NoLock);
		return false;
	}
	svy_toast_snapshot(&toast->snapshot);
	toast->value = pointer.va_valueid;
	toast->size = VARATT_EXTERNAL_GET_EXTSIZE(pointer);
	toast->nblocks = 0;
	return true;
}

static int32
chunks_of(int64 size)
{
	return (int32) ((size + TOAST_MAX_CHUNK_SIZE - 1) / TOAST_MAX_CHUNK_SIZE);
}

/* the part of the next chunk that the span has */
static void
take_chunk(const Toast *toast, Span *span, HeapTuple tuple)
{
	bool null;
	struct varlena *chunk = (struct varlena *) DatumGetPointer(
		heap_getattr(tuple, CHUNK_DATA, RelationGetDescr(toast->table), &null));
	int64 first = (int64) span->next * TOAST_MAX_CHUNK_SIZE;
	int64 size = Min(toast->size - first, (int64) TOAST_MAX_CHUNK_SIZE);
	int64 start = Max(first, span->start);
	int64 end = Min(first + size, span->end);

	if (null || (VARATT_IS_EXTENDED(chunk) && !VARATT_IS_SHORT(chunk)) ||
		(int64) VARSIZE_ANY_EXHDR(chunk) != size)
		svy_pack_invalid();
	memcpy(span->bytes + (start - span->start), VARDATA_ANY(chunk) + (start - first), end - start);
	span->next++;
}

static bool
is_next(const Toast *toast, const Span *span, HeapTuple tuple)
{
	TupleDesc columns = RelationGetDescr(toast->table);
	bool null;

	return DatumGetObjectId(heap_getattr(tuple, CHUNK_ID, columns, &null)) == toast->value &&
		   DatumGetInt32(heap_getattr(tuple, CHUNK_NUMBER, columns, &null)) == span->next;
}

/*
 * Pages that were written, or read, one after another mostly lie so in shared
 * buffers, too: those are looked at before their hash table is, and, where that
 * holds and more pages are wanted, memory is asked for the next one.  InvalidBuffer:
 * there is no such page.
 */
static Buffer
read_page(Toast *toast, const Span *span, BlockNumber block)
{
	const int64 likely[] = {recent.buffer + ((int64) block - recent.block),
							recent.buffer + INT64CONST(1)};

	for (int k = 0; recent.buffer > 0 && k < (int) lengthof(likely); k++)
	{
		Buffer buffer = (Buffer) likely[k];

		if (likely[k] < 1 || likely[k] > NBuffers ||
			!ReadRecentBuffer(svy_file_of(toast->table), MAIN_FORKNUM, block, buffer))
			continue;
		if (buffer < NBuffers && span->next + EXTERN_TUPLES_PER_PAGE <= last_chunk(span))
			for (int i = 0; i < BLCKSZ; i += CACHE_LINE)
				__builtin_prefetch((char *) BufferGetBlock(buffer + 1) + i);
		return buffer;
	}
	if (toast->nblocks == 0)
		toast->nblocks = RelationGetNumberOfBlocks(toast->table);
	return block < toast->nblocks ? ReadBuffer(toast->table, block) : InvalidBuffer;
}

/* takes those of the next chunks that lie on a page; whether there were any */
static bool
take_page(Toast *toast, Span *span, BlockNumber block)
{
	int32 before = span->next;
	int32 last = last_chunk(span);
	Buffer buffer = read_page(toast, span, block);
	int on_page = 0;
	Page page;
	OffsetNumber most;

	if (!BufferIsValid(buffer))
		return false;
	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	page = BufferGetPage(buffer);
	most = PageGetMaxOffsetNumber(page);
	for (OffsetNumber i = FirstOffsetNumber; i <= most && span->next <= last; i++)
	{
		ItemId item = PageGetItemId(page, i);
		HeapTupleData tuple = {.t_tableOid = RelationGetRelid(toast->table)};

		if (!ItemIdIsNormal(item))
			continue;
		tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
		tuple.t_len = ItemIdGetLength(item);
		ItemPointerSet(&tuple.t_self, block, i);
		if (is_next(toast, span, &tuple) &&
			HeapTupleSatisfiesVisibility(&tuple, &toast->snapshot, buffer))
		{
			take_chunk(toast, span, &tuple);
			on_page = Min(i, EXTERN_TUPLES_PER_PAGE) - 1;
		}
	}
	UnlockReleaseBuffer(buffer);
	if (span->next == before)
		return false;
	recent = (Place){RelationGetRelid(toast->table),
					 toast->value,
					 chunks_of(toast->size),
					 span->next - 1,
					 block,
					 on_page,
					 buffer};
	return true;
}

/* the page of the next chunk, as what was read last says; or on that which follows */
static bool
guess_page(const Toast *toast, const Span *span, BlockNumber *block)
{
	int64 ahead = (int64) toast->value - recent.value;

	if (recent.table != RelationGetRelid(toast->table) || ahead < 0 || ahead > VALUES_AHEAD)
		return false;
	ahead = ahead * recent.nchunks + span->next - recent.chunk;
	if (ahead <= 0)
		return false;
	*block = recent.block + (BlockNumber) ((recent.on_page + ahead) / EXTERN_TUPLES_PER_PAGE);
	return true;
}

/* the page of the next chunk, as the index has it */
static BlockNumber
find_page(const Toast *toast, const Span *span)
{
	BlockNumber block = InvalidBlockNumber;
	Relation *indexes;
	int nindexes;
	int valid = toast_open_indexes(toast->table, AccessShareLock, &indexes, &nindexes);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&keys[0], CHUNK_ID, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(toast->value));
	ScanKeyInit(&keys[1], CHUNK_NUMBER, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(span->next));
	scan = systable_beginscan_ordered(toast->table, indexes[valid], (Snapshot) &toast->snapshot,
									  lengthof(keys), keys);
	tuple = systable_getnext_ordered(scan, ForwardScanDirection);
	if (tuple)
		block = ItemPointerGetBlockNumber(&tuple->t_self);
	systable_endscan_ordered(scan);
	toast_close_indexes(indexes, nindexes, NoLock);
	return block;
}

/* bytes from start .. end - 1 */
static const uint8 *
fetch_pages(Toast *toast, size_t start, size_t end)
{
	Span span = {palloc(end - start + 1), (int64) start, (int64) end,
				 (int32) (start / TOAST_MAX_CHUNK_SIZE)};

	if ((int64) end > toast->size)
		svy_pack_invalid();
	while (end > start && span.next <= last_chunk(&span))
	{
		BlockNumber guess;

		CHECK_FOR_INTERRUPTS();
		if (guess_page(toast, &span, &guess) &&
			(take_page(toast, &span, guess) || take_page(toast, &span, guess + 1)))
			continue;
		if (!take_page(toast, &span, find_page(toast, &span)))
			svy_pack_invalid();
	}
	return span.bytes;
}

/* the same by PostgreSQL's own means */
static const uint8 *
fetch_slice(Datum data, size_t start, size_t end)
{
	bytea *bytes = (bytea *) PG_DETOAST_DATUM_SLICE(data, (int32) start, (int32) (end - start));

	if (VARSIZE_ANY_EXHDR(bytes) != end - start)
		svy_pack_invalid();
	return (const uint8 *) VARDATA_ANY(bytes);
}

/* columns that lie side by side come in one piece */
void
svy_pack_fetch(Datum data, int ncolumns, PackColumn *columns, const PackSlice *slices)
{
	Toast toast;
	bool pages = toast_open(&toast, data);

	for (int i = 0; i < ncolumns;)
	{
		size_t start = slices[i].offset;
		size_t end = start;
		int next = i;
		const uint8 *bytes;

		while (next < ncolumns && slices[next].offset == end)
			end += slices[next++].size;
		if (end > MaxAllocSize)
			svy_pack_invalid();
		bytes = pages ? fetch_pages(&toast, start, end) : fetch_slice(data, start, end);
		for (; i < next; i++)
			columns[i].bytes = bytes + (slices[i].offset - start);
	}
	/* its lock stays for the segments that follow, as that on the table of segments does */
	if (pages)
		table_close(toast.table, NoLock);
}

/* ---- arguments and room ---- */

/* a banner of hundreds of tables */
#define KEPT_MOST (32 * 1024 * 1024)

/* the words of an argument; NULL is an error as any other wrong plan */
static const int32 *
words_argument(FunctionCallInfo fcinfo, int argument, int *length)
{
	ArrayType *array;

	if (!PG_ARGISNULL(argument))
	{
		array = PG_GETARG_ARRAYTYPE_P(argument);
		if (ARR_NDIM(array) == 1 && ARR_ELEMTYPE(array) == INT4OID && !array_contains_nulls(array))
		{
			*length = ARR_DIMS(array)[0];
			return (const int32 *) ARR_DATA_PTR(array);
		}
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid crosstab plan"),
					errhint("Plans are made by survey_crosstab.")));
}

static PackQuery
query_argument(FunctionCallInfo fcinfo, int argument, const Crosstab *x)
{
	int nwords;
	const int32 *words = words_argument(fcinfo, argument, &nwords);
	PackQuery q;

	if (pack_query(x, words, nwords, &q) != SVY_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid query of packed answers"),
						errhint("Queries are made by survey_crosstab.")));
	return q;
}

/* room to work in, of this transaction */
typedef struct Workspace
{
	void *memory;
	Size size;
	bool watched; /* forgotten with the transaction's memory */
} Workspace;

static Workspace kept;

static void
forget_workspace(void *unused)
{
	kept = (Workspace){NULL, 0, false};
}

/*
 * Room to work in, kept for the next segment: memory of this size that is
 * returned after each would come back from the system page by page.  It goes
 * with the transaction, so that idle sessions hold none.
 */
static void *
workspace(Size size)
{
	static MemoryContextCallback callback = {.func = forget_workspace};

	if (size > KEPT_MOST)
		return palloc_extended(size, MCXT_ALLOC_HUGE);
	if (!kept.watched)
	{
		MemoryContextRegisterResetCallback(TopTransactionContext, &callback);
		kept.watched = true;
	}
	if (size > kept.size)
	{
		if (kept.memory)
			pfree(kept.memory);
		kept.memory = NULL;
		kept.size = 0;
		kept.memory = MemoryContextAlloc(TopTransactionContext, size);
		kept.size = size;
	}
	return kept.memory;
}

/* the columns of a segment that a query reads */
static PackColumn *
open_segment(const PackQuery *q, int32 n, bytea *directory, Datum data)
{
	PackColumn *columns = palloc_array(PackColumn, q->ncolumns + 1);
	PackSlice *slices = palloc_array(PackSlice, q->ncolumns + 1);

	if (n < 0 || n > PACK_SEGMENT ||
		pack_directory_read(wire_reader(VARDATA_ANY(directory), VARSIZE_ANY_EXHDR(directory)), n,
							q->columns, q->ncolumns, columns, slices) != SVY_OK)
		svy_pack_invalid();
	svy_pack_fetch(data, q->ncolumns, columns, slices);
	CHECK_FOR_INTERRUPTS();
	return columns;
}

/* the error that the first wrong weight gives */
static void
check_weights(const PackColumn *weights, int32 n, bool negative)
{
	double values[256];

	for (int32 from = 0; from < n; from += lengthof(values))
	{
		int32 count = Min(n - from, (int32) lengthof(values));

		pack_read_doubles(weights, n, from, count, values);
		for (int32 i = 0; i < count; i++)
			if (!isnan(values[i]))
				svy_check_signed_weight(values[i], negative);
	}
}

static void
check_counted(SvyStatus status, const Crosstab *x, const PackQuery *q, const PackColumn *columns,
			  int32 n)
{
	if (status == SVY_BAD_WEIGHT)
		check_weights(&columns[q->weight], n, x->flags & CROSSTAB_NEGATIVE);
	svy_check(status, "crosstab");
}

void
svy_pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n)
{
	Size size = pack_workspace(x);
	void *space = workspace(size);
	SvyStatus status;

	CHECK_FOR_INTERRUPTS();
	status = pack_count(x, q, columns, n, space);
	if (size > KEPT_MOST)
		pfree(space);
	check_counted(status, x, q, columns, n);
}

void
svy_pack_count_runs(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n,
					const PackUnits *units)
{
	Size size = pack_units_workspace(x);
	void *space = workspace(size);
	SvyStatus status;

	CHECK_FOR_INTERRUPTS();
	status = pack_count_units(x, q, columns, n, units, space);
	if (size > KEPT_MOST)
		pfree(space);
	check_counted(status, x, q, columns, n);
}

/* (state, plan, query, respondents, directory, data) -> state; a NULL segment is skipped */
PG_FUNCTION_INFO_V1(svy_crosstab_cells_segment);
Datum
svy_crosstab_cells_segment(PG_FUNCTION_ARGS)
{
	SvyCrosstab *state;
	const int32 *words;
	int nwords;
	PackQuery q;

	if (PG_ARGISNULL(0))
	{
		words = words_argument(fcinfo, 1, &nwords);
		state = svy_crosstab_make(words, nwords);
	}
	else if (AggCheckCallContext(fcinfo, NULL))
		state = DatumGetSvyCrosstab(PG_GETARG_DATUM(0));
	else
		state = (SvyCrosstab *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));

	q = query_argument(fcinfo, 2, &state->x);
	if (!PG_ARGISNULL(3) && !PG_ARGISNULL(4) && !PG_ARGISNULL(5))
	{
		int32 n = PG_GETARG_INT32(3);
		PackColumn *columns = open_segment(&q, n, PG_GETARG_BYTEA_PP(4), PG_GETARG_DATUM(5));

		svy_pack_count(&state->x, &q, columns, n);
	}
	PG_RETURN_POINTER(state);
}

/*
 * Units
 */

/* someone may have made it up; a bytea need not begin on a multiple of eight */
SvyUnitCells *
svy_unit_cells(Datum datum)
{
	SvyUnitCells *state = (SvyUnitCells *) PG_DETOAST_DATUM(datum);

	if (state != (SvyUnitCells *) MAXALIGN(state))
		state = (SvyUnitCells *) PG_DETOAST_DATUM_COPY(datum);
	if (VARSIZE(state) < sizeof(SvyUnitCells) || state->used < 0 ||
		state->used > (int64) (VARSIZE(state) - sizeof(SvyUnitCells)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid cells of units")));
	return state;
}

/* what the cells of units may take is work of maintenance, as a sort is */
static void
check_room(int64 bytes)
{
	int64 allowed = (int64) Max(maintenance_work_mem, work_mem) * 1024;

	if (bytes <= allowed && AllocSizeIsValid(bytes + sizeof(SvyUnitCells)))
		return;
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the cells of all clusters do not fit into memory"),
					errdetail("There is room for " INT64_FORMAT " kB.", allowed / 1024),
					errhint("Raise maintenance_work_mem, ask for fewer rows and columns, or choose "
							"a test that leaves the design aside: tests => 'spss'.")));
}

/* the state with room for more */
static SvyUnitCells *
cells_with_room(SvyUnitCells *state, int64 more)
{
	int64 used = state ? state->used : 0;
	int64 size = sizeof(SvyUnitCells) + used + more;
	SvyUnitCells *larger;

	check_room(used + more);
	if (state && size <= (int64) VARSIZE(state))
		return state;
	larger = palloc(size);
	SET_VARSIZE(larger, size);
	larger->unused = 0;
	larger->used = used;
	if (state)
		memcpy(larger + 1, state + 1, used);
	return larger;
}

/* the runs of a segment */
static PackRun *
open_runs(const bytea *units, int32 respondents, int32 *nruns)
{
	WireReader reader = wire_reader(VARDATA_ANY(units), VARSIZE_ANY_EXHDR(units));
	PackRun *runs;

	*nruns = pack_runs_count(reader, respondents);
	if (*nruns < 0)
		svy_pack_invalid();
	runs = palloc_array(PackRun, *nruns + 1);
	pack_runs_read(reader, *nruns, runs);
	return runs;
}

static Size
records_size(const Crosstab *x, const PackUnits *units)
{
	return pack_record_size(x, units->detail) * sizeof(double) * units->nruns;
}

PackUnits
svy_pack_count_segment(Crosstab *x, const PackQuery *q, int32 detail, const SvySegment *segment,
					   SvyRecords *records)
{
	PackUnits units = {.detail = detail};
	PackColumn *columns =
		open_segment(q, segment->respondents, DatumGetByteaPP(segment->directory), segment->data);
	Size size;

	units.runs = open_runs(DatumGetByteaPP(segment->units), segment->respondents, &units.nruns);
	size = records_size(x, &units);
	check_room((int64) size);
	if (size > records->size)
	{
		if (records->space)
			pfree(records->space);
		records->space = NULL;
		records->size = 0;
		records->space = MemoryContextAlloc(records->context, size);
		records->size = size;
	}
	units.records = records->space;
	memset(units.records, 0, size);
	svy_pack_count_runs(x, q, columns, segment->respondents, &units);
	return units;
}

/* the records of a segment's runs, as a chunk at the end of the state */
static SvyUnitCells *
add_unit_segment(SvyUnitCells *state, SvyCrosstab *x, const PackQuery *q, SvyUnitChunk head,
				 PackUnits *units, const PackColumn *columns, bytea *runs)
{
	SvyUnitChunk *chunk;

	head.nruns = units->nruns;
	head.cells_size = (int32_t) MAXALIGN(VARSIZE(x));
	head.records_size = (int64) records_size(&x->x, units);
	head.runs_size = VARSIZE_ANY_EXHDR(runs);
	head.size = MAXALIGN(sizeof(head) + head.cells_size + head.records_size + head.runs_size);
	state = cells_with_room(state, head.size);
	chunk = (SvyUnitChunk *) ((char *) (state + 1) + state->used);
	/* gaps between the parts too, so that equal states are of equal bytes */
	memset(chunk, 0, head.size);
	*chunk = head;
	units->records = (double *) svy_unit_chunk_records(chunk);
	svy_pack_count_runs(&x->x, q, columns, head.respondents, units);
	memcpy(chunk + 1, x, VARSIZE(x));
	memcpy((char *) units->records + head.records_size, VARDATA_ANY(runs), head.runs_size);
	state->used += head.size;
	return state;
}

/*
 * (state, plan, query, detail, segment, respondents, directory, data, units) ->
 * state; a NULL segment is skipped
 */
PG_FUNCTION_INFO_V1(svy_crosstab_unit_cells_segment);
Datum
svy_crosstab_unit_cells_segment(PG_FUNCTION_ARGS)
{
	SvyUnitCells *state = PG_ARGISNULL(0) ? NULL : svy_unit_cells(PG_GETARG_DATUM(0));
	SvyUnitChunk head = {0};
	PackUnits units = {0};
	int nwords;
	const int32 *words = words_argument(fcinfo, 1, &nwords);
	SvyCrosstab *x = svy_crosstab_make(words, nwords);
	PackQuery q = query_argument(fcinfo, 2, &x->x);
	PackColumn *columns;
	bytea *runs;

	if (state && !AggCheckCallContext(fcinfo, NULL))
		state = (SvyUnitCells *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	for (int i = 3; i < 9; i++)
		if (PG_ARGISNULL(i))
		{
			if (state == NULL)
				PG_RETURN_NULL();
			PG_RETURN_POINTER(state);
		}
	head.segment = PG_GETARG_INT32(4);
	head.respondents = PG_GETARG_INT32(5);
	columns = open_segment(&q, head.respondents, PG_GETARG_BYTEA_PP(6), PG_GETARG_DATUM(7));
	runs = PG_GETARG_BYTEA_PP(8);
	units.detail = PG_GETARG_INT32(3);
	units.runs = open_runs(runs, head.respondents, &units.nruns);
	PG_RETURN_POINTER(add_unit_segment(state, x, &q, head, &units, columns, runs));
}

/* strict: the executor keeps the first state, copied */
PG_FUNCTION_INFO_V1(svy_crosstab_unit_cells_combine);
Datum
svy_crosstab_unit_cells_combine(PG_FUNCTION_ARGS)
{
	SvyUnitCells *into = svy_unit_cells(PG_GETARG_DATUM(0));
	SvyUnitCells *from = svy_unit_cells(PG_GETARG_DATUM(1));

	if (!AggCheckCallContext(fcinfo, NULL))
		into = (SvyUnitCells *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	into = cells_with_room(into, from->used);
	memcpy((char *) (into + 1) + into->used, from + 1, from->used);
	into->used += from->used;
	PG_RETURN_POINTER(into);
}
