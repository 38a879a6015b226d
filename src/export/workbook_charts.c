/*
 * workbook_charts.c
 *	  Charts of the workbook: a bar chart of everybody's answers to each question,
 *	  beside the numbers that it draws.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "export/workbook.h"

/* lines that a chart of so many bars takes, and the most bars that can be read */
#define CHART_LINES(bars) ((bars) + 8)
#define MOST_BARS 40
/* lines of a printed page */
#define PAGE_LINES 52

/* writes label and percent of the answers at the cells; how many */
static int
write_answers(Book *book, lxw_row_t line, int64 first, int64 *end)
{
	const SvyTableCell *cells = &book->tables->cells[first];
	int count = 0;
	int64 i = first;

	for (; i < book->tables->count && book->tables->cells[i].question == cells->question; i++)
	{
		const SvyTableCell *cell = &book->tables->cells[i];

		if (!cell->is_total || strcmp(cell->statistic, "percent") != 0 || count == MOST_BARS)
			continue;
		worksheet_write_string(book->sheet, line + count, 0, svy_book_text(cell->row_label),
							   book->formats.text);
		worksheet_write_number(book->sheet, line + count, 1, cell->estimate / 100,
							   book->formats.percent);
		count++;
	}
	*end = i;
	return count;
}

static void
add_chart(Book *book, lxw_row_t line, int count, const char *title)
{
	lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	lxw_chart_fill fill = {.color = 0x0B5CAB};
	lxw_chart_options place = {.x_scale = 1.35, .y_scale = (6 + count) / 14.4};

	chart_series_set_categories(series, "Charts", line, 0, line + count - 1, 0);
	chart_series_set_values(series, "Charts", line, 1, line + count - 1, 1);
	chart_series_set_fill(series, &fill);
	chart_series_set_labels(series);
	chart_title_set_name(chart, svy_book_text(title));
	chart_title_set_name_font(chart, &(lxw_chart_font){.size = 12, .bold = 1});
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	/* the first answer is on top, as in the table */
	chart_axis_set_reverse(chart->y_axis);
	chart_axis_set_num_format(chart->x_axis, "0%");
	worksheet_insert_chart_opt(book->sheet, line, 3, chart, &place);
}

void
svy_book_charts(Book *book)
{
	lxw_row_t line = 0;
	lxw_row_t page = 0; /* where it begins */
	int nbreaks = 0;

	book->sheet = workbook_add_worksheet(book->workbook, "Charts");
	worksheet_set_column(book->sheet, 0, 0, 42, NULL);
	worksheet_set_paper(book->sheet, 9);
	worksheet_fit_to_pages(book->sheet, 1, 0);
	for (int64 at = 0, end; at < book->tables->count; at = end)
	{
		const SvyTableCell *cell = &book->tables->cells[at];
		int count;

		CHECK_FOR_INTERRUPTS();
		if (line > page && line + CHART_LINES(MOST_BARS / 4) > page + PAGE_LINES)
			book->breaks[nbreaks++] = page = line;
		worksheet_write_string(book->sheet, line, 0, svy_book_text(cell->row_question),
							   book->formats.heading);
		count = write_answers(book, line + 1, at, &end);
		if (count > 0)
			add_chart(book, line + 1, count, cell->row_question);
		line += CHART_LINES(count);
	}
	book->breaks[nbreaks] = 0;
	if (nbreaks > 0 && nbreaks < 1000)
		worksheet_set_h_pagebreaks(book->sheet, book->breaks);
}
