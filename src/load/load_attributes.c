/*
 * load_attributes.c
 *	  Custom attributes of an SPSS file and of its variables, which ReadStat
 *	  passes over, become properties.
 */
#include "postgres.h"

#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "load/load_readstat.h"

/* SPSS gives every variable the role of an input */
#define ROLE "$@Role"
#define ROLE_INPUT "0"

static void
append_text(StringInfo json, const StatReader *stat, SavText text)
{
	char *converted = stat_sav_text(stat, text);

	escape_json(json, converted ? converted : "");
}

/* a text, or an array of the texts if there are several */
static void
append_values(StringInfo json, const StatReader *stat, SavText values)
{
	SavText value;
	int start = json->len;
	int n = 0;

	while (sav_take_value(&values, &value))
	{
		appendStringInfoString(json, n++ == 0 ? "" : ", ");
		append_text(json, stat, value);
	}
	if (n > 1)
	{
		char *list = pstrdup(json->data + start);

		json->len = start;
		appendStringInfo(json, "[%s]", list);
	}
}

static bool
is_default(SavText name, SavText values)
{
	SavText value;

	return name.size == strlen(ROLE) && memcmp(name.text, ROLE, name.size) == 0 &&
		   sav_take_value(&values, &value) && value.size == strlen(ROLE_INPUT) &&
		   memcmp(value.text, ROLE_INPUT, value.size) == 0;
}

/* the attributes at the front of a record as a JSON object; NULL if there are none */
static char *
take_attributes(StatReader *stat, SavText *rest)
{
	StringInfoData json;
	SavText name;
	SavText values;

	initStringInfo(&json);
	while (sav_take_attribute(rest, &name, &values))
	{
		if (is_default(name, values))
			continue;
		appendStringInfoString(&json, json.len == 0 ? "{" : ", ");
		append_text(&json, stat, name);
		appendStringInfoString(&json, ": ");
		append_values(&json, stat, values);
	}
	return json.len > 0 ? psprintf("%s}", json.data) : NULL;
}

char *
stat_with_property(const char *properties, const char *key, const char *value)
{
	if (!properties)
		return psprintf("{\"%s\": %s}", key, value);
	return psprintf("%.*s, \"%s\": %s}", (int) strlen(properties) - 1, properties, key, value);
}

static SurveyVariable *
find_variable(const StatReader *stat, SavText name)
{
	char *text = stat_sav_text(stat, name);

	for (int i = 0; text && i < stat->ncolumns; i++)
		if (pg_strcasecmp(stat->columns[i].name, text) == 0)
			return stat->columns[i].v;
	return NULL;
}

static void
take_record(StatReader *stat, SavText rest)
{
	SavText name;

	while (sav_take_owner(&rest, &name))
	{
		SurveyVariable *v = find_variable(stat, name);
		char *attributes = take_attributes(stat, &rest);

		if (v && attributes)
			v->properties = stat_with_property(v->properties, "attributes", attributes);
	}
	if (rest.size > 0)
		stat_warn(stat, "some attributes of variables are not kept: their record is damaged");
}

/* what is read elsewhere, or says only how the file is built */
static bool
is_read(uint32_t subtype)
{
	static const uint32_t subtypes[] = {SAV_INTEGERS,	SAV_NUMBERS,	 SAV_MRSETS,
										SAV_PRODUCT,	SAV_DISPLAY,	 SAV_LONG_NAMES,
										SAV_LONG_TEXTS, SAV_CASES,		 SAV_MRSETS_EXTENDED,
										SAV_ENCODING,	SAV_TEXT_LABELS, SAV_TEXT_MISSING};

	for (int i = 0; i < lengthof(subtypes); i++)
		if (subtypes[i] == subtype)
			return true;
	return false;
}

static void
take_extension(StatReader *stat, Survey *survey, const SavExtension *extension)
{
	SavText record;
	char *attributes;

	switch (extension->subtype)
	{
		case SAV_FILE_ATTRIBUTES:
			record = stat_sav_record(stat, extension);
			attributes = take_attributes(stat, &record);
			if (attributes)
				survey->properties =
					stat_with_property(survey->properties, "attributes", attributes);
			break;
		case SAV_ATTRIBUTES:
			take_record(stat, stat_sav_record(stat, extension));
			break;
		case SAV_VARIABLE_SETS:
			stat_warn(stat, "the file's sets of variables for dialogs are not kept");
			break;
		case SAV_DATES:
			stat_warn(stat, "what the file says of the dates of a time series is not kept");
			break;
		case SAV_DATA_VIEW:
			stat_warn(stat, "the settings of SPSS's window of data are not kept");
			break;
		default:
			if (!is_read(extension->subtype))
				stat_warn(
					stat,
					psprintf("the file's extension record %u is not kept: its kind is not known",
							 extension->subtype));
	}
}

void
stat_read_attributes(StatReader *stat, Survey *survey)
{
	SavExtension extension;
	SavScan scan;

	if (sav_open(&scan, load_source_at, &stat->source) != SVY_OK)
		return;
	while (sav_next(&scan, &extension) == SVY_OK && extension.subtype != 0)
		take_extension(stat, survey, &extension);
	if (scan.formats > 0)
		stat_warn(stat, psprintf("%d variables have a format for writing that is not the one for "
								 "display: it is not kept",
								 scan.formats));
}
