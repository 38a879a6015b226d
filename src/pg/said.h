/*
 * said.h
 *	  Notices of a function that another one calls several times, as those of
 *	  imputed variables do: said once.
 */
#ifndef PG_SAID_H
#define PG_SAID_H

#include "nodes/pg_list.h"

typedef struct SvySaid
{
	struct SvySaid *outer;
	MemoryContext context;
	List *texts;
} SvySaid;

/* between them calls repeat; the end belongs into PG_FINALLY */
extern void svy_said_begin(SvySaid *said);
extern void svy_said_end(const SvySaid *said);

/* whether it was said since the calls began; if not, it is now; false where none repeat */
extern bool svy_said_before(const char *text);

#endif
