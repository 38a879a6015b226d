/*
 * export_characteristics.c
 *	  Characteristics of a Stata file and of its variables.  ReadStat writes
 *	  none but notes, so they are put into the finished file, behind those.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "export/export.h"
#include "server/json.h"
#include "kernel/file/dtafile.h"

/* bytes of a name's field, of the releases that have UTF-8 */
#define NAME_ROOM 129

static void
append_name(StringInfo text, const char *name)
{
	char *utf8 = pg_server_to_any(name, strlen(name), PG_UTF8);
	int size = pg_encoding_mbcliplen(PG_UTF8, utf8, strlen(utf8), NAME_ROOM - 1);

	appendBinaryStringInfo(text, utf8, size);
	for (; size < NAME_ROOM; size++)
		appendStringInfoChar(text, '\0');
}

static void
append_characteristic(StringInfo text, const char *owner, const char *name, const char *value)
{
	char *utf8 = pg_server_to_any(value, strlen(value), PG_UTF8);
	int32 size = 2 * NAME_ROOM + strlen(utf8) + 1;

	appendStringInfoString(text, "<ch>");
	appendBinaryStringInfo(text, (char *) &size, sizeof(size));
	append_name(text, owner);
	append_name(text, name);
	appendBinaryStringInfo(text, utf8, strlen(utf8) + 1);
	appendStringInfoString(text, "</ch>");
}

/* those among the properties that the file had which was loaded */
static void
append_all(StringInfo text, const char *owner, SvyProperties properties)
{
	JsonbContainer *all = svy_property_json(properties, "characteristics");
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	char *name = NULL;

	if (!all || !JsonContainerIsObject(all))
		return;
	iterator = JsonbIteratorInit(all);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && name && svy_json_to_string(&value))
			append_characteristic(text, owner, name, svy_json_to_string(&value));
}

/* Stata looks at the number of notes before it shows them */
static void
append_number_of_notes(StringInfo text, const Export *export)
{
	JsonbContainer *notes = svy_property_json(SVY_PROPERTIES(export->survey), "notes");

	if (notes && JsonContainerIsArray(notes) && JsonContainerSize(notes) > 0)
		append_characteristic(text, "_dta", "note0", psprintf("%d", JsonContainerSize(notes)));
}

/* before the end of the part; the parts behind it move */
static void
insert_text(Export *export, DtaFile *file, const StringInfoData *text)
{
	StringInfo out = &export->out;
	size_t at = VARHDRSZ + file->at - strlen("</ch");
	char *map;

	enlargeStringInfo(out, text->len);
	map = out->data + VARHDRSZ + file->map;
	for (int part = DTA_CHARACTERISTICS + 1; part < DTA_PARTS; part++)
		export_shift(map + 8 * part, text->len);
	memmove(out->data + at + text->len, out->data + at, out->len - at);
	memcpy(out->data + at, text->data, text->len);
	out->len += text->len;
}

void
export_dta_characteristics(Export *export)
{
	DtaCharacteristic last;
	StringInfoData text;
	DtaFile file;

	initStringInfo(&text);
	append_number_of_notes(&text, export);
	append_all(&text, "_dta", SVY_PROPERTIES(export->survey));
	for (int i = 0; i < export->ncolumns; i++)
		append_all(&text, export->columns[i].header, SVY_PROPERTIES(export->columns[i].v));
	if (text.len == 0 || !dta_open(&file, export_read, export) || !dta_seek_characteristics(&file))
		return;
	while (dta_next_characteristic(&file, &last))
		;
	if (!file.bad)
		insert_text(export, &file, &text);
}
