/*
 * load_csv.c
 *	  Reader of CSV and TSV: finds out encoding, delimiter and header rows from
 *	  the content; PostgreSQL's own COPY parses the lines.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "commands/defrem.h"
#include "commands/progress.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/backend_progress.h"
#include "utils/builtins.h"

#include "load/load_formats.h"
#include "load/load_csv.h"

#define SAMPLE_BYTES 65536

/* so far is looked ahead for what a quote inside a quoted cell means */
#define LOOK_AHEAD 65536

/* rows over several lines that the report names */
#define SHOWN_JOINED 5

/*
 * COPY's callback takes no argument: whose bytes the next call is to deliver.  It is
 * said again before each row, so that files that are read in turns do not mix, and
 * what an error leaves here is never looked at.
 */
static CsvReader *copy_reader;

/* more bytes of the file, with quotes that are text written as COPY reads them */
static bool
judge_more(CsvReader *csv)
{
	size_t used;
	size_t got;

	enlargeStringInfo(&csv->raw, CSV_PIECE);
	got = csv_source_read(&csv->source, csv->raw.data + csv->raw.len, CSV_PIECE);
	csv->raw.len += (int) got;
	if (csv->raw.len == 0)
		return false;
	resetStringInfo(&csv->judged);
	enlargeStringInfo(&csv->judged, 4 * csv->raw.len);
	csv->judged_at = 0;
	csv->judged.len = (int) csv_quotes(&csv->quotes, csv->raw.data, csv->raw.len, got == 0,
									   csv->judged.data, &used);
	/* a quote that the rest of a very long line does not explain ends its cell */
	if (used == 0 && csv->raw.len >= LOOK_AHEAD)
		csv->judged.len =
			(int) csv_quotes(&csv->quotes, csv->raw.data, 1, true, csv->judged.data, &used);
	csv->raw.len -= (int) used;
	memmove(csv->raw.data, csv->raw.data + used, csv->raw.len);
	return true;
}

static int
copy_read(void *out, int minimum, int maximum)
{
	CsvReader *csv = copy_reader;
	int given;

	CHECK_FOR_INTERRUPTS();
	while (csv->judged_at == csv->judged.len)
		if (!judge_more(csv))
			return 0;
	given = Min(maximum, csv->judged.len - csv->judged_at);
	memcpy(out, csv->judged.data + csv->judged_at, given);
	csv->judged_at += given;
	return given;
}

static void
find_encoding(CsvReader *csv)
{
	const char *marked = csv_source_mark(&csv->source);
	const char *asked = csv->options->encoding;

	if (csv->source.stored.size == csv->source.start)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT), errmsg("the file is empty")));
	if (marked)
		csv->encoding = marked;
	else if (asked && pg_strncasecmp(asked, "utf-16", 6) == 0)
	{
		csv->encoding = "UTF8";
		csv->source.wide = true;
		csv->source.wide_state.big_endian = pg_strcasecmp(asked, "utf-16be") == 0;
	}
	else if (asked && pg_char_to_encoding(asked) < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is not an encoding that PostgreSQL knows", asked),
						errhint("Common ones are UTF8, WIN1252, LATIN1 and UTF-16.")));
	else
		csv->encoding = asked ? asked : csv_source_guess(&csv->source);
	if (!asked)
		csv->reader.inferred =
			lappend(csv->reader.inferred,
					psprintf("encoding %s", csv->source.wide ? "UTF-16" : csv->encoding));
}

/* Excel reads and writes the delimiter as a first line "sep=;", which is no row */
static void
take_told_delimiter(CsvReader *csv, const char *sample, size_t size)
{
	size_t end = 5;

	if (size < 6 || pg_strncasecmp(sample, "sep=", 4) != 0 || !strchr(",;\t|", sample[4]))
		return;
	if (sample[end] == '\r')
		end++;
	if (end < size && sample[end] == '\n')
		end++;
	if (end == 5)
		return;
	if (!csv->reader.delimiter)
		csv->reader.delimiter = sample[4];
	csv->source.start += csv->source.wide ? 2 * end : end;
	csv->told = 1;
}

static void
find_delimiter(CsvReader *csv)
{
	static const char *const names[] = {"comma", "semicolon", "tab", "vertical bar"};
	char *sample;
	size_t got;

	csv->reader.delimiter = csv->options->delimiter;
	sample = palloc(SAMPLE_BYTES);
	csv_source_rewind(&csv->source);
	got = csv_source_read(&csv->source, sample, SAMPLE_BYTES);
	take_told_delimiter(csv, sample, got);
	if (!csv->reader.delimiter)
	{
		csv->reader.delimiter = sniff_delimiter(sample, got);
		csv->reader.inferred = lappend(
			csv->reader.inferred,
			psprintf("delimiter %s", names[strchr(",;\t|", csv->reader.delimiter) - ",;\t|"]));
	}
	pfree(sample);
	csv->cut = csv_source_cut(&csv->source, csv->reader.delimiter);
}

static void
csv_end(CsvReader *csv)
{
	if (!csv->copy)
		return;
	EndCopyFrom(csv->copy);
	csv->copy = NULL;
}

/*
 * COPY ends at the first byte that is no character.  Where such rows are to be
 * kept aside it is told that the file has bytes only, and each line is checked
 * here; UTF-8 is parsed the same either way.
 */
static bool
checks_lines(const CsvReader *csv)
{
	return csv->options->reject && GetDatabaseEncoding() == PG_UTF8 &&
		   pg_char_to_encoding(csv->encoding) == PG_UTF8;
}

void
csv_begin(CsvReader *csv, Relation target)
{
	char delimiter[2] = {csv->reader.delimiter, '\0'};
	const char *encoding = checks_lines(csv) ? "SQL_ASCII" : csv->encoding;
	List *options =
		list_make3(makeDefElem("format", (Node *) makeString("csv"), -1),
				   makeDefElem("delimiter", (Node *) makeString(pstrdup(delimiter)), -1),
				   makeDefElem("encoding", (Node *) makeString(pstrdup(encoding)), -1));

	csv_end(csv);
	csv_source_rewind(&csv->source);
	csv->quotes = (CsvQuotes){.delimiter = csv->reader.delimiter};
	csv->raw.len = csv->judged.len = csv->judged_at = 0;
	csv->text_line = csv->joined = csv->holding = 0;
	resetStringInfo(&csv->joined_at);
	copy_reader = csv;
	csv->copy = BeginCopyFrom(NULL, target, NULL, NULL, false, copy_read, NIL, options);
	pgstat_progress_update_param(PROGRESS_COPY_BYTES_TOTAL, csv->source.stored.size);
	csv->line = 0;
	csv->next_line = csv->told + 1;
	csv->blank = csv->hollow = 0;
}

/*
 * Line breaks in a row.  COPY counts those of the kind that ends rows, but
 * spreadsheets break lines in cells otherwise, and editors count all of them.
 */
static int64
count_breaks(const StringInfoData *line)
{
	const char *at = line->data;
	const char *end = line->data + line->len;
	int64 n = 0;

	for (; (at = memchr(at, '\n', end - at)) != NULL; at++)
		n++;
	for (at = line->data; (at = memchr(at, '\r', end - at)) != NULL; at++)
		n += at + 1 == end || at[1] != '\n';
	return n;
}

/* the column in which what has been read of the row ends, and whether in a quoted cell */
static int
last_column(const CsvReader *csv, bool *inside)
{
	const StringInfoData *line = &csv->copy->line_buf;
	int column = 0;

	*inside = false;
	for (int i = 0; i < line->len; i++)
	{
		if (line->data[i] == '"')
			*inside = !*inside;
		else if (line->data[i] == csv->reader.delimiter && !*inside)
			column++;
	}
	return column;
}

/* what to do where COPY only says what it does not like */
static void
advise(bool inside)
{
	switch (geterrcode())
	{
		case ERRCODE_CHARACTER_NOT_IN_REPERTOIRE:
			errhint("Say the encoding of the file, as in encoding => 'WIN1252' (a file with zero "
					"bytes is often UTF-16), or correct the cell; with on_error => 'reject' rows "
					"with bytes that are not UTF-8 are kept aside.");
			break;
		case ERRCODE_BAD_COPY_FILE_FORMAT:
			if (inside)
				errhint("The quote that opens this cell is not closed anywhere behind it: close "
						"it, delete it, or double it within quotes.");
			else
				errhint("The lines of the file end in different ways, as those of files that were "
						"put together do: save it with one kind of line ends, or put the cell in "
						"quotes if its line breaks are part of the answer.");
			break;
		default:
			break;
	}
}

/* where COPY was when it gave up */
static void
csv_error_context(void *arg)
{
	CsvReader *csv = arg;
	bool inside;
	int column = last_column(csv, &inside);
	int64 line = csv->line + count_breaks(&csv->copy->line_buf);
	char *cell =
		csv->reader.headers && column < csv->reader.ncolumns && *csv->reader.headers[column]
			? psprintf("column \"%s\"", csv->reader.headers[column])
			: psprintf("column %d", column + 1);

	advise(inside);
	/* at a line end that it does not expect, COPY has not handed out the row yet */
	if (geterrcode() == ERRCODE_BAD_COPY_FILE_FORMAT && !inside)
		errcontext("line " INT64_FORMAT " of the file", csv->line);
	else if (line > csv->line)
		errcontext("row that starts at line " INT64_FORMAT " of the file, %s", csv->line, cell);
	else
		errcontext("line " INT64_FORMAT " of the file, %s", csv->line, cell);
}

/*
 * COPY's old end-of-data mark stops it wherever it stands alone on a line; what
 * follows must not get lost in silence.
 */
static void
check_really_at_end(CsvReader *csv)
{
	CopyFromState copy = csv->copy;

	if (csv->source.stored.at == csv->source.stored.size &&
		csv->source.converted_at == csv->source.converted.len && csv->raw.len == 0 &&
		csv->judged_at == csv->judged.len && copy->raw_buf_index == copy->raw_buf_len &&
		INPUT_BUF_BYTES(copy) <= 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("line " INT64_FORMAT " is \"\\.\", which ends the data, but more follows",
					csv->line),
			 errhint("Quote the cell or delete the line.")));
}

/* the line as the file has it: see csv_quotes for how quotes that are text are written */
static int
undouble(const CsvReader *csv, char *line, int size)
{
	bool inside = false;
	bool begun = false;
	bool doubled = false;
	int kept = 0;

	for (int i = 0; i < size;)
	{
		int quotes = (int) strspn(line + i, "\"");
		char next = line[i + quotes];
		int text = quotes >= 4 && quotes % 2 == 0 && !inside ? quotes / 2 - 1 : 0;

		if (text > 0 && !begun)
		{
			doubled = quotes == 4 && next != '\0' && next != csv->reader.delimiter &&
					  !strchr(" \t\r\n", next);
			text = doubled;
		}
		if (quotes > 0)
		{
			inside ^= quotes % 2;
			begun = true;
			quotes = text == 0 ? quotes : doubled ? 2 * text : text;
			memset(line + kept, '"', quotes);
			kept += quotes;
			i += (int) strspn(line + i, "\"");
			continue;
		}
		if (!inside && next == csv->reader.delimiter)
			begun = doubled = false;
		else
			begun |= next != ' ' && next != '\t';
		line[kept++] = line[i++];
	}
	return kept;
}

/* a quote that is text, as judge_more writes it */
static bool
has_text_quote(const CsvReader *csv)
{
	const StringInfoData *line = &csv->copy->line_buf;
	CsvQuotes quotes = {.delimiter = csv->reader.delimiter};
	char *again;
	size_t used;
	bool found;

	if (line->len > LOOK_AHEAD)
		return false;
	again = palloc(4 * line->len + 1);
	(void) csv_quotes(&quotes, line->data, line->len, true, again, &used);
	memcpy(again, line->data, line->len);
	again[line->len] = '\0';
	found = quotes.text > 0 || undouble(csv, again, line->len) < line->len;
	pfree(again);
	return found;
}

/* what the first cell of a line looks like: starts with a digit, has blanks */
static int
first_cell_kind(const CsvReader *csv, const char *line, const char *end)
{
	bool blanks = false;

	line += line < end && *line == '"';
	for (const char *at = line; at < end && *at != csv->reader.delimiter && *at != '"'; at++)
		blanks |= *at == ' ';
	return 2 * (line < end && *line >= '0' && *line <= '9') + blanks;
}

/*
 * A line within the row that has as many cells as a row, and begins as this one
 * does: the quote that joins them may be a stray one.
 */
static bool
holds_row(const CsvReader *csv)
{
	const StringInfoData *line = &csv->copy->line_buf;
	const char *end = line->data + line->len;
	const char *start = line->data;
	int kind = first_cell_kind(csv, start, end);

	if (csv->reader.ncolumns < 2)
		return false;
	while ((start = memchr(start, '\n', end - start)) != NULL)
	{
		const char *stop;
		int delimiters = 0;

		start++;
		stop = memchr(start, '\n', end - start);
		for (const char *at = start; at < (stop ? stop : end); at++)
			delimiters += *at == csv->reader.delimiter;
		if (delimiters >= csv->reader.ncolumns - 1 && first_cell_kind(csv, start, end) == kind)
			return true;
	}
	return false;
}

/* what the report says of the lines of a file */
static void
note_line(CsvReader *csv)
{
	int64 breaks = count_breaks(&csv->copy->line_buf);

	csv->next_line = csv->line + breaks + 1;
	if (csv->quotes.text > 0 && csv->text_line == 0 && has_text_quote(csv))
		csv->text_line = csv->line;
	if (breaks == 0)
		return;
	if (holds_row(csv) && csv->holding++ == 0)
		csv->holding_line = csv->line;
	if (csv->joined++ < SHOWN_JOINED)
		appendStringInfo(&csv->joined_at, "%s" INT64_FORMAT " to " INT64_FORMAT,
						 csv->joined > 1 ? ", " : "", csv->line, csv->line + breaks);
}

bool
csv_next_line(CsvReader *csv, LoadRow *row)
{
	ErrorContextCallback callback = {error_context_stack, csv_error_context, csv};
	bool found;

	copy_reader = csv;
	csv->line = csv->next_line;
	error_context_stack = &callback;
	found = NextCopyFromRawFields(csv->copy, &row->fields, &row->nfields);
	error_context_stack = callback.previous;
	row->line = csv->line;
	row->bad = NULL;
	row->quotes = csv->reader.quoted ? &csv->reader : NULL;
	csv->quoted_known = false;
	if (found && checks_lines(csv) &&
		!pg_verify_mbstr(PG_UTF8, csv->copy->line_buf.data, csv->copy->line_buf.len, true))
	{
		row->bad = "the row holds bytes that are not UTF-8";
		row->nfields = 0;
	}
	if (found)
		note_line(csv);
	else
		check_really_at_end(csv);
	return found;
}

static void
report_quotes(CsvReader *csv)
{
	LoadReader *reader = &csv->reader;

	if (csv->joined > 0)
	{
		csv->joined_note =
			psprintf("rows over several lines, as a quoted cell has line breaks: " INT64_FORMAT
					 " (lines %s%s)",
					 csv->joined, csv->joined_at.data, csv->joined > SHOWN_JOINED ? ", ..." : "");
		reader->inferred = lappend(reader->inferred, csv->joined_note);
	}
	if (csv->holding > 0)
		reader->warnings =
			lappend(reader->warnings,
					psprintf("rows that a quote joins with lines that look like rows: " INT64_FORMAT
							 ", the first in line " INT64_FORMAT
							 "; the quote that opens the cell may be a stray one",
							 csv->holding, csv->holding_line));
	if (csv->quotes.text > 0)
		reader->warnings = lappend(
			reader->warnings,
			psprintf("quotes inside cells are kept as text: " INT64_FORMAT "%s", csv->quotes.text,
					 csv->text_line > 0
						 ? psprintf(", the first in line " INT64_FORMAT, csv->text_line)
						 : ""));
	csv->joined = csv->holding = csv->quotes.text = 0;
}

static bool
is_hollow(const LoadRow *row)
{
	for (int i = 0; i < row->nfields; i++)
		if (row->fields[i])
			return false;
	return !row->bad;
}

/* the next row; lines with nothing at all on them are no rows of a file with several columns */
static bool
csv_next(LoadReader *reader, LoadRow *row)
{
	CsvReader *csv = (CsvReader *) reader;

	while (csv_next_line(csv, row))
	{
		if (row->bad || row->nfields > 1 || row->fields[0] || reader->ncolumns == 1)
		{
			if (reader->ncolumns > 1 && is_hollow(row) && csv->hollow++ == 0)
				csv->hollow_line = csv->line;
			return true;
		}
		csv->blank++;
	}
	report_quotes(csv);
	if (csv->blank > 0)
		reader->warnings = lappend(reader->warnings,
								   psprintf("blank lines passed over: " INT64_FORMAT, csv->blank));
	if (csv->hollow > 0)
		reader->warnings =
			lappend(reader->warnings,
					psprintf("rows without any answer, which are respondents: " INT64_FORMAT
							 ", the first in line " INT64_FORMAT,
							 csv->hollow, csv->hollow_line));
	csv->hollow = 0;
	if (csv->cut > 0)
		reader->warnings =
			lappend(reader->warnings,
					psprintf("lines of delimiters only at the end of the file, which are no "
							 "respondents, passed over: " INT64_FORMAT,
							 csv->cut));
	csv->blank = 0;
	return false;
}

/* the parser does not tell, but has left the line as it was */
static void
find_quoted(CsvReader *csv)
{
	const StringInfoData *line = &csv->copy->line_buf;
	bool inside = false;
	bool begun = false; /* something but blanks stands in the cell */
	int column = 0;

	memset(csv->quoted, false, csv->reader.ncolumns * sizeof(bool));
	for (int i = 0; i < line->len && column < csv->reader.ncolumns; i++)
	{
		char c = line->data[i];

		if (c == '"')
		{
			inside = !inside;
			csv->quoted[column] |= !begun;
			begun = true;
		}
		else if (c == csv->reader.delimiter && !inside)
		{
			column++;
			begun = false;
		}
		else if (c != ' ' && c != '\t')
			begun = true;
	}
	csv->quoted_known = true;
}

bool
csv_quoted(LoadReader *reader, int column)
{
	CsvReader *csv = (CsvReader *) reader;

	if (!csv->quoted_known)
		find_quoted(csv);
	return csv->quoted[column];
}

static char *
csv_raw(LoadReader *reader)
{
	const CsvReader *csv = (CsvReader *) reader;
	int length = csv->copy->line_buf.len;
	char *line = pnstrdup(csv->copy->line_buf.data, length);
	StringInfoData raw;
	int size;

	if (csv->quotes.text > 0)
		length = undouble(csv, line, length);
	line[length] = '\0';
	if (pg_verify_mbstr(GetDatabaseEncoding(), line, length, true))
		return line;
	/* bytes that are no characters as \xHH */
	initStringInfo(&raw);
	for (int at = 0; at < length; at += size)
	{
		size = pg_encoding_verifymbchar(GetDatabaseEncoding(), line + at, length - at);
		if (size > 0)
			appendBinaryStringInfo(&raw, line + at, size);
		else
			appendStringInfo(&raw, "\\x%02x", (unsigned char) line[at]);
		size = Max(size, 1);
	}
	return raw.data;
}

static void
csv_rewind(LoadReader *reader, Relation target)
{
	CsvReader *csv = (CsvReader *) reader;
	LoadRow row;

	list_free(reader->warnings);
	reader->warnings = NIL;
	reader->inferred = list_delete_ptr(reader->inferred, csv->joined_note);
	csv_begin(csv, target ? target : csv->parsed);
	for (int i = 0; i < csv->empty + csv->header_rows; i++)
		csv_next_line(csv, &row);
}

static void
csv_close(LoadReader *reader)
{
	CsvReader *csv = (CsvReader *) reader;

	csv_end(csv);
	table_close(csv->parsed, AccessShareLock);
	load_source_close(&csv->source.stored);
}

LoadReader *
load_csv_rows(const LoadOptions *options)
{
	CsvReader *csv = palloc0(sizeof(CsvReader));

	csv->reader.next = csv_next;
	csv->reader.raw = csv_raw;
	csv->reader.rewind = csv_rewind;
	csv->reader.close = csv_close;
	csv->options = options;
	initStringInfo(&csv->source.converted);
	initStringInfo(&csv->raw);
	initStringInfo(&csv->judged);
	initStringInfo(&csv->joined_at);
	load_source_open(&csv->source.stored, options);
	find_encoding(csv);
	find_delimiter(csv);

	/* COPY wants to be told of some relation; it only reads its columns */
	csv->parsed = table_openrv(makeRangeVar("mlops_survey", "load_error", -1), AccessShareLock);
	csv_find_headers(csv);
	return &csv->reader;
}

/* what is nothing else */
bool
load_csv_sniff(const LoadFormat *format, const LoadStart *start)
{
	return magic_find(start->bytes, start->size) == format->magic;
}
