/*
 * pack.c
 *	  The aggregates crosstab_cells and crosstab_unit_cells over segments of
 *	  packed answers.
 *
 * The data of a segment arrives as it is stored: only the slices of the columns
 * that the query reads are fetched.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "pg/pack.h"
#include "pg/pack_fetch.h"
#include "pg/svy.h"

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
	*chunk = head;
	units->records = (double *) svy_unit_chunk_records(chunk);
	memset(units->records, 0, head.records_size);
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
