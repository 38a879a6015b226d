/*
 * naming.h
 *	  Lists of names in messages; names of columns that need no quotes.
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

/* lower case, letters, digits and underscores, no reserved word, at most "room" bytes */
extern char *svy_safe_name(const char *text, int room);

#endif
