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

/* skips blanks, percent signs and signs of currencies */
static const char *
skip_signs(const char *text, const char *end, CellMarks *marks)
{
	static const struct
	{
		const char *text;
		bool percent;
		unsigned currency;
	} signs[] = {
		{"%", true, 0},		{"$", false, 1},		{"USD", false, 1}, {"\342\202\254", false, 2},
		{"EUR", false, 2},	{"\302\243", false, 4}, {"GBP", false, 4}, {"\302\245", false, 8},
		{"CHF", false, 16}, {"\302\240", false, 0}};
	const size_t nsigns = sizeof(signs) / sizeof(*signs);
	bool found = true;

	while (found)
	{
		found = false;
		while (text < end && is_blank(*text))
			text++;
		for (size_t i = 0; i < nsigns && !found; i++)
		{
			size_t size = strlen(signs[i].text);

			if ((size_t) (end - text) < size || memcmp(text, signs[i].text, size) != 0)
				continue;
			text += size;
			found = true;
			marks->percent |= signs[i].percent;
			marks->currency |= signs[i].currency;
		}
	}
	return text;
}

/* the bytes of a character between groups of digits, and which one it is; 0 if it is none */
static size_t
group_size(const char *text, const char *end, char *group)
{
	static const struct
	{
		const char *bytes;
		char group;
	} known[] = {{",", ','},
				 {".", '.'},
				 {"'", '\''},
				 {" ", ' '},
				 {"\302\240", ' '},
				 {"\342\200\257", ' '},
				 {"\342\200\231", '\''}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
	{
		size_t size = strlen(known[i].bytes);

		if ((size_t) (end - text) < size || memcmp(text, known[i].bytes, size) != 0)
			continue;
		*group = known[i].group;
		return size;
	}
	return 0;
}

/* digits in groups of three, or in none, up to whatever follows them; how many were read */
static size_t
scan_groups(const char **text, const char *end, char decimal, char grouping, char *out,
			bool *grouped)
{
	const char *at = *text;
	char used = grouping;
	size_t n = 0;
	size_t run = 0; /* digits behind the last separator */

	while (at < end)
	{
		char group;
		size_t size;

		if (is_digit(*at))
		{
			out[n++] = *at++;
			run++;
			continue;
		}
		size = group_size(at, end, &group);
		if (size == 0 || group == decimal || (used && group != used) || at + size == end ||
			!is_digit(at[size]))
			break;
		if (run == 0 || run > 3 || (*grouped && run < 3) || *out == '0')
			return 0;
		*grouped = true;
		used = group;
		run = 0;
		at += size;
	}
	*text = at;
	return *grouped && run != 3 ? 0 : n;
}

bool
cell_amount(const char *text, size_t size, char decimal, char grouping, double *value,
			CellMarks *marks)
{
	char plain[MAX_NUMBER + 2];
	const char *end;
	size_t n = 0;
	size_t digits;
	bool whole;

	*marks = (CellMarks){0};
	cell_trim(&text, &size);
	end = text + size;
	if (size == 0 || size > MAX_NUMBER)
		return false;
	if (*text == '-' || *text == '+')
		plain[n++] = *text++;
	text = skip_signs(text, end, marks);
	if (n == 0 && text < end && *text == '-')
		plain[n++] = *text++;
	digits = scan_groups(&text, end, decimal, grouping, plain + n, &marks->grouped);
	if (digits == 0 && marks->grouped)
		return false;
	n += digits;
	if (text < end && *text == decimal)
	{
		plain[n++] = '.';
		for (text++; text < end && is_digit(*text); text++)
		{
			plain[n++] = *text;
			digits++;
		}
	}
	if (digits == 0 || skip_signs(text, end, marks) != end)
		return false;
	plain[n] = '\0';
	return cell_number(plain, n, '.', value, &whole);
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

static void
skip_blanks(const char **text, const char *end)
{
	while (*text < end && is_blank(**text))
		(*text)++;
}

/* Z, +2, +02:00, +0200, GMT, GMT+2, UTC+02:00 up to the end of the cell */
static bool
scan_zone(const char *text, const char *end, CellDate *date)
{
	int hours = 0;
	int minutes = 0;
	int digits;
	bool west;

	date->zoned = true;
	if (end - text == 1 && lower(*text) == 'z')
		return true;
	if (end - text >= 3 &&
		((lower(text[0]) == 'g' && lower(text[1]) == 'm' && lower(text[2]) == 't') ||
		 (lower(text[0]) == 'u' && lower(text[1]) == 't' && lower(text[2]) == 'c')))
	{
		text += 3;
		if (text == end)
			return true;
	}
	if (*text != '+' && *text != '-')
		return false;
	west = *text++ == '-';
	digits = scan_digits(&text, end, 4, &hours);
	if (digits > 2)
	{
		minutes = hours % 100;
		hours /= 100;
	}
	else if (digits > 0 && text < end && *text == ':')
	{
		text++;
		if (scan_digits(&text, end, 2, &minutes) != 2)
			return false;
	}
	date->east = (west ? -1 : 1) * (hours * 60 + minutes) * 60;
	return digits > 0 && digits != 3 && text == end && hours <= 15 && minutes <= 59;
}

/* h:mm[:ss[.ffffff]] [AM|PM] [zone] up to the end of the cell */
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
	skip_blanks(&text, end);
	if (end - text >= 2 && lower(text[1]) == 'm' && (lower(*text) == 'a' || lower(*text) == 'p'))
	{
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (lower(*text) == 'p' ? 12 : 0);
		text += 2;
		skip_blanks(&text, end);
	}
	if (hour > 23 || minute > 59 || second > 59 || (text < end && !scan_zone(text, end, date)))
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

/* an English month, by three letters or more of its name */
static bool
scan_month(const char **text, const char *end, int *month)
{
	static const char *const names[] = {"january",	 "february", "march",	 "april",
										"may",		 "june",	 "july",	 "august",
										"september", "october",	 "november", "december"};

	for (int i = 0; i < 12; i++)
	{
		int letters = 0;

		while (*text + letters < end && names[i][letters] != '\0' &&
			   lower((*text)[letters]) == names[i][letters])
			letters++;
		if (letters < 3)
			continue;
		*text += letters;
		*month = i + 1;
		if (*text < end && **text == '.')
			(*text)++;
		return true;
	}
	return false;
}

bool
cell_month(const char *text, size_t size, int *month)
{
	const char *end = text + size;

	return scan_month(&text, end, month) && text == end;
}

/* 06-Aug-2024, 6. August 2024, Aug 6, 2024 */
static bool
scan_named_date(const char **text, const char *end, CellDate *date)
{
	const char *at = *text;
	bool first = scan_month(&at, end, &date->month);
	int digits;

	skip_blanks(&at, end);
	if (scan_digits(&at, end, 2, &date->day) == 0)
		return false;
	if (first && at < end && *at == ',')
		at++;
	while (at < end && (*at == ' ' || (!first && strchr("-/.", *at))))
		at++;
	if (!first && !scan_month(&at, end, &date->month))
		return false;
	while (at < end && (*at == ' ' || (!first && strchr("-/,", *at))))
		at++;
	digits = scan_digits(&at, end, 4, &date->year);
	if (digits == 2)
		date->year += date->year < 70 ? 2000 : 1900;
	if (at < end && *at == ',')
		at++;
	*text = at;
	return digits == 2 || digits == 4;
}

static bool
scan_numbered_date(const char **text, const char *end, CellOrder order, CellDate *date)
{
	int part[3];
	int digits[3];
	char separator = 0;

	for (int i = 0; i < 3; i++)
	{
		digits[i] = scan_digits(text, end, 4, &part[i]);
		if (digits[i] == 0)
			return false;
		if (i == 2)
			break;
		if (*text == end || (**text != '-' && **text != '/' && **text != '.') ||
			(i == 1 && **text != separator))
			return false;
		separator = *(*text)++;
	}
	if (order == CELL_YMD)
	{
		date->year = part[0], date->month = part[1], date->day = part[2];
		return digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2;
	}
	date->year = digits[2] == 4 ? part[2] : part[2] + (part[2] < 70 ? 2000 : 1900);
	date->month = order == CELL_MDY ? part[0] : part[1];
	date->day = order == CELL_MDY ? part[1] : part[0];
	/* nobody who writes points puts the month first */
	return digits[0] <= 2 && digits[1] <= 2 && (digits[2] == 4 || digits[2] == 2) &&
		   (order == CELL_DMY || separator != '.');
}

/* near its beginning, where the name of a month would stand */
static bool
has_letter(const char *text, const char *end)
{
	for (int i = 0; i < 6 && text + i < end; i++)
		if (lower(text[i]) >= 'a' && lower(text[i]) <= 'z')
			return true;
	return false;
}

bool
cell_date(const char *text, size_t size, CellOrder order, CellDate *date)
{
	const char *end;

	cell_trim(&text, &size);
	end = text + size;
	*date = (CellDate){0};
	if (!has_letter(text, end) || !scan_named_date(&text, end, date))
	{
		text = end - size;
		*date = (CellDate){0};
		if (!scan_numbered_date(&text, end, order, date))
			return false;
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
	if (!scan_time(text, text + size, &date) || date.zoned)
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

/* the size of a dash, point or other character between a number and its label; 0 if it is none */
static size_t
separator_size(const char *text, const char *end)
{
	if (end - text >= 3 &&
		(memcmp(text, "\342\200\223", 3) == 0 || memcmp(text, "\342\200\224", 3) == 0))
		return 3;
	return text < end && strchr("-.=:)(,[]+/|", *text) && *text != '\0' ? 1 : 0;
}

static bool
is_letter(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || ((unsigned char) c & 0x80);
}

/* text that makes a range or an amount of the number before it */
static bool
goes_on(const char *text, const char *end)
{
	size_t size = (size_t) (end - text);

	if (starts_with(text, size, "to ") || starts_with(text, size, "and ") ||
		starts_with(text, size, "or "))
	{
		while (text < end && *text != ' ')
			text++;
		skip_blanks(&text, end);
		return text < end && is_digit(*text);
	}
	return false;
}

/* "4. Agree": what follows the number must be a text of its own, or nothing */
static bool
leading_anchor(const char *text, const char *end, int *code)
{
	bool bracket = *text == '(' || *text == '[';
	bool negative;
	bool divided = false;
	size_t size;
	int digits;

	text += bracket;
	negative = text < end && *text == '-';
	text += negative || (text < end && *text == '+');
	digits = scan_digits(&text, end, 3, code);
	if (negative)
		*code = -*code;
	if (digits == 0 || (text < end && is_digit(*text)) ||
		(bracket && (text == end || (*text != ')' && *text != ']'))))
		return false;
	/* a fraction, a group of digits, a range */
	if (end - text >= 2 && !is_blank(*text) && is_digit(text[1]))
		return false;
	for (;;)
	{
		divided |= text < end && is_blank(*text);
		skip_blanks(&text, end);
		size = separator_size(text, end);
		if (size == 0)
			break;
		divided = true;
		text += size;
	}
	if (text == end)
		return true;
	return divided && is_letter(*text) && memcmp(text, "\342\202\254", 1) != 0 &&
		   !goes_on(text, end);
}

/* words that make a limit of the number behind them */
static bool
is_limit(const char *word, size_t size)
{
	static const char *const limits[] = {"under", "below", "over",	 "above", "than",
										 "to",	  "least", "most",	 "up",	  "until",
										 "since", "after", "before", "and"};

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (strlen(limits[i]) == size && starts_with(word, size, limits[i]))
			return true;
	return false;
}

/* "Extremely likely - 10", "highest (5)" */
static bool
trailing_anchor(const char *text, const char *end, int *code)
{
	const char *at;
	const char *word;
	const char *number;
	bool divided = false;
	bool negative = false;

	while (end > text && (end[-1] == ')' || end[-1] == ']' || is_blank(end[-1])))
		end--;
	for (at = end; at > text && is_digit(at[-1]); at--)
		;
	number = at;
	if (at == end || end - at > 3)
		return false;
	if (at == text)
		return scan_digits(&number, end, 3, code) > 0;
	/* a sign in a bracket: "worse (-2)" */
	if (at - text >= 2 && (at[-1] == '-' || at[-1] == '+') && (at[-2] == '(' || at[-2] == '['))
		negative = *--at == '-';
	while (at > text && (is_blank(at[-1]) || strchr("-=:([", at[-1]) ||
						 (at - text >= 3 && separator_size(at - 3, at) == 3)))
	{
		divided = true;
		at -= is_blank(at[-1]) || strchr("-=:([", at[-1]) ? 1 : 3;
	}
	for (word = at; word > text && is_letter(word[-1]); word--)
		;
	if (!divided || at == text || !is_letter(at[-1]) || is_limit(word, (size_t) (at - word)) ||
		scan_digits(&number, end, 3, code) == 0)
		return false;
	if (negative)
		*code = -*code;
	return true;
}

bool
cell_anchor(const char *text, size_t size, bool trailing, int *code)
{
	cell_trim(&text, &size);
	if (size == 0)
		return false;
	return trailing ? trailing_anchor(text, text + size, code)
					: leading_anchor(text, text + size, code);
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

/* the readings of a cell that is no plain number with a decimal point */
static void
profile_amounts(Profile *profile, const char *text, size_t size)
{
	CellMarks marks[2];
	double value[2];
	bool point = cell_amount(text, size, '.', 0, &value[0], &marks[0]);
	bool comma = cell_amount(text, size, ',', 0, &value[1], &marks[1]);
	const CellMarks *read = point ? &marks[0] : &marks[1];

	if (!point && !comma)
		return;
	profile->amounts[0] += point;
	profile->amounts[1] += comma;
	profile->readable++;
	profile->grouped += (point && marks[0].grouped) || (comma && marks[1].grouped);
	profile->percent += read->percent;
	profile->currency += read->currency != 0;
	profile->currencies |= read->currency;
	profile->negative += value[point ? 0 : 1] < 0;
}

static bool
profile_dates(Profile *profile, const char *text, size_t size)
{
	CellDate read[CELL_ORDERS];
	bool is_date[CELL_ORDERS];
	const CellDate *any = NULL;
	int readings = 0;

	for (int order = 0; order < CELL_ORDERS; order++)
	{
		is_date[order] = cell_date(text, size, (CellOrder) order, &read[order]);
		if (!is_date[order])
			continue;
		profile->dates[order]++;
		readings += !any || any->month != read[order].month || any->day != read[order].day;
		any = &read[order];
	}
	if (!any)
		return false;
	profile->timed += any->timed;
	profile->zoned += any->zoned;
	profile->sure += readings == 1;
	return true;
}

/* begins with a letter that neither a month nor a currency begins with, as most texts do */
static bool
is_plain_text(const char *text, size_t size)
{
	int month;

	if (lower(*text) < 'a' || lower(*text) > 'z')
		return false;
	return size < 4 || !strchr("jfmasondJFMASONDUEGC", *text) ||
		   (!scan_month(&text, text + size, &month) && memcmp(text, "USD", 3) != 0 &&
			memcmp(text, "EUR", 3) != 0 && memcmp(text, "GBP", 3) != 0 &&
			memcmp(text, "CHF", 3) != 0);
}

void
profile_add(Profile *profile, const char *text, size_t size)
{
	int64_t integer;
	double number;
	bool padded;
	bool whole;

	cell_trim(&text, &size);
	profile->cells++;
	if (size > profile->longest)
		profile->longest = size;
	if (size == 0 || size > MAX_NUMBER || is_plain_text(text, size))
		return;
	if (cell_integer(text, size, &integer, &padded))
	{
		profile->integers++;
		profile->padded += padded;
		profile->points++;
		profile->commas++;
		profile->amounts[0]++;
		profile->amounts[1]++;
		profile->readable++;
		profile->sums[0] += (double) integer;
		profile->sums[1] += (double) integer;
		profile_whole(profile, integer);
		return;
	}
	if (cell_number(text, size, '.', &number, &whole))
	{
		CellMarks marks;
		double other;

		profile->points++;
		profile->sums[0] += number;
		profile->amounts[0]++;
		profile->readable++;
		/* only three digits behind the point may be a group */
		if (size > 4 && *text != '0' && text[size - 4] == '.')
			profile->amounts[1] += cell_amount(text, size, ',', 0, &other, &marks);
		if (whole && fabs(number) < 9e15)
			profile_whole(profile, (int64_t) number);
		else
			profile->negative += number < 0;
		return;
	}
	if (profile_dates(profile, text, size))
		return;
	if (cell_number(text, size, ',', &number, &whole))
	{
		profile->commas++;
		profile->sums[1] += number;
	}
	profile_amounts(profile, text, size);
}

bool
profile_mixed(const Profile *profile)
{
	return (profile->percent > 0 && profile->percent < profile->cells) ||
		   (profile->percent > 0 && profile->currencies != 0) ||
		   (profile->currencies & (profile->currencies - 1)) != 0;
}

bool
profile_numeric(const Profile *profile)
{
	return profile->readable > 0 && profile->padded == 0 &&
		   (profile->cells - profile->readable) * 10 <= profile->cells;
}

bool
profile_contradicts(const Profile *profile)
{
	return profile_numeric(profile) && profile->amounts[0] < profile->readable &&
		   profile->amounts[1] < profile->readable;
}

char
profile_amount(const Profile *profile)
{
	if (profile->cells == 0 || profile->padded > 0 || profile_mixed(profile))
		return 0;
	if (profile->amounts[0] == profile->cells)
		return '.';
	return profile->amounts[1] == profile->cells ? ',' : 0;
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
	/* an hour with a zone and one without are not of one kind */
	if (profile->zoned > 0 && profile->zoned < profile->cells)
		return PROFILE_TEXT;
	if (profile->zoned > 0)
		return PROFILE_INSTANT;
	return profile->timed > 0 ? PROFILE_TIMESTAMP : PROFILE_DATE;
}
