/*
 * maxdiff_tasks.c
 *	  Best and worst of several items: tasks of respondents, from long or wide data.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/maxdiff_tasks.h"
#include "plan/answer.h"

/* --------------------------------------------------------- where they lie --- */

static void
read_items(MaxdiffBook *book, const SurveyVariable *variable)
{
	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is %s: items are categories", variable->name,
							   svy_measure_name(variable->measure)),
						errhint("Declare it nominal, with a value label for each item.")));
	book->items = svy_variable_categories(variable, &book->nitems);
	if (book->nitems < 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has %d categories: a task needs items to choose "
							   "from",
							   variable->name, book->nitems)));
}

static void
open_long(MaxdiffBook *book, JsonbContainer *tasks)
{
	const Survey *survey = book->analysis->survey;
	const char *counted = book->analysis->by.counted;
	const SurveyVariable *respondent = svy_tasks_column(survey, tasks, "respondent");
	const SurveyVariable *item = svy_tasks_column(survey, tasks, "item");
	const SurveyVariable *best, *worst;

	read_items(book, item);
	svy_analysis_cluster(book->analysis, respondent->name);
	book->values = palloc_array(char *, 8);
	book->nrespondent = svy_tasks_key(respondent, book->values);
	book->nkey = book->nrespondent + svy_tasks_key(svy_tasks_column(survey, tasks, "task"),
												   book->values + book->nrespondent);
	book->nvalues = book->nkey;
	best = svy_tasks_column(survey, tasks, "best");
	worst = svy_tasks_column(survey, tasks, "worst");
	if (best == worst)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"best\" and \"worst\" of the tasks are both variable \"%s\"", best->name),
				 errhint("They are 1 in the rows of different items.")));
	book->best = best->name;
	book->worst = worst->name;
	book->values[book->nvalues++] = svy_tasks_number(survey, item, counted);
	book->values[book->nvalues++] = svy_tasks_number(survey, best, counted);
	book->values[book->nvalues++] = svy_tasks_number(survey, worst, counted);
}

static void
open_wide_task(MaxdiffBook *book, int t, JsonbContainer *task)
{
	static const char *const known[] = {"items", "best", "worst", NULL};
	const Survey *survey = book->analysis->survey;
	const char *counted = book->analysis->by.counted;
	char **names;

	svy_json_check_keys(task, "a task", known);
	names = svy_json_strings(task, "items", "a task", &book->shown[t]);
	if (book->shown[t] < 2 || book->shown[t] > MAXDIFF_SHOWN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("task %d shows %d items, not 2 to %d", t + 1, book->shown[t],
							   MAXDIFF_SHOWN)));
	book->place[t] = book->nvalues;
	book->values = book->values
					   ? repalloc_array(book->values, char *, book->nvalues + book->shown[t] + 2)
					   : palloc_array(char *, book->shown[t] + 2);
	for (int i = 0; i < book->shown[t]; i++)
	{
		const SurveyVariable *item = svy_survey_variable(survey, names[i]);

		if (!book->items)
			read_items(book, item);
		book->values[book->nvalues++] = svy_tasks_number(survey, item, counted);
	}
	book->values[book->nvalues++] =
		svy_tasks_number(survey, svy_tasks_column(survey, task, "best"), counted);
	book->values[book->nvalues++] =
		svy_tasks_number(survey, svy_tasks_column(survey, task, "worst"), counted);
}

static void
open_wide(MaxdiffBook *book, JsonbContainer *array)
{
	book->wide = true;
	book->ntasks = JsonContainerSize(array);
	book->shown = palloc0_array(int, book->ntasks + 1);
	book->place = palloc0_array(int, book->ntasks + 1);
	for (int t = 0; t < book->ntasks; t++)
	{
		JsonbValue *task = getIthJsonbValueFromContainer(array, t);

		if (task->type != jbvBinary || !JsonContainerIsObject(task->val.binary.data))
			svy_json_wrong("tasks", "the tasks", "an array of objects");
		open_wide_task(book, t, task->val.binary.data);
	}
	if (book->ntasks == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there are no tasks")));
}

MaxdiffBook *
svy_maxdiff_open(SvyAnalysis *analysis, const char *text)
{
	static const char *const known[] = {"respondent", "task",  "item", "best",
										"worst",	  "tasks", NULL};
	JsonbContainer *tasks = svy_tasks_open(analysis->survey, text, known);
	JsonbContainer *array = svy_json_array(tasks, "tasks", "the tasks");
	MaxdiffBook *book = palloc0(sizeof(MaxdiffBook));

	book->analysis = analysis;
	if (array)
		open_wide(book, array);
	else
		open_long(book, tasks);
	return book;
}

void
svy_maxdiff_read(MaxdiffBook *book)
{
	SvyFrameRequest request = {.nvalues = book->nvalues, .values = book->values};

	svy_analysis_read(book->analysis, &request);
}

/* ------------------------------------------------------------------- tasks --- */

static int32
item_number(const MaxdiffBook *book, double code)
{
	for (int i = 0; i < book->nitems; i++)
		if (book->items[i].code == code)
			return i;
	return -1;
}

static double
value_of(const MaxdiffData *data, int64 row, int value)
{
	return data->domain.frame->values[value][data->domain.rows[row]];
}

static void
two_chosen(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION), errmsg("a task has more than one %s item", what),
			 errdetail("Rows of one respondent and task are one task, in which one item may "
					   "be marked.")));
}

/* adds the item of a row of long data to a task */
static void
add_row(const MaxdiffData *data, int64 row, MaxdiffTask *task)
{
	const MaxdiffBook *book = data->book;
	int32 item = item_number(book, value_of(data, row, book->nkey));

	if (item < 0)
		return;
	if (task->count == MAXDIFF_SHOWN)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a task shows more than %d items", MAXDIFF_SHOWN)));
	if (svy_tasks_marked("best", book->best, value_of(data, row, book->nkey + 1)))
	{
		if (task->best >= 0)
			two_chosen("best");
		task->best = task->count;
	}
	if (svy_tasks_marked("worst", book->worst, value_of(data, row, book->nkey + 2)))
	{
		if (task->worst >= 0)
			two_chosen("worst");
		task->worst = task->count;
	}
	task->items[task->count++] = item;
}

static void
take_long(MaxdiffData *data)
{
	const MaxdiffBook *book = data->book;
	int64 n = data->domain.nrows;
	int32 *rows = svy_tasks_order(&data->domain, book->nkey + 1);
	int32 *items = palloc_extended(sizeof(int32) * (n + 1), MCXT_ALLOC_HUGE);
	MaxdiffTask *task = NULL;

	data->tasks = palloc_extended(sizeof(MaxdiffTask) * (n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < n; i++)
	{
		if (svy_tasks_begins(&data->domain, rows, i, book->nrespondent))
			data->who.rows[data->who.count++] = rows[i];
		if (!task || svy_tasks_begins(&data->domain, rows, i, book->nkey))
		{
			task = &data->tasks[data->ntasks++];
			*task = (MaxdiffTask){data->who.count - 1, 0, -1, -1, items + i};
		}
		add_row(data, rows[i], task);
	}
	pfree(rows);
}

/* the place of a code among the items of a task; -1 where there is none */
static int
place_of(const MaxdiffBook *book, const MaxdiffTask *task, double code, const char *what)
{
	if (isnan(code))
		return -1;
	for (int i = 0; i < task->count; i++)
		if (book->items[task->items[i]].code == code)
			return i;
	ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
					errmsg("the %s item of a task, code %g, was not among those shown", what, code),
					errhint("Best and worst hold the codes of items, not their places.")));
}

static void
take_wide(MaxdiffData *data)
{
	const MaxdiffBook *book = data->book;
	Size most = (Size) book->ntasks * data->domain.nrows;

	data->tasks = palloc_extended(sizeof(MaxdiffTask) * (most + 1), MCXT_ALLOC_HUGE);
	for (int64 row = 0; row < data->domain.nrows; row++)
	{
		data->who.rows[data->who.count++] = (int32) row;
		CHECK_FOR_INTERRUPTS();
		for (int t = 0; t < book->ntasks; t++)
		{
			MaxdiffTask task = {data->who.count - 1, 0, -1, -1,
								palloc_array(int32, book->shown[t])};

			for (int i = 0; i < book->shown[t]; i++)
			{
				int32 item = item_number(book, value_of(data, row, book->place[t] + i));

				if (item >= 0)
					task.items[task.count++] = item;
			}
			task.best =
				place_of(book, &task, value_of(data, row, book->place[t] + book->shown[t]), "best");
			task.worst = place_of(
				book, &task, value_of(data, row, book->place[t] + book->shown[t] + 1), "worst");
			if (task.count > 0)
				data->tasks[data->ntasks++] = task;
		}
	}
}

/* who answered nothing of a task was not shown it, as far as anybody knows */
static void
keep_answered(MaxdiffData *data)
{
	int32 before = -1;
	int64 kept = 0;

	data->who.count = 0;
	for (int64 t = 0; t < data->ntasks; t++)
	{
		MaxdiffTask task = data->tasks[t];

		if (task.best < 0 && task.worst < 0)
			continue;
		if (task.respondent != before)
		{
			before = task.respondent;
			data->who.rows[data->who.count++] = data->who.rows[before];
		}
		task.respondent = data->who.count - 1;
		data->tasks[kept++] = task;
	}
	data->ntasks = kept;
}

MaxdiffData
svy_maxdiff_data(const MaxdiffBook *book, int domain)
{
	MaxdiffData data = {.book = book};

	data.domain = svy_analysis_domain(book->analysis, domain, book->wide ? 0 : book->nkey);
	data.who.analysis = book->analysis;
	data.who.rows = palloc_extended(sizeof(int32) * (data.domain.nrows + 1), MCXT_ALLOC_HUGE);
	if (book->wide)
		take_wide(&data);
	else
		take_long(&data);
	keep_answered(&data);
	for (int32 r = 0; r < data.who.count; r++)
		data.weighted_n += svy_domain_weight(&data.domain, data.who.rows[r], -1);
	return data;
}
