/*
 * triples.c
 *	  Fields of Triple-S data, as its standard describes them.
 */
#include "kernel/file/triples.h"

#include <string.h>

#include "kernel/stats/infer.h"

bool
triple_type(const char *type, const char *format, TripleField *field)
{
	static const char *const names[] = {"single",	 "",		"multiple", "quantity",
										"character", "logical", "date",		"time"};
	_Static_assert(sizeof(names) / sizeof(*names) == TRIPLE_TIME + 1, "names follow TripleKind");
	int kind = 0;

	while (kind <= TRIPLE_TIME && (kind == TRIPLE_LITERAL || strcmp(type, names[kind]) != 0))
		kind++;
	if (kind > TRIPLE_TIME)
		return false;
	field->kind = (TripleKind) kind;
	if (kind == TRIPLE_SINGLE && format && strcmp(format, "literal") == 0)
		field->kind = TRIPLE_LITERAL;
	return true;
}

static TripleText
trim(TripleText text)
{
	while (text.size > 0 && (*text.text == ' ' || *text.text == '\t'))
	{
		text.text++;
		text.size--;
	}
	while (text.size > 0 && (text.text[text.size - 1] == ' ' || text.text[text.size - 1] == '\t'))
		text.size--;
	return text;
}

/* the first n digits of a text without separators; -1 if there is something else */
static int
digits(TripleText *text, size_t n)
{
	int value = 0;

	if (text->size < n)
		return -1;
	for (size_t i = 0; i < n; i++)
	{
		if (text->text[i] < '0' || text->text[i] > '9')
			return -1;
		value = value * 10 + (text->text[i] - '0');
	}
	text->text += n;
	text->size -= n;
	return value;
}

/* days of the proleptic Gregorian calendar from 2000-01-01 (Fliegel and Van Flandern 1968) */
static double
days(int year, int month, int day)
{
	long a = (month - 14) / 12;
	long julian = (1461L * (year + 4800 + a)) / 4 + (367L * (month - 2 - 12 * a)) / 12 -
				  (3L * ((year + 4900 + a) / 100)) / 4 + day - 32075;

	return (double) (julian - 2451545);
}

static TripleResult
date_value(TripleText text, double *number)
{
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = digits(&text, 4);
	int month = digits(&text, 2);
	int day = digits(&text, 2);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] ||
		(month == 2 && day == 29 && !leap) || text.size > 0)
		return TRIPLE_TEXT;
	*number = days(year, month, day);
	return TRIPLE_NUMBER;
}

static TripleResult
time_value(TripleText text, double *number)
{
	int hour = digits(&text, 2);
	int minute = digits(&text, 2);
	int second = text.size > 0 ? digits(&text, 2) : 0;

	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
		text.size > 0)
		return TRIPLE_TEXT;
	*number = ((hour * 60 + minute) * 60.0 + second) * 1e6;
	return TRIPLE_NUMBER;
}

TripleResult
triple_value(TripleText text, TripleKind kind, double *number)
{
	bool flag;

	text = trim(text);
	if (text.size == 0)
		return TRIPLE_BLANK;
	switch (kind)
	{
		case TRIPLE_SINGLE:
		case TRIPLE_QUANTITY:
			return cell_number(text.text, text.size, '.', number, &flag) ? TRIPLE_NUMBER
																		 : TRIPLE_TEXT;
		case TRIPLE_LOGICAL:
			if (text.size != 1 || !strchr("01", *text.text))
				return TRIPLE_TEXT;
			*number = *text.text - '0';
			return TRIPLE_NUMBER;
		case TRIPLE_DATE:
			return date_value(text, number);
		case TRIPLE_TIME:
			return time_value(text, number);
		default:
			return TRIPLE_TEXT;
	}
}

int
triple_bit(TripleText text, int32_t code)
{
	if (trim(text).size == 0)
		return -1;
	return code >= 1 && (size_t) code <= text.size && text.text[code - 1] == '1';
}

int
triple_is_code(TripleText text, int32_t code)
{
	int64_t value;
	bool flag;

	text = trim(text);
	if (text.size == 0)
		return -1;
	return cell_integer(text.text, text.size, &value, &flag) && value == code;
}

int
triple_spread(TripleText text, const TripleField *field, int subfield, int32_t code)
{
	size_t room =
		field->last > field->first ? (size_t) (field->last - field->first + 1) : text.size;
	size_t width = field->width > 0 ? (size_t) field->width : room / (size_t) field->subfields;
	size_t at = width * (size_t) subfield;

	if (width == 0 || at >= text.size)
		return -1;
	return triple_is_code(
		(TripleText){text.text + at, text.size - at < width ? text.size - at : width}, code);
}
