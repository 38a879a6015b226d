/*
 * weighting_write.c
 *	  Writing weights: the column, its entry in the codebook, the views.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/progress.h"
#include "server/statement.h"
#include "server/write_back.h"
#include "weighting/weighting.h"

/* rows of one UPDATE: bounds the memory of its parameters */
#define WRITE_ROWS 4000000

/* bytes of a row that stays in its page with its arrays */
#define INLINE_ROW 7900

void
svy_weighting_execute(const char *sql, int nargs, Oid *types, Datum *values, int expected)
{
	MemoryContext context = CurrentMemoryContext;
	int result = svy_execute_with_args(sql, nargs, types, values, NULL, false, 0);

	MemoryContextSwitchTo(context);
	if (result != expected)
		elog(ERROR, "weighting failed: %s", SPI_result_code_string(result));
}

/* ---- may we? ---- */

void
svy_weighting_check_rights(const Survey *survey)
{
	char kind = get_rel_relkind(survey->answers);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("the answers of survey \"%s\" are not in a table", survey->name),
						errdetail("Weights are written to a new column of the answers."),
						errhint("Register a table as the survey, not a view or a foreign table.")));
	if (!svy_owns_relation(survey->answers))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(survey->answers));
}

void
svy_weighting_check_name(const char *into)
{
	if (*into == '\0' || strlen(into) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("\"%s\" cannot be the name of a column", into)));
}

void
svy_weighting_check_column(const Survey *survey, const char *into, bool replace)
{
	const SurveyVariable *variable = svy_survey_find_variable(survey, into);

	svy_weighting_check_rights(survey);
	svy_weighting_check_name(into);
	if (get_attnum(survey->answers, into) == InvalidAttrNumber)
		return;
	if (!svy_weighting_properties(variable))
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("column \"%s\" of survey \"%s\" already exists", into, survey->name),
						errdetail("It is not a weight that was made by weighting the survey, so it "
								  "is not replaced."),
						errhint("Choose another name with \"into\".")));
	if (!replace)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("weight \"%s\" of survey \"%s\" already exists", into, survey->name),
						errhint("Choose another name with \"into\", or use replace => true.")));
}

/* whether columns come or go, which nobody may look at meanwhile */
static LOCKMODE
lock_needed(const Survey *survey, const char *into)
{
	bool replicates = survey->design != NULL && survey->design->replicates != NULL;

	return replicates || get_attnum(survey->answers, into) == InvalidAttrNumber
			   ? AccessExclusiveLock
			   : ShareRowExclusiveLock;
}

Survey *
svy_weighting_hold(const char *name, const char *into)
{
	Survey *survey = svy_survey_show(name);
	LOCKMODE mode;

	do
	{
		mode = lock_needed(survey, into);
		(void) svy_survey_hold(name, &(SurveyHold){.answers = mode, .views = true});
		survey = svy_survey_open(name);
	} while (lock_needed(survey, into) > mode);
	return survey;
}

/* ---- the column ---- */

static void
add_column(const Survey *survey, const char *into, const char *type)
{
	if (get_attnum(survey->answers, into) == InvalidAttrNumber)
		svy_weighting_execute(psprintf("ALTER TABLE %s ADD COLUMN %s pg_catalog.%s",
									   survey->answers_sql, quote_identifier(into), type),
							  0, NULL, NULL, SPI_OK_UTILITY);
}

static char *
sent_sql(int column)
{
	return psprintf("CASE WHEN x.w%d OPERATOR(pg_catalog.<>) 'NaN'::pg_catalog.float8"
					" THEN x.w%d END",
					column, column);
}

/* what compares the columns with what was sent, where they may differ */
static char *
columns_difference(const SvyRows *rows, char **columns, int count)
{
	SvyWritten *written = palloc0_array(SvyWritten, count);

	for (int i = 0; i < count; i++)
	{
		written[i].column = columns[i];
		written[i].sql = sent_sql(i);
	}
	return svy_rows_difference(rows->table, rows, written, count);
}

/*
 * Parameters: what rows are known by, then weights by column.  NaN stands for no
 * weight.
 */
static char *
update_sql(const SvyRows *rows, char **columns, int count)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "UPDATE %s a SET ", rows->table_sql);
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s%s = %s", i > 0 ? ", " : "", quote_identifier(columns[i]),
						 sent_sql(i));
	appendStringInfo(&sql, " FROM ROWS FROM (%s", svy_rows_from(rows));
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, ", pg_catalog.unnest($%d)", svy_rows_width(rows) + i + 1);
	appendStringInfo(&sql, ") AS x (%s", svy_rows_names(rows));
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, ", w%d", i);
	appendStringInfo(&sql, ") WHERE %s", svy_rows_join(rows, "a", "x"));
	return sql.data;
}

/* one column of weights for some rows: the first is the weight, the others its replicates */
static Datum
column_array(const WeightingFrame *frame, const double *weights, int column, size_t first,
			 size_t count)
{
	double *values;
	Datum array;

	if (column == 0)
		return svy_plain_array(weights + first, count, sizeof(double), FLOAT8OID);
	values = palloc_array(double, count);
	for (size_t i = 0; i < count; i++)
		values[i] = isnan(weights[first + i])
						? NAN
						: frame->row_replicates[(first + i) * frame->nreplicates + column - 1];
	array = svy_plain_array(values, count, sizeof(double), FLOAT8OID);
	pfree(values);
	return array;
}

/* ---- arrays ---- */

/* the longest row, in bytes, as if nothing of it were stored elsewhere */
static int64
longest_row(const Survey *survey)
{
	bool isnull;

	svy_weighting_execute(psprintf("SELECT pg_catalog.max(pg_catalog.pg_column_size(a.*))"
								   "::pg_catalog.int8 FROM %s AS a",
								   survey->answers_sql),
						  0, NULL, NULL, SPI_OK_SELECT);
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/*
 * In the row itself where a page has room for it, else beside the table; never
 * compressed.  Either is read faster than a table of its own is joined.
 */
void
svy_weighting_add_array(const Survey *survey, const char *column, int32 length)
{
	const char *name = quote_identifier(column);
	int64 row;

	/* rows keep their places, which an UPDATE would change */
	if (get_attnum(survey->answers, column) != InvalidAttrNumber)
		svy_weighting_execute(psprintf("ALTER TABLE %s DROP COLUMN %s", survey->answers_sql, name),
							  0, NULL, NULL, SPI_OK_UTILITY);
	row = longest_row(survey) + ARR_OVERHEAD_NONULLS(1) + length * (int64) sizeof(double);
	add_column(survey, column, "float8[]");
	/* Citus has no such command: there rows keep the storage of the type */
	if (svy_storage_is_spread(svy_storage(survey->answers)))
		return;
	svy_weighting_execute(psprintf("ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s",
								   survey->answers_sql, name,
								   row < INLINE_ROW ? "PLAIN" : "EXTERNAL"),
						  0, NULL, NULL, SPI_OK_UTILITY);
}

/* the numbers of all rows lie end to end in parameter "numbers", "length" of each */
static char *
sent_weight_sql(int numbers, int32 length)
{
	return psprintf("CASE WHEN x.weighted THEN ($%d)[(x.n OPERATOR(pg_catalog.-) 1)"
					" OPERATOR(pg_catalog.*) %d OPERATOR(pg_catalog.+) 1] END",
					numbers, length);
}

static char *
sent_array_sql(int numbers, int32 length, bool weight)
{
	return psprintf("CASE WHEN x.weighted THEN ($%d)[(x.n OPERATOR(pg_catalog.-) 1)"
					" OPERATOR(pg_catalog.*) %d OPERATOR(pg_catalog.+) %d"
					" : x.n OPERATOR(pg_catalog.*) %d] END",
					numbers, length, weight ? 2 : 1, length);
}

/* parameters: what rows are known by, then the numbers */
static char *
array_sql(const SvyRows *rows, const char *weight, const char *column, int32 length)
{
	int numbers = svy_rows_width(rows) + 1;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "UPDATE %s a SET ", rows->table_sql);
	if (weight)
		appendStringInfo(&sql, "%s = %s, ", quote_identifier(weight),
						 sent_weight_sql(numbers, length));
	appendStringInfo(&sql, "%s = %s", quote_identifier(column),
					 sent_array_sql(numbers, length, weight != NULL));
	appendStringInfo(&sql,
					 " FROM (SELECT %s, y.n::pg_catalog.int4 AS n,"
					 " ($%d)[y.n::pg_catalog.int4 OPERATOR(pg_catalog.*) %d]"
					 " OPERATOR(pg_catalog.<>) 'NaN'::pg_catalog.float8 AS weighted"
					 " FROM ROWS FROM (%s) WITH ORDINALITY AS y (%s, n)) AS x WHERE %s",
					 svy_rows_names(rows), numbers, length, svy_rows_from(rows),
					 svy_rows_names(rows), svy_rows_join(rows, "a", "x"));
	return sql.data;
}

static char *
array_difference(const SvyRows *rows, const WeightingColumns *columns, int32 length)
{
	int numbers = svy_rows_width(rows) + 1;
	bool weight = columns->weight != NULL;
	SvyWritten written[2] = {
		{columns->array, sent_array_sql(numbers, length, weight), true},
		{columns->weight, weight ? sent_weight_sql(numbers, length) : NULL, false}};

	return svy_rows_difference(rows->table, rows, written, weight ? 2 : 1);
}

void
svy_weighting_write_array(const Survey *survey, const WeightingColumns *columns,
						  const SvyRows *rows,
						  void (*fill)(void *context, size_t row, double *weights), void *context)
{
	int32 length = columns->length + (columns->weight != NULL);
	int known = svy_rows_width(rows);
	size_t step = Max(1, WRITE_ROWS / length);
	double *weights = palloc_extended(sizeof(double) * step * length, MCXT_ALLOC_HUGE);
	char *sql = array_sql(rows, columns->weight, columns->array, length);
	Oid types[SVY_ROWS_MAX + 1];
	Datum values[SVY_ROWS_MAX + 1];
	char *difference;

	if (columns->weight)
		add_column(survey, columns->weight, "float8");
	if (!columns->stays)
		svy_weighting_add_array(survey, columns->array, columns->length);
	difference = array_difference(rows, columns, length);
	svy_progress_start(survey->answers, true);
	for (size_t first = 0; first < rows->count; first += step)
	{
		size_t part = Min(rows->count - first, step);

		for (size_t i = 0; i < part; i++)
			fill(context, first + i, weights + i * length);
		svy_rows_bind(rows, first, part, types, values);
		types[known] = FLOAT8ARRAYOID;
		values[known] = svy_plain_array(weights, part * length, sizeof(double), FLOAT8OID);
		svy_rows_update(rows->table, sql, difference, known + 1, types, values, part);
		for (int i = 0; i <= known; i++)
			pfree(DatumGetPointer(values[i]));
		CHECK_FOR_INTERRUPTS();
		svy_progress_rows(first + part);
	}
	svy_progress_end();
	pfree(weights);
}

/* ---- a weighting ---- */

typedef struct FrameWeights
{
	const WeightingFrame *frame;
	const double *weights;
} FrameWeights;

static void
fill_replicates(void *context, size_t row, double *weights)
{
	const FrameWeights *from = context;
	int32 count = from->frame->nreplicates;

	weights[0] = from->weights[row];
	memcpy(weights + 1, from->frame->row_replicates + row * count, sizeof(double) * count);
	if (isnan(weights[0]))
		weights[count] = NAN;
}

/* the weight and its replicates at once: a second UPDATE would not find the rows in their places */
static void
write_with_array(const WeightingFrame *frame, const char *array, const double *weights)
{
	WeightingColumns columns = {frame->options->into, array, frame->nreplicates, frame->kept > 0};
	FrameWeights from = {frame, weights};

	svy_weighting_write_array(frame->survey, &columns, frame->rows, fill_replicates, &from);
}

void
svy_weighting_write(const WeightingFrame *frame, const double *weights)
{
	const SvyRows *rows = frame->rows;
	int nreplicates;
	char **replicates = svy_weighting_replicate_columns(frame, &nreplicates);
	int known = svy_rows_width(rows);
	int count = 1 + nreplicates;
	char **columns = palloc_array(char *, count);
	Oid *types = palloc_array(Oid, known + count);
	Datum *values = palloc0_array(Datum, known + count);
	size_t step = WRITE_ROWS / count;
	char *sql;
	char *difference;

	if (frame->replicate_array)
	{
		write_with_array(frame, replicates[0], weights);
		return;
	}
	columns[0] = frame->options->into;
	memcpy(columns + 1, replicates, sizeof(char *) * nreplicates);
	for (int i = 0; i < count; i++)
	{
		add_column(frame->survey, columns[i], "float8");
		types[known + i] = FLOAT8ARRAYOID;
	}
	sql = update_sql(rows, columns, count);
	difference = columns_difference(rows, columns, count);
	svy_progress_start(frame->survey->answers, true);
	for (size_t first = 0; first < rows->count; first += step)
	{
		size_t part = Min(rows->count - first, step);

		svy_rows_bind(rows, first, part, types, values);
		for (int i = 0; i < count; i++)
			values[known + i] = column_array(frame, weights, i, first, part);
		svy_rows_update(rows->table, sql, difference, known + count, types, values, part);
		for (int i = 0; i < known + count; i++)
			pfree(DatumGetPointer(values[i]));
		CHECK_FOR_INTERRUPTS();
		svy_progress_rows(first + part);
	}
	svy_progress_end();
}

/* ---- the codebook ---- */

void
svy_weighting_register(const Survey *survey, const char *into, const char *label,
					   const char *properties, bool set_weight)
{
	static SvyStatement variable = {
		.sql = "INSERT INTO mlops_survey.variable"
			   " (survey_id, name, position, label, measure, properties)"
			   " SELECT $1, $2, COALESCE(pg_catalog.max(v.position), 0) OPERATOR(pg_catalog.+) 1,"
			   " $3, 'scale', $4::pg_catalog.jsonb FROM mlops_survey.variable v"
			   " WHERE v.survey_id OPERATOR(pg_catalog.=) $1"
			   " ON CONFLICT (survey_id, name) DO UPDATE"
			   " SET label = EXCLUDED.label, properties = EXCLUDED.properties",
		.nparameters = 4,
		.types = {INT4OID, TEXTOID, TEXTOID, TEXTOID}};
	static SvyStatement weight = {.sql = "UPDATE mlops_survey.survey SET weight = $2"
										 " WHERE id OPERATOR(pg_catalog.=) $1",
								  .nparameters = 2,
								  .types = {INT4OID, TEXTOID}};
	static SvyStatement calibration = {
		.sql = "UPDATE mlops_survey.design SET calibration = $2::pg_catalog.jsonb"
			   " OPERATOR(pg_catalog.->) 'weighting'"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 2,
		.types = {INT4OID, TEXTOID}};
	Datum values[] = {Int32GetDatum(survey->id), CStringGetTextDatum(into),
					  CStringGetTextDatum(label), CStringGetTextDatum(properties)};

	(void) svy_catalogue_write(&variable, values, NULL);
	svy_weighting_execute(psprintf("COMMENT ON COLUMN %s.%s IS %s", survey->answers_sql,
								   quote_identifier(into), quote_literal_cstr(label)),
						  0, NULL, NULL, SPI_OK_UTILITY);
	if (!set_weight)
		return;
	(void) svy_catalogue_write(&weight, values, NULL);
	values[1] = values[3];
	(void) svy_catalogue_write(&calibration, values, NULL);
}

void
svy_weighting_renew_views(const Survey *survey)
{
	Survey *renewed = svy_survey_read(survey->name, true, false);

	svy_bind_columns(renewed);
	svy_check_columns(renewed);
	svy_renew_views(renewed);
}
