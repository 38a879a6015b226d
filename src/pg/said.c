/*
 * said.c
 *	  What was said by a function that is called several times.
 */
#include "postgres.h"

#include "pg/said.h"

static SvySaid *innermost = NULL;

void
svy_said_begin(SvySaid *said)
{
	*said = (SvySaid){innermost, CurrentMemoryContext, NIL};
	innermost = said;
}

void
svy_said_end(const SvySaid *said)
{
	innermost = said->outer;
}

bool
svy_said_before(const char *text)
{
	MemoryContext context;
	ListCell *cell;

	if (!innermost)
		return false;
	foreach (cell, innermost->texts)
		if (strcmp(lfirst(cell), text) == 0)
			return true;
	context = MemoryContextSwitchTo(innermost->context);
	innermost->texts = lappend(innermost->texts, pstrdup(text));
	MemoryContextSwitchTo(context);
	return false;
}
