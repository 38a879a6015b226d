/*
 * export_mrsets.c
 *	  Multiple-response sets, custom attributes and labels of long texts of an
 *	  SPSS file.  ReadStat does not write them, or not as SPSS does, so their records are put into the finished file, before the
 *	  last record of the dictionary.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "export/export_sav.h"
#include "server/json.h"

/* places in a compressed file that tell how far from its beginning others are */
#define ZHEADER_SIZE 24
#define ZTRAILER_BLOCKS_AT 24
#define ZBLOCK_SIZE 24

size_t
export_read(void *arg, uint64_t offset, void *out, size_t size)
{
	const Export *export = arg;
	size_t length = export->out.len - VARHDRSZ;

	if (offset >= length)
		return 0;
	size = Min(size, length - offset);
	memcpy(out, export->out.data + VARHDRSZ + offset, size);
	return size;
}

/* the short name that ReadStat has given to a variable, in small letters */
static char *
short_name(SavText names, const char *name)
{
	SavText left;
	SavText right;
	char *result;

	while (sav_take_long_name(&names, &left, &right))
		if (right.size == strlen(name) && memcmp(right.text, name, right.size) == 0)
		{
			result = pnstrdup(left.text, left.size);
			for (char *c = result; *c; c++)
				*c = pg_ascii_tolower((unsigned char) *c);
			return result;
		}
	return NULL;
}

static void
append_counted(StringInfo text, const char *value)
{
	char *utf8 = pg_server_to_any(value, strlen(value), PG_UTF8);

	appendStringInfo(text, "%zu %s", strlen(utf8), utf8);
}

/* " v1 v2" of the columns; false if one is not exported */
static bool
append_names(const Export *export, StringInfo text, SavText names, const SurveyVariable **members,
			 int n)
{
	for (int i = 0; i < n; i++)
	{
		const ExportColumn *column = members[i] ? export_column(export, members[i]) : NULL;
		char *name = column ? short_name(names, column->header) : NULL;

		if (!name)
			return false;
		appendStringInfo(text, " %s", name);
	}
	return n > 0;
}

/* what the members hold where the option was chosen */
static char *
counted_value(const SurveySet *set)
{
	const SurveyLabel *label = svy_variable_find_label(set->members[0], set->counted);

	if (svy_column_kind(set->members[0]->type) == COLUMN_TEXT && label && label->value)
		return label->value;
	return psprintf("%d", set->counted);
}

static bool
append_categories(const Export *export, StringInfo text, SavText names, const SurveySet *set)
{
	int n;
	char **variables =
		svy_json_strings(svy_properties(SVY_PROPERTIES(set)), "variables", "a set", &n);
	const SurveyVariable **members = palloc((n + 1) * sizeof(SurveyVariable *));

	for (int i = 0; i < n; i++)
		members[i] = svy_survey_find_variable(export->survey, variables[i]);
	appendStringInfoString(text, "=C ");
	append_counted(text, set->label ? set->label : "");
	return append_names(export, text, names, members, n);
}

static bool
append_dichotomies(const Export *export, StringInfo text, SavText names, const SurveySet *set)
{
	if (export_set_by_value(set))
		appendStringInfo(text, "=E 1%s ",
						 svy_property_json(SVY_PROPERTIES(set), "label_of_variable") ? "1" : "");
	else
		appendStringInfoString(text, "=D");
	append_counted(text, counted_value(set));
	appendStringInfoChar(text, ' ');
	append_counted(text, set->label ? set->label : "");
	return append_names(export, text, names, (const SurveyVariable **) set->members, set->nmembers);
}

/* the text of the record; sets of members that are not all exported are left out */
static void
append_sets(const Export *export, StringInfo text, SavText names)
{
	for (int i = 0; i < export->survey->nsets; i++)
	{
		const SurveySet *set = &export->survey->sets[i];
		char *header = svy_property(SVY_PROPERTIES(set), "header");
		int before = text->len;
		bool complete;

		appendStringInfo(text, "$%s",
						 pg_server_to_any(header ? header : set->name,
										  strlen(header ? header : set->name), PG_UTF8));
		complete = svy_set_derived(set) ? append_categories(export, text, names, set)
										: append_dichotomies(export, text, names, set);
		if (complete)
			appendStringInfoChar(text, '\n');
		else
		{
			text->len = before;
			text->data[before] = '\0';
		}
	}
}

void
export_shift(char *place, int64 by)
{
	int64 offset;

	memcpy(&offset, place, sizeof(offset));
	offset += by;
	memcpy(place, &offset, sizeof(offset));
}

/* a compressed file counts from its beginning where header, blocks and trailer are */
static void
shift_blocks(StringInfo out, size_t header, int64 by)
{
	char *zheader = out->data + header;
	int64 trailer;
	int32 blocks;
	char *ztrailer;

	if (header + ZHEADER_SIZE > (size_t) out->len)
		return;
	memcpy(&trailer, zheader + 8, sizeof(trailer));
	export_shift(zheader, by);
	export_shift(zheader + 8, by);
	if (trailer < 0 || trailer + by + VARHDRSZ + ZTRAILER_BLOCKS_AT > out->len)
		return;
	ztrailer = out->data + VARHDRSZ + trailer + by;
	memcpy(&blocks, ztrailer + 20, sizeof(blocks));
	for (int i = 0; i < blocks; i++)
	{
		char *block = ztrailer + ZTRAILER_BLOCKS_AT + (size_t) i * ZBLOCK_SIZE;

		if (block + ZBLOCK_SIZE > out->data + out->len)
			return;
		export_shift(block, by);
		export_shift(block + 8, by);
	}
}

static void
insert_record(Export *export, size_t at, int subtype, const StringInfoData *text)
{
	int32 head[4] = {7, subtype, 1, text->len};
	int size = sizeof(head) + text->len;
	StringInfo out = &export->out;

	enlargeStringInfo(out, size);
	memmove(out->data + at + size, out->data + at, out->len - at);
	memcpy(out->data + at, head, sizeof(head));
	memcpy(out->data + at + sizeof(head), text->data, text->len);
	out->len += size;
	/* the last record of the dictionary has eight bytes; data or the compressed header follow */
	if (export->format == EXPORT_ZSAV)
		shift_blocks(out, at + size + 8, size);
}

/*
 * Attributes
 */

/* one of an attribute's texts, on a line of its own */
static void
append_attribute_text(StringInfo text, const JsonbValue *value)
{
	char *string = svy_json_to_string(value);
	int start = text->len + 1;

	if (!string)
		return;
	appendStringInfo(text, "'%s'", pg_server_to_any(string, strlen(string), PG_UTF8));
	for (int i = start; i < text->len; i++)
		if (text->data[i] == '\n')
			text->data[i] = ' ';
	appendStringInfoChar(text, '\n');
}

static void
append_attribute(StringInfo text, const char *name, const JsonbValue *value)
{
	JsonbContainer *array = value->type == jbvBinary ? value->val.binary.data : NULL;

	if (strpbrk(name, "(/\n") || (array && !JsonContainerIsArray(array)))
		return;
	appendStringInfo(text, "%s(", pg_server_to_any(name, strlen(name), PG_UTF8));
	if (!array)
		append_attribute_text(text, value);
	for (int i = 0; array && i < JsonContainerSize(array); i++)
		append_attribute_text(text, getIthJsonbValueFromContainer(array, i));
	appendStringInfoChar(text, ')');
}

/* the attributes among the properties that the file had which was loaded */
static void
append_attributes(StringInfo text, const char *owner, SvyProperties properties)
{
	JsonbContainer *attributes = svy_property_json(properties, "attributes");
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	char *name = NULL;

	if (!attributes || !JsonContainerIsObject(attributes))
		return;
	if (owner)
		appendStringInfo(text, "%s%s:", text->len > 0 ? "/" : "", owner);
	iterator = JsonbIteratorInit(attributes);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && name)
			append_attribute(text, name, &value);
}

/*
 * The whole
 */

static void
add_record(Export *export, int subtype, const StringInfoData *text)
{
	SavExtension extension;
	SavScan scan;

	if (text->len == 0 || sav_open(&scan, export_read, export) != SVY_OK)
		return;
	while (sav_next(&scan, &extension) == SVY_OK && extension.subtype != 0)
		;
	if (scan.end > 0)
		insert_record(export, VARHDRSZ + scan.end, subtype, text);
}

SavText
export_sav_record(const Export *export, uint32_t subtype)
{
	SavText found = {"", 0};
	SavExtension extension;
	SavScan scan;

	if (sav_open(&scan, export_read, unconstify(Export *, export)) != SVY_OK)
		return found;
	while (sav_next(&scan, &extension) == SVY_OK && extension.subtype != 0)
		if (extension.subtype == subtype)
			found = (SavText){export->out.data + VARHDRSZ + extension.offset, extension.size};
	return found;
}

void
export_sav_records(Export *export)
{
	const Survey *survey = export->survey;
	StringInfoData sets;
	StringInfoData file;
	StringInfoData variables;

	initStringInfo(&sets);
	initStringInfo(&file);
	initStringInfo(&variables);
	if (survey->nsets > 0)
		append_sets(export, &sets, export_sav_record(export, SAV_LONG_NAMES));
	append_attributes(&file, NULL, SVY_PROPERTIES(survey));
	for (int i = 0; i < export->ncolumns; i++)
		append_attributes(&variables, export->columns[i].header,
						  SVY_PROPERTIES(export->columns[i].v));
	add_record(export, SAV_MRSETS, &sets);
	add_record(export, SAV_FILE_ATTRIBUTES, &file);
	add_record(export, SAV_ATTRIBUTES, &variables);
	add_record(export, SAV_TEXT_LABELS, &export->text_labels);
}
