/*
 * load_readstat.c
 *	  Reader of SPSS, Stata and SAS files.  ReadStat parses them; it is run
 *	  twice: to see what the variables are and hold, and to hand out the rows.
 *
 * ReadStat calls us back for every piece.  An error must not be thrown across
 * its frames: it would never free what it has allocated, with malloc, out of
 * reach of any memory context.  So every callback that can throw runs inside
 * stat_guarded(), which catches the error, keeps a copy and tells ReadStat to stop;
 * ReadStat then frees all that is its own and returns, and only after that
 * the error is thrown on (stat_run).  What ReadStat itself finds wrong comes
 * back as its return code and is reported at the same place.
 */
#include "postgres.h"

#include <math.h>

#include "commands/progress.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/backend_progress.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "load/load_formats.h"
#include "load/load_readstat.h"
#include "kernel/file/dtafile.h"
#include "kernel/file/statguard.h"
#include "pg/svy.h"

#define BUFFER_BYTES 65536

/*
 * Errors in callbacks
 */

/* where the library stands in the file */
static size_t
position(const StatReader *stat)
{
	return stat->source.at - (stat->buffered - stat->used);
}

/* files say which encoding they are in, and not always the right one */
static int
hint_encoding(const StatReader *stat)
{
	return errhint("The texts of the file are not in the encoding that %s; name theirs, such as "
				   "encoding => 'WIN1252'.",
				   stat->options->encoding ? "was asked for" : "it declares");
}

static void
stat_error_context(void *arg)
{
	const StatReader *stat = arg;
	const char *format = stat->label;

	if (geterrcode() == ERRCODE_CHARACTER_NOT_IN_REPERTOIRE)
		hint_encoding(stat);
	if (stat->where)
		errcontext("row " INT64_FORMAT ", variable \"%s\" of the %s", stat->rows + 1,
				   stat->where->name, format);
	else if (!stat->delivering)
		errcontext("row " INT64_FORMAT ", byte %zu of %zu of the %s", stat->rows + 1,
				   position(stat), stat->source.size, format);
}

int
stat_guarded(StatReader *stat, MemoryContext context, StatWork work, void *arg)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	volatile int result = READSTAT_HANDLER_OK;

	if (stat->error)
		return READSTAT_HANDLER_ABORT;
	PG_TRY();
	{
		work(stat, arg);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(stat->context);
		stat->error = CopyErrorData();
		FlushErrorState();
		result = READSTAT_HANDLER_ABORT;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	return result;
}

/*
 * Bytes
 */

static int
on_open(const char *path, void *arg)
{
	return 0;
}

static int
on_close(void *arg)
{
	return 0;
}

static void
fill_buffer(StatReader *stat, void *arg)
{
	CHECK_FOR_INTERRUPTS();
	stat->buffered = stat->used = 0;
	stat->buffered = load_source_read(&stat->source, stat->buffer, BUFFER_BYTES);
	/* the library refuses a file for its date */
	if (stat->odd_date && stat->source.at == stat->buffered &&
		stat->buffered >= SAV_CREATED_AT + SAV_CREATED_SIZE)
		memcpy(stat->buffer + SAV_CREATED_AT, "01 Jan 7000:00:00", SAV_CREATED_SIZE);
	pgstat_progress_update_param(PROGRESS_COPY_BYTES_PROCESSED, stat->source.at);
}

/* the library knows references to long texts as release 118 has them */
static void
mend_long_text(StatReader *stat, void *out, size_t size)
{
	if (stat->release == 119 && stat->long_text && size == DTA_LONG_TEXT_HEAD)
		dta_head_as_118(out);
	stat->long_text = size == 3 && memcmp(out, "GSO", 3) == 0;
}

/*
 * After an error the file is at its end: the library compares what it gets
 * without a sign, so that -1 would pass for all the bytes that it asked for.
 */
static ssize_t
on_read(void *out, size_t size, void *arg)
{
	StatReader *stat = arg;
	size_t got = 0;

	while (got < size)
	{
		size_t piece = Min(stat->buffered - stat->used, size - got);

		memcpy((char *) out + got, stat->buffer + stat->used, piece);
		stat->used += piece;
		got += piece;
		if (got == size)
			break;
		if (stat_guarded(stat, stat->context, fill_buffer, NULL) != READSTAT_HANDLER_OK)
			return 0;
		if (stat->buffered == 0)
			break;
	}
	if (got == size)
		mend_long_text(stat, out, size);
	return (ssize_t) got;
}

static void
seek_to(StatReader *stat, void *arg)
{
	load_source_seek(&stat->source, *(size_t *) arg);
	stat->buffered = stat->used = 0;
}

static readstat_off_t
on_seek(readstat_off_t offset, readstat_io_flags_t whence, void *arg)
{
	StatReader *stat = arg;
	readstat_off_t base = whence == READSTAT_SEEK_CUR	? (readstat_off_t) position(stat)
						  : whence == READSTAT_SEEK_END ? (readstat_off_t) stat->source.size
														: 0;
	size_t at;

	/* nothing lies beyond the end; only damage sends us there */
	if (offset < -base || offset > (readstat_off_t) stat->source.size - base)
		return -1;
	at = base + offset;
	if (at >= stat->source.at - stat->buffered && at <= stat->source.at)
		stat->used = at - (stat->source.at - stat->buffered);
	else if (stat_guarded(stat, stat->context, seek_to, &at) != READSTAT_HANDLER_OK)
		return -1;
	return (readstat_off_t) at;
}

static readstat_error_t
on_update(long size, readstat_progress_handler handler, void *user, void *arg)
{
	return READSTAT_OK;
}

static void
on_message(const char *message, void *arg)
{
	strlcpy(((StatReader *) arg)->message, message, sizeof(((StatReader *) arg)->message));
}

/*
 * Texts
 */

static bool
says_encoding(const StatReader *stat)
{
	return stat->options->encoding || (stat->format != LOAD_XPT && stat->format != LOAD_POR);
}

/* ReadStat turns what has a declared encoding into UTF-8; the rest is as in the file */
static char *
server_text(StatReader *stat, const char *text, int size)
{
	if (!says_encoding(stat) && !pg_verify_mbstr(PG_UTF8, text, size, true))
	{
		static const char undefined[] = "\x81\x8d\x8f\x90\x9d";

		stat->guessed = true;
		return pg_any_to_server(text, size, strpbrk(text, undefined) ? PG_LATIN1 : PG_WIN1252);
	}
	return pg_any_to_server(text, size, PG_UTF8);
}

char *
stat_text(StatReader *stat, const char *text)
{
	char *result;

	if (!text || *text == '\0')
		return NULL;
	result = server_text(stat, text, strlen(text));
	return result == text ? pstrdup(text) : result;
}

/*
 * Values: what they are
 */

int
stat_tag_number(char tag)
{
	if (tag >= 'a' && tag <= 'z')
		return tag - 'a';
	if (tag >= 'A' && tag <= 'Z')
		return tag - 'A';
	return tag == '_' ? STAT_TAGS - 1 : -1;
}

static void
add_value(StatReader *stat, void *arg)
{
	StatColumn *column = unconstify(StatColumn *, stat->where);
	double number = *(double *) arg;
	int low = 0;
	int high = column->nvalues;

	if (!column->values)
		column->values = palloc(STAT_MAX_VALUES * sizeof(double));
	while (low < high)
	{
		int middle = (low + high) / 2;

		if (column->values[middle] == number)
			return;
		if (column->values[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (column->nvalues == STAT_MAX_VALUES)
	{
		column->many = true;
		return;
	}
	memmove(&column->values[low + 1], &column->values[low],
			(column->nvalues - low) * sizeof(double));
	column->values[low] = number;
	column->nvalues++;
}

static int
profile_number(StatReader *stat, StatColumn *column, double number)
{
	bool whole = number == rint(number);

	if (column->time.kind != FILE_NUMBER &&
		svy_in_ranges(column->missing, column->nmissing, number))
	{
		column->lost++;
		return READSTAT_HANDLER_OK;
	}
	column->answers++;
	column->min = Min(column->min, number);
	column->max = Max(column->max, number);
	if (column->time.kind != FILE_NUMBER)
	{
		double days = number * column->time.unit / 86400;

		column->fraction |= column->time.kind == FILE_DATE && days != rint(days);
		return READSTAT_HANDLER_OK;
	}
	column->fraction |= !whole;
	column->precise |= (double) (float) number != number;
	if (whole && number >= 0 && number < 256)
		column->small[(int) number / 64] |= UINT64CONST(1) << ((int) number % 64);
	else if (!column->many && whole)
	{
		stat->where = column;
		return stat_guarded(stat, stat->context, add_value, &number);
	}
	return READSTAT_HANDLER_OK;
}

static void
add_text(StatReader *stat, void *arg)
{
	StatColumn *column = unconstify(StatColumn *, stat->where);
	char *text = stat_text(stat, arg);

	if (text && !load_words_add(&column->texts, STAT_MAX_VALUES, text, strlen(text), 1, NULL))
		column->many = true;
}

static int
profile_text(StatReader *stat, StatColumn *column, const char *text)
{
	if (!text || *text == '\0')
		return READSTAT_HANDLER_OK;
	column->answers++;
	/* only texts that could be categories are looked at: those with labels or missing values */
	if (column->many || (!column->label_set && column->nmissing == 0))
		return READSTAT_HANDLER_OK;
	if (column->texts.limit > 0 && words_find(&column->texts, text, strlen(text)) != WORDS_NONE)
		return READSTAT_HANDLER_OK;
	stat->where = column;
	return stat_guarded(stat, stat->context, add_text, unconstify(char *, text));
}

/*
 * Values: rows
 */

static void
copy_text(StatReader *stat, void *arg)
{
	const char *text = arg;
	LoadCell *cell = &stat->cells[stat->where - stat->columns];
	int size = strlen(text);
	char *converted = server_text(stat, text, size);

	cell->kind = LOAD_CELL_TEXT;
	cell->size = converted == text ? size : strlen(converted);
	/* the buffer may move: until the row is complete, the number is where in it */
	cell->number = stat->texts.len;
	appendBinaryStringInfo(&stat->texts, converted, cell->size + 1);
	if (converted != text)
		pfree(converted);
}

static void
finish_row(StatReader *stat, void *arg)
{
	LoadRow row = {.line = stat->rows + 1, .nfields = stat->ncolumns, .cells = stat->cells};

	stat->where = NULL;
	stat->delivering = true;
	for (int i = 0; i < stat->ncolumns; i++)
		if (stat->cells[i].kind == LOAD_CELL_TEXT)
			stat->cells[i].text = stat->texts.data + (size_t) stat->cells[i].number;
	stat->take(stat->arg, &row);
	stat->delivering = false;
	for (int i = 0; i < stat->ncolumns; i++)
		stat->cells[i].kind = LOAD_CELL_NONE;
	resetStringInfo(&stat->texts);
	stat->where = NULL;
}

static void
fill_number(const StatColumn *column, LoadCell *cell, double number)
{
	if (column->v->measure == SURVEY_DATE)
	{
		if (svy_in_ranges(column->missing, column->nmissing, number))
			return;
		number = filetime_read(&column->time, number);
	}
	cell->number = number;
	cell->kind = LOAD_CELL_NUMBER;
}

static double
value_number(readstat_value_t value)
{
	return value.type == READSTAT_TYPE_DOUBLE ? value.v.double_value : readstat_double_value(value);
}

static int
fill_value(StatReader *stat, StatColumn *column, readstat_value_t value)
{
	LoadCell *cell = &stat->cells[column - stat->columns];

	if (column->stored == READSTAT_TYPE_STRING)
	{
		const char *text = readstat_string_value(value);

		if (!text || (*text == '\0' && !column->keep_blank))
			return READSTAT_HANDLER_OK;
		stat->where = column;
		return stat_guarded(stat, stat->context, copy_text, unconstify(char *, text));
	}
	if (value.is_tagged_missing)
	{
		int tag = stat_tag_number(value.tag);

		if (tag >= 0 && column->tag_code != 0)
		{
			cell->kind = LOAD_CELL_NUMBER;
			cell->number = column->tag_code - tag;
		}
	}
	else if (!value.is_system_missing && !isnan(value_number(value)))
		fill_number(column, cell, value_number(value));
	return READSTAT_HANDLER_OK;
}

static void
interrupt(StatReader *stat, void *arg)
{
	CHECK_FOR_INTERRUPTS();
}

static int
on_value(int row, readstat_variable_t *variable, readstat_value_t value, void *arg)
{
	StatReader *stat = arg;
	int index = variable->index_after_skipping;
	StatColumn *column = &stat->columns[index];
	int result = READSTAT_HANDLER_OK;

	if (stat->error || index < 0 || index >= stat->ncolumns)
		return READSTAT_HANDLER_ABORT;
	if (!stat->profiling)
		result = fill_value(stat, column, value);
	else if (column->stored == READSTAT_TYPE_STRING)
		result = profile_text(stat, column, readstat_string_value(value));
	else if (value.is_tagged_missing)
	{
		int tag = stat_tag_number(value.tag);

		if (tag >= 0)
			column->tags |= (uint32) 1 << tag;
	}
	else if (!value.is_system_missing && !isnan(value_number(value)))
		result = profile_number(stat, column, value_number(value));
	if (result != READSTAT_HANDLER_OK || index < stat->ncolumns - 1)
		return result;
	if (!stat->profiling)
		result = stat_guarded(stat, stat->caller, finish_row, NULL);
	else if (INTERRUPTS_PENDING_CONDITION())
		result = stat_guarded(stat, stat->context, interrupt, NULL);
	stat->rows++;
	return result;
}

/*
 * Running
 */

static readstat_error_t
parse_stored(StatReader *stat, readstat_parser_t *parser)
{
	switch (stat->format)
	{
		case LOAD_SAV:
			return readstat_parse_sav(parser, "", stat);
		case LOAD_POR:
			return readstat_parse_por(parser, "", stat);
		case LOAD_DTA:
			return readstat_parse_dta(parser, "", stat);
		case LOAD_XPT:
			return readstat_parse_xport(parser, "", stat);
		default:
			return readstat_parse_sas7bdat(parser, "", stat);
	}
}

static void
set_handlers(StatReader *stat, readstat_parser_t *parser)
{
	readstat_set_open_handler(parser, on_open);
	readstat_set_close_handler(parser, on_close);
	readstat_set_seek_handler(parser, on_seek);
	readstat_set_read_handler(parser, on_read);
	readstat_set_update_handler(parser, on_update);
	readstat_set_io_ctx(parser, stat);
	/* of a portable file's damage the library would print what lies beyond its buffer */
	if (stat->format != LOAD_POR)
		readstat_set_error_handler(parser, on_message);
	stat_take_metadata(parser);
	readstat_set_value_handler(parser, on_value);
	if (stat->told)
		readstat_set_file_character_encoding(parser, stat->told);
}

/* what iconv calls an encoding that the user gives in PostgreSQL's words or its own */
static const char *
iconv_name(const char *asked)
{
	int encoding = asked ? pg_char_to_encoding(asked) : -1;
	const char *name = encoding >= 0 ? get_encoding_name_for_icu(encoding) : NULL;

	return encoding == PG_UTF8 ? "UTF-8" : name ? name : asked;
}

static void
report_failure(const StatReader *stat, readstat_error_t result)
{
	int code = ERRCODE_BAD_COPY_FILE_FORMAT;

	if (result == READSTAT_ERROR_UNSUPPORTED_CHARSET)
		code = ERRCODE_INVALID_PARAMETER_VALUE;
	else if (result == READSTAT_ERROR_CONVERT_BAD_STRING)
		code = ERRCODE_CHARACTER_NOT_IN_REPERTOIRE;
	ereport(ERROR,
			(errcode(code),
			 errmsg("the %s cannot be read: %s", stat->label, readstat_error_message(result)),
			 result == READSTAT_ERROR_MALLOC
				 ? errdetail("A size or count in it is zero, or beyond the 16 MB that the "
							 "library gives to a part of a file.")
			 : stat->message[0] ? errdetail("%s", stat->message)
								: 0,
			 code == ERRCODE_CHARACTER_NOT_IN_REPERTOIRE ? hint_encoding(stat) : 0,
			 errcontext("row " INT64_FORMAT ", byte %zu of %zu", stat->rows + 1, position(stat),
						stat->source.size)));
}

static void
check_date(StatReader *stat)
{
	char created[SAV_CREATED_SIZE];

	stat->odd_date = load_source_at(&stat->source, SAV_CREATED_AT, created, sizeof(created)) ==
						 sizeof(created) &&
					 !sav_good_created(created);
}

/* refuses what the library would take for granted */
static void
check_file(StatReader *stat)
{
	const char *wrong = NULL;
	uint64_t at = 0;
	int data_sets = 1;

	stat->told = iconv_name(stat->options->encoding);
	if (stat->format == LOAD_SAV)
		check_date(stat);
	if (stat->format == LOAD_SAV)
		wrong = statguard_sav(load_source_at, &stat->source, &stat->told, &at);
	else if (stat->format == LOAD_DTA)
		wrong = statguard_dta(load_source_at, &stat->source, &at);
	else if (stat->format == LOAD_XPT)
		stat->source.size =
			statguard_xpt(load_source_at, &stat->source, stat->source.size, &data_sets);
	if (data_sets > 1)
		stat->reader.warnings = lappend(
			stat->reader.warnings,
			psprintf("the file holds %d data sets, of which the first is loaded", data_sets));
	if (wrong)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the %s cannot be read: %s", stat->label, wrong),
						errcontext("byte %zu of %zu", (size_t) at, stat->source.size)));
}

/* one run over the file */
static void
stat_run(StatReader *stat)
{
	ErrorContextCallback callback = {error_context_stack, stat_error_context, stat};
	readstat_parser_t *parser;
	readstat_error_t result;
	size_t start = 0;

	stat->rows = 0;
	stat->error = NULL;
	stat->where = NULL;
	stat->delivering = false;
	stat->message[0] = '\0';
	seek_to(stat, &start);
	parser = readstat_parser_init();
	if (!parser)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	set_handlers(stat, parser);
	error_context_stack = &callback;
	result = parse_stored(stat, parser);
	error_context_stack = callback.previous;
	readstat_parser_free(parser);
	if (stat->error)
		ReThrowError(stat->error);
	if (result != READSTAT_OK)
		report_failure(stat, result);
}

static void
stat_each(LoadReader *reader, void (*take)(void *arg, LoadRow *row), void *arg)
{
	StatReader *stat = (StatReader *) reader;

	stat->profiling = false;
	stat->caller = CurrentMemoryContext;
	stat->take = take;
	stat->arg = arg;
	stat_run(stat);
}

/* shown as that of COPY; without a table while the file is looked through */
static void
start_progress(const StatReader *stat, Oid table)
{
	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, table);
	pgstat_progress_update_param(PROGRESS_COPY_COMMAND, PROGRESS_COPY_COMMAND_FROM);
	pgstat_progress_update_param(PROGRESS_COPY_TYPE, stat->source.file
														 ? PROGRESS_COPY_TYPE_FILE
														 : PROGRESS_COPY_TYPE_CALLBACK);
	pgstat_progress_update_param(PROGRESS_COPY_BYTES_TOTAL, stat->source.size);
}

static void
stat_rewind(LoadReader *reader, Relation target)
{
	start_progress((StatReader *) reader, target ? RelationGetRelid(target) : InvalidOid);
}

static void
stat_close(LoadReader *reader)
{
	pgstat_progress_end_command();
	load_source_close(&((StatReader *) reader)->source);
}

/* the row as text, between vertical bars */
static char *
stat_raw(LoadReader *reader)
{
	StatReader *stat = (StatReader *) reader;
	StringInfoData raw;

	initStringInfo(&raw);
	for (int i = 0; i < stat->ncolumns; i++)
	{
		const LoadCell *cell = &stat->cells[i];

		if (i > 0)
			appendStringInfoChar(&raw, '|');
		if (cell->kind == LOAD_CELL_TEXT)
			appendStringInfoString(&raw, cell->text);
		else if (cell->kind == LOAD_CELL_NUMBER)
			appendStringInfo(&raw, "%.15g", cell->number);
	}
	return raw.data;
}

LoadReader *
load_readstat_open(const LoadFormat *format, LoadOptions *options)
{
	StatReader *stat = palloc0(sizeof(StatReader));

	stat->reader.each = stat_each;
	stat->reader.raw = stat_raw;
	stat->reader.rewind = stat_rewind;
	stat->reader.close = stat_close;
	stat->options = options;
	stat->format = format->kind;
	stat->label = format->label;
	stat->context = CurrentMemoryContext;
	stat->columns = palloc0(LOAD_MAX_COLUMNS * sizeof(StatColumn));
	stat->buffer = palloc(BUFFER_BYTES);
	initStringInfo(&stat->texts);
	load_source_open(&stat->source, options);
	check_file(stat);
	start_progress(stat, InvalidOid);
	stat->profiling = true;
	stat_run(stat);
	if (stat->ncolumns == 0 && stat->passed)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("none of the chosen columns is in the %s", format->label)));
	if (stat->ncolumns == 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the %s has no variables", format->label)));
	stat->cells = palloc0(stat->ncolumns * sizeof(LoadCell));
	stat_make_codebook(stat);
	return &stat->reader;
}
