/*
 * load_quantipy.c
 *	  Reader of CSV beside JSON that describes it, as Quantipy and Qualtrics
 *	  have it; and of CSV alone.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "load/load_formats.h"
#include "load/load_source.h"

/* the JSON that comes with the data */
static Datum
read_metadata(const LoadOptions *options)
{
	LoadOptions metadata = load_metadata_source(options);
	size_t size;
	char *json = load_source_whole(&metadata, &size);

	return CStringGetTextDatum(pg_any_to_server(json, size, PG_UTF8));
}

/* what a query says of the metadata; rows stay in SPI's table */
static void
ask_metadata(const char *query, Datum metadata)
{
	Oid type = TEXTOID;

	if (SPI_execute_with_args(query, 1, &type, &metadata, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the metadata");
}

static bool
is_qualtrics(Datum metadata)
{
	bool isnull;

	ask_metadata("SELECT $1::pg_catalog.jsonb OPERATOR(pg_catalog.?) 'SurveyElements'", metadata);
	return DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* the codebook of the metadata; that of Qualtrics speaks of columns that the data may not have */
static char *
described(const LoadReader *reader, Datum metadata, bool qualtrics)
{
	char *codebook;
	Jsonb *all;

	ask_metadata(
		qualtrics ? "SELECT mlops_survey.qualtrics_codebook($1::pg_catalog.jsonb)::pg_catalog.text"
				  : "SELECT mlops_survey.quantipy_codebook($1::pg_catalog.jsonb)::pg_catalog.text",
		metadata);
	codebook = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (!qualtrics)
		return codebook;
	all = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(codebook)));
	return JsonbToCString(NULL, &load_fit_codebook(reader, all)->root, 0);
}

static void
warn_of_metadata(LoadReader *reader, Datum metadata, bool qualtrics)
{
	MemoryContext context = CurrentMemoryContext;

	ask_metadata(qualtrics ? "SELECT pg_catalog.unnest(mlops_survey.qualtrics_losses("
							 "$1::pg_catalog.jsonb))"
						   : "SELECT pg_catalog.unnest(mlops_survey.quantipy_losses("
							 "$1::pg_catalog.jsonb))",
				 metadata);
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
		reader->losses =
			lappend(reader->losses, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

/* with the metadata of Quantipy or Qualtrics, on which the user's words go, or alone */
LoadReader *
load_csv_open(const LoadFormat *format, LoadOptions *options)
{
	bool qualtrics;
	Datum metadata;
	LoadReader *reader;

	if (!load_has_metadata(options))
		return load_csv_rows(options);
	metadata = read_metadata(options);
	qualtrics = is_qualtrics(metadata);
	if (!qualtrics)
		options->codebook =
			load_merge_codebooks(described(NULL, metadata, false), options->codebook);
	reader = load_csv_rows(options);
	if (qualtrics)
		options->codebook =
			load_merge_codebooks(described(reader, metadata, true), options->codebook);
	warn_of_metadata(reader, metadata, qualtrics);
	return reader;
}
