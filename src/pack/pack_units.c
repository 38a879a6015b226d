/*
 * pack_units.c
 *	  Packed surveys: the units of a survey's design, whose respondents lie
 *	  together in a pack, and counting by unit.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pack/pack.h"
#include "server/statement.h"
#include "kernel/base/wire.h"
#include "pg/pack.h"
#include "pg/svy.h"

bool
svy_pack_keeps_units(const SvyDesign *design)
{
	return design->nstages == 1 || design->stages[design->nstages - 1].cluster != NULL;
}

char *
svy_pack_design(const Survey *survey)
{
	const SvyDesign *design = svy_design_open(survey, NULL, CROSSTAB_ANSWERS);
	StringInfoData sql;

	initStringInfo(&sql);
	(void) svy_design_columns(design, &sql);
	return svy_pack_keeps_units(design) ? sql.data + 2 : NULL;
}

/*
 * Keys: for each column what it is, then its bytes
 */

typedef enum KeyKind
{
	KEY_NULL,
	KEY_INTEGER,
	KEY_NUMBER,
	KEY_TEXT
} KeyKind;

static void
put_key_number(StringInfo key, KeyKind kind, uint64 bits)
{
	uint8 bytes[9];
	WireWriter w = {bytes, 0};

	wire_put_u8(&w, kind);
	wire_put(&w, bits, 8);
	appendBinaryStringInfo(key, (char *) bytes, (int) w.size);
}

static void
put_text(StringInfo key, const text *value)
{
	uint8 bytes[5];
	WireWriter w = {bytes, 0};

	wire_put_u8(&w, KEY_TEXT);
	wire_put_u32(&w, VARSIZE_ANY_EXHDR(value));
	appendBinaryStringInfo(key, (char *) bytes, (int) w.size);
	appendBinaryStringInfo(key, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

void
svy_pack_key_write(StringInfo key, const Oid *types, const Datum *values, const bool *nulls, int n)
{
	for (int i = 0; i < n; i++)
	{
		double number;
		uint64 bits;

		if (nulls[i])
			appendStringInfoChar(key, KEY_NULL);
		else if (types[i] == INT8OID)
			put_key_number(key, KEY_INTEGER, DatumGetInt64(values[i]));
		else if (types[i] == FLOAT8OID)
		{
			number = DatumGetFloat8(values[i]);
			memcpy(&bits, &number, sizeof(bits));
			put_key_number(key, KEY_NUMBER, bits);
		}
		else
			put_text(key, DatumGetTextPP(values[i]));
	}
}

/* an error if it is none of so many columns */
static void
read_key(const PackRun *run, int n, Datum *values, bool *nulls)
{
	WireReader r = wire_reader(run->key, run->key_size);

	for (int i = 0; i < n; i++)
	{
		KeyKind kind = wire_get_u8(&r);
		uint32 length;

		nulls[i] = kind == KEY_NULL;
		values[i] = (Datum) 0;
		switch (kind)
		{
			case KEY_NULL:
				break;
			case KEY_INTEGER:
				values[i] = Int64GetDatum(wire_get_i64(&r));
				break;
			case KEY_NUMBER:
				values[i] = Float8GetDatum(wire_get_double(&r));
				break;
			case KEY_TEXT:
				length = wire_get_u32(&r);
				if (length > wire_left(&r))
					svy_pack_invalid();
				values[i] =
					PointerGetDatum(cstring_to_text_with_len((const char *) r.next, (int) length));
				r.next += length;
				break;
			default:
				svy_pack_invalid();
		}
	}
	if (!wire_done(&r))
		svy_pack_invalid();
}

/*
 * Counting
 */

typedef struct RunReceiver
{
	DestReceiver base;
	MemoryContext context; /* of the caller */
	Crosstab *sum;
	int32 detail;
	size_t record; /* doubles */
	const SvyUnitTaker *taker;

	/* segments that are counted here */
	PackQuery query;
	SvyRecords records;
	MemoryContext segment; /* what is made of one */
} RunReceiver;

static void
take_runs(const RunReceiver *receiver, const PackRun *runs, int32 nruns, const double *record)
{
	const SvyUnitTaker *taker = receiver->taker;
	Datum values[DESIGN_COLUMNS * SUMMARY_MAX_STAGES];
	bool nulls[DESIGN_COLUMNS * SUMMARY_MAX_STAGES];

	for (int i = 0; i < nruns; i++, record += receiver->record)
	{
		int unit;

		if (pack_record_respondents(record) == 0)
			continue;
		read_key(&runs[i], DESIGN_COLUMNS * taker->design->nstages, values, nulls);
		unit = taker->unit(taker->argument, values, nulls);
		taker->record(taker->argument, unit, record);
		taker->everybody(taker->argument, unit, (int64) pack_record_respondents(record),
						 (int64) pack_record_live(record));
	}
}

static void
take_chunk(const RunReceiver *receiver, const SvyUnitChunk *chunk)
{
	PackRun *runs = palloc_array(PackRun, chunk->nruns + 1);

	CHECK_FOR_INTERRUPTS();
	svy_check(crosstab_merge(receiver->sum, &svy_unit_chunk_cells(chunk)->x), "crosstab");
	pack_runs_read(svy_unit_chunk_runs(chunk), chunk->nruns, runs);
	take_runs(receiver, runs, chunk->nruns, svy_unit_chunk_records(chunk));
	pfree(runs);
}

static void
take_state(const RunReceiver *receiver, Datum state)
{
	const SvyUnitCells *cells = svy_unit_cells(state);
	const SvyUnitChunk *chunk;

	for (int64 at = 0; at < cells->used; at += chunk->size)
	{
		chunk = (const SvyUnitChunk *) ((const char *) (cells + 1) + at);
		take_chunk(receiver, chunk);
	}
}

static bool
receive_state(TupleTableSlot *slot, DestReceiver *self)
{
	const RunReceiver *receiver = (const RunReceiver *) self;
	MemoryContext old = MemoryContextSwitchTo(receiver->context);

	slot_getallattrs(slot);
	if (!slot->tts_isnull[0])
		take_state(receiver, slot->tts_values[0]);
	MemoryContextSwitchTo(old);
	return true;
}

/* a segment without units, or without anything, is skipped, as the aggregate does */
static bool
receive_segment(TupleTableSlot *slot, DestReceiver *self)
{
	RunReceiver *receiver = (RunReceiver *) self;
	MemoryContext old = MemoryContextSwitchTo(receiver->segment);
	SvySegment segment;
	PackUnits units;

	slot_getallattrs(slot);
	for (int i = 0; i < 4; i++)
		if (slot->tts_isnull[i])
		{
			MemoryContextSwitchTo(old);
			return true;
		}
	segment = (SvySegment){DatumGetInt32(slot->tts_values[0]), slot->tts_values[1],
						   slot->tts_values[2], slot->tts_values[3]};
	units = svy_pack_count_segment(receiver->sum, &receiver->query, receiver->detail, &segment,
								   &receiver->records);
	MemoryContextSwitchTo(receiver->context);
	take_runs(receiver, units.runs, units.nruns, units.records);
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->segment);
	return true;
}

static void
receive_start(DestReceiver *self, int operation, TupleDesc columns)
{
}

static void
receive_nothing(DestReceiver *self)
{
}

/* what the aggregate gives, without its copies of the records */
static void
count_here(RunReceiver *receiver, const CrosstabPlan *plan, const PackChoice *choice)
{
	receiver->base.receiveSlot = receive_segment;
	receiver->base.mydest = DestTuplestore;
	receiver->segment =
		AllocSetContextCreate(receiver->context, "survey segment", ALLOCSET_DEFAULT_SIZES);
	receiver->records.context = receiver->context;
	if (pack_query(receiver->sum, (int32 *) ARR_DATA_PTR(choice->query), ARR_DIMS(choice->query)[0],
				   &receiver->query) != SVY_OK)
		elog(ERROR, "invalid query of packed answers");
	svy_statement_receive(
		psprintf("SELECT s.respondents, s.directory, s.data, s.units"
				 " FROM mlops_survey.pack_segment s WHERE s.survey_id OPERATOR(pg_catalog.=) %d%s"
				 " ORDER BY s.part, s.segment",
				 plan->survey->id, choice->among ? choice->among : ""),
		&receiver->base);
	MemoryContextDelete(receiver->segment);
	if (receiver->records.space)
		pfree(receiver->records.space);
}

Crosstab *
svy_pack_count_units(const CrosstabPlan *plan, const PackChoice *choice, int32 detail,
					 const SvyUnitTaker *taker)
{
	RunReceiver receiver = {
		.base = {receive_state, receive_start, receive_nothing, receive_nothing, DestNone},
		.context = CurrentMemoryContext,
		.sum = &svy_crosstab_make(plan->words, plan->nwords)->x,
		.detail = detail,
		.taker = taker};

	receiver.record = pack_record_size(receiver.sum, detail);
	if (svy_pack_worth_workers(plan, choice))
		svy_pack_execute(plan, choice,
						 psprintf("crosstab_unit_cells($1, $2, %d, s.segment, s.respondents,"
								  " s.directory, s.data, s.units)",
								  detail),
						 (DestReceiver *) &receiver);
	else
		count_here(&receiver, plan, choice);
	return receiver.sum;
}
