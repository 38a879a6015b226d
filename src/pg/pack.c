/*
 * pack.c
 *	  The aggregate crosstab_cells over segments of packed answers.
 *
 * The data of a segment arrives as it is stored: only the slices of the columns
 * that the query reads are fetched.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* a banner of hundreds of tables */
#define KEPT_MOST (8 * 1024 * 1024)

static void
pg_attribute_noreturn() bad_segment(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("packed answers are not valid"),
					errhint("Pack the survey again with pack_survey, or do without its pack after "
							"unpack_survey.")));
}

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

/* columns that lie side by side come in one piece */
static void
fetch_columns(Datum data, int ncolumns, PackColumn *columns, const PackSlice *slices)
{
	for (int i = 0; i < ncolumns;)
	{
		size_t start = slices[i].offset;
		size_t end = start;
		int next = i;
		bytea *bytes;

		while (next < ncolumns && slices[next].offset == end)
			end += slices[next++].size;
		if (end > MaxAllocSize)
			bad_segment();
		bytes = (bytea *) PG_DETOAST_DATUM_SLICE(data, (int32) start, (int32) (end - start));
		if (VARSIZE_ANY_EXHDR(bytes) != end - start)
			bad_segment();
		for (; i < next; i++)
			columns[i].bytes = (const uint8 *) VARDATA_ANY(bytes) + (slices[i].offset - start);
	}
}

/*
 * Room to work in, kept for the next segment: memory of this size that is
 * returned after each would come back from the system page by page.
 */
static void *
workspace(Size size)
{
	static void *kept = NULL;
	static Size kept_size = 0;

	if (size > KEPT_MOST)
		return palloc_extended(size, MCXT_ALLOC_HUGE);
	if (size > kept_size)
	{
		if (kept)
			pfree(kept);
		kept = NULL;
		kept_size = 0;
		kept = MemoryContextAlloc(TopMemoryContext, size);
		kept_size = size;
	}
	return kept;
}

void
svy_pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n)
{
	SvyStatus status;
	Size size = pack_workspace(x);
	void *space = workspace(size);

	CHECK_FOR_INTERRUPTS();
	status = pack_count(x, q, columns, n, space);
	if (size > KEPT_MOST)
		pfree(space);
	if (status == SVY_BAD_WEIGHT)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey weight must be finite and not negative"),
						errhint("Use NULL for a respondent without a weight.")));
	svy_check(status, "crosstab");
}

static void
add_segment(Crosstab *x, const PackQuery *q, int32 n, bytea *directory, Datum data)
{
	PackColumn *columns = palloc_array(PackColumn, q->ncolumns + 1);
	PackSlice *slices = palloc_array(PackSlice, q->ncolumns + 1);

	if (n < 0 || n > PACK_SEGMENT ||
		pack_directory_read(wire_reader(VARDATA_ANY(directory), VARSIZE_ANY_EXHDR(directory)), n,
							q->columns, q->ncolumns, columns, slices) != SVY_OK)
		bad_segment();
	fetch_columns(data, q->ncolumns, columns, slices);
	svy_pack_count(x, q, columns, n);
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

	words = words_argument(fcinfo, 2, &nwords);
	if (pack_query(&state->x, words, nwords, &q) != SVY_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid query of packed answers"),
						errhint("Queries are made by survey_crosstab.")));
	if (!PG_ARGISNULL(3) && !PG_ARGISNULL(4) && !PG_ARGISNULL(5))
		add_segment(&state->x, &q, PG_GETARG_INT32(3), PG_GETARG_BYTEA_PP(4), PG_GETARG_DATUM(5));
	PG_RETURN_POINTER(state);
}
