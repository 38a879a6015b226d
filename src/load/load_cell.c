/*
 * load_cell.c
 *	  Cells of a file to values of a table, by the plan.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "codebook/codebook_impl.h"
#include "load/load_cell.h"
#include "pg/svy.h"

/* characters of a decimal number; longer ones are no answers */
#define MAX_DIGITS 20000
/* answers that an error lists */
#define SHOWN_ANSWERS 12

static bool
refuse_cell(LoadRefusal *refusal, const LoadVariable *column, const char *value, size_t size,
			const char *reason, char *expected, int sqlstate)
{
	refusal->column = column->header ? column->header : column->v->name;
	refusal->value = pnstrdup(value, pg_mbcliplen(value, size, size));
	refusal->reason = pstrdup(reason);
	refusal->expected = expected;
	refusal->sqlstate = sqlstate;
	return false;
}

static char *
list_answers(const LoadVariable *column)
{
	const SurveyVariable *v = column->v;
	const LoadSet *set = column->rule == LOAD_DELIMITED ? column->set : NULL;
	int n = set ? set->s->nmembers : v->nlabels;
	StringInfoData list;

	initStringInfo(&list);
	if (v->points > 0)
		appendStringInfo(&list, "Expected a code from 1 to %d%s", v->points, n > 0 ? ", or " : ".");
	else
		appendStringInfoString(&list, "Expected one of: ");
	for (int i = 0; i < Min(n, SHOWN_ANSWERS); i++)
	{
		const char *separator = i > 0 ? ", " : "";

		if (set)
			appendStringInfo(&list, "%s\"%s\"", separator, set->s->member_labels[i]);
		else if (column->by_order)
			appendStringInfo(&list, "%s\"%s\"", separator, v->labels[i].label);
		else
			appendStringInfo(&list, "%s%d \"%s\"", separator, v->labels[i].code,
							 v->labels[i].label);
	}
	if (n > SHOWN_ANSWERS)
		appendStringInfo(&list, " and %d more", n - SHOWN_ANSWERS);
	if (v->points == 0 || n > 0)
		appendStringInfoChar(&list, '.');
	return list.data;
}

/* with that decimal character, plainly or as people write it */
static bool
number_with(const LoadVariable *column, const char *text, size_t size, char decimal, double *value,
			bool *whole)
{
	CellMarks marks;

	if (cell_number(text, size, decimal, value, whole))
		return true;
	if (column->grouping == decimal ||
		!cell_amount(text, size, decimal, column->grouping, value, &marks))
		return false;
	*whole = *value == rint(*value);
	return true;
}

/*
 * A number, written plainly or for people.  Where no decimal character is
 * known each cell tells, an ambiguous one has what others had, and one that
 * contradicts how another one was read is none.
 */
static bool
to_number(LoadVariable *column, const char *text, size_t size, double *value, bool *whole)
{
	bool has_comma = memchr(text, ',', size) != NULL;
	bool is_point;
	bool is_comma;
	bool comma_whole;
	double comma;

	if (column->decimal)
		return number_with(column, text, size, column->decimal, value, whole);
	is_point = number_with(column, text, size, '.', value, whole);
	if (!has_comma && !memchr(text, '.', size))
		return is_point;
	is_comma = number_with(column, text, size, ',', &comma, &comma_whole);
	if (is_comma && is_point && comma == *value)
		return true;
	if (is_comma && is_point)
		is_point = column->assumed_point ||
				   (!column->assumed_comma && !(has_comma && column->commas == ','));
	if (is_point ? column->assumed_comma : is_comma && column->assumed_point)
		return false;
	column->assumed_point |= is_point;
	column->assumed_comma |= is_comma && !is_point;
	if (is_comma && !is_point)
	{
		*value = comma;
		*whole = comma_whole;
	}
	return is_point || is_comma;
}

/* a whole number, also when written as 2.0 */
static bool
to_whole(LoadVariable *column, const char *text, size_t size, int64 *value)
{
	double number;
	bool flag;

	if (cell_integer(text, size, value, &flag))
		return true;
	if (!to_number(column, text, size, &number, &flag) || !flag || fabs(number) > 9e15)
		return false;
	*value = (int64) number;
	return true;
}

static Datum
whole_datum(Oid type, int64 value)
{
	switch (type)
	{
		case INT2OID:
			return Int16GetDatum((int16) value);
		case INT4OID:
			return Int32GetDatum((int32) value);
		case FLOAT4OID:
			return Float4GetDatum((float4) value);
		case FLOAT8OID:
			return Float8GetDatum((float8) value);
		case NUMERICOID:
			return NumericGetDatum(int64_to_numeric(value));
		default:
			return Int64GetDatum(value);
	}
}

static bool
fits(Oid type, int64 value)
{
	if (type == INT2OID)
		return value >= PG_INT16_MIN && value <= PG_INT16_MAX;
	return type != INT4OID || (value >= PG_INT32_MIN && value <= PG_INT32_MAX);
}

static bool
number_datum(Oid type, double number, Datum *value)
{
	switch (type)
	{
		case FLOAT8OID:
			*value = Float8GetDatum(number);
			return true;
		case BOOLOID:
			*value = BoolGetDatum(number == 1);
			return number == 0 || number == 1;
		case FLOAT4OID:
			*value = Float4GetDatum((float4) number);
			return !isinf((float4) number);
		case NUMERICOID:
			*value = DirectFunctionCall1(float8_numeric, Float8GetDatum(number));
			return true;
		case DATEOID:
			*value = DateADTGetDatum((DateADT) number);
			return true;
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
		case TIMEOID:
			*value = Int64GetDatum((int64) number);
			return true;
		case INTERVALOID:
			*value = IntervalPGetDatum(palloc0(sizeof(Interval)));
			DatumGetIntervalP(*value)->time = (TimeOffset) number;
			return true;
		default:
			if (number != rint(number) || !FLOAT8_FITS_IN_INT64(number) ||
				!fits(type, (int64) number))
				return false;
			*value = whole_datum(type, (int64) number);
			return true;
	}
}

/* 1 set, 0 no answer, -1 refused */
typedef int CellResult;
#define CELL_SET 1
#define CELL_NONE 0
#define CELL_REFUSED (-1)

static CellResult
code_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
		  Datum *value, LoadRefusal *refusal)
{
	int64 number;
	int32 code;
	char spelled[32];
	double fraction;
	bool flag;

	if (load_find_code(column, text, size, &code))
	{
		*value = whole_datum(column->v->type, code);
		return CELL_SET;
	}
	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	if (to_whole(column, text, size, &number) && fits(column->v->type, number))
	{
		int length = snprintf(spelled, sizeof(spelled), INT64_FORMAT, number);

		if (column->open || svy_in_ranges(column->v->ranges, column->v->nranges, number) ||
			load_find_code(column, spelled, length, &code))
		{
			*value = whole_datum(column->v->type, number);
			if (!column->open)
				load_remember(column, text, size, number);
			return CELL_SET;
		}
	}
	if (svy_column_kind(column->v->type) == COLUMN_NUMBER &&
		to_number(column, text, size, &fraction, &flag) &&
		svy_in_ranges(column->v->ranges, column->v->nranges, fraction) &&
		number_datum(column->v->type, fraction, value))
		return CELL_SET;
	if (to_whole(column, text, size, &number) && !fits(INT4OID, number))
		refuse_cell(
			refusal, column, text, size, "is too large for a code",
			psprintf("Codes are whole numbers from %d to %d; with \"type\": \"text\" in the "
					 "codebook the column stores what the file says.",
					 PG_INT32_MIN, PG_INT32_MAX),
			ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	else
		refuse_cell(refusal, column, text, size, "is not an answer of this question",
					list_answers(column), ERRCODE_INVALID_TEXT_REPRESENTATION);
	return CELL_REFUSED;
}

/* the text that stands for an answer in a column of texts */
static bool
is_stored(const SurveyLabel *label, const char *text, size_t size)
{
	const char *stored = label->value ? label->value : label->label;

	return strlen(stored) == size && memcmp(stored, text, size) == 0;
}

/* the place among the labels of the answer that a cell stores, names or has the code of */
static bool
find_answer(LoadVariable *column, const char *text, size_t size, int32 *place)
{
	const SurveyVariable *v = column->v;
	const char *trimmed = text;
	size_t trimmed_size = size;
	bool found;

	cell_trim(&trimmed, &trimmed_size);
	found = trimmed_size > 0 && load_find_code(column, trimmed, trimmed_size, place);
	if (found && is_stored(&v->labels[*place], text, size))
		return true;
	/* answers that differ in blanks at their ends, or are empty, are one to the map, or none */
	for (int i = 0; i < v->nlabels; i++)
		if (is_stored(&v->labels[i], text, size))
		{
			*place = i;
			return true;
		}
	return found;
}

static CellResult
answer_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
			Datum *value, LoadRefusal *refusal)
{
	int32 place;

	if (find_answer(column, text, size, &place))
	{
		*value = CStringGetTextDatum(column->v->labels[place].value);
		return CELL_SET;
	}
	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	refuse_cell(refusal, column, text, size, "is not an answer of this question",
				list_answers(column), ERRCODE_INVALID_TEXT_REPRESENTATION);
	return CELL_REFUSED;
}

static CellResult
member_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
			Datum *value, LoadRefusal *refusal)
{
	int32 code;

	if (load_find_code(column, text, size, &code))
	{
		*value = BoolGetDatum(code != 0);
		return CELL_SET;
	}
	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	refuse_cell(
		refusal, column, text, size, "does not say whether the option was chosen",
		psprintf("Expected \"%s\", 1 or 0, a word such as \"Selected\" or \"Not selected\", or "
				 "nothing.",
				 load_option_text(column) ? load_option_text(column) : "yes"),
		ERRCODE_INVALID_TEXT_REPRESENTATION);
	return CELL_REFUSED;
}

static CellResult
take_number(LoadVariable *column, const char *text, size_t size, double number, Datum datum,
			Datum *value, LoadRefusal *refusal)
{
	int32 code;

	if (number < 0 && column->weight &&
		!svy_in_ranges(column->v->ranges, column->v->nranges, number) &&
		!load_find_code(column, text, size, &code))
	{
		refuse_cell(refusal, column, text, size, "is not a weight",
					pstrdup("Expected a number that is not negative."),
					ERRCODE_INVALID_PARAMETER_VALUE);
		return CELL_REFUSED;
	}
	*value = datum;
	return CELL_SET;
}

/* digits with a point or none, of whatever number */
static bool
is_decimal(const char *text, size_t size)
{
	const char *digits = text + (*text == '-' || *text == '+');
	size_t whole = strspn(digits, "0123456789");
	size_t fraction = digits[whole] == '.' ? strspn(digits + whole + 1, "0123456789") : 0;

	return whole + fraction > 0 && size <= MAX_DIGITS &&
		   digits + whole + (digits[whole] == '.') + fraction == text + size;
}

/* a number with all its digits, more than a double has */
static bool
read_numeric(LoadVariable *column, const char *text, size_t size, double *number, Datum *value)
{
	char *copy;
	bool flag;

	if (column->decimal == ',' || column->assumed_comma ||
		(!is_decimal(text, size) && !cell_number(text, size, '.', number, &flag)))
		return to_number(column, text, size, number, &flag) &&
			   number_datum(NUMERICOID, *number, value);
	column->assumed_point |= memchr(text, '.', size) != NULL;
	copy = pnstrdup(text, size);
	*number = strtod(copy, NULL);
	*value = DirectFunctionCall3(numeric_in, CStringGetDatum(copy), ObjectIdGetDatum(InvalidOid),
								 Int32GetDatum(-1));
	return true;
}

/* a number as the column holds it; "number" is its value to the precision of a double */
static bool
read_number(LoadVariable *column, const char *text, size_t size, double *number, Datum *value)
{
	int64 whole;
	double plain;
	bool flag;

	if (column->rule == LOAD_INTEGER)
	{
		if (!to_whole(column, text, size, &whole) || !fits(column->v->type, whole))
			return false;
		*number = whole;
		*value = whole_datum(column->v->type, whole);
		return true;
	}
	if (column->v->type == NUMERICOID)
		return read_numeric(column, text, size, number, value);
	if (!to_number(column, text, size, number, &flag))
		return false;
	/* a float is the nearest to what is written, not to the double in between */
	if (column->v->type == FLOAT4OID && cell_number(text, size, '.', &plain, &flag) &&
		plain == *number)
		*number = strtof(text, NULL);
	return number_datum(column->v->type, *number, value);
}

static char *
expected_number(const LoadVariable *column, const char *text, size_t size)
{
	if (column->assumed_point && memchr(text, ',', size))
		return pstrdup("Expected a number with a decimal point, as a cell above was read; if the "
					   "comma is the decimal character, load with decimal_mark => ','.");
	if (column->assumed_comma && memchr(text, '.', size))
		return pstrdup("Expected a number with a decimal comma, as a cell above was read; if the "
					   "point is the decimal character, load with decimal_mark => '.'.");
	return psprintf("Expected a %s%s.", column->rule == LOAD_INTEGER ? "whole number" : "number",
					column->v->type == INT2OID ? " from -32768 to 32767" : "");
}

static CellResult
number_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
			Datum *value, LoadRefusal *refusal)
{
	double number;
	int32 code;
	Datum datum;

	if (read_number(column, text, size, &number, &datum))
		return take_number(column, text, size, number, datum, value, refusal);
	if (load_find_code(column, text, size, &code))
	{
		*value = whole_datum(column->v->type, code);
		return CELL_SET;
	}
	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	refuse_cell(refusal, column, text, size, "is not a number", expected_number(column, text, size),
				ERRCODE_INVALID_TEXT_REPRESENTATION);
	return CELL_REFUSED;
}

static CellResult
moment_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
			Datum *value, LoadRefusal *refusal)
{
	static const char *const examples[] = {"2024-12-31", "12/31/2024", "31/12/2024"};
	SVY_NAMES_FOLLOW(examples, CELL_DMY);
	Oid type = column->v->type;

	if (load_moment(column, text, size, value))
		return CELL_SET;
	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	if (type == TIMEOID)
		refuse_cell(refusal, column, text, size, "is not a time of day",
					pstrdup("Expected a time such as 23:59:59."), ERRCODE_INVALID_DATETIME_FORMAT);
	else if (type == INTERVALOID)
		refuse_cell(refusal, column, text, size, "is not an interval",
					pstrdup("Expected an interval such as 26:30:00 or 1 day 02:30:00."),
					ERRCODE_INVALID_DATETIME_FORMAT);
	else
		refuse_cell(refusal, column, text, size, "is not a date",
					psprintf("Expected a date such as %s%s.", examples[column->order],
							 type == DATEOID ? "" : " 23:59:59"),
					ERRCODE_INVALID_DATETIME_FORMAT);
	return CELL_REFUSED;
}

/*
 * The text of an option may contain the delimiter, so the longest known text is
 * taken.  Its end, or NULL where there is none; "found" is -1 where nothing is.
 */
const char *
load_next_option(LoadVariable *column, const char *text, const char *end, char delimiter,
				 int32 *found)
{
	const char *after = NULL;

	*found = -1;
	for (const char *stop = text; stop <= end; stop++)
	{
		const char *part = text;
		size_t part_size;
		int32 member = -1;

		stop = load_token_end(stop, end, delimiter);
		part_size = stop - text;
		cell_trim(&part, &part_size);
		if (part_size == 0 || load_find_code(column, part, part_size, &member))
		{
			after = stop;
			*found = member;
		}
	}
	return after;
}

/* several options in one cell; false, with "bad" at its start, for a text that is no option */
static bool
split_options(LoadVariable *column, const char *text, const char *end, char delimiter,
			  Datum *values, bool *nulls, const char **bad)
{
	int place = 0; /* of a ranking */

	while (text < end)
	{
		int32 found;
		const char *after = load_next_option(column, text, end, delimiter, &found);

		if (!after)
		{
			*bad = text;
			return false;
		}
		if (found >= 0 && column->set->ranking)
		{
			if (place == column->set->s->nmembers)
			{
				*bad = text;
				return false;
			}
			values[column->set->members[place]->attribute] = Int16GetDatum((int16) (found + 1));
			nulls[column->set->members[place++]->attribute] = false;
		}
		else if (found >= 0)
			values[column->set->members[found]->attribute] = BoolGetDatum(true);
		text = after + 1;
	}
	return true;
}

static CellResult
delimited_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
			   Datum *values, bool *nulls, LoadRefusal *refusal)
{
	static const char candidates[] = {';', '|', LOAD_COMMA_SPACE, ',', ' '};
	const LoadSet *set = column->set;
	char known = set->delimiter ? set->delimiter : options->multiple_delimiter;
	const char *bad = text;
	const char *end = text + size;

	if (load_no_answer(options, column, text, size))
		return CELL_NONE;
	for (int i = 0; i < lengthof(candidates); i++)
	{
		char delimiter = known ? known : candidates[i];

		for (int j = 0; j < set->s->nmembers; j++)
		{
			values[set->members[j]->attribute] = BoolGetDatum(false);
			nulls[set->members[j]->attribute] = set->ranking;
		}
		if (split_options(column, text, end, delimiter, values, nulls, &bad))
			return CELL_SET;
		if (!known)
			continue;
		end = load_token_end(bad, end, delimiter);
		break;
	}
	refuse_cell(refusal, column, known ? bad : text, known ? end - bad : size,
				"is not an option of this question", list_answers(column),
				ERRCODE_INVALID_TEXT_REPRESENTATION);
	return CELL_REFUSED;
}

static CellResult
text_cell(const LoadOptions *options, LoadVariable *column, const LoadRow *row, int i, Datum *value)
{
	const char *text = row->fields[i];
	size_t size = strlen(text);

	if ((load_is_blank(text) || !load_is_quoted(row, i)) &&
		load_no_answer(options, column, text, size))
		return CELL_NONE;
	*value = PointerGetDatum(cstring_to_text_with_len(text, size));
	return CELL_SET;
}

static CellResult
one_cell(const LoadOptions *options, LoadVariable *column, const char *text, size_t size,
		 Datum *value, LoadRefusal *refusal)
{
	if (column->rule == LOAD_ANSWER)
		return answer_cell(options, column, text, size, value, refusal);
	cell_trim(&text, &size);
	if (size == 0)
		return CELL_NONE;
	switch (column->rule)
	{
		case LOAD_CODE:
			return code_cell(options, column, text, size, value, refusal);
		case LOAD_MEMBER:
			return member_cell(options, column, text, size, value, refusal);
		case LOAD_INTEGER:
		case LOAD_FLOAT:
			return number_cell(options, column, text, size, value, refusal);
		default:
			return moment_cell(options, column, text, size, value, refusal);
	}
}

/* a wave may lack columns of a set */
static bool
is_member(const LoadVariable *member)
{
	return member->rule == LOAD_MEMBER && member->attribute >= 0;
}

/*
 * Where only the chosen options are written, a blank next to them says "not
 * chosen"; a respondent with blanks alone was not asked.
 */
static void
fill_sets(const LoadPlan *plan, Datum *values, bool *nulls)
{
	ListCell *cell;

	foreach (cell, plan->sets)
	{
		const LoadSet *set = lfirst(cell);
		bool answered = false;

		if (set->from || set->says_no)
			continue;
		for (int i = 0; i < set->s->nmembers && !answered; i++)
			answered = is_member(set->members[i]) && !nulls[set->members[i]->attribute];
		for (int i = 0; answered && i < set->s->nmembers; i++)
		{
			const LoadVariable *member = set->members[i];

			if (!is_member(member) || !nulls[member->attribute])
				continue;
			values[member->attribute] = BoolGetDatum(false);
			nulls[member->attribute] = false;
		}
	}
}

/*
 * Cells of formats that know types
 */

static bool
declares(const SurveyVariable *v, double number)
{
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].code == number)
			return true;
	return svy_in_ranges(v->ranges, v->nranges, number) ||
		   (number >= 1 && number <= v->points && number == rint(number));
}

/* a whole number of more digits than a double has is handed out as it is written */
static bool
long_number(LoadVariable *column, const char *text, size_t size, Datum *value)
{
	Oid type = column->v->type;
	int64 whole;

	cell_trim(&text, &size);
	if ((type != INT8OID && svy_column_kind(type) != COLUMN_NUMBER) ||
		!to_whole(column, text, size, &whole))
		return false;
	*value = whole_datum(type, whole);
	return true;
}

/* the text itself must be an answer where the codebook is not made from the rows */
static CellResult
text_datum(const LoadOptions *options, LoadVariable *column, const LoadCell *cell, Datum *value,
		   LoadRefusal *refusal)
{
	const SurveyVariable *v = column->v;
	bool known = v->type == TEXTOID && (!options->check_codes || !svy_variable_categorical(v));

	if (long_number(column, cell->text, cell->size, value))
		return CELL_SET;
	for (int i = 0; v->type == TEXTOID && !known && i < v->nlabels; i++)
		known = is_stored(&v->labels[i], cell->text, cell->size);
	if (!known)
	{
		refuse_cell(refusal, column, cell->text, cell->size,
					svy_variable_categorical(v) ? "is not an answer of this question"
												: "is not a value of this variable",
					v->nlabels > 0 ? list_answers(column) : NULL,
					ERRCODE_INVALID_TEXT_REPRESENTATION);
		return CELL_REFUSED;
	}
	*value = PointerGetDatum(cstring_to_text_with_len(cell->text, cell->size));
	return CELL_SET;
}

static CellResult
typed_cell(const LoadOptions *options, LoadVariable *column, const LoadCell *cell, Datum *value,
		   LoadRefusal *refusal)
{
	const SurveyVariable *v = column->v;
	char shown[64];

	if (cell->kind == LOAD_CELL_NONE)
		return CELL_NONE;
	if (cell->kind == LOAD_CELL_TEXT)
		return text_datum(options, column, cell, value, refusal);
	if (number_datum(v->type, cell->number, value) &&
		(!options->check_codes || v->type == BOOLOID || !svy_variable_categorical(v) ||
		 column->open || declares(v, cell->number)))
		return CELL_SET;
	refuse_cell(refusal, column, shown, snprintf(shown, sizeof(shown), "%.15g", cell->number),
				"is not an answer of this question", v->nlabels > 0 ? list_answers(column) : NULL,
				ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	return CELL_REFUSED;
}

static bool
holds(const SurveyVariable *v, const SurveyLabel *label, Datum value)
{
	if (v->type == TEXTOID)
		return is_stored(label, VARDATA_ANY(DatumGetPointer(value)),
						 VARSIZE_ANY_EXHDR(DatumGetPointer(value)));
	if (v->type == NUMERICOID)
		return DatumGetFloat8(DirectFunctionCall1(numeric_float8, value)) == label->code;
	return value == whole_datum(v->type, label->code);
}

/* the code that a categorical column holds in this row; false if it has none, or a missing one */
static bool
row_code(const LoadVariable *column, const Datum *values, const bool *nulls, int32 *code)
{
	const SurveyVariable *v = column->v;

	for (int i = 0; !nulls[column->attribute] && i < v->nlabels; i++)
		if (holds(v, &v->labels[i], values[column->attribute]))
		{
			*code = v->labels[i].code;
			return !v->labels[i].missing;
		}
	return false;
}

/* members of sets that are chosen where any of several columns has their code */
static void
fill_derived(const LoadPlan *plan, Datum *values, bool *nulls)
{
	ListCell *cell;

	foreach (cell, plan->sets)
	{
		const LoadSet *set = lfirst(cell);
		int32 code;

		for (int i = 0; i < set->nsources; i++)
		{
			if (!row_code(set->sources[i], values, nulls, &code))
				continue;
			for (int j = 0; j < set->s->nmembers; j++)
			{
				int attribute = set->members[j]->attribute;

				if (nulls[attribute])
					values[attribute] = BoolGetDatum(false);
				nulls[attribute] = false;
				if (set->codes[j] == code)
					values[attribute] = BoolGetDatum(true);
			}
		}
	}
}

bool
load_row(const LoadPlan *plan, const LoadOptions *options, const LoadRow *row, Datum *values,
		 bool *nulls, LoadRefusal *refusal)
{
	if (row->bad)
	{
		*refusal =
			(LoadRefusal){.sqlstate = ERRCODE_BAD_COPY_FILE_FORMAT, .reason = pstrdup(row->bad)};
		return false;
	}
	if (row->nfields != plan->ncolumns)
	{
		*refusal =
			(LoadRefusal){.sqlstate = ERRCODE_BAD_COPY_FILE_FORMAT,
						  .reason = psprintf("the row has %d cell%s instead of %d", row->nfields,
											 row->nfields == 1 ? "" : "s", plan->ncolumns)};
		return false;
	}
	for (int i = 0; i < plan->ncolumns; i++)
	{
		LoadVariable *column = &plan->columns[i];
		const char *text = row->cells ? NULL : row->fields[i];
		CellResult result = CELL_NONE;

		if (row->cells)
		{
			result =
				typed_cell(options, column, &row->cells[i], &values[column->attribute], refusal);
			nulls[column->attribute] = result != CELL_SET;
		}
		if (result == CELL_REFUSED)
			return false;
		if (!text)
			continue;
		if (column->rule == LOAD_DELIMITED)
			result = delimited_cell(options, column, text, strlen(text), values, nulls, refusal);
		else
		{
			Datum *value = &values[column->attribute];

			result = column->rule == LOAD_TEXT
						 ? text_cell(options, column, row, i, value)
						 : one_cell(options, column, text, strlen(text), value, refusal);
			nulls[column->attribute] = result != CELL_SET;
		}
		if (result == CELL_REFUSED)
			return false;
	}
	if (plan->key_column && nulls[0])
		return refuse_cell(refusal, plan->key_column, "", 0, "does not identify a respondent",
						   pstrdup("Expected a value: the codebook says that the column is the "
								   "respondents' key."),
						   ERRCODE_NOT_NULL_VIOLATION);
	if (row->cells)
		fill_derived(plan, values, nulls);
	else
		fill_sets(plan, values, nulls);
	return true;
}
