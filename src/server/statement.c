/*
 * statement.c
 *	  Queries of the catalogue that are planned once in a session.
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "utils/memutils.h"

#include "server/statement.h"

/* the server plans it again by itself where a table, a policy or the role changes */
static SPIPlanPtr
prepare(SvyStatement *statement, int options)
{
	SPIPlanPtr plan =
		SPI_prepare_cursor(statement->sql, statement->nparameters, statement->types, options);

	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "cannot prepare a query: %s", SPI_result_code_string(SPI_result));
	return plan;
}

void
svy_statement_prepare(SvyStatement *statement)
{
	if (statement->plan == NULL)
		statement->plan = prepare(statement, CURSOR_OPT_GENERIC_PLAN);
}

uint64
svy_statement_select(SvyStatement *statement, Datum *values, bool read_only)
{
	MemoryContext context = CurrentMemoryContext;
	int result;

	svy_statement_prepare(statement);
	result = SPI_execute_plan(statement->plan, values, NULL, read_only, 0);
	MemoryContextSwitchTo(context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "query of the catalogue failed: %s", SPI_result_code_string(result));
	return SPI_processed;
}

/* as many as the statements of one report on one or two surveys */
#define KEPT_STATEMENTS 8

/* longer ones are not worth their memory */
#define KEPT_LENGTH 8192

typedef struct KeptStatement
{
	char *sql; /* NULL: none */
	SPIPlanPtr plan;
	uint64 used; /* the clock when it last was */
	int running; /* a filter may call functions that make tables themselves */
} KeptStatement;

static bool
is_kept(const KeptStatement *kept, const char *sql)
{
	return kept->sql && strcmp(kept->sql, sql) == 0;
}

/* the place of a statement, or of that which was not used for the longest time; NULL: all run */
static KeptStatement *
find_kept(const char *sql)
{
	static KeptStatement kept[KEPT_STATEMENTS];
	static uint64 clock = 0;
	KeptStatement *found = NULL;

	for (int i = 0; i < KEPT_STATEMENTS; i++)
	{
		if (is_kept(&kept[i], sql))
		{
			found = &kept[i];
			break;
		}
		if (kept[i].running == 0 && (found == NULL || kept[i].used < found->used))
			found = &kept[i];
	}
	if (found)
		found->used = ++clock;
	return found;
}

static void
keep(KeptStatement *kept, const char *sql)
{
	SvyStatement statement = {.sql = sql};
	SPIPlanPtr before = kept->plan;

	kept->plan = NULL;
	if (kept->sql)
		pfree(kept->sql);
	kept->sql = NULL;
	if (before)
		SPI_freeplan(before);
	kept->plan = prepare(&statement, CURSOR_OPT_PARALLEL_OK);
	kept->sql = MemoryContextStrdup(TopMemoryContext, sql);
}

static int
run_kept(KeptStatement *kept, const SPIExecuteOptions *options)
{
	int result = 0;

	kept->running++;
	PG_TRY();
	{
		result = SPI_execute_plan_extended(kept->plan, options);
	}
	PG_FINALLY();
	{
		kept->running--;
	}
	PG_END_TRY();
	return result;
}

void
svy_statement_receive(const char *sql, DestReceiver *receiver)
{
	SPIExecuteOptions options = {.read_only = true, .dest = receiver};
	MemoryContext context = CurrentMemoryContext;
	KeptStatement *kept = strlen(sql) <= KEPT_LENGTH ? find_kept(sql) : NULL;
	int result;

	if (kept && !is_kept(kept, sql))
		keep(kept, sql);
	result = kept ? run_kept(kept, &options) : SPI_execute_extended(sql, &options);
	MemoryContextSwitchTo(context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "query of the answers failed: %s", SPI_result_code_string(result));
}

void
svy_statement_run(const char *sql, int expected)
{
	MemoryContext context = CurrentMemoryContext;
	int result = SPI_execute(sql, false, 0);

	MemoryContextSwitchTo(context);
	if (result != expected)
		elog(ERROR, "\"%s\" failed: %s", sql, SPI_result_code_string(result));
}
