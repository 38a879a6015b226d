/*
 * formats.c
 *	  Signatures, dates and multiple-response records of files.  Dates are
 *	  checked against the calendar: 1960-01-01 is 14,610 days before 2000,
 *	  1582-10-14 is 152,385 days before it.  The text of the sets follows
 *	  PSPP's description of system files.
 */
#include <string.h>

#include "kernel/filetime.h"
#include "kernel/magic.h"
#include "kernel/savfile.h"
#include "kernel/triples.h"
#include "tap.h"

static Magic
magic(const char *bytes, size_t size)
{
	return magic_find((const uint8_t *) bytes, size);
}

static void
test_magic(void)
{
	char por[600];

	ok(magic("$FL2@(#) SPSS", 13) == MAGIC_SAV, "SPSS");
	ok(magic("$FL3@(#) SPSS", 13) == MAGIC_SAV, "SPSS, compressed");
	ok(magic("<stata_dta><header>", 19) == MAGIC_DTA, "Stata 13 and later");
	ok(magic("\x72\x02\x01\x00", 4) == MAGIC_DTA, "Stata 9");
	ok(magic("HEADER RECORD*******LIBRARY HEADER RECORD", 41) == MAGIC_XPT, "SAS transport 5");
	ok(magic("HEADER RECORD*******LIBV8   HEADER RECORD", 41) == MAGIC_XPT, "SAS transport 8");
	memset(por, ' ', sizeof(por));
	for (int i = 80; i < 600; i += 81)
		por[i] = '\n';
	memcpy(por + 456 + 5, "SPSSPORT", 8);
	ok(magic(por, sizeof(por)) == MAGIC_POR, "SPSS portable, in lines");
	ok(magic("id,q1\n1,2\n", 10) == MAGIC_NONE, "CSV");
	ok(magic("", 0) == MAGIC_NONE, "nothing");
}

static void
test_times(void)
{
	FileTime time = filetime_spss("DATE11");

	near(filetime_read(&time, 152385.0 * 86400), 0, 0, "SPSS: 2000-01-01");
	near(filetime_write(&time, 1), 152386.0 * 86400, 0, "SPSS: 2000-01-02");
	time = filetime_spss("DATETIME23.2");
	near(filetime_read(&time, 152385.0 * 86400 + 1.5), 1.5e6, 0, "SPSS: half past a second");
	time = filetime_stata("%td");
	near(filetime_read(&time, 14610), 0, 0, "Stata: %td");
	time = filetime_stata("%-tcHH:MM");
	near(filetime_read(&time, 14610.0 * 86400e3 + 1), 1000, 0, "Stata: %tc counts milliseconds");
	time = filetime_sas("MMDDYY10");
	near(filetime_read(&time, 14609), -1, 0, "SAS: 1999-12-31");
	time = filetime_sas("e8601da10.");
	ok(time.kind == FILE_DATE, "SAS: digits within a name, small letters");
	time = filetime_sas("TIME8.");
	near(filetime_read(&time, 61), 61e6, 0, "SAS: a minute past midnight");
	ok(filetime_spss("F8.2").kind == FILE_NUMBER, "SPSS: no date");
	ok(filetime_stata("%9.0g").kind == FILE_NUMBER, "Stata: no date");
	ok(filetime_sas("BEST12.").kind == FILE_NUMBER, "SAS: no date");
}

/* reading what was written gives the same microsecond, in steps of the format */
static void
test_inverse(void)
{
	FileTime spss = filetime_spss("DATETIME");
	FileTime stata = filetime_stata("%tc");
	int wrong = 0;

	for (int64_t i = 0; i < 200000; i++)
	{
		int64_t t = (i * 7919 - 800000000) * 1000000 + i * 10;

		wrong += filetime_read(&spss, filetime_write(&spss, (double) t)) != (double) t;
		wrong += filetime_read(&stata, filetime_write(&stata, (double) t)) != (double) t;
	}
	ok(wrong == 0, "writing and reading are inverse");
}

static int
is(SavText text, const char *expected)
{
	return text.size == strlen(expected) && memcmp(text.text, expected, text.size) == 0;
}

static void
test_sets(void)
{
	static const char text[] = "$a=C 10 my mcgroup a b c\n"
							   "$b=D2 55 0  g e f d\n"
							   "$c=E 11 1 1 5 hello k l\n";
	SavText rest = {text, sizeof(text) - 1};
	SavText name;
	SavSet set;
	bool bad;

	ok(sav_take_set(&rest, &set, &bad) && set.kind == 'C' && is(set.name, "a") &&
		   is(set.label, "my mcgroup"),
	   "categories");
	ok(sav_take_name(&set.variables, &name) && is(name, "a") &&
		   sav_take_name(&set.variables, &name) && is(name, "b") &&
		   sav_take_name(&set.variables, &name) && is(name, "c") &&
		   !sav_take_name(&set.variables, &name),
	   "their variables");
	ok(sav_take_set(&rest, &set, &bad) && set.kind == 'D' && is(set.counted, "55") &&
		   is(set.label, "") && sav_take_name(&set.variables, &name) && is(name, "g"),
	   "dichotomies without a label");
	ok(sav_take_set(&rest, &set, &bad) && set.kind == 'E' && set.label_of_variable &&
		   is(set.counted, "1") && is(set.label, "hello"),
	   "dichotomies labelled by value");
	ok(!sav_take_set(&rest, &set, &bad) && !bad, "the end");
	rest = (SavText){"$a=D99 1 x\n", 11};
	ok(!sav_take_set(&rest, &set, &bad) && bad, "a length beyond the end");
	rest = (SavText){"SHRT=LongName\tV2=Second", 23};
	ok(sav_take_long_name(&rest, &set.name, &name) && is(set.name, "SHRT") &&
		   is(name, "LongName") && sav_take_long_name(&rest, &set.name, &name) &&
		   is(name, "Second") && !sav_take_long_name(&rest, &set.name, &name),
	   "long names");
}

/* the values of the standard's own example: 2101000001 is code 1, 3 and 9 of a bitstring */
static void
test_triples(void)
{
	TripleField spread = {TRIPLE_MULTIPLE, 41, 42, 2, 0};
	TripleField wide = {TRIPLE_MULTIPLE, 1, 6, 3, 2};
	double number;

	ok(triple_bit((TripleText){"101000001", 9}, 3) == 1, "bitstring: chosen");
	ok(triple_bit((TripleText){"101000001", 9}, 2) == 0, "bitstring: not chosen");
	ok(triple_bit((TripleText){"101", 3}, 9) == 0, "bitstring: beyond its end");
	ok(triple_bit((TripleText){"   ", 3}, 1) == -1, "bitstring: blank");
	ok(triple_spread((TripleText){"19", 2}, &spread, 1, 9) == 1, "spread: chosen");
	ok(triple_spread((TripleText){"19", 2}, &spread, 0, 9) == 0, "spread: not this one");
	ok(triple_spread((TripleText){" 712", 4}, &wide, 0, 7) == 1, "spread: of two digits");
	ok(triple_spread((TripleText){" 712", 4}, &wide, 2, 7) == -1, "spread: beyond the end");
	ok(triple_value((TripleText){"20240229", 8}, TRIPLE_DATE, &number) == TRIPLE_NUMBER &&
		   number == 8825,
	   "a leap day: 8825 days after 2000-01-01");
	ok(triple_value((TripleText){"20230229", 8}, TRIPLE_DATE, &number) == TRIPLE_TEXT,
	   "no leap day");
	ok(triple_value((TripleText){"2359", 4}, TRIPLE_TIME, &number) == TRIPLE_NUMBER &&
		   number == 86340e6,
	   "a minute before midnight");
	ok(triple_value((TripleText){" 1.50", 5}, TRIPLE_QUANTITY, &number) == TRIPLE_NUMBER &&
		   number == 1.5,
	   "a quantity");
	ok(triple_value((TripleText){"  ", 2}, TRIPLE_LOGICAL, &number) == TRIPLE_BLANK, "a blank");
	ok(triple_value((TripleText){"2", 1}, TRIPLE_LOGICAL, &number) == TRIPLE_TEXT, "not logical");
}

int
main(void)
{
	test_triples();
	test_magic();
	test_times();
	test_inverse();
	test_sets();
	return tap_done();
}
