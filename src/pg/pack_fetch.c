/*
 * pack_fetch.c
 *	  The columns of a segment, out of TOAST.
 *
 * PostgreSQL asks the index for each slice and looks each chunk of 2 kB up by
 * itself.  The chunks of a segment were written one after another, so the next
 * ones lie on the same page or on those that follow: pages are read whole, and
 * only where a chunk is not where it should be the index tells its page.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/genam.h"
#include "access/heapam.h"
#include "access/heaptoast.h"
#include "access/table.h"
#include "access/toast_internals.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/pack_fetch.h"

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

/* a value, and where its chunk was that was read last */
typedef struct Toast
{
	Relation table;
	Relation *indexes;
	int nindexes;
	int valid; /* index that can be asked */
	SnapshotData snapshot;
	Oid value;
	int64 size;
	BlockNumber nblocks;
	BlockNumber block;
	int32 chunk; /* -1: none was read yet */
} Toast;

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
	toast->valid =
		toast_open_indexes(toast->table, AccessShareLock, &toast->indexes, &toast->nindexes);
	svy_toast_snapshot(&toast->snapshot);
	toast->value = pointer.va_valueid;
	toast->size = VARATT_EXTERNAL_GET_EXTSIZE(pointer);
	toast->nblocks = RelationGetNumberOfBlocks(toast->table);
	toast->chunk = -1;
	return true;
}

/* locks stay for the segments that follow, as that on the table of segments does */
static void
toast_close(Toast *toast)
{
	toast_close_indexes(toast->indexes, toast->nindexes, NoLock);
	table_close(toast->table, NoLock);
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

/* takes those of the next chunks that lie on a page; whether there were any */
static bool
take_page(Toast *toast, Span *span, BlockNumber block)
{
	int32 before = span->next;
	int32 last = last_chunk(span);
	Buffer buffer;
	Page page;
	OffsetNumber most;

	if (block >= toast->nblocks)
		return false;
	buffer = ReadBuffer(toast->table, block);
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
			take_chunk(toast, span, &tuple);
	}
	UnlockReleaseBuffer(buffer);
	if (span->next == before)
		return false;
	toast->block = block;
	toast->chunk = span->next - 1;
	return true;
}

/* the page of the next chunk, as the index has it */
static BlockNumber
find_page(const Toast *toast, const Span *span)
{
	BlockNumber block = InvalidBlockNumber;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&keys[0], CHUNK_ID, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(toast->value));
	ScanKeyInit(&keys[1], CHUNK_NUMBER, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(span->next));
	scan = systable_beginscan_ordered(toast->table, toast->indexes[toast->valid],
									  (Snapshot) &toast->snapshot, lengthof(keys), keys);
	tuple = systable_getnext_ordered(scan, ForwardScanDirection);
	if (tuple)
		block = ItemPointerGetBlockNumber(&tuple->t_self);
	systable_endscan_ordered(scan);
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
		BlockNumber guess = toast->block;

		CHECK_FOR_INTERRUPTS();
		if (toast->chunk >= 0)
		{
			guess += (BlockNumber) ((span.next - toast->chunk) / EXTERN_TUPLES_PER_PAGE);
			if ((guess > toast->block && take_page(toast, &span, guess)) ||
				take_page(toast, &span, guess + 1))
				continue;
		}
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
	if (pages)
		toast_close(&toast);
}
