/*
 * formats.c
 *	  Signatures, dates and multiple-response records of files.  Dates are
 *	  checked against the calendar: 1960-01-01 is 14,610 days before 2000,
 *	  1582-10-14 is 152,385 days before it.  The text of the sets follows
 *	  PSPP's description of system files.
 */
#include <string.h>

#include "kernel/file/dtafile.h"
#include "kernel/file/filetime.h"
#include "kernel/file/magic.h"
#include "kernel/file/savfile.h"
#include "kernel/file/sasformat.h"
#include "kernel/file/statguard.h"
#include "kernel/file/triples.h"
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
	ok(magic("{\"q1\": 1}\n", 10) == MAGIC_JSON, "JSON Lines");
	ok(magic("\xef\xbb\xbf\n { \"q1\"", 10) == MAGIC_JSON,
	   "JSON behind a byte-order mark and blanks");
	ok(magic("[\n{}", 4) == MAGIC_JSON, "an array of JSON");
	ok(magic("{q1}\n", 5) == MAGIC_NONE && magic("{", 1) == MAGIC_NONE &&
		   magic("[1", 2) == MAGIC_NONE,
	   "brackets that are no JSON object");
	ok(magic("", 0) == MAGIC_NONE, "nothing");
}

static bool
foreign(const char *bytes, size_t size, const char *kind)
{
	MagicForeign found = magic_foreign((const uint8_t *) bytes, size);

	return kind ? found.kind && strcmp(found.kind, kind) == 0 && found.hint : !found.kind;
}

static void
test_foreign(void)
{
	static const char catalogue[] = "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x63\xb3\x14\x11\xcf"
									"\xbd\x92\x08\0\x09\xc7\x31\x8c\x18\x1f\x10\x11";

	ok(magic("PK\003\004rest", 8) == MAGIC_ZIP && foreign("PK\003\004rest", 8, NULL), "Excel");
	ok(foreign("\xd0\xcf\x11\xe0\xa1", 5,
			   "a document of an older Microsoft Office, or one with a password"),
	   "older Excel");
	ok(foreign("%PDF-1.4\n", 9, "a PDF document"), "PDF");
	ok(foreign("PAR1\x15\x04", 6, "a Parquet file"), "Parquet");
	ok(foreign("\xef\xbb\xbf\r\n<HTML><head>", 17,
			   "a page of HTML, which some programs call .xls") &&
		   foreign("<!DOCTYPE html>", 15, "a page of HTML, which some programs call .xls") &&
		   foreign("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>", 62,
				   "a workbook of Excel 2003 in XML"),
	   "HTML and XML that programs call .xls");
	ok(foreign("<sss>", 5, NULL) && foreign("<htm", 4, NULL) && foreign("<10,20\n", 7, NULL) &&
		   foreign("<?xml version=\"1.0\"?><codeBook>", 31, NULL),
	   "other markup, and headers that begin alike");
	ok(foreign(catalogue, 32, "a SAS catalogue of formats") && magic(catalogue, 32) == MAGIC_NONE,
	   "a catalogue of SAS");
	ok(foreign(catalogue, 31, NULL) && foreign("PK\003", 3, NULL) && foreign("", 0, NULL),
	   "what is too short to tell");
	ok(foreign("PAR1,PAR2\n1,2\n", 14, NULL) && foreign("PK,q1\n", 6, NULL),
	   "headers that begin alike");
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

static void
test_attributes(void)
{
	static const char text[] = "v1:Source('a(b)'\n'it's'\n)$@Role('1'\n)/v2:x(bare\n)";
	SavText rest = {text, sizeof(text) - 1};
	SavText name;
	SavText values;
	SavText value;

	ok(sav_take_owner(&rest, &name) && is(name, "v1"), "the variable of attributes");
	ok(sav_take_attribute(&rest, &name, &values) && is(name, "Source") &&
		   sav_take_value(&values, &value) && is(value, "a(b)") &&
		   sav_take_value(&values, &value) && is(value, "it's") && !sav_take_value(&values, &value),
	   "an attribute of two values");
	ok(sav_take_attribute(&rest, &name, &values) && is(name, "$@Role") &&
		   !sav_take_attribute(&rest, &name, &values),
	   "the last attribute");
	ok(sav_take_owner(&rest, &name) && is(name, "v2") &&
		   sav_take_attribute(&rest, &name, &values) && sav_take_value(&values, &value) &&
		   is(value, "bare") && rest.size == 0,
	   "the next variable, a value without quotes");
	rest = (SavText){"v:a('b'", 7};
	ok(sav_take_owner(&rest, &name) && !sav_take_attribute(&rest, &name, &values),
	   "an attribute that does not end");
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

typedef struct Bytes
{
	uint8_t bytes[600];
	size_t size;
} Bytes;

static size_t
read_bytes(void *arg, uint64_t offset, void *out, size_t size)
{
	const Bytes *file = arg;
	size_t got = offset >= file->size		  ? 0
				 : file->size - offset < size ? file->size - (size_t) offset
											  : size;

	memcpy(out, file->bytes + (got > 0 ? offset : 0), got);
	return got;
}

static void
append(Bytes *file, const void *bytes, size_t size)
{
	memcpy(file->bytes + file->size, bytes, size);
	file->size += size;
}

/* a header of 176 bytes, the record of machine integers, one of long texts, the end */
static Bytes
dictionary(bool long_texts, int32_t code)
{
	const int32_t integers[] = {7, 3, 4, 8, 1, 0, 0, 0, 1, 1, 2, code};
	const int32_t segments[] = {7, 14, 1, 4, 0};
	const int32_t end[] = {999, 0};
	Bytes file = {.size = 176, .bytes = "$FL2"};

	file.bytes[64] = 2;
	append(&file, integers, sizeof(integers));
	if (long_texts)
		append(&file, segments, sizeof(segments));
	append(&file, end, sizeof(end));
	return file;
}

static const char *
encoding_for(bool long_texts, int32_t code, const char *asked)
{
	Bytes file = dictionary(long_texts, code);
	uint64_t at;

	return statguard_sav(read_bytes, &file, &asked, &at) ? "refused" : asked ? asked : "its own";
}

/* a Stata file of release 118 as far as the guard looks, with one long text of four bytes */
static Bytes
stata(const char *text)
{
	static const char start[] =
		"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>"
		"<K>\1\0</K><N>\1\0\0\0\0\0\0\0</N><label>\2\0ab</label>"
		"<timestamp>\0</timestamp></header><map>";
	static const char gso[] = "<strls>GSO\1\0\0\0\1\0\0\0\0\0\0\0\202\4\0\0\0";
	Bytes file = {0};

	append(&file, start, sizeof(start) - 1);
	file.bytes[file.size + 80] = (uint8_t) (file.size + 88);
	file.size += 88;
	append(&file, gso, sizeof(gso) - 1);
	append(&file, text, 4);
	append(&file, "</strls>", 8);
	return file;
}

static void
test_guard(void)
{
	Bytes file;
	const char *none = NULL;
	uint64_t at;

	ok(strcmp(encoding_for(true, 65001, NULL), "UTF8") == 0, "segments in UTF-8: by another name");
	ok(strcmp(encoding_for(true, 1252, "UTF-8"), "UTF8") == 0, "also where it is asked for");
	ok(strcmp(encoding_for(false, 65001, NULL), "its own") == 0, "no segments: as the file says");
	ok(strcmp(encoding_for(true, 1252, NULL), "its own") == 0,
	   "another encoding: as the file says");
	file = dictionary(true, 1252);
	file.bytes[64] = 9;
	ok(statguard_sav(read_bytes, &file, &none, &at) != NULL, "no byte order");
	file = stata("abc");
	ok(statguard_dta(read_bytes, &file, &at) == NULL, "a long text that ends");
	file.size -= 8;
	ok(statguard_dta(read_bytes, &file, &at) != NULL, "cut");
	file = stata("abcd");
	ok(statguard_dta(read_bytes, &file, &at) != NULL, "a long text without an end");
	file.bytes[35] = 'x';
	ok(statguard_dta(read_bytes, &file, &at) != NULL, "a damaged header");
	file = (Bytes){.bytes = "\x72\x02", .size = 2};
	ok(statguard_dta(read_bytes, &file, &at) == NULL, "an old file has no long texts");
}

/* a Stata file of release 113, most significant byte first, of two variables and one characteristic */
static Bytes
old_stata(void)
{
	static const char text[] = "Panel\0what lay there before";
	Bytes file = {.size = 109 + 2 * (1 + 33 + 2 + 12 + 33 + 81) + 2};
	char names[2][33] = {"_dta", "source"};

	memcpy(file.bytes, "\x71\1\1\0\0\2", 6);
	append(&file, "\1\0\0\0\x5e", 5);
	append(&file, names, sizeof(names));
	append(&file, text, sizeof(text));
	append(&file, "\0\0\0\0\0", 5);
	return file;
}

static void
test_characteristics(void)
{
	Bytes file = old_stata();
	DtaCharacteristic found;
	DtaFile dta;

	ok(dta_open(&dta, read_bytes, &file) && dta.release == 113 && dta.big &&
		   dta_seek_characteristics(&dta),
	   "an old file");
	ok(dta_next_characteristic(&dta, &found) && strcmp(found.owner, "_dta") == 0 &&
		   strcmp(found.name, "source") == 0 && found.size == 5 &&
		   memcmp(file.bytes + found.offset, "Panel", 5) == 0,
	   "its characteristic, as far as the zero byte");
	ok(!dta_next_characteristic(&dta, &found) && !dta.bad, "and no other");
	file.size -= 10;
	ok(dta_open(&dta, read_bytes, &file) && dta_seek_characteristics(&dta), "a file that is cut");
	while (dta_next_characteristic(&dta, &found))
		;
	ok(dta.bad, "is bad");
	file = (Bytes){.bytes = "\x68\2\1\0", .size = 4};
	ok(!dta_open(&dta, read_bytes, &file), "a release without characteristics");
}

static void
test_data_sets(void)
{
	static const char member[] =
		"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140  ";
	Bytes file = {.size = 240};
	int count;

	append(&file, member, 80);
	file.size += 80;
	ok(statguard_xpt(read_bytes, &file, file.size, &count) == file.size && count == 1,
	   "one data set: all of the file");
	append(&file, member, 80);
	ok(statguard_xpt(read_bytes, &file, file.size, &count) == 400 && count == 2,
	   "two data sets: as far as the second");
	ok(sasformat_known("BEST12.") && sasformat_known("$1") && sasformat_known("12.2") &&
		   sasformat_known("comma9") && sasformat_known("MMDDYY10") && sasformat_known("YYQRC6"),
	   "formats of SAS");
	ok(!sasformat_known("YESNO3.") && !sasformat_known("$SEX") && !sasformat_known("BESTOF2"),
	   "formats of users");
}

int
main(void)
{
	test_characteristics();
	test_data_sets();
	test_guard();
	test_attributes();
	test_triples();
	test_magic();
	test_foreign();
	test_times();
	test_inverse();
	test_sets();
	return tap_done();
}
