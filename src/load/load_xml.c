/*
 * load_xml.c
 *	  Documents of XML that describe data, as texts that PostgreSQL parses.
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"

#include "load/load_metadata.h"
#include "kernel/file/sniff.h"

/* the declared encoding of an XML document, or -1 */
static int
declared_encoding(const char *bytes, size_t size)
{
	char head[256];
	char *at;
	char *end;

	strlcpy(head, bytes, Min(size + 1, sizeof(head)));
	end = strstr(head, "?>");
	at = strstr(head, "encoding=");
	if (strncmp(head, "<?xml", 5) != 0 || !end || !at || at > end)
		return -1;
	at += strlen("encoding=");
	end = strchr(at + 1, *at);
	if (!end)
		return -1;
	*end = '\0';
	return pg_char_to_encoding(at + 1);
}

char *
load_xml_text(const char *bytes, size_t size)
{
	char *text;
	int encoding;

	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
	{
		Utf16 state = {.big_endian = bytes[0] == '\xfe'};
		char *utf8 = palloc(3 * (size / 2 + 2) + 1);

		size = utf16_convert(&state, (const uint8_t *) bytes + 2, size - 2, utf8);
		bytes = utf8;
		encoding = PG_UTF8;
	}
	else
	{
		if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		{
			bytes += 3;
			size -= 3;
		}
		encoding = declared_encoding(bytes, size);
		if (encoding < 0)
			encoding = pg_verify_mbstr(PG_UTF8, bytes, size, true) ? PG_UTF8 : PG_WIN1252;
	}
	text = pg_any_to_server(bytes, size, encoding);
	text = text == bytes ? pnstrdup(bytes, size) : text;
	if (strncmp(text, "<?xml", 5) == 0 && strstr(text, "?>"))
		text = strstr(text, "?>") + 2;
	/* lines of a text would grow together */
	for (char *line = strstr(text, "<br/>"); line; line = strstr(line, "<br/>"))
		memset(line, ' ', strlen("<br/>"));
	return text;
}

char *
load_xml_root(const char *document)
{
	const char *end = NULL;
	size_t prefix;

	for (const char *at = strchr(document, '<'); at; at = strchr(end, '<'))
	{
		end = at + 1;
		if (strncmp(at, "<!--", 4) == 0)
			end = strstr(at, "-->");
		else if (isalpha((unsigned char) at[1]) || at[1] == '_')
			break;
		if (!end)
			return NULL;
	}
	if (!end)
		return NULL;
	prefix = strcspn(end, ": \t\r\n/>");
	if (end[prefix] == ':')
		end += prefix + 1;
	return pnstrdup(end, strcspn(end, " \t\r\n/>"));
}
