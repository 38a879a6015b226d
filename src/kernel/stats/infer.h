/*
 * infer.h
 *	  What a cell of a text file is (number, date, text), and what a column of
 *	  such cells therefore is.
 *
 * Cells are bytes in an encoding that contains ASCII, followed by a zero byte
 * that their size does not count.  Blanks around a cell do not matter.
 */
#ifndef KERNEL_STATS_INFER_H
#define KERNEL_STATS_INFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* the order of the parts of a date */
typedef enum CellOrder
{
	CELL_YMD,
	CELL_MDY,
	CELL_DMY
} CellOrder;

#define CELL_ORDERS 3

typedef struct CellDate
{
	int year;
	int month;
	int day;
	bool timed; /* a time of day was given */
	int64_t microseconds;
	bool zoned; /* with its distance from Greenwich */
	int east;	/* seconds */
} CellDate;

/* what stands about the digits of a number that is written for people */
typedef struct CellMarks
{
	bool grouped; /* digits in groups of three */
	bool percent;
	unsigned currency; /* a bit for each */
} CellMarks;

/* takes the blanks (space, tab, CR, LF, no-break space in UTF-8) off both ends */
extern void cell_trim(const char **text, size_t *size);

/* decimal digits with an optional sign that fit; "padded" tells of a leading zero (an identifier) */
extern bool cell_integer(const char *text, size_t size, int64_t *value, bool *padded);

/*
 * A decimal number with that decimal character and an optional exponent,
 * correctly rounded; "whole" tells that nothing but zeros follow the decimal
 * character.
 */
extern bool cell_number(const char *text, size_t size, char decimal, double *value, bool *whole);

/*
 * A number as people write it: "1,234.50", "$5", "45 %", "1 234,5".  Digits are
 * in groups of three, divided by "grouping" or, if that is 0, by one of
 * , . ' and blanks that is not the decimal character.
 */
extern bool cell_amount(const char *text, size_t size, char decimal, char grouping, double *value,
						CellMarks *marks);

/*
 * The number with which the text of an answer begins or, with "trailing", ends:
 * "0 - Not at all", "4. Agree", "9=Refused", "5 (highest)", "Likely - 10", with a
 * sign or in brackets ("+2 - better", "(1) Agree").  It
 * is none in ranges, amounts and fractions ("18-24", "$5", "1 to 3", "2.5").
 */
extern bool cell_anchor(const char *text, size_t size, bool trailing, int *code);

/* an English month, by three letters or more of its name; nothing else stands there */
extern bool cell_month(const char *text, size_t size, int *month);

/*
 * A date in that order, separated by - / or . (the day comes first between
 * points), or with an English name of the month; with an optional time of day
 * (24 hours, or 12 with AM or PM) and zone (Z, +02:00, GMT+2).  Two-digit years
 * mean 1970 to 2069.
 */
extern bool cell_date(const char *text, size_t size, CellOrder order, CellDate *date);

/* a time of day by the same rules, in microseconds */
extern bool cell_time(const char *text, size_t size, int64_t *microseconds);

/*
 * What the answers of an ordered scale sort by: the first number in the text
 * ("$25,000-$49,999": 25000), moved down by half a unit after words such as
 * "under" and up after "over"; false if there is no number near its beginning.
 */
extern bool cell_rank(const char *text, size_t size, double *rank);

/* counts over the cells of a column; empty when zeroed */
typedef struct Profile
{
	int64_t cells; /* that are not blank */
	int64_t integers;
	int64_t padded;	  /* integers with leading zeros */
	int64_t wholes;	  /* numbers without a fraction, "2" and "2.0" */
	int64_t points;	  /* numbers with a decimal point or none */
	int64_t commas;	  /* numbers with a decimal comma or none */
	int64_t negative; /* numbers below zero */
	double sums[2];	  /* of those with a decimal point or none, and with a comma or none */
	int64_t dates[CELL_ORDERS];
	int64_t timed;		/* dates with a time of day */
	int64_t zoned;		/* and with a zone */
	int64_t sure;		/* dates that have one reading only, or the same in each order */
	int64_t amounts[2]; /* numbers with decimal point, or comma, as people write them */
	int64_t readable;	/* numbers with either of them */
	int64_t grouped;
	int64_t percent;
	int64_t currency;
	unsigned currencies; /* a bit for each of them */
	int64_t min;		 /* of the whole numbers */
	int64_t max;
	size_t longest; /* bytes */
} Profile;

/* adds a cell that is neither blank nor a null string */
extern void profile_add(Profile *profile, const char *text, size_t size);

typedef enum ProfileType
{
	PROFILE_EMPTY,
	PROFILE_WHOLE,	/* integers, maybe written as 2.0 */
	PROFILE_NUMBER, /* with decimal point */
	PROFILE_COMMA,	/* with decimal comma */
	PROFILE_DATE,
	PROFILE_TIMESTAMP,
	PROFILE_INSTANT, /* with a zone */
	PROFILE_TEXT
} ProfileType;

/*
 * The narrowest type that holds every cell.  Decimal commas only count where
 * the comma is not the delimiter.  An ambiguous order of a date is "preferred"
 * (month first or day first).
 */
extern ProfileType profile_type(const Profile *profile, bool commas, CellOrder preferred,
								CellOrder *order);

/*
 * The decimal character with which people write all of the numbers that are no
 * plain ones; 0 if some cell is none.  Where both readings fit ("1,234"), it is
 * the point.
 */
extern char profile_amount(const Profile *profile);

/*
 * Numbers that read with a decimal point only beside others that read with a
 * comma only, and hardly another cell (a tenth at most): no one reading fits.
 */
extern bool profile_contradicts(const Profile *profile);

/* whether all cells are numbers with either decimal character, but for a tenth at most */
extern bool profile_numeric(const Profile *profile);

/* percentages beside plain numbers, or amounts of several currencies: numbers of no one unit */
extern bool profile_mixed(const Profile *profile);

#endif
