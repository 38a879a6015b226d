/*
 * plain_init.c
 *	  What happens when the library is loaded.
 */
#include "postgres.h"

#include "fmgr.h"

#include "plain/plain.h"
#include "server/setting.h"

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	svy_settings_init();
	svy_plain_init();
}
