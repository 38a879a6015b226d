/*
 * attempt.h
 *	  Work that is done whole or not at all, while the caller goes on.
 */
#ifndef SERVER_ATTEMPT_H
#define SERVER_ATTEMPT_H

#include "utils/elog.h"

/*
 * Does the work in a transaction of its own within the caller's.  NULL: it is
 * done.  Else what went wrong, in the caller's memory context, and nothing of
 * it is left: the caller goes on, or throws it again (ReThrowError).  Both are
 * safe, since the inner transaction has ended; an error that left while it was
 * open would have whoever catches it, as EXCEPTION of PL/pgSQL does, end that
 * one in the place of his own, and keep what he meant to take back.
 */
extern ErrorData *svy_attempt(void (*work)(void *argument), void *argument);

#endif
