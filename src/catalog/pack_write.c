/*
 * pack_write.c
 *	  Packed surveys: from the rows of the answers to segments.
 *
 * The rows are never stored in between: the executor hands each to a receiver,
 * which takes its columns apart and writes a segment when enough have come.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "catalog/design.h"
#include "catalog/pack.h"
#include "kernel/pack.h"
#include "kernel/wire.h"

/* columns wait in memory of about this size until a segment is full */
#define BUFFER_BYTES (64 * 1024 * 1024)

typedef struct Writer
{
	DestReceiver receiver;
	int32 survey;
	int ncolumns;
	Oid *types;
	bool *number; /* packed as a number, not as a code */
	int32 **codes;
	double **numbers;
	int32 most; /* respondents in a segment */
	int32 n;
	int32 next; /* segment */
	int nkeys;	/* columns of the design, after the place of the row; 0: no units are kept */
	StringInfoData key;	 /* of the current row's unit */
	StringInfoData last; /* of the run at the end of runs */
	StringInfoData runs; /* of the segment, as the kernel reads them */
	int32 nruns;
	int run;	  /* where the last one is */
	int32 length; /* its respondents */
	PackWritten written;
	SPIPlanPtr insert;
	uint8 *space;
	MemoryContext context;
} Writer;

/*
 * Units: runs of respondents who are alike in the columns of the design
 */

/* room for the head of the runs: version and count are known at the end */
#define RUNS_HEAD 5

static void
put_u32(char *at, uint32 number)
{
	WireWriter w = {(uint8 *) at, 0};

	wire_put_u32(&w, number);
}

static void
start_runs(Writer *writer)
{
	resetStringInfo(&writer->runs);
	appendStringInfoSpaces(&writer->runs, RUNS_HEAD);
	writer->nruns = 0;
}

/* the run of a row, which may be a new one */
static void
put_unit(Writer *writer, TupleTableSlot *slot)
{
	bool same;

	if (writer->nkeys == 0)
		return;
	resetStringInfo(&writer->key);
	svy_pack_key_write(&writer->key, &writer->types[writer->ncolumns + 1],
					   &slot->tts_values[writer->ncolumns + 1],
					   &slot->tts_isnull[writer->ncolumns + 1], writer->nkeys);
	same = writer->nruns > 0 && writer->key.len == writer->last.len &&
		   memcmp(writer->key.data, writer->last.data, writer->key.len) == 0;
	if (!same)
	{
		writer->run = writer->runs.len;
		appendStringInfoSpaces(&writer->runs, 8);
		put_u32(writer->runs.data + writer->run + 4, writer->key.len);
		appendBinaryStringInfo(&writer->runs, writer->key.data, writer->key.len);
		resetStringInfo(&writer->last);
		appendBinaryStringInfo(&writer->last, writer->key.data, writer->key.len);
		writer->nruns++;
		writer->length = 0;
	}
	put_u32(writer->runs.data + writer->run, ++writer->length);
}

static bytea *
finish_runs(Writer *writer)
{
	bytea *units;

	if (writer->nkeys == 0)
		resetStringInfo(&writer->runs);
	else
	{
		writer->runs.data[0] = PACK_UNITS_VERSION;
		put_u32(writer->runs.data + 1, writer->nruns);
	}
	units = palloc(VARHDRSZ + writer->runs.len);
	SET_VARSIZE(units, VARHDRSZ + writer->runs.len);
	memcpy(VARDATA(units), writer->runs.data, writer->runs.len);
	writer->written.bytes += writer->runs.len;
	writer->written.runs += writer->nruns;
	start_runs(writer);
	return units;
}

/*
 * Segments
 */

static void
insert_segment(Writer *writer, bytea *directory, bytea *data, bytea *units)
{
	Datum values[] = {Int32GetDatum(writer->survey), Int32GetDatum(writer->next++),
					  Int32GetDatum(writer->n),		 PointerGetDatum(directory),
					  PointerGetDatum(data),		 PointerGetDatum(units)};

	SPI_connect();
	if (SPI_execute_plan(writer->insert, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "packed answers cannot be stored");
	SPI_finish();
}

static void
flush_segment(Writer *writer)
{
	MemoryContext outer = MemoryContextSwitchTo(writer->context);
	PackColumn *columns = palloc_array(PackColumn, writer->ncolumns + 1);
	StringInfoData data;
	WireWriter wire = {NULL, 0};
	bytea *directory;

	initStringInfo(&data);
	appendStringInfoSpaces(&data, VARHDRSZ);
	for (int i = 0; i < writer->ncolumns; i++)
	{
		size_t size = writer->number[i]
						  ? pack_doubles(writer->numbers[i], writer->n, &columns[i], writer->space)
						  : pack_codes(writer->codes[i], writer->n, &columns[i], writer->space);

		appendBinaryStringInfo(&data, (char *) writer->space, (int) size);
	}
	SET_VARSIZE(data.data, data.len);
	pack_directory_write(&wire, columns, writer->ncolumns);
	directory = palloc(VARHDRSZ + wire.size);
	SET_VARSIZE(directory, VARHDRSZ + wire.size);
	wire = (WireWriter){(uint8 *) VARDATA(directory), 0};
	pack_directory_write(&wire, columns, writer->ncolumns);
	insert_segment(writer, directory, (bytea *) data.data, finish_runs(writer));
	writer->written.respondents += writer->n;
	writer->written.bytes += data.len - VARHDRSZ + wire.size;
	writer->written.segments++;
	writer->n = 0;
	MemoryContextSwitchTo(outer);
	MemoryContextReset(writer->context);
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
	for (int i = 0; i < writer->ncolumns; i++)
	{
		bool isnull = slot->tts_isnull[i];
		Datum value = slot->tts_values[i];

		if (writer->number[i])
			writer->numbers[i][writer->n] = isnull ? NAN : number_value(writer, i, value);
		else
			writer->codes[i][writer->n] = isnull ? PACK_NULL : code_value(writer, i, value);
	}
	place = (ItemPointer) DatumGetPointer(slot->tts_values[writer->ncolumns]);
	if (!ItemPointerIsValid(&writer->written.last_row) ||
		ItemPointerCompare(place, &writer->written.last_row) > 0)
		writer->written.last_row = *place;
	put_unit(writer, slot);
	if (++writer->n == writer->most)
		flush_segment(writer);
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

static void
make_buffers(Writer *writer, List *sources, int nkeys)
{
	ListCell *cell;
	int64 most;

	writer->ncolumns = list_length(sources);
	writer->nkeys = nkeys;
	writer->types = palloc_array(Oid, writer->ncolumns + 1 + nkeys);
	writer->number = palloc_array(bool, writer->ncolumns + 1);
	writer->codes = palloc0_array(int32 *, writer->ncolumns + 1);
	writer->numbers = palloc0_array(double *, writer->ncolumns + 1);
	writer->written.strange = palloc0_array(bool, writer->ncolumns + 1);
	most = BUFFER_BYTES / sizeof(double) / (writer->ncolumns + 1) / PACK_BLOCK * PACK_BLOCK;
	writer->most = (int32) Min(Max(most, PACK_BLOCK), PACK_SEGMENT);
	foreach (cell, sources)
	{
		int i = foreach_current_index(cell);

		writer->number[i] = ((PackSource *) lfirst(cell))->number;
		if (writer->number[i])
			writer->numbers[i] = palloc_array(double, writer->most);
		else
			writer->codes[i] = palloc_array(int32, writer->most);
	}
	writer->space = palloc(pack_bound(writer->most));
	initStringInfo(&writer->key);
	initStringInfo(&writer->last);
	initStringInfo(&writer->runs);
	start_runs(writer);
}

/* rows of a cluster lie together, clusters of a stratum too, where the survey has a design */
static char *
statement(const Survey *survey, List *sources, ItemPointer after, int *nkeys)
{
	const SvyDesign *design = svy_design_open(survey, NULL, CROSSTAB_ANSWERS);
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
	appendStringInfo(&sql, " FROM ONLY %s AS " CROSSTAB_ANSWERS, survey->answers_sql);
	if (ItemPointerIsValid(after))
		appendStringInfo(&sql,
						 " WHERE " CROSSTAB_ANSWERS
						 ".ctid OPERATOR(pg_catalog.>) '(%u,%u)'::pg_catalog.tid",
						 ItemPointerGetBlockNumber(after), ItemPointerGetOffsetNumber(after));
	for (int i = 0; i < *nkeys; i++)
	{
		const SvyStage *stage = &design->stages[i / 3];
		const char *const columns[] = {stage->stratum, stage->cluster, stage->fpc};

		if (columns[i % 3] == NULL)
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
	if (SPI_execute_extended(sql, &options) != SPI_OK_SELECT)
		elog(ERROR, "answers cannot be packed");
	AtEOXact_GUC(true, level);
}

PackWritten
svy_pack_write(const Survey *survey, List *sources, ItemPointer after, int32 first)
{
	Oid types[] = {INT4OID, INT4OID, INT4OID, BYTEAOID, BYTEAOID, BYTEAOID};
	int nkeys;
	char *query = statement(survey, sources, after, &nkeys);
	Writer writer = {.receiver = {receive, start, ignore, ignore, DestTuplestore},
					 .survey = survey->id,
					 .next = first};

	writer.context =
		AllocSetContextCreate(CurrentMemoryContext, "packed answers", ALLOCSET_DEFAULT_SIZES);
	make_buffers(&writer, sources, nkeys);
	ItemPointerSetInvalid(&writer.written.last_row);
	writer.insert = SPI_prepare("INSERT INTO mlops_survey.pack_segment"
								" (survey_id, segment, respondents, directory, data, units)"
								" VALUES ($1, $2, $3, $4, $5, $6)",
								lengthof(types), types);
	if (writer.insert == NULL || SPI_keepplan(writer.insert) != 0)
		elog(ERROR, "packed answers cannot be stored");
	run_statement(query, &writer);
	if (writer.n > 0)
		flush_segment(&writer);
	SPI_freeplan(writer.insert);
	MemoryContextDelete(writer.context);
	return writer.written;
}
