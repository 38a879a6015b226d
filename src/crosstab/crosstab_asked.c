/*
 * crosstab_asked.c
 *	  Which cells are of options that were not asked.
 *
 * An option can be a row or a column, by itself or in a nest.  Of each such part
 * the options that have empty cells are counted once more, by whether they have an
 * answer, against the other side of the table.  Of the others somebody chose each
 * everywhere, so that they were asked.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "crosstab/crosstab_asked.h"
#include "plan/crosstab_builder.h"
#include "source/asked.h"

/* of which side a cell's option is, as bits */
#define UNASKED_ROW 1
#define UNASKED_COLUMN 2

/* a part of an axis that is a set, against the other axis of a table */
typedef struct AskedPart
{
	int at; /* row variable x column variables + column variable */
	bool of_column;
	bool nested; /* else who was asked is the base of the new tables */
	const SurveySet *set;
	int inner;	/* categories of the parts after it */
	int others; /* of the other parts together */
	int ncategories;
	/* of each option, in the new plan: others x the other axis; -1: it has no empty cell */
	int *tables;
} AskedPart;

typedef struct Asking
{
	CrosstabRun *run;
	CrosstabBuilder builder;
	List *parts;
	List *sets; /* with what svy_set_declined says of them */
	List *declined;
} Asking;

static int
side_categories(const CrosstabRun *run, int kernel)
{
	return crosstab_variables(run->x)[kernel].ncategories;
}

static List *
axis_parts(const CrosstabAxis *axis)
{
	return axis->parts ? axis->parts : list_make1((void *) axis);
}

/* the option that a category of the axis has in this part; of nets, which come last, more than there are */
static int
option_of(const AskedPart *part, int category)
{
	return part->others == 1 ? category : category / part->inner % part->ncategories;
}

/* the category without that part */
static int
others_of(const AskedPart *part, int category)
{
	if (part->others == 1)
		return 0;
	return category / (part->inner * part->ncategories) * part->inner + category % part->inner;
}

static int64
counted(const CrosstabRun *run, const AskedPart *part, int category, int other)
{
	int table = run->plan->tables[part->at];

	return part->of_column ? crosstab_cell(run->x, table, other, category).n
						   : crosstab_cell(run->x, table, category, other).n;
}

static const CrosstabAxis *
axis_of_part(const CrosstabPlan *plan, const AskedPart *part, bool other)
{
	return part->of_column != other ? &plan->columns[part->at % plan->ncolumns]
									: &plan->rows[part->at / plan->ncolumns];
}

/* the options that have an empty cell, where they could have been chosen; NULL: none */
static bool *
options_with_empty(const CrosstabRun *run, const AskedPart *part)
{
	const CrosstabPlan *plan = run->plan;
	int own = side_categories(run, axis_of_part(plan, part, false)->kernel);
	int other = side_categories(run, axis_of_part(plan, part, true)->kernel);
	bool *empty = NULL;

	for (int i = 0; i < own; i++)
	{
		int option = option_of(part, i);

		for (int j = 0; option < part->set->nmembers && j < other; j++)
		{
			if (counted(run, part, i, j) != 0)
				continue;
			if (empty == NULL)
				empty = palloc0_array(bool, part->set->nmembers);
			empty[option] = true;
			break;
		}
	}
	return empty;
}

/* the axis with "asked" in the place of the part */
static int
asked_kernel(CrosstabBuilder *b, const CrosstabAxis *axis, const CrosstabAxis *of, int member)
{
	int asked;
	int kernel = -1;
	ListCell *cell;

	/* by itself the base of a set of that option, which a pack counts by bits */
	if (axis->parts == NULL)
		return svy_plan_option(b, of->set, member);
	asked = svy_plan_asked(b, of->set, member);
	foreach (cell, axis_parts(axis))
	{
		const CrosstabAxis *part = lfirst(cell);
		int next = part == of ? asked : part->kernel;

		kernel = kernel < 0 ? next : svy_plan_product(b, kernel, next);
	}
	return kernel;
}

static void
ask_part(Asking *a, AskedPart found, const CrosstabAxis *of)
{
	const CrosstabPlan *plan = a->run->plan;
	const bool *empty = options_with_empty(a->run, &found);
	AskedPart *part;

	if (empty == NULL)
		return;
	if (a->parts == NIL)
		a->builder = svy_plan_continue(plan);
	part = palloc_object(AskedPart);
	*part = found;
	part->tables = palloc_array(int, found.set->nmembers);
	for (int i = 0; i < found.set->nmembers; i++)
		part->tables[i] =
			empty[i]
				? svy_plan_table(&a->builder,
								 asked_kernel(&a->builder, axis_of_part(plan, part, false), of, i),
								 axis_of_part(plan, part, true)->kernel)
				: -1;
	a->parts = lappend(a->parts, part);
}

/* every set among the parts of one side of a table */
static void
ask_side(Asking *a, int at, bool of_column)
{
	AskedPart found = {.at = at, .of_column = of_column};
	const CrosstabAxis *axis = axis_of_part(a->run->plan, &found, false);
	List *parts = axis_parts(axis);
	int before = 1;
	ListCell *cell;

	if (axis_of_part(a->run->plan, &found, true)->value)
		return;
	foreach (cell, parts)
	{
		const CrosstabAxis *part = lfirst(cell);
		ListCell *after;

		found.inner = 1;
		for_each_from(after, parts, foreach_current_index(cell) + 1) found.inner *=
			((const CrosstabAxis *) lfirst(after))->ncategories;
		found.set = part->set;
		found.nested = axis->parts != NULL;
		found.ncategories = part->ncategories;
		found.others = before * found.inner;
		if (part->set)
			ask_part(a, found, part);
		before *= part->ncategories;
	}
}

static const bool *
declined_of(Asking *a, const SurveySet *set)
{
	ListCell *known;
	ListCell *declined;

	forboth(known, a->sets, declined,
			a->declined) if (lfirst(known) == set) return lfirst(declined);
	a->sets = lappend(a->sets, (void *) set);
	a->declined = lappend(a->declined, svy_set_declined(a->run->plan->survey, set));
	return llast(a->declined);
}

static void
mark(CrosstabRun *run, const AskedPart *part, int category, int other)
{
	const CrosstabPlan *plan = run->plan;
	int rows = side_categories(run, plan->rows[part->at / plan->ncolumns].kernel);
	int columns = side_categories(run, plan->columns[part->at % plan->ncolumns].kernel);

	if (run->unasked == NULL)
		run->unasked = palloc0_array(uint8 *, plan->nrows * plan->ncolumns);
	if (run->unasked[part->at] == NULL)
		run->unasked[part->at] = palloc0_array(uint8, (Size) rows * columns);
	run->unasked[part->at]
				[part->of_column ? other * columns + category : category * columns + other] |=
		part->of_column ? UNASKED_COLUMN : UNASKED_ROW;
}

/* how many gave the option an answer, in the row or column of a category and the other one */
static int64
asked_in(const Crosstab *x, const AskedPart *part, int option, int category, int other)
{
	int own = part->nested ? others_of(part, category) : CROSSTAB_BASE;

	return crosstab_cell(x, part->tables[option], own, other).n;
}

/*
 * The same of each option, in each other row or column, whatever the other answers of
 * the nest: an option that nobody there was asked has no 0 for an answer that nobody
 * there gave.  NULL: the part is no nest.
 */
static int64 *
asked_in_nest(const Crosstab *x, const AskedPart *part, int other)
{
	int members = part->set->nmembers;
	int64 *asked;

	if (!part->nested)
		return NULL;
	asked = palloc0_array(int64, (Size) other * members);
	for (int i = 0; i < part->others; i++)
		for (int j = 0; j < other; j++)
		{
			CHECK_FOR_INTERRUPTS();
			for (int k = 0; k < members; k++)
				asked[(Size) j * members + k] +=
					part->tables[k] < 0 ? 1 : crosstab_cell(x, part->tables[k], i, j).n;
		}
	return asked;
}

static void
read_part(Asking *a, const AskedPart *part, const Crosstab *x)
{
	const CrosstabPlan *plan = a->run->plan;
	int own = side_categories(a->run, axis_of_part(plan, part, false)->kernel);
	int other = side_categories(a->run, axis_of_part(plan, part, true)->kernel);
	int members = part->set->nmembers;
	int64 *in_nest = asked_in_nest(x, part, other);
	int64 *in_cell = palloc_array(int64, members);

	for (int i = 0; i < own; i++)
		for (int j = 0; j < other; j++)
		{
			int option = option_of(part, i);
			const int64 *asked = in_cell;
			bool somebody = false;

			if (option >= members || counted(a->run, part, i, j) > 0 ||
				asked_in(x, part, option, i, j) > 0)
				continue;
			CHECK_FOR_INTERRUPTS();
			for (int k = 0; k < members; k++)
			{
				in_cell[k] = part->tables[k] < 0 ? 1 : asked_in(x, part, k, i, j);
				somebody |= in_cell[k] > 0;
			}
			if (in_nest && !somebody)
				asked = in_nest + (Size) j * members;
			if (svy_option_unasked(part->set, option, asked, declined_of(a, part->set)))
				mark(a->run, part, i, j);
		}
	pfree(in_cell);
	if (in_nest)
		pfree(in_nest);
}

/* a net of a set of which no option was asked */
static void
mark_nets(CrosstabRun *run, const AskedPart *part)
{
	const CrosstabPlan *plan = run->plan;
	const uint8 *marks = run->unasked ? run->unasked[part->at] : NULL;
	int columns = side_categories(run, plan->columns[part->at % plan->ncolumns].kernel);
	int own = side_categories(run, axis_of_part(plan, part, false)->kernel);
	int other = side_categories(run, axis_of_part(plan, part, true)->kernel);
	uint8 bit = part->of_column ? UNASKED_COLUMN : UNASKED_ROW;

	for (int i = part->set->nmembers; marks && part->others == 1 && i < own; i++)
		for (int j = 0; j < other; j++)
		{
			const SurveyNet *net = &part->set->nets[i - part->set->nmembers];
			bool unasked = net->count > 0;

			for (int k = 0; unasked && k < net->count; k++)
				unasked = marks[part->of_column ? j * columns + net->codes[k]
												: net->codes[k] * columns + j] &
						  bit;
			if (unasked)
				mark(run, part, i, j);
		}
}

void
svy_crosstab_find_unasked(CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	Asking a = {.run = run};
	const Crosstab *x;
	ListCell *cell;

	for (int row = 0; row < plan->nshown; row++)
		for (int column = 0; column < plan->ncolumns; column++)
		{
			ask_side(&a, row * plan->ncolumns + column, false);
			ask_side(&a, row * plan->ncolumns + column, true);
		}
	if (a.parts == NIL)
		return;
	x = svy_crosstab_run(svy_crosstab_plan_end(&a.builder));
	foreach (cell, a.parts)
	{
		read_part(&a, lfirst(cell), x);
		mark_nets(run, lfirst(cell));
	}
}

/*
 * Reading
 */

static const uint8 *
marks_of(const CrosstabRun *run, int row, int column)
{
	return run->unasked ? run->unasked[row * run->plan->ncolumns + column] : NULL;
}

/* a net of answers: what none of them was asked */
static uint8
marks_of_net(const CrosstabNet *net, const uint8 *marks, int columns, int category)
{
	uint8 all = net->count > 0 ? UNASKED_ROW | UNASKED_COLUMN : 0;

	for (int i = 0; i < net->count; i++)
		all &= marks[net->categories[i] * columns + category];
	return all;
}

/* of which sides a cell was not asked */
static uint8
marks_of_cell(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	const uint8 *marks = marks_of(run, line->row, column);
	int columns;

	if (marks == NULL || !svy_line_is_share(line))
		return 0;
	columns = side_categories(run, run->plan->columns[column].kernel);
	if (line->kind == CROSSTAB_LINE_CATEGORY)
		return marks[line->category * columns + category];
	if (line->net->category >= 0)
		return marks[line->net->category * columns + category];
	return marks_of_net(line->net, marks, columns, category);
}

bool
svy_line_unasked(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	return marks_of_cell(run, line, column, category) != 0;
}

bool
svy_line_part_asked(const CrosstabRun *run, const CrosstabLine *line, int column)
{
	int n = run->unasked ? run->plan->columns[column].ncategories : 0;

	for (int i = 0; i < n; i++)
		if (marks_of_cell(run, line, column, i) & UNASKED_ROW)
			return true;
	return false;
}

bool
svy_column_part_asked(const CrosstabRun *run, int row, int column, int category)
{
	const uint8 *marks = marks_of(run, row, column);
	int columns = side_categories(run, run->plan->columns[column].kernel);
	int rows = side_categories(run, run->plan->rows[row].kernel);

	for (int i = 0; marks && i < rows; i++)
		if (marks[i * columns + category] & UNASKED_COLUMN)
			return true;
	return false;
}
