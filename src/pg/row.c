/*
 * row.c
 *	  A row of a set-returning function's result, put from left to right.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "pg/row.h"

void
svy_row_begin(SvyRow *row, FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
	row->result = (ReturnSetInfo *) fcinfo->resultinfo;
	row->next = 0;
	Assert(row->result->setDesc->natts <= SVY_ROW_COLUMNS);
}

void
svy_row_text(SvyRow *row, const char *text)
{
	row->nulls[row->next] = text == NULL;
	row->values[row->next++] = text ? CStringGetTextDatum(text) : (Datum) 0;
}

void
svy_row_json(SvyRow *row, const char *json)
{
	row->nulls[row->next] = false;
	row->values[row->next++] = DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

void
svy_row_number(SvyRow *row, double number)
{
	row->nulls[row->next] = isnan(number);
	row->values[row->next++] = Float8GetDatum(number);
}

void
svy_row_count(SvyRow *row, int64 count)
{
	row->nulls[row->next] = false;
	row->values[row->next++] = Int64GetDatum(count);
}

void
svy_row_end(SvyRow *row)
{
	Assert(row->next == row->result->setDesc->natts);
	tuplestore_putvalues(row->result->setResult, row->result->setDesc, row->values, row->nulls);
	row->next = 0;
}
