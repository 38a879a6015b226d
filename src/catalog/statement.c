/*
 * statement.c
 *	  Queries of the catalogue that are planned once in a session.
 */
#include "postgres.h"

#include "nodes/parsenodes.h"

#include "catalog/statement.h"

/* the server plans it again by itself where a table, a policy or the role changes */
static void
prepare(SvyStatement *statement)
{
	SPIPlanPtr plan = SPI_prepare_cursor(statement->sql, statement->nparameters, statement->types,
										 CURSOR_OPT_GENERIC_PLAN);

	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "cannot prepare a query of the catalogue: %s",
			 SPI_result_code_string(SPI_result));
	statement->plan = plan;
}

uint64
svy_statement_select(SvyStatement *statement, Datum *values, bool read_only)
{
	MemoryContext context = CurrentMemoryContext;
	int result;

	if (statement->plan == NULL)
		prepare(statement);
	result = SPI_execute_plan(statement->plan, values, NULL, read_only, 0);
	MemoryContextSwitchTo(context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "query of the catalogue failed: %s", SPI_result_code_string(result));
	return SPI_processed;
}
