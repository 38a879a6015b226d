/*
 * statement.c
 *	  Queries of the catalogue that are planned once in a session.
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "pg/compat.h"
#include "server/statement.h"

/* ---- errors ---- */

/* without the lines that a text begins and ends in; NULL: nothing is left */
static char *
without_lines_of(char *text, const char *part)
{
	char *at = text ? strstr(text, part) : NULL;
	char *begin = at;
	char *end;

	if (at == NULL)
		return text;
	while (begin > text && begin[-1] != '\n')
		begin--;
	end = at + strlen(part);
	while (*end && *end != '\n')
		end++;
	/* with the end of its line, or of the one before if it is the last */
	if (*end)
		end++;
	else if (begin > text)
		begin--;
	memmove(begin, end, strlen(end) + 1);
	return *text ? text : NULL;
}

/*
 * Errors of statements that are made up are about what the user said; how they are
 * made, pages of SQL often, is for who looks for a fault in them.
 */
static void
pg_attribute_noreturn() statement_failed(const char *sql, MemoryContext context)
{
	ErrorData *error;

	if (client_min_messages <= DEBUG1 || log_min_messages <= DEBUG1)
		PG_RE_THROW();
	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	error->context = without_lines_of(error->context, sql);
	if (error->internalquery && strcmp(error->internalquery, sql) == 0)
	{
		error->internalquery = NULL;
		error->internalpos = 0;
	}
	ReThrowError(error);
}

int
svy_execute_extended(const char *sql, const SPIExecuteOptions *options)
{
	MemoryContext context = CurrentMemoryContext;
	int result = 0;

	PG_TRY();
	{
		result = SPI_execute_extended(sql, options);
	}
	PG_CATCH();
	{
		statement_failed(sql, context);
	}
	PG_END_TRY();
	return result;
}

int
svy_execute(const char *sql, bool read_only, long limit)
{
	SPIExecuteOptions options = {.read_only = read_only, .tcount = limit};

	return svy_execute_extended(sql, &options);
}

int
svy_execute_with_args(const char *sql, int count, Oid *types, Datum *values, const char *nulls,
					  bool read_only, long limit)
{
	MemoryContext context = CurrentMemoryContext;
	int result = 0;

	PG_TRY();
	{
		result = SPI_execute_with_args(sql, count, types, values, nulls, read_only, limit);
	}
	PG_CATCH();
	{
		statement_failed(sql, context);
	}
	PG_END_TRY();
	return result;
}

/* ---- plans that are kept ---- */

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
	int result = 0;

	PG_TRY();
	{
		svy_statement_prepare(statement);
		result = SPI_execute_plan(statement->plan, values, NULL, read_only, 0);
	}
	PG_CATCH();
	{
		statement_failed(statement->sql, context);
	}
	PG_END_TRY();
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
	MemoryContext context = CurrentMemoryContext;
	int result = 0;

	kept->running++;
	PG_TRY();
	{
		result = SPI_execute_plan_extended(kept->plan, options);
	}
	PG_CATCH();
	{
		kept->running--;
		statement_failed(kept->sql, context);
	}
	PG_END_TRY();
	kept->running--;
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
	result = kept ? run_kept(kept, &options) : svy_execute_extended(sql, &options);
	MemoryContextSwitchTo(context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "query of the answers failed: %s", SPI_result_code_string(result));
}

void
svy_statement_run(const char *sql, int expected)
{
	MemoryContext context = CurrentMemoryContext;
	int result = svy_execute(sql, false, 0);

	MemoryContextSwitchTo(context);
	if (result != expected)
		elog(ERROR, "\"%s\" failed: %s", sql, SPI_result_code_string(result));
}
