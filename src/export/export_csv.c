/*
 * export_csv.c
 *	  A survey as CSV in UTF-8: codes, which load_survey reads again with the
 *	  survey's codebook, or labels for people.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "export/export.h"
#include "load/load.h"

/* bytes of a whole number of 64 bits, with its sign and the zero behind */
#define MAX_WHOLE 21

typedef struct CsvWriter
{
	Export *export;
	FmgrInfo *output;	 /* of the columns' types */
	bool *plain;		 /* columns of whole numbers that go out as they are */
	int64 *blank;		 /* texts that are no answer when they are loaded, by column */
	int64 *infinite;	 /* values that are not finite */
	LoadOptions loading; /* as they are unless the user says otherwise */
} CsvWriter;

void
export_csv_cell(StringInfo out, const char *text, char delimiter, bool quote)
{
	quote = quote || *text == '\0' || strchr(text, delimiter) || strpbrk(text, "\"\r\n") ||
			*text == ' ' || text[strlen(text) - 1] == ' ' || strcmp(text, "\\.") == 0;
	char *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	if (!quote)
	{
		appendStringInfoString(out, utf8);
		return;
	}
	appendStringInfoChar(out, '"');
	for (; *utf8; utf8++)
	{
		if (*utf8 == '"')
			appendStringInfoChar(out, '"');
		appendStringInfoChar(out, *utf8);
	}
	appendStringInfoChar(out, '"');
}

/* the label of a code or of a stored text, or NULL */
static const char *
label_of(const ExportColumn *column, Datum value, const char *text)
{
	const SurveyVariable *v = column->v;
	int64 code;

	if (v->nlabels == 0)
		return NULL;
	for (int i = 0; column->type == TEXTOID && i < v->nlabels; i++)
		if (v->labels[i].value && strcmp(v->labels[i].value, text) == 0)
			return v->labels[i].label;
	if (column->type != BOOLOID && svy_column_kind(column->type) != COLUMN_INTEGER)
		return NULL;
	code = export_integer(column, value);
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].code == code)
			return v->labels[i].label;
	return NULL;
}

/* where numbers have a decimal comma, Excel takes a semicolon between cells */
char
export_csv_delimiter(const Export *export)
{
	return export->decimal == ',' ? ';' : ',';
}

static bool
has_point(const ExportColumn *column)
{
	return column->type == FLOAT4OID || column->type == FLOAT8OID || column->type == NUMERICOID;
}

/* a declared text is an answer even if it is blank */
static bool
is_blank_answer(const ExportColumn *column, const char *text)
{
	if (!load_is_blank(text))
		return false;
	for (int i = 0; i < column->v->nlabels; i++)
		if (column->v->labels[i].value && strcmp(column->v->labels[i].value, text) == 0)
			return false;
	return true;
}

/* the digits of a whole number, or 1 and 0 */
static void
put_whole(StringInfo out, const ExportColumn *column, Datum value)
{
	int64 number = column->type == INT2OID	 ? DatumGetInt16(value)
				   : column->type == INT4OID ? DatumGetInt32(value)
				   : column->type == INT8OID ? DatumGetInt64(value)
											 : DatumGetBool(value);

	enlargeStringInfo(out, MAX_WHOLE);
	/* most answers are a digit */
	if (number >= 0 && number <= 9)
		out->data[out->len++] = (char) ('0' + number);
	else
		out->len += pg_lltoa(number, out->data + out->len);
}

static bool
is_plain(const Export *export, const ExportColumn *column)
{
	return (column->type == INT2OID || column->type == INT4OID || column->type == INT8OID ||
			column->type == BOOLOID) &&
		   (!export->labels || column->v->nlabels == 0);
}

static void
csv_row(void *arg, Datum *values, bool *nulls)
{
	CsvWriter *writer = arg;
	Export *export = writer->export;
	char delimiter = export_csv_delimiter(export);
	int start = export->out.len;

	for (int i = 0; i < export->ncolumns; i++)
	{
		const ExportColumn *column = &export->columns[i];
		const char *label = NULL;
		char *text;

		if (i > 0)
			appendStringInfoChar(&export->out, delimiter);
		if (nulls[i])
			continue;
		if (writer->plain[i])
		{
			put_whole(&export->out, column, values[i]);
			continue;
		}
		if (!export_is_finite(column, values[i]))
		{
			writer->infinite[i]++;
			continue;
		}
		text = column->type == BOOLOID ? pstrdup(DatumGetBool(values[i]) ? "1" : "0")
									   : OutputFunctionCall(&writer->output[i], values[i]);
		if (export->labels)
			label = label_of(column, values[i], text);
		if (label)
			text = unconstify(char *, label);
		else if (has_point(column) && strchr(text, '.'))
			*strchr(text, '.') = export->decimal;
		else if (column->type == TEXTOID)
			writer->blank[i] += is_blank_answer(column, text);
		/* a text that looks like no answer is one in quotes */
		export_csv_cell(&export->out, text, delimiter,
						(label || column->type == TEXTOID) &&
							load_is_null(&writer->loading, text, strlen(text)));
	}
	/* at the end of a file a line of delimiters only is no respondent */
	if (export->ncolumns > 1 && export->out.len - start == export->ncolumns - 1)
	{
		export->out.len = start;
		appendStringInfoString(&export->out, "\"\"");
		appendStringInfoSpaces(&export->out, export->ncolumns - 1);
		memset(export->out.data + start + 2, delimiter, export->ncolumns - 1);
	}
	appendStringInfoChar(&export->out, '\n');
}

/* the header of the file that was loaded, unless other columns stood under it too */
const char *
export_csv_header(const Export *export, const ExportColumn *column)
{
	for (int i = 0; i < export->ncolumns; i++)
		if (&export->columns[i] != column && strcmp(export->columns[i].header, column->header) == 0)
			return column->v->name;
	return column->header;
}

void
export_csv(Export *export)
{
	CsvWriter writer = {.export = export};

	writer.output = palloc(export->ncolumns * sizeof(FmgrInfo));
	writer.plain = palloc(export->ncolumns * sizeof(bool));
	writer.blank = palloc0(export->ncolumns * sizeof(int64));
	writer.infinite = palloc0(export->ncolumns * sizeof(int64));
	load_default_nulls(&writer.loading.nulls);
	if (export->bom)
		appendStringInfoString(&export->out, "\xef\xbb\xbf");
	for (int i = 0; i < export->ncolumns; i++)
	{
		Oid function;
		bool varlena;

		getTypeOutputInfo(export->columns[i].type, &function, &varlena);
		fmgr_info(function, &writer.output[i]);
		writer.plain[i] = is_plain(export, &export->columns[i]);
		if (i > 0)
			appendStringInfoChar(&export->out, export_csv_delimiter(export));
		export_csv_cell(&export->out, export_csv_header(export, &export->columns[i]),
						export_csv_delimiter(export), false);
	}
	appendStringInfoChar(&export->out, '\n');
	export_rows(export, csv_row, &writer);
	for (int i = 0; i < export->ncolumns; i++)
	{
		export_warn_of_values(&export->columns[i], writer.blank[i],
							  "are no answer when they are loaded, since they are blank");
		export_warn_of_values(&export->columns[i], writer.infinite[i],
							  "become missing, since they are not finite");
	}
}
