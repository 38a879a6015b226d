/*
 * conjoint_tasks.c
 *	  Where choices among products lie, in long or wide data.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "model/conjoint.h"
#include "plan/answer.h"

/* --------------------------------------------------------------- attributes --- */

static bool
is_named(JsonbContainer *options, const char *key, const char *name)
{
	int count = 0;
	char **names = options ? svy_json_strings(options, key, "options", &count) : NULL;

	for (int i = 0; i < count; i++)
		if (pg_strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* an attribute of categories enters by level, and options cannot have it otherwise */
static void
require_number(const char *name, const SurveyVariable *variable, JsonbContainer *options,
			   const char *key)
{
	if (is_named(options, key, name))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("attribute \"%s\" is %s, and \"%s\" of the options needs a number", name,
						svy_measure_name(variable->measure), key),
				 errhint("Make it one: alter_survey(%s, '{\"variables\": [{\"name\": \"%s\", "
						 "\"measure\": \"scale\"}]}').",
						 quote_literal_cstr(variable->survey->name), variable->name)));
}

static void
add_attribute(ConjointBook *book, const char *name, const SurveyVariable *variable,
			  JsonbContainer *options)
{
	ConjointAttribute *a = &book->attributes[book->nattributes];

	if (book->nattributes == CONJOINT_MAX_ATTRIBUTES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("products have up to %d attributes", CONJOINT_MAX_ATTRIBUTES)));
	*a = (ConjointAttribute){.name = pstrdup(name), .variable = variable};
	if (svy_variable_categorical(variable))
	{
		a->categories = svy_variable_categories(variable, &a->ncategories);
		require_number(name, variable, options, "log");
		require_number(name, variable, options, "price");
	}
	else
		a->kind = is_named(options, "levels", name) ? CONJOINT_LEVELS
				  : is_named(options, "log", name)	? CONJOINT_LOG
													: CONJOINT_LINEAR;
	if (is_named(options, "price", name))
	{
		if (a->kind != CONJOINT_LINEAR)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("attribute \"%s\" is not a number whose coefficient is a price", name),
					 errhint("It must not stand in \"levels\" or \"log\" too.")));
		book->price = book->nattributes;
	}
	book->nattributes++;
}

/* what options name must be there */
static void
check_named(const ConjointBook *book, JsonbContainer *options, const char *key)
{
	int count = 0;
	char **names = options ? svy_json_strings(options, key, "options", &count) : NULL;

	for (int i = 0; i < count; i++)
	{
		int a = 0;

		while (a < book->nattributes && pg_strcasecmp(book->attributes[a].name, names[i]) != 0)
			a++;
		if (a == book->nattributes)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("\"%s\" of the options names no attribute: \"%s\"", key, names[i])));
	}
}

static void
open_long_products(ConjointBook *book, JsonbContainer *tasks, JsonbContainer *options)
{
	const Survey *survey = book->analysis->survey;
	const char *counted = book->analysis->by.counted;
	const SurveyVariable *respondent = svy_tasks_column(survey, tasks, "respondent");
	int count;
	char **names = svy_json_strings(tasks, "attributes", "the tasks", &count);

	if (count == 0)
		svy_json_wrong("attributes", "the tasks", "an array of columns");
	svy_analysis_cluster(book->analysis, respondent->name);
	book->values = palloc_array(char *, count + 8);
	book->nrespondent = svy_tasks_key(respondent, book->values);
	book->nkey = book->nrespondent + svy_tasks_key(svy_tasks_column(survey, tasks, "task"),
												   book->values + book->nrespondent);
	book->nvalues = book->nkey;
	book->chosen = svy_tasks_column(survey, tasks, "chosen")->name;
	book->values[book->nvalues++] =
		svy_tasks_number(survey, svy_tasks_column(survey, tasks, "chosen"), counted);
	book->has_none = svy_json_get(tasks, "none") != NULL;
	book->none = book->has_none ? svy_tasks_column(survey, tasks, "none")->name : NULL;
	book->values[book->nvalues++] =
		book->has_none ? svy_tasks_number(survey, svy_tasks_column(survey, tasks, "none"), counted)
					   : "0::pg_catalog.float8";
	for (int a = 0; a < count; a++)
	{
		const SurveyVariable *v = svy_survey_variable(survey, names[a]);

		add_attribute(book, v->name, v, options);
		book->values[book->nvalues++] = svy_tasks_number(survey, v, counted);
	}
}

static JsonbContainer *
element_of(JsonbContainer *array, int i, const char *key)
{
	JsonbValue *element = getIthJsonbValueFromContainer(array, i);

	if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
		svy_json_wrong(key, "the tasks", "an array of objects");
	return element->val.binary.data;
}

/* attributes are the keys of the first alternative; the others must have them all */
static void
read_first_alternative(ConjointBook *book, JsonbContainer *alternative, JsonbContainer *options)
{
	JsonbIterator *it = JsonbIteratorInit(alternative);
	JsonbIteratorToken token;
	JsonbValue key;

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
		if (token == WJB_KEY)
		{
			char *name = pnstrdup(key.val.string.val, key.val.string.len);

			add_attribute(book, name, svy_tasks_column(book->analysis->survey, alternative, name),
						  options);
		}
}

static void
open_wide_products(ConjointBook *book, int t, JsonbContainer *task, JsonbContainer *options)
{
	static const char *const known[] = {"alternatives", "chosen", NULL};
	const Survey *survey = book->analysis->survey;
	const char *counted = book->analysis->by.counted;
	JsonbContainer *array;

	svy_json_check_keys(task, "a task", known);
	array = svy_json_array(task, "alternatives", "a task");
	if (!array || JsonContainerSize(array) == 0)
		svy_json_wrong("alternatives", "a task", "an array of objects");
	book->alternatives[t] = JsonContainerSize(array);
	book->place[t] = book->nvalues;
	if (t == 0)
		read_first_alternative(book, element_of(array, 0, "alternatives"), options);
	book->values = repalloc_array(book->values, char *,
								  book->nvalues + 1 + book->alternatives[t] * book->nattributes);
	book->values[book->nvalues++] =
		svy_tasks_number(survey, svy_tasks_column(survey, task, "chosen"), counted);
	for (int i = 0; i < book->alternatives[t]; i++)
		for (int a = 0; a < book->nattributes; a++)
			book->values[book->nvalues++] =
				svy_tasks_number(survey,
								 svy_tasks_column(survey, element_of(array, i, "alternatives"),
												  book->attributes[a].name),
								 counted);
}

ConjointBook *
svy_conjoint_open(SvyAnalysis *analysis, const char *text, JsonbContainer *options)
{
	static const char *const known[] = {"respondent", "task",  "attributes", "chosen",
										"none",		  "tasks", NULL};
	JsonbContainer *tasks = svy_tasks_open(analysis->survey, text, known);
	JsonbContainer *array = svy_json_array(tasks, "tasks", "the tasks");
	ConjointBook *book = palloc0(sizeof(ConjointBook));

	book->analysis = analysis;
	book->price = -1;
	if (array)
	{
		book->wide = true;
		book->has_none = svy_json_bool(tasks, "none", "the tasks", false);
		book->ntasks = JsonContainerSize(array);
		book->place = palloc0_array(int, book->ntasks + 1);
		book->alternatives = palloc0_array(int, book->ntasks + 1);
		book->values = palloc_array(char *, 1);
		for (int t = 0; t < book->ntasks; t++)
			open_wide_products(book, t, element_of(array, t, "tasks"), options);
	}
	else
		open_long_products(book, tasks, options);
	check_named(book, options, "levels");
	check_named(book, options, "log");
	check_named(book, options, "price");
	return book;
}

void
svy_conjoint_read(ConjointBook *book)
{
	SvyFrameRequest request = {.nvalues = book->nvalues, .values = book->values};

	svy_analysis_read(book->analysis, &request);
}

/* ------------------------------------------------------------------- tasks --- */

static double
answer_of(const ConjointData *data, int64 row, int value)
{
	return data->domain.frame->values[value][data->domain.rows[row]];
}

static ConjointTask *
begin_task(ConjointData *data)
{
	if (data->ntasks == data->task_room)
	{
		data->task_room = Max(1024, 2 * data->task_room);
		data->tasks =
			data->tasks ? repalloc_huge(data->tasks, sizeof(ConjointTask) * data->task_room)
						: palloc_extended(sizeof(ConjointTask) * data->task_room, MCXT_ALLOC_HUGE);
	}
	data->tasks[data->ntasks] = (ConjointTask){data->who.count - 1, 0, -1, data->nalternatives};
	return &data->tasks[data->ntasks++];
}

/* false where an attribute is missing */
static bool
add_product(ConjointData *data, ConjointTask *task, int64 row, int value, bool none)
{
	int n = data->book->nattributes;
	double *to;

	if (data->nalternatives == data->room)
	{
		data->room = Max(4096, 2 * data->room);
		data->attributes = data->attributes
							   ? repalloc_huge(data->attributes, sizeof(double) * n * data->room)
							   : palloc_extended(sizeof(double) * n * data->room, MCXT_ALLOC_HUGE);
		data->none = data->none ? repalloc_huge(data->none, data->room)
								: palloc_extended(data->room, MCXT_ALLOC_HUGE);
	}
	to = data->attributes + data->nalternatives * n;
	data->none[data->nalternatives++] = none;
	task->count++;
	for (int a = 0; a < n; a++)
	{
		to[a] = none ? NAN : answer_of(data, row, value + a);
		if (!none && isnan(to[a]))
			return false;
	}
	return true;
}

/* a task that is not whole is left out */
static void
end_task(ConjointData *data, const ConjointTask *task, bool whole)
{
	if (whole && task->chosen >= 0 && task->count > 1)
		return;
	data->nalternatives = task->first;
	data->ntasks--;
}

static void
take_long_products(ConjointData *data)
{
	const ConjointBook *book = data->book;
	int64 n = data->domain.nrows;
	int32 *rows = svy_tasks_order(&data->domain, book->nkey);
	ConjointTask *task = NULL;
	bool whole = true;

	for (int64 i = 0; i < n; i++)
	{
		if (!task || svy_tasks_begins(&data->domain, rows, i, book->nkey))
		{
			if (task)
				end_task(data, task, whole);
			if (svy_tasks_begins(&data->domain, rows, i, book->nrespondent))
				data->who.rows[data->who.count++] = rows[i];
			task = begin_task(data);
			whole = true;
		}
		if (svy_tasks_marked("chosen", book->chosen, answer_of(data, rows[i], book->nkey)))
		{
			if (task->chosen >= 0)
				ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
								errmsg("a task has more than one chosen alternative"),
								errdetail("Rows of one respondent and task are one task.")));
			task->chosen = task->count;
		}
		whole &= add_product(
			data, task, rows[i], book->nkey + 2,
			svy_tasks_marked("none", book->none, answer_of(data, rows[i], book->nkey + 1)));
	}
	if (task)
		end_task(data, task, whole);
	pfree(rows);
}

static void
take_wide_products(ConjointData *data)
{
	const ConjointBook *book = data->book;

	for (int64 row = 0; row < data->domain.nrows; row++)
	{
		data->who.rows[data->who.count++] = (int32) row;
		CHECK_FOR_INTERRUPTS();
		for (int t = 0; t < book->ntasks; t++)
		{
			double chosen = answer_of(data, row, book->place[t]);
			int most = book->alternatives[t] + book->has_none;
			ConjointTask *task;
			bool whole = true;

			if (isnan(chosen))
				continue;
			if (chosen != rint(chosen) || chosen < 1 || chosen > most)
				ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
								errmsg("task %d has no alternative %g", t + 1, chosen),
								errhint("The choice holds the number of an alternative, from 1; "
										"with \"none\": true one more for none of them.")));
			task = begin_task(data);
			task->chosen = (int) chosen - 1;
			for (int i = 0; i < book->alternatives[t]; i++)
				whole &=
					add_product(data, task, row, book->place[t] + 1 + i * book->nattributes, false);
			if (book->has_none)
				whole &= add_product(data, task, row, 0, true);
			end_task(data, task, whole);
		}
	}
}

/* respondents of whom no task is left do not count */
static void
keep_who_chose(ConjointData *data)
{
	int32 before = -1;

	data->who.count = 0;
	for (int64 t = 0; t < data->ntasks; t++)
	{
		ConjointTask *task = &data->tasks[t];

		if (task->respondent != before)
		{
			before = task->respondent;
			data->who.rows[data->who.count++] = data->who.rows[before];
		}
		task->respondent = data->who.count - 1;
	}
	for (int32 r = 0; r < data->who.count; r++)
		data->weighted_n += svy_domain_weight(&data->domain, data->who.rows[r], -1);
}

ConjointData *
svy_conjoint_data(const ConjointBook *book, int domain)
{
	ConjointData *data = palloc0(sizeof(ConjointData));

	data->book = book;
	data->domain = svy_analysis_domain(book->analysis, domain, book->wide ? 0 : book->nkey);
	data->who.analysis = book->analysis;
	data->who.domain = &data->domain;
	data->who.rows = palloc_extended(sizeof(int32) * (data->domain.nrows + 1), MCXT_ALLOC_HUGE);
	if (book->wide)
		take_wide_products(data);
	else
		take_long_products(data);
	keep_who_chose(data);
	svy_conjoint_number_levels(data);
	return data;
}
