/*
 * export_readstat.c
 *	  A survey as a file of SPSS, Stata or SAS: the rows.
 *
 * ReadStat's writer keeps its memory outside of memory contexts, so it is freed
 * whatever happens (PG_FINALLY); the one callback, which takes the bytes,
 * catches its errors and has them thrown when ReadStat has returned.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "export/export_readstat.h"

bool
stat_ok(StatWriter *stat, readstat_error_t result, const char *where)
{
	if (stat->result != READSTAT_OK)
		return false;
	stat->result = result;
	if (result != READSTAT_OK)
		stat->where = where;
	return result == READSTAT_OK;
}

char *
stat_utf8(const char *text, int limit)
{
	int size = strlen(text);
	char *utf8 = pg_server_to_any(text, size, PG_UTF8);

	size = strlen(utf8);
	if (size <= limit)
		return utf8 == text ? pstrdup(text) : utf8;
	return pnstrdup(utf8, pg_encoding_mbcliplen(PG_UTF8, utf8, size, limit));
}

static ssize_t
take_bytes(const void *bytes, size_t size, void *arg)
{
	StatWriter *stat = arg;
	StringInfo out = &stat->export->out;
	volatile ssize_t taken = -1;

	/* a StringInfo has the limit of a bytea */
	if (size >= MaxAllocSize - (size_t) out->len)
	{
		stat->too_large = true;
		return -1;
	}
	PG_TRY();
	{
		appendBinaryStringInfo(out, bytes, (int) size);
		taken = (ssize_t) size;
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(GetMemoryChunkContext(stat->outs));
		stat->error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	return taken;
}

/*
 * Values
 */

/* microseconds as the file counts them, which may be too coarse for them */
static double
write_time(StatOut *out, double microseconds)
{
	double written = filetime_write(&out->time, microseconds);

	out->rounded += filetime_read(&out->time, written) != microseconds;
	return written;
}

static double
datum_number(StatOut *out, Datum value)
{
	const Interval *interval;

	/* the file has no such dates and numbers */
	if (!export_is_finite(out->column, value))
		return NAN;
	switch (out->column->type)
	{
		case DATEOID:
			return filetime_write(&out->time, DatumGetDateADT(value));
		case TIMESTAMPOID:
			return write_time(out, (double) DatumGetTimestamp(value));
		case TIMEOID:
			return write_time(out, (double) DatumGetTimeADT(value));
		case INTERVALOID:
			interval = DatumGetIntervalP(value);
			return write_time(
				out, (double) interval->time +
						 ((double) interval->day + interval->month * (double) DAYS_PER_MONTH) *
							 USECS_PER_DAY);
		default:
			return export_double(out->column, value, &out->rounded);
	}
}

static readstat_error_t
insert_number(StatWriter *stat, StatOut *out, double number)
{
	/* a NaN is not within either */
	if (!(number >= out->low && number <= out->high))
	{
		out->lost++;
		return readstat_insert_missing_value(stat->writer, out->variable);
	}
	out->rounded += number != 0 && fabs(number) < out->least;
	for (int i = 0; i < out->ntags; i++)
		if (out->tag_codes[i] == number)
			return readstat_insert_tagged_missing_value(stat->writer, out->variable, out->tags[i]);
	switch (out->stored)
	{
		case READSTAT_TYPE_INT16:
			return readstat_insert_int16_value(stat->writer, out->variable, (int16) number);
		case READSTAT_TYPE_INT32:
			return readstat_insert_int32_value(stat->writer, out->variable, (int32) number);
		case READSTAT_TYPE_FLOAT:
			return readstat_insert_float_value(stat->writer, out->variable, (float) number);
		default:
			return readstat_insert_double_value(stat->writer, out->variable, number);
	}
}

/* an empty long text of Stata is none, and refers to the text (0, 0), which is in no file */
static readstat_error_t
insert_long_text(StatWriter *stat, const StatOut *out, bool empty)
{
	readstat_string_ref_t none = {.first_v = 0, .first_o = 0};

	return readstat_insert_string_ref(
		stat->writer, out->variable,
		empty ? &none : readstat_get_string_ref(stat->writer, stat->next_ref++));
}

static bool
is_empty(Datum value)
{
	return VARSIZE_ANY_EXHDR(DatumGetTextPP(value)) == 0;
}

static readstat_error_t
insert_value(StatWriter *stat, StatOut *out, Datum value, bool null)
{
	if (out->stored == READSTAT_TYPE_STRING_REF)
		return insert_long_text(stat, out, null || is_empty(value));
	if (null)
		return readstat_insert_missing_value(stat->writer, out->variable);
	if (out->column->type == TEXTOID)
		return readstat_insert_string_value(stat->writer, out->variable,
											stat_utf8(TextDatumGetCString(value), out->width));
	return insert_number(stat, out, datum_number(out, value));
}

/* throws what was caught, and what ReadStat has found */
static void
check(const StatWriter *stat)
{
	if (stat->error)
		ReThrowError(stat->error);
	if (stat->too_large)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the exported file would be larger than 1 GB"),
						errhint("Export fewer variables, or parts of the rows with a filter.")));
	if (stat->result != READSTAT_OK)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						stat->where ? errmsg("variable \"%s\" cannot be exported: %s", stat->where,
											 readstat_error_message(stat->result))
									: errmsg("the survey cannot be exported: %s",
											 readstat_error_message(stat->result))));
}

static void
take_row(void *arg, Datum *values, bool *nulls)
{
	StatWriter *stat = arg;

	stat_ok(stat, readstat_begin_row(stat->writer), NULL);
	for (int i = 0; i < stat->export->ncolumns; i++)
		stat_ok(stat, insert_value(stat, &stat->outs[i], values[i], nulls[i]),
				stat->outs[i].column->v->name);
	stat_ok(stat, readstat_end_row(stat->writer), NULL);
	check(stat);
}

/* Stata wants to know the long texts before the rows */
static void
collect_row(void *arg, Datum *values, bool *nulls)
{
	StatWriter *stat = arg;

	for (int i = 0; i < stat->export->ncolumns; i++)
		if (stat->outs[i].stored == READSTAT_TYPE_STRING_REF && !nulls[i] && !is_empty(values[i]))
			readstat_add_string_ref(stat->writer,
									stat_utf8(TextDatumGetCString(values[i]), stat->outs[i].width));
}

static void
warn_of_values(const StatOut *out)
{
	bool moment = svy_column_kind(out->column->type) == COLUMN_DATE;

	export_warn_of_values(out->column, out->rounded,
						  moment ? "are rounded, since the format holds no single microseconds"
								 : "are rounded, since the format does not hold all their digits");
	export_warn_of_values(out->column, out->lost,
						  moment ? "become missing, since they are not finite"
								 : "become missing, since the format holds no such numbers");
}

static void
write_all(StatWriter *stat)
{
	Export *export = stat->export;
	readstat_error_t result;

	readstat_set_data_writer(stat->writer, take_bytes);
	stat_declare(stat);
	check(stat);
	for (int i = 0; i < export->ncolumns; i++)
		stat->collecting |= stat->outs[i].stored == READSTAT_TYPE_STRING_REF;
	if (stat->collecting)
		export_rows(export, collect_row, stat);
	if (export->format == EXPORT_DTA)
		result = readstat_begin_writing_dta(stat->writer, stat, export->rows);
	else if (export->format == EXPORT_XPT)
		result = readstat_begin_writing_xport(stat->writer, stat, export->rows);
	else
		result = readstat_begin_writing_sav(stat->writer, stat, export->rows);
	stat_ok(stat, result, NULL);
	for (int i = 0; i < export->ncolumns; i++)
		stat_ok(stat, readstat_validate_variable(stat->writer, stat->outs[i].variable),
				stat->outs[i].column->v->name);
	stat_ok(stat, readstat_validate_metadata(stat->writer), NULL);
	check(stat);
	export_rows(export, take_row, stat);
	stat_ok(stat, readstat_end_writing(stat->writer), NULL);
	check(stat);
	for (int i = 0; i < export->ncolumns; i++)
		warn_of_values(&stat->outs[i]);
}

void
export_readstat(Export *export)
{
	StatWriter stat = {.export = export};

	stat.outs = palloc0(export->ncolumns * sizeof(StatOut));
	stat_plan(&stat);
	stat.writer = readstat_writer_init();
	if (!stat.writer)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	PG_TRY();
	{
		write_all(&stat);
	}
	PG_FINALLY();
	{
		readstat_writer_free(stat.writer);
	}
	PG_END_TRY();
}
