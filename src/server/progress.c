/*
 * progress.c
 *	  How far long work is, as pg_stat_progress_copy shows it.
 */
#include "postgres.h"

#include "commands/progress.h"
#include "utils/backend_progress.h"

#include "server/progress.h"

void
svy_progress_start(Oid relation, bool written)
{
	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, relation);
	pgstat_progress_update_param(PROGRESS_COPY_COMMAND,
								 written ? PROGRESS_COPY_COMMAND_FROM : PROGRESS_COPY_COMMAND_TO);
	pgstat_progress_update_param(PROGRESS_COPY_TYPE, PROGRESS_COPY_TYPE_CALLBACK);
}

void
svy_progress_rows(int64 rows)
{
	pgstat_progress_update_param(PROGRESS_COPY_TUPLES_PROCESSED, rows);
}

void
svy_progress_end(void)
{
	pgstat_progress_end_command();
}
