/*
 * export_csv.c
 *	  A survey as CSV in UTF-8: codes, which load_survey reads again with the
 *	  survey's codebook, or labels for people.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "catalog/export.h"

typedef struct CsvWriter
{
	Export *export;
	FmgrInfo *output; /* of the columns' types */
} CsvWriter;

static void
append_cell(StringInfo out, const char *text)
{
	bool quote = *text == '\0' || strpbrk(text, ",\"\r\n") || *text == ' ' ||
				 text[strlen(text) - 1] == ' ' || strcmp(text, "\\.") == 0;
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
	int32 code;

	if (v->nlabels == 0)
		return NULL;
	for (int i = 0; column->type == TEXTOID && i < v->nlabels; i++)
		if (v->labels[i].value && strcmp(v->labels[i].value, text) == 0)
			return v->labels[i].label;
	if (column->type == BOOLOID)
		code = DatumGetBool(value);
	else if (column->type == INT2OID)
		code = DatumGetInt16(value);
	else if (column->type == INT4OID)
		code = DatumGetInt32(value);
	else
		return NULL;
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].code == code)
			return v->labels[i].label;
	return NULL;
}

static void
csv_row(void *arg, Datum *values, bool *nulls)
{
	CsvWriter *writer = arg;
	Export *export = writer->export;

	for (int i = 0; i < export->ncolumns; i++)
	{
		const ExportColumn *column = &export->columns[i];
		const char *label = NULL;
		char *text;

		if (i > 0)
			appendStringInfoChar(&export->out, ',');
		if (nulls[i])
			continue;
		text = column->type == BOOLOID ? (DatumGetBool(values[i]) ? "1" : "0")
									   : OutputFunctionCall(&writer->output[i], values[i]);
		if (export->labels)
			label = label_of(column, values[i], text);
		append_cell(&export->out, label ? label : text);
	}
	appendStringInfoChar(&export->out, '\n');
}

void
export_csv(Export *export)
{
	CsvWriter writer = {export, palloc(export->ncolumns * sizeof(FmgrInfo))};
	int style = DateStyle;

	for (int i = 0; i < export->ncolumns; i++)
	{
		Oid function;
		bool varlena;

		getTypeOutputInfo(export->columns[i].type, &function, &varlena);
		fmgr_info(function, &writer.output[i]);
		if (i > 0)
			appendStringInfoChar(&export->out, ',');
		append_cell(&export->out, export->columns[i].header);
	}
	appendStringInfoChar(&export->out, '\n');
	DateStyle = USE_ISO_DATES;
	PG_TRY();
	{
		export_rows(export, csv_row, &writer);
	}
	PG_FINALLY();
	{
		DateStyle = style;
	}
	PG_END_TRY();
}
