/*
 * naming.c
 *	  Lists of names in messages; names of columns that need no quotes.
 */
#include "postgres.h"

#include "catalog/heap.h"
#include "common/keywords.h"
#include "mb/pg_wchar.h"

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

/* a question as a name ends with a whole word, unless its words are very long */
static void
cut_at_word(StringInfo name, int room)
{
	int end = pg_mbcliplen(name->data, name->len, room);
	int word = end;

	while (word > room / 2 && name->data[word] != '_')
		word--;
	name->len = word > room / 2 ? word : end;
	while (name->len > 0 && name->data[name->len - 1] == '_')
		name->len--;
	name->data[name->len] = '\0';
}

char *
svy_safe_name(const char *text, int room)
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
		cut_at_word(&name, room);
	if (is_reserved(name.data))
		appendStringInfoChar(&name, '_');
	return name.data;
}
