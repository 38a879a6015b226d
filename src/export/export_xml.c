/*
 * export_xml.c
 *	  Texts of a survey in XML.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "codebook/language.h"
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

static bool
is_tag(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "0123456789-");

	return length > 0 && text[length] == '\0' && strcspn(text, "-") <= 8;
}

const char *
export_language_tag(const char *language)
{
	const char *open = language ? strrchr(language, '(') : NULL;
	char *within;

	if (language == NULL)
		return NULL;
	if (is_tag(language))
		return language;
	within = open ? pnstrdup(open + 1, strcspn(open + 1, ")")) : pstrdup("");
	return is_tag(within) ? within : NULL;
}

char **
export_languages(const Survey *survey, int *count)
{
	int all;
	char **languages = svy_survey_other_languages(survey, &all);

	*count = 0;
	for (int i = 0; i < all; i++)
		if (export_language_tag(languages[i]))
			languages[(*count)++] = languages[i];
		else
			export_warn("texts in language \"%s\" are not kept: XML needs a tag such as \"de\"",
						languages[i]);
	return languages;
}
