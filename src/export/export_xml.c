/*
 * export_xml.c
 *	  Texts of a survey in XML.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "export/export.h"

void
export_xml_text(StringInfo xml, const char *text)
{
	for (const char *c = pg_server_to_any(text, strlen(text), PG_UTF8); *c; c++)
		switch (*c)
		{
			case '&':
				appendStringInfoString(xml, "&amp;");
				break;
			case '<':
				appendStringInfoString(xml, "&lt;");
				break;
			case '>':
				appendStringInfoString(xml, "&gt;");
				break;
			case '"':
				appendStringInfoString(xml, "&quot;");
				break;
			default:
				appendStringInfoChar(xml, (unsigned char) *c < ' ' ? ' ' : *c);
		}
}
