/*
 * load_names.c
 *	  Names of columns: safe to write without quotes, unique, predictable.
 */
#include "postgres.h"

#include "catalog/pg_attribute.h"
#include "catalog/heap.h"
#include "common/keywords.h"
#include "mb/pg_wchar.h"

#include "server/naming.h"
#include "load/load.h"

static bool
is_taken(const List *taken, const char *name)
{
	ListCell *cell;

	foreach (cell, taken)
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	return false;
}

char *
load_unique_name(List **taken, const char *name)
{
	char *unique = pstrdup(name);

	for (int number = 2; is_taken(*taken, unique); number++)
	{
		char *suffix = psprintf("_%d", number);

		pfree(unique);
		unique = pnstrdup(name, pg_mbcliplen(name, strlen(name), NAMEDATALEN - 1 - strlen(suffix)));
		unique = psprintf("%s%s", unique, suffix);
	}
	*taken = lappend(*taken, unique);
	return unique;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * A number, letter or "other" after a separator: Q28_1, Q5.3, Q5[SQ001],
 * Q7_OTHER, Q7_Part_1; or a number after r, c or m behind a digit: q14r1.
 */
char *
load_name_stem(const char *header)
{
	int size = strlen(header);
	int end = size;
	bool separated;

	if (size > 2 && header[size - 1] == ']' && strchr(header, '[') > header)
		return pnstrdup(header, strchr(header, '[') - header);
	while (end > 0 && is_digit(header[end - 1]))
		end--;
	if (end == size)
	{
		if (size > 6 && pg_strcasecmp(header + size - 5, "other") == 0)
			end -= 5;
		else if (size > 2 && isalpha((unsigned char) header[size - 1]))
			end -= 1;
	}
	if (end == size || end < 2)
		return NULL;
	separated = strchr("_.-:/ #(", header[end - 1]) != NULL;
	if (!separated && !(is_digit(header[size - 1]) && strchr("rcmRCM", header[end - 1]) &&
						is_digit(header[end - 2])))
		return NULL;
	end--;
	if (separated && end > 5 && pg_strncasecmp(header + end - 5, "_part", 5) == 0)
		end -= 5;
	while (end > 0 && strchr("_.-:/ #(", header[end - 1]))
		end--;
	return end > 0 ? pnstrdup(header, end) : NULL;
}
