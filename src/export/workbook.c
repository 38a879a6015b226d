/*
 * workbook.c
 *	  The workbook of cross tables: its sheets, as they are read on a screen and as
 *	  they are printed.
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "export/workbook.h"

/* Excel's limits */
#define MAX_COLUMNS 16000
#define MAX_ROWS 1000000
#define MAX_SHEET_NAME 31

/* in characters, as Excel measures columns; a line is 15 points high */
#define NARROW_WIDTH 8
#define WIDE_WIDTH 18
#define MANY_COLUMNS 10
/* what a page holds at its full size, where the program has a wider font only, too */
#define PAGE_WIDTH 92
#define A4 9

char *
svy_book_text(const char *text)
{
	return text ? pg_server_to_any(text, strlen(text), PG_UTF8) : NULL;
}

int
svy_book_lines(const char *text, int width)
{
	int lines = 1;
	int length = 0;

	/* words go to the next line as a whole: a tenth is lost, about */
	width = Max(1, width - width / 10);
	for (; text != NULL && *text != '\0'; text += pg_mblen(text))
		if (*text == '\n' || ++length > width)
		{
			lines++;
			length = 0;
		}
	return lines;
}

void
svy_book_write_text(Book *book, lxw_row_t line, int column, const char *text, lxw_format *format)
{
	if (text != NULL)
		worksheet_write_string(book->sheet, line, (lxw_col_t) column, svy_book_text(text), format);
}

static void
write_number(Book *book, lxw_row_t line, int column, double number, lxw_format *format)
{
	if (isfinite(number))
		worksheet_write_number(book->sheet, line, (lxw_col_t) column, number, format);
}

/* a text over several columns */
void
svy_book_across(Book *book, lxw_row_t line, int first, int last, const char *text,
				lxw_format *format)
{
	if (first < last)
		worksheet_merge_range(book->sheet, line, (lxw_col_t) first, line, (lxw_col_t) last,
							  text ? svy_book_text(text) : "", format);
	else
		svy_book_write_text(book, line, first, text ? text : "", format);
}

/*
 * Formats
 */

static lxw_format *
add_format(Book *book, const char *number, bool bold, bool italic, bool low)
{
	lxw_format *format = workbook_add_format(book->workbook);

	if (number)
		format_set_num_format(format, number);
	if (bold)
		format_set_bold(format);
	if (italic)
		format_set_italic(format);
	if (low)
		format_set_font_color(format, 0x707070);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	return format;
}

static void
wrap(lxw_format *format, uint8_t alignment)
{
	format_set_text_wrap(format);
	format_set_align(format, alignment);
}

static void
make_formats(Book *book)
{
	BookFormats *f = &book->formats;
	const char *places =
		book->options.decimals > 0 ? psprintf(".%.*s", book->options.decimals, "0000000000") : "";

	f->title = add_format(book, NULL, true, false, false);
	format_set_font_size(f->title, 13);
	wrap(f->title, LXW_ALIGN_LEFT);
	f->subtitle = add_format(book, NULL, false, false, true);
	wrap(f->subtitle, LXW_ALIGN_LEFT);
	f->group = add_format(book, NULL, true, false, false);
	wrap(f->group, LXW_ALIGN_CENTER);
	format_set_bottom(f->group, LXW_BORDER_HAIR);
	format_set_left(f->group, LXW_BORDER_HAIR);
	f->head = add_format(book, NULL, true, false, false);
	wrap(f->head, LXW_ALIGN_CENTER);
	format_set_align(f->head, LXW_ALIGN_VERTICAL_BOTTOM);
	format_set_bottom(f->head, LXW_BORDER_THIN);
	f->text = add_format(book, NULL, false, false, false);
	wrap(f->text, LXW_ALIGN_LEFT);
	f->net = add_format(book, NULL, true, false, false);
	wrap(f->net, LXW_ALIGN_LEFT);
	f->heading = add_format(book, NULL, true, false, false);
	f->count = add_format(book, "#,##0", false, true, false);
	f->low_count = add_format(book, "#,##0\"*\"", false, true, true);
	f->percent = add_format(book, psprintf("0%s%%", places), false, false, false);
	f->number = add_format(book, "0.00", false, false, false);
	f->score = add_format(book, "0.0", false, false, false);
	f->low_score = add_format(book, "0.0\"*\"", false, false, true);
	f->letters = add_format(book, NULL, true, false, false);
	format_set_align(f->letters, LXW_ALIGN_RIGHT);
	f->low_percent = add_format(book, psprintf("0%s%%\"*\"", places), false, false, true);
	f->low_number = add_format(book, "0.00\"*\"", false, false, true);
	f->note = add_format(book, NULL, false, true, false);
	wrap(f->note, LXW_ALIGN_LEFT);
	f->link = add_format(book, NULL, false, false, false);
	format_set_font_color(f->link, 0x0B5CAB);
	format_set_underline(f->link, LXW_UNDERLINE_SINGLE);
	wrap(f->link, LXW_ALIGN_LEFT);
}

/*
 * Sheets
 */

/* Excel refuses some characters in the names of sheets */
char *
svy_book_sheet_name(const Book *book, const char *variable)
{
	char *name = svy_book_text(psprintf("%d %s", book->count, variable));

	name = pstrdup(name);
	for (char *c = name; *c; c++)
		if (strchr("[]:*?/\\'", *c))
			*c = '_';
	return pnstrdup(name, pg_encoding_mbcliplen(PG_UTF8, name, strlen(name), MAX_SHEET_NAME));
}

/* landscape, as wide as the paper, with page numbers and what it is */
static void
set_paper(lxw_worksheet *sheet, bool landscape, int width)
{
	if (landscape)
		worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, A4);
	/* some programs make a narrow table larger to fit, too */
	if (width > PAGE_WIDTH || !landscape)
		worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
	/* & begins codes in footers, and a footer has 255 characters */
	worksheet_set_footer(sheet, "&L&9&F&R&9&A, &P / &N");
	worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
}

void
svy_book_start_sheet(Book *book, const char *name, int n)
{
	book->sheet = workbook_add_worksheet(book->workbook, name);
	if (!book->sheet)
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
						errmsg("could not add sheet \"%s\" to the workbook", name)));
	book->line = 0;
	worksheet_set_column(book->sheet, 0, 0, BOOK_LABEL_WIDTH, NULL);
	worksheet_set_column(book->sheet, 1, MAX_COLUMNS, book->width, NULL);
	worksheet_repeat_columns(book->sheet, 0, 0);
	set_paper(book->sheet, true, BOOK_LABEL_WIDTH + n * book->width);
}

/* a line of the contents that leads to the table */
void
svy_book_list(Book *book, const char *name, const char *title)
{
	lxw_row_t line = (lxw_row_t) (book->count + 2);

	worksheet_write_number(book->contents, line, 0, book->count, NULL);
	worksheet_write_url_opt(book->contents, line, 1,
							psprintf("internal:'%s'!A%u", name, book->line + 1), book->formats.link,
							svy_book_text(title), NULL);
}

/*
 * A table
 */

/* the columns of the table at book->at, which its first row has */
static int
count_columns(const Book *book)
{
	const SvyTableCell *first = &book->tables->cells[book->at];
	int count = 0;

	while (book->at + count < book->tables->count && first[count].question == first->question &&
		   first[count].row == first->row)
		count++;
	if (count > MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a table has more than %d columns", MAX_COLUMNS)));
	return count;
}

/* room for the longest word of the heads; many columns are printed the smaller the wider they are */
static int
column_width(const SvyTableCell *cells, int n)
{
	int width = n > MANY_COLUMNS ? NARROW_WIDTH : BOOK_COLUMN_WIDTH;

	for (int i = 0; i < n; i++)
	{
		int length = 0;

		for (const char *at = cells[i].column_label; *at != '\0'; at += pg_mblen(at))
		{
			length = strchr(" \n-/", *at) ? 0 : length + 1;
			width = Max(width, Min(length + 2, WIDE_WIDTH));
		}
		/* a long label of few columns in about four lines */
		if (n <= MANY_COLUMNS)
			width = Max(width, Min((int) strlen(cells[i].column_label) / 4, WIDE_WIDTH));
	}
	return width;
}

static void
write_subtitle(Book *book, int line, int n, const char *text, int width)
{
	svy_book_across(book, line, 0, n, text, book->formats.subtitle);
	worksheet_set_row(book->sheet, line, BOOK_LINE_HEIGHT * svy_book_lines(text, width), NULL);
}

/* what was asked, and of whom, over all columns */
static void
write_title(Book *book, const SvyTableCell *cells, int n)
{
	const char *title = cells->row_question;
	int width = BOOK_LABEL_WIDTH + n * book->width;

	svy_book_across(book, book->line, 0, n, title, book->formats.title);
	worksheet_set_row(book->sheet, book->line,
					  1.2 * BOOK_LINE_HEIGHT * svy_book_lines(title, width - width / 5), NULL);
	write_subtitle(book, book->line + 1, n, book->options.title, width);
	if (cells->base_text)
		write_subtitle(book, book->line + 2, n, psprintf("Base: %s", cells->base_text), width);
	book->line += cells->base_text ? 3 : 2;
}

/* the questions of the banner, each over its columns */
static void
write_groups(Book *book, const SvyTableCell *cells, int n)
{
	int lines = 1;

	for (int first = 0, end; first < n; first = end)
	{
		for (end = first + 1;
			 end < n && strcmp(cells[end].column_variable, cells[first].column_variable) == 0;)
			end++;
		svy_book_across(book, book->line, first + 1, end,
						cells[first].is_total ? "" : cells[first].column_question,
						book->formats.group);
		lines = Max(lines, cells[first].is_total ? 1
												 : svy_book_lines(cells[first].column_question,
																  (end - first) * book->width));
	}
	worksheet_set_row(book->sheet, book->line++, BOOK_LINE_HEIGHT * lines, NULL);
}

/* whether bases are among the lines of the table, and need not stand above them */
static bool
has_base_lines(const Book *book, int n)
{
	const SvyTableCell *cells = book->tables->cells;

	for (int64 i = book->at;
		 i < book->tables->count && cells[i].question == cells[book->at].question; i += n)
		if (svy_cell_is_count(&cells[i]) && strcmp(cells[i].statistic, "count") != 0)
			return true;
	return false;
}

static void
write_heads(Book *book, const SvyTableCell *cells, int n)
{
	static const char *const names[] = {"", "", "Base", "Base (weighted)", "Effective base"};
	int count = has_base_lines(book, n) ? 2 : lengthof(names);
	const BookFormats *f = &book->formats;
	int lines = 1;

	write_groups(book, cells, n);
	for (int i = 0; i < count; i++)
		svy_book_write_text(book, book->line + i, 0, names[i], i == 0 ? f->head : f->count);
	for (int i = 0; i < n; i++)
	{
		const SvyTableCell *cell = &cells[i];

		svy_book_write_text(book, book->line, i + 1, cell->column_label, f->head);
		lines = Max(lines, svy_book_lines(cell->column_label, book->width));
		svy_book_write_text(book, book->line + 1, i + 1, cell->column_letter, f->letters);
		if (count == 2)
			continue;
		write_number(book, book->line + 2, i + 1, cell->base_n, f->count);
		write_number(book, book->line + 3, i + 1, cell->base_weighted, f->count);
		write_number(book, book->line + 4, i + 1, cell->effective_base,
					 cell->low_base ? f->low_count : f->count);
	}
	worksheet_set_row(book->sheet, book->line, BOOK_LINE_HEIGHT * lines, NULL);
	book->line += count;
}

static bool
is_index(const Book *book)
{
	return strcmp(book->options.percent, "index") == 0;
}

/* also of missing answers */
static bool
is_share(const SvyTableCell *cell)
{
	return svy_cell_is_percent(cell) || strcmp(cell->statistic, "missing") == 0;
}

static lxw_format *
cell_format(const Book *book, const SvyTableCell *cell)
{
	const BookFormats *f = &book->formats;
	bool low = cell->low_base;

	if (svy_cell_is_count(cell))
		return low && strcmp(cell->statistic, "base") != 0 ? f->low_count : f->count;
	if (is_share(cell) && !is_index(book))
		return low ? f->low_percent : f->percent;
	if (is_share(cell) || strcmp(cell->statistic, "nps") == 0)
		return low ? f->low_score : f->score;
	return low ? f->low_number : f->number;
}

/* the count of an answer below its percent */
static bool
continues(const Book *book, const SvyTableCell *cells, int n)
{
	const SvyTableCell *before = cells - n;

	return strcmp(cells->statistic, "count") == 0 && before >= book->tables->cells &&
		   before->question == cells->question &&
		   strcmp(before->row_label, cells->row_label) == 0 && is_share(before);
}

void
svy_book_write_cell(Book *book, int column, const SvyTableCell *cell)
{
	bool percent = is_share(cell) && !is_index(book);

	if (cell->suppressed)
		svy_book_write_text(book, book->line, column, "\xE2\x80\x93", book->formats.letters);
	write_number(book, book->line, column, cell->estimate * (percent ? 0.01 : 1),
				 cell_format(book, cell));
}

/* one row of the table: numbers, below them counts where they are wanted, and letters where there are any */
static void
write_row(Book *book, const SvyTableCell *cells, int n)
{
	const BookFormats *f = &book->formats;
	int below = book->options.counts && is_share(cells) ? 1 : 0;
	bool letters = false;

	if (!continues(book, cells, n))
		svy_book_write_text(book, book->line, 0, cells->row_label,
							cells->is_net ? f->net : f->text);
	worksheet_set_row(book->sheet, book->line,
					  BOOK_LINE_HEIGHT * svy_book_lines(cells->row_label, BOOK_LABEL_WIDTH), NULL);
	for (int i = 0; i < n; i++)
	{
		const SvyTableCell *cell = &cells[i];

		svy_book_write_cell(book, i + 1, cell);
		if (below > 0)
			write_number(book, book->line + 1, i + 1, cell->n, f->count);
		svy_book_write_text(book, book->line + 1 + below, i + 1, cell->higher_than, f->letters);
		letters = letters || cell->higher_than != NULL;
	}
	book->line += 1 + below + letters;
	if (book->line > MAX_ROWS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the tables do not fit on one sheet"),
						errhint("Leave out one_sheet => true.")));
}

static void
write_note(Book *book, int n, const char *note)
{
	if (note == NULL)
		return;
	svy_book_across(book, book->line, 0, n, note, book->formats.note);
	worksheet_set_row(book->sheet, book->line++,
					  BOOK_LINE_HEIGHT * svy_book_lines(note, BOOK_LABEL_WIDTH + n * book->width),
					  NULL);
}

/* what a reader must know of the numbers, on every sheet */
static const char *
percents_note(const BookOptions *o)
{
	if (strcmp(o->percent, "row") == 0)
		return " Percents are those of the row.";
	if (strcmp(o->percent, "total") == 0)
		return " Percents are those of the table.";
	if (strcmp(o->percent, "index") == 0)
		return " Indexes: percents of the column, 100 where they are those of the Total.";
	return "";
}

/* what letters and marks say; compared: the columns are compared with one thing */
static void
write_tests_note(Book *book, const SvyTableCell *cells, int n, const SvyTableCell *compared)
{
	const BookOptions *o = &book->options;
	const char *what = o->previous ? "the last column before that asked"
					   : compared  ? compared->compared_with
								   : NULL;
	const char *second = o->second_level > 0 ? psprintf(" and %g", 100 * o->second_level) : "";

	if (compared && o->second_level > 0)
		write_note(
			book, n,
			psprintf("++ and --: significantly higher or lower than %s at %g %%, + and -: at "
					 "%g %% (%s).",
					 what, 100 * o->level, 100 * o->second_level, cells->test));
	else if (compared)
		write_note(book, n,
				   psprintf("+ and -: significantly higher or lower than %s, %g %% (%s).", what,
							100 * o->level, cells->test));
	else
		write_note(book, n,
				   psprintf("Letters: significantly higher than the column of that letter, %g%s %% "
							"(%s)%s.",
							100 * o->level, second, cells->test,
							o->second_level > 0 ? "; small letters at the second level" : ""));
}

/* what occurs in a table, and so is explained below it */
typedef struct BookMarks
{
	bool letters;
	bool low;
	bool suppressed;
	bool unasked;
	const SvyTableCell *compared;
} BookMarks;

static void
write_notes(Book *book, const SvyTableCell *cells, int n, const BookMarks *marks)
{
	const BookOptions *o = &book->options;

	book->line++;
	if (marks->low)
		write_note(book, n, "* low base: not tested");
	if (marks->suppressed)
		write_note(book, n, SVY_SUPPRESSED_NOTE);
	if (marks->unasked)
		write_note(book, n, SVY_UNASKED_NOTE);
	if (marks->letters)
		write_tests_note(book, cells, n, marks->compared);
	write_note(book, n,
			   psprintf("Weight: %s. Standard errors: %s.%s%s%s", o->weight ? o->weight : "none",
						cells->variance, percents_note(o),
						o->counts ? " Counts: respondents, unweighted." : "",
						o->filter ? psprintf(" Only: %s.", o->filter) : ""));
	if (o->source)
		write_note(book, n, psprintf("Source: %s", o->source));
}

void
svy_book_notes(Book *book, const SvyTableCell *cells, int n, bool low, bool suppressed)
{
	bool counts = book->options.counts;

	book->options.counts = false;
	write_notes(book, cells, n, &(BookMarks){.low = low, .suppressed = suppressed});
	book->options.counts = counts;
}

static void
write_table(Book *book)
{
	const SvyTableCell *cells = &book->tables->cells[book->at];
	int n = count_columns(book);
	BookMarks marks = {0};
	lxw_row_t heads;

	write_title(book, cells, n);
	heads = book->line;
	write_heads(book, cells, n);
	if (!book->options.one_sheet)
	{
		worksheet_freeze_panes(book->sheet, book->line, 1);
		worksheet_repeat_rows(book->sheet, heads, book->line - 1);
	}
	for (; book->at < book->tables->count &&
		   book->tables->cells[book->at].question == cells->question;
		 book->at += n)
	{
		const SvyTableCell *row = &book->tables->cells[book->at];

		for (int i = 0; i < n; i++)
		{
			marks.letters |= row[i].higher_than != NULL;
			marks.low |= row[i].low_base;
			marks.suppressed |= row[i].suppressed;
			marks.unasked |= svy_cell_unasked(&row[i]);
			if (row[i].compared_with)
				marks.compared = &row[i];
		}
		/* standard errors are not what a client reads */
		if (strcmp(row->statistic, "se") != 0)
			write_row(book, row, n);
	}
	write_notes(book, cells, n, &marks);
	book->line += 2;
}

static void
start_contents(Book *book)
{
	book->contents = book->sheet = workbook_add_worksheet(book->workbook, "Contents");
	worksheet_set_column(book->contents, 0, 0, 6, NULL);
	worksheet_set_column(book->contents, 1, 1, 100, NULL);
	svy_book_across(book, 0, 0, 1, book->options.title, book->formats.title);
	worksheet_set_row(book->contents, 0,
					  1.2 * BOOK_LINE_HEIGHT * svy_book_lines(book->options.title, 85), NULL);
	set_paper(book->contents, false, 0);
}

void
svy_book_write(Book *book)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext table = AllocSetContextCreate(context, "workbook table", ALLOCSET_DEFAULT_SIZES);

	make_formats(book);
	start_contents(book);
	book->breaks = palloc0_array(lxw_row_t, book->tables->count + 1);
	while (book->at < book->tables->count)
	{
		const SvyTableCell *cell = &book->tables->cells[book->at];
		const char *name = "Tables";

		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(table);
		book->count++;
		if (!book->options.one_sheet || book->count == 1)
			book->width = column_width(cell, count_columns(book));
		if (!book->options.one_sheet)
			name = svy_book_sheet_name(book, cell->row_variable);
		if (!book->options.one_sheet || book->count == 1)
			svy_book_start_sheet(book, name, count_columns(book));
		else
			book->breaks[book->count - 2] = book->line;
		svy_book_list(book, name, cell->row_question);
		write_table(book);
		MemoryContextSwitchTo(context);
		MemoryContextReset(table);
	}
	/* the library takes 1,023 page breaks */
	book->breaks[Max(book->count - 1, 0)] = 0;
	if (book->options.one_sheet && book->count > 1 && book->count < 1000)
		worksheet_set_h_pagebreaks(book->sheet, book->breaks);
	svy_book_grids(book);
	if (book->options.charts)
		svy_book_charts(book);
}
