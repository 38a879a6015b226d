/*
 * xlsx.c
 *	  Texts of workbooks.  Dates are checked against Excel's own rule (1 is
 *	  1900-01-01, 61 is 1900-03-01, 45292 is 2024-01-01) and against openpyxl.
 */
#include <string.h>

#include "kernel/file/xlsx.h"
#include "tap.h"

static bool
place(const char *text, uint32_t column, uint32_t row)
{
	uint32_t c = 0;
	uint32_t r = 0;

	return xlsx_place(text, &c, &r) && c == column && r == row;
}

static bool
moment(double days, XlsxKind kind, bool since_1904, const char *expected)
{
	char out[XLSX_TEXT];
	bool found = xlsx_moment(days, kind, since_1904, out);

	if (!expected)
		return !found;
	if (found && strcmp(out, expected) != 0)
		printf("# got %s\n", out);
	return found && strcmp(out, expected) == 0;
}

static void
test_places(void)
{
	uint32_t column;
	uint32_t row;

	ok(place("A1", 0, 1) && place("Z10", 25, 10) && place("AA7", 26, 7), "places");
	ok(place("XFD1048576", 16383, 1048576), "the last cell of a sheet");
	ok(!xlsx_place("XFE1", &column, &row) && !xlsx_place("A1048577", &column, &row), "beyond it");
	ok(!xlsx_place("", &column, &row) && !xlsx_place("A", &column, &row) &&
		   !xlsx_place("1", &column, &row) && !xlsx_place("A0", &column, &row) &&
		   !xlsx_place("A1B", &column, &row) && !xlsx_place("a1", &column, &row) &&
		   !xlsx_place("AAAAAAAAAAAAAAAAAAA1", &column, &row),
	   "no places");
}

static void
test_formats(void)
{
	ok(xlsx_kind_of_number(0) == XLSX_NUMBER && xlsx_kind_of_number(9) == XLSX_NUMBER &&
		   xlsx_kind_of_number(49) == XLSX_NUMBER,
	   "numbers");
	ok(xlsx_kind_of_number(14) == XLSX_DATE && xlsx_kind_of_number(20) == XLSX_TIME &&
		   xlsx_kind_of_number(22) == XLSX_MOMENT && xlsx_kind_of_number(46) == XLSX_LASTING,
	   "dates and times");
	ok(xlsx_kind_of_code("General") == XLSX_NUMBER &&
		   xlsx_kind_of_code("0.00E+00") == XLSX_NUMBER &&
		   xlsx_kind_of_code("#,##0 [$kr-414]") == XLSX_NUMBER &&
		   xlsx_kind_of_code("[Red]0;[Blue]-0") == XLSX_NUMBER &&
		   xlsx_kind_of_code("0\" days\"") == XLSX_NUMBER &&
		   xlsx_kind_of_code("0\\d") == XLSX_NUMBER &&
		   xlsx_kind_of_code("_(* #,##0_)") == XLSX_NUMBER &&
		   xlsx_kind_of_code("@") == XLSX_NUMBER && xlsx_kind_of_code("") == XLSX_NUMBER &&
		   xlsx_kind_of_code("\"") == XLSX_NUMBER && xlsx_kind_of_code("\\") == XLSX_NUMBER &&
		   xlsx_kind_of_code("[") == XLSX_NUMBER,
	   "codes of numbers");
	ok(xlsx_kind_of_code("yyyy-mm-dd;@") == XLSX_DATE &&
		   xlsx_kind_of_code("[$-409]d\\-mmm\\-yy") == XLSX_DATE &&
		   xlsx_kind_of_code("MMM") == XLSX_DATE,
	   "codes of dates");
	ok(xlsx_kind_of_code("h:mm AM/PM") == XLSX_TIME && xlsx_kind_of_code("mm:ss.0") == XLSX_TIME &&
		   xlsx_kind_of_code("dd/mm/yyyy hh:mm") == XLSX_MOMENT &&
		   xlsx_kind_of_code("[h]:mm:ss") == XLSX_LASTING &&
		   xlsx_kind_of_code("[mm]") == XLSX_LASTING,
	   "codes of times");
}

static void
test_moments(void)
{
	ok(moment(45292, XLSX_DATE, false, "2024-01-01"), "a date");
	ok(moment(45351, XLSX_DATE, false, "2024-02-29"), "a leap day");
	ok(moment(1, XLSX_DATE, false, "1900-01-01") && moment(59, XLSX_DATE, false, "1900-02-28"),
	   "days before the one that never was");
	ok(moment(60, XLSX_DATE, false, NULL) && moment(61, XLSX_DATE, false, "1900-03-01"),
	   "that one, and the next");
	ok(moment(0, XLSX_DATE, true, "1904-01-01") && moment(43830, XLSX_DATE, true, "2024-01-01"),
	   "dates since 1904");
	ok(moment(2958465, XLSX_DATE, false, "9999-12-31") && moment(2958466, XLSX_DATE, false, NULL),
	   "the last day");
	ok(moment(-1, XLSX_DATE, false, NULL) && moment(NAN, XLSX_DATE, false, NULL) &&
		   moment(INFINITY, XLSX_DATE, false, NULL),
	   "no days");
	ok(moment(45292.5208333333, XLSX_MOMENT, false, "2024-01-01 12:30:00"), "a moment");
	ok(moment(45292.5208333333, XLSX_DATE, false, "2024-01-01 12:30:00"),
	   "that is shown as a date");
	ok(moment(45292, XLSX_MOMENT, false, "2024-01-01 00:00:00"), "at midnight");
	ok(moment(0.75, XLSX_TIME, false, "18:00:00") &&
		   moment(0.000011574, XLSX_TIME, false, "00:00:01"),
	   "times of day");
	ok(moment(0.9999999999, XLSX_TIME, false, "1900-01-01 00:00:00"), "the next midnight");
	ok(moment(45292.25, XLSX_TIME, false, "2024-01-01 06:00:00"), "a time that has a day");
	ok(moment(0.5000000116, XLSX_TIME, false, "12:00:00.001"), "milliseconds");
	ok(moment(1.1041666667, XLSX_LASTING, false, "26:30:00"), "hours beyond a day");
	ok(moment(45292, XLSX_NUMBER, false, NULL), "a number");
}

static bool
unescaped(const char *text, const char *expected)
{
	char copy[100];
	size_t size;

	strcpy(copy, text);
	size = xlsx_unescape(copy, strlen(copy));
	return size == strlen(expected) && memcmp(copy, expected, size) == 0;
}

static void
test_escapes(void)
{
	ok(unescaped("a_x000D_\nb", "a\nb") && unescaped("a\r\nb\rc", "a\nb\nc"), "line ends");
	ok(unescaped("_x005F_x0041_", "_x0041_") && unescaped("_x00e9_", "\xc3\xa9") &&
		   unescaped("_x20AC_", "\xe2\x82\xac"),
	   "characters");
	ok(unescaped("_x000", "_x000") && unescaped("_xZZZZ_", "_xZZZZ_") &&
		   unescaped("_xD83D_", "_xD83D_") && unescaped("_x0000_", "_x0000_") && unescaped("", ""),
	   "what is none");
}

int
main(void)
{
	test_places();
	test_formats();
	test_moments();
	test_escapes();
	return tap_done();
}
