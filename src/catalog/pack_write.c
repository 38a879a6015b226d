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

#include "catalog/pack.h"
#include "kernel/pack.h"

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
	PackWritten written;
	SPIPlanPtr insert;
	uint8 *space;
	MemoryContext context;
} Writer;

static void
insert_segment(Writer *writer, bytea *directory, bytea *data)
{
	Datum values[] = {Int32GetDatum(writer->survey), Int32GetDatum(writer->next++),
					  Int32GetDatum(writer->n), PointerGetDatum(directory), PointerGetDatum(data)};

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
	insert_segment(writer, directory, (bytea *) data.data);
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

/* a row: the columns, then its place in the table */
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
	if (++writer->n == writer->most)
		flush_segment(writer);
	return true;
}

static void
start(DestReceiver *self, int operation, TupleDesc columns)
{
	Writer *writer = (Writer *) self;

	for (int i = 0; i < writer->ncolumns; i++)
		writer->types[i] = getBaseType(TupleDescAttr(columns, i)->atttypid);
}

static void
ignore(DestReceiver *self)
{
}

static void
make_buffers(Writer *writer, List *sources)
{
	ListCell *cell;
	int64 most;

	writer->ncolumns = list_length(sources);
	writer->types = palloc_array(Oid, writer->ncolumns + 1);
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
}

/* rows of a cluster lie together, clusters of a stratum too, where the survey has a design */
static char *
statement(const Survey *survey, List *sources, ItemPointer after)
{
	const SurveyDesign *design = survey->design;
	const char *separator = " ORDER BY ";
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	foreach (cell, sources)
		appendStringInfo(&sql, "%s, ", ((PackSource *) lfirst(cell))->select);
	appendStringInfo(&sql, CROSSTAB_ANSWERS ".ctid FROM ONLY %s AS " CROSSTAB_ANSWERS,
					 survey->answers_sql);
	if (ItemPointerIsValid(after))
		appendStringInfo(&sql,
						 " WHERE " CROSSTAB_ANSWERS
						 ".ctid OPERATOR(pg_catalog.>) '(%u,%u)'::pg_catalog.tid",
						 ItemPointerGetBlockNumber(after), ItemPointerGetOffsetNumber(after));
	for (int i = 0; design && i < design->nstrata + design->nclusters; i++)
	{
		const char *column =
			i < design->nstrata ? design->strata[i] : design->clusters[i - design->nstrata];

		appendStringInfo(&sql, "%s%s", separator, svy_column_sql(column, CROSSTAB_ANSWERS));
		separator = ", ";
	}
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
	Oid types[] = {INT4OID, INT4OID, INT4OID, BYTEAOID, BYTEAOID};
	Writer writer = {.receiver = {receive, start, ignore, ignore, DestTuplestore},
					 .survey = survey->id,
					 .next = first};

	writer.context =
		AllocSetContextCreate(CurrentMemoryContext, "packed answers", ALLOCSET_DEFAULT_SIZES);
	make_buffers(&writer, sources);
	ItemPointerSetInvalid(&writer.written.last_row);
	writer.insert = SPI_prepare("INSERT INTO mlops_survey.pack_segment"
								" (survey_id, segment, respondents, directory, data)"
								" VALUES ($1, $2, $3, $4, $5)",
								lengthof(types), types);
	if (writer.insert == NULL || SPI_keepplan(writer.insert) != 0)
		elog(ERROR, "packed answers cannot be stored");
	run_statement(statement(survey, sources, after), &writer);
	if (writer.n > 0)
		flush_segment(&writer);
	SPI_freeplan(writer.insert);
	MemoryContextDelete(writer.context);
	return writer.written;
}
