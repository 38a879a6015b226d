/*
 * infer.c
 *	  What a cell of a text file is, and what a column of cells therefore is.
 */
#include "kernel/stats/infer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 64 /* longer cells are no numbers that anybody typed */
#define MAX_EXACT_DIGITS 15
#define MAX_EXACT_POWER 22

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void
cell_trim(const char **text, size_t *size)
{
	const char *start = *text;
	const char *end = start + *size;

	for (;;)
	{
		if (start < end && is_blank(*start))
			start++;
		else if (end - start >= 2 && memcmp(start, "\302\240", 2) == 0)
			start += 2;
		else if (start < end && is_blank(end[-1]))
			end--;
		else if (end - start >= 2 && memcmp(end - 2, "\302\240", 2) == 0)
			end -= 2;
		else
			break;
	}
	*text = start;
	*size = (size_t) (end - start);
}

bool
cell_integer(const char *text, size_t size, int64_t *value, bool *padded)
{
	int64_t sum = 0;
	bool negative;
	size_t digits;

	cell_trim(&text, &size);
	if (size == 0)
		return false;
	negative = *text == '-';
	if (negative || *text == '+')
		text++, size--;
	digits = size;
	if (size == 0)
		return false;
	*padded = *text == '0' && size > 1;
	for (; size > 0; text++, size--)
	{
		if (!is_digit(*text) || __builtin_mul_overflow(sum, 10, &sum) ||
			__builtin_sub_overflow(sum, *text - '0', &sum))
			return false;
	}
	if (!negative && sum == INT64_MIN)
		return false;
	*value = negative ? sum : -sum;
	return digits > 0;
}

typedef struct Decimal
{
	bool negative;
	uint64_t digits; /* the significant digits as a number, up to 19 of them */
	int ndigits;	 /* significant ones, without leading zeros */
	int exponent;
	bool whole;
} Decimal;

/* reads digits, point and exponent; false if anything else is met */
static bool
scan_number(const char *text, size_t size, char decimal, Decimal *d)
{
	const char *end = text + size;
	bool fraction = false;
	int seen = 0;
	int power = 0;
	bool down = false;

	*d = (Decimal){.whole = true};
	if (text < end && (*text == '-' || *text == '+'))
		d->negative = *text++ == '-';
	for (; text < end && (is_digit(*text) || (*text == decimal && !fraction)); text++)
	{
		if (*text == decimal)
		{
			fraction = true;
			continue;
		}
		seen++;
		d->exponent -= fraction;
		d->whole = d->whole && (!fraction || *text == '0');
		if (d->ndigits > 0 || *text != '0')
			d->ndigits++;
		if (d->ndigits <= 19)
			d->digits = d->digits * 10 + (uint64_t) (*text - '0');
	}
	if (seen == 0 || text == end)
		return seen > 0;
	if (lower(*text++) != 'e')
		return false;
	if (text < end && (*text == '-' || *text == '+'))
		down = *text++ == '-';
	if (text == end || end - text > 4)
		return false;
	for (; text < end; text++)
	{
		if (!is_digit(*text))
			return false;
		power = power * 10 + (*text - '0');
	}
	d->exponent += down ? -power : power;
	d->whole = d->whole && !down;
	return true;
}

bool
cell_number(const char *text, size_t size, char decimal, double *value, bool *whole)
{
	static const double powers[MAX_EXACT_POWER + 1] = {
		1e0,  1e1,	1e2,  1e3,	1e4,  1e5,	1e6,  1e7,	1e8,  1e9,	1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	char copy[MAX_NUMBER + 1];
	char *point;
	Decimal d;

	cell_trim(&text, &size);
	if (size == 0 || size > MAX_NUMBER || !scan_number(text, size, decimal, &d))
		return false;
	*whole = d.whole;
	if (d.ndigits <= MAX_EXACT_DIGITS && abs(d.exponent) <= MAX_EXACT_POWER)
	{
		/* both operands are exact, so that one rounding gives the nearest double */
		*value = d.exponent < 0 ? (double) d.digits / powers[-d.exponent]
								: (double) d.digits * powers[d.exponent];
		if (d.negative)
			*value = -*value;
		return true;
	}
	memcpy(copy, text, size);
	copy[size] = '\0';
	point = strchr(copy, decimal);
	if (point)
		*point = '.';
	*value = strtod(copy, NULL);
	return isfinite(*value);
}

/* up to "most" digits; the number of digits read, 0 if there is none */
static int
scan_digits(const char **text, const char *end, int most, int *value)
{
	int n = 0;

	*value = 0;
	while (n < most && *text < end && is_digit(**text))
	{
		*value = *value * 10 + (*(*text)++ - '0');
		n++;
	}
	return n;
}

/* the fraction of a second, in microseconds; further digits are cut off */
static int64_t
scan_fraction(const char **text, const char *end)
{
	int64_t value = 0;
	int64_t unit = 100000;

	for (; *text < end && is_digit(**text); (*text)++, unit /= 10)
		value += unit * (**text - '0');
	return value;
}

/* h:mm[:ss[.ffffff]] [AM|PM] up to the end of the cell */
static bool
scan_time(const char *text, const char *end, CellDate *date)
{
	int hour;
	int minute;
	int second = 0;
	int64_t fraction = 0;

	if (scan_digits(&text, end, 2, &hour) == 0 || text == end || *text++ != ':' ||
		scan_digits(&text, end, 2, &minute) != 2)
		return false;
	if (text < end && *text == ':')
	{
		text++;
		if (scan_digits(&text, end, 2, &second) != 2)
			return false;
		if (text < end && *text == '.')
		{
			text++;
			fraction = scan_fraction(&text, end);
		}
	}
	while (text < end && *text == ' ')
		text++;
	if (end - text == 2 && lower(text[1]) == 'm' && (lower(*text) == 'a' || lower(*text) == 'p'))
	{
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (lower(*text) == 'p' ? 12 : 0);
		text = end;
	}
	if (text != end || hour > 23 || minute > 59 || second > 59)
		return false;
	date->timed = true;
	date->microseconds = ((hour * 60 + minute) * 60 + second) * INT64_C(1000000) + fraction;
	return true;
}

static bool
date_exists(const CellDate *date)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (date->year % 4 == 0 && date->year % 100 != 0) || date->year % 400 == 0;

	return date->month >= 1 && date->month <= 12 && date->day >= 1 &&
		   date->day <= days[date->month - 1] && (date->month != 2 || date->day <= 28 + leap) &&
		   date->year >= 1000;
}

bool
cell_date(const char *text, size_t size, CellOrder order, CellDate *date)
{
	const char *end;
	int part[3];
	int digits[3];
	char separator = 0;

	cell_trim(&text, &size);
	end = text + size;
	for (int i = 0; i < 3; i++)
	{
		digits[i] = scan_digits(&text, end, 4, &part[i]);
		if (digits[i] == 0)
			return false;
		if (i == 2)
			break;
		if (text == end || (*text != '-' && *text != '/' && *text != '.') ||
			(i == 1 && *text != separator))
			return false;
		separator = *text++;
	}
	*date = (CellDate){0};
	if (order == CELL_YMD)
	{
		if (digits[0] != 4 || digits[1] > 2 || digits[2] > 2)
			return false;
		date->year = part[0], date->month = part[1], date->day = part[2];
	}
	else
	{
		if (digits[0] > 2 || digits[1] > 2 || (digits[2] != 4 && digits[2] != 2))
			return false;
		date->year = digits[2] == 4 ? part[2] : part[2] + (part[2] < 70 ? 2000 : 1900);
		date->month = order == CELL_MDY ? part[0] : part[1];
		date->day = order == CELL_MDY ? part[1] : part[0];
	}
	if (!date_exists(date))
		return false;
	if (text == end)
		return true;
	if (*text != 'T' && *text != ' ')
		return false;
	while (text < end && (*text == 'T' || *text == ' '))
		text++;
	return scan_time(text, end, date);
}

bool
cell_time(const char *text, size_t size, int64_t *microseconds)
{
	CellDate date = {0};

	cell_trim(&text, &size);
	if (!scan_time(text, text + size, &date))
		return false;
	*microseconds = date.microseconds;
	return true;
}

static bool
starts_with(const char *text, size_t size, const char *word)
{
	for (; *word; word++, text++, size--)
		if (size == 0 || lower(*text) != *word)
			return false;
	return true;
}

bool
cell_rank(const char *text, size_t size, double *rank)
{
	static const char *const below[] = {"<",	  "under ",		 "less than ",
										"below ", "fewer than ", "up to "};
	static const char *const above[] = {">", "over ", "more than ", "above ", "at least "};
	const char *end = text + size;
	double shift = 0;
	double value = 0;

	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
		if (starts_with(text, size, below[i]))
			shift = -0.5, text += strlen(below[i]);
	for (size_t i = 0; shift == 0 && i < sizeof(above) / sizeof(*above); i++)
		if (starts_with(text, size, above[i]))
			shift = 0.5, text += strlen(above[i]);

	/* signs of currencies are one to three bytes in any encoding */
	for (int skipped = 0; text < end && !is_digit(*text); text++, skipped++)
		if (skipped == 4 ||
			(*text != ' ' && *text != '$' && *text != '=' && !((unsigned char) *text & 0x80)))
			return false;
	if (text == end)
		return false;
	for (; text < end && (is_digit(*text) || (*text == ',' && text + 1 < end && is_digit(text[1])));
		 text++)
		if (*text != ',')
			value = value * 10 + (*text - '0');
	if (text < end && *text == '.' && text + 1 < end && is_digit(text[1]))
	{
		double unit = 0.1;

		for (text++; text < end && is_digit(*text); text++, unit /= 10)
			value += unit * (*text - '0');
	}
	*rank = value + shift;
	return isfinite(value);
}

static void
profile_whole(Profile *profile, int64_t value)
{
	if (profile->wholes == 0 || value < profile->min)
		profile->min = value;
	if (profile->wholes == 0 || value > profile->max)
		profile->max = value;
	profile->wholes++;
	profile->negative += value < 0;
}

void
profile_add(Profile *profile, const char *text, size_t size)
{
	int64_t integer;
	double number;
	bool padded;
	bool whole;
	CellDate date;

	cell_trim(&text, &size);
	profile->cells++;
	if (size > profile->longest)
		profile->longest = size;
	if (size == 0 || size > MAX_NUMBER || (!is_digit(*text) && !strchr("+-.,", *text)))
		return;
	if (cell_integer(text, size, &integer, &padded))
	{
		profile->integers++;
		profile->padded += padded;
		profile->points++;
		profile->commas++;
		profile_whole(profile, integer);
		return;
	}
	if (cell_number(text, size, '.', &number, &whole))
	{
		profile->points++;
		if (whole && fabs(number) < 9e15)
			profile_whole(profile, (int64_t) number);
		else
			profile->negative += number < 0;
		return;
	}
	if (cell_number(text, size, ',', &number, &whole))
	{
		profile->commas++;
		profile->negative += number < 0;
		return;
	}
	for (int order = 0; order < CELL_ORDERS; order++)
		if (cell_date(text, size, (CellOrder) order, &date))
		{
			profile->dates[order]++;
			/* counted once: a date that reads in two orders has one time */
			if (order != CELL_DMY || !cell_date(text, size, CELL_MDY, &(CellDate){0}))
				profile->timed += date.timed;
		}
}

ProfileType
profile_type(const Profile *profile, bool commas, CellOrder preferred, CellOrder *order)
{
	CellOrder other = preferred == CELL_MDY ? CELL_DMY : CELL_MDY;

	*order = CELL_YMD;
	if (profile->cells == 0)
		return PROFILE_EMPTY;
	if (profile->padded > 0)
		return PROFILE_TEXT;
	if (profile->wholes == profile->cells)
		return PROFILE_WHOLE;
	if (profile->points == profile->cells)
		return PROFILE_NUMBER;
	if (commas && profile->commas == profile->cells)
		return PROFILE_COMMA;
	if (profile->dates[preferred] == profile->cells)
		*order = preferred;
	else if (profile->dates[other] == profile->cells)
		*order = other;
	else if (profile->dates[CELL_YMD] != profile->cells)
		return PROFILE_TEXT;
	return profile->timed > 0 ? PROFILE_TIMESTAMP : PROFILE_DATE;
}
