/*
 * statement.h
 *	  Queries of the catalogue that are planned once in a session: planning one
 *	  takes longer than an everyday table takes to count.
 */
#ifndef SERVER_STATEMENT_H
#define SERVER_STATEMENT_H

#include "postgres.h"
#include "executor/spi.h"

#define SVY_STATEMENT_PARAMETERS 16

typedef struct SvyStatement
{
	const char *sql;
	int nparameters;
	Oid types[SVY_STATEMENT_PARAMETERS];
	SPIPlanPtr plan; /* NULL before the first use */
} SvyStatement;

/* makes the plan where there is none; its statement is run as one role only, never by both of this file and catalogue.h */
extern void svy_statement_prepare(SvyStatement *statement);

/*
 * Runs a SELECT, whose rows are then in SPI_tuptable, and returns their number.
 * SPI must be connected; the memory context stays the caller's.  read_only as in
 * SPI.
 */
extern uint64 svy_statement_select(SvyStatement *statement, Datum *values, bool read_only);

/*
 * As SPI's, for statements that are made up: their errors do not show the statement,
 * unless client_min_messages or log_min_messages is debug1 or lower.
 */
extern int svy_execute(const char *sql, bool read_only, long limit);
extern int svy_execute_extended(const char *sql, const SPIExecuteOptions *options);
extern int svy_execute_with_args(const char *sql, int count, Oid *types, Datum *values,
								 const char *nulls, bool read_only, long limit);

/*
 * Runs a SELECT that is made up, read only, and hands its rows to a receiver.
 * The last few keep their plans, since the same survey is mostly asked again.
 */
extern void svy_statement_receive(const char *sql, DestReceiver *receiver);

/*
 * Runs a command that is made up; expected is its code by SPI, such as
 * SPI_OK_UTILITY.  The memory context stays the caller's.
 */
extern void svy_statement_run(const char *sql, int expected);

#endif
