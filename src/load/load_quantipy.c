/*
 * load_quantipy.c
 *	  Reader of Quantipy: CSV beside JSON that describes it; and of CSV alone.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "load/load_formats.h"
#include "load/load_source.h"

/* the codebook of Quantipy's metadata, with the user's words on top */
static Jsonb *
quantipy_codebook(const LoadOptions *options)
{
	LoadOptions metadata = load_metadata_source(options);
	Oid type = TEXTOID;
	size_t size;
	char *json = load_source_whole(&metadata, &size);
	Datum value = CStringGetTextDatum(pg_any_to_server(json, size, PG_UTF8));

	if (SPI_execute_with_args(
			"SELECT mlops_survey.quantipy_codebook($1::pg_catalog.jsonb)::pg_catalog.text", 1,
			&type, &value, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the metadata");
	return load_merge_codebooks(SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1),
								options->codebook);
}

static void
warn_of_quantipy(LoadReader *reader, const LoadOptions *options)
{
	LoadOptions metadata = load_metadata_source(options);
	MemoryContext context = CurrentMemoryContext;
	Oid type = TEXTOID;
	size_t size;
	char *json = load_source_whole(&metadata, &size);
	Datum value = CStringGetTextDatum(pg_any_to_server(json, size, PG_UTF8));

	if (SPI_execute_with_args("SELECT pg_catalog.unnest(mlops_survey.quantipy_losses("
							  "$1::pg_catalog.jsonb))",
							  1, &type, &value, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the metadata");
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
		reader->losses =
			lappend(reader->losses, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

/* with Quantipy's metadata, or alone */
LoadReader *
load_csv_open(const LoadFormat *format, LoadOptions *options)
{
	bool described = load_has_metadata(options);
	LoadReader *reader;

	if (described)
		options->codebook = quantipy_codebook(options);
	reader = load_csv_rows(options);
	if (described)
		warn_of_quantipy(reader, options);
	return reader;
}
