/*
 * workbook.h
 *	  The workbook of cross tables.
 */
#ifndef EXPORT_WORKBOOK_H
#define EXPORT_WORKBOOK_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "export/tables.h"

#include <xlsxwriter.h>

typedef struct BookOptions
{
	bool one_sheet;
	bool counts; /* below the percents */
	bool charts; /* a sheet with a chart of each table */
	int decimals;
	const char *title;
	const char *source; /* or NULL */
	/* for the notes */
	const char *survey;
	const char *weight; /* or NULL: none */
	const char *filter; /* or NULL */
	double level;
	double second_level; /* or 0 */
	const char *percent; /* of what: column, row, total, index */
	bool previous;		 /* columns are compared with the one before */
} BookOptions;

typedef struct BookFormats
{
	lxw_format *title;
	lxw_format *subtitle;
	lxw_format *group;
	lxw_format *head;
	lxw_format *text;
	lxw_format *net;
	lxw_format *heading;
	lxw_format *count;
	lxw_format *percent;
	lxw_format *number;
	lxw_format *score;
	lxw_format *letters;
	lxw_format *low_percent;
	lxw_format *low_number;
	lxw_format *low_score;
	lxw_format *low_count;
	lxw_format *note;
	lxw_format *link;
} BookFormats;

typedef struct Book
{
	lxw_workbook *workbook;
	BookFormats formats;
	lxw_worksheet *contents;
	lxw_worksheet *sheet;
	const SvyTables *tables;
	const SvyTables
		*joint; /* with the questions of grids, if these have others and cells are left out */
	BookOptions options;
	int width;		/* of a column, in characters */
	int count;		/* tables so far */
	lxw_row_t line; /* next free one of the sheet */
	int64 at;		/* cell */
	lxw_row_t *breaks;
	int ngrids;
	struct Grid *grids; /* workbook_grids.c */
} Book;

/* in characters, as Excel measures columns; a line is 15 points high */
#define BOOK_LABEL_WIDTH 38
#define BOOK_COLUMN_WIDTH 12
#define BOOK_LINE_HEIGHT 15.5

/* writes all tables into the workbook, which is open */
extern void svy_book_write(Book *book);

/*
 * workbook_grids.c: reads the grids that the options name, as the tables are read;
 * writes a sheet for each.  Tables and grids have the same Total; with "suppress"
 * they are protected as one.
 */
extern void svy_book_read_grids(Book *book, const SvyTableRequest *tables, JsonbContainer *grids,
								bool total_of_columns, bool suppress);
extern void svy_book_grids(Book *book);

/* a sheet, whose table has so many columns beside its labels; its name; its line in the contents */
extern char *svy_book_sheet_name(const Book *book, const char *title);
extern void svy_book_start_sheet(Book *book, const char *name, int n);
extern void svy_book_list(Book *book, const char *name, const char *title);

/* a text in a cell, or over several columns; the number of a cell of a table in the line that is next */
extern void svy_book_write_text(Book *book, lxw_row_t line, int column, const char *text,
								lxw_format *format);
extern void svy_book_across(Book *book, lxw_row_t line, int first, int last, const char *text,
							lxw_format *format);
extern void svy_book_write_cell(Book *book, int column, const SvyTableCell *cell);

/* what a reader must know of a table without tests */
extern void svy_book_notes(Book *book, const SvyTableCell *cells, int n, bool low, bool suppressed);

/* workbook_charts.c: a sheet with a chart of each table, beside its numbers */
extern void svy_book_charts(Book *book);

/* in the encoding of workbooks; NULL stays NULL */
extern char *svy_book_text(const char *text);

/* how many lines a text takes in so many characters */
extern int svy_book_lines(const char *text, int width);

#endif
