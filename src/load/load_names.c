/*
 * load_names.c
 *	  Names of columns: safe to write without quotes, unique, predictable.
 */
#include "postgres.h"

#include "catalog/pg_attribute.h"
#include "catalog/heap.h"
#include "common/keywords.h"
#include "mb/pg_wchar.h"

#include "load/load.h"

/* a character beyond ASCII that is a letter to readers, not a blank, dash, quote or picture */
static bool
is_foreign_letter(const char *text, int bytes)
{
	pg_wchar code[2];

	if (GetDatabaseEncoding() != PG_UTF8)
		return true;
	pg_mb2wchar_with_len(text, code, bytes);
	return !((code[0] >= 0x80 && code[0] <= 0xbf && code[0] != 0xaa && code[0] != 0xb5 &&
			  code[0] != 0xba) ||
			 code[0] == 0xd7 || code[0] == 0xf7 || (code[0] >= 0x2000 && code[0] <= 0x2bff) ||
			 (code[0] >= 0x3000 && code[0] <= 0x3003) || (code[0] >= 0xe000 && code[0] <= 0xf8ff) ||
			 (code[0] >= 0xfe00 && code[0] <= 0xff0f) || code[0] >= 0x1f000);
}

/* words that need quotes as the name of a column */
static bool
is_reserved(const char *name)
{
	int keyword = ScanKeywordLookup(name, &ScanKeywords);

	return SystemAttributeByName(name) != NULL ||
		   (keyword >= 0 && (ScanKeywordCategories[keyword] == RESERVED_KEYWORD ||
							 ScanKeywordCategories[keyword] == TYPE_FUNC_NAME_KEYWORD));
}

char *
load_safe_name(const char *text, int room)
{
	StringInfoData name;
	bool gap = false;

	initStringInfo(&name);
	while (*text)
	{
		int bytes = pg_mblen(text);
		char c = *text;
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
					  (IS_HIGHBIT_SET(c) && is_foreign_letter(text, bytes));
		bool digit = c >= '0' && c <= '9';

		/* only ASCII is lowered, as PostgreSQL does with names that are not quoted */
		if ((digit && name.len == 0) || ((letter || digit) && gap && name.len > 0))
			appendStringInfoChar(&name, '_');
		if (letter || digit)
		{
			if (c >= 'A' && c <= 'Z')
				c += 'a' - 'A';
			appendStringInfoChar(&name, c);
			appendBinaryStringInfo(&name, text + 1, bytes - 1);
		}
		gap = !letter && !digit;
		text += bytes;
	}
	if (name.len > room)
	{
		name.len = pg_mbcliplen(name.data, name.len, room);
		while (name.len > 0 && name.data[name.len - 1] == '_')
			name.len--;
		name.data[name.len] = '\0';
	}
	if (is_reserved(name.data))
		appendStringInfoChar(&name, '_');
	return name.data;
}

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
