/*
 * export_triples.c
 *	  A survey as Triple-S 2.0: the layout of the file, and the data.
 *
 * Data and metadata are two files, and two calls.  Both plan the same layout
 * from the same rows.  Data is in ISO 8859-1, as the standard has it, and in
 * columns of fixed width, which every reader of Triple-S takes, where all texts
 * are short.  Otherwise it is CSV; and that in UTF-8 where texts need it, which
 * readers must be told.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "export/export_triples.h"
#include "server/json.h"
#include "load/load.h"
#include "pg/svy.h"

/* longer texts would widen every line */
#define MAX_FIXED_TEXT 255
/* more is noise, or a number that no program reads back */
#define MAX_DECIMALS 40
#define MAX_WRITTEN 1e20
/* a bitstring has a character for each code up to the largest */
#define MAX_BIT 1000

/*
 * Losses
 */

/* names of the variables and sets with a loss */
static char *
names_of(const TripleWriter *writer, TripleLoss loss)
{
	StringInfoData names;
	const char *last = "";

	initStringInfo(&names);
	for (int i = 0; i < writer->nouts; i++)
	{
		const TripleOut *out = &writer->outs[i];
		const char *name = out->v ? out->v->name : out->set->name;

		/* the date and the time of a timestamp are one variable */
		if (!(out->losses & (uint32) 1 << loss) || strcmp(name, last) == 0)
			continue;
		appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", name);
		last = name;
	}
	return names.len > 0 ? names.data : NULL;
}

static void
warn_of_losses(const TripleWriter *writer)
{
	static const char *const texts[] = {
		[TRIPLE_LOST_EMPTY] = "empty texts become no answer",
		[TRIPLE_LOST_NUMBER] = "numbers beyond 1e20 and those that are none become no answer",
		[TRIPLE_LOST_DECIMALS] = "numbers are rounded to 40 decimals",
		[TRIPLE_LOST_DATE] = "dates without a year of four digits become no answer",
		[TRIPLE_LOST_SECONDS] = "fractions of seconds are not kept",
		[TRIPLE_LOST_PARTIAL] = "options that are NULL beside answered ones become \"not chosen\"",
		[TRIPLE_LOST_TIMESTAMP] = "timestamps become a date and a time",
		[TRIPLE_LOST_INTERVAL] = "intervals become texts",
		[TRIPLE_LOST_MISSING] = "Triple-S does not say which answers are missing",
		[TRIPLE_LOST_LABELS] = "labels of empty texts and of fractions are not kept",
		[TRIPLE_LOST_CONTROLS] = "line breaks and other control characters become blanks",
	};
	SVY_NAMES_FOLLOW(texts, TRIPLE_LOSSES - 1);

	for (int loss = 0; loss < TRIPLE_LOSSES; loss++)
	{
		char *names = names_of(writer, (TripleLoss) loss);

		if (names)
			export_warn("%s: %s", texts[loss], names);
	}
	for (int i = 0; i < writer->nouts; i++)
		if (!writer->outs[i].set)
			export_warn_of_values(&writer->export->columns[writer->outs[i].column],
								  writer->outs[i].rounded,
								  "are rounded, since the format does not hold all their digits");
}

/*
 * Variables
 */

static TripleOut *
add_out(TripleWriter *writer, TripleKind kind, const char *name)
{
	TripleOut *out = &writer->outs[writer->nouts++];

	*out = (TripleOut){.field.kind = kind};
	out->name = load_unique_name(&writer->names, name);
	return out;
}

static bool
has_missing(const SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].missing)
			return true;
	return v->nranges > 0;
}

/* a multiple knows "chosen" and "not chosen": its members have no third answer */
static bool
is_multiple(const Export *export, const SurveySet *set)
{
	for (int i = 0; i < set->nmembers; i++)
	{
		const ExportColumn *column = export_column(export, set->members[i]);

		if (!column || has_missing(set->members[i]))
			return false;
		if (column->type == BOOLOID ? set->counted != 1
									: svy_column_kind(column->type) != COLUMN_INTEGER)
			return false;
	}
	return set->nmembers > 0;
}

static bool
is_partly_exported(const Export *export, const SurveySet *set)
{
	for (int i = 0; i < set->nmembers; i++)
		if (!export_column(export, set->members[i]))
			return true;
	return false;
}

/* the name in the file that was loaded, unless it is a question rather than a name */
static const char *
file_name(const SurveyVariable *v)
{
	return v->header && strlen(v->header) < NAMEDATALEN && !strchr(v->header, ' ') ? v->header
																				   : v->name;
}

/*
 * The codes of the options are the numbers at the end of the members' names
 * where these have a stem in common; the name of the multiple then is the stem.
 */
static bool
take_codes(TripleOut *out, bool spread, char **name)
{
	const SurveySet *set = out->set;
	const char *first = file_name(set->members[0]);
	const char *end = strrchr(first, '_');
	int stem = end ? (int) (end - first) : 0;

	for (int i = 0; i < set->nmembers; i++)
	{
		const char *member = file_name(set->members[i]);

		if (stem == 0 || strncmp(member, first, stem + 1) != 0 ||
			!svy_json_key_to_int(member + stem + 1, &out->codes[i]) || out->codes[i] < 1 ||
			(!spread && out->codes[i] > MAX_BIT))
			return false;
		for (int j = 0; j < i; j++)
			if (out->codes[j] == out->codes[i])
				return false;
	}
	*name = pnstrdup(first, stem);
	return true;
}

static void
add_multiple(TripleWriter *writer, const SurveySet *set)
{
	const Export *export = writer->export;
	char *kind = svy_property(SVY_PROPERTIES(set), "kind");
	bool spread = kind && strcmp(kind, "spread") == 0;
	TripleOut planned = {.field.kind = TRIPLE_MULTIPLE, .set = set};
	char *name = set->name;
	char *taken;

	planned.members = palloc(set->nmembers * sizeof(int));
	planned.codes = palloc(set->nmembers * sizeof(int32));
	for (int i = 0; i < set->nmembers; i++)
		planned.members[i] = (int) (export_column(export, set->members[i]) - export->columns);
	if (!take_codes(&planned, spread, &name))
		for (int i = 0; i < set->nmembers; i++)
			planned.codes[i] = i + 1;
	if (spread)
		planned.field.subfields = Max(1, svy_property_number(SVY_PROPERTIES(set), "subfields"));
	taken = add_out(writer, TRIPLE_MULTIPLE, name)->name;
	planned.name = taken;
	writer->outs[writer->nouts - 1] = planned;
}

/* a yes-no variable has labels of its own where they say something else */
static bool
is_logical(const SurveyVariable *v)
{
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].missing ||
			strcmp(v->labels[i].label, v->labels[i].code == 1 ? "Yes" : "No") != 0)
			return false;
	return true;
}

static bool
is_fractional(Oid type)
{
	return svy_column_kind(type) == COLUMN_NUMBER;
}

static TripleKind
kind_of(const ExportColumn *column)
{
	const SurveyVariable *v = column->v;
	bool listed = svy_variable_categorical(v) && (v->nlabels > 0 || v->points > 0);

	switch (column->type)
	{
		case BOOLOID:
			return is_logical(v) ? TRIPLE_LOGICAL : TRIPLE_SINGLE;
		case DATEOID:
		case TIMESTAMPOID:
			return TRIPLE_DATE;
		case TIMEOID:
			return TRIPLE_TIME;
		case TEXTOID:
			return listed ? TRIPLE_LITERAL : TRIPLE_CHARACTER;
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			return TRIPLE_QUANTITY;
		default:
			return listed ? TRIPLE_SINGLE : TRIPLE_QUANTITY;
	}
}

static void
add_single(TripleWriter *writer, int i)
{
	const ExportColumn *column = &writer->export->columns[i];
	TripleOut *out = add_out(writer, kind_of(column), file_name(column->v));

	out->v = column->v;
	out->column = i;
	/* at least one decimal says that the number is no whole one */
	out->decimals = is_fractional(column->type) ? 1 : 0;
	if (column->type == TIMESTAMPOID)
	{
		out = add_out(writer, TRIPLE_TIME, psprintf("%s_time", file_name(column->v)));
		out->v = column->v;
		out->column = i;
		triples_lose(out, TRIPLE_LOST_TIMESTAMP);
	}
	if (getBaseType(column->v->type) == INTERVALOID)
		triples_lose(out, TRIPLE_LOST_INTERVAL);
}

/* the first column of a multiple; -1 of a set that is none */
static int
first_column(TripleWriter *writer, const SurveySet *set)
{
	const Export *export = writer->export;
	int first = export->ncolumns;

	if (!is_multiple(export, set))
	{
		if (writer->export->format == EXPORT_TRIPLES && !is_partly_exported(export, set))
			export_warn("set \"%s\" is written as its variables: a multiple of Triple-S knows "
						"\"chosen\" and \"not chosen\" only",
						set->name);
		return -1;
	}
	for (int i = 0; i < set->nmembers; i++)
		first = Min(first, (int) (export_column(export, set->members[i]) - export->columns));
	return first;
}

/* a multiple stands where the first of its members does */
static void
plan_outs(TripleWriter *writer)
{
	const Export *export = writer->export;
	const Survey *survey = export->survey;
	int *first = palloc((survey->nsets + 1) * sizeof(int));
	bool *member = palloc0(export->ncolumns * sizeof(bool));

	/* a timestamp makes two */
	writer->outs = palloc0((2 * export->ncolumns + survey->nsets) * sizeof(TripleOut));
	for (int s = 0; s < survey->nsets; s++)
	{
		const SurveySet *set = &survey->sets[s];

		first[s] = first_column(writer, set);
		for (int i = 0; first[s] >= 0 && i < set->nmembers; i++)
			member[export_column(export, set->members[i]) - export->columns] = true;
	}
	for (int i = 0; i < export->ncolumns; i++)
	{
		for (int s = 0; s < survey->nsets; s++)
			if (first[s] == i)
				add_multiple(writer, &survey->sets[s]);
		if (!member[i])
			add_single(writer, i);
	}
}

/*
 * What the rows hold
 */

/* whether a member was chosen */
static bool
is_chosen(const TripleWriter *writer, const TripleOut *out, int member, Datum value)
{
	const ExportColumn *column = &writer->export->columns[out->members[member]];

	return export_integer(column, value) == out->set->counted;
}

/* how many were chosen; -1 where nothing was answered */
static int
count_chosen(const TripleWriter *writer, const TripleOut *out, const Datum *values,
			 const bool *nulls, bool *partial)
{
	int chosen = 0;
	int answered = 0;

	for (int i = 0; i < out->set->nmembers; i++)
		if (!nulls[out->members[i]])
		{
			answered++;
			chosen += is_chosen(writer, out, i, values[out->members[i]]);
		}
	*partial = answered > 0 && answered < out->set->nmembers;
	return answered > 0 ? chosen : -1;
}

static void
measure_multiple(TripleWriter *writer, TripleOut *out, const Datum *values, const bool *nulls)
{
	bool partial;
	int chosen = count_chosen(writer, out, values, nulls, &partial);

	if (out->field.subfields > 0)
		out->field.subfields = Max(out->field.subfields, chosen);
	if (partial)
		triples_lose(out, TRIPLE_LOST_PARTIAL);
}

/* the text in UTF-8, its control characters blank; a row is one line, without exception */
static char *
plain_text(const char *bytes, int size, int *plain_size, bool *controls)
{
	char *plain = pg_server_to_any(bytes, size, PG_UTF8);
	bool own = plain != bytes;

	*plain_size = own ? (int) strlen(plain) : size;
	if (!own)
		plain = pnstrdup(bytes, size);
	for (char *c = plain; *c; c++)
		if ((unsigned char) *c < ' ' || *c == '\x7f')
		{
			*controls = true;
			*c = ' ';
		}
	return plain;
}

/* two bytes that begin with C2 or C3 are U+0080 to U+00FF, of which the first 32 are controls */
static bool
is_latin1(const char *utf8)
{
	for (const unsigned char *c = (const unsigned char *) utf8; *c; c++)
		if (*c >= 0x80)
		{
			if ((*c != 0xc2 && *c != 0xc3) || (*c == 0xc2 && c[1] < 0xa0))
				return false;
			c++;
		}
	return true;
}

static int
characters_of(const char *utf8)
{
	int n = 0;

	for (; *utf8; utf8++)
		n += (*utf8 & 0xc0) != 0x80;
	return n;
}

/* what a text demands of the file */
static void
consider_text(TripleWriter *writer, const char *utf8)
{
	if (is_latin1(utf8))
		return;
	writer->csv = true;
	writer->utf8 = true;
}

static void
measure_text(TripleWriter *writer, TripleOut *out, Datum value)
{
	const text *string = DatumGetTextPP(value);
	bool controls = false;
	int size;
	char *plain = plain_text(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string), &size, &controls);

	if (controls)
		triples_lose(out, TRIPLE_LOST_CONTROLS);
	if ((int) strspn(plain, " ") == size)
		triples_lose(out, TRIPLE_LOST_EMPTY);
	else
		writer->csv |= size > MAX_FIXED_TEXT || plain[size - 1] == ' ';
	consider_text(writer, plain);
	out->width = Max(out->width, characters_of(plain));
	pfree(plain);
}

/* decimals that the shortest text of the number has which reads back as it */
static int
decimals_of(double number)
{
	char text[DOUBLE_SHORTEST_DECIMAL_LEN];
	const char *point;
	const char *exponent;
	int decimals = 0;

	text[double_to_shortest_decimal_buf(number, text)] = '\0';
	exponent = strchr(text, 'e');
	point = strchr(text, '.');
	if (point)
		decimals = (int) ((exponent ? exponent : text + strlen(text)) - point) - 1;
	if (exponent)
		decimals -= (int) strtol(exponent + 1, NULL, 10);
	return Max(decimals, 0);
}

/* a single-precision number means the decimal number that it is shown as */
static double
number_of(const ExportColumn *column, Datum value, int64 *rounded)
{
	char text[FLOAT_SHORTEST_DECIMAL_LEN];

	if (column->type != FLOAT4OID)
		return export_double(column, value, rounded);
	text[float_to_shortest_decimal_buf(DatumGetFloat4(value), text)] = '\0';
	return isfinite(DatumGetFloat4(value)) ? strtod(text, NULL) : DatumGetFloat4(value);
}

/* in decimal notation */
static bool
is_written(double number)
{
	return fabs(number) <= MAX_WRITTEN;
}

static void
measure_number(TripleWriter *writer, TripleOut *out, double number)
{
	int decimals;

	if (!is_written(number))
	{
		triples_lose(out, TRIPLE_LOST_NUMBER);
		return;
	}
	decimals = decimals_of(number);
	if (decimals > MAX_DECIMALS)
		triples_lose(out, TRIPLE_LOST_DECIMALS);
	out->decimals = Max(out->decimals, Min(decimals, MAX_DECIMALS));
	out->low_number = out->any ? Min(out->low_number, number) : number;
	out->high_number = out->any ? Max(out->high_number, number) : number;
	out->any = true;
}

static void
measure_integer(TripleOut *out, int64 number)
{
	out->min = out->any ? Min(out->min, number) : number;
	out->max = out->any ? Max(out->max, number) : number;
	out->any = true;
}

/* microseconds of the day */
static int64
time_of(const ExportColumn *column, Datum value)
{
	int64 time = DatumGetInt64(value);

	if (column->type == TIMEOID)
		return time;
	time %= USECS_PER_DAY;
	return time < 0 ? time + USECS_PER_DAY : time;
}

/* the day of a date or timestamp, if its year has four digits */
static bool
day_of(const ExportColumn *column, Datum value, int *year, int *month, int *day)
{
	DateADT date;

	if (column->type == DATEOID)
		date = DatumGetDateADT(value);
	else if (TIMESTAMP_NOT_FINITE(DatumGetTimestamp(value)))
		return false;
	else
		date = (DateADT) ((DatumGetTimestamp(value) - time_of(column, value)) / USECS_PER_DAY);
	if (DATE_NOT_FINITE(date))
		return false;
	j2date(date + POSTGRES_EPOCH_JDATE, year, month, day);
	return *year >= 1 && *year <= 9999;
}

static void
measure_time(TripleWriter *writer, TripleOut *out, Datum value)
{
	const ExportColumn *column = &writer->export->columns[out->column];
	int year;
	int month;
	int day;

	if (column->type != TIMEOID && !day_of(column, value, &year, &month, &day))
		triples_lose(out, TRIPLE_LOST_DATE);
	else if (out->field.kind == TRIPLE_TIME && time_of(column, value) % USECS_PER_SEC != 0)
		triples_lose(out, TRIPLE_LOST_SECONDS);
}

static void
measure_value(TripleWriter *writer, TripleOut *out, Datum value)
{
	const ExportColumn *column = &writer->export->columns[out->column];

	switch (out->field.kind)
	{
		case TRIPLE_LITERAL:
		case TRIPLE_CHARACTER:
			measure_text(writer, out, value);
			break;
		case TRIPLE_DATE:
		case TRIPLE_TIME:
			measure_time(writer, out, value);
			break;
		default:
			if (is_fractional(column->type))
				measure_number(writer, out, number_of(column, value, &out->rounded));
			else
				measure_integer(out, export_integer(column, value));
	}
}

static void
measure_row(void *arg, Datum *values, bool *nulls)
{
	TripleWriter *writer = arg;

	for (int i = 0; i < writer->nouts; i++)
	{
		TripleOut *out = &writer->outs[i];

		if (out->set)
			measure_multiple(writer, out, values, nulls);
		else if (!nulls[out->column])
			measure_value(writer, out, values[out->column]);
	}
}

/*
 * Layout
 */

static void
widen(TripleOut *out, const char *text)
{
	out->width = Max(out->width, pg_mbstrlen(text));
}

static char *
number_text(const TripleOut *out, double number)
{
	return psprintf("%.*f", out->decimals, number);
}

static bool
is_labelled(const SurveyVariable *v, double number)
{
	return number == rint(number) && fabs(number) <= PG_INT32_MAX &&
		   svy_variable_find_label(v, (int32) number);
}

/* the range of the file that was loaded, if the answers still lie in it */
static bool
keep_range(TripleOut *out, bool whole)
{
	char *from = svy_property(SVY_PROPERTIES(out->v), "from");
	char *to = svy_property(SVY_PROPERTIES(out->v), "to");
	double low = whole ? (double) out->min : out->low_number;
	double high = whole ? (double) out->max : out->high_number;
	double first;
	double last;
	bool flag;

	if (!from || !to || !cell_number(from, strlen(from), '.', &first, &flag) ||
		!cell_number(to, strlen(to), '.', &last, &flag))
		return false;
	if (out->any &&
		((low < first && !is_labelled(out->v, low)) || (high > last && !is_labelled(out->v, high))))
		return false;
	if (!whole && strchr(from, '.'))
		out->decimals = Max(out->decimals, (int) strspn(strchr(from, '.') + 1, "0123456789"));
	out->low = from;
	out->high = to;
	return true;
}

static void
measure_range(const Export *export, TripleOut *out)
{
	Oid type = export->columns[out->column].type;
	bool whole = !is_fractional(type);
	bool kept = keep_range(out, whole);
	char *low = whole ? psprintf(INT64_FORMAT, out->min) : number_text(out, out->low_number);
	char *high = whole ? psprintf(INT64_FORMAT, out->max) : number_text(out, out->high_number);

	if (!kept && out->field.kind == TRIPLE_QUANTITY)
	{
		out->low = low;
		out->high = high;
	}
	widen(out, low);
	widen(out, high);
	if (out->low)
		widen(out, out->low);
	if (out->high)
		widen(out, out->high);
}

static void
measure_width(const Export *export, TripleOut *out)
{
	const SurveyVariable *v = out->v;

	switch (out->field.kind)
	{
		case TRIPLE_LOGICAL:
			out->width = 1;
			return;
		case TRIPLE_DATE:
			out->width = 8;
			return;
		case TRIPLE_TIME:
			out->width = 6;
			return;
		case TRIPLE_MULTIPLE:
			for (int i = 0; i < out->set->nmembers; i++)
				if (out->field.subfields > 0)
					widen(out, psprintf("%d", out->codes[i]));
				else
					out->width = Max(out->width, out->codes[i]);
			return;
		case TRIPLE_SINGLE:
		case TRIPLE_QUANTITY:
			measure_range(export, out);
			for (int i = 0; i < v->nlabels; i++)
				widen(out, psprintf("%d", v->labels[i].code));
			if (out->field.kind == TRIPLE_SINGLE && v->points > 0)
				widen(out, psprintf("%d", v->points));
			return;
		default:
			for (int i = 0; out->field.kind == TRIPLE_LITERAL && i < v->nlabels; i++)
				widen(out, v->labels[i].value ? v->labels[i].value : v->labels[i].label);
			out->width = Max(out->width, 1);
	}
}

int
triples_room(const TripleWriter *writer, const TripleOut *out)
{
	if (writer->csv)
		return out->field.subfields > 0 ? out->field.subfields : 1;
	return out->field.subfields > 0 ? out->field.subfields * out->width : out->width;
}

/* the codes of a literal are texts too */
static void
check_codes(TripleWriter *writer, const TripleOut *out)
{
	for (int i = 0; out->field.kind == TRIPLE_LITERAL && i < out->v->nlabels; i++)
	{
		const SurveyLabel *label = &out->v->labels[i];
		const char *code = label->value ? label->value : label->label;

		consider_text(writer, pg_server_to_any(code, strlen(code), PG_UTF8));
	}
}

void
triples_plan(TripleWriter *writer)
{
	int at = 1;

	initStringInfo(&writer->cell);
	plan_outs(writer);
	export_rows(writer->export, measure_row, writer);
	for (int i = 0; i < writer->nouts; i++)
	{
		measure_width(writer->export, &writer->outs[i]);
		check_codes(writer, &writer->outs[i]);
	}
	/* a header has the names */
	for (int i = 0; writer->csv && i < writer->nouts; i++)
		consider_text(
			writer, pg_server_to_any(writer->outs[i].name, strlen(writer->outs[i].name), PG_UTF8));
	for (int i = 0; i < writer->nouts; i++)
	{
		TripleOut *out = &writer->outs[i];

		out->field.first = at;
		at += triples_room(writer, out);
		out->field.last = at - 1;
	}
}

/*
 * Data
 */

/* UTF-8 as a cell of CSV, or a field: numbers stand to the right, texts to the left */
static void
put(TripleWriter *writer, const TripleOut *out, const char *text, int size, bool left)
{
	StringInfo data = &writer->export->out;

	if (writer->csv)
	{
		if (writer->started)
			appendStringInfoChar(data, ',');
		writer->started = true;
		/* spreadsheets would take it for a number */
		if (size > 0 && out->set && out->field.subfields == 0 && (int) strspn(text, "01") == size)
			appendStringInfo(data, "\"%s\"", text);
		else if (size > 0)
			export_csv_cell(data, pg_any_to_server(text, size, PG_UTF8), ',', false);
		return;
	}
	if (!left)
		appendStringInfoSpaces(data, out->width - size);
	appendBinaryStringInfo(data, text, size);
	if (left)
		appendStringInfoSpaces(data, out->width - characters_of(text));
}

/* the line has been written in UTF-8 */
static void
end_line(TripleWriter *writer)
{
	StringInfo data = &writer->export->out;
	char *line = data->data + writer->line;
	int size = data->len - writer->line;

	if (!writer->utf8 && characters_of(line) < size)
	{
		char *converted =
			(char *) pg_do_encoding_conversion((unsigned char *) line, size, PG_UTF8, PG_LATIN1);

		data->len = writer->line;
		appendStringInfoString(data, converted);
		pfree(converted);
	}
	appendStringInfoChar(data, '\n');
	writer->line = data->len;
	writer->started = false;
}

static void
put_multiple(TripleWriter *writer, const TripleOut *out, const Datum *values, const bool *nulls)
{
	StringInfo cell = &writer->cell;
	bool partial;
	int chosen = count_chosen(writer, out, values, nulls, &partial);
	int used = 0;

	resetStringInfo(cell);
	for (int i = 0; out->field.subfields == 0 && chosen >= 0 && i < out->width; i++)
		appendStringInfoChar(cell, '0');
	for (int i = 0; chosen >= 0 && i < out->set->nmembers; i++)
	{
		if (nulls[out->members[i]] || !is_chosen(writer, out, i, values[out->members[i]]))
			continue;
		if (out->field.subfields == 0)
			cell->data[out->codes[i] - 1] = '1';
		else
		{
			char code[12];

			put(writer, out, code, pg_ltoa(out->codes[i], code), false);
			used++;
		}
	}
	if (out->field.subfields == 0)
		put(writer, out, cell->data, cell->len, true);
	for (; used < out->field.subfields; used++)
		put(writer, out, "0", chosen >= 0 ? 1 : 0, false);
}

static void
put_text(TripleWriter *writer, const TripleOut *out, Datum value)
{
	const text *string = DatumGetTextPP(value);
	bool controls;
	int size;
	char *plain = plain_text(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string), &size, &controls);

	put(writer, out, plain, size, true);
	pfree(plain);
}

static int
format_value(const TripleWriter *writer, const TripleOut *out, Datum value, char *text, size_t room)
{
	const ExportColumn *column = &writer->export->columns[out->column];
	int64 seconds;
	int64 measured = 0;
	double number;
	int year;
	int month;
	int day;

	switch (out->field.kind)
	{
		case TRIPLE_DATE:
			if (!day_of(column, value, &year, &month, &day))
				return 0;
			return snprintf(text, room, "%04d%02d%02d", year, month, day);
		case TRIPLE_TIME:
			if (column->type == TIMESTAMPOID && !day_of(column, value, &year, &month, &day))
				return 0;
			/* 24:00:00 is a time to PostgreSQL alone */
			seconds = time_of(column, value) / USECS_PER_SEC % SECS_PER_DAY;
			return snprintf(text, room, "%02d%02d%02d", (int) (seconds / 3600),
							(int) (seconds / 60 % 60), (int) (seconds % 60));
		default:
			if (!is_fractional(column->type))
				return pg_lltoa(export_integer(column, value), text);
			number = number_of(column, value, &measured);
			return is_written(number) ? snprintf(text, room, "%.*f", out->decimals, number) : 0;
	}
}

static void
put_value(TripleWriter *writer, const TripleOut *out, Datum value, bool null)
{
	char text[80];
	int size = 0;

	if (out->v && !null &&
		(out->field.kind == TRIPLE_CHARACTER || out->field.kind == TRIPLE_LITERAL))
	{
		put_text(writer, out, value);
		return;
	}
	if (!null)
		size = format_value(writer, out, value, text, sizeof(text));
	text[size] = '\0';
	put(writer, out, text, size, false);
}

static void
put_row(void *arg, Datum *values, bool *nulls)
{
	TripleWriter *writer = arg;

	for (int i = 0; i < writer->nouts; i++)
	{
		const TripleOut *out = &writer->outs[i];

		if (out->set)
			put_multiple(writer, out, values, nulls);
		else
			put_value(writer, out, values[out->column], nulls[out->column]);
	}
	end_line(writer);
}

/* the names of the cells, for people: readers skip the line */
static void
put_header(TripleWriter *writer)
{
	for (int i = 0; writer->csv && i < writer->nouts; i++)
	{
		const TripleOut *out = &writer->outs[i];

		for (int cell = 1; cell <= triples_room(writer, out); cell++)
		{
			char *name = out->field.subfields > 0 ? psprintf("%s_%d", out->name, cell) : out->name;

			name = pg_server_to_any(name, strlen(name), PG_UTF8);
			put(writer, out, name, strlen(name), true);
		}
	}
	if (writer->csv)
		end_line(writer);
}

void
export_triples(Export *export)
{
	TripleWriter writer = {.export = export};

	triples_plan(&writer);
	if (export->format == EXPORT_TRIPLES_XML)
	{
		/* what the data cannot hold is told with the data */
		for (int i = 0; i < writer.nouts; i++)
			writer.outs[i].losses = 0, writer.outs[i].rounded = 0;
		triples_write_metadata(&writer);
	}
	else
	{
		writer.line = export->out.len;
		if (writer.utf8)
			ereport(WARNING,
					(errmsg("texts have characters beyond ISO 8859-1, which data of Triple-S is "
							"in: it is written in UTF-8"),
					 errhint("Tell so the program that reads it.")));
		put_header(&writer);
		export_rows(export, put_row, &writer);
	}
	warn_of_losses(&writer);
}
