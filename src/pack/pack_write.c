/*
 * pack_write.c
 *	  Packed surveys: from the rows of the answers to segments.
 *
 * The rows are never stored in between: the executor hands each to a receiver,
 * which takes its columns apart and writes segments when enough have come.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "sample/design.h"
#include "pack/pack.h"
#include "pack/pack_buffer.h"
#include "server/catalogue.h"
#include "server/progress.h"
#include "kernel/pack/pack.h"
#include "kernel/base/wire.h"
#include "server/statement.h"

typedef struct Writer
{
	DestReceiver receiver;
	const PackedTable *table;
	int ncolumns;
	Oid *types;
	bool *number; /* packed as a number, not as a code */
	PackBuffer *buffer;
	int32 next; /* segment */
	int nkeys;	/* columns of the design, after the place of the row; 0: no units are kept */
	StringInfoData key;	 /* of the current row's unit */
	StringInfoData runs; /* those of the buffer: BufferRun, with their keys */
	StringInfoData keys;
	PackWritten written;
	int32 *codes; /* of a column of a segment, and what they are packed to */
	uint8 *space;
	MemoryContext context;
	int weight; /* its column, or -1 */
} Writer;

/*
 * Units: runs of respondents who are alike in the columns of the design
 */

typedef struct BufferRun
{
	int end; /* the row of the buffer after its last */
	int key; /* where it begins among the keys */
	int key_size;
} BufferRun;

static inline int
count_runs(const Writer *writer)
{
	return writer->runs.len / (int) sizeof(BufferRun);
}

static inline BufferRun *
run_at(const Writer *writer, int run)
{
	return (BufferRun *) writer->runs.data + run;
}

/* the next row goes to the last run, or begins a new one */
static void
put_unit(Writer *writer, TupleTableSlot *slot)
{
	int nruns = count_runs(writer);
	BufferRun *last = nruns > 0 ? run_at(writer, nruns - 1) : NULL;
	BufferRun new = {.end = writer->buffer->n + 1, .key = writer->keys.len};

	if (writer->nkeys == 0)
		return;
	resetStringInfo(&writer->key);
	svy_pack_key_write(&writer->key, &writer->types[writer->ncolumns + 1],
					   &slot->tts_values[writer->ncolumns + 1],
					   &slot->tts_isnull[writer->ncolumns + 1], writer->nkeys);
	if (last && writer->key.len == last->key_size &&
		memcmp(writer->key.data, writer->keys.data + last->key, last->key_size) == 0)
	{
		last->end++;
		return;
	}
	new.key_size = writer->key.len;
	appendBinaryStringInfo(&writer->keys, writer->key.data, writer->key.len);
	appendBinaryStringInfo(&writer->runs, (char *) &new, sizeof(new));
}

static void
put_u32(StringInfo to, uint32 number)
{
	uint8 bytes[4];
	WireWriter w = {bytes, 0};

	wire_put_u32(&w, number);
	appendBinaryStringInfo(to, (char *) bytes, sizeof(bytes));
}

/* the runs of a segment, as the kernel reads them; *run is the first, and then that of the next */
static bytea *
segment_runs(Writer *writer, int from, int n, int *run)
{
	int end = from + n;
	int last = *run;
	StringInfoData units;

	initStringInfo(&units);
	appendStringInfoSpaces(&units, VARHDRSZ);
	if (writer->nkeys > 0)
	{
		while (run_at(writer, last)->end < end)
			last++;
		appendStringInfoChar(&units, PACK_UNITS_VERSION);
		put_u32(&units, last - *run + 1);
		for (int i = *run; i <= last; i++)
		{
			const BufferRun *r = run_at(writer, i);

			put_u32(&units, Min(r->end, end) - from);
			put_u32(&units, r->key_size);
			appendBinaryStringInfo(&units, writer->keys.data + r->key, r->key_size);
			from = r->end;
		}
		writer->written.runs += last - *run + 1;
		*run = last + (run_at(writer, last)->end == end);
	}
	SET_VARSIZE(units.data, units.len);
	writer->written.bytes += units.len - VARHDRSZ;
	return (bytea *) units.data;
}

/*
 * Segments
 */

/* units of so many respondents are counted as bytes, which planes would have to become */
#define FEW_UNITS 8192

static void
insert_segment(Writer *writer, int n, bytea *directory, bytea *data, bytea *units)
{
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.pack_segment"
			   " (survey_id, part, segment, respondents, directory, data, units)"
			   " VALUES ($1, $2, $3, $4, $5, $6, $7)",
		.nparameters = 7,
		.types = {INT4OID, INT4OID, INT4OID, INT4OID, BYTEAOID, BYTEAOID, BYTEAOID}};
	Datum values[] = {Int32GetDatum(writer->table->survey->id),
					  Int32GetDatum(writer->table->part),
					  Int32GetDatum(writer->next++),
					  Int32GetDatum(n),
					  PointerGetDatum(directory),
					  PointerGetDatum(data),
					  PointerGetDatum(units)};

	SPI_connect();
	(void) svy_catalogue_write(&insert, values, NULL);
	SPI_finish();
}

/* rows from .. from + n - 1 of the buffer, of which the first is of a run */
static void
write_segment(Writer *writer, int from, int n, int *run)
{
	MemoryContext outer = MemoryContextSwitchTo(writer->context);
	PackColumn *columns = palloc_array(PackColumn, writer->ncolumns + 1);
	int64 runs = writer->written.runs;
	bytea *units = segment_runs(writer, from, n, run);
	bool planes = writer->written.runs - runs <= 1 + n / FEW_UNITS &&
				  svy_pack_buffer_alike(writer->buffer, from, n);
	StringInfoData data;
	WireWriter wire = {NULL, 0};
	bytea *directory;

	initStringInfo(&data);
	appendStringInfoSpaces(&data, VARHDRSZ);
	for (int i = 0; i < writer->ncolumns; i++)
	{
		size_t size = svy_pack_buffer_write(writer->buffer, i, from, n, planes, writer->codes,
											&columns[i], writer->space);

		CHECK_FOR_INTERRUPTS();
		appendBinaryStringInfo(&data, (char *) writer->space, (int) size);
	}
	SET_VARSIZE(data.data, data.len);
	pack_directory_write(&wire, columns, writer->ncolumns);
	directory = palloc(VARHDRSZ + wire.size);
	SET_VARSIZE(directory, VARHDRSZ + wire.size);
	wire = (WireWriter){(uint8 *) VARDATA(directory), 0};
	pack_directory_write(&wire, columns, writer->ncolumns);
	insert_segment(writer, n, directory, (bytea *) data.data, units);
	writer->written.respondents += n;
	writer->written.bytes += data.len - VARHDRSZ + wire.size;
	writer->written.segments++;
	svy_progress_rows(writer->written.respondents);
	MemoryContextSwitchTo(outer);
	MemoryContextReset(writer->context);
}

/* within a unit, the order of respondents means nothing */
static void
write_buffer(Writer *writer)
{
	PackBuffer *buffer = writer->buffer;
	int run = 0;

	for (int i = 0, from = 0; i < Max(count_runs(writer), 1); i++)
	{
		int end = writer->nkeys > 0 ? run_at(writer, i)->end : buffer->n;

		svy_pack_buffer_sort(buffer, from, end - from);
		from = end;
	}
	svy_pack_buffer_arrange(buffer);
	for (int from = 0; from < buffer->n; from += buffer->segment)
		write_segment(writer, from, Min(buffer->n - from, buffer->segment), &run);
	buffer->n = 0;
	resetStringInfo(&writer->runs);
	resetStringInfo(&writer->keys);
}

static double
number_value(Writer *writer, int column, Datum value)
{
	double number;

	switch (writer->types[column])
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		case FLOAT4OID:
			number = DatumGetFloat4(value);
			break;
		default:
			number = DatumGetFloat8(value);
			break;
	}
	if (!isfinite(number))
		writer->written.strange[column] = true;
	return number;
}

/* infinity is no day */
static int32
day_value(Writer *writer, int column, Datum value)
{
	bool date = writer->types[column] == DATEOID;
	Timestamp moment = date ? 0 : DatumGetTimestamp(value);

	if (date ? DATE_NOT_FINITE(DatumGetDateADT(value)) : TIMESTAMP_NOT_FINITE(moment))
	{
		writer->written.strange[column] = true;
		return 0;
	}
	if (date)
		return DatumGetDateADT(value);
	return (int32) (moment / USECS_PER_DAY - (moment % USECS_PER_DAY < 0));
}

static int32
code_value(Writer *writer, int column, Datum value)
{
	int32 code;

	switch (writer->types[column])
	{
		case INT2OID:
			return DatumGetInt16(value);
		case BOOLOID:
			return DatumGetBool(value);
		case TEXTOID:
			code = svy_pack_text_code(writer->written.texts[column], value);
			break;
		case DATEOID:
		case TIMESTAMPOID:
			return day_value(writer, column, value);
		default:
			code = DatumGetInt32(value);
			break;
	}
	if (code <= PACK_STRANGE)
		writer->written.strange[column] = true;
	return code;
}

/* a row: the columns, then its place in the table, then the columns of the design */
static bool
receive(TupleTableSlot *slot, DestReceiver *self)
{
	Writer *writer = (Writer *) self;
	ItemPointer place;

	slot_getallattrs(slot);
	if (writer->buffer->n == writer->buffer->room)
		svy_pack_buffer_grow(writer->buffer);
	for (int i = 0; i < writer->ncolumns; i++)
	{
		bool isnull = slot->tts_isnull[i];
		Datum value = slot->tts_values[i];

		writer->written.unweighted += isnull && i == writer->weight;
		if (writer->number[i])
			svy_pack_buffer_number(writer->buffer, i,
								   isnull ? NAN : number_value(writer, i, value));
		else
			svy_pack_buffer_code(writer->buffer, i,
								 isnull ? PACK_NULL : code_value(writer, i, value));
	}
	place = (ItemPointer) DatumGetPointer(slot->tts_values[writer->ncolumns]);
	if (!ItemPointerIsValid(&writer->written.last_row) ||
		ItemPointerCompare(place, &writer->written.last_row) > 0)
		writer->written.last_row = *place;
	svy_pack_pages_count(&writer->written.pages, place);
	put_unit(writer, slot);
	if (++writer->buffer->n == writer->buffer->most)
		write_buffer(writer);
	return true;
}

static void
start(DestReceiver *self, int operation, TupleDesc columns)
{
	Writer *writer = (Writer *) self;

	for (int i = 0; i < writer->ncolumns + 1 + writer->nkeys; i++)
		writer->types[i] = getBaseType(TupleDescAttr(columns, i)->atttypid);
}

static void
ignore(DestReceiver *self)
{
}

/* the column by which rows may be sorted; -1 */
static int
weight_column(const Survey *survey, List *sources)
{
	const char *weight = svy_weight_sql(survey, NULL, CROSSTAB_ANSWERS);
	ListCell *cell;

	foreach (cell, sources)
		if (weight && strcmp(((PackSource *) lfirst(cell))->expression, weight) == 0)
			return foreach_current_index(cell);
	return -1;
}

static void
make_buffers(Writer *writer, const Survey *survey, List *sources, int nkeys)
{
	ListCell *cell;

	writer->ncolumns = list_length(sources);
	writer->nkeys = nkeys;
	writer->types = palloc_array(Oid, writer->ncolumns + 1 + nkeys);
	writer->number = palloc_array(bool, writer->ncolumns + 1);
	writer->written.strange = palloc0_array(bool, writer->ncolumns + 1);
	writer->written.texts = palloc0_array(PackTexts *, writer->ncolumns + 1);
	foreach (cell, sources)
	{
		const PackSource *source = lfirst(cell);

		writer->number[foreach_current_index(cell)] = source->number;
		if (source->texts)
			writer->written.texts[foreach_current_index(cell)] =
				svy_pack_texts_make(source->texts, source->undeclared);
	}
	writer->weight = weight_column(survey, sources);
	writer->buffer = svy_pack_buffer_make(writer->ncolumns, writer->number, writer->weight);
	writer->codes = palloc_array(int32, writer->buffer->segment);
	writer->space = palloc(pack_bound(writer->buffer->segment));
	initStringInfo(&writer->key);
	initStringInfo(&writer->runs);
	initStringInfo(&writer->keys);
}

/* rows of a cluster lie together, clusters of a stratum too, where the survey has a design */
static char *
statement(const PackedTable *table, List *sources, ItemPointer after, int *nkeys)
{
	const SvyDesign *design = svy_design_open(table->survey, NULL, CROSSTAB_ANSWERS);
	const char *separator = " ORDER BY ";
	int position = list_length(sources) + 2;
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	foreach (cell, sources)
		appendStringInfo(&sql, "%s, ", ((PackSource *) lfirst(cell))->select);
	appendStringInfoString(&sql, CROSSTAB_ANSWERS ".ctid");
	*nkeys = svy_design_columns(design, &sql);
	appendStringInfo(&sql, " FROM ONLY %s AS " CROSSTAB_ANSWERS, table->sql);
	if (ItemPointerIsValid(after))
		appendStringInfo(&sql,
						 " WHERE " CROSSTAB_ANSWERS
						 ".ctid OPERATOR(pg_catalog.>) '(%u,%u)'::pg_catalog.tid",
						 ItemPointerGetBlockNumber(after), ItemPointerGetOffsetNumber(after));
	for (int i = 0; i < *nkeys; i++)
	{
		const SvyStage *stage = &design->stages[i / DESIGN_COLUMNS];
		const char *const columns[] = {stage->stratum, stage->cluster, stage->fpc};

		if (columns[i % DESIGN_COLUMNS] == NULL)
			continue;
		appendStringInfo(&sql, "%s%d", separator, position + i);
		separator = ", ";
	}
	if (!svy_pack_keeps_units(design))
		*nkeys = 0;
	return sql.data;
}

/* the sort of a design is work of maintenance, as that of an index is */
static void
run_statement(const char *sql, Writer *writer)
{
	SPIExecuteOptions options = {.dest = &writer->receiver};
	int level = NewGUCNestLevel();
	char memory[32];

	snprintf(memory, sizeof(memory), "%d", Max(maintenance_work_mem, work_mem));
	(void) set_config_option("work_mem", memory, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true,
							 0, false);
	/* segments are stored as they fill, which parallel mode does not allow */
	(void) set_config_option("max_parallel_workers_per_gather", "0", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	if (svy_execute_extended(sql, &options) != SPI_OK_SELECT)
		elog(ERROR, "answers cannot be packed");
	AtEOXact_GUC(true, level);
}

PackWritten
svy_pack_write(const PackedTable *table, List *sources, ItemPointer after, int32 first)
{
	int nkeys;
	char *query = statement(table, sources, after, &nkeys);
	Writer writer = {.receiver = {receive, start, ignore, ignore, DestTuplestore},
					 .table = table,
					 .next = first};

	writer.context =
		AllocSetContextCreate(CurrentMemoryContext, "packed answers", ALLOCSET_DEFAULT_SIZES);
	make_buffers(&writer, table->survey, sources, nkeys);
	svy_pack_pages_begin(&writer.written.pages, table->oid);
	ItemPointerSetInvalid(&writer.written.last_row);
	svy_progress_start(table->oid, false);
	run_statement(query, &writer);
	if (writer.buffer->n > 0)
		write_buffer(&writer);
	svy_progress_end();
	MemoryContextDelete(writer.context);
	return writer.written;
}
