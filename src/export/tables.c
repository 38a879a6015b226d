/*
 * tables.c
 *	  Cross tables as workbooks, charts and reports show them: asking for them
 *	  and reading their cells.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/property.h"
#include "export/tables.h"
#include "pg/arguments.h"
#include "pg/compat.h"
#include "pg/svy.h"
#include "server/json.h"
#include "server/statement.h"

/* columns of the query, from 1 */
enum
{
	FIELD_TEXTS = 1,					 /* thirteen, as in SvyTableCell */
	FIELD_NUMBERS = FIELD_TEXTS + 13,	 /* ten */
	FIELD_BOOLEANS = FIELD_NUMBERS + 10, /* four */
	FIELD_POSITIONS = FIELD_BOOLEANS + 4 /* three */
};

static const char *const names[] = {"name",		"rows",		  "columns",  "weight",	  "filter",
									"level",	"tests",	  "adjust",	  "min_base", "drop_empty",
									"total",	"statistics", "sort",	  "percent",  "compare",
									"language", "suppress",	  "round_to", "options"};
SVY_NAMES_FOLLOW(names, TABLE_OPTIONS);

static const Oid argument_types[] = {TEXTOID,	TEXTARRAYOID, TEXTARRAYOID, TEXTOID,   TEXTOID,
									 FLOAT8OID, TEXTOID,	  TEXTOID,		FLOAT8OID, BOOLOID,
									 TEXTOID,	TEXTARRAYOID, TEXTOID,		TEXTOID,   TEXTOID,
									 TEXTOID,	JSONBOID,	  INT4OID,		JSONBOID};
SVY_NAMES_FOLLOW(argument_types, TABLE_OPTIONS);

static const char *const select_cells =
	"SELECT c.row_variable, coalesce(c.row_question, c.row_variable), c.row_label,"
	" c.column_variable, coalesce(c.column_question, c.column_variable), c.column_label,"
	" c.column_letter, c.statistic,"
	" CASE WHEN c.higher_than OPERATOR(pg_catalog.<>) '' THEN c.higher_than END, c.test,"
	" c.variance, c.base_text, c.compared_with, c.row_code::pg_catalog.float8,"
	" c.column_code::pg_catalog.float8,"
	" c.n::pg_catalog.float8, c.base_n::pg_catalog.float8, c.base_weighted, c.effective_base,"
	" c.estimate, c.std_error, c.conf_low, c.conf_high, c.low_base, c.is_total, c.is_net, "
	"c.suppressed,"
	" c.question_position, c.row_position, c.column_position FROM %s.survey_crosstab(";

SvyTableRequest
svy_table_request(FunctionCallInfo fcinfo)
{
	return (SvyTableRequest){.schema =
								 get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid))};
}

void
svy_table_argument(SvyTableRequest *request, SvyTableArgument what, FunctionCallInfo fcinfo,
				   int argument)
{
	request->set[what] = !PG_ARGISNULL(argument);
	if (!request->set[what])
		return;
	request->values[what] = argument_types[what] == TEXTARRAYOID
								? PointerGetDatum(svy_text_array_argument(fcinfo, argument))
								: PG_GETARG_DATUM(argument);
}

SvyTableLevels
svy_table_levels(const SvyTableRequest *request, const Survey *survey)
{
	static const char *const where = "the tables of the codebook";
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	SvyTableLevels levels = {.level = 0.95, .min_base = SVY_USUAL_MIN_BASE};

	if (tables)
	{
		(void) svy_json_number(tables, "level", where, &levels.level);
		(void) svy_json_number(tables, "second_level", where, &levels.second_level);
		(void) svy_json_number(tables, "min_base", where, &levels.min_base);
	}
	if (request->set[TABLE_LEVEL])
		levels.level = DatumGetFloat8(request->values[TABLE_LEVEL]);
	if (request->set[TABLE_MIN_BASE])
		levels.min_base = DatumGetFloat8(request->values[TABLE_MIN_BASE]);
	return levels;
}

static Datum
cell_field(uint64 row, int field, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, field, isnull);
}

static void
read_cell(uint64 row, SvyTableCell *cell)
{
	const char **texts[] = {
		&cell->row_variable,	&cell->row_question, &cell->row_label,	   &cell->column_variable,
		&cell->column_question, &cell->column_label, &cell->column_letter, &cell->statistic,
		&cell->higher_than,		&cell->test,		 &cell->variance,	   &cell->base_text,
		&cell->compared_with};
	double *numbers[] = {&cell->row_code, &cell->column_code,	&cell->n,
						 &cell->base_n,	  &cell->base_weighted, &cell->effective_base,
						 &cell->estimate, &cell->std_error,		&cell->low,
						 &cell->high};
	bool *booleans[] = {&cell->low_base, &cell->is_total, &cell->is_net, &cell->suppressed};
	int *positions[] = {&cell->question, &cell->row, &cell->column};
	Datum value;
	bool isnull;

	for (int i = 0; i < lengthof(texts); i++)
	{
		value = cell_field(row, FIELD_TEXTS + i, &isnull);
		*texts[i] = isnull ? NULL : TextDatumGetCString(value);
	}
	for (int i = 0; i < lengthof(numbers); i++)
	{
		value = cell_field(row, FIELD_NUMBERS + i, &isnull);
		*numbers[i] = isnull ? NAN : DatumGetFloat8(value);
	}
	for (int i = 0; i < lengthof(booleans); i++)
		*booleans[i] = DatumGetBool(cell_field(row, FIELD_BOOLEANS + i, &isnull));
	for (int i = 0; i < lengthof(positions); i++)
		*positions[i] = DatumGetInt32(cell_field(row, FIELD_POSITIONS + i, &isnull));
}

/* runs "select ... function(" with the arguments that are set */
static void
run_query(const char *select, const SvyTableRequest *request)
{
	Oid types[TABLE_ARGUMENTS];
	Datum values[TABLE_ARGUMENTS];
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData sql;
	int count = 0;

	initStringInfo(&sql);
	appendStringInfo(&sql, select, quote_identifier(request->schema));
	/* what is NULL stays away: the defaults are the function's; rows that are NULL are all */
	for (int i = 0; i < TABLE_ARGUMENTS; i++)
	{
		if (!request->set[i] && i != TABLE_ROWS)
			continue;
		appendStringInfo(&sql, "%s%s => ", i > 0 ? ", " : "", names[i]);
		if (!request->set[i])
			appendStringInfoString(&sql, "NULL::pg_catalog.text[]");
		else
		{
			types[count] = argument_types[i];
			values[count] = request->values[i];
			appendStringInfo(&sql, "$%d", ++count);
		}
	}
	if (!request->any_lines)
		appendStringInfoString(
			&sql,
			", statistics => '{percent,net,mean,sd,se}'::pg_catalog.text[], percent => 'column',"
			" compare => 'pairs', options => '{\"column_nets\": false}'");
	appendStringInfoString(&sql, ") c");
	if (svy_execute_with_args(sql.data, count, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not make the tables");
	MemoryContextSwitchTo(caller);
}

/* the bases of a column are shown with its other lines */
static void
find_bases(SvyTables *tables)
{
	for (int64 i = 0; i < tables->count; i++)
	{
		SvyTableCell *cell = &tables->cells[i];

		for (int64 j = i + 1; cell->suppressed && isnan(cell->base_n) && j < tables->count &&
							  tables->cells[j].question == cell->question;
			 j++)
			if (tables->cells[j].column == cell->column && svy_cell_is_percent(&tables->cells[j]) &&
				!tables->cells[j].suppressed)
			{
				cell->base_n = tables->cells[j].base_n;
				cell->base_weighted = tables->cells[j].base_weighted;
				cell->effective_base = tables->cells[j].effective_base;
				cell->low_base = tables->cells[j].low_base;
			}
	}
}

SvyTables *
svy_tables_read(const SvyTableRequest *request)
{
	SvyTables *tables = palloc0_object(SvyTables);

	run_query(select_cells, request);
	tables->count = SPI_processed;
	tables->cells = palloc_extended(sizeof(SvyTableCell) * (SPI_processed + 1), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_cell(i, &tables->cells[i]);
	}
	SPI_freetuptable(SPI_tuptable);
	find_bases(tables);
	return tables;
}

void
svy_tables_pairs(const SvyTableRequest *request)
{
	run_query("SELECT c.question_position::pg_catalog.float8, c.row_position::pg_catalog.float8,"
			  " c.column_position::pg_catalog.float8, c.other_position::pg_catalog.float8,"
			  " c.difference, c.std_error, c.df, c.p_adjusted FROM %s.survey_column_tests(",
			  request);
}

bool
svy_cell_is_count(const SvyTableCell *cell)
{
	static const char *const counts[] = {"count", "base", "weighted_base", "effective_base"};

	for (int i = 0; i < lengthof(counts); i++)
		if (strcmp(cell->statistic, counts[i]) == 0)
			return true;
	return false;
}

bool
svy_cell_is_percent(const SvyTableCell *cell)
{
	return strcmp(cell->statistic, "percent") == 0 || strcmp(cell->statistic, "net") == 0;
}
