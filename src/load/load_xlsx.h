/*
 * load_xlsx.h
 *	  What the files of the reader of workbooks share.
 */
#ifndef LOAD_LOAD_XLSX_H
#define LOAD_LOAD_XLSX_H

#include "kernel/file/xlsx.h"
#include "load/xlsx_package.h"

/* a sheet as the workbook lists it */
typedef struct XlsxSheetName
{
	char *name;
	char *id;	/* of the relation that says which part it is */
	int number; /* from 1 */
	bool hidden;
	char *part;
} XlsxSheetName;

/* what is not of a sheet */
typedef struct XlsxBook
{
	XlsxPackage *package;
	List *sheets; /* of XlsxSheetName *, tables only */
	bool since_1904;
	char decimal;		  /* of the numbers in its CSV */
	StringInfoData texts; /* that cells share, each with a zero byte behind */
	size_t *starts;		  /* of them */
	size_t ntexts;
	size_t room;
	XlsxKind *kinds; /* of the styles of cells */
	int nkinds;
} XlsxBook;

typedef struct XlsxRow
{
	uint32 number;
	size_t start; /* of its cells, in the text of the sheet */
	uint32 cells; /* that hold something */
	uint32 last;  /* column of the last of them */
} XlsxRow;

typedef struct XlsxMerged
{
	uint32 left;
	uint32 top;
	uint32 right;
	uint32 bottom;
} XlsxMerged;

/* rows as CSV, as far as the last cell that holds something, without line ends */
typedef struct XlsxSheet
{
	StringInfoData text;
	XlsxRow *rows; /* those that hold something */
	size_t nrows;
	size_t room;
	uint32 columns; /* as far as any row */
	List *merged;	/* of XlsxMerged * */
	int64 errors;	/* cells that hold one */
	char *error;	/* the first */
	int64 formulas; /* without a result */
} XlsxSheet;

/* load_xlsx.c: refuses an archive of something else */
extern void xlsx_check_kind(XlsxPackage *package);

/* xlsx_book.c */
extern void xlsx_read_book(XlsxBook *book);

/* xlsx_sheet.c */
extern void xlsx_read_sheet(const XlsxBook *book, const XlsxSheetName *name, XlsxSheet *sheet);

#endif
