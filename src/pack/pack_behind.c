/*
 * pack_behind.c
 *	  Rows behind a pack: those that were added since, as the marks say, where all
 *	  others are as they were packed.
 *
 * INSERT takes free space wherever it is, so that rows after the last packed one
 * are not all that may have come.  A pack therefore knows how many packed rows each
 * page holds.  Since nothing was changed or removed, a page that shows as many has
 * no others; rows after the last packed one are then all that is missing.
 *
 * Most pages need no look: one that the visibility map calls all-visible was not
 * written to since its bit was set, and the page of the map tells by its LSN when
 * bits were last set.  A page that is older than the pack by its own LSN holds
 * what was packed, too.
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/visibilitymap.h"
#include "access/xlog.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/predicate.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/ruleutils.h"
#include "utils/snapmgr.h"

#include "kernel/base/wire.h"
#include "pack/pack.h"
#include "server/catalogue.h"
#include "server/statement.h"

/* version, the server, LSN, pages */
#define PAGES_VERSION 1
#define PAGES_HEAD (1 + 8 + 8 + 4)

/* a table of 256 GB; larger ones are packed anew, or read by rows */
#define MOST_PAGES (32 * 1024 * 1024)

void
svy_pack_pages_begin(PackPages *pages, Oid table)
{
	Relation answers = table_open(table, AccessShareLock);

	*pages = (PackPages){.room = 1024, .rows = palloc0_array(uint16, 1024)};
	/* whatever is written to it later is later in the log, too */
	if (RelationNeedsWAL(answers))
		pages->lsn = GetXLogInsertRecPtr();
	table_close(answers, NoLock);
}

void
svy_pack_pages_count(PackPages *pages, const ItemPointerData *place)
{
	BlockNumber page = ItemPointerGetBlockNumber(place);

	if (page >= MOST_PAGES)
		pages->unknown = true;
	if (pages->unknown)
		return;
	if (page >= pages->room)
	{
		BlockNumber room = Max(2 * pages->room, page + 1024);

		pages->rows = repalloc_huge(pages->rows, sizeof(uint16) * room);
		memset(pages->rows + pages->room, 0, sizeof(uint16) * (room - pages->room));
		pages->room = room;
	}
	pages->rows[page]++;
	pages->n = Max(pages->n, page + 1);
}

Datum
svy_pack_pages_write(const PackPages *pages, bool *isnull)
{
	Size size = VARHDRSZ + PAGES_HEAD + 2 * (Size) pages->n;
	bytea *bytes;
	WireWriter w;

	*isnull = pages->unknown;
	if (pages->unknown)
		return (Datum) 0;
	bytes = palloc(size);
	SET_VARSIZE(bytes, size);
	w = (WireWriter){(uint8 *) VARDATA(bytes), 0};
	wire_put_u8(&w, PAGES_VERSION);
	wire_put(&w, GetSystemIdentifier(), 8);
	wire_put(&w, pages->lsn, 8);
	wire_put_u32(&w, pages->n);
	for (BlockNumber i = 0; i < pages->n; i++)
		wire_put(&w, pages->rows[i], 2);
	return PointerGetDatum(bytes);
}

/* false: it is not known, or another server's */
bool
svy_pack_pages_read(Datum bytes, PackPages *pages)
{
	bytea *b = DatumGetByteaPP(bytes);
	WireReader r = wire_reader(VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b));
	bool own;

	*pages = (PackPages){.unknown = true};
	own = wire_get_u8(&r) == PAGES_VERSION && wire_get(&r, 8) == GetSystemIdentifier();
	pages->lsn = wire_get(&r, 8);
	pages->n = wire_get_u32(&r);
	if (!own || wire_left(&r) != 2 * (Size) pages->n)
		return false;
	pages->room = pages->n;
	pages->rows =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(uint16) * ((Size) pages->n + 1));
	for (BlockNumber i = 0; i < pages->n; i++)
		pages->rows[i] = (uint16) wire_get(&r, 2);
	pages->unknown = false;
	return true;
}

/* all-visible since before the pack; its bit is read before the LSN that tells when it was set */
static bool
is_old_in_map(Relation answers, BlockNumber page, uint64 lsn, Buffer *map)
{
	bool old;

	if (lsn == InvalidXLogRecPtr ||
		(visibilitymap_get_status(answers, page, map) & VISIBILITYMAP_ALL_VISIBLE) == 0)
		return false;
	LockBuffer(*map, BUFFER_LOCK_SHARE);
	old = PageGetLSN(BufferGetPage(*map)) <= lsn;
	LockBuffer(*map, BUFFER_LOCK_UNLOCK);
	return old;
}

/* how many rows of a page, up to one of them, a snapshot shows */
static int
count_visible(Relation answers, Buffer buffer, OffsetNumber last, Snapshot snapshot)
{
	Page page = BufferGetPage(buffer);
	OffsetNumber most = Min(PageGetMaxOffsetNumber(page), last);
	bool all = PageIsAllVisible(page) && !snapshot->takenDuringRecovery;
	int n = 0;

	for (OffsetNumber i = FirstOffsetNumber; i <= most; i++)
	{
		ItemId item = PageGetItemId(page, i);
		HeapTupleData tuple;

		if (!ItemIdIsNormal(item))
			continue;
		if (!all)
		{
			tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
			tuple.t_len = ItemIdGetLength(item);
			tuple.t_tableOid = RelationGetRelid(answers);
			ItemPointerSet(&tuple.t_self, BufferGetBlockNumber(buffer), i);
			if (!HeapTupleSatisfiesVisibility(&tuple, snapshot, buffer))
				continue;
		}
		n++;
	}
	return n;
}

static bool
page_holds(Relation answers, const PackPages *pages, BlockNumber page, OffsetNumber last,
		   Snapshot snapshot, BufferAccessStrategy strategy)
{
	Buffer buffer = ReadBufferExtended(answers, MAIN_FORKNUM, page, RBM_NORMAL, strategy);
	bool holds;

	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	holds = (pages->lsn != InvalidXLogRecPtr && !PageIsNew(BufferGetPage(buffer)) &&
			 PageGetLSN(BufferGetPage(buffer)) <= pages->lsn) ||
			count_visible(answers, buffer, last, snapshot) == pages->rows[page];
	UnlockReleaseBuffer(buffer);
	return holds;
}

bool
svy_pack_pages_hold(Relation answers, const PackPages *pages, const ItemPointerData *last,
					Snapshot snapshot)
{
	BufferAccessStrategy strategy;
	Buffer map = InvalidBuffer;
	bool holds = true;

	if (pages->unknown || answers->rd_rel->relam != HEAP_TABLE_AM_OID ||
		RelationGetNumberOfBlocks(answers) < pages->n)
		return false;
	/* what others add, this snapshot has not seen */
	PredicateLockRelation(answers, snapshot);
	strategy = GetAccessStrategy(BAS_BULKREAD);
	for (BlockNumber page = 0; page < pages->n && holds; page++)
	{
		OffsetNumber most = page == ItemPointerGetBlockNumberNoCheck(last)
								? ItemPointerGetOffsetNumberNoCheck(last)
								: MaxOffsetNumber;

		CHECK_FOR_INTERRUPTS();
		holds = is_old_in_map(answers, page, pages->lsn, &map) ||
				page_holds(answers, pages, page, most, snapshot, strategy);
	}
	if (BufferIsValid(map))
		ReleaseBuffer(map);
	FreeAccessStrategy(strategy);
	return holds;
}

/*
 * Rows of a survey
 */

static bool
read_pages(const PackedTable *table, PackPages *pages)
{
	static SvyStatement select = {
		.sql = "SELECT p.pages FROM mlops_survey.pack p"
			   " WHERE p.survey_id OPERATOR(pg_catalog.=) $1"
			   " AND p.part OPERATOR(pg_catalog.=) $2 AND p.pages IS NOT NULL",
		.nparameters = 2,
		.types = {INT4OID, INT4OID}};
	Datum values[] = {Int32GetDatum(table->survey->id), Int32GetDatum(table->part)};
	bool isnull;

	return svy_statement_select(&select, values, true) > 0 &&
		   svy_pack_pages_read(
			   SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull), pages);
}

/* an append: each page has what it had, and what was counted now */
void
svy_pack_pages_before(const PackedTable *table, PackPages *pages)
{
	PackPages before;

	if (!read_pages(table, &before))
	{
		pages->unknown = true;
		return;
	}
	if (before.n > pages->room)
	{
		pages->rows = repalloc_huge(pages->rows, sizeof(uint16) * before.n);
		memset(pages->rows + pages->room, 0, sizeof(uint16) * (before.n - pages->room));
		pages->room = before.n;
	}
	for (BlockNumber i = 0; i < before.n; i++)
		pages->rows[i] += before.rows[i];
	pages->n = Max(pages->n, before.n);
}

bool
svy_pack_same_file(const Pack *pack)
{
	Relation answers = table_open(pack->table.oid, AccessShareLock);
	bool same = answers->rd_rel->relfilenode == pack->file;

	table_close(answers, NoLock);
	return same;
}

/* why the rows behind a pack are not those after its last one; NULL */
static const char *
behind_reason(const Pack *pack)
{
	Relation answers = table_open(pack->table.oid, AccessShareLock);
	const char *reason = NULL;
	PackPages pages;

	if (!svy_pack_same_file(pack) || !read_pages(&pack->table, &pages))
		reason = SVY_PACK_REWRITTEN;
	else if (!svy_pack_pages_hold(answers, &pages, &pack->last_row, GetActiveSnapshot()))
		reason = SVY_PACK_BETWEEN;
	table_close(answers, NoLock);
	return reason;
}

/*
 * A partition as what the whole holds of it.  What is true of its rows is said
 * for the planner, which leaves other partitions out by that alone.
 */
static void
add_part_of_whole(StringInfo sql, const PackedTable *table)
{
	Expr *constraint = get_partition_qual_relid(table->oid);

	appendStringInfo(sql,
					 " FROM %s AS r WHERE r.tableoid OPERATOR(pg_catalog.=) '%u'::pg_catalog.oid",
					 table->survey->answers_sql, table->oid);
	if (constraint != NULL)
		appendStringInfo(sql, " AND (%s)",
						 deparse_expression((Node *) constraint,
											deparse_context_for("r", table->oid), true, false));
}

/* rows after the last packed one, NULL: all; columns of the survey by name, since those of partitions have other places */
static void
add_rows(StringInfo sql, const PackedTable *table, const ItemPointerData *last, bool whole)
{
	Relation answers = table_open(table->survey->answers, AccessShareLock);
	TupleDesc columns = RelationGetDescr(answers);
	const char *separator = "";

	appendStringInfoString(sql, sql->len == 0 ? "(SELECT " : " UNION ALL SELECT ");
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (column->attisdropped)
			continue;
		appendStringInfo(sql, "%sr.%s", separator, quote_identifier(NameStr(column->attname)));
		separator = ", ";
	}
	if (whole)
		add_part_of_whole(sql, table);
	else
		appendStringInfo(sql, " FROM ONLY %s AS r WHERE true", table->sql);
	if (last && ItemPointerIsValid(last))
		appendStringInfo(sql, " AND r.ctid OPERATOR(pg_catalog.>) '(%u,%u)'::pg_catalog.tid",
						 ItemPointerGetBlockNumber(last), ItemPointerGetOffsetNumber(last));
	table_close(answers, NoLock);
}

/*
 * Whether the rows of a partition by itself are those that the whole shows: its
 * own rights and row-level security count for nobody who reads the whole.
 */
static bool
reads_alone(const PackedTable *table)
{
	return svy_reads_relation(table->oid) &&
		   check_enable_rls(table->oid, InvalidOid, true) != RLS_ENABLED;
}

static char *
rest_of_parts(Pack *all, const char **reason)
{
	StringInfoData rest;
	StringInfoData among;
	ListCell *cell;

	initStringInfo(&rest);
	initStringInfo(&among);
	all->unweighted = 0;
	*reason = NULL;
	foreach (cell, all->parts)
	{
		Pack *part = lfirst(cell);

		if (part->appended)
			part->reason = behind_reason(part);
		if (part->reason || part->appended)
			add_rows(&rest, &part->table, part->reason ? NULL : &part->last_row,
					 !reads_alone(&part->table));
		if (part->reason)
		{
			*reason = part->reason;
			continue;
		}
		appendStringInfo(&among, "%s%d",
						 among.len == 0 ? " AND s.part OPERATOR(pg_catalog.=) ANY ('{" : ",",
						 part->table.part);
		all->unweighted += part->unweighted;
	}
	if (among.len == 0)
		return NULL;
	*reason = NULL;
	appendStringInfoString(&among, "}'::pg_catalog.int4[])");
	all->among = among.data;
	if (rest.len == 0)
		return NULL;
	appendStringInfoChar(&rest, ')');
	return rest.data;
}

char *
svy_pack_rest(Pack *pack, const char **reason)
{
	StringInfoData sql;

	if (pack->parts)
		return rest_of_parts(pack, reason);
	*reason = pack->appended ? behind_reason(pack) : NULL;
	if (*reason || !pack->appended)
		return NULL;
	initStringInfo(&sql);
	add_rows(&sql, &pack->table, &pack->last_row, false);
	appendStringInfoChar(&sql, ')');
	return sql.data;
}
