/*
 * export_duckdb.c
 *	  Statements for DuckDB that read the survey's CSV with the types, labels
 *	  and codes of the survey.  From there it goes on to Parquet and Arrow, for
 *	  which Debian has no library in C.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "export/export.h"

/* the most digits of a DECIMAL */
#define MAX_DIGITS 38

/* a text between quotes, which are doubled within it */
static void
append_quoted(StringInfo out, const char *text, char quote)
{
	const char *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	appendStringInfoChar(out, quote);
	for (; *utf8; utf8++)
	{
		if (*utf8 == quote)
			appendStringInfoChar(out, quote);
		appendStringInfoChar(out, *utf8);
	}
	appendStringInfoChar(out, quote);
}

static void
append_text(StringInfo out, const char *text)
{
	if (text)
		append_quoted(out, text, '\'');
	else
		appendStringInfoString(out, "NULL");
}

/* digits of numbers, where the column has a limit that DuckDB has too */
static const char *
decimal_type(const Export *export, const ExportColumn *column)
{
	AttrNumber attribute = get_attnum(export->survey->answers, column->source);
	int32 typmod = -1;
	Oid type;
	Oid collation;
	int digits;
	int scale;

	if (attribute != InvalidAttrNumber)
		get_atttypetypmodcoll(export->survey->answers, attribute, &type, &typmod, &collation);
	if (typmod < (int32) VARHDRSZ)
		return "DOUBLE";
	digits = ((typmod - VARHDRSZ) >> 16) & 0xffff;
	scale = (typmod - VARHDRSZ) & 0x7ff;
	return digits <= MAX_DIGITS && scale <= digits ? psprintf("DECIMAL(%d, %d)", digits, scale)
												   : "DOUBLE";
}

static const char *
type_of(const Export *export, const ExportColumn *column)
{
	if (export->labels && column->v->nlabels > 0)
		return "VARCHAR";
	switch (column->type)
	{
		case BOOLOID:
			return "BOOLEAN";
		case INT2OID:
			return "SMALLINT";
		case INT4OID:
			return "INTEGER";
		case INT8OID:
			return "BIGINT";
		case FLOAT4OID:
			return "FLOAT";
		case FLOAT8OID:
			return "DOUBLE";
		case NUMERICOID:
			return decimal_type(export, column);
		case DATEOID:
			return "DATE";
		case TIMESTAMPOID:
			return "TIMESTAMP";
		case TIMESTAMPTZOID:
			return "TIMESTAMP WITH TIME ZONE";
		case TIMEOID:
			return "TIME";
		case INTERVALOID:
			return "INTERVAL";
		default:
			return "VARCHAR";
	}
}

static bool
is_header(const Export *export, const char *name)
{
	for (int i = 0; i < export->ncolumns; i++)
		if (pg_strcasecmp(export_csv_header(export, &export->columns[i]), name) == 0)
			return true;
	return false;
}

static bool
is_used(char **names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (pg_strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* names of columns, which to DuckDB are the same in any letter case; the CSV keeps its headers */
static char **
column_names(Export *export)
{
	char **names = palloc(export->ncolumns * sizeof(char *));

	for (int i = 0; i < export->ncolumns; i++)
	{
		const char *header = export_csv_header(export, &export->columns[i]);

		names[i] = pstrdup(header);
		/* nor may it be the header of a column further on */
		for (int number = 2;
			 is_used(names, i, names[i]) || (number > 2 && is_header(export, names[i])); number++)
			names[i] = psprintf("%s_%d", header, number);
		if (strcmp(names[i], header) != 0)
			export_warn("\"%s\" is \"%s\" in DuckDB, to which letter case makes no difference",
						header, names[i]);
	}
	return names;
}

static void
append_table(Export *export, const char *table, char **names)
{
	StringInfo out = &export->out;
	char delimiter = export_csv_delimiter(export);

	appendStringInfoString(out, "CREATE OR REPLACE TABLE ");
	append_quoted(out, table, '"');
	appendStringInfoString(out, " AS SELECT * FROM read_csv(");
	append_text(out, psprintf("%s.csv", table));
	appendStringInfo(
		out,
		", header = true, delim = '%c', decimal_separator = '%c', quote = '\"', "
		"escape = '\"', nullstr = '', allow_quoted_nulls = false, auto_detect = false, "
		"columns = {",
		delimiter, export->decimal);
	for (int i = 0; i < export->ncolumns; i++)
	{
		appendStringInfoString(out, i > 0 ? ",\n    " : "\n    ");
		append_text(out, names[i]);
		appendStringInfo(out, ": '%s'", type_of(export, &export->columns[i]));
	}
	appendStringInfoString(out, "});\n");
}

static void
append_comments(Export *export, const char *table, char **names)
{
	StringInfo out = &export->out;

	if (export->survey->title)
	{
		appendStringInfoString(out, "COMMENT ON TABLE ");
		append_quoted(out, table, '"');
		appendStringInfoString(out, " IS ");
		append_text(out, export->survey->title);
		appendStringInfoString(out, ";\n");
	}
	for (int i = 0; i < export->ncolumns; i++)
	{
		if (!export->columns[i].v->label)
			continue;
		appendStringInfoString(out, "COMMENT ON COLUMN ");
		append_quoted(out, table, '"');
		appendStringInfoChar(out, '.');
		append_quoted(out, names[i], '"');
		appendStringInfoString(out, " IS ");
		append_text(out, export->columns[i].v->label);
		appendStringInfoString(out, ";\n");
	}
}

/* a row for each answer that the codebook declares */
static void
append_labels(Export *export, const char *table, char **names)
{
	StringInfo out = &export->out;
	int n = 0;

	appendStringInfoString(out, "CREATE OR REPLACE TABLE ");
	append_quoted(out, table, '"');
	appendStringInfoString(out, " (\"variable\" VARCHAR, \"code\" INTEGER, \"value\" VARCHAR, "
								"\"label\" VARCHAR, \"missing\" BOOLEAN);\n");
	for (int i = 0; i < export->ncolumns; i++)
	{
		const ExportColumn *column = &export->columns[i];

		for (int j = 0; j < column->v->nlabels; j++)
		{
			const SurveyLabel *label = &column->v->labels[j];

			if (n++ == 0)
			{
				appendStringInfoString(out, "INSERT INTO ");
				append_quoted(out, table, '"');
				appendStringInfoString(out, " VALUES\n    (");
			}
			else
				appendStringInfoString(out, ",\n    (");
			append_text(out, names[i]);
			appendStringInfo(out, ", %d, ", label->code);
			append_text(out, label->value);
			appendStringInfoString(out, ", ");
			append_text(out, label->label);
			appendStringInfo(out, ", %s)", label->missing ? "true" : "false");
		}
	}
	if (n > 0)
		appendStringInfoString(out, ";\n");
}

void
export_duckdb(Export *export)
{
	const char *table = export->survey->name;

	char **names = column_names(export);

	append_table(export, table, names);
	append_comments(export, table, names);
	append_labels(export, psprintf("%s_labels", table), names);
}
