/*
 * workbook_grids.c
 *	  Grids of the workbook: questions with the same answers as one table, items by
 *	  answers, with nets, boxes and the mean beside, as survey_grid has it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "export/workbook.h"
#include "server/json.h"

#define ITEM_BASE 1 /* the column of bases; answers follow */

/* a column: an answer, net or number, which items may lack */
typedef struct GridColumn
{
	int place; /* the last that any item gives it */
	const SvyTableCell *cell;
} GridColumn;

typedef struct Grid
{
	const char *title; /* or NULL */
	SvyTables *tables; /* of its items, everybody alone */
	int ncolumns;
	GridColumn *columns;
} Grid;

static bool
is_same_column(const SvyTableCell *a, const SvyTableCell *b)
{
	return strcmp(a->statistic, b->statistic) == 0 && strcmp(a->row_label, b->row_label) == 0 &&
		   (a->row_code == b->row_code || (isnan(a->row_code) && isnan(b->row_code)));
}

static GridColumn *
find_grid_column(const Grid *g, const SvyTableCell *cell)
{
	for (int i = 0; i < g->ncolumns; i++)
		if (is_same_column(g->columns[i].cell, cell))
			return &g->columns[i];
	return NULL;
}

/* as survey_grid orders them */
static int
compare_grid_columns(const void *left, const void *right)
{
	const GridColumn *a = left;
	const GridColumn *b = right;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (isnan(a->cell->row_code) != isnan(b->cell->row_code))
		return isnan(a->cell->row_code) ? 1 : -1;
	if (!isnan(a->cell->row_code) && a->cell->row_code != b->cell->row_code)
		return a->cell->row_code < b->cell->row_code ? -1 : 1;
	if (strcmp(a->cell->row_label, b->cell->row_label) != 0)
		return strcmp(a->cell->row_label, b->cell->row_label);
	return strcmp(a->cell->statistic, b->cell->statistic);
}

/* standard errors are not what a client reads */
static bool
is_grid_cell(const SvyTableCell *cell)
{
	return cell->is_total && strcmp(cell->statistic, "se") != 0;
}

static void
find_grid_columns(Grid *g)
{
	g->columns = palloc_array(GridColumn, g->tables->count + 1);
	for (int64 i = 0; i < g->tables->count; i++)
	{
		const SvyTableCell *cell = &g->tables->cells[i];
		GridColumn *column = is_grid_cell(cell) ? find_grid_column(g, cell) : NULL;

		if (!is_grid_cell(cell))
			continue;
		if (column == NULL)
			g->columns[g->ncolumns++] = (GridColumn){cell->row, cell};
		else
			column->place = Max(column->place, cell->row);
	}
	qsort(g->columns, g->ncolumns, sizeof(GridColumn), compare_grid_columns);
}

static void
write_grid_heads(Book *book, const Grid *g)
{
	const BookFormats *f = &book->formats;
	int lines = 1;

	svy_book_write_text(book, book->line, 0, "", f->head);
	svy_book_write_text(book, book->line, ITEM_BASE, "Base", f->head);
	for (int i = 0; i < g->ncolumns; i++)
	{
		const char *label = g->columns[i].cell->row_label;

		svy_book_write_text(book, book->line, ITEM_BASE + 1 + i, label, f->head);
		lines = Max(lines, svy_book_lines(label, book->width));
	}
	worksheet_set_row(book->sheet, book->line++, BOOK_LINE_HEIGHT * lines, NULL);
}

/* the line of an item, which begins at this cell; where the next one begins */
static int64
write_grid_item(Book *book, const Grid *g, int64 first, bool *low)
{
	const SvyTableCell *item = &g->tables->cells[first];
	int64 i = first;

	svy_book_write_text(book, book->line, 0, item->row_question, book->formats.text);
	worksheet_set_row(book->sheet, book->line,
					  BOOK_LINE_HEIGHT * svy_book_lines(item->row_question, BOOK_LABEL_WIDTH),
					  NULL);
	if (isfinite(item->base_n))
		worksheet_write_number(book->sheet, book->line, ITEM_BASE, item->base_n,
							   book->formats.count);
	for (; i < g->tables->count && g->tables->cells[i].question == item->question; i++)
		if (is_grid_cell(&g->tables->cells[i]))
		{
			svy_book_write_cell(book,
								ITEM_BASE + 1 +
									(int) (find_grid_column(g, &g->tables->cells[i]) - g->columns),
								&g->tables->cells[i]);
			*low |= g->tables->cells[i].low_base;
		}
	book->line++;
	return i;
}

/* what the questions of all items begin with, up to a mark: "How much trust? - Police"; NULL: nothing */
static const char *
common_question(const SvyTables *tables)
{
	const char *first = tables->cells[0].row_question;
	size_t length = strlen(first);

	for (int64 i = 1; i < tables->count; i++)
	{
		size_t same = 0;

		while (same < length && first[same] == tables->cells[i].row_question[same])
			same++;
		length = same;
	}
	while (length > 0 && strchr("-:?|/.", first[length - 1]) == NULL)
		length--;
	while (length > 0 && strchr(" -:|/", first[length - 1]) != NULL)
		length--;
	return length > 0 ? pnstrdup(first, length) : NULL;
}

static const char *
grid_title(const Grid *g)
{
	const SvyTableCell *cells = g->tables->cells;
	int64 count = g->tables->count;
	const char *common = g->title == NULL && count > 0 ? common_question(g->tables) : NULL;

	if (g->title || count == 0)
		return g->title ? g->title : "";
	if (common || cells[0].question == cells[count - 1].question)
		return common ? common : cells[0].row_question;
	return psprintf(cells[count - 1].question - cells[0].question > 1 ? "%s to %s" : "%s and %s",
					cells[0].row_variable, cells[count - 1].row_variable);
}

/* whether the tables have the question, leave out cells of it, and do not show this one of everybody */
static bool
tables_hide(const SvyTables *tables, const SvyTableCell *cell)
{
	bool any = false;
	bool shown = false;

	for (int64 i = 0; i < tables->count; i++)
	{
		const SvyTableCell *other = &tables->cells[i];

		if (strcmp(other->row_variable, cell->row_variable) != 0)
			continue;
		any = any || other->suppressed;
		shown = shown || (other->is_total && !other->suppressed && is_same_column(other, cell));
	}
	return any && !shown;
}

/*
 * Grids and tables of a book are read together, and protected by a call each: what
 * the tables leave out of the Total of a question is not shown here.
 */
static bool
leave_out_with_tables(const Book *book, Grid *g)
{
	const SvyTables *tables = book->joint ? book->joint : book->tables;
	bool suppressed = false;

	for (int64 i = 0; i < g->tables->count; i++)
	{
		SvyTableCell *cell = &g->tables->cells[i];

		CHECK_FOR_INTERRUPTS();
		if (is_grid_cell(cell) && !cell->suppressed && tables_hide(tables, cell))
		{
			cell->suppressed = true;
			cell->estimate = cell->n = cell->base_n = NAN;
			cell->low_base = false;
			cell->higher_than = NULL;
		}
		suppressed = suppressed || cell->suppressed;
	}
	return suppressed;
}

/*
 * Questions of grids that the tables do not have
 */

static bool
has_question(const SvyTables *tables, const char *name)
{
	for (int64 i = 0; i < tables->count; i++)
		if (strcmp(tables->cells[i].row_variable, name) == 0)
			return true;
	return false;
}

/* adds the questions of tables to a list of names */
static List *
add_questions(List *names, const SvyTables *tables)
{
	for (int64 i = 0; i < tables->count; i++)
		if (i == 0 || tables->cells[i].question != tables->cells[i - 1].question)
		{
			ListCell *name;
			bool found = false;

			foreach (name, names)
				found = found || strcmp(lfirst(name), tables->cells[i].row_variable) == 0;
			if (!found)
				names = lappend(names, (void *) tables->cells[i].row_variable);
		}
	return names;
}

/* the largest position of a column */
static int
last_column(const SvyTables *tables)
{
	int count = 0;

	for (int64 i = 0; i < tables->count; i++)
		count = Max(count, tables->cells[i].column);
	return count;
}

/* the cells of the questions and columns that other tables have, with these questions alone */
static SvyTables *
cells_of(const SvyTables *joint, const SvyTables *tables)
{
	SvyTables *result = palloc0_object(SvyTables);
	bool *shown = palloc0_array(bool, Max(last_column(joint), last_column(tables)) + 1);
	int question = 0;
	bool kept = false;

	result->cells =
		palloc_extended(sizeof(SvyTableCell) * ((Size) joint->count + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < tables->count; i++)
		shown[tables->cells[i].column] = true;
	for (int64 i = 0; i < joint->count; i++)
	{
		const SvyTableCell *cell = &joint->cells[i];

		CHECK_FOR_INTERRUPTS();
		if (i == 0 || cell->question != cell[-1].question)
		{
			kept = has_question(tables, cell->row_variable);
			question += kept;
		}
		if (!kept || !shown[cell->column])
			continue;
		result->cells[result->count] = *cell;
		result->cells[result->count++].question = question;
	}
	return result;
}

/*
 * A question that stands in a grid alone may be a column of the tables, or share
 * respondents with them: then all are protected as one.
 */
static void
protect_together(Book *book, const SvyTableRequest *tables)
{
	SvyTableRequest request = *tables;
	List *names = add_questions(NIL, book->tables);
	int alone = list_length(names);
	ListCell *name;
	Datum *rows;
	int count = 0;

	for (int i = 0; i < book->ngrids; i++)
		names = add_questions(names, book->grids[i].tables);
	if (list_length(names) == alone)
		return;
	rows = palloc_array(Datum, list_length(names));
	foreach (name, names)
		rows[count++] = CStringGetTextDatum(lfirst(name));
	request.set[TABLE_ROWS] = true;
	request.values[TABLE_ROWS] =
		PointerGetDatum(construct_array(rows, count, TEXTOID, -1, false, TYPALIGN_INT));
	book->joint = svy_tables_read(&request);
	book->tables = cells_of(book->joint, book->tables);
}

static void
write_grid(Book *book, Grid *g)
{
	const char *name;
	int n;
	bool low = false;
	bool suppressed = leave_out_with_tables(book, g);

	find_grid_columns(g);
	n = ITEM_BASE + g->ncolumns;
	book->count++;
	book->width = BOOK_COLUMN_WIDTH;
	name = svy_book_sheet_name(book, grid_title(g));
	svy_book_start_sheet(book, name, n);
	svy_book_list(book, name, grid_title(g));
	svy_book_across(book, book->line++, 0, n, grid_title(g), book->formats.title);
	svy_book_across(book, book->line++, 0, n, book->options.title, book->formats.subtitle);
	write_grid_heads(book, g);
	worksheet_freeze_panes(book->sheet, book->line, 1);
	for (int64 i = 0; i < g->tables->count;)
	{
		CHECK_FOR_INTERRUPTS();
		i = write_grid_item(book, g, i, &low);
	}
	if (g->tables->count > 0)
		svy_book_notes(book, g->tables->cells, n, low, suppressed);
}

/* "q8_*", or {"items": ["q8_1", …], "title": "…"} */
static Datum
grid_items(JsonbValue *value, Grid *g)
{
	static const char *const known[] = {"items", "title", NULL};
	static const char *const where = "a grid of the options";
	char *text = svy_json_to_string(value);
	char **names = palloc_array(char *, 1);
	int count = 1;
	Datum *items;

	names[0] = text;
	if (value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data))
	{
		svy_json_check_keys(value->val.binary.data, where, known);
		g->title = svy_json_string(value->val.binary.data, "title", where);
		names = svy_json_strings(value->val.binary.data, "items", where, &count);
		if (names == NULL || count == 0)
			svy_json_wrong("items", where, "the variables that are the items");
	}
	else if (text == NULL)
		svy_json_wrong("grids", "the options",
					   "a list of patterns, or of objects with \"items\" and \"title\"");
	items = palloc_array(Datum, count);
	for (int i = 0; i < count; i++)
		items[i] = CStringGetTextDatum(names[i]);
	return PointerGetDatum(construct_array(items, count, TEXTOID, -1, false, TYPALIGN_INT));
}

void
svy_book_read_grids(Book *book, const SvyTableRequest *tables, JsonbContainer *grids,
					bool total_of_columns, bool suppress)
{
	SvyTableRequest request = *tables;

	/* everybody, or whom the Total of the tables counts, whom nothing is compared with */
	request.set[TABLE_ROWS] = true;
	if (!total_of_columns)
		request.set[TABLE_COLUMNS] = request.set[TABLE_TOTAL] = false;
	request.set[TABLE_PERCENT] = request.set[TABLE_TESTS] = true;
	request.values[TABLE_PERCENT] = CStringGetTextDatum("column");
	request.values[TABLE_TESTS] = CStringGetTextDatum("none");
	request.set[TABLE_COMPARE] = true;
	request.values[TABLE_COMPARE] = CStringGetTextDatum("pairs");
	/* answers of several items stand in one order; items may be sorted */
	if (!request.set[TABLE_SORT] ||
		pg_strcasecmp(TextDatumGetCString(request.values[TABLE_SORT]), "mean") != 0)
		request.values[TABLE_SORT] = CStringGetTextDatum("codebook");
	request.set[TABLE_SORT] = true;
	book->ngrids = (int) JsonContainerSize(grids);
	book->grids = palloc0_array(Grid, book->ngrids + 1);
	for (int i = 0; i < book->ngrids; i++)
	{
		request.values[TABLE_ROWS] =
			grid_items(getIthJsonbValueFromContainer(grids, i), &book->grids[i]);
		book->grids[i].tables = svy_tables_read(&request);
	}
	if (suppress)
		protect_together(book, tables);
}

void
svy_book_grids(Book *book)
{
	const char *percent = book->options.percent;

	book->options.percent = "column";
	for (int i = 0; i < book->ngrids; i++)
		write_grid(book, &book->grids[i]);
	book->options.percent = percent;
}
