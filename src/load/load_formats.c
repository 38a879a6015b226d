/*
 * load_formats.c
 *	  The table of readers, and which of them reads a file.
 */
#include "postgres.h"

#include "load/load_formats.h"
#include "load/load_source.h"

/* in the order in which they are asked; what is nothing else is CSV */
static const LoadFormat formats[] = {
	{"sav zsav", "SPSS file", LOAD_SAV, MAGIC_SAV, false, false, load_magic_sniff,
	 load_readstat_open, false},
	{"por", "SPSS portable file", LOAD_POR, MAGIC_POR, false, false, load_magic_sniff,
	 load_readstat_open, false},
	{"dta", "Stata file", LOAD_DTA, MAGIC_DTA, false, false, load_magic_sniff, load_readstat_open,
	 false},
	{"xpt", "SAS transport file", LOAD_XPT, MAGIC_XPT, false, false, load_magic_sniff,
	 load_readstat_open, false},
	{"sas7bdat", "SAS file", LOAD_SAS, MAGIC_SAS7BDAT, false, false, load_magic_sniff,
	 load_readstat_open, false},
	{"triple-s", "Triple-S file", LOAD_OTHER, MAGIC_TRIPLES, true, true, load_triples_sniff,
	 load_triples_open, false},
	{"jsonl", "JSON Lines file", LOAD_OTHER, MAGIC_JSON, false, false, load_magic_sniff,
	 load_json_open, false},
	{"xlsx", "workbook", LOAD_OTHER, MAGIC_ZIP, true, false, load_magic_sniff, load_xlsx_open,
	 true},
	{"csv tsv", "CSV file", LOAD_OTHER, MAGIC_NONE, true, false, load_csv_sniff, load_csv_open,
	 false},
};

static bool
has_name(const LoadFormat *format, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = format->names; at; at = strchr(at, ' '))
	{
		at += *at == ' ';
		if (size > 0 && strcspn(at, " ") == size && pg_strncasecmp(at, name, size) == 0)
			return true;
	}
	return false;
}

const LoadFormat *
load_format_named(const char *name)
{
	StringInfoData names;

	for (int i = 0; i < lengthof(formats); i++)
		if (has_name(&formats[i], name))
			return &formats[i];
	initStringInfo(&names);
	for (int i = 0; i < lengthof(formats); i++)
		for (const char *at = formats[i].names; *at; at += strcspn(at, " "))
		{
			at += *at == ' ';
			appendStringInfo(&names, "%s%.*s", names.len > 0 ? ", " : "", (int) strcspn(at, " "),
							 at);
		}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("format must be one of %s, not \"%s\"", names.data, name)));
	return NULL;
}

bool
load_has_metadata(const LoadOptions *options)
{
	return options->metadata_file || options->metadata_content;
}

bool
load_magic_sniff(const LoadFormat *format, const LoadStart *start)
{
	return magic_find(start->bytes, start->size) == format->magic;
}

static void
read_start(const LoadOptions *options, LoadStart *start)
{
	LoadSource source;

	start->options = options;
	load_source_open(&source, options);
	start->size = load_source_read(&source, start->bytes, MAGIC_BYTES);
	load_source_close(&source);
}

/* a file that is no text would be read as one, with an error about its bytes */
static void
check_foreign(const LoadStart *start)
{
	MagicForeign foreign = magic_foreign(start->bytes, start->size);

	if (foreign.kind)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the file is %s, which load_survey does not read", foreign.kind),
						errhint("%s", foreign.hint)));
}

const LoadFormat *
load_find_format(const LoadOptions *options)
{
	LoadStart start;

	read_start(options, &start);
	check_foreign(&start);
	if (load_has_metadata(options))
	{
		LoadOptions metadata = load_metadata_source(options);
		LoadStart described;

		read_start(&metadata, &described);
		check_foreign(&described);
	}
	for (int i = 0; i < lengthof(formats) - 1; i++)
		if (formats[i].sniff(&formats[i], &start))
			return &formats[i];
	return &formats[lengthof(formats) - 1];
}
