/*
 * progress.h
 *	  How far long work is, as pg_stat_progress_copy shows it: the one of the
 *	  server's views of progress that an extension's work fits, rows that go
 *	  somewhere.
 */
#ifndef SERVER_PROGRESS_H
#define SERVER_PROGRESS_H

#include "postgres.h"

/* rows are read out of a relation, or written into it; an error ends it, as the end of a transaction does */
extern void svy_progress_start(Oid relation, bool written);
extern void svy_progress_rows(int64 rows);
extern void svy_progress_end(void);

#endif
