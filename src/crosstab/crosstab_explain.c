/*
 * crosstab_explain.c
 *	  survey_explain: where a cross table would be counted from, and why.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "codebook/codebook_names.h"
#include "crosstab/crosstab_design.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

/* (name, rows, columns, weight, filter, tests, options) -> source, reason */
PG_FUNCTION_INFO_V1(svy_survey_explain);
Datum
svy_survey_explain(PG_FUNCTION_ARGS)
{
	CrosstabRequest request = {0};
	static const CrosstabArguments at = {.level = -1,
										 .tests = 5,
										 .adjust = -1,
										 .min_base = -1,
										 .drop_empty = -1,
										 .total = -1,
										 .statistics = -1,
										 .sort = -1,
										 .percent = -1,
										 .compare = -1,
										 .options = -1};
	CrosstabOptions options;
	MemoryContext context = CurrentMemoryContext;
	PackChoice choice;
	const CrosstabPlan *plan;
	Datum values[2];
	bool nulls[2] = {false};

	request.rows = svy_texts_argument(fcinfo, 1, "rows", &request.nrows);
	request.columns = svy_texts_argument(fcinfo, 2, "columns", &request.ncolumns);
	request.ncolumns = Max(request.ncolumns, 0);
	request.weight = svy_text_argument(fcinfo, 3);
	request.filter = svy_text_argument(fcinfo, 4);
	svy_no_options(fcinfo, 6);
	SPI_connect();
	request.survey = svy_survey_open(svy_required_argument(fcinfo, 0, "name"));
	request.rows =
		svy_survey_names(request.survey, request.rows, &request.nrows, SVY_NAMES_OF_QUESTIONS);
	request.columns = svy_survey_names(request.survey, request.columns, &request.ncolumns,
									   SVY_NAMES_OF_QUESTIONS);
	options = svy_crosstab_options(fcinfo, &at, request.survey);
	plan = svy_crosstab_plan(&request);
	choice = svy_crosstab_uses_design(&request, &options) ? svy_crosstab_units_source(plan)
														  : svy_pack_choose(plan);
	MemoryContextSwitchTo(context);
	values[0] = CStringGetTextDatum(choice.reason == svy_pack_by_shard ? "shards"
									: choice.reason					   ? "rows"
																	   : svy_pack_source(&choice));
	if (choice.rest)
		choice.reason = choice.added;
	values[1] = choice.reason ? CStringGetTextDatum(choice.reason) : (Datum) 0;
	nulls[1] = choice.reason == NULL;
	SPI_finish();
	PG_RETURN_DATUM(svy_row_datum(fcinfo, lengthof(values), values, nulls));
}
