/*
 * load_metadata.c
 *	  Reader of CSV beside a file that describes it, of Quantipy, Qualtrics,
 *	  XLSForm, LimeSurvey or DDI; and of CSV alone.
 *
 * What the kinds say is made a codebook in SQL.  All but Quantipy speak of
 * columns that the data may not have.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "kernel/file/magic.h"
#include "load/load_formats.h"
#include "load/load_metadata.h"
#include "load/load_source.h"
#include "server/statement.h"

struct MetadataKind
{
	const char *name;	  /* that its functions begin with */
	const char *root;	  /* element of a document of XML */
	const char *document; /* the text $1 as the functions take it */
	/*
	 * The codebook of that document, and of columns with headers $2 and names $3;
	 * the same in the language "l".
	 */
	const char *codebook;
	const char *translated;
	bool fits; /* the codebook is cut to the columns that there are */
};

#define JSON_DOCUMENT "$1::pg_catalog.jsonb"
#define XML_DOCUMENT "XMLPARSE(DOCUMENT $1)"
#define COLUMNS_OF(description) "mlops_survey.describe_columns(" description ", $2, $3)"

/* metadata in JSON is put into a language; of XML the texts in it are taken */
#define IN_LANGUAGE(kind) "mlops_survey." kind "_in(" JSON_DOCUMENT ", l)"
#define OF_XML(kind, root)                                                                         \
	{                                                                                              \
		kind, root, XML_DOCUMENT,                                                                  \
			COLUMNS_OF("mlops_survey." kind "_description(" XML_DOCUMENT ")"),                     \
			COLUMNS_OF("mlops_survey." kind "_description(" XML_DOCUMENT ", l)"), false            \
	}

static const MetadataKind quantipy = {"quantipy",
									  NULL,
									  JSON_DOCUMENT,
									  "mlops_survey.quantipy_codebook(" JSON_DOCUMENT ")",
									  "mlops_survey.quantipy_codebook(" IN_LANGUAGE("quantipy") ")",
									  false};
static const MetadataKind qualtrics = {
	"qualtrics",
	NULL,
	JSON_DOCUMENT,
	"mlops_survey.qualtrics_codebook(" JSON_DOCUMENT ")",
	"mlops_survey.qualtrics_codebook(" IN_LANGUAGE("qualtrics") ")",
	true};
static const MetadataKind xlsform = {
	"xlsform",
	NULL,
	JSON_DOCUMENT,
	COLUMNS_OF("mlops_survey.xlsform_description(" JSON_DOCUMENT ")"),
	COLUMNS_OF("mlops_survey.xlsform_description(" IN_LANGUAGE("xlsform") ")"),
	false};
static const MetadataKind documents[] = {OF_XML("limesurvey", "document"),
										 OF_XML("ddi", "codeBook")};

/* what a query says of the metadata; rows stay in SPI's table */
static void
ask_metadata(const char *query, const char *metadata, Datum headers, Datum names)
{
	Oid types[] = {TEXTOID, TEXTARRAYOID, TEXTARRAYOID};
	Datum values[] = {CStringGetTextDatum(metadata), headers, names};

	if (svy_execute_with_args(query, headers ? 3 : 1, types, values, NULL, true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "could not read the metadata");
}

static bool
is_qualtrics(const char *json)
{
	bool isnull;

	ask_metadata("SELECT $1::pg_catalog.jsonb OPERATOR(pg_catalog.?) 'SurveyElements'", json, 0, 0);
	return DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

static const MetadataKind *
find_document(const char *document)
{
	char *root = load_xml_root(document);

	for (int i = 0; root && i < lengthof(documents); i++)
		if (strcmp(documents[i].root, root) == 0)
			return &documents[i];
	return NULL;
}

const MetadataKind *
load_metadata_find(const LoadOptions *options)
{
	LoadOptions metadata = load_metadata_source(options);
	size_t size;
	char *bytes = load_source_whole(&metadata, &size);

	if (magic_find((const uint8 *) bytes, size) == MAGIC_ZIP)
		return &xlsform;
	/* behind a byte-order mark and blanks */
	if (bytes[strspn(bytes, "\xef\xbb\xbf \t\r\n")] == '{')
		return &quantipy;
	return find_document(load_xml_text(bytes, size));
}

/* the metadata as a text of the server, and what it is */
static char *
read_metadata(const LoadOptions *options, const MetadataKind **kind)
{
	LoadOptions metadata = load_metadata_source(options);
	size_t size;
	char *bytes = load_source_whole(&metadata, &size);

	*kind = load_metadata_find(options);
	if (*kind == &xlsform)
		return load_form_json(bytes, size);
	if (*kind == &quantipy)
	{
		bytes = pg_any_to_server(bytes, size, PG_UTF8);
		*kind = is_qualtrics(bytes) ? &qualtrics : &quantipy;
		return bytes;
	}
	if (!*kind)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the metadata is of no kind that describes this file"),
				 errhint("It is JSON of Quantipy, a .qsf of Qualtrics, an XLSForm (.xlsx), an "
						 ".lss of LimeSurvey or a DDI Codebook.")));
	return load_xml_text(bytes, size);
}

static Datum
metadata_texts(Datum *texts, int n)
{
	return PointerGetDatum(construct_array(texts, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static char *
codebook_of(const MetadataKind *kind, const LoadReader *reader, const char *metadata)
{
	int n = reader ? reader->ncolumns : 0;
	Datum *headers = palloc((n + 1) * sizeof(Datum));
	Datum *names = palloc((n + 1) * sizeof(Datum));
	char *codebook;
	const char *query;
	Jsonb *all;

	for (int i = 0; i < n; i++)
	{
		headers[i] = CStringGetTextDatum(reader->headers[i]);
		names[i] = CStringGetTextDatum(load_column_name(reader, i));
	}
	query = psprintf(
		"SELECT mlops_survey.with_languages(%s, k.k, (SELECT pg_catalog.jsonb_object_agg(l, %s)"
		" FROM pg_catalog.unnest(k.k[2:]) l))::pg_catalog.text"
		" FROM mlops_survey.%s_languages(%s) k(k)",
		kind->codebook, kind->translated, kind->name, kind->document);
	ask_metadata(query, metadata, strstr(query, "$3") ? metadata_texts(headers, n) : 0,
				 metadata_texts(names, n));
	codebook = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (!kind->fits || !reader)
		return codebook;
	all = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(codebook)));
	return JsonbToCString(NULL, &load_fit_codebook(reader, all)->root, 0);
}

static void
warn_of_metadata(LoadReader *reader, const MetadataKind *kind, const char *metadata)
{
	MemoryContext context = CurrentMemoryContext;

	ask_metadata(psprintf("SELECT pg_catalog.unnest(mlops_survey.%s_losses(%s))", kind->name,
						  kind->document),
				 metadata, 0, 0);
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
		reader->losses =
			lappend(reader->losses, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

/* with metadata, on which the user's words go, or alone */
LoadReader *
load_csv_open(const LoadFormat *format, LoadOptions *options)
{
	const MetadataKind *kind;
	char *metadata;
	LoadReader *reader;

	if (!load_has_metadata(options))
		return load_csv_rows(options);
	metadata = read_metadata(options, &kind);
	/* how cells are read depends on the codebook, if it is known before */
	if (kind == &quantipy)
		options->codebook =
			load_merge_codebooks(codebook_of(kind, NULL, metadata), options->codebook);
	reader = load_csv_rows(options);
	if (kind != &quantipy)
		options->codebook =
			load_merge_codebooks(codebook_of(kind, reader, metadata), options->codebook);
	warn_of_metadata(reader, kind, metadata);
	return reader;
}
