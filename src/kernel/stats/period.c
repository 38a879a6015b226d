/*
 * period.c
 *	  A name is cut into numbers and words, and what these are tells the period:
 *	  a year of four digits and, before or behind it, its half, quarter, month,
 *	  week or day.  Blanks, hyphens, slashes, underscores, points and commas divide.
 */
#include "kernel/stats/period.h"

#include <stdio.h>
#include <string.h>

#include "kernel/stats/infer.h"

#define MAX_PARTS 3
#define MIN_YEAR 1900
#define MAX_YEAR 2199

/* what a part may be */
#define IS_YEAR 'Y'
#define IS_NUMBER 'n' /* of one or two digits */
#define IS_DIGITS 'N' /* any other number */
#define IS_MONTH 'M'  /* "Mar" */
#define IS_HALF 'h'	  /* the word: "H", "half" */
#define IS_QUARTER 'q'
#define IS_WEEK 'w'
#define IS_MARK 'm' /* the "M" of 2026M03 */
#define IS_OTHER 'x'

typedef struct PeriodParts
{
	char shape[MAX_PARTS + 1];
	int value[MAX_PARTS];
	const char *text[MAX_PARTS];
	size_t size[MAX_PARTS];
	int count;
} PeriodParts;

/* places of year, part and day among the parts; -1: there is none */
static const struct
{
	const char *shape;
	PeriodKind kind;
	int year;
	int part;
	int day;
} shapes[] = {
	{"Y", PERIOD_YEAR, 0, -1, -1},	   {"Yn", PERIOD_MONTH, 0, 1, -1},
	{"nY", PERIOD_MONTH, 1, 0, -1},	   {"YM", PERIOD_MONTH, 0, 1, -1},
	{"MY", PERIOD_MONTH, 1, 0, -1},	   {"Ymn", PERIOD_MONTH, 0, 2, -1},
	{"Yhn", PERIOD_HALF, 0, 2, -1},	   {"hnY", PERIOD_HALF, 2, 1, -1},
	{"Ynh", PERIOD_HALF, 0, 1, -1},	   {"nhY", PERIOD_HALF, 2, 0, -1},
	{"Yqn", PERIOD_QUARTER, 0, 2, -1}, {"qnY", PERIOD_QUARTER, 2, 1, -1},
	{"Ynq", PERIOD_QUARTER, 0, 1, -1}, {"nqY", PERIOD_QUARTER, 2, 0, -1},
	{"Ywn", PERIOD_WEEK, 0, 2, -1},	   {"wnY", PERIOD_WEEK, 2, 1, -1},
	{"Ynn", PERIOD_DAY, 0, 1, 2},	   {"YMn", PERIOD_DAY, 0, 1, 2},
	{"nMY", PERIOD_DAY, 2, 1, 0},	   {"MnY", PERIOD_DAY, 2, 0, 1},
};

/* ---- parts ---- */

static bool
is_figure(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_word(const char *text, size_t size, const char *const *words)
{
	for (; *words; words++)
	{
		size_t i = 0;

		while (i < size && (*words)[i] == (text[i] | 0x20))
			i++;
		if (i == size && (*words)[i] == '\0')
			return true;
	}
	return false;
}

static char
word_shape(const char *text, size_t size, int *value)
{
	static const char *const halves[] = {"h", "half", NULL};
	static const char *const quarters[] = {"q", "qtr", "quarter", NULL};
	static const char *const weeks[] = {"w", "wk", "week", NULL};
	static const char *const marks[] = {"m", NULL};

	if (is_word(text, size, halves))
		return IS_HALF;
	if (is_word(text, size, quarters))
		return IS_QUARTER;
	if (is_word(text, size, weeks))
		return IS_WEEK;
	if (is_word(text, size, marks))
		return IS_MARK;
	return cell_month(text, size, value) ? IS_MONTH : IS_OTHER;
}

static char
number_shape(const char *text, size_t size, int *value)
{
	*value = 0;
	for (size_t i = 0; i < size && i < 9; i++)
		*value = *value * 10 + (text[i] - '0');
	if (size == 4 && *value >= MIN_YEAR && *value <= MAX_YEAR)
		return IS_YEAR;
	return size <= 2 ? IS_NUMBER : IS_DIGITS;
}

/* false: there is something else, or too much */
static bool
split(const char *text, size_t size, PeriodParts *parts)
{
	const char *end = text + size;

	while (text < end)
	{
		const char *start = text;
		int *value = &parts->value[parts->count];

		if (*text != '\0' && strchr(" -/_.,", *text))
		{
			text++;
			continue;
		}
		if (parts->count == MAX_PARTS || !(is_figure(*text) || is_latin(*text)))
			return false;
		while (text < end && (is_figure(*start) ? is_figure(*text) : is_latin(*text)))
			text++;
		parts->text[parts->count] = start;
		parts->size[parts->count] = text - start;
		parts->shape[parts->count++] = is_figure(*start) ? number_shape(start, text - start, value)
														 : word_shape(start, text - start, value);
	}
	return parts->count > 0;
}

/* ---- what they say ---- */

/* 202603 and 20260315, as codes of waves are written */
static bool
split_digits(PeriodParts *parts)
{
	size_t size = parts->size[0];
	const char *text = parts->text[0];

	if (strcmp(parts->shape, "N") != 0 || (size != 6 && size != 8) ||
		number_shape(text, 4, &parts->value[0]) != IS_YEAR)
		return false;
	for (parts->count = 1; parts->count * 2 + 2 < (int) size; parts->count++)
		(void) number_shape(text + parts->count * 2 + 2, 2, &parts->value[parts->count]);
	strcpy(parts->shape, size == 6 ? "Yn" : "Ynn");
	return true;
}

/* the season 2025/26 is no month */
static bool
is_season(const PeriodParts *parts)
{
	return strcmp(parts->shape, "Yn") == 0 && parts->value[1] > 12 &&
		   parts->value[1] == (parts->value[0] + 1) % 100;
}

/* weeks that a year has: 53 if it begins or ends with a Thursday */
static int
weeks_of(int year)
{
	/* day of the week of 31 December, 0 for Sunday */
	int last = (year + year / 4 - year / 100 + year / 400) % 7;
	int before = (year - 1 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400) % 7;

	return last == 4 || before == 3 ? 53 : 52;
}

static bool
period_exists(const Period *period)
{
	char day[PERIOD_NAME];
	CellDate date;

	switch (period->kind)
	{
		case PERIOD_HALF:
			return period->part >= 1 && period->part <= 2;
		case PERIOD_QUARTER:
			return period->part >= 1 && period->part <= 4;
		case PERIOD_MONTH:
			return period->part >= 1 && period->part <= 12;
		case PERIOD_WEEK:
			return period->part >= 1 && period->part <= weeks_of(period->year);
		case PERIOD_DAY:
			period_name(period, day);
			return cell_date(day, strlen(day), CELL_YMD, &date);
		default:
			return true;
	}
}

/* 15.3.2026, and 3/15/2026, but not 3/5/2026, which may be either */
static Period
day_of_numbers(const char *text, size_t size)
{
	CellDate forwards;
	CellDate backwards;
	bool dmy = cell_date(text, size, CELL_DMY, &forwards);
	bool mdy = cell_date(text, size, CELL_MDY, &backwards);

	if (dmy == mdy && !(dmy && forwards.day == backwards.day))
		return (Period){.kind = PERIOD_WRONG};
	if (!dmy)
		forwards = backwards;
	return (Period){PERIOD_DAY, forwards.year, forwards.month, forwards.day};
}

Period
period_read(const char *text, size_t size)
{
	PeriodParts parts = {.count = 0};
	Period period = {.kind = PERIOD_NONE};

	cell_trim(&text, &size);
	if (!split(text, size, &parts))
		return period;
	(void) split_digits(&parts);
	if (strcmp(parts.shape, "nnY") == 0)
		return day_of_numbers(text, size);
	if (is_season(&parts))
		return period;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
	{
		if (strcmp(shapes[i].shape, parts.shape) != 0)
			continue;
		period.kind = shapes[i].kind;
		period.year = parts.value[shapes[i].year];
		if (shapes[i].part >= 0)
			period.part = parts.value[shapes[i].part];
		if (shapes[i].day >= 0)
			period.day = parts.value[shapes[i].day];
		if (!period_exists(&period))
			period.kind = PERIOD_WRONG;
		break;
	}
	return period;
}

/* ---- periods ---- */

const char *
period_kind_name(PeriodKind kind)
{
	static const char *const names[] = {"name",	   "name",	"year", "half-year",
										"quarter", "month", "week", "day"};

	return names[kind];
}

void
period_name(const Period *period, char name[PERIOD_NAME])
{
	static const char *const forms[] = {"",			"",			 "%04d",	   "%04d-H%d",
										"%04d-Q%d", "%04d-%02d", "%04d-W%02d", "%04d-%02d-%02d"};

	(void) snprintf(name, PERIOD_NAME, forms[period->kind], period->year, period->part,
					period->day);
}

int
period_code(const Period *period)
{
	switch (period->kind)
	{
		case PERIOD_YEAR:
			return period->year;
		case PERIOD_HALF:
		case PERIOD_QUARTER:
			return period->year * 10 + period->part;
		case PERIOD_DAY:
			return (period->year * 100 + period->part) * 100 + period->day;
		default:
			return period->year * 100 + period->part;
	}
}

bool
period_equal(const Period *a, const Period *b)
{
	return a->kind == b->kind && a->kind > PERIOD_WRONG && period_code(a) == period_code(b);
}

int
period_year_before(const Period *period, const Period *other)
{
	int days = period->day - other->day;

	if (period->kind != other->kind || period->kind <= PERIOD_WRONG ||
		other->year != period->year - 1 || other->part != period->part)
		return -1;
	return days < 0 ? -days : days;
}
