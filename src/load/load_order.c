/*
 * load_order.c
 *	  Variables whose codes are no more than the order in which their texts came.
 *	  A bare code in a further file was given by somebody else, so that it says
 *	  nothing of them until its label is said.  The report of the survey's load
 *	  keeps their names.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "load/load.h"
#include "server/catalogue.h"
#include "server/statement.h"

List *
load_order_read(const char *survey)
{
	static SvyStatement select = {
		.sql = "SELECT n FROM mlops_survey.survey s, LATERAL"
			   " pg_catalog.jsonb_array_elements_text(pg_catalog.jsonb_extract_path("
			   "s.load_report, 'codes_by_order')) AS n WHERE s.name OPERATOR(pg_catalog.=) $1",
		.nparameters = 1,
		.types = {TEXTOID}};
	Datum value = CStringGetTextDatum(survey);
	MemoryContext context = CurrentMemoryContext;
	List *names = NIL;
	uint64 count;

	count = svy_statement_select(&select, &value, false);
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < count; i++)
		names = lappend(names, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
	return names;
}

void
load_order_store(const char *survey, const List *names)
{
	static SvyStatement update = {
		.sql = "UPDATE mlops_survey.survey SET load_report = pg_catalog.jsonb_concat("
			   "COALESCE(load_report, '{}'::pg_catalog.jsonb),"
			   " pg_catalog.jsonb_build_object('codes_by_order', pg_catalog.to_jsonb($2)))"
			   " WHERE name OPERATOR(pg_catalog.=) $1",
		.nparameters = 2,
		.types = {TEXTOID, TEXTARRAYOID}};
	Datum values[] = {CStringGetTextDatum(survey), svy_text_list_array(names)};

	(void) svy_catalogue_write(&update, values, NULL);
}

bool
load_order_has(const List *names, const char *variable)
{
	const ListCell *cell;

	foreach (cell, names)
		if (strcmp(lfirst(cell), variable) == 0)
			return true;
	return false;
}

List *
load_order_without(List *names, const char *variable)
{
	ListCell *cell;

	foreach (cell, names)
		if (strcmp(lfirst(cell), variable) == 0)
			names = foreach_delete_current(names, cell);
	return names;
}

List *
load_order_with(List *names, const LoadPlan *plan)
{
	for (int i = 0; i < plan->ncolumns; i++)
	{
		const LoadVariable *column = &plan->columns[i];

		if (column->by_order && column->rule == LOAD_CODE &&
			!load_order_has(names, column->v->name))
			names = lappend(names, column->v->name);
	}
	return names;
}
