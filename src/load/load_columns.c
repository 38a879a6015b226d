/*
 * load_columns.c
 *	  Columns that are chosen while a file is loaded: a reader of a few of
 *	  another reader's columns.  The readers of SPSS, Stata and SAS pass over
 *	  the others by themselves.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "load/load.h"
#include "server/naming.h"
#include "server/statement.h"

typedef struct ChosenReader
{
	LoadReader reader;
	LoadReader *all;
	int *places; /* of the columns among all */
	char **fields;
} ChosenReader;

/* by what stands in the file, or by the name of the column that it becomes */
static bool
is_column_name(const char *name, const char *header)
{
	return pg_strcasecmp(name, header) == 0 ||
		   pg_strcasecmp(name, svy_safe_name(header, NAMEDATALEN - 1)) == 0;
}

bool
load_is_chosen(const LoadOptions *options, const char *header)
{
	for (int i = 0; i < options->ncolumns; i++)
		if (is_column_name(options->columns[i], header))
			return true;
	return options->ncolumns < 0;
}

static void
check_names(const LoadOptions *options, char **headers, int n)
{
	for (int i = 0; i < options->ncolumns; i++)
	{
		bool found = false;

		for (int j = 0; j < n && !found; j++)
			found = is_column_name(options->columns[i], headers[j]);
		if (!found)
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
							errmsg("\"%s\" is not a column of the file", options->columns[i]),
							errhint("Columns are chosen by their names in the file, or by those "
									"that they get in the table.")));
	}
}

/*
 * Rows
 */

static bool
chosen_next(LoadReader *reader, LoadRow *row)
{
	ChosenReader *chosen = (ChosenReader *) reader;

	if (!chosen->all->next(chosen->all, row))
		return false;
	/* the rows of this many cells are the right ones */
	if (!row->bad && row->nfields != chosen->all->ncolumns)
		row->bad = psprintf("the row has %d cell%s instead of %d", row->nfields,
							row->nfields == 1 ? "" : "s", chosen->all->ncolumns);
	if (row->bad)
		return true;
	for (int i = 0; i < reader->ncolumns; i++)
		chosen->fields[i] = row->fields[chosen->places[i]];
	row->fields = chosen->fields;
	row->nfields = reader->ncolumns;
	if (row->quotes)
		row->quotes = reader;
	return true;
}

static bool
chosen_quoted(LoadReader *reader, int column)
{
	ChosenReader *chosen = (ChosenReader *) reader;

	return chosen->all->quoted(chosen->all, chosen->places[column]);
}

static char *
chosen_raw(LoadReader *reader)
{
	ChosenReader *chosen = (ChosenReader *) reader;

	return chosen->all->raw(chosen->all);
}

/* what a run over the rows meets is told by the other reader */
static void
chosen_rewind(LoadReader *reader, Relation target)
{
	ChosenReader *chosen = (ChosenReader *) reader;

	chosen->all->rewind(chosen->all, target);
}

static void
chosen_close(LoadReader *reader)
{
	ChosenReader *chosen = (ChosenReader *) reader;

	chosen->all->close(chosen->all);
	reader->inferred = chosen->all->inferred;
	reader->warnings = chosen->all->warnings;
	reader->losses = chosen->all->losses;
}

/*
 * Columns
 */

static void
choose_column(ChosenReader *chosen, int place)
{
	LoadReader *reader = &chosen->reader;
	int n = reader->ncolumns++;

	chosen->places[n] = place;
	reader->headers[n] = chosen->all->headers[place];
	reader->texts[n] = chosen->all->texts[place];
	reader->options[n] = chosen->all->options[place];
	reader->groups[n] = chosen->all->groups[place];
	if (reader->logical)
		reader->logical[n] = chosen->all->logical[place];
}

LoadReader *
load_choose_columns(LoadReader *all, const LoadOptions *options)
{
	ChosenReader *chosen;
	LoadReader *reader;
	int n = all->ncolumns;

	if (options->ncolumns < 0)
		return all;
	check_names(options, all->headers, n);
	if (all->each)
		return all;
	if (all->types)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("columns of Triple-S files cannot be chosen while they are loaded"),
						errhint("Load all of them; survey functions take only those they need.")));
	chosen = palloc0(sizeof(ChosenReader));
	reader = &chosen->reader;
	*reader = *all;
	reader->next = chosen_next;
	reader->quoted = all->quoted ? chosen_quoted : NULL;
	reader->raw = chosen_raw;
	reader->rewind = chosen_rewind;
	reader->close = chosen_close;
	reader->ncolumns = 0;
	reader->headers = palloc(n * sizeof(char *));
	reader->texts = palloc(n * sizeof(char *));
	reader->options = palloc(n * sizeof(char *));
	reader->groups = palloc(n * sizeof(int));
	reader->logical = all->logical ? palloc(n * sizeof(bool)) : NULL;
	chosen->all = all;
	chosen->places = palloc(n * sizeof(int));
	chosen->fields = palloc(n * sizeof(char *));
	for (int i = 0; i < n; i++)
		if (load_is_chosen(options, all->headers[i]))
			choose_column(chosen, i);
	if (reader->ncolumns > LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("%d columns are chosen, a survey can have at most %d",
							   reader->ncolumns, LOAD_MAX_COLUMNS)));
	return reader;
}

Jsonb *
load_fit_codebook(const LoadReader *reader, Jsonb *codebook)
{
	Oid types[] = {JSONBOID, TEXTARRAYOID};
	Datum arguments[2];
	Datum *names = palloc(2 * reader->ncolumns * sizeof(Datum));
	bool isnull;

	for (int i = 0; i < reader->ncolumns; i++)
	{
		names[2 * i] = CStringGetTextDatum(reader->headers[i]);
		names[2 * i + 1] = CStringGetTextDatum(load_column_name(reader, i));
	}
	arguments[0] = JsonbPGetDatum(codebook);
	arguments[1] = PointerGetDatum(
		construct_array(names, 2 * reader->ncolumns, TEXTOID, -1, false, TYPALIGN_INT));
	if (svy_execute_with_args("SELECT mlops_survey.choose_variables($1, $2)", 2, types, arguments,
							  NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not choose the variables of the codebook");
	return DatumGetJsonbPCopy(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

Jsonb *
load_choose_codebook(const LoadReader *reader, const LoadOptions *options)
{
	if (!options->codebook || options->ncolumns < 0)
		return options->codebook;
	return load_fit_codebook(reader, options->codebook);
}
