/*
 * version.c
 *	  Which library it is that serves this database.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(svy_library_version);
Datum
svy_library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(SVY_LIBRARY_VERSION));
}
