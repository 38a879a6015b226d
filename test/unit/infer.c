/*
 * infer.c
 *	  Unit tests of what cells and columns are.  Numbers are compared with
 *	  strtod, which the C library rounds correctly.
 */
#include "kernel/stats/infer.h"
#include "tap.h"

#include <string.h>

static int
integer(const char *text, int64_t expected)
{
	int64_t value = 0;
	bool padded;

	return cell_integer(text, strlen(text), &value, &padded) && value == expected;
}

static int
no_integer(const char *text)
{
	int64_t value;
	bool padded;

	return !cell_integer(text, strlen(text), &value, &padded);
}

static int
number(const char *text, char decimal, double expected)
{
	double value = NAN;
	bool whole;

	return cell_number(text, strlen(text), decimal, &value, &whole) && value == expected;
}

static int
no_number(const char *text)
{
	double value;
	bool whole;

	return !cell_number(text, strlen(text), '.', &value, &whole);
}

static int
date(const char *text, CellOrder order, int year, int month, int day, int64_t microseconds)
{
	CellDate got;

	return cell_date(text, strlen(text), order, &got) && got.year == year && got.month == month &&
		   got.day == day && got.microseconds == microseconds;
}

static int
no_date(const char *text, CellOrder order)
{
	CellDate got;

	return !cell_date(text, strlen(text), order, &got);
}

static int
at_time(const char *text, int64_t microseconds)
{
	int64_t got;

	return cell_time(text, strlen(text), &got) && got == microseconds;
}

static int
no_time(const char *text)
{
	int64_t got;

	return !cell_time(text, strlen(text), &got);
}

static int
ranks(const char *text, double expected)
{
	double rank = NAN;

	return cell_rank(text, strlen(text), &rank) && rank == expected;
}

static int
no_rank(const char *text)
{
	double rank;

	return !cell_rank(text, strlen(text), &rank);
}

static void
test_integers(void)
{
	int64_t value;
	bool padded;

	ok(integer("0", 0) && integer("-1", -1) && integer("+17", 17) && integer(" 5\t", 5),
	   "whole numbers, with signs and blanks");
	ok(integer("9223372036854775807", INT64_MAX) && integer("-9223372036854775808", INT64_MIN),
	   "up to the limits");
	ok(no_integer("9223372036854775808") && no_integer("-9223372036854775809"), "and no further");
	ok(no_integer("") && no_integer("-") && no_integer("1.0") && no_integer("1 2") &&
		   no_integer("0x1") && no_integer("--1"),
	   "nothing else");
	ok(cell_integer("007", 3, &value, &padded) && padded && cell_integer("0", 1, &value, &padded) &&
		   !padded,
	   "leading zeros are told");
}

static void
test_numbers(void)
{
	static const char *const texts[] = {"1.5",
										"-0.1",
										".5",
										"5.",
										"1e3",
										"2.5E-3",
										"0.1e22",
										"123456789012345678901234567890",
										"1e308",
										"4.9e-324",
										"0.000000000000000000000000000001",
										"9007199254740993"};
	bool whole;
	double value;
	int wrong = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		wrong += !number(texts[i], '.', strtod(texts[i], NULL));
	ok(wrong == 0, "numbers are those of strtod");
	ok(number("1,5", ',', 1.5) && number("123456789012345678,25", ',', 123456789012345678.25),
	   "with a decimal comma");
	ok(no_number("1e309") && no_number("nan") && no_number("inf") && no_number("0x10") &&
		   no_number("1,5") && no_number("1.2.3") && no_number(".") && no_number("1e") &&
		   no_number("e5") && no_number("1e99999"),
	   "infinite, hexadecimal and broken ones are none");
	ok(cell_number("2.0", 3, '.', &value, &whole) && whole &&
		   cell_number("2.01", 4, '.', &value, &whole) && !whole &&
		   cell_number("20e-1", 5, '.', &value, &whole) && !whole,
	   "a fraction of zeros is whole");
}

static void
test_dates(void)
{
	ok(date("2024-02-29", CELL_YMD, 2024, 2, 29, 0) && no_date("2023-02-29", CELL_YMD) &&
		   no_date("1900-02-29", CELL_YMD) && date("2000-02-29", CELL_YMD, 2000, 2, 29, 0),
	   "leap years");
	ok(date("5/10/18 4:01", CELL_MDY, 2018, 5, 10, (4 * 3600 + 60) * INT64_C(1000000)) &&
		   date("5/10/18", CELL_DMY, 2018, 10, 5, 0) && no_date("5/13/2018", CELL_DMY),
	   "month first, day first, two-digit years");
	ok(date("31.12.69", CELL_DMY, 2069, 12, 31, 0) && date("31.12.70", CELL_DMY, 1970, 12, 31, 0),
	   "two-digit years mean 1970 to 2069");
	ok(date("2015-02-13 17:10:50.001", CELL_YMD, 2015, 2, 13, INT64_C(61850001000)) &&
		   date("2015-02-13T00:00", CELL_YMD, 2015, 2, 13, 0),
	   "times with fractions");
	ok(date("1/2/2024 12:00 AM", CELL_MDY, 2024, 1, 2, 0) &&
		   date("1/2/2024 12:00 pm", CELL_MDY, 2024, 1, 2, 12 * INT64_C(3600000000)) &&
		   no_date("1/2/2024 13:00 pm", CELL_MDY),
	   "twelve-hour times");
	ok(no_date("2024-13-01", CELL_YMD) && no_date("2024-00-01", CELL_YMD) &&
		   no_date("2024-1", CELL_YMD) && no_date("2024-01/01", CELL_YMD) &&
		   no_date("24-01-01", CELL_YMD) && no_date("2024-01-01 24:00", CELL_YMD) &&
		   no_date("2024-01-01x", CELL_YMD) && no_date("1.2.3", CELL_DMY) && no_date("", CELL_YMD),
	   "nothing else");
	ok(at_time("9:05", INT64_C(32700000000)) &&
		   at_time(" 23:59:59.999999 ", INT64_C(86399999999)) && at_time("12:00:00 AM", 0) &&
		   at_time("05:05 pm", INT64_C(61500000000)),
	   "times of day");
	ok(no_time("24:00") && no_time("9") && no_time("9:5") && no_time("-1:00") && no_time("9:60") &&
		   no_time("2024-01-01 09:00") && no_time("") && no_time("13:00 pm"),
	   "what is no time of day");
}

static void
test_ranks(void)
{
	ok(ranks("0-49 employees", 0) && ranks("$25,000-$49,999", 25000) && ranks("1000-9,999", 1000) &&
		   ranks("20+", 20) && ranks("1.5 to 2", 1.5),
	   "the first number of an answer");
	ok(ranks("< 1 years", 0.5) && ranks("Under 5", 4.5) && ranks("> 60", 60.5) &&
		   ranks("More than 3", 3.5),
	   "moved by words of comparison");
	ok(no_rank("Other") && no_rank("") && no_rank("Wave 2 or later"), "answers without one");
}

static int
amount(const char *text, char decimal, double expected)
{
	CellMarks marks;
	double value;

	return cell_amount(text, strlen(text), decimal, 0, &value, &marks) && value == expected;
}

static int
no_amount(const char *text, char decimal)
{
	CellMarks marks;
	double value;

	return !cell_amount(text, strlen(text), decimal, 0, &value, &marks);
}

static void
test_amounts(void)
{
	CellMarks marks;
	double value;

	ok(amount("1,234.50", '.', 1234.5) && amount("1.234,5", ',', 1234.5) &&
		   amount("1 234,5", ',', 1234.5) && amount("12'345", '.', 12345) &&
		   amount("1\342\200\257234", '.', 1234) && amount("1,234,567", '.', 1234567),
	   "digits in groups");
	ok(amount("$5", '.', 5) && amount("45 %", '.', 45) && amount("-5%", '.', -5) &&
		   amount("\342\202\254 1.200", ',', 1200) && amount("$-5", '.', -5) &&
		   amount("5 EUR", '.', 5),
	   "signs");
	ok(amount("1,75", ',', 1.75) && no_amount("1,75", '.') && amount("1,234", ',', 1.234) &&
		   amount("1,234", '.', 1234),
	   "a comma is a decimal one or divides groups");
	ok(no_amount("1,23,456", '.') && no_amount("1234,567", '.') && no_amount("0,123", '.') &&
		   no_amount("$", '.') && no_amount("", '.') && no_amount("1,234 people", '.') &&
		   no_amount("1-9", '.') && no_amount("1,234'567", '.') && no_amount(",", ','),
	   "and what is none");
	ok(!cell_amount("1.234", 5, ',', ' ', &value, &marks) &&
		   cell_amount("1 234", 5, ',', ' ', &value, &marks) && value == 1234 && marks.grouped,
	   "a separator that is told");
}

static int
anchors(const char *text, bool trailing, int expected)
{
	int code;

	return cell_anchor(text, strlen(text), trailing, &code) && code == expected;
}

static int
no_anchor(const char *text)
{
	int code;

	return !cell_anchor(text, strlen(text), false, &code) &&
		   !cell_anchor(text, strlen(text), true, &code);
}

static void
test_anchors(void)
{
	ok(anchors("0 - Not at all likely", false, 0) && anchors("4. Agree", false, 4) &&
		   anchors("9=Refused", false, 9) && anchors("5 (highest)", false, 5) &&
		   anchors("5+", false, 5) && anchors("+2 - better", false, 2) &&
		   anchors("(1) Agree", false, 1) && anchors("[-2] worse", false, -2) &&
		   anchors("worse (-2)", true, -2) && no_anchor("(555 1234") &&
		   anchors("-1 Refused", false, -1) && anchors("1 \342\200\223 Low", false, 1) &&
		   anchors("7", false, 7),
	   "numbers at the beginning");
	ok(anchors("Extremely likely - 10", true, 10) && anchors("highest (5)", true, 5) &&
		   anchors("Product 12", true, 12) && anchors("7", true, 7),
	   "numbers at the end");
	ok(no_anchor("18-24") && no_anchor("18 - 24") && no_anchor("1\342\200\2239") &&
		   no_anchor("1 to 3 years") && no_anchor("Ages 18 - 24") && no_anchor("Under 5") &&
		   no_anchor("less than 10"),
	   "ranges and limits");
	ok(no_anchor("$5") && no_anchor("10%") && no_anchor("2.5 hours") && no_anchor("1,000 people") &&
		   no_anchor("5 \342\202\254") && no_anchor("1st") && no_anchor("2021 or before") &&
		   no_anchor("") && no_anchor("-") && no_anchor("Agree"),
	   "amounts, fractions, years");
}

static int
zoned(const char *text, int hour, int east)
{
	CellDate got;

	return cell_date(text, strlen(text), CELL_YMD, &got) && got.zoned && got.east == east &&
		   got.microseconds / 1000000 / 3600 == hour;
}

static void
test_written_dates(void)
{
	ok(date("06-Aug-2024", CELL_MDY, 2024, 8, 6, 0) &&
		   date("Aug 6, 2024", CELL_DMY, 2024, 8, 6, 0) &&
		   date("6. August 2024", CELL_YMD, 2024, 8, 6, 0) &&
		   date("Sept 30 99", CELL_YMD, 1999, 9, 30, 0) && no_date("Aug 32, 2024", CELL_YMD) &&
		   no_date("May 1", CELL_YMD) && no_date("Marie 1 2024", CELL_YMD),
	   "names of months");
	ok(zoned("2024/08/06 1:05:09 PM GMT+2", 13, 7200) &&
		   zoned("2024-05-01T09:12:33.123+02:00", 9, 7200) && zoned("2024-05-01T09:12:33Z", 9, 0) &&
		   zoned("2024-05-01 09:12:33 -0330", 9, -12600) && zoned("2024-05-01 09:12 UTC", 9, 0),
	   "zones");
	ok(no_date("2024-05-01 09:12 +2:0", CELL_YMD) && no_date("2024-05-01 09:12 +99", CELL_YMD) &&
		   no_date("2024-05-01 09:12 CETX", CELL_YMD) && no_time("9:12Z"),
	   "and none");
	ok(date("6.8.2024", CELL_DMY, 2024, 8, 6, 0) && no_date("6.8.2024", CELL_MDY),
	   "between points the day comes first");
}

static void
test_profiles(void)
{
	static const char *const cells[] = {"1", "2.0", "3"};
	Profile whole = {0};
	Profile other = {0};
	CellOrder order;

	ok(profile_type(&whole, false, CELL_MDY, &order) == PROFILE_EMPTY, "no cells");
	for (int i = 0; i < 3; i++)
		profile_add(&whole, cells[i], strlen(cells[i]));
	ok(profile_type(&whole, false, CELL_MDY, &order) == PROFILE_WHOLE && whole.min == 1 &&
		   whole.max == 3,
	   "whole numbers in two spellings");
	profile_add(&whole, "-7", 2);
	ok(whole.min == -7 && whole.cells == 4 && whole.negative == 1, "one below zero");
	profile_add(&whole, "0.5", 3);
	ok(profile_type(&whole, false, CELL_MDY, &order) == PROFILE_NUMBER, "a fraction");
	profile_add(&whole, "0,5", 3);
	ok(profile_type(&whole, true, CELL_MDY, &order) == PROFILE_TEXT, "two decimal characters");
	other = (Profile){0};
	profile_add(&other, "1/2/2024", 8);
	ok(profile_type(&other, false, CELL_DMY, &order) == PROFILE_DATE && order == CELL_DMY,
	   "an ambiguous date is as preferred");
	profile_add(&other, "1/13/2024 3:00", 14);
	ok(profile_type(&other, false, CELL_DMY, &order) == PROFILE_TIMESTAMP && order == CELL_MDY &&
		   other.timed == 1,
	   "until a day tells");
	other = (Profile){0};
	profile_add(&other, "1,75", 4);
	profile_add(&other, "2", 1);
	ok(profile_type(&other, false, CELL_DMY, &order) == PROFILE_TEXT &&
		   profile_amount(&other) == ',',
	   "decimal commas among commas");
	profile_add(&other, "1.5", 3);
	ok(profile_amount(&other) == 0, "not beside decimal points");
	other = (Profile){0};
	profile_add(&other, "$1,234", 6);
	ok(profile_amount(&other) == '.' && other.currency == 1 && other.grouped == 1, "amounts");
	other = (Profile){0};
	profile_add(&other, "2024-05-01T09:12:33Z", 20);
	ok(profile_type(&other, false, CELL_DMY, &order) == PROFILE_INSTANT, "instants");
	profile_add(&other, "2024-05-01T09:12:33", 19);
	ok(profile_type(&other, false, CELL_DMY, &order) == PROFILE_TEXT,
	   "times with and without a zone are of no kind");
}

int
main(void)
{
	test_integers();
	test_numbers();
	test_dates();
	test_ranks();
	test_amounts();
	test_anchors();
	test_written_dates();
	test_profiles();
	return tap_done();
}
