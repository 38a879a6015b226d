/*
 * naming.c
 *	  Lists of names in messages.
 */
#include "postgres.h"

#include "server/naming.h"

/* of a longer list, this many names are said */
#define NAMED 10

void
name_list_add(NameList *list, const char *name)
{
	if (list->n == 0)
		initStringInfo(&list->text);
	if (list->n < NAMED)
		appendStringInfo(&list->text, "%s%s", list->n > 0 ? ", " : "", name);
	list->n++;
}

char *
name_list_text(const NameList *list)
{
	if (list->n <= NAMED)
		return list->n == 0 ? NULL : list->text.data;
	return psprintf("%s and %d more", list->text.data, list->n - NAMED);
}
