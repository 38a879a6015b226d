/*
 * naming.h
 *	  Lists of names in messages.
 */
#ifndef SERVER_NAMING_H
#define SERVER_NAMING_H

#include "postgres.h"
#include "lib/stringinfo.h"

typedef struct NameList
{
	StringInfoData text;
	int n;
} NameList;

extern void name_list_add(NameList *list, const char *name);

/* the first names, and how many more there are; NULL of an empty list */
extern char *name_list_text(const NameList *list);

#endif
