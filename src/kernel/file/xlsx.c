/*
 * xlsx.c
 *	  Places, formats, dates and escapes of a workbook, after ECMA-376 part 1:
 *	  18.8.30 (formats), 18.17.4 (dates), 22.9.2.19 (escapes).
 */
#include "kernel/file/xlsx.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* days from the civil year 0 on, of 1970-01-01 and of the days before the first ones of the two calendars */
#define DAYS_1970 719468
#define DAYS_1899 (DAYS_1970 - 25569) /* 1899-12-30: right from 1900-03-01 on */
#define DAYS_1904 (DAYS_1970 - 24107)

#define LAST_DAY 2958465 /* 9999-12-31 */
#define DAYS_BETWEEN 1462

#define DAY_MILLISECONDS 86400000.0

bool
xlsx_place(const char *text, uint32_t *column, uint32_t *row)
{
	uint32_t letters = 0;
	uint32_t number = 0;

	for (; *text >= 'A' && *text <= 'Z'; text++)
	{
		letters = letters * 26 + (uint32_t) (*text - 'A' + 1);
		if (letters > XLSX_COLUMNS)
			return false;
	}
	if (letters == 0 || *text < '1' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++)
	{
		number = number * 10 + (uint32_t) (*text - '0');
		if (number > XLSX_ROWS)
			return false;
	}
	*column = letters - 1;
	*row = number;
	return *text == '\0';
}

XlsxKind
xlsx_kind_of_number(uint32_t number)
{
	if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 ||
		(number >= 50 && number <= 54) || number == 57 || number == 58)
		return XLSX_DATE;
	/* of East Asian workbooks: hours and minutes */
	if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) || number == 45 ||
		number == 47 || number == 55 || number == 56)
		return XLSX_TIME;
	if (number == 22)
		return XLSX_MOMENT;
	return number == 46 ? XLSX_LASTING : XLSX_NUMBER;
}

/* behind what stands in brackets, "quotes", or is told to be a text by the sign before it */
static const char *
skip_text(const char *code)
{
	char end = *code == '[' ? ']' : *code == '"' ? '"' : '\0';

	if (end == '\0')
		return code[1] ? code + 2 : code + 1;
	for (code++; *code && *code != end; code++)
		;
	return *code ? code + 1 : code;
}

/* [h], [mm] or [ss] */
static bool
is_lasting(const char *code)
{
	char unit = (char) (code[1] | 0x20);

	if (unit != 'h' && unit != 'm' && unit != 's')
		return false;
	for (code++; (*code | 0x20) == unit; code++)
		;
	return *code == ']';
}

XlsxKind
xlsx_kind_of_code(const char *code)
{
	bool day = false;
	bool month = false;
	bool time = false;

	if (strncmp(code, "General", 7) == 0)
		return XLSX_NUMBER;
	/* a further part is for negative numbers */
	while (*code && *code != ';')
	{
		char letter = (char) (*code | 0x20);

		if (*code == '[' && is_lasting(code))
			return XLSX_LASTING;
		if (strchr("[\"\\_*", *code))
		{
			code = skip_text(code);
			continue;
		}
		day |= letter == 'd' || letter == 'y';
		month |= letter == 'm';
		time |= letter == 'h' || letter == 's';
		code++;
	}
	if (time)
		return day ? XLSX_MOMENT : XLSX_TIME;
	return day || month ? XLSX_DATE : XLSX_NUMBER;
}

/* the calendar, after Howard Hinnant's algorithms for dates: years begin in March */
static size_t
write_date(long day, char *out)
{
	long era = day / 146097;
	long of_era = day % 146097;
	long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * year + year / 4 - year / 100);
	long month = (5 * of_year + 2) / 153;

	year += era * 400 + (month >= 10);
	return (size_t) snprintf(out, XLSX_TEXT, "%04ld-%02ld-%02ld", year,
							 month < 10 ? month + 3 : month - 9,
							 of_year - (153 * month + 2) / 5 + 1);
}

static void
write_time(double milliseconds, char *out, size_t room)
{
	long long all = (long long) milliseconds;
	int rest = (int) (all % 60000);
	int used = snprintf(out, room, "%02lld:%02d:%02d", all / 3600000, (int) (all / 60000 % 60),
						rest / 1000);

	if (rest % 1000 != 0)
		snprintf(out + used, room - (size_t) used, ".%03d", rest % 1000);
}

bool
xlsx_moment(double days, XlsxKind kind, bool since_1904, char out[XLSX_TEXT])
{
	double whole = floor(days);
	double milliseconds = floor((days - whole) * DAY_MILLISECONDS + 0.5);
	size_t used;

	if (kind == XLSX_NUMBER || !(days >= 0) || days > LAST_DAY + 1.0)
		return false;
	if (kind == XLSX_LASTING)
	{
		write_time(floor(days * DAY_MILLISECONDS + 0.5), out, XLSX_TEXT);
		return true;
	}
	if (milliseconds >= DAY_MILLISECONDS)
	{
		milliseconds = 0;
		whole++;
	}
	if (kind == XLSX_TIME && whole == 0)
	{
		write_time(milliseconds, out, XLSX_TEXT);
		return true;
	}
	if (whole > LAST_DAY - (since_1904 ? DAYS_BETWEEN : 0))
		return false;
	/* the first calendar has a day that never was, 1900-02-29 */
	if (!since_1904 && whole < 61)
	{
		if (whole == 60 || whole == 0)
			return false;
		whole++;
	}
	used = write_date((long) whole + (since_1904 ? DAYS_1904 : DAYS_1899), out);
	if (kind != XLSX_DATE || milliseconds > 0)
	{
		out[used++] = ' ';
		write_time(milliseconds, out + used, XLSX_TEXT - used);
	}
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char) (c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* the character of _x000D_, or 0; halves of characters beyond four digits are none */
static unsigned int
escaped(const char *text, size_t size)
{
	unsigned int character = 0;

	if (size < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
		return 0;
	for (int i = 2; i < 6; i++)
	{
		int digit = hex_digit(text[i]);

		if (digit < 0)
			return 0;
		character = character << 4 | (unsigned int) digit;
	}
	return character >= 0xd800 && character < 0xe000 ? 0 : character;
}

/* in UTF-8, which takes no more than three bytes */
static size_t
put_character(char *out, unsigned int character)
{
	if (character < 0x80)
	{
		out[0] = (char) character;
		return 1;
	}
	if (character < 0x800)
	{
		out[0] = (char) (0xc0 | character >> 6);
		out[1] = (char) (0x80 | (character & 0x3f));
		return 2;
	}
	out[0] = (char) (0xe0 | character >> 12);
	out[1] = (char) (0x80 | (character >> 6 & 0x3f));
	out[2] = (char) (0x80 | (character & 0x3f));
	return 3;
}

size_t
xlsx_unescape(char *text, size_t size)
{
	size_t used = 0;

	for (size_t at = 0; at < size;)
	{
		unsigned int character = escaped(text + at, size - at);

		if (character != 0)
		{
			used += put_character(text + used, character);
			at += 7;
		}
		else
			text[used++] = text[at++];
	}
	size = used;
	used = 0;
	for (size_t at = 0; at < size; at++)
	{
		if (text[at] == '\r' && at + 1 < size && text[at + 1] == '\n')
			continue;
		text[used++] = text[at] == '\r' ? '\n' : text[at];
	}
	return used;
}
