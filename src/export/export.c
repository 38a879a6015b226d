/*
 * export.c
 *	  export_survey: a survey as a file of another program.
 */
#include "postgres.h"

#include <ctype.h>
#include <float.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "codebook/language.h"
#include "codebook/codebook_names.h"
#include "export/export.h"
#include "server/json.h"
#include "server/progress.h"
#include "server/statement.h"
#include "pg/arguments.h"
#include "pg/compat.h"
#include "pg/svy.h"

PG_FUNCTION_INFO_V1(svy_export_survey);

#define BATCH_ROWS 1000

/* measured in one statement */
#define MEASURED_COLUMNS 600

void
export_warn(const char *format, ...)
{
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list args;
		int needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	ereport(WARNING, (errmsg_internal("%s", message.data)));
}

/*
 * Columns
 */

bool
export_set_by_value(const SurveySet *set)
{
	char *kind = svy_property(SVY_PROPERTIES(set), "kind");

	if (kind)
		return strcmp(kind, "dichotomies labelled by value") == 0;
	for (int i = 0; i < set->nmembers; i++)
		if (svy_member_own_label(set, i))
			return true;
	return false;
}

ExportColumn *
export_column(const Export *export, const SurveyVariable *v)
{
	for (int i = 0; i < export->ncolumns; i++)
		if (export->columns[i].v == v)
			return &export->columns[i];
	return NULL;
}

int64
export_integer(const ExportColumn *column, Datum value)
{
	switch (column->type)
	{
		case BOOLOID:
			return DatumGetBool(value) ? 1 : 0;
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		default:
			return DatumGetInt64(value);
	}
}

bool
export_is_finite(const ExportColumn *column, Datum value)
{
	switch (column->type)
	{
		case FLOAT4OID:
			return isfinite(DatumGetFloat4(value)) != 0;
		case FLOAT8OID:
			return isfinite(DatumGetFloat8(value)) != 0;
		case NUMERICOID:
			return !numeric_is_nan(DatumGetNumeric(value)) &&
				   !numeric_is_inf(DatumGetNumeric(value));
		case DATEOID:
			return !DATE_NOT_FINITE(DatumGetDateADT(value));
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return !TIMESTAMP_NOT_FINITE(DatumGetTimestamp(value));
#ifdef INTERVAL_NOT_FINITE
		case INTERVALOID:
			return !INTERVAL_NOT_FINITE(DatumGetIntervalP(value));
#endif
		default:
			return true;
	}
}

/* digits that say something: all but zeros at the ends */
static int
significant_digits(const char *number)
{
	int n = 0;
	int last = 0;

	for (; *number; number++)
		if (isdigit((unsigned char) *number) && (*number != '0' || n > 0))
		{
			n++;
			if (*number != '0')
				last = n;
		}
	return last;
}

/*
 * A double stands for a decimal number if the shortest text that means the
 * double is that number.  It does for all numbers of up to 15 digits.
 */
static double
double_of_numeric(Datum value, int64 *rounded)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	double number = strtod(text, NULL);
	int digits = significant_digits(text);
	char back[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (digits == 0 || isinf(number) || (digits <= DBL_DIG && fabs(number) >= DBL_MIN))
		return number;
	back[double_to_shortest_decimal_buf(number, back)] = '\0';
	*rounded += !DatumGetBool(
		DirectFunctionCall2(numeric_eq, value,
							DirectFunctionCall3(numeric_in, CStringGetDatum(back),
												ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1))));
	return number;
}

double
export_double(const ExportColumn *column, Datum value, int64 *rounded)
{
	double number;

	switch (column->type)
	{
		case FLOAT4OID:
			return DatumGetFloat4(value);
		case FLOAT8OID:
			return DatumGetFloat8(value);
		case NUMERICOID:
			return double_of_numeric(value, rounded);
		default:
			number = (double) export_integer(column, value);
			/* the double of the largest bigint is beyond bigint */
			*rounded +=
				!FLOAT8_FITS_IN_INT64(number) || (int64) number != export_integer(column, value);
			return number;
	}
}

void
export_warn_of_values(const ExportColumn *column, int64 n, const char *what)
{
	if (n > 0)
		export_warn("values of variable \"%s\" %s: " INT64_FORMAT, column->v->name, what, n);
}

/*
 * Rows
 */

static char *
column_sql(const ExportColumn *column)
{
	char *sql = svy_column_sql(column->source, "a");

	if (column->element > 0)
		sql = psprintf("(%s)[%d]", sql, column->element);
	return psprintf("%s::%s", sql, format_type_be_qualified(column->type));
}

static char *
measure_sql(const Export *export, int first, int last)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT pg_catalog.count(*)");
	for (int i = first; i < last; i++)
	{
		const ExportColumn *column = &export->columns[i];
		ColumnKind kind = svy_column_kind(column->type);

		if (kind == COLUMN_TEXT)
			appendStringInfo(&sql,
							 ", pg_catalog.max(pg_catalog.octet_length(%1$s)),"
							 " pg_catalog.bit_or(CASE"
							 " WHEN %1$s OPERATOR(pg_catalog.=) '' THEN %2$d"
							 " WHEN pg_catalog.right(%1$s, 1) OPERATOR(pg_catalog.=) ' ' THEN %3$d"
							 " ELSE 0 END)",
							 column_sql(column), EXPORT_EMPTY, EXPORT_TRAILING);
		else if (kind == COLUMN_INTEGER || column->type == FLOAT4OID)
			appendStringInfo(&sql,
							 ", pg_catalog.min(%1$s)::pg_catalog.float8,"
							 " pg_catalog.max(%1$s)::pg_catalog.float8",
							 column_sql(column));
		else
			appendStringInfoString(&sql, ", NULL, NULL");
	}
	appendStringInfo(&sql, " FROM %s a%s", export->survey->answers_sql, export->where);
	return sql.data;
}

static void
take_measures(ExportColumn *column, HeapTuple row, TupleDesc desc, int at)
{
	bool isnull;
	Datum first = SPI_getbinval(row, desc, at, &isnull);
	Datum second;

	if (isnull)
		return;
	second = SPI_getbinval(row, desc, at + 1, &isnull);
	if (svy_column_kind(column->type) == COLUMN_TEXT)
	{
		column->width = DatumGetInt32(first);
		column->blanks = DatumGetInt32(second);
		return;
	}
	column->min = DatumGetFloat8(first);
	column->max = DatumGetFloat8(second);
}

/*
 * Aggregates over the rows to export.  Each column takes two places of a
 * SELECT, which has 1,664: all at once would not fit.
 */
static void
measure_columns(Export *export)
{
	MemoryContext context = CurrentMemoryContext;
	bool isnull;

	for (int first = 0; first < export->ncolumns; first += MEASURED_COLUMNS)
	{
		int last = Min(first + MEASURED_COLUMNS, export->ncolumns);

		if (svy_execute(measure_sql(export, first, last), true, 0) != SPI_OK_SELECT)
			elog(ERROR, "could not read the answers");
		MemoryContextSwitchTo(context);
		export->rows =
			DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
		for (int i = first; i < last; i++)
			take_measures(&export->columns[i], SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
						  2 + 2 * (i - first));
		SPI_freetuptable(SPI_tuptable);
	}
}

static char *
rows_sql(const Export *export)
{
	const Survey *survey = export->survey;
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < export->ncolumns; i++)
		appendStringInfo(&sql, "%s%s", i == 0 ? "SELECT " : ", ", column_sql(&export->columns[i]));
	appendStringInfo(&sql, " FROM %s a%s", survey->answers_sql, export->where);
	if (survey->respondent_key)
		appendStringInfo(&sql, " ORDER BY %s", svy_column_sql(survey->respondent_key, "a"));
	return sql.data;
}

/* hands over the rows as the executor has them, none of which is made a tuple of */
typedef struct RowReceiver
{
	DestReceiver receiver; /* first, since the executor knows it alone */
	void (*take)(void *arg, Datum *values, bool *nulls);
	void *arg;
	MemoryContext batch;
	int rows;	/* in the batch */
	int64 done; /* in those before */
} RowReceiver;

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;
	MemoryContext context = MemoryContextSwitchTo(receiver->batch);

	if (++receiver->rows == BATCH_ROWS)
	{
		MemoryContextReset(receiver->batch);
		receiver->done += receiver->rows;
		receiver->rows = 0;
		svy_progress_rows(receiver->done);
	}
	slot_getallattrs(slot);
	receiver->take(receiver->arg, slot->tts_values, slot->tts_isnull);
	MemoryContextSwitchTo(context);
	return true;
}

static void
start_rows(DestReceiver *self, int operation, TupleDesc columns)
{
}

static void
end_rows(DestReceiver *self)
{
}

void
export_rows(const Export *export, void (*take)(void *arg, Datum *values, bool *nulls), void *arg)
{
	RowReceiver receiver = {
		.receiver = {receive_row, start_rows, end_rows, end_rows, DestTuplestore},
		.take = take,
		.arg = arg,
		.batch = AllocSetContextCreate(CurrentMemoryContext, "export_survey rows",
									   ALLOCSET_DEFAULT_SIZES)};

	svy_progress_start(export->survey->answers, false);
	svy_statement_receive(rows_sql(export), &receiver.receiver);
	svy_progress_end();
	MemoryContextDelete(receiver.batch);
}

/*
 * SQL
 */

static void
check_arguments(const Export *export)
{
	if (export->labels && !export_is_csv(export))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("labels instead of codes are for CSV only"),
						errhint("The other formats hold codes and labels.")));
	if ((export->decimal != '.' || export->bom) && !export_is_csv(export))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a decimal comma and a byte-order mark are for CSV only")));
}

/* until the level of settings ends, with an error too */
static void
set_for_now(const char *setting, const char *value)
{
	(void) set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
}

/* texts of dates do not depend on the session */
static void
write_file(Export *export)
{
	int level = NewGUCNestLevel();

	set_for_now("DateStyle", "ISO");
	set_for_now("IntervalStyle", "postgres");
	if (export->format != EXPORT_CSV && export->format != EXPORT_DUCKDB)
		measure_columns(export);
	export_warn_of_losses(export);
	if (export->format == EXPORT_CSV)
		export_csv(export);
	else if (export->format == EXPORT_DUCKDB)
		export_duckdb(export);
	else if (export->format == EXPORT_DDI)
		export_ddi(export);
	else if (export_is_triples(export))
		export_triples(export);
	else
		export_readstat(export);
	if (export->format == EXPORT_SAV || export->format == EXPORT_ZSAV)
	{
		export_sav_names(export);
		export_sav_records(export);
	}
	else if (export->format == EXPORT_DTA)
		export_dta_characteristics(export);
	AtEOXact_GUC(true, level);
}

/* (name, format, filter, variables, labels, decimal_mark, bom, language, options) */
Datum
svy_export_survey(PG_FUNCTION_ARGS)
{
	static const char *const formats[] = {"sav",	  "zsav",		  "dta",	"xpt", "csv",
										  "triple-s", "triple-s-xml", "duckdb", "ddi", NULL};
	SVY_CHOICES_FOLLOW(formats, EXPORT_DDI);
	static const char *const decimals[] = {".", ",", NULL};
	MemoryContext caller = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *filter = svy_text_argument(fcinfo, 2);
	int nnames;
	char **names = svy_texts_argument(fcinfo, 3, "variables", &nnames);
	Export export = {.where = ""};

	export.format = svy_choice("format", svy_required_argument(fcinfo, 1, "format"), formats);
	export.labels = svy_bool_argument(fcinfo, 4, false);
	export.decimal = *decimals[svy_choice_argument(fcinfo, 5, "decimal_mark", decimals)];
	export.bom = svy_bool_argument(fcinfo, 6, false);
	svy_no_options(fcinfo, 8);
	check_arguments(&export);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	export.survey = svy_survey_open_in(name, svy_text_argument(fcinfo, 7));
	if (filter)
		export.where = psprintf(" WHERE %s", svy_survey_filter_sql(export.survey, filter, "a"));
	names = svy_survey_names(export.survey, names, &nnames, SVY_NAMES_OF_COLUMNS);
	export_choose_columns(&export, names, nnames);
	if (export.format == EXPORT_DDI || export.format == EXPORT_TRIPLES_XML)
		export.languages = export_languages(export.survey, &export.nlanguages);
	/* data and what goes with it are told of once, with the data */
	if (nnames < 0 && export.format != EXPORT_TRIPLES_XML && export.format < EXPORT_DUCKDB)
		export_warn_of_columns(&export);
	initStringInfo(&export.text_labels);
	export.out.data = MemoryContextAlloc(caller, 65536);
	export.out.maxlen = 65536;
	export.out.len = VARHDRSZ;
	write_file(&export);
	SET_VARSIZE(export.out.data, export.out.len);
	SPI_finish();
	PG_RETURN_BYTEA_P(export.out.data);
}
