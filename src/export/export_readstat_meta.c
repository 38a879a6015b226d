/*
 * export_readstat_meta.c
 *	  A survey as a file of SPSS, Stata or SAS: what the file says of the
 *	  variables.
 */
#include "postgres.h"

#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

#include "codebook/role.h"
#include "export/export_readstat.h"
#include "server/json.h"
#include "server/naming.h"

/* limits of the formats: in characters of Stata, in bytes of the others */
typedef struct Limits
{
	int name;
	int label;
	int title;
	int text; /* in bytes; longer ones are cut, or strL in Stata */
} Limits;

/* Stata's largest numbers; beyond them lie its missing values */
#define DTA_INT16_MIN (-32767)
#define DTA_INT16_MAX 32740
#define DTA_INT32_MIN (-2147483647)
#define DTA_INT32_MAX 2147483620
#define DTA_FLOAT_MAX 0x1.fffffep126
#define DTA_DOUBLE_MAX 0x1.fffffffffffffp1022

/* SAS writes numbers below 16^63, and from 16^-65 on */
#define XPT_MAX 0x1.fffffffffffffp251
#define XPT_MIN 0x1p-260

/* what SPSS can declare as missing of one variable */
#define SAV_MISSING 3
#define SAV_MISSING_TEXT 8
#define SAV_NOTE 80
#define SAV_VALUE_LABEL 120

/* longer texts take several variables, each of which holds so much of them */
#define SAV_TEXT 255
#define SAV_TEXT_PART 252

/* labels of longer texts stand in a record of their own */
#define SAV_SHORT_TEXT 8

static bool
is_sav(const StatWriter *stat)
{
	return stat->export->format == EXPORT_SAV || stat->export->format == EXPORT_ZSAV;
}

static bool
is_dta(const StatWriter *stat)
{
	return stat->export->format == EXPORT_DTA;
}

static Limits
limits_of(const StatWriter *stat)
{
	if (is_sav(stat))
		return (Limits){64, 256, 64, 32767};
	if (is_dta(stat))
		return (Limits){32, 80, 80, 2045};
	return stat->version == 5 ? (Limits){8, 40, 40, 200} : (Limits){32, 256, 256, 32767};
}

/* the size of the text in UTF-8 that is within the limit */
static int
size_within(const StatWriter *stat, const char *utf8, int limit)
{
	int at = 0;

	if (!is_dta(stat))
		return pg_encoding_mbcliplen(PG_UTF8, utf8, strlen(utf8), limit);
	for (int i = 0; i < limit && utf8[at]; i++)
		at += pg_encoding_mblen(PG_UTF8, utf8 + at);
	return at;
}

/*
 * Names
 */

static bool
is_reserved(const StatWriter *stat, const char *name)
{
	static const char *const sav[] = {"ALL", "AND", "BY",  "EQ", "GE", "GT",  "LE",
									  "LT",	 "NE",	"NOT", "OR", "TO", "WITH"};
	static const char *const dta[] = {"_all", "_b",	   "byte", "_coef", "_cons", "double", "float",
									  "if",	  "in",	   "int",  "long",	"_n",	 "_pi",	   "_pred",
									  "_rc",  "_skip", "strL", "using", "with"};

	for (int i = 0; is_sav(stat) && i < lengthof(sav); i++)
		if (pg_strcasecmp(name, sav[i]) == 0)
			return true;
	if (stat->export->format != EXPORT_DTA)
		return false;
	for (int i = 0; i < lengthof(dta); i++)
		if (pg_strcasecmp(name, dta[i]) == 0)
			return true;
	return pg_strncasecmp(name, "str", 3) == 0 && name[3] &&
		   strspn(name + 3, "0123456789") == strlen(name + 3);
}

static bool
allowed(const StatWriter *stat, unsigned char c, bool first)
{
	if (isalpha(c) || c == '_')
		return !(first && c == '_' && is_sav(stat));
	if (stat->export->format != EXPORT_XPT && IS_HIGHBIT_SET(c))
		return true;
	if (first)
		return is_sav(stat) && c == '@';
	return isdigit(c) || (is_sav(stat) && strchr("@.$#", c));
}

static bool
is_name(const StatWriter *stat, const char *name)
{
	if (*name == '\0' || name[size_within(stat, name, limits_of(stat).name)] ||
		is_reserved(stat, name))
		return false;
	for (int i = 0; name[i]; i++)
		if (!allowed(stat, name[i], i == 0))
			return false;
	return !is_sav(stat) || name[strlen(name) - 1] != '.';
}

/* names differ by more than the case of letters, but for Stata */
static bool
name_taken(const StatWriter *stat, const char *name, int before)
{
	for (int i = 0; i < before; i++)
		if (is_dta(stat) ? strcmp(stat->outs[i].name, name) == 0
						 : pg_strcasecmp(stat->outs[i].name, name) == 0)
			return true;
	return false;
}

/* the name in the file that was loaded if the format takes it, else one that is like the column's */
static char *
make_name(const StatWriter *stat, const ExportColumn *column, int position)
{
	int limit = limits_of(stat).name;
	char *name = stat_utf8(column->header, 1000);
	char *plain;

	if (is_name(stat, name) && !name_taken(stat, name, position))
		return name;
	name = stat_utf8(column->v->name, 1000);
	name[size_within(stat, name, limit)] = '\0';
	for (int i = 0; name[i]; i++)
		if (!allowed(stat, name[i], i == 0))
			name[i] = i == 0 ? 'v' : '_';
	if (is_reserved(stat, name))
		name = psprintf("%s_", name);
	plain = name;
	for (int i = 2; name_taken(stat, name, position); i++)
	{
		int digits = snprintf(NULL, 0, "_%d", i);

		name = psprintf("%.*s_%d", size_within(stat, plain, limit - digits), plain, i);
	}
	return name;
}

/*
 * Storage
 */

static readstat_type_t
stored_type(StatWriter *stat, const ExportColumn *column)
{
	bool dta = is_dta(stat);

	switch (column->type)
	{
		case TEXTOID:
			return dta && column->width > limits_of(stat).text ? READSTAT_TYPE_STRING_REF
															   : READSTAT_TYPE_STRING;
		case BOOLOID:
			return dta ? READSTAT_TYPE_INT16 : READSTAT_TYPE_DOUBLE;
		case INT2OID:
			if (dta && column->min >= DTA_INT16_MIN && column->max <= DTA_INT16_MAX)
				return READSTAT_TYPE_INT16;
			return dta ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
		case INT4OID:
			return dta && column->min >= DTA_INT32_MIN && column->max <= DTA_INT32_MAX
					   ? READSTAT_TYPE_INT32
					   : READSTAT_TYPE_DOUBLE;
		case FLOAT4OID:
			return dta && column->max <= DTA_FLOAT_MAX ? READSTAT_TYPE_FLOAT : READSTAT_TYPE_DOUBLE;
		default:
			return READSTAT_TYPE_DOUBLE;
	}
}

/* numbers that are such in the file: the smallest double is no answer to SPSS */
static void
plan_range(const StatWriter *stat, StatOut *out)
{
	out->high = DBL_MAX;
	out->low = -DBL_MAX;
	if (stat->export->format == EXPORT_XPT)
		out->high = XPT_MAX, out->low = -XPT_MAX, out->least = XPT_MIN;
	else if (is_dta(stat))
		out->high = DTA_DOUBLE_MAX;
	else
		out->low = nextafter(-DBL_MAX, 0);
}

static bool
same_family(const StatWriter *stat)
{
	char *from = svy_property(SVY_PROPERTIES(stat->export->survey), "format");

	if (!from)
		return false;
	if (is_sav(stat))
		return strcmp(from, "sav") == 0 || strcmp(from, "por") == 0;
	if (is_dta(stat))
		return strcmp(from, "dta") == 0;
	return strcmp(from, "xpt") == 0 || strcmp(from, "sas7bdat") == 0;
}

static FileTime
format_time(const StatWriter *stat, const char *format)
{
	if (is_sav(stat))
		return filetime_spss(format);
	return is_dta(stat) ? filetime_stata(format) : filetime_sas(format);
}

static const char *
default_format(const StatWriter *stat, Oid type)
{
	int family = is_sav(stat) ? 0 : is_dta(stat) ? 1 : 2;
	static const char *const dates[] = {"SDATE10", "%td", "YYMMDD10"};
	static const char *const stamps[] = {"DATETIME23.2", "%tc", "DATETIME20"};
	static const char *const times[] = {"TIME8", "%tcHH:MM:SS", "TIME8"};

	switch (type)
	{
		case DATEOID:
			return dates[family];
		case TIMESTAMPOID:
			return stamps[family];
		case TIMEOID:
		case INTERVALOID:
			return times[family];
		default:
			return NULL;
	}
}

/* the display format: that of the file that was loaded if it was of the same program */
static const char *
make_format(StatWriter *stat, StatOut *out)
{
	const ExportColumn *column = out->column;
	const char *format =
		same_family(stat) ? svy_property(SVY_PROPERTIES(column->v), "format") : NULL;
	bool dated = default_format(stat, column->type) != NULL;

	if (format && is_sav(stat) && column->type == TEXTOID && column->width > atoi(format + 1))
		format = NULL;
	if (format && dated != (format_time(stat, format).kind != FILE_NUMBER))
		format = NULL;
	if (!format)
		format = default_format(stat, column->type);
	out->time = format_time(stat, format ? format : "");
	if (column->type == TIMESTAMPOID)
		out->time.kind = FILE_TIMESTAMP;
	/* Stata has no times without a day */
	if (is_dta(stat) && (column->type == TIMEOID || column->type == INTERVALOID))
	{
		out->time.epoch = 0;
		export_warn("variable \"%s\" becomes a time on 1960-01-01: Stata knows no other",
					column->v->name);
	}
	return format;
}

static char
tag_of(const StatOut *out, int32 code)
{
	for (int i = 0; i < out->ntags; i++)
		if (out->tag_codes[i] == code)
			return out->tags[i];
	return 0;
}

/* the next letter that is free */
static bool
add_tag(StatOut *out, int32 code, char first)
{
	for (int i = 0; i < EXPORT_TAGS - 1; i++)
		if (!memchr(out->tags, first + i, out->ntags))
		{
			out->tag_codes[out->ntags] = code;
			out->tags[out->ntags++] = (char) (first + i);
			return true;
		}
	return false;
}

/* a code that is missing for a reason becomes .a, .b, ...: as the file had it, or in order */
static void
plan_tags(const StatWriter *stat, StatOut *out)
{
	const SurveyVariable *v = out->column->v;
	JsonbContainer *tagged = svy_property_json(SVY_PROPERTIES(v), "tagged");

	if (is_sav(stat) || out->column->type == TEXTOID)
		return;
	for (int i = 0; i < EXPORT_TAGS && tagged; i++)
	{
		char key[2] = {i == EXPORT_TAGS - 1 ? '_' : 'a' + i, '\0'};

		if (svy_json_int(tagged, key, "tagged", &out->tag_codes[out->ntags]))
			out->tags[out->ntags++] = is_dta(stat) ? key[0] : toupper((unsigned char) key[0]);
	}
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].missing && !tag_of(out, v->labels[i].code) &&
			!add_tag(out, v->labels[i].code, is_dta(stat) ? 'a' : 'A'))
			export_warn("code %d of variable \"%s\" cannot be declared as missing: there are 26 "
						"kinds of missing values",
						v->labels[i].code, v->name);
	if (v->nranges > 0)
		export_warn("ranges of missing values of variable \"%s\" are not kept", v->name);
}

static void
plan_width(const StatWriter *stat, StatOut *out)
{
	int limit = limits_of(stat).text;
	int kept = same_family(stat) ? svy_property_number(SVY_PROPERTIES(out->column->v), "width") : 0;

	out->width = Max(out->column->width, 1);
	/* a blob of Stata has no such limit; bytes of other encodings may become more in UTF-8 */
	if (out->stored == READSTAT_TYPE_STRING_REF)
	{
		out->width = MaxAllocSize - 1;
		return;
	}
	if (GetDatabaseEncoding() != PG_UTF8)
		out->width *= 3;
	if (kept > out->width)
		out->width = kept;
	if (out->width > limit)
	{
		if (out->column->width > limit)
			export_warn("texts of variable \"%s\" are cut after %d bytes", out->column->v->name,
						limit);
		out->width = limit;
	}
	if (is_sav(stat) && out->width > SAV_TEXT)
		out->column->parts = (out->width + SAV_TEXT_PART - 1) / SAV_TEXT_PART;
}

/* SAS transport files of version 5 are read everywhere, but hold short names and texts only */
static int
choose_version(StatWriter *stat)
{
	const Export *export = stat->export;

	if (export->format != EXPORT_XPT)
		return 0;
	stat->version = 5;
	for (int i = 0; i < export->ncolumns; i++)
	{
		const ExportColumn *column = &export->columns[i];

		if (!is_name(stat, column->header) || column->width > limits_of(stat).text ||
			(column->v->label && strlen(column->v->label) > limits_of(stat).label))
			return 8;
	}
	return 5;
}

void
stat_plan(StatWriter *stat)
{
	NameList renamed = {.n = 0};
	const char *header;

	stat->version = choose_version(stat);
	for (int i = 0; i < stat->export->ncolumns; i++)
	{
		StatOut *out = &stat->outs[i];

		out->column = &stat->export->columns[i];
		header = stat_utf8(out->column->header, 1000);
		out->name = make_name(stat, out->column, i);
		out->column->header = out->name;
		out->stored = stored_type(stat, out->column);
		plan_range(stat, out);
		if (out->column->type == TEXTOID)
			plan_width(stat, out);
		plan_tags(stat, out);
		/* a text of a question was no name; one that is, but for another in its place, was */
		if (strcmp(out->name, header) != 0 &&
			(pg_strcasecmp(out->name, out->column->v->name) != 0 || is_name(stat, header)))
			name_list_add(&renamed, psprintf("%s as %s",
											 is_name(stat, header) ? header : out->column->v->name,
											 out->name));
	}
	if (renamed.n > 0)
		export_warn("variables get other names: %s", name_list_text(&renamed));
}

/*
 * Labels
 */

/* a text of the codebook within the format's limit */
static char *
limited(const StatWriter *stat, const char *text, int limit, const char *what, const char *name)
{
	char *utf8;
	int size;

	if (!text)
		return NULL;
	utf8 = stat_utf8(text, INT_MAX);
	size = size_within(stat, utf8, limit);
	if (utf8[size])
		export_warn("%s of \"%s\" is cut after %d %s", what, name, limit,
					is_dta(stat) ? "characters" : "bytes");
	utf8[size] = '\0';
	return utf8;
}

static void
add_number_label(const StatOut *out, readstat_label_set_t *set, int32 code, const char *label)
{
	char tag = tag_of(out, code);

	if (tag)
		readstat_label_tagged_value(set, tag, label);
	else if (set->type == READSTAT_TYPE_DOUBLE)
		readstat_label_double_value(set, code, label);
	else
		readstat_label_int32_value(set, code, label);
}

/*
 * Labels of long texts: SPSS wants the width of the variable, and values that
 * fill it.  The library writes its own width, which is a multiple of eight.
 */

static void
append_int(StringInfo record, int32 number)
{
	appendBinaryStringInfo(record, (const char *) &number, sizeof(number));
}

static void
append_text_label(StringInfo record, int width, const char *value, const char *label)
{
	append_int(record, width);
	appendStringInfo(record, "%-*s", width, "");
	memcpy(record->data + record->len - width, value, Min(width, strlen(value)));
	append_int(record, strlen(label));
	appendStringInfoString(record, label);
}

static bool
has_long_labels(const StatWriter *stat, const StatOut *out)
{
	return is_sav(stat) && out->column->type == TEXTOID && out->width > SAV_SHORT_TEXT;
}

/* the head of the labels of a variable; where their number stands */
static int
start_text_labels(StringInfo record, const StatOut *out)
{
	append_int(record, strlen(out->name));
	appendStringInfoString(record, out->name);
	append_int(record, out->width);
	append_int(record, 0);
	return record->len - sizeof(int32);
}

static void
add_text_label(StatWriter *stat, const StatOut *out, readstat_label_set_t *set, const char *value,
			   const char *label)
{
	StringInfo record = &stat->export->text_labels;
	char *utf8 = stat_utf8(value, out->width);
	int32 n;

	if (set)
	{
		readstat_label_string_value(set, utf8, label);
		return;
	}
	append_text_label(record, out->width, utf8, label);
	memcpy(&n, record->data + stat->label_count_at, sizeof(n));
	n++;
	memcpy(record->data + stat->label_count_at, &n, sizeof(n));
}

/* labels that the codebook has no place for, as the file had them */
static void
add_kept_labels(StatWriter *stat, const StatOut *out, readstat_label_set_t *set)
{
	JsonbContainer *labels = svy_property_json(SVY_PROPERTIES(out->column->v), "labels");

	for (int i = 0; labels && JsonContainerIsArray(labels) && i < JsonContainerSize(labels); i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(labels, i);
		JsonbValue *value;
		char *label;
		double number;

		if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
			continue;
		value = svy_json_get(element->val.binary.data, "value");
		label = svy_json_string(element->val.binary.data, "label", "labels");
		if (!value || !label)
			continue;
		if ((!set || set->type == READSTAT_TYPE_STRING) && value->type == jbvString)
			add_text_label(stat, out, set, svy_json_to_string(value),
						   stat_utf8(label, SAV_VALUE_LABEL));
		else if (set && set->type == READSTAT_TYPE_DOUBLE && svy_json_to_double(value, &number))
			readstat_label_double_value(set, number, stat_utf8(label, 255));
	}
}

static int
by_code(const void *a, const void *b)
{
	int32 x = ((const SurveyLabel *) a)->code;
	int32 y = ((const SurveyLabel *) b)->code;

	return (x > y) - (x < y);
}

/* SPSS names the options of a set by the labels of the counted value */
static const char *
label_text(const StatWriter *stat, const SurveyVariable *v, const SurveyLabel *label)
{
	const Survey *survey = stat->export->survey;

	for (int i = 0; is_sav(stat) && i < survey->nsets; i++)
	{
		const SurveySet *set = &survey->sets[i];

		for (int j = 0; j < set->nmembers; j++)
			if (set->members[j] == v && set->counted == label->code && export_set_by_value(set) &&
				svy_member_own_label(set, j))
				return set->member_labels[j];
	}
	return label->label;
}

static void
declare_labels(StatWriter *stat, StatOut *out)
{
	const SurveyVariable *v = out->column->v;
	bool text = out->column->type == TEXTOID;
	int limit = is_sav(stat) ? SAV_VALUE_LABEL : 32000;
	SurveyLabel *labels = palloc((v->nlabels + 1) * sizeof(SurveyLabel));
	readstat_label_set_t *set = NULL;

	if (v->nlabels == 0 && !svy_property_json(SVY_PROPERTIES(v), "labels"))
		return;
	if (stat->export->format == EXPORT_XPT || (text && is_dta(stat)))
		return;
	if (has_long_labels(stat, out))
		stat->label_count_at = start_text_labels(&stat->export->text_labels, out);
	else
		set = readstat_add_label_set(stat->writer,
									 text			? READSTAT_TYPE_STRING
									 : is_sav(stat) ? READSTAT_TYPE_DOUBLE
													: READSTAT_TYPE_INT32,
									 out->name);
	if (v->nlabels > 0)
		memcpy(labels, v->labels, v->nlabels * sizeof(SurveyLabel));
	/* texts get their codes by the order of their labels when the file is loaded */
	qsort(labels, v->nlabels, sizeof(SurveyLabel), by_code);
	for (int i = 0; i < v->nlabels; i++)
	{
		char *label =
			limited(stat, label_text(stat, v, &labels[i]), limit, "a value label", v->name);

		if (!text)
			add_number_label(out, set, labels[i].code, label);
		else if (labels[i].value)
			add_text_label(stat, out, set, labels[i].value, label);
	}
	add_kept_labels(stat, out, set);
	if (set)
		readstat_variable_set_label_set(out->variable, set);
}

/*
 * Missing values of SPSS: three values, or a range and a value
 */

static void
declare_missing_text(StatWriter *stat, StatOut *out)
{
	const SurveyVariable *v = out->column->v;
	int n = 0;

	for (int i = 0; i < v->nlabels; i++)
	{
		const SurveyLabel *label = &v->labels[i];

		if (!label->missing || !label->value)
			continue;
		if (n++ < SAV_MISSING && strlen(label->value) <= SAV_MISSING_TEXT)
			stat_ok(stat,
					readstat_variable_add_missing_string_value(
						out->variable, stat_utf8(label->value, SAV_MISSING_TEXT)),
					v->name);
		else
			export_warn("text \"%s\" of variable \"%s\" cannot be declared as missing in SPSS",
						label->value, v->name);
	}
}

/* codes that are missing one by one, in ascending order */
static int
missing_codes(const SurveyVariable *v, int32 *codes)
{
	SurveyLabel *labels = palloc((v->nlabels + 1) * sizeof(SurveyLabel));
	int n = 0;

	if (v->nlabels > 0)
		memcpy(labels, v->labels, v->nlabels * sizeof(SurveyLabel));
	qsort(labels, v->nlabels, sizeof(SurveyLabel), by_code);
	for (int i = 0; i < v->nlabels; i++)
		if (labels[i].missing && !svy_in_ranges(v->ranges, v->nranges, labels[i].code))
			codes[n++] = labels[i].code;
	return n;
}

/* whether no valid answer lies between two codes */
static bool
only_missing(const SurveyVariable *v, int32 low, int32 high)
{
	if (!svy_variable_categorical(v) || (v->points > 0 && low <= v->points && high >= 1))
		return false;
	for (int i = 0; i < v->nlabels; i++)
		if (!v->labels[i].missing && v->labels[i].code >= low && v->labels[i].code <= high)
			return false;
	return true;
}

static void
declare_missing(StatWriter *stat, StatOut *out)
{
	const SurveyVariable *v = out->column->v;
	int32 *codes = palloc((v->nlabels + 1) * sizeof(int32));
	int ncodes = missing_codes(v, codes);
	int first = 0;
	int room = SAV_MISSING;

	for (int i = 0; i < v->nranges; i++)
	{
		bool single = v->ranges[i].low == v->ranges[i].high;

		if (room < (single ? 1 : 2))
		{
			export_warn("a range of missing values of variable \"%s\" is not kept: SPSS holds one",
						v->name);
			continue;
		}
		room -= single ? 1 : 2;
		stat_ok(stat,
				readstat_variable_add_missing_double_range(out->variable, v->ranges[i].low,
														   v->ranges[i].high),
				v->name);
	}
	if (ncodes > room && room == SAV_MISSING && only_missing(v, codes[0], codes[ncodes - 2]))
	{
		/* all but the last as a range */
		stat_ok(
			stat,
			readstat_variable_add_missing_double_range(out->variable, codes[0], codes[ncodes - 2]),
			v->name);
		first = ncodes - 1;
		room = 1;
	}
	for (int i = first; i < ncodes; i++)
	{
		if (i - first >= room)
			export_warn("code %d of variable \"%s\" cannot be declared as missing: SPSS has room "
						"for three values, or a range and one",
						codes[i], v->name);
		else
			stat_ok(stat, readstat_variable_add_missing_double_value(out->variable, codes[i]),
					v->name);
	}
}

/*
 * Variables
 */

static readstat_measure_t
measure_of(const SurveyVariable *v)
{
	char *kept = svy_property(SVY_PROPERTIES(v), "measure");
	SurveyMeasure measure = v->measure;

	if (kept && !svy_parse_measure(kept, &measure))
		return READSTAT_MEASURE_UNKNOWN;
	switch (measure)
	{
		case SURVEY_NOMINAL:
			return READSTAT_MEASURE_NOMINAL;
		case SURVEY_ORDINAL:
			return READSTAT_MEASURE_ORDINAL;
		case SURVEY_SCALE:
			return READSTAT_MEASURE_SCALE;
		default:
			return READSTAT_MEASURE_UNKNOWN;
	}
}

static readstat_alignment_t
alignment_of(const SurveyVariable *v)
{
	char *kept = svy_property(SVY_PROPERTIES(v), "alignment");

	if (!kept)
		return READSTAT_ALIGNMENT_UNKNOWN;
	return strcmp(kept, "left") == 0	 ? READSTAT_ALIGNMENT_LEFT
		   : strcmp(kept, "center") == 0 ? READSTAT_ALIGNMENT_CENTER
										 : READSTAT_ALIGNMENT_RIGHT;
}

static void
declare_variable(StatWriter *stat, StatOut *out)
{
	const SurveyVariable *v = out->column->v;
	const char *format = make_format(stat, out);

	out->variable = readstat_add_variable(stat->writer, out->name, out->stored,
										  out->stored == READSTAT_TYPE_STRING ? out->width : 0);
	readstat_variable_set_label(
		out->variable, limited(stat, v->label, limits_of(stat).label, "the label", v->name));
	if (format)
		readstat_variable_set_format(out->variable, format);
	readstat_variable_set_measure(out->variable, measure_of(v));
	if (same_family(stat))
	{
		int width = svy_property_number(SVY_PROPERTIES(v), "display_width");

		if (width > 0)
			readstat_variable_set_display_width(out->variable, width);
		readstat_variable_set_alignment(out->variable, alignment_of(v));
	}
	/* SPSS aligns numbers to the right unless it is told otherwise, the library to the left */
	if (is_sav(stat) && out->stored != READSTAT_TYPE_STRING &&
		readstat_variable_get_alignment(out->variable) == READSTAT_ALIGNMENT_UNKNOWN)
		readstat_variable_set_alignment(out->variable, READSTAT_ALIGNMENT_RIGHT);
	declare_labels(stat, out);
	if (is_sav(stat) && out->column->type == TEXTOID)
		declare_missing_text(stat, out);
	else if (is_sav(stat) && v->measure != SURVEY_DATE)
		declare_missing(stat, out);
}

static void
declare_notes(StatWriter *stat)
{
	JsonbContainer *notes = svy_property_json(SVY_PROPERTIES(stat->export->survey), "notes");
	int limit = is_sav(stat) ? SAV_NOTE : 32000;

	if (stat->export->format == EXPORT_XPT)
		return;
	for (int i = 0; notes && JsonContainerIsArray(notes) && i < JsonContainerSize(notes); i++)
	{
		char *note = svy_json_to_string(getIthJsonbValueFromContainer(notes, i));

		if (note)
			readstat_add_note(stat->writer,
							  limited(stat, note, limit, "a note", stat->export->survey->name));
	}
}

void
stat_declare(StatWriter *stat)
{
	const Survey *survey = stat->export->survey;
	const char *title =
		limited(stat, survey->title, limits_of(stat).title, "the title", survey->name);

	if (stat->version > 0)
		readstat_writer_set_file_format_version(stat->writer, stat->version);
	if (is_sav(stat))
		readstat_writer_set_compression(stat->writer, stat->export->format == EXPORT_ZSAV
														  ? READSTAT_COMPRESS_BINARY
														  : READSTAT_COMPRESS_ROWS);
	if (title)
		readstat_writer_set_file_label(stat->writer, title);
	declare_notes(stat);
	for (int i = 0; i < stat->export->ncolumns; i++)
	{
		StatOut *out = &stat->outs[i];

		declare_variable(stat, out);
		if (is_sav(stat) && (svy_column_roles(survey, out->column->v->name) & ROLE_WEIGHT) &&
			out->stored == READSTAT_TYPE_DOUBLE)
			readstat_writer_set_fweight_variable(stat->writer, out->variable);
	}
}
