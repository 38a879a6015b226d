/*
 * sasformat.c
 *	  Display formats of SAS: those that SAS defines itself.
 *
 * Names are those of "SAS Formats and Informats: Reference"; formats for dates
 * are filetime.c's, which lists those that are more than a number.
 */
#include "kernel/file/sasformat.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "kernel/file/filetime.h"

size_t
sasformat_name(const char *format)
{
	size_t n = strlen(format);

	while (n > 0 && (isdigit((unsigned char) format[n - 1]) || format[n - 1] == '.'))
		n--;
	return n;
}

static bool
format_begins(const char *format, size_t size, const char *with)
{
	return size >= strlen(with) && strncasecmp(format, with, strlen(with)) == 0;
}

bool
sasformat_known(const char *format)
{
	static const char *const names[] = {
		"",		   "$",		 "$ASCII",	 "$BASE64X", "$BINARY",	 "$CHAR",	"$EBCDIC", "$F",
		"$HEX",	   "$KANJI", "$KANJIX",	 "$MSGCASE", "$OCTAL",	 "$QUOTE",	"$REVERJ", "$REVERS",
		"$UPCASE", "$UTF8X", "$VARYING", "BEST",	 "BESTD",	 "BESTX",	"BINARY",  "COMMA",
		"COMMAX",  "D",		 "DAY",		 "DOLLAR",	 "DOLLARX",	 "DOWNAME", "E",	   "EURO",
		"EUROX",   "F",		 "FLOAT",	 "FRACT",	 "HEX",		 "IB",		"IBR",	   "IEEE",
		"IEEER",   "JULDAY", "MONNAME",	 "MONTH",	 "NEGPAREN", "NUMX",	"OCTAL",   "PCPIB",
		"PD",	   "PDJULG", "PDJULI",	 "PERCENT",	 "PERCENTN", "PIB",		"PIBR",	   "PK",
		"PVALUE",  "QTR",	 "QTRR",	 "RB",		 "ROMAN",	 "SIZEK",	"SIZEKB",  "SIZEKMG",
		"SSN",	   "STIMER", "VAXRB",	 "VMSZN",	 "WEEKDAY",	 "WEEKU",	"WEEKV",   "WEEKW",
		"WORDF",   "WORDS",	 "YEAR",	 "YEN",		 "Z",		 "ZD"};
	/* families of one beginning: with separators, of a language, of a standard */
	static const char *const families[] = {"$EUC",	"$N8601", "$NL",   "$UCS2",	 "$UCS4",
										   "B8601", "E8601",  "EURDF", "IS8601", "MMYY",
										   "NL",	"S370F",  "YYMM",  "YYQ"};
	size_t size = sasformat_name(format);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == size && strncasecmp(names[i], format, size) == 0)
			return true;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (format_begins(format, size, families[i]))
			return true;
	return filetime_sas(format).kind != FILE_NUMBER;
}
