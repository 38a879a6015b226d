/*
 * spec.c
 *	  JSON that is made up: values, and templates whose words in quotes stand for
 *	  values.
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/json.h"

#include "show/spec.h"

void
svy_spec_text(StringInfo json, const char *text)
{
	if (text != NULL)
		escape_json(json, text);
	else
		appendStringInfoString(json, "null");
}

void
svy_spec_number(StringInfo json, double number)
{
	if (isfinite(number))
		appendStringInfoString(json, float8out_internal(number));
	else
		appendStringInfoString(json, "null");
}

static void
begin_member(StringInfo json, const char *name)
{
	if (json->len > 0 && json->data[json->len - 1] != '{')
		appendStringInfoString(json, ", ");
	escape_json(json, name);
	appendStringInfoString(json, ": ");
}

void
svy_spec_text_member(StringInfo json, const char *name, const char *text)
{
	begin_member(json, name);
	svy_spec_text(json, text);
}

void
svy_spec_number_member(StringInfo json, const char *name, double number)
{
	begin_member(json, name);
	svy_spec_number(json, number);
}

char *
svy_spec_texts(const char *const *texts, int count)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < count; i++)
	{
		appendStringInfoString(&json, i > 0 ? ", " : "");
		svy_spec_text(&json, texts[i]);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

char *
svy_spec_lines(const char *text)
{
	char *copy = pstrdup(text);
	const char **lines = palloc_array(const char *, strlen(text) + 1);
	int count = 0;

	for (char *line = copy; line != NULL;)
	{
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end++ = '\0';
		lines[count++] = line;
		line = end;
	}
	return svy_spec_texts(lines, count);
}

/* the word that stands at a quote, or NULL */
static const SpecWord *
word_at(const char *at, const SpecWord *words)
{
	for (int i = 0; at[1] == '@' && words[i].word != NULL; i++)
	{
		size_t length = strlen(words[i].word);

		if (strncmp(at + 1, words[i].word, length) == 0 && at[1 + length] == '\'')
			return &words[i];
	}
	return NULL;
}

char *
svy_spec_fill(const char *template, const SpecWord *words)
{
	StringInfoData json;

	initStringInfo(&json);
	for (const char *at = template; *at != '\0'; at++)
	{
		const SpecWord *word = *at == '\'' ? word_at(at, words) : NULL;

		if (word != NULL)
		{
			appendStringInfoString(&json, word->value);
			at += strlen(word->word) + 1;
		}
		else
			appendStringInfoChar(&json, *at == '\'' ? '"' : *at == '`' ? '\'' : *at);
	}
	return json.data;
}

char *
svy_wrap(const char *text, int width)
{
	char *wrapped = pstrdup(text);
	char *blank = NULL; /* the last one of the line */
	int length = 0;		/* characters since the line began, and since the blank */
	int since = 0;

	for (char *at = wrapped; *at != '\0'; at += pg_mblen(at))
	{
		if (*at == '\n')
			length = since = 0;
		else if (*at == ' ')
		{
			blank = at;
			since = 0;
		}
		else
			since++;
		length++;
		if (length > width && blank != NULL)
		{
			*blank = '\n';
			blank = NULL;
			length = since;
		}
	}
	return wrapped;
}

int
svy_count_lines(const char *text)
{
	int count = 1;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}
