/*
 * load_losses.c
 *	  Characteristics of a Stata file become properties; labels that belong to
 *	  no variable, or that stand elsewhere, are named.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "load/load_readstat.h"
#include "server/naming.h"
#include "kernel/file/dtafile.h"
#include "kernel/file/sasformat.h"

#define FIRST_UTF8 118

/*
 * Characteristics of Stata
 */

/* those of the data that ReadStat hands out as notes, and those that every file has */
static bool
says_nothing(const DtaCharacteristic *found, const char *text)
{
	const char *number = found->name + strlen("note");

	if (strcmp(found->owner, "_dta") != 0)
		return false;
	if (strncmp(found->name, "note", strlen("note")) == 0 && *number)
		return strspn(number, "0123456789") == strlen(number);
	return strncmp(found->name, "_lang_", strlen("_lang_")) == 0 && strcmp(text, "default") == 0;
}

/* texts of old files are in the encoding that the user names, or of Windows */
static char *
convert(const StatReader *stat, int release, const char *text)
{
	static const char undefined[] = "\x81\x8d\x8f\x90\x9d";
	int size = strlen(text);
	int encoding = release >= FIRST_UTF8	 ? PG_UTF8
				   : stat->options->encoding ? pg_char_to_encoding(stat->options->encoding)
											 : -1;
	char *converted;

	if (encoding < 0)
		encoding = strpbrk(text, undefined) ? PG_LATIN1 : PG_WIN1252;
	if (!pg_verify_mbstr(encoding, text, size, true))
		encoding = PG_LATIN1;
	converted = pg_any_to_server(text, size, encoding);
	return converted == text ? pstrdup(text) : converted;
}

static int
column_by_name(const StatReader *stat, const char *name)
{
	for (int i = 0; i < stat->ncolumns; i++)
		if (strcmp(stat->columns[i].name, name) == 0)
			return i;
	return -1;
}

/* the objects of names and texts, by variable; the last one is that of the data */
static void
collect(StatReader *stat, DtaFile *file, StringInfoData *objects, NameList *lost)
{
	DtaCharacteristic found;

	while (dta_next_characteristic(file, &found))
	{
		char *bytes = palloc(found.size + 1);
		char *name = convert(stat, file->release, found.name);
		char *owner = convert(stat, file->release, found.owner);
		int at = strcmp(owner, "_dta") == 0 ? stat->ncolumns : column_by_name(stat, owner);
		StringInfo object = at < 0 ? NULL : &objects[at];

		bytes[load_source_at(&stat->source, found.offset, bytes, found.size)] = '\0';
		if (says_nothing(&found, bytes))
			continue;
		if (!object)
		{
			name_list_add(lost, psprintf("%s[%s]", owner, name));
			continue;
		}
		if (!object->data)
			initStringInfo(object);
		appendStringInfoString(object, object->len == 0 ? "{" : ", ");
		escape_json(object, name);
		appendStringInfoString(object, ": ");
		escape_json(object, convert(stat, file->release, bytes));
	}
}

void
stat_read_characteristics(StatReader *stat, Survey *survey)
{
	StringInfoData *objects = palloc0((stat->ncolumns + 1) * sizeof(StringInfoData));
	NameList lost = {.n = 0};
	DtaFile file;

	if (!dta_open(&file, load_source_at, &stat->source) || !dta_seek_characteristics(&file))
		return;
	collect(stat, &file, objects, &lost);
	for (int i = 0; i <= stat->ncolumns; i++)
	{
		char **properties =
			i == stat->ncolumns ? &survey->properties : &stat->columns[i].v->properties;

		if (objects[i].data)
			*properties = stat_with_property(*properties, "characteristics",
											 psprintf("%s}", objects[i].data));
	}
	if (lost.n > 0)
		stat_warn(stat, psprintf("characteristics of what is no variable are not kept: %s",
								 name_list_text(&lost)));
}

/*
 * Labels
 */

static bool
is_used(const StatReader *stat, const StatLabels *labels)
{
	for (int i = 0; i < stat->ncolumns; i++)
		if (stat->columns[i].labels == labels)
			return true;
	return false;
}

static bool
is_sas(const StatReader *stat)
{
	return stat->format == LOAD_XPT || stat->format == LOAD_SAS;
}

void
stat_warn_of_labels(StatReader *stat)
{
	NameList unused = {.n = 0};
	NameList undefined = {.n = 0};
	NameList leaps = {.n = 0};
	ListCell *cell;

	foreach (cell, stat->label_sets)
		if (!is_used(stat, lfirst(cell)))
			name_list_add(&unused, ((StatLabels *) lfirst(cell))->name);
	for (int i = 0; i < stat->ncolumns; i++)
	{
		const StatColumn *column = &stat->columns[i];
		const char *set = column->label_set;

		if (is_sas(stat) ? column->format && !sasformat_known(column->format)
						 : stat->format == LOAD_DTA && set && *set && !column->labels)
			name_list_add(&undefined,
						  psprintf("%s (%s)", column->name, is_sas(stat) ? column->format : set));
		if (stat->format == LOAD_DTA && column->format && strncmp(column->format, "%tC", 3) == 0)
			name_list_add(&leaps, column->name);
	}
	if (unused.n > 0)
		stat_warn(stat, psprintf("value labels that no variable has are not kept: %s",
								 name_list_text(&unused)));
	if (undefined.n > 0 && is_sas(stat))
		stat_warn(stat,
				  psprintf("value labels are not loaded, they stand in a catalogue of formats "
						   "beside the file: %s",
						   name_list_text(&undefined)));
	else if (undefined.n > 0)
		stat_warn(stat, psprintf("the file does not have the value labels that it names: %s",
								 name_list_text(&undefined)));
	if (leaps.n > 0)
		stat_warn(stat,
				  psprintf("times with leap seconds (%%tC) are read as if there were none: %s",
						   name_list_text(&leaps)));
}
