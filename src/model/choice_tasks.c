/*
 * choice_tasks.c
 *	  Where the answers to tasks of choice lie.
 *
 * Long data have a row for each alternative (or item) that a respondent saw, wide
 * ones a row for each respondent.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "codebook/property.h"
#include "model/choice.h"
#include "plan/answer.h"

static JsonbContainer *
parse_tasks(const char *text)
{
	Jsonb *json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));

	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("tasks must be an object, or a name of the codebook's \"tasks\"")));
	return &json->root;
}

JsonbContainer *
svy_tasks_open(const Survey *survey, const char *text, const char *const *known)
{
	const char *first = text;
	JsonbContainer *tasks;
	JsonbContainer *all = svy_property_json(SVY_PROPERTIES(survey), "tasks");

	while (*first == ' ' || *first == '\n' || *first == '\t')
		first++;
	if (*first == '{')
		tasks = parse_tasks(first);
	else
		tasks = all ? svy_json_object(all, text, "the codebook's \"tasks\"") : NULL;
	if (!tasks)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("survey \"%s\" has no tasks \"%s\"", survey->name, text),
				 errhint("Say in the codebook's \"tasks\" where they lie, or give them as JSON in "
						 "place of the name.")));
	svy_json_check_keys(tasks, "the tasks", known);
	return tasks;
}

const SurveyVariable *
svy_tasks_column(const Survey *survey, JsonbContainer *object, const char *key)
{
	char *name = svy_json_string(object, key, "the tasks");

	if (!name)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("the tasks have no \"%s\"", key),
				 errdetail("It names a column of survey \"%s\".", survey->name)));
	return svy_survey_variable(survey, name);
}

bool
svy_tasks_marked(const char *key, const char *column, double value)
{
	if (value != 0 && value != 1 && !isnan(value))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("variable \"%s\", \"%s\" of the tasks, holds %.15g", column, key, value),
				 errdetail("In long data it is 1 in the row that was marked, else 0 or NULL."),
				 errhint("Name another column, or make one by derive_variable.")));
	return value == 1;
}

int
svy_tasks_key(const SurveyVariable *variable, char **values)
{
	char *column = svy_column_sql(variable->name, "a");
	char *number;

	if (variable->type == INT2OID || variable->type == INT4OID || variable->type == FLOAT4OID ||
		variable->type == FLOAT8OID)
	{
		values[0] = psprintf("(%s)::pg_catalog.float8", column);
		return 1;
	}
	/* 64 bits are two numbers of 32, which a float8 holds exactly */
	number = variable->type == INT8OID
				 ? psprintf("(%s)", column)
				 : psprintf("pg_catalog.hashtextextended((%s)::pg_catalog.text, 0)", column);
	values[0] = psprintf("(%s OPERATOR(pg_catalog.>>) 32)::pg_catalog.float8", number);
	values[1] = psprintf("(%s OPERATOR(pg_catalog.&) 4294967295)::pg_catalog.float8", number);
	return 2;
}

char *
svy_tasks_number(const Survey *survey, const SurveyVariable *variable, const char *domain)
{
	if (svy_variable_categorical(variable))
		return psprintf("(%s)::pg_catalog.float8", svy_answer_code_sql(variable, domain));
	return svy_answer_number_sql(survey, variable, domain);
}

/* ---- long data ---- */

typedef struct TaskOrder
{
	const SvyDomain *domain;
	int values;
} TaskOrder;

static double
task_value(const SvyDomain *domain, int32 row, int value)
{
	return domain->frame->values[value][domain->rows[row]];
}

/* missing values last */
static int
compare_task_rows(int32 left, int32 right, const TaskOrder *order)
{
	for (int v = 0; v < order->values; v++)
	{
		double a = task_value(order->domain, left, v);
		double b = task_value(order->domain, right, v);

		if (a < b || a > b)
			return a < b ? -1 : 1;
		if (isnan(a) != isnan(b))
			return isnan(b) ? -1 : 1;
	}
	return (left > right) - (left < right);
}

#define ST_SORT sort_task_rows
#define ST_ELEMENT_TYPE int32
#define ST_COMPARE(a, b, order) compare_task_rows(*(a), *(b), order)
#define ST_COMPARE_ARG_TYPE const TaskOrder
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

int32 *
svy_tasks_order(const SvyDomain *domain, int values)
{
	int32 *rows = palloc_extended(sizeof(int32) * (domain->nrows + 1), MCXT_ALLOC_HUGE);
	TaskOrder order = {domain, values};

	for (int64 i = 0; i < domain->nrows; i++)
		rows[i] = (int32) i;
	sort_task_rows(rows, domain->nrows, &order);
	return rows;
}

bool
svy_tasks_begins(const SvyDomain *domain, const int32 *rows, int64 i, int values)
{
	for (int v = 0; v < values && i > 0; v++)
		if (task_value(domain, rows[i - 1], v) != task_value(domain, rows[i], v))
			return true;
	return i == 0;
}
