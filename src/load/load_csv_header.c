/*
 * load_csv_header.c
 *	  The header rows of a CSV file: which they are, and what they say.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "load/load_csv.h"

#define SAMPLE_ROWS 200

/* lines above a table that are looked at */
#define MAX_TITLES 30

/* a number or a date: nothing that a header would say */
static bool
is_value(const CsvReader *csv, const char *text)
{
	Profile profile = {0};
	CellOrder order;

	profile_add(&profile, text, strlen(text));
	return profile_type(&profile, csv->reader.delimiter != ',', CELL_MDY, &order) != PROFILE_TEXT ||
		   profile.padded > 0;
}

/* what a program puts in quotes */
typedef struct Quotes
{
	bool bare;	  /* some cells stand without them */
	bool numbers; /* numbers stand in them */
} Quotes;

static void
look_at_quotes(CsvReader *csv, const LoadRow *row, Quotes *quotes)
{
	for (int i = 0; i < Min(row->nfields, csv->reader.ncolumns); i++)
	{
		if (!row->fields[i] || load_is_blank(row->fields[i]))
			continue;
		if (!csv_quoted(&csv->reader, i))
			quotes->bare = true;
		else
			quotes->numbers |= is_value(csv, row->fields[i]);
	}
}

/* lines without anything, which of a file with several columns are no rows */
static bool
only_blank(const CsvReader *csv, char ***rows, int nrows)
{
	for (int i = 0; i < nrows; i++)
		if (csv->reader.ncolumns > 1 || *rows[i][0] != '\0')
			return false;
	return true;
}

/* cells with something in them */
static int
count_filled(const LoadRow *row)
{
	int filled = 0;

	for (int i = 0; i < row->nfields; i++)
		filled += row->fields[i] && !load_is_blank(row->fields[i]);
	return filled;
}

/*
 * Lines above a table, as spreadsheets and agencies have them: its title, a
 * date, blank ones.  They have something in their first cell only, while the row
 * below has several cells; one such line alone may be a question above its
 * options, unless it has no delimiters.  Returns how many rows there are.
 */
static int
find_titles(CsvReader *csv)
{
	LoadRow row;
	int rows = 0;
	int titles = 0;
	char *first = NULL;
	bool sure = false;

	csv_begin(csv, csv->parsed);
	while (rows < MAX_TITLES && csv_next_line(csv, &row) && !row.bad)
	{
		int filled = count_filled(&row);

		if (filled > 1 || (filled == 1 && (!row.fields[0] || load_is_blank(row.fields[0]))))
		{
			if (titles == 0 || row.nfields < 3 || (titles == 1 && !sure))
				return 0;
			csv->reader.inferred = lappend(
				csv->reader.inferred,
				psprintf("lines above the header passed over: %d, such as \"%s\"", rows, first));
			return rows;
		}
		/* a blank line between sets titles apart from a table, as does one that is no part of it */
		sure |= (filled == 0 && titles > 0) || (filled == 1 && row.nfields == 1);
		if (filled == 1 && titles++ == 0)
			first = pnstrdup(row.fields[0], pg_mbcliplen(row.fields[0], strlen(row.fields[0]), 80));
		rows++;
	}
	return 0;
}

/* the first rows, as arrays of texts that are "" where nothing is */
static int
read_sample(CsvReader *csv, char ***rows, Quotes *quotes)
{
	LoadRow row;
	int n = 0;

	csv->empty = find_titles(csv);
	csv_begin(csv, csv->parsed);
	for (int i = 0; i < csv->empty; i++)
		csv_next_line(csv, &row);
	while (n < SAMPLE_ROWS && csv_next_line(csv, &row))
	{
		/* what may be a header must be read */
		if (row.bad && n < 3)
			report_invalid_encoding(PG_UTF8, csv->copy->line_buf.data, csv->copy->line_buf.len);
		if (row.bad)
			continue;
		if (row.nfields > 1 && only_blank(csv, rows, n))
		{
			csv->empty += n;
			n = 0;
		}
		if (n > 0 && row.nfields == 1 && !row.fields[0] && csv->reader.ncolumns > 1)
			continue;
		if (n == 0)
		{
			csv->reader.ncolumns = row.nfields;
			if (row.nfields > LOAD_MAX_COLUMNS && csv->options->ncolumns < 0)
				ereport(ERROR,
						(errcode(ERRCODE_TOO_MANY_COLUMNS),
						 errmsg("the file has %d columns, a survey can have at most %d",
								row.nfields, LOAD_MAX_COLUMNS),
						 errhint("Split the file, as surveys can be joined by a key, or choose "
								 "columns with columns => ....")));
			csv->quoted = palloc(row.nfields * sizeof(bool));
		}
		rows[n] = palloc(csv->reader.ncolumns * sizeof(char *));
		for (int i = 0; i < csv->reader.ncolumns; i++)
			rows[n][i] = i < row.nfields && row.fields[i] ? pstrdup(row.fields[i]) : "";
		look_at_quotes(csv, &row, quotes);
		n++;
	}
	return n;
}

/* what the rows from "first" on hold in a column */
typedef struct Below
{
	int cells;
	int values;	  /* numbers and dates */
	int same;	  /* equal to the cell above */
	bool repeats; /* some text occurs twice */
} Below;

static Below
look_below(const CsvReader *csv, char ***rows, int nrows, int first, int column)
{
	const char *above = rows[first - 1][column];
	Below below = {0};

	for (int i = first; i < nrows; i++)
	{
		const char *cell = rows[i][column];

		if (load_is_null(csv->options, cell, strlen(cell)))
			continue;
		below.cells++;
		below.values += is_value(csv, cell);
		below.same += strcmp(cell, above) == 0;
		for (int j = first; j < i && !below.repeats; j++)
			below.repeats = strcmp(rows[j][column], cell) == 0;
	}
	return below;
}

/* Qualtrics writes the keys of its own store as the last header row */
static bool
is_import_row(char **row, int ncolumns)
{
	int keys = 0;

	for (int i = 0; i < ncolumns; i++)
	{
		if (strncmp(row[i], "{\"ImportId\":", 12) == 0 || strncmp(row[i], "{'ImportId':", 12) == 0)
			keys++;
		else if (!load_is_blank(row[i]))
			return false;
	}
	return keys > 0;
}

/* a first row with numbers where numbers follow is no header */
static bool
has_header(const CsvReader *csv, char ***rows, int nrows)
{
	int values = 0;
	int texts = 0;

	for (int i = 0; i < csv->reader.ncolumns; i++)
	{
		Below below = look_below(csv, rows, nrows, 1, i);

		if (load_is_blank(rows[0][i]) || below.cells == 0 || below.values < below.cells)
			continue;
		if (is_value(csv, rows[0][i]))
			values++;
		else
			texts++;
	}
	return values == 0 || texts > 0;
}

/* what only a header says: a question, a long text, the first header again, SurveyMonkey's word */
static bool
is_header_text(const char *cell, const char *above)
{
	return strchr(cell, '?') || strlen(cell) >= 20 || strcmp(cell, above) == 0 ||
		   strcmp(cell, "Response") == 0;
}

/*
 * Whether the second row holds the texts of the questions.  For it speaks a
 * text above numbers, a header's text above answers that repeat and never are
 * that text, a text under a blank header; against it a number or an answer
 * that others gave too.  Short texts alone are too little: a respondent must
 * not be taken for a header.
 */
static bool
has_texts(const CsvReader *csv, char ***rows, int nrows)
{
	int votes = 0;
	int against = 0;
	bool sure = false;

	for (int i = 0; i < csv->reader.ncolumns; i++)
	{
		const char *cell = rows[1][i];
		Below below = look_below(csv, rows, nrows, 2, i);
		bool header = is_header_text(cell, rows[0][i]);

		if (load_is_null(csv->options, cell, strlen(cell)))
			continue;
		if (is_value(csv, cell))
			against++;
		else if (below.same > 0)
			against += below.same < below.cells;
		else if (below.cells > 0 &&
				 (below.values == below.cells || strcmp(cell, "Response") == 0 ||
				  (load_is_blank(rows[0][i]) && i > 0) || (below.repeats && header)))
		{
			votes++;
			sure |= header;
		}
	}
	return (votes >= 3 || sure) && against * 3 <= votes;
}

static int
find_header_rows(const CsvReader *csv, char ***rows, int nrows)
{
	for (int i = 1; i < Min(nrows, 3); i++)
		if (is_import_row(rows[i], csv->reader.ncolumns))
			return i + 1;
	if (!has_header(csv, rows, nrows))
		return 0;
	return nrows > 2 && has_texts(csv, rows, nrows) ? 2 : 1;
}

/*
 * Two styles of two header rows.  Either codes above texts; or questions above
 * options, where a question stands above the first of its columns only.
 */
static void
take_grouped_headers(LoadReader *reader, char **questions, char **options)
{
	int group = 0;
	int first = 0;

	for (int i = 0; i < reader->ncolumns; i++)
	{
		bool alone = load_is_blank(options[i]) || strcmp(options[i], "Response") == 0 ||
					 strcmp(options[i], "Open-Ended Response") == 0;

		if (!load_is_blank(questions[i]))
		{
			first = i;
			group++;
		}
		reader->headers[i] = questions[first];
		reader->options[i] = alone ? NULL : options[i];
		reader->groups[i] = alone ? 0 : group;
		reader->texts[i] =
			alone ? questions[first] : psprintf("%s - %s", questions[first], options[i]);
	}
}

static bool
is_grouped(const LoadReader *reader, char **first, char **second)
{
	for (int i = 1; i < reader->ncolumns; i++)
		if (load_is_blank(first[i]) && !load_is_blank(second[i]))
			return true;
	return false;
}

static void
take_header_rows(CsvReader *csv, char ***rows)
{
	LoadReader *reader = &csv->reader;
	int n = csv->header_rows;
	int texts = n > 1 && !is_import_row(rows[1], reader->ncolumns) ? 1 : 0;

	reader->headers = palloc0(reader->ncolumns * sizeof(char *));
	reader->texts = palloc0(reader->ncolumns * sizeof(char *));
	reader->options = palloc0(reader->ncolumns * sizeof(char *));
	reader->groups = palloc0(reader->ncolumns * sizeof(int));
	if (texts && is_grouped(reader, rows[0], rows[1]))
	{
		take_grouped_headers(reader, rows[0], rows[1]);
		return;
	}
	for (int i = 0; i < reader->ncolumns; i++)
	{
		reader->headers[i] = n > 0 && !load_is_blank(rows[0][i]) ? rows[0][i] : "";
		reader->texts[i] = texts && !load_is_blank(rows[1][i]) ? rows[1][i] : NULL;
	}
}

void
csv_find_headers(CsvReader *csv)
{
	char ***rows = palloc(SAMPLE_ROWS * sizeof(char **));
	Quotes quotes = {0};
	int nrows = read_sample(csv, rows, &quotes);

	csv->header_rows = csv->options->header_rows;
	if (csv->header_rows < 0)
	{
		csv->header_rows = find_header_rows(csv, rows, nrows);
		csv->reader.inferred =
			lappend(csv->reader.inferred, psprintf("header rows %d", csv->header_rows));
	}
	/* a codebook says what the headers mean, as files of other programs do that have no rows */
	if (nrows <= csv->header_rows && (nrows == 0 || !csv->options->codebook))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT), errmsg("the file has no rows of answers"),
				 errdetail("All it has is header rows: %d.", nrows)));
	take_header_rows(csv, rows);
	/* where a program puts everything in quotes, numbers too, they say nothing */
	if (!csv->options->own_nulls && (quotes.bare || !quotes.numbers))
		csv->reader.quoted = csv_quoted;
	/* an import row has keys of Qualtrics' own store, of which nobody misses anything */
	for (int i = 1; i < csv->header_rows; i++)
		if (i == 2 && !is_import_row(rows[i], csv->reader.ncolumns))
			csv->reader.losses = lappend(
				csv->reader.losses, psprintf("row %d of the file is not kept: it is no text of "
											 "questions",
											 i + 1));
}
