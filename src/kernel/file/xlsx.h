/*
 * xlsx.h
 *	  What the texts in the sheets of a workbook mean: places of cells, formats
 *	  of numbers, dates, and the escapes of characters.
 */
#ifndef KERNEL_FILE_XLSX_H
#define KERNEL_FILE_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* the size of a sheet */
#define XLSX_ROWS 1048576
#define XLSX_COLUMNS 16384

/* room for a moment in text, with its zero byte */
#define XLSX_TEXT 40

/* how a number is shown */
typedef enum XlsxKind
{
	XLSX_NUMBER,
	XLSX_DATE,
	XLSX_TIME,	 /* of the day */
	XLSX_MOMENT, /* a date with a time */
	XLSX_LASTING /* hours beyond a day: [h]:mm */
} XlsxKind;

/* "AB12": the column from 0 and the row from 1; false if it is no place of a cell */
extern bool xlsx_place(const char *text, uint32_t *column, uint32_t *row);

/* of a format by its number, where that is one of those that have no code in the file */
extern XlsxKind xlsx_kind_of_number(uint32_t number);

/* of a format by its code, such as "yyyy-mm-dd;@" */
extern XlsxKind xlsx_kind_of_code(const char *code);

/*
 * A number of days as a text: 2024-02-29, 13:45:00, 2024-02-29 13:45:00 or
 * 26:30:00, to the millisecond.  A date with a part of a day is a moment, a time
 * of a day that is not the first one too.  False if the number is no such
 * moment: it is shown as what it is.
 */
extern bool xlsx_moment(double days, XlsxKind kind, bool since_1904, char out[XLSX_TEXT]);

/* turns _x000D_ into its character, in place, and line ends into line feeds; the size that is left */
extern size_t xlsx_unescape(char *text, size_t size);

#endif
